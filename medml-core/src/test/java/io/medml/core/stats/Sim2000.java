package io.medml.core.stats;

import io.medml.core.evidence.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** The simulated set of 2000 records among the known answers; its forecasts {@code over} are too extreme, {@code s1r} has ties. */
final class Sim2000 {

    private Sim2000() {}

    static ScoredLabels scored(String column) {
        int[] labels = new int[2000];
        double[] y = column("y");
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) y[i];
        }
        return ScoredLabels.of(labels, column(column));
    }

    static double[] column(String name) {
        try (InputStream raw = Sim2000.class.getResourceAsStream("/oracle/data/sim2000.json.gz");
                InputStream in = new GZIPInputStream(raw)) {
            return Content.parse(in.readAllBytes()).asFields().fields("columns").list(name).stream()
                    .mapToDouble(Content::asDecimal)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
