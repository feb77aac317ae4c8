package io.medml.core.profile;

import static io.medml.core.profile.Suspicions.finding;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.stats.OverdispersedCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What can be suspicious in columns beside each other: repeated rows, equal columns, identifiers, common missingness. */
final class TableDetectors {

    private static final int LEAST_ROWS = 20;
    private static final int LEAST_TOGETHER = 5;
    private static final int MOST_LEVELS = 50;
    private static final double CHANCE = 1e-9;
    private static final double LEAST_CHANCE = 0.01;
    private static final int LEAST_VALUES = 30;
    private static final int LEAST_SHARED = 10;
    private static final double MOST_NEIGHBOURLY = 0.9;
    private static final double LEAST_BEYOND_NEIGHBOURS = 0.95;
    private static final Set<String> ID_WORDS = Set.of("id", "nbr", "mrn", "patient", "subject", "case");
    private static final Pattern POINT_AND_ZEROS = Pattern.compile("-?[0-9]+\\.0+");
    private static final Pattern BLANK = Pattern.compile("\\s");

    private final List<ProfiledColumn> columns;
    private final int rows;
    private final NameableLevels nameable;
    private final Suspicions found;

    TableDetectors(List<ProfiledColumn> columns, int rows, NameableLevels nameable, Suspicions found) {
        this.columns = columns;
        this.rows = rows;
        this.nameable = nameable;
        this.found = found;
    }

    void run() {
        duplicates();
        Map<String, List<ProfiledColumn>> missingTogether = missingTogether();
        missingByDesign(missingTogether);
        alike();
        names();
        dates();
    }

    /** Names that a delimiter inside of brackets has cut. */
    private void names() {
        for (int i = 0; i + 1 < columns.size(); i++) {
            if (open(columns.get(i).name) > 0 && open(columns.get(i + 1).name) < 0) {
                found.add(finding(
                                Suspicion.HEADER_SPLIT,
                                columns.get(i).name,
                                "this name and the next seem to be one that was cut at a delimiter; give the names yourself")
                        .with("next_column", columns.get(i + 1).name));
            }
        }
    }

    /** Brackets that are opened and not closed. */
    private static int open(String name) {
        return (int) (name.chars().filter(c -> c == '[' || c == '(').count()
                - name.chars().filter(c -> c == ']' || c == ')').count());
    }

    private void dates() {
        String dates = named(ContentKind.DATE);
        String times = named(ContentKind.DATE_TIME);
        if (!dates.isEmpty() && !times.isEmpty()) {
            found.add(finding(
                            Suspicion.MIXED_DATES,
                            Severity.INFO,
                            "",
                            "some columns hold dates and others dates with times; differences between them are off by up to a day")
                    .with("dates", dates)
                    .with("dates_with_times", times));
        }
    }

    private String named(ContentKind kind) {
        return columns.stream().filter(c -> c.kind == kind).map(c -> c.name).collect(Collectors.joining(", "));
    }

    private void duplicates() {
        Repeats repeats = Repeats.ofRows(columns, rows);
        boolean[] later = repeats.later();
        if (repeats.groups() < rows) {
            ExpectedPairs chance = expectedPairs();
            double asMany = OverdispersedCount.atLeast(repeats.pairs(), chance.mean(), chance.variance());
            found.rows(
                    finding(
                                    Suspicion.ROW_DUPLICATE,
                                    chance.mean() < 1 && asMany < LEAST_CHANCE ? Severity.WARNING : Severity.INFO,
                                    "",
                                    "rows repeat an earlier one in all " + columns.size() + " columns")
                            .with("groups", repeats.sharedGroups())
                            .with("largest_group", repeats.largest())
                            .with("pairs", repeats.pairs())
                            .with("pairs_expected_by_chance", String.format(Locale.ROOT, "%.3g", chance.mean()))
                            .with("chance_of_as_many", String.format(Locale.ROOT, "%.3g", asMany)),
                    row -> later[row]);
        }
    }

    /** Mean and variance of the number of pairs of equal rows, were the columns independent of each other and kept their values. */
    private record ExpectedPairs(double mean, double variance) {}

