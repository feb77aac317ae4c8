package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Markdown;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

/** Restriction of the intended use, proxies, attribute flip, consistency and mitigations. */
class FairnessCheckTest {

    private static final LockedOperatingPoint HALF = LockedOperatingPoint.at(0.5);
    private static final Slice FEMALE = Slice.of("sex", "female");
    private static final Slice MALE = Slice.of("sex", "male");

    private static double point(Estimate estimate) {
        return estimate.point().orElseThrow();
    }

    private static double point(FairnessCheck check, Metric metric, Slice slice) {
        return point(check.on(metric, slice).orElseThrow());
    }

    // ---- restriction of the intended use

    @Test
    void leaving_a_group_out_shows_all_three_sets_of_figures_and_a_draft_for_the_label() {
        Patients patients = Patients.with("sex").cells(12, 8, 4, 16, "female").cells(18, 2, 4, 16, "male");
        Cohort cohort = patients.cohort();

        UseRestriction restriction = UseRestriction.without(FEMALE, cohort, patients.predictions(cohort), HALF, 0.95);

        assertThat(restriction.all().estimate(Metric.SENSITIVITY))
                .hasValue(BinomialInterval.WILSON.estimate(30, 40, 0.95));
        assertThat(restriction.remaining().estimate(Metric.SENSITIVITY))
                .hasValue(BinomialInterval.WILSON.estimate(18, 20, 0.95));
        assertThat(restriction.leftOut().estimate(Metric.SENSITIVITY))
                .hasValue(BinomialInterval.WILSON.estimate(12, 20, 0.95));
        assertThat(restriction.labellingStub())
                .startsWith("DRAFT FOR REVIEW")
                .contains(
                        "not intended for patients with sex=female",
                        "40 records of 40 patients; 40 records of 40 patients");
        assertThat(restriction.findings()).extracting(Finding::code).containsExactly("CHANGE_TO_THE_DEVICE");
        assertThat(restriction.schema()).isEqualTo("use-restriction/1");
        assertThat(restriction.document().bytes()).isNotEmpty();
    }

    @Test
    void an_operating_point_that_is_not_for_these_scores_is_refused_by_every_check() {
        Patients patients = Patients.with("sex").cells(12, 8, 4, 16, "female").cells(18, 2, 4, 16, "male");
        Cohort cohort = patients.cohort();
        Predictions scores = patients.predictions(cohort);
        LockedOperatingPoint percent = LockedOperatingPoint.at(50);

        for (ThrowableAssert.ThrowingCallable check : List.<ThrowableAssert.ThrowingCallable>of(
                () -> UseRestriction.without(FEMALE, cohort, scores, percent, 0.95),
                () -> AttributeFlip.of(model(true), eight(), FEMALE, "male", percent, 0.95),
                () -> ConsistencyCheck.of(eight(), model(true).score(eight()), percent, List.of("age"), 1),
                () -> GapDecomposer.builder(FEMALE, MALE)
                        .operatingPoint(percent)
                        .build()
                        .decompose(cohort, scores))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(check)
                    .withMessageContaining("expected a threshold in [0, 1] for predicted probabilities, got 50.0");
        }
    }

