package io.medml.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BuildTest {

    @Test
    void the_build_names_its_commit_or_says_that_it_is_unknown() {
        assertThat(Build.commit()).matches("[0-9a-f]{40}(-dirty)?|unknown");
    }

    @Test
    void the_build_put_something_in_the_place_of_the_commit() throws IOException {
        try (InputStream file = Build.class.getResourceAsStream("build.properties")) {
            assertThat(file).isNotNull();
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("commit=" + Build.commit())
                    .doesNotContain("$");
        }
    }
}
