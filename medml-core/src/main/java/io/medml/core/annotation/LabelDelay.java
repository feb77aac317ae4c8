package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.FollowUp;
import io.medml.core.stats.KaplanMeier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * How long it takes until an item that a model answered has its label.
 *
 * <pre>{@code
 * DelayReport report = LabelDelay.inDays(7, 30, 90).measure(
 *     LabelDelay.until(cutOff).named("readmission outcomes", "2026-Q1").add(predictedAt, labelledAt).addOpen(predictedAt));
 * }</pre>
 *
 * <ul>
 * <li><b>What has no label yet</b> is censored at the cut-off, so recent items do not make labels look fast; the shares are those of
 *     {@link KaplanMeier}, each item for itself. Censoring is taken as independent of the delay.
 * <li><b>An item labelled before its prediction</b>, or predicted after the cut-off, has no delay: it is left out, counted and a finding. A
 *     label after the cut-off counts as not there yet.
 * </ul>
 *
 * <p>Immutable and reusable.
 */
public final class LabelDelay {

    private final Unit unit;
    private final double[] ages;
    private final double level;

    private LabelDelay(Unit unit, double[] ages, double level) {
        this.unit = unit;
        this.ages = ages;
        this.level = level;
    }

    /** The unit of delays. */
    public enum Unit {
        /** Hours of 3600 seconds. */
        HOURS(3600),
        /** Days of 24 hours. */
        DAYS(86_400);

        private final double seconds;

        Unit(int seconds) {
            this.seconds = seconds;
        }

        double of(Duration duration) {
            return (duration.getSeconds() + duration.getNano() / 1e9) / seconds;
        }
    }

    /**
     * Delays in days.
     *
     * @param ages ages at which the share without a label is asked for, ascending, at least one
     * @return the measurement, with intervals of 95 percent
     */
    public static LabelDelay inDays(double... ages) {
        return of(Unit.DAYS, ages);
    }

    /**
     * Delays in hours.
     *
     * @param ages ages at which the share without a label is asked for, ascending, at least one
     * @return the measurement, with intervals of 95 percent
     */
    public static LabelDelay inHours(double... ages) {
        return of(Unit.HOURS, ages);
    }

    private static LabelDelay of(Unit unit, double[] ages) {
        for (int i = 0; i < ages.length; i++) {
            if (!(ages[i] > 0 && ages[i] < 1e9) || (i > 0 && ages[i] <= ages[i - 1])) {
                throw new IllegalArgumentException(
                        "ages must be positive, below 1e9 and ascending, got " + Arrays.toString(ages));
            }
            Metric.UNLABELLED_SHARE.atTime(ages[i]);
        }
        if (ages.length == 0) {
            throw new IllegalArgumentException("at least one age is needed, got none");
        }
        return new LabelDelay(unit, ages.clone(), 0.95);
    }

    /**
     * The same with intervals of another level.
     *
     * @param confidence a fraction in (0, 1)
     * @return the copy
     */
    public LabelDelay withLevel(double confidence) {
        return new LabelDelay(unit, ages, Settings.fraction(confidence, "the confidence level"));
    }

    /**
     * Starts a list of items.
     *
     * @param cutOff the moment up to which labels are known
     * @return the next step
     */
    public static CutOffStage until(Instant cutOff) {
        return new CutOffStage(Objects.requireNonNull(cutOff, "cutOff"));
    }

    /** Names the items. Confined to one thread. */
    public static final class CutOffStage {
        private final Instant cutOff;

        private CutOffStage(Instant cutOff) {
            this.cutOff = cutOff;
        }

        /**
         * Names the items.
         *
         * @param name their name
         * @param version their version
         * @return an empty list; confined to one thread
         */
        public Items named(String name, String version) {
            return new Items(cutOff, name, version);
        }
    }

    /** Items with the times of prediction and label. Confined to one thread. */
    public static final class Items {
        private final Instant cutOff;
        private final String name;
        private final String version;
        private final List<Instant> predicted = new ArrayList<>();
        private final List<Optional<Instant>> labelled = new ArrayList<>();

        private Items(Instant cutOff, String name, String version) {
            this.cutOff = cutOff;
            this.name = name;
            this.version = version;
        }

