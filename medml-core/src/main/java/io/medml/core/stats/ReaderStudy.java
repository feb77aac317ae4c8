package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A multi-reader multi-case study by the method of Obuchowski and Rockette with the degrees of freedom of Hillis: do modalities
 * differ in the area under the ROC curve, averaged over readers?
 *
 * <p>Compare two devices, or readers without and with the aid of a model: aided and unaided reading are two modalities of a fully
 * crossed study, and {@link #compare} then says what the aid does to readers like these on cases like these. Sequential reading
 * (first unaided, then aided, in one session) shows every reader the same case twice at once: whether that suits the claim is for
 * the study protocol to say. How often readers follow wrong advice is in {@link AidedDecisions}.
 *
 * <p>With areas {@code A_ij} of modality i (of t) and reader j (of r), the mean squares of their two-way table and the jackknife
 * covariances over cases, averaged to {@code Var, Cov1, Cov2, Cov3} as in {@link ReaderComponents},
 *
 * <pre>{@code
 *  random readers and cases:  F = MS(M) / E,  E = MS(MR) + max(r (Cov2 - Cov3), 0),  df = t - 1, E^2 / (MS(MR)^2 / ((t - 1)(r - 1)))
 *  fixed readers:             chi2 = (t - 1) MS(M) / E,  E = Var - Cov1 + (r - 1) max(Cov2 - Cov3, 0),  df = t - 1
 *  fixed cases:               F = MS(M) / E,  E = MS(MR),  df = t - 1, (t - 1)(r - 1)
 *  difference of two modalities:  se = sqrt(2 E / r), t with the second df, normal for fixed readers
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> areas in [0, 1], 0.5 for no discrimination, higher is better; differences in [-1, 1], their intervals are not
 *     clipped.
 * <li><b>Jackknife:</b> the covariance of two areas is {@code (n - 1)/n sum over cases of} the product of their deviations from
 *     the mean when that case is left out.
 * <li><b>Negative components</b> are kept and shown; only {@code Cov2 - Cov3} (and {@code Cov2} for one modality) is floored at 0
 *     inside E, as by Hillis.
 * <li><b>Undefined:</b> without positives or negatives nothing; random readers with one reader, fewer than two modalities, or
 *     random cases with one positive or negative: {@code TOO_FEW}; E of 0 or less: {@code ZERO_VARIANCE}.
 * <li><b>More than two modalities:</b> the test is the joint one; the differences are not adjusted for their number.
 * <li><b>Cost:</b> a sort for each reader and modality, then (t r)^2 products for each case.
 * <li><b>Reference:</b> Obuchowski and Rockette (1995), Communications in Statistics, Simulation 24; Hillis (2007), Statistics in
 *     Medicine 26, 596-619; Dorfman, Berbaum and Metz (1992), Investigative Radiology 27. Agrees with MRMCaov and RJafroc.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class ReaderStudy {

    private static final String COMPONENT = "mrmc.obuchowski_rockette.components";

    private final ReaderRatings ratings;
    private final Support support;
    private final double[][] areas;
    private final @Nullable Reason areaReason;
    private final double[][] covariances;
    private final @Nullable Reason covarianceReason;

    private ReaderStudy(
            ReaderRatings ratings,
            double[][] areas,
            @Nullable Reason areaReason,
            double[][] covariances,
            @Nullable Reason covarianceReason) {
        this.ratings = ratings;
        this.support = ratings.support();
        this.areas = areas;
        this.areaReason = areaReason;
        this.covariances = covariances;
        this.covarianceReason = covarianceReason;
    }

    /**
     * Analyses a study.
     *
     * @param ratings the ratings
     * @return the study
     */
    public static ReaderStudy of(ReaderRatings ratings) {
        int modalities = ratings.modalities();
        int readers = ratings.readers();
        int cases = ratings.cases();
        double[][] areas = new double[modalities][readers];
        double[][] deviations = new double[Math.multiplyExact(modalities, readers)][];
        ScoredLabels first = ratings.of(0, 0);
        Reason missing = Auroc.missingClass(first).orElse(null);
        if (missing != null) {
            return new ReaderStudy(ratings, areas, missing, new double[0][0], missing);
        }
        boolean few = first.positives() < 2 || first.negatives() < 2;
        for (int i = 0; i < modalities; i++) {
            for (int j = 0; j < readers; j++) {
                ScoredLabels sample = ratings.of(i, j);
                Placements placements = Placements.of(sample);
                areas[i][j] = Placements.area(placements.total(), sample.positives(), sample.negatives());
                deviations[i * readers + j] = few ? new double[0] : deviations(sample, placements);
            }
        }
        if (few) {
            return new ReaderStudy(ratings, areas, null, new double[0][0], Reason.TOO_FEW);
        }
        double[][] covariances = new double[deviations.length][deviations.length];
        for (int a = 0; a < deviations.length; a++) {
            for (int b = a; b < deviations.length; b++) {
                CompensatedSum sum = new CompensatedSum();
                for (int k = 0; k < cases; k++) {
                    sum.add(deviations[a][k] * deviations[b][k]);
                }
                covariances[a][b] = sum.value() * (cases - 1) / cases;
                covariances[b][a] = covariances[a][b];
            }
        }
        return new ReaderStudy(ratings, areas, null, covariances, null);
    }

    /**
     * By how much the area without each case differs from the mean of those areas. Without a positive of placement V the area is
     * {@code (n1 A - V)/(n1 - 1)}, that is {@code A + (A - V)/(n1 - 1)}; the second terms sum to 0 over each class, so the mean is A.
     */
    private static double[] deviations(ScoredLabels sample, Placements placements) {
        long n1 = sample.positives();
        long n0 = sample.negatives();
        double[] deviations = new double[sample.size()];
        for (int k = 0; k < deviations.length; k++) {
            long own = sample.label(k) == 1 ? n1 : n0;
            long other = sample.label(k) == 1 ? n0 : n1;
            // A - V in whole numbers: (total - own half) / (2 own other)
            long numerator = placements.total() - own * placements.half(k);
            deviations[k] = (double) numerator / (2 * own * other) / (own - 1);
        }
        return deviations;
    }

    /**
     * The area of one reader in one modality, with the default interval of {@link Auroc}.
     *
     * @param modality the modality, from 0
     * @param reader the reader, from 0
     * @param level confidence level, a fraction in (0, 1)
     * @return the area
     */
    public Estimate area(int modality, int reader, double level) {
        return Auroc.estimate(ratings.of(modality, reader), level);
    }

    /**
     * The mean area of one modality over readers, with an interval from the data of that modality alone: {@code mean -+ q sqrt(E / r)}
     * with {@code E = MS(R) + max(r Cov2, 0)} and t with {@code E^2 / (MS(R)^2 / (r - 1))} degrees of freedom for random readers and
     * cases, {@code E = Var + (r - 1) max(Cov2, 0)} and the normal distribution for fixed readers, {@code E = MS(R)} and t with
     * {@code r - 1} for fixed cases. Wald, not clipped.
     *
     * @param modality the modality, from 0
     * @param design to whom it shall speak
     * @param level confidence level, a fraction in (0, 1)
     * @return the mean
     */
    public Estimate mean(int modality, ReaderDesign design, double level) {
        Arguments.index("modality", modality, ratings.modalities());
        Objects.requireNonNull(design, "design");
        Arguments.level(level);
        String id = design.method() + ".mean";
        if (areaReason != null) {
            return Estimate.notEstimable(areaReason, id, support);
        }
        double mean = Descriptive.sum(areas[modality]) / ratings.readers();
        Optional<Reason> missing = missing(design);
        if (missing.isPresent()) {
            return Estimate.of(mean, Arguments.unknown(missing.get(), id), support);
        }
        int r = ratings.readers();
        double covariance2 = average((a, b) -> modality(a) == modality && modality(b) == modality && a != b ? 1 : 0);
        double floored = Math.max(0, covariance2);
        ReaderError error = switch (design) {
            case RANDOM_READERS_RANDOM_CASES -> ReaderError.hillis(between(modality), r * floored, r - 1.0);
            case FIXED_READERS_RANDOM_CASES ->
                ReaderError.normal(average((a, b) -> a == b && modality(a) == modality ? 1 : 0) + (r - 1) * floored);
            case RANDOM_READERS_FIXED_CASES -> ReaderError.hillis(between(modality), 0, r - 1.0);
        };
        return Estimate.of(mean, error.interval(mean, 1.0 / r, level, id), support);
    }

    /** Mean square of the readers within one modality. */
    private double between(int modality) {
        return Descriptive.variance(areas[modality]).orElse(0);
    }

    /**
     * Compares the modalities.
     *
     * @param design to whom the conclusion shall speak
     * @return the comparison
     */
    public ReaderComparison compare(ReaderDesign design) {
        Objects.requireNonNull(design, "design");
        int t = ratings.modalities();
        int r = ratings.readers();
        double[] means = new double[t];
        for (int i = 0; i < t; i++) {
            means[i] = Descriptive.sum(areas[i]) / r;
        }
        Reason reason = areaReason != null
                ? areaReason
                : t < 2 ? Reason.TOO_FEW : missing(design).orElse(null);
        if (reason != null) {
            return new ReaderComparison(design, support, means, r, 0, ReaderError.normal(0), areaReason, reason);
        }
        double interaction = interactionSquare();
        double df = (t - 1.0) * (r - 1.0);
        ReaderError error = switch (design) {
            case RANDOM_READERS_RANDOM_CASES ->
                ReaderError.hillis(interaction, r * Math.max(0, covariance2() - covariance3()), df);
            case FIXED_READERS_RANDOM_CASES ->
                ReaderError.normal(variance()
                        - covariance1()
                        + (r > 1 ? (r - 1) * Math.max(0, covariance2() - covariance3()) : 0));
            case RANDOM_READERS_FIXED_CASES -> ReaderError.hillis(interaction, 0, df);
        };
        double square = r * Descriptive.variance(means).orElseThrow();
        return new ReaderComparison(
                design, support, means, r, square, error, null, error.positive() ? null : Reason.ZERO_VARIANCE);
    }

    private Optional<Reason> missing(ReaderDesign design) {
        if (design != ReaderDesign.FIXED_READERS_RANDOM_CASES && ratings.readers() < 2) {
            return Optional.of(Reason.TOO_FEW);
        }
        return design == ReaderDesign.RANDOM_READERS_FIXED_CASES
                ? Optional.empty()
                : Optional.ofNullable(covarianceReason);
    }

    /**
     * The variance components.
     *
     * @return the components; those that need two modalities or two readers are not estimable without ({@code TOO_FEW})
     */
    public ReaderComponents components() {
        int t = ratings.modalities();
        int r = ratings.readers();
        if (covarianceReason != null) {
            Estimate none = Estimate.notEstimable(covarianceReason, COMPONENT, support);
            return new ReaderComponents(none, none, none, none, none, none);
        }
        boolean crossed = t > 1 && r > 1;
        double gap = crossed ? Math.max(0, covariance2() - covariance3()) : 0;
        double interaction = crossed ? interactionSquare() : 0;
        return new ReaderComponents(
                component(crossed, crossed ? (readerSquare() - interaction) / t - covariance1() + covariance3() : 0),
                component(crossed, crossed ? interaction - variance() + covariance1() + gap : 0),
                component(true, variance()),
                component(t > 1, t > 1 ? covariance1() : 0),
                component(r > 1, r > 1 ? covariance2() : 0),
                component(crossed, crossed ? covariance3() : 0));
    }

    private Estimate component(boolean defined, double value) {
        return defined
                ? Arguments.value(value, COMPONENT, support)
                : Estimate.notEstimable(Reason.TOO_FEW, COMPONENT, support);
    }

    private int modality(int area) {
        return area / ratings.readers();
    }

    private int reader(int area) {
        return area % ratings.readers();
    }

    private double variance() {
        return average((a, b) -> a == b ? 1 : 0);
    }

    private double covariance1() {
        return average((a, b) -> reader(a) == reader(b) && modality(a) != modality(b) ? 1 : 0);
    }

    private double covariance2() {
        return average((a, b) -> reader(a) != reader(b) && modality(a) == modality(b) ? 1 : 0);
    }

    private double covariance3() {
        return average((a, b) -> reader(a) != reader(b) && modality(a) != modality(b) ? 1 : 0);
    }

    /** The mean of the covariances of those pairs of areas for which the operator says 1; 0 if there are none. */
    private double average(IntBinaryOperator which) {
        CompensatedSum sum = new CompensatedSum();
        long count = 0;
        for (int a = 0; a < covariances.length; a++) {
            for (int b = 0; b < covariances.length; b++) {
                if (which.applyAsInt(a, b) == 1) {
                    sum.add(covariances[a][b]);
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum.value() / count;
    }

    private double readerSquare() {
        double[] means = new double[ratings.readers()];
        for (int j = 0; j < means.length; j++) {
            means[j] = readerMean(j);
        }
        return ratings.modalities() * Descriptive.variance(means).orElseThrow();
    }

    private double readerMean(int reader) {
        CompensatedSum sum = new CompensatedSum();
        for (double[] ofModality : areas) {
            sum.add(ofModality[reader]);
        }
        return sum.value() / areas.length;
    }

    private double interactionSquare() {
        int t = ratings.modalities();
        int r = ratings.readers();
        if (r < 2) {
            return 0; // fixed readers do not use it
        }
        double[] readers = new double[r];
        for (int j = 0; j < r; j++) {
            readers[j] = readerMean(j);
        }
        double all = Descriptive.sum(readers) / r;
        CompensatedSum squares = new CompensatedSum();
        for (double[] ofModality : areas) {
            double mean = Descriptive.sum(ofModality) / r;
            for (int j = 0; j < r; j++) {
                double rest = ofModality[j] - mean - (readers[j] - all);
                squares.add(rest * rest);
            }
        }
        return squares.value() / ((t - 1.0) * (r - 1.0));
    }
}
