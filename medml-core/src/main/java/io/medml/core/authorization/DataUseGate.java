package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.authorization.DataUseDecision.Outcome;
import io.medml.core.authorization.DataUseDecision.Unanswered;
import io.medml.core.authorization.DataUseRequest.Days;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides for every record whether its scope covers what is asked, before data are used.
 *
 * <pre>{@code
 * DataUseGate gate = DataUseGate.builder().clock(clock, zone).agreements(agreements).build();
 * DataUseDecision decision = gate.decide(scopes, request);                                   // a report; nothing else happens
 * DataUseAuthorization authorization = gate.requireAuthorized(scopes, request, ledger, who); // records, and throws on a refusal
 * }</pre>
 *
 * <ul>
 * <li><b>Covered</b> is a request whose every record is covered and, where it is a transfer to another party, that an agreement of the
 *     register covers.
 * <li><b>Not covered</b> is one with a record that is not covered, or a transfer without a covering agreement.
 * <li><b>Undecided</b> is one about which nothing can be said: no scopes were given, no day and no clock, or a transfer and no register
 *     of agreements. It is a refusal as well: absence never passes.
 * </ul>
 *
 * <p><b>Detection.</b> The check is exact and of every record: a record whose scope leaves out any part of the request is counted with a
 * probability of 1, at any number of records, and a covered one is never counted. What it cannot see is a scope that was written down
 * wrongly. Immutable and thread-safe.
 */
public final class DataUseGate {

    private final @Nullable Clock clock;
    private final @Nullable ZoneId zone;
    private final @Nullable AgreementRegister agreements;

    private DataUseGate(Builder builder) {
        this.clock = builder.clock;
        this.zone = builder.zone;
        this.agreements = builder.agreements;
    }

    /**
     * Starts a gate.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Decides, and does nothing else.
     *
     * @param scopes the scope of each record
     * @param request what is asked for
     * @return the decision, which is not recorded yet
     * @throws IllegalArgumentException when the request is for another version than that of the data set
     */
    public DataUseDecision decide(RecordScopes scopes, DataUseRequest request) {
        if (!request.version().equals(scopes.dataset().version())) {
            throw new IllegalArgumentException(
                    "expected a request for version " + scopes.dataset().version() + " of data set \""
                            + scopes.dataset().id() + "\", found one for version " + request.version()
                            + "; ask for the version that is to be used, or hand in the scopes of that version");
        }
        DataUseRequest dated = dated(request);
        Set<Unanswered> unanswered = EnumSet.noneOf(Unanswered.class);
        if (!scopes.stated()) {
            unanswered.add(Unanswered.NO_SCOPES);
        }
        Optional<Box> asked = dated.box(scopes.policy());
        if (asked.isEmpty()) {
            unanswered.add(Unanswered.NO_DAY);
        }
        Map<Uncovered, Integer> counts = new EnumMap<>(Uncovered.class);
        int[] out = asked.isPresent() && scopes.stated()
                ? uncovered(scopes, asked.get(), dated.days().orElseThrow().last(), counts)
                : IntStream.range(0, scopes.size()).toArray();
        Optional<String> agreement = Optional.empty();
        Optional<String> missing = Optional.empty();
        if (dated.recipient().isPresent()) {
            if (agreements == null) {
                unanswered.add(Unanswered.NO_AGREEMENT_REGISTER);
            } else if (asked.isPresent()) {
                String party = dated.recipient().get();
                agreement = agreements.covering(party, asked.get()).map(UseAgreement::id);
                missing = agreement.isPresent() ? missing : Optional.of(agreements.nearest(party, asked.get()));
            }
        }
        boolean refused = !counts.isEmpty() || missing.isPresent();
        Outcome outcome = refused ? Outcome.NOT_COVERED : unanswered.isEmpty() ? Outcome.COVERED : Outcome.UNDECIDED;
        Provenance provenance = scopes.addTo(Provenance.of(DataUseGate.class));
        if (agreements != null && dated.operation().transfers()) {
            provenance = provenance.from(agreements.reference());
        }
        if (request.days().isEmpty() && zone != null) {
            provenance = provenance.with("day_of_asking_in", zone.getId());
        }
        return new DataUseDecision(
                scopes,
                dated,
                provenance,
                outcome,
                counts,
                unknown(scopes, dated, counts),
                out,
                unanswered,
                agreement,
                missing);
    }

    /** The names of a refused purpose or place that nothing in the policy or in the scopes of the records has. */
    private static List<UnknownName> unknown(
            RecordScopes scopes, DataUseRequest request, Map<Uncovered, Integer> counts) {
        List<UnknownName> unknown = new ArrayList<>();
        if (counts.containsKey(Uncovered.PURPOSE)) {
            SortedSet<String> known = scopes.policy().purposes().names();
            boxes(scopes).forEach(box -> known.addAll(box.purposes().names()));
            UnknownName.of(Uncovered.PURPOSE, request.purpose(), known).ifPresent(unknown::add);
        }
        if (counts.containsKey(Uncovered.PLACE)) {
            SortedSet<String> known = scopes.policy().places().names();
            boxes(scopes).forEach(box -> known.addAll(box.places().names()));
            for (String place : new LinkedHashSet<>(request.places())) {
                UnknownName.of(Uncovered.PLACE, place, known).ifPresent(unknown::add);
            }
        }
        return unknown;
    }

