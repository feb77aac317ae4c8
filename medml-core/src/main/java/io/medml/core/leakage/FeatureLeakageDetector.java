package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FeatureLeakageReport.Feature;
import io.medml.core.leakage.FeatureLeakageReport.Holds;
import io.medml.core.leakage.FeatureLeakageReport.Level;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.SubjectPermutation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each column alone, and at what is missing in it: a column that says the outcome by itself was seldom known before it.
 *
 * <pre>{@code
 * FeatureLeakageReport report = FeatureLeakageDetector.builder().build().detect(cohort);
 * }</pre>
 *
 * <ul>
 * <li><b>Numbers:</b> the area under the ROC curve of the value itself on all records that have one, never turned round; a value far
 *     below 0.5 separates as well as one far above.
 * <li><b>Levels, bins and words:</b> subjects are split in two halves by a seeded hash of their identifiers. On one half the outcome rate of
 *     each level (of numbers with more than {@link #MOST_LEVELS} values: of each of 20 quantile bins) is learned, {@code (positives + r) /
 *     (records + 1)} with {@code r} the rate of the half; of texts with more levels, the log odds of each word. On the other half the
 *     area of what was learned is measured. An unseen level has the rate {@code r}, so a column of unique values has the area 0.5 and not 1.
 * <li><b>One level:</b> levels (at most {@link #MOST_LEVELS}) whose records have all, or none, the outcome. The p-value is Fisher's, of subjects
 *     with the level (one record each) against the others, and of a number also against its nearest values, the larger of the two; by Holm over all levels of all columns. The report names a level only where
 *     {@value #FEWEST_NAMED} subjects have it.
 * <li><b>Determined outcome:</b> a column of repeated values whose every level has one outcome; p is the chance of that if values and
 *     outcome were independent, {@code product over levels of (q^s + (1 - q)^s)} with {@code q} the rate and {@code s} the subjects, by Holm.
 *     Each subject counts once: levels that share a subject are one factor; where a subject has both outcomes, each is in the level of its first record.
 * <li><b>Missingness:</b> the area of "has no value", {@code 1/2 + (m1 - m0)/2} with {@code m1}, {@code m0} the missing shares with and without
 *     the outcome, and of the number of columns without a value. p-values, by Holm over all of them: where each subject has one outcome and one value
 *     of the column or none, Fisher's of subjects; else of a permutation by subject ({@link SubjectPermutation}), drawn often enough that the least
 *     p-value passes Holm's first step in up to 20,000 tests at 0.05; in more than 25,000 a permutation alone finds nothing. Only with {@value #MANY_SUBJECTS} subjects with, and without, the outcome and
 *     {@value #FEWEST_EXPECTED} subjects expected in each of the four cells it is normal (of independent numbers of columns Mann and Whitney's).
 * <li><b>Intervals:</b> DeLong's on the logit; with Obuchowski's variance where records share a subject.
 * <li><b>Cannot tell:</b> a column that came after the outcome and goes with it only as strongly as a good predictor does. That is
 *     the task of an {@link AvailabilityRegistry}. No finding is no proof.
 * <li><b>Power</b> at 500 records of as many subjects beside 10 columns of noise, simulated with fixed seeds: a copy of the label with 1
 *     percent of errors (prevalence 0.3) {@code OUTCOME_REVEALING} at least 0.90; a level of one in ten records that nobody with the outcome has
 *     (prevalence 0.2) at least 0.96; missing in 25 against 10 percent (prevalence 0.3) at least 0.86. Noise alone has a finding of a level, or of
 *     missingness, in at most 0.10 of cohorts, and none by area.
 * <li><b>Cost:</b> a few sorts of the records per column.
 * </ul>
 *
 * <p>Immutable and reusable; the order of the rows changes nothing but which columns look like running numbers.
 */
public final class FeatureLeakageDetector {

    /**
     * The area at which a single column becomes suspect unless the caller says otherwise: 0.95. A convention to look closer, in the place of a
     * judgement on the particular field; there are honest predictors above it and leaks below it.
     */
    public static final double SUSPECT_AUROC = 0.95;

    /** Most levels that are looked at one by one, 200; a column of more is binned or read by words. */
    public static final int MOST_LEVELS = 200;

    /** Share of distinct values from which texts are taken for identifiers, 0.95. */
    public static final double IDENTIFIER_SHARE = 0.95;

    /** Fewest records with a value for a column to be taken for an identifier, 20. */
    public static final int FEWEST_IDENTIFIED = 20;

    /** Fewest subjects with a level for the report to name it, 5; a safeguard for patients, no statistical limit. */
    public static final int FEWEST_NAMED = 5;

    /**
     * Fewest subjects with, and without, the outcome for missing values to be tested by a normal distribution, 1000; see also
     * {@link #FEWEST_EXPECTED}.
     */
    public static final int MANY_SUBJECTS = 1000;

    /**
     * Fewest subjects, expected by the margins with the outcome and a missing value, with one of the two or with none, for missing values to be tested by a
     * normal distribution, 100.
     */
    public static final int FEWEST_EXPECTED = 100;

    /** Words in the name of a column that suggest an outcome, for {@link Builder#suspectNames(String...)}. */
    public static final List<String> OUTCOME_WORDS = List.of(
            "outcome", "death", "dead", "died", "discharge", "followup", "survival", "event", "status", "recid");

    /** Area of what a half of the subjects taught, measured on the other half. */
    public static final Metric LEARNED_AUROC = new Metric(
            "learned_feature_auroc",
            "area of one column, learned on one half of the subjects and measured on the other",
            Direction.NEITHER,
            0,
            1,
            "area under the ROC curve of the outcome rate of a column's level, bin or word, learned on the other half");

    /** Area of the number itself. */
    public static final Metric VALUE_AUROC = new Metric(
            "feature_auroc",
            "area of one column",
            Direction.NEITHER,
            0,
            1,
            "area under the ROC curve of the column's number; below 0.5 where low numbers go with the outcome");

    /** Area of having no value. */
    public static final Metric MISSING_AUROC = new Metric(
            "missingness_auroc",
            "area of having no value",
            Direction.NEITHER,
            0,
            1,
            "1/2 + (share missing with the outcome - share missing without)/2; of several columns, area of the number"
                    + " missing");

    private static final int BINS = 20;
    private static final int MOST_CLASSES = 50;
    private static final int FEWEST_PERMUTATIONS = 1999;
    private static final int MOST_PERMUTATIONS = 999_999;
    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final List<String> features;
    private final List<String> suspectNames;
    private final double limit;
    private final double alpha;
    private final double level;
    private final long seed;
    private final boolean eachClass;
    private final double missingnessMargin;

    private FeatureLeakageDetector(Builder builder) {
        this.features = List.copyOf(builder.features);
        this.suspectNames = List.copyOf(builder.suspectNames);
        this.limit = builder.limit.orElse(SUSPECT_AUROC);
        this.alpha = builder.alpha.orElse(0.05);
        this.level = builder.level.orElse(0.95);
        this.seed = builder.seed == null ? 1 : builder.seed;
        this.eachClass = builder.eachClass;
        this.missingnessMargin = builder.missingnessMargin.orElse(0);
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
     * Looks at the columns of a cohort.
     *
     * @param cohort the cohort
     * @return the report
     * @throws IllegalArgumentException when a named feature is no column, or is that of record, subject or label; or when each class was asked
     *     for and the label has more than 50
     */
    public FeatureLeakageReport detect(Cohort cohort) {
        Set<String> roles = new TreeSet<>(List.of(cohort.recordColumn(), cohort.labelColumn()));
        cohort.subjectColumn().ifPresent(roles::add);
        List<String> names = new ArrayList<>(features.isEmpty() ? cohort.table().columnNames() : features);
        if (features.isEmpty()) {
            names.removeAll(roles);
        }
        for (String name : names) {
            if (!cohort.table().has(name) || roles.contains(name)) {
                throw new IllegalArgumentException("expected feature \"" + name
                        + "\" to be a column of the cohort, and not that of record, subject or label; correct"
                        + " the features");
            }
        }
        names.sort(null);
        Map<String, int[]> classes = classes(cohort);
        Run run = new Run(cohort, names, classes.size());
        run.against(classes);
        return run.report();
    }

    private Map<String, int[]> classes(Cohort cohort) {
        Map<String, int[]> classes = new TreeMap<>();
        if (!eachClass) {
            classes.put("", cohort.labels());
            return classes;
        }
        var labels = cohort.table().column(cohort.labelColumn());
        for (int row = 0; row < cohort.size(); row++) {
            String of = labels.text(row).orElseThrow();
            Optional<String> fault = classes.containsKey(of) ? Optional.empty() : Name.fault(of);
            if (fault.isPresent()) {
                throw new DataException(cohort.table().place(row) + ", column \"" + cohort.labelColumn()
                        + "\": expected the name of a class, " + Name.rule() + ", found " + fault.get()
                        + "; give the class a short name");
            }
            if (!classes.containsKey(of) && classes.size() == MOST_CLASSES) {
                throw new IllegalArgumentException("expected at most " + MOST_CLASSES
                        + " classes in the label's column, found more; look at one label, or group the classes");
            }
            classes.computeIfAbsent(of, name -> new int[cohort.size()])[row] = 1;
        }
        return classes;
    }

    /** Collects what is found. */
    private final class Run {
        private final Cohort cohort;
        private final int[] subjects;
        private final int[] firstRowOf;
        private final boolean[] learning;
        private final boolean independent;
        private final List<FeatureValues> columns;
        private final int[] missingFields;
        private final int incomplete;
        private final LevelTests levelTests;
        private final MissingValueTest missingTest;
        private final List<Feature> results = new ArrayList<>();
        private final List<Measurement> measurements = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Run(Cohort cohort, List<String> names, int classes) {
            this.cohort = cohort;
            this.subjects = cohort.subjects();
            this.independent = cohort.subjectCount() == cohort.size();
            this.firstRowOf = new int[cohort.subjectCount()];
            Arrays.fill(firstRowOf, -1);
            int[] canonical = cohort.canonicalOrder();
            for (int row : canonical) {
                if (firstRowOf[subjects[row]] < 0) {
                    firstRowOf[subjects[row]] = row;
                }
            }
            this.learning = halves(cohort);
            this.columns = names.stream()
                    .map(name -> FeatureValues.of(cohort.table().column(name)))
                    .toList();
            this.missingFields = new int[cohort.size()];
            int some = 0;
            for (FeatureValues column : columns) {
                boolean gap = column.presentCount() > 0 && column.presentCount() < column.size();
                some += gap ? 1 : 0;
                for (int row = 0; row < cohort.size() && gap; row++) {
                    missingFields[row] += column.present(row) ? 0 : 1;
                }
            }
            this.incomplete = some;
            // enough that the smallest p-value of all can pass Holm's first step
            int permutations = (int) Math.min(
                    MOST_PERMUTATIONS,
                    Math.max(FEWEST_PERMUTATIONS, Math.ceil(4.0 * missingTests() * classes / alpha)));
            this.missingTest = new MissingValueTest(subjects, firstRowOf, canonical, permutations, seed);
            this.levelTests = new LevelTests(subjects, firstRowOf, canonical, alpha);
            alone();
        }

        /** What does not depend on the outcome. */
        private void alone() {
            for (FeatureValues column : columns) {
                if (column.identifier(IDENTIFIER_SHARE, FEWEST_IDENTIFIED)) {
                    findings.add(Finding.of(
                                    "IDENTIFIER_AMONG_FEATURES",
                                    Severity.WARNING,
                                    column.name(),
                                    "(Nearly) every record has a value of its own, as an identifier, a running number"
                                            + " or a free text has; a model can learn records by it.")
                            .with("records", column.presentCount())
                            .with("distinct", column.distinct()));
                }
                if (column.distinct() <= 1 && (column.distinct() == 0 || column.presentCount() == column.size())) {
                    findings.add(Finding.of(
                                    "CONSTANT_FEATURE",
                                    Severity.INFO,
                                    column.name(),
                                    column.distinct() == 0 ? "No record has a value." : "All records have one value.")
                            .with("records", column.presentCount()));
                }
                String plain = column.name().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
                suspectNames.stream()
                        .filter(word -> plain.contains(word.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .ifPresent(word -> findings.add(Finding.of(
                                        "NAME_SUGGESTS_OUTCOME",
                                        Severity.INFO,
                                        column.name(),
                                        "The name of the column holds a word that suggests an outcome; only a person"
                                                + " can say when it was known.")
                                .with("word", word)));
            }
        }

        void against(Map<String, int[]> classes) {
            List<Tests> tests = new ArrayList<>();
            classes.forEach((outcome, labels) -> tests.add(new Tests(outcome, labels)));
            // one family over all classes of each of the three
            List<Double> pureP = new ArrayList<>();
            List<OptionalDouble> determined = new ArrayList<>();
            List<OptionalDouble> missingP = new ArrayList<>();
            int levelsTried = 0;
            for (Tests each : tests) {
                each.pure.forEach(levels -> levels.forEach(level -> pureP.add(level.pValue())));
                determined.addAll(each.determined);
                missingP.addAll(each.missing);
                levelsTried += each.levelsTried;
            }
            double[] levelHolm = Multiplicity.HOLM.adjust(
                    pureP.stream().mapToDouble(Double::doubleValue).toArray(), Math.max(levelsTried, pureP.size()));
            List<OptionalDouble> determinedHolm = holm(determined, classes.size() * columns.size());
            List<OptionalDouble> missingHolm = holm(missingP, classes.size() * missingTests());
            int level = 0;
            for (int i = 0; i < tests.size(); i++) {
                Tests each = tests.get(i);
                int size = columns.size();
                List<List<Level>> adjusted = new ArrayList<>();
                for (List<Level> levels : each.pure) {
                    List<Level> here = new ArrayList<>();
                    for (Level one : levels) {
                        here.add(one.adjusted(levelHolm[level++]));
                    }
                    here.removeIf(one -> one.pValue() >= alpha);
                    adjusted.add(here);
                }
                report(
                        each,
                        adjusted,
                        determinedHolm.subList(i * size, (i + 1) * size),
                        missingHolm.subList(i * (size + 1), (i + 1) * (size + 1)));
            }
        }

        /** The raw p-values of one class. */
        private final class Tests {
            private final String outcome;
            private final int[] labels;
            private final List<List<Level>> pure = new ArrayList<>();
            private final List<OptionalDouble> determined = new ArrayList<>();
            /** Of each column, and last of the number of columns without a value. */
            private final List<OptionalDouble> missing = new ArrayList<>();

            private int levelsTried;

            Tests(String outcome, int[] labels) {
                this.outcome = outcome;
                this.labels = labels;
                int rate = IntStream.of(firstRowOf).map(row -> labels[row]).sum();
                for (FeatureValues column : columns) {
                    boolean tried = column.distinct() > 1 && column.distinct() <= MOST_LEVELS;
                    levelsTried += tried ? column.distinct() : 0;
                    pure.add(tried ? levelTests.pure(column, labels, rate) : List.of());
                    determined.add(levelTests.determination(column, labels, (double) rate / firstRowOf.length));
                    missing.add(
                            gaps(column)
                                    ? missingTest.pValue(labels, row -> column.present(row) ? 0 : 1, true)
                                    : OptionalDouble.empty());
                }
                missing.add(
                        incomplete > 1
                                ? missingTest.pValue(labels, row -> missingFields[row], false)
                                : OptionalDouble.empty());
            }
        }

        private int missingTests() {
            return incomplete + (incomplete > 1 ? 1 : 0);
        }

        private void report(
                Tests tests,
                List<List<Level>> levels,
                List<OptionalDouble> determinedHolm,
                List<OptionalDouble> missingHolm) {
            int[] labels = tests.labels;
            Slice all = tests.outcome.isEmpty() ? Slice.overall() : Slice.of("class", tests.outcome);
            for (int i = 0; i < columns.size(); i++) {
                FeatureValues column = columns.get(i);
                Slice slice = all.and("feature", column.name());
                Optional<Estimate> value = column.numeric()
                        ? Optional.of(area(
                                labels,
                                column::number,
                                IntStream.range(0, column.size())
                                        .filter(column::present)
                                        .toArray()))
                        : Optional.empty();
                Estimate learned = learned(column, labels);
                Optional<Estimate> missing = gaps(column)
                        ? Optional.of(area(
                                labels,
                                row -> column.present(row) ? 0 : 1,
                                IntStream.range(0, column.size()).toArray()))
                        : Optional.empty();
                value.ifPresent(estimate -> measurements.add(new Measurement(VALUE_AUROC, slice, estimate)));
                measurements.add(new Measurement(LEARNED_AUROC, slice, learned));
                missing.ifPresent(estimate -> measurements.add(new Measurement(MISSING_AUROC, slice, estimate)));
                Feature feature = new Feature(
                        column.name(),
                        tests.outcome,
                        holds(column),
                        column.presentCount(),
                        column.size() - column.presentCount(),
                        column.distinct(),
                        value,
                        learned,
                        missing,
                        missingHolm.get(i),
                        determinedHolm.get(i),
                        levels.get(i));
                results.add(feature);
                judge(column, feature, slice);
            }
            if (incomplete > 1) {
                Estimate estimate = area(
                        labels,
                        row -> missingFields[row],
                        IntStream.range(0, cohort.size()).toArray());
                measurements.add(new Measurement(MISSING_AUROC, all, estimate));
                missing(
                        all.isOverall() ? "" : all.toString(),
                        estimate,
                        missingHolm.get(columns.size()),
                        "The number of columns without a value");
            }
        }

        private Holds holds(FeatureValues column) {
            return column.numeric() ? Holds.NUMBERS : column.distinct() <= MOST_LEVELS ? Holds.CATEGORIES : Holds.TEXTS;
        }

        private boolean gaps(FeatureValues column) {
            return column.presentCount() > 0 && column.presentCount() < column.size();
        }

        private void judge(FeatureValues column, Feature feature, Slice slice) {
            String where = feature.outcome().isEmpty() ? feature.name() : slice.toString();
            Estimate strongest = feature.strongest();
            if (feature.determinedHolm().isPresent() && feature.determinedHolm().getAsDouble() < alpha) {
                long members = subjectsWithValue(column);
                findings.add(Finding.of(
                                "DETERMINES_OUTCOME",
                                Severity.ERROR,
                                where,
                                "Each of the " + feature.distinct()
                                        + " values of the column goes with one outcome only, in "
                                        + counted(feature.records(), members)
                                        + " together, which is more than chance would let it.")
                        .with("records", feature.records())
                        .with("subjects", members)
                        .with("distinct", feature.distinct())
                        .with("p_holm", feature.determinedHolm().getAsDouble()));
            }
            suspicion(strongest, feature.strength())
                    .ifPresent(certain -> findings.add(area(
                                    Finding.of(
                                            certain ? "OUTCOME_REVEALING" : "OUTCOME_SUSPECTED",
                                            certain ? Severity.ERROR : Severity.WARNING,
                                            where,
                                            certain
                                                    ? "The column alone separates the outcome better than the limit,"
                                                            + " with its whole interval."
                                                    : "The column alone separates the outcome better than the limit;"
                                                            + " its interval reaches below, or there is none."),
                                    strongest)
                            .with("limit", limit)));
            int number = feature.levels().size();
            for (Level each : feature.levels()) {
                findings.add(Finding.of(
                                "LEVEL_REVEALS_OUTCOME",
                                Severity.WARNING,
                                where,
                                "One of the column's values, with " + counted(each.records(), each.subjects())
                                        + ", has "
                                        + (each.positives() == 0 ? "no record" : "only records")
                                        + " with the outcome, and"
                                        + " chance does not explain it"
                                        + (number == 1 ? "" : "; " + number + " values of the column are so")
                                        + ": was the value known before, and do such records belong here?")
                        .with("value", each.name().orElse("(not named: few subjects)"))
                        .with("records", each.records())
                        .with("subjects", each.subjects())
                        .with("positives", each.positives())
                        .with("p_holm", each.pValue()));
            }
            feature.missing()
                    .ifPresent(estimate ->
                            missing(where, estimate, feature.missingHolm(), "Whether the column has a value"));
        }

        private void missing(String where, Estimate estimate, OptionalDouble holm, String what) {
            boolean certain = suspicion(estimate, Feature.distance(estimate)).orElse(false);
            if (holm.isPresent() && holm.getAsDouble() < alpha && Feature.distance(estimate) >= missingnessMargin) {
                findings.add(area(
                                Finding.of(
                                        certain ? "MISSINGNESS_REVEALS_OUTCOME" : "MISSINGNESS_GOES_WITH_OUTCOME",
                                        certain ? Severity.ERROR : Severity.WARNING,
                                        where,
                                        what
                                                + (certain
                                                        ? " separates the outcome better than the limit."
                                                        : " goes with the outcome.")
                                                + " Find out why values are missing, and whether they will be so in"
                                                + " use."),
                                estimate)
                        .with("p_holm", holm.getAsDouble()));
            }
        }

        /** An area below 0.5 also turned round, for a limit above 0.5 beside it would say the contrary. */
        private static Finding area(Finding finding, Estimate estimate) {
            double area = estimate.point().orElseThrow();
            Finding with = finding.with("auroc", area);
            return area < 0.5 ? with.with("auroc_turned_round", 1 - area) : with;
        }

        private static String counted(long records, long members) {
            return records
                    + (records == 1 ? " record of " : " records of ")
                    + members
                    + (members == 1 ? " subject" : " subjects");
        }

        private long subjectsWithValue(FeatureValues column) {
            return IntStream.range(0, column.size())
                    .filter(column::present)
                    .map(row -> subjects[row])
                    .distinct()
                    .count();
        }

        /** Empty below the limit; whether the whole interval is beyond it. */
        private Optional<Boolean> suspicion(Estimate estimate, double strength) {
            if (strength < limit - 0.5) {
                return Optional.empty();
            }
            return Optional.of(estimate.interval()
                    .map(i -> i.lower() >= limit || i.upper() <= 1 - limit)
                    .orElse(false));
        }

        private List<OptionalDouble> holm(List<OptionalDouble> pValues, int family) {
            double[] known = pValues.stream()
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .toArray();
            double[] adjusted = Multiplicity.HOLM.adjust(known, Math.max(family, known.length));
            List<OptionalDouble> result = new ArrayList<>();
            int next = 0;
            for (OptionalDouble p : pValues) {
                result.add(p.isPresent() ? OptionalDouble.of(adjusted[next++]) : OptionalDouble.empty());
            }
            return result;
        }

        private Estimate area(int[] labels, IntToDoubleFunction score, int[] rows) {
            int[] chosen = new int[rows.length];
            double[] scores = new double[rows.length];
            int[] codes = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                chosen[i] = labels[rows[i]];
                scores[i] = score.applyAsDouble(rows[i]);
                codes[i] = subjects[rows[i]];
            }
            ScoredLabels sample = ScoredLabels.of(chosen, scores);
            Estimate estimate = Auroc.estimate(independent ? sample : sample.withSubjects(codes), level);
            OptionalDouble point = estimate.point();
            boolean complete = point.isPresent() && (point.getAsDouble() == 0 || point.getAsDouble() == 1);
            if (independent || !complete || estimate.interval().isPresent()) {
                return estimate;
            }
            // a complete separation has no clustered variance; one record a subject has the interval of disjoint pairs
            Set<Integer> taken = new HashSet<>();
            int[] first = IntStream.range(0, rows.length)
                    .boxed()
                    .sorted(Comparator.comparing(i -> cohort.recordIds().get(rows[i])))
                    .filter(i -> taken.add(codes[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            return Estimate.of(
                    point.getAsDouble(),
                    Auroc.estimate(sample.select(first), level).intervalEstimate(),
                    estimate.support());
        }

        private Estimate learned(FeatureValues column, int[] labels) {
            int[] measured = IntStream.range(0, labels.length)
                    .filter(row -> !learning[row] && column.present(row))
                    .toArray();
            int[] taught = IntStream.range(0, labels.length)
                    .filter(row -> learning[row] && column.present(row))
                    .toArray();
            if (taught.length == 0 || measured.length == 0) {
                return Estimate.notEstimable(Reason.EMPTY_GROUP, "auroc.delong.logit", Support.of(measured.length));
            }
            if (holds(column) == Holds.TEXTS) {
                return byWords(column, labels, taught, measured);
            }
            int[] groups = column.distinct() <= MOST_LEVELS ? levels(column) : bins(column, taught);
            int k = IntStream.of(groups).max().orElse(0) + 1;
            double[] records = new double[k];
            double[] positives = new double[k];
            double rate = 0;
            for (int row : taught) {
                records[groups[row]]++;
                positives[groups[row]] += labels[row];
                rate += labels[row];
            }
            double prior = rate / taught.length;
            return area(labels, row -> (positives[groups[row]] + prior) / (records[groups[row]] + 1), measured);
        }

        private int[] levels(FeatureValues column) {
            return IntStream.range(0, column.size()).map(column::level).toArray();
        }

        private int[] bins(FeatureValues column, int[] taught) {
            double[] sorted =
                    IntStream.of(taught).mapToDouble(column::number).sorted().toArray();
            double[] cuts = new double[BINS - 1];
            for (int i = 1; i < BINS; i++) {
                cuts[i - 1] = sorted[(int) ((long) i * sorted.length / BINS)];
            }
            int[] bins = new int[column.size()];
            for (int row = 0; row < bins.length; row++) {
                bins[row] = -1;
                if (column.present(row)) {
                    int bin = 0;
                    while (bin < cuts.length && column.number(row) >= cuts[bin]) {
                        bin++;
                    }
                    bins[row] = bin;
                }
            }
            return bins;
        }

        /**
         * The sum over the words of a text of {@code log((c1 + 1/2)/(n1 + 1)) - log((c0 + 1/2)/(n0 + 1))}, the counts of the taught half. The
         * words may be a patient's and are not kept.
         */
        private Estimate byWords(FeatureValues column, int[] labels, int[] taught, int[] measured) {
            Map<String, int[]> counts = new HashMap<>();
            int[] totals = new int[2];
            for (int row : taught) {
                totals[labels[row]]++;
                for (String word : words(column.textOf(row))) {
                    counts.computeIfAbsent(word, w -> new int[2])[labels[row]]++;
                }
            }
            int[] none = new int[2];
            return area(
                    labels,
                    row -> words(column.textOf(row)).stream()
                            .map(word -> counts.getOrDefault(word, none))
                            .filter(count -> count[0] + count[1] > 0)
                            .mapToDouble(count -> StrictMath.log((count[1] + 0.5) / (totals[1] + 1.0))
                                    - StrictMath.log((count[0] + 0.5) / (totals[0] + 1.0)))
                            .sum(),
                    measured);
        }

        /** In a fixed order, so that their sum is the same on every machine. */
        private static Set<String> words(String text) {
            return new TreeSet<>(Arrays.asList(WORDS.split(text.toLowerCase(Locale.ROOT))));
        }

        FeatureLeakageReport report() {
            if (cohort.subjectColumn().isEmpty()) {
                findings.add(Finding.of(
                        "SUBJECT_NOT_DECLARED",
                        Severity.WARNING,
                        "",
                        "no subject column was given, so every record is taken as of a patient of its own; repeated"
                                + " patients make intervals too narrow and let values of one patient teach about his other"
                                + " records"));
            }
            if (cohort.synthetic()) {
                findings.add(Finding.syntheticData(cohort.name()));
            }
            Provenance provenance = cohort.in(Provenance.of(FeatureLeakageDetector.class))
                    .with("auroc_limit", limit)
                    .with("alpha", alpha)
                    .with("missingness_margin", missingnessMargin)
                    .with("confidence_level", level)
                    .with("seed", seed)
                    .with("most_levels", MOST_LEVELS)
                    .withOutcome(
                            cohort.labelColumn(),
                            eachClass ? "each of its values against the others" : cohort.positiveLabel());
            if (!suspectNames.isEmpty()) {
                provenance = provenance.with("suspect_names", String.join(", ", suspectNames));
            }
            return new FeatureLeakageReport(
                    cohort.reference(),
                    provenance,
                    level,
                    limit,
                    alpha,
                    cohort.size(),
                    cohort.subjectCount(),
                    results,
                    measurements,
                    findings);
        }
    }

    /** Whose values teach: a subject's half follows from its identifier and the seed alone. */
    private boolean[] halves(Cohort cohort) {
        List<String> ids = cohort.subjectIds();
        boolean[] teaches = new boolean[ids.size()];
        for (int i = 0; i < teaches.length; i++) {
            teaches[i] = (Digest.newSha256()
                                    .digest(("medml-half/1\0" + seed + "\0" + ids.get(i))
                                            .getBytes(StandardCharsets.UTF_8))[0]
                            & 1)
                    == 0;
        }
        int[] subjects = cohort.subjects();
        boolean[] rows = new boolean[subjects.length];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = teaches[subjects[row]];
        }
        return rows;
    }

    /** Says what is looked at and which limits hold. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final List<String> features = new ArrayList<>();
        private final List<String> suspectNames = new ArrayList<>();
        private OptionalDouble limit = OptionalDouble.empty();
        private OptionalDouble alpha = OptionalDouble.empty();
        private OptionalDouble level = OptionalDouble.empty();
        private @Nullable Long seed;
        private OptionalDouble missingnessMargin = OptionalDouble.empty();
        private boolean eachClass;

        private Builder() {}

        /**
         * The columns that a model reads. Without this, all columns but those of record, subject and label.
         *
         * @param columns their names, each once
         * @return this
         */
        public Builder features(String... columns) {
            if (!features.isEmpty()) {
                throw new IllegalStateException("the features are already set");
            }
            if (columns.length == 0 || new HashSet<>(List.of(columns)).size() < columns.length) {
                throw new IllegalArgumentException("features need at least one column, and each once");
            }
            features.addAll(List.of(columns));
            return this;
        }

        /**
         * The area from which a single column is suspect; {@link #SUSPECT_AUROC} unless set. An area below 1 minus it is as well.
         *
         * @param area above 0.5, at most 1
         * @return this
         */
        public Builder aurocLimit(double area) {
            if (!(area > 0.5 && area <= 1)) {
                throw new IllegalArgumentException("expected a limit above 0.5 and at most 1, got " + area);
            }
            limit = once(limit, area, "the limit");
            return this;
        }

        /**
         * How far from 0.5 the area of having no value must be for a finding; 0 unless set. In many records small differences are no chance
         * and may yet not matter.
         *
         * @param distance from 0 to 0.5
         * @return this
         */
        public Builder missingnessMargin(double distance) {
            if (!(distance >= 0 && distance <= 0.5)) {
                throw new IllegalArgumentException("expected a margin from 0 to 0.5, got " + distance);
            }
            missingnessMargin = once(missingnessMargin, distance, "the margin of missingness");
            return this;
        }

        /**
         * The error rate of each family of tests (levels, determined outcomes, missingness); 0.05 unless set.
         *
         * @param rate a fraction in (0, 1)
         * @return this
         */
        public Builder alpha(double rate) {
            if (!(rate > 0 && rate < 1)) {
                throw new IllegalArgumentException("expected alpha to be a fraction in (0, 1), got " + rate);
            }
            alpha = once(alpha, rate, "alpha");
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            Interval.checkLevel(confidence);
            level = once(level, confidence, "the level");
            return this;
        }

        /**
         * The seed that decides who teaches and on whom is measured; 1 unless set.
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
         * Mentions columns whose name holds one of these words, whatever their values; off unless called. {@link #OUTCOME_WORDS} is a list to
         * start from.
         *
         * @param words the words, compared without letter case, blanks and punctuation
         * @return this
         */
        public Builder suspectNames(String... words) {
            if (!suspectNames.isEmpty()) {
                throw new IllegalStateException("the suspect names are already set");
            }
            for (String word : words) {
                suspectNames.add(Name.require(requireNonNull(word, "word"), "a suspect word"));
            }
            if (suspectNames.isEmpty()) {
                throw new IllegalArgumentException("suspect names need at least one word");
            }
            return this;
        }

        /**
         * Takes each value of the label's column against all others, in place of the cohort's positive label. Levels, determined outcomes and
         * missingness are then each adjusted over all columns of all classes.
         *
         * @return this
         */
        public Builder eachClass() {
            if (eachClass) {
                throw new IllegalStateException("each class is already set");
            }
            eachClass = true;
            return this;
        }

        private static OptionalDouble once(OptionalDouble known, double value, String what) {
            if (known.isPresent()) {
                throw new IllegalStateException(what + " is already set to " + known.getAsDouble());
            }
            return OptionalDouble.of(value);
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         */
        public FeatureLeakageDetector build() {
            return new FeatureLeakageDetector(this);
        }
    }
}
