package io.medml.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that claim what is not there. Each claim is refused before memory is taken for it; its clean twin is read. */
@Timeout(20)
class ForgedFileTest {

    private static final String DAMAGED =
            "; the file is damaged or was cut: fetch it again and compare its checksum, or write it anew";

    private static final int NONE = 0;
    private static final int SNAPPY = 1;
    private static final int GZIP = 2;
    private static final int ZSTD = 6;

    @TempDir
    private Path folder;

    private Table read(byte[] bytes) {
        return ParquetReader.builder().build().read(Samples.write(folder.resolve("f.parquet"), bytes));
    }

    private void refused(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(DataException.class).hasMessage("f.parquet" + message);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** 1, 2, 3. */
    private static final byte[] THREE = bytes(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    @Test
    void the_clean_twin_is_read() throws IOException {
        byte[] plain = Forged.file(Forged.INT32, false, NONE, 3, Forged.data(3, Forged.PLAIN, 12, THREE));
        byte[] gzip = Forged.file(Forged.INT32, false, GZIP, 3, Forged.data(3, Forged.PLAIN, 12, gzip(THREE)));
        byte[] looked = Forged.file(
                Forged.INT32,
                false,
                NONE,
                3,
                Forged.dictionary(3, 12, THREE),
                Forged.data(3, Forged.RLE_DICTIONARY, 3, bytes(2, 3, 0b100100)));

        assertThat(read(plain).wholeNumber("x").values(-1)).containsExactly(1, 2, 3);
        assertThat(read(gzip).wholeNumber("x").values(-1)).containsExactly(1, 2, 3);
        assertThat(read(looked).wholeNumber("x").values(-1)).containsExactly(1, 2, 3);
    }

    @Test
    void a_page_that_claims_two_gigabytes_is_refused() {
        for (int codec : new int[] {SNAPPY, GZIP, ZSTD}) {
            refused(
                    Forged.file(Forged.INT32, false, codec, 3, Forged.data(3, Forged.PLAIN, Integer.MAX_VALUE, THREE)),
                    ", row 1, column \"x\": expected pages that take at most 268435456 bytes of memory together, found"
                            + " larger ones; raise maxMemory(..) if the file is sound, or read fewer columns with"
                            + " columns(..)");
        }
    }

    @Test
    void a_page_that_unfolds_to_more_than_it_states_is_refused() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]); // 49 kB

