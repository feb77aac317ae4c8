package io.medml.core.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The range of an axis with its ticks, at multiples of 1, 2 or 5 times a power of ten. Ticks are decimals, so a label is never
 * 0.30000000000000004.
 *
 * @param lower smallest value shown
 * @param upper largest value shown
 * @param ticks the ticks, ascending, all within the range
 * @param step distance of two ticks
 * @param percent whether labels are percentages
 */
record Scale(double lower, double upper, List<BigDecimal> ticks, BigDecimal step, boolean percent) {

    /** A share that is far outside any plot and still takes part in arithmetic. */
    private static final double FAR = 1e9;

    /** Below this, differences lose their digits and so do ticks; values so close are drawn as one. */
    static final double SMALLEST = 1e-290;

    /** Closer together than this share of their size, values are drawn as one: labels could not tell their ticks apart. */
    private static final double CLOSEST = 1e-6;

    /**
     * A scale with about the wanted number of ticks.
     *
     * @param axis the axis
     * @param values what it has to hold when its range is automatic; infinities are skipped
     * @param wanted about how many steps
     * @param whole whether ticks are whole numbers and the range starts at 0, as for counts
     */
    static Scale of(Axis axis, List<Double> values, int wanted, boolean whole) {
        double low = axis.lower();
        double high = axis.upper();
        if (axis.automatic()) {
            low = whole ? 0 : Double.POSITIVE_INFINITY;
            high = whole ? 0 : Double.NEGATIVE_INFINITY;
            for (double value : values) {
                if (Charts.drawable(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
            if (low > high) { // nothing to hold
                low = 0;
                high = 1;
            }
            double magnitude = Math.max(Math.abs(low), Math.abs(high));
            if (high - low < Math.max(SMALLEST, magnitude * CLOSEST)) {
                double room = magnitude < SMALLEST ? 1 : magnitude / 10;
                high = high + room;
                low = whole ? low : low - room;
            }
        }
        BigDecimal lower = Figures.decimal(low);
        BigDecimal upper = Figures.decimal(high);
        BigDecimal step = step(upper.subtract(lower), wanted, whole);
        if (axis.automatic()) {
            lower = multiple(lower, step, RoundingMode.FLOOR);
            upper = multiple(upper, step, RoundingMode.CEILING);
        }
        List<BigDecimal> ticks = new ArrayList<>();
        for (BigDecimal tick = multiple(lower, step, RoundingMode.CEILING);
                tick.compareTo(upper) <= 0;
                tick = tick.add(step)) {
            // limits that were given may lie so close that two ticks fall on one double
            if (ticks.isEmpty() || ticks.get(ticks.size() - 1).doubleValue() != tick.doubleValue()) {
                ticks.add(tick);
            }
        }
        return new Scale(lower.doubleValue(), upper.doubleValue(), List.copyOf(ticks), step, axis.percent());
    }

    private static BigDecimal step(BigDecimal range, int wanted, boolean whole) {
        BigDecimal raw = range.divide(BigDecimal.valueOf(wanted), MathContext.DECIMAL64);
        int exponent = raw.precision() - raw.scale() - 1;
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(exponent);
        for (int factor : new int[] {1, 2, 5, 10}) {
            BigDecimal candidate = step.multiply(BigDecimal.valueOf(factor));
            if (candidate.compareTo(raw) >= 0) {
                step = candidate;
                break;
            }
        }
        return whole && step.compareTo(BigDecimal.ONE) < 0 ? BigDecimal.ONE : step;
    }

    private static BigDecimal multiple(BigDecimal value, BigDecimal step, RoundingMode mode) {
        return value.divide(step, 0, mode).multiply(step);
    }

    boolean holds(double value) {
        return lower <= value && value <= upper;
    }

    /** Where a value lies, from 0 at the lower end to 1 at the upper; outside for values outside. */
    double share(double value) {
        double range = upper - lower;
        return range > 0 ? Math.max(-FAR, Math.min(FAR, (value - lower) / range)) : 0.5;
    }

    String label(BigDecimal tick) {
        BigDecimal value = percent ? tick.movePointRight(2) : tick;
        BigDecimal unit = percent ? step.movePointRight(2) : step;
        int digits = Math.max(0, unit.stripTrailingZeros().scale());
        String text;
        if (value.signum() != 0 && (digits > 6 || value.precision() - value.scale() > 10)) {
            BigDecimal short_ =
                    value.round(new MathContext(8, RoundingMode.HALF_EVEN)).stripTrailingZeros();
            int exponent = short_.precision() - short_.scale() - 1;
            text = Figures.grouped(short_.movePointLeft(exponent).stripTrailingZeros()) + "e"
                    + Figures.grouped(BigDecimal.valueOf(exponent));
        } else {
            text = Figures.grouped(value.setScale(digits > 6 ? 0 : digits, RoundingMode.HALF_EVEN));
        }
        return percent ? text + "%" : text;
    }

    /** How values on this axis are listed: with enough digits to tell a thousandth of the range apart. */
    Figures figures() {
        BigDecimal range = Figures.decimal(upper).subtract(Figures.decimal(lower));
        int exponent = range.precision() - range.scale() - 1;
        int digits = 3 - exponent - (percent ? 2 : 0);
        return new Figures(Math.max(0, Math.min(12, digits)), percent);
    }
}
