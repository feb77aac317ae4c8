package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportingChecklistLayoutTest {

    private static final Cohort COHORT = Twenty.independent(Twenty.inOrder());

    static Recorded<EvaluationReport> recorded(EvaluationReport report) {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
        ledger.append(EntryDraft.of("model.registered")
                .subject(report.model())
                .data(Content.fields()
                        .put("sha256", report.model().digest().hex())
                        .build()));
        return ledger.record(report);
    }

    private static EvaluationReport withoutThreshold() {
        return ModelEvaluator.builder().slices().bootstrap(7, 200).build().evaluate(COHORT, Twenty.scores(COHORT));
    }

    private static EvaluationReport full() {
        return ModelEvaluator.builder()
                .operatingPoint(LockedOperatingPoint.at(0.4))
                .countAbsentPredictions()
                .caseMixReference(EvaluationSupplementsTest.published())
                .bootstrap(7, 200)
                .build()
                .evaluate(COHORT, EvaluationSupplementsTest.withAbsent(COHORT, EvaluationSupplementsTest.ABSENT));
    }

    private static List<String> answers(ReportingChecklistLayout checklist, String number) {
        return checklist.items().stream()
                .filter(item -> item.number().equals(number))
                .flatMap(item -> item.answers().stream())
                .map(ReportingChecklistLayout.Answer::text)
                .toList();
    }

    private static ReportingChecklistLayout of(ReportingGuideline guideline, EvaluationReport report) {
        return ReportingChecklistLayout.builder(guideline)
                .evidence(recorded(report))
                .build();
    }

    // Collins and others (2024): 27 items with 52 parts; Bossuyt and others (2015): 30 items with 34 parts
    @Test
    void the_lists_have_the_published_numbers_of_items_and_parts() {
        assertThat(ReportingGuideline.TRIPOD_AI_2024.numbers()).hasSize(52).doesNotHaveDuplicates();
        assertThat(ReportingGuideline.STARD_2015.numbers()).hasSize(34).doesNotHaveDuplicates();
        assertThat(ReportingGuideline.TRIPOD_AI_2024.numbers().stream()
                        .map(number -> number.replaceAll("[a-z]", ""))
                        .distinct())
                .hasSize(27);
        assertThat(ReportingGuideline.STARD_2015.numbers().stream()
                        .map(number -> number.replaceAll("[a-z]", ""))
                        .distinct())
                .hasSize(30);
    }

    @Test
    void an_answer_is_read_from_the_evidence_and_is_absent_where_the_evidence_lacks_it() {
        ReportingChecklistLayout rich = of(ReportingGuideline.STARD_2015, full());
        ReportingChecklistLayout poor = of(ReportingGuideline.STARD_2015, withoutThreshold());

        assertThat(answers(rich, "23")).containsExactly("TP 5, FP 4, FN 0, TN 8");
        assertThat(answers(poor, "23")).isEmpty();
        assertThat(answers(rich, "15")).singleElement().asString().contains("3 of 20");
        assertThat(answers(poor, "15")).singleElement().asString().contains("were not accepted");
        assertThat(answers(rich, "17")).containsExactly("performance by group");
        assertThat(answers(poor, "17")).isEmpty();
        assertThat(answers(rich, "30")).isEmpty();
    }

    @Test
    void no_answer_says_more_than_the_evidence_knows() {
        LockedOperatingPoint onTheseData = LockedOperatingPoint.Rule.youden().chooseOn(COHORT, Twenty.scores(COHORT));
        EvaluationReport apparent = ModelEvaluator.builder()
                .slices()
                .operatingPoint(onTheseData)
                .bootstrap(7, 200)
                .build()
                .evaluate(COHORT, Twenty.scores(COHORT));
        String page = Html.text(ReportingChecklistLayout.builder(ReportingGuideline.STARD_2015)
                .evidence(recorded(apparent))
                .build()
                .page());

        assertThat(page)
                .contains("the data evaluated on")
                .contains("every record handed in has a prediction")
                .doesNotContain("goals stated beforehand");
    }

    @Test
    void the_declared_population_answers_how_data_differ() {
        assertThat(answers(of(ReportingGuideline.TRIPOD_AI_2024, full()), "20c"))
                .containsExactly("standardised differences to a registry, table 1 by group");
        assertThat(answers(of(ReportingGuideline.TRIPOD_AI_2024, withoutThreshold()), "20c"))
                .isEmpty();
    }

    @Test
    void the_page_tells_evidence_from_the_word_of_the_host_and_says_what_is_neither() {
        String page = Html.text(ReportingChecklistLayout.builder(ReportingGuideline.TRIPOD_AI_2024)
                .evidence(recorded(full()))
                .stated("18a", "Funded by <nobody>.")
                .build()
                .page());

        assertThat(page)
                .contains("Funded by &lt;nobody&gt;.")
                .contains("nothing stated")
                .contains("not in the evidence")
                .contains("BMJ 385:e078378")
                .doesNotContain("fulfilled")
                .doesNotContain("adherence");
    }

    @Test
    void what_is_no_item_blank_or_stated_twice_is_refused() {
        ReportingChecklistLayout.Builder builder =
                ReportingChecklistLayout.builder(ReportingGuideline.STARD_2015).stated("30", "none");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.stated("31", "x"))
                .withMessageContaining("STARD 2015 has no item \"31\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.stated("29", " "))
                .withMessageContaining("leave it out");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.stated("30", "none"))
                .withMessageContaining("already stated");
        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("call evidence(..)");
    }
}
