package io.medml.core.table;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** Reads a table from a file of comma-separated values (RFC 4180). Immutable and reusable. */
@SuppressWarnings("DoNotCallSuggester")
public final class CsvReader {

    private CsvReader() {}

    /**
     * Starts a reader.
     *
     * @return a builder with the defaults; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a file, compressed with gzip or not, as its first bytes say.
     *
     * @param file the file
     * @return the table
     */
    public Table read(Path file) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a stream to its end, compressed with gzip or not, as its first bytes say. The caller closes it.
     *
     * @param stream the bytes
     * @param name name for messages; no folder
     * @return the table
     */
    public Table read(InputStream stream, String name) {
        throw new UnsupportedOperationException();
    }

    /** Says how the file is written. Confined to one thread. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Builder {
        private Builder() {}

        /**
         * Texts that mean "missing" in every column.
         *
         * @param markers the texts, compared exactly
         * @return this
         */
        public Builder missingMarkers(String... markers) {
            throw new UnsupportedOperationException();
        }

        /**
         * Texts that mean "missing" in one column, besides those of every column.
         *
         * @param column its name
         * @param markers the texts, compared exactly
         * @return this
         */
        public Builder missingMarkersIn(String column, String... markers) {
            throw new UnsupportedOperationException();
        }

        /**
         * Columns of decimal numbers.
         *
         * @param columns their names
         * @return this
         */
        public Builder number(String... columns) {
            throw new UnsupportedOperationException();
        }

        /**
         * Columns of whole numbers.
         *
         * @param columns their names
         * @return this
         */
        public Builder wholeNumber(String... columns) {
            throw new UnsupportedOperationException();
        }

        /**
         * Columns of texts, kept as written. This is what a column is when nothing is said about it.
         *
         * @param columns their names
         * @return this
         */
        public Builder category(String... columns) {
            throw new UnsupportedOperationException();
        }

        /**
         * Chooses the kind of every undeclared column by what all its cells are.
         *
         * @return this
         */
        public Builder inferTypes() {
            throw new UnsupportedOperationException();
        }

        /**
         * The character between fields; a comma by default.
         *
         * @param character not a quote or line end
         * @return this
         */
        public Builder delimiter(char character) {
            throw new UnsupportedOperationException();
        }

        /**
         * The encoding; UTF-8 by default.
         *
         * @param charset the encoding
         * @return this
         */
        public Builder charset(Charset charset) {
            throw new UnsupportedOperationException();
        }

        /**
         * Names the columns of a file that has no header line.
         *
         * @param names the names in order
         * @return this
         */
        public Builder withoutHeader(String... names) {
            throw new UnsupportedOperationException();
        }

        /**
         * Removes blanks and tabs around every field and name.
         *
         * @return this
         */
        public Builder trim() {
            throw new UnsupportedOperationException();
        }

        /**
         * Makes the first unreadable cell a {@code DataException} instead of collecting it.
         *
         * @return this
         */
        public Builder strict() {
            throw new UnsupportedOperationException();
        }

        /**
         * The longest field that is accepted.
         *
         * @param characters at least 1
         * @return this
         */
        public Builder maxFieldSize(int characters) {
            throw new UnsupportedOperationException();
        }

        /**
         * The most columns that are accepted.
         *
         * @param columns at least 1
         * @return this
         */
        public Builder maxColumns(int columns) {
            throw new UnsupportedOperationException();
        }

        /**
         * The most rows that are accepted.
         *
         * @param rows at least 1
         * @return this
         */
        public Builder maxRows(int rows) {
            throw new UnsupportedOperationException();
        }

        /**
         * Finishes the reader.
         *
         * @return the reader
         */
        public CsvReader build() {
            throw new UnsupportedOperationException();
        }
    }
}
