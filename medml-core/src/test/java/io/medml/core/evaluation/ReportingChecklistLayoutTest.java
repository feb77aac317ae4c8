package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.calibration.CalibrationAnalyzer;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evaluation.ReportingChecklistLayout.Standing;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.model.ScoringModel.ScoreKind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportingChecklistLayoutTest {

    private static final Cohort COHORT = Twenty.independent(Twenty.inOrder());

    private static final Ledger LEDGER =
            Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

    static <E extends Evidence> Recorded<E> recorded(E report) {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));
        ArtifactRef model = report.about().get(0);
        ledger.append(EntryDraft.of("model.registered")
                .subject(model)
                .data(Content.fields().put("sha256", model.digest().hex()).build()));
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

    private static ReportingChecklistLayout of(ReportingGuideline guideline, Evidence... evidence) {
        ReportingChecklistLayout.Builder builder = ReportingChecklistLayout.builder(guideline);
        for (Evidence each : evidence) {
            boolean aboutModel = each.about().get(0).kind() == ArtifactRef.Kind.MODEL;
            builder.evidence(aboutModel ? recorded(each) : LEDGER.record(each));
        }
        return builder.build();
    }

    private static ReportingChecklistLayout.Item item(ReportingChecklistLayout checklist, String number) {
        return checklist.items().stream()
                .filter(item -> item.number().equals(number))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> standing(ReportingChecklistLayout checklist, Standing standing) {
        return checklist.items().stream()
                .filter(item -> item.standing() == standing)
                .map(ReportingChecklistLayout.Item::number)
                .toList();
    }

    // the items of Collins and others (2024) read against what the evidence holds: of an evaluation at a threshold, by
    // group, with
    // absent predictions and a published case mix, only performance with intervals, calibration and groups (23a) is
    // whole
    @Test
    void an_item_is_reported_here_only_where_the_evidence_holds_all_that_it_asks_for() {
        ReportingChecklistLayout tripod = of(ReportingGuideline.TRIPOD_AI_2024, full());
        ReportingChecklistLayout stard = of(ReportingGuideline.STARD_2015, full());

        assertThat(standing(tripod, Standing.REPORTED)).containsExactly("23a");
        assertThat(standing(tripod, Standing.IN_PART))
                .containsExactly("4", "5a", "11", "12e", "12g", "15", "20a", "20b", "21", "26");
        assertThat(standing(stard, Standing.REPORTED)).containsExactly("14", "23", "24");
        assertThat(standing(stard, Standing.IN_PART)).containsExactly("10a", "12a", "15", "16", "17", "20", "26");
        assertThat(item(stard, "16").missing()).containsExactly("missing results of the reference standard");
        assertThat(tripod.items()).allSatisfy(item -> {
            assertThat(item.answers().isEmpty()).isEqualTo(item.standing() == Standing.AUTHOR);
            assertThat(item.missing().isEmpty()).isEqualTo(item.standing() != Standing.IN_PART);
        });
    }

    @Test
    void performance_without_groups_or_without_an_interval_is_no_whole_answer() {
        assertThat(item(of(ReportingGuideline.TRIPOD_AI_2024, withoutThreshold()), "23a")
                        .missing())
                .containsExactly("performance in groups");
        // two records with the condition and none without: no area, so no precision either
        Cohort two = Twenty.independent(new int[] {0, 2});
        EvaluationReport bare =
                ModelEvaluator.builder().slices().bootstrap(7, 200).build().evaluate(two, Twenty.scores(two));
        assertThat(item(of(ReportingGuideline.STARD_2015, bare), "24").standing())
                .isEqualTo(Standing.AUTHOR);
    }

    @Test
    void an_area_without_a_threshold_is_no_accuracy_of_a_test() {
        ReportingChecklistLayout.Item item = item(of(ReportingGuideline.STARD_2015, withoutThreshold()), "24");

        assertThat(item.standing()).isEqualTo(Standing.IN_PART);
        assertThat(item.missing()).containsExactly("sensitivity and specificity at a threshold, with intervals");
        assertThat(item.answers())
                .singleElement()
                .satisfies(a -> assertThat(a.text()).startsWith("area under the ROC curve "));
        assertThat(answers(of(ReportingGuideline.STARD_2015, full()), "24"))
                .satisfiesExactlyInAnyOrder(
                        area -> assertThat(area)
                                .startsWith("area under the ROC curve ")
                                .doesNotContain("sensitivity"),
                        accuracy ->
                                assertThat(accuracy).startsWith("sensitivity ").contains(", specificity "));
    }

    private static Evidence calibration(Cohort cohort, String version) {
        return CalibrationAnalyzer.builder()
                .bootstrap(7, 200)
                .build()
                .analyze(cohort, Twenty.model(version, ScoreKind.PROBABILITY).score(cohort));
    }

    @Test
    void evidence_on_another_model_is_refused() {
        ReportingChecklistLayout.Builder builder = ReportingChecklistLayout.builder(ReportingGuideline.TRIPOD_AI_2024)
                .evidence(recorded(full()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.evidence(recorded(calibration(COHORT, "0.9"))))
                .withMessageContainingAll("twenty", "0.9", "lay out the evidence on each model by itself");
        assertThat(builder.evidence(recorded(calibration(COHORT, "1.0")))
                        .build()
                        .items())
                .isNotEmpty();
    }

    @Test
    void answers_name_their_data_where_there_are_several() {
        Cohort half = Cohort.from(Twenty.table(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}))
                .record("record")
                .label("outcome", "yes")
                .attributes("group")
                .named("half", "2");

        assertThat(answers(of(ReportingGuideline.TRIPOD_AI_2024, full(), calibration(half, "1.0")), "23a"))
                .contains("calibration, with intervals, on half 2")
                .filteredOn(text -> text.contains("area under"))
                .singleElement()
                .asString()
                .endsWith(", on twenty 1.0");
        assertThat(answers(of(ReportingGuideline.TRIPOD_AI_2024, full(), calibration(COHORT, "1.0")), "23a"))
                .contains("calibration, with intervals");
    }

    @Test
    void software_that_made_the_evidence_is_no_code_that_others_can_have() {
        assertThat(item(of(ReportingGuideline.TRIPOD_AI_2024, full()), "18f").standing())
                .isEqualTo(Standing.AUTHOR);
    }

    @Test
    void groups_are_clusters_only_where_the_data_declare_them_as_the_site() {
        Cohort sites = Cohort.from(Twenty.table(Twenty.inOrder()))
                .record("record")
                .label("outcome", "yes")
                .attributes("group")
                .site("group")
                .named("twenty", "1.0");
        EvaluationReport bySite =
                ModelEvaluator.builder().bootstrap(7, 200).build().evaluate(sites, Twenty.scores(sites));

        assertThat(item(of(ReportingGuideline.TRIPOD_AI_2024, full(), COHORT.describe()), "12d")
                        .standing())
                .isEqualTo(Standing.AUTHOR);
        for (String number : List.of("12d", "23b")) {
            assertThat(item(of(ReportingGuideline.TRIPOD_AI_2024, bySite), number)
                            .standing())
                    .isEqualTo(Standing.AUTHOR);
            ReportingChecklistLayout.Item item =
                    item(of(ReportingGuideline.TRIPOD_AI_2024, bySite, sites.describe()), number);
            assertThat(item.standing()).isEqualTo(Standing.IN_PART);
            assertThat(item.answers().get(0).text()).contains("performance by group, declared as the site");
            assertThat(item.missing()).singleElement().asString().contains("a measure of");
        }
    }

    @Test
    void a_population_is_no_development_data_and_a_separation_says_nothing_about_their_differences() {
        Cohort development = Cohort.from(Twenty.table(new int[] {0, 1, 2, 3, 4, 5}))
                .record("record")
                .label("outcome", "yes")
                .attributes("group")
                .named("development", "1.0");
        SeparationReport separation = LeakageDetector.separation(development, COHORT);
        EvaluationReport beside = ModelEvaluator.builder()
                .caseMixReference(CaseMixReference.of(development))
                .bootstrap(7, 200)
                .build()
                .evaluate(COHORT, Twenty.scores(COHORT));

        assertThat(item(of(ReportingGuideline.TRIPOD_AI_2024, full(), separation), "20c")
                        .standing())
                .isEqualTo(Standing.AUTHOR);
        assertThat(item(of(ReportingGuideline.TRIPOD_AI_2024, beside), "20c").standing())
                .isEqualTo(Standing.AUTHOR);
        ReportingChecklistLayout known = of(ReportingGuideline.TRIPOD_AI_2024, beside, separation);
        assertThat(item(known, "20c").standing()).isEqualTo(Standing.IN_PART);
        assertThat(answers(known, "20c")).containsExactly("standardised differences to development 1.0 by group");
        assertThat(item(known, "16").standing()).isEqualTo(Standing.AUTHOR);
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
                .contains("in part; not in the evidence: the objectives, and whether development is reported too")
                .contains("to be written by the author")
                .contains("reported here")
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
