package io.medml.examples.run;

import io.medml.compliance.regression.RegressionReport;
import io.medml.compliance.regression.RegressionTester;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.model.Predictions;
import io.medml.core.table.CsvReader;
import io.medml.core.table.ParseFailure;
import io.medml.core.table.Table;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.ValidationReport;
import io.medml.fairness.BiasDetector;
import io.medml.fairness.BiasReport;
import io.medml.tribuo.LogisticModel;
import io.medml.tribuo.LogisticRegression;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The two versions with their operating points, chosen on the tuning part. */
final class Trained {

    final LogisticModel first;
    final LogisticModel candidate;
    final LockedOperatingPoint firstPoint;
    final LockedOperatingPoint candidatePoint;

    Trained(RunConfig config, Prepared data, OptionalLong seed, Progress progress) {
        LogisticRegression trainer = LogisticRegression.builder(seed.orElse(config.modelSeed))
                .numbers(config.numbers.toArray(new String[0]))
                .categories(config.categories.toArray(new String[0]))
                .minimumCount(config.minimumCount)
                .epochs(config.epochs)
                .learningRate(config.learningRate)
                .minibatch(config.minibatch)
                .build();
        progress.step("training version " + config.firstVersion + " on " + data.firstTraining.size() + " records");
        first = trainer.train(config.modelId, config.firstVersion, data.firstTraining);
        progress.step("training version " + config.candidateVersion + " on " + data.training.size() + " records");
        candidate = trainer.train(config.modelId, config.candidateVersion, data.training);
        progress.step("choosing operating points on " + data.tuning.size() + " tuning records");
        firstPoint = config.rule.chooseOn(data.tuning, first.score(data.tuning));
        candidatePoint = config.rule.chooseOn(data.tuning, candidate.score(data.tuning));
    }
}
