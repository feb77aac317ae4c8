package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void one_probability_does_not_take_the_power_of_all_others_away() {
        int[] events = new int[1000];
        Arrays.setAll(events, i -> (i % 2 == 0 && i % 5 < 2) || i % 10 == 9 ? 1 : 0);
        double[] probabilities = new double[1000];
        Arrays.fill(probabilities, 0.05);
        int[] subjects = new int[1000];
        Arrays.setAll(subjects, i -> i / 2);
        assertThat(p(events, probabilities, subjects)).isLessThan(1e-9);

        probabilities[0] = 0.31;

        assertThat(p(events, probabilities, subjects)).isLessThan(1e-9);
    }

    private static double p(int[] events, double[] probabilities, int[] subjects) {
        return EventExcess.of(events, probabilities, subjects)
                .test()
                .pValue()
                .point()
                .orElseThrow();
    }

    @Test
    void frequent_events_are_compared_by_twice_the_mean_tail_of_one_record_of_each_subject() {
        // subjects 9 of three records, 4 of one and 7 of two; layers are their records 0 3 4, 1 3 4 and 2 3 5
        HypothesisTest test = EventExcess.of(
                        new int[] {1, 1, 0, 1, 1, 1},
                        new double[] {0.5, 0.1, 0.4, 0.1, 0.2, 0.1},
                        new int[] {9, 9, 9, 4, 7, 7})
                .test();

        // by hand: all of three, all of three, two or more
        double last = 0.4 * 0.1 * 0.9 + 0.4 * 0.9 * 0.1 + 0.6 * 0.1 * 0.1 + 0.4 * 0.1 * 0.1;
        assertThat(test.method()).isEqualTo("event_excess.layers");
        assertThat(test.statistic().point()).hasValue(5);
        assertThat(test.pValue().point().orElseThrow())
                .isCloseTo(2 * (0.5 * 0.1 * 0.2 + 0.1 * 0.1 * 0.2 + last) / 3, within(1e-15));
    }

    private static HypothesisTest copies(int subjects, int each, int without, double p) {
        int n = subjects * each;
        int[] events = new int[n];
        Arrays.setAll(events, i -> i / each < subjects - without ? 1 : 0);
        double[] probabilities = new double[n];
        Arrays.fill(probabilities, p);
        int[] subject = new int[n];
        Arrays.setAll(subject, i -> i / each);
        return EventExcess.of(events, probabilities, subject).test();
    }

    @Test
    void copies_of_one_event_count_once_a_subject_however_frequent_it_is() {
        // twice scipy.stats.binom.sf(18, 20, 0.9), one subject of 20 without an event; by hand twice 0.9^20 for none
        assertThat(copies(20, 5, 1, 0.9).pValue().point().orElseThrow())
                .isCloseTo(2 * 0.3917469981251679, within(1e-12));
        assertThat(copies(20, 5, 0, 0.9).pValue().point().orElseThrow())
                .isCloseTo(2 * Math.pow(0.9, 20), within(1e-14));
        // few subjects: all of two have what is expected in three of ten
        assertThat(copies(2, 5, 0, 0.3).pValue().point().orElseThrow()).isCloseTo(0.09, within(1e-14));
        assertThat(copies(4, 5, 0, 0.1).pValue().point().orElseThrow()).isCloseTo(1e-4, within(1e-16));
    }

    @Test
    void the_design_effect_of_copies_is_about_their_number_and_that_of_single_records_1() {
        double[] half = new double[60];
        Arrays.fill(half, 0.5);
        int[] events = new int[60];
        Arrays.setAll(events, i -> i / 3 % 2);
        int[] subjects = new int[60];
        Arrays.setAll(subjects, i -> i / 3);

        // by hand: 20 / 19 of 20 times 1.5^2, over 60 times 0.5^2
        assertThat(EventExcess.of(events, half, subjects).designEffect()).isCloseTo(60.0 / 19, within(1e-12));
        assertThat(EventExcess.of(events, half, own60()).designEffect()).isEqualTo(1);
        assertThat(EventExcess.of(events, half, new int[60]).designEffect()).isEqualTo(1);
        assertThat(EventExcess.of(new int[2], new double[2], new int[] {4, 4}).designEffect())
                .isEqualTo(1);
        // each subject has one of each: sums of subjects do not vary
        Arrays.setAll(events, i -> i % 2);
        Arrays.setAll(subjects, i -> i / 2);
        assertThat(EventExcess.of(events, half, subjects).designEffect()).isEqualTo(1);
    }

    private static int[] own60() {
        int[] own = new int[60];
        Arrays.setAll(own, i -> i);
        return own;
    }

    // events as frequent as stated; of the records of a subject each takes the number of its subject with a chance of
    // alike, else its own; 1 are copies. 4000 samples each: 4 standard errors at 0.05 are 0.014
    @ParameterizedTest
    @CsvSource({"0.02", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.9"})
    @Tag("simulation")
    void events_as_frequent_as_stated_are_too_many_no_more_often_than_stated(double p) {
        double most = 0;
        for (int g : new int[] {2, 3, 5, 12, 20, 50}) {
            for (int each : new int[] {2, 5}) {
                for (double alike : new double[] {0.67, 1}) {
                    UniformRandomProvider random =
                            RandomSource.XO_SHI_RO_256_PP.create(1000L * g + 10L * each + Math.round(100 * p));
                    int rejected = 0;
                    for (int run = 0; run < 4000; run++) {
                        rejected += rejected(random, g, each, alike, p) ? 1 : 0;
                    }
                    most = Math.max(most, rejected / 4000.0);
                }
            }
        }

        CoverageTable.line(
                "excess of events, by subject",
                "probability " + p + ", 2 to 50 subjects of 2 or 5 records: the worst, not too many at 0.05",
                4000,
                1 - most);
        assertThat(most).isLessThan(0.05 + 0.014);
    }

    // subjects without any event beside others that have one at the same rate: sums that are skewed to the left. 4
    // standard errors: 0.02
    @ParameterizedTest
    @CsvSource({"0.1, 0.9", "0.1, 0.8", "0.3, 0.8", "0.5, 0.6", "0.9, 0.8"})
    @Tag("simulation")
    void events_of_subjects_that_can_have_them_and_of_others_are_too_many_no_more_often_than_stated(
            double rate, double share) {
        double most = 0;
        for (int g : new int[] {3, 10}) {
            for (int each : new int[] {5, 15, 50, 200}) {
                UniformRandomProvider random =
                        RandomSource.XO_SHI_RO_256_PP.create(1000L * g + each + Math.round(1e6 * rate));
                int n = g * each;
                int[] subject = new int[n];
                Arrays.setAll(subject, i -> i / each);
                double[] probabilities = new double[n];
                Arrays.fill(probabilities, rate * share);
                int rejected = 0;
                for (int run = 0; run < 2000; run++) {
                    int[] events = new int[n];
                    double own = 0;
                    for (int i = 0; i < n; i++) {
                        own = i % each > 0 ? own : random.nextDouble() < share ? rate : 0;
                        events[i] = random.nextDouble() < own ? 1 : 0;
                    }
                    rejected += p(events, probabilities, subject) <= 0.05 ? 1 : 0;
                }
                most = Math.max(most, rejected / 2000.0);
            }
        }

        CoverageTable.line(
                "excess of events, by subject",
                "rate " + rate + " in " + share
                        + " of 3 and 10 subjects of 5 to 200 records, else 0: the worst, not too many at 0.05",
                2000,
                1 - most);
        assertThat(most).isLessThan(0.05 + 0.02);
    }

    private static boolean rejected(UniformRandomProvider random, int subjects, int each, double alike, double p) {
        int n = subjects * each;
        int[] events = new int[n];
        int[] subject = new int[n];
        double[] probabilities = new double[n];
        Arrays.fill(probabilities, p);
        double whim = 0;
        for (int i = 0; i < n; i++) {
            whim = i % each == 0 ? random.nextDouble() : whim;
            events[i] = (random.nextDouble() < alike ? whim : random.nextDouble()) < p ? 1 : 0;
            subject[i] = i / each;
        }
        return EventExcess.of(events, probabilities, subject)
                        .test()
                        .pValue()
                        .point()
                        .orElseThrow()
                <= 0.05;
    }
}
