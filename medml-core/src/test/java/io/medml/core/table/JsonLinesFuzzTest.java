package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.error.DataException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JsonLinesFuzzTest {

    private static final String PATIENT = "Zyxwvu";
    private static final String SOUND = ("{\"id\":\"" + PATIENT
                    + "1\",\"age\":61.50,\"bp\":{\"sys\":120,\"dia\":null},\"codes\":[\"I48." + PATIENT
                    + "\",2],\"ok\":true}\n")
            .repeat(3);

    private static final List<JsonLinesReader> READERS = List.of(
            JsonLinesReader.builder()
                    .columns("id", "age", "ok")
                    .ignoreOtherFields()
                    .number("age")
                    .build(),
            JsonLinesReader.builder()
                    .columns("id", "age", "bp.sys", "bp.dia", "codes", "ok")
                    .nested()
                    .listsAsText()
                    .number("age")
                    .strict()
                    .build(),
            JsonLinesReader.builder()
                    .columns("a")
                    .maxLineSize(50)
                    .maxDepth(2)
                    .maxRows(2)
                    .build());

    private static void readOrRefuse(byte[] bytes) {
        for (JsonLinesReader reader : READERS) {
            try {
                assertThat(reader.read(new ByteArrayInputStream(bytes), "t")
                                .failures()
                                .toString())
                        .doesNotContain(PATIENT);
            } catch (DataException e) {
                for (Throwable fault = e; fault != null; fault = fault.getCause()) {
                    assertThat(String.valueOf(fault.getMessage())).doesNotContain(PATIENT);
                }
                assertThat(e.getMessage()).startsWith("t");
            }
        }
    }

    @Property(tries = 3000)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes) {
        readOrRefuse(bytes);
    }

    @Property(tries = 3000)
    void any_tokens_are_read_or_refused(@ForAll("tokens") String text) {
        readOrRefuse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 5000)
    void a_sound_file_with_changed_bytes_is_read_or_refused_without_quoting_it(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll @Size(6) List<Byte> values) {
        byte[] bytes = SOUND.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < places.size(); i++) {
            bytes[places.get(i) % bytes.length] = values.get(i);
        }

        readOrRefuse(bytes);
    }

    @Property(tries = 2000)
    void a_sound_file_with_a_part_cut_out_is_read_or_refused_without_quoting_it(
            @ForAll @IntRange(max = 1_000_000) int from, @ForAll @IntRange(max = 60) int count) {
        int start = from % SOUND.length();

        readOrRefuse((SOUND.substring(0, start) + SOUND.substring(Math.min(SOUND.length(), start + count)))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void what_is_written_as_json_is_read_back(
            @ForAll @Size(max = 20) List<@net.jqwik.api.constraints.NotBlank String> texts) {
        StringBuilder lines = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (String text : texts) {
            boolean sound = text.indexOf('\0') < 0
                    && StandardCharsets.UTF_8.newEncoder().canEncode(text);
            String kept = sound ? text : "x";
            expected.add(kept);
            // every character escaped, or as it is where JSON lets it be
            StringBuilder cell = new StringBuilder();
            for (int i = 0; i < kept.length(); i++) {
                char c = kept.charAt(i);
                boolean plain = i % 2 == 0 && c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
                cell.append(plain ? String.valueOf(c) : String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            }
            lines.append("{\"a\":\"").append(cell).append("\"}\n");
        }

        Table table = JsonLinesReader.builder()
                .columns("a")
                .build()
                .read(new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)), "t");

        List<String> found = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            found.add(table.category("a").value(row));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Provide
    static Arbitrary<String> tokens() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"a\"",
                        "\"id\"",
                        "\"bp\"",
                        "\"" + PATIENT + "\"",
                        "1",
                        "-",
                        "e5",
                        "0.10",
                        "null",
                        "true",
                        "\n",
                        "\r",
                        " ",
                        "\\",
                        "\"",
                        "\\u0000",
                        "\uD83D\uDE00",
                        "{\"a\":",
                        "{\"a\":1}\n",
                        "\ufeff")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }
}
