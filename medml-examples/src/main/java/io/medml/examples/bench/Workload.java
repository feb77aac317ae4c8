package io.medml.examples.bench;

import io.medml.core.evidence.Content;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.AurocBootstrap;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What can be measured: inputs are read first, then the public statistics are called as a user calls them, from arrays on. */
enum Workload {
    /** Area under the ROC curve with DeLong's variance and Wald interval; continuous scores. */
    W1,
    /** The same with 100 distinct scores. */
    W1_TIED,
    /** The difference of two areas on the same records, with its test. */
    W1_PAIRED,
    /** Area with a percentile interval from 2000 replicates, stratified by class. */
    W2,
    /** The same with a BCa interval. */
    W2_BCA,
    /** Area with a percentile interval from 2000 replicates of patients. */
    W2_CLUSTER,
    /** The same with a BCa interval. */
    W2_CLUSTER_BCA;

    private static final double LEVEL = 0.95;
    private static final long SEED = 1;

    private Supplier<Content> body(Inputs in, Threads threads) {
        return switch (this) {
            case W1 -> auroc(in, "score", threads);
            case W1_TIED -> auroc(in, "tied", threads);
            case W1_PAIRED -> paired(in);
            case W2 -> bootstrap(in, false, false, threads);
            case W2_BCA -> bootstrap(in, false, true, threads);
            case W2_CLUSTER -> bootstrap(in, true, false, threads);
            case W2_CLUSTER_BCA -> bootstrap(in, true, true, threads);
        };
    }

    /** The name on the command line, such as {@code w2_cluster}. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String ids() {
        return Arrays.stream(values()).map(Workload::id).collect(Collectors.joining(", "));
    }

    /**
     * Reads the input and measures.
     *
     * @param directory where the inputs are
     * @param n number of rows
     * @param threads number of threads, at least 1
     * @return the measurement
     */
    Content measure(Path directory, int n, int threads) {
        try (Threads pool = new Threads(threads)) {
            return Measurement.of(id(), n, threads, body(new Inputs(directory, id().substring(0, 2), n), pool));
        }
    }

    private static Supplier<Content> auroc(Inputs in, String column, Threads threads) {
        int[] labels = in.bytes("label");
        double[] scores = in.doubles(column);
        return () -> {
            ScoredLabels sample = ScoredLabels.of(labels, scores);
            Auroc auroc =
                    threads.count() == 1 ? Auroc.of(sample) : Auroc.of(sample, threads.executor(), threads.count());
            Interval wald = known(auroc.wald(LEVEL));
            return Content.fields()
                    .put("auc", point(auroc.estimate(LEVEL)))
                    .put("var", point(auroc.variance()))
                    .put("lo", wald.lower())
                    .put("hi", wald.upper())
                    .build();
        };
    }

    private static Supplier<Content> paired(Inputs in) {
        int[] labels = in.bytes("label");
        double[] first = in.doubles("score");
        double[] second = in.doubles("score2");
        return () -> {
            AurocComparison comparison =
                    AurocComparison.paired(ScoredLabels.of(labels, first), ScoredLabels.of(labels, second));
            return Content.fields()
                    .put("auc1", point(comparison.first().estimate(LEVEL)))
                    .put("auc2", point(comparison.second().estimate(LEVEL)))
                    .put("cov", point(comparison.covariance()))
                    .put("se", point(comparison.standardError()))
                    .put("p", point(comparison.normalTest().pValue()))
                    .build();
        };
    }

    private static Supplier<Content> bootstrap(Inputs in, boolean clustered, boolean bca, Threads threads) {
        int[] labels = in.bytes("label");
        double[] scores = in.doubles("score");
        int[] patients = in.integers("patient");
        ResamplePlan plan = ResamplePlan.seeded(SEED, 2000);
        return () -> {
            ScoredLabels sample = ScoredLabels.of(labels, scores);
            AurocBootstrap bootstrap = clustered
                    ? AurocBootstrap.clustered(sample.withSubjects(patients))
                    : AurocBootstrap.stratified(sample);
            BootstrapDistribution distribution = threads.count() == 1
                    ? bootstrap.run(plan)
                    : bootstrap.run(plan, threads.executor(), threads.count());
            Interval interval = known(bca ? distribution.bca(LEVEL) : distribution.percentile(LEVEL));
            double area = distribution.original().orElseThrow();
            return Content.fields()
                    .put("auc", area)
                    .put("mean", area + point(distribution.bias()))
                    .put("sd", point(distribution.standardError()))
                    .put("lo", interval.lower())
                    .put("hi", interval.upper())
                    .put("reps", plan.replicates())
                    .put("undefined", distribution.undefined())
                    .build();
        };
    }

    private static double point(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static Interval known(IntervalEstimate interval) {
        return interval.interval().orElseThrow();
    }
}
