package io.medml.core.agreement;

import io.medml.core.agreement.AgreementReport.Comparison;
import io.medml.core.agreement.AgreementReport.Kind;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.BootstrapDistribution;
import io.medml.core.stats.Ratings;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** How readings of the same items are compared on one kind of scale. */
abstract class Compared {

    private final double level;
    private final ResamplePlan plan;

    Compared(double level, ResamplePlan plan) {
        this.level = level;
        this.plan = plan;
    }

    abstract Comparison compare(Kind kind, Slice slice, List<Readings> readings, int[] subjects);

    /**
     * Agreement and AC1 of the items that all of the readings rated, which are those that kappa is of.
     *
     * @param observed observed agreement
     * @param ac1 AC1 of Gwet
     */
    record OfCompleteItems(Estimate observed, Estimate ac1) {}

    /** What can be held against kappa; empty on a scale that has none. */
    Optional<OfCompleteItems> ofCompleteItems(List<Readings> readings, int[] subjects) {
        return Optional.empty();
    }

    double level() {
        return level;
    }

    /** One row an item, one column a reading. */
    static Ratings ratings(List<Readings> readings, int[] subjects) {
        double[][] rows = new double[subjects.length][readings.size()];
        for (int r = 0; r < readings.size(); r++) {
            for (int i = 0; i < rows.length; i++) {
                rows[i][r] = readings.get(r).value(i);
            }
        }
        return Ratings.withMissing(rows).withSubjects(subjects);
    }

    /** The items that all of the readings rated. */
    static int[] complete(List<Readings> readings, int items) {
        return IntStream.range(0, items)
                .filter(i -> readings.stream().allMatch(r -> r.has(i)))
                .toArray();
    }

    /** The figures of one comparison, in the order in which they are shown. */
    final class Figures {
        private final Slice slice;
        private final List<Measurement> measurements = new ArrayList<>();

        Figures(Slice slice) {
            this.slice = slice;
        }

        /** A figure of one item that has no interval is none. */
        void add(Metric metric, Estimate estimate) {
            boolean ofOne = estimate.support().n() == 1
                    && estimate.intervalEstimate() instanceof IntervalEstimate.Unknown unknown
                    && unknown.reason() == Reason.TOO_FEW;
            measurements.add(new Measurement(
                    metric,
                    slice,
                    ofOne
                            ? Estimate.notEstimable(
                                    Reason.TOO_FEW, estimate.intervalEstimate().method(), estimate.support())
                            : estimate));
        }

        /** An estimate whose interval, where items share subjects, is that of a bootstrap over subjects. */
        void add(Metric metric, Estimate estimate, Function<ResamplePlan, BootstrapDistribution> bootstrap) {
            boolean dependent = estimate.point().isPresent()
                    && estimate.intervalEstimate() instanceof IntervalEstimate.Unknown unknown
                    && unknown.reason() == Reason.DEPENDENT_RECORDS;
            add(
                    metric,
                    dependent
                            ? Estimate.of(
                                    estimate.point().getAsDouble(),
                                    bootstrap.apply(plan).percentile(level),
                                    estimate.support())
                            : estimate);
        }

        List<Measurement> measurements() {
            return measurements;
        }
    }
}
