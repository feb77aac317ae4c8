package io.medml.core.evaluation;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.ConfusionCounts;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The endpoints that are proportions: which records each is about, and which of them count. */
enum EndpointRate {
    SENSITIVITY(Metric.SENSITIVITY, Reason.NO_POSITIVES) {
        @Override
        boolean isAbout(int label, int predicted) {
            return label == 1;
        }
    },
    SPECIFICITY(Metric.SPECIFICITY, Reason.NO_NEGATIVES) {
        @Override
        boolean isAbout(int label, int predicted) {
            return label == 0;
        }
    },
    ACCURACY(Metric.ACCURACY, Reason.EMPTY_GROUP) {
        @Override
        boolean isAbout(int label, int predicted) {
            return true;
        }
    },
    POSITIVE_PREDICTIVE_VALUE(Metric.POSITIVE_PREDICTIVE_VALUE, Reason.ZERO_DENOMINATOR) {
        @Override
        boolean isAbout(int label, int predicted) {
            return predicted == 1;
        }
    },
    NEGATIVE_PREDICTIVE_VALUE(Metric.NEGATIVE_PREDICTIVE_VALUE, Reason.ZERO_DENOMINATOR) {
        @Override
        boolean isAbout(int label, int predicted) {
            return predicted == 0;
        }
    };

    private final String metricId;
    private final Reason whenEmpty;

    EndpointRate(Metric metric, Reason whenEmpty) {
        this.metricId = metric.id();
        this.whenEmpty = whenEmpty;
    }

    /** Whether a record is in the denominator; it is in the numerator too where label and prediction agree. */
    abstract boolean isAbout(int label, int predicted);

    static Optional<EndpointRate> of(Metric metric) {
        return Stream.of(values()).filter(r -> r.metricId.equals(metric.id())).findFirst();
    }

    Reason whenEmpty() {
        return whenEmpty;
    }

    /** Whether the denominator depends on the prediction, so that two predictions on the same records do not share it. */
    boolean isPredictiveValue() {
        return this == POSITIVE_PREDICTIVE_VALUE || this == NEGATIVE_PREDICTIVE_VALUE;
    }

    int[] rows(ScoredRecords sample, int[] predicted) {
        return IntStream.range(0, sample.size())
                .filter(row -> isAbout(sample.label(row), predicted[row]))
                .toArray();
    }

    static int[] right(ScoredRecords sample, int[] predicted, int[] rows) {
        return IntStream.of(rows)
                .map(row -> predicted[row] == sample.label(row) ? 1 : 0)
                .toArray();
    }

    static int[] subjects(ScoredRecords sample, int[] rows) {
        return IntStream.of(rows).map(sample::subject).toArray();
    }

    Estimate estimate(ScoredRecords sample, int[] predicted, double level) {
        int[] rows = rows(sample, predicted);
        int[] right = right(sample, predicted, rows);
        Reason reason = sample.size() == 0 ? Reason.EMPTY_GROUP : whenEmpty;
        if (sample.dependent()) {
            return ClusteredProportion.estimate(right, subjects(sample, rows), level, reason);
        }
        return withReason(BinomialInterval.WILSON.estimate(IntStream.of(right).sum(), right.length, level));
    }

    Estimate estimate(Proportion proportion, double level) {
        return withReason(BinomialInterval.WILSON.estimate(proportion.successes(), proportion.trials(), level));
    }

    private Estimate withReason(Estimate estimate) {
        return estimate.fold(
                is -> is, not -> new Estimate.NotEstimable(whenEmpty, not.intervalEstimate(), not.support()));
    }

    Proportion proportion(ConfusionCounts counts) {
        return switch (this) {
            case SENSITIVITY -> new Proportion(counts.truePositives(), counts.positives());
            case SPECIFICITY -> new Proportion(counts.trueNegatives(), counts.negatives());
            case ACCURACY -> new Proportion(counts.truePositives() + counts.trueNegatives(), counts.total());
            case POSITIVE_PREDICTIVE_VALUE -> new Proportion(counts.truePositives(), counts.predictedPositives());
            case NEGATIVE_PREDICTIVE_VALUE -> new Proportion(counts.trueNegatives(), counts.predictedNegatives());
        };
    }

    /** Successes of trials. */
    record Proportion(long successes, long trials) {}
}
