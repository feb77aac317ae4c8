package io.medml.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.calibration.CalibrationAnalyzer;
import io.medml.core.calibration.CalibrationLayout;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.calibration.Calibrator;
import io.medml.core.calibration.Recalibration;
import io.medml.core.calibration.RecalibrationComparison;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.EvaluationLayout;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureLayout;
import io.medml.core.evaluation.FailureLister;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evaluation.PredicateComparator;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evaluation.PredicateComparisonLayout;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.measure.Metric;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentFinder;
import io.medml.core.segment.SegmentLayout;
import io.medml.core.segment.SegmentReport;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.table.Table;
import io.medml.core.uncertainty.AbstentionLayout;
import io.medml.core.uncertainty.AbstentionPolicy;
import io.medml.core.uncertainty.AbstentionReport;
import io.medml.core.uncertainty.ConformalCalibration;
import io.medml.core.uncertainty.ConformalPredictor;
import io.medml.core.uncertainty.CoverageLayout;
import io.medml.core.uncertainty.CoverageReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All reports on a model's performance, under hostile names, in other locales, and made by several threads at once. */
class HostileReportsTest {

    /** Controls, separators and characters that turn or hide text: none may reach a page as itself. */
    private static final Pattern HIDDEN = Pattern.compile(
            "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\u00ad\u061c\u200b-\u200f\u202a-\u202e" + "\u2060-\u206f\ufeff&&[^\n\t]]");

    private static final FingerprintKey KEY =
            FingerprintKey.of("a secret of sixteen bytes and more".getBytes(StandardCharsets.UTF_8));

    /** Every report with its page. */
    private record Reports(Map<Evidence, Document> pages) {

        static Reports of(String name) {
            Cohort tuning = cohort(name, "tuning", 1);
            Cohort test = cohort(name, "test", 2);
            ScoringModel model = model(name, "risk");
            ScoringModel predicate = model(name + "'s predicate", "other");
            Predictions scores = model.score(test);
            LockedOperatingPoint point = LockedOperatingPoint.Rule.youden().chooseOn(tuning, model.score(tuning));
            Map<Evidence, Document> pages = new LinkedHashMap<>();
            EvaluationReport evaluation = ModelEvaluator.builder()
                    .operatingPoint(point)
                    .bootstrap(1, 200)
                    .build()
                    .evaluate(test, scores);
            pages.put(evaluation, EvaluationLayout.of(evaluation));
            FailureReport failures = FailureLister.at(point)
                    .severity(name, name + "1", name + "0")
                    .neverMiss(name + "1")
                    .build()
                    .list(test, scores, KEY);
            pages.put(failures, FailureLayout.of(failures));
            CalibrationAnalyzer analyzer =
                    CalibrationAnalyzer.builder().bootstrap(1, 200).build();
            CalibrationReport calibration = analyzer.analyze(test, scores);
            pages.put(calibration, CalibrationLayout.of(calibration));
            Recalibration recalibration = Calibrator.platt().fit(tuning, model.score(tuning));
            RecalibrationComparison comparison = analyzer.compare(test, scores, recalibration);
            pages.put(comparison, CalibrationLayout.comparison(comparison));
            ConformalCalibration limits =
                    ConformalPredictor.builder().coverage(0.8).by(name).build().calibrate(tuning, model.score(tuning));
            pages.put(limits, CoverageLayout.ofCalibration(limits));
            CoverageReport coverage = limits.evaluate(test, scores);
            pages.put(coverage, CoverageLayout.of(coverage));
            AbstentionReport abstention =
                    AbstentionPolicy.band(0.3, 0.6).withBootstrap(1, 200).evaluate(test, scores);
            pages.put(abstention, AbstentionLayout.of(abstention));
            SegmentReport segments = SegmentFinder.builder(Loss.ERRORS)
                    .operatingPoint(point)
                    .by(name)
                    .seed(1)
                    .build()
                    .find(test, scores);
            pages.put(segments, SegmentLayout.of(segments));
            PredicateComparison predicates = PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                    .endpoint(Metric.SENSITIVITY)
                    .nonInferiority(0.1)
                    .because(name)
                    .candidateAt(point)
                    .predicateAt(LockedOperatingPoint.at(0.5))
                    .build()
                    .compare(test, scores, predicate.score(test));
            pages.put(predicates, PredicateComparisonLayout.of(predicates));
            return new Reports(pages);
        }

        /** All bytes: evidence, HTML, Markdown and JSON of the page. */
        List<String> texts() {
            List<String> texts = new ArrayList<>();
            pages.forEach((evidence, page) -> {
                texts.add(new String(evidence.document().bytes(), StandardCharsets.UTF_8));
                texts.add(Html.text(page));
                texts.add(Markdown.text(page));
                texts.add(Json.text(page));
            });
            return texts;
        }
    }

    private static ScoringModel model(String name, String column) {
        return ScoringModel.of(
                name,
                "1 " + name,
                Digest.sha256(column),
                ScoreKind.PROBABILITY,
                (table, row) -> table.number(column).value(row));
    }

