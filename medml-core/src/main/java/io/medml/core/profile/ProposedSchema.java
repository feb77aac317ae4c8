package io.medml.core.profile;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import io.medml.core.validation.DataSchema;
import java.time.Instant;
import java.util.List;

/**
 * A schema that data propose. It cannot be handed to a validator: what data look like is no rule for what they should be like. A
 * person looks at it, answers its questions, changes it, and approves it; only then is there a {@link DataSchema}. Immutable.
 *
 * <pre>{@code
 * ProposedSchema proposal = profile.proposedSchema("readmission-input", "1.0");
 * Files.write(file, proposal.content().bytes());                                    // for a person to edit
 * SchemaApproval approval = ProposedSchema.from(Content.parse(Files.readAllBytes(file)))
 *     .approve("Maria Keller", "limits agreed with the laboratory on 3 March", Instant.now(clock));
 * DataValidator.of(approval.dataSchema()).validate(table, "readmissions", "2");
 * }</pre>
 *
 * <p>How it is made: the type is the kind of content that all cells have (identifiers are texts); the plausible range goes from the
 * smallest to the largest number, rounded outward to a multiple of the power of ten that is not larger than their difference, and
 * what is possible is left open; categories of at most 50 levels allow the levels that enough rows have to be named; the missing
 * share is the observed one, rounded up to a whole percent; a column with another value in every row that is taken for an identifier
 * is a key. What depends on the answer of a person is a {@link Question}.
 */
public final class ProposedSchema {

    private static final String FORM_OF_ANY_VERSION = "medml-proposed-schema/";
    private static final String FORM = FORM_OF_ANY_VERSION + "1";

    private final DataSchema schema;
    private final List<Question> questions;
    private final ArtifactRef profile;

    private ProposedSchema(DataSchema schema, List<Question> questions, ArtifactRef profile) {
        this.schema = schema;
        this.questions = List.copyOf(questions);
        this.profile = profile;
    }

    /**
     * What the data cannot say.
     *
     * @param column the column it is about; empty for the whole table
     * @param text the question
     */
    public record Question(String column, String text) {
        /** Checks that both are there. */
        public Question {
            requireNonNull(column, "column");
            StatedText.require(text, "a question of a proposed schema");
        }

        Content content() {
            return Content.fields().put("column", column).put("question", text).build();
        }
    }

    static ProposedSchema of(DataSchema schema, List<Question> questions, ArtifactRef profile) {
        return new ProposedSchema(schema, questions, profile);
    }

    /**
     * The name of the schema.
     *
     * @return the name
     */
    public String name() {
        return schema.name();
    }

    /**
     * The version of the schema.
     *
     * @return the version
     */
    public String version() {
        return schema.version();
    }

    /**
     * What a person should answer before approving.
     *
     * @return the questions in the order of the columns
     */
    public List<Question> questions() {
        return questions;
    }

    /**
     * The profile that it was made from.
     *
     * @return a reference to that evidence
     */
    public ArtifactRef profile() {
        return profile;
    }

    /**
     * The proposal with another schema in it, which a person wrote.
     *
     * @param edited the schema
     * @return a proposal of the same profile; its questions stay
     */
    public ProposedSchema with(DataSchema edited) {
        return new ProposedSchema(requireNonNull(edited, "edited"), questions, profile);
    }

    /**
     * What changes from an earlier version of the schema to this proposal.
     *
     * @param earlier the earlier version
     * @return the differences
     */
    public SchemaDifference since(DataSchema earlier) {
        return SchemaDifference.between(earlier, schema);
    }

    /**
     * Approves the schema, as this proposal has it now.
     *
     * @param person who approves, as the host names people; whether that person may is the host's to know
     * @param reason why
     * @param at when
     * @return the approval, which holds the schema
     * @throws IllegalArgumentException when person or reason says nothing
     */
    public SchemaApproval approve(String person, String reason, Instant at) {
        return new SchemaApproval(
                schema,
                profile,
                questions.size(),
                Name.requireTrimmed(person, "the person who approves a schema"),
                StatedText.require(reason, "the reason for an approval of a schema"),
                requireNonNull(at, "at"));
    }

    /**
     * The proposal as a JSON value, which {@link #from} reads back. {@link DataSchema#from} refuses it.
     *
     * @return the content
     */
    public Content content() {
        return Content.fields()
                .put("form", FORM)
                .put("schema", schema.content())
                .put("questions", Content.items(questions, Question::content))
                .put("profile", profile.digest().hex())
                .build();
    }

    /**
     * Whether a document says that it is a proposal, sound or not: so that a reader of schemas can say what it was given.
     *
     * @param content any content
     * @return whether its form is that of a proposal, of this version or another
     */
    public static boolean isProposal(Content content) {
        return content instanceof Content.Fields fields
                && fields.values().get("form") instanceof Content.Text form
                && form.value().startsWith(FORM_OF_ANY_VERSION);
    }

    /**
     * Reads a proposal, as written or edited.
     *
     * @param content what {@link #content()} gives, with a schema that may be changed
     * @return the proposal
     * @throws DataException when a field is unknown, missing or of another type, or the schema is refused
     */
    public static ProposedSchema from(Content content) {
        StrictFields.of(content, "proposed schema", "form", "schema", "questions", "profile");
        Content.Fields fields = content.asFields();
        if (!fields.text("form").equals(FORM)) {
            throw new DataException("proposed schema: expected form \"" + FORM
                    + "\", found another one; this version of medml reads" + " only the former");
        }
        try {
            return new ProposedSchema(
                    DataSchema.from(fields.get("schema")),
                    fields.list("questions").stream()
                            .map(ProposedSchema::question)
                            .toList(),
                    new ArtifactRef(
                            ArtifactRef.Kind.EVIDENCE, DataProfile.SCHEMA, "1", new Digest(fields.text("profile"))));
        } catch (IllegalArgumentException e) {
            throw new DataException("proposed schema: " + e.getMessage(), e);
        }
    }

    private static Question question(Content content) {
        StrictFields.of(content, "a question of a proposed schema", "column", "question");
        Content.Fields fields = content.asFields();
        return new Question(fields.text("column"), fields.text("question"));
    }

    /** Gives name and version, and that it is a proposal. */
    @Override
    public String toString() {
        return "proposal of " + schema;
    }
}
