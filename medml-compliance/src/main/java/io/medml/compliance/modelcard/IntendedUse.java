package io.medml.compliance.modelcard;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people state about a device and its use, for the fields of a card that no measurement can fill. Immutable.
 *
 * <p>Fields that are compiled from evidence cannot be stated: a typed-in number is a claim, not a result.
 */
public final class IntendedUse {

    /** Fields that only evidence fills. */
    static final List<CardField> FROM_EVIDENCE = List.of(
            CardField.MODEL_VERSION_AND_SHA256,
            CardField.CHANGE_SUMMARY_SINCE_PREVIOUS,
            CardField.CARD_SCHEMA_VERSION_AND_LANGUAGE,
            CardField.PCCP_STATUS,
            CardField.OPERATING_POINTS_AND_THRESHOLDS,
            CardField.USE_OF_SENSITIVE_VARIABLES_AS_INPUTS,
            CardField.INCLUSION_EXCLUSION_CRITERIA,
            CardField.SAMPLE_SIZES_PER_SPLIT,
            CardField.DEMOGRAPHIC_REPRESENTATIVENESS,
            CardField.INDEPENDENCE_OF_TEST_DATA,
            CardField.TEST_DATA_DESCRIPTION,
            CardField.KNOWN_BIASES_AND_FAILURE_MODES,
            CardField.EVIDENCE_REFERENCES,
            CardField.INTERNAL_PERFORMANCE,
            CardField.SUBGROUP_PERFORMANCE,
            CardField.FAIRNESS_INTERNAL_AND_EXTERNAL,
            CardField.CALIBRATION,
            CardField.METRIC_GOALS_AND_INTERPRETATION,
            CardField.EVIDENCE_INDEX);

    private static final String STATED_BY = "stated_by";

    private final String statedBy;
    private final Map<CardField, String> statements;

    private IntendedUse(String statedBy, Map<CardField, String> statements) {
        this.statedBy = statedBy;
        this.statements = Collections.unmodifiableMap(statements);
    }

    /**
     * Starts a statement.
     *
     * @param statedBy who states it, such as the manufacturer's name
     * @return a builder; confined to one thread
     */
    public static Builder statedBy(String statedBy) {
        return new Builder(statedBy);
    }

    /**
     * Reads statements as people write them in a configuration.
     *
     * @param fields {@code stated_by}, and texts by the keys of {@link CardField}
     * @param where where they stand, for messages
     * @return the statement
     * @throws DataException when a key is unknown or cannot be stated; names the place
     */
    public static IntendedUse read(Content.Fields fields, String where) {
        List<String> keys = List.copyOf(fields.values().keySet());
        for (String key : keys) {
            if (!key.equals(STATED_BY) && CardField.ofKey(key).isEmpty()) {
                throw new DataException(where + ": expected the key of a card field, found \"" + key
                        + "\"; see io.medml.compliance.modelcard.CardField");
            }
        }
        StrictFields stated = StrictFields.of(fields, where, keys.toArray(new String[0]));
        Builder builder = statedBy(stated.text(STATED_BY));
        for (CardField field : CardField.values()) {
            if (stated.has(field.key())) {
                try {
                    builder.state(field, stated.text(field.key()));
                } catch (IllegalArgumentException e) {
                    throw new DataException(where + ": " + e.getMessage(), e);
                }
            }
        }
        return builder.build();
    }

    /**
     * Who states it.
     *
     * @return the name
     */
    public String statedBy() {
        return statedBy;
    }

    /**
     * What is stated in a field.
     *
     * @param field the field
     * @return the text, or empty
     */
    public Optional<String> statement(CardField field) {
        return Optional.ofNullable(statements.get(field));
    }

    /** States one field after the other. Confined to one thread. */
    public static final class Builder {
        private final String statedBy;
        private final Map<CardField, String> statements = new EnumMap<>(CardField.class);

        private Builder(String statedBy) {
            this.statedBy = Objects.requireNonNull(statedBy, "statedBy");
            if (statedBy.isBlank()) {
                throw new IllegalArgumentException("a statement names who states it");
            }
        }

        /**
         * States a field.
         *
         * @param field the field, one that evidence does not fill
         * @param text what is stated; not blank
         * @return this
         */
        public Builder state(CardField field, String text) {
            if (FROM_EVIDENCE.contains(field)) {
                throw new IllegalArgumentException(
                        "field " + field.key() + " is compiled from recorded evidence and cannot be stated");
            }
            if (text.isBlank()) {
                throw new IllegalArgumentException(
                        "field " + field.key() + " is blank; leave it out if nothing is known");
            }
            @Nullable String before = statements.putIfAbsent(field, text);
            if (before != null) {
                throw new IllegalStateException("field " + field.key() + " is already stated");
            }
            return this;
        }

        /**
         * Finishes the statement.
         *
         * @return the statement
         */
        public IntendedUse build() {
            return new IntendedUse(statedBy, new EnumMap<>(statements));
        }
    }
}
