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
 *     {@value #MOST_SUMMED}, beyond by the normal distribution with a continuity correction ({@code event_excess.normal}). Where records
 *     share subjects ({@code event_excess.cluster_robust}): the largest of that, of {@code U sqrt((G - 1) / (G - U^2))},
 *     {@code U = sum e / sqrt(sum e^2)} with {@code e} the sum of {@code d_i - p_i} of a subject, by Student with {@code G - 1} degrees of
 *     freedom, and of the product over subjects of their smallest probability, the chance of nothing but events where records of a subject
 *     are copies of each other.
 * <li><b>Frequent events:</b> sums of rare events are skewed to the right, and Student's upper tail is too seldom small; those of frequent
 *     events are skewed to the left, and it is far too often. Where records share subjects and a probability is above
 *     {@value #MOST_BY_STUDENT}, the product is replaced by {@code P(M >= w)}: {@code w} the subjects of which every record has an event,
 *     {@code M} the sum of independent events of the smallest probability of each subject. That holds however the records of a subject
 *     depend on each other, and has little power unless they are copies.
 * <li><b>Level,</b> by simulation at 0.05 with 2 to 50 subjects of 2 or 5 records, two of three alike or all copies, probabilities 0.02 to 0.9: at most
 *     0.05 of samples, within the error of the simulation (docs/detector-powers.md).
 * <li><b>Standard error with few subjects:</b> it is of the sums about their expectation and not about their mean, so that a few subjects that
 *     deviate together count as uncertain. That of rare events in few subjects is too small where by chance none of them has any;
 *     {@link #designEffect} says how many events there are to go by. Groups that {@link Homogeneity#ofErrors} compares need about 5 expected
 *     events each, divided by the design effect of all of them together; so {@code LabelNoiseDetector} keeps its level for sites of 10 and 20
 *     subjects beside larger ones (docs/detector-powers.md).
 * <li><b>Probabilities of 0 and 1</b> are taken at their word: an event of probability 0 gives a p-value of 0.
 * <li><b>Undefined:</b> no record: {@link Reason#EMPTY_GROUP}; records that share subjects and fewer than two subjects:
 *     {@link Reason#TOO_FEW}.
 * <li><b>Reference:</b> Spiegelhalter (1986), Statistics in Medicine 5, 421-433 (a score against what its probabilities expect).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class EventExcess {

    /** Where records share subjects and an event has a larger probability than this, Student's form alone does not hold its level. */
    public static final double MOST_BY_STUDENT = 0.3;

    /** Beyond so many records times events the tail is not summed. */
    public static final long MOST_SUMMED = 100_000_000;

    private static final String EXACT = "event_excess.exact";
    private static final String NORMAL = "event_excess.normal";
    private static final String ROBUST = "event_excess.cluster_robust";
    private static final double TIE = 1e-12;

    private final int[] events;
    private final double[] probabilities;
    private final int[] subjects;
    private final int observed;
    private final double expected;
    /** The sum of what happened minus what was expected, by subject. */
    private final double[] bySubject;
    /** The smallest probability, by subject. */
    private final double[] smallest;
    /** The subjects of which every record has an event. */
    private final int whole;

    private final Support support;

    private EventExcess(int[] events, double[] probabilities, int[] subjects) {
        this.events = events;
        this.probabilities = probabilities;
        this.subjects = subjects;
        this.observed = Arrays.stream(events).sum();
        this.expected = Descriptive.sum(probabilities);
        int[] distinct = ScoredLabels.distinct(subjects);
        int[] subject = ScoredLabels.dense(subjects, distinct);
        CompensatedSum[] sums = new CompensatedSum[distinct.length];
        Arrays.setAll(sums, g -> new CompensatedSum());
        this.smallest = new double[distinct.length];
        Arrays.fill(smallest, 1);
        int[] without = new int[distinct.length];
        for (int i = 0; i < events.length; i++) {
            sums[subject[i]].add(events[i] - probabilities[i]);
            smallest[subject[i]] = Math.min(smallest[subject[i]], probabilities[i]);
            without[subject[i]] += 1 - events[i];
        }
        this.whole =
                (int) Arrays.stream(without).filter(records -> records == 0).count();
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
     * @return the test; its statistic is the number of events, of the form by subject Student's
     */
    public HypothesisTest test() {
        if (events.length == 0) {
            return HypothesisTest.notEstimable(Reason.EMPTY_GROUP, EXACT, support);
        }
        double p = tail(probabilities, observed);
        if (!dependent()) {
            return HypothesisTest.of(summed(probabilities, observed) ? EXACT : NORMAL, observed, p, support);
        }
        if (bySubject.length < 2) {
            return HypothesisTest.notEstimable(Reason.TOO_FEW, ROBUST, support);
        }
        double squares =
                Descriptive.sum(Arrays.stream(bySubject).map(e -> e * e).toArray());
        if (!(squares > TIE)) {
            return HypothesisTest.withoutStatistic(Reason.ZERO_VARIANCE, ROBUST, 1, support);
        }
        double g = bySubject.length;
        double u = Descriptive.sum(bySubject) / Math.sqrt(squares);
        double t = u * Math.sqrt((g - 1) / Math.max(TIE, g - u * u));
        double robust = TDistribution.of(g - 1).survivalProbability(t);
        boolean frequent = Arrays.stream(probabilities).anyMatch(each -> each > MOST_BY_STUDENT);
        double copies =
                frequent ? tail(smallest, whole) : Arrays.stream(smallest).reduce(1, (a, b) -> a * b);
        return HypothesisTest.of(ROBUST, t, g - 1, Math.max(p, Math.max(robust, copies)), support);
    }

    private static boolean summed(double[] probabilities, int observed) {
        return (long) probabilities.length * observed <= MOST_SUMMED;
    }

    /** P(N >= x), N the sum of independent events of these probabilities; from the small terms, so that a small tail keeps its digits. */
    private static double tail(double[] probabilities, int x) {
        if (x == 0) {
            return 1;
        }
        if (!summed(probabilities, x)) {
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
