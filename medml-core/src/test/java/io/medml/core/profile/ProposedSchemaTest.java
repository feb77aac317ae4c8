package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.table.Table;
import io.medml.core.validation.Check;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProposedSchemaTest {

    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

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

        SchemaApproval approval = proposal.approve("Maria Keller", "limits agreed with the laboratory", NOON);

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
                profile.proposedSchema("s", "0.1").approve("Maria Keller", "limits agreed with the laboratory", NOON);

        assertThat(approval.about()).containsExactly(approval.dataSchema().reference());
        assertThat(approval.provenance().inputs())
                .containsExactly(profile.document().reference())
                .allMatch(input -> input.kind() == ArtifactRef.Kind.EVIDENCE);
        assertThat(approval.body().asFields().text("person")).isEqualTo("Maria Keller");
        assertThat(approval.body().asFields().text("at")).isEqualTo("2026-03-03T12:00:00Z");
        assertThat(DataSchema.from(Content.parse(
                                approval.body().asFields().text("schema_text").getBytes(StandardCharsets.UTF_8)))
                        .reference())
                .isEqualTo(approval.dataSchema().reference());
    }

    @Test
    void an_approval_needs_a_person_and_a_reason() {
        assertThatThrownBy(() -> proposal().approve(" ", "because", NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the person who approves a schema");
        assertThatThrownBy(() -> proposal().approve("Maria Keller", "...", NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the reason for an approval of a schema");
    }

    @Test
    void a_proposal_that_a_person_edited_reads_back() {
        String edited = new String(proposal().content().bytes(), StandardCharsets.UTF_8).replace(":90", ":110");

        ProposedSchema read = ProposedSchema.from(Content.parse(edited.getBytes(StandardCharsets.UTF_8)));

        assertThat(ProposedSchema.from(proposal().content()).content())
                .isEqualTo(proposal().content());
        assertThat(read.profile()).isEqualTo(proposal().profile());
        assertThat(read.since(proposal().approve("A", "because", NOON).dataSchema())
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
                        proposal().approve("A", "because", NOON).dataSchema().content()))
                .isFalse();
        assertThat(ProposedSchema.isProposal(Content.texts(List.of("medml-proposed-schema/1"))))
                .isFalse();
        assertThat(ProposedSchema.isProposal(Content.fields().put("form", 1).build()))
                .isFalse();
    }
}
