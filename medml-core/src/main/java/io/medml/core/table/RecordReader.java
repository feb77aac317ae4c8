package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table from the host's own objects: a column is a name and a function that takes its value from an object. Nothing is looked
 * up by reflection. Immutable and reusable.
 *
 * <pre>{@code
 * Table table = RecordReader.of(Patient.class)
 *     .text("sex", Patient::sex)
 *     .number("age", Patient::age)
 *     .build()
 *     .read("registry", patients);
 * }</pre>
 *
 * <p>A function gives null where there is no value; an empty text and NaN stand for no value as well. Numbers are written so that
 * nothing is lost: a {@code double} or {@code float} as the shortest decimal that is read back to the same value, a
 * {@link BigDecimal} with all its digits. A column of numbers in a {@link Table} holds doubles. What a function throws comes through.
 *
 * @param <T> type of the objects
 */
public final class RecordReader<T> {

    private final Class<T> type;
    private final Map<String, Column.Kind> kinds;
    private final List<Function<? super T, @Nullable String>> texts;

    private RecordReader(Builder<T> builder) {
        this.type = builder.type;
        this.kinds = Collections.unmodifiableMap(new LinkedHashMap<>(builder.kinds));
        this.texts = List.copyOf(builder.texts);
    }

    /**
     * Starts a reader.
     *
     * @param type type of the objects; each of them is checked to be one
     * @param <T> that type
     * @return a builder without columns; confined to one thread
     */
    public static <T> Builder<T> of(Class<T> type) {
        return new Builder<>(requireNonNull(type, "type"));
    }

    /**
     * Reads all objects into a table.
     *
     * @param name name for messages, such as that of a registry; no folder, no host
     * @param records the objects, gone through once
     * @return the table, with a row for each object in their order
     * @throws DataException when there is null in place of an object, an infinite number, or a text that is not well-formed Unicode
     */
    public Table read(String name, Iterable<? extends T> records) {
        return source(name, records).read();
    }

    /**
     * The objects as rows that are never kept; for more of them than memory holds.
     *
     * @param name name for messages, such as that of a registry; no folder, no host
     * @param records gives the objects anew as often as it is asked
     * @return the source
     */
    public RowSource source(String name, Iterable<? extends T> records) {
        requireNonNull(records, "records");
        return RowSource.of(requireNonNull(name, "name"), kinds, () -> new Rows(name, records.iterator(), null));
    }

    /**
     * Objects that come as a stream, as rows that are never kept.
     *
     * @param name name for messages, such as that of a registry; no folder, no host
     * @param records makes a stream anew as often as it is asked; each stream is closed
     * @return the source
     */
    public RowSource streamed(String name, Supplier<? extends Stream<? extends T>> records) {
        requireNonNull(records, "records");
        return RowSource.of(requireNonNull(name, "name"), kinds, () -> {
            Stream<? extends T> stream = records.get();
            return new Rows(name, stream.iterator(), stream);
        });
    }

    private final class Rows implements Iterator<List<@Nullable String>>, AutoCloseable {
        private final String name;
        private final Iterator<? extends T> records;
        private final @Nullable Stream<? extends T> owned;
        private long row;

        Rows(String name, Iterator<? extends T> records, @Nullable Stream<? extends T> owned) {
            this.name = name;
            this.records = records;
            this.owned = owned;
        }

        @Override
        public boolean hasNext() {
            return records.hasNext();
        }

        @Override
        public List<@Nullable String> next() {
            Object record = records.next();
            row++;
            if (!type.isInstance(record)) {
                throw new DataException(name + ", row " + row + ": expected an object of type " + type.getSimpleName()
                        + ", found " + (record == null ? "null" : "another") + "; correct what gives the objects");
            }
            List<@Nullable String> cells = new ArrayList<>(texts.size());
            for (Function<? super T, @Nullable String> text : texts) {
                try {
                    cells.add(text.apply(type.cast(record)));
                } catch (NoText e) {
                    throw new DataException(name + ", row " + row + ", column \""
                            + List.copyOf(kinds.keySet()).get(cells.size()) + "\": " + e.getMessage());
                }
            }
            return cells;
        }

        @Override
        public void close() {
            if (owned != null) {
                owned.close();
            }
        }
    }

