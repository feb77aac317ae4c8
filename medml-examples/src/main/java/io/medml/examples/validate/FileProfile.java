package io.medml.examples.validate;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Notice;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.leakage.FeatureLeakageDetector;
import io.medml.core.leakage.FeatureLeakageLayout;
import io.medml.core.profile.DataProfile;
import io.medml.core.profile.DataProfileLayout;
import io.medml.core.profile.DataProfiler;
import io.medml.core.profile.ProposedSchema;
import io.medml.core.table.Column;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import io.medml.core.validation.QuarantineWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file that no schema describes yet, and proposes one. The table is in memory; where rows are set aside the file is read once
 * more. Immutable.
 */
public final class FileProfile {

    /** The page. */
    public static final String PAGE = "profile.html";

    /** The profile, as the evidence that a ledger would keep. */
    public static final String REPORT = "profile.json";

    /**
     * The schema that these data would fit; it checks nothing before a person has approved it. Its owner alone can read the file, where the
     * file system knows owners, for the texts that it lists may be names.
     */
    public static final String PROPOSAL = "proposed-schema.json";

    /** The page on columns that reveal the outcome. */
    public static final String OUTCOME_PAGE = "outcome.html";

    /** What was found of such columns, as evidence. */
    public static final String OUTCOME_REPORT = "outcome.json";

    /** Fewest rows of each value where an outcome has more than two and none is named. */
    public static final int FEWEST_OF_VALUE = 10;

    private final Function<Path, RowSource> reader;
    private final DataProfiler profiler;
    private final Optional<String> record;
    private final Optional<String> subject;
    private final Optional<String> outcome;
    private final Optional<String> positive;
    private final boolean delimiterStated;
    private final NamesFrom names;

    private FileProfile(Builder builder) {
        this.reader = builder.reader;
        this.profiler = builder.profiler.build();
        this.record = Optional.ofNullable(builder.record);
        this.subject = Optional.ofNullable(builder.subject);
        this.outcome = Optional.ofNullable(builder.outcome);
        this.positive = Optional.ofNullable(builder.positive);
        this.delimiterStated = builder.delimiterStated;
        this.names = builder.names;
    }

    /**
     * What was made of a file.
     *
     * @param profile the profile
     * @param outcome whether columns that reveal the outcome were looked for, and what was found
     * @param proposal the proposed schema; empty where there is no row
     * @param setAside number of rows that warnings name
     */
    public record Result(DataProfile profile, OutcomeSearch outcome, Optional<ProposedSchema> proposal, int setAside) {

        /** Checks that all are there. */
        public Result {
            requireNonNull(profile, "profile");
            requireNonNull(outcome, "outcome");
            requireNonNull(proposal, "proposal");
        }

        /**
         * All that was found.
         *
         * @return the findings, the worst first
         */
        public List<Finding> findings() {
            Stream<Finding> more = outcome instanceof OutcomeSearch.Assessed assessed
                    ? assessed.report().findings().stream()
                    : Stream.empty();
            return Stream.concat(profile.findings().stream(), more)
                    .sorted(Comparator.comparing(Finding::severity).reversed())
                    .toList();
        }
    }

    /**
     * Says how the file is written.
     *
     * @param reader its rows
     * @return a builder that can be finished at once; confined to one thread
     */
    public static Builder with(Function<Path, RowSource> reader) {
        return new Builder(reader);
    }

    /**
     * Looks at a file and writes.
     *
     * @param data the file
     * @param version version of the data set
     * @param out a folder without results of another look; made if absent
     * @return what was found
     */
    public Result profile(Path data, String version, Path out) {
        RegularFile.require(data, "a table");
        try (ResultFolder results = ResultFolder.at(out)) {
            return profile(data, version, results);
        }
    }

