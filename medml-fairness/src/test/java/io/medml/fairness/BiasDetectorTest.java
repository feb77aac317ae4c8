package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.GroupGap;
import io.medml.core.stats.GroupMetrics;
import io.medml.core.stats.GroupRate;
import io.medml.core.stats.RateGap;
import io.medml.core.stats.ScoredLabels;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BiasDetectorTest {

    private static final Slice FEMALE = Slice.of("sex", "female");
    private static final Slice MALE = Slice.of("sex", "male");

    private static Disparity disparity(BiasReport report, Metric metric, Slice group, Slice reference) {
        List<Disparity> found = report.disparities(group).stream()
                .filter(d -> d.metric().equals(metric) && d.reference().equals(reference))
                .toList();
        assertThat(found)
                .as("%s of %s versus %s", metric.id(), group, reference)
                .hasSize(1);
        return found.get(0);
    }

    private static Estimate gap(BiasReport report, Metric metric, String... attributes) {
        return report.gaps().stream()
                .filter(g -> g.metric().equals(metric) && g.slice().equals(Slice.across(List.of(attributes))))
                .map(Measurement::estimate)
                .findFirst()
                .orElseThrow();
    }

    private static Interval interval(Estimate estimate) {
        return estimate.interval().orElseThrow();
    }

    private static List<Finding> findings(BiasReport report, String code) {
        return report.findings().stream().filter(f -> f.code().equals(code)).toList();
    }

    private static SlicePerformance group(BiasReport report, Slice slice) {
        return report.groups().values().stream()
                .flatMap(List::stream)
                .filter(g -> g.slice().equals(slice))
                .findFirst()
                .orElseThrow();
    }

    // ---- planted gap and its clean twin

    /** Women: sensitivity 120/200, men: 180/200; specificity 160/200 in both. */
    private static Patients planted() {
        return Patients.with("sex").cells(120, 80, 40, 160, "female").cells(180, 20, 40, 160, "male");
    }

    /** The same, but sensitivity 150/200 and 151/200. */
    private static Patients twin() {
        return Patients.with("sex").cells(150, 50, 40, 160, "female").cells(151, 49, 41, 159, "male");
    }

    @Test
    void a_planted_gap_is_found_in_the_metric_that_it_was_planted_in() {
        BiasReport report = planted().report();

        Estimate difference =
                disparity(report, Metric.SENSITIVITY, MALE, FEMALE).difference();
        assertThat(difference.point().orElseThrow()).isCloseTo(0.3, within(1e-15));
        assertThat(interval(difference).lower()).isGreaterThan(0.2);
        assertThat(interval(gap(report, Metric.SENSITIVITY.gap(), "sex")).lower())
                .isGreaterThan(0.2);
        assertThat(interval(gap(report, Metric.EQUALIZED_ODDS, "sex")).lower()).isGreaterThan(0.2);
        Estimate specificity =
                disparity(report, Metric.SPECIFICITY, MALE, FEMALE).difference();
        assertThat(specificity.point()).hasValue(0);
        assertThat(interval(specificity).contains(0)).isTrue();
    }

    private static boolean isRate(Metric metric) {
        return Set.of(
                        "selection_rate",
                        "sensitivity",
                        "specificity",
                        "false_positive_rate",
                        "positive_predictive_value",
                        "negative_predictive_value",
                        "accuracy",
                        "average_odds",
                        "false_negative_share_of_errors")
                .contains(metric.id());
    }

    @Test
    void the_predictions_are_named_by_their_digest() {
        Patients patients = twin();
        Cohort cohort = patients.cohort();

        assertThat(patients.report().provenance().settings())
                .containsEntry(
                        "predictions_sha256",
                        patients.predictions(cohort).digest().hex());
    }

    @Test
    void the_clean_twin_has_differences_near_zero_and_every_interval_covers_zero() {
        BiasReport report = twin().report();

        assertThat(report.disparities()).hasSize(10 + 6);
        assertThat(report.disparities())
                .filteredOn(d -> isRate(d.metric()))
                .hasSize(9)
                .allSatisfy(d -> {
                    assertThat(d.difference().point().orElseThrow()).isBetween(-0.012, 0.012);
                    assertThat(interval(d.difference()).contains(0)).isTrue();
                });
        assertThat(disparity(report, Metric.SELECTION_RATE, MALE, FEMALE)
                        .ratio()
                        .orElseThrow()
                        .interval()
                        .orElseThrow()
                        .contains(1))
                .isTrue();
    }

    // Newcombe, Statistics in Medicine 17 (1998) 873-890, Table II, method 10, comparisons (a), (b), (c), (e); four
    // decimals.
    @Test
    void the_interval_of_a_difference_is_the_published_one() {
        BiasReport first = Patients.with("arm")
                .cells(56, 14, 1, 1, "one")
                .cells(48, 32, 1, 1, "two")
                .report(Patients.with("arm").detector().referenceGroup("arm", "two"));
        Interval a = interval(disparity(first, Metric.SENSITIVITY, Slice.of("arm", "one"), Slice.of("arm", "two"))
                .difference());
        assertThat(a.lower()).isCloseTo(0.0524, within(5e-5));
        assertThat(a.upper()).isCloseTo(0.3339, within(5e-5));

        BiasReport second = Patients.with("arm")
                .cells(9, 1, 1, 1, "one")
                .cells(3, 7, 1, 1, "two")
                .report(Patients.with("arm").detector().referenceGroup("arm", "two"));
        Interval b = interval(disparity(second, Metric.SENSITIVITY, Slice.of("arm", "one"), Slice.of("arm", "two"))
                .difference());
        assertThat(b.lower()).isCloseTo(0.1705, within(5e-5));
        assertThat(b.upper()).isCloseTo(0.8090, within(5e-5));
    }

    @Test
    void with_one_record_a_subject_every_rate_difference_is_newcombes() {
        BiasReport report = planted().report();

        Map<Metric, long[]> counts = new HashMap<>();
        // successes and trials of men, then of women, counted by hand from the cells
        counts.put(Metric.SELECTION_RATE, new long[] {220, 400, 160, 400});
        counts.put(Metric.SENSITIVITY, new long[] {180, 200, 120, 200});
        counts.put(Metric.SPECIFICITY, new long[] {160, 200, 160, 200});
        counts.put(Metric.FALSE_POSITIVE_RATE, new long[] {40, 200, 40, 200});
        counts.put(Metric.POSITIVE_PREDICTIVE_VALUE, new long[] {180, 220, 120, 160});
        counts.put(Metric.NEGATIVE_PREDICTIVE_VALUE, new long[] {160, 180, 160, 240});
        counts.put(Metric.ACCURACY, new long[] {340, 400, 280, 400});
        counts.forEach((metric, c) -> {
            Disparity found = disparity(report, metric, MALE, FEMALE);
            assertThat(found.difference()).isEqualTo(RateGap.NEWCOMBE.estimate(c[0], c[1], c[2], c[3], 0.95));
            assertThat(found.ratio()).isEqualTo(Optional.of(RateGap.ratio(c[0], c[1], c[2], c[3], 0.95)));
            assertThat(found.test()).isEqualTo(RateGap.test(c[0], c[1], c[2], c[3]));
        });
    }

    @Test
    void the_auroc_difference_is_that_of_two_independent_delong_areas() {
        Random random = new Random(11);
        Patients patients = Patients.with("sex");
        List<List<Double>> scores = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Integer>> labels = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 120; i++) {
            int label = random.nextInt(2);
            int sex = random.nextInt(2);
            double score = Math.min(1, Math.max(0, 0.3 * label + 0.7 * random.nextDouble()));
            patients.add(1, label, score, sex == 0 ? "female" : "male");
            scores.get(sex).add(score);
            labels.get(sex).add(label);
        }

        Estimate found = disparity(
                        patients.report(patients.detector().referenceGroup("sex", "female")),
                        Metric.AUROC,
                        MALE,
                        FEMALE)
                .difference();

        AurocComparison expected =
                AurocComparison.unpaired(scored(labels.get(1), scores.get(1)), scored(labels.get(0), scores.get(0)));
        assertThat(found.point().orElseThrow())
                .isCloseTo(expected.difference(0.95).point().orElseThrow(), within(1e-15));
        assertThat(interval(found).lower())
                .isCloseTo(expected.difference(0.95).interval().orElseThrow().lower(), within(1e-12));
        assertThat(interval(found).upper())
                .isCloseTo(expected.difference(0.95).interval().orElseThrow().upper(), within(1e-12));
    }

    private static ScoredLabels scored(List<Integer> labels, List<Double> scores) {
        return ScoredLabels.of(
                labels.stream().mapToInt(Integer::intValue).toArray(),
                scores.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Test
    void rates_and_gaps_are_those_of_group_metrics() {
        Patients patients = Patients.with("site")
                .cells(13, 4, 7, 29, "a")
                .cells(5, 9, 2, 17, "b")
                .cells(21, 2, 11, 8, "c");
        Cohort cohort = patients.cohort();
        Grouping groups = cohort.groups("site");
        GroupMetrics metrics = GroupMetrics.of(
                groups.codes(),
                groups.names(),
                cohort.labels(),
                LockedOperatingPoint.at(0.5)
                        .classify(patients.predictions(cohort).alignedTo(cohort)));

        BiasReport report = patients.report();

        Map<Metric, GroupRate> same = Map.of(
                Metric.SELECTION_RATE, GroupRate.SELECTION_RATE,
                Metric.SENSITIVITY, GroupRate.TRUE_POSITIVE_RATE,
                Metric.SPECIFICITY, GroupRate.TRUE_NEGATIVE_RATE,
                Metric.FALSE_POSITIVE_RATE, GroupRate.FALSE_POSITIVE_RATE,
                Metric.FALSE_NEGATIVE_RATE, GroupRate.FALSE_NEGATIVE_RATE,
                Metric.POSITIVE_PREDICTIVE_VALUE, GroupRate.POSITIVE_PREDICTIVE_VALUE,
                Metric.NEGATIVE_PREDICTIVE_VALUE, GroupRate.NEGATIVE_PREDICTIVE_VALUE,
                Metric.FALSE_OMISSION_RATE, GroupRate.FALSE_OMISSION_RATE,
                Metric.ACCURACY, GroupRate.ACCURACY);
        same.forEach((metric, rate) -> {
            for (String name : groups.names()) {
                assertThat(group(report, Slice.of("site", name))
                                .estimate(metric)
                                .orElseThrow()
                                .point())
                        .as("%s of %s", metric.id(), name)
                        .isEqualTo(metrics.rate(rate, name).point());
            }
            if (report.gaps().stream().anyMatch(g -> g.metric().equals(metric.gap()))) {
                assertThat(gap(report, metric.gap(), "site").point())
                        .isEqualTo(metrics.gap(rate).difference().point());
                assertThat(gap(report, metric.gapRatio(), "site").point())
                        .isEqualTo(metrics.gap(rate).ratio().point());
            }
        });
        assertThat(gap(report, Metric.EQUALIZED_ODDS, "site").point())
                .isEqualTo(metrics.equalizedOdds().difference().point());
        assertThat(gap(report, Metric.EQUALIZED_ODDS_RATIO, "site").point())
                .isEqualTo(metrics.equalizedOdds().ratio().point());
        assertThat(gap(report, Metric.EQUALIZED_ODDS_MEAN, "site").point())
                .isEqualTo(metrics.equalizedOddsMeanDifference().point());
        // eight rates as gap and ratio, three of equalized odds, three of calibration, entropy between groups and of
        // all
        assertThat(report.gaps()).hasSize(2 * 8 + 3 + 3 + 2);
    }

    // ---- groups are never left out

    @Test
    void records_without_a_value_are_the_group_missing() {
        BiasReport report = Patients.with("sex")
                .cells(10, 5, 5, 10, "female")
                .cells(8, 2, 3, 7, (String) null)
                .report();

        assertThat(report.groups().get("sex"))
                .extracting(SlicePerformance::slice)
                .containsExactlyInAnyOrder(Slice.of("sex", Slice.MISSING), FEMALE);
        assertThat(disparity(report, Metric.SENSITIVITY, Slice.of("sex", Slice.MISSING), FEMALE)
                        .difference())
                .isEqualTo(RateGap.NEWCOMBE.estimate(8, 10, 10, 15, 0.95));
    }

    @Test
    void a_group_of_one_record_is_listed_with_the_reasons_for_what_it_cannot_say() {
        Slice alone = Slice.of("site", "alone");
        BiasReport report = Patients.with("site")
                .cells(10, 5, 5, 10, "large")
                .add(1, 1, 0.75, "alone")
                .report();

        SlicePerformance performance = group(report, alone);
        assertThat(performance.estimate(Metric.SENSITIVITY).orElseThrow().point())
                .hasValue(1);
        assertThat(interval(performance.estimate(Metric.SENSITIVITY).orElseThrow())
                        .width())
                .isGreaterThan(0.7);
        assertThat(performance.estimate(Metric.SPECIFICITY).orElseThrow()).isInstanceOf(Estimate.NotEstimable.class);
        assertThat(performance.estimate(Metric.AUROC).orElseThrow()).isInstanceOf(Estimate.NotEstimable.class);
        assertThat(findings(report, "NOT_ESTIMABLE"))
                .filteredOn(f -> f.where().equals(alone.toString()))
                .extracting(f -> f.details().get("metric"))
                .containsExactlyInAnyOrder("specificity", "auroc");
        assertThat(disparity(report, Metric.SPECIFICITY, alone, Slice.of("site", "large"))
                        .difference()
                        .point())
                .isEmpty();
        assertThat(disparity(report, Metric.SENSITIVITY, alone, Slice.of("site", "large"))
                        .difference()
                        .point())
                .isPresent();
    }

    @Test
    void a_gap_that_leaves_a_group_out_has_no_interval_and_says_so_and_meets_no_criterion_on_its_limit() {
        BiasReport report = Patients.with("site")
                .cells(10, 10, 5, 15, "a")
                .cells(10, 10, 5, 15, "b")
                .cells(0, 0, 5, 15, "no-positives")
                .report();

        Estimate sensitivity = gap(report, Metric.SENSITIVITY.gap(), "site");
        assertThat(sensitivity.point()).hasValue(0);
        assertThat(sensitivity.intervalEstimate())
                .isEqualTo(new IntervalEstimate.Unknown(Reason.ZERO_DENOMINATOR, "bootstrap.range_of_replicates"));
        assertThat(sensitivity.support().counts())
                .containsEntry("groups_undefined", 1L)
                .containsEntry("groups", 3L);
        assertThat(gap(report, Metric.EQUALIZED_ODDS, "site").interval()).isEmpty();
        assertThat(gap(report, Metric.SELECTION_RATE.gap(), "site").interval()).isPresent();
        assertThat(findings(report, "GAP_INCOMPLETE"))
                .extracting(f -> f.details().get("metric"))
                .containsExactlyInAnyOrder(Metric.SENSITIVITY.gap().id(), Metric.EQUALIZED_ODDS.id());

        Judgement judged = AcceptanceCriteria.named("even", "1")
                .require(Metric.SENSITIVITY.gap())
                .on(Slice.across(List.of("site")))
                .upperLimitAtMost(0.9)
                .because("a limit that any complete gap here would keep")
                .build()
                .judge(List.of(recorded(report)));
        assertThat(judged).isInstanceOf(Judgement.Undecided.class);
    }

    private static Recorded<BiasReport> recorded(BiasReport report) {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        ledger.append(EntryDraft.of("model.registered")
                .actor(Actor.service("svc:test"))
                .subject(report.model())
                .data(Content.fields()
                        .put("sha256", report.model().digest().hex())
                        .build()));
        return ledger.record(report);
    }

    @Test
    void an_empty_selection_gives_no_gap_and_no_number() {
        BiasReport report = Patients.with("site")
                .cells(0, 10, 0, 10, "a")
                .cells(0, 10, 0, 10, "b")
                .report();

        assertThat(gap(report, Metric.POSITIVE_PREDICTIVE_VALUE.gap(), "site").point())
                .isEmpty();
        assertThat(disparity(report, Metric.SELECTION_RATE, Slice.of("site", "b"), Slice.of("site", "a"))
                        .ratio()
                        .orElseThrow())
                .isInstanceOf(Estimate.NotEstimable.class);
    }

    @Test
    void perfect_small_groups_have_a_gap_of_zero_without_an_interval() {
        BiasReport report = Patients.with("site")
                .cells(3, 0, 0, 3, "a")
                .cells(3, 0, 0, 3, "b")
                .report();

        Estimate gap = gap(report, Metric.SENSITIVITY.gap(), "site");
        assertThat(gap.point()).hasValue(0);
        // three positives of twelve records are lost in (3/4)^12, 3 percent of the replicates, in either group
        assertThat(gap.intervalEstimate())
                .isEqualTo(new IntervalEstimate.Unknown(Reason.TOO_FEW, "bootstrap.range_of_replicates"));
    }

    @Test
    void perfect_groups_that_no_replicate_loses_have_no_interval_since_the_gap_does_not_vary() {
        BiasReport report = Patients.with("site")
                .cells(30, 0, 0, 30, "a")
                .cells(30, 0, 0, 30, "b")
                .report();

        assertThat(gap(report, Metric.SENSITIVITY.gap(), "site").intervalEstimate())
                .isEqualTo(new IntervalEstimate.Unknown(Reason.ZERO_VARIANCE, "bootstrap.range_of_replicates"));
    }

    // ---- intersections

    @Test
    void intersections_are_exactly_the_cells_that_occur() {
        Patients patients = Patients.with("sex", "site")
                .cells(5, 2, 3, 8, "female", "north")
                .cells(4, 4, 2, 9, "male", "north")
                .cells(6, 1, 3, 7, "male", "south")
                .cells(1, 0, 0, 1, null, "south");

        BiasReport report = patients.report(patients.detector().intersections(2));

        assertThat(report.groups().keySet()).containsExactly("sex", "site", "sex x site");
        assertThat(report.groups().get("sex x site"))
                .extracting(SlicePerformance::slice)
                .containsExactlyInAnyOrder(
                        FEMALE.and("site", "north"),
                        MALE.and("site", "north"),
                        MALE.and("site", "south"),
                        Slice.of("sex", Slice.MISSING).and("site", "south"));
        assertThat(group(report, MALE.and("site", "south"))
                        .counts()
                        .orElseThrow()
                        .truePositives())
                .isEqualTo(6);
        assertThat(group(report, MALE.and("site", "south"))
                        .counts()
                        .orElseThrow()
                        .total())
                .isEqualTo(17);
        // twenty of each partition, three more of each attribute, one of all records
        assertThat(report.gaps()).hasSize(3 * 20 + 2 * 3 + 1);
        // the specificity gap of the cells by hand: 8/11, 9/11, 7/10, 1/1
        assertThat(gap(report, Metric.SPECIFICITY.gap(), "sex", "site").point().orElseThrow())
                .isCloseTo(0.3, within(1e-15));
    }

    @Test
    void without_intersections_no_combination_is_listed() {
        Patients patients = Patients.with("sex", "site").cells(5, 2, 3, 8, "female", "north");

        assertThat(patients.report().groups().keySet()).containsExactly("sex", "site");
    }

    // ---- what groups are compared with

    private static Patients three() {
        return Patients.with("site")
                .cells(9, 1, 4, 6, "best-sensitivity")
                .cells(14, 6, 2, 18, "largest")
                .cells(5, 5, 1, 9, "best-specificity");
    }

    private static Set<Slice> references(BiasReport report, Metric metric) {
        Set<Slice> found = new HashSet<>();
        report.disparities().stream().filter(d -> d.metric().equals(metric)).forEach(d -> found.add(d.reference()));
        return found;
    }

    @Test
    void the_largest_group_is_the_reference_unless_set_otherwise() {
        BiasReport report = three().report();

        assertThat(references(report, Metric.SENSITIVITY)).containsExactly(Slice.of("site", "largest"));
        assertThat(report.disparities()).hasSize(2 * 16);
    }

    @Test
    void of_two_largest_groups_the_first_by_name_is_the_reference() {
        BiasReport report = Patients.with("site")
                .cells(3, 1, 1, 3, "beta")
                .cells(3, 1, 1, 3, "alpha")
                .report();

        assertThat(references(report, Metric.SENSITIVITY)).containsExactly(Slice.of("site", "alpha"));
    }

    @Test
    void the_best_group_is_chosen_for_each_metric() {
        BiasReport report = three().report(three().detector().reference(ReferenceMode.BEST_GROUP));

        assertThat(references(report, Metric.SENSITIVITY)).containsExactly(Slice.of("site", "best-sensitivity"));
        // 9/10 = 18/20: the tie is broken by name
        assertThat(references(report, Metric.SPECIFICITY)).containsExactly(Slice.of("site", "best-specificity"));
        assertThat(references(report, Metric.FALSE_POSITIVE_RATE))
                .containsExactly(Slice.of("site", "best-specificity"));
    }

    @Test
    void all_records_together_can_be_the_reference() {
        BiasReport report = three().report(three().detector().reference(ReferenceMode.OVERALL));

        assertThat(references(report, Metric.SENSITIVITY)).containsExactly(Slice.overall());
        assertThat(report.disparities()).hasSize(3 * 15); // no cross-group area
        assertThat(disparity(report, Metric.SENSITIVITY, Slice.of("site", "largest"), Slice.overall())
                        .difference()
                        .point()
                        .orElseThrow())
                .isCloseTo(14.0 / 20 - 28.0 / 40, within(1e-15));
    }

    @Test
    void pairwise_compares_every_group_with_every_other_in_both_directions() {
        BiasReport report = three().report(three().detector().reference(ReferenceMode.PAIRWISE));

        assertThat(report.disparities()).hasSize(6 * 16);
        for (Disparity one : report.disparities()) {
            Disparity back =
                    disparity(report, one.metric(), /* group= */ one.reference(), /* reference= */ one.group());
            assertThat(back.difference().point().orElseThrow())
                    .isEqualTo(0 - one.difference().point().orElseThrow());
            Interval there = interval(one.difference());
            Interval mirrored = interval(back.difference());
            assertThat(mirrored.lower()).as(one.metric().id()).isCloseTo(-there.upper(), within(1e-14));
            assertThat(mirrored.upper()).as(one.metric().id()).isCloseTo(-there.lower(), within(1e-14));
        }
    }

    @Test
    void a_stated_reference_wins_over_the_mode_of_the_other_attributes() {
        Patients patients = Patients.with("sex", "site")
                .cells(5, 5, 5, 5, "female", "north")
                .cells(9, 1, 5, 5, "male", "north")
                .cells(9, 1, 5, 5, "male", "south");

        BiasReport report = patients.report(patients.detector().referenceGroup("sex", "female"));

        assertThat(report.disparities(MALE)).extracting(Disparity::reference).containsOnly(FEMALE);
        assertThat(report.disparities(FEMALE)).isEmpty();
        assertThat(report.disparities(Slice.of("site", "south")))
                .extracting(Disparity::reference)
                .containsOnly(Slice.of("site", "north"));
    }

    @Test
    void a_stated_reference_that_does_not_occur_is_an_error_that_names_the_groups() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> three().report(three().detector().referenceGroup("site", "west")))
                .withMessageContainingAll("west", "site", "does not occur", "largest");
    }

    @Test
    void mistakes_in_the_set_up_are_told_when_building() {
        assertThatIllegalStateException()
                .isThrownBy(() -> BiasDetector.builder()
                        .operatingPoint(LockedOperatingPoint.at(0.5))
                        .build())
                .withMessageContaining("sensitiveAttributes");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> BiasDetector.builder().sensitiveAttributes("sex").build())
                .withMessageContaining("operatingPoint");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> three().detector().referenceGroup("sex", "male").build())
                .withMessageContaining("not among the sensitive attributes");
        assertThatIllegalArgumentException().isThrownBy(() -> three().detector().sensitiveAttributes("site"));
        assertThatIllegalArgumentException().isThrownBy(() -> three().detector().intersections(0));
        assertThatIllegalArgumentException().isThrownBy(() -> three().detector().level(95));
        assertThatIllegalArgumentException().isThrownBy(() -> three().detector().bootstrap(1, 199));
    }

    @Test
    void an_operating_point_of_another_model_is_refused() {
        Patients patients = three();
        Cohort cohort = patients.cohort();
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.youden().chooseOn(cohort, patients.predictions(cohort));
        Cohort other = three().cohort();
        Predictions scores = Predictions.of(
                new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", "2.0", Digest.sha256("other weights")),
                ScoreKind.PROBABILITY,
                other,
                new double[other.size()]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BiasDetector.builder()
                        .sensitiveAttributes("site")
                        .operatingPoint(chosen)
                        .build()
                        .analyze(other, scores))
                .withMessageContaining("chosen for");
    }

    // ---- precision

    @Test
    void a_group_whose_interval_is_wider_than_the_bound_is_marked_with_the_number_it_would_need() {
        Patients patients = Patients.with("site").cells(8, 2, 200, 800, "few").cells(800, 200, 200, 800, "many");

        BiasReport report = patients.report(patients.detector().imprecisionBound(0.10));

        List<Finding> marked = findings(report, "INSUFFICIENT_PRECISION");
        assertThat(marked).hasSize(1);
        assertThat(marked.get(0).where()).isEqualTo(Slice.of("site", "few").toString());
        // Wilson 8/10: 0.4902 to 0.9433 (Newcombe 1998 formula), which holds one half, where Wilson's interval needs 93
        assertThat(marked.get(0).message())
                .startsWith("Half the width of the interval of the sensitivity is above the stated bound");
        assertThat(marked.get(0).details())
                .containsEntry("metric", "sensitivity")
                .containsEntry("half_width", "0.2266")
                .containsEntry("rate_assumed", "0.5000")
                .containsEntry("n_needed_about", "93");
        assertThat(findings(patients.report(), "INSUFFICIENT_PRECISION")).isEmpty();
    }

    // R 4.2.2: prop.test(x, n, correct = FALSE)$conf.int for the interval, and a search for the smallest n whose half
    // width at the limit
    // nearest to 0.5 is at most 0.075
    @Test
    void
            a_group_without_an_event_or_with_one_needs_as_many_as_at_one_half_and_others_as_many_as_their_interval_leaves_open() {
        Patients patients = Patients.with("site")
                .cells(0, 0, 20, 80, "none")
                .cells(0, 1, 20, 80, "one")
                .cells(0, 20, 20, 80, "missed")
                .cells(2, 28, 20, 80, "few");

        List<Finding> marked =
                findings(patients.report(patients.detector().imprecisionBound(0.075)), "INSUFFICIENT_PRECISION")
                        .stream()
                        .filter(f -> "sensitivity".equals(f.details().get("metric")))
                        .toList();

        assertThat(marked)
                .extracting(f -> f.where() + " " + f.details().get("n") + " "
                        + f.details().get("rate_assumed") + " " + f.details().get("n_needed_about"))
                .containsExactlyInAnyOrder(
                        "site=none 0 0.5000 167",
                        "site=one 1 0.5000 167",
                        "site=missed 20 0.1611 92",
                        "site=few 30 0.2132 113");
    }

    // 20 people of whom 16 are found, each with two records alike: 19 effective records, 0.5779 to 0.9212; R as above,
    // 90 x 40 / 19
    @Test
    void where_records_share_subjects_the_number_needed_is_that_of_such_records() {
        Patients patients = Patients.with("site");
        for (int i = 0; i < 20; i++) {
            for (int twin = 0; twin < 2; twin++) {
                patients.addOf("person-" + i, 1, i < 16 ? 0.75 : 0.25, "a");
                patients.addOf("other-" + i, 0, 0.25, "a");
            }
        }

        List<Finding> marked =
                findings(patients.report(patients.detector().imprecisionBound(0.1)), "INSUFFICIENT_PRECISION");

        assertThat(marked.get(0).details())
                .containsEntry("metric", "sensitivity")
                .containsEntry("n", "40")
                .containsEntry("rate_assumed", "0.5779")
                .containsEntry("n_needed_about", "190");
    }

    @Test
    void every_difference_says_of_how_many_records_of_the_two_groups_it_is() {
        BiasReport report = Patients.with("site")
                .cells(30, 10, 20, 40, "north")
                .cells(20, 10, 10, 60, "south")
                .cells(10, 10, 5, 25, "west")
                .report();

        for (Metric metric : List.of(Metric.SELECTION_RATE, Metric.BRIER_SCORE, Metric.EQUAL_WIDTH_ECE)) {
            Estimate difference = disparity(report, metric, Slice.of("site", "west"), Slice.of("site", "north"))
                    .difference();
            assertThat(difference.support().n()).as(metric.id()).isEqualTo(150);
            // a rate counts its trials
            boolean rate = metric.equals(Metric.SELECTION_RATE);
            assertThat(difference.support().counts())
                    .as(metric.id())
                    .containsEntry(rate ? "trials_1" : "n_first", 50L)
                    .containsEntry(rate ? "trials_2" : "n_second", 100L);
        }
    }

    @Test
    void the_range_of_a_gap_is_called_a_range_where_its_bias_is_told() {
        assertThat(findings(three().report(), "GAPS_ARE_BIASED_UPWARD").get(0).message())
                .contains("the range of its replicates")
                .doesNotContain("interval");
    }

    // ---- subjects

    /** Every subject of the plain cohort has a twin record, of the same subject or of another. */
    private static Patients doubled(boolean sameSubject) {
        Patients patients = Patients.with("sex");
        int[][] cells = {{20, 10, 8, 22}, {26, 4, 6, 24}};
        for (int s = 0; s < 2; s++) {
            String sex = s == 0 ? "female" : "male";
            for (int c = 0; c < 4; c++) {
                for (int i = 0; i < cells[s][c]; i++) {
                    for (int twin = 0; twin < 2; twin++) {
                        patients.addOf(
                                sex + c + "-" + i + (sameSubject ? "" : "-" + twin),
                                c < 2 ? 1 : 0,
                                c == 0 || c == 2 ? 0.75 : 0.25,
                                sex);
                    }
                }
            }
        }
        return patients;
    }

    @Test
    void records_that_share_a_subject_change_intervals_and_not_points() {
        BiasReport apart = doubled(false).report(doubled(false).detector().referenceGroup("sex", "female"));
        BiasReport shared = doubled(true).report(doubled(true).detector().referenceGroup("sex", "female"));

        for (Disparity one : apart.disparities()) {
            Disparity other = disparity(shared, one.metric(), one.group(), one.reference());
            assertThat(other.difference().point().orElseThrow())
                    .as(one.metric().id())
                    .isCloseTo(one.difference().point().orElseThrow(), within(1e-12));
            double factor = interval(other.difference()).width()
                    / interval(one.difference()).width();
            if (one.metric().equals(Metric.OBSERVED_EXPECTED_RATIO)
                    || one.metric().equals(Metric.EQUAL_WIDTH_ECE)) {
                continue; // one has a variance of y - R p by subject and of y alone without; the other is a distance
            }
            // twins that always agree carry half the information: intervals wider by about the square root of two
            assertThat(factor).as(one.metric().id()).isBetween(1.3, 1.55);
        }
        for (Measurement one : apart.gaps()) {
            Estimate other = shared.gaps().stream()
                    .filter(g -> g.metric().equals(one.metric()))
                    .map(Measurement::estimate)
                    .findFirst()
                    .orElseThrow();
            assertThat(other.point().orElseThrow())
                    .isCloseTo(one.estimate().point().orElseThrow(), within(1e-12));
            assertThat(interval(other).width())
                    .isGreaterThan(interval(one.estimate()).width());
        }
        Disparity selection = disparity(shared, Metric.SELECTION_RATE, MALE, FEMALE);
        Estimate ratio = selection.ratio().orElseThrow();
        Estimate independent =
                disparity(apart, Metric.SELECTION_RATE, MALE, FEMALE).ratio().orElseThrow();
        assertThat(ratio.point()).isEqualTo(independent.point());
        assertThat(ratio.intervalEstimate().method()).isEqualTo("rate_ratio.katz.effective_n");
        // on the scale of logarithms, where the interval is symmetric
        assertThat(Math.log(interval(ratio).upper() / interval(ratio).lower())
                        / Math.log(interval(independent).upper()
                                / interval(independent).lower()))
                .isBetween(1.3, 1.55);
    }

    // ---- laws

    private static Patients random(long seed) {
        Random random = new Random(seed);
        Patients patients = Patients.with("sex", "site");
        int n = 30 + random.nextInt(40);
        boolean clustered = random.nextBoolean();
        String[] sexes = {"female", "male", null};
        String[] sites = {"north", "south"};
        for (int i = 0; i < n; i++) {
            patients.addOf(
                    "p" + (clustered ? random.nextInt(n / 2) : i),
                    random.nextInt(2),
                    random.nextInt(21) / 20.0,
                    sexes[random.nextInt(3)],
                    sites[random.nextInt(2)]);
        }
        return patients;
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void row_order_changes_no_byte_of_the_document(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Patients patients = random(seed);

        BiasReport first = patients.report(patients.detector().intersections(2));
        BiasReport second =
                patients.shuffled(seed + 1).report(patients.detector().intersections(2));

        assertThat(second.document().digest()).isEqualTo(first.document().digest());
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void renaming_groups_permutes_the_report(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Patients patients = random(seed);
        Map<String, String> names = Map.of("female", "zeta", "male", "alpha", "north", "up", "south", "down");
        Patients renamed = patients.renamed(names);

        BiasReport before = patients.report(patients.detector().intersections(2).reference(ReferenceMode.PAIRWISE));
        BiasReport after = renamed.report(renamed.detector().intersections(2).reference(ReferenceMode.PAIRWISE));

        Map<String, Estimate> expected = new HashMap<>();
        before.measurements().forEach(m -> expected.put(m.metric().id() + renamed(m.slice(), names), m.estimate()));
        Map<String, Estimate> found = new HashMap<>();
        after.measurements().forEach(m -> found.put(m.metric().id() + m.slice(), m.estimate()));
        assertThat(found).isEqualTo(expected);
    }

    private static Slice renamed(Slice slice, Map<String, String> names) {
        Slice result = slice.acrossAttributes().isEmpty() ? Slice.overall() : Slice.across(slice.acrossAttributes());
        for (Slice.Condition c : slice.conditions()) {
            result = result.and(c.attribute(), names.getOrDefault(c.value(), c.value()));
        }
        return slice.reference().isPresent()
                ? result.versus(renamed(slice.reference().get(), names))
                : result;
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void every_record_is_in_exactly_one_group_of_each_partition(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Patients patients = random(seed);

        BiasReport report = patients.report(patients.detector().intersections(2));

        report.groups()
                .values()
                .forEach(groups -> assertThat(groups.stream()
                                .mapToLong(g -> g.counts().orElseThrow().total())
                                .sum())
                        .isEqualTo(patients.size()));
    }

    @Test
    void the_same_call_twice_gives_the_same_bytes_and_another_seed_other_intervals() {
        Patients patients = random(5);

        assertThat(patients.report().document().digest())
                .isEqualTo(patients.report().document().digest());
        assertThat(gap(patients.report(patients.detector()), Metric.ACCURACY.gap(), "site"))
                .isNotEqualTo(gap(
                        patients.report(BiasDetector.builder()
                                .sensitiveAttributes("sex", "site")
                                .operatingPoint(LockedOperatingPoint.at(0.5))
                                .bootstrap(2, 200)),
                        Metric.ACCURACY.gap(),
                        "site"));
    }

    @Test
    void predictions_are_joined_by_record_and_not_by_position() {
        Patients patients = planted();
        Cohort shuffled = patients.shuffled(3).cohort();

        BiasReport report = patients.detector().build().analyze(shuffled, patients.predictions(shuffled));

        assertThat(disparity(report, Metric.SENSITIVITY, MALE, FEMALE).difference())
                .isEqualTo(RateGap.NEWCOMBE.estimate(180, 200, 120, 200, 0.95));
    }

    @Test
    void synthetic_data_are_marked_and_gaps_are_said_to_be_biased_upward() {
        Patients patients = three();
        Cohort cohort = patients.cohort(true);

        BiasReport report = patients.detector().build().analyze(cohort, patients.predictions(cohort));

        assertThat(report.provenance().synthetic()).isTrue();
        assertThat(report.findings().subList(0, 2))
                .extracting(Finding::code)
                .containsExactly("SYNTHETIC_DATA", "GAPS_ARE_BIASED_UPWARD");
        assertThat(findings(three().report(), "SYNTHETIC_DATA")).isEmpty();
    }

    @Test
    void undefined_groups_are_those_of_group_metrics() {
        Patients patients = Patients.with("site").cells(3, 1, 1, 3, "a").cells(0, 0, 2, 3, "b");
        Cohort cohort = patients.cohort();
        Grouping groups = cohort.groups("site");
        GroupGap expected = GroupMetrics.of(
                        groups.codes(),
                        groups.names(),
                        cohort.labels(),
                        LockedOperatingPoint.at(0.5)
                                .classify(patients.predictions(cohort).alignedTo(cohort)))
                .gap(GroupRate.TRUE_POSITIVE_RATE);

        Estimate found = gap(patients.report(), Metric.SENSITIVITY.gap(), "site");

        assertThat(expected.undefinedGroups()).containsExactly("b");
        assertThat(found.support().counts()).containsEntry("groups_undefined", 1L);
        // one group alone is no gap
        assertThat(found.point()).isEmpty();
        assertThat(Arrays.asList(found.interval())).containsExactly(Optional.empty());
    }

    @Test
    void a_setting_that_was_made_is_not_made_again() {
        BiasDetector.Builder builder = BiasDetector.builder()
                .intersections(2)
                .power(0.9)
                .level(0.9)
                .bootstrap(1, 200)
                .imprecisionBound(0.1);

        assertThatIllegalStateException().isThrownBy(() -> builder.level(0.95)).withMessage("the level is already set");
        assertThatIllegalStateException().isThrownBy(() -> builder.intersections(1));
        assertThatIllegalStateException().isThrownBy(() -> builder.power(0.8));
        assertThatIllegalStateException().isThrownBy(() -> builder.bootstrap(2, 200));
        assertThatIllegalStateException().isThrownBy(() -> builder.imprecisionBound(0.2));
    }
}
