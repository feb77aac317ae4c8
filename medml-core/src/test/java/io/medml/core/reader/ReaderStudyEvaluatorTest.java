package io.medml.core.reader;

import static io.medml.core.reader.Studies.interval;
import static io.medml.core.reader.Studies.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.NonInferiority.Conclusion;
import io.medml.core.stats.ReaderDesign;
import io.medml.core.table.Table;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Reports on a small study by rule. The expected counts and areas were computed from the rule by numpy 2 with loops over readings
 * and pairs of cases, apart from the library.
 */
class ReaderStudyEvaluatorTest {

    private static final Slice AIDED = Slice.of("modality", "aided");
    private static final Slice UNAIDED = Slice.of("modality", "unaided");

    private static ReaderStudyEvaluator.Builder comparing() {
        return ReaderStudyEvaluator.comparing("aided", "unaided");
    }

    private static ReaderStudyReport whole() {
        return comparing().washOut(Duration.ofDays(28)).build().evaluate(Studies.whole());
    }

    private static Estimate on(ReaderStudyReport report, Metric metric, Slice slice) {
        return report.on(metric, slice).orElseThrow();
    }

    private static List<String> codes(ReaderStudyReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    private static Finding finding(ReaderStudyReport report, String code) {
        return report.findings().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    // ---- figures

    @Test
    void areas_are_given_by_reader_and_averaged() {
        ReaderStudyReport report = whole();
        double[][] expected = {
            {1, 0.6, 0.5571428571428572}, {0.6142857142857143, 0.9142857142857143, 0.6857142857142857}
        };

        for (int j = 0; j < 3; j++) {
            assertThat(point(on(report, Metric.AUROC, AIDED.and("reader", Studies.READERS[j]))))
                    .isCloseTo(expected[0][j], within(1e-14));
            assertThat(point(on(report, Metric.AUROC, UNAIDED.and("reader", Studies.READERS[j]))))
                    .isCloseTo(expected[1][j], within(1e-14));
        }
        assertThat(point(on(report, Metric.READER_AVERAGED_AUROC, AIDED))).isCloseTo(0.719047619047619, within(1e-14));
        assertThat(point(on(report, Metric.READER_AVERAGED_AUROC, UNAIDED)))
                .isCloseTo(0.7380952380952381, within(1e-14));
        assertThat(point(on(report, Metric.READER_AVERAGED_AUROC.difference(), AIDED.versus(UNAIDED))))
                .isCloseTo(0.719047619047619 - 0.7380952380952381, within(1e-14));
    }

    @Test
    void decisions_have_sensitivity_and_specificity_by_reader_and_over_all_readings() {
        ReaderStudyReport report = whole();
        int[][] right = {{0, 2, 2}, {2, 3, 3}};
        int[][] wrong = {{7, 3, 4}, {4, 6, 5}};

        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 2; i++) {
                Slice slice = (i == 0 ? AIDED : UNAIDED).and("reader", Studies.READERS[j]);
                assertThat(on(report, Metric.SENSITIVITY, slice))
                        .isEqualTo(BinomialInterval.WILSON.estimate(right[i][j], 5, 0.95, Reason.NO_POSITIVES));
                assertThat(on(report, Metric.SPECIFICITY, slice))
                        .isEqualTo(BinomialInterval.WILSON.estimate(wrong[i][j], 7, 0.95, Reason.NO_NEGATIVES));
            }
        }
        assertThat(point(on(report, Metric.SENSITIVITY, AIDED))).isCloseTo(4.0 / 15, within(1e-15));
        assertThat(point(on(report, Metric.SPECIFICITY, UNAIDED))).isCloseTo(15.0 / 21, within(1e-15));
        assertThat(on(report, Metric.SENSITIVITY, AIDED).intervalEstimate().method())
                .isEqualTo("proportion.wilson.effective_n");
        assertThat(on(report, Metric.SENSITIVITY, AIDED).support().counts()).containsEntry("subjects", 5L);
        assertThat(point(on(report, Metric.SENSITIVITY.difference(), AIDED.versus(UNAIDED))))
                .isCloseTo(-4.0 / 15, within(1e-15));
        // statsmodels 0.15.0: proportion_confint(2, 5, method="wilson")
        assertThat(interval(on(report, Metric.SENSITIVITY, AIDED.and("reader", "Dr B")))
                        .upper())
                .isCloseTo(0.7692757187239871, within(1e-12));
    }