    private static Cohort cohort(String name, String part, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        double[] risk = new double[240];
        double[] other = new double[240];
        int[] outcome = new int[240];
        for (int i = 0; i < risk.length; i++) {
            risk[i] = Math.rint(1000 * random.nextDouble()) / 1000;
            other[i] = Math.rint(1000 * (risk[i] + random.nextDouble()) / 2) / 1000;
            outcome[i] = random.nextDouble() < risk[i] ? 1 : 0;
        }
        return Cohort.from(Table.builder()
                        .category("record", texts(i -> part + "-r" + i))
                        .category("patient", texts(i -> part + "-p" + i / 2))
                        .category("outcome", texts(i -> outcome[i] == 1 ? "yes" : "no"))
                        .category(name, texts(i -> name + i % 2))
                        .number("risk", risk)
                        .number("other", other)
                        .build())
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .attributes(name)
                .named(name + part, "1 " + name);
    }

    private static String[] texts(IntFunction<String> text) {
        return IntStream.range(0, 240).mapToObj(text).toArray(String[]::new);
    }

    static List<String> hostile() {
        return List.of(
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "</svg><style>*{display:none}</style>",
                "](javascript:alert(1)) | **x** | `y`",
                "\u202egnihtyna\u202c \u2066x",
                "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
                "m".repeat(180));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_name_is_text_on_every_page_and_in_every_document(String name) {
        Reports reports = Reports.of(name);

        reports.pages.forEach((evidence, page) -> {
            String html = Html.text(page);
            assertThat(html)
                    .as(evidence.schema())
                    .doesNotContain("<script>alert", "<img", "</style>*", "<style>*")
                    .doesNotContainPattern(HIDDEN);
            assertThat(html.split("<svg", -1)).hasSameSizeAs(html.split("</svg>", -1));
            assertThat(Markdown.text(page))
                    .as(evidence.schema())
                    .doesNotContainPattern("(?<!\\\\)<(script|img|style)|(?<!\\\\)\\]\\(javascript")
                    .doesNotContainPattern(HIDDEN);
            assertThat(Json.text(page)).as(evidence.schema()).doesNotContainPattern("[\\x00-\\x1f]");
            byte[] document = evidence.document().bytes();
            assertThat(new String(document, StandardCharsets.UTF_8))
                    .as(evidence.schema())
                    .doesNotContainPattern("[\\x00-\\x1f]");
            assertThat(EvidenceDocument.parse(document).document().bytes()).isEqualTo(document);
            assertThat(Content.parse(Json.text(page).getBytes(StandardCharsets.UTF_8)))
                    .isNotNull();
        });
    }

    @ParameterizedTest
    @MethodSource("noNames")
    void a_text_of_several_lines_with_control_characters_or_without_end_names_nothing(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cohort(name, "test", 2))
                .withMessageStartingWith("the name of a column: expected a name of 1 to 200 characters on one line")
                .withMessageNotContaining(name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(name, "risk"))
                .withMessageStartingWith("the id of an artefact: expected a name of 1 to 200 characters on one line")
                .withMessageNotContaining(name);
    }

    static List<String> noNames() {
        return List.of("line\r\nbreak\u2028and\u0085others\u0000\u001b[31m\u0007", "m".repeat(10_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist"})
    void the_default_locale_changes_no_byte(String tag) {
        List<String> expected = Reports.of("site").texts();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(tag));
            assertThat(Reports.of("site").texts()).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-320, 1e-310, 1e-200, 1e-100})
    void probabilities_of_next_to_nothing_have_reasons_and_end_no_report(double scale) {
        Cohort cohort = cohort("site", "test", 2);
        Predictions scores = Predictions.of(
                model("m", "risk").reference(),
                ScoreKind.PROBABILITY,
                cohort,
                IntStream.range(0, 240)
                        .mapToDouble(i -> (i % 97 + 1) / 98.0 * scale)
                        .toArray());

        EvaluationReport evaluation = ModelEvaluator.builder()
                .operatingPoint(LockedOperatingPoint.at(0.5))
                .bootstrap(1, 200)
                .build()
                .evaluate(cohort, scores);
        CalibrationReport calibration =
                CalibrationAnalyzer.builder().bootstrap(1, 200).build().analyze(cohort, scores);

        assertThat(evaluation
                        .overall(Metric.OBSERVED_EXPECTED_RATIO)
                        .orElseThrow()
                        .point()
                        .isPresent())
                .isEqualTo(scale > 1e-305);
        assertThat(calibration
                        .overall(Metric.INTEGRATED_CALIBRATION_INDEX)
                        .orElseThrow()
                        .point())
                .isEmpty();
        assertThat(EvidenceDocument.parse(calibration.document().bytes()).schema())
                .isEqualTo("calibration-report/1");
    }

    @Test
    void several_threads_at_once_make_the_same_bytes() throws InterruptedException, ExecutionException {
        List<String> expected = Reports.of("site").texts();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<String>>> work =
                    Collections.nCopies(6, () -> Reports.of("site").texts());
            for (Future<List<String>> result : threads.invokeAll(work)) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }
}
