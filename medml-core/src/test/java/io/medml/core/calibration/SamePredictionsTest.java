package io.medml.core.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.FailureLister;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.model.Predictions;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentFinder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
                FailureLister.at(HALF).build().list(cohort, predictions, FingerprintKey.of(new byte[32])),
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
}
