package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.stats.ConfusionCounts;
import java.util.List;
import java.util.Optional;

/** What an evaluation has to say of the data it was given and of the threshold, beside the figures. */
record EvaluationFindings(ScoredRecords sample, ArtifactRef dataset, List<Finding> findings) {

    void data(boolean synthetic, boolean subjectsDeclared) {
        if (synthetic) {
            findings.add(Finding.syntheticData(dataset.id()));
        }
        if (sample.dependent()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            dataset.id(),
                            "Some subjects have several records; intervals take it into account.")
                    .with("records", sample.size())
                    .with("subjects", sample.subjectCount()));
        }
        if (!subjectsDeclared) {
            findings.add(Finding.of(
                            "SUBJECTS_NOT_DECLARED",
                            Severity.WARNING,
                            dataset.id(),
                            "Nothing says which records share a subject: each counts as one of its own, and where some share one"
                                    + " the intervals are too narrow. Name the column of the subjects.")
                    .with("records", sample.size()));
        }
    }

    void operatingPoint(Optional<LockedOperatingPoint> point, Optional<ConfusionCounts> counts) {
        counts.filter(c -> c.total() > 0 && (c.predictedPositives() == 0 || c.predictedNegatives() == 0))
                .ifPresent(c -> findings.add(Finding.of(
                                "ONE_ANSWER_ONLY",
                                Severity.WARNING,
                                "operating point",
                                "All records get the same answer at this threshold.")
                        .with("threshold", point.orElseThrow().threshold())
                        .with("flagged", c.predictedPositives())
                        .with("records", sample.size())));
    }

    void notEstimable(List<Measurement> measurements) {
        measurements.stream()
                .filter(m -> m.metric().equals(Metric.AUROC))
                .filter(m -> m.estimate() instanceof Estimate.NotEstimable)
                .forEach(m -> findings.add(Finding.of(
                                "NOT_ESTIMABLE",
                                Severity.WARNING,
                                m.slice().toString(),
                                "The area under the ROC curve is not estimable here.")
                        .with("reason", ((Estimate.NotEstimable) m.estimate()).reason())
                        .with("n", m.estimate().support().n())));
    }
}
