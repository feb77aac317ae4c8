package io.medml.examples.qualify;

import com.fasterxml.jackson.databind.JsonNode;
import io.medml.core.error.DataException;
import io.medml.core.stats.ScoredLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One stored case: its inputs with references resolved, its options, and what is expected. */
final class KnownCase {

    private final String id;
    private final String method;
    private final JsonNode inputs;
    private final JsonNode options;
    private final JsonNode expected;
    private final JsonNode tolerance;
    private final Function<String, JsonNode> columns;

    KnownCase(JsonNode node, Function<String, JsonNode> columns) {
        this.id = node.required("id").asText();
        this.method = node.required("method").asText();
        this.inputs = node.required("inputs");
        this.options = node.path("options");
        this.expected = node.required("expected");
        this.tolerance = node.required("tolerance");
        this.columns = columns;
    }

    String id() {
        return id;
    }

    String method() {
        return method;
    }

    JsonNode expected() {
        return expected;
    }

    double relative(String field) {
        return bound(field, "rel");
    }

    double absolute(String field) {
        return bound(field, "abs");
    }

    private double bound(String field, String kind) {
        JsonNode own = tolerance.path("per_field").path(field).path(kind);
        return (own.isMissingNode() ? tolerance.required(kind) : own).doubleValue();
    }

    boolean has(String input) {
        return inputs.has(input);
    }

    private JsonNode input(String name) {
        JsonNode node = inputs.get(name);
        if (node == null) {
            throw new DataException("case " + id + ": expected an input \"" + name + "\", found none");
        }
        return resolved(node);
    }

    private JsonNode resolved(JsonNode node) {
        return node.isTextual() && node.asText().startsWith("@")
                ? columns.apply(node.asText().substring(1))
                : node;
    }

    double[] decimals(String name) {
        return decimals(input(name));
    }

    double[] decimalsOption(String name) {
        return decimals(options.path(name));
    }

    private static double[] decimals(JsonNode node) {
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(node.get(i));
        }
        return values;
    }

    /** A list of columns, each of which may be a reference. */
    double[][] columns(String name) {
        JsonNode node = input(name);
        double[][] values = new double[node.size()][];
        for (int k = 0; k < values.length; k++) {
            values[k] = decimals(resolved(node.get(k)));
        }
        return values;
    }

    int[] integers(String name) {
        JsonNode node = input(name);
        int[] values = new int[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.toIntExact(node.get(i).longValue());
        }
        return values;
    }

    int[][] matrix(String name) {
        JsonNode node = input(name);
        int[][] rows = new int[node.size()][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = new int[node.get(r).size()];
            for (int i = 0; i < rows[r].length; i++) {
                rows[r][i] = node.get(r).get(i).intValue();
            }
        }
        return rows;
    }

    /** A table of numbers; what is missing is NaN. */
    double[][] rows(String name) {
        JsonNode node = input(name);
        double[][] rows = new double[node.size()][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = new double[node.get(r).size()];
            for (int i = 0; i < rows[r].length; i++) {
                JsonNode value = node.get(r).get(i);
                rows[r][i] = value.isNull() ? Double.NaN : number(value);
            }
        }
        return rows;
    }

    List<String> texts(String name) {
        List<String> values = new ArrayList<>();
        input(name).forEach(value -> values.add(value.asText()));
        return values;
    }

    long count(String name) {
        return input(name).longValue();
    }

    /** The records of {@code y} with the named score, and with weights if the case has them. */
    ScoredLabels sample(String score) {
        return sample("y", score);
    }

    ScoredLabels sample(String labels, String score) {
        ScoredLabels sample = ScoredLabels.of(integers(labels), decimals(score));
        return has("weight") ? sample.withWeights(decimals("weight")) : sample;
    }

    Optional<Double> option(String name) {
        JsonNode node = options.get(name);
        return node == null || !node.isNumber() ? Optional.empty() : Optional.of(node.doubleValue());
    }

    double[] numbers(String option) {
        return decimals(options.path(option));
    }

    boolean flag(String name) {
        return options.path(name).asBoolean(false);
    }

    double required(String name) {
        return option(name)
                .orElseThrow(() ->
                        new DataException("case " + id + ": expected a number as option \"" + name + "\", found none"));
    }

    String text(String name) {
        return options.path(name).asText();
    }

    /** The confidence level, 0.95 unless stated. */
    double level() {
        return option("confidence").orElse(0.95);
    }

    static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.asText()) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> throw new DataException("expected a number, found another kind of value");
        };
    }
}
