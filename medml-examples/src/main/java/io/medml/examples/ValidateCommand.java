package io.medml.examples;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.CsvReader;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.ValidationReport;
import io.medml.examples.validate.FileCheck;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares a table with a schema. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Compares a table with a schema, row by row, whatever its size.",
            "Exit codes: 0 no finding of severity error, 1 at least one, 2 unusable input or usage."
        })
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "the table, CSV or CSV.gz")
    private @Nullable Path data;

    @Option(names = "--schema", paramLabel = "FILE", required = true, description = "the schema, JSON or YAML")
    private @Nullable Path schema;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "receives the page, the report and the rows set aside; made if absent")
    private @Nullable Path out;

    @Option(
            names = "--data-version",
            paramLabel = "TEXT",
            description = "version of the data set; \"unversioned\" unless given")
    private String version = "unversioned";

    @Option(
            names = "--reference",
            paramLabel = "NAME=FILE",
            description = "a table that the schema refers to; may be repeated")
    private Map<String, Path> references = Map.of();

    @Mixin
    private Format format = new Format();

    @Override
    public Integer call() {
        FileCheck check = FileCheck.with(format.reader());
        for (Map.Entry<String, Path> reference : references.entrySet()) {
            check = check.withReference(reference.getKey(), reference.getValue());
        }
        DataSchema read = FileCheck.schema(requireNonNull(schema));
        ValidationReport report = check.validate(requireNonNull(data), read, version, requireNonNull(out));
        PrintWriter printed = requireNonNull(spec).commandLine().getOut();
        long rows = report.body().asFields().whole("rows");
        for (Finding finding : report.findings()) {
            printed.println(Medml.plain(
                    finding.severity() + " " + finding.code() + " " + finding.where() + ": " + finding.message()));
        }
        printed.println(rows + " rows, "
                + report.body().asFields().list("rules").size() + " rules, "
                + report.findings().size() + " findings, " + report.quarantine().length + " rows set aside");
        printed.println("written to " + out);
        printed.flush();
        return report.worst().filter(worst -> worst == Severity.ERROR).isPresent() ? Medml.FAULT : 0;
    }

    /** How a table is written; for every command that reads one. */
    static final class Format {
        @Option(
                names = "--missing",
                paramLabel = "TEXT",
                description = "a text that means \"missing\" in every column; may be repeated")
        private List<String> missing = List.of();

        @Option(names = "--delimiter", paramLabel = "C", description = "between fields; a comma unless given")
        private char delimiter = ',';

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

        @Option(names = "--trim", description = "removes blanks around fields")
        private boolean trim;

        CsvReader reader() {
            if (!columns.isEmpty() && !header.isEmpty()) {
                throw new DataException(
                        "expected --columns or --replace-header, found both; the first is for a file without a"
                                + " header line");
            }
            CsvReader.Builder builder = CsvReader.builder().delimiter(delimiter).charset(encoding);
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
