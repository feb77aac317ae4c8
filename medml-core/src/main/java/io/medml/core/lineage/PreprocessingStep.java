package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step of a preprocessing. Immutable.
 *
 * @param name what it does, such as {@code resample}
 * @param codeVersion the version of the code that does it: a release or a commit
 * @param parameters its settings by name; settings only, never a value of a patient
 * @param state the state that was fitted to data; empty for a step that is the same for all data
 */
public record PreprocessingStep(
        String name, String codeVersion, SortedMap<String, String> parameters, Optional<FittedState> state) {

    /**
     * What was fitted: means, vocabularies, a mask.
     *
     * @param digest the digest of the state in the form that the host stores it
     * @param fittedOn the data that it was fitted on
     */
    public record FittedState(Digest digest, ArtifactRef fittedOn) {
        /** Checks that it was fitted on data. */
        public FittedState {
            Objects.requireNonNull(digest, "digest");
            if (fittedOn.kind() != ArtifactRef.Kind.DATASET) {
                throw new IllegalArgumentException("the state of a step is fitted on a data set, got a "
                        + fittedOn.kind().word());
            }
        }
    }

    /** Checks the names and copies the parameters. */
    public PreprocessingStep {
        Name.requireTrimmed(name, "the name of a preprocessing step");
        Name.requireTrimmed(codeVersion, "the code version of a preprocessing step");
        Objects.requireNonNull(state, "state");
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        parameters.forEach((parameter, value) -> {
            Name.requireTrimmed(parameter, "the name of a parameter");
            Objects.requireNonNull(value, parameter);
        });
    }

    /**
     * A step that is the same for all data.
     *
     * @param name what it does
     * @param codeVersion the version of its code
     * @param parameters its settings by name
     * @return the step
     */
    public static PreprocessingStep stateless(String name, String codeVersion, Map<String, String> parameters) {
        return new PreprocessingStep(name, codeVersion, new TreeMap<>(parameters), Optional.empty());
    }

    /**
     * A step whose state was fitted to data.
     *
     * @param name what it does
     * @param codeVersion the version of its code
     * @param parameters its settings by name
     * @param state the digest of the state
     * @param fittedOn the data
     * @return the step
     */
    public static PreprocessingStep fitted(
            String name, String codeVersion, Map<String, String> parameters, Digest state, ArtifactRef fittedOn) {
        return new PreprocessingStep(
                name, codeVersion, new TreeMap<>(parameters), Optional.of(new FittedState(state, fittedOn)));
    }

    Content content() {
        Content.Builder values = Content.fields();
        parameters.forEach(values::put);
        Content.Builder step = Content.fields()
                .put("name", name)
                .put("code_version", codeVersion)
                .put("parameters", values.build());
        state.ifPresent(fitted -> step.put(
                "fitted",
                Content.fields()
                        .put("sha256", fitted.digest().hex())
                        .put(
                                "on",
                                Content.fields()
                                        .put("id", fitted.fittedOn().id())
                                        .put("version", fitted.fittedOn().version())
                                        .put(
                                                "sha256",
                                                fitted.fittedOn().digest().hex())
                                        .build())
                        .build()));
        return step.build();
    }

    static PreprocessingStep from(StrictFields fields) {
        try {
            Optional<FittedState> state = Optional.empty();
            if (fields.has("fitted")) {
                StrictFields fitted = fields.part("fitted", "sha256", "on");
                StrictFields on = fitted.part("on", "id", "version", "sha256");
                state = Optional.of(new FittedState(
                        new Digest(fitted.text("sha256")),
                        new ArtifactRef(
                                ArtifactRef.Kind.DATASET,
                                on.text("id"),
                                on.text("version"),
                                new Digest(on.text("sha256")))));
            }
            return new PreprocessingStep(
                    fields.text("name"),
                    fields.text("code_version"),
                    new TreeMap<>(fields.textsByKey("parameters")),
                    state);
        } catch (IllegalArgumentException e) {
            throw new DataException(fields.where() + ": " + e.getMessage(), e);
        }
    }
}
