package io.medml.core.confounding;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.confounding.ConfoundingReport.Conditioned;
import io.medml.core.confounding.ConfoundingReport.Missingness;
import io.medml.core.confounding.ConfoundingReport.Probe;
import io.medml.core.confounding.ConfoundingReport.SiteResult;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what tells the outcome without being the disease: workflow, site and missing cells.
 *
 * <pre>{@code
 * ConfoundingReport report = ConfoundingDetector.builder(0.55)
 *     .workflow(WorkflowVariable.VIEW_POSITION, "View Position")
 *     .rowOrder()
 *     .withinStrataOf(0.02, "View Position")
 *     .build()
 *     .analyze(cohort, predictions);
 * }</pre>
 *
 * <ul>
 * <li><b>Workflow:</b> a small model of each named column alone, and of all of them together, is fitted to other subjects
 *     ({@link io.medml.core.stats.CrossFittedProbe}) and its area measured beside a negative control, the same with permuted labels. With
 *     predictions the area is also given as a share of the model's own, beyond chance.
 * <li><b>Within strata:</b> the model's area among records with the same value of a confounder, and how far it falls below that of all
 *     records: what the confounder gave it.
 * <li><b>Sites:</b> how far the score tells the site among records with the same label, how far stated features tell it, the outcome from
 *     the site alone, and what a model that did not see the site loses there.
 * <li><b>Missing cells:</b> how far outcome, attributes, site and other columns tell whether a cell is missing. It is no test of "missing at
 *     random", which data cannot show.
 * <li><b>A finding</b> of workflow, and of missing cells, takes two p-values of at most {@code (1 - level)/2} after adjustment by Holm, one-sided:
 *     that the area exceeds the stated limit, and of workflow also the mean of the negative control, with a variance by subject; and that of
 *     the permutations, since a fitted direction makes the former too small at a limit of 1/2 (5 instead of 2.5 percent of samples). Other
 *     findings take a confidence limit beyond the stated limit. The limits are the caller's; none is a law.
 * <li><b>Power</b>, simulated with fixed seeds at level 0.95 and limit 0.55, independent records: a binary variable present in 30 percent of
 *     them, with a prevalence of 0.5 where it is and 0.2 elsewhere (area 0.65): 44 percent of 500 samples at 100 records, 74 at 200, 99 at
 *     500; without an effect 0.8, 0.2 and 0. A score that gives such a variable weight (drop 0.04, limit 0.02): 6 percent of 300 samples at
 *     200, 27 at 500, 59 at 1000; without that weight 0. Cells missing in 60 percent of positives and 30 of negatives: 40 at 200, 95 at
 *     500; in 30 of both 0. A score higher at one of two sites (area 0.67 given the label): 85 at 200, 100 at 500; the same at both 0.3 and 0.
 * <li><b>Few subjects:</b> with fewer than {@value #LEAST_SUBJECTS} who weigh alike, permutations of workflow and missing cells find something too
 *     often ({@link io.medml.core.stats.CrossFittedProbe} has figures); {@code FEW_SUBJECTS} says so.
 * <li><b>Not shown by silence:</b> that a variable tells nothing: probes are coarse, and only named columns are looked at.
 * </ul>
 *
 * <p>Immutable and thread-safe; the same input, seed and settings give the same bytes. The order of the rows is data here.
 */
public final class ConfoundingDetector {

    /** Largest number of bins of a numeric column, beside that of missing values. */
    public static final int MOST_BINS = 20;

    /** Fewest subjects, counted by {@code (sum m)^2 / sum m^2} of their records, with which permutations are taken at their word. */
    public static final int LEAST_SUBJECTS = 40;

    /** Name of the probe of the order of the rows. */
    public static final String ROW_ORDER = "(row order)";

    /** Name of the probe of the number of missing cells. */
    public static final String MISSING_CELLS = "(missing cells)";

    /** Name of the probe of all variables. */
    public static final String ALL_TOGETHER = "(all together)";

    /** Cross-fitted area of the outcome from workflow alone. */
    public static final Metric WORKFLOW_AUROC = new Metric(
            "workflow_auroc",
            "AUROC of the outcome from workflow alone",
            Direction.LOWER,
            0,
            1,
            "area within folds of subjects of a binned score fitted to the other folds");

    /** Share of the model's discrimination beyond chance that workflow alone reaches. */
    public static final Metric WORKFLOW_SHARE = new Metric(
            "workflow_share_of_discrimination",
            "share of the model's discrimination that workflow alone reaches",
            Direction.LOWER,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "(workflow AUROC - 1/2) / (AUROC of the model - 1/2)");

    /** The model's area within strata. */
    public static final Metric STRATIFIED_AUROC = new Metric(
            "stratified_auroc",
            "AUROC within strata",
            Direction.HIGHER,
            0,
            1,
            "mean over positives of the share of negatives of the same stratum with a smaller score, ties one half");

    /** How far the area within strata lies below that of all records. */
    public static final Metric STRATIFICATION_DROP = new Metric(
            "auroc_drop_within_strata",
            "AUROC of all records minus AUROC within strata",
            Direction.LOWER,
            -1,
            1,
            "AUROC of all records - AUROC within strata");

    /** How far a score tells one site from the others among records with the same label. */
    public static final Metric SITE_FROM_SCORE = new Metric(
            "site_auroc_from_score",
            "AUROC of the site from the score, given the label",
            Direction.TARGET,
            0,
            1,
            "area of the score for this site against all others, within each label; 1/2 where it does not show the"
                    + " site");

    /** How far features tell one site from the others. */
    public static final Metric SITE_FROM_FEATURES = new Metric(
            "site_auroc_from_features",
            "AUROC of the site from features",
            Direction.LOWER,
            0,
            1,
            "cross-fitted area of this site against all others from binned features");

    /** The area at a site of a model that did not see it. */
    public static final Metric HELD_OUT_AUROC = new Metric(
            "held_out_site_auroc",
            "AUROC at a site held out of training",
            Direction.HIGHER,
            0,
            1,
            "AUROC at the site of a model trained without it");

    /** What a model loses at a site that it did not see. */
    public static final Metric HELD_OUT_DROP = new Metric(
            "held_out_site_drop",
            "AUROC at a site, seen minus held out",
            Direction.LOWER,
            -1,
            1,
            "AUROC at the site of the model that saw it - AUROC there of a model trained without it");

    /** How far something tells whether a cell is missing. */
    public static final Metric MISSINGNESS_AUROC = new Metric(
            "missingness_auroc",
            "AUROC of a missing cell",
            Direction.LOWER,
            0,
            1,
            "cross-fitted area of whether the cell is missing");

    private final Settings settings;

    private ConfoundingDetector(Settings settings) {
        this.settings = settings;
    }

    /** A named workflow variable. */
    record Variable(WorkflowVariable what, String name, List<String> columns) {}

    /** Everything that was set. */
    record Settings(
            double areaLimit,
            List<Variable> variables,
            List<String> controlled,
            double mostDrop,
            List<String> confounders,
            boolean sites,
            List<String> siteFeatures,
            double mostHeldOutDrop,
            List<String> missing,
            int folds,
            int permutations,
            long seed,
            double level) {

        /** The level of one-sided tests as written, so that a p-value exactly there decides alike at every level. */
        double alpha() {
            return BigDecimal.ONE
                    .subtract(BigDecimal.valueOf(level))
                    .divide(BigDecimal.valueOf(2))
                    .doubleValue();
        }
    }

    /**
     * Starts a detector.
     *
     * @param areaLimit the area above which something is a finding, in [0.5, 1); the caller's, with a reason of his own
     * @return a builder; confined to one thread
     */
    public static Builder builder(double areaLimit) {
        return new Builder(areaLimit);
    }

    /**
     * Looks at a cohort without a model.
     *
     * @param cohort the cohort
     * @return the report
     * @throws IllegalArgumentException when strata or a loss at held-out sites were asked for, which need predictions, or a column is
     *     not there or has another role
     */
    public ConfoundingReport analyze(Cohort cohort) {
        return analyzed(cohort, null, Map.of());
    }

    /**
     * Looks at a cohort and at a model's scores.
     *
     * @param cohort the cohort
     * @param predictions the model's scores on it
     * @return the report
     * @throws DataException when a record has no score
     * @throws IllegalArgumentException when a column is not there or has another role
     */
    public ConfoundingReport analyze(Cohort cohort, Predictions predictions) {
        return analyzed(cohort, requireNonNull(predictions, "predictions"), Map.of());
    }

    /**
     * Looks at a cohort, at a model's scores, and at those of models that were trained without a site.
     *
     * @param cohort the cohort
     * @param predictions the scores of the model that saw all sites, from data of theirs that are not in this cohort
     * @param withoutSite by site the scores of a model that was trained without it; only the records of that site are read
     * @return the report
     * @throws DataException when a record has no score, or a model is the same with and without a site
     * @throws IllegalArgumentException when {@link Builder#leaveOneSiteOut} was not set, or a site is not there
     */
    public ConfoundingReport analyze(Cohort cohort, Predictions predictions, Map<String, Predictions> withoutSite) {
        if (withoutSite.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected predictions of at least one model that was trained without a site, found none");
        }
        return analyzed(cohort, requireNonNull(predictions, "predictions"), withoutSite);
    }

    private ConfoundingReport analyzed(
            Cohort cohort, @Nullable Predictions predictions, Map<String, Predictions> withoutSite) {
        Columns columns = new Columns(cohort);
        if (predictions == null && !settings.confounders.isEmpty()) {
            throw new IllegalArgumentException(
                    "withinStrataOf measures a model and needs its predictions; call analyze(cohort, predictions)");
        }
        if (Double.isNaN(settings.mostHeldOutDrop) != withoutSite.isEmpty()) {
            throw new IllegalArgumentException(
                    "leaveOneSiteOut and the predictions of models trained without a site go together; set both or"
                            + " neither");
        }
        Optional<double[]> scores = Optional.ofNullable(predictions).map(p -> p.alignedTo(cohort));
        List<Finding> findings = new ArrayList<>();
        List<Measurement> measurements = new ArrayList<>();
        List<Probe> probes = new WorkflowProbes(settings, columns).probe(scores);
        List<Conditioned> conditioned = new ArrayList<>();
        scores.ifPresent(s -> settings.confounders.forEach(column ->
                conditioned.add(ConditionedPerformance.of(cohort, cohort.groups(column), s, settings.level))));
        List<SiteResult> sites = List.of();
        if (settings.sites) {
            sites = new SiteShortcuts(settings, columns).look(predictions, scores, withoutSite);
        }
        List<Missingness> missing = new MissingCells(settings, columns).test();
        probes.forEach(p -> found(p, cohort, measurements, findings));
        conditioned.forEach(c -> found(c, cohort, measurements, findings));
        sites.forEach(s -> found(s, cohort.site().orElseThrow(), measurements, findings));
        missing.forEach(m -> found(m, measurements, findings));
        if (cohort.subjectColumn().isEmpty()) {
            findings.add(Finding.of(
                    "SUBJECTS_NOT_DECLARED",
                    Severity.INFO,
                    cohort.name(),
                    "It is not stated which records share a patient; every record is taken as of a patient of"
                            + " its own."));
        } else if (cohort.subjectCount() < cohort.size()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            cohort.name(),
                            "Some records share a patient; folds, permutations and variances are of patients.")
                    .with("records", cohort.size())
                    .with("subjects", cohort.subjectCount()));
            double effective = effectiveSubjects(cohort.subjects());
            if (effective < LEAST_SUBJECTS && !(probes.isEmpty() && missing.isEmpty())) {
                findings.add(Finding.of(
                                "FEW_SUBJECTS",
                                Severity.WARNING,
                                cohort.name(),
                                "Patients are few, or a few of them have most records: permutations of what hardly"
                                        + " changes within a patient then find something up to three times as often as"
                                        + " stated where there is nothing.")
                        .with("subjects", cohort.subjectCount())
                        .with("effective_subjects", effective)
                        .with("at_least", LEAST_SUBJECTS));
            }
        }
        boolean synthetic = cohort.synthetic() || (predictions != null && predictions.synthetic());
        if (synthetic) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        List<ArtifactRef> about = new ArrayList<>();
        if (predictions != null) {
            about.add(predictions.model());
        }
        about.add(cohort.reference());
        return new ConfoundingReport(
                about,
                provenance(cohort, predictions, withoutSite).synthetic(synthetic),
                settings.level,
                settings.areaLimit,
                cohort.size(),
                cohort.positives(),
                cohort.subjectCount(),
                probes,
                conditioned,
                sites,
                missing,
                measurements,
                findings);
    }

    /** How many subjects with equally many records would weigh alike, {@code (sum m)^2 / sum m^2}. */
    private static double effectiveSubjects(int[] subjects) {
        Map<Integer, Long> records = new TreeMap<>();
        for (int subject : subjects) {
            records.merge(subject, 1L, Long::sum);
        }
        double squares =
                records.values().stream().mapToDouble(m -> (double) m * m).sum();
        return (double) subjects.length * subjects.length / squares;
    }

    private Provenance provenance(
            Cohort cohort, @Nullable Predictions predictions, Map<String, Predictions> withoutSite) {
        Provenance provenance = Provenance.of(ConfoundingDetector.class).from(cohort.reference());
        if (predictions != null) {
            provenance = provenance
                    .from(predictions.model())
                    .with("predictions_sha256", predictions.digest().hex());
        }
        for (Map.Entry<String, Predictions> each : new TreeMap<>(withoutSite).entrySet()) {
            provenance = provenance.from(each.getValue().model());
        }
        return provenance
                .withOutcome(cohort.labelColumn(), cohort.positiveLabel())
                .with("area_limit", settings.areaLimit)
                .with("confidence_level", settings.level)
                .with("folds", settings.folds)
                .with("permutations", settings.permutations)
                .with("seed", settings.seed)
                .with(
                        "workflow",
                        String.join(
                                "; ",
                                settings.variables.stream()
                                        .map(v -> v.what.words() + ": " + String.join(", ", v.columns))
                                        .toList()))
                .with("permuted_within", String.join(", ", settings.controlled))
                .with("strata", String.join(", ", settings.confounders))
                .with("most_drop", settings.confounders.isEmpty() ? "none" : settings.mostDrop)
                .with("sites", settings.sites)
                .with("site_features", String.join(", ", settings.siteFeatures))
                .with("most_held_out_drop", Double.isNaN(settings.mostHeldOutDrop) ? "none" : settings.mostHeldOutDrop)
                .with("missing", String.join(", ", settings.missing));
    }

    // ---- what is measured and found

    private static OptionalDouble lower(Estimate estimate) {
        return estimate.interval().map(i -> OptionalDouble.of(i.lower())).orElseGet(OptionalDouble::empty);
    }

    private boolean shown(Estimate adjusted) {
        return adjusted.point().orElse(1) <= settings.alpha();
    }

    /** Only what was asked for. */
    private static void measured(Metric metric, Slice slice, Estimate estimate, List<Measurement> to) {
        if (!estimate.intervalEstimate().method().equals(WorkflowProbes.NOT_ASKED)) {
            to.add(new Measurement(metric, slice, estimate));
        }
    }

    private void found(Probe probe, Cohort cohort, List<Measurement> measurements, List<Finding> findings) {
        Slice slice = Slice.of("workflow", probe.name());
        measurements.add(new Measurement(WORKFLOW_AUROC, slice, probe.area()));
        measured(WORKFLOW_SHARE, slice, probe.share(), measurements);
        if (probe.variable() != WorkflowVariable.SEVERAL && probe.bins() < 2) {
            findings.add(Finding.of(
                    "CONSTANT_VARIABLE",
                    Severity.INFO,
                    probe.name(),
                    "The variable has one value in all records and can tell nothing here."));
        }
        if (shown(probe.adjusted())) {
            Finding finding = Finding.of(
                            "WORKFLOW_PREDICTS_OUTCOME",
                            Severity.WARNING,
                            probe.name(),
                            "How patients were handled tells the outcome: a small model of workflow alone ranks"
                                    + " patients better than the stated limit. A model that can see it, or its trace in"
                                    + " the data, may have learnt it instead of the disease.")
                    .with("variable", probe.variable().words())
                    .with("outcome", cohort.labelColumn())
                    .with("limit", settings.areaLimit)
                    .with("permuted_mean", probe.permutedMean());
            finding = with(finding, "auroc", probe.area());
            finding = with(finding, "p_value_holm", probe.adjusted());
            findings.add(with(finding, "share_of_discrimination", probe.share()));
        }
    }

    private static Finding with(Finding finding, String name, Estimate estimate) {
        Finding next = estimate.point().isPresent()
                ? finding.with(name, estimate.point().getAsDouble())
                : finding;
        Optional<Interval> interval = estimate.interval();
        return interval.isPresent()
                ? next.with(name + "_lower", interval.get().lower())
                        .with(name + "_upper", interval.get().upper())
                : next;
    }

    private void found(Conditioned each, Cohort cohort, List<Measurement> measurements, List<Finding> findings) {
        if (measurements.stream().noneMatch(m -> m.metric().equals(Metric.AUROC))) {
            measurements.add(new Measurement(Metric.AUROC, Slice.overall(), each.crude()));
        }
        Slice across = Slice.across(List.of(each.column()));
        measurements.add(new Measurement(STRATIFIED_AUROC, across, each.within()));
        measurements.add(new Measurement(STRATIFICATION_DROP, across, each.drop()));
        each.strata()
                .forEach(s ->
                        measurements.add(new Measurement(Metric.AUROC, Slice.of(each.column(), s.value()), s.area())));
        if (lower(each.drop()).orElse(-1) > settings.mostDrop) {
            Finding finding = Finding.of(
                            "DISCRIMINATION_FROM_CONFOUNDER",
                            Severity.WARNING,
                            each.column(),
                            "Among records with the same value of the confounder the model ranks patients less well"
                                    + " than among all: part of its area comes from telling the values of the confounder"
                                    + " apart.")
                    .with("limit", settings.mostDrop)
                    .with("outcome", cohort.labelColumn());
            finding = with(finding, "auroc_all_records", each.crude());
            finding = with(finding, "auroc_within_strata", each.within());
            findings.add(with(finding, "drop", each.drop()));
        }
    }

    private void found(SiteResult site, String column, List<Measurement> measurements, List<Finding> findings) {
        Slice slice = Slice.of(column, site.site());
        measured(SITE_FROM_SCORE, slice, site.fromScore(), measurements);
        measured(SITE_FROM_FEATURES, slice, site.fromFeatures(), measurements);
        measured(HELD_OUT_AUROC, slice, site.heldOut(), measurements);
        measured(HELD_OUT_DROP, slice, site.drop(), measurements);
        boolean high = lower(site.fromScore()).orElse(0) > settings.areaLimit;
        boolean low = site.fromScore()
                .interval()
                .filter(i -> i.upper() < 1 - settings.areaLimit)
                .isPresent();
        if (high || low) {
            findings.add(with(
                    Finding.of(
                                    "SITE_SHOWS_IN_SCORES",
                                    Severity.WARNING,
                                    slice.toString(),
                                    "Among patients with the same label the scores of this site are "
                                            + (high ? "higher" : "lower")
                                            + " than those of the others: the score shows where a patient was, which"
                                            + " may be a shortcut, a different case mix, or a different calibration.")
                            .with("limit", settings.areaLimit),
                    "auroc_given_label",
                    site.fromScore()));
        }
        if (lower(site.fromFeatures()).orElse(0) > settings.areaLimit) {
            findings.add(with(
                    Finding.of(
                                    "SITE_SHOWS_IN_FEATURES",
                                    Severity.WARNING,
                                    slice.toString(),
                                    "The stated features tell this site from the others, so a model of them can learn"
                                            + " the site.")
                            .with("limit", settings.areaLimit),
                    "auroc",
                    site.fromFeatures()));
        }
        if (lower(site.drop()).orElse(-1) > settings.mostHeldOutDrop) {
            Finding finding = Finding.of(
                            "HELD_OUT_SITE_DROP",
                            Severity.WARNING,
                            slice.toString(),
                            "A model that was trained without this site ranks its patients less well than one that saw"
                                    + " it, by more than the stated limit.")
                    .with("limit", settings.mostHeldOutDrop);
            findings.add(with(finding, "drop", site.drop()));
        }
    }

    private void found(Missingness each, List<Measurement> measurements, List<Finding> findings) {
        measurements.add(new Measurement(
                MISSINGNESS_AUROC, Slice.of("column", each.column()).and("by", each.by()), each.area()));
        if (shown(each.adjusted())) {
            Finding finding = Finding.of(
                            "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM",
                            Severity.WARNING,
                            each.column(),
                            "Whether the cell is missing goes with "
                                    + (each.by().equals(MissingCells.OUTCOME)
                                            ? "the outcome, so that a model can read the outcome from the gap, and"
                                                    + " filling it in hides who is missing."
                                            : "other data, so that complete records are no random part of all.")
                                    + " Whether it is missing at random given what is recorded, the data cannot show.")
                    .with("by", each.by())
                    .with("limit", settings.areaLimit);
            for (ConfoundingReport.MissingShare share : each.shares()) {
                if (share.missing().point().isPresent() && each.by().equals(MissingCells.OUTCOME)) {
                    finding = finding.with(
                            "missing_in_" + share.group(),
                            share.missing().point().getAsDouble());
                }
            }
            finding = with(finding, "auroc", each.area());
            findings.add(with(finding, "p_value_holm", each.adjusted()));
        }
    }

    /** Takes what is looked at. Confined to one thread. */
    public static final class Builder {

        private final double areaLimit;
        private final Map<String, Variable> variables = new LinkedHashMap<>();
        private final Set<String> controlled = new LinkedHashSet<>();
        private final Set<String> confounders = new LinkedHashSet<>();
        private final Set<String> siteFeatures = new LinkedHashSet<>();
        private final Set<String> missing = new LinkedHashSet<>();
        private double mostDrop = Double.NaN;
        private double mostHeldOutDrop = Double.NaN;
        private boolean sites;
        private int folds = 5;
        private int permutations = 999;
        private long seed = 1;
        private double level = 0.95;

        private Builder(double areaLimit) {
            if (!(areaLimit >= 0.5 && areaLimit < 1)) {
                throw new IllegalArgumentException("the limit of the area must be in [0.5, 1), got " + areaLimit);
            }
            this.areaLimit = areaLimit;
        }

        /**
         * Columns that record how patients were handled; each is probed alone, and all together.
         *
         * @param what what they record
         * @param columns their names; texts are categories, numbers are binned
         * @return this
         */
        public Builder workflow(WorkflowVariable what, String... columns) {
            requireNonNull(what, "what");
            if (what == WorkflowVariable.SEVERAL || what == WorkflowVariable.ROW_ORDER) {
                throw new IllegalArgumentException("a column cannot be \"" + what.words()
                        + "\"; that probe is made by the detector itself, the order of the rows with rowOrder()");
            }
            for (String column : columns) {
                add(new Variable(what, column, List.of(column)));
            }
            return this;
        }

        /**
         * Probes where a record stands in the cohort: files sorted by outcome, or appended to as cases came in, tell it.
         *
         * @return this
         */
        public Builder rowOrder() {
            add(new Variable(WorkflowVariable.ROW_ORDER, ROW_ORDER, List.of()));
            return this;
        }

        /**
         * Probes how many of some cells are missing.
         *
         * @param columns the columns that are counted, at least one
         * @return this
         */
        public Builder missingCount(String... columns) {
            if (columns.length == 0) {
                throw new IllegalArgumentException("missingCount needs at least one column");
            }
            add(new Variable(WorkflowVariable.MISSING_COUNT, MISSING_CELLS, List.of(columns)));
            return this;
        }

        private void add(Variable variable) {
            if (variables.putIfAbsent(variable.name, variable) != null) {
                throw new IllegalArgumentException("\"" + variable.name + "\" is already probed");
            }
        }

        /**
         * Permutes labels only among patients with the same values of these attributes, such as age band and sex, so that what they
         * explain is no relation of workflow with the outcome.
         *
         * @param attributes attributes of the cohort, or its site
         * @return this
         */
        public Builder permuteWithin(String... attributes) {
            controlled.addAll(List.of(attributes));
            return this;
        }

        /**
         * Measures the model among records with the same value of each of these.
         *
         * @param largestDrop how far the area within strata may lie below that of all records without a finding, in [0, 1); the
         *     caller's
         * @param attributes attributes of the cohort, or its site, at least one
         * @return this
         */
        public Builder withinStrataOf(double largestDrop, String... attributes) {
            if (!confounders.isEmpty() || attributes.length == 0) {
                throw new IllegalStateException("withinStrataOf is called once, with at least one attribute");
            }
            mostDrop = drop(largestDrop);
            confounders.addAll(List.of(attributes));
            return this;
        }

        private static double drop(double limit) {
            if (!(limit >= 0 && limit < 1)) {
                throw new IllegalArgumentException("the largest drop must be in [0, 1), got " + limit);
            }
            return limit;
        }

        /**
         * Looks whether the site of the cohort tells the outcome and shows in the score.
         *
         * @param features columns from which the site may be told; may be none
         * @return this
         */
        public Builder sites(String... features) {
            if (sites) {
                throw new IllegalStateException("sites is already set");
            }
            sites = true;
            siteFeatures.addAll(List.of(features));
            return this;
        }

        /**
         * Compares the model at each site with one that was trained without it; needs {@link #sites}.
         *
         * @param largestDrop how far the latter may lie below the former without a finding, in [0, 1); the caller's
         * @return this
         */
        public Builder leaveOneSiteOut(double largestDrop) {
            mostHeldOutDrop = drop(largestDrop);
            return this;
        }

        /**
         * Tests whether cells are missing for a reason.
         *
         * @param columns the columns
         * @return this
         */
        public Builder missingness(String... columns) {
            missing.addAll(List.of(columns));
            return this;
        }

        /**
         * The number of folds of subjects.
         *
         * @param number from 2 to 50; 5 unless set
         * @return this
         */
        public Builder folds(int number) {
            if (number < 2 || number > 50) {
                throw new IllegalArgumentException("folds must be from 2 to 50, got " + number);
            }
            folds = number;
            return this;
        }

        /**
         * The permutations of the negative control.
         *
         * @param number from 19 to 99,999; 999 unless set
         * @param randomSeed any number; it is in the report
         * @return this
         */
        public Builder permutations(int number, long randomSeed) {
            if (number < 19 || number > 99_999) {
                throw new IllegalArgumentException("permutations must be from 19 to 99999, got " + number);
            }
            permutations = number;
            seed = randomSeed;
            return this;
        }

        /**
         * The confidence level.
         *
         * @param fraction in (0, 1); 0.95 unless set
         * @return this
         */
        public Builder level(double fraction) {
            Interval.checkLevel(fraction);
            level = fraction;
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         * @throws IllegalStateException when nothing is looked at, held-out sites are asked for without sites, attributes to permute within
         *     without a probe
         * @throws IllegalArgumentException when there are too few permutations for any finding
         */
        public ConfoundingDetector build() {
            int probes = variables.size() + (sites ? 1 : 0);
            if (probes == 0 && confounders.isEmpty() && missing.isEmpty()) {
                throw new IllegalStateException(
                        "nothing to look at; name columns with workflow(..), withinStrataOf(..),"
                                + " sites(..) or missingness(..) before build()");
            }
            if (!sites && !Double.isNaN(mostHeldOutDrop)) {
                throw new IllegalStateException("leaveOneSiteOut needs sites(..)");
            }
            if (!controlled.isEmpty() && probes == 0) {
                throw new IllegalStateException(
                        "permuteWithin needs a probe to permute for; name one with workflow(..)");
            }
            Settings made = new Settings(
                    areaLimit,
                    List.copyOf(variables.values()),
                    List.copyOf(controlled),
                    mostDrop,
                    List.copyOf(confounders),
                    sites,
                    List.copyOf(siteFeatures),
                    mostHeldOutDrop,
                    List.copyOf(missing),
                    folds,
                    permutations,
                    seed,
                    level);
            requirePermutations(made, probes > 1 ? probes + 1 : probes);
            return new ConfoundingDetector(made);
        }
    }

    /** Refuses settings with which no p-value could be small enough after adjustment. */
    static void requirePermutations(Settings settings, int tests) {
        if (tests / (settings.permutations + 1.0) > settings.alpha()) {
            throw new IllegalArgumentException("expected at least "
                    + (long) Math.ceil(tests / settings.alpha() - 1)
                    + " permutations, since with fewer the p-values of " + tests
                    + " tests can never be small enough after adjustment by Holm; found " + settings.permutations
                    + "; set permutations(..)");
        }
    }
}
