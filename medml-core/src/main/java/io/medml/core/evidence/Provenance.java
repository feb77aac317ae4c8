package io.medml.core.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a piece of evidence came to be: which part of the library in which version made it, from which artefacts, with which
 * settings. It holds no time (the ledger's entry has it), no path, no host name and no file time, so that the same inputs
 * give the same bytes.
 *
 * @param producer what made it, such as {@code io.medml.core.evaluation.ModelEvaluator}
 * @param software name and version of the software, such as {@code medml/0.1.0}
 * @param inputs what it was made from, in the order given
 * @param settings every setting that shaped the result, by name, sorted; seeds included
 * @param synthetic whether any input is generated and not from patients
 */
public record Provenance(
        String producer,
        String software,
        List<ArtifactRef> inputs,
        SortedMap<String, String> settings,
        boolean synthetic) {

    private static final String OUTCOME = "outcome";
    private static final String POSITIVE = "outcome_positive";
    private static final String DIGEST_OF = "data_set_digest";
    private static final String TABLE = "table_sha256";

    /** The name and version of this library, as provenance and ledger entries state it. */
    public static final String SOFTWARE = "medml/0.1.0-SNAPSHOT";

    /** Copies the collections. */
    public Provenance {
        Objects.requireNonNull(producer, "producer");
        Objects.requireNonNull(software, "software");
        inputs = List.copyOf(inputs);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /**
     * Provenance of something that this library makes.
     *
     * @param producer the class that makes it
     * @return provenance without inputs and settings
     */
    public static Provenance of(Class<?> producer) {
        return new Provenance(producer.getName(), SOFTWARE, List.of(), new TreeMap<>(), false);
    }

    /**
     * Adds an input.
     *
     * @param input what it was made from
     * @return a copy with the input; the same when it is already there
     */
    public Provenance from(ArtifactRef input) {
        if (inputs.contains(input)) {
            return this;
        }
        List<ArtifactRef> copy = new ArrayList<>(inputs);
        copy.add(input);
        return new Provenance(producer, software, copy, settings, synthetic);
    }

    /**
     * Adds a setting.
     *
     * @param name its name
     * @param value its value, as text
     * @return a copy with the setting
     */
    public Provenance with(String name, Object value) {
        SortedMap<String, String> copy = new TreeMap<>(settings);
        copy.put(name, ContentText.detail(value));
        return new Provenance(producer, software, inputs, copy, synthetic);
    }

    /**
     * Says which outcome the evidence is about, as the settings {@code outcome} and {@code outcome_positive}.
     *
     * @param column the column of the outcome
     * @param positive the value that counts as positive, or in words which do
     * @return a copy with both settings
     */
    public Provenance withOutcome(String column, String positive) {
        return with(OUTCOME, Objects.requireNonNull(column, "column"))
                .with(POSITIVE, Objects.requireNonNull(positive, "positive"));
    }

    /**
     * Which outcome the evidence is about.
     *
     * @return column and positive value, such as {@code readmitted; positive: <30}; empty where no outcome was looked at
     */
    public Optional<String> outcome() {
        String column = settings.get(OUTCOME);
        String positive = settings.get(POSITIVE);
        return column == null || positive == null ? Optional.empty() : Optional.of(column + "; positive: " + positive);
    }

    /**
     * Says what the digest is of that names the data set, as the setting {@code data_set_digest}.
     *
     * @param what what it is of
     * @return a copy with the setting
     */
    public Provenance withDigestOf(DigestOf what) {
        return with(DIGEST_OF, what.text());
    }

    /**
     * What the digest is of that names the data set.
     *
     * @return the setting; empty where it is not said
     */
    public Optional<DigestOf> digestOf() {
        return Optional.ofNullable(settings.get(DIGEST_OF)).flatMap(DigestOf::ofText);
    }

    /**
     * Says the digest of the table as read that a data set was made of, as the setting {@code table_sha256}, so that a report on a cohort and
     * one on its table can be joined.
     *
     * @param table the digest of the table
     * @return a copy with the setting
     */
    public Provenance withTable(Digest table) {
        return with(TABLE, table.hex());
    }

    /**
     * The digest of the table as read that a data set was made of.
     *
     * @return the setting, in hexadecimal digits; empty where it is not said
     */
    public Optional<String> table() {
        return Optional.ofNullable(settings.get(TABLE));
    }

    /**
     * Says whether any input is generated.
     *
     * @param isSynthetic whether any input is generated and not from patients
     * @return a copy that is synthetic when it was already or when {@code isSynthetic}
     */
    public Provenance synthetic(boolean isSynthetic) {
        return new Provenance(producer, software, inputs, settings, synthetic || isSynthetic);
    }

    Content content() {
        Content.Builder setting = Content.fields();
        for (Map.Entry<String, String> entry : settings.entrySet()) {
            setting.put(entry.getKey(), entry.getValue());
        }
        return Content.fields()
                .put("producer", producer)
                .put("software", software)
                .put("inputs", Content.items(inputs, ArtifactRef::content))
                .put("settings", setting.build())
                .put("synthetic", synthetic)
                .build();
    }

    static Provenance from(Content.Fields fields) {
        return new Provenance(
                fields.text("producer"),
                fields.text("software"),
                fields.list("inputs").stream()
                        .map(c -> ArtifactRef.from(c.asFields()))
                        .toList(),
                fields.textsByName("settings"),
                fields.flag("synthetic"));
    }
}
