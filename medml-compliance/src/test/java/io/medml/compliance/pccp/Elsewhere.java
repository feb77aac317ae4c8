package io.medml.compliance.pccp;

import io.medml.core.evidence.Digest;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.Ledger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** A ledger with another origin. */
public final class Elsewhere {

    private Elsewhere() {}

    public static Ledger ledger(Path directory) {
        return Ledger.open(
                directory.resolve("ledger"),
                Clock.fixed(Instant.parse("2026-03-01T09:30:00Z"), ZoneOffset.UTC),
                Ed25519Signer.fromSeed(
                        "elsewhere.example/audit", Digest.sha256("a test key").bytes()));
    }
}
