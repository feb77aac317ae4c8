package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No text of this library asserts what only a regulator, a court or a study can say.
 *
 * <p>The words are looked for in all documents, sources (Javadoc, comments and the texts that programs print) and resources,
 * across line ends, whatever the case.
 */
class WordingTest {

    private static final Path ROOT = Path.of(System.getProperty("medml.root", ".."));

    /** Claims of conformity, of an authority's act, and of a property that no test can show. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            String.join(
                    "|",
                    "\\b(non-?)?compliant\\b",
                    "\\bensur\\w+ compliance\\b",
                    "\\bin compliance with\\b",
                    "\\bconform(s|ant|ing)? (to|with) (fda|21 cfr|iso|iec|the mdr|part 11)\\b",
                    "\\bfda[- ](approv|clear|authori[sz]|certif|accept)\\w*",
                    "\\b(approved|cleared|certified|accepted) by (the )?(fda|a regulator|regulators|the authorities)\\b",
                    "\\b(submission|audit|inspection|regulator|regulatory|production|deployment)[- ]ready\\b",
                    "\\b(audit|tamper|future|fool|bullet|inspector)-?proof\\b",
                    "\\b(bias|error|risk|discrimination)[- ]free\\b",
                    "\\bfree (of|from) bias\\b",
                    "\\b(fair|safe|unbiased|trustworthy|certified|validated) (model|ai|algorithm|classifier|system)\\b",
                    "\\b(model|candidate|version|algorithm) is (fair|safe|unbiased|compliant|approved)\\b",
                    "\\bcertified\\b",
                    "\\bsubstantially equivalent\\b",
                    "\\b(clinically|fully) (validated|proven|safe)\\b",
                    "\\bguarantee[sd]? (fairness|safety|quality|conformity|compliance|approval)\\b",
                    "\\b100 ?% (safe|accurate|secure|reliable)\\b"),
            Pattern.CASE_INSENSITIVE);

    @Test
    void no_document_source_or_resource_makes_a_forbidden_claim() {
        List<Path> files = texts();
        assertThat(files)
                .as("texts that are searched")
                .hasSizeGreaterThan(200)
                .contains(ROOT.resolve("README.md"))
                .anyMatch(p -> p.endsWith("docs/architecture.md"))
                .anyMatch(p -> p.endsWith("PccpManager.java"))
                .anyMatch(p -> p.endsWith("BiasLayout.java"))
                .anyMatch(p -> p.endsWith("demonstration-plan.yaml"))
                .anyMatch(p -> p.endsWith("html.css"));

        List<String> found = new ArrayList<>();
        for (Path file : files) {
            claims(flat(read(file))).forEach(claim -> found.add(ROOT.relativize(file) + ": " + claim));
        }

        assertThat(found)
                .as("say which evidence exists and who decides, instead of what only they can say")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This device is FDA-approved.",
                "Makes your pipeline compliant",
                "a submission-ready package",
                "The ledger is tamper-proof.",
                "an audit-proof trail",
                "bias-free predictions",
                "The model is fair.",
                "cleared by the FDA",
                " * Keeps records in\n * compliance with 21 CFR Part 11",
                "found SUBSTANTIALLY EQUIVALENT",
                "a certified method",
                "guarantees fairness"
            })
    void a_planted_claim_is_found(String text) {
        assertThat(claims(flat(text))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Clopper-Pearson where coverage must be guaranteed",
                "package io.medml.compliance.pccp;",
                "`pccp.plan.approved`",
                "It never says \"approved\": people sign, regulators authorize.",
                "the draws are unbiased",
                "tamper-evident"
            })
    void plain_language_is_left_alone(String text) {
        assertThat(claims(flat(text))).isEmpty();
    }

    private static List<String> claims(String text) {
        Matcher matcher = FORBIDDEN.matcher(text);
        Set<String> found = new TreeSet<>();
        while (matcher.find()) {
            found.add(text.substring(Math.max(0, matcher.start() - 40), Math.min(text.length(), matcher.end() + 40)));
        }
        return List.copyOf(found);
    }

    /** One line: a claim may be broken across lines of a comment, a text block or joined strings. */
    private static String flat(String text) {
        return text.replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("\\s*\\n\\s*(\\*|//|#|>)?\\s*", " ");
    }

    private static List<Path> texts() {
        List<Path> files = new ArrayList<>(tree(ROOT.resolve("docs"), ""));
        try (Stream<Path> list = Files.list(ROOT)) {
            list.filter(p -> p.getFileName().toString().endsWith(".md")).forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String module : List.of(
                "medml-core",
                "medml-core/integrations/tribuo",
                "medml-core/integrations/git",
                "medml-core/integrations/parquet",
                "medml-fairness",
                "medml-compliance",
                "medml-examples")) {
            files.addAll(tree(ROOT.resolve(module).resolve("src/main"), ""));
            files.add(ROOT.resolve(module).resolve("pom.xml"));
        }
        files.addAll(tree(ROOT.resolve("medml-examples/config"), ".yaml"));
        return files;
    }

    private static List<Path> tree(Path directory, String ending) {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .filter(p -> p.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no text in UTF-8", e);
        }
    }
}
