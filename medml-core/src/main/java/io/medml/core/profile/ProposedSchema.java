package io.medml.core.profile;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Recorded;
import io.medml.core.validation.DataSchema;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A schema that data propose. It cannot be handed to a validator: what data look like is no rule for what they should be like. A
 * person looks at it, answers its questions, changes it, and approves it; only then is there a {@link DataSchema}. Immutable.
 *
 * <pre>{@code
 * ProposedSchema proposal = profile.proposedSchema("readmission-input", "1.0");
 * Files.write(file, proposal.content().indented());                                 // for a person to edit
 * SchemaApproval approval = ProposedSchema.from(Content.parse(Files.readAllBytes(file)))
 *     .approve(Actor.human("u:keller", "Maria Keller", "data manager"), "limits agreed with the laboratory", clock);
 * DataValidator.of(approval.dataSchema()).approvedBy(approval).validate(table, "readmissions", "2");
 * }</pre>
 *
 * <p>How it is made: the type is the kind of content that all cells have, or nearly all: a few texts among numbers or dates are asked
 * about, and fail until they are answered for (identifiers are texts); the plausible range goes from the
 * smallest to the largest number that no rule suspects, rounded outward to a multiple of the power of ten that is not larger than their
 * difference, and what is possible is left open; the numbers of the label, where they are whole and few, are allowed values; categories of at most 50 levels allow the levels that enough subjects have to be named, or enough rows where no column is
 * the subject, and then it is asked whether one is a name; the missing
 * share is the observed one, rounded up to a whole percent; a column with another value in every row that is taken for an identifier
 * is a key. What depends on the answer of a person is a {@link Question}; in the file the answer goes to its field {@code answer}. A
 * question may stay open but not be taken out. An answer is kept and changes no rule: what it asks for has to be edited in the column.
 */
public final class ProposedSchema {

    private static final String FORM_OF_ANY_VERSION = "medml-proposed-schema/";
    private static final String FORM = FORM_OF_ANY_VERSION + "1";

    private final DataSchema schema;
    private final List<Question> questions;
    private final ArtifactRef profile;
    private final @Nullable Instant recorded;
    /** Names of columns in the order in which they are written; others follow by name. */
    private final List<String> order;

    private final ProposedRules proposed;
    /** Whether the profile was at hand, so that questions and proposed rules are known to be its own. */
    private final boolean compared;

    private ProposedSchema(
            DataSchema schema,
            List<Question> questions,
            ArtifactRef profile,
            @Nullable Instant recorded,
            List<String> order,
            ProposedRules proposed,
            boolean compared) {
        this.schema = schema;
        this.questions = List.copyOf(questions);
        this.profile = profile;
        this.recorded = recorded;
        this.order = List.copyOf(order);
        this.proposed = proposed;
        this.compared = compared;
    }

    /**
     * What the data cannot say.
     *
     * @param column the column it is about; empty for the whole table
     * @param text the question
     * @param answer what a person answered; empty while it is open
     */
    public record Question(String column, String text, Optional<String> answer) {
        /** Checks that column and question are there, and that an answer says something. */
        public Question {
            requireNonNull(column, "column");
            StatedText.require(text, "a question of a proposed schema");
            answer.ifPresent(given -> StatedText.require(given, "an answer to a question of a proposed schema"));
        }

