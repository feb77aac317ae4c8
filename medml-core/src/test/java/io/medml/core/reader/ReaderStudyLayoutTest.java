package io.medml.core.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.document.Html;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.stats.ReaderDesign;
import io.medml.core.table.Table;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReaderStudyLayoutTest {

    private static final String NOT_RECORDED = "This report is not in a ledger";

    private static ReaderStudyReport report(ReaderDesign design) {
        return ReaderStudyEvaluator.comparing("aided", "unaided")
                .design(design)
                .nonInferiority(0.05, 0.025)
                .build()
                .evaluate(Studies.whole());
    }

    @Test
    void a_page_says_whether_its_report_is_recorded() {
        ReaderStudyReport report = report(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

        assertThat(Html.text(ReaderStudyLayout.of(report))).contains(NOT_RECORDED);
        assertThat(Html.text(ReaderStudyLayout.of(ledger.record(report)))).doesNotContain(NOT_RECORDED);
    }

    @Test
    void a_page_shows_curves_areas_the_answer_and_the_use_of_advice() {
        assertThat(Html.text(ReaderStudyLayout.of(report(ReaderDesign.RANDOM_READERS_RANDOM_CASES))))
                .contains("ROC curves of the readers, aided", "Area under the ROC curve of each reader")
                .contains("is not shown by these data, which does not show the contrary")
                .contains("automation bias", "beneficial change of decisions")
                .contains("That may be chance; its uncertainty is not computed.")
                .doesNotContain("small against its uncertainty")
                .doesNotContain("case 100")
                .doesNotContain("NaN");
    }

    @Test
    void markup_in_the_labels_of_readers_is_text() {
        String[] readers = {"<b>A</b>", "<b>A</b>", "B", "B"};
        ReaderStudyReport hostile = ReaderStudyEvaluator.of("<i>m</i>")
                .build()
                .evaluate(ReaderReadings.from(Table.builder()
                                .category("m", "<i>m</i>", "<i>m</i>", "<i>m</i>", "<i>m</i>")
                                .category("r", readers)
                                .category("c", "1", "2", "1", "2")
                                .category("t", "1", "0", "1", "0")
                                .number("x", 2, 1, 1, 2)
                                .build())
                        .modality("m")
                        .reader("r")
                        .caseId("c")
                        .truth("t", "1", "0")
                        .rating("x")
                        .named("hostile", "1"));

        assertThat(Html.text(ReaderStudyLayout.of(hostile)))
                .doesNotContain("<b>A")
                .doesNotContain("<i>m");
    }

    @Test
    void every_interval_method_is_explained() {
        for (ReaderDesign design : List.of(ReaderDesign.values())) {
            assertThat(report(design).measurements())
                    .allSatisfy(m -> assertThat(IntervalMethods.describe(
                                    m.estimate().intervalEstimate().method()))
                            .as(m.estimate().intervalEstimate().method())
                            .doesNotContain("see the documentation"));
        }
    }
}
