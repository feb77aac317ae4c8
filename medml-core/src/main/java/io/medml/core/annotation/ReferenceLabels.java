package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.StrictFields;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One label for each item, or none where nobody could decide, with the way it came to be and everything that it came from. Only
 * {@link Adjudication} makes them. Immutable.
 *
 * <p>They name items and labels, so they are no evidence; evidence names their digest. {@link #content} is the document that has this digest,
 * with annotations, rule, decisions and labels. Whoever has to show them keeps it where data on patients are kept:
 *
 * <pre>{@code
 * Files.write(file, labels.content().bytes());                                   // sha256sum gives the digest that the reports name
 * ReferenceLabels read = ReferenceLabels.from(Content.parse(Files.readAllBytes(file)));
 * }</pre>
 */
public final class ReferenceLabels {

    private static final String FORM = "medml-reference-labels/1";
    private static final String WHERE = "reference labels";

    private final ArtifactRef reference;
    private final ReadItems items;
    private final DisagreementRule rule;
    private final List<Adjudication.QueuedItem> queue;
    private final List<Adjudication.Entry> log;
    private final List<Label> labels;

    ReferenceLabels(
            String name,
            String version,
            ReadItems items,
            DisagreementRule rule,
            List<Adjudication.QueuedItem> queue,
            List<Adjudication.Entry> log,
            List<Label> labels) {
        this.items = items;
        this.rule = rule;
        this.queue = List.copyOf(queue);
        this.log = List.copyOf(log);
        this.labels = List.copyOf(labels);
        this.reference = new ArtifactRef(
                ArtifactRef.Kind.DATASET,
                name,
                version,
                Digest.sha256(content(name, version, items, rule, log, labels).bytes()));
    }

    /** How a label came to be. */
    public enum Origin {
        /** All of several annotators gave it. */
        UNANIMOUS,
        /** More than half of the annotators gave it, and the rule takes that. */
        MAJORITY,
        /** People decided on it. */
        ADJUDICATED,
        /** The only annotator gave it. */
        ONE_ANNOTATOR,
        /** There is none: nobody decided, or could. */
        UNRESOLVED
    }

    /**
     * The label of an item.
     *
     * @param item the item's identifier
     * @param label the label, or empty where it is not resolved
     * @param origin how it came to be
     */
    public record Label(String item, Optional<String> label, Origin origin) {
        /** Checks that a label is absent exactly where it is not resolved. */
        public Label {
            Objects.requireNonNull(item, "item");
            if (label.isEmpty() != (origin == Origin.UNRESOLVED)) {
                throw new IllegalArgumentException("a label is absent exactly where it is not resolved");
            }
        }

        Content content() {
            Content.Builder content = Content.fields().put("item", item).put("origin", origin.name());
            label.ifPresent(l -> content.put("label", l));
            return content.build();
        }

        @Override
        public String toString() {
            return "label, " + origin;
        }
    }

    /**
     * What they are.
     *
     * @return name and version with the digest
     */
    public ArtifactRef reference() {
        return reference;
    }

    /**
     * All of it as a document: the annotations, the rule, every decision with people, time and reason, and the labels. It names items, and
     * subjects where annotations do, so it belongs beside the evidence and not into it.
     *
     * @return its content, whose {@linkplain Content#bytes bytes} have the digest of {@link #reference} and which {@link #from} reads back
     */
    public Content content() {
        return content(reference.id(), reference.version(), items, rule, log, labels);
    }

    private static Content content(
            String name,
            String version,
            ReadItems items,
            DisagreementRule rule,
            List<Adjudication.Entry> log,
            List<Label> labels) {
        return Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("annotations", items.set().content())
                .put("rule", rule.content())
                .put("log", Content.items(log, Adjudication.Entry::content))
                .put("labels", Content.items(labels, Label::content))
                .build();
    }

    /**
     * Reads labels, as {@link Content#parse} gave them, and makes them anew from the annotations, the rule and the log.
     *
     * @param content the document
     * @return the labels, with the digest of the document's canonical bytes
     * @throws DataException when a key is unknown or missing, a value is not what it should be, a decision could not have been made, or the
     *     labels or a digest are others than what the document gives
     */
    public static ReferenceLabels from(Content content) {
        StrictFields fields =
                StrictFields.of(content, WHERE, "form", "name", "version", "annotations", "rule", "log", "labels");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be " + FORM + ", found another; read it with the version that wrote it");
        }
        try {
            ReferenceLabels read = Adjudication.again(
                            AnnotationSet.from(fields.part("annotations", AnnotationSet.KEYS)),
                            DisagreementRule.from(fields.open("rule"), WHERE + ", rule"),
                            fields.parts("log", "decision", "correction", "before"))
                    .labels(fields.text("name"), fields.text("version"));
            List<Content> stated = fields.list("labels");
            for (int i = 0; i < Math.min(stated.size(), read.labels.size()); i++) {
                if (!stated.get(i).equals(read.labels.get(i).content())) {
                    throw fields.wrong(
                            "labels",
                            "to be what annotations, rule and log give, found another at position " + (i + 1));
                }
            }
            if (stated.size() != read.labels.size()) {
                throw fields.wrong(
                        "labels",
                        "to have the " + read.labels.size() + " items of the annotations, found " + stated.size());
            }
            if (!content.equals(read.content())) {
                throw new DataException(
                        WHERE + ": expected the one form that content() writes, found the same said otherwise, such as"
                                + " annotations in another order or a time of other digits; write it anew");
            }
            return read;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DataException(WHERE + ": " + e.getMessage(), e);
        }
    }

    /**
     * The annotations that they came from.
     *
     * @return the set
     */
    public AnnotationSet annotations() {
        return items.set();
    }

    /**
     * The rule that sent items to adjudication.
     *
     * @return the rule
     */
    public DisagreementRule rule() {
        return rule;
    }

    /**
     * The labels.
     *
     * @return one for each item, by identifier
     */
    public List<Label> labels() {
        return labels;
    }

    /**
     * The label of an item.
     *
     * @param item the item's identifier
     * @return the label, or empty when the set has no such item
     */
    public Optional<Label> of(String item) {
        int index = index(item);
        return index < 0 ? Optional.empty() : Optional.of(labels.get(index));
    }

    /**
     * Every annotation of an item, whatever became of it.
     *
     * @param item the item's identifier
     * @return the originals in the order given
     */
    public List<Annotation> originals(String item) {
        return items.set().annotations().stream()
                .filter(a -> a.item().equals(item))
                .toList();
    }

    /**
     * Every decision and correction on an item.
     *
     * @param item the item's identifier
     * @return in the order in which they were made
     */
    public List<Adjudication.Entry> history(String item) {
        int index = index(item);
        return log.stream().filter(e -> e.position() == index + 1).toList();
    }

    private int index(String item) {
        return Collections.binarySearch(
                labels, new Label(item, Optional.empty(), Origin.UNRESOLVED), Comparator.comparing(Label::item));
    }

    /**
     * The labels as a table, to be joined with a data set.
     *
     * @return columns {@code item}, {@code label} (missing where not resolved) and {@code origin}
     */
    public Table table() {
        return Table.builder()
                .category("item", labels.stream().map(Label::item).toList())
                .category(
                        "label", labels.stream().map(l -> l.label().orElse("")).toList())
                .category("origin", labels.stream().map(l -> l.origin().name()).toList())
                .build();
    }

    /**
     * How they came to be, as evidence: counts and positions, no identifier and no label.
     *
     * @return the report
     */
    public AdjudicationReport report() {
        return AdjudicationReport.of(this);
    }

    ReadItems items() {
        return items;
    }

    List<Adjudication.QueuedItem> queue() {
        return queue;
    }

    List<Adjudication.Entry> log() {
        return log;
    }

    long count(Origin origin) {
        return labels.stream().filter(l -> l.origin() == origin).count();
    }

    /** Subjects of some items, as codes. */
    int[] subjects(List<Integer> which) {
        int[] codes = items.subjectCodes();
        return which.stream().mapToInt(i -> codes[i]).toArray();
    }

    /** Items that several annotators labelled. */
    List<Integer> several() {
        List<Integer> several = new ArrayList<>();
        IntStream.range(0, labels.size()).filter(i -> items.of(i).size() > 1).forEach(several::add);
        return several;
    }

    @Override
    public String toString() {
        return "labels of " + labels.size() + " items, " + reference;
    }
}
