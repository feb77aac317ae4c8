package io.medml.core.validation;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the host's own objects against the Jakarta Validation constraints that their type declares, such as {@code @NotNull} and
 * {@code @Max(120)}, in one pass. Immutable and reusable.
 *
 * <pre>{@code
 * ValidationReport report = RecordValidator.of(Patient.class).validate(patients, dataset);
 * }</pre>
 *
 * <ul>
 * <li><b>Rules</b> are named by path and constraint, {@code age @Max(value = 120)}; a finding {@link Check#VALUE_CONSTRAINT} says how many
 *     rows break one, and the first of them. Elements of lists, maps and the like have one path together, {@code visits[].date}: positions
 *     and keys are left out, since a key may be a patient's. The rules of objects that are reached through {@code @Valid} on a whole
 *     collection are listed where they are broken.
 * <li><b>Never a value:</b> messages are not interpolated at all; what a constraint would say about a value is not asked for.
 * <li><b>Memory</b> is a bit for each row and broken rule.
 * <li><b>Severity</b> is {@link Severity#ERROR} unless said otherwise: for a path, else for a payload of the constraint, else for its
 *     annotation.
 * <li><b>A type without constraints</b> gives a report that says {@link Check#NOT_ASSESSED}; it never passes.
 * </ul>
 *
 * <p>This class needs a provider of Jakarta Validation 3, such as {@code org.hibernate.validator:hibernate-validator}, among the host's
 * own dependencies; an expression language is not needed. The provider reads the host's fields by reflection, so a host that is a module
 * opens their package to it. The rest of this package does without.
 *
 * @param <T> type of the objects
 */
public final class RecordValidator<T> {

    private final Class<T> type;
    private final List<Class<?>> groups;
    private final SortedMap<String, Severity> byPath;
    private final Map<Class<?>, Severity> byType;
    private final int rowLimit;

    private RecordValidator(
            Class<T> type,
            List<Class<?>> groups,
            SortedMap<String, Severity> byPath,
            Map<Class<?>, Severity> byType,
            int rowLimit) {
        this.type = type;
        this.groups = groups;
        this.byPath = byPath;
        this.byType = byType;
        this.rowLimit = rowLimit;
    }

    /**
     * A validator of objects of a type.
     *
     * @param type the type that declares constraints, or inherits them
     * @param <T> that type
     * @return the validator, for the default group
     */
    public static <T> RecordValidator<T> of(Class<T> type) {
        return new RecordValidator<>(
                requireNonNull(type, "type"), List.of(), new TreeMap<>(), Map.of(), DataValidator.DEFAULT_ROW_LIMIT);
    }

    /**
     * Chooses the groups of constraints that are checked, such as those for training and those for use.
     *
     * @param chosen at least one interface, none twice
     * @return a copy with these groups instead of the default one
     */
    public RecordValidator<T> withGroups(Class<?>... chosen) {
        List<Class<?>> all = List.of(chosen);
        if (all.isEmpty() || all.stream().distinct().count() != all.size()) {
            throw new IllegalArgumentException("expected at least one group and none twice, got " + all.size());
        }
        for (Class<?> group : all) {
            if (!group.isInterface()) {
                throw new IllegalArgumentException("a group is an interface, got " + group.getName());
            }
        }
        return new RecordValidator<>(type, all, byPath, byType, rowLimit);
    }

    /**
     * Says how much a breach weighs at a path.
     *
     * @param path a path as the report names it, such as {@code age} or {@code visits[].date}; empty for constraints of the type itself
     * @param severity the severity of its findings
     * @return a copy with the severity
     */
    public RecordValidator<T> withSeverity(String path, Severity severity) {
        SortedMap<String, Severity> copy = new TreeMap<>(byPath);
        if (copy.putIfAbsent(requireNonNull(path, "path"), requireNonNull(severity, "severity")) != null) {
            throw new IllegalStateException("the severity of path \"" + path + "\" is already set");
        }
        return new RecordValidator<>(type, groups, copy, byType, rowLimit);
    }

    /**
     * Says how much a breach weighs for a constraint's annotation, such as {@code Size.class}, or for all constraints that carry a
     * payload.
     *
     * @param constraintOrPayload an annotation, or a type that constraints name as {@code payload}
     * @param severity the severity of its findings
     * @return a copy with the severity
     */
    public RecordValidator<T> withSeverity(Class<?> constraintOrPayload, Severity severity) {
        Map<Class<?>, Severity> copy = new LinkedHashMap<>(byType);
        if (copy.putIfAbsent(
                        requireNonNull(constraintOrPayload, "constraintOrPayload"),
                        requireNonNull(severity, "severity"))
                != null) {
            throw new IllegalStateException(
                    "the severity of " + constraintOrPayload.getSimpleName() + " is already set");
        }
        return new RecordValidator<>(type, groups, byPath, copy, rowLimit);
    }

    /**
     * Changes how many failing rows a report lists.
     *
     * @param rows at least 0
     * @return a copy with the limit
     */
    public RecordValidator<T> withRowLimit(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("the row limit must not be negative, got " + rows);
        }
        return new RecordValidator<>(type, groups, byPath, byType, rows);
    }

    /**
     * Validates objects, gone through once and never kept.
     *
     * @param records the objects
     * @param dataset what they are, with the digest of their content; the caller's word
     * @return a report about the data set, whose rows are the objects in their order
     * @throws io.medml.core.error.DataException when there is null in place of an object, or there are more than 2,147,483,647
     * @throws IllegalArgumentException when the constraints of the type contradict themselves or do not fit it
     * @throws IllegalStateException when there is no provider of Jakarta Validation, a severity was set for what does not exist, or the
     *     host's own code fails while a constraint is checked
     */
    public ValidationReport validate(Iterable<? extends T> records, ArtifactRef dataset) {
        return validate(records, dataset, false);
    }

    /**
     * Validates objects, gone through once and never kept, and says whether they are generated.
     *
     * @param records the objects
     * @param dataset what they are, with the digest of their content; the caller's word
     * @param synthetic whether the objects are generated and not from patients; the report's provenance carries it
     * @return a report about the data set, whose rows are the objects in their order
     * @throws io.medml.core.error.DataException when there is null in place of an object, or there are more than 2,147,483,647
     * @throws IllegalArgumentException when the constraints of the type contradict themselves or do not fit it
     * @throws IllegalStateException when there is no provider of Jakarta Validation, a severity was set for what does not exist, or the
     *     host's own code fails while a constraint is checked
     */
    public ValidationReport validate(Iterable<? extends T> records, ArtifactRef dataset, boolean synthetic) {
        requireNonNull(records, "records");
        if (dataset.kind() != ArtifactRef.Kind.DATASET) {
            throw new IllegalArgumentException("expected a reference to a data set, got one of kind " + dataset.kind());
        }
        try {
            return new RecordValidation<>(type, groups, byPath, byType, rowLimit).run(records, dataset, synthetic);
        } catch (NoClassDefFoundError e) {
            // the interfaces of Jakarta Validation are the host's to bring
            throw new IllegalStateException(
                    "expected Jakarta Validation among the host's dependencies, found that a class of it is not there;"
                            + " add org.hibernate.validator:hibernate-validator, and for a host that is a module requires"
                            + " jakarta.validation",
                    e);
        }
    }
}
