package io.medml.examples.defects;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.examples.defects.Expectation.Kind;
import io.medml.examples.defects.Expectation.Outcome;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** Prints, as Markdown, which known defects of public data sets are found, which are missed, and what is raised without need. */
public final class DefectTable {

    private static final String LEFT_OUT =
            "dicom (163 DICOM files), and the reference results in JSON of mrmc_readers and ptbxl_benchmark_val";

    private int expected;
    private int found;
    private int missed;
    private int counterExamples;
    private int raised;
    private int elsewhere;
    private int beside;
    private int falseAlarms;
    private int unjudged;

    private DefectTable() {}

    /** A row of the first table, and what the second one says. */
    private record Part(String summary, List<String> lines) {}

    /**
     * Runs every detector over every data set that is there.
     *
     * @param folder the folder of all data sets
     * @param out receives the tables
     * @return whether every known defect was found, every counter-example left alone, and every warning judged
     * @throws DataException when none of the data sets is there
     */
    public static boolean print(Path folder, PrintWriter out) {
        return print(folder, out, data -> data.in(folder));
    }

    /** The same of looks that may have been taken already. */
    static boolean print(Path folder, PrintWriter out, Function<KnownData, Map<String, Supplier<Evidence>>> looks) {
        DefectTable table = new DefectTable();
        List<Part> parts = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (KnownData data : KnownDefects.all()) {
            if (data.isIn(folder)) {
                parts.add(table.part(data, looks.apply(data)));
            } else {
                absent.add(data.name());
            }
        }
        if (parts.isEmpty()) {
            throw new DataException(
                    "expected the folder of the public data sets at " + folder + ", found none of them below it; "
                            + (Files.isDirectory(folder) ? "give the folder above them" : "correct the path"));
        }
        table.write(parts, absent, out);
        return table.missed == 0 && table.raised == 0 && table.unjudged == 0;
    }

    private Part part(KnownData data, Map<String, Supplier<Evidence>> runs) {
        int[] counts = new int[8];
        List<String> lines = new ArrayList<>();
        for (Expectation e : data.expectations()) {
            Outcome outcome = e.outcome(runs);
            boolean holds = outcome == Outcome.HOLDS;
            switch (e.kind()) {
                case FOUND, EXACTLY, SUM, REFUSED, CONTENT -> {
                    counts[0]++;
                    counts[holds ? 1 : 2]++;
                    lines.add(line(data, e, holds ? "found" : "**missed**"));
                }
                case SILENT -> {
                    counts[3]++;
                    counts[4] += holds ? 0 : 1;
                    lines.add(line(data, e, holds ? "silent" : "**raised**"));
                }
                case ELSEWHERE -> {
                    counts[5]++;
                    lines.add(line(data, e, "not looked for: " + e.code()));
                }
                case TRUE_BESIDE -> {
                    counts[6]++;
                    lines.add(line(data, e, "raised beside the list, true"));
                }
                case FALSE_ALARM -> {
                    counts[7]++;
                    lines.add(line(data, e, "**false alarm**"));
                }
            }
        }
        List<String> open = unjudged(data, runs);
        open.forEach(code -> lines.add("| " + data.name() + " | " + code + " | **not judged** |"));
        expected += counts[0];
        found += counts[1];
        missed += counts[2];
        counterExamples += counts[3];
        raised += counts[4];
        elsewhere += counts[5];
        beside += counts[6];
        falseAlarms += counts[7];
        unjudged += open.size();
        return new Part(
                "| " + data.name() + " | " + counts[0] + " | " + counts[1] + " | " + counts[2] + " | " + counts[3]
                        + " | " + counts[4] + " | " + counts[6] + " | " + (counts[7] + open.size()) + " | " + counts[5]
                        + " |",
                lines);
    }

    private static String line(KnownData data, Expectation e, String outcome) {
        boolean code = e.kind() != Kind.REFUSED && e.kind() != Kind.CONTENT && e.kind() != Kind.ELSEWHERE;
        return "| " + data.name() + " | " + cell(e.sentence()) + " | " + outcome + (code ? " (`" + e.code() + "`)" : "")
                + " |";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /**
     * The warnings that no sentence of the list is about.
     *
     * @param data the data set
     * @param runs the looks at it
     * @return each as code and column, sorted
     */
    static List<String> unjudged(KnownData data, Map<String, Supplier<Evidence>> runs) {
        TreeSet<String> open = new TreeSet<>();
        runs.values().forEach(run -> {
            for (Finding finding : Expectation.warnings(run)) {
                if (data.expectations().stream().noneMatch(e -> e.covers(finding))) {
                    open.add(finding.code() + " [" + finding.where() + "]");
                }
            }
        });
        return List.copyOf(open);
    }

    private void write(List<Part> parts, List<String> absent, PrintWriter out) {
        out.println(
                "| data set | sentences on known defects | found | missed | counter-examples | raised on them | further kinds of"
                        + " warnings, judged true | kinds of false alarms | not looked for |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        parts.forEach(part -> out.println(part.summary()));
        out.println("| all | " + expected + " | " + found + " | " + missed + " | " + counterExamples + " | " + raised
                + " | " + beside + " | " + (falseAlarms + unjudged) + " | " + elsewhere + " |");
        out.println();
        if (!absent.isEmpty()) {
            out.println("Not there, so not looked at: " + String.join(", ", absent) + ".");
            out.println();
        }
        out.println("Left out, since they are no tables: " + LEFT_OUT + ".");
        out.println();
        out.println("| data set | what | outcome |");
        out.println("|---|---|---|");
        parts.forEach(part -> part.lines().forEach(out::println));
    }
}
