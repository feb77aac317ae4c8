package io.medml.core.profile;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import io.medml.core.stats.MahalanobisDistance;
import io.medml.core.stats.OutlierRule;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a data set that nobody has described yet.
 *
 * <pre>{@code
 * Table table = CsvReader.builder().build().read(file);                  // all columns as texts: nothing is lost before it is seen
 * DataProfile profile = DataProfiler.builder()
 *     .subject("patient_nbr").label("readmitted").attributes("race", "gender")
 *     .build()
 *     .profile(table, "diabetes-130", "1");
 * }</pre>
 *
 * <ul>
 * <li><b>Reading:</b> give it columns of texts where you can. A column that a reader took for numbers has lost leading zeros, blanks
 *     and notation, so those rules see nothing in it.
 * <li><b>Roles</b> are optional. Without them the rules that need them are silent, and names are taken as hints, which give
 *     information only.
 * <li><b>Rules</b> are {@link Suspicion}s; each states its constants. None of them changes the data.
 * <li><b>Not looked for here:</b> columns that reveal the outcome, leakage between parts, and changes over time.
 * <li><b>Cost:</b> rows times columns, and for a few rules rows times pairs of columns that have few levels. The table is in memory.
 * </ul>
 *
 * <p>Immutable and reusable; the same table and settings give the same bytes.
 */
public final class DataProfiler {

    /** Categories of fewer subjects, or of fewer rows where no subject is named, are never named, unless told otherwise: 10. */
    public static final int DEFAULT_SMALL_CELL = 10;

    /** A group with fewer rows is {@link Suspicion#THIN_GROUP}, unless told otherwise: 300. */
    public static final int DEFAULT_THIN_BELOW = 300;

    /** The quantile of chi-square beyond which a row is a {@linkplain Suspicion#MULTIVARIATE_OUTLIERS multivariate outlier}: 0.999. */
    public static final double MULTIVARIATE_QUANTILE = 0.999;

    private static final int LEAST_FOR_OUTLIERS = 20;
    private static final int LEAST_DIFFERENT_FOR_OUTLIERS = 10;
    private static final int MOST_LINES = 20;

    private final Roles roles;
    private final int smallCell;
    private final int thin;
    private final List<String> multivariate;

    private DataProfiler(Builder builder) {
        this.roles = new Roles(
                Optional.ofNullable(builder.record),
                Optional.ofNullable(builder.subject),
                Optional.ofNullable(builder.label),
                Optional.ofNullable(builder.site),
                Optional.ofNullable(builder.age),
                builder.attributes,
                builder.unchanging);
        this.smallCell = builder.smallCell < 0 ? DEFAULT_SMALL_CELL : builder.smallCell;
        this.thin = builder.thin < 0 ? DEFAULT_THIN_BELOW : builder.thin;
        this.multivariate = List.copyOf(builder.multivariate);
    }

