package io.medml.core.authorization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Which agreements end soon or have ended, on a day, as evidence. Only {@link AgreementRegister#review} makes one.
 *
 * <p>Findings: {@code AGREEMENT_ENDED} and {@code AGREEMENT_ENDS_SOON} are warnings, {@code AGREEMENT_NOT_BEGUN} is for information.
 * Immutable.
 */
public final class AgreementReview implements Evidence {

    /** How an agreement stands on a day. */
    public enum Standing {
        /** It is in force. */
        IN_FORCE,
        /** It is in force and ends within the horizon. */
        ENDS_SOON,
        /** It has ended. */
        ENDED,
        /** It begins later. */
        NOT_BEGUN;

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
     * An agreement on the day.
     *
     * @param agreement the agreement
     * @param standing how it stands
     * @param daysLeft days from the day of the review to its last day, 0 on its last day; empty when it has no end or has ended
     */
    public record Reviewed(UseAgreement agreement, Standing standing, OptionalLong daysLeft) {

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("id", agreement.id())
                    .put("kind", agreement.kind())
                    .put("parties", Content.texts(agreement.parties()))
                    .put("from", agreement.from().toString())
                    .put("document_sha256", agreement.document().hex())
                    .put("standing", standing.name());
            agreement.through().ifPresent(day -> builder.put("through", day.toString()));
            daysLeft.ifPresent(days -> builder.put("days_left", days));
            return builder.build();
        }
    }

    private final AgreementRegister register;
    private final LocalDate day;
    private final int horizonDays;
    private final List<Reviewed> agreements;

    AgreementReview(AgreementRegister register, LocalDate day, int horizonDays) {
        if (horizonDays < 0) {
            throw new IllegalArgumentException("the horizon is a number of days of at least 0, got " + horizonDays);
        }
        this.register = register;
        this.day = day;
        this.horizonDays = horizonDays;
        this.agreements = register.agreements().stream().map(this::reviewed).toList();
    }

    private Reviewed reviewed(UseAgreement agreement) {
        OptionalLong left = agreement
                .through()
                .map(end -> OptionalLong.of(ChronoUnit.DAYS.between(day, end)))
                .orElse(OptionalLong.empty());
        if (agreement.from().isAfter(day)) {
            return new Reviewed(agreement, Standing.NOT_BEGUN, left);
        }
        if (left.isPresent() && left.getAsLong() < 0) {
            return new Reviewed(agreement, Standing.ENDED, OptionalLong.empty());
        }
        boolean soon = left.isPresent() && left.getAsLong() <= horizonDays;
        return new Reviewed(agreement, soon ? Standing.ENDS_SOON : Standing.IN_FORCE, left);
    }

    /**
     * The agreements.
     *
     * @return them with how they stand, by identifier
     */
    public List<Reviewed> agreements() {
        return agreements;
    }

    /**
     * The day of the review.
     *
     * @return the day
     */
    public LocalDate day() {
        return day;
    }

    /**
     * How many days ahead an end counts as soon.
     *
     * @return the horizon
     */
    public int horizonDays() {
        return horizonDays;
    }

    @Override
    public String schema() {
        return "agreement-review/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(register.reference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(AgreementRegister.class)
                .from(register.reference())
                .from(register.policy().reference())
                .with("day", day)
                .with("horizon_days", horizonDays);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Reviewed one : agreements) {
            String where = one.agreement.toString();
            switch (one.standing) {
                case ENDED ->
                    findings.add(Finding.of(
                            "AGREEMENT_ENDED",
                            Severity.WARNING,
                            where,
                            "The agreement ended on " + one.agreement.through().orElseThrow()
                                    + "; no transfer rests on it after that."));
                case ENDS_SOON ->
                    findings.add(Finding.of(
                                    "AGREEMENT_ENDS_SOON",
                                    Severity.WARNING,
                                    where,
                                    "The agreement ends on "
                                            + one.agreement.through().orElseThrow() + ", within the horizon of "
                                            + horizonDays + " days.")
                            .with("days_left", one.daysLeft.getAsLong()));
                case NOT_BEGUN ->
                    findings.add(Finding.of(
                            "AGREEMENT_NOT_BEGUN",
                            Severity.INFO,
                            where,
                            "The agreement begins on " + one.agreement.from() + "."));
                case IN_FORCE -> {}
            }
        }
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("day", day.toString())
                .put("horizon_days", horizonDays)
                .put("agreements", Content.items(agreements, Reviewed::content))
                .build();
    }

    @Override
    public String toString() {
        return "review of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
