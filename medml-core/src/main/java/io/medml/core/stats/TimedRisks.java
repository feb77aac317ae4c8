package io.medml.core.stats;

import io.medml.core.measure.Support;

/**
 * A sample of records, each followed up to an event or to censoring, with a risk that was predicted at the start, and optionally
 * a weight and a subject.
 *
 * <p>A higher risk speaks for an earlier event. Risks may be infinite, never NaN; they need not be probabilities. Arrays are
 * copied in; the sample is <em>immutable</em> and may be empty. A competing event is not censoring: leave such records out, or
 * treat it as what it is, before you come here.
 */
public final class TimedRisks {

    private final FollowUp followUp;
    private final ScoredLabels risks;

    private TimedRisks(FollowUp followUp, ScoredLabels risks) {
        this.followUp = followUp;
        this.risks = risks;
    }

    /**
     * Makes a sample of independent records.
     *
     * @param times time from the prediction to event or censoring, finite and not negative, in any unit
     * @param events 1 where the time ends with the event, 0 where it is censored
     * @param risks the predicted risks, not NaN
     * @return the sample
     */
    public static TimedRisks of(double[] times, int[] events, double[] risks) {
        return of(FollowUp.of(times, events), risks);
    }

    static TimedRisks of(FollowUp followUp, double[] risks) {
        Arguments.sameLength("times", followUp.size(), "risks", risks.length);
        for (int i = 0; i < risks.length; i++) {
            if (Double.isNaN(risks[i])) {
                throw Arguments.at("risks", i, "must not be NaN");
            }
        }
        double[] copy = risks.clone();
        return new TimedRisks(followUp, followUp.records().replaced(followUp::event, row -> copy[row] + 0.0));
    }

    /**
     * A copy with a weight for each record. A record of weight zero has no influence.
     *
     * @param weights finite, not negative, not all zero
     * @return the copy
     */
    public TimedRisks withWeights(double[] weights) {
        return new TimedRisks(followUp.withWeights(weights), risks.withWeights(weights));
    }

    /**
     * A copy with a subject code for each record; records with one code belong to one subject.
     *
     * @param codes any whole numbers
     * @return the copy
     */
    public TimedRisks withSubjects(int[] codes) {
        return new TimedRisks(followUp.withSubjects(codes), risks.withSubjects(codes));
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public int size() {
        return followUp.size();
    }

    /**
     * The number of records whose time ends with the event.
     *
     * @return the number, weights disregarded
     */
    public long events() {
        return risks.positives();
    }

    /**
     * What an estimate from this sample rests on.
     *
     * @return the numbers of records, events and censored records, and of subjects where records share them
     */
    public Support support() {
        return followUp.support();
    }

    FollowUp followUp() {
        return followUp;
    }

    double time(int row) {
        return followUp.time(row);
    }

    boolean event(int row) {
        return risks.label(row) == 1;
    }

    double risk(int row) {
        return risks.score(row);
    }

    double weight(int row) {
        return risks.weight(row);
    }

    int subject(int row) {
        return risks.subject(row);
    }

    int subjects() {
        return risks.subjects();
    }

    /** The rows in ascending order of time; rows of one time in ascending order of position. */
    int[] orderOfTimes() {
        return Scores.order(followUp.records());
    }

    /** The blocks of equal risk. */
    RankBlocks blocksOfRisk() {
        return RankBlocks.of(risks);
    }
}
