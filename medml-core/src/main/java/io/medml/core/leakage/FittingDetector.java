package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FittingReport.Claim;
import io.medml.core.leakage.FittingReport.Outcome;
import io.medml.core.leakage.FittingReport.RowSet;
import io.medml.core.table.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out from which rows the statistics in a preprocessing state (a scaler, an imputer, an encoder) were computed: from the training data
 * alone, or with test data among them.
 *
 * <pre>{@code
 * FittingReport report = FittingDetector.builder()
 *     .statistic("age", Statistic.MEAN, "54.44").statistic("age", Statistic.DEVIATION, "9.04").categories("thal", "3", "6", "7")
 *     .build().detect(training, test);
 * }</pre>
 *
 * <p>Every claimed statistic is computed on each combination of the parts (31 of training data and four others). A combination reproduces a
 * claim where its value is within half a unit of the claim's last written digit, or {@code 1e-12} of its size; a list of categories, where it
 * is the set of values there.
 *
 * <ul>
 * <li><b>Missing</b> values are left out. Median: the middle value, or the mean of the two middle ones. Deviation: with the divisor
 *     {@code n - 1} or {@code n}; either reproduces.
 * <li><b>Not decided:</b> where training data and a combination with others both reproduce a claim, it does not tell. Coarse rounding,
 *     medians and extremes often do not.
 * <li><b>Not seen:</b> parameters that no statistic of one column gives (components, selected features, weights); rows that are in no part;
 *     statistics of transformed values.
 * <li><b>Power</b> for one mean of 700 training and 300 test records, of deviation 10, fitted on all of them, simulated with fixed seeds: written
 *     with 2 decimals found in at least 0.96 of cohorts, with 1 decimal in 0.78, without decimals in about 0.15. A state fitted on the training
 *     data alone is never said to be fitted on others.
 * </ul>
 *
 * <p>Immutable and reusable.
 */
public final class FittingDetector {

    /** A statistic of one column. */
    public enum Statistic {
        /** The mean. */
        MEAN,
        /** The standard deviation, with either divisor. */
        DEVIATION,
        /** The median. */
        MEDIAN,
        /** The least value. */
        MINIMUM,
        /** The greatest value. */
        MAXIMUM,
        /** The set of values. */
        CATEGORIES
    }

    private static final int MOST_OTHERS = 4;

    private record Stated(String column, Statistic statistic, BigDecimal value, Set<String> categories) {}

    private final List<Stated> claims;

