package io.medml.core.stats;

import java.math.BigInteger;

/**
 * Sums of centred placement values within subjects, from which Obuchowski's variance and covariance follow.
 *
 * <p>A sum is {@code (h M - m U) / (2 M N)} in whole numbers, with {@code h} the half-unit placements of the subject's positives,
 * {@code m} their number, {@code M}, {@code N} the numbers of positives and negatives and {@code U = 2 M N A}: exact before the
 * one division.
 */
final class Clusters {

    private final long positives;
    private final long negatives;
    private final long total;
    private final double[] x;
    private final double[] z;
    private final long withPositive;
    private final long withNegative;

    private Clusters(
            long positives, long negatives, long total, double[] x, double[] z, long withPositive, long withNegative) {
        this.positives = positives;
        this.negatives = negatives;
        this.total = total;
        this.x = x;
        this.z = z;
        this.withPositive = withPositive;
        this.withNegative = withNegative;
    }

    static Clusters of(ScoredLabels sample, Placements placements) {
        int subjects = sample.subjects();
        long[] sum10 = new long[subjects];
        long[] count10 = new long[subjects];
        long[] sum01 = new long[subjects];
        long[] count01 = new long[subjects];
        for (int i = 0; i < sample.size(); i++) {
            int subject = sample.subject(i);
            if (sample.label(i) == 1) {
                sum10[subject] += placements.half(i);
                count10[subject]++;
            } else {
                sum01[subject] += placements.half(i);
                count01[subject]++;
            }
        }
        long m = sample.positives();
        long n = sample.negatives();
        double[] x = new double[subjects];
        double[] z = new double[subjects];
        long withPositive = 0;
        long withNegative = 0;
        for (int s = 0; s < subjects; s++) {
            x[s] = centred(sum10[s], m, count10[s], placements.total(), n);
            z[s] = centred(sum01[s], n, count01[s], placements.total(), m);
            withPositive += count10[s] > 0 ? 1 : 0;
            withNegative += count01[s] > 0 ? 1 : 0;
        }
        return new Clusters(m, n, placements.total(), x, z, withPositive, withNegative);
    }

    /** {@code (sum * own - count * total) / (2 own other)}; in big integers where a long would overflow. */
    private static double centred(long sum, long own, long count, long total, long other) {
        double scale = 2.0 * own * other;
        boolean fits = (double) sum * own < 0x1p62 && (double) count * total < 0x1p62;
        double numerator = fits
                ? (double) (sum * own - count * total)
                : BigInteger.valueOf(sum)
                        .multiply(BigInteger.valueOf(own))
                        .subtract(BigInteger.valueOf(count).multiply(BigInteger.valueOf(total)))
                        .doubleValue();
        return numerator / scale;
    }

    double area() {
        return Placements.area(total, positives, negatives);
    }

    boolean tooFew() {
        return withPositive < 2 || withNegative < 2;
    }

    /** Covariance of this area with another one on the same records; the variance for itself. */
    double covariance(Clusters other) {
        CompensatedSum xx = new CompensatedSum();
        CompensatedSum zz = new CompensatedSum();
        CompensatedSum xz = new CompensatedSum();
        for (int s = 0; s < x.length; s++) {
            xx.add(x[s] * other.x[s]);
            zz.add(z[s] * other.z[s]);
            xz.add(x[s] * other.z[s]);
            xz.add(z[s] * other.x[s]);
        }
        return combine(xx.value(), zz.value(), xz.value());
    }

    /** Variance of the difference of two areas, from differences so that nothing cancels. */
    double varianceOfDifference(Clusters other) {
        CompensatedSum xx = new CompensatedSum();
        CompensatedSum zz = new CompensatedSum();
        CompensatedSum xz = new CompensatedSum();
        for (int s = 0; s < x.length; s++) {
            double dx = x[s] - other.x[s];
            double dz = z[s] - other.z[s];
            xx.add(dx * dx);
            zz.add(dz * dz);
            xz.add(2 * dx * dz);
        }
        return combine(xx.value(), zz.value(), xz.value());
    }

    private double combine(double xx, double zz, double xz) {
        double m = positives;
        double n = negatives;
        double all = x.length;
        return withPositive / (withPositive - 1.0) * xx / (m * m)
                + withNegative / (withNegative - 1.0) * zz / (n * n)
                + all / (all - 1) * xz / (m * n);
    }
}
