package io.medml.core.stats;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Small samples under censoring for property tests, with many ties in time and risk; risks are eighths in (0, 1). */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Censored(double[] times, int[] events, double[] risks, double[] weights, int[] subjects) {

    static Arbitrary<Censored> samples() {
        return Combinators.combine(Arbitraries.integers().between(6, 40), Arbitraries.longs())
                .as(Censored::random);
    }

    static Censored random(int n, long seed) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        Censored raw = new Censored(new double[n], new int[n], new double[n], new double[n], new int[n]);
        for (int i = 0; i < n; i++) {
            raw.times[i] = 1 + random.nextInt(8);
            raw.events[i] = random.nextInt(3) > 0 ? 1 : 0;
            raw.risks[i] = (1 + random.nextInt(7)) / 8.0;
            raw.weights[i] = (1 + random.nextInt(7)) / 8.0;
            raw.subjects[i] = random.nextInt(1 + n / 2);
        }
        // an early event and a record followed for long, so that every quantity exists at time 5
        raw.times[0] = 2;
        raw.events[0] = 1;
        raw.times[1] = 9;
        return raw;
    }

    int size() {
        return times.length;
    }

    TimedRisks sample() {
        return TimedRisks.of(times, events, risks);
    }

    TimedRisks full() {
        return sample().withWeights(weights).withSubjects(subjects);
    }

    /** The same without censoring: every time ends with the event. */
    Censored uncensored() {
        int[] ones = new int[size()];
        Arrays.fill(ones, 1);
        return new Censored(times, ones, risks, weights, subjects);
    }

    Censored permuted(long seed) {
        int[] rows = Samples.permutation(size(), seed);
        return new Censored(
                Arrays.stream(rows).mapToDouble(i -> times[i]).toArray(),
                Arrays.stream(rows).map(i -> events[i]).toArray(),
                Arrays.stream(rows).mapToDouble(i -> risks[i]).toArray(),
                Arrays.stream(rows).mapToDouble(i -> weights[i]).toArray(),
                Arrays.stream(rows).map(i -> subjects[i]).toArray());
    }

    Censored scaled(double factor) {
        return new Censored(Arrays.stream(times).map(t -> t * factor).toArray(), events, risks, weights, subjects);
    }

    Censored withRisks(java.util.function.DoubleUnaryOperator f) {
        return new Censored(times, events, Arrays.stream(risks).map(f).toArray(), weights, subjects);
    }

    /** 1 where the event came up to the time. */
    int[] eventBy(double time) {
        int[] labels = new int[size()];
        Arrays.setAll(labels, i -> events[i] == 1 && times[i] <= time ? 1 : 0);
        return labels;
    }

    /** Each record twice with half its weight, as one subject. */
    TimedRisks split() {
        int n = size();
        double[] t = new double[2 * n];
        int[] e = new int[2 * n];
        double[] r = new double[2 * n];
        double[] w = new double[2 * n];
        int[] s = new int[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            t[i] = times[i % n];
            e[i] = events[i % n];
            r[i] = risks[i % n];
            w[i] = 0.5;
            s[i] = i % n;
        }
        return TimedRisks.of(t, e, r).withWeights(w).withSubjects(s);
    }
}
