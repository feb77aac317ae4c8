package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What both evaluators ask of a cohort: its records in canonical order, whole and by group. */
final class Records {

    /** Below this many subjects an interval by Student's distribution or by percentiles is a rough one; a rule of thumb. */
    static final int FEW_SUBJECTS = 30;

    private Records() {}

    static ArtifactRef requireModel(ArtifactRef model) {
        if (model.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException("results come from a model, got a reference to " + model.kind());
        }
        return model;
    }

    static int row(Cohort cohort, String record) {
        OptionalInt row = cohort.row(record);
        if (row.isEmpty()) {
            throw new DataException("cohort \"" + cohort.name() + "\": expected an identifier of column \""
                    + cohort.recordColumn() + "\", found one that no record has; join by the record's identifier");
        }
        return row.getAsInt();
    }

    static void requireDataset(Cohort cohort, ArtifactRef dataset, String what) {
        if (!cohort.reference().equals(dataset)) {
            throw new DataException("expected " + what + " on " + cohort.reference() + ", found some on " + dataset
                    + "; make them on this cohort");
        }
    }

    /** The rows of everything and of each group, in canonical order. */
    static Map<Slice, int[]> slices(Cohort cohort) {
        int[] order = cohort.canonicalOrder();
        Map<Slice, int[]> slices = new LinkedHashMap<>();
        slices.put(Slice.overall(), order);
        for (String attribute : cohort.attributes()) {
            Grouping grouping = cohort.groups(attribute);
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                slices.put(
                        grouping.slice(code),
                        IntStream.of(order)
                                .filter(row -> grouping.code(row) == group)
                                .toArray());
            }
        }
        return slices;
    }

    static int subjects(Cohort cohort, int[] rows) {
        int[] subjects = cohort.subjects();
        return (int) IntStream.of(rows).map(row -> subjects[row]).distinct().count();
    }

    /** The findings that do not depend on what is measured. */
    static List<Finding> findings(Cohort cohort, Map<Slice, int[]> slices) {
        List<Finding> findings = new ArrayList<>();
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        if (cohort.subjectCount() < cohort.size()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            cohort.name(),
                            "Some subjects have several records; intervals and tests take it into account.")
                    .with("records", cohort.size())
                    .with("subjects", cohort.subjectCount()));
        }
        slices.forEach((slice, rows) -> {
            int subjects = subjects(cohort, rows);
            if (subjects < FEW_SUBJECTS) {
                findings.add(Finding.of(
                                "FEW_CASES",
                                Severity.WARNING,
                                slice.toString(),
                                "With so few subjects an interval is rough: skewed values, such as a few failed cases,"
                                        + " may not have shown themselves.")
                        .with("records", rows.length)
                        .with("subjects", subjects)
                        .with("rule_of_thumb", FEW_SUBJECTS));
            }
        });
        return findings;
    }

    static Finding labels(Cohort cohort, String what, long records) {
        return Finding.of(
                        "LABEL_AND_REFERENCE_DISAGREE",
                        Severity.WARNING,
                        cohort.labelColumn(),
                        "The label of some records says otherwise than " + what + ".")
                .with("records", records);
    }
}
