package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of the format's section 4, written down here a second time: with all that a type needs, and with each need taken away. */
class EntryTypeTest {

    private static final String HASH = Digest.sha256("rows").hex();

    private Ledger ledger;
    private EntryRef model;
    private EntryRef note;

    @BeforeEach
    void open() {
        ledger = Forge.open(new MemoryFiles());
        model = ledger.append(TestEvidence.registration(TestEvidence.MODEL)).ref();
        note = ledger.append(Forge.note(1)).ref();
    }

    private EntryDraft with(String type, String needs) {
        // by hand nobody appends evidence; what the type needs is asked of those who may as well
        EntryDraft draft = (type.equals("evidence.recorded") ? EntryDraft.ofEvidence(type) : EntryDraft.of(type))
                .subject(TestEvidence.MODEL);
        Content.Builder data = Content.fields();
        boolean anyData = false;
        for (String need : needs.split(" ", -1)) {
            switch (need) {
                case "reason" -> draft.reason("because");
                case "change" -> draft.change("field", Content.none(), Content.text("value"));
                case "refs" -> draft.ref(new BlobRef(Digest.sha256("x"), 1, "text/plain", "x", BlobRef.Store.EXTERNAL));
                case "model" -> draft.link("model", model);
                case "none" -> {}
                default -> {
                    if (need.startsWith("data.")) {
                        data.put(need.substring(5), need.equals("data.hash") ? HASH : "value");
                        anyData = true;
                    } else {
                        draft.link(need, note);
                    }
                }
            }
        }
        return anyData ? draft.data(data.build()) : draft;
    }

    @ParameterizedTest
    @CsvSource({
        "access.revoked, reason",
        "config.changed, reason change",
        "record.updated, reason change",
        "record.deleted, reason",
        "record.redacted, reason",
        "artifact.erased, reason data.hash",
        "signature.withdrawn, reason",
        "evidence.recorded, refs data.schema data.about",
        "dataset.registered, data.hash",
        "dataset.registered, refs",
        "dataset.split, data.hash",
        "dataset.accessed, refs",
        "run.finished, run",
        "run.failed, run",
        "evaluation.recorded, model",
        "fairness.recorded, model",
        "drift.recorded, model",
        "alert.acknowledged, alert",
        "model.qualified, model",
        "model.released, model qualification signature",
        "model.deployed, model",
        "model.rolledback, model reason",
        "model.retired, model reason",
        "pccp.change.applied, reason",
        "prediction.logged, model data.output",
        "prediction.corrected, prediction reason change",
        "report.generated, refs",
        "incident.reported, refs",
        "incident.closed, refs"
    })
    void a_type_is_taken_with_all_it_needs_and_refused_without_any_one(String type, String needs) {
        String[] each = needs.split(" ", -1);
        for (int missing = 0; missing < each.length; missing++) {
            StringBuilder rest = new StringBuilder("none");
            for (int i = 0; i < each.length; i++) {
                if (i != missing) {
                    rest.append(' ').append(each[i]);
                }
            }
            assertThatThrownBy(() -> ledger.append(with(type, rest.toString())))
                    .as(type + " without " + each[missing])
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected " + type);
        }
        assertThat(ledger.append(with(type, needs)).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ledger.opened", "ledger.anchored", "ledger.verified", "access.granted", "access.denied",
                        "access.lockedout",
                "record.created", "artifact.stored", "run.started", "alert.raised", "model.registered",
                        "pccp.plan.approved",
                "pccp.change.proposed", "pccp.change.assessed", "x.acme.thing", "x.acme.thing.more"
            })
    void a_type_that_needs_nothing_is_taken_bare(String type) {
        assertThat(ledger.append(with(type, "none")).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "x.", "x.acme", "x..a", "model", "model.approved", "MODEL.registered", "x.acme.a b"})
    void an_unknown_type_is_refused(String type) {
        assertThatThrownBy(() -> ledger.append(with(type, "none"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_vendors_type_needs_a_subject() {
        assertThatThrownBy(() -> ledger.append(EntryDraft.of("x.acme.thing"))).hasMessageContaining("subject");
    }

    @Test
    void a_model_link_leads_to_a_registration() {
        EntryDraft draft = EntryDraft.of("evaluation.recorded").link("model", note);
        assertThatThrownBy(() -> ledger.append(draft)).hasMessageContaining("model.registered");
    }
}
