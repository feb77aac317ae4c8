package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.stats.CrossFittedProbe.Control;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossFittedProbeTest {

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(int[] y, int[] subjects, int[] a, int[] b) {

        /** 60 records of 27 subjects; the first column tells something of the label and the second nothing. */
        static Rows sixty() {
            Congruential random = new Congruential(11);
            Rows rows = new Rows(new int[60], new int[60], new int[60], new int[60]);
            for (int i = 0; i < 60; i++) {
                rows.subjects[i] = random.below(30);
                rows.a[i] = random.below(3);
                rows.b[i] = random.below(4);
                rows.y[i] = random.below(100) < 20 + 20 * rows.a[i] ? 1 : 0;
            }
            return rows;
        }

        CrossFittedProbe probe() {
            return CrossFittedProbe.of(y, subjects, 3, 5);
        }
    }

    // numpy and scikit-learn 1.2.1 from the formula, with the folds that this seed gives: the sum of logs of shrunken
    // odds of the
    // records of other folds; roc_auc_score by fold, weighted by the positives
    @Test
    void scores_and_areas_equal_those_of_python() {
        Rows rows = Rows.sixty();

        double[] scores = rows.probe().scores(List.of(rows.a, rows.b));

        assertThat(Arrays.copyOf(rows.probe().folds(), 8)).containsExactly(2, 0, 0, 1, 2, 1, 2, 1);
        assertThat(Arrays.copyOf(scores, 6))
                .containsExactly(
                        new double[] {0.4973811, 0.3798461, -0.8833486, 0.9564378, 0.0199676, -0.4714634},
                        within(1e-6));
        assertThat(area(rows, rows.a, rows.b)).isCloseTo(0.575, within(1e-12));
        assertThat(area(rows, rows.a)).isCloseTo(0.6347222222222224, within(1e-12));
        assertThat(area(rows, rows.b)).isCloseTo(0.39583333333333326, within(1e-12));
    }

    private static double area(Rows rows, int[]... columns) {
        return rows.probe().area(List.of(columns)).estimate(0.95).point().orElseThrow();
    }

    @Test
    void all_records_of_a_subject_are_in_one_fold_and_folds_hold_equally_many_subjects() {
        int[] subjects = IntStream.range(0, 400).map(i -> i % 100).toArray();
        int[] folds = CrossFittedProbe.of(new int[400], subjects, 5, 1).folds();

        for (int i = 0; i < 400; i++) {
            assertThat(folds[i]).isEqualTo(folds[i % 100]);
        }
        for (int fold = 0; fold < 5; fold++) {
            int each = fold;
            assertThat(Arrays.stream(folds).filter(f -> f == each)).hasSize(80);
        }
    }

    @Test
    void within_strata_of_the_column_itself_permutations_keep_what_it_tells() {
        Rows rows = Rows.sixty();
        List<List<int[]>> probes = List.of(List.of(rows.a));
        ResamplePlan plan = ResamplePlan.seeded(3, 999);

        Control free = rows.probe().controls(probes, new int[60], plan).get(0);
        Control within = rows.probe().controls(probes, rows.a, plan).get(0);

        assertThat(free.meanPermuted()).isCloseTo(0.5, within(0.02));
        assertThat(within.meanPermuted()).isGreaterThan(0.62);
        assertThat(p(free)).isLessThan(0.15);
        assertThat(p(within)).isGreaterThan(0.5);
        assertThat(rows.probe().controls(probes, rows.a, plan).get(0)).isEqualTo(within);
    }

    private static double p(Control control) {
        return control.test().pValue().point().orElseThrow();
    }

    // 400 samples of 60 subjects with 1 to 5 records; subjects differ in their rate of positives and in the column,
    // which tells
    // nothing. Of 400 samples between 9 and 32 reject at 0.05 with probability 0.997 (binomial).
    @Test
    void records_that_share_subjects_do_not_make_a_useless_column_tell_something() {
        int rejected = 0;
        double areas = 0;
        for (int sample = 0; sample < 400; sample++) {
            Congruential random = new Congruential(1000 + 77 * sample);
            int[] y = new int[180];
            int[] subjects = new int[180];
            int[] column = new int[180];
            int row = 0;
            for (int s = 0; s < 60; s++) {
                int rate = random.below(2) == 0 ? 10 : 80;
                int level = random.below(3);
                for (int k = 0; k < 1 + s % 5; k++) {
                    y[row] = random.below(100) < rate ? 1 : 0;
                    column[row] = random.below(10) == 0 ? random.below(3) : level;
                    subjects[row++] = s;
                }
            }
            CrossFittedProbe probe = CrossFittedProbe.of(y, subjects, 5, sample);
            Control control = probe.controls(List.of(List.of(column)), new int[180], ResamplePlan.seeded(sample, 199))
                    .get(0);
            rejected += p(control) <= 0.05 ? 1 : 0;
            areas += control.test().statistic().point().orElseThrow() / 400;
        }

        assertThat(rejected).isBetween(9, 32);
        assertThat(areas).isCloseTo(0.5, within(0.01));
    }

    // label and column are those of the subject but for one record in twenty, and tell nothing of each other; 5 levels,
    // a third positive.
    // 600 samples at 0.025: 4 standard errors are 0.025 at 0.025, and 0.036 at 0.05
    @ParameterizedTest
    @CsvSource({"100, 2, 8, 0, 0.05", "20, 5, 15, 0, 0.09", "40, 2, 2, 40, 0.10"})
    void the_test_exceeds_its_level_by_no_more_than_stated_where_subjects_are_few(
            int subjects, int least, int most, int ofTenth, double bound) {
        int rejected = 0;
        for (int sample = 0; sample < 600; sample++) {
            UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(sample);
            IntStream.Builder y = IntStream.builder();
            IntStream.Builder column = IntStream.builder();
            IntStream.Builder subject = IntStream.builder();
            for (int s = 0; s < subjects; s++) {
                int records = ofTenth > 0 && random.nextInt(10) == 0 ? ofTenth : random.nextInt(least, most + 1);
                int label = random.nextInt(3) == 0 ? 1 : 0;
                int level = random.nextInt(5);
                for (int k = 0; k < records; k++) {
                    y.accept(random.nextInt(20) == 0 ? 1 - label : label);
                    column.accept(random.nextInt(20) == 0 ? random.nextInt(5) : level);
                    subject.accept(s);
                }
            }
            int[] labels = y.build().toArray();
            CrossFittedProbe probe = CrossFittedProbe.of(labels, subject.build().toArray(), 5, sample);
            Control control = probe.controls(
                            List.of(List.of(column.build().toArray())),
                            new int[labels.length],
                            ResamplePlan.seeded(sample, 199))
                    .get(0);
            rejected += control.test().pValue().point().orElse(1) <= 0.025 ? 1 : 0;
        }

        CoverageTable.line(
                "probe of a column, permutations",
                subjects + " subjects, " + (ofTenth > 0 ? "a tenth of " + ofTenth + " records and the others of " : "")
                        + (least == most ? least : least + " to " + most) + ": not rejected at 0.025",
                600,
                1 - rejected / 600.0);
        assertThat(rejected / 600.0).isLessThan(bound);
    }

    @Test
    void few_values_have_a_bin_each_many_share_bins_evenly_and_missing_ones_have_their_own() {
        assertThat(CrossFittedProbe.bins(new double[] {3, Double.NaN, 1, 3, 2}, 20))
                .containsExactly(3, 0, 1, 3, 2);

        int[] bins = CrossFittedProbe.bins(
                IntStream.range(0, 1000).mapToDouble(i -> i).toArray(), 4);

        for (int bin = 1; bin <= 4; bin++) {
            int each = bin;
            assertThat(Arrays.stream(bins).filter(b -> b == each)).hasSize(250);
        }
        assertThat(CrossFittedProbe.bins(new double[] {Double.NaN, Double.NaN}, 4))
                .containsExactly(0, 0);
    }

    @Test
    void labels_of_one_class_have_no_area_and_no_p_value() {
        CrossFittedProbe probe = CrossFittedProbe.of(new int[6], new int[] {0, 1, 2, 3, 4, 5}, 2, 1);
        List<int[]> column = List.of(new int[] {0, 1, 0, 1, 0, 1});

        assertThat(probe.area(column).estimate(0.95).point()).isEmpty();
        assertThat(probe.controls(List.of(column), new int[6], ResamplePlan.seeded(1, 9))
                        .get(0)
                        .test()
                        .pValue()
                        .point())
                .isEmpty();
    }

    @Test
    void wrong_arguments_are_refused() {
        Rows rows = Rows.sixty();

        assertThatThrownBy(() -> CrossFittedProbe.of(rows.y, rows.subjects, 1, 0))
                .hasMessage("folds must be at least 2, got 1");
        assertThatThrownBy(() -> rows.probe().scores(List.of())).hasMessage("a probe needs at least one column");
        assertThatThrownBy(() -> rows.probe().scores(List.of(new int[3])))
                .hasMessage("a column and labels must have the same length, got 3 and 60");
        assertThatThrownBy(() ->
                        rows.probe().scores(List.of(IntStream.range(-1, 59).toArray())))
                .hasMessage("bins[0] must not be negative");
        assertThatThrownBy(() -> CrossFittedProbe.bins(new double[0], 1)).hasMessage("most must be at least 2, got 1");
    }
}
