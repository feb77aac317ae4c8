package io.medml.core.authorization;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a ledger says about uses of data beside the decision that a use names: every decision of the gate, and every impact of a withdrawal
 * with the data sets that hold the subject. Takes entries in their order, either given or by reading on. A decision whose document cannot
 * be read may refuse any use of its data, so that it counts as one that does. Confined to one thread.
 */
final class LaterAnswers {

    private static final String NOT_STATED = "not stated";

    /**
     * A decision on a use, and where it stands.
     *
     * @param covered whether it permits the use
     * @param read whether its document could be read; one that could not counts as no permission
     */
    record Answer(long entry, boolean covered, boolean read) {}

    /**
     * A use, as a permission is for it or an entry states it.
     *
     * @param hash digest of the data
     * @param operation the word of the operation, or that it is not stated, which stands for any
     * @param conditions what is stated as met; a decision that was asked with less does not speak of this use
     */
    record Use(
            String hash,
            String operation,
            String purpose,
            String place,
            LocalDate day,
            Optional<String> recipient,
            Optional<String> noAgreementBecause,
            List<String> conditions) {

        boolean isOf(NamedDecision decision) {
            return (operation.equals(NOT_STATED) || operation.equals(decision.operation()))
                    && purpose.equals(decision.purpose())
                    && decision.places().contains(place)
                    && decision.first().map(first -> !day.isBefore(first)).orElse(true)
                    && decision.last().map(last -> !day.isAfter(last)).orElse(true)
                    && recipient.equals(decision.recipient())
                    && noAgreementBecause.equals(decision.noAgreementBecause())
                    && decision.conditions().containsAll(conditions);
        }
    }

    private record Withdrawn(long entry, LocalDate from) {}

    private final Ledger ledger;
    private final Optional<String> only;
    private final Map<Long, NamedDecision> byEntry = new HashMap<>();
    private final Map<String, NavigableMap<Long, NamedDecision>> decisions = new HashMap<>();

    /** Entries of decisions that could not be read, by the digests that they name, and all of them. */
    private final Map<String, NavigableSet<Long>> notReadOf = new HashMap<>();

    private final Set<Long> notRead = new HashSet<>();
    private final Map<String, List<Withdrawn>> withdrawals = new HashMap<>();
    private long next;

    private LaterAnswers(Ledger ledger, Optional<String> only, long from) {
        this.ledger = ledger;
        this.only = only;
        this.next = from;
    }

    /** Of all data, to be given the entries. */
    static LaterAnswers of(Ledger ledger) {
        return new LaterAnswers(ledger, Optional.empty(), 0);
    }

    /** Of the data with a digest alone, from an entry on, to read them itself. Documents about other data are not read. */
    static LaterAnswers of(Ledger ledger, String hash, long from) {
        return new LaterAnswers(ledger, Optional.of(hash), from);
    }

    /** Takes the entries that the ledger holds now and that it did not when this was called before; each is read once. */
    void readOn() {
        ledger.entriesFrom(next).forEachOrdered(entry -> {
            take(entry);
            next = entry.index() + 1;
        });
    }

    /** Takes an entry; one that is neither a decision nor an impact says nothing here. */
    void take(LedgerEntry entry) {
        Content.Fields data = entry.data();
        if (!data.has("schema") || !concerns(data)) {
            return;
        }
        if (data.get("schema").equals(Content.text("data-use-decision/1"))) {
            if (!read(entry.index())) {
                notRead.add(entry.index());
                about(data)
                        .forEach(hash -> notReadOf
                                .computeIfAbsent(hash, none -> new TreeSet<>())
                                .add(entry.index()));
            }
        } else if (data.get("schema").equals(Content.text("withdrawal-impact/1"))) {
            try {
                withdrawn(entry);
            } catch (IllegalArgumentException | DataException | DateTimeException e) {
                return; // deliberate: an entry put together by hand, which records no impact
            }
        }
    }

    private boolean read(long entry) {
        Optional<NamedDecision> decision = NamedDecision.at(entry, ledger);
        decision.ifPresent(made -> {
            byEntry.put(entry, made);
            decisions.computeIfAbsent(made.hash(), hash -> new TreeMap<>()).put(entry, made);
        });
        return decision.isPresent();
    }

    /** Reads a decision that could not be read before, since a document can be restored. Says whether it could be read now. */
    boolean readAgain(long entry) {
        if (!read(entry)) {
            return false;
        }
        notRead.remove(entry);
        notReadOf.values().forEach(entries -> entries.remove(entry));
        return true;
    }

    /** Whether an entry that was taken says that it is a decision, and could not be read as one. */
    boolean isNotRead(long entry) {
        return notRead.contains(entry);
    }

    private boolean concerns(Content.Fields data) {
        return only.map(hash -> about(data).contains(hash)).orElse(true);
    }

    /** Evidence that the ledger recorded names all that it is about in the entry too; without that, nothing can be read of it. */
    private static List<String> about(Content.Fields data) {
        List<String> digests = new ArrayList<>();
        if (data.values().get("about") instanceof Content.Items about) {
            about.values().forEach(one -> {
                if (one instanceof Content.Fields named) {
                    NamedDecision.text(named, "sha256").ifPresent(digests::add);
                }
            });
        }
        return digests;
    }

    private void withdrawn(LedgerEntry entry) {
        LocalDate from;
        List<Content> held;
        try {
            Content.Fields body =
                    ledger.recorded(entry.index()).evidence().body().asFields();
            from = LocalDate.parse(body.text("withdrawn_on"));
            held = body.list("datasets");
        } catch (IntegrityException e) {
            // deliberate: the document of an impact can be erased. Its entry still names the day and the data sets,
            // those that hold the subject and those that may
            List<Content> about = entry.data().list("about");
            from = LocalDate.parse(entry.subject()
                    .orElseThrow(() -> new DataException("no subject"))
                    .version());
            held = about.stream()
                    .filter(one -> one.asFields().text("kind").equals(ArtifactRef.Kind.DATASET.word()))
                    .toList();
        }
        Withdrawn withdrawn = new Withdrawn(entry.index(), from);
        held.forEach(one -> withdrawals
                .computeIfAbsent(one.asFields().text("sha256"), hash -> new ArrayList<>())
                .add(withdrawn));
    }

    /** The decision at an entry that was taken; empty where that holds none. */
    Optional<NamedDecision> at(long entry) {
        return Optional.ofNullable(byEntry.get(entry));
    }

    /** The newest decision on a use, or on its data where that could not be read. */
    Optional<Answer> newest(Use use) {
        Optional<Answer> read =
                decisions.getOrDefault(use.hash(), Collections.emptyNavigableMap()).descendingMap().entrySet().stream()
                        .filter(made -> use.isOf(made.getValue()))
                        .map(made -> new Answer(made.getKey(), made.getValue().covered(), true))
                        .findFirst();
        NavigableSet<Long> unknown = notReadOf.getOrDefault(use.hash(), Collections.emptyNavigableSet());
        return unknown.isEmpty()
                        || read.filter(answer -> answer.entry() > unknown.last())
                                .isPresent()
                ? read
                : Optional.of(new Answer(unknown.last(), false, false));
    }

    /** The newest impact of a withdrawal, in force on the day, that says that the data hold the subject. */
    Optional<Long> withdrawal(String hash, LocalDate day) {
        List<Withdrawn> all = withdrawals.getOrDefault(hash, List.of());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (!day.isBefore(all.get(i).from())) {
                return Optional.of(all.get(i).entry());
            }
        }
        return Optional.empty();
    }
}
