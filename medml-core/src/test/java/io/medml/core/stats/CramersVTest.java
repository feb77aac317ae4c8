package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CramersVTest {

    // the table 10 20 30 / 6 9 17 as records; scipy 1.17.1: scipy.stats.contingency.association(.., method="cramer")
    @Test
    void a_table_of_two_by_three_has_the_value_of_scipy() {
        int[][] table = {{10, 20, 30}, {6, 9, 17}};
        int[] rows = new int[92];
        int[] columns = new int[92];
        int next = 0;
        for (int r = 0; r < 2; r++) {
            for (int c = 0; c < 3; c++) {
                for (int i = 0; i < table[r][c]; i++) {
                    rows[next] = r;
                    columns[next++] = 7 - c;
                }
            }
        }

        assertThat(Expect.point(CramersV.of(rows, columns))).isCloseTo(0.05433137570422292, within(1e-14));
        assertThat(Expect.point(CramersV.of(columns, rows))).isCloseTo(0.05433137570422292, within(1e-14));
    }

    @Test
    void a_variable_that_fixes_the_other_has_one_and_independence_has_zero() {
        int[] four = {0, 0, 1, 1};

        assertThat(Expect.point(CramersV.of(four, new int[] {5, 5, 9, 9}))).isEqualTo(1);
        assertThat(Expect.point(CramersV.of(four, new int[] {1, 2, 1, 2}))).isZero();
    }

    @Test
    void what_has_no_association_to_measure_says_why() {
        assertThat(Expect.reason(CramersV.of(new int[0], new int[0]))).isEqualTo(Reason.EMPTY_GROUP);
        assertThat(Expect.reason(CramersV.of(new int[3], IntStream.range(0, 3).toArray())))
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CramersV.of(new int[1], new int[2]))
                .withMessageContaining("first and second must have the same length");
    }

    @Property
    void it_is_symmetric_and_knows_neither_order_nor_codes_nor_duplicates(@ForAll long seed) {
        Samples.Raw raw = Samples.random(40, seed, 3);
        int[] first = raw.labels();
        int[] second = raw.subjects();
        int[] order = Samples.permutation(40, seed + 1);
        Estimate v = CramersV.of(first, second);

        Estimate turned = CramersV.of(
                IntStream.of(order).map(i -> 9 - second[i]).toArray(),
                IntStream.of(order).map(i -> 5 * first[i]).toArray());
        Estimate twice = CramersV.of(
                IntStream.range(0, 80).map(i -> first[i % 40]).toArray(),
                IntStream.range(0, 80).map(i -> second[i % 40]).toArray());

        if (v.point().isPresent()) {
            assertThat(Expect.point(turned)).isCloseTo(Expect.point(v), within(1e-12));
            assertThat(Expect.point(twice)).isCloseTo(Expect.point(v), within(1e-12));
        } else {
            assertThat(Expect.reason(turned)).isEqualTo(Expect.reason(v));
        }
    }
}
