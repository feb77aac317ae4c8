package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Absence;
import io.medml.core.model.Predictions;
import io.medml.core.stats.ClusteredMeanDifference;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.IntentionToDiagnose;
import io.medml.core.stats.IntentionToDiagnose.Unresolved;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All records of a cohort, those for which the model gave no score included. Immutable. */
final class WholeCohort {

    private final int[] labels;
    private final double[] scores;
    private final int[] subjects;
    private final @Nullable Absence[] absences;

    private WholeCohort(int[] labels, double[] scores, int[] subjects, @Nullable Absence[] absences) {
        this.labels = labels;
        this.scores = scores;
        this.subjects = subjects;
        this.absences = absences;
    }

    /** Every record needs a score or a stated absence: a gap that nobody explains is refused. */
    static WholeCohort of(Cohort cohort, Predictions predictions) {
        predictions.requireOn(cohort);
        List<String> records = cohort.recordIds();
        double[] scores = new double[records.size()];
        @Nullable Absence[] absences = new Absence[records.size()];
        int unexplained = 0;
        for (int i = 0; i < scores.length; i++) {
            OptionalDouble score = predictions.score(records.get(i));
            absences[i] = predictions.absence(records.get(i)).orElse(null);
            if (score.isPresent()) {
                scores[i] = score.getAsDouble();
            } else if (absences[i] == null) {
                unexplained++;
            }
        }
        if (unexplained > 0) {
            throw new DataException("expected a prediction or a stated absence for each of the " + scores.length
                    + " records of " + cohort.name() + ", found neither for " + unexplained
                    + "; state why with Predictions.withAbsences(..)");
        }
        return new WholeCohort(cohort.labels(), scores, cohort.subjects(), absences);
    }

    WholeCohort select(int[] rows) {
        @Nullable Absence[] chosen = new Absence[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = absences[rows[i]];
        }
        return new WholeCohort(
                IntStream.of(rows).map(i -> labels[i]).toArray(),
                IntStream.of(rows).mapToDouble(i -> scores[i]).toArray(),
                IntStream.of(rows).map(i -> subjects[i]).toArray(),
                chosen);
    }

    /** The records with a score: the complete cases. */
    ScoredRecords scored() {
        int[] rows = IntStream.range(0, labels.length).filter(this::present).toArray();
        return ScoredRecords.of(labels, scores, subjects).select(rows);
    }

    private boolean present(int row) {
        return absences[row] == null;
    }

    AbsentPredictions counted(Slice slice, Optional<LockedOperatingPoint> point) {
        Map<Absence, long[]> counts = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            Absence absence = absences[i];
            if (absence != null) {
                counts.computeIfAbsent(absence, a -> new long[2])[labels[i]]++;
            }
        }
        List<AbsentPredictions.Count> list = new ArrayList<>();
        counts.forEach((absence, n) -> list.add(new AbsentPredictions.Count(absence, n[1], n[0])));
        return new AbsentPredictions(slice, labels.length, list, point.map(p -> table(p, list)));
    }

    private IntentionToDiagnose table(LockedOperatingPoint point, List<AbsentPredictions.Count> counts) {
        ScoredRecords scored = scored();
        return new IntentionToDiagnose(
                ConfusionCounts.of(scored.labels(), point.classify(scored.scores())),
                unresolved(counts, Absence.Kind.INDETERMINATE),
                unresolved(counts, Absence.Kind.MISSING));
    }

    private static Unresolved unresolved(List<AbsentPredictions.Count> counts, Absence.Kind kind) {
        return new Unresolved(
                counts.stream()
                        .filter(c -> c.absence().kind() == kind)
                        .mapToLong(AbsentPredictions.Count::withCondition)
                        .sum(),
                counts.stream()
                        .filter(c -> c.absence().kind() == kind)
                        .mapToLong(AbsentPredictions.Count::withoutCondition)
                        .sum());
    }

    /** What intention to diagnose says beside the complete cases; intervals as for other shares of the report. */
    List<Measurement> measurements(Slice slice, Optional<LockedOperatingPoint> point, double level) {
        ScoredRecords all = ScoredRecords.of(labels, scores, subjects);
        IntPredicate any = i -> true;
        IntPredicate positive = i -> labels[i] == 1;
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(new Measurement(
                Metric.SCORED_SHARE,
                slice,
                SlicePerformance.share(all, any, this::present, level, Reason.EMPTY_GROUP)));
        point.ifPresent(p -> {
            int[] answers = p.classify(scores);
            IntPredicate right = i -> present(i) && answers[i] == labels[i];
            IntPredicate notWrong = i -> !present(i) || answers[i] == labels[i];
            measurements.add(new Measurement(
                    Metric.SENSITIVITY_INTENTION_TO_DIAGNOSE,
                    slice,
                    SlicePerformance.share(all, positive, right, level, Reason.NO_POSITIVES)));
            measurements.add(new Measurement(
                    Metric.SPECIFICITY_INTENTION_TO_DIAGNOSE,
                    slice,
                    SlicePerformance.share(all, positive.negate(), right, level, Reason.NO_NEGATIVES)));
            measurements.add(new Measurement(
                    Metric.ACCURACY_INTENTION_TO_DIAGNOSE,
                    slice,
                    SlicePerformance.share(all, any, right, level, Reason.EMPTY_GROUP)));
            measurements.add(new Measurement(
                    Metric.SENSITIVITY_BEST_CASE,
                    slice,
                    SlicePerformance.share(all, positive, notWrong, level, Reason.NO_POSITIVES)));
            measurements.add(new Measurement(
                    Metric.SPECIFICITY_BEST_CASE,
                    slice,
                    SlicePerformance.share(all, positive.negate(), notWrong, level, Reason.NO_NEGATIVES)));
        });
        return measurements;
    }

    /** The two-sided p-value of no difference in the share of absent predictions between these rows and all others. */
    Estimate difference(IntPredicate rows, double level) {
        double[] absent = new double[labels.length];
        boolean[] first = new boolean[labels.length];
        long[][] counts = new long[2][2];
        for (int i = 0; i < absent.length; i++) {
            absent[i] = present(i) ? 0 : 1;
            first[i] = rows.test(i);
            counts[first[i] ? 0 : 1][present(i) ? 0 : 1]++;
        }
        return dependent()
                ? ClusteredMeanDifference.of(absent, first, subjects, level)
                        .test()
                        .pValue()
                : UnpairedDifference.fisher(new UnpairedCounts(
                                counts[0][1], counts[0][0] + counts[0][1], counts[1][1], counts[1][0] + counts[1][1]))
                        .pValue();
    }

    /** Whether records share subjects, also those without a score. */
    boolean dependent() {
        return ScoredRecords.of(labels, scores, subjects).dependent();
    }

    int size() {
        return labels.length;
    }

    int[] labels() {
        return labels.clone();
    }

    long absentAmong(IntPredicate rows) {
        return IntStream.range(0, labels.length)
                .filter(rows)
                .filter(i -> !present(i))
                .count();
    }

    /** Labels and the class that counts for each record, an absent result being wrong, as scores. */
    ScoredRecords asWorstCase(LockedOperatingPoint point) {
        int[] answers = point.classify(scores);
        double[] worst = IntStream.range(0, labels.length)
                .mapToDouble(i -> present(i) ? answers[i] : 1 - labels[i])
                .toArray();
        return ScoredRecords.of(labels, worst, subjects);
    }
}
