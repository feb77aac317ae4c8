package io.medml.core.site;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.PooledProportion;
import io.medml.core.stats.RandomEffects;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Combines what several sites measured of one model, from their evaluation reports alone. No table of records is read; what the reports
 * themselves say of single records is said at {@link SiteReport}.
 *
 * <pre>{@code
 * SiteAggregation all = SiteAggregator.builder().build().aggregate(List.of(
 *         SiteReport.read("north", northBytes), SiteReport.read("south", southBytes), SiteReport.read("west", westBytes)));
 * }</pre>
 *
 * <ul>
 * <li><b>Refused:</b> fewer than two sites; one name, one report, one data set or the same predictions of the same records twice;
 *     reports of another model (name, version or digest), threshold, level, form, positive label (where described) or setting, or with
 *     other definitions of a metric. The message says which site, what was expected and what was found.
 * <li><b>The condition</b> is compared where sites describe their data set: another positive label is refused, another column of the
 *     outcome or other negative labels are a finding, since sites may name one thing differently.
 * <li><b>Shares</b> (sensitivity, predictive values, prevalence ..) are those of all records of all sites: counts are added
 *     ({@link PooledProportion}), with the effective numbers of records where a site's records share subjects.
 * <li><b>Averages over sites</b> ({@link RandomEffects}) of shares, areas and Brier scores on the logit scale, of calibration slope and
 *     intercepts as they are, of observed over expected on the log scale; each with what a new site may show, the variance between
 *     sites and Cochran's test. An area of all records cannot be had, since no site sees the scores of another.
 * <li><b>Standard errors</b> are read from the sites' intervals, which are symmetric on that scale; of a share from its counts. A metric
 *     with other intervals (such as those of the bootstrap) is not averaged and listed as not combined.
 * <li><b>A site without an estimate</b> (no records with the condition, too few) is left out of that average, listed with its reason and
 *     a finding. Where a site has no standard error because of how its records turned out (a sensitivity of 1, perfect separation), there is
 *     no average: to leave it out would choose sites by their result. The pooled share stays.
 * <li><b>Groups</b> are combined where every site has them; those that some lack are listed with the sites.
 * <li><b>Subjects</b> are taken to be in one site only, which the evidence cannot show.
 * <li><b>Order</b> of the reports changes nothing.
 * <li><b>Recording:</b> sites that record their reports in ledgers of their own hand out the entry with its receipt; the aggregation
 *     is recorded with {@link io.medml.core.ledger.HeldElsewhere}.
 * </ul>
 *
 * Immutable and thread-safe.
 */
public final class SiteAggregator {

    /** Settings of an evaluation that do not change the definition of what is combined. */
    private static final Set<String> FREE = Set.of(
            "bootstrap",
            "slices",
            "case_mix_reference",
            "predictions_sha256",
            "unverified_predictions_sha256",
            "absent_predictions",
            "curve_cells",
            "operating_point");

    private final RandomEffects.BetweenVariance betweenVariance;
    private final RandomEffects.Adjustment adjustment;
    private final long smallest;

    private SiteAggregator(Builder builder) {
        this.betweenVariance = builder.betweenVariance == null
                ? RandomEffects.BetweenVariance.RESTRICTED_LIKELIHOOD
                : builder.betweenVariance;
        this.adjustment =
                builder.adjustment == null ? RandomEffects.Adjustment.HARTUNG_KNAPP_BOUNDED : builder.adjustment;
        this.smallest = builder.smallest;
    }

    /**
     * Starts an aggregator.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Combines the reports of sites.
     *
     * @param reports at least two, of different sites
     * @return the aggregation
     * @throws DataException when the reports cannot be combined; names the site, what was expected and what was found
     */
    public SiteAggregation aggregate(List<SiteReport> reports) {
        requireReports(reports);
        if (reports.size() < 2) {
            throw new IllegalArgumentException("an aggregation needs the reports of at least two sites, got "
                    + reports.size() + "; one site's report stands for itself");
        }
        List<SiteReport> sites =
                reports.stream().sorted(Comparator.comparing(SiteReport::site)).toList();
        requireDistinct(sites);
        requireCountable(sites);
        sites.stream().skip(1).forEach(site -> requireSame(sites.get(0), site));
        requireSamePositiveLabel(sites);
        requireSameMetrics(sites);

        List<Finding> findings = new ArrayList<>();
        findings(sites, findings);
        List<SiteAggregation.Lacking> lacking = new ArrayList<>();
        List<SiteAggregation.Figure> figures = figures(sites, lacking, findings);
        List<Measurement> measurements = new ArrayList<>();
        figures.forEach(figure -> measure(figure, measurements));
        Set<String> notCombined = notCombined(sites);
        if (smallest > 0) {
            sites.forEach(site -> findings.addAll(site.smallCells(smallest)));
        }
        return new SiteAggregation(
                sites.get(0).model(),
                provenance(sites),
                new SiteAggregation.Setting(
                        sites.get(0).level(),
                        betweenVariance,
                        adjustment,
                        sites.get(0).threshold()),
                sites.stream()
                        .map(s -> new SiteAggregation.Site(
                                s.site(),
                                s.reference(),
                                s.dataset(),
                                s.records(),
                                s.subjects(),
                                s.positives(),
                                s.confusion()))
                        .toList(),
                figures,
                lacking,
                List.copyOf(notCombined),
                measurements,
                findings);
    }

