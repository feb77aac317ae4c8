package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.StandardizedDifference;
import io.medml.core.stats.UnpairedCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How alike the parts of a split are, as evidence: of each part the share of subjects with the condition and in each group of each
 * attribute, beside the subjects of all other parts together.
 *
 * <ul>
 * <li><b>By subject:</b> one has the condition where one of its records in the part has; its group is that of its first record there by
 *     {@link Cohort#canonicalOrder()}. The two samples are taken as independent, since no subject is in two parts of a split. Without a
 *     subject column every record counts as a subject, and patients may be in several parts: {@code SUBJECT_NOT_DECLARED}.
 * <li><b>Share</b> with Wilson's interval; <b>standardised difference</b> of the part minus the others ({@link StandardizedDifference}).
 *     Nothing is tested: a large difference of a small part may be chance, which its interval shows.
 * <li><b>Folds:</b> of a cross-validation the parts are what is held out in each fold.
 * </ul>
 *
 * <p>Findings, all warnings: {@code GROUP_TOO_THIN} for a group with fewer subjects than there are parts, {@code GROUP_MISSING_FROM_PART}
 * for one that has as many and is missing from a part all the same; {@code SUBJECT_NOT_DECLARED}. Immutable.
 */
public final class SplitBalance implements Evidence {

    static final String NOT_DECLARED = "SUBJECT_NOT_DECLARED";

    /** Share of the subjects of a part that are in a group. */
    public static final Metric SUBJECT_SHARE = new Metric(
            "subject_share",
            "share of subjects",
            Direction.NEITHER,
            0,
            1,
            "subjects of the part in the group / subjects of the part");

    /** Standardised difference of that share, the part minus all other parts. */
    public static final Metric SUBJECT_SHARE_DIFFERENCE = new Metric(
            "subject_share.standardized_difference",
            "standardised difference in share of subjects",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "(p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2), p1 the share in the part, p2 that in all other parts");

    /**
     * One group in one part.
     *
     * @param part name of the part
     * @param attribute the attribute; the label's column for the condition
     * @param group its value
     * @param subjects subjects of the part in the group
     * @param all subjects of the part
     * @param share the one divided by the other
     * @param difference standardised difference from the other parts
     */
    public record Row(
            String part, String attribute, String group, long subjects, long all, Estimate share, Estimate difference) {

        Content content() {
            return Content.fields()
                    .put("part", part)
                    .put("attribute", attribute)
                    .put("group", group)
                    .put("subjects", subjects)
                    .put("subjects_of_part", all)
                    .put("share", EvidenceDocument.estimate(share))
                    .put("standardized_difference", EvidenceDocument.estimate(difference))
                    .build();
        }
    }

    private final ArtifactRef about;
    private final Provenance provenance;
    private final String sliceKey;
    private final List<Row> rows;
    private final List<Finding> findings;
    private final double level;

    private SplitBalance(ArtifactRef about, Evidence split, Map<String, Cohort> parts, double level) {
        this.about = about;
        this.level = Interval.checkLevel(level);
        Cohort first = parts.values().iterator().next();
        this.provenance = Provenance.of(SplitBalance.class)
                .from(about)
                .from(split.document().reference())
                .with("confidence_level", level)
                .withOutcome(first.labelColumn(), first.positiveLabel())
                .synthetic(split.provenance().synthetic());
        String key = "part";
        while (first.table().columnNames().contains(key)) {
            key += "_";
        }
        this.sliceKey = key;
        Map<String, Map<String, long[]>> counts = new LinkedHashMap<>();
        List<Cohort> cohorts = List.copyOf(parts.values());
        for (int i = 0; i < cohorts.size(); i++) {
            count(cohorts.get(i), i, cohorts.size(), counts);
        }
        List<String> names = List.copyOf(parts.keySet());
        long[] sizes = cohorts.stream().mapToLong(Cohort::subjectCount).toArray();
        List<Row> made = new ArrayList<>();
        List<Finding> found = new ArrayList<>();
        counts.forEach((attribute, groups) -> groups.forEach((group, by) -> {
            for (int i = 0; i < by.length; i++) {
                made.add(row(names.get(i), attribute, group, i, by, sizes));
            }
            thin(attribute, group, by).ifPresent(found::add);
        }));
        if (first.subjectColumn().isEmpty()) {
            found.add(Finding.of(
                    NOT_DECLARED,
                    Severity.WARNING,
                    about.id(),
                    "No subject column was given, so every record counts as a subject. That no patient is in two parts was not"
                            + " looked at, and where one is, the intervals of the differences are not those of independent"
                            + " parts."));
        }
        if (provenance.synthetic()) {
            found.add(Finding.syntheticData(about.id()));
        }
        this.rows = List.copyOf(made);
        this.findings = List.copyOf(found);
    }

    /**
     * The balance of the parts of a split.
     *
     * @param split the split
     * @param level confidence level of the intervals, a fraction in (0, 1)
     * @return the balance
     */
    public static SplitBalance of(CohortSplit split, double level) {
        Map<String, Cohort> parts = new LinkedHashMap<>();
        split.names().forEach(name -> parts.put(name, split.part(name)));
        return new SplitBalance(split.about().get(0), split, parts, level);
    }

    /**
     * The balance of what the folds of a cross-validation hold out.
     *
     * @param folds the cross-validation
     * @param level confidence level of the intervals, a fraction in (0, 1)
     * @return the balance
     */
    public static SplitBalance of(CrossValidation folds, double level) {
        Map<String, Cohort> parts = new LinkedHashMap<>();
        folds.folds().forEach(fold -> parts.put(fold.name(), fold.heldOut()));
        return new SplitBalance(folds.about().get(0), folds, parts, level);
    }

    private static void count(Cohort part, int index, int parts, Map<String, Map<String, long[]>> counts) {
        boolean[] positive = new boolean[part.subjectCount()];
        int[] subjects = part.subjects();
        int[] labels = part.labels();
        for (int row = 0; row < labels.length; row++) {
            positive[subjects[row]] |= labels[row] == 1;
        }
        Map<String, long[]> label = counts.computeIfAbsent(part.labelColumn(), k -> new TreeMap<>());
        long[] ofLabel = label.computeIfAbsent(part.positiveLabel(), k -> new long[parts]);
        for (boolean each : positive) {
            ofLabel[index] += each ? 1 : 0;
        }
        for (String attribute : part.attributes()) {
            Grouping groups = part.groups(attribute);
            Map<String, long[]> ofAttribute = counts.computeIfAbsent(attribute, k -> new TreeMap<>());
            for (int group : FoldSplitter.firstGroup(part, groups)) {
                ofAttribute.computeIfAbsent(groups.names().get(group), k -> new long[parts])[index]++;
            }
        }
    }

    private Row row(String part, String attribute, String group, int index, long[] by, long[] sizes) {
        long others = 0;
        long inOthers = 0;
        for (int i = 0; i < by.length; i++) {
            others += i == index ? 0 : sizes[i];
            inOthers += i == index ? 0 : by[i];
        }
        return new Row(
                part,
                attribute,
                group,
                by[index],
                sizes[index],
                BinomialInterval.WILSON.estimate(by[index], sizes[index], level, Reason.EMPTY_GROUP),
                StandardizedDifference.estimate(new UnpairedCounts(by[index], sizes[index], inOthers, others), level));
    }

    private static Optional<Finding> thin(String attribute, String group, long[] by) {
        long all = 0;
        long without = 0;
        for (long each : by) {
            all += each;
            without += each == 0 ? 1 : 0;
        }
        if (without == 0) {
            return Optional.empty();
        }
        boolean tooFew = all < by.length;
        return Optional.of(Finding.of(
                        tooFew ? "GROUP_TOO_THIN" : "GROUP_MISSING_FROM_PART",
                        Severity.WARNING,
                        Slice.of(attribute, group).toString(),
                        tooFew
                                ? "The group has fewer subjects than there are parts, so it cannot be in each of them."
                                : "The group has no subject in some part, although it has enough for each.")
                .with("subjects", all)
                .with("parts", by.length)
                .with("parts_without", without));
    }

    /**
     * The rows of the table.
     *
     * @return by attribute, group and part
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The confidence level of the intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    @Override
    public String schema() {
        return "split-balance/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return Collections.singletonList(about);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        List<Measurement> measurements = new ArrayList<>();
        for (Row row : rows) {
            Slice slice = Slice.of(sliceKey, row.part).and(row.attribute, row.group);
            measurements.add(new Measurement(SUBJECT_SHARE, slice, row.share));
            measurements.add(new Measurement(SUBJECT_SHARE_DIFFERENCE, slice, row.difference));
        }
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("level", level)
                .put("rows", Content.items(rows, Row::content))
                .build();
    }

    @Override
    public String toString() {
        return "balance of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
