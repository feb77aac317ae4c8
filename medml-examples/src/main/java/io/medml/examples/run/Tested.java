package io.medml.examples.run;

import io.medml.compliance.regression.RegressionReport;
import io.medml.compliance.regression.RegressionTester;
import io.medml.core.calibration.CalibrationAnalyzer;
import io.medml.core.calibration.CalibrationReport;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureLister;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.model.Predictions;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentFinder;
import io.medml.core.segment.SegmentReport;
import io.medml.fairness.BiasDetector;
import io.medml.fairness.BiasReport;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What was measured on the test part. */
final class Tested {

    final EvaluationReport firstEvaluation;
    final EvaluationReport candidateEvaluation;
    final CalibrationReport calibration;
    final BiasReport bias;
    final SegmentReport segments;
    final FailureReport failures;
    final RegressionReport regression;

    Tested(RunConfig config, Prepared data, Trained models, OptionalLong seed, Progress progress) {
        Predictions firstScores = models.first.score(data.test);
        Predictions candidateScores = models.candidate.score(data.test);
        progress.step("evaluating both versions; measuring calibration, bias and weak segments on " + data.test.size()
                + " test records");
        // two tasks at a time; what each computes does not depend on the other, so neither does the result
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<BiasReport> biased = pool.submit(
                    () -> detector(config, models.candidatePoint, seed).analyze(data.test, candidateScores));
            Future<EvaluationReport> evaluatedFirst =
                    pool.submit(() -> evaluator(config, models.firstPoint, seed).evaluate(data.test, firstScores));
            Future<EvaluationReport> evaluatedCandidate = pool.submit(
                    () -> evaluator(config, models.candidatePoint, seed).evaluate(data.test, candidateScores));
            Future<CalibrationReport> calibrated =
                    pool.submit(() -> analyzer(config, seed).analyze(data.test, candidateScores));
            Future<SegmentReport> searched = pool.submit(
                    () -> finder(config, models.candidatePoint, seed).find(data.test, candidateScores));
            Future<FailureReport> listed = pool.submit(() -> FailureLister.at(models.candidatePoint)
                    .level(config.level)
                    .build()
                    .list(data.test, candidateScores, data.pseudonyms));
            firstEvaluation = finished(evaluatedFirst);
            candidateEvaluation = finished(evaluatedCandidate);
            calibration = finished(calibrated);
            bias = finished(biased);
            segments = finished(searched);
            failures = finished(listed);
        } finally {
            pool.shutdownNow();
        }
        progress.step("comparing version " + config.candidateVersion + " with " + config.firstVersion);
        regression = RegressionTester.builder(models.firstPoint, models.candidatePoint)
                .slices(config.attributes.toArray(new String[0]))
                .level(config.level)
                .build()
                .compare(data.test, firstScores, candidateScores);
    }

    private static <T> T finished(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a measurement failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was interrupted", e);
        }
    }

    private static ModelEvaluator evaluator(RunConfig config, LockedOperatingPoint point, OptionalLong seed) {
        return ModelEvaluator.builder()
                .operatingPoint(point)
                .slices(config.attributes.toArray(new String[0]))
                .prevalences(config.prevalences.stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .level(config.level)
                .bootstrap(seed.orElse(config.bootstrapSeed), config.replicates)
                .build();
    }

    private static CalibrationAnalyzer analyzer(RunConfig config, OptionalLong seed) {
        return CalibrationAnalyzer.builder()
                .level(config.level)
                // as the evaluation, so that one statistic has one interval
                .bootstrap(seed.orElse(config.bootstrapSeed), config.replicates)
                // a replicate of the curve is a fit through all records, so there are fewer; the page says how many
                .curveReplicates(Math.max(200, config.replicates / 4))
                .build();
    }

    private static SegmentFinder finder(RunConfig config, LockedOperatingPoint point, OptionalLong seed) {
        return SegmentFinder.builder(Loss.MISSED_CASES)
                .operatingPoint(point)
                .by(config.attributes.toArray(new String[0]))
                .level(config.level)
                .seed(seed.orElse(config.bootstrapSeed))
                .build();
    }

    private static BiasDetector detector(RunConfig config, LockedOperatingPoint point, OptionalLong seed) {
        BiasDetector.Builder builder = BiasDetector.builder()
                .sensitiveAttributes(config.attributes.toArray(new String[0]))
                .intersections(config.intersections)
                .operatingPoint(point)
                .level(config.level)
                .bootstrap(seed.orElse(config.bootstrapSeed), config.replicates);
        for (Map.Entry<String, String> reference : config.referenceGroups.entrySet()) {
            builder.referenceGroup(reference.getKey(), reference.getValue());
        }
        config.imprecisionBound.ifPresent(builder::imprecisionBound);
        config.metricChoice.ifPresent(builder::metricChoice);
        return builder.build();
    }
}
