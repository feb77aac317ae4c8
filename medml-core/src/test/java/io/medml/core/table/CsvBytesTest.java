package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.medml.core.error.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CsvBytesTest {

    /** A stream that gives a few bytes at a time, as a network does. */
    private static InputStream slowly(byte[] bytes, int step) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, step));
            }
        };
    }

    private static CsvBytes bytes() {
        return new CsvBytes("t", ',', 1000, 100);
    }

    private static CsvStream stream(InputStream input) {
        return new CsvStream(input, "t", bytes());
    }

    private static List<List<String>> ours(byte[] bytes, int step) {
        CsvBytes records = bytes();
        CsvStream stream = new CsvStream(slowly(bytes, step), "t", records);
        List<List<String>> rows = new ArrayList<>();
        while (stream.next()) {
            List<String> row = new ArrayList<>();
            for (int field = 0; field < records.fields(); field++) {
                row.add(new String(
                        records.buffer(), records.start(field), records.length(field), StandardCharsets.UTF_8));
            }
            row.add("line " + records.line());
            rows.add(row);
        }
        return rows;
    }

    /** FastCSV 4.4.0: CsvReader, unclosed quotes refused, empty lines kept. */
    private static Optional<List<List<String>>> theirs(byte[] bytes) {
        List<List<String>> rows = new ArrayList<>();
        try {
            for (CsvRecord record : de.siegmar.fastcsv.reader.CsvReader.builder()
                    .skipEmptyLines(false)
                    .allowUnclosedQuote(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(new String(bytes, StandardCharsets.UTF_8))) {
                List<String> row = new ArrayList<>(record.getFields());
                row.add("line " + record.getStartingLineNumber());
                rows.add(row);
            }
        } catch (CsvParseException e) {
            return Optional.empty();
        }
        return Optional.of(rows);
    }

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "b c",
                        ",",
                        "\"",
                        "\"\"",
                        "\n",
                        "\r",
                        "\r\n",
                        "é",
                        "漢",
                        "\uD83D\uDE00",
                        " ",
                        "\",\"",
                        "\"\n")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    void an_independent_reader_finds_the_same_fields_and_lines_or_refuses_as_well(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 40) int step) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        Optional<List<List<String>>> expected = theirs(bytes);

        if (expected.isPresent()) {
            assertThat(ours(bytes, step)).isEqualTo(expected.get());
        } else {
            assertThatThrownBy(() -> ours(bytes, step)).isInstanceOf(DataException.class);
        }
    }

    @Provide
    static Arbitrary<String> records() {
        return Arbitraries.of(
                        "a",
                        "b c",
                        "",
                        "\"\"",
                        "\"x\"\"y\"",
                        "\"a,\r\nb\"",
                        "5\" \t|",
                        "é漢\uD83D\uDE00",
                        "x".repeat(70))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(fields -> String.join(",", fields))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .flatMap(lines -> Arbitraries.of("\n", "\r\n", "\r").map(end -> String.join(end, lines) + end));
    }

    @Property(tries = 300)
    void records_that_go_on_over_marks_and_buffers_are_the_same_too(
            @ForAll("records") String text,
            @ForAll @IntRange(min = 1, max = 700_000) int least,
            @ForAll @IntRange(min = 1000, max = 300_000) int step) {
        byte[] bytes = text.repeat(1 + least / text.length()).getBytes(StandardCharsets.UTF_8);

        assertThat(ours(bytes, step)).isEqualTo(theirs(bytes).orElseThrow());
    }

    @Property(tries = 3000)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int step) {
        try {
            assertThat(ours(bytes, step)).isNotNull();
        } catch (DataException e) {
            assertThat(e.getMessage()).startsWith("t");
        }
    }

    @Property(tries = 3000)
    void what_is_no_utf_8_is_refused_as_the_jdk_refuses_it(@ForAll byte[] tail) throws IOException {
        byte[] bytes = new byte[tail.length + 1];
        bytes[0] = 'x';
        for (int i = 0; i < tail.length; i++) {
            // quotes, NUL and a byte order mark are other tests
            bytes[i + 1] = tail[i] == '"' || tail[i] == 0 ? (byte) 'y' : tail[i];
        }
        boolean sound;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
            sound = true;
        } catch (java.nio.charset.CharacterCodingException e) {
            sound = false;
        }

        if (sound) {
            assertThat(ours(bytes, 7)).isNotEmpty();
        } else {
            assertThatThrownBy(() -> ours(bytes, 7))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("expected UTF-8, found a byte 0x");
        }
    }

    @Test
    void the_place_of_a_byte_that_is_no_text_is_said() {
        byte[] bytes = "a,b\n1,\"x\ny\"\n2,\u00e9".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> ours(bytes, 3))
                .hasMessage(
                        "t, line 4, byte 14 of the text: expected UTF-8, found a byte 0xe9 that is none; save the file as UTF-8,"
                                + " or say its encoding with charset(..)");
    }

    @Test
    void a_record_longer_than_the_buffer_is_read_whole() {
        String field = "x".repeat(999);
        String text = (field + ",").repeat(99) + field + "\n";
        byte[] bytes = text.repeat(5).getBytes(StandardCharsets.UTF_8);

        assertThat(ours(bytes, 1 << 20))
                .hasSize(5)
                .allSatisfy(row -> assertThat(row).hasSize(101).contains(field));
    }

    @Test
    void a_line_that_never_ends_is_refused_before_it_fills_memory() {
        CsvStream records = stream(endless((byte) ','));

        assertThatThrownBy(records::next)
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "t, record that starts on line 1: expected a record of at most 67108864 bytes, found a longer one; look for"
                                + " line ends that are missing");
    }

    @Test
    void a_field_that_never_ends_is_refused_early() {
        CsvStream plain = stream(endless((byte) 'x'));
        CsvStream quoted = stream(
                new java.io.SequenceInputStream(new ByteArrayInputStream(new byte[] {'"'}), endless((byte) 'x')));

        assertThatThrownBy(plain::next)
                .hasMessageMatching("t, line 1, column 1: expected a field of at most 1000 characters, found \\d+; .*");
        assertThatThrownBy(quoted::next).hasMessageContaining("a field of more than 1000 characters");
    }

    private static InputStream endless(byte value) {
        return new InputStream() {
            @Override
            public int read() {
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                java.util.Arrays.fill(target, offset, offset + length, value);
                return length;
            }

            @Override
            public String toString() {
                return String.format(Locale.ROOT, "0x%02x for ever", value);
            }
        };
    }
}
