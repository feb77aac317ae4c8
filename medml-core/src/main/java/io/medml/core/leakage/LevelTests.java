package io.medml.core.leakage;

import io.medml.core.evidence.Name;
import io.medml.core.leakage.FeatureLeakageReport.Level;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Tests of what the levels of a column say about the outcome, one record a subject; see {@link FeatureLeakageDetector}. */
final class LevelTests {

    private final int[] subjects;
    private final int[] firstRowOf;
    private final int[] canonical;
    private final double alpha;

    /**
     * Tests of the records of a cohort.
     *
     * @param subjects code of the subject by row
     * @param firstRowOf first row of each subject in the canonical order
     * @param canonical the rows in that order
     * @param alpha the error rate of the family that they belong to
     */
    LevelTests(int[] subjects, int[] firstRowOf, int[] canonical, double alpha) {
        this.subjects = subjects;
        this.firstRowOf = firstRowOf;
        this.canonical = canonical;
        this.alpha = alpha;
    }

    /** The levels of which all records, or none, have the outcome, with the p-value of one record a subject. */
    List<Level> pure(FeatureValues column, int[] labels, int allPositives) {
        int k = column.distinct();
        long[] records = new long[k];
        long[] positives = new long[k];
        List<Set<Integer>> members = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            members.add(new HashSet<>());
        }
        for (int row = 0; row < labels.length; row++) {
            int of = column.level(row);
            if (of >= 0) {
                records[of]++;
                positives[of] += labels[row];
                members.get(of).add(subjects[row]);
            }
        }
        List<Level> levels = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            if (positives[i] != 0 && positives[i] != records[i]) {
                continue;
            }
            int here = members.get(i).size();
            int others = firstRowOf.length - here;
            int othersPositive = allPositives
                    - members.get(i).stream()
                            .mapToInt(subject -> labels[firstRowOf[subject]])
                            .sum();
            long hits = positives[i] == 0 ? 0 : here;
            double p = fisher(new UnpairedCounts(hits, here, othersPositive, others));
            if (column.numeric() && p < alpha) {
                p = Math.max(p, fisher(besides(column, members, labels, i, hits)));
            }
            Optional<String> name = here >= FeatureLeakageDetector.FEWEST_NAMED
                            && Name.fault(column.text(i)).isEmpty()
                    ? Optional.of(column.text(i))
                    : Optional.empty();
            levels.add(new Level(name, records[i], here, positives[i], p));
        }
        levels.sort(Comparator.comparingDouble(Level::pValue)
                .thenComparing(each -> each.name().orElse(""))
                .thenComparingLong(Level::records)
                .thenComparingLong(Level::positives));
        return levels;
    }

    private static double fisher(UnpairedCounts counts) {
        return UnpairedDifference.fisher(counts).pValue().point().orElse(1);
    }

    /**
     * A level of a number beside the next smaller and the next larger numbers, on each side until they have as many subjects: where risk
     * rises with a number its extremes may have one outcome, and so have their neighbours.
     */
    private UnpairedCounts besides(FeatureValues column, List<Set<Integer>> members, int[] labels, int of, long hits) {
        int[] order = column.ascendingLevels();
        int at = 0;
        while (order[at] != of) {
            at++;
        }
        int here = members.get(of).size();
        Set<Integer> near = new HashSet<>();
        for (int step : new int[] {-1, 1}) {
            Set<Integer> side = new HashSet<>();
            for (int i = at + step; i >= 0 && i < order.length && side.size() < here; i += step) {
                side.addAll(members.get(order[i]));
            }
            near.addAll(side);
        }
        near.removeAll(members.get(of));
        int positive =
                near.stream().mapToInt(subject -> labels[firstRowOf[subject]]).sum();
        return new UnpairedCounts(hits, here, positive, near.size());
    }

    /**
     * The chance that every level would have one outcome; empty when one has not, or values hardly repeat. Each subject counts once:
     * where no subject has both outcomes, levels that share a subject are one; else each subject stands in the level of its first record.
     */
    OptionalDouble determination(FeatureValues column, int[] labels, double rate) {
        int k = column.distinct();
        if (k < 2 || 2L * k > column.presentCount() || !(rate > 0 && rate < 1)) {
            return OptionalDouble.empty();
        }
        byte[] seen = new byte[k];
        byte[] outcomeOf = new byte[firstRowOf.length];
        boolean constant = true;
        int[] firstLevel = new int[firstRowOf.length];
        Arrays.fill(firstLevel, -1);
        int[] joined = IntStream.range(0, k).toArray();
        for (int row : canonical) {
            int of = column.level(row);
            if (of < 0) {
                continue;
            }
            byte label = (byte) (labels[row] + 1);
            if (seen[of] != 0 && seen[of] != label) {
                return OptionalDouble.empty();
            }
            seen[of] = label;
            int subject = subjects[row];
            constant &= outcomeOf[subject] == 0 || outcomeOf[subject] == label;
            outcomeOf[subject] = label;
            if (firstLevel[subject] < 0) {
                firstLevel[subject] = of;
            }
            joined[root(joined, of)] = root(joined, firstLevel[subject]);
        }
        int[] members = new int[k];
        for (int level : firstLevel) {
            if (level >= 0) {
                members[constant ? root(joined, level) : level]++;
            }
        }
        double log = 0;
        for (int s : members) {
            log += s == 0 ? 0 : StrictMath.log(StrictMath.pow(rate, s) + StrictMath.pow(1 - rate, s));
        }
        return OptionalDouble.of(Math.min(1, StrictMath.exp(log)));
    }

    private static int root(int[] joined, int level) {
        int at = level;
        while (joined[at] != at) {
            joined[at] = joined[joined[at]];
            at = joined[at];
        }
        return at;
    }
}
