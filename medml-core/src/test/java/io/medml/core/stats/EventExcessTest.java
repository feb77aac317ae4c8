package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Events against the probabilities that were stated for them.
 *
 * <p>Expected values: the tail of the Poisson binomial distribution by convolution in exact fractions (Python 3.11, {@code fractions}); Student's
 * form as the t-statistic of one sample of the sums of subjects, {@code scipy.stats.t.sf(t, 4)}, scipy 1.17.1.
 */
class EventExcessTest {

    private static final double[] P = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.05, 0.04};
    /** P(N >= k). */
    private static final double[] TAIL = {1.0, 0.57634703488, 0.16662312784, 0.02490906748, 0.0020266542, 9.183080e-05};

    private static int[] own() {
        return new int[] {0, 1, 2, 3, 4, 5, 6, 7};
    }

    @Test
    void the_tail_is_that_of_a_convolution_in_exact_fractions() {
        for (int k = 0; k < TAIL.length; k++) {
            int[] events = new int[P.length];
            Arrays.fill(events, 0, k, 1);
            HypothesisTest test = EventExcess.of(events, P, own()).test();
            assertThat(test.method()).isEqualTo("event_excess.exact");
            assertThat(test.pValue().point().orElseThrow()).isCloseTo(TAIL[k], within(1e-12));
        }
    }

    @Test
    void records_of_a_subject_are_compared_by_subject() {
        EventExcess excess = EventExcess.of(new int[] {0, 1, 0, 0, 1, 0, 1, 0}, P, new int[] {0, 0, 1, 1, 2, 2, 3, 4});

        assertThat(excess.expected()).isCloseTo(0.77, within(1e-14));
        assertThat(excess.observed()).isEqualTo(3);
        HypothesisTest test = excess.test();
        assertThat(test.method()).isEqualTo("event_excess.cluster_robust");
        assertThat(test.statistic().point().orElseThrow()).isCloseTo(1.8822419483831119, within(1e-12));
        assertThat(test.pValue().point().orElseThrow()).isCloseTo(0.0664681930911718, within(1e-12));
        assertThat(excess.standardError().point().orElseThrow()).isCloseTo(0.20336524254404928, within(1e-14));
        assertThat(excess.excess(0.95).point().orElseThrow()).isCloseTo((3 - 0.77) / 8, within(1e-14));
    }

    @Test
    void an_event_that_was_ruled_out_gives_a_p_value_of_0_and_no_event_one_of_1() {
        assertThat(EventExcess.of(new int[] {1, 0}, new double[] {0, 0.5}, new int[] {0, 1})
                        .test()
                        .pValue()
                        .point())
                .hasValue(0.5);
        assertThat(EventExcess.of(new int[] {1, 0}, new double[] {0, 0}, new int[] {0, 1})
                        .test()
                        .pValue()
                        .point())
                .hasValue(0);
        assertThat(EventExcess.of(new int[] {0, 0}, new double[] {0, 0}, new int[] {0, 1})
                        .test()
                        .pValue()
                        .point())
                .hasValue(1);
    }

    @Test
    void without_records_or_with_one_subject_there_is_no_test() {
        HypothesisTest none =
                EventExcess.of(new int[0], new double[0], new int[0]).test();
        HypothesisTest one = EventExcess.of(new int[] {1, 0}, new double[] {0.1, 0.1}, new int[] {7, 7})
                .test();

        assertThat(((Estimate.NotEstimable) none.pValue()).reason()).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(((Estimate.NotEstimable) one.pValue()).reason()).isEqualTo(Reason.TOO_FEW);
        assertThatThrownBy(() -> EventExcess.of(new int[] {0}, new double[] {1.5}, new int[] {0}))
                .hasMessageContaining("must be in [0, 1]");
    }
}
