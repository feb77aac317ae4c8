package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortMembers;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.FixedTargetPoint;
import io.medml.core.stats.MisclassificationCost;
import io.medml.core.stats.OperatingPoint;
import io.medml.core.stats.OperatingPoints;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.ScoredLabels;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A decision threshold that is fixed before a model is tested: a record is predicted positive when its score is at least
 * the threshold.
 *
 * <p>It is either stated ({@link #at}) or chosen on a tuning set by a rule ({@link Rule#chooseOn}), and then carries the
 * identity of that set and of the model, and knows its records and subjects: an evaluation on a cohort with any of them is marked as
 * optimistic. Immutable and thread-safe.
 */
public final class LockedOperatingPoint {

    private final double threshold;
    private final String rule;
    private final Optional<ArtifactRef> chosenOn;
    private final Optional<ArtifactRef> model;
    private final Optional<ConfusionCounts> attained;
    private final CohortMembers tuning;

    private LockedOperatingPoint(
            double threshold,
            String rule,
            Optional<ArtifactRef> chosenOn,
            Optional<ArtifactRef> model,
            Optional<ConfusionCounts> attained,
            CohortMembers tuning) {
        this.threshold = threshold;
        this.rule = rule;
        this.chosenOn = chosenOn;
        this.model = model;
        this.attained = attained;
        this.tuning = tuning;
    }

    /**
     * A threshold that was stated.
     *
     * @param threshold the threshold; finite
     * @return the operating point
     */
    public static LockedOperatingPoint at(double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a threshold is a finite score, got " + threshold);
        }
        return new LockedOperatingPoint(
                threshold, "stated", Optional.empty(), Optional.empty(), Optional.empty(), CohortMembers.none());
    }

    /** A rule that chooses a threshold on a tuning set. Immutable. */
    public static final class Rule {
        private final String text;
        private final java.util.function.Function<RocCurve, Optional<OperatingPoint>> choice;

        private Rule(String text, java.util.function.Function<RocCurve, Optional<OperatingPoint>> choice) {
            this.text = text;
            this.choice = choice;
        }

        /**
         * The largest Youden index; of several such thresholds the one with the highest specificity.
         *
         * @return the rule
         */
        public static Rule youden() {
            return new Rule("youden", curve -> OperatingPoints.youden(curve).chosen());
        }

        /**
         * The smallest expected cost: the largest {@code sensitivity + r * specificity} with {@code r} from the cost of a miss and the
         * prevalence at the place of use; of several such thresholds the one with the highest specificity.
         *
         * @param cost what a miss costs against a false alarm, and the prevalence
         * @return the rule
         */
        public static Rule youden(MisclassificationCost cost) {
            return new Rule(
                    String.format(
                            Locale.ROOT, "youden_weighted(cost=%s, prevalence=%s)", cost.ratio(), cost.prevalence()),
                    curve -> OperatingPoints.youdenWeighted(curve, cost).chosen());
        }

        /**
         * The point of the ROC curve that is closest to the corner of perfect discrimination; of several the one with the highest
         * specificity. A convention without clinical meaning; {@link #youden(MisclassificationCost)} has one.
         *
         * @return the rule
         */
        public static Rule closestToCorner() {
            return new Rule(
                    "closest_to_corner",
                    curve -> OperatingPoints.closestToCorner(curve, MisclassificationCost.equal())
                            .chosen());
        }

        /**
         * The largest threshold whose sensitivity still meets a target, by exact counts.
         *
         * @param target a fraction in [0, 1]
         * @return the rule
         */
        public static Rule fixedSensitivity(double target) {
            return new Rule(
                    String.format(Locale.ROOT, "fixed_sensitivity(%s)", fraction(target)),
                    curve -> point(OperatingPoints.fixedSensitivity(curve, target)));
        }

        /**
         * The smallest threshold whose specificity still meets a target, by exact counts.
         *
         * @param target a fraction in [0, 1]
         * @return the rule
         */
        public static Rule fixedSpecificity(double target) {
            return new Rule(
                    String.format(Locale.ROOT, "fixed_specificity(%s)", fraction(target)),
                    curve -> point(OperatingPoints.fixedSpecificity(curve, target)));
        }

        /**
         * The largest F-beta score.
         *
         * @param beta weight of sensitivity, positive
         * @return the rule
         */
        public static Rule maximumFBeta(double beta) {
            return new Rule(
                    String.format(Locale.ROOT, "max_fbeta(%s)", beta),
                    curve -> OperatingPoints.maxFBeta(curve, beta).chosen());
        }

        private static double fraction(double target) {
            if (!(target >= 0 && target <= 1)) {
                throw new IllegalArgumentException("a target is a fraction in [0, 1], got " + target);
            }
            return target;
        }

        private static Optional<OperatingPoint> point(FixedTargetPoint found) {
            return found.point();
        }

        /**
         * Chooses the threshold. Records that share a subject count each for itself.
         *
         * @param tuning the tuning set, which is not the test set
         * @param predictions the model's scores on it
         * @return the locked operating point
         * @throws IllegalArgumentException when the rule finds no finite threshold, as when a class is absent
         */
        public LockedOperatingPoint chooseOn(Cohort tuning, Predictions predictions) {
            RocCurve curve = RocCurve.of(ScoredLabels.of(tuning.labels(), predictions.alignedTo(tuning)));
            OperatingPoint point = choice.apply(curve)
                    .filter(p -> Double.isFinite(p.threshold()))
                    .orElseThrow(() -> new IllegalArgumentException("rule " + text + " finds no threshold on "
                            + tuning.name() + ", which has " + tuning.positives() + " positives in " + tuning.size()
                            + " records; both classes are needed"));
            return new LockedOperatingPoint(
                    point.threshold(),
                    text,
                    Optional.of(tuning.reference()),
                    Optional.of(predictions.model()),
                    Optional.of(point.counts()),
                    CohortMembers.of(tuning));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * The threshold: scores at least as large are predicted positive.
     *
     * @return the threshold
     */
    public double threshold() {
        return threshold;
    }

    /**
     * How it was found.
     *
     * @return {@code stated}, or the rule such as {@code fixed_sensitivity(0.8)}
     */
    public String rule() {
        return rule;
    }

    /**
     * The data set it was chosen on.
     *
     * @return the tuning set, or empty when the threshold was stated
     */
    public Optional<ArtifactRef> chosenOn() {
        return chosenOn;
    }

    /**
     * The model it was chosen for.
     *
     * @return the model, or empty when the threshold was stated
     */
    public Optional<ArtifactRef> model() {
        return model;
    }

    /**
     * What it attained on the tuning set, which is optimistic.
     *
     * @return the counts, or empty when the threshold was stated
     */
    public Optional<ConfusionCounts> attained() {
        return attained;
    }

    /**
     * Marks a cohort with data that the threshold was chosen on: as the same data set, or by a record or subject of the same
     * identifier, whether the cohort is a part of the tuning set or holds more than it.
     *
     * @param what what the finding is about, such as a device
     * @param cohort the cohort that is measured
     * @return the finding, an error; empty when the threshold was stated or the cohort shares nothing
     */
    public Optional<Finding> optimisticOn(String what, Cohort cohort) {
        if (chosenOn.isEmpty()) {
            return Optional.empty();
        }
        long shared = tuning.recordsIn(cohort);
        if (chosenOn.get().digest().equals(cohort.reference().digest())) {
            return Optional.of(Finding.of(
                    "OPTIMISTIC_OPERATING_POINT",
                    Severity.ERROR,
                    what,
                    "The threshold was chosen on the data it is measured on, so sensitivity and specificity are"
                            + " optimistic."));
        }
        return shared == 0
                ? Optional.empty()
                : Optional.of(Finding.of(
                                "OPTIMISTIC_OPERATING_POINT",
                                Severity.ERROR,
                                what,
                                "The threshold was chosen on some of these records or on others of the same subjects, so"
                                        + " sensitivity and specificity are optimistic; leave these out, or, where"
                                        + " identifiers coincide by accident, prefix them by their site.")
                        .with("records", cohort.size())
                        .with("shared_records", shared));
    }

    /**
     * Checks that this point may be used with predictions.
     *
     * @param predictions the predictions
     * @throws IllegalArgumentException when it was chosen for another model, or lies outside of [0, 1] and they are probabilities
     */
    public void requireFor(Predictions predictions) {
        requireFor(predictions.model(), predictions.kind());
    }

    /**
     * Checks that this point may be used with what a model scores.
     *
     * @param scored the model
     * @param kind what its scores are
     * @throws IllegalArgumentException when the point was chosen for another model, or lies outside of [0, 1] and they are probabilities
     */
    public void requireFor(ArtifactRef scored, ScoreKind kind) {
        model().filter(m -> !m.equals(scored)).ifPresent(m -> {
            throw new IllegalArgumentException(
                    "the operating point was chosen for " + m + ", and the predictions are of " + scored
                            + "; choose one on this model's scores on the tuning set");
        });
        requireFor(kind);
    }

    void requireFor(ScoreKind kind) {
        if (kind == ScoreKind.PROBABILITY && !(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("expected a threshold in [0, 1] for predicted probabilities, got "
                    + threshold + "; for 50 percent give 0.5");
        }
    }

    /**
     * Predicts the class of each score.
     *
     * @param scores the scores
     * @return 1 where the score is at least the threshold, else 0
     */
    public int[] classify(double[] scores) {
        int[] predicted = new int[scores.length];
        for (int i = 0; i < scores.length; i++) {
            predicted[i] = scores[i] >= threshold ? 1 : 0;
        }
        return predicted;
    }

    /**
     * The operating point as a value.
     *
     * @return the content
     */
    public Content.Fields content() {
        Content.Builder builder = Content.fields().put("threshold", threshold).put("rule", rule);
        chosenOn.ifPresent(ref -> builder.put("chosen_on", ref.toString()));
        attained.ifPresent(counts -> builder.put(
                "attained_on_tuning",
                Content.fields()
                        .put("true_positives", counts.truePositives())
                        .put("false_positives", counts.falsePositives())
                        .put("true_negatives", counts.trueNegatives())
                        .put("false_negatives", counts.falseNegatives())
                        .build()));
        return builder.build();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "score >= %.6g (%s)", threshold, Objects.requireNonNull(rule));
    }
}
