package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.stream.LongStream;

/**
 * How much the shares of categories of two samples differ.
 *
 * <pre>{@code
 * Kullback-Leibler  KL(p, q) = sum p_i ln(p_i / q_i)                       nats, [0, inf]; infinite where q_i = 0 < p_i
 * Jensen-Shannon    JS = (KL(p, m) + KL(q, m)) / 2,  m = (p + q) / 2        nats, [0, ln 2]; its distance is sqrt(JS / ln 2), [0, 1]
 * Hellinger         H  = sqrt(sum (sqrt(p_i) - sqrt(q_i))^2 / 2)            [0, 1]
 * total variation   TV = sum |p_i - q_i| / 2                                [0, 1]; the largest difference of the share of any set of categories
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> 0 if and only if the shares are equal; 1 where no category is in both samples.
 * <li><b>Chance:</b> all are above 0 in samples of one distribution, the more the more categories and the fewer records. They describe;
 *     {@link ContingencyTable} tests.
 * <li><b>Undefined:</b> {@code EMPTY_GROUP} when either sample has no records. No intervals.
 * <li><b>Reference:</b> Lin (1991), IEEE Transactions on Information Theory 37, 145-151. Agrees with scipy's {@code jensenshannon} and
 *     {@code entropy}.
 * </ul>
 *
 * <p>Immutable.
 */
public final class ShareDivergence {

    private static final double LN2 = StrictMath.log(2);

    private final double[] p;
    private final double[] q;
    private final Support support;
    private final boolean empty;

    private ShareDivergence(long[] first, long[] second) {
        long n = LongStream.of(first).sum();
        long m = LongStream.of(second).sum();
        this.empty = n == 0 || m == 0;
        this.p = LongStream.of(first).mapToDouble(x -> (double) x / n).toArray();
        this.q = LongStream.of(second).mapToDouble(x -> (double) x / m).toArray();
        this.support = Support.of(n + m).with("n_first", n).with("n_second", m);
    }

    /**
     * Compares two samples.
     *
     * @param first records of the first sample in each category
     * @param second records of the second
     * @return the comparison
     */
    public static ShareDivergence of(long[] first, long[] second) {
        Arguments.sameLength("first", first.length, "second", second.length);
        ContingencyTable.requireCounts("first", first);
        ContingencyTable.requireCounts("second", second);
        return new ShareDivergence(first, second);
    }

    /**
     * The divergence of Kullback and Leibler of the first from the second, in nats.
     *
     * @return the divergence; may be infinite
     */
    public Estimate kullbackLeibler() {
        return value(empty ? 0 : relative(p, q, 0), "divergence.kullback_leibler");
    }

    /**
     * The divergence of Jensen and Shannon, in nats.
     *
     * @return the divergence
     */
    public Estimate jensenShannonDivergence() {
        return value(empty ? 0 : jensenShannon(), "divergence.jensen_shannon");
    }

    /**
     * The distance of Jensen and Shannon, to base 2.
     *
     * @return the distance
     */
    public Estimate jensenShannonDistance() {
        return value(empty ? 0 : Math.min(1, Math.sqrt(jensenShannon() / LN2)), "distance.jensen_shannon.base2");
    }

    /**
     * The distance of Hellinger.
     *
     * @return the distance
     */
    public Estimate hellinger() {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; !empty && i < p.length; i++) {
            double d = Math.sqrt(p[i]) - Math.sqrt(q[i]);
            sum.add(d * d);
        }
        return value(Math.min(1, Math.sqrt(sum.value() / 2)), "distance.hellinger");
    }

    /**
     * The total variation.
     *
     * @return the distance
     */
    public Estimate totalVariation() {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; !empty && i < p.length; i++) {
            sum.add(Math.abs(p[i] - q[i]));
        }
        return value(Math.min(1, sum.value() / 2), "distance.total_variation");
    }

    private double jensenShannon() {
        return Math.max(0, (relative(p, q, 0.5) + relative(q, p, 0.5)) / 2);
    }

    /** KL of a from the mixture of weight {@code own} of a and the rest of b. */
    private static double relative(double[] a, double[] b, double own) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < a.length; i++) {
            if (a[i] > 0) {
                double mixed = own * a[i] + (1 - own) * b[i];
                if (mixed == 0) {
                    return Double.POSITIVE_INFINITY;
                }
                sum.add(a[i] * StrictMath.log(a[i] / mixed));
            }
        }
        return Math.max(0, sum.value());
    }

    private Estimate value(double value, String method) {
        return empty
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, method, support)
                : Arguments.value(value, method, support);
    }
}
