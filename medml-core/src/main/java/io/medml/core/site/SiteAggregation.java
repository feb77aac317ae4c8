package io.medml.core.site;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.RandomEffects;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What several sites measured of one model, combined from their reports. Only {@link SiteAggregator} makes one. Immutable. */
public final class SiteAggregation implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "site-aggregation";

    private final ArtifactRef model;
    private final Provenance provenance;
    private final Setting setting;
    private final List<Site> sites;
    private final List<Figure> figures;
    private final List<Lacking> lacking;
    private final List<String> notCombined;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    SiteAggregation(
            ArtifactRef model,
            Provenance provenance,
            Setting setting,
            List<Site> sites,
            List<Figure> figures,
            List<Lacking> lacking,
            List<String> notCombined,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.model = model;
        this.provenance = provenance;
        this.setting = setting;
        this.sites = List.copyOf(sites);
        this.figures = List.copyOf(figures);
        this.lacking = List.copyOf(lacking);
        this.notCombined = List.copyOf(notCombined);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * What was asked.
     *
     * @param level confidence level of all intervals, that of the sites' reports
     * @param betweenVariance how the variance between sites is estimated
     * @param adjustment the factor of the standard error of an average over sites
     * @param threshold the threshold at every site, or empty when no accuracy was measured
     */
    public record Setting(
            double level,
            RandomEffects.BetweenVariance betweenVariance,
            RandomEffects.Adjustment adjustment,
            Optional<Double> threshold) {}

    /**
     * A site.
     *
     * @param name its name
     * @param evidence the evaluation report it handed out
     * @param dataset the data set it evaluated
     * @param records number of records measured
     * @param subjects number of subjects they belong to
     * @param positives records with the condition
     * @param confusion counts at the operating point, or empty when there is none
     */
    public record Site(
            String name,
            ArtifactRef evidence,
            ArtifactRef dataset,
            long records,
            long subjects,
            long positives,
            Optional<ConfusionCounts> confusion) {}

    /**
     * One metric on one slice, which every site measured.
     *
     * @param metric the metric
     * @param slice the slice
     * @param bySite the figures of the sites, in their order
     * @param pooled the counts of all sites added; empty for a metric that is no share
     * @param summary the average over sites; empty for a metric whose complement has one, and for bounds
     */
    public record Figure(
            Metric metric, Slice slice, List<SiteFigure> bySite, Optional<Estimate> pooled, Optional<Summary> summary) {
        /** Copies the figures. */
        public Figure {
            bySite = List.copyOf(bySite);
        }
    }

    /**
     * What one site measured.
     *
     * @param site name of the site
     * @param estimate its estimate, as it handed it out
     * @param leftOut why it is not in the average; empty when it is, or when there is none
     */
    public record SiteFigure(String site, Estimate estimate, Optional<Reason> leftOut) {}

    /**
     * The average over sites and how they differ.
     *
     * @param scale the scale on which values were averaged: {@code identity}, {@code log} or {@code logit}
     * @param sites number of sites in it
     * @param common the common effect, if all sites had one value
     * @param average the average of the population of sites
     * @param newSite the same, with the interval of what a new site may show
     * @param tauSquared the variance between sites, on the scale
     * @param iSquared the share of the variance that lies between sites
     * @param homogeneity Cochran's test that all sites have one value
     */
    public record Summary(
            String scale,
            int sites,
            Estimate common,
            Estimate average,
            Estimate newSite,
            Estimate tauSquared,
            Estimate iSquared,
            HypothesisTest homogeneity) {}

    /**
     * What some sites did not measure and is therefore not combined.
     *
     * @param metric identifier of the metric; empty when the whole slice is lacking
     * @param slice the slice
     * @param sites the sites that lack it
     */
    public record Lacking(Optional<String> metric, Slice slice, List<String> sites) {
        /** Copies the names. */
        public Lacking {
            sites = List.copyOf(sites);
        }
    }

    /**
     * The model that was measured.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * What was asked.
     *
     * @return level, estimators, threshold
     */
    public Setting setting() {
        return setting;
    }

    /**
     * The sites.
     *
     * @return at least two, by name
     */
    public List<Site> sites() {
        return sites;
    }

    /**
     * The combined figures.
     *
     * @return those of all records first, then of the slices that every site has
     */
    public List<Figure> figures() {
        return figures;
    }

    /**
     * One combined figure.
     *
     * @param metric the metric
     * @param slice the slice
     * @return the figure, or empty when it was not combined
     */
    public Optional<Figure> figure(Metric metric, Slice slice) {
        return figures.stream()
                .filter(f -> f.metric().equals(metric) && f.slice().equals(slice))
                .findFirst();
    }

    /**
     * What some sites did not measure.
     *
     * @return slices and metrics with the sites that lack them; empty when there are none
     */
    public List<Lacking> lacking() {
        return lacking;
    }

    /**
     * Metrics of the sites' reports that cannot be combined from what these hold.
     *
     * @return their identifiers, sorted
     */
    public List<String> notCombined() {
        return notCombined;
    }

    /**
     * The confusion counts of all sites, added.
     *
     * @return the counts, or empty when there is no operating point
     */
    public Optional<ConfusionCounts> confusion() {
        return sites.stream()
                .map(Site::confusion)
                .reduce(Optional.of(new ConfusionCounts(0, 0, 0, 0)), (a, b) -> a.flatMap(x -> b.map(x::plus)));
    }

    /**
     * The metric of the common effect of a metric.
     *
     * @param metric the metric
     * @return {@code <id>.site_common}
     */
    public static Metric common(Metric metric) {
        return derived(metric, "site_common", "common to sites", "the mean over sites weighted by precision");
    }

    /**
     * The metric of the average over sites of a metric.
     *
     * @param metric the metric
     * @return {@code <id>.site_average}
     */
    public static Metric average(Metric metric) {
        return derived(metric, "site_average", "average of sites", "the random-effects mean over sites");
    }

    /**
     * The metric of what a new site may show of a metric. Its interval is a prediction interval.
     *
     * @param metric the metric
     * @return {@code <id>.new_site}
     */
    public static Metric newSite(Metric metric) {
        return derived(
                metric,
                "new_site",
                "at a new site",
                "the random-effects mean over sites with the interval for the value of a new site");
    }

    /**
     * The metric of the variance between sites of a metric.
     *
     * @param metric the metric
     * @return {@code <id>.site_tau_squared}
     */
    public static Metric tauSquared(Metric metric) {
        return new Metric(
                metric.id() + ".site_tau_squared",
                metric.name() + ", variance between sites",
                Direction.NEITHER,
                0,
                Double.POSITIVE_INFINITY,
                "tau^2 of the random-effects model, on the scale of the average, of: " + metric.definition());
    }

    /**
     * The metric of the share of the variance of a metric that lies between sites.
     *
     * @param metric the metric
     * @return {@code <id>.site_i_squared}
     */
    public static Metric iSquared(Metric metric) {
        return new Metric(
                metric.id() + ".site_i_squared",
                metric.name() + ", share of variance between sites",
                Direction.NEITHER,
                0,
                1,
                "I^2 = tau^2 / (tau^2 + typical sampling variance of a site) of: " + metric.definition());
    }

    private static Metric derived(Metric metric, String suffix, String words, String how) {
        return new Metric(
                metric.id() + "." + suffix,
                metric.name() + ", " + words,
                metric.better(),
                metric.lowest(),
                metric.highest(),
                how + " of: " + metric.definition());
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return Stream.concat(Stream.of(model), sites.stream().map(Site::dataset))
                .toList();
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
    public String entryType() {
        return "evaluation.recorded";
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("level", setting.level)
                .put("between_variance", setting.betweenVariance.id())
                .put("adjustment", setting.adjustment.id());
        setting.threshold.ifPresent(t -> body.put("threshold", t));
        confusion().ifPresent(c -> body.put("confusion", content(c)));
        return body.put("sites", Content.items(sites, SiteAggregation::content))
                .put("figures", Content.items(figures, SiteAggregation::content))
                .put("not_at_every_site", Content.items(lacking, SiteAggregation::content))
                .put("not_combined", Content.texts(notCombined))
                .build();
    }

    private static Content content(ConfusionCounts counts) {
        return Content.fields()
                .put("true_positives", counts.truePositives())
                .put("false_positives", counts.falsePositives())
                .put("true_negatives", counts.trueNegatives())
                .put("false_negatives", counts.falseNegatives())
                .build();
    }

    private static Content content(Site site) {
        Content.Builder content = Content.fields()
                .put("name", site.name)
                .put("evidence", site.evidence.toString())
                .put("dataset", site.dataset.toString())
                .put("records", site.records)
                .put("subjects", site.subjects)
                .put("positives", site.positives);
        site.confusion.ifPresent(c -> content.put("confusion", content(c)));
        return content.build();
    }

    private static Content content(Figure figure) {
        Content.Builder content = Content.fields()
                .put("metric", figure.metric.id())
                .put("slice", EvidenceDocument.slice(figure.slice))
                .put("by_site", Content.items(figure.bySite, s -> {
                    Content.Builder of =
                            Content.fields().put("site", s.site).put("estimate", EvidenceDocument.estimate(s.estimate));
                    s.leftOut.ifPresent(reason -> of.put("left_out", reason.name()));
                    return of.build();
                }));
        figure.pooled.ifPresent(p -> content.put("pooled", EvidenceDocument.estimate(p)));
        figure.summary.ifPresent(s -> content.put("summary", content(s)));
        return content.build();
    }

    private static Content content(Summary summary) {
        Content.Builder test = Content.fields()
                .put("method", summary.homogeneity.method())
                .put("statistic", EvidenceDocument.estimate(summary.homogeneity.statistic()))
                .put("p_value", EvidenceDocument.estimate(summary.homogeneity.pValue()));
        summary.homogeneity.degreesOfFreedom().ifPresent(df -> test.put("degrees_of_freedom", df));
        return Content.fields()
                .put("scale", summary.scale)
                .put("sites", (long) summary.sites)
                .put("common", EvidenceDocument.estimate(summary.common))
                .put("average", EvidenceDocument.estimate(summary.average))
                .put("new_site", EvidenceDocument.estimate(summary.newSite))
                .put("tau_squared", EvidenceDocument.estimate(summary.tauSquared))
                .put("i_squared", EvidenceDocument.estimate(summary.iSquared))
                .put("homogeneity", test.build())
                .build();
    }

    private static Content content(Lacking lacking) {
        Content.Builder content = Content.fields()
                .put("slice", EvidenceDocument.slice(lacking.slice))
                .put("sites", Content.texts(lacking.sites));
        lacking.metric.ifPresent(metric -> content.put("only_metric", metric));
        return content.build();
    }

    @Override
    public String toString() {
        return "aggregation of " + sites.size() + " sites for " + model + ": "
                + findings().size() + " findings";
    }
}
