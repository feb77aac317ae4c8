package io.medml.core.validation;

import io.medml.core.evidence.Content;
import java.util.List;

/** Columns whose values together should be found in columns of another table. */
record TableReference(List<String> columns, String table, List<String> targets) {

    TableReference {
        columns = List.copyOf(columns);
        targets = List.copyOf(targets);
    }

    String where() {
        return String.join(", ", columns);
    }

    Content content() {
        return Content.fields()
                .put("columns", Content.texts(columns))
                .put("table", table)
                .put("targets", Content.texts(targets))
                .build();
    }
}
