package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
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
import io.medml.core.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 *     compared. Equal rows may be a coincidence where the features are few and coarse, and are a warning. Where a feature of texts or whole
 *     numbers, such as the name of a file, has a value in every row of two cohorts of at least {@value #FEWEST_ROWS} rows and no two are the same, no row
 *     can equal another: rows are then not compared instead of said to share none. Between a cohort and a fingerprint this is not seen.
 * <li><b>Inputs:</b> where the columns that a model reads are named ({@link Builder#inputs}), rows are compared a second time by these
 *     alone. A copy may differ in a column that the model never sees, and columns that differ in every row hide all copies.
 * <li><b>Parts of parts:</b> a set that was drawn from another is said to be ({@link Builder#within}), and the two are not compared.
 * <li><b>Not looked for:</b> near duplicates, images, one patient under two identifiers; see {@link NearDuplicateDetector}.
 * </ul>
 */
public final class LeakageDetector {

    /** In fewer rows texts and whole numbers may differ in every row by chance. */
    static final int FEWEST_ROWS = 10;

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

    /** Share of the records of one part whose model inputs equal those of a record of the other. */
    public static final Metric SHARED_INPUT_ROW_SHARE = metric(
            "shared_input_row_share",
            "share of shared input rows",
            "records of the part whose model inputs equal those of a record of the other / its records");

    private final List<String> inputs;
    private final Map<ArtifactRef, Cohort> wholes;

    private LeakageDetector(Builder builder) {
        this.inputs = builder.inputs.stream().sorted().toList();
        this.wholes = Map.copyOf(builder.wholes);
    }

    /**
     * Starts a detector that knows what a model reads, or which set is a part of another.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

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
        return builder().build().compare(parts);
    }

    /**
     * Compares every two of some parts, but for a set and what it was said to be a part of.
     *
     * @param parts at least two, such as training, tuning and test data
     * @return what each pair has in common
     * @throws IllegalArgumentException when there are fewer than two parts, when an input is no column of every part or is that of
     *     record, subject or label, or when a set was said to be within one that is not compared
     */
    public SeparationReport compare(Cohort... parts) {
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
        for (String input : inputs) {
            if (!common.contains(input)) {
                throw new IllegalArgumentException(
                        "expected input \"" + input
                                + "\" to be a column of every part, and not that of record, subject or label; correct the inputs");
            }
        }
        for (Map.Entry<ArtifactRef, Cohort> each : wholes.entrySet()) {
            if (cohorts.stream().noneMatch(c -> c.reference().equals(each.getKey()))
                    || cohorts.stream()
                            .noneMatch(c -> c.reference().equals(each.getValue().reference()))) {
                throw new IllegalArgumentException(
                        "expected a set that is said to be within another, and that other, among the parts to compare;"
                                + " add both or leave the statement out");
            }
        }
        UnaryOperator<byte[]> digest = bytes -> Digest.newSha256().digest(bytes);
        List<Comparison> sides = cohorts.stream()
                .map(cohort -> new Comparison(cohort, features, inputs, digest))
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
                ArtifactRef one = sides.get(i).part.dataset();
                ArtifactRef other = sides.get(j).part.dataset();
                if (!within(one, other) && !within(other, one)) {
                    run.compare(sides.get(i).part, Optional.of(sides.get(i)), sides.get(j), true);
                }
            }
        }
        Provenance provenance = Provenance.of(LeakageDetector.class);
        for (Comparison side : sides) {
            provenance = provenance.from(side.part.dataset()).synthetic(side.part.synthetic());
        }
        return run.report(
                sides.stream().map(side -> side.part.dataset()).toList(),
                provenance,
                sides.stream()
                        .map(side -> set(
                                side.part,
                                Optional.ofNullable(wholes.get(side.part.dataset()))
                                        .map(Cohort::reference)))
                        .toList(),
                features,
                inputs);
    }

    private boolean within(ArtifactRef part, ArtifactRef whole) {
        Cohort named = wholes.get(part);
        return named != null && named.reference().equals(whole);
    }

    private static SeparationReport.ComparedSet set(Part part, Optional<ArtifactRef> within) {
        return new SeparationReport.ComparedSet(
                part.dataset(),
                part.records().size(),
                part.subjectColumn().isPresent()
                        ? OptionalInt.of(part.subjects().size())
                        : OptionalInt.empty(),
                within);
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
                List.of(),
                training.key().digest());
        Run run = new Run();
        run.compare(first, Optional.empty(), second, comparable);
        Provenance provenance = Provenance.of(LeakageDetector.class)
                .from(first.dataset())
                .from(second.part.dataset())
                .synthetic(first.synthetic() || second.part.synthetic());
        return run.report(
                List.of(second.part.dataset(), first.dataset()),
                provenance,
                List.of(set(first, Optional.empty()), set(second.part, Optional.empty())),
                second.part.features(),
                List.of());
    }

    /** One cohort with its marks by row. */
    private static final class Comparison {
        private final Part part;
        private final List<Mark> recordMarks;
        private final List<Mark> subjectMarks;
        private final int[] subjects;
        private final List<@Nullable Mark> rowMarks;
        private final List<@Nullable Mark> inputMarks;

        private final Cohort cohort;

        Comparison(Cohort cohort, List<String> features, List<String> inputs, UnaryOperator<byte[]> digest) {
            this.cohort = cohort;
            recordMarks = Mark.all(digest, "record", cohort.recordIds());
            subjectMarks = Mark.all(digest, "subject", cohort.subjectIds());
            subjects = cohort.subjects();
            rowMarks = features.isEmpty() ? List.of() : Mark.ofRows(digest, cohort, features);
            inputMarks = inputs.isEmpty() ? List.of() : Mark.ofRows(digest, cohort, inputs);
            part = DatasetFingerprint.part(cohort, features, recordMarks, subjectMarks, rowMarks);
        }

        /** Features of which no two rows of both sides have the same value. */
        List<String> alwaysDiffering(Comparison other) {
            return Math.min(cohort.size(), other.cohort.size()) < FEWEST_ROWS
                    ? List.of()
                    : part.features().stream()
                            .filter(name -> differs(name, other))
                            .toList();
        }

        private boolean differs(String name, Comparison other) {
            Set<String> seen = new HashSet<>();
            for (Cohort side : List.of(cohort, other.cohort)) {
                Column column = side.table().column(name);
                if (column.kind() == Column.Kind.NUMBER) {
                    return false;
                }
                for (int row = 0; row < column.size(); row++) {
                    Optional<String> text = column.text(row);
                    if (text.isEmpty() || !seen.add(text.get())) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** Collects what the comparisons of one report give. */
    private static final class Run {
        private final List<SeparationReport.Overlap> overlaps = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final List<Measurement> measurements = new ArrayList<>();

        void compare(Part first, Optional<Comparison> firstRows, Comparison other, boolean featuresThere) {
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
            List<String> differing =
                    featuresThere && firstRows.isPresent() ? firstRows.get().alwaysDiffering(other) : List.of();
            OptionalInt rows = featuresThere && !first.features().isEmpty() && differing.isEmpty()
                    ? OptionalInt.of((int) other.rowMarks.stream()
                            .filter(mark -> mark != null && first.rows().contains(mark))
                            .count())
                    : OptionalInt.empty();
            OptionalInt inputs = firstRows.isPresent() && !other.inputMarks.isEmpty()
                    ? OptionalInt.of(shared(firstRows.get().inputMarks, other.inputMarks))
                    : OptionalInt.empty();
            overlaps.add(new SeparationReport.Overlap(
                    first.dataset(), second.dataset(), records, subjects, recordsOfSubjects, rows, differing, inputs));
            find(where, records, subjects, recordsOfSubjects, rows, differing, inputs);
            Slice slice = Slice.of("part", second.label()).versus(Slice.of("part", first.label()));
            measure(SHARED_RECORD_SHARE, slice, OptionalInt.of(records), other.recordMarks.size());
            measure(SHARED_SUBJECT_SHARE, slice, subjects, other.subjectMarks.size());
            measure(SHARED_FEATURE_ROW_SHARE, slice, rows, other.recordMarks.size());
            if (inputs.isPresent()) {
                measure(SHARED_INPUT_ROW_SHARE, slice, inputs, other.recordMarks.size());
            }
        }

        /** How many rows of the second are also in the first. */
        private static int shared(List<@Nullable Mark> first, List<@Nullable Mark> second) {
            Set<Mark> known = new HashSet<>();
            for (@Nullable Mark mark : first) {
                if (mark != null) {
                    known.add(mark);
                }
            }
            int count = 0;
            for (@Nullable Mark mark : second) {
                if (mark != null && known.contains(mark)) {
                    count++;
                }
            }
            return count;
        }

        private void find(
                String where,
                int records,
                OptionalInt subjects,
                OptionalInt recordsOfSubjects,
                OptionalInt rows,
                List<String> differing,
                OptionalInt inputs) {
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
            if (!differing.isEmpty()) {
                findings.add(Finding.of(
                                "FEATURE_ROWS_ALWAYS_DIFFER",
                                Severity.INFO,
                                where,
                                "identical feature rows were not counted, since a compared column differs in every row of both"
                                        + " parts and hides all copies; leave it out of the data, or name the model's inputs")
                        .with("columns", String.join(", ", differing)));
            } else if (rows.isEmpty()) {
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
            if (inputs.isPresent() && inputs.getAsInt() > 0) {
                findings.add(Finding.of(
                                "INPUT_ROW_OVERLAP",
                                Severity.WARNING,
                                where,
                                inputs.getAsInt()
                                        + " records of the second part have the same model inputs as a record of the first; a"
                                        + " coincidence where inputs are few and coarse, else look for copies that differ in"
                                        + " columns that the model does not read")
                        .with("records_of_second", inputs.getAsInt()));
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

        SeparationReport report(
                List<ArtifactRef> about,
                Provenance provenance,
                List<SeparationReport.ComparedSet> sets,
                List<String> features,
                List<String> inputs) {
            return new SeparationReport(
                    List.copyOf(new LinkedHashSet<>(about)),
                    provenance,
                    sets,
                    overlaps,
                    features,
                    inputs,
                    measurements,
                    findings);
        }
    }

    /** Says what a model reads and which set is a part of another. Confined to one thread. */
    public static final class Builder {
        private final List<String> inputs = new ArrayList<>();
        private final Map<ArtifactRef, Cohort> wholes = new LinkedHashMap<>();

        private Builder() {}

        /**
         * The columns that a model reads, by which rows are compared a second time.
         *
         * @param columns their names, each once
         * @return this
         */
        public Builder inputs(String... columns) {
            if (!inputs.isEmpty()) {
                throw new IllegalStateException("the inputs are already set to " + inputs);
            }
            if (columns.length == 0 || new HashSet<>(List.of(columns)).size() < columns.length) {
                throw new IllegalArgumentException("inputs need at least one column, and each once");
            }
            inputs.addAll(List.of(columns));
            return this;
        }

        /**
         * Says that a set was drawn from another, so that they share records by design.
         *
         * @param part the set, such as the training data of an earlier version
         * @param whole what it was drawn from
         * @return this
         * @throws IllegalArgumentException when a record of the part is not in the other
         */
        public Builder within(Cohort part, Cohort whole) {
            if (!new HashSet<>(whole.recordIds()).containsAll(part.recordIds())) {
                throw new IllegalArgumentException("expected every record of " + part.name() + " in " + whole.name()
                        + ", found others; a set that was not drawn from another is compared with it");
            }
            if (part.reference().equals(whole.reference()) || wholes.putIfAbsent(part.reference(), whole) != null) {
                throw new IllegalStateException(
                        "the set that " + part.name() + " is within is already set, or is itself");
            }
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         */
        public LeakageDetector build() {
            return new LeakageDetector(this);
        }
    }
}
