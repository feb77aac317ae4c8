package io.medml.core.validation;

import io.medml.core.stats.CompensatedSum;
import java.nio.charset.StandardCharsets;

/**
 * Counts what a distribution rule needs, and no more: whether a quantile lies in a range is settled by how many values lie below and
 * above its ends, so that no value has to be kept.
 */
final class DistributionTally {

    private final DistributionRule rule;
    private final byte[] text;
    private long count;
    private long below;
    private long above;
    private long equal;
    private final CompensatedSum sum = new CompensatedSum();

    DistributionTally(DistributionRule rule) {
        this.rule = rule;
        String value = rule.value();
        this.text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    }

    DistributionRule rule() {
        return rule;
    }

    /** The bytes of the value whose share is counted. */
    byte[] text() {
        return text;
    }

    void add(boolean isValue) {
        count++;
        equal += isValue ? 1 : 0;
    }

    void add(double value) {
        count++;
        if (!rule.range().contains(value)) {
            if (value <= rule.range().lower()) {
                below++;
            } else {
                above++;
            }
        }
        sum.add(value);
    }

    long count() {
        return count;
    }

    long equal() {
        return equal;
    }

    double mean() {
        return sum.value() / count;
    }

    /** Which value, counted from the smallest, the quantile is: the least that so large a share does not exceed. */
    private long rank() {
        return Math.max(1, (long) Math.ceil(rule.probability() * count));
    }

    /** How many values lie below the range, and how many above it. */
    long below() {
        return below;
    }

    long above() {
        return above;
    }

    /** Whether the quantile, where it does not lie in the range, lies below it. */
    boolean isBelow() {
        return rank() <= below;
    }

    /** Whether the rule holds; an empty column has no mean, quantile or share, and holds no range. */
    boolean holds() {
        if (count == 0) {
            return false;
        }
        return switch (rule.check()) {
            case MEAN_OUT_OF_RANGE -> rule.range().contains(mean());
            case QUANTILE_OUT_OF_RANGE -> below < rank() && rank() <= count - above;
            default -> rule.range().contains((double) equal / count);
        };
    }
}
