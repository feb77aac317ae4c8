package io.medml.core.stats;

import java.util.Locale;

/** Prints one line of the table of measured coverage in docs/numerical-contract.md. */
final class CoverageTable {

    private CoverageTable() {}

    static void line(String interval, String setting, int runs, double share) {
        System.out.printf(Locale.ROOT, "coverage | %s | %s | %d | %.4f |%n", interval, setting, runs, share);
    }

    static void exact(String interval, String setting, double share) {
        System.out.printf(Locale.ROOT, "coverage | %s | %s | exact | %.4f |%n", interval, setting, share);
    }
}
