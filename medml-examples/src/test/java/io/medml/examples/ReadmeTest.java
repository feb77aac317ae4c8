package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the README shows is run here, as it stands there. */
class ReadmeTest {

    private static final Path ROOT = Path.of(System.getProperty("medml.root", ".."));
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @AfterEach
    void remove_what_a_session_wrote() throws IOException {
        Files.deleteIfExists(Path.of("evaluation.html"));
        Files.deleteIfExists(Path.of("scores.csv"));
        Files.deleteIfExists(Path.of("stays.csv"));
        Files.deleteIfExists(Path.of("profile.html"));
        Files.deleteIfExists(Path.of("approval.html"));
    }

    @Test
    void the_sessions_of_the_readme_run_as_pasted_and_print_a_real_report() throws IOException {
        List<String> sessions = blocks(Files.readString(ROOT.resolve("README.md")));
        assertThat(sessions).hasSize(4);

        String first = run(sessions.get(0));
        assertThat(first).containsPattern("AUROC 0\\.\\d{3} \\(95% CI 0\\.\\d{3} to 0\\.\\d{3}; n = 2\\d,\\d{3}\\)");
        assertThat(first).contains("gap in sensitivity, across sex:");
        assertThat(Files.readString(Path.of("evaluation.html")))
                .contains("Synthetic data")
                .contains("Not recorded")
                .contains("area under the ROC curve");

        String data = run(sessions.get(1));
        assertThat(data)
                .contains("SENTINEL_NUMBER lactate:")
                .contains("LEVEL_REVEALS_OUTCOME discharged_to:")
                .contains("INFO SENTINEL lactate")
                .doesNotContain("MISSING_SHARE")
                .containsPattern("[1-9]\\d* questions left open")
                .doesNotContain("LEVEL_REVEALS_OUTCOME age");
        assertThat(Files.readString(Path.of("profile.html"))).contains("SENTINEL_NUMBER");

        run(sessions.get(2));
        assertThat(Files.readString(Path.of("evaluation.html")))
                .contains("model my-model 2.1; data set my-test-set 1.0")
                .doesNotContain("Synthetic data");

        String third = run(sessions.get(3));
        assertThat(third).contains("-> MET").contains("in every group of sex: lower confidence limit >= 0.5");
    }

    @Test
    void every_entry_point_that_the_readme_names_exists() throws IOException {
        Matcher names = Pattern.compile("`(io\\.medml\\.[a-z.]+\\.[A-Z]\\w+)`")
                .matcher(Files.readString(ROOT.resolve("README.md")));
        List<String> found = new ArrayList<>();
        while (names.find()) {
            found.add(names.group(1));
        }

        assertThat(found)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(Class.forName(name)).isPublic());
    }

    private static List<String> blocks(String markdown) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = JAVA.matcher(markdown);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static String run(String session) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JShell shell = JShell.builder()
                .executionEngine("local")
                .out(new PrintStream(out, true, StandardCharsets.UTF_8))
                .build()) {
            Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                    .forEach(shell::addToClasspath);
            PrintStream before = System.out;
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            try {
                String rest = session;
                while (!rest.isBlank()) {
                    SourceCodeAnalysis.CompletionInfo info =
                            shell.sourceCodeAnalysis().analyzeCompletion(rest);
                    assertThat(info.completeness().isComplete()).as(rest).isTrue();
                    for (SnippetEvent event : shell.eval(info.source())) {
                        assertThat(shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)))
                                .as(info.source())
                                .isEmpty();
                        assertThat(event.exception()).as(info.source()).isNull();
                        assertThat(event.status()).as(info.source()).isEqualTo(Snippet.Status.VALID);
                    }
                    rest = info.remaining();
                }
            } finally {
                System.setOut(before);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
