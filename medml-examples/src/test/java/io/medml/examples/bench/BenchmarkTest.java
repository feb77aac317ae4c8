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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
        for (String workload : new String[] {"w1", "w2"}) {
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
                .hasMessage("expected --threads to be at least 1, found 0");
        Files.write(folder.resolve("w1_8.score.f64"), new byte[60]);
        assertThatThrownBy(() -> Benchmark.line("w1", folder, 8, 1))
                .hasMessageContaining("expected 64 bytes")
                .hasMessageContaining("found 60");
    }
}
