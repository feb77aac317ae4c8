package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.medml.compliance.modelcard.CardEntry;
import io.medml.compliance.modelcard.CardField;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.signature.SignatureMeaning;
import io.medml.core.agreement.AgreementReport;
import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.AdjudicationDecision;
import io.medml.core.annotation.BlindedTo;
import io.medml.core.annotation.DisagreementRule;
import io.medml.core.annotation.HeldOutProbabilities;
import io.medml.core.annotation.LabelDelay;
import io.medml.core.annotation.ReferenceLabels;
import io.medml.core.annotation.ReferenceStandard;
import io.medml.core.authorization.AgreementReview;
import io.medml.core.authorization.DataOperation;
import io.medml.core.authorization.DataUseDecision;
import io.medml.core.authorization.RetentionReport;
import io.medml.core.authorization.Uncovered;
import io.medml.core.authorization.WithdrawalDecision;
import io.medml.core.confounding.WorkflowVariable;
import io.medml.core.criteria.Bound;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.drift.DriftReport;
import io.medml.core.evaluation.Claim;
import io.medml.core.evaluation.ClassReport;
import io.medml.core.evaluation.FailureReport;
import io.medml.core.evaluation.PredicateComparison;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.AnalysisPlan;
import io.medml.core.holdout.PlanAdherence;
import io.medml.core.holdout.ReuseBudget;
import io.medml.core.holdout.SealedTestSet;
import io.medml.core.leakage.FeatureLeakageReport;
import io.medml.core.leakage.FittingDetector;
import io.medml.core.leakage.FittingReport;
import io.medml.core.leakage.IndependenceReport;
import io.medml.core.leakage.NearDuplicateReport;
import io.medml.core.leakage.Straddlers;
import io.medml.core.leakage.TimingReport;
import io.medml.core.lineage.DataOrigin;
import io.medml.core.lineage.DatasetAccess;
import io.medml.core.lineage.DatasheetQuestion;
import io.medml.core.lineage.LineageEdge;
import io.medml.core.lineage.LineageReport;
import io.medml.core.lineage.PreprocessingComparison;
import io.medml.core.lineage.SourceState;
import io.medml.core.localization.LocalizationComparison;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Reason;
import io.medml.core.model.Absence;
import io.medml.core.profile.ContentKind;
import io.medml.core.profile.SchemaDifference;
import io.medml.core.profile.Suspicion;
import io.medml.core.registry.Stage;
import io.medml.core.representativeness.RepresentativenessReport;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentReport;
import io.medml.core.stats.AgreementWeights;
import io.medml.core.stats.Gatekeeping;
import io.medml.core.stats.IsoCurve;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.NonInferiority;
import io.medml.core.stats.RandomEffects;
import io.medml.core.stats.ReaderDesign;
import io.medml.core.stats.SigmoidMap;
import io.medml.core.table.Column;
import io.medml.core.validation.Check;
import io.medml.core.validation.ValueType;
import io.medml.fairness.MarginAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The published schemas hold for every evidence document there is, name every kind, list the constants of the code, and can
 * fail.
 */
class EvidenceSchemaTest {

    private static final Path ROOT = Path.of(System.getProperty("medml.root", ".."));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "io/medml/evidence-schemas/";
    private static final String END = ".schema.json";

