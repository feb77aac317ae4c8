package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.StrictFields;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The annotations of a study, with a digest of all that they say. A position, in findings and messages, is the number of an annotation
 * in the order given, from 1.
 *
 * <p>The digest does not depend on the order: it is the SHA-256 of {@code medml-annotations/1}, followed by {@code " synthetic"} where it is
 * so, a zero byte, and the SHA-256 of each annotation's canonical JSON, sorted. {@link ReferenceLabels#content} holds these objects. Immutable.
 */
public final class AnnotationSet {

    /** The most annotations of a set. */
    public static final int MOST_ANNOTATIONS = 5_000_000;

    static final String[] KEYS = {"name", "version", "sha256", "synthetic", "annotations"};

    private static final Comparator<Annotation> ORDER = Comparator.comparing(Annotation::item)
            .thenComparing(Annotation::annotator)
            .thenComparingInt(Annotation::reading)
            .thenComparing(annotation -> annotation.content().bytes(), Arrays::compareUnsigned);

    private final ArtifactRef reference;
    private final List<Annotation> annotations;
    private final List<Finding> notes;
    private final boolean synthetic;

    private AnnotationSet(ArtifactRef reference, List<Annotation> annotations, List<Finding> notes, boolean synthetic) {
        this.reference = reference;
        this.annotations = annotations;
        this.notes = notes;
        this.synthetic = synthetic;
    }

    /**
     * Starts a set.
     *
     * @param name its name
     * @param version its version
     * @return a builder; confined to one thread
     */
    public static Builder named(String name, String version) {
        return new Builder(name, version);
    }

    /** Collects annotations. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final List<Annotation> annotations = new ArrayList<>();
        private final List<Finding> notes = new ArrayList<>();
        private boolean synthetic;

        private Builder(String name, String version) {
            this.name = name;
            this.version = version;
        }

        /**
         * Adds an annotation.
         *
         * @param annotation the annotation
         * @return this
         */
        public Builder add(Annotation annotation) {
            annotations.add(Objects.requireNonNull(annotation, "annotation"));
            if (annotations.size() > MOST_ANNOTATIONS) {
                throw new DataException(
                        "expected at most " + MOST_ANNOTATIONS + " annotations in a set, found more; split the study");
            }
            return this;
        }

        /**
         * Adds annotations.
         *
         * @param further the annotations, in order
         * @return this
         */
        public Builder addAll(Collection<Annotation> further) {
            further.forEach(this::add);
            return this;
        }

        /**
         * Says that the annotations are generated.
         *
         * @return this
         */
        public Builder synthetic() {
            synthetic = true;
            return this;
        }

        /** What the reader of a file found, which every report on the set tells. */
        Builder note(Finding finding) {
            notes.add(finding);
            return this;
        }

        /**
         * Finishes the set.
         *
         * @return the set
         * @throws DataException when it is empty, or an item is of two subjects
         */
        public AnnotationSet build() {
            if (annotations.isEmpty()) {
                throw new DataException("expected at least one annotation, found none");
            }
            Map<String, Integer> firstWithSubject = new HashMap<>();
            for (int i = 0; i < annotations.size(); i++) {
                Optional<String> subject = annotations.get(i).subject();
                if (subject.isEmpty()) {
                    continue;
                }
                Integer earlier =
                        firstWithSubject.putIfAbsent(annotations.get(i).item(), i);
                if (earlier != null && !annotations.get(earlier).subject().equals(subject)) {
                    throw new DataException("annotation " + (i + 1)
                            + ": expected the subject that annotation " + (earlier + 1)
                            + " names for the same item, found another; correct the source");
                }
            }
            List<byte[]> digests = new ArrayList<>();
            for (Annotation annotation : annotations) {
                digests.add(Digest.sha256(annotation.content().bytes()).bytes());
            }
            digests.sort(Arrays::compareUnsigned);
            MessageDigest all = Digest.newSha256();
            all.update(("medml-annotations/1" + (synthetic ? " synthetic" : "") + '\0')
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            digests.forEach(all::update);
            return new AnnotationSet(
                    new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, Digest.of(all.digest())),
                    List.copyOf(annotations),
                    List.copyOf(notes),
                    synthetic);
        }
    }

    /**
     * What it is.
     *
     * @return its name and version with the digest of all annotations
     */
    public ArtifactRef reference() {
        return reference;
    }

    /** All of it but the notes, which are about a file and not about the annotations; the order given leaves no trace. */
    Content content() {
        return Content.fields()
                .put("name", reference.id())
                .put("version", reference.version())
                .put("sha256", reference.digest().hex())
                .put("synthetic", synthetic)
                .put(
                        "annotations",
                        Content.items(annotations.stream().sorted(ORDER).toList(), Annotation::content))
                .build();
    }

    static AnnotationSet from(StrictFields fields) {
        Builder builder = named(fields.text("name"), fields.text("version"));
        if (fields.flag("synthetic")) {
            builder.synthetic();
        }
        List<Content> all = fields.list("annotations");
        for (int i = 0; i < all.size(); i++) {
            builder.add(Annotation.from(all.get(i), fields.where() + ", annotations " + (i + 1)));
        }
        AnnotationSet set = builder.build();
        if (!fields.text("sha256").equals(set.reference.digest().hex())) {
            throw fields.wrong("sha256", "to be the digest of the annotations that are there, found another");
        }
        return set;
    }

    /**
     * The annotations.
     *
     * @return in the order given
     */
    public List<Annotation> annotations() {
        return annotations;
    }

    /**
     * What the reader of a file saw: cancelled annotations, regions that were not read, predictions that annotators were shown.
     *
     * @return the findings; empty for a set that was built by hand
     */
    public List<Finding> notes() {
        return notes;
    }

    /**
     * Whether the annotations are generated.
     *
     * @return whether they are
     */
    public boolean synthetic() {
        return synthetic;
    }

    @Override
    public String toString() {
        return annotations.size() + " annotations, " + reference;
    }
}
