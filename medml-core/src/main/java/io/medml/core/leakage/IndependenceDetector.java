package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.IndependenceReport.Factor;
import io.medml.core.leakage.IndependenceReport.Period;
import io.medml.core.leakage.IndependenceReport.Standing;
import io.medml.core.leakage.IndependenceReport.Value;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says by what a test set is external to development data: whether its records come from sites, devices and other sources that development never
 * saw, and from which time.
 *
 * <pre>{@code
 * IndependenceReport report = IndependenceDetector.builder().source("device").period("recorded", TimeForm.iso(UTC)).build().compare(training, test);
 * }</pre>
 *
 * <ul>
 * <li><b>Sources</b> are compared by the texts of their values, exactly as written: one site under two names counts as two. The test set is external
 *     by a source when each of its records has a value and none of these is in the development data, internal when each is, and mixed between. Where
 *     records of either set have no value it is not shown.
 * <li><b>Period:</b> records of the test set after the last, before the first, or within the time of the development data. Dates on the same day are
 *     undecided. The report shows months.
 * <li><b>Not said:</b> whether patients are shared (see {@link LeakageDetector}), and whether an external set is like the intended use.
 * <li><b>Power:</b> it counts all records; nothing is estimated.
 * </ul>
 *
 * <p>Immutable and reusable.
 */
public final class IndependenceDetector {

    /** Most values of a source that a report lists, 100; all are counted. */
    public static final int MOST_LISTED = 100;

    private final List<String> sources;
    private final @Nullable String time;
    private final @Nullable TimeForm form;

    private IndependenceDetector(Builder builder) {
        this.sources = List.copyOf(builder.sources);
        this.time = builder.time;
        this.form = builder.form;
    }

    /**
     * Starts a detector.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Compares a test set with development data.
     *
     * @param development all data that shaped the model
     * @param test the data to test it on
     * @return the report
     */
    public IndependenceReport compare(Cohort development, Cohort test) {
        List<Finding> findings = new ArrayList<>();
        List<Factor> factors = new ArrayList<>();
        if (development.reference().digest().equals(test.reference().digest())) {
            findings.add(Finding.of(
                    "SAME_DATA_SET",
                    Severity.ERROR,
                    "",
                    "The test set is the development data set; it is external by nothing."));
        }
        for (String source : sources) {
            Factor factor = factor(source, development, test);
            factors.add(factor);
            find(factor, findings);
        }
        Optional<Period> period = Optional.empty();
        if (time != null && form != null) {
            period = Optional.of(period(time, form, development, test));
            find(period.get(), findings);
        }
        Provenance provenance = Provenance.of(IndependenceDetector.class)
                .from(development.reference())
                .from(test.reference())
                .with("sources", String.join(", ", sources))
                .synthetic(development.synthetic() || test.synthetic());
        if (time != null && form != null) {
            provenance = provenance.with("time", time).with("time_form", form);
        }
        if (provenance.synthetic()) {
            findings.add(Finding.syntheticData(test.name()));
        }
        return new IndependenceReport(
                development.reference(),
                test.reference(),
                provenance,
                development.size(),
                test.size(),
                factors,
                period,
                findings);
    }

    private static Column column(Cohort cohort, String name) {
        if (!cohort.table().has(name)) {
            throw new IllegalArgumentException("expected \"" + name
                    + "\" to be a column of both sets; correct its name, or leave it out and know that it is"
                    + " not shown");
        }
        return cohort.table().column(name);
    }

