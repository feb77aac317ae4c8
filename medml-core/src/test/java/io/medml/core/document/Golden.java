package io.medml.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that pin what is written. They change only with {@code -Dmedml.golden.update=true} and are reviewed as output. */
final class Golden {

    private static final String PLACE = "io/medml/core/document/golden/";

    private Golden() {}

    static void check(String name, String text) {
        try {
            if (Boolean.getBoolean("medml.golden.update")) {
                Path file = Path.of("src/test/resources", PLACE + name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return;
            }
            try (InputStream in = Golden.class.getResourceAsStream("/" + PLACE + name)) {
                assertThat(in)
                        .as("golden file %s; write it with -Dmedml.golden.update=true and review it", name)
                        .isNotNull();
                assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
