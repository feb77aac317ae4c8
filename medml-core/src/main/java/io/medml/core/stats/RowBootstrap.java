package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * A bootstrap for statistics of scores, which see how often each row is drawn.
 *
 * <p>Independent rows are drawn within their classes, so that every replicate has the class sizes of the sample; where rows
 * share subjects, subjects are drawn, unstratified, and bring all of their rows. Explicit indices number the units of the whole
 * sample: rows, or subjects in ascending order of their codes. A replicate depends on the plan only.
 */
final class RowBootstrap {

    /** Above this share of undefined replicates a percentile interval would speak of the others only. */
    private static final double MOST_UNDEFINED = 0.05;

    private final int rows;
    private final int[][] strata;
    private final int[] start;
    private final int[] bySubject;

    private RowBootstrap(int rows, int[][] strata, int[] start, int[] bySubject) {
        this.rows = rows;
        this.strata = strata;
        this.start = start;
        this.bySubject = bySubject;
    }

    /** Independent rows, drawn within the classes given by codes from 0. */
    static RowBootstrap stratified(int[] classes) {
        int count = Arrays.stream(classes).max().orElse(0) + 1;
        int[][] strata = new int[count][];
        for (int k = 0; k < count; k++) {
            int code = k;
            strata[k] = IntStream.range(0, classes.length)
                    .filter(row -> classes[row] == code)
                    .toArray();
        }
        int[] identity = IntStream.rangeClosed(0, classes.length).toArray();
        return new RowBootstrap(classes.length, strata, identity, identity);
    }

    /** Rows of subjects, given by codes from 0 without gaps; without stratification. */
    static RowBootstrap ofSubjects(int[] subjects) {
        int units = Arrays.stream(subjects).max().orElse(-1) + 1;
        int[] start = new int[units + 1];
        for (int subject : subjects) {
            start[subject + 1]++;
        }
        for (int s = 0; s < units; s++) {
            start[s + 1] += start[s];
        }
        int[] next = Arrays.copyOf(start, units);
        int[] bySubject = new int[subjects.length];
        for (int row = 0; row < subjects.length; row++) {
            bySubject[next[subjects[row]]++] = row;
        }
        int[][] all = {IntStream.range(0, units).toArray()};
        return new RowBootstrap(subjects.length, all, start, bySubject);
    }

    /** Runs the plan; the statistic is given how often each row is drawn, and keeps no state. */
    List<BootstrapDistribution> run(ResamplePlan plan, int statistics, BiConsumer<int[], ReplicateValues> statistic) {
        double[][] values = new double[statistics][plan.replicates()];
        int[] defined = new int[statistics];
        int[] times = new int[rows];
        ReplicateValues sink = new ReplicateValues(statistics);
        for (int r = 0; r < plan.replicates(); r++) {
            Arrays.fill(times, 0);
            for (int unit : plan.drawWithin(r, strata)) {
                for (int i = start[unit]; i < start[unit + 1]; i++) {
                    times[bySubject[i]]++;
                }
            }
            evaluate(times, sink, statistic);
            for (int k = 0; k < statistics; k++) {
                if (sink.defined(k)) {
                    values[k][defined[k]++] = sink.value(k);
                }
            }
        }
        Arrays.fill(times, 1);
        evaluate(times, sink, statistic);
        List<BootstrapDistribution> result = new ArrayList<>();
        for (int k = 0; k < statistics; k++) {
            OptionalDouble original = sink.defined(k) ? OptionalDouble.of(sink.value(k)) : OptionalDouble.empty();
            result.add(BootstrapDistribution.of(
                    original, Arrays.copyOf(values[k], defined[k]), (long) plan.replicates() - defined[k]));
        }
        return List.copyOf(result);
    }

    private static void evaluate(int[] times, ReplicateValues sink, BiConsumer<int[], ReplicateValues> statistic) {
        sink.clear();
        statistic.accept(times, sink);
        sink.requireComplete();
    }

    /** A value with the percentile interval of its replicates; how many there are and how many undefined is in the support. */
    static Estimate estimate(Estimate value, BootstrapDistribution distribution, double level) {
        Arguments.level(level);
        String id = "bootstrap.percentile";
        long undefined = distribution.undefined();
        long replicates = distribution.values().length + undefined;
        Support support = value.support().with("replicates", replicates).with("undefined_replicates", undefined);
        return value.fold(
                estimated -> {
                    IntervalEstimate interval = undefined > MOST_UNDEFINED * replicates
                            ? Arguments.unknown(Reason.TOO_FEW, id)
                            : distribution.percentile(level);
                    return Estimate.of(estimated.value(), interval, support);
                },
                none -> Estimate.notEstimable(none.reason(), id, support));
    }
}
