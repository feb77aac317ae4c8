package io.medml.core.table;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How rows were read, and from which file: what makes another table of the same bytes. A reader says the settings; who knows the digest
 * of the file's bytes names the file ({@link RowSource#fromFile}). It holds no value of a cell. Immutable.
 */
public final class Reading {

    /** Nothing is known of it, as for the host's own arrays. */
    static final Reading UNKNOWN = new Reading(new TreeMap<>(), null, null);

    private final SortedMap<String, String> settings;
    private final @Nullable ArtifactRef file;
    private final @Nullable Digest table;

    private Reading(SortedMap<String, String> settings, @Nullable ArtifactRef file, @Nullable Digest table) {
        this.settings = settings;
        this.file = file;
        this.table = table;
    }

    /**
     * Rows of a format.
     *
     * @param format such as {@code CSV}
     * @return a reading without further settings
     */
    public static Reading as(String format) {
        return UNKNOWN.setting("read_as", Name.requireTrimmed(format, "the format of a file"));
    }

    /**
     * Adds a setting.
     *
     * @param name its name
     * @param value its value as text
     * @return a copy with the setting, named {@code read_} and the name
     */
    public Reading with(String name, Object value) {
        return setting("read_" + Name.requireTrimmed(name, "the name of a setting"), String.valueOf(value));
    }

    private Reading setting(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return new Reading(more, file, table);
    }

    Reading withTexts(String name, Collection<String> texts) {
        return with(name, texts.isEmpty() ? "none" : json(Content.texts(List.copyOf(texts))));
    }

    Reading withTexts(String name, Map<String, ? extends Collection<String>> texts) {
        Content.Builder fields = Content.fields();
        texts.forEach((key, values) -> fields.put(key, Content.texts(List.copyOf(values))));
        return texts.isEmpty() ? this : with(name, json(fields.build()));
    }

    static String json(Content content) {
        return new String(content.bytes(), StandardCharsets.UTF_8);
    }

    Reading from(ArtifactRef read) {
        if (read.kind() != ArtifactRef.Kind.FILE) {
            throw new IllegalArgumentException("expected a reference to a file, got one of kind " + read.kind());
        }
        return new Reading(settings, read, table);
    }

    /** Remembers the digest of the table as read, before columns were added; the first one counts. */
    Reading of(Digest read) {
        return table == null ? new Reading(settings, file, read) : this;
    }

    /**
     * The digest of the table as read, where columns were added to it since ({@link Table#numbered}).
     *
     * @return the digest; empty where the table is as it was read, or rows of it
     */
    public Optional<Digest> table() {
        return Optional.ofNullable(table);
    }

    /**
     * The file, with the digest of its bytes.
     *
     * @return the file; empty where nobody said it
     */
    public Optional<ArtifactRef> file() {
        return Optional.ofNullable(file);
    }

    /**
     * The settings of the reader.
     *
     * @return the settings by name, sorted; empty where the rows come from no reader of this library
     */
    public SortedMap<String, String> settings() {
        return Collections.unmodifiableSortedMap(settings);
    }

    /**
     * Says in the provenance of a report how its rows were read.
     *
     * @param provenance a provenance
     * @return a copy with the file among the inputs, and with the settings and, where {@link #table} is known, that digest
     */
    public Provenance in(Provenance provenance) {
        Provenance stated = file == null ? provenance : provenance.from(file);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            stated = stated.with(setting.getKey(), setting.getValue());
        }
        return table == null ? stated : stated.withTable(table);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reading that
                && settings.equals(that.settings)
                && Objects.equals(file, that.file)
                && Objects.equals(table, that.table);
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings, file, table);
    }

    @Override
    public String toString() {
        return settings + (file == null ? "" : " of " + file);
    }
}
