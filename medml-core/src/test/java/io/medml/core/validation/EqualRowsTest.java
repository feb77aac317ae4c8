package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EqualRowsTest {

    private static final int ROWS = 500_000;

    @TempDir
    Path folder;

    /** A row that has an equal one. */
    private record Equal(int row, boolean first, boolean marksDiffer) {}

    private static List<Equal> given(EqualRows search) {
        List<Equal> rows = new ArrayList<>();
        search.giveTo((row, first, marksDiffer) -> rows.add(new Equal(row, first, marksDiffer)));
        rows.sort(Comparator.comparing(Equal::row));
        return rows;
    }

    /** Rows of random hashes, of which every thousandth has that of the row seven before it. */
    private static List<Equal> search(@Nullable Path folder, long mostInMemory, List<Long> sizes) throws IOException {
        try (EqualRows search = new EqualRows(folder, mostInMemory)) {
            SplittableRandom random = new SplittableRandom(1);
            long[] highs = new long[ROWS];
            for (int row = 0; row < ROWS; row++) {
                highs[row] = row % 1000 == 999 ? highs[row - 7] : random.nextLong();
                search.add(highs[row], highs[row] * 3, row, row % 2000 == 999 ? 0 : row % 2);
            }
            if (folder != null) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        sizes.add(Files.size(file));
                    }
                }
            }
            return given(search);
        }
    }

    @Test
    void rows_that_do_not_fit_into_memory_give_the_same() throws IOException {
        List<Equal> expected = IntStream.iterate(999, row -> row < ROWS, row -> row + 1000)
                .boxed()
                // the earlier has the mark 0; the later has it every other time
                .flatMap(row -> Stream.of(
                        new Equal(row - 7, true, row % 2000 != 999), new Equal(row, false, row % 2000 != 999)))
                .toList();
        List<Long> sizes = new ArrayList<>();

        assertThat(search(null, 0, sizes)).isEqualTo(expected);
        assertThat(sizes).isEmpty();
        assertThat(search(folder, 1 << 20, sizes)).isEqualTo(expected);
        assertThat(sizes).hasSize(1).allSatisfy(size -> assertThat(size).isGreaterThan(1_000_000));
    }

    @Test
    void rows_that_are_nearly_all_equal_are_given_as_they_were_added() throws IOException {
        try (EqualRows search = new EqualRows(folder, 1 << 16)) {
            for (int row = 0; row < ROWS; row++) {
                search.add(row % 3, 0, row, row == 7 ? 1 : 0);
            }
            List<Integer> rows = new ArrayList<>();
            int[] first = new int[1];
            int[] marksDiffer = new int[1];
            search.giveTo((row, isFirst, differ) -> {
                rows.add(row);
                first[0] += isFirst ? 1 : 0;
                marksDiffer[0] += differ ? 1 : 0;
            });

            assertThat(rows).hasSize(ROWS).isSorted();
            assertThat(first[0]).isEqualTo(3);
            assertThat(marksDiffer[0]).isEqualTo((ROWS + 1) / 3); // those of row 7: 1, 4, 7 ...
        }
    }

    @Test
    void the_file_is_gone_in_the_end() throws IOException {
        search(folder, 0, new ArrayList<>());

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void rows_whose_hashes_share_the_first_half_only_are_not_equal() {
        try (EqualRows search = new EqualRows(null, 0)) {
            search.add(5, 1, 0, 0);
            search.add(5, 2, 1, 0);
            search.add(5, 1, 2, 0);
            search.add(6, 1, 3, 0);
            search.add(0, 0, 4, 0);

            assertThat(given(search)).containsExactly(new Equal(0, true, false), new Equal(2, false, false));
        }
    }
}
