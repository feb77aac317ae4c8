package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.StudentizedBootstrap.Studied;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class StudentizedBootstrapTest {

    private static final double[] VALUES = {2.1, 3.4, 1.7, 5.9, 4.4, 2.8, 3.1, 7.6, 2.2, 4.9, 3.8, 6.3};

    private static Optional<Studied> mean(double[] values, int[] units) {
        double[] drawn = Arrays.stream(units).mapToDouble(i -> values[i]).toArray();
        double variance = Descriptive.variance(drawn).orElse(0);
        return Optional.of(new Studied(Descriptive.mean(drawn).orElseThrow(), Math.sqrt(variance / drawn.length)));
    }

    /** The same rows as in the R script below. */
    private static ResamplePlan plan() {
        int n = VALUES.length;
        int[][] rows = new int[999][n];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < n; i++) {
                rows[r][i] = (r * 7 + i * i * 3 + r * i * 5 + (r * r) % 11 + (r * (i + 3)) / 4) % n;
            }
        }
        return ResamplePlan.ofIndices(rows);
    }

    // R 4.2.2, boot 1.3-28.1: boot.ci(b, type = "stud", conf = c(.95, .9)) of the mean with its variance, b$t computed
    // on these rows
    @Test
    void the_limits_are_those_of_boot_ci_on_the_same_rows() {
        Estimate at95 = StudentizedBootstrap.estimate(VALUES.length, plan(), units -> mean(VALUES, units), 0.95);
        Estimate at90 = StudentizedBootstrap.estimate(VALUES.length, plan(), units -> mean(VALUES, units), 0.9);

        assertThat(Expect.interval(at95).lower()).isCloseTo(1.82196618137294, within(1e-10));
        assertThat(Expect.interval(at95).upper()).isCloseTo(18.6529213316171, within(1e-10));
        assertThat(Expect.interval(at90).lower()).isCloseTo(3.37503541160258, within(1e-10));
        assertThat(Expect.interval(at90).upper()).isCloseTo(9.03312491876662, within(1e-10));
    }

    // 400 samples of 15 exponential values, true mean 1. The binomial error of a coverage of 0.95 is 0.011; the bound
    // is 3 errors
    // below. The percentile bootstrap covers in about 0.87 of such samples, which the second bound leaves outside.
    @Test
    void the_mean_of_a_skewed_distribution_is_covered_about_as_often_as_stated() {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(20261121L);
        int covered = 0;
        int byPercentile = 0;
        for (int s = 0; s < 400; s++) {
            double[] sample = new double[15];
            Arrays.setAll(sample, i -> -Math.log1p(-random.nextDouble()));
            ResamplePlan plan = ResamplePlan.seeded(s, 999);
            Estimate studied = StudentizedBootstrap.estimate(15, plan, units -> mean(sample, units), 0.95);
            covered += Expect.interval(studied).contains(1) ? 1 : 0;
            double[] means = new double[999];
            Arrays.setAll(
                    means, r -> mean(sample, plan.draw(r, 15)).orElseThrow().value());
            byPercentile += Expect.interval(BootstrapDistribution.of(OptionalDouble.of(0), means, 0)
                                    .percentile(0.95))
                            .contains(1)
                    ? 1
                    : 0;
        }

        assertThat(covered).isBetween(367, 393);
        assertThat(byPercentile).isLessThan(367);
    }

    @Test
    void no_unit_and_no_value_are_reasons() {
        assertThat(Expect.reason(
                        StudentizedBootstrap.estimate(0, ResamplePlan.seeded(1, 99), units -> Optional.empty(), 0.95)))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(
                        StudentizedBootstrap.estimate(5, ResamplePlan.seeded(1, 99), units -> Optional.empty(), 0.95)))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void a_standard_error_of_zero_on_the_data_gives_no_interval() {
        Estimate constant = StudentizedBootstrap.estimate(
                5, ResamplePlan.seeded(1, 99), units -> Optional.of(new Studied(3, 0)), 0.95);

        assertThat(Expect.point(constant)).isEqualTo(3);
        assertThat(Expect.reason(constant.intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void replicates_without_a_standard_error_are_counted_and_too_many_leave_no_interval() {
        double[] mostlyEqual = {1, 1, 1, 1, 2};

        Estimate estimate =
                StudentizedBootstrap.estimate(5, ResamplePlan.seeded(1, 999), units -> mean(mostlyEqual, units), 0.95);

        // all five draws are equal with probability 0.8^5 + 0.2^5 = 0.328
        assertThat(estimate.support().counts().get("undefined_replicates")).isBetween(280L, 380L);
        assertThat(Expect.reason(estimate.intervalEstimate())).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void a_value_that_is_no_number_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Studied(Double.NaN, 1))
                .withMessageContaining("give an empty result");
    }

    @Test
    void a_number_of_units_below_zero_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudentizedBootstrap.estimate(-1, plan(), units -> Optional.empty(), 0.95))
                .withMessage("units must not be negative, got -1");
    }

    @Test
    void a_replicate_beyond_the_range_of_doubles_is_undefined() {
        Estimate estimate = StudentizedBootstrap.estimate(
                VALUES.length,
                plan(),
                units -> Optional.of(new Studied(units[0] % 2 == 0 ? 1e300 : -1e300, 1e-300)),
                0.95);

        assertThat(estimate.intervalEstimate())
                .isEqualTo(new IntervalEstimate.Unknown(Reason.TOO_FEW, "bootstrap.studentized"));
    }
}
