package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MissingMarkersTest {

    /** Texts that share beginnings and lengths, some of two bytes for a character. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('?', 'a', '\u00fc').ofMaxLength(11);
    }

    @Property
    void a_cell_is_marked_exactly_if_it_is_a_marker(
            @ForAll List<@From("texts") String> cells, @ForAll Set<@From("texts") String> markers) {
        StringBuilder csv = new StringBuilder("a,b\n");
        cells.forEach(cell -> csv.append(cell).append(",x\n"));
        CsvReader.Builder settings = CsvReader.builder();
        if (!markers.isEmpty()) {
            settings.missingMarkersIn("a", markers.toArray(String[]::new));
        }

        List<CellState> states = new ArrayList<>();
        InputStream bytes = new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8));
        try (RowReader rows = new CsvRowReader(settings.build(), bytes, "x", null)) {
            RowBatch batch = rows.newBatch();
            while (rows.read(batch)) {
                for (int row = 0; row < batch.rows(); row++) {
                    states.add(batch.state(0, row));
                    assertThat(batch.state(1, row)).isEqualTo(CellState.PRESENT);
                }
            }
        }

        assertThat(states)
                .containsExactlyElementsOf(cells.stream()
                        .map(cell -> cell.isEmpty()
                                ? CellState.EMPTY
                                : markers.contains(cell) ? CellState.MARKED : CellState.PRESENT)
                        .toList());
    }
}
