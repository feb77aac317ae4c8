package io.medml.core.profile;

import io.medml.core.evidence.Content;
import java.util.Objects;
import java.util.Optional;

/**
 * What one column holds, in counts and figures of many rows.
 *
 * @param name its name
 * @param kind what it seems to hold
 * @param identifier whether it is taken for an identifier, or declared as one; then there are no numbers
 * @param present cells with a value
 * @param missing cells without one: empty, marked for the reader, unreadable, or a text that is taken for missing
 * @param empty cells that were empty or marked for the reader
 * @param unreadable cells that hold something that is no value of the column's type
 * @param takenForMissing cells with a text that is taken for missing
 * @param different how many different values the present cells have
 * @param mostCommon rows of the most common value
 * @param numbers figures of its numbers; empty where it holds none, identifies something, or has fewer numbers than the limit for
 *     small cells
 */
public record ColumnProfile(
        String name,
        ContentKind kind,
        boolean identifier,
        long present,
        long missing,
        long empty,
        long unreadable,
        long takenForMissing,
        long different,
        long mostCommon,
        Optional<Numbers> numbers) {

    /** Checks that the counts go together. */
    public ColumnProfile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(numbers, "numbers");
        if (present < 0
                || empty < 0
                || unreadable < 0
                || takenForMissing < 0
                || missing != empty + unreadable + takenForMissing) {
            throw new IllegalArgumentException("the counts of a column do not go together");
        }
    }

    /**
     * Figures of the numbers of a column.
     *
     * @param smallest the smallest
     * @param lowerQuartile the first quartile, of type 7
     * @param median the median
     * @param upperQuartile the third quartile
     * @param largest the largest
     * @param outliers how many rows each rule of outliers names; empty where there are too few numbers
     */
    public record Numbers(
            double smallest,
            double lowerQuartile,
            double median,
            double upperQuartile,
            double largest,
            Optional<OutlierCounts> outliers) {

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("smallest", smallest)
                    .put("lower_quartile", lowerQuartile)
                    .put("median", median)
                    .put("upper_quartile", upperQuartile)
                    .put("largest", largest);
            outliers.ifPresent(o -> builder.put("outliers", o.content()));
            return builder.build();
        }
    }

    Content content() {
        Content.Builder builder = Content.fields()
                .put("name", name)
                .put("kind", kind.name())
                .put("identifier", identifier)
                .put("present", present)
                .put("missing", missing)
                .put("empty", empty)
                .put("unreadable", unreadable)
                .put("taken_for_missing", takenForMissing)
                .put("different", different)
                .put("most_common", mostCommon);
        numbers.ifPresent(n -> builder.put("numbers", n.content()));
        return builder.build();
    }
}
