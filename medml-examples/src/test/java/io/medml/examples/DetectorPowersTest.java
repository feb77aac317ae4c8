package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of powers names tests that exist, and a test for each row. */
class DetectorPowersTest {

    private static final Path ROOT = Path.of(System.getProperty("medml.root", ".."));
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/detector-powers.md")).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| Detector"))
                .toList();
    }

    /** The test classes of the modules of the library, by name. */
    private static Map<String, Path> tests() throws IOException {
        Map<String, Path> tests = new TreeMap<>();
        for (String module : List.of("medml-core", "medml-core/integrations/git")) {
            try (Stream<Path> walk = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                walk.filter(file -> file.toString().endsWith("Test.java"))
                        .forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        return tests;
    }

    @Test
    void each_row_names_tests_and_each_of_them_exists() throws IOException {
        Map<String, Path> tests = tests();
        List<String> absent = new ArrayList<>();
        for (String row : rows()) {
            Matcher named = TEST.matcher(row);
            int count = 0;
            while (named.find()) {
                count++;
                Path file = tests.get(named.group(1));
                if (file == null || !Files.readString(file).contains(" " + named.group(2) + "(")) {
                    absent.add(named.group());
                }
            }
            assertThat(count).as("tests of the row %s", row).isPositive();
        }

        assertThat(absent).isEmpty();
        assertThat(rows()).hasSizeGreaterThan(50);
    }

    @Test
    void the_detectors_of_the_table_are_types_of_the_library() throws IOException {
        Pattern detector = Pattern.compile("^\\| `([A-Z]\\w+)`");
        for (String row : rows()) {
            Matcher named = detector.matcher(row);
            if (named.find()) {
                String file = named.group(1) + ".java";
                try (Stream<Path> walk = Files.walk(ROOT.resolve("medml-core"))) {
                    assertThat(walk.filter(path -> path.toString().contains("/src/main/java/"))
                                    .anyMatch(path -> path.endsWith(file)))
                            .as(file)
                            .isTrue();
                }
            }
        }
    }
}
