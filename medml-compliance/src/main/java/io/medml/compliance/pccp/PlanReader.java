package io.medml.compliance.pccp;

import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the content of a plan. Keys that nobody reads, and values of the wrong kind, are errors that name their place. */
final class PlanReader {

    static final List<String> PROTOCOL =
            List.of("data_management", "re_training", "performance_evaluation", "update_procedures");
    static final List<String> IMPACT = List.of(
            "compared_with_unmodified",
            "benefits_and_risks",
            "assurance",
            "interactions",
            "cumulative",
            "other_functions",
            "risk_file");

    final Content.Fields content;
    final String title;
    final String version;
    final String edition;
    final boolean demonstration;
    final Optional<String> authorization;
    final Optional<String> authorizationDate;
    final String intendedUse;
    final String baselineModel;
    final String baselineVersion;
    final String failureStatement;
    final List<PlannedModification> modifications = new ArrayList<>();

    PlanReader(Content.Fields content, String where) {
        this.content = content;
        StrictFields plan = StrictFields.of(
                content,
                where,
                "title",
                "version",
                "edition",
                "demonstration",
                "authorization",
                "intended_use",
                "baseline",
                "if_criteria_are_not_met",
                "modifications");
        title = plan.text("title");
        version = plan.text("version");
        edition = plan.text("edition");
        demonstration = plan.has("demonstration") && plan.flag("demonstration");
        Optional<StrictFields> letter = plan.hasValue("authorization")
                ? Optional.of(plan.part("authorization", "number", "date"))
                : Optional.empty();
        authorization = letter.flatMap(l -> l.optionalText("number"));
        authorizationDate = letter.flatMap(l -> l.optionalText("date"));
        intendedUse = plan.text("intended_use");
        StrictFields baseline = plan.part("baseline", "model", "version");
        baselineModel = baseline.text("model");
        baselineVersion = baseline.text("version");
        failureStatement = plan.optionalText("if_criteria_are_not_met").orElse("");
        List<StrictFields> items = plan.parts(
                "modifications",
                "id",
                "title",
                "type",
                "rationale",
                "implementation",
                "adaptation",
                "frequency",
                "labelling",
                "may_change",
                "protocol",
                "impact",
                "evidence",
                "confidence_level",
                "criteria",
                "signatures");
        if (items.isEmpty()) {
            throw new DataException(where + ": expected at least one modification, found none");
        }
        Set<String> ids = new HashSet<>();
        for (StrictFields item : items) {
            PlannedModification modification = modification(item);
            if (!ids.add(modification.id())) {
                throw new DataException(where + ": expected each modification to have its own id, found \""
                        + modification.id() + "\" twice");
            }
            modifications.add(modification);
        }
    }

    private PlannedModification modification(StrictFields fields) {
        String id = fields.text("id");
        Map<String, ProtocolPart> protocol = new TreeMap<>();
        StrictFields parts = fields.partOrNone("protocol", PROTOCOL);
        for (String name : parts.keys()) {
            StrictFields part = parts.part(name, "method", "section", "text");
            protocol.put(name, new ProtocolPart(part.text("method"), part.text("section"), part.text("text")));
        }
        Map<String, String> impact = new TreeMap<>();
        StrictFields statements = fields.partOrNone("impact", IMPACT);
        statements.keys().forEach(name -> impact.put(name, statements.text(name)));
        return new PlannedModification(
                id,
                fields.text("title"),
                fields.optionalText("type").orElse(""),
                fields.optionalText("rationale").orElse(""),
                fields.optionalText("implementation").orElse(""),
                fields.optionalText("adaptation").orElse(""),
                fields.optionalText("frequency").orElse(""),
                fields.has("labelling") ? fields.texts("labelling") : List.of(),
                new TreeSet<>(fields.texts("may_change")),
                protocol,
                impact,
                fields.texts("evidence"),
                fields.has("confidence_level") ? fields.fraction("confidence_level") : 0.95,
                AcceptanceCriteria.read(
                        title + ", modification " + id,
                        version,
                        fields.where() + ", criteria",
                        fields.list("criteria")),
                signatures(fields));
    }

    private static List<RequiredSignature> signatures(StrictFields fields) {
        List<RequiredSignature> signatures = new ArrayList<>();
        for (StrictFields each : fields.parts("signatures", "role", "meaning")) {
            try {
                signatures.add(RequiredSignature.of(each.text("role"), each.text("meaning")));
            } catch (IllegalArgumentException e) {
                throw new DataException(each.where() + ": " + e.getMessage(), e);
            }
        }
        if (signatures.isEmpty()) {
            throw new DataException(fields.where() + ": expected at least one signature that is due, found none");
        }
        return signatures;
    }
}
