package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model gives away at each target: specificity at held sensitivities (iso-sensitivity), or sensitivity at held
 * specificities (iso-specificity).
 *
 * <p>The threshold of a target is that of {@link OperatingPoints#fixedSensitivity} or
 * {@link OperatingPoints#fixedSpecificity}: the best observed one that meets it by exact counts. Two intervals answer two
 * questions:
 *
 * <ul>
 * <li><b>At the threshold</b> ({@link Point#sensitivity}, {@link Point#specificity}): Wilson, at the effective number of
 *     records where they share subjects. It takes the threshold as given, so it holds for a threshold that was locked on
 *     other data; on the data the threshold was found on, the figures are {@value OperatingPointSearch#OPTIMISTIC}.
 * <li><b>At the target</b> ({@link Point#band}): a percentile interval of the interpolated rate, from a bootstrap within the
 *     classes that finds the threshold anew in each replicate. Joined, these intervals are the pointwise confidence band of
 *     the ROC curve; they are not a simultaneous band. {@code NOT_OFFERED} without a plan, {@code DEPENDENT_RECORDS} where
 *     records share a subject.
 * <li><b>Undefined:</b> {@code NO_POSITIVES}, {@code NO_NEGATIVES}, {@code EMPTY_GROUP}; a band of width zero is
 *     {@code ZERO_VARIANCE}.
 * <li><b>Agrees with</b> pROC: {@code coords(roc, target, input=)} for the interpolated rate, and {@code ci.se},
 *     {@code ci.sp} (stratified bootstrap) for the band up to Monte-Carlo error and the rule for quantiles.
 * </ul>
 *
 * <p><em>Immutable.</em>
 *
 * @param held which rate is held
 * @param points one for each target, in the order of the targets
 */
public record IsoCurve(Held held, List<Point> points) {

    /** The rate that is held at its targets. */
    public enum Held {
        /** Sensitivity is held: iso-sensitivity. */
        SENSITIVITY,
        /** Specificity is held: iso-specificity. */
        SPECIFICITY
    }

    /**
     * One target.
     *
     * @param target what the held rate has to reach, in [0, 1]
     * @param point the threshold that meets it with its counts; empty where a class is absent
     * @param sensitivity sensitivity at that threshold
     * @param specificity specificity at that threshold
     * @param band the other rate, interpolated at exactly the target, with the interval that counts the choice of the
     *     threshold in
     */
    public record Point(
            double target, Optional<OperatingPoint> point, Estimate sensitivity, Estimate specificity, Estimate band) {
        /** Checks that all are there. */
        public Point {
            Arguments.fraction("target", target);
            Objects.requireNonNull(point, "point");
            Objects.requireNonNull(sensitivity, "sensitivity");
            Objects.requireNonNull(specificity, "specificity");
            Objects.requireNonNull(band, "band");
        }
    }

    /** Copies the points. */
    public IsoCurve {
        Objects.requireNonNull(held, "held");
        points = List.copyOf(points);
    }

    /**
     * The curve without a bootstrap; the bands are {@code NOT_OFFERED}.
     *
     * @param sample the records; weights are not used
     * @param held which rate is held
     * @param targets its targets, each in [0, 1]
     * @param level confidence level, a fraction in (0, 1)
     * @return the curve
     */
    public static IsoCurve of(ScoredLabels sample, Held held, double[] targets, double level) {
        Arguments.level(level);
        RocCurve curve = RocCurve.of(sample);
        List<Point> points = new ArrayList<>();
        for (double target : targets) {
            FixedTargetPoint found = fixed(held, curve, target);
            points.add(new Point(
                    target,
                    found.point(),
                    rate(sample, curve, 1, found.point(), level),
                    rate(sample, curve, 0, found.point(), level),
                    found.interpolated()));
        }
        return new IsoCurve(held, points);
    }

    /**
     * The curve with the pointwise band of the ROC curve.
     *
     * @param sample the records, without weights
     * @param held which rate is held
     * @param targets its targets, each in [0, 1]
     * @param level confidence level, a fraction in (0, 1)
     * @param plan which records each replicate draws, within the classes
     * @return the curve
     */
    public static IsoCurve of(ScoredLabels sample, Held held, double[] targets, double level, ResamplePlan plan) {
        IsoCurve plain = of(sample, held, targets, level);
        StratifiedCurves curves = StratifiedCurves.of(sample, plan);
        if (OperatingPoints.missingClass(curves.original()).isPresent()) {
            return plain;
        }
        String method = method(held);
        double[][] values = new double[targets.length][sample.hasRepeatedSubjects() ? 0 : plan.replicates()];
        for (int r = 0; r < plan.replicates() && !sample.hasRepeatedSubjects(); r++) {
            RocCurve replicate = curves.replicate(r);
            for (int t = 0; t < targets.length; t++) {
                values[t][r] = fixed(held, replicate, targets[t])
                        .interpolated()
                        .point()
                        .orElseThrow();
            }
        }
        List<Point> points = new ArrayList<>();
        for (int t = 0; t < targets.length; t++) {
            Point point = plain.points.get(t);
            double value = point.band().point().orElseThrow();
            IntervalEstimate interval = Arguments.unknown(Reason.DEPENDENT_RECORDS, method);
            if (!sample.hasRepeatedSubjects()) {
                IntervalEstimate percentile = BootstrapDistribution.of(OptionalDouble.of(value), values[t], 0)
                        .percentile(level);
                interval = percentile instanceof IntervalEstimate.Known known
                        ? new IntervalEstimate.Known(known.value(), method)
                        : Arguments.unknown(((IntervalEstimate.Unknown) percentile).reason(), method);
            }
            Estimate band = Estimate.of(value, interval, sample.support().with("replicates", plan.replicates()));
            points.add(new Point(point.target(), point.point(), point.sensitivity(), point.specificity(), band));
        }
        return new IsoCurve(held, points);
    }

    private static String method(Held held) {
        return held == Held.SENSITIVITY
                ? "iso_sensitivity.bootstrap.stratified.percentile"
                : "iso_specificity.bootstrap.stratified.percentile";
    }

    private static FixedTargetPoint fixed(Held held, RocCurve curve, double target) {
        return held == Held.SENSITIVITY
                ? OperatingPoints.fixedSensitivity(curve, target)
                : OperatingPoints.fixedSpecificity(curve, target);
    }

    /** The rate of one class at a threshold: positives at or above it, negatives below it. */
    private static Estimate rate(
            ScoredLabels sample, RocCurve curve, int label, Optional<OperatingPoint> point, double level) {
        Reason empty = label == 1 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES;
        if (point.isEmpty()) {
            Reason missing = OperatingPoints.missingClass(curve).orElseThrow();
            return Estimate.notEstimable(missing, BinomialInterval.WILSON.method(), sample.support());
        }
        ConfusionCounts counts = point.get().counts();
        if (!sample.hasRepeatedSubjects()) {
            return label == 1
                    ? BinomialInterval.WILSON.estimate(counts.truePositives(), counts.positives(), level, empty)
                    : BinomialInterval.WILSON.estimate(counts.trueNegatives(), counts.negatives(), level, empty);
        }
        int size = (int) (label == 1 ? sample.positives() : sample.negatives());
        int[] right = new int[size];
        int[] subjects = new int[size];
        // nothing is predicted positive at the first point, even where a score is itself infinite
        boolean none = counts.predictedPositives() == 0;
        int next = 0;
        for (int i = 0; i < sample.size(); i++) {
            if (sample.label(i) == label) {
                boolean positive = !none && sample.score(i) >= point.get().threshold();
                right[next] = positive == (label == 1) ? 1 : 0;
                subjects[next++] = sample.subject(i);
            }
        }
        return ClusteredProportion.estimate(right, subjects, level, empty);
    }
}
