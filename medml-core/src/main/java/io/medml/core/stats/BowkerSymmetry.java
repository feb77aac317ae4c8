package io.medml.core.stats;

import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Bowker's test that the table of two raters is symmetric: that each confuses any two categories as often as the other.
 *
 * <pre>{@code  B = sum over i < j of (n_ij - n_ji)^2 / (n_ij + n_ji)     to chi-square with k (k - 1) / 2 degrees of freedom }</pre>
 *
 * with {@code n_ij} the number of units in category i by the first and j by the second rater, {@code k} the number of categories on
 * the scale.
 *
 * <ul>
 * <li><b>Empty pairs:</b> a pair of categories between which nobody moved adds nothing to B and keeps its degree of freedom, so that
 *     the test is conservative; the support counts them as {@code empty_pairs}. R's {@code mcnemar.test} gives NaN there.
 * <li><b>Two categories:</b> McNemar's chi-square without continuity correction.
 * <li><b>Missing:</b> refused; see {@link Ratings#completeCases}.
 * <li><b>Undefined:</b> no unit: {@code EMPTY_GROUP}; a scale of one category: {@code SINGLE_CATEGORY}; no unit off the diagonal:
 *     {@code ZERO_DENOMINATOR}; units that share subjects: {@code DEPENDENT_RECORDS}.
 * <li><b>Reference:</b> Bowker (1948), JASA 43, 572-574. Agrees with R's {@code mcnemar.test} and statsmodels
 *     {@code SquareTable.symmetry}.
 * </ul>
 */
public final class BowkerSymmetry {

    private static final String METHOD = "bowker_symmetry";

    private BowkerSymmetry() {}

    /**
     * Makes the test.
     *
     * @param ratings complete ratings of two raters
     * @return the test
     */
    public static HypothesisTest of(Ratings ratings) {
        ratings.requireTwoRaters("Bowker's test");
        ratings.requireComplete("Bowker's test", "");
        long[][] table = CohenKappa.table(ratings, ratings.counts());
        CompensatedSum sum = new CompensatedSum();
        long off = 0;
        long empty = 0;
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < i; j++) {
                long both = table[i][j] + table[j][i];
                double difference = (double) (table[i][j] - table[j][i]);
                off += both;
                empty += both == 0 ? 1 : 0;
                sum.add(both == 0 ? 0 : difference * difference / both);
            }
        }
        Support support = ratings.support().with("empty_pairs", empty).with("off_diagonal", off);
        if (ratings.units() == 0 || table.length < 2) {
            return HypothesisTest.notEstimable(
                    ratings.units() == 0 ? Reason.EMPTY_GROUP : Reason.SINGLE_CATEGORY, METHOD, support);
        }
        if (off == 0 || ratings.hasRepeatedSubjects()) {
            return HypothesisTest.notEstimable(
                    off == 0 ? Reason.ZERO_DENOMINATOR : Reason.DEPENDENT_RECORDS, METHOD, support);
        }
        double df = table.length * (table.length - 1) / 2.0;
        double p = ChiSquaredDistribution.of(df).survivalProbability(sum.value());
        return HypothesisTest.of(METHOD, sum.value(), df, p, support);
    }
}
