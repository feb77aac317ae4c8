package io.medml.examples.qualify;

import com.fasterxml.jackson.databind.JsonNode;
import io.medml.core.measure.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what the library answers to one case with what is expected, field by field. */
final class Comparison {

    private final KnownCase known;
    private final SortedMap<Reason, Long> reasons;
    private final List<String> failures = new ArrayList<>();

    Comparison(KnownCase known, SortedMap<Reason, Long> reasons) {
        this.known = known;
        this.reasons = reasons;
    }

    List<String> failures() {
        return failures;
    }

    void run(Function<KnownCase, Answer> adapter) {
        Answer answer;
        try {
            answer = adapter.apply(known);
        } catch (RuntimeException e) {
            // a case that cannot be answered is a failed case; the others still run
            failures.add(known.id() + ": expected an answer, got " + e);
            return;
        }
        fields("", known.expected(), answer.fields());
    }

    private void fields(String path, JsonNode expected, Map<?, ?> got) {
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            String name = path + field.getKey();
            if (!got.containsKey(field.getKey())) {
                failures.add(known.id() + " " + name + ": expected " + field.getValue() + ", got no such field");
            } else {
                value(name, field.getKey(), field.getValue(), got.get(field.getKey()));
            }
        }
    }

    private void value(String path, String field, JsonNode expected, @Nullable Object got) {
        if (expected.isObject() && got instanceof Map<?, ?> map) {
            fields(path + ".", expected, map);
        } else if (expected.isArray() && got instanceof List<?> list && list.size() == expected.size()) {
            for (int i = 0; i < list.size(); i++) {
                value(path + "[" + i + "]", field, expected.get(i), list.get(i));
            }
        } else if (expected.isTextual() && expected.asText().equals("NaN") && got instanceof Reason reason) {
            reasons.merge(reason, 1L, Long::sum);
        } else if (!equal(field, expected, got)) {
            failures.add(known.id() + " " + path + ": expected " + expected + ", got " + got);
        }
    }

    private boolean equal(String field, JsonNode expected, @Nullable Object got) {
        if (expected.isBoolean()) {
            return got instanceof Boolean flag && flag == expected.booleanValue();
        }
        if (got instanceof String text) {
            return expected.isTextual() && expected.asText().equals(text);
        }
        if (got instanceof Long count) {
            return expected.isNumber() && expected.doubleValue() == count.doubleValue();
        }
        if (!(got instanceof Double value) || value.isNaN()) {
            return false;
        }
        if (expected.isTextual()) {
            return value.isInfinite() && expected.asText().equals(value.toString());
        }
        double reference = expected.doubleValue();
        return expected.isNumber()
                && Math.abs(value - reference) <= known.absolute(field) + known.relative(field) * Math.abs(reference);
    }
}
