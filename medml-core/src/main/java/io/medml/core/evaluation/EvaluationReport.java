package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.IsoCurve;
import io.medml.core.stats.PartialVerification;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was measured of one model on one cohort. Only {@link ModelEvaluator} makes one. Immutable.
 */
public final class EvaluationReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "evaluation-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final long records;
    private final long subjects;
    private final long positives;
    private final Optional<LockedOperatingPoint> operatingPoint;
    private final Optional<ConfusionCounts> counts;
    private final List<Measurement> measurements;
    private final OptionalLong curveCells;
    private final List<CurvePoint> curve;
    private final List<ReliabilityBin> reliability;
    private final List<IsoCurve> isoCurves;
    private final List<DecisionCurve.Point> decisionCurve;
    private final List<AbsentPredictions> absent;
    private final Optional<PerformanceGoals> goals;
    private final CaseMix caseMix;
    private final Optional<PartialVerification> verification;
    private final List<Finding> findings;

    EvaluationReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            long records,
            long subjects,
            long positives,
            Optional<LockedOperatingPoint> operatingPoint,
            Optional<ConfusionCounts> counts,
            List<Measurement> measurements,
            OptionalLong curveCells,
            List<CurvePoint> curve,
            List<ReliabilityBin> reliability,
            List<IsoCurve> isoCurves,
            List<DecisionCurve.Point> decisionCurve,
            List<AbsentPredictions> absent,
            Optional<PerformanceGoals> goals,
            CaseMix caseMix,
            Optional<PartialVerification> verification,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.records = records;
        this.subjects = subjects;
        this.positives = positives;
        this.operatingPoint = operatingPoint;
        this.counts = counts;
        this.measurements = List.copyOf(measurements);
        this.curveCells = curveCells;
        this.curve = List.copyOf(curve);
        this.reliability = List.copyOf(reliability);
        this.isoCurves = List.copyOf(isoCurves);
        this.decisionCurve = List.copyOf(decisionCurve);
        this.absent = List.copyOf(absent);
        this.goals = goals;
        this.caseMix = caseMix;
        this.verification = verification;
        this.findings = List.copyOf(findings);
    }

    /**
     * A point of the ROC and precision-recall curves, thinned for drawing; areas are computed from all points.
     *
     * @param threshold scores at least this large are predicted positive; infinite at the first point
     * @param sensitivity share of positives at or above it
     * @param falsePositiveRate share of negatives at or above it
     * @param precision share of positives among the records at or above it; empty where there is none
     */
    public record CurvePoint(
            double threshold, double sensitivity, double falsePositiveRate, Optional<Double> precision) {}

    /**
     * A bin of the reliability curve: equal mass, edges at the quantiles of the scores; with {@link ModelEvaluator.Builder#curveCells}
     * between thresholds that the report shows elsewhere too, where the upper edge is not included.
     *
     * @param lower lower edge
     * @param upper upper edge
     * @param meanForecast mean predicted probability in the bin
     * @param observed share of positives in the bin, with its interval
     */
    public record ReliabilityBin(double lower, double upper, double meanForecast, Estimate observed) {}

    /**
     * The model that was measured.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The data set it was measured on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
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
     * The number of records that were measured: those with a prediction.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The number of subjects the records belong to.
     *
     * @return the number
     */
    public long subjects() {
        return subjects;
    }

    /**
     * The number of records with the condition.
     *
     * @return the number
     */
    public long positives() {
        return positives;
    }

    /**
     * The operating point at which accuracy was measured.
     *
     * @return the operating point, or empty when none was given
     */
    public Optional<LockedOperatingPoint> operatingPoint() {
        return operatingPoint;
    }

    /**
     * The confusion counts of all records at the operating point.
     *
     * @return the counts, or empty when there is no operating point
     */
    public Optional<ConfusionCounts> counts() {
        return counts;
    }

    /**
     * How many records of either class lie at least between the points of the curves.
     *
     * @return what {@link ModelEvaluator.Builder#curveCells} was given, or empty when points may lie a record apart
     */
    public OptionalLong curveCells() {
        return curveCells;
    }

    /**
     * The curves for drawing.
     *
     * @return the points by falling threshold; empty when a class is absent
     */
    public List<CurvePoint> curve() {
        return curve;
    }

    /**
     * The reliability curve.
     *
     * @return the bins; empty when the scores are not probabilities
     */
    public List<ReliabilityBin> reliability() {
        return reliability;
    }

    /**
     * What other thresholds would attain: the iso-sensitivity and the iso-specificity curve, at targets from 0.1 to 0.95. The
     * thresholds are found on the data they are measured on, so sensitivity and specificity there are optimistic; the band counts
     * the choice of the threshold in.
     *
     * @return the curves; empty when a class is absent, and with {@link ModelEvaluator.Builder#curveCells}, since each of their thresholds
     *     is the score of a record
     */
    public List<IsoCurve> isoCurves() {
        return isoCurves;
    }

    /**
     * The decision curve: net benefit of acting on the predicted probability.
     *
     * @return one point for each threshold probability, ascending, with {@link ModelEvaluator.Builder#curveCells} without those that are
     *     too close to another; empty when the scores are not probabilities
     */
    public List<DecisionCurve.Point> decisionCurve() {
        return decisionCurve;
    }

    /**
     * The predictions that are absent, where they were counted.
     *
     * @return one entry for all records, then one for each group; empty where absent predictions were not accepted
     */
    public List<AbsentPredictions> absentPredictions() {
        return absent;
    }

    /**
     * The tests of the performance goals.
     *
     * @return the goals with what was seen, or empty when none was stated
     */
    public Optional<PerformanceGoals> goals() {
        return goals;
    }

    /**
     * Who the records are.
     *
     * @return the groups of the slice attributes, with what they were compared with
     */
    public CaseMix caseMix() {
        return caseMix;
    }

    /**
     * The verified and unverified records, where some were not verified.
     *
     * @return their counts, or empty when every record was verified
     */
    public Optional<PartialVerification> verification() {
        return verification;
    }

    @Override
    public String schema() {
        return SCHEMA + "/3";
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
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public String entryType() {
        return "evaluation.recorded";
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("level", level)
                .put("records", records)
                .put("subjects", subjects)
                .put("positives", positives);
        operatingPoint.ifPresent(point -> body.put("operating_point", point.content()));
        counts.ifPresent(c -> body.put(
                "confusion",
                Content.fields()
                        .put("true_positives", c.truePositives())
                        .put("false_positives", c.falsePositives())
                        .put("true_negatives", c.trueNegatives())
                        .put("false_negatives", c.falseNegatives())
                        .build()));
        curveCells.ifPresent(minimum -> body.put("curve_cells", minimum));
        body.put("curve_for_drawing", Content.items(curve, p -> {
            Content.Builder point = Content.fields()
                    .put("threshold", p.threshold())
                    .put("sensitivity", p.sensitivity())
                    .put("false_positive_rate", p.falsePositiveRate());
            p.precision().ifPresent(precision -> point.put("precision", precision));
            return point.build();
        }));
        body.put(
                "reliability",
                Content.items(
                        reliability,
                        b -> Content.fields()
                                .put("lower", b.lower())
                                .put("upper", b.upper())
                                .put("mean_forecast", b.meanForecast())
                                .put("observed", EvidenceDocument.estimate(b.observed()))
                                .build()));
        if (!absent.isEmpty()) {
            body.put("absent_predictions", Content.items(absent, AbsentPredictions::content));
        }
        goals.ifPresent(g -> body.put("performance_goals", g.content()));
        body.put("case_mix", caseMix.content());
        verification.ifPresent(v -> body.put(
                "partial_verification",
                Content.fields()
                        .put("unverified_predicted_positive", v.unverifiedPositive())
                        .put("unverified_predicted_negative", v.unverifiedNegative())
                        .build()));
        body.put("iso_curves", Content.items(isoCurves, EvaluationReport::content));
        body.put(
                "decision_curve",
                Content.items(
                        decisionCurve,
                        p -> Content.fields()
                                .put("threshold_probability", p.threshold())
                                .put("true_positives", p.counts().truePositives())
                                .put("false_positives", p.counts().falsePositives())
                                .put("net_benefit", EvidenceDocument.estimate(p.model()))
                                .put("net_benefit_treat_all", EvidenceDocument.estimate(p.treatAll()))
                                .put("gain_over_treat_all", EvidenceDocument.estimate(p.gainOverTreatAll()))
                                .put(
                                        "interventions_avoided_per_100",
                                        EvidenceDocument.estimate(p.interventionsAvoidedPer100()))
                                .build()));
        return body.build();
    }

    private static Content content(IsoCurve curve) {
        return Content.fields()
                .put("held", curve.held().name().toLowerCase(Locale.ROOT))
                .put("points", Content.items(curve.points(), p -> {
                    Content.Builder point = Content.fields().put("target", p.target());
                    p.point().ifPresent(found -> point.put("threshold", found.threshold()));
                    return point.put("sensitivity_optimistic", EvidenceDocument.estimate(p.sensitivity()))
                            .put("specificity_optimistic", EvidenceDocument.estimate(p.specificity()))
                            .put("interpolated_at_target", EvidenceDocument.estimate(p.band()))
                            .build();
                }))
                .build();
    }

    @Override
    public String toString() {
        return "evaluation of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
