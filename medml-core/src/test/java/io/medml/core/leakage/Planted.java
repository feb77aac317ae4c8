package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.table.Table;
import java.util.SplittableRandom;

/** Generated records with an outcome that nothing explains, unless a test plants it. */
final class Planted {

    final int n;
    final int[] labels;
    final SplittableRandom random;
    final Table.Builder table = Table.builder();

    Planted(long seed, int n, double prevalence) {
        this.n = n;
        this.random = new SplittableRandom(seed);
        this.labels = new int[n];
        String[] ids = new String[n];
        String[] texts = new String[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextDouble() < prevalence ? 1 : 0;
            texts[i] = labels[i] == 1 ? "yes" : "no";
            ids[i] = "p" + random.nextLong();
        }
        table.category("record", ids).category("label", texts);
    }

    Planted noise(int columns) {
        for (int c = 0; c < columns; c++) {
            double[] values = new double[n];
            String[] levels = new String[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextInt(20) == 0 ? Double.NaN : random.nextDouble();
                levels[i] = "v" + random.nextInt(10);
            }
            table.number("number" + c, values).category("level" + c, levels);
        }
        return this;
    }

    Cohort cohort() {
        return Cohort.from(table.build())
                .record("record")
                .subject("record")
                .label("label", "yes", "no")
                .synthetic(true)
                .named("planted", "1");
    }
}