    private Provenance provenance(List<SiteReport> sites) {
        Provenance provenance = Provenance.of(SiteAggregator.class)
                .from(sites.get(0).model())
                .with("between_variance", betweenVariance.id())
                .with("adjustment", adjustment.id());
        if (smallest > 0) {
            provenance = provenance.with("smallest_count", smallest);
        }
        for (SiteReport site : sites) {
            provenance = provenance
                    .from(site.reference())
                    .from(site.dataset())
                    .synthetic(site.evidence().provenance().synthetic());
        }
        return provenance;
    }

    // ---- what is refused

    private static void requireReports(List<SiteReport> reports) {
        Objects.requireNonNull(reports, "expected the reports of at least two sites, got null");
        int index = 0;
        for (SiteReport report : reports) {
            Objects.requireNonNull(
                    report, "expected the report of a site at position " + index++ + " of the list, got null");
        }
    }

    private static void requireCountable(List<SiteReport> sites) {
        // a sum of a million sites' largest counts still is a long
        long records = sites.stream().mapToLong(SiteReport::records).sum();
        if (records > SiteReport.MOST_RECORDS) {
            throw new DataException("sites " + String.join(", ", names(sites, s -> true)) + ": expected at most "
                    + SiteReport.MOST_RECORDS + " records in all, found " + records
                    + "; look up whose count is not that of its records");
        }
    }

    private static void requireDistinct(List<SiteReport> sites) {
        Map<String, String> names = new HashMap<>();
        Map<Digest, String> documents = new HashMap<>();
        Map<Digest, String> datasets = new HashMap<>();
        Map<String, String> predictions = new HashMap<>();
        for (SiteReport site : sites) {
            // what is written with combined and with composed letters looks the same
            if (names.putIfAbsent(Normalizer.normalize(site.site(), Normalizer.Form.NFC), site.site()) != null) {
                throw new DataException("site " + site.site()
                        + ": expected one report of each site, found two under this name; give each site its own name");
            }
            String before = documents.put(site.meaning(), site.site());
            if (before != null) {
                throw new DataException("site " + site.site() + ": expected its own report, found that of site "
                        + before + "; its records would count twice");
            }
            String same = datasets.put(site.dataset().digest(), site.site());
            if (same != null) {
                throw new DataException(
                        "site " + site.site() + ": expected records of its own, found the data set of site " + same
                                + " (" + site.dataset() + "); its records would count twice");
            }
            // this digest does not depend on the order of rows, as that of a data set may
            String scored = site.predictions()
                    .map(digest -> predictions.put(digest, site.site()))
                    .orElse(null);
            if (scored != null) {
                throw new DataException("site " + site.site()
                        + ": expected predictions of its own, found those of site " + scored
                        + ", the same scores of the same records; its records would count twice");
            }
        }
    }

    private static void requireSame(SiteReport first, SiteReport site) {
        require(first, site, "a report of the form", r -> r.evidence().schema());
        require(first, site, "a report made by", r -> r.evidence().provenance().producer());
        require(
                first,
                site,
                "a report of",
                r -> r.model().id() + " " + r.model().version() + " with SHA-256 "
                        + r.model().digest().hex());
        require(
                first,
                site,
                "the threshold",
                r -> r.threshold().map(String::valueOf).orElse("none"));
        require(first, site, "the confidence level", r -> String.valueOf(r.level()));
        Set<String> settings =
                new TreeSet<>(first.evidence().provenance().settings().keySet());
        settings.addAll(site.evidence().provenance().settings().keySet());
        settings.removeAll(FREE);
        for (String name : settings) {
            require(
                    first,
                    site,
                    "the setting " + name,
                    r -> r.evidence().provenance().settings().getOrDefault(name, "none"));
        }
    }

