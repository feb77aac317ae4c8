package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Lines, steps or points over two numeric axes: a ROC curve, a precision–recall curve, a reliability curve with error bars, a
 * control chart.
 *
 * @param caption what it shows
 * @param n number of records behind it
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn, in the order of the legend; without any point the chart says "no data"
 * @param bands shaded interval bands
 * @param guides reference lines
 */
public record LineChart(
        String caption, long n, Axis x, Axis y, List<Series> series, List<Band> bands, List<Guide> guides)
        implements Chart {

    /** How the points of a series are joined. */
    public enum Form {
        /** Straight lines between successive points. */
        LINE,
        /** The value of a point holds until the next one, then jumps. */
        STEP,
        /** Markers, not joined. */
        POINTS,
        /** Markers, joined by straight lines. */
        LINE_AND_POINTS
    }

    /**
     * A point, with limits of an error bar.
     *
     * @param x horizontal value
     * @param y vertical value
     * @param lower lower limit of its error bar, at most {@code y}; may be negative infinity; {@code y} for none
     * @param upper upper limit, at least {@code y}; may be infinity; {@code y} for none
     */
    public record Point(double x, double y, double lower, double upper) {
        /** Checks that the point is finite and within its limits. */
        public Point {
            x = Charts.finite(x, "x");
            y = Charts.finite(y, "y");
            if (!(lower <= y && y <= upper)) {
                throw new IllegalArgumentException("an error bar holds its point: needs lower <= y <= upper, got "
                        + lower + ", " + y + ", " + upper);
            }
        }

        /**
         * A point without an error bar.
         *
         * @param x horizontal value
         * @param y vertical value
         * @return the point
         */
        public static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }

    /**
     * Points that belong together.
     *
     * @param name its name in the legend
     * @param form how they are joined
     * @param bars whether error bars are drawn and listed
     * @param points the points, in the order in which they are joined
     */
    public record Series(String name, Form form, boolean bars, List<Point> points) {
        /** Checks the name and copies the points. */
        public Series {
            Charts.named(name, "the name of a series");
            Objects.requireNonNull(form, "form");
            points = List.copyOf(points);
        }
    }

    /**
     * A shaded interval around a curve; around steps it runs in steps as well.
     *
     * @param name its name in the legend, such as "95% confidence band"
     * @param series index of the series whose colour it takes
     * @param points for each x the limits; {@code y} is not drawn
     */
    public record Band(String name, int series, List<Point> points) {
        /** Checks the name and copies the points. */
        public Band {
            Charts.named(name, "the name of a band");
            points = List.copyOf(points);
        }
    }

    /** Which way a reference line runs. */
    public enum Run {
        /** At one value of y. */
        HORIZONTAL,
        /** At one value of x. */
        VERTICAL,
        /** Where y equals x. */
        DIAGONAL
    }

    /**
     * A reference line.
     *
     * @param run which way it runs
     * @param at its value; 0 for a diagonal
     * @param name its name in the legend
     */
    public record Guide(Run run, double at, String name) {
        /** Checks the name and the value. */
        public Guide {
            Objects.requireNonNull(run, "run");
            at = Charts.finite(at, "a reference line");
            Charts.named(name, "the name of a reference line");
        }
    }

    /** Checks and copies. */
    public LineChart {
        Charts.named(caption, "the caption of a chart");
        Charts.count(n, "n");
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(y, "y");
        series = List.copyOf(series);
        bands = List.copyOf(bands);
        guides = List.copyOf(guides);
        for (Band band : bands) {
            Objects.checkIndex(band.series(), series.size());
        }
    }

    @Override
    public Kind kind() {
        return Kind.LINES;
    }

    /**
     * Starts a chart.
     *
     * @param caption what it shows
     * @param n number of records behind it
     * @param x horizontal axis
     * @param y vertical axis
     * @return a builder
     */
    public static Builder captioned(String caption, long n, Axis x, Axis y) {
        return new Builder(caption, n, x, y);
    }

    /** Builds a chart. Confined to one thread. */
    public static final class Builder {
        private final String caption;
        private final long n;
        private final Axis x;
        private final Axis y;
        private final List<Series> series = new ArrayList<>();
        private final List<Band> bands = new ArrayList<>();
        private final List<Guide> guides = new ArrayList<>();

        private Builder(String caption, long n, Axis x, Axis y) {
            this.caption = caption;
            this.n = n;
            this.x = x;
            this.y = y;
        }

        /**
         * Adds a series.
         *
         * @param name its name in the legend
         * @param form how its points are joined
         * @param xs horizontal values
         * @param ys vertical values, as many
         * @return this
         */
        public Builder series(String name, Form form, double[] xs, double[] ys) {
            sameLength(name, xs, ys);
            List<Point> points = new ArrayList<>(xs.length);
            for (int i = 0; i < xs.length; i++) {
                points.add(Point.of(xs[i], ys[i]));
            }
            series.add(new Series(name, form, false, points));
            return this;
        }

        /**
         * Adds a series with error bars.
         *
         * @param name its name in the legend
         * @param form how its points are joined
         * @param points the points with their limits
         * @return this
         */
        public Builder withErrorBars(String name, Form form, List<Point> points) {
            series.add(new Series(name, form, true, points));
            return this;
        }

        /**
         * Adds a shaded band in the colour of the series added last; in steps where that runs in steps.
         *
         * @param name its name in the legend, such as "95% confidence band"
         * @param xs horizontal values
         * @param lower lower limits, as many, finite
         * @param upper upper limits, as many, finite
         * @return this
         */
        public Builder band(String name, double[] xs, double[] lower, double[] upper) {
            if (series.isEmpty()) {
                throw new IllegalStateException("band \"" + name + "\" takes the colour of a series; add that first");
            }
            sameLength(name, xs, lower);
            sameLength(name, xs, upper);
            List<Point> points = new ArrayList<>(xs.length);
            for (int i = 0; i < xs.length; i++) {
                double low = Charts.finite(lower[i], "a limit of a band");
                points.add(new Point(xs[i], low, low, Charts.finite(upper[i], "a limit of a band")));
            }
            bands.add(new Band(name, series.size() - 1, points));
            return this;
        }

        /**
         * Adds the line where y equals x.
         *
         * @param name its name in the legend, such as "no discrimination"
         * @return this
         */
        public Builder diagonal(String name) {
            guides.add(new Guide(Run.DIAGONAL, 0, name));
            return this;
        }

        /**
         * Adds a horizontal reference line.
         *
         * @param y its value
         * @param name its name in the legend
         * @return this
         */
        public Builder horizontal(double y, String name) {
            guides.add(new Guide(Run.HORIZONTAL, y, name));
            return this;
        }

        /**
         * Adds a vertical reference line.
         *
         * @param x its value
         * @param name its name in the legend
         * @return this
         */
        public Builder vertical(double x, String name) {
            guides.add(new Guide(Run.VERTICAL, x, name));
            return this;
        }

        /**
         * Finishes the chart.
         *
         * @return the chart
         */
        public LineChart build() {
            return new LineChart(caption, n, x, y, series, bands, guides);
        }

        private static void sameLength(String name, double[] one, double[] other) {
            if (one.length != other.length) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" needs arrays of one length, got " + one.length + " and " + other.length);
            }
        }
    }
}
