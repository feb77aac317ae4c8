package io.medml.core.validation;

import io.medml.core.evidence.Content;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What every row should meet, or every row that meets something else. */
record RowRequirement(String name, @Nullable Condition when, Condition required) {

    Content content() {
        Content.Builder builder = Content.fields().put("name", name).put("require", required.content());
        if (when != null) {
            builder.put("when", when.content());
        }
        return builder.build();
    }

    Set<String> columns() {
        Set<String> columns = new TreeSet<>(required.columns());
        if (when != null) {
            columns.addAll(when.columns());
        }
        return columns;
    }
}
