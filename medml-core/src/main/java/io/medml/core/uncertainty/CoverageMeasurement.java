package io.medml.core.uncertainty;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.stats.PredictionSets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Measures the sets of a calibration on a cohort, in the cohort's canonical order. */
final class CoverageMeasurement {

    private CoverageMeasurement() {}

    static CoverageReport measure(ConformalCalibration calibration, Cohort cohort, Predictions predictions) {
        if (!calibration.model().equals(predictions.model())) {
            throw new IllegalArgumentException(
                    "the sets were calibrated for " + calibration.model() + ", and the predictions are of "
                            + predictions.model() + "; calibrate this model's own predictions");
        }
        ConformalPredictor.requireProbabilities(predictions);
        ScoredRecords records = ScoredRecords.of(cohort, predictions);
        int[] order = cohort.canonicalOrder();
        PredictionSet[] asGiven = calibration.sets(cohort, records.scores());
        boolean[][] sets = new boolean[order.length][];
        for (int i = 0; i < order.length; i++) {
            PredictionSet set = asGiven[order[i]];
            sets[i] = new boolean[] {set.contains(0), set.contains(1)};
        }
        ScoredRecords sample = records.select(order);
        PredictionSets all = PredictionSets.of(sample.labels(), sets, sample.subjects());
        double level = calibration.level();
        List<CoverageReport.Row> rows = new ArrayList<>();
        rows.add(row(Slice.overall(), all, sample, i -> true, level));
        List<Finding> findings = new ArrayList<>();
        for (String attribute : cohort.attributes()) {
            Grouping grouping = cohort.groups(attribute);
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                rows.add(row(grouping.slice(code), all, sample, i -> grouping.code(order[i]) == group, level));
            }
        }
        calibration.attribute().ifPresent(attribute -> unseen(calibration, cohort.groups(attribute), findings));
        findings(calibration, cohort, sample, rows, findings, cohort.synthetic() || predictions.synthetic());
        Provenance provenance = Provenance.of(ConformalCalibration.class)
                .from(predictions.model())
                .from(cohort.reference())
                .from(calibration.document().reference())
                .with("alpha", calibration.alpha())
                .with("scheme", calibration.scheme())
                .with("attribute", calibration.attribute().orElse("none"))
                .with("confidence_level", level)
                .with("predictions_sha256", predictions.digest().hex())
                .with("calibrated_on", calibration.dataset())
                .synthetic(cohort.synthetic()
                        || predictions.synthetic()
                        || calibration.provenance().synthetic());
        return new CoverageReport(
                calibration, cohort.reference(), provenance, sample.size(), sample.subjectCount(), rows, findings);
    }

    private static CoverageReport.Row row(
            Slice slice, PredictionSets all, ScoredRecords sample, IntPredicate in, double level) {
        int[] rows = IntStream.range(0, sample.size()).filter(in).toArray();
        PredictionSets own = all.select(rows);
        return new CoverageReport.Row(
                slice,
                own.coverage(level),
                ofClass(all, sample, rows, 1, level),
                ofClass(all, sample, rows, 0, level),
                own.meanSize(level),
                own.singletons(level),
                own.ofSize(0),
                own.ofSize(2));
    }

    /** Coverage among the records of a true class; where there is none, the reason says which class is absent. */
    private static Estimate ofClass(PredictionSets all, ScoredRecords sample, int[] rows, int label, double level) {
        Estimate coverage = all.select(
                        IntStream.of(rows).filter(i -> sample.label(i) == label).toArray())
                .coverage(level);
        return coverage instanceof Estimate.NotEstimable not
                ? new Estimate.NotEstimable(
                        label == 1 ? Reason.NO_POSITIVES : Reason.NO_NEGATIVES, not.intervalEstimate(), not.support())
                : coverage;
    }

    private static void unseen(ConformalCalibration calibration, Grouping grouping, List<Finding> findings) {
        for (int code = 0; code < grouping.count(); code++) {
            if (!calibration.limits().containsKey(grouping.names().get(code))) {
                findings.add(Finding.of(
                                "GROUP_NOT_CALIBRATED",
                                Severity.WARNING,
                                grouping.slice(code).toString(),
                                "The calibration set has no record of this group, so every set holds both labels here.")
                        .with("records", grouping.size(code)));
            }
        }
    }

    /** Whether somebody of the calibration set is among those that are measured, as far as the two can be compared. */
    private static void shared(ConformalCalibration calibration, Cohort cohort, List<Finding> findings) {
        boolean subjects = calibration.members().comparesSubjects(cohort);
        long shared = subjects
                ? calibration.members().subjectsIn(cohort)
                : calibration.members().recordsIn(cohort);
        if (shared > 0) {
            findings.add(Finding.of(
                            "SHARED_SUBJECTS",
                            Severity.ERROR,
                            cohort.name(),
                            (subjects
                                            ? "Some subjects are also those that the limits were found on"
                                            : "Some records are also those that the limits were found on, or of their subjects")
                                    + ", where they cover by construction;"
                                    + " leave them out, or, where identifiers coincide by accident, prefix them by their site.")
                    .with(subjects ? "subjects" : "records", shared));
        }
        if (!subjects) {
            findings.add(Finding.of(
                    "SUBJECT_NOT_DECLARED",
                    Severity.WARNING,
                    cohort.name(),
                    "The calibration set or this cohort names no subject column, so that of that one only identifiers of records"
                            + " were compared, with the records and, where it names a subject column, the subjects of the"
                            + " other: it is not shown that no patient is in both. Name the column, or name the record column"
                            + " as subject if every record is a patient of its own."));
        }
    }

    private static void findings(
            ConformalCalibration calibration,
            Cohort cohort,
            ScoredRecords sample,
            List<CoverageReport.Row> rows,
            List<Finding> findings,
            boolean synthetic) {
        if (calibration.dataset().digest().equals(cohort.reference().digest())) {
            findings.add(Finding.of(
                    "OWN_CALIBRATION_DATA",
                    Severity.ERROR,
                    cohort.name(),
                    "The sets are measured on the records that their limits were found on, where they cover by"
                            + " construction; this says nothing about new records."));
        } else {
            shared(calibration, cohort, findings);
        }
        if (sample.dependent() || calibration.subjects() < calibration.records()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.WARNING,
                            sample.dependent()
                                    ? cohort.name()
                                    : calibration.dataset().id(),
                            "Some subjects have several records, so that records are not exchangeable and the promise of"
                                    + " coverage does not apply; intervals take it into account.")
                    .with("records", sample.size())
                    .with("subjects", sample.subjectCount())
                    .with("calibration_records", calibration.records())
                    .with("calibration_subjects", calibration.subjects()));
        }
        double promised = 1 - calibration.alpha();
        for (CoverageReport.Row row : rows) {
            Estimate coverage = row.coverage();
            coverage.interval()
                    .filter(i -> i.upper() < promised)
                    .ifPresent(i -> findings.add(Finding.of(
                                    "COVERAGE_BELOW_PROMISE",
                                    Severity.WARNING,
                                    row.slice().toString(),
                                    "The whole interval of the coverage lies below the promised coverage.")
                            .with("n", coverage.support().n())));
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
    }
}
