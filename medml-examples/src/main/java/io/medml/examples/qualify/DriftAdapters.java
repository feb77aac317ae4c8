package io.medml.examples.qualify;

import io.medml.core.stats.DistributionDistance;
import io.medml.core.stats.KolmogorovSmirnov;
import io.medml.core.stats.ShareDivergence;
import io.medml.core.stats.StabilityIndex;
import io.medml.core.stats.StabilityIndex.EmptyBins;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** How the cases of two samples that are compared are answered. */
final class DriftAdapters {

    private static final double LN2 = Math.log(2);

    private DriftAdapters() {}

    static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        map.put("drift.ks", DriftAdapters::kolmogorovSmirnov);
        map.put("drift.psi", DriftAdapters::stabilityIndex);
        map.put("drift.divergences", DriftAdapters::divergences);
        map.put("drift.distances", DriftAdapters::distances);
        return map;
    }

    private static Answer kolmogorovSmirnov(KnownCase c) {
        KolmogorovSmirnov test = KolmogorovSmirnov.of(c.decimals("x"), c.decimals("y"));
        return new Answer()
                .put("d", test.distance(c.level()))
                .put("d_plus", test.plus())
                .put("d_minus", test.minus())
                .put("p_value_asymptotic", test.asymptotic().pValue())
                .put("p_value_exact", test.exact().pValue());
    }

    private static Answer stabilityIndex(KnownCase c) {
        long[] reference;
        long[] current;
        Answer answer = new Answer();
        if (c.text("strategy").equals("categorical")) {
            reference = whole(c.decimals("reference_counts"));
            current = whole(c.decimals("current_counts"));
        } else {
            double[] values = c.decimals("reference");
            int bins = (int) c.required("bins");
            double[] edges = c.text("strategy").equals("width")
                    ? StabilityIndex.widthEdges(values, bins)
                    : StabilityIndex.quantileEdges(values, bins);
            reference = StabilityIndex.counts(values, edges);
            current = StabilityIndex.counts(c.decimals("current"), edges);
            answer.put("inner_edges", edges);
        }
        return answer.put("reference_counts", decimals(reference))
                .put("current_counts", decimals(current))
                .put("psi_none", StabilityIndex.of(reference, current, EmptyBins.INFINITE))
                .put("psi_floor_1e-4", StabilityIndex.of(reference, current, EmptyBins.FLOOR))
                .put("psi_pseudocount_half", StabilityIndex.of(reference, current, EmptyBins.HALF_A_RECORD))
                .put("bins_used", reference.length);
    }

    private static Answer divergences(KnownCase c) {
        long[] p = whole(c.decimals("p_counts"));
        long[] q = whole(c.decimals("q_counts"));
        ShareDivergence divergence = ShareDivergence.of(p, q);
        double nats = divergence.kullbackLeibler().point().orElseThrow();
        double shannon = divergence.jensenShannonDivergence().point().orElseThrow();
        return new Answer()
                .put("kl_nats", nats)
                .put("kl_bits", nats / LN2)
                .put("kl_reverse_nats", ShareDivergence.of(q, p).kullbackLeibler())
                .put("js_distance_base2", divergence.jensenShannonDistance())
                .put("js_divergence_base2", shannon / LN2)
                .put("js_distance_nats", Math.sqrt(shannon))
                .put("hellinger", divergence.hellinger())
                .put("total_variation", divergence.totalVariation());
    }

    private static Answer distances(KnownCase c) {
        double[] x = c.decimals("x");
        double[] y = c.decimals("y");
        DistributionDistance distance = c.has("x_weight") || c.has("y_weight")
                ? DistributionDistance.weighted(x, weights(c, "x_weight", x), y, weights(c, "y_weight", y))
                : DistributionDistance.of(x, y);
        return new Answer()
                .put("wasserstein_1", distance.wasserstein())
                .put("energy_distance", distance.energy())
                .put("energy_squared", distance.energySquared())
                .put("wasserstein_normalised_by_reference_sd", distance.inStandardDeviations());
    }

    private static double[] weights(KnownCase c, String name, double[] values) {
        if (c.has(name)) {
            return c.decimals(name);
        }
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static long[] whole(double[] counts) {
        return Arrays.stream(counts).mapToLong(x -> (long) x).toArray();
    }

    private static double[] decimals(long[] counts) {
        return Arrays.stream(counts).asDoubleStream().toArray();
    }
}
