package io.medml.fairness;

import io.medml.core.document.Axis;
import io.medml.core.document.Block;
import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.ForestPlot;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a bias report out as a page. */
public final class BiasLayout {

    private static final Figures FIGURES = Figures.standard();
    private static final List<Metric> RANKING =
            List.of(Metric.PREVALENCE, Metric.SELECTION_RATE, Metric.AUROC, Metric.AVERAGE_PRECISION);
    private static final List<Metric> CALIBRATION = List.of(
            Metric.CALIBRATION_IN_THE_LARGE,
            Metric.CALIBRATION_INTERCEPT,
            Metric.CALIBRATION_SLOPE,
            Metric.OBSERVED_EXPECTED_RATIO);
    private static final List<Metric> PROBABILITY_ERRORS = List.of(Metric.BRIER_SCORE, Metric.EQUAL_WIDTH_ECE);
    private static final List<Metric> ACCURACY = List.of(
            Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.POSITIVE_PREDICTIVE_VALUE, Metric.NEGATIVE_PREDICTIVE_VALUE);
    private static final List<Metric> BALANCE = List.of(Metric.F1, Metric.FALSE_NEGATIVE_SHARE_OF_ERRORS);

    /** So many groups without a record are named on the page. */
    private static final int MOST_EMPTY = 50;