    private Result profile(Path data, String version, ResultFolder results) {
        Digest before = ResultFolder.digest(data);
        Table table =
                reader.apply(data).fromFile(ResultFolder.file(data, before)).read();
        String name = String.valueOf(data.getFileName());
        if (delimiterStated) {
            HeaderNames.requireAsStated(name, table, names);
        } else {
            HeaderNames.require(name, table, names);
        }
        DataProfile profile = profiler.profile(table, name, version);
        OutcomeSearch search = search(table, name, version);
        Optional<ProposedSchema> proposal =
                profile.rows() == 0 ? Optional.empty() : Optional.of(profile.proposedSchema(schemaName(name), "1"));
        int[] suspects = profile.suspectRows();
        if (suspects.length > 0) {
            results.rows(
                    file -> QuarantineWriter.write(
                            suspects, profile::reasons, profile.rows(), reader.apply(data), file),
                    () -> ResultFolder.requireUnchanged(data, before));
        } else {
            ResultFolder.requireUnchanged(data, before);
        }
        if (search instanceof OutcomeSearch.Assessed assessed) {
            results.bytes(OUTCOME_REPORT, assessed.report().document().bytes());
            results.page(OUTCOME_PAGE, FeatureLeakageLayout.of(assessed.report(), notice(assessed)));
        }
        proposal.ifPresent(
                proposed -> results.ownersBytes(PROPOSAL, proposed.content().indented()));
        results.bytes(REPORT, profile.document().bytes());
        results.page(PAGE, DataProfileLayout.of(profile, notice(search), notice(proposal)));
        return new Result(profile, search, proposal, suspects.length);
    }

    private static String schemaName(String file) {
        String stem = file.contains(".") ? file.substring(0, file.indexOf('.')) : file;
        return Name.fault(stem).isEmpty() ? stem : "proposed";
    }

    private static Notice notice(OutcomeSearch search) {
        return new Notice(
                Notice.Kind.INFORMATION,
                search instanceof OutcomeSearch.NotAssessed none
                        ? "Columns that reveal the outcome: NOT_ASSESSED, " + none.reason()
                                + ". Nothing on this page says that there is none."
                        : "Columns that reveal the outcome were looked for: " + OUTCOME_PAGE + ".");
    }

    private static Notice notice(Optional<ProposedSchema> proposal) {
        return new Notice(
                Notice.Kind.INFORMATION,
                proposal.map(schema -> "The schema in " + PROPOSAL + " is a proposal with "
                                + schema.questions().size() + " questions. It checks nothing before a person has"
                                + " approved it.")
                        .orElse("No schema is proposed, since there is no row."));
    }

    private Notice notice(OutcomeSearch.Assessed assessed) {
        return new Notice(
                Notice.Kind.INFORMATION,
                "The outcome is column " + outcome.orElse("") + ", "
                        + positive.map(value -> "its value " + value + " against all others.")
                                .orElse("of two values the rarer one, of several each against the others.")
                        + (assessed.leftOut() == 0
                                ? ""
                                : " " + assessed.leftOut() + " rows without an outcome or a subject were left out."));
    }

    // ---- columns that reveal the outcome ----

    private OutcomeSearch search(Table table, String name, String version) {
        if (outcome.isEmpty()) {
            return new OutcomeSearch.NotAssessed("no outcome was named");
        }
        if (table.rowCount() == 0) {
            return new OutcomeSearch.NotAssessed("there is no row");
        }
        String label = outcome.get();
        String number = unused(table, "medml_row");
        List<String> features = new ArrayList<>(table.columnNames());
        features.remove(label);
        record.ifPresent(features::remove);
        subject.ifPresent(features::remove);
        if (features.isEmpty()) {
            throw new DataException(
                    "expected columns beside outcome \"" + label + "\", found none; leave the outcome out");
        }
        Map<String, Integer> values = values(table.column(label));
        FeatureLeakageDetector.Builder detector = FeatureLeakageDetector.builder()
                .features(features.toArray(String[]::new))
                .suspectNames(FeatureLeakageDetector.OUTCOME_WORDS.toArray(String[]::new));
        String one = positive.orElseGet(() -> rarest(values));
        List<String> others = new ArrayList<>(values.keySet());
        if (values.size() < 2) {
            throw new DataException("expected at least two values of outcome \"" + label + "\", found " + values.size()
                    + "; name another column, or leave the outcome out");
        }
        if (!others.remove(one)) {
            throw new DataException("expected the value of outcome \"" + label + "\" that counts among its "
                    + values.size() + " values, found it in no row; write it (--positive) as the file does");
        }
        if (positive.isEmpty() && values.size() > 2) {
            if (values.values().stream().anyMatch(rows -> rows < FEWEST_OF_VALUE)) {
                throw new DataException("expected at least " + FEWEST_OF_VALUE + " rows of each value of outcome \""
                        + label + "\", or the value that counts, found " + values.size()
                        + " values and fewer rows of some; name the value (--positive), or leave the outcome out");
            }
            detector.eachClass();
        }
        Cohort.LabelStage rows = Cohort.from(table.numbered(number)).record(number);
        subject.ifPresent(rows::subject);
        Cohort.Builder cohort = positive.isPresent()
                // a value that differs from the named one by case or blanks only is refused
                ? rows.label(label, one)
                : rows.label(label, one, others.toArray(String[]::new));
        cohort.dropUnlabelled("no outcome");
        subject.ifPresent(column -> cohort.excludeMissing(column, "no subject"));
        Cohort named = cohort.named(name, version);
        return new OutcomeSearch.Assessed(detector.build().detect(named), (long) table.rowCount() - named.size());
    }

