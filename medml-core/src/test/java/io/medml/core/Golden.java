package io.medml.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that pin what is written. They change only with {@code -Dmedml.golden.update=true} and are reviewed as output. */
public final class Golden {

    private Golden() {}

    /** The file of that name in the folder {@code golden} beside the test. */
    public static void check(Class<?> test, String name, String text) {
        if (!Boolean.getBoolean("medml.golden.update")) {
            assertThat(text).isEqualTo(new String(bytes(test, name), StandardCharsets.UTF_8));
            return;
        }
        try {
            Path file = Path.of("src/test/resources", place(test) + name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes as they were reviewed. */
    public static byte[] bytes(Class<?> test, String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/" + place(test) + name)) {
            assertThat(in)
                    .as("golden file %s; write it with -Dmedml.golden.update=true and review it", name)
                    .isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(Class<?> test) {
        return test.getPackageName().replace('.', '/') + "/golden/";
    }
}
