package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.stats.ConfusionCounts;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * What is published about a device whose records are not at hand: counts, or an area under the ROC curve with its uncertainty.
 *
 * <pre>{@code
 * PublishedPerformance predicate = PublishedPerformance.of("K201234", "summary of 2021-03-02, table 4")
 *     .withCounts(new ConfusionCounts(92, 30, 270, 8))
 *     .withAuroc(0.931, new Interval(0.905, 0.957, 0.95));
 * }</pre>
 *
 * <p>A bare point cannot be stated: a comparison without the predicate's own uncertainty would overstate the evidence. Immutable.
 */
public final class PublishedPerformance {

    private final String device;
    private final String source;
    private final Map<String, EndpointRate.Proportion> proportions;
    private final @Nullable Area area;

    private PublishedPerformance(
            String device, String source, Map<String, EndpointRate.Proportion> proportions, @Nullable Area area) {
        this.device = device;
        this.source = source;
        this.proportions = new TreeMap<>(proportions);
        this.area = area;
    }

    /** An area with its standard error. */
    record Area(double value, double standardError) {}

    /**
     * Names the device and where its figures stand.
     *
     * @param device the device, such as its submission number
     * @param source the document with its date and the table or page, so that a reader finds the figures
     * @return without figures yet
     */
    public static PublishedPerformance of(String device, String source) {
        if (device.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException("published figures need the device and the source they were taken from,"
                    + " got device \"" + device + "\" and source \"" + source + "\"");
        }
        return new PublishedPerformance(device, source, Map.of(), null);
    }

    /**
     * Adds all proportions of a published two-by-two table.
     *
     * @param counts the table
     * @return a copy with sensitivity, specificity, accuracy and both predictive values
     */
    public PublishedPerformance withCounts(ConfusionCounts counts) {
        PublishedPerformance copy = this;
        for (EndpointRate rate : EndpointRate.values()) {
            copy = copy.with(rate, rate.proportion(counts));
        }
        return copy;
    }

    /**
     * Adds one proportion by its counts.
     *
     * @param metric sensitivity, specificity, accuracy or a predictive value
     * @param successes the numerator
     * @param trials the denominator, at least 1
     * @return a copy with the proportion
     */
    public PublishedPerformance withProportion(Metric metric, long successes, long trials) {
        EndpointRate rate = EndpointRate.of(metric)
                .orElseThrow(() -> new IllegalArgumentException(
                        "published counts give sensitivity, specificity, accuracy or a predictive value, got "
                                + metric));
        return with(rate, new EndpointRate.Proportion(successes, trials));
    }

    private PublishedPerformance with(EndpointRate rate, EndpointRate.Proportion proportion) {
        long successes = proportion.successes();
        long trials = proportion.trials();
        String name = rate.name().toLowerCase(java.util.Locale.ROOT);
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException("the published " + name
                    + " needs at least one trial and successes in [0, trials], got " + successes + " of " + trials);
        }
        Map<String, EndpointRate.Proportion> copy = new TreeMap<>(proportions);
        if (copy.put(name, proportion) != null) {
            throw new IllegalStateException("the " + name + " of " + device + " is already stated");
        }
        return new PublishedPerformance(device, source, copy, area);
    }

    /**
     * Adds an area under the ROC curve with its standard error.
     *
     * @param value the area, in [0, 1]
     * @param standardError its standard error, positive
     * @return a copy with the area
     */
    public PublishedPerformance withAuroc(double value, double standardError) {
        if (area != null) {
            throw new IllegalStateException("the area of " + device + " is already stated");
        }
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("an area is in [0, 1], got " + value);
        }
        if (!(standardError > 0 && standardError < 1)) {
            throw new IllegalArgumentException("the standard error of a published area is in (0, 1), got "
                    + standardError + "; an area without uncertainty is no comparator");
        }
        return new PublishedPerformance(device, source, proportions, new Area(value, standardError));
    }

    /**
     * Adds an area under the ROC curve with its confidence interval, whose width is taken as that of a normal interval:
     * {@code se = (upper - lower) / (2 z)}.
     *
     * @param value the area, inside of the interval
     * @param interval the published interval with its level
     * @return a copy with the area
     */
    public PublishedPerformance withAuroc(double value, Interval interval) {
        if (!interval.contains(value) || !(interval.width() > 0)) {
            throw new IllegalArgumentException("the published area of " + value
                    + " must lie in its interval, which must have a width, got [" + interval.lower() + ", "
                    + interval.upper() + "]");
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - interval.level()) / 2);
        return withAuroc(value, interval.width() / (2 * z));
    }

    /**
     * The device.
     *
     * @return its name
     */
    public String device() {
        return device;
    }

    /**
     * Where the figures stand.
     *
     * @return the source, as stated
     */
    public String source() {
        return source;
    }

    Optional<EndpointRate.Proportion> proportion(EndpointRate rate) {
        return Optional.ofNullable(proportions.get(rate.name().toLowerCase(java.util.Locale.ROOT)));
    }

    Optional<Area> area() {
        return Optional.ofNullable(area);
    }

    /**
     * Names the figures and pins them.
     *
     * @return a reference of kind document, whose digest is that of the figures as stated
     */
    public ArtifactRef reference() {
        return new ArtifactRef(
                ArtifactRef.Kind.DOCUMENT,
                device,
                "as published",
                Digest.sha256(content().bytes()));
    }

    Content.Fields content() {
        Content.Builder counts = Content.fields();
        proportions.forEach((name, p) -> counts.put(
                name,
                Content.fields()
                        .put("successes", p.successes())
                        .put("trials", p.trials())
                        .build()));
        Content.Builder content =
                Content.fields().put("device", device).put("source", source).put("proportions", counts.build());
        if (area != null) {
            content.put(
                    "auroc",
                    Content.fields()
                            .put("value", area.value())
                            .put("standard_error", area.standardError())
                            .build());
        }
        return content.build();
    }

    @Override
    public String toString() {
        return Objects.requireNonNull(device) + " (" + source + ")";
    }
}
