package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How the counts of several classes, each against the rest, become one number.
 *
 * <p>F1 of one class is {@code 2 TP / (2 TP + FP + FN)}. A class for which a part is undefined is never skipped.
 */
public enum ClassAverage {
    /** The mean over classes of F1. */
    MACRO_F1("classification.f1.macro", Reason.ZERO_DENOMINATOR) {
        @Override
        OptionalDouble of(List<ConfusionCounts> classes) {
            return mean(classes, ClassAverage::f1Parts);
        }
    },
    /** F1 of the counts of all classes added up; where each record has exactly one class and one prediction, the accuracy. */
    MICRO_F1("classification.f1.micro", Reason.ZERO_DENOMINATOR) {
        @Override
        OptionalDouble of(List<ConfusionCounts> classes) {
            ConfusionCounts all = new ConfusionCounts(0, 0, 0, 0);
            for (ConfusionCounts counts : classes) {
                all = all.plus(counts);
            }
            return ratio(f1Parts(all));
        }
    },
    /** The mean over classes of F1, weighted by the records of each class. */
    WEIGHTED_F1("classification.f1.weighted", Reason.ZERO_DENOMINATOR) {
        @Override
        OptionalDouble of(List<ConfusionCounts> classes) {
            CompensatedSum sum = new CompensatedSum();
            long records = 0;
            for (ConfusionCounts counts : classes) {
                OptionalDouble f1 = ratio(f1Parts(counts));
                if (f1.isEmpty()) {
                    return f1;
                }
                sum.add(f1.getAsDouble() * counts.positives());
                records += counts.positives();
            }
            return ratio(new Parts(sum.value(), (double) records));
        }
    },
    /** The mean over classes of the sensitivity; with two classes the balanced accuracy. */
    MACRO_SENSITIVITY("classification.sensitivity.macro", Reason.NO_POSITIVES) {
        @Override
        OptionalDouble of(List<ConfusionCounts> classes) {
            return mean(classes, counts -> new Parts((double) counts.truePositives(), (double) counts.positives()));
        }
    },
    /** The mean over classes of the positive predictive value, at the class shares of the sample. */
    MACRO_POSITIVE_PREDICTIVE_VALUE("classification.ppv.macro", Reason.ZERO_DENOMINATOR) {
        @Override
        OptionalDouble of(List<ConfusionCounts> classes) {
            return mean(
                    classes,
                    counts -> new Parts((double) counts.truePositives(), (double) counts.predictedPositives()));
        }
    };

    private final String method;
    private final Reason whenUndefined;

    ClassAverage(String method, Reason whenUndefined) {
        this.method = method;
        this.whenUndefined = whenUndefined;
    }

    abstract OptionalDouble of(List<ConfusionCounts> classes);

    /**
     * The identifier of the method.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }

    Reason whenUndefined() {
        return whenUndefined;
    }

    static Parts f1Parts(ConfusionCounts counts) {
        double twice = 2.0 * counts.truePositives();
        return new Parts(twice, twice + counts.falsePositives() + counts.falseNegatives());
    }

    static OptionalDouble ratio(Parts parts) {
        return parts.whole > 0 ? OptionalDouble.of(parts.part / parts.whole) : OptionalDouble.empty();
    }

    private static OptionalDouble mean(List<ConfusionCounts> classes, Function<ConfusionCounts, Parts> measure) {
        CompensatedSum sum = new CompensatedSum();
        for (ConfusionCounts counts : classes) {
            OptionalDouble value = ratio(measure.apply(counts));
            if (value.isEmpty()) {
                return value;
            }
            sum.add(value.getAsDouble());
        }
        return OptionalDouble.of(Math.min(1, sum.value() / classes.size()));
    }

    /** A numerator and its denominator. */
    record Parts(double part, double whole) {}
}
