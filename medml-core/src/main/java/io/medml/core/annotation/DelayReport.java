package io.medml.core.annotation;

import io.medml.core.annotation.LabelDelay.Unit;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.util.List;

/**
 * How long labels take. Only {@link LabelDelay} makes one. Immutable.
 *
 * <p>Measurements: the median time to the label, and the share without a label at each age that was asked for.
 */
public final class DelayReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "label-delay-report";

    private static final int MOST_POINTS = 500;

    private final ArtifactRef items;
    private final Provenance provenance;
    private final Unit unit;
    private final double level;
    private final List<Double> ages;
    private final long count;
    private final long open;
    private final List<Point> curve;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    DelayReport(
            ArtifactRef items,
            Provenance provenance,
            Unit unit,
            double level,
            List<Double> ages,
            long count,
            long open,
            List<Point> curve,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.items = items;
        this.provenance = provenance;
        this.unit = unit;
        this.level = level;
        this.ages = List.copyOf(ages);
        this.count = count;
        this.open = open;
        this.curve = thinned(curve);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * A point of the curve.
     *
     * @param delay a delay
     * @param without share of items without a label after it
     */
    public record Point(double delay, double without) {}

    /** Evenly by rank, with the last. */
    private static List<Point> thinned(List<Point> all) {
        if (all.size() <= MOST_POINTS) {
            return List.copyOf(all);
        }
        return java.util.stream.IntStream.range(0, MOST_POINTS)
                .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (MOST_POINTS - 1))))
                .toList();
    }

    /**
     * The unit of delays.
     *
     * @return the unit
     */
    public Unit unit() {
        return unit;
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
     * The ages at which the share without a label was asked for.
     *
     * @return ascending
     */
    public List<Double> ages() {
        return ages;
    }

    /**
     * The number of items whose delay was measured.
     *
     * @return at least 1
     */
    public long count() {
        return count;
    }

    /**
     * The number of them without a label at the cut-off.
     *
     * @return the number
     */
    public long open() {
        return open;
    }

    /**
     * The share without a label over time, for drawing.
     *
     * @return at most 500 points by ascending delay
     */
    public List<Point> curve() {
        return curve;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(items);
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
                .put("unit", unit.name())
                .put("level", level)
                .put("ages", Content.items(ages, Content::decimal))
                .put("items", count)
                .put("items_without_label", open)
                .put(
                        "curve_for_drawing",
                        Content.items(
                                curve,
                                p -> Content.fields()
                                        .put("delay", p.delay())
                                        .put("without_label", p.without())
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "delay of the labels of " + count + " items";
    }
}