    @Test
    void leaving_everybody_or_nobody_out_is_refused() {
        Patients patients = Patients.with("sex").cells(2, 2, 2, 2, "female");
        Cohort cohort = patients.cohort();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> UseRestriction.without(FEMALE, cohort, patients.predictions(cohort), HALF, 0.95))
                .withMessageContaining("nobody of cohort external would remain");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UseRestriction.without(MALE, cohort, patients.predictions(cohort), HALF, 0.95))
                .withMessageContaining("does not occur");
    }

    // ---- columns

    /** Eight patients; height follows sex but for one tie, the ward is the sex, the age says nothing. */
    private static Cohort eight() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add("p" + i);
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("outcome", "1", "0", "1", "0", "1", "0", "1", "0")
                        .category("sex", "female", "female", "female", "female", "male", "male", "male", "male")
                        .category("ward", "W", "W", "W", "W", "M", "M", "M", "M")
                        .number("height", 1.5, 1.6, 1.65, 1.7, 1.7, 1.8, 1.85, Double.NaN)
                        .wholeNumber("age", 40, 50, 60, 70, 40, 50, 60, 70)
                        .build())
                .record("id")
                .label("outcome", "1", "0")
                .attributes("sex")
                .named("eight", "1");
    }

    private static ScoringModel model(boolean readsSex) {
        return ScoringModel.of(
                "m",
                "1",
                Digest.sha256("m"),
                ScoreKind.PROBABILITY,
                (table, row) -> (table.wholeNumber("age").value(row) - 30) / 50.0
                        + (readsSex && table.category("sex").value(row).equals("male") ? 0.15 : 0));
    }

    // by hand: of 3 x 4 pairs the man is taller in all but one tie; women against men the mirror image
    @Test
    void a_feature_that_gives_the_attribute_away_is_seen() {
        ArtifactRef model = model(false).reference();
        FairnessCheck check = ProxyCheck.of(model, eight(), "sex", List.of("height", "age", "ward"), 0.95);

        Slice height = Slice.of("feature", "height");
        assertThat(point(check, ProxyCheck.FEATURE_AUROC, height.and("sex", "male")))
                .isCloseTo(11.5 / 12, within(1e-15));
        assertThat(point(check, ProxyCheck.FEATURE_AUROC, height.and("sex", "female")))
                .isCloseTo(0.5 / 12, within(1e-15));
        assertThat(check.on(ProxyCheck.FEATURE_AUROC, height.and("sex", "male"))
                        .orElseThrow()
                        .support()
                        .counts())
                .containsEntry("missing", 1L);
        assertThat(point(
                        check,
                        ProxyCheck.FEATURE_AUROC,
                        Slice.of("feature", "age").and("sex", "male")))
                .isEqualTo(0.5);
        assertThat(point(
                        check,
                        ProxyCheck.FEATURE_ASSOCIATION,
                        Slice.of("feature", "ward").and("attribute", "sex")))
                .isEqualTo(1);
        assertThat(check.findings()).isEmpty();
        assertThat(check.schema()).isEqualTo("proxy-check/1");
    }

    @Test
    void an_audit_attribute_among_the_features_is_an_error_finding() {
        FairnessCheck check = ProxyCheck.of(model(false).reference(), eight(), "sex", List.of("sex", "age"), 0.95);

        assertThat(check.findings()).extracting(Finding::code).containsExactly("AUDIT_ATTRIBUTE_IS_A_FEATURE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyCheck.of(model(false).reference(), eight(), "sex", List.of(), 0.95));
    }

    // scores of women: 0.2 0.4 0.6 0.8; 0.15 more takes the second over one half
    @Test
    void changing_an_attribute_that_the_model_reads_moves_scores_and_classes() {
        FairnessCheck check = AttributeFlip.of(model(true), eight(), FEMALE, "male", HALF, 0.95);

        Slice slice = FEMALE.and("sex (changed to)", "male");
        assertThat(point(check, Metric.PREDICTION_FLIP_RATE, slice)).isEqualTo(0.25);
        assertThat(point(check, AttributeFlip.SCORE_CHANGE, slice)).isCloseTo(0.15, within(1e-14));
        assertThat(check.findings()).extracting(Finding::code).containsExactly("FLIP_IS_NO_COUNTERFACTUAL");
        assertThat(point(
                        AttributeFlip.of(model(false), eight(), FEMALE, "male", HALF, 0.95),
                        Metric.PREDICTION_FLIP_RATE,
                        slice))
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttributeFlip.of(model(true), eight(), FEMALE, "female", HALF, 0.95))
                .withMessageContaining("another value");
    }

    // ages 40 40 50 50 60 60 70 70 with classes 0 0 0 0 1 1 1 1: the nearest other has the same age and class
    @Test
    void patients_of_one_age_are_classified_alike_by_a_model_that_reads_age() {
        Cohort cohort = eight();
        Predictions predictions = model(false).score(cohort);

        FairnessCheck one = ConsistencyCheck.of(cohort, predictions, HALF, List.of("age"), 1);

        assertThat(point(one, ConsistencyCheck.CONSISTENCY, Slice.overall())).isEqualTo(1);
        // with two: the second place of 50 is shared by 40 and 60, two each: off by a quarter; likewise 60; 40 and 70
        // are alike
        assertThat(point(
                        ConsistencyCheck.of(cohort, predictions, HALF, List.of("age"), 2),
                        ConsistencyCheck.CONSISTENCY,
                        Slice.overall()))
                .isCloseTo(1 - 4 * 0.25 / 8, within(1e-15));
        FairnessCheck withHeight = ConsistencyCheck.of(cohort, predictions, HALF, List.of("age", "height"), 1);
        assertThat(((Content.Fields) withHeight.body()).whole("records_left_out"))
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsistencyCheck.of(cohort, predictions, HALF, List.of("ward"), 1))
                .withMessageContaining("no distance is defined");
    }

    // ---- mitigations

    private static Cohort named(String prefix, Patients patients) {
        return patients.cohort(prefix);
    }

    /** Women's scores are lower: half of the positives of women lie at 0.4, of men all at 0.75. */
    private static Patients uneven() {
        return Patients.with("sex")
                .add(10, 1, 0.75, "female")
                .add(10, 1, 0.4, "female")
                .add(2, 0, 0.4, "female")
                .add(18, 0, 0.1, "female")
                .add(18, 1, 0.75, "male")
                .add(2, 1, 0.3, "male")
                .add(8, 0, 0.75, "male")
                .add(32, 0, 0.1, "male");
    }

    @Test
    void mitigations_are_measured_side_by_side_on_patients_that_they_were_not_fitted_on() {
        Cohort tuning = named("t", uneven());
        Cohort heldOut = named("h", uneven());

        FairnessCheck check = MitigationComparison.of(
                "sex",
                tuning,
                uneven().predictions(tuning, "t"),
                heldOut,
                uneven().predictions(heldOut, "h"),
                HALF,
                0.95);

        assertThat(point(check, Metric.SENSITIVITY, FEMALE.and("mitigation", "none")))
                .isEqualTo(0.5);
        // all records reach 28 of 40; women reach it at 0.4, men at 0.75
        assertThat(point(check, Metric.SENSITIVITY, FEMALE.and("mitigation", "group_thresholds")))
                .isEqualTo(1);
        assertThat(point(check, Metric.SPECIFICITY, FEMALE.and("mitigation", "group_thresholds")))
                .isEqualTo(0.9);
        assertThat(point(check, Metric.SENSITIVITY, MALE.and("mitigation", "group_thresholds")))
                .isEqualTo(0.9);
        assertThat(check.findings().stream().map(Finding::code)).contains("CHANGE_TO_THE_DEVICE");
        // by hand: 40 of 100 records are women, 40 of 100 positive, 20 are both: .4 .4 / .2
        Content.Fields weights =
                ((Content.Fields) check.body()).fields("reweighing").fields("female");
        assertThat(weights.decimal("positive")).isCloseTo(0.8, within(1e-15));
        assertThat(weights.decimal("negative")).isCloseTo(0.4 * 0.6 / 0.2, within(1e-15));
        assertThat(check.schema()).isEqualTo("mitigation-comparison/1");
        assertThat(Markdown.text(FairnessCheckLayout.of(check)))
                .contains("Mitigation comparison", "legal and a clinical review", "nothing was applied");
    }

    @Test
    void a_mitigation_fitted_on_the_same_patients_is_refused() {
        Cohort cohort = named("t", uneven());
        Predictions predictions = uneven().predictions(cohort, "t");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MitigationComparison.of("sex", cohort, predictions, cohort, predictions, HALF, 0.95))
                .withMessageContaining("100 in both");
    }

    @Test
    void a_mitigation_is_refused_where_a_record_of_one_cohort_is_a_subject_of_the_other() {
        Cohort tuning = named("t", uneven());
        Cohort heldOut = Cohort.from(tuning.table())
                .record("subject")
                .label("outcome", "1")
                .attributes("sex")
                .named("hospital", "1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MitigationComparison.of(
                        "sex",
                        tuning,
                        uneven().predictions(tuning, "t"),
                        heldOut,
                        uneven().predictions(heldOut, "t"),
                        HALF,
                        0.95))
                .withMessageContaining("without records in common, found 100 in both");
    }

    @Test
    void mitigations_of_patients_that_were_not_compared_say_so() {
        Cohort tuning = named("t", uneven());
        Cohort heldOut = Cohort.from(named("h", uneven()).table())
                .record("record")
                .label("outcome", "1")
                .attributes("sex")
                .named("hospital", "1");

        FairnessCheck check = MitigationComparison.of(
                "sex",
                tuning,
                uneven().predictions(tuning, "t"),
                heldOut,
                uneven().predictions(heldOut, "h"),
                HALF,
                0.95);

        assertThat(check.findings())
                .filteredOn(finding -> finding.code().equals("SUBJECT_NOT_COMPARED"))
                .extracting(Finding::where)
                .containsExactly("hospital");
    }

    @Test
    void a_group_that_cannot_be_fitted_leaves_the_mitigation_out_and_says_so() {
        Patients few = Patients.with("sex")
                .add(3, 1, 0.75, "female")
                .add(5, 1, 0.75, "male")
                .add(5, 0, 0.1, "male");
        Cohort tuning = named("t", few);
        Cohort heldOut = named("h", uneven());

        FairnessCheck check = MitigationComparison.of(
                "sex", tuning, few.predictions(tuning, "t"), heldOut, uneven().predictions(heldOut, "h"), HALF, 0.95);

        assertThat(check.findings()).extracting(Finding::code).containsOnly("MITIGATION_NOT_FITTED");
        // of all records and of two groups, and the gaps
        assertThat(check.measurements()).hasSize(3 * 5 + 6);
    }

    // ---- several records of one patient

    /** Every patient has two alike records; those of the first ten lie on both sides when asked for. */
    private static Patients twins(boolean onBothSides) {
        Patients patients = Patients.with("sex");
        for (int i = 0; i < 80; i++) {
            for (int twin = 0; twin < 2; twin++) {
                boolean female = (onBothSides && i < 10) ? twin == 0 : i % 2 == 0;
                patients.addOf("p" + i, i % 4 < 2 ? 1 : 0, i % 5 == 0 ? 0.3 : 0.7, female ? "female" : "male");
            }
        }
        return patients;
    }

    @Test
    void a_restriction_counts_patients_and_says_where_they_have_several_records_or_lie_on_both_sides() {
        Cohort apart = twins(false).cohort();
        Cohort across = twins(true).cohort();

        UseRestriction one = UseRestriction.without(FEMALE, apart, twins(false).predictions(apart), HALF, 0.95);
        UseRestriction both = UseRestriction.without(FEMALE, across, twins(true).predictions(across), HALF, 0.95);

        assertThat(one.labellingStub()).contains("80 records of 40 patients; 80 records of 40 patients");
        assertThat(one.findings())
                .extracting(Finding::code)
                .containsExactly("CHANGE_TO_THE_DEVICE", "DEPENDENT_RECORDS");
        assertThat(one.all()
                        .estimate(Metric.SENSITIVITY)
                        .orElseThrow()
                        .intervalEstimate()
                        .method())
                .isEqualTo("proportion.wilson.effective_n");
        assertThat(both.findings())
                .filteredOn(f -> f.code().equals("PATIENTS_ON_BOTH_SIDES"))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("patients", "10"));
    }

    // by hand: ages 40 40 60 60 of two patients; without their own twins the nearest other has the other class
    @Test
    void records_of_one_patient_are_no_neighbours_and_the_check_says_so() {
        Cohort cohort = Cohort.from(Table.builder()
                        .category("record", "a", "b", "c", "d")
                        .category("subject", "p", "p", "q", "q")
                        .category("outcome", "1", "0", "1", "0")
                        .wholeNumber("age", 40, 40, 60, 60)
                        .build())
                .record("record")
                .subject("subject")
                .label("outcome", "1", "0")
                .named("four", "1");
        Predictions predictions = model(false).score(cohort);

        FairnessCheck check = ConsistencyCheck.of(cohort, predictions, HALF, List.of("age"), 1);

        assertThat(point(check, ConsistencyCheck.CONSISTENCY, Slice.overall())).isZero();
        assertThat(check.findings()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("DEPENDENT_RECORDS");
            assertThat(f.details()).containsEntry("patients", "2").containsEntry("records", "4");
        });
    }

    @Test
    void shrunken_rates_of_twin_records_rest_on_their_effective_number() {
        Patients single = Patients.with("site");
        Patients twin = Patients.with("site");
        int[] found = {10, 25, 38};
        for (int site = 0; site < 3; site++) {
            for (int i = 0; i < 40; i++) {
                single.addOf("s" + site + i, 1, i < found[site] ? 0.7 : 0.3, "s" + site);
                for (int t = 0; t < 2; t++) {
                    twin.addOf("s" + site + i, 1, i < found[site] ? 0.7 : 0.3, "s" + site);
                }
            }
        }

        double once = shrunken(single);
        double twice = shrunken(twin);

        // eighty records of forty patients are drawn towards the mean as forty are, up to the factor
        // n - 1 over n of the effective number
        assertThat(twice).isCloseTo(once, within(0.01));
        assertThat(once).isBetween(0.25, 0.32);
    }

    private static double shrunken(Patients patients) {
        return patients.report().shrunken().stream()
                .filter(m -> m.metric().equals(Metric.SENSITIVITY.shrunken())
                        && m.slice().equals(Slice.of("site", "s0")))
                .findFirst()
                .orElseThrow()
                .estimate()
                .point()
                .orElseThrow();
    }

    // ---- what mitigations cost

    @Test
    void every_mitigation_has_the_gaps_and_the_figures_of_all_and_a_retrained_model_stands_beside() {
        Cohort tuning = named("t", uneven());
        Cohort heldOut = named("h", uneven());
        Predictions held = uneven().predictions(heldOut, "h");
        ArtifactRef other = new ArtifactRef(ArtifactRef.Kind.MODEL, "risk", "1.1", Digest.sha256("reweighed"));
        Predictions retrained = Predictions.of(other, ScoreKind.PROBABILITY, heldOut, held.alignedTo(heldOut));

        FairnessCheck check = MitigationComparison.withRetrained(
                "sex", tuning, uneven().predictions(tuning, "t"), heldOut, held, retrained, HALF, 0.95);

        Slice none = Slice.of("mitigation", "none");
        // women 10 of 20, men 18 of 20; of all 28 of 40
        assertThat(point(check, Metric.SENSITIVITY.gap(), none)).isCloseTo(0.4, within(1e-15));
        assertThat(point(check, Metric.SENSITIVITY, none)).isEqualTo(0.7);
        assertThat(check.on(Metric.SENSITIVITY.gap(), none).orElseThrow().interval())
                .isPresent();
        // women 20 of 20 and 2 of 20, men 18 of 20 and 8 of 40
        Slice thresholds = Slice.of("mitigation", "group_thresholds");
        assertThat(point(check, Metric.SENSITIVITY.gap(), thresholds)).isCloseTo(0.1, within(1e-15));
        assertThat(point(check, Metric.EQUALIZED_ODDS_MEAN, thresholds)).isCloseTo(0.1, within(1e-15));
        // the same scores from another model: the same figures
        assertThat(check.on(Metric.EQUALIZED_ODDS, Slice.of("mitigation", "reweighing")))
                .isEqualTo(check.on(Metric.EQUALIZED_ODDS, none));
        assertThat(check.findings())
                .filteredOn(f -> f.code().equals("TREATS_GROUPS_APART"))
                .extracting(Finding::where)
                .containsExactly("group_thresholds"); // scores of women part the classes, so no line can be fitted
        assertThat(check.provenance().inputs()).contains(other);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MitigationComparison.withRetrained(
                        "sex", tuning, uneven().predictions(tuning, "t"), heldOut, held, held, HALF, 0.95))
                .withMessageContaining("trained anew");
    }
}
