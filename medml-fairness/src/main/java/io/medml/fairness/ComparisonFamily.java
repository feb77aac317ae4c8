package io.medml.fairness;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Multiplicity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which comparisons are adjusted together; declared before the data are seen.
 *
 * <p>A comparison counts once: two groups in both directions are one test, and so are specificity and false-positive rate. A
 * comparison without a p-value counts in the size of the family; one that has no test by definition, of the expected calibration error,
 * does not.
 */
public enum ComparisonFamily {
    /** All comparisons of a report. */
    ALL {
        @Override
        String of(Disparity disparity) {
            return "";
        }
    },
    /** The comparisons of each metric, over all groups. */
    EACH_METRIC {
        @Override
        String of(Disparity disparity) {
            return tested(disparity.metric()).id();
        }
    },
    /** The comparisons of each attribute or combination of attributes, over all metrics. */
    EACH_ATTRIBUTE {
        @Override
        String of(Disparity disparity) {
            return String.join(
                    "\n",
                    disparity.group().conditions().stream()
                            .map(Slice.Condition::attribute)
                            .toList());
        }
    };

    abstract String of(Disparity disparity);

    /** A rate and its complement have one test. */
    private static Metric tested(Metric metric) {
        return metric.equals(Metric.FALSE_POSITIVE_RATE) ? Metric.SPECIFICITY : metric;
    }

    private static boolean untested(Disparity disparity) {
        return disparity.metric().equals(Metric.EQUAL_WIDTH_ECE);
    }

    private static List<Object> test(Disparity disparity) {
        Slice first = disparity.group();
        Slice second = disparity.reference();
        return first.compareTo(second) <= 0
                ? List.of(tested(disparity.metric()), first, second)
                : List.of(tested(disparity.metric()), second, first);
    }

    /** Copies with the adjusted p-values. */
    List<Disparity> adjust(List<Disparity> disparities) {
        Map<String, Map<List<Object>, Disparity>> families = families(disparities);
        Map<List<Object>, Disparity.Adjusted> adjusted = new LinkedHashMap<>();
        families.values().forEach(family -> adjusted.putAll(adjust(family)));
        return disparities.stream()
                .map(d -> untested(d) ? d : d.withAdjusted(Objects.requireNonNull(adjusted.get(test(d)))))
                .toList();
    }

    /** The number of tests in each family. */
    List<Integer> sizes(List<Disparity> disparities) {
        return families(disparities).values().stream().map(Map::size).toList();
    }

    private Map<String, Map<List<Object>, Disparity>> families(List<Disparity> disparities) {
        Map<String, Map<List<Object>, Disparity>> families = new LinkedHashMap<>();
        for (Disparity disparity : disparities) {
            if (untested(disparity)) {
                continue;
            }
            families.computeIfAbsent(of(disparity), name -> new LinkedHashMap<>())
                    .putIfAbsent(test(disparity), disparity);
        }
        return families;
    }

    private static Map<List<Object>, Disparity.Adjusted> adjust(Map<List<Object>, Disparity> family) {
        // the position of each test among those with a p-value
        Map<List<Object>, Integer> positions = new LinkedHashMap<>();
        double[] values = new double[family.size()];
        family.forEach((test, disparity) -> disparity.test().pValue().point().ifPresent(p -> {
            values[positions.size()] = p;
            positions.put(test, positions.size());
        }));
        double[] raw = Arrays.copyOf(values, positions.size());
        double[] holm = Multiplicity.HOLM.adjust(raw, family.size());
        double[] screened = Multiplicity.BENJAMINI_HOCHBERG.adjust(raw, family.size());
        Map<List<Object>, Disparity.Adjusted> result = new LinkedHashMap<>();
        family.forEach((test, disparity) -> {
            int i = positions.getOrDefault(test, -1);
            Estimate p = disparity.test().pValue();
            result.put(
                    test,
                    i < 0
                            ? new Disparity.Adjusted(p, p)
                            : new Disparity.Adjusted(
                                    value(holm[i], "multiplicity.holm", p, family.size()),
                                    value(screened[i], "multiplicity.benjamini_hochberg", p, family.size())));
        });
        return result;
    }

    private static Estimate value(double p, String method, Estimate raw, int size) {
        return Estimate.of(
                p,
                new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method),
                raw.support().with("family", size));
    }
}