    /** Of the sites that were described, whichever they are. */
    private static void requireSamePositiveLabel(List<SiteReport> sites) {
        List<SiteReport> described =
                sites.stream().filter(s -> s.condition().isPresent()).toList();
        described.stream()
                .skip(1)
                .forEach(site -> require(
                        described.get(0),
                        site,
                        "the positive label",
                        r -> r.condition().orElseThrow().positive()));
    }

    private static void require(SiteReport first, SiteReport site, String what, Function<SiteReport, String> property) {
        String expected = property.apply(first);
        String found = property.apply(site);
        if (!expected.equals(found)) {
            throw new DataException("site " + site.site() + ": expected " + what + " " + expected + ", as of site "
                    + first.site() + ", found " + found
                    + "; let every site evaluate the same model in the same way, or leave the site out");
        }
    }

    private static void requireSameMetrics(List<SiteReport> sites) {
        Map<String, Metric> known = new HashMap<>();
        Map<String, String> from = new HashMap<>();
        for (SiteReport site : sites) {
            for (Measurement m : site.evidence().measurements()) {
                Metric metric = m.metric();
                Metric before = known.putIfAbsent(metric.id(), metric);
                from.putIfAbsent(metric.id(), site.site());
                // deliberate: metrics are equal by their identifiers, and here the whole definition matters
                if (before != null
                        && !(before.definition().equals(metric.definition())
                                && before.better() == metric.better()
                                && before.lowest() == metric.lowest()
                                && before.highest() == metric.highest())) {
                    throw new DataException("site " + site.site() + ": expected " + metric.id() + " to be "
                            + before.definition() + ", as of site " + from.get(metric.id()) + ", found "
                            + metric.definition() + "; let every site use one version of medml");
                }
            }
        }
    }

    // ---- figures

    private static boolean plain(Slice slice) {
        return slice.reference().isEmpty() && slice.acrossAttributes().isEmpty();
    }

