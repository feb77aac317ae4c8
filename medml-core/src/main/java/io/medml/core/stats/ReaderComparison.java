package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of the modalities of a reader study under one design; formulas in {@link ReaderStudy}.
 *
 * <ul>
 * <li><b>Range:</b> differences of mean areas, in [-1, 1]; positive where the first modality is better.
 * <li><b>Undefined:</b> where the study is; with an error term of 0 or less there is no test and no interval
 *     ({@code ZERO_VARIANCE}).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class ReaderComparison {

    private final ReaderDesign design;
    private final Support support;
    private final double[] means;
    private final int readers;
    private final double meanSquare;
    private final ReaderError error;
    private final @Nullable Reason areaReason;
    private final @Nullable Reason reason;

    ReaderComparison(
            ReaderDesign design,
            Support support,
            double[] means,
            int readers,
            double meanSquare,
            ReaderError error,
            @Nullable Reason areaReason,
            @Nullable Reason reason) {
        this.design = design;
        this.support = support;
        this.means = means;
        this.readers = readers;
        this.meanSquare = meanSquare;
        this.error = error;
        this.areaReason = areaReason;
        this.reason = reason;
    }

    /**
     * To whom the conclusion speaks.
     *
     * @return the design
     */
    public ReaderDesign design() {
        return design;
    }

    /**
     * The test that all modalities have the same mean area: F, whose degrees of freedom here are those of the denominator; for
     * fixed readers chi-square.
     *
     * @return the test
     */
    public HypothesisTest test() {
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, design.method(), support);
        }
        long numerator = numeratorDegreesOfFreedom();
        double ratio = meanSquare / error.square();
        double p = error.tail(ratio, numerator);
        return design == ReaderDesign.FIXED_READERS_RANDOM_CASES
                ? HypothesisTest.of(design.method(), numerator * ratio, (double) numerator, p, support)
                : HypothesisTest.of(design.method(), ratio, error.degreesOfFreedom(), p, support);
    }

    /**
     * Degrees of freedom of the modalities, their number less one.
     *
     * @return the number
     */
    public long numeratorDegreesOfFreedom() {
        return means.length - 1L;
    }

    /**
     * Degrees of freedom of the error term; infinite for fixed readers.
     *
     * @return the number, which need not be whole
     */
    public Estimate denominatorDegreesOfFreedom() {
        return plain(error.degreesOfFreedom());
    }

    /**
     * Standard error of the difference of two modalities, {@code sqrt(2 E / r)}; the same for every pair.
     *
     * @return the standard error
     */
    public Estimate standardError() {
        return plain(Math.sqrt(2 * error.square() / readers));
    }

    /**
     * The difference of the mean areas of two modalities, first minus second, with its interval.
     *
     * @param first the first modality, from 0
     * @param second the second modality
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference
     */
    public Estimate difference(int first, int second, double level) {
        Arguments.level(level);
        requirePair(first, second);
        String id = design.method() + ".difference";
        if (areaReason != null) {
            return Estimate.notEstimable(areaReason, id, support);
        }
        double difference = means[first] - means[second];
        IntervalEstimate interval =
                reason != null ? Arguments.unknown(reason, id) : error.interval(difference, 2.0 / readers, level, id);
        return Estimate.of(difference, interval, support);
    }

    /**
     * Two-sided test of no difference of two modalities, the difference over its standard error; not adjusted for the number of
     * pairs.
     *
     * @param first the first modality, from 0
     * @param second the second modality
     * @return the test; t, or normal for fixed readers
     */
    public HypothesisTest differenceTest(int first, int second) {
        requirePair(first, second);
        String id = design.method() + ".difference";
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, id, support);
        }
        double t = (means[first] - means[second]) / Math.sqrt(2 * error.square() / readers);
        double p = error.twoSided(t);
        double df = error.degreesOfFreedom();
        return new HypothesisTest(
                id,
                Arguments.value(t, id, support),
                Double.isInfinite(df) ? OptionalDouble.empty() : OptionalDouble.of(df),
                Arguments.value(p, id, support));
    }

    /**
     * One-sided test that one modality is not worse than another by the margin or more, {@code t = (difference + margin) / se}.
     *
     * @param first the modality in question, from 0
     * @param second the modality it is held against
     * @param margin the margin, in [0, 1); stated before the data are seen; 0 to test superiority
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with the interval at level {@code 1 - 2 alpha}
     */
    public NonInferiority nonInferiority(int first, int second, double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        requirePair(first, second);
        String id = design.method() + "." + NonInferiority.word(margin);
        Estimate difference = difference(first, second, 1 - 2 * alpha);
        if (reason != null) {
            return new NonInferiority(id, margin, alpha, difference, HypothesisTest.notEstimable(reason, id, support));
        }
        double t = (means[first] - means[second] + margin) / Math.sqrt(2 * error.square() / readers);
        double df = error.degreesOfFreedom();
        HypothesisTest test = Double.isInfinite(df)
                ? HypothesisTest.of(id, t, error.above(t), support)
                : HypothesisTest.of(id, t, df, error.above(t), support);
        return new NonInferiority(id, margin, alpha, difference, test);
    }

    private void requirePair(int first, int second) {
        Arguments.index("first", first, means.length);
        Arguments.index("second", second, means.length);
        if (first == second) {
            throw new IllegalArgumentException("a difference needs two modalities, got " + first + " twice");
        }
    }

    private Estimate plain(double value) {
        return reason != null
                ? Estimate.notEstimable(reason, design.method(), support)
                : Arguments.value(value, design.method(), support);
    }
}
