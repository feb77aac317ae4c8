package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether events are more frequent than the probabilities that were stated for them.
 *
 * <pre>{@code
 * x = number of events,   E = sum of p_i,   excess = (x - E) / n
 * se = sqrt(max(sum of p_i (1 - p_i), G / (G - 1) sum over subjects of (sum of d_i - p_i)^2)) / n          d_i = 1 for an event, else 0
 * p  = P(N >= x),  N the sum of independent events of probability p_i (Poisson binomial)
 * }</pre>
 *
 * <ul>
 * <li><b>Range:</b> the excess is in [-1, 1]; its target is 0.
 * <li><b>Interval:</b> of the excess by {@link ClusteredMean}, over subjects. With few expected events it is too narrow; the test is not.
 * <li><b>Test:</b> one-sided, upper. The tail is summed exactly ({@code event_excess.exact}) as long as records times events are at most
 *     {@value #MOST_SUMMED}, beyond by the normal distribution with a continuity correction ({@code event_excess.normal}). Where records
 *     share subjects: the larger of that and of {@code U sqrt((G - 1) / (G - U^2))}, {@code U = sum e / sqrt(sum e^2)} with {@code e} the sum
 *     of {@code d_i - p_i} of a subject, by Student with {@code G - 1} degrees of freedom ({@code event_excess.cluster_robust}). Sums of rare
 *     events are skewed to the right, which makes the upper tail of the latter too seldom small rather than too often.
 * <li><b>Probabilities of 0 and 1</b> are taken at their word: an event of probability 0 gives a p-value of 0.
 * <li><b>Undefined:</b> no record: {@link Reason#EMPTY_GROUP}; records that share subjects and fewer than two subjects:
 *     {@link Reason#TOO_FEW}.
 * <li><b>Reference:</b> Spiegelhalter (1986), Statistics in Medicine 5, 421-433 (a score against what its probabilities expect).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class EventExcess {

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
    private final double variance;
    private final double[] bySubject;
    private final Support support;

    private EventExcess(int[] events, double[] probabilities, int[] subjects) {
        this.events = events;
        this.probabilities = probabilities;
        this.subjects = subjects;
        this.observed = Arrays.stream(events).sum();
        this.expected = Descriptive.sum(probabilities);
        this.variance = Descriptive.sum(
                Arrays.stream(probabilities).map(p -> p * (1 - p)).toArray());
        Map<Integer, CompensatedSum> sums = new TreeMap<>();
        for (int i = 0; i < events.length; i++) {
            sums.computeIfAbsent(subjects[i], s -> new CompensatedSum()).add(events[i] - probabilities[i]);
        }
        this.bySubject = sums.values().stream()
                .mapToDouble(CompensatedSum::value)
                .sorted()
                .toArray();
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
        double g = bySubject.length;
        double robust = g < 2 || !dependent()
                ? 0
                : g
                        / (g - 1)
                        * Descriptive.sum(
                                Arrays.stream(bySubject).map(e -> e * e).toArray());
        return Arguments.value(Math.sqrt(Math.max(variance, robust)) / events.length, ROBUST, support);
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
        boolean summed = (long) events.length * observed <= MOST_SUMMED;
        double p = summed ? exact() : Arguments.upperTail((observed - 0.5 - expected) / Math.sqrt(variance));
        if (!dependent()) {
            return HypothesisTest.of(summed ? EXACT : NORMAL, observed, p, support);
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
        return HypothesisTest.of(ROBUST, t, g - 1, Math.max(p, robust), support);
    }

    /** P(N >= x), summed from the small terms, so that a small tail keeps its digits. */
    private double exact() {
        if (observed == 0) {
            return 1;
        }
        // the probability of so many events among the records so far; the last place takes all that have x or more
        double[] chance = new double[observed + 1];
        chance[0] = 1;
        for (double p : probabilities) {
            chance[observed] += chance[observed - 1] * p;
            for (int k = observed - 1; k > 0; k--) {
                chance[k] = chance[k] * (1 - p) + chance[k - 1] * p;
            }
            chance[0] *= 1 - p;
        }
        return Math.min(1, chance[observed]);
    }
}
