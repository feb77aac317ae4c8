package io.medml.core.authorization;

import io.medml.core.authorization.DataUseRequest.Days;
import io.medml.core.authorization.LaterAnswers.Answer;
import io.medml.core.authorization.LaterAnswers.Use;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The permission to use one data set in one way: only {@link DataUseGate#requireAuthorized} makes it, after the decision is recorded.
 * Code that trains, evaluates or moves data takes one as an argument, so that it cannot be called without asking.
 *
 * <pre>{@code
 * TrainedModel train(Cohort cohort, DataUseAuthorization authorization) {
 *     authorization.requireFor(cohort.reference(), DataOperation.TRAIN, "training", "hospital a", LocalDate.now(clock));
 *     ...
 * }
 * }</pre>
 *
 * <p><b>After a withdrawal ask the gate again.</b> A permission rests on the scopes as they were when the gate was asked. Each
 * {@code requireFor} reads what the ledger in which the decision is recorded took since the call before, and refuses where a newer
 * decision on the same use (the same data, operation, purpose, recipient; its places and days include the place and the day) is no permission, or where a newer
 * {@link WithdrawalImpact}, in force on the day, says that the data hold its subject and no newer decision on that use permits it. A newer
 * decision on the same data whose document cannot be read may be a refusal: it refuses until it can be read or a newer one on that use is made. What
 * nobody recorded in this ledger it does not see: a withdrawal that only a register of consents knows, an impact in another ledger, and
 * data sets of which an impact says that it is not known whether they hold the subject.
 *
 * <p><b>Cost.</b> A call reads each newer entry once, and the documents of decisions and impacts about the same data. Where nothing was
 * appended since the call before, it reads nothing, so that it can stand before each batch; a document that could not be read and that
 * refuses is tried again. Thread-safe; what it is for never changes.
 */
public final class DataUseAuthorization {

    private final Recorded<DataUseDecision> decision;

    /** Guarded by itself. */
    private final LaterAnswers later;

    DataUseAuthorization(Recorded<DataUseDecision> decision, Ledger ledger) {
        this.decision = decision;
        this.later = LaterAnswers.of(
                ledger,
                decision.evidence().dataset().digest().hex(),
                decision.ref().index());
    }

    /**
     * The decision that it rests on.
     *
     * @return the decision with its place in the ledger
     */
    public Recorded<DataUseDecision> decision() {
        return decision;
    }

    /**
     * The data set.
     *
     * @return its reference, which pins its content
     */
    public ArtifactRef dataset() {
        return decision.evidence().dataset();
    }

    /**
     * What is permitted.
     *
     * @return the request
     */
    public DataUseRequest request() {
        return decision.evidence().request();
    }

    /**
     * The days.
     *
     * @return first and last
     */
    public Days days() {
        return request().days().orElseThrow();
    }

    /**
     * Makes sure that this permission is for what is about to happen, and that the ledger holds nothing newer against it. Purpose and
     * place are compared as they are written. Call it before each use: it sees a withdrawal only once that is recorded.
     *
     * @param data the data set that is about to be used
     * @param operation what is about to be done, no transfer
     * @param purpose what for
     * @param place where
     * @param day the day on which it happens
     * @throws AuthorizationException when it is for other data, another operation, another purpose, other places or other days,
     *     or the ledger holds a newer refusal or withdrawal, or a newer decision on the data that cannot be read
     * @throws IllegalStateException when the ledger is closed
     * @throws IllegalArgumentException when it is about a transfer, which has a recipient: {@link #requireFor(DataMovement, LocalDate)}
     */
    public void requireFor(ArtifactRef data, DataOperation operation, String purpose, String place, LocalDate day) {
        if (operation.transfers()) {
            throw new IllegalArgumentException("expected a use at one place, found to " + operation.word()
                    + ", which has a recipient; hand in the movement");
        }
        require(data, operation, purpose, place, day);
        requireNothingNewer(place, day);
    }

    /**
     * Makes sure that this permission is for a transfer that is about to happen. Purpose, place, recipient and why no agreement is
     * needed are compared as they are written. The ledger is read as by {@link #requireFor(ArtifactRef, DataOperation, String, String,
     * LocalDate)}.
     *
     * @param movement the transfer
     * @param day the day on which it happens
     * @throws AuthorizationException when it is for other data, another operation, another purpose, other places, other days, another
     *     recipient, rests on another statement of why no agreement is needed, or the ledger holds a newer refusal or withdrawal, or a newer
     *     decision on the data that cannot be read
     * @throws IllegalStateException when the ledger is closed
     */
    public void requireFor(DataMovement movement, LocalDate day) {
        require(movement.dataset(), movement.operation(), movement.purpose(), movement.to(), day);
        if (!request().recipient().equals(movement.recipient())
                || !request().noAgreementBecause().equals(movement.noAgreementBecause())) {
            throw refused(
                    "a transfer "
                            + DataUseRequest.receiver(
                                    request().recipient(), request().noAgreementBecause()),
                    "one " + DataUseRequest.receiver(movement.recipient(), movement.noAgreementBecause()));
        }
        requireNothingNewer(movement.to(), day);
    }

    private void require(ArtifactRef data, DataOperation operation, String purpose, String place, LocalDate day) {
        if (!data.digest().equals(dataset().digest())
                || data.kind() != dataset().kind()) {
            throw refused("data " + dataset(), data.toString());
        }
        if (operation != request().operation()) {
            throw refused("permission to " + request().operation().word(), "that to " + operation.word());
        }
        if (!request().purpose().equals(purpose)) {
            throw refused("the purpose " + request().purpose(), purpose);
        }
        if (!request().places().contains(place)) {
            throw refused("a place of " + String.join(", ", request().places()), place);
        }
        if (day.isBefore(days().first()) || day.isAfter(days().last())) {
            throw refused("a day of " + days(), day.toString());
        }
    }

    private void requireNothingNewer(String place, LocalDate day) {
        Use use = new Use(
                dataset().digest().hex(),
                request().operation().word(),
                request().purpose(),
                place,
                day,
                request().recipient(),
                request().noAgreementBecause(),
                List.copyOf(request().conditionsMet()));
        Optional<Answer> newest;
        Optional<Long> withdrawal;
        synchronized (later) {
            later.readOn();
            newest = later.newest(use);
            while (newest.isPresent()
                    && !newest.get().read()
                    && later.readAgain(newest.get().entry())) {
                newest = later.newest(use);
            }
            withdrawal = later.withdrawal(use.hash(), day);
        }
        if (newest.filter(answer -> !answer.read()).isPresent()) {
            long entry = newest.get().entry();
            throw refused(
                    "each decision on these data to be readable, since one that is not may be a refusal",
                    "that the document of " + (entry == decision.ref().index() ? "its own" : "a newer")
                            + " decision on these data, at entry " + entry
                            + " of the ledger, cannot be read; restore it, or decide anew");
        }
        if (newest.filter(answer -> !answer.covered()).isPresent()) {
            throw refused(
                    "no newer decision that refuses this use",
                    "one at entry " + newest.get().entry() + " of the ledger");
        }
        if (withdrawal.isPresent()
                && newest.filter(answer -> answer.entry() > withdrawal.get()).isEmpty()) {
            throw refused(
                    "a decision newer than every withdrawal that reaches the data",
                    "a withdrawal at entry " + withdrawal.get() + " of the ledger, whose subject the data hold");
        }
    }

    private AuthorizationException refused(String expected, String found) {
        return new AuthorizationException("the permission of " + decision.place() + ": expected " + expected
                + ", found " + found + "; ask the gate for what is about to be done");
    }

    @Override
    public String toString() {
        return request() + ", by " + decision.place();
    }
}
