package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Counts of a numeric value in adjoining bins, for one or several classes.
 *
 * @param caption what it shows
 * @param axis the axis of the value; an automatic range is that of the edges
 * @param counted what is counted, such as "Records"; the title of the other axis
 * @param edges the bins' edges, strictly ascending; bin i goes from edge i to edge i + 1, so there is one bin less
 * @param series the classes
 */
public record Histogram(String caption, Axis axis, String counted, List<Double> edges, List<Series> series)
        implements Chart {

    /**
     * A class and its counts.
     *
     * @param name its name in the legend
     * @param counts one count per bin
     */
    public record Series(String name, List<Long> counts) {
        /** Checks and copies. */
        public Series {
            Charts.named(name, "the name of a series");
            counts = List.copyOf(counts);
            counts.forEach(count -> Charts.count(count, "a count"));
        }
    }

    /** Checks edges and counts, and copies. */
    public Histogram {
        Charts.named(caption, "the caption of a chart");
        Objects.requireNonNull(axis, "axis");
        Charts.named(counted, "the title of an axis");
        edges = edges.stream().map(edge -> Charts.finite(edge, "an edge")).toList();
        series = List.copyOf(series);
        if (edges.size() < 2) {
            throw new IllegalArgumentException("a histogram needs at least two edges, got " + edges.size());
        }
        for (int i = 1; i < edges.size(); i++) {
            if (!(edges.get(i - 1) < edges.get(i))) {
                throw new IllegalArgumentException("edges ascend strictly; edge " + i + " does not");
            }
        }
        for (Series one : series) {
            if (one.counts().size() != edges.size() - 1) {
                throw new IllegalArgumentException(
                        edges.size() + " edges make " + (edges.size() - 1) + " bins; series \"" + one.name() + "\" has "
                                + one.counts().size() + " counts");
            }
        }
    }

    @Override
    public Kind kind() {
        return Kind.HISTOGRAM;
    }

    /**
     * The sum of all counts.
     *
     * @return the sum
     */
    @Override
    public long n() {
        long sum = 0;
        for (Series one : series) {
            for (long count : one.counts()) {
                sum = Math.addExact(sum, count);
            }
        }
        return sum;
    }

    /**
     * Starts a histogram.
     *
     * @param caption what it shows
     * @param axis the axis of the value
     * @param counted what is counted
     * @param edges the bins' edges, strictly ascending
     * @return a builder
     */
    public static Builder captioned(String caption, Axis axis, String counted, double... edges) {
        return new Builder(
                caption, axis, counted, DoubleStream.of(edges).boxed().toList());
    }

    /** Builds a histogram. Confined to one thread. */
    public static final class Builder {
        private final String caption;
        private final Axis axis;
        private final String counted;
        private final List<Double> edges;
        private final List<Series> series = new ArrayList<>();

        private Builder(String caption, Axis axis, String counted, List<Double> edges) {
            this.caption = caption;
            this.axis = axis;
            this.counted = counted;
            this.edges = edges;
        }

        /**
         * Adds a class.
         *
         * @param name its name in the legend
         * @param counts one count per bin
         * @return this
         */
        public Builder series(String name, long... counts) {
            series.add(new Series(name, LongStream.of(counts).boxed().toList()));
            return this;
        }

        /**
         * Finishes the histogram.
         *
         * @return the histogram
         */
        public Histogram build() {
            return new Histogram(caption, axis, counted, edges, series);
        }
    }
}
