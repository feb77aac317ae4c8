package io.medml.core.drift;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StrictFields;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.Descriptive;
import io.medml.core.stats.SampleMoments;
import io.medml.core.stats.StabilityIndex;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the data that others are compared with: quantiles, counts and categories, and no rows.
 *
 * <pre>{@code
 * ReferenceProfile profile = ReferenceProfile.builder()
 *     .subject("patient_nbr")
 *     .leaveOut("encounter_id")
 *     .profile(table, "training-set", "3.0");
 * ledger.record(profile);          // from here on it cannot change unseen
 * }</pre>
 *
 * <ul>
 * <li><b>Numbers:</b> quantiles at {@code j / (k + 1)}, each once, {@code k} a tenth of the number of values, at least 1 and at most 99; of type 1,
 *     so that each is a value that occurs and what is tied there is counted apart; the values below, at and between them; bins for the stability index ({@link StabilityIndex#quantileEdges}); mean and standard
 *     deviation. Between two of these points cumulative shares are not known.
 * <li><b>Texts:</b> the categories with their counts. A column with more than {@value #MOST_CATEGORIES} is not kept, and not compared.
 * <li><b>Subjects:</b> where a column names them, the first row of each counts, as the source gives them, and the others are counted as
 *     left out; a row without a subject counts. Without such a column all rows count, and are taken as independent.
 * <li><b>What it tells of people:</b> each quantile stands for ten values or so, but is the value of a patient; a category may be that of one
 *     patient. Leave out columns with free text, and treat the profile of few rows as the rows.
 * <li><b>Rare categories</b>, of fewer than {@value Comparing#FEWEST_NAMED} rows, are kept as written: without them they would be new in each
 *     delivery, joined as one a column whose rare categories were all replaced would look unchanged, and a digest can be guessed where
 *     the names that are possible are few. The finding {@code RARE_CATEGORIES_KEPT}, a warning, gives column and counts, so that whoever
 *     records the profile knows; {@link Builder#leaveOut} keeps such a column out, and joining them in the table before keeps it with
 *     less. Reports and pages of a comparison count them and do not name them.
 * </ul>
 *
 * <p>It is evidence of schema {@code reference-profile/1}, to be recorded; {@link #body()} and {@link #from} write and read it. Immutable.
 */
public final class ReferenceProfile implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "reference-profile";

    /** The most categories of a column that is kept. */
    public static final int MOST_CATEGORIES = 200;

    /** The most bins of the stability index. */
    public static final int MOST_BINS = 100;

    /** So many columns are enough for any table that is kept so. */
    private static final int MOST_COLUMNS = 10_000;

    private final ArtifactRef dataset;
    private final boolean synthetic;
    private final long rows;
    private final long left;
    private final @Nullable String subject;
    private final Set<String> leftOut;
    private final int bins;
    private final List<ProfiledColumn> columns;

    private ReferenceProfile(
            ArtifactRef dataset,
            boolean synthetic,
            long rows,
            long left,
            @Nullable String subject,
            Set<String> leftOut,
            int bins,
            List<ProfiledColumn> columns) {
        this.dataset = dataset;
        this.synthetic = synthetic;
        this.rows = rows;
        this.left = left;
        this.subject = subject;
        this.leftOut = new TreeSet<>(leftOut);
        this.bins = bins;
        this.columns = List.copyOf(columns);
    }

    /**
     * Starts a profile.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a profile.
     *
     * @param content what {@link #body()} gave
     * @return the profile
     * @throws DataException when a field is missing, unknown or impossible, or counts do not add up
     */
    public static ReferenceProfile from(Content content) {
        String where = "reference profile";
        if (content instanceof Content.Fields document && document.has("schema") && document.has("body")) {
            throw new DataException(where + ": expected the body of a profile, found a whole document; give its field"
                    + " \"body\": Content.parse(bytes).asFields().get(\"body\")");
        }
        StrictFields fields = StrictFields.of(
                content,
                where,
                "dataset",
                "synthetic",
                "rows",
                "rows_left_out",
                "subject",
                "left_out",
                "bins",
                "columns");
        StrictFields data = fields.part("dataset", "id", "version", "sha256");
        long rows = fields.whole("rows", 0, Integer.MAX_VALUE);
        List<ProfiledColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Content> items = fields.list("columns");
        if (items.size() > MOST_COLUMNS) {
            throw fields.wrong("columns", "to be at most " + MOST_COLUMNS);
        }
        for (Content item : items) {
            String place = where + ", columns " + (columns.size() + 1);
            ProfiledColumn column = ProfiledColumn.from(item, place);
            if (!names.add(column.name())) {
                throw new DataException(place + ": expected each column once, found one a second time");
            }
            if (cells(column).map(c -> c.rows() != rows).orElse(false)) {
                throw new DataException(place + ": expected values, missing and unreadable cells to sum to the number"
                        + " of rows, found another sum; the profile was changed");
            }
            columns.add(column);
        }
        ArtifactRef dataset;
        try {
            dataset = new ArtifactRef(
                    ArtifactRef.Kind.DATASET, data.text("id"), data.text("version"), new Digest(data.text("sha256")));
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    data.where() + ": expected id, version and sha256 of a data set, found other texts", e);
        }
        return new ReferenceProfile(
                dataset,
                fields.flag("synthetic"),
                rows,
                fields.whole("rows_left_out", 0, Integer.MAX_VALUE),
                fields.optionalText("subject").orElse(null),
                new TreeSet<>(fields.texts("left_out")),
                Math.toIntExact(fields.whole("bins", 2, MOST_BINS)),
                columns);
    }

    private static Optional<ProfiledColumn.Cells> cells(ProfiledColumn column) {
        if (column instanceof ProfiledColumn.Numbers numbers) {
            return Optional.of(numbers.cells());
        }
        return column instanceof ProfiledColumn.Categories categories
                ? Optional.of(categories.cells())
                : Optional.empty();
    }

    /**
     * The data set that was profiled.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The rows that count: with a subject column one a subject, else all.
     *
     * @return at least 0
     */
    public long rows() {
        return rows;
    }

    /**
     * The rows of subjects that were counted before.
     *
     * @return at least 0
     */
    public long rowsLeftOut() {
        return left;
    }

    /**
     * The column that names the subject of each row.
     *
     * @return the column, or empty where rows are taken as independent
     */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * The columns that are kept, and those that have too many categories.
     *
     * @return the names in the order of the table
     */
    public List<String> columnNames() {
        return columns.stream().map(ProfiledColumn::name).toList();
    }

    /** The number of bins of numbers that was asked for. */
    int bins() {
        return bins;
    }

    /** The columns that were left out on purpose, in the reference and then in what is compared. */
    Set<String> leftOut() {
        return leftOut;
    }

    List<ProfiledColumn> columns() {
        return columns;
    }

    boolean synthetic() {
        return synthetic;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset);
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(ReferenceProfile.class)
                .from(dataset)
                .with("bins", bins)
                .with("subject", subject == null ? "none" : subject)
                .synthetic(synthetic);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (synthetic) {
            findings.add(Finding.syntheticData(dataset.id()));
        }
        for (ProfiledColumn column : columns) {
            if (column instanceof ProfiledColumn.Categories categories) {
                List<Long> rare = categories.counts().stream()
                        .filter(count -> count < Comparing.FEWEST_NAMED)
                        .toList();
                if (!rare.isEmpty()) {
                    findings.add(Finding.of(
                                    "RARE_CATEGORIES_KEPT",
                                    Severity.WARNING,
                                    column.name(),
                                    "The profile holds categories of fewer than " + Comparing.FEWEST_NAMED
                                            + " rows as they are written, and one may be the value of one patient. Look at"
                                            + " them before the profile is recorded or handed on; leave the column out or"
                                            + " join them where they may not be known.")
                            .with("categories", rare.size())
                            .with(
                                    "rows",
                                    rare.stream().mapToLong(Long::longValue).sum()));
                }
            }
        }
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        Content.Builder fields = Content.fields()
                .put(
                        "dataset",
                        Content.fields()
                                .put("id", dataset.id())
                                .put("version", dataset.version())
                                .put("sha256", dataset.digest().hex())
                                .build())
                .put("synthetic", synthetic)
                .put("rows", rows)
                .put("rows_left_out", left)
                .put("left_out", Content.texts(leftOut))
                .put("bins", bins)
                .put("columns", Content.items(columns, ProfiledColumn::content));
        if (subject != null) {
            fields.put("subject", subject);
        }
        return fields.build();
    }

    /** Gives the data set and the numbers of rows and columns. */
    @Override
    public String toString() {
        return "profile of " + dataset + ": " + rows + " rows, " + columns.size() + " columns";
    }

    /** States how a table is profiled. Confined to one thread. */
    public static final class Builder {

        private final Set<String> leftOut = new TreeSet<>();
        private @Nullable String subject;
        private int bins = 10;

        private Builder() {}

        /**
         * Names the column with the subject of each row, of which the first row each counts, in the order of the rows.
         *
         * @param column the column; it is not compared itself
         * @return this
         */
        public Builder subject(String column) {
            subject = requireNonNull(column, "column");
            return this;
        }

        /**
         * Leaves columns out of the profile and of the comparison, such as identifiers and free texts.
         *
         * @param columns the columns
         * @return this
         */
        public Builder leaveOut(String... columns) {
            leftOut.addAll(List.of(columns));
            return this;
        }

        /**
         * Changes the most bins of the stability index of numbers, 10 unless set.
         *
         * @param most from 2 to {@value ReferenceProfile#MOST_BINS}
         * @return this
         */
        public Builder bins(int most) {
            if (most < 2 || most > MOST_BINS) {
                throw new IllegalArgumentException("bins must be from 2 to " + MOST_BINS + ", got " + most);
            }
            bins = most;
            return this;
        }

        /**
         * Profiles the rows of a cohort.
         *
         * @param cohort the cohort
         * @return the profile of {@link Cohort#reference()}
         */
        public ReferenceProfile profile(Cohort cohort) {
            return profile(cohort.table(), cohort.reference(), cohort.synthetic());
        }

        /**
         * Profiles a table.
         *
         * @param table the table, whose columns of numbers are declared as such
         * @param name name of the data set
         * @param version version of the data set
         * @return the profile of the data set of that name and version, whose digest is {@link Table#contentDigest()}
         */
        public ReferenceProfile profile(Table table, String name, String version) {
            return profile(
                    table, new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, table.contentDigest()), false);
        }

        private ReferenceProfile profile(Table table, ArtifactRef dataset, boolean synthetic) {
            List<ProfiledColumn> drafts = new ArrayList<>();
            if (subject != null) {
                table.column(subject);
            }
            for (String name : leftOut) {
                table.column(name);
            }
            int[] counting = firstRows(table);
            for (Column column : table.columns()) {
                if (!column.name().equals(subject) && !leftOut.contains(column.name())) {
                    drafts.add(draft(column, counting));
                }
            }
            RowTally tally = RowTally.of(table.source(), drafts, subject, leftOut);
            return new ReferenceProfile(
                    dataset,
                    synthetic,
                    tally.rows(),
                    tally.left(),
                    subject,
                    leftOut,
                    bins,
                    drafts.stream().map(draft -> counted(draft, tally)).toList());
        }

        /** Edges or categories, not counted yet. */
        private ProfiledColumn draft(Column column, int[] counting) {
            ProfiledColumn.Cells none = new ProfiledColumn.Cells(0, 0, 0);
            if (column instanceof CategoryColumn categories) {
                // of the rows that count: a category only in rows left out is none of the profile
                List<String> names = Arrays.stream(counting)
                        .filter(row -> !categories.isMissing(row))
                        .mapToObj(categories::value)
                        .distinct()
                        .sorted()
                        .limit(MOST_CATEGORIES + 1L)
                        .toList();
                return names.size() > MOST_CATEGORIES
                        ? new ProfiledColumn.NotKept(column.name())
                        : new ProfiledColumn.Categories(column.name(), none, names, List.of());
            }
            double[] values = Arrays.stream(counting)
                    .filter(row -> column.state(row) == CellState.PRESENT)
                    .mapToDouble(row -> column instanceof NumberColumn numbers
                            ? numbers.value(row)
                            : (double) ((WholeNumberColumn) column).value(row))
                    .filter(value -> Math.abs(value) <= 1e60)
                    .sorted()
                    .toArray();
            int points = Math.max(1, Math.min(ProfiledColumn.MOST_POINTS, values.length / 10));
            double[] at = values.length == 0
                    ? new double[0]
                    : IntStream.rangeClosed(1, points)
                            .mapToDouble(j ->
                                    values[(int) (((long) j * values.length + points) / (points + 1)) - 1] + 0.0)
                            .distinct()
                            .toArray();
            return new ProfiledColumn.Numbers(
                    column.name(),
                    none,
                    ProfiledColumn.boxed(at),
                    List.of(),
                    ProfiledColumn.boxed(StabilityIndex.quantileEdges(values, bins)),
                    List.of(),
                    // around the mean squares do not cancel
                    values.length == 0
                            ? Optional.empty()
                            : Optional.of(new SampleMoments(
                                    values.length, Descriptive.mean(values).orElseThrow(), 0)));
        }

        private int[] firstRows(Table table) {
            if (subject == null) {
                return IntStream.range(0, table.rowCount()).toArray();
            }
            Column column = table.column(subject);
            Set<String> seen = new HashSet<>();
            return IntStream.range(0, table.rowCount())
                    .filter(row ->
                            column.isMissing(row) || seen.add(column.text(row).orElseThrow()))
                    .toArray();
        }

        private static ProfiledColumn counted(ProfiledColumn draft, RowTally tally) {
            if (draft instanceof ProfiledColumn.NotKept) {
                return draft;
            }
            RowTally.ColumnTally counted = tally.column(draft.name()).orElseThrow();
            if (draft instanceof ProfiledColumn.Numbers numbers) {
                return new ProfiledColumn.Numbers(
                        numbers.name(),
                        counted.counted(),
                        numbers.points(),
                        ProfiledColumn.boxed(counted.cells()),
                        numbers.edges(),
                        ProfiledColumn.boxed(counted.bins()),
                        counted.moments());
            }
            ProfiledColumn.Categories categories = (ProfiledColumn.Categories) draft;
            return new ProfiledColumn.Categories(
                    categories.name(),
                    counted.counted(),
                    categories.categories(),
                    ProfiledColumn.boxed(counted.cells()));
        }
    }
}
