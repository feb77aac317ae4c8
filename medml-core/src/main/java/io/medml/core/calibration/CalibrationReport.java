package io.medml.core.calibration;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.stats.CalibrationCurve;
import io.medml.core.stats.ConsistencyNull;
import io.medml.core.stats.HypothesisTest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How well one set of probabilities is calibrated. Only {@link CalibrationAnalyzer} makes one. Immutable. */
public final class CalibrationReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "calibration-report";

    /** A page draws the flexible curve where at least so many records lie beyond it, at either side. */
    public static final int RECORDS_BEYOND_THE_CURVE = 20;

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final long records;
    private final long subjects;
    private final long positives;
    private final List<Measurement> measurements;
    private final List<TestRow> tests;
    private final List<ConsistencyRow> consistency;
    private final List<ReliabilityBin> bins;
    private final List<CalibrationCurve.Point> curve;
    private final List<ForecastBin> forecasts;
    private final Optional<CurveRange> curveRange;
    private final List<Finding> findings;

    CalibrationReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            long records,
            long subjects,
            long positives,
            List<Measurement> measurements,
            List<TestRow> tests,
            List<ConsistencyRow> consistency,
            List<ReliabilityBin> bins,
            List<CalibrationCurve.Point> curve,
            List<ForecastBin> forecasts,
            Optional<CurveRange> curveRange,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.records = records;
        this.subjects = subjects;
        this.positives = positives;
        this.measurements = List.copyOf(measurements);
        this.tests = List.copyOf(tests);
        this.consistency = List.copyOf(consistency);
        this.bins = List.copyOf(bins);
        this.curve = List.copyOf(curve);
        this.forecasts = List.copyOf(forecasts);
        this.curveRange = curveRange;
        this.findings = List.copyOf(findings);
    }

    /**
     * A test of calibration.
     *
     * @param name its name
     * @param test statistic, degrees of freedom and p-value, each with the reason where it is not estimable
     */
    public record TestRow(String name, HypothesisTest test) {
        /** Checks that both are there. */
        public TestRow {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(test, "test");
        }
    }

    /**
     * What a calibration error would be if every forecast were the true probability.
     *
     * @param metric the error
     * @param consistency its mean under perfect calibration, and the test against it
     */
    public record ConsistencyRow(Metric metric, ConsistencyNull consistency) {
        /** Checks that both are there. */
        public ConsistencyRow {
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(consistency, "consistency");
        }
    }

    /**
     * A bin of the reliability curve, of equal mass.
     *
     * @param lower lower edge, not included but in the first bin
     * @param upper upper edge, included
     * @param records number of records
     * @param meanForecast mean probability of the bin
     * @param observed share with the condition, with its Wilson interval
     */
    public record ReliabilityBin(double lower, double upper, long records, double meanForecast, Estimate observed) {
        /** Checks that the share is there. */
        public ReliabilityBin {
            Objects.requireNonNull(observed, "observed");
        }
    }

    /**
     * How many forecasts lie in a bin of equal width.
     *
     * @param lower lower edge, included
     * @param upper upper edge, included in the last bin only
     * @param withCondition records with the condition
     * @param withoutCondition records without it
     */
    public record ForecastBin(double lower, double upper, long withCondition, long withoutCondition) {}

    /**
     * Where the flexible curve is carried by at least {@link #RECORDS_BEYOND_THE_CURVE} records beyond it, at either side.
     *
     * @param lower lowest forecast
     * @param upper highest forecast
     */
    public record CurveRange(double lower, double upper) {}

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
     * The number of records.
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
     * The tests.
     *
     * @return the rows in a stable order
     */
    public List<TestRow> tests() {
        return tests;
    }

    /**
     * What the binned errors would be if every forecast were the true probability.
     *
     * @return the rows in a stable order
     */
    public List<ConsistencyRow> consistency() {
        return consistency;
    }

    /**
     * The reliability curve.
     *
     * @return the bins, ascending
     */
    public List<ReliabilityBin> bins() {
        return bins;
    }

    /**
     * The flexible curve for drawing.
     *
     * @return its points, ascending; empty where there is no curve
     */
    public List<CalibrationCurve.Point> curve() {
        return curve;
    }

    /**
     * How the forecasts are distributed.
     *
     * @return the bins of equal width, ascending
     */
    public List<ForecastBin> forecasts() {
        return forecasts;
    }

    /**
     * Where the flexible curve is drawn.
     *
     * @return the range; empty with too few records for any
     */
    public Optional<CurveRange> curveRange() {
        return curveRange;
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
        Content.Builder body = Content.fields()
                .put("level", level)
                .put("records", records)
                .put("subjects", subjects)
                .put("positives", positives)
                .put(
                        "tests",
                        Content.items(
                                tests,
                                row -> test(Content.fields().put("name", row.name()), row.test())
                                        .build()))
                .put(
                        "consistency",
                        Content.items(
                                consistency,
                                row -> test(
                                                Content.fields()
                                                        .put(
                                                                "metric",
                                                                row.metric().id())
                                                        .put(
                                                                "expected_if_calibrated",
                                                                EvidenceDocument.estimate(row.consistency()
                                                                        .expected())),
                                                row.consistency().test())
                                        .build()))
                .put(
                        "reliability",
                        Content.items(
                                bins,
                                b -> Content.fields()
                                        .put("lower", b.lower())
                                        .put("upper", b.upper())
                                        .put("records", b.records())
                                        .put("mean_forecast", b.meanForecast())
                                        .put("observed", EvidenceDocument.estimate(b.observed()))
                                        .build()))
                .put(
                        "curve_for_drawing",
                        Content.items(
                                curve,
                                p -> Content.fields()
                                        .put("forecast", p.forecast())
                                        .put("observed", p.observed())
                                        .build()))
                .put(
                        "forecasts",
                        Content.items(
                                forecasts,
                                b -> Content.fields()
                                        .put("lower", b.lower())
                                        .put("upper", b.upper())
                                        .put("with_condition", b.withCondition())
                                        .put("without_condition", b.withoutCondition())
                                        .build()));
        curveRange.ifPresent(range -> body.put(
                "curve_range",
                Content.fields()
                        .put("lower", range.lower())
                        .put("upper", range.upper())
                        .put("records_beyond", RECORDS_BEYOND_THE_CURVE)
                        .build()));
        return body.build();
    }

    private static Content.Builder test(Content.Builder content, HypothesisTest test) {
        content.put("method", test.method())
                .put("statistic", EvidenceDocument.estimate(test.statistic()))
                .put("p_value", EvidenceDocument.estimate(test.pValue()));
        test.degreesOfFreedom().ifPresent(df -> content.put("degrees_of_freedom", df));
        return content;
    }

    @Override
    public String toString() {
        return "calibration of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
