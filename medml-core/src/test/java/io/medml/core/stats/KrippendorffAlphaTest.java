package io.medml.core.stats;

import static io.medml.core.stats.Expect.interval;
import static io.medml.core.stats.Expect.point;
import static io.medml.core.stats.Expect.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KrippendorffAlphaTest {

    private static final double NAN = Double.NaN;

    @Provide
    Arbitrary<double[][]> ratings() {
        return RatingSamples.raters(3, 4).map(KrippendorffAlphaTest::withGaps);
    }

    @Provide
    Arbitrary<double[][]> complete() {
        return RatingSamples.raters(3, 4);
    }

    private static double[][] withGaps(double[][] values) {
        for (int i = 0; i < values.length; i += 3) {
            values[i][i % 2] = NAN;
        }
        return values;
    }

    private static double[][] columns(double[][] values, int first, int second) {
        return java.util.Arrays.stream(values)
                .map(row -> new double[] {row[first], row[second]})
                .toArray(double[][]::new);
    }

    private static KrippendorffAlpha of(double[][] values, KrippendorffAlpha.Scale scale) {
        return KrippendorffAlpha.of(Ratings.withMissing(values), scale, 0.95);
    }

    // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section E: .743 .815 .849 .797
    @ParameterizedTest
    @CsvSource({"NOMINAL, 0.743", "ORDINAL, 0.815", "INTERVAL, 0.849", "RATIO, 0.797"})
    void alpha_of_krippendorffs_twelve_units_is_the_published_one(KrippendorffAlpha.Scale scale, double published) {
        KrippendorffAlpha alpha = of(RatingSamples.KRIPPENDORFF, scale);

        assertThat(point(alpha.alpha())).isCloseTo(published, within(5e-4));
        assertThat(alpha.pairableUnits()).isEqualTo(11);
        assertThat(alpha.pairableValues()).isEqualTo(40);
    }

    // R 4.2.2, base: alpha from the full coincidence matrix, without each of the 11 units that have a pair (or of the 6
    // pairs of
    // neighbouring units) in turn; se = sqrt((G - 1) / G * sum((a - mean(a))^2)), alpha - qt(.975, G - 1) * se
    @ParameterizedTest
    @CsvSource({
        "NOMINAL, 0.4173849537821026",
        "ORDINAL, 0.4855531188286521",
        "INTERVAL, 0.5352964426493255",
        "RATIO, 0.4781759914192285"
    })
    void the_interval_is_that_of_the_jackknife_over_the_units_that_have_a_pair(
            KrippendorffAlpha.Scale scale, double lower) {
        assertThat(interval(of(RatingSamples.KRIPPENDORFF, scale).alpha()).lower())
                .isCloseTo(lower, within(1e-10));
        assertThat(interval(of(RatingSamples.KRIPPENDORFF, scale).alpha()).upper())
                .isEqualTo(1);
    }

    // the same computation for two of the four observers: 8 units that both rated, and 9
    @ParameterizedTest
    @CsvSource({"2, 8, 0.53125, -0.3756229332081163", "3, 9, 0.588641975308642, -0.3818594748632939"})
    void units_that_one_of_two_raters_rated_are_no_degrees_of_freedom(
            int second, long pairable, double alpha, double lower) {
        Estimate estimate = of(columns(RatingSamples.KRIPPENDORFF, 0, second), KrippendorffAlpha.Scale.ORDINAL)
                .alpha();

        assertThat(point(estimate)).isCloseTo(alpha, within(1e-12));
        assertThat(interval(estimate).lower()).isCloseTo(lower, within(1e-10));
        assertThat(estimate.support().n()).isEqualTo(pairable);
        assertThat(estimate.support().counts()).containsEntry("unpairable_units", 12 - pairable);
    }

    @Test
    void the_jackknife_leaves_out_subjects_where_units_share_them() {
        Ratings ratings = Ratings.withMissing(RatingSamples.KRIPPENDORFF)
                .withSubjects(IntStream.range(0, 12).map(i -> i / 2).toArray());

        assertThat(interval(KrippendorffAlpha.of(ratings, KrippendorffAlpha.Scale.INTERVAL, 0.95)
                                .alpha())
                        .lower())
                .isCloseTo(0.5059446979332969, within(1e-10));
    }

    @Property
    void nominal_alpha_of_complete_ratings_is_fleiss_kappa_corrected_for_small_samples(
            @ForAll("complete") double[][] values) {
        double kappa = point(FleissKappa.of(Ratings.complete(values), 0.95).kappa());
        double n = 3.0 * values.length;

        assertThat(point(of(values, KrippendorffAlpha.Scale.NOMINAL).alpha()))
                .isCloseTo(1 - (1 - kappa) * (n - 1) / n, within(1e-12));
    }

    @Property
    void neither_order_of_units_nor_of_raters_matters(
            @ForAll("ratings") double[][] values, @ForAll KrippendorffAlpha.Scale scale, @ForAll long seed) {
        double[][] other = RatingSamples.mirrored(RatingSamples.shuffled(values, seed));

        assertThat(point(of(other, scale).alpha()))
                .isCloseTo(point(of(values, scale).alpha()), within(1e-12));
    }

    @Property
    void each_scale_keeps_alpha_under_its_own_transformations(@ForAll("ratings") double[][] values) {
        double[] names = {9, 2, 5, 4};
        assertSame(values, RatingSamples.mapped(values, v -> Double.isNaN(v) ? v : names[(int) v]), "NOMINAL");
        assertSame(values, RatingSamples.mapped(values, v -> Math.exp(v) - 4), "ORDINAL");
        assertSame(values, RatingSamples.mapped(values, v -> 1e4 - 3 * v), "INTERVAL");
        assertSame(values, RatingSamples.mapped(values, v -> 0.3 * v), "RATIO");
    }

    private static void assertSame(double[][] values, double[][] mapped, String scale) {
        KrippendorffAlpha.Scale measure = KrippendorffAlpha.Scale.valueOf(scale);
        assertThat(point(of(mapped, measure).alpha()))
                .isCloseTo(point(of(values, measure).alpha()), within(1e-10));
    }

    @Property
    void units_with_one_rating_or_none_change_nothing(
            @ForAll("ratings") double[][] values, @ForAll KrippendorffAlpha.Scale scale) {
        double[][] more = java.util.Arrays.copyOf(values, values.length + 2);
        more[values.length] = new double[] {NAN, 3, NAN};
        more[values.length + 1] = new double[] {NAN, NAN, NAN};

        Estimate with = of(more, scale).alpha();
        Estimate without = of(values, scale).alpha();
        assertThat(with.point()).isEqualTo(without.point());
        assertThat(with.intervalEstimate()).isEqualTo(without.intervalEstimate());
        assertThat(with.support().n()).isEqualTo(without.support().n());
    }

    @Property
    void two_categories_are_equally_far_apart_on_every_scale(@ForAll long seed) {
        double[][] values = RatingSamples.random(15, 3, 2, seed);
        double nominal = point(of(values, KrippendorffAlpha.Scale.NOMINAL).alpha());

        for (KrippendorffAlpha.Scale scale : KrippendorffAlpha.Scale.values()) {
            assertThat(point(of(values, scale).alpha())).isCloseTo(nominal, within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(KrippendorffAlpha.Scale.class)
    void one_value_no_pair_and_complete_agreement_say_what_is_missing(KrippendorffAlpha.Scale scale) {
        assertThat(reason(of(new double[][] {{2, 2}, {2, 2}, {NAN, 3}}, scale).alpha()))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(reason(of(new double[][] {{2, NAN}, {NAN, 3}}, scale).alpha()))
                .isEqualTo(Reason.TOO_FEW);
        assertThat(reason(KrippendorffAlpha.of(Ratings.ofRaters(new int[0], new int[0]), scale, 0.95)
                        .alpha()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(point(of(new double[][] {{1, 1}, {2, 2}, {3, 3}, {2, 2}}, scale)
                        .alpha()))
                .isEqualTo(1);
        assertThat(reason(of(new double[][] {{1, 1}, {2, 2}, {3, 3}, {2, 2}}, scale)
                        .alpha()
                        .intervalEstimate()))
                .isEqualTo(Reason.ZERO_VARIANCE);
        // of one unit the formula gives 0 for any values that differ
        assertThat(reason(of(new double[][] {{1, 2}}, scale).alpha())).isEqualTo(Reason.TOO_FEW);
        assertThat(reason(of(new double[][] {{1, 3, 3, 7}, {2, NAN, NAN, NAN}}, scale)
                        .alpha()))
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void differences_too_small_to_square_have_no_alpha() {
        assertThat(reason(of(new double[][] {{0, 1e-200}, {1e-200, 1e-200}}, KrippendorffAlpha.Scale.INTERVAL)
                        .alpha()))
                .isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void a_replicate_is_alpha_of_the_units_that_it_draws() {
        // of the 11 units that have a pair
        int[][] plan = {IntStream.range(0, 11).toArray(), {9, 9, 9}, {10, 10}};

        BootstrapDistribution replicates =
                of(RatingSamples.KRIPPENDORFF, KrippendorffAlpha.Scale.ORDINAL).bootstrap(ResamplePlan.ofIndices(plan));

        assertThat(replicates.values()).containsExactly(new double[] {0.8153875037548813}, within(1e-12));
        assertThat(replicates.undefined()).isEqualTo(2);
    }

    @Test
    void without_a_pair_every_replicate_is_undefined() {
        BootstrapDistribution replicates = of(new double[][] {{2, NAN}, {NAN, 3}}, KrippendorffAlpha.Scale.NOMINAL)
                .bootstrap(ResamplePlan.seeded(1, 20));

        assertThat(replicates.undefined()).isEqualTo(20);
    }

    @Test
    void the_ratio_scale_refuses_negative_ratings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new double[][] {{-1, 1}}, KrippendorffAlpha.Scale.RATIO))
                .withMessage("the ratio scale needs ratings of at least 0, found a negative one; use Scale.INTERVAL");
    }
}