        refused(
                Forged.file(Forged.INT32, false, GZIP, 3, Forged.data(3, Forged.PLAIN, 12, bomb)),
                ", row 1, column \"x\": expected a page of the size that its header states, found another size"
                        + DAMAGED);
        // Snappy: the length 50,000,000, then a copy of what is not there
        refused(
                Forged.file(
                        Forged.INT32,
                        false,
                        SNAPPY,
                        3,
                        Forged.data(3, Forged.PLAIN, 12, bytes(0x80, 0xe1, 0xeb, 0x17, 1, 1))),
                ", row 1, column \"x\": expected a page of the size that its header states, found another size"
                        + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, SNAPPY, 3, Forged.data(3, Forged.PLAIN, 12, bytes(12, 1, 1))),
                ", row 1, column \"x\": expected a page compressed with Snappy, found bytes that are not" + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, ZSTD, 3, Forged.data(3, Forged.PLAIN, 12, THREE)),
                ", row 1, column \"x\": expected a page compressed with Zstandard, found bytes that are not" + DAMAGED);
    }

    @Test
    void a_dictionary_that_claims_a_billion_values_is_refused() {
        byte[] page = Forged.data(3, Forged.RLE_DICTIONARY, 3, bytes(2, 3, 0b100100));

        refused(
                Forged.file(Forged.INT32, false, NONE, 3, Forged.dictionary(1 << 30, 12, THREE), page),
                ", row 1, column \"x\": expected as many values as the dictionary announces, found that the bytes end"
                        + " before"
                        + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, NONE, 3, Forged.dictionary(2, 12, THREE), page),
                ", row 3, column \"x\": expected a place in a dictionary of 2 values, found one beyond it" + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, NONE, 3, page),
                ", row 1, column \"x\": expected a dictionary page before a page that uses it, found none" + DAMAGED);
    }

    @Test
    void a_run_of_two_thousand_million_packed_values_takes_no_memory() {
        // a packed run of 2^31 - 1 groups of 8, in two bytes of values
        byte[] page = Forged.data(3, Forged.RLE_DICTIONARY, 7, bytes(2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0b100100));

        Table table = read(Forged.file(Forged.INT32, false, NONE, 3, Forged.dictionary(3, 12, THREE), page));

        assertThat(table.wholeNumber("x").values(-1)).containsExactly(1, 2, 3);
    }

    @Test
    void differences_that_claim_more_than_is_there_are_refused() {
        // blocks of 128 in 4 parts, 2^40 values, the first of them 0
        byte[] many = bytes(0x80, 1, 4, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0);

        refused(
                Forged.file(Forged.INT32, false, NONE, 3, Forged.data(3, 5, many.length, many)),
                ", row 2, column \"x\": expected as many values as the page announces, found that the bytes end before"
                        + DAMAGED);
        refused(
                Forged.file(Forged.BYTE_ARRAY, false, NONE, 3, Forged.data(3, 6, many.length, many)),
                ", row 1, column \"x\": expected as many values as the page announces, found that the bytes end before"
                        + DAMAGED);
    }

    @Test
    void ninety_million_missing_values_in_a_hundred_bytes_are_begun_without_memory() {
        int rows = 90_000_000;
        byte[] page = Forged.missing(rows);
        byte[] file = Forged.file(Forged.INT32, true, NONE, rows, Forged.data(rows, Forged.PLAIN, page.length, page));

        Path path = Samples.write(folder.resolve("f.parquet"), file);
        try (RowReader reader =
                ParquetReader.builder().maxMemory(2_000).build().source(path).open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            assertThat(batch.length(0, 0)).isZero();
        }
        assertThat(file).hasSizeLessThan(200);
        assertThatThrownBy(
                        () -> ParquetReader.builder().maxRows(1_000_000).build().source(path))
                .hasMessage("f.parquet: expected at most 1000000 rows, found 90000000; raise maxRows(..) or divide the"
                        + " file");
    }

    @Test
    void more_or_fewer_values_than_rows_are_refused() {
        byte[] page = Forged.data(3, Forged.PLAIN, 12, THREE);

        refused(
                Forged.file(Forged.INT32, false, NONE, 2, page),
                ", row 1, column \"x\": expected as many values as the group has rows, found more" + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, NONE, 4, page),
                ", row 4, column \"x\": expected as many values as the group has rows, found fewer" + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, NONE, 4, Forged.data(4, Forged.PLAIN, 12, THREE)),
                ", row 4, column \"x\": expected as many values as the page announces, found that the bytes end before"
                        + DAMAGED);
        refused(
                Forged.file(Forged.INT32, false, NONE, -1, page),
                ": expected a group of rows with their number and all columns, found one without" + DAMAGED);
    }

    @Test
    void a_page_whose_checksum_is_another_is_refused() {
        CRC32 sum = new CRC32();
        sum.update(THREE);

        assertThat(read(Forged.file(Forged.INT32, false, NONE, 3, Forged.dataWithChecksum(3, 12, THREE, (int)
                                sum.getValue())))
                        .rowCount())
                .isEqualTo(3);
        refused(
                Forged.file(Forged.INT32, false, NONE, 3, Forged.dataWithChecksum(3, 12, THREE, 1)),
                ", row 1, column \"x\": expected a page with the checksum that its header states, found another"
                        + " checksum"
                        + DAMAGED);
    }

    @Test
    void what_is_no_parquet_file_is_refused() {
        byte[] sound = Samples.bytes("nanos.parquet");
        byte[] encrypted = sound.clone();
        encrypted[encrypted.length - 1] = 'E';
        byte[] beyond = sound.clone();
        beyond[beyond.length - 6] = 1; // 65,536 bytes more

        refused(
                new byte[0],
                ": expected a Parquet file, which starts with \"PAR1\", found only 0 bytes; check that it is the right"
                        + " file; CSV and JSON lines have readers of their own in io.medml.core.table");
        refused(
                "id,age\n1,61\n2,70\n".getBytes(StandardCharsets.US_ASCII),
                ": expected a Parquet file, which starts with \"PAR1\", found another start; check that it is the"
                        + " right file; CSV and JSON lines have readers of their own in io.medml.core.table");
        refused(
                Arrays.copyOf(sound, sound.length - 1),
                ": expected a Parquet file that ends with \"PAR1\", found another end" + DAMAGED);
        refused(
                encrypted,
                ": expected a file that is not encrypted, found an encrypted one; write it without Parquet's own"
                        + " encryption, to a place that is protected otherwise");
        assertThatThrownBy(() -> read(beyond))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "f.parquet: expected a footer within the file of " + sound.length + " bytes, found one of ")
                .hasMessageEndingWith(" bytes" + DAMAGED);
    }
}
