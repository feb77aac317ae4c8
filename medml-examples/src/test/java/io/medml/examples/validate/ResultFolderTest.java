package io.medml.examples.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {

    @TempDir
    Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void rows_that_could_not_be_written_whole_leave_nothing() throws IOException {
        try (ResultFolder results = ResultFolder.at(folder)) {
            assertThatThrownBy(() -> results.rows(
                            out -> {
                                throw new DataException("cut short");
                            },
                            () -> {}))
                    .hasMessage("cut short");
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void rows_of_a_file_that_changed_leave_nothing() throws IOException {
        try (ResultFolder results = ResultFolder.at(folder)) {
            assertThatThrownBy(() -> results.rows(
                            out -> {
                                try {
                                    out.write("Jane Doe");
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            () -> {
                                throw new IntegrityException("changed");
                            }))
                    .hasMessage("changed");
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void a_second_writer_is_refused_until_the_first_has_ended() throws IOException {
        try (ResultFolder first = ResultFolder.at(folder)) {
            first.bytes(FileCheck.REPORT, new byte[1]);

            assertThatThrownBy(() -> ResultFolder.at(folder))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("found medml-writing.lock in it");
        }

        assertThat(files()).containsExactly(FileCheck.REPORT);
        assertThatThrownBy(() -> ResultFolder.at(folder)).hasMessageContaining("results of another check");
        assertThat(files()).containsExactly(FileCheck.REPORT);
    }
}
