package io.medml.core.reader;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.reader.ReaderStudyReport.Comparison;
import io.medml.core.reader.ReaderStudyReport.Curve;
import io.medml.core.reader.ReaderStudyReport.CurvePoint;
import io.medml.core.stats.AidedDecisions;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ClusteredPairedDifference;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.ReaderComparison;
import io.medml.core.stats.ReaderDesign;
import io.medml.core.stats.ReaderRatings;
import io.medml.core.stats.ReaderStudy;
import io.medml.core.stats.RocCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a multi-reader multi-case study of one way of reading, or of two that are compared, such as reading with and without
 * the advice of a model.
 *
 * <pre>{@code
 * ReaderStudyReport report = ReaderStudyEvaluator.comparing("aided", "unaided")
 *     .nonInferiority(0.05, 0.025)
 *     .washOut(Duration.ofDays(28))
 *     .build()
 *     .evaluate(readings);
 * }</pre>
 *
 * <p>Areas under the ROC curve by reader and averaged over readers; their difference with the test and the variance components of
 * Obuchowski and Rockette and the degrees of freedom of Hillis, see {@link ReaderStudy}. Where there are decisions, sensitivity and
 * specificity by reader and over all readings, with intervals by case that speak to these readers. Where there is advice, what
 * readers did with it, see {@link AidedDecisions}. Where there are times, their means by case.
 *
 * <ul>
 * <li><b>Crossed studies only:</b> every reader reads every case in both modalities. Cases for which a reading is missing are left
 *     out and counted; where no case was read throughout, as when each modality has its own cases or readers, the study is refused.
 * <li><b>Patients:</b> cases of one patient are not independent, and the method has no variance for them: refused.
 * <li><b>Differences</b> are the first modality minus the second.
 * </ul>
 *
 * <p>Immutable and thread-safe; the same readings and settings give the same bytes, in whatever order the rows come.
 */
public final class ReaderStudyEvaluator {

    /** With fewer readers there is the finding {@code FEW_READERS}; a remark for the reader of a report, no rule. */
    public static final int FEW_READERS = 5;

    private static final int MOST_CURVE_POINTS = 200;

    private final List<String> modalities;
    private final ReaderDesign design;
    private final double level;
    private final @Nullable Margin margin;
    private final OptionalDouble threshold;
    private final @Nullable Duration washOut;
    private final boolean sequential;
    private final @Nullable ArtifactRef device;

    private ReaderStudyEvaluator(Builder builder) {
        this.modalities = builder.modalities;
        this.design = builder.design == null ? ReaderDesign.RANDOM_READERS_RANDOM_CASES : builder.design;
        this.level = builder.level;
        this.margin = builder.margin;
        this.threshold = builder.threshold;
        this.washOut = builder.washOut;
        this.sequential = builder.sequential;
        this.device = builder.device;
    }

    /**
     * A margin of non-inferiority that was stated before.
     *
     * @param margin the margin
     * @param alpha the one-sided level
     */
    private record Margin(double margin, double alpha) {}

    /**
     * Evaluates one way of reading.
     *
     * @param modality its name in the readings
     * @return a builder; confined to one thread
     */
    public static Builder of(String modality) {
        return new Builder(List.of(modality));
    }

    /**
     * Compares two ways of reading.
     *
     * @param modality the one in question, such as reading with aid
     * @param comparator the one it is held against, such as reading without
     * @return a builder; confined to one thread
     */
    public static Builder comparing(String modality, String comparator) {
        if (modality.equals(comparator)) {
            throw new IllegalArgumentException(
                    "a comparison needs two modalities, got \"" + modality + "\" twice; for one use of(modality)");
        }
        return new Builder(List.of(modality, comparator));
    }

