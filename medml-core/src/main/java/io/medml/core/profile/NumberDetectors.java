package io.medml.core.profile;

import static io.medml.core.profile.Suspicions.finding;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.stats.Descriptive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/** What can be suspicious in the numbers of one column that is not taken for an identifier. */
final class NumberDetectors {

    private static final Pattern SENTINEL = Pattern.compile("9|7{2,}|8{2,}|9{2,}");
    private static final Pattern MINUS_NINES = Pattern.compile("-(1|9+)");
    private static final int LEAST_OTHERS = 5;
    private static final int NEIGHBOURS_OF_ZERO = 11;
    private static final int LEAST_DIFFERENT = 20;
    private static final int NEIGHBOURS = 5;
    private static final int LEAST_ROWS = 10;
    private static final int TIMES = 3;

    private final ProfiledColumn column;
    private final Distribution numbers;
    private final Suspicions found;

    NumberDetectors(ProfiledColumn column, Suspicions found) {
        this.column = column;
        this.numbers = column.distribution();
        this.found = found;
    }

    void run() {
        boolean low = sentinelAt(0, 1);
        boolean high = sentinelAt(numbers.different() - 1, numbers.different() - 2);
        zeroApart();
        spike(Suspicion.SPIKE_AT_MAXIMUM, numbers.different() - 1, -1);
        if (!low && numbers.smallest() != 0 && numbers.smallest() != 1) {
            spike(Suspicion.SPIKE_AT_MINIMUM, 0, 1);
        }
        negative(low);
        notation();
        ordinal(low || high);
    }

    private void rows(Finding finding, DoublePredicate holds) {
        found.rows(finding, row -> !column.missing(row) && holds.test(column.number(column.code(row))));
    }

    /** Whether the smallest or largest number is one; ranks of it and of its neighbour. */
    private boolean sentinelAt(int rank, int neighbour) {
        if (numbers.different() <= LEAST_OTHERS) {
            return false;
        }
        double value = numbers.value(rank);
        String digits = ProfiledColumn.text(Math.abs(value));
        double gap = Math.abs(value - numbers.value(neighbour));
        double spread =
                rank == 0 ? numbers.largest() - numbers.value(1) : numbers.value(neighbour) - numbers.smallest();
        boolean apart = SENTINEL.matcher(digits).matches() && gap > spread;
        boolean onlyNegative = rank == 0
                && numbers.value(1) >= 0
                && MINUS_NINES.matcher(ProfiledColumn.text(value)).matches()
                && 2L * numbers.count(0) < numbers.size();
        if (!apart && !onlyNegative) {
            return false;
        }
        rows(
                finding(
                                Suspicion.SENTINEL_NUMBER,
                                column.name,
                                apart
                                        ? "a number like a code stands far from all others; it may mean missing or not asked"
                                        : "the only negative number; it may mean missing or not asked")
                        .with("value", ProfiledColumn.text(value)),
                v -> v == value);
        return true;
    }

    private void zeroApart() {
        if (numbers.smallest() != 0 || numbers.different() < NEIGHBOURS_OF_ZERO + 1) {
            return;
        }
        double[] gaps = new double[NEIGHBOURS_OF_ZERO - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = numbers.value(i + 2) - numbers.value(i + 1);
        }
        double widest = Arrays.stream(gaps).max().orElseThrow();
        double usual = Descriptive.quantile(gaps, 0.5).orElseThrow();
        double next = numbers.value(1);
        if (next >= TIMES * widest || (next >= numbers.medianAboveZero() / 5 && next >= 5 * usual)) {
            rows(
                    finding(
                                    Suspicion.ZERO_APART,
                                    column.name,
                                    "0 stands apart from the other numbers; where 0 is impossible it means missing")
                            .with("next_number", ProfiledColumn.text(numbers.value(1)))
                            .with("widest_gap_of_next_11", rounded(widest))
                            .with("median_gap_of_next_11", rounded(usual)),
                    v -> v == 0);
        }
    }

    /** A difference of decimals without the digits that rounding left in it. */
    private static String rounded(double value) {
        return value == 0
                ? "0"
                : new BigDecimal(value)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private void spike(Suspicion suspicion, int rank, int step) {
        int count = numbers.count(rank);
        if (numbers.different() < LEAST_DIFFERENT || count < LEAST_ROWS) {
            return;
        }
        int most = 0;
        for (int i = 1; i <= NEIGHBOURS; i++) {
            most = Math.max(most, numbers.count(rank + i * step));
        }
        if (count >= TIMES * most) {
            double value = numbers.value(rank);
            rows(
                    finding(
                                    suspicion,
                                    column.name,
                                    "many rows share the " + (step < 0 ? "largest" : "smallest")
                                            + " number: a cap, a code, or a limit of the scale or the measurement")
                            .with("value", ProfiledColumn.text(value))
                            .with("most_at_a_neighbour", most),
                    v -> v == value);
        }
    }

    private void negative(boolean sentinel) {
        int negative = numbers.below(0);
        if (!sentinel && numbers.size() >= 100 && negative > 0 && 100L * negative <= numbers.size()) {
            rows(
                    finding(
                            Suspicion.NEGATIVE_RARE,
                            column.name,
                            "few numbers are negative; where negative is impossible they are wrong"),
                    v -> v < 0);
        }
    }

    /** What only holds for ages; declared, or so by its name. */
    void age(boolean declared) {
        Severity severity = declared ? Severity.WARNING : Severity.INFO;
        if (numbers.smallest() < 0 || numbers.largest() > 120) {
            rows(
                    finding(Suspicion.AGE_BEYOND_120, severity, column.name, "ages below 0 or above 120"),
                    v -> v < 0 || v > 120);
        }
        int zero = numbers.below(Math.nextUp(0.0)) - numbers.below(0);
        if (zero > 0 && 100L * zero <= numbers.size()) {
            rows(finding(Suspicion.AGE_ZERO, column.name, "ages of 0: infants, or unknown"), v -> v == 0);
        }
    }

    private void notation() {
        if (!column.written || column.levels().noneMatch(this::needless)) {
            return;
        }
        found.rows(
                finding(
                        Suspicion.MIXED_NOTATION,
                        column.name,
                        "numbers with an exponent that they do not need; they are read as numbers all the same"),
                row -> !column.missing(row) && needless(column.code(row)));
    }

    private boolean exponent(int code) {
        return column.stripped(code).toLowerCase(Locale.ROOT).indexOf('e') >= 0;
    }

    private boolean needless(int code) {
        double size = Math.abs(column.number(code));
        return exponent(code) && !column.marker(code) && (size == 0 || (size >= 1e-3 && size < 1e7));
    }

    private void ordinal(boolean sentinel) {
        int different = numbers.different();
        boolean plain = column.kind == ContentKind.WHOLE_NUMBER
                && !sentinel
                && different >= 4
                && different <= 10
                && (numbers.smallest() == 0 || numbers.smallest() == 1)
                && numbers.largest() - numbers.smallest() == different - 1;
        if (!plain || numbers.size() < 2) {
            return;
        }
        double ties = 0;
        for (int i = 0; i < different; i++) {
            ties += (double) numbers.count(i) * (numbers.count(i) - 1);
        }
        found.add(finding(
                        Suspicion.ORDINAL_TIES,
                        column.name,
                        different + " whole numbers in a row, perhaps ordered categories; many rows tie")
                .with("levels", different)
                .with("rows", numbers.size())
                .with(
                        "share_of_pairs_that_tie",
                        String.format(Locale.ROOT, "%.3f", ties / ((double) numbers.size() * (numbers.size() - 1)))));
    }
}
