package io.medml.core.annotation;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Turns the annotations of a study into reference labels, with people deciding where annotators disagree.
 *
 * <pre>{@code
 * Adjudication open = Adjudication.of(annotations, DisagreementRule.anyDifference());
 * for (Adjudication.QueuedItem item : open.queue()) { … show it to somebody who did not read it … }
 * Adjudication closed = open.decide(AdjudicationDecision.on("ct-0017").byThirdReader("reader-9").label("nodule")
 *     .because("visible in two planes").at(time));
 * ReferenceLabels labels = closed.labels("nodules, reference", "1.0");
 * }</pre>
 *
 * <ul>
 * <li><b>First readings count.</b> An item whose annotator contradicts himself within a reading goes to the queue.
 * <li><b>A third reader did not read the item:</b> a decision by one of its annotators is refused. A meeting may hold them; where it holds
 *     nobody else, that is a finding.
 * <li><b>Nothing is overwritten.</b> All annotations and all decisions stay reachable; a later correction is a further entry with the old
 *     and the new label.
 * <li><b>People, times and reasons become evidence.</b> A reason that names the item or its subject, by an identifier of at least 4
 *     characters, is refused.
 * <li><b>Nothing is guessed.</b> What nobody decided has no label.
 * </ul>
 *
 * <p>Immutable: each decision makes a further one. A position is the number of an item in the order of identifiers, from 1.
 */
public final class Adjudication {

    private static final int SHORTEST_NAMED = 4;

    private final ReadItems items;
    private final DisagreementRule rule;
    private final List<Entry> log;
    private final SortedMap<Integer, Integer> latest;

    private Adjudication(ReadItems items, DisagreementRule rule, List<Entry> log, SortedMap<Integer, Integer> latest) {
        this.items = items;
        this.rule = rule;
        this.log = log;
        this.latest = latest;
    }

    /**
     * An item whose annotators disagree.
     *
     * @param position its position
     * @param item its identifier, for whoever is to look at it; never in a report
     * @param labels the labels of the first readings by annotator
     * @param decided whether there is a decision
     */
    public record QueuedItem(int position, String item, SortedMap<String, String> labels, boolean decided) {
        /** Copies the labels. */
        public QueuedItem {
            Objects.requireNonNull(item, "item");
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }

        @Override
        public String toString() {
            return "item at position " + position + (decided ? ", decided" : ", open");
        }
    }

    /**
     * An entry of the log.
     *
     * @param position the position of the item
     * @param decision what was decided
     * @param correction whether it corrects what the item had before
     * @param before the label before, or empty where there was none
     */
    public record Entry(int position, AdjudicationDecision decision, boolean correction, Optional<String> before) {
        /** Checks that all are there. */
        public Entry {
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(before, "before");
        }

        /**
         * Whether the item has another label after it than before.
         *
         * @return whether the label changed
         */
        public boolean changes() {
            return !before.equals(decision.label());
        }

        Content content() {
            Content.Builder content =
                    Content.fields().put("decision", decision.content()).put("correction", correction);
            before.ifPresent(label -> content.put("before", label));
            return content.build();
        }

        @Override
        public String toString() {
            return (correction ? "correction" : "decision") + " on the item at position " + position;
        }
    }

    /**
     * Opens the adjudication of a set.
     *
     * @param set the annotations
     * @param rule which items go to adjudication
     * @return the adjudication, without decisions
     */
    public static Adjudication of(AnnotationSet set, DisagreementRule rule) {
        return new Adjudication(
                ReadItems.of(set), Objects.requireNonNull(rule, "rule"), List.of(), Collections.emptySortedMap());
    }

    /**
     * The items that the rule sends to adjudication.
     *
     * @return by position, decided or not
     */
    public List<QueuedItem> queue() {
        List<QueuedItem> queue = new ArrayList<>();
        for (int i = 0; i < items.items().size(); i++) {
            if (queued(i)) {
                SortedMap<String, String> labels = new TreeMap<>();
                items.first(i)
                        .forEach((a, label) -> labels.put(items.annotators().get(a), label));
                queue.add(new QueuedItem(i + 1, items.items().get(i), labels, latest.containsKey(i)));
            }
        }
        return queue;
    }

    /**
     * The decisions and corrections.
     *
     * @return in the order in which they were made
     */
    public List<Entry> log() {
        return log;
    }

    private boolean queued(int item) {
        SortedMap<Integer, String> first = items.first(item);
        return items.conflicting(item) || (first.size() > 1 && rule.queues(first.values()));
    }

    /**
     * Decides an item of the queue.
     *
     * @param decision the decision
     * @return the adjudication with it
     * @throws IllegalArgumentException when the item is not in the queue, the third reader is one of its annotators, or the reason
     *     names the item or its subject
     * @throws IllegalStateException when the item is decided already
     */
    public Adjudication decide(AdjudicationDecision decision) {
        return with(decided(decision));
    }

    private Entry decided(AdjudicationDecision decision) {
        int item = place(decision);
        if (!queued(item)) {
            throw new IllegalArgumentException("the decision is on the item at position " + (item + 1)
                    + ", whose annotators do not disagree by the rule (" + rule
                    + "); to change its label call correct(..)");
        }
        if (latest.containsKey(item)) {
            throw new IllegalStateException("the item at position " + (item + 1)
                    + " is decided already; to change its label call correct(..), which keeps the earlier decision");
        }
        return new Entry(item + 1, decision, false, Optional.empty());
    }

