package io.medml.core.reader;

import static io.medml.core.reader.Studies.interval;
import static io.medml.core.reader.Studies.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.ReaderDesign;
import io.medml.core.table.CsvReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The study of Van Dyke (1993), 114 cases, 5 readers, spin-echo and cine MRI, from file to report, against the analysis that RJafroc
 * publishes with it ({@code dataset02-OR-Wilcoxon}) and against pROC 1.18.0 under R 4.2.2; that of Kundel by modality. The tests skip
 * where the data are absent (system property {@code medml.shared}).
 */
class PublishedReaderStudyTest {

    private static final Slice ONE = Slice.of("modality", "1");
    private static final Slice TWO = Slice.of("modality", "2");

    private static ReaderReadings readings(String file) {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data/mrmc_readers")
                .resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "no " + file + " under the folder of system property medml.shared");
        return ReaderReadings.from(CsvReader.builder()
                        .inferTypes()
                        .number("rating")
                        .build()
                        .read(path))
                .modality("treatment")
                .reader("reader")
                .caseId("case")
                .truth("truth", "1", "0")
                .rating("rating")
                .named(file, "1993");
    }

    private static ReaderStudyReport vanDyke(ReaderDesign design) {
        return ReaderStudyEvaluator.comparing("1", "2")
                .design(design)
                .nonInferiority(0.1, 0.025)
                .positiveAtOrAbove(3)
                .build()
                .evaluate(readings("VanDyke.csv"));
    }

    private static Estimate on(ReaderStudyReport report, Metric metric, Slice slice) {
        return report.on(metric, slice).orElseThrow();
    }

    @Test
    void van_dykes_readers_have_the_published_areas() {
        ReaderStudyReport report = vanDyke(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        double[][] expected = {
            {0.91964573269, 0.85877616747, 0.9038647343, 0.9731078905, 0.82979066023},
            {0.94782608696, 0.90531400966, 0.92173913043, 0.99935587762, 0.92995169082}
        };

        for (int j = 0; j < 5; j++) {
            String reader = String.valueOf(j + 1);
            assertThat(point(on(report, Metric.AUROC, ONE.and("reader", reader))))
                    .isCloseTo(expected[0][j], within(1e-10));
            assertThat(point(on(report, Metric.AUROC, TWO.and("reader", reader))))
                    .isCloseTo(expected[1][j], within(1e-10));
        }
        assertThat(point(on(report, Metric.READER_AVERAGED_AUROC, ONE))).isCloseTo(0.89703703704, within(1e-10));
        assertThat(interval(on(report, Metric.READER_AVERAGED_AUROC, ONE)).lower())
                .isCloseTo(0.82522359754, within(1e-9));
        assertThat(interval(on(report, Metric.READER_AVERAGED_AUROC, TWO)).upper())
                .isCloseTo(0.98753688699, within(1e-9));
        assertThat(report.cases()).isEqualTo(114);
        assertThat(report.positives()).isEqualTo(45);
    }

    @Test
    void random_readers_and_cases_give_the_published_test_and_interval() {
        ReaderStudyReport report = vanDyke(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        ReaderStudyReport.Comparison comparison = report.comparison().orElseThrow();
        Estimate difference = on(report, Metric.READER_AVERAGED_AUROC.difference(), ONE.versus(TWO));

        assertThat(point(comparison.test().statistic())).isCloseTo(4.4563186932, within(1e-8));
        assertThat(point(comparison.denominatorDegreesOfFreedom())).isCloseTo(15.2596745891, within(1e-8));
        assertThat(point(comparison.test().pValue())).isCloseTo(0.051665685819, within(1e-10));
        assertThat(point(comparison.standardError())).isCloseTo(0.020748618379, within(1e-11));
        assertThat(point(difference)).isCloseTo(-0.043800322061, within(1e-11));
        assertThat(interval(difference).lower()).isCloseTo(-0.087959498567, within(1e-9));
        assertThat(interval(difference).upper()).isCloseTo(0.00035885444417, within(1e-9));
        assertThat(point(report.components().covariance3())).isCloseTo(0.00023902837089, within(1e-13));
        assertThat(point(report.components().modalityByReader())).isCloseTo(0.00020040252358, within(1e-13));
        // scipy 1.17.1: t.sf((difference + 0.1) / se, df) of the published figures
        NonInferiority answer = comparison.nonInferiority().orElseThrow();
        assertThat(point(answer.test().pValue())).isCloseTo(0.007995466828800696, within(1e-9));
        assertThat(answer.conclusion()).isEqualTo(NonInferiority.Conclusion.SHOWN);
    }

    @Test
    void fixed_readers_and_fixed_cases_give_the_published_tests() {
        ReaderStudyReport.Comparison readers =
                vanDyke(ReaderDesign.FIXED_READERS_RANDOM_CASES).comparison().orElseThrow();
        ReaderStudyReport.Comparison cases =
                vanDyke(ReaderDesign.RANDOM_READERS_FIXED_CASES).comparison().orElseThrow();

        assertThat(point(readers.test().statistic())).isCloseTo(5.4759532425, within(1e-8));
        assertThat(point(readers.test().pValue())).isCloseTo(0.019279843071, within(1e-10));
        // F(1, 4) 8.70, p 0.0420
        assertThat(point(cases.test().statistic())).isCloseTo(8.70, within(5e-3));
        assertThat(point(cases.test().pValue())).isCloseTo(0.0420, within(5e-5));
    }

    @Test
    void the_difference_of_one_reader_is_that_of_delong() {
        ReaderStudyReport report = vanDyke(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        Estimate difference =
                on(report, Metric.AUROC.difference(), ONE.and("reader", "1").versus(TWO.and("reader", "1")));

        // pROC: roc.test(a1, a2, paired = TRUE, method = "delong")$conf.int
        assertThat(interval(difference).lower()).isCloseTo(-0.077890918548877, within(1e-12));
        assertThat(interval(difference).upper()).isCloseTo(0.021530210014255, within(1e-12));
    }

    @Test
    void decisions_at_a_rating_of_three_count_as_r_counts_them() {
        ReaderStudyReport report = vanDyke(ReaderDesign.RANDOM_READERS_RANDOM_CASES);
        // R: sum(d[truth == 1]), sum(1 - d[truth == 0]) with d = rating >= 3, by reader and treatment
        int[][] right = {{40, 35, 37, 42, 31}, {44, 37, 41, 45, 40}};
        int[][] left = {{56, 60, 56, 65, 58}, {47, 62, 56, 65, 60}};

        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 5; j++) {
                Slice slice = (i == 0 ? ONE : TWO).and("reader", String.valueOf(j + 1));
                assertThat(on(report, Metric.SENSITIVITY, slice).support().counts())
                        .containsAllEntriesOf(Map.of("successes", (long) right[i][j]));
                assertThat(on(report, Metric.SPECIFICITY, slice).support().counts())
                        .containsAllEntriesOf(Map.of("successes", (long) left[i][j]));
            }
        }
        assertThat(point(on(report, Metric.SENSITIVITY.difference(), ONE.versus(TWO))))
                .isCloseTo((185.0 - 207) / 225, within(1e-15));
    }

    @Test
    void kundels_modalities_have_the_published_means_and_no_paired_comparison_where_cases_differ() {
        ReaderReadings kundel = readings("Kundel.csv");
        double[] expected = {0.828976, 0.803879, 0.841366};

        for (int i = 0; i < 3; i++) {
            String modality = String.valueOf(i + 1);
            ReaderStudyReport report = ReaderStudyEvaluator.of(modality).build().evaluate(kundel);
            assertThat(point(on(report, Metric.READER_AVERAGED_AUROC, Slice.of("modality", modality))))
                    .isCloseTo(expected[i], within(5e-7));
        }
        assertThatThrownBy(
                        () -> ReaderStudyEvaluator.comparing("1", "2").build().evaluate(kundel))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found 4 readers and 190 cases, and no case that was read throughout");
    }
}
