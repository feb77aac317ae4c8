package io.medml.core.annotation;

import io.medml.core.annotation.LabelNoiseReport.Band;
import io.medml.core.annotation.LabelNoiseReport.Candidate;
import io.medml.core.annotation.LabelNoiseReport.ClassRow;
import io.medml.core.annotation.LabelNoiseReport.Comparison;
import io.medml.core.annotation.LabelNoiseReport.Group;
import io.medml.core.annotation.LabelNoiseReport.GroupTest;
import io.medml.core.annotation.LabelNoiseReport.Overview;
import io.medml.core.annotation.LabelNoiseReport.Pair;
import io.medml.core.document.Axis;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.Optional;

/** Lays a report on labels that contradict a model out as a page. */
public final class LabelNoiseLayout {

    private static final Figures FIGURES = Figures.withFractionDigits(3);
    private static final Figures COUNTS = Figures.withFractionDigits(1);

    private LabelNoiseLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(LabelNoiseReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<LabelNoiseReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(LabelNoiseReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Labels to look at again", notices);
        Overview overview = report.overview();
        document.facts(Facts.of(
                        "Records", Figures.count(overview.records()),
                        "Subjects",
                                overview.subjects().isPresent()
                                        ? Figures.count(overview.subjects().getAsLong())
                                        : "not declared",
                        "With a likely class", Figures.share(overview.likely(), overview.records()),
                        "Likely class is another", Figures.share(overview.candidates(), overview.records()),
                        "Expected by the probabilities", COUNTS.format(overview.expected()),
                        "Confidence level", Figures.confidence(overview.level()))
                .and("Recorded", page.reference()));
        document.paragraph("Out of sample: " + basis(overview) + ".");
        document.paragraph(
                "Records whose label a model would not have given that, as said above, did not see it. Each is a question to a"
                        + " reviewer: the label, the model, or both may be mistaken, and hard cases are among them where every label is right."
                        + " A model that learned from changed labels expects them, so that few such records do not show that labels are right.");
        document.section("Labels against the probabilities", section -> comparison(section, report));
        document.section("Classes", section -> classes(section, report));
        for (GroupTest each : report.groups()) {
            document.section("By " + each.column(), section -> groups(section, report, each));
        }
        if (!report.listed().isEmpty()) {
            document.section("Records to look at", section -> listed(section, report));
        }
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String basis(Overview overview) {
        return switch (overview.basis()) {
            case FOLDS ->
                overview.basisInWords()
                        + ". That the model of each part learned from the other parts only is stated, not shown";
            case SEPARATED ->
                overview.basisInWords() + ". That the model learned from these data and no others is stated, not shown";
            case STATED -> "stated by the host and not shown: " + overview.basisInWords();
        };
    }

    private static void comparison(Body<?> section, LabelNoiseReport report) {
        Comparison comparison = report.comparison();
        section.facts(Facts.of(
                "Model sure from", FIGURES.format(comparison.sureFrom()),
                "Records of which it was", Figures.count(comparison.records()),
                "With another label", Figures.count(comparison.contradictions()),
                "Expected", COUNTS.format(comparison.expected()),
                "p, no more than expected", Figures.pValue(comparison.test().pValue())));
        Table.Builder table = Table.captioned("Records by how sure the model was")
                .rowNames("Probability of the likely class")
                .numbers("Records")
                .numbers("With another label")
                .numbers("Expected");
        for (Band band : report.bands()) {
            table.row(
                    FIGURES.format(band.from()) + (band.to() == 1 ? " to 1" : " to below " + FIGURES.format(band.to())),
                    Figures.count(band.records()),
                    Figures.count(band.contradictions()),
                    COUNTS.format(band.expected()));
        }
        section.table(table.note(
                        "Expected: where labels are drawn from the probabilities. Labels changed by chance are contradicted however sure"
                                + " the model is.")
                .build());
    }

    private static void classes(Body<?> section, LabelNoiseReport report) {
        Table.Builder classes = Table.captioned("Classes")
                .rowNames("Class given")
                .numbers("Records")
                .numbers("Threshold");
        for (ClassRow row : report.classes()) {
            classes.row(
                    row.name(),
                    Figures.count(row.records()),
                    row.threshold().isPresent() ? FIGURES.format(row.threshold().getAsDouble()) : "none");
        }
        section.table(classes.note("Threshold: mean probability of the class over the records that were given it.")
                .build());
        Table.Builder pairs = Table.captioned("Records by given and likely class")
                .rowNames("Given")
                .text("Likely")
                .numbers("Records")
                .numbers("Expected")
                .numbers("Rate")
                .numbers(Figures.confidence(report.overview().level()) + " interval");
        for (Pair pair : report.pairs()) {
            pairs.row(
                    pair.given(),
                    pair.likely(),
                    Figures.count(pair.records()),
                    COUNTS.format(pair.expected()),
                    FIGURES.value(pair.rate()),
                    FIGURES.interval(pair.rate()));
        }
        section.table(pairs.note(
                        "Rate: of the records of the given class that are counted to any. Where classes overlap it is not 0"
                                + " though every label is right; expected says how much of it the probabilities explain.")
                .build());
    }

    private static void groups(Body<?> section, LabelNoiseReport report, GroupTest each) {
        Table.Builder table = Table.captioned("Records whose likely class is another, by " + each.column())
                .rowNames(each.column())
                .numbers("Records")
                .numbers("With a likely class")
                .numbers("Likely class is another")
                .numbers("Expected");
        ForestPlot.Builder plot = ForestPlot.captioned(
                        "Excess of labels against the probabilities",
                        report.overview().likely(),
                        Axis.of("Excess with "
                                + Figures.confidence(report.overview().level()) + " interval"))
                .figures(FIGURES)
                .reference(0, "as expected");
        for (Group group : each.groups()) {
            table.row(
                    group.name(),
                    Figures.count(group.records()),
                    Figures.count(group.likely()),
                    Figures.count(group.candidates()),
                    COUNTS.format(group.expected()));
            Slice slice = Slice.of(each.column(), group.name());
            report.measurements().stream()
                    .filter(m -> m.metric().equals(Metric.LABEL_CONTRADICTION_EXCESS)
                            && m.slice().equals(slice))
                    .map(Measurement::estimate)
                    .forEach(estimate -> plot.row(group.name(), estimate));
        }
        section.figure(plot.build());
        section.table(table.note("Test of the same excess in " + each.tested() + " groups, those with fewer than "
                        + LabelNoiseDetector.SMALLEST_GROUP + " expected candidates (divided by a design effect of "
                        + FIGURES.format(each.designEffect()) + ") taken as one: p "
                        + Figures.pValue(each.test().pValue())
                        + (each.adjustedP().isPresent()
                                ? "; by Holm over the columns "
                                        + Figures.pValue(each.adjustedP().getAsDouble())
                                : "")
                        + ".")
                .build());
    }

    private static void listed(Body<?> section, LabelNoiseReport report) {
        boolean pseudonyms = report.listed().get(0).pseudonym().isPresent();
        Table.Builder table =
                Table.captioned("Records to look at, the clearest first").rowNames("Position");
        if (pseudonyms) {
            table.text("Pseudonym");
        }
        table.text("Given")
                .text("Likely")
                .numbers("Probability of the given")
                .numbers("Of the likely")
                .numbers("Margin");
        for (Candidate each : report.listed()) {
            String position = Figures.count(each.position());
            String given = FIGURES.format(each.probabilityGiven());
            String likely = FIGURES.format(each.probabilityLikely());
            String margin = FIGURES.format(each.margin());
            if (pseudonyms) {
                table.row(position, each.pseudonym().orElse(""), each.given(), each.likely(), given, likely, margin);
            } else {
                table.row(position, each.given(), each.likely(), given, likely, margin);
            }
        }
        section.table(table.note(
                        Figures.share(report.listed().size(), report.overview().candidates())
                                + " are listed. Position: in the order of record identifiers. Margin: probability of the given class minus the"
                                + " largest of the others.")
                .build());
    }
}
