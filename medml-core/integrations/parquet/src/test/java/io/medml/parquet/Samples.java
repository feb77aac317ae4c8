package io.medml.parquet;

import blue.strategic.parquet.ParquetWriter;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** Sound files: those of pyarrow in the test resources, and those that parquet-java writes. */
final class Samples {

    private Samples() {}

    static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(Path folder, String name) {
        return write(folder.resolve(name), bytes(name));
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table as parquet-java writes it: with Snappy and pages of version 2. */
    static Path written(Path file, Table table) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column column : table.columns()) {
            switch (column.kind()) {
                case NUMBER -> schema.optional(PrimitiveTypeName.DOUBLE).named(column.name());
                case WHOLE_NUMBER -> schema.optional(PrimitiveTypeName.INT64).named(column.name());
                case CATEGORY ->
                    schema.optional(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(column.name());
            }
        }
        return written(
                file,
                schema.named("table"),
                table.rowCount(),
                row -> table.columns().stream()
                        .map(column -> column.isMissing(row)
                                ? null
                                : switch (column.kind()) {
                                    case NUMBER -> table.number(column.name()).value(row);
                                    case WHOLE_NUMBER ->
                                        table.wholeNumber(column.name()).value(row);
                                    case CATEGORY -> column.text(row).orElseThrow();
                                })
                        .toArray());
    }

    static Path written(Path file, MessageType schema, int rows, IntFunction<Object[]> row) {
        try (ParquetWriter<Integer> writer = ParquetWriter.writeFile(schema, file.toFile(), (r, out) -> {
            Object[] cells = row.apply(r);
            for (int c = 0; c < cells.length; c++) {
                if (cells[c] != null) {
                    out.write(schema.getFieldName(c), cells[c]);
                }
            }
        })) {
            for (int r = 0; r < rows; r++) {
                writer.write(r);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
