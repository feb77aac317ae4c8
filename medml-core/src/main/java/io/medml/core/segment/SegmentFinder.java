package io.medml.core.segment;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.segment.SegmentReport.Segment;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ClusteredMeanDifference;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.Multiplicity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments of patients in which a model is weakest, without counting the luck of the search as weakness.
 *
 * <pre>{@code
 * SegmentReport report = SegmentFinder.builder(Loss.MISSED_CASES)
 *     .operatingPoint(locked)
 *     .by("age", "sex", "site", "scanner")
 *     .depth(2)                                       // also pairs such as age 70 or more & site B
 *     .build()
 *     .find(test, model.score(test));
 * }</pre>
 *
 * <p>The subjects are split in two halves by a hash of their identifiers. On the first half every candidate is tried: each value
 * of a category, each band of a number between quantiles of that half, the records without a value, and every combination of
 * up to {@code depth} columns. Candidates are ranked by the statistic of {@link ClusteredMeanDifference}, loss in the segment minus
 * loss in the rest, and the worst are carried forward. On the other half each of these is measured again, and its one-sided
 * p-value is adjusted by Holm for all that were carried forward, so that the error rate of the family holds however wide the
 * search was.
 *
 * <ul>
 *   <li><b>Not tried:</b> a candidate with fewer than {@link Builder#minimumSubjects} subjects, or that leaves fewer than so many;
 *       how many these were is in the report. Such a segment is unknown, not good.
 *   <li><b>Near copies:</b> a candidate that shares at least nine tenths of its records with one already carried forward is passed
 *       over, so that one weakness does not fill the list.
 *   <li><b>Subjects with several records</b> are taken into account; a subject is in one half only.
 *   <li><b>Power:</b> half of the data find, half confirm. That nothing is confirmed does not show that nothing is there.
 *   <li><b>Cost:</b> number of candidates times number of records.
 *   <li><b>Reference:</b> Cox (1975), Biometrika 62:441-444, on splitting for a test after a search; Holm (1979).
 * </ul>
 *
 * <p>Immutable and thread-safe; the same cohort, scores and settings give the same bytes, in whatever order the records come.
 */
public final class SegmentFinder {

    /** Share of common records from which a candidate is a near copy; a convention of ours. */
    private static final double NEAR_COPY = 0.9;

    private static final int MAX_VALUES = 100;

    private final Loss loss;
    private final Optional<LockedOperatingPoint> operatingPoint;
    private final List<String> columns;
    private final int bands;
    private final int depth;
    private final int minimumSubjects;
    private final int carriedForward;
    private final double level;
    private final long seed;

    private SegmentFinder(Builder builder) {
        this.loss = builder.loss;
        this.operatingPoint = Optional.ofNullable(builder.operatingPoint);
        this.columns = builder.columns == null ? List.of() : builder.columns;
        this.bands = builder.bands;
        this.depth = builder.depth;
        this.minimumSubjects = builder.minimumSubjects;
        this.carriedForward = builder.carriedForward;
        this.level = builder.level;
        this.seed = builder.seed;
    }

    /**
     * Starts a finder.
     *
     * @param loss what a segment is weak in
     * @return a builder; confined to one thread
     */
    public static Builder builder(Loss loss) {
        return new Builder(loss);
    }

    /** A candidate: one group of each of some columns. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Candidate(Slice slice, boolean[] inside, double statistic) {}

    /** One half of the subjects, only the records that the loss counts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Half(int[] rows, double[] losses, int[] subjects) {

        ClusteredMeanDifference compare(boolean[] inside, double level) {
            return ClusteredMeanDifference.of(losses, inside, subjects, level);
        }

        Estimate mean(boolean[] inside, double level) {
            int[] kept = IntStream.range(0, rows.length).filter(i -> inside[i]).toArray();
            return ClusteredMean.estimate(
                    IntStream.of(kept).mapToDouble(i -> losses[i]).toArray(),
                    IntStream.of(kept).map(i -> subjects[i]).toArray(),
                    level);
        }

        int subjects(boolean[] inside, boolean wanted) {
            BitSet seen = new BitSet();
            for (int i = 0; i < rows.length; i++) {
                if (inside[i] == wanted) {
                    seen.set(subjects[i]);
                }
            }
            return seen.cardinality();
        }
    }

    /**
     * Searches a cohort.
     *
     * @param cohort the test set
     * @param predictions a model's scores on it
     * @return the report
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort, or it has too few subjects to split
     * @throws IllegalArgumentException when a column is not in the cohort or has a role other than attribute or site, when
     *     the operating point was chosen for another model, or when {@link Loss#SQUARED_ERROR} is asked of scores that are no
     *     probabilities
     */
    public SegmentReport find(Cohort cohort, Predictions predictions) {
        check(predictions);
        double[] scores = predictions.alignedTo(cohort);
        var split = SubjectSplitter.builder(seed)
                .part("search", 0.5)
                .part("confirmation", 0.5)
                .stratified()
                .build()
                .split(cohort);
        int[] searched = rows(cohort, split.part("search"));
        Half search = half(cohort, scores, searched);
        Half confirmation = half(cohort, scores, rows(cohort, split.part("confirmation")));
        List<Finding> findings = new ArrayList<>();
        operatingPoint
                .flatMap(point -> point.optimisticOn("operating point", cohort))
                .ifPresent(findings::add);
        List<Dimension> dimensions = dimensions(cohort, searched, findings);
        Search tried = new Search(search, dimensions);
        tried.run();
        List<Segment> segments = confirm(tried.worst(), search, confirmation, dimensions);
        findings(cohort, predictions, segments, findings);
        return new SegmentReport(
                predictions.model(),
                cohort.reference(),
                provenance(cohort, predictions, dimensions),
                loss,
                level,
                new SegmentReport.Effort(
                        search.rows.length,
                        search.subjects(new boolean[search.rows.length], false),
                        confirmation.rows.length,
                        confirmation.subjects(new boolean[confirmation.rows.length], false),
                        tried.tried,
                        tried.tooSmall),
                segments,
                measurements(segments),
                findings);
    }

    private void check(Predictions predictions) {
        operatingPoint.ifPresent(point -> point.requireFor(predictions));
        if (loss == Loss.SQUARED_ERROR && predictions.kind() != ScoreKind.PROBABILITY) {
            throw new IllegalArgumentException("SQUARED_ERROR needs probabilities, and the scores are of kind "
                    + predictions.kind() + "; use a loss with an operating point");
        }
    }

    private static int[] rows(Cohort cohort, Cohort part) {
        return part.recordIds().stream()
                .sorted()
                .mapToInt(id -> cohort.row(id).orElseThrow())
                .toArray();
    }

    private Half half(Cohort cohort, double[] scores, int[] rows) {
        int[] labels = cohort.labels();
        int[] subjects = cohort.subjects();
        double threshold = operatingPoint.map(LockedOperatingPoint::threshold).orElse(0.0);
        int[] kept = IntStream.of(rows).filter(row -> loss.counts(labels[row])).toArray();
        return new Half(
                kept,
                IntStream.of(kept)
                        .mapToDouble(row -> loss.of(labels[row], scores[row], threshold))
                        .toArray(),
                IntStream.of(kept).map(row -> subjects[row]).toArray());
    }

    private List<Dimension> dimensions(Cohort cohort, int[] searched, List<Finding> findings) {
        List<String> names = columns.isEmpty() ? cohort.attributes() : columns;
        List<Dimension> dimensions = new ArrayList<>();
        for (String name : names) {
            if (name.equals(cohort.recordColumn())
                    || name.equals(cohort.labelColumn())
                    || name.equals(cohort.subjectColumn().orElse(""))) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is the record, subject or label column of cohort \"" + cohort.name()
                                + "\", by which segments cannot be formed");
            }
            if (!cohort.table().has(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is not a column of cohort \"" + cohort.name()
                        + "\"; its columns are " + cohort.table().columnNames());
            }
            Dimension dimension = Dimension.of(cohort.table().column(name), searched, bands);
            if (dimension.groups() > MAX_VALUES) {
                findings.add(Finding.of(
                                "TOO_MANY_VALUES",
                                Severity.WARNING,
                                name,
                                "The column has too many distinct texts to form segments by, so it was not searched.")
                        .with("values", dimension.groups())
                        .with("most", MAX_VALUES));
            } else {
                requireNames(cohort, name, dimension);
                dimensions.add(dimension);
            }
        }
        return dimensions;
    }

    /** The search on the first half. */
    private final class Search {
        private final Half half;
        private final List<Dimension> dimensions;
        private final List<Candidate> candidates = new ArrayList<>();
        private int tried;
        private int tooSmall;

        Search(Half half, List<Dimension> dimensions) {
            this.half = half;
            this.dimensions = dimensions;
        }

        void run() {
            boolean[] everyone = new boolean[half.rows.length];
            Arrays.fill(everyone, true);
            extend(Slice.overall(), everyone, 0, 0);
        }

        private void extend(Slice parent, boolean[] within, int next, int conditions) {
            if (conditions == depth) {
                return;
            }
            for (int d = next; d < dimensions.size(); d++) {
                Dimension dimension = dimensions.get(d);
                for (int group = 0; group < dimension.groups(); group++) {
                    boolean[] inside = inside(half, dimension, group);
                    for (int i = 0; i < inside.length; i++) {
                        inside[i] &= within[i];
                    }
                    Slice slice = parent.and(dimension.column(), dimension.name(group));
                    if (half.subjects(inside, true) < minimumSubjects) {
                        // every narrower segment is smaller still
                        tooSmall++;
                        continue;
                    }
                    if (half.subjects(inside, false) >= minimumSubjects) {
                        tried++;
                        half.compare(inside, level)
                                .greater()
                                .statistic()
                                .point()
                                .ifPresent(t -> candidates.add(new Candidate(slice, inside, t)));
                    }
                    extend(slice, inside, d + 1, conditions + 1);
                }
            }
        }

        List<Candidate> worst() {
            candidates.sort(
                    Comparator.comparingDouble((Candidate c) -> -c.statistic).thenComparing(Candidate::slice));
            List<Candidate> worst = new ArrayList<>();
            for (Candidate candidate : candidates) {
                if (worst.size() == carriedForward || candidate.statistic <= 0) {
                    break;
                }
                if (worst.stream().noneMatch(w -> common(w.inside, candidate.inside) >= NEAR_COPY)) {
                    worst.add(candidate);
                }
            }
            return worst;
        }
    }

    private static void requireNames(Cohort cohort, String column, Dimension dimension) {
        for (int group = 0; group < dimension.groups(); group++) {
            Optional<String> fault = Name.fault(dimension.name(group));
            if (fault.isPresent()) {
                throw new DataException("cohort \"" + cohort.name() + "\", column \"" + column
                        + "\": expected values that can name a segment, " + Name.rule() + ", found " + fault.get()
                        + "; give the value a short name, or name the other columns with by(..)");
            }
        }
    }

    private static boolean[] inside(Half half, Dimension dimension, int group) {
        boolean[] inside = new boolean[half.rows.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = dimension.group(half.rows[i]) == group;
        }
        return inside;
    }

    /** Records in both over records in either. */
    private static double common(boolean[] first, boolean[] second) {
        long both = 0;
        long either = 0;
        for (int i = 0; i < first.length; i++) {
            both += first[i] && second[i] ? 1 : 0;
            either += first[i] || second[i] ? 1 : 0;
        }
        return (double) both / either;
    }

    private List<Segment> confirm(List<Candidate> worst, Half search, Half confirmation, List<Dimension> dimensions) {
        List<ClusteredMeanDifference> again = new ArrayList<>();
        List<boolean[]> insides = new ArrayList<>();
        for (Candidate candidate : worst) {
            boolean[] inside = inside(confirmation, dimensions, candidate.slice);
            insides.add(inside);
            again.add(confirmation.compare(inside, level));
        }
        int[] known = IntStream.range(0, again.size())
                .filter(i -> again.get(i).greater().pValue().point().isPresent())
                .toArray();
        double[] adjusted = Multiplicity.HOLM.adjust(
                IntStream.of(known)
                        .mapToDouble(
                                i -> again.get(i).greater().pValue().point().getAsDouble())
                        .toArray(),
                again.size());
        OptionalDouble[] byCandidate = new OptionalDouble[again.size()];
        Arrays.fill(byCandidate, OptionalDouble.empty());
        for (int i = 0; i < known.length; i++) {
            byCandidate[known[i]] = OptionalDouble.of(adjusted[i]);
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < again.size(); i++) {
            Candidate candidate = worst.get(i);
            HypothesisTest test = again.get(i).greater();
            segments.add(new Segment(
                    candidate.slice,
                    search.compare(candidate.inside, level).difference(),
                    confirmation.subjects(insides.get(i), true),
                    confirmation.mean(insides.get(i), level),
                    again.get(i).difference(),
                    test.pValue(),
                    byCandidate[i],
                    conclusion(byCandidate[i])));
        }
        return segments;
    }

    /** The one-sided level as written, so that a p-value exactly there decides alike at every level. */
    static double alpha(double level) {
        return BigDecimal.ONE
                .subtract(BigDecimal.valueOf(level))
                .divide(BigDecimal.valueOf(2))
                .doubleValue();
    }

    private SegmentReport.Conclusion conclusion(OptionalDouble adjusted) {
        if (adjusted.isEmpty()) {
            return SegmentReport.Conclusion.UNDECIDED;
        }
        return adjusted.getAsDouble() <= alpha(level)
                ? SegmentReport.Conclusion.SHOWN
                : SegmentReport.Conclusion.NOT_SHOWN;
    }

    private static boolean[] inside(Half half, List<Dimension> dimensions, Slice slice) {
        boolean[] inside = new boolean[half.rows.length];
        Arrays.fill(inside, true);
        for (Slice.Condition condition : slice.conditions()) {
            for (Dimension dimension : dimensions) {
                if (dimension.column().equals(condition.attribute())) {
                    for (int i = 0; i < inside.length; i++) {
                        inside[i] &=
                                dimension.name(dimension.group(half.rows[i])).equals(condition.value());
                    }
                }
            }
        }
        return inside;
    }

    private List<Measurement> measurements(List<Segment> segments) {
        return segments.stream()
                .map(s -> new Measurement(loss.metric(), s.slice(), s.loss()))
                .toList();
    }

    private void findings(Cohort cohort, Predictions predictions, List<Segment> segments, List<Finding> findings) {
        if (cohort.synthetic() || predictions.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        for (Segment segment : segments) {
            if (segment.conclusion() == SegmentReport.Conclusion.SHOWN) {
                findings.add(Finding.of(
                                "WEAK_SEGMENT",
                                Severity.WARNING,
                                segment.slice().toString(),
                                "The loss is larger here than in the other records, also on subjects that took no part in"
                                        + " the search.")
                        .with("metric", loss.metric().id()));
            }
        }
        if (segments.isEmpty()) {
            findings.add(Finding.of(
                    "NOTHING_CARRIED_FORWARD",
                    Severity.INFO,
                    cohort.name(),
                    "No candidate was large enough and worse than the rest; this does not show that the model is equally"
                            + " good everywhere."));
        }
    }

    private Provenance provenance(Cohort cohort, Predictions predictions, List<Dimension> dimensions) {
        ArtifactRef data = cohort.reference();
        Provenance provenance = Provenance.of(SegmentFinder.class)
                .from(predictions.model())
                .from(data)
                .with("loss", loss.name())
                .with(
                        "columns",
                        String.join(
                                ",", dimensions.stream().map(Dimension::column).toList()))
                .with("bands", bands)
                .with("depth", depth)
                .with("minimum_subjects", minimumSubjects)
                .with("carried_forward", carriedForward)
                .with("confidence_level", level)
                .with("split", "by subject hash, halves, stratified")
                .with("seed", seed)
                .with("predictions_sha256", predictions.digest().hex())
                .with("multiplicity", "HOLM over the segments carried forward")
                .synthetic(cohort.synthetic() || predictions.synthetic());
        return operatingPoint
                .map(point -> provenance.with("operating_point", point.toString()))
                .orElse(provenance);
    }

    /** Sets what to search. Confined to one thread. */
    public static final class Builder {
        private final Loss loss;
        private @Nullable LockedOperatingPoint operatingPoint;
        private @Nullable List<String> columns;
        private int bands = 4;
        private int depth = 2;
        private int minimumSubjects = 50;
        private int carriedForward = 10;
        private double level = 0.95;
        private long seed = 1;

        private final Set<String> stated = new HashSet<>();

        private Builder(Loss loss) {
            this.loss = Objects.requireNonNull(loss, "loss");
        }

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

        /**
         * The threshold; required by every loss but {@link Loss#SQUARED_ERROR}.
         *
         * @param point the operating point, chosen on other data
         * @return this
         */
        public Builder operatingPoint(LockedOperatingPoint point) {
            if (operatingPoint != null) {
                throw new IllegalStateException("the operating point is already set to " + operatingPoint);
            }
            operatingPoint = Objects.requireNonNull(point, "point");
            return this;
        }

        /**
         * The columns to form segments by; the attributes of the cohort unless set. One column is enough.
         *
         * @param names columns of the cohort's table, at least one
         * @return this
         */
        public Builder by(String... names) {
            if (columns != null) {
                throw new IllegalStateException("the columns are already set to " + columns);
            }
            if (names.length == 0) {
                throw new IllegalArgumentException("by(..) needs at least one column; leave it out for all attributes");
            }
            columns = List.copyOf(new java.util.LinkedHashSet<>(List.of(names)));
            return this;
        }

        /**
         * Into how many bands of about equal size a number is cut; 4 unless set.
         *
         * @param number at least 2 and at most 20
         * @return this
         */
        public Builder bands(int number) {
            bands = once("number of bands", between("bands", number, 2, 20));
            return this;
        }

        /**
         * Up to how many columns are combined; 2 unless set.
         *
         * @param columnsCombined 1, 2 or 3
         * @return this
         */
        public Builder depth(int columnsCombined) {
            depth = once("depth", between("depth", columnsCombined, 1, 3));
            return this;
        }

        /**
         * The smallest number of subjects, in the segment and in the rest, in the half that is searched; 50 unless set.
         *
         * @param number at least 10
         * @return this
         */
        public Builder minimumSubjects(int number) {
            minimumSubjects = once("minimum of subjects", between("minimumSubjects", number, 10, Integer.MAX_VALUE));
            return this;
        }

        /**
         * How many of the worst candidates are measured again on the other half; 10 unless set. More find more, and each
         * costs power.
         *
         * @param number at least 1 and at most 100
         * @return this
         */
        public Builder carriedForward(int number) {
            carriedForward = once("number carried forward", between("carriedForward", number, 1, 100));
            return this;
        }

        /**
         * The confidence level of intervals; 0.95 unless set. One-sided tests are at {@code (1 - level) / 2}.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            Interval.checkLevel(confidence);
            level = once("level", confidence);
            return this;
        }

        /**
         * The seed of the split into halves; 1 unless set.
         *
         * @param splitSeed decides which subject goes where
         * @return this
         */
        public Builder seed(long splitSeed) {
            seed = once("seed", splitSeed);
            return this;
        }

        private static int between(String name, int value, int lowest, int highest) {
            if (value < lowest || value > highest) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s must be from %d to %d, got %d", name, lowest, highest, value));
            }
            return value;
        }

        /**
         * Finishes the finder.
         *
         * @return the finder
         */
        public SegmentFinder build() {
            if (loss.needsThreshold() && operatingPoint == null) {
                throw new IllegalStateException(loss
                        + " needs an operating point; call operatingPoint(..) before build(), or use SQUARED_ERROR");
            }
            if (!loss.needsThreshold() && operatingPoint != null) {
                throw new IllegalStateException(
                        loss + " uses no operating point; leave operatingPoint(..) out, or use another loss");
            }
            return new SegmentFinder(this);
        }
    }
}
