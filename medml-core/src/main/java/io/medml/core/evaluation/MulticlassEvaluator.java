package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.ClassReport.NamedClass;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.ClassPredictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.AgreementWeights;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.CohenKappa;
import io.medml.core.stats.MulticlassAuroc;
import io.medml.core.stats.MulticlassAverage;
import io.medml.core.stats.MulticlassConfusion;
import io.medml.core.stats.MulticlassScores;
import io.medml.core.stats.Ratings;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures how good a model of several classes is on a cohort, where each record has exactly one of the classes.
 *
 * <pre>{@code
 * ClassReport report = MulticlassEvaluator.builder("grade")       // the column with the true class
 *     .ordered()                                                  // the classes are a scale, in the order of the predictions
 *     .slices("sex", "camera")
 *     .build()
 *     .evaluate(test, ClassPredictions.of(model, ScoreKind.PROBABILITY, test, classes, scores));
 * }</pre>
 *
 * <p>Predicted is the class with the largest score; of several with the same, the first in the order of the predictions, and the
 * report counts such records.
 *
 * <p>Overall: accuracy, macro sensitivity and predictive value, macro, micro and weighted F1, macro and weighted AUROC, Hand and
 * Till's M; of probabilities also Brier score, log loss, top-label and class-wise calibration error; of ordered classes kappa with
 * quadratic weights. Of each class against all others: prevalence, AUROC, average precision, sensitivity, specificity, predictive
 * values, F1, and of probabilities its Brier score and calibration. Of each group: the figures of the decision and macro AUROC. The
 * table of true against predicted classes is in the report.
 *
 * <p>A class that no record has leaves averages over classes not estimable; it is never skipped. Where records share a subject,
 * intervals are clustered. Immutable and thread-safe; the same input, seed and settings give the same bytes, in whatever order the
 * records of the cohort come.
 */
public final class MulticlassEvaluator {

    /** Probabilities of a record may add up to one with this error, the rounding of single precision and of tables. */
    private static final double SUM_TOLERANCE = 1e-4;

    /** What is predicted is marked as 1, so that any value between serves. */
    private static final LockedOperatingPoint DECIDED = LockedOperatingPoint.at(0.5);

    private final String column;
    private final boolean ordered;
    private final ClassSettings settings;

    private MulticlassEvaluator(Builder builder) {
        this.column = builder.column;
        this.ordered = builder.ordered;
        this.settings = new ClassSettings(builder.settings);
    }

    /**
     * Starts an evaluator.
     *
     * @param classColumn column of the cohort's table with the true class
     * @return a builder; confined to one thread
     */
    public static Builder builder(String classColumn) {
        return new Builder(classColumn);
    }

    /** True and predicted classes with scores and subjects, by row in canonical order. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample(int classes, int[] truth, int[] predicted, double[][] scores, int[] subjects) {

        Sample select(int[] rows) {
            return new Sample(
                    classes,
                    IntStream.of(rows).map(i -> truth[i]).toArray(),
                    IntStream.of(rows).map(i -> predicted[i]).toArray(),
                    IntStream.of(rows).mapToObj(i -> scores[i]).toArray(double[][]::new),
                    IntStream.of(rows).map(i -> subjects[i]).toArray());
        }

        int size() {
            return truth.length;
        }

        ScoredRecords scored(int label) {
            return ScoredRecords.of(
                    is(truth, label),
                    Arrays.stream(scores).mapToDouble(row -> row[label]).toArray(),
                    subjects);
        }

        ScoredRecords decided(int label) {
            return ScoredRecords.of(
                    is(truth, label),
                    IntStream.of(is(predicted, label)).asDoubleStream().toArray(),
                    subjects);
        }

        /** Whether each prediction is right, with the score of what was predicted. */
        ScoredRecords confidence() {
            return ScoredRecords.of(
                    IntStream.range(0, size())
                            .map(i -> truth[i] == predicted[i] ? 1 : 0)
                            .toArray(),
                    IntStream.range(0, size())
                            .mapToDouble(i -> scores[i][predicted[i]])
                            .toArray(),
                    subjects);
        }

        MulticlassScores byClass() {
            MulticlassScores all = MulticlassScores.of(
                    truth,
                    IntStream.range(0, classes)
                            .mapToObj(k -> Arrays.stream(scores)
                                    .mapToDouble(row -> row[k])
                                    .toArray())
                            .toArray(double[][]::new));
            return scored(0).dependent() ? all.withSubjects(subjects) : all;
        }

