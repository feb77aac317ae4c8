package io.medml.core.representativeness;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The population that a device is meant for, as its intended use declares it: shares or counts by attributes and joint strata, and ranges of
 * numbers, with their source. Immutable.
 *
 * <pre>{@code
 * population: adults with diabetes in hospital
 * version: "1"
 * source: National hospital statistics, table 4
 * date: "2014"
 * strata:
 *   - by: [gender]
 *     groups: [{values: [Female], share: 0.52}, {values: [Male], share: 0.48}]
 *   - by: [gender, race]
 *     groups: [{values: [Female, Asian], count: 1200}, ...]
 * ranges:
 *   - {column: age, from: 18, to: 90, mean: 61, sd: 14, unit: year}
 * }</pre>
 *
 * <p>A table of strata has shares in all of its groups, which sum to 1 within 0.005 (as printed shares do) and are divided by their sum, or
 * counts in all of them, which are taken as those of a sample that is as uncertain as its size.
 */
public final class IntendedPopulation {

    /**
     * Strata by one or several attributes.
     *
     * @param attributes the attributes
     * @param groups the strata, each with a value of every attribute
     * @param shares the share of each, positive; they sum to 1
     * @param counts the count of each, where the source states counts; else empty
     */
    public record Strata(List<String> attributes, List<List<String>> groups, List<Double> shares, List<Long> counts) {
        /** Copies the lists. */
        public Strata {
            attributes = List.copyOf(attributes);
            groups = groups.stream().map(List::copyOf).toList();
            shares = List.copyOf(shares);
            counts = List.copyOf(counts);
        }
    }

    /**
     * The range of a number.
     *
     * @param column the column
     * @param from lowest value that the intended use covers
     * @param to highest value
     * @param mean mean in the population, if stated
     * @param deviation standard deviation in the population, if stated; with the mean only
     * @param unit its unit; empty where it has none
     */
    public record Range(
            String column, double from, double to, OptionalDouble mean, OptionalDouble deviation, String unit) {}

    private static final double ROUNDING = 0.005;
    private static final int MOST = 10_000;

    private final Content.Fields content;
    private final String name;
    private final String version;
    private final String source;
    private final String date;
    private final List<Strata> strata;
    private final List<Range> ranges;

    private IntendedPopulation(Content from, String where) {
        StrictFields fields =
                StrictFields.of(from, where, "population", "version", "source", "date", "strata", "ranges");
        this.content = from.asFields();
        this.name = trimmed(fields, "population");
        this.version = trimmed(fields, "version");
        this.source = fields.text("source");
        this.date = named(fields, "date", fields.text("date"));
        Optional<String> fault = StatedText.fault(source);
        if (fault.isPresent()) {
            throw fields.wrong("source", "to be " + StatedText.rule() + ", found " + fault.get());
        }
        List<Strata> tables = new ArrayList<>();
        if (fields.has("strata")) {
            fields.parts("strata", "by", "groups").forEach(item -> tables.add(strata(item)));
        }
        List<Range> numbers = new ArrayList<>();
        if (fields.has("ranges")) {
            fields.parts("ranges", "column", "from", "to", "mean", "sd", "unit")
                    .forEach(item -> numbers.add(range(item)));
        }
        Set<Object> once = new HashSet<>();
        if (tables.stream().anyMatch(t -> !once.add(new HashSet<>(t.attributes)))
                || numbers.stream().anyMatch(r -> !once.add(r.column))) {
            throw new DataException(
                    where + ": expected each attribute, each combination of them and each column once, found"
                            + " one twice; remove one of the two");
        }
        if (tables.isEmpty() && numbers.isEmpty()) {
            throw new DataException(where + ": expected strata or ranges, found neither; nothing could be compared");
        }
        this.strata = List.copyOf(tables);
        this.ranges = List.copyOf(numbers);
    }

    /**
     * Reads a declaration.
     *
     * @param content what a JSON or YAML file holds, by {@link Content#parse} or {@link Content#parseYaml}
     * @param where where it stands, for messages, such as {@code population.yaml}
     * @return the population
     * @throws DataException when a key or value is not understood, or shares do not sum to 1; names the place
     */
    public static IntendedPopulation from(Content content, String where) {
        return new IntendedPopulation(content, where);
    }

