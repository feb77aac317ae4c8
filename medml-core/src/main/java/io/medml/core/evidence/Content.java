package io.medml.core.evidence;

import io.medml.core.error.DataException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value, as evidence is written: fields sorted by name, no white space, whole numbers apart from decimals.
 *
 * <p>A decimal is written in the shortest form that parses to the same double, on every Java version. NaN has no form: what
 * is undefined is a reason. An infinite value is the text {@code "Infinity"} or {@code "-Infinity"}.
 */
public sealed interface Content {

    /**
     * An object.
     *
     * @param values the values by name, sorted
     */
    record Fields(SortedMap<String, Content> values) implements Content {
        /** Copies the values. */
        public Fields {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        /**
         * A required value.
         *
         * @param name its name
         * @return the value
         */
        public Content get(String name) {
            Content value = values.get(name);
            if (value == null) {
                throw new DataException("expected a field \"" + name + "\", found only "
                        + values.keySet().stream().map(Fields::shown).toList());
            }
            return value;
        }

        /**
         * The name of a field that was found, for a message: as it is where it looks like one, since a changed document may hold
         * anything in its place.
         */
        static String shown(String found) {
            return found.matches("[a-z][a-z0-9_]{0,39}") ? found : "(another name)";
        }

        /** Texts by names that the document chooses; the message names the field that holds them. */
        SortedMap<String, String> textsByName(String name) {
            return byName(name, "texts", value -> value instanceof Text text ? text.value : null);
        }

        /** Whole numbers by names that the document chooses. */
        SortedMap<String, Long> wholesByName(String name) {
            return byName(name, "whole numbers", value -> value instanceof Whole whole ? whole.value : null);
        }

        /** Decimals by names that the document chooses. */
        SortedMap<String, Double> decimalsByName(String name) {
            return byName(name, "numbers", Content::asDecimal);
        }

        private <T> SortedMap<String, T> byName(String name, String what, Function<Content, @Nullable T> read) {
            SortedMap<String, T> found = new TreeMap<>();
            fields(name).values.forEach((key, value) -> {
                T one = read.apply(value);
                if (one == null) {
                    throw new DataException("expected field \"" + name + "\" to hold " + what + " only");
                }
                found.put(key, one);
            });
            return found;
        }

        /**
         * Tells whether a field is there.
         *
         * @param name its name
         * @return whether it is
         */
        public boolean has(String name) {
            return values.containsKey(name);
        }

        /**
         * A required text.
         *
         * @param name its name
         * @return the text
         */
        public String text(String name) {
            if (get(name) instanceof Text text) {
                return text.value;
            }
            throw new DataException("expected field \"" + name + "\" to be a text");
        }

        /**
         * A required whole number.
         *
         * @param name its name
         * @return the number
         */
        public long whole(String name) {
            if (get(name) instanceof Whole whole) {
                return whole.value;
            }
            throw new DataException("expected field \"" + name + "\" to be a whole number");
        }

        /**
         * A required decimal, which may be infinite.
         *
         * @param name its name
         * @return the number
         */
        public double decimal(String name) {
            return get(name).asDecimal();
        }

        /**
         * A required flag.
         *
         * @param name its name
         * @return the flag
         */
        public boolean flag(String name) {
            if (get(name) instanceof Flag flag) {
                return flag.value;
            }
            throw new DataException("expected field \"" + name + "\" to be true or false");
        }

        /**
         * A required object.
         *
         * @param name its name
         * @return the object
         */
        public Fields fields(String name) {
            return get(name).asFields();
        }

        /**
         * A required list.
         *
         * @param name its name
         * @return the items
         */
        public List<Content> list(String name) {
            if (get(name) instanceof Items items) {
                return items.values;
            }
            throw new DataException("expected field \"" + name + "\" to be a list");
        }
    }

    /**
     * A list.
     *
     * @param values the items
     */
    record Items(List<Content> values) implements Content {
        /** Copies the items. */
        public Items {
            values = List.copyOf(values);
        }
    }

    /**
     * A text.
     *
     * @param value the text
     */
    record Text(String value) implements Content {
        /** Checks that it is there. */
        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * A decimal number.
     *
     * @param value the number; finite
     */
    record Decimal(double value) implements Content {
        /** Refuses NaN and infinities. */
        public Decimal {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a decimal in evidence is finite, got " + value);
            }
        }
    }

    /**
     * A whole number.
     *
     * @param value the number
     */
    record Whole(long value) implements Content {}

    /**
     * A flag.
     *
     * @param value true or false
     */
    record Flag(boolean value) implements Content {}

    /** No value. */
    record None() implements Content {}

