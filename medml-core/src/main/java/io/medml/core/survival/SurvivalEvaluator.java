package io.medml.core.survival;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BrierAtTime;
import io.medml.core.stats.CalibrationAtTime;
import io.medml.core.stats.ConcordanceIndex;
import io.medml.core.stats.DistributionCalibration;
import io.medml.core.stats.FollowUp;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.IntegratedBrier;
import io.medml.core.stats.KaplanMeier;
import io.medml.core.stats.TimeDependentAuroc;
import io.medml.core.stats.TimedRisks;
import io.medml.core.stats.UnoConcordance;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how well predicted risks of an event at stated times agree with what happened, under censoring.
 *
 * <pre>{@code
 * SurvivalReport report = SurvivalEvaluator.builder("d.time")
 *     .event("death", "1", "0")
 *     .horizons(60, 180)
 *     .build()
 *     .evaluate(cohort, SurvivalPredictions.ofSurvival(Map.of(60.0, at60, 180.0, at180)));
 * }</pre>
 *
 * <p>Overall: Harrell's c and Uno's c, the cumulative/dynamic AUROC and the Brier score with that of the null model at each time of
 * prediction, the integrated Brier score over them, calibration at each horizon and, with ten or more times of prediction, over the
 * distribution, the Kaplan-Meier curve.
 * Per group of each slice attribute: both c-indices, and at each horizon area, Brier score, index of prediction accuracy, observed
 * risk and observed over expected, with the censoring distribution of the group. No group is left out for its size.
 *
 * <p>A higher predicted risk at the ranking time (the last horizon) speaks for an earlier event. Where records share a subject,
 * variances are by subject, and the test of the distribution is refused with that reason. Nothing is drawn at random, and no
 * weight is cut. Immutable and thread-safe; the same input and settings give the same bytes, in whatever order the records come.
 */
public final class SurvivalEvaluator {

    /** Collins, Ogundimu and Altman (2016), Statistics in Medicine 35: at least 100 events to validate a model. A rule of thumb. */
    private static final int FEW_EVENTS = 100;

    /** Beyond this share censored before a horizon, figures there speak for a minority of the records. A rule of thumb. */
    private static final double MUCH_CENSORING = 0.5;

    /** One record that stands for more than this many is worth a remark. A rule of thumb. */
    private static final double LARGE_WEIGHT = 10;

    /** With predictions at fewer times, straight lines between them are no predicted distribution. */
    static final int TIMES_OF_A_DISTRIBUTION = 10;

    private static final int DISTRIBUTION_BINS = 10;
    private static final int CURVE_INTERVALS = 100;

    private final String timeColumn;
    private final @Nullable EventColumn event;
    private final double[] horizons;
    private final @Nullable Double tau;
    private final String unit;
    private final @Nullable List<String> slices;
    private final double level;
    private final int groups;
    private final boolean completeCases;

    private record EventColumn(String column, String event, String censored) {}

    private SurvivalEvaluator(Builder builder) {
        this.timeColumn = builder.timeColumn;
        this.event = builder.event;
        this.horizons = builder.horizons.clone();
        this.tau = builder.tau;
        this.unit = builder.unit == null ? "unit of the data" : builder.unit;
        this.slices = builder.slices;
        this.level = builder.level == null ? 0.95 : builder.level;
        this.groups = builder.groups == null ? 10 : builder.groups;
        this.completeCases = builder.completeCases;
    }

    /**
     * Starts an evaluator.
     *
     * @param timeColumn the column with the time from the prediction to event or censoring
     * @return a builder; confined to one thread
     */
    public static Builder builder(String timeColumn) {
        return new Builder(Objects.requireNonNull(timeColumn, "timeColumn"));
    }

