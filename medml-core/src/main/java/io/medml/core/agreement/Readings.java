package io.medml.core.agreement;

import java.util.stream.DoubleStream;

/** One reading of all items by one rater. */
final class Readings {

    private final String rater;
    private final String column;
    private final double[] values;

    /** Takes the values over: a position on the scale or a measurement for each item; NaN where none was given. */
    Readings(String rater, String column, double[] values) {
        this.rater = rater;
        this.column = column;
        this.values = values;
    }

    String rater() {
        return rater;
    }

    String column() {
        return column;
    }

    double value(int item) {
        return values[item];
    }

    boolean has(int item) {
        return !Double.isNaN(values[item]);
    }

    long given() {
        return DoubleStream.of(values).filter(v -> !Double.isNaN(v)).count();
    }
}
