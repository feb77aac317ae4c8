package io.medml.core.profile;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Actor;
import io.medml.core.measure.Measurement;
import io.medml.core.validation.DataSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The statement that a person has approved a schema that data had proposed, and the schema. It is the host's word that the person
 * said so; a signature on its ledger entry makes it that person's. Each question that nobody answered is a finding. Immutable.
 */
public final class SchemaApproval implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "schema-approval";

    /** Code of the finding for a question that nobody answered; a warning. */
    public static final String QUESTION_LEFT_OPEN = "QUESTION_LEFT_OPEN";

    private final DataSchema schema;
    private final ArtifactRef profile;
    private final Optional<Instant> profileRecorded;
    private final boolean profileCompared;
    private final List<ProposedSchema.Question> questions;
    private final SchemaEdits edits;
    private final Actor person;
    private final String reason;
    private final Instant at;

    SchemaApproval(
            DataSchema schema,
            ArtifactRef profile,
            Optional<Instant> profileRecorded,
            boolean profileCompared,
            List<ProposedSchema.Question> questions,
            SchemaEdits edits,
            Actor person,
            String reason,
            Instant at) {
        this.schema = schema;
        this.profile = profile;
        this.profileRecorded = profileRecorded;
        this.questions = List.copyOf(questions);
        this.profileCompared = profileCompared;
        this.edits = edits;
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
    public Actor person() {
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
     * When, by the host's clock. The time at which a ledger took the approval is that of its entry.
     *
     * @return the time
     */
    public Instant at() {
        return at;
    }

    /**
     * What the proposal asked, with the answers.
     *
     * @return the questions in the order of the columns
     */
    public List<ProposedSchema.Question> questions() {
        return questions;
    }

    /**
     * The questions that nobody answered.
     *
     * @return those without an answer, each of which has a finding
     */
    public List<ProposedSchema.Question> leftOpen() {
        return questions.stream().filter(q -> q.answer().isEmpty()).toList();
    }

    /**
     * What was edited between the proposal and the approval.
     *
     * @return the edits, as {@link ProposedSchema#edits()} sees them
     */
    public SchemaEdits edits() {
        return edits;
    }

    /**
     * Whether the profile was at hand, so that the questions and what was proposed are known to be its own and not only what a file says.
     *
     * @return whether the proposal came from the profile itself, or was compared with it ({@link ProposedSchema#proposedBy})
     */
    public boolean profileCompared() {
        return profileCompared;
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
        return leftOpen().stream()
                .map(q -> Finding.of(
                        QUESTION_LEFT_OPEN, Severity.WARNING, q.column(), "approved without an answer to: " + q.text()))
                .toList();
    }

    @Override
    public Content body() {
        Content.Builder who = Content.fields()
                .put("id", person.id())
                .put("name", person.name().orElseThrow());
        person.role().ifPresent(role -> who.put("role", role));
        Content.Builder body = Content.fields()
                .put("person", who.build())
                .put("reason", reason)
                .put("at", at.toString())
                .put("questions", Content.items(questions, ProposedSchema.Question::content))
                .put("questions_open", leftOpen().size())
                .put("profile_compared", profileCompared);
        edits.into(body);
        profileRecorded.ifPresent(time -> body.put("profile_recorded", time.toString()));
        return body.put("schema_text", new String(schema.content().bytes(), StandardCharsets.UTF_8))
                .build();
    }

    @Override
    public String toString() {
        return "approval of " + schema;
    }
}
