package io.medml.core.agreement;

import static io.medml.core.agreement.Rated.FIVE;
import static io.medml.core.agreement.Rated.interval;
import static io.medml.core.agreement.Rated.point;
import static io.medml.core.agreement.Rated.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.agreement.AgreementReport.Comparison;
import io.medml.core.agreement.AgreementReport.Kind;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.AgreementWeights;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The figures of reports against published ones and against R 4.2.2 with vcd 1.4-11 and psych 2.2.9; the calls are named where they
 * are used.
 */
class AgreementAnalyzerTest {

    private static final RatingScale MEASURED = RatingScale.continuous("l/min");

    private static AgreementReport nominal(RatedItems items, String... categories) {
        return AgreementAnalyzer.builder(RatingScale.nominal(categories))
                .build()
                .analyze(items);
    }

    private static AgreementReport continuous(RatedItems items) {
        return AgreementAnalyzer.builder(MEASURED).build().analyze(items);
    }

    private static Estimate overall(AgreementReport report, Metric metric) {
        return report.overall(metric).orElseThrow();
    }

    private static List<String> codes(AgreementReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    // ---- published figures

    @Test
    void fleiss_psychiatrists_agree_as_published() {
        // Fleiss (1971), Psychol. Bulletin 76: P = .556, Pe = .220, kappa = .430
        AgreementReport report = nominal(Rated.fleiss(), FIVE);

        assertThat(point(overall(report, Metric.FLEISS_KAPPA))).isCloseTo(0.430, within(5e-4));
        assertThat(point(overall(report, Metric.OBSERVED_AGREEMENT))).isCloseTo(0.556, within(5e-4));
        // oracle: irr 0.84.1 kappam.fleiss
        assertThat(point(overall(report, Metric.FLEISS_KAPPA))).isCloseTo(0.43024452006014086, within(1e-12));
        assertThat(report.overall(Metric.COHEN_KAPPA)).isEmpty();
    }

    @Test
    void krippendorffs_observers_agree_as_published_at_each_level_with_missing_values() {
        // Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: .743 nominal, .815 ordinal, .849 interval
        RatedItems items = Rated.items(Rated.KRIPPENDORFF, "A", "B", "C", "D");
        AgreementReport nominal = nominal(items, FIVE);
        AgreementReport ordinal = AgreementAnalyzer.builder(RatingScale.ordinal(AgreementWeights.LINEAR, FIVE))
                .build()
                .analyze(items);

        assertThat(point(overall(nominal, Metric.KRIPPENDORFF_ALPHA_NOMINAL))).isCloseTo(0.743, within(5e-4));
        assertThat(point(overall(ordinal, Metric.KRIPPENDORFF_ALPHA_ORDINAL))).isCloseTo(0.815, within(5e-4));
        assertThat(point(overall(continuous(items), Metric.KRIPPENDORFF_ALPHA_INTERVAL)))
                .isCloseTo(0.849, within(5e-4));
        Finding missing = finding(nominal, "MISSING_RATINGS");
        assertThat(missing.details())
                .containsEntry("missing_ratings", "7")
                .containsEntry("items", "12")
                .containsEntry("items_without_a_first_reading", "0");
        assertThat(overall(nominal, Metric.FLEISS_KAPPA).support().counts()).containsEntry("dropped_units", 4L);
        assertThat(nominal.comparisons().get(0).completeItems()).isEqualTo(8);
    }

    @Test
    void shrout_and_fleiss_judges_have_the_published_correlations() {
        // Shrout and Fleiss (1979), Table 4: .17 .29 .71 .44 .62 .91
        AgreementReport report = continuous(Rated.items(Rated.SHROUT, "1", "2", "3", "4"));
        double[] expected = {.17, .29, .71, .44, .62, .91};
        Metric[] metrics = {
            Metric.ICC_1_1, Metric.ICC_2_1, Metric.ICC_3_1, Metric.ICC_1_K, Metric.ICC_2_K, Metric.ICC_3_K
        };

        for (int i = 0; i < metrics.length; i++) {
            assertThat(point(overall(report, metrics[i]))).as(metrics[i].id()).isCloseTo(expected[i], within(5e-3));
        }
        // psych: ICC(sf, lmer = FALSE)$results, "Single_random_raters" and "Single_fixed_raters"
        assertThat(point(overall(report, Metric.ICC_2_1))).isCloseTo(0.289763779528, within(1e-11));
        assertThat(interval(overall(report, Metric.ICC_2_1)).lower()).isCloseTo(0.0187865133747, within(1e-11));
        assertThat(interval(overall(report, Metric.ICC_2_1)).upper()).isCloseTo(0.761084369649, within(1e-11));
        assertThat(interval(overall(report, Metric.ICC_3_1)).lower()).isCloseTo(0.3424647650339, within(1e-11));
        assertThat(report.comparisons()).hasSize(7);
        assertThat(report.overall(Metric.LIN_CONCORDANCE)).isEmpty();
    }

    @Test
    void peak_flow_meters_have_the_published_limits_and_repeatability() {
        AgreementReport report = AgreementAnalyzer.builder(MEASURED)
                .reference("mini meter")
                .errorVarianceRatio(1)
                .build()
                .analyze(Rated.meters(Rated.inOrder(17)));

        // Bland and Altman (1986), Lancet 327: mean difference -2.1, standard deviation 38.8 l/min
        assertThat(point(overall(report, Metric.MEAN_DIFFERENCE))).isCloseTo(-2.1, within(0.05));
        assertThat(point(overall(report, Metric.DIFFERENCE_DEVIATION))).isCloseTo(38.8, within(0.05));
        // theirs are mean -+ 2 s, -79.7 and 75.5 from rounded figures; ours 1.96 s, by R 4.2.2: mean(d) - qnorm(.975) *
        // sd(d)
        assertThat(point(overall(report, Metric.LOWER_LIMIT_OF_AGREEMENT))).isCloseTo(-78.09590546711172, within(1e-9));
        assertThat(interval(overall(report, Metric.UPPER_LIMIT_OF_AGREEMENT)).upper())
                .isCloseTo(108.61625902166378, within(1e-8));
        // the same paper: coefficients of repeatability 43.2 and 56.4 l/min, as twice the root of the mean squared
        // difference
        assertThat(point(report.within("large meter", Metric.REPEATABILITY_COEFFICIENT)
                                .orElseThrow())
                        / 1.959964
                        * 2)
                .isCloseTo(43.2, within(0.15));
        assertThat(point(report.within("mini meter", Metric.REPEATABILITY_COEFFICIENT)
                                .orElseThrow())
                        / 1.959964
                        * 2)
                .isCloseTo(56.4, within(0.15));
        // numpy 2: norm.isf(.025) * sqrt(mean((first - second)^2))
        assertThat(point(report.within("large meter", Metric.REPEATABILITY_COEFFICIENT)
                        .orElseThrow()))
                .isCloseTo(42.427142370705134, within(1e-9));
        // scikit-learn 1.9.1: mean_absolute_error(mini, large), sqrt(mean_squared_error(mini, large))
        assertThat(point(overall(report, Metric.MEAN_ABSOLUTE_ERROR))).isCloseTo(28.941176470588236, within(1e-12));
        assertThat(point(overall(report, Metric.ROOT_MEAN_SQUARED_ERROR))).isCloseTo(37.66727398434568, within(1e-12));
        // numpy: the closed form of Deming's slope with ratio 1, large on mini
        assertThat(point(overall(report, Metric.DEMING_SLOPE))).isCloseTo(1.0299925383654307, within(1e-11));
        assertThat(point(overall(report, Metric.DEMING_INTERCEPT))).isCloseTo(-15.688388535699573, within(1e-9));
        assertThat(report.overall(Metric.LIN_CONCORDANCE)).isPresent();
    }

    @Test
    void ordered_categories_have_the_weighted_kappa_that_vcd_gives() {
        int[][] table = {{11, 7, 2, 1}, {3, 9, 6, 2}, {1, 4, 12, 5}, {0, 1, 3, 10}};
        AgreementReport quadratic = AgreementAnalyzer.builder(
                        RatingScale.ordinal(AgreementWeights.QUADRATIC, "1", "2", "3", "4"))
                .build()
                .analyze(Rated.ofTable(table));
        AgreementReport linear = AgreementAnalyzer.builder(
                        RatingScale.ordinal(AgreementWeights.LINEAR, "1", "2", "3", "4"))
                .build()
                .analyze(Rated.ofTable(table));

        // vcd: Kappa(t, weights = "Fleiss-Cohen"), confint; Kappa(t, weights = "Equal-Spacing")
        assertThat(point(overall(quadratic, Metric.COHEN_KAPPA_QUADRATIC)))
                .isCloseTo(0.6531275385865148, within(1e-12));
        assertThat(interval(overall(quadratic, Metric.COHEN_KAPPA_QUADRATIC)).lower())
                .isCloseTo(0.508513364652173, within(1e-12));
        assertThat(point(overall(quadratic, Metric.COHEN_KAPPA))).isCloseTo(0.3924706943192064, within(1e-12));
        assertThat(interval(overall(quadratic, Metric.COHEN_KAPPA)).upper())
                .isCloseTo(0.541720511411313, within(1e-12));
        assertThat(point(overall(linear, Metric.COHEN_KAPPA_LINEAR))).isCloseTo(0.5322785704195510, within(1e-12));
        assertThat(linear.overall(Metric.COHEN_KAPPA_QUADRATIC)).isEmpty();
        assertThat(linear.overall(Metric.GWET_AC2_LINEAR)).isPresent();
        assertThat(quadratic.comparisons().get(0).table().get(0)).containsExactly(11L, 7L, 2L, 1L);
        assertThat(quadratic.comparisons().get(0).tests().get(0).test().method())
                .contains("bowker");
    }

    @Test
    void a_low_kappa_at_high_agreement_stands_beside_ac1_and_is_explained() {
        // Feinstein and Cicchetti (1990), J. Clin. Epidemiol. 43, 543-549: agreement .85, kappa .32
        AgreementReport report = nominal(Rated.ofTable(new int[][] {{80, 10}, {5, 5}}), "1", "2");
        AgreementReport balanced = nominal(Rated.ofTable(new int[][] {{40, 9}, {6, 45}}), "1", "2");

        assertThat(point(overall(report, Metric.OBSERVED_AGREEMENT))).isEqualTo(0.85);
        assertThat(point(overall(report, Metric.COHEN_KAPPA))).isCloseTo(0.32, within(5e-3));
        // by hand: pe = 2 * .875 * .125, (.85 - pe) / (1 - pe)
        assertThat(point(overall(report, Metric.GWET_AC1))).isCloseTo(0.808, within(1e-12));
        assertThat(point(overall(report, Metric.PABAK))).isCloseTo(0.70, within(1e-12));
        assertThat(point(overall(report, Metric.PREVALENCE_INDEX))).isCloseTo(-0.75, within(1e-12));
        assertThat(point(overall(report, Metric.BIAS_INDEX))).isCloseTo(-0.05, within(1e-12));
        assertThat(finding(report, "KAPPA_PARADOX").details())
                .containsKeys("kappa", "gwet_ac1", "observed_agreement", "prevalence_index", "bias_index");
        // the balanced table of the same paper: agreement .85, kappa .70
        assertThat(point(overall(balanced, Metric.COHEN_KAPPA))).isCloseTo(0.70, within(5e-3));
        assertThat(codes(balanced)).doesNotContain("KAPPA_PARADOX");
    }

    /** The rows of ratings by three raters, each so many times. */
    private static RatedItems rows(int[] times, double[]... rows) {
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < times[i]; j++) {
                all.add(rows[i]);
            }
        }
        return RatedItems.of(
                new ArtifactRef(ArtifactRef.Kind.DATASET, "ratings", "1", Digest.sha256("ratings")),
                List.of("a", "b", "c"),
                all.toArray(double[][]::new));
    }

    /**
     * Of the ten complete items 8 are 0 0 0 and 2 are 0 0 1: agreement (8 + 2/3) / 10, shares 14/15 and 1/15. Fleiss: chance 197/225, kappa
     * (195 - 197) / (225 - 197) = -1/14. Gwet: chance 28/225, AC1 (195 - 28) / (225 - 28) = 167/197. With the ten others AC1 would be 0.867.
     */
    @Test
    void kappa_is_held_against_ac1_of_the_same_items() {
        double[] open = {1, 1, Double.NaN};
        AgreementReport report =
                nominal(rows(new int[] {8, 2, 10}, new double[] {0, 0, 0}, new double[] {0, 0, 1}, open), "0", "1");

        Map<String, String> details = report.findings().stream()
                .filter(f -> f.code().equals("KAPPA_PARADOX")
                        && f.where().equals(Slice.overall().toString()))
                .findFirst()
                .orElseThrow()
                .details();
        assertThat(Double.parseDouble(details.get("kappa"))).isCloseTo(-1.0 / 14, within(1e-12));
        assertThat(Double.parseDouble(details.get("gwet_ac1"))).isCloseTo(167.0 / 197, within(1e-12));
        assertThat(Double.parseDouble(details.get("observed_agreement"))).isCloseTo(26.0 / 30, within(1e-12));
        assertThat(details).containsEntry("complete_items", "10");
        assertThat(point(overall(report, Metric.GWET_AC1))).isCloseTo(0.8672566371681416, within(1e-12));
    }

    /**
     * Of the ten complete items 4 are 0 0 0, 4 are 1 1 1 and 2 are 0 0 1: kappa 164/224 = 0.732, AC1 166/226 = 0.735. With 90 items of two
     * ratings 0 0 and none by the third, AC1 of all is 0.985, which says nothing of kappa.
     */
    @Test
    void items_that_kappa_leaves_out_make_no_paradox() {
        double[] open = {0, 0, Double.NaN};
        AgreementReport report = nominal(
                rows(
                        new int[] {4, 4, 2, 90},
                        new double[] {0, 0, 0},
                        new double[] {1, 1, 1},
                        new double[] {0, 0, 1},
                        open),
                "0",
                "1");

        assertThat(point(overall(report, Metric.FLEISS_KAPPA))).isCloseTo(164.0 / 224, within(1e-12));
        assertThat(point(overall(report, Metric.GWET_AC1))).isGreaterThan(0.98);
        assertThat(report.findings())
                .noneMatch(f -> f.code().equals("KAPPA_PARADOX")
                        && f.where().equals(Slice.overall().toString()));
    }

    private static Finding finding(AgreementReport report, String code) {
        return report.findings().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    // ---- what a report holds

    @Test
    void every_pair_of_more_than_two_raters_is_compared_and_each_rater_with_himself() {
        AgreementReport two = continuous(Rated.meters(Rated.inOrder(17)));
        AgreementReport six = nominal(Rated.fleiss(), FIVE);

        assertThat(six.comparisons()).hasSize(1 + 15);
        assertThat(six.comparisons().stream().filter(c -> c.kind() == Kind.PAIR))
                .hasSize(15);
        assertThat(six.comparisons().get(1).slice())
                .isEqualTo(Slice.of("rater", "1").versus(Slice.of("rater", "2")));
        assertThat(six.comparisons().get(1).on(Metric.COHEN_KAPPA)).isPresent();
        assertThat(two.comparisons().stream().map(Comparison::kind))
                .containsExactly(Kind.ALL_RATERS, Kind.WITHIN_RATER, Kind.WITHIN_RATER);
        assertThat(two.within("mini meter", Metric.COHEN_KAPPA)).isEmpty();
        assertThat(two.within("mini meter", Metric.ICC_2_1)).isPresent();
    }

    @Test
    void the_table_of_several_raters_counts_each_pair_of_ratings_in_both_orders() {
        AgreementReport report = nominal(
                Rated.items(new double[][] {{1, 1, 2}, {2, 2, 2}, {1, Double.NaN, 2}}, "A", "B", "C"), "1", "2");

        assertThat(report.comparisons().get(0).table()).containsExactly(List.of(2L, 3L), List.of(3L, 6L));
    }

    @Test
    void a_rater_with_two_readings_needs_no_other() {
        RatedItems alone = RatedItems.from(
                        Table.builder()
                                .category("slide", "a", "b", "c", "d")
                                .category("first", "benign", "malignant", "benign", "malignant")
                                .category("again", "benign", "malignant", "malignant", "malignant")
                                .build(),
                        "slide")
                .named("slides", "1")
                .rater("pathologist", "first", "again")
                .build();
        AgreementReport report = nominal(alone, "benign", "malignant");

        assertThat(report.comparisons()).hasSize(1);
        // by hand: po = 3/4, pe = 1/2 * 1/4 + 1/2 * 3/4 = 1/2
        assertThat(point(report.within("pathologist", Metric.COHEN_KAPPA).orElseThrow()))
                .isCloseTo(0.5, within(1e-15));
        assertThat(report.overall(Metric.COHEN_KAPPA)).isEmpty();
        assertThat(codes(report)).contains("SUBJECTS_NOT_STATED");
    }

    @Test
    void the_comparator_has_positive_and_negative_percent_agreement() {
        AgreementReport report = AgreementAnalyzer.builder(RatingScale.nominal("1", "2"))
                .comparator("A", "2")
                .build()
                .analyze(Rated.ofTable(new int[][] {{80, 10}, {5, 5}}));

        // B against A: of the 10 that A calls positive B does 5, of the 90 others B calls 80 negative
        assertThat(report.comparisons().get(0).readings()).containsExactly("B", "A");
        assertThat(point(overall(report, Metric.POSITIVE_PERCENT_AGREEMENT))).isEqualTo(0.5);
        assertThat(point(overall(report, Metric.NEGATIVE_PERCENT_AGREEMENT))).isCloseTo(8.0 / 9, within(1e-15));
    }

    @Test
    void items_that_share_a_subject_are_resampled_by_subject() {
        Cohort eyes = eyes();
        RatedItems items = RatedItems.from(eyes)
                .rater("A", "reader_a")
                .rater("B", "reader_b")
                .build();
        AgreementReport report = AgreementAnalyzer.builder(RatingScale.nominal("no", "yes"))
                .bootstrap(7, 300)
                .build()
                .analyze(items);

        assertThat(overall(report, Metric.COHEN_KAPPA).intervalEstimate().method())
                .isEqualTo("bootstrap.percentile");
        assertThat(interval(overall(report, Metric.COHEN_KAPPA)).contains(point(overall(report, Metric.COHEN_KAPPA))))
                .isTrue();
        assertThat(overall(report, Metric.OBSERVED_AGREEMENT).intervalEstimate().method())
                .isEqualTo("proportion.wilson.effective_n");
        assertThat(reason(overall(report, Metric.PREVALENCE_INDEX).intervalEstimate()))
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(report.subjects()).isEqualTo(20);
        assertThat(report.provenance().settings()).containsKey("bootstrap").containsEntry("subject", "patient");
        assertThat(codes(report)).contains("DEPENDENT_ITEMS").doesNotContain("SUBJECTS_NOT_STATED");
        assertThat(report.dataset()).isEqualTo(eyes.reference());
    }

    private static Cohort eyes() {
        int n = 40;
        List<String> ids =
                IntStream.range(0, n).mapToObj(i -> "eye " + (100 + i)).toList();
        List<String> patients = IntStream.range(0, n).mapToObj(i -> "P" + i / 2).toList();
        List<String> a = IntStream.range(0, n)
                .mapToObj(i -> i * i % 7 < 3 ? "yes" : "no")
                .toList();
        List<String> b = IntStream.range(0, n)
                .mapToObj(i -> i * i % 7 < 3 == i % 5 > 0 ? "yes" : "no")
                .toList();
        return Cohort.from(Table.builder()
                        .category("eye", ids)
                        .category("patient", patients)
                        .category("truth", a)
                        .category("reader_a", a)
                        .category("reader_b", b)
                        .build())
                .record("eye")
                .subject("patient")
                .label("truth", "yes", "no")
                .named("eyes", "1");
    }

    @Test
    void the_order_of_the_items_changes_no_byte() {
        int[] reversed = IntStream.range(0, 17).map(i -> 16 - i).toArray();

        assertThat(continuous(Rated.meters(reversed)).document().bytes())
                .isEqualTo(
                        continuous(Rated.meters(Rated.inOrder(17))).document().bytes());
    }

    @Test
    void a_report_reads_back_as_the_same_evidence() {
        AgreementReport report = nominal(Rated.fleiss(), FIVE);
        var read = EvidenceDocument.parse(report.document().bytes());

        assertThat(read.schema()).isEqualTo("agreement-report/1");
        assertThat(read.measurements()).isEqualTo(report.measurements());
        assertThat(read.findings()).isEqualTo(report.findings());
    }

    @Test
    void every_metric_is_in_the_catalogue() {
        for (AgreementReport report : List.of(
                continuous(Rated.meters(Rated.inOrder(17))),
                nominal(Rated.fleiss(), FIVE),
                nominal(Rated.ofTable(new int[][] {{8, 1}, {2, 5}}), "1", "2"))) {
            assertThat(report.measurements().stream().map(Measurement::metric))
                    .allMatch(m -> Metric.byId(m.id()).isPresent());
        }
    }

    @Test
    void points_can_be_left_out_and_are_thinned_evenly_by_mean() {
        double[][] many = IntStream.range(0, 2500)
                .mapToObj(i -> new double[] {i, i + i % 3})
                .toArray(double[][]::new);
        Comparison drawn = continuous(Rated.items(many, "A", "B")).comparisons().get(0);
        Comparison bare = AgreementAnalyzer.builder(MEASURED)
                .withoutPoints()
                .build()
                .analyze(Rated.items(many, "A", "B"))
                .comparisons()
                .get(0);

        assertThat(drawn.differences()).hasSize(1000).isSortedAccordingTo((x, y) -> Double.compare(x.mean(), y.mean()));
        assertThat(drawn.completeItems()).isEqualTo(2500);
        assertThat(bare.differences()).isEmpty();
        assertThat(bare.measurements()).isEqualTo(drawn.measurements());
    }

    @Test
    void figures_of_quadratic_cost_are_left_out_of_very_many_items_and_said_to_be() {
        AgreementAnalyzer deming =
                AgreementAnalyzer.builder(MEASURED).errorVarianceRatio(1).build();
        double[][] many = IntStream.range(0, AgreementAnalyzer.MOST_JACKKNIFED + 1)
                .mapToObj(i -> new double[] {i % 97, i % 97 + i % 3})
                .toArray(double[][]::new);
        AgreementReport report = deming.analyze(Rated.items(many, "A", "B"));

        assertThat(codes(report)).contains("JACKKNIFE_NOT_RUN");
        assertThat(report.overall(Metric.KRIPPENDORFF_ALPHA_INTERVAL)).isEmpty();
        assertThat(report.overall(Metric.DEMING_SLOPE)).isEmpty();
        assertThat(report.overall(Metric.LIN_CONCORDANCE)).isPresent();
        assertThat(codes(deming.analyze(Rated.items(Rated.SHROUT, "A", "B", "C", "D"))))
                .doesNotContain("JACKKNIFE_NOT_RUN");
    }

    @Test
    void a_difference_that_grows_with_size_is_a_finding() {
        double[][] growing = IntStream.range(1, 40)
                .mapToObj(i -> new double[] {1.2 * i + i % 3, i})
                .toArray(double[][]::new);

        assertThat(codes(continuous(Rated.items(growing, "A", "B")))).contains("PROPORTIONAL_BIAS");
        assertThat(codes(continuous(Rated.meters(Rated.inOrder(17))))).doesNotContain("PROPORTIONAL_BIAS");
    }

    // ---- undefined figures and bad input

    @Test
    void ratings_of_one_category_have_a_reason_and_not_a_kappa() {
        AgreementReport report = nominal(Rated.items(new double[][] {{1, 1}, {1, 1}, {1, 1}}, "A", "B"), "1", "2");

        assertThat(((Estimate.NotEstimable) overall(report, Metric.COHEN_KAPPA)).reason())
                .isEqualTo(Reason.SINGLE_CATEGORY);
        assertThat(point(overall(report, Metric.OBSERVED_AGREEMENT))).isEqualTo(1);
        assertThat(((Estimate.NotEstimable) overall(report, Metric.KRIPPENDORFF_ALPHA_NOMINAL)).reason())
                .isEqualTo(Reason.SINGLE_CATEGORY);
    }

    @Test
    void items_that_no_two_raters_rated_have_reasons_throughout() {
        double nan = Double.NaN;
        double[][] apart = {{1, nan}, {nan, 2}, {2, nan}, {nan, nan}};
        AgreementReport categories = nominal(Rated.items(apart, "A", "B"), "1", "2");
        AgreementReport numbers = continuous(Rated.items(apart, "A", "B"));

        for (AgreementReport report : List.of(categories, numbers)) {
            assertThat(report.measurements()).allMatch(m -> m.estimate().point().isEmpty());
            assertThat(report.comparisons().get(0).completeItems()).isZero();
            assertThat(finding(report, "MISSING_RATINGS").details())
                    .containsEntry("missing_ratings", "5")
                    .containsEntry("items_without_a_first_reading", "1");
        }
    }

    @Test
    void one_item_that_all_rated_gives_no_figure_beyond_chance() {
        double nan = Double.NaN;
        double[][] one = {{1, 2, 2}, {nan, nan, 1}, {2, nan, nan}};
        AgreementReport categories = nominal(Rated.items(one, "A", "B", "C"), "1", "2");
        AgreementReport numbers = continuous(Rated.items(one, "A", "B", "C"));

        assertThat(categories.comparisons()).allMatch(c -> c.completeItems() == 1);
        for (Comparison comparison : categories.comparisons()) {
            assertThat(comparison.tests())
                    .allMatch(
                            t -> t.test().pValue() instanceof Estimate.NotEstimable p && p.reason() == Reason.TOO_FEW);
            assertThat(comparison.measurements().stream()
                            .filter(m -> m.estimate().point().isPresent())
                            .map(Measurement::metric))
                    .isSubsetOf(Metric.OBSERVED_AGREEMENT, Metric.PABAK, Metric.PREVALENCE_INDEX, Metric.BIAS_INDEX);
        }
        for (Metric metric : List.of(
                Metric.OBSERVED_AGREEMENT, Metric.FLEISS_KAPPA, Metric.GWET_AC1, Metric.KRIPPENDORFF_ALPHA_NOMINAL)) {
            assertThat(((Estimate.NotEstimable) overall(categories, metric)).reason())
                    .isEqualTo(Reason.TOO_FEW);
        }
        assertThat(categories.measurements())
                .allMatch(m -> m.estimate().point().isEmpty()
                        || m.estimate().interval().isPresent());
        assertThat(numbers.measurements()).allMatch(m -> m.estimate().point().isEmpty());
    }

    @Test
    void a_rating_outside_of_the_scale_is_named_by_its_place_and_not_by_its_value() {
        RatedItems items = RatedItems.from(
                        Table.builder()
                                .category("slide", "a", "b")
                                .category("first", "benign", "secret remark")
                                .category("second", "benign", "benign")
                                .build(),
                        "slide")
                .named("slides", "1")
                .rater("A", "first")
                .rater("B", "second")
                .build();

        assertThatThrownBy(() -> nominal(items, "benign", "malignant"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "row 2, column \"first\": expected one of the 2 categories of the scale, found another; declare"
                                + " every category, or correct the source");
        assertThatThrownBy(() -> continuous(items))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("column \"first\" holds categories, and the scale is continuous");
    }

    @Test
    void items_must_be_named_once_and_raters_must_be_two_readings() {
        Table table = Table.builder()
                .category("slide", "a", "b", "a")
                .number("first", 1, 2, 3)
                .build();
        Table unnamed =
                Table.builder().category("slide", "a", "").number("first", 1, 2).build();
        Table fine = Table.builder()
                .category("slide", "a", "b")
                .number("first", 1, 2)
                .number("second", 1, 2)
                .build();

        assertThatThrownBy(() -> RatedItems.from(table, "slide").named("s", "1"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "row 3, column \"slide\": expected an item that no other row has, found the one of row 1");
        assertThatThrownBy(() -> RatedItems.from(unnamed, "slide").named("s", "1"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("row 2, column \"slide\": expected an item identifier, found none");
        assertThatThrownBy(() -> RatedItems.from(fine, "slide")
                        .named("s", "1")
                        .rater("A", "first")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("agreement needs two raters or a rater with two readings, found 1 with one");
        assertThatThrownBy(() -> RatedItems.from(fine, "slide")
                        .named("s", "1")
                        .rater("A", "first")
                        .rater("B", "first"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("column \"first\" is already a reading");
        assertThatThrownBy(() -> RatedItems.from(fine, "slide")
                        .named("s", "1")
                        .rater("A", "first")
                        .rater("A", "second"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rater \"A\" is already there");
        assertThatThrownBy(() -> Rated.items(new double[][] {{1, 2}, {1}}, "A", "B"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ratings[1] needs one rating for each of the 2 raters, found 1");
        assertThatThrownBy(() -> Rated.items(new double[0][], "A", "B"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("agreement needs at least one item, found none");
    }

    @Test
    void a_scale_that_leaves_a_choice_open_is_refused() {
        assertThatThrownBy(() -> RatingScale.nominal("only"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a scale has 2 to 100 categories, got 1");
        assertThatThrownBy(() -> RatingScale.nominal("a", "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("category \"a\" is declared twice");
        assertThatThrownBy(() -> RatingScale.ordinal(AgreementWeights.UNWEIGHTED, "1", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an ordinal scale needs LINEAR or QUADRATIC weights");
        assertThatThrownBy(() -> RatingScale.continuous(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a measurement needs a unit");
    }

    @Test
    void a_setting_that_does_not_fit_the_scale_or_the_raters_is_refused() {
        AgreementAnalyzer.Builder categories = AgreementAnalyzer.builder(RatingScale.nominal("1", "2", "3"));

        assertThatThrownBy(() -> categories.reference("A"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("errors against a reference are measured on a continuous scale");
        assertThatThrownBy(() -> categories.comparator("A", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("positive and negative percent agreement need a scale of 2 categories, got 3");
        assertThatThrownBy(() -> categories.errorVarianceRatio(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Deming's line needs a continuous scale");
        assertThatThrownBy(() -> AgreementAnalyzer.builder(MEASURED)
                        .reference("C")
                        .build()
                        .analyze(Rated.items(Rated.PEFR, "A", "B", "D", "E")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rater \"C\" was named as reference and is not among the raters [A, B, D, E]");
        assertThatThrownBy(() -> AgreementAnalyzer.builder(MEASURED).level(0.9).level(0.95))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the level is already set to 0.9");
    }

    @Test
    void infinite_measurements_are_refused() {
        assertThatThrownBy(() -> Rated.items(new double[][] {{1, Double.POSITIVE_INFINITY}, {1, 2}}, "A", "B"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a finite number or NaN for missing");
    }

    @Test
    void the_columns_of_a_table_and_arrays_give_the_same_figures() {
        RatedItems arrays = RatedItems.of(
                Rated.dataset("peak flow"),
                List.of("large meter", "mini meter"),
                Arrays.stream(Rated.PEFR)
                        .map(row -> new double[] {row[0], row[2]})
                        .toArray(double[][]::new));

        assertThat(continuous(arrays).comparisons().get(0).measurements())
                .isEqualTo(continuous(Rated.meters(Rated.inOrder(17)))
                        .comparisons()
                        .get(0)
                        .measurements());
    }
}
