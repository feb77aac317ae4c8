package io.medml.core.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.error.IntegrityException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.HeldElsewhere;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.LedgerVerification;
import io.medml.core.ledger.LedgerVerifier;
import io.medml.core.ledger.Link;
import io.medml.core.ledger.Receipt;
import io.medml.core.ledger.Recorded;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each site records in its own ledger, and the centre records what it makes of their reports. */
class SiteLedgerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    private static final Actor CENTRE = Actor.service("svc:centre");
    private static final EvaluationReport NORTH =
            Hospitals.report(Hospitals.shape("north", 120, 0.2), Hospitals.MODEL, Hospitals.evaluator());
    private static final EvaluationReport WEST =
            Hospitals.report(Hospitals.shape("west", 160, 0.05), Hospitals.MODEL, Hospitals.evaluator());
    private static final SiteAggregation ALL = SiteAggregator.builder()
            .build()
            .aggregate(List.of(SiteReport.of("north", NORTH), SiteReport.of("west", WEST)));

    @TempDir
    Path folder;

    private static Ed25519Signer signer(String origin) {
        return Ed25519Signer.fromSeed(origin, Digest.sha256("seed of " + origin).bytes());
    }

    /** A ledger that knows the model. */
    private Ledger ledger(String origin) {
        Ledger ledger = Ledger.open(folder.resolve(origin), CLOCK, signer(origin));
        ledger.append(EntryDraft.of("model.registered")
                .subject(Hospitals.MODEL)
                .data(Content.fields()
                        .put("sha256", Hospitals.MODEL.digest().hex())
                        .build()));
        return ledger;
    }

    private LedgerVerification verified(String origin) {
        return LedgerVerifier.of(folder.resolve(origin))
                .key(signer(origin).key())
                .verify();
    }

    @Test
    void an_aggregation_of_sites_with_ledgers_of_their_own_is_recorded_and_the_ledger_verifies() {
        try (Ledger north = ledger("north");
                Ledger west = ledger("west");
                Ledger centre = ledger("centre")) {
            Recorded<EvaluationReport> here = north.record(NORTH);
            Recorded<EvaluationReport> there = west.record(WEST);
            // what west hands out: its entry, the receipt, and, on another way, the key
            HeldElsewhere proven =
                    HeldElsewhere.proven(there.entry().bytes(), Receipt.parse(west.receipt(there.ref())), west.key());

            Recorded<SiteAggregation> recorded = centre.record(ALL, CENTRE, List.of(HeldElsewhere.of(here), proven));

            assertThat(recorded.entry().links())
                    .contains(
                            new Link("evidence", here.ref(), Optional.of("north")),
                            new Link("evidence", there.ref(), Optional.of("west")));
            assertThat(recorded.entry().data().list("inputs_elsewhere"))
                    .extracting(item -> item.asFields().text("sha256"))
                    .containsExactly(
                            NORTH.document().digest().hex(),
                            WEST.document().digest().hex());
            assertThat(centre.recorded(recorded.ref().index()).digest())
                    .isEqualTo(ALL.document().digest());
        }
        assertThat(verified("centre")).isInstanceOf(LedgerVerification.Ok.class);
    }

    @Test
    void an_input_that_nobody_holds_is_refused() {
        try (Ledger north = ledger("north");
                Ledger centre = ledger("centre")) {
            Recorded<EvaluationReport> here = north.record(NORTH);

            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> centre.record(ALL))
                    .withMessageContaining("rests on evidence that this ledger does not hold")
                    .withMessageContaining("HeldElsewhere");
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> centre.record(ALL, CENTRE, List.of(HeldElsewhere.of(here))))
                    .withMessageContaining(
                            "rests on evidence that this ledger does not hold (evidence evaluation-report");
            // a bare link names no document
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> centre.record(
                            ALL,
                            CENTRE,
                            List.of(HeldElsewhere.of(here)),
                            new Link("evidence", here.ref(), Optional.of("west"))))
                    .withMessageContaining("rests on evidence that this ledger does not hold");
            assertThat(centre.size()).isEqualTo(2);
        }
    }

    @Test
    void what_is_held_elsewhere_is_an_input_once_and_in_another_ledger() {
        try (Ledger north = ledger("north");
                Ledger west = ledger("west");
                Ledger centre = ledger("centre")) {
            HeldElsewhere here = HeldElsewhere.of(north.record(NORTH));
            HeldElsewhere again = HeldElsewhere.of(north.record(NORTH));
            HeldElsewhere there = HeldElsewhere.of(west.record(WEST));
            EvaluationReport other =
                    Hospitals.report(Hospitals.shape("east", 100, 0.12), Hospitals.MODEL, Hospitals.evaluator());
            HeldElsewhere stranger = HeldElsewhere.of(west.record(other));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> centre.record(ALL, CENTRE, List.of(here, there, stranger)))
                    .withMessageStartingWith(
                            "expected what is held elsewhere to be evidence that site-aggregation/1 was made from");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> centre.record(ALL, CENTRE, List.of(here, there, again)))
                    .withMessageStartingWith("expected each input that is held elsewhere once, found two places of ");
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> north.record(ALL, CENTRE, List.of(here, there)))
                    .withMessageContaining("to have an origin of its own, found north");
            // what north holds itself needs no other place
            assertThat(north.record(ALL, CENTRE, List.of(there)).entry().links())
                    .contains(new Link("evidence", again.ref()));
        }
        assertThat(verified("north")).isInstanceOf(LedgerVerification.Ok.class);
    }

    @Test
    void a_receipt_proves_its_own_entry_under_its_own_key_and_only_evidence_stands_for_an_input() {
        try (Ledger north = ledger("north");
                Ledger west = ledger("west")) {
            Recorded<EvaluationReport> here = north.record(NORTH);
            LedgerEntry model = north.entry(1);
            Receipt receipt = Receipt.parse(north.receipt(here.ref()));
            Receipt ofModel = Receipt.parse(north.receipt(model.ref()));

            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> HeldElsewhere.proven(model.bytes(), receipt, north.key()))
                    .withMessageStartingWith(
                            "expected a receipt of north that proves the entry under the key of north");
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> HeldElsewhere.proven(here.entry().bytes(), receipt, west.key()))
                    .withMessageStartingWith("expected a receipt of north that proves the entry under the key of west");
            assertThatExceptionOfType(IntegrityException.class)
                    .isThrownBy(() -> HeldElsewhere.proven(model.bytes(), ofModel, north.key()))
                    .withMessage(
                            "expected entry 1 of north to record evidence, found another entry; hand in the one that"
                                    + " Ledger.record gave");
            assertThat(HeldElsewhere.proven(here.entry().bytes(), receipt, north.key())
                            .document())
                    .isEqualTo(ALL.provenance().inputs().stream()
                            .filter(i -> i.kind() == ArtifactRef.Kind.EVIDENCE)
                            .findFirst()
                            .orElseThrow()
                            .digest());
        }
    }
}
