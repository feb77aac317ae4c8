package io.medml.core.holdout;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * How often a test set may be opened, what is learnt from an opening, and what happens beyond: stated when it is sealed. Immutable.
 *
 * <p>With {@code m} openings and one-sided alpha of the plan, each opening has this level, so that the probability of any false claim over all
 * openings is at most alpha by the union bound:
 *
 * <pre>{@code
 *  FIXED_MODELS    alpha / m              the m models were fixed before the first opening
 *  VERDICTS_ONLY   alpha / (2^m - 1)      a later model may depend on whether earlier ones met the criteria, and on nothing else:
 *                                         2^(k-1) models are possible at opening k, 2^m - 1 in all
 *  FIGURES         alpha at the first, none at a later one: models chosen after figures were seen have no bound
 * }</pre>
 *
 * <p>It is no finer than that: no noise is added to what is returned, as the thresholdout of Dwork et al. (2015), Science 349, 636-638 does.
 *
 * @param openings the number of openings, 1 to 1000; at most 50 with {@link Feedback#VERDICTS_ONLY}
 * @param feedback what is learnt from an opening before the next
 * @param beyond what an opening beyond that number is
 */
public record ReuseBudget(int openings, Feedback feedback, Beyond beyond) {

    /** What is learnt from an opening before the next. */
    public enum Feedback {
        /** Nothing that matters: all models were fixed before the first opening. */
        FIXED_MODELS,
        /** Whether the criteria of the plan were met, and nothing else. */
        VERDICTS_ONLY,
        /** Figures. */
        FIGURES
    }

    /** What an opening beyond the budget is. */
    public enum Beyond {
        /** Refused, and the refusal recorded. */
        REFUSED,
        /** Given, recorded as exploratory, without a level. */
        EXPLORATORY
    }

    /** Checks the number. */
    public ReuseBudget {
        requireNonNull(feedback, "feedback");
        requireNonNull(beyond, "beyond");
        int most = feedback == Feedback.VERDICTS_ONLY ? 50 : 1000;
        if (openings < 1 || openings > most) {
            throw new IllegalArgumentException("the number of openings is 1 to " + most + ", got " + openings);
        }
    }

    /**
     * The level of an opening.
     *
     * @param number its number, from 1
     * @param alpha the one-sided level of the plan
     * @return the level; empty where it has none
     */
    public OptionalDouble level(int number, double alpha) {
        if (number > openings || (feedback == Feedback.FIGURES && number > 1)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                switch (feedback) {
                    case FIXED_MODELS -> alpha / openings;
                    case VERDICTS_ONLY -> alpha / (StrictMath.pow(2, openings) - 1);
                    case FIGURES -> alpha;
                });
    }

    /**
     * What of alpha is left after some openings.
     *
     * @param number of openings so far
     * @param alpha the one-sided level of the plan
     * @return at least 0
     */
    public double left(int number, double alpha) {
        int used = Math.min(number, openings);
        return switch (feedback) {
            case FIXED_MODELS -> alpha * (openings - used) / openings;
            case VERDICTS_ONLY ->
                alpha * (StrictMath.pow(2, openings) - StrictMath.pow(2, used)) / (StrictMath.pow(2, openings) - 1);
            case FIGURES -> used == 0 ? alpha : 0;
        };
    }
}
