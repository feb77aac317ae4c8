package io.medml.core.agreement;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What raters said of the same items: one row an item, one column a reading of a rater.
 *
 * <pre>{@code
 * RatedItems items = RatedItems.from(cohort)
 *     .rater("A", "reader_a", "reader_a_after_four_weeks")    // read again: agreement of A with himself
 *     .rater("B", "reader_b")
 *     .build();
 * }</pre>
 *
 * <p>A rater may be a person, a panel, a device or a method of measurement. A rating that is missing is one that was not given;
 * it is counted. Items may share a subject, as the two eyes of a patient do. Immutable.
 */
public final class RatedItems {

    private final Source source;
    private final List<Rater> raters;

    private RatedItems(Source source, List<Rater> raters) {
        this.source = source;
        this.raters = List.copyOf(raters);
    }

    /**
     * A rater and the columns of his readings, the first reading first.
     *
     * @param name the host's name for the rater
     * @param columns columns of the table, at least one
     */
    record Rater(String name, List<String> columns) {}

    /** Where ratings come from. */
    private static final class Source {
        private final ArtifactRef dataset;
        private final Table table;
        private final int[] order;
        private final int[] subjects;
        private final @Nullable String subjectColumn;
        private final boolean subjectsStated;
        private final boolean synthetic;

        Source(
                ArtifactRef dataset,
                Table table,
                int[] order,
                int[] subjects,
                @Nullable String subjectColumn,
                boolean subjectsStated,
                boolean synthetic) {
            this.dataset = dataset;
            this.table = table;
            this.order = order;
            this.subjects = subjects;
            this.subjectColumn = subjectColumn;
            this.subjectsStated = subjectsStated;
            this.synthetic = synthetic;
        }
    }

    /**
     * Ratings in columns of a cohort; its records are the items.
     *
     * @param cohort the cohort
     * @return a builder; confined to one thread
     */
    public static Builder from(Cohort cohort) {
        int[] order = cohort.canonicalOrder();
        int[] subjects = cohort.subjects();
        return new Builder(new Source(
                cohort.reference(),
                cohort.table(),
                order,
                IntStream.of(order).map(row -> subjects[row]).toArray(),
                cohort.subjectColumn().orElse(null),
                cohort.subjectColumn().isPresent(),
                cohort.synthetic()));
    }

    /**
     * Ratings in columns of a table.
     *
     * @param table the table
     * @param itemColumn the column that names the item of each row; every item once
     * @return the next step
     */
    public static TableStage from(Table table, String itemColumn) {
        return new TableStage(table, itemColumn);
    }

    /**
     * Ratings as numbers in arrays: measurements, or categories that are written as whole numbers.
     *
     * @param dataset what they are ratings of; the digest is the caller's word
     * @param raters the raters' names
     * @param ratings for each item the rating of each rater; NaN for one that was not given
     * @return the items, in the order given, each of a subject of its own
     */
    public static RatedItems of(ArtifactRef dataset, List<String> raters, double[][] ratings) {
        Objects.requireNonNull(dataset, "dataset");
        if (ratings.length == 0) {
            throw new IllegalArgumentException("agreement needs at least one item, found none");
        }
        Table.Builder table = Table.builder();
        for (int r = 0; r < raters.size(); r++) {
            double[] values = new double[ratings.length];
            for (int i = 0; i < values.length; i++) {
                if (ratings[i].length != raters.size()) {
                    throw new IllegalArgumentException("ratings[" + i + "] needs one rating for each of the "
                            + raters.size() + " raters, found " + ratings[i].length
                            + "; pass NaN for a rating that was not given");
                }
                values[i] = ratings[i][r];
            }
            table.number("rater " + (r + 1), values);
        }
        if (raters.isEmpty()) {
            throw new IllegalArgumentException("agreement needs at least one rater, found none");
        }
        int[] each = IntStream.range(0, ratings.length).toArray();
        Builder builder = new Builder(new Source(dataset, table.build(), each, each, null, false, false));
        for (int r = 0; r < raters.size(); r++) {
            builder.rater(raters.get(r), "rater " + (r + 1));
        }
        return builder.build();
    }

