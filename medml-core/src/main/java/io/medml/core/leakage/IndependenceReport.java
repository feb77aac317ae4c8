package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * By what a test set is external to development data, counted, as evidence. Only {@link IndependenceDetector} makes one. Immutable.
 *
 * <p>Findings: {@code SAME_DATA_SET} is an error; {@code SOURCE_INTERNAL}, {@code SOURCE_MIXED}, {@code SOURCE_NOT_SHOWN}, {@code
 * TEST_PERIOD_OVERLAPS}, {@code TEST_PERIOD_NOT_LATER}, {@code TEST_PERIOD_NOT_SHOWN} and {@code TIMES_UNREADABLE} are warnings; {@code SOURCE_EXTERNAL} and {@code
 * TEST_PERIOD_LATER} are for information.
 */
public final class IndependenceReport implements Evidence {

    /** How the sources of the test set stand to those of the development data. */
    public enum Standing {
        /** No record of the test set is from a source of development, and all sources are named. */
        EXTERNAL,
        /** Every record of the test set is from a source of development. */
        INTERNAL,
        /** Some are. */
        MIXED,
        /** None is, as far as sources are named; some are not. */
        NOT_SHOWN
    }

    /**
     * A source that both sets may share.
     *
     * @param name its name
     * @param development records of the development data
     * @param test records of the test set
     */
    public record Value(String name, long development, long test) {}

    /**
     * A kind of source.
     *
     * @param column its column
     * @param standing how the sets stand to each other
     * @param developmentValues distinct sources of the development data
     * @param testValues distinct sources of the test set
     * @param sharedValues sources of both
     * @param testRecordsShared records of the test set that are from those
     * @param developmentMissing records of the development data without a source
     * @param testMissing records of the test set without a source
     * @param values the sources with at least 5 records in one of the sets, at most 100, those with most records of the test set first
     */
    public record Factor(
            String column,
            Standing standing,
            long developmentValues,
            long testValues,
            long sharedValues,
            long testRecordsShared,
            long developmentMissing,
            long testMissing,
            List<Value> values) {

        /** Copies the values. */
        public Factor {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(standing, "standing");
            values = List.copyOf(values);
        }

        Content content() {
            return Content.fields()
                    .put("source", column)
                    .put("standing", standing.name())
                    .put("development_values", developmentValues)
                    .put("test_values", testValues)
                    .put("shared_values", sharedValues)
                    .put("test_records_shared", testRecordsShared)
                    .put("development_missing", developmentMissing)
                    .put("test_missing", testMissing)
                    .put(
                            "values",
                            Content.items(
                                    values,
                                    value -> Content.fields()
                                            .put("value", value.name())
                                            .put("development", value.development())
                                            .put("test", value.test())
                                            .build()))
                    .build();
        }
    }

    /**
     * The times of both sets.
     *
     * @param developmentFirst month of the first record of the development data; empty without a readable time
     * @param developmentLast of the last
     * @param testFirst month of the first record of the test set
     * @param testLast of the last
     * @param after records of the test set after the last of development
     * @param within within its time
     * @param before before its first
     * @param undecided where dates do not say
     * @param developmentMissing records of development without a time
     * @param developmentUnreadable records of development whose time is not of the stated form
     * @param testMissing records of the test set without a time
     * @param testUnreadable records of the test set whose time is not of the stated form
     */
    public record Period(
            Optional<YearMonth> developmentFirst,
            Optional<YearMonth> developmentLast,
            Optional<YearMonth> testFirst,
            Optional<YearMonth> testLast,
            long after,
            long within,
            long before,
            long undecided,
            long developmentMissing,
            long developmentUnreadable,
            long testMissing,
            long testUnreadable) {

        /**
         * Whether the sets were held against each other.
         *
         * @return false where no time of one of them was read; the counts of after, within and before say nothing then
         */
        public boolean assessed() {
            return developmentFirst.isPresent() && testFirst.isPresent();
        }

        Content content() {
            Content.Builder builder = Content.fields()
                    .put("development_missing", developmentMissing)
                    .put("development_unreadable", developmentUnreadable)
                    .put("test_missing", testMissing)
                    .put("test_unreadable", testUnreadable);
            if (assessed()) {
                builder.put("after", after)
                        .put("within", within)
                        .put("before", before)
                        .put("undecided", undecided);
            }
            developmentFirst.ifPresent(month -> builder.put("development_first", month.toString()));
            developmentLast.ifPresent(month -> builder.put("development_last", month.toString()));
            testFirst.ifPresent(month -> builder.put("test_first", month.toString()));
            testLast.ifPresent(month -> builder.put("test_last", month.toString()));
            return builder.build();
        }
    }

    private final ArtifactRef development;
    private final ArtifactRef test;
    private final Provenance provenance;
    private final long developmentRecords;
    private final long testRecords;
    private final List<Factor> factors;
    private final Optional<Period> period;
    private final List<Finding> findings;

    IndependenceReport(
            ArtifactRef development,
            ArtifactRef test,
            Provenance provenance,
            long developmentRecords,
            long testRecords,
            List<Factor> factors,
            Optional<Period> period,
            List<Finding> findings) {
        this.development = development;
        this.test = test;
        this.provenance = provenance;
        this.developmentRecords = developmentRecords;
        this.testRecords = testRecords;
        this.factors = List.copyOf(factors);
        this.period = period;
        this.findings = List.copyOf(findings);
    }

    /**
     * The kinds of sources.
     *
     * @return them in the order given
     */
    public List<Factor> factors() {
        return factors;
    }

    /**
     * The times.
     *
     * @return them; empty when times were not compared
     */
    public Optional<Period> period() {
        return period;
    }

    /**
     * The number of records of the development data.
     *
     * @return the number
     */
    public long developmentRecords() {
        return developmentRecords;
    }

    /**
     * The number of records of the test set.
     *
     * @return the number
     */
    public long testRecords() {
        return testRecords;
    }

    @Override
    public String schema() {
        return "independence-report/1";
    }

    /** The development data, then the test set. */
    @Override
    public List<ArtifactRef> about() {
        return development.equals(test) ? List.of(development) : List.of(development, test);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    /** None: it counts. */
    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        Content.Builder builder = Content.fields()
                .put("development_records", developmentRecords)
                .put("test_records", testRecords)
                .put("sources", Content.items(factors, Factor::content));
        period.ifPresent(is -> builder.put("period", is.content()));
        return builder.build();
    }

    @Override
    public String toString() {
        return "independence of " + about().get(0) + ": " + findings().size() + " findings";
    }
}
