package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Reason;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {

    /** Half widths of statsmodels rest on the normal quantile; Student's, from a printed table, is put in its place. */
    private static final double Z95 = 1.959963984540054;

    private static final double Z99 = 2.5758293035489004;
    private static final double T95_5 = 2.570581836;
    private static final double T99_5 = 4.032142984;
    private static final double T95_15 = 2.131449546;

    private static double t(double groups) {
        // deliberate: the library of the code under test, whose quantile the table above checks in the tests before
        return TDistribution.of(groups - 1).inverseCumulativeProbability(0.975);
    }

    private static double t(double mean, double normalLimit, double normal, double student) {
        return mean + (normalLimit - mean) * student / normal;
    }

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    private static Estimate estimate(Samples.Raw raw) {
        return ClusteredMean.estimate(raw.scores(), raw.subjects(), 0.95);
    }

    // statsmodels 0.15.0, numpy 2.4.6:
    //   fit = OLS(x, ones(10)).fit(cov_type="cluster", cov_kwds={"groups": g}); fit.params[0]; fit.conf_int(0.05),
    // fit.conf_int(0.01)
    @Test
    void mean_and_limits_agree_with_statsmodels() {
        double[] values = {0.04, 0.09, 0.49, 0.01, 0.25, 0.36, 0.16, 0.81, 0.0, 0.25};
        int[] subjects = {1, 1, 2, 3, 3, 3, 4, 5, 5, 6};

        Estimate estimate = ClusteredMean.estimate(values, subjects, 0.95);
        Interval wide = interval(ClusteredMean.estimate(values, subjects, 0.99));

        assertThat(point(estimate)).isCloseTo(0.246, within(1e-15));
        assertThat(interval(estimate).lower()).isCloseTo(t(0.246, 0.12587355315851106, Z95, T95_5), within(1e-9));
        assertThat(interval(estimate).upper()).isCloseTo(t(0.246, 0.3661264468414888, Z95, T95_5), within(1e-9));
        assertThat(wide.lower()).isCloseTo(t(0.246, 0.08812708787190832, Z99, T99_5), within(1e-9));
        assertThat(wide.upper()).isCloseTo(t(0.246, 0.40387291212809157, Z99, T99_5), within(1e-9));
        assertThat(estimate.support().n()).isEqualTo(10);
        assertThat(estimate.support().counts()).containsEntry("subjects", 6L);
    }

    // Same call on 0/1 values: the litters of Rao and Scott (1992), Table 1, treated group; see
    // ClusteredProportionTest.
    @Test
    void the_mean_of_zeros_and_ones_agrees_with_statsmodels_too() {
        int[] x = {12, 11, 10, 9, 10, 9, 9, 8, 8, 4, 7, 4, 5, 3, 3, 0};
        int[] m = {12, 11, 10, 9, 11, 10, 10, 9, 9, 5, 9, 7, 10, 6, 10, 7};
        int[] subjects = IntStream.range(0, 16)
                .flatMap(g -> IntStream.generate(() -> g).limit(m[g]))
                .toArray();
        double[] values = IntStream.range(0, 16)
                .mapToObj(g -> IntStream.range(0, m[g]).mapToDouble(i -> i < x[g] ? 1 : 0))
                .flatMapToDouble(s -> s)
                .toArray();

        Interval interval = interval(ClusteredMean.estimate(values, subjects, 0.95));

        assertThat(interval.lower()).isCloseTo(t(112 / 145.0, 0.6367331729793189, Z95, T95_15), within(1e-9));
        assertThat(interval.upper()).isCloseTo(t(112 / 145.0, 0.9080944132275779, Z95, T95_15), within(1e-9));
    }

    @Property
    void with_one_record_a_subject_the_standard_error_is_s_over_root_n(@ForAll("samples") Samples.Raw raw) {
        double[] x = raw.scores();
        double mean = DoubleStream.of(x).sum() / x.length;
        double s2 = DoubleStream.of(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
        Assume.that(s2 > 0);

        Interval interval = interval(ClusteredMean.estimate(x, Samples.permutation(x.length, 5), 0.95));

        assertThat(interval.lower()).isCloseTo(mean - t(x.length) * Math.sqrt(s2 / x.length), within(1e-10));
        assertThat(interval.upper()).isCloseTo(mean + t(x.length) * Math.sqrt(s2 / x.length), within(1e-12));
    }

    @Property
    void the_variance_is_that_of_the_subjects_sums_by_brute_force(@ForAll("samples") Samples.Raw raw) {
        double[] x = raw.scores();
        int n = x.length;
        double mean = DoubleStream.of(x).sum() / n;
        // sum over pairs of records of one subject, instead of over subjects
        double pairs = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                pairs += raw.subjects()[i] == raw.subjects()[j] ? (x[i] - mean) * (x[j] - mean) : 0;
            }
        }
        double groups = IntStream.of(raw.subjects()).distinct().count();
        Assume.that(groups > 1 && pairs > 1e-9);

        double half = t(groups) * Math.sqrt(groups / (groups - 1) * pairs) / n;

        assertThat(interval(estimate(raw)).lower()).isCloseTo(mean - half, within(1e-11));
        assertThat(interval(estimate(raw)).upper()).isCloseTo(mean + half, within(1e-11));
    }

    @Property
    void neither_the_order_of_rows_nor_the_codes_of_subjects_matter(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] order = Samples.permutation(raw.size(), seed);
        Estimate shuffled = ClusteredMean.estimate(
                IntStream.of(order).mapToDouble(i -> raw.scores()[i]).toArray(),
                IntStream.of(order).map(i -> 31 - 5 * raw.subjects()[i]).toArray(),
                0.95);
        Estimate straight = estimate(raw);

        assertThat(point(shuffled)).isCloseTo(point(straight), within(1e-12));
        assertThat(shuffled.interval().isPresent())
                .isEqualTo(straight.interval().isPresent());
        straight.interval().ifPresent(interval -> {
            assertThat(interval(shuffled).lower()).isCloseTo(interval.lower(), within(1e-12));
            assertThat(interval(shuffled).upper()).isCloseTo(interval.upper(), within(1e-12));
        });
    }

    @Property
    void repeating_every_record_within_its_subject_changes_nothing(@ForAll("samples") Samples.Raw raw) {
        Estimate twice = ClusteredMean.estimate(
                IntStream.range(0, 2 * raw.size())
                        .mapToDouble(i -> raw.scores()[i / 2])
                        .toArray(),
                IntStream.range(0, 2 * raw.size())
                        .map(i -> raw.subjects()[i / 2])
                        .toArray(),
                0.95);

        assertThat(point(twice)).isCloseTo(point(estimate(raw)), within(1e-12));
        assertThat(twice.interval().isPresent())
                .isEqualTo(estimate(raw).interval().isPresent());
        estimate(raw)
                .interval()
                .ifPresent(interval -> assertThat(interval(twice).width()).isCloseTo(interval.width(), within(1e-12)));
    }

    @Test
    void values_that_do_not_vary_have_no_interval_instead_of_one_without_width() {
        for (double constant : new double[] {0, 0.1, -3e-9, 1e12 / 3}) {
            double[] values = DoubleStream.generate(() -> constant).limit(10).toArray();

            Estimate estimate =
                    ClusteredMean.estimate(values, IntStream.range(0, 10).toArray(), 0.95);

            assertThat(point(estimate)).isCloseTo(constant, within(Math.abs(constant) * 1e-15));
            assertThat(reason(estimate.intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        }
    }

    @Test
    void one_subject_has_a_mean_and_no_interval() {
        Estimate estimate = ClusteredMean.estimate(new double[] {1, 2, 6}, new int[] {4, 4, 4}, 0.95);

        assertThat(point(estimate)).isEqualTo(3);
        assertThat(reason(estimate.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void no_record_has_neither_mean_nor_interval() {
        Estimate estimate = ClusteredMean.estimate(new double[0], new int[0], 0.95);

        assertThat(reason(estimate)).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(reason(estimate.intervalEstimate())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void what_is_no_finite_number_is_refused() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClusteredMean.estimate(new double[] {0, bad}, new int[] {1, 2}, 0.95))
                    .withMessageContaining("finite");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusteredMean.estimate(new double[1], new int[2], 0.95))
                .withMessageContaining("same length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusteredMean.estimate(new double[1], new int[1], 95))
                .withMessageContaining("fraction in (0, 1)");
    }

    // 4000 runs, 80 subjects of 1 to 5 records with a common part of half the variance: the binomial standard error is
    // 0.0034.
    @Test
    void intervals_of_correlated_values_hold_the_truth_about_as_often_as_they_say() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(77L);
        int hits = 0;
        for (int run = 0; run < 4000; run++) {
            int[] subjects = IntStream.range(0, 80)
                    .flatMap(s -> IntStream.generate(() -> s).limit(1 + random.nextInt(5)))
                    .toArray();
            double[] common = IntStream.range(0, 80)
                    .mapToDouble(s -> random.nextDouble() - 0.5)
                    .toArray();
            double[] values = IntStream.of(subjects)
                    .mapToDouble(s -> common[s] + random.nextDouble() - 0.5)
                    .toArray();
            hits += interval(ClusteredMean.estimate(values, subjects, 0.95)).contains(0) ? 1 : 0;
        }

        assertThat(hits / 4000.0).isBetween(0.93, 0.96);
    }

    @Test
    void a_value_whose_square_is_beyond_doubles_is_refused_with_its_place() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusteredMean.estimate(new double[] {1, 1e308, -1e308}, new int[] {0, 1, 2}, 0.95))
                .withMessage("values[1] must be a finite number of size at most 1e60");
    }
}