        /**
         * Adds an item with a label.
         *
         * @param predictedAt when the model answered
         * @param labelledAt when the label was there
         * @return this
         */
        public Items add(Instant predictedAt, Instant labelledAt) {
            predicted.add(Objects.requireNonNull(predictedAt, "predictedAt"));
            labelled.add(Optional.of(labelledAt));
            return this;
        }

        /**
         * Adds an item that has no label yet.
         *
         * @param predictedAt when the model answered
         * @return this
         */
        public Items addOpen(Instant predictedAt) {
            predicted.add(Objects.requireNonNull(predictedAt, "predictedAt"));
            labelled.add(Optional.empty());
            return this;
        }

        private ArtifactRef reference() {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < predicted.size(); i++) {
                lines.add(predicted.get(i) + " "
                        + labelled.get(i).map(Instant::toString).orElse("open"));
            }
            lines.sort(String::compareTo);
            Content content = Content.fields()
                    .put("form", "medml-label-times/1")
                    .put("cut_off", cutOff.toString())
                    .put("items", Content.texts(lines))
                    .build();
            return new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, Digest.sha256(content.bytes()));
        }
    }

    /**
     * Measures delays.
     *
     * @param items the items
     * @return the report
     * @throws DataException when there is no item whose delay could be measured
     */
    public DelayReport measure(Items items) {
        double[] times = new double[items.predicted.size()];
        int[] events = new int[times.length];
        int used = 0;
        long before = 0;
        long afterCutOff = 0;
        for (int i = 0; i < times.length; i++) {
            Instant start = items.predicted.get(i);
            Optional<Instant> label = items.labelled.get(i).filter(l -> !l.isAfter(items.cutOff));
            if (start.isAfter(items.cutOff)) {
                afterCutOff++;
            } else if (items.labelled.get(i).filter(l -> l.isBefore(start)).isPresent()) {
                before++;
            } else {
                times[used] = unit.of(Duration.between(start, label.orElse(items.cutOff)));
                events[used] = label.isPresent() ? 1 : 0;
                used++;
            }
        }
        if (used == 0) {
            throw new DataException(
                    "expected at least one item that was predicted before the cut-off and not labelled before"
                            + " its prediction, found none among " + times.length);
        }
        FollowUp sample = FollowUp.of(Arrays.copyOf(times, used), Arrays.copyOf(events, used));
        KaplanMeier share = KaplanMeier.of(sample);
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(new Measurement(Metric.MEDIAN_LABEL_DELAY, Slice.overall(), share.quantile(0.5, level)));
        for (double age : ages) {
            Estimate without = share.at(age, level);
            measurements.add(new Measurement(Metric.UNLABELLED_SHARE.atTime(age), Slice.overall(), without));
        }
        ArtifactRef reference = items.reference();
        long open = used - sample.events();
        return new DelayReport(
                reference,
                Provenance.of(LabelDelay.class)
                        .from(reference)
                        .with("unit", unit.name())
                        .with("ages", Arrays.toString(ages))
                        .with("cut_off", items.cutOff)
                        .with("confidence_level", level),
                unit,
                level,
                DoubleStream.of(ages).boxed().toList(),
                used,
                open,
                share.steps().stream()
                        .filter(step -> step.events() > 0)
                        .map(step -> new DelayReport.Point(step.time(), step.survival()))
                        .toList(),
                measurements,
                findings(reference.id(), open, used, before, afterCutOff));
    }

    private static List<Finding> findings(String where, long open, long used, long before, long afterCutOff) {
        List<Finding> findings = new ArrayList<>();
        if (before > 0) {
            findings.add(Finding.of(
                            "LABEL_BEFORE_PREDICTION",
                            Severity.ERROR,
                            where,
                            "Some items had their label before the model answered; they are left out. A model that"
                                    + " could have known the label predicts nothing.")
                    .with("items", before));
        }
        if (afterCutOff > 0) {
            findings.add(Finding.of(
                            "PREDICTED_AFTER_CUT_OFF",
                            Severity.WARNING,
                            where,
                            "Some items were predicted after the moment up to which labels are known; they are left"
                                    + " out.")
                    .with("items", afterCutOff));
        }
        if (open > 0) {
            findings.add(Finding.of(
                            "UNLABELLED_ITEMS",
                            Severity.INFO,
                            where,
                            "Some items have no label yet. What is measured on the others is measured on those whose"
                                    + " labels come early.")
                    .with("items_without_label", open)
                    .with("items", used));
        }
        return findings;
    }
}