    /**
     * Evaluates a study.
     *
     * @param readings its readings
     * @return the report
     * @throws DataException when the study is not crossed, reads a case twice, or states two truths or two patients of a case
     */
    public ReaderStudyReport evaluate(ReaderReadings readings) {
        if (threshold.isPresent() && readings.has("decision")) {
            throw new IllegalArgumentException("the readings hold decisions, and a threshold on the rating is set to "
                    + threshold.getAsDouble() + "; use one of them, so that it is clear what a decision is");
        }
        CrossedReadings study = CrossedReadings.of(readings, modalities, threshold);
        int t = modalities.size();
        List<Measurement> measurements = new ArrayList<>();
        ReaderRatings ratings = study.ratings();
        ReaderStudy statistic = ReaderStudy.of(ratings);
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < t; i++) {
            for (int j = 0; j < study.readers().size(); j++) {
                measurements.add(new Measurement(Metric.AUROC, slice(study, i, j), statistic.area(i, j, level)));
                curves.add(curve(study, ratings, i, j));
            }
        }
        for (int j = 0; t == 2 && j < study.readers().size(); j++) {
            Estimate difference =
                    AurocComparison.paired(ratings.of(0, j), ratings.of(1, j)).difference(level);
            measurements.add(new Measurement(
                    Metric.AUROC.difference(), slice(study, 0, j).versus(slice(study, 1, j)), difference));
        }
        for (int i = 0; i < t; i++) {
            measurements.add(
                    new Measurement(Metric.READER_AVERAGED_AUROC, modality(i), statistic.mean(i, design, level)));
        }
        Optional<Comparison> comparison = Optional.empty();
        if (t == 2) {
            ReaderComparison compared = statistic.compare(design);
            Optional<NonInferiority> answer =
                    Optional.ofNullable(margin).map(m -> compared.nonInferiority(0, 1, m.margin, m.alpha));
            measurements.add(new Measurement(
                    Metric.READER_AVERAGED_AUROC.difference(), versus(), compared.difference(0, 1, level)));
            comparison = Optional.of(new Comparison(
                    compared.test(),
                    compared.differenceTest(0, 1),
                    compared.standardError(),
                    compared.denominatorDegreesOfFreedom(),
                    answer));
        }
        if (study.decided()) {
            decisions(study, measurements);
        }
        boolean advised = t == 2 && study.decided() && readings.has("advice");
        if (advised) {
            advice(study, measurements);
        }
        if (readings.has("seconds")) {
            times(study, measurements);
        }
        return new ReaderStudyReport(
                Optional.ofNullable(device),
                readings.dataset(),
                provenance(readings),
                modalities,
                study.readers(),
                study.cases(),
                study.positives(),
                study.excludedCases(),
                study.missingReadings(),
                design,
                level,
                measurements,
                statistic.components(),
                comparison,
                curves,
                findings(readings, study, advised));
    }

    private Slice modality(int i) {
        return Slice.of("modality", modalities.get(i));
    }

    private Slice slice(CrossedReadings study, int i, int j) {
        return modality(i).and("reader", study.readers().get(j));
    }

    private Slice versus() {
        return modality(0).versus(modality(1));
    }

    private Curve curve(CrossedReadings study, ReaderRatings ratings, int i, int j) {
        RocCurve roc = RocCurve.of(ratings.of(i, j));
        List<CurvePoint> points = new ArrayList<>();
        Optional<double[]> sensitivities = roc.truePositiveRates();
        Optional<double[]> falsePositives = roc.falsePositiveRates();
        if (sensitivities.isPresent() && falsePositives.isPresent()) {
            int last = roc.size() - 1;
            int steps = Math.min(last, MOST_CURVE_POINTS - 1);
            for (int s = 0; s <= steps; s++) {
                int point = (int) ((long) last * s / Math.max(1, steps));
                points.add(new CurvePoint(
                        falsePositives.get()[point], sensitivities.get()[point]));
            }
        }
        return new Curve(modalities.get(i), study.readers().get(j), points);
    }

    private void decisions(CrossedReadings study, List<Measurement> measurements) {
        share(study, measurements, Metric.SENSITIVITY, 1, Reason.NO_POSITIVES);
        share(study, measurements, Metric.SPECIFICITY, 0, Reason.NO_NEGATIVES);
    }

    /** The share of right decisions on the cases of one truth: by reader, over all readings, and compared. */
    private void share(
            CrossedReadings study, List<Measurement> measurements, Metric metric, int truth, Reason whenEmpty) {
        int[] cases = study.casesOf(truth);
        int readers = study.readers().size();
        int[][] right = new int[modalities.size()][];
        int[] clusters =
                IntStream.range(0, readers).flatMap(j -> IntStream.of(cases)).toArray();
        for (int i = 0; i < right.length; i++) {
            int modality = i;
            right[i] = IntStream.range(0, readers)
                    .flatMap(j -> IntStream.of(cases).map(k -> study.decision(modality, j, k) == truth ? 1 : 0))
                    .toArray();
            for (int j = 0; j < readers; j++) {
                long successes = IntStream.range(j * cases.length, (j + 1) * cases.length)
                        .map(r -> right[modality][r])
                        .sum();
                measurements.add(new Measurement(
                        metric,
                        slice(study, i, j),
                        BinomialInterval.WILSON.estimate(successes, cases.length, level, whenEmpty)));
            }
            measurements.add(new Measurement(
                    metric, modality(i), ClusteredProportion.estimate(right[i], clusters, level, whenEmpty)));
        }
        if (right.length < 2) {
            return;
        }
        for (int j = 0; j < readers; j++) {
            int[] rows =
                    IntStream.range(j * cases.length, (j + 1) * cases.length).toArray();
            measurements.add(new Measurement(
                    metric.difference(),
                    slice(study, 0, j).versus(slice(study, 1, j)),
                    ClusteredPairedDifference.estimate(
                            pick(right[0], rows), pick(right[1], rows), pick(clusters, rows), level, whenEmpty)));
        }
        measurements.add(new Measurement(
                metric.difference(),
                versus(),
                ClusteredPairedDifference.estimate(right[0], right[1], clusters, level, whenEmpty)));
    }

    private static int[] pick(int[] values, int[] rows) {
        return IntStream.of(rows).map(r -> values[r]).toArray();
    }

    private void advice(CrossedReadings study, List<Measurement> measurements) {
        advice(study, measurements, Slice.overall(), j -> true);
        for (int j = 0; j < study.readers().size(); j++) {
            int only = j;
            advice(study, measurements, Slice.of("reader", study.readers().get(j)), r -> r == only);
        }
    }

    private void advice(CrossedReadings study, List<Measurement> measurements, Slice slice, IntPredicate readers) {
        int[] ofReader =
                IntStream.range(0, study.readers().size()).filter(readers).toArray();
        int[][] rows = new int[5][];
        int cases = study.cases();
        for (int field = 0; field < rows.length; field++) {
            int f = field;
            rows[f] = IntStream.of(ofReader)
                    .flatMap(j -> IntStream.range(0, cases).map(k -> switch (f) {
                        case 0 -> k;
                        case 1 -> study.truth(k);
                        case 2 -> study.advice(k);
                        case 3 -> study.decision(1, j, k);
                        default -> study.decision(0, j, k);
                    }))
                    .toArray();
        }
        AidedDecisions decisions = AidedDecisions.of(rows[0], rows[1], rows[2], rows[3], rows[4]);
        measurements.add(new Measurement(Metric.DECISION_CHANGE_RATE, slice, decisions.changeRate(level)));
        measurements.add(new Measurement(Metric.OVERRIDE_RATE, slice, decisions.overrideRate(level)));
        measurements.add(
                new Measurement(Metric.OVERRIDE_OF_WRONG_ADVICE, slice, decisions.overrideOfWrongAdvice(level)));
        measurements.add(
                new Measurement(Metric.OVERRIDE_OF_RIGHT_ADVICE, slice, decisions.overrideOfRightAdvice(level)));
        measurements.add(new Measurement(Metric.AUTOMATION_BIAS, slice, decisions.automationBias(level)));
        measurements.add(new Measurement(Metric.BENEFICIAL_CHANGE, slice, decisions.beneficialChange(level)));
    }

    private void times(CrossedReadings study, List<Measurement> measurements) {
        for (int i = 0; i < modalities.size(); i++) {
            int modality = i;
            measurements.add(new Measurement(
                    Metric.READING_TIME, modality(i), mean(study, (j, k) -> study.seconds(modality, j, k))));
        }
        if (modalities.size() == 2) {
            measurements.add(new Measurement(
                    Metric.READING_TIME.difference(),
                    versus(),
                    mean(study, (j, k) -> study.seconds(0, j, k) - study.seconds(1, j, k))));
        }
    }

    /** A number of one reader and case; NaN where it is not known. */
    @FunctionalInterface
    private interface OfReading {
        double value(int reader, int number);
    }

    private Estimate mean(CrossedReadings study, OfReading of) {
        List<Double> values = new ArrayList<>();
        List<Integer> cases = new ArrayList<>();
        for (int j = 0; j < study.readers().size(); j++) {
            for (int k = 0; k < study.cases(); k++) {
                double value = of.value(j, k);
                if (!Double.isNaN(value)) {
                    values.add(value);
                    cases.add(k);
                }
            }
        }
        return ClusteredMean.estimate(
                values.stream().mapToDouble(Double::doubleValue).toArray(),
                cases.stream().mapToInt(Integer::intValue).toArray(),
                level);
    }

    private Provenance provenance(ReaderReadings readings) {
        Provenance provenance = Provenance.of(ReaderStudyEvaluator.class)
                .from(readings.dataset())
                .with("modalities", String.join(" minus ", modalities))
                .with("design", design.method())
                .with("confidence_level", level)
                .synthetic(readings.synthetic());
        for (var role : readings.roles().entrySet()) {
            provenance = provenance.with("column_" + role.getKey(), role.getValue());
        }
        if (device != null) {
            provenance = provenance.from(device);
        }
        if (margin != null) {
            provenance = provenance
                    .with("non_inferiority_margin", margin.margin)
                    .with("non_inferiority_alpha", margin.alpha);
        }
        if (threshold.isPresent()) {
            provenance = provenance.with("decision_at_or_above", threshold.getAsDouble());
        }
        if (washOut != null) {
            provenance = provenance.with("wash_out", washOut);
        }
        return sequential ? provenance.with("reading", "sequential") : provenance;
    }

    private List<Finding> findings(ReaderReadings readings, CrossedReadings study, boolean advised) {
        List<Finding> findings = new ArrayList<>();
        String where = readings.dataset().id();
        if (study.excludedCases() > 0) {
            findings.add(Finding.of(
                            "MISSING_READINGS",
                            Severity.WARNING,
                            where,
                            "Some cases were not read by every reader in every modality. They are left out, since the method needs"
                                    + " a crossed study; if readings are missing where a case is hard, the figures are optimistic.")
                    .with("cases_left_out", study.excludedCases())
                    .with("cases_used", study.cases())
                    .with("missing_readings", study.missingReadings()));
        }
        if (study.readers().size() < FEW_READERS && design != ReaderDesign.FIXED_READERS_RANDOM_CASES) {
            findings.add(Finding.of(
                            "FEW_READERS",
                            Severity.WARNING,
                            where,
                            "The variance between readers rests on few readers, so intervals that speak to other readers rest on"
                                    + " few degrees of freedom.")
                    .with("readers", study.readers().size()));
        }
        if (design == ReaderDesign.FIXED_READERS_RANDOM_CASES) {
            findings.add(
                    Finding.of(
                            "THESE_READERS_ONLY",
                            Severity.INFO,
                            where,
                            "Readers are taken as fixed: the averaged areas and their difference speak to these readers and no others."));
        }
        if (design == ReaderDesign.RANDOM_READERS_FIXED_CASES) {
            findings.add(
                    Finding.of(
                            "THESE_CASES_ONLY",
                            Severity.INFO,
                            where,
                            "Cases are taken as fixed: the averaged areas and their difference speak to these cases and no others."));
        }
        if (modalities.size() == 2 && sequential) {
            findings.add(
                    Finding.of(
                            "SEQUENTIAL_READING",
                            Severity.INFO,
                            where,
                            "Each case was read first without and then at once with the aid; the second reading starts from the first."));
        }
        if (modalities.size() == 2 && !sequential && washOut == null) {
            findings.add(Finding.of(
                    "WASH_OUT_NOT_STATED",
                    Severity.WARNING,
                    where,
                    "It is not stated how long readers waited before they read a case again; a case that is remembered makes the"
                            + " later reading look better."));
        }
        if (!readings.has("patient")) {
            findings.add(Finding.of(
                    "PATIENTS_NOT_STATED",
                    Severity.INFO,
                    where,
                    "It is not stated which cases share a patient; every case is taken as of a patient of its own."));
        }
        if (study.binaryRatings()) {
            findings.add(Finding.of(
                    "RATINGS_OF_TWO_VALUES",
                    Severity.INFO,
                    where,
                    "Every rating is one of two values, so an area is the mean of sensitivity and specificity."));
        }
        List<String> others = study.otherModalities();
        if (!others.isEmpty()) {
            findings.add(Finding.of(
                            "MODALITIES_NOT_USED",
                            Severity.INFO,
                            where,
                            "The readings hold other modalities too, which this report does not use.")
                    .with("modalities", others.size()));
        }
        if (readings.has("advice") && !advised) {
            findings.add(Finding.of(
                    "ADVICE_NOT_USED",
                    Severity.INFO,
                    where,
                    "The readings hold advice. What readers did with it is measured where there are decisions in two modalities, with"
                            + " and without it."));
        }
        if (readings.synthetic()) {
            findings.add(Finding.syntheticData(where));
        }
        return findings;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "reader study of %s, %s", String.join(" minus ", modalities), design.method());
    }

    /** Sets up an evaluator. Confined to one thread. */
    public static final class Builder {
        private final List<String> modalities;
        private @Nullable ReaderDesign design;
        private double level = 0.95;
        private boolean levelIsSet;
        private @Nullable Margin margin;
        private OptionalDouble threshold = OptionalDouble.empty();
        private @Nullable Duration washOut;
        private boolean sequential;
        private @Nullable ArtifactRef device;

        private Builder(List<String> modalities) {
            this.modalities = modalities;
        }

        /**
         * To whom the conclusion shall speak; to other readers and other cases unless set.
         *
         * @param speaksTo the design
         * @return this
         */
        public Builder design(ReaderDesign speaksTo) {
            if (design != null) {
                throw new IllegalStateException("the design is already set to " + design);
            }
            design = Objects.requireNonNull(speaksTo, "speaksTo");
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            Interval.checkLevel(confidence);
            if (levelIsSet) {
                throw new IllegalStateException("the level is already set to " + level);
            }
            levelIsSet = true;
            level = confidence;
            return this;
        }

        /**
         * States the margin of a claim that the first modality is not worse in its reader-averaged area. It has no default, and is
         * stated before the data are seen.
         *
         * @param margin the margin as a difference of areas, in (0, 1)
         * @param alpha the one-sided level, such as 0.025
         * @return this
         */
        public Builder nonInferiority(double margin, double alpha) {
            if (modalities.size() < 2) {
                throw new IllegalArgumentException(
                        "non-inferiority needs two modalities; use comparing(modality, comparator)");
            }
            if (!(margin > 0 && margin < 1)) {
                throw new IllegalArgumentException("the margin is a difference of areas in (0, 1), got " + margin);
            }
            if (!(alpha > 0 && alpha < 0.5)) {
                throw new IllegalArgumentException("the one-sided level must be in (0, 0.5), got " + alpha);
            }
            if (this.margin != null) {
                throw new IllegalStateException("the margin is already set to " + this.margin.margin);
            }
            this.margin = new Margin(margin, alpha);
            return this;
        }

        /**
         * Takes a rating at or above a threshold as a positive decision, where the readings hold no decisions of their own. State it
         * before the data are seen.
         *
         * @param rating the threshold
         * @return this
         */
        public Builder positiveAtOrAbove(double rating) {
            if (Double.isNaN(rating)) {
                throw new IllegalArgumentException("a threshold on the rating must be a number, got NaN");
            }
            if (threshold.isPresent()) {
                throw new IllegalStateException("the threshold is already set to " + threshold.getAsDouble());
            }
            threshold = OptionalDouble.of(rating);
            return this;
        }

        /**
         * States how long readers waited before they read a case again in the other modality.
         *
         * @param time the time, positive
         * @return this
         */
        public Builder washOut(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException(
                        "a wash-out takes time, got " + time + "; for reading at once use sequential()");
            }
            requireFirstOrder();
            washOut = time;
            return this;
        }

        /**
         * States that each case was read first without and then at once with the aid.
         *
         * @return this
         */
        public Builder sequential() {
            requireFirstOrder();
            sequential = true;
            return this;
        }

        private void requireFirstOrder() {
            if (modalities.size() < 2) {
                throw new IllegalArgumentException(
                        "an order of reading needs two modalities; use comparing(modality, comparator)");
            }
            if (washOut != null || sequential) {
                throw new IllegalStateException("the order of reading is already set to "
                        + (sequential ? "sequential" : "a wash-out of " + washOut));
            }
        }

        /**
         * Names the model whose advice or images were read.
         *
         * @param model the model
         * @return this
         */
        public Builder device(ArtifactRef model) {
            if (model.kind() != ArtifactRef.Kind.MODEL) {
                throw new IllegalArgumentException("the device is a model, got " + model);
            }
            if (device != null) {
                throw new IllegalStateException("the device is already set to " + device);
            }
            device = model;
            return this;
        }

        /**
         * Finishes the evaluator.
         *
         * @return the evaluator
         */
        public ReaderStudyEvaluator build() {
            return new ReaderStudyEvaluator(this);
        }
    }
}
