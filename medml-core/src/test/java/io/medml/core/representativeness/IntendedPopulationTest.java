package io.medml.core.representativeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntendedPopulationTest {

    private static final String YAML = """
            population: adults in hospital
            version: "1"
            source: Statistics of a country, table 4
            date: "2014"
            strata:
              - by: [gender]
                groups: [{values: [Female], share: 0.523}, {values: [Male], share: 0.476}]
              - by: [gender, race]
                groups: [{values: [Female, A], count: 12}, {values: [Male, A], count: 8}]
            ranges:
              - {column: age, from: 18, to: 90, mean: 61, sd: 14, unit: year}
            """;

    private static IntendedPopulation read(String yaml) {
        return RepresentativenessAnalyzerTest.population(yaml);
    }

    @Test
    void shares_are_divided_by_their_sum_and_counts_kept() {
        IntendedPopulation population = read(YAML);

        assertThat(population.strata().get(0).shares().get(0)).isCloseTo(0.523 / 0.999, within(1e-12));
        assertThat(population.strata().get(1).counts()).containsExactly(12L, 8L);
        assertThat(IntendedPopulation.from(Content.parse(population.content().bytes()), "p.json")
                        .reference())
                .isEqualTo(population.reference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "share: 0.476 | share: 0.4 | shares that sum to 1 within 0.005",
                "share: 0.476 | count: 5 | counts in all of them",
                "share: 0.476 | share: 0 | a fraction in (0, 1]",
                "values: [Male], | values: [Female], | once",
                "values: [Male, A] | values: [Male] | a value for each of 2 attributes",
                "by: [gender] | by: [gender, gender] | 1 to 5 different attributes",
                "by: [gender, race] | by: [gender] | a value for each of 1 attributes",
                "from: 18 | from: 95 | above from",
                "sd: 14 | sd: -1 | to be positive",
                "mean: 61, | note: x, | expected only the keys",
                "source: Statistics of a country, table 4 | source: '-' | to be a text",
            })
    void what_does_not_fit_is_refused_with_its_place(String was, String becomes, String message) {
        assertThat(YAML).contains(was);

        assertThatThrownBy(() -> read(YAML.replace(was, becomes)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("population.yaml")
                .hasMessageContaining(message);
    }

    @Property(tries = 1000)
    void mutated_declarations_are_read_or_refused_and_nothing_else(
            @ForAll @IntRange(max = 100_000) int at, @ForAll byte value, @ForAll @IntRange(max = 3) int cut) {
        byte[] yaml = YAML.getBytes(StandardCharsets.UTF_8);
        yaml[at % yaml.length] = value;
        try {
            IntendedPopulation.from(
                            Content.parseYaml(cut == 0 ? Arrays.copyOf(yaml, at % yaml.length) : yaml),
                            "population.yaml")
                    .reference();
        } catch (DataException | UncheckedIOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
