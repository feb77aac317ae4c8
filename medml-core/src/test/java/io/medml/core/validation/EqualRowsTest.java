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

    /** Rows of random hashes, of which every thousandth has that of the row seven before it. */
    private static List<List<Integer>> search(@Nullable Path folder, long mostInMemory, List<Long> sizes)
            throws IOException {
        List<List<Integer>> groups = new ArrayList<>();
        try (EqualRows search = new EqualRows(folder, mostInMemory)) {
            SplittableRandom random = new SplittableRandom(1);
            long[] highs = new long[ROWS];
            for (int row = 0; row < ROWS; row++) {
                highs[row] = row % 1000 == 999 ? highs[row - 7] : random.nextLong();
                search.add(highs[row], highs[row] * 3, row, row % 2);
            }
            search.groups((rows, marks) -> {
                assertThat(marks)
                        .containsExactly(IntStream.of(rows).map(r -> r % 2).toArray());
                groups.add(IntStream.of(rows).boxed().toList());
            });
            if (folder != null) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        sizes.add(Files.size(file));
                    }
                }
            }
        }
        groups.sort(Comparator.comparing(group -> group.get(0)));
        return groups;
    }

    @Test
    void rows_that_do_not_fit_into_memory_give_the_same_groups() throws IOException {
        List<List<Integer>> expected = IntStream.iterate(999, row -> row < ROWS, row -> row + 1000)
                .mapToObj(row -> List.of(row - 7, row))
                .toList();
        List<Long> sizes = new ArrayList<>();

        assertThat(search(null, 0, sizes)).isEqualTo(expected);
        assertThat(sizes).isEmpty();
        assertThat(search(folder, 1 << 20, sizes)).isEqualTo(expected);
        assertThat(sizes).hasSize(1).allSatisfy(size -> assertThat(size).isGreaterThan(1_000_000));
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
        List<int[]> groups = new ArrayList<>();
        try (EqualRows search = new EqualRows(null, 0)) {
            search.add(5, 1, 0, 0);
            search.add(5, 2, 1, 0);
            search.add(5, 1, 2, 0);
            search.add(6, 1, 3, 0);

            search.groups((rows, marks) -> groups.add(rows));
        }

        assertThat(groups).containsExactly(new int[] {0, 2});
    }
}