    private static String named(StrictFields fields, String key, String text) {
        Optional<String> fault = Name.fault(text);
        if (fault.isPresent()) {
            throw fields.wrong(key, "to be " + Name.rule() + ", found " + fault.get());
        }
        return text;
    }

    private static String trimmed(StrictFields fields, String key) {
        try {
            return Name.requireTrimmed(fields.text(key), fields.where() + ", " + key);
        } catch (IllegalArgumentException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Strata strata(StrictFields item) {
        List<String> by = item.texts("by");
        by.forEach(attribute -> named(item, "by", attribute));
        if (by.isEmpty() || by.size() > 5 || new LinkedHashSet<>(by).size() != by.size()) {
            throw item.wrong("by", "to be 1 to 5 different attributes");
        }
        List<List<String>> groups = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (StrictFields group : item.parts("groups", "values", "share", "count")) {
            List<String> values = group.texts("values");
            values.forEach(value -> named(group, "values", value));
            if (values.size() != by.size() || groups.contains(values)) {
                throw group.wrong("values", "to have a value for each of " + by.size() + " attributes, once");
            }
            groups.add(values);
            if (group.has("share") == group.has("count")) {
                throw group.wrong("share", "or count to be stated, and one of them only");
            }
            if (group.has("count")) {
                counts.add(group.whole("count", 1, 1_000_000_000_000L));
                shares.add((double) counts.get(counts.size() - 1));
            } else {
                double share = group.number("share");
                if (!(share > 0 && share <= 1)) {
                    throw group.wrong("share", "to be a fraction in (0, 1]; leave out a stratum that nobody is in");
                }
                shares.add(share);
            }
        }
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        boolean counted = !counts.isEmpty();
        if (groups.isEmpty()
                || groups.size() > MOST
                || (counted && counts.size() != groups.size())
                || (!counted && !(Math.abs(sum - 1) <= ROUNDING))) {
            throw item.wrong(
                    "groups",
                    "to be 1 to " + MOST + " strata with counts in all of them, or with shares that sum to 1 within "
                            + ROUNDING + "; found a sum of " + sum);
        }
        return new Strata(by, groups, shares.stream().map(share -> share / sum).toList(), counts);
    }

    private static Range range(StrictFields item) {
        double from = item.number("from");
        double to = item.number("to");
        if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw item.wrong("to", "to be a finite number above from");
        }
        OptionalDouble mean =
                item.has("mean") ? OptionalDouble.of(item.number("mean", from, to)) : OptionalDouble.empty();
        OptionalDouble deviation = item.has("sd") ? OptionalDouble.of(item.number("sd")) : OptionalDouble.empty();
        if (deviation.isPresent()
                && !(mean.isPresent() && deviation.getAsDouble() > 0 && deviation.getAsDouble() < to - from)) {
            throw item.wrong("sd", "to be positive, less than the range, and beside a mean");
        }
        return new Range(
                named(item, "column", item.text("column")),
                from,
                to,
                mean,
                deviation,
                item.optionalText("unit").orElse(""));
    }

    /**
     * What it is.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Its version.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * Where the figures are from.
     *
     * @return the source in words
     */
    public String source() {
        return source;
    }

    /**
     * What date they are of.
     *
     * @return the date, as it was stated
     */
    public String date() {
        return date;
    }

    /**
     * The strata.
     *
     * @return the tables in their order
     */
    public List<Strata> strata() {
        return strata;
    }

    /**
     * The ranges.
     *
     * @return the ranges in their order
     */
    public List<Range> ranges() {
        return ranges;
    }

    /**
     * The declaration as it was read.
     *
     * @return the content, which {@link #from} reads
     */
    public Content.Fields content() {
        return content;
    }

    /**
     * Pins the declaration by the digest of its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return new ArtifactRef(ArtifactRef.Kind.CONFIGURATION, name, version, Digest.sha256(content.bytes()));
    }

    /** The size of the sample that a table of counts is of. */
    static OptionalLong size(Strata strata) {
        return strata.counts.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        strata.counts.stream().mapToLong(Long::longValue).sum());
    }

    /** Gives name and version. */
    @Override
    public String toString() {
        return name + " " + version;
    }
}
