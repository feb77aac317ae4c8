package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.FixedTargetPoint;
import io.medml.core.stats.OperatingPoints;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.ScoredLabels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What could be done about a gap, side by side on patients that nothing was fitted on: the model as it is, a threshold for each group,
 * and a recalibration for each group; and the weights with which a retraining would balance groups and classes.
 *
 * <ul>
 *   <li>{@code none}: the scores at the common operating point.
 *   <li>{@code group_thresholds}: for each group the largest threshold at which it reaches, on the tuning cohort, the sensitivity that all
 *       records reach there at the common one. Hardt, Price and Srebro (2016), NeurIPS.
 *   <li>{@code group_recalibration}: for each group the logistic recalibration {@code logit p' = a + b logit p} fitted on the tuning
 *       cohort, then the common threshold. Only for probabilities.
 *   <li>Reweighing: {@code w(g, y) = P(g) P(y) / P(g, y)} on the tuning cohort, for a retraining; nothing is trained here. Kamiran and
 *       Calders (2012), Knowledge and Information Systems 33.
 * </ul>
 *
 * <p>Nothing is applied: each is a change to the device that needs review, and a threshold by a protected attribute a legal and a
 * clinical one too.
 */
public final class MitigationComparison {

    private static final List<Metric> SHOWN = List.of(
            Metric.SELECTION_RATE,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE);

    private MitigationComparison() {}

    /**
     * Fits on one cohort and measures on another.
     *
     * @param attribute the attribute whose groups are treated apart
     * @param tuning the cohort to fit on
     * @param tuningScores the model's scores on it
     * @param heldOut the cohort to measure on, with no subject of the other
     * @param heldOutScores the same model's scores on it
     * @param operatingPoint the common operating point
     * @param level confidence level, a fraction in (0, 1)
     * @return the figures of each group under each mitigation
     * @throws IllegalArgumentException when the cohorts share subjects, or the scores are of different models
     */
    public static FairnessCheck of(
            String attribute,
            Cohort tuning,
            Predictions tuningScores,
            Cohort heldOut,
            Predictions heldOutScores,
            LockedOperatingPoint operatingPoint,
            double level) {
        if (!tuningScores.model().equals(heldOutScores.model())) {
            throw new IllegalArgumentException(
                    "expected scores of one model, found " + tuningScores.model() + " and " + heldOutScores.model());
        }
        Set<String> shared = new HashSet<>(tuning.subjectIds());
        shared.retainAll(new HashSet<>(heldOut.subjectIds()));
        if (!shared.isEmpty()) {
            throw new IllegalArgumentException("expected cohorts without subjects in common, found " + shared.size()
                    + " in both; a mitigation looks better on the patients it was fitted on");
        }
        Groups fitted = new Groups(attribute, tuning, tuningScores);
        Groups measured = new Groups(attribute, heldOut, heldOutScores);
        List<Finding> findings = new ArrayList<>();
        List<Measurement> measurements = new ArrayList<>();
        measure("none", measured, measured.scores, operatingPoint, level, measurements);
        for (String name : List.of("group_thresholds", "group_recalibration")) {
            if (name.equals("group_recalibration") && tuningScores.kind() != ScoreKind.PROBABILITY) {
                continue;
            }
            double[] scores = measured.scores.clone();
            boolean complete = true;
            for (String group : measured.grouping.names()) {
                complete &= name.equals("group_thresholds")
                        ? threshold(fitted, measured, group, operatingPoint, scores)
                        : recalibration(fitted, measured, group, scores);
                if (!complete) {
                    findings.add(Finding.of(
                                    "MITIGATION_NOT_FITTED",
                                    Severity.WARNING,
                                    Slice.of(attribute, group).toString(),
                                    "The tuning cohort has too little of this group to fit the mitigation, so it is not compared.")
                            .with("mitigation", name));
                    break;
                }
            }
            if (complete) {
                measure(name, measured, scores, operatingPoint, level, measurements);
                findings.add(Finding.of(
                        "CHANGE_TO_THE_DEVICE",
                        Severity.WARNING,
                        name,
                        "This is a comparison and nothing was applied. The mitigation would be a change to the device that needs"
                                + " review; one that treats groups apart needs a legal and a clinical one."));
            }
        }
        return new FairnessCheck(
                "mitigation-comparison/1",
                List.of(heldOutScores.model(), heldOut.reference()),
                Provenance.of(MitigationComparison.class)
                        .from(heldOutScores.model())
                        .from(tuning.reference())
                        .from(heldOut.reference())
                        .with("attribute", attribute)
                        .with("operating_point", operatingPoint)
                        .with("threshold", operatingPoint.threshold())
                        .with("confidence_level", level)
                        .synthetic(tuning.synthetic() || heldOut.synthetic()),
                measurements,
                findings,
                Content.fields()
                        .put("attribute", attribute)
                        .put("reweighing", reweighing(fitted))
                        .build());
    }

    /** A cohort by an attribute, records in an order that the content fixes. */
    private static final class Groups {
        private final Grouping grouping;
        private final int[] codes;
        private final int[] labels;
        private final double[] scores;
        private final int[] subjects;

        Groups(String attribute, Cohort cohort, Predictions predictions) {
            this.grouping = cohort.groups(attribute);
            int[] order = cohort.canonicalOrder();
            int[] cohortLabels = cohort.labels();
            int[] cohortSubjects = cohort.subjects();
            double[] aligned = predictions.alignedTo(cohort);
            this.codes = IntStream.of(order).map(grouping::code).toArray();
            this.labels = IntStream.of(order).map(row -> cohortLabels[row]).toArray();
            this.subjects = IntStream.of(order).map(row -> cohortSubjects[row]).toArray();
            this.scores = IntStream.of(order).mapToDouble(row -> aligned[row]).toArray();
        }

        int[] rows(String group) {
            int code = grouping.names().indexOf(group);
            return IntStream.range(0, codes.length)
                    .filter(row -> codes[row] == code)
                    .toArray();
        }

        ScoredLabels sample(int[] rows) {
            return ScoredLabels.of(
                    IntStream.of(rows).map(row -> labels[row]).toArray(),
                    IntStream.of(rows).mapToDouble(row -> scores[row]).toArray());
        }
    }

    /** A threshold of its own is the common one with the class written into the score. */
    private static boolean threshold(
            Groups fitted, Groups measured, String group, LockedOperatingPoint point, double[] scores) {
        int[] rows = fitted.rows(group);
        long positives =
                IntStream.of(rows).filter(row -> fitted.labels[row] == 1).count();
        if (positives == 0 || positives == rows.length) {
            return false;
        }
        int[] everybody = IntStream.range(0, fitted.labels.length).toArray();
        int[] classes = point.classify(fitted.scores);
        double target = IntStream.of(everybody)
                .filter(row -> fitted.labels[row] == 1)
                .mapToDouble(row -> classes[row])
                .average()
                .orElseThrow();
        FixedTargetPoint found = OperatingPoints.fixedSensitivity(RocCurve.of(fitted.sample(rows)), target);
        if (found.point().isEmpty()) {
            return false;
        }
        double own = found.point().get().threshold();
        for (int row : measured.rows(group)) {
            scores[row] = measured.scores[row] >= own ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        return true;
    }

    private static boolean recalibration(Groups fitted, Groups measured, String group, double[] scores) {
        CalibrationLogistic fit = CalibrationLogistic.of(
                fitted.sample(fitted.rows(group)), 0.95, CalibrationLogistic.StandardErrors.MODEL);
        if (fit.slope() instanceof Estimate.NotEstimable) {
            return false;
        }
        double a = fit.intercept().point().orElseThrow();
        double b = fit.slope().point().orElseThrow();
        for (int row : measured.rows(group)) {
            double p = measured.scores[row];
            double x = a + b * (StrictMath.log(p) - StrictMath.log1p(-p));
            scores[row] = 1 / (1 + StrictMath.exp(-x));
        }
        return true;
    }

    private static void measure(
            String name,
            Groups groups,
            double[] scores,
            LockedOperatingPoint point,
            double level,
            List<Measurement> measurements) {
        ScoredRecords all = ScoredRecords.of(groups.labels, scores, groups.subjects);
        for (String group : groups.grouping.names()) {
            Slice slice = Slice.of(groups.grouping.attribute(), group).and("mitigation", name);
            SlicePerformance performance =
                    SlicePerformance.measure(slice, all.select(groups.rows(group)), Optional.of(point), false, level);
            for (Metric metric : SHOWN) {
                measurements.add(new Measurement(
                        metric, slice, performance.estimate(metric).orElseThrow()));
            }
        }
    }

    /** Weights of groups and classes; a cell without a record has none. */
    private static Content reweighing(Groups groups) {
        double n = groups.labels.length;
        double positives = IntStream.of(groups.labels).sum();
        TreeMap<String, Content> byGroup = new TreeMap<>();
        for (String group : groups.grouping.names()) {
            int[] rows = groups.rows(group);
            double own = IntStream.of(rows).map(row -> groups.labels[row]).sum();
            Content.Builder weights = Content.fields();
            if (own > 0) {
                weights.put("positive", rows.length / n * positives / own);
            }
            if (own < rows.length) {
                weights.put("negative", rows.length / n * (n - positives) / (rows.length - own));
            }
            byGroup.put(group, weights.build());
        }
        return new Content.Fields(byGroup);
    }
}