    /**
     * Starts a profiler.
     *
     * @return a builder that can be finished at once; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Profiles a table.
     *
     * @param table the table
     * @param name name of the data set
     * @param version version of the data set
     * @return a profile of the data set of that name and version, whose digest is {@link Table#contentDigest()}
     * @throws IllegalArgumentException when a named column is not there
     * @throws IllegalStateException when columns that should not change are named without a subject
     */
    public DataProfile profile(Table table, String name, String version) {
        return profile(
                table,
                new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, table.contentDigest()),
                roles,
                made -> table.reading().in(made.withDigestOf(DigestOf.TABLE)));
    }

    /**
     * Profiles the records of a cohort, with its roles.
     *
     * @param cohort the cohort
     * @return a profile of {@link Cohort#reference()}
     * @throws IllegalStateException when this profiler was told roles that a cohort has itself, or columns that should not change and
     *     the cohort names no subject
     */
    public DataProfile profile(Cohort cohort) {
        if (roles.statedByCohort()) {
            throw new IllegalStateException(
                    "a cohort says itself which columns are record, subject, label, site and attributes;"
                            + " leave them out of the profiler");
        }
        return profile(cohort.table(), cohort.reference(), Roles.of(cohort, roles), cohort::in);
    }

    private DataProfile profile(Table table, ArtifactRef dataset, Roles given, UnaryOperator<Provenance> rows) {
        given.columns().forEach(table::column); // says which is not there
        multivariate.forEach(table::column);
        if (!given.unchanging().isEmpty() && given.subject().isEmpty()) {
            throw new IllegalStateException(
                    "unchanging(..) does nothing without a subject; say subject(..), or leave it out");
        }
        Map<String, ProfiledColumn> columns = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            columns.put(column.name(), new ProfiledColumn(column));
        }
        Suspicions found = new Suspicions(table);
        table.emptyLines()
                .ifPresent(empty -> found.add(Suspicions.finding(
                                Suspicion.EMPTY_LINES,
                                "",
                                Suspicions.plural(empty.count(), "line")
                                        + " of the file without any character; no row was made of them")
                        .with("lines", empty.count())
                        .with("first_line", empty.first())));
        Set<String> identifiers = new LinkedHashSet<>();
        given.record().ifPresent(identifiers::add);
        given.subject().ifPresent(identifiers::add);
        NameableLevels nameable =
                new NameableLevels(smallCell, given.subject().map(columns::get).orElse(null));
        Map<String, OutlierCounts> outliers = new LinkedHashMap<>();
        if (table.rowCount() == 0) {
            found.add(Suspicions.finding(Suspicion.TABLE_EMPTY, "", "the table has no row, so nothing was looked at"));
        } else {
            detect(table, columns, given, nameable, identifiers, outliers, found);
        }
        List<ColumnProfile> profiles = columns.values().stream()
                .map(column -> describe(column, identifiers.contains(column.name), outliers.get(column.name)))
                .toList();
        List<Measurement> measurements = new ArrayList<>();
        columns.values()
                .forEach(column -> measurements.add(new Measurement(
                        CohortDescription.MISSING_SHARE,
                        Slice.of("column", column.name),
                        RoleDetectors.share(column.missingCount(), column.rows))));
        measurements.addAll(
                roleDetectors(columns, table, given, nameable, found).documentation());
        return new DataProfile(
                dataset,
                rows.apply(provenance(dataset)),
                table.rowCount(),
                given,
                profiles,
                measurements,
                found.findings(),
                new SchemaDraft(List.copyOf(columns.values()), identifiers, given, nameable, found.findings()),
                found.suspects());
    }

    private RoleDetectors roleDetectors(
            Map<String, ProfiledColumn> columns, Table table, Roles given, NameableLevels nameable, Suspicions found) {
        return new RoleDetectors(columns, table.rowCount(), given, thin, nameable, found);
    }

    private Provenance provenance(ArtifactRef dataset) {
        Provenance provenance = Provenance.of(DataProfiler.class)
                .from(dataset)
                .with("small_cell", smallCell)
                .with("thin_below", thin);
        return multivariate.isEmpty()
                ? provenance
                : provenance
                        .with("multivariate", String.join(", ", multivariate))
                        .with("multivariate_quantile", MULTIVARIATE_QUANTILE);
    }

    private void detect(
            Table table,
            Map<String, ProfiledColumn> columns,
            Roles given,
            NameableLevels nameable,
            Set<String> identifiers,
            Map<String, OutlierCounts> outliers,
            Suspicions found) {
        TableDetectors whole = new TableDetectors(List.copyOf(columns.values()), table.rowCount(), nameable, found);
        Set<String> repeated = new LinkedHashSet<>();
        whole.run();
        for (ProfiledColumn column : columns.values()) {
            new ColumnDetectors(column, nameable, found).run();
            if (!identifiers.contains(column.name)) {
                TableDetectors.Identifier identifier = whole.identifier(column);
                if (identifier != TableDetectors.Identifier.NONE) {
                    identifiers.add(column.name);
                }
                if (identifier == TableDetectors.Identifier.REPEATED) {
                    repeated.add(column.name);
                }
            }
            if (identifiers.contains(column.name)) {
                whole.floatIdentifier(column);
            } else if (column.numbers()) {
                numbers(table, column, given, outliers, found);
            }
        }
        roleDetectors(columns, table, given, nameable, found).run(repeated);
        if (!multivariate.isEmpty()) {
            multivariate(table, columns, found);
        }
    }

    private void numbers(
            Table table, ProfiledColumn column, Roles given, Map<String, OutlierCounts> outliers, Suspicions found) {
        NumberDetectors detectors = new NumberDetectors(column, found);
        detectors.run();
        boolean declared = given.age().filter(column.name::equals).isPresent();
        if (declared || (given.age().isEmpty() && Names.age(column.name))) {
            detectors.age(declared);
        }
        outliers(table, column).ifPresent(counts -> {
            outliers.put(column.name, counts);
            long most = counts.rows().values().stream()
                    .mapToLong(rows -> rows)
                    .max()
                    .orElse(0);
            if (most > 0) {
                Finding finding = Suspicions.finding(
                                Suspicion.OUTLIERS,
                                column.name,
                                "numbers far from the others; look at them, nothing was removed")
                        .with(table.sourceLine(0).isPresent() ? "first_lines" : "first_rows", lines(counts));
                for (Map.Entry<OutlierRule, Long> entry : counts.rows().entrySet()) {
                    finding = finding.with(entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue());
                }
                found.add(finding);
            }
        });
    }

    private static String lines(OutlierCounts counts) {
        return String.join(
                ", ", counts.lines().stream().limit(5).map(String::valueOf).toList());
    }

    private static Optional<OutlierCounts> outliers(Table table, ProfiledColumn column) {
        Distribution numbers = column.distribution();
        if (numbers.size() < LEAST_FOR_OUTLIERS || numbers.different() < LEAST_DIFFERENT_FOR_OUTLIERS) {
            return Optional.empty();
        }
        double[] values = numbers.all();
        if (Math.max(Math.abs(numbers.smallest()), Math.abs(numbers.largest())) > 1e60) {
            return Optional.empty();
        }
        Map<OutlierRule, Long> rows = new EnumMap<>(OutlierRule.class);
        List<OutlierRule.Limits> all = new ArrayList<>();
        for (OutlierRule rule : OutlierRule.values()) {
            rule.limits(values).ifPresent(limits -> {
                rows.put(rule, Arrays.stream(values).filter(limits::beyond).count());
                all.add(limits);
            });
        }
        List<Long> lines = IntStream.range(0, column.rows)
                .filter(row -> !column.missing(row) && !Double.isNaN(column.number(column.code(row))))
                .filter(row -> all.stream().anyMatch(l -> l.beyond(column.number(column.code(row)))))
                .limit(MOST_LINES)
                .mapToObj(row -> table.sourceLine(row).orElse(row + 1L))
                .toList();
        return Optional.of(new OutlierCounts(rows, lines));
    }

    private void multivariate(Table table, Map<String, ProfiledColumn> columns, Suspicions found) {
        List<ProfiledColumn> used = multivariate.stream()
                .map(name -> requireNonNull(columns.get(name)))
                .toList();
        for (ProfiledColumn column : used) {
            if (!column.kind.numeric()) {
                throw new IllegalArgumentException("column \"" + column.name
                        + "\" was named for multivariate outliers: expected numbers, found " + column.kind.words()
                        + "; leave it out");
            }
        }
        int[] complete = IntStream.range(0, table.rowCount())
                .filter(row -> used.stream().noneMatch(column -> column.missing(row)))
                .toArray();
        double[][] rows = Arrays.stream(complete)
                .mapToObj(row -> used.stream()
                        .mapToDouble(column -> column.number(column.code(row)))
                        .toArray())
                .toArray(double[][]::new);
        String where = String.join(", ", multivariate);
        Optional<MahalanobisDistance> distances = MahalanobisDistance.of(rows);
        if (distances.isEmpty()) {
            found.add(Suspicions.finding(
                            Suspicion.MULTIVARIATE_OUTLIERS,
                            where,
                            "not looked for: too few complete rows, or a column follows from the others")
                    .with("complete_rows", complete.length));
            return;
        }
        boolean[] beyond = new boolean[table.rowCount()];
        for (int i : distances.get().beyond(MULTIVARIATE_QUANTILE)) {
            beyond[complete[i]] = true;
        }
        found.rows(
                Suspicions.finding(
                                Suspicion.MULTIVARIATE_OUTLIERS,
                                where,
                                "rows far from the others in these columns together, by classical mean and covariance,"
                                        + " which a group of outliers can mask")
                        .with("complete_rows", complete.length)
                        .with("quantile", MULTIVARIATE_QUANTILE)
                        .with(
                                "expected_of_normal_rows",
                                String.format(Locale.ROOT, "%.1f", complete.length * (1 - MULTIVARIATE_QUANTILE))),
                row -> beyond[row]);
    }

    private ColumnProfile describe(ProfiledColumn column, boolean identifier, @Nullable OutlierCounts outliers) {
        Optional<ColumnProfile.Numbers> numbers = Optional.empty();
        if (!identifier && column.numbers() && column.distribution().size() >= smallCell) {
            Distribution d = column.distribution();
            numbers = Optional.of(new ColumnProfile.Numbers(
                    d.smallest(),
                    d.quantile(0.25),
                    d.quantile(0.5),
                    d.quantile(0.75),
                    d.largest(),
                    Optional.ofNullable(outliers)));
        }
        return new ColumnProfile(
                column.name,
                column.kind,
                identifier,
                column.present(),
                column.missingCount(),
                column.emptyCount(),
                column.unreadableCount(),
                (long) column.missingCount() - column.emptyCount() - column.unreadableCount(),
                column.distinct(),
                column.mostCommon(),
                numbers);
    }

    /** Says what columns are. Everything is optional; saying the same thing twice is an error. Confined to one thread. */
    public static final class Builder {

        private @Nullable String record;
        private @Nullable String subject;
        private @Nullable String label;
        private @Nullable String site;
        private @Nullable String age;
        private final Set<String> attributes = new LinkedHashSet<>();
        private final Set<String> unchanging = new LinkedHashSet<>();
        private final Set<String> multivariate = new LinkedHashSet<>();
        private int smallCell = -1;
        private int thin = -1;

        private Builder() {}

        /**
         * The column that identifies a record.
         *
         * @param column its name
         * @return this
         */
        public Builder record(String column) {
            once(record != null, "record");
            record = requireNonNull(column, "column");
            return this;
        }

        /**
         * The column that says which subject a record belongs to.
         *
         * @param column its name
         * @return this
         */
        public Builder subject(String column) {
            once(subject != null, "subject");
            subject = requireNonNull(column, "column");
            return this;
        }

        /**
         * The column of the label.
         *
         * @param column its name
         * @return this
         */
        public Builder label(String column) {
            once(label != null, "label");
            label = requireNonNull(column, "column");
            return this;
        }

        /**
         * The column of the site.
         *
         * @param column its name
         * @return this
         */
        public Builder site(String column) {
            once(site != null, "site");
            site = requireNonNull(column, "column");
            return this;
        }

        /**
         * The column of the age in years.
         *
         * @param column its name
         * @return this
         */
        public Builder age(String column) {
            once(age != null, "age");
            age = requireNonNull(column, "column");
            return this;
        }

        /**
         * The attributes of people by which groups are looked at, such as sex and race. Without any, columns with such names are
         * looked at, and what is found is only information.
         *
         * @param columns their names, at least one
         * @return this
         */
        public Builder attributes(String... columns) {
            return add(attributes, "attributes", columns);
        }

        /**
         * Columns whose value should not change within a subject, such as sex. Without any, columns with names of sex or race are
         * looked at, and what is found is only information.
         *
         * @param columns their names, at least one
         * @return this
         */
        public Builder unchanging(String... columns) {
            return add(unchanging, "unchanging", columns);
        }

        /**
         * Columns of numbers in which rows are looked at together for {@link Suspicion#MULTIVARIATE_OUTLIERS}. Without any, rows are
         * not looked at so.
         *
         * @param columns their names, at least two
         * @return this
         */
        public Builder multivariateOutliers(String... columns) {
            if (columns.length < 2) {
                throw new IllegalArgumentException(
                        "multivariateOutliers needs at least two columns, got " + columns.length);
            }
            return add(multivariate, "multivariateOutliers", columns);
        }

        /**
         * The number of subjects from which on a category may be named; where no column is the subject, the number of rows.
         *
         * @param rows at least 1
         * @return this
         */
        public Builder smallCell(int rows) {
            once(smallCell >= 0, "smallCell");
            smallCell = atLeastOne("smallCell", rows);
            return this;
        }

        /**
         * The number of rows below which a group is {@link Suspicion#THIN_GROUP}.
         *
         * @param rows at least 1
         * @return this
         */
        public Builder thinBelow(int rows) {
            once(thin >= 0, "thinBelow");
            thin = atLeastOne("thinBelow", rows);
            return this;
        }

        /**
         * Finishes the profiler.
         *
         * @return the profiler
         */
        public DataProfiler build() {
            return new DataProfiler(this);
        }

        private Builder add(Set<String> to, String what, String... columns) {
            once(!to.isEmpty(), what);
            if (columns.length == 0) {
                throw new IllegalArgumentException(what + " needs at least one column");
            }
            for (String column : columns) {
                if (!to.add(requireNonNull(column, "column"))) {
                    throw new IllegalArgumentException(what + " names column \"" + column + "\" twice");
                }
            }
            return this;
        }

        private static int atLeastOne(String what, int rows) {
            if (rows < 1) {
                throw new IllegalArgumentException(what + " needs at least 1 row, got " + rows);
            }
            return rows;
        }

        private static void once(boolean alreadySet, String what) {
            if (alreadySet) {
                throw new IllegalStateException(what + " is already set");
            }
        }
    }
}
