package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowSourceTest {

    private static List<String> cells(RowSource source) {
        List<String> cells = new ArrayList<>();
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            while (reader.read(batch)) {
                assertThat(batch.rows()).isBetween(1, RowBatch.MOST_ROWS);
                for (int row = 0; row < batch.rows(); row++) {
                    for (int column = 0; column < batch.columns(); column++) {
                        cells.add(batch.state(column, row) + " " + batch.text(column, row));
                    }
                }
            }
        }
        return cells;
    }

    @Test
    void rows_of_a_host_are_given_again_by_each_reader_and_null_is_no_value() {
        List<List<@Nullable String>> rows = List.of(Arrays.asList("a", null), Arrays.asList("", "\u6f22"));
        RowSource source = RowSource.of("rows", List.of("x", "y"), rows::iterator);

        assertThat(cells(source)).containsExactly("PRESENT a", "EMPTY ", "EMPTY ", "PRESENT \u6f22");
        assertThat(cells(source)).hasSize(4);
    }

    @Test
    void more_rows_than_a_batch_holds_come_in_order() {
        RowSource source = RowSource.of(
                "rows",
                List.of("x"),
                () -> IntStream.range(0, 5000).mapToObj(i -> List.of("v" + i)).iterator());

        assertThat(cells(source))
                .containsExactlyElementsOf(
                        IntStream.range(0, 5000).mapToObj(i -> "PRESENT v" + i).toList());
    }

    @Test
    void a_table_gives_its_cells_with_the_state_of_each() {
        Table table = Table.builder()
                .category("c", "a", null, "b")
                .number("n", 1.5, Double.NaN, 2)
                .wholeNumber("w", 1, 2, 3)
                .build();

        assertThat(cells(table.source()))
                .containsExactly(
                        "PRESENT a",
                        "PRESENT 1.5",
                        "PRESENT 1",
                        "EMPTY ",
                        "EMPTY ",
                        "PRESENT 2",
                        "PRESENT b",
                        "PRESENT 2",
                        "PRESENT 3");
    }

    @Test
    void a_row_of_another_width_is_refused_with_its_number() {
        RowSource source = RowSource.of(
                "view",
                List.of("x", "y"),
                () -> List.of(List.of("a", "b"), List.of("Miller")).iterator());

        assertThatThrownBy(() -> cells(source))
                .isInstanceOf(DataException.class)
                .hasMessage("view, row 2: expected 2 cells, one for each column, found 1; correct what makes the rows");
    }

    @Test
    void names_that_are_none_or_occur_twice_are_refused() {
        assertThatThrownBy(() -> RowSource.of("v", List.of("a", "a"), List.<List<String>>of()::iterator))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected no column name twice, found 2 names of which 1 are different");
        assertThatThrownBy(() -> RowSource.of("v", List.of(), List.<List<String>>of()::iterator))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_the_host_opened_is_closed_with_the_reader() {
        boolean[] closed = new boolean[1];
        class Rows implements Iterator<List<String>>, AutoCloseable {
            @Override
            public boolean hasNext() {
                return false;
            }

            @Override
            public List<String> next() {
                throw new java.util.NoSuchElementException();
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        }

        assertThat(cells(RowSource.of("v", List.of("a"), Rows::new))).isEmpty();

        assertThat(closed[0]).isTrue();
    }
}