    /**
     * With a the mean, over rows, of the share of others that agree in a column, and s that of its square: a pair agrees with the product
     * m of all a, two pairs that share a row with the product of all s. How often a row agrees in one column is fixed, so the part of the
     * covariance that one column makes alone is taken out.
     */
    private ExpectedPairs expectedPairs() {
        double pairs = 0.5 * rows * (rows - 1);
        double match = 1;
        double together = 1;
        double alone = 0;
        for (ProfiledColumn column : columns) {
            double agree = agreeing(column, 1);
            double square = agreeing(column, 2);
            match *= agree;
            together *= square;
            alone += agree == 0 ? 0 : Math.max(0, square / (agree * agree) - 1);
        }
        double shared = Math.max(0, together - match * match * (1 + alone));
        return new ExpectedPairs(pairs * match, pairs * (match * (1 - match) + 2.0 * Math.max(0, rows - 2) * shared));
    }

    /** The mean over rows of a power of the share of other rows that agree in a column. */
    private double agreeing(ProfiledColumn column, int power) {
        double sum = column.emptyOrUnreadable() * Math.pow(others(column.emptyOrUnreadable()), power);
        for (int code = 0; code < column.texts(); code++) {
            sum += column.count(code) * Math.pow(others(column.count(code)), power);
        }
        return sum / rows;
    }

    private double others(int alike) {
        return Math.max(0, alike - 1) / Math.max(1.0, rows - 1.0);
    }

    // ---- missing cells ----

    private static BitSet missing(ProfiledColumn column) {
        BitSet missing = new BitSet(column.rows);
        for (int row = 0; row < column.rows; row++) {
            missing.set(row, column.missing(row));
        }
        return missing;
    }

    /** Columns with missing cells, by the rows where they are; the first of each group stands for it. */
    private Map<String, List<ProfiledColumn>> missingTogether() {
        Map<BitSet, List<ProfiledColumn>> groups = new LinkedHashMap<>();
        for (ProfiledColumn column : columns) {
            if (column.missingCount() > 0 && column.present() > 0) {
                groups.computeIfAbsent(missing(column), key -> new ArrayList<>())
                        .add(column);
            }
        }
        Map<String, List<ProfiledColumn>> byFirst = new LinkedHashMap<>();
        groups.forEach((missing, group) -> {
            byFirst.put(group.get(0).name, group);
            if (group.size() > 1 && missing.cardinality() >= LEAST_TOGETHER) {
                found.rows(
                        finding(
                                        Suspicion.MISSING_TOGETHER,
                                        group.get(0).name,
                                        group.size() + " columns are missing in exactly the same rows")
                                .with("columns", group.stream().map(c -> c.name).collect(Collectors.joining(", "))),
                        missing::get);
            }
        });
        return byFirst;
    }

    /** The levels of a column on which another has no value at all. */
    private record Design(ProfiledColumn by, Set<Integer> levels, int covered) {}

    private void missingByDesign(Map<String, List<ProfiledColumn>> missingTogether) {
        Map<String, List<String>> grouped = new TreeMap<>();
        Map<String, Design> designs = new TreeMap<>();
        for (ProfiledColumn column : columns) {
            if (column.missingCount() == 0 || column.present() == 0) {
                continue;
            }
            Design best = null;
            for (ProfiledColumn by : columns) {
                if (by == column || by.distinct() == 0 || by.distinct() > MOST_LEVELS) {
                    continue;
                }
                boolean standsForItself = missingTogether.getOrDefault(by.name, List.of()).stream()
                        .noneMatch(c -> c == column);
                Design design = design(column, by, standsForItself && missingTogether.containsKey(by.name));
                if (design != null && (best == null || better(design, best))) {
                    best = design;
                }
            }
            if (best != null) {
                String key = best.by().name + " " + best.levels();
                designs.put(key, best);
                grouped.computeIfAbsent(key, k -> new ArrayList<>())
                        .add(column.name + " (" + best.covered() + " of " + column.missingCount() + ")");
            }
        }
        grouped.forEach((key, names) -> {
            Design design = designs.get(key);
            if (design == null) {
                return;
            }
            ProfiledColumn by = design.by();
            List<String> levels = new ArrayList<>();
            int others = 0;
            for (int level : design.levels()) {
                if (level >= 0 && !nameable.named(by, level)) {
                    others++;
                } else {
                    levels.add(level < 0 ? "(missing)" : by.stripped(level));
                }
            }
            if (others > 0) {
                levels.add("(" + others + " not named)");
            }
            found.rows(
                    finding(
                                    Suspicion.MISSING_BY_DESIGN,
                                    by.name,
                                    Suspicions.plural(names.size(), "other column")
                                            + " without any value on all rows of these levels: perhaps not asked or not measured"
                                            + " there, by design")
                            .with("levels", String.join(", ", levels))
                            .with("columns", String.join(", ", names)),
                    row -> design.levels().contains(by.level(row)));
        });
    }

