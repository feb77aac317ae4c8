package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Records that are nearly the same, counted, as evidence. Only {@link NearDuplicateDetector} makes one. It holds counts and lines, never a value,
 * an identifier or a hash. Immutable.
 *
 * <p>Findings: {@code SEARCH_NOT_FINISHED} is an error; {@code NEAR_DUPLICATES} and {@code NEAR_DUPLICATES_OF_OTHER_SUBJECTS} are warnings, the
 * latter for information where chance explains it; {@code MATCHES_AS_BY_CHANCE} is for information.
 */
public final class NearDuplicateReport implements Evidence {

    /** What was compared. */
    public enum Matches {
        /** Rows of columns. */
        ROWS,
        /** Hashes of images. */
        IMAGES
    }

    /**
     * Where two records that match are.
     *
     * @param first line (row, where there is no file) of one
     * @param second that of the other
     */
    public record Pair(long first, long second) {}

    /**
     * What one comparison found.
     *
     * @param kind what was compared
     * @param firstRecords records of the first set, or of the one
     * @param secondRecords records of the second set, or of the one
     * @param matched records of the second set (of the one) that have a match
     * @param otherSubjects those of them that match a record of another subject; empty where subjects are not declared
     * @param groups within one set, groups of chained matches; empty between two
     * @param pairs pairs that match
     * @param expectedPairs pairs to expect by chance if columns, or bits, were independent
     * @param chanceOfAsMany how likely independent columns, or bits, give as many pairs or more
     * @param finished whether the search came to its end
     * @param examples the first pairs by line, at most 10
     */
    public record Compared(
            Matches kind,
            long firstRecords,
            long secondRecords,
            long matched,
            OptionalLong otherSubjects,
            OptionalLong groups,
            long pairs,
            double expectedPairs,
            double chanceOfAsMany,
            boolean finished,
            List<Pair> examples) {

        /** Copies the examples. */
        public Compared {
            Objects.requireNonNull(kind, "kind");
            examples = List.copyOf(examples);
        }

        /**
         * How many records would go if each group kept one.
         *
         * @return within one set, records with a match less groups; empty between two sets
         */
        public OptionalLong repeats() {
            return groups.isPresent() ? OptionalLong.of(matched - groups.getAsLong()) : OptionalLong.empty();
        }

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("compared", kind.name())
                    .put("first_records", firstRecords)
                    .put("second_records", secondRecords)
                    .put("matched", matched)
                    .put("pairs", pairs)
                    .put("pairs_expected_by_chance", expectedPairs)
                    .put("chance_of_as_many", chanceOfAsMany)
                    .put("finished", finished)
                    .put(
                            "examples",
                            Content.items(
                                    examples,
                                    pair -> Content.fields()
                                            .put("first_line", pair.first())
                                            .put("second_line", pair.second())
                                            .build()));
            otherSubjects.ifPresent(count -> builder.put("matched_other_subjects", count));
            groups.ifPresent(count -> builder.put("groups", count));
            return builder.build();
        }
    }

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<String> columns;
    private final List<Compared> results;
    private final List<Finding> findings;

    NearDuplicateReport(
            List<ArtifactRef> about,
            Provenance provenance,
            List<String> columns,
            List<Compared> results,
            List<Finding> findings) {
        this.about = about.stream().distinct().toList();
        this.provenance = provenance;
        this.columns = List.copyOf(columns);
        this.results = List.copyOf(results);
        this.findings = List.copyOf(findings);
    }

    /**
     * The columns that rows were compared by.
     *
     * @return their names, sorted; empty when rows were not compared
     */
    public List<String> columns() {
        return columns;
    }

    /**
     * What was found.
     *
     * @return rows first, then images, as far as compared
     */
    public List<Compared> results() {
        return results;
    }

    @Override
    public String schema() {
        return "near-duplicate-report/1";
    }

    /** The one set, or the first and the second. */
    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return results.stream()
                .map(each -> new Measurement(
                        NearDuplicateDetector.NEAR_DUPLICATE_SHARE,
                        Slice.of("compared", each.kind().name().toLowerCase(Locale.ROOT)),
                        Estimate.of(
                                (double) each.matched() / each.secondRecords(),
                                new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                                Support.ofProportion(each.matched(), each.secondRecords()))))
                .toList();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("columns", Content.texts(columns))
                .put("results", Content.items(results, Compared::content))
                .build();
    }

    @Override
    public String toString() {
        return "near duplicates of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
