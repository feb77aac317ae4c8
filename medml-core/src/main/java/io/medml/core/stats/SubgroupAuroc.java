package io.medml.core.stats;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How a score ranks the records of one group among themselves and against all others (the background).
 *
 * <pre>{@code
 * subgroup = AUROC of the group's positives against the group's negatives
 * BPSN     = AUROC of the background's positives against the group's negatives      low: the group's negatives score too high
 * BNSP     = AUROC of the group's positives against the background's negatives      low: the group's positives score too low
 * }</pre>
 *
 * <ul>
 * <li><b>Range, ties, undefined cases, intervals:</b> those of {@link Auroc}; the default is the logit interval with DeLong's
 *     variance, with Obuchowski's where records share subjects.
 * <li><b>Not a gap by themselves:</b> the background differs from group to group, so these areas are not compared with each
 *     other. The areas of two disjoint groups are compared by {@link AurocComparison#unpaired}.
 * <li><b>Reference:</b> Borkan, Dixon, Sorensen, Thain and Vasserman (2019), WWW companion, 491-500. Agrees with scikit-learn's
 *     {@code roc_auc_score} on the subsets. The cross-group areas (xAUC) of Kallus and Zhou (2019), NeurIPS, are BPSN and BNSP with
 *     one other group as background.
 * </ul>
 *
 * @param subgroup the group among itself
 * @param bpsn background positives, subgroup negatives
 * @param bnsp background negatives, subgroup positives
 */
public record SubgroupAuroc(Auroc subgroup, Auroc bpsn, Auroc bnsp) {

    /**
     * Measures one group.
     *
     * @param sample all records
     * @param groups the code of the group of each record
     * @param group the code of the group that is measured
     * @return the areas
     */
    public static SubgroupAuroc of(ScoredLabels sample, int[] groups, int group) {
        Arguments.sameLength("groups", groups.length, "labels", sample.size());
        return new SubgroupAuroc(
                area(sample, i -> groups[i] == group),
                area(sample, i -> (groups[i] == group) == (sample.label(i) == 0)),
                area(sample, i -> (groups[i] == group) == (sample.label(i) == 1)));
    }

    private static Auroc area(ScoredLabels sample, IntPredicate among) {
        ScoredLabels part =
                sample.select(IntStream.range(0, sample.size()).filter(among).toArray());
        return part.hasRepeatedSubjects() ? Auroc.clustered(part) : Auroc.of(part);
    }
}
