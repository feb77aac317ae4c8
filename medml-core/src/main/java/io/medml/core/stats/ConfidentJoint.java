package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Confident learning: how often records that were given one class are counted to another by probabilities that did not see their label.
 *
 * <pre>{@code
 * t_j       = mean of p_j over the records given class j                                     threshold of the class
 * likely(x) = the class j with p_j(x) >= t_j whose p_j(x) is largest; none if there is no such class
 * C_ij      = records given i whose likely class is j                                        confident joint
 * Q_ij      = (C_ij / sum over j of C_ij) n_i / n                                            calibrated joint, n_i records given i
 * rate_ij   = C_ij / sum over j of C_ij                                                      of the records given i, counted to j
 * E_ij      = sum of p_i(x) over the records whose likely class is j                         C_ij if labels were drawn from p
 * }</pre>
 *
 * <ul>
 * <li><b>Rates are no error rates:</b> where classes overlap {@code C_ij} is not 0 though every label is right; {@code E_ij} is what
 *     calibrated probabilities explain of it. They estimate label noise only where classes can be told apart.
 * <li><b>Interval:</b> of {@code rate_ij}, percentiles of a bootstrap that draws subjects and computes thresholds and counts anew. The
 *     probabilities stay: that another fit would have given others is not in it. A rate of 0 or 1, which hardly varies among draws, has the
 *     interval of {@link ClusteredProportion} instead.
 * <li><b>Ties:</b> a probability within 1e-9 below a threshold reaches it; of equal probabilities the first class is taken.
 * <li><b>Missing:</b> a class that no record was given has no threshold and is never likely. No count is raised to 1 where it is 0.
 * <li><b>Undefined:</b> a rate where no record given the class has a likely class: {@link Reason#ZERO_DENOMINATOR}, or
 *     {@link Reason#EMPTY_GROUP} without a record; the calibrated joint where a class with records has no rate.
 * <li><b>Reference:</b> Northcutt, Jiang and Chuang (2021), J. Artificial Intelligence Research 70, 1373-1411, equations 1 to 3.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class ConfidentJoint {

    /** The most classes: there is a rate for each pair of them. */
    public static final int MOST_CLASSES = 50;

    private static final String METHOD = "confident_joint.rate";
    private static final double TIE = 1e-9;

    private final int[] given;
    private final double[][] probabilities;
    private final int classes;
    private final Count whole;

    private ConfidentJoint(int[] given, double[][] probabilities, int classes) {
        this.given = given;
        this.probabilities = probabilities;
        this.classes = classes;
        this.whole = new Count(null);
    }

    /**
     * Counts.
     *
     * @param given the class that each record was given, from 0
     * @param probabilities for each record one probability a class, made without its label
     * @return the joint
     */
    public static ConfidentJoint of(int[] given, double[][] probabilities) {
        Arguments.sameLength("given", given.length, "probabilities", probabilities.length);
        if (given.length == 0) {
            throw new IllegalArgumentException("at least one record is needed, got none");
        }
        int classes = probabilities[0].length;
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException("there must be 2 to " + MOST_CLASSES + " classes, got " + classes);
        }
        double[][] copy = new double[given.length][];
        for (int x = 0; x < given.length; x++) {
            if (given[x] < 0 || given[x] >= classes) {
                throw Arguments.at("given", x, "must be a class in [0, " + classes + ")");
            }
            copy[x] = probabilities[x].clone();
            if (copy[x].length != classes || Arrays.stream(copy[x]).anyMatch(p -> !(p >= 0 && p <= 1))) {
                throw Arguments.at("probabilities", x, "must be " + classes + " numbers in [0, 1]");
            }
        }
        return new ConfidentJoint(given.clone(), copy, classes);
    }

    /** Thresholds, likely classes and counts of the records, each counted so many times. */
    private final class Count {
        private final double[] thresholds = new double[classes];
        private final int[] likely = new int[given.length];
        private final long[][] joint = new long[classes][classes];
        private final long[] records = new long[classes];

        Count(int @Nullable [] times) {
            CompensatedSum[] sums = new CompensatedSum[classes];
            Arrays.setAll(sums, j -> new CompensatedSum());
            for (int x = 0; x < given.length; x++) {
                int often = times == null ? 1 : times[x];
                records[given[x]] += often;
                sums[given[x]].add(often * probabilities[x][given[x]]);
            }
            for (int j = 0; j < classes; j++) {
                thresholds[j] = records[j] == 0 ? Double.POSITIVE_INFINITY : sums[j].value() / records[j];
            }
            for (int x = 0; x < given.length; x++) {
                likely[x] = likely(probabilities[x]);
                if (likely[x] >= 0) {
                    joint[given[x]][likely[x]] += times == null ? 1 : times[x];
                }
            }
        }

        private int likely(double[] p) {
            int best = -1;
            for (int j = 0; j < classes; j++) {
                if (p[j] >= thresholds[j] - TIE && (best < 0 || p[j] > p[best])) {
                    best = j;
                }
            }
            return best;
        }

        private long counted(int i) {
            return Arrays.stream(joint[i]).sum();
        }
    }

    /**
     * The number of classes.
     *
     * @return 2 to {@value #MOST_CLASSES}
     */
    public int classes() {
        return classes;
    }

    /**
     * The threshold of a class.
     *
     * @param j the class
     * @return the mean of its probability over the records that were given it; empty where there is none
     */
    public OptionalDouble threshold(int j) {
        return whole.records[j] == 0 ? OptionalDouble.empty() : OptionalDouble.of(whole.thresholds[j]);
    }

    /**
     * The likely class of each record.
     *
     * @return the class, -1 where none reaches its threshold; a fresh array
     */
    public int[] likely() {
        return whole.likely.clone();
    }

    /**
     * The confident joint.
     *
     * @param i the class given
     * @param j the likely class
     * @return number of records
     */
    public long count(int i, int j) {
        return whole.joint[i][j];
    }

    /**
     * What the confident joint would be if the labels were drawn from the probabilities.
     *
     * @param i the class given
     * @param j the likely class
     * @return expected number of records
     */
    public double expected(int i, int j) {
        CompensatedSum sum = new CompensatedSum();
        for (int x = 0; x < given.length; x++) {
            if (whole.likely[x] == j) {
                sum.add(probabilities[x][i]);
            }
        }
        return sum.value();
    }

    /**
     * The calibrated joint.
     *
     * @param i the class given
     * @param j the likely class
     * @return the share of all records; empty where a class that some record was given has no record with a likely class
     */
    public OptionalDouble calibrated(int i, int j) {
        for (int k = 0; k < classes; k++) {
            if (whole.records[k] > 0 && whole.counted(k) == 0) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(
                whole.records[i] == 0
                        ? 0
                        : (double) whole.joint[i][j] / whole.counted(i) * whole.records[i] / given.length);
    }

    /**
     * The rate at which records of each class are counted to each other class.
     *
     * @param subjects the subject of each record, any codes
     * @param plan seed and number of replicates
     * @param level confidence level, a fraction in (0, 1)
     * @return by class given and likely class; supports count {@code subjects}
     */
    public List<List<Estimate>> rates(int[] subjects, ResamplePlan plan, double level) {
        Objects.requireNonNull(plan, "plan");
        Arguments.level(level);
        Arguments.sameLength("subjects", subjects.length, "given", given.length);
        List<BootstrapDistribution> distributions = RowBootstrap.ofSubjects(subjects)
                .run(plan, classes * classes, (times, values) -> {
                    Count count = new Count(times);
                    for (int i = 0; i < classes; i++) {
                        long counted = count.counted(i);
                        for (int j = 0; j < classes; j++) {
                            if (counted == 0) {
                                values.undefined(i * classes + j);
                            } else {
                                values.set(i * classes + j, (double) count.joint[i][j] / counted);
                            }
                        }
                    }
                });
        long distinct = Arrays.stream(subjects).distinct().count();
        List<List<Estimate>> rates = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            long counted = whole.counted(i);
            List<Estimate> row = new ArrayList<>();
            for (int j = 0; j < classes; j++) {
                Support support =
                        Support.ofProportion(whole.joint[i][j], counted).with("subjects", distinct);
                row.add(
                        counted == 0
                                ? Estimate.notEstimable(
                                        whole.records[i] == 0 ? Reason.EMPTY_GROUP : Reason.ZERO_DENOMINATOR,
                                        METHOD,
                                        support)
                                : Estimate.of(
                                        (double) whole.joint[i][j] / counted,
                                        whole.joint[i][j] == 0 || whole.joint[i][j] == counted
                                                ? ofSubjects(i, j, subjects, level)
                                                : distributions
                                                        .get(i * classes + j)
                                                        .percentile(level),
                                        support));
            }
            rates.add(List.copyOf(row));
        }
        return List.copyOf(rates);
    }

    private IntervalEstimate ofSubjects(int i, int j, int[] subjects, double level) {
        int[] rows = IntStream.range(0, given.length)
                .filter(x -> given[x] == i && whole.likely[x] >= 0)
                .toArray();
        return ClusteredProportion.estimate(
                        Arrays.stream(rows)
                                .map(x -> whole.likely[x] == j ? 1 : 0)
                                .toArray(),
                        Arrays.stream(rows).map(x -> subjects[x]).toArray(),
                        level)
                .fold(Estimate.Estimated::intervalEstimate, Estimate.NotEstimable::intervalEstimate);
    }
}
