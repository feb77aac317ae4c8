package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.IntentionToDiagnose.Unresolved;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntentionToDiagnoseTest {

    private static final IntentionToDiagnose TABLE =
            new IntentionToDiagnose(new ConfusionCounts(40, 10, 80, 5), new Unresolved(5, 8), new Unresolved(2, 1));

    private static void expect(Estimate estimate, double value, double lower, double upper) {
        assertThat(Expect.point(estimate)).isCloseTo(value, within(1e-12));
        assertThat(Expect.interval(estimate).lower()).isCloseTo(lower, within(1e-10));
        assertThat(Expect.interval(estimate).upper()).isCloseTo(upper, within(1e-10));
    }

    // fractions by hand: 40/45, 80/90; 40/52, 80/99; 47/52, 89/99; Wilson limits by numpy from the closed formula
    @Test
    void complete_worst_and_best_case_are_those_of_their_tables() {
        TwoByTwo complete = TABLE.completeCase(BinomialInterval.WILSON, 0.95);
        TwoByTwo worst = TABLE.worstCase(BinomialInterval.WILSON, 0.95);
        TwoByTwo best = TABLE.bestCase(BinomialInterval.WILSON, 0.95);

        expect(complete.sensitivity(), 0.8888888888888888, 0.7650090300423142, 0.9515952820543281);
        expect(complete.specificity(), 0.8888888888888888, 0.8074221497873896, 0.9385168081070229);
        expect(worst.sensitivity(), 0.7692307692307693, 0.6386621744190015, 0.8627573907450725);
        expect(worst.specificity(), 0.8080808080808081, 0.7195963938569908, 0.8735496067880851);
        expect(best.sensitivity(), 0.9038461538461539, 0.7939036987986836, 0.9582256489474275);
        expect(best.specificity(), 0.898989898989899, 0.8239693643888215, 0.944203324971195);
        expect(
                TABLE.conclusiveShare(BinomialInterval.WILSON, 0.95),
                0.8940397350993378,
                0.8348091199238035,
                0.9337189016172593);
    }

    @Test
    void referring_all_without_a_result_finds_their_conditions_and_costs_their_false_alarms() {
        assertThat(TABLE.allReferred(BinomialInterval.WILSON, 0.95).counts())
                .isEqualTo(new ConfusionCounts(47, 19, 80, 5));
    }

    @Property
    void whatever_the_missing_results_would_have_been_the_rates_lie_between_worst_and_best_case(
            @ForAll @IntRange(max = 20) int tp,
            @ForAll @IntRange(max = 20) int fn,
            @ForAll @IntRange(min = 1, max = 20) int open,
            @ForAll @IntRange(max = 20) int wouldBePositive) {
        int right = Math.min(open, wouldBePositive);
        IntentionToDiagnose table =
                new IntentionToDiagnose(new ConfusionCounts(tp, 0, 0, fn), new Unresolved(open, 0), Unresolved.none());
        double truth = (double) (tp + right) / (tp + fn + open);

        double worst =
                Expect.point(table.worstCase(BinomialInterval.WILSON, 0.95).sensitivity());
        double best = Expect.point(table.bestCase(BinomialInterval.WILSON, 0.95).sensitivity());

        assertThat(truth).isBetween(worst, best);
        table.completeCase(BinomialInterval.WILSON, 0.95)
                .sensitivity()
                .point()
                .ifPresent(complete -> assertThat(complete).isBetween(worst, best));
    }

    @Test
    void without_open_results_all_three_agree() {
        IntentionToDiagnose table =
                new IntentionToDiagnose(new ConfusionCounts(4, 1, 8, 2), Unresolved.none(), Unresolved.none());

        assertThat(table.worstCase(BinomialInterval.WILSON, 0.95).counts()).isEqualTo(table.conclusive());
        assertThat(table.bestCase(BinomialInterval.WILSON, 0.95).counts()).isEqualTo(table.conclusive());
    }

    @Test
    void where_no_result_is_conclusive_only_the_bounds_are_estimable() {
        IntentionToDiagnose table =
                new IntentionToDiagnose(new ConfusionCounts(0, 0, 0, 0), new Unresolved(3, 4), Unresolved.none());

        assertThat(Expect.reason(
                        table.completeCase(BinomialInterval.WILSON, 0.95).sensitivity()))
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.point(table.worstCase(BinomialInterval.WILSON, 0.95).sensitivity()))
                .isEqualTo(0);
        assertThat(Expect.point(table.bestCase(BinomialInterval.WILSON, 0.95).specificity()))
                .isEqualTo(1);
    }

    @Test
    void without_records_the_conclusive_share_has_a_reason() {
        IntentionToDiagnose table =
                new IntentionToDiagnose(new ConfusionCounts(0, 0, 0, 0), Unresolved.none(), Unresolved.none());

        assertThat(Expect.reason(table.conclusiveShare(BinomialInterval.WILSON, 0.95)))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Test
    void negative_counts_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Unresolved(-1, 0))
                .withMessage("positives must not be negative, got -1");
    }
}
