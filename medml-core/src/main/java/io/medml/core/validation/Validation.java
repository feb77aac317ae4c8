package io.medml.core.validation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.table.Table;
import org.jspecify.annotations.Nullable;

/** One run of a validator. */
@SuppressWarnings("DoNotCallSuggester")
final class Validation {

    private Validation() {}

    static ValidationReport run(
            @Nullable DataSchema schema, int rowLimit, Table table, ArtifactRef dataset, boolean synthetic) {
        throw new UnsupportedOperationException();
    }
}
