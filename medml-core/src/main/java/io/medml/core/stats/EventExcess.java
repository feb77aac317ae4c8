package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether events are more frequent than the probabilities that were stated for them.
 *
 * <pre>{@code
 * x = number of events,   E = sum of p_i,   excess = (x - E) / n
 * se = sqrt(max(sum of p_i (1 - p_i), G / (G - 1) sum over subjects of (sum of d_i - p_i)^2)) / n          d_i = 1 for an event, else 0
 * D  = max(1, G / (G - 1) sum over subjects of (sum of d_i - p_i)^2 / sum of (d_i - p_i)^2)
 * p  = P(N >= x),  N the sum of independent events of probability p_i (Poisson binomial)
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> the excess is in [-1, 1]; its target is 0.
 * <li><b>Interval:</b> of the excess by {@link ClusteredMean}, over subjects. With few expected events it is too narrow; the test is not.
 * <li><b>Test:</b> one-sided, upper. The tail is summed exactly ({@code event_excess.exact}) as long as records times events are at most
 *     {@value #MOST_SUMMED}, beyond by the normal distribution with a continuity correction ({@code event_excess.normal}).
 * <li><b>Rare events where records share subjects</b> ({@code event_excess.cluster_robust}), no probability above {@value #MOST_BY_STUDENT} and
 *     no subject with more than {@value #MOST_OF_A_SUBJECT} expected events: the largest of that tail, of {@code U sqrt((G - 1) / (G - U^2))},
 *     {@code U = sum e / sqrt(sum e^2)} with {@code e} the sum of {@code d_i - p_i} of a subject, by Student with {@code G - 1} degrees of
 *     freedom, and of the product over subjects of their smallest probability, the chance of nothing but events where records of a subject
 *     are copies of each other. Sums of such events are skewed to the right, and Student's upper tail is too seldom small.
 * <li><b>Other events where records share subjects</b> ({@code event_excess.layers}): their sums can be skewed to the left, and Student's upper
 *     tail is far too often small. {@code min(1, 2 sum p_l / L)} in its place: {@code p_l} the tail for one record of each subject, {@code L} the
 *     most records of a subject, at most {@value #MOST_LAYERS}, and layer {@code l = 0, 1, ..} of a subject of {@code m} records its record
 *     {@code floor(l m / L)}. Records of a layer are independent, and twice the mean of p-values is a p-value however they depend on each other.
 *     It holds for any dependence within a subject and any number of subjects; its power is about that of one record a subject. The order of
 *     the records of a subject matters, and must not rest on the events.
 * <li><b>Level,</b> by simulation at 0.05 with 2 to 50 subjects of 2 or 5 records, two of three alike or all copies, probabilities 0.02 to 0.9, and
 *     with 3 and 10 subjects of 5 to 200 records whose rate is 0 in some subjects and alike in the others: at most 0.05 of samples, within the
 *     error of the simulation (docs/detector-powers.md).
 * <li><b>Standard error with few subjects:</b> it is of the sums about their expectation and not about their mean, so that a few subjects that
 *     deviate together count as uncertain. That of rare events in few subjects is too small where by chance none of them has any;
 *     {@link #designEffect} says how many events there are to go by. Groups that {@link Homogeneity#ofErrors} compares need about 5 expected
 *     events each, divided by the design effect about their means; so {@code LabelNoiseDetector} keeps its level for sites of 10 and 20
 *     subjects beside larger ones (docs/detector-powers.md).
 * <li><b>Probabilities of 0 and 1</b> are taken at their word: an event of probability 0 counts among the events and adds nothing to what is
 *     expected. The test is of the number of events; that one of them was ruled out is for the caller to say.
 * <li><b>Undefined:</b> no record: {@link Reason#EMPTY_GROUP}; records that share subjects and fewer than two subjects:
 *     {@link Reason#TOO_FEW}.
 * <li><b>Reference:</b> Spiegelhalter (1986), Statistics in Medicine 5, 421-433 (a score against what its probabilities expect); Rueschendorf
 *     (1982), Advances in Applied Probability 14, 623-632, and Vovk and Wang (2020), Biometrika 107, 791-808 (twice the mean of p-values).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class EventExcess {

    /** Where records share subjects and an event has a larger probability than this, Student's form does not hold its level. */
    public static final double MOST_BY_STUDENT = 0.3;

    /** Where a subject is expected to have more events than this, Student's form does not hold its level. */
    public static final double MOST_OF_A_SUBJECT = 1.5;

    /** At most so many times one record of each subject is taken. */
    public static final int MOST_LAYERS = 100;

    /** Beyond so many records times events the tail is not summed. */
    public static final long MOST_SUMMED = 100_000_000;

    private static final String EXACT = "event_excess.exact";
    private static final String NORMAL = "event_excess.normal";
    private static final String ROBUST = "event_excess.cluster_robust";
    private static final String LAYERS = "event_excess.layers";
    private static final double TIE = 1e-12;

    private final int[] events;
    private final double[] probabilities;
    private final int[] subjects;
    /** The subject of each record, 0, 1, .. */
    private final int[] subject;

    private final int observed;
    private final double expected;
    /** The sum of what happened minus what was expected, by subject. */
    private final double[] bySubject;
    /** The smallest probability, by subject. */
    private final double[] smallest;
    /** The largest number of expected events of a subject. */
    private final double mostOfSubject;

    private final Support support;

    private EventExcess(int[] events, double[] probabilities, int[] subjects) {
        this.events = events;
        this.probabilities = probabilities;
        this.subjects = subjects;
        this.observed = Arrays.stream(events).sum();
        this.expected = Descriptive.sum(probabilities);
        int[] distinct = ScoredLabels.distinct(subjects);
        this.subject = ScoredLabels.dense(subjects, distinct);
        CompensatedSum[] sums = sums(distinct.length);
        this.smallest = new double[distinct.length];
        Arrays.fill(smallest, 1);
        CompensatedSum[] expectations = sums(distinct.length);
        for (int i = 0; i < events.length; i++) {
            sums[subject[i]].add(events[i] - probabilities[i]);
            smallest[subject[i]] = Math.min(smallest[subject[i]], probabilities[i]);
            expectations[subject[i]].add(probabilities[i]);
        }
        this.mostOfSubject = Arrays.stream(expectations)
                .mapToDouble(CompensatedSum::value)
                .max()
                .orElse(0);
        // deliberate: sorted, so that the codes of the subjects do not show in the last digit
        this.bySubject =
                Arrays.stream(sums).mapToDouble(CompensatedSum::value).sorted().toArray();
        Arrays.sort(smallest);
        this.support = Support.of(events.length).with("events", observed).with("subjects", bySubject.length);
    }

    /**
     * Takes events and what was stated for them.
     *
     * @param events 1 for an event and 0 otherwise, by record
     * @param probabilities the probability of each event
     * @param subjects the subject of each record, any codes
     * @return the comparison
     */
    public static EventExcess of(int[] events, double[] probabilities, int[] subjects) {
        Arguments.sameLength("events", events.length, "probabilities", probabilities.length);
        Arguments.sameLength("events", events.length, "subjects", subjects.length);
        Arguments.binary("events", events);
        for (int i = 0; i < probabilities.length; i++) {
            if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
                throw Arguments.at("probabilities", i, "must be in [0, 1]");
            }
        }
        return new EventExcess(events.clone(), probabilities.clone(), subjects.clone());
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public int records() {
        return events.length;
    }

    /**
     * The number of events.
     *
     * @return {@code x}
     */
    public int observed() {
        return observed;
    }

    /**
     * The number of events that the probabilities expect.
     *
     * @return {@code E}
     */
    public double expected() {
        return expected;
    }

    /**
     * The mean excess of a record.
     *
     * @param level confidence level, a fraction in (0, 1)
     * @return the estimate; its support counts {@code events} and {@code subjects}
     */
    public Estimate excess(double level) {
        double[] residuals = new double[events.length];
        Arrays.setAll(residuals, i -> events[i] - probabilities[i]);
        return ClusteredMean.estimate(residuals, subjects, level)
                .fold(
                        is -> Estimate.of(is.value(), is.intervalEstimate(), support),
                        not -> Estimate.notEstimable(not.reason(), ClusteredMean.METHOD, support));
    }

    /**
     * The standard error of the excess, at least that of independent events of the stated probabilities.
     *
     * @return the error; {@code EMPTY_GROUP} without a record
     */
    public Estimate standardError() {
        if (events.length == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, ROBUST, support);
        }
        double independent = Descriptive.sum(
                Arrays.stream(probabilities).map(p -> p * (1 - p)).toArray());
        double squares = dependent() ? clusteredSquares() : 0;
        return Arguments.value(Math.sqrt(Math.max(independent, squares)) / events.length, ROBUST, support);
    }

    /**
     * By how much the sums of subjects vary more than their records would if each were of a subject of its own. So many expected events
     * tell as much as one of independent records.
     *
     * @return {@code D}, at least 1; 1 where no records share a subject, where there is one subject, and where nothing varies
     */
    public double designEffect() {
        double[] squares = new double[events.length];
        Arrays.setAll(squares, i -> (events[i] - probabilities[i]) * (events[i] - probabilities[i]));
        double records = Descriptive.sum(squares);
        return dependent() && records > TIE ? Math.max(1, clusteredSquares() / records) : 1;
    }

    /**
     * The design effect about the means of groups, so that an excess of one of them counts as an excess and not as dependence.
     *
     * <pre>{@code
     * D = max(1, G / (G - k) sum over subjects of (sum of r_i)^2 / sum of r_i^2),   r_i = d_i - p_i less its mean in the group,   k groups
     * }</pre>
     *
     * @param groups the group of each record, any codes
     * @return {@code D}, at least 1; {@link #designEffect()} where there are no more subjects than groups
     */
    public double designEffect(int[] groups) {
        Arguments.sameLength("events", events.length, "groups", groups.length);
        int[] codes = ScoredLabels.distinct(groups);
        int[] group = ScoredLabels.dense(groups, codes);
        double g = bySubject.length;
        if (!(g > codes.length)) {
            return designEffect();
        }
        if (!dependent()) {
            return 1;
        }
        CompensatedSum[] means = sums(codes.length);
        int[] members = new int[codes.length];
        for (int i = 0; i < events.length; i++) {
            means[group[i]].add(events[i] - probabilities[i]);
            members[group[i]]++;
        }
        CompensatedSum[] own = sums(bySubject.length);
        double[] squares = new double[events.length];
        for (int i = 0; i < events.length; i++) {
            double centred = events[i] - probabilities[i] - means[group[i]].value() / members[group[i]];
            own[subject[i]].add(centred);
            squares[i] = centred * centred;
        }
        double records = Descriptive.sum(squares);
        double clustered = Descriptive.sum(Arrays.stream(own)
                .mapToDouble(sum -> sum.value() * sum.value())
                .sorted()
                .toArray());
        return records > TIE ? Math.max(1, g / (g - codes.length) * clustered / records) : 1;
    }

    private static CompensatedSum[] sums(int number) {
        CompensatedSum[] sums = new CompensatedSum[number];
        Arrays.setAll(sums, i -> new CompensatedSum());
        return sums;
    }

    /** {@code G / (G - 1)} times the sum of squares by subject; 0 with one subject. */
    private double clusteredSquares() {
        double g = bySubject.length;
        return g < 2
                ? 0
                : g
                        / (g - 1)
                        * Descriptive.sum(
                                Arrays.stream(bySubject).map(e -> e * e).toArray());
    }

    private boolean dependent() {
        return bySubject.length < events.length;
    }

    /**
     * The test that events are no more frequent than their probabilities say.
     *
     * @return the test; its statistic is the number of events, of the form for rare events by subject Student's
     */
    public HypothesisTest test() {
        if (events.length == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, EXACT, support);
        }
        boolean exact = summed(events.length, observed, MOST_SUMMED);
        if (!dependent()) {
            return HypothesisTest.of(
                    exact ? EXACT : NORMAL, observed, tail(probabilities, observed, MOST_SUMMED), support);
        }
        boolean rare = mostOfSubject <= MOST_OF_A_SUBJECT + TIE
                && Arrays.stream(probabilities).allMatch(each -> each <= MOST_BY_STUDENT);
        if (bySubject.length < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, rare ? ROBUST : LAYERS, support);
        }
        return rare ? byStudent() : HypothesisTest.of(LAYERS, observed, layers(), support);
    }

    private HypothesisTest byStudent() {
        double squares =
                Descriptive.sum(Arrays.stream(bySubject).map(e -> e * e).toArray());
        if (!(squares > TIE)) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, ROBUST, 1, support);
        }
        double g = bySubject.length;
        double u = Descriptive.sum(bySubject) / Math.sqrt(squares);
        double t = u * Math.sqrt((g - 1) / Math.max(TIE, g - u * u));
        double robust = TDistribution.of(g - 1).survivalProbability(t);
        double copies = Arrays.stream(smallest).reduce(1, (a, b) -> a * b);
        double independent = tail(probabilities, observed, MOST_SUMMED);
        return HypothesisTest.of(ROBUST, t, g - 1, Math.max(independent, Math.max(robust, copies)), support);
    }

    /** Twice the mean of the tails for one record of each subject. */
    private double layers() {
        int[] members = new int[bySubject.length];
        for (int g : subject) {
            members[g]++;
        }
        int[][] records = new int[members.length][];
        Arrays.setAll(records, g -> new int[members[g]]);
        int[] filled = new int[members.length];
        for (int i = 0; i < subject.length; i++) {
            records[subject[i]][filled[subject[i]]++] = i;
        }
        int layers = Math.min(MOST_LAYERS, Arrays.stream(members).max().orElse(1));
        CompensatedSum sum = new CompensatedSum();
        for (int l = 0; l < layers; l++) {
            double[] stated = new double[records.length];
            int happened = 0;
            for (int g = 0; g < records.length; g++) {
                int record = records[g][(int) ((long) l * members[g] / layers)];
                stated[g] = probabilities[record];
                happened += events[record];
            }
            // deliberate: sorted, so that the codes of the subjects do not show in the last digit
            Arrays.sort(stated);
            sum.add(tail(stated, happened, MOST_SUMMED / layers));
        }
        return Math.min(1, 2 * sum.value() / layers);
    }

    private static boolean summed(long records, int observed, long most) {
        return records * observed <= most;
    }

    /** P(N >= x), N the sum of independent events of these probabilities; from the small terms, so that a small tail keeps its digits. */
    private static double tail(double[] probabilities, int x, long most) {
        if (x == 0) {
            return 1;
        }
        if (!summed(probabilities.length, x, most)) {
            double variance = Descriptive.sum(
                    Arrays.stream(probabilities).map(p -> p * (1 - p)).toArray());
            return Arguments.upperTail((x - 0.5 - Descriptive.sum(probabilities)) / Math.sqrt(variance));
        }
        // the probability of so many events among the records so far; the last place takes all that have x or more
        double[] chance = new double[x + 1];
        chance[0] = 1;
        for (double p : probabilities) {
            chance[x] += chance[x - 1] * p;
            for (int k = x - 1; k > 0; k--) {
                chance[k] = chance[k] * (1 - p) + chance[k - 1] * p;
            }
            chance[0] *= 1 - p;
        }
        return Math.min(1, chance[x]);
    }
}
