package io.medml.core.profile;

import io.medml.core.evidence.Content;
import io.medml.core.stats.OutlierRule;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How many rows of a column each rule of outliers names. Nothing is taken away: an outlier may be the sickest patient.
 *
 * @param rows the number of rows by rule; a rule is absent where the spread that it uses is 0
 * @param lines lines of the first rows that any rule names, or the numbers of rows where there is no file; at most 20
 */
public record OutlierCounts(Map<OutlierRule, Long> rows, List<Long> lines) {

    /** Copies the counts. */
    public OutlierCounts {
        Map<OutlierRule, Long> copy = new EnumMap<>(OutlierRule.class);
        copy.putAll(rows);
        rows = Collections.unmodifiableMap(copy);
        lines = List.copyOf(lines);
    }

    /**
     * How many rows a rule names.
     *
     * @param rule the rule
     * @return the number, or empty where the rule has no limits
     */
    public Optional<Long> by(OutlierRule rule) {
        return Optional.ofNullable(rows.get(rule));
    }

    Content content() {
        Content.Builder builder = Content.fields().put("lines", Content.items(lines, Content.Whole::new));
        rows.forEach((rule, count) -> builder.put(rule.name().toLowerCase(Locale.ROOT), count));
        return builder.build();
    }
}
