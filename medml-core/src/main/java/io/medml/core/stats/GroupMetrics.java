package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rates of a classifier by group and the gaps between groups. */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public final class GroupMetrics {

    private GroupMetrics() {}

    /** From the cells of each group. */
    public static GroupMetrics of(Map<String, WeightedConfusion> groups) {
        throw new UnsupportedOperationException("not yet");
    }

    /** From group codes, labels and predictions; code k is the group {@code names.get(k)}. */
    public static GroupMetrics of(int[] groups, List<String> names, int[] labels, int[] predicted) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The same with weights. */
    public static GroupMetrics of(int[] groups, List<String> names, int[] labels, int[] predicted, double[] weights) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Names of the groups, sorted. */
    public List<String> groups() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Cells of a group. */
    public WeightedConfusion cells(String group) {
        throw new UnsupportedOperationException("not yet");
    }

    /** A rate of a group. */
    public Estimate rate(GroupRate rate, String group) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The gap of a rate. */
    public GroupGap gap(GroupRate rate) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Equalized odds: the larger of the gaps in TPR and FPR, and the smaller of their ratios. */
    public GroupGap equalizedOdds() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Mean of the gaps in TPR and FPR. */
    public Estimate equalizedOddsMeanDifference() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Signed measures if there are exactly two groups. */
    public Optional<TwoGroupMeasures> twoGroupMeasures() {
        throw new UnsupportedOperationException("not yet");
    }
}
