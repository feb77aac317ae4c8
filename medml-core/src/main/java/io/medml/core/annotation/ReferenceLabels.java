package io.medml.core.annotation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
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
 * {@link Adjudication} makes them. The digest covers annotations, rule, decisions and labels. Immutable.
 */
public final class ReferenceLabels {

    private final ArtifactRef reference;
    private final ReadItems items;
    private final DisagreementRule rule;
    private final List<Adjudication.QueuedItem> queue;
    private final List<Adjudication.Entry> log;
    private final List<Label> labels;

    ReferenceLabels(
            ArtifactRef reference,
            ReadItems items,
            DisagreementRule rule,
            List<Adjudication.QueuedItem> queue,
            List<Adjudication.Entry> log,
            List<Label> labels) {
        this.reference = reference;
        this.items = items;
        this.rule = rule;
        this.queue = List.copyOf(queue);
        this.log = List.copyOf(log);
        this.labels = List.copyOf(labels);
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
