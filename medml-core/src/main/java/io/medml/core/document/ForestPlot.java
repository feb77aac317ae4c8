package io.medml.core.document;

import io.medml.core.measure.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Estimates with their intervals, one below the other, such as one metric in every group. An estimate that could not be made
 * keeps its row and says why. The plot grows with its rows; a long one is drawn in several panels so that it prints.
 *
 * @param caption what it shows
 * @param n number of records behind it
 * @param axis the axis of the estimates
 * @param figures how numbers are written
 * @param rows the rows
 * @param guides vertical lines: reference values and limits
 */
public record ForestPlot(String caption, long n, Axis axis, Figures figures, List<Row> rows, List<Guide> guides)
        implements Chart {

    /** A row: a heading or an estimate. */
    public sealed interface Row {
        /**
         * The text at its left.
         *
         * @return the label
         */
        String label();
    }

    /**
     * A row that names the rows below it.
     *
     * @param label its text
     */
    public record Heading(String label) implements Row {
        /** Checks that it says something. */
        public Heading {
            Charts.named(label, "a heading");
        }
    }

    /** What a row with an estimate shows. */
    public enum Form {
        /** An estimate of some records: a square with its confidence interval. */
        PART,
        /** An estimate that stands for all records and is set apart: a diamond. */
        OVERALL,
        /** Where a further value may lie: a prediction interval, a dashed bar without a mark. */
        PREDICTION
    }

    /**
     * A row with an estimate.
     *
     * @param label its name
     * @param estimate the estimate with its interval, or the reason there is none
     * @param form what it shows
     */
    public record Item(String label, Estimate estimate, Form form) implements Row {
        /** Checks that all are there. */
        public Item {
            Charts.named(label, "the label of a row");
            Objects.requireNonNull(estimate, "estimate");
            Objects.requireNonNull(form, "form");
        }

        boolean overall() {
            return form == Form.OVERALL;
        }

        boolean prediction() {
            return form == Form.PREDICTION;
        }
    }

    /**
     * A vertical line.
     *
     * @param at its value
     * @param name its name in the legend
     * @param limit whether it is a limit (dashed) and not a reference value
     */
    public record Guide(double at, String name, boolean limit) {
        /** Checks value and name. */
        public Guide {
            at = Charts.finite(at, "a reference line");
            Charts.named(name, "the name of a reference line");
        }
    }

    /** Checks and copies. */
    public ForestPlot {
        Charts.named(caption, "the caption of a chart");
        Charts.count(n, "n");
        Objects.requireNonNull(axis, "axis");
        Objects.requireNonNull(figures, "figures");
        rows = List.copyOf(rows);
        guides = List.copyOf(guides);
    }

    @Override
    public Kind kind() {
        return Kind.FOREST;
    }

    /**
     * Starts a forest plot.
     *
     * @param caption what it shows
     * @param n number of records behind it
     * @param axis the axis of the estimates
     * @return a builder
     */
    public static Builder captioned(String caption, long n, Axis axis) {
        return new Builder(caption, n, axis);
    }

    /** Builds a forest plot. Confined to one thread. */
    public static final class Builder {
        private final String caption;
        private final long n;
        private final Axis axis;
        private Figures figures = Figures.standard();
        private final List<Row> rows = new ArrayList<>();
        private final List<Guide> guides = new ArrayList<>();

        private Builder(String caption, long n, Axis axis) {
            this.caption = caption;
            this.n = n;
            this.axis = axis;
        }

        /**
         * Sets how numbers are written; three fraction digits unless set.
         *
         * @param figures the way
         * @return this
         */
        public Builder figures(Figures figures) {
            this.figures = Objects.requireNonNull(figures, "figures");
            return this;
        }

        /**
         * Adds a heading.
         *
         * @param label its text
         * @return this
         */
        public Builder heading(String label) {
            rows.add(new Heading(label));
            return this;
        }

        /**
         * Adds an estimate.
         *
         * @param label its name
         * @param estimate the estimate; its support gives n
         * @return this
         */
        public Builder row(String label, Estimate estimate) {
            rows.add(new Item(label, estimate, Form.PART));
            return this;
        }

        /**
         * Adds an estimate on all records.
         *
         * @param label its name
         * @param estimate the estimate
         * @return this
         */
        public Builder overall(String label, Estimate estimate) {
            rows.add(new Item(label, estimate, Form.OVERALL));
            return this;
        }

        /**
         * Adds a prediction: where a further value may lie. Only its interval is drawn, and it is called a prediction interval.
         *
         * @param label its name
         * @param prediction an estimate whose interval is a prediction interval
         * @return this
         */
        public Builder prediction(String label, Estimate prediction) {
            rows.add(new Item(label, prediction, Form.PREDICTION));
            return this;
        }

        /**
         * Adds a reference value.
         *
         * @param at its value
         * @param name its name in the legend
         * @return this
         */
        public Builder reference(double at, String name) {
            guides.add(new Guide(at, name, false));
            return this;
        }

        /**
         * Adds a limit.
         *
         * @param at its value
         * @param name its name in the legend
         * @return this
         */
        public Builder limit(double at, String name) {
            guides.add(new Guide(at, name, true));
            return this;
        }

        /**
         * Finishes the plot.
         *
         * @return the plot
         */
        public ForestPlot build() {
            return new ForestPlot(caption, n, axis, figures, rows, guides);
        }
    }
}
