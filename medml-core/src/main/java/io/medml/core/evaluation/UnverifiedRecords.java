package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.stats.PartialVerification;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Scores of records whose truth was never established, and the correction that they allow. Immutable. */
final class UnverifiedRecords {

    private final Predictions predictions;
    private final LockedOperatingPoint operatingPoint;

    private UnverifiedRecords(Predictions predictions, LockedOperatingPoint operatingPoint) {
        this.predictions = predictions;
        this.operatingPoint = operatingPoint;
    }

    /** Refuses scores of another model, absent ones, and records whose truth is established after all. */
    static UnverifiedRecords of(
            Cohort cohort,
            Predictions predictions,
            Predictions unverified,
            Optional<LockedOperatingPoint> operatingPoint) {
        if (operatingPoint.isEmpty()) {
            throw new IllegalStateException(
                    "a correction for partial verification needs an operating point; call operatingPoint(..)");
        }
        if (!unverified.model().equals(predictions.model())) {
            throw new IllegalArgumentException(
                    "expected unverified predictions of " + predictions.model() + ", found predictions of "
                            + unverified.model() + "; score the unverified records with this model");
        }
        if (predictions.absentCount() + unverified.absentCount() > 0) {
            throw new IllegalArgumentException(
                    "expected a score for every record of a study with partial verification, found "
                            + (predictions.absentCount() + unverified.absentCount())
                            + " absent; the correction is not defined for them");
        }
        long both = cohort.recordIds().stream()
                .filter(record -> unverified.score(record).isPresent())
                .count();
        if (both > 0) {
            throw new IllegalArgumentException(
                    "expected unverified records that are not in " + cohort.name() + ", found " + both
                            + " records in both; leave those with an established truth out of the unverified ones");
        }
        return new UnverifiedRecords(unverified, operatingPoint.get());
    }

    /** Names them in the provenance of what they entered. */
    Provenance addTo(Provenance provenance) {
        return provenance
                .from(predictions.dataset())
                .with("unverified_predictions_sha256", predictions.digest().hex());
    }

    /** Adds the corrected figures and what they assume. */
    PartialVerification correct(
            ConfusionCounts verified,
            boolean dependent,
            double level,
            List<Measurement> measurements,
            List<Finding> findings) {
        long positive =
                IntStream.of(operatingPoint.classify(predictions.scores())).sum();
        long negative = predictions.size() - positive;
        PartialVerification table = new PartialVerification(verified, positive, negative);
        // the subjects of the unverified records are not known, so nothing is offered but for independent ones
        measurements.add(new Measurement(
                Metric.SENSITIVITY_VERIFICATION_CORRECTED,
                Slice.overall(),
                SlicePerformance.independentOnly(table.sensitivity(level), dependent)));
        measurements.add(new Measurement(
                Metric.SPECIFICITY_VERIFICATION_CORRECTED,
                Slice.overall(),
                SlicePerformance.independentOnly(table.specificity(level), dependent)));
        findings.add(Finding.of(
                        "PARTIAL_VERIFICATION",
                        Severity.WARNING,
                        "overall",
                        "The truth was established for some of the records only. The corrected figures assume that this depended"
                                + " on the prediction only, which these data cannot show; all other figures are those of the"
                                + " verified records.")
                .with("verified_of_predicted_positive", share(verified.predictedPositives(), positive))
                .with("verified_of_predicted_negative", share(verified.predictedNegatives(), negative)));
        return table;
    }

    private static String share(long verified, long unverified) {
        return verified + " of " + (verified + unverified);
    }
}
