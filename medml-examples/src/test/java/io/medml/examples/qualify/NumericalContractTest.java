package io.medml.examples.qualify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/numerical-contract.md lists is what there is. */
class NumericalContractTest {

    private static final Path ROOT = Path.of(System.getProperty("user.dir")).getParent();
    private static final Path STATS = ROOT.resolve("medml-core/src/main/java/io/medml/core/stats");

    private static String contract() throws IOException {
        return Files.readString(ROOT.resolve("docs/numerical-contract.md"), StandardCharsets.UTF_8);
    }

    private static String methods() throws IOException {
        String text = contract();
        return text.substring(text.indexOf("## Methods"), text.indexOf("## Where peers differ"));
    }

    @Test
    void every_method_that_qualify_runs_is_listed_and_no_other() throws IOException {
        Set<String> listed = new TreeSet<>();
        methods().lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            Matcher id = Pattern.compile("`([^`]+)`").matcher(line.substring(0, line.indexOf(" | ")));
            while (id.find()) {
                listed.add(id.group(1));
            }
        });

        assertThat(listed).isEqualTo(new TreeSet<>(Adapters.byMethod().keySet()));
    }

    @Test
    void every_type_that_is_named_exists() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher type = Pattern.compile("`([A-Z][A-Za-z]+)(?:\\.[a-zA-Z]+)?`").matcher(methods());
        while (type.find()) {
            named.add(type.group(1));
        }

        assertThat(named)
                .hasSizeGreaterThan(60)
                .allSatisfy(name -> assertThat(STATS.resolve(name + ".java")).exists());
    }

    @Test
    void every_public_statistic_is_named() throws IOException {
        String methods = methods();
        Set<String> without = new TreeSet<>();
        try (Stream<Path> files = Files.list(STATS)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                // a statistic is what has an estimate or a test to give
                String source = Files.readString(file, StandardCharsets.UTF_8);
                boolean gives = source.contains("public final class " + name)
                        && Pattern.compile("\n    public (static )?(Estimate|HypothesisTest) ")
                                .matcher(source)
                                .find();
                if (gives
                        && !Pattern.compile("`" + name + "[`.]")
                                .matcher(methods)
                                .find()) {
                    without.add(name);
                }
            }
        }

        assertThat(without).isEmpty();
    }
}