    @Test
    void a_threshold_on_the_rating_decides_where_readers_did_not() {
        ReaderStudyReport stated = whole();
        ReaderStudyReport byRule = comparing()
                .positiveAtOrAbove(5)
                .build()
                .evaluate(Studies.ratings(Studies.table(Studies.inOrder(), cell -> true))
                        .named("small study", "1"));

        assertThat(on(byRule, Metric.SENSITIVITY, AIDED)).isEqualTo(on(stated, Metric.SENSITIVITY, AIDED));
        assertThat(byRule.provenance().settings()).containsEntry("decision_at_or_above", "5.0");
        assertThatThrownBy(() -> comparing().positiveAtOrAbove(5).build().evaluate(Studies.whole()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the readings hold decisions, and a threshold on the rating is set to 5.0");
    }

    @Test
    void what_readers_did_with_the_advice_is_counted_over_readings_and_by_reader() {
        ReaderStudyReport report = whole();
        Metric[] metrics = {
            Metric.DECISION_CHANGE_RATE,
            Metric.OVERRIDE_RATE,
            Metric.OVERRIDE_OF_WRONG_ADVICE,
            Metric.OVERRIDE_OF_RIGHT_ADVICE,
            Metric.AUTOMATION_BIAS,
            Metric.BENEFICIAL_CHANGE
        };
        int[][] all = {{19, 36}, {17, 36}, {4, 9}, {13, 27}, {3, 7}, {7, 11}};
        int[][] second = {{8, 12}, {6, 12}, {1, 3}, {5, 9}, {2, 3}, {2, 3}};

        for (int m = 0; m < metrics.length; m++) {
            Estimate every = on(report, metrics[m], Slice.overall());
            assertThat(point(every)).as(metrics[m].id()).isCloseTo((double) all[m][0] / all[m][1], within(1e-15));
            assertThat(every.support().n()).isEqualTo(all[m][1]);
            assertThat(every.intervalEstimate().method()).isEqualTo("proportion.wilson.effective_n");
            assertThat(on(report, metrics[m], Slice.of("reader", "Dr B")))
                    .isEqualTo(BinomialInterval.WILSON.estimate(second[m][0], second[m][1], 0.95, Reason.EMPTY_GROUP));
        }
    }

    @Test
    void reading_times_are_means_by_modality_and_their_difference() {
        ReaderStudyReport report = whole();

        // by hand: 10 + mean of 0 to 11 + 3 * mean of 0 to 2, and 20 more unaided
        assertThat(point(on(report, Metric.READING_TIME, AIDED))).isCloseTo(18.5, within(1e-13));
        assertThat(point(on(report, Metric.READING_TIME, UNAIDED))).isCloseTo(38.5, within(1e-13));
        Estimate difference = on(report, Metric.READING_TIME.difference(), AIDED.versus(UNAIDED));
        assertThat(point(difference)).isEqualTo(-20);
        assertThat(difference.interval()).isEmpty();
    }

    @Test
    void one_modality_has_areas_and_no_comparison() {
        ReaderStudyReport report = ReaderStudyEvaluator.of("aided").build().evaluate(Studies.whole());

        assertThat(report.comparison()).isEmpty();
        assertThat(report.modalities()).containsExactly("aided");
        assertThat(point(on(report, Metric.READER_AVERAGED_AUROC, AIDED))).isCloseTo(0.719047619047619, within(1e-14));
        assertThat(report.on(Metric.OVERRIDE_RATE, Slice.overall())).isEmpty();
        assertThat(codes(report))
                .contains("ADVICE_NOT_USED", "MODALITIES_NOT_USED")
                .doesNotContain("WASH_OUT_NOT_STATED");
    }

    @Test
    void a_stated_margin_is_answered_in_one_of_three_words() {
        ReaderStudyReport narrow =
                comparing().nonInferiority(0.05, 0.025).sequential().build().evaluate(Studies.whole());
        ReaderStudyReport wide =
                comparing().nonInferiority(0.9, 0.025).sequential().build().evaluate(Studies.whole());

        assertThat(narrow.comparison()
                        .orElseThrow()
                        .nonInferiority()
                        .orElseThrow()
                        .conclusion())
                .isEqualTo(Conclusion.NOT_SHOWN);
        assertThat(wide.comparison()
                        .orElseThrow()
                        .nonInferiority()
                        .orElseThrow()
                        .conclusion())
                .isEqualTo(Conclusion.SHOWN);
        assertThat(whole().comparison().orElseThrow().nonInferiority()).isEmpty();
        assertThat(narrow.provenance().settings())
                .containsEntry("non_inferiority_margin", "0.05")
                .containsEntry("reading", "sequential");
    }

    @Test
    void a_study_without_the_condition_has_reasons_throughout() {
        int[] negatives = IntStream.of(Studies.inOrder())
                .filter(cell -> Studies.truth(cell % Studies.CASES) == 0)
                .toArray();
        ReaderStudyReport report = comparing()
                .nonInferiority(0.05, 0.025)
                .build()
                .evaluate(Studies.whole(Studies.table(negatives, cell -> true)));

        assertThat(((Estimate.NotEstimable) on(report, Metric.READER_AVERAGED_AUROC, AIDED)).reason())
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(((Estimate.NotEstimable) on(report, Metric.SENSITIVITY, AIDED)).reason())
                .isEqualTo(Reason.NO_POSITIVES);
        assertThat(report.comparison()
                        .orElseThrow()
                        .nonInferiority()
                        .orElseThrow()
                        .conclusion())
                .isEqualTo(Conclusion.UNDECIDED);
        assertThat(report.curves()).allMatch(c -> c.points().isEmpty());
        assertThat(new String(report.document().bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("NaN");
    }

    @Test
    void curves_run_from_corner_to_corner() {
        for (ReaderStudyReport.Curve curve : whole().curves()) {
            assertThat(curve.points().get(0)).isEqualTo(new ReaderStudyReport.CurvePoint(0, 0));
            assertThat(curve.points().get(curve.points().size() - 1)).isEqualTo(new ReaderStudyReport.CurvePoint(1, 1));
        }
    }

    // ---- findings

    @Test
    void cases_that_were_not_read_throughout_are_left_out_and_counted() {
        // reader A misses case 101 unaided; nobody rated case 105 with aid
        ReaderStudyReport report = comparing()
                .build()
                .evaluate(Studies.whole(Studies.table(
                        Studies.inOrder(), cell -> cell != 36 + 1 && !(cell < 36 && cell % Studies.CASES == 5))));

        assertThat(report.cases()).isEqualTo(10);
        assertThat(report.excludedCases()).isEqualTo(2);
        assertThat(report.missingReadings()).isEqualTo(4);
        assertThat(finding(report, "MISSING_READINGS").details())
                .containsEntry("cases_left_out", "2")
                .containsEntry("cases_used", "10")
                .containsEntry("missing_readings", "4");
        assertThat(codes(whole())).doesNotContain("MISSING_READINGS");
    }

    @Test
    void few_readers_an_unstated_wash_out_and_unstated_patients_are_findings() {
        assertThat(codes(comparing().build().evaluate(Studies.whole())))
                .containsExactly("FEW_READERS", "WASH_OUT_NOT_STATED", "PATIENTS_NOT_STATED");
        assertThat(codes(comparing()
                        .design(ReaderDesign.FIXED_READERS_RANDOM_CASES)
                        .sequential()
                        .build()
                        .evaluate(Studies.whole())))
                .containsExactly("THESE_READERS_ONLY", "SEQUENTIAL_READING", "PATIENTS_NOT_STATED");
        assertThat(codes(comparing()
                        .design(ReaderDesign.RANDOM_READERS_FIXED_CASES)
                        .washOut(Duration.ofDays(28))
                        .build()
                        .evaluate(Studies.whole())))
                .containsExactly("FEW_READERS", "THESE_CASES_ONLY", "PATIENTS_NOT_STATED");
    }

    // ---- refused

    @Test
    void a_study_that_is_not_crossed_is_refused_with_what_was_found() {
        // aided on the first six cases, unaided on the others
        Table apart = Studies.table(Studies.inOrder(), cell -> cell < 36 == cell % Studies.CASES < 6);

        assertThatThrownBy(() ->
                        comparing().build().evaluate(Studies.ratings(apart).named("apart", "1")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected a crossed study")
                .hasMessageContaining(
                        "found 3 readers and 12 cases, and no case that was read throughout (in \"aided\" 3 readers"
                                + " on 6 cases; in \"unaided\" 3 readers on 6 cases)")
                .hasMessageEndingWith("evaluate each modality by itself with ReaderStudyEvaluator.of(modality)");
    }

    @Test
    void cases_of_one_patient_are_refused() {
        Table table = Studies.table(Studies.inOrder(), cell -> true);
        String[] patients = IntStream.of(Studies.inOrder())
                .mapToObj(cell -> "P" + cell % Studies.CASES / 2)
                .toArray(String[]::new);
        Table withPatients = Table.builder()
                .category("session", column(table, "session"))
                .category("reader", column(table, "reader"))
                .category("case", column(table, "case"))
                .category("truth", column(table, "truth"))
                .number("rating", table.number("rating").values(0))
                .category("patient", patients)
                .build();

        assertThatThrownBy(() -> comparing()
                        .build()
                        .evaluate(
                                Studies.ratings(withPatients).patient("patient").named("eyes", "1")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected cases of different patients, found 12 cases of 6 patients");
    }

    private static String[] column(Table table, String name) {
        return IntStream.range(0, table.rowCount())
                .mapToObj(row -> table.column(name).text(row).orElseThrow())
                .toArray(String[]::new);
    }

    @Test
    void a_second_reading_and_two_truths_of_a_case_are_refused_without_quoting_a_value() {
        int[] twice = IntStream.concat(IntStream.of(Studies.inOrder()), IntStream.of(0))
                .toArray();
        Table table = Studies.table(twice, cell -> true);
        String[] truths = column(Studies.table(Studies.inOrder(), cell -> true), "truth");
        truths[0] = "healthy";
        Table two = Table.builder()
                .category("session", column(Studies.table(Studies.inOrder(), cell -> true), "session"))
                .category("reader", column(Studies.table(Studies.inOrder(), cell -> true), "reader"))
                .category("case", column(Studies.table(Studies.inOrder(), cell -> true), "case"))
                .category("truth", truths)
                .number("rating", new double[truths.length])
                .build();

        assertThatThrownBy(() -> comparing().build().evaluate(Studies.whole(table)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected one reading of a case by a reader in a modality")
                .hasMessageNotContaining("case 100");
        assertThatThrownBy(
                        () -> comparing().build().evaluate(Studies.ratings(two).named("two", "1")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected the truth that other readings of the case state, found the other");
    }

    @Test
    void a_modality_that_is_not_there_is_refused() {
        assertThatThrownBy(() ->
                        ReaderStudyEvaluator.comparing("aided", "panel").build().evaluate(Studies.whole()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the readings hold no modality \"panel\"; they hold [aided, unaided]");
        assertThatThrownBy(() -> ReaderStudyEvaluator.comparing("aided", "aided"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a comparison needs two modalities");
    }

    @Test
    void columns_are_checked_where_they_are_named() {
        Table table = Studies.table(Studies.inOrder(), cell -> true);

        assertThatThrownBy(() -> ReaderReadings.from(table).modality("session").named("s", "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a reader study needs the columns of modality, reader, case, truth, rating; the reader is not set");
        assertThatThrownBy(() -> ReaderReadings.from(table).rating("truth"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the rating is a number, and column \"truth\" holds categories");
        assertThatThrownBy(() -> ReaderReadings.from(table).truth("truth", "x", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the two values of the truth must differ, got \"x\" twice");
        assertThatThrownBy(() -> ReaderReadings.from(table)
                        .modality("session")
                        .reader("reader")
                        .caseId("case")
                        .truth("truth", "disease", "normal")
                        .rating("rating")
                        .named("s", "1"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("row 2, column \"truth\": expected one of the two declared values of the truth")
                .hasMessageNotContaining("healthy");
        assertThatThrownBy(() -> ReaderReadings.from(table).reader("reader").reader("case"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reader is already set to column \"reader\"");
    }

    @Test
    void settings_are_checked_where_they_are_made() {
        assertThatThrownBy(() -> comparing().nonInferiority(0, 0.025))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the margin is a difference of areas in (0, 1), got 0.0");
        assertThatThrownBy(() -> comparing().nonInferiority(0.05, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the one-sided level must be in (0, 0.5), got 0.5");
        assertThatThrownBy(() -> ReaderStudyEvaluator.of("aided").nonInferiority(0.05, 0.025))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("non-inferiority needs two modalities");
        assertThatThrownBy(() -> comparing().washOut(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a wash-out takes time, got PT0S");
        assertThatThrownBy(() -> comparing().washOut(Duration.ofDays(28)).sequential())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the order of reading is already set to a wash-out of PT672H");
        assertThatThrownBy(() -> comparing().positiveAtOrAbove(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a threshold on the rating must be a number, got NaN");
    }

    // ---- evidence

    @Test
    void the_order_of_the_rows_changes_no_byte() {
        int n = Studies.inOrder().length;
        int[] shuffled = IntStream.range(0, n).map(i -> i * 5 % n).toArray();

        assertThat(comparing()
                        .build()
                        .evaluate(Studies.whole(Studies.table(shuffled, cell -> true)))
                        .document()
                        .bytes())
                .isEqualTo(
                        comparing().build().evaluate(Studies.whole()).document().bytes());
    }

    @Test
    void a_report_reads_back_as_the_same_evidence_and_names_the_device() {
        ArtifactRef model = new ArtifactRef(ArtifactRef.Kind.MODEL, "cad", "2", Digest.sha256("cad"));
        ReaderStudyReport report = comparing().device(model).build().evaluate(Studies.whole());
        var read = EvidenceDocument.parse(report.document().bytes());

        assertThat(report.about()).containsExactly(model, report.dataset());
        assertThat(report.entryType()).isEqualTo("evaluation.recorded");
        assertThat(whole().entryType()).isEqualTo("evidence.recorded");
        assertThat(read.schema()).isEqualTo("reader-study-report/1");
        assertThat(read.measurements()).isEqualTo(report.measurements());
        assertThat(report.measurements())
                .allMatch(m -> Metric.byId(m.metric().id()).isPresent());
        assertThat(report.measurements().stream().map(m -> m.metric() + " " + m.slice()))
                .doesNotHaveDuplicates();
    }
}
