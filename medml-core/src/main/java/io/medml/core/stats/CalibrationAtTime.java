package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Calibration at a time: the risk that was observed, by Kaplan-Meier, against the risk that was predicted, over all records and in
 * groups of similar predictions.
 *
 * <pre>{@code  O/E = (1 - S(t)) / (mean predicted risk)  }</pre>
 *
 * The groups are {@code (a, b]} between quantiles of type 7 of the predicted risks, duplicates merged; each has its own
 * Kaplan-Meier estimate.
 *
 * <ul>
 * <li><b>Range:</b> O/E in [0, inf); 1 is the target, above it risks are predicted too low.
 * <li><b>Interval of O/E:</b> on the log scale, {@code O/E exp(-+ z se)}, se of {@code ln(O/E)} by the infinitesimal jackknife by
 *     subject, so that prediction and outcome may go together. Of the observed risks: that of {@link KaplanMeier}.
 * <li><b>Undefined:</b> O/E as the Kaplan-Meier estimate, and {@code ZERO_DENOMINATOR} where every predicted risk is 0; no interval
 *     ({@code ZERO_VARIANCE}) where no event or no record without one is left.
 * <li><b>Reading:</b> a model can be right on the whole and wrong in every group; look at both.
 * <li><b>Cost:</b> one sort.
 * <li><b>Reference:</b> McLernon et al. (2023), Annals of Internal Medicine 176; Crowson, Atkinson and Therneau (2016), Statistical
 *     Methods in Medical Research 25. The groups agree with survival's {@code survfit} on each.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class CalibrationAtTime {

    private static final String METHOD = "observed_expected_risk.log";

    private final TimedRisks sample;
    private final double time;
    private final double[] edges;
    private final double expected;

    private CalibrationAtTime(TimedRisks sample, double time, double[] edges, double expected) {
        this.sample = sample;
        this.time = time;
        this.edges = edges;
        this.expected = expected;
    }

    /**
     * Records with similar predicted risks.
     *
     * @param lower lower edge, not included but in the first group
     * @param upper upper edge, included
     * @param records number of records
     * @param meanRisk mean predicted risk
     * @param observed observed risk by Kaplan-Meier with its log-log interval
     */
    public record Group(double lower, double upper, long records, double meanRisk, Estimate observed) {}

    /**
     * Prepares a sample.
     *
     * @param sample the records; the risks are probabilities of an event up to the time
     * @param time the time
     * @param groups number of groups asked for, at least 1; tied risks may leave fewer
     * @return the calibration
     */
    public static CalibrationAtTime of(TimedRisks sample, double time, int groups) {
        Arguments.risks(sample);
        Arguments.time("time", time);
        Arguments.groups(groups);
        double[] sorted = new double[sample.size()];
        Arrays.setAll(sorted, sample::risk);
        Arrays.sort(sorted);
        double[] edges = new double[0];
        if (sorted.length > 0) {
            double[] quantiles = new double[groups + 1];
            Arrays.setAll(quantiles, k -> Descriptive.quantileOfSorted(sorted, (double) k / groups));
            edges = Arrays.stream(quantiles).distinct().toArray();
        }
        CompensatedSum sum = new CompensatedSum();
        CompensatedSum weights = new CompensatedSum();
        for (int row = 0; row < sorted.length; row++) {
            sum.add(sample.weight(row) * sample.risk(row));
            weights.add(sample.weight(row));
        }
        return new CalibrationAtTime(sample, time, edges, sorted.length == 0 ? 0 : sum.value() / weights.value());
    }

    /**
     * The observed risk of an event up to the time.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return {@code 1 - S(t)} with its log-log interval
     */
    public Estimate observed(double level) {
        return KaplanMeier.of(sample.followUp()).risk(time, level);
    }

    /**
     * The mean predicted risk.
     *
     * @return the value, without an interval; {@code EMPTY_GROUP} without records
     */
    public Estimate expected() {
        Support support = sample.support();
        return sample.size() == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, METHOD, support)
                : Arguments.value(expected, METHOD, support);
    }

    /**
     * Observed over expected.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the ratio with its interval
     */
    public Estimate ratio(double level) {
        Arguments.level(level);
        KaplanMeier free = KaplanMeier.of(sample.followUp());
        Support support = free.at(time, level).support();
        Reason reason = free.undefined(time);
        if (reason != null || !(expected > 0)) {
            return Estimate.notEstimable(reason != null ? reason : Reason.ZERO_DENOMINATOR, METHOD, support);
        }
        double s = free.value(time);
        double ratio = (1 - s) / expected;
        if (!(s > 0 && s < 1)) {
            return Estimate.of(ratio, Arguments.unknown(Reason.ZERO_VARIANCE, METHOD), support);
        }
        double total = 0;
        for (int row = 0; row < sample.size(); row++) {
            total += sample.weight(row);
        }
        double[] derivatives = free.derivativesOfLog(time);
        for (int row = 0; row < derivatives.length; row++) {
            derivatives[row] = -s / (1 - s) * derivatives[row] - (sample.risk(row) - expected) / (total * expected);
        }
        return Estimate.of(
                ratio,
                Jackknife.log(ratio, Jackknife.variance(sample.followUp(), derivatives), level, METHOD),
                support);
    }

    /**
     * Predicted and observed risk in groups.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the groups that hold records, in ascending order of risk
     */
    public List<Group> groups(double level) {
        Arguments.level(level);
        List<Group> groups = new ArrayList<>();
        int count = Math.max(edges.length - 1, Math.min(1, edges.length));
        for (int g = 0; g < count; g++) {
            int group = g;
            double lower = edges[g];
            double upper = edges[Math.min(g + 1, edges.length - 1)];
            int[] rows = java.util.stream.IntStream.range(0, sample.size())
                    .filter(row -> (group == 0 || sample.risk(row) > lower) && sample.risk(row) <= upper)
                    .filter(row -> sample.weight(row) > 0)
                    .toArray();
            if (rows.length > 0) {
                CompensatedSum sum = new CompensatedSum();
                CompensatedSum weights = new CompensatedSum();
                for (int row : rows) {
                    sum.add(sample.weight(row) * sample.risk(row));
                    weights.add(sample.weight(row));
                }
                Estimate observed =
                        KaplanMeier.of(sample.followUp().select(rows)).risk(time, level);
                groups.add(new Group(lower, upper, rows.length, sum.value() / weights.value(), observed));
            }
        }
        return List.copyOf(groups);
    }
}
