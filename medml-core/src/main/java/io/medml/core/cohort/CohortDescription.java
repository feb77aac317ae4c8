package io.medml.core.cohort;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.table.Column;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a cohort consists of, as evidence: where its records come from and who was left out, how many records, subjects and
 * positives there are in all and in each group, and how complete its columns are. It holds counts, never a record.
 *
 * <p>Measurements: {@code prevalence} overall and by group of each attribute, {@code missing_share} by column,
 * {@code documentation_rate} by attribute, overall and by site. They describe these records; no interval is given, since
 * none is inferred. Findings: {@code SUBJECT_NOT_DECLARED}, {@code NO_POSITIVE_RECORDS}, {@code NO_NEGATIVE_RECORDS},
 * {@code EXCLUSION_REMOVED_NOTHING}, {@code ATTRIBUTE_CHANGES_WITHIN_SUBJECT}. Immutable.
 */
public final class CohortDescription implements Evidence {

    /** Missing share: cells without a value over all cells of a column; unreadable cells count as missing. */
    public static final Metric MISSING_SHARE = new Metric(
            "missing_share",
            "missing share",
            Direction.LOWER,
            0,
            1,
            "cells without a value / all cells of the column; unreadable cells and declared sentinels count as missing");

    /** Documentation rate: records with a value of an attribute over all records. */
    public static final Metric DOCUMENTATION_RATE = new Metric(
            "documentation_rate",
            "documentation rate",
            Direction.HIGHER,
            0,
            1,
            "records with a value of the attribute / all records of the slice; 1 - missing share");

    private final ArtifactRef about;
    private final Provenance provenance;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final Content body;

    CohortDescription(Cohort cohort) {
        this.about = cohort.reference();
        this.provenance = Provenance.of(Cohort.class).synthetic(cohort.synthetic());
        this.measurements = measure(cohort);
        this.findings = find(cohort);
        this.body = describe(cohort);
    }

    private static List<Measurement> measure(Cohort cohort) {
        List<Measurement> result = new ArrayList<>();
        result.add(new Measurement(
                Metric.PREVALENCE,
                Slice.overall(),
                value(
                        (double) cohort.positives() / cohort.size(),
                        Support.ofClasses(cohort.positives(), cohort.size() - cohort.positives()))));
        int[] labels = cohort.labels();
        for (String attribute : cohort.attributes()) {
            Grouping groups = cohort.groups(attribute);
            int[] positives = new int[groups.count()];
            for (int row = 0; row < labels.length; row++) {
                positives[groups.code(row)] += labels[row];
            }
            for (int code = 0; code < groups.count(); code++) {
                result.add(new Measurement(
                        Metric.PREVALENCE,
                        groups.slice(code),
                        value(
                                (double) positives[code] / groups.size(code),
                                Support.ofClasses(positives[code], groups.size(code) - positives[code]))));
            }
        }
        for (Column column : cohort.table().columns()) {
            result.add(new Measurement(
                    MISSING_SHARE,
                    Slice.of("column", column.name()),
                    value(
                            (double) column.missingCount() / column.size(),
                            Support.ofProportion(column.missingCount(), column.size()))));
        }
        for (String attribute : cohort.attributes()) {
            Column column = cohort.table().column(attribute);
            int documented = column.size() - column.missingCount();
            result.add(new Measurement(
                    DOCUMENTATION_RATE,
                    Slice.of("column", attribute),
                    value((double) documented / column.size(), Support.ofProportion(documented, column.size()))));
            cohort.site().map(cohort::groups).ifPresent(sites -> {
                int[] bySite = new int[sites.count()];
                for (int row = 0; row < column.size(); row++) {
                    bySite[sites.code(row)] += column.isMissing(row) ? 0 : 1;
                }
                for (int site = 0; site < sites.count(); site++) {
                    result.add(new Measurement(
                            DOCUMENTATION_RATE,
                            Slice.of("column", attribute)
                                    .and("site", sites.names().get(site)),
                            value(
                                    (double) bySite[site] / sites.size(site),
                                    Support.ofProportion(bySite[site], sites.size(site)))));
                }
            });
        }
        return List.copyOf(result);
    }

