package io.medml.core.annotation;

import io.medml.core.annotation.ReferenceLabels.Origin;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredProportion;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How reference labels came to be: counts, positions, and who decided when and why. It holds no identifier of an item and no label, which only
 * {@link ReferenceLabels} have; the digest in {@link #about()} is that of {@link ReferenceLabels#content}, with which anybody who has the
 * document can check it. Immutable.
 *
 * <p>Measurements: the share of items in disagreement, of those that several annotators labelled, and the share without a reference
 * label, with intervals over subjects. Findings: {@code UNRESOLVED_ITEMS}, {@code ONE_ANNOTATOR} and {@code CONSENSUS_OF_ANNOTATORS_ONLY}
 * are warnings, {@code LABELS_CORRECTED} is for information.
 */
public final class AdjudicationReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "adjudication-report";

    /** The confidence level of the shares. */
    public static final double LEVEL = 0.95;

    private final ReferenceLabels labels;
    private final SortedMap<Origin, Long> origins;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    private AdjudicationReport(
            ReferenceLabels labels,
            SortedMap<Origin, Long> origins,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.labels = labels;
        this.origins = Collections.unmodifiableSortedMap(origins);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    static AdjudicationReport of(ReferenceLabels labels) {
        Map<Origin, Long> counts = new EnumMap<>(Origin.class);
        for (Origin origin : Origin.values()) {
            counts.put(origin, labels.count(origin));
        }
        int size = labels.labels().size();
        Set<Integer> queued = new HashSet<>();
        labels.queue().forEach(q -> queued.add(q.position() - 1));
        List<Integer> several = labels.several();
        List<Integer> all = IntStream.range(0, size).boxed().toList();
        List<Measurement> measurements = List.of(
                new Measurement(
                        Metric.DISAGREEMENT_SHARE,
                        Slice.overall(),
                        share(
                                several.stream()
                                        .mapToInt(i -> queued.contains(i) ? 1 : 0)
                                        .toArray(),
                                labels.subjects(several))),
                new Measurement(
                        Metric.UNRESOLVED_SHARE,
                        Slice.overall(),
                        share(
                                labels.labels().stream()
                                        .mapToInt(l -> l.label().isEmpty() ? 1 : 0)
                                        .toArray(),
                                labels.subjects(all))));
        return new AdjudicationReport(labels, new TreeMap<>(counts), measurements, findings(labels));
    }

    /** Wilson's interval; where items share subjects, at their effective number. */
    private static Estimate share(int[] successes, int[] subjects) {
        return Arrays.stream(subjects).distinct().count() == subjects.length
                ? BinomialInterval.WILSON.estimate(
                        Arrays.stream(successes).sum(), successes.length, LEVEL, Reason.EMPTY_GROUP)
                : ClusteredProportion.estimate(successes, subjects, LEVEL);
    }

    private static List<Finding> findings(ReferenceLabels labels) {
        List<Finding> findings = new ArrayList<>();
        String where = labels.reference().id();
        int size = labels.labels().size();
        if (labels.count(Origin.UNRESOLVED) > 0) {
            findings.add(Finding.of(
                            "UNRESOLVED_ITEMS",
                            Severity.WARNING,
                            where,
                            "Some items have no reference label. What is measured on the others is measured on those"
                                    + " that people could agree on, which are easier.")
                    .with("unresolved_items", labels.count(Origin.UNRESOLVED))
                    .with("items", size));
        }
        if (labels.count(Origin.ONE_ANNOTATOR) > 0) {
            findings.add(Finding.of(
                            "ONE_ANNOTATOR",
                            Severity.WARNING,
                            where,
                            "Some items have the label of their only annotator, with which nobody could disagree.")
                    .with("items_of_one_annotator", labels.count(Origin.ONE_ANNOTATOR))
                    .with("items", size));
        }
        long among = labels.log().stream()
                .filter(e -> e.decision().method() == AdjudicationDecision.Method.CONSENSUS_MEETING)
                .filter(e -> {
                    List<String> readers = labels.items().of(e.position() - 1).keySet().stream()
                            .map(labels.items().annotators()::get)
                            .toList();
                    return readers.containsAll(e.decision().people());
                })
                .count();
        if (among > 0) {
            findings.add(Finding.of(
                            "CONSENSUS_OF_ANNOTATORS_ONLY",
                            Severity.WARNING,
                            where,
                            "Some meetings held only annotators of the item, so nobody looked at it anew.")
                    .with("decisions", among));
        }
        long corrections =
                labels.log().stream().filter(Adjudication.Entry::correction).count();
        if (corrections > 0) {
            findings.add(Finding.of(
                            "LABELS_CORRECTED",
                            Severity.INFO,
                            where,
                            "Some labels were corrected after they had been settled; the earlier ones are kept.")
                    .with("corrections", corrections)
                    .with(
                            "changed_labels",
                            labels.log().stream()
                                    .filter(e -> e.correction() && e.changes())
                                    .count()));
        }
        if (labels.annotations().synthetic()) {
            findings.add(Finding.syntheticData(where));
        }
        return findings;
    }

    /**
     * How many labels came to be in which way.
     *
     * @return number of items for every way, also those that did not occur
     */
    public SortedMap<Origin, Long> origins() {
        return origins;
    }

    /**
     * The number of items.
     *
     * @return at least 1
     */
    public long items() {
        return labels.labels().size();
    }

    /**
     * The rule that sent items to adjudication.
     *
     * @return the rule
     */
    public DisagreementRule rule() {
        return labels.rule();
    }

    /**
     * An item whose annotators disagree.
     *
     * @param position its position in the order of identifiers
     * @param annotators number of annotators with a usable first reading
     * @param labels number of different labels they gave
     * @param decided whether there is a decision
     */
    public record Disagreement(int position, int annotators, int labels, boolean decided) {}

    /**
     * The items that the rule sent to adjudication.
     *
     * @return by position
     */
    public List<Disagreement> queue() {
        return labels.queue().stream()
                .map(q -> new Disagreement(
                        q.position(),
                        q.labels().size(),
                        (int) q.labels().values().stream().distinct().count(),
                        q.decided()))
                .toList();
    }

    /**
     * An entry of the log, without item and label.
     *
     * @param position the position of the item
     * @param method how it came about
     * @param people the identifiers of those who decided
     * @param time when
     * @param reason why, in their own words
     * @param resolved whether a label was given
     * @param correction whether it corrects a settled label
     * @param changed whether the label after it is another than before
     */
    public record LoggedDecision(
            int position,
            AdjudicationDecision.Method method,
            List<String> people,
            OffsetDateTime time,
            String reason,
            boolean resolved,
            boolean correction,
            boolean changed) {
        /** Copies the people. */
        public LoggedDecision {
            people = List.copyOf(people);
        }
    }

    /**
     * The decisions and corrections.
     *
     * @return in the order in which they were made
     */
    public List<LoggedDecision> log() {
        return labels.log().stream()
                .map(e -> new LoggedDecision(
                        e.position(),
                        e.decision().method(),
                        e.decision().people(),
                        e.decision().time(),
                        e.decision().reason(),
                        e.decision().label().isPresent(),
                        e.correction(),
                        e.changes()))
                .toList();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(labels.reference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(Adjudication.class)
                .from(labels.annotations().reference())
                .with("rule", labels.rule())
                .with("confidence_level", LEVEL)
                .synthetic(labels.annotations().synthetic());
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("rule", labels.rule().kind().name())
                .put("items", items())
                .put(
                        "origins",
                        Content.items(
                                origins.entrySet(),
                                e -> Content.fields()
                                        .put("origin", e.getKey().name())
                                        .put("items", e.getValue())
                                        .build()))
                .put(
                        "queue",
                        Content.items(
                                queue(),
                                q -> Content.fields()
                                        .put("position", q.position())
                                        .put("annotators", q.annotators())
                                        .put("labels", q.labels())
                                        .put("decided", q.decided())
                                        .build()))
                .put(
                        "log",
                        Content.items(
                                log(),
                                d -> Content.fields()
                                        .put("position", d.position())
                                        .put("method", d.method().name())
                                        .put("people", Content.texts(d.people()))
                                        .put("time", d.time().toString())
                                        .put("reason", d.reason())
                                        .put("resolved", d.resolved())
                                        .put("correction", d.correction())
                                        .put("changed", d.changed())
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "adjudication of " + items() + " items, " + queue().size() + " in disagreement";
    }
}
