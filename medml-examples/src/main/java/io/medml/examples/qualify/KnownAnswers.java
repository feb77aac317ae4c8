package io.medml.examples.qualify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.medml.core.error.DataException;
import io.medml.core.measure.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Runs the public statistics over a folder of cases with reference values.
 *
 * <p>The folder holds files {@code *.json} or {@code *.json.gz} of schema {@code oracle-cases/1} and a folder {@code data} with the
 * sets that inputs of the form {@code @set.column} refer to. A value passes within {@code abs + rel * |expected|}; infinities,
 * whole counts, booleans and texts must be equal. Where NaN is expected the library must say that the value is not estimable,
 * and with what reason; the reasons are printed. A field that is not produced is a failure. A method that is not offered yet is
 * skipped, and counted.
 */
public final class KnownAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = "oracle-cases/1";

    private final Path folder;
    private final Map<String, JsonNode> sets = new HashMap<>();

    private KnownAnswers(Path folder) {
        this.folder = folder;
    }

    /**
     * What one method, or all methods together, came to.
     *
     * @param passed number of cases whose fields all agree
     * @param failed number of cases with a field that does not
     * @param skipped number of cases of methods that are not offered yet
     */
    public record Counts(long passed, long failed, long skipped) {

        Counts plus(Counts other) {
            return new Counts(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d passed, %d failed, %d skipped", passed, failed, skipped);
        }
    }

    /**
     * The result of a run.
     *
     * @param total all cases
     * @param byMethod the cases of each method
     */
    public record Summary(Counts total, SortedMap<String, Counts> byMethod) {
        /** Copies the counts. */
        public Summary {
            Objects.requireNonNull(total, "total");
            byMethod = Collections.unmodifiableSortedMap(new TreeMap<>(byMethod));
        }
    }

    /**
     * Runs all cases of a folder and prints, for each method, what passed, each failure, and the reasons given for NaN; the last
     * line is {@code N passed, M failed, K skipped}.
     *
     * @param folder the folder of cases
     * @param out where to print
     * @return the counts; the caller decides what a failure means
     * @throws DataException if the folder holds no case, or a file is not what it claims to be
     */
    public static Summary run(Path folder, Appendable out) {
        try {
            return new KnownAnswers(folder).run(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Summary run(Appendable out) throws IOException {
        SortedMap<String, List<KnownCase>> cases = read();
        SortedMap<String, Counts> byMethod = new TreeMap<>();
        Counts total = new Counts(0, 0, 0);
        for (Map.Entry<String, List<KnownCase>> entry : cases.entrySet()) {
            Function<KnownCase, Answer> adapter = Adapters.byMethod().get(entry.getKey());
            int size = entry.getValue().size();
            Counts counts;
            if (adapter == null) {
                counts = new Counts(0, 0, size);
                print(out, "%-45s not yet offered: %d skipped", entry.getKey(), size);
            } else {
                counts = run(entry.getKey(), entry.getValue(), adapter, out);
            }
            byMethod.put(entry.getKey(), counts);
            total = total.plus(counts);
        }
        print(out, "%s", total);
        return new Summary(total, byMethod);
    }

    private static Counts run(String method, List<KnownCase> cases, Function<KnownCase, Answer> adapter, Appendable out)
            throws IOException {
        SortedMap<Reason, Long> reasons = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        long failed = 0;
        for (KnownCase known : cases) {
            Comparison comparison = new Comparison(known, reasons);
            comparison.run(adapter);
            failed += comparison.failures().isEmpty() ? 0 : 1;
            failures.addAll(comparison.failures());
        }
        print(out, "%-45s %d passed, %d failed", method, cases.size() - failed, failed);
        for (Map.Entry<Reason, Long> reason : reasons.entrySet()) {
            print(out, "    NaN expected, answered %s: %d values", reason.getKey(), reason.getValue());
        }
        for (String failure : failures) {
            print(out, "    FAILED %s", failure);
        }
        return new Counts(cases.size() - failed, failed, 0);
    }

    private static void print(Appendable out, String format, Object... arguments) throws IOException {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private SortedMap<String, List<KnownCase>> read() throws IOException {
        SortedMap<String, List<KnownCase>> cases = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            throw new DataException("expected a folder of cases at " + folder + ", found none; correct the path");
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(KnownAnswers::isJson).sorted().toList();
        }
        for (Path file : files) {
            JsonNode root = parse(file);
            if (!SCHEMA.equals(root.path("schema").asText())) {
                throw new DataException(file.getFileName() + ": expected schema \"" + SCHEMA + "\", found \""
                        + root.path("schema").asText() + "\"; move other files out of the folder of cases");
            }
            for (JsonNode node : root.path("cases")) {
                KnownCase known = new KnownCase(node, this::column);
                cases.computeIfAbsent(known.method(), method -> new ArrayList<>())
                        .add(known);
            }
        }
        if (cases.isEmpty()) {
            throw new DataException("expected files *.json or *.json.gz with cases in " + folder.getFileName()
                    + ", found none; a run over nothing proves nothing");
        }
        return cases;
    }

    private JsonNode column(String reference) {
        int dot = reference.indexOf('.');
        String set = reference.substring(0, Math.max(dot, 0));
        JsonNode column =
                sets.computeIfAbsent(set, this::readSet).path("columns").path(reference.substring(dot + 1));
        if (!column.isArray()) {
            throw new DataException("expected a column " + reference + " in the folder data, found none");
        }
        return column;
    }

    private JsonNode readSet(String set) {
        Path plain = folder.resolve("data").resolve(set + ".json");
        Path packed = folder.resolve("data").resolve(set + ".json.gz");
        try {
            return parse(Files.exists(plain) ? plain : packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isJson(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".json") || name.endsWith(".json.gz");
    }

    private static JsonNode parse(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = String.valueOf(file.getFileName()).endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file.getFileName() + ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr()
                            + ": expected one JSON value, found something else; move other files out of the folder of cases",
                    e);
        }
    }
}
