package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The architecture document says what is there, and nothing that is not. */
class ArchitectureDocumentTest {

    private static final Path ROOT = Path.of(System.getProperty("medml.root", ".."));
    private static final Path DOCUMENT = ROOT.resolve("docs/architecture.md");
    private static final List<String> MODULES = List.of(
            "medml-core",
            "medml-core/integrations/tribuo",
            "medml-core/integrations/git",
            "medml-core/integrations/parquet",
            "medml-fairness",
            "medml-compliance",
            "medml-examples");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(io\\.medml[a-z.]*)` \\| (.+?) \\| (.+?) \\| (.+?) \\|$", Pattern.MULTILINE);

    private record Row(String entry, String does, String missing) {}

    @Test
    void the_table_has_each_package_that_exists_and_no_other() throws IOException {
        Set<String> existing = new TreeSet<>();
        for (String module : MODULES) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> walk = Files.walk(sources)) {
                walk.filter(p -> p.endsWith("package-info.java"))
                        .map(p -> sources.relativize(p.getParent())
                                .toString()
                                .replace('/', '.')
                                .replace('\\', '.'))
                        .forEach(existing::add);
            }
        }

        assertThat(rows().keySet()).isNotEmpty().isEqualTo(existing);
    }

    @Test
    void the_entry_types_that_it_names_exist() throws IOException {
        Pattern name = Pattern.compile("`([A-Z]\\w+)`");
        for (Map.Entry<String, Row> row : rows().entrySet()) {
            Matcher types = name.matcher(row.getValue().entry);
            int count = 0;
            while (types.find()) {
                count++;
                String type = row.getKey() + "." + types.group(1);
                assertThat(type).satisfies(t -> assertThat(Class.forName(t)).isPublic());
            }
            assertThat(count).as("entry types of %s", row.getKey()).isPositive();
        }
    }

    @Test
    void every_package_says_what_it_does_and_what_is_missing() throws IOException {
        rows().forEach((name, row) -> {
            assertThat(row.does).as("what %s does", name).hasSizeGreaterThan(30);
            assertThat(row.missing).as("what is missing in %s", name).hasSizeGreaterThan(3);
        });
    }

    @Test
    void links_between_the_documents_lead_to_files() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(ROOT.resolve("docs"))) {
            walk.filter(p -> p.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        documents.add(ROOT.resolve("README.md"));
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents) {
            Matcher found = link.matcher(Files.readString(document, StandardCharsets.UTF_8));
            while (found.find()) {
                links++;
                if (!Files.exists(document.resolveSibling(found.group(1)))) {
                    broken.add(ROOT.relativize(document) + " -> " + found.group(1));
                }
            }
        }

        assertThat(links).isPositive();
        assertThat(broken).isEmpty();
    }

    @Test
    void decision_records_are_numbered_without_gaps_and_have_every_part() throws IOException {
        List<Path> records;
        try (Stream<Path> list = Files.list(ROOT.resolve("docs/decisions"))) {
            records = list.sorted().toList();
        }

        assertThat(records).isNotEmpty();
        for (int i = 0; i < records.size(); i++) {
            String text = Files.readString(records.get(i), StandardCharsets.UTF_8);
            String number = "000" + (i + 1);
            String digits = number.substring(number.length() - 4);
            assertThat(records.get(i).getFileName().toString()).startsWith(digits + "-");
            assertThat(text)
                    .startsWith("# " + digits + " ")
                    .contains("**Context.**", "**Options", "**Choice.**", "**Consequences.**")
                    .contains("**What would reopen it.**");
        }
    }

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        Matcher matcher = ROW.matcher(Files.readString(DOCUMENT, StandardCharsets.UTF_8));
        while (matcher.find()) {
            Row row = new Row(matcher.group(2), matcher.group(3), matcher.group(4));
            assertThat(rows.put(matcher.group(1), row))
                    .as("%s stands twice", matcher.group(1))
                    .isNull();
        }
        return rows;
    }
}
