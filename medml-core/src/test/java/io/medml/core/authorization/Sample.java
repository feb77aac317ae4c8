package io.medml.core.authorization;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.table.CsvReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What the tests of the package share. All consents in it are made up. */
final class Sample {

    static final FingerprintKey KEY = FingerprintKey.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    static final Actor ANA = Actor.human("u:ana", "Ana Example", "data steward");
    static final LocalDate MARCH = LocalDate.parse("2026-03-01");
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);

    private static final DataUsePolicy WORDS = DataUsePolicy.named("hospital policy", "3")
            .purposeIncludes("research", "training", "evaluation")
            .purposeIncludes("training", "retraining")
            .placeIncludes("EU", "DE", "cloud eu-west")
            .placeIncludes("DE", "hospital a")
            .placeIncludes("cloud", "cloud eu-west")
            .build();

    /** Consent 1 allows evaluation in DE and no transfer; consent 2 research in the EU with transfer, under a condition. */
    static final DataUsePolicy POLICY = WORDS.with(
                    "consent 1",
                    WORDS.scope()
                            .purposes("evaluation")
                            .versions("1")
                            .places("DE")
                            .from(LocalDate.parse("2024-01-01"))
                            .through(LocalDate.parse("2026-12-31"))
                            .noTransfer()
                            .build())
            .with(
                    "consent 2",
                    WORDS.scope()
                            .purposes("research")
                            .anyVersion()
                            .places("EU")
                            .from(LocalDate.parse("2025-01-01"))
                            .withoutEnd()
                            .transferAllowed()
                            .build());

    private Sample() {}

    static Cohort cohort(String csv) {
        return Cohort.from(CsvReader.builder()
                        .build()
                        .read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "records.csv"))
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named("records", "1");
    }

    /** Rows 1 and 3 have consent 2; row 2 consent 1; row 4 none; row 5 one that the policy does not have. */
    static Cohort mixed() {
        return cohort(
                "id,patient,consent,y\nr1,p1,consent 2,1\nr2,p2,consent 1,0\nr3,p1,consent 2,0\nr4,p4,,1\nr5,p5,consent 9,0\n");
    }

    static Cohort clean() {
        return cohort("id,patient,consent,y\nr1,p1,consent 2,1\nr2,p2,consent 2,0\n");
    }

    static RecordScopes scopes(Cohort cohort) {
        return RecordScopes.byColumns(cohort, POLICY).scopeNamedIn("consent").build();
    }

    static DataUseRequest training() {
        return DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("hospital a")
                .on(MARCH)
                .build();
    }

    static DataUseRequest move(String recipient) {
        return DataUseRequest.to(DataOperation.MOVE)
                .purpose("training")
                .version("1")
                .at("cloud eu-west")
                .during(MARCH, MARCH.plusDays(30))
                .recipient(recipient)
                .build();
    }

    /** Subject p1 withdraws on a day; the data hold the subject. */
    static WithdrawalImpact withdrawal(Cohort cohort, LocalDate day) {
        String subject = KEY.subjectPseudonym("p1");
        return Withdrawal.of(subject, day)
                .trace(SubjectUses.of(subject).heldIn(cohort.reference()).build(), MARCH);
    }

    static UseAgreement agreement(String id, String party, String from, String through) {
        return UseAgreement.named(id, "business associate agreement")
                .between("Hospital A", party)
                .covering(WORDS.scope()
                        .purposes("training")
                        .anyVersion()
                        .places("cloud eu-west")
                        .fromAnyDay()
                        .withoutEnd()
                        .transferAllowed()
                        .build())
                .from(LocalDate.parse(from))
                .through(LocalDate.parse(through))
                .document(Digest.sha256("signed " + id));
    }

    static AgreementRegister agreements() {
        return AgreementRegister.of(
                "agreements",
                "1",
                POLICY,
                List.of(
                        agreement("BAA-1", "Cloud Co", "2025-01-01", "2026-04-15"),
                        agreement("BAA-2", "Old Co", "2020-01-01", "2025-12-31")));
    }

    static DataUseGate gate() {
        return DataUseGate.builder()
                .clock(CLOCK, ZoneOffset.UTC)
                .agreements(agreements())
                .build();
    }

    static Ledger ledger() {
        return Ledger.inMemory(CLOCK);
    }

    static ArtifactRef dataset(String id, String version) {
        return new ArtifactRef(ArtifactRef.Kind.DATASET, id, version, Digest.sha256("data " + id + " " + version));
    }

    static ArtifactRef model(String id, String version) {
        return new ArtifactRef(ArtifactRef.Kind.MODEL, id, version, Digest.sha256("model " + id + " " + version));
    }
}
