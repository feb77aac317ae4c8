package io.medml.core.uncertainty;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortMembers;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.model.Predictions;
import io.medml.core.stats.ConformalQuantile;
import io.medml.core.uncertainty.ConformalPredictor.Scheme;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The limits of prediction sets for one model, and what they were found on. Only {@link ConformalPredictor} makes one. It
 * makes the sets of new records, and measures whether the promise was kept on another cohort. Immutable.
 */
public final class ConformalCalibration implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "conformal-calibration";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final Scheme scheme;
    private final Optional<String> attribute;
    private final double alpha;
    private final double level;
    private final SortedMap<String, ConformalQuantile> limits;
    private final long records;
    private final CohortMembers members;
    private final List<Finding> findings;

    ConformalCalibration(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            Scheme scheme,
            Optional<String> attribute,
            double alpha,
            double level,
            SortedMap<String, ConformalQuantile> limits,
            long records,
            CohortMembers members,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.scheme = scheme;
        this.attribute = attribute;
        this.alpha = alpha;
        this.level = level;
        this.limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        this.records = records;
        this.members = members;
        this.findings = List.copyOf(findings);
    }

    /**
     * The labels that cannot be ruled out for a record, where limits do not depend on an attribute.
     *
     * @param probability the model's probability of the condition
     * @return the set
     * @throws IllegalStateException when the limits are those of groups; then the group is needed
     */
    public PredictionSet predictSet(double probability) {
        if (attribute.isPresent()) {
            throw new IllegalStateException(
                    "the limits are those of groups of " + attribute.get() + "; call predictSet(probability, group)");
        }
        return set(probability, ConformalPredictor.ALL);
    }

    /**
     * The labels that cannot be ruled out for a record of a group.
     *
     * @param probability the model's probability of the condition
     * @param group the record's group; one that the calibration set does not have gives a set of both labels
     * @return the set
     * @throws IllegalStateException when the limits are not those of groups
     */
    public PredictionSet predictSet(double probability, String group) {
        Objects.requireNonNull(group, "group");
        if (attribute.isEmpty()) {
            throw new IllegalStateException(
                    "the calibration has " + scheme.words() + " and knows no groups; call predictSet(probability)");
        }
        return set(probability, group);
    }

    private PredictionSet set(double probability, String group) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("expected a probability in [0, 1], found another number");
        }
        return PredictionSet.of(admits(probability, 0, group), admits(probability, 1, group));
    }

    private boolean admits(double probability, int label, String group) {
        String category = switch (scheme) {
            case MARGINAL -> ConformalPredictor.ALL;
            case CLASSWISE -> label == 1 ? ConformalPredictor.PRESENT : ConformalPredictor.ABSENT;
            case BY_ATTRIBUTE -> group;
        };
        ConformalQuantile limit = limits.get(category);
        return limit == null || limit.admits(ConformalPredictor.nonconformity(probability, label));
    }

    /** The sets of all records of a cohort, by row. */
    PredictionSet[] sets(Cohort cohort, double[] probabilities) {
        Optional<Grouping> grouping = attribute.map(cohort::groups);
        PredictionSet[] sets = new PredictionSet[probabilities.length];
        for (int row = 0; row < sets.length; row++) {
            int at = row;
            String group = grouping.map(g -> g.names().get(g.code(at))).orElse(ConformalPredictor.ALL);
            sets[row] = set(probabilities[row], group);
        }
        return sets;
    }

    /**
     * Measures coverage and size of the sets on a cohort, for all records, for each class and for each group of its
     * attributes.
     *
     * @param cohort the test set; with subjects of the calibration set the report says so as an error, and where subjects cannot be compared, as a warning
     * @param predictions the model's probabilities on it
     * @return the report
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when they are of another model, or no probabilities
     */
    public CoverageReport evaluate(Cohort cohort, Predictions predictions) {
        return CoverageMeasurement.measure(this, cohort, predictions);
    }

    /**
     * The model whose probabilities were calibrated.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The calibration set.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The share of sets that may miss the true label.
     *
     * @return a fraction in (0, 1); the promised coverage is 1 minus it
     */
    public double alpha() {
        return alpha;
    }

    /**
     * The confidence level of intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * Which records share a limit.
     *
     * @return in words, such as {@code one limit for each class}
     */
    public String scheme() {
        return scheme.words();
    }

    /**
     * The attribute whose groups have limits of their own.
     *
     * @return its name; empty where limits do not depend on one
     */
    public Optional<String> attribute() {
        return attribute;
    }

    /**
     * The limits.
     *
     * @return by category, sorted: {@code all records}; {@code condition absent} and {@code condition present}; or the groups
     */
    public SortedMap<String, ConformalQuantile> limits() {
        return limits;
    }

    /**
     * The number of calibration records.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The number of subjects they belong to.
     *
     * @return the number
     */
    public long subjects() {
        return members.subjects();
    }

    /** Those that the limits were found on. */
    CohortMembers members() {
        return members;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(model, dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("alpha", alpha)
                .put("scheme", scheme.words())
                .put("records", records)
                .put("subjects", subjects())
                .put("limits", limitsContent());
        attribute.ifPresent(name -> body.put("attribute", name));
        return body.build();
    }

    Content limitsContent() {
        return Content.items(limits.entrySet(), entry -> {
            ConformalQuantile quantile = entry.getValue();
            Interval spread = quantile.coverageSpread(level);
            return Content.fields()
                    .put("category", entry.getKey())
                    .put("calibration_records", quantile.scores())
                    .put("rank", quantile.rank())
                    .put("limit", quantile.limit())
                    .put("expected_coverage", quantile.expectedCoverage())
                    .put(
                            "coverage_spread",
                            Content.fields()
                                    .put("lower", spread.lower())
                                    .put("upper", spread.upper())
                                    .put("probability", spread.level())
                                    .build())
                    .build();
        });
    }

    @Override
    public String toString() {
        return "limits of prediction sets of " + model + " on " + dataset + ": "
                + findings().size() + " findings";
    }
}
