package io.medml.core.holdout;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.holdout.SealedTestSet.Cause;
import io.medml.core.holdout.SealedTestSet.Ending;
import io.medml.core.holdout.SealedTestSet.Look;
import io.medml.core.holdout.SealedTestSet.PlanVersion;
import io.medml.core.holdout.SealedTestSet.Refusal;
import io.medml.core.holdout.SealedTestSet.Standing;
import io.medml.core.holdout.SealedTestSet.UnsoundAmendment;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** What a ledger has on a sealed test set behind its seal, gone through once: openings, refused ones and versions of the plan. Immutable. */
final class TestSetEntries {

    /**
     * The versions of the plan and what is recorded as one and is none.
     *
     * @param versions the one that the test set was sealed under first
     * @param unsound in the order of the ledger
     */
    record Plans(List<PlanVersion> versions, List<UnsoundAmendment> unsound) {

        PlanVersion current() {
            return versions.get(versions.size() - 1);
        }
    }

    private final Ledger ledger;
    private final LedgerEntry seal;
    private final TestSetSeal evidence;
    private final long read;
    private final List<Look> looks = new ArrayList<>();
    private final List<LedgerEntry> refused = new ArrayList<>();
    private final List<LedgerEntry> amendments = new ArrayList<>();

    TestSetEntries(Ledger ledger, EntryRef seal, TestSetSeal evidence) {
        this.ledger = ledger;
        this.seal = ledger.entry(seal.index());
        this.evidence = evidence;
        this.read = ledger.size();
        Link link = new Link("seal", seal);
        List<LedgerEntry> accesses = new ArrayList<>();
        Map<EntryRef, LedgerEntry> ends = new HashMap<>();
        for (long i = seal.index() + 1; i < read; i++) {
            LedgerEntry entry = ledger.entry(i);
            if (!entry.links().contains(link)) {
                continue;
            }
            if (entry.type().equals("dataset.accessed")) {
                accesses.add(entry);
            } else if (entry.type().equals("access.granted") || entry.type().equals("access.denied")) {
                Optional<EntryRef> opening = target(entry, "opening");
                if (opening.isPresent()) {
                    ends.putIfAbsent(opening.get(), entry);
                } else if (entry.type().equals("access.denied")) {
                    refused.add(entry);
                }
            } else if (SealedTestSet.isEvidence(entry, "analysis-plan/1")
                    && target(entry, "amends").isPresent()) {
                amendments.add(entry);
            }
        }
        for (LedgerEntry access : accesses) {
            looks.add(look(access, number(model(access)), Optional.ofNullable(ends.get(access.ref()))));
        }
    }

    private static Optional<EntryRef> target(LedgerEntry entry, String rel) {
        return entry.links().stream()
                .filter(link -> link.rel().equals(rel))
                .map(Link::target)
                .findFirst();
    }

    /** How many entries the ledger had. */
    long read() {
        return read;
    }

    /** The openings, in the order of the ledger. */
    List<Look> looks() {
        return List.copyOf(looks);
    }

    /** The number that an opening for a model has: that of one for the same model that gave nothing, or the next. */
    int number(ArtifactRef model) {
        Set<Integer> given = new HashSet<>();
        looks.stream().filter(look -> look.ending() == Ending.GIVEN).forEach(look -> given.add(look.number()));
        return looks.stream()
                .filter(look -> look.model().digest().equals(model.digest()))
                .filter(look -> !given.contains(look.number()))
                .mapToInt(Look::number)
                .findFirst()
                .orElse(used(looks) + 1);
    }

    /** How many openings of the budget are used. */
    static int used(List<Look> looks) {
        return looks.stream().mapToInt(Look::number).max().orElse(0);
    }

    Optional<Look> underWay() {
        return looks.stream().filter(look -> look.ending() == Ending.UNDER_WAY).findFirst();
    }

    Look look(LedgerEntry entry, int number, Optional<LedgerEntry> end) {
        OptionalDouble level = evidence.budget().level(number, evidence.alpha());
        return new Look(
                number,
                entry.ref(),
                entry.time(),
                entry.actor(),
                model(entry),
                entry.reason().orElse("none stated"),
                entry.data().fields("plan").text("version"),
                level.isPresent() ? Standing.CONFIRMATORY : Standing.EXPLORATORY,
                level,
                end.map(this::ending).orElse(Ending.UNDER_WAY),
                end.map(LedgerEntry::ref));
    }

