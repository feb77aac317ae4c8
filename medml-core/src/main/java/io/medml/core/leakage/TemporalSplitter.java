package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a cohort by time into parts that share no subject: the earlier records to train on, the later ones to test on.
 *
 * <pre>{@code
 * CohortSplit split = TemporalSplitter.builder(Straddlers.FIRST_PART_ONLY).first("train").thenFrom("2014-01-01", "test").build().split(cohort);
 * }</pre>
 *
 * <ul>
 * <li><b>Time</b> is the cohort's time column: whole or decimal numbers, or texts that are all ISO dates ({@code 2014-01-31}) or all ISO
 *     dates with a time of the same place ({@code 2014-01-31T08:30}, without an offset). A record without a time, or with one of
 *     another form, is refused.
 * <li><b>A cut by a stated time</b> ({@link Builder#thenFrom}) puts the records of that time into the later part. <b>A cut by a share</b>
 *     ({@link Builder#thenAfter}) is at the time of the record in position {@code floor(share n)} of all records by time, so that
 *     records of one time are never apart; where many have the same, the earlier part has less than its share.
 * <li><b>Subjects on both sides</b> are treated by the stated {@link Straddlers} rule, and counted.
 * <li><b>No seed:</b> nothing is drawn. The order of the rows does not matter.
 * </ul>
 *
 * <p>The time of a cut that was stated is in the evidence; that of a cut by a share is a record's own and is not. Immutable and
 * reusable.
 */
public final class TemporalSplitter {

    private record Cut(@Nullable String time, double share, String part) {}

    private final Straddlers rule;
    private final String first;
    private final List<Cut> cuts;

    private TemporalSplitter(Builder builder) {
        this.rule = builder.rule;
        this.first = requireNonNull(builder.first);
        this.cuts = List.copyOf(builder.cuts);
    }

    /**
     * Starts a splitter.
     *
     * @param rule what becomes of subjects with records on both sides of a cut
     * @return a builder without parts; confined to one thread
     */
    public static Builder builder(Straddlers rule) {
        return new Builder(requireNonNull(rule, "rule"));
    }

    /**
     * Splits a cohort.
     *
     * @param cohort the cohort, whose time column was declared
     * @return its parts; the rows of a part keep the cohort's order
     * @throws DataException when a record has no time or one that cannot be read, a part would get no record, or subjects are on both sides
     *     of a cut and that is to be refused
     * @throws IllegalArgumentException when the cohort has no time column, or a stated time is not of the column's form or not after the
     *     one before it
     */
    public CohortSplit split(Cohort cohort) {
        Column column = cohort.table()
                .column(cohort.time()
                        .orElseThrow(
                                () -> new IllegalArgumentException("a split by time needs the time column of cohort \""
                                        + cohort.name() + "\"; declare it with time(..) when the cohort is made")));
        double[] times = times(cohort, column);
        double[] bounds = bounds(column, times);
        int[] byTime = Arrays.stream(times)
                .mapToInt(time ->
                        (int) Arrays.stream(bounds).filter(b -> time >= b).count())
                .toArray();
        int[] subjects = cohort.subjects();
        int[] firstPart = new int[cohort.subjectCount()];
        Arrays.fill(firstPart, Integer.MAX_VALUE);
        BitSet straddling = new BitSet();
        for (int row = 0; row < byTime.length; row++) {
            int known = firstPart[subjects[row]];
            if (known != Integer.MAX_VALUE && known != byTime[row]) {
                straddling.set(subjects[row]);
            }
            firstPart[subjects[row]] = Math.min(known, byTime[row]);
        }
        if (rule == Straddlers.REFUSED && !straddling.isEmpty()) {
            throw new DataException("cohort \"" + cohort.name()
                    + "\": expected no subject on both sides of a cut in time, found "
                    + straddling.cardinality() + " of " + cohort.subjectCount() + " subjects; choose another rule of "
                    + Straddlers.class.getSimpleName() + ", or another cut");
        }
        int[] partOf = new int[byTime.length];
        int moved = 0;
        for (int row = 0; row < partOf.length; row++) {
            boolean beyond = byTime[row] != firstPart[subjects[row]];
            boolean out = (rule == Straddlers.LEFT_OUT && straddling.get(subjects[row]))
                    || (rule == Straddlers.FIRST_PART_ONLY && beyond);
            partOf[row] = out ? -1 : firstPart[subjects[row]];
            moved += beyond && !out ? 1 : 0;
        }
        return made(cohort, column, partOf, straddling.cardinality(), moved);
    }

    private CohortSplit made(Cohort cohort, Column column, int[] partOf, int straddling, int moved) {
        List<String> names = new ArrayList<>(List.of(first));
        cuts.forEach(cut -> names.add(cut.part));
        Map<String, Cohort> parts = new LinkedHashMap<>();
        List<Measurement> measurements = new ArrayList<>();
        for (int part = 0; part < names.size(); part++) {
            int[] rows = SplitAssignment.rows(partOf, part);
            if (rows.length == 0) {
                throw new DataException("part \"" + names.get(part) + "\" of cohort \"" + cohort.name()
                        + "\": expected at least one record, found none; the cuts leave no record between them, or the rule for"
                        + " subjects on both sides took them all");
            }
            Cohort made = cohort.subset(rows, cohort.name() + "." + names.get(part));
            parts.put(names.get(part), made);
            measurements.add(CrossValidation.prevalence("part", names.get(part), made));
        }
        int left = (int) IntStream.of(partOf).filter(part -> part < 0).count();
        SplitAssignment assignment = new SplitAssignment.Writer(cohort)
                .cut(SplitAssignment.PARTS, names, partOf)
                .done();
        Content.Builder body = Content.fields();
        CohortSplit.body(parts, fractions(), assignment).values().forEach(body::put);
        body.put(
                "time",
                Content.fields()
                        .put("column", column.name())
                        .put("rule", rule.name())
                        .put("straddling_subjects", straddling)
                        .put("records_from_after_a_cut", moved)
                        .put("left_out_records", left)
                        .build());
        return new CohortSplit(
                cohort.reference(),
                parts,
                provenance(cohort, column),
                measurements,
                findings(cohort, straddling, moved, left),
                body.build(),
                assignment);
    }

    /** The shares that were asked for, where cuts are by shares. */
    private Map<String, Double> fractions() {
        Map<String, Double> fractions = new LinkedHashMap<>();
        if (cuts.get(0).time != null) {
            return fractions;
        }
        String part = first;
        double before = 0;
        for (Cut cut : cuts) {
            fractions.put(part, cut.share - before);
            part = cut.part;
            before = cut.share;
        }
        fractions.put(part, 1 - before);
        return fractions;
    }

    private Provenance provenance(Cohort cohort, Column column) {
        Provenance provenance = Provenance.of(TemporalSplitter.class)
                .from(cohort.reference())
                .with("method", "by time")
                .with("time_column", column.name())
                .with("first", first)
                .with("subjects_on_both_sides", rule.text())
                .synthetic(cohort.synthetic());
        for (int i = 0; i < cuts.size(); i++) {
            Cut cut = cuts.get(i);
            provenance = provenance.with(
                    "cut_" + (i + 1),
                    (cut.time != null ? "from " + cut.time : "after a share of " + cut.share) + ": " + cut.part);
        }
        return provenance;
    }

    private List<Finding> findings(Cohort cohort, int straddling, int moved, int left) {
        List<Finding> findings = SubjectOrder.findings(cohort);
        if (straddling > 0) {
            findings.add(Finding.of(
                            "SUBJECTS_ON_BOTH_SIDES",
                            moved > 0 ? Severity.WARNING : Severity.INFO,
                            cohort.name(),
                            moved > 0
                                    ? "Some subjects have records on both sides of a cut; all of them are in the part of the first,"
                                            + " so that an earlier part holds records from after its cut."
                                    : "Some subjects have records on both sides of a cut; what the rule takes is in no part.")
                    .with("subjects", straddling)
                    .with("subjects_in_all", cohort.subjectCount())
                    .with("records_from_after_a_cut", moved)
                    .with("records_left_out", left));
        }
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return findings;
    }

    // ---- time

    private static double[] times(Cohort cohort, Column column) {
        double[] times = new double[cohort.size()];
        for (int row = 0; row < times.length; row++) {
            OptionalDouble time =
                    column.text(row).map(text -> time(column.kind(), text)).orElse(OptionalDouble.empty());
            if (time.isEmpty()) {
                throw new DataException(cohort.table().place(row) + ", column \"" + column.name()
                        + "\": expected a time, " + form(column) + ", found "
                        + (column.isMissing(row) ? "none" : "another form")
                        + "; correct the source, or leave such records out with excludeMissing(..) and a reason");
            }
            times[row] = time.getAsDouble();
        }
        return times;
    }

    private static String form(Column column) {
        return column.kind() == Column.Kind.CATEGORY
                ? "an ISO date such as 2014-01-31 or 2014-01-31T08:30"
                : "a number";
    }

    private static OptionalDouble time(Column.Kind kind, String text) {
        if (kind != Column.Kind.CATEGORY) {
            return NumberColumn.parse(text);
        }
        try {
            String iso = text.strip().replace(' ', 'T');
            LocalDateTime time = iso.indexOf('T') < 0 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
            return OptionalDouble.of((double)
                    Duration.between(LocalDateTime.of(1970, 1, 1, 0, 0), time).toMillis());
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }

    private double[] bounds(Column column, double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        double[] bounds = new double[cuts.size()];
        for (int i = 0; i < bounds.length; i++) {
            Cut cut = cuts.get(i);
            if (cut.time == null) {
                bounds[i] = sorted[(int) Math.floor(cut.share * sorted.length)];
                continue;
            }
            OptionalDouble bound = time(column.kind(), cut.time);
            if (bound.isEmpty()) {
                throw new IllegalArgumentException(
                        "the cut before part \"" + cut.part + "\": expected a time as column \"" + column.name()
                                + "\" has them, " + form(column) + ", got \"" + cut.time + "\"");
            }
            bounds[i] = bound.getAsDouble();
            if (i > 0 && !(bounds[i] > bounds[i - 1])) {
                throw new IllegalArgumentException("the cut before part \"" + cut.part + "\" must be later than the one"
                        + " before it, got \"" + cut.time + "\"");
            }
        }
        return bounds;
    }

    /** Says which parts there are, from the earliest on. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final Straddlers rule;
        private final List<Cut> cuts = new ArrayList<>();
        private @Nullable String first;

        private Builder(Straddlers rule) {
            this.rule = rule;
        }

        /**
         * Names the earliest part.
         *
         * @param part its name, such as {@code train}
         * @return this
         */
        public Builder first(String part) {
            if (first != null) {
                throw new IllegalStateException("the first part is already set");
            }
            first = Name.require(part, "a part");
            return this;
        }

        /**
         * Adds the part that begins at a time.
         *
         * @param time its earliest time, in the form of the time column
         * @param part its name, such as {@code test}
         * @return this
         */
        public Builder thenFrom(String time, String part) {
            if (time.isBlank()) {
                throw new IllegalArgumentException("the time of a cut is not blank; state a date or a number");
            }
            return add(new Cut(time, 0, Name.require(part, "a part")));
        }

        /**
         * Adds the part that begins after a share of the records.
         *
         * @param share the share of all records that lies before it, in (0, 1), larger than that of the part before
         * @param part its name, such as {@code test}
         * @return this
         */
        public Builder thenAfter(double share, String part) {
            double before = cuts.isEmpty() ? 0 : cuts.get(cuts.size() - 1).share;
            if (!(share > before && share < 1)) {
                throw new IllegalArgumentException("the share before part \"" + Name.require(part, "a part")
                        + "\" must be in (" + before + ", 1), got " + share);
            }
            return add(new Cut(null, share, Name.require(part, "a part")));
        }

        private Builder add(Cut cut) {
            if (first == null) {
                throw new IllegalStateException("the parts start with the earliest; call first(name) before");
            }
            if (first.equals(cut.part) || cuts.stream().anyMatch(c -> c.part.equals(cut.part))) {
                throw new IllegalStateException("part \"" + cut.part + "\" is already there");
            }
            if (cuts.stream().anyMatch(c -> (c.time == null) != (cut.time == null))) {
                throw new IllegalStateException("cuts are all by stated times or all by shares; choose one");
            }
            if (cuts.size() == SplitAssignment.MOST_PARTS - 1) {
                throw new IllegalStateException("a split has at most " + SplitAssignment.MOST_PARTS + " parts");
            }
            cuts.add(cut);
            return this;
        }

        /**
         * Finishes the splitter.
         *
         * @return the splitter
         * @throws IllegalStateException when there is no cut
         */
        public TemporalSplitter build() {
            if (cuts.isEmpty()) {
                throw new IllegalStateException(
                        "a split by time needs a cut; call first(name) and then thenFrom(time, name) or thenAfter(share, name)");
            }
            return new TemporalSplitter(this);
        }
    }
}
