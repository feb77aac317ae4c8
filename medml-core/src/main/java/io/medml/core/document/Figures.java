package io.medml.core.document;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Support;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A way to write numbers for people: the only place where numbers are rounded. Immutable.
 *
 * <ul>
 * <li><b>Rounding:</b> to the stated number of fraction digits, half to even, of the decimal value, which is the shortest
 *     decimal that stands for the double. So 0.125 becomes 0.12 and 2.675 becomes 2.68 at two digits, although the double
 *     nearest to 2.675 is slightly below it. A value that rounds to zero has no sign.
 * <li><b>Form:</b> a full stop before the fraction, commas between groups of three digits (20,353), the minus sign U+2212,
 *     the infinity sign; the same in every locale.
 * <li><b>Percent:</b> the value is multiplied by 100 before it is rounded, and a percent sign follows.
 * <li><b>Undefined:</b> NaN is refused; what is undefined is an {@link Estimate} with its reason.
 * </ul>
 *
 * @param fractionDigits digits after the point, 0 to 12
 * @param percent whether values are fractions shown as percentages
 */
public record Figures(int fractionDigits, boolean percent) {

    private static final BigDecimal NEARLY_ZERO = new BigDecimal("0.001");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** Checks the number of digits. */
    public Figures {
        if (fractionDigits < 0 || fractionDigits > 12) {
            throw new IllegalArgumentException("fraction digits are 0 to 12, got " + fractionDigits);
        }
    }

    /**
     * Three fraction digits: 0.674.
     *
     * @return the way
     */
    public static Figures standard() {
        return new Figures(3, false);
    }

    /**
     * Decimals with the given number of fraction digits.
     *
     * @param digits digits after the point
     * @return the way
     */
    public static Figures withFractionDigits(int digits) {
        return new Figures(digits, false);
    }

    /**
     * Percentages with the given number of fraction digits: 67.4%.
     *
     * @param digits digits after the point
     * @return the way
     */
    public static Figures percentWithFractionDigits(int digits) {
        return new Figures(digits, true);
    }

    /**
     * A number: {@code 0.674}, {@code −1,204.500}, {@code ∞}.
     *
     * @param value the number; may be infinite
     * @return its text
     * @throws IllegalArgumentException when the value is NaN
     */
    public String format(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN has no text; use an estimate that says why there is no value");
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        BigDecimal decimal = decimal(value);
        if (percent) {
            decimal = decimal.multiply(HUNDRED);
        }
        return grouped(decimal.setScale(fractionDigits, RoundingMode.HALF_EVEN)) + (percent ? "%" : "");
    }

    /**
     * An interval: {@code 0.661 to 0.687}.
     *
     * @param interval the interval
     * @return its text, without the level
     */
    public String format(Interval interval) {
        return format(interval.lower()) + " to " + format(interval.upper());
    }

    /**
     * An estimate with its interval and the number of records.
     *
     * <ul>
     * <li>{@code 0.674 (95% CI 0.661 to 0.687; n = 20,353)}
     * <li>{@code 0.674 (no interval: too few records for the method; n = 12)}
     * <li>{@code 0.081 (95% range of replicates 0.052 to 0.133; n = 20,353)} where the limits are no confidence interval
     * <li>{@code not estimable: no record with the condition (n = 0)}; before n {@code any value from 0.000 to 1.000 possible}, where the
     *     possible values are known
     * </ul>
     *
     * @param estimate the estimate
     * @return its text
     */
    public String format(Estimate estimate) {
        String n = "n = " + records(estimate.support());
        return estimate.fold(
                is -> format(is.value()) + " (" + level(is.intervalEstimate()) + "; " + n + ")",
                not -> "not estimable: " + not.reason().text() + " ("
                        + (not.interval().isPresent() ? interval(not) + "; " : "") + n + ")");
    }

    /**
     * The number of records that an estimate rests on: {@code 20,353}, or {@code 120 (effective 61.37)} where they share subjects and the
     * interval is that of so many records.
     *
     * @param support what the estimate rests on
     * @return its text; the evidence has every digit of the effective number
     */
    public static String records(Support support) {
        return count(support.n())
                + (support.effective().containsKey("n")
                        ? " (effective " + withFractionDigits(2).format(support.effectiveN()) + ")"
                        : "");
    }

    /**
     * The value of an estimate: {@code 0.674}, or {@code not estimable: no record with the condition}.
     *
     * @param estimate the estimate
     * @return its text
     */
    public String value(Estimate estimate) {
        return estimate.fold(
                is -> format(is.value()),
                not -> "not estimable: " + not.reason().text());
    }

    /**
     * The interval of an estimate: {@code 0.661 to 0.687}, or {@code no interval: too few records for the method}.
     *
     * <p>Where there is no value, nothing was estimated that an interval could be about: {@code any value from 0.000 to 1.000 possible}.
     *
     * @param estimate the estimate
     * @return its text, without the level
     */
    public String interval(Estimate estimate) {
        IntervalEstimate interval = estimate.intervalEstimate();
        return interval instanceof IntervalEstimate.Unknown unknown
                ? "no interval: " + unknown.reason().text()
                : interval(estimate, ((IntervalEstimate.Known) interval).value());
    }

