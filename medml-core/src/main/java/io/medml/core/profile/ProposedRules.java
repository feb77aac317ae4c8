package io.medml.core.profile;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.validation.DataSchema;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of a schema as the data proposed them, kept beside the schema that a person edits. Of a list of texts that may be names there is
 * the number alone, so that nothing is kept of a text that a person has taken out.
 */
final class ProposedRules {

    private static final Set<String> TEXTS = Set.of("allowed", "sentinels");

    private final Content.Fields rules;

    private ProposedRules(Content.Fields rules) {
        this.rules = rules;
    }

    static ProposedRules of(DataSchema schema) {
        SortedMap<String, Content> rules =
                new TreeMap<>(schema.content().asFields().values());
        rules.remove("name");
        rules.remove("version");
        rules.put("columns", Content.items(schema.content().asFields().list("columns"), ProposedRules::counted));
        return new ProposedRules(counted(new Content.Fields(rules)));
    }

    private static Content.Fields counted(Content described) {
        SortedMap<String, Content> rules = new TreeMap<>(described.asFields().values());
        rules.replaceAll((rule, value) -> TEXTS.contains(rule) && value instanceof Content.Items texts
                ? Content.text(Suspicions.plural(texts.values().size(), "text"))
                : value);
        return new Content.Fields(rules);
    }

    /**
     * Reads what {@link #text} gives.
     *
     * @throws DataException when it is no such thing
     */
    static ProposedRules parse(String text) {
        Content.Fields rules =
                Content.parse(text.getBytes(StandardCharsets.UTF_8)).asFields();
        SortedMap<String, Content> form = new TreeMap<>(withoutCounts(rules).values());
        form.put("columns", Content.items(rules.list("columns"), ProposedRules::withoutCounts));
        form.put("name", Content.text("proposed"));
        form.put("version", Content.text("1"));
        DataSchema.from(new Content.Fields(form));
        return new ProposedRules(rules);
    }

    private static Content.Fields withoutCounts(Content described) {
        SortedMap<String, Content> rules = new TreeMap<>(described.asFields().values());
        rules.entrySet().removeIf(rule -> TEXTS.contains(rule.getKey()) && rule.getValue() instanceof Content.Text);
        return new Content.Fields(rules);
    }

    String text() {
        return new String(rules.bytes(), StandardCharsets.UTF_8);
    }

    Digest digest() {
        return Digest.sha256(rules.bytes());
    }

    SchemaEdits until(DataSchema schema) {
        return new SchemaEdits(rules.list("columns").size(), SchemaDifference.changes(rules, of(schema).rules));
    }
}