    private static boolean better(Design one, Design other) {
        if (one.covered() != other.covered()) {
            return one.covered() > other.covered();
        }
        boolean oneMissing = one.levels().contains(ProfiledColumn.MISSING);
        boolean otherMissing = other.levels().contains(ProfiledColumn.MISSING);
        if (oneMissing != otherMissing) {
            return otherMissing;
        }
        return one.levels().size() < other.levels().size();
    }

    private @Nullable Design design(ProfiledColumn column, ProfiledColumn by, boolean missingCounts) {
        int[] all = new int[by.texts() + 1];
        int[] missing = new int[by.texts() + 1];
        for (int row = 0; row < rows; row++) {
            int level = by.level(row) + 1;
            all[level]++;
            missing[level] += column.missing(row) ? 1 : 0;
        }
        double logShare = Math.log((double) column.missingCount() / rows);
        Set<Integer> levels = new TreeSet<>();
        int covered = 0;
        for (int level = missingCounts ? 0 : 1; level < all.length; level++) {
            if (all[level] > 0 && missing[level] == all[level] && all[level] * logShare < Math.log(CHANCE)) {
                levels.add(level - 1);
                covered += all[level];
            }
        }
        return levels.isEmpty() ? null : new Design(by, levels, covered);
    }

    // ---- columns that say the same ----

