package io.medml.core.model;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.stats.Descriptive;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How rows of a table become numbers for a linear or tree model. Fitted on training rows only; its fitted state is part of
 * the model's identity. Immutable and thread-safe.
 *
 * <ul>
 *   <li><b>Numbers</b> are standardised: {@code (x - mean) / sd} with the mean and the population standard deviation of the
 *       training rows that have a value; a constant column becomes 0. A missing value becomes 0, and a second feature
 *       {@code NAME:missing} is 1.
 *   <li><b>Categories</b> become one feature {@code NAME=VALUE} each, 1 where the row has the value. Values with fewer than
 *       {@code minimumCount} training rows, and values never seen in training, share {@code NAME=(other)}; missing values
 *       are {@code NAME=(missing)}.
 * </ul>
 */
public final class FeatureEncoding {

    /** Numbers whose squares and sums stay within the range of doubles, as {@link Descriptive} takes them. */
    private static final double LARGEST = 1e60;

    private static final String OTHER = "(other)";
    private static final String MISSING = "(missing)";

    private final List<Numeric> numbers;
    private final List<Categorical> categories;
    private final List<String> features;

    private record Numeric(String column, double mean, double scale, int feature) {}

    private record Categorical(String column, Map<String, Integer> features, int other, int missing) {}

    private FeatureEncoding(List<Numeric> numbers, List<Categorical> categories, List<String> features) {
        this.numbers = List.copyOf(numbers);
        this.categories = List.copyOf(categories);
        this.features = List.copyOf(features);
    }

    /**
     * Starts an encoding.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The names of the features, in the order of the indices that {@link #encode} gives.
     *
     * @return the names
     */
    public List<String> features() {
        return features;
    }

    /**
     * The columns that a table must have.
     *
     * @return their names: numbers, then categories, each as stated
     */
    public List<String> columns() {
        List<String> columns = new ArrayList<>();
        numbers.forEach(n -> columns.add(n.column));
        categories.forEach(c -> columns.add(c.column));
        return columns;
    }

    /** Receives the features of a row that are not zero. */
    @FunctionalInterface
    public interface FeatureSink {
        /**
         * Takes one feature.
         *
         * @param row the row
         * @param feature index of the feature
         * @param value its value, not zero
         */
        void accept(int row, int feature, double value);
    }

    /**
     * Encodes every row.
     *
     * @param table a table with the columns of this encoding
     * @param sink takes the features of each row that are not zero, row by row
     */
    public void encode(Table table, FeatureSink sink) {
        List<NumberReader> readers = new ArrayList<>();
        for (Numeric numeric : numbers) {
            readers.add(NumberReader.of(require(table, numeric.column)));
        }
        List<int[]> lookups = new ArrayList<>();
        List<CategoryColumn> columns = new ArrayList<>();
        for (Categorical categorical : categories) {
            CategoryColumn column = category(require(table, categorical.column));
            columns.add(column);
            lookups.add(column.categories().stream()
                    .mapToInt(value -> categorical.features.getOrDefault(value, categorical.other))
                    .toArray());
        }
        for (int row = 0; row < table.rowCount(); row++) {
            for (int i = 0; i < numbers.size(); i++) {
                Numeric numeric = numbers.get(i);
                if (readers.get(i).isMissing(row)) {
                    sink.accept(row, numeric.feature + 1, 1);
                    continue;
                }
                double value = (readers.get(i).value(row) - numeric.mean) * numeric.scale;
                if (value != 0) {
                    sink.accept(row, numeric.feature, value);
                }
            }
            for (int i = 0; i < columns.size(); i++) {
                boolean missing = columns.get(i).isMissing(row);
                sink.accept(
                        row,
                        missing
                                ? categories.get(i).missing
                                : lookups.get(i)[columns.get(i).code(row)],
                        1);
            }
        }
    }

