package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Rules that choose a threshold on an ROC curve. Thresholds are observed scores plus +Infinity.
 *
 * <p>Counts are compared, not rounded ratios: ties of the Youden index are exact, and a target is met when the count reaches
 * {@code ceil(target * n)} with the target read as the decimal it prints as.
 *
 * <p>Without positives, or negatives, no rule that needs them gives a threshold. Reference: Youden (1950), Cancer 3; Fluss,
 * Faraggi and Reiser (2005), Biometrical Journal 47. Agrees with pROC's {@code coords}. <em>Thread-safe</em>, no state.
 */
public final class OperatingPoints {

    private OperatingPoints() {}

    /**
     * The largest Youden index, {@code sensitivity + specificity - 1}.
     *
     * @param curve the curve
     * @return all optima
     */
    public static OperatingPointSearch youden(RocCurve curve) {
        String method = "op.youden";
        Optional<Reason> missing = missingClass(curve);
        if (missing.isPresent()) {
            return none(method, missing.get(), curve);
        }
        long n1 = curve.positives();
        long n0 = curve.negatives();
        long best = Long.MIN_VALUE;
        List<OperatingPoint> optima = new ArrayList<>();
        for (int i = 0; i < curve.size(); i++) {
            long scaled = curve.truePositives(i) * n0 - curve.falsePositives(i) * n1;
            if (scaled > best) {
                best = scaled;
                optima.clear();
            }
            if (scaled == best) {
                optima.add(point(curve, i));
            }
        }
        Collections.reverse(optima);
        double index = (double) best / (double) (n1 * n0);
        return new OperatingPointSearch(method, Arguments.value(index, method, curve.support()), optima);
    }

    /**
     * The largest {@code sensitivity + r * specificity}, with {@code r} from costs and prevalence. Values within 1e-12 of the
     * largest, relative to {@code 1 + r}, count as equal.
     *
     * <p>With {@link MisclassificationCost#equal()} the optima are those of {@link #youden}, and the criterion is larger by
     * 1. Reference: Perkins and Schisterman (2006), American Journal of Epidemiology 163.
     *
     * @param curve the curve
     * @param cost what a miss costs, and the prevalence at the place of use
     * @return all optima
     */
    public static OperatingPointSearch youdenWeighted(RocCurve curve, MisclassificationCost cost) {
        double r = cost.specificityWeight();
        return smallest(
                "op.youden_weighted",
                curve,
                i -> -(sensitivity(curve, i) + r * specificity(curve, i)),
                best -> -best,
                1e-12 * (1 + r));
    }

    /**
     * The point closest to the corner of perfect discrimination: the smallest
     * {@code (1 - sensitivity)^2 + r (1 - specificity)^2}. Values within 1e-12 of the smallest, relative to {@code 1 + r},
     * count as equal.
     *
     * <p>The distance has no clinical meaning; {@link #youdenWeighted} has one. Offered since the literature uses it.
     * Reference: Perkins and Schisterman (2006), who advise against it.
     *
     * @param curve the curve
     * @param cost gives {@code r}; {@link MisclassificationCost#equal()} for the plain distance
     * @return all optima; the criterion is the squared distance, of which less is better
     */
    public static OperatingPointSearch closestToCorner(RocCurve curve, MisclassificationCost cost) {
        double r = cost.specificityWeight();
        return smallest(
                "op.closest_topleft",
                curve,
                i -> {
                    double missed = (double) (curve.positives() - curve.truePositives(i)) / curve.positives();
                    double alarms = (double) curve.falsePositives(i) / curve.negatives();
                    return missed * missed + r * alarms * alarms;
                },
                best -> best,
                1e-12 * (1 + r));
    }

    private static OperatingPointSearch smallest(
            String method, RocCurve curve, IntToDoubleFunction loss, DoubleUnaryOperator criterion, double equal) {
        Optional<Reason> missing = missingClass(curve);
        if (missing.isPresent()) {
            return none(method, missing.get(), curve);
        }
        double best = IntStream.range(0, curve.size()).mapToDouble(loss).min().orElseThrow();
        List<OperatingPoint> optima = new ArrayList<>();
        for (int i = curve.size() - 1; i >= 0; i--) {
            if (loss.applyAsDouble(i) <= best + equal) {
                optima.add(point(curve, i));
            }
        }
        return new OperatingPointSearch(
                method, Arguments.value(criterion.applyAsDouble(best), method, curve.support()), optima);
    }

    /**
     * The largest F-beta score, {@code (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)}, over the observed thresholds. Scores
     * within 1e-14 of the largest count as equal.
     *
     * @param curve the curve
     * @param beta weight of recall against precision, positive
     * @return all optima; {@code NO_POSITIVES} if there are none
     */
    public static OperatingPointSearch maxFBeta(RocCurve curve, double beta) {
        Arguments.factor("beta", beta);
        String method = "op.max_fbeta";
        if (curve.positives() == 0) {
            return none(method, curve.negatives() == 0 ? Reason.EMPTY_GROUP : Reason.NO_POSITIVES, curve);
        }
        double best = 0;
        for (int i = 1; i < curve.size(); i++) {
            best = Math.max(best, fBeta(curve, i, beta));
        }
        List<OperatingPoint> optima = new ArrayList<>();
        for (int i = curve.size() - 1; i > 0; i--) {
            if (fBeta(curve, i, beta) >= best - 1e-14) {
                optima.add(point(curve, i));
            }
        }
        return new OperatingPointSearch(method, Arguments.value(best, method, curve.support()), optima);
    }