    private FittingDetector(Builder builder) {
        this.claims = List.copyOf(builder.claims);
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
     * Computes the claimed statistics on the parts and their combinations.
     *
     * @param training the data that the state should come from
     * @param others data that it should not, 1 to 4 parts
     * @return the report
     * @throws IllegalArgumentException when there is no other part or more than four, two parts have one name, or a claimed column is not in
     *     every part, or holds no numbers where its statistic needs them
     */
    public FittingReport detect(Cohort training, Cohort... others) {
        if (others.length == 0 || others.length > MOST_OTHERS) {
            throw new IllegalArgumentException(
                    "expected 1 to " + MOST_OTHERS + " parts beside the training data, got " + others.length);
        }
        List<Cohort> parts = new ArrayList<>(List.of(training));
        parts.addAll(List.of(others));
        if (parts.stream().map(Cohort::name).distinct().count() < parts.size()) {
            throw new IllegalArgumentException(
                    "expected parts of different names, so that the report can tell them apart");
        }
        List<RowSet> sets = new ArrayList<>();
        for (int mask = 1; mask < 1 << parts.size(); mask++) {
            List<String> names = new ArrayList<>();
            for (int part = 0; part < parts.size(); part++) {
                if ((mask >> part & 1) == 1) {
                    names.add(parts.get(part).name());
                }
            }
            sets.add(new RowSet(names));
        }
        List<Claim> results = new ArrayList<>();
        Set<Integer> all = new TreeSet<>();
        for (int mask = 1; mask < 1 << parts.size(); mask++) {
            all.add(mask);
        }
        for (Stated claim : claims) {
            Set<Integer> reproducing = new TreeSet<>();
            for (int mask = 1; mask < 1 << parts.size(); mask++) {
                if (reproduces(claim, parts, mask)) {
                    reproducing.add(mask);
                }
            }
            all.retainAll(reproducing);
            results.add(new Claim(
                    claim.column,
                    claim.statistic,
                    outcome(reproducing),
                    reproducing.stream().map(mask -> sets.get(mask - 1)).toList()));
        }
        Outcome whole = outcome(all);
        List<RowSet> reproducingAll =
                all.stream().map(mask -> sets.get(mask - 1)).toList();
        Provenance provenance = Provenance.of(FittingDetector.class).with("claims", claims.size());
        for (Cohort part : parts) {
            provenance = provenance.from(part.reference()).synthetic(part.synthetic());
        }
        return new FittingReport(
                parts.stream().map(Cohort::reference).toList(),
                provenance,
                whole,
                reproducingAll,
                results,
                findings(whole, reproducingAll, results, provenance.synthetic()));
    }

    private static Outcome outcome(Set<Integer> reproducing) {
        boolean training = reproducing.contains(1);
        boolean others = reproducing.stream().anyMatch(mask -> mask != 1);
        return training
                ? others ? Outcome.NOT_DECIDED : Outcome.TRAINING_ONLY
                : others ? Outcome.WITH_OTHERS : Outcome.NOT_REPRODUCED;
    }

    private static List<Finding> findings(Outcome whole, List<RowSet> sets, List<Claim> claims, boolean synthetic) {
        List<Finding> findings = new ArrayList<>();
        switch (whole) {
            case TRAINING_ONLY ->
                findings.add(Finding.of(
                        "REPRODUCED_BY_TRAINING_ONLY",
                        Severity.INFO,
                        "",
                        "The training data reproduce every claim, and no combination with other data does."));
            case NOT_DECIDED ->
                findings.add(Finding.of(
                        "FITTING_NOT_DECIDED",
                        Severity.WARNING,
                        "",
                        "The training data reproduce every claim, and so do rows with other data; claim more statistics, or with more"
                                + " digits."));
            case WITH_OTHERS ->
                findings.add(Finding.of(
                                "FITTED_ON_TEST",
                                Severity.ERROR,
                                "",
                                "The training data do not reproduce the claims, and rows with other data reproduce every one: what was"
                                        + " fitted has seen them.")
                        .with("rows", sets.get(0).text()));
            case NOT_REPRODUCED -> {
                for (Claim claim : claims) {
                    if (claim.outcome() == Outcome.WITH_OTHERS) {
                        findings.add(Finding.of(
                                        "FITTED_ON_TEST",
                                        Severity.ERROR,
                                        claim.column(),
                                        "The training data do not reproduce the claim, and rows with other data do.")
                                .with("statistic", claim.statistic())
                                .with("rows", claim.reproducedBy().get(0).text()));
                    } else if (claim.outcome() == Outcome.NOT_REPRODUCED) {
                        findings.add(Finding.of(
                                        "CLAIM_NOT_REPRODUCED",
                                        Severity.WARNING,
                                        claim.column(),
                                        "No combination of the parts reproduces the claim: it comes from other rows, other values or another"
                                                + " formula.")
                                .with("statistic", claim.statistic()));
                    }
                }
                if (findings.isEmpty()) {
                    findings.add(
                            Finding.of(
                                    "CLAIMS_FROM_DIFFERENT_ROWS",
                                    Severity.WARNING,
                                    "",
                                    "Each claim is reproduced by some rows, and all of them by none: they come from different rows."));
                }
            }
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(""));
        }
        return findings;
    }

    private static boolean reproduces(Stated claim, List<Cohort> parts, int mask) {
        if (claim.statistic == Statistic.CATEGORIES) {
            Set<String> found = new HashSet<>();
            for (int part = 0; part < parts.size(); part++) {
                if ((mask >> part & 1) == 1) {
                    var column = column(claim, parts.get(part));
                    for (int row = 0; row < column.size(); row++) {
                        column.text(row).ifPresent(found::add);
                    }
                }
            }
            return found.equals(claim.categories);
        }
        double[] values = new double[0];
        for (int part = 0; part < parts.size(); part++) {
            if ((mask >> part & 1) == 1) {
                double[] more = numbers(claim, parts.get(part));
                int before = values.length;
                values = Arrays.copyOf(values, before + more.length);
                System.arraycopy(more, 0, values, before, more.length);
            }
        }
        double half = 0.5 * StrictMath.pow(10, -claim.value.scale());
        double stated = claim.value.doubleValue();
        double width = Math.max(half * (1 + 1e-9), 1e-12 * Math.abs(stated));
        double[] candidates = values.length == 0 ? new double[0] : candidates(claim.statistic, values);
        return Arrays.stream(candidates).anyMatch(value -> Math.abs(value - stated) <= width);
    }

