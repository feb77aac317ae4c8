package io.medml.examples.run;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.table.CsvReader;
import io.medml.core.table.ParseFailure;
import io.medml.core.table.Table;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.ValidationReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The data, read, checked and split: what can be unusable shows here, before anything is recorded. */
final class Prepared {

    final ValidationReport validation;
    final Cohort cohort;
    final CohortSplit split;
    final CohortSplit trainingSplit;
    final Cohort firstTraining;
    final Cohort training;
    final Cohort tuning;
    final Cohort test;
    final SeparationReport separation;
    final Digest sourceTable;
    final Optional<Digest> sourceFile;

    /**
     * Makes the pseudonyms of records. It comes from the bytes of the data file, so the same run gives the same pseudonyms, and
     * whoever can make it holds the identifiers anyway. Generated records are nobody's; their key is no secret.
     */
    final FingerprintKey pseudonyms;

    Prepared(RunConfig config, RunOptions options, Progress progress) {
        boolean synthetic = options.data().isEmpty();
        OptionalLong seed = options.seed();
        progress.step(synthetic ? "generating a synthetic cohort" : "reading the table");
        Table table = options.data()
                .map(path -> read(config, path))
                .orElseGet(() -> SyntheticEncounters.generate(seed.orElse(config.splitSeed)));
        sourceFile = options.data().map(Prepared::digest);
        sourceTable = table.contentDigest();
        pseudonyms = pseudonyms(options.data().map(Prepared::bytes).orElse(sourceTable.bytes()));
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
        separation = LeakageDetector.builder()
                .inputs(Stream.concat(config.numbers.stream(), config.categories.stream())
                        .toArray(String[]::new))
                .within(firstTraining, training)
                .build()
                .compare(firstTraining, training, tuning, test);
        for (Cohort part : List.of(firstTraining, training, tuning, test)) {
            if (part.positives() == 0 || part.positives() == part.size()) {
                throw new DataException(
                        "expected records of both classes in " + part.name() + ", found " + part.positives()
                                + " positives in " + part.size()
                                + " records; check the label's positive value, the exclusions and the split");
            }
        }
    }

    private static Digest digest(Path file) {
        return Digest.sha256(bytes(file));
    }

    private static FingerprintKey pseudonyms(byte[] source) {
        // another text before the bytes than none: the plain digest of the file is stated in the evidence and is no
        // secret
        MessageDigest digest = Digest.newSha256();
        digest.update("medml-run pseudonyms/1\0".getBytes(StandardCharsets.UTF_8));
        return FingerprintKey.of(digest.digest(source));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataException("expected a readable file at " + file + ", found none; correct --data", e);
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
}
