package io.medml.core.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A type of entry and what it needs: the table of the format's section 4, in one place for writer and verifier.
 *
 * @param needs what an entry of this type must have
 * @param data keys that its data must have
 * @param links relations that its links must have
 */
record EntryType(List<Need> needs, List<String> data, List<String> links) {

    enum Need {
        REASON,
        CHANGE,
        REFS,
        REFS_OR_HASH,
        SUBJECT
    }

    private static final Map<String, EntryType> TABLE = table();
    private static final Set<String> OF_EVIDENCE = Set.of(
            "dataset.registered",
            "dataset.split",
            "drift.recorded",
            "evaluation.recorded",
            "evidence.recorded",
            "fairness.recorded",
            "pccp.change.assessed",
            "pccp.change.proposed",
            "pccp.plan.approved",
            "report.generated");
    private static final EntryType CUSTOM = new EntryType(List.of(Need.SUBJECT), List.of(), List.of());

    /** The type of this name; empty when the format does not know it and it is no vendor's. */
    static Optional<EntryType> of(String name) {
        if (name.startsWith("x.")) {
            return name.length() <= 128 && name.matches("x\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+")
                    ? Optional.of(CUSTOM)
                    : Optional.empty();
        }
        return Optional.ofNullable(TABLE.get(name));
    }

    /** Whether this library records evidence under this type. */
    static boolean isOfEvidence(String name) {
        return OF_EVIDENCE.contains(name);
    }

    /**
     * Whether what this type links to by a relation lies in the same ledger: what is signed (21 CFR 11.70), and what the life of
     * a model rests on. Other links may lead into another ledger, which then has to be asked.
     */
    static boolean isWithin(String name, String rel) {
        return switch (rel) {
            case "signs" -> name.equals("signature.applied");
            case "model", "qualification", "signature" -> name.startsWith("model.");
            default -> false;
        };
    }

    boolean needs(Need need) {
        return needs.contains(need);
    }

    private static EntryType plain() {
        return new EntryType(List.of(), List.of(), List.of());
    }

    private static EntryType with(Need... needs) {
        return new EntryType(List.of(needs), List.of(), List.of());
    }

    private EntryType data(String... keys) {
        return new EntryType(needs, List.of(keys), links);
    }

    private EntryType links(String... rels) {
        return new EntryType(needs, data, List.of(rels));
    }

    private static Map<String, EntryType> table() {
        Map<String, EntryType> table = new HashMap<>();
        table.put("ledger.created", plain().data("format", "hash", "origin", "vkey", "stream"));
        table.put("ledger.opened", plain());
        table.put("ledger.key.rotated", with(Need.REASON).data("old_vkey", "new_vkey", "sig_old", "sig_new"));
        table.put("ledger.anchored", plain());
        table.put("ledger.recovered", with(Need.REASON));
        table.put("ledger.pruned", with(Need.REASON));
        table.put("ledger.verified", plain());
        table.put("clock.adjusted", plain().data("wall", "last"));
        table.put("access.granted", plain());
        table.put("access.revoked", with(Need.REASON));
        table.put("access.denied", plain());
        table.put("access.lockedout", plain());
        table.put("config.changed", with(Need.REASON, Need.CHANGE));
        table.put("record.created", plain());
        table.put("record.updated", with(Need.REASON, Need.CHANGE));
        table.put("record.deleted", with(Need.REASON));
        table.put("record.redacted", with(Need.REASON));
        table.put("artifact.stored", plain());
        table.put("artifact.erased", with(Need.REASON).data("hash"));
        table.put(
                "signature.applied",
                plain().data("printed_name", "meaning", "zone", "components", "session_first")
                        .links("signs"));
        table.put("signature.withdrawn", with(Need.REASON));
        table.put("evidence.recorded", with(Need.REFS).data("schema", "about"));
        table.put("dataset.registered", with(Need.REFS_OR_HASH));
        table.put("dataset.split", with(Need.REFS_OR_HASH));
        table.put("dataset.accessed", with(Need.REFS_OR_HASH));
        table.put("run.started", plain());
        table.put("run.finished", plain().links("run"));
        table.put("run.failed", plain().links("run"));
        table.put("evaluation.recorded", plain().links("model"));
        table.put("fairness.recorded", plain().links("model"));
        table.put("drift.recorded", plain().links("model"));
        table.put("alert.raised", plain());
        table.put("alert.acknowledged", plain().links("alert"));
        table.put("model.registered", plain());
        table.put("model.qualified", plain().links("model"));
        table.put("model.released", plain().links("model", "qualification", "signature"));
        table.put("model.deployed", plain().links("model"));
        table.put("model.rolledback", with(Need.REASON).links("model"));
        table.put("model.retired", with(Need.REASON).links("model"));
        table.put("pccp.plan.approved", plain());
        table.put("pccp.change.proposed", plain());
        table.put("pccp.change.assessed", plain());
        table.put("pccp.change.applied", with(Need.REASON));
        table.put("prediction.logged", plain().data("output").links("model"));
        table.put("prediction.corrected", with(Need.REASON, Need.CHANGE).links("prediction"));
        table.put("report.generated", with(Need.REFS));
        table.put("incident.reported", with(Need.REFS));
        table.put("incident.closed", with(Need.REFS));
        return Map.copyOf(table);
    }
}
