package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.annotation.ReferenceStandard.Source;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Severity;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What labels are held to be, frozen with the data; each finding with a twin that has none. */
class ReferenceStandardTest {

    private static final String YAML = """
            name: malignancy
            version: "1.0"
            method: histology where there is a biopsy, else a panel of three
            sources:
              - {name: histology, kind: pathology}
              - {name: panel, kind: expert_panel}
            justification: the panel agreed with histology where both were there
            claim: best available for nodules without biopsy
            blinded_to_index_test: true
            annotators_saw: [earlier report]
            """;

    private static ReferenceStandard.Builder standard() {
        return ReferenceStandard.named("malignancy", "1.0")
                .method("histology where there is a biopsy, else a panel of three")
                .source("histology", Source.PATHOLOGY)
                .source("panel", Source.EXPERT_PANEL)
                .justification("the panel agreed with histology where both were there");
    }

    private static ReferenceStandard sound() {
        return standard()
                .claim("best available for nodules without biopsy")
                .blindedToIndexTest(Blinding.BLINDED)
                .annotatorsSaw("earlier report")
                .build();
    }

    /** Ten items by two readers who agree. */
    private static AnnotationSet.Builder agreed() {
        AnnotationSet.Builder set = AnnotationSet.named("readings", "1");
        for (int i = 0; i < 10; i++) {
            for (String reader : List.of("a", "b")) {
                set.add(Annotation.of("i" + i)
                        .by(reader)
                        .labelled(i % 3 == 0 ? "1" : "0")
                        .blinding(BlindedTo.MODEL_OUTPUT, Blinding.BLINDED)
                        .build());
            }
        }
        return set;
    }

    private static ReferenceLabels labels(AnnotationSet.Builder set) {
        return Adjudication.of(set.build(), DisagreementRule.anyDifference()).labels("reference", "1");
    }

    private static Cohort cohort(int size, int turned) {
        return Cohort.from(Table.builder()
                        .category(
                                "id",
                                IntStream.range(0, size).mapToObj(i -> "i" + i).toList())
                        .category(
                                "label",
                                IntStream.range(0, size)
                                        .mapToObj(i -> (i % 3 == 0) ^ (i < turned) ? "1" : "0")
                                        .toList())
                        .number(
                                "diameter",
                                IntStream.range(0, size).asDoubleStream().toArray())
                        .category(
                                "Earlier report",
                                IntStream.range(0, size)
                                        .mapToObj(i -> "r" + i % 2)
                                        .toList())
                        .build())
                .record("id")
                .label("label", "1", "0")
                .named("nodules", "3.0");
    }

    @Test
    void a_sound_reference_has_no_finding_and_names_all_that_it_binds() {
        Cohort cohort = cohort(10, 0);
        ReferenceLabels labels = labels(agreed());

        ReferenceStandardReport report = sound().bind(cohort, labels, "diameter");

        assertThat(report.findings()).isEmpty();
        assertThat(report.about()).containsExactly(cohort.reference(), labels.reference());
        assertThat(report.annotations()).hasValue(labels.annotations().reference());
        assertThat(report.provenance().inputs()).contains(labels.annotations().reference());
        assertThat(report.recordsWithReference()).hasValue(10);
        assertThat(report.differingLabels()).hasValue(0);
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("reference-standard-report/1");
    }

    @Test
    void the_frozen_digest_moves_with_data_annotations_and_definition() {
        ReferenceStandardReport one = sound().bind(cohort(10, 0), labels(agreed()), "diameter");
        ReferenceStandardReport otherData = sound().bind(cohort(9, 0), labels(agreed()), "diameter");
        ReferenceStandardReport otherAnnotations = sound().bind(
                        cohort(10, 0),
                        labels(agreed().add(Annotation.of("i3")
                                .by("c")
                                .labelled("1")
                                .build())),
                        "diameter");
        ReferenceStandardReport otherDefinition =
                standard().claim("another").build().bind(cohort(10, 0), labels(agreed()), "diameter");

        assertThat(List.of(otherData, otherAnnotations, otherDefinition))
                .allSatisfy(other -> assertThat(other.document().digest())
                        .isNotEqualTo(one.document().digest()));
    }

    @Test
    void a_predictor_among_what_annotators_saw_is_incorporation() {
        ReferenceStandardReport report = sound().bind(cohort(10, 0), labels(agreed()), "diameter", "Earlier report");

        assertThat(report.findings()).singleElement().satisfies(f -> {
            assertThat(f.code()).isEqualTo("INCORPORATION");
            assertThat(f.severity()).isEqualTo(Severity.ERROR);
            assertThat(f.where()).isEqualTo("Earlier report");
        });
    }

    @Test
    void labels_made_knowing_a_model_are_found_even_where_the_definition_says_otherwise() {
        ReferenceStandardReport report = sound().bind(
                        cohort(10, 0),
                        labels(agreed().add(Annotation.of("i1")
                                .by("c")
                                .labelled("0")
                                .blinding(BlindedTo.MODEL_OUTPUT, Blinding.NOT_BLINDED)
                                .build())),
                        "diameter");

        assertThat(Annotated.finding(report, "LABELLED_KNOWING_A_MODEL").message())
                .contains("although the definition says that nobody did");
    }

    @Test
    void labels_that_are_missing_or_other_than_the_reference_are_counted() {
        ReferenceStandardReport missing = sound().bind(cohort(13, 0), labels(agreed()), "diameter");
        ReferenceStandardReport turned = sound().bind(cohort(10, 2), labels(agreed()), "diameter");

        assertThat(Annotated.finding(missing, "RECORDS_WITHOUT_REFERENCE").details())
                .containsEntry("records_without_reference", "3");
        assertThat(Annotated.finding(turned, "LABEL_DIFFERS_FROM_REFERENCE").details())
                .containsEntry("records", "2");
        assertThat(Annotated.codes(turned)).hasSize(1);
    }

