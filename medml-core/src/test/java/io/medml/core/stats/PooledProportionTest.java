package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PooledProportionTest {

    private static Estimate share(long successes, long trials) {
        return BinomialInterval.WILSON.estimate(successes, trials, 0.95);
    }

    private static Estimate clustered(long successes, long trials, long effective) {
        return Estimate.of(
                (double) successes / trials,
                new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "by hand"),
                Support.ofProportion(successes, trials).withEffective("n", (double) effective));
    }

    @Property
    void independent_samples_together_are_one_sample(
            @ForAll @IntRange(max = 50) int x1,
            @ForAll @IntRange(min = 1, max = 50) int rest1,
            @ForAll @IntRange(max = 50) int x2,
            @ForAll @IntRange(max = 50) int rest2) {
        Estimate pooled = PooledProportion.estimate(
                List.of(share(x1, x1 + rest1), share(x2, x2 + rest2)), 0.95, Reason.NO_POSITIVES);
        Estimate one = share(x1 + x2, x1 + x2 + rest1 + rest2);

        assertThat(pooled.point()).isEqualTo(one.point());
        assertThat(pooled.interval()).isEqualTo(one.interval());
        assertThat(pooled.intervalEstimate().method()).isEqualTo("proportion.wilson.pooled");
        assertThat(pooled.support().counts()).containsEntry("successes", (long) x1 + x2);
    }

    // R 4.2.2: ne <- 100^2 / (60^2 / 41 + 40^2 / 40), 78.2442748091603; Wilson's formula with p = 0.83 and n = ne
    @Test
    void shared_subjects_of_one_sample_widen_the_interval() {
        Estimate pooled =
                PooledProportion.estimate(List.of(clustered(50, 60, 41), share(33, 40)), 0.95, Reason.NO_POSITIVES);
        Interval interval = Expect.interval(pooled);

        assertThat(Expect.point(pooled)).isEqualTo(0.83);
        assertThat(interval.lower()).isCloseTo(0.731841961892243, within(1e-13));
        assertThat(interval.upper()).isCloseTo(0.8972712724111656, within(1e-13));
        assertThat(pooled.intervalEstimate().method()).isEqualTo("proportion.wilson.effective_n.pooled");
        assertThat(pooled.support().effectiveN()).isCloseTo(78.2442748091603, within(1e-12));
        assertThat(pooled.support().counts()).containsEntry("samples", 2L);
    }

    @Test
    void a_sample_without_records_counts_for_nothing_and_none_at_all_is_undefined() {
        assertThat(PooledProportion.estimate(List.of(share(3, 7), share(0, 0)), 0.95, Reason.NO_POSITIVES)
                        .interval())
                .isEqualTo(share(3, 7).interval());

        Estimate none = PooledProportion.estimate(List.of(share(0, 0), share(0, 0)), 0.95, Reason.NO_POSITIVES);

        assertThat(Expect.reason(none)).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.interval(none)).isEqualTo(new Interval(0, 1, 0.95));
    }

    @Test
    void what_does_not_count_is_refused() {
        Estimate area = Arguments.value(0.8, "by hand", Support.ofClasses(4, 5));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PooledProportion.estimate(List.of(share(1, 2), area), 0.95, Reason.EMPTY_GROUP))
                .withMessage("parts[1] must count successes in its support");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PooledProportion.estimate(List.of(clustered(1, 2, 3)), 0.95, Reason.EMPTY_GROUP))
                .withMessage("parts[0] must not have more effective records than records");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PooledProportion.estimate(List.of(), 0.95, Reason.EMPTY_GROUP))
                .withMessage("expected at least one proportion to pool, got none");
    }
}
