package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Slice;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class SplitBalanceTest {

    /** Twelve subjects with one record each, in the order of time; the sexes as given. */
    private static CohortSplit halves(String sexes) {
        return halves(sexes, true);
    }

    private static CohortSplit halves(String sexes, boolean subjects) {
        List<String> ids = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> sex = new ArrayList<>();
        long[] time = new long[12];
        for (int i = 0; i < 12; i++) {
            ids.add("r" + (10 + i));
            labels.add(i % 3 == 0 ? "1" : "0");
            sex.add(String.valueOf(sexes.charAt(i)));
            time[i] = i;
        }
        Cohort.LabelStage cohort = Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("y", labels)
                        .category("sex", sex)
                        .wholeNumber("time", time)
                        .build())
                .record("id");
        if (subjects) {
            cohort.subject("id");
        }
        return TemporalSplitter.builder(Straddlers.REFUSED)
                .first("train")
                .thenFrom("6", "test")
                .build()
                .split(cohort.label("y", "1").attributes("sex").time("time").named("dozen", "1"));
    }

    // by hand: 4 of 6 against 2 of 6: (2/3 - 1/3) / sqrt((2/9 + 2/9) / 2) = (1/3) / (sqrt(2)/3) = 0.7071
    @Test
    void shares_and_differences_are_those_by_hand() {
        SplitBalance balance = SplitBalance.of(halves("ffmmffmmffmm"), 0.95);

        assertThat(balance.rows())
                .filteredOn(row -> row.attribute().equals("sex"))
                .extracting(SplitBalance.Row::part, SplitBalance.Row::group, SplitBalance.Row::subjects)
                .containsExactly(
                        Tuple.tuple("train", "f", 4L),
                        Tuple.tuple("test", "f", 2L),
                        Tuple.tuple("train", "m", 2L),
                        Tuple.tuple("test", "m", 4L));
        assertThat(balance.on(
                                SplitBalance.SUBJECT_SHARE_DIFFERENCE,
                                Slice.of("part", "train").and("sex", "f"))
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(balance.on(
                                SplitBalance.SUBJECT_SHARE,
                                Slice.of("part", "train").and("y", "1"))
                        .orElseThrow()
                        .point())
                .hasValue(2 / 6.0);
    }

    @Test
    void a_group_that_is_missing_from_a_part_is_a_finding_and_its_twin_is_silent() {
        assertThat(SplitBalance.of(halves("ffxxffmmffmm"), 0.95).findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(
                        Tuple.tuple("GROUP_MISSING_FROM_PART", "sex=m"),
                        Tuple.tuple("GROUP_MISSING_FROM_PART", "sex=x"));
        assertThat(SplitBalance.of(halves("xfmmffmmffmm"), 0.95).findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(Tuple.tuple("GROUP_TOO_THIN", "sex=x"));
        assertThat(SplitBalance.of(halves("ffmmffmmffmm"), 0.95).findings()).isEmpty();
    }

    @Test
    void without_a_subject_column_the_balance_counts_records_and_says_that_patients_were_not_looked_at() {
        SplitBalance balance = SplitBalance.of(halves("ffmmffmmffmm", false), 0.95);

        assertThat(balance.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SUBJECT_NOT_DECLARED");
            assertThat(finding.message()).contains("That no patient is in two parts was not looked at");
        });
        assertThat(Html.text(SplitBalanceLayout.of(balance)))
                .contains("Records of each part by sex", "6 records", "may be in several parts")
                .doesNotContain("Subjects of each part", "6 subjects", "By subject:");
    }

    @Test
    void folds_are_compared_by_what_they_hold_out_and_the_balance_rests_on_the_recorded_split() {
        CrossValidation folds =
                FoldSplitter.builder(1).folds(3).stratified("sex").build().split(SplitCohorts.cohort(60));
        SplitBalance balance = SplitBalance.of(folds, 0.9);

        assertThat(balance.rows()).hasSize(3 * 3);
        assertThat(balance.level()).isEqualTo(0.9);
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.record(folds);
            assertThat(ledger.record(balance).entry().type()).isEqualTo("evidence.recorded");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SplitBalance.of(folds, 95));
    }

    @Test
    void the_documents_and_the_page_are_as_reviewed() {
        CohortSplit split = halves("ffxxffmmffmm");
        SplitBalance balance = SplitBalance.of(split, 0.95);
        Golden.check(SplitBalanceTest.class, "dataset-split.json", json(split));
        Golden.check(
                SplitBalanceTest.class,
                "cross-validation.json",
                json(FoldSplitter.builder(1).folds(3).inner(2).build().split(SplitCohorts.cohort(12))));
        Golden.check(SplitBalanceTest.class, "split-balance.json", json(balance));
        assertThat(Html.text(SplitBalanceLayout.of(balance)))
                .contains(
                        "<dt>Outcome</dt><dd>y; positive: 1</dd>",
                        "by record identifier in the order of its characters");
        Golden.check(
                SplitBalanceTest.class,
                "split-balance.html",
                masked(Html.text(SplitBalanceLayout.of(balance)), balance));
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : new String[] {"dataset-split", "cross-validation", "split-balance"}) {
            assertThat(EvidenceDocument.parse(Golden.bytes(SplitBalanceTest.class, name + ".json"))
                            .schema())
                    .isEqualTo(name + "/1");
        }
    }

    private static String json(Evidence evidence) {
        return masked(new String(evidence.document().bytes(), StandardCharsets.UTF_8), evidence)
                        .replace("},{", "},\n{")
                + "\n";
    }

    private static String masked(String text, Evidence evidence) {
        String hex = evidence.document().digest().hex();
        String masked = text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(evidence.document().digest().abbreviated(), "DIGEST");
        // the digest of the split's document moves with the version too
        for (var input : evidence.provenance().inputs()) {
            if (input.kind() == io.medml.core.evidence.ArtifactRef.Kind.EVIDENCE) {
                masked = masked.replace(input.digest().hex(), "1".repeat(64));
                masked = masked.replace(input.digest().abbreviated(), "1".repeat(12));
            }
        }
        return masked;
    }
}
