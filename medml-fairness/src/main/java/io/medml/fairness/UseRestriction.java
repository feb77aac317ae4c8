package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ScoredRecords;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the figures would be if the intended use left a group out: for all records, for those who would stay and for those who would
 * be left out, side by side.
 *
 * <p>It changes nothing. A narrower intended use is a change to the device and its labelling that people review; the group that is
 * left out still needs care, and the figures of the rest look better for leaving it out. Where patients have several records intervals
 * take it into account, and patients with records on both sides are a finding. Immutable.
 */
public final class UseRestriction implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "use-restriction";

    private final Slice excluded;
    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final SlicePerformance all;
    private final SlicePerformance remaining;
    private final SlicePerformance leftOut;
    private final People people;

    /**
     * How many people the records belong to.
     *
     * @param remaining subjects with a record that would remain
     * @param leftOut subjects with a record that would be left out
     * @param inBoth subjects with both
     * @param dependent whether records share a subject
     */
    private record People(long remaining, long leftOut, long inBoth, boolean dependent) {

        static People of(ScoredRecords in, ScoredRecords out, boolean dependent) {
            Set<Integer> staying = IntStream.of(in.subjects()).boxed().collect(Collectors.toCollection(HashSet::new));
            Set<Integer> leaving = IntStream.of(out.subjects()).boxed().collect(Collectors.toCollection(HashSet::new));
            long both = staying.stream().filter(leaving::contains).count();
            return new People(staying.size(), leaving.size(), both, dependent);
        }
    }

    private UseRestriction(
            Slice excluded,
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            SlicePerformance all,
            SlicePerformance remaining,
            SlicePerformance leftOut,
            People people) {
        this.people = people;
        this.excluded = excluded;
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.all = all;
        this.remaining = remaining;
        this.leftOut = leftOut;
    }

    /**
     * Simulates leaving a group out.
     *
     * @param excluded the group
     * @param cohort the cohort, which has its attributes
     * @param predictions a model's scores on it
     * @param operatingPoint where classes are predicted
     * @param level confidence level, a fraction in (0, 1)
     * @return the figures
     * @throws IllegalArgumentException when the group does not occur or is everybody, or the operating point is not for these predictions
     */
    public static UseRestriction without(
            Slice excluded, Cohort cohort, Predictions predictions, LockedOperatingPoint operatingPoint, double level) {
        operatingPoint.requireFor(predictions);
        boolean[] members = Members.of(cohort, excluded);
        int[] order = cohort.canonicalOrder();
        int[] out = positions(order, members, true);
        int[] in = positions(order, members, false);
        if (in.length == 0) {
            throw new IllegalArgumentException(
                    "nobody of cohort " + cohort.name() + " would remain without " + excluded);
        }
        ScoredRecords records = ScoredRecords.of(cohort, predictions).select(order);
        boolean probability = predictions.kind() == ScoreKind.PROBABILITY;
        Optional<LockedOperatingPoint> point = Optional.of(operatingPoint);
        Slice rest = Slice.of("intended_use", Name.composed("without " + excluded));
        return new UseRestriction(
                excluded,
                predictions.model(),
                cohort.reference(),
                Provenance.of(UseRestriction.class)
                        .from(predictions.model())
                        .from(cohort.reference())
                        .with("excluded", excluded)
                        .with("operating_point", operatingPoint)
                        .with("threshold", operatingPoint.threshold())
                        .with("confidence_level", level)
                        .synthetic(cohort.synthetic()),
                SlicePerformance.measure(Slice.overall(), records, point, probability, level),
                SlicePerformance.measure(rest, records.select(in), point, probability, level),
                SlicePerformance.measure(excluded, records.select(out), point, probability, level),
                People.of(records.select(in), records.select(out), records.dependent()));
    }

    /**
     * The group that would be left out.
     *
     * @return the group
     */
    public Slice excluded() {
        return excluded;
    }

    private static int[] positions(int[] order, boolean[] members, boolean wanted) {
        return IntStream.range(0, order.length)
                .filter(i -> members[order[i]] == wanted)
                .toArray();
    }

    /**
     * The figures of all records.
     *
     * @return the performance
     */
    public SlicePerformance all() {
        return all;
    }

    /**
     * The figures of those who would remain in the intended use.
     *
     * @return the performance
     */
    public SlicePerformance remaining() {
        return remaining;
    }

    /**
     * The figures of those who would be left out.
     *
     * @return the performance
     */
    public SlicePerformance leftOut() {
        return leftOut;
    }

    /**
     * A first text for the labelling, for people to complete and to review.
     *
     * @return the text, with the numbers of records and places to fill in
     */
    public String labellingStub() {
        long n = remaining.counts().orElseThrow().total();
        long out = leftOut.counts().orElseThrow().total();
        return "DRAFT FOR REVIEW. The device is not intended for patients with " + excluded
                + ". Performance in the remaining population was measured in " + n + " records of "
                + people.remaining + " patients; " + out + " records of " + people.leftOut + " patients with "
                + excluded
                + " were left out. Reason: [to be stated]. How these patients are recognised before use: [to be stated]. What is"
                + " done for them instead: [to be stated].";
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(model, dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return Stream.of(all, remaining, leftOut)
                .flatMap(p -> p.measurements().stream())
                .toList();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(
                "CHANGE_TO_THE_DEVICE",
                Severity.WARNING,
                excluded.toString(),
                "This is a simulation. Leaving a group out of the intended use is a change to the device and its labelling that"
                        + " needs review, and does nothing for that group."));
        if (people.dependent) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            excluded.toString(),
                            "Some patients have several records; intervals take it into account.")
                    .with("patients_remaining", people.remaining)
                    .with("patients_left_out", people.leftOut));
        }
        if (people.inBoth > 0) {
            findings.add(Finding.of(
                            "PATIENTS_ON_BOTH_SIDES",
                            Severity.WARNING,
                            excluded.toString(),
                            "Some patients have records that would remain and records that would be left out, so the attribute does not say"
                                    + " who the device is for.")
                    .with("patients", people.inBoth));
        }
        return findings;
    }

    @Override
    public String entryType() {
        return "fairness.recorded";
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("excluded", EvidenceDocument.slice(excluded))
                .put("labelling_stub", labellingStub())
                .build();
    }
}
