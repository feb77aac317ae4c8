package io.medml.core.document;

/**
 * A chart as data: what a writer needs to draw it, to describe it in words and to list its numbers. Every number is finite
 * unless its Javadoc says otherwise; a value that is undefined is left out by the caller or is an estimate with its reason.
 */
public sealed interface Chart permits LineChart, ForestPlot, BarChart, Histogram, Flow {

    /** The kinds of charts, for an exhaustive {@code switch}. */
    enum Kind {
        /** {@link LineChart}. */
        LINES,
        /** {@link ForestPlot}. */
        FOREST,
        /** {@link BarChart}. */
        BARS,
        /** {@link Histogram}. */
        HISTOGRAM,
        /** {@link Flow}. */
        FLOW
    }

    /**
     * Which of the permitted types this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * What the chart shows; writers add the number of records.
     *
     * @return the caption
     */
    String caption();

    /**
     * The number of records behind the chart.
     *
     * @return the number, at least 0
     */
    long n();
}
