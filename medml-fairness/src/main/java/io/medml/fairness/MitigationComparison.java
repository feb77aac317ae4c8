package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortOverlap;
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
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.ScoredLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 *   <li>{@code reweighing}: where the host has trained with such weights, that model's scores at the same threshold.
 * </ul>
 *
 * <p>Of each there are the figures of every group and of all records, and the gaps over the groups with the range of replicates that resample
 * patients, the same replicates for all mitigations; so that what is gained in one place stands beside what it costs in another.
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

    private static final List<Metric> SHOWN_ACROSS = List.of(
            Metric.SELECTION_RATE.gap(),
            Metric.SENSITIVITY.gap(),
            Metric.SPECIFICITY.gap(),
            Metric.POSITIVE_PREDICTIVE_VALUE.gap(),
            Metric.EQUALIZED_ODDS,
            Metric.EQUALIZED_ODDS_MEAN);

    private static final ResamplePlan PLAN = ResamplePlan.seeded(1, 2000);

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
     * @throws IllegalArgumentException when the cohorts share subjects or records, or the scores are of different models
     */
    public static FairnessCheck of(
            String attribute,
            Cohort tuning,
            Predictions tuningScores,
            Cohort heldOut,
            Predictions heldOutScores,
            LockedOperatingPoint operatingPoint,
            double level) {
        return of(attribute, tuning, tuningScores, heldOut, heldOutScores, Optional.empty(), operatingPoint, level);
    }

    /**
     * The same with a model that the host trained with the weights of reweighing.
     *
     * @param attribute the attribute whose groups are treated apart
     * @param tuning the cohort to fit on
     * @param tuningScores the model's scores on it
     * @param heldOut the cohort to measure on, with no subject of the other, and none that the retrained model was trained on
     * @param heldOutScores the same model's scores on it
     * @param retrained the retrained model's scores on it
     * @param operatingPoint the common operating point
     * @param level confidence level, a fraction in (0, 1)
     * @return the figures of each group under each mitigation
     * @throws IllegalArgumentException when the cohorts share subjects or records, the scores are of different models, or those of the retrained
     *     model are of the same
     */
    public static FairnessCheck withRetrained(
            String attribute,
            Cohort tuning,
            Predictions tuningScores,
            Cohort heldOut,
            Predictions heldOutScores,
            Predictions retrained,
            LockedOperatingPoint operatingPoint,
            double level) {
        if (retrained.model().equals(heldOutScores.model())) {
            throw new IllegalArgumentException("expected the scores of a model that was trained anew, found those of "
                    + retrained.model() + " itself");
        }
        return of(
                attribute, tuning, tuningScores, heldOut, heldOutScores, Optional.of(retrained), operatingPoint, level);
    }

    private static FairnessCheck of(
            String attribute,
            Cohort tuning,
            Predictions tuningScores,
            Cohort heldOut,
            Predictions heldOutScores,
            Optional<Predictions> retrained,
            LockedOperatingPoint operatingPoint,
            double level) {
        if (!tuningScores.model().equals(heldOutScores.model())) {
            throw new IllegalArgumentException(
                    "expected scores of one model, found " + tuningScores.model() + " and " + heldOutScores.model());
        }
        operatingPoint.requireFor(tuningScores);
        CohortOverlap overlap = CohortOverlap.of(tuning, heldOut);
        if (overlap.any()) {
            throw new IllegalArgumentException("expected cohorts without " + overlap.what() + " in common, found "
                    + overlap.shared()
                    + " in both; a mitigation looks better on the patients it was fitted on; leave them out, or, where"
                    + " identifiers coincide by accident, prefix them by their site");
        }
        Groups fitted = new Groups(attribute, tuning, tuningScores);
        Groups measured = new Groups(attribute, heldOut, heldOutScores);
        List<Finding> findings = new ArrayList<>();
        overlap.notCompared().ifPresent(findings::add);
        List<Measurement> measurements = new ArrayList<>();
        measure("none", measured, measured.scores, operatingPoint, level, measurements, findings);
        if (measured.dependent()) {
            findings.add(Finding.of(
                    "DEPENDENT_RECORDS",
                    Severity.INFO,
                    heldOut.name(),
                    "Some patients have several records; intervals take it into account."));
        }
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
                measure(name, measured, scores, operatingPoint, level, measurements, findings);
                findings.add(change(name));
                findings.add(
                        Finding.of(
                                "TREATS_GROUPS_APART",
                                Severity.WARNING,
                                name,
                                "The output for a patient would depend on the patient's group. Whether that is lawful where the device is used, and"
                                        + " whether it is right for the patients of every group, is for a legal and a clinical review to say."));
            }
        }
        retrained.ifPresent(scores -> {
            Groups again = new Groups(attribute, heldOut, scores);
            measure("reweighing", again, again.scores, operatingPoint, level, measurements, findings);
            findings.add(change("reweighing"));
        });
        Provenance provenance = Provenance.of(MitigationComparison.class)
                .from(heldOutScores.model())
                .from(tuning.reference())
                .from(heldOut.reference())
                .with("attribute", attribute)
                .with("operating_point", operatingPoint)
                .with("threshold", operatingPoint.threshold())
                .with("confidence_level", level)
                .with("bootstrap", PLAN.description())
                .synthetic(tuning.synthetic() || heldOut.synthetic());
        if (retrained.isPresent()) {
            provenance = provenance.from(retrained.get().model());
        }
        return new FairnessCheck(
                "mitigation-comparison/1",
                List.of(heldOutScores.model(), heldOut.reference()),
                provenance,
                measurements,
                findings,
                Content.fields()
                        .put("attribute", attribute)
                        .put("reweighing", reweighing(fitted))
                        .build());
    }

    private static Finding change(String name) {
        return Finding.of(
                "CHANGE_TO_THE_DEVICE",
                Severity.WARNING,
                name,
                "This is a comparison and nothing was applied. The mitigation would be a change to the device that needs regulatory"
                        + " and clinical review.");
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

        boolean dependent() {
            return IntStream.of(subjects).distinct().count() < subjects.length;
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
            List<Measurement> measurements,
            List<Finding> findings) {
        ScoredRecords all = ScoredRecords.of(groups.labels, scores, groups.subjects);
        Slice everybody = Slice.of("mitigation", name);
        List<SlicePerformance> measured = new ArrayList<>();
        SlicePerformance overall = SlicePerformance.measure(everybody, all, Optional.of(point), false, level);
        for (Metric metric : SHOWN) {
            measurements.add(
                    new Measurement(metric, everybody, overall.estimate(metric).orElseThrow()));
        }
        for (String group : groups.grouping.names()) {
            Slice slice = Slice.of(groups.grouping.attribute(), group).and("mitigation", name);
            SlicePerformance performance =
                    SlicePerformance.measure(slice, all.select(groups.rows(group)), Optional.of(point), false, level);
            for (Metric metric : SHOWN) {
                measurements.add(new Measurement(
                        metric, slice, performance.estimate(metric).orElseThrow()));
            }
            measured.add(performance);
        }
        Partition partition = Partition.single(groups.grouping, groups.codes);
        List<Finding> incomplete = new ArrayList<>();
        for (Measurement gap : new Gaps(point, PLAN, level)
                .measure(all, List.of(partition), Map.of(partition.name, measured), incomplete)) {
            if (SHOWN_ACROSS.contains(gap.metric())) {
                measurements.add(new Measurement(gap.metric(), everybody, gap.estimate()));
            }
        }
        incomplete.stream()
                .filter(f -> SHOWN_ACROSS.stream()
                        .anyMatch(metric -> metric.id().equals(f.details().get("metric"))))
                .forEach(f -> findings.add(f.with("mitigation", name)));
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
