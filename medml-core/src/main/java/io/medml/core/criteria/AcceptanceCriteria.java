package io.medml.core.criteria;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Conditions that evidence has to meet, stated before the data are seen.
 *
 * <pre>{@code
 * AcceptanceCriteria criteria = AcceptanceCriteria.named("PQ-07", "2.1")
 *     .require(Metric.SENSITIVITY).lowerLimitAtLeast(0.90).because("predicate K123456 claims 0.92")
 *     .require(Metric.SENSITIVITY.gap()).on(Slice.across(List.of("sex"))).upperLimitAtMost(0.10).because("...")
 *     .build();
 * Judgement judgement = criteria.judge(List.of(evaluation, bias));
 * }</pre>
 *
 * <p>Their {@link #reference()} pins them: a criterion that is changed afterwards has another digest. Immutable.
 */
public final class AcceptanceCriteria {

    private final String name;
    private final String version;
    private final List<Criterion> criteria;

    private AcceptanceCriteria(String name, String version, List<Criterion> criteria) {
        this.name = name;
        this.version = version;
        this.criteria = List.copyOf(criteria);
    }

    /**
     * Starts a set of criteria.
     *
     * @param name name of the set, such as {@code PQ-07}
     * @param version its version
     * @return a builder; confined to one thread
     */
    public static Builder named(String name, String version) {
        return new Builder(Objects.requireNonNull(name, "name"), Objects.requireNonNull(version, "version"));
    }

    /**
     * Reads criteria as people write them in a configuration or a plan.
     *
     * <pre>{@code
     * - {require: auroc, evidence: evaluation-report, lower_limit_at_least: 0.60, because: ...}
     * - {require: sensitivity.difference, on: {sex: female}, compared_with: {sex: male}, lower_limit_at_least: -0.1, because: ...}
     * - {no_finding_from: error, evidence: separation-report, because: ...}
     * }</pre>
     *
     * @param name name of the set
     * @param version its version
     * @param where where the list stands, for messages, such as {@code run.yaml, criteria}
     * @param items the list
     * @return the criteria
     * @throws io.medml.core.error.DataException when a key or value is not understood; names the place
     */
    public static AcceptanceCriteria read(String name, String version, String where, List<Content> items) {
        return CriteriaReader.read(name, version, where, items);
    }

    /**
     * The name of the set.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The version of the set.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * The criteria in the order they were stated.
     *
     * @return at least one criterion
     */
    public List<Criterion> criteria() {
        return criteria;
    }

    /**
     * Pins the criteria by the digest of their content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CRITERIA}
     */
    public ArtifactRef reference() {
        return new ArtifactRef(
                ArtifactRef.Kind.CRITERIA,
                name,
                version,
                Digest.sha256(content().bytes()));
    }

    /**
     * The criteria as a value.
     *
     * @return the content
     */
    public Content.Fields content() {
        return Content.fields()
                .put("name", name)
                .put("version", version)
                .put("criteria", Content.items(criteria, Criterion::content))
                .build();
    }

    /**
     * Applies the criteria to recorded evidence.
     *
     * <p>A metric criterion looks for its metric on its slices in the evidence it names, or in all of it. No such
     * measurement, two different ones, one that is not estimable, or one whose interval is unknown make it undecided. All
     * criteria met: {@link Judgement.Met}. At least one not met: {@link Judgement.NotMet}. Otherwise:
     * {@link Judgement.Undecided}.
     *
     * @param evidence recorded evidence, at least one piece, all about one subject
     * @return the judgement, with a result for each criterion
     */
    public Judgement judge(List<? extends Recorded<?>> evidence) {
        return judge(evidence, (criterion, each) -> true);
    }

    /**
     * Applies each criterion to a part of recorded evidence, such as what has the confidence level that its claim needs. It is otherwise as
     * {@link #judge(List)}.
     *
     * @param evidence recorded evidence, at least one piece, all about one subject
     * @param applies whether a criterion is applied to a piece
     * @return the judgement, with a result for each criterion
     */
    public Judgement judge(
            List<? extends Recorded<?>> evidence, BiPredicate<? super Criterion, ? super Recorded<?>> applies) {
        return Judge.judge(this, evidence, applies);
    }

    /** States criteria one by one. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final List<Criterion> criteria = new ArrayList<>();

        private Builder(String name, String version) {
            this.name = name;
            this.version = version;
        }

        /**
         * Starts a bound on a metric, on all records unless a scope is given.
         *
         * @param metric the metric
         * @return the choice of scope and bound
         */
        public MetricStage require(Metric metric) {
            return new MetricStage(this, Objects.requireNonNull(metric, "metric"));
        }

        /**
         * Requires a kind of evidence without findings of a severity or worse.
         *
         * @param source name of the evidence schema, such as {@code validation-report}
         * @param severity the severity from which on a finding counts
         * @return the choice of the rationale
         */
        public ReasonStage allowNoFinding(String source, Severity severity) {
            String id = "C" + (criteria.size() + 1);
            return new ReasonStage(this, why -> new Criterion.NoFinding(id, source, severity, why));
        }

        /**
         * Finishes the set.
         *
         * @return the criteria
         * @throws IllegalStateException when there is none, or two say the same
         */
        public AcceptanceCriteria build() {
            if (criteria.isEmpty()) {
                throw new IllegalStateException("criteria \"" + name + "\" are empty, so everything would meet them;"
                        + " state at least one with require(..)");
            }
            Set<Criterion> conditions = new HashSet<>();
            for (Criterion criterion : criteria) {
                if (!conditions.add(condition(criterion))) {
                    throw new IllegalStateException("criteria \"" + name + "\" state twice: " + criterion.text());
                }
            }
            return new AcceptanceCriteria(name, version, criteria);
        }

        /** The criterion without its identifier and rationale: two that are equal state the same. */
        private static Criterion condition(Criterion criterion) {
            if (criterion instanceof Criterion.NoFinding none) {
                return new Criterion.NoFinding("", none.source(), none.severity(), "");
            }
            Criterion.MetricCriterion metric = (Criterion.MetricCriterion) criterion;
            return new Criterion.MetricCriterion(
                    "", metric.metric(), metric.source(), metric.scope(), metric.bound(), metric.undecidedBeyond(), "");
        }
    }

    /** A metric whose scope and bound are being stated. Confined to one thread. */
    public static final class MetricStage {
        private final Builder builder;
        private final Metric metric;
        private Optional<Scope> scope = Optional.empty();
        private String source = "";
        private OptionalDouble undecidedBeyond = OptionalDouble.empty();

        private MetricStage(Builder builder, Metric metric) {
            this.builder = builder;
            this.metric = metric;
        }

        /**
         * Judges on one slice instead of on all records.
         *
         * @param slice the slice
         * @return this stage
         */
        public MetricStage on(Slice slice) {
            return scope(new Scope.On(slice));
        }

        /**
         * Judges on every group of an attribute.
         *
         * @param attribute the attribute
         * @param required groups that must be there; one that is not makes the criterion undecided
         * @return this stage
         */
        public MetricStage inEveryGroupOf(String attribute, String... required) {
            return scope(new Scope.EveryGroup(attribute, List.of(required)));
        }

        private MetricStage scope(Scope value) {
            if (scope.isPresent()) {
                throw new IllegalStateException("the scope of " + metric.id() + " is already set: " + scope.get()
                        + "; state one criterion each");
            }
            scope = Optional.of(value);
            return this;
        }

        /**
         * Names the kind of evidence that carries the metric.
         *
         * @param schema name of the evidence schema, such as {@code regression-report}
         * @return this stage
         */
        public MetricStage from(String schema) {
            if (schema.isBlank()) {
                throw new IllegalArgumentException("from(..) needs the name of an evidence schema, got a blank one");
            }
            if (!source.isEmpty()) {
                throw new IllegalStateException("the evidence for " + metric.id() + " is already set: " + source);
            }
            source = schema;
            return this;
        }

        /**
         * Calls an interval that is wider than this too wide to judge: undecided rather than not met.
         *
         * @param width a width in the unit of the metric, positive
         * @return this stage
         */
        public MetricStage undecidedWhenWiderThan(double width) {
            if (undecidedBeyond.isPresent()) {
                throw new IllegalStateException(
                        "the width for " + metric.id() + " is already set: " + undecidedBeyond.getAsDouble());
            }
            undecidedBeyond = OptionalDouble.of(width);
            return this;
        }

        /**
         * Requires the lower confidence limit to be at least a limit.
         *
         * @param limit the limit
         * @return the choice of the rationale
         */
        public ReasonStage lowerLimitAtLeast(double limit) {
            return bound(Bound.Side.LOWER_LIMIT_AT_LEAST, limit);
        }

        /**
         * Requires the upper confidence limit to be at most a limit.
         *
         * @param limit the limit
         * @return the choice of the rationale
         */
        public ReasonStage upperLimitAtMost(double limit) {
            return bound(Bound.Side.UPPER_LIMIT_AT_MOST, limit);
        }

        /**
         * Requires the point estimate to be at least a limit, whatever its uncertainty.
         *
         * @param limit the limit
         * @return the choice of the rationale
         */
        public ReasonStage estimateAtLeast(double limit) {
            return bound(Bound.Side.ESTIMATE_AT_LEAST, limit);
        }

        /**
         * Requires the point estimate to be at most a limit, whatever its uncertainty.
         *
         * @param limit the limit
         * @return the choice of the rationale
         */
        public ReasonStage estimateAtMost(double limit) {
            return bound(Bound.Side.ESTIMATE_AT_MOST, limit);
        }

        /**
         * Requires a bound that was stated elsewhere, such as in a file.
         *
         * @param side which part of the estimate is compared
         * @param limit the limit
         * @return the choice of the rationale
         */
        public ReasonStage bound(Bound.Side side, double limit) {
            String id = "C" + (builder.criteria.size() + 1);
            Bound bound = new Bound(side, limit);
            Scope on = scope.orElseGet(() -> new Scope.On(Slice.overall()));
            Criterion.MetricCriterion probe =
                    new Criterion.MetricCriterion(id, metric, source, on, bound, undecidedBeyond, "");
            return new ReasonStage(
                    builder,
                    why -> new Criterion.MetricCriterion(
                            probe.id(), metric, probe.source(), on, bound, probe.undecidedBeyond(), why));
        }
    }

    /** A criterion whose rationale is being stated. Confined to one thread. */
    public static final class ReasonStage {
        private final Builder builder;
        private final java.util.function.Function<String, Criterion> criterion;

        private ReasonStage(Builder builder, java.util.function.Function<String, Criterion> criterion) {
            this.builder = builder;
            this.criterion = criterion;
        }

        /**
         * States why this limit and no other. No regulator sets it; whoever states the criterion does.
         *
         * @param rationale the reason, not blank
         * @return the set, for the next criterion
         */
        public Builder because(String rationale) {
            if (rationale.isBlank()) {
                throw new IllegalArgumentException("a criterion needs its rationale: why this limit and no other?");
            }
            builder.criteria.add(criterion.apply(rationale));
            return builder;
        }
    }
}
