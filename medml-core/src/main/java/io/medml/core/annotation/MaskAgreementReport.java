package io.medml.core.annotation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Objects;

/**
 * How far outlines of annotators agree. Only {@link MaskAgreement} makes one. Immutable.
 *
 * <p>Measurements: mean Dice, Jaccard and 95th percentile of the surface distance, of all annotators and, where there are more than two, of
 * each pair.
 */
public final class MaskAgreementReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "mask-agreement-report";

    private final ArtifactRef outlines;
    private final Provenance provenance;
    private final double level;
    private final long items;
    private final long annotators;
    private final List<Pair> pairs;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    MaskAgreementReport(
            ArtifactRef outlines,
            Provenance provenance,
            double level,
            long items,
            long annotators,
            List<Pair> pairs,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.outlines = outlines;
        this.provenance = provenance;
        this.level = level;
        this.items = items;
        this.annotators = annotators;
        this.pairs = List.copyOf(pairs);
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
                .build();
    }

    @Override
    public String toString() {
        return "outlines of " + items + " items by " + annotators + " annotators";
    }
}
