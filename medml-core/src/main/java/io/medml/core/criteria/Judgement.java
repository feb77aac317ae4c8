package io.medml.core.criteria;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.function.Function;

/**
 * What a set of criteria says about recorded evidence: met, not met, or undecided. It is itself evidence, and only
 * {@link AcceptanceCriteria#judge} makes one. Immutable.
 */
public abstract sealed class Judgement implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "judgement";

    private final AcceptanceCriteria criteria;
    private final List<CriterionResult> results;
    private final List<ArtifactRef> about;
    private final Provenance provenance;

    Judgement(
            AcceptanceCriteria criteria,
            List<CriterionResult> results,
            List<ArtifactRef> about,
            Provenance provenance) {
        this.criteria = criteria;
        this.results = List.copyOf(results);
        this.about = List.copyOf(about);
        this.provenance = provenance;
    }

    /** Every criterion is met. */
    public static final class Met extends Judgement {
        Met(AcceptanceCriteria criteria, List<CriterionResult> results, List<ArtifactRef> about, Provenance how) {
            super(criteria, results, about, how);
        }
    }

    /** At least one criterion is not met. */
    public static final class NotMet extends Judgement {
        NotMet(AcceptanceCriteria criteria, List<CriterionResult> results, List<ArtifactRef> about, Provenance how) {
            super(criteria, results, about, how);
        }
    }

    /** No criterion is known to be unmet, and at least one could not be decided. */
    public static final class Undecided extends Judgement {
        Undecided(AcceptanceCriteria criteria, List<CriterionResult> results, List<ArtifactRef> about, Provenance how) {
            super(criteria, results, about, how);
        }
    }

    /**
     * Handles the three cases; the compiler will not let a caller forget one.
     *
     * @param whenMet what to do when all criteria are met
     * @param whenNotMet what to do when at least one is not
     * @param whenUndecided what to do when nothing can be said yet
     * @param <R> type of the result
     * @return what the chosen function returned
     */
    public final <R> R fold(
            Function<? super Met, ? extends R> whenMet,
            Function<? super NotMet, ? extends R> whenNotMet,
            Function<? super Undecided, ? extends R> whenUndecided) {
        if (this instanceof Met met) {
            return whenMet.apply(met);
        }
        return this instanceof NotMet notMet ? whenNotMet.apply(notMet) : whenUndecided.apply((Undecided) this);
    }

    /**
     * The outcome as a constant.
     *
     * @return met, not met or undecided
     */
    public final CriterionResult.Outcome outcome() {
        return fold(
                met -> CriterionResult.Outcome.MET,
                notMet -> CriterionResult.Outcome.NOT_MET,
                undecided -> CriterionResult.Outcome.UNDECIDED);
    }

    /**
     * The criteria that were applied.
     *
     * @return the criteria
     */
    public final AcceptanceCriteria criteria() {
        return criteria;
    }

    /**
     * A result for each criterion, in their order.
     *
     * @return the results
     */
    public final List<CriterionResult> results() {
        return results;
    }

    /**
     * The results with one outcome.
     *
     * @param outcome the outcome
     * @return the results that have it
     */
    public final List<CriterionResult> results(CriterionResult.Outcome outcome) {
        return results.stream().filter(r -> r.outcome() == outcome).toList();
    }

    @Override
    public final String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public final List<ArtifactRef> about() {
        return about;
    }

    @Override
    public final Provenance provenance() {
        return provenance;
    }

    @Override
    public final List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public final List<Finding> findings() {
        return results.stream()
                .filter(r -> r.outcome() != CriterionResult.Outcome.MET)
                .map(r -> Finding.of(
                        r.outcome() == CriterionResult.Outcome.NOT_MET ? "CRITERION_NOT_MET" : "CRITERION_UNDECIDED",
                        r.outcome() == CriterionResult.Outcome.NOT_MET ? Severity.ERROR : Severity.WARNING,
                        r.criterion().id(),
                        r.criterion().text() + ". " + r.explanation()))
                .toList();
    }

    @Override
    public final Content body() {
        return Content.fields()
                .put("outcome", outcome().name())
                .put("criteria", criteria.content())
                .put("results", Content.items(results, CriterionResult::content))
                .build();
    }

    @Override
    public final String toString() {
        return criteria.name() + ": " + outcome().words() + ", of " + about.get(0);
    }
}