    /**
     * Starts an object.
     *
     * @return an empty builder; confined to one thread
     */
    static Builder fields() {
        return new Builder();
    }

    /**
     * A list of converted items.
     *
     * @param items the items
     * @param convert makes content of one
     * @param <T> type of an item
     * @return the list
     */
    static <T> Content items(Collection<T> items, Function<? super T, ? extends Content> convert) {
        List<Content> list = new ArrayList<>(items.size());
        for (T item : items) {
            list.add(convert.apply(item));
        }
        return new Items(list);
    }

    /**
     * A list of texts.
     *
     * @param items the texts
     * @return the list
     */
    static Content texts(Collection<String> items) {
        return items(items, Text::new);
    }

    /**
     * A list of decimals.
     *
     * @param values the numbers; not NaN
     * @return the list
     */
    static Content decimals(double[] values) {
        return new Items(DoubleStream.of(values).mapToObj(Content::decimal).toList());
    }

    /**
     * A decimal, or the text of an infinity.
     *
     * @param value the number; not NaN
     * @return the content
     */
    static Content decimal(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN has no place in evidence; state the reason instead");
        }
        return Double.isInfinite(value) ? new Text(value > 0 ? "Infinity" : "-Infinity") : new Decimal(value);
    }

    /**
     * A text.
     *
     * @param value the text
     * @return the content
     */
    static Content text(String value) {
        return new Text(value);
    }

    /**
     * No value.
     *
     * @return the content
     */
    static Content none() {
        return new None();
    }

    /**
     * Reads JSON text. Duplicate names, comments and trailing text are refused.
     *
     * @param utf8 the bytes
     * @return the content
     * @throws DataException when the bytes are not one strict JSON value; names line and column
     */
    static Content parse(byte[] utf8) {
        return ContentText.read(utf8);
    }

    /**
     * Reads a YAML document, as people write configurations and plans. Duplicate names, aliases and further documents are
     * refused; a plain {@code no} is a text.
     *
     * @param utf8 the bytes
     * @return the content
     * @throws DataException when the bytes are not one such document; names line and column
     */
    static Content parseYaml(byte[] utf8) {
        return ContentText.readYaml(utf8);
    }

    /**
     * This value as an object.
     *
     * @return the object
     * @throws DataException when it is something else
     */
    default Fields asFields() {
        if (this instanceof Fields fields) {
            return fields;
        }
        throw new DataException("expected an object, found " + getClass().getSimpleName());
    }

    /**
     * This value as a decimal; whole numbers and the texts of infinities count.
     *
     * @return the number
     * @throws DataException when it is something else
     */
    default double asDecimal() {
        if (this instanceof Decimal decimal) {
            return decimal.value;
        }
        if (this instanceof Whole whole) {
            return whole.value;
        }
        if (this instanceof Text text && text.value.equals("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (this instanceof Text text && text.value.equals("-Infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        throw new DataException("expected a number, found " + getClass().getSimpleName());
    }

    /**
     * The canonical bytes: UTF-8, fields sorted by code unit, no white space.
     *
     * @return a fresh array
     */
    default byte[] bytes() {
        StringBuilder out = new StringBuilder(1024);
        ContentText.write(this, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The same value with a line for each field, for people who read or edit it. {@link #parse} gives this value again; a digest is of
     * {@link #bytes()}.
     *
     * @return a fresh array: UTF-8, fields sorted by code unit, two blanks for each level, a line break at the end
     */
    default byte[] indented() {
        StringBuilder out = new StringBuilder(1024);
        ContentText.indent(this, "\n", out);
        return out.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Builds an object. Setting a name twice is an error. Confined to one thread. */
    final class Builder {
        private final SortedMap<String, Content> values = new TreeMap<>();

        private Builder() {}

        /**
         * Sets a field.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder put(String name, Content value) {
            if (values.putIfAbsent(name, Objects.requireNonNull(value, name)) != null) {
                throw new IllegalStateException("field " + name + " is already set");
            }
            return this;
        }

        /**
         * Sets a text.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder put(String name, String value) {
            return put(name, new Text(value));
        }

        /**
         * Sets a whole number.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder put(String name, long value) {
            return put(name, new Whole(value));
        }

        /**
         * Sets a decimal.
         *
         * @param name its name
         * @param value its value; not NaN
         * @return this
         */
        public Builder put(String name, double value) {
            return put(name, decimal(value));
        }

        /**
         * Sets a flag.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder put(String name, boolean value) {
            return put(name, new Flag(value));
        }

        /**
         * Finishes the object.
         *
         * @return the object
         */
        public Fields build() {
            return new Fields(values);
        }
    }
}