    private Ending ending(LedgerEntry end) {
        if (end.type().equals("access.granted")) {
            return Ending.GIVEN;
        }
        String word = end.data().text("cause");
        return Stream.of(Ending.OTHER_CONTENT, Ending.LOAD_FAILED, Ending.ABANDONED)
                .filter(ending -> ending.word().equals(word))
                .findFirst()
                .orElseThrow(() -> otherWord(end, "how an opening ended"));
    }

    private DataException otherWord(LedgerEntry entry, String expected) {
        return new DataException("entry " + entry.index() + " of " + ledger.origin() + ": expected " + expected
                + ", found another word; this entry was not written by a sealed test set");
    }

    private static ArtifactRef model(LedgerEntry entry) {
        Content.Fields model = entry.data().fields("model");
        return new ArtifactRef(
                ArtifactRef.Kind.MODEL, model.text("id"), model.text("version"), new Digest(model.text("sha256")));
    }

    /** The openings that were refused before anything was loaded, in the order of the ledger. */
    List<Refusal> refusals() {
        return refused.stream()
                .map(entry -> new Refusal(
                        entry.ref(),
                        entry.time(),
                        entry.actor(),
                        model(entry),
                        entry.reason().orElse("none stated"),
                        cause(entry)))
                .toList();
    }

    private Cause cause(LedgerEntry entry) {
        String word = entry.data().text("cause");
        return Arrays.stream(Cause.values())
                .filter(cause -> cause.word().equals(word))
                .findFirst()
                .orElseThrow(() -> otherWord(entry, "the cause of a refused opening"));
    }

    /** The versions of the plan, read back from their documents. */
    Plans plans() {
        List<PlanVersion> plans = new ArrayList<>(List.of(version(planEntry())));
        List<UnsoundAmendment> unsound = new ArrayList<>();
        for (LedgerEntry entry : amendments) {
            PlanVersion current = plans.get(plans.size() - 1);
            PlanVersion next;
            try {
                next = version(entry.ref());
            } catch (DataException e) {
                unsound.add(new UnsoundAmendment(
                        "analysis-plan",
                        entry.ref(),
                        entry.actor(),
                        "expected an analysis plan, found what cannot be read as one"));
                continue;
            }
            Optional<String> fault = entry.links().contains(new Link("amends", current.entry()))
                    ? fault(next.plan(), plans)
                    : Optional.of(
                            "expected it to link to entry " + current.entry().index()
                                    + ", the version in force, as that which it amends, found another");
            if (fault.isPresent()) {
                unsound.add(new UnsoundAmendment(
                        next.plan().name() + " " + next.plan().version(), entry.ref(), entry.actor(), fault.get()));
            } else {
                plans.add(next);
            }
        }
        return new Plans(List.copyOf(plans), List.copyOf(unsound));
    }

    /** Why a plan does not amend the last of some versions. */
    Optional<String> fault(AnalysisPlan plan, List<PlanVersion> plans) {
        AnalysisPlan current = plans.get(plans.size() - 1).plan();
        Digest expected = current.reference().digest();
        if (plan.amends().isEmpty() || !plan.amends().get().digest().equals(expected)) {
            return Optional.of("expected it to amend the version in force, " + current.version() + " with digest "
                    + expected.hex() + ", found " + (plan.amends().isEmpty() ? "none" : "another")
                    + "; state version, sha256 and reason under amends");
        }
        if (plans.stream().anyMatch(v -> v.plan().version().equals(plan.version()))) {
            return Optional.of("expected a version of its own, found that of an earlier one");
        }
        return plan.alpha() == evidence.alpha()
                ? Optional.empty()
                : Optional.of("expected the alpha that the test set was sealed with, " + evidence.alpha()
                        + ", found another; seal a new test set");
    }

    /** Where the plan is recorded that the test set was sealed under: the only evidence that the seal was made from. */
    private EntryRef planEntry() {
        return target(seal, "evidence")
                .orElseThrow(() -> new IntegrityException(
                        "expected the plan of " + evidence.about().get(0) + " in " + ledger.origin() + ", found none"));
    }

    private PlanVersion version(EntryRef ref) {
        Recorded<Evidence> recorded = ledger.recorded(ref.index());
        return new PlanVersion(
                AnalysisPlan.from(recorded.evidence().body(), "recorded plan"),
                recorded.evidence().document().reference(),
                ref,
                recorded.entry().time(),
                recorded.entry().actor(),
                looks.isEmpty() || ref.index() < looks.get(0).entry().index());
    }
}
