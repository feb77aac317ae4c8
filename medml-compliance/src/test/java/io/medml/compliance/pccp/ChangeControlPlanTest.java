package io.medml.compliance.pccp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.compliance.Study;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeControlPlanTest {

    private static Finding finding(ChangeControlPlan plan, String element) {
        List<Finding> found = plan.findings().stream()
                .filter(f -> element.equals(f.details().get("element")))
                .toList();
        assertThat(found).as(element).hasSize(1);
        return found.get(0);
    }

    @Test
    void yaml_and_json_give_the_same_reference(@TempDir Path folder) throws IOException {
        Path yaml = Files.writeString(folder.resolve("plan.yaml"), Study.PLAN);
        byte[] json =
                Content.parseYaml(Study.PLAN.getBytes(StandardCharsets.UTF_8)).bytes();
        Path other = Files.write(folder.resolve("plan.json"), json);

        ChangeControlPlan first = ChangeControlPlan.read(yaml);
        ChangeControlPlan second = ChangeControlPlan.read(other);

        assertThat(second.planReference()).isEqualTo(first.planReference());
        assertThat(second.document().digest()).isEqualTo(first.document().digest());
        assertThat(first.findings()).isEmpty();
        assertThat(first.entryType()).isEqualTo("pccp.plan.approved");
        assertThat(first.modification("M1").orElseThrow().mayChange()).containsExactly("training_data");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if_criteria_are_not_met: The failure is recorded and the modification is not implemented. | PCCP-PE-15 | ERROR",
                "rationale: more data reduce chance error | PCCP-DOM-03 | WARNING",
                "implementation: manual | PCCP-DOM-05 | ERROR",
                "adaptation: global | PCCP-DOM-06 | WARNING",
                "frequency: once a quarter | PCCP-DOM-07 | INFO",
                "labelling: [performance section] | PCCP-DOM-08 | INFO",
                "data_management: {method: DM-1, section: \"3.1\", text: split by patient} | PCCP-MP-DM | ERROR",
                "re_training: {method: RT-1, section: \"3.2\", text: same method} | PCCP-MP-RT | ERROR",
                "performance_evaluation: {method: PE-1, section: \"3.3\", text: on sequestered patients} | PCCP-MP-PE | ERROR",
                "update_procedures: {method: UP-1, section: \"3.4\", text: signed decision} | PCCP-MP-UP | ERROR",
                "compared_with_unmodified: stated by the paired comparison | PCCP-IA-01 | ERROR",
                "benefits_and_risks: fewer missed | PCCP-IA-02 | ERROR",
                "assurance: the same locked test | PCCP-IA-03 | ERROR",
                "interactions: none | PCCP-IA-04 | WARNING",
                "cumulative: compared with the authorized version | PCCP-IA-05 | ERROR",
                "other_functions: none | PCCP-IA-06 | WARNING",
                "risk_file: H-1 | PCCP-IA-07 | WARNING"
            })
    void each_missing_element_is_a_finding_with_its_identifier(String line, String element, Severity severity) {
        assertThat(Study.PLAN).contains(line + "\n");

        ChangeControlPlan lacking =
                Study.plan(p -> p.replaceFirst("(?m)^ *" + java.util.regex.Pattern.quote(line) + "\n", ""));

        assertThat(lacking.findings()).hasSize(1);
        Finding found = finding(lacking, element);
        assertThat(found.code()).isEqualTo("PCCP_ELEMENT_MISSING");
        assertThat(found.severity()).isEqualTo(severity);
        assertThat(found.message()).contains("(" + element + ")");
    }

    @Test
    void an_unknown_way_of_implementation_is_a_finding() {
        assertThat(finding(Study.plan(p -> p.replace("implementation: manual", "implementation: magic")), "PCCP-DOM-05")
                        .where())
                .isEqualTo("modification M1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title: Test plan | titel: Test plan | plan.yaml: | titel",
                "rationale: more | reason: more | plan.yaml, modifications 1: | reason",
                "data_management: { | data_managment: { | plan.yaml, modifications 1, protocol: | data_managment",
                "section: \"3.1\" | page: \"3.1\" | plan.yaml, modifications 1, protocol, data_management: | page",
                "other_functions: none | others: none | plan.yaml, modifications 1, impact: | others",
                "number: \"K000000\" | no: \"K000000\" | plan.yaml, authorization: | no",
                "model: risk | name: risk | plan.yaml, baseline: | name",
                "because: the rule | reason: the rule | criterion 1: | reason",
                "role: quality-manager, meaning | person: quality-manager, meaning | plan.yaml, modifications 1, signatures 1: | person"
            })
    void an_unknown_key_is_an_error_that_names_the_place(String key, String wrong, String place, String found) {
        assertThat(Study.PLAN).contains(key);

        assertThatThrownBy(() -> Study.plan(p -> p.replaceFirst(java.util.regex.Pattern.quote(key), wrong)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(place)
                .hasMessageContaining("\"" + found + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "confidence_level: 0.95 | confidence_level: 95 | plan.yaml, modifications 1: expected \"confidence_level\" to be a fraction",
                "confidence_level: 0.95 | confidence_level: null | plan.yaml, modifications 1: expected \"confidence_level\" to be a number",
                "labelling: [performance section] | labelling: null | plan.yaml, modifications 1: expected \"labelling\" to be a list",
                "title: Test plan | 'title: Test plan\ndemonstration: null' | plan.yaml: expected \"demonstration\" to be true or false",
                "confidence_level: 0.95 | confidence_level: high | plan.yaml, modifications 1: expected \"confidence_level\" to be a number",
                "rationale: more data | rationale: 7 # | plan.yaml, modifications 1: expected \"rationale\" to be a text",
                "title: Test plan | 'title: Test plan\ndemonstration: perhaps' | plan.yaml: expected \"demonstration\" to be true or false",
                "authorization: { | authorization: K000000 #{ | plan.yaml: expected \"authorization\" to have keys of its own",
                "number: \"K000000\" | number: 7 | plan.yaml, authorization: expected \"number\" to be a text",
                "- id: M1 | '- M1\n  - id: M1' | plan.yaml, modifications 1: expected keys and values",
                "- {role: quality-manager | '- approval\n      - {role: quality-manager' | plan.yaml, modifications 1, signatures 1: expected keys and values",
                "data_management: {method: DM-1, section: \"3.1\", text: split by patient} | data_management: DM-1 | plan.yaml, modifications 1, protocol: expected \"data_management\" to have keys",
                "meaning: approval | meaning: blessing | plan.yaml, modifications 1, signatures 1: expected a meaning of [approval, review, responsibility, authorship, rejection], found \"blessing\"",
                "role: quality-manager | role: Quality Manager | plan.yaml, modifications 1, signatures 1: a role is named in lower case",
                "version: \"1.0\" | version: 1.0 | plan.yaml: expected \"version\" to be a text",
                "require: auroc.change | require: goodness | plan.yaml, modifications 1, criteria, criterion 2: expected the identifier",
                "lower_limit_at_least: 0.6 | 'lower_limit_at_least: 0.6\n        upper_limit_at_most: 0.9' | plan.yaml, modifications 1, criteria, criterion 1: expected exactly one of"
            })
    void a_value_that_is_not_understood_is_an_error_that_names_the_place(String value, String wrong, String said) {
        assertThat(Study.PLAN).contains(value);

        assertThatThrownBy(() -> Study.plan(p -> p.replaceFirst(
                        java.util.regex.Pattern.quote(value), java.util.regex.Matcher.quoteReplacement(wrong))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(said);
    }

    @Test
    void without_an_authorization_number_or_as_a_demonstration_it_is_not_recorded_as_an_authorized_plan() {
        ChangeControlPlan unnumbered = Study.plan(p -> p.replaceFirst("authorization: .*\n", "authorization: null\n"));
        ChangeControlPlan demonstration =
                Study.plan(p -> p.replaceFirst("baseline:", "demonstration: true\nbaseline:"));
        Study study = new Study();

        assertThat(unnumbered.authorization()).isEmpty();
        assertThat(unnumbered.findings()).extracting(Finding::code).containsExactly("PCCP_NOT_AUTHORIZED");
        assertThat(study.ledger.record(unnumbered).entry().type()).isEqualTo("evidence.recorded");
        assertThat(demonstration.findings()).extracting(Finding::code).containsExactly("DEMONSTRATION_PLAN");
        assertThat(study.ledger.record(demonstration).entry().type()).isEqualTo("evidence.recorded");
        assertThat(study.ledger.record(Study.plan()).entry().type()).isEqualTo("pccp.plan.approved");
    }

    @Test
    void one_changed_character_of_a_criterion_changes_the_references() {
        ChangeControlPlan plan = Study.plan();
        ChangeControlPlan changed =
                Study.plan(p -> p.replace("lower_limit_at_least: 0.6\n", "lower_limit_at_least: 0.5\n"));
        ChangeControlPlan reworded = Study.plan(p -> p.replace("reaches as much", "reaches so much"));

        assertThat(changed.planReference()).isNotEqualTo(plan.planReference());
        assertThat(changed.modification("M1").orElseThrow().criteria().reference())
                .isNotEqualTo(plan.modification("M1").orElseThrow().criteria().reference());
        assertThat(reworded.planReference()).isNotEqualTo(plan.planReference());
        assertThat(Study.plan().planReference()).isEqualTo(plan.planReference());
    }

    @Test
    void a_modification_twice_or_none_or_no_signature_is_an_error() {
        String one = Study.PLAN.substring(Study.PLAN.indexOf("  - id: M1"));
        assertThatThrownBy(() -> Study.plan(p -> p + one))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found \"M1\" twice");
        assertThatThrownBy(() -> Study.plan(p -> p.substring(0, p.indexOf("modifications:")) + "modifications: []\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at least one modification");
        assertThatThrownBy(() -> Study.plan(p -> p.substring(0, p.indexOf("    signatures:")) + "    signatures: []\n"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at least one signature");
    }

    @Test
    void a_file_that_is_not_there_is_told_with_its_path(@TempDir Path folder) {
        assertThatThrownBy(() -> ChangeControlPlan.read(folder.resolve("absent.yaml")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("absent.yaml")
                .hasMessageContaining("found no file there");
    }
}
