package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * The steps of a preprocessing in their order, with settings, versions of code and the digests of what was fitted, and one digest of
 * them all: the SHA-256 of the canonical bytes of {@code steps}. Two of the same digest do the same to the same data, as far as the
 * stated versions of code do. Immutable.
 *
 * <pre>{@code
 * PreprocessingFingerprint preprocessing = PreprocessingFingerprint.named("chest-xray-input", "2")
 *     .step(PreprocessingStep.stateless("resample", "1.4.0", Map.of("spacing_mm", "0.14")))
 *     .step(PreprocessingStep.fitted("normalise", "1.4.0", Map.of(), stateDigest, trainingData))
 *     .build();
 * }</pre>
 */
public final class PreprocessingFingerprint {

    private static final String FORM = "medml-preprocessing/1";

    private final String name;
    private final String version;
    private final List<PreprocessingStep> steps;
    private final Digest digest;

    private PreprocessingFingerprint(String name, String version, List<PreprocessingStep> steps) {
        this.name = Name.requireTrimmed(name, "the name of a preprocessing");
        this.version = Name.requireTrimmed(version, "the version of a preprocessing");
        this.steps = List.copyOf(steps);
        this.digest = Digest.sha256(
                Content.items(this.steps, PreprocessingStep::content).bytes());
    }

    /**
     * Starts a preprocessing.
     *
     * @param name its name
     * @param version its version
     * @return a builder without steps; confined to one thread
     */
    public static Builder named(String name, String version) {
        return new Builder(name, version);
    }

    /**
     * Reads a preprocessing, from JSON or YAML.
     *
     * @param content what {@link #content()} gives
     * @return the preprocessing
     * @throws DataException when a field is missing, unknown or of another form, or the digest is not that of the steps
     */
    public static PreprocessingFingerprint from(Content content) {
        StrictFields fields = StrictFields.of(content, "preprocessing", "form", "name", "version", "sha256", "steps");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\", the only one that this version of medml reads");
        }
        List<PreprocessingStep> steps = new ArrayList<>();
        for (StrictFields step : fields.parts("steps", "name", "code_version", "parameters", "fitted")) {
            steps.add(PreprocessingStep.from(step));
        }
        if (steps.isEmpty()) {
            throw fields.wrong("steps", "to have at least one item");
        }
        PreprocessingFingerprint read;
        try {
            read = new PreprocessingFingerprint(fields.text("name"), fields.text("version"), steps);
        } catch (IllegalArgumentException e) {
            throw new DataException("preprocessing: " + e.getMessage(), e);
        }
        if (fields.has("sha256") && !fields.text("sha256").equals(read.digest.hex())) {
            throw fields.wrong("sha256", "to be the digest of the steps; a step was changed, or leave the key out");
        }
        return read;
    }

    /**
     * The preprocessing as a JSON value.
     *
     * @return the content
     */
    public Content content() {
        return Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("sha256", digest.hex())
                .put("steps", Content.items(steps, PreprocessingStep::content))
                .build();
    }

    /**
     * The steps.
     *
     * @return in their order
     */
    public List<PreprocessingStep> steps() {
        return steps;
    }

    /**
     * Names the preprocessing and pins its steps.
     *
     * @return the reference
     */
    public ArtifactRef reference() {
        return new ArtifactRef(ArtifactRef.Kind.PREPROCESSING, name, version, digest);
    }

    /**
     * The data that a state was fitted on.
     *
     * @return each once, in the order of the steps
     */
    public List<ArtifactRef> fittedOn() {
        return steps.stream()
                .flatMap(step -> step.state().stream())
                .map(PreprocessingStep.FittedState::fittedOn)
                .distinct()
                .toList();
    }

    /**
     * Records that this preprocessing made data of other data: evidence from which a {@link LineageGraph} knows the step.
     *
     * @param from the data before, at least one
     * @param to the data after
     * @return the evidence
     */
    public PreprocessingRecord applied(Collection<ArtifactRef> from, ArtifactRef to) {
        return new PreprocessingRecord(this, List.copyOf(from), to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreprocessingFingerprint that
                && that.reference().equals(reference());
    }

    @Override
    public int hashCode() {
        return reference().hashCode();
    }

    @Override
    public String toString() {
        return reference() + ", " + steps.size() + " steps";
    }

    /** Takes the steps. Confined to one thread. */
    public static final class Builder {

        private final String name;
        private final String version;
        private final List<PreprocessingStep> steps = new ArrayList<>();

        private Builder(String name, String version) {
            this.name = Name.requireTrimmed(name, "the name of a preprocessing");
            this.version = Name.requireTrimmed(version, "the version of a preprocessing");
        }

        /**
         * Adds a step after those that are there.
         *
         * @param step the step
         * @return this
         */
        public Builder step(PreprocessingStep step) {
            steps.add(Objects.requireNonNull(step, "step"));
            return this;
        }

        /**
         * Finishes the preprocessing.
         *
         * @return the preprocessing
         * @throws IllegalStateException when there is no step
         */
        public PreprocessingFingerprint build() {
            if (steps.isEmpty()) {
                throw new IllegalStateException("a preprocessing has at least one step; call step(..) before build()");
            }
            return new PreprocessingFingerprint(name, version, steps);
        }
    }
}
