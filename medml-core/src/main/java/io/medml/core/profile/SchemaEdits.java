package io.medml.core.profile;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Content;
import io.medml.core.profile.SchemaDifference.Change;
import io.medml.core.profile.SchemaDifference.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a person edited between a proposal and its approval, rule by rule. Of the lists of texts ({@code allowed}, {@code sentinels}) it knows
 * how many there were, so that it does not give away a name that a person has taken out; a text in place of another one is not seen. Answers
 * to questions change no rule. Immutable.
 *
 * @param columnsProposed how many columns the data had proposed
 * @param changes what changed, columns in the order of their names first, then rules of the table
 */
public record SchemaEdits(int columnsProposed, List<Change> changes) {

    /** Copies the list. */
    public SchemaEdits {
        changes = List.copyOf(requireNonNull(changes, "changes"));
    }

    /**
     * How many of the proposed columns are still there with another rule than was proposed.
     *
     * @return at most {@link #columnsProposed()}
     */
    public int columnsChanged() {
        return (int) changes.stream()
                .filter(change -> !change.rule().isEmpty() && !change.column().isEmpty())
                .map(Change::column)
                .distinct()
                .count();
    }

    /**
     * How many of the proposed columns were taken out.
     *
     * @return at most {@link #columnsProposed()}
     */
    public int columnsRemoved() {
        return of(Kind.COLUMN_REMOVED).size();
    }

    /**
     * How many columns a person described that the data had not proposed.
     *
     * @return the number
     */
    public int columnsAdded() {
        return of(Kind.COLUMN_ADDED).size();
    }

    /**
     * How many rules those columns have: their type is one, and so is each further field that is not false.
     *
     * @return at least {@link #columnsAdded()}
     */
    public int rulesOfColumnsAdded() {
        return of(Kind.COLUMN_ADDED).stream()
                .mapToInt(change -> (int)
                        Content.parse(change.after().getBytes(StandardCharsets.UTF_8))
                                .asFields()
                                .values()
                                .values()
                                .stream()
                                .filter(rule -> !(rule instanceof Content.Flag flag) || flag.value())
                                .count())
                .sum();
    }

    private List<Change> of(Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).toList();
    }

    /** Puts what evidence says of it. */
    Content.Builder into(Content.Builder body) {
        return body.put("columns_proposed", columnsProposed)
                .put("columns_changed", columnsChanged())
                .put("columns_removed", columnsRemoved())
                .put("columns_added", columnsAdded())
                .put("rules_of_columns_added", rulesOfColumnsAdded())
                .put("edits", Content.items(changes, Change::content));
    }
}
