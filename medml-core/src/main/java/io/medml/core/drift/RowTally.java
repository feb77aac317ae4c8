package io.medml.core.drift;

import io.medml.core.drift.ProfiledColumn.Cells;
import io.medml.core.error.DataException;
import io.medml.core.stats.CompensatedSum;
import io.medml.core.stats.SampleMoments;
import io.medml.core.table.CellState;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.RowBatch;
import io.medml.core.table.RowReader;
import io.medml.core.table.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Goes through rows once and counts their cells at the points and in the categories of a reference. Confined to one thread. */
final class RowTally {

    /** Values beyond have no finite square sum, and are counted as no numbers. */
    private static final double LARGEST = 1e60;

    private static final int MOST_NEW = 1000;

    private final Map<String, ColumnTally> columns = new TreeMap<>();
    private final Set<String> present = new HashSet<>();
    private final Set<String> unexpected = new HashSet<>();
    private final @Nullable String subject;
    private long rows;
    private long left;

    private RowTally(@Nullable String subject) {
        this.subject = subject;
    }

    /** Counts the rows of a source. */
    static RowTally of(RowSource source, List<ProfiledColumn> columns, @Nullable String subject, Set<String> ignored) {
        RowTally tally = new RowTally(subject);
        tally.run(source, columns, ignored);
        return tally;
    }

    private void run(RowSource source, List<ProfiledColumn> profiled, Set<String> ignored) {
        try (RowReader reader = source.open()) {
            List<String> names = reader.columns();
            int subjectIndex = subject == null ? -1 : names.indexOf(subject);
            if (subject != null && subjectIndex < 0) {
                throw new DataException(source.name() + ": expected a column \"" + subject
                        + "\" with the subject of each row, as the reference has, found none among the "
                        + names.size() + " columns; name the subjects, or profile the reference without them");
            }
            List<ColumnTally> found = new ArrayList<>();
            List<Integer> positions = new ArrayList<>();
            present.addAll(names);
            unexpected.addAll(names);
            unexpected.removeAll(ignored);
            if (subject != null) {
                unexpected.remove(subject);
            }
            for (ProfiledColumn column : profiled) {
                unexpected.remove(column.name());
                int position = names.indexOf(column.name());
                if (position >= 0 && !(column instanceof ProfiledColumn.NotKept)) {
                    ColumnTally tally = new ColumnTally(column);
                    columns.put(column.name(), tally);
                    found.add(tally);
                    positions.add(position);
                }
            }
            Set<String> seen = new HashSet<>();
            RowBatch batch = reader.newBatch();
            while (reader.read(batch)) {
                for (int row = 0; row < batch.rows(); row++) {
                    boolean again = subjectIndex >= 0
                            && batch.state(subjectIndex, row) == CellState.PRESENT
                            && !seen.add(batch.text(subjectIndex, row));
                    if (again) {
                        left++;
                        continue;
                    }
                    rows++;
                    for (int i = 0; i < found.size(); i++) {
                        found.get(i).add(batch, positions.get(i), row);
                    }
                }
            }
        }
    }

    /** Rows that count. */
    long rows() {
        return rows;
    }

    /** Further rows of subjects that were counted already. */
    long left() {
        return left;
    }

    boolean has(String column) {
        return present.contains(column);
    }

    List<String> unexpected() {
        return unexpected.stream().sorted().toList();
    }

    Optional<ColumnTally> column(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** The cells of one column. */
    static final class ColumnTally {
        private final ProfiledColumn column;
        private final double[] points;
        private final double[] edges;
        private final double centre;
        private final long[] cells;
        private final long[] bins;
        private final Map<String, Integer> positions;
        private final Map<String, long[]> fresh = new HashMap<>();
        private final CompensatedSum sum = new CompensatedSum();
        private final CompensatedSum squares = new CompensatedSum();
        private long otherFresh;
        private long values;
        private long missing;
        private long unreadable;

        ColumnTally(ProfiledColumn column) {
            this.column = column;
            if (column instanceof ProfiledColumn.Numbers numbers) {
                this.points = numbers.pointArray();
                this.edges = numbers.edgeArray();
                this.centre = numbers.moments().map(SampleMoments::mean).orElse(0.0);
                this.cells = new long[2 * points.length + 1];
                this.bins = new long[edges.length + 1];
                this.positions = Map.of();
            } else {
                ProfiledColumn.Categories categories = (ProfiledColumn.Categories) column;
                this.points = new double[0];
                this.edges = new double[0];
                this.centre = 0;
                this.cells = new long[categories.categories().size()];
                this.bins = new long[0];
                this.positions = categories.positions();
            }
        }

        void add(RowBatch batch, int position, int row) {
            CellState state = batch.state(position, row);
            if (state == CellState.UNREADABLE) {
                unreadable++;
            } else if (state != CellState.PRESENT) {
                missing++;
            } else if (column instanceof ProfiledColumn.Numbers) {
                addNumber(batch.text(position, row));
            } else {
                addCategory(batch.text(position, row));
            }
        }

        private void addNumber(String text) {
            OptionalDouble parsed = NumberColumn.parse(text);
            if (parsed.isEmpty() || Math.abs(parsed.getAsDouble()) > LARGEST) {
                unreadable++;
                return;
            }
            double value = parsed.getAsDouble();
            values++;
            int point = Arrays.binarySearch(points, value);
            cells[point >= 0 ? 2 * point + 1 : 2 * (-point - 1)]++;
            int edge = Arrays.binarySearch(edges, value);
            bins[edge >= 0 ? edge + 1 : -edge - 1]++;
            sum.add(value - centre);
            squares.add((value - centre) * (value - centre));
        }

        private void addCategory(String text) {
            values++;
            Integer known = positions.get(text);
            if (known != null) {
                cells[known]++;
            } else if (fresh.size() < MOST_NEW || fresh.containsKey(text)) {
                fresh.computeIfAbsent(text, key -> new long[1])[0]++;
            } else {
                otherFresh++;
            }
        }

        Cells counted() {
            return new Cells(values, missing, unreadable);
        }

        long[] cells() {
            return cells.clone();
        }

        long[] bins() {
            return bins.clone();
        }

        /** Records by category that the reference does not have, by name. */
        Map<String, Long> fresh() {
            Map<String, Long> counts = new TreeMap<>();
            fresh.forEach((name, count) -> counts.put(name, count[0]));
            return counts;
        }

        /** Records of further such categories, beyond those that are kept apart. */
        long otherFresh() {
            return otherFresh;
        }

        Optional<SampleMoments> moments() {
            if (values == 0) {
                return Optional.empty();
            }
            double moved = sum.value() / values;
            double variance = values < 2 ? 0 : Math.max(0, squares.value() - moved * sum.value()) / (values - 1);
            return Optional.of(new SampleMoments(values, centre + moved, Math.sqrt(variance)));
        }
    }
}
