package io.medml.compliance.pccp;

import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
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
        content.allow(
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
        title = text(content, where, "title");
        version = text(content, where, "version");
        edition = text(content, where, "edition");
        demonstration = content.has("demonstration") && content.flag("demonstration");
        Optional<Content.Fields> letter = content.has("authorization")
                        && !(content.get("authorization") instanceof Content.None)
                ? Optional.of(content.fields("authorization").allow(where + ", authorization", "number", "date"))
                : Optional.empty();
        authorization = letter.flatMap(l -> optional(l, "number"));
        authorizationDate = letter.flatMap(l -> optional(l, "date"));
        intendedUse = text(content, where, "intended_use");
        Content.Fields baseline = fields(content, where, "baseline").allow(where + ", baseline", "model", "version");
        baselineModel = text(baseline, where + ", baseline", "model");
        baselineVersion = text(baseline, where + ", baseline", "version");
        failureStatement = optional(content, "if_criteria_are_not_met").orElse("");
        List<Content> items = list(content, where, "modifications");
        if (items.isEmpty()) {
            throw new DataException(where + ": expected at least one modification, found none");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            PlannedModification modification =
                    modification(items.get(i).asFields(), where + ", modification " + (i + 1));
            if (!ids.add(modification.id())) {
                throw new DataException(where + ": expected each modification to have its own id, found \""
                        + modification.id() + "\" twice");
            }
            modifications.add(modification);
        }
    }

    private PlannedModification modification(Content.Fields fields, String where) {
        fields.allow(
                where,
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
        String id = text(fields, where, "id");
        Map<String, ProtocolPart> protocol = new TreeMap<>();
        Content.Fields parts =
                optionalFields(fields, "protocol").allow(where + ", protocol", PROTOCOL.toArray(new String[0]));
        for (String part : parts.values().keySet()) {
            String place = where + ", protocol, " + part;
            Content.Fields one = parts.fields(part).allow(place, "method", "section", "text");
            protocol.put(
                    part,
                    new ProtocolPart(
                            text(one, place, "method"), text(one, place, "section"), text(one, place, "text")));
        }
        Map<String, String> impact = new TreeMap<>();
        Content.Fields statements =
                optionalFields(fields, "impact").allow(where + ", impact", IMPACT.toArray(new String[0]));
        for (String name : statements.values().keySet()) {
            impact.put(name, text(statements, where + ", impact", name));
        }
        double level = fields.has("confidence_level") ? fields.decimal("confidence_level") : 0.95;
        if (!(level > 0 && level < 1)) {
            throw new DataException(where + ": expected confidence_level to be a fraction in (0, 1), such as 0.95");
        }
        return new PlannedModification(
                id,
                text(fields, where, "title"),
                optional(fields, "type").orElse(""),
                optional(fields, "rationale").orElse(""),
                optional(fields, "implementation").orElse(""),
                optional(fields, "adaptation").orElse(""),
                optional(fields, "frequency").orElse(""),
                fields.has("labelling") ? texts(fields, where, "labelling") : List.of(),
                new TreeSet<>(texts(fields, where, "may_change")),
                protocol,
                impact,
                texts(fields, where, "evidence"),
                level,
                AcceptanceCriteria.read(
                        title + ", modification " + id, version, where + ", criteria", list(fields, where, "criteria")),
                signatures(fields, where));
    }

    private static List<RequiredSignature> signatures(Content.Fields fields, String where) {
        List<RequiredSignature> signatures = new ArrayList<>();
        for (Content item : list(fields, where, "signatures")) {
            Content.Fields one = item.asFields().allow(where + ", signatures", "role", "meaning");
            try {
                signatures.add(RequiredSignature.of(
                        text(one, where + ", signatures", "role"), text(one, where + ", signatures", "meaning")));
            } catch (IllegalArgumentException e) {
                throw new DataException(where + ", signatures: " + e.getMessage(), e);
            }
        }
        if (signatures.isEmpty()) {
            throw new DataException(where + ": expected at least one signature that is due, found none");
        }
        return signatures;
    }

    private static String text(Content.Fields fields, String where, String name) {
        if (!fields.has(name)) {
            throw new DataException(where + ": expected a key \"" + name + "\", found only "
                    + fields.values().keySet());
        }
        if (fields.get(name) instanceof Content.Text text && !text.value().isBlank()) {
            return text.value();
        }
        throw new DataException(
                where + ": expected \"" + name + "\" to be a text that is not blank; put a number or date in quotes");
    }

    private static Optional<String> optional(Content.Fields fields, String name) {
        if (!fields.has(name) || fields.get(name) instanceof Content.None) {
            return Optional.empty();
        }
        return Optional.of(text(fields, "plan", name));
    }

    private static Content.Fields fields(Content.Fields fields, String where, String name) {
        if (fields.has(name) && fields.get(name) instanceof Content.Fields found) {
            return found;
        }
        throw new DataException(where + ": expected a key \"" + name + "\" with keys of its own");
    }

    private static Content.Fields optionalFields(Content.Fields fields, String name) {
        return fields.has(name) ? fields.fields(name) : Content.fields().build();
    }

    private static List<Content> list(Content.Fields fields, String where, String name) {
        if (fields.has(name) && fields.get(name) instanceof Content.Items items) {
            return items.values();
        }
        throw new DataException(where + ": expected a key \"" + name + "\" with a list");
    }

    private static List<String> texts(Content.Fields fields, String where, String name) {
        return list(fields, where, name).stream()
                .map(item -> {
                    if (item instanceof Content.Text text) {
                        return text.value();
                    }
                    throw new DataException(where + ": expected \"" + name + "\" to be a list of texts");
                })
                .toList();
    }
}
