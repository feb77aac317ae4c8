package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.ScoringModel;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.Table;
import io.medml.core.table.WholeNumberColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of the same records with one attribute changed and everything else left as it is.
 *
 * <p>Measured are the share of records whose predicted class changes and the mean change of the score, over the records of one group.
 * It shows whether the model uses the attribute itself; it is no counterfactual of a patient, whose other values would differ too, and
 * a model that reads a stand-in passes unseen ({@link ProxyCheck}).
 */
public final class AttributeFlip {

    /** Mean of the score with the attribute changed minus the score as it was. */
    public static final Metric SCORE_CHANGE = new Metric(
            "attribute_flip_score_change",
            "mean change of the score when an attribute is changed",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "mean of the score with the attribute changed minus the score as it was");

    private AttributeFlip() {}

    /**
     * Scores the records of a group as they are and with another value of the attribute.
     *
     * @param model the model
     * @param cohort the cohort, which has the attribute as a column of categories
     * @param group the group, of one attribute, such as {@code sex=female}
     * @param instead the value that is put in the place of the group's
     * @param operatingPoint where classes are predicted
     * @param level confidence level, a fraction in (0, 1)
     * @return the check
     */
    public static FairnessCheck of(
            ScoringModel model,
            Cohort cohort,
            Slice group,
            String instead,
            LockedOperatingPoint operatingPoint,
            double level) {
        if (group.conditions().size() != 1) {
            throw new IllegalArgumentException("expected a group of one attribute such as sex=female, found " + group);
        }
        operatingPoint.requireFor(model.reference(), model.scoreKind());
        boolean[] members = Members.of(cohort, group);
        String attribute = group.conditions().get(0).attribute();
        if (instead.isEmpty() || instead.equals(group.conditions().get(0).value())) {
            throw new IllegalArgumentException("expected another value of \"" + attribute + "\" than that of " + group
                    + ", found \"" + instead + "\"");
        }
        int[] rows = IntStream.of(cohort.canonicalOrder())
                .filter(row -> members[row])
                .toArray();
        Table asItIs = cohort.table().select(rows);
        double[] before = model.scores(asItIs);
        double[] after = model.scores(changed(asItIs, attribute, instead));
        int[] cohortSubjects = cohort.subjects();
        int[] subjects = IntStream.of(rows).map(row -> cohortSubjects[row]).toArray();
        int[] classesBefore = operatingPoint.classify(before);
        int[] classesAfter = operatingPoint.classify(after);
        int[] flipped = new int[rows.length];
        double[] changes = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            flipped[i] = classesBefore[i] == classesAfter[i] ? 0 : 1;
            changes[i] = after[i] - before[i];
        }
        Slice slice = group.and(attribute + " (changed to)", instead);
        return new FairnessCheck(
                "attribute-flip/1",
                List.of(model.reference(), cohort.reference()),
                Provenance.of(AttributeFlip.class)
                        .from(model.reference())
                        .from(cohort.reference())
                        .with("group", group)
                        .with("changed_to", instead)
                        .with("operating_point", operatingPoint)
                        .with("threshold", operatingPoint.threshold())
                        .with("confidence_level", level)
                        .synthetic(cohort.synthetic()),
                List.of(
                        new Measurement(
                                Metric.PREDICTION_FLIP_RATE,
                                slice,
                                ClusteredProportion.estimate(flipped, subjects, level)),
                        new Measurement(SCORE_CHANGE, slice, ClusteredMean.estimate(changes, subjects, level))),
                List.of(Finding.of(
                        "FLIP_IS_NO_COUNTERFACTUAL",
                        Severity.INFO,
                        group.toString(),
                        "Only the attribute was changed. A patient of the other group would differ in more than that, and a"
                                + " stand-in for the attribute stays as it was.")),
                Content.fields().put("attribute", attribute).build());
    }

    private static Table changed(Table table, String attribute, String instead) {
        Table.Builder builder = Table.builder();
        for (Column column : table.columns()) {
            if (column.name().equals(attribute)) {
                if (!(column instanceof CategoryColumn)) {
                    throw new IllegalArgumentException("expected a column of categories in \"" + attribute
                            + "\", found a column of numbers; a number has no group to be changed to");
                }
                builder.category(
                        attribute,
                        IntStream.range(0, table.rowCount())
                                .mapToObj(row -> instead)
                                .toList());
            } else if (column instanceof NumberColumn number) {
                builder.number(number.name(), number.values(Double.NaN));
            } else if (column instanceof WholeNumberColumn whole) {
                long[] values = new long[table.rowCount()];
                boolean[] missing = new boolean[table.rowCount()];
                for (int row = 0; row < values.length; row++) {
                    missing[row] = whole.isMissing(row);
                    values[row] = missing[row] ? 0 : whole.value(row);
                }
                builder.wholeNumber(whole.name(), values, missing);
            } else {
                List<@Nullable String> values = new ArrayList<>();
                for (int row = 0; row < table.rowCount(); row++) {
                    values.add(column.text(row).orElse(null));
                }
                builder.category(column.name(), values);
            }
        }
        return builder.build();
    }
}