    /** A number that has no text; the message says what was expected and found. */
    static final class NoText extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoText(String message) {
            super(message);
        }
    }

    static @Nullable String text(@Nullable Number number, boolean whole) {
        if (number == null) {
            return null;
        }
        if (number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger) {
            return number.toString();
        }
        if (!whole && number instanceof BigDecimal decimal) {
            return text(decimal);
        }
        if (!whole && (number instanceof Double || number instanceof Float)) {
            double value = number.doubleValue();
            if (Double.isNaN(value)) {
                return null;
            }
            if (Double.isInfinite(value)) {
                throw new NoText(
                        "expected a finite number, or NaN for no value, found an infinite one; correct the value");
            }
            return number instanceof Float ? NumberText.write(number.floatValue()) : NumberText.write(value);
        }
        throw new NoText("expected a number of type Byte, Short, Integer, Long"
                + (whole ? " or BigInteger" : ", Float, Double, BigInteger or BigDecimal")
                + ", found one of type " + number.getClass().getSimpleName() + "; convert it in the function");
    }

    /** All digits, trailing zeros included; with an exponent only where that saves hundreds of zeros. */
    static String text(BigDecimal number) {
        return Math.abs((long) number.scale()) <= 400 ? number.toPlainString() : number.toString();
    }

    /**
     * Names the columns. Confined to one thread; naming a column twice is an error.
     *
     * @param <T> type of the objects
     */
    public static final class Builder<T> {

        private final Class<T> type;
        private final Map<String, Column.Kind> kinds = new LinkedHashMap<>();
        private final List<Function<? super T, @Nullable String>> texts = new ArrayList<>();

        private Builder(Class<T> type) {
            this.type = type;
        }

        /**
         * Adds a column of texts: categories, codes, identifiers.
         *
         * @param name its name, not used yet
         * @param value gives the text of an object, or null
         * @return this
         */
        public Builder<T> text(String name, Function<? super T, ? extends @Nullable String> value) {
            requireNonNull(value, "value");
            return add(name, Column.Kind.CATEGORY, value::apply);
        }

        /**
         * Adds a column of decimal numbers.
         *
         * @param name its name, not used yet
         * @param value gives the number of an object, or null: a Byte, Short, Integer, Long, Float, Double, BigInteger or BigDecimal
         * @return this
         */
        public Builder<T> number(String name, Function<? super T, ? extends @Nullable Number> value) {
            requireNonNull(value, "value");
            return add(name, Column.Kind.NUMBER, record -> RecordReader.text(value.apply(record), false));
        }

        /**
         * Adds a column of whole numbers of at most 18 digits.
         *
         * @param name its name, not used yet
         * @param value gives the number of an object, or null: a Byte, Short, Integer, Long or BigInteger
         * @return this
         */
        public Builder<T> wholeNumber(String name, Function<? super T, ? extends @Nullable Number> value) {
            requireNonNull(value, "value");
            return add(name, Column.Kind.WHOLE_NUMBER, record -> RecordReader.text(value.apply(record), true));
        }

        /**
         * Adds a column of the texts {@code true} and {@code false}.
         *
         * @param name its name, not used yet
         * @param value gives the flag of an object, or null
         * @return this
         */
        public Builder<T> flag(String name, Function<? super T, ? extends @Nullable Boolean> value) {
            requireNonNull(value, "value");
            return add(name, Column.Kind.CATEGORY, record -> {
                Boolean flag = value.apply(record);
                return flag == null ? null : flag.toString();
            });
        }

        /**
         * Adds a column of dates, as texts of ISO 8601 such as {@code 2026-03-01}.
         *
         * @param name its name, not used yet
         * @param value gives the date of an object, or null
         * @return this
         */
        public Builder<T> date(String name, Function<? super T, ? extends @Nullable LocalDate> value) {
            requireNonNull(value, "value");
            return add(name, Column.Kind.CATEGORY, record -> {
                LocalDate date = value.apply(record);
                return date == null ? null : date.toString();
            });
        }

        /**
         * Finishes the reader.
         *
         * @return the reader
         * @throws IllegalStateException when it has no column
         */
        public RecordReader<T> build() {
            if (kinds.isEmpty()) {
                throw new IllegalStateException(
                        "a reader of records needs at least one column; call text(..), number(..) or another");
            }
            return new RecordReader<>(this);
        }

        private Builder<T> add(String name, Column.Kind kind, Function<? super T, @Nullable String> text) {
            Name.require(name, "the name of a column");
            if (kinds.putIfAbsent(name, kind) != null) {
                throw new IllegalStateException("column \"" + name + "\" is already there");
            }
            texts.add(text);
            return this;
        }
    }
}
