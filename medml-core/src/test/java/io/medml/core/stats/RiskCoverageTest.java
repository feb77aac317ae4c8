package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RiskCoverageTest {

    @Provide
    Arbitrary<Samples.Raw> samples() {
        return Samples.tied();
    }

    private static RiskCoverage curve(Samples.Raw raw) {
        return RiskCoverage.of(raw.labels(), raw.scores());
    }

    @Property
    void the_area_lies_between_that_of_the_best_and_that_of_the_worst_order(@ForAll("samples") Samples.Raw raw) {
        int n = raw.size();
        long errors = raw.sample().positives();
        double best = 0;
        double worst = 0;
        for (int k = 1; k <= n; k++) {
            best += (double) Math.max(0, k - (n - errors)) / k / n;
            worst += (double) Math.min(k, errors) / k / n;
        }

        double area = Expect.point(curve(raw).aurc());

        assertThat(area).isBetween(best - 1e-12, worst + 1e-12);
        assertThat(Expect.point(curve(raw).excessAurc())).isCloseTo(area - best, within(1e-12));
        assertThat(Expect.point(curve(raw).excessAurc())).isBetween(0.0, 1.0);
    }

    @Property
    void neither_row_order_nor_an_increasing_transform_changes_a_digit(
            @ForAll("samples") Samples.Raw raw, @ForAll long seed) {
        int[] rows = Samples.permutation(raw.size(), seed);
        RiskCoverage other = RiskCoverage.of(
                IntStream.of(rows).map(i -> raw.labels()[i]).toArray(),
                IntStream.of(rows).mapToDouble(i -> Math.atan(raw.scores()[i])).toArray());

        assertThat(other.risks()).isEqualTo(curve(raw).risks());
        assertThat(other.aurc()).isEqualTo(curve(raw).aurc());
    }

    @Property
    void with_one_confidence_for_all_every_risk_is_the_share_of_errors(@ForAll("samples") Samples.Raw raw) {
        double share = (double) raw.sample().positives() / raw.size();

        RiskCoverage curve = RiskCoverage.of(raw.labels(), new double[raw.size()]);

        assertThat(DoubleStream.of(curve.risks()).toArray())
                .satisfies(risks -> assertThat(Arrays.stream(risks)).allMatch(r -> Math.abs(r - share) < 1e-12));
        assertThat(Expect.point(curve.aurc())).isCloseTo(share, within(1e-12));
        assertThat(Expect.point(curve.riskAt(1, 0.95))).isCloseTo(Expect.point(curve.fullRisk(0.95)), within(1e-12));
    }

    // three records: kept 1, 2, 3 with errors 0, 0, 1: (0 + 0 + 1/3) / 3, which is also the best order
    @Test
    void errors_at_the_end_have_no_excess() {
        RiskCoverage curve = RiskCoverage.of(new int[] {0, 0, 1}, new double[] {3, 2, 1});

        assertThat(Expect.point(curve.aurc())).isCloseTo(1.0 / 9, within(1e-15));
        assertThat(Expect.point(curve.excessAurc())).isZero();
    }

    @Test
    void risk_at_a_coverage_has_the_wilson_interval_of_the_records_kept() {
        RiskCoverage curve = RiskCoverage.of(new int[] {0, 1, 0, 1, 1}, new double[] {5, 4, 3, 2, 1});

        assertThat(Expect.point(curve.riskAt(0.6, 0.95))).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(Expect.interval(curve.riskAt(0.6, 0.95)).upper())
                .isCloseTo(BinomialInterval.WILSON.of(1, 3, 0.95).upper(), within(1e-12));
        assertThat(curve.riskAt(0.6, 0.95).support().n()).isEqualTo(3);
    }

    // numpy: sample and plan of Congruential, areas by the oracle's formula, order statistics 5 and 195 of 199
    // replicates
    @Test
    void bootstrap_limits_of_the_areas_match_an_independent_computation() {
        Congruential random = new Congruential(11);
        double[] confidence =
                IntStream.range(0, 40).mapToDouble(i -> random.below(20) / 20.0).toArray();
        int[] errors = IntStream.range(0, 40)
                .map(i -> random.below(100) > 40 + confidence[i] * 50 ? 1 : 0)
                .toArray();
        Congruential drawn = new Congruential(5);
        int[][] indices = new int[199][40];
        for (int[] replicate : indices) {
            Arrays.setAll(replicate, i -> drawn.below(40));
        }

        RiskCoverage.Areas areas = RiskCoverage.areas(
                errors, confidence, IntStream.range(0, 40).toArray(), ResamplePlan.ofIndices(indices), 0.95);

        assertThat(Expect.point(areas.aurc())).isCloseTo(0.21733939846299535, within(1e-12));
        assertThat(Expect.interval(areas.aurc()).lower()).isCloseTo(0.0574022521353245, within(1e-12));
        assertThat(Expect.interval(areas.aurc()).upper()).isCloseTo(0.395847878531774, within(1e-12));
        assertThat(Expect.point(areas.excessAurc())).isCloseTo(0.17208409844125108, within(1e-12));
        assertThat(Expect.interval(areas.excessAurc()).lower()).isCloseTo(0.038941723022705606, within(1e-12));
        assertThat(Expect.interval(areas.excessAurc()).upper()).isCloseTo(0.3057805425719244, within(1e-12));
    }

    @Test
    void without_records_everything_has_a_reason() {
        RiskCoverage none = RiskCoverage.of(new int[0], new double[0]);
        RiskCoverage.Areas areas =
                RiskCoverage.areas(new int[0], new double[0], new int[0], ResamplePlan.seeded(1, 10), 0.95);

        assertThat(Expect.reason(none.aurc())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(none.excessAurc())).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(none.fullRisk(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(none.riskAt(0.5, 0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(areas.aurc())).isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void bad_arguments_are_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RiskCoverage.of(new int[] {2}, new double[] {1}))
                .withMessage("errors[0] must be 0 or 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RiskCoverage.of(new int[] {1}, new double[] {Double.NaN}))
                .withMessage("confidence[0] must not be NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RiskCoverage.of(new int[] {1}, new double[] {1}).riskAt(0, 0.95))
                .withMessageContaining("coverage must be in (0, 1], got 0.0");
    }
}
