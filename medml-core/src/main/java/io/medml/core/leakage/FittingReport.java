package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Objects;

/**
 * Which rows reproduce the statistics that a preprocessing state claims, as evidence. Only {@link FittingDetector} makes one. It holds no
 * statistic of the data. Immutable.
 *
 * <p>Findings: {@code FITTED_ON_TEST} is an error; {@code FITTING_NOT_DECIDED}, {@code CLAIM_NOT_REPRODUCED} and {@code
 * CLAIMS_FROM_DIFFERENT_ROWS} are warnings; {@code REPRODUCED_BY_TRAINING_ONLY} is for information.
 */
public final class FittingReport implements Evidence {

    /** What the rows that reproduce a claim say. */
    public enum Outcome {
        /** The training data reproduce it, and no combination with other data does. */
        TRAINING_ONLY,
        /** The training data reproduce it, and so does a combination with other data. */
        NOT_DECIDED,
        /** The training data do not reproduce it, and other data, alone or with them, do. */
        WITH_OTHERS,
        /** No combination reproduces it. */
        NOT_REPRODUCED
    }

    /**
     * A combination of parts.
     *
     * @param parts the names of the parts whose rows are in it
     */
    public record RowSet(List<String> parts) {
        /** Copies the names. */
        public RowSet {
            parts = List.copyOf(parts);
        }

        String text() {
            return String.join(" + ", parts);
        }
    }

    /**
     * A claim.
     *
     * @param column the column
     * @param statistic what is claimed of it
     * @param outcome what the rows say
     * @param reproducedBy the combinations that reproduce it
     */
    public record Claim(
            String column, FittingDetector.Statistic statistic, Outcome outcome, List<RowSet> reproducedBy) {
        /** Copies the combinations. */
        public Claim {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(outcome, "outcome");
            reproducedBy = List.copyOf(reproducedBy);
        }
    }

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final Outcome outcome;
    private final List<RowSet> reproducedBy;
    private final List<Claim> claims;
    private final List<Finding> findings;

    FittingReport(
            List<ArtifactRef> about,
            Provenance provenance,
            Outcome outcome,
            List<RowSet> reproducedBy,
            List<Claim> claims,
            List<Finding> findings) {
        this.about = about.stream().distinct().toList();
        this.provenance = provenance;
        this.outcome = outcome;
        this.reproducedBy = List.copyOf(reproducedBy);
        this.claims = List.copyOf(claims);
        this.findings = List.copyOf(findings);
    }

    /**
     * What the rows that reproduce all claims together say.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The combinations that reproduce all claims.
     *
     * @return them; empty when none does
     */
    public List<RowSet> reproducedBy() {
        return reproducedBy;
    }

    /**
     * The claims.
     *
     * @return them in the order given
     */
    public List<Claim> claims() {
        return claims;
    }

    @Override
    public String schema() {
        return "fitting-report/1";
    }

    /** The training data, then the other parts. */
    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    /** None: rows reproduce a claim or not. */
    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("outcome", outcome.name())
                .put("reproduced_by", Content.items(reproducedBy, set -> Content.texts(set.parts())))
                .put(
                        "claims",
                        Content.items(
                                claims,
                                claim -> Content.fields()
                                        .put("column", claim.column())
                                        .put("statistic", claim.statistic().name())
                                        .put("outcome", claim.outcome().name())
                                        .put(
                                                "reproduced_by",
                                                Content.items(claim.reproducedBy(), set -> Content.texts(set.parts())))
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "fitting of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
