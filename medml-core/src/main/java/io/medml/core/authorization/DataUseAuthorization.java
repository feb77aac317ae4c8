package io.medml.core.authorization;

import io.medml.core.authorization.DataUseRequest.Days;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.Recorded;
import java.time.LocalDate;

/**
 * The permission to use one data set in one way: only {@link DataUseGate#requireAuthorized} makes it, after the decision is recorded.
 * Code that trains, evaluates or moves data takes one as an argument, so that it cannot be called without asking. Immutable.
 *
 * <pre>{@code
 * TrainedModel train(Cohort cohort, DataUseAuthorization authorization) {
 *     authorization.requireFor(cohort.reference(), DataOperation.TRAIN, LocalDate.now(clock));
 *     ...
 * }
 * }</pre>
 */
public final class DataUseAuthorization {

    private final Recorded<DataUseDecision> decision;

    DataUseAuthorization(Recorded<DataUseDecision> decision) {
        this.decision = decision;
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
     * Makes sure that this permission is for what is about to happen.
     *
     * @param data the data set that is about to be used
     * @param operation what is about to be done
     * @param day the day on which it happens
     * @throws AuthorizationException when it is for other data, another operation or other days
     */
    public void requireFor(ArtifactRef data, DataOperation operation, LocalDate day) {
        if (!data.digest().equals(dataset().digest())
                || data.kind() != dataset().kind()) {
            throw refused("data " + dataset(), data.toString());
        }
        if (operation != request().operation()) {
            throw refused("permission to " + request().operation().word(), "that to " + operation.word());
        }
        if (day.isBefore(days().first()) || day.isAfter(days().last())) {
            throw refused("a day of " + days(), day.toString());
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