    private void alike() {
        for (int i = 0; i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                ProfiledColumn one = columns.get(i);
                ProfiledColumn other = columns.get(j);
                if (one.distinct() < 2
                        || one.distinct() != other.distinct()
                        || one.missingCount() != other.missingCount()) {
                    continue;
                }
                if (equal(one, other)) {
                    found.add(finding(
                                    Suspicion.COLUMNS_EQUAL,
                                    one.name,
                                    "another column has the same cell in every row; a reader by position or name takes one of them")
                            .with("other_column", other.name)
                            .with("rows", rows));
                } else if (one.distinct() >= 3 && 2L * one.distinct() <= rows && oneToOne(one, other)) {
                    found.add(finding(
                                    Suspicion.COLUMNS_ONE_TO_ONE,
                                    one.name,
                                    "another column says the same in other words")
                            .with("other_column", other.name)
                            .with("values", one.distinct())
                            .with("rows", rows));
                }
            }
        }
    }

    private boolean equal(ProfiledColumn one, ProfiledColumn other) {
        for (int row = 0; row < rows; row++) {
            int a = one.code(row);
            int b = other.code(row);
            if ((a < 0) != (b < 0) || (a >= 0 && !one.text(a).equals(other.text(b)))) {
                return false;
            }
        }
        return true;
    }

    private boolean oneToOne(ProfiledColumn one, ProfiledColumn other) {
        int[] there = new int[one.texts()];
        int[] back = new int[other.texts()];
        Arrays.fill(there, -1);
        Arrays.fill(back, -1);
        for (int row = 0; row < rows; row++) {
            int a = one.level(row);
            int b = other.level(row);
            if (a < 0 && b < 0) {
                continue;
            }
            if (a < 0 || b < 0 || (there[a] >= 0 && there[a] != b) || (back[b] >= 0 && back[b] != a)) {
                return false;
            }
            there[a] = b;
            back[b] = a;
        }
        return true;
    }

    // ---- identifiers ----

    /** Reports what is taken for an identifier. */
    enum Identifier {
        NONE,
        UNIQUE,
        REPEATED
    }

    Identifier identifier(ProfiledColumn column) {
        boolean shape = column.kind == ContentKind.WHOLE_NUMBER
                || ((column.kind == ContentKind.CODE
                                || column.kind == ContentKind.TEXT
                                || column.kind == ContentKind.CATEGORY)
                        && column.levels()
                                .noneMatch(code ->
                                        BLANK.matcher(column.stripped(code)).find()));
        // decimals and dates do not become identifiers by a few slips among them
        boolean measured =
                column.nearly.filter(kind -> kind != ContentKind.WHOLE_NUMBER).isPresent();
        if (!shape || measured || column.present() < LEAST_ROWS) {
            return Identifier.NONE;
        }
        if (rowNumber(column)) {
            found.add(
                    finding(Suspicion.ROW_NUMBER, column.name, "the column numbers the rows; it must not be a feature")
                            .with("rows", rows));
            return Identifier.UNIQUE;
        }
        if (column.distinct() == rows) {
            found.add(finding(
                            Suspicion.IDENTIFIER_UNIQUE,
                            column.name,
                            "every row has another value: perhaps its identifier")
                    .with("rows", rows));
            return Identifier.UNIQUE;
        }
        return repeated(column) ? Identifier.REPEATED : Identifier.NONE;
    }

    private boolean rowNumber(ProfiledColumn column) {
        if (column.kind != ContentKind.WHOLE_NUMBER || column.distinct() != rows) {
            return false;
        }
        double first = column.number(column.level(0));
        return (first == 0 || first == 1)
                && IntStream.range(0, rows).allMatch(row -> column.number(column.code(row)) == first + row);
    }

    private boolean repeated(ProfiledColumn column) {
        Repeats repeats = Repeats.of(column);
        if (column.distinct() < LEAST_VALUES
                || 20L * column.distinct() < column.present()
                || repeats.sharedGroups() < LEAST_SHARED) {
            return false;
        }
        boolean named = Names.words(column.name).stream().anyMatch(ID_WORDS::contains);
        Agreement agreement = agreement(column, repeats);
        if (!named && agreement == null) {
            return false;
        }
        Finding finding = finding(
                        Suspicion.IDENTIFIER_REPEATED,
                        agreement == null ? Severity.INFO : Severity.WARNING,
                        column.name,
                        agreement == null
                                ? "by its name an identifier, with values in several rows: those rows may depend on each other"
                                : "rows that share a value agree as those of one person or case do: they depend on each other")
                .with("values", repeats.groups())
                .with("repeating_rows", column.present() - repeats.groups())
                .with("shared_values", repeats.sharedGroups())
                .with("largest_group", repeats.largest());
        if (agreement != null) {
            finding = finding.with("agree_in", agreement.in())
                    .with("agreement", String.format(Locale.ROOT, "%.4f", agreement.within()))
                    .with("agreement_of_neighbours", String.format(Locale.ROOT, "%.4f", agreement.neighbours()));
        }
        found.rows(finding, repeats::shared);
        return true;
    }

    /** How often rows of one value agree in another column, and rows of neighbouring values. */
    private record Agreement(String in, double within, double neighbours) {
        double beyondNeighbours() {
            return (within - neighbours) / (1 - neighbours);
        }
    }

    /** The column in which rows of one value agree most beyond their neighbours; null when in none enough. */
    private @Nullable Agreement agreement(ProfiledColumn column, Repeats repeats) {
        int[] first = new int[column.texts()];
        Arrays.fill(first, -1);
        for (int row = rows - 1; row >= 0; row--) {
            int level = column.level(row);
            if (level >= 0) {
                first[level] = row;
            }
        }
        Comparator<Integer> order = column.kind.numeric()
                ? Comparator.comparingDouble(column::number)
                : Comparator.comparing(column::stripped);
        int[] sorted = column.values()
                .boxed()
                .sorted(order)
                .mapToInt(code -> first[code])
                .toArray();
        Agreement best = null;
        for (ProfiledColumn other : columns) {
            if (other == column
                    || other.distinct() < 2
                    || other.distinct() > MOST_LEVELS
                    || 2L * other.distinct() >= column.distinct()) {
                continue;
            }
            int near = 0;
            for (int i = 1; i < sorted.length; i++) {
                near += other.level(sorted[i - 1]) == other.level(sorted[i]) ? 1 : 0;
            }
            double neighbours = (double) near / (sorted.length - 1);
            if (neighbours > MOST_NEIGHBOURLY) {
                continue;
            }
            int pairs = 0;
            int same = 0;
            for (int row = 0; row < rows; row++) {
                int level = column.level(row);
                if (level >= 0 && repeats.shared(row) && first[level] != row) {
                    pairs++;
                    same += other.level(first[level]) == other.level(row) ? 1 : 0;
                }
            }
            Agreement one = new Agreement(other.name, (double) same / pairs, neighbours);
            if (one.beyondNeighbours() >= LEAST_BEYOND_NEIGHBOURS
                    && (best == null || one.beyondNeighbours() > best.beyondNeighbours())) {
                best = one;
            }
        }
        return best;
    }

    /** Identifiers that software has turned into decimals. */
    void floatIdentifier(ProfiledColumn column) {
        if (column.written
                && column.kind == ContentKind.WHOLE_NUMBER
                && column.levels()
                        .allMatch(code ->
                                POINT_AND_ZEROS.matcher(column.stripped(code)).matches())) {
            found.rows(
                    finding(
                            Suspicion.FLOAT_IDENTIFIER,
                            column.name,
                            "identifiers written as decimals: a join with the same numbers written whole finds nothing"),
                    row -> !column.missing(row));
        }
    }
}
