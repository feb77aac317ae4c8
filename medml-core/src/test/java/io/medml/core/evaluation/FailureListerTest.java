package io.medml.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Html;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureListerTest {

    private static final FingerprintKey KEY =
            FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII));
    private static final LockedOperatingPoint POINT = LockedOperatingPoint.at(0.4);

    private static FailureReport list(FailureLister lister, Cohort cohort) {
        return lister.list(cohort, Twenty.scores(cohort), KEY);
    }

    private static FailureLister byGroup(String... neverMiss) {
        return FailureLister.at(POINT)
                .severity("group", "c", "a", "b")
                .neverMiss(neverMiss)
                .build();
    }

    // by hand at 0.4: of the seven with the condition (.9 a, .7 a, .35 b, .8 b, .55 a, .45 b, .4 a) one is missed, .35
    // of group b;
    // of the thirteen without, .4 a, .6 b, .5 a and .65 b are false alarms
    @Test
    void wrong_predictions_are_listed_missed_ones_first_and_the_most_confident_first() {
        FailureReport report = list(byGroup(), Twenty.independent(Twenty.inOrder()));

        assertThat(report.failures())
                .extracting(FailureReport.Failure::kind, FailureReport.Failure::severity, FailureReport.Failure::score)
                .containsExactly(
                        tuple(FailureReport.Kind.MISSED, "b", .35),
                        tuple(FailureReport.Kind.FALSE_ALARM, "", .65),
                        tuple(FailureReport.Kind.FALSE_ALARM, "", .6),
                        tuple(FailureReport.Kind.FALSE_ALARM, "", .5),
                        tuple(FailureReport.Kind.FALSE_ALARM, "", .4));
        assertThat(report.failures().get(0).distance()).isCloseTo(0.05, within(1e-15));
        assertThat(report.failures().get(0).pseudonym()).isEqualTo(KEY.pseudonym("r105"));
    }

    // Wilson limits of 1 of 3: 0.0614920, 0.7923404 (binom 1.1-1.1, binom.confint(1, 3, methods = "wilson")), printed
    // to 7 digits
    @Test
    void each_class_has_its_miss_rate_with_an_interval() {
        FailureReport report = list(byGroup(), Twenty.independent(Twenty.inOrder()));

        assertThat(report.classes())
                .extracting(
                        FailureReport.SeverityClass::name,
                        FailureReport.SeverityClass::records,
                        FailureReport.SeverityClass::missed)
                .containsExactly(tuple("c", 0L, 0L), tuple("a", 4L, 0L), tuple("b", 3L, 1L));
        var b = report.measurements().get(2);
        assertThat(b.metric()).isEqualTo(Metric.FALSE_NEGATIVE_RATE);
        assertThat(b.slice()).isEqualTo(Slice.of("group", "b"));
        assertThat(b.estimate().interval().orElseThrow().lower()).isCloseTo(0.06149194472039626, within(1e-12));
        assertThat(b.estimate().interval().orElseThrow().upper()).isCloseTo(0.7923403991979523, within(1e-12));
    }

    @Test
    void a_missed_case_of_a_never_miss_class_is_an_error() {
        FailureReport report = list(byGroup("b"), Twenty.independent(Twenty.inOrder()));

        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("NEVER_MISS_MISSED")
                        && f.severity() == Severity.ERROR
                        && f.where().equals("b")
                        && "1".equals(f.details().get("missed")));
    }

    @Test
    void a_never_miss_class_without_a_case_is_not_known_to_be_safe() {
        FailureReport report = list(byGroup("c"), Twenty.independent(Twenty.inOrder()));

        assertThat(report.findings()).anyMatch(f -> f.code().equals("NEVER_MISS_CLASS_EMPTY"));
        assertThat(report.classes().get(0).missRate().point()).isEmpty();
    }

    @Test
    void a_never_miss_class_without_a_miss_has_no_finding() {
        assertThat(list(byGroup("a"), Twenty.independent(Twenty.inOrder())).findings())
                .isEmpty();
    }

    @Test
    void a_threshold_that_was_chosen_on_some_of_the_records_is_marked() {
        Cohort all = Twenty.clustered(Twenty.inOrder());
        Cohort part = all.subset(new int[] {0, 1, 2, 3, 4, 5}, "part");
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.youden().chooseOn(all, Twenty.scores(all));

        FailureReport report = FailureLister.at(chosen).build().list(part, Twenty.scores(part), KEY);

        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("OPTIMISTIC_OPERATING_POINT")
                        && f.severity() == Severity.ERROR
                        && "6".equals(f.details().get("shared_records")));
    }

    @Test
    void the_report_holds_no_identifier_and_reads_back() {
        FailureReport report = list(byGroup(), Twenty.clustered(Twenty.inOrder()));
        String text = new String(report.document().bytes(), StandardCharsets.UTF_8);

        assertThat(text).doesNotContain("r105").doesNotContain("p103").contains(KEY.pseudonym("r105"));
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("failure-report/1");
        assertThat(Html.text(FailureLayout.of(report)))
                .contains(KEY.pseudonym("r105"))
                .doesNotContain("r105<");
    }

    // at a threshold above all scores every record with the condition is missed, at one below all every other a false
    // alarm
    @Test
    void many_failures_of_one_kind_push_the_other_neither_off_the_page_nor_out_of_the_evidence() {
        Cohort cohort = many(1_200);
        double[] scores = new double[cohort.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] =
                    (1 - cohort.labels()[i]) * (0.6 + i / 10_000.0); // those with the condition get 0, the others more
        }
        FailureReport report = FailureLister.at(POINT)
                .build()
                .list(
                        cohort,
                        Predictions.of(
                                Twenty.scores(Twenty.independent(Twenty.inOrder()))
                                        .model(),
                                ScoreKind.PROBABILITY,
                                cohort,
                                scores),
                        KEY);

        assertThat(report.count(FailureReport.Kind.MISSED)).isEqualTo(600);
        assertThat(report.failures(FailureReport.Kind.FALSE_ALARM)).hasSize(600);
        assertThat(Html.text(FailureLayout.of(report)))
                .contains("Missed cases by class, the most confident errors first: 100 of 600 shown")
                .contains("False alarms, the most confident errors first: 100 of 600 shown");
        List<String> listed = report.body().asFields().list("listed").stream()
                .map(c -> c.asFields().text("kind"))
                .toList();
        assertThat(listed).hasSize(2 * FailureLister.MOST_LISTED);
        assertThat(listed.subList(FailureLister.MOST_LISTED, listed.size())).containsOnly("FALSE_ALARM");
    }

    private static Cohort many(int size) {
        List<String> records = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            records.add("m" + (100_000 + i));
            labels.add(String.valueOf(i % 2));
        }
        return Cohort.from(Table.builder()
                        .category("record", records)
                        .category("label", labels)
                        .build())
                .record("record")
                .label("label", "1", "0")
                .named("many", "1");
    }

    @Test
    void without_severities_there_is_one_class_and_shared_subjects_count() {
        FailureReport report = list(FailureLister.at(POINT).build(), Twenty.clustered(Twenty.inOrder()));

        assertThat(report.classes()).hasSize(1);
        assertThat(report.classes().get(0).records()).isEqualTo(7);
        assertThat(report.classes().get(0).missRate().intervalEstimate().method())
                .isEqualTo("proportion.wilson.effective_n");
    }

    @Test
    void a_class_that_was_not_declared_is_refused_without_being_quoted() {
        Cohort cohort = Twenty.independent(Twenty.inOrder());

        assertThatThrownBy(() ->
                        list(FailureLister.at(POINT).severity("group", "b", "c").build(), cohort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "column \"group\": expected one of the declared classes [b, c], found another text;"
                                + " declare it with severity(..)");
        assertThatThrownBy(() ->
                        list(FailureLister.at(POINT).severity("harm", "b", "c").build(), cohort))
                .hasMessageContaining("\"harm\" is not a column of cohort \"twenty\"; its columns are [");
        assertThatThrownBy(() -> FailureLister.at(POINT)
                        .severity("group", "b")
                        .neverMiss("x")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("\"x\" is to be never missed and is no declared class; the classes are [b], declare it with"
                        + " severity(..)");
        assertThatThrownBy(() -> FailureLister.at(POINT).severity("group"))
                .hasMessage("severity(..) needs the classes, each once and the worst first, got []");
    }
}
