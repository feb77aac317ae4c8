package io.medml.core.drift;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import io.medml.core.stats.SampleMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What is kept of a column of the reference: edges and categories, and what was counted. */
sealed interface ProfiledColumn {

    /** The most inner points at which cumulative shares of numbers are compared. */
    int MOST_POINTS = 99;

    String name();

    Content content();

    /** Cells of rows that count: with a value, without one, and with something that is no number. */
    record Cells(long values, long missing, long unreadable) {
        long rows() {
            return values + missing + unreadable;
        }

        /** Cells without a value, for whatever reason. */
        long without() {
            return missing + unreadable;
        }

        Content.Builder fields() {
            return Content.fields()
                    .put("values", values)
                    .put("missing", missing)
                    .put("unreadable", unreadable);
        }

        static Cells from(StrictFields fields) {
            return new Cells(
                    fields.whole("values", 0, Integer.MAX_VALUE),
                    fields.whole("missing", 0, Integer.MAX_VALUE),
                    fields.whole("unreadable", 0, Integer.MAX_VALUE));
        }
    }

    /**
     * Numbers: what is below, at and between points, and what is in bins.
     *
     * @param points ascending quantiles of the reference
     * @param counts values below the first point, at it, between it and the next, and so on: twice the points and one
     * @param edges inner edges of bins, ascending
     * @param bins values in each bin: the edges and one
     * @param moments number, mean and standard deviation; empty without values
     */
    record Numbers(
            String name,
            Cells cells,
            List<Double> points,
            List<Long> counts,
            List<Double> edges,
            List<Long> bins,
            Optional<SampleMoments> moments)
            implements ProfiledColumn {

        @Override
        public Content content() {
            Content.Builder fields = cells.fields()
                    .put("column", name)
                    .put("kind", "numbers")
                    .put("points", Content.items(points, Content::decimal))
                    .put("counts", Content.items(counts, Content.Whole::new))
                    .put("edges", Content.items(edges, Content::decimal))
                    .put("bins", Content.items(bins, Content.Whole::new));
            moments.ifPresent(m -> fields.put("mean", m.mean()).put("standard_deviation", m.standardDeviation()));
            return fields.build();
        }

        static Numbers from(StrictFields fields) {
            Cells cells = Cells.from(fields);
            List<Double> points = ascending(fields, "points", MOST_POINTS);
            List<Double> edges = ascending(fields, "edges", ReferenceProfile.MOST_BINS - 1);
            if (cells.values == 0 && fields.has("mean")) {
                throw fields.wrong("mean", "not to be there without values");
            }
            return new Numbers(
                    fields.text("column"),
                    cells,
                    points,
                    counts(fields, "counts", 2 * points.size() + 1, cells.values),
                    edges,
                    counts(fields, "bins", edges.size() + 1, cells.values),
                    cells.values == 0
                            ? Optional.empty()
                            : Optional.of(new SampleMoments(
                                    cells.values,
                                    fields.number("mean", -1e60, 1e60),
                                    fields.number("standard_deviation", 0, 1e60))));
        }

        private static List<Double> ascending(StrictFields fields, String key, int most) {
            List<Double> numbers = new ArrayList<>();
            for (Content item : fields.list(key)) {
                double last = numbers.isEmpty() ? Double.NEGATIVE_INFINITY : numbers.get(numbers.size() - 1);
                if (!(item instanceof Content.Decimal || item instanceof Content.Whole)
                        || !(item.asDecimal() > last)
                        || Math.abs(item.asDecimal()) > 1e60
                        || numbers.size() == most) {
                    throw fields.wrong(key, "to be at most " + most + " ascending numbers");
                }
                numbers.add(item.asDecimal());
            }
            return List.copyOf(numbers);
        }

        private static List<Long> counts(StrictFields fields, String key, int size, long total) {
            List<Long> counts = new ArrayList<>();
            for (Content item : fields.list(key)) {
                if (!(item instanceof Content.Whole whole) || whole.value() < 0 || whole.value() > total) {
                    throw fields.wrong(key, "to be counts of at most the number of values");
                }
                counts.add(whole.value());
            }
            if (counts.size() != size
                    || counts.stream().mapToLong(Long::longValue).sum() != total) {
                throw fields.wrong(key, "to be " + size + " counts that sum to the number of values");
            }
            return List.copyOf(counts);
        }

        double[] pointArray() {
            return points.stream().mapToDouble(Double::doubleValue).toArray();
        }

        double[] edgeArray() {
            return edges.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /**
     * Categories with their counts.
     *
     * @param categories names in ascending order
     * @param counts records of each
     */
    record Categories(String name, Cells cells, List<String> categories, List<Long> counts) implements ProfiledColumn {

        @Override
        public Content content() {
            return cells.fields()
                    .put("column", name)
                    .put("kind", "categories")
                    .put(
                            "categories",
                            Content.items(
                                    IntStream.range(0, categories.size())
                                            .boxed()
                                            .toList(),
                                    i -> Content.fields()
                                            .put("category", categories.get(i))
                                            .put("count", counts.get(i))
                                            .build()))
                    .build();
        }

        static Categories from(StrictFields fields) {
            Cells cells = Cells.from(fields);
            List<String> names = new ArrayList<>();
            List<Long> counts = new ArrayList<>();
            for (StrictFields each : fields.parts("categories", "category", "count")) {
                names.add(each.text("category"));
                counts.add(each.whole("count", 1, Integer.MAX_VALUE));
            }
            boolean sorted = names.size() == new HashSet<>(names).size()
                    && names.equals(names.stream().sorted().toList());
            if (!sorted
                    || names.size() > ReferenceProfile.MOST_CATEGORIES
                    || counts.stream().mapToLong(Long::longValue).sum() != cells.values) {
                throw fields.wrong(
                        "categories",
                        "to be at most " + ReferenceProfile.MOST_CATEGORIES
                                + " in ascending order, each once, whose counts sum to the number of values");
            }
            return new Categories(fields.text("column"), cells, List.copyOf(names), List.copyOf(counts));
        }

        Map<String, Integer> positions() {
            Map<String, Integer> positions = new HashMap<>();
            for (int i = 0; i < categories.size(); i++) {
                positions.put(categories.get(i), i);
            }
            return positions;
        }
    }

    /** A column whose cells are not compared: the reference has too many categories. */
    record NotKept(String name) implements ProfiledColumn {
        @Override
        public Content content() {
            return Content.fields().put("column", name).put("kind", "not_kept").build();
        }
    }

    static ProfiledColumn from(Content content, String where) {
        StrictFields open = StrictFields.of(
                content,
                where,
                "column",
                "kind",
                "values",
                "missing",
                "unreadable",
                "points",
                "counts",
                "edges",
                "bins",
                "mean",
                "standard_deviation",
                "categories");
        return switch (open.text("kind")) {
            case "numbers" ->
                Numbers.from(StrictFields.of(
                        content,
                        where,
                        "column",
                        "kind",
                        "values",
                        "missing",
                        "unreadable",
                        "points",
                        "counts",
                        "edges",
                        "bins",
                        "mean",
                        "standard_deviation"));
            case "categories" ->
                Categories.from(StrictFields.of(
                        content, where, "column", "kind", "values", "missing", "unreadable", "categories"));
            case "not_kept" ->
                new NotKept(StrictFields.of(content, where, "column", "kind").text("column"));
            default -> throw open.wrong("kind", "to be numbers, categories or not_kept");
        };
    }

    static List<Long> boxed(long[] counts) {
        return LongStream.of(counts).boxed().toList();
    }

    static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
