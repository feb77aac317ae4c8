package io.medml.examples.qualify;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.NonInferiority;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the library answers to a case: named values, lists and tables; what is undefined is a {@link Reason}, never NaN. */
final class Answer {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    Map<String, Object> fields() {
        return fields;
    }

    Answer put(String name, double value) {
        fields.put(name, value);
        return this;
    }

    Answer put(String name, long value) {
        fields.put(name, value);
        return this;
    }

    Answer put(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    Answer put(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** The point value, or the reason there is none. */
    Answer put(String name, Estimate estimate) {
        fields.put(name, point(estimate));
        return this;
    }

    /** Two limits, or twice the reason there are none. */
    Answer put(String name, IntervalEstimate interval) {
        fields.put(name, List.of(lower(interval), upper(interval)));
        return this;
    }

    Answer put(String name, Interval interval) {
        fields.put(name, List.of(interval.lower(), interval.upper()));
        return this;
    }

    /** Estimate, lower and upper limit. */
    Answer triple(String name, Estimate estimate) {
        fields.put(
                name, List.of(point(estimate), lower(estimate.intervalEstimate()), upper(estimate.intervalEstimate())));
        return this;
    }

    Answer put(String name, double[] values) {
        List<Object> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        fields.put(name, list);
        return this;
    }

    /** All values, or one reason in their place. */
    Answer put(String name, Optional<double[]> values, Reason whenEmpty) {
        if (values.isEmpty()) {
            fields.put(name, whenEmpty);
            return this;
        }
        return put(name, values.get());
    }

    Answer put(String name, List<?> values) {
        fields.put(name, List.copyOf(values));
        return this;
    }

    Answer put(String name, Answer nested) {
        fields.put(name, nested.fields);
        return this;
    }

    Answer limits(String lower, String upper, IntervalEstimate interval) {
        fields.put(lower, lower(interval));
        fields.put(upper, upper(interval));
        return this;
    }

    /** Whether non-inferiority is shown; nothing where it is undecided. */
    Answer conclusion(NonInferiority test) {
        return switch (test.conclusion()) {
            case SHOWN -> put("non_inferior", true);
            case NOT_SHOWN -> put("non_inferior", false);
            case UNDECIDED -> this;
        };
    }

    static Object point(Estimate estimate) {
        return estimate.<Object>fold(Estimate.Estimated::value, Estimate.NotEstimable::reason);
    }

    static Object lower(IntervalEstimate interval) {
        return interval instanceof IntervalEstimate.Known known
                ? (Object) known.value().lower()
                : ((IntervalEstimate.Unknown) interval).reason();
    }

    static Object upper(IntervalEstimate interval) {
        return interval instanceof IntervalEstimate.Known known
                ? (Object) known.value().upper()
                : ((IntervalEstimate.Unknown) interval).reason();
    }
}
