package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;

/** What tests say about estimates. */
final class Expect {

    private Expect() {}

    static double point(Estimate estimate) {
        assertThat(estimate).isInstanceOf(Estimate.Estimated.class);
        return estimate.point().orElseThrow();
    }

    static Reason reason(Estimate estimate) {
        assertThat(estimate).isInstanceOf(Estimate.NotEstimable.class);
        return ((Estimate.NotEstimable) estimate).reason();
    }

    static Reason reason(IntervalEstimate interval) {
        assertThat(interval).isInstanceOf(IntervalEstimate.Unknown.class);
        return ((IntervalEstimate.Unknown) interval).reason();
    }

    static Interval interval(IntervalEstimate interval) {
        assertThat(interval).isInstanceOf(IntervalEstimate.Known.class);
        return interval.interval().orElseThrow();
    }

    static Interval interval(Estimate estimate) {
        return interval(estimate.intervalEstimate());
    }
}
