package io.medml.core.site;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.ConfusionCounts;
import java.util.ArrayList;
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
 * What one site measured of a model: its name and the evidence of {@link ModelEvaluator}, read back strictly.
 *
 * <p>It holds no row of the site's table and no identifier of a patient. It does hold counts, and points of curves: with few records,
 * neighbouring points give the score and the label of single records away, so that it is no anonymous statistic. A site that must not
 * hand these out evaluates with {@link ModelEvaluator.Builder#curveCells}, and asks {@link #smallCells} what is small before it hands a
 * report out. Whether it may be handed out is the site's decision. Immutable.
 */
public final class SiteReport {

    /** Most records in all: what sums of counts are exact for. */
    static final long MOST_RECORDS = 1_000_000_000_000L;

    private static final String CHANGED = "the document was changed";

    private static final Set<String> FORMS =
            Set.of(EvaluationReport.SCHEMA + "/1", EvaluationReport.SCHEMA + "/2", EvaluationReport.SCHEMA + "/3");

    private final String site;
    private final Evidence evidence;
    private final Optional<Condition> condition;
    private final double level;
    private final long records;
    private final long subjects;
    private final long positives;
    private final Optional<Double> threshold;
    private final Optional<String> rule;
    private final Optional<ConfusionCounts> confusion;
    private final Map<Slice, Map<Metric, Estimate>> estimates;

    /**
     * What a described data set says of the condition.
     *
     * @param column column of the outcome
     * @param positive the text that means the condition is present
     * @param negatives the texts that mean it is absent
     */
    record Condition(String column, String positive, Set<String> negatives) {}

    private SiteReport(String site, Evidence evidence, Optional<Condition> condition) {
        this.site = site;
        this.evidence = evidence;
        this.condition = condition;
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
                        Collectors.toMap(Measurement::metric, Measurement::estimate, (first, second) -> {
                            throw new DataException(
                                    "expected each metric once on a slice, found one of them twice; " + CHANGED);
                        })));
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
     * <p>Agreement is that of the counts, shares, intervals, level and provenance with each other. A document that was changed in all
     * of them alike still agrees: whether it is the one the site handed out, only its digest tells, which the site's ledger proves.
     *
     * @param site name of the site, as pages are to show it
     * @param document the bytes of the evidence document of its evaluation report
     * @return the site's report
     * @throws DataException when the bytes are no evaluation report, or do not agree with themselves; names the site and the place
     */
    public static SiteReport read(String site, byte[] document) {
        Objects.requireNonNull(document, "document");
        Name.requireTrimmed(site, "the name of a site");
        if (SiteAggregationLayout.SUMMARY_ROWS.stream().anyMatch(site::equalsIgnoreCase)) {
            throw new IllegalArgumentException("the name of a site: expected another one than \"" + site
                    + "\", which is what pages call a row of all sites together");
        }
        return at(site, () -> {
            Evidence evidence = EvidenceDocument.parse(document);
            if (!evidence.schema().startsWith(EvaluationReport.SCHEMA + "/")) {
                throw new DataException("expected an evaluation report, found " + evidence.schema()
                        + "; hand in what ModelEvaluator gave");
            }
            if (!FORMS.contains(evidence.schema())) {
                throw new DataException("expected an evaluation report of a form that is known here, "
                        + String.join(", ", new TreeSet<>(FORMS)) + ", found " + evidence.schema()
                        + "; read it with the version of medml that wrote it");
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
     * @return a copy with the column and the labels of the outcome
     */
    public SiteReport describedBy(CohortDescription description) {
        return describedBy(description.document().bytes());
    }

    /**
     * Reads the description of the data set that was evaluated.
     *
     * @param document the bytes of the evidence document {@code dataset-description}
     * @return a copy with the column and the labels of the outcome
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
            Content.Fields roles = description.body().asFields().fields("roles");
            return new SiteReport(
                    site,
                    evidence,
                    Optional.of(new Condition(
                            roles.text("label"), roles.text("positive"), texts(roles.list("negatives")))));
        });
    }

    private static Set<String> texts(List<Content> items) {
        Set<String> texts = new TreeSet<>();
        for (Content item : items) {
            if (!(item instanceof Content.Text text)) {
                throw new DataException("expected field \"negatives\" to hold texts only");
            }
            texts.add(text.value());
        }
        return texts;
    }

    private static <T> T at(String site, Supplier<T> read) {
        try {
            return read.get();
        } catch (DataException | IllegalArgumentException e) {
            throw new DataException("site " + site + ": " + e.getMessage(), e);
        }
    }

    /** What does not agree with itself was written by somebody else. */
    private void requireConsistent() {
        requireCounts();
        requireProvenance();
        for (Measurement m : evidence.measurements()) {
            requireConsistent(m);
        }
        confusion.ifPresent(c -> {
            if (c.total() != records || c.positives() != positives) {
                throw new DataException("expected a confusion table of " + records + " records, " + positives
                        + " with the condition, found one of " + c.total() + " and " + c.positives() + "; " + CHANGED);
            }
        });
        if (confusion.isPresent() != threshold.isPresent()) {
            throw new DataException(
                    "expected a confusion table where there is an operating point and nowhere else, found one"
                            + " without the other; " + CHANGED);
        }
        for (Slice slice : slices()) {
            requireOneTable(slice);
        }
    }

    private void requireCounts() {
        if (records < 1 || subjects < 1 || positives < 0 || records > MOST_RECORDS) {
            throw new DataException("expected 1 to " + MOST_RECORDS
                    + " records, at least one subject and a count of positives, found another number; " + CHANGED);
        }
        if (subjects > records || positives > records) {
            throw new DataException(
                    "expected at most as many subjects and positives as records, found more; " + CHANGED);
        }
        if (!(level > 0 && level < 1)) {
            throw new DataException("expected a confidence level above 0 and below 1, found " + level + "; " + CHANGED);
        }
    }

    private void requireProvenance() {
        Provenance provenance = evidence.provenance();
        if (!provenance.producer().equals(ModelEvaluator.class.getName())) {
            throw new DataException("expected an evaluation report made by " + ModelEvaluator.class.getName()
                    + ", found " + provenance.producer() + "; hand in what ModelEvaluator gave");
        }
        if (!provenance.inputs().containsAll(evidence.about())
                || provenance.inputs().stream()
                        .anyMatch(i -> i.kind() == ArtifactRef.Kind.MODEL && !i.equals(model()))) {
            throw new DataException("expected a report made from " + model() + " and " + dataset()
                    + ", which it is about, found other inputs in its provenance; " + CHANGED);
        }
        requireSetting("confidence_level", Optional.of(level));
        requireSetting("threshold", threshold);
    }

    private void requireSetting(String name, Optional<Double> value) {
        String stated = evidence.provenance().settings().getOrDefault(name, "none");
        String expected = value.map(String::valueOf).orElse("none");
        if (!stated.equals(expected)) {
            throw new DataException("expected the setting " + name + " to be " + expected + ", as in the body, found "
                    + stated + "; " + CHANGED);
        }
    }

    private void requireConsistent(Measurement m) {
        Support support = m.estimate().support();
        String what = m.metric() + " on " + m.slice();
        if (support.n() > MOST_RECORDS) {
            throw new DataException(
                    "expected " + what + " to rest on at most " + MOST_RECORDS + " records, found more; " + CHANGED);
        }
        Optional<Interval> interval = m.estimate().interval();
        if (interval.isPresent() && interval.get().level() != level) {
            throw new DataException("expected the interval of " + what + " at the level " + level
                    + " of the report, found " + interval.get().level() + "; " + CHANGED);
        }
        Optional<Combination> combination = Combination.of(m.metric());
        if (combination.isEmpty()) {
            return; // deliberate: an interval of the bootstrap need not hold the value
        }
        if (combination.get().counted()) {
            Long x = support.counts().get("successes");
            if (x == null) {
                throw new DataException(
                        "expected " + what + " to count its successes, found no such count; " + CHANGED);
            }
            boolean agrees = m.estimate()
                    .fold(
                            is -> support.n() > 0 && Math.abs(is.value() - (double) x / support.n()) <= 1e-12,
                            not -> support.n() == 0);
            if (!agrees) {
                throw new DataException(
                        "expected " + what + " to be its successes over its records, found another value; " + CHANGED);
            }
        } else if (m.estimate().point().isEmpty() && interval.isPresent()) {
            throw new DataException(
                    "expected no interval of " + what + ", which is not estimable, found one; " + CHANGED);
        }
        if (m.estimate().point().isPresent() && interval.isPresent()) {
            double value = m.estimate().point().getAsDouble();
            double slack = 1e-12 * (1 + Math.abs(value));
            if (!(interval.get().lower() - slack <= value
                    && value <= interval.get().upper() + slack)) {
                throw new DataException(
                        "expected an interval of " + what + " that holds its value, found another; " + CHANGED);
            }
        }
    }

    /** The shares of a slice come from one table of predictions and classes; on all records from the one in the body. */
    private void requireOneTable(Slice slice) {
        Optional<Share> present = share(Metric.PREVALENCE, slice);
        if (slice.isOverall()) {
            requireShare(Metric.PREVALENCE, slice, positives, records);
        }
        for (Metric metric : metrics(slice)) {
            Support support = estimate(metric, slice).orElseThrow().support();
            Long ones = support.counts().get("positives");
            Long zeros = support.counts().get("negatives");
            if (Combination.of(metric).isPresent() && present.isPresent() && ones != null && zeros != null) {
                Share all = present.get();
                if (ones != all.successes() || zeros != all.records() - all.successes()) {
                    throw new DataException("expected " + metric + " on " + slice
                            + " to count the classes of its records, " + all.successes() + " of " + all.records()
                            + " with the condition, found others; " + CHANGED);
                }
            }
        }
        Optional<ConfusionCounts> table = slice.isOverall() ? confusion : table(slice);
        table.ifPresent(c -> {
            requireShare(Metric.PREVALENCE, slice, c.positives(), c.total());
            requireShare(Metric.SELECTION_RATE, slice, c.predictedPositives(), c.total());
            requireShare(Metric.SENSITIVITY, slice, c.truePositives(), c.positives());
            requireShare(Metric.FALSE_NEGATIVE_RATE, slice, c.falseNegatives(), c.positives());
            requireShare(Metric.SPECIFICITY, slice, c.trueNegatives(), c.negatives());
            requireShare(Metric.FALSE_POSITIVE_RATE, slice, c.falsePositives(), c.negatives());
            requireShare(Metric.POSITIVE_PREDICTIVE_VALUE, slice, c.truePositives(), c.predictedPositives());
            requireShare(Metric.NEGATIVE_PREDICTIVE_VALUE, slice, c.trueNegatives(), c.predictedNegatives());
            requireShare(Metric.FALSE_OMISSION_RATE, slice, c.falseNegatives(), c.predictedNegatives());
            requireShare(Metric.ACCURACY, slice, c.truePositives() + c.trueNegatives(), c.total());
        });
    }

    /** The table that sensitivity and specificity of a group have counted. */
    private Optional<ConfusionCounts> table(Slice slice) {
        Optional<Share> sensitivity = share(Metric.SENSITIVITY, slice);
        Optional<Share> specificity = share(Metric.SPECIFICITY, slice);
        return sensitivity.flatMap(se -> specificity.map(sp -> new ConfusionCounts(
                se.successes(), sp.records() - sp.successes(), sp.successes(), se.records() - se.successes())));
    }

    private record Share(long successes, long records) {}

    private Optional<Share> share(Metric metric, Slice slice) {
        return estimate(metric, slice)
                .map(Estimate::support)
                .map(s -> new Share(s.counts().getOrDefault("successes", 0L), s.n()));
    }

    private void requireShare(Metric metric, Slice slice, long successes, long of) {
        share(metric, slice)
                .filter(found -> !found.equals(new Share(successes, of)))
                .ifPresent(found -> {
                    throw new DataException("expected " + metric + " on " + slice + " to be " + successes + " of " + of
                            + ", as the counts of classes and predictions there say, found " + found.successes()
                            + " of "
                            + found.records() + "; " + CHANGED);
                });
    }

    /**
     * What in this report is smaller than a minimum that the site sets for what it hands out. Nothing is changed or held back; a count
     * of 0 is not named.
     *
     * <p>It looks at the numerators, the denominators, what is left of them, and the counts of classes, on all records and in each
     * group; and at the curves: whether two thresholds at which all records are counted enclose fewer records of either class. It does
     * not look at differences between groups.
     *
     * @param minimum the smallest count that may be handed out, at least 2
     * @return a finding {@code SMALL_CELL} for each slice with such a count, which names metrics and not counts, and a finding
     *     {@code CURVE_SHOWS_RECORDS} where points of curves are closer, which names the curves; empty when there is none
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
        List<Finding> findings = new ArrayList<>();
        small.forEach((slice, metrics) -> findings.add(Finding.of(
                        "SMALL_CELL",
                        Severity.WARNING,
                        site + ": " + slice,
                        "A count here is above 0 and below the minimum that was set for what is handed out; it is in the"
                                + " report as it is.")
                .with("minimum", minimum)
                .with("metrics", String.join(", ", metrics))));
        Set<String> curves = CurveCuts.of(evidence.body().asFields(), positives, records - positives)
                .closerThan(minimum);
        if (!curves.isEmpty()) {
            findings.add(Finding.of(
                            "CURVE_SHOWS_RECORDS",
                            Severity.WARNING,
                            site + ": curves",
                            "Points of curves in the report enclose fewer records of a class than the minimum that was set for what is"
                                    + " handed out, so that scores with their labels can be read from them; evaluate with"
                                    + " curveCells(..), which keeps points apart.")
                    .with("minimum", minimum)
                    .with("curves", String.join(", ", curves)));
        }
        return findings;
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

    Optional<Condition> condition() {
        return condition;
    }

    /** Pins the scores of all records, in whatever order they come. */
    Optional<String> predictions() {
        return Optional.ofNullable(evidence.provenance().settings().get("predictions_sha256"));
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
