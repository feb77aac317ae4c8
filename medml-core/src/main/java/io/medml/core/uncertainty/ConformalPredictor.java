package io.medml.core.uncertainty;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortMembers;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Interval;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.ConformalQuantile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Calibrates prediction sets by split conformal prediction: sets of labels that hold the true one with a promised
 * probability.
 *
 * <pre>{@code
 * ConformalCalibration calibration = ConformalPredictor.builder()
 *     .coverage(0.90)
 *     .by("site")
 *     .build()
 *     .calibrate(calibrationSet, model.score(calibrationSet));
 * CoverageReport report = calibration.evaluate(test, model.score(test));
 * }</pre>
 *
 * <p>The nonconformity of a label is 1 minus the probability that the model gives it; a label is in the set when its
 * nonconformity is at most the limit of {@link ConformalQuantile}. There is one limit for all records (marginal: the promise
 * holds on average over all), one for each class ({@link Builder#classwise}: it holds among records with and among records
 * without the condition), or one for each group of an attribute ({@link Builder#by}: it holds in each group). A category
 * without enough records has no finite limit: its sets hold both labels.
 *
 * <p>The promise rests on exchangeability: calibration and new records come from one population, in no order, and no subject
 * has several records. The calibration set is neither the training nor the test set. Immutable and thread-safe.
 */
public final class ConformalPredictor {

    /** Which records share a limit. */
    enum Scheme {
        MARGINAL("one limit for all records"),
        CLASSWISE("one limit for each class"),
        BY_ATTRIBUTE("one limit for each group of the attribute");

        private final String words;

        Scheme(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** The category of a marginal limit. */
    static final String ALL = "all records";
    /** The category of the label 0. */
    static final String ABSENT = "condition absent";
    /** The category of the label 1. */
    static final String PRESENT = "condition present";

    private final double alpha;
    private final Scheme scheme;
    private final @Nullable String attribute;
    private final double level;

    private ConformalPredictor(double alpha, Scheme scheme, @Nullable String attribute, double level) {
        this.alpha = alpha;
        this.scheme = scheme;
        this.attribute = attribute;
        this.level = level;
    }

    /**
     * Starts a predictor.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Finds the limits.
     *
     * @param cohort the calibration set, which the model was not trained on
     * @param predictions the model's probabilities on it
     * @return the calibration
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when the scores are not probabilities
     */
    public ConformalCalibration calibrate(Cohort cohort, Predictions predictions) {
        requireProbabilities(predictions);
        ScoredRecords records = ScoredRecords.of(cohort, predictions);
        double[] scores = new double[records.size()];
        List<String> categories = new ArrayList<>();
        Optional<Grouping> grouping = Optional.ofNullable(attribute).map(cohort::groups);
        for (int row = 0; row < scores.length; row++) {
            scores[row] = nonconformity(records.score(row), records.label(row));
            categories.add(category(scheme, records.label(row), grouping, row));
        }
        SortedMap<String, ConformalQuantile> limits =
                new TreeMap<>(ConformalQuantile.byCategory(scores, categories, alpha));
        if (scheme == Scheme.CLASSWISE) {
            limits.putIfAbsent(ABSENT, ConformalQuantile.without(alpha));
            limits.putIfAbsent(PRESENT, ConformalQuantile.without(alpha));
        }
        boolean synthetic = cohort.synthetic() || predictions.synthetic();
        List<Finding> findings = new ArrayList<>();
        limits.forEach((category, quantile) -> {
            if (quantile.rank() > quantile.scores()) {
                findings.add(Finding.of(
                                "TOO_FEW_TO_CALIBRATE",
                                Severity.WARNING,
                                where(category),
                                "No finite limit keeps the promise with so few calibration records, so every set holds both"
                                        + " labels here.")
                        .with("records", quantile.scores())
                        .with("records_needed", ConformalQuantile.recordsNeeded(alpha)));
            }
        });
        if (records.dependent()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.WARNING,
                            cohort.name(),
                            "Some subjects have several records, which are not exchangeable with those of a new subject:"
                                    + " coverage is not promised. Calibrate on one record a subject.")
                    .with("records", records.size())
                    .with("subjects", records.subjectCount()));
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        Provenance provenance = Provenance.of(ConformalPredictor.class)
                .from(predictions.model())
                .from(cohort.reference())
                .with("alpha", alpha)
                .with("confidence_level", level)
                .with("predictions_sha256", predictions.digest().hex())
                .with("nonconformity", "1 - probability of the label")
                .with("scheme", scheme.words())
                .with("attribute", attribute == null ? "none" : attribute)
                .synthetic(synthetic);
        return new ConformalCalibration(
                predictions.model(),
                cohort.reference(),
                provenance,
                scheme,
                Optional.ofNullable(attribute),
                alpha,
                level,
                limits,
                records.size(),
                CohortMembers.of(cohort),
                findings);
    }

    private String where(String category) {
        return attribute == null ? category : attribute + "=" + category;
    }

    static void requireProbabilities(Predictions predictions) {
        if (predictions.kind() != ScoreKind.PROBABILITY) {
            throw new IllegalArgumentException("expected probabilities, got scores of " + predictions.model()
                    + " that only order the records; recalibrate them to probabilities first");
        }
    }

    static double nonconformity(double probability, int label) {
        return label == 1 ? 1 - probability : probability;
    }

    static String category(Scheme scheme, int label, Optional<Grouping> grouping, int row) {
        return switch (scheme) {
            case MARGINAL -> ALL;
            case CLASSWISE -> label == 1 ? PRESENT : ABSENT;
            case BY_ATTRIBUTE -> {
                Grouping groups = grouping.orElseThrow();
                yield groups.names().get(groups.code(row));
            }
        };
    }

    /** Sets the promise and who shares it. Confined to one thread. */
    public static final class Builder {
        private @Nullable Double alpha;
        private @Nullable Scheme scheme;
        private @Nullable String attribute;
        private double level = 0.95;
        private boolean levelIsSet;

        private Builder() {}

        /**
         * The promised coverage. This, or {@link #alpha}, is required.
         *
         * @param share share of sets that are to hold the true label, a fraction in (0, 1)
         * @return this
         */
        public Builder coverage(double share) {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "coverage must be a fraction in (0, 1), got " + share + "; for 90 percent pass 0.9");
            }
            // read as the decimal it prints as, so that 0.9 gives 0.1 and not 0.09999999999999998
            return set(BigDecimal.ONE.subtract(BigDecimal.valueOf(share)).doubleValue());
        }

        /**
         * The share of sets that may miss the true label, 1 minus the coverage. This, or {@link #coverage}, is required.
         *
         * @param share a fraction in (0, 1)
         * @return this
         */
        public Builder alpha(double share) {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "alpha must be a fraction in (0, 1), got " + share + "; for a coverage of 90 percent pass 0.1");
            }
            return set(share);
        }

        private Builder set(double share) {
            if (alpha != null) {
                throw new IllegalStateException("alpha is already set to " + alpha);
            }
            alpha = share;
            return this;
        }

        /**
         * One limit for each class, so that the promise holds among the records with the condition and among those without
         * it.
         *
         * @return this
         */
        public Builder classwise() {
            return set(Scheme.CLASSWISE, null);
        }

        /**
         * One limit for each group of an attribute, so that the promise holds in each. Records without a value are a group.
         *
         * @param name an attribute of the cohorts
         * @return this
         */
        public Builder by(String name) {
            return set(Scheme.BY_ATTRIBUTE, requireNonNull(name, "name"));
        }

        private Builder set(Scheme newScheme, @Nullable String newAttribute) {
            if (scheme != null) {
                throw new IllegalStateException("the limits are already set to " + scheme.words()
                        + (attribute == null ? "" : " " + attribute) + "; a predictor has one scheme");
            }
            scheme = newScheme;
            attribute = newAttribute;
            return this;
        }

        /**
         * The confidence level of intervals in reports; 0.95 unless set. It has nothing to do with the coverage.
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
         * Finishes the predictor; one limit for all records unless told otherwise.
         *
         * @return the predictor
         */
        public ConformalPredictor build() {
            if (alpha == null) {
                throw new IllegalStateException("ConformalPredictor needs the promised coverage; call coverage(0.9), or"
                        + " alpha(0.1), before build()");
            }
            return new ConformalPredictor(alpha, scheme == null ? Scheme.MARGINAL : scheme, attribute, level);
        }
    }
}
