package io.medml.core.authorization;

import io.medml.core.authorization.RetentionPolicy.Holding;
import io.medml.core.authorization.RetentionPolicy.LegalHold;
import io.medml.core.authorization.RetentionPolicy.Rule;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which artefacts may be deleted on a day, which are kept and which are on hold, as evidence. Only {@link RetentionPolicy#review} makes
 * one; nothing is deleted.
 *
 * <p>Findings: {@code NO_RETENTION_RULE} and {@code HOLD_WITHOUT_ARTEFACT} are warnings, {@code DELETION_DUE} and {@code ON_HOLD} are for
 * information. Immutable.
 */
public final class RetentionReport implements Evidence {

    /** How an artefact stands on a day. */
    public enum Standing {
        /** Its period has not ended. */
        KEPT,
        /** Its period has ended and no hold keeps it. */
        DUE,
        /** A legal hold keeps it. */
        ON_HOLD,
        /** There is no rule for its kind. */
        NO_RULE;

        /**
         * The word used in records.
         *
         * @return the name in lower case with blanks
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * An artefact on the day.
     *
     * @param holding the artefact
     * @param standing how it stands
     * @param through the last day of its period; empty without a rule
     * @param holds identifiers of the legal holds that keep it
     */
    public record Reviewed(Holding holding, Standing standing, Optional<LocalDate> through, List<String> holds) {
        /** Copies the holds. */
        public Reviewed {
            holds = List.copyOf(holds);
        }

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("artefact", WithdrawalImpact.artefact(holding.artefact()))
                    .put("kind", holding.kind())
                    .put("since", holding.since().toString())
                    .put("standing", standing.name())
                    .put("holds", Content.texts(holds));
            through.ifPresent(day -> builder.put("through", day.toString()));
            return builder.build();
        }
    }

    private final RetentionPolicy policy;
    private final List<LegalHold> holds;
    private final LocalDate day;
    private final List<Reviewed> artefacts;
    private final List<String> strayHolds;

    RetentionReport(RetentionPolicy policy, List<Holding> holdings, List<LegalHold> holds, LocalDate day) {
        this.policy = policy;
        this.holds = holds;
        this.day = day;
        this.artefacts = holdings.stream().map(this::reviewed).toList();
        List<ArtifactRef> known = holdings.stream().map(Holding::artefact).toList();
        this.strayHolds = holds.stream()
                .filter(hold -> hold.isInForce(day) && !known.containsAll(hold.artefacts()))
                .map(LegalHold::id)
                .toList();
    }

    private Reviewed reviewed(Holding holding) {
        List<String> keeping = holds.stream()
                .filter(hold -> hold.isInForce(day) && hold.artefacts().contains(holding.artefact()))
                .map(LegalHold::id)
                .toList();
        Optional<LocalDate> through = policy.rule(holding.kind())
                .map(Rule::period)
                .map(period -> holding.since().plus(period).minusDays(1));
        Standing standing = !keeping.isEmpty()
                ? Standing.ON_HOLD
                : through.isEmpty() ? Standing.NO_RULE : day.isAfter(through.get()) ? Standing.DUE : Standing.KEPT;
        return new Reviewed(holding, standing, through, keeping);
    }

    /**
     * The artefacts.
     *
     * @return them with how they stand, in the order given
     */
    public List<Reviewed> artefacts() {
        return artefacts;
    }

    /**
     * The day of the review.
     *
     * @return the day
     */
    public LocalDate day() {
        return day;
    }

    List<LegalHold> holds() {
        return holds;
    }

    @Override
    public String schema() {
        return "retention-report/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(policy.reference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(RetentionPolicy.class).from(policy.reference()).with("day", day);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Reviewed one : artefacts) {
            String where =
                    one.holding.artefact().id() + " " + one.holding.artefact().version();
            switch (one.standing) {
                case NO_RULE ->
                    findings.add(Finding.of(
                            "NO_RETENTION_RULE",
                            Severity.WARNING,
                            where,
                            "No rule says how long this kind is kept; it is never due until one does."));
                case DUE ->
                    findings.add(Finding.of(
                            "DELETION_DUE",
                            Severity.INFO,
                            where,
                            "The period ended on " + one.through.orElseThrow() + " and no legal hold keeps it."));
                case ON_HOLD ->
                    findings.add(Finding.of(
                            "ON_HOLD",
                            Severity.INFO,
                            where,
                            "A legal hold keeps it: " + String.join(", ", one.holds) + "."));
                case KEPT -> {}
            }
        }
        for (String hold : strayHolds) {
            findings.add(
                    Finding.of(
                            "HOLD_WITHOUT_ARTEFACT",
                            Severity.WARNING,
                            hold,
                            "The legal hold names an artefact that is not among those handed in; look whether it is still there."));
        }
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("day", day.toString())
                .put("artefacts", Content.items(artefacts, Reviewed::content))
                .put("holds", Content.items(holds, hold -> {
                    Content.Builder builder = Content.fields()
                            .put("id", hold.id())
                            .put("reason", hold.reason())
                            .put("from", hold.from().toString());
                    hold.released().ifPresent(end -> builder.put("released", end.toString()));
                    return builder.build();
                }))
                .build();
    }

    @Override
    public String toString() {
        return "retention of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
