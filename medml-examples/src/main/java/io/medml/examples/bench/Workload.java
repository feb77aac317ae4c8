package io.medml.examples.bench;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.AurocBootstrap;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.BrierScore;
import io.medml.core.stats.CalibrationBins;
import io.medml.core.stats.CalibrationLogistic;
import io.medml.core.stats.CellCounts;
import io.medml.core.stats.GroupPerformance;
import io.medml.core.stats.IsotonicMap;
import io.medml.core.stats.MultinomialBootstrap;
import io.medml.core.stats.ReplicateValues;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
    W2_CLUSTER_BCA,
    /** Ten metrics with intervals in all groups of three attributes and of their pairs. */
    W3,
    /** The same with a fourth attribute of four levels, which is the number of the row modulo 4, and the pairs with it. */
    W3_FOURTH,
    /** The equalized-odds difference over one attribute with a percentile interval from 1000 replicates. */
    W3_EO,
    /** The same from replicates of patients, who are those of the second workload. */
    W3_EO_CLUSTER,
    /** Brier score, its terms and the calibration error over 15 bins of equal count, slope and intercept, isotonic fit. */
    W4,
    /** Slope and intercept alone. */
    W4_SLOPE,
    /** Forty rules on a file of comma-separated values that is gone through once. */
    W6,
    /** The digests of a folder of so many files of 2 KiB, each read; the files are made on the first call. */
    FILES,
    /** The same folder again, in which nothing changed: only the file times are looked at. */
    FILES_AGAIN;

    private static final double LEVEL = 0.95;
    private static final long SEED = 1;
    private static final double THRESHOLD = 0.5;

    /** Levels of the attributes race, sex and age of the third workload. */
    private static final List<Integer> LEVELS = List.of(6, 3, 10);

    private Supplier<Content> body(Inputs in, Threads threads) {
        return switch (this) {
            case W1 -> auroc(in, "score", threads);
            case W1_TIED -> auroc(in, "tied", threads);
            case W1_PAIRED -> paired(in);
            case W2 -> bootstrap(in, false, false, threads);
            case W2_BCA -> bootstrap(in, false, true, threads);
            case W2_CLUSTER -> bootstrap(in, true, false, threads);
            case W2_CLUSTER_BCA -> bootstrap(in, true, true, threads);
            case W3 -> groups(in, false);
            case W3_FOURTH -> groups(in, true);
            case W3_EO -> equalizedOdds(in, Optional.empty(), threads);
            case W3_EO_CLUSTER ->
                equalizedOdds(in, Optional.of(new Inputs(in.directory(), "w2", in.n()).patients()), threads);
            case W4 -> calibration(in);
            case W4_SLOPE -> slope(in);
            case W6 -> TableRules.workload(in, threads);
            case FILES -> FolderScans.first(in);
            case FILES_AGAIN -> FolderScans.again(in);
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
        int[] labels = in.labels();
        double[] scores = in.scores(column);
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
        int[] labels = in.labels();
        double[] first = in.scores("score");
        double[] second = in.scores("score2");
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
        int[] labels = in.labels();
        double[] scores = in.scores("score");
        int[] patients = in.patients();
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
            double area = distribution.original().orElseThrow(Workload::unmeasurable);
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

    private static Supplier<Content> groups(Inputs in, boolean fourth) {
        int[] labels = in.labels();
        double[] scores = in.probabilities("score");
        List<int[]> attributes = new ArrayList<>(List.of(
                in.codes("race", LEVELS.get(0)), in.codes("sex", LEVELS.get(1)), in.codes("age", LEVELS.get(2))));
        List<Integer> levels = new ArrayList<>(LEVELS);
        if (fourth) {
            attributes.add(IntStream.range(0, labels.length).map(row -> row % 4).toArray());
            levels.add(4);
        }
        List<int[]> groupings = new ArrayList<>();
        for (int one = 0; one < levels.size(); one++) {
            groupings.add(new int[] {one});
        }
        for (int one = 0; one < levels.size(); one++) {
            for (int other = one + 1; other < levels.size(); other++) {
                groupings.add(new int[] {one, other});
            }
        }
        return () -> {
            int[] predicted = new int[scores.length];
            for (int i = 0; i < predicted.length; i++) {
                predicted[i] = decision(scores[i]);
            }
            GroupPerformance groups =
                    GroupPerformance.of(ScoredLabels.of(labels, scores), predicted, attributes, levels, groupings);
            GroupTable table = new GroupTable();
            for (int grouping = 0; grouping < groups.groupings(); grouping++) {
                for (int group = 0; group < groups.groups(grouping); group++) {
                    table.add(groups, grouping, group);
                }
            }
            return table.content();
        };
    }

    private static Supplier<Content> equalizedOdds(Inputs in, Optional<int[]> patients, Threads threads) {
        int[] labels = in.labels();
        double[] scores = in.probabilities("score");
        int groups = LEVELS.get(0);
        int[] race = in.codes("race", groups);
        ResamplePlan plan = ResamplePlan.seeded(SEED, 1000);
        return () -> {
            MultinomialBootstrap bootstrap = patients.isPresent()
                    ? MultinomialBootstrap.of(cells(labels, scores, race), 4 * groups, patients.get())
                    : MultinomialBootstrap.ofCounts(cellCounts(labels, scores, race, 4 * groups));
            BiConsumer<CellCounts, ReplicateValues> difference = (counts, values) -> difference(counts, groups, values);
            BootstrapDistribution distribution = (threads.count() == 1
                            ? bootstrap.run(plan, 1, difference)
                            : bootstrap.run(plan, 1, difference, threads.executor(), threads.count()))
                    .get(0);
            Interval interval = known(distribution.percentile(LEVEL));
            double value = distribution.original().orElseThrow(Workload::unmeasurable);
            return Content.fields()
                    .put("eo_diff", value)
                    .put("mean", value + point(distribution.bias()))
                    .put("sd", point(distribution.standardError()))
                    .put("lo", interval.lower())
                    .put("hi", interval.upper())
                    .put("reps", plan.replicates())
                    .build();
        };
    }

    private static int cell(int group, int label, double score) {
        return 4 * group + 2 * label + decision(score);
    }

    private static int[] cells(int[] labels, double[] scores, int[] groups) {
        int[] cells = new int[labels.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cell(groups[i], labels[i], scores[i]);
        }
        return cells;
    }

    private static long[] cellCounts(int[] labels, double[] scores, int[] groups, int cells) {
        // neighbours often fall into one cell, whose counter would wait for itself: four rows of counters do not
        int[] rows = new int[4 * cells];
        for (int i = 0; i < labels.length; i++) {
            rows[(i & 3) * cells + cell(groups[i], labels[i], scores[i])]++;
        }
        long[] counts = new long[cells];
        for (int i = 0; i < rows.length; i++) {
            counts[i % cells] += rows[i];
        }
        return counts;
    }

    /** Whether the score is at or above the threshold: the sign of the distance, without a branch that could not be foreseen. */
    private static int decision(double score) {
        return 1 - (int) (Double.doubleToRawLongBits(score - THRESHOLD) >>> 63);
    }

    /** The larger of the gaps in true- and in false-positive rate. */
    private static void difference(CellCounts counts, int groups, ReplicateValues values) {
        double gap = 0;
        for (int label = 0; label < 2; label++) {
            double lowest = 1;
            double highest = 0;
            for (int group = 0; group < groups; group++) {
                long flagged = counts.get(4 * group + 2 * label + 1);
                long all = flagged + counts.get(4 * group + 2 * label);
                if (all == 0) {
                    values.undefined(0);
                    return;
                }
                double rate = (double) flagged / all;
                lowest = Math.min(lowest, rate);
                highest = Math.max(highest, rate);
            }
            gap = Math.max(gap, highest - lowest);
        }
        values.set(0, gap);
    }

    private static Supplier<Content> calibration(Inputs in) {
        int[] labels = in.labels();
        double[] scores = in.probabilities("score");
        return () -> {
            ScoredLabels sample = ScoredLabels.of(labels, scores);
            CalibrationBins bins = CalibrationBins.equalCount(sample, 15, LEVEL);
            BrierScore brier = BrierScore.of(sample);
            CalibrationLogistic logistic = CalibrationLogistic.of(sample, LEVEL);
            List<IsotonicMap.Block> blocks = IsotonicMap.fit(sample).fold(IsotonicMap::blocks, none -> List.of());
            return Content.fields()
                    .put("brier", point(brier.score(LEVEL)))
                    .put("ece", point(bins.expectedError()))
                    .put("reliability", point(bins.reliability()))
                    .put("resolution", point(bins.resolution()))
                    .put("uncertainty", point(brier.uncertainty()))
                    .put("intercept", point(logistic.intercept()))
                    .put("slope", point(logistic.slope()))
                    .put("se_slope", point(logistic.slopeStandardError()))
                    .put(
                            "sumsq",
                            blocks.stream()
                                    .mapToDouble(b -> b.weight() * b.value() * b.value())
                                    .sum())
                    .put("blocks", blocks.size())
                    .build();
        };
    }

    private static Supplier<Content> slope(Inputs in) {
        int[] labels = in.labels();
        double[] scores = in.probabilities("score");
        return () -> {
            CalibrationLogistic logistic = CalibrationLogistic.of(ScoredLabels.of(labels, scores), LEVEL);
            return Content.fields()
                    .put("intercept", point(logistic.intercept()))
                    .put("slope", point(logistic.slope()))
                    .put("se_slope", point(logistic.slopeStandardError()))
                    .build();
        };
    }

    private static double point(Estimate estimate) {
        return estimate.point().orElseThrow(Workload::unmeasurable);
    }

    private static Interval known(IntervalEstimate interval) {
        return interval.interval().orElseThrow(Workload::unmeasurable);
    }

    private static DataException unmeasurable() {
        return new DataException(
                "expected an input with both classes and scores that vary, found one on which a figure or its"
                        + " interval is not estimable; write it with the generator of the workloads");
    }
}
