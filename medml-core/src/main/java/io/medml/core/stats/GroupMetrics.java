package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;

/**
 * Rates of a classifier by group and the gaps between groups. Groups of several attributes together are groups too, named for
 * instance {@code a|b}; records without a value are a group of their own.
 *
 * <ul>
 * <li><b>Demographic parity:</b> gap of {@link GroupRate#SELECTION_RATE}; <b>equal opportunity:</b> of
 *     {@link GroupRate#TRUE_POSITIVE_RATE}; <b>predictive parity:</b> of {@link GroupRate#POSITIVE_PREDICTIVE_VALUE};
 *     <b>equalized odds:</b> {@link #equalizedOdds()}.
 * <li><b>No group is left out:</b> not for size, and one in which a rate is undefined is named in the {@link GroupGap}.
 * <li><b>Intervals:</b> none here; of one rate {@link GroupRate#of(ConfusionCounts, BinomialInterval, double)}, of a difference
 *     of two groups {@link RateGap}, of a gap over all groups {@link ClusterBootstrap}.
 * <li><b>Reference:</b> Hardt, Price and Srebro (2016), NeurIPS; Feldman et al. (2015), KDD; Chouldechova (2017), Big Data 5.
 *     Agrees with fairlearn where no rate is undefined.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class GroupMetrics {

    private static final String METHOD = "fairness.group_metrics";

    private final SortedMap<String, WeightedConfusion> groups;
    private final Support support;

    private GroupMetrics(Map<String, WeightedConfusion> groups) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("groups must not be empty");
        }
        this.groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        long records =
                groups.values().stream().mapToLong(WeightedConfusion::records).sum();
        this.support = Support.of(records).with("groups", groups.size());
    }

    /**
     * From the cells of each group.
     *
     * @param groups the table of each group by its name, at least one
     * @return the metrics
     */
    public static GroupMetrics of(Map<String, WeightedConfusion> groups) {
        return new GroupMetrics(groups);
    }

    /**
     * From group codes, labels and predictions.
     *
     * @param groups code of the group of each record; code k is the group {@code names.get(k)}
     * @param names names of the groups, all different; one without records is kept as an empty group
     * @param labels the true classes, 0 or 1
     * @param predicted the predicted classes, 0 or 1
     * @return the metrics
     */
    public static GroupMetrics of(int[] groups, List<String> names, int[] labels, int[] predicted) {
        double[] ones = new double[labels.length];
        Arrays.fill(ones, 1);
        return of(groups, names, labels, predicted, ones);
    }

    /**
     * The same with a weight for each record.
     *
     * @param groups code of the group of each record; code k is the group {@code names.get(k)}
     * @param names names of the groups, all different; one without records is kept as an empty group
     * @param labels the true classes, 0 or 1
     * @param predicted the predicted classes, 0 or 1
     * @param weights finite, not negative, not all zero
     * @return the metrics
     */
    public static GroupMetrics of(int[] groups, List<String> names, int[] labels, int[] predicted, double[] weights) {
        Arguments.sameLength("groups", groups.length, "labels", labels.length);
        Arguments.sameLength("labels", labels.length, "predicted", predicted.length);
        Arguments.sameLength("labels", labels.length, "weights", weights.length);
        Arguments.binary("labels", labels);
        Arguments.binary("predicted", predicted);
        Arguments.weights(weights);
        if (new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("names of groups must be different");
        }
        CompensatedSum[][] cells = new CompensatedSum[names.size()][4];
        for (CompensatedSum[] row : cells) {
            Arrays.setAll(row, k -> new CompensatedSum());
        }
        long[] records = new long[names.size()];
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] < 0 || groups[i] >= names.size()) {
                throw Arguments.at("groups", i, "must be a code of one of the " + names.size() + " names");
            }
            cells[groups[i]][2 * labels[i] + predicted[i]].add(weights[i]);
            records[groups[i]]++;
        }
        SortedMap<String, WeightedConfusion> map = new TreeMap<>();
        for (int k = 0; k < cells.length; k++) {
            CompensatedSum[] row = cells[k];
            map.put(
                    names.get(k),
                    new WeightedConfusion(row[3].value(), row[1].value(), row[0].value(), row[2].value(), records[k]));
        }
        return new GroupMetrics(map);
    }

    /**
     * The names of the groups, sorted.
     *
     * @return the names
     */
    public List<String> groups() {
        return List.copyOf(groups.keySet());
    }

    /**
     * The cells of a group.
     *
     * @param group its name
     * @return the cells
     */
    public WeightedConfusion cells(String group) {
        WeightedConfusion cells = groups.get(Objects.requireNonNull(group, "group"));
        if (cells == null) {
            throw new IllegalArgumentException("unknown group " + group + "; groups are " + groups.keySet());
        }
        return cells;
    }

    /**
     * A rate of a group.
     *
     * @param rate which rate
     * @param group name of the group
     * @return the rate, without an interval
     */
    public Estimate rate(GroupRate rate, String group) {
        return rate.of(cells(group));
    }

    /**
     * The gap of a rate across groups.
     *
     * @param rate which rate
     * @return the gap; not estimable if the rate is defined in no group
     */
    public GroupGap gap(GroupRate rate) {
        List<String> undefined = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        Reason reason = Reason.ZERO_DENOMINATOR;
        for (Map.Entry<String, WeightedConfusion> group : groups.entrySet()) {
            Estimate estimate = rate.of(group.getValue());
            if (estimate instanceof Estimate.NotEstimable none) {
                undefined.add(group.getKey());
                reason = none.reason();
            } else {
                values.add(estimate.point().orElseThrow());
            }
        }
        if (values.isEmpty()) {
            Estimate none = Estimate.notEstimable(reason, METHOD, support);
            return new GroupGap(none, none, undefined, 0);
        }
        double largest = Collections.max(values);
        double smallest = Collections.min(values);
        Estimate ratio = largest > 0
                ? value(smallest / largest)
                : Estimate.notEstimable(Reason.ZERO_DENOMINATOR, METHOD, support);
        return new GroupGap(value(largest - smallest), ratio, undefined, values.size());
    }

    /**
     * Equalized odds: the larger of the gaps in true- and false-positive rate, and the smaller of their ratios.
     *
     * @return the gap; not estimable if either gap is not, and incomplete if either is
     */
    public GroupGap equalizedOdds() {
        GroupGap tpr = gap(GroupRate.TRUE_POSITIVE_RATE);
        GroupGap fpr = gap(GroupRate.FALSE_POSITIVE_RATE);
        SortedSet<String> undefined = new TreeSet<>(tpr.undefinedGroups());
        undefined.addAll(fpr.undefinedGroups());
        return new GroupGap(
                combine(tpr.difference(), fpr.difference(), Math::max),
                combine(tpr.ratio(), fpr.ratio(), Math::min),
                List.copyOf(undefined),
                Math.min(tpr.definedGroups(), fpr.definedGroups()));
    }

    /**
     * The mean of the gaps in true- and false-positive rate. Whether it is complete is said by {@link #equalizedOdds()}.
     *
     * @return the mean; not estimable if either gap is not
     */
    public Estimate equalizedOddsMeanDifference() {
        return combine(
                gap(GroupRate.TRUE_POSITIVE_RATE).difference(),
                gap(GroupRate.FALSE_POSITIVE_RATE).difference(),
                (a, b) -> (a + b) / 2);
    }

    /**
     * Signed measures, first group minus (over) second.
     *
     * @return the measures; empty unless there are exactly two groups
     */
    public Optional<TwoGroupMeasures> twoGroupMeasures() {
        if (groups.size() != 2) {
            return Optional.empty();
        }
        String first = groups.firstKey();
        String second = groups.lastKey();
        Estimate selection1 = rate(GroupRate.SELECTION_RATE, first);
        Estimate selection2 = rate(GroupRate.SELECTION_RATE, second);
        Estimate tpr = combine(
                rate(GroupRate.TRUE_POSITIVE_RATE, first), rate(GroupRate.TRUE_POSITIVE_RATE, second), (a, b) -> a - b);
        Estimate fpr = combine(
                rate(GroupRate.FALSE_POSITIVE_RATE, first),
                rate(GroupRate.FALSE_POSITIVE_RATE, second),
                (a, b) -> a - b);
        boolean zero = selection2.point().orElse(1) == 0;
        return Optional.of(new TwoGroupMeasures(
                combine(selection1, selection2, (a, b) -> a - b),
                zero
                        ? Estimate.notEstimable(Reason.ZERO_DENOMINATOR, METHOD, support)
                        : combine(selection1, selection2, (a, b) -> a / b),
                combine(tpr, fpr, (a, b) -> (a + b) / 2),
                combine(tpr, fpr, (a, b) -> (Math.abs(a) + Math.abs(b)) / 2)));
    }

    private Estimate combine(Estimate first, Estimate second, DoubleBinaryOperator operator) {
        return first.fold(
                a -> second.<Estimate>fold(
                        b -> value(operator.applyAsDouble(a.value(), b.value())),
                        none -> Estimate.notEstimable(none.reason(), METHOD, support)),
                none -> Estimate.notEstimable(none.reason(), METHOD, support));
    }

    private Estimate value(double value) {
        return Arguments.value(value, METHOD, support);
    }
}