    /** Fields that a document may lack, by the name and version of its schema; "" for those of every kind. */
    private static final Map<String, Set<String>> OPTIONAL = Map.ofEntries(
            Map.entry("", Set.of("where", "across", "versus", "effective")),
            Map.entry("evaluation-report/1", Set.of("precision", "chosen_on", "attained_on_tuning")),
            Map.entry("evaluation-report/2", Set.of("precision", "chosen_on", "attained_on_tuning", "threshold")),
            Map.entry("class-report/1", Set.of("confusion", "operating_point", "chosen_on", "attained_on_tuning")),
            Map.entry(
                    "evaluation-report/3",
                    Set.of(
                            "precision",
                            "chosen_on",
                            "attained_on_tuning",
                            "threshold",
                            "absent_predictions",
                            "performance_goals",
                            "partial_verification",
                            "reference",
                            "reference_records",
                            "standardized_difference")),
            Map.entry("schema-approval/1", Set.of("role", "profile_recorded")),
            Map.entry("agreement-review/1", Set.of("through", "days_left")),
            Map.entry(
                    "data-use-decision/1",
                    Set.of(
                            "first_day",
                            "last_day",
                            "recipient",
                            "no_agreement_because",
                            "agreement",
                            "agreement_missing")),
            Map.entry("data-use-log/1", Set.of("agreement", "decision")),
            Map.entry("withdrawal-impact/1", Set.of("entry", "from", "ledger", "on", "through")),
            Map.entry("retention-report/1", Set.of("through", "released")),
            Map.entry(
                    "annotation-report/1",
                    Set.of(
                            "subjects",
                            "role",
                            "first_day",
                            "last_day",
                            "median_seconds",
                            "name",
                            "document",
                            "from",
                            "until",
                            "categories",
                            "p_value_holm",
                            "agreement")),
            Map.entry(
                    "reference-standard-report/1",
                    Set.of(
                            "claim",
                            "blinded_to_index_test",
                            "annotators_saw",
                            "records_with_reference",
                            "differing_labels",
                            "annotations")),
            Map.entry(
                    "label-noise-report/1",
                    Set.of("subjects", "threshold", "calibrated_joint", "p_value_holm", "pseudonym")),
            Map.entry("failure-report/1", Set.of("chosen_on", "attained_on_tuning")),
            Map.entry("dataset-split/1", Set.of("fraction", "time")),
            Map.entry(
                    "analysis-plan/1",
                    Set.of(
                            "allocation",
                            "subgroups",
                            "operating_point",
                            "sample_size",
                            "amends",
                            "evidence",
                            "on",
                            "compared_with",
                            "across",
                            "undecided_when_wider_than",
                            "because",
                            "alpha",
                            "after",
                            "margin",
                            "lower_limit_at_least",
                            "upper_limit_at_most",
                            "estimate_at_least",
                            "estimate_at_most",
                            "groups",
                            "sha256",
                            "records",
                            "subjects",
                            "positives",
                            "negatives")),
            Map.entry("test-set-seal/1", Set.of("subject_column")),
            Map.entry(
                    "test-set-history/1",
                    Set.of(
                            "sealed_by_name",
                            "level",
                            "ended",
                            "name",
                            "shared_records",
                            "shared_subjects",
                            "shared_rows")),
            Map.entry("plan-adherence/1", Set.of("model", "opening", "level")),
            Map.entry("representativeness-report/1", Set.of("declared_share")),
            Map.entry("calibration-report/1", Set.of("degrees_of_freedom", "curve_range")),
            Map.entry(
                    "predicate-comparison/1",
                    Set.of(
                            "superiority_after_non_inferiority",
                            "auroc",
                            "sensitivity",
                            "specificity",
                            "accuracy",
                            "positive_predictive_value",
                            "negative_predictive_value")),
            Map.entry("reader-study-report/1", Set.of("comparison", "non_inferiority")),
            Map.entry("segment-report/1", Set.of("p_value_holm")),
            Map.entry(
                    "site-aggregation/1",
                    Set.of(
                            "confusion",
                            "degrees_of_freedom",
                            "left_out",
                            "only_metric",
                            "pooled",
                            "summary",
                            "threshold")),
            Map.entry("survival-report/1", Set.of("degrees_of_freedom")),
            Map.entry("judgement/1", Set.of("evidence", "undecided_beyond_width")),
            Map.entry("validation-report/1", Set.of("line", "approval")),
            Map.entry("dataset-description/1", Set.of("subject", "site", "time")),
            Map.entry("reference-profile/1", Set.of("subject", "mean", "standard_deviation")),
            Map.entry("drift-report/1", Set.of("subject", "stability_index_by_chance")),
            Map.entry("dataset-version/1", Set.of("rows", "collection")),
            Map.entry("preprocessing-record/1", Set.of("fitted")),
            Map.entry("preprocessing-comparison/1", Set.of("fitted")),
            Map.entry(
                    "lineage-report/1",
                    Set.of(
                            "origin",
                            "origin_entry",
                            "entry",
                            "by",
                            "release_entry",
                            "use_entry",
                            "purpose",
                            "place",
                            "recipient")),
            Map.entry("source-state/1", Set.of("commit", "branch", "remote")),
            Map.entry("datasheet/1", Set.of("stated")),
            Map.entry(
                    "data-profile/1",
                    Set.of(
                            "record",
                            "subject",
                            "label",
                            "site",
                            "age",
                            "numbers",
                            "outliers",
                            "z_score",
                            "modified_z_score",
                            "tukey_far_out",
                            "proposal")),
            Map.entry(
                    "separation-report/1",
                    Set.of(
                            "shared_subjects",
                            "records_of_shared_subjects",
                            "shared_feature_rows",
                            "always_differing",
                            "shared_input_rows",
                            "inputs",
                            "subjects",
                            "within")),
            Map.entry(
                    "feature-leakage-report/1",
                    Set.of("class", "missing_p_value_holm", "determined_p_value_holm", "value")),
            Map.entry("near-duplicate-report/1", Set.of("matched_other_subjects", "groups")),
            Map.entry(
                    "independence-report/1",
                    Set.of(
                            "period",
                            "development_first",
                            "development_last",
                            "test_first",
                            "test_last",
                            "after",
                            "within",
                            "before",
                            "undecided")),
            Map.entry("bias-report/2", Set.of("margin")),
            Map.entry("bias-report/3", Set.of("margin", "metric_choice", "degrees_of_freedom")),
            Map.entry("mitigation-comparison/1", Set.of("positive", "negative")),
            Map.entry(
                    "change-control-plan/1",
                    Set.of(
                            "demonstration",
                            "authorization",
                            "number",
                            "date",
                            "if_criteria_are_not_met",
                            "type",
                            "rationale",
                            "implementation",
                            "adaptation",
                            "frequency",
                            "labelling",
                            "protocol",
                            "data_management",
                            "re_training",
                            "performance_evaluation",
                            "update_procedures",
                            "impact",
                            "compared_with_unmodified",
                            "benefits_and_risks",
                            "assurance",
                            "interactions",
                            "cumulative",
                            "other_functions",
                            "risk_file",
                            "confidence_level",
                            "evidence",
                            "on",
                            "compared_with",
                            "every_group_of",
                            "groups",
                            "undecided_when_wider_than")),
            Map.entry(
                    "study-configuration/1",
                    Set.of(
                            "subject",
                            "exclude",
                            "left_out",
                            "unexpected_columns",
                            "keys",
                            "required",
                            "unit",
                            "range",
                            "allowed",
                            "max_missing",
                            "min_documented",
                            "prevalences",
                            "reference_groups",
                            "imprecision_bound",
                            "metric_choice",
                            "evidence")));

