package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Auroc;
import io.medml.core.stats.CramersV;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How well single features give away an attribute that is there for auditing only.
 *
 * <p>A model that does not read the attribute may still read a stand-in for it. For each number the AUROC with which it tells each
 * group from all others, with DeLong's or Obuchowski's interval: 0.5 tells nothing, 0 and 1 tell all. For each category Cramer's V.
 * Missing numbers are left out and counted; a missing category is a category. That no single feature is a stand-in does not show that
 * several together are none.
 */
public final class ProxyCheck {

    /** AUROC of one feature for one group against all others. */
    public static final Metric FEATURE_AUROC = new Metric(
            "proxy_auroc",
            "AUROC of a feature for a group",
            Direction.TARGET,
            0,
            1,
            "P(feature larger inside of the group than outside) + P(equal)/2; 0.5 tells nothing about the group");

    /** Cramer's V of one categorical feature and the attribute. */
    public static final Metric FEATURE_ASSOCIATION = new Metric(
            "proxy_cramers_v",
            "Cramer's V of a feature and an attribute",
            Direction.LOWER,
            0,
            1,
            "sqrt(chi-square / (n (min(r, c) - 1)))");

    private ProxyCheck() {}

    /**
     * Checks the features of a model against an attribute.
     *
     * @param model the model whose features they are
     * @param cohort the cohort, which has the attribute
     * @param attribute the attribute that is there for auditing only
     * @param features names of the columns that the model reads
     * @param level confidence level, a fraction in (0, 1)
     * @return the check; a finding {@code AUDIT_ATTRIBUTE_IS_A_FEATURE} where the attribute itself is among the features
     */
    public static FairnessCheck of(
            ArtifactRef model, Cohort cohort, String attribute, List<String> features, double level) {
        if (features.isEmpty()) {
            throw new IllegalArgumentException("expected the columns that the model reads, found none");
        }
        int[] order = cohort.canonicalOrder();
        Table table = cohort.table().select(order);
        Grouping grouping = cohort.groups(attribute);
        int[] groups = Arrays.stream(order).map(grouping::code).toArray();
        int[] cohortSubjects = cohort.subjects();
        int[] subjects = Arrays.stream(order).map(row -> cohortSubjects[row]).toArray();
        List<Measurement> measurements = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (String feature : features) {
            if (feature.equals(attribute)) {
                findings.add(Finding.of(
                        "AUDIT_ATTRIBUTE_IS_A_FEATURE",
                        Severity.ERROR,
                        attribute,
                        "The model reads the attribute itself, which was declared to be for auditing only."));
                continue;
            }
            Column column = table.column(feature);
            Slice slice = Slice.of("feature", feature);
            if (column instanceof CategoryColumn category) {
                int[] codes = codes(category);
                measurements.add(new Measurement(
                        FEATURE_ASSOCIATION, slice.and("attribute", attribute), CramersV.of(codes, groups)));
            } else {
                for (int group = 0; group < grouping.count(); group++) {
                    measurements.add(new Measurement(
                            FEATURE_AUROC,
                            slice.and(attribute, grouping.names().get(group)),
                            area(column, groups, group, subjects, level)));
                }
            }
        }
        return new FairnessCheck(
                "proxy-check/1",
                List.of(model, cohort.reference()),
                Provenance.of(ProxyCheck.class)
                        .from(model)
                        .from(cohort.reference())
                        .with("attribute", attribute)
                        .with("features", String.join(",", features))
                        .with("confidence_level", level)
                        .synthetic(cohort.synthetic()),
                measurements,
                findings,
                Content.fields().put("attribute", attribute).build());
    }

    /** Codes that do not depend on the order of rows; -1 for missing. */
    private static int[] codes(CategoryColumn column) {
        Set<String> names = new TreeSet<>(column.categories());
        List<String> sorted = List.copyOf(names);
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = column.isMissing(row) ? -1 : sorted.indexOf(column.value(row));
        }
        return codes;
    }

    private static Estimate area(Column column, int[] groups, int group, int[] subjects, double level) {
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                rows.add(row);
            }
        }
        int[] labels =
                rows.stream().mapToInt(row -> groups[row] == group ? 1 : 0).toArray();
        double[] values = rows.stream()
                .mapToDouble(row -> Double.parseDouble(column.text(row).orElseThrow()))
                .toArray();
        int[] owners = rows.stream().mapToInt(row -> subjects[row]).toArray();
        Estimate area = Auroc.estimate(ScoredLabels.of(labels, values).withSubjects(owners), level);
        long missing = column.size() - (long) rows.size();
        return area.fold(
                e -> Estimate.of(e.value(), e.intervalEstimate(), e.support().with("missing", missing)),
                not -> new Estimate.NotEstimable(
                        not.reason(), not.intervalEstimate(), not.support().with("missing", missing)));
    }
}
