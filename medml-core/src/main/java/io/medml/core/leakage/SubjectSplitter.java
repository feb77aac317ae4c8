package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Splits a cohort into parts that share no subject: all records of a patient go to one part. Immutable and reusable.
 *
 * <pre>{@code
 * CohortSplit split = SubjectSplitter.builder(20260101L).part("train", 0.7).part("test", 0.3).stratified().build().split(cohort);
 * }</pre>
 *
 * <p>Every subject has a position {@code h = SHA-256("medml-split/1" 0x00 | seed as 8 bytes | identifier as UTF-8)}, which
 * neither the order of the rows nor any other subject influences.
 *
 * <ul>
 * <li><b>By default</b> the subjects are sorted by {@code h} and cut at the fractions; the numbers of subjects are exact, by
 *     largest remainder (ties to the earlier part). With {@link Builder#stratified()} this is done first for the subjects with
 *     a positive record; the others fill every part up to its number.
 * <li><b>{@link Builder#persistent()}</b> reads the first 53 bits of {@code h} as a number in [0, 1) and compares it with the
 *     cumulated fractions. A subject then keeps its part for ever under the same seed and fractions, also when the cohort
 *     grows; the numbers of subjects are binomial.
 * </ul>
 *
 * <p>Fractions are of subjects, not of records.
 */
public final class SubjectSplitter {

    private final long seed;
    private final Map<String, Double> parts;
    private final boolean stratified;
    private final boolean persistent;

    private SubjectSplitter(Builder builder) {
        this.seed = builder.seed;
        this.parts = new LinkedHashMap<>(builder.parts);
        this.stratified = builder.stratified;
        this.persistent = builder.persistent;
    }

    /**
     * Starts a splitter.
     *
     * @param seed decides which subject goes where; it is in the evidence
     * @return a builder without parts; confined to one thread
     */
    public static Builder builder(long seed) {
        return new Builder(seed);
    }

    /**
     * Splits a cohort.
     *
     * @param cohort the cohort
     * @return its parts; the rows of a part keep the cohort's order
     * @throws DataException when a part would get no subject
     */
    public CohortSplit split(Cohort cohort) {
        int[] partOf = persistent ? byThreshold(cohort) : byRank(cohort);
        List<String> names = List.copyOf(parts.keySet());
        int[] subjects = cohort.subjects();
        Map<String, Cohort> cohorts = new LinkedHashMap<>();
        List<Measurement> measurements = new ArrayList<>();
        for (int part = 0; part < names.size(); part++) {
            int index = part;
            int[] rows = IntStream.range(0, cohort.size())
                    .filter(row -> partOf[subjects[row]] == index)
                    .toArray();
            if (rows.length == 0) {
                throw new DataException("part \"" + names.get(part) + "\" of cohort \"" + cohort.name()
                        + "\": expected at least one subject, found none; the cohort has " + cohort.subjectCount()
                        + " subjects, too few for these parts");
            }
            Cohort made = cohort.subset(rows, cohort.name() + "." + names.get(part));
            cohorts.put(names.get(part), made);
            measurements.add(new Measurement(
                    Metric.PREVALENCE,
                    Slice.of("part", names.get(part)),
                    Estimate.of(
                            (double) made.positives() / made.size(),
                            new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                            Support.ofClasses(made.positives(), made.size() - made.positives()))));
        }
        int[] partOfRow = IntStream.of(subjects).map(subject -> partOf[subject]).toArray();
        SplitAssignment assignment = new SplitAssignment.Writer(cohort)
                .cut(SplitAssignment.PARTS, names, partOfRow)
                .done();
        return new CohortSplit(
                cohort.reference(),
                cohorts,
                provenance(cohort),
                measurements,
                SubjectOrder.findings(cohort),
                CohortSplit.body(cohorts, parts, assignment),
                assignment);
    }

    private Provenance provenance(Cohort cohort) {
        return Provenance.of(SubjectSplitter.class)
                .from(cohort.reference())
                .with("seed", seed)
                .with("method", persistent ? "subject hash, threshold" : "subject hash, rank")
                .with("stratified", stratified)
                .synthetic(cohort.synthetic());
    }

    private List<Mark> positions(Cohort cohort) {
        return SubjectOrder.positions("medml-split/1", seed, cohort.subjectIds());
    }

    private int[] byThreshold(Cohort cohort) {
        List<Mark> positions = positions(cohort);
        double[] upTo = new double[parts.size()];
        double sum = 0;
        int next = 0;
        for (double fraction : parts.values()) {
            sum += fraction;
            upTo[next++] = sum;
        }
        int[] partOf = new int[positions.size()];
        for (int subject = 0; subject < partOf.length; subject++) {
            double position = (positions.get(subject).high() >>> 11) * 0x1.0p-53;
            int part = 0;
            while (part < upTo.length - 1 && position >= upTo[part]) {
                part++;
            }
            partOf[subject] = part;
        }
        return partOf;
    }

    private int[] byRank(Cohort cohort) {
        List<Mark> positions = positions(cohort);
        boolean[] positive = new boolean[positions.size()];
        if (stratified) {
            int[] subjects = cohort.subjects();
            int[] labels = cohort.labels();
            for (int row = 0; row < labels.length; row++) {
                positive[subjects[row]] |= labels[row] == 1;
            }
        }
        int[] partOf = new int[positions.size()];
        int[] left = counts(positions.size());
        for (boolean stratum : new boolean[] {true, false}) {
            int[] order = IntStream.range(0, positions.size())
                    .filter(subject -> positive[subject] == stratum)
                    .boxed()
                    .sorted(Comparator.comparing(positions::get).thenComparing(cohort.subjectIds()::get))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] counts = stratum ? counts(order.length) : remaining(left, order.length);
            int at = 0;
            for (int part = 0; part < counts.length; part++) {
                left[part] -= counts[part];
                for (int i = 0; i < counts[part]; i++) {
                    partOf[order[at++]] = part;
                }
            }
        }
        return partOf;
    }

    /** What the first stratum has left of every part, so that the totals are exact; unless it took more than a part has. */
    private int[] remaining(int[] left, int n) {
        return IntStream.of(left).allMatch(count -> count >= 0) ? left.clone() : counts(n);
    }

    /** Whole numbers that sum to n, nearest to the fractions: largest remainder, ties to the earlier part. */
    private int[] counts(int n) {
        double[] fractions =
                parts.values().stream().mapToDouble(Double::doubleValue).toArray();
        int[] counts = new int[fractions.length];
        int given = 0;
        for (int part = 0; part < counts.length; part++) {
            counts[part] = (int) Math.floor(fractions[part] * n);
            given += counts[part];
        }
        int[] byRemainder = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparingDouble(
                                (Integer part) -> Math.floor(fractions[part] * n) - fractions[part] * n)
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; given < n; i++, given++) {
            counts[byRemainder[i % counts.length]]++;
        }
        return counts;
    }

    /** Says which parts there are. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final long seed;
        private final Map<String, Double> parts = new LinkedHashMap<>();
        private boolean stratified;
        private boolean persistent;

        private Builder(long seed) {
            this.seed = seed;
        }

        /**
         * Adds a part.
         *
         * @param name its name, such as {@code train}
         * @param fraction its share of the subjects, in (0, 1); all fractions sum to 1
         * @return this
         */
        public Builder part(String name, double fraction) {
            Name.require(name, "a part");
            if (!(fraction > 0 && fraction < 1)) {
                throw new IllegalArgumentException("part \"" + name + "\" needs a fraction in (0, 1), got " + fraction
                        + "; for 70 percent pass 0.7");
            }
            if (parts.size() == SplitAssignment.MOST_PARTS) {
                throw new IllegalStateException(
                        "a split has at most " + SplitAssignment.MOST_PARTS + " parts; for folds use FoldSplitter");
            }
            if (parts.putIfAbsent(name, fraction) != null) {
                throw new IllegalStateException("part \"" + name + "\" is already there");
            }
            return this;
        }

        /**
         * Splits the subjects with a positive record and the others each on their own, so that all parts have about the same
         * share of them. Not together with {@link #persistent()}.
         *
         * @return this
         */
        public Builder stratified() {
            if (stratified) {
                throw new IllegalStateException("stratified is already set");
            }
            stratified = true;
            return this;
        }

        /**
         * Places every subject by its identifier and the seed alone, so that it stays in its part when the cohort grows; the
         * sizes of the parts are then approximate. Not together with {@link #stratified()}.
         *
         * @return this
         */
        public Builder persistent() {
            if (persistent) {
                throw new IllegalStateException("persistent is already set");
            }
            persistent = true;
            return this;
        }

        /**
         * Finishes the splitter.
         *
         * @return the splitter
         * @throws IllegalStateException when there are fewer than two parts, their fractions do not sum to 1 within
         *     {@code 1e-9}, or both stratified and persistent are asked for
         */
        public SubjectSplitter build() {
            if (parts.size() < 2) {
                throw new IllegalStateException("a split needs at least two parts, got " + parts.size()
                        + "; call part(name, fraction) for each");
            }
            double sum =
                    parts.values().stream().mapToDouble(Double::doubleValue).sum();
            if (!(Math.abs(sum - 1) <= 1e-9)) {
                throw new IllegalStateException("the fractions of the parts must sum to 1, got " + sum);
            }
            if (stratified && persistent) {
                throw new IllegalStateException(
                        "stratified and persistent exclude each other: whether a subject has a positive record may change"
                                + " when the cohort grows");
            }
            return new SubjectSplitter(this);
        }
    }
}
