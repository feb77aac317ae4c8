package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two areas under the ROC curve, first minus second.
 *
 * <pre>{@code  z = (A1 - A2) / se,   se^2 = var1 + var2 - 2 cov  }</pre>
 *
 * with {@code cov} from the covariances of placement values (DeLong) or of their sums within subjects (Obuchowski); 0 for
 * unpaired samples.
 *
 * <ul>
 * <li><b>Range:</b> the difference is in [-1, 1]; its Wald interval is not clipped.
 * <li><b>Undefined:</b> where either area or variance is. Two scores with identical placements on the same records differ by 0 with a
 *     standard error of 0: no statistic, a p-value of 1, no interval ({@code ZERO_VARIANCE}). Samples of different records whose areas
 *     have no variance, such as two areas of 1, have no test either ({@code ZERO_VARIANCE}), as in {@link CrossAuroc}: that they are
 *     equal is no evidence, and another record could part them.
 * <li><b>Numerics:</b> the variance of the difference comes from differences of placements, so it does not cancel.
 * <li><b>Reference:</b> DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44; Obuchowski (1997), Biometrics 53. Agrees with
 *     pROC's {@code roc.test}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class AurocComparison {

    private final String method;
    private final Auroc first;
    private final Auroc second;
    private final Support support;
    private final double covariance;
    private final double variance;
    private final @Nullable Reason reason;

    private AurocComparison(
            String method,
            Auroc first,
            Auroc second,
            Support support,
            double covariance,
            double variance,
            @Nullable Reason reason) {
        this.method = method;
        this.first = first;
        this.second = second;
        this.support = support;
        this.covariance = covariance;
        this.variance = variance;
        this.reason = reason;
    }

    /**
     * Two scores on the same independent records, by DeLong.
     *
     * @param first the records with the first score
     * @param second the same records in the same order with the second score
     * @return the comparison
     */
    public static AurocComparison paired(ScoredLabels first, ScoredLabels second) {
        first.requireSameRecords(second);
        String method = "auroc.delong.paired";
        if (Auroc.missingClass(first).isPresent() || first.weighted()) {
            Auroc a = Auroc.of(first);
            Auroc b = Auroc.of(second);
            Reason none = firstReason(a, b).orElse(Reason.NOT_OFFERED);
            return new AurocComparison(method, a, b, first.support(), 0, 0, none);
        }
        Placements p = Placements.of(first);
        Placements q = Placements.of(second);
        Auroc a = Auroc.delong(first, p.sums());
        Auroc b = Auroc.delong(second, q.sums());
        Optional<Reason> reason = firstReason(a, b);
        if (reason.isPresent()) {
            return new AurocComparison(method, a, b, first.support(), 0, 0, reason.get());
        }
        ExactSum[] cross = {new ExactSum(), new ExactSum()};
        ExactSum[] squares = {new ExactSum(), new ExactSum()};
        for (int i = 0; i < first.size(); i++) {
            int label = first.label(i);
            long d = Math.abs(p.half(i) - q.half(i));
            cross[label].addProduct(p.half(i), q.half(i));
            squares[label].addProduct(d, d);
        }
        long n1 = first.positives();
        long n0 = first.negatives();
        long u = p.total();
        long v = q.total();
        double covariance = ExactSum.varianceOfMean(cross[1].value(), u, v, n1, 2 * n0)
                + ExactSum.varianceOfMean(cross[0].value(), u, v, n0, 2 * n1);
        double variance = ExactSum.varianceOfMean(squares[1].value(), u - v, u - v, n1, 2 * n0)
                + ExactSum.varianceOfMean(squares[0].value(), u - v, u - v, n0, 2 * n1);
        return new AurocComparison(method, a, b, first.support(), covariance, variance, null);
    }

    /**
     * Two scores on the same records of clustered subjects, by Obuchowski.
     *
     * @param first the records with their subjects and the first score
     * @param second the same records in the same order with the second score
     * @return the comparison
     */
    public static AurocComparison pairedClustered(ScoredLabels first, ScoredLabels second) {
        first.requireSameRecords(second);
        String method = "auroc.clustered.paired";
        if (Auroc.missingClass(first).isPresent() || first.weighted()) {
            Auroc a = Auroc.clustered(first);
            Auroc b = Auroc.clustered(second);
            Reason reason = firstReason(a, b).orElse(Reason.NOT_OFFERED);
            return new AurocComparison(method, a, b, first.support(), 0, 0, reason);
        }
        Clusters p = Clusters.of(first, Placements.of(first));
        Clusters q = Clusters.of(second, Placements.of(second));
        Auroc a = Auroc.clustered(first, p);
        Auroc b = Auroc.clustered(second, q);
        Optional<Reason> reason = firstReason(a, b);
        if (reason.isPresent()) {
            return new AurocComparison(method, a, b, first.support(), 0, 0, reason.get());
        }
        double variance = p.varianceOfDifference(q);
        return new AurocComparison(
                method,
                a,
                b,
                first.support(),
                p.covariance(q),
                Math.max(0, variance),
                variance < 0 ? Reason.ZERO_VARIANCE : null);
    }

    /**
     * Two samples that share no subject, by DeLong.
     *
     * @param first the first sample
     * @param second the second sample
     * @return the comparison, with a covariance of 0
     */
    public static AurocComparison unpaired(ScoredLabels first, ScoredLabels second) {
        return independent("auroc.delong.unpaired", Auroc.of(first), Auroc.of(second), bothClasses(first, second));
    }

    /**
     * Two samples that share no subject, each with clustered subjects, by Obuchowski's variances.
     *
     * @param first the first sample with its subjects
     * @param second the second sample with its subjects
     * @return the comparison, with a covariance of 0
     */
    public static AurocComparison unpairedClustered(ScoredLabels first, ScoredLabels second) {
        return independent(
                "auroc.clustered.unpaired",
                Auroc.clustered(first),
                Auroc.clustered(second),
                bothClasses(first, second));
    }

    /**
     * A sample and an area that was published with its standard error, from other subjects. The error of both enters; where
     * records of the sample share subjects its variance is Obuchowski's, otherwise DeLong's.
     *
     * @param first the sample
     * @param area the published area, in [0, 1]
     * @param standardError its standard error, positive: an area without uncertainty is not a comparator
     * @return the comparison, with a covariance of 0
     */
    public static AurocComparison published(ScoredLabels first, double area, double standardError) {
        Arguments.fraction("area", area);
        SampleSize.positive("standardError", standardError);
        Auroc own = first.hasRepeatedSubjects() ? Auroc.clustered(first) : Auroc.of(first);
        return independent(
                first.hasRepeatedSubjects() ? "auroc.clustered.published" : "auroc.delong.published",
                own,
                Auroc.published(area, standardError),
                first.support());
    }

    private static Support bothClasses(ScoredLabels first, ScoredLabels second) {
        return Support.of((long) first.size() + second.size())
                .with("positives_1", first.positives())
                .with("negatives_1", first.negatives())
                .with("positives_2", second.positives())
                .with("negatives_2", second.negatives());
    }

    private static AurocComparison independent(String method, Auroc a, Auroc b, Support support) {
        Reason reason = firstReason(a, b).orElse(null);
        double variance = reason == null ? a.rawVariance() + b.rawVariance() : 0;
        return new AurocComparison(method, a, b, support, 0, variance, reason);
    }

    private static Optional<Reason> firstReason(Auroc a, Auroc b) {
        return a.areaReason().or(b::areaReason).or(a::varianceReason).or(b::varianceReason);
    }

    /**
     * Area of the first score.
     *
     * @return the area
     */
    public Auroc first() {
        return first;
    }

    /**
     * Area of the second score.
     *
     * @return the area
     */
    public Auroc second() {
        return second;
    }

    /**
     * Sampling covariance of the two areas.
     *
     * @return the covariance
     */
    public Estimate covariance() {
        return plain(covariance);
    }

    /**
     * Standard error of the difference.
     *
     * @return the standard error; may be 0
     */
    public Estimate standardError() {
        return plain(Math.sqrt(variance));
    }

    /**
     * First minus second with its Wald interval, {@code A1 - A2 -+ z se}.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the difference
     */
    public Estimate difference(double level) {
        return difference(first, second, variance, reason, method, support, level);
    }

    /** The difference of two areas whose joint variance is known, or why it is not. */
    static Estimate difference(
            Auroc first,
            Auroc second,
            double variance,
            @Nullable Reason reason,
            String method,
            Support support,
            double level) {
        double z = Arguments.z(level);
        Optional<Reason> area = first.areaReason().or(second::areaReason);
        if (area.isPresent()) {
            return Estimate.notEstimable(area.get(), method, support);
        }
        double difference = first.area() - second.area();
        if (reason != null || variance == 0) {
            return Estimate.of(
                    difference, Arguments.unknown(reason == null ? Reason.ZERO_VARIANCE : reason, method), support);
        }
        double half = z * Math.sqrt(variance);
        return Estimate.of(
                difference, IntervalEstimate.of(difference - half, difference + half, level, method), support);
    }

    /**
     * Two-sided test of no difference, {@code z} referred to the normal distribution.
     *
     * @return the test
     */
    public HypothesisTest normalTest() {
        Optional<HypothesisTest> degenerate = degenerate(method);
        if (degenerate.isPresent()) {
            return degenerate.get();
        }
        double z = (first.area() - second.area()) / Math.sqrt(variance);
        return HypothesisTest.of(method, z, Arguments.twoSided(z), support);
    }

    /**
     * Two-sided test of no difference of unpaired samples, {@code z} referred to Student's t with Welch's degrees of freedom,
     * {@code (v1 + v2)^2 / (v1^2/(N1 - 1) + v2^2/(N2 - 1))}, as pROC does.
     *
     * @return the test
     * @throws IllegalStateException if the samples are paired
     */
    public HypothesisTest welchTest() {
        if (!method.equals("auroc.delong.unpaired")) {
            throw new IllegalStateException("Welch's degrees of freedom belong to unpaired samples; use normalTest()");
        }
        String id = method + ".welch";
        Optional<HypothesisTest> degenerate = degenerate(id);
        if (degenerate.isPresent()) {
            return degenerate.get();
        }
        double v1 = first.rawVariance();
        double v2 = second.rawVariance();
        double df = (v1 + v2)
                * (v1 + v2)
                / (v1 * v1 / (first.support().n() - 1)
                        + v2 * v2 / (second.support().n() - 1));
        double t = (first.area() - second.area()) / Math.sqrt(variance);
        double p = Math.min(1, 2 * TDistribution.of(df).survivalProbability(Math.abs(t)));
        return HypothesisTest.of(id, t, df, p, support);
    }

    /**
     * One-sided test that the first area is not smaller than the second by the margin: {@code z = (A1 - A2 + margin) / se}.
     *
     * @param margin the margin, in [0, 1); stated before the data are seen
     * @param alpha one-sided significance level, such as 0.025
     * @return the test, with the interval of the difference at level {@code 1 - 2 alpha}
     */
    public NonInferiority nonInferiority(double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = method + "." + NonInferiority.word(margin);
        return new NonInferiority(id, margin, alpha, difference(1 - 2 * alpha), oneSided(id, 1, margin));
    }

    /**
     * Two one-sided tests that the areas differ by less than the margin: {@code z = (margin + (A1 - A2)) / se} and
     * {@code z = (margin - (A1 - A2)) / se}.
     *
     * @param margin the margin, in (0, 1); stated before the data are seen
     * @param alpha one-sided significance level of each test, such as 0.025
     * @return the tests, with the interval of the difference at level {@code 1 - 2 alpha}
     */
    public Equivalence equivalence(double margin, double alpha) {
        NonInferiority.requireMargin(margin);
        NonInferiority.requireAlpha(alpha);
        String id = method + ".equivalence";
        return new Equivalence(
                id, margin, alpha, difference(1 - 2 * alpha), oneSided(id, 1, margin), oneSided(id, -1, margin));
    }

    private HypothesisTest oneSided(String id, int sign, double margin) {
        if (reason != null || variance == 0) {
            return HypothesisTest.notEstimable(reason == null ? Reason.ZERO_VARIANCE : reason, id, support);
        }
        double z = (sign * (first.area() - second.area()) + margin) / Math.sqrt(variance);
        return HypothesisTest.of(id, z, Arguments.upperTail(z), support);
    }

    private Optional<HypothesisTest> degenerate(String id) {
        if (reason != null) {
            return Optional.of(HypothesisTest.notEstimable(reason, id, support));
        }
        if (variance > 0) {
            return Optional.empty();
        }
        // of the same records every one says that the scores do not differ; of different ones none does
        return Optional.of(
                method.endsWith(".paired") && first.area() == second.area()
                        ? new HypothesisTest(
                                id,
                                Estimate.notEstimable(Reason.ZERO_VARIANCE, id, support),
                                OptionalDouble.empty(),
                                Arguments.value(1, id, support))
                        : HypothesisTest.notEstimable(Reason.ZERO_VARIANCE, id, support));
    }

    private Estimate plain(double value) {
        return reason != null
                ? Estimate.notEstimable(reason, method, support)
                : Arguments.value(value, method, support);
    }
}
