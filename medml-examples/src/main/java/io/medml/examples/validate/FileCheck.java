package io.medml.examples.validate;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.profile.ProposedSchema;
import io.medml.core.table.RowSource;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import io.medml.core.validation.QuarantineWriter;
import io.medml.core.validation.ValidationLayout;
import io.medml.core.validation.ValidationReport;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Validates a file: reads it once for its digest, once for the rules, and once more where rows are set aside. Immutable.
 */
public final class FileCheck {

    /** The page. */
    public static final String PAGE = "validation.html";

    /** The report, as the evidence that a ledger would keep. */
    public static final String REPORT = "validation.json";

    /** The rows that are set aside; patients' values. */
    public static final String QUARANTINE = ResultFolder.QUARANTINE;

    /** How a proposed schema becomes one that checks. */
    public static final String APPROVAL =
            "a person answers its questions in the file and edits its columns; then approve-schema --proposal FILE"
                    + " --profile FILE --by NAME --reason TEXT --out DIR writes schema.json for --schema and approval.json"
                    + " for --approval";

    private final Function<Path, RowSource> reader;
    private final Map<String, Path> references;
    private final @Nullable Path approval;
    private final NamesFrom names;

    private FileCheck(
            Function<Path, RowSource> reader, Map<String, Path> references, @Nullable Path approval, NamesFrom names) {
        this.reader = reader;
        this.approval = approval;
        this.names = names;
        this.references = new TreeMap<>(references);
    }

    /**
     * Says how files are written.
     *
     * @param reader the rows of the file, and of the tables that it refers to
     * @return a check
     */
    public static FileCheck with(Function<Path, RowSource> reader) {
        return new FileCheck(requireNonNull(reader, "reader"), Map.of(), null, NamesFrom.FIRST_LINE);
    }

    /**
     * Gives a table that the schema refers to.
     *
     * @param name what the schema calls it
     * @param file the file
     * @return a copy with the table
     */
    public FileCheck withReference(String name, Path file) {
        Map<String, Path> more = new TreeMap<>(references);
        if (more.putIfAbsent(name, file) != null) {
            throw new DataException("expected each referenced table once, found \"" + name + "\" twice");
        }
        return new FileCheck(reader, more, approval, names);
    }

    /**
     * Gives the approval of the schema.
     *
     * @param file what approve-schema wrote
     * @return a copy with the approval, which the report names
     */
    public FileCheck withApproval(Path file) {
        return new FileCheck(reader, references, requireNonNull(file, "file"), names);
    }

    /**
     * Says where the names of columns are from; from the first line unless said.
     *
     * @param from where from
     * @return a copy that knows it
     */
    public FileCheck withNamesFrom(NamesFrom from) {
        return new FileCheck(reader, references, approval, requireNonNull(from, "from"));
    }

    /**
     * Reads a schema.
     *
     * @param file JSON, or YAML if its name ends in .yaml or .yml
     * @return the schema
     */
    public static DataSchema schema(Path file) {
        String name = String.valueOf(file.getFileName());
        return RegularFile.read(file, "a schema", bytes -> {
            Content content =
                    name.endsWith(".yaml") || name.endsWith(".yml") ? Content.parseYaml(bytes) : Content.parse(bytes);
            if (ProposedSchema.isProposal(content)) {
                throw new DataException(
                        "expected a schema, found a proposal that data made and nobody has approved; " + APPROVAL);
            }
            return DataSchema.from(content);
        });
    }

    /**
     * Validates and writes.
     *
     * @param data the file
     * @param schema what it should be like
     * @param version version of the data set
     * @param out a folder without results of another check; made if absent
     * @return the report
     */
    public ValidationReport validate(Path data, DataSchema schema, String version, Path out) {
        RegularFile.require(data, "a table");
        references.values().forEach(file -> RegularFile.require(file, "a table"));
        if (approval != null) {
            RegularFile.require(approval, "an approval");
        }
        try (ResultFolder results = ResultFolder.at(out)) {
            return validate(data, schema, version, out, results);
        }
    }

    private ValidationReport validate(Path data, DataSchema schema, String version, Path out, ResultFolder results) {
        String name = String.valueOf(data.getFileName());
        ArtifactRef dataset = new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, ResultFolder.digest(data));
        RowSource rows = reader.apply(data).fromFile(ResultFolder.file(data, dataset.digest()));
        HeaderNames.require(rows, schema, names);
        DataValidator validator = DataValidator.of(schema).withTemporaryFolder(out);
        for (Map.Entry<String, Path> reference : references.entrySet()) {
            validator = validator.withReference(
                    reference.getKey(),
                    reader.apply(reference.getValue())
                            .fromFile(ResultFolder.file(
                                    reference.getValue(), ResultFolder.digest(reference.getValue()))));
        }
        if (approval != null) {
            DataValidator unapproved = validator;
            validator = RegularFile.read(
                    approval, "an approval", bytes -> unapproved.approvedBy(EvidenceDocument.parse(bytes)));
        }
        ValidationReport report = validator.validate(rows, dataset);
        if (report.quarantine().length > 0) {
            results.rows(
                    file -> QuarantineWriter.write(report, rows, file),
                    () -> ResultFolder.requireUnchanged(data, dataset.digest()));
        } else {
            ResultFolder.requireUnchanged(data, dataset.digest());
        }
        results.bytes(REPORT, report.document().bytes());
        results.page(PAGE, ValidationLayout.of(report));
        return report;
    }
}
