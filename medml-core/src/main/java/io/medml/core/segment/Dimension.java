package io.medml.core.segment;

import io.medml.core.measure.Slice;
import io.medml.core.stats.Descriptive;
import io.medml.core.table.Column;
import io.medml.core.table.NumberText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One column as groups of records: the values of a category, or bands of a number. Edges of bands come from the rows of the
 * search only, so that they know nothing of the rows of the confirmation.
 */
final class Dimension {

    private final String column;
    private final List<String> names;
    private final int[] codes;

    private Dimension(String column, List<String> names, int[] codes) {
        this.column = column;
        this.names = List.copyOf(names);
        this.codes = codes;
    }

    /** Groups the rows of a column; of a number with more distinct values than bands, by quantiles of the searched rows. */
    static Dimension of(Column column, int[] searched, int bands) {
        OptionalDouble[] numbers = new OptionalDouble[column.size()];
        boolean numeric = column.kind() != Column.Kind.CATEGORY;
        Map<String, Integer> values = new TreeMap<>();
        for (int row = 0; row < column.size(); row++) {
            values.put(column.text(row).orElse(Slice.MISSING), 0);
            numbers[row] = numeric && column.text(row).isPresent()
                    ? OptionalDouble.of(Double.parseDouble(column.text(row).get()))
                    : OptionalDouble.empty();
        }
        if (numeric && values.size() > bands) {
            return banded(column.name(), numbers, searched, bands);
        }
        List<String> names = List.copyOf(values.keySet());
        for (int code = 0; code < names.size(); code++) {
            values.put(names.get(code), code);
        }
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = values.getOrDefault(column.text(row).orElse(Slice.MISSING), 0);
        }
        return new Dimension(column.name(), names, codes);
    }

    private static Dimension banded(String column, OptionalDouble[] numbers, int[] searched, int bands) {
        double[] known = java.util.Arrays.stream(searched)
                .filter(row -> numbers[row].isPresent())
                .mapToDouble(row -> numbers[row].getAsDouble())
                .toArray();
        List<Double> edges = new ArrayList<>();
        for (int band = 1; band < bands && known.length > 0; band++) {
            double edge = Descriptive.quantile(known, (double) band / bands).orElseThrow();
            if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
                edges.add(edge);
            }
        }
        List<String> names = new ArrayList<>();
        for (int band = 0; band <= edges.size(); band++) {
            names.add(name(edges, band));
        }
        names.add(Slice.MISSING);
        int[] codes = new int[numbers.length];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = numbers[row].isEmpty() ? names.size() - 1 : band(edges, numbers[row].getAsDouble());
        }
        return new Dimension(column, names, codes);
    }

    private static String name(List<Double> edges, int band) {
        if (edges.isEmpty()) {
            return "any value";
        }
        if (band == 0) {
            return "below " + NumberText.write(edges.get(0));
        }
        return band == edges.size()
                ? NumberText.write(edges.get(band - 1)) + " or more"
                : NumberText.write(edges.get(band - 1)) + " to below " + NumberText.write(edges.get(band));
    }

    private static int band(List<Double> edges, double value) {
        int band = 0;
        while (band < edges.size() && value >= edges.get(band)) {
            band++;
        }
        return band;
    }

    String column() {
        return column;
    }

    int groups() {
        return names.size();
    }

    String name(int group) {
        return names.get(group);
    }

    int group(int row) {
        return codes[row];
    }
}