    private String interval(Estimate estimate, Interval interval) {
        return estimate.point().isPresent() ? format(interval) : "any value from " + format(interval) + " possible";
    }

    private String level(IntervalEstimate interval) {
        return interval instanceof IntervalEstimate.Unknown unknown
                ? "no interval: " + unknown.reason().text()
                : confidence(((IntervalEstimate.Known) interval).value().level()) + " "
                        + IntervalMethods.word(interval.method()) + " "
                        + format(((IntervalEstimate.Known) interval).value());
    }

    /**
     * A confidence level with as many digits as it has: {@code 95%}, {@code 97.5%}. One that was divided among several intervals may have
     * very many; it gets three digits that count of what it leaves out, {@code 99.898%} for 1 - 0.05/49. The evidence has all.
     *
     * @param level a fraction in (0, 1)
     * @return its text
     */
    public static String confidence(double level) {
        BigDecimal percent = decimal(level).multiply(HUNDRED);
        BigDecimal least = percent.min(HUNDRED.subtract(percent));
        int fraction = least.scale() - least.precision() + 3;
        return grouped(trimmed(
                        least.signum() > 0 && percent.scale() > fraction
                                ? percent.setScale(fraction, RoundingMode.HALF_EVEN)
                                : percent))
                + "%";
    }

    /**
     * A time of day in UTC, to the second.
     *
     * @param time the time
     * @return for example {@code 2026-11-20 10:11:12}
     */
    public static String time(Instant time) {
        return TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    /**
     * A count, in groups of three digits: {@code 20,353}.
     *
     * @param count the count
     * @return its text
     */
    public static String count(long count) {
        return grouped(BigDecimal.valueOf(count));
    }

    /**
     * A part of a whole: {@code 1,204 of 20,353 (5.9%)}; without a percentage when the whole is 0.
     *
     * @param part how many
     * @param whole of how many
     * @return its text
     */
    public static String share(long part, long whole) {
        String counts = count(part) + " of " + count(whole);
        return whole == 0 ? counts : counts + " (" + percentOf(part, whole) + ")";
    }

    /** A part as a percentage with one digit, rounded once from the exact quotient; never 0.0% or 100.0% unless exactly so. */
    static String percentOf(long part, long whole) {
        BigDecimal share =
                BigDecimal.valueOf(part).multiply(HUNDRED).divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_EVEN);
        if (share.signum() == 0 && part > 0) {
            return "<0.1%";
        }
        if (share.compareTo(HUNDRED) == 0 && part < whole) {
            return ">99.9%";
        }
        return grouped(share) + "%";
    }

    /**
     * A p-value with three digits: {@code 0.042}, {@code <0.001} when smaller (so never 0), {@code >0.999} when it would round
     * to 1 but is not.
     *
     * @param p a probability in [0, 1]
     * @return its text
     */
    public static String pValue(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("a p-value is in [0, 1], got " + p);
        }
        if (p < 0.001) {
            return "<0.001";
        }
        String text = standard().format(p);
        return p < 1 && text.equals("1.000") ? ">0.999" : text;
    }

    /**
     * The p-value that an estimate holds, or {@code not estimable: no record in this group}.
     *
     * @param p the p-value
     * @return its text
     */
    public static String pValue(Estimate p) {
        return p.fold(
                is -> pValue(is.value()),
                not -> "not estimable: " + not.reason().text());
    }

    /**
     * A number with four digits that count, and all before the point: {@code 0.6759}, {@code 438.3}, {@code 22,613}; one that is nearly 0 as
     * {@code <0.001}. So does a page write the numbers of findings.
     *
     * @param value the number
     * @return its text
     * @throws IllegalArgumentException when the value is NaN or infinite
     */
    public static String significant(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("expected a finite number, got " + value);
        }
        return significant(decimal(value));
    }

    static String significant(BigDecimal value) {
        if (value.signum() != 0 && value.abs().compareTo(NEARLY_ZERO) < 0) {
            return value.signum() > 0 ? "<0.001" : ">−0.001";
        }
        int digits = Math.max(4, value.precision() - value.scale());
        return grouped(trimmed(value.round(new MathContext(digits, RoundingMode.HALF_EVEN))));
    }

    /** The shortest decimal that stands for the double, on every Java version; Double.toString changed with Java 19. */
    static BigDecimal decimal(double value) {
        return new BigDecimal(NumberOutput.toString(value, true));
    }

    static BigDecimal trimmed(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }

    static String grouped(BigDecimal value) {
        String digits = value.abs().toPlainString();
        int point = digits.indexOf('.');
        int whole = point < 0 ? digits.length() : point;
        StringBuilder text = new StringBuilder(value.signum() < 0 ? "−" : "");
        for (int i = 0; i < whole; i++) {
            if (i > 0 && (whole - i) % 3 == 0) {
                text.append(',');
            }
            text.append(digits.charAt(i));
        }
        return text.append(digits, whole, digits.length()).toString();
    }
}
