package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The Hosmer-Lemeshow test over groups of forecasts.
 *
 * <pre>{@code
 * chi2 = sum over groups of (O - E)^2 / E + ((n - O) - (n - E))^2 / (n - E)
 * }</pre>
 *
 * with {@code O} the records with the condition and {@code E} the sum of forecasts of a group of {@code n}.
 *
 * <ul>
 * <li><b>Groups</b> are {@code (a, b]} between quantiles of type 7 of the forecasts, duplicates removed, so ties may leave fewer; a
 *     group that interpolated edges leave empty is dropped.
 * <li><b>Degrees of freedom:</b> groups formed minus 2 on the data that the model was fitted on, groups formed on other data: see
 *     {@link Data}.
 * <li><b>Range:</b> [0, inf]; infinite if a group expects none and has some.
 * <li><b>Reading:</b> secondary only. The power is low, depends on the number of groups, and in large samples any model fails.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP}; {@code TOO_FEW} if no degree of freedom is left; {@code DEPENDENT_RECORDS} where
 *     records share subjects; {@code NOT_OFFERED} for weights.
 * <li><b>Cost:</b> one sort.
 * <li><b>Reference:</b> Hosmer and Lemeshow (1980), Communications in Statistics A9, 1043-1069; Hosmer, Lemeshow and Sturdivant
 *     (2013), Applied Logistic Regression, section 5.2.2. Agrees with {@code hoslem.test} of ResourceSelection.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class HosmerLemeshow {

    private static final String METHOD = "calibration.hosmer_lemeshow";

    private final Support support;
    private final @Nullable Reason refused;
    private final List<Group> groups;

    private HosmerLemeshow(Support support, @Nullable Reason refused, List<Group> groups) {
        this.support = support;
        this.refused = refused;
        this.groups = List.copyOf(groups);
    }

    /** What the data are to the model, which decides the degrees of freedom. */
    public enum Data {
        /** The data on which the model was fitted: two degrees of freedom fewer than groups. */
        DEVELOPMENT(".development", 2),
        /** Other data: as many degrees of freedom as groups. */
        EXTERNAL(".external", 0);

        private final String suffix;
        private final int fitted;

        Data(String suffix, int fitted) {
            this.suffix = suffix;
            this.fitted = fitted;
        }
    }

    /**
     * A group of records with similar forecasts.
     *
     * @param records number of records
     * @param observed records with the condition
     * @param expected sum of the forecasts
     */
    public record Group(long records, long observed, double expected) {
        /** Refuses NaN. */
        public Group {
            Arguments.number("expected", expected);
        }

        private double statistic() {
            return part((double) observed, expected) + part((double) (records - observed), records - expected);
        }

        private static double part(double found, double hoped) {
            double d = found - hoped;
            return d == 0 ? 0 : hoped > 0 ? d * d / hoped : Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Groups the records.
     *
     * @param sample the records; scores are probabilities
     * @param groups number of groups asked for, at least 2; 10 is usual
     * @return the test
     */
    public static HosmerLemeshow of(ScoredLabels sample, int groups) {
        Arguments.probabilities(sample);
        if (groups < 2) {
            throw new IllegalArgumentException("groups must be at least 2, got " + groups);
        }
        Reason refused = sample.size() == 0 ? Reason.EMPTY_GROUP : Arguments.independence(sample);
        List<Group> formed = new ArrayList<>();
        if (refused == null) {
            for (CalibrationBins.Bin bin :
                    CalibrationBins.equalMass(sample, groups, 0.95).bins()) {
                formed.add(new Group(
                        bin.records(),
                        Objects.requireNonNull(bin.observed().support().counts().get("successes")),
                        bin.meanForecast() * bin.records()));
            }
        }
        return new HosmerLemeshow(sample.support(), refused, formed);
    }

    /**
     * The groups that hold records, in ascending order of forecasts.
     *
     * @return the groups; empty where the test is refused
     */
    public List<Group> groups() {
        return groups;
    }

    /**
     * Makes the test.
     *
     * @param data what the data are to the model
     * @return the statistic with its degrees of freedom and p-value
     */
    public HypothesisTest test(Data data) {
        String id = METHOD + data.suffix;
        int freedom = groups.size() - data.fitted;
        Reason reason = refused != null ? refused : freedom < 1 ? Reason.TOO_FEW : null;
        if (reason != null) {
            return HypothesisTest.notEstimable(reason, id, support);
        }
        CompensatedSum sum = new CompensatedSum();
        groups.forEach(group -> sum.add(group.statistic()));
        double statistic = sum.value();
        double p = Double.isInfinite(statistic)
                ? 0
                : ChiSquaredDistribution.of(freedom).survivalProbability(statistic);
        return HypothesisTest.of(id, statistic, freedom, p, support.with("groups", groups.size()));
    }
}
