package io.medml.core.profile;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Optional;

/**
 * What columns hold and what is suspicious in them, seen before anybody said what they should be like. Only {@link DataProfiler}
 * makes one. Immutable.
 *
 * <p>It holds counts, lines and figures of many rows, never a record. A category or site is named only where at least as many subjects
 * have it as the limit for small cells says, or as many rows where no subject is named; sites below it are one slice, {@code (not named)}; smallest and largest numbers are given of columns that identify nothing.
 *
 * <p>Measurements: {@code missing_share} by column, and {@code documentation_rate} by attribute of people, overall and by site.
 */
public final class DataProfile implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "data-profile";

    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final int rows;
    private final Roles roles;
    private final List<ColumnProfile> columns;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final SchemaDraft draft;
    private final SuspectRows suspects;

    DataProfile(
            ArtifactRef dataset,
            Provenance provenance,
            int rows,
            Roles roles,
            List<ColumnProfile> columns,
            List<Measurement> measurements,
            List<Finding> findings,
            SchemaDraft draft,
            SuspectRows suspects) {
        this.dataset = dataset;
        this.provenance = provenance;
        this.rows = rows;
        this.roles = roles;
        this.columns = List.copyOf(columns);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
        this.draft = draft;
        this.suspects = suspects;
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
     * The number of rows.
     *
     * @return at least 0
     */
    public int rows() {
        return rows;
    }

    /**
     * What each column holds.
     *
     * @return the columns in the order of the table
     */
    public List<ColumnProfile> columns() {
        return columns;
    }

    /**
     * What one column holds.
     *
     * @param name its name
     * @return the column, or empty when the table has none of that name
     */
    public Optional<ColumnProfile> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /**
     * The findings of one rule.
     *
     * @param suspicion the rule
     * @return its findings in the order of the columns
     */
    public List<Finding> findings(Suspicion suspicion) {
        return findings.stream().filter(f -> f.code().equals(suspicion.name())).toList();
    }

    /**
     * The rows that warnings name one by one, by {@link Suspicion#namesRows()}. Of equal rows the first is not among them. They are
     * at hand for those who may see the data and no part of the evidence, which has their numbers.
     *
     * @return a fresh array of indices in the table, ascending
     */
    public int[] suspectRows() {
        return suspects.rows();
    }

    /**
     * Why a row is among {@link #suspectRows()}.
     *
     * @param row index in the table
     * @return code and column of each warning that names it; empty when none does
     */
    public List<String> reasons(int row) {
        return suspects.of(row);
    }

    /**
     * A schema that these data would fit, for a person to look at, change and approve. It checks nothing before that.
     *
     * @param name name of the schema
     * @param version its version
     * @return the proposal
     * @throws IllegalStateException when the table has no row
     */
    public ProposedSchema proposedSchema(String name, String version) {
        if (rows == 0) {
            throw new IllegalStateException(
                    "expected rows to propose a schema from, found none; profile a table with rows");
        }
        return draft.propose(name, version, document().reference());
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
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
        Content.Builder body = Content.fields();
        if (rows > 0) {
            body.put("proposal", draft.digests());
        }
        return body.put("rows", rows)
                .put("roles", roles.content())
                .put("columns", Content.items(columns, ColumnProfile::content))
                .put(
                        "rules",
                        Content.items(
                                List.of(Suspicion.values()),
                                s -> Content.fields()
                                        .put("code", s.name())
                                        .put("group", s.group().name())
                                        .put("rule", s.rule())
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "profile of " + columns.size() + " columns and " + rows + " rows of " + dataset;
    }
}
