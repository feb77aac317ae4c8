package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads annotations from a table, one a row, such as an export as comma-separated values.
 *
 * <pre>{@code
 * AnnotationSet set = AnnotationColumns.item("case").annotator("reader").label("rating").time("read_at").build()
 *     .read(CsvReader.builder().build().read(file), "aorta readings", "1.0");
 * }</pre>
 *
 * <p>Item, annotator and label are needed in every row; other cells may be empty, which means not said. Times are written with
 * their offset as in {@code 2026-03-02T09:15:00+01:00}, blinding as {@code blinded} or {@code not blinded}. Anything else is refused with its
 * place. Positions in reports are rows of the table. Immutable and reusable.
 */
public final class AnnotationColumns {

    private final String item;
    private final String annotator;
    private final String label;
    private final @Nullable String subject;
    private final @Nullable String time;
    private final @Nullable String protocol;
    private final @Nullable String tool;
    private final @Nullable String reading;
    private final @Nullable String seconds;
    private final Map<BlindedTo, String> blinding;

    private AnnotationColumns(Builder builder) {
        this.item = builder.item;
        this.annotator = builder.annotator;
        this.label = builder.label;
        this.subject = builder.subject;
        this.time = builder.time;
        this.protocol = builder.protocol;
        this.tool = builder.tool;
        this.reading = builder.reading;
        this.seconds = builder.seconds;
        this.blinding = new EnumMap<>(builder.blinding);
    }

    /**
     * Names the column of the item.
     *
     * @param column its name
     * @return the next step
     */
    public static ItemStage item(String column) {
        return new ItemStage(Objects.requireNonNull(column, "column"));
    }

    /** Names the column of the annotator. Confined to one thread. */
    public static final class ItemStage {
        private final String item;

        private ItemStage(String item) {
            this.item = item;
        }

        /**
         * Names the column of the annotator.
         *
         * @param column its name
         * @return the next step
         */
        public AnnotatorStage annotator(String column) {
            return new AnnotatorStage(item, Objects.requireNonNull(column, "column"));
        }
    }

    /** Names the column of the label. Confined to one thread. */
    public static final class AnnotatorStage {
        private final String item;
        private final String annotator;

        private AnnotatorStage(String item, String annotator) {
            this.item = item;
            this.annotator = annotator;
        }

        /**
         * Names the column of the label.
         *
         * @param column its name
         * @return a builder; confined to one thread
         */
        public Builder label(String column) {
            return new Builder(item, annotator, Objects.requireNonNull(column, "column"));
        }
    }

    /** Names the other columns. Confined to one thread. */
    public static final class Builder {
        private final String item;
        private final String annotator;
        private final String label;
        private final Set<String> used = new LinkedHashSet<>();
        private @Nullable String subject;
        private @Nullable String time;
        private @Nullable String protocol;
        private @Nullable String tool;
        private @Nullable String reading;
        private @Nullable String seconds;
        private final Map<BlindedTo, String> blinding = new EnumMap<>(BlindedTo.class);

        private Builder(String item, String annotator, String label) {
            this.item = item;
            this.annotator = annotator;
            this.label = label;
            take(null, item, "item");
            take(null, annotator, "annotator");
            take(null, label, "label");
        }

        private String take(@Nullable String before, String column, String what) {
            if (before != null) {
                throw new IllegalStateException("the column of the " + what + " is already set to \"" + before + "\"");
            }
            if (!used.add(column)) {
                throw new IllegalArgumentException(
                        "column \"" + column + "\" is already used; the " + what + " needs a column of its own");
            }
            return column;
        }

        /**
         * Names the column of the subject.
         *
         * @param column its name
         * @return this
         */
        public Builder subject(String column) {
            subject = take(subject, column, "subject");
            return this;
        }

        /**
         * Names the column of the time.
         *
         * @param column its name
         * @return this
         */
        public Builder time(String column) {
            time = take(time, column, "time");
            return this;
        }

        /**
         * Names the column of the protocol version.
         *
         * @param column its name
         * @return this
         */
        public Builder protocol(String column) {
            protocol = take(protocol, column, "protocol version");
            return this;
        }

        /**
         * Names the column of the tool.
         *
         * @param column its name
         * @return this
         */
        public Builder tool(String column) {
            tool = take(tool, column, "tool");
            return this;
        }

        /**
         * Names the column of the number of the reading.
         *
         * @param column its name
         * @return this
         */
        public Builder reading(String column) {
            reading = take(reading, column, "reading");
            return this;
        }

