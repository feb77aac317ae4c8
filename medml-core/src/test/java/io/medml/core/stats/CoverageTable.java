package io.medml.core.stats;

import java.util.Locale;

/** Prints one line of the tables under "Measured coverage" in docs/numerical-contract.md. */
final class CoverageTable {

    private CoverageTable() {}

    static void line(String interval, String setting, int runs, double share) {
        System.out.printf(Locale.ROOT, "coverage | %s | %s | %d | %.4f |%n", interval, setting, runs, share);
    }

    static void exact(String interval, String setting, double share) {
        System.out.printf(Locale.ROOT, "coverage | %s | %s | exact | %.4f |%n", interval, setting, share);
    }

    static void ratio(String figure, String setting, int runs, double ratio) {
        System.out.printf(
                Locale.ROOT,
                "coverage | %s: ratio to the exact one | %s | %d | %.4f |%n",
                figure,
                setting,
                runs,
                ratio);
    }
}
