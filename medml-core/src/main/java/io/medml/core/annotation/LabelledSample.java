package io.medml.core.annotation;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ConfidentJoint;
import io.medml.core.stats.EventExcess;
import io.medml.core.table.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Labelled records in canonical order, each with the class that the probabilities count it to. */
final class LabelledSample {

    final Cohort cohort;
    final int[] order;
    final List<String> classes;
    final int[] given;
    final int[] subjects;
    final double[][] p;
    final ConfidentJoint joint;
    final int[] likely;

    LabelledSample(Cohort cohort, String column, HeldOutProbabilities probabilities) {
        this.cohort = cohort;
        this.order = cohort.canonicalOrder();
        this.classes = probabilities.classes();
        double[][] aligned = probabilities.alignedTo(cohort);
        int[] owners = cohort.subjects();
        Column labels = cohort.table().column(column);
        this.given = new int[order.length];
        this.subjects = new int[order.length];
        this.p = new double[order.length][];
        int without = 0;
        int unnamed = 0;
        // codes of subjects by first appearance, so that they do not depend on the order of the rows
        int[] codes = new int[cohort.subjectCount()];
        Arrays.fill(codes, -1);
        int next = 0;
        for (int x = 0; x < order.length; x++) {
            Optional<String> name = labels.text(order[x]);
            without += name.isEmpty() ? 1 : 0;
            given[x] = name.map(classes::indexOf).orElse(0);
            unnamed += given[x] < 0 ? 1 : 0;
            p[x] = aligned[order[x]];
            int owner = owners[order[x]];
            if (codes[owner] < 0) {
                codes[owner] = next++;
            }
            subjects[x] = codes[owner];
        }
        if (without + unnamed > 0) {
            throw new DataException("cohort \"" + cohort.name() + "\", column \"" + column
                    + "\": expected one of the classes " + classes + " for each record, found " + without
                    + " records without a value and " + unnamed
                    + " with another one; exclude them with a stated reason, or predict that class too");
        }
        this.joint = ConfidentJoint.of(given, p);
        this.likely = joint.likely();
    }

    int size() {
        return given.length;
    }

    boolean candidate(int x) {
        return likely[x] >= 0 && likely[x] != given[x];
    }

    double probability(int x) {
        return p[x][likely[x]];
    }

    double margin(int x) {
        double largest = 0;
        for (int j = 0; j < p[x].length; j++) {
            largest = j == given[x] ? largest : Math.max(largest, p[x][j]);
        }
        return p[x][given[x]] - largest;
    }

    /** Contradictions among records with a likely class that pass. */
    EventExcess excess(IntPredicate passes) {
        int[] rows = counted(passes);
        return EventExcess.of(
                Arrays.stream(rows).map(x -> candidate(x) ? 1 : 0).toArray(),
                Arrays.stream(rows)
                        .mapToDouble(x -> Math.max(0, 1 - probability(x)))
                        .toArray(),
                Arrays.stream(rows).map(x -> subjects[x]).toArray());
    }

    /** The design effect of all contradictions about the means of the groups of records. */
    double designEffect(IntUnaryOperator group) {
        return excess(x -> true)
                .designEffect(Arrays.stream(counted(x -> true)).map(group).toArray());
    }

    private int[] counted(IntPredicate passes) {
        return IntStream.range(0, size())
                .filter(x -> likely[x] >= 0 && passes.test(x))
                .toArray();
    }

    long count(IntPredicate passes) {
        return IntStream.range(0, size()).filter(passes).count();
    }

    Estimate share(IntPredicate passes, double level) {
        int[] rows = IntStream.range(0, size()).filter(passes).toArray();
        return ClusteredProportion.estimate(
                Arrays.stream(rows).map(x -> candidate(x) ? 1 : 0).toArray(),
                Arrays.stream(rows).map(x -> subjects[x]).toArray(),
                level);
    }
}
