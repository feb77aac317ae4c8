package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.document.Html;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.table.Table;
import io.medml.core.validation.Check;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.ValidationLayout;
import io.medml.core.validation.ValidationReport;
import io.medml.core.validation.ValueRange;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProposedSchemaTest {

    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Actor MARIA = Actor.human("u:keller", "Maria Keller", "data manager");

    private static List<String> column(IntFunction<String> cell) {
        return IntStream.range(0, 200).mapToObj(cell).toList();
    }

    private static final Table TABLE = Table.builder()
            .category("record", column(i -> Integer.toString(50_000 + 3 * i)))
            .category("age", column(i -> i == 3 ? "999" : Integer.toString(21 + i % 66)))
            .category("lactate", column(i -> i % 50 == 0 ? "?" : (7 + i % 31) + ".5"))
            .category("ward", column(i -> i < 3 ? "X" : i % 2 == 0 ? "A" : "B"))
            .category("admitted", column(i -> "2025-01-" + (10 + i % 20)))
            .build();

    private static DataProfile profile() {
        return DataProfiler.builder().build().profile(TABLE, "admissions", "1");
    }

    private static ProposedSchema proposal() {
        return profile().proposedSchema("admission-input", "0.1");
    }

    private static Content.Fields column(Content proposal, String name) {
        return proposal.asFields().fields("schema").list("columns").stream()
                .map(Content::asFields)
                .filter(c -> c.text("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void types_limits_keys_and_sentinels_are_those_of_the_data() {
        Content content = proposal().content();
        Content.Fields age = column(content, "age");

        assertThat(column(content, "record").text("type")).isEqualTo("TEXT");
        assertThat(age.text("type")).isEqualTo("WHOLE_NUMBER");
        // 21 to 86 without the sentinel: 65 apart, so rounded outward to tens
        assertThat(age.fields("plausible").decimal("lower")).isEqualTo(20);
        assertThat(age.fields("plausible").decimal("upper")).isEqualTo(90);
        assertThat(age.has("range")).as("what is possible is a person's to say").isFalse();
        assertThat(age.list("sentinels")).containsExactly(Content.text("999"));
        // the rows of 999 count as missing where the schema is used
        assertThat(age.decimal("max_missing")).isPositive();
        assertThat(column(content, "lactate").decimal("max_missing")).isEqualTo(0.02);
        assertThat(column(content, "lactate").list("sentinels")).containsExactly(Content.text("?"));
        assertThat(column(content, "ward").list("allowed")).containsExactly(Content.text("A"), Content.text("B"));
        assertThat(column(content, "admitted").text("type")).isEqualTo("DATE");
        assertThat(content.asFields().fields("schema").list("keys")).containsExactly(Content.texts(List.of("record")));
    }

    @Test
    void what_the_data_cannot_say_is_asked() {
        assertThat(proposal().questions())
                .extracting(ProposedSchema.Question::column)
                .contains("age", "lactate", "ward");
        assertThat(proposal().questions())
                .anySatisfy(q -> assertThat(q.text()).contains("it is no clinical limit"))
                .anySatisfy(q -> assertThat(q.text()).contains("Are they values, slips, or names?"));
    }

    @Test
    void a_proposal_is_no_schema_and_only_an_approval_gives_one() {
        ProposedSchema proposal = proposal();

        assertThatThrownBy(() -> DataSchema.from(proposal.content())).isInstanceOf(DataException.class);
        assertThat(ProposedSchema.class.getMethods())
                .as("nothing but an approval hands out a schema")
                .noneMatch(m -> m.getReturnType().equals(DataSchema.class));

        SchemaApproval approval = proposal.approve(MARIA, "limits agreed with the laboratory", CLOCK);

        assertThat(DataValidator.of(approval.dataSchema())
                        .validate(TABLE, "admissions", "1")
                        .findings(Check.VALUE_NOT_ALLOWED))
                .singleElement()
                .satisfies(f -> assertThat(f.details()).containsEntry("rows", "3"));
    }

    @Test
    void an_approval_says_who_approved_which_schema_why_and_from_what() {
        DataProfile profile = profile();
        SchemaApproval approval =
                profile.proposedSchema("s", "0.1").approve(MARIA, "limits agreed with the laboratory", CLOCK);

        assertThat(approval.about()).containsExactly(approval.dataSchema().reference());
        assertThat(approval.provenance().inputs())
                .containsExactly(profile.document().reference())
                .allMatch(input -> input.kind() == ArtifactRef.Kind.EVIDENCE);
        assertThat(approval.body().asFields().fields("person").text("name")).isEqualTo("Maria Keller");
        assertThat(approval.body().asFields().fields("person").text("id")).isEqualTo("u:keller");
        assertThat(approval.body().asFields().text("at")).isEqualTo("2026-03-03T12:00:00Z");
        assertThat(DataSchema.from(Content.parse(
                                approval.body().asFields().text("schema_text").getBytes(StandardCharsets.UTF_8)))
                        .reference())
                .isEqualTo(approval.dataSchema().reference());
    }

    @Test
    void an_approval_needs_a_person_and_a_reason() {
        assertThatThrownBy(() -> proposal().approve(Actor.human("u:1", " x", "r"), "because", CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the person who approves a schema");
        assertThatThrownBy(() -> proposal().approve(MARIA, "...", CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the reason for an approval of a schema");
    }

    @Test
    void a_proposal_that_a_person_edited_reads_back() {
        String edited = new String(proposal().content().bytes(), StandardCharsets.UTF_8)
                .replace("\"upper\":90", "\"upper\":110");

        ProposedSchema read = ProposedSchema.from(Content.parse(edited.getBytes(StandardCharsets.UTF_8)));

        assertThat(ProposedSchema.from(proposal().content()).content())
                .isEqualTo(proposal().content());
        assertThat(read.profile()).isEqualTo(proposal().profile());
        assertThat(read.since(proposal().approve(MARIA, "because", CLOCK).dataSchema())
                        .changes())
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.kind()).isEqualTo(SchemaDifference.Kind.LOOSENED);
                    assertThat(c.column()).isEqualTo("age");
                    assertThat(c.rule()).isEqualTo("plausible");
                });
    }

    @Test
    void an_unknown_field_is_an_error() {
        String more = new String(proposal().content().bytes(), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"approved\":true,");

        assertThatThrownBy(() -> ProposedSchema.from(Content.parse(more.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("approved");
    }

    @Test
    void only_a_person_approves() {
        assertThatThrownBy(() -> proposal().approve(Actor.service("svc:etl"), "because", CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a person who approves a schema, got an actor of kind service");
    }

    @Test
    void each_question_without_an_answer_is_a_finding_and_the_answers_are_kept() {
        ProposedSchema proposal = proposal();
        ProposedSchema.Question first = proposal.questions().get(0);

        SchemaApproval open = proposal.approve(MARIA, "because", CLOCK);
        ProposedSchema answered = proposal.answered(first, "agreed with the ward");
        SchemaApproval some = ProposedSchema.from(answered.content()).approve(MARIA, "because", CLOCK);
        for (ProposedSchema.Question question :
                proposal.questions().subList(1, proposal.questions().size())) {
            answered = answered.answered(question, "agreed with the ward");
        }

        assertThat(open.findings())
                .hasSameSizeAs(proposal.questions())
                .allSatisfy(f -> assertThat(f.code()).isEqualTo("QUESTION_LEFT_OPEN"));
        assertThat(some.findings()).hasSize(proposal.questions().size() - 1);
        assertThat(some.questions().get(0).answer()).contains("agreed with the ward");
        assertThat(answered.approve(MARIA, "because", CLOCK).findings()).isEmpty();
    }

    @Test
    void an_approval_before_its_profile_was_recorded_is_refused_also_after_the_file_was_read_back() {
        DataProfile profile = profile();
        Ledger ledger = Ledger.inMemory(CLOCK);
        ProposedSchema proposal = profile.proposedSchema("s", "1").recordedAs(ledger.record(profile));
        ProposedSchema read = ProposedSchema.from(proposal.content());
        Clock before = Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC);

        assertThatThrownBy(() -> proposal.approve(MARIA, "because", before))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected an approval after its profile was recorded at 2026-03-03T12:00:00Z");
        assertThatThrownBy(() -> read.approve(MARIA, "because", before)).isInstanceOf(IllegalStateException.class);
        assertThat(read.approve(MARIA, "because", CLOCK).at()).isEqualTo(NOON);
        assertThatThrownBy(() -> proposal()
                        .recordedAs(ledger.record(DataProfiler.builder().build().profile(TABLE, "others", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_question_that_was_taken_out_or_rewritten_is_noticed() {
        String text = new String(proposal().content().bytes(), StandardCharsets.UTF_8);
        String rewritten = text.replace("it is no clinical limit", "it is a limit");

        assertThatThrownBy(() -> ProposedSchema.from(Content.parse(rewritten.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected the questions as they were asked, found them changed");
    }

    @Test
    void a_validation_names_the_approval_of_its_schema_and_refuses_that_of_another() {
        SchemaApproval approval = proposal().approve(MARIA, "because", CLOCK);
        SchemaApproval other = profile().proposedSchema("other", "1").approve(MARIA, "because", CLOCK);
        DataValidator validator = DataValidator.of(approval.dataSchema());

        assertThat(validator
                        .approvedBy(approval)
                        .validate(TABLE, "t", "1")
                        .provenance()
                        .inputs())
                .contains(approval.document().reference());
        assertThat(validator
                        .approvedBy(EvidenceDocument.parse(approval.document().bytes()))
                        .validate(TABLE, "t", "1")
                        .provenance()
                        .inputs())
                .contains(approval.document().reference());
        assertThatThrownBy(() -> validator.approvedBy(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the approval of schema admission-input 0.1");
        assertThatThrownBy(() -> validator.approvedBy(profile()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got evidence data-profile/1");
    }

    @Test
    void a_validation_says_who_approved_and_warns_of_questions_left_open_whatever_number_the_approval_states() {
        ProposedSchema proposal = proposal();
        int asked = proposal.questions().size();
        SchemaApproval open = proposal.answered(proposal.questions().get(0), "agreed with the ward")
                .approve(MARIA, "because", CLOCK);
        ProposedSchema answered = proposal;
        for (ProposedSchema.Question question : proposal.questions()) {
            answered = answered.answered(question, "agreed with the ward");
        }
        SchemaApproval closed = answered.approve(MARIA, "because", CLOCK);
        Evidence stated = EvidenceDocument.parse(new String(open.document().bytes(), StandardCharsets.UTF_8)
                .replace("\"questions_open\":" + (asked - 1), "\"questions_open\":0")
                .getBytes(StandardCharsets.UTF_8));

        ValidationReport warned =
                DataValidator.of(open.dataSchema()).approvedBy(open).validate(TABLE, "t", "1");
        ValidationReport silent =
                DataValidator.of(closed.dataSchema()).approvedBy(closed).validate(TABLE, "t", "1");
        ValidationReport counted =
                DataValidator.of(open.dataSchema()).approvedBy(stated).validate(TABLE, "t", "1");

        for (ValidationReport report : List.of(warned, counted)) {
            assertThat(report.findings())
                    .filteredOn(f -> f.code().equals("SCHEMA_QUESTIONS_LEFT_OPEN"))
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.severity()).isEqualTo(Severity.WARNING);
                        assertThat(f.message()).contains((asked - 1) + " of " + asked + " questions");
                    });
        }
        assertThat(Html.text(ValidationLayout.of(warned)))
                .contains("by Maria Keller (u:keller) at 2026-03-03T12:00:00Z; questions left open: " + (asked - 1)
                        + " of " + asked);
        assertThat(silent.findings()).noneMatch(f -> f.code().equals(DataValidator.QUESTIONS_LEFT_OPEN));
        assertThat(silent.body().asFields().fields("approval").whole("questions_open"))
                .isZero();
        assertThat(DataValidator.of(open.dataSchema())
                        .validate(TABLE, "t", "1")
                        .body()
                        .asFields()
                        .has("approval"))
                .isFalse();
    }

    @Test
    void columns_are_in_the_order_of_the_table_and_how_many_were_changed_is_known() {
        ProposedSchema proposal = proposal();
        String text = new String(proposal.content().indented(), StandardCharsets.UTF_8);
        String edited = text.replace("\"upper\": 90.0", "\"upper\": 110.0").replace("[\"A\", \"B\"]", "[\"A\"]");

        ProposedSchema same = ProposedSchema.from(Content.parse(text.getBytes(StandardCharsets.UTF_8)));
        ProposedSchema changed = ProposedSchema.from(Content.parse(edited.getBytes(StandardCharsets.UTF_8)));
        SchemaApproval approval = changed.answered(changed.questions().get(0), "agreed with the ward")
                .approve(MARIA, "because", CLOCK);

        assertThat(proposal.content().asFields().fields("schema").list("columns"))
                .extracting(c -> c.asFields().text("name"))
                .containsExactly("record", "age", "lactate", "ward", "admitted");
        assertThat(same.content()).isEqualTo(proposal.content());
        assertThat(same.edits().changes()).isEmpty();
        assertThat(same.answered(same.questions().get(0), "agreed").edits().changes())
                .as("an answer changes no column")
                .isEmpty();
        assertThat(approval.edits().columnsChanged()).isEqualTo(2);
        assertThat(approval.edits().columnsProposed()).isEqualTo(5);
        assertThat(Html.text(SchemaApprovalLayout.of(approval)))
                .contains("Proposed columns changed", "2 of 5", "An answer is kept and changes no rule");
    }

    /** The schema of a proposal, without two of its columns, with one of a person and with other rules. */
    private static DataSchema edited() {
        return DataSchema.named("admission-input", "0.2")
                .column(ColumnRule.text("record").missingAtMost(0))
                .column(ColumnRule.wholeNumber("age")
                        .unit("a")
                        .plausible(ValueRange.closed(20, 90))
                        .range(ValueRange.closed(0, 120))
                        .sentinels("999")
                        .missingAtMost(0.01))
                .column(ColumnRule.text("ward").allowed("A", "C").missingAtMost(0))
                .column(ColumnRule.number("weight").unit("kg").range(ValueRange.closed(1, 400)))
                .key("record")
                .noDuplicateRows()
                .missingAtMost(0.1)
                .severity(Check.MISSING_SHARE, Severity.WARNING)
                .build();
    }

    @Test
    void an_approval_shows_what_was_edited_and_counts_columns_that_were_not_proposed_apart() {
        ProposedSchema read = ProposedSchema.from(proposal().content());
        SchemaApproval approval = read.with(edited()).approve(MARIA, "because", CLOCK);
        SchemaEdits edits = approval.edits();
        Content.Fields body = approval.body().asFields();

        assertThat(edits.changes())
                .extracting(edit -> edit.kind() + " " + edit.column() + " " + edit.rule())
                .containsExactly(
                        "COLUMN_REMOVED admitted ",
                        "TIGHTENED age range",
                        "CHANGED age unit",
                        "COLUMN_REMOVED lactate ",
                        "COLUMN_ADDED weight ",
                        "TIGHTENED  max_missing_total");
        assertThat(edits.columnsProposed()).isEqualTo(5);
        assertThat(edits.columnsChanged()).as("age").isEqualTo(1);
        assertThat(edits.columnsRemoved()).isEqualTo(2);
        assertThat(edits.columnsAdded()).isEqualTo(1);
        assertThat(edits.rulesOfColumnsAdded())
                .as("type, required, unit and range of weight")
                .isEqualTo(4);
        assertThat(edits.changes().get(1).after()).contains("\"upper\":120");
        assertThat(edits.changes().get(3).before()).contains("\"type\":\"NUMBER\"", "\"sentinels\":\"1 text\"");
        assertThat(body.list("edits")).hasSize(6);
        assertThat(body.whole("columns_removed")).isEqualTo(2);
        assertThat(body.whole("rules_of_columns_added")).isEqualTo(4);
        assertThat(Html.text(SchemaApprovalLayout.of(approval)))
                .contains("Edited before the approval", "column taken out", "lactate", "max_missing_total")
                .contains("Columns added that the data had not proposed", "1, with rules: 4")
                .contains("[0, 120]", "range: [1, 400]; required: true; type: NUMBER; unit: kg", "sentinels: 1 text")
                .doesNotContain("not_constant");
    }

    @Test
    void a_text_that_was_taken_out_is_not_kept_and_its_number_is() {
        ProposedSchema proposal = proposal();
        String text = new String(proposal.content().indented(), StandardCharsets.UTF_8);
        String without = text.replace("[\"A\", \"B\"]", "[\"A\"]");

        SchemaApproval approval = ProposedSchema.from(Content.parse(without.getBytes(StandardCharsets.UTF_8)))
                .approve(MARIA, "because", CLOCK);

        assertThat(without).doesNotContain("\"B\"", "\\\"B\\\"");
        assertThat(approval.edits().changes()).singleElement().satisfies(edit -> {
            assertThat(edit.kind()).isEqualTo(SchemaDifference.Kind.CHANGED);
            assertThat(edit.before()).isEqualTo("\"2 texts\"");
            assertThat(edit.after()).isEqualTo("\"1 text\"");
        });
        assertThat(approval.document().content().toString()).doesNotContain("\"B\"");
    }

    @Test
    void a_proposal_is_of_the_profile_that_made_it_and_of_no_other() {
        DataProfile profile = profile();
        Evidence stored = EvidenceDocument.parse(profile.document().bytes());
        ProposedSchema made = profile.proposedSchema("s", "1");
        ProposedSchema read = ProposedSchema.from(made.content());
        DataProfile other = DataProfiler.builder().build().profile(TABLE, "others", "1");
        String rules = made.content().asFields().text("proposed_rules");
        String less = rules.replace(",\"required\":true", "");
        ProposedSchema forged = ProposedSchema.from(Content.parse(new String(
                        made.content().bytes(), StandardCharsets.UTF_8)
                .replace(
                        new String(Content.text(rules).bytes(), StandardCharsets.UTF_8),
                        new String(Content.text(less).bytes(), StandardCharsets.UTF_8))
                .replace(
                        Digest.sha256(rules.getBytes(StandardCharsets.UTF_8)).hex(),
                        Digest.sha256(less.getBytes(StandardCharsets.UTF_8)).hex())
                .getBytes(StandardCharsets.UTF_8)));

        assertThat(made.approve(MARIA, "because", CLOCK).profileCompared()).isTrue();
        assertThat(read.approve(MARIA, "because", CLOCK).profileCompared()).isFalse();
        assertThat(read.proposedBy(stored).approve(MARIA, "because", CLOCK).profileCompared())
                .isTrue();
        assertThat(read.recordedAs(Ledger.inMemory(CLOCK).record(profile))
                        .approve(MARIA, "because", CLOCK)
                        .profileCompared())
                .isTrue();
        assertThatThrownBy(() -> read.proposedBy(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the profile that this schema was proposed from");
        assertThatThrownBy(() -> read.proposedBy(made.approve(MARIA, "because", CLOCK)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got evidence schema-approval 1");
        assertThatThrownBy(() -> forged.proposedBy(profile))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the questions and rules that the profile proposed, found other ones");
        assertThat(Html.text(SchemaApprovalLayout.of(read.approve(MARIA, "because", CLOCK))))
                .contains("was read from a file and not compared with its profile");
    }

    @Test
    void evidence_that_shows_one_document_and_says_another_is_no_profile() {
        DataProfile profile = DataProfiler.builder().build().profile(TABLE, "stays", "1");
        ProposedSchema made = profile.proposedSchema("s", "1");
        Content.Fields proposal = profile.body().asFields().fields("proposal");
        Content forged = Content.parse(new String(profile.body().bytes(), StandardCharsets.UTF_8)
                .replace(proposal.text("rules_sha256"), "0".repeat(64))
                .getBytes(StandardCharsets.UTF_8));
        Evidence twoFaced = (Evidence) Proxy.newProxyInstance(
                Evidence.class.getClassLoader(),
                new Class<?>[] {Evidence.class},
                (proxy, method, arguments) ->
                        method.getName().equals("body") ? forged : method.invoke(profile, arguments));

        assertThat(twoFaced.document().reference()).isEqualTo(profile.document().reference());
        assertThatThrownBy(() -> made.proposedBy(twoFaced))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected the profile that this schema was proposed from");
    }

    @Test
    void rules_as_proposed_that_were_changed_or_are_none_are_refused() {
        String text = new String(proposal().content().bytes(), StandardCharsets.UTF_8);
        String rules = proposal().content().asFields().text("proposed_rules");
        for (String damaged :
                List.of("{}", "[]", "{\"columns\":[7]}", "no", rules.replace("max_missing", "max_mising"))) {
            String other = text.replace(
                            new String(Content.text(rules).bytes(), StandardCharsets.UTF_8),
                            new String(Content.text(damaged).bytes(), StandardCharsets.UTF_8))
                    .replace(
                            Digest.sha256(rules.getBytes(StandardCharsets.UTF_8))
                                    .hex(),
                            Digest.sha256(damaged.getBytes(StandardCharsets.UTF_8))
                                    .hex());
            assertThatThrownBy(() -> ProposedSchema.from(Content.parse(other.getBytes(StandardCharsets.UTF_8))))
                    .as(damaged)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("proposed schema");
        }
        assertThatThrownBy(() -> ProposedSchema.from(
                        Content.parse(text.replace("NUMBER", "TEXT").getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected field \"proposed_rules\" as it was written, found it changed");
    }

    @Test
    void the_page_has_who_why_when_and_each_question() {
        String page = Html.text(SchemaApprovalLayout.of(proposal()
                .answered(proposal().questions().get(0), "<b>agreed</b>")
                .approve(MARIA, "limits agreed", CLOCK)));

        assertThat(page)
                .contains("Maria Keller (u:keller)", "data manager", "limits agreed", "2026-03-03T12:00:00Z")
                .contains("&lt;b&gt;agreed", "left open", "QUESTION_LEFT_OPEN", "not recorded");
    }

    @Test
    void a_table_without_rows_proposes_nothing() {
        DataProfile empty = DataProfiler.builder().build().profile(TABLE.select(new int[0]), "t", "1");

        assertThatThrownBy(() -> empty.proposedSchema("s", "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected rows");
    }

    /** A sound proposal with any one byte changed is read, or refused with a DataException. */
    @Property(tries = 300)
    void a_damaged_proposal_is_refused(@ForAll int place, @ForAll byte value) {
        byte[] bytes = proposal().content().bytes();
        bytes[Math.floorMod(place, bytes.length)] = value;
        try {
            ProposedSchema.from(Content.parse(bytes));
        } catch (DataException e) {
            assertThat(e).hasMessageNotContaining("50000");
        }
    }

    @Test
    void a_document_that_says_it_is_a_proposal_is_told_from_a_schema() {
        assertThat(ProposedSchema.isProposal(proposal().content())).isTrue();
        assertThat(ProposedSchema.isProposal(
                        Content.fields().put("form", "medml-proposed-schema/9").build()))
                .isTrue();
        assertThat(ProposedSchema.isProposal(
                        proposal().approve(MARIA, "because", CLOCK).dataSchema().content()))
                .isFalse();
        assertThat(ProposedSchema.isProposal(Content.texts(List.of("medml-proposed-schema/1"))))
                .isFalse();
        assertThat(ProposedSchema.isProposal(Content.fields().put("form", 1).build()))
                .isFalse();
    }
}
