package io.medml.core.calibration;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.stats.BetaMap;
import io.medml.core.stats.HistogramMap;
import io.medml.core.stats.IsotonicMap;
import io.medml.core.stats.RecalibrationMap;
import io.medml.core.stats.SigmoidMap;
import io.medml.core.stats.TemperatureMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The parameters of a map as a value that pins it, and what a reader should know about it. */
final class MapContent {

    private MapContent() {}

    static Content.Fields of(RecalibrationMap map) {
        Content.Builder content = Content.fields();
        if (map instanceof IsotonicMap isotonic) {
            return content.put("form", "isotonic")
                    .put("inputs", Content.decimals(isotonic.inputs()))
                    .put("outputs", Content.decimals(isotonic.outputs()))
                    .build();
        }
        if (map instanceof SigmoidMap sigmoid) {
            return content.put("form", "sigmoid")
                    .put("input", sigmoid.input().name().toLowerCase(Locale.ROOT))
                    .put("intercept", sigmoid.intercept())
                    .put("slope", sigmoid.slope())
                    .build();
        }
        if (map instanceof BetaMap beta) {
            return content.put("form", "beta")
                    .put("a", beta.a())
                    .put("b", beta.b())
                    .put("c", beta.c())
                    .build();
        }
        if (map instanceof TemperatureMap temperature) {
            return content.put("form", "temperature")
                    .put("temperature", temperature.temperature())
                    .build();
        }
        return content.put("form", "histogram")
                .put(
                        "values",
                        Content.items(
                                ((HistogramMap) map).values(),
                                v -> v.isPresent() ? Content.decimal(v.getAsDouble()) : Content.none()))
                .build();
    }

    static List<Finding> findings(RecalibrationMap map) {
        List<Finding> findings = new ArrayList<>();
        if (map instanceof SigmoidMap sigmoid && !(sigmoid.slope() > 0)) {
            findings.add(Finding.of(
                            "ORDER_REVERSED",
                            Severity.ERROR,
                            "map",
                            "A higher score gets a lower probability: the score points the wrong way on these data.")
                    .with("slope", sigmoid.slope()));
        }
        if (map instanceof HistogramMap histogram) {
            long empty =
                    histogram.values().stream().filter(OptionalDouble::isEmpty).count();
            if (empty > 0) {
                findings.add(Finding.of(
                                "EMPTY_BINS",
                                Severity.WARNING,
                                "map",
                                "Some bins held no record, so scores that fall into them have no recalibrated value.")
                        .with("bins", histogram.values().size())
                        .with("empty", empty));
            }
        }
        if (certain(map)) {
            findings.add(Finding.of(
                    "CERTAIN_FORECASTS",
                    Severity.WARNING,
                    "map",
                    "Some scores become exactly 0 or 1: one outcome to the contrary makes the log loss infinite, and slope and"
                            + " intercept are undefined."));
        }
        return findings;
    }

    private static boolean certain(RecalibrationMap map) {
        double[] values = map instanceof IsotonicMap isotonic
                ? isotonic.outputs()
                : map instanceof HistogramMap histogram
                        ? histogram.values().stream()
                                .flatMapToDouble(OptionalDouble::stream)
                                .toArray()
                        : new double[0];
        return Arrays.stream(values).anyMatch(v -> v == 0 || v == 1);
    }
}
