package io.medml.examples;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.CsvReader;
import io.medml.core.table.JsonLinesReader;
import io.medml.core.table.RowSource;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.ValidationReport;
import io.medml.examples.validate.FileCheck;
import io.medml.examples.validate.FileProfile;
import io.medml.examples.validate.NamesFrom;
import io.medml.examples.validate.OutcomeSearch;
import io.medml.parquet.ParquetReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares a table with a schema, or looks at one that no schema describes yet. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares a table with a schema (--schema), or looks at one that no schema describes and proposes one"
                    + " (--infer).",
            "With --schema: compares a table with a schema, row by row, whatever its size.",
            "With --infer: says what is suspicious in the data themselves and proposes a schema, which checks nothing"
                    + " before a person has approved it. The table is in memory: a million rows of 25 columns need a heap"
                    + " of 512 MB, with --outcome 1 GB (java -Xmx1g).",
            "Exit codes: 0 no finding of severity error, 1 at least one, 2 unusable input or usage. What --infer"
                    + " suspects in the data alone is a warning; a column that reveals the outcome is an error."
        })
final class ValidateCommand implements Callable<Integer> {
    private static final int MOST_PRINTED = 20;

    /** One of them is given. */
    private static final List<String> MODES = List.of("--schema", "--infer");

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("replaceHeader(..)", "--replace-header"),
            Map.entry("withoutHeader(..)", "--columns"),
            Map.entry("charset(..)", "--encoding"),
            Map.entry("charset(StandardCharsets.UTF_16)", "--encoding UTF-16"),
            Map.entry("delimiter(..)", "--delimiter"),
            Map.entry("missingMarkers(..)", "--missing"),
            Map.entry("say nested()", "give --nested"),
            Map.entry("columnNames() lists them", "correct the name"));

    /** The same for findings: the report is of the library, what is printed is of this command. */
    private static final Map<String, String> OPTIONS_OF_FINDINGS =
            Map.of("validate once more with that table", "give it with --reference NAME=FILE");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "the table: CSV, JSON lines (.jsonl, .ndjson), either also .gz, or .parquet")
    private @Nullable Path data;

    @ArgGroup(multiplicity = "1")
    private @Nullable Mode mode;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "receives the pages, the reports and the rows set aside; made if absent")
    private @Nullable Path out;

    @Option(
            names = "--data-version",
            paramLabel = "TEXT",
            description = "version of the data set; \"unversioned\" unless given")
    private String version = "unversioned";

    @Mixin
    private Format format = new Format();

    @Override
    public Integer call() {
        PrintWriter printed = requireNonNull(spec).commandLine().getOut();
        Mode given = requireNonNull(mode);
        boolean fault;
        try {
            fault = (given.infer != null && given.infer.asked)
                    ? look(given.infer, printed)
                    : compare(requireNonNull(given.compare), printed);
        } catch (DataException e) {
            throw new DataException(options(String.valueOf(e.getMessage())), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(options(String.valueOf(e.getMessage())), e);
        }
        printed.println("written to " + out);
        printed.flush();
        return fault ? Medml.FAULT : 0;
    }

    /** What is wrong with the options, in words where two groups of them are mixed. */
    static String usage(CommandLine.ParameterException exception) {
        if (exception instanceof CommandLine.MissingParameterException missing
                && exception.getCommandLine().getCommand() instanceof ValidateCommand) {
            Optional<String> mixed = missing.getMissing().stream()
                    .filter(OptionSpec.class::isInstance)
                    .map(OptionSpec.class::cast)
                    .filter(option -> MODES.contains(option.longestName()))
                    .map(ValidateCommand::mixed)
                    .findFirst();
            if (mixed.isPresent()) {
                return mixed.get();
            }
        }
        return String.valueOf(exception.getMessage());
    }

    /** An option of a group stands without the one that the group is about. */
    private static String mixed(OptionSpec lacking) {
        String other = MODES.get(1 - MODES.indexOf(lacking.longestName()));
        String options = requireNonNull(lacking.group()).options().stream()
                .filter(option -> !option.equals(lacking))
                .map(OptionSpec::longestName)
                .collect(Collectors.joining(", "));
        return options + " belong to " + lacking.longestName() + ", found one without it; give " + lacking.longestName()
                + " in place of " + other + ", or leave the option out";
    }

    /** Remedies of the library in the words of this command. */
    private static String options(String message) {
        return said(message, OPTIONS);
    }

    private static String said(String message, Map<String, String> options) {
        String said = message;
        for (Map.Entry<String, String> option : options.entrySet()) {
            said = said.replace(option.getKey(), option.getValue());
        }
        return said;
    }

    private boolean compare(Compare given, PrintWriter printed) {
        FileCheck check = FileCheck.with(format::source).withNamesFrom(format.names(requireNonNull(data)));
        for (Map.Entry<String, Path> reference : given.references.entrySet()) {
            check = check.withReference(reference.getKey(), reference.getValue());
        }
        if (given.approval != null) {
            check = check.withApproval(given.approval);
        }
        DataSchema read = FileCheck.schema(requireNonNull(given.schema));
        ValidationReport report = check.validate(requireNonNull(data), read, version, requireNonNull(out));
        Content.Fields body = report.body().asFields();
        long rows = body.whole("rows");
        if (body.has("approval")) {
            Content.Fields approval = body.fields("approval");
            printed.println(ApproveSchemaCommand.stated(
                    approval.text("by"),
                    approval.text("at"),
                    approval.whole("questions_open"),
                    approval.whole("questions")));
        }
        report.findings().forEach(finding -> print(finding, "", printed));
        printed.println(rows + " rows, "
                + body.list("rules").size() + " rules, "
                + report.findings().size() + " findings, " + report.quarantine().length + " rows set aside");
        return report.worst().filter(worst -> worst == Severity.ERROR).isPresent();
    }

    private boolean look(Infer given, PrintWriter printed) {
        Path file = requireNonNull(data);
        FileProfile.Result result = given.profile(format, file).profile(file, version, requireNonNull(out));
        List<Finding> weighty = result.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
        Map<String, List<Finding>> alike = weighty.stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.severity() + " " + finding.code() + " " + finding.where(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        alike.values().stream().limit(MOST_PRINTED).forEach(found -> print(found.get(0), more(found), printed));
        alike.values().stream()
                .skip(MOST_PRINTED)
                .mapToInt(List::size)
                .reduce(Integer::sum)
                .ifPresent(rest -> printed.println(rest + " more on the pages"));
        long errors = weighty.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .count();
        printed.println(result.profile().rows() + " rows, "
                + result.profile().columns().size() + " columns, " + errors + " errors, " + (weighty.size() - errors)
                + " warnings, " + (result.findings().size() - weighty.size()) + " notes, " + result.setAside()
                + " rows set aside");
        printed.println("columns that reveal the outcome: " + words(result.outcome()));
        printed.println(result.proposal()
                .map(schema -> "the schema is a proposal with "
                        + schema.questions().size() + " questions and checks nothing yet: " + FileCheck.APPROVAL)
                .orElse("no schema is proposed, since there is no row"));
        return errors > 0;
    }

    private static String words(OutcomeSearch search) {
        if (search instanceof OutcomeSearch.Assessed assessed) {
            return "looked for in " + assessed.report().records() + " rows"
                    + (assessed.leftOut() == 0
                            ? ""
                            : "; " + assessed.leftOut() + " without an outcome or a subject were left out");
        }
        return "NOT_ASSESSED, " + ((OutcomeSearch.NotAssessed) search).reason() + " (--outcome COLUMN)";
    }

    private static void print(Finding finding, String more, PrintWriter printed) {
        printed.println(Medml.plain(finding.severity() + " " + finding.code()
                + (finding.where().isEmpty() ? "" : " " + finding.where()) + ": "
                + said(finding.message(), OPTIONS_OF_FINDINGS) + more));
    }

    private static String more(List<Finding> alike) {
        String rows = alike.get(0).details().get("rows");
        return alike.size() > 1
                ? " (and " + (alike.size() - 1) + " more of this)"
                : rows == null ? "" : " (" + rows + " rows)";
    }

    /** With a schema or without. */
    static final class Mode {
        @ArgGroup(exclusive = false)
        private @Nullable Compare compare;

        @ArgGroup(exclusive = false)
        private @Nullable Infer infer;
    }

    /** Comparing with a schema. */
    static final class Compare {
        @Option(names = "--schema", paramLabel = "FILE", required = true, description = "the schema, JSON or YAML")
        private @Nullable Path schema;

        @Option(
                names = "--reference",
                paramLabel = "NAME=FILE",
                description = "a table that the schema refers to; may be repeated")
        private Map<String, Path> references = Map.of();

        @Option(
                names = "--approval",
                paramLabel = "FILE",
                description = "the approval of the schema, as approve-schema wrote it; the report then names it")
        private @Nullable Path approval;
    }

    /** Looking at data that no schema describes. */
    static final class Infer {
        @Option(
                names = "--infer",
                required = true,
                description = "looks at the data themselves and proposes a schema; the options below say what is known")
        private boolean asked;

        @Option(
                names = "--outcome",
                paramLabel = "COLUMN",
                description =
                        "the outcome; columns that reveal it are looked for only if it is named. Of two values the"
                                + " rarer one counts, of several each against the others")
        private @Nullable String outcome;

        @Option(
                names = "--positive",
                paramLabel = "VALUE",
                description = "the value of the outcome that counts against all others")
        private @Nullable String positive;

        @Option(names = "--record", paramLabel = "COLUMN", description = "identifies a record; repeats are reported")
        private @Nullable String record;

        @Option(names = "--subject", paramLabel = "COLUMN", description = "says whose record it is")
        private @Nullable String subject;

        @Option(names = "--site", paramLabel = "COLUMN", description = "the site")
        private @Nullable String site;

        @Option(names = "--age", paramLabel = "COLUMN", description = "the age in years")
        private @Nullable String age;

        @Option(
                names = "--attribute",
                paramLabel = "COLUMN",
                description = "an attribute by which groups of people are looked at; may be repeated")
        private List<String> attributes = List.of();

        FileProfile profile(Format format, Path file) {
            FileProfile.Builder builder = FileProfile.with(format::source).namesFrom(format.names(file));
            if (format.delimiter != null) {
                builder.delimiterStated();
            }
            if (outcome == null && positive != null) {
                throw new DataException(
                        "expected --outcome beside --positive, found none; name the column that holds the value");
            }
            if (outcome != null) {
                if (positive == null) {
                    builder.outcome(outcome);
                } else {
                    builder.outcome(outcome, positive);
                }
            }
            if (record != null) {
                builder.record(record);
            }
            if (subject != null) {
                builder.subject(subject);
            }
            if (site != null) {
                builder.site(site);
            }
            if (age != null) {
                builder.age(age);
            }
            if (!attributes.isEmpty()) {
                builder.attributes(attributes.toArray(String[]::new));
            }
            return builder.build();
        }
    }

    /** How a table is written; for every command that reads one. */
    static final class Format {
        @Option(
                names = "--missing",
                paramLabel = "TEXT",
                description = "a text that means \"missing\" in every column; may be repeated")
        private List<String> missing = List.of();

        @Option(names = "--delimiter", paramLabel = "C", description = "between fields; a comma unless given")
        private @Nullable Character delimiter;

        @Option(names = "--encoding", paramLabel = "NAME", description = "such as ISO-8859-1; UTF-8 unless given")
        private Charset encoding = StandardCharsets.UTF_8;

        @Option(
                names = "--columns",
                paramLabel = "NAME",
                split = ",",
                description = "names of the columns of a file without a header line")
        private List<String> columns = List.of();

        @Option(
                names = "--replace-header",
                paramLabel = "NAME",
                split = ",",
                description = "names in place of a header line in which one is empty or occurs twice")
        private List<String> header = List.of();

        @Option(
                names = "--header-is-first-line",
                description =
                        "the first line holds the names of columns, also where it looks like a row; they are printed")
        private boolean headerIsFirst;

        @Option(names = "--trim", description = "removes blanks around fields")
        private boolean trim;

        @Option(
                names = "--nested",
                description = "makes a column of each field of an object in JSON lines, named bp.sys for sys in bp")
        private boolean nested;

        /** Where the names of the columns of a file are from. */
        NamesFrom names(Path file) {
            if (headerIsFirst || !columns.isEmpty() || !header.isEmpty()) {
                return NamesFrom.PERSON;
            }
            return isParquet(file) || isLines(file) ? NamesFrom.FORMAT : NamesFrom.FIRST_LINE;
        }

        private static boolean isParquet(Path file) {
            return name(file).endsWith(".parquet");
        }

        private static boolean isLines(Path file) {
            String name = name(file);
            String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
            return plain.endsWith(".jsonl") || plain.endsWith(".ndjson");
        }

        private static String name(Path file) {
            return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        }

        /** The rows of a file, read as its name says. */
        RowSource source(Path file) {
            if (isParquet(file)) {
                requireNoneOf("a Parquet file", !missing.isEmpty() || nested);
                return ParquetReader.builder().build().source(file);
            }
            if (isLines(file)) {
                requireNoneOf("a file of JSON lines", false);
                JsonLinesReader.Builder lines = JsonLinesReader.builder();
                if (!missing.isEmpty()) {
                    lines.missingMarkers(missing.toArray(String[]::new));
                }
                if (nested) {
                    lines.nested();
                }
                return lines.build().source(file);
            }
            return reader().source(file);
        }

        private void requireNoneOf(String kind, boolean others) {
            if (others
                    || delimiter != null
                    || !encoding.equals(StandardCharsets.UTF_8)
                    || !columns.isEmpty()
                    || !header.isEmpty()
                    || headerIsFirst
                    || trim) {
                throw new DataException("expected only options that " + kind
                        + " has, found one that says how another kind of file is written; leave it out");
            }
        }

        private CsvReader reader() {
            if (nested) {
                throw new DataException("expected only options that a CSV file has, found --nested, which is for JSON"
                        + " lines (.jsonl, .ndjson); leave it out");
            }
            if (!columns.isEmpty() && !header.isEmpty()) {
                throw new DataException(
                        "expected --columns or --replace-header, found both; the first is for a file without a"
                                + " header line");
            }
            if (headerIsFirst && (!columns.isEmpty() || !header.isEmpty())) {
                throw new DataException("expected --header-is-first-line or other names, found both; leave one out");
            }
            CsvReader.Builder builder = CsvReader.builder()
                    .delimiter(delimiter == null ? ',' : delimiter)
                    .charset(encoding);
            if (!missing.isEmpty()) {
                builder.missingMarkers(missing.toArray(String[]::new));
            }
            if (!columns.isEmpty()) {
                builder.withoutHeader(columns.toArray(String[]::new));
            }
            if (!header.isEmpty()) {
                builder.replaceHeader(header.toArray(String[]::new));
            }
            if (trim) {
                builder.trim();
            }
            return builder.build();
        }
    }
}
