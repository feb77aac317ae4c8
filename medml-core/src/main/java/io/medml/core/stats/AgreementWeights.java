package io.medml.core.stats;

/**
 * How much two ratings agree that are {@code d} places apart on a scale of {@code k} ordered categories: 1 for the same category,
 * 0 or more for others.
 *
 * <p>The place on the scale counts, not the value of the category. {@link #UNWEIGHTED} is for categories without order.
 */
public enum AgreementWeights {
    /** 1 for the same category, else 0. */
    UNWEIGHTED("unweighted") {
        @Override
        double of(int first, int second, int categories) {
            return first == second ? 1 : 0;
        }
    },
    /** {@code 1 - d / (k - 1)}; Cicchetti and Allison (1971). */
    LINEAR("linear") {
        @Override
        double of(int first, int second, int categories) {
            return first == second ? 1 : 1 - (double) Math.abs(first - second) / (categories - 1);
        }
    },
    /** {@code 1 - d^2 / (k - 1)^2}; Fleiss and Cohen (1973). */
    QUADRATIC("quadratic") {
        @Override
        double of(int first, int second, int categories) {
            double share = first == second ? 0 : (double) Math.abs(first - second) / (categories - 1);
            return 1 - share * share;
        }
    };

    private final String id;

    AgreementWeights(String id) {
        this.id = id;
    }

    /** The weight of two places on a scale. */
    abstract double of(int first, int second, int categories);

    /** The name in identifiers of methods. */
    String id() {
        return id;
    }
}
