package io.medml.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.error.DataException;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Damaged files are read or refused: no other exception, no value in a message, no more memory than was allowed. */
class ParquetFuzzTest {

    private static final List<String> NAMES =
            List.of("types", "snappy", "gzip", "zstd", "pages", "old-types", "encodings", "nested", "words", "nanos");
    private static final List<byte[]> SOUND =
            NAMES.stream().map(name -> Samples.bytes(name + ".parquet")).toList();
    private static final ParquetReader READER =
            ParquetReader.builder().maxMemory(1 << 20).maxRows(10_000).build();

    private static Path file = Path.of("t.parquet");

    @BeforeContainer
    static void open() throws IOException {
        file = Files.createTempDirectory("parquet-fuzz").resolve("t.parquet");
    }

    @AfterContainer
    static void close() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(""));
    }

    private static void readOrRefuse(byte[] bytes) {
        Samples.write(file, bytes);
        try (RowReader rows = READER.source(file).open()) {
            RowBatch batch = rows.newBatch();
            long read = 0;
            while (rows.read(batch)) {
                read += batch.rows();
            }
            assertThat(read).isLessThanOrEqualTo(10_000);
        } catch (DataException e) {
            for (Throwable fault = e; fault != null; fault = fault.getCause()) {
                assertThat(String.valueOf(fault.getMessage()))
                        .startsWith("t.parquet")
                        .doesNotContain("ICD-10", "größe", "gr\ufffd", "1969-", "1931-");
            }
        }
    }

    @Property(tries = 700)
    void a_sound_file_with_changed_bytes_is_read_or_refused(
            @ForAll @IntRange(max = 9) int which,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll @Size(6) List<Byte> values) {
        byte[] bytes = SOUND.get(which).clone();
        for (int i = 0; i < places.size(); i++) {
            bytes[places.get(i) % bytes.length] = values.get(i);
        }

        readOrRefuse(bytes);
    }

    /** The footer, where nearly every byte says something. */
    @Property(tries = 700)
    void a_sound_file_with_a_changed_footer_is_read_or_refused(
            @ForAll @IntRange(max = 9) int which,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll @Size(4) List<Byte> values) {
        byte[] bytes = SOUND.get(which).clone();
        int footer = 0;
        for (int i = 0; i < 4; i++) {
            footer |= (bytes[bytes.length - 8 + i] & 0xff) << (8 * i);
        }
        for (int i = 0; i < places.size(); i++) {
            bytes[bytes.length - 1 - places.get(i) % (footer + 8)] = values.get(i);
        }

        readOrRefuse(bytes);
    }

    @Property(tries = 200)
    void a_cut_file_is_refused(@ForAll @IntRange(max = 9) int which, @ForAll @IntRange(max = 1_000_000) int length) {
        byte[] sound = SOUND.get(which);

        readOrRefuse(Arrays.copyOf(sound, length % sound.length));
    }

    @Property(tries = 400)
    void any_footer_is_read_or_refused(@ForAll byte[] footer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));

        readOrRefuse(Forged.ended(out, footer));
    }
}
