package io.medml.core.annotation;

import io.medml.core.agreement.RatingScale;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import io.medml.core.stats.AgreementWeights;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which items of several annotators go to adjudication. It is stated beforehand, since it decides how many labels people look at
 * again. Immutable.
 */
public final class DisagreementRule {

    private final Kind kind;
    private final @Nullable RatingScale scale;
    private final int distance;

    private DisagreementRule(Kind kind, @Nullable RatingScale scale, int distance) {
        this.kind = kind;
        this.scale = scale;
        this.distance = distance;
    }

    /** What counts as a disagreement. */
    public enum Kind {
        /** Any two labels differ. */
        ANY_DIFFERENCE,
        /** No label was given by more than half of the annotators. */
        MAJORITY_MISSING,
        /** Two labels are further apart than stated, or no label was given by more than half. */
        DISTANCE_ABOVE
    }

    /**
     * Any two labels that differ.
     *
     * @return the rule
     */
    public static DisagreementRule anyDifference() {
        return new DisagreementRule(Kind.ANY_DIFFERENCE, null, 0);
    }

    /**
     * No label that more than half of the annotators gave; where there is one, it is the reference.
     *
     * @return the rule
     */
    public static DisagreementRule majorityMissing() {
        return new DisagreementRule(Kind.MAJORITY_MISSING, null, 0);
    }

    /**
     * Labels that are more than a number of steps apart; else the label of more than half is the reference, and where there is none
     * the item goes to adjudication too. A label that is not on the scale is as far as can be.
     *
     * @param scale an ordinal scale
     * @param steps number of steps that are still no disagreement, at least 1 and below those of the whole scale
     * @return the rule
     */
    public static DisagreementRule distanceAbove(RatingScale scale, int steps) {
        if (scale.kind() != RatingScale.Kind.ORDINAL) {
            throw new IllegalArgumentException("a distance needs an ordinal scale; this one is " + scale);
        }
        if (steps < 1 || steps > scale.categories().size() - 2) {
            throw new IllegalArgumentException("the number of steps must be from 1 to "
                    + (scale.categories().size() - 2) + " on a scale of "
                    + scale.categories().size() + " categories, got " + steps);
        }
        return new DisagreementRule(Kind.DISTANCE_ABOVE, scale, steps);
    }

    /**
     * What counts as a disagreement.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /** The rule for a document, which {@link #from} reads back. */
    Content content() {
        Content.Builder content = Content.fields().put("kind", kind.name());
        if (scale != null) {
            content.put("weights", scale.weights().name())
                    .put("categories", Content.texts(scale.categories()))
                    .put("steps", distance);
        }
        return content.build();
    }

    static DisagreementRule from(Content content, String where) {
        Kind kind = Words.of(
                Kind.values(), StrictFields.of(content, where, "kind", "weights", "categories", "steps"), "kind");
        StrictFields fields = kind == Kind.DISTANCE_ABOVE
                ? StrictFields.of(content, where, "kind", "weights", "categories", "steps")
                : StrictFields.of(content, where, "kind");
        return switch (kind) {
            case ANY_DIFFERENCE -> anyDifference();
            case MAJORITY_MISSING -> majorityMissing();
            case DISTANCE_ABOVE ->
                distanceAbove(
                        RatingScale.ordinal(
                                Words.of(AgreementWeights.values(), fields, "weights"),
                                fields.texts("categories").toArray(String[]::new)),
                        (int) fields.whole("steps", 1, Integer.MAX_VALUE));
        };
    }

    /** Whether labels of several annotators go to adjudication. */
    boolean queues(Collection<String> labels) {
        return switch (kind) {
            case ANY_DIFFERENCE -> labels.stream().distinct().count() > 1;
            case MAJORITY_MISSING -> majority(labels).isEmpty();
            case DISTANCE_ABOVE -> span(labels) > distance || majority(labels).isEmpty();
        };
    }

    private int span(Collection<String> labels) {
        List<String> categories = Objects.requireNonNull(scale).categories();
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (String label : labels) {
            int code = categories.indexOf(label);
            if (code < 0) {
                return Integer.MAX_VALUE;
            }
            lowest = Math.min(lowest, code);
            highest = Math.max(highest, code);
        }
        return highest - lowest;
    }

    /** The label that more than half gave. */
    static Optional<String> majority(Collection<String> labels) {
        Map<String, Integer> counts = new TreeMap<>();
        labels.forEach(label -> counts.merge(label, 1, Integer::sum));
        return counts.entrySet().stream()
                .filter(e -> 2 * e.getValue() > labels.size())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ANY_DIFFERENCE -> "any two labels differ";
            case MAJORITY_MISSING -> "no label was given by more than half of the annotators";
            case DISTANCE_ABOVE ->
                "labels are more than " + distance + (distance == 1 ? " step" : " steps")
                        + " apart, or no label was given by more than half of the annotators";
        };
    }
}
