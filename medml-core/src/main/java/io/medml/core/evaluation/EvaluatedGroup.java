package io.medml.core.evaluation;

import io.medml.core.measure.Slice;
import java.util.Optional;

/** The records of a slice, in canonical order: those with a score, and where absent ones are counted all of them. Immutable. */
final class EvaluatedGroup {

    private final Slice slice;
    private final ScoredRecords sample;
    private final Optional<WholeCohort> whole;
    private final int[] rows;

    private EvaluatedGroup(Slice slice, ScoredRecords sample, Optional<WholeCohort> whole, int[] rows) {
        this.slice = slice;
        this.sample = sample;
        this.whole = whole;
        this.rows = rows;
    }

    /** Some of records that all have a score. */
    static EvaluatedGroup of(Slice slice, ScoredRecords all, int[] rows) {
        return new EvaluatedGroup(slice, all.select(rows), Optional.empty(), rows);
    }

    /** Some of records of which absent predictions are counted. */
    static EvaluatedGroup of(Slice slice, WholeCohort all, int[] rows) {
        WholeCohort part = all.select(rows);
        return new EvaluatedGroup(slice, part.scored(), Optional.of(part), rows);
    }

    Slice slice() {
        return slice;
    }

    /** The records with a score. */
    ScoredRecords sample() {
        return sample;
    }

    /** All records; empty where absent predictions are refused, so that the sample has all of them. */
    Optional<WholeCohort> whole() {
        return whole;
    }

    /** Positions in the data set, in the order of the records here. */
    int[] rows() {
        return rows.clone();
    }

    int[] labels() {
        return whole.map(WholeCohort::labels).orElseGet(sample::labels);
    }

    /** Whether records share subjects, those without a score included where they are counted. */
    boolean dependent() {
        return whole.map(WholeCohort::dependent).orElseGet(sample::dependent);
    }
}
