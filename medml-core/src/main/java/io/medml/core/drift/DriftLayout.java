package io.medml.core.drift;

import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.drift.DriftReport.Answer;
import io.medml.core.drift.DriftReport.CategoryCount;
import io.medml.core.drift.DriftReport.ColumnComparison;
import io.medml.core.drift.DriftReport.Difference;
import io.medml.core.drift.DriftReport.Form;
import io.medml.core.drift.DriftReport.FurtherCategories;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.StabilityIndex;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lays a comparison with a reference out as a page. */
public final class DriftLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final Figures SHARES = Figures.percentWithFractionDigits(1);

    private DriftLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(DriftReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<DriftReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(DriftReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Data beside a reference", notices);
        ReferenceProfile profile = report.profile();
        document.facts(Facts.of(
                        "Reference",
                        EvidencePage.words(profile.dataset()),
                        "Rows of the reference",
                        rows(profile.rows(), profile.rowsLeftOut()),
                        "Rows of the data",
                        rows(report.rows(), report.rowsLeftOut()),
                        "Rows that count",
                        profile.subject()
                                .map(column -> "the first row of each subject, in the order of the rows; subjects by "
                                        + column)
                                .orElse("all, taken as independent"),
                        "Difference that matters, as stated",
                        SHARES.format(report.limit()) + " of the rows",
                        "Confidence level",
                        Figures.confidence(report.level()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "Each column is compared with the same column of the reference. The difference is in shares of rows:"
                        + " for numbers the largest difference of the shares of rows up to some value, for categories the"
                        + " largest difference of the share of one category. That a difference was found does not say that"
                        + " a model fails on these data, and that none was found does not say that it works: units,"
                        + " meaning and relations between columns are not seen here.");
        Table.Builder summary = Table.captioned("Columns by what can be said of their values")
                .rowNames("Answer")
                .numbers("Columns");
        for (Answer answer : Answer.values()) {
            summary.row(
                    answer.text(),
                    Figures.count(report.columns().stream()
                            .filter(column -> column.valuesDiffer().answer() == answer)
                            .count()));
        }
        summary.row("absent from the data", Figures.count(report.absent().size()));
        summary.row("not in the reference", Figures.count(report.unexpected().size()));
        summary.row("not compared", Figures.count(report.notCompared().size()));
        document.table(summary.note(
                        "Beyond the limit: the difference is at least the stated one, and its p-value, adjusted over"
                                + " all tests by "
                                + words(report.multiplicity().name()) + ", is at most "
                                + FIGURES.format(1 - report.level())
                                + ". Within the limit: the upper limit of the difference is below the stated one."
                                + " Undecided: neither; the findings say why.")
                .build());
        List<ColumnComparison> columns = report.columns();
        if (!columns.isEmpty()) {
            document.section("Values", s -> {
                ForestPlot.Builder plot = ForestPlot.captioned(
                                "Largest difference of shares by column",
                                profile.rows() + report.rows(),
                                Axis.of("Difference of shares", 0, 1).inPercent())
                        .figures(SHARES)
                        .reference(report.limit(), "stated limit");
                columns.forEach(c -> plot.row(c.column(), c.valuesDiffer().effect()));
                s.figure(plot.build());
                numbers(s, report);
                categories(s, report);
            });
            columns.stream()
                    .filter(c -> c.form() == Form.CATEGORIES && c.valuesDiffer().answer() == Answer.BEYOND_LIMIT)
                    .forEach(c -> document.section("Categories of " + c.column(), s -> shares(s, c)));
            document.section("Missing cells", s -> missing(s, report));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String rows(long rows, long left) {
        return Figures.count(rows)
                + (left == 0 ? "" : "; " + Figures.count(left) + " further rows of the same subjects left out");
    }

    private static String words(String name) {
        String spaced = name.replace('_', ' ').toLowerCase(Locale.ROOT);
        return spaced.equals("benjamini hochberg")
                ? "Benjamini and Hochberg"
                : spaced.equals("benjamini yekutieli")
                        ? "Benjamini and Yekutieli"
                        : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
    }

    private static void numbers(Body<?> section, DriftReport report) {
        List<ColumnComparison> numbers =
                report.columns().stream().filter(c -> c.form() == Form.NUMBERS).toList();
        if (numbers.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned("Columns of numbers")
                .rowNames("Column")
                .numbers("Values")
                .numbers("Difference")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("p, adjusted")
                .numbers("Mean, in SD")
                .numbers("Wasserstein, in SD")
                .numbers("Stability index")
                .numbers("by chance")
                .text("Answer");
        for (ColumnComparison c : numbers) {
            table.row(
                    c.column(),
                    Figures.count(c.values()),
                    SHARES.value(c.valuesDiffer().effect()),
                    SHARES.interval(c.valuesDiffer().effect()),
                    Figures.pValue(c.valuesDiffer().adjusted()),
                    value(report, ReferenceComparison.MEAN_SHIFT, c),
                    value(report, ReferenceComparison.TRANSPORT, c),
                    value(report, ReferenceComparison.STABILITY_INDEX, c),
                    chance(c),
                    c.valuesDiffer().answer().text());
        }
        section.table(table.note(
                        "Difference: of cumulative shares, at the points of the profile. By chance: what the stability"
                                + " index exceeds with 1 minus the level where nothing changed; missing cells are a bin of"
                                + " it. It is not given where a bin is expected to hold fewer than "
                                + StabilityIndex.LEAST_PER_BIN + " rows of the smaller data set.")
                .build());
    }

    private static void categories(Body<?> section, DriftReport report) {
        List<ColumnComparison> texts = report.columns().stream()
                .filter(c -> c.form() == Form.CATEGORIES)
                .toList();
        if (texts.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned("Columns of categories")
                .rowNames("Column")
                .numbers("Values")
                .numbers("Difference")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("p, adjusted")
                .numbers("Rows with new categories")
                .numbers("Jensen-Shannon")
                .numbers("Stability index")
                .numbers("by chance")
                .text("Answer");
        for (ColumnComparison c : texts) {
            table.row(
                    c.column(),
                    Figures.count(c.values()),
                    SHARES.value(c.valuesDiffer().effect()),
                    SHARES.interval(c.valuesDiffer().effect()),
                    Figures.pValue(c.valuesDiffer().adjusted()),
                    Figures.count(c.newRows()),
                    value(report, ReferenceComparison.JENSEN_SHANNON, c),
                    value(report, ReferenceComparison.STABILITY_INDEX, c),
                    chance(c),
                    c.valuesDiffer().answer().text());
        }
        section.table(table.note(
                        "Difference and interval: of the share of one category, all new ones together as one. p: of a test"
                                + " that keeps new categories apart, since a category that is rare in both sets is new by"
                                + " chance too; where many are new and rare it finds nothing although the interval does, and"
                                + " the answer is undecided. By chance: what the stability index exceeds with 1 minus the"
                                + " level where nothing changed.")
                .build());
    }

    private static void shares(Body<?> section, ColumnComparison column) {
        Table.Builder table = Table.captioned("Shares of the rows with a value")
                .rowNames("Category")
                .numbers("Reference")
                .numbers("Data");
        for (CategoryCount count : column.categories()) {
            table.row(
                    count.category(),
                    Figures.share(count.reference(), column.referenceValues()),
                    Figures.share(count.current(), column.values()));
        }
        FurtherCategories further = column.further();
        if (further.categories() > 0) {
            table.row(
                    "and " + further(further.categories()) + " of fewer than " + Comparing.FEWEST_NAMED + " rows",
                    Figures.share(further.reference(), column.referenceValues()),
                    Figures.share(further.current(), column.values()));
        }
        section.table(table.note("A category is named where at least " + Comparing.FEWEST_NAMED
                        + " rows of the reference or of the data have it, since a rarer one may be the value of one"
                        + " patient.")
                .build());
    }

    private static String further(long categories) {
        return Figures.count(categories) + (categories == 1 ? " further category" : " further categories");
    }

    private static void missing(Body<?> section, DriftReport report) {
        Table.Builder table = Table.captioned("Cells without a value")
                .rowNames("Column")
                .numbers("Reference")
                .numbers("Data")
                .numbers("Change")
                .numbers(Figures.confidence(report.level()) + " interval")
                .numbers("p, adjusted")
                .text("Answer");
        for (ColumnComparison c : report.columns()) {
            Difference missing = c.missingDiffers();
            table.row(
                    c.column(),
                    Figures.share(c.referenceMissing(), c.referenceMissing() + c.referenceValues()),
                    Figures.share(c.missing(), c.missing() + c.values()),
                    SHARES.value(missing.effect()),
                    SHARES.interval(missing.effect()),
                    Figures.pValue(missing.adjusted()),
                    missing.answer().text());
        }
        section.table(table.note("Cells of a column of numbers that hold something else count as missing.")
                .build());
    }

    private static String value(DriftReport report, Metric metric, ColumnComparison column) {
        return report.on(metric, Slice.of("column", column.column()))
                .map(FIGURES::value)
                .orElse("");
    }

    private static String chance(ColumnComparison column) {
        return column.stabilityByChance().isPresent()
                ? FIGURES.format(column.stabilityByChance().getAsDouble())
                : "";
    }
}