    private static double[] candidates(Statistic statistic, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return switch (statistic) {
            case MEAN -> new double[] {mean(sorted)};
            case DEVIATION -> {
                double mean = mean(sorted);
                double squares =
                        Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
                yield n == 1 ? new double[] {0} : new double[] {Math.sqrt(squares / (n - 1)), Math.sqrt(squares / n)};
            }
            case MEDIAN -> new double[] {n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] / 2 + sorted[n / 2] / 2};
            case MINIMUM -> new double[] {sorted[0]};
            case MAXIMUM -> new double[] {sorted[n - 1]};
            case CATEGORIES -> throw new IllegalStateException("categories are a set and no number");
        };
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static Column column(Stated claim, Cohort part) {
        if (!part.table().has(claim.column)) {
            throw new IllegalArgumentException(
                    "expected claimed column \"" + claim.column + "\" in every part; correct its name, or the parts");
        }
        return part.table().column(claim.column);
    }

    private static double[] numbers(Stated claim, Cohort part) {
        FeatureValues values = FeatureValues.of(column(claim, part));
        if (!values.numeric() && values.presentCount() > 0) {
            throw new IllegalArgumentException("expected claimed column \"" + claim.column
                    + "\" to hold numbers in every part, as its statistic needs; claim its categories instead");
        }
        double[] numbers = new double[values.presentCount()];
        int next = 0;
        for (int row = 0; row < values.size(); row++) {
            if (values.present(row)) {
                numbers[next++] = values.number(row);
            }
        }
        return numbers;
    }

    /** Takes the claims of a state. Confined to one thread; claiming the same thing twice is an error. */
    public static final class Builder {
        private final List<Stated> claims = new ArrayList<>();

        private Builder() {}

        /**
         * Claims a number.
         *
         * @param column the column
         * @param statistic what it is a statistic of, but {@link Statistic#CATEGORIES}
         * @param value the number as the state writes it, such as {@code 54.44}: its last digit says how it is rounded
         * @return this
         * @throws IllegalArgumentException when it is no number
         */
        public Builder statistic(String column, Statistic statistic, String value) {
            if (requireNonNull(statistic, "statistic") == Statistic.CATEGORIES) {
                throw new IllegalArgumentException("categories are claimed with categories(column, values..)");
            }
            BigDecimal number = decimal(value)
                    .orElseThrow(() -> new IllegalArgumentException("expected the claimed " + statistic + " of \""
                            + column + "\" to be a decimal number, such as 54.44"));
            return add(new Stated(Name.require(column, "a claimed column"), statistic, number, Set.of()));
        }

        /**
         * Claims the values that an encoder knows.
         *
         * @param column the column
         * @param values its values, without one for unknown
         * @return this
         */
        public Builder categories(String column, String... values) {
            return add(new Stated(
                    Name.require(column, "a claimed column"), Statistic.CATEGORIES, BigDecimal.ZERO, Set.of(values)));
        }

        private static Optional<BigDecimal> decimal(String text) {
            try {
                BigDecimal number = new BigDecimal(text);
                return number.precision() <= 40 && Math.abs((long) number.scale()) <= 100
                        ? Optional.of(number)
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        private Builder add(Stated claim) {
            if (claims.stream()
                    .anyMatch(known -> known.column.equals(claim.column) && known.statistic == claim.statistic)) {
                throw new IllegalStateException(
                        "the " + claim.statistic + " of \"" + claim.column + "\" is already claimed");
            }
            claims.add(claim);
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         * @throws IllegalStateException when nothing is claimed
         */
        public FittingDetector build() {
            if (claims.isEmpty()) {
                throw new IllegalStateException("claim at least one statistic or list of categories");
            }
            return new FittingDetector(this);
        }
    }
}
