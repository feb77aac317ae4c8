package io.medml.compliance.modelcard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.compliance.Released;
import io.medml.compliance.Study;
import io.medml.compliance.pccp.Elsewhere;
import io.medml.compliance.regression.RegressionReport;
import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.document.Document;
import io.medml.core.document.Figures;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.PredicateComparator;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.registry.ModelVersion;
import io.medml.core.stats.Gatekeeping;
import io.medml.fairness.BiasDetector;
import io.medml.fairness.BiasReport;
import io.medml.fairness.Disparity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCardGeneratorTest {

    private static final IntendedUse USE = IntendedUse.statedBy("Example Maker")
            .state(CardField.DEVICE_NAME, "Risk score")
            .state(CardField.KNOWN_LIMITATIONS, "<script>alert('x')</script> [link](javascript:alert) | cell")
            .build();

    private final Study study = new Study();

    private Recorded<EvaluationReport> evaluated(Study in, ModelVersion version) {
        return in.ledger.record(in.evaluate(in.scores(version), in.test, 0.95));
    }

    private ModelCardGenerator.Builder builder() {
        return ModelCardGenerator.builder(study.ledger, study.candidate, USE);
    }

    private static CardEntry entry(ModelCard card, CardField field) {
        return card.entries().stream()
                .filter(e -> e.field() == field)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void only_evidence_that_the_ledger_holds_and_that_is_about_this_version_is_taken(@TempDir Path directory) {
        Study other = new Study(Elsewhere.ledger(directory), "one-fixed-set", Map.of());
        Recorded<EvaluationReport> foreign = evaluated(other, other.candidate);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().evaluation(foreign))
                .withMessageContaining("record it here first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().evaluation(evaluated(study, study.inUse)))
                .withMessageContaining("the card is about");
    }

    @Test
    void a_version_with_typed_in_aspects_is_refused() {
        ModelVersion dressedUp = new ModelVersion(
                study.candidate.reference(),
                study.candidate.registered(),
                new TreeMap<>(Map.of("architecture", "something grander")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelCardGenerator.builder(study.ledger, dressedUp, USE))
                .withMessageContaining("take it from the registry");
    }

    @Test
    void a_separation_report_that_does_not_cover_the_test_set_is_refused() {
        ModelCardGenerator.Builder builder = builder()
                .evaluation(evaluated(study, study.candidate))
                .separation(study.ledger.record(
                        LeakageDetector.separation(study.training, Study.cohort("another", "o", 20, 1))));

        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("covers the test set");
    }

    @Test
    void a_card_says_where_the_subjects_of_two_sets_were_not_compared() {
        Cohort training = Cohort.from(study.training.table())
                .record("record")
                .label("outcome", "1", "0")
                .named("training", "1");

        ModelCardGenerator generator = builder()
                .separation(study.ledger.record(LeakageDetector.separation(training, study.test)))
                .build();

        assertThat(new String(generator.generate().document().bytes(), StandardCharsets.UTF_8))
                .contains("training and test share 0 records, and their subjects were not compared");
    }

    @Test
    void a_generator_that_was_built_does_not_hear_of_what_its_builder_is_given_later() {
        ModelCardGenerator.Builder builder = builder();
        ModelCardGenerator generator = builder.build();
        Digest before = generator.generate().document().digest();

        builder.dataSet("test", study.ledger.record(study.test.describe()))
                .evaluation(evaluated(study, study.candidate));

        assertThat(generator.generate().document().digest()).isEqualTo(before);
        assertThat(builder.build().generate().document().digest()).isNotEqualTo(before);
    }

    @Test
    void what_is_missing_is_visible_and_counted() {
        ModelCard card = builder().build().generate();

        long required = Arrays.stream(CardField.values())
                .filter(f -> f.need() == CardField.Need.REQUIRED)
                .count();
        assertThat(card.entries()).extracting(CardEntry::field).containsExactly(CardField.values());
        assertThat(card.required()).isEqualTo(required);
        // stated: name and limitations; from the registration: digest, architecture, inputs; and the schema of the card
        assertThat(card.requiredAvailable()).isEqualTo(6);
        assertThat(card.findings()).hasSize((int) required - 6);
        assertThat(card.findings())
                .allMatch(f -> f.code().equals("CARD_FIELD_NOT_AVAILABLE"))
                .extracting(Finding::where)
                .contains(CardField.INTERNAL_PERFORMANCE.id())
                .doesNotContain(CardField.DEVICE_NAME.id());
        assertThat(card.measurements()).isEmpty();
        assertThat(card.released()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(CardField.class)
    void a_field_is_stated_or_compiled_from_evidence_and_never_both(CardField field) {
        IntendedUse.Builder use = IntendedUse.statedBy("Example Maker");
        Content.Fields file = Content.fields()
                .put("stated_by", "Example Maker")
                .put(field.key(), "AUROC 0.99")
                .build();
        if (IntendedUse.FROM_EVIDENCE.contains(field)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> use.state(field, "AUROC 0.99"))
                    .withMessageContaining("cannot be stated");
            assertThatThrownBy(() -> IntendedUse.read(file, "run.yaml, card"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("run.yaml, card");
        } else {
            assertThat(use.state(field, "as stated").build().statement(field)).hasValue("as stated");
            assertThat(IntendedUse.read(file, "run.yaml, card").statement(field))
                    .hasValue("AUROC 0.99");
        }
    }

    @Test
    void an_unknown_key_of_a_statement_is_an_error() {
        assertThatThrownBy(() -> IntendedUse.read(
                        Content.fields()
                                .put("stated_by", "Example Maker")
                                .put("intended_uze", "x")
                                .build(),
                        "run.yaml, card"))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("run.yaml, card", "intended_uze");
    }

    @Test
    void a_statement_of_the_wrong_kind_or_by_nobody_is_an_error_that_names_the_place() {
        assertThatThrownBy(() -> IntendedUse.read(
                        Content.fields()
                                .put("stated_by", "Example Maker")
                                .put("intended_use", 7)
                                .build(),
                        "run.yaml, card"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("run.yaml, card: expected \"intended_use\" to be a text that is not blank");
        assertThatThrownBy(() -> IntendedUse.read(
                        Content.fields().put("intended_use", "x").build(), "run.yaml, card"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("run.yaml, card: expected a key \"stated_by\"");
    }

    @Test
    void the_numbers_of_the_card_are_those_of_the_evidence_digit_for_digit() {
        Released released = Released.through(study);
        ModelCard card = released.card.evidence();

        assertThat(card.measurements())
                .containsAll(released.evaluated.evidence().measurements())
                .containsAll(released.bias.evidence().measurements());
        assertThat(card.measurements()).doesNotHaveDuplicates();
        assertThat(released.calibration.evidence().measurements())
                .filteredOn(m -> m.metric().equals(Metric.INTEGRATED_CALIBRATION_INDEX))
                .hasSize(1)
                .allSatisfy(m -> assertThat(card.measurements()).contains(m));
        assertThat(card.measurements())
                .containsAll(released.regression.evidence().measurements())
                .as("one figure of a metric on a slice, beside what evaluation and bias both have")
                .filteredOn(m ->
                        m.metric().equals(Metric.CALIBRATION_SLOPE) && m.slice().equals(Slice.overall()))
                .hasSize(1)
                .containsAnyElementsOf(released.evaluated.evidence().measurements());
        assertThat(entry(card, CardField.INTERNAL_PERFORMANCE).standing()).isEqualTo(CardEntry.Standing.EVIDENCE);
        assertThat(entry(card, CardField.INTERNAL_PERFORMANCE).source()).isEqualTo(released.evaluated.place());
        assertThat(card.index())
                .extracting(ModelCard.IndexedEvidence::schema)
                .containsExactly(
                        "separation-report/1",
                        released.evaluated.evidence().schema(),
                        "calibration-report/1",
                        released.bias.evidence().schema(),
                        "segment-report/1",
                        "failure-report/1",
                        "regression-report/1",
                        released.judged.evidence().schema(),
                        released.plan.evidence().schema(),
                        released.decision.evidence().schema());
        assertThat(card.index())
                .allSatisfy(i ->
                        assertThat(study.ledger.find(i.reference().digest())).isPresent());
    }

    private static String figure(Estimate estimate) {
        return Figures.standard().format(estimate);
    }

    @Test
    void calibration_weak_segments_failures_and_changes_stand_in_their_fields_with_their_entries() {
        Released released = Released.through(study);
        ModelCard card = released.card.evidence();
        FailureReport failures = released.failures.evidence();

        assertThat(entry(card, CardField.CALIBRATION).source()).isEqualTo(released.calibration.place());
        assertThat(entry(card, CardField.CALIBRATION).text())
                .contains("integrated calibration index (ICI) "
                        + figure(released.calibration
                                .evidence()
                                .overall(Metric.INTEGRATED_CALIBRATION_INDEX)
                                .orElseThrow()));
        assertThat(entry(card, CardField.KNOWN_BIASES_AND_FAILURE_MODES).source())
                .isEqualTo(String.join(
                        ", ",
                        released.judged.place(),
                        released.bias.place(),
                        released.segments.place(),
                        released.failures.place()));
        assertThat(entry(card, CardField.KNOWN_BIASES_AND_FAILURE_MODES).text())
                .contains(
                        "Weak segments by false-negative rate: "
                                + released.segments.evidence().effort().tried() + " tried",
                        failures.count(FailureReport.Kind.MISSED) + " missed, "
                                + failures.count(FailureReport.Kind.FALSE_ALARM) + " false alarms; miss rate "
                                + figure(failures.classes().get(0).missRate()))
                .doesNotContain("Not given to this card");
        assertThat(entry(card, CardField.CHANGE_SUMMARY_SINCE_PREVIOUS).source())
                .isEqualTo(released.decision.place() + ", " + released.regression.place());
        assertThat(entry(card, CardField.CHANGE_SUMMARY_SINCE_PREVIOUS).text())
                .contains(
                        "Compared with model risk 1.0 (not released) on the same records",
                        Figures.withFractionDigits(4)
                                .format(released.regression
                                        .evidence()
                                        .change(Metric.AUROC, Slice.overall())
                                        .orElseThrow()));
        assertThat(Html.text(ModelCardLayout.of(released.card)))
                .contains("Change since the version before", "Weak segments", "Failure cases");
    }

    @Test
    void what_was_not_looked_for_is_said_beside_what_was_found() {
        Recorded<FailureReport> failures =
                study.ledger.record(study.failures(study.scores(study.candidate), study.test));

        ModelCard card = builder().failures(failures).build().generate();

        assertThat(entry(card, CardField.KNOWN_BIASES_AND_FAILURE_MODES).text())
                .startsWith("On data set test 1: Failure cases")
                .endsWith("Not given to this card: a judgement, a bias report, a search for weak segments");
        assertThat(card.calibration()).isEmpty();
        assertThat(card.failures()).hasValue(failures);
    }

    @Test
    void a_report_on_another_version_another_change_or_data_that_nothing_shows_to_be_apart_is_refused() {
        Predictions candidate = study.scores(study.candidate);
        Predictions inUse = study.scores(study.inUse);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().calibration(study.ledger.record(study.calibration(inUse, study.test))))
                .withMessageContaining("the card is about");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder().regression(study.ledger.record(study.compare(candidate, inUse, study.test))))
                .withMessageContaining("the card is about");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().regression(study.ledger.record(study.calibration(candidate, study.test))))
                .withMessageContaining("expected a regression-report, got a calibration-report/1");

        ModelVersion third = study.register("risk", "0.9", Map.of());
        Released released = Released.through(study);
        ModelCardGenerator.Builder otherChange = builder()
                .decision(released.decision)
                .regression(study.ledger.record(study.compare(study.scores(third), candidate, study.test)));
        assertThatIllegalStateException()
                .isThrownBy(otherChange::build)
                .withMessageContaining("give the report on that change");

        Cohort another = Study.cohort("another", "o", 20, 1);
        ModelCardGenerator.Builder otherData = builder()
                .separation(released.separation)
                .failures(study.ledger.record(study.failures(Study.scores(study.candidate, another, 0.5), another)));
        assertThatIllegalStateException().isThrownBy(otherData::build).withMessageContaining("covers the test set");
    }

    private static final Cohort ELSEWHERE = Study.cohort("other-hospital", "o", 120, 2);

    private Recorded<BiasReport> bias(double gap) {
        Cohort test = study.test;
        int[] labels = test.labels();
        double[] scores = new double[test.size()];
        for (int i = 0; i < scores.length; i++) {
            // within a stretch of 80 records of 40 subjects, half of each sex
            boolean wrong = i % 80 < gap * 80 && i % 8 >= 4;
            scores[i] = (labels[i] == 1) != wrong ? 0.6 + i * 1e-4 : 0.1 + i * 1e-4;
        }
        return study.ledger.record(
                study.bias(Predictions.of(study.candidate.reference(), ScoreKind.PROBABILITY, test, scores), test));
    }

    private static String weaknesses(ModelCard card) {
        return entry(card, CardField.KNOWN_BIASES_AND_FAILURE_MODES).text();
    }

    private ModelCard withFailures(Recorded<BiasReport> bias) {
        return builder()
                .bias(bias)
                .failures(study.ledger.record(study.failures(study.scores(study.candidate), study.test)))
                .build()
                .generate();
    }

    @Test
    void a_difference_between_groups_that_is_shown_is_quoted_with_value_interval_groups_and_n() {
        Recorded<BiasReport> differing = bias(1);
        Disparity sensitivity = differing.evidence().disparities().stream()
                .filter(d -> d.metric().equals(Metric.SENSITIVITY))
                .findFirst()
                .orElseThrow();
        assertThat(sensitivity.adjusted().holm().point().orElseThrow()).isLessThan(0.05);

        ModelCard card = withFailures(differing);

        assertThat(weaknesses(card))
                .contains("sensitivity, " + sensitivity.group() + " minus " + sensitivity.reference() + ", "
                        + figure(sensitivity.difference()) + ", p <0.001");
        assertThat(Html.text(ModelCardLayout.of(study.ledger.record(card))))
                .contains("Differences between groups", "p-value of at most 0.05 by Holm");
        assertThat(CardEntries.differing(differing.evidence()))
                .extracting(Disparity::metric)
                .startsWith(Metric.SENSITIVITY, Metric.SPECIFICITY)
                .hasSizeGreaterThan(3);
    }

    @Test
    void where_no_difference_is_shown_the_card_says_so_and_not_that_there_is_none() {
        Recorded<BiasReport> alike = study.ledger.record(study.bias(study.scores(study.candidate), study.test));
        assertThat(alike.evidence().disparities())
                .allMatch(d -> d.adjusted().holm().point().orElse(1) > 0.05);

        ModelCard card = withFailures(alike);

        assertThat(weaknesses(card))
                .contains("differences between groups that were tested, none has a p-value of at most 0.05 by Holm's"
                        + " adjustment, which does not show that there is none");
        assertThat(Html.text(ModelCardLayout.of(study.ledger.record(card))))
                .doesNotContain("Differences between groups");
    }

    @Test
    void findings_of_a_bias_report_are_counted_by_what_they_are() {
        BiasReport imprecise = BiasDetector.builder()
                .sensitiveAttributes("sex")
                .expectedGroups("sex", "female", "male", "diverse")
                .operatingPoint(LockedOperatingPoint.at(Study.THRESHOLD))
                .imprecisionBound(0.01)
                .bootstrap(1, 200)
                .build()
                .analyze(study.test, study.scores(study.candidate));

        assertThat(weaknesses(withFailures(study.ledger.record(imprecise))))
                .contains("The bias report has 5 findings of severity warning or worse: ")
                .contains("4 INSUFFICIENT_PRECISION (half the width of the interval of a group is above the stated"
                        + " bound)")
                .contains("1 EXPECTED_GROUP_ABSENT (a declared group has no record)")
                .contains("; none of these says that groups differ");
    }

    @Test
    void reports_on_several_data_sets_are_refused() {
        Predictions elsewhere = Study.scores(study.candidate, ELSEWHERE, 0.5);
        Recorded<EvaluationReport> here = evaluated(study, study.candidate);
        List<ModelCardGenerator.Builder> mixed = List.of(
                builder().evaluation(here).bias(study.ledger.record(study.bias(elsewhere, ELSEWHERE))),
                builder().evaluation(here).calibration(study.ledger.record(study.calibration(elsewhere, ELSEWHERE))),
                builder().evaluation(here).segments(study.ledger.record(study.segments(elsewhere, ELSEWHERE))),
                builder().evaluation(here).failures(study.ledger.record(study.failures(elsewhere, ELSEWHERE))));

        for (ModelCardGenerator.Builder each : mixed) {
            assertThatIllegalStateException()
                    .isThrownBy(each::build)
                    .withMessageContainingAll("other-hospital", "test", "a card quotes reports on one data set");
        }
    }

    @Test
    void a_comparison_on_other_data_names_them_and_the_card_is_about_all_data_it_quotes() {
        Recorded<RegressionReport> elsewhere = study.ledger.record(study.compare(
                Study.scores(study.inUse, ELSEWHERE, 0.4), Study.scores(study.candidate, ELSEWHERE, 0.5), ELSEWHERE));

        ModelCard card = builder()
                .evaluation(evaluated(study, study.candidate))
                .regression(elsewhere)
                .build()
                .generate();

        assertThat(card.about())
                .containsExactly(study.candidate.reference(), study.test.reference(), ELSEWHERE.reference());
        assertThat(entry(card, CardField.CHANGE_SUMMARY_SINCE_PREVIOUS).text())
                .startsWith("On data set other-hospital 1: Compared with");
        assertThat(study.ledger.record(card).entry().subject().orElseThrow().id())
                .isEqualTo("risk");
    }

    @Test
    void a_figure_has_one_value_on_a_card() {
        Predictions scores = study.scores(study.candidate);
        BiasReport otherThreshold = BiasDetector.builder()
                .sensitiveAttributes("sex")
                .operatingPoint(LockedOperatingPoint.at(0.3))
                .bootstrap(1, 200)
                .build()
                .analyze(study.test, scores);
        ModelCardGenerator.Builder contradictory =
                builder().evaluation(evaluated(study, study.candidate)).bias(study.ledger.record(otherThreshold));

        assertThatIllegalStateException()
                .isThrownBy(contradictory::build)
                .withMessageContainingAll("sex=", "give reports at one operating point");

        ModelCard card = Released.through(new Study()).card.evidence();
        assertThat(card.measurements().stream()
                        .map(m -> m.metric().id() + " " + m.slice())
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void criteria_and_decision_rest_on_the_reports_of_the_card() {
        Released released = Released.through(study);
        Recorded<EvaluationReport> second =
                study.ledger.record(study.evaluate(study.scores(study.candidate), study.test, 0.9));

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        builder().evaluation(second).judgement(released.judged).build())
                .withMessageContainingAll(
                        "judgement/1",
                        "rests on",
                        "evaluation-report",
                        second.ref().toString());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        builder().evaluation(second).decision(released.decision).build())
                .withMessageContaining("rests on");
        assertThat(builder()
                        .evaluation(released.evaluated)
                        .judgement(released.judged)
                        .decision(released.decision)
                        .build())
                .isNotNull();
    }

    @Test
    void performance_on_data_of_another_role_is_not_quoted() {
        Recorded<EvaluationReport> report = evaluated(study, study.candidate);
        Recorded<CohortDescription> measuredOn = study.ledger.record(study.test.describe());
        Recorded<CohortDescription> other = study.ledger.record(study.training.describe());

        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .dataSet("training", measuredOn)
                        .dataSet("test", other)
                        .evaluation(report)
                        .build())
                .withMessageContaining("which is given as the training set");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .dataSet("test", measuredOn)
                        .dataSet("tuning", measuredOn)
                        .evaluation(report)
                        .build())
                .withMessageContaining("which is given as the tuning set");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        builder().dataSet("test", other).evaluation(report).build())
                .withMessageContaining("another set is given as the test set");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder()
                        .dataSet("tests of the training", measuredOn)
                        .evaluation(report)
                        .build())
                .withMessageContaining("whose role is test");

        ModelCard card = builder()
                .dataSet("training", other)
                .dataSet("test, hospital B", measuredOn)
                .evaluation(report)
                .build()
                .generate();
        assertThat(Html.text(ModelCardLayout.of(study.ledger.record(card))))
                .contains("Performance on data set test 1")
                .doesNotContain("the test data");
    }

    @Test
    void what_the_card_was_not_given_is_not_said_to_be_absent() {
        ModelCard card = Released.through(study).card.evidence();

        assertThat(entry(card, CardField.FAIRNESS_INTERNAL_AND_EXTERNAL).text())
                .endsWith("External: not given to this card");
        assertThat(entry(card, CardField.USE_OF_SENSITIVE_VARIABLES_AS_INPUTS).text())
                .isEqualTo("No input has the name of an attribute audited for bias. Inputs: age, lactate. Audited: sex."
                        + " An input under another name may carry the same");
    }

    @Test
    void an_input_with_the_name_of_an_audited_attribute_is_named() {
        ModelVersion withSex = study.register("risk", "3.0", Map.of("features", "age, sex"));

        ModelCard card = ModelCardGenerator.builder(study.ledger, withSex, USE)
                .bias(study.ledger.record(study.bias(study.scores(withSex), study.test)))
                .build()
                .generate();

        assertThat(entry(card, CardField.USE_OF_SENSITIVE_VARIABLES_AS_INPUTS).text())
                .startsWith("Inputs with the name of an attribute audited for bias: sex. Inputs: age, sex.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void a_role_is_a_name(String role) {
        Recorded<CohortDescription> set = study.ledger.record(study.test.describe());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().dataSet(role, set))
                .withMessageContaining("the role of a data set: expected a name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().dataSet("x".repeat(100_000), set))
                .withMessageContaining("found one of 100000 characters");
    }

    @Test
    void evidence_is_given_once() {
        Released released = Released.through(study);
        List<UnaryOperator<ModelCardGenerator.Builder>> all = List.of(
                b -> b.separation(released.separation),
                b -> b.evaluation(released.evaluated),
                b -> b.calibration(released.calibration),
                b -> b.bias(released.bias),
                b -> b.segments(released.segments),
                b -> b.failures(released.failures),
                b -> b.regression(released.regression),
                b -> b.comparison(compared(study.inUse)),
                b -> b.judgement(released.judged),
                b -> b.plan(released.plan),
                b -> b.decision(released.decision));

        for (UnaryOperator<ModelCardGenerator.Builder> give : all) {
            ModelCardGenerator.Builder once = give.apply(builder());
            assertThatIllegalStateException()
                    .isThrownBy(() -> give.apply(once))
                    .withMessageContaining("is already given");
        }
    }

    private Recorded<PredicateComparison> compared(ModelVersion predicate) {
        LockedOperatingPoint point = LockedOperatingPoint.at(Study.THRESHOLD);
        return study.ledger.record(PredicateComparator.builder(Gatekeeping.CO_PRIMARY)
                .endpoint(Metric.SENSITIVITY)
                .nonInferiority(0.3)
                .because("agreed with the clinical advisers")
                .endpoint(Metric.AUROC)
                .superiority()
                .candidateAt(point)
                .predicateAt(point)
                .build()
                .compare(study.test, study.scores(study.candidate), study.scores(predicate)));
    }

    @Test
    void a_comparison_under_claims_stands_on_the_card_with_margin_interval_and_verdict() {
        Recorded<PredicateComparison> comparison = compared(study.inUse);
        PredicateComparison.Endpoint sensitivity =
                comparison.evidence().endpoints().get(0);
        String difference = Figures.withFractionDigits(4).format(sensitivity.difference());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().regression(comparison))
                .withMessageContaining("expected a regression-report, got a predicate-comparison/1")
                .withMessageContaining("a predicate comparison to comparison(..)");
        ModelCard card = builder().comparison(comparison).build().generate();

        assertThat(card.comparison()).hasValue(comparison);
        assertThat(card.measurements())
                .containsExactlyElementsOf(comparison.evidence().measurements());
        assertThat(entry(card, CardField.CHANGE_SUMMARY_SINCE_PREVIOUS).text())
                .isEqualTo("On data set test 1: Claims against model risk 1.0 (not released), both on the same records:"
                        + " sensitivity, non-inferiority within 0.3, difference " + difference
                        + ": shown; area under the ROC curve,"
                        + " superiority, difference "
                        + Figures.withFractionDigits(4)
                                .format(comparison.evidence().endpoints().get(1).difference())
                        + ": not shown; all claims together: not shown");
        assertThat(Html.text(ModelCardLayout.of(study.ledger.record(card))))
                .contains("Claims against model risk 1.0", "agreed with the clinical advisers", "0.3000")
                .contains("All claims together: not shown.");
    }

    @Test
    void a_comparison_with_another_device_stands_with_the_goals() {
        ModelVersion device = study.register("predicate", "7", Map.of());

        ModelCard card = builder().comparison(compared(device)).build().generate();

        assertThat(entry(card, CardField.METRIC_GOALS_AND_INTERPRETATION).text())
                .contains("Claims against model predicate 7 (not released)");
        assertThat(entry(card, CardField.CHANGE_SUMMARY_SINCE_PREVIOUS).standing())
                .isEqualTo(CardEntry.Standing.NOT_AVAILABLE);
    }

    @Test
    void a_released_card_shows_all_signatures_under_which_it_was_released() {
        Released released = Released.through(study);

        assertThat(released.card.evidence().released()).isTrue();
        assertThat(released.card.evidence().signatures())
                .containsExactly(released.approval.manifestation(), released.review.manifestation());
        String page = Markdown.text(ModelCardLayout.of(released.card));
        assertThat(page).contains("Quinn Manager", "Sam Officer", "released under the signatures below");
        assertThat(page).doesNotContain("not released for use");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.retired", "model.rolledback"})
    void a_version_that_was_taken_out_of_use_is_no_longer_called_released(String type) {
        Released released = Released.through(study);
        study.ledger.append(EntryDraft.of(type)
                .actor(Study.SERVICE)
                .reason("end of life")
                .link("model", study.candidate.registered()));

        ModelCard card = builder().evaluation(released.evaluated).build().generate();

        assertThat(card.released()).isFalse();
        assertThat(Html.text(ModelCardLayout.of(study.ledger.record(card)))).contains("not released for use");
    }

    @Test
    void every_page_shows_every_field_and_says_not_available_where_nothing_is_known() {
        Recorded<ModelCard> bare = study.ledger.record(builder().build().generate());
        Document page = ModelCardLayout.of(bare);

        for (String text : List.of(Html.text(page), Markdown.text(page), Json.text(page))) {
            for (CardField field : CardField.values()) {
                assertThat(text).contains(field.id());
            }
            assertThat(text.split("Not available", -1).length - 1)
                    .isGreaterThanOrEqualTo((int) bare.evidence().entries().stream()
                            .filter(e -> e.standing() == CardEntry.Standing.NOT_AVAILABLE)
                            .count());
            assertThat(text).contains("6 of " + bare.evidence().required());
            assertThat(text).contains("not released for use");
        }
    }

    @Test
    void markup_in_a_statement_stays_text() {
        Document page = ModelCardLayout.of(study.ledger.record(builder().build().generate()));

        assertThat(Html.text(page)).doesNotContain("<script>alert").contains("&lt;script&gt;");
        assertThat(Markdown.text(page)).doesNotContain("<script>alert").doesNotContain("[link](javascript:");
    }
}