    private BiasLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(BiasReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<BiasReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(BiasReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Bias report", notices);
        document.facts(Facts.of(
                        "Attributes", String.join(", ", report.groups().keySet()),
                        "Groups",
                                Figures.count(report.groups().values().stream()
                                        .mapToLong(List::size)
                                        .sum()))
                .and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.NOTE,
                "This report measures. Whether a difference is acceptable is a decision of people, with criteria and reasons of"
                        + " their own. No group is left out for its size; records without a value are the group "
                        + Slice.MISSING + ".");
        report.groups()
                .forEach((attribute, groups) ->
                        document.section(capital(attribute), s -> attribute(s, report, attribute, groups)));
        document.section("Gaps across all groups", s -> gaps(s, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void attribute(Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        section.table(table("Prevalence, selection and ranking by " + attribute, attribute, groups, RANKING));
        section.table(table("Accuracy at the operating point by " + attribute, attribute, groups, ACCURACY));
        section.table(table("Balance of errors at the operating point by " + attribute, attribute, groups, BALANCE));
        if (groups.get(0).estimate(Metric.BRIER_SCORE).isPresent()) {
            section.table(table("Calibration by " + attribute, attribute, groups, CALIBRATION));
            section.table(table("Errors of the probabilities by " + attribute, attribute, groups, PROBABILITY_ERRORS));
        }
        crossAurocs(section, report, attribute, groups);
        shrunken(section, report, attribute, groups);
        empty(section, report, attribute, groups);
        for (Metric metric : List.of(Metric.SENSITIVITY, Metric.SPECIFICITY)) {
            ForestPlot.Builder plot = ForestPlot.captioned(
                    capital(metric.name()) + " by " + attribute,
                    denominators(groups, metric),
                    Axis.of(capital(metric.name()), 0, 1));
            groups.forEach(g -> plot.row(label(g.slice()), g.estimate(metric).orElseThrow()));
            section.figure(plot.build());
        }
        List<Disparity> disparities = report.disparities().stream()
                .filter(d -> groups.stream().anyMatch(g -> g.slice().equals(d.group())))
                .toList();
        if (disparities.isEmpty()) {
            return;
        }
        Table.Builder differences = Table.captioned("Differences by " + attribute + ", group minus reference")
                .rowNames("Group")
                .text("Reference")
                .text("Metric")
                .numbers("Difference")
                .numbers("Interval")
                .numbers("n in both")
                .numbers("Ratio")
                .numbers("p")
                .numbers("p, Holm")
                .numbers("p, Benjamini-Hochberg");
        for (Disparity d : disparities) {
            differences.row(
                    label(d.group()),
                    label(d.reference()),
                    d.metric().name(),
                    FIGURES.value(d.difference()),
                    FIGURES.interval(d.difference()),
                    Figures.count(d.difference().support().n()),
                    d.ratio().map(BiasLayout::cell).orElse(""),
                    p(d.test().pValue()),
                    p(d.adjusted().holm()),
                    p(d.adjusted().benjaminiHochberg()));
        }
        section.table(differences
                .note("p is of the score test of no difference (AUROC: normal test), adjusted in families of "
                        + report.familySizes().stream().map(Figures::count).collect(Collectors.joining(", "))
                        + " tests: Holm for a claim, Benjamini-Hochberg for screening. A large p is no evidence that there is"
                        + " no difference.")
                .build());
        margins(section, attribute, disparities);
    }

    private static String p(Estimate estimate) {
        return estimate.fold(e -> Figures.pValue(e.value()), not -> not.reason().text());
    }

    private static void margins(Body<?> section, String attribute, List<Disparity> disparities) {
        if (disparities.stream().allMatch(d -> d.margin().isEmpty())) {
            return;
        }
        Table.Builder table = Table.captioned("Declared margins by " + attribute)
                .rowNames("Group")
                .text("Reference")
                .text("Metric")
                .numbers("Margin")
                .text("Gap against the margin")
                .numbers("Power for a gap of the margin")
                .numbers("Smallest detectable gap")
                .numbers("n needed, group")
                .numbers("n needed, reference");
        for (Disparity d : disparities) {
            d.margin()
                    .ifPresent(answer -> table.row(
                            label(d.group()),
                            label(d.reference()),
                            d.metric().name(),
                            FIGURES.format(answer.margin()),
                            words(answer.shown()),
                            FIGURES.value(answer.power().power()),
                            FIGURES.value(answer.power().smallestDetectable()),
                            count(answer.power().neededFirst()),
                            count(answer.power().neededSecond())));
        }
        section.table(table.note(
                        "Shown is what the interval of the difference shows. Power says whether data of this size could"
                                + " have shown a gap as large as the margin; it rests on the reference rate and the numbers of records,"
                                + " not on the difference that was seen.")
                .build());
    }

    private static String words(MarginAnswer.Shown shown) {
        return switch (shown) {
            case SMALLER -> "shown to be smaller";
            case LARGER -> "shown to be larger";
            case UNDECIDED -> "neither shown";
        };
    }

    private static String count(Estimate estimate) {
        return estimate.fold(
                e -> Figures.count((long) Math.ceil(e.value())),
                not -> not.reason().text());
    }

    private static void crossAurocs(
            Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        List<Measurement> areas = in(report.crossAurocs(), groups);
        if (areas.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned("Ranking against all other groups by " + attribute)
                .rowNames(attribute)
                .text("Metric")
                .numbers("Area")
                .numbers("n");
        areas.forEach(m -> table.row(
                label(m.slice()),
                m.metric().name(),
                cell(m.estimate()),
                Figures.count(m.estimate().support().n())));
        section.table(table.note(
                        "The background differs from group to group, so these areas are not compared with each other.")
                .build());
    }

    private static void shrunken(Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        List<Measurement> rates = in(report.shrunken(), groups);
        if (rates.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned("Rates drawn towards the mean of the groups by " + attribute)
                .rowNames(attribute)
                .text("Metric")
                .numbers("Raw")
                .numbers("Shrunken");
        for (Measurement shrunken : rates) {
            SlicePerformance group = groups.stream()
                    .filter(g -> g.slice().equals(shrunken.slice()))
                    .findFirst()
                    .orElseThrow();
            for (Metric raw : List.of(Metric.SELECTION_RATE, Metric.SENSITIVITY, Metric.SPECIFICITY)) {
                if (raw.shrunken().equals(shrunken.metric())) {
                    table.row(
                            label(shrunken.slice()),
                            raw.name(),
                            cell(group.estimate(raw).orElseThrow()),
                            cell(shrunken.estimate()));
                }
            }
        }
        section.table(table.note(
                        "Shrunken rates have less error on average, and hide most a small group that truly differs: read"
                                + " them beside the raw rates, never instead.")
                .build());
    }

    private static List<Measurement> in(List<Measurement> all, List<SlicePerformance> groups) {
        return all.stream()
                .filter(m -> groups.stream().anyMatch(g -> g.slice().equals(m.slice())))
                .toList();
    }

    private static void empty(Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        List<String> names = groups.get(0).slice().conditions().stream()
                .map(Slice.Condition::attribute)
                .toList();
        List<Slice> empty = report.emptyGroups().stream()
                .filter(slice -> slice.conditions().stream()
                        .map(Slice.Condition::attribute)
                        .toList()
                        .equals(names))
                .toList();
        if (empty.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned("Groups without a record by " + attribute)
                .rowNames("Group")
                .text("State");
        empty.stream().limit(MOST_EMPTY).forEach(slice -> table.row(label(slice), "EMPTY"));
        if (empty.size() > MOST_EMPTY) {
            table.note((empty.size() - MOST_EMPTY) + " more are in the evidence document.");
        }
        section.table(table.build());
    }

    private static Table table(String caption, String attribute, List<SlicePerformance> groups, List<Metric> metrics) {
        List<Metric> shown = metrics.stream()
                .filter(m -> groups.get(0).estimate(m).isPresent())
                .toList();
        Table.Builder table =
                Table.captioned(caption).rowNames(attribute).numbers("n").numbers("Events");
        shown.forEach(m -> table.numbers(m.name()));
        for (SlicePerformance group : groups) {
            Estimate prevalence = group.estimate(Metric.PREVALENCE).orElseThrow();
            List<String> cells = new ArrayList<>();
            cells.add(label(group.slice()));
            cells.add(Figures.count(prevalence.support().n()));
            cells.add(Figures.count(prevalence.support().counts().getOrDefault("successes", 0L)));
            shown.forEach(m -> cells.add(group.estimate(m).map(BiasLayout::cell).orElse("")));
            table.row(cells.toArray(new String[0]));
        }
        return table.note("In brackets: interval at the stated confidence level.")
                .build();
    }

    private static void gaps(Body<?> section, BiasReport report) {
        Table.Builder table = Table.captioned("Largest minus smallest group")
                .rowNames("Groups")
                .text("Metric")
                .numbers("Gap")
                .numbers("Interval")
                .numbers("n")
                .numbers("Groups")
                .numbers("Left out");
        for (Measurement gap : report.gaps()) {
            table.row(
                    gap.slice().toString(),
                    gap.metric().name(),
                    FIGURES.value(gap.estimate()),
                    FIGURES.interval(gap.estimate()),
                    Figures.count(gap.estimate().support().n()),
                    Figures.count(gap.estimate().support().counts().getOrDefault("groups", 0L)),
                    Figures.count(gap.estimate().support().counts().getOrDefault("groups_undefined", 0L)));
        }
        section.table(table.note(
                        "A gap is biased upward: it is above zero even when all groups are alike. Groups in which the"
                                + " rate is undefined are left out; the gap then has no interval and cannot meet a criterion.")
                .build());
    }

    private static long denominators(List<SlicePerformance> groups, Metric metric) {
        return groups.stream()
                .mapToLong(g -> g.estimate(metric).orElseThrow().support().n())
                .sum();
    }

    private static String label(Slice slice) {
        return slice.isOverall()
                ? "all records"
                : slice.conditions().stream().map(Slice.Condition::value).collect(Collectors.joining(" · "));
    }

    private static String cell(Estimate estimate) {
        return FIGURES.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + FIGURES.interval(estimate) + ")"
                        : "");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
