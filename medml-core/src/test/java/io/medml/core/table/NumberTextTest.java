package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {

    // The shortest decimals that identify the number, as Steele and White define them: 0.1 has 55 digits in binary, 1
    // suffices.
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "61.5, 61.5",
        "-0.0, 0",
        "120, 120",
        "2.0E-3, 0.002",
        "4.9E-324, 4.9E-324",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void a_number_is_written_in_its_shortest_form(double value, String text) {
        assertThat(NumberText.write(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "16777216, 1.6777216E7", "33.3, 33.3", "7, 7", "Infinity, Infinity"})
    void a_float_is_not_written_as_the_double_that_it_would_become(float value, String text) {
        assertThat(NumberText.write(value)).isEqualTo(text);
    }

    @Property
    void what_is_written_is_read_back_to_the_same_number(@ForAll double value, @ForAll float single) {
        assertThat(Double.parseDouble(NumberText.write(value))).isEqualTo(value);
        assertThat(Float.parseFloat(NumberText.write(single))).isEqualTo(single);
    }
}
