package io.medml.core.holdout;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.holdout.PlanAdherence.Basis;
import io.medml.core.holdout.PlanAdherence.NotRead;
import io.medml.core.holdout.PlanAdherence.Source;
import io.medml.core.holdout.SealedTestSet.Look;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The evidence of a ledger that has figures of a sealed test set, by the rule that {@link PlanAdherence} states, each piece with the opening that it
 * rests on. The ledger is gone through once; what it took since is asked for. Immutable.
 */
final class RecordedFigures {

    /**
     * A piece of evidence and what it rests on.
     *
     * @param recorded as it was read back from the ledger
     * @param source what it rests on
     * @param doneFor digests of all models that it is about and whose newest opening before it, since the seal, gave the test set and has a level
     */
    record Piece(Recorded<Evidence> recorded, Source source, Set<Digest> doneFor) {

        Piece {
            doneFor = Set.copyOf(doneFor);
        }

        Evidence evidence() {
            return recorded.evidence();
        }

        String kind() {
            return source.evidence();
        }

        boolean isOfHost() {
            return evidence().schema().startsWith("x.");
        }

        boolean isOf(ArtifactRef model) {
            return source.model().isEmpty() || source.model().get().digest().equals(model.digest());
        }
    }

    private final Ledger ledger;
    private final PlanTiming timing;
    private final Digest content;
    private final long sealedAt;
    private final List<Look> looks;
    private final Set<String> ours = new HashSet<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<NotRead> notRead = new ArrayList<>();
    private final long entriesRead;

    RecordedFigures(SealedTestSet sealed, TestSetEntries entries, PlanTiming timing) {
        this.ledger = sealed.ledger();
        this.timing = timing;
        this.content = sealed.dataset().digest();
        this.sealedAt = sealed.entry().index();
        this.looks = entries.looks();
        ours.add(content.hex());
        looks.forEach(look -> ours.add(look.model().digest().hex()));
        this.entriesRead = entries.read();
        for (long index = 0; index < entriesRead; index++) {
            LedgerEntry entry = ledger.entry(index);
            if (!SealedTestSet.isEvidence(entry)) {
                continue;
            }
            Recorded<Evidence> recorded;
            try {
                recorded = ledger.recorded(index);
            } catch (DataException | IntegrityException unreadable) {
                notRead.add(new NotRead(entry.ref(), concerns(entry)));
                continue;
            }
            Evidence evidence = recorded.evidence();
            if (isTaken(evidence)) {
                int planned = timing.plannedIn(evidence, kind(evidence));
                pieces.add(new Piece(recorded, source(recorded, planned), doneFor(recorded)));
            }
        }
    }

    static String kind(Evidence report) {
        return report.schema().substring(0, report.schema().indexOf('/'));
    }

    /**
     * The entries that the ledger took since it was gone through whose evidence would be taken, or cannot be read and is, by its entry, about the test
     * set or a model that it was opened for; in their order.
     */
    List<EntryRef> since() {
        return ledger.entriesFrom(entriesRead)
                .filter(SealedTestSet::isEvidence)
                .filter(this::isTakenOrMayBe)
                .map(LedgerEntry::ref)
                .toList();
    }

    private boolean isTakenOrMayBe(LedgerEntry entry) {
        try {
            return isTaken(ledger.recorded(entry.index()).evidence());
        } catch (DataException | IntegrityException unreadable) {
            return concerns(entry);
        }
    }

    private boolean isTaken(Evidence evidence) {
        return isMadeFrom(evidence) && (timing.planFigureOf(evidence, kind(evidence)) || hasFiguresOfModel(evidence));
    }

    /** Whether evidence is about the content of the test set or made from it. */
    private boolean isMadeFrom(Evidence evidence) {
        return Stream.concat(evidence.about().stream(), evidence.provenance().inputs().stream())
                .anyMatch(artifact -> artifact.digest().equals(content));
    }

    private boolean isAbout(Evidence evidence) {
        return evidence.about().stream().anyMatch(artifact -> artifact.digest().equals(content));
    }

    private boolean hasFiguresOfModel(Evidence evidence) {
        return !evidence.measurements().isEmpty()
                && isAbout(evidence)
                && model(evidence).isPresent();
    }

    private static Stream<ArtifactRef> models(Evidence evidence) {
        return evidence.about().stream().filter(a -> a.kind() == ArtifactRef.Kind.MODEL);
    }

    private static Optional<ArtifactRef> model(Evidence evidence) {
        return models(evidence).findFirst();
    }

    private Set<Digest> doneFor(Recorded<Evidence> recorded) {
        return models(recorded.evidence())
                .filter(model -> opening(recorded, Optional.of(model))
                        .filter(look -> look.standing() == SealedTestSet.Standing.CONFIRMATORY)
                        .isPresent())
                .map(ArtifactRef::digest)
                .collect(Collectors.toSet());
    }

    /** The newest opening before evidence that gave the test set for a model, or for any. */
    private Optional<Look> opening(Recorded<Evidence> recorded, Optional<ArtifactRef> model) {
        return looks.stream()
                .filter(look -> look.gaveBefore(recorded.ref()))
                .filter(look -> model.isEmpty()
                        || model.get().digest().equals(look.model().digest()))
                .reduce((earlier, later) -> later);
    }

    /**
     * Whether an entry says that its evidence is about the test set or a model that it was opened for; where it does not say what it is about, it
     * may be.
     */
    private boolean concerns(LedgerEntry entry) {
        try {
            return entry.data().list("about").stream()
                    .map(artifact -> artifact.asFields().text("sha256"))
                    .anyMatch(ours::contains);
        } catch (DataException e) {
            return true;
        }
    }

    private Source source(Recorded<Evidence> recorded, int planned) {
        Evidence evidence = recorded.evidence();
        Optional<ArtifactRef> model = model(evidence);
        Optional<Look> opening = opening(recorded, model);
        Basis basis;
        if (recorded.ref().index() < sealedAt) {
            basis = Basis.BEFORE_SEALING;
        } else if (!isAbout(evidence)) {
            basis = Basis.OTHER_DATA;
            opening = Optional.empty();
        } else if (opening.isEmpty()) {
            basis = Basis.NO_OPENING;
        } else {
            basis = opening.get().standing() == SealedTestSet.Standing.CONFIRMATORY
                    ? Basis.CONFIRMATORY_OPENING
                    : Basis.EXPLORATORY_OPENING;
        }
        return new Source(
                kind(evidence),
                recorded.ref(),
                evidence.document().reference(),
                model,
                planned,
                basis,
                opening.map(look -> OptionalInt.of(look.number())).orElse(OptionalInt.empty()),
                opening.map(Look::level).orElse(OptionalDouble.empty()));
    }

    /** In the order of the ledger. */
    List<Piece> pieces() {
        return List.copyOf(pieces);
    }

    /** The pieces that rest on something, in the order of the ledger. */
    List<Piece> of(Basis basis) {
        return pieces.stream().filter(piece -> piece.source().basis() == basis).toList();
    }

    List<NotRead> notRead() {
        return List.copyOf(notRead);
    }

    long entriesRead() {
        return entriesRead;
    }
}
