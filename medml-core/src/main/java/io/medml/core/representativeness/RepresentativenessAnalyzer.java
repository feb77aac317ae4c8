package io.medml.core.representativeness;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.representativeness.RepresentativenessReport.Documented;
import io.medml.core.representativeness.RepresentativenessReport.Presence;
import io.medml.core.representativeness.RepresentativenessReport.ProposedLimit;
import io.medml.core.representativeness.RepresentativenessReport.RangeTable;
import io.medml.core.representativeness.RepresentativenessReport.StrataTable;
import io.medml.core.representativeness.RepresentativenessReport.Stratum;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.GoodnessOfFit;
import io.medml.core.stats.Homogeneity;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.StandardizedDifference;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a cohort against the population that a device is meant for.
 *
 * <pre>{@code
 * RepresentativenessReport report = RepresentativenessAnalyzer.builder(population)
 *     .minimum(30)
 *     .goal(new PrecisionGoal(Metric.SENSITIVITY, 0.85, 0.05))
 *     .build()
 *     .analyze(cohort);
 * }</pre>
 *
 * <ul>
 * <li><b>By subject:</b> each counts once, in the stratum of its first record by {@link Cohort#canonicalOrder()}, and has the condition where one
 *     of its records has. Those without a value of an attribute are counted apart and are in no share.
 * <li><b>Shares</b> have Wilson's interval; the standardised difference takes declared shares as known, and declared counts as a sample
 *     ({@link StandardizedDifference}).
 * <li><b>The test of a table</b> is {@link GoodnessOfFit} against shares, and Pearson's chi-square of two samples ({@link Homogeneity})
 *     against counts; strata that are not declared are left out of it. Where fewer than {@value #FEWEST_EXPECTED} subjects are expected in any stratum,
 *     of either sample, the p-value is simulated (the same classes; at least 1,999 draws, more for a larger family, from the stated seed). With 200 subjects, true shares of 0.4 and 0.6 and declared ones of
 *     0.5, it finds a difference at 0.05 with a power of 0.81. A large p-value is no evidence that the data represent the population.
 *     Tables are one family by Holm ({@link Multiplicity#HOLM}), attributes whose documentation is compared between sites another; a finding has
 *     the raw and the adjusted p-value, the table of the report the raw one.
 * <li><b>Documentation by site</b> is compared by Pearson's chi-square at the effective numbers of records ({@link Homogeneity}); where fewer than
 *     {@value #FEWEST_EXPECTED} subjects with, or without, a value are expected at any site, by permutation of the subjects between sites, each with the
 *     share of its records there that have a value; a subject at several sites is one at each.
 * <li><b>Strata</b> with fewer subjects than the stated minimum, and bands of a range, become proposed limits of the labelling. An
 *     attribute that the data do not have is a finding and a limit, not an error.
 * <li><b>Weighted size:</b> the effective number of subjects if each were weighted to the population; strata without subjects cannot be
 *     weighted, and their share of the population is stated beside it.
 * <li><b>Precision:</b> for each goal and group the subjects it has and needs, the half width reached, and the smallest fall below all
 *     others that would be shown ({@link Adequacy}).
 * </ul>
 *
 * <p>Immutable and thread-safe; the same seed gives the same report.
 */
public final class RepresentativenessAnalyzer {

    /** Fewest subjects expected in a cell for a test to use the chi-square distribution, 5; with fewer its p-value is simulated. */
    public static final int FEWEST_EXPECTED = 5;

    private static final int BANDS = 5;
    private static final int FEWEST_DRAWS = 1999;
    private static final int MOST_DRAWS = 99_999;

    private final IntendedPopulation population;
    private final int minimum;
    private final double level;
    private final long seed;
    private final List<PrecisionGoal> goals;

    private RepresentativenessAnalyzer(Builder builder) {
        this.population = builder.population;
        this.minimum = builder.minimum;
        this.level = builder.level;
        this.seed = builder.seed == null ? 1 : builder.seed;
        this.goals = List.copyOf(builder.goals);
    }

    /**
     * Starts an analyzer.
     *
     * @param population the declared population
     * @return a builder; confined to one thread
     */
    public static Builder builder(IntendedPopulation population) {
        return new Builder(requireNonNull(population, "population"));
    }

    /** A test of a family: what it is about, its raw p-value, and how many sites it compares. */
    private record Tested(String where, double p, int sites) {}

    /** One run over one cohort. Confined to one thread. */
    private final class Run {
        final Cohort cohort;
        final int[] first;
        final boolean[] positive;
        final List<Finding> findings = new ArrayList<>();
        final List<ProposedLimit> limits = new ArrayList<>();
        final Map<Slice, long[]> groups = new LinkedHashMap<>();
        final List<Tested> tables = new ArrayList<>();
        final List<Tested> sites = new ArrayList<>();

        Run(Cohort cohort) {
            this.cohort = cohort;
            this.first = new int[cohort.subjectCount()];
            this.positive = new boolean[first.length];
            Arrays.fill(first, -1);
            int[] subjects = cohort.subjects();
            int[] labels = cohort.labels();
            for (int row : cohort.canonicalOrder()) {
                if (first[subjects[row]] < 0) {
                    first[subjects[row]] = row;
                }
                positive[subjects[row]] |= labels[row] == 1;
            }
            long all = 0;
            for (boolean each : positive) {
                all += each ? 1 : 0;
            }
            groups.put(Slice.overall(), new long[] {all, first.length - all});
        }

        // ---- strata

        StrataTable strata(IntendedPopulation.Strata declared) {
            String words = String.join(" and ", declared.attributes());
            List<String> absent = declared.attributes().stream()
                    .filter(a -> !cohort.table().has(a))
                    .toList();
            if (!absent.isEmpty()) {
                absent(words, String.join(", ", absent));
                Estimate none = Estimate.notEstimable(Reason.EMPTY_GROUP, "none", Support.of(0));
                return new StrataTable(declared.attributes(), absent, 0, first.length, 0, 1, none, none, List.of());
            }
            List<Grouping> groupings =
                    declared.attributes().stream().map(cohort::groups).toList();
            Map<List<String>, long[]> counts =
                    new TreeMap<>((a, b) -> String.join("\0", a).compareTo(String.join("\0", b)));
            long without = 0;
            for (int subject = 0; subject < first.length; subject++) {
                List<String> values = new ArrayList<>();
                for (Grouping grouping : groupings) {
                    values.add(grouping.names().get(grouping.code(first[subject])));
                }
                if (values.contains(Slice.MISSING)) {
                    without++;
                } else {
                    counts.computeIfAbsent(values, k -> new long[2])[positive[subject] ? 0 : 1]++;
                }
            }
            return table(declared, words, counts, without);
        }

        private StrataTable table(
                IntendedPopulation.Strata declared, String words, Map<List<String>, long[]> counts, long without) {
            long known = first.length - without;
            List<Stratum> strata = new ArrayList<>();
            long[] observed = new long[declared.groups().size()];
            for (int i = 0; i < observed.length; i++) {
                long[] found = counts.getOrDefault(declared.groups().get(i), new long[2]);
                observed[i] = found[0] + found[1];
                strata.add(stratum(declared, i, found, known));
            }
            long undeclared = 0;
            for (Map.Entry<List<String>, long[]> each : counts.entrySet()) {
                if (!declared.groups().contains(each.getKey())) {
                    long n = each.getValue()[0] + each.getValue()[1];
                    undeclared += n;
                    Slice slice = slice(declared.attributes(), each.getKey());
                    groups.put(slice, each.getValue());
                    Estimate none = Estimate.notEstimable(Reason.NOT_OFFERED, "none", Support.of(n));
                    strata.add(new Stratum(
                            slice,
                            OptionalDouble.empty(),
                            n,
                            each.getValue()[0],
                            share(n, known),
                            none,
                            none,
                            Presence.NOT_DECLARED));
                    findings.add(Finding.of(
                                    "STRATUM_NOT_DECLARED",
                                    Severity.INFO,
                                    slice.toString(),
                                    "The data have subjects of a stratum that the declared population does not name.")
                            .with("subjects", n));
                }
            }
            if (without > 0) {
                findings.add(Finding.of(
                                "SUBJECTS_WITHOUT_VALUE",
                                Severity.WARNING,
                                words,
                                "Some subjects have no value in their first record; they are in no share.")
                        .with("subjects", without)
                        .with("subjects_in_all", first.length));
            }
            Estimate p = test(declared, observed);
            p.point().ifPresent(value -> tables.add(new Tested(words, value, 0)));
            double gone = 0;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < observed.length; i++) {
                double q = declared.shares().get(i);
                if (observed[i] == 0) {
                    gone += q;
                } else {
                    sum += q;
                    squares += q * q / observed[i];
                }
            }
            Support support = Support.of(known - undeclared);
            Estimate effective = squares > 0
                    ? Estimate.of(
                            sum * sum / squares, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "kish"), support)
                    : Estimate.notEstimable(Reason.EMPTY_GROUP, "kish", support);
            return new StrataTable(
                    declared.attributes(), List.of(), known, without, undeclared, gone, effective, p, strata);
        }

        private Stratum stratum(IntendedPopulation.Strata declared, int index, long[] found, long known) {
            Slice slice = slice(declared.attributes(), declared.groups().get(index));
            groups.put(slice, found);
            long n = found[0] + found[1];
            double q = declared.shares().get(index);
            Estimate share = share(n, known);
            Estimate ratio = share.mapped(p -> p / q, "proportion.wilson.over_known", share.support());
            OptionalLong size = IntendedPopulation.size(declared);
            Estimate difference;
            if (size.isPresent()) {
                difference = StandardizedDifference.estimate(
                        new UnpairedCounts(n, known, declared.counts().get(index), size.getAsLong()), level);
            } else {
                difference = q < 1
                        ? share.mapped(
                                p -> (p - q) / Math.sqrt((p * (1 - p) + q * (1 - q)) / 2),
                                "standardized_difference.known",
                                share.support())
                        : Estimate.notEstimable(Reason.ZERO_VARIANCE, "standardized_difference.known", share.support());
            }
            Presence presence =
                    n == 0 ? Presence.NOT_REPRESENTED : n < minimum ? Presence.BELOW_MINIMUM : Presence.PRESENT;
            if (presence != Presence.PRESENT) {
                gap(slice, n, q);
            }
            return new Stratum(slice, OptionalDouble.of(q), n, found[0], share, ratio, difference, presence);
        }

        private void gap(Slice slice, long n, double q) {
            findings.add(Finding.of(
                            n == 0 ? "STRATUM_NOT_REPRESENTED" : "STRATUM_BELOW_MINIMUM",
                            n == 0 ? Severity.ERROR : Severity.WARNING,
                            slice.toString(),
                            n == 0
                                    ? "The data have no subject of a declared stratum."
                                    : "The data have fewer subjects of a declared stratum than the stated minimum.")
                    .with("subjects", n)
                    .with("minimum", minimum));
            limits.add(new ProposedLimit(
                    slice.toString(),
                    n == 0
                            ? "No evidence for " + slice + ": the data hold no subject of this stratum, which is "
                                    + percent(q) + " of the declared population."
                            : "Little evidence for " + slice + ": the data hold " + n
                                    + (n == 1 ? " subject" : " subjects")
                                    + " of this stratum, fewer than the stated minimum of " + minimum + "; it is "
                                    + percent(q) + " of the declared population."));
        }

        private void absent(String words, String columns) {
            findings.add(Finding.of(
                            "ATTRIBUTE_NOT_IN_DATA",
                            Severity.ERROR,
                            words,
                            "The data have no such column, so that this part of the declared population cannot be"
                                    + " compared.")
                    .with("columns", columns));
            limits.add(new ProposedLimit(words, "No evidence by " + words + ": the data do not hold " + columns + "."));
        }

        private Estimate test(IntendedPopulation.Strata declared, long[] observed) {
            long n = Arrays.stream(observed).sum();
            if (IntendedPopulation.size(declared).isEmpty()) {
                double[] shares = normalized(declared.shares().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
                return (GoodnessOfFit.smallestExpected(n, shares) < FEWEST_EXPECTED
                                ? GoodnessOfFit.simulated(
                                        observed,
                                        shares,
                                        draws(population.strata().size()))
                                : GoodnessOfFit.of(observed, shares))
                        .pValue();
            }
            long[] counts =
                    declared.counts().stream().mapToLong(Long::longValue).toArray();
            long m = Arrays.stream(counts).sum();
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < counts.length; i++) {
                least = Math.min(least, (double) Math.min(n, m) * (observed[i] + counts[i]) / (n + m));
            }
            if (n > 0 && least < FEWEST_EXPECTED) {
                return Homogeneity.ofTable(
                                observed, counts, draws(population.strata().size()))
                        .pValue();
            }
            List<Estimate> rates = new ArrayList<>();
            for (int i = 0; i < observed.length; i++) {
                rates.add(BinomialInterval.WILSON.estimate(
                        observed[i], observed[i] + declared.counts().get(i), level));
            }
            return Homogeneity.ofRates(rates).pValue();
        }

        /** Enough that the smallest p-value passes Holm's first step. */
        private ResamplePlan draws(int family) {
            return ResamplePlan.seeded(seed, (int)
                    Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, Math.ceil(4.0 * family / (1 - level)))));
        }

        private Estimate share(long n, long known) {
            return BinomialInterval.WILSON.estimate(n, known, level, Reason.EMPTY_GROUP);
        }

        // ---- ranges

        RangeTable range(IntendedPopulation.Range range) {
            Support none = Support.of(0);
            if (!cohort.table().has(range.column())) {
                absent(range.column(), range.column());
                Estimate nothing = Estimate.notEstimable(Reason.EMPTY_GROUP, "none", none);
                return new RangeTable(range, true, 0, 0, 0, List.of(), nothing, nothing);
            }
            Column column = cohort.table().column(range.column());
            if (column.kind() == Column.Kind.CATEGORY) {
                throw new IllegalArgumentException("column \"" + range.column()
                        + "\" is to be compared with a range and holds texts; read it as a number");
            }
            long[] bands = new long[BANDS];
            long below = 0;
            long above = 0;
            List<Double> within = new ArrayList<>();
            for (int row : first) {
                OptionalDouble read = column.text(row).map(NumberColumn::parse).orElse(OptionalDouble.empty());
                if (read.isEmpty()) {
                    continue;
                }
                double value = read.getAsDouble();
                if (value < range.from()) {
                    below++;
                } else if (value > range.to()) {
                    above++;
                } else {
                    within.add(value);
                    double place = (value - range.from()) / (range.to() - range.from()) * BANDS;
                    bands[Math.min(BANDS - 1, (int) place)]++;
                }
            }
            long known = below + above + within.size();
            double[] values =
                    within.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int[] each = new int[values.length];
            Arrays.setAll(each, i -> i);
            Estimate mean = ClusteredMean.estimate(values, each, level);
            Estimate difference = range.mean().isPresent() && range.deviation().isPresent()
                    ? mean.mapped(
                            m -> (m - range.mean().getAsDouble())
                                    / range.deviation().getAsDouble(),
                            "standardized_difference.known",
                            mean.support())
                    : Estimate.notEstimable(Reason.NOT_OFFERED, "standardized_difference.known", mean.support());
            RangeTable table = new RangeTable(
                    range,
                    false,
                    known,
                    below,
                    above,
                    Arrays.stream(bands).boxed().toList(),
                    mean,
                    difference);
            say(table);
            return table;
        }

        private void say(RangeTable table) {
            String column = table.range().column();
            if (table.below() + table.above() > 0) {
                findings.add(Finding.of(
                                "OUTSIDE_DECLARED_RANGE",
                                Severity.WARNING,
                                column,
                                "Some subjects lie outside of the declared range; what is found on them is no evidence"
                                        + " for it.")
                        .with("below", table.below())
                        .with("above", table.above())
                        .with("subjects", table.subjects()));
            }
            for (int band = 0; band < table.bands().size(); band++) {
                long n = table.bands().get(band);
                if (n >= minimum) {
                    continue;
                }
                String about = column + " from " + number(table.limits(band)[0]) + " to "
                        + number(table.limits(band)[1])
                        + (table.range().unit().isEmpty()
                                ? ""
                                : " " + table.range().unit());
                findings.add(Finding.of(
                                n == 0 ? "RANGE_NOT_REPRESENTED" : "RANGE_BELOW_MINIMUM",
                                n == 0 ? Severity.ERROR : Severity.WARNING,
                                about,
                                n == 0
                                        ? "The data have no subject in a fifth of the declared range."
                                        : "A fifth of the declared range has fewer subjects than the stated minimum.")
                        .with("subjects", n)
                        .with("minimum", minimum));
                limits.add(new ProposedLimit(
                        about,
                        n == 0
                                ? "No evidence for " + about
                                        + ": the data hold no subject in this part of the declared range."
                                : "Little evidence for " + about + ": the data hold " + n
                                        + (n == 1 ? " subject" : " subjects")
                                        + " in this part of the declared range, fewer than the stated minimum of "
                                        + minimum
                                        + "."));
            }
        }

        // ---- documentation

        List<Documented> documented() {
            Set<String> attributes = new LinkedHashSet<>(cohort.attributes());
            population.strata().forEach(s -> attributes.addAll(s.attributes()));
            population.ranges().forEach(r -> attributes.add(r.column()));
            List<Documented> rates = new ArrayList<>();
            Optional<Grouping> sites = cohort.site().map(cohort::groups);
            for (String attribute : attributes) {
                if (!cohort.table().has(attribute)) {
                    continue;
                }
                Column column = cohort.table().column(attribute);
                rates.add(new Documented(attribute, Optional.empty(), rate(column, allRows())));
                if (sites.isPresent() && !sites.get().attribute().equals(attribute)) {
                    bySite(attribute, column, sites.get(), rates, attributes.size());
                }
            }
            return rates;
        }

        private void bySite(String attribute, Column column, Grouping groups, List<Documented> rates, int family) {
            List<Estimate> all = new ArrayList<>();
            for (int site = 0; site < groups.count(); site++) {
                Estimate rate = rate(column, groups.rows(site));
                all.add(rate);
                rates.add(new Documented(attribute, Optional.of(groups.names().get(site)), rate));
                if (rate.point().isPresent() && rate.point().getAsDouble() == 0) {
                    findings.add(Finding.of(
                                    "UNDOCUMENTED_AT_SITE",
                                    Severity.ERROR,
                                    Slice.of("site", groups.names().get(site)) + ", " + attribute,
                                    "No record of the site has a value, so that its groups cannot be analysed.")
                            .with("records", rate.support().n()));
                }
            }
            OptionalDouble p = documentation(column, groups, all, family).point();
            p.ifPresent(value -> sites.add(new Tested(attribute, value, all.size())));
        }

        /** Each subject at each site is a unit; where many are expected with and without a value, the rates of records are compared. */
        private Estimate documentation(Column column, Grouping groups, List<Estimate> rates, int family) {
            int[] subjects = cohort.subjects();
            Map<Long, int[]> units = new LinkedHashMap<>();
            for (int row : cohort.canonicalOrder()) {
                int[] counts = units.computeIfAbsent(
                        (long) subjects[row] * groups.count() + groups.code(row), unit -> new int[2]);
                counts[column.isMissing(row) ? 0 : 1]++;
            }
            double[] shares = units.values().stream()
                    .mapToDouble(counts -> (double) counts[1] / (counts[0] + counts[1]))
                    .toArray();
            int[] sites = units.keySet().stream()
                    .mapToInt(unit -> (int) (unit % groups.count()))
                    .toArray();
            double mean = Arrays.stream(shares).average().orElse(0);
            int[] sizes = new int[groups.count()];
            for (int site : sites) {
                sizes[site]++;
            }
            int smallest = Arrays.stream(sizes).filter(size -> size > 0).min().orElse(0);
            return (smallest * Math.min(mean, 1 - mean) < FEWEST_EXPECTED
                            ? Homogeneity.permuted(shares, sites, draws(family))
                            : Homogeneity.ofRates(rates))
                    .pValue();
        }

        /** What differs when all tables are one family of tests, and all attributes by site another. */
        void differences() {
            holm(tables, population.strata().size())
                    .forEach((tested, adjusted) -> findings.add(Finding.of(
                                    "POPULATION_DIFFERS",
                                    Severity.WARNING,
                                    tested.where(),
                                    "The subjects are distributed over the strata otherwise than the declared population, by more than"
                                            + " chance at the level of the intervals explains.")
                            .with("p_value", tested.p())
                            .with("p_holm", adjusted)));
            holm(sites, sites.size())
                    .forEach((tested, adjusted) -> findings.add(Finding.of(
                                    "DOCUMENTATION_DIFFERS_BY_SITE",
                                    Severity.WARNING,
                                    tested.where(),
                                    "Sites document the attribute in different shares of their records, by more than chance at the"
                                            + " level of the intervals explains.")
                            .with("p_value", tested.p())
                            .with("p_holm", adjusted)
                            .with("sites", tested.sites())));
        }

        /** Those that remain below the error rate of the family, with their adjusted p-value. */
        private Map<Tested, Double> holm(List<Tested> family, int size) {
            double[] adjusted = Multiplicity.HOLM.adjust(
                    family.stream().mapToDouble(Tested::p).toArray(), Math.max(size, family.size()));
            Map<Tested, Double> differing = new LinkedHashMap<>();
            for (int i = 0; i < adjusted.length; i++) {
                if (adjusted[i] < 1 - level) {
                    differing.put(family.get(i), adjusted[i]);
                }
            }
            return differing;
        }

        private int[] allRows() {
            int[] rows = new int[cohort.size()];
            Arrays.setAll(rows, i -> i);
            return rows;
        }

        private Estimate rate(Column column, int[] rows) {
            int[] subjects = cohort.subjects();
            return ClusteredProportion.estimate(
                    Arrays.stream(rows)
                            .map(row -> column.isMissing(row) ? 0 : 1)
                            .toArray(),
                    Arrays.stream(rows).map(row -> subjects[row]).toArray(),
                    level);
        }

        // ---- precision

        List<Adequacy> adequacy() {
            List<Adequacy> rows = new ArrayList<>();
            long[] all = groups.getOrDefault(Slice.overall(), new long[2]);
            for (PrecisionGoal goal : goals) {
                groups.forEach((slice, group) -> {
                    Adequacy row = Adequacy.of(goal, slice, group, all, level);
                    rows.add(row);
                    if (!row.reaches()) {
                        Finding finding = Finding.of(
                                        "PRECISION_NOT_REACHED",
                                        Severity.WARNING,
                                        slice.toString(),
                                        "The group has too few subjects for the stated half width at the expected"
                                                + " value.")
                                .with("metric", goal.metric().id())
                                .with("positives", row.positives())
                                .with("negatives", row.negatives());
                        findings.add(
                                row.needed().point().isPresent()
                                        ? finding.with("needed", (long)
                                                row.needed().point().getAsDouble())
                                        : finding);
                    }
                });
            }
            return rows;
        }
    }

    /**
     * Holds a cohort against the population.
     *
     * @param cohort the cohort; attributes of the declared strata that its table has are declared as attributes or site
     * @return the report
     * @throws IllegalArgumentException when a column of the table that a stratum names is no attribute of the cohort, or one that is to be compared
     *     with a range holds texts
     */
    public RepresentativenessReport analyze(Cohort cohort) {
        Run run = new Run(cohort);
        List<StrataTable> tables = population.strata().stream().map(run::strata).toList();
        List<RangeTable> ranges = population.ranges().stream().map(run::range).toList();
        List<Documented> documented = run.documented();
        run.differences();
        List<Adequacy> adequacy = run.adequacy();
        if (cohort.subjectColumn().isEmpty()) {
            run.findings.add(Finding.of(
                    "SUBJECT_NOT_DECLARED",
                    Severity.WARNING,
                    cohort.name(),
                    "No subject column was given; every record counts as a subject of its own."));
        }
        if (cohort.synthetic()) {
            run.findings.add(Finding.syntheticData(cohort.name()));
        }
        return new RepresentativenessReport(
                cohort.reference(),
                population,
                provenance(cohort),
                level,
                minimum,
                cohort.subjectCount(),
                tables,
                ranges,
                documented,
                adequacy,
                run.limits,
                run.findings);
    }

    private Provenance provenance(Cohort cohort) {
        Provenance provenance = Provenance.of(RepresentativenessAnalyzer.class)
                .from(cohort.reference())
                .from(population.reference())
                .withOutcome(cohort.labelColumn(), cohort.positiveLabel())
                .with("confidence_level", level)
                .with("minimum_subjects", minimum)
                .with("p_value_below_" + FEWEST_EXPECTED + "_expected", "simulated")
                .with("seed", seed)
                .with("multiplicity", "HOLM over the declared tables; HOLM over the attributes by site")
                .synthetic(cohort.synthetic());
        return goals.isEmpty()
                ? provenance
                : provenance.with(
                        "precision_goals",
                        goals.stream()
                                .map(g -> g.metric().id() + " " + g.expected() + " within " + g.halfWidth())
                                .collect(Collectors.joining("; ")));
    }

    private static Slice slice(List<String> attributes, List<String> values) {
        Slice slice = Slice.overall();
        for (int i = 0; i < attributes.size(); i++) {
            slice = slice.and(attributes.get(i), values.get(i));
        }
        return slice;
    }

    private static double[] normalized(double[] shares) {
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(q -> q / sum).toArray();
    }

    private static String percent(double share) {
        return number(share * 100) + " percent";
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Says what is asked of the data. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final IntendedPopulation population;
        private int minimum;
        private double level = 0.95;
        private boolean levelSet;
        private @Nullable Long seed;
        private final Set<PrecisionGoal> goals = new LinkedHashSet<>();

        private Builder(IntendedPopulation population) {
            this.population = population;
        }

        /**
         * Sets the least number of subjects of a stratum, below which it becomes a proposed limit; required.
         *
         * @param subjects at least 1
         * @return this
         */
        public Builder minimum(int subjects) {
            if (minimum != 0) {
                throw new IllegalStateException("the minimum is already set");
            }
            if (subjects < 1) {
                throw new IllegalArgumentException("the minimum of subjects is at least 1, got " + subjects);
            }
            minimum = subjects;
            return this;
        }

        /**
         * Sets the confidence level of intervals and tests; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            if (levelSet) {
                throw new IllegalStateException("the level is already set");
            }
            level = Interval.checkLevel(confidence);
            levelSet = true;
            return this;
        }

        /**
         * The seed of simulated p-values; 1 unless set.
         *
         * @param number any number
         * @return this
         */
        public Builder seed(long number) {
            if (seed != null) {
                throw new IllegalStateException("the seed is already set to " + seed);
            }
            seed = number;
            return this;
        }

        /**
         * Asks whether each group has enough subjects for a precision.
         *
         * @param goal the goal, each once
         * @return this
         */
        public Builder goal(PrecisionGoal goal) {
            if (!goals.add(requireNonNull(goal, "goal"))) {
                throw new IllegalStateException("the same goal for " + goal.metric() + " is already there");
            }
            return this;
        }

        /**
         * Finishes the analyzer.
         *
         * @return the analyzer
         * @throws IllegalStateException when the minimum is not set
         */
        public RepresentativenessAnalyzer build() {
            if (minimum == 0) {
                throw new IllegalStateException(
                        "the least number of subjects of a stratum is not set; call minimum(..), with a number that"
                                + " you can defend");
            }
            return new RepresentativenessAnalyzer(this);
        }
    }
}
