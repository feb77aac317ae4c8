package io.medml.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.medml.core.error.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkTest {

    @TempDir
    Path folder;

    /** Eight records of four patients. */
    private void write() throws IOException {
        byte[] labels = {1, 0, 1, 0, 0, 1, 0, 1};
        double[] scores = {.9, .4, .7, .2, .1, .35, .35, .8};
        ByteBuffer raw = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        raw.asDoubleBuffer().put(scores);
        ByteBuffer patients = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        patients.asIntBuffer().put(new int[] {0, 0, 1, 1, 2, 2, 3, 3});
        for (String attribute : new String[] {"race", "sex", "age"}) {
            Files.write(folder.resolve("w3_8." + attribute + ".u8"), new byte[] {0, 0, 0, 0, 1, 1, 1, 1});
        }
        for (String workload : new String[] {"w1", "w2", "w3", "w4"}) {
            Files.write(folder.resolve(workload + "_8.label.u8"), labels);
            for (String column : new String[] {"score", "tied", "score2"}) {
                Files.write(folder.resolve(workload + "_8." + column + ".f64"), raw.array());
            }
            Files.write(folder.resolve(workload + "_8.patient.i32"), patients.array());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"w1", "w1_tied", "w2", "w2_cluster"})
    void a_line_holds_times_memory_and_the_result(String workload) throws IOException {
        write();

        JsonNode line = new ObjectMapper().readTree(Benchmark.line(workload, folder, 8, 2));

        // positives .9 .7 .35 .8, negatives .4 .2 .1 .35: above all four, all four, two and a tie, all four
        assertThat(line.path("result").path("auc").asDouble()).isCloseTo(14.5 / 16, within(1e-15));
        assertThat(line.path("workload").asText()).isEqualTo(workload);
        assertThat(line.path("n").asInt()).isEqualTo(8);
        assertThat(line.path("wall_s").asDouble()).isGreaterThan(0);
        assertThat(line.path("runs").asInt()).isEqualTo(5);
    }

    private JsonNode result(String workload) throws IOException {
        write();
        return new ObjectMapper()
                .readTree(Benchmark.line(workload, folder, 8, 2))
                .path("result");
    }

    @Test
    void a_folder_is_read_once_and_only_looked_at_the_second_time() throws IOException {
        JsonNode first = new ObjectMapper()
                .readTree(Benchmark.line("files", folder, 1001, 1))
                .path("result");
        JsonNode again = new ObjectMapper()
                .readTree(Benchmark.line("files_again", folder, 1001, 1))
                .path("result");

        assertThat(first.path("files").asInt()).isEqualTo(1001);
        assertThat(first.path("hashed").asInt()).isEqualTo(1001);
        assertThat(again.path("hashed").asInt()).isZero();
        assertThat(again.path("reused").asInt()).isEqualTo(1001);
        assertThat(again.path("sha256").asText()).isEqualTo(first.path("sha256").asText());
    }

    @Test
    void the_table_of_groups_sums_over_every_group_of_every_grouping() throws IOException {
        JsonNode result = result("w3");

        // two groups in each of six groupings; prevalence 1/2 in both, Wilson's width for 2 of 4 is 2 * 0.34996
        assertThat(result.path("groups").asInt()).isEqualTo(12);
        assertThat(result.path("est_sum").path("prevalence").asDouble()).isCloseTo(6, within(1e-14));
        assertThat(result.path("width_sum").path("prevalence").asDouble()).isCloseTo(8.39906, within(1e-4));
        // the first group is ranked without a fault, the second has 2.5 of 4 pairs and a tie
        assertThat(result.path("est_sum").path("auroc").asDouble()).isCloseTo(6 + 6 * 3.5 / 4, within(1e-14));
    }

    @Test
    void a_fourth_attribute_adds_its_groups_and_its_pairs() throws IOException {
        JsonNode result = result("w3_fourth");

        // the twelve of before; rows 0 and 4, 1 and 5, 2 and 6, 3 and 7; and a row each of eight, three times
        assertThat(result.path("groups").asInt()).isEqualTo(12 + 4 + 24);
        assertThat(result.path("est_sum").path("prevalence").asDouble()).isCloseTo(6 + 2 + 3 * 4, within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(strings = {"w3_eo", "w3_eo_cluster"})
    void the_gap_is_that_of_the_records(String workload) throws IOException {
        byte[] groups = {0, 1, 2, 3, 4, 5};
        byte[] race = new byte[480];
        byte[] labels = new byte[480];
        ByteBuffer scores = ByteBuffer.allocate(8 * 480).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer patients = ByteBuffer.allocate(4 * 480).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 480; i++) {
            race[i] = groups[i % 6];
            labels[i] = (byte) (i / 240);
            // all right, but half of the records with the condition in group 5
            scores.putDouble(labels[i] == 1 && !(i % 6 == 5 && i % 12 == 11) ? 0.5 : 0.49);
            patients.putInt(i / 2);
        }
        Files.write(folder.resolve("w3_480.race.u8"), race);
        Files.write(folder.resolve("w3_480.label.u8"), labels);
        Files.write(folder.resolve("w3_480.score.f64"), scores.array());
        Files.write(folder.resolve("w2_480.patient.i32"), patients.array());

        JsonNode result = new ObjectMapper()
                .readTree(Benchmark.line(workload, folder, 480, 2))
                .path("result");

        assertThat(result.path("eo_diff").asDouble()).isEqualTo(0.5);
        assertThat(result.path("reps").asInt()).isEqualTo(1000);
        assertThat(result.path("lo").asDouble()).isLessThan(result.path("hi").asDouble());
    }

    @Test
    void calibration_is_measured_as_a_whole_and_the_slope_alone() throws IOException {
        JsonNode result = result("w4");

        // (0.1^2 + 0.4^2 + 0.3^2 + 0.2^2 + 0.1^2 + 0.65^2 + 0.35^2 + 0.2^2) / 8
        assertThat(result.path("brier").asDouble()).isCloseTo(0.111875, within(1e-15));
        assertThat(result.path("uncertainty").asDouble()).isEqualTo(0.25);
        // pools: .1 .2 | .35 .35 .4 | .7 .8 .9, so 3 / 9 + 3
        assertThat(result.path("sumsq").asDouble()).isCloseTo(3.0 / 9 + 3, within(1e-14));
        assertThat(result.path("blocks").asInt()).isEqualTo(3);
        assertThat(result("w4_slope").path("slope").asDouble())
                .isEqualTo(result.path("slope").asDouble());
    }

    @ParameterizedTest
    @ValueSource(strings = {"w1", "w1_paired", "w2", "w2_bca", "w2_cluster", "w4_slope"})
    void an_input_of_one_class_is_refused(String workload) throws IOException {
        write();
        Files.write(folder.resolve(workload.substring(0, 2) + "_8.label.u8"), new byte[] {1, 1, 1, 1, 1, 1, 1, 1});

        assertThatThrownBy(() -> Benchmark.line(workload, folder, 8, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected an input with both classes and scores that vary");
    }

    @ParameterizedTest
    @CsvSource({
        "w1, w1_8.score.f64",
        "w1_tied, w1_8.tied.f64",
        "w1_paired, w1_8.score2.f64",
        "w2, w2_8.score.f64",
        "w2_cluster_bca, w2_8.score.f64",
        "w3, w3_8.score.f64",
        "w3_fourth, w3_8.score.f64",
        "w3_eo, w3_8.score.f64",
        "w3_eo_cluster, w3_8.score.f64",
        "w4, w4_8.score.f64",
        "w4_slope, w4_8.score.f64"
    })
    void a_score_that_is_no_number_and_a_label_that_is_none_are_refused_with_file_and_row(String workload, String file)
            throws IOException {
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            write();
            byte[] scores = Files.readAllBytes(folder.resolve(file));
            ByteBuffer.wrap(scores).order(ByteOrder.LITTLE_ENDIAN).putDouble(8 * 3, wrong);
            Files.write(folder.resolve(file), scores);

            assertThatThrownBy(() -> Benchmark.line(workload, folder, 8, 1))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file + ", found " + wrong + " in row 3 (from 0)");
        }
        write();
        String label = file.substring(0, 5) + "label.u8";
        Files.write(folder.resolve(label), new byte[] {1, 0, 1, 0, 0, 2, 0, 1});

        assertThatThrownBy(() -> Benchmark.line(workload, folder, 8, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected a whole number from 0 to 1 in every row of ")
                .hasMessageContaining(label + ", found 2 in row 5");
    }

    @ParameterizedTest
    @CsvSource({"w3, race, 6", "w3, sex, 3", "w3_fourth, age, 10", "w3_eo, race, 6", "w3_eo_cluster, race, 6"})
    void a_code_beyond_the_levels_of_its_attribute_is_refused(String workload, String attribute, int levels)
            throws IOException {
        write();
        byte[] codes = new byte[8];
        codes[7] = (byte) levels;
        Files.write(folder.resolve("w3_8." + attribute + ".u8"), codes);

        assertThatThrownBy(() -> Benchmark.line(workload, folder, 8, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected a whole number from 0 to " + (levels - 1))
                .hasMessageContaining("found " + levels + " in row 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"w2_cluster", "w3_eo_cluster"})
    void a_patient_below_zero_is_refused(String workload) throws IOException {
        write();
        Files.write(folder.resolve("w2_8.patient.i32"), filled(32, -1));

        assertThatThrownBy(() -> Benchmark.line(workload, folder, 8, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("w2_8.patient.i32, found -1 in row 0");
    }

    @Test
    void a_score_of_the_third_and_fourth_workload_is_a_probability() throws IOException {
        for (String workload : new String[] {"w3", "w3_eo", "w4"}) {
            write();
            String file = workload.substring(0, 2) + "_8.score.f64";
            byte[] scores = Files.readAllBytes(folder.resolve(file));
            ByteBuffer.wrap(scores).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 1.5);
            Files.write(folder.resolve(file), scores);

            assertThatThrownBy(() -> Benchmark.line(workload, folder, 8, 1))
                    .hasMessageStartingWith("expected a probability from 0 to 1")
                    .hasMessageContaining("found 1.5 in row 0");
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void what_is_missing_is_named() throws IOException {
        write();

        assertThatThrownBy(() -> Benchmark.line("w99", folder, 8, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("expected one of the workloads w1, w1_tied,")
                .hasMessageEndingWith("found \"w99\"; correct the first argument");
        assertThatThrownBy(() -> Benchmark.line("w1", folder, 9, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("w1_9.label.u8, found none; write it with the generator of the workloads");
        assertThatThrownBy(() -> Benchmark.line("w1", folder, 0, 1)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> Benchmark.line("w1", folder, 8, 0))
                .hasMessage("expected --threads to be from 1 to 1024, found 0");
        assertThatThrownBy(() -> Benchmark.line("w2", folder, 8, 2_000_000_000))
                .isInstanceOf(DataException.class)
                .hasMessage("expected --threads to be from 1 to 1024, found 2000000000");
        Files.write(folder.resolve("w1_8.score.f64"), new byte[60]);
        assertThatThrownBy(() -> Benchmark.line("w1", folder, 8, 1))
                .hasMessageContaining("expected 64 bytes")
                .hasMessageContaining("found 60");
    }
}
