package io.medml.core.agreement;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.HypothesisTest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How far raters agree with each other and with themselves. Only {@link AgreementAnalyzer} makes one. Immutable.
 *
 * <p>It says how often people or methods say the same, and not whether they are right.
 */
public final class AgreementReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "agreement-report";

    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final RatingScale scale;
    private final double level;
    private final long items;
    private final long subjects;
    private final List<RaterCounts> raters;
    private final List<Comparison> comparisons;
    private final List<Finding> findings;

    AgreementReport(
            ArtifactRef dataset,
            Provenance provenance,
            RatingScale scale,
            double level,
            long items,
            long subjects,
            List<RaterCounts> raters,
            List<Comparison> comparisons,
            List<Finding> findings) {
        this.dataset = dataset;
        this.provenance = provenance;
        this.scale = scale;
        this.level = level;
        this.items = items;
        this.subjects = subjects;
        this.raters = List.copyOf(raters);
        this.comparisons = List.copyOf(comparisons);
        this.findings = List.copyOf(findings);
    }

    /** Whose readings are compared. */
    public enum Kind {
        /** The first readings of all raters. */
        ALL_RATERS,
        /** The first readings of two of several raters. */
        PAIR,
        /** Several readings of one rater. */
        WITHIN_RATER
    }

    /**
     * What a rater gave.
     *
     * @param rater the rater
     * @param ratings the number of ratings of each of his readings
     */
    public record RaterCounts(String rater, List<Long> ratings) {
        /** Copies the numbers. */
        public RaterCounts {
            Objects.requireNonNull(rater, "rater");
            ratings = List.copyOf(ratings);
        }
    }

    /**
     * A test with its name.
     *
     * @param name the name in words
     * @param test the test
     */
    public record NamedTest(String name, HypothesisTest test) {
        /** Checks that both are there. */
        public NamedTest {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(test, "test");
        }
    }

    /**
     * A point of the plot of differences.
     *
     * @param mean mean of the two measurements
     * @param difference first minus second
     */
    public record Difference(double mean, double difference) {}

    /**
     * One comparison of readings.
     *
     * @param kind whose readings
     * @param slice how measurements name it
     * @param readings the raters, or the columns of one rater's readings; for two of them differences are first minus second
     * @param completeItems the items that all of them rated
     * @param measurements what was measured
     * @param tests tests of systematic differences between the readings
     * @param table of two readings the number of items by category of the first (row) and the second (column); of more the number of
     *     pairs of ratings of one item, each pair in both orders; empty for measurements
     * @param differences points for drawing, by ascending mean, at most 1000; empty for categories
     */
    public record Comparison(
            Kind kind,
            Slice slice,
            List<String> readings,
            long completeItems,
            List<Measurement> measurements,
            List<NamedTest> tests,
            List<List<Long>> table,
            List<Difference> differences) {

        /** Copies the lists. */
        public Comparison {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(slice, "slice");
            readings = List.copyOf(readings);
            measurements = List.copyOf(measurements);
            tests = List.copyOf(tests);
            table = table.stream().map(List::copyOf).toList();
            differences = List.copyOf(differences);
        }

        /**
         * One of its figures.
         *
         * @param metric the metric
         * @return the estimate, or empty when it was not measured
         */
        public Optional<Estimate> on(Metric metric) {
            return measurements.stream()
                    .filter(m -> m.metric().equals(metric))
                    .map(Measurement::estimate)
                    .findFirst();
        }
    }

    /**
     * The data set.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * What the raters rated on.
     *
     * @return the scale
     */
    public RatingScale scale() {
        return scale;
    }

    /**
     * The confidence level of all intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The number of items.
     *
     * @return the number, also of those that nobody rated
     */
    public long items() {
        return items;
    }

    /**
     * The number of subjects they belong to.
     *
     * @return the number
     */
    public long subjects() {
        return subjects;
    }

    /**
     * What each rater gave.
     *
     * @return the raters in the order given
     */
    public List<RaterCounts> raters() {
        return raters;
    }

    /**
     * The comparisons.
     *
     * @return all raters first, then pairs, then each rater with himself
     */
    public List<Comparison> comparisons() {
        return comparisons;
    }

    /**
     * A figure of one rater's readings.
     *
     * @param rater the rater
     * @param metric the metric
     * @return the estimate, or empty when it was not measured
     */
    public Optional<Estimate> within(String rater, Metric metric) {
        Slice slice = Slice.of("within_rater", rater);
        return comparisons.stream()
                .filter(c -> c.kind() == Kind.WITHIN_RATER && c.slice().equals(slice))
                .findFirst()
                .flatMap(c -> c.on(metric));
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return comparisons.stream().flatMap(c -> c.measurements().stream()).toList();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put(
                        "scale",
                        Content.fields()
                                .put("kind", scale.kind().name())
                                .put("categories", Content.texts(scale.categories()))
                                .put("weights", scale.weights().name().toLowerCase(Locale.ROOT))
                                .put("unit", scale.unit())
                                .build())
                .put("level", level)
                .put("items", items)
                .put("subjects", subjects)
                .put(
                        "raters",
                        Content.items(
                                raters,
                                r -> Content.fields()
                                        .put("rater", r.rater())
                                        .put("ratings", wholes(r.ratings()))
                                        .build()))
                .put("comparisons", Content.items(comparisons, AgreementReport::comparison))
                .build();
    }

    private static Content comparison(Comparison c) {
        return Content.fields()
                .put("compared", c.kind().name())
                .put("slice", c.slice().toString())
                .put("readings", Content.texts(c.readings()))
                .put("complete_items", c.completeItems())
                .put("tests", Content.items(c.tests(), AgreementReport::test))
                .put("table", Content.items(c.table(), AgreementReport::wholes))
                .put(
                        "differences_for_drawing",
                        Content.items(
                                c.differences(),
                                d -> Content.fields()
                                        .put("mean", d.mean())
                                        .put("difference", d.difference())
                                        .build()))
                .build();
    }

    private static Content wholes(List<Long> numbers) {
        return Content.items(numbers, Content.Whole::new);
    }

    private static Content test(NamedTest test) {
        return Content.fields()
                .put("name", test.name())
                .put("method", test.test().method())
                .put("statistic", number(test.test().statistic()))
                .put("p_value", number(test.test().pValue()))
                .build();
    }

    /** A number, or the reason there is none. */
    private static Content number(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "agreement of %d raters on %d items of %s", raters.size(), items, dataset);
    }
}
