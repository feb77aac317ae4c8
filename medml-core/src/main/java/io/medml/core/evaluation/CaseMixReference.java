package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.ArtifactRef;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A population that the records of an evaluation are compared with: another cohort, or counts from a publication. Immutable.
 */
public final class CaseMixReference {

    private static final long LARGEST_COUNT = 1_000_000_000_000L;

    private final Optional<ArtifactRef> cohort;
    private final String description;
    private final SortedMap<String, SortedMap<String, Long>> counts;
    private final boolean dependent;

    private CaseMixReference(
            Optional<ArtifactRef> cohort,
            String description,
            SortedMap<String, SortedMap<String, Long>> counts,
            boolean dependent) {
        this.dependent = dependent;
        this.cohort = cohort;
        this.description = description;
        this.counts = counts;
    }

    /**
     * The records of a cohort, by all of its attributes.
     *
     * @param reference the cohort, such as that of the intended population
     * @return the reference
     */
    public static CaseMixReference of(Cohort reference) {
        SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();
        for (String attribute : reference.attributes()) {
            Grouping grouping = reference.groups(attribute);
            SortedMap<String, Long> groups = new TreeMap<>();
            for (int row = 0; row < reference.size(); row++) {
                groups.merge(
                        grouping.slice(grouping.code(row)).conditions().get(0).value(), 1L, Long::sum);
            }
            counts.put(attribute, groups);
        }
        return new CaseMixReference(
                Optional.of(reference.reference()),
                reference.name() + " " + reference.version(),
                counts,
                reference.subjectCount() < reference.size());
    }

    /**
     * Counts that were published.
     *
     * @param source where they are from, such as a citation with its table
     * @param countsByAttribute for each attribute the number of records of each of its values
     * @return the reference
     */
    public static CaseMixReference published(String source, Map<String, Map<String, Long>> countsByAttribute) {
        if (source.isBlank() || countsByAttribute.isEmpty()) {
            throw new IllegalArgumentException(
                    "published counts need a source and at least one attribute with counts; name the document and its table");
        }
        SortedMap<String, SortedMap<String, Long>> counts = new TreeMap<>();
        countsByAttribute.forEach((attribute, groups) -> {
            if (groups.values().stream().anyMatch(count -> count < 0)
                    || groups.values().stream().allMatch(count -> count == 0)) {
                throw new IllegalArgumentException("counts of \"" + attribute
                        + "\" must not be negative, and one must be positive, got " + new TreeMap<>(groups));
            }
            if (groups.values().stream().mapToDouble(Long::doubleValue).sum() > LARGEST_COUNT) {
                throw new IllegalArgumentException("counts of \"" + attribute + "\" must add up to at most 1e12, got "
                        + new TreeMap<>(groups) + "; check that they are counts");
            }
            counts.put(attribute, Collections.unmodifiableSortedMap(new TreeMap<>(groups)));
        });
        return new CaseMixReference(Optional.empty(), source, counts, false);
    }

    /**
     * The cohort it is.
     *
     * @return its reference; empty for published counts
     */
    public Optional<ArtifactRef> cohort() {
        return cohort;
    }

    /**
     * What the reference is, in words.
     *
     * @return name and version of the cohort, or the source of the counts
     */
    public String description() {
        return description;
    }

    /**
     * The counts of an attribute.
     *
     * @param attribute the attribute
     * @return the number of records of each value, sorted; empty where the reference does not state the attribute
     */
    public SortedMap<String, Long> counts(String attribute) {
        Objects.requireNonNull(attribute, "attribute");
        return Collections.unmodifiableSortedMap(counts.getOrDefault(attribute, Collections.emptySortedMap()));
    }

    /** The attributes that it states. */
    Set<String> attributes() {
        return counts.keySet();
    }

    /** Whether some of its subjects have several records; published counts are taken as of subjects. */
    boolean dependent() {
        return dependent;
    }

    @Override
    public String toString() {
        return description;
    }
}