    private static String unused(Table table, String name) {
        return table.has(name) ? unused(table, name + "_") : name;
    }

    private static Map<String, Integer> values(Column column) {
        Map<String, Integer> values = new TreeMap<>();
        for (int row = 0; row < column.size(); row++) {
            column.text(row).ifPresent(value -> values.merge(value, 1, Integer::sum));
        }
        return values;
    }

    /** Of those with the fewest rows the last; empty where there is no value. */
    private static String rarest(Map<String, Integer> values) {
        return values.entrySet().stream()
                .min(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** Says what columns are, as far as it is known. Saying the same thing twice is an error. Confined to one thread. */
    public static final class Builder {

        private final Function<Path, RowSource> reader;
        private final DataProfiler.Builder profiler = DataProfiler.builder();
        private @Nullable String record;
        private @Nullable String subject;
        private @Nullable String outcome;
        private @Nullable String positive;
        private boolean delimiterStated;
        private NamesFrom names = NamesFrom.FIRST_LINE;

        private Builder(Function<Path, RowSource> reader) {
            this.reader = requireNonNull(reader, "reader");
        }

        /**
         * The column that identifies a record.
         *
         * @param column its name
         * @return this
         */
        public Builder record(String column) {
            profiler.record(column);
            record = column;
            return this;
        }

        /**
         * The column that says which subject a record belongs to.
         *
         * @param column its name
         * @return this
         */
        public Builder subject(String column) {
            profiler.subject(column);
            subject = column;
            return this;
        }

        /**
         * The column of the site.
         *
         * @param column its name
         * @return this
         */
        public Builder site(String column) {
            profiler.site(column);
            return this;
        }

        /**
         * The column of the age in years.
         *
         * @param column its name
         * @return this
         */
        public Builder age(String column) {
            profiler.age(column);
            return this;
        }

        /**
         * The attributes of people by which groups are looked at.
         *
         * @param columns their names, at least one
         * @return this
         */
        public Builder attributes(String... columns) {
            profiler.attributes(columns);
            return this;
        }

        /**
         * The column of the outcome. Of two values the rarer one counts; of several each against the others.
         *
         * @param column its name
         * @return this
         */
        public Builder outcome(String column) {
            profiler.label(column);
            outcome = column;
            return this;
        }

        /**
         * The column of the outcome, and its value that counts against all others.
         *
         * @param column its name
         * @param value the value
         * @return this
         */
        public Builder outcome(String column, String value) {
            positive = requireNonNull(value, "value");
            return outcome(column);
        }

        /**
         * States that a person said what stands between the fields. One column whose cells hold another such mark is then taken as it is,
         * unless its name and every cell have the same number of it.
         *
         * @return this
         */
        public Builder delimiterStated() {
            delimiterStated = true;
            return this;
        }

        /**
         * Says where the names of columns are from; from the first line unless said.
         *
         * @param from where from
         * @return this
         */
        public Builder namesFrom(NamesFrom from) {
            names = requireNonNull(from, "from");
            return this;
        }

        /**
         * Finishes it.
         *
         * @return the profile of files
         */
        public FileProfile build() {
            return new FileProfile(this);
        }
    }
}
