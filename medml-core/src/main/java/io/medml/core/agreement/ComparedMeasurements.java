package io.medml.core.agreement;

import io.medml.core.agreement.AgreementReport.Comparison;
import io.medml.core.agreement.AgreementReport.Difference;
import io.medml.core.agreement.AgreementReport.Kind;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BlandAltman;
import io.medml.core.stats.DemingRegression;
import io.medml.core.stats.IntraclassCorrelation;
import io.medml.core.stats.KrippendorffAlpha;
import io.medml.core.stats.LinConcordance;
import io.medml.core.stats.PairedMeasurements;
import io.medml.core.stats.Ratings;
import io.medml.core.stats.RegressionErrors;
import io.medml.core.stats.Repeatability;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Readings that are measurements. */
final class ComparedMeasurements extends Compared {

    private static final int MOST_POINTS = 1000;
    private static final Map<IntraclassCorrelation.Form, Metric> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put(IntraclassCorrelation.Form.ONE_WAY_SINGLE, Metric.ICC_1_1);
        FORMS.put(IntraclassCorrelation.Form.AGREEMENT_SINGLE, Metric.ICC_2_1);
        FORMS.put(IntraclassCorrelation.Form.CONSISTENCY_SINGLE, Metric.ICC_3_1);
        FORMS.put(IntraclassCorrelation.Form.ONE_WAY_AVERAGE, Metric.ICC_1_K);
        FORMS.put(IntraclassCorrelation.Form.AGREEMENT_AVERAGE, Metric.ICC_2_K);
        FORMS.put(IntraclassCorrelation.Form.CONSISTENCY_AVERAGE, Metric.ICC_3_K);
    }

    private final Optional<String> reference;
    private final OptionalDouble errorVarianceRatio;
    private final boolean points;

    ComparedMeasurements(
            double level,
            ResamplePlan plan,
            Optional<String> reference,
            OptionalDouble errorVarianceRatio,
            boolean points) {
        super(level, plan);
        this.reference = reference;
        this.errorVarianceRatio = errorVarianceRatio;
        this.points = points;
    }

    @Override
    Comparison compare(Kind kind, Slice slice, List<Readings> readings, int[] subjects) {
        Ratings all = ratings(readings, subjects);
        Ratings complete = all.completeCases();
        Figures figures = new Figures(slice);
        int[] rated = complete(readings, subjects.length);
        List<Difference> differences = List.of();
        if (kind == Kind.WITHIN_RATER) {
            Repeatability repeatability = Repeatability.of(all, level());
            figures.add(Metric.WITHIN_SUBJECT_DEVIATION, repeatability.withinSubjectDeviation());
            figures.add(Metric.REPEATABILITY_COEFFICIENT, repeatability.coefficient());
        }
        if (readings.size() == 2) {
            PairedMeasurements pairs = PairedMeasurements.of(
                            values(readings.get(0), rated), values(readings.get(1), rated))
                    .withSubjects(IntStream.of(rated).map(i -> subjects[i]).toArray());
            pair(kind, readings, pairs, subjects.length, figures);
            if (points) {
                differences = differences(readings, rated);
            }
        }
        FORMS.forEach((form, metric) -> {
            IntraclassCorrelation icc = IntraclassCorrelation.of(complete, form, level());
            figures.add(metric, icc.coefficient(), icc::bootstrap);
        });
        if (subjects.length <= AgreementAnalyzer.MOST_JACKKNIFED) {
            figures.add(
                    Metric.KRIPPENDORFF_ALPHA_INTERVAL,
                    KrippendorffAlpha.of(all, KrippendorffAlpha.Scale.INTERVAL, level())
                            .alpha());
        }
        return new Comparison(
                kind,
                slice,
                readings.stream()
                        .map(r -> kind == Kind.WITHIN_RATER ? r.column() : r.rater())
                        .toList(),
                rated.length,
                figures.measurements(),
                List.of(),
                List.of(),
                differences);
    }

    private void pair(Kind kind, List<Readings> readings, PairedMeasurements pairs, int items, Figures figures) {
        BlandAltman limits = BlandAltman.of(pairs, level());
        figures.add(Metric.MEAN_DIFFERENCE, limits.bias());
        figures.add(
                Metric.DIFFERENCE_DEVIATION,
                limits.standardDeviation(),
                plan -> limits.bootstrap(BlandAltman.Quantity.STANDARD_DEVIATION, plan));
        figures.add(
                Metric.LOWER_LIMIT_OF_AGREEMENT,
                limits.lowerLimit(),
                plan -> limits.bootstrap(BlandAltman.Quantity.LOWER_LIMIT, plan));
        figures.add(
                Metric.UPPER_LIMIT_OF_AGREEMENT,
                limits.upperLimit(),
                plan -> limits.bootstrap(BlandAltman.Quantity.UPPER_LIMIT, plan));
        figures.add(Metric.PROPORTIONAL_BIAS, limits.proportionalBias());
        LinConcordance lin = LinConcordance.of(pairs, level());
        figures.add(Metric.LIN_CONCORDANCE, lin.coefficient(), lin::bootstrap);
        if (errorVarianceRatio.isPresent() && kind != Kind.WITHIN_RATER && items <= AgreementAnalyzer.MOST_JACKKNIFED) {
            DemingRegression deming = DemingRegression.of(pairs, errorVarianceRatio.getAsDouble(), level());
            figures.add(Metric.DEMING_SLOPE, deming.slope());
            figures.add(Metric.DEMING_INTERCEPT, deming.intercept());
        }
        if (kind != Kind.WITHIN_RATER
                && reference.isPresent()
                && readings.get(1).rater().equals(reference.get())) {
            RegressionErrors errors = RegressionErrors.of(pairs, level());
            figures.add(Metric.MEAN_ERROR, errors.meanError());
            figures.add(Metric.MEAN_ABSOLUTE_ERROR, errors.meanAbsoluteError());
            figures.add(Metric.ROOT_MEAN_SQUARED_ERROR, errors.rootMeanSquaredError());
        }
    }

    private static double[] values(Readings readings, int[] items) {
        return IntStream.of(items).mapToDouble(i -> readings.value(i)).toArray();
    }

    /** By ascending mean, so that their order says nothing of the items; evenly thinned. */
    private static List<Difference> differences(List<Readings> readings, int[] items) {
        List<Difference> all = new ArrayList<>();
        for (int i : items) {
            double first = readings.get(0).value(i);
            double second = readings.get(1).value(i);
            all.add(new Difference(first / 2 + second / 2, first - second));
        }
        all.sort(Comparator.comparingDouble(Difference::mean).thenComparingDouble(Difference::difference));
        int shown = Math.min(MOST_POINTS, all.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> all.get((int) ((long) all.size() * i / shown)))
                .toList();
    }
}
