package io.medml.core.lineage;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A stage of a pipeline as {@code dvc.lock} keeps it. Immutable.
 *
 * @param name the name of the stage
 * @param commands what it runs; never run here
 * @param dependencies what it read
 * @param parameters the parameters it read, by file and name, each as the canonical JSON of its value
 * @param outputs what it wrote
 */
public record DvcStage(
        String name,
        List<String> commands,
        List<DvcEntry> dependencies,
        Map<String, Map<String, String>> parameters,
        List<DvcEntry> outputs) {

    /** Copies the collections. */
    public DvcStage {
        Objects.requireNonNull(name, "name");
        commands = List.copyOf(commands);
        dependencies = List.copyOf(dependencies);
        Map<String, Map<String, String>> copy = new LinkedHashMap<>();
        parameters.forEach((file, values) -> copy.put(file, Collections.unmodifiableMap(new LinkedHashMap<>(values))));
        parameters = Collections.unmodifiableMap(copy);
        outputs = List.copyOf(outputs);
    }

    @Override
    public String toString() {
        return "stage with " + dependencies.size() + " dependencies and " + outputs.size() + " outputs";
    }
}
