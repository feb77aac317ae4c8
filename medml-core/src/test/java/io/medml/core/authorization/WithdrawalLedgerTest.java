package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.AnalysisPlan;
import io.medml.core.holdout.ReuseBudget;
import io.medml.core.holdout.SealedTestSet;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.DatasetFingerprint;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.HandClock;
import io.medml.core.ledger.Ledger;
import io.medml.core.lineage.LineageGraph;
import io.medml.core.lineage.SubjectTrace;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a withdrawal reaches of the reads, movements and days that a ledger holds. The subject is one of the training part. */
class WithdrawalLedgerTest {

    private static final LocalDate WITHDRAWN = LocalDate.parse("2026-02-01");
    private static final String BEFORE = "2026-01-10";
    private static final String AFTER = "2026-02-10";
    private static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "pneumonia", "1", Digest.sha256("weights"));
    private static final ArtifactRef EXPORT =
            new ArtifactRef(ArtifactRef.Kind.COLLECTION, "export", "1", Digest.sha256("export"));

    private static final Cohort COHORT = Sample.cohort(rows());
    private static final CohortSplit SPLIT = SubjectSplitter.builder(1)
            .part("training", 0.5)
            .part("test", 0.5)
            .build()
            .split(COHORT);
    private static final Cohort TRAINING = SPLIT.part("training");
    private static final Cohort TEST = SPLIT.part("test");

    private final HandClock clock = HandClock.at(BEFORE);
    private final Ledger ledger = Ledger.inMemory(clock);

    private static String rows() {
        StringBuilder rows = new StringBuilder("id,patient,y\n");
        for (int i = 0; i < 12; i++) {
            rows.append('r')
                    .append(i)
                    .append(",p")
                    .append(i)
                    .append(',')
                    .append(i % 2)
                    .append('\n');
        }
        return rows.toString();
    }

    private LineageGraph.Builder lineage() {
        return LineageGraph.builder().replay(ledger).collected(EXPORT, COHORT.reference());
    }

    private static LineageGraph.Builder known(LineageGraph.Builder graph) {
        for (Cohort cohort : List.of(COHORT, TRAINING, TEST)) {
            graph.subjects(DatasetFingerprint.of(cohort, Sample.KEY));
        }
        return graph;
    }

    private static String pseudonym(Cohort cohort) {
        return Sample.KEY.subjectPseudonym(cohort.subjectIds().get(0));
    }

    private static WithdrawalImpact impact(LineageGraph.Builder graph, Cohort of) {
        return Withdrawal.of(pseudonym(of), WITHDRAWN).trace(graph.build(), Sample.KEY, Sample.MARCH);
    }

    private static List<String> errors(WithdrawalImpact impact) {
        return impact.findings().stream()
                .filter(f -> f.severity() == Severity.ERROR)
                .map(f -> f.code() + " at " + f.where())
                .toList();
    }

    private long export(Cohort cohort) {
        return DataUseLog.on(ledger)
                .moved(
                        DataMovement.exportOf(cohort.reference())
                                .from("DE")
                                .to("US")
                                .purpose("training")
                                .because("second site")
                                .legalBasis("not stated")
                                .unencrypted("sent on a disk")
                                .recipient("Old Co")
                                .build(),
                        Sample.ANA)
                .index();
    }

    // ---- reads and movements

    @Test
    void a_read_and_an_export_after_the_withdrawal_are_against_it_and_the_recipient_is_named() {
        ledger.record(COHORT.describe());
        clock.turnTo(AFTER);
        long export = export(COHORT);
        long read = DataUseLog.on(ledger)
                .accessed(COHORT.reference(), "training", "DE", "training run 2", Sample.ANA)
                .index();

        WithdrawalImpact impact = impact(known(lineage()), TRAINING);

        assertThat(errors(impact))
                .containsExactly("USE_AFTER_WITHDRAWAL at records 1", "USE_AFTER_WITHDRAWAL at records 1");
        assertThat(impact.findings().get(0).message())
                .contains("was used on 2026-02-10 (exported to Old Co, at US, for training, by entry " + export
                        + ": second site)");
        assertThat(impact.findings().get(1).message())
                .contains("(accessed at DE, for training, by entry " + read + ": training run 2)");
        assertThat(impact.transfers()).singleElement().satisfies(transfer -> {
            assertThat(transfer.dataset()).isEqualTo(COHORT.reference());
            assertThat(transfer.destination()).isEqualTo("Old Co, at US");
            assertThat(transfer.on()).contains(LocalDate.parse(AFTER));
            assertThat(transfer.entry()).contains(export);
        });
        assertThat(impact.ledger().orElseThrow().id()).isEqualTo(ledger.origin());
        assertThat(Html.text(WithdrawalLayout.of(impact)))
                .contains("Old Co, at US", "training run 2", "in the ledger in-memory, entries 0 to " + read);
    }

    @Test
    void before_the_withdrawal_they_are_no_error_and_a_copy_elsewhere_stays_a_warning() {
        ledger.record(COHORT.describe());
        export(COHORT);
        DataUseLog.on(ledger).accessed(COHORT.reference(), "training", "DE", "training run 1", Sample.ANA);

        WithdrawalImpact impact = impact(known(lineage()), TRAINING);

        assertThat(errors(impact)).isEmpty();
        assertThat(impact.uses()).hasSize(2);
        assertThat(impact.findings())
                .filteredOn(f -> f.code().equals("HELD_ELSEWHERE"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.severity()).isEqualTo(Severity.WARNING);
                    assertThat(f.message()).contains("went to Old Co, at US, on 2026-01-10");
                });
    }

    @Test
    void reads_and_movements_of_data_without_the_subject_do_not_concern_it() {
        ledger.record(SPLIT);
        clock.turnTo(AFTER);
        export(TEST);

        WithdrawalImpact impact = impact(known(lineage()), TRAINING);

        assertThat(errors(impact)).isEmpty();
        assertThat(impact.transfers()).isEmpty();
        assertThat(impact.datasetsWithout()).containsExactly(TEST.reference());
    }

    /** No entry registers the data and nobody gave their subjects: the export alone tells that they are there. */
    @Test
    void data_that_only_a_movement_names_are_looked_at_and_not_known_without_their_subjects() {
        clock.turnTo(AFTER);
        export(COHORT);

        WithdrawalImpact impact = impact(lineage(), TRAINING);

        assertThat(errors(impact)).contains("MEMBERSHIP_NOT_KNOWN at records 1");
        assertThat(impact.findings())
                .filteredOn(f -> f.code().equals("MEMBERSHIP_NOT_KNOWN"))
                .singleElement()
                .satisfies(f -> assertThat(f.details())
                        .containsEntry("uses", "1")
                        .containsEntry("uses_not_before_withdrawal", "1"));
        assertThat(impact.findings())
                .filteredOn(f -> f.code().equals("HELD_ELSEWHERE"))
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("may hold the subject"));
        assertThat(Html.text(WithdrawalLayout.of(impact)))
                .contains("exported to Old Co, at US", "perhaps, if it holds the subject");
    }

    @Test
    void an_access_whose_data_nobody_can_tell_leaves_the_tracing_incomplete() {
        ledger.record(COHORT.describe());
        ledger.append(EntryDraft.of("dataset.accessed")
                .subject(MODEL)
                .data(Content.fields().put("hash", MODEL.digest().hex()).build()));

        WithdrawalImpact impact = impact(known(lineage()), TRAINING);

        assertThat(errors(impact)).containsExactly("TRACE_INCOMPLETE at entry " + (ledger.size() - 1));
    }

    @Test
    void a_trace_names_who_received_the_data() {
        export(COHORT);

        SubjectTrace trace = known(lineage()).build().traceOfPseudonym(pseudonym(TEST), Sample.KEY);

        assertThat(trace.destinations()).containsExactly("Old Co, at US");
        assertThat(trace.content().asFields().list("accesses")).hasSize(1);
    }

    // ---- openings of a test set

    private SealedTestSet sealed() {
        var plan =
                ledger.record(AnalysisPlan.from(Content.parseYaml("""
                plan: P
                version: "1"
                objective: see
                alpha: 0.025
                endpoints:
                  - {id: E1, role: primary, metric: auroc, lower_limit_at_least: 0.6, because: stated}
                missing_data: none
                sample_size: {positives: 4, because: enough for the example}
                """.getBytes(StandardCharsets.UTF_8)), "plan.yaml"));
        return SealedTestSet.of(TEST)
                .under(plan)
                .key(Sample.KEY)
                .budget(new ReuseBudget(3, ReuseBudget.Feedback.FIGURES, ReuseBudget.Beyond.REFUSED))
                .seal(ledger, Sample.ANA);
    }

    @ParameterizedTest
    @ValueSource(strings = {BEFORE, AFTER})
    void the_opening_of_a_sealed_test_set_is_an_access(String day) {
        SealedTestSet sealed = sealed();
        clock.turnTo(day);
        long opening = sealed.open(MODEL, "the only look", Sample.ANA, () -> TEST)
                .look()
                .entry()
                .index();

        WithdrawalImpact impact = impact(known(lineage()), TEST);

        assertThat(impact.uses())
                .extracting(SubjectUses.Use::what)
                .contains("opened as a sealed test set, by entry " + opening + ": the only look");
        assertThat(errors(impact)
                        .contains("USE_AFTER_WITHDRAWAL at " + TEST.reference().id() + " 1"))
                .isEqualTo(day.equals(AFTER));
    }

    @Test
    void an_opening_that_gave_nothing_is_none() {
        SealedTestSet sealed = sealed();
        assertThatThrownBy(() -> sealed.open(MODEL, "wrong data", Sample.ANA, () -> TRAINING))
                .isInstanceOf(IntegrityException.class);

        assertThat(known(lineage()).build().accesses()).isEmpty();
    }

    // ---- days

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_part_is_of_the_day_of_its_split_whether_it_is_described_later_or_not(boolean described) {
        ledger.record(COHORT.describe());
        ledger.record(SPLIT);
        clock.turnTo(AFTER);
        if (described) {
            ledger.record(TRAINING.describe());
        }

        WithdrawalImpact impact = impact(known(lineage()), TRAINING);

        assertThat(errors(impact)).isEmpty();
        assertThat(impact.uses()).singleElement().satisfies(use -> {
            assertThat(use.what()).startsWith("making of");
            assertThat(use.on()).contains(LocalDate.parse(BEFORE));
        });
    }

    @Test
    void a_split_after_the_withdrawal_is_against_it() {
        ledger.record(COHORT.describe());
        clock.turnTo(AFTER);
        ledger.record(SPLIT);

        assertThat(errors(impact(known(lineage()), TRAINING))).containsExactly("USE_AFTER_WITHDRAWAL at records 1");
    }

    // ---- the page

    @Test
    void two_withdrawals_of_a_day_are_told_apart_by_a_digest_and_no_page_names_the_subject() {
        ledger.record(COHORT.describe());
        WithdrawalImpact one = impact(known(lineage()), TRAINING);
        WithdrawalImpact other = impact(known(lineage()), TEST);

        String page = Html.text(WithdrawalLayout.of(one));

        assertThat(page)
                .contains(one.withdrawal().reference().digest().abbreviated())
                .doesNotContain(other.withdrawal().reference().digest().abbreviated())
                .doesNotContain(one.withdrawal().pseudonym())
                .doesNotContain(one.withdrawal().pseudonym().substring(0, 12));
    }

    @Test
    void a_transfer_is_of_data_that_hold_the_subject_or_may() {
        SubjectUses.Builder uses = SubjectUses.of(pseudonym(TEST))
                .notHeldIn(COHORT.reference())
                .movedTo(COHORT.reference(), "Old Co", WITHDRAWN);

        assertThatIllegalArgumentException().isThrownBy(uses::build).withMessageContaining("holds the subject");
    }

    @Test
    void without_a_ledger_the_page_says_that_reads_and_movements_were_not_looked_at() {
        SubjectUses.Builder uses = SubjectUses.of(pseudonym(TEST))
                .heldIn(COHORT.reference())
                .movedTo(COHORT.reference(), "Old Co", WITHDRAWN);
        WithdrawalImpact impact = Withdrawal.of(pseudonym(TEST), WITHDRAWN).trace(uses.build(), Sample.MARCH);

        assertThat(impact.findings())
                .extracting(Finding::code)
                .containsExactly("USE_AFTER_WITHDRAWAL", "SUBJECT_HELD", "HELD_ELSEWHERE");
        assertThat(impact.ledger()).isEmpty();
        assertThat(Html.text(WithdrawalLayout.of(impact))).contains("no ledger was read; only those that were stated");
    }
}