    /**
     * Corrects the label of an item, whatever it came from. The earlier label and decision are kept.
     *
     * @param decision the new decision
     * @return the adjudication with it
     * @throws IllegalArgumentException when the set has no such item, the third reader is one of its annotators, or the reason names
     *     the item or its subject
     * @throws IllegalStateException when the item is in the queue and not decided
     */
    public Adjudication correct(AdjudicationDecision decision) {
        return with(corrected(decision));
    }

    private Entry corrected(AdjudicationDecision decision) {
        int item = place(decision);
        if (queued(item) && !latest.containsKey(item)) {
            throw new IllegalStateException(
                    "the item at position " + (item + 1) + " has no decision that could be corrected; call decide(..)");
        }
        return new Entry(item + 1, decision, true, label(item).label());
    }

    private int place(AdjudicationDecision decision) {
        int item = Collections.binarySearch(items.items(), decision.item());
        if (item < 0) {
            throw new IllegalArgumentException(
                    "expected a decision on an item of the annotations, found one on another item");
        }
        if (names(decision.reason(), decision.item())
                || items.subject(item).filter(s -> names(decision.reason(), s)).isPresent()) {
            throw new IllegalArgumentException("the reason for the decision on the item at position " + (item + 1)
                    + " names the item or its subject; it becomes evidence, which is kept for good, so say it without");
        }
        if (decision.method() == AdjudicationDecision.Method.THIRD_READER) {
            for (int annotator : items.of(item).keySet()) {
                if (decision.people().contains(items.annotators().get(annotator))) {
                    throw new IllegalArgumentException(
                            "expected a third reader who did not label the item at position " + (item + 1)
                                    + ", found one of its annotators; let somebody else decide, or hold a consensus"
                                    + " meeting");
                }
            }
        }
        return item;
    }

    /** Whether a text holds an identifier as a word; shorter identifiers are words of any language. */
    private static boolean names(String text, String id) {
        for (int at = text.indexOf(id); id.length() >= SHORTEST_NAMED && at >= 0; at = text.indexOf(id, at + 1)) {
            int end = at + id.length();
            if ((at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private Adjudication with(Entry entry) {
        List<Entry> longer = new ArrayList<>(log);
        longer.add(entry);
        SortedMap<Integer, Integer> newest = new TreeMap<>(latest);
        newest.put(entry.position - 1, longer.size() - 1);
        return new Adjudication(items, rule, List.copyOf(longer), newest);
    }

    /** The adjudication that a log gives, every entry of which is checked as if it were made now. */
    static Adjudication again(AnnotationSet set, DisagreementRule rule, List<StrictFields> entries) {
        List<Entry> log = new ArrayList<>();
        SortedMap<Integer, Integer> latest = new TreeMap<>();
        Adjudication growing = new Adjudication(ReadItems.of(set), rule, log, latest);
        for (StrictFields stated : entries) {
            AdjudicationDecision decision =
                    AdjudicationDecision.from(stated.part("decision", AdjudicationDecision.KEYS));
            Entry entry = stated.flag("correction") ? growing.corrected(decision) : growing.decided(decision);
            if (!stated.optionalText("before").equals(entry.before)) {
                throw stated.wrong("before", "to be the label that the item had, and absent where it had none");
            }
            latest.put(entry.position - 1, log.size());
            log.add(entry);
        }
        return new Adjudication(growing.items, rule, List.copyOf(log), latest);
    }

    private ReferenceLabels.Label label(int item) {
        String id = items.items().get(item);
        Integer decided = latest.get(item);
        if (decided != null) {
            return new ReferenceLabels.Label(
                    id,
                    log.get(decided).decision.label(),
                    log.get(decided).decision.label().isPresent()
                            ? ReferenceLabels.Origin.ADJUDICATED
                            : ReferenceLabels.Origin.UNRESOLVED);
        }
        SortedMap<Integer, String> first = items.first(item);
        if (first.isEmpty() || queued(item)) {
            return new ReferenceLabels.Label(id, Optional.empty(), ReferenceLabels.Origin.UNRESOLVED);
        }
        if (first.size() == 1) {
            return new ReferenceLabels.Label(
                    id, first.values().stream().findFirst(), ReferenceLabels.Origin.ONE_ANNOTATOR);
        }
        boolean unanimous = first.values().stream().distinct().count() == 1;
        return new ReferenceLabels.Label(
                id,
                DisagreementRule.majority(first.values()),
                unanimous ? ReferenceLabels.Origin.UNANIMOUS : ReferenceLabels.Origin.MAJORITY);
    }

    /**
     * The reference labels as they stand.
     *
     * @param name their name
     * @param version their version
     * @return the labels with the way each came to be
     */
    public ReferenceLabels labels(String name, String version) {
        List<ReferenceLabels.Label> labels =
                IntStream.range(0, items.items().size()).mapToObj(this::label).toList();
        return new ReferenceLabels(name, version, items, rule, queue(), log, labels);
    }
}