    private static Factor factor(String source, Cohort development, Cohort test) {
        Map<String, Long> known = counts(column(development, source));
        Map<String, Long> tested = counts(column(test, source));
        long developmentMissing = development.size() - sum(known);
        long testMissing = test.size() - sum(tested);
        Set<String> shared = new TreeSet<>(known.keySet());
        shared.retainAll(tested.keySet());
        long inShared = shared.stream()
                .mapToLong(value -> requireNonNull(tested.get(value)))
                .sum();
        Standing standing = inShared == test.size()
                ? Standing.INTERNAL
                : inShared > 0
                        ? Standing.MIXED
                        : testMissing + developmentMissing > 0 ? Standing.NOT_SHOWN : Standing.EXTERNAL;
        List<Value> values = new ArrayList<>();
        Set<String> all = new TreeSet<>(known.keySet());
        all.addAll(tested.keySet());
        for (String value : all) {
            long first = known.getOrDefault(value, 0L);
            long second = tested.getOrDefault(value, 0L);
            if (Math.max(first, second) >= FeatureLeakageDetector.FEWEST_NAMED
                    && Name.fault(value).isEmpty()) {
                values.add(new Value(value, first, second));
            }
        }
        values.sort(Comparator.comparingLong((Value value) -> -value.test())
                .thenComparingLong(value -> -value.development())
                .thenComparing(Value::name));
        return new Factor(
                source,
                standing,
                known.size(),
                tested.size(),
                shared.size(),
                inShared,
                developmentMissing,
                testMissing,
                values.subList(0, Math.min(MOST_LISTED, values.size())));
    }

