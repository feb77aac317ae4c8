package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.FailureReport.Failure;
import io.medml.core.evaluation.FailureReport.SeverityClass;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists the cases a model got wrong, the missed ones by how much harm a miss does.
 *
 * <pre>{@code
 * FailureReport report = FailureLister.at(locked)
 *     .severity("finding", "large vessel occlusion", "haemorrhage", "other")   // the worst first
 *     .neverMiss("large vessel occlusion")
 *     .build()
 *     .list(test, model.score(test), key);
 * }</pre>
 *
 * <p>Per class of severity: the records with the condition, how many were missed, and the false-negative rate with its interval;
 * records with the condition but without a class are a class of their own. Per wrong record: its class, its score and distance from
 * the threshold, and a keyed pseudonym, so that the host finds the record and nobody else does.
 *
 * <ul>
 *   <li><b>Never-miss classes:</b> each that has a missed record is a finding of severity error; one without any record is a finding
 *       too, since nothing was tried.
 *   <li><b>No miss is not a rate of zero:</b> the upper limit of the interval says what the data allow; with n records and no miss it
 *       is about {@code 3.8 / (n + 3.8)} at a level of 0.95.
 *   <li><b>Intervals:</b> Wilson; at the effective sample size where records share a subject.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class FailureLister {

    /** The most wrong records of each kind listed in the evidence; counts and rates are always of all. */
    public static final int MOST_LISTED = 500;

    private final LockedOperatingPoint operatingPoint;
    private final Optional<String> column;
    private final List<String> classes;
    private final Set<String> neverMiss;
    private final double level;

    private FailureLister(Builder builder) {
        this.operatingPoint = builder.operatingPoint;
        this.column = Optional.ofNullable(builder.column);
        this.classes = List.copyOf(builder.classes);
        this.neverMiss = Set.copyOf(builder.neverMiss);
        this.level = builder.level;
    }

    /**
     * Starts a lister.
     *
     * @param operatingPoint the threshold at which predictions are right or wrong
     * @return a builder; confined to one thread
     */
    public static Builder at(LockedOperatingPoint operatingPoint) {
        return new Builder(operatingPoint);
    }

    /**
     * Lists the wrong predictions on a cohort.
     *
     * @param cohort the cohort
     * @param predictions a model's scores on it
     * @param key makes the pseudonyms of the records; the host keeps it
     * @return the report
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when the operating point was chosen for another model, the cohort lacks the column of
     *     severities, or a record with the condition is of a class that was not declared
     */
    public FailureReport list(Cohort cohort, Predictions predictions, FingerprintKey key) {
        operatingPoint.requireFor(predictions);
        ScoredRecords sample = ScoredRecords.of(cohort, predictions);
        int[] predicted = operatingPoint.classify(sample.scores());
        String[] severity = severities(cohort);
        List<SeverityClass> rates = new ArrayList<>();
        List<Measurement> measurements = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        operatingPoint.optimisticOn("operating point", cohort).ifPresent(findings::add);
        for (Map.Entry<String, IntPredicate> each : groups(severity).entrySet()) {
            IntPredicate missed = row -> predicted[row] == 0;
            SeverityClass rate = new SeverityClass(
                    each.getKey(),
                    neverMiss.contains(each.getKey()),
                    SlicePerformance.share(
                            sample,
                            row -> sample.label(row) == 1 && each.getValue().test(row),
                            missed,
                            level,
                            Reason.NO_POSITIVES));
            rates.add(rate);
            measurements.add(new Measurement(
                    Metric.FALSE_NEGATIVE_RATE,
                    column.map(name -> Slice.of(name, each.getKey())).orElse(Slice.overall()),
                    rate.missRate()));
            finding(rate).ifPresent(findings::add);
        }
        if (cohort.synthetic() || predictions.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        List<Failure> failures = new ArrayList<>();
        for (int row = 0; row < sample.size(); row++) {
            if (predicted[row] != sample.label(row)) {
                failures.add(new Failure(
                        sample.label(row) == 1 ? FailureReport.Kind.MISSED : FailureReport.Kind.FALSE_ALARM,
                        sample.label(row) == 1 ? severity[row] : "",
                        key.pseudonym(cohort.recordIds().get(row)),
                        sample.score(row),
                        Math.abs(sample.score(row) - operatingPoint.threshold())));
            }
        }
        List<String> order = rates.stream().map(SeverityClass::name).toList();
        // the worst first: missed before false alarms, by class, by distance from the threshold
        failures.sort(Comparator.comparing(Failure::kind)
                .thenComparing(failure -> order.indexOf(failure.severity()))
                .thenComparing(Comparator.comparingDouble(Failure::distance).reversed())
                .thenComparing(Failure::pseudonym));
        Provenance provenance = Provenance.of(FailureLister.class)
                .from(predictions.model())
                .from(cohort.reference())
                .with("operating_point", operatingPoint.toString())
                .with("severity_column", column.orElse("none"))
                .with(
                        "never_miss",
                        String.join(
                                ",",
                                classes.stream().filter(neverMiss::contains).toList()))
                .with("confidence_level", level)
                .with("predictions_sha256", predictions.digest().hex())
                .synthetic(cohort.synthetic() || predictions.synthetic());
        return new FailureReport(
                predictions.model(),
                cohort.reference(),
                provenance,
                operatingPoint,
                level,
                rates,
                failures,
                measurements,
                findings);
    }

    /** The class of each record with the condition; empty texts for the others. */
    private String[] severities(Cohort cohort) {
        String[] severity = new String[cohort.size()];
        int[] labels = cohort.labels();
        Set<String> declared = new LinkedHashSet<>(classes);
        if (column.isPresent() && !cohort.table().has(column.get())) {
            throw new IllegalArgumentException("\"" + column.get() + "\" is not a column of cohort \"" + cohort.name()
                    + "\"; its columns are " + cohort.table().columnNames());
        }
        for (int row = 0; row < severity.length; row++) {
            if (labels[row] == 0) {
                severity[row] = "";
            } else if (column.isEmpty()) {
                severity[row] = ALL;
            } else {
                String value = cohort.table().column(column.get()).text(row).orElse(Slice.MISSING);
                if (!declared.contains(value) && !value.equals(Slice.MISSING)) {
                    throw new IllegalArgumentException("cohort \"" + cohort.name() + "\", "
                            + cohort.table().place(row) + ", column \"" + column.get()
                            + "\": expected one of the declared classes " + classes
                            + ", found another text; declare it with severity(..)");
                }
                severity[row] = value;
            }
        }
        return severity;
    }

    private static final String ALL = "all";

    private Map<String, IntPredicate> groups(String[] severity) {
        Map<String, IntPredicate> groups = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(column.isEmpty() ? List.of(ALL) : classes);
        if (List.of(severity).contains(Slice.MISSING)) {
            names.add(Slice.MISSING);
        }
        names.forEach(name -> groups.put(name, row -> severity[row].equals(name)));
        return groups;
    }

    private Optional<Finding> finding(SeverityClass rate) {
        if (!rate.neverMiss()) {
            return Optional.empty();
        }
        if (rate.records() == 0) {
            return Optional.of(Finding.of(
                    "NEVER_MISS_CLASS_EMPTY",
                    Severity.WARNING,
                    rate.name(),
                    "No record is of this class, so whether the model misses such cases is not known."));
        }
        return rate.missed() == 0
                ? Optional.empty()
                : Optional.of(Finding.of(
                                "NEVER_MISS_MISSED",
                                Severity.ERROR,
                                rate.name(),
                                "Cases of a class that must never be missed were missed.")
                        .with("missed", rate.missed())
                        .with("records", rate.records()));
    }

    /** Sets how failures are classed. Confined to one thread. */
    public static final class Builder {
        private final LockedOperatingPoint operatingPoint;
        private @Nullable String column;
        private List<String> classes = List.of();
        private List<String> neverMiss = List.of();
        private double level = 0.95;

        private final Set<String> stated = new HashSet<>();

        private Builder(LockedOperatingPoint operatingPoint) {
            this.operatingPoint = Objects.requireNonNull(operatingPoint, "operatingPoint");
        }

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

        /**
         * The column that says how severe a case is.
         *
         * @param name a column of the cohort's table
         * @param worstFirst its values, the worst first; every value of a record with the condition has to be among them
         * @return this
         */
        public Builder severity(String name, String... worstFirst) {
            if (column != null) {
                throw new IllegalStateException("the column of severities is already set to " + column);
            }
            if (worstFirst.length == 0 || Set.copyOf(List.of(worstFirst)).size() != worstFirst.length) {
                throw new IllegalArgumentException(
                        "severity(..) needs the classes, each once and the worst first, got " + List.of(worstFirst));
            }
            column = Objects.requireNonNull(name, "name");
            classes = List.of(worstFirst);
            return this;
        }

        /**
         * The classes of which not one case may be missed.
         *
         * @param names classes declared with {@link #severity}
         * @return this
         */
        public Builder neverMiss(String... names) {
            neverMiss = once("list of classes that must not be missed", List.of(names));
            return this;
        }

        /**
         * The confidence level; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            Interval.checkLevel(confidence);
            level = once("level", confidence);
            return this;
        }

        /**
         * Finishes the lister.
         *
         * @return the lister
         */
        public FailureLister build() {
            for (String name : neverMiss) {
                if (!classes.contains(name)) {
                    throw new IllegalStateException(
                            "\"" + name + "\" is to be never missed and is no declared class; the" + " classes are "
                                    + classes + ", declare it with severity(..)");
                }
            }
            return new FailureLister(this);
        }
    }
}
