package io.medml.core.units;

import io.medml.core.evidence.Name;
import java.util.Objects;

/**
 * How a value in one unit is written in another, {@code factor * value + offset}. Immutable.
 *
 * @param from the unit, such as {@code mg/dL}
 * @param to the other unit, such as {@code mmol/L}
 * @param factor positive and finite
 * @param offset finite; 0 but for temperatures
 * @param source where the numbers come from
 */
public record UnitConversion(String from, String to, double factor, double offset, String source) {

    /** Checks the numbers and that the two units differ. */
    public UnitConversion {
        Name.require(from, "a unit");
        Name.require(to, "a unit");
        Objects.requireNonNull(source, "source");
        if (!(factor > 0 && factor < Double.POSITIVE_INFINITY) || !(Math.abs(offset) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a conversion needs a positive factor and an offset, both finite, got "
                    + factor + " and " + offset);
        }
        if (from.equals(to) || (factor == 1 && offset == 0)) {
            throw new IllegalArgumentException(
                    "a conversion leads from one unit to another and changes values, this one does not");
        }
    }

    /**
     * A conversion by a factor.
     *
     * @param from the unit
     * @param to the other unit
     * @param factor the value in the other unit over the value in the unit
     * @param source where the number comes from
     * @return the conversion
     */
    public static UnitConversion ratio(String from, String to, double factor, String source) {
        return new UnitConversion(from, to, factor, 0, source);
    }

    /**
     * From mass to amount of substance, {@code mmol/L = 10 mg/dL / M}.
     *
     * @param to {@code mmol/L} or {@code umol/L}
     * @param gramsPerMole the molar mass
     * @param what the substance whose molar mass it is
     * @return the conversion from mg/dL
     * @throws IllegalArgumentException when the unit is another one
     */
    static UnitConversion molar(String to, double gramsPerMole, String what) {
        double perMilligram = 10 / gramsPerMole;
        return ratio(
                "mg/dL",
                to,
                to.equals("umol/L") ? 1000 * perMilligram : perMilligram,
                "molar mass of " + what + " " + gramsPerMole + " g/mol, IUPAC abridged standard atomic weights 2021");
    }

    /**
     * A value in the other unit.
     *
     * @param value a value in the unit
     * @return the same in the other unit
     */
    public double convert(double value) {
        return factor * value + offset;
    }

    /**
     * The way back.
     *
     * @return the conversion from the other unit to the unit
     */
    public UnitConversion inverse() {
        return new UnitConversion(to, from, 1 / factor, -offset / factor, source);
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