    private static Map<String, Long> counts(Column column) {
        Map<String, Long> counts = new TreeMap<>();
        for (int row = 0; row < column.size(); row++) {
            column.text(row).ifPresent(text -> counts.merge(text, 1L, Long::sum));
        }
        return counts;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Period period(String time, TimeForm form, Cohort development, Cohort test) {
        Times known = Times.of(column(development, time), form);
        Times tested = Times.of(column(test, time), form);
        long after = 0;
        long before = 0;
        long within = 0;
        long undecided = 0;
        if (known.first != null && known.last != null) {
            for (TimeForm.Moment moment : tested.moments) {
                if (moment.earliest().isAfter(known.last.latest())) {
                    after++;
                } else if (moment.latest().isBefore(known.first.earliest())) {
                    before++;
                } else if (moment.latest().isAfter(known.last.earliest())
                        || moment.earliest().isBefore(known.first.latest())) {
                    undecided++;
                } else {
                    within++;
                }
            }
        }
        return new Period(
                known.month(known.first, form),
                known.month(known.last, form),
                tested.month(tested.first, form),
                tested.month(tested.last, form),
                after,
                within,
                before,
                undecided,
                known.missing,
                known.unreadable,
                tested.missing,
                tested.unreadable);
    }

    private record Times(
            List<TimeForm.Moment> moments,
            TimeForm.@Nullable Moment first,
            TimeForm.@Nullable Moment last,
            long missing,
            long unreadable) {

        static Times of(Column column, TimeForm form) {
            List<TimeForm.Moment> moments = new ArrayList<>();
            long missing = 0;
            for (int row = 0; row < column.size(); row++) {
                Optional<String> text = column.text(row);
                text.flatMap(form::read).ifPresent(moments::add);
                missing += text.isEmpty() && column.state(row) != CellState.UNREADABLE ? 1 : 0;
            }
            return new Times(
                    moments,
                    moments.stream()
                            .min(Comparator.comparing(TimeForm.Moment::earliest))
                            .orElse(null),
                    moments.stream()
                            .max(Comparator.comparing(TimeForm.Moment::latest))
                            .orElse(null),
                    missing,
                    column.size() - missing - moments.size());
        }

        Optional<YearMonth> month(TimeForm.@Nullable Moment moment, TimeForm form) {
            if (moment == null) {
                return Optional.empty();
            }
            Instant at = moment.earliest();
            return Optional.of(YearMonth.from(at.atZone(form.zone())));
        }
    }

    private static void find(Factor factor, List<Finding> findings) {
        String message = switch (factor.standing()) {
            case EXTERNAL -> "No record of the test set is from a source that the development data have.";
            case INTERNAL -> "Every record of the test set is from a source that the development data have.";
            case MIXED -> "Some records of the test set are from a source that the development data have.";
            case NOT_SHOWN ->
                "The named sources are apart, and records without a named source leave open whether all are.";
        };
        findings.add(Finding.of(
                        "SOURCE_" + factor.standing().name(),
                        factor.standing() == Standing.EXTERNAL ? Severity.INFO : Severity.WARNING,
                        factor.column(),
                        message)
                .with("test_records_of_shared_sources", factor.testRecordsShared())
                .with("shared_sources", factor.sharedValues())
                .with("test_records_without_source", factor.testMissing())
                .with("development_records_without_source", factor.developmentMissing()));
    }

    private static void find(Period period, List<Finding> findings) {
        unreadable("development", period.developmentUnreadable(), period.developmentFirst(), findings);
        unreadable("test", period.testUnreadable(), period.testFirst(), findings);
        long untimed = period.developmentMissing()
                + period.developmentUnreadable()
                + period.testMissing()
                + period.testUnreadable();
        boolean known = untimed == 0 && period.undecided() == 0;
        boolean later = known && period.within() == 0 && period.before() == 0;
        Finding found = Finding.of(
                later
                        ? "TEST_PERIOD_LATER"
                        : period.within() > 0
                                ? "TEST_PERIOD_OVERLAPS"
                                : known ? "TEST_PERIOD_NOT_LATER" : "TEST_PERIOD_NOT_SHOWN",
                later ? Severity.INFO : Severity.WARNING,
                "",
                later
                        ? "Every record of the test set is from after the development data."
                        : period.within() > 0
                                ? "Some records of the test set are from the time of the development data."
                                : known
                                        ? "No record of the test set is from the time of the development data, and"
                                                + " some are from before."
                                        : "Times that are missing, unreadable or of the same day leave open whether"
                                                + " the test set is later.");
        if (period.assessed()) {
            found = found.with("after", period.after())
                    .with("within", period.within())
                    .with("before", period.before())
                    .with("undecided", period.undecided());
        }
        findings.add(found.with("test_records_without_time", period.testMissing())
                .with("test_records_with_unreadable_time", period.testUnreadable())
                .with("development_records_without_time", period.developmentMissing())
                .with("development_records_with_unreadable_time", period.developmentUnreadable()));
    }

    private static void unreadable(String set, long records, Optional<YearMonth> first, List<Finding> findings) {
        if (records > 0) {
            findings.add(Finding.of(
                            "TIMES_UNREADABLE",
                            Severity.WARNING,
                            set,
                            (first.isPresent() ? "Some" : "All")
                                    + " times are not of the stated form, so that these records are in no comparison"
                                    + " of times; state the form that the column has.")
                    .with("records", records));
        }
    }

    /** Says what is compared. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final List<String> sources = new ArrayList<>();
        private @Nullable String time;
        private @Nullable TimeForm form;

        private Builder() {}

        /**
         * Compares a source of records.
         *
         * @param column its column in both sets, such as a site, a device, an operator or a laboratory
         * @return this
         */
        public Builder source(String column) {
            if (sources.contains(Name.require(column, "the column of a source"))) {
                throw new IllegalStateException("source \"" + column + "\" is already there");
            }
            sources.add(column);
            return this;
        }

        /**
         * Compares the time of records.
         *
         * @param column its column in both sets
         * @param times how times are written
         * @return this
         */
        public Builder period(String column, TimeForm times) {
            if (time != null) {
                throw new IllegalStateException("the period is already set to column \"" + time + "\"");
            }
            time = Name.require(column, "the column of the time");
            form = requireNonNull(times, "times");
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         * @throws IllegalStateException when nothing is compared
         */
        public IndependenceDetector build() {
            if (sources.isEmpty() && time == null) {
                throw new IllegalStateException("say what is compared: source(column), period(column, times) or both");
            }
            return new IndependenceDetector(this);
        }
    }
}