    /** Records of a slice, in canonical order, with their risks at each time of prediction. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample(FollowUp followUp, double[][] risks) {
        TimedRisks at(int k) {
            return followUp.withRisks(risks[k]);
        }

        Sample select(int[] rows) {
            double[][] selected = new double[risks.length][];
            Arrays.setAll(
                    selected,
                    k -> IntStream.of(rows).mapToDouble(row -> risks[k][row]).toArray());
            return new Sample(followUp.select(rows), selected);
        }
    }

    /**
     * Measures predictions on a cohort.
     *
     * @param cohort the test set
     * @param predictions a model's risks on it
     * @return the report
     * @throws DataException when the predictions are not on this cohort, a time or event cannot be read, or a record lacks a prediction
     *     and {@link Builder#completeCases()} was not said
     * @throws IllegalArgumentException when a horizon or tau does not fit the times of prediction
     */
    public SurvivalReport evaluate(Cohort cohort, SurvivalPredictions predictions) {
        List<Double> times = predictions.times();
        int[] at = positions(times);
        double last = times.get(at[at.length - 1]);
        double truncation = tau == null ? last : tau;
        boolean[] complete = predictions.complete(cohort);
        int[] rows = IntStream.of(cohort.canonicalOrder())
                .filter(row -> complete[row])
                .toArray();
        int missing = cohort.size() - rows.length;
        if (missing > 0 && !completeCases) {
            throw new DataException("expected a prediction at each of " + times.size() + " times for each of the "
                    + cohort.size() + " records of " + cohort.name() + ", found some missing for " + missing
                    + "; score all records, or say completeCases() to leave those out and have them counted");
        }
        int[] codes = cohort.subjects();
        FollowUp followUp = FollowUp.of(times(cohort, rows), events(cohort, rows));
        int[] subjects = IntStream.of(rows).map(row -> codes[row]).toArray();
        if (IntStream.of(subjects).distinct().count() < subjects.length) {
            followUp = followUp.withSubjects(subjects);
        }
        Sample all = new Sample(followUp, predictions.risks(cohort, rows));
        List<Measurement> measurements = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        boolean synthetic = cohort.synthetic() || predictions.synthetic();
        general(cohort, followUp, missing, synthetic, findings);
        measure(Slice.overall(), all, times, at, truncation, measurements, findings);
        integrated(all, times, measurements);
        List<String> attributes = slices == null ? cohort.attributes() : slices;
        for (String attribute : attributes) {
            Grouping grouping = cohort.groups(attribute);
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                int[] members = IntStream.range(0, rows.length)
                        .filter(i -> grouping.code(rows[i]) == group)
                        .toArray();
                measure(grouping.slice(code), all.select(members), times, at, truncation, measurements, findings);
            }
        }
        falling(all, cohort, findings);
        Optional<DistributionCalibration> distribution = distribution(all, times);
        double longest = IntStream.range(0, followUp.size())
                .mapToDouble(followUp::time)
                .max()
                .orElse(0);
        return new SurvivalReport(
                predictions.model(),
                cohort.reference(),
                Provenance.of(SurvivalEvaluator.class)
                        .from(predictions.model())
                        .from(cohort.reference())
                        .with("confidence_level", level)
                        .with("time_column", timeColumn)
                        .with("event", eventInWords(cohort))
                        .with("horizons", Arrays.toString(atTimes(times, at)))
                        .with("tau", truncation)
                        .with("times_of_prediction", times.toString())
                        .with("calibration_groups", groups)
                        .with("slices", String.join(",", attributes))
                        .with("records_without_prediction", completeCases ? "left out and counted" : "refused")
                        .with("predictions_sha256", predictions.digest().hex())
                        .synthetic(synthetic),
                new SurvivalReport.Setting(level, timeColumn, unit, eventInWords(cohort), last, truncation),
                new SurvivalReport.Counts(followUp.size(), followUp.subjects(), followUp.events(), missing, longest),
                measurements,
                curve(followUp, longest),
                byTime(all, times),
                calibration(all, times, at),
                distribution
                        .map(d -> DoubleStream.of(d.counts()).boxed().toList())
                        .orElse(List.of()),
                distribution.map(DistributionCalibration::test).orElseGet(() -> noDistribution(all)),
                findings);
    }

    private static double[] atTimes(List<Double> times, int[] at) {
        return IntStream.of(at).mapToDouble(times::get).toArray();
    }

    /** Where the horizons stand among the times of prediction. */
    private int[] positions(List<Double> times) {
        if (horizons.length == 0) {
            return IntStream.range(0, times.size()).toArray();
        }
        int[] at = new int[horizons.length];
        for (int h = 0; h < at.length; h++) {
            at[h] = times.indexOf(horizons[h]);
            if (at[h] < 0) {
                throw new IllegalArgumentException("expected predictions at each horizon, found none at " + horizons[h]
                        + " among those at " + times + "; predict at that time, or leave the horizon out");
            }
        }
        return at;
    }

    private double[] times(Cohort cohort, int[] rows) {
        Column column = cohort.table().column(timeColumn);
        double[] times = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int row = rows[i];
            String place =
                    cohort.table().place(row) + ", column \"" + timeColumn + "\": expected a time from 0, found ";
            if (column.isMissing(row)) {
                throw new DataException(place + "none that can be read; correct the source, or exclude the record with"
                        + " exclude(..) and a reason");
            }
            if (column instanceof NumberColumn numbers) {
                times[i] = numbers.value(row);
            } else if (column instanceof WholeNumberColumn numbers) {
                times[i] = (double) numbers.value(row);
            } else {
                throw new DataException(place + "a column of texts; read it as numbers");
            }
            if (times[i] < 0) {
                throw new DataException(place
                        + "one below 0; correct the source, or exclude the record with exclude(..)" + " and a reason");
            }
        }
        return times;
    }

    private int[] events(Cohort cohort, int[] rows) {
        if (event == null) {
            int[] labels = cohort.labels();
            Column column = cohort.table().column(cohort.labelColumn());
            String other = "";
            for (int row : rows) {
                String text = column.text(row).orElse("");
                if (labels[row] == 0 && !text.equals(other)) {
                    if (!other.isEmpty()) {
                        throw new DataException("column \"" + cohort.labelColumn()
                                + "\": expected the event and one value for censoring, found several other values; a"
                                + " competing event is not censoring: name the columns with event(..), and exclude or"
                                + " treat competing events with a stated reason");
                    }
                    other = text;
                }
            }
            return IntStream.of(rows).map(row -> labels[row]).toArray();
        }
        Column column = cohort.table().column(event.column);
        int[] events = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Optional<String> text = column.text(rows[i]);
            boolean happened = text.isPresent() && text.get().equals(event.event);
            if (!happened && !(text.isPresent() && text.get().equals(event.censored))) {
                throw new DataException(cohort.table().place(rows[i]) + ", column \"" + event.column + "\": expected \""
                        + event.event + "\" for the event or \"" + event.censored
                        + "\" for censoring, found something else; a competing event is not censoring: exclude such"
                        + " records with a reason, or say what they count as in a column of their own");
            }
            events[i] = happened ? 1 : 0;
        }
        return events;
    }

    private String eventInWords(Cohort cohort) {
        return event == null
                ? cohort.labelColumn() + " = " + cohort.positiveLabel()
                : event.column + " = " + event.event;
    }

    private void measure(
            Slice slice,
            Sample sample,
            List<Double> times,
            int[] at,
            double truncation,
            List<Measurement> measurements,
            List<Finding> findings) {
        TimedRisks ranked = sample.at(at[at.length - 1]);
        List<Measurement> here = new ArrayList<>();
        here.add(new Measurement(
                Metric.HARRELL_C, slice, ConcordanceIndex.of(ranked).estimate(level)));
        here.add(new Measurement(
                Metric.UNO_C, slice, UnoConcordance.of(ranked, truncation).estimate(level)));
        for (int k : at) {
            double time = times.get(k);
            TimedRisks risks = sample.at(k);
            BrierAtTime brier = BrierAtTime.of(risks, time);
            CalibrationAtTime calibration = CalibrationAtTime.of(risks, time, 1);
            here.add(new Measurement(
                    Metric.CUMULATIVE_DYNAMIC_AUROC.atTime(time),
                    slice,
                    TimeDependentAuroc.of(risks, time).estimate(level)));
            here.add(new Measurement(Metric.IPCW_BRIER_SCORE.atTime(time), slice, brier.score(level)));
            here.add(new Measurement(Metric.NULL_IPCW_BRIER_SCORE.atTime(time), slice, brier.nullScore(level)));
            here.add(new Measurement(Metric.INDEX_OF_PREDICTION_ACCURACY.atTime(time), slice, brier.scaled(level)));
            here.add(new Measurement(Metric.EVENT_RISK.atTime(time), slice, calibration.observed(level)));
            here.add(
                    new Measurement(Metric.OBSERVED_EXPECTED_RISK_RATIO.atTime(time), slice, calibration.ratio(level)));
            censoring(slice, sample.followUp, time, findings);
        }
        if (sample.followUp.events() < FEW_EVENTS) {
            findings.add(Finding.of(
                            "FEW_EVENTS",
                            Severity.WARNING,
                            slice.toString(),
                            "There are few events here; figures are unstable, and variances by the jackknife may be too"
                                    + " small.")
                    .with("events", sample.followUp.events())
                    .with("n", sample.followUp.size())
                    .with("rule_of_thumb", FEW_EVENTS));
        }
        here.stream()
                .filter(m -> m.estimate() instanceof Estimate.NotEstimable)
                .forEach(m -> findings.add(Finding.of(
                                "NOT_ESTIMABLE", Severity.WARNING, slice.toString(), "A measure is not estimable here.")
                        .with("metric", m.metric().id())
                        .with("reason", ((Estimate.NotEstimable) m.estimate()).reason())));
        measurements.addAll(here);
    }

    private void censoring(Slice slice, FollowUp followUp, double time, List<Finding> findings) {
        long censored = 0;
        double longest = 0;
        for (int row = 0; row < followUp.size(); row++) {
            censored += !followUp.event(row) && followUp.time(row) <= time ? 1 : 0;
            longest = Math.max(longest, followUp.time(row));
        }
        double share = followUp.size() == 0 ? 0 : (double) censored / followUp.size();
        if (share > MUCH_CENSORING) {
            findings.add(Finding.of(
                            "MUCH_CENSORING",
                            Severity.WARNING,
                            slice.toString(),
                            "Most records are censored before the horizon, and the others stand in for them.")
                    .with("horizon", time)
                    .with("censored_before", censored)
                    .with("n", followUp.size())
                    .with("rule_of_thumb", MUCH_CENSORING));
        }
        if (followUp.size() > 0 && longest <= time) {
            findings.add(Finding.of(
                            "HORIZON_BEYOND_FOLLOW_UP",
                            Severity.WARNING,
                            slice.toString(),
                            "No record is followed beyond the horizon.")
                    .with("horizon", time));
        }
        KaplanMeier.ofCensoring(followUp).at(time, level).point().ifPresent(uncensored -> {
            if (uncensored > 0 && 1 / uncensored > LARGE_WEIGHT) {
                findings.add(Finding.of(
                                "LARGE_CENSORING_WEIGHTS",
                                Severity.WARNING,
                                slice.toString(),
                                "A record followed up to the horizon stands for many; no weight is cut.")
                        .with("horizon", time)
                        .with("largest_weight", 1 / uncensored)
                        .with("rule_of_thumb", LARGE_WEIGHT));
            }
        });
    }

    private static void general(
            Cohort cohort, FollowUp followUp, int missing, boolean synthetic, List<Finding> findings) {
        String dataset = cohort.reference().id();
        if (synthetic) {
            findings.add(Finding.syntheticData(dataset));
        }
        if (followUp.hasRepeatedSubjects()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            dataset,
                            "Some subjects have several records; intervals take it into account, and the test of the"
                                    + " distribution is not given.")
                    .with("records", followUp.size())
                    .with("subjects", followUp.subjects()));
        }
        if (missing > 0) {
            findings.add(Finding.of(
                            "MISSING_PREDICTIONS",
                            Severity.WARNING,
                            dataset,
                            "Records without a prediction at every time are left out; if that depends on how ill a patient"
                                    + " is, the figures do not hold for all.")
                    .with("left_out", missing)
                    .with("records", cohort.size()));
        }
    }

    /** Predicted risks that fall as time goes on. */
    private static void falling(Sample sample, Cohort cohort, List<Finding> findings) {
        long count = IntStream.range(0, sample.followUp.size())
                .filter(row -> IntStream.range(1, sample.risks.length)
                        .anyMatch(k -> sample.risks[k][row] < sample.risks[k - 1][row]))
                .count();
        if (count > 0) {
            findings.add(Finding.of(
                            "FALLING_RISK",
                            Severity.WARNING,
                            cohort.reference().id(),
                            "The predicted risk of some records is lower at a later time, which no risk of an event up to a"
                                    + " time can be.")
                    .with("records", count));
        }
    }

    private void integrated(Sample sample, List<Double> times, List<Measurement> measurements) {
        if (times.size() > 1) {
            IntegratedBrier brier = IntegratedBrier.of(
                    sample.followUp,
                    times.stream().mapToDouble(Double::doubleValue).toArray(),
                    sample.risks);
            measurements.add(new Measurement(Metric.INTEGRATED_BRIER_SCORE, Slice.overall(), brier.score(level)));
            measurements.add(
                    new Measurement(Metric.NULL_INTEGRATED_BRIER_SCORE, Slice.overall(), brier.nullScore(level)));
            measurements.add(
                    new Measurement(Metric.SCALED_INTEGRATED_BRIER_SCORE, Slice.overall(), brier.scaled(level)));
        }
    }

    private List<SurvivalReport.CurvePoint> curve(FollowUp followUp, double longest) {
        KaplanMeier free = KaplanMeier.of(followUp);
        List<SurvivalReport.CurvePoint> points = new ArrayList<>();
        for (int i = 0; i <= CURVE_INTERVALS && (i == 0 || longest > 0); i++) {
            double time = longest * i / CURVE_INTERVALS;
            Estimate share = free.at(time, level);
            points.add(new SurvivalReport.CurvePoint(
                    time,
                    free.atRisk(time),
                    Objects.requireNonNull(share.support().counts().get("events")),
                    Objects.requireNonNull(share.support().counts().get("censored")),
                    share));
        }
        return points;
    }

    private List<SurvivalReport.TimePoint> byTime(Sample sample, List<Double> times) {
        List<SurvivalReport.TimePoint> points = new ArrayList<>();
        for (int k = 0; k < times.size(); k++) {
            BrierAtTime brier = BrierAtTime.of(sample.at(k), times.get(k));
            points.add(new SurvivalReport.TimePoint(
                    times.get(k),
                    TimeDependentAuroc.of(sample.at(k), times.get(k)).estimate(level),
                    brier.score(level),
                    brier.nullScore(level)));
        }
        return points;
    }

    private List<SurvivalReport.Horizon> calibration(Sample sample, List<Double> times, int[] at) {
        List<SurvivalReport.Horizon> result = new ArrayList<>();
        FollowUp followUp = sample.followUp;
        for (int k : at) {
            double time = times.get(k);
            CalibrationAtTime calibration = CalibrationAtTime.of(sample.at(k), time, groups);
            long cases = IntStream.range(0, followUp.size())
                    .filter(row -> followUp.event(row) && followUp.time(row) <= time)
                    .count();
            long controls = IntStream.range(0, followUp.size())
                    .filter(row -> followUp.time(row) > time)
                    .count();
            result.add(new SurvivalReport.Horizon(
                    time,
                    cases,
                    controls,
                    followUp.size() - cases - controls,
                    KaplanMeier.ofCensoring(followUp).at(time, level),
                    calibration.expected(),
                    calibration.groups(level)));
        }
        return result;
    }

    /**
     * The predicted survival at each record's own time: straight lines between the times of prediction, from 1 at time 0. A record
     * followed beyond the last time counts as censored there.
     */
    private static Optional<DistributionCalibration> distribution(Sample sample, List<Double> times) {
        if (times.size() < TIMES_OF_A_DISTRIBUTION) {
            return Optional.empty();
        }
        FollowUp truncated = sample.followUp.endingAt(times.get(times.size() - 1));
        double[] survival = new double[truncated.size()];
        for (int row = 0; row < survival.length; row++) {
            double own = truncated.time(row);
            int k = 0;
            while (times.get(k) < own) {
                k++;
            }
            double from = k == 0 ? 0 : times.get(k - 1);
            double before = k == 0 ? 1 : 1 - sample.risks[k - 1][row];
            double after = 1 - sample.risks[k][row];
            double share = (own - from) / (times.get(k) - from);
            survival[row] = Math.min(1, Math.max(0, before + share * (after - before)));
        }
        return Optional.of(DistributionCalibration.of(truncated, survival, DISTRIBUTION_BINS));
    }

    private static HypothesisTest noDistribution(Sample sample) {
        Estimate none =
                Estimate.notEstimable(Reason.TOO_FEW, DistributionCalibration.METHOD, sample.followUp.support());
        return new HypothesisTest(DistributionCalibration.METHOD, none, OptionalDouble.empty(), none);
    }

    /** Sets what to measure. Confined to one thread. */
    public static final class Builder {
        private final String timeColumn;
        private @Nullable EventColumn event;
        private double[] horizons = {};
        private @Nullable Double tau;
        private @Nullable String unit;
        private @Nullable List<String> slices;
        private @Nullable Double level;
        private @Nullable Integer groups;
        private boolean completeCases;

        private Builder(String timeColumn) {
            this.timeColumn = timeColumn;
        }

        /**
         * The column that says how a record's time ends. Unless set, the cohort's label says it, and then may have two values only.
         *
         * @param column the column
         * @param value the value of the event
         * @param censored the value of a censored record; any third value is refused
         * @return this
         */
        public Builder event(String column, String value, String censored) {
            if (event != null) {
                throw new IllegalStateException("the event is already set to column \"" + event.column + "\"");
            }
            if (value.equals(censored)) {
                throw new IllegalArgumentException(
                        "the event and censoring need two values, got \"" + value + "\" for both");
            }
            event = new EventColumn(Objects.requireNonNull(column, "column"), value, censored);
            return this;
        }

        /**
         * The times for which measures are reported; all times of prediction unless set. The last one's risk orders the records for
         * both c-indices.
         *
         * @param ascending times of prediction, ascending
         * @return this
         */
        public Builder horizons(double... ascending) {
            if (horizons.length > 0) {
                throw new IllegalStateException("the horizons are already set to " + Arrays.toString(horizons));
            }
            if (ascending.length == 0) {
                throw new IllegalArgumentException("expected at least one horizon, got none");
            }
            double before = 0;
            for (double horizon : ascending) {
                if (!(horizon > before) || Double.isInfinite(horizon)) {
                    throw new IllegalArgumentException(
                            "horizons are above 0, finite and ascending, got " + Arrays.toString(ascending));
                }
                before = horizon;
            }
            horizons = ascending.clone();
            return this;
        }

        /**
         * The truncation time of Uno's c; the last horizon unless set.
         *
         * @param time a time above 0
         * @return this
         */
        public Builder tau(double time) {
            if (tau != null) {
                throw new IllegalStateException("tau is already set to " + tau);
            }
            if (!(time > 0) || Double.isInfinite(time)) {
                throw new IllegalArgumentException("tau is above 0 and finite, got " + time);
            }
            tau = time;
            return this;
        }

        /**
         * The unit of the times, for readers, such as {@code days}.
         *
         * @param words the unit
         * @return this
         */
        public Builder timeUnit(String words) {
            if (unit != null) {
                throw new IllegalStateException("the unit is already set to " + unit);
            }
            if (words.isBlank()) {
                throw new IllegalArgumentException("a unit needs a name");
            }
            unit = words;
            return this;
        }

        /**
         * Measures also each group of these attributes; all attributes of the cohort unless set.
         *
         * @param attributes the attributes; none to measure no group
         * @return this
         */
        public Builder slices(String... attributes) {
            if (slices != null) {
                throw new IllegalStateException("slices are already set to " + slices);
            }
            slices = List.of(attributes);
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
            if (level != null) {
                throw new IllegalStateException("the level is already set to " + level);
            }
            level = confidence;
            return this;
        }

        /**
         * The number of groups of similar predictions for calibration at a horizon; 10 unless set.
         *
         * @param number at least 2
         * @return this
         */
        public Builder calibrationGroups(int number) {
            if (groups != null) {
                throw new IllegalStateException("the number of calibration groups is already set to " + groups);
            }
            if (number < 2) {
                throw new IllegalArgumentException("expected at least 2 calibration groups, got " + number);
            }
            groups = number;
            return this;
        }

        /**
         * Leaves records out that lack a prediction at some time, and counts them in a finding. Without this they are an error.
         *
         * @return this
         */
        public Builder completeCases() {
            if (completeCases) {
                throw new IllegalStateException("completeCases() is already set");
            }
            completeCases = true;
            return this;
        }

        /**
         * Finishes the evaluator.
         *
         * @return the evaluator
         */
        public SurvivalEvaluator build() {
            return new SurvivalEvaluator(this);
        }
    }
}
