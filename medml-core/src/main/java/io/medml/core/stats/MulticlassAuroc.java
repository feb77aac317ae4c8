package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Areas under the ROC curve for several classes: each against the rest, and their averages.
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 0.5 for no discrimination. Higher is better. The averages are those of {@link MulticlassAverage}.
 * <li><b>Intervals:</b> of one class as {@link Auroc}; of an average percentiles of a bootstrap, stratified by class, or of subjects
 *     where records share them. An average hides its parts: report the classes beside it.
 * <li><b>Undefined:</b> a class without records is never skipped: its area and every average are not estimable
 *     ({@code NO_POSITIVES}).
 * <li><b>Cost:</b> one sort for each class, and (classes x records + classes^2 x distinct scores) for each replicate.
 * <li><b>Reference:</b> Hand and Till (2001), Machine Learning 45. Agrees with scikit-learn's {@code roc_auc_score}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class MulticlassAuroc {

    private final MulticlassScores sample;
    private final List<RankBlocks> blocks;
    private final Map<MulticlassAverage, OptionalDouble> averages;

    private MulticlassAuroc(MulticlassScores sample, List<RankBlocks> blocks) {
        this.sample = sample;
        this.blocks = blocks;
        this.averages = averages(IntStream.range(0, sample.size()).map(i -> 1).toArray());
    }

    /**
     * Makes the areas.
     *
     * @param sample the records
     * @return the areas
     */
    public static MulticlassAuroc of(MulticlassScores sample) {
        return new MulticlassAuroc(
                sample,
                IntStream.range(0, sample.classes())
                        .mapToObj(k -> RankBlocks.of(sample.oneVersusRest(k)))
                        .toList());
    }

    /**
     * The area of one class against all others, with the default interval of {@link Auroc}.
     *
     * @param label the class, from 0
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public Estimate oneVersusRest(int label, double level) {
        return Auroc.estimate(sample.oneVersusRest(label), level);
    }

    /**
     * An average, without an interval.
     *
     * @param average which one
     * @return the average
     */
    public Estimate average(MulticlassAverage average) {
        Objects.requireNonNull(average, "average");
        Support support = sample.support();
        OptionalDouble value = averages.getOrDefault(average, OptionalDouble.empty());
        Reason reason = sample.size() == 0 ? Reason.EMPTY_GROUP : Reason.NO_POSITIVES;
        return value.isPresent()
                ? Arguments.value(value.getAsDouble(), average.method(), support)
                : Estimate.notEstimable(reason, average.method(), support);
    }

    /**
     * All averages with their percentile intervals, from one plan.
     *
     * @param plan which records, or subjects, each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the averages; no interval where more than 5 percent of the replicates are undefined
     */
    public Map<MulticlassAverage, Estimate> averages(ResamplePlan plan, double level) {
        Map<MulticlassAverage, Estimate> result = new EnumMap<>(MulticlassAverage.class);
        bootstrap(plan)
                .forEach((average, distribution) ->
                        result.put(average, RowBootstrap.estimate(average(average), distribution, level)));
        return Collections.unmodifiableMap(result);
    }

    /**
     * The replicates of all averages.
     *
     * @param plan which records, or subjects, each replicate draws; explicit indices are rows of the whole sample
     * @return the distributions; a replicate without some class is undefined and counted
     */
    public Map<MulticlassAverage, BootstrapDistribution> bootstrap(ResamplePlan plan) {
        ScoredLabels first = sample.oneVersusRest(0);
        int[] subjects = IntStream.range(0, sample.size()).map(first::subject).toArray();
        RowBootstrap rows = first.hasRepeatedSubjects()
                ? RowBootstrap.ofSubjects(subjects)
                : RowBootstrap.stratified(sample.labels());
        MulticlassAverage[] kinds = MulticlassAverage.values();
        List<BootstrapDistribution> distributions = rows.run(plan, kinds.length, (times, values) -> {
            Map<MulticlassAverage, OptionalDouble> replicate = averages(times);
            for (int k = 0; k < kinds.length; k++) {
                values.setOrUndefined(k, replicate.getOrDefault(kinds[k], OptionalDouble.empty()));
            }
        });
        Map<MulticlassAverage, BootstrapDistribution> result = new EnumMap<>(MulticlassAverage.class);
        for (int k = 0; k < kinds.length; k++) {
            result.put(kinds[k], distributions.get(k));
        }
        return Collections.unmodifiableMap(result);
    }

    /** The averages where each row counts so many times; nothing where a class is absent. */
    private Map<MulticlassAverage, OptionalDouble> averages(int[] times) {
        int classes = sample.classes();
        long[] sizes = new long[classes];
        long total = 0;
        for (int row = 0; row < times.length; row++) {
            sizes[sample.label(row)] += times[row];
            total += times[row];
        }
        Map<MulticlassAverage, OptionalDouble> result = new EnumMap<>(MulticlassAverage.class);
        for (long size : sizes) {
            if (size == 0) {
                return result;
            }
        }
        CompensatedSum macro = new CompensatedSum();
        CompensatedSum weighted = new CompensatedSum();
        CompensatedSum pairs = new CompensatedSum();
        CompensatedSum weightedPairs = new CompensatedSum();
        CompensatedSum pairWeights = new CompensatedSum();
        for (int i = 0; i < classes; i++) {
            long[] wins = wins(i, times);
            long all = 0;
            for (int j = 0; j < classes; j++) {
                if (j != i) {
                    double area = Placements.area(wins[j], sizes[i], sizes[j]);
                    double share = (double) (sizes[i] + sizes[j]) / total;
                    pairs.add(area);
                    weightedPairs.add(area * share);
                    pairWeights.add(share);
                    all += wins[j];
                }
            }
            double area = Placements.area(all, sizes[i], total - sizes[i]);
            macro.add(area);
            weighted.add(area * ((double) sizes[i] / total));
        }
        put(result, MulticlassAverage.MACRO, macro.value() / classes);
        put(result, MulticlassAverage.PREVALENCE_WEIGHTED, weighted.value());
        put(result, MulticlassAverage.HAND_TILL, pairs.value() / classes / (classes - 1));
        put(result, MulticlassAverage.HAND_TILL_WEIGHTED, weightedPairs.value() / pairWeights.value());
        return result;
    }

    private static void put(Map<MulticlassAverage, OptionalDouble> map, MulticlassAverage average, double value) {
        // rounding of the mean alone could leave the range
        map.put(average, OptionalDouble.of(Math.min(1, value)));
    }

    /** For each other class twice the number of pairs in which the record of this class has the higher score, ties once. */
    private long[] wins(int label, int[] times) {
        int classes = sample.classes();
        RankBlocks ranks = blocks.get(label);
        long[][] counts = new long[classes][ranks.size()];
        for (int row = 0; row < times.length; row++) {
            counts[sample.label(row)][ranks.of(row)] += times[row];
        }
        long[] below = new long[classes];
        long[] wins = new long[classes];
        for (int block = 0; block < ranks.size(); block++) {
            long own = counts[label][block];
            for (int j = 0; j < classes; j++) {
                long other = counts[j][block];
                wins[j] += own * (2 * below[j] + other);
                below[j] += other;
            }
        }
        return wins;
    }
}
