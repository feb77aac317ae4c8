package io.medml.core.ledger;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import java.util.List;
import java.util.Map;

/** Runs, registration, release and deployment of a model, as a host appends them. For tests of other packages, too. */
public record ModelLife(Ledger ledger, ArtifactRef model) {

    /** A run that began and ended. */
    public EntryRef run(Link... links) {
        EntryDraft started = EntryDraft.of("run.started");
        List.of(links).forEach(started::link);
        EntryRef run = ledger.append(started).ref();
        return ledger.append(EntryDraft.of("run.finished").link("run", run)).ref();
    }

    public EntryRef register(Map<String, String> aspects, Link... links) {
        Content.Builder described = Content.fields();
        aspects.forEach(described::put);
        EntryDraft draft = EntryDraft.of("model.registered")
                .subject(model)
                .data(Content.fields()
                        .put("sha256", model.digest().hex())
                        .put("aspects", described.build())
                        .build());
        List.of(links).forEach(draft::link);
        return ledger.append(draft).ref();
    }

    public void release(EntryRef registered) {
        // the format asks for these links and not for what they lead to
        EntryRef any = ledger.entry(0).ref();
        ledger.append(EntryDraft.of("model.released")
                .subject(model)
                .link("model", registered)
                .link("qualification", any)
                .link("signature", any));
    }

    public void deploy(EntryRef registered, String site) {
        ledger.append(EntryDraft.of("model.deployed")
                .subject(model)
                .data(Content.fields().put("site", site).build())
                .link("model", registered));
    }
}
