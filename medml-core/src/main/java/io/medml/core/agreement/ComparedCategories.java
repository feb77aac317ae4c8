package io.medml.core.agreement;

import io.medml.core.agreement.AgreementReport.Comparison;
import io.medml.core.agreement.AgreementReport.Kind;
import io.medml.core.agreement.AgreementReport.NamedTest;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.AgreementWeights;
import io.medml.core.stats.BowkerSymmetry;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.CochranQ;
import io.medml.core.stats.CohenKappa;
import io.medml.core.stats.FleissKappa;
import io.medml.core.stats.GwetAgreement;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.KrippendorffAlpha;
import io.medml.core.stats.PercentAgreement;
import io.medml.core.stats.Ratings;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Readings in categories. */
final class ComparedCategories extends Compared {

    private static final String OBSERVED = "observed_agreement.mean.cluster_robust.t";

    private final RatingScale scale;
    private final Optional<String> comparator;
    private final int positive;

    ComparedCategories(RatingScale scale, double level, ResamplePlan plan, Optional<String> comparator, int positive) {
        super(level, plan);
        this.scale = scale;
        this.comparator = comparator;
        this.positive = positive;
    }

    @Override
    Comparison compare(Kind kind, Slice slice, List<Readings> readings, int[] subjects) {
        int k = scale.categories().size();
        double[] places = IntStream.range(0, k).asDoubleStream().toArray();
        Ratings all = ratings(readings, subjects).withScale(places);
        Ratings complete = all.completeCases();
        Figures figures = new Figures(slice);
        List<NamedTest> tests = new ArrayList<>();
        boolean ordinal = scale.kind() == RatingScale.Kind.ORDINAL;
        if (readings.size() == 2) {
            CohenKappa kappa = CohenKappa.of(complete, AgreementWeights.UNWEIGHTED, level());
            figures.add(Metric.OBSERVED_AGREEMENT, kappa.percentAgreement());
            figures.add(Metric.COHEN_KAPPA, kappa.kappa(), kappa::bootstrap);
            if (ordinal) {
                CohenKappa weighted = CohenKappa.of(complete, scale.weights(), level());
                figures.add(
                        linear() ? Metric.COHEN_KAPPA_LINEAR : Metric.COHEN_KAPPA_QUADRATIC,
                        weighted.kappa(),
                        weighted::bootstrap);
            }
            figures.add(Metric.PABAK, kappa.pabak());
            if (k == 2) {
                figures.add(Metric.PREVALENCE_INDEX, kappa.prevalenceIndex());
                figures.add(Metric.BIAS_INDEX, kappa.biasIndex());
            }
            tests.add(new NamedTest("Symmetry (Bowker)", ofSeveral(complete, BowkerSymmetry.of(complete))));
        } else {
            figures.add(Metric.OBSERVED_AGREEMENT, observed(readings, subjects));
            FleissKappa kappa = FleissKappa.of(complete, level());
            figures.add(Metric.FLEISS_KAPPA, kappa.kappa(), kappa::bootstrap);
            if (k == 2) {
                tests.add(new NamedTest(
                        "Equal shares of the second category (Cochran)", ofSeveral(complete, CochranQ.of(complete))));
            }
        }
        GwetAgreement ac1 = GwetAgreement.of(all, AgreementWeights.UNWEIGHTED, level());
        figures.add(Metric.GWET_AC1, ac1.coefficient(), ac1::bootstrap);
        if (ordinal) {
            GwetAgreement ac2 = GwetAgreement.of(all, scale.weights(), level());
            figures.add(
                    linear() ? Metric.GWET_AC2_LINEAR : Metric.GWET_AC2_QUADRATIC, ac2.coefficient(), ac2::bootstrap);
        }
        figures.add(
                ordinal ? Metric.KRIPPENDORFF_ALPHA_ORDINAL : Metric.KRIPPENDORFF_ALPHA_NOMINAL,
                KrippendorffAlpha.of(
                                all,
                                ordinal ? KrippendorffAlpha.Scale.ORDINAL : KrippendorffAlpha.Scale.NOMINAL,
                                level())
                        .alpha());
        int[] rated = complete(readings, subjects.length);
        if (kind != Kind.WITHIN_RATER
                && readings.size() == 2
                && comparator.isPresent()
                && readings.get(1).rater().equals(comparator.get())) {
            PercentAgreement agreement = PercentAgreement.of(
                    positives(readings.get(0), rated),
                    positives(readings.get(1), rated),
                    IntStream.of(rated).map(i -> subjects[i]).toArray(),
                    level());
            figures.add(Metric.POSITIVE_PERCENT_AGREEMENT, agreement.positive());
            figures.add(Metric.NEGATIVE_PERCENT_AGREEMENT, agreement.negative());
        }
        return new Comparison(
                kind,
                slice,
                readings.stream()
                        .map(r -> kind == Kind.WITHIN_RATER ? r.column() : r.rater())
                        .toList(),
                rated.length,
                figures.measurements(),
                tests,
                table(readings, subjects.length),
                List.of());
    }

