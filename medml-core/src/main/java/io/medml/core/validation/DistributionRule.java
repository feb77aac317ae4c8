package io.medml.core.validation;

import io.medml.core.evidence.Content;
import org.jspecify.annotations.Nullable;

/**
 * A range for something that the values of a column have together.
 *
 * @param check what: mean, quantile or share
 * @param probability of the quantile; 0 for the others
 * @param value the value whose share is meant; null for the others
 */
record DistributionRule(
        Check check, double probability, @Nullable String value, ValueRange range) {

    Content content() {
        Content.Builder builder = Content.fields().put("of", check.name()).put("range", ColumnSpec.content(range));
        if (check == Check.QUANTILE_OUT_OF_RANGE) {
            builder.put("probability", probability);
        }
        if (value != null) {
            builder.put("value", value);
        }
        return builder.build();
    }
}
