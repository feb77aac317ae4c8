package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A table with a caption, column headers and rows of inline text. Writers number tables.
 *
 * @param caption what the table shows
 * @param columns its columns, at least one
 * @param rows its rows, each with one cell per column; a table without rows is shown with the word "none"
 * @param note a remark below the table; empty text for none
 */
public record Table(String caption, List<Column> columns, List<List<Inline>> rows, Inline note) implements Block {

    /** What a column holds, which decides how it is aligned. */
    public enum Holds {
        /** Text, aligned left. */
        TEXT,
        /** Numbers, aligned right in figures of equal width. */
        NUMBERS,
        /** Texts that name their rows: row headers, aligned left. */
        ROW_NAMES
    }

    /**
     * A column.
     *
     * @param header its header
     * @param holds what it holds
     */
    public record Column(String header, Holds holds) {
        /** Checks that both are there. */
        public Column {
            Objects.requireNonNull(header, "header");
            Objects.requireNonNull(holds, "holds");
        }
    }

    /** Checks the caption and that every row has one cell per column, and copies. */
    public Table {
        if (Objects.requireNonNull(caption, "caption").isBlank()) {
            throw new IllegalArgumentException("a table needs a caption");
        }
        Objects.requireNonNull(note, "note");
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("table \"" + caption + "\" needs at least one column");
        }
        List<List<Inline>> copy = new ArrayList<>(rows.size());
        for (List<Inline> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("table \"" + caption + "\" has " + columns.size() + " columns; row "
                        + (copy.size() + 1) + " has " + row.size() + " cells");
            }
            copy.add(List.copyOf(row));
        }
        rows = List.copyOf(copy);
    }

    @Override
    public Kind kind() {
        return Kind.TABLE;
    }

    /**
     * Starts a table.
     *
     * @param caption what it shows
     * @return a builder
     */
    public static Builder captioned(String caption) {
        return new Builder(caption);
    }

    /** Builds a table. Confined to one thread. */
    public static final class Builder {
        private final String caption;
        private final List<Column> columns = new ArrayList<>();
        private final List<List<Inline>> rows = new ArrayList<>();
        private Inline note = Inline.text("");

        private Builder(String caption) {
            this.caption = Objects.requireNonNull(caption, "caption");
        }

        /**
         * Adds a column of texts that name their rows.
         *
         * @param header its header
         * @return this
         */
        public Builder rowNames(String header) {
            return column(header, Holds.ROW_NAMES);
        }

        /**
         * Adds a column of texts.
         *
         * @param header its header
         * @return this
         */
        public Builder text(String header) {
            return column(header, Holds.TEXT);
        }

        /**
         * Adds a column of numbers.
         *
         * @param header its header
         * @return this
         */
        public Builder numbers(String header) {
            return column(header, Holds.NUMBERS);
        }

        private Builder column(String header, Holds holds) {
            if (!rows.isEmpty()) {
                throw new IllegalStateException("table \"" + caption + "\" already has rows; add columns first");
            }
            columns.add(new Column(header, holds));
            return this;
        }

        /**
         * Adds a row of plain texts.
         *
         * @param cells one text per column
         * @return this
         */
        public Builder row(String... cells) {
            rows.add(Stream.of(cells).map(Inline::text).toList());
            return this;
        }

        /**
         * Adds a row.
         *
         * @param cells one cell per column
         * @return this
         */
        public Builder row(Inline... cells) {
            rows.add(List.of(cells));
            return this;
        }

        /**
         * Adds a row.
         *
         * @param cells one cell per column
         * @return this
         */
        public Builder row(List<Inline> cells) {
            rows.add(List.copyOf(cells));
            return this;
        }

        /**
         * Sets the remark below the table.
         *
         * @param text the remark
         * @return this
         */
        public Builder note(String text) {
            return note(Inline.text(text));
        }

        /**
         * Sets the remark below the table.
         *
         * @param text the remark
         * @return this
         */
        public Builder note(Inline text) {
            if (!note.plain().isEmpty()) {
                throw new IllegalStateException("table \"" + caption + "\" already has a note");
            }
            note = Objects.requireNonNull(text, "text");
            return this;
        }

        /**
         * Finishes the table.
         *
         * @return the table
         */
        public Table build() {
            return new Table(caption, columns, rows, note);
        }
    }
}
