package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Objects;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * McNemar's test that two predictions on the same records are positive equally often, in four forms.
 *
 * <p>With {@code b}, {@code c} the numbers of pairs in which only the first, or only the second, is positive:
 *
 * <ul>
 * <li><b>asymptotic:</b> {@code (b - c)^2 / (b + c)} to chi-square with 1 degree of freedom;
 * <li><b>with continuity correction:</b> {@code max(0, |b - c| - 1)^2 / (b + c)}, 0 for {@code b = c};
 * <li><b>exact conditional:</b> {@code min(1, 2 P(X <= min(b, c)))}, {@code X} binomial with {@code b + c} trials and 1/2;
 * <li><b>mid-p</b> (default): {@code P(X <= min(b, c)) + P(X < min(b, c))}; 1 for {@code b = c}. It keeps the level in practice and
 *     is less conservative than the exact one.
 * <li><b>Undefined:</b> no record: nothing; {@code b + c = 0}: no chi-square ({@code ZERO_DENOMINATOR}), exact and mid p-value 1.
 * <li><b>Reference:</b> McNemar (1947), Psychometrika 12; Fagerland, Lydersen and Laake (2013), BMC Medical Research
 *     Methodology 13. Agrees with R's {@code mcnemar.test} and exact2x2.
 * </ul>
 *
 * @param asymptotic chi-square without continuity correction
 * @param continuityCorrected chi-square with continuity correction
 * @param exact exact conditional; its statistic is {@code b}
 * @param midP mid-p; its statistic is {@code b}
 */
public record McNemar(
        HypothesisTest asymptotic, HypothesisTest continuityCorrected, HypothesisTest exact, HypothesisTest midP) {

    /** Checks that all are there. */
    public McNemar {
        Objects.requireNonNull(asymptotic, "asymptotic");
        Objects.requireNonNull(continuityCorrected, "continuityCorrected");
        Objects.requireNonNull(exact, "exact");
        Objects.requireNonNull(midP, "midP");
    }

    /**
     * Makes the tests.
     *
     * @param counts the pairs
     * @return the tests
     */
    public static McNemar of(PairedCounts counts) {
        long b = counts.onlyFirst();
        long c = counts.onlySecond();
        long discordant = b + c;
        Support support = Support.of(counts.total()).with("only_first", b).with("only_second", c);
        if (discordant == 0) {
            Reason reason = counts.total() == 0 ? Reason.EMPTY_GROUP : Reason.ZERO_DENOMINATOR;
            return new McNemar(
                    HypothesisTest.notEstimable(reason, "mcnemar.asymptotic", support),
                    HypothesisTest.notEstimable(reason, "mcnemar.continuity", support),
                    certain("mcnemar.exact", reason, support),
                    certain("mcnemar.mid_p", reason, support));
        }
        double total = (double) discordant;
        double k = (double) Math.min(b, c);
        double difference = (double) Math.abs(b - c);
        double corrected = Math.max(0, difference - 1);
        double tail = BinomialInterval.atMost(k, total, 0.5);
        double below = BinomialInterval.atMost(k - 1, total, 0.5);
        return new McNemar(
                chiSquare("mcnemar.asymptotic", difference * difference / total, support),
                chiSquare("mcnemar.continuity", corrected * corrected / total, support),
                HypothesisTest.of("mcnemar.exact", (double) b, Math.min(1, 2 * tail), support),
                HypothesisTest.of("mcnemar.mid_p", (double) b, b == c ? 1 : Math.min(1, tail + below), support));
    }

    private static HypothesisTest certain(String method, Reason reason, Support support) {
        return reason == Reason.EMPTY_GROUP
                ? HypothesisTest.notEstimable(reason, method, support)
                : HypothesisTest.of(method, 0, 1, support);
    }

    private static HypothesisTest chiSquare(String method, double statistic, Support support) {
        double p = ChiSquaredDistribution.of(1).survivalProbability(statistic);
        return HypothesisTest.of(method, statistic, 1, p, support);
    }
}
