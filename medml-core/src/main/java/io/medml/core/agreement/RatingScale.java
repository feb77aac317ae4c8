package io.medml.core.agreement;

import io.medml.core.evidence.Name;
import io.medml.core.stats.AgreementWeights;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What raters rate on: categories without order, categories in order, or a number.
 *
 * <p>All categories are declared, also those that nobody used: their number enters weighted kappa and Gwet's coefficients.
 * Immutable.
 */
public final class RatingScale {

    private static final int MOST_CATEGORIES = 100;

    private final Kind kind;
    private final List<String> categories;
    private final AgreementWeights weights;
    private final String unit;

    private RatingScale(Kind kind, List<String> categories, AgreementWeights weights, String unit) {
        this.kind = kind;
        this.categories = categories;
        this.weights = weights;
        this.unit = unit;
    }

    /** Kinds of scales. */
    public enum Kind {
        /** Categories without order. */
        NOMINAL,
        /** Categories in order. */
        ORDINAL,
        /** A number with a unit, on an interval scale. */
        CONTINUOUS
    }

    /**
     * Categories without order.
     *
     * @param categories all categories, 2 to 100, as the ratings write them
     * @return the scale
     */
    public static RatingScale nominal(String... categories) {
        return new RatingScale(Kind.NOMINAL, checked(categories), AgreementWeights.UNWEIGHTED, "");
    }

    /**
     * Categories in order.
     *
     * @param weights how much ratings in different categories agree: linear or quadratic; there is no default, since they are
     *     different figures
     * @param categories all categories, 2 to 100, in ascending order, as the ratings write them
     * @return the scale
     */
    public static RatingScale ordinal(AgreementWeights weights, String... categories) {
        if (Objects.requireNonNull(weights, "weights") == AgreementWeights.UNWEIGHTED) {
            throw new IllegalArgumentException(
                    "an ordinal scale needs LINEAR or QUADRATIC weights, got UNWEIGHTED; for categories without order use"
                            + " RatingScale.nominal");
        }
        return new RatingScale(Kind.ORDINAL, checked(categories), weights, "");
    }

    /**
     * A number.
     *
     * @param unit its unit, such as {@code mm}; {@code 1} for a number without one
     * @return the scale
     */
    public static RatingScale continuous(String unit) {
        if (unit.isBlank()) {
            throw new IllegalArgumentException("a measurement needs a unit; pass \"1\" for a number without one");
        }
        return new RatingScale(Kind.CONTINUOUS, List.of(), AgreementWeights.UNWEIGHTED, unit);
    }

    private static List<String> checked(String[] categories) {
        List<String> list = List.of(categories);
        if (list.size() < 2 || list.size() > MOST_CATEGORIES) {
            throw new IllegalArgumentException("a scale has 2 to " + MOST_CATEGORIES + " categories, got " + list.size()
                    + "; declare all of them, also those that nobody used");
        }
        Set<String> seen = new HashSet<>();
        for (String category : list) {
            Name.require(category, "a category");
            if (!seen.add(category)) {
                throw new IllegalArgumentException("category \"" + category + "\" is declared twice");
            }
        }
        return list;
    }

    /**
     * The kind.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The categories.
     *
     * @return all of them, in order where they have one; empty for a number
     */
    public List<String> categories() {
        return categories;
    }

    /**
     * How much ratings in different categories agree.
     *
     * @return the weights; {@link AgreementWeights#UNWEIGHTED} but for ordered categories
     */
    public AgreementWeights weights() {
        return weights;
    }

    /**
     * The unit of a number.
     *
     * @return the unit; empty for categories
     */
    public String unit() {
        return unit;
    }

    /**
     * The scale in words.
     *
     * @return a phrase
     */
    @Override
    public String toString() {
        return switch (kind) {
            case NOMINAL -> "nominal: " + String.join(", ", categories);
            case ORDINAL ->
                "ordinal, " + weights.name().toLowerCase(Locale.ROOT) + " weights: " + String.join(" < ", categories);
            case CONTINUOUS -> "continuous, unit " + unit;
        };
    }
}
