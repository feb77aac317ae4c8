package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ConcordanceIndexTest {

    /** Small samples with many ties in time and risk. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Raw(double[] times, int[] events, double[] risks, double[] weights) {
        TimedRisks sample() {
            return TimedRisks.of(times, events, risks);
        }

        int size() {
            return times.length;
        }
    }

    @Provide
    Arbitrary<Raw> raws() {
        return Combinators.combine(Arbitraries.integers().between(2, 30), Arbitraries.longs())
                .as(ConcordanceIndexTest::random);
    }

    private static Raw random(int n, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        Raw raw = new Raw(new double[n], new int[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++) {
            raw.times[i] = random.nextInt(8);
            raw.events[i] = random.nextInt(3) > 0 ? 1 : 0;
            raw.risks[i] = random.nextInt(6) / 4.0;
            raw.weights[i] = (1 + random.nextInt(7)) / 8.0;
        }
        return raw;
    }

    /** Counts and jackknife by the definition, pair by pair: concordant, discordant, tied risk, tied time, tied both, variance. */
    private static double[] byPairs(Raw raw, double[] w) {
        int n = raw.size();
        double[] sums = new double[6];
        double[][] partners = new double[n][3];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean sameTime = raw.times[i] == raw.times[j];
                if (raw.events[i] == 1 && (raw.times[i] < raw.times[j] || (sameTime && raw.events[j] == 0))) {
                    int kind = raw.risks[i] > raw.risks[j] ? 0 : raw.risks[i] < raw.risks[j] ? 1 : 2;
                    sums[kind] += w[i] * w[j];
                    partners[i][kind] += w[j];
                    partners[j][kind] += w[i];
                } else if (i < j && sameTime && raw.events[i] == 1 && raw.events[j] == 1) {
                    sums[raw.risks[i] == raw.risks[j] ? 4 : 3] += w[i] * w[j];
                }
            }
        }
        double all = sums[0] + sums[1] + sums[2];
        double c = (sums[0] + sums[2] / 2) / all;
        for (int i = 0; i < n; i++) {
            double[] p = partners[i];
            double d = w[i] * (p[0] + p[2] / 2 - c * (p[0] + p[1] + p[2])) / all;
            sums[5] += d * d;
        }
        return sums;
    }

    private static double[] numbers(ConcordanceIndex index) {
        return new double[] {
            index.concordant(), index.discordant(), index.tiedRisk(), index.tiedTime(), index.tiedBoth()
        };
    }

    @Property
    void pairs_index_and_standard_error_equal_their_definition(@ForAll("raws") Raw raw) {
        double[] ones = new double[raw.size()];
        Arrays.fill(ones, 1);
        double[] expected = byPairs(raw, ones);
        ConcordanceIndex index = ConcordanceIndex.of(raw.sample());

        assertThat(numbers(index)).containsExactly(Arrays.copyOf(expected, 5));
        double all = expected[0] + expected[1] + expected[2];
        if (all > 0) {
            assertThat(Expect.point(index.estimate(0.95)))
                    .isCloseTo((expected[0] + expected[2] / 2) / all, within(1e-15));
            assertThat(Expect.point(index.standardError())).isCloseTo(Math.sqrt(expected[5]), within(1e-14));
        }
    }

    @Property
    void with_weights_too(@ForAll("raws") Raw raw) {
        double[] expected = byPairs(raw, raw.weights());
        ConcordanceIndex index = ConcordanceIndex.of(raw.sample().withWeights(raw.weights()));

        assertThat(numbers(index)).containsExactly(Arrays.copyOf(expected, 5), within(1e-12));
        if (expected[0] + expected[1] + expected[2] > 0) {
            assertThat(Expect.point(index.standardError())).isCloseTo(Math.sqrt(expected[5]), within(1e-13));
        }
    }

    @Property
    void of_an_uncensored_binary_outcome_it_is_the_auroc(@ForAll long seed) {
        Samples.Raw raw = Samples.random(25, seed, 6);
        double[] times =
                Arrays.stream(raw.labels()).mapToDouble(label -> 2 - label).toArray();
        int[] events = new int[raw.size()];
        Arrays.fill(events, 1);

        assertThat(Expect.point(ConcordanceIndex.of(TimedRisks.of(times, events, raw.scores()))
                        .estimate(0.95)))
                .isCloseTo(Expect.point(Auroc.of(raw.sample()).estimate(0.95)), within(1e-15));
    }

    @Property
    void increasing_transforms_of_risk_and_time_change_no_bit(@ForAll("raws") Raw raw) {
        double[] risks =
                Arrays.stream(raw.risks()).map(r -> Math.exp(3 * r) - 1000).toArray();
        double[] times = Arrays.stream(raw.times()).map(t -> t * t + 1).toArray();

        assertThat(ConcordanceIndex.of(TimedRisks.of(times, raw.events(), risks))
                        .estimate(0.95))
                .isEqualTo(ConcordanceIndex.of(raw.sample()).estimate(0.95));
    }

    @Property
    void the_opposite_risk_has_the_complement(@ForAll("raws") Raw raw) {
        double[] negated = Arrays.stream(raw.risks()).map(r -> -r).toArray();
        ConcordanceIndex index = ConcordanceIndex.of(raw.sample());
        ConcordanceIndex other = ConcordanceIndex.of(TimedRisks.of(raw.times(), raw.events(), negated));

        if (index.estimate(0.95).point().isPresent()) {
            assertThat(Expect.point(other.estimate(0.95)))
                    .isCloseTo(1 - Expect.point(index.estimate(0.95)), within(1e-15));
            assertThat(Expect.point(other.standardError()))
                    .isCloseTo(Expect.point(index.standardError()), within(1e-15));
        }
    }

    @Property
    void row_order_does_not_matter(@ForAll("raws") Raw raw, @ForAll long seed) {
        int[] rows = Samples.permutation(raw.size(), seed);
        TimedRisks shuffled = TimedRisks.of(
                        Arrays.stream(rows).mapToDouble(i -> raw.times()[i]).toArray(),
                        Arrays.stream(rows).map(i -> raw.events()[i]).toArray(),
                        Arrays.stream(rows).mapToDouble(i -> raw.risks()[i]).toArray())
                .withWeights(
                        Arrays.stream(rows).mapToDouble(i -> raw.weights()[i]).toArray());
        ConcordanceIndex index = ConcordanceIndex.of(raw.sample().withWeights(raw.weights()));
        ConcordanceIndex other = ConcordanceIndex.of(shuffled);

        if (index.estimate(0.95).point().isPresent()) {
            assertThat(Expect.point(other.estimate(0.95))).isCloseTo(Expect.point(index.estimate(0.95)), within(1e-14));
            assertThat(Expect.point(other.standardError()))
                    .isCloseTo(Expect.point(index.standardError()), within(1e-14));
        }
    }

    @Property
    void the_scale_of_the_weights_changes_no_bit(@ForAll("raws") Raw raw) {
        // a power of two, so that the products themselves are exact
        double[] scaled = Arrays.stream(raw.weights()).map(w -> 64 * w).toArray();
        ConcordanceIndex index = ConcordanceIndex.of(raw.sample().withWeights(raw.weights()));
        ConcordanceIndex other = ConcordanceIndex.of(raw.sample().withWeights(scaled));

        assertThat(other.estimate(0.95)).isEqualTo(index.estimate(0.95));
        assertThat(other.standardError()).isEqualTo(index.standardError());
    }

    @Property
    void a_record_split_into_two_of_half_weight_and_one_subject_is_one_record(@ForAll("raws") Raw raw) {
        int n = raw.size();
        int[] subjects = new int[2 * n];
        Arrays.setAll(subjects, i -> i % n);
        double[] halves = new double[2 * n];
        Arrays.fill(halves, 0.5);
        TimedRisks twice = TimedRisks.of(
                        Arrays.stream(subjects).mapToDouble(i -> raw.times()[i]).toArray(),
                        Arrays.stream(subjects).map(i -> raw.events()[i]).toArray(),
                        Arrays.stream(subjects).mapToDouble(i -> raw.risks()[i]).toArray())
                .withWeights(halves)
                .withSubjects(subjects);
        ConcordanceIndex index = ConcordanceIndex.of(raw.sample());
        ConcordanceIndex split = ConcordanceIndex.of(twice);

        if (index.estimate(0.95).point().isPresent()) {
            assertThat(Expect.point(split.estimate(0.95))).isCloseTo(Expect.point(index.estimate(0.95)), within(1e-15));
            assertThat(Expect.point(split.standardError()))
                    .isCloseTo(Expect.point(index.standardError()), within(1e-14));
        }
    }

    @Test
    void the_logit_interval_by_hand_and_wald_is_clipped() {
        // survival 3.5-3 (case cindex-tiny): 0.95, se 0.05385164807134504
        ConcordanceIndex index = ConcordanceIndex.of(TimedRisks.of(
                new double[] {5, 3, 9, 2, 7, 7}, new int[] {1, 0, 1, 1, 0, 1}, new double[] {2, 3, 1, 4, 1, 2}));

        assertThat(Expect.point(index.estimate(0.95))).isCloseTo(0.95, within(1e-15));
        assertThat(Expect.point(index.standardError())).isCloseTo(0.05385164807134504, within(1e-15));
        // scipy 1.17.1: expit(log(19) -+ norm.ppf(.975) * 0.05385164807134504 / 0.0475)
        assertThat(Expect.interval(index.logit(0.95)).lower()).isCloseTo(0.6731332598365626, within(1e-14));
        assertThat(Expect.interval(index.wald(0.95)).lower())
                .isCloseTo(0.95 - 1.959963984540054 * 0.05385164807134504, within(1e-14));
        assertThat(Expect.interval(index.wald(0.95)).upper()).isEqualTo(1);
    }

    @Test
    void a_perfect_order_has_no_interval() {
        ConcordanceIndex index =
                ConcordanceIndex.of(TimedRisks.of(new double[] {1, 2, 3}, new int[] {1, 1, 1}, new double[] {3, 2, 1}));

        assertThat(Expect.point(index.estimate(0.95))).isEqualTo(1);
        assertThat(Expect.reason(index.estimate(0.95).intervalEstimate())).isEqualTo(Reason.ZERO_VARIANCE);
        assertThat(Expect.reason(index.wald(0.95))).isEqualTo(Reason.ZERO_VARIANCE);
    }

    @Test
    void without_a_comparable_pair_there_is_a_reason() {
        TimedRisks empty = TimedRisks.of(new double[] {}, new int[] {}, new double[] {});
        TimedRisks censored = TimedRisks.of(new double[] {1, 2}, new int[] {0, 0}, new double[] {1, 2});
        TimedRisks together = TimedRisks.of(new double[] {2, 2}, new int[] {1, 1}, new double[] {1, 2});

        assertThat(Expect.reason(ConcordanceIndex.of(empty).estimate(0.95))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(ConcordanceIndex.of(censored).estimate(0.95))).isEqualTo(Reason.NO_POSITIVES);
        assertThat(Expect.reason(ConcordanceIndex.of(together).standardError())).isEqualTo(Reason.ZERO_DENOMINATOR);
        assertThat(ConcordanceIndex.of(together).tiedTime()).isEqualTo(1);
    }

    @Test
    void bad_input_is_named_by_its_place() {
        double[] two = {1, 2};
        assertThatThrownBy(() -> TimedRisks.of(new double[] {1, -2}, new int[] {1, 0}, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times[1] must be finite and not negative");
        assertThatThrownBy(() -> TimedRisks.of(two, new int[] {1, 2}, two)).hasMessage("events[1] must be 0 or 1");
        assertThatThrownBy(() -> TimedRisks.of(two, new int[] {1, 0}, new double[] {1, Double.NaN}))
                .hasMessage("risks[1] must not be NaN");
        assertThatThrownBy(() -> TimedRisks.of(two, new int[] {1}, two))
                .hasMessage("times and events must have the same length, got 2 and 1");
    }
}
