package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.StatedEvidence;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.forged.ForgedEvidence;
import io.medml.core.measure.Measurement;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What code that holds an open ledger, or the key, may try to pass for recorded evidence or for a link into the ledger, each
 * under its name, with the honest twin that must stay in order.
 */
class LedgerClaimsTest {

    private static final byte[] WEIGHTS = "weights of the model".getBytes(StandardCharsets.UTF_8);
    private static final String OTHER_ORIGIN = "example.org/other";

    // ---------------------------------------------------------------- a document of another schema

    /** Evidence of a vendor's kind that hands out another's document, or changes its mind about its schema. */
    private static final class TwoFaced implements Evidence {
        private final List<String> schemas;
        private final Optional<EvidenceDocument> pretended;
        private int asked;

        TwoFaced(List<String> schemas, Optional<EvidenceDocument> pretended) {
            this.schemas = schemas;
            this.pretended = pretended;
        }

        @Override
        public String schema() {
            return schemas.get(Math.min(asked++, schemas.size() - 1));
        }

        @Override
        public List<ArtifactRef> about() {
            return List.of(TestEvidence.DATA);
        }

        @Override
        public Provenance provenance() {
            return Provenance.of(TwoFaced.class);
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
            return Content.text("the vendor's own");
        }

        @Override
        public EvidenceDocument document() {
            return pretended.orElseGet(() -> EvidenceDocument.of(this));
        }
    }

    /** evidence.other-document. */
    @Test
    void a_vendors_evidence_that_hands_out_a_gate_decision_is_recorded_as_the_vendors() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        EvidenceDocument decision = TestEvidence.of("gate-decision/1", "evidence.recorded", TestEvidence.DATA)
                .document();
        TwoFaced vendors = new TwoFaced(List.of("x.v.y/1"), Optional.of(decision));

        Recorded<TwoFaced> recorded = ledger.record(vendors);

