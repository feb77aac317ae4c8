package io.medml.core.agreement;

import io.medml.core.agreement.AgreementReport.Comparison;
import io.medml.core.agreement.AgreementReport.Kind;
import io.medml.core.agreement.AgreementReport.RaterCounts;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far raters agree, with each other and with themselves.
 *
 * <pre>{@code
 * AgreementReport report = AgreementAnalyzer.builder(RatingScale.ordinal(QUADRATIC, "1", "2", "3", "4", "5"))
 *     .build()
 *     .analyze(RatedItems.from(cohort).rater("A", "reader_a").rater("B", "reader_b").build());
 * }</pre>
 *
 * <p>All raters are compared together on their first readings; with more than two of them each pair as well; and each rater with
 * himself where there are further readings. What is measured depends on the scale:
 *
 * <ul>
 * <li><b>Categories:</b> observed agreement, Krippendorff's alpha, Gwet's AC1; of two readings Cohen's kappa, PABAK, prevalence and
 *     bias index of two categories, and Bowker's test of symmetry; of more Fleiss' kappa, and Cochran's Q of two categories. In
 *     order also weighted kappa, ordinal alpha and AC2 with the weights of the scale. Against a comparator the positive and negative
 *     percent agreement.
 * <li><b>Measurements:</b> six intraclass correlations and alpha; of two readings limits of agreement, proportional bias, Lin's
 *     concordance, Deming's line where the ratio of error variances is stated, and errors where one is the reference; of one rater's
 *     readings the repeatability.
 * <li><b>Missing ratings</b> are used as far as a method allows it (alpha, Gwet, observed agreement, repeatability). Other methods
 *     use the items that all of the compared readings rated, and their support counts the others as {@code dropped_units}.
 * <li><b>One item:</b> what a comparison of a single item has no interval for is not estimable ({@code TOO_FEW}), nor is a test; kappa of
 *     one item is the same number whatever the ratings. Shares and what is a multiple of a share keep their intervals.
 * <li><b>Items that share a subject:</b> an interval that assumes independent items is replaced by the percentile bootstrap that
 *     resamples subjects, where the method has one; else it is not given, with that reason.
 * <li><b>Cost:</b> of measurements the square of the number of items, for the jackknife of alpha and of Deming's line, which are
 *     left out and said to be beyond {@link #MOST_JACKKNIFED} items.
 * </ul>
 *
 * <p>Immutable and thread-safe; the same input, seed and settings give the same bytes, in whatever order the items come.
 */
public final class AgreementAnalyzer {

    /**
     * By how much a coefficient of Gwet must exceed kappa for the finding {@code KAPPA_PARADOX}. It only decides when a reader is
     * pointed to both; it is no threshold of agreement.
     */
    public static final double PARADOX_GAP = 0.2;

    /**
     * Most items for which figures of measurements whose cost is the square of their number are given: alpha and Deming's line. With
     * more items there is the finding {@code JACKKNIFE_NOT_RUN} in their place.
     */
    public static final int MOST_JACKKNIFED = 20_000;

    private final RatingScale scale;
    private final double level;
    private final long seed;
    private final int replicates;
    private final @Nullable String reference;
    private final @Nullable String comparator;
    private final @Nullable String positive;
    private final OptionalDouble errorVarianceRatio;
    private final boolean points;

    private AgreementAnalyzer(Builder builder) {
        this.scale = builder.scale;
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
        this.reference = builder.reference;
        this.comparator = builder.comparator;
        this.positive = builder.positive;
        this.errorVarianceRatio = builder.errorVarianceRatio;
        this.points = builder.points;
    }

    /**
     * Starts an analyzer.
     *
     * @param scale what the raters rate on
     * @return a builder; confined to one thread
     */
    public static Builder builder(RatingScale scale) {
        return new Builder(scale);
    }

    /**
     * Measures the agreement of raters.
     *
     * @param items what they said
     * @return the report
     * @throws io.medml.core.error.DataException when a rating is in none of the categories of the scale
     * @throws IllegalArgumentException when the columns do not hold what the scale says, or the reference is not among the raters
     */
    public AgreementReport analyze(RatedItems items) {
        String special = reference != null ? reference : comparator;
        if (special != null && !items.raters().contains(special)) {
            throw new IllegalArgumentException("rater \"" + special + "\" was named as "
                    + (reference != null ? "reference" : "comparator") + " and is not among the raters "
                    + items.raters());
        }
        List<Readings> first = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        List<Comparison> within = new ArrayList<>();
        Map<Comparison, Compared.OfCompleteItems> complete = new HashMap<>();
        List<RaterCounts> counts = new ArrayList<>();
        long unreadable = 0;
        boolean[][] used = new boolean[items.readings().size()][items.size()];
        Compared compared = compared();
        for (RatedItems.Rater rater : items.readings()) {
            List<Readings> readings = new ArrayList<>();
            for (String column : rater.columns()) {
                double[] values = items.values(column, scale);
                readings.add(new Readings(rater.name(), column, values));
                unreadable += items.unreadable(column);
            }
            counts.add(new RaterCounts(
                    rater.name(), readings.stream().map(Readings::given).toList()));
            for (int i = 0; i < items.size(); i++) {
                used[counts.size() - 1][i] = readings.get(0).has(i);
            }
            first.add(readings.get(0));
            if (readings.size() > 1) {
                within.add(compare(
                        compared,
                        Kind.WITHIN_RATER,
                        Slice.of("within_rater", rater.name()),
                        readings,
                        items.subjects(),
                        complete));
            }
        }
        if (first.size() > 1) {
            comparisons.add(compare(
                    compared,
                    Kind.ALL_RATERS,
                    Slice.overall(),
                    first.size() == 2 ? oriented(first) : first,
                    items.subjects(),
                    complete));
        }
        if (first.size() > 2) {
            for (int a = 0; a < first.size(); a++) {
                for (int b = a + 1; b < first.size(); b++) {
                    List<Readings> pair = oriented(List.of(first.get(a), first.get(b)));
                    comparisons.add(compare(
                            compared,
                            Kind.PAIR,
                            Slice.of("rater", pair.get(0).rater())
                                    .versus(Slice.of("rater", pair.get(1).rater())),
                            pair,
                            items.subjects(),
                            complete));
                }
            }
        }
        comparisons.addAll(within);
        return new AgreementReport(
                items.dataset(),
                provenance(items),
                scale,
                level,
                items.size(),
                Arrays.stream(items.subjects()).distinct().count(),
                counts,
                comparisons,
                findings(items, comparisons, complete, counts, used, unreadable));
    }

    private static Comparison compare(
            Compared compared,
            Kind kind,
            Slice slice,
            List<Readings> readings,
            int[] subjects,
            Map<Comparison, Compared.OfCompleteItems> complete) {
        Comparison comparison = compared.compare(kind, slice, readings, subjects);
        compared.ofCompleteItems(readings, subjects).ifPresent(of -> complete.put(comparison, of));
        return comparison;
    }

    /** A pair with the reference or comparator is written as the other rater against it. */
    private List<Readings> oriented(List<Readings> pair) {
        String special = reference != null ? reference : comparator;
        return pair.get(0).rater().equals(special) ? List.of(pair.get(1), pair.get(0)) : pair;
    }

    private Compared compared() {
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        return scale.kind() == RatingScale.Kind.CONTINUOUS
                ? new ComparedMeasurements(level, plan, Optional.ofNullable(reference), errorVarianceRatio, points)
                : new ComparedCategories(
                        scale,
                        level,
                        plan,
                        Optional.ofNullable(comparator),
                        positive == null ? -1 : scale.categories().indexOf(positive));
    }

    private Provenance provenance(RatedItems items) {
        Provenance provenance = Provenance.of(AgreementAnalyzer.class)
                .from(items.dataset())
                .with("scale", scale)
                .with("confidence_level", level)
                .with(
                        "raters",
                        items.readings().stream()
                                .map(r -> r.name() + ": " + String.join(", ", r.columns()))
                                .collect(Collectors.joining("; ")))
                .synthetic(items.synthetic());
        if (dependent(items)) {
            provenance = provenance.with(
                    "bootstrap", ResamplePlan.seeded(seed, replicates).description());
        }
        if (items.subjectColumn().isPresent()) {
            provenance = provenance.with("subject", items.subjectColumn().get());
        }
        if (reference != null) {
            provenance = provenance.with("reference", reference);
        }
        if (comparator != null && positive != null) {
            provenance = provenance.with("comparator", comparator).with("positive_category", positive);
        }
        if (errorVarianceRatio.isPresent()) {
            provenance = provenance.with("error_variance_ratio", errorVarianceRatio.getAsDouble());
        }
        return provenance;
    }

    private static boolean dependent(RatedItems items) {
        return Arrays.stream(items.subjects()).distinct().count() < items.size();
    }

    private List<Finding> findings(
            RatedItems items,
            List<Comparison> comparisons,
            Map<Comparison, Compared.OfCompleteItems> complete,
            List<RaterCounts> counts,
            boolean[][] used,
            long unreadable) {
        List<Finding> findings = new ArrayList<>();
        String where = items.dataset().id();
        long missing = counts.stream()
                .flatMap(c -> c.ratings().stream())
                .mapToLong(given -> items.size() - given)
                .sum();
        if (missing > 0) {
            long nobody = 0;
            for (int i = 0; i < items.size(); i++) {
                int item = i;
                nobody += Stream.of(used).noneMatch(rater -> rater[item]) ? 1 : 0;
            }
            findings.add(Finding.of(
                            "MISSING_RATINGS",
                            Severity.WARNING,
                            where,
                            "Some ratings were not given. Figures that need every rating of an item leave such items out; if"
                                    + " ratings are missing where a case is hard, the agreement of the others is too high.")
                    .with("missing_ratings", missing)
                    .with("items", items.size())
                    .with("items_without_a_first_reading", nobody));
        }
        if (unreadable > 0) {
            findings.add(Finding.of(
                            "UNREADABLE_RATINGS",
                            Severity.WARNING,
                            where,
                            "Some cells hold something that is not a rating; they count as missing.")
                    .with("cells", unreadable));
        }
        if (dependent(items)) {
            findings.add(Finding.of(
                            "DEPENDENT_ITEMS",
                            Severity.INFO,
                            where,
                            "Some items share a subject; intervals resample subjects where they can, and are not given where"
                                    + " they cannot.")
                    .with("items", items.size())
                    .with("subjects", Arrays.stream(items.subjects()).distinct().count()));
        }
        if (!items.subjectsStated()) {
            findings.add(Finding.of(
                    "SUBJECTS_NOT_STATED",
                    Severity.INFO,
                    where,
                    "It is not stated which items share a subject; every item is taken as of a subject of its own."));
        }
        if (scale.kind() == RatingScale.Kind.CONTINUOUS && items.size() > MOST_JACKKNIFED) {
            findings.add(Finding.of(
                            "JACKKNIFE_NOT_RUN",
                            Severity.INFO,
                            where,
                            "There are more items than the jackknife is run for, so Krippendorff's alpha and Deming's line are not"
                                    + " given.")
                    .with("items", items.size())
                    .with("most_items", MOST_JACKKNIFED));
        }
        for (Comparison comparison : comparisons) {
            Optional.ofNullable(complete.get(comparison))
                    .flatMap(of -> paradox(comparison, of))
                    .ifPresent(findings::add);
            proportional(comparison).ifPresent(findings::add);
        }
        if (items.synthetic()) {
            findings.add(Finding.syntheticData(where));
        }
        return findings;
    }

    /** Kappa is of the items that all rated, so what it is held against is too. */
    private Optional<Finding> paradox(Comparison comparison, Compared.OfCompleteItems complete) {
        OptionalDouble kappa = Stream.of(Metric.COHEN_KAPPA, Metric.FLEISS_KAPPA)
                .flatMap(m -> comparison.on(m).stream())
                .flatMapToDouble(e -> e.point().stream())
                .findFirst();
        OptionalDouble ac1 = complete.ac1().point();
        if (kappa.isEmpty() || ac1.isEmpty() || ac1.getAsDouble() - kappa.getAsDouble() <= PARADOX_GAP) {
            return Optional.empty();
        }
        Finding finding = Finding.of(
                        "KAPPA_PARADOX",
                        Severity.INFO,
                        comparison.slice().toString(),
                        "Of the items that all rated, kappa is much lower than AC1: one category prevails or the raters' margins"
                                + " differ, and kappa takes most of the observed agreement for chance. Read both, with the observed"
                                + " agreement, the prevalence and bias indices, and the table.")
                .with("kappa", kappa.getAsDouble())
                .with("gwet_ac1", ac1.getAsDouble())
                .with("complete_items", comparison.completeItems());
        OptionalDouble observed = complete.observed().point();
        if (observed.isPresent()) {
            finding = finding.with(Metric.OBSERVED_AGREEMENT.id(), observed.getAsDouble());
        }
        for (Metric metric : List.of(Metric.PREVALENCE_INDEX, Metric.BIAS_INDEX)) {
            OptionalDouble value = point(comparison, metric);
            if (value.isPresent()) {
                finding = finding.with(metric.id(), value.getAsDouble());
            }
        }
        return Optional.of(finding);
    }

    private static OptionalDouble point(Comparison comparison, Metric metric) {
        return comparison.on(metric).map(Estimate::point).orElse(OptionalDouble.empty());
    }

    private static Optional<Finding> proportional(Comparison comparison) {
        return comparison
                .on(Metric.PROPORTIONAL_BIAS)
                .flatMap(Estimate::interval)
                .filter(i -> !i.contains(0))
                .map(
                        i -> Finding.of(
                                "PROPORTIONAL_BIAS",
                                Severity.WARNING,
                                comparison.slice().toString(),
                                "The difference of the two readings changes with the size of what is measured, so the limits of"
                                        + " agreement do not hold over the whole range; consider a transformation or limits by range."));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "agreement on a scale that is %s, level %s", scale, level);
    }

    /** Sets up an analyzer. Confined to one thread. */
    public static final class Builder {
        private final RatingScale scale;
        private double level = 0.95;
        private boolean levelIsSet;
        private long seed = 1;
        private int replicates = 2000;
        private boolean bootstrapIsSet;
        private @Nullable String reference;
        private @Nullable String comparator;
        private @Nullable String positive;
        private OptionalDouble errorVarianceRatio = OptionalDouble.empty();
        private boolean points = true;

        private Builder(RatingScale scale) {
            this.scale = Objects.requireNonNull(scale, "scale");
        }

        /**
         * The confidence level of all intervals; 0.95 unless set. The limits of agreement hold 95 percent of differences whatever it
         * is.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            Interval.checkLevel(confidence);
            if (levelIsSet) {
                throw new IllegalStateException("the level is already set to " + level);
            }
            levelIsSet = true;
            level = confidence;
            return this;
        }

        /**
         * The seed and number of bootstrap replicates, for items that share subjects; 1 and 2000 unless set.
         *
         * @param randomSeed the seed
         * @param number number of replicates, at least 200
         * @return this
         */
        public Builder bootstrap(long randomSeed, int number) {
            if (number < 200) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "a percentile interval needs at least 200 replicates, got %d", number));
            }
            if (bootstrapIsSet) {
                throw new IllegalStateException(
                        "the bootstrap is already set to seed " + seed + " and " + replicates + " replicates");
            }
            bootstrapIsSet = true;
            seed = randomSeed;
            replicates = number;
            return this;
        }

        /**
         * Names the rater whose measurements are the reference: the others have errors against it.
         *
         * @param rater the name of a rater
         * @return this
         */
        public Builder reference(String rater) {
            Objects.requireNonNull(rater, "rater");
            if (scale.kind() != RatingScale.Kind.CONTINUOUS) {
                throw new IllegalArgumentException(
                        "errors against a reference are measured on a continuous scale; for two"
                                + " categories use comparator(rater, positiveCategory)");
            }
            if (reference != null) {
                throw new IllegalStateException("the reference is already set to \"" + reference + "\"");
            }
            reference = rater;
            return this;
        }

        /**
         * Names the rater that the others are compared with by positive and negative percent agreement. It is no reference
         * standard: it may be wrong.
         *
         * @param rater the name of a rater
         * @param positiveCategory which of the two categories is the positive one
         * @return this
         */
        public Builder comparator(String rater, String positiveCategory) {
            Objects.requireNonNull(rater, "rater");
            if (scale.categories().size() != 2) {
                throw new IllegalArgumentException(
                        "positive and negative percent agreement need a scale of 2 categories, got "
                                + scale.categories().size());
            }
            if (!scale.categories().contains(positiveCategory)) {
                throw new IllegalArgumentException(
                        "\"" + positiveCategory + "\" is none of the categories " + scale.categories());
            }
            if (comparator != null) {
                throw new IllegalStateException("the comparator is already set to \"" + comparator + "\"");
            }
            comparator = rater;
            positive = positiveCategory;
            return this;
        }

        /**
         * Asks for Deming's line of each pair of measurements.
         *
         * @param ratio variance of the measurement error of the first of a pair over that of the second, positive; from replicates
         *     or specifications, since the pairs cannot tell it
         * @return this
         */
        public Builder errorVarianceRatio(double ratio) {
            if (!(ratio > 0) || Double.isInfinite(ratio)) {
                throw new IllegalArgumentException("the ratio of error variances must be a positive number, got "
                        + ratio + "; for methods of the same precision pass 1");
            }
            if (scale.kind() != RatingScale.Kind.CONTINUOUS) {
                throw new IllegalArgumentException("Deming's line needs a continuous scale");
            }
            if (errorVarianceRatio.isPresent()) {
                throw new IllegalStateException("the ratio of error variances is already set");
            }
            errorVarianceRatio = OptionalDouble.of(ratio);
            return this;
        }

        /**
         * Leaves the points of the plot of differences out of the report. They are means and differences of single items, without
         * identifiers, at most 1000 of them.
         *
         * @return this
         */
        public Builder withoutPoints() {
            points = false;
            return this;
        }

        /**
         * Finishes the analyzer.
         *
         * @return the analyzer
         */
        public AgreementAnalyzer build() {
            return new AgreementAnalyzer(this);
        }
    }
}
