package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The cases a model got wrong. It holds keyed pseudonyms and never an identifier. Only {@link FailureLister} makes one.
 * Immutable.
 */
public final class FailureReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "failure-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final LockedOperatingPoint operatingPoint;
    private final double level;
    private final List<SeverityClass> classes;
    private final List<Failure> failures;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    FailureReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            LockedOperatingPoint operatingPoint,
            double level,
            List<SeverityClass> classes,
            List<Failure> failures,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.operatingPoint = operatingPoint;
        this.level = level;
        this.classes = List.copyOf(classes);
        this.failures = List.copyOf(failures);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /** How a record was got wrong. */
    public enum Kind {
        /** The condition is present and the prediction negative. */
        MISSED,
        /** The condition is absent and the prediction positive. */
        FALSE_ALARM
    }

    /**
     * The records with the condition that are of one class.
     *
     * @param name the class
     * @param neverMiss whether not one of them may be missed
     * @param missRate false-negative rate among them, with its interval
     */
    public record SeverityClass(String name, boolean neverMiss, Estimate missRate) {
        /** Checks that all are there. */
        public SeverityClass {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(missRate, "missRate");
        }

        /**
         * How many records there are.
         *
         * @return the number
         */
        public long records() {
            return missRate.support().n();
        }

        /**
         * How many of them were missed.
         *
         * @return the number
         */
        public long missed() {
            return Math.round(missRate.point().orElse(0) * records());
        }
    }

    /**
     * One record that was got wrong.
     *
     * @param kind how
     * @param severity its class; empty for a false alarm
     * @param pseudonym what {@link io.medml.core.leakage.FingerprintKey#pseudonym} makes of its identifier
     * @param score its score
     * @param distance absolute distance of the score from the threshold
     */
    public record Failure(Kind kind, String severity, String pseudonym, double score, double distance) {
        /** Checks that all are there. */
        public Failure {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(pseudonym, "pseudonym");
        }
    }

    /**
     * The operating point at which predictions are right or wrong.
     *
     * @return the operating point
     */
    public LockedOperatingPoint operatingPoint() {
        return operatingPoint;
    }

    /**
     * The confidence level of intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The classes of severity, the worst first.
     *
     * @return at least one; a single class {@code all} when no severity was declared
     */
    public List<SeverityClass> classes() {
        return classes;
    }

    /**
     * The records that were got wrong: missed cases by class, then false alarms, the most confident errors first.
     *
     * @return all of them; the evidence holds the first {@link FailureLister#MOST_LISTED} of each kind
     */
    public List<Failure> failures() {
        return failures;
    }

    /**
     * The records that were got wrong in one way, in the same order.
     *
     * @param kind the way
     * @return all of them
     */
    public List<Failure> failures(Kind kind) {
        return failures.stream().filter(failure -> failure.kind == kind).toList();
    }

    /**
     * How many records were got wrong in one way.
     *
     * @param kind the way
     * @return the number
     */
    public long count(Kind kind) {
        return failures(kind).size();
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(model, dataset);
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
        return Content.fields()
                .put("level", level)
                .put("operating_point", operatingPoint.content())
                .put("missed", count(Kind.MISSED))
                .put("false_alarms", count(Kind.FALSE_ALARM))
                .put(
                        "classes",
                        Content.items(
                                classes,
                                c -> Content.fields()
                                        .put("name", c.name)
                                        .put("never_miss", c.neverMiss)
                                        .put("missed", c.missed())
                                        .put("miss_rate", EvidenceDocument.estimate(c.missRate))
                                        .build()))
                .put(
                        "listed",
                        Content.items(
                                Stream.of(Kind.values())
                                        .flatMap(kind -> failures(kind).stream().limit(FailureLister.MOST_LISTED))
                                        .toList(),
                                f -> Content.fields()
                                        .put("kind", f.kind.name())
                                        .put("severity", f.severity)
                                        .put("record", f.pseudonym)
                                        .put("score", f.score)
                                        .put("distance", f.distance)
                                        .build()))
                .build();
    }

    @Override
    public String toString() {
        return "failures of " + model + " on " + dataset + ": " + findings().size() + " findings";
    }
}
