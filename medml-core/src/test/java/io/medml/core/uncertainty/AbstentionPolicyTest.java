package io.medml.core.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.AbstentionBand.Answer;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.IntentionToDiagnose.Unresolved;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * On {@link Scored#test} with the band .3 to .6: probabilities of the five with the condition .45 .8 .3 .9 .6, of the seven
 * without .1 .55 .2 .65 .05 .35 .15. So TP 3, FN 1 (.3), referred 1 (.45); FP 1 (.65), TN 4, referred 2 (.55 .35).
 */
class AbstentionPolicyTest {

    private static final Cohort TEST = Scored.test();
    private static final AbstentionPolicy POLICY =
            AbstentionPolicy.band(0.3, 0.6).withBootstrap(1, 200);

    private static AbstentionReport report() {
        return POLICY.evaluate(TEST, Scored.scores(TEST));
    }

    private static Estimate wilson(long x, long n) {
        return BinomialInterval.WILSON.estimate(x, n, 0.95);
    }

    @Test
    void answers_and_referrals_are_counted_by_class() {
        AbstentionReport.Row all = report().rows().get(0);

        assertThat(all.table().conclusive()).isEqualTo(new ConfusionCounts(3, 1, 4, 1));
        assertThat(all.table().indeterminate()).isEqualTo(new Unresolved(1, 2));
    }

    @Test
    void figures_of_the_answered_records_stand_beside_those_of_all() {
        AbstentionReport.Row all = report().rows().get(0);

        assertThat(all.answered()).isEqualTo(wilson(9, 12));
        assertThat(all.sensitivityAnswered()).isEqualTo(wilson(3, 4));
        assertThat(all.sensitivity()).isEqualTo(wilson(3, 5));
        assertThat(all.specificityAnswered()).isEqualTo(wilson(4, 5));
        assertThat(all.specificity()).isEqualTo(wilson(4, 7));
        assertThat(all.accuracyAnswered()).isEqualTo(wilson(7, 9));
        assertThat(all.missed()).isEqualTo(wilson(1, 5));
        assertThat(all.referredWithCondition()).isEqualTo(wilson(1, 5));
        assertThat(all.prevalenceReferred()).isEqualTo(wilson(1, 3));
    }

    // group a: p .1 .45 .8 .55 .3, truth 0 1 1 0 1: TP 1, FN 1, referred 1 + 1, TN 1
    @Test
    void every_group_has_a_row_the_one_without_a_value_too() {
        AbstentionReport report = report();

        assertThat(report.rows())
                .extracting(row -> row.slice().toString())
                .containsExactly("overall", "group=(missing)", "group=a", "group=b", "group=c");
        AbstentionReport.Row a = report.on(Slice.of("group", "a")).orElseThrow();
        assertThat(a.table().conclusive()).isEqualTo(new ConfusionCounts(1, 0, 1, 1));
        assertThat(a.sensitivity()).isEqualTo(wilson(1, 3));
        Estimate none =
                report.on(Slice.of("group", Slice.MISSING)).orElseThrow().sensitivity();
        assertThat(none).isInstanceOf(Estimate.NotEstimable.class);
        assertThat(((Estimate.NotEstimable) none).reason()).isEqualTo(Reason.NO_POSITIVES);
        assertThat(report.measurements()).hasSize(5 * 9 + 2);
    }

    // forced at .45, errors: .3 (condition present), .55 and .65 (absent); at full coverage 3 of 12
    @Test
    void the_risk_at_full_coverage_is_the_error_of_a_model_that_always_answers() {
        AbstentionReport report = report();

        assertThat(report.forcedAnswerAt()).isCloseTo(0.45, within(1e-15));
        AbstentionReport.Risk last = report.risks().get(report.risks().size() - 1);
        assertThat(last.coverage()).isEqualTo(1);
        assertThat(last.risk().point()).hasValue(0.25);
        assertThat(report.curve()).hasSize(12);
        assertThat(report.areas().aurc().point().orElseThrow()).isBetween(0.0, 0.25);
        assertThat(report.areas().aurc().interval()).isPresent();
    }

    @Test
    void confidence_is_the_symmetric_band_read_in_decimals() {
        AbstentionPolicy policy = AbstentionPolicy.confidenceAtLeast(0.9);

        assertThat(policy.answer(0.1)).isEqualTo(Answer.NEGATIVE);
        assertThat(policy.answer(0.9)).isEqualTo(Answer.POSITIVE);
        assertThat(policy.answer(0.11)).isEqualTo(Answer.NONE);
        assertThat(policy.band().low()).isEqualTo(0.1);
        assertThat(AbstentionPolicy.confidenceAtLeast(0.5).answer(0.5)).isEqualTo(Answer.POSITIVE);
    }

    @Test
    void a_policy_that_refers_all_or_none_is_a_finding() {
        AbstentionReport all = AbstentionPolicy.band(0, 1).evaluate(TEST, Scored.scores(TEST));
        AbstentionReport none = AbstentionPolicy.confidenceAtLeast(0.5).evaluate(TEST, Scored.scores(TEST));

        assertThat(all.findings()).extracting(Finding::code).containsExactly("NOTHING_ANSWERED");
        assertThat(all.rows().get(0).sensitivity()).isEqualTo(wilson(0, 5));
        assertThat(((Estimate.NotEstimable) all.rows().get(0).accuracyAnswered()).reason())
                .isEqualTo(Reason.EMPTY_GROUP);
        assertThat(none.findings()).extracting(Finding::code).containsExactly("NOTHING_REFERRED");
    }

    @Test
    void records_that_share_a_subject_have_clustered_intervals_and_no_interval_of_a_risk() {
        Cohort pairs = Scored.cohort("pairs", Scored.TEST_LABELS, Scored.TEST, Scored.TEST_GROUPS, 2);

        AbstentionReport report = POLICY.evaluate(pairs, Scored.scores(pairs));

        assertThat(report.rows().get(0).answered().intervalEstimate().method()).isEqualTo(ClusteredProportion.METHOD);
        assertThat(report.risks())
                .allSatisfy(risk -> assertThat(risk.risk().interval()).isEmpty());
        assertThat(report.findings()).extracting(Finding::code).containsExactly("DEPENDENT_RECORDS");
    }

    @Test
    void the_order_of_rows_changes_no_byte() {
        int[] reversed = IntStream.range(0, 12).map(i -> 11 - i).toArray();
        Cohort other = Scored.cohort("test", Scored.TEST_LABELS, Scored.TEST, Scored.TEST_GROUPS, 1, reversed);

        assertThat(POLICY.evaluate(other, Scored.scores(other)).document().bytes())
                .isEqualTo(report().document().bytes());
    }

    @Test
    void settings_are_used() {
        AbstentionReport wide = POLICY.withLevel(0.8).evaluate(TEST, Scored.scores(TEST));

        assertThat(wide.level()).isEqualTo(0.8);
        assertThat(wide.rows().get(0).answered().interval().orElseThrow().level())
                .isEqualTo(0.8);
        assertThat(wide.provenance().settings())
                .containsEntry("policy", "band: negative at 0.3 or below, positive at 0.6 or above, else referred");
        assertThat(wide.provenance().settings().get("bootstrap")).startsWith("200 replicates, seed 1");
    }

    @Test
    void bad_arguments_are_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AbstentionPolicy.band(20, 60))
                .withMessage("a band of probabilities lies in [0, 1], got low 20.0 and high 60.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AbstentionPolicy.band(0.6, 0.3))
                .withMessageContaining("low <= high");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AbstentionPolicy.confidenceAtLeast(0.4))
                .withMessageContaining("lies in [0.5, 1], got 0.4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.withBootstrap(1, 100))
                .withMessageContaining("at least 200 replicates, got 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.answer(-1))
                .withMessage("expected a probability in [0, 1], found another number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.evaluate(TEST, Scored.by("1.0", ScoreKind.RANK, TEST)))
                .withMessageContaining("expected probabilities");
    }
}