        assertThat(recorded.digest()).isNotEqualTo(decision.digest());
        Evidence readBack = ledger.recorded(recorded.ref().index()).evidence();
        assertThat(readBack.schema()).isEqualTo("x.v.y/1");
        assertThat(readBack.body()).isEqualTo(Content.text("the vendor's own"));
        assertThat(ledger.find(decision.digest())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void a_schema_that_changes_between_two_questions_never_becomes_one_of_ours(int turn) {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        List<String> schemas = new ArrayList<>();
        for (int i = 0; i < turn; i++) {
            schemas.add("x.v.y/1");
        }
        schemas.add("gate-decision/1");

        TwoFaced vendors = new TwoFaced(schemas, Optional.empty());
        Evidence foreign = (Evidence) Proxy.newProxyInstance(
                Evidence.class.getClassLoader(),
                new Class<?>[] {Evidence.class},
                (proxy, method, arguments) -> method.invoke(vendors, arguments));

        // at whichever question it turns: refused, or recorded as the vendor's
        try {
            ledger.record(foreign);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("gate-decision/1");
        }

        for (long i = 1; i < ledger.size(); i++) {
            assertThat(ledger.entry(i).data().text("schema")).isEqualTo("x.v.y/1");
            assertThat(ledger.recorded(i).evidence().schema()).isEqualTo("x.v.y/1");
        }
    }

    // ---------------------------------------------------------------- envelopes put together by hand

    private static Content.Fields envelope(String schema, Digest document, ArtifactRef about) {
        return Content.fields()
                .put("schema", schema)
                .put(
                        "about",
                        Content.items(
                                List.of(about),
                                artifact -> Content.fields()
                                        .put("kind", artifact.kind().word())
                                        .put("id", artifact.id())
                                        .put("version", artifact.version())
                                        .put("sha256", artifact.digest().hex())
                                        .build()))
                .put("sha256", document.hex())
                .build();
    }

    /** evidence.appended-by-hand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evaluation.recorded",
                "fairness.recorded",
                "drift.recorded",
                "evidence.recorded",
                "pccp.plan.approved",
                "pccp.change.proposed",
                "pccp.change.assessed",
                "dataset.registered",
                "dataset.split",
                "report.generated",
                "record.created",
                "x.acme.report",
            })
    void an_envelope_of_evidence_is_not_appended_by_hand_under_any_type(String type) {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        LedgerEntry model = ledger.append(TestEvidence.registration(TestEvidence.MODEL));
        byte[] document = TestEvidence.of("gate-decision/1", type, TestEvidence.MODEL)
                .document()
                .bytes();
        BlobRef ref = ledger.store(document, "application/json", "gate-decision-1");

        assertThatThrownBy(() -> ledger.append(EntryDraft.of(type)
                        .subject(TestEvidence.MODEL)
                        .link("model", model.ref())
                        .data(envelope("gate-decision/1", ref.digest(), TestEvidence.MODEL))
                        .ref(ref)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("record(..)")
                .hasMessageContaining(type);
        assertThat(ledger.size()).isEqualTo(2);
        assertThat(ledger.find(ref.digest())).isEmpty();
    }

    @Test
    void a_schema_alone_is_refused_for_the_types_of_evidence_and_free_for_others() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        BlobRef ref = ledger.store(WEIGHTS, "text/plain", "page");
        Content.Fields schema = Content.fields().put("schema", "page/1").build();

        assertThatThrownBy(() -> ledger.append(
                        EntryDraft.of("report.generated").data(schema).ref(ref)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.append(EntryDraft.of("report.generated").ref(ref)).index())
                .isEqualTo(1);
        assertThat(ledger.append(EntryDraft.of("record.created").data(schema)).index())
                .isEqualTo(2);
    }

    /** A ledger that somebody with the key, and without this library's writer, appended evidence to. */
    private static Ledger withHandMade(String type, String schema, ArtifactRef about, StatedEvidence document) {
        MemoryFiles files = new MemoryFiles();
        Ledger ledger = Forge.open(files);
        LedgerEntry model =
                ledger.append(TestEvidence.registration(TestEvidence.MODEL).id(Forge.id(50)));
        BlobRef ref = ledger.store(document.document().bytes(), "application/json", "document");
        // a draft of ofEvidence stands for a writer that does not ask: the bytes are what any holder of the key can
        // write
        ledger.append(EntryDraft.ofEvidence(type)
                .subject(about)
                .link("model", model.ref())
                .data(envelope(schema, ref.digest(), about))
                .ref(ref));
        ledger.close();
        return Ledger.builder(Forge.copyOf(files))
                .clock(Forge.ticking())
                .signer(Forge.SIGNER)
                .open();
    }

    private static final StatedEvidence EVALUATION =
            TestEvidence.of("evaluation-report/1", "evaluation.recorded", TestEvidence.MODEL);

    @Test
    void a_hand_made_entry_that_agrees_with_its_document_reads_back_which_is_the_twin_of_those_below() {
        Ledger ledger = withHandMade("evaluation.recorded", "evaluation-report/1", TestEvidence.MODEL, EVALUATION);

        assertThat(ledger.recorded(2).evidence().schema()).isEqualTo("evaluation-report/1");
        assertThat(ledger.find(EVALUATION.document().digest())).isPresent();
    }

    private static void assertNotEvidence(Ledger ledger, StatedEvidence document, String what) {
        assertThatThrownBy(() -> ledger.recorded(2))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("entry 2 of " + Forge.ORIGIN)
                .hasMessageContaining("not written by record(..)");
        assertThatThrownBy(() -> ledger.find(document.document().digest())).isInstanceOf(IntegrityException.class);
        StatedEvidence resting = TestEvidence.of("judgement/1", "evidence.recorded", TestEvidence.DATA)
                .from(document.document().reference());
        assertThatThrownBy(() -> ledger.record(resting)).isInstanceOf(IntegrityException.class);
        assertThat(ledger.size()).isEqualTo(3);
    }

    /** evidence.other-type. */
    @Test
    void evidence_under_another_type_than_its_document_states_is_not_read_back_nor_rested_on() {
        assertNotEvidence(
                withHandMade("pccp.change.assessed", "evaluation-report/1", TestEvidence.MODEL, EVALUATION),
                EVALUATION,
                "the type of");
    }

    /** evidence.other-schema. */
    @Test
    void evidence_under_another_schema_than_its_document_states_is_not_read_back_nor_rested_on() {
        assertNotEvidence(
                withHandMade("evaluation.recorded", "gate-decision/1", TestEvidence.MODEL, EVALUATION),
                EVALUATION,
                "the data.schema of");
    }

    /** evidence.other-subject. */
    @Test
    void evidence_under_another_subject_than_its_document_is_about_is_not_read_back_nor_rested_on() {
        assertNotEvidence(
                withHandMade("evaluation.recorded", "evaluation-report/1", TestEvidence.DATA, EVALUATION),
                EVALUATION,
                "the subject of");
    }

    /** evidence.other-digest-of-subject: the same name and version, another content. */
    @Test
    void evidence_about_another_content_of_the_same_name_is_not_read_back_nor_rested_on() {
        ArtifactRef altered =
                new ArtifactRef(ArtifactRef.Kind.MODEL, "readmission", "1.0", Digest.sha256("altered weights"));

        assertNotEvidence(
                withHandMade("evaluation.recorded", "evaluation-report/1", altered, EVALUATION),
                EVALUATION,
                "the data.about of");
    }

    /** evidence.ours-under-a-vendors-type. */
    @Test
    void a_kind_of_ours_under_a_vendors_type_is_neither_read_back_nor_recorded() {
        StatedEvidence decision = TestEvidence.of("gate-decision/1", "x.acme.report", TestEvidence.MODEL);

        assertThatThrownBy(() -> withHandMade("x.acme.report", "gate-decision/1", TestEvidence.MODEL, decision)
                        .recorded(2))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("vendor's type x.acme.report");
        assertThatThrownBy(() -> Ledger.inMemory(Forge.ticking()).record(decision))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not as x.acme.report");
    }

    // ---------------------------------------------------------------- a class that bears our name

    /** evidence.foreign-module. */
    @Test
    void a_class_with_a_name_of_ours_in_a_module_of_a_strangers_is_not_of_this_library(@TempDir Path scratch)
            throws Exception {
        String name = ForgedEvidence.class.getName();
        String file = name.replace('.', '/') + ".class";
        Path jar = scratch.resolve("acme-forged.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = Objects.requireNonNull(
                        ForgedEvidence.class.getClassLoader().getResourceAsStream(file))) {
            out.putNextEntry(new JarEntry(file));
            out.write(in.readAllBytes());
            out.closeEntry();
        }
        ModuleLayer boot = ModuleLayer.boot();
        Configuration resolved =
                boot.configuration().resolve(ModuleFinder.of(jar), ModuleFinder.of(), Set.of("acme.forged"));
        Evidence forged = (Evidence) boot.defineModulesWithOneLoader(resolved, ForgedEvidence.class.getClassLoader())
                .findLoader("acme.forged")
                .loadClass(name)
                .getConstructor()
                .newInstance();
        assertThat(forged.getClass().getName()).startsWith("io.medml.");
        assertThat(forged.getClass().getModule().getName()).isEqualTo("acme.forged");
        Ledger ledger = Ledger.inMemory(Forge.ticking());

        assertThatThrownBy(() -> ledger.record(forged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of module acme.forged is not part of it");
        // the same class from this build, in our module or on the class path, is taken
        assertThat(ledger.record(new ForgedEvidence()).ref().index()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- links into another ledger

    private static Link foreign(String rel, EntryRef target) {
        return new Link(rel, target, Optional.of(OTHER_ORIGIN));
    }

    /** signature.other-ledger. */
    @Test
    void a_signature_that_signs_an_entry_of_another_ledger_is_refused_and_a_forged_one_is_a_fault() {
        Ledger ledger = Forge.open(new MemoryFiles());
        LedgerEntry note = ledger.append(Forge.note(1));
        Actor ana = Actor.human("u:ana", "Ana", "QA");
        Content.Fields data = LedgerTest.signature(ana, note.ref(), "Ana", "password", "totp").data;
        Objects.requireNonNull(data);

        assertThatThrownBy(() -> ledger.append(
                        EntryDraft.of("signature.applied").actor(ana).data(data).link(foreign("signs", note.ref()))))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("link with rel signs")
                .hasMessageContaining("another ledger's origin");
        assertThatThrownBy(() -> ledger.append(EntryDraft.of("signature.applied")
                        .actor(ana)
                        .data(data)
                        .link("signs", note.ref())
                        .link(foreign("signs", note.ref()))))
                .isInstanceOf(IntegrityException.class);

        LedgerEntry own = ledger.append(EntryDraft.of("signature.applied")
                .actor(ana)
                .data(data)
                .link(new Link("signs", note.ref(), Optional.of(Forge.ORIGIN))));
        List<byte[]> entries =
                new ArrayList<>(ledger.entries().map(LedgerEntry::bytes).toList());
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("OK 3+0");
        entries.set(
                (int) own.index(),
                Forge.replaced(
                        own.bytes(),
                        "\"origin\":\"" + Forge.ORIGIN + "\",\"rel\":\"signs\"",
                        "\"origin\":\"" + OTHER_ORIGIN + "\",\"rel\":\"signs\""));
        assertThat(Forge.fault(Forge.verify(Forge.published(entries, Forge.SIGNER))))
                .isEqualTo("E_LINK");
    }

    @Test
    void the_life_of_a_model_rests_on_entries_of_this_ledger_only() {
        Ledger ledger = Forge.open(new MemoryFiles());
        LedgerEntry model = ledger.append(TestEvidence.registration(TestEvidence.MODEL));

        for (String rel : List.of("model", "qualification", "signature")) {
            EntryDraft release = EntryDraft.of("model.released").subject(TestEvidence.MODEL);
            for (String each : List.of("model", "qualification", "signature")) {
                release.link(each.equals(rel) ? foreign(each, model.ref()) : new Link(each, model.ref()));
            }
            assertThatThrownBy(() -> ledger.append(release))
                    .isInstanceOf(IntegrityException.class)
                    .hasMessageContaining("link with rel " + rel + " of model.released");
        }
    }

    @Test
    void a_link_that_states_this_ledgers_own_origin_is_checked_like_one_that_states_none() {
        Ledger ledger = Forge.open(new MemoryFiles());
        LedgerEntry note = ledger.append(Forge.note(1));
        Content.Fields output = Content.fields().put("output", "0.5").build();

        assertThatThrownBy(() -> ledger.append(EntryDraft.of("prediction.logged")
                        .data(output)
                        .link(new Link("model", note.ref(), Optional.of(Forge.ORIGIN)))))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("lead to a model.registered entry");
        // a stream of predictions has its models in another ledger
        assertThat(ledger.append(EntryDraft.of("prediction.logged").data(output).link(foreign("model", note.ref())))
                        .index())
                .isEqualTo(2);
    }

    @Test
    void a_registration_in_another_ledger_does_not_register_the_model_here() {
        Ledger ledger = Ledger.inMemory(Forge.ticking());
        LedgerEntry note = ledger.append(Forge.note(1));

        assertThatThrownBy(() -> ledger.record(EVALUATION, Actor.service("svc:test"), foreign("model", note.ref())))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("register the model first");
    }

    @Test
    void corrections_of_predictions_with_the_same_index_in_two_ledgers_are_not_mixed_up() {
        Ledger ledger = Forge.open(new MemoryFiles());
        EntryRef here = ledger.append(Forge.note(1)).ref();
        ledger.append(correction("0.1", "0.2").link("prediction", here));

        LedgerEntry there = ledger.append(correction("0.7", "0.8").link(foreign("prediction", here)));
        LedgerEntry again = ledger.append(correction("0.2", "0.3").link("prediction", here));

        assertThat(List.of(there.index(), again.index())).containsExactly(3L, 4L);
        assertThatThrownBy(() -> ledger.append(correction("0.7", "0.9").link(foreign("prediction", here))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the last recorded new one");
    }

    private static EntryDraft correction(String before, String after) {
        return EntryDraft.of("prediction.corrected").reason("wrong unit").change("output", before, after);
    }
}
