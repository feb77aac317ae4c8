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

/** Everything that is computed before anything is recorded, so that unusable input never leaves half a ledger behind. */
final class Measured {

    final ValidationReport validation;
    final Cohort cohort;
    final CohortSplit split;
    final CohortSplit trainingSplit;
    final Cohort firstTraining;
    final Cohort training;
    final Cohort tuning;
    final Cohort test;
    final SeparationReport separation;
    final LogisticModel first;
    final LogisticModel candidate;
    final LockedOperatingPoint firstPoint;
    final LockedOperatingPoint candidatePoint;
    final EvaluationReport firstEvaluation;
    final EvaluationReport candidateEvaluation;
    final BiasReport bias;
    final RegressionReport regression;

    Measured(RunConfig config, RunOptions options, Progress progress) {
        boolean synthetic = options.data().isEmpty();
        OptionalLong seed = options.seed();
        progress.step(synthetic ? "generating a synthetic cohort" : "reading the table");
        Table table = options.data()
                .map(path -> read(config, path))
                .orElseGet(() -> SyntheticEncounters.generate(seed.orElse(config.splitSeed)));
        progress.step("validating " + table.rowCount() + " rows against schema " + config.schema.name());
        validation =
                DataValidator.of(config.schema).validate(table, config.name + "-source", config.version, synthetic);
        progress.step("selecting the cohort and splitting it by patient");
        cohort = cohort(config, table, synthetic);
        SubjectSplitter.Builder splitter = SubjectSplitter.builder(seed.orElse(config.splitSeed));
        config.parts.forEach(splitter::part);
        split = splitter.stratified().build().split(cohort);
        training = split.part("train");
        tuning = split.part("tuning");
        test = split.part("test");
        trainingSplit = SubjectSplitter.builder(seed.orElse(config.splitSeed) + 1)
                .part("first", config.firstShare)
                .part("added", 1 - config.firstShare)
                .stratified()
                .build()
                .split(training);
        firstTraining = trainingSplit.part("first");
        progress.step("checking that training, tuning and test share no patient");
        separation = LeakageDetector.separation(training, tuning, test);

        LogisticRegression trainer = LogisticRegression.builder(seed.orElse(config.modelSeed))
                .numbers(config.numbers.toArray(new String[0]))
                .categories(config.categories.toArray(new String[0]))
                .minimumCount(config.minimumCount)
                .epochs(config.epochs)
                .learningRate(config.learningRate)
                .minibatch(config.minibatch)
                .build();
        progress.step("training version " + config.firstVersion + " on " + firstTraining.size() + " records");
        first = trainer.train(config.modelId, config.firstVersion, firstTraining);
        progress.step("training version " + config.candidateVersion + " on " + training.size() + " records");
        candidate = trainer.train(config.modelId, config.candidateVersion, training);
        progress.step("choosing operating points on " + tuning.size() + " tuning records");
        firstPoint = config.rule.chooseOn(tuning, first.score(tuning));
        candidatePoint = config.rule.chooseOn(tuning, candidate.score(tuning));

        Predictions firstScores = first.score(test);
        Predictions candidateScores = candidate.score(test);
        progress.step("evaluating both versions and measuring bias on " + test.size() + " test records");
        // two tasks at a time; what each computes does not depend on the other, so neither does the result
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<BiasReport> biased =
                    pool.submit(() -> detector(config, candidatePoint, seed).analyze(test, candidateScores));
            Future<EvaluationReport> evaluatedFirst =
                    pool.submit(() -> evaluator(config, firstPoint, seed).evaluate(test, firstScores));
            Future<EvaluationReport> evaluatedCandidate =
                    pool.submit(() -> evaluator(config, candidatePoint, seed).evaluate(test, candidateScores));
            firstEvaluation = finished(evaluatedFirst);
            candidateEvaluation = finished(evaluatedCandidate);
            bias = finished(biased);
        } finally {
            pool.shutdownNow();
        }
        progress.step("comparing version " + config.candidateVersion + " with " + config.firstVersion);
        regression = RegressionTester.builder(firstPoint, candidatePoint)
                .slices(config.attributes.toArray(new String[0]))
                .level(config.level)
                .build()
                .compare(test, firstScores, candidateScores);
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

    /** A table whose every cell can be read; an unreadable one would otherwise count as missing in the model. */
    private static Table read(RunConfig config, Path file) {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new DataException("expected the table at " + file + ", found no file there; correct --data");
        }
        Table table;
        try {
            table = reader(config).read(file);
        } catch (UncheckedIOException e) {
            throw new DataException(
                    "expected a table that can be read to its end at " + file + ", found one that cannot be ("
                            + Objects.requireNonNull(e.getCause()).getClass().getSimpleName()
                            + "); fetch it again, or give this user the right to read it",
                    e);
        }
        long unreadable = table.failureCount();
        if (unreadable > 0) {
            ParseFailure first = table.failures().get(0);
            throw new DataException(file.getFileName() + ", line " + first.line() + ", column \"" + first.column()
                    + "\": expected " + first.expected() + ", found " + first.found()
                    + (unreadable == 1 ? "" : " (and " + (unreadable - 1) + " further cells that cannot be read)")
                    + "; correct the file or the column's type in the schema, or list the text under data, missing, if it"
                    + " marks a missing value");
        }
        return table;
    }

    private static CsvReader reader(RunConfig config) {
        CsvReader.Builder reader = CsvReader.builder().missingMarkers(config.missing.toArray(new String[0]));
        config.schemaContent.list("columns").stream()
                .map(io.medml.core.evidence.Content::asFields)
                .forEach(column -> {
                    String name = column.text("name");
                    switch (column.text("type")) {
                        case "NUMBER" -> reader.number(name);
                        case "WHOLE_NUMBER" -> reader.wholeNumber(name);
                        default -> reader.category(name);
                    }
                });
        return reader.build();
    }

    private static Cohort cohort(RunConfig config, Table table, boolean synthetic) {
        Cohort.LabelStage stage = Cohort.from(table).record(config.record);
        Optional<String> subject = config.subject;
        if (subject.isPresent()) {
            stage = stage.subject(subject.get());
        }
        Cohort.Builder builder = stage.label(config.label, config.positive, config.negatives.toArray(new String[0]))
                .attributes(config.attributes.toArray(new String[0]))
                .synthetic(synthetic);
        config.exclusions.forEach(e -> builder.exclude(e.column(), e.values(), e.reason()));
        return builder.named(config.name, config.version);
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
        return builder.build();
    }
}