    private static Set<String> notCombined(List<SiteReport> sites) {
        return sites.stream()
                .flatMap(s -> s.evidence().measurements().stream())
                .map(Measurement::metric)
                .filter(m -> Combination.of(m).isEmpty())
                .map(Metric::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<SiteAggregation.Figure> figures(
            List<SiteReport> sites, List<SiteAggregation.Lacking> lacking, List<Finding> findings) {
        Set<Slice> slices = new LinkedHashSet<>(List.of(Slice.overall()));
        sites.stream()
                .flatMap(site -> site.slices().stream()
                        .filter(slice -> plain(slice)
                                && site.metrics(slice).stream()
                                        .anyMatch(m -> Combination.of(m).isPresent())))
                .sorted()
                .forEach(slices::add);
        List<SiteAggregation.Figure> figures = new ArrayList<>();
        for (Slice slice : slices) {
            List<String> without = names(sites, s -> s.metrics(slice).isEmpty());
            if (!without.isEmpty()) {
                lacking.add(new SiteAggregation.Lacking(Optional.empty(), slice, without));
                findings.add(Finding.of(
                                "SLICE_NOT_AT_EVERY_SITE",
                                Severity.WARNING,
                                slice.toString(),
                                "Some sites have no such group, so it is not combined.")
                        .with("sites_without", String.join(", ", without)));
                continue;
            }
            Set<Metric> metrics = sites.stream()
                    .flatMap(site -> site.metrics(slice).stream())
                    .filter(m -> Combination.of(m).isPresent())
                    .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(Combination::rank))));
            for (Metric metric : metrics) {
                List<String> lack = names(sites, s -> s.estimate(metric, slice).isEmpty());
                if (lack.isEmpty()) {
                    figures.add(figure(metric, slice, sites, findings));
                } else {
                    lacking.add(new SiteAggregation.Lacking(Optional.of(metric.id()), slice, lack));
                    findings.add(Finding.of(
                                    "METRIC_NOT_AT_EVERY_SITE",
                                    Severity.WARNING,
                                    metric.id() + " on " + slice,
                                    "Some sites did not measure it, so it is not combined.")
                            .with("sites_without", String.join(", ", lack)));
                }
            }
        }
        return figures;
    }

    private static List<String> names(List<SiteReport> sites, Predicate<SiteReport> which) {
        return sites.stream().filter(which).map(SiteReport::site).toList();
    }

    private SiteAggregation.Figure figure(Metric metric, Slice slice, List<SiteReport> sites, List<Finding> findings) {
        Combination combination = Combination.of(metric).orElseThrow();
        double level = sites.get(0).level();
        List<Estimate> estimates =
                sites.stream().map(s -> s.estimate(metric, slice).orElseThrow()).toList();
        Optional<Estimate> pooled = combination.whenEmpty().map(reason -> pooled(estimates, sites, level, reason));
        if (combination.scale().isEmpty()) {
            List<SiteAggregation.SiteFigure> bySite = new ArrayList<>();
            for (int i = 0; i < sites.size(); i++) {
                bySite.add(new SiteAggregation.SiteFigure(sites.get(i).site(), estimates.get(i), Optional.empty()));
            }
            return new SiteAggregation.Figure(metric, slice, bySite, pooled, Optional.empty());
        }
        List<Combination.Part> parts = new ArrayList<>();
        List<SiteAggregation.SiteFigure> bySite = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            SiteReport site = sites.get(i);
            Estimate estimate = estimates.get(i);
            Combination.Part part = part(combination, metric, slice, site, estimate, level);
            parts.add(part);
            bySite.add(new SiteAggregation.SiteFigure(
                    site.site(),
                    estimate,
                    part instanceof Combination.Part.LeftOut out ? Optional.of(out.reason()) : Optional.empty()));
        }
        SiteAggregation.Summary summary = summary(combination.scale().get(), parts, estimates, level);
        findings(metric, slice, sites, parts, summary, findings);
        return new SiteAggregation.Figure(metric, slice, bySite, pooled, Optional.of(summary));
    }

    private static Combination.Part part(
            Combination combination, Metric metric, Slice slice, SiteReport site, Estimate estimate, double level) {
        if (combination.counted() && unknownClusters(site, estimate)) {
            return new Combination.Part.LeftOut(Reason.DEPENDENT_RECORDS, false);
        }
        try {
            return combination.part(estimate, level);
        } catch (DataException e) {
            throw new DataException("site " + site.site() + ", " + metric + " on " + slice + ": " + e.getMessage(), e);
        }
    }

    /** Records share subjects, and the evidence does not say at what cost. */
    private static boolean unknownClusters(SiteReport site, Estimate estimate) {
        return site.dependent()
                && estimate.support().n() > 0
                && !estimate.support().effective().containsKey("n");
    }

    private static Estimate pooled(List<Estimate> estimates, List<SiteReport> sites, double level, Reason whenEmpty) {
        Estimate pooled = PooledProportion.estimate(estimates, level, whenEmpty);
        for (int i = 0; i < sites.size(); i++) {
            if (unknownClusters(sites.get(i), estimates.get(i))) {
                return Estimate.of(
                        pooled.point().orElseThrow(),
                        new IntervalEstimate.Unknown(Reason.DEPENDENT_RECORDS, PooledProportion.METHOD),
                        pooled.support());
            }
        }
        return pooled;
    }

    private SiteAggregation.Summary summary(
            Scale scale, List<Combination.Part> parts, List<Estimate> estimates, double level) {
        List<Combination.Part.Effect> effects = new ArrayList<>();
        Reason byOutcome = null;
        long records = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Combination.Part.Effect effect) {
                effects.add(effect);
                records += estimates.get(i).support().n();
            } else if (parts.get(i) instanceof Combination.Part.LeftOut out && out.byOutcome() && byOutcome == null) {
                byOutcome = out.reason();
            }
        }
        RandomEffects model = RandomEffects.of(
                effects.stream().mapToDouble(Combination.Part.Effect::value).toArray(),
                effects.stream()
                        .mapToDouble(Combination.Part.Effect::standardError)
                        .toArray(),
                betweenVariance,
                adjustment,
                level);
        Support support = Support.of(records).with("sites", effects.size());
        Reason none = byOutcome != null ? byOutcome : effects.size() < 2 ? Reason.TOO_FEW : null;
        HypothesisTest test = model.homogeneity();
        return new SiteAggregation.Summary(
                scale.word(),
                effects.size(),
                back(scale, model.commonEffect(), none, support),
                back(scale, model.average(), none, support),
                back(scale, model.newStudy(), none, support),
                asItIs(scale, model.tauSquared(), none, support),
                asItIs(scale, model.iSquared(), none, support),
                new HypothesisTest(
                        test.method(),
                        asItIs(scale, test.statistic(), none, support),
                        none == null ? test.degreesOfFreedom() : OptionalDouble.empty(),
                        asItIs(scale, test.pValue(), none, support)));
    }

    /** An estimate on a scale as one of the quantity. */
    private static Estimate back(Scale scale, Estimate estimate, @Nullable Reason none, Support support) {
        return translated(scale, scale::from, estimate, none, support);
    }

    /** A figure about the scale itself, such as a variance on it. */
    private static Estimate asItIs(Scale scale, Estimate estimate, @Nullable Reason none, Support support) {
        return translated(scale, value -> value, estimate, none, support);
    }

    private static Estimate translated(
            Scale scale, DoubleUnaryOperator to, Estimate estimate, @Nullable Reason none, Support support) {
        String method = estimate.intervalEstimate().method() + "." + scale.word();
        return none != null ? Estimate.notEstimable(none, method, support) : estimate.mapped(to, method, support);
    }

    private static void measure(SiteAggregation.Figure figure, List<Measurement> measurements) {
        Metric metric = figure.metric();
        Slice slice = figure.slice();
        figure.pooled().ifPresent(p -> measurements.add(new Measurement(metric, slice, p)));
        figure.summary().ifPresent(s -> {
            measurements.add(new Measurement(SiteAggregation.common(metric), slice, s.common()));
            measurements.add(new Measurement(SiteAggregation.average(metric), slice, s.average()));
            measurements.add(new Measurement(SiteAggregation.newSite(metric), slice, s.newSite()));
            measurements.add(new Measurement(SiteAggregation.tauSquared(metric), slice, s.tauSquared()));
            measurements.add(new Measurement(SiteAggregation.iSquared(metric), slice, s.iSquared()));
        });
    }

    // ---- findings

    private static void findings(List<SiteReport> sites, List<Finding> findings) {
        for (SiteReport site : sites) {
            site.evidence().findings().stream()
                    .filter(f -> f.severity() != Severity.INFO)
                    .forEach(f -> findings.add(new Finding(
                            f.code(), f.severity(), site.site() + ": " + f.where(), f.message(), f.details())));
        }
        differing(sites, r -> r.evidence().provenance().software())
                .ifPresent(which -> findings.add(Finding.of(
                                "SOFTWARE_DIFFERS",
                                Severity.WARNING,
                                "sites",
                                "The sites used different versions of the software; look up whether numbers changed between them.")
                        .with("sites", which)));
        differing(sites, r -> r.rule().orElse("none"))
                .ifPresent(which -> findings.add(Finding.of(
                                "OPERATING_POINT_RULE_DIFFERS",
                                Severity.INFO,
                                "operating point",
                                "The threshold is the same everywhere, and the reports name different rules for it.")
                        .with("sites", which)));
        List<SiteReport> described =
                sites.stream().filter(s -> s.condition().isPresent()).toList();
        differing(described, r -> quoted(r.condition().orElseThrow().column()))
                .ifPresent(which -> findings.add(Finding.of(
                                "LABEL_COLUMN_DIFFERS",
                                Severity.WARNING,
                                "sites",
                                "The outcome is in columns of different names. A site may name one condition as it likes; ask whether all"
                                        + " mean the same.")
                        .with("sites", which)));
        differing(
                        described,
                        r -> r.condition().orElseThrow().negatives().stream()
                                .map(SiteAggregator::quoted)
                                .collect(Collectors.joining(" or ")))
                .ifPresent(which -> findings.add(Finding.of(
                                "NEGATIVE_LABELS_DIFFER",
                                Severity.WARNING,
                                "sites",
                                "Different labels count as absence of the condition; ask whether all draw the line in one place.")
                        .with("sites", which)));
        List<String> without = names(sites, r -> r.condition().isEmpty());
        if (!without.isEmpty()) {
            findings.add(Finding.of(
                            "POSITIVE_LABEL_NOT_COMPARED",
                            Severity.WARNING,
                            "sites",
                            "An evaluation report does not say which label counts as positive, and not every site handed out the"
                                    + " description of its data set; ask whether all mean the same condition.")
                    .with("sites", String.join(", ", without)));
        }
        findings.add(
                Finding.of(
                        "SUBJECTS_TAKEN_AS_APART",
                        Severity.INFO,
                        "sites",
                        "Sites are taken to share no subject. Their reports cannot show it; a subject seen at two sites counts twice."));
    }

    private static String quoted(String text) {
        return '"' + Normalizer.normalize(text, Normalizer.Form.NFC) + '"';
    }

    /** Each value with the sites that have it, where there is more than one. */
    private static Optional<String> differing(List<SiteReport> sites, Function<SiteReport, String> property) {
        Map<String, List<String>> byValue = new TreeMap<>();
        sites.forEach(s -> byValue.computeIfAbsent(property.apply(s), v -> new ArrayList<>())
                .add(s.site()));
        return byValue.size() < 2
                ? Optional.empty()
                : Optional.of(byValue.entrySet().stream()
                        .map(e -> e.getKey() + ": " + String.join(", ", e.getValue()))
                        .collect(Collectors.joining("; ")));
    }

    private void findings(
            Metric metric,
            Slice slice,
            List<SiteReport> sites,
            List<Combination.Part> parts,
            SiteAggregation.Summary summary,
            List<Finding> findings) {
        Map<String, String> out = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Combination.Part.LeftOut left) {
                out.put(sites.get(i).site(), left.reason().text());
            }
        }
        String where = metric.id() + " on " + slice;
        String left = out.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("; "));
        if (summary.average() instanceof Estimate.NotEstimable not) {
            findings.add(Finding.of(
                            "SITE_AVERAGE_NOT_ESTIMABLE",
                            Severity.WARNING,
                            where,
                            "There is no average over sites: fewer than two have an estimate with a standard error, or one has none"
                                    + " because of how its records turned out, and to leave it out would choose sites by their result.")
                    .with("reason", not.reason())
                    .with("sites_without", left));
        } else if (!out.isEmpty()) {
            findings.add(Finding.of(
                            "SITE_LEFT_OUT",
                            Severity.WARNING,
                            where,
                            "Some sites have no estimate with a standard error and are not in the average over sites.")
                    .with("sites_without", left)
                    .with("sites_averaged", summary.sites()));
        }
        if (adjustment == RandomEffects.Adjustment.HARTUNG_KNAPP) {
            Optional<Interval> average = summary.average().interval();
            Optional<Interval> common = summary.common().interval();
            if (average.isPresent()
                    && common.isPresent()
                    && average.get().width() < common.get().width()) {
                findings.add(Finding.of(
                        "AVERAGE_NARROWER_THAN_COMMON",
                        Severity.WARNING,
                        where,
                        "The sites happen to agree, so that the interval of Hartung and Knapp is narrower than that of one common"
                                + " value; the bounded adjustment avoids it."));
            }
        }
    }

    /** Sets how to combine. Confined to one thread. */
    public static final class Builder {
        private RandomEffects.@Nullable BetweenVariance betweenVariance;
        private RandomEffects.@Nullable Adjustment adjustment;
        private long smallest;

        private Builder() {}

        /**
         * How the variance between sites is estimated; by the restricted likelihood unless set.
         *
         * @param estimator the estimator
         * @return this
         */
        public Builder betweenVariance(RandomEffects.BetweenVariance estimator) {
            if (betweenVariance != null) {
                throw new IllegalStateException("the variance between sites is already set to " + betweenVariance);
            }
            betweenVariance = Objects.requireNonNull(estimator, "estimator");
            return this;
        }

        /**
         * The factor of the standard error of an average; that of Hartung and Knapp, at least 1, unless set.
         *
         * @param factor the factor
         * @return this
         */
        public Builder adjustment(RandomEffects.Adjustment factor) {
            if (adjustment != null) {
                throw new IllegalStateException("the adjustment is already set to " + adjustment);
            }
            adjustment = Objects.requireNonNull(factor, "factor");
            return this;
        }

        /**
         * Names, as findings, the counts of the sites' reports that are above 0 and below a minimum; see
         * {@link SiteReport#smallCells}, with which a site looks before it hands a report out. Nothing is held back or changed.
         *
         * @param minimum the smallest count that may be handed out, at least 2
         * @return this
         */
        public Builder smallestCount(long minimum) {
            if (smallest > 0) {
                throw new IllegalStateException("the smallest count is already set to " + smallest);
            }
            if (minimum < 2) {
                throw new IllegalArgumentException("a minimum count is at least 2, got " + minimum);
            }
            smallest = minimum;
            return this;
        }

        /**
         * Finishes the aggregator.
         *
         * @return the aggregator
         */
        public SiteAggregator build() {
            return new SiteAggregator(this);
        }
    }
}
