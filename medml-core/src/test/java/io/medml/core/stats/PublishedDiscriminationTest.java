package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Figures on discrimination that were published with their data. Tolerances follow from the printed digits. Skipped where the data
 * are not there (system property {@code medml.shared}).
 */
class PublishedDiscriminationTest {

    /** The lines of a file of plain numbers and words, split at commas, quotes taken off. */
    private static List<String[]> rows(String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        List<String[]> rows = new ArrayList<>();
        try (InputStream bytes = Files.newInputStream(path);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(line.replace("\"", "").split(",", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static double[] decimals(List<String[]> rows, ToDoubleFunction<String[]> value) {
        return rows.stream().skip(1).mapToDouble(value).toArray();
    }

    private static int[] integers(List<String[]> rows, int column) {
        return rows.stream()
                .skip(1)
                .mapToInt(row -> Integer.parseInt(row[column]))
                .toArray();
    }

    private static double area(Auroc auroc) {
        return Expect.point(auroc.estimate(0.95));
    }

    // ---- ovarian cancer

    /** Albumin, total protein and the K-G score, 10 - totscore. */
    private static ScoredLabels[] ovarian() {
        List<String[]> rows = rows("delong_ovarian/delong_ovarian.csv");
        int[] labels = integers(rows, 3);
        return new ScoredLabels[] {
            ScoredLabels.of(labels, decimals(rows, row -> Double.parseDouble(row[0]))),
            ScoredLabels.of(labels, decimals(rows, row -> Double.parseDouble(row[1]))),
            ScoredLabels.of(labels, decimals(rows, row -> 10 - Double.parseDouble(row[2])))
        };
    }

    // DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837-845, as printed by SAS PROC LOGISTIC (ROC statement)
    // and pROC
    // 1.18.0: areas and standard errors to six decimals
    @Test
    void areas_of_delongs_ovarian_cancer_example() {
        ScoredLabels[] scores = ovarian();
        double[] areas = {0.736559, 0.647849, 0.725806};
        double[] errors = {0.092694, 0.100047, 0.102822};

        for (int k = 0; k < 3; k++) {
            Auroc auroc = Auroc.of(scores[k]);
            assertThat(area(auroc)).isCloseTo(areas[k], within(5e-7));
            assertThat(Expect.point(auroc.standardError())).isCloseTo(errors[k], within(5e-7));
        }
    }

    // The same source: covariances to nine decimals, tests of pairs to seven digits
    @Test
    void covariances_and_tests_of_delongs_ovarian_cancer_example() {
        ScoredLabels[] scores = ovarian();
        int[][] pairs = {{0, 1}, {0, 2}, {1, 2}};
        double[] covariances = {0.007744529, 0.005037060, 0.004819297};
        double[] z = {1.590029, 0.1127783, -0.7452184};
        double[] p = {0.1118282, 0.9102063, 0.4561397};

        for (int k = 0; k < 3; k++) {
            AurocComparison comparison = AurocComparison.paired(scores[pairs[k][0]], scores[pairs[k][1]]);
            assertThat(Expect.point(comparison.covariance())).isCloseTo(covariances[k], within(5e-10));
            assertThat(Expect.point(comparison.normalTest().statistic())).isCloseTo(z[k], within(5e-7));
            assertThat(Expect.point(comparison.normalTest().pValue())).isCloseTo(p[k], within(5e-8));
        }
    }

    // The same source: the contrasts against the K-G score jointly, chi-square 2.533978 with 2 degrees of freedom. The
    // quadratic form
    // is written out here; it needs all six of our variances and covariances
    @Test
    void the_joint_contrast_of_delongs_ovarian_cancer_example() {
        ScoredLabels[] scores = ovarian();
        AurocComparison albumin = AurocComparison.paired(scores[0], scores[2]);
        AurocComparison protein = AurocComparison.paired(scores[1], scores[2]);
        double first = Expect.point(albumin.difference(0.95));
        double second = Expect.point(protein.difference(0.95));
        double v11 = square(Expect.point(albumin.standardError()));
        double v22 = square(Expect.point(protein.standardError()));
        double v12 = Expect.point(AurocComparison.paired(scores[0], scores[1]).covariance())
                - Expect.point(albumin.covariance())
                - Expect.point(protein.covariance())
                + Expect.point(Auroc.of(scores[2]).variance());
        double chiSquare =
                (first * first * v22 - 2 * first * second * v12 + second * second * v11) / (v11 * v22 - v12 * v12);

        assertThat(first).isCloseTo(0.01075269, within(5e-9));
        assertThat(second).isCloseTo(-0.07795699, within(5e-9));
        assertThat(chiSquare).isCloseTo(2.533978, within(5e-7));
    }

    private static double square(double value) {
        return value * value;
    }

    // ---- aneurysmal subarachnoid haemorrhage

    private static ScoredLabels asah(String marker) {
        List<String[]> rows = rows("asah/aSAH.csv");
        int column = Arrays.asList(rows.get(0)).indexOf(marker);
        int[] labels = rows.stream()
                .skip(1)
                .mapToInt(row -> row[1].equals("Poor") ? 1 : 0)
                .toArray();
        return ScoredLabels.of(labels, decimals(rows, row -> Double.parseDouble(row[column])));
    }

    // Robin et al., BMC Bioinformatics 12 (2011) 77 and the manual of pROC 1.18.0: AUC, 95 % DeLong (Wald) interval,
    // variance
    @Test
    void areas_of_the_asah_markers_in_procs_manual() {
        String[] markers = {"wfns", "s100b", "ndka", "age"};
        double[][] figures = {
            {0.823679, 0.748535, 0.898823, 0.00146991},
            {0.731369, 0.630118, 0.832619, 0.00266868},
            {0.611958, 0.501245, 0.722671, 0.00319081},
            {0.615007, 0.508154, 0.721860, 0.00297221}
        };
        Offset<Double> printed = within(5e-7);

        for (int k = 0; k < markers.length; k++) {
            Auroc auroc = Auroc.of(asah(markers[k]));
            assertThat(area(auroc)).isCloseTo(figures[k][0], printed);
            assertThat(Expect.interval(auroc.wald(0.95)).lower()).isCloseTo(figures[k][1], printed);
            assertThat(Expect.interval(auroc.wald(0.95)).upper()).isCloseTo(figures[k][2], printed);
            assertThat(Expect.point(auroc.variance())).isCloseTo(figures[k][3], within(5e-9));
        }
    }

    // Manual of pROC 1.18.0, roc.test: wfns against s100b Z = 2.209, p = 0.02718, interval 0.01040618 to 0.17421442
    @Test
    void the_paired_test_in_procs_manual() {
        AurocComparison comparison = AurocComparison.paired(asah("wfns"), asah("s100b"));

        assertThat(Expect.point(comparison.normalTest().statistic())).isCloseTo(2.209, within(5e-4));
        assertThat(Expect.point(comparison.normalTest().pValue())).isCloseTo(0.02718, within(5e-6));
        assertThat(Expect.interval(comparison.difference(0.95)).lower()).isCloseTo(0.01040618, within(5e-9));
        assertThat(Expect.interval(comparison.difference(0.95)).upper()).isCloseTo(0.17421442, within(5e-9));
    }

    // pROC 1.18.0, roc.test of s100b and ndka: Z = 1.3908, p = 0.1643, interval -0.04887061 to 0.28769174
    @Test
    void the_paired_test_of_s100b_and_ndka() {
        AurocComparison comparison = AurocComparison.paired(asah("s100b"), asah("ndka"));

        assertThat(Expect.point(comparison.normalTest().statistic())).isCloseTo(1.3908, within(5e-5));
        assertThat(Expect.point(comparison.normalTest().pValue())).isCloseTo(0.1643, within(5e-5));
        assertThat(Expect.interval(comparison.difference(0.95)).lower()).isCloseTo(-0.04887061, within(5e-9));
        assertThat(Expect.interval(comparison.difference(0.95)).upper()).isCloseTo(0.28769174, within(5e-9));
    }

    // Robin et al. (2011) and the manual of pROC 1.18.0, auc(partial.auc = c(1, .9)): 0.03276, corrected 0.6461
    @Test
    void the_partial_area_in_procs_manual() {
        PartialAuroc partial = PartialAuroc.of(asah("s100b"), RocBand.specificity(0.9, 1));

        assertThat(Expect.point(partial.area())).isCloseTo(0.03276, within(5e-6));
        assertThat(Expect.point(partial.corrected())).isCloseTo(0.6461, within(5e-5));
    }

    // ---- readers

    private static ReaderRatings readers(String file, int modality, int reader, int number, int truth, int rating) {
        List<String[]> rows = rows(file);
        return ReaderRatings.of(
                integers(rows, modality),
                integers(rows, reader),
                integers(rows, number),
                integers(rows, truth),
                decimals(rows, row -> Double.parseDouble(row[rating])));
    }

    private static ReaderStudy vanDyke() {
        return ReaderStudy.of(readers("mrmc_readers/VanDyke.csv", 1, 0, 2, 3, 4));
    }

    // Van Dyke et al. (1993) as analysed by Hillis, Statistics in Medicine 26 (2007) 596-619, and by RJafroc, whose
    // reference values
    // (dataset02, OR, Wilcoxon) have eleven decimals: mean areas, F, degrees of freedom, p, interval
    @Test
    void van_dyke_with_random_readers_and_cases() {
        ReaderComparison comparison = vanDyke().compare(ReaderDesign.RANDOM_READERS_RANDOM_CASES);

        assertThat(Expect.point(comparison.test().statistic())).isCloseTo(4.4563186932, within(5e-10));
        assertThat(Expect.point(comparison.denominatorDegreesOfFreedom())).isCloseTo(15.2596745891, within(5e-9));
        assertThat(Expect.point(comparison.test().pValue())).isCloseTo(0.051665685819, within(5e-12));
        assertThat(Expect.point(comparison.difference(0, 1, 0.95))).isCloseTo(-0.043800322061, within(5e-13));
        assertThat(Expect.interval(comparison.difference(0, 1, 0.95)).lower())
                .isCloseTo(-0.087959498567, within(5e-12));
        assertThat(Expect.interval(comparison.difference(0, 1, 0.95)).upper())
                .isCloseTo(0.00035885444417, within(5e-12));
    }

    // The same source: chi-square 5.48, p 0.0193 for fixed readers; F(1, 4) 8.70, p 0.0420 for fixed cases
    @Test
    void van_dyke_with_fixed_readers_and_with_fixed_cases() {
        ReaderComparison readers = vanDyke().compare(ReaderDesign.FIXED_READERS_RANDOM_CASES);
        ReaderComparison cases = vanDyke().compare(ReaderDesign.RANDOM_READERS_FIXED_CASES);

        assertThat(Expect.point(readers.test().statistic())).isCloseTo(5.4759532425, within(5e-10));
        assertThat(Expect.point(readers.test().pValue())).isCloseTo(0.019279843071, within(5e-12));
        assertThat(Expect.point(cases.test().statistic())).isCloseTo(8.704, within(5e-10));
        assertThat(Expect.point(cases.test().pValue())).isCloseTo(0.041958752495, within(5e-12));
    }

    // The same source: variance components
    @Test
    void van_dyke_variance_components() {
        ReaderComponents components = vanDyke().components();

        assertThat(Expect.point(components.reader())).isCloseTo(0.0015349993451, within(5e-13));
        assertThat(Expect.point(components.modalityByReader())).isCloseTo(0.00020040252358, within(5e-13));
        assertThat(Expect.point(components.error())).isCloseTo(0.00080228826557, within(5e-13));
        assertThat(Expect.point(components.covariance1())).isCloseTo(0.00034661370944, within(5e-13));
        assertThat(Expect.point(components.covariance2())).isCloseTo(0.00034407482886, within(5e-13));
        assertThat(Expect.point(components.covariance3())).isCloseTo(0.00023902837089, within(5e-13));
    }

    // The same source: areas of the readers, and the mean of each modality with its own interval (ciAvgRdrEachTrt)
    @Test
    void van_dyke_areas_of_readers_and_means_of_modalities() {
        ReaderStudy study = vanDyke();
        double[][] areas = {
            {0.91964573269, 0.85877616747, 0.9038647343, 0.9731078905, 0.82979066023},
            {0.94782608696, 0.90531400966, 0.92173913043, 0.99935587762, 0.92995169082}
        };
        double[][] means = {{0.89703703704, 0.82522359754, 0.96885047653}, {0.9408373591, 0.89413783121, 0.98753688699}
        };
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 5; j++) {
                assertThat(Expect.point(study.area(i, j, 0.95))).isCloseTo(areas[i][j], within(5e-11));
            }
            var mean = study.mean(i, ReaderDesign.RANDOM_READERS_RANDOM_CASES, 0.95);
            assertThat(Expect.point(mean)).isCloseTo(means[i][0], within(5e-11));
            assertThat(Expect.interval(mean).lower()).isCloseTo(means[i][1], within(5e-11));
            assertThat(Expect.interval(mean).upper()).isCloseTo(means[i][2], within(5e-11));
        }
        assertThat(Expect.interval(study.mean(0, ReaderDesign.FIXED_READERS_RANDOM_CASES, 0.95))
                        .lower())
                .isCloseTo(0.84943008085, within(5e-11));
        assertThat(Expect.interval(study.mean(1, ReaderDesign.RANDOM_READERS_FIXED_CASES, 0.95))
                        .upper())
                .isCloseTo(0.98568536116, within(5e-11));
    }

    // Kundel: the first of three modalities was read with other cases than the second and third; not crossed
    @Test
    void kundel_is_refused_as_it_is_not_crossed() {
        rows("mrmc_readers/Kundel.csv"); // skips here where the data are absent, since a skip inside is caught

        assertThatThrownBy(() -> readers("mrmc_readers/Kundel.csv", 1, 0, 3, 4, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 modalities, 4 readers and 190 cases make 2280 ratings, got 1140");
    }

    // ---- PTB-XL benchmark

    /** The 71 statements of one model on the validation fold. */
    private static MultilabelAuroc benchmark() {
        List<String[]> labels = rows("ptbxl_benchmark_val/labels.csv.gz");
        List<String[]> scores = rows("ptbxl_benchmark_val/predictions.csv.gz");
        return MultilabelAuroc.of(IntStream.range(0, labels.get(0).length)
                .mapToObj(k -> ScoredLabels.of(
                        labels.stream()
                                .mapToInt(row -> Integer.parseInt(row[k]))
                                .toArray(),
                        scores.stream()
                                .mapToDouble(row -> Double.parseDouble(row[k]))
                                .toArray()))
                .toList());
    }

    // Strodthoff et al., IEEE J. Biomed. Health Inform. 25 (2021): results file of xresnet1d101, experiment "all",
    // validation fold:
    // macro AUC 0.9280807631416982; over the 100 published resamples mean 0.9276849901640856, percentiles 5 and 95
    // (numpy, linear)
    // 0.9225217909417082 and 0.9343466715662667
    @Test
    void the_macro_area_of_the_ptb_xl_benchmark_with_its_published_resamples() {
        MultilabelAuroc areas = benchmark();
        int[][] resamples = rows("ptbxl_benchmark_val/bootstrap_indices.csv.gz").stream()
                .map(row -> Arrays.stream(row).mapToInt(Integer::parseInt).toArray())
                .toArray(int[][]::new);

        BootstrapDistribution replicates = areas.bootstrap(ResamplePlan.ofIndices(resamples));

        assertThat(Expect.point(areas.macro())).isCloseTo(0.9280807631416982, within(1e-14));
        assertThat(replicates.undefined()).isZero();
        assertThat(Descriptive.mean(replicates.values()).orElseThrow()).isCloseTo(0.9276849901640856, within(1e-14));
        assertThat(Descriptive.quantile(replicates.values(), 0.05).orElseThrow())
                .isCloseTo(0.9225217909417082, within(1e-14));
        assertThat(Descriptive.quantile(replicates.values(), 0.95).orElseThrow())
                .isCloseTo(0.9343466715662667, within(1e-14));
    }

    // reference.json of the data: scikit-learn 1.2.1, roc_auc_score of the first and of the two worst statements
    @Test
    void single_statements_of_the_ptb_xl_benchmark() {
        MultilabelAuroc areas = benchmark();

        assertThat(Expect.point(areas.label(0, 0.95))).isCloseTo(0.9645823473734026, within(1e-15));
        assertThat(Expect.point(areas.label(64, 0.95))).isCloseTo(0.37062404870624044, within(1e-15));
        assertThat(Expect.point(areas.label(67, 0.95))).isCloseTo(0.5115349474645957, within(1e-15));
    }
}
