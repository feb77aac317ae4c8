package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where the preprocessing of sites, groups or versions differs, step by step. Immutable.
 *
 * <pre>{@code
 * PreprocessingComparison comparison = PreprocessingComparison.between("site")
 *     .of("north", northern).of("south", southern)
 *     .compare();
 * }</pre>
 *
 * <p>The first is what the others are compared with. Steps are joined by their names along a longest common subsequence of the two lists;
 * a step that was moved is so one that is missing in one place and one that is added in another. A difference between sites or
 * groups can look like a difference between their patients, and a model can learn it.
 */
public final class PreprocessingComparison implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "preprocessing-comparison";

    private final String by;
    private final Map<String, PreprocessingFingerprint> compared;
    private final List<StepDifference> differences;

    /** What differs in a step. */
    public enum Difference {
        /** The first has the step and the other has not. */
        MISSING,
        /** The other has the step and the first has not. */
        ADDED,
        /** The settings differ. */
        PARAMETERS,
        /** The version of the code differs. */
        CODE_VERSION,
        /** Both are fitted, with other states, or only one of them is. */
        STATE,
        /** The states were fitted on other data. */
        FITTED_ON;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A step that differs from that of the first.
     *
     * @param group the site, group or version
     * @param step the name of the step
     * @param number the number of the step in the list of the first, from 1; of an added one that of the step before it, 0 for none
     * @param kinds what differs, in the order of {@link Difference}
     * @param parameters the names of the settings that differ
     */
    public record StepDifference(
            String group, String step, int number, List<Difference> kinds, List<String> parameters) {
        /** Copies the lists. */
        public StepDifference {
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(step, "step");
            kinds = List.copyOf(kinds);
            parameters = List.copyOf(parameters);
        }
    }

    private PreprocessingComparison(String by, Map<String, PreprocessingFingerprint> compared) {
        this.by = by;
        this.compared = new LinkedHashMap<>(compared);
        List<StepDifference> found = new ArrayList<>();
        PreprocessingFingerprint first = compared.values().iterator().next();
        compared.forEach((group, other) -> found.addAll(differences(group, first.steps(), other.steps())));
        this.differences = List.copyOf(found);
    }

    /**
     * Starts a comparison.
     *
     * @param by what they differ by: {@code site}, {@code sex}, {@code version}
     * @return a builder; confined to one thread
     */
    public static Builder between(String by) {
        return new Builder(by);
    }

    private static List<StepDifference> differences(
            String group, List<PreprocessingStep> first, List<PreprocessingStep> other) {
        int[][] common = new int[first.size() + 1][other.size() + 1];
        for (int i = first.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                common[i][j] = first.get(i).name().equals(other.get(j).name())
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<StepDifference> found = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < first.size() || j < other.size()) {
            if (i < first.size()
                    && j < other.size()
                    && first.get(i).name().equals(other.get(j).name())) {
                difference(group, i + 1, first.get(i), other.get(j)).ifPresent(found::add);
                i++;
                j++;
            } else if (j == other.size() || (i < first.size() && common[i + 1][j] >= common[i][j + 1])) {
                found.add(
                        new StepDifference(group, first.get(i).name(), i + 1, List.of(Difference.MISSING), List.of()));
                i++;
            } else {
                found.add(new StepDifference(group, other.get(j).name(), i, List.of(Difference.ADDED), List.of()));
                j++;
            }
        }
        return found;
    }

    private static Optional<StepDifference> difference(
            String group, int number, PreprocessingStep first, PreprocessingStep other) {
        List<Difference> kinds = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(first.parameters().keySet());
        names.addAll(other.parameters().keySet());
        names.removeIf(name ->
                Objects.equals(first.parameters().get(name), other.parameters().get(name)));
        if (!names.isEmpty()) {
            kinds.add(Difference.PARAMETERS);
        }
        if (!first.codeVersion().equals(other.codeVersion())) {
            kinds.add(Difference.CODE_VERSION);
        }
        if (!first.state()
                .map(PreprocessingStep.FittedState::digest)
                .equals(other.state().map(PreprocessingStep.FittedState::digest))) {
            kinds.add(Difference.STATE);
        }
        if (!first.state()
                .map(PreprocessingStep.FittedState::fittedOn)
                .equals(other.state().map(PreprocessingStep.FittedState::fittedOn))) {
            kinds.add(Difference.FITTED_ON);
        }
        return kinds.isEmpty()
                ? Optional.empty()
                : Optional.of(new StepDifference(group, first.name(), number, kinds, List.copyOf(names)));
    }

    /**
     * What they differ by.
     *
     * @return such as {@code site}
     */
    public String by() {
        return by;
    }

    /**
     * What was compared.
     *
     * @return the preprocessings by group; the first is what the others are compared with
     */
    public Map<String, PreprocessingFingerprint> compared() {
        return Collections.unmodifiableMap(compared);
    }

    /**
     * The steps that differ from those of the first.
     *
     * @return by group, then in the order of the steps; empty when all have the same steps
     */
    public List<StepDifference> differences() {
        return differences;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    /** The preprocessings, each once. */
    @Override
    public List<ArtifactRef> about() {
        return compared.values().stream()
                .map(PreprocessingFingerprint::reference)
                .distinct()
                .toList();
    }

    @Override
    public Provenance provenance() {
        Provenance provenance = Provenance.of(PreprocessingComparison.class)
                .with("by", by)
                .with("compared_with", compared.keySet().iterator().next());
        for (ArtifactRef one : about()) {
            provenance = provenance.from(one);
        }
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return differences.stream()
                .map(difference -> Finding.of(
                                "PREPROCESSING_DIFFERS",
                                Severity.WARNING,
                                Name.composed(by + " " + difference.group() + ", step " + difference.step()),
                                "The step differs from that of the group that the others are compared with. What it changes in the data is no"
                                        + " difference between patients.")
                        .with(
                                "what",
                                String.join(
                                        ", ",
                                        difference.kinds().stream()
                                                .map(kind -> kind.word().replace('_', ' '))
                                                .toList()))
                        .with("step_number", difference.number()))
                .toList();
    }

    @Override
    public Content body() {
        List<Content> groups = new ArrayList<>();
        compared.forEach((group, preprocessing) -> groups.add(Content.fields()
                .put("group", group)
                .put("preprocessing", preprocessing.reference().content())
                .put("steps", Content.items(preprocessing.steps(), PreprocessingStep::content))
                .build()));
        return Content.fields()
                .put("by", by)
                .put("groups", new Content.Items(groups))
                .put(
                        "differences",
                        Content.items(
                                differences,
                                difference -> Content.fields()
                                        .put("group", difference.group())
                                        .put("step", difference.step())
                                        .put("number", difference.number())
                                        .put(
                                                "what",
                                                Content.texts(difference.kinds().stream()
                                                        .map(Difference::word)
                                                        .toList()))
                                        .put("parameters", Content.texts(difference.parameters()))
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return compared.size() + " preprocessings by " + by + ", " + differences.size() + " steps differ";
    }

    /** Takes what is compared. Confined to one thread. */
    public static final class Builder {

        private final String by;
        private final Map<String, PreprocessingFingerprint> compared = new LinkedHashMap<>();

        private Builder(String by) {
            this.by = Name.requireTrimmed(by, "what preprocessings differ by");
        }

        /**
         * Adds a preprocessing.
         *
         * @param group its site, group or version
         * @param preprocessing the preprocessing
         * @return this
         */
        public Builder of(String group, PreprocessingFingerprint preprocessing) {
            Name.requireTrimmed(group, "the group of a preprocessing");
            if (compared.putIfAbsent(group, Objects.requireNonNull(preprocessing, "preprocessing")) != null) {
                throw new IllegalStateException("\"" + group + "\" has a preprocessing already");
            }
            return this;
        }

        /**
         * Compares all with the first.
         *
         * @return where they differ
         * @throws IllegalStateException when there are fewer than two
         */
        public PreprocessingComparison compare() {
            if (compared.size() < 2) {
                throw new IllegalStateException("a comparison needs at least two preprocessings, got " + compared.size()
                        + "; add them with of(..)");
            }
            return new PreprocessingComparison(by, compared);
        }
    }
}