    private static Stream<Box> boxes(RecordScopes scopes) {
        return Stream.concat(
                        scopes.policy().scopes().values().stream(),
                        scopes.distinct().stream().flatMap(row -> row.scopes().stream()))
                .flatMap(scope -> scope.boxes().stream());
    }

    private DataUseRequest dated(DataUseRequest request) {
        if (request.days().isPresent() || clock == null || zone == null) {
            return request;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        return request.on(new Days(today, today));
    }

    private static int[] uncovered(RecordScopes scopes, Box asked, LocalDate lastDay, Map<Uncovered, Integer> counts) {
        List<Set<Uncovered>> reasons = scopes.distinct().stream()
                .map(scope -> scope.reasons(asked, lastDay))
                .toList();
        int[] out = new int[scopes.size()];
        int found = 0;
        for (int row = 0; row < out.length; row++) {
            Set<Uncovered> why = reasons.get(scopes.code(row));
            if (!why.isEmpty()) {
                out[found++] = row;
                why.forEach(reason -> counts.merge(reason, 1, Integer::sum));
            }
        }
        return Arrays.copyOf(out, found);
    }

    /**
     * Decides, records the decision, and lets nothing pass that is not covered.
     *
     * <p>The decision is recorded in every case, before anything else happens. A refusal is recorded once more, as
     * {@code access.denied} with the counts and a link to the decision.
     *
     * @param scopes the scope of each record
     * @param request what is asked for
     * @param ledger where it is recorded
     * @param who who asks
     * @return the permission to use these data so, which nothing else makes
     * @throws AuthorizationException when the request is not covered, or nothing can be said; names counts and what to do
     */
    public DataUseAuthorization requireAuthorized(
            RecordScopes scopes, DataUseRequest request, Ledger ledger, Actor who) {
        Recorded<DataUseDecision> recorded = ledger.record(decide(scopes, request), requireNonNull(who, "who"));
        DataUseDecision decision = recorded.evidence();
        if (decision.outcome() == Outcome.COVERED) {
            return new DataUseAuthorization(recorded, ledger);
        }
        Content.Builder data = Content.fields()
                .put("action", DataUseLog.DENIED)
                .put("operation", decision.request().operation().word())
                .put("purpose", decision.request().purpose())
                .put("outcome", decision.outcome().word())
                .put("hash", scopes.dataset().digest().hex())
                .put("records", scopes.size())
                .put("not_covered", decision.rowsToLeaveOut().length)
                .put("reasons", Content.texts(decision.grounds()));
        ledger.append(EntryDraft.of("access.denied")
                .actor(who)
                .subject(scopes.dataset())
                .data(data.build())
                .link("refused", recorded.ref()));
        throw new AuthorizationException(refusal(decision, recorded));
    }

    private static String refusal(DataUseDecision decision, Recorded<DataUseDecision> recorded) {
        List<String> remedies = new ArrayList<>();
        if (!decision.counts().isEmpty()) {
            if (!decision.unknownNames().isEmpty()) {
                remedies.add("check the spelling of what was asked for, or add the name to the policy");
            }
            remedies.add(
                    "leave out the rows that gate.decide(scopes, request).rowsToLeaveOut() gives and ask again, or ask for what the"
                            + " scopes allow");
        }
        if (decision.agreementMissing().isPresent()) {
            remedies.add("put the agreement with the recipient into the register");
        }
        decision.unanswered().forEach(one -> remedies.add(one.remedy()));
        return "expected that " + decision.request() + " is covered for every record of "
                + decision.dataset().id() + " "
                + decision.dataset().version() + ", found: " + String.join("; ", decision.grounds())
                + ". " + remedies.stream().map(DataUseGate::sentence).collect(Collectors.joining(" "))
                + " The decision and the attempt are on record (" + recorded.place() + ").";
    }

    private static String sentence(String remedy) {
        return Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1) + ".";
    }

    /** Says what a gate needs beside scopes and requests. Confined to one thread. */
    public static final class Builder {
        private @Nullable Clock clock;
        private @Nullable ZoneId zone;
        private @Nullable AgreementRegister agreements;

        private Builder() {}

        /**
         * The clock for requests on the day of asking. Without it nothing can be said about them.
         *
         * @param value the clock
         * @param where the time zone in which the day is taken
         * @return this
         */
        public Builder clock(Clock value, ZoneId where) {
            if (clock != null) {
                throw new IllegalStateException("the clock is already set");
            }
            clock = requireNonNull(value, "value");
            zone = requireNonNull(where, "where");
            return this;
        }

        /**
         * The agreements, of which one must cover a transfer to another party. Without them nothing can be said about such a transfer.
         *
         * @param register the register
         * @return this
         */
        public Builder agreements(AgreementRegister register) {
            if (agreements != null) {
                throw new IllegalStateException("the agreements are already set");
            }
            agreements = requireNonNull(register, "register");
            return this;
        }

        /**
         * Finishes the gate.
         *
         * @return the gate
         */
        public DataUseGate build() {
            return new DataUseGate(this);
        }
    }
}
