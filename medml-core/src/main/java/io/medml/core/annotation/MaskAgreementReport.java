package io.medml.core.annotation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.stats.Staple;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far outlines of annotators agree. Only {@link MaskAgreement} makes one. Immutable.
 *
 * <p>Measurements: mean Dice, Jaccard and 95th percentile of the surface distance, of all annotators and, where there are more than two, of
 * each pair; mean sensitivity and specificity of each annotator against the {@link Staple} consensus, of items with masks of three
 * annotators or more. Findings: {@code OUTLINED_BY_ONE} and {@code CONSENSUS_NOT_CONVERGED} are warnings, {@code SUBJECTS_NOT_STATED} is
 * for information.
 */
public final class MaskAgreementReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "mask-agreement-report";

    /** Sensitivity of an annotator against the consensus. */
    public static final Metric CONSENSUS_SENSITIVITY = new Metric(
            "consensus_sensitivity",
            "sensitivity against the consensus",
            Direction.HIGHER,
            0,
            1,
            "mean over items of p of STAPLE: sum of W where marked / sum of W, W the probability that a voxel belongs");

    /** Specificity of an annotator against the consensus. */
    public static final Metric CONSENSUS_SPECIFICITY = new Metric(
            "consensus_specificity",
            "specificity against the consensus",
            Direction.HIGHER,
            0,
            1,
            "mean over items of q of STAPLE: sum of 1 - W where not marked / sum of 1 - W; it depends on how much background the masks"
                    + " hold");

    private final ArtifactRef outlines;
    private final Provenance provenance;
    private final double level;
    private final long items;
    private final long annotators;
    private final List<Pair> pairs;
    private final SortedMap<String, Staple> consensus;
    private final long itemsOfTwo;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    MaskAgreementReport(
            ArtifactRef outlines,
            Provenance provenance,
            double level,
            long items,
            long annotators,
            List<Pair> pairs,
            SortedMap<String, Staple> consensus,
            long itemsOfTwo,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.outlines = outlines;
        this.provenance = provenance;
        this.level = level;
        this.items = items;
        this.annotators = annotators;
        this.pairs = List.copyOf(pairs);
        this.consensus = Collections.unmodifiableSortedMap(new TreeMap<>(consensus));
        this.itemsOfTwo = itemsOfTwo;
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * What two annotators outlined.
     *
     * @param first one annotator
     * @param second the other
     * @param items items that both outlined
     * @param bothEmpty those of them that both left empty
     * @param oneEmpty those of them that one left empty
     */
    public record Pair(String first, String second, long items, long bothEmpty, long oneEmpty) {
        /** Checks that both are there. */
        public Pair {
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(second, "second");
        }
    }

    /**
     * The confidence level of all intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The number of items with a mask of the label.
     *
     * @return the number
     */
    public long items() {
        return items;
    }

    /**
     * The number of annotators.
     *
     * @return at least 2
     */
    public long annotators() {
        return annotators;
    }

    /**
     * The pairs of annotators that outlined an item in common.
     *
     * @return in the order of their identifiers
     */
    public List<Pair> pairs() {
        return pairs;
    }

    /**
     * The consensus of each item with masks of three annotators or more, in memory only: the document holds counts of them. Where most
     * annotators err in the same place, the consensus does too; it is no reference standard by itself.
     *
     * @return by the identifier of the item
     */
    public SortedMap<String, Staple> consensus() {
        return consensus;
    }

    /**
     * The number of items with masks of two annotators, of which there is no consensus.
     *
     * @return the number
     */
    public long itemsOfTwo() {
        return itemsOfTwo;
    }

    long consensusNotConverged() {
        return consensus.values().stream().filter(s -> !s.converged()).count();
    }

    /** Items whose consensus is that there is nothing. */
    long consensusEmpty() {
        return consensus.values().stream()
                .flatMap(s -> s.consensus().stream())
                .filter(mask -> mask.count() == 0)
                .count();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(outlines);
    }

    @Override
    public Provenance provenance() {
        return provenance;
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
                .put("level", level)
                .put("items", items)
                .put("annotators", annotators)
                .put(
                        "pairs",
                        Content.items(
                                pairs,
                                p -> Content.fields()
                                        .put("first", p.first())
                                        .put("second", p.second())
                                        .put("items", p.items())
                                        .put("both_empty", p.bothEmpty())
                                        .put("one_empty", p.oneEmpty())
                                        .build()))
                .put(
                        "consensus",
                        Content.fields()
                                .put("method", "STAPLE")
                                .put("prior", "share of voxels marked")
                                .put("start", Staple.START)
                                .put("tolerance", Staple.TOLERANCE)
                                .put("most_rounds", Staple.MOST_ROUNDS)
                                .put("items", consensus.size())
                                .put("items_of_two", itemsOfTwo)
                                .put("not_converged", consensusNotConverged())
                                .put("empty", consensusEmpty())
                                .build())
                .build();
    }

    @Override
    public String toString() {
        return "outlines of " + items + " items by " + annotators + " annotators";
    }
}
