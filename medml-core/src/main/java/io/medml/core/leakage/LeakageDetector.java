package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds what parts of data that should be apart have in common: records, subjects, and rows with equal features.
 *
 * <pre>{@code
 * SeparationReport report = LeakageDetector.separation(training, test);
 * }</pre>
 *
 * <ul>
 * <li><b>Records and subjects</b> are compared by their identifiers as text. Subjects are compared only where both cohorts
 *     name a subject column; otherwise that they are apart is not shown, and the report says so as an error.
 * <li><b>Feature rows</b> are compared in the columns that all parts have, without the columns of record, subject and label
 *     of any part. Missing equals missing; a text that is a number equals the number; a row with an unreadable cell is not
 *     compared. Equal rows may be a coincidence where the features are few and coarse, and are a warning.
 * <li><b>Not looked for:</b> near duplicates, images, one patient under two identifiers.
 * </ul>
 */
public final class LeakageDetector {

    /** Share of the records of one part whose identifier is also in the other. */
    public static final Metric SHARED_RECORD_SHARE = metric(
            "shared_record_share",
            "share of shared records",
            "records of the part that are in the other / its records");

    /** Share of the subjects of one part who are also in the other. */
    public static final Metric SHARED_SUBJECT_SHARE = metric(
            "shared_subject_share",
            "share of shared subjects",
            "subjects of the part who are in the other / its subjects");

    /** Share of the records of one part whose features equal those of a record of the other. */
    public static final Metric SHARED_FEATURE_ROW_SHARE = metric(
            "shared_feature_row_share",
            "share of shared feature rows",
            "records of the part whose features equal those of a record of the other / its records");

    private LeakageDetector() {}

    private static Metric metric(String id, String name, String definition) {
        return new Metric(id, name, Direction.LOWER, 0, 1, definition);
    }

    /**
     * Compares every two of some parts.
     *
     * @param parts at least two, such as training, tuning and test data
     * @return what each pair has in common
     * @throws IllegalArgumentException when there are fewer than two parts
     */
    public static SeparationReport separation(Cohort... parts) {
        if (parts.length < 2) {
            throw new IllegalArgumentException("a separation needs at least two parts, got " + parts.length);
        }
        List<Cohort> cohorts = List.of(parts);
        Set<String> roles = new TreeSet<>();
        Set<String> common = new TreeSet<>(cohorts.get(0).table().columnNames());
        Set<String> all = new TreeSet<>();
        for (Cohort cohort : cohorts) {
            roles.add(cohort.recordColumn());
            roles.add(cohort.labelColumn());
            cohort.subjectColumn().ifPresent(roles::add);
            common.retainAll(cohort.table().columnNames());
            all.addAll(cohort.table().columnNames());
        }
        common.removeAll(roles);
        all.removeAll(roles);
        all.removeAll(common);
        List<String> features = List.copyOf(common);
        UnaryOperator<byte[]> digest = bytes -> Digest.newSha256().digest(bytes);
        List<Comparison> sides = cohorts.stream()
                .map(cohort -> new Comparison(cohort, features, digest))
                .toList();
        Run run = new Run();
        if (!all.isEmpty()) {
            run.findings.add(Finding.of(
                            "FEATURE_COLUMNS_DIFFER",
                            Severity.WARNING,
                            "",
                            all.size()
                                    + " columns are not in every part and were left out of the comparison of feature rows")
                    .with("columns", String.join(", ", all)));
        }
        for (int i = 0; i < sides.size(); i++) {
            for (int j = i + 1; j < sides.size(); j++) {
                run.compare(sides.get(i).part, sides.get(j), true);
            }
        }
        Provenance provenance = Provenance.of(LeakageDetector.class);
        for (Comparison side : sides) {
            provenance = provenance.from(side.part.dataset()).synthetic(side.part.synthetic());
        }
        return run.report(sides.stream().map(side -> side.part.dataset()).toList(), provenance, features);
    }

    /**
     * Compares a cohort with data that are not at hand. Feature rows are compared in the fingerprint's columns, if the cohort
     * has them all.
     *
     * @param training the fingerprint of the other data, usually the training data
     * @param cohort the cohort
     * @return what they have in common, about the cohort first
     */
    public static SeparationReport separation(DatasetFingerprint training, Cohort cohort) {
        Part first = training.part();
        boolean comparable = cohort.table().columnNames().containsAll(first.features());
        Comparison second = new Comparison(
                cohort,
                comparable ? first.features() : List.of(),
                training.key().digest());
        Run run = new Run();
        run.compare(first, second, comparable);
        Provenance provenance = Provenance.of(LeakageDetector.class)
                .from(first.dataset())
                .from(second.part.dataset())
                .synthetic(first.synthetic() || second.part.synthetic());
        return run.report(List.of(second.part.dataset(), first.dataset()), provenance, second.part.features());
    }

    /** One cohort with its marks by row. */
    private static final class Comparison {
        private final Part part;
        private final List<Mark> recordMarks;
        private final List<Mark> subjectMarks;
        private final int[] subjects;
        private final List<@Nullable Mark> rowMarks;

