package io.medml.core.profile;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Content;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the caller says that columns are. All of it may be absent. */
record Roles(
        Optional<String> record,
        Optional<String> subject,
        Optional<String> label,
        Optional<String> site,
        Optional<String> age,
        Set<String> attributes,
        Set<String> unchanging) {

    Roles {
        attributes = new LinkedHashSet<>(attributes);
        unchanging = new LinkedHashSet<>(unchanging);
    }

    static Roles of(Cohort cohort, Roles stated) {
        return new Roles(
                Optional.of(cohort.recordColumn()),
                cohort.subjectColumn(),
                Optional.of(cohort.labelColumn()),
                cohort.site(),
                stated.age,
                new LinkedHashSet<>(cohort.attributes()),
                stated.unchanging);
    }

    boolean statedByCohort() {
        return record.isPresent()
                || subject.isPresent()
                || label.isPresent()
                || site.isPresent()
                || !attributes.isEmpty();
    }

    /** The columns named, each with the role that a message names. */
    List<String> columns() {
        List<String> all = new ArrayList<>();
        for (Optional<String> one : List.of(record, subject, label, site, age)) {
            one.ifPresent(all::add);
        }
        all.addAll(attributes);
        all.addAll(unchanging);
        return all;
    }

    Content content() {
        Content.Builder builder = Content.fields()
                .put("attributes", Content.texts(attributes))
                .put("unchanging", Content.texts(unchanging));
        put(builder, "record", record.orElse(null));
        put(builder, "subject", subject.orElse(null));
        put(builder, "label", label.orElse(null));
        put(builder, "site", site.orElse(null));
        put(builder, "age", age.orElse(null));
        return builder.build();
    }

    private static void put(Content.Builder builder, String role, @Nullable String column) {
        if (column != null) {
            builder.put(role, column);
        }
    }
}