    @Test
    void an_unresolved_item_is_a_record_without_reference() {
        AnnotationSet.Builder set =
                agreed().add(Annotation.of("i1").by("c").labelled("1").build());

        ReferenceStandardReport report = sound().bind(cohort(10, 0), labels(set), "diameter");

        assertThat(report.recordsWithReference()).hasValue(9);
    }

    @ParameterizedTest
    @CsvSource({
        "MODEL_OUTPUT, MODEL_AMONG_SOURCES",
        "TEXT_MINING, LABELS_FROM_TEXT",
        "CODES, LABELS_FROM_CODES",
        "ONE_EXPERT, LABELS_OF_ONE_EXPERT"
    })
    void a_weak_source_is_found(Source kind, String code) {
        ReferenceStandardReport report = standard()
                .source("another", kind)
                .claim("c")
                .blindedToIndexTest(Blinding.BLINDED)
                .annotatorsSaw()
                .build()
                .bind(cohort(10, 0), labels(agreed()), "diameter");

        assertThat(Annotated.codes(report)).containsExactly(code);
    }

    @Test
    void what_is_not_stated_is_found_and_never_taken_as_good() {
        assertThat(Annotated.codes(standard().build().bind(cohort(10, 0), labels(agreed()), "diameter")))
                .containsExactly("BLINDING_NOT_SAID", "SEEN_NOT_STATED", "CLAIM_NOT_STATED");
        assertThat(Annotated.codes(standard()
                        .blindedToIndexTest(Blinding.NOT_BLINDED)
                        .annotatorsSaw()
                        .claim("c")
                        .build()
                        .bind(cohort(10, 0), labels(agreed()), "diameter")))
                .containsExactly("NOT_BLINDED_TO_INDEX_TEST");
    }

    // ---- as a document

    @Test
    void a_definition_is_read_from_yaml_and_written_back() {
        ReferenceStandard read = ReferenceStandard.from(Content.parseYaml(YAML.getBytes(StandardCharsets.UTF_8)));

        assertThat(read.content()).isEqualTo(sound().content());
        assertThat(ReferenceStandard.from(Content.parse(read.content().bytes())).digest())
                .isEqualTo(sound().digest());
        ReferenceStandard open = standard().build();
        assertThat(ReferenceStandard.from(open.content()).annotatorsSaw()).isEmpty();
        assertThat(ReferenceStandard.from(open.content()).blindedToIndexTest()).isEqualTo(Blinding.NOT_SAID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "kind: pathology~kind: truth~reference standard, sources 1: expected \"kind\" to be one of pathology, laboratory,"
                        + " follow_up, expert_panel, one_expert, clinical_diagnosis, codes, text_mining, model_output, other",
                "blinded_to_index_test: true~blinded_to_index_test: surely~reference standard: expected"
                        + " \"blinded_to_index_test\" to be true or false",
                "name: panel~name: histology~reference standard: the source \"histology\" is already there",
                "claim:~clam:~reference standard: expected only the keys [name, version, method, sources, justification, claim,"
                        + " blinded_to_index_test, annotators_saw], found \"clam\"; correct its spelling or remove it"
            })
    void a_fault_in_a_definition_is_named(String sound, String faulty, String message) {
        assertThatThrownBy(() -> ReferenceStandard.from(
                        Content.parseYaml(YAML.replace(sound, faulty).getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    @Test
    void a_definition_without_its_required_parts_is_refused() {
        assertThatThrownBy(() -> ReferenceStandard.named("a", "1").method("m").build())
                .hasMessageContaining("missing: source(..) justification(..)");
        assertThatThrownBy(() -> sound().bind(cohort(10, 0), labels(agreed()), "weight"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- real data

    @Test
    void labels_of_a_public_chest_x_ray_set_that_were_mined_from_reports_are_bound_and_said_to_be() {
        // given: the first 2000 rows
        Table rows =
                CsvReader.builder().build().read(Annotated.shared("data/nih_chestxray14/Data_Entry_2017_v2020.csv.gz"));
        Table first = rows.select(IntStream.range(0, 2000).toArray());
        List<String> effusion = new ArrayList<>();
        for (int row = 0; row < first.rowCount(); row++) {
            effusion.add(
                    List.of(first.category("Finding Labels").value(row).split("\\|"))
                                    .contains("Effusion")
                            ? "1"
                            : "0");
        }
        Cohort cohort = Cohort.from(Table.builder()
                        .category(
                                "image",
                                IntStream.range(0, 2000)
                                        .mapToObj(row ->
                                                first.category("Image Index").value(row))
                                        .toList())
                        .category("effusion", effusion)
                        .category(
                                "view",
                                IntStream.range(0, 2000)
                                        .mapToObj(row ->
                                                first.category("View Position").value(row))
                                        .toList())
                        .build())
                .record("image")
                .label("effusion", "1", "0")
                .named("nih-chestxray14", "2020");

        // when
        ReferenceStandardReport report = ReferenceStandard.named("effusion", "2020")
                .method("labels mined from radiological reports by text processing")
                .source("reports", Source.TEXT_MINING)
                .justification("the publisher gives no other labels")
                .build()
                .bindWithoutAnnotations(cohort, "view");

        // then
        assertThat(Annotated.codes(report))
                .containsExactly(
                        "LABELS_FROM_TEXT",
                        "BLINDING_NOT_SAID",
                        "SEEN_NOT_STATED",
                        "CLAIM_NOT_STATED",
                        "ANNOTATIONS_NOT_BOUND");
        assertThat(report.about()).containsExactly(cohort.reference());
        assertThat(report.recordsWithReference()).isEmpty();
    }
}
