package io.medml.core.reader;

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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The readings of a reader study: one row for each time a reader read a case in a modality.
 *
 * <pre>{@code
 * ReaderReadings readings = ReaderReadings.from(table)
 *     .modality("session").reader("reader").caseId("case").truth("disease", "1", "0").rating("confidence")
 *     .decision("recall", "yes", "no")       // where readers also decided
 *     .advice("model_says", "1", "0")        // what the device said of the case
 *     .named("chest study", "1.0");
 * }</pre>
 *
 * <p>A modality is a way of reading: two devices, or the same images without and with the advice of a model. A higher rating speaks
 * for the condition. A row whose rating is missing is a reading that was planned and not made; it is counted. Immutable.
 */
public final class ReaderReadings {

    private final ArtifactRef dataset;
    private final SortedMap<String, String> roles;
    private final boolean synthetic;
    private final List<Reading> readings;

    private ReaderReadings(
            ArtifactRef dataset, SortedMap<String, String> roles, boolean synthetic, List<Reading> readings) {
        this.dataset = dataset;
        this.roles = Collections.unmodifiableSortedMap(roles);
        this.synthetic = synthetic;
        this.readings = List.copyOf(readings);
    }

    /**
     * One reading.
     *
     * @param modality the modality
     * @param reader the reader
     * @param number the case
     * @param patient the patient; the case where patients are not stated
     * @param truth 1 if the case has the condition
     * @param rating the rating; NaN if it was not given
     * @param decision 1, 0, or -1 if it was not given
     * @param advice 1, 0, or -1 if it was not given
     * @param seconds how long it took; NaN if that is not known
     * @param place where the row is, for messages
     */
    record Reading(
            String modality,
            String reader,
            String number,
            String patient,
            int truth,
            double rating,
            int decision,
            int advice,
            double seconds,
            String place) {}

    /**
     * Readings in the rows of a table.
     *
     * @param table the table
     * @return a builder; confined to one thread
     */
    public static Builder from(Table table) {
        return new Builder(table);
    }

    /**
     * What was read.
     *
     * @return the data set
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The number of rows.
     *
     * @return at least 1
     */
    public int size() {
        return readings.size();
    }

    List<Reading> readings() {
        return readings;
    }

    /** The columns by what they hold, for the provenance. */
    Map<String, String> roles() {
        return roles;
    }

    boolean has(String role) {
        return roles.containsKey(role);
    }

    boolean synthetic() {
        return synthetic;
    }

    /** Says what the columns hold. Confined to one thread. */
    public static final class Builder {
        private static final List<String> REQUIRED = List.of("modality", "reader", "case", "truth", "rating");

        private final Table table;
        private final SortedMap<String, String> columns = new TreeMap<>();
        private final Map<String, List<String>> words = new TreeMap<>();
        private boolean synthetic;

        private Builder(Table table) {
            this.table = Objects.requireNonNull(table, "table");
        }

        /**
         * Names the column of the modality.
         *
         * @param column the column
         * @return this
         */
        public Builder modality(String column) {
            return role("modality", column);
        }

        /**
         * Names the column of the reader.
         *
         * @param column the column; its values are the host's labels and appear in the report
         * @return this
         */
        public Builder reader(String column) {
            return role("reader", column);
        }

        /**
         * Names the column of the case.
         *
         * @param column the column; its values appear nowhere
         * @return this
         */
        public Builder caseId(String column) {
            return role("case", column);
        }

        /**
         * Names the column of the patient of each case. Two cases of one patient are refused by the evaluator. Without this column
         * every case is taken as of a patient of its own, and the report says so.
         *
         * @param column the column; its values appear nowhere
         * @return this
         */
        public Builder patient(String column) {
            return role("patient", column);
        }

        /**
         * Names the column of the truth.
         *
         * @param column the column, the same for all readings of a case
         * @param present what it holds where the condition is present
         * @param absent what it holds where the condition is absent
         * @return this
         */
        public Builder truth(String column, String present, String absent) {
            return role("truth", column, present, absent);
        }

        /**
         * Names the column of the rating.
         *
         * @param column a column of numbers; higher speaks for the condition
         * @return this
         */
        public Builder rating(String column) {
            return role("rating", column);
        }

        /**
         * Names the column of the reader's decision.
         *
         * @param column the column
         * @param positive what it holds where the reader says that the condition is present
         * @param negative what it holds where the reader says that it is absent
         * @return this
         */
        public Builder decision(String column, String positive, String negative) {
            return role("decision", column, positive, negative);
        }

        /**
         * Names the column of the device's advice on the case; it may be missing in rows read without it.
         *
         * @param column the column, the same for all readings of a case that hold it
         * @param positive what it holds where the device says that the condition is present
         * @param negative what it holds where the device says that it is absent
         * @return this
         */
        public Builder advice(String column, String positive, String negative) {
            return role("advice", column, positive, negative);
        }

        /**
         * Names the column of the reading time.
         *
         * @param column a column of seconds; may be missing
         * @return this
         */
        public Builder seconds(String column) {
            return role("seconds", column);
        }

        /**
         * Says that the readings are generated.
         *
         * @return this
         */
        public Builder synthetic() {
            synthetic = true;
            return this;
        }

