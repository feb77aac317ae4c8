package io.medml.examples.qualify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** For each method of the cases, how the public statistics are called and where its fields come from. */
final class Adapters {

    private static final Map<String, Function<KnownCase, Answer>> BY_METHOD = methods();

    private Adapters() {}

    static Map<String, Function<KnownCase, Answer>> byMethod() {
        return BY_METHOD;
    }

    private static Map<String, Function<KnownCase, Answer>> methods() {
        Map<String, Function<KnownCase, Answer>> map = new LinkedHashMap<>();
        for (Map<String, Function<KnownCase, Answer>> area : List.of(
                DiscriminationAdapters.methods(),
                OperatingPointAdapters.methods(),
                DiagnosticAdapters.methods(),
                ComparisonAdapters.methods(),
                SampleSizeAdapters.methods(),
                CalibrationAdapters.methods(),
                FairnessAdapters.methods(),
                AgreementAdapters.methods(),
                UncertaintyAdapters.methods(),
                DriftAdapters.methods())) {
            map.putAll(area);
        }
        return Collections.unmodifiableMap(map);
    }
}
