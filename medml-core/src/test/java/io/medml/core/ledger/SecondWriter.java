package io.medml.core.ledger;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Tries to open a ledger from a process of its own and says how that went. */
final class SecondWriter {

    private SecondWriter() {}

    public static void main(String[] arguments) {
        try (Ledger ledger = Ledger.open(Path.of(arguments[0]), Forge.ticking(), Forge.SIGNER)) {
            System.out.println("opened " + ledger.size());
        } catch (UncheckedIOException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
