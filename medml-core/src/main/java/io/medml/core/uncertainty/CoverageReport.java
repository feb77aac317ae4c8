package io.medml.core.uncertainty;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How often prediction sets held the true label on one cohort, and how large they were. Only {@link ConformalCalibration}
 * makes one.
 *
 * <p>Whether somebody of the calibration set is in the cohort is looked for by the identifiers of records and subjects ({@code SHARED_SUBJECTS}, an error);
 * where one of the two names no subject column, by those of records only, which the report says ({@code SUBJECT_NOT_DECLARED}, a warning). Immutable.
 */
public final class CoverageReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "coverage-report";

    /** Share of records whose set holds the true label. */
    public static final Metric COVERAGE = share(
            "conformal_coverage",
            "coverage of prediction sets",
            Direction.HIGHER,
            "share of records whose prediction set holds the true label");

    /** Share of records with the condition whose set holds it. */
    public static final Metric COVERAGE_WITH_CONDITION = share(
            "conformal_coverage_with_condition",
            "coverage among records with the condition",
            Direction.HIGHER,
            "share of the records with the condition whose prediction set holds the true label");

    /** Share of records without the condition whose set holds its absence. */
    public static final Metric COVERAGE_WITHOUT_CONDITION = share(
            "conformal_coverage_without_condition",
            "coverage among records without the condition",
            Direction.HIGHER,
            "share of the records without the condition whose prediction set holds the true label");

    /** Mean number of labels in a set. */
    public static final Metric MEAN_SET_SIZE = new Metric(
            "conformal_mean_set_size",
            "mean size of prediction sets",
            Direction.NEITHER,
            0,
            2,
            "mean number of labels in a prediction set; 1 decides, 2 does not, 0 is no answer");

    /** Share of records whose set holds exactly one label. */
    public static final Metric DECIDED = share(
            "conformal_decided",
            "share of decided records",
            Direction.HIGHER,
            "share of records whose prediction set holds exactly one label");

    private final ConformalCalibration calibration;
    private final ArtifactRef calibrationReference;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final long records;
    private final long subjects;
    private final List<Row> rows;
    private final List<Finding> findings;

    CoverageReport(
            ConformalCalibration calibration,
            ArtifactRef dataset,
            Provenance provenance,
            long records,
            long subjects,
            List<Row> rows,
            List<Finding> findings) {
        this.calibration = calibration;
        this.calibrationReference = calibration.document().reference();
        this.dataset = dataset;
        this.provenance = provenance;
        this.records = records;
        this.subjects = subjects;
        this.rows = List.copyOf(rows);
        this.findings = List.copyOf(findings);
    }

    private static Metric share(String id, String name, Direction better, String definition) {
        return new Metric(id, name, better, 0, 1, definition);
    }

    /**
     * What was seen on one slice.
     *
     * @param slice the records
     * @param coverage share of sets that hold the true label
     * @param withCondition the same among the records with the condition
     * @param withoutCondition the same among those without it
     * @param meanSize mean number of labels in a set
     * @param decided share of sets with exactly one label
     * @param empty number of empty sets
     * @param both number of sets with both labels
     */
    public record Row(
            Slice slice,
            Estimate coverage,
            Estimate withCondition,
            Estimate withoutCondition,
            Estimate meanSize,
            Estimate decided,
            long empty,
            long both) {}

    /**
     * The calibration whose sets were measured.
     *
     * @return the calibration
     */
    public ConformalCalibration calibration() {
        return calibration;
    }

    /**
     * The data set they were measured on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
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

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(calibration.model(), dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        List<Measurement> measurements = new ArrayList<>();
        for (Row row : rows) {
            measurements.add(new Measurement(COVERAGE, row.slice(), row.coverage()));
            measurements.add(new Measurement(COVERAGE_WITH_CONDITION, row.slice(), row.withCondition()));
            measurements.add(new Measurement(COVERAGE_WITHOUT_CONDITION, row.slice(), row.withoutCondition()));
            measurements.add(new Measurement(MEAN_SET_SIZE, row.slice(), row.meanSize()));
            measurements.add(new Measurement(DECIDED, row.slice(), row.decided()));
        }
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
                .put("calibration", calibrationReference.toString())
                .put("alpha", calibration.alpha())
                .put("records", records)
                .put("subjects", subjects)
                .put("limits", calibration.limitsContent())
                .put(
                        "sets",
                        Content.items(
                                rows,
                                row -> Content.fields()
                                        .put("slice", row.slice().toString())
                                        .put("records", row.coverage().support().n())
                                        .put("empty", row.empty())
                                        .put("both", row.both())
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "coverage of " + dataset + ": " + findings().size() + " findings";
    }
}