    /** Says what a table's rows are. Confined to one thread. */
    public static final class TableStage {
        private final Table table;
        private final String itemColumn;
        private @Nullable String subjectColumn;
        private boolean synthetic;

        private TableStage(Table table, String itemColumn) {
            this.table = Objects.requireNonNull(table, "table");
            this.itemColumn = Objects.requireNonNull(itemColumn, "itemColumn");
        }

        /**
         * Names the column of the subject, such as the patient, of each item. Without it every item is taken as of a subject of
         * its own, and the report says so.
         *
         * @param column the column
         * @return this
         */
        public TableStage subject(String column) {
            if (subjectColumn != null) {
                throw new IllegalStateException("the subject is already set to column \"" + subjectColumn + "\"");
            }
            subjectColumn = Objects.requireNonNull(column, "column");
            return this;
        }

        /**
         * Says that the data are generated.
         *
         * @return this
         */
        public TableStage synthetic() {
            synthetic = true;
            return this;
        }

        /**
         * Names the data.
         *
         * @param name their name
         * @param version their version
         * @return a builder
         */
        public Builder named(String name, String version) {
            int rows = table.rowCount();
            if (rows == 0) {
                throw new DataException("expected at least one rated item, found a table without rows");
            }
            List<String> ids = identifiers();
            int[] order = IntStream.range(0, rows)
                    .boxed()
                    .sorted(Comparator.comparing(ids::get))
                    .mapToInt(Integer::intValue)
                    .toArray();
            Content.Builder content = Content.fields()
                    .put("form", "medml-rated-items/1")
                    .put("item", itemColumn)
                    .put("synthetic", synthetic)
                    .put("table", table.select(order).contentDigest().hex());
            if (subjectColumn != null) {
                content.put("subject", subjectColumn);
            }
            ArtifactRef dataset = new ArtifactRef(
                    ArtifactRef.Kind.DATASET,
                    name,
                    version,
                    Digest.sha256(content.build().bytes()));
            return new Builder(new Source(
                    dataset, table, order, subjects(order), subjectColumn, subjectColumn != null, synthetic));
        }

        private List<String> identifiers() {
            Column column = table.column(itemColumn);
            List<String> ids = new ArrayList<>();
            Map<String, Integer> first = new HashMap<>();
            for (int row = 0; row < table.rowCount(); row++) {
                String id = present(column, row, "an item identifier");
                Integer earlier = first.putIfAbsent(id, row);
                if (earlier != null) {
                    throw new DataException(
                            place(row, itemColumn) + ": expected an item that no other row has, found the one of "
                                    + table.place(earlier)
                                    + "; a second reading of an item by a rater is a column of its own, given to rater(name, first, again)");
                }
                ids.add(id);
            }
            return ids;
        }

        private int[] subjects(int[] order) {
            if (subjectColumn == null) {
                return IntStream.range(0, order.length).toArray();
            }
            Column column = table.column(subjectColumn);
            String[] ids = IntStream.of(order)
                    .mapToObj(row -> present(column, row, "a subject identifier"))
                    .toArray(String[]::new);
            String[] sorted = new TreeSet<>(Arrays.asList(ids)).toArray(String[]::new);
            return Arrays.stream(ids)
                    .mapToInt(id -> Arrays.binarySearch(sorted, id))
                    .toArray();
        }

        private String present(Column column, int row, String what) {
            return column.text(row)
                    .orElseThrow(() -> new DataException(place(row, column.name()) + ": expected " + what
                            + ", found none; correct the source or leave the row out"));
        }

        private String place(int row, String column) {
            return table.place(row) + ", column \"" + column + "\"";
        }
    }

