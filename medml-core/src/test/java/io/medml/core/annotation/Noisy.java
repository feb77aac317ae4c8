package io.medml.core.annotation;

import io.medml.core.cohort.Cohort;
import io.medml.core.leakage.CrossValidation;
import io.medml.core.leakage.FoldSplitter;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Generated records with labels drawn from known probabilities, of which some are changed. */
final class Noisy {

    final double[][] features;
    final double[][] probabilities;
    final int[] drawn;
    final int[] labels;
    final int[] subjects;
    final int[] sites;

    private Noisy(int n) {
        features = new double[n][];
        probabilities = new double[n][];
        drawn = new int[n];
        labels = new int[n];
        subjects = new int[n];
        sites = new int[n];
    }

    /**
     * Draws records. With {@code k} classes the log odds of a class are {@code spread} times a normal feature of it.
     *
     * @param perSubject records of a subject, whose labels are drawn by the same number, so that they go together
     */
    static Noisy of(long seed, int n, int k, double spread, int perSubject) {
        SplittableRandom random = new SplittableRandom(seed);
        Noisy noisy = new Noisy(n);
        double u = 0;
        for (int x = 0; x < n; x++) {
            noisy.features[x] = new double[k];
            noisy.probabilities[x] = new double[k];
            double sum = 0;
            for (int j = 0; j < k; j++) {
                noisy.features[x][j] = random.nextGaussian();
                noisy.probabilities[x][j] = Math.exp(spread * noisy.features[x][j]);
                sum += noisy.probabilities[x][j];
            }
            u = x % perSubject == 0 ? random.nextDouble() : u;
            double cumulated = 0;
            noisy.drawn[x] = k - 1;
            for (int j = 0; j < k; j++) {
                noisy.probabilities[x][j] /= sum;
            }
            for (int j = 0; j < k; j++) {
                cumulated += noisy.probabilities[x][j];
                if (u < cumulated) {
                    noisy.drawn[x] = j;
                    break;
                }
            }
            noisy.labels[x] = noisy.drawn[x];
            noisy.subjects[x] = x / perSubject;
            noisy.sites[x] = x / perSubject % 3;
        }
        return noisy;
    }

    /** Changes labels by chance, at one site or, with -1, at all. */
    Noisy changed(long seed, double share, int site) {
        SplittableRandom random = new SplittableRandom(seed);
        int k = probabilities[0].length;
        for (int x = 0; x < labels.length; x++) {
            if (random.nextDouble() < share && (site < 0 || sites[x] == site)) {
                labels[x] = (labels[x] + 1 + random.nextInt(k - 1)) % k;
            }
        }
        return this;
    }

    /** Makes the records of a subject copies of its first one. */
    Noisy copied() {
        for (int x = 1; x < labels.length; x++) {
            if (subjects[x] == subjects[x - 1]) {
                features[x] = features[x - 1];
                probabilities[x] = probabilities[x - 1];
                drawn[x] = drawn[x - 1];
                labels[x] = labels[x - 1];
            }
        }
        return this;
    }

    /** Moves subjects to sites. */
    Noisy at(IntUnaryOperator siteOfSubject) {
        Arrays.setAll(sites, x -> siteOfSubject.applyAsInt(subjects[x]));
        return this;
    }

    List<String> classes() {
        return IntStream.range(0, probabilities[0].length)
                .mapToObj(j -> "class " + j)
                .toList();
    }

    Cohort cohort() {
        List<String> classes = classes();
        return Cohort.from(Table.builder()
                        .category(
                                "id",
                                texts("r", IntStream.range(0, labels.length).toArray()))
                        .category("patient", texts("p", subjects))
                        .category(
                                "label",
                                Arrays.stream(labels).mapToObj(classes::get).toList())
                        .category("site", texts("site ", sites))
                        .build())
                .record("id")
                .subject("patient")
                .label(
                        "label",
                        classes.get(0),
                        classes.subList(1, classes.size()).toArray(String[]::new))
                .site("site")
                .synthetic(true)
                .named("generated", "1");
    }

    private static List<String> texts(String before, int[] codes) {
        return Arrays.stream(codes)
                .mapToObj(c -> before + String.format(Locale.ROOT, "%05d", c))
                .toList();
    }

    HeldOutProbabilities known(Cohort cohort) {
        return HeldOutProbabilities.stated(
                cohort, "the probabilities from which the labels were drawn", classes(), probabilities);
    }

    /** Logistic regression of two classes, fitted to the labels of the other folds. */
    HeldOutProbabilities learned(Cohort cohort) {
        return crossFitted(cohort, features, labels, classes());
    }

    /** By five folds of subjects; fitted to some labels, which may be others than those of the cohort. */
    static HeldOutProbabilities crossFitted(Cohort cohort, double[][] features, int[] labels, List<String> classes) {
        CrossValidation folds = FoldSplitter.builder(4).folds(5).build().split(cohort);
        Map<String, double[][]> byFold = new HashMap<>();
        for (CrossValidation.Fold fold : folds.folds()) {
            double[] weights = logistic(features, labels, rows(cohort, fold.training()));
            byFold.put(
                    fold.name(),
                    Arrays.stream(rows(cohort, fold.heldOut()))
                            .mapToObj(x -> {
                                double p = probability(weights, features[x]);
                                return new double[] {1 - p, p};
                            })
                            .toArray(double[][]::new));
        }
        return HeldOutProbabilities.ofFolds(cohort, folds.assignment(), classes, byFold);
    }

    private static int[] rows(Cohort whole, Cohort part) {
        return part.recordIds().stream()
                .mapToInt(id -> whole.row(id).orElseThrow())
                .toArray();
    }

    private static double probability(double[] weights, double[] features) {
        double sum = weights[features.length];
        for (int j = 0; j < features.length; j++) {
            sum += weights[j] * features[j];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /** Newton steps with a penalty of half the squared weights, the intercept free of it. */
    static double[] logistic(double[][] features, int[] labels, int[] rows) {
        int m = features[0].length + 1;
        double[] weights = new double[m];
        for (int step = 0; step < 30; step++) {
            double[][] hessian = new double[m][m + 1];
            for (int j = 0; j < m - 1; j++) {
                hessian[j][j] = 1;
                hessian[j][m] = -weights[j];
            }
            for (int x : rows) {
                double p = probability(weights, features[x]);
                for (int a = 0; a < m; a++) {
                    double own = a < m - 1 ? features[x][a] : 1;
                    hessian[a][m] += own * (labels[x] - p);
                    for (int b = 0; b < m; b++) {
                        hessian[a][b] += own * (b < m - 1 ? features[x][b] : 1) * p * (1 - p);
                    }
                }
            }
            double[] move = solve(hessian);
            for (int j = 0; j < m; j++) {
                weights[j] += move[j];
            }
        }
        return weights;
    }

    /** Gauss elimination of a symmetric positive definite matrix with its right side. */
    private static double[] solve(double[][] a) {
        int m = a.length;
        for (int i = 0; i < m; i++) {
            for (int k = i + 1; k < m; k++) {
                double factor = a[k][i] / a[i][i];
                for (int j = i; j <= m; j++) {
                    a[k][j] -= factor * a[i][j];
                }
            }
        }
        double[] result = new double[m];
        for (int i = m - 1; i >= 0; i--) {
            double sum = a[i][m];
            for (int j = i + 1; j < m; j++) {
                sum -= a[i][j] * result[j];
            }
            result[i] = sum / a[i][i];
        }
        return result;
    }
}
