package io.medml.core.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.error.DataException;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BinomialInterval;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site hands out is one document that agrees with itself; whoever edits a number by hand is told where. */
class SiteReportTest {

    private static final SiteReport NORTH = Hospitals.site(Hospitals.shape("north", 120, 0.2));
    private static final String TEXT = new String(NORTH.evidence().document().bytes(), StandardCharsets.UTF_8);

    private static Estimate of(Metric metric) {
        return NORTH.estimate(metric, Slice.overall()).orElseThrow();
    }

    private static SiteReport edited(UnaryOperator<String> edit) {
        String text = edit.apply(TEXT);
        assertThat(text).isNotEqualTo(TEXT);
        return SiteReport.read("north", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String message, UnaryOperator<String> edit) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> edited(edit))
                .withMessageStartingWith("site north: ")
                .withMessageContaining(message);
    }

    private static String text(Content content) {
        return new String(content.bytes(), StandardCharsets.UTF_8);
    }

    private static UnaryOperator<String> with(Metric metric, UnaryOperator<String> edit) {
        String whole = measurement(metric);
        return text -> {
            assertThat(text).contains(whole);
            return text.replace(whole, edit.apply(whole));
        };
    }

    /** The estimate of a metric on all records with what names it after it. */
    private static String measurement(Metric metric) {
        String whole = text(EvidenceDocument.estimate(of(metric))) + ",\"metric\":\"" + metric.id() + "\",\"slice\":{}";
        assertThat(TEXT).contains(whole);
        return whole;
    }

    @Test
    void a_share_that_is_not_of_the_confusion_table_is_refused() {
        Estimate found = of(Metric.SENSITIVITY);
        long x = found.support().counts().get("successes");
        long n = found.support().n();

        refused(
                "expected sensitivity on overall to be " + x + " of " + n
                        + ", as the counts of classes and predictions there say, found 999 of 1000; the document was changed",
                with(
                        Metric.SENSITIVITY,
                        m -> text(EvidenceDocument.estimate(BinomialInterval.WILSON.estimate(999, 1000, 0.95)))
                                + m.substring(
                                        text(EvidenceDocument.estimate(found)).length())));
        refused(
                "expected false_negative_rate on overall to be " + (n - x) + " of " + n,
                with(
                        Metric.FALSE_NEGATIVE_RATE,
                        m -> text(EvidenceDocument.estimate(BinomialInterval.WILSON.estimate(0, n, 0.95)))
                                + m.substring(text(EvidenceDocument.estimate(of(Metric.FALSE_NEGATIVE_RATE)))
                                        .length())));
    }

    @Test
    void an_interval_beside_its_value_or_at_another_level_is_refused() {
        Interval interval = of(Metric.AUROC).interval().orElseThrow();

        refused(
                "expected an interval of auroc on overall that holds its value, found another; the document was changed",
                with(
                        Metric.AUROC,
                        m -> m.replace("\"lower\":" + interval.lower(), "\"lower\":0.001")
                                .replace("\"upper\":" + interval.upper(), "\"upper\":0.002")));
        refused(
                "expected the interval of auroc on overall at the level 0.95 of the report, found 0.5; the document was changed",
                with(Metric.AUROC, m -> m.replace("\"level\":0.95", "\"level\":0.5")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"records\":120,\"reliability\" | \"records\":-5,\"reliability\" | expected 1 to 1000000000000 records",
                "\"subjects\":120},\"entry_type\" | \"subjects\":0},\"entry_type\" | at least one subject",
                "\"subjects\":120},\"entry_type\" | \"subjects\":-7},\"entry_type\" | at least one subject",
                "\"subjects\":120},\"entry_type\" | \"subjects\":121},\"entry_type\" | at most as many subjects and positives as records",
                "\"records\":120,\"reliability\" | \"records\":2000000000000,\"reliability\" | expected 1 to 1000000000000 records",
                "\"level\":0.95,\"operating_point\" | \"level\":95.0,\"operating_point\" | confidence level above 0 and below 1, found 95.0",
                "\"level\":0.95,\"operating_point\" | \"level\":\"Infinity\",\"operating_point\" | confidence level above 0 and below 1, found Infinity",
                "\"schema\":\"evaluation-report/3\" | \"schema\":\"evaluation-report/99\" | of a form that is known here",
                "\"producer\":\"io.medml.core.evaluation.ModelEvaluator\" | \"producer\":\"acme.Evaluator\" | found acme.Evaluator; hand in what ModelEvaluator gave",
                "\"confidence_level\":\"0.95\" | \"confidence_level\":\"0.9\" | expected the setting confidence_level to be 0.95, as in the body, found 0.9",
                "\"threshold\":\"0.5\"  | \"threshold\":\"0.7\"      | expected the setting threshold to be 0.5, as in the body, found 0.7"
            })
    void an_edited_field_is_refused_with_the_site_and_the_place(String was, String is, String message) {
        refused(message, text -> {
            assertThat(text).contains(was);
            return text.replace(was, is);
        });
    }

    @Test
    void inputs_that_are_not_what_the_report_is_about_are_refused() {
        String model = text(Content.fields()
                .put("id", "sepsis")
                .put("kind", "model")
                .put("sha256", Hospitals.MODEL.digest().hex())
                .put("version", "2.1")
                .build());
        int inputs = TEXT.indexOf("\"inputs\"");

        refused(
                "which it is about, found other inputs in its provenance; the document was changed",
                text -> text.substring(0, inputs)
                        + text.substring(inputs).replace(model, model.replace("\"2.1\"", "\"2.0\"")));
    }

    @Test
    void what_is_not_estimable_has_no_interval_and_a_metric_comes_once() {
        Estimate slope = of(Metric.CALIBRATION_SLOPE);

        refused(
                "expected no interval of calibration_slope on overall, which is not estimable, found one",
                with(
                        Metric.CALIBRATION_SLOPE,
                        m -> m.replace(
                                ",\"value\":" + slope.point().orElseThrow() + "}", ",\"not_estimable\":\"TOO_FEW\"}")));
        refused(
                "expected each metric once on a slice, found one of them twice; the document was changed",
                text -> text.replace("\"metric\":\"specificity\"", "\"metric\":\"sensitivity\""));
    }

    @Test
    void a_site_has_a_name_of_its_own_without_blanks_at_the_edges() {
        byte[] document = NORTH.evidence().document().bytes();

        for (String name : List.of("pooled", "Pooled", "average of sites", "new site")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SiteReport.read(name, document))
                    .withMessageStartingWith("the name of a site: expected another one than \"" + name + "\"");
        }
        for (String name : List.of("north ", "\u00a0north", "\u200bnorth")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SiteReport.read(name, document))
                    .withMessageContaining("has none at its edges, found a blank at the ");
        }
    }

    // ---- what a report shows of single records

    private static SiteReport apart(Hospitals.Shape shape, long minimum) {
        return SiteReport.of(
                shape.name(),
                Hospitals.report(
                        shape,
                        Hospitals.MODEL,
                        ModelEvaluator.builder()
                                .operatingPoint(Hospitals.POINT)
                                .bootstrap(1, 200)
                                .curveCells(minimum)
                                .build()));
    }

    @Test
    void curves_that_show_records_are_named_and_those_kept_apart_are_not() {
        assertThat(NORTH.smallCells(5))
                .filteredOn(f -> f.code().equals("CURVE_SHOWS_RECORDS"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.where()).isEqualTo("north: curves");
                    assertThat(f.details())
                            .containsEntry("minimum", "5")
                            .containsEntry("curves", "curve_for_drawing, decision_curve, iso_curves, reliability");
                });
        SiteReport apart = apart(Hospitals.shape("wide", 400, 0), 5);
        assertThat(apart.smallCells(5)).extracting(Finding::code).doesNotContain("CURVE_SHOWS_RECORDS");
        assertThat(apart.smallCells(60)).extracting(Finding::code).contains("CURVE_SHOWS_RECORDS");
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 10})
    void sites_that_keep_points_apart_are_combined_with_those_that_do_not(long minimum) {
        SiteReport west = Hospitals.site(Hospitals.shape("west", 160, 0.05));
        SiteAggregator aggregator = SiteAggregator.builder().build();

        assertThat(aggregator
                        .aggregate(List.of(apart(Hospitals.shape("north", 120, 0.2), minimum), west))
                        .measurements())
                .isEqualTo(aggregator.aggregate(List.of(NORTH, west)).measurements());
    }
}
