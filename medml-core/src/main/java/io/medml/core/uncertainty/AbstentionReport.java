package io.medml.core.uncertainty;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.AbstentionBand;
import io.medml.core.stats.IntentionToDiagnose;
import io.medml.core.stats.RiskCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an abstention policy does on one cohort: who is referred, how good the answers are, what is missed. Only
 * {@link AbstentionPolicy} makes one. Immutable.
 */
public final class AbstentionReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "abstention-report";

    /** Share of records that the model answers. */
    public static final Metric ANSWERED =
            share("answered", "share of answered records", Direction.HIGHER, "answered records / all records");

    /** Sensitivity among the answered records. */
    public static final Metric SENSITIVITY_ANSWERED = share(
            "sensitivity_answered",
            "sensitivity among answered records",
            Direction.HIGHER,
            "TP / (TP + FN) of the answered records; to be read beside that of intention to diagnose");

    /** Specificity among the answered records. */
    public static final Metric SPECIFICITY_ANSWERED = share(
            "specificity_answered",
            "specificity among answered records",
            Direction.HIGHER,
            "TN / (TN + FP) of the answered records; to be read beside that of intention to diagnose");

    /** Accuracy among the answered records. */
    public static final Metric ACCURACY_ANSWERED = share(
            "accuracy_answered",
            "accuracy among answered records",
            Direction.HIGHER,
            "(TP + TN) / number of the answered records");

    /** Sensitivity when a referred record counts as wrong. */
    public static final Metric SENSITIVITY_INTENTION_TO_DIAGNOSE = Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE;

    /** Specificity when a referred record counts as wrong. */
    public static final Metric SPECIFICITY_INTENTION_TO_DIAGNOSE = Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE;

    /** Share of the records with the condition that are answered negative. */
    public static final Metric MISSED = share(
            "missed",
            "share missed",
            Direction.LOWER,
            "records with the condition that are answered negative / all records with the condition");

    /** Share of the records with the condition that are referred. */
    public static final Metric REFERRED_WITH_CONDITION = share(
            "referred_with_condition",
            "share referred among records with the condition",
            Direction.NEITHER,
            "referred records with the condition / all records with the condition");

    /** Share of the referred records that have the condition. */
    public static final Metric PREVALENCE_REFERRED = share(
            "prevalence_referred",
            "prevalence among referred records",
            Direction.NEITHER,
            "referred records with the condition / all referred records");

    /** Area under the risk-coverage curve. */
    public static final Metric AURC = share(
            "aurc",
            "area under the risk-coverage curve",
            Direction.LOWER,
            "mean over k of the share of errors among the k most confident records, ties spread evenly");

    /** Area under the risk-coverage curve in excess of the best order. */
    public static final Metric EXCESS_AURC = share(
            "excess_aurc",
            "excess area under the risk-coverage curve",
            Direction.LOWER,
            "area under the risk-coverage curve minus that of the order with all errors last");

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final AbstentionBand band;
    private final double forcedAnswerAt;
    private final double level;
    private final long records;
    private final long subjects;
    private final List<Row> rows;
    private final RiskCoverage.Areas areas;
    private final List<Risk> risks;
    private final List<CurvePoint> curve;
    private final List<Finding> findings;

    AbstentionReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            AbstentionBand band,
            double forcedAnswerAt,
            double level,
            long records,
            long subjects,
            List<Row> rows,
            RiskCoverage.Areas areas,
            List<Risk> risks,
            List<CurvePoint> curve,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.band = band;
        this.forcedAnswerAt = forcedAnswerAt;
        this.level = level;
        this.records = records;
        this.subjects = subjects;
        this.rows = List.copyOf(rows);
        this.areas = areas;
        this.risks = List.copyOf(risks);
        this.curve = List.copyOf(curve);
        this.findings = List.copyOf(findings);
    }

    private static Metric share(String id, String name, Direction better, String definition) {
        return new Metric(id, name, better, 0, 1, definition);
    }

    /**
     * What was seen on one slice.
     *
     * @param slice the records
     * @param table the counts of answers, and of referred records as its indeterminate ones
     * @param answered share of records that are answered
     * @param sensitivityAnswered sensitivity among the answered records
     * @param specificityAnswered specificity among the answered records
     * @param accuracyAnswered accuracy among the answered records
     * @param sensitivity sensitivity by intention to diagnose
     * @param specificity specificity by intention to diagnose
     * @param missed share of the records with the condition that are answered negative
     * @param referredWithCondition share of the records with the condition that are referred
     * @param prevalenceReferred share of the referred records that have the condition
     */
    public record Row(
            Slice slice,
            IntentionToDiagnose table,
            Estimate answered,
            Estimate sensitivityAnswered,
            Estimate specificityAnswered,
            Estimate accuracyAnswered,
            Estimate sensitivity,
            Estimate specificity,
            Estimate missed,
            Estimate referredWithCondition,
            Estimate prevalenceReferred) {}

    /**
     * The share of errors when only the most confident records are answered.
     *
     * @param coverage share of records that are answered
     * @param risk share of errors among them
     */
    public record Risk(double coverage, Estimate risk) {}

    /**
     * A point of the risk-coverage curve, thinned for drawing; areas are computed from all points.
     *
     * @param coverage share of records that are answered
     * @param risk share of errors among them
     */
    public record CurvePoint(double coverage, double risk) {}

    /**
     * The model.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
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
     * The band in which records are referred.
     *
     * @return its edges
     */
    public AbstentionBand band() {
        return band;
    }

    /**
     * The probability at which the answer changes when the model has to answer always, as the risk-coverage curve has it:
     * the middle of the band. Confidence is the distance from it, as a share of the largest possible distance on that side.
     *
     * @return the probability
     */
    public double forcedAnswerAt() {
        return forcedAnswerAt;
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
     * The number of records.
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
        return subjects;
    }

    /**
     * What was seen, by slice.
     *
     * @return the rows; the first is that of all records
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * What was seen on a slice.
     *
     * @param slice the slice
     * @return its row, or empty when it was not measured
     */
    public Optional<Row> on(Slice slice) {
        Objects.requireNonNull(slice, "slice");
        return rows.stream().filter(row -> row.slice().equals(slice)).findFirst();
    }

    /**
     * The areas under the risk-coverage curve.
     *
     * @return the area and its excess over the best order
     */
    public RiskCoverage.Areas areas() {
        return areas;
    }

    /**
     * The share of errors at round coverages.
     *
     * @return by ascending coverage
     */
    public List<Risk> risks() {
        return risks;
    }

    /**
     * The risk-coverage curve for drawing.
     *
     * @return the points by ascending coverage
     */
    public List<CurvePoint> curve() {
        return curve;
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
        List<Measurement> measurements = new ArrayList<>();
        for (Row row : rows) {
            Slice slice = row.slice();
            measurements.add(new Measurement(ANSWERED, slice, row.answered()));
            measurements.add(new Measurement(SENSITIVITY_ANSWERED, slice, row.sensitivityAnswered()));
            measurements.add(new Measurement(SPECIFICITY_ANSWERED, slice, row.specificityAnswered()));
            measurements.add(new Measurement(ACCURACY_ANSWERED, slice, row.accuracyAnswered()));
            measurements.add(new Measurement(SENSITIVITY_INTENTION_TO_DIAGNOSE, slice, row.sensitivity()));
            measurements.add(new Measurement(SPECIFICITY_INTENTION_TO_DIAGNOSE, slice, row.specificity()));
            measurements.add(new Measurement(MISSED, slice, row.missed()));
            measurements.add(new Measurement(REFERRED_WITH_CONDITION, slice, row.referredWithCondition()));
            measurements.add(new Measurement(PREVALENCE_REFERRED, slice, row.prevalenceReferred()));
        }
        measurements.add(new Measurement(AURC, Slice.overall(), areas.aurc()));
        measurements.add(new Measurement(EXCESS_AURC, Slice.overall(), areas.excessAurc()));
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
        return Content.fields()
                .put(
                        "band",
                        Content.fields()
                                .put("low", band.low())
                                .put("high", band.high())
                                .build())
                .put("forced_answer_at", forcedAnswerAt)
                .put("level", level)
                .put("records", records)
                .put("subjects", subjects)
                .put("counts", Content.items(rows, AbstentionReport::counts))
                .put(
                        "risk_at_coverage",
                        Content.items(
                                risks,
                                r -> Content.fields()
                                        .put("coverage", r.coverage())
                                        .put("risk", EvidenceDocument.estimate(r.risk()))
                                        .build()))
                .put(
                        "curve_for_drawing",
                        Content.items(
                                curve,
                                p -> Content.fields()
                                        .put("coverage", p.coverage())
                                        .put("risk", p.risk())
                                        .build()))
                .build();
    }

    private static Content counts(Row row) {
        IntentionToDiagnose table = row.table();
        return Content.fields()
                .put("slice", row.slice().toString())
                .put("true_positives", table.conclusive().truePositives())
                .put("false_positives", table.conclusive().falsePositives())
                .put("true_negatives", table.conclusive().trueNegatives())
                .put("false_negatives", table.conclusive().falseNegatives())
                .put("referred_with_condition", table.indeterminate().positives())
                .put("referred_without_condition", table.indeterminate().negatives())
                .build();
    }

    @Override
    public String toString() {
        return "abstention of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