        static Question open(String column, String text) {
            return new Question(column, text, Optional.empty());
        }

        Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("question", text)
                    .put("answer", answer.orElse(""))
                    .build();
        }
    }

    /** With the columns in the order in which they are to be written. */
    static ProposedSchema of(DataSchema schema, List<Question> questions, ArtifactRef profile, List<String> order) {
        return new ProposedSchema(schema, questions, profile, null, order, ProposedRules.of(schema), true);
    }

    private static List<Content> columns(DataSchema schema) {
        return schema.content().asFields().list("columns");
    }

    /**
     * What a person edited since the data proposed it.
     *
     * @return the edits
     */
    public SchemaEdits edits() {
        return proposed.until(schema);
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
        return new ProposedSchema(
                requireNonNull(edited, "edited"), questions, profile, recorded, order, proposed, compared);
    }

    /**
     * The proposal with an answer to a question.
     *
     * @param question one of {@link #questions()}, as it stands there
     * @param answer what a person answers
     * @return a copy with the answer
     * @throws IllegalArgumentException when the proposal does not have the question, or the answer says nothing
     */
    public ProposedSchema answered(Question question, String answer) {
        int place = questions.indexOf(requireNonNull(question, "question"));
        if (place < 0) {
            throw new IllegalArgumentException(
                    "expected a question of this proposal, got another one; take it from questions()");
        }
        List<Question> more = new ArrayList<>(questions);
        more.set(place, new Question(question.column(), question.text(), Optional.of(answer)));
        return new ProposedSchema(schema, more, profile, recorded, order, proposed, compared);
    }

    /**
     * Compares a proposal, such as one that was read from a file, with the profile that it says it was made from: questions and proposed rules
     * are then known to be those of that look at the data, and the approval says so.
     *
     * @param given the profile, or what was stored of it
     * @return a copy that knows it
     * @throws IllegalArgumentException when it is other evidence or another profile, or did not propose these questions and rules
     */
    public ProposedSchema proposedBy(Evidence given) {
        // deliberate: name and body are taken from one document, since a host's evidence can say one thing and show
        // another
        EvidenceDocument document = EvidenceDocument.of(given);
        if (!document.reference().equals(profile)) {
            throw new IllegalArgumentException("expected the profile that this schema was proposed from, " + profile
                    + ", got " + document.reference() + "; give that profile, or the proposal of this one");
        }
        Content.Fields body = EvidenceDocument.parse(document.bytes()).body().asFields();
        Content.Fields known = body.has("proposal")
                ? body.fields("proposal")
                : Content.fields().build();
        if (!known.has("questions_sha256")
                || !known.text("questions_sha256").equals(asked(questions).hex())
                || !known.has("rules_sha256")
                || !known.text("rules_sha256").equals(proposed.digest().hex())) {
            throw new IllegalArgumentException("expected the questions and rules that the profile proposed, found other"
                    + " ones in the proposal; take the proposal as it was written, and edit the columns of its"
                    + " \"schema\"");
        }
        return new ProposedSchema(schema, questions, profile, recorded, order, proposed, true);
    }

    /**
     * Says when the profile was recorded, so that no approval is older, and compares the proposal with it as {@link #proposedBy} does.
     *
     * @param entry the profile in its ledger
     * @return a copy that knows the time
     * @throws IllegalArgumentException when it is another profile, or did not propose these questions and rules
     */
    public ProposedSchema recordedAs(Recorded<DataProfile> entry) {
        ProposedSchema same = proposedBy(entry.evidence());
        return new ProposedSchema(schema, questions, profile, entry.entry().time(), order, proposed, same.compared);
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
     * Approves the schema, as this proposal has it now. Questions may stay open; the approval has a finding for each.
     *
     * @param person who approves, as the host names people; whether that person may is the host's to know
     * @param reason why
     * @param clock says when
     * @return the approval, which holds the schema
     * @throws IllegalArgumentException when it is no person, or id, name, role or reason says nothing
     * @throws IllegalStateException when the clock is before the time at which the profile was recorded
     */
    public SchemaApproval approve(Actor person, String reason, Clock clock) {
        if (person.kind() != Actor.Kind.HUMAN) {
            throw new IllegalArgumentException("expected a person who approves a schema, got an actor of kind "
                    + person.kind().word() + "; use Actor.human(id, name, role)");
        }
        Name.requireTrimmed(person.id(), "the identifier of the person who approves a schema");
        Name.requireTrimmed(person.name().orElse(""), "the person who approves a schema");
        person.role().ifPresent(role -> Name.requireTrimmed(role, "the role of the person who approves a schema"));
        StatedText.require(reason, "the reason for an approval of a schema");
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (recorded != null && at.isBefore(recorded)) {
            throw new IllegalStateException("expected an approval after its profile was recorded at " + recorded
                    + ", got a clock that says " + at + "; set the clock");
        }
        return new SchemaApproval(
                schema, profile, Optional.ofNullable(recorded), compared, questions, edits(), person, reason, at);
    }

    /**
     * The proposal as a JSON value, which {@link #from} reads back. {@link DataSchema#from} refuses it. The columns are in the order of the
     * table; {@link Content#indented()} writes it for a person to edit.
     *
     * @return the content
     */
    public Content content() {
        Content.Builder content = Content.fields()
                .put("form", FORM)
                .put("schema", ordered())
                .put("proposed_rules", proposed.text())
                .put("proposed_rules_sha256", proposed.digest().hex())
                .put("questions", Content.items(questions, Question::content))
                .put("questions_sha256", asked(questions).hex())
                .put("profile", profile.digest().hex());
        if (recorded != null) {
            content.put("profile_recorded", recorded.toString());
        }
        return content.build();
    }

    private Content ordered() {
        SortedMap<String, Content> form =
                new TreeMap<>(schema.content().asFields().values());
        List<Content> columns = new ArrayList<>(columns(schema));
        Map<String, Integer> places = new HashMap<>();
        order.forEach(name -> places.put(name, places.size()));
        columns.sort(Comparator.comparingInt(
                column -> places.getOrDefault(column.asFields().text("name"), Integer.MAX_VALUE)));
        form.put("columns", new Content.Items(columns));
        return new Content.Fields(form);
    }

    /** Of the questions without their answers. */
    static Digest asked(List<Question> questions) {
        return Digest.sha256(Content.items(
                        questions, q -> Question.open(q.column(), q.text()).content())
                .bytes());
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
        StrictFields.of(
                content,
                "proposed schema",
                "form",
                "schema",
                "questions",
                "questions_sha256",
                "proposed_rules",
                "proposed_rules_sha256",
                "profile",
                "profile_recorded");
        Content.Fields fields = content.asFields();
        if (!fields.text("form").equals(FORM)) {
            throw new DataException("proposed schema: expected form \"" + FORM
                    + "\", found another one; this version of medml reads" + " only the former");
        }
        try {
            List<Question> questions = fields.list("questions").stream()
                    .map(ProposedSchema::question)
                    .toList();
            if (!asked(questions).hex().equals(fields.text("questions_sha256"))) {
                throw new DataException(
                        "proposed schema: expected the questions as they were asked, found them changed;"
                                + " leave a question that has no answer, and write answers into its field \"answer\"");
            }
            String rules = fields.text("proposed_rules");
            if (!Digest.sha256(rules.getBytes(StandardCharsets.UTF_8))
                    .hex()
                    .equals(fields.text("proposed_rules_sha256"))) {
                throw new DataException(
                        "proposed schema: expected field \"proposed_rules\" as it was written, found it changed; leave"
                                + " it, and edit the columns of \"schema\"");
            }
            DataSchema schema = DataSchema.from(fields.get("schema"));
            return new ProposedSchema(
                    schema,
                    questions,
                    new ArtifactRef(
                            ArtifactRef.Kind.EVIDENCE, DataProfile.SCHEMA, "1", new Digest(fields.text("profile"))),
                    time(fields),
                    fields.fields("schema").list("columns").stream()
                            .map(column -> column.asFields().text("name"))
                            .toList(),
                    rules(rules),
                    false);
        } catch (IllegalArgumentException e) {
            throw new DataException("proposed schema: " + e.getMessage(), e);
        }
    }

    private static ProposedRules rules(String text) {
        try {
            return ProposedRules.parse(text);
        } catch (DataException e) {
            throw new DataException("proposed schema, proposed_rules: " + e.getMessage(), e);
        }
    }

    private static @Nullable Instant time(Content.Fields fields) {
        try {
            return fields.has("profile_recorded") ? Instant.parse(fields.text("profile_recorded")) : null;
        } catch (DateTimeParseException e) {
            throw new DataException(
                    "proposed schema: expected field \"profile_recorded\" to be a time such as 2026-03-03T12:00:00Z,"
                            + " found something else; leave it as it was written",
                    e);
        }
    }

    private static Question question(Content content) {
        StrictFields.of(content, "a question of a proposed schema", "column", "question", "answer");
        Content.Fields fields = content.asFields();
        String answer = fields.has("answer") ? fields.text("answer") : "";
        return new Question(
                fields.text("column"),
                fields.text("question"),
                answer.isBlank() ? Optional.empty() : Optional.of(answer));
    }

    /** Gives name and version, and that it is a proposal. */
    @Override
    public String toString() {
        return "proposal of " + schema;
    }
}
