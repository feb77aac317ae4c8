package io.medml.core.evaluation;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.Multiplicity;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Says that predictions are absent, and where the share of absent ones differs, by Holm over all these comparisons. */
final class AbsenceComparison {

    private AbsenceComparison() {}

    static void findings(
            WholeCohort whole,
            EvaluatedGroup all,
            Map<String, List<EvaluatedGroup>> groupings,
            double level,
            List<Finding> findings) {
        long absent = whole.absentAmong(i -> true);
        if (absent == 0) {
            return;
        }
        findings.add(Finding.of(
                        "ABSENT_PREDICTIONS",
                        Severity.WARNING,
                        "overall",
                        "The model gave no score for some records. Intention to diagnose and goals count them as wrong, the case"
                                + " mix holds them, all other figures leave them out.")
                .with("absent", absent)
                .with("records", whole.size()));
        Map<String, IntPredicate> parts = parts(whole, all, groupings);
        List<Estimate> pValues = parts.values().stream()
                .map(rows -> whole.difference(rows, level))
                .toList();
        double alpha = BigDecimal.ONE.subtract(BigDecimal.valueOf(level)).doubleValue();
        double[] adjusted = Multiplicity.HOLM.adjust(
                pValues.stream()
                        .filter(p -> p.point().isPresent())
                        .mapToDouble(p -> p.point().getAsDouble())
                        .toArray(),
                pValues.size());
        int next = 0;
        int part = 0;
        for (Map.Entry<String, IntPredicate> entry : parts.entrySet()) {
            if (pValues.get(part++).point().isEmpty()) {
                continue;
            }
            double p = adjusted[next++];
            if (p <= alpha) {
                IntPredicate rows = entry.getValue();
                long size = IntStream.range(0, whole.size()).filter(rows).count();
                long here = whole.absentAmong(rows);
                findings.add(Finding.of(
                                "ABSENCE_DIFFERS",
                                Severity.WARNING,
                                entry.getKey(),
                                "Predictions are absent more, or less, often here than elsewhere, so the complete cases are not like"
                                        + " all records.")
                        .with("absent_here", here + " of " + size)
                        .with("absent_elsewhere", (absent - here) + " of " + (whole.size() - size))
                        .with("p_value_holm", p));
            }
        }
    }

    /** What is compared with all other records: those with the condition, and each group where there are several. */
    private static Map<String, IntPredicate> parts(
            WholeCohort whole, EvaluatedGroup all, Map<String, List<EvaluatedGroup>> groupings) {
        int[] labels = whole.labels();
        int[] order = all.rows();
        Map<String, IntPredicate> parts = new LinkedHashMap<>();
        parts.put("records with the condition", i -> labels[i] == 1);
        groupings.values().stream()
                .filter(groups -> groups.size() > 1)
                .flatMap(List::stream)
                .forEach(group -> {
                    int[] rows = group.rows();
                    Arrays.sort(rows);
                    // the rows of the whole are in this order, those of a group are row numbers of the cohort
                    parts.put(group.slice().toString(), i -> Arrays.binarySearch(rows, order[i]) >= 0);
                });
        return parts;
    }
}
