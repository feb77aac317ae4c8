package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Areas under the ROC curve for records that may carry several labels at once: each label on its own, and their mean.
 *
 * <pre>{@code  macro = mean over labels of A_label  }</pre>
 *
 * <ul>
 * <li><b>Range:</b> [0, 1]; 0.5 for no discrimination. Higher is better. A label with one positive weighs as much as one with a
 *     thousand: report the labels beside the mean.
 * <li><b>Intervals:</b> of one label as {@link Auroc}; of the mean percentiles of a bootstrap of records, or of subjects where
 *     records share them. It is not stratified, since a record belongs to many classes; a replicate in which some label has no
 *     positive or no negative is undefined and counted. With rare labels that soon leaves no interval.
 * <li><b>Undefined:</b> a label without positives or negatives is never skipped: the mean then has its reason.
 * <li><b>Cost:</b> one sort for each label, and one pass over all labels for each replicate.
 * <li><b>Reference:</b> Strodthoff et al. (2021), IEEE J. Biomedical and Health Informatics 25. Agrees with scikit-learn's
 *     {@code roc_auc_score(average="macro")}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class MultilabelAuroc {

    private static final String METHOD = "auroc.multilabel.macro";

    private final List<ScoredLabels> labels;
    private final List<RankBlocks> blocks;

    private MultilabelAuroc(List<ScoredLabels> labels, List<RankBlocks> blocks) {
        this.labels = labels;
        this.blocks = blocks;
    }

    /**
     * Makes the areas.
     *
     * @param labels for each label the same records in the same order, without weights; at least one label
     * @return the areas
     */
    public static MultilabelAuroc of(List<ScoredLabels> labels) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("labels must hold at least one label, got none");
        }
        ScoredLabels first = labels.get(0);
        for (int k = 0; k < labels.size(); k++) {
            ScoredLabels label = labels.get(k);
            if (label.size() != first.size() || !sameSubjects(first, label)) {
                throw new IllegalArgumentException("labels[" + k + "] must have the same records in the same order as"
                        + " labels[0]; their numbers or subjects differ");
            }
            if (label.weighted()) {
                throw new IllegalArgumentException("labels[" + k + "] must not have weights; the mean over labels is"
                        + " defined for records that count once");
            }
        }
        return new MultilabelAuroc(
                List.copyOf(labels), labels.stream().map(RankBlocks::of).toList());
    }

    private static boolean sameSubjects(ScoredLabels first, ScoredLabels other) {
        return first.subjects() == other.subjects()
                && IntStream.range(0, first.size()).allMatch(row -> first.subject(row) == other.subject(row));
    }

    /**
     * The area of one label, with the default interval of {@link Auroc}.
     *
     * @param label the label, from 0
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public Estimate label(int label, double level) {
        return Auroc.estimate(labels.get(Arguments.index("label", label, labels.size())), level);
    }

    /**
     * The mean over labels, without an interval.
     *
     * @return the mean, or the reason of the first label that has no area
     */
    public Estimate macro() {
        Support support = Support.of(labels.get(0).size()).with("labels", labels.size());
        for (ScoredLabels label : labels) {
            Reason reason = Auroc.missingClass(label).orElse(null);
            if (reason != null) {
                return Estimate.notEstimable(reason, METHOD, support);
            }
        }
        int[] once = IntStream.range(0, labels.get(0).size()).map(row -> 1).toArray();
        return Arguments.value(macro(once).orElseThrow(), METHOD, support);
    }

    /**
     * The mean over labels with its percentile interval.
     *
     * @param plan which records, or subjects, each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the mean; no interval where more than 5 percent of the replicates are undefined
     */
    public Estimate macro(ResamplePlan plan, double level) {
        return RowBootstrap.estimate(macro(), bootstrap(plan), level);
    }

    /**
     * The replicates of the mean over labels.
     *
     * @param plan which records, or subjects, each replicate draws
     * @return the distribution
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        ScoredLabels first = labels.get(0);
        int[] units = IntStream.range(0, first.size()).map(first::subject).toArray();
        return RowBootstrap.ofSubjects(units)
                .run(plan, 1, (times, values) -> values.setOrUndefined(0, macro(times)))
                .get(0);
    }

    private OptionalDouble macro(int[] times) {
        CompensatedSum sum = new CompensatedSum();
        for (int k = 0; k < labels.size(); k++) {
            OptionalDouble area = area(labels.get(k), blocks.get(k), times);
            if (area.isEmpty()) {
                return area;
            }
            sum.add(area.getAsDouble());
        }
        return OptionalDouble.of(Math.min(1, sum.value() / labels.size()));
    }

    private static OptionalDouble area(ScoredLabels sample, RankBlocks blocks, int[] times) {
        long[] positives = new long[blocks.size()];
        long[] negatives = new long[blocks.size()];
        for (int row = 0; row < times.length; row++) {
            (sample.label(row) == 1 ? positives : negatives)[blocks.of(row)] += times[row];
        }
        long total = 0;
        long n1 = 0;
        long n0 = 0;
        for (int block = 0; block < blocks.size(); block++) {
            total += positives[block] * (2 * n0 + negatives[block]);
            n1 += positives[block];
            n0 += negatives[block];
        }
        return n1 == 0 || n0 == 0 ? OptionalDouble.empty() : OptionalDouble.of(Placements.area(total, n1, n0));
    }
}
