package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How far the threshold that a rule chooses, and the criterion it attains, would move with other samples of the same size:
 * percentile intervals of a bootstrap that draws within the classes.
 *
 * <pre>{@code
 * OperatingPointBootstrap.of(sample, OperatingPoints::youden, ResamplePlan.seeded(1, 2000)).threshold(0.95)
 * }</pre>
 *
 * <ul>
 * <li><b>Of several optima</b> the one with the highest specificity is taken, on the data and in each replicate.
 * <li><b>Both are {@value OperatingPointSearch#OPTIMISTIC}:</b> the best value on the data is larger than that of the same
 *     threshold on other data, and larger still in a replicate. The interval says how unstable the choice is; it does not
 *     remove the bias.
 * <li><b>Undefined:</b> {@code NO_POSITIVES}, {@code NO_NEGATIVES}, {@code EMPTY_GROUP} as the rule says;
 *     {@code OUTSIDE_DOMAIN} where the best is to predict nothing positive, which is no finite threshold. Such replicates
 *     are counted as {@code undefined_replicates}. The interval is {@code DEPENDENT_RECORDS} where records share a subject.
 * <li><b>Plan:</b> explicit indices number the negatives in ascending order of their scores, then the positives likewise. The
 *     order of rows changes nothing.
 * <li><b>Reference:</b> Fluss, Faraggi and Reiser (2005), Biometrical Journal 47, 458-472.
 * <li><b>Cost:</b> a sort, then O(n) for each replicate.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class OperatingPointBootstrap {

    private final OperatingPointSearch original;
    private final Support support;
    private final boolean dependent;
    private final BootstrapDistribution criteria;
    private final BootstrapDistribution thresholds;

    private OperatingPointBootstrap(
            OperatingPointSearch original,
            Support support,
            boolean dependent,
            BootstrapDistribution criteria,
            BootstrapDistribution thresholds) {
        this.original = original;
        this.support = support;
        this.dependent = dependent;
        this.criteria = criteria;
        this.thresholds = thresholds;
    }

    /**
     * Runs the plan.
     *
     * @param sample the records, without weights
     * @param rule chooses the thresholds, such as {@code OperatingPoints::youden}
     * @param plan which records each replicate draws
     * @return the distribution of criterion and threshold
     */
    public static OperatingPointBootstrap of(
            ScoredLabels sample, Function<RocCurve, OperatingPointSearch> rule, ResamplePlan plan) {
        Objects.requireNonNull(rule, "rule");
        StratifiedCurves curves = StratifiedCurves.of(sample, plan);
        OperatingPointSearch original = rule.apply(curves.original());
        double[] criteria = new double[curves.replicates()];
        double[] thresholds = new double[curves.replicates()];
        int defined = 0;
        int finite = 0;
        if (original.criterion().point().isPresent() && !sample.hasRepeatedSubjects()) {
            for (int r = 0; r < curves.replicates(); r++) {
                OperatingPointSearch search = rule.apply(curves.replicate(r));
                OptionalDouble criterion = search.criterion().point();
                if (criterion.isPresent()) {
                    criteria[defined++] = criterion.getAsDouble();
                }
                OptionalDouble threshold = finite(search);
                if (threshold.isPresent()) {
                    thresholds[finite++] = threshold.getAsDouble();
                }
            }
        }
        int replicates = curves.replicates();
        return new OperatingPointBootstrap(
                original,
                sample.support(),
                sample.hasRepeatedSubjects(),
                BootstrapDistribution.of(
                        original.criterion().point(), Arrays.copyOf(criteria, defined), replicates - defined),
                BootstrapDistribution.of(finite(original), Arrays.copyOf(thresholds, finite), replicates - finite));
    }

    private static OptionalDouble finite(OperatingPointSearch search) {
        Optional<OperatingPoint> chosen = search.chosen();
        return chosen.isPresent() && Double.isFinite(chosen.get().threshold())
                ? OptionalDouble.of(chosen.get().threshold())
                : OptionalDouble.empty();
    }

    /**
     * What the rule chose on the data.
     *
     * @return the search
     */
    public OperatingPointSearch search() {
        return original;
    }

    /**
     * The criterion, such as the Youden index, with its interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@value OperatingPointSearch#OPTIMISTIC}
     */
    public Estimate criterion(double level) {
        return estimate(original.criterion().point(), criteria, level);
    }

    /**
     * The chosen threshold, an observed score, with its interval.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate
     */
    public Estimate threshold(double level) {
        return estimate(finite(original), thresholds, level);
    }

    private Estimate estimate(OptionalDouble value, BootstrapDistribution distribution, double level) {
        Arguments.level(level);
        String method = original.method() + ".bootstrap.stratified.percentile";
        if (original.criterion() instanceof Estimate.NotEstimable not) {
            return Estimate.notEstimable(not.reason(), method, support);
        }
        if (value.isEmpty()) {
            return Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, method, support);
        }
        if (dependent) {
            return Estimate.of(value.getAsDouble(), Arguments.unknown(Reason.DEPENDENT_RECORDS, method), support);
        }
        IntervalEstimate percentile = distribution.percentile(level);
        IntervalEstimate interval = percentile instanceof IntervalEstimate.Known known
                ? new IntervalEstimate.Known(known.value(), method)
                : Arguments.unknown(((IntervalEstimate.Unknown) percentile).reason(), method);
        return Estimate.of(
                value.getAsDouble(),
                interval,
                support.with("replicates", (long) distribution.values().length + distribution.undefined())
                        .with("undefined_replicates", distribution.undefined()));
    }
}
