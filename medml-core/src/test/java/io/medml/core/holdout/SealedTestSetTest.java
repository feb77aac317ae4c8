package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Finding;
import io.medml.core.holdout.ReuseBudget.Beyond;
import io.medml.core.holdout.ReuseBudget.Feedback;
import io.medml.core.holdout.SealedTestSet.Standing;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SealedTestSetTest {

    private static final ReuseBudget TWO = new ReuseBudget(2, Feedback.FIXED_MODELS, Beyond.REFUSED);

    private static Cohort load() {
        return Holdouts.cohort(12);
    }

    private static List<String> types(Ledger ledger) {
        return ledger.entries()
                .map(LedgerEntry::type)
                .filter(t -> !t.startsWith("ledger."))
                .toList();
    }

    @Test
    void each_opening_is_recorded_with_who_why_model_and_plan_and_counted() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            SealedTestSet.Opening opening =
                    sealed.open(Holdouts.model("1"), "release of version 1", Holdouts.ANNA, SealedTestSetTest::load);

            assertThat(opening.cohort().reference()).isEqualTo(load().reference());
            assertThat(opening.look().number()).isEqualTo(1);
            assertThat(opening.look().standing()).isEqualTo(Standing.CONFIRMATORY);
            assertThat(opening.look().level()).hasValue(0.0125);
            LedgerEntry entry = ledger.entry(opening.look().entry().index());
            assertThat(entry.type()).isEqualTo("dataset.accessed");
            assertThat(entry.actor().id()).isEqualTo("anna");
            assertThat(entry.reason()).contains("release of version 1");
            assertThat(entry.data().fields("model").text("version")).isEqualTo("1");
            assertThat(entry.data().fields("plan").text("sha256"))
                    .isEqualTo(Holdouts.plan().reference().digest().hex());
            assertThat(types(ledger)).containsExactly("evidence.recorded", "dataset.registered", "dataset.accessed");
        }
    }

    @Test
    void beyond_the_budget_an_opening_is_refused_before_anything_is_loaded_and_the_refusal_recorded() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            AtomicInteger loads = new AtomicInteger();
            for (int i = 0; i < 2; i++) {
                sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, SealedTestSetTest::load);
            }

            assertThatThrownBy(() -> sealed.open(Holdouts.model("2"), "try again", Holdouts.ANNA, () -> {
                        loads.incrementAndGet();
                        return load();
                    }))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContainingAll("at most 2 openings", "found 2", "refusal is recorded");
            assertThat(loads).hasValue(0);
            assertThat(types(ledger)).endsWith("dataset.accessed", "dataset.accessed", "access.denied");
            assertThat(sealed.looks()).hasSize(2);
        }
    }

    @Test
    void beyond_the_budget_an_opening_can_be_exploratory_and_has_no_level() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed =
                    Holdouts.sealed(ledger, Holdouts.plan(), new ReuseBudget(1, Feedback.FIGURES, Beyond.EXPLORATORY));
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);

            SealedTestSet.Look second = sealed.open(Holdouts.model("2"), "see", Holdouts.ANNA, SealedTestSetTest::load)
                    .look();

            assertThat(second.standing()).isEqualTo(Standing.EXPLORATORY);
            assertThat(second.level()).isEmpty();
            assertThat(sealed.history().models()).isEqualTo(2);
            assertThat(sealed.history().findings())
                    .extracting(Finding::code)
                    .containsExactly("TEST_SET_REUSED", "NO_LEVEL_LEFT", "BUDGET_SPENT");
        }
    }

    @Test
    void a_set_that_was_opened_once_within_its_budget_has_no_finding() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            assertThat(sealed.history().findings()).isEmpty();
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);
            assertThat(sealed.history().findings()).isEmpty();
        }
    }

    @Test
    void other_content_is_refused_recorded_and_not_counted() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            assertThatThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, () -> Holdouts.cohort(13)))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("expected the content that was sealed");
            assertThat(types(ledger)).endsWith("access.denied");
            assertThat(sealed.looks()).isEmpty();
        }
    }

    @Test
    void a_load_that_fails_opens_nothing() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            assertThatIllegalStateException()
                    .isThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, () -> {
                        throw new IllegalStateException("no disk");
                    }));
            assertThat(sealed.looks()).isEmpty();
        }
    }

    @Test
    void who_asks_the_ledger_again_goes_on_where_the_count_was_and_a_second_seal_is_refused() {
        try (Ledger ledger = Holdouts.ledger()) {
            Holdouts.sealed(ledger, Holdouts.plan(), TWO)
                    .open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);

            SealedTestSet again = SealedTestSet.find(ledger, load().reference()).orElseThrow();

            assertThat(again.looks()).hasSize(1);
            assertThat(again.budget()).isEqualTo(TWO);
            assertThat(SealedTestSet.find(ledger, Holdouts.cohort(13).reference()))
                    .isEmpty();
            assertThatIllegalStateException()
                    .isThrownBy(() -> Holdouts.sealed(ledger, Holdouts.plan(), TWO))
                    .withMessageContaining("sealed already");
        }
    }

    @Test
    void training_data_are_held_against_the_fingerprint_without_opening() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            assertThat(LeakageDetector.separation(sealed.fingerprint(Holdouts.KEY), Holdouts.cohort(5))
                            .overlaps()
                            .get(0)
                            .sharedSubjects())
                    .hasValue(5);
            assertThat(sealed.looks()).isEmpty();
            assertThatThrownBy(() -> sealed.fingerprint(FingerprintKey.of(new byte[16])))
                    .isInstanceOf(IntegrityException.class);
            assertThat(new String(ledger.entries()
                            .map(e -> new String(e.bytes(), StandardCharsets.UTF_8))
                            .reduce("", String::concat)))
                    .doesNotContain("patient10");
        }
    }

    @Test
    void amendments_link_to_the_version_before_and_say_whether_they_came_before_the_first_opening() {
        try (Ledger ledger = Holdouts.ledger()) {
            AnalysisPlan first = Holdouts.plan();
            SealedTestSet sealed = Holdouts.sealed(ledger, first, TWO);
            AnalysisPlan second = Holdouts.amended(first, "2");
            sealed.amend(second, Holdouts.ANNA);
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);
            sealed.amend(Holdouts.amended(second, "3"), Holdouts.ANNA);

            assertThat(sealed.plans())
                    .extracting(v -> v.plan().version(), SealedTestSet.PlanVersion::beforeFirstOpening)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("1", true),
                            org.assertj.core.groups.Tuple.tuple("2", true),
                            org.assertj.core.groups.Tuple.tuple("3", false));
            assertThat(sealed.looks().get(0).planVersion()).isEqualTo("2");
            assertThat(sealed.history().findings())
                    .extracting(Finding::code, Finding::where)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("PLAN_AMENDED_AFTER_OPENING", "EV-12 3"));
            assertThatThrownBy(() -> sealed.amend(Holdouts.amended(first, "4"), Holdouts.ANNA))
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll("amend the version in force, 3", "found another");
            assertThatThrownBy(() -> sealed.amend(first, Holdouts.ANNA))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("found none");
        }
    }

    @Test
    void too_few_positives_for_the_plan_and_missing_settings_are_said() {
        try (Ledger ledger = Holdouts.ledger();
                Ledger other = Holdouts.ledger()) {
            AnalysisPlan large = Holdouts.plan(Holdouts.PLAN.replace("positives: 4", "positives: 5"));
            SealedTestSet sealed = Holdouts.sealed(ledger, large, TWO);

            assertThat(ledger.recorded(sealed.entry().index()).evidence().findings())
                    .extracting(Finding::code, f -> f.details().get("found"))
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("PLANNED_SIZE_NOT_REACHED", "4"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> SealedTestSet.of(load()).seal(other, Holdouts.ANNA));
            assertThatThrownBy(() -> SealedTestSet.of(load())
                            .under(ledger.record(Holdouts.amended(large, "9")))
                            .key(Holdouts.KEY)
                            .budget(TWO)
                            .seal(other, Holdouts.ANNA))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("record the plan there first");
        }
    }
}
