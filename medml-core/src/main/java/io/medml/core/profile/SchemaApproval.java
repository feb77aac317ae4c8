package io.medml.core.profile;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.validation.DataSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The statement that a person has approved a schema that data had proposed, and the schema. It is the host's word that the person
 * said so; a signature on its ledger entry makes it that person's. Immutable.
 */
public final class SchemaApproval implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "schema-approval";

    private final DataSchema schema;
    private final ArtifactRef profile;
    private final int questions;
    private final String person;
    private final String reason;
    private final Instant at;

    SchemaApproval(DataSchema schema, ArtifactRef profile, int questions, String person, String reason, Instant at) {
        this.schema = schema;
        this.profile = profile;
        this.questions = questions;
        this.person = person;
        this.reason = reason;
        this.at = at;
    }

    /**
     * The schema that was approved, for a validator.
     *
     * @return the schema
     */
    public DataSchema dataSchema() {
        return schema;
    }

    /**
     * Who approved it.
     *
     * @return the person as the host named them
     */
    public String person() {
        return person;
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public String reason() {
        return reason;
    }

    /**
     * When, as the host said.
     *
     * @return the time
     */
    public Instant at() {
        return at;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(schema.reference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(ProposedSchema.class).from(profile);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("person", person)
                .put("reason", reason)
                .put("at", at.toString())
                .put("questions_asked", questions)
                .put("schema_text", new String(schema.content().bytes(), StandardCharsets.UTF_8))
                .build();
    }

    @Override
    public String toString() {
        return "approval of " + schema;
    }
}
