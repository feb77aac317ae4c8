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
 *  VERDICTS_ONLY   alpha / ((3^m - 1)/2)  a later model may depend on the verdicts on earlier ones, and on nothing else. A verdict is
 *                                         one of three words for all criteria together (met, not met, undecided), so that
 *                                         3^(k-1) models are possible at opening k, 1 + 3 + ... + 3^(m-1) = (3^m - 1)/2 in all
 *  FIGURES         alpha at the first, none at a later one: models chosen after figures were seen have no bound
 * }</pre>
 *
 * <p>The level of an opening takes the place of alpha in the plan: a claim that has the share {@code a} of alpha is judged at
 * {@code a * level / alpha} ({@link AnalysisPlan#level(AnalysisPlan.Endpoint, double)}). The outcome of each criterion, a figure or an explanation is more
 * than a verdict; whoever hands these on has stated {@code FIGURES}.
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
        /** One word for all criteria of the plan together: met, not met or undecided. */
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
                    case VERDICTS_ONLY -> alpha / models(openings);
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
            case VERDICTS_ONLY -> alpha * (models(openings) - models(used)) / models(openings);
            case FIGURES -> used == 0 ? alpha : 0;
        };
    }

    /** How many models are possible at the first openings, where each verdict is one of three. */
    private static double models(int openings) {
        return (StrictMath.pow(3, openings) - 1) / 2;
    }
}
