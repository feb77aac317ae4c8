package io.medml.core.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.RandomEffects;
import io.medml.core.stats.RandomEffects.Adjustment;
import io.medml.core.stats.RandomEffects.BetweenVariance;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SiteAggregatorTest {

    private static final SiteReport NORTH = Hospitals.site(Hospitals.shape("north", 120, 0.2));
    private static final SiteReport WEST = Hospitals.site(Hospitals.shape("west", 160, 0.05));
    private static final SiteReport EAST = Hospitals.site(Hospitals.shape("east", 100, 0.12));
    private static final SiteAggregator AGGREGATOR = SiteAggregator.builder().build();

    private static Estimate of(SiteReport site, Metric metric) {
        return site.estimate(metric, Slice.overall()).orElseThrow();
    }

    private static List<String> codes(SiteAggregation all) {
        return all.findings().stream().map(Finding::code).toList();
    }

    private static SiteReport changed(SiteReport site, String what, String by) {
        String text = new String(site.evidence().document().bytes(), StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        return SiteReport.read(site.site(), text.replace(what, by).getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String message, SiteReport... sites) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> AGGREGATOR.aggregate(List.of(sites)))
                .withMessage(message);
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }

    // ---- what is combined

    @Test
    void shares_are_those_of_all_records() {
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST, EAST));

        for (Metric metric : List.of(
                Metric.SENSITIVITY,
                Metric.SPECIFICITY,
                Metric.POSITIVE_PREDICTIVE_VALUE,
                Metric.ACCURACY,
                Metric.FALSE_OMISSION_RATE)) {
            long x = 0;
            long n = 0;
            for (SiteReport site : List.of(NORTH, WEST, EAST)) {
                x += of(site, metric).support().counts().get("successes");
                n += of(site, metric).support().n();
            }
            Estimate pooled = all.overall(metric).orElseThrow();

            assertThat(pooled.point()).hasValue((double) x / n);
            assertThat(pooled.interval()).hasValue(BinomialInterval.WILSON.of(x, n, 0.95));
        }
        assertThat(all.confusion().orElseThrow().total()).isEqualTo(380);
        assertThat(all.confusion().orElseThrow().truePositives())
                .isEqualTo(all.overall(Metric.SENSITIVITY)
                        .orElseThrow()
                        .support()
                        .counts()
                        .get("successes"));
    }

    @Test
    void areas_are_averaged_on_the_logit_scale_with_delongs_errors() {
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST, EAST));
        double[] values = new double[3];
        double[] errors = new double[3];
        int i = 0;
        for (String name : List.of("east", "north", "west")) {
            var cohort = Hospitals.cohort(Hospitals.shape(
                    name,
                    name.equals("east") ? 100 : name.equals("north") ? 120 : 160,
                    name.equals("east") ? 0.12 : name.equals("north") ? 0.2 : 0.05));
            Auroc area = Auroc.of(ScoredLabels.of(
                    cohort.labels(),
                    IntStream.range(0, cohort.size())
                            .mapToDouble(row -> cohort.table().number("risk").value(row))
                            .toArray()));
            double a = area.estimate(0.95).point().orElseThrow();
            values[i] = logit(a);
            errors[i++] = area.standardError().point().orElseThrow() / (a * (1 - a));
        }
        RandomEffects direct = RandomEffects.of(
                values, errors, BetweenVariance.RESTRICTED_LIKELIHOOD, Adjustment.HARTUNG_KNAPP_BOUNDED, 0.95);
        Interval expected = direct.average().interval().orElseThrow();
        SiteAggregation.Summary summary = all.figure(Metric.AUROC, Slice.overall())
                .orElseThrow()
                .summary()
                .orElseThrow();

        assertThat(logit(summary.average().point().orElseThrow()))
                .isCloseTo(direct.average().point().orElseThrow(), within(1e-9));
        assertThat(logit(summary.average().interval().orElseThrow().lower())).isCloseTo(expected.lower(), within(1e-8));
        assertThat(logit(summary.average().interval().orElseThrow().upper())).isCloseTo(expected.upper(), within(1e-8));
        assertThat(summary.homogeneity().statistic().point().orElseThrow())
                .isCloseTo(direct.homogeneity().statistic().point().orElseThrow(), within(1e-8));
        assertThat(all.figure(Metric.AUROC, Slice.overall()).orElseThrow().pooled())
                .isEmpty();
        assertThat(all.overall(SiteAggregation.average(Metric.AUROC))).hasValue(summary.average());
    }

    @Test
    void a_share_enters_its_average_as_the_logit_of_its_counts() {
        SiteAggregation all = SiteAggregator.builder()
                .betweenVariance(BetweenVariance.DERSIMONIAN_LAIRD)
                .adjustment(Adjustment.HARTUNG_KNAPP)
                .build()
                .aggregate(List.of(NORTH, WEST, EAST));
        double[] values = new double[3];
        double[] errors = new double[3];
        int i = 0;
        for (SiteReport site : List.of(EAST, NORTH, WEST)) {
            double x = (double) of(site, Metric.SPECIFICITY).support().counts().getOrDefault("successes", 0L);
            double n = (double) of(site, Metric.SPECIFICITY).support().n();
            values[i] = logit(x / n);
            errors[i++] = Math.sqrt(1 / x + 1 / (n - x));
        }
        Interval direct = RandomEffects.of(
                        values, errors, BetweenVariance.DERSIMONIAN_LAIRD, Adjustment.HARTUNG_KNAPP, 0.95)
                .average()
                .interval()
                .orElseThrow();
        Estimate average =
                all.overall(SiteAggregation.average(Metric.SPECIFICITY)).orElseThrow();

        assertThat(logit(average.interval().orElseThrow().lower())).isCloseTo(direct.lower(), within(1e-10));
        assertThat(logit(average.interval().orElseThrow().upper())).isCloseTo(direct.upper(), within(1e-10));
        assertThat(average.intervalEstimate().method())
                .isEqualTo("random_effects.dersimonian_laird.hartung_knapp.logit");
        assertThat(all.body().asFields().text("between_variance")).isEqualTo("dersimonian_laird");
    }

    @Test
    void every_metric_that_has_a_scale_is_averaged_where_every_site_has_an_interval() {
        SiteAggregation all = AGGREGATOR.aggregate(Hospitals.three());

        assertThat(all.figures())
                .filteredOn(f -> f.slice().isOverall() && f.summary().isPresent())
                .hasSizeGreaterThanOrEqualTo(13)
                .allSatisfy(f -> {
                    assertThat(f.bySite())
                            .allSatisfy(s -> assertThat(s.leftOut()).isEmpty());
                    assertThat(f.summary().orElseThrow().average().interval()).isPresent();
                });
    }

    @Test
    void the_brier_score_enters_with_the_error_behind_its_students_interval() {
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST));
        SiteAggregation.Summary summary = all.figure(Metric.BRIER_SCORE, Slice.overall())
                .orElseThrow()
                .summary()
                .orElseThrow();
        double top = 0;
        double weights = 0;
        for (SiteReport site : List.of(NORTH, WEST)) {
            // R 4.2.2: qt(0.975, c(119, 159))
            double t = site == NORTH ? 1.9800998764569202 : 1.9749962127674718;
            Interval interval = of(site, Metric.BRIER_SCORE).interval().orElseThrow();
            double error = (logit(interval.upper()) - logit(interval.lower())) / 2 / t;
            top += logit(of(site, Metric.BRIER_SCORE).point().orElseThrow()) / (error * error);
            weights += 1 / (error * error);
        }

        assertThat(logit(summary.common().point().orElseThrow())).isCloseTo(top / weights, within(1e-9));
        assertThat(summary.scale()).isEqualTo("logit");
    }

    @Test
    void records_that_share_subjects_enter_at_their_effective_number() {
        SiteReport twice = Hospitals.site(Hospitals.shape("south", 90, 0.12).records(2));
        Estimate pooled = AGGREGATOR
                .aggregate(List.of(NORTH, twice))
                .overall(Metric.SENSITIVITY)
                .orElseThrow();
        double n1 = (double) of(NORTH, Metric.SENSITIVITY).support().n();
        double n2 = (double) of(twice, Metric.SENSITIVITY).support().n();
        double e2 = of(twice, Metric.SENSITIVITY).support().effective().getOrDefault("n", 0.0);

        assertThat(e2).isLessThan(n2);
        assertThat(pooled.intervalEstimate().method()).isEqualTo("proportion.wilson.effective_n.pooled");
        assertThat(pooled.support().effectiveN()).isCloseTo((n1 + n2) * (n1 + n2) / (n1 + n2 * n2 / e2), within(1e-9));
    }

    @Test
    void shared_subjects_without_an_effective_number_leave_the_share_without_an_interval() {
        SiteReport known = Hospitals.site(Hospitals.shape("south", 90, 0.12).records(2));
        String text = new String(known.evidence().document().bytes(), StandardCharsets.UTF_8);
        String without = text.replaceAll("\"effective\":\\{\"n\":[0-9.]+\\},", "");
        assertThat(without).isNotEqualTo(text);
        SiteReport twice = SiteReport.read("south", without.getBytes(StandardCharsets.UTF_8));
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST, twice));
        Estimate pooled = all.overall(Metric.SENSITIVITY).orElseThrow();

        assertThat(pooled.point()).isPresent();
        assertThat(((IntervalEstimate.Unknown) pooled.intervalEstimate()).reason())
                .isEqualTo(Reason.DEPENDENT_RECORDS);
        assertThat(all.figure(Metric.SENSITIVITY, Slice.overall())
                        .orElseThrow()
                        .bySite()
                        .get(1)
                        .leftOut())
                .hasValue(Reason.DEPENDENT_RECORDS);
    }

    @Test
    void order_changes_no_byte() {
        List<SiteReport> sites = new ArrayList<>(List.of(NORTH, WEST, EAST));
        byte[] there = AGGREGATOR.aggregate(sites).document().bytes();
        Collections.reverse(sites);

        assertThat(AGGREGATOR.aggregate(sites).document().bytes()).isEqualTo(there);
    }

    @Test
    void the_document_reads_back_and_every_interval_is_described() {
        SiteAggregation all = AGGREGATOR.aggregate(Hospitals.three());

        assertThat(EvidenceDocument.parse(all.document().bytes()).measurements())
                .isEqualTo(all.measurements());
        assertThat(all.measurements())
                .allSatisfy(m -> assertThat(IntervalMethods.describe(
                                m.estimate().intervalEstimate().method()))
                        .doesNotContain("see the documentation"));
        assertThat(all.about().get(0)).isEqualTo(Hospitals.MODEL);
        assertThat(all.provenance().inputs()).contains(NORTH.reference(), NORTH.dataset());
        assertThat(all.provenance().synthetic()).isFalse();
    }

    // ---- what is listed

    @Test
    void a_group_that_some_sites_lack_is_listed_with_them_and_the_others_are_combined() {
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST, EAST));
        Slice intensive = Slice.of("ward", "intensive");

        assertThat(all.lacking())
                .containsExactly(new SiteAggregation.Lacking(Optional.empty(), intensive, List.of("east", "west")));
        assertThat(all.figure(Metric.AUROC, intensive)).isEmpty();
        assertThat(all.findings())
                .filteredOn(f -> f.code().equals("SLICE_NOT_AT_EVERY_SITE"))
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.where()).isEqualTo("ward=intensive");
                    assertThat(f.details()).containsEntry("sites_without", "east, west");
                });
        assertThat(all.figure(Metric.SENSITIVITY, Slice.of("sex", "female"))).isPresent();
    }

    @Test
    void a_site_without_cases_is_left_out_of_the_average_and_said_so() {
        SiteReport none = Hospitals.site(Hospitals.shape("east", 60, 0.1).rate(0));
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST, none));
        SiteAggregation.Figure area = all.figure(Metric.AUROC, Slice.overall()).orElseThrow();

        assertThat(area.bySite().get(0).leftOut()).hasValue(Reason.NO_POSITIVES);
        assertThat(area.summary().orElseThrow().sites()).isEqualTo(2);
        assertThat(area.summary().orElseThrow().average().point()).isPresent();
        assertThat(all.findings()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo("SITE_LEFT_OUT");
            assertThat(f.where()).isEqualTo("auroc on overall");
            assertThat(f.details()).containsEntry("sites_without", "east: no record with the condition");
        });
        assertThat(all.overall(Metric.SENSITIVITY).orElseThrow().point()).isPresent();
    }

    @Test
    void a_site_with_perfect_results_is_not_left_out_to_average_the_others() {
        SiteReport perfect = Hospitals.site(Hospitals.shape("east", 60, 0.7));
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST, perfect));
        SiteAggregation.Summary area = all.figure(Metric.AUROC, Slice.overall())
                .orElseThrow()
                .summary()
                .orElseThrow();

        assertThat(of(perfect, Metric.AUROC).point()).hasValue(1);
        assertThat(((Estimate.NotEstimable) area.average()).reason()).isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(((Estimate.NotEstimable) area.homogeneity().pValue()).reason())
                .isEqualTo(Reason.OUTSIDE_DOMAIN);
        assertThat(all.findings()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo("SITE_AVERAGE_NOT_ESTIMABLE");
            assertThat(f.where()).isEqualTo("auroc on overall");
        });
        assertThat(all.overall(Metric.SENSITIVITY).orElseThrow().interval()).isPresent();
    }

    @Test
    void with_one_site_left_there_is_no_average() {
        SiteReport none = Hospitals.site(Hospitals.shape("east", 60, 0.1).rate(0));
        Estimate average = AGGREGATOR
                .aggregate(List.of(NORTH, none))
                .overall(SiteAggregation.average(Metric.AUROC))
                .orElseThrow();

        assertThat(((Estimate.NotEstimable) average).reason()).isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void two_sites_have_an_average_and_nothing_about_a_new_one() {
        SiteAggregation all = AGGREGATOR.aggregate(List.of(NORTH, WEST));

        assertThat(all.overall(SiteAggregation.average(Metric.AUROC))
                        .orElseThrow()
                        .interval())
                .isPresent();
        assertThat(((IntervalEstimate.Unknown) all.overall(SiteAggregation.newSite(Metric.AUROC))
                                .orElseThrow()
                                .intervalEstimate())
                        .reason())
                .isEqualTo(Reason.TOO_FEW);
    }

    @Test
    void what_cannot_be_combined_and_what_was_not_described_is_said() {
        SiteReport undescribed = SiteReport.of(
                "north", Hospitals.report(Hospitals.shape("north", 120, 0.2), Hospitals.MODEL, Hospitals.evaluator()));
        SiteAggregation all = AGGREGATOR.aggregate(List.of(undescribed, WEST));

        assertThat(all.notCombined())
                .contains("f1", "average_precision", "log_loss")
                .doesNotContain("auroc");
        assertThat(codes(all)).contains("POSITIVE_LABEL_NOT_COMPARED", "SUBJECTS_TAKEN_AS_APART");
        assertThat(codes(AGGREGATOR.aggregate(List.of(NORTH, WEST)))).doesNotContain("POSITIVE_LABEL_NOT_COMPARED");
    }

    @Test
    void small_counts_are_named_and_nothing_is_changed() {
        SiteAggregation plain = AGGREGATOR.aggregate(List.of(NORTH, WEST));
        SiteAggregation marked =
                SiteAggregator.builder().smallestCount(15).build().aggregate(List.of(NORTH, WEST));

        assertThat(NORTH.smallCells(2)).hasSizeLessThan(NORTH.smallCells(15).size());
        assertThat(NORTH.smallCells(15))
                .filteredOn(f -> !f.code().equals("CURVE_SHOWS_RECORDS"))
                .isNotEmpty()
                .allSatisfy(f -> {
                    assertThat(f.code()).isEqualTo("SMALL_CELL");
                    assertThat(f.where()).startsWith("north: ");
                    assertThat(f.details()).containsOnlyKeys("minimum", "metrics");
                });
        assertThat(marked.measurements()).isEqualTo(plain.measurements());
        assertThat(marked.findings()).containsAll(NORTH.smallCells(15));
        assertThat(codes(plain)).doesNotContain("SMALL_CELL");
    }

    @Test
    void another_version_of_the_software_is_a_finding() {
        SiteReport old = changed(WEST, "medml/0.1.0-SNAPSHOT", "medml/0.0.9");

        assertThat(AGGREGATOR.aggregate(List.of(NORTH, old)).findings()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo("SOFTWARE_DIFFERS");
            assertThat(f.details()).containsEntry("sites", "medml/0.0.9: west; medml/0.1.0-SNAPSHOT: north");
        });
    }

    // ---- what is refused

    @Test
    void fewer_than_two_sites_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AGGREGATOR.aggregate(List.of(NORTH)))
                .withMessage(
                        "an aggregation needs the reports of at least two sites, got 1; one site's report stands for itself");
    }

    @Test
    void one_name_one_report_or_one_data_set_twice_is_refused() {
        EvaluationReport report =
                Hospitals.report(Hospitals.shape("north", 120, 0.2), Hospitals.MODEL, Hospitals.evaluator());
        EvaluationReport again = Hospitals.report(
                Hospitals.shape("north", 120, 0.2),
                Hospitals.MODEL,
                ModelEvaluator.builder()
                        .operatingPoint(Hospitals.POINT)
                        .bootstrap(2, 200)
                        .build());

        refused(
                "site north: expected one report of each site, found two under this name; give each site its own name",
                NORTH,
                NORTH);
        refused(
                "site other: expected its own report, found that of site north; its records would count twice",
                NORTH,
                SiteReport.of("other", report));
        refused(
                "site other: expected records of its own, found the data set of site north (" + NORTH.dataset()
                        + "); its records would count twice",
                NORTH,
                SiteReport.of("other", again));
    }

    @Test
    void another_model_is_refused_even_under_the_same_name() {
        ArtifactRef retrained = new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "2.1", Digest.sha256("retrained"));
        SiteReport other = SiteReport.of(
                "west", Hospitals.report(Hospitals.shape("west", 160, 0.05), retrained, Hospitals.evaluator()));

        refused(
                "site west: expected a report of sepsis 2.1 with SHA-256 "
                        + Hospitals.MODEL.digest().hex() + ", as of site north, found sepsis 2.1 with SHA-256 "
                        + retrained.digest().hex()
                        + "; let every site evaluate the same model in the same way, or leave the site out",
                NORTH,
                other);
    }

    @Test
    void another_threshold_level_or_label_is_refused() {
        refused(
                "site west: expected the threshold 0.5, as of site north, found 0.55; let every site evaluate the same model in"
                        + " the same way, or leave the site out",
                NORTH,
                SiteReport.of(
                        "west",
                        Hospitals.report(
                                Hospitals.shape("west", 160, 0.05),
                                Hospitals.MODEL,
                                ModelEvaluator.builder()
                                        .operatingPoint(LockedOperatingPoint.at(0.55))
                                        .bootstrap(1, 200)
                                        .build())));
        refused(
                "site west: expected the confidence level 0.95, as of site north, found 0.9; let every site evaluate the same"
                        + " model in the same way, or leave the site out",
                NORTH,
                SiteReport.of(
                        "west",
                        Hospitals.report(
                                Hospitals.shape("west", 160, 0.05),
                                Hospitals.MODEL,
                                ModelEvaluator.builder()
                                        .operatingPoint(Hospitals.POINT)
                                        .level(0.9)
                                        .bootstrap(1, 200)
                                        .build())));
        refused(
                "site west: expected the positive label yes, as of site north, found no; let every site evaluate the same model"
                        + " in the same way, or leave the site out",
                NORTH,
                Hospitals.site(Hospitals.shape("west", 160, 0.05).positive("no")));
    }

    @Test
    void the_positive_label_is_compared_with_the_first_site_that_is_described() {
        Hospitals.Shape first = Hospitals.shape("aa", 100, 0.1);
        SiteReport undescribed = SiteReport.of("aa", Hospitals.report(first, Hospitals.MODEL, Hospitals.evaluator()));

        refused(
                "site cc: expected the positive label yes, as of site bb, found no; let every site evaluate the same model"
                        + " in the same way, or leave the site out",
                undescribed,
                Hospitals.site(Hospitals.shape("bb", 120, 0.2)),
                Hospitals.site(Hospitals.shape("cc", 160, 0.05).positive("no")));
    }

    @Test
    void another_column_of_the_outcome_or_other_negatives_are_quoted() {
        SiteReport died = described(WEST, "\"label\":\"sepsis\"", "\"label\":\"died_in_hospital\"");
        SiteReport more = described(WEST, "\"negatives\":[\"no\"]", "\"negatives\":[\"no\",\"unclear\"]");

        assertThat(AGGREGATOR.aggregate(List.of(NORTH, died)).findings()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo("LABEL_COLUMN_DIFFERS");
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.details()).containsEntry("sites", "\"died_in_hospital\": west; \"sepsis\": north");
        });
        assertThat(AGGREGATOR.aggregate(List.of(NORTH, more)).findings()).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo("NEGATIVE_LABELS_DIFFER");
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.details()).containsEntry("sites", "\"no\": north; \"no\" or \"unclear\": west");
        });
        assertThat(codes(AGGREGATOR.aggregate(List.of(NORTH, WEST))))
                .doesNotContain("LABEL_COLUMN_DIFFERS", "NEGATIVE_LABELS_DIFFER");
    }

    private static SiteReport described(SiteReport site, String what, String by) {
        String text = new String(
                Hospitals.cohort(Hospitals.shape("west", 160, 0.05))
                        .describe()
                        .document()
                        .bytes(),
                StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        return site.describedBy(text.replace(what, by).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_same_records_in_another_order_of_rows_are_refused() {
        Cohort cohort = Hospitals.cohort(Hospitals.shape("north", 120, 0.2));
        int[] reversed = IntStream.range(0, cohort.size())
                .map(i -> cohort.size() - 1 - i)
                .toArray();
        String[] records = new String[reversed.length];
        String[] labels = new String[reversed.length];
        double[] risks = new double[reversed.length];
        for (int i = 0; i < reversed.length; i++) {
            records[i] = cohort.table().column("record").text(reversed[i]).orElseThrow();
            labels[i] = cohort.table().column("sepsis").text(reversed[i]).orElseThrow();
            risks[i] = cohort.table().number("risk").value(reversed[i]);
        }
        Cohort other = Cohort.from(Table.builder()
                        .category("record", records)
                        .category("sepsis", labels)
                        .build())
                .record("record")
                .label("sepsis", "yes", "no")
                .named("again", "1.0");
        SiteReport again = SiteReport.of(
                "other",
                Hospitals.evaluator()
                        .evaluate(other, Predictions.of(Hospitals.MODEL, ScoreKind.PROBABILITY, other, risks)));

        assertThat(again.dataset().digest()).isNotEqualTo(NORTH.dataset().digest());
        refused(
                "site other: expected predictions of its own, found those of site north, the same scores of the same records;"
                        + " its records would count twice",
                NORTH,
                again);
    }

    @Test
    void one_name_written_with_combined_and_with_composed_letters_is_one_site() {
        byte[] north = NORTH.evidence().document().bytes();
        byte[] west = WEST.evidence().document().bytes();

        refused(
                "site K\u00f6ln: expected one report of each site, found two under this name; give each site its own name",
                SiteReport.read("K\u00f6ln", north),
                SiteReport.read("Ko\u0308ln", west));
    }

    @Test
    void no_list_and_no_report_are_named() {
        assertThatNullPointerException()
                .isThrownBy(() -> AGGREGATOR.aggregate(none()))
                .withMessage("expected the reports of at least two sites, got null");
        assertThatNullPointerException()
                .isThrownBy(() -> AGGREGATOR.aggregate(Arrays.asList(NORTH, none())))
                .withMessage("expected the report of a site at position 1 of the list, got null");
    }

    /** What a caller without nullness checks may hand in. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return null;
    }

    @Test
    void another_setting_that_changes_numbers_is_refused() {
        refused(
                "site west: expected the setting weights none, as of site north, found sampling; let every site evaluate the same"
                        + " model in the same way, or leave the site out",
                NORTH,
                changed(WEST, "\"threshold\":\"0.5\"}", "\"threshold\":\"0.5\",\"weights\":\"sampling\"}"));
    }

    @Test
    void a_document_that_does_not_agree_with_itself_is_refused() {
        Estimate sensitivity = of(WEST, Metric.SENSITIVITY);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(
                        () -> changed(WEST, "\"value\":" + sensitivity.point().orElseThrow() + "}", "\"value\":0.999}"))
                .withMessageContaining("site west: expected ")
                .withMessageContaining(
                        "to be its successes over its records, found another value; the document was changed");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> changed(WEST, "\"true_positives\":", "\"true_positives\":1"))
                .withMessageStartingWith("site west: expected a confusion table of 160 records");
    }

    @Test
    void what_is_no_evaluation_report_is_refused() {
        byte[] description = Hospitals.cohort(Hospitals.shape("north", 120, 0.2))
                .describe()
                .document()
                .bytes();

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SiteReport.read("north", description))
                .withMessage("site north: expected an evaluation report, found dataset-description/1; hand in what"
                        + " ModelEvaluator gave");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SiteReport.read("north", "{}".getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("site north: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiteReport.read(" ", description))
                .withMessage(
                        "the name of a site: expected a name of 1 to 200 characters on one line that is not blank, found"
                                + " nothing but blanks");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> WEST.describedBy(description))
                .withMessageStartingWith("site west: expected a description of dataset west-2026 1.0");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> WEST.describedBy(WEST.evidence().document().bytes()))
                .withMessageStartingWith("site west: expected a dataset description, found evaluation-report/");
    }

    @Test
    void what_is_set_twice_or_senseless_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiteAggregator.builder().smallestCount(1))
                .withMessage("a minimum count is at least 2, got 1");
        assertThatIllegalStateException()
                .isThrownBy(() -> SiteAggregator.builder().smallestCount(5).smallestCount(6))
                .withMessage("the smallest count is already set to 5");
        assertThatIllegalStateException()
                .isThrownBy(() -> SiteAggregator.builder()
                        .adjustment(Adjustment.HARTUNG_KNAPP)
                        .adjustment(Adjustment.HARTUNG_KNAPP))
                .withMessage("the adjustment is already set to HARTUNG_KNAPP");
        assertThatIllegalStateException()
                .isThrownBy(() -> SiteAggregator.builder()
                        .betweenVariance(BetweenVariance.DERSIMONIAN_LAIRD)
                        .betweenVariance(BetweenVariance.DERSIMONIAN_LAIRD))
                .withMessage("the variance between sites is already set to DERSIMONIAN_LAIRD");
    }
}
