package io.medml.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.table.Column;
import io.medml.core.table.CsvReader;
import io.medml.core.table.ParseFailure;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetReaderTest {

    @TempDir
    private Path folder;

    private Path sample(String name) {
        return Samples.file(folder, name + ".parquet");
    }

    private static ParquetReader reader() {
        return ParquetReader.builder().build();
    }

    /** All cells as texts, nothing made a number. */
    private static Map<String, List<Optional<String>>> texts(RowSource source) {
        try (RowReader rows = source.open()) {
            List<List<Optional<String>>> cells = new ArrayList<>();
            rows.columns().forEach(column -> cells.add(new ArrayList<>()));
            RowBatch batch = rows.newBatch();
            while (rows.read(batch)) {
                for (int row = 0; row < batch.rows(); row++) {
                    for (int c = 0; c < cells.size(); c++) {
                        boolean missing = batch.length(c, row) == 0;
                        cells.get(c).add(missing ? Optional.empty() : Optional.of(batch.text(c, row)));
                    }
                }
            }
            return IntStream.range(0, cells.size()).boxed().collect(Collectors.toMap(rows.columns()::get, cells::get));
        }
    }

    // ---- values ----

    // Expected: what pyarrow 25.0.1 reads from types.parquet, written to expected.csv by make.py in the test resources.
    @ParameterizedTest
    @ValueSource(strings = {"types", "snappy", "gzip", "zstd", "pages", "old-types", "encodings"})
    void the_cells_are_those_that_another_program_reads(String name) {
        Table expected = CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(Samples.bytes("expected.csv")), "expected.csv");

        Map<String, List<Optional<String>>> cells = texts(reader().source(sample(name)));

        assertThat(cells).hasSizeGreaterThan(8);
        cells.forEach((column, texts) -> {
            List<Optional<String>> there = IntStream.range(0, expected.rowCount())
                    .mapToObj(expected.column(column)::text)
                    .toList();
            assertThat(texts).hasSize(100);
            switch (column) {
                // Python writes the float as a double, and exponents in another form
                case "single" ->
                    assertThat(texts.stream().map(t -> t.map(Float::valueOf)))
                            .containsExactlyElementsOf(there.stream()
                                    .map(t -> t.map(Float::valueOf))
                                    .toList());
                case "double" ->
                    assertThat(texts.stream().map(t -> t.map(Double::valueOf)))
                            .containsExactlyElementsOf(there.stream()
                                    .map(t -> t.map(Double::valueOf))
                                    .toList());
                default -> assertThat(texts).as(column).containsExactlyElementsOf(there);
            }
        });
    }

    @Test
    void columns_have_the_kind_that_their_type_says() {
        Table table = reader().read(sample("types"));

        assertThat(table.columns().stream()
                        .filter(column -> column.kind() == Column.Kind.WHOLE_NUMBER)
                        .map(Column::name))
                .containsExactly("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "decimal18");
        assertThat(table.columns().stream()
                        .filter(column -> column.kind() == Column.Kind.NUMBER)
                        .map(Column::name))
                .containsExactly("single", "double", "decimal9");
        assertThat(table.column("nothing").missingCount()).isEqualTo(100);
        assertThat(table.sourceName()).contains("types.parquet");
    }

    @Test
    void a_declared_kind_goes_before_that_of_the_type() {
        ParquetReader reader = ParquetReader.builder()
                .columns("uint64", "int32", "int64")
                .number("uint64")
                .category("int32", "int64")
                .build();

        Table table = reader.read(sample("types"));

        assertThat(table.columnNames()).containsExactly("uint64", "int32", "int64");
        assertThat(table.column("uint64").kind()).isEqualTo(Column.Kind.NUMBER);
        assertThat(table.column("int32").text(0)).contains("-2147483600");
        assertThat(table.failureCount()).isZero();
    }

    @Test
    void whole_numbers_of_19_digits_and_words_are_listed_and_not_made_something_else() {
        Table words = reader().read(sample("words"));
        Table large = ParquetReader.builder().columns("int64").build().read(sample("types"));

        assertThat(words.failures()).extracting(ParseFailure::column).containsExactly("x", "x", "x");
        assertThat(words.column("x").text(3).map(Double::valueOf)).contains(1e-300);
        assertThat(words.column("x").text(4)).contains("0");
        assertThat(words.column("x").missingCount()).isEqualTo(4);
        assertThat(large.failureCount()).isPositive();
        assertThat(texts(reader().source(sample("words"))).get("x"))
                .startsWith(Optional.of("NaN"), Optional.of("Infinity"), Optional.of("-Infinity"));
    }

    @Test
    void nanoseconds_are_kept() {
        assertThat(reader().read(sample("nanos")).column("at").text(0)).contains("1969-12-29T00:59:58.124457");
    }

    @Test
    void a_file_without_rows_is_a_table_without_rows() {
        Table table = reader().read(sample("no-rows"));

        assertThat(table.rowCount()).isZero();
        assertThat(table.columnNames()).containsExactly("id");
    }

    @Test
    void files_of_parquet_java_are_read_as_they_were_written() {
        MessageType schema = Types.buildMessage()
                .required(PrimitiveTypeName.INT32)
                .named("visit")
                .optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("ward")
                .optional(PrimitiveTypeName.DOUBLE)
                .named("dose")
                .optional(PrimitiveTypeName.BOOLEAN)
                .named("dead")
                .optional(PrimitiveTypeName.INT64)
                .named("order")
                .named("table");
        int rows = 50_000;
        Path file = Samples.written(folder.resolve("java.parquet"), schema, rows, r -> new Object[] {
            r, r % 11 == 0 ? null : "ward " + r % 400, r % 3 == 0 ? null : r / 8.0, r % 5 == 0, r * 1_000_003L
        });

        Map<String, List<Optional<String>>> cells = texts(reader().source(file));

        for (int r = 0; r < rows; r++) {
            assertThat(cells.get("visit").get(r)).contains(String.valueOf(r));
            assertThat(cells.get("ward").get(r))
                    .isEqualTo(r % 11 == 0 ? Optional.empty() : Optional.of("ward " + r % 400));
            assertThat(cells.get("dose").get(r).map(BigDecimal::new).map(BigDecimal::doubleValue))
                    .isEqualTo(r % 3 == 0 ? Optional.empty() : Optional.of(r / 8.0));
            assertThat(cells.get("dead").get(r)).contains(String.valueOf(r % 5 == 0));
            assertThat(cells.get("order").get(r)).contains(String.valueOf(r * 1_000_003L));
        }
    }

    @Test
    void a_source_can_be_gone_through_again_and_gives_the_same() {
        RowSource source = reader().source(sample("zstd"));

        assertThat(source.name()).isEqualTo("zstd.parquet");
        assertThat(texts(source)).isEqualTo(texts(source));
        assertThat(source.read().contentDigest())
                .isEqualTo(reader().read(sample("snappy")).contentDigest());
    }

    @Test
    void a_file_that_was_exchanged_for_one_of_other_columns_is_refused() {
        Path file = sample("nanos");
        RowSource source = reader().source(file);
        Samples.write(file, Samples.bytes("words.parquet"));

        assertThatThrownBy(source::open)
                .isInstanceOf(DataException.class)
                .hasMessage("nanos.parquet: expected the columns that the file had when its rows were asked for, found"
                        + " others; the file was changed: ask for its rows again");
    }

    // ---- what is refused by name ----

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        nested | codes | a column of nested values (a list, a map or a structure)
        bytes  | scan  | BYTE_ARRAY
        int96  | at    | INT96, a form of time that does not say whether it is in UTC
        """)
    void a_column_that_has_no_text_is_refused_by_name_and_can_be_left_out(String name, String column, String found) {
        Path file = sample(name);

        assertThatThrownBy(() -> reader().source(file))
                .isInstanceOf(DataException.class)
                .hasMessage(name + ".parquet, column \"" + column
                        + "\": expected texts, numbers, booleans, dates or times, found " + found
                        + "; write it as one of these, or name the columns to read with columns(..)");
        assertThat(ParquetReader.builder()
                        .columns("id")
                        .build()
                        .read(file)
                        .column("id")
                        .text(0))
                .contains("1");
    }

    @Test
    void columns_after_nested_ones_are_found_at_their_place() {
        Table table = ParquetReader.builder().columns("age", "id").build().read(sample("nested"));

        assertThat(table.wholeNumber("age").values(-1)).containsExactly(50, 60);
        assertThat(table.wholeNumber("id").values(-1)).containsExactly(1, 2);
    }

    @Test
    void a_codec_that_is_not_there_is_refused_by_name() {
        assertThatThrownBy(() -> reader().read(sample("brotli")))
                .isInstanceOf(DataException.class)
                .hasMessage("brotli.parquet, column \"id\": expected pages compressed with [UNCOMPRESSED, SNAPPY, GZIP,"
                        + " ZSTD], found codec BROTLI; write the file anew with one of these");
    }

    @Test
    void a_column_that_is_not_there_is_told() {
        Path file = sample("nested");

        assertThatThrownBy(() -> ParquetReader.builder().columns("Age").build().source(file))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "nested.parquet: expected a column \"Age\", which the reader was told about, found 4 columns"
                                + " of other names; correct its spelling, capitals included");
    }

    // ---- bounds ----

    @Test
    void each_bound_says_how_to_raise_it() {
        Path file = sample("types");

        assertThatThrownBy(() -> ParquetReader.builder().maxRows(99).build().source(file))
                .hasMessage("types.parquet: expected at most 99 rows, found 100; raise maxRows(..) or divide the file");
        assertThatThrownBy(() -> ParquetReader.builder().maxColumns(3).build().source(file))
                .hasMessage(
                        "types.parquet: expected at most 3 columns, found 28; raise maxColumns(..), or name those to"
                                + " read with columns(..)");
        assertThatThrownBy(
                        () -> ParquetReader.builder().maxFieldSize(11).build().read(file))
                .hasMessage(
                        "types.parquet, row 1, column \"text\": expected a value of at most 11 bytes, found one of 14;"
                                + " raise maxFieldSize(..), or leave the column out with columns(..)");
        assertThatThrownBy(
                        () -> ParquetReader.builder().maxMemory(2_000).build().read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "expected pages that take at most 2000 bytes of memory together, found larger ones;"
                                + " raise maxMemory(..) if the file is sound, or read fewer columns with columns(..)");
        assertThatThrownBy(
                        () -> ParquetReader.builder().maxFooterSize(100).build().source(file))
                .hasMessageStartingWith("types.parquet: expected a footer of at most 100 bytes, found one of ")
                .hasMessageEndingWith("; raise maxFooterSize(..) if the file is sound");
    }

    @Test
    void settings_are_checked_where_they_are_set() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParquetReader.builder().maxMemory(0))
                .withMessage("a limit is from 1 to 1000000000000, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ParquetReader.builder().columns("a", "a"))
                .withMessage("expected at least one column name and none twice");
        assertThatThrownBy(() -> ParquetReader.builder().maxRows(1).maxRows(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("maxRows is already set");
        assertThatThrownBy(() -> ParquetReader.builder().number("a").category("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("column \"a\" is already declared as NUMBER");
        assertThatThrownBy(
                        () -> ParquetReader.builder().columns("a").number("b").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the columns [b] are declared but not among the columns to read");
    }

    @Test
    void rows_are_not_kept_however_many_there_are() {
        MessageType schema = Types.buildMessage()
                .required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("note")
                .required(PrimitiveTypeName.INT64)
                .named("visit")
                .named("table");
        int rows = 120_000;
        // 400 bytes a row, 48 MB in all, no two rows the same
        Path file = Samples.written(folder.resolve("long.parquet"), schema, rows, r ->
                new Object[] {"x".repeat(380) + r, (long) r});
        RowSource source = ParquetReader.builder().maxMemory(8L << 20).build().source(file);

        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            long read = 0;
            long atStart = 0;
            while (reader.read(batch)) {
                read += batch.rows();
                atStart = atStart == 0 ? held() : atStart;
            }
            assertThat(read).isEqualTo(rows);
            assertThat(held() - atStart).as("bytes held after 48 MB were read").isLessThan(16L << 20);
        }
    }

    private static long held() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // ---- places ----

    @Test
    void a_path_without_a_file_and_a_folder_are_told() {
        assertThatThrownBy(() -> reader().source(folder.resolve("none.parquet")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageEndingWith("none.parquet, found no file there; correct the path");
        assertThatThrownBy(() -> reader().source(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("found that it cannot be; check that it is a file, not a folder of parts");
    }
}
