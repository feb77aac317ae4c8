package io.medml.core.criteria;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Metric;
import java.util.Objects;
import java.util.OptionalDouble;

/** One condition that evidence has to meet, with the reason for it. */
public sealed interface Criterion {

    /**
     * The identifier, unique within the criteria.
     *
     * @return for example {@code C3}
     */
    String id();

    /**
     * Why this limit and no other, as entered by whoever set it.
     *
     * @return the rationale; empty when none was given
     */
    String rationale();

    /**
     * Says the condition in words.
     *
     * @return for example {@code auroc overall: lower confidence limit >= 0.6}
     */
    String text();

    /**
     * A bound on a metric.
     *
     * @param id identifier
     * @param metric the metric
     * @param source name of the evidence schema that carries the metric, such as {@code evaluation-report}; empty for any
     * @param scope on which slices
     * @param bound the limit
     * @param undecidedBeyond an interval wider than this is too wide to judge: undecided rather than not met
     * @param rationale why this limit
     */
    record MetricCriterion(
            String id,
            Metric metric,
            String source,
            Scope scope,
            Bound bound,
            OptionalDouble undecidedBeyond,
            String rationale)
            implements Criterion {
        /** Checks that all parts are there and that the limit can be met at all. */
        public MetricCriterion {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(rationale, "rationale");
            boolean upward =
                    bound.side() == Bound.Side.LOWER_LIMIT_AT_LEAST || bound.side() == Bound.Side.ESTIMATE_AT_LEAST;
            if (upward ? bound.limit() > metric.highest() : bound.limit() < metric.lowest()) {
                throw new IllegalArgumentException("criterion " + id + ": no value of " + metric.id() + " in ["
                        + metric.lowest() + ", " + metric.highest() + "] can keep " + bound);
            }
            if (upward ? bound.limit() <= metric.lowest() : bound.limit() >= metric.highest()) {
                throw new IllegalArgumentException("criterion " + id + ": every value of " + metric.id() + " in ["
                        + metric.lowest() + ", " + metric.highest() + "] keeps " + bound
                        + ", so the criterion could never fail");
            }
            if (undecidedBeyond.isPresent()
                    && !(undecidedBeyond.getAsDouble() > 0 && Double.isFinite(undecidedBeyond.getAsDouble()))) {
                throw new IllegalArgumentException("criterion " + id
                        + ": the width beyond which an interval is too wide must be positive and finite");
            }
            if (undecidedBeyond.isPresent() && !bound.side().isOnInterval()) {
                throw new IllegalArgumentException("criterion " + id
                        + " is judged on the point estimate, so a width of the interval would not be used");
            }
        }

        @Override
        public String text() {
            return metric.name() + " " + scope + ": " + bound
                    + (undecidedBeyond.isPresent()
                            ? " (undecided when the interval is wider than " + undecidedBeyond.getAsDouble() + ")"
                            : "");
        }
    }

    /**
     * No finding of a severity or worse in a kind of evidence, which has to be there.
     *
     * @param id identifier
     * @param source name of the evidence schema, such as {@code validation-report}
     * @param severity the severity from which on a finding counts
     * @param rationale why
     */
    record NoFinding(String id, String source, Severity severity, String rationale) implements Criterion {
        /** Checks that all parts are there. */
        public NoFinding {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(rationale, "rationale");
            if (source.isBlank()) {
                throw new IllegalArgumentException(
                        "criterion " + id + " needs the kind of evidence that must be there without such a finding");
            }
        }

        @Override
        public String text() {
            return "no finding of severity " + severity + (severity == Severity.ERROR ? "" : " or worse") + " in "
                    + source;
        }
    }

    /**
     * The content of a criterion, as records hold it.
     *
     * @return the content
     */
    default Content content() {
        Content.Builder builder = Content.fields().put("id", id()).put("rationale", rationale());
        if (this instanceof MetricCriterion metric) {
            builder.put("metric", metric.metric.id())
                    .put("side", metric.bound.side().name())
                    .put("limit", metric.bound.limit());
            if (!metric.source.isEmpty()) {
                builder.put("evidence", metric.source);
            }
            if (metric.scope instanceof Scope.On on) {
                builder.put("on", EvidenceDocument.slice(on.slice()));
            } else {
                Scope.EveryGroup every = (Scope.EveryGroup) metric.scope;
                builder.put("every_group_of", every.attribute()).put("groups", Content.texts(every.required()));
            }
            metric.undecidedBeyond.ifPresent(width -> builder.put("undecided_beyond_width", width));
        } else {
            NoFinding none = (NoFinding) this;
            builder.put("evidence", none.source).put("no_finding_from", none.severity.name());
        }
        return builder.build();
    }
}