    /** Names the raters. Confined to one thread. */
    public static final class Builder {
        private final Source source;
        private final List<Rater> raters = new ArrayList<>();
        private final Set<String> columns = new HashSet<>();

        private Builder(Source source) {
            this.source = source;
        }

        /**
         * Adds a rater. Between raters the first reading counts; further readings are compared with it and each other.
         *
         * @param name the host's name for the rater, not used yet
         * @param column the column of his reading
         * @param again columns of his further readings of the same items
         * @return this
         */
        public Builder rater(String name, String column, String... again) {
            Name.require(name, "a rater");
            if (raters.stream().anyMatch(r -> r.name.equals(name))) {
                throw new IllegalArgumentException("rater \"" + name
                        + "\" is already there; give all columns of a rater in one call, rater(name, first, again)");
            }
            List<String> readings = new ArrayList<>(List.of(column));
            readings.addAll(List.of(again));
            for (String reading : readings) {
                source.table.column(reading);
                if (!columns.add(reading)) {
                    throw new IllegalArgumentException("column \"" + reading
                            + "\" is already a reading; a column compared with itself would agree completely");
                }
            }
            raters.add(new Rater(name, List.copyOf(readings)));
            return this;
        }

        /**
         * Finishes the items.
         *
         * @return the rated items
         * @throws IllegalStateException when there is neither a second rater nor a second reading
         */
        public RatedItems build() {
            if (raters.isEmpty() || (raters.size() == 1 && raters.get(0).columns.size() == 1)) {
                throw new IllegalStateException("agreement needs two raters or a rater with two readings, found "
                        + raters.size() + " with one; call rater(name, column) or rater(name, first, again)");
            }
            return new RatedItems(source, raters);
        }
    }

    /**
     * What was rated.
     *
     * @return the data set
     */
    public ArtifactRef dataset() {
        return source.dataset;
    }

    /**
     * The number of items, also those that nobody rated.
     *
     * @return at least 1
     */
    public int size() {
        return source.order.length;
    }

    /**
     * The raters' names.
     *
     * @return in the order given
     */
    public List<String> raters() {
        return raters.stream().map(Rater::name).toList();
    }

    List<Rater> readings() {
        return raters;
    }

    int[] subjects() {
        return source.subjects.clone();
    }

    Optional<String> subjectColumn() {
        return Optional.ofNullable(source.subjectColumn);
    }

    boolean subjectsStated() {
        return source.subjectsStated;
    }

    boolean synthetic() {
        return source.synthetic;
    }

    /** The ratings of one column in canonical order: positions on the scale, or measurements; NaN where none was given. */
    double[] values(String name, RatingScale scale) {
        Column column = source.table.column(name);
        double[] values = new double[source.order.length];
        for (int i = 0; i < values.length; i++) {
            int row = source.order[i];
            values[i] = column.isMissing(row)
                    ? Double.NaN
                    : scale.kind() == RatingScale.Kind.CONTINUOUS ? number(column, row) : category(column, row, scale);
        }
        return values;
    }

    long unreadable(String name) {
        Column column = source.table.column(name);
        return IntStream.of(source.order)
                .filter(row -> column.state(row) == CellState.UNREADABLE)
                .count();
    }

    private static double number(Column column, int row) {
        if (column instanceof NumberColumn numbers) {
            return numbers.value(row);
        }
        if (column instanceof WholeNumberColumn numbers) {
            return (double) numbers.value(row);
        }
        throw new IllegalArgumentException("column \"" + column.name()
                + "\" holds categories, and the scale is continuous; read the column as a number, or use"
                + " RatingScale.nominal or RatingScale.ordinal");
    }

    private double category(Column column, int row, RatingScale scale) {
        int code = scale.categories().indexOf(column.text(row).orElseThrow());
        if (code < 0) {
            throw new DataException(source.table.place(row) + ", column \"" + column.name() + "\": expected one of the "
                    + scale.categories().size()
                    + " categories of the scale, found another; declare every category, or correct the source");
        }
        return code;
    }
}
