package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.StandardizedDifference;
import io.medml.core.stats.UnpairedCounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Counts the groups of each attribute by condition, and compares their shares with those of a reference where one was declared. */
final class CaseMixComparison {

    private final Optional<CaseMixReference> reference;
    private final double level;

    CaseMixComparison(Optional<CaseMixReference> reference, double level) {
        this.reference = reference;
        this.level = level;
    }

    /** Names the reference in the provenance of what it entered. */
    Provenance addTo(Provenance provenance) {
        Provenance named = provenance;
        if (reference.isPresent()) {
            named = named.with("case_mix_reference", reference.get().description());
            for (ArtifactRef cohort : reference.get().cohort().stream().toList()) {
                named = named.from(cohort);
            }
        }
        return named;
    }

    /** Adds the differences, and a finding for each attribute of the reference that has no groups here. */
    CaseMix compare(
            Map<String, List<EvaluatedGroup>> groupings,
            boolean dependentRecords,
            List<Measurement> measurements,
            List<Finding> findings) {
        boolean dependent =
                dependentRecords || reference.map(CaseMixReference::dependent).orElse(false);
        reference
                .map(CaseMixReference::attributes)
                .ifPresent(
                        attributes -> attributes.stream()
                                .filter(attribute -> !groupings.containsKey(attribute))
                                .forEach(
                                        attribute -> findings.add(
                                                Finding.of(
                                                        "CASE_MIX_NOT_COMPARED",
                                                        Severity.WARNING,
                                                        attribute,
                                                        "The reference of the case mix states this attribute, and the evaluation has no groups of it."))));
        List<CaseMix.Row> rows = new ArrayList<>();
        groupings.forEach((attribute, groups) -> rows.addAll(rows(attribute, groups, dependent)));
        rows.forEach(row -> row.difference()
                .ifPresent(d -> measurements.add(new Measurement(Metric.CASE_MIX_DIFFERENCE, row.slice(), d))));
        return new CaseMix(reference, rows);
    }

    private List<CaseMix.Row> rows(String attribute, List<EvaluatedGroup> groups, boolean dependent) {
        long records = groups.stream().mapToLong(g -> g.labels().length).sum();
        Map<String, Long> stated =
                reference.<Map<String, Long>>map(r -> r.counts(attribute)).orElse(Map.of());
        long total = stated.values().stream().mapToLong(Long::longValue).sum();
        List<CaseMix.Row> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (EvaluatedGroup group : groups) {
            seen.add(group.slice().conditions().get(0).value());
            rows.add(row(group.slice(), group.labels(), records, stated, total, dependent));
        }
        stated.keySet().stream()
                .filter(value -> !seen.contains(value))
                .forEach(value ->
                        rows.add(row(Slice.of(attribute, value), new int[0], records, stated, total, dependent)));
        return rows;
    }

    private CaseMix.Row row(
            Slice slice, int[] labels, long records, Map<String, Long> stated, long total, boolean dependent) {
        long positives = IntStream.of(labels).sum();
        long inReference = stated.getOrDefault(slice.conditions().get(0).value(), 0L);
        return new CaseMix.Row(
                slice,
                positives,
                labels.length - positives,
                stated.isEmpty() ? Optional.empty() : Optional.of(inReference),
                stated.isEmpty()
                        ? Optional.empty()
                        : Optional.of(SlicePerformance.independentOnly(
                                StandardizedDifference.estimate(
                                        new UnpairedCounts(labels.length, records, inReference, total), level),
                                dependent)));
    }
}