    /** Objects whose keys are data: any may be absent. */
    private static final Set<String> MAPS = Set.of(
            "settings",
            "details",
            "parameters",
            "reweighing",
            "on",
            "compared_with",
            "reference_groups",
            "card",
            "proportions");

    // ---- the documents

    private record Sample(String name, ObjectNode document) {
        String schema() {
            return document.get("schema").asText();
        }
    }

    private static final class Once {
        static final Map<String, JsonNode> SCHEMAS = readSchemas();
        static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(SCHEMAS.entrySet().stream()
                        .collect(Collectors.toMap(
                                e -> e.getValue().get("$id").asText(),
                                e -> e.getValue().toString()))));
        static final List<Sample> SAMPLES = readSamples();
    }

    private static Map<String, JsonNode> readSchemas() {
        Map<String, JsonNode> schemas = new TreeMap<>();
        for (Path file : files("src/main/resources/" + FOLDER)) {
            schemas.put(file.getFileName().toString().replace(END, ""), tree(bytes(file)));
        }
        return schemas;
    }

    private static List<Sample> readSamples() {
        assertThat(Demonstration.run().code()).isZero();
        List<Sample> samples = new ArrayList<>();
        Demonstration.files(Demonstration.OUT.resolve("evidence"))
                .forEach((name, bytes) -> samples.add(new Sample("run, " + name, (ObjectNode) tree(bytes))));
        for (Path file : files("src/test/resources")) {
            // golden files write a placeholder for a digest that another document fixes
            String text = new String(bytes(file), StandardCharsets.UTF_8).replace("(DIGEST)", "(0123456789ab)");
            JsonNode tree = tree(text.getBytes(StandardCharsets.UTF_8));
            if (tree.has("schema") && tree.has("about") && tree.has("body")) {
                samples.add(new Sample("golden, " + file.getFileName(), (ObjectNode) tree));
            }
        }
        for (Evidence evidence : SampleDocuments.all()) {
            samples.add(new Sample("sample, " + evidence.schema(), (ObjectNode)
                    tree(evidence.document().bytes())));
        }
        return samples;
    }

    /** The JSON files under a folder of every module, but those that other tests left behind. */
    private static List<Path> files(String folder) {
        List<Path> files = new ArrayList<>();
        for (String module : List.of("medml-core", "medml-fairness", "medml-compliance", "medml-examples")) {
            Path start = ROOT.resolve(module).resolve(folder);
            if (Files.isDirectory(start)) {
                try (Stream<Path> walk = Files.walk(start)) {
                    walk.filter(p -> p.toString().endsWith(".json"))
                            .filter(p ->
                                    folder.endsWith("schemas/") || p.toString().contains("golden"))
                            .sorted()
                            .forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(JsonNode tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(String schema) {
        return schema.replace('/', '-');
    }

    private static Schema schema(String name) {
        return Once.REGISTRY.getSchema(SchemaLocation.of("urn:io.medml:" + name.replace('/', ':')));
    }

    private static List<String> errors(Schema schema, JsonNode document) {
        return schema.validate(text(document), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    // ---- tests

    @Test
    void every_document_of_the_run_and_of_the_golden_files_is_valid_under_the_schema_it_names() {
        assertThat(Once.SAMPLES).hasSizeGreaterThan(40);

        for (Sample sample : Once.SAMPLES) {
            assertThat(Once.SCHEMAS).as(sample.name).containsKey(file(sample.schema()));
            assertThat(errors(schema(sample.schema()), sample.document))
                    .as(sample.name)
                    .isEmpty();
            assertThat(errors(schema("evidence/1"), sample.document))
                    .as(sample.name)
                    .isEmpty();
        }
    }

    @Test
    void every_schema_is_held_against_a_document() {
        Set<String> seen =
                Once.SAMPLES.stream().map(s -> file(s.schema())).collect(Collectors.toCollection(TreeSet::new));
        seen.add("evidence-1");

        assertThat(seen).isEqualTo(Once.SCHEMAS.keySet());
    }

    @Test
    void every_class_that_is_evidence_has_a_schema_for_each_kind_it_makes() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.medml");
        Map<String, Set<String>> kinds = new TreeMap<>();
        for (JavaClass evidence : classes) {
            // deliberate: what was read back keeps the schema it was written under
            if (evidence.isAssignableTo(Evidence.class)
                    && !evidence.getModifiers().contains(JavaModifier.ABSTRACT)
                    && !evidence.getSimpleName().equals("Stored")) {
                kinds.put(evidence.getName(), kinds(evidence));
            }
        }

        assertThat(kinds).hasSizeGreaterThan(20);
        kinds.forEach((name, found) -> {
            assertThat(found).as("schema names in " + name).isNotEmpty();
            assertThat(found)
                    .as("schemas of " + name)
                    .allSatisfy(kind -> assertThat(Once.SCHEMAS).containsKey(file(kind)));
        });
        assertThat(kinds.get("io.medml.fairness.FairnessCheck"))
                .containsExactly("attribute-flip/1", "consistency-check/1", "mitigation-comparison/1", "proxy-check/1");
    }

    /** The schema names that a class states; else those of its superclass, else those of whoever calls its constructor. */
    private static Set<String> kinds(JavaClass evidence) {
        Set<String> own = constants(evidence);
        if (own.isEmpty()) {
            evidence.getRawSuperclass().ifPresent(above -> own.addAll(constants(above)));
        }
        if (own.isEmpty()) {
            evidence.getConstructorCallsToSelf().forEach(call -> own.addAll(constants(call.getOriginOwner())));
        }
        return own;
    }

    /** Texts of the form name/version among the constants of a class file; names of other forms begin with medml-. */
    private static Set<String> constants(JavaClass type) {
        Set<String> found = new TreeSet<>();
        try (InputStream in = EvidenceSchemaTest.class
                .getClassLoader()
                .getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
            if (in == null) {
                return found;
            }
            String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            // CONSTANT_Utf8: the tag 1, two bytes of length, the bytes
            Matcher matcher = Pattern.compile("\u0001\u0000([\\s\\S])([a-z][a-z0-9-]*/[0-9]+)")
                    .matcher(bytes);
            while (matcher.find()) {
                if (matcher.group(1).charAt(0) == matcher.group(2).length()
                        && !matcher.group(2).startsWith("medml-")) {
                    found.add(matcher.group(2));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_list_of_words_is_that_of_the_code() throws ReflectiveOperationException {
        Map<String, Set<String>> expected = new TreeMap<>();
        expected.put("evidence-1 artifact_kind", words(ArtifactRef.Kind.values(), ArtifactRef.Kind::word));
        expected.put("evidence-1 direction", names(Direction.values()));
        expected.put("evidence-1 meaning", words(SignatureMeaning.values(), SignatureMeaning::word));
        expected.put("evidence-1 number_or_infinity", Set.of("Infinity", "-Infinity"));
        expected.put("evidence-1 reason", names(Reason.values()));
        expected.put("evidence-1 severity", names(Severity.values()));
        expected.put("evidence-1 side", names(Bound.Side.values()));
        expected.put("adjudication-report-1 method", names(AdjudicationDecision.Method.values()));
        expected.put("adjudication-report-1 origin", names(ReferenceLabels.Origin.values()));
        expected.put("adjudication-report-1 rule", names(DisagreementRule.Kind.values()));
        expected.put("annotation-report-1 blinded_to", names(BlindedTo.values()));
        expected.put("label-delay-report-1 unit", names(LabelDelay.Unit.values()));
        expected.put("label-noise-report-1 basis", names(HeldOutProbabilities.Basis.values()));
        expected.put(
                "reference-standard-report-1 kind",
                words(ReferenceStandard.Source.values(), k -> k.name().toLowerCase(Locale.ROOT)));
        expected.put("agreement-report-1 kind", names(RatingScale.Kind.values()));
        expected.put("agreement-report-1 compared", names(AgreementReport.Kind.values()));
        expected.put(
                "agreement-report-1 weights",
                words(AgreementWeights.values(), w -> w.name().toLowerCase(Locale.ROOT)));
        expected.put("agreement-review-1 standing", names(AgreementReview.Standing.values()));
        expected.put("data-use-decision-1 operation", words(DataOperation.values(), DataOperation::word));
        expected.put("data-use-decision-1 outcome", names(DataUseDecision.Outcome.values()));
        expected.put("data-use-decision-1 reason", names(Uncovered.values()));
        expected.put("data-use-decision-1 unanswered", names(DataUseDecision.Unanswered.values()));
        expected.put("data-use-log-1 operation", words(DataOperation.values(), DataOperation::word));
        expected.put("retention-report-1 standing", names(RetentionReport.Standing.values()));
        expected.put("withdrawal-impact-1 after_withdrawal", Set.of("no", "not known", "yes"));
        expected.put("withdrawal-impact-1 holds_subject", Set.of("not known", "yes"));
        expected.put("withdrawal-impact-1 trained_on_subject", Set.of("not known", "yes"));
        expected.put("withdrawal-decision-1 choice", names(WithdrawalDecision.Choice.values()));
        expected.put(
                "analysis-plan-1 allocation", words(AnalysisPlan.Allocation.values(), AnalysisPlan.Allocation::word));
        expected.put("analysis-plan-1 role", words(AnalysisPlan.Role.values(), AnalysisPlan.Role::word));
        expected.put("dataset-split-1 rule", names(Straddlers.values()));
        expected.put("plan-adherence-1 basis", names(PlanAdherence.Basis.values()));
        expected.put("plan-adherence-1 outcome", names(PlanAdherence.Outcome.values()));
        expected.put("plan-adherence-1 role", Set.of("primary", "secondary", "descriptive", "subgroup"));
        expected.put("plan-adherence-1 timing", names(PlanAdherence.Timing.values()));
        expected.put("representativeness-report-1 presence", names(RepresentativenessReport.Presence.values()));
        for (String kind : List.of("test-set-seal-1", "test-set-history-1")) {
            expected.put(kind + " beyond", names(ReuseBudget.Beyond.values()));
            expected.put(kind + " feedback", names(ReuseBudget.Feedback.values()));
        }
        expected.put("test-set-history-1 cause", names(SealedTestSet.Cause.values()));
        expected.put("test-set-history-1 ending", names(SealedTestSet.Ending.values()));
        expected.put("test-set-history-1 standing", names(SealedTestSet.Standing.values()));
        expected.put("bias-report-2 shown", names(MarginAnswer.Shown.values()));
        expected.put("bias-report-3 shown", names(MarginAnswer.Shown.values()));
        expected.put("change-control-plan-1 entry_type", Set.of("evidence.recorded", "pccp.plan.approved"));
        expected.put("conformal-calibration-1 scheme", schemes());
        expected.put("data-profile-1 code", names(Suspicion.values()));
        expected.put("data-profile-1 group", names(Suspicion.Group.values()));
        expected.put("data-profile-1 kind", names(ContentKind.values()));
        expected.put("schema-approval-1 kind", names(SchemaDifference.Kind.values()));
        expected.put("dataset-description-1 kind", names(Column.Kind.values()));
        expected.put("dataset-version-1 origin", words(DataOrigin.values(), DataOrigin::word));
        expected.put("datasheet-1 question", words(DatasheetQuestion.values(), DatasheetQuestion::word));
        expected.put("drift-report-1 answer", names(DriftReport.Answer.values()));
        expected.put("drift-report-1 entry_type", Set.of("drift.recorded", "evidence.recorded"));
        expected.put("drift-report-1 form", names(DriftReport.Form.values()));
        expected.put("drift-report-1 kind", Set.of("dataset", "model"));
        expected.put("drift-report-1 multiplicity", names(Multiplicity.values()));
        expected.put("lineage-report-1 action", lower(DatasetAccess.Action.values()));
        expected.put("lineage-report-1 break", names(LineageReport.Break.values()));
        expected.put("lineage-report-1 origin", words(DataOrigin.values(), DataOrigin::word));
        expected.put("lineage-report-1 relation", lower(LineageEdge.Relation.values()));
        expected.put("preprocessing-comparison-1 what", lower(PreprocessingComparison.Difference.values()));
        expected.put("source-state-1 state", lower(SourceState.SubmoduleState.values()));
        expected.put(
                "evaluation-report-2 held",
                words(IsoCurve.Held.values(), h -> h.name().toLowerCase(Locale.ROOT)));
        expected.put(
                "class-report-1 task",
                words(ClassReport.Task.values(), t -> t.name().toLowerCase(Locale.ROOT)));
        expected.put(
                "evaluation-report-3 held",
                words(IsoCurve.Held.values(), h -> h.name().toLowerCase(Locale.ROOT)));
        expected.put("evaluation-report-3 kind", names(Absence.Kind.values()));
        expected.put("evaluation-report-3 plan", words(Gatekeeping.values(), Gatekeeping::method));
        expected.put("evaluation-report-3 conclusion", names(NonInferiority.Conclusion.values()));
        expected.put("evaluation-report-3 together", names(NonInferiority.Conclusion.values()));
        expected.put("failure-report-1 kind", names(FailureReport.Kind.values()));
        expected.put("feature-leakage-report-1 holds", names(FeatureLeakageReport.Holds.values()));
        expected.put("fitting-report-1 outcome", names(FittingReport.Outcome.values()));
        expected.put("fitting-report-1 statistic", names(FittingDetector.Statistic.values()));
        expected.put("independence-report-1 standing", names(IndependenceReport.Standing.values()));
        expected.put("near-duplicate-report-1 compared", names(NearDuplicateReport.Matches.values()));
        expected.put("timing-report-1 status", names(TimingReport.Status.values()));
        expected.put("gate-decision-1 outcome", names(GateDecision.Kind.values()));
        expected.put("gate-decision-1 stage", names(Stage.values()));
        expected.put("judgement-1 outcome", names(CriterionResult.Outcome.values()));
        expected.put("localization-comparison-1 against", names(LocalizationComparison.Against.values()));
        expected.put("localization-comparison-1 conclusion", names(NonInferiority.Conclusion.values()));
        expected.put("model-card-1 key", words(CardField.values(), CardField::key));
        expected.put("model-card-1 need", names(CardField.Need.values()));
        expected.put("model-card-1 standing", names(CardEntry.Standing.values()));
        expected.put("predicate-comparison-1 conclusion", names(NonInferiority.Conclusion.values()));
        expected.put("predicate-comparison-1 together", names(NonInferiority.Conclusion.values()));
        expected.put("predicate-comparison-1 design", names(PredicateComparison.Design.values()));
        expected.put("predicate-comparison-1 kind", names(Claim.Kind.values()));
        expected.put("predicate-comparison-1 plan", words(Gatekeeping.values(), Gatekeeping::method));
        expected.put("reader-study-report-1 conclusion", names(NonInferiority.Conclusion.values()));
        expected.put("reader-study-report-1 design", names(ReaderDesign.values()));
        expected.put("reader-study-report-1 entry_type", Set.of("evaluation.recorded", "evidence.recorded"));
        expected.put("reader-study-report-1 kind", Set.of("model", "dataset"));
        expected.put(
                "recalibration-1 input",
                words(SigmoidMap.Input.values(), i -> i.name().toLowerCase(Locale.ROOT)));
        expected.put("confounding-report-1 variable", names(WorkflowVariable.values()));
        expected.put("segment-report-1 conclusion", names(SegmentReport.Conclusion.values()));
        expected.put("segment-report-1 loss", names(Loss.values()));
        expected.put(
                "site-aggregation-1 adjustment",
                words(RandomEffects.Adjustment.values(), RandomEffects.Adjustment::id));
        expected.put(
                "site-aggregation-1 between_variance",
                words(RandomEffects.BetweenVariance.values(), RandomEffects.BetweenVariance::id));
        expected.put("site-aggregation-1 scale", Set.of("identity", "log", "logit"));
        expected.put("study-configuration-1 check", names(Check.values()));
        expected.put(
                "study-configuration-1 compare",
                Set.of("LESS", "AT_MOST", "EQUAL", "NOT_EQUAL", "AT_LEAST", "GREATER"));
        expected.put(
                "study-configuration-1 of",
                names(new Check[] {Check.MEAN_OUT_OF_RANGE, Check.QUANTILE_OUT_OF_RANGE, Check.SHARE_OUT_OF_RANGE}));
        expected.put("study-configuration-1 rule", Set.of("fixed_sensitivity", "fixed_specificity"));
        expected.put("study-configuration-1 type", names(ValueType.values()));
        expected.put("study-configuration-1 unexpected_columns", Set.of("allowed", "reported"));
        expected.put("validation-report-1 check", names(Check.values()));

        Map<String, Set<String>> found = new TreeMap<>();
        Once.SCHEMAS.forEach((name, tree) -> lists(tree, name, "", found));

        assertThat(found).isEqualTo(expected);
        assertThat(fields(Once.SCHEMAS
                        .get("predicate-comparison-1")
                        .at("/properties/body/properties/published/properties/proportions/properties")))
                .isEqualTo(words(
                        Class.forName("io.medml.core.evaluation.EndpointRate").getEnumConstants(),
                        rate -> rate.toString().toLowerCase(Locale.ROOT)));
    }

    private static <T> Set<String> words(T[] constants, Function<? super T, String> word) {
        return Stream.of(constants).map(word).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Enum<?>[] constants) {
        return words(constants, Enum::name);
    }

    private static Set<String> lower(Enum<?>[] constants) {
        return words(constants, constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    private static Set<String> schemes() throws ReflectiveOperationException {
        Class<?> scheme = Class.forName("io.medml.core.uncertainty.ConformalPredictor$Scheme");
        var words = scheme.getDeclaredMethod("words");
        words.setAccessible(true);
        Set<String> found = new TreeSet<>();
        for (Object constant : scheme.getEnumConstants()) {
            found.add((String) words.invoke(constant));
        }
        return found;
    }

    private static Set<String> fields(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Every list of words, by schema and by the nearest field or definition it stands in. */
    private static void lists(JsonNode node, String schema, String name, Map<String, Set<String>> found) {
        if (node.path("enum").isArray()) {
            Set<String> words = new TreeSet<>();
            node.get("enum").forEach(word -> words.add(word.asText()));
            assertThat(words).as(schema + " " + name).hasSameSizeAs(node.get("enum"));
            Set<String> before = found.putIfAbsent(schema + " " + name, words);
            assertThat(before == null || before.equals(words))
                    .as("one list for " + name + " in " + schema)
                    .isTrue();
        }
        for (String key : fields(node)) {
            boolean named = Set.of("properties", "$defs").contains(key);
            JsonNode value = node.get(key);
            for (String inner : named ? fields(value) : Set.<String>of()) {
                lists(value.get(inner), schema, inner, found);
            }
            if (!named) {
                lists(value, schema, name, found);
            }
        }
        if (node.isArray()) {
            node.forEach(item -> lists(item, schema, name, found));
        }
    }

    @Test
    void every_field_says_what_it_means_and_every_object_is_closed() {
        Once.SCHEMAS.forEach((name, tree) -> {
            assertThat(tree.get("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
            assertThat(tree.get("$id").asText()).isEqualTo("urn:io.medml:" + name.replaceFirst("-([0-9]+)$", ":$1"));
            described(tree, name);
        });
        assertThat(Once.SCHEMAS.get("evidence-1").at("/$defs/metric_identifier").has("pattern"))
                .as("metric identifiers are a pattern and not a list")
                .isTrue();
    }

    private static void described(JsonNode node, String where) {
        if (node.path("type").asText().equals("object")) {
            assertThat(node.has("additionalProperties"))
                    .as(where + " is closed")
                    .isTrue();
            assertThat(node.get("additionalProperties").toString())
                    .as(where + " takes no field of any kind")
                    .isNotEqualTo("true");
            for (String field : fields(node.path("properties"))) {
                assertThat(node.get("properties").get(field).path("description").asText())
                        .as(where + ", " + field)
                        .isNotBlank();
            }
        }
        fields(node).forEach(key -> described(node.get(key), where + "/" + key));
        if (node.isArray()) {
            node.forEach(item -> described(item, where));
        }
    }

    @Test
    void a_document_without_a_required_field_with_an_unknown_one_or_with_text_for_a_number_is_invalid() {
        Map<String, Integer> changes = new TreeMap<>();
        List<String> accepted = new ArrayList<>();
        for (Sample sample : Once.SAMPLES) {
            ObjectNode document = sample.document.deepCopy();
            shorten(document);
            Schema schema = schema(sample.schema());
            assertThat(errors(schema, document)).as(sample.name + ", shortened").isEmpty();

            mutate(document, "", sample.schema(), (what, changed) -> {
                changes.merge(what.substring(0, what.indexOf(' ')), 1, Integer::sum);
                if (schema.validate(text(document), InputFormat.JSON).isEmpty()) {
                    accepted.add(sample.name + ": " + what);
                }
            });
        }

        assertThat(accepted).isEmpty();
        assertThat(changes)
                .hasSize(3)
                .allSatisfy((what, count) -> assertThat(count).as(what).isGreaterThan(1000));
    }

    private interface Judge {
        void judge(String what, JsonNode changed);
    }

    /** Three items of a list are enough. */
    private static void shorten(JsonNode node) {
        if (node instanceof ArrayNode list) {
            while (list.size() > 3) {
                list.remove(list.size() - 1);
            }
        }
        node.forEach(EvidenceSchemaTest::shorten);
    }

    /** Makes one change after the other, lets it be judged, and takes it back. */
    private static void mutate(JsonNode node, String name, String schema, Judge judge) {
        if (node instanceof ArrayNode list) {
            list.forEach(item -> mutate(item, name, schema, judge));
            return;
        }
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        object.putObject("not_a_field");
        judge.judge("unknown field in " + name, object);
        object.remove("not_a_field");
        boolean map = MAPS.contains(name)
                || (name.equals("counts") && !object.has("fixed_positives"))
                || (name.equals("groups") && schema.equals("dataset-description/1"));
        Map<String, JsonNode> values = new LinkedHashMap<>();
        object.properties().forEach(e -> values.put(e.getKey(), e.getValue()));
        values.forEach((key, value) -> {
            if (!map && !mayLack(object, key, schema)) {
                object.remove(key);
                judge.judge("without " + name + "." + key, object);
            }
            if (value.isNumber()) {
                object.put(key, "NaN");
                judge.judge("NaN for " + name + "." + key, object);
            }
            object.set(key, value);
            mutate(value, key, schema, judge);
        });
    }

    private static boolean mayLack(ObjectNode object, String key, String schema) {
        // deliberate: a finding has a field "where" too, and always
        boolean ofFinding = key.equals("where") && object.has("severity");
        return !ofFinding
                && (OPTIONAL.getOrDefault("", Set.of()).contains(key)
                        || OPTIONAL.getOrDefault(schema, Set.of()).contains(key));
    }

    @Test
    void the_schemas_are_resources_of_the_modules_and_need_no_opening() {
        for (String name : Once.SCHEMAS.keySet()) {
            assertThat(EvidenceSchemaTest.class.getClassLoader().getResource(FOLDER + name + END))
                    .as(name)
                    .isNotNull();
        }
        // a folder that cannot be the name of a package is never encapsulated by a module
        assertThat(FOLDER).contains("-");
    }
}
