package io.medml.core.stats;

/**
 * The two error rates a study is planned for.
 *
 * @param oneSidedAlpha probability of a false claim in the direction of the claim, such as 0.025
 * @param power probability of the claim under the assumptions, such as 0.9; larger than {@code oneSidedAlpha}
 */
public record ErrorRates(double oneSidedAlpha, double power) {

    /** Checks the rates. */
    public ErrorRates {
        NonInferiority.requireAlpha(oneSidedAlpha);
        if (!(power > oneSidedAlpha && power < 1)) {
            throw new IllegalArgumentException(
                    "power must be above the one-sided alpha of " + oneSidedAlpha + " and below 1, got " + power);
        }
    }

    /**
     * Rates of a one-sided test, such as of non-inferiority.
     *
     * @param alpha one-sided significance level, in (0, 0.5)
     * @param power the power
     * @return the rates
     */
    public static ErrorRates oneSided(double alpha, double power) {
        return new ErrorRates(alpha, power);
    }

    /**
     * Rates of a two-sided test, half of whose level is in each direction.
     *
     * @param alpha two-sided significance level, in (0, 1), such as 0.05
     * @param power the power, in one direction
     * @return the rates
     */
    public static ErrorRates twoSided(double alpha, double power) {
        return new ErrorRates(alpha / 2, power);
    }

    double zAlpha() {
        return Arguments.z(1 - 2 * oneSidedAlpha);
    }

    double zPower() {
        return Arguments.normalQuantile(power);
    }
}
