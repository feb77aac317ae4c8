package io.medml.core.profile;

import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Recorded;
import io.medml.core.stats.OutlierRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays a data profile out as a page. */
public final class DataProfileLayout {

    /** The most findings of one rule that are shown one by one. */
    private static final int MOST_OF_A_RULE = 12;

    private DataProfileLayout() {}

    /**
     * A profile that is not recorded; the page says so.
     *
     * @param profile the profile
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(DataProfile profile, Notice... notices) {
        return layOut(profile, Optional.empty(), notices);
    }

    /**
     * A recorded profile.
     *
     * @param recorded the profile
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<DataProfile> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(DataProfile profile, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(profile, place);
        Document.Builder document = page.open("Data profile", notices);
        long warnings = profile.findings().stream()
                .filter(f -> f.severity() != Severity.INFO)
                .count();
        document.facts(Facts.of(
                        "Rows",
                        Figures.count(profile.rows()),
                        "Columns",
                        Figures.count(profile.columns().size()),
                        "Suspicions",
                        Figures.count(warnings) + ", and "
                                + Figures.count(profile.findings().size() - warnings) + " notes")
                .and("Recorded", page.reference()));
        document.paragraph(
                "The profile looks at the data alone. A suspicion is a question to the people who made them: the rule"
                        + " cannot know whether a zero is a measurement, or a repeated row a second visit. Nothing was"
                        + " changed.");
        for (Suspicion.Group group : Suspicion.Group.values()) {
            group(document, profile, group);
        }
        columns(document, profile);
        numbers(document, profile);
        rules(document, profile);
        page.provenance(document);
        return document.build();
    }

    private static void group(Document.Builder document, DataProfile profile, Suspicion.Group group) {
        List<Suspicion> rules = List.of(Suspicion.values()).stream()
                .filter(s -> s.group() == group && !profile.findings(s).isEmpty())
                .sorted(Comparator.comparing((Suspicion s) -> worst(profile, s)).reversed())
                .toList();
        // rows of a database or of the host's objects have no line
        boolean lines = profile.findings().stream().noneMatch(f -> f.details().containsKey("first_row"));
        document.section(group.title(), section -> {
            if (rules.isEmpty()) {
                section.paragraph("Nothing by the rules of this group.");
                return;
            }
            Table.Builder table = Table.captioned(
                            "What was seen: " + group.title().toLowerCase(Locale.ROOT))
                    .rowNames("Column")
                    .text("Rule")
                    .text("Severity")
                    .numbers("Rows")
                    .numbers(lines ? "First line" : "First row")
                    .text("What was seen");
            List<String> cut = new ArrayList<>();
            for (Suspicion rule : rules) {
                List<Finding> found = profile.findings(rule).stream()
                        .sorted(Comparator.comparing(Finding::severity).reversed())
                        .toList();
                found.stream().limit(MOST_OF_A_RULE).forEach(f -> row(table, f));
                if (found.size() > MOST_OF_A_RULE) {
                    cut.add(found.size() - MOST_OF_A_RULE + " more of " + rule.name());
                }
            }
            section.table(
                    cut.isEmpty()
                            ? table.build()
                            : table.note("In the evidence document: " + String.join("; ", cut) + ".")
                                    .build());
        });
    }

    private static Severity worst(DataProfile profile, Suspicion rule) {
        return profile.findings(rule).stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.INFO);
    }

    private static void row(Table.Builder table, Finding finding) {
        TreeMap<String, String> details = new TreeMap<>(finding.details());
        String rows = count(details.remove("rows"));
        String line = details.remove("first_line");
        String row = details.remove("first_row");
        String rest = details.entrySet().stream()
                .map(e -> e.getKey().replace('_', ' ') + ": " + e.getValue())
                .collect(Collectors.joining("; "));
        table.row(
                Inline.text(finding.where().isEmpty() ? "(the table)" : finding.where()),
                Inline.code(finding.code()),
                Inline.text(finding.severity() == Severity.INFO ? "Information" : "Warning"),
                Inline.text(rows),
                Inline.text(count(line != null ? line : row)),
                Inline.text(finding.message() + (rest.isEmpty() ? "" : " (" + rest + ")")));
    }

    private static String count(@Nullable String number) {
        return number == null ? "" : Figures.count(Long.parseLong(number));
    }

    private static void columns(Document.Builder document, DataProfile profile) {
        document.section("What the columns hold", section -> {
            Table.Builder table = Table.captioned("What each column seems to hold")
                    .rowNames("Column")
                    .text("Content")
                    .numbers("Missing")
                    .numbers("Taken for missing")
                    .numbers("Different")
                    .numbers("Rows of the most common");
            for (ColumnProfile column : profile.columns()) {
                table.row(
                        column.name(),
                        column.kind().words() + (column.identifier() ? ", identifier" : ""),
                        Figures.share(column.missing(), profile.rows()),
                        Figures.count(column.takenForMissing()),
                        Figures.count(column.different()),
                        Figures.count(column.mostCommon()));
            }
            section.table(table.note(
                            "Missing: empty, marked for the reader, unreadable, or a text that is taken for missing.")
                    .build());
        });
    }

    private static void numbers(Document.Builder document, DataProfile profile) {
        List<ColumnProfile> columns =
                profile.columns().stream().filter(c -> c.numbers().isPresent()).toList();
        if (!columns.isEmpty()) {
            document.section("Figures of numbers", section -> numbers(section, columns));
        }
    }

    private static void numbers(Body<?> section, List<ColumnProfile> columns) {
        Table.Builder table = Table.captioned("Figures of the numbers, and rows far from the others")
                .rowNames("Column")
                .numbers("Smallest")
                .numbers("Median")
                .numbers("Quartiles")
                .numbers("Largest")
                .numbers("z")
                .numbers("Modified z")
                .numbers("Far out");
        for (ColumnProfile column : columns) {
            ColumnProfile.Numbers n = column.numbers().orElseThrow();
            table.row(
                    column.name(),
                    figure(column, n.smallest()),
                    figure(column, n.median()),
                    figure(column, n.lowerQuartile()) + " to " + figure(column, n.upperQuartile()),
                    figure(column, n.largest()),
                    outliers(n, OutlierRule.Z_SCORE),
                    outliers(n, OutlierRule.MODIFIED_Z_SCORE),
                    outliers(n, OutlierRule.TUKEY_FAR_OUT));
        }
        section.table(
                table.note("z: beyond 3.5 standard deviations; modified z: beyond 3.5 by median and median absolute"
                                + " deviation (Iglewicz and Hoaglin); far out: beyond 3 interquartile ranges from the"
                                + " quartiles (Tukey). n/a: fewer than 20 numbers, fewer than 10 different ones, or no"
                                + " spread. Nothing was removed.")
                        .build());
    }

    /** A whole number of a column of whole numbers has no fraction digits. */
    private static String figure(ColumnProfile column, double value) {
        return column.kind() == ContentKind.WHOLE_NUMBER && value == (long) value
                ? Figures.count((long) value)
                : Figures.standard().format(value);
    }

    private static String outliers(ColumnProfile.Numbers numbers, OutlierRule rule) {
        return numbers.outliers().flatMap(o -> o.by(rule)).map(Figures::count).orElse("n/a");
    }

    private static void rules(Document.Builder document, DataProfile profile) {
        document.section("Rules", section -> {
            Table.Builder table = Table.captioned("All rules that were applied, also those that saw nothing")
                    .rowNames("Group")
                    .text("Rule")
                    .numbers("Findings")
                    .text("What it looks for");
            for (Suspicion rule : Suspicion.values()) {
                table.row(
                        Inline.text(rule.group().title()),
                        Inline.code(rule.name()),
                        Inline.text(Figures.count(profile.findings(rule).size())),
                        Inline.text(rule.rule()));
            }
            section.table(table.note(
                            "Not looked for here: columns that reveal the outcome, leakage between parts of the data,"
                                    + " and changes over time.")
                    .build());
        });
    }
}
