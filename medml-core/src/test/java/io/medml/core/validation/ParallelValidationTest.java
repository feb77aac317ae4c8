package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.table.Column;
import io.medml.core.table.CsvReader;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelValidationTest {

    /** A batch whose cells are the texts that are given. */
    private static RowBatch batch(List<String> texts) {
        try (RowReader reader = RowSource.of(
                        "t", List.of("a"), () -> texts.stream().map(List::of).iterator())
                .open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            return batch;
        }
    }

    private static ColumnTally handedOver(ColumnScan scan, RowBatch batch) {
        ColumnTally tally = new ColumnTally(0);
        scan.scan(batch);
        tally.takeBatch(scan, 0);
        return tally;
    }

    @Test
    void what_was_looked_at_and_not_handed_over_leaves_no_trace() {
        List<String> mixed = new ArrayList<>();
        for (int row = 0; row < 500; row++) {
            mixed.add(row % 5 == 0 ? "" : row % 7 == 0 ? "word" : String.valueOf(row % 90));
        }
        RowBatch abandoned = batch(mixed);
        RowBatch same = batch(IntStream.range(0, 400).mapToObj(row -> "41").toList());
        List<ColumnRule> rules = List.of(
                ColumnRule.wholeNumber("a").range(ValueRange.closed(40, 80)),
                ColumnRule.text("a"),
                ColumnRule.text("a").allowed("41", "42"));
        for (ColumnRule rule : rules) {
            CellRules cells = new CellRules(rule.spec(), Column.Kind.CATEGORY, Set.of());
            for (boolean valuesNeeded : new boolean[] {false, true}) {
                ColumnScan scan = new ColumnScan(0, cells, valuesNeeded);
                scan.scan(abandoned);
                scan.scan(abandoned);

                ColumnTally tally = handedOver(scan, same);

                assertThat(tally.missingCount()).isZero();
                assertThat(tally.varies()).isFalse();
                for (Check check : CellRules.CHECKS) {
                    assertThat(tally.failing(check).count()).isZero();
                }
                assertThat(IntStream.range(0, same.rows()).filter(tally::isMissing))
                        .isEmpty();
                ColumnTally first = handedOver(new ColumnScan(0, cells, valuesNeeded), abandoned);
                ColumnTally again = handedOver(scan, abandoned);
                assertThat(first.missingCount()).isGreaterThanOrEqualTo(100);
                assertThat(again.missingCount()).isEqualTo(first.missingCount());
                assertThat(again.varies()).isTrue();
                for (Check check : CellRules.CHECKS) {
                    assertThat(again.failing(check).count())
                            .isEqualTo(first.failing(check).count());
                }
            }
        }
    }

    /** Rows that break a rule of every kind, each rule in some of them. */
    private static String rowsOfManyFaults(int rows, String unusual) {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder csv = new StringBuilder("id,age,day,seen,race,code,note,label\n");
        for (int row = 0; row < rows; row++) {
            csv.append("p").append(random.nextInt(11_000)).append(',');
            csv.append(random.nextInt(50) == 0 ? "x" + row : String.valueOf(random.nextInt(130)))
                    .append(',');
            csv.append(random.nextInt(60) == 0 ? "2026-02-30" : "2026-02-" + (10 + random.nextInt(19)))
                    .append(',');
            csv.append(random.nextInt(60) == 0 ? "" : "2026-02-" + (10 + random.nextInt(19)))
                    .append(',');
            csv.append(random.nextInt(40) == 0 ? "" : "Caucasian" + random.nextInt(9))
                    .append(',');
            csv.append(random.nextInt(70) == 0 ? "A1" : "E" + (100 + random.nextInt(900)) + ".0")
                    .append(',');
            csv.append(random.nextInt(30) == 0 ? "\"two\nlines, \"\"quoted\"\"\"" : "n" + row % 4)
                    .append(',');
            csv.append(row % 2).append(random.nextInt(3_000) == 0 ? unusual : "\n");
        }
        return csv.toString();
    }

    /** The other thread does what it is given while the caller waits, so that it does nearly all. */
    private static Executor first(ExecutorService threads) {
        return task -> {
            try {
                threads.submit(task).get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\n\n"})
    void a_second_thread_changes_nothing_of_the_report(String unusual, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("rows.csv"), rowsOfManyFaults(60_000, unusual));
        DataSchema schema = DataSchema.named("rows", "1")
                .column(ColumnRule.text("id"))
                .column(ColumnRule.wholeNumber("age")
                        .range(ValueRange.closed(0, 120))
                        .mean(ValueRange.closed(0, 10)))
                .column(ColumnRule.date("day"))
                .column(ColumnRule.date("seen"))
                .column(ColumnRule.text("race").allowed("Caucasian1", "Caucasian2", "Caucasian3"))
                .column(ColumnRule.text("code").pattern("E[0-9]{3}\\.0"))
                .column(ColumnRule.text("note"))
                .column(ColumnRule.text("label"))
                .require("in order", Condition.column("seen").atLeast("day"))
                .noDuplicateRows("id")
                .noConflictingLabels("label", "id", "age", "day", "seen", "code")
                .key("id")
                .build();
        RowSource source = CsvReader.builder().build().source(file);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            ArtifactRef dataset = new ArtifactRef(ArtifactRef.Kind.DATASET, "rows", "1", Digest.sha256(new byte[0]));
            ValidationReport alone = DataValidator.of(schema).validate(source, dataset);

            for (int run = 0; run < 5; run++) {
                Executor executor = run == 0 ? first(threads) : threads;
                ValidationReport both = DataValidator.of(schema).validate(source.readAhead(executor), dataset);
                assertThat(both.body()).isEqualTo(alone.body());
                assertThat(both.findings()).isEqualTo(alone.findings());
                assertThat(both.measurements()).isEqualTo(alone.measurements());
            }
            assertThat(alone.findings())
                    .extracting(Finding::code)
                    .contains(
                            "VALUE_UNREADABLE",
                            "VALUE_OUT_OF_RANGE",
                            "VALUE_NOT_ALLOWED",
                            "PATTERN_MISMATCH",
                            "ROW_RULE",
                            "LABEL_CONFLICT",
                            "MEAN_OUT_OF_RANGE",
                            "KEY_DUPLICATE");
            assertThat(alone.findings())
                    .extracting(Finding::code)
                    .filteredOn("EMPTY_LINES"::equals)
                    .hasSize(unusual.length() - 1);
        } finally {
            threads.shutdown();
        }
    }
}
