package io.medml.core.annotation;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a data set are held to be: how they come to be, from which sources in which order, why that is taken for the
 * truth, and what those who gave them knew.
 *
 * <pre>{@code
 * ReferenceStandard standard = ReferenceStandard.named("malignancy", "1.0")
 *     .method("histology where a biopsy was taken, else three radiologists with adjudication")
 *     .source("histology", Source.PATHOLOGY)
 *     .source("panel", Source.EXPERT_PANEL)
 *     .justification("biopsy of every nodule is not ethical; the panel agreed with histology in 94 of 100 biopsied nodules")
 *     .claim("best available for nodules without biopsy")
 *     .blindedToIndexTest(Blinding.BLINDED)
 *     .annotatorsSaw("age", "earlier report")
 *     .build();
 * ReferenceStandardReport frozen = standard.bind(cohort, labels, "age", "diameter");
 * }</pre>
 *
 * <p>{@link #bind} freezes it: the report names definition, annotations, labels and data set by digest. It finds what makes the reference
 * follow the model that is held against it (incorporation): a predictor among what annotators saw, a model among the sources, labels made
 * knowing a model's output. The claim is quoted as stated and not judged. Immutable.
 */
public final class ReferenceStandard {

    private static final String[] KEYS = {
        "name", "version", "method", "sources", "justification", "claim", "blinded_to_index_test", "annotators_saw"
    };

    private final String name;
    private final String version;
    private final String method;
    private final List<RankedSource> sources;
    private final String justification;
    private final Optional<String> claim;
    private final Blinding blinding;
    private final Optional<List<String>> seen;

    private ReferenceStandard(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.method = builder.method == null ? "" : builder.method;
        this.sources = List.copyOf(builder.sources);
        this.justification = builder.justification == null ? "" : builder.justification;
        this.claim = Optional.ofNullable(builder.claim);
        this.blinding = builder.blinding == null ? Blinding.NOT_SAID : builder.blinding;
        this.seen = Optional.ofNullable(builder.seen).map(List::copyOf);
    }

    /** What a label comes from. */
    public enum Source {
        /** Tissue, cells or an autopsy. */
        PATHOLOGY,
        /** A laboratory test. */
        LABORATORY,
        /** What became of the patient. */
        FOLLOW_UP,
        /** Several people with a rule for their disagreement. */
        EXPERT_PANEL,
        /** One person. */
        ONE_EXPERT,
        /** The diagnosis that was made in care. */
        CLINICAL_DIAGNOSIS,
        /** Codes for billing or statistics. */
        CODES,
        /** A program that read reports. */
        TEXT_MINING,
        /** A model, the one under test or another. */
        MODEL_OUTPUT,
        /** Something else, which the method describes. */
        OTHER
    }

    /**
     * A source in its place.
     *
     * @param name its name
     * @param kind what it is
     */
    public record RankedSource(String name, Source kind) {
        /** Checks the name. */
        public RankedSource {
            Name.requireTrimmed(name, "a source of the reference standard");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /**
     * Starts a definition.
     *
     * @param name its name
     * @param version its version
     * @return a builder; confined to one thread
     */
    public static Builder named(String name, String version) {
        return new Builder(name, version);
    }

    /** Builds a definition. Method, sources and justification are required. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final List<RankedSource> sources = new ArrayList<>();
        private @Nullable String method;
        private @Nullable String justification;
        private @Nullable String claim;
        private @Nullable Blinding blinding;
        private @Nullable List<String> seen;

        private Builder(String name, String version) {
            this.name = Name.requireTrimmed(name, "the name of a reference standard");
            this.version = Name.requireTrimmed(version, "the version of a reference standard");
        }

        private static void unset(@Nullable Object value, String what) {
            if (value != null) {
                throw new IllegalStateException("the " + what + " of the reference standard is already set");
            }
        }

        /**
         * Says how a label comes to be.
         *
         * @param text in people's own words
         * @return this
         */
        public Builder method(String text) {
            unset(method, "method");
            method = StatedText.require(text, "the method of a reference standard");
            return this;
        }

        /**
         * Adds a source. The first that has an answer for an item gives its label.
         *
         * @param sourceName its name, not used yet
         * @param kind what it is
         * @return this
         */
        public Builder source(String sourceName, Source kind) {
            if (sources.stream().anyMatch(s -> s.name().equals(sourceName))) {
                throw new IllegalArgumentException("the source \"" + sourceName + "\" is already there");
            }
            sources.add(new RankedSource(sourceName, kind));
            return this;
        }

        /**
         * Says why this is taken for the truth.
         *
         * @param text in people's own words
         * @return this
         */
        public Builder justification(String text) {
            unset(justification, "justification");
            justification = StatedText.require(text, "the justification of a reference standard");
            return this;
        }

        /**
         * States what is claimed of it, such as that it is the best available. The library quotes the claim and does not judge it.
         *
         * @param text in people's own words
         * @return this
         */
        public Builder claim(String text) {
            unset(claim, "claim");
            claim = StatedText.require(text, "the claim of a reference standard");
            return this;
        }

        /**
         * Says whether those who gave labels were blinded to what the model under test says; not said unless stated.
         *
         * @param whether whether they were
         * @return this
         */
        public Builder blindedToIndexTest(Blinding whether) {
            unset(blinding, "blinding");
            blinding = Objects.requireNonNull(whether, "whether");
            return this;
        }

        /**
         * Names what those who gave labels saw beside the item itself, columns of the data by their names.
         *
         * @param what the names; none where they saw the item only
         * @return this
         */
        public Builder annotatorsSaw(String... what) {
            unset(seen, "list of what annotators saw");
            for (String one : what) {
                Name.require(one, "what annotators saw");
            }
            seen = List.of(what);
            return this;
        }

        /**
         * Finishes the definition.
         *
         * @return the definition
         * @throws IllegalStateException when method, sources or justification are not stated
         */
        public ReferenceStandard build() {
            if (method == null || justification == null || sources.isEmpty()) {
                throw new IllegalStateException(
                        "a reference standard needs a method, at least one source and a justification;"
                                + " missing: "
                                + (method == null ? "method(..) " : "")
                                + (sources.isEmpty() ? "source(..) " : "")
                                + (justification == null ? "justification(..)" : ""));
            }
            return new ReferenceStandard(this);
        }
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Its version.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * How a label comes to be.
     *
     * @return in people's own words
     */
    public String method() {
        return method;
    }

    /**
     * What labels come from.
     *
     * @return the sources, the first to be asked first
     */
    public List<RankedSource> sources() {
        return sources;
    }

    /**
     * Why it is taken for the truth.
     *
     * @return in people's own words
     */
    public String justification() {
        return justification;
    }

    /**
     * What is claimed of it.
     *
     * @return in people's own words, or empty when nothing is
     */
    public Optional<String> claim() {
        return claim;
    }

    /**
     * Whether those who gave labels were blinded to the model under test.
     *
     * @return whether, or that it is not said
     */
    public Blinding blindedToIndexTest() {
        return blinding;
    }

    /**
     * What those who gave labels saw beside the item.
     *
     * @return the names, or empty when it is not stated
     */
    public Optional<List<String>> annotatorsSaw() {
        return seen;
    }

    /**
     * The definition as a document.
     *
     * @return its content, which {@link #from} reads back
     */
    public Content content() {
        Content.Builder content = Content.fields()
                .put("name", name)
                .put("version", version)
                .put("method", method)
                .put(
                        "sources",
                        Content.items(
                                sources,
                                s -> Content.fields()
                                        .put("name", s.name())
                                        .put("kind", s.kind().name().toLowerCase(Locale.ROOT))
                                        .build()))
                .put("justification", justification);
        claim.ifPresent(c -> content.put("claim", c));
        if (blinding != Blinding.NOT_SAID) {
            content.put("blinded_to_index_test", blinding == Blinding.BLINDED);
        }
        seen.ifPresent(s -> content.put("annotators_saw", Content.texts(s)));
        return content.build();
    }

    /**
     * Reads a definition, as {@link Content#parse} or {@link Content#parseYaml} gave it.
     *
     * @param content the document
     * @return the definition
     * @throws DataException when a key is unknown or missing, or a value is not what it should be
     */
    public static ReferenceStandard from(Content content) {
        StrictFields fields = StrictFields.of(content, "reference standard", KEYS);
        try {
            Builder builder = named(fields.text("name"), fields.text("version"))
                    .method(fields.text("method"))
                    .justification(fields.text("justification"));
            for (StrictFields source : fields.parts("sources", "name", "kind")) {
                builder.source(source.text("name"), kind(source));
            }
            fields.optionalText("claim").ifPresent(builder::claim);
            if (fields.has("blinded_to_index_test")) {
                builder.blindedToIndexTest(
                        fields.flag("blinded_to_index_test") ? Blinding.BLINDED : Blinding.NOT_BLINDED);
            }
            if (fields.has("annotators_saw")) {
                builder.annotatorsSaw(fields.texts("annotators_saw").toArray(new String[0]));
            }
            return builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DataException("reference standard: " + e.getMessage(), e);
        }
    }

    private static Source kind(StrictFields source) {
        String word = source.text("kind");
        for (Source kind : Source.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw source.wrong(
                "kind",
                "to be one of "
                        + Arrays.stream(Source.values())
                                .map(k -> k.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
    }

    /**
     * The digest of the definition.
     *
     * @return the digest of its canonical document
     */
    public Digest digest() {
        return Digest.sha256(content().bytes());
    }

    /**
     * Binds the definition to a data set and to the reference labels of its records.
     *
     * @param cohort the data set; its records are the items of the labels
     * @param labels the labels
     * @param predictors the columns that the model reads
     * @return the report
     * @throws IllegalArgumentException when the data set has no such column
     */
    public ReferenceStandardReport bind(Cohort cohort, ReferenceLabels labels, String... predictors) {
        Objects.requireNonNull(labels, "labels");
        long with = 0;
        long differing = 0;
        for (int row = 0; row < cohort.size(); row++) {
            Optional<String> label = labels.of(cohort.recordIds().get(row)).flatMap(ReferenceLabels.Label::label);
            if (label.isPresent()) {
                with++;
                differing +=
                        cohort.table().column(cohort.labelColumn()).text(row).equals(label) ? 0 : 1;
            }
        }
        List<Finding> findings = findings(cohort, predictors);
        String where = cohort.reference().id();
        if (with < cohort.size()) {
            findings.add(Finding.of(
                            "RECORDS_WITHOUT_REFERENCE",
                            Severity.WARNING,
                            where,
                            "Some records of the data set have no reference label in the set that is bound.")
                    .with("records", cohort.size())
                    .with("records_without_reference", cohort.size() - with));
        }
        if (differing > 0) {
            findings.add(Finding.of(
                            "LABEL_DIFFERS_FROM_REFERENCE",
                            Severity.ERROR,
                            where,
                            "Some records of the data set have another label than the reference that is bound.")
                    .with("records", differing));
        }
        sawModel(labels.annotations(), findings);
        return new ReferenceStandardReport(
                this,
                cohort.reference(),
                Optional.of(labels),
                List.of(predictors),
                cohort.size(),
                with,
                differing,
                cohort.synthetic() || labels.annotations().synthetic(),
                findings);
    }

    /**
     * Binds the definition to a data set whose labels did not come from annotations that are at hand, such as labels mined from
     * reports. The report says that nothing shows how its labels came to be.
     *
     * @param cohort the data set
     * @param predictors the columns that the model reads
     * @return the report
     * @throws IllegalArgumentException when the data set has no such column
     */
    public ReferenceStandardReport bindWithoutAnnotations(Cohort cohort, String... predictors) {
        List<Finding> findings = findings(cohort, predictors);
        findings.add(Finding.of(
                "ANNOTATIONS_NOT_BOUND",
                Severity.WARNING,
                cohort.reference().id(),
                "The labels are bound without annotations, so who gave them, when and how sure is not shown."));
        return new ReferenceStandardReport(
                this,
                cohort.reference(),
                Optional.empty(),
                List.of(predictors),
                cohort.size(),
                0,
                0,
                cohort.synthetic(),
                findings);
    }

    private void sawModel(AnnotationSet annotations, List<Finding> findings) {
        long knowing = annotations.annotations().stream()
                .filter(a -> a.blinding(BlindedTo.MODEL_OUTPUT) == Blinding.NOT_BLINDED)
                .count();
        if (knowing > 0) {
            findings.add(Finding.of(
                            "LABELLED_KNOWING_A_MODEL",
                            Severity.ERROR,
                            annotations.reference().id(),
                            "Some annotations were made knowing what a model says"
                                    + (blinding == Blinding.BLINDED
                                            ? ", although the definition says that nobody did."
                                            : "."))
                    .with("annotations", knowing));
        }
    }

    private List<Finding> findings(Cohort cohort, String... predictors) {
        List<Finding> findings = new ArrayList<>();
        for (String predictor : predictors) {
            cohort.table().column(predictor);
            if (seen.isPresent() && seen.get().stream().anyMatch(s -> same(s, predictor))) {
                findings.add(Finding.of(
                        "INCORPORATION",
                        Severity.ERROR,
                        predictor,
                        "Those who gave the labels saw this column, and the model reads it. Agreement of the two may come from it"
                                + " alone."));
            }
        }
        for (RankedSource source : sources) {
            switch (source.kind()) {
                case MODEL_OUTPUT ->
                    findings.add(Finding.of(
                            "MODEL_AMONG_SOURCES",
                            Severity.ERROR,
                            source.name(),
                            "Labels come from a model. Held against them, a model is measured against a model."));
                case TEXT_MINING ->
                    findings.add(
                            Finding.of(
                                    "LABELS_FROM_TEXT",
                                    Severity.WARNING,
                                    source.name(),
                                    "Labels were mined from texts. They hold the errors of the program, and what the writer left out."));
                case CODES ->
                    findings.add(Finding.of(
                            "LABELS_FROM_CODES",
                            Severity.WARNING,
                            source.name(),
                            "Labels come from codes that were assigned for other purposes."));
                case ONE_EXPERT ->
                    findings.add(Finding.of(
                            "LABELS_OF_ONE_EXPERT",
                            Severity.WARNING,
                            source.name(),
                            "Labels come from one person; how far another would agree is not known."));
                default -> {}
            }
        }
        String where = name + " " + version;
        if (blinding == Blinding.NOT_BLINDED) {
            findings.add(Finding.of(
                    "NOT_BLINDED_TO_INDEX_TEST",
                    Severity.ERROR,
                    where,
                    "Those who gave the labels knew what the model under test says."));
        } else if (blinding == Blinding.NOT_SAID) {
            findings.add(Finding.of(
                    "BLINDING_NOT_SAID",
                    Severity.WARNING,
                    where,
                    "It is not said whether those who gave the labels knew what the model under test says."));
        }
        if (seen.isEmpty()) {
            findings.add(Finding.of(
                    "SEEN_NOT_STATED",
                    Severity.WARNING,
                    where,
                    "It is not stated what those who gave the labels saw, so incorporation cannot be looked for."));
        }
        if (claim.isEmpty()) {
            findings.add(
                    Finding.of(
                            "CLAIM_NOT_STATED",
                            Severity.INFO,
                            where,
                            "It is not stated what is claimed of this reference standard, such as that it is the best available."));
        }
        return findings;
    }

    private static boolean same(String one, String other) {
        return one.strip().equalsIgnoreCase(other.strip());
    }

    @Override
    public String toString() {
        return "reference standard " + name + " " + version;
    }
}
