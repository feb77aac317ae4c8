package io.medml.core.criteria;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A limit that an estimate has to keep.
 *
 * @param side which part of the estimate is compared, and in which direction
 * @param limit the limit, in the unit of the metric; finite
 */
public record Bound(Side side, double limit) {

    /** Which part of the estimate is compared with the limit, and in which direction. */
    public enum Side {
        /** The lower confidence limit is at least the limit: the data show that the value is no smaller. */
        LOWER_LIMIT_AT_LEAST("lower confidence limit", ">="),
        /** The upper confidence limit is at most the limit: the data show that the value is no larger. */
        UPPER_LIMIT_AT_MOST("upper confidence limit", "<="),
        /** The point estimate is at least the limit; says nothing about uncertainty. */
        ESTIMATE_AT_LEAST("point estimate", ">="),
        /** The point estimate is at most the limit; says nothing about uncertainty. */
        ESTIMATE_AT_MOST("point estimate", "<=");

        private final String part;
        private final String sign;

        Side(String part, String sign) {
            this.part = part;
            this.sign = sign;
        }

        /**
         * Names the part of the estimate in words.
         *
         * @return for example {@code lower confidence limit}
         */
        public String part() {
            return part;
        }

        /**
         * Whether a confidence limit is compared.
         *
         * @return false where the point estimate is
         */
        public boolean isOnInterval() {
            return this == LOWER_LIMIT_AT_LEAST || this == UPPER_LIMIT_AT_MOST;
        }
    }

    /** Refuses a limit that nothing could be compared with. */
    public Bound {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException("a criterion needs a finite limit, got " + limit);
        }
    }

    /** The part of the estimate that is compared; empty when it is not known. */
    OptionalDouble compared(Estimate estimate) {
        return switch (side) {
            case LOWER_LIMIT_AT_LEAST ->
                estimate.interval().map(Interval::lower).stream()
                        .mapToDouble(Double::doubleValue)
                        .findFirst();
            case UPPER_LIMIT_AT_MOST ->
                estimate.interval().map(Interval::upper).stream()
                        .mapToDouble(Double::doubleValue)
                        .findFirst();
            case ESTIMATE_AT_LEAST, ESTIMATE_AT_MOST -> estimate.point();
        };
    }

    boolean isKeptBy(double value) {
        return switch (side) {
            case LOWER_LIMIT_AT_LEAST, ESTIMATE_AT_LEAST -> value >= limit;
            case UPPER_LIMIT_AT_MOST, ESTIMATE_AT_MOST -> value <= limit;
        };
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s %s", side.part, side.sign, plain(limit));
    }

    private static String plain(double value) {
        return new java.math.BigDecimal(Double.toString(value))
                .stripTrailingZeros()
                .toPlainString();
    }
}
