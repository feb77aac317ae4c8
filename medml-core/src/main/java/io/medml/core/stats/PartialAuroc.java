package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The area under the part of the ROC curve that lies in a band of specificities, or of sensitivities.
 *
 * <pre>{@code  pA = integral of sensitivity over specificity in [lower, upper]   (or of specificity over sensitivity)  }</pre>
 *
 * by trapezoids between neighbouring points, with linear interpolation at both edges. McClish's correction puts it on the scale of
 * the whole area,
 *
 * <pre>{@code  (1 + (pA - min) / (max - min)) / 2,   max = upper - lower,   min = max (1 - (lower + upper) / 2)  }</pre>
 *
 * where {@code min} is the area under the chance line in the band.
 *
 * <ul>
 * <li><b>Range:</b> {@code pA} in [0, upper - lower]; corrected in [0.5, 1]. Higher is better.
 * <li><b>Interval:</b> percentiles of a bootstrap, stratified by class, or of subjects where records share them; that of the
 *     corrected area is its image, and may begin below 0.5: deliberate, since dropping such replicates would shift it upwards.
 * <li><b>Ties:</b> count one half, as a slanted piece of the curve. <b>Weights</b> multiply counts.
 * <li><b>Undefined:</b> without positives or negatives nothing; a curve below the chance line in the band has no corrected area
 *     ({@code OUTSIDE_DOMAIN}).
 * <li><b>Cost:</b> one sort, and one pass for each replicate.
 * <li><b>Reference:</b> McClish (1989), Medical Decision Making 9; Jiang, Metz and Nishikawa (1996), Radiology 201. Agrees with
 *     pROC's {@code auc(partial.auc, partial.auc.focus, partial.auc.correct)}.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class PartialAuroc {

    private static final String METHOD = "auroc.partial";
    private static final String CORRECTED = "auroc.partial.mcclish";

    /** A curve on the chance line, as of equal scores, is not below it by rounding of its area. */
    private static final double ROUNDING = 1e-14;

    private final ScoredLabels sample;
    private final RankBlocks blocks;
    private final RocBand band;
    private final double area;
    private final @Nullable Reason reason;

    private PartialAuroc(ScoredLabels sample, RankBlocks blocks, RocBand band, double area, @Nullable Reason reason) {
        this.sample = sample;
        this.blocks = blocks;
        this.band = band;
        this.area = area;
        this.reason = reason;
    }

    /**
     * Makes the area.
     *
     * @param sample the records
     * @param band the band
     * @return the area
     */
    public static PartialAuroc of(ScoredLabels sample, RocBand band) {
        Objects.requireNonNull(band, "band");
        RankBlocks blocks = RankBlocks.of(sample);
        Reason reason = Auroc.missingClass(sample).orElse(null);
        if (reason != null) {
            return new PartialAuroc(sample, blocks, band, 0, reason);
        }
        int[] once = IntStream.range(0, sample.size()).map(row -> 1).toArray();
        OptionalDouble area = area(sample, blocks, band, once);
        return area.isPresent()
                ? new PartialAuroc(sample, blocks, band, area.getAsDouble(), null)
                : new PartialAuroc(sample, blocks, band, 0, massless(sample));
    }

    /** The class whose weights are all zero. */
    private static Reason massless(ScoredLabels sample) {
        for (int row = 0; row < sample.size(); row++) {
            if (sample.label(row) == 1 && sample.weight(row) > 0) {
                return Reason.NO_NEGATIVES;
            }
        }
        return Reason.NO_POSITIVES;
    }

    /** The area where each row counts so many times; empty if a class has no weight. */
    private static OptionalDouble area(ScoredLabels sample, RankBlocks blocks, RocBand band, int[] times) {
        double[] positives = new double[blocks.size()];
        double[] negatives = new double[blocks.size()];
        for (int row = 0; row < times.length; row++) {
            (sample.label(row) == 1 ? positives : negatives)[blocks.of(row)] += times[row] * sample.weight(row);
        }
        double p = Descriptive.sum(positives);
        double q = Descriptive.sum(negatives);
        if (!(p > 0 && q > 0)) {
            return OptionalDouble.empty();
        }
        // by threshold ascending: specificity rises from 0 to 1 over the negatives, sensitivity falls from 1 to 0
        return OptionalDouble.of(
                band.focus() == RocBand.Focus.SPECIFICITY
                        ? rising(negatives, q, positives, p, band)
                        : falling(positives, p, negatives, q, band));
    }

    /** Integral of the falling curve {@code 1 - F(mass of other)} over the rising {@code F(mass of own)} within the band. */
    private static double rising(double[] own, double ownTotal, double[] other, double otherTotal, RocBand band) {
        CompensatedSum sum = new CompensatedSum();
        CompensatedSum x = new CompensatedSum();
        CompensatedSum y = new CompensatedSum();
        double low = band.lower() * ownTotal;
        double high = band.upper() == 1 ? Double.POSITIVE_INFINITY : band.upper() * ownTotal;
        for (int i = 0; i < own.length; i++) {
            sum.add(piece(x.value(), own[i], otherTotal - y.value(), -other[i], low, high));
            x.add(own[i]);
            y.add(other[i]);
        }
        return bounded(sum.value() / ownTotal / otherTotal, band);
    }

    /** The same from the other end: thresholds descending. */
    private static double falling(double[] own, double ownTotal, double[] other, double otherTotal, RocBand band) {
        double[] ownDown = new double[own.length];
        double[] otherDown = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            ownDown[i] = own[own.length - 1 - i];
            otherDown[i] = other[own.length - 1 - i];
        }
        return rising(ownDown, ownTotal, otherDown, otherTotal, band);
    }

    /** Area of one trapezoid from {@code (x, y)} by {@code (dx, dy)}, between two limits of x. */
    private static double piece(double x, double dx, double y, double dy, double low, double high) {
        double from = Math.max(x, low);
        double to = Math.min(x + dx, high);
        if (!(to > from)) {
            return 0;
        }
        double middle = y + dy * (((from - x) + (to - x)) / 2 / dx);
        return (to - from) * middle;
    }

    /** Rounding alone could leave the range. */
    private static double bounded(double value, RocBand band) {
        return Math.max(0, Math.min(band.most(), value));
    }

    /**
     * The area in the band, without an interval.
     *
     * @return the area
     */
    public Estimate area() {
        return reason != null
                ? Estimate.notEstimable(reason, METHOD, support())
                : Arguments.value(area, METHOD, support());
    }

    /**
     * McClish's corrected area, without an interval.
     *
     * @return the corrected area; {@code OUTSIDE_DOMAIN} where the area is below that of chance
     */
    public Estimate corrected() {
        if (reason != null) {
            return Estimate.notEstimable(reason, CORRECTED, support());
        }
        return area < band.chance() - ROUNDING
                ? Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, CORRECTED, support())
                : Arguments.value(Math.max(0.5, corrected(area)), CORRECTED, support());
    }

    private double corrected(double value) {
        return (1 + (value - band.chance()) / (band.most() - band.chance())) / 2;
    }

    /**
     * The area with its percentile interval.
     *
     * @param plan which records, or subjects, each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the area; no interval where more than 5 percent of the replicates are undefined
     */
    public Estimate area(ResamplePlan plan, double level) {
        return RowBootstrap.estimate(area(), bootstrap(plan), level);
    }

    /**
     * McClish's corrected area with the image of the percentile interval.
     *
     * @param plan which records, or subjects, each replicate draws; at least 2000 replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return the corrected area
     */
    public Estimate corrected(ResamplePlan plan, double level) {
        Estimate plain = area(plan, level);
        return corrected()
                .fold(
                        estimated -> Estimate.of(estimated.value(), image(plain.intervalEstimate()), plain.support()),
                        none -> Estimate.notEstimable(none.reason(), CORRECTED, plain.support()));
    }

    private IntervalEstimate image(IntervalEstimate interval) {
        return interval instanceof IntervalEstimate.Known known
                ? IntervalEstimate.of(
                        corrected(known.value().lower()),
                        corrected(known.value().upper()),
                        known.value().level(),
                        known.method())
                : interval;
    }

    /**
     * The replicates of the area.
     *
     * @param plan which records, or subjects, each replicate draws; explicit indices are rows of the whole sample
     * @return the distribution; a replicate without one class is undefined and counted
     */
    public BootstrapDistribution bootstrap(ResamplePlan plan) {
        int[] codes = new int[sample.size()];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = sample.hasRepeatedSubjects() ? sample.subject(row) : sample.label(row);
        }
        RowBootstrap bootstrap =
                sample.hasRepeatedSubjects() ? RowBootstrap.ofSubjects(codes) : RowBootstrap.stratified(codes);
        return bootstrap
                .run(plan, 1, (times, values) -> values.setOrUndefined(0, area(sample, blocks, band, times)))
                .get(0);
    }

    private Support support() {
        return sample.support();
    }
}
