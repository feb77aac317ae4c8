package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How the share of errors falls when the least confident records are left to people: error among the k most confident
 * records, for each k.
 *
 * <pre>{@code
 *  risk(k) = errors among the k most confident / k
 *  AURC    = mean of risk(k) over k = 1..n
 *  E-AURC  = AURC - AURC of the order that puts all errors last
 * }</pre>
 *
 * <ul>
 * <li><b>Unit and range:</b> fractions; AURC in [0, 1], E-AURC in [0, 1); less is better. AURC depends on the overall error,
 *     E-AURC less so.
 * <li><b>Ties:</b> the errors of records with equal confidence accrue evenly, which is the expectation over random orders;
 *     the order of the rows changes nothing.
 * <li><b>Intervals:</b> risk at a coverage has the Wilson interval at its k records, as if they had been chosen beforehand.
 *     The areas have percentile intervals of a bootstrap of subjects where a plan is given ({@link #areas}), else none.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} without records.
 * <li><b>Reference:</b> El-Yaniv and Wiener (2010), JMLR 11; Geifman and El-Yaniv (2017), NeurIPS; Geifman, Uziel and
 *     El-Yaniv (2019), ICLR.
 * <li><b>Cost:</b> one sort.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class RiskCoverage {

    private static final String METHOD = "selective.risk_coverage";

    private final double[] risks;
    private final long errors;
    private final int distinct;

    private RiskCoverage(double[] risks, long errors, int distinct) {
        this.risks = risks;
        this.errors = errors;
        this.distinct = distinct;
    }

    /**
     * Makes the curve.
     *
     * @param errors 1 where the prediction is wrong, else 0
     * @param confidence how sure the model is of each; more is surer; not NaN
     * @return the curve
     */
    public static RiskCoverage of(int[] errors, double[] confidence) {
        ScoredLabels sample = sample(errors, confidence);
        RocCurve curve = RocCurve.of(sample);
        int blocks = curve.size() - 1;
        long[] sizes = new long[blocks];
        long[] wrong = new long[blocks];
        for (int b = 0; b < blocks; b++) {
            wrong[b] = curve.truePositives(b + 1) - curve.truePositives(b);
            sizes[b] = wrong[b] + curve.falsePositives(b + 1) - curve.falsePositives(b);
        }
        return ofBlocks(sizes, wrong);
    }

    private static ScoredLabels sample(int[] errors, double[] confidence) {
        Arguments.sameLength("errors", errors.length, "confidence", confidence.length);
        Arguments.binary("errors", errors);
        for (int i = 0; i < confidence.length; i++) {
            if (Double.isNaN(confidence[i])) {
                throw Arguments.at("confidence", i, "must not be NaN");
            }
        }
        return ScoredLabels.of(errors, confidence);
    }

    /** From the numbers of records and errors of each confidence, descending. */
    private static RiskCoverage ofBlocks(long[] sizes, long[] wrong) {
        double[] risks = new double[(int) Arrays.stream(sizes).sum()];
        long before = 0;
        int k = 0;
        for (int b = 0; b < sizes.length; b++) {
            for (long j = 1; j <= sizes[b]; j++) {
                double found = before + (double) (wrong[b] * j) / sizes[b];
                risks[k++] = found / k;
            }
            before += wrong[b];
        }
        return new RiskCoverage(risks, before, sizes.length);
    }

    /**
     * The risk of each number of records kept.
     *
     * @return a copy; element {@code k - 1} belongs to the {@code k} most confident
     */
    public double[] risks() {
        return risks.clone();
    }

    /**
     * The risk when all records are kept.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate fullRisk(double level) {
        return BinomialInterval.WILSON.estimate(errors, risks.length, level, Reason.EMPTY_GROUP);
    }

    /**
     * The risk among the {@code ceil(coverage * n)} most confident records.
     *
     * @param coverage share of records to keep, in (0, 1]
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; {@code EMPTY_GROUP} without records
     */
    public Estimate riskAt(double coverage, double level) {
        if (!(coverage > 0 && coverage <= 1)) {
            throw new IllegalArgumentException(
                    "coverage must be in (0, 1], got " + coverage + "; to keep 90 percent pass 0.9");
        }
        Arguments.level(level);
        int n = risks.length;
        if (n == 0) {
            return BinomialInterval.WILSON.estimate(0, 0, level, Reason.EMPTY_GROUP);
        }
        int k = Math.max(1, (int) Math.ceil(coverage * n - 1e-12));
        double risk = risks[k - 1];
        double[] limits = BinomialInterval.WILSON.limits(Math.min(k, risk * k), k, level);
        return Estimate.of(
                risk,
                IntervalEstimate.of(
                        Math.min(limits[0], risk), Math.max(limits[1], risk), level, BinomialInterval.WILSON.method()),
                Support.of(k).with("records", n));
    }

    /**
     * The area under the curve.
     *
     * @return the value; {@code EMPTY_GROUP} without records
     */
    public Estimate aurc() {
        return area(METHOD + ".aurc", area());
    }

    /**
     * The area in excess of that of the best order.
     *
     * @return the value; {@code EMPTY_GROUP} without records
     */
    public Estimate excessAurc() {
        return area(METHOD + ".e_aurc", excess());
    }

    private Estimate area(String method, OptionalDouble value) {
        Support support = Support.of(risks.length).with("errors", errors);
        return value.isEmpty()
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, method, support)
                : Arguments.value(value.getAsDouble(), method, support);
    }

    private OptionalDouble area() {
        return Descriptive.mean(risks);
    }

    private OptionalDouble excess() {
        if (risks.length == 0) {
            return OptionalDouble.empty();
        }
        CompensatedSum best = new CompensatedSum();
        long right = risks.length - errors;
        for (long k = right + 1; k <= risks.length; k++) {
            best.add((double) (k - right) / k);
        }
        return OptionalDouble.of(Math.max(0, area().orElseThrow() - best.value() / risks.length));
    }

    /**
     * Both areas with percentile intervals of a bootstrap that draws subjects.
     *
     * @param errors 1 where the prediction is wrong, else 0
     * @param confidence how sure the model is of each
     * @param subjects subject of each record, any codes; a plan of explicit indices numbers them in ascending order
     * @param plan which subjects each replicate draws
     * @param level confidence level, a fraction in (0, 1)
     * @return the areas
     */
    public static Areas areas(int[] errors, double[] confidence, int[] subjects, ResamplePlan plan, double level) {
        Arguments.sameLength("errors", errors.length, "subjects", subjects.length);
        RiskCoverage original = of(errors, confidence);
        if (original.risks.length == 0) {
            return new Areas(original.aurc(), original.excessAurc());
        }
        RocCurve curve = RocCurve.of(sample(errors, confidence));
        double[] descending = curve.thresholds();
        int blocks = original.distinct;
        int[] cells = new int[errors.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = 2 * block(descending, confidence[i] + 0.0) + errors[i];
        }
        var distributions = ClusterBootstrap.of(cells, 2 * blocks, subjects).run(plan, 2, (counts, values) -> {
            long[] sizes = new long[blocks];
            long[] wrong = new long[blocks];
            for (int b = 0; b < blocks; b++) {
                wrong[b] = counts.get(2 * b + 1);
                sizes[b] = wrong[b] + counts.get(2 * b);
            }
            RiskCoverage replicate = ofBlocks(sizes, wrong);
            values.set(0, replicate.aurc());
            values.set(1, replicate.excessAurc());
        });
        return new Areas(
                with(original.aurc(), distributions.get(0), level),
                with(original.excessAurc(), distributions.get(1), level));
    }

    /** The position of a confidence among the distinct ones, descending; the first threshold is no confidence. */
    private static int block(double[] descending, double confidence) {
        int low = 1;
        int high = descending.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (descending[middle] > confidence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static Estimate with(Estimate estimate, BootstrapDistribution distribution, double level) {
        return Estimate.of(
                estimate.point().orElseThrow(),
                distribution.percentile(level),
                estimate.support().with("replicates", distribution.values().length + distribution.undefined()));
    }

    /**
     * The areas with their intervals.
     *
     * @param aurc the area under the curve
     * @param excessAurc the area in excess of that of the best order
     */
    public record Areas(Estimate aurc, Estimate excessAurc) {}
}
