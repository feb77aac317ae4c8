package io.medml.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureLister;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.model.Predictions;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentFinder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages about the same predictions say of them: one digest and, for one statistic, one figure. */
class SamePredictionsTest {

    private static final LockedOperatingPoint HALF = LockedOperatingPoint.at(0.5);

    private static final ModelEvaluator EVALUATOR =
            ModelEvaluator.builder().slices().bootstrap(7, 200).build();

    private static final CalibrationAnalyzer ANALYZER =
            CalibrationAnalyzer.builder().bootstrap(7, 200).build();

    @Test
    void every_page_names_the_digest_of_the_predictions() {
        Cohort cohort = Probabilities.clustered("c", 240, 3, 5);
        Predictions predictions = Probabilities.scores(cohort);

        List<Evidence> pages = List.of(
                EVALUATOR.evaluate(cohort, predictions),
                ANALYZER.analyze(cohort, predictions),
                FailureLister.at(HALF)
                        .build()
                        .list(
                                cohort,
                                predictions,
                                FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII))),
                SegmentFinder.builder(Loss.SQUARED_ERROR)
                        .by("risk")
                        .minimumSubjects(10)
                        .build()
                        .find(cohort, predictions));

        assertThat(pages)
                .extracting(page -> page.provenance().settings().get("predictions_sha256"))
                .containsOnly(predictions.digest().hex());
    }

    @Test
    void the_order_of_the_records_does_not_change_the_digest() {
        int[] backwards = IntStream.range(0, 120).map(i -> 119 - i).toArray();
        Cohort given = Probabilities.clustered("c", 120, 3, 5);
        Cohort turned = Probabilities.cohort("c", 120, 3, 5, backwards);

        assertThat(EVALUATOR
                        .evaluate(turned, Probabilities.scores(turned))
                        .provenance()
                        .settings())
                .containsEntry(
                        "predictions_sha256",
                        Probabilities.scores(given).digest().hex());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void a_statistic_on_both_pages_has_one_value_and_one_interval(int recordsOfASubject) {
        Cohort cohort = Probabilities.clustered("c", 400, recordsOfASubject, 3);
        Predictions predictions = Probabilities.scores(cohort);
        EvaluationReport evaluation = EVALUATOR.evaluate(cohort, predictions);

        List<Measurement> both = ANALYZER.analyze(cohort, predictions).measurements().stream()
                .filter(m -> evaluation.overall(m.metric()).isPresent())
                .toList();

        assertThat(both)
                .extracting(Measurement::metric)
                .contains(
                        Metric.BRIER_SCORE,
                        Metric.LOG_LOSS,
                        Metric.OBSERVED_EXPECTED_RATIO,
                        Metric.CALIBRATION_SLOPE,
                        Metric.BRIER_SKILL_SCORE,
                        Metric.EQUAL_WIDTH_ECE,
                        Metric.EQUAL_MASS_ECE);
        assertThat(both).allSatisfy(one -> {
            Estimate other = evaluation.overall(one.metric()).orElseThrow();
            assertThat(other.point().orElseThrow())
                    .isCloseTo(one.estimate().point().orElseThrow(), within(1e-12));
            assertThat(other.intervalEstimate().method())
                    .isEqualTo(one.estimate().intervalEstimate().method());
            Interval limits = one.estimate().interval().orElseThrow();
            assertThat(other.interval().orElseThrow().lower()).isCloseTo(limits.lower(), within(1e-12));
            assertThat(other.interval().orElseThrow().upper()).isCloseTo(limits.upper(), within(1e-12));
        });
    }
}
