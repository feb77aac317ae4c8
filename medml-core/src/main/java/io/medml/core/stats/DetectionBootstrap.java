package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Intervals of detection measures, and differences between two models on the same images, by a bootstrap that draws subjects with
 * all of their images, lesions and marks.
 *
 * <ul>
 *   <li><b>Interval:</b> percentiles of the replicates, see {@link BootstrapDistribution}; all measures share one plan. Not given where
 *       more than 5 percent of the replicates are undefined; replicates and those undefined are in the support.
 *   <li><b>Non-inferiority:</b> {@code p = (1 + number of defined replicates of the difference at or below minus the margin) / (1 + number of
 *       defined replicates)}, to 1e-12 of the difference; at most {@code alpha} where the lower limit of the percentile interval at level
 *       {@code 1 - 2 alpha} is above minus the margin, up to the distance between two neighbouring replicates.
 *   <li><b>Undefined:</b> as the measure; a test without an interval has the interval's reason. Where all replicates are equal there is
 *       neither: {@link Reason#ZERO_VARIANCE}.
 *   <li><b>Same bits:</b> replicates depend on the plan only. Subjects keep the order of their codes.
 *   <li><b>Cost:</b> marks times measures for each replicate; marks are matched and sorted once.
 *   <li><b>Reference:</b> Field and Welsh (2007), J. Royal Statistical Society B 69; Davison and Hinkley (1997), chapters 3 to 5.
 * </ul>
 */
public final class DetectionBootstrap {

    /** A replicate that is this near to the margin lies on it; the difference of two means of shares is rounded. */
    private static final double ROUNDING = 1e-12;

    private DetectionBootstrap() {}

    /**
     * Estimates measures.
     *
     * @param sample the images
     * @param measures what to measure
     * @param plan which subjects each replicate draws; explicit indices number the subjects in ascending order of their codes
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimates, one for each measure
     */
    public static List<Estimate> estimates(
            MarkedImages sample, List<DetectionMeasure> measures, ResamplePlan plan, double level) {
        Arguments.level(level);
        List<Estimate> values = measures.stream().map(m -> m.on(sample)).toList();
        if (sample.size() == 0 || measures.isEmpty()) {
            return values;
        }
        List<DetectionMeasure.Counted> counted =
                measures.stream().map(m -> m.prepare(sample)).toList();
        List<BootstrapDistribution> distributions = RowBootstrap.ofSubjects(sample.subjects())
                .run(plan, measures.size(), (times, sink) -> {
                    for (int k = 0; k < counted.size(); k++) {
                        sink.setOrUndefined(k, counted.get(k).of(times));
                    }
                });
        List<Estimate> result = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            result.add(RowBootstrap.estimate(values.get(k), distributions.get(k), level));
        }
        return List.copyOf(result);
    }

    /**
     * Differences of two models on the same images.
     *
     * @param first the marks of the first model
     * @param second the marks of the second, on the same images and lesions in the same order
     * @param measures what to measure
     * @param plan which subjects each replicate draws
     * @param level confidence level, a fraction in (0, 1)
     * @return first minus second, one for each measure
     */
    public static List<Estimate> differences(
            MarkedImages first, MarkedImages second, List<DetectionMeasure> measures, ResamplePlan plan, double level) {
        Arguments.level(level);
        List<Estimate> result = new ArrayList<>();
        List<BootstrapDistribution> distributions = paired(first, second, measures, plan);
        for (int k = 0; k < measures.size(); k++) {
            Estimate value =
                    difference(measures.get(k).on(first), measures.get(k).on(second));
            result.add(distributions.isEmpty() ? value : RowBootstrap.estimate(value, distributions.get(k), level));
        }
        return List.copyOf(result);
    }

    /**
     * Tests that a difference, first minus second, is larger than minus a margin; of a measure of which less is better, give the models
     * the other way round.
     *
     * @param first the marks of the first model
     * @param second the marks of the second, on the same images and lesions in the same order
     * @param measure what to measure
     * @param margin the margin, in the unit of the measure
     * @param alpha one-sided significance level, such as 0.025
     * @param plan which subjects each replicate draws
     * @return the test
     */
    public static NonInferiority nonInferiority(
            MarkedImages first,
            MarkedImages second,
            DetectionMeasure measure,
            double margin,
            double alpha,
            ResamplePlan plan) {
        NonInferiority.requireSize(margin);
        NonInferiority.requireAlpha(alpha);
        String id = "detection." + NonInferiority.word(margin) + ".bootstrap_percentile";
        Estimate value = difference(measure.on(first), measure.on(second));
        List<BootstrapDistribution> distributions = paired(first, second, List.of(measure), plan);
        Estimate difference =
                distributions.isEmpty() ? value : RowBootstrap.estimate(value, distributions.get(0), 1 - 2 * alpha);
        HypothesisTest test = difference.interval().isPresent()
                ? test(id, distributions.get(0), margin, difference.support())
                : HypothesisTest.notEstimable(reason(difference), id, difference.support());
        return new NonInferiority(id, margin, alpha, difference, test);
    }

    private static HypothesisTest test(String id, BootstrapDistribution distribution, double margin, Support support) {
        double[] replicates = distribution.values();
        long beyond =
                Arrays.stream(replicates).filter(d -> d <= -margin + ROUNDING).count();
        return new HypothesisTest(
                id,
                Estimate.notEstimable(Reason.NOT_OFFERED, id, support),
                OptionalDouble.empty(),
                Arguments.value((1.0 + beyond) / (1.0 + replicates.length), id, support));
    }

    private static Reason reason(Estimate estimate) {
        return estimate.fold(
                known -> ((IntervalEstimate.Unknown) known.intervalEstimate()).reason(), Estimate.NotEstimable::reason);
    }

    private static Estimate difference(Estimate first, Estimate second) {
        if (first instanceof Estimate.Estimated one && second instanceof Estimate.Estimated other) {
            return Arguments.value(
                    one.value() - other.value(), one.intervalEstimate().method(), one.support());
        }
        return first instanceof Estimate.NotEstimable ? first : second;
    }

    private static List<BootstrapDistribution> paired(
            MarkedImages first, MarkedImages second, List<DetectionMeasure> measures, ResamplePlan plan) {
        first.requireSameLesions(second);
        if (first.size() == 0 || measures.isEmpty()) {
            return List.of();
        }
        List<DetectionMeasure.Counted> one =
                measures.stream().map(m -> m.prepare(first)).toList();
        List<DetectionMeasure.Counted> other =
                measures.stream().map(m -> m.prepare(second)).toList();
        return RowBootstrap.ofSubjects(first.subjects()).run(plan, measures.size(), (times, sink) -> {
            for (int k = 0; k < one.size(); k++) {
                var a = one.get(k).of(times);
                var b = other.get(k).of(times);
                if (a.isPresent() && b.isPresent()) {
                    sink.set(k, a.getAsDouble() - b.getAsDouble());
                } else {
                    sink.undefined(k);
                }
            }
        });
    }
}
