package io.medml.compliance.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.compliance.Study;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.AurocComparison;
import io.medml.core.stats.ClusteredPairedDifference;
import io.medml.core.stats.PairedCounts;
import io.medml.core.stats.PairedDifference;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.table.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegressionTesterTest {

    private static final ArtifactRef OLD =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", "1.0", Digest.sha256("weights 1"));
    private static final ArtifactRef NEW =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", "2.0", Digest.sha256("weights 2"));

    // ten patients, counted by hand below; the class is positive from 0.5 on
    private static final int[] LABELS = {1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
    private static final double[] BEFORE = {0.9, 0.4, 0.6, 0.3, 0.7, 0.1, 0.6, 0.2, 0.45, 0.8};
    private static final double[] AFTER = {0.8, 0.7, 0.65, 0.35, 0.2, 0.15, 0.3, 0.25, 0.55, 0.4};
    private static final String[] SEXES = {"f", "f", "f", "m", "m", "f", "f", "m", "m", "m"};

    private static Cohort cohort(int[] order, int[] subjects) {
        Table table = Table.builder()
                .category("id", IntStream.of(order).mapToObj(i -> "r" + i).toList())
                .category(
                        "patient",
                        IntStream.of(order).mapToObj(i -> "p" + subjects[i]).toList())
                .category(
                        "outcome",
                        IntStream.of(order)
                                .mapToObj(i -> String.valueOf(LABELS[i]))
                                .toList())
                .category("sex", IntStream.of(order).mapToObj(i -> SEXES[i]).toList())
                .build();
        return Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("outcome", "1", "0")
                .attributes("sex")
                .named("golden", "1");
    }

    private static final int[] IN_ORDER = IntStream.range(0, 10).toArray();

    private static Cohort apart() {
        return cohort(IN_ORDER, IN_ORDER);
    }

    private static Predictions predictions(ArtifactRef model, Cohort cohort, double[] scores) {
        double[] aligned = cohort.recordIds().stream()
                .mapToDouble(id -> scores[Integer.parseInt(id.substring(1))])
                .toArray();
        return Predictions.of(model, ScoreKind.PROBABILITY, cohort, aligned);
    }

    private static RegressionReport compare(Cohort cohort, double[] before, double[] after) {
        LockedOperatingPoint point = LockedOperatingPoint.at(0.5);
        return RegressionTester.builder(point, point)
                .build()
                .compare(cohort, predictions(OLD, cohort, before), predictions(NEW, cohort, after));
    }

    private static Estimate change(RegressionReport report, Metric metric, Slice slice) {
        return report.change(metric, slice).orElseThrow();
    }

    @Test
    void flips_are_those_counted_by_hand() {
        RegressionReport report = compare(apart(), BEFORE, AFTER);

        // r1 found now; r4 missed now; r6 and r9 cleared now; r8 flagged now
        assertThat(report.flips().get(Slice.overall())).isEqualTo(new Flips(1, 1, 2, 1, 10));
        assertThat(report.flips().get(Slice.of("sex", "f"))).isEqualTo(new Flips(1, 0, 1, 0, 5));
        assertThat(report.flips().get(Slice.of("sex", "m"))).isEqualTo(new Flips(0, 1, 1, 1, 5));
        assertThat(report.flips().keySet())
                .containsExactly(Slice.overall(), Slice.of("sex", "f"), Slice.of("sex", "m"));
        assertThat(report.flips().get(Slice.overall()).total()).isEqualTo(5);
        assertThat(report.measurements().stream()
                        .filter(m -> m.metric().equals(Metric.PREDICTION_FLIP_RATE)
                                && m.slice().isOverall())
                        .findFirst()
                        .orElseThrow()
                        .estimate()
                        .point())
                .hasValue(0.5);
    }

    @Test
    void the_predictions_of_both_versions_are_named_by_their_digests() {
        RegressionReport report = compare(apart(), BEFORE, AFTER);

        assertThat(report.provenance().settings())
                .containsEntry(
                        "reference_predictions_sha256",
                        predictions(OLD, apart(), BEFORE).digest().hex())
                .containsEntry(
                        "candidate_predictions_sha256",
                        predictions(NEW, apart(), AFTER).digest().hex());
    }

    @Test
    void paired_changes_are_candidate_minus_reference_by_tango_and_delong() {
        RegressionReport report = compare(apart(), BEFORE, AFTER);

        // sensitivity: both 2 (r0, r2), candidate only 1 (r1), reference only 1 (r4), neither 1 (r3)
        assertThat(change(report, Metric.SENSITIVITY, Slice.overall()))
                .isEqualTo(PairedDifference.TANGO.estimate(new PairedCounts(2, 1, 1, 1), 0.95));
        // specificity, right when cleared: both 2 (r5, r7), candidate only 2 (r6, r9), reference only 1 (r8)
        Estimate specificity = change(report, Metric.SPECIFICITY, Slice.overall());
        assertThat(specificity).isEqualTo(PairedDifference.TANGO.estimate(new PairedCounts(2, 2, 1, 0), 0.95));
        assertThat(specificity.point().orElseThrow()).isCloseTo(0.2, within(1e-15));

        Estimate auroc = change(report, Metric.AUROC, Slice.overall());
        Estimate expected = AurocComparison.paired(ScoredLabels.of(LABELS, AFTER), ScoredLabels.of(LABELS, BEFORE))
                .difference(0.95);
        assertThat(auroc).isEqualTo(expected);
        assertThat(auroc.point().orElseThrow()).isCloseTo(auc(AFTER) - auc(BEFORE), within(1e-15));
    }

    /** Share of pairs in order, ties half: the definition. */
    private static double auc(double[] scores) {
        double pairs = 0;
        for (int i = 0; i < 5; i++) {
            for (int j = 5; j < 10; j++) {
                pairs += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
        return pairs / 25;
    }

    @Test
    void a_slice_is_compared_as_if_it_were_all_there_is() {
        RegressionReport report = compare(apart(), BEFORE, AFTER);

        // f: r0, r1, r2 with and r5, r6 without the condition
        assertThat(change(report, Metric.SENSITIVITY, Slice.of("sex", "f")))
                .isEqualTo(PairedDifference.TANGO.estimate(new PairedCounts(2, 1, 0, 0), 0.95));
        assertThat(change(report, Metric.SPECIFICITY, Slice.of("sex", "f")))
                .isEqualTo(PairedDifference.TANGO.estimate(new PairedCounts(1, 1, 0, 0), 0.95));
        LockedOperatingPoint point = LockedOperatingPoint.at(0.5);
        Cohort cohort = apart();
        assertThat(RegressionTester.builder(point, point)
                        .slices()
                        .build()
                        .compare(cohort, predictions(OLD, cohort, BEFORE), predictions(NEW, cohort, AFTER))
                        .flips()
                        .keySet())
                .containsExactly(Slice.overall());
    }

    @Test
    void each_version_is_read_at_its_own_operating_point() {
        Cohort cohort = apart();

        RegressionReport report = RegressionTester.builder(LockedOperatingPoint.at(0.5), LockedOperatingPoint.at(0.9))
                .build()
                .compare(cohort, predictions(OLD, cohort, BEFORE), predictions(NEW, cohort, AFTER));

        // from 0.9 on the candidate flags nobody
        assertThat(change(report, Metric.SENSITIVITY, Slice.overall()).point().orElseThrow())
                .isCloseTo(-0.6, within(1e-15));
        assertThat(change(report, Metric.SPECIFICITY, Slice.overall()).point().orElseThrow())
                .isCloseTo(0.4, within(1e-15));
    }

    @Test
    void records_are_joined_by_identifier_and_row_order_changes_no_byte() {
        Study study = new Study();
        int[] shuffled = {7, 2, 9, 0, 4, 1, 8, 6, 3, 5};
        int[] subjects = {0, 1, 2, 3, 3, 4, 5, 6, 6, 7};

        for (int[] people : List.of(IN_ORDER, subjects)) {
            assertThat(compare(cohort(shuffled, people), BEFORE, AFTER)
                            .document()
                            .digest())
                    .isEqualTo(compare(cohort(IN_ORDER, people), BEFORE, AFTER)
                            .document()
                            .digest());
        }
        Cohort test = study.test;
        int[] reversed =
                IntStream.range(0, test.size()).map(i -> test.size() - 1 - i).toArray();
        Cohort backwards = test.subset(reversed, "test");
        Predictions before = study.scores(study.inUse);
        Predictions after = study.scores(study.candidate);
        assertThat(backwards.reference()).isEqualTo(test.reference());
        assertThat(study.compare(before, after, backwards).document().digest())
                .isEqualTo(study.compare(before, after, test).document().digest());
    }

    @Test
    void predictions_on_another_cohort_are_refused() {
        Cohort cohort = apart();
        Cohort other = cohort(new int[] {0, 1, 2, 5, 6}, IN_ORDER);
        LockedOperatingPoint point = LockedOperatingPoint.at(0.5);

        assertThatThrownBy(() -> RegressionTester.builder(point, point)
                        .build()
                        .compare(cohort, predictions(OLD, cohort, BEFORE), predictions(NEW, other, AFTER)))
                .isInstanceOf(DataException.class);
    }

    @Test
    void one_version_against_itself_is_refused_and_identical_scores_are_found() {
        Cohort cohort = apart();
        LockedOperatingPoint point = LockedOperatingPoint.at(0.5);
        Predictions scores = predictions(OLD, cohort, BEFORE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionTester.builder(point, point).build().compare(cohort, scores, scores))
                .withMessageContaining("give those of two versions");
        assertThat(compare(cohort, BEFORE, BEFORE).findings())
                .extracting(Finding::code)
                .containsExactly("IDENTICAL_SCORES");
        assertThat(compare(cohort, BEFORE, AFTER).findings()).isEmpty();
    }

    @Test
    void no_discordant_pair_keeps_a_width_and_an_unchanged_auroc_claims_none() {
        RegressionReport report = compare(apart(), BEFORE, BEFORE);

        Estimate sensitivity = change(report, Metric.SENSITIVITY, Slice.overall());
        assertThat(sensitivity.point()).hasValue(0);
        // Tango with b = c = 0: limits -+ z^2 / (n + z^2), n = 5
        double limit = 1.959963984540054 * 1.959963984540054 / (5 + 1.959963984540054 * 1.959963984540054);
        assertThat(sensitivity.interval().orElseThrow().lower()).isCloseTo(-limit, within(1e-9));
        assertThat(sensitivity.interval().orElseThrow().upper()).isCloseTo(limit, within(1e-9));
        Estimate auroc = change(report, Metric.AUROC, Slice.overall());
        assertThat(auroc.point()).hasValue(0);
        assertThat(auroc.interval()).isEmpty();
    }

    @Test
    void records_that_share_a_subject_change_intervals_and_not_points() {
        int[] subjects = {0, 1, 2, 3, 3, 4, 5, 6, 6, 7};
        RegressionReport apart = compare(apart(), BEFORE, AFTER);
        RegressionReport shared = compare(cohort(IN_ORDER, subjects), BEFORE, AFTER);

        for (Metric metric : List.of(Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY)) {
            assertThat(change(shared, metric, Slice.overall()).point().orElseThrow())
                    .isCloseTo(change(apart, metric, Slice.overall()).point().orElseThrow(), within(1e-15));
            assertThat(change(shared, metric, Slice.overall()).interval())
                    .isNotEqualTo(change(apart, metric, Slice.overall()).interval());
        }
        // differences of the five with the condition: 0, +1, 0, 0, -1; the last two are one patient
        assertThat(change(shared, Metric.SENSITIVITY, Slice.overall()))
                .isEqualTo(ClusteredPairedDifference.estimate(
                        new int[] {1, 1, 0, 0, 0},
                        new int[] {1, 0, 0, 0, 1},
                        new int[] {0, 1, 2, 3, 3},
                        0.95,
                        Reason.NO_POSITIVES));
        // nobody shares a subject among the women, so their interval is the plain one
        assertThat(change(shared, Metric.SENSITIVITY, Slice.of("sex", "f")))
                .isEqualTo(change(apart, Metric.SENSITIVITY, Slice.of("sex", "f")));
    }

    @Test
    void without_a_discordant_pair_the_width_of_clustered_records_is_that_of_their_subjects() {
        int[] subjects = {0, 0, 1, 1, 2, 3, 3, 4, 4, 5};

        Estimate found =
                change(compare(cohort(IN_ORDER, subjects), BEFORE, BEFORE), Metric.SENSITIVITY, Slice.overall());

        Interval three = PairedDifference.TANGO
                .estimate(new PairedCounts(3, 0, 0, 0), 0.95)
                .interval()
                .orElseThrow();
        assertThat(found.point()).hasValue(0);
        assertThat(found.support().n()).isEqualTo(5);
        assertThat(found.interval().orElseThrow().lower()).isCloseTo(three.lower(), within(1e-12));
        assertThat(found.interval().orElseThrow().upper()).isCloseTo(three.upper(), within(1e-12));
    }

    @Test
    void an_operating_point_of_another_version_is_refused() {
        Cohort cohort = apart();
        LockedOperatingPoint old =
                LockedOperatingPoint.Rule.youden().chooseOn(cohort, predictions(OLD, cohort, BEFORE));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegressionTester.builder(old, old)
                        .build()
                        .compare(cohort, predictions(OLD, cohort, BEFORE), predictions(NEW, cohort, AFTER)))
                .withMessageContaining("was chosen for");
    }
}
