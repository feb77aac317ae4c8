package io.medml.core.site;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.ConfusionCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What one site measured of a model: its name and the evidence of {@link io.medml.core.evaluation.ModelEvaluator}, read back strictly. It
 * holds no record of a patient.
 *
 * <p>The evidence holds counts, and points of curves at scores that records have; {@link #smallCells} tells the site which of its counts are
 * small before it hands them out. Whether that may be done is the site's decision. Immutable.
 */
public final class SiteReport {

    private final String site;
    private final Evidence evidence;
    private final Optional<String> positiveLabel;
    private final double level;
    private final long records;
    private final long subjects;
    private final long positives;
    private final Optional<Double> threshold;
    private final Optional<String> rule;
    private final Optional<ConfusionCounts> confusion;
    private final Map<Slice, Map<Metric, Estimate>> estimates;

    private SiteReport(String site, Evidence evidence, Optional<String> positiveLabel) {
        this.site = site;
        this.evidence = evidence;
        this.positiveLabel = positiveLabel;
        Content.Fields body = evidence.body().asFields();
        this.level = body.decimal("level");
        this.records = body.whole("records");
        this.subjects = body.whole("subjects");
        this.positives = body.whole("positives");
        Optional<Content.Fields> point =
                body.has("operating_point") ? Optional.of(body.fields("operating_point")) : Optional.empty();
        this.threshold = point.map(p -> p.decimal("threshold"));
        this.rule = point.map(p -> p.text("rule"));
        this.confusion = body.has("confusion")
                ? Optional.of(body.fields("confusion"))
                        .map(c -> new ConfusionCounts(
                                c.whole("true_positives"),
                                c.whole("false_positives"),
                                c.whole("true_negatives"),
                                c.whole("false_negatives")))
                : Optional.empty();
        this.estimates = evidence.measurements().stream()
                .collect(Collectors.groupingBy(
                        Measurement::slice,
                        Collectors.toMap(Measurement::metric, Measurement::estimate, (first, second) -> first)));
    }

    /**
     * The report of a site in the same process.
     *
     * @param site name of the site, as pages are to show it
     * @param report what was measured there
     * @return the site's report
     */
    public static SiteReport of(String site, EvaluationReport report) {
        return read(site, report.document().bytes());
    }

    /**
     * Reads what a site handed out.
     *
     * @param site name of the site, as pages are to show it
     * @param document the bytes of the evidence document of its evaluation report
     * @return the site's report
     * @throws DataException when the bytes are no evaluation report, or do not agree with themselves; names the site and the place
     */
    public static SiteReport read(String site, byte[] document) {
        Objects.requireNonNull(document, "document");
        Name.require(site, "the name of a site");
        return at(site, () -> {
            Evidence evidence = EvidenceDocument.parse(document);
            if (!evidence.schema().startsWith(EvaluationReport.SCHEMA + "/")) {
                throw new DataException("expected an evaluation report, found " + evidence.schema()
                        + "; hand in what ModelEvaluator gave");
            }
            List<ArtifactRef> about = evidence.about();
            if (about.size() != 2
                    || about.get(0).kind() != ArtifactRef.Kind.MODEL
                    || about.get(1).kind() != ArtifactRef.Kind.DATASET) {
                throw new DataException("expected a report about a model and a data set, found another subject");
            }
            SiteReport report = new SiteReport(site, evidence, Optional.empty());
            report.requireConsistent();
            return report;
        });
    }

    /**
     * Adds the description of the data set that was evaluated, so that what counts as positive can be compared: an evaluation report does
     * not say.
     *
     * @param description what {@link io.medml.core.cohort.Cohort#describe()} gave of the same data set
     * @return a copy with the positive label
     */
    public SiteReport describedBy(CohortDescription description) {
        return describedBy(description.document().bytes());
    }

    /**
     * Reads the description of the data set that was evaluated.
     *
     * @param document the bytes of the evidence document {@code dataset-description}
     * @return a copy with the positive label
     * @throws DataException when the bytes are no description, or one of another data set
     */
    public SiteReport describedBy(byte[] document) {
        Objects.requireNonNull(document, "document");
        return at(site, () -> {
            Evidence description = EvidenceDocument.parse(document);
            if (!description.schema().startsWith("dataset-description/")) {
                throw new DataException("expected a dataset description, found " + description.schema()
                        + "; hand in what Cohort.describe() gave");
            }
            if (!description.about().get(0).equals(dataset())) {
                throw new DataException(
                        "expected a description of " + dataset() + ", which was evaluated, found one of "
                                + description.about().get(0) + "; describe the cohort that was evaluated");
            }
            return new SiteReport(
                    site,
                    evidence,
                    Optional.of(description.body().asFields().fields("roles").text("positive")));
        });
    }

    private static <T> T at(String site, Supplier<T> read) {
        try {
            return read.get();
        } catch (DataException | IllegalArgumentException e) {
            throw new DataException("site " + site + ": " + e.getMessage(), e);
        }
    }

    /** A value that is not its counts, or counts that are not the confusion table, were written by somebody else. */
    private void requireConsistent() {
        for (Measurement m : evidence.measurements()) {
            boolean counted =
                    Combination.of(m.metric()).map(Combination::counted).orElse(false);
            if (!counted) {
                continue;
            }
            Support support = m.estimate().support();
            Long x = support.counts().get("successes");
            if (x == null) {
                throw new DataException("expected " + m.metric() + " on " + m.slice()
                        + " to count its successes, found no such count; the document was changed");
            }
            boolean agrees = m.estimate()
                    .fold(
                            is -> support.n() > 0 && Math.abs(is.value() - (double) x / support.n()) <= 1e-12,
                            not -> support.n() == 0);
            if (!agrees) {
                throw new DataException("expected " + m.metric() + " on " + m.slice()
                        + " to be its successes over its records, found another value; the document was changed");
            }
        }
        if (subjects > records || positives > records) {
            throw new DataException(
                    "expected at most as many subjects and positives as records, found more; the document was changed");
        }
        confusion.ifPresent(c -> {
            if (c.total() != records || c.positives() != positives) {
                throw new DataException("expected a confusion table of " + records + " records, " + positives
                        + " with the condition, found one of " + c.total() + " and " + c.positives()
                        + "; the document was changed");
            }
        });
    }

    /**
     * The counts of this report that are above 0 and below a minimum that the site sets for what it hands out. Nothing is changed or held
     * back; a count of 0 is not named.
     *
     * <p>It looks at the numerators, the denominators, what is left of them, and the counts of classes, on all records and in each group;
     * not at differences between groups, and not at the curves.
     *
     * @param minimum the smallest count that may be handed out, at least 2
     * @return a finding {@code SMALL_CELL} for each slice with such a count, which names metrics and not counts; empty when there is none
     */
    public List<Finding> smallCells(long minimum) {
        if (minimum < 2) {
            throw new IllegalArgumentException("a minimum count is at least 2, got " + minimum);
        }
        Map<Slice, Set<String>> small = new LinkedHashMap<>();
        for (Measurement m : evidence.measurements()) {
            Support support = m.estimate().support();
            long successes = support.counts().getOrDefault("successes", 0L);
            boolean cell = small(support.n(), minimum)
                    || small(successes, minimum)
                    || (successes > 0 && small(support.n() - successes, minimum))
                    || small(support.counts().getOrDefault("positives", 0L), minimum)
                    || small(support.counts().getOrDefault("negatives", 0L), minimum);
            if (cell) {
                small.computeIfAbsent(m.slice(), s -> new TreeSet<>())
                        .add(m.metric().id());
            }
        }
        return small.entrySet().stream()
                .map(e -> Finding.of(
                                "SMALL_CELL",
                                Severity.WARNING,
                                site + ": " + e.getKey(),
                                "A count here is above 0 and below the minimum that was set for what is handed out; it is in the"
                                        + " report as it is.")
                        .with("minimum", minimum)
                        .with("metrics", String.join(", ", e.getValue())))
                .toList();
    }

    private static boolean small(long count, long minimum) {
        return count > 0 && count < minimum;
    }

    /**
     * Name of the site.
     *
     * @return the name
     */
    public String site() {
        return site;
    }

    /**
     * The evidence the site handed out.
     *
     * @return a reference with the digest of its bytes
     */
    public ArtifactRef reference() {
        return evidence.document().reference();
    }

    /**
     * The model that was measured.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return evidence.about().get(0);
    }

    /**
     * The data set it was measured on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return evidence.about().get(1);
    }

    Evidence evidence() {
        return evidence;
    }

    /** The digest of what the document says, however its bytes are laid out. */
    Digest meaning() {
        return Digest.sha256(evidence.document().content().bytes());
    }

    Optional<String> positiveLabel() {
        return positiveLabel;
    }

    double level() {
        return level;
    }

    long records() {
        return records;
    }

    long subjects() {
        return subjects;
    }

    long positives() {
        return positives;
    }

    Optional<Double> threshold() {
        return threshold;
    }

    Optional<String> rule() {
        return rule;
    }

    Optional<ConfusionCounts> confusion() {
        return confusion;
    }

    boolean dependent() {
        return subjects < records;
    }

    /** The slices that were measured here. */
    Set<Slice> slices() {
        return estimates.keySet();
    }

    /** The metrics that were measured on a slice, none where there is no such slice. */
    Set<Metric> metrics(Slice slice) {
        return estimates.getOrDefault(slice, Map.of()).keySet();
    }

    Optional<Estimate> estimate(Metric metric, Slice slice) {
        return Optional.ofNullable(estimates.getOrDefault(slice, Map.of()).get(metric));
    }
}
