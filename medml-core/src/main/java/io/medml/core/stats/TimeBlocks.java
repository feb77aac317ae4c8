package io.medml.core.stats;

/**
 * The distinct times of a sample in ascending order, and the weights of events, censorings and later records at each. Records
 * without weight have no time of their own.
 */
final class TimeBlocks {

    private final int[] block;
    private final double[] times;
    private final double[] events;
    private final double[] censored;
    private final double[] later;
    private final long[] eventCount;
    private final long[] censoredCount;

    TimeBlocks(FollowUp sample) {
        int[] order = Scores.order(sample.records());
        int n = sample.size();
        this.block = new int[n];
        double[] distinct = new double[n];
        int size = 0;
        for (int row : order) {
            if (size == 0 || sample.time(row) != distinct[size - 1]) {
                if (sample.weight(row) > 0) {
                    distinct[size++] = sample.time(row);
                }
            }
            block[row] = size - 1;
        }
        this.times = java.util.Arrays.copyOf(distinct, size);
        this.events = new double[size];
        this.censored = new double[size];
        this.later = new double[size];
        this.eventCount = new long[size];
        this.censoredCount = new long[size];
        CompensatedSum[] sums = new CompensatedSum[2 * size];
        java.util.Arrays.setAll(sums, i -> new CompensatedSum());
        for (int row : order) {
            if (sample.weight(row) > 0) {
                int b = block[row];
                sums[sample.event(row) ? b : size + b].add(sample.weight(row));
                if (sample.event(row)) {
                    eventCount[b]++;
                } else {
                    censoredCount[b]++;
                }
            }
        }
        CompensatedSum after = new CompensatedSum();
        for (int b = size - 1; b >= 0; b--) {
            events[b] = sums[b].value();
            censored[b] = sums[size + b].value();
            later[b] = after.value();
            after.add(events[b]);
            after.add(censored[b]);
        }
    }

    int size() {
        return times.length;
    }

    /** The block of a record; that of the time before for a record without weight, -1 if there is none. */
    int of(int row) {
        return block[row];
    }

    double time(int b) {
        return times[b];
    }

    double events(int b) {
        return events[b];
    }

    double censored(int b) {
        return censored[b];
    }

    /** The weight of all records with a later time. */
    double later(int b) {
        return later[b];
    }

    long eventCount(int b) {
        return eventCount[b];
    }

    long censoredCount(int b) {
        return censoredCount[b];
    }

    double total() {
        return times.length == 0 ? 0 : later[0] + events[0] + censored[0];
    }

    /** The last block at or before a time, -1 if there is none. */
    int upTo(double time) {
        int found = java.util.Arrays.binarySearch(times, time);
        return found >= 0 ? found : -found - 2;
    }
}
