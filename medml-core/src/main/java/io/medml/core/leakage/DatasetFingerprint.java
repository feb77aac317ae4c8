package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keyed digests of a data set's records, subjects and feature rows, which stand in for the data when they are not at hand: a
 * hospital's data can be compared with a vendor's training data without the training data leaving the vendor. Immutable.
 *
 * <p>A mark is the first 128 bits of {@code HMAC-SHA256(key, role 0x00 text)}. Whoever has the fingerprint without the key
 * learns the numbers of records, subjects and distinct rows, the names of the columns, and nothing about who is in it. Whoever
 * has the key as well can test whether a known identifier is in it: guard the key like the identifiers.
 */
public final class DatasetFingerprint {

    private static final String FORM = "medml-fingerprint/1";
    private static final Set<String> KEYS = Set.of(
            "form", "dataset", "key_check", "subject_column", "features", "records", "subjects", "rows", "synthetic");

    private final Part part;
    private final FingerprintKey key;

    private DatasetFingerprint(Part part, FingerprintKey key) {
        this.part = part;
        this.key = key;
    }

    /**
     * Takes the fingerprint of a cohort. Its features are all columns but those of record, subject and label.
     *
     * @param cohort the cohort
     * @param key the secret
     * @return the fingerprint
     */
    public static DatasetFingerprint of(Cohort cohort, FingerprintKey key) {
        Set<String> features = new TreeSet<>(cohort.table().columnNames());
        features.remove(cohort.recordColumn());
        features.remove(cohort.labelColumn());
        cohort.subjectColumn().ifPresent(features::remove);
        List<String> columns = List.copyOf(features);
        var digest = requireNonNull(key, "key").digest();
        return new DatasetFingerprint(
                part(
                        cohort,
                        columns,
                        Mark.all(digest, "record", cohort.recordIds()),
                        Mark.all(digest, "subject", cohort.subjectIds()),
                        columns.isEmpty() ? List.of() : Mark.ofRows(digest, cohort, columns)),
                key);
    }

    static Part part(
            Cohort cohort, List<String> features, List<Mark> records, List<Mark> subjects, List<@Nullable Mark> rows) {
        Set<Mark> distinctRows = new HashSet<>();
        for (@Nullable Mark mark : rows) {
            if (mark != null) {
                distinctRows.add(mark);
            }
        }
        return new Part(
                cohort.reference(),
                cohort.subjectColumn()
                        .map(column ->
                                column + " " + cohort.table().column(column).kind()),
                features,
                new HashSet<>(records),
                new HashSet<>(subjects),
                distinctRows,
                cohort.synthetic());
    }

    /**
     * Reads a fingerprint.
     *
     * @param content what {@link #content()} gives
     * @param key the secret that it was made with
     * @return the fingerprint
     * @throws DataException when the content is not a fingerprint
     * @throws IntegrityException when it was made with another key, under which nothing would ever match
     */
    public static DatasetFingerprint from(Content content, FingerprintKey key) {
        Content.Fields fields = content.asFields();
        for (String name : fields.values().keySet()) {
            if (!KEYS.contains(name)) {
                throw new DataException("fingerprint: expected only the fields " + new TreeSet<>(KEYS)
                        + ", found another; fetch the fingerprint again");
            }
        }
        if (!fields.text("form").equals(FORM)) {
            throw new DataException("fingerprint: expected form \"" + FORM
                    + "\", found another; this version of medml reads only this one");
        }
        if (!fields.text("key_check").equals(key.check().hex())) {
            throw new IntegrityException(
                    "fingerprint: expected the key that it was made with, found another; every comparison would miss every match. Ask"
                            + " whoever made the fingerprint for its key.");
        }
        return new DatasetFingerprint(
                new Part(
                        dataset(fields.fields("dataset")),
                        fields.has("subject_column") ? Optional.of(fields.text("subject_column")) : Optional.empty(),
                        texts(fields.list("features")),
                        marks(fields.list("records")),
                        marks(fields.list("subjects")),
                        marks(fields.list("rows")),
                        fields.flag("synthetic")),
                key);
    }

    private static ArtifactRef dataset(Content.Fields fields) {
        try {
            return new ArtifactRef(
                    ArtifactRef.Kind.DATASET,
                    fields.text("id"),
                    fields.text("version"),
                    new Digest(fields.text("sha256")));
        } catch (IllegalArgumentException e) {
            throw new DataException("fingerprint, dataset: " + e.getMessage(), e);
        }
    }

    /**
     * The fingerprint as a JSON value, without the key. Marks are sorted, so nothing shows the order of the records.
     *
     * @return the content
     */
    public Content content() {
        Content.Builder builder = Content.fields()
                .put("form", FORM)
                .put(
                        "dataset",
                        Content.fields()
                                .put("id", part.dataset().id())
                                .put("version", part.dataset().version())
                                .put("sha256", part.dataset().digest().hex())
                                .build())
                .put("key_check", key.check().hex())
                .put("features", Content.texts(part.features()))
                .put("records", sorted(part.records()))
                .put("subjects", sorted(part.subjects()))
                .put("rows", sorted(part.rows()))
                .put("synthetic", part.synthetic());
        part.subjectColumn().ifPresent(column -> builder.put("subject_column", column));
        return builder.build();
    }

    /**
     * The data set that the fingerprint is of.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return part.dataset();
    }

    /**
     * The pseudonyms of the subjects, as {@link FingerprintKey#subjectPseudonym} gives them.
     *
     * @return the pseudonyms, sorted; empty where the data set names no subjects, so that nothing can be said of any
     */
    public SortedSet<String> subjectPseudonyms() {
        SortedSet<String> pseudonyms = new TreeSet<>();
        if (part.subjectColumn().isPresent()) {
            part.subjects().forEach(mark -> pseudonyms.add(mark.hex()));
        }
        return Collections.unmodifiableSortedSet(pseudonyms);
    }

    /**
     * Tells which key the fingerprint was made with, without telling the key.
     *
     * @return {@link FingerprintKey#check} of the key
     */
    public Digest keyCheck() {
        return key.check();
    }

    Part part() {
        return part;
    }

    FingerprintKey key() {
        return key;
    }

    private static Content sorted(Collection<Mark> marks) {
        return Content.items(
                marks.stream().sorted().toList(),
                mark -> Content.text(Objects.requireNonNull(mark).hex()));
    }

    private static List<String> texts(List<Content> items) {
        return items.stream().map(DatasetFingerprint::text).toList();
    }

    private static Set<Mark> marks(List<Content> items) {
        Set<Mark> marks = new HashSet<>();
        for (Content item : items) {
            marks.add(Mark.parse(text(item)));
        }
        return marks;
    }

    private static String text(Content item) {
        if (item instanceof Content.Text text) {
            return text.value();
        }
        throw new DataException("fingerprint: expected a list of texts, found something else in it; fetch it again");
    }

    /** Gives the data set and the sizes. */
    @Override
    public String toString() {
        return "fingerprint of " + part.dataset() + ", " + part.subjects().size() + " subjects";
    }
}
