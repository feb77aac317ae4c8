package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What each mark of a sample is by a rule: the one of a lesion, a repeated one, or a false positive. */
final class MatchedMarks {

    /** A lesion with the score of its mark; negative infinity without one. */
    record Found(int image, int category, double score) {}

    /** A mark that is not a lesion's. */
    record Other(int image, int category, double score) {}

    private record Pair(int mark, int lesion, double suits) {}

    private final MarkedImages sample;
    private final List<Found> lesions = new ArrayList<>();
    private final List<Other> falsePositives = new ArrayList<>();
    private final List<Other> repeated = new ArrayList<>();

    private MatchedMarks(MarkedImages sample) {
        this.sample = sample;
    }

    static MatchedMarks of(MarkedImages sample, MatchingRule rule) {
        MatchedMarks matched = new MatchedMarks(sample);
        for (int image = 0; image < sample.size(); image++) {
            matched.match(image, rule);
        }
        return matched;
    }

    private void match(int image, MatchingRule rule) {
        List<MarkedImages.Lesion> targets = sample.lesions(image);
        List<MarkedImages.Mark> marks = sample.marks(image);
        double[] best = new double[targets.size()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        TreeMap<Double, List<Integer>> byScore = new TreeMap<>(Comparator.reverseOrder());
        for (int m = 0; m < marks.size(); m++) {
            byScore.computeIfAbsent(marks.get(m).score(), s -> new ArrayList<>())
                    .add(m);
        }
        Comparator<Pair> order = Comparator.comparingDouble(Pair::suits)
                .reversed()
                .thenComparing(pair -> marks.get(pair.mark).region())
                .thenComparing(pair -> targets.get(pair.lesion).region());
        for (List<Integer> tied : byScore.values()) {
            List<Pair> pairs = new ArrayList<>();
            for (int m : tied) {
                for (int t = 0; t < targets.size(); t++) {
                    double suits = marks.get(m).category() == targets.get(t).category()
                            ? rule.suits(marks.get(m).region(), targets.get(t).region())
                            : Double.NEGATIVE_INFINITY;
                    if (suits > Double.NEGATIVE_INFINITY) {
                        pairs.add(new Pair(m, t, suits));
                    }
                }
            }
            pairs.sort(order);
            List<Integer> left = new ArrayList<>(tied);
            for (Pair pair : pairs) {
                if (best[pair.lesion] == Double.NEGATIVE_INFINITY && left.contains(pair.mark)) {
                    best[pair.lesion] = marks.get(pair.mark).score();
                    left.remove((Integer) pair.mark);
                }
            }
            for (int m : left) {
                Other other =
                        new Other(image, marks.get(m).category(), marks.get(m).score());
                (pairs.stream().anyMatch(pair -> pair.mark == m) ? repeated : falsePositives).add(other);
            }
        }
        for (int t = 0; t < targets.size(); t++) {
            lesions.add(new Found(image, targets.get(t).category(), best[t]));
        }
    }

    MarkedImages sample() {
        return sample;
    }

    List<Found> lesions() {
        return lesions;
    }

    List<Other> falsePositives() {
        return falsePositives;
    }

    List<Other> repeated() {
        return repeated;
    }

    long found() {
        return lesions.stream().filter(l -> l.score > Double.NEGATIVE_INFINITY).count();
    }
}
