package io.medml.core.uncertainty;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class UncertaintyLayoutTest {

    private static final String NOT_RECORDED = "This report is not in a ledger";
    private static final Cohort TEST = Scored.test();

    private static ConformalCalibration calibration(Cohort cohort) {
        return ConformalPredictor.builder().coverage(0.8).by("group").build().calibrate(cohort, Scored.scores(cohort));
    }

    @Test
    void a_page_says_whether_its_evidence_is_recorded() {
        ConformalCalibration calibration = calibration(Scored.calibration());
        CoverageReport coverage = calibration.evaluate(TEST, Scored.scores(TEST));
        AbstentionReport abstention = AbstentionPolicy.band(0.3, 0.6).evaluate(TEST, Scored.scores(TEST));
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
        ledger.append(EntryDraft.of("model.registered")
                .subject(calibration.model())
                .data(Content.fields()
                        .put("sha256", calibration.model().digest().hex())
                        .build()));

        assertThat(Html.text(CoverageLayout.ofCalibration(calibration))).contains(NOT_RECORDED);
        assertThat(Html.text(CoverageLayout.of(coverage))).contains(NOT_RECORDED);
        assertThat(Html.text(AbstentionLayout.of(abstention))).contains(NOT_RECORDED);
        assertThat(Html.text(CoverageLayout.ofCalibration(ledger.record(calibration))))
                .doesNotContain(NOT_RECORDED)
                .contains("entry 2");
        assertThat(Html.text(CoverageLayout.of(ledger.record(coverage)))).doesNotContain(NOT_RECORDED);
        assertThat(Html.text(AbstentionLayout.of(ledger.record(abstention)))).doesNotContain(NOT_RECORDED);
    }

    @Test
    void markup_in_the_names_of_groups_is_text() {
        String[] groups = Scored.CALIBRATION_GROUPS.clone();
        groups[0] = "<script>alert(1)</script>";
        Cohort hostile = Scored.cohort("hostile", Scored.CALIBRATION_LABELS, Scored.CALIBRATION, groups, 1);
        ConformalCalibration calibration = calibration(hostile);

        assertThat(Html.text(CoverageLayout.ofCalibration(calibration))).doesNotContain("<script>alert");
        assertThat(Html.text(CoverageLayout.of(calibration.evaluate(hostile, Scored.scores(hostile)))))
                .doesNotContain("<script>alert");
        assertThat(Html.text(
                        AbstentionLayout.of(AbstentionPolicy.band(0.3, 0.6).evaluate(hostile, Scored.scores(hostile)))))
                .doesNotContain("<script>alert");
    }

    @Test
    void what_is_not_estimable_is_a_reason_on_the_page() {
        int[] negatives = new int[Scored.TEST.length];
        Cohort cohort = Scored.cohort("negatives", negatives, Scored.TEST, Scored.TEST_GROUPS, 1);

        String page =
                Html.text(AbstentionLayout.of(AbstentionPolicy.band(0, 1).evaluate(cohort, Scored.scores(cohort))));

        assertThat(page).contains("not estimable: no record with the condition").doesNotContain("NaN");
        assertThat(page).contains("NOTHING_ANSWERED");
    }
}
