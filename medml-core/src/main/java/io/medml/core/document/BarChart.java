package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Counts by category, for one or several series, as horizontal bars.
 *
 * @param caption what it shows
 * @param categories what the categories are, such as "Class"; the title of their axis
 * @param counted what is counted, such as "Records"; the title of the other axis
 * @param series names of the series, at least one
 * @param bars the categories with one count per series
 */
public record BarChart(String caption, String categories, String counted, List<String> series, List<Bar> bars)
        implements Chart {

    /**
     * A category and its counts.
     *
     * @param label its name
     * @param counts one count per series, at least 0
     */
    public record Bar(String label, List<Long> counts) {
        /** Checks and copies. */
        public Bar {
            Charts.named(label, "the label of a bar");
            counts = List.copyOf(counts);
            counts.forEach(count -> Charts.count(count, "a count"));
        }
    }

    /** Checks that every bar has one count per series, and copies. */
    public BarChart {
        Charts.named(caption, "the caption of a chart");
        Charts.named(categories, "the title of an axis");
        Charts.named(counted, "the title of an axis");
        series = List.copyOf(series);
        bars = List.copyOf(bars);
        if (series.isEmpty()) {
            throw new IllegalArgumentException("a bar chart needs at least one series");
        }
        series.forEach(name -> Charts.named(name, "the name of a series"));
        for (Bar bar : bars) {
            if (bar.counts().size() != series.size()) {
                throw new IllegalArgumentException("the chart has " + series.size() + " series; bar \"" + bar.label()
                        + "\" has " + bar.counts().size() + " counts");
            }
        }
    }

    @Override
    public Kind kind() {
        return Kind.BARS;
    }

    /**
     * The sum of all counts.
     *
     * @return the sum
     */
    @Override
    public long n() {
        long sum = 0;
        for (int i = 0; i < series.size(); i++) {
            sum = Math.addExact(sum, total(i));
        }
        return sum;
    }

    /**
     * The sum of the counts of a series.
     *
     * @param index index of the series
     * @return the sum
     */
    public long total(int index) {
        long sum = 0;
        for (Bar bar : bars) {
            sum = Math.addExact(sum, bar.counts().get(index));
        }
        return sum;
    }

    /**
     * Starts a bar chart with one or several series.
     *
     * @param caption what it shows
     * @param categories what the categories are
     * @param counted what is counted
     * @param series names of the series, at least one
     * @return a builder
     */
    public static Builder captioned(String caption, String categories, String counted, String... series) {
        return new Builder(caption, categories, counted, List.of(series));
    }

    /** Builds a bar chart. Confined to one thread. */
    public static final class Builder {
        private final String caption;
        private final String categories;
        private final String counted;
        private final List<String> series;
        private final List<Bar> bars = new ArrayList<>();

        private Builder(String caption, String categories, String counted, List<String> series) {
            this.caption = caption;
            this.categories = categories;
            this.counted = counted;
            this.series = series;
        }

        /**
         * Adds a category.
         *
         * @param label its name
         * @param counts one count per series
         * @return this
         */
        public Builder bar(String label, long... counts) {
            bars.add(new Bar(label, LongStream.of(counts).boxed().toList()));
            return this;
        }

        /**
         * Finishes the chart.
         *
         * @return the chart
         */
        public BarChart build() {
            return new BarChart(caption, categories, counted, series, bars);
        }
    }
}
