package io.medml.core.lineage;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A datasheet of a data set: what recorded evidence says of it, what people state, and which questions nobody answered. Immutable.
 *
 * <pre>{@code
 * Datasheet sheet = Datasheet.builder()
 *     .cohort(recordedDescription)
 *     .files(recordedVersion)
 *     .state(DatasheetQuestion.PURPOSE, "To detect pneumonia in adults in the emergency department.")
 *     .build();
 * }</pre>
 *
 * <p>What evidence says stands beside what people state, with the digest of the evidence, and neither replaces the other. A question
 * without an answer is listed as unanswered.
 *
 * <p>A datasheet is of one data set: of the cohort, or of the files where there is no cohort. Evidence of something else counts as
 * evidence of these data only where a digest shows it: a split when its whole is the cohort, or was made of the files by the
 * preprocessing; a preprocessing when it made the data set, or the whole of the split out of the files; files when the preprocessing made
 * the cohort out of them. What else is handed in is told as a fact that is {@linkplain Fact#sameData not shown to be of the same data}, answers no
 * question, and is a finding. A split of another cohort is refused.
 */
public final class Datasheet implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "datasheet";

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final Map<DatasheetQuestion, Answer> answers;
    private final List<Finding> findings;

    /**
     * A fact that recorded evidence holds.
     *
     * @param text the fact
     * @param evidence the digest of the evidence document
     * @param sameData whether evidence shows that it is a fact of the data that the datasheet is of
     */
    public record Fact(String text, Digest evidence, boolean sameData) {
        /** Checks that both are there. */
        public Fact {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /**
     * What is said to a question.
     *
     * @param question the question
     * @param facts what evidence says
     * @param stated what people state; empty when nobody did
     */
    public record Answer(DatasheetQuestion question, List<Fact> facts, Optional<String> stated) {
        /** Copies the list. */
        public Answer {
            Objects.requireNonNull(question, "question");
            facts = List.copyOf(facts);
            Objects.requireNonNull(stated, "stated");
        }

        /**
         * Whether anything is said of the data that the datasheet is of.
         *
         * @return whether
         */
        public boolean answered() {
            return fromEvidence() || stated.isPresent();
        }

        boolean fromEvidence() {
            return facts.stream().anyMatch(Fact::sameData);
        }
    }

    private Datasheet(Builder builder) {
        DatasheetLinks links = new DatasheetLinks(builder.cohort, builder.files, builder.split, builder.preprocessing);
        DatasheetFacts facts = new DatasheetFacts(links);
        List<ArtifactRef> sets = new ArrayList<>();
        Provenance made = Provenance.of(Datasheet.class);
        List<Finding> found = new ArrayList<>();
        for (Recorded<? extends Evidence> one : builder.evidence.values()) {
            made = made.from(one.evidence().document().reference())
                    .synthetic(one.evidence().provenance().synthetic());
        }
        sets.add(links.data());
        if (builder.cohort != null) {
            facts.cohort(builder.cohort);
        }
        if (builder.files != null) {
            ArtifactRef files = builder.files.evidence().dataset();
            if (links.isSame(builder.files) && !sets.contains(files)) {
                sets.add(files);
            }
            facts.files(builder.files);
            augmented(builder.files).ifPresent(found::add);
        }
        if (builder.split != null) {
            facts.split(builder.split);
        }
        if (builder.preprocessing != null) {
            facts.preprocessing(builder.preprocessing);
        }
        builder.evidence.values().stream()
                .filter(one -> !links.isSame(one))
                .forEach(one -> found.add(Finding.of(
                                "NOT_SHOWN_SAME_DATA",
                                Severity.WARNING,
                                one.evidence().about().get(0).toString(),
                                "Evidence was handed in that nothing shows to be of the data of this datasheet. Its"
                                        + " facts are marked and answer no question. Hand in the preprocessing that joins"
                                        + " the two, or leave it out.")
                        .with("evidence", one.evidence().schema())));
        if (builder.consentScope != null) {
            made = made.from(builder.consentScope);
        }
        this.about = List.copyOf(sets);
        this.provenance = made;
        Map<DatasheetQuestion, Answer> all = new EnumMap<>(DatasheetQuestion.class);
        for (DatasheetQuestion question : DatasheetQuestion.values()) {
            all.put(
                    question,
                    new Answer(question, facts.of(question), Optional.ofNullable(builder.stated.get(question))));
        }
        this.answers = all;
        if (provenance.synthetic()) {
            found.add(Finding.syntheticData(about.get(0).id()));
        }
        long open = all.values().stream().filter(a -> !a.answered()).count();
        if (open > 0) {
            found.add(Finding.of(
                            "QUESTIONS_UNANSWERED",
                            Severity.INFO,
                            about.get(0).id(),
                            "Some questions of the datasheet have no answer, neither from evidence nor from people.")
                    .with("questions", open)
                    .with("of", all.size()));
        }
        this.findings = List.copyOf(found);
    }

    private static Optional<Finding> augmented(Recorded<DatasetVersion> files) {
        Content.Fields body = files.evidence().body().asFields();
        return body.text("origin").equals(DataOrigin.AUGMENTED.word())
                ? Optional.of(Finding.of(
                        "AUGMENTED_DATA",
                        Severity.WARNING,
                        body.text("name"),
                        "Some records were made of others by changing them; a test on them says nothing of patients."))
                : Optional.empty();
    }

    /**
     * Starts a datasheet.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What is said to a question.
     *
     * @param question the question
     * @return the answer, which may say nothing
     */
    public Answer answer(DatasheetQuestion question) {
        return Objects.requireNonNull(answers.get(Objects.requireNonNull(question, "question")));
    }

    /**
     * The questions that nobody answered.
     *
     * @return in the order of the datasheet
     */
    public List<DatasheetQuestion> unanswered() {
        return answers.values().stream()
                .filter(a -> !a.answered())
                .map(Answer::question)
                .toList();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    /** The cohort, or the version of files; both where evidence shows that the cohort was made of these files. */
    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("answers", Content.items(answers.values(), Datasheet::content))
                .put("unanswered", unanswered().size())
                .build();
    }

    private static Content content(Answer answer) {
        Content.Builder content = Content.fields()
                .put("question", answer.question().word())
                .put("text", answer.question().text())
                .put(
                        "facts",
                        Content.items(
                                answer.facts(),
                                fact -> Content.fields()
                                        .put("text", fact.text())
                                        .put("evidence_sha256", fact.evidence().hex())
                                        .put("same_data", fact.sameData())
                                        .build()));
        answer.stated().ifPresent(text -> content.put("stated", text));
        return content.build();
    }

    @Override
    public String toString() {
        return "datasheet of " + about.get(0) + ", " + unanswered().size() + " questions unanswered";
    }

    /** Takes evidence and statements. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {

        private final Map<DatasheetQuestion, String> stated = new EnumMap<>(DatasheetQuestion.class);
        private final Map<String, Recorded<? extends Evidence>> evidence = new LinkedHashMap<>();
        private @Nullable Recorded<CohortDescription> cohort;
        private @Nullable Recorded<DatasetVersion> files;
        private @Nullable Recorded<CohortSplit> split;
        private @Nullable Recorded<PreprocessingRecord> preprocessing;
        private @Nullable ArtifactRef consentScope;

        private Builder() {}

        /**
         * Takes the description of a cohort.
         *
         * @param value the recorded description
         * @return this
         */
        public Builder cohort(Recorded<CohortDescription> value) {
            cohort = once("cohort", value);
            return this;
        }

        /**
         * Takes a version of a data set of files.
         *
         * @param value the recorded version
         * @return this
         */
        public Builder files(Recorded<DatasetVersion> value) {
            files = once("files", value);
            return this;
        }

        /**
         * Takes the split that is recommended; it must be one of the cohort, where there is one.
         *
         * @param value the recorded split
         * @return this
         */
        public Builder split(Recorded<CohortSplit> value) {
            split = once("split", value);
            return this;
        }

        /**
         * Takes what was done to the raw data. It also shows which files a cohort was made of.
         *
         * @param value the recorded statement
         * @return this
         */
        public Builder preprocessing(Recorded<PreprocessingRecord> value) {
            preprocessing = once("preprocessing", value);
            return this;
        }

        /**
         * Names the consent scope that the data are under, and states what it permits.
         *
         * @param scope the reference of the scope
         * @param text what people consented to, in people's own words
         * @return this
         */
        public Builder consentScope(ArtifactRef scope, String text) {
            if (consentScope != null) {
                throw new IllegalStateException("consentScope is already set");
            }
            consentScope = Objects.requireNonNull(scope, "scope");
            return state(DatasheetQuestion.CONSENT, text);
        }

        /**
         * States what only people know.
         *
         * @param question the question
         * @param text the answer
         * @return this
         */
        public Builder state(DatasheetQuestion question, String text) {
            StatedText.require(text, "the answer to \"" + question.text() + "\"");
            if (stated.putIfAbsent(question, text) != null) {
                throw new IllegalStateException("\"" + question.text() + "\" is answered already");
            }
            return this;
        }

        private <E extends Evidence> Recorded<E> once(String what, Recorded<E> value) {
            if (evidence.putIfAbsent(what, Objects.requireNonNull(value, what)) != null) {
                throw new IllegalStateException(what + " is already set");
            }
            return value;
        }

        /**
         * Finishes the datasheet.
         *
         * @return the datasheet
         * @throws IllegalStateException when there is neither a cohort nor a version of files
         * @throws IllegalArgumentException when the split is of another cohort
         */
        public Datasheet build() {
            if (cohort == null && files == null) {
                throw new IllegalStateException(
                        "a datasheet is of a data set; call cohort(..) or files(..) before build()");
            }
            return new Datasheet(this);
        }
    }
}
