package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CsvPartsTest {

    /** A stream that gives a few bytes at a time, and then its end or the failure. */
    private static InputStream slowly(byte[] bytes, int step, @Nullable Exception failure) {
        ByteArrayInputStream all = new ByteArrayInputStream(bytes);
        return new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = all.read(target, offset, Math.min(length, step));
                if (count < 0 && failure instanceof IOException broken) {
                    throw broken;
                }
                if (count < 0 && failure instanceof RuntimeException refused) {
                    throw refused;
                }
                return count;
            }
        };
    }

    private static List<byte[]> parts(CsvParts parts) {
        List<byte[]> all = new ArrayList<>();
        byte[] part = new byte[CsvParts.LONGEST];
        while (true) {
            int length = parts.next(part);
            if (length == 0) {
                return all;
            }
            all.add(Arrays.copyOf(part, length));
        }
    }

    private static long count(byte[] bytes, int character) {
        long count = 0;
        for (byte b : bytes) {
            count += b == character ? 1 : 0;
        }
        return count;
    }

    private static byte[] text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int longest = 1 + random.nextInt(200);
        for (int row = random.nextInt(20_000); row > 0; row--) {
            text.append("x".repeat(random.nextInt(longest)));
            text.append(random.nextInt(3) == 0 ? ",\"two\nlines\"" : ",y");
            text.append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return text.append(random.nextBoolean() ? "last" : "").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void parts_joined_are_the_text_and_each_ends_a_record() {
        for (int run = 0; run < 60; run++) {
            SplittableRandom random = new SplittableRandom(run);
            byte[] text = text(random);
            CsvParts parts = new CsvParts(slowly(text, 1 + random.nextInt(100_000), null));

            List<byte[]> all = parts(parts);

            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            all.forEach(joined::writeBytes);
            assertThat(joined.toByteArray()).isEqualTo(text);
            assertThat(parts.isAtEnd()).isTrue();
            for (int i = 0; i < all.size(); i++) {
                byte[] part = all.get(i);
                assertThat(count(part, '\n')).isLessThanOrEqualTo(RowBatch.MOST_ROWS);
                assertThat(count(part, '"') % 2).isZero();
                assertThat(i == all.size() - 1 || part[part.length - 1] == '\n').isTrue();
            }
        }
    }

    @Test
    void the_end_is_known_with_the_last_part_and_not_before() {
        byte[] text = ("a,b\n".repeat(3_000) + "last").getBytes(StandardCharsets.UTF_8);
        CsvParts parts = new CsvParts(slowly(text, 1 << 20, null));
        byte[] part = new byte[CsvParts.LONGEST];
        int read = 0;
        while (read < text.length) {
            assertThat(parts.isAtEnd()).isFalse();
            read += parts.next(part);
        }
        assertThat(read).isEqualTo(text.length);
        assertThat(parts.isAtEnd()).isTrue();
        assertThat(parts.next(part)).isZero();
    }

    static List<Exception> failures() {
        return List.of(new IOException("broken"), new DataException("broken"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void where_the_text_breaks_what_is_left_of_it_follows_and_then_the_failure(Exception failure) throws IOException {
        byte[] text = ("a,b\n".repeat(3_000) + "half a line").getBytes(StandardCharsets.UTF_8);
        CsvParts parts = new CsvParts(slowly(text, 1_000, failure));

        List<byte[]> all = parts(parts);

        assertThat(parts.isAtEnd()).isFalse();
        InputStream following = parts.following();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        all.forEach(joined::writeBytes);
        assertThat(joined.toString(StandardCharsets.UTF_8)).isEqualTo("a,b\n".repeat(3_000));
        assertThat(new String(following.readNBytes(11), StandardCharsets.UTF_8)).isEqualTo("half a line");
        assertThatThrownBy(following::read).isSameAs(failure);
        assertThatThrownBy(following::read).isSameAs(failure);
    }

    @Test
    void text_without_an_end_of_a_record_is_not_cut() throws IOException {
        byte[] text = ("\"" + "x\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        CsvParts parts = new CsvParts(slowly(text, 1 << 20, null));

        assertThat(parts(parts)).isEmpty();
        assertThat(parts.isAtEnd()).isFalse();
        assertThat(parts.following().readAllBytes()).isEqualTo(text);
    }
}
