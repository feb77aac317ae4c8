package io.medml.core.stats;

import io.medml.core.measure.Support;

/**
 * A sample of records, each followed up to an event or to censoring, and optionally a weight and a subject.
 *
 * <p>Arrays are copied in; the sample is <em>immutable</em> and may be empty. Where an event and a censoring have the same time,
 * the event comes first. A competing event is not censoring: what is measured here then answers another question.
 */
public final class FollowUp {

    /** Label: whether the time ends with the event; score: the time. */
    private final ScoredLabels records;

    FollowUp(ScoredLabels records) {
        this.records = records;
    }

    /**
     * Makes a sample of independent records.
     *
     * @param times time to event or censoring, finite and not negative, in any unit
     * @param events 1 where the time ends with the event, 0 where it is censored
     * @return the sample
     */
    public static FollowUp of(double[] times, int[] events) {
        Arguments.sameLength("times", times.length, "events", events.length);
        Arguments.binary("events", events);
        Arguments.times(times);
        return new FollowUp(ScoredLabels.of(events, times));
    }

    /**
     * A copy with a weight for each record. A record of weight zero has no influence.
     *
     * @param weights finite, not negative, not all zero
     * @return the copy
     */
    public FollowUp withWeights(double[] weights) {
        return new FollowUp(records.withWeights(weights));
    }

    /**
     * A copy with a subject code for each record; records with one code belong to one subject.
     *
     * @param codes any whole numbers
     * @return the copy
     */
    public FollowUp withSubjects(int[] codes) {
        return new FollowUp(records.withSubjects(codes));
    }

    /**
     * The same records with a risk each.
     *
     * @param risks the predicted risks, not NaN; a higher risk speaks for an earlier event
     * @return the records with risks
     */
    public TimedRisks withRisks(double[] risks) {
        return TimedRisks.of(this, risks);
    }

    /**
     * Some of the records.
     *
     * @param rows positions of records
     * @return the sample of those rows
     */
    public FollowUp select(int[] rows) {
        return new FollowUp(records.select(rows));
    }

    /**
     * The same records with follow-up that ends at a time: a later time becomes a censoring at it.
     *
     * @param time the end of follow-up, finite and not negative
     * @return the sample
     */
    public FollowUp endingAt(double time) {
        Arguments.time("time", time);
        return new FollowUp(
                records.replaced(row -> event(row) && time(row) <= time, row -> Math.min(time(row), time + 0.0)));
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public int size() {
        return records.size();
    }

    /**
     * The number of records whose time ends with the event.
     *
     * @return the number, weights disregarded
     */
    public long events() {
        return records.positives();
    }

    /**
     * Tells whether two records belong to one subject, so that records are not independent.
     *
     * @return whether some subject has more than one record
     */
    public boolean hasRepeatedSubjects() {
        return records.hasRepeatedSubjects();
    }

    /**
     * The number of subjects.
     *
     * @return distinct codes, or the number of records if no subjects were given
     */
    public int subjects() {
        return records.subjects();
    }

    /**
     * The time of a record.
     *
     * @param row its position
     * @return the time
     */
    public double time(int row) {
        return records.score(row);
    }

    /**
     * Whether a record's time ends with the event.
     *
     * @param row its position
     * @return false where it is censored
     */
    public boolean event(int row) {
        return records.label(row) == 1;
    }

    /**
     * What an estimate from this sample rests on.
     *
     * @return the numbers of records, events and censored records, and of subjects where records share them
     */
    public Support support() {
        Support support =
                Support.of(records.size()).with("events", records.positives()).with("censored", records.negatives());
        return hasRepeatedSubjects() ? support.with("subjects", records.subjects()) : support;
    }

    double weight(int row) {
        return records.weight(row);
    }

    int subject(int row) {
        return records.subject(row);
    }

    /** Whether Greenwood's variance and tests for independent records of equal weight may be used. */
    boolean plain() {
        return Arguments.independence(records) == null;
    }

    ScoredLabels records() {
        return records;
    }
}