        Comparison(Cohort cohort, List<String> features, UnaryOperator<byte[]> digest) {
            recordMarks = Mark.all(digest, "record", cohort.recordIds());
            subjectMarks = Mark.all(digest, "subject", cohort.subjectIds());
            subjects = cohort.subjects();
            rowMarks = features.isEmpty() ? List.of() : Mark.ofRows(digest, cohort, features);
            part = DatasetFingerprint.part(cohort, features, recordMarks, subjectMarks, rowMarks);
        }
    }

    /** Collects what the comparisons of one report give. */
    private static final class Run {
        private final List<SeparationReport.Overlap> overlaps = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final List<Measurement> measurements = new ArrayList<>();

        void compare(Part first, Comparison other, boolean featuresThere) {
            Part second = other.part;
            String where = first.label() + " vs " + second.label();
            int records = (int)
                    other.recordMarks.stream().filter(first.records()::contains).count();
            OptionalInt subjects = OptionalInt.empty();
            OptionalInt recordsOfSubjects = OptionalInt.empty();
            if (first.subjectColumn().isPresent() && second.subjectColumn().isPresent()) {
                boolean[] shared = new boolean[other.subjectMarks.size()];
                int count = 0;
                for (int code = 0; code < shared.length; code++) {
                    shared[code] = first.subjects().contains(other.subjectMarks.get(code));
                    count += shared[code] ? 1 : 0;
                }
                subjects = OptionalInt.of(count);
                recordsOfSubjects = OptionalInt.of((int) Arrays.stream(other.subjects)
                        .filter(code -> shared[code])
                        .count());
                if (!first.subjectColumn().equals(second.subjectColumn())) {
                    findings.add(Finding.of(
                            "SUBJECT_COLUMN_DIFFERS",
                            Severity.WARNING,
                            where,
                            "subjects are identified by "
                                    + first.subjectColumn().get() + " and by "
                                    + second.subjectColumn().get()
                                    + "; that nobody is in both is shown only if both use the same identifiers in the same"
                                    + " form"));
                }
            }
            OptionalInt rows = featuresThere && !first.features().isEmpty()
                    ? OptionalInt.of((int) other.rowMarks.stream()
                            .filter(mark -> mark != null && first.rows().contains(mark))
                            .count())
                    : OptionalInt.empty();
            overlaps.add(new SeparationReport.Overlap(
                    first.dataset(), second.dataset(), records, subjects, recordsOfSubjects, rows));
            find(where, records, subjects, recordsOfSubjects, rows);
            Slice slice = Slice.of("part", second.label()).versus(Slice.of("part", first.label()));
            measure(SHARED_RECORD_SHARE, slice, OptionalInt.of(records), other.recordMarks.size());
            measure(SHARED_SUBJECT_SHARE, slice, subjects, other.subjectMarks.size());
            measure(SHARED_FEATURE_ROW_SHARE, slice, rows, other.recordMarks.size());
        }

        private void find(
                String where, int records, OptionalInt subjects, OptionalInt recordsOfSubjects, OptionalInt rows) {
            if (records > 0) {
                findings.add(Finding.of("RECORD_OVERLAP", Severity.ERROR, where, records + " records are in both parts")
                        .with("records", records));
            }
            if (subjects.isEmpty()) {
                findings.add(Finding.of(
                        "SUBJECT_NOT_COMPARED",
                        Severity.ERROR,
                        where,
                        "a part names no subject column, so it is not shown that no patient is in both; name it, or name the"
                                + " record column as subject if every record is a patient of its own"));
            } else if (subjects.getAsInt() > 0) {
                findings.add(Finding.of(
                                "SUBJECT_OVERLAP",
                                Severity.ERROR,
                                where,
                                subjects.getAsInt() + " subjects are in both parts, with "
                                        + recordsOfSubjects.getAsInt() + " records of the second")
                        .with("subjects", subjects.getAsInt())
                        .with("records_of_second", recordsOfSubjects.getAsInt()));
            }
            if (rows.isEmpty()) {
                findings.add(
                        Finding.of(
                                "FEATURE_ROWS_NOT_COMPARED",
                                Severity.WARNING,
                                where,
                                "the parts have not the same feature columns, so rows with equal features were not looked for"));
            } else if (rows.getAsInt() > 0) {
                findings.add(Finding.of(
                                "FEATURE_ROW_OVERLAP",
                                Severity.WARNING,
                                where,
                                rows.getAsInt()
                                        + " records of the second part have the same features as a record of the first; a"
                                        + " coincidence where features are few, else look for copies under other identifiers")
                        .with("records_of_second", rows.getAsInt()));
            }
        }

        private void measure(Metric metric, Slice slice, OptionalInt part, int whole) {
            measurements.add(new Measurement(
                    metric,
                    slice,
                    part.isPresent()
                            ? Estimate.of(
                                    (double) part.getAsInt() / whole,
                                    new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                                    Support.ofProportion(part.getAsInt(), whole))
                            : Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, "none", Support.of(whole))));
        }

        SeparationReport report(List<ArtifactRef> about, Provenance provenance, List<String> features) {
            Content body = Content.fields()
                    .put("pairs", Content.items(overlaps, SeparationReport.Overlap::content))
                    .put("features", Content.texts(features))
                    .build();
            return new SeparationReport(
                    List.copyOf(new LinkedHashSet<>(about)), provenance, overlaps, measurements, findings, body);
        }
    }
}
