package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.DecisionCurve;
import io.medml.core.stats.FixedTargetPoint;
import io.medml.core.stats.MisclassificationCost;
import io.medml.core.stats.OperatingPoint;
import io.medml.core.stats.OperatingPointSearch;
import io.medml.core.stats.OperatingPoints;
import io.medml.core.stats.RocCurve;
import io.medml.core.stats.TwoByTwo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How the cases of operating points are answered. */
final class OperatingPointAdapters {

    private OperatingPointAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("op.youden", OperatingPointAdapters::youden);
        map.put("op.youden_weighted", c -> search(OperatingPoints.youdenWeighted(curve(c), cost(c))));
        map.put("op.closest_topleft", c -> search(OperatingPoints.closestToCorner(curve(c), cost(c))));
        map.put("op.fixed_sensitivity", OperatingPointAdapters::fixedSensitivity);
        map.put("op.fixed_specificity", OperatingPointAdapters::fixedSpecificity);
        map.put("op.max_fbeta", OperatingPointAdapters::maxFBeta);
        map.put("decision_curve.net_benefit", OperatingPointAdapters::netBenefit);
        return map;
    }

    private static TwoByTwo table(OperatingPoint point) {
        return TwoByTwo.of(point.counts(), BinomialInterval.WILSON, 0.95);
    }

    private static RocCurve curve(KnownCase c) {
        return RocCurve.of(c.sample("score"));
    }

    private static MisclassificationCost cost(KnownCase c) {
        return new MisclassificationCost(c.required("cost"), c.required("prevalence"));
    }

    private static Answer youden(KnownCase c) {
        OperatingPointSearch search = OperatingPoints.youden(curve(c));
        List<OperatingPoint> optima = search.optima();
        return points(optima)
                .put("youden_j", Collections.nCopies(optima.size(), Answer.point(search.criterion())))
                // with cost 1 and prevalence 0.5 the criterion is sensitivity + specificity
                .put(
                        "criterion",
                        optima.stream()
                                .map(p -> table(p).youdenIndex().point().orElseThrow() + 1)
                                .toList());
    }

    private static Answer search(OperatingPointSearch search) {
        List<OperatingPoint> optima = search.optima();
        return points(optima)
                .put("youden_j", each(optima, p -> table(p).youdenIndex()))
                .put("criterion", Collections.nCopies(optima.size(), Answer.point(search.criterion())));
    }

    private static Answer points(List<OperatingPoint> optima) {
        return new Answer()
                .put("threshold", optima.stream().map(OperatingPoint::threshold).toList())
                .put(
                        "threshold_midpoint",
                        optima.stream().map(OperatingPoint::midpoint).toList())
                .put("sensitivity", each(optima, p -> table(p).sensitivity()))
                .put("specificity", each(optima, p -> table(p).specificity()));
    }

    private static Answer netBenefit(KnownCase c) {
        DecisionCurve curve = DecisionCurve.of(c.sample("p"), c.decimalsOption("thresholds"));
        List<DecisionCurve.Point> points =
                c.option("prevalence").map(curve::atPrevalence).orElse(curve).points(c.level());
        return new Answer()
                .put("model", net(points, DecisionCurve.Point::model))
                .put("treat_all", net(points, DecisionCurve.Point::treatAll))
                .put("interventions_avoided_per_100", net(points, DecisionCurve.Point::interventionsAvoidedPer100));
    }

    private static List<Object> net(List<DecisionCurve.Point> points, Function<DecisionCurve.Point, Estimate> measure) {
        return points.stream().map(p -> Answer.point(measure.apply(p))).toList();
    }

    private static List<Object> each(List<OperatingPoint> points, Function<OperatingPoint, Estimate> measure) {
        return points.stream().map(p -> Answer.point(measure.apply(p))).toList();
    }

    private static Answer fixedSensitivity(KnownCase c) {
        FixedTargetPoint fixed = OperatingPoints.fixedSensitivity(RocCurve.of(c.sample("score")), c.required("target"));
        return fixed(fixed).put("interpolated_specificity", fixed.interpolated());
    }

    private static Answer fixedSpecificity(KnownCase c) {
        FixedTargetPoint fixed = OperatingPoints.fixedSpecificity(RocCurve.of(c.sample("score")), c.required("target"));
        return fixed(fixed).put("interpolated_sensitivity", fixed.interpolated());
    }

    private static Answer fixed(FixedTargetPoint fixed) {
        OperatingPoint point = fixed.point().orElseThrow();
        return new Answer()
                .put("threshold", point.threshold())
                .put("sensitivity", table(point).sensitivity())
                .put("specificity", table(point).specificity());
    }

    private static Answer maxFBeta(KnownCase c) {
        OperatingPointSearch search = OperatingPoints.maxFBeta(RocCurve.of(c.sample("score")), c.required("beta"));
        return new Answer()
                .put("fbeta", search.criterion())
                .put(
                        "threshold",
                        search.optima().stream().map(OperatingPoint::threshold).toList())
                .put("precision", each(search.optima(), p -> table(p).positivePredictiveValue()))
                .put("recall", each(search.optima(), p -> table(p).sensitivity()));
    }
}
