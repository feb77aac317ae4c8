package io.medml.core.units;

import static io.medml.core.units.UnitConversion.molar;
import static io.medml.core.units.UnitConversion.ratio;

import java.util.List;

/** What a column measures, with the units in which it is usual. */
@SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records
public enum Quantity {
    /** Glucose in blood, plasma or serum. */
    GLUCOSE("glucose", molar("mmol/L", 180.156, "glucose, C6H12O6")),
    /** Cholesterol: total, HDL or LDL. */
    CHOLESTEROL("cholesterol", molar("mmol/L", 386.664, "cholesterol, C27H46O")),
    /** Triglycerides, as triolein. */
    TRIGLYCERIDES("triglycerides", molar("mmol/L", 885.453, "triolein, C57H104O6")),
    /** Creatinine. */
    CREATININE("creatinine", molar("umol/L", 113.120, "creatinine, C4H7N3O")),
    /** Bilirubin. */
    BILIRUBIN("bilirubin", molar("umol/L", 584.673, "bilirubin, C33H36N4O6")),
    /** Urea nitrogen in mg/dL, urea in mmol/L. */
    UREA("urea", molar("mmol/L", 28.014, "the nitrogen of urea, N2")),
    /** Uric acid. */
    URIC_ACID("uric acid", molar("umol/L", 168.112, "uric acid, C5H4N4O3")),
    /** Calcium. */
    CALCIUM("calcium", molar("mmol/L", 40.078, "calcium, Ca")),
    /** Phosphate, as phosphorus. */
    PHOSPHATE("phosphate", molar("mmol/L", 30.974, "phosphorus, P")),
    /** Magnesium. */
    MAGNESIUM("magnesium", molar("mmol/L", 24.305, "magnesium, Mg")),
    /** Lactate, as lactic acid. */
    LACTATE("lactate", molar("mmol/L", 90.078, "lactic acid, C3H6O3")),
    /** Haemoglobin. */
    HAEMOGLOBIN("haemoglobin", ratio("g/dL", "g/L", 10, Quantity.PREFIX)),
    /** Albumin or total protein. */
    PROTEIN("protein", ratio("g/dL", "g/L", 10, Quantity.PREFIX)),
    /** C-reactive protein. */
    C_REACTIVE_PROTEIN("C-reactive protein", ratio("mg/dL", "mg/L", 10, Quantity.PREFIX)),
    /** Temperature of the body. */
    TEMPERATURE("temperature", new UnitConversion("Cel", "[degF]", 1.8, 32, Quantity.NIST)),
    /** Length, such as height. */
    LENGTH(
            "length",
            ratio("[in_i]", "cm", 2.54, Quantity.NIST),
            ratio("m", "cm", 100, Quantity.PREFIX),
            ratio("cm", "mm", 10, Quantity.PREFIX)),
    /** Mass, such as body weight. */
    MASS("mass", ratio("[lb_av]", "kg", 0.45359237, Quantity.NIST), ratio("kg", "g", 1000, Quantity.PREFIX)),
    /** Pressure, such as of oxygen in blood. */
    PRESSURE("pressure", ratio("mm[Hg]", "kPa", 0.1333224, Quantity.NIST)),
    /** A share, as a fraction or in percent. */
    SHARE("share", ratio("1", "%", 100, Quantity.PREFIX));

    private static final String NIST = "NIST Special Publication 811 (2008), appendix B";
    private static final String PREFIX = "decimal multiple";

    private final String words;
    private final List<UnitConversion> conversions;

    Quantity(String words, UnitConversion... conversions) {
        this.words = words;
        this.conversions = List.of(conversions);
    }

    /**
     * Says what it is.
     *
     * @return a short phrase, in lower case
     */
    public String words() {
        return words;
    }

    /**
     * The conversions that are looked for, each in both directions.
     *
     * @return at least one
     */
    public List<UnitConversion> conversions() {
        return conversions;
    }
}
