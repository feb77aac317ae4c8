package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.ClassReport.NamedClass;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.ClassPredictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.MultilabelAuroc;
import io.medml.core.stats.MultilabelConfusion;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.table.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures how good a model of several labels is on a cohort, where a record may have any number of them.
 *
 * <pre>{@code
 * ClassReport report = MultilabelEvaluator.builder("1", "0")       // what says that a record has, or has not, a label
 *     .operatingPoint("AFIB", LockedOperatingPoint.at(0.31))
 *     .operatingPoint("STACH", LockedOperatingPoint.at(0.24))
 *     .build()
 *     .evaluate(test, ClassPredictions.of(model, ScoreKind.PROBABILITY, test, List.of("AFIB", "STACH"), scores));
 * }</pre>
 *
 * <p>Each label has a column of its own in the cohort's table, named like the label. Overall: macro AUROC; with an operating point
 * for every label also exact match, macro, micro and weighted F1, macro sensitivity and predictive value. Of each label: what
 * {@link ModelEvaluator} measures in a group, with average precision. Of each group: the overall figures.
 *
 * <p>A label that no record has, or that all have, leaves the macro AUROC not estimable; it is never skipped, and a mean over labels
 * hides the rare ones: read them beside it. Where records share a subject, intervals are clustered. Immutable and thread-safe; the
 * same input, seed and settings give the same bytes, in whatever order the records of the cohort come.
 */
public final class MultilabelEvaluator {

    private final String positive;
    private final String negative;
    private final Map<String, LockedOperatingPoint> operatingPoints;
    private final ClassSettings settings;

    private MultilabelEvaluator(Builder builder) {
        this.positive = builder.positive;
        this.negative = builder.negative;
        // deliberate: not Map.copyOf, whose order differs from run to run, and with it that of inputs and messages
        this.operatingPoints = Collections.unmodifiableSortedMap(new TreeMap<>(builder.operatingPoints));
        this.settings = new ClassSettings(builder.settings);
    }

    /**
     * Starts an evaluator.
     *
     * @param positive the value of a label's column that says that a record has the label
     * @param negative the value that says that it has not
     * @return a builder; confined to one thread
     */
    public static Builder builder(String positive, String negative) {
        return new Builder(positive, negative);
    }

