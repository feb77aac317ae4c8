package io.medml.core.stats;

/** For each record the block of equal scores it belongs to, blocks numbered from 0 in ascending order of score. */
final class RankBlocks {

    private final int[] block;
    private final int size;

    private RankBlocks(int[] block, int size) {
        this.block = block;
        this.size = size;
    }

    static RankBlocks of(ScoredLabels sample) {
        int n = sample.size();
        int[] order = Scores.order(sample);
        int[] block = new int[n];
        int last = -1;
        for (int i = 0; i < n; i++) {
            if (i == 0 || sample.score(order[i]) != sample.score(order[i - 1])) {
                last++;
            }
            block[order[i]] = last;
        }
        return new RankBlocks(block, last + 1);
    }

    int of(int row) {
        return block[row];
    }

    /** The number of distinct scores. */
    int size() {
        return size;
    }
}
