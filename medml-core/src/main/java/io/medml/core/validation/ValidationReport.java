package io.medml.core.validation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of data with a schema found, as evidence: one finding for each rule that does not hold, the rows it does
 * not hold for, and the rows to set aside. It holds positions, lines and counts, never a value. Immutable.
 *
 * <p>Measurements: {@code missing_share} by column, and {@code documentation_rate} by column and site where the schema asks.
 * The body lists every rule that was checked, held or not.
 */
public final class ValidationReport implements Evidence {

    private final ArtifactRef dataset;
    private final @Nullable ArtifactRef schemaReference;
    private final Provenance provenance;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final List<RowResult> rows;
    private final int failingRows;
    private final int[] quarantine;
    private final IntFunction<List<String>> reasons;
    private final Content body;

    ValidationReport(
            ArtifactRef dataset,
            @Nullable ArtifactRef schemaReference,
            Provenance provenance,
            List<Measurement> measurements,
            List<Finding> findings,
            List<RowResult> rows,
            int failingRows,
            int[] quarantine,
            IntFunction<List<String>> reasons,
            Content body) {
        this.dataset = dataset;
        this.schemaReference = schemaReference;
        this.provenance = provenance;
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
        this.rows = List.copyOf(rows);
        this.failingRows = failingRows;
        this.quarantine = quarantine;
        this.reasons = reasons;
        this.body = body;
    }

    /**
     * Whether there was a schema to compare with.
     *
     * @return false when nothing was checked; such a report has a finding {@link Check#NOT_ASSESSED} and never passes
     */
    public boolean assessed() {
        return schemaReference != null;
    }

    /**
     * The schema that the data were compared with.
     *
     * @return its reference, or empty when there was none
     */
    public Optional<ArtifactRef> schemaReference() {
        return Optional.ofNullable(schemaReference);
    }

    /**
     * The largest severity among the findings.
     *
     * @return the severity, or empty when every rule holds
     */
    public Optional<Severity> worst() {
        return findings.stream().map(Finding::severity).max(Severity::compareTo);
    }

    /**
     * The findings of a check.
     *
     * @param check what was checked
     * @return its findings in the order of the columns
     */
    public List<Finding> findings(Check check) {
        return findings.stream().filter(f -> f.code().equals(check.name())).toList();
    }

    /**
     * The failing rows with their reasons, the first ones up to the validator's limit. {@link #failingRowCount()} is the exact
     * number.
     *
     * @return the rows in the order of the table
     */
    public List<RowResult> rows() {
        return rows;
    }

    /**
     * The number of rows that at least one rule about rows does not hold for, whether listed or not, at any severity but
     * {@link Severity#INFO}.
     *
     * @return at least 0
     */
    public int failingRowCount() {
        return failingRows;
    }

    /**
     * The rows to set aside: those that a rule of severity {@link Severity#ERROR} does not hold for. Use
     * {@code table.select(report.quarantine())} for these and {@code table.without(report.quarantine())} for the rest.
     *
     * @return a fresh array of indices in the validated table, ascending
     */
    public int[] quarantine() {
        return quarantine.clone();
    }

    /**
     * Why a row fails, whether it is listed or not.
     *
     * @param row index in the validated rows
     * @return the reasons as in {@link RowResult#reasons()}; empty for a row that fails no rule about rows
     */
    public List<String> reasons(int row) {
        return reasons.apply(row);
    }

    @Override
    public String schema() {
        return "validation-report/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset);
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
    public Content body() {
        return body;
    }

    @Override
    public String toString() {
        return "validation of " + dataset + ": " + findings().size() + " findings";
    }
}