    /**
     * The fitted state.
     *
     * @return the content, from which {@link #from} makes an equal encoding
     */
    public Content.Fields content() {
        return Content.fields()
                .put(
                        "numbers",
                        Content.items(
                                numbers,
                                n -> Content.fields()
                                        .put("column", n.column)
                                        .put("mean", n.mean)
                                        .put("scale", n.scale)
                                        .build()))
                .put(
                        "categories",
                        Content.items(
                                categories,
                                c -> Content.fields()
                                        .put("column", c.column)
                                        .put("values", Content.texts(new TreeMap<>(c.features).keySet()))
                                        .build()))
                .build();
    }

    /**
     * Reads a fitted state back.
     *
     * @param fields what {@link #content} gave
     * @return an equal encoding
     * @throws DataException when it is anything else: a field is missing, unknown or of another type, or a column is there twice
     */
    public static FeatureEncoding from(Content.Fields fields) {
        Assembly assembly = new Assembly();
        Set<String> stated = new HashSet<>();
        for (Content each : fields.list("numbers")) {
            Content.Fields number = each.asFields();
            double mean = number.decimal("mean");
            double scale = number.decimal("scale");
            if (!Double.isFinite(mean) || !(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
                throw new DataException(
                        "feature encoding: expected a finite mean and a finite scale that is not negative, found"
                                + " another number; fetch it again");
            }
            stated.add(number.text("column"));
            assembly.number(number.text("column"), mean, scale);
        }
        for (Content each : fields.list("categories")) {
            Content.Fields category = each.asFields();
            stated.add(category.text("column"));
            assembly.category(
                    category.text("column"),
                    category.list("values").stream().map(FeatureEncoding::text).toList());
        }
        FeatureEncoding encoding = assembly.build();
        // what the reader did not take in, it does not write
        if (stated.size() != encoding.numbers.size() + encoding.categories.size()
                || !encoding.content().equals(fields)) {
            throw new DataException(
                    "feature encoding: expected the form that medml writes, with each column once, found another;"
                            + " it was changed, or a later version of medml wrote it");
        }
        return encoding;
    }

    private static String text(Content value) {
        if (value instanceof Content.Text text) {
            return text.value();
        }
        throw new DataException("feature encoding: expected a list of texts, found something else in it");
    }

    /**
     * Pins the fitted state.
     *
     * @return the digest of its content
     */
    public Digest digest() {
        return Digest.sha256(content().bytes());
    }

    private static Column require(Table table, String name) {
        if (!table.has(name)) {
            throw new DataException("expected a column \"" + name + "\" that the model was trained with, found only "
                    + table.columnNames() + "; give the model a table with all its columns");
        }
        return table.column(name);
    }

    private static CategoryColumn category(Column column) {
        if (column instanceof CategoryColumn category) {
            return category;
        }
        throw new DataException("expected column \"" + column.name() + "\" to hold categories, found " + column.kind()
                + "; read it with CsvReader.builder().category(\"" + column.name() + "\")");
    }

    private interface NumberReader {
        boolean isMissing(int row);

        double value(int row);

        static NumberReader of(Column column) {
            if (column instanceof NumberColumn number) {
                return new NumberReader() {
                    @Override
                    public boolean isMissing(int row) {
                        return number.isMissing(row);
                    }

                    @Override
                    public double value(int row) {
                        return number.value(row);
                    }
                };
            }
            if (column instanceof WholeNumberColumn whole) {
                return new NumberReader() {
                    @Override
                    public boolean isMissing(int row) {
                        return whole.isMissing(row);
                    }

                    @Override
                    public double value(int row) {
                        return whole.value(row);
                    }
                };
            }
            throw new DataException("expected column \"" + column.name() + "\" to hold numbers, found " + column.kind()
                    + "; read it with CsvReader.builder().number(\"" + column.name() + "\")");
        }
    }

    /** Gives each feature its index. */
    private static final class Assembly {
        private final List<Numeric> numbers = new ArrayList<>();
        private final List<Categorical> categories = new ArrayList<>();
        private final List<String> features = new ArrayList<>();

        void number(String column, double mean, double scale) {
            numbers.add(new Numeric(column, mean, scale, features.size()));
            features.add(column);
            features.add(column + ":missing");
        }

        void category(String column, List<String> values) {
            Map<String, Integer> indices = new HashMap<>();
            for (String value : values.stream().sorted().toList()) {
                indices.put(value, features.size());
                features.add(column + "=" + value);
            }
            categories.add(new Categorical(column, indices, features.size(), features.size() + 1));
            features.add(column + "=" + OTHER);
            features.add(column + "=" + MISSING);
        }

        FeatureEncoding build() {
            return new FeatureEncoding(numbers, categories, features);
        }
    }

    /** States the columns and fits them. Confined to one thread. */
    public static final class Builder {
        private final List<String> numbers = new ArrayList<>();
        private final List<String> categories = new ArrayList<>();
        private final Set<String> stated = new HashSet<>();
        private int minimumCount = 1;
        private boolean minimumSet;

        private Builder() {}

        /**
         * Adds columns of numbers.
         *
         * @param columns their names
         * @return this
         */
        public Builder numbers(List<String> columns) {
            state(columns);
            numbers.addAll(columns);
            return this;
        }

        /**
         * Adds columns of categories.
         *
         * @param columns their names
         * @return this
         */
        public Builder categories(List<String> columns) {
            state(columns);
            categories.addAll(columns);
            return this;
        }

        /**
         * Pools categories with fewer training rows than this; 1 unless set.
         *
         * @param rows number of rows, at least 1
         * @return this
         */
        public Builder minimumCount(int rows) {
            if (rows < 1) {
                throw new IllegalArgumentException("minimumCount must be at least 1, got " + rows);
            }
            if (minimumSet) {
                throw new IllegalStateException("the minimum count is already set to " + minimumCount);
            }
            minimumSet = true;
            minimumCount = rows;
            return this;
        }

        private void state(List<String> columns) {
            for (String column : columns) {
                if (!stated.add(column)) {
                    throw new IllegalArgumentException("column \"" + column + "\" is stated twice as a feature");
                }
            }
        }

        /**
         * Fits the encoding.
         *
         * @param training the training rows, and nothing but them
         * @return the fitted encoding
         */
        public FeatureEncoding fit(Table training) {
            if (stated.isEmpty()) {
                throw new IllegalStateException(
                        "an encoding needs at least one column; call numbers(..) or categories(..)");
            }
            if (training.rowCount() == 0) {
                throw new DataException("expected training rows, found none; check the split and the exclusions");
            }
            Assembly assembly = new Assembly();
            for (String name : numbers) {
                NumberReader reader = NumberReader.of(require(training, name));
                double[] values = IntStream.range(0, training.rowCount())
                        .filter(row -> !reader.isMissing(row))
                        .mapToDouble(reader::value)
                        .toArray();
                if (DoubleStream.of(values).anyMatch(value -> !(Math.abs(value) <= LARGEST))) {
                    throw new DataException(
                            "column \"" + name + "\": expected numbers of size at most 1e60, found a larger one;"
                                    + " state them in another unit, or declare what marks a missing value when reading the file");
                }
                double mean = Descriptive.mean(values).orElse(0);
                double[] squares = DoubleStream.of(values)
                        .map(value -> (value - mean) * (value - mean))
                        .toArray();
                double sd = values.length == 0 ? 0 : Math.sqrt(Descriptive.sum(squares) / values.length);
                // deliberate: the mean of equal values may be off in its last digit, and the sd is then not quite zero
                boolean constant = DoubleStream.of(values).distinct().limit(2).count() < 2;
                assembly.number(name, mean, constant || !(sd > 0) ? 0 : 1 / sd);
            }
            for (String name : categories) {
                CategoryColumn column = category(require(training, name));
                int[] counts = new int[column.categories().size()];
                for (int row = 0; row < training.rowCount(); row++) {
                    if (!column.isMissing(row)) {
                        counts[column.code(row)]++;
                    }
                }
                List<String> kept = new ArrayList<>();
                for (int code = 0; code < counts.length; code++) {
                    if (counts[code] >= minimumCount) {
                        kept.add(column.categories().get(code));
                    }
                }
                assembly.category(name, kept);
            }
            return assembly.build();
        }
    }
}
