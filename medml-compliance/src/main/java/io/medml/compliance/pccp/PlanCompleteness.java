package io.medml.compliance.pccp;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a plan should have and lacks. The elements are those of the guidance's sections VI to VIII; their identifiers are
 * ours. It looks for presence, not for quality.
 */
final class PlanCompleteness {

    private static final Map<String, String> PROTOCOL_ELEMENT = Map.of(
            "data_management", "PCCP-MP-DM",
            "re_training", "PCCP-MP-RT",
            "performance_evaluation", "PCCP-MP-PE",
            "update_procedures", "PCCP-MP-UP");
    private static final Map<String, String> IMPACT_ELEMENT = Map.of(
            "compared_with_unmodified", "PCCP-IA-01",
            "benefits_and_risks", "PCCP-IA-02",
            "assurance", "PCCP-IA-03",
            "interactions", "PCCP-IA-04",
            "cumulative", "PCCP-IA-05",
            "other_functions", "PCCP-IA-06",
            "risk_file", "PCCP-IA-07");
    private static final List<String> BLOCKING_IMPACT =
            List.of("compared_with_unmodified", "benefits_and_risks", "assurance", "cumulative");

    private PlanCompleteness() {}

    static List<Finding> findings(ChangeControlPlan plan, PlanReader read) {
        List<Finding> findings = new ArrayList<>();
        if (plan.demonstration()) {
            findings.add(Finding.of(
                    "DEMONSTRATION_PLAN",
                    Severity.WARNING,
                    plan.title(),
                    "This plan demonstrates the library. No regulator has seen it."));
        }
        if (plan.authorization().isEmpty()) {
            findings.add(Finding.of(
                    "PCCP_NOT_AUTHORIZED",
                    Severity.WARNING,
                    "PCCP-DEV-01",
                    "No authorization number is stated, so no change can be within an authorized plan."));
        }
        if (read.failureStatement.isEmpty()) {
            missing(findings, Severity.ERROR, "PCCP-PE-15", "plan", "what happens when criteria are not met");
        }
        for (PlannedModification m : plan.modifications()) {
            String where = "modification " + m.id();
            if (m.rationale().isEmpty()) {
                missing(findings, Severity.WARNING, "PCCP-DOM-03", where, "a rationale");
            }
            if (!List.of("automatic", "manual", "combination").contains(m.implementation())) {
                missing(
                        findings,
                        Severity.ERROR,
                        "PCCP-DOM-05",
                        where,
                        "implementation: automatic, manual or combination");
            }
            if (!List.of("global", "local").contains(m.adaptation())) {
                missing(findings, Severity.WARNING, "PCCP-DOM-06", where, "adaptation: global or local");
            }
            if (m.frequency().isEmpty()) {
                missing(findings, Severity.INFO, "PCCP-DOM-07", where, "the expected frequency");
            }
            if (m.labelling().isEmpty()) {
                missing(findings, Severity.INFO, "PCCP-DOM-08", where, "the labelling sections, or 'none'");
            }
            for (String part : PlanReader.PROTOCOL) {
                if (!m.protocol().containsKey(part)) {
                    missing(findings, Severity.ERROR, PROTOCOL_ELEMENT.getOrDefault(part, part), where, part);
                }
            }
            for (String part : PlanReader.IMPACT) {
                if (!m.impact().containsKey(part)) {
                    missing(
                            findings,
                            BLOCKING_IMPACT.contains(part) ? Severity.ERROR : Severity.WARNING,
                            IMPACT_ELEMENT.getOrDefault(part, part),
                            where,
                            part);
                }
            }
        }
        return findings;
    }

    private static void missing(List<Finding> findings, Severity severity, String element, String where, String what) {
        findings.add(Finding.of(
                        "PCCP_ELEMENT_MISSING",
                        severity,
                        where,
                        "The plan lacks " + what.replace('_', ' ') + " (" + element + ").")
                .with("element", element));
    }
}