    private static Estimate value(double value, Support support) {
        return Estimate.of(value, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"), support);
    }

    private static List<Finding> find(Cohort cohort) {
        List<Finding> result = new ArrayList<>();
        if (cohort.subjectColumn().isEmpty()) {
            result.add(Finding.of(
                    "SUBJECT_NOT_DECLARED",
                    Severity.WARNING,
                    "",
                    "no subject column was given, so every record counts as a patient of its own; repeated patients would go"
                            + " unseen"));
        }
        if (cohort.positives() == 0) {
            result.add(Finding.of(
                    "NO_POSITIVE_RECORDS",
                    Severity.WARNING,
                    cohort.labelColumn(),
                    "no record has the positive label \"" + cohort.positiveLabel() + "\", and the records have "
                            + distinctLabels(cohort)
                            + " distinct labels; check that the positive value is the one that the data use"));
        }
        if (cohort.positives() == cohort.size()) {
            result.add(Finding.of(
                    "NO_NEGATIVE_RECORDS",
                    Severity.WARNING,
                    cohort.labelColumn(),
                    "every record has the positive label"));
        }
        for (FlowStep step : cohort.flow().subList(1, cohort.flow().size())) {
            if (step.recordsIn() == step.recordsOut() && !step.name().startsWith("subset ")) {
                result.add(Finding.of(
                        "EXCLUSION_REMOVED_NOTHING",
                        Severity.INFO,
                        step.name(),
                        "the step removed no record; check that its values are the ones that the data use"));
            }
        }
        for (String attribute : cohort.attributes()) {
            int changing = changingSubjects(cohort, cohort.groups(attribute));
            if (changing > 0) {
                result.add(Finding.of(
                                "ATTRIBUTE_CHANGES_WITHIN_SUBJECT",
                                Severity.INFO,
                                attribute,
                                changing + " of " + cohort.subjectCount()
                                        + " subjects have records with different values; for age that is expected, for race"
                                        + " or sex look at the source")
                        .with("subjects", changing));
            }
        }
        return List.copyOf(result);
    }

    /** How many labels there are; which ones is not said, since a finding quotes no value of a record. */
    private static long distinctLabels(Cohort cohort) {
        Column labels = cohort.table().column(cohort.labelColumn());
        return IntStream.range(0, labels.size())
                .mapToObj(labels::text)
                .distinct()
                .count();
    }

    /** Subjects with two different values; a missing value next to one value is no change. */
    private static int changingSubjects(Cohort cohort, Grouping groups) {
        int missing = groups.names().indexOf(Slice.MISSING);
        int[] first = new int[cohort.subjectCount()];
        java.util.Arrays.fill(first, -1);
        BitSet changing = new BitSet(first.length);
        int[] subjects = cohort.subjects();
        for (int row = 0; row < subjects.length; row++) {
            int code = groups.code(row);
            if (code == missing) {
                continue;
            }
            if (first[subjects[row]] < 0) {
                first[subjects[row]] = code;
            } else if (first[subjects[row]] != code) {
                changing.set(subjects[row]);
            }
        }
        return changing.cardinality();
    }

    private static Content describe(Cohort cohort) {
        Content.Builder roles = Content.fields()
                .put("record", cohort.recordColumn())
                .put("label", cohort.labelColumn())
                .put("positive", cohort.positiveLabel())
                .put("negatives", Content.texts(cohort.negativeLabels()))
                .put("attributes", Content.texts(cohort.attributes()));
        cohort.subjectColumn().ifPresent(column -> roles.put("subject", column));
        cohort.site().ifPresent(column -> roles.put("site", column));
        cohort.time().ifPresent(column -> roles.put("time", column));
        Content.Builder groups = Content.fields();
        for (String attribute : cohort.attributes()) {
            groups.put(attribute, groupCounts(cohort, cohort.groups(attribute)));
        }
        cohort.site()
                .filter(site -> !cohort.attributes().contains(site))
                .ifPresent(site -> groups.put(site, groupCounts(cohort, cohort.groups(site))));
        return Content.fields()
                .put("name", cohort.name())
                .put("version", cohort.version())
                .put("records", cohort.size())
                .put("subjects", cohort.subjectCount())
                .put("positives", cohort.positives())
                .put("synthetic", cohort.synthetic())
                .put("roles", roles.build())
                .put("flow", Content.items(cohort.flow(), FlowStep::content))
                .put("columns", Content.items(cohort.table().columns(), CohortDescription::column))
                .put("groups", groups.build())
                .build();
    }

    private static Content column(Column column) {
        return Content.fields()
                .put("name", column.name())
                .put("kind", column.kind().name())
                .put("missing", column.missingCount())
                .put("unreadable", column.unreadableCount())
                .build();
    }

    private static Content groupCounts(Cohort cohort, Grouping groups) {
        int[] labels = cohort.labels();
        int[] subjects = cohort.subjects();
        int[] positives = new int[groups.count()];
        BitSet[] distinct = new BitSet[groups.count()];
        for (int code = 0; code < distinct.length; code++) {
            distinct[code] = new BitSet();
        }
        for (int row = 0; row < labels.length; row++) {
            positives[groups.code(row)] += labels[row];
            distinct[groups.code(row)].set(subjects[row]);
        }
        List<Content> items = new ArrayList<>();
        for (int code = 0; code < groups.count(); code++) {
            items.add(Content.fields()
                    .put("value", groups.names().get(code))
                    .put("records", groups.size(code))
                    .put("subjects", distinct[code].cardinality())
                    .put("positives", positives[code])
                    .build());
        }
        return new Content.Items(items);
    }

    @Override
    public String schema() {
        return "dataset-description/1";
    }

    @Override
    public String entryType() {
        return "dataset.registered";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(about);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return body;
    }

    @Override
    public String toString() {
        return "description of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