        private Builder role(String role, String column, String... values) {
            Column found = table.column(column);
            if (columns.containsKey(role)) {
                throw new IllegalStateException(
                        "the " + role + " is already set to column \"" + columns.get(role) + "\"");
            }
            if (List.of("rating", "seconds").contains(role)
                    && !(found instanceof NumberColumn)
                    && !(found instanceof WholeNumberColumn)) {
                throw new IllegalArgumentException("the " + role + " is a number, and column \"" + column
                        + "\" holds categories; read it as a number");
            }
            if (values.length == 2 && values[0].equals(values[1])) {
                throw new IllegalArgumentException(
                        "the two values of the " + role + " must differ, got \"" + values[0] + "\" twice");
            }
            columns.put(role, column);
            words.put(role, List.of(values));
            return this;
        }

        /**
         * Names the study and reads the rows.
         *
         * @param name its name
         * @param version its version
         * @return the readings
         * @throws DataException when a row lacks modality, reader, case or truth, or holds a value that was not declared
         * @throws IllegalStateException when a required column was not named
         */
        public ReaderReadings named(String name, String version) {
            for (String role : REQUIRED) {
                if (!columns.containsKey(role)) {
                    throw new IllegalStateException("a reader study needs the columns of " + String.join(", ", REQUIRED)
                            + "; the " + role + " is not set");
                }
            }
            if (table.rowCount() == 0) {
                throw new DataException("expected at least one reading, found a table without rows");
            }
            List<Reading> readings = new ArrayList<>();
            for (int row = 0; row < table.rowCount(); row++) {
                readings.add(reading(row));
            }
            int[] order = IntStream.range(0, readings.size())
                    .boxed()
                    .sorted(Comparator.comparing((Integer i) -> readings.get(i).modality())
                            .thenComparing(i -> readings.get(i).reader())
                            .thenComparing(i -> readings.get(i).number()))
                    .mapToInt(Integer::intValue)
                    .toArray();
            Content.Builder content = Content.fields()
                    .put("form", "medml-reader-study/1")
                    .put("synthetic", synthetic)
                    .put("table", table.select(order).contentDigest().hex());
            SortedMap<String, String> roles = new TreeMap<>();
            columns.forEach((role, column) -> {
                List<String> values = words.getOrDefault(role, List.of());
                roles.put(role, values.isEmpty() ? column : column + ": " + String.join(" or ", values));
            });
            roles.forEach((role, text) -> content.put("role_" + role, text));
            ArtifactRef dataset = new ArtifactRef(
                    ArtifactRef.Kind.DATASET,
                    name,
                    version,
                    Digest.sha256(content.build().bytes()));
            return new ReaderReadings(
                    dataset,
                    roles,
                    synthetic,
                    IntStream.of(order).mapToObj(readings::get).toList());
        }

        private Reading reading(int row) {
            String number = label("case", row);
            return new Reading(
                    name("modality", row),
                    name("reader", row),
                    number,
                    columns.containsKey("patient") ? label("patient", row) : number,
                    required("truth", row),
                    number("rating", row),
                    columns.containsKey("decision") ? binary("decision", row) : -1,
                    columns.containsKey("advice") ? binary("advice", row) : -1,
                    seconds(row),
                    table.place(row));
        }

        private Column column(String role) {
            return table.column(Objects.requireNonNull(columns.get(role), role));
        }

        private String place(String role, int row) {
            return table.place(row) + ", column \"" + columns.get(role) + "\"";
        }

        /** What the report prints. */
        private String name(String role, int row) {
            String name = label(role, row);
            Optional<String> fault = Name.fault(name);
            if (fault.isPresent()) {
                throw new DataException(place(role, row) + ": expected " + Name.rule() + ", found " + fault.get()
                        + "; give the " + role + " a short name");
            }
            return name;
        }

        private String label(String role, int row) {
            return column(role)
                    .text(row)
                    .orElseThrow(() -> new DataException(place(role, row) + ": expected the " + role
                            + " of the reading, found none; correct the source or leave the row out"));
        }

        private int required(String role, int row) {
            int value = binary(role, row);
            if (value < 0) {
                throw new DataException(place(role, row) + ": expected the " + role
                        + " of the case, found none; a case without it cannot be part of a reader study");
            }
            return value;
        }

        /** 1, 0, or -1 for a missing cell. */
        private int binary(String role, int row) {
            @Nullable String text = column(role).text(row).orElse(null);
            if (text == null) {
                return -1;
            }
            int index = words.getOrDefault(role, List.of()).indexOf(text);
            if (index < 0) {
                throw new DataException(place(role, row) + ": expected one of the two declared values of the " + role
                        + ", found another; declare it or correct the source");
            }
            return 1 - index;
        }

        private double number(String role, int row) {
            Column column = column(role);
            if (column.state(row) == CellState.UNREADABLE) {
                throw new DataException(
                        place(role, row) + ": expected a number, found something else; correct the source,"
                                + " or declare its marker for missing values when reading the file");
            }
            if (column.isMissing(row)) {
                return Double.NaN;
            }
            return column instanceof NumberColumn numbers
                    ? numbers.value(row)
                    : (double) ((WholeNumberColumn) column).value(row);
        }

        private double seconds(int row) {
            if (!columns.containsKey("seconds")) {
                return Double.NaN;
            }
            double seconds = number("seconds", row);
            if (seconds < 0 || seconds > 1e9) {
                throw new DataException(place("seconds", row)
                        + ": expected a time from 0 to 1e9 seconds, found a number outside; correct the source");
            }
            return seconds;
        }
    }
}
