package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Homogeneity;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.Multiplicity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tests of all groups of each partition at once, adjusted among each other. */
final class GroupTests {

    /** The false-positive rate has the test of the specificity. */
    private static final List<Metric> RATES = List.of(
            Metric.PREVALENCE,
            Metric.SELECTION_RATE,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.ACCURACY);

    private static final List<Metric> FROM_INTERVALS = List.of(Metric.CALIBRATION_INTERCEPT, Metric.CALIBRATION_SLOPE);

    private GroupTests() {}

    static List<GroupTest> of(List<Partition> partitions, Map<String, List<SlicePerformance>> groups) {
        List<GroupTest> tests = new ArrayList<>();
        for (Partition partition : partitions) {
            List<SlicePerformance> measured = Objects.requireNonNull(groups.get(partition.name));
            Slice across = Slice.across(partition.attributes);
            RATES.forEach(rate -> tests.add(plain(rate, across, rates(measured, rate))));
            tests.add(plain(
                    Metric.EQUALIZED_ODDS,
                    across,
                    Homogeneity.both(
                            rates(measured, Metric.SENSITIVITY), rates(measured, Metric.FALSE_POSITIVE_RATE))));
            tests.add(plain(
                    Metric.AUROC,
                    across,
                    Homogeneity.ofAreas(
                            estimates(measured, Metric.AUROC),
                            measured.stream()
                                    .map(SlicePerformance::aurocStandardError)
                                    .toList())));
            if (measured.get(0).estimate(Metric.CALIBRATION_SLOPE).isPresent()) {
                FROM_INTERVALS.forEach(metric ->
                        tests.add(plain(metric, across, Homogeneity.ofIntervals(estimates(measured, metric)))));
            }
        }
        return adjust(tests);
    }

    private static HypothesisTest rates(List<SlicePerformance> groups, Metric rate) {
        return Homogeneity.ofRates(estimates(groups, rate));
    }

    private static List<Estimate> estimates(List<SlicePerformance> groups, Metric metric) {
        return groups.stream().map(g -> g.estimate(metric).orElseThrow()).toList();
    }

    private static GroupTest plain(Metric metric, Slice across, HypothesisTest test) {
        return new GroupTest(metric, across, test, new Disparity.Adjusted(test.pValue(), test.pValue()));
    }

    /** One family; a test without a p-value counts in its size. */
    private static List<GroupTest> adjust(List<GroupTest> tests) {
        double[] found = tests.stream()
                .filter(t -> t.test().pValue().point().isPresent())
                .mapToDouble(t -> t.test().pValue().point().orElseThrow())
                .toArray();
        double[] holm = Multiplicity.HOLM.adjust(found, tests.size());
        double[] screened = Multiplicity.BENJAMINI_HOCHBERG.adjust(found, tests.size());
        List<GroupTest> adjusted = new ArrayList<>();
        int next = 0;
        for (GroupTest test : tests) {
            Estimate p = test.test().pValue();
            if (p.point().isEmpty()) {
                adjusted.add(test);
                continue;
            }
            adjusted.add(new GroupTest(
                    test.metric(),
                    test.across(),
                    test.test(),
                    new Disparity.Adjusted(
                            value(holm[next], "multiplicity.holm", p, tests.size()),
                            value(screened[next], "multiplicity.benjamini_hochberg", p, tests.size()))));
            next++;
        }
        return adjusted;
    }

    private static Estimate value(double p, String method, Estimate raw, int size) {
        return Estimate.of(
                p,
                new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method),
                raw.support().with("family", size));
    }
}
