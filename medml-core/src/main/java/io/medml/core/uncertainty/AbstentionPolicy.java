package io.medml.core.uncertainty;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.stats.AbstentionBand;
import io.medml.core.stats.AbstentionBand.Answer;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.RiskCoverage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which records a model answers and which it refers to people, by its probability.
 *
 * <pre>{@code
 * AbstentionReport report = AbstentionPolicy.band(0.15, 0.60).evaluate(test, model.score(test));
 * }</pre>
 *
 * <p>At or below the band's lower edge the answer is negative, at or above its upper edge positive; strictly between, the
 * record is referred. The report gives the accuracy of the answered records beside that of intention to diagnose, where a
 * referred record counts as wrong, and says who is referred and what is missed, for all records and for each group.
 * Immutable and thread-safe.
 */
public final class AbstentionPolicy {

    private static final double[] COVERAGES = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};
    private static final int CURVE_POINTS = 100;

    private final AbstentionBand band;
    private final String rule;
    private final double level;
    private final long seed;
    private final int replicates;

    private AbstentionPolicy(AbstentionBand band, String rule, double level, long seed, int replicates) {
        this.band = band;
        this.rule = rule;
        this.level = level;
        this.seed = seed;
        this.replicates = replicates;
    }

    /**
     * Refers the records whose probability lies strictly inside a band.
     *
     * @param low at or below it the answer is negative, in [0, 1]
     * @param high at or above it the answer is positive, in [0, 1], at least {@code low}
     * @return the policy, with 95 percent intervals and a bootstrap of 2000 replicates with seed 1
     */
    public static AbstentionPolicy band(double low, double high) {
        if (!(low >= 0 && high <= 1)) {
            throw new IllegalArgumentException(
                    "a band of probabilities lies in [0, 1], got low " + low + " and high " + high);
        }
        return new AbstentionPolicy(new AbstentionBand(low, high), "band", 0.95, 1, 2000);
    }

    /**
     * Refers the records whose larger class probability, {@code max(p, 1 - p)}, is below a bound.
     *
     * @param least the bound, in [0.5, 1]
     * @return the policy of the band from {@code 1 - least} to {@code least}
     */
    public static AbstentionPolicy confidenceAtLeast(double least) {
        if (!(least >= 0.5 && least <= 1)) {
            throw new IllegalArgumentException("confidence in the likelier class lies in [0.5, 1], got " + least);
        }
        // read as the decimal it prints as, so that a probability of 0.1 is as sure as one of 0.9
        double low = BigDecimal.ONE.subtract(BigDecimal.valueOf(least)).doubleValue();
        return new AbstentionPolicy(new AbstentionBand(low, least), "confidence", 0.95, 1, 2000);
    }

    /**
     * Another confidence level of all intervals.
     *
     * @param confidence a fraction in (0, 1)
     * @return a copy
     */
    public AbstentionPolicy withLevel(double confidence) {
        return new AbstentionPolicy(band, rule, Interval.checkLevel(confidence), seed, replicates);
    }

    /**
     * Another bootstrap for the areas under the risk-coverage curve.
     *
     * @param newSeed the seed
     * @param number number of replicates, at least 200
     * @return a copy
     */
    public AbstentionPolicy withBootstrap(long newSeed, int number) {
        if (number < 200) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "a percentile interval needs at least 200 replicates, got %d", number));
        }
        return new AbstentionPolicy(band, rule, level, newSeed, number);
    }

    /**
     * What the policy does with one record.
     *
     * @param probability the model's probability of the condition
     * @return positive, negative, or no answer
     */
    public Answer answer(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("expected a probability in [0, 1], found another number");
        }
        return band.answer(probability);
    }

    /**
     * The band.
     *
     * @return its edges
     */
    public AbstentionBand band() {
        return band;
    }

    /**
     * Measures the policy on a cohort, for all records and for each group of its attributes.
     *
     * @param cohort the test set
     * @param predictions the model's probabilities on it
     * @return the report
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when the scores are not probabilities
     */
    public AbstentionReport evaluate(Cohort cohort, Predictions predictions) {
        ConformalPredictor.requireProbabilities(predictions);
        int[] order = cohort.canonicalOrder();
        ScoredRecords sample = ScoredRecords.of(cohort, predictions).select(order);
        List<AbstentionReport.Row> rows = new ArrayList<>();
        rows.add(row(Slice.overall(), sample));
        for (String attribute : cohort.attributes()) {
            Grouping grouping = cohort.groups(attribute);
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                int[] members = IntStream.range(0, order.length)
                        .filter(i -> grouping.code(order[i]) == group)
                        .toArray();
                rows.add(row(grouping.slice(code), sample.select(members)));
            }
        }
        boolean synthetic = cohort.synthetic() || predictions.synthetic();
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        int[] errors = new int[sample.size()];
        double[] confidence = new double[sample.size()];
        double cut = cut();
        for (int i = 0; i < errors.length; i++) {
            boolean positive = sample.score(i) >= cut;
            errors[i] = positive == (sample.label(i) == 1) ? 0 : 1;
            // in [0, 1] on either side, so that an edge of 0 or 1 is reached by certainty only
            confidence[i] =
                    positive ? (cut == 1 ? 1 : (sample.score(i) - cut) / (1 - cut)) : (cut - sample.score(i)) / cut;
        }
        RiskCoverage curve = RiskCoverage.of(errors, confidence);
        RiskCoverage.Areas areas = RiskCoverage.areas(errors, confidence, sample.subjects(), plan, level);
        Provenance provenance = Provenance.of(AbstentionPolicy.class)
                .from(predictions.model())
                .from(cohort.reference())
                .with("policy", this)
                .with("low", band.low())
                .with("high", band.high())
                .with("forced_answer_at", cut)
                .with("confidence_level", level)
                .with("predictions_sha256", predictions.digest().hex())
                .with("bootstrap", plan.description())
                .synthetic(synthetic);
        return new AbstentionReport(
                predictions.model(),
                cohort.reference(),
                provenance,
                band,
                cut,
                level,
                sample.size(),
                sample.subjectCount(),
                rows,
                areas,
                risks(curve, sample.dependent()),
                thinned(curve),
                findings(cohort, sample, rows.get(0), synthetic));
    }

    /** Where the answer would change if the model had to answer always: the middle of the band. */
    private double cut() {
        // in decimals, so that the middle of 0.3 and 0.6 is 0.45 and a reader finds the same records on each side
        return BigDecimal.valueOf(band.low())
                .add(BigDecimal.valueOf(band.high()))
                .divide(BigDecimal.valueOf(2))
                .doubleValue();
    }

    private AbstentionReport.Row row(Slice slice, ScoredRecords sample) {
        IntPredicate yes = i -> sample.label(i) == 1;
        IntPredicate no = i -> sample.label(i) == 0;
        IntPredicate positive = i -> band.answer(sample.score(i)) == Answer.POSITIVE;
        IntPredicate negative = i -> band.answer(sample.score(i)) == Answer.NEGATIVE;
        IntPredicate referred = i -> band.answer(sample.score(i)) == Answer.NONE;
        IntPredicate answered = referred.negate();
        IntPredicate right = i -> yes.test(i) ? positive.test(i) : negative.test(i);
        return new AbstentionReport.Row(
                slice,
                band.apply(sample.scored()),
                share(sample, i -> true, answered, Reason.EMPTY_GROUP),
                share(sample, yes.and(answered), positive, Reason.NO_POSITIVES),
                share(sample, no.and(answered), negative, Reason.NO_NEGATIVES),
                share(sample, answered, right, Reason.EMPTY_GROUP),
                share(sample, yes, positive, Reason.NO_POSITIVES),
                share(sample, no, negative, Reason.NO_NEGATIVES),
                share(sample, yes, negative, Reason.NO_POSITIVES),
                share(sample, yes, referred, Reason.NO_POSITIVES),
                share(sample, referred, yes, Reason.EMPTY_GROUP));
    }

    private Estimate share(ScoredRecords sample, IntPredicate among, IntPredicate success, Reason whenEmpty) {
        int[] rows = IntStream.range(0, sample.size()).filter(among).toArray();
        int[] successes = IntStream.of(rows).map(i -> success.test(i) ? 1 : 0).toArray();
        if (sample.dependent() || rows.length == 0) {
            int[] subjects = IntStream.of(rows).map(sample::subject).toArray();
            return ClusteredProportion.estimate(successes, subjects, level, whenEmpty);
        }
        return BinomialInterval.WILSON.estimate(IntStream.of(successes).sum(), rows.length, level);
    }

    private List<AbstentionReport.Risk> risks(RiskCoverage curve, boolean dependent) {
        List<AbstentionReport.Risk> risks = new ArrayList<>();
        for (double coverage : COVERAGES) {
            Estimate risk = curve.riskAt(coverage, level);
            risks.add(new AbstentionReport.Risk(
                    coverage,
                    dependent && risk instanceof Estimate.Estimated known
                            ? Estimate.of(
                                    known.value(),
                                    new IntervalEstimate.Unknown(
                                            Reason.DEPENDENT_RECORDS,
                                            known.intervalEstimate().method()),
                                    known.support())
                            : risk));
        }
        return risks;
    }

    private static List<AbstentionReport.CurvePoint> thinned(RiskCoverage curve) {
        double[] risks = curve.risks();
        List<AbstentionReport.CurvePoint> points = new ArrayList<>();
        int steps = Math.min(CURVE_POINTS, risks.length);
        for (int s = 1; s <= steps; s++) {
            int k = (int) ((long) risks.length * s / steps);
            points.add(new AbstentionReport.CurvePoint((double) k / risks.length, risks[k - 1]));
        }
        return points;
    }

    private static List<Finding> findings(
            Cohort cohort, ScoredRecords sample, AbstentionReport.Row all, boolean synthetic) {
        List<Finding> findings = new ArrayList<>();
        if (all.table().conclusive().total() == 0) {
            findings.add(Finding.of(
                    "NOTHING_ANSWERED",
                    Severity.WARNING,
                    cohort.name(),
                    "The policy refers every record of the cohort."));
        }
        if (all.table().unresolved().total() == 0) {
            findings.add(Finding.of(
                    "NOTHING_REFERRED",
                    Severity.INFO,
                    cohort.name(),
                    "The policy answers every record of the cohort."));
        }
        if (sample.dependent()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            cohort.name(),
                            "Some subjects have several records; intervals take it into account, and those of risks at a"
                                    + " coverage are not given.")
                    .with("records", sample.size())
                    .with("subjects", sample.subjectCount()));
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return findings;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: negative at %s or below, positive at %s or above, else referred",
                rule,
                band.low(),
                band.high());
    }
}
