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
import io.medml.core.evidence.Finding;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays a bias report out as a page. */
public final class BiasLayout {

    private static final Figures FIGURES = Figures.standard();

    /** In the table to paste, which has to fit a page. */
    private static final Figures SHORT = Figures.withFractionDigits(2);

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
    private static final List<Metric> SUBGROUP = List.of(
            Metric.AUROC,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE);
    private static final List<Metric> BALANCE = List.of(Metric.F1, Metric.FALSE_NEGATIVE_SHARE_OF_ERRORS);

    /** So many differences stand in the summary, which is to be short. */
    private static final int MOST_DIFFERENCES = 40;

    /** So many groups without a record are named on the page. */
    private static final int MOST_EMPTY = 50;

    /** The usual level of a test; a convention of the summary, with which nothing is decided. */
    private static final double SUMMARY_P = 0.05;

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
                .and("Reference of a comparison", reference(report))
                .and("Reason for the choice of a metric", report.metricChoice().orElse("not stated"))
                .and("Operating point", report.provenance().settings().getOrDefault("operating_point", "not stated"))
                .and("Confidence level", level(report))
                .and("Recorded", page.reference()));
        document.callout(
                Block.Callout.Tone.NOTE,
                "This report measures. Whether a difference is acceptable is a decision of people, with criteria and reasons of"
                        + " their own. No group is left out for its size; records without a value are the group "
                        + Slice.MISSING + ".");
        document.section("Summary of the differences", s -> summary(s, report));
        document.section("Performance by subgroup", s -> s.table(subgroupTable(report)));
        report.groups()
                .forEach((attribute, groups) ->
                        document.section(attribute, s -> attribute(s, report, attribute, groups)));
        document.section("Gaps across all groups", s -> gaps(s, report));
        document.section("Base rates and what cannot be even at once", s -> baseRates(s, report));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static String level(BiasReport report) {
        return report.measurements().stream()
                .flatMap(m -> m.estimate().interval().stream())
                .findFirst()
                .map(interval -> Figures.confidence(interval.level()))
                .orElse("no interval is estimable");
    }

    /** What a reader looks for first: the differences that a test with adjustment or a stated margin marks. */
    private static void summary(Body<?> section, BiasReport report) {
        List<Disparity> all = report.disparities();
        List<Disparity> standingOut = all.stream()
                .filter(d -> adjusted(d) <= SUMMARY_P || beyondMargin(d))
                .sorted(Comparator.comparing((Disparity d) -> !beyondMargin(d))
                        .thenComparingDouble(BiasLayout::adjusted))
                .toList();
        long tested = all.stream()
                .filter(d -> d.adjusted().holm().point().isPresent())
                .count();
        long withMargin = all.stream().filter(d -> d.margin().isPresent()).count();
        section.paragraph("Of " + Figures.count(all.size()) + " differences between a group and its reference, "
                + Figures.count(tested) + " have a test, of which "
                + number(all.stream().filter(d -> adjusted(d) <= SUMMARY_P).count())
                + " an adjusted p (Holm) of at most "
                + SUMMARY_P + "; "
                + (withMargin == 0
                        ? "no margin was stated."
                        : Figures.count(withMargin) + " have a stated margin, which "
                                + number(all.stream()
                                        .filter(BiasLayout::beyondMargin)
                                        .count())
                                + " exceed in these data."));
        if (standingOut.isEmpty()) {
            section.paragraph(
                    "So none is listed here. That does not show that there is no difference: the tables below have the"
                            + " intervals of all of them.");
            return;
        }
        Table.Builder table = Table.captioned("Differences with an adjusted p of at most " + SUMMARY_P
                        + ", or beyond their stated margin; group minus reference")
                .rowNames("Group")
                .text("Reference")
                .text("Metric")
                .numbers("Difference")
                .numbers("Interval")
                .numbers("n in both")
                .numbers("p, Holm")
                .text("Gap against the margin");
        standingOut.stream()
                .limit(MOST_DIFFERENCES)
                .forEach(d -> table.row(
                        d.group().toString(),
                        d.reference().isOverall()
                                ? label(d.reference())
                                : d.reference().toString(),
                        d.metric().name(),
                        FIGURES.value(d.difference()),
                        FIGURES.interval(d.difference()),
                        Figures.records(d.difference().support()),
                        p(d.adjusted().holm()),
                        d.margin()
                                .map(m -> FIGURES.format(m.margin()) + ": " + words(m.shown()))
                                .orElse("no margin")));
        section.table(table.note((standingOut.size() > MOST_DIFFERENCES
                                ? Figures.count(standingOut.size() - MOST_DIFFERENCES)
                                        + " more are in the tables below. "
                                : "")
                        + "First those beyond their margin, each by adjusted p. A difference that is not listed is not shown to be absent, and one that is"
                        + " listed may be too small to matter; all differences are in the tables below.")
                .build());
    }

    private static String number(long count) {
        return count == 0 ? "none" : Figures.count(count);
    }

    private static double adjusted(Disparity disparity) {
        return disparity.adjusted().holm().point().orElse(Double.POSITIVE_INFINITY);
    }

    /** Whether the difference that was seen is beyond its margin, or shown to be. */
    private static boolean beyondMargin(Disparity disparity) {
        return disparity
                .margin()
                .filter(m -> m.shown() == MarginAnswer.Shown.LARGER
                        || Math.abs(disparity.difference().point().orElse(0)) > m.margin())
                .isPresent();
    }

    /**
     * One table of the performance in every group of every attribute, below that of all records, to be pasted into a submission.
     *
     * @param report the report
     * @return the table
     */
    public static Table subgroupTable(BiasReport report) {
        Table.Builder table = Table.captioned("Performance by subgroup, with intervals at the stated confidence level")
                .rowNames("Subgroup")
                .numbers("n")
                .numbers("Events")
                .numbers(Metric.PREVALENCE.name());
        SUBGROUP.forEach(metric -> table.numbers(metric.name()));
        table.row(subgroup("All records", report.overall()));
        report.groups().forEach((attribute, groups) -> {
            if (groups.get(0).slice().conditions().size() == 1) {
                groups.forEach(group -> table.row(subgroup(attribute + ": " + label(group.slice()), group)));
            }
        });
        return table.note(
                        "Two digits, to fit a page; the tables below have three, the intervals of the prevalences, groups of several"
                                + " attributes together and further figures.")
                .build();
    }

    private static String[] subgroup(String name, SlicePerformance group) {
        Estimate prevalence = group.estimate(Metric.PREVALENCE).orElseThrow();
        List<String> cells = new ArrayList<>();
        cells.add(name);
        cells.add(Figures.count(prevalence.support().n()));
        cells.add(Figures.count(prevalence.support().counts().getOrDefault("successes", 0L)));
        cells.add(SHORT.value(prevalence));
        SUBGROUP.forEach(metric -> cells.add(cell(SHORT, group.estimate(metric).orElseThrow())));
        return cells.toArray(new String[0]);
    }

    /** What groups were compared with, in words; the settings of the report say it in full. */
    private static String reference(BiasReport report) {
        String mode = switch (ReferenceMode.valueOf(
                report.provenance().settings().getOrDefault("reference_mode", "LARGEST_GROUP"))) {
            case LARGEST_GROUP -> "the largest group";
            case BEST_GROUP -> "for each metric the group that is best in these data";
            case OVERALL -> "all records together";
            case PAIRWISE -> "every other group";
        };
        String stated = report.provenance().settings().getOrDefault("reference_groups", "{}");
        return stated.equals("{}") ? mode : "stated " + stated + "; for other attributes " + mode;
    }

    private static void baseRates(Body<?> section, BiasReport report) {
        List<Finding> differing = report.findings().stream()
                .filter(f -> f.code().equals("BASE_RATES_DIFFER"))
                .toList();
        if (differing.isEmpty()) {
            section.paragraph(
                    "No attribute has groups whose prevalences are shown to differ at the stated level, by Holm's adjustment over the"
                            + " tests of all groups. That does not show that they are equal; the gaps in prevalence above say how far they may differ.");
            return;
        }
        section.paragraph(differing.get(0).message());
        Table.Builder table = Table.captioned(
                        "Prevalences, and the false-positive rates that would follow if every group had the"
                                + " predictive value and the sensitivity of all records")
                .rowNames("Attribute")
                .text("Lowest prevalence")
                .text("Highest prevalence")
                .numbers("Difference")
                .numbers("Interval")
                .numbers("p, all equal")
                .numbers("Holm")
                .numbers("False-positive rate, lowest")
                .numbers("False-positive rate, highest");
        String rate = "_false_positive_rate_at_the_predictive_value_and_sensitivity_of_all";
        for (Finding finding : differing) {
            Map<String, String> d = finding.details();
            table.row(
                    finding.where().replaceFirst("^across ", ""),
                    d.get("lowest") + ": " + d.get("lowest_prevalence"),
                    d.get("highest") + ": " + d.get("highest_prevalence"),
                    d.getOrDefault("difference", ""),
                    d.getOrDefault("difference_interval", "none"),
                    d.getOrDefault("p_equal", ""),
                    d.getOrDefault("p_equal_holm", ""),
                    d.getOrDefault("lowest" + rate, "not estimable"),
                    d.getOrDefault("highest" + rate, "not estimable"));
        }
        section.table(table.note(
                        "The two groups are the extremes of these data, so their difference looks larger than it is; p is of the"
                                + " test that all prevalences of the attribute are equal, and adjusted over the tests of all groups. The false-positive rates are p/(1 - p) (1 - PPV)/PPV"
                                + " sensitivity (Chouldechova 2017), p the prevalence; one above 1 cannot be reached.")
                .build());
    }

    private static void attribute(Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        section.table(table("Prevalence, selection and ranking by " + attribute, attribute, groups, RANKING));
        section.table(table("Accuracy at the operating point by " + attribute, attribute, groups, ACCURACY));
        section.table(table("Balance of errors at the operating point by " + attribute, attribute, groups, BALANCE));
        if (groups.get(0).estimate(Metric.BRIER_SCORE).isPresent()) {
            section.table(table("Calibration by " + attribute, attribute, groups, CALIBRATION));
            section.table(table("Errors of the probabilities by " + attribute, attribute, groups, PROBABILITY_ERRORS));
        }
        ifCalibrated(section, report, attribute, groups);
        crossAurocs(section, report, attribute, groups);
        crossGroups(section, report, attribute, groups);
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
                    Figures.records(d.difference().support()),
                    d.ratio().map(BiasLayout::cell).orElse(""),
                    p(d.test().pValue()),
                    p(d.adjusted().holm()),
                    p(d.adjusted().benjaminiHochberg()));
        }
        section.table(differences
                .note("Reference: " + reference(report)
                        + ". The interval of a difference of proportions is Newcombe's (hybrid score), that of their ratio Katz's (on the"
                        + " logarithm): two methods, which can disagree on whether the groups differ where it is close. p belongs to the"
                        + " difference: it is of the score test of no difference, a third method; the ratio has no p of its own. (Areas and"
                        + " calibration: normal test; the expected calibration error, which depends on the size of a group, has none.) p is"
                        + " adjusted in families of "
                        + report.familySizes().stream().map(Figures::count).collect(Collectors.joining(", "))
                        + " tests: Holm for a claim, Benjamini-Hochberg for screening. A large p is no evidence that there is"
                        + " no difference.")
                .build());
        margins(section, attribute, disparities);
    }

    private static String p(Estimate estimate) {
        return estimate.fold(
                e -> Figures.pValue(e.value()),
                not -> not.reason() == Reason.NOT_OFFERED
                        ? "no test"
                        : not.reason().text());
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
                Figures.records(m.estimate().support())));
        section.table(table.note(
                        "The background differs from group to group, so these areas are not compared with each other.")
                .build());
    }

    private static void crossGroups(
            Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        List<Measurement> areas = report.crossAurocs().stream()
                .filter(m -> m.metric().equals(Metric.CROSS_GROUP_AUROC))
                .filter(m -> groups.stream()
                        .anyMatch(g -> g.slice().conditions().equals(m.slice().conditions())))
                .toList();
        if (areas.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned(
                        "Ranking of one group's positives against another's negatives by " + attribute)
                .rowNames("Positives of")
                .text("Negatives of")
                .numbers("Area")
                .numbers("n");
        areas.forEach(m -> table.row(
                label(Slice.overall()
                        .and(
                                m.slice().conditions().get(0).attribute(),
                                m.slice().conditions().get(0).value())),
                label(m.slice().reference().orElseThrow()),
                cell(m.estimate()),
                Figures.records(m.estimate().support())));
        section.table(table.note(
                        "Cross-group AUROC (xAUC). Where the area of one direction is lower than that of the other, the positives of its first"
                                + " group are more often ranked below the negatives of the other group; the differences are tested below.")
                .build());
    }

    private static void ifCalibrated(
            Body<?> section, BiasReport report, String attribute, List<SlicePerformance> groups) {
        List<Measurement> levels = in(report.errorsIfCalibrated(), groups);
        if (levels.isEmpty()) {
            return;
        }
        Table.Builder table = Table.captioned(
                        "Expected calibration error and what noise alone makes of it by " + attribute)
                .rowNames(attribute)
                .numbers("n")
                .numbers("Error")
                .numbers("If perfectly calibrated");
        for (Measurement level : levels) {
            SlicePerformance group = groups.stream()
                    .filter(g -> g.slice().equals(level.slice()))
                    .findFirst()
                    .orElseThrow();
            table.row(
                    label(level.slice()),
                    Figures.records(level.estimate().support()),
                    FIGURES.value(group.estimate(Metric.EQUAL_WIDTH_ECE).orElseThrow()),
                    FIGURES.value(level.estimate()));
        }
        section.table(table.note(
                        "The error is a distance and biased upward, the more so the smaller the group: groups that are calibrated alike differ in"
                                + " it by their sizes alone.")
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
        Table.Builder table = Table.captioned("Largest minus smallest group, and smallest over largest")
                .rowNames("Groups")
                .text("Metric")
                .numbers("Gap")
                .numbers("Ratio")
                .numbers("n")
                .numbers("Groups")
                .numbers("Left out");
        Table.Builder others = Table.captioned("Equalized odds and entropy of the benefits")
                .rowNames("Groups")
                .text("Metric")
                .numbers("Value")
                .numbers("n")
                .numbers("Left out");
        for (Measurement gap : report.gaps()) {
            Map<String, Long> counts = gap.estimate().support().counts();
            String n = Figures.records(gap.estimate().support());
            String leftOut = Figures.count(counts.getOrDefault("groups_undefined", 0L));
            String id = gap.metric().id();
            if (id.endsWith(".gap")) {
                String ratio = id + "_ratio";
                table.row(
                        gap.slice().toString(),
                        gap.metric().name(),
                        cell(gap.estimate()),
                        report.gaps().stream()
                                .filter(m -> m.slice().equals(gap.slice())
                                        && m.metric().id().equals(ratio))
                                .findFirst()
                                .map(m -> cell(m.estimate()))
                                .orElse(""),
                        n,
                        Figures.count(counts.getOrDefault("groups", 0L)),
                        leftOut);
            } else if (!id.endsWith(".gap_ratio")) {
                others.row(gap.slice().toString(), gap.metric().name(), cell(gap.estimate()), n, leftOut);
            }
        }
        section.table(table.note(
                        "A gap is biased upward: it is above zero even when all groups are alike, and its ratio below one; in brackets the range of"
                                + " replicates that resample patients. Groups in which the rate is undefined are left out; the gap then has no"
                                + " interval and cannot meet a criterion.")
                .build());
        section.table(others.note(
                        "Equalized odds is the larger of the gaps in sensitivity and false-positive rate, its ratio the smaller of their ratios, its"
                                + " mean that of both gaps, which hides a large gap behind a small one.")
                .build());
        Table.Builder tests = Table.captioned("Tests that all groups are alike")
                .rowNames("Groups")
                .text("Metric")
                .numbers("Statistic")
                .numbers("Degrees of freedom")
                .numbers("p")
                .numbers("p, Holm")
                .numbers("p, Benjamini-Hochberg");
        report.tests()
                .forEach(t -> tests.row(
                        t.across().toString(),
                        t.metric().name(),
                        FIGURES.value(t.test().statistic()),
                        t.test().degreesOfFreedom().isPresent()
                                ? Figures.count(
                                        (long) t.test().degreesOfFreedom().getAsDouble())
                                : "",
                        p(t.test().pValue()),
                        p(t.adjusted().holm()),
                        p(t.adjusted().benjaminiHochberg())));
        section.table(tests.note(
                        "Rates by chi-square, at effective numbers where records share patients; areas, intercepts and slopes by Cochran's Q;"
                                + " equalized odds by twice the smaller p of its two rates. The false-positive rate has the test of the specificity. A large p is"
                                + " no evidence that groups are alike.")
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
        return cell(FIGURES, estimate);
    }

    private static String cell(Figures figures, Estimate estimate) {
        return figures.value(estimate)
                + (estimate.point().isPresent() || estimate.interval().isPresent()
                        ? " (" + figures.interval(estimate) + ")"
                        : "");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