        /**
         * Names the column of the duration in seconds.
         *
         * @param column its name
         * @return this
         */
        public Builder seconds(String column) {
            seconds = take(seconds, column, "duration");
            return this;
        }

        /**
         * Names the column that says whether annotators were blinded to something.
         *
         * @param what to what
         * @param column its name
         * @return this
         */
        public Builder blinding(BlindedTo what, String column) {
            blinding.put(what, take(blinding.get(what), column, "blinding to " + what.words()));
            return this;
        }

        /**
         * Finishes the reader.
         *
         * @return the reader
         */
        public AnnotationColumns build() {
            return new AnnotationColumns(this);
        }
    }

    /**
     * Reads a table.
     *
     * @param table the table
     * @param name the name of the set
     * @param version its version
     * @return the annotations in the order of the rows
     * @throws DataException when a cell is not what its column should hold; names the place and not the cell
     */
    public AnnotationSet read(Table table, String name, String version) {
        AnnotationSet.Builder set = AnnotationSet.named(name, version);
        for (int row = 0; row < table.rowCount(); row++) {
            set.add(annotation(table, row));
        }
        return set.build();
    }

    private Annotation annotation(Table table, int row) {
        String label = required(table, row, this.label, "a label");
        Annotation.labelFault(label).ifPresent(fault -> {
            throw wrong(table, row, this.label, Annotation.labelRule(), fault);
        });
        Annotation.Builder annotation = Annotation.of(name(table, row, item, required(table, row, item, "an item")))
                .by(name(table, row, annotator, required(table, row, annotator, "an annotator")))
                .labelled(label);
        text(table, row, subject).ifPresent(t -> annotation.subject(name(table, row, subject, t)));
        text(table, row, protocol).ifPresent(t -> annotation.protocol(name(table, row, protocol, t)));
        text(table, row, tool).ifPresent(t -> annotation.tool(name(table, row, tool, t)));
        text(table, row, time).ifPresent(t -> annotation.at(time(table, row, t)));
        text(table, row, reading).ifPresent(t -> annotation.reading(reading(table, row, t)));
        text(table, row, seconds).ifPresent(t -> annotation.took(duration(table, row, t)));
        blinding.forEach((what, column) ->
                text(table, row, column).ifPresent(t -> annotation.blinding(what, blinded(table, row, column, t))));
        return annotation.build();
    }

    private static Optional<String> text(Table table, int row, @Nullable String column) {
        if (column == null) {
            return Optional.empty();
        }
        Column cells = table.column(column);
        if (cells.state(row) == io.medml.core.table.CellState.UNREADABLE) {
            throw wrong(table, row, column, "a readable cell", "one that is not");
        }
        return cells.text(row);
    }

    private static String required(Table table, int row, String column, String what) {
        return text(table, row, column).orElseThrow(() -> wrong(table, row, column, what, "none"));
    }

    private static String name(Table table, int row, @Nullable String column, String text) {
        Name.fault(text).ifPresent(fault -> {
            throw wrong(table, row, String.valueOf(column), Name.rule(), fault);
        });
        return text;
    }

    private static DataException wrong(Table table, int row, String column, String expected, String found) {
        return new DataException(table.place(row) + ", column \"" + column + "\": expected " + expected + ", found "
                + found + "; correct the source");
    }

    private OffsetDateTime time(Table table, int row, String text) {
        try {
            return OffsetDateTime.parse(text);
        } catch (DateTimeException e) {
            throw wrong(
                    table,
                    row,
                    String.valueOf(time),
                    "a time with its offset, such as 2026-03-02T09:15:00+01:00",
                    "another form");
        }
    }

    private int reading(Table table, int row, String text) {
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= Annotation.MOST_READINGS) {
                return number;
            }
        }
        throw wrong(
                table,
                row,
                String.valueOf(reading),
                "the number of a reading from 1 to " + Annotation.MOST_READINGS,
                "something else");
    }

    private Duration duration(Table table, int row, String text) {
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return seconds(Double.parseDouble(text));
        }
        throw wrong(
                table,
                row,
                String.valueOf(seconds),
                "seconds from 0 to below 1,000,000,000, such as 42.5",
                "something else");
    }

    /** A duration to the millisecond. */
    static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Blinding blinded(Table table, int row, String column, String text) {
        return switch (text) {
            case "blinded" -> Blinding.BLINDED;
            case "not blinded" -> Blinding.NOT_BLINDED;
            default ->
                throw wrong(table, row, column, "\"blinded\", \"not blinded\" or an empty cell", "something else");
        };
    }
}