    @Override
    Optional<OfCompleteItems> ofCompleteItems(List<Readings> readings, int[] subjects) {
        int[] rated = complete(readings, subjects.length);
        List<Readings> complete = readings.stream()
                .map(r -> new Readings(
                        r.rater(),
                        r.column(),
                        IntStream.of(rated).mapToDouble(r::value).toArray()))
                .toList();
        int[] of = IntStream.of(rated).map(i -> subjects[i]).toArray();
        double[] places =
                IntStream.range(0, scale.categories().size()).asDoubleStream().toArray();
        return rated.length == 0
                ? Optional.empty()
                : Optional.of(new OfCompleteItems(
                        observed(complete, of),
                        GwetAgreement.of(ratings(complete, of).withScale(places), AgreementWeights.UNWEIGHTED, level())
                                .coefficient()));
    }

    /** A test of one item has a p-value by formula only. */
    private static HypothesisTest ofSeveral(Ratings ratings, HypothesisTest test) {
        if (ratings.units() != 1) {
            return test;
        }
        Estimate none = Estimate.notEstimable(
                Reason.TOO_FEW, test.method(), test.statistic().support());
        return new HypothesisTest(test.method(), none, OptionalDouble.empty(), none);
    }

    private boolean linear() {
        return scale.weights() == AgreementWeights.LINEAR;
    }

    private int[] positives(Readings readings, int[] items) {
        return IntStream.of(items)
                .map(i -> readings.value(i) == positive ? 1 : 0)
                .toArray();
    }

    /** The mean over items of the share of pairs of their ratings that agree. */
    private Estimate observed(List<Readings> readings, int[] subjects) {
        List<Double> shares = new ArrayList<>();
        List<Integer> ofSubject = new ArrayList<>();
        for (int i = 0; i < subjects.length; i++) {
            long pairs = 0;
            long same = 0;
            for (int a = 0; a < readings.size(); a++) {
                for (int b = a + 1; b < readings.size(); b++) {
                    double first = readings.get(a).value(i);
                    double second = readings.get(b).value(i);
                    if (!Double.isNaN(first) && !Double.isNaN(second)) {
                        pairs++;
                        same += first == second ? 1 : 0;
                    }
                }
            }
            if (pairs > 0) {
                shares.add((double) same / pairs);
                ofSubject.add(subjects[i]);
            }
        }
        Estimate mean = ClusteredMean.estimate(
                shares.stream().mapToDouble(Double::doubleValue).toArray(),
                ofSubject.stream().mapToInt(Integer::intValue).toArray(),
                level());
        return mean.point().isPresent() && mean.intervalEstimate() instanceof IntervalEstimate.Known known
                ? Estimate.of(
                        mean.point().getAsDouble(),
                        IntervalEstimate.of(
                                Math.max(0, known.value().lower()),
                                Math.min(1, known.value().upper()),
                                level(),
                                OBSERVED),
                        mean.support())
                : mean;
    }

    /** Of two readings the counts by first (row) and second (column); of more the pairs of ratings, each in both orders. */
    private List<List<Long>> table(List<Readings> readings, int items) {
        int k = scale.categories().size();
        long[][] counts = new long[k][k];
        for (int a = 0; a < readings.size(); a++) {
            for (int b = a + 1; b < readings.size(); b++) {
                for (int i = 0; i < items; i++) {
                    double first = readings.get(a).value(i);
                    double second = readings.get(b).value(i);
                    if (Double.isNaN(first) || Double.isNaN(second)) {
                        continue;
                    }
                    counts[(int) first][(int) second]++;
                    if (readings.size() > 2) {
                        counts[(int) second][(int) first]++;
                    }
                }
            }
        }
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : counts) {
            rows.add(IntStream.range(0, k).mapToObj(j -> row[j]).toList());
        }
        return rows;
    }
}
