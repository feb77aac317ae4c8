package io.medml.core.survival;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.CalibrationAtTime;
import io.medml.core.stats.HypothesisTest;
import java.util.List;

/** How well one model says when an event will come. Only {@link SurvivalEvaluator} makes one. Immutable. */
public final class SurvivalReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "survival-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final Setting setting;
    private final Counts counts;
    private final List<Measurement> measurements;
    private final List<CurvePoint> curve;
    private final List<TimePoint> byTime;
    private final List<Horizon> horizons;
    private final List<Double> distribution;
    private final HypothesisTest distributionTest;
    private final List<Finding> findings;

    SurvivalReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            Setting setting,
            Counts counts,
            List<Measurement> measurements,
            List<CurvePoint> curve,
            List<TimePoint> byTime,
            List<Horizon> horizons,
            List<Double> distribution,
            HypothesisTest distributionTest,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.setting = setting;
        this.counts = counts;
        this.measurements = List.copyOf(measurements);
        this.curve = List.copyOf(curve);
        this.byTime = List.copyOf(byTime);
        this.horizons = List.copyOf(horizons);
        this.distribution = List.copyOf(distribution);
        this.distributionTest = distributionTest;
        this.findings = List.copyOf(findings);
    }

    /**
     * What was asked.
     *
     * @param level confidence level of all intervals
     * @param timeColumn column of the times
     * @param unit unit of the times, in words
     * @param event what the event is, in words
     * @param ranking the time of the predicted risk that orders the records for both c-indices
     * @param tau truncation time of Uno's c
     */
    public record Setting(double level, String timeColumn, String unit, String event, double ranking, double tau) {}

    /**
     * What the figures rest on.
     *
     * @param records number of records measured
     * @param subjects number of subjects they belong to
     * @param events records whose time ends with the event
     * @param withoutPrediction records that were left out because a prediction is missing
     * @param longest longest time
     */
    public record Counts(long records, long subjects, long events, long withoutPrediction, double longest) {}

    /**
     * A point of the Kaplan-Meier curve. The times are evenly spaced, so that no record's own time but the longest is told.
     *
     * @param time the time
     * @param atRisk records whose time is at least this
     * @param events events up to this time
     * @param censored records censored up to this time
     * @param free share free of the event
     */
    public record CurvePoint(double time, long atRisk, long events, long censored, Estimate free) {}

    /**
     * Scores at a time of prediction.
     *
     * @param time the time
     * @param auroc cumulative/dynamic area under the ROC curve
     * @param brier Brier score
     * @param nullBrier Brier score of the null model
     */
    public record TimePoint(double time, Estimate auroc, Estimate brier, Estimate nullBrier) {}

    /**
     * Calibration at a horizon.
     *
     * @param time the horizon
     * @param cases records with an event up to it
     * @param controls records followed beyond it
     * @param censored records censored up to it, which weigh nothing and for which others stand in
     * @param uncensored share not censored up to it, of which the largest weight is the inverse
     * @param expected mean predicted risk
     * @param groups predicted and observed risk in groups of similar predictions
     */
    public record Horizon(
            double time,
            long cases,
            long controls,
            long censored,
            Estimate uncensored,
            Estimate expected,
            List<CalibrationAtTime.Group> groups) {
        /** Copies the groups. */
        public Horizon {
            groups = List.copyOf(groups);
        }
    }

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
     * What was asked.
     *
     * @return level, columns, times
     */
    public Setting setting() {
        return setting;
    }

    /**
     * What the figures rest on.
     *
     * @return numbers of records, subjects and events
     */
    public Counts counts() {
        return counts;
    }

    /**
     * The Kaplan-Meier curve of all records.
     *
     * @return its points, ascending
     */
    public List<CurvePoint> curve() {
        return curve;
    }

    /**
     * Scores at every time of prediction.
     *
     * @return the points, ascending
     */
    public List<TimePoint> byTime() {
        return byTime;
    }

    /**
     * Calibration at the horizons.
     *
     * @return the horizons, ascending
     */
    public List<Horizon> horizons() {
        return horizons;
    }

    /**
     * Records by the predicted probability of surviving their own time, in bins of equal width, censored records spread.
     *
     * @return the counts by ascending probability; empty where predictions are at too few times
     */
    public List<Double> distribution() {
        return distribution;
    }

    /**
     * The test of calibration over the distribution.
     *
     * @return the test, or why there is none
     */
    public HypothesisTest distributionTest() {
        return distributionTest;
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
        Content.Builder test = Content.fields()
                .put("method", distributionTest.method())
                .put("statistic", EvidenceDocument.estimate(distributionTest.statistic()))
                .put("p_value", EvidenceDocument.estimate(distributionTest.pValue()));
        distributionTest.degreesOfFreedom().ifPresent(df -> test.put("degrees_of_freedom", df));
        return Content.fields()
                .put("level", setting.level)
                .put("time_column", setting.timeColumn)
                .put("time_unit", setting.unit)
                .put("event", setting.event)
                .put("ranking_time", setting.ranking)
                .put("tau", setting.tau)
                .put("records", counts.records)
                .put("subjects", counts.subjects)
                .put("events", counts.events)
                .put("without_prediction", counts.withoutPrediction)
                .put("longest_time", counts.longest)
                .put("event_free", Content.items(curve, SurvivalReport::content))
                .put("by_time", Content.items(byTime, SurvivalReport::content))
                .put("horizons", Content.items(horizons, SurvivalReport::content))
                .put(
                        "distribution_calibration",
                        test.put(
                                        "counts",
                                        Content.items(
                                                distribution,
                                                count -> Content.fields()
                                                        .put("records", count)
                                                        .build()))
                                .build())
                .build();
    }

    private static Content content(CurvePoint point) {
        return Content.fields()
                .put("time", point.time)
                .put("at_risk", point.atRisk)
                .put("events", point.events)
                .put("censored", point.censored)
                .put("event_free", EvidenceDocument.estimate(point.free))
                .build();
    }

    private static Content content(TimePoint point) {
        return Content.fields()
                .put("time", point.time)
                .put("auroc", EvidenceDocument.estimate(point.auroc))
                .put("brier_score", EvidenceDocument.estimate(point.brier))
                .put("null_brier_score", EvidenceDocument.estimate(point.nullBrier))
                .build();
    }

    private static Content content(Horizon horizon) {
        return Content.fields()
                .put("time", horizon.time)
                .put("cases", horizon.cases)
                .put("controls", horizon.controls)
                .put("censored_before", horizon.censored)
                .put("uncensored", EvidenceDocument.estimate(horizon.uncensored))
                .put("mean_predicted_risk", EvidenceDocument.estimate(horizon.expected))
                .put(
                        "groups",
                        Content.items(
                                horizon.groups,
                                group -> Content.fields()
                                        .put("lower", group.lower())
                                        .put("upper", group.upper())
                                        .put("records", group.records())
                                        .put("mean_predicted_risk", group.meanRisk())
                                        .put("observed_risk", EvidenceDocument.estimate(group.observed()))
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "survival of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
