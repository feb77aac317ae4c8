package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.stats.IndividualConsistency;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether patients who are alike by stated features are classified alike.
 *
 * <p>See {@link IndividualConsistency} for the formula. Only records with a value in every feature count; the others are left out and
 * counted. Records of the same patient are no neighbours of each other.
 */
public final class ConsistencyCheck {

    /** Consistency of the predicted class among nearest neighbours. */
    public static final Metric CONSISTENCY = new Metric(
            "individual_consistency",
            "individual consistency",
            Direction.HIGHER,
            0,
            1,
            "1 - mean |predicted class - mean predicted class of the k nearest records of other patients|");

    private ConsistencyCheck() {}

    /**
     * Checks the predictions of a cohort.
     *
     * @param cohort the cohort, which has the features as columns of numbers
     * @param predictions a model's scores on it
     * @param operatingPoint where classes are predicted
     * @param features names of the columns by which patients are alike, at least one
     * @param neighbours number of nearest neighbours, such as 5
     * @return the check
     */
    public static FairnessCheck of(
            Cohort cohort,
            Predictions predictions,
            LockedOperatingPoint operatingPoint,
            List<String> features,
            int neighbours) {
        if (features.isEmpty()) {
            throw new IllegalArgumentException("expected the columns by which patients are alike, found none");
        }
        List<Column> columns = features.stream().map(cohort.table()::column).toList();
        for (Column column : columns) {
            if (column instanceof CategoryColumn) {
                throw new IllegalArgumentException("expected a column of numbers in \"" + column.name()
                        + "\", found categories, between which no distance is defined");
            }
        }
        int[] rows = IntStream.of(cohort.canonicalOrder())
                .filter(row -> columns.stream().noneMatch(c -> c.isMissing(row)))
                .toArray();
        double[][] values = columns.stream()
                .map(column -> IntStream.of(rows)
                        .mapToDouble(row -> Double.parseDouble(column.text(row).orElseThrow()))
                        .toArray())
                .toArray(double[][]::new);
        operatingPoint.requireFor(predictions);
        int[] classes = operatingPoint.classify(predictions.alignedTo(cohort));
        int[] cohortSubjects = cohort.subjects();
        int[] subjects = IntStream.of(rows).map(row -> cohortSubjects[row]).toArray();
        long patients = IntStream.of(subjects).distinct().count();
        List<Finding> findings = patients == rows.length
                ? List.of()
                : List.of(Finding.of(
                                "DEPENDENT_RECORDS",
                                Severity.INFO,
                                "records",
                                "Some patients have several records; records of the same patient are no neighbours of each other.")
                        .with("records", rows.length)
                        .with("patients", patients));
        double[] predicted =
                Arrays.stream(rows).mapToDouble(row -> classes[row]).toArray();
        return new FairnessCheck(
                "consistency-check/1",
                List.of(predictions.model(), cohort.reference()),
                Provenance.of(ConsistencyCheck.class)
                        .from(predictions.model())
                        .from(cohort.reference())
                        .with("features", String.join(",", features))
                        .with("neighbours", neighbours)
                        .with("operating_point", operatingPoint)
                        .with("threshold", operatingPoint.threshold())
                        .synthetic(cohort.synthetic()),
                List.of(new Measurement(
                        CONSISTENCY,
                        Slice.overall(),
                        IndividualConsistency.of(values, predicted, subjects, neighbours))),
                findings,
                Content.fields()
                        .put("records_left_out", cohort.size() - (long) rows.length)
                        .build());
    }
}
