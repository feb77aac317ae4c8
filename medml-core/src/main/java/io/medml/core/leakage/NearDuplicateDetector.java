package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.NearDuplicateReport.Compared;
import io.medml.core.leakage.NearDuplicateReport.Matches;
import io.medml.core.leakage.NearDuplicateReport.Pair;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Metric;
import io.medml.core.stats.OverdispersedCount;
import io.medml.core.table.CellState;
import io.medml.core.table.NumberColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds records that are nearly the same, inside a data set or between two: rows that differ in few columns or within stated tolerances, and
 * images whose perceptual hashes differ in few bits.
 *
 * <pre>{@code
 * NearDuplicateReport report = NearDuplicateDetector.builder().rows(1).tolerance("age", 1).imageHash("phash", 4).build().between(train, test);
 * }</pre>
 *
 * <ul>
 * <li><b>Rows</b> match where all but at most {@code k} of the compared columns agree: equal values (a text that is a number equals the number,
 *     missing equals missing, an unreadable cell equals nothing), or numbers no further apart than the column's tolerance.
 * <li><b>Images</b> match where their 64-bit hashes (16 hexadecimal digits in a column that the host computed) have a Hamming distance of at
 *     most {@code d}.
 * <li><b>Exact:</b> no match is missed. Rows are hashed with every choice of {@code k} columns left out, and hits are compared cell by cell; one
 *     column with a tolerance is hashed by cells of its width and their neighbours, further ones are compared among the hits. Of images, two
 *     hashes of distance {@code d} agree in at least one of {@code d + 1} blocks of bits (Norouzi, Punjani and Fleet 2014, IEEE TPAMI 36).
 * <li><b>Cost:</b> {@code C(columns, k)} passes over the rows, {@code d + 1} over the images, and one comparison per hit. More hits than
 *     {@link Builder#mostComparisons} end the search with the error {@code SEARCH_NOT_FINISHED}; its counts are then at least what is there.
 * <li><b>Chance:</b> the report gives the number of matching pairs to expect if columns were independent of each other, from the share of pairs
 *     that agree in each; of images, if bits were fair coins. How far it may be exceeded is told by the variance of that number: rows of
 *     common values match many at once ({@link OverdispersedCount}, below {@link #CHANCE}). Real columns and images are alike, so chance gives more than that: few coarse columns
 *     match without any copy.
 * <li><b>Power:</b> 1; the search is exhaustive under the stated rule. A copy that differs in more columns is not found.
 * </ul>
 *
 * <p>Immutable and reusable; counts do not depend on the order of the rows.
 */
public final class NearDuplicateDetector {

    /** Share of the records that have a near duplicate. */
    public static final Metric NEAR_DUPLICATE_SHARE = new Metric(
            "near_duplicate_share",
            "share of records with a near duplicate",
            Direction.LOWER,
            0,
            1,
            "records with a near duplicate in the compared set (or elsewhere in their own) / records");

    /** Most hits that are compared unless set otherwise: fifty million. */
    public static final long MOST_COMPARISONS = 50_000_000;

    /** Matches that independent columns would give less often than this are a warning, 0.01. */
    public static final double CHANCE = 0.01;

    private static final int MOST_LEFT_OUT = 2;
    private static final int MOST_BITS = 15;
    private static final int LISTED = 10;

    private final List<String> columns;
    private final OptionalInt leftOut;
    private final Map<String, Double> tolerances;
    private final @Nullable String hashColumn;
    private final int distance;
    private final long mostComparisons;

    private NearDuplicateDetector(Builder builder) {
        this.columns = List.copyOf(builder.columns);
        this.leftOut = builder.leftOut;
        this.tolerances = new TreeMap<>(builder.tolerances);
        this.hashColumn = builder.hashColumn;
        this.distance = builder.distance;
        this.mostComparisons = builder.mostComparisons.orElse(MOST_COMPARISONS);
    }

    /**
     * Starts a detector.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks for near duplicates inside one data set.
     *
     * @param cohort the data set
     * @return the report
     */
    public NearDuplicateReport within(Cohort cohort) {
        return search(cohort, null);
    }

    /**
     * Looks for records of the second data set that are nearly records of the first.
     *
     * @param first such as training data
     * @param second such as test data
     * @return the report
     */
    public NearDuplicateReport between(Cohort first, Cohort second) {
        return search(first, second);
    }

    private NearDuplicateReport search(Cohort first, @Nullable Cohort second) {
        Cohort probed = second == null ? first : second;
        List<Compared> results = new ArrayList<>();
        List<String> compared = List.of();
        if (leftOut.isPresent()) {
            compared = comparedColumns(first, probed);
            results.add(new Rows(first, second, compared).search());
        }
        if (hashColumn != null) {
            results.add(images(first, second, hashColumn));
        }
        List<Finding> findings = new ArrayList<>();
        results.forEach(each -> find(each, findings));
        if (first.synthetic() || probed.synthetic()) {
            findings.add(Finding.syntheticData(probed.name()));
        }
        Provenance provenance = Provenance.of(NearDuplicateDetector.class)
                .from(first.reference())
                .from(probed.reference())
                .with("most_comparisons", mostComparisons)
                .synthetic(first.synthetic() || probed.synthetic());
        if (leftOut.isPresent()) {
            provenance = provenance.with("columns_that_may_differ", leftOut.getAsInt());
        }
        for (Map.Entry<String, Double> each : tolerances.entrySet()) {
            provenance = provenance.with("tolerance " + each.getKey(), each.getValue());
        }
        if (hashColumn != null) {
            provenance = provenance.with("image_hash", hashColumn).with("bits_that_may_differ", distance);
        }
        return new NearDuplicateReport(
                second == null ? List.of(first.reference()) : List.of(first.reference(), second.reference()),
                provenance,
                compared,
                results,
                findings);
    }

    private List<String> comparedColumns(Cohort first, Cohort second) {
        Set<String> chosen = new TreeSet<>(columns.isEmpty() ? first.table().columnNames() : columns);
        if (columns.isEmpty()) {
            chosen.retainAll(second.table().columnNames());
            for (Cohort cohort : List.of(first, second)) {
                chosen.remove(cohort.recordColumn());
                chosen.remove(cohort.labelColumn());
                cohort.subjectColumn().ifPresent(chosen::remove);
            }
            if (hashColumn != null) {
                chosen.remove(hashColumn);
            }
        }
        chosen.addAll(tolerances.keySet());
        for (String column : chosen) {
            if (!first.table().has(column) || !second.table().has(column)) {
                throw new IllegalArgumentException(
                        "expected \"" + column + "\" to be a column of every compared set; correct the columns");
            }
        }
        if (chosen.size() <= leftOut.orElse(0)) {
            throw new IllegalArgumentException("expected more compared columns than may differ, got " + chosen.size()
                    + " columns of which " + leftOut.orElse(0) + " may differ");
        }
        return List.copyOf(chosen);
    }

    private static void find(Compared each, List<Finding> findings) {
        String where = each.kind().name().toLowerCase(Locale.ROOT);
        double chance = each.expectedPairs();
        if (!each.finished()) {
            findings.add(Finding.of(
                    "SEARCH_NOT_FINISHED",
                    Severity.ERROR,
                    where,
                    "More hits than the stated number had to be compared, so the search was ended; the counts are lower limits. Compare"
                            + " more columns, or allow less difference."));
        }
        boolean beyond = each.chanceOfAsMany() < CHANCE;
        if (each.pairs() > 0) {
            findings.add(Finding.of(
                            beyond ? "NEAR_DUPLICATES" : "MATCHES_AS_BY_CHANCE",
                            beyond ? Severity.WARNING : Severity.INFO,
                            where,
                            beyond
                                    ? "Some records are nearly the same, and more than independent columns would give by chance; look for copies,"
                                            + " repeated patients and coarse columns that go together."
                                    : "Some records are nearly the same, and no more than independent columns would give by chance.")
                    .with("records", each.matched())
                    .with("pairs", each.pairs())
                    .with("pairs_expected_by_chance", chance)
                    .with("chance_of_as_many", each.chanceOfAsMany()));
        }
        if (each.otherSubjects().orElse(0) > 0) {
            findings.add(Finding.of(
                            "NEAR_DUPLICATES_OF_OTHER_SUBJECTS",
                            beyond ? Severity.WARNING : Severity.INFO,
                            where,
                            "Some records are nearly the same as one of another subject: a coincidence, a copy, or one patient under two"
                                    + " identifiers.")
                    .with("records", each.otherSubjects().getAsLong()));
        }
    }

    /** Takes in matches. For one set, row numbers are of that set and groups are chained matches. */
    private final class Collector {
        private final Cohort first;
        private final @Nullable Cohort second;
        private final Cohort probed;
        private final boolean[] matched;
        private final boolean[] other;
        private final int[] parent;
        private final int[] firstSubjects;
        private final int[] secondSubjects;
        private final boolean subjectsKnown;
        private final List<Pair> listed = new ArrayList<>();
        private long pairs;
        private long comparisons;

        Collector(Cohort first, @Nullable Cohort second) {
            this.first = first;
            this.second = second;
            this.probed = second == null ? first : second;
            this.matched = new boolean[probed.size()];
            this.other = new boolean[probed.size()];
            this.parent = new int[second == null ? first.size() : 0];
            Arrays.setAll(parent, i -> i);
            this.subjectsKnown =
                    first.subjectColumn().isPresent() && probed.subjectColumn().isPresent();
            this.firstSubjects = first.subjects();
            Map<String, Integer> codes = new HashMap<>();
            for (int i = 0; i < first.subjectIds().size(); i++) {
                codes.put(first.subjectIds().get(i), i);
            }
            int[] own = probed.subjects();
            this.secondSubjects = new int[own.length];
            for (int row = 0; row < own.length; row++) {
                secondSubjects[row] = codes.getOrDefault(probed.subjectIds().get(own[row]), -1);
            }
        }

        /** Counts a comparison; false when there may be no more. */
        boolean mayCompare() {
            return comparisons++ < mostComparisons;
        }

        void match(int a, int b) {
            pairs++;
            boolean differs = firstSubjects[a] != secondSubjects[b];
            matched[b] = true;
            other[b] |= differs;
            if (second == null) {
                matched[a] = true;
                other[a] |= differs;
                parent[root(a)] = root(b);
            }
            Pair pair = new Pair(
                    first.table().sourceLine(a).orElse(a + 1L),
                    probed.table().sourceLine(b).orElse(b + 1L));
            listed.add(pair);
            if (listed.size() > 1000) {
                shorten();
            }
        }

        private void shorten() {
            listed.sort(Comparator.comparingLong(Pair::first).thenComparingLong(Pair::second));
            listed.subList(Math.min(LISTED, listed.size()), listed.size()).clear();
        }

        private int root(int row) {
            int at = row;
            while (parent[at] != at) {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            return at;
        }

        Compared result(Matches kind, double expected, double variance, boolean finished) {
            shorten();
            long count = 0;
            long others = 0;
            for (int row = 0; row < matched.length; row++) {
                count += matched[row] ? 1 : 0;
                others += other[row] ? 1 : 0;
            }
            OptionalLong groups = OptionalLong.empty();
            if (second == null) {
                Set<Integer> roots = new HashSet<>();
                for (int row = 0; row < matched.length; row++) {
                    if (matched[row]) {
                        roots.add(root(row));
                    }
                }
                groups = OptionalLong.of(roots.size());
            }
            return new Compared(
                    kind,
                    first.size(),
                    probed.size(),
                    count,
                    subjectsKnown ? OptionalLong.of(others) : OptionalLong.empty(),
                    groups,
                    pairs,
                    expected,
                    OverdispersedCount.atLeast(pairs, expected, variance),
                    finished,
                    listed);
        }
    }

    /** The cells of both sets as numbers that are equal where the cells are. */
    private final class Rows {
        private final @Nullable Cohort second;
        private final Collector collector;
        private final int n;
        private final int total;
        private final int split;
        private final int[][] exact;
        private final double[][] near;
        private final double[] widths;
        private final int cell;
        private final int hashed;
        private final long[] whole;
        private final int k;

        /** Rows of the first set are 0 to n - 1; those of the second follow; of one set they are probed against the earlier ones. */
        Rows(Cohort first, @Nullable Cohort second, List<String> names) {
            this.second = second;
            this.collector = new Collector(first, second);
            this.n = first.size();
            this.total = n + (second == null ? 0 : second.size());
            this.split = second == null ? 0 : n;
            List<int[]> equal = new ArrayList<>();
            List<double[]> close = new ArrayList<>();
            List<Double> width = new ArrayList<>();
            for (String name : names) {
                FeatureValues a = FeatureValues.of(first.table().column(name));
                FeatureValues b =
                        second == null ? a : FeatureValues.of(second.table().column(name));
                double tolerance = tolerances.getOrDefault(name, 0.0);
                if (tolerance > 0) {
                    if ((!a.numeric() && a.presentCount() > 0) || (!b.numeric() && b.presentCount() > 0)) {
                        throw new IllegalArgumentException(
                                "expected column \"" + name + "\", which has a tolerance, to hold numbers");
                    }
                    double[] values = new double[total];
                    for (int row = 0; row < total; row++) {
                        values[row] = row < n ? a.number(row) : b.number(row - n);
                    }
                    close.add(values);
                    width.add(tolerance);
                } else {
                    equal.add(tokens(first, second, name));
                }
            }
            this.exact = equal.toArray(new int[0][]);
            this.near = close.toArray(new double[0][]);
            this.widths = width.stream().mapToDouble(Double::doubleValue).toArray();
            this.cell = near.length == 0 ? -1 : 0;
            this.hashed = exact.length + (cell < 0 ? 0 : 1);
            this.k = leftOut.orElse(0);
            this.whole = new long[total];
            for (int i = 0; i < exact.length; i++) {
                for (int row = 0; row < total; row++) {
                    whole[row] ^= mix(i, exact[i][row]);
                }
            }
        }

        private int[] tokens(Cohort first, @Nullable Cohort second, String name) {
            Map<Object, Integer> known = new HashMap<>();
            int[] tokens = new int[total];
            int unreadable = -1;
            for (int row = 0; row < total; row++) {
                Cohort cohort = row < n || second == null ? first : second;
                int own = row < n ? row : row - n;
                var column = cohort.table().column(name);
                if (column.state(own) == CellState.UNREADABLE) {
                    tokens[row] = unreadable--;
                } else if (column.isMissing(own)) {
                    tokens[row] = 0;
                } else {
                    String text = column.text(own).orElseThrow();
                    var number = NumberColumn.parse(text);
                    Object key = number.isPresent() ? (Object) number.getAsDouble() : text;
                    Integer token = known.putIfAbsent(key, known.size() + 1);
                    tokens[row] = token == null ? known.size() : token;
                }
            }
            return tokens;
        }

        Compared search() {
            int leaving = Math.min(k, hashed);
            boolean finished = true;
            if (leaving == 0) {
                finished = pass(-1, -1);
            } else if (leaving == 1) {
                for (int i = 0; i < hashed && finished; i++) {
                    finished = pass(i, -1);
                }
            } else {
                for (int i = 0; i < hashed && finished; i++) {
                    for (int j = i + 1; j < hashed && finished; j++) {
                        finished = pass(i, j);
                    }
                }
            }
            ChanceMatches chance = new ChanceMatches(exact, near, widths, n, total, k);
            return collector.result(Matches.ROWS, chance.expected(), chance.variance(), finished);
        }

        private static long mix(int column, long token) {
            long z = (column + 1) * 0x9E3779B97F4A7C15L + token * 0xD1B54A32D192ED03L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            return z ^ (z >>> 31);
        }

        /** The hash of all exact columns but two; a column is taken out of an exclusive or as it came in. */
        private long base(int row, int without, int andWithout) {
            long hash = whole[row];
            for (int left : new int[] {without, andWithout}) {
                if (left >= 0 && left < exact.length) {
                    hash ^= mix(left, exact[left][row]);
                }
            }
            return hash;
        }

        private long cellOf(int row) {
            double value = near[cell][row];
            // a little wider than the tolerance, so that rounding puts no two close numbers two cells apart
            return Double.isNaN(value) ? Long.MIN_VALUE : (long) Math.floor(value / (widths[cell] * (1 + 1e-9)));
        }

        /** One choice of columns left out. */
        private boolean pass(int without, int andWithout) {
            boolean cells = cell >= 0 && without != exact.length && andWithout != exact.length;
            int size = Integer.highestOneBit(Math.max(16, total)) * 2;
            int[] heads = new int[size];
            Arrays.fill(heads, -1);
            int[] next = new int[total];
            long[] keys = new long[total];
            for (int row = 0; row < total; row++) {
                long base = base(row, without, andWithout);
                long at = cells ? cellOf(row) : 0;
                if (row >= split) {
                    int around = cells && at != Long.MIN_VALUE ? 1 : 0;
                    for (long c = at - around; c <= at + around; c++) {
                        long key = cells ? base ^ mix(exact.length, c) : base;
                        for (int hit = heads[(int) (key & (size - 1))]; hit >= 0; hit = next[hit]) {
                            if (keys[hit] == key) {
                                if (!collector.mayCompare()) {
                                    return false;
                                }
                                compare(hit, row, without, andWithout);
                            }
                        }
                    }
                }
                if (second == null || row < n) {
                    keys[row] = cells ? base ^ mix(exact.length, at) : base;
                    int slot = (int) (keys[row] & (size - 1));
                    next[row] = heads[slot];
                    heads[slot] = row;
                }
            }
            return true;
        }

        private void compare(int a, int b, int without, int andWithout) {
            int differing = 0;
            // the choice under which a pair counts: the columns in which it differs, then the first others
            int one = -1;
            int two = -1;
            for (int i = 0; i < hashed; i++) {
                boolean same = i < exact.length ? exact[i][a] == exact[i][b] : close(cell, a, b);
                if (!same) {
                    differing++;
                    if (one < 0) {
                        one = i;
                    } else {
                        two = i;
                    }
                }
            }
            int inHash = differing;
            for (int i = 0; i < near.length; i++) {
                differing += i != cell && !close(i, a, b) ? 1 : 0;
            }
            if (differing > k) {
                return;
            }
            int leaving = Math.min(k, hashed);
            for (int i = 0; inHash < leaving && i < hashed; i++) {
                if (i != one && i != two) {
                    if (one < 0) {
                        one = i;
                    } else {
                        two = i;
                    }
                    inHash++;
                }
            }
            if (Math.min(one, two < 0 ? one : two) == without && (two < 0 ? -1 : Math.max(one, two)) == andWithout) {
                collector.match(a, second == null ? b : b - n);
            }
        }

        private boolean close(int column, int a, int b) {
            double x = near[column][a];
            double y = near[column][b];
            return Double.isNaN(x) ? Double.isNaN(y) : Math.abs(x - y) <= widths[column];
        }
    }

    private Compared images(Cohort first, @Nullable Cohort second, String name) {
        Collector collector = new Collector(first, second);
        long[][] hashes = {hashes(first, name), second == null ? new long[0] : hashes(second, name)};
        boolean[][] present = {present(first, name), second == null ? new boolean[0] : present(second, name)};
        int blocks = distance + 1;
        boolean finished = true;
        for (int block = 0; block < blocks && finished; block++) {
            finished = imagePass(collector, hashes, present, block, blocks, second == null);
        }
        double within = 0;
        double choose = 1;
        for (int i = 0; i <= distance; i++) {
            within += choose;
            choose = choose * (64 - i) / (i + 1);
        }
        long a = count(present[0]);
        double pairs = second == null ? a / 2.0 * (a - 1) : (double) a * count(present[1]);
        // of fair coins, any two pairs are independent of each other
        double expected = pairs * within * 0x1.0p-64;
        return collector.result(Matches.IMAGES, expected, expected, finished);
    }

    private static long count(boolean[] flags) {
        long count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private static long bits(long hash, int block, int blocks) {
        int from = 64 * block / blocks;
        int to = 64 * (block + 1) / blocks;
        return hash >>> from & (to - from == 64 ? -1L : (1L << (to - from)) - 1);
    }

    private boolean imagePass(
            Collector collector, long[][] hashes, boolean[][] present, int block, int blocks, boolean one) {
        Map<Long, List<Integer>> known = new HashMap<>();
        int probes = one ? hashes[0].length : hashes[1].length;
        if (!one) {
            for (int row = 0; row < hashes[0].length; row++) {
                if (present[0][row]) {
                    known.computeIfAbsent(bits(hashes[0][row], block, blocks), b -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        for (int row = 0; row < probes; row++) {
            if (!(one ? present[0][row] : present[1][row])) {
                continue;
            }
            long hash = one ? hashes[0][row] : hashes[1][row];
            for (int hit : known.getOrDefault(bits(hash, block, blocks), List.of())) {
                if (!collector.mayCompare()) {
                    return false;
                }
                if (Long.bitCount(hashes[0][hit] ^ hash) <= distance
                        && firstBlock(hashes[0][hit], hash, blocks) == block) {
                    collector.match(hit, row);
                }
            }
            if (one) {
                known.computeIfAbsent(bits(hash, block, blocks), b -> new ArrayList<>())
                        .add(row);
            }
        }
        return true;
    }

    private static int firstBlock(long a, long b, int blocks) {
        int block = 0;
        while (bits(a, block, blocks) != bits(b, block, blocks)) {
            block++;
        }
        return block;
    }

    private static boolean[] present(Cohort cohort, String name) {
        boolean[] present = new boolean[cohort.size()];
        for (int row = 0; row < present.length; row++) {
            present[row] = !cohort.table().column(name).isMissing(row);
        }
        return present;
    }

    private static long[] hashes(Cohort cohort, String name) {
        if (!cohort.table().has(name)) {
            throw new IllegalArgumentException(
                    "expected image hash \"" + name + "\" to be a column of every compared set; correct its name");
        }
        var column = cohort.table().column(name);
        long[] hashes = new long[cohort.size()];
        for (int row = 0; row < hashes.length; row++) {
            String text = column.text(row).orElse("0000000000000000");
            if (!text.matches("[0-9a-fA-F]{16}")) {
                throw new DataException(cohort.table().place(row) + ", column \"" + name
                        + "\": expected a 64-bit hash of 16 hexadecimal digits, found " + text.length()
                        + " characters that are none; read the column as texts, and write leading zeros");
            }
            hashes[row] = Long.parseUnsignedLong(text, 16);
        }
        return hashes;
    }

    /** Says what is compared and how much may differ. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final List<String> columns = new ArrayList<>();
        private OptionalInt leftOut = OptionalInt.empty();
        private final Map<String, Double> tolerances = new TreeMap<>();
        private @Nullable String hashColumn;
        private int distance;
        private OptionalLong mostComparisons = OptionalLong.empty();

        private Builder() {}

        /**
         * Compares rows.
         *
         * @param columnsThatMayDiffer how many columns of a match may differ, 0 to 2
         * @return this
         */
        public Builder rows(int columnsThatMayDiffer) {
            if (columnsThatMayDiffer < 0 || columnsThatMayDiffer > MOST_LEFT_OUT) {
                throw new IllegalArgumentException(
                        "expected 0 to " + MOST_LEFT_OUT + " columns that may differ, got " + columnsThatMayDiffer);
            }
            if (leftOut.isPresent()) {
                throw new IllegalStateException(
                        "rows are already compared with " + leftOut.getAsInt() + " columns that may differ");
            }
            leftOut = OptionalInt.of(columnsThatMayDiffer);
            return this;
        }

        /**
         * The columns that rows are compared by. Without this, all that the sets have in common, but those of record, subject, label and image
         * hash.
         *
         * @param names the columns, each once
         * @return this
         */
        public Builder columns(String... names) {
            if (!columns.isEmpty()) {
                throw new IllegalStateException("the columns are already set");
            }
            if (names.length == 0 || new HashSet<>(List.of(names)).size() < names.length) {
                throw new IllegalArgumentException("columns need at least one name, and each once");
            }
            columns.addAll(List.of(names));
            return this;
        }

        /**
         * Lets the numbers of a column agree where they are no further apart than this.
         *
         * @param column a column of numbers
         * @param width in the unit of the column, positive
         * @return this
         */
        public Builder tolerance(String column, double width) {
            if (!(width > 0 && width < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("expected a tolerance that is positive and finite, got " + width);
            }
            if (tolerances.putIfAbsent(column, width) != null) {
                throw new IllegalStateException("the tolerance of \"" + column + "\" is already set");
            }
            return this;
        }

        /**
         * Compares images by a perceptual hash that the host computed.
         *
         * @param column its column, of 16 hexadecimal digits
         * @param bitsThatMayDiffer 0 to 15
         * @return this
         */
        public Builder imageHash(String column, int bitsThatMayDiffer) {
            if (bitsThatMayDiffer < 0 || bitsThatMayDiffer > MOST_BITS) {
                throw new IllegalArgumentException(
                        "expected 0 to " + MOST_BITS + " bits that may differ, got " + bitsThatMayDiffer);
            }
            if (hashColumn != null) {
                throw new IllegalStateException("the image hash is already set to \"" + hashColumn + "\"");
            }
            hashColumn = column;
            distance = bitsThatMayDiffer;
            return this;
        }

        /**
         * The most hits that are compared; {@link #MOST_COMPARISONS} unless set.
         *
         * @param number at least 1
         * @return this
         */
        public Builder mostComparisons(long number) {
            if (number < 1) {
                throw new IllegalArgumentException("expected at least one comparison, got " + number);
            }
            if (mostComparisons.isPresent()) {
                throw new IllegalStateException("the most comparisons are already set");
            }
            mostComparisons = OptionalLong.of(number);
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         * @throws IllegalStateException when neither rows nor images are compared, or there are tolerances and no rows
         */
        public NearDuplicateDetector build() {
            if (leftOut.isEmpty() && (hashColumn == null || !tolerances.isEmpty() || !columns.isEmpty())) {
                throw new IllegalStateException(
                        "say what is compared: rows(columnsThatMayDiffer), imageHash(column, bitsThatMayDiffer) or both");
            }
            return new NearDuplicateDetector(this);
        }
    }
}