    /**
     * Measures predictions on a cohort.
     *
     * @param cohort the test set
     * @param predictions a model's scores on it, one for each label
     * @return the report
     * @throws DataException when the predictions are not on this cohort, or a cell of a label's column is neither of the two values
     * @throws IllegalArgumentException when an operating point is for a label that is not predicted, or was chosen for another
     *     model
     */
    public ClassReport evaluate(Cohort cohort, ClassPredictions predictions) {
        List<String> names = predictions.classes();
        check(predictions);
        List<ScoredRecords> labels = labels(cohort, predictions);
        boolean probability = predictions.kind() == ScoreKind.PROBABILITY;
        Map<Slice, int[]> groups = settings.groups(cohort, names);
        ResamplePlan plan = settings.plan();
        List<NamedClass> classes = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            classes.add(new NamedClass(
                    names.get(k),
                    Slice.of("label", names.get(k)),
                    IntStream.of(labels.get(k).labels()).sum(),
                    Optional.ofNullable(operatingPoints.get(names.get(k)))));
        }
        List<Measurement> measurements = new ArrayList<>(averages(Slice.overall(), labels, names, plan));
        for (int k = 0; k < names.size(); k++) {
            measurements.addAll(ClassPerformance.measure(
                    classes.get(k).slice(),
                    labels.get(k),
                    labels.get(k),
                    classes.get(k).operatingPoint(),
                    probability,
                    plan,
                    settings.level()));
        }
        groups.forEach((slice, rows) -> measurements.addAll(
                averages(slice, labels.stream().map(label -> label.select(rows)).toList(), names, plan)));
        List<Finding> findings =
                ClassSettings.findings(cohort, predictions, labels.get(0).dependent(), classes);
        findings.addAll(ofOperatingPoints(cohort, classes));
        return new ClassReport(
                ClassReport.Task.MULTILABEL,
                predictions.model(),
                cohort.reference(),
                provenance(cohort, predictions, groups),
                settings.level(),
                cohort.size(),
                cohort.subjectCount(),
                classes,
                new long[0][],
                measurements,
                findings);
    }

    private void check(ClassPredictions predictions) {
        operatingPoints.forEach((name, point) -> {
            if (!predictions.classes().contains(name)) {
                throw new IllegalArgumentException("an operating point is set for label \"" + name
                        + "\", which is not one of the predicted " + predictions.classes());
            }
            try {
                point.requireFor(predictions.model(), predictions.kind());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("label \"" + name + "\": " + e.getMessage(), e);
            }
        });
    }

    private List<ScoredRecords> labels(Cohort cohort, ClassPredictions predictions) {
        double[][] given = predictions.alignedTo(cohort);
        int[] order = cohort.canonicalOrder();
        int[] owners = cohort.subjects();
        int[] subjects = IntStream.of(order).map(row -> owners[row]).toArray();
        List<ScoredRecords> labels = new ArrayList<>();
        for (int k = 0; k < predictions.classes().size(); k++) {
            int label = k;
            Column column = cohort.table().column(predictions.classes().get(k));
            int[] truth = new int[order.length];
            int other = 0;
            for (int i = 0; i < order.length; i++) {
                String text = column.text(order[i]).orElse("");
                truth[i] = text.equals(positive) ? 1 : 0;
                other += text.equals(positive) || text.equals(negative) ? 0 : 1;
            }
            if (other > 0) {
                throw new DataException(
                        "cohort \"" + cohort.name() + "\", column \"" + column.name() + "\": expected \""
                                + positive + "\" or \"" + negative + "\" for each record, found " + other
                                + " records with another value or none; exclude them with a stated reason");
            }
            labels.add(ScoredRecords.of(
                    truth,
                    IntStream.of(order).mapToDouble(row -> given[row][label]).toArray(),
                    subjects));
        }
        return labels;
    }

    private List<Measurement> averages(Slice slice, List<ScoredRecords> labels, List<String> names, ResamplePlan plan) {
        double level = settings.level();
        List<Measurement> result = new ArrayList<>();
        result.add(new Measurement(
                Metric.MACRO_AUROC,
                slice,
                MultilabelAuroc.of(labels.stream().map(ScoredRecords::scored).toList())
                        .macro(plan, level)));
        if (!operatingPoints.keySet().containsAll(names)) {
            return result;
        }
        int[][] truth = labels.stream().map(ScoredRecords::labels).toArray(int[][]::new);
        int[][] predicted = IntStream.range(0, names.size())
                .mapToObj(k -> Objects.requireNonNull(operatingPoints.get(names.get(k)))
                        .classify(labels.get(k).scores()))
                .toArray(int[][]::new);
        ScoredRecords first = labels.get(0);
        result.add(new Measurement(
                Metric.EXACT_MATCH,
                slice,
                SlicePerformance.share(
                        first,
                        i -> true,
                        i -> IntStream.range(0, truth.length).allMatch(k -> truth[k][i] == predicted[k][i]),
                        level,
                        Reason.EMPTY_GROUP)));
        result.addAll(ClassSettings.measurements(
                slice,
                MultilabelConfusion.of(truth, predicted).averages(plan, level, first.subjects()),
                ClassSettings::metric));
        return result;
    }

    private Provenance provenance(Cohort cohort, ClassPredictions predictions, Map<Slice, int[]> groups) {
        Provenance provenance = settings.provenance(MultilabelEvaluator.class, cohort, predictions, groups)
                .with("operating_points", operatingPoints.size())
                .with("positive", positive)
                .with("negative", negative);
        List<ArtifactRef> tunings = operatingPoints.values().stream()
                .flatMap(point -> point.chosenOn().stream())
                .distinct()
                .sorted((a, b) -> a.digest().compareTo(b.digest()))
                .toList();
        for (ArtifactRef tuning : tunings) {
            provenance = provenance.from(tuning);
        }
        return provenance;
    }

    private List<Finding> ofOperatingPoints(Cohort cohort, List<NamedClass> classes) {
        List<Finding> findings = new ArrayList<>();
        for (NamedClass each : classes) {
            each.operatingPoint()
                    .flatMap(point -> point.optimisticOn(each.slice().toString(), cohort))
                    .ifPresent(findings::add);
        }
        long without =
                classes.stream().filter(c -> c.operatingPoint().isEmpty()).count();
        if (without > 0) {
            findings.add(Finding.of(
                            "NO_OPERATING_POINT",
                            Severity.INFO,
                            "labels",
                            "Some labels have no operating point, so there is no accuracy for them, and no average of it.")
                    .with("labels", without));
        }
        return findings;
    }

    /** Sets what to measure. Confined to one thread. */
    public static final class Builder {
        private final String positive;
        private final String negative;
        private final Map<String, LockedOperatingPoint> operatingPoints = new LinkedHashMap<>();
        private final ClassSettings settings = new ClassSettings();

        private Builder(String positive, String negative) {
            this.positive = Objects.requireNonNull(positive, "positive");
            this.negative = Objects.requireNonNull(negative, "negative");
            if (positive.equals(negative)) {
                throw new IllegalArgumentException(
                        "positive and negative must be different values, both are \"" + positive + "\"");
            }
        }

        /**
         * Measures the accuracy of a label at an operating point. Averages of accuracy need one for every label.
         *
         * @param label its name
         * @param point the operating point, chosen on other data
         * @return this
         */
        public Builder operatingPoint(String label, LockedOperatingPoint point) {
            Objects.requireNonNull(label, "label");
            if (operatingPoints.putIfAbsent(label, Objects.requireNonNull(point, "point")) != null) {
                throw new IllegalStateException(
                        "the operating point of \"" + label + "\" is already set to " + operatingPoints.get(label));
            }
            return this;
        }

        /**
         * Measures also each group of these attributes; all attributes of the cohort but the labels themselves unless set.
         *
         * @param attributes the attributes; none to measure no group
         * @return this
         */
        public Builder slices(String... attributes) {
            settings.slices(attributes);
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            settings.level(confidence);
            return this;
        }

        /**
         * The seed and number of bootstrap replicates; 1 and 2000 unless set.
         *
         * @param randomSeed the seed
         * @param number number of replicates, at least 2000
         * @return this
         */
        public Builder bootstrap(long randomSeed, int number) {
            settings.bootstrap(randomSeed, number);
            return this;
        }

        /**
         * Finishes the evaluator.
         *
         * @return the evaluator
         */
        public MultilabelEvaluator build() {
            return new MultilabelEvaluator(this);
        }
    }
}