    private static double fBeta(RocCurve curve, int point, double beta) {
        double b2 = beta * beta;
        double tp = curve.truePositives(point);
        return (1 + b2) * tp / (tp + curve.falsePositives(point) + b2 * curve.positives());
    }

    /**
     * The largest threshold whose sensitivity is at least the target, with the specificity interpolated at the target.
     *
     * @param curve the curve
     * @param target the sensitivity, in [0, 1]
     * @return the point
     */
    public static FixedTargetPoint fixedSensitivity(RocCurve curve, double target) {
        Arguments.fraction("target", target);
        String method = "op.fixed_sensitivity";
        Optional<Reason> missing = missingClass(curve);
        if (missing.isPresent()) {
            return none(method, target, missing.get(), curve);
        }
        BigDecimal exact = BigDecimal.valueOf(target).multiply(BigDecimal.valueOf(curve.positives()));
        long needed = exact.setScale(0, RoundingMode.CEILING).longValueExact();
        int i = 0;
        while (curve.truePositives(i) < needed) {
            i++;
        }
        double specificity = specificity(curve, i);
        if (i > 0 && curve.truePositives(i) > exact.doubleValue()) {
            long before = curve.truePositives(i - 1);
            double part = (exact.doubleValue() - before) / (curve.truePositives(i) - before);
            double other = specificity(curve, i - 1);
            specificity = other + part * (specificity - other);
        }
        return new FixedTargetPoint(
                method,
                target,
                Optional.of(point(curve, i)),
                Arguments.value(specificity, method + ".interpolated", curve.support()));
    }

    /**
     * The smallest threshold whose specificity is at least the target, with the sensitivity interpolated at the target.
     *
     * @param curve the curve
     * @param target the specificity, in [0, 1]
     * @return the point
     */
    public static FixedTargetPoint fixedSpecificity(RocCurve curve, double target) {
        Arguments.fraction("target", target);
        String method = "op.fixed_specificity";
        Optional<Reason> missing = missingClass(curve);
        if (missing.isPresent()) {
            return none(method, target, missing.get(), curve);
        }
        BigDecimal exact = BigDecimal.valueOf(target).multiply(BigDecimal.valueOf(curve.negatives()));
        long needed = exact.setScale(0, RoundingMode.CEILING).longValueExact();
        int i = curve.size() - 1;
        while (curve.negatives() - curve.falsePositives(i) < needed) {
            i--;
        }
        double sensitivity = sensitivity(curve, i);
        long here = curve.negatives() - curve.falsePositives(i);
        if (i + 1 < curve.size() && here > exact.doubleValue()) {
            long after = curve.negatives() - curve.falsePositives(i + 1);
            double part = (here - exact.doubleValue()) / (here - after);
            sensitivity += part * (sensitivity(curve, i + 1) - sensitivity);
        }
        return new FixedTargetPoint(
                method,
                target,
                Optional.of(point(curve, i)),
                Arguments.value(sensitivity, method + ".interpolated", curve.support()));
    }

    private static double sensitivity(RocCurve curve, int point) {
        return (double) curve.truePositives(point) / curve.positives();
    }

    private static double specificity(RocCurve curve, int point) {
        return (double) (curve.negatives() - curve.falsePositives(point)) / curve.negatives();
    }

    private static OperatingPoint point(RocCurve curve, int i) {
        double threshold = curve.threshold(i);
        double below = i + 1 < curve.size() ? curve.threshold(i + 1) : Double.NEGATIVE_INFINITY;
        return new OperatingPoint(threshold, middle(threshold, below), curve.counts(i));
    }

    private static double middle(double a, double b) {
        if (Double.isInfinite(a)) {
            return a; // nothing is predicted positive, or everything is
        }
        return Double.isInfinite(a + b) && !Double.isInfinite(b) ? a / 2 + b / 2 : (a + b) / 2;
    }

    static Optional<Reason> missingClass(RocCurve curve) {
        if (curve.positives() == 0) {
            return Optional.of(curve.negatives() == 0 ? Reason.EMPTY_GROUP : Reason.NO_POSITIVES);
        }
        return curve.negatives() == 0 ? Optional.of(Reason.NO_NEGATIVES) : Optional.empty();
    }

    private static OperatingPointSearch none(String method, Reason reason, RocCurve curve) {
        return new OperatingPointSearch(method, Estimate.notEstimable(reason, method, curve.support()), List.of());
    }

    private static FixedTargetPoint none(String method, double target, Reason reason, RocCurve curve) {
        return new FixedTargetPoint(
                method, target, Optional.empty(), Estimate.notEstimable(reason, method, curve.support()));
    }
}