        private static int[] is(int[] codes, int label) {
            return IntStream.of(codes).map(code -> code == label ? 1 : 0).toArray();
        }
    }

    /**
     * Measures predictions on a cohort.
     *
     * @param cohort the test set
     * @param predictions a model's scores on it, one for each class
     * @return the report
     * @throws DataException when the predictions are not on this cohort, when a record has no class or one that the predictions
     *     do not name, or when the probabilities of a record do not add up to one
     */
    public ClassReport evaluate(Cohort cohort, ClassPredictions predictions) {
        Sample sample = sample(cohort, predictions);
        boolean probability = predictions.kind() == ScoreKind.PROBABILITY;
        Map<Slice, int[]> groups = settings.groups(cohort, List.of(column));
        ResamplePlan plan = settings.plan();
        List<NamedClass> classes = new ArrayList<>();
        for (int k = 0; k < sample.classes; k++) {
            int label = k;
            classes.add(new NamedClass(
                    predictions.classes().get(k),
                    Slice.of(column + " against the rest", predictions.classes().get(k)),
                    IntStream.of(sample.truth).filter(t -> t == label).count(),
                    Optional.empty()));
        }
        List<Measurement> measurements = new ArrayList<>(averages(Slice.overall(), sample, plan));
        if (probability) {
            measurements.addAll(forecasts(sample, plan));
        }
        for (int k = 0; k < sample.classes; k++) {
            measurements.addAll(ClassPerformance.measure(
                    classes.get(k).slice(),
                    sample.scored(k),
                    sample.decided(k),
                    Optional.of(DECIDED),
                    probability,
                    plan,
                    settings.level()));
        }
        groups.forEach((slice, rows) -> measurements.addAll(averages(slice, sample.select(rows), plan)));
        MulticlassConfusion confusion = MulticlassConfusion.of(sample.classes, sample.truth, sample.predicted);
        List<Finding> findings =
                ClassSettings.findings(cohort, predictions, sample.scored(0).dependent(), classes);
        findings.addAll(ofDecisions(sample, classes, confusion));
        Provenance provenance = settings.provenance(MulticlassEvaluator.class, cohort, predictions, groups)
                .with("class_column", column)
                .with("ordered", ordered)
                .with("decision", "largest score, of equal ones the first class");
        return new ClassReport(
                ClassReport.Task.MULTICLASS,
                predictions.model(),
                cohort.reference(),
                provenance,
                settings.level(),
                cohort.size(),
                cohort.subjectCount(),
                classes,
                table(confusion, sample.classes),
                measurements,
                findings);
    }

    private static long[][] table(MulticlassConfusion confusion, int classes) {
        long[][] table = new long[classes][classes];
        for (int i = 0; i < classes; i++) {
            for (int j = 0; j < classes; j++) {
                table[i][j] = confusion.count(i, j);
            }
        }
        return table;
    }

    private Sample sample(Cohort cohort, ClassPredictions predictions) {
        double[][] given = predictions.alignedTo(cohort);
        Column values = cohort.table().column(column);
        int[] order = cohort.canonicalOrder();
        int[] subjects = cohort.subjects();
        int[] truth = new int[order.length];
        int[] predicted = new int[order.length];
        int[] owners = new int[order.length];
        double[][] scores = new double[order.length][];
        int without = 0;
        int unnamed = 0;
        int offSum = 0;
        for (int i = 0; i < order.length; i++) {
            Optional<String> name = values.text(order[i]);
            without += name.isEmpty() ? 1 : 0;
            truth[i] = name.map(predictions.classes()::indexOf).orElse(0);
            unnamed += truth[i] < 0 ? 1 : 0;
            scores[i] = given[order[i]];
            offSum += Math.abs(Arrays.stream(scores[i]).sum() - 1) > SUM_TOLERANCE ? 1 : 0;
            predicted[i] = largest(scores[i]);
            owners[i] = subjects[order[i]];
        }
        if (without + unnamed > 0) {
            throw new DataException("cohort \"" + cohort.name() + "\", column \"" + column
                    + "\": expected one of the classes " + predictions.classes() + " for each record, found " + without
                    + " records without a value and " + unnamed
                    + " with another one; exclude them with a stated reason, or predict that class too");
        }
        if (predictions.kind() == ScoreKind.PROBABILITY && offSum > 0) {
            throw new DataException("expected the probabilities of each record to add up to 1, found " + offSum + " of "
                    + order.length + " records where they do not (by more than " + SUM_TOLERANCE
                    + "); say ScoreKind.RANK, or use MultilabelEvaluator where a record may have several labels");
        }
        return new Sample(predictions.classes().size(), truth, predicted, scores, owners);
    }

    private static int largest(double[] scores) {
        int largest = 0;
        for (int k = 1; k < scores.length; k++) {
            if (scores[k] > scores[largest]) {
                largest = k;
            }
        }
        return largest;
    }

    private List<Measurement> averages(Slice slice, Sample sample, ResamplePlan plan) {
        double level = settings.level();
        List<Measurement> result = new ArrayList<>();
        ScoredRecords confidence = sample.confidence();
        result.add(new Measurement(
                Metric.ACCURACY,
                slice,
                SlicePerformance.share(
                        confidence, i -> true, i -> confidence.label(i) == 1, level, Reason.EMPTY_GROUP)));
        MulticlassConfusion confusion = MulticlassConfusion.of(sample.classes, sample.truth, sample.predicted);
        result.addAll(ClassSettings.measurements(
                slice, confusion.averages(plan, level, sample.subjects), ClassSettings::metric));
        Map<MulticlassAverage, Estimate> areas =
                MulticlassAuroc.of(sample.byClass()).averages(plan, level);
        result.add(new Measurement(Metric.MACRO_AUROC, slice, area(areas, MulticlassAverage.MACRO)));
        result.add(new Measurement(Metric.WEIGHTED_AUROC, slice, area(areas, MulticlassAverage.PREVALENCE_WEIGHTED)));
        result.add(new Measurement(Metric.HAND_TILL_AUROC, slice, area(areas, MulticlassAverage.HAND_TILL)));
        if (ordered) {
            result.add(new Measurement(Metric.QUADRATIC_KAPPA_WITH_TRUTH, slice, kappa(sample, plan)));
        }
        return result;
    }

    private static Estimate area(Map<MulticlassAverage, Estimate> areas, MulticlassAverage average) {
        return Objects.requireNonNull(areas.get(average), average::name);
    }

    private Estimate kappa(Sample sample, ResamplePlan plan) {
        Ratings ratings = Ratings.ofRaters(sample.truth, sample.predicted)
                .withScale(IntStream.range(0, sample.classes).asDoubleStream().toArray());
        if (!sample.scored(0).dependent()) {
            return CohenKappa.of(ratings, AgreementWeights.QUADRATIC, settings.level())
                    .kappa();
        }
        CohenKappa kappa =
                CohenKappa.of(ratings.withSubjects(sample.subjects), AgreementWeights.QUADRATIC, settings.level());
        BootstrapDistribution distribution = kappa.bootstrap(plan);
        return kappa.kappa()
                .fold(
                        is -> Estimate.of(
                                is.value(),
                                distribution.percentile(settings.level()),
                                is.support().with("undefined_replicates", distribution.undefined())),
                        not -> not);
    }

    /** How good the probabilities are, all classes together. */
    private List<Measurement> forecasts(Sample sample, ResamplePlan plan) {
        double level = settings.level();
        double[] squares = new double[sample.size()];
        double[] losses = new double[sample.size()];
        for (int i = 0; i < squares.length; i++) {
            for (int k = 0; k < sample.classes; k++) {
                double miss = sample.scores[i][k] - (sample.truth[i] == k ? 1 : 0);
                squares[i] += miss * miss;
            }
            losses[i] = -StrictMath.log(sample.scores[i][sample.truth[i]]);
        }
        // the loss of a record whose class was given no chance at all is infinite, and so is the mean
        Estimate loss = Arrays.stream(losses).allMatch(Double::isFinite)
                ? ClusteredMean.estimate(losses, sample.subjects, level)
                : Estimate.notEstimable(
                        Reason.OUTSIDE_DOMAIN,
                        ClusteredMean.METHOD,
                        ClusteredMean.estimate(squares, sample.subjects, level).support());
        return List.of(
                new Measurement(
                        Metric.MULTICLASS_BRIER_SCORE,
                        Slice.overall(),
                        ClusteredMean.estimate(squares, sample.subjects, level)),
                new Measurement(Metric.MULTICLASS_LOG_LOSS, Slice.overall(), loss),
                new Measurement(
                        Metric.MULTICLASS_TOP_LABEL_ECE,
                        Slice.overall(),
                        ClassPerformance.topLabelError(sample.confidence(), plan, level)),
                new Measurement(
                        Metric.MULTICLASS_CLASS_WISE_ECE,
                        Slice.overall(),
                        ClassPerformance.classWiseError(
                                IntStream.range(0, sample.classes)
                                        .mapToObj(sample::scored)
                                        .toList(),
                                plan,
                                level)));
    }

    private List<Finding> ofDecisions(Sample sample, List<NamedClass> classes, MulticlassConfusion confusion) {
        List<Finding> findings = new ArrayList<>();
        long tied = IntStream.range(0, sample.size())
                .filter(i -> Arrays.stream(sample.scores[i])
                                .filter(s -> s == sample.scores[i][sample.predicted[i]])
                                .count()
                        > 1)
                .count();
        if (tied > 0) {
            findings.add(Finding.of(
                            "TIED_CLASSES",
                            Severity.WARNING,
                            column,
                            "The largest score is that of several classes; the first of them counts as predicted, so the"
                                    + " figures depend on the order of the classes.")
                    .with("records", tied));
        }
        for (int k = 0; k < classes.size(); k++) {
            if (confusion.counts(k).predictedPositives() == 0) {
                findings.add(Finding.of(
                                "CLASS_NEVER_PREDICTED",
                                Severity.WARNING,
                                classes.get(k).slice().toString(),
                                "No record is predicted as this class; it has no predictive value.")
                        .with("records", classes.get(k).records()));
            }
        }
        return findings;
    }

    /** Sets what to measure. Confined to one thread. */
    public static final class Builder {
        private final String column;
        private final ClassSettings settings = new ClassSettings();
        private boolean ordered;

        private Builder(String column) {
            this.column = Objects.requireNonNull(column, "classColumn");
        }

        /**
         * The classes are a scale, in the order of the predictions; adds kappa with quadratic weights.
         *
         * @return this
         */
        public Builder ordered() {
            ordered = true;
            return this;
        }

        /**
         * Measures also each group of these attributes; all attributes of the cohort but the class itself unless set.
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
        public MulticlassEvaluator build() {
            return new MulticlassEvaluator(this);
        }
    }
}
