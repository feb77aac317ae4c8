package io.medml.examples.defects;

import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of ARFF as the one data set in that form needs: names from its attributes, then comma-separated lines. */
final class ArffFile {

    private static final Pattern ATTRIBUTE = Pattern.compile("(?i)@attribute\\s+'?([^'\\s]+)'?\\s.*");

    private final String[] names;
    private final List<String> lines;

    private ArffFile(List<String> names, List<String> lines) {
        this.names = names.toArray(String[]::new);
        this.lines = lines;
    }

    static ArffFile read(Path file) {
        List<String> names = new ArrayList<>();
        List<String> data = new ArrayList<>();
        boolean inData = false;
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                Matcher attribute = ATTRIBUTE.matcher(line);
                if (inData && !line.isBlank() && !line.startsWith("%")) {
                    data.add(line);
                } else if (attribute.matches()) {
                    names.add(attribute.group(1));
                }
                inData |= line.strip().equalsIgnoreCase("@data");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("expected an ARFF file that can be read at " + file + "; fetch it again", e);
        }
        return new ArffFile(names, data);
    }

    /** The lines as they are; the reader refuses those with a field too many. */
    Table asWritten() {
        return table(lines);
    }

    /** The lines without a comma at their end. */
    Table withoutTrailingCommas() {
        return table(lines.stream()
                .map(line -> line.endsWith(",") ? line.substring(0, line.length() - 1) : line)
                .toList());
    }

    private Table table(List<String> data) {
        byte[] bytes = String.join("\n", data).getBytes(StandardCharsets.UTF_8);
        return CsvReader.builder().withoutHeader(names).build().read(new ByteArrayInputStream(bytes), "ckd data lines");
    }
}
