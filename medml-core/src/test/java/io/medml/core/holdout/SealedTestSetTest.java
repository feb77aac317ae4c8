package io.medml.core.holdout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.ReuseBudget.Beyond;
import io.medml.core.holdout.ReuseBudget.Feedback;
import io.medml.core.holdout.SealedTestSet.Ending;
import io.medml.core.holdout.SealedTestSet.Standing;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.assertj.core.groups.Tuple;
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
            assertThat(types(ledger))
                    .containsExactly("evidence.recorded", "dataset.registered", "dataset.accessed", "access.granted");
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
            assertThat(types(ledger)).endsWith("dataset.accessed", "access.granted", "access.denied");
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
    void the_history_says_who_sealed_and_who_recorded_each_version_of_the_plan_and_when() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            sealed.amend(Holdouts.amended(Holdouts.plan(), "2"), Holdouts.ANNA);

            TestSetHistory history = sealed.history();

            assertThat(history.sealedBy()).isEqualTo(Holdouts.ANNA);
            assertThat(history.sealedAt()).isEqualTo("2026-11-20T10:00:00Z");
            assertThat(history.plans())
                    .extracting(SealedTestSet.PlanVersion::actor)
                    .containsExactly(
                            ledger.entry(history.plans().get(0).entry().index()).actor(), Holdouts.ANNA);
            assertThat(history.body().asFields().text("sealed_by_name")).isEqualTo("Anna A.");
            assertThat(Html.text(TestSetHistoryLayout.of(history)))
                    .contains(
                            "entry " + history.sealEntry().index() + ", 2026-11-20 10:00:00 UTC, by Anna A. (anna)",
                            "<td class=\"words short\">2026-11-20 10:00:00</td>");
        }
    }

    @Test
    void other_content_is_not_given_recorded_and_counted() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            assertThatThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, () -> Holdouts.cohort(13)))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("expected the content that was sealed");
            assertThat(types(ledger)).endsWith("dataset.accessed", "access.denied");
            assertThat(sealed.looks())
                    .extracting(SealedTestSet.Look::number, SealedTestSet.Look::ending)
                    .containsExactly(Tuple.tuple(1, Ending.OTHER_CONTENT));
        }
    }

    private static Cohort fail() {
        throw new IllegalStateException("no disk");
    }

    @Test
    void a_load_that_fails_is_recorded_as_an_opening_that_gave_nothing() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            assertThatIllegalStateException()
                    .isThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, SealedTestSetTest::fail))
                    .withMessage("no disk");
            assertThatThrownBy(() -> sealed.open(Holdouts.model("1"), "again", Holdouts.ANNA, () -> null))
                    .isInstanceOf(NullPointerException.class);

            assertThat(sealed.looks())
                    .extracting(SealedTestSet.Look::number, SealedTestSet.Look::ending, SealedTestSet.Look::reason)
                    .containsExactly(
                            Tuple.tuple(1, Ending.LOAD_FAILED, "try"), Tuple.tuple(1, Ending.LOAD_FAILED, "again"));
            assertThat(sealed.history().findings())
                    .extracting(Finding::code, f -> Map.copyOf(f.details()))
                    .containsExactly(Tuple.tuple(
                            "OPENING_GAVE_NOTHING",
                            Map.of("other_content", "0", "load_failed", "2", "abandoned", "0", "under_way", "0")));
            assertThat(Html.text(TestSetHistoryLayout.of(sealed.history()))).contains("load failed, entry 4");
        }
    }

    @Test
    void an_opening_that_gave_nothing_is_taken_over_for_the_same_model_and_spent_for_any_other() {
        for (Supplier<Cohort> load : List.<Supplier<Cohort>>of(SealedTestSetTest::fail, () -> Holdouts.cohort(13))) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed =
                        Holdouts.sealed(ledger, Holdouts.plan(), new ReuseBudget(1, Feedback.FIGURES, Beyond.REFUSED));
                assertThatThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, load))
                        .isInstanceOf(RuntimeException.class);

                assertThatThrownBy(
                                () -> sealed.open(Holdouts.model("2"), "new", Holdouts.ANNA, SealedTestSetTest::load))
                        .isInstanceOf(AuthorizationException.class);
                SealedTestSet.Look look = sealed.open(
                                Holdouts.model("1"), "again", Holdouts.ANNA, SealedTestSetTest::load)
                        .look();

                assertThat(look.number()).isEqualTo(1);
                assertThat(look.standing()).isEqualTo(Standing.CONFIRMATORY);
                assertThat(look).isEqualTo(sealed.looks().get(1));
                assertThat(sealed.history().used()).isEqualTo(1);
                assertThatThrownBy(
                                () -> sealed.open(Holdouts.model("1"), "more", Holdouts.ANNA, SealedTestSetTest::load))
                        .isInstanceOf(AuthorizationException.class);
            }
        }
    }

    @Test
    void an_opening_within_the_load_of_another_is_refused_and_recorded() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed =
                    Holdouts.sealed(ledger, Holdouts.plan(), new ReuseBudget(1, Feedback.FIXED_MODELS, Beyond.REFUSED));

            sealed.open(Holdouts.model("1"), "outer", Holdouts.ANNA, () -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> SealedTestSet.find(ledger, load().reference())
                                .orElseThrow()
                                .open(Holdouts.model("2"), "inner", Holdouts.ANNA, SealedTestSetTest::load))
                        .withMessageContainingAll("no opening under way", "of entry 3", "refusal is recorded");
                return load();
            });

            assertThat(sealed.looks())
                    .extracting(SealedTestSet.Look::reason, SealedTestSet.Look::ending)
                    .containsExactly(Tuple.tuple("outer", Ending.GIVEN));
            assertThat(sealed.refusals())
                    .extracting(SealedTestSet.Refusal::reason, SealedTestSet.Refusal::cause)
                    .containsExactly(Tuple.tuple("inner", SealedTestSet.Cause.UNDER_WAY));
        }
    }

    @Test
    void another_thread_is_refused_while_an_opening_is_under_way_and_does_not_wait_for_it() throws Exception {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            AtomicReference<Throwable> refused = new AtomicReference<>();

            sealed.open(Holdouts.model("1"), "outer", Holdouts.ANNA, () -> {
                Thread other = new Thread(() -> {
                    try {
                        sealed.open(Holdouts.model("2"), "other", Holdouts.ANNA, SealedTestSetTest::load);
                    } catch (IllegalStateException e) {
                        refused.set(e);
                    }
                });
                other.setDaemon(true);
                other.start();
                try {
                    other.join(20_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return load();
            });

            assertThat(refused.get()).hasMessageContaining("no opening under way");
            assertThat(sealed.looks()).hasSize(1);
        }
    }

    @Test
    void a_plan_cannot_be_amended_while_data_are_loaded_and_after_a_failed_load_it_is_amended_late() {
        try (Ledger ledger = Holdouts.ledger()) {
            AnalysisPlan plan = Holdouts.plan();
            SealedTestSet sealed = Holdouts.sealed(ledger, plan, TWO);

            assertThatIllegalStateException()
                    .isThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, () -> {
                        sealed.amend(Holdouts.amended(plan, "2"), Holdouts.ANNA);
                        return load();
                    }))
                    .withMessageContainingAll("EV-12 2", "no opening under way", "before data are loaded, or after");
            sealed.amend(Holdouts.amended(plan, "2"), Holdouts.ANNA);

            assertThat(sealed.plans())
                    .extracting(SealedTestSet.PlanVersion::beforeFirstOpening)
                    .containsExactly(true, false);
        }
    }

    @Test
    void an_opening_that_a_crash_left_is_under_way_until_somebody_abandons_it() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            sealed.open(Holdouts.model("0"), "first", Holdouts.ANNA, SealedTestSetTest::load);
            LedgerEntry first = ledger.entry(sealed.looks().get(0).entry().index());
            // the entry that is there before data are loaded, without an end
            ledger.append(EntryDraft.of("dataset.accessed")
                    .actor(Holdouts.ANNA)
                    .subject(load().reference())
                    .reason("killed")
                    .data(Content.fields()
                            .put("hash", load().reference().digest().hex())
                            .put("opening", 2)
                            .put(
                                    "model",
                                    Content.fields()
                                            .put("id", "risk")
                                            .put("version", "1")
                                            .put(
                                                    "sha256",
                                                    Holdouts.model("1").digest().hex())
                                            .build())
                            .put("plan", first.data().get("plan"))
                            .build())
                    .link("seal", sealed.entry()));

            assertThat(sealed.looks()).extracting(SealedTestSet.Look::ending).endsWith(Ending.UNDER_WAY);
            assertThatIllegalStateException()
                    .isThrownBy(() -> sealed.open(Holdouts.model("1"), "again", Holdouts.ANNA, SealedTestSetTest::load))
                    .withMessageContaining("abandon");
            assertThat(sealed.abandon("power cut while it was loading", Holdouts.ANNA)
                            .ending())
                    .isEqualTo(Ending.ABANDONED);
            assertThat(sealed.open(Holdouts.model("1"), "again", Holdouts.ANNA, SealedTestSetTest::load)
                            .look()
                            .number())
                    .isEqualTo(2);
            assertThatIllegalStateException()
                    .isThrownBy(() -> sealed.abandon("once more", Holdouts.ANNA))
                    .withMessageContaining("found none to abandon");
        }
    }

    @Test
    void an_opening_that_is_abandoned_while_it_loads_gives_nothing() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);

            assertThatIllegalStateException()
                    .isThrownBy(() -> sealed.open(Holdouts.model("1"), "try", Holdouts.ANNA, () -> {
                        sealed.abandon("a way around", Holdouts.ANNA);
                        return load();
                    }))
                    .withMessageContaining("was abandoned; nothing is given");
            assertThat(sealed.looks()).extracting(SealedTestSet.Look::ending).containsExactly(Ending.ABANDONED);
        }
    }

    @Test
    void who_asks_the_ledger_again_goes_on_where_the_count_was_and_a_second_seal_is_refused() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);

            SealedTestSet again = SealedTestSet.find(ledger, load().reference()).orElseThrow();

            assertThat(again.looks()).hasSize(1);
            assertThat(again.history().document().digest())
                    .isEqualTo(sealed.history().document().digest());
            assertThat(again.budget()).isEqualTo(TWO);
            assertThat(SealedTestSet.find(ledger, Holdouts.cohort(13).reference()))
                    .isEmpty();
            assertThatIllegalStateException()
                    .isThrownBy(() -> Holdouts.sealed(ledger, Holdouts.plan(), TWO))
                    .withMessageContaining("sealed already");
        }
    }

    private static Cohort of(Cohort cohort, String name) {
        return Cohort.from(cohort.table())
                .record("id")
                .subject("id")
                .label("y", "1")
                .attributes("sex")
                .named(name, "1");
    }

    private static SealedTestSet seal(Ledger ledger, Cohort cohort, FingerprintKey key) {
        return SealedTestSet.of(cohort)
                .under(ledger.record(Holdouts.plan()))
                .key(key)
                .budget(TWO)
                .seal(ledger, Holdouts.ANNA);
    }

    @Test
    void a_description_of_the_same_data_set_does_not_take_the_seal_off() {
        try (Ledger ledger = Holdouts.ledger()) {
            Holdouts.sealed(ledger, Holdouts.plan(), TWO)
                    .open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);
            ledger.record(load().describe());

            assertThat(SealedTestSet.find(ledger, load().reference())
                            .orElseThrow()
                            .looks())
                    .hasSize(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> Holdouts.sealed(ledger, Holdouts.plan(), TWO))
                    .withMessageContainingAll("sealed already", "entry 2", "count anew");
        }
    }

    @Test
    void the_same_content_under_another_name_is_found_and_not_sealed_again() {
        try (Ledger ledger = Holdouts.ledger()) {
            Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            Cohort renamed = of(load(), "renamed");

            assertThat(SealedTestSet.find(ledger, renamed.reference())).isPresent();
            assertThatIllegalStateException()
                    .isThrownBy(() -> seal(ledger, renamed, Holdouts.KEY))
                    .withMessageContainingAll("dataset renamed 1", "as dataset test 1");
        }
    }

    private static Cohort relabelled() {
        return Cohort.from(load().table())
                .record("id")
                .subject("id")
                .label("y", "0")
                .named("relabelled", "1");
    }

    @Test
    void the_same_records_in_another_order_or_with_another_label_are_not_sealed_again() {
        try (Ledger ledger = Holdouts.ledger()) {
            Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            Cohort swapped = load().subset(new int[] {1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "swapped");

            assertThatIllegalStateException()
                    .isThrownBy(() -> seal(ledger, swapped, Holdouts.KEY))
                    .withMessageContainingAll("dataset swapped 1", "as dataset test 1");
            assertThat(relabelled().reference().digest())
                    .isNotEqualTo(load().reference().digest());
            assertThatIllegalStateException()
                    .isThrownBy(() -> seal(ledger, relabelled(), Holdouts.KEY))
                    .withMessageContainingAll("records or the rows of dataset test 1", "identifiers of their own");
        }
    }

    @Test
    void the_same_rows_with_other_identifiers_are_not_sealed_again_where_each_record_has_a_row_of_its_own() {
        try (Ledger ledger = Holdouts.ledger()) {
            seal(ledger, measured("a", 12, 0), Holdouts.KEY);

            assertThatIllegalStateException()
                    .isThrownBy(() -> seal(ledger, measured("b", 12, 0), Holdouts.KEY))
                    .withMessageContaining("records or the rows");
            assertThat(seal(ledger, measured("c", 12, 100), Holdouts.KEY)
                            .history()
                            .findings())
                    .isEmpty();
        }
    }

    private static Cohort measured(String prefix, int patients, int from) {
        List<String> ids = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < patients; i++) {
            ids.add(prefix + i);
            labels.add(i % 3 == 0 ? "1" : "0");
            values.add("v" + (from + i));
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("y", labels)
                        .category("value", values)
                        .build())
                .record("id")
                .subject("id")
                .label("y", "1")
                .named(prefix, "1");
    }

    @Test
    void a_seal_that_shares_patients_is_in_the_history_of_both_with_counts_and_openings() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet first = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            SealedTestSet second = seal(ledger, of(Holdouts.cohort(11), "near copy"), Holdouts.KEY);
            first.open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);

            assertThat(second.history().findings())
                    .extracting(Finding::code, f -> f.severity().name(), Finding::where, Finding::details)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            "SHARED_WITH_OTHER_SEAL",
                            "ERROR",
                            "test 1",
                            Map.of("entry", "2", "openings", "1", "records", "11", "subjects", "11", "rows", "2")));
            assertThat(first.history().findings())
                    .extracting(Finding::code, f -> f.severity().name(), Finding::where)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("SHARED_WITH_OTHER_SEAL", "WARNING", "near copy 1"));
        }
    }

    @Test
    void a_seal_that_names_no_subjects_is_not_said_to_share_none() {
        try (Ledger ledger = Holdouts.ledger()) {
            Cohort one = measured("one", 30, 0);
            Cohort two = measured("two", 30, 100);
            SealedTestSet first = seal(ledger, one, Holdouts.KEY);
            SealedTestSet second = seal(
                    ledger,
                    Cohort.from(two.table()).record("id").label("y", "1").named("two", "1"),
                    Holdouts.KEY);

            for (SealedTestSet each : List.of(first, second)) {
                TestSetHistory history = each.history();
                assertThat(history.otherSeals()).hasSize(1);
                assertThat(history.findings())
                        .extracting(Finding::code, f -> f.details().get("seals"))
                        .containsExactly(org.assertj.core.groups.Tuple.tuple("OTHER_SEAL_SUBJECTS_NOT_COMPARED", "1"));
                assertThat(Html.text(TestSetHistoryLayout.of(history)))
                        .contains("not compared")
                        .doesNotContain("No other seal of this ledger has a record, a subject or a row in common");
            }
            SealedTestSet third = seal(ledger, measured("three", 30, 200), Holdouts.KEY);
            assertThat(third.history().otherSeals())
                    .extracting(other -> other.dataset().id())
                    .containsExactly("two");
        }
    }

    @Test
    void a_seal_of_another_key_cannot_be_compared_and_the_history_says_so() {
        try (Ledger ledger = Holdouts.ledger()) {
            Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            SealedTestSet other = seal(
                    ledger,
                    relabelled(),
                    FingerprintKey.of("another key of a test".getBytes(StandardCharsets.US_ASCII)));

            assertThat(other.history().otherSeals().get(0).common()).isEmpty();
            assertThat(other.history().findings())
                    .extracting(Finding::code, f -> f.details().get("seals"))
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("OTHER_SEAL_NOT_COMPARABLE", "1"));
        }
    }

    @Test
    void refused_openings_are_in_the_history_with_who_when_why_and_cause() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            sealed.open(Holdouts.model("1"), "one", Holdouts.ANNA, SealedTestSetTest::load);
            sealed.open(Holdouts.model("1"), "two", Holdouts.ANNA, SealedTestSetTest::load);
            assertThatThrownBy(() -> sealed.open(Holdouts.model("2"), "three", Holdouts.ANNA, SealedTestSetTest::load))
                    .isInstanceOf(AuthorizationException.class);
            TestSetHistory history = sealed.history();

            assertThat(history.refusals())
                    .extracting(
                            SealedTestSet.Refusal::cause,
                            SealedTestSet.Refusal::reason,
                            r -> r.actor().name().orElseThrow(),
                            r -> r.model().version())
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            SealedTestSet.Cause.BUDGET_SPENT, "three", "Anna A.", "2"));
            assertThat(history.findings())
                    .filteredOn(f -> f.code().equals("OPENINGS_REFUSED"))
                    .extracting(f -> Map.copyOf(f.details()))
                    .containsExactly(Map.of("budget_spent", "1", "another_opening_under_way", "0"));
            assertThat(Html.text(TestSetHistoryLayout.of(history)))
                    .contains("budget spent", "three", "Anna A. (anna)", "2026-11-20 10:00:00");
        }
    }

    @Test
    void the_same_plan_recorded_again_moves_nothing() {
        try (Ledger ledger = Holdouts.ledger()) {
            SealedTestSet sealed = Holdouts.sealed(ledger, Holdouts.plan(), TWO);
            sealed.open(Holdouts.model("1"), "release", Holdouts.ANNA, SealedTestSetTest::load);
            ledger.record(Holdouts.plan());

            assertThat(sealed.plans())
                    .extracting(v -> v.entry().index(), SealedTestSet.PlanVersion::beforeFirstOpening)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(1L, true));
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
            assertThatThrownBy(() -> sealed.fingerprint(
                            FingerprintKey.of("another key of a test".getBytes(StandardCharsets.US_ASCII))))
                    .isInstanceOf(IntegrityException.class);
            assertThat(new String(ledger.entries()
                            .map(e -> new String(e.bytes(), StandardCharsets.UTF_8))
                            .reduce("", String::concat)))
                    .doesNotContain("patient10");
        }
    }

    @Test
    void a_plan_recorded_by_hand_is_in_force_only_where_amend_would_have_recorded_it() {
        AnalysisPlan first = Holdouts.plan();
        String second =
                Holdouts.PLAN.replace("version: \"1\"", "version: \"2\"").replace("brier_score", "specificity");
        String amends =
                "amends: {version: \"1\", sha256: " + first.reference().digest().hex() + ", reason: a slip}\n";
        String other = amends.replace(first.reference().digest().hex(), "ab".repeat(32));
        for (String[] row : new String[][] {
            {second, "the version in force, 1", "found none"},
            {second + other, "the version in force, 1", "found another"},
            {second.replace("version: \"2\"", "version: \"1\"") + amends, "a version of its own", "an earlier one"},
            {
                second.replace("alpha: 0.025", "alpha: 0.2") + amends,
                "the alpha that the test set was sealed with",
                "found"
            },
            {second + amends, "", ""},
        }) {
            try (Ledger ledger = Holdouts.ledger()) {
                SealedTestSet sealed =
                        Holdouts.sealed(ledger, first, new ReuseBudget(2, Feedback.VERDICTS_ONLY, Beyond.REFUSED));
                Recorded<AnalysisPlan> byHand = ledger.record(
                        Holdouts.plan(row[0]),
                        Holdouts.ANNA,
                        new Link("amends", sealed.plans().get(0).entry()),
                        new Link("seal", sealed.entry()));
                boolean sound = row[1].isEmpty();

                assertThat(sealed.plans()).hasSize(sound ? 2 : 1);
                for (Evidence report : List.of(sealed.history(), PlanAdherence.of(sealed))) {
                    List<Finding> found = report.findings().stream()
                            .filter(finding -> finding.code().equals("AMENDMENT_NOT_SOUND"))
                            .toList();
                    assertThat(found).hasSize(sound ? 0 : 1).allSatisfy(finding -> {
                        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                        assertThat(finding.details())
                                .containsEntry(
                                        "entry", String.valueOf(byHand.ref().index()));
                        assertThat(finding.details().get("why")).contains(row[1], row[2]);
                    });
                }
                if (!sound) {
                    sealed.amend(Holdouts.plan(second + amends), Holdouts.ANNA);
                    assertThat(sealed.plans()).hasSize(2);
                }
                // one that amends a version which is not in force any more
                ledger.record(
                        Holdouts.plan(second.replace("version: \"2\"", "version: \"3\"") + amends),
                        Holdouts.ANNA,
                        new Link("amends", sealed.plans().get(0).entry()),
                        new Link("seal", sealed.entry()));
                assertThat(sealed.plans()).hasSize(2);
                assertThat(sealed.unsoundAmendments())
                        .hasSize(sound ? 1 : 2)
                        .last()
                        .satisfies(unsound -> assertThat(unsound.fault())
                                .contains(
                                        "entry " + sealed.plans().get(1).entry().index() + ", the version in force"));
            }
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
