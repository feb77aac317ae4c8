package io.medml.core.document;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts that every page about a piece of evidence has: what it is about, whether and where it is recorded, what was
 * found, and how it came to be. Layouts call it, so that a reader finds these parts in the same form everywhere. Confined to one page.
 */
public final class EvidencePage {

    private static final int MOST_FINDINGS = 60;

    /** What an estimate says that has no method of an interval. */
    private static final String NO_METHOD = "none";

    private static final Pattern LONG_DECIMAL =
            Pattern.compile("-?[0-9]{1,15}\\.([0-9]{5,25}|[0-9]{1,25}E-[0-9]{1,3})");

    /** A number in [0, 1] as a double is written. */
    private static final Pattern PROBABILITY =
            Pattern.compile("0|1|1\\.0|0\\.[0-9]{1,25}|[1-9](\\.[0-9]{1,25})?E-[0-9]{1,3}");

    /** The same kind of finding, by severity, the worst first, and code. */
    private record FindingKind(Severity severity, String code) implements Comparable<FindingKind> {

        static FindingKind of(Finding finding) {
            return new FindingKind(finding.severity(), finding.code());
        }

        @Override
        public int compareTo(FindingKind other) {
            int bySeverity = other.severity.compareTo(severity);
            return bySeverity != 0 ? bySeverity : code.compareTo(other.code);
        }
    }

    private final Evidence evidence;
    private final EvidenceDocument document;
    private final Optional<String> place;
    private boolean remarked;

    private EvidencePage(Evidence evidence, Optional<String> place) {
        this.evidence = evidence;
        this.document = evidence.document();
        this.place = place;
    }

    /**
     * A page about evidence.
     *
     * @param evidence the evidence
     * @param place where it is recorded, such as {@code entry 17 of example.org/audit}; empty when it is not
     * @return the page's parts
     */
    public static EvidencePage of(Evidence evidence, Optional<String> place) {
        return new EvidencePage(evidence, place);
    }

    /**
     * Starts the document: title, what it is about, and the notices that have to be on every page.
     *
     * @param title the title
     * @param notices further notices
     * @return a builder; confined to one thread
     */
    public Document.Builder open(String title, Notice... notices) {
        Document.Builder builder = Document.titled(title)
                .subtitle(evidence.about().stream().map(EvidencePage::words).collect(Collectors.joining("; ")));
        for (Notice notice : notices) {
            builder.notice(notice.kind(), notice.text());
        }
        if (evidence.provenance().synthetic() && Stream.of(notices).noneMatch(n -> n.kind() == Notice.Kind.SYNTHETIC)) {
            builder.notice(Notice.Kind.SYNTHETIC, "The data are generated, not from patients.");
        }
        if (place.isEmpty()) {
            builder.notice(Notice.Kind.NOT_RECORDED, "This report is not in a ledger; no decision may rest on it.");
        }
        return builder;
    }

    /**
     * The reference to this evidence.
     *
     * @return where it is recorded with its digest, or its digest alone
     */
    public Inline reference() {
        return Inline.evidence(place.orElse("not recorded"), document.digest());
    }

    /**
     * The outcome that the evidence is about.
     *
     * @return its column and positive value; {@code none} where no outcome was looked at
     */
    public String outcome() {
        return evidence.provenance().outcome().orElse("none");
    }

    /**
     * Adds the findings, worst first. Where there are more than {@value #MOST_FINDINGS}, every code is listed with its number, and each has
     * its first findings in the table, as many of every code as there is room for.
     *
     * @param body where to
     */
    public void findings(Body<?> body) {
        List<Finding> sorted = new ArrayList<>(evidence.findings());
        sorted.sort((a, b) -> b.severity().compareTo(a.severity()));
        body.section("Findings", section -> {
            if (sorted.isEmpty()) {
                section.paragraph("None by the rules that were applied.");
                return;
            }
            List<Finding> shown = sorted;
            if (sorted.size() > MOST_FINDINGS) {
                shown = someOfEach(sorted);
                section.table(byCode(sorted, shown));
            }
            Table.Builder table = Table.captioned(summary(sorted))
                    .rowNames("Severity")
                    .text("Code")
                    .text("Where")
                    .text("What was seen")
                    .text("Details");
            shown.forEach(f -> table.row(
                    Inline.text(word(f.severity())),
                    Inline.code(f.code()),
                    Inline.text(f.where()),
                    Inline.text(f.message()),
                    Inline.text(f.details().entrySet().stream()
                            .map(e -> e.getKey().replace('_', ' ') + ": " + grouped(e.getKey(), e.getValue()))
                            .collect(Collectors.joining("; ")))));
            if (sorted.size() > MOST_FINDINGS) {
                table.note((sorted.size() - shown.size()) + " more are in the evidence document.");
            }
            section.table(table.build());
        });
    }

    /** As many of each kind as fit, the same number of each that has so many, in the order of the kinds. */
    private static List<Finding> someOfEach(List<Finding> findings) {
        Map<FindingKind, List<Finding>> kinds = new TreeMap<>();
        findings.forEach(f ->
                kinds.computeIfAbsent(FindingKind.of(f), k -> new ArrayList<>()).add(f));
        int each = 1;
        while (shown(kinds, each + 1) <= MOST_FINDINGS) {
            each++;
        }
        List<Finding> some = new ArrayList<>();
        for (List<Finding> kind : kinds.values()) {
            some.addAll(kind.subList(0, Math.min(each, kind.size())));
        }
        return some;
    }

    private static int shown(Map<FindingKind, List<Finding>> kinds, int each) {
        return kinds.values().stream()
                .mapToInt(kind -> Math.min(each, kind.size()))
                .sum();
    }

    private static Table byCode(List<Finding> findings, List<Finding> shown) {
        Map<FindingKind, Long> numbers = counted(findings);
        Map<FindingKind, Long> inTable = counted(shown);
        Table.Builder table = Table.captioned("Findings by code")
                .rowNames("Code")
                .text("Severity")
                .numbers("Findings")
                .numbers("In the table below");
        numbers.forEach((kind, number) -> table.row(
                Inline.code(kind.code()),
                Inline.text(word(kind.severity())),
                Inline.text(Figures.count(number)),
                Inline.text(Figures.count(inTable.getOrDefault(kind, 0L)))));
        return table.build();
    }

    private static Map<FindingKind, Long> counted(List<Finding> findings) {
        return findings.stream().collect(Collectors.groupingBy(FindingKind::of, TreeMap::new, Collectors.counting()));
    }

    /**
     * A count as tables have it, but a seed, which names a run; a p-value as tables have it; a longer decimal with as many digits as can be
     * read. The evidence has all.
     */
    private static String grouped(String key, String value) {
        if ((key.equals("p") || key.startsWith("p_") || key.startsWith("chance_"))
                && PROBABILITY.matcher(value).matches()) {
            return Figures.pValue(Double.parseDouble(value));
        }
        if (value.matches("[0-9]{4,18}")) {
            return key.contains("seed") ? value : Figures.count(Long.parseLong(value));
        }
        return LONG_DECIMAL.matcher(value).matches() ? Figures.significant(new BigDecimal(value)) : value;
    }

    private static String summary(List<Finding> findings) {
        long errors =
                findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
        long warnings =
                findings.stream().filter(f -> f.severity() == Severity.WARNING).count();
        return findings.size() + (findings.size() == 1 ? " finding: " : " findings: ") + errors + " of severity error, "
                + warnings + " warning, " + (findings.size() - errors - warnings) + " information";
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "Error";
            case WARNING -> "Warning";
            case INFO -> "Information";
        };
    }

    /**
     * Adds a remark on the intervals that run beyond the range of their metric, where there are any; called beside the figures, else
     * {@link #definitions} has it.
     *
     * @param body where to
     * @param measurements the measurements shown there
     */
    public void beyondRange(Body<?> body, List<Measurement> measurements) {
        remarked = true;
        Map<Metric, Long> beyond = new LinkedHashMap<>();
        measurements.stream()
                .filter(Measurement::limitBeyondRange)
                .forEach(m -> beyond.merge(m.metric(), 1L, Long::sum));
        if (!beyond.isEmpty()) {
            body.callout(
                    Block.Callout.Tone.NOTE,
                    "Limits beyond the range of the figure: "
                            + beyond.entrySet().stream()
                                    .map(e -> e.getKey().name() + " (possible: "
                                            + bound(e.getKey().lowest()) + " to "
                                            + bound(e.getKey().highest()) + "; " + e.getValue()
                                            + (e.getValue() == 1 ? " interval)" : " intervals)"))
                                    .collect(Collectors.joining(", "))
                            + ". The method of the interval does not know where the scale ends; the limits are printed"
                            + " as they come out, and no value lies beyond the range.");
        }
    }

    private static String bound(double value) {
        return Double.isInfinite(value)
                ? Figures.standard().format(value)
                : Figures.trimmed(Figures.decimal(value)).toPlainString().replace('-', '−');
    }

    /**
     * Adds what each metric and each interval on the page is, so that a reader can recompute them.
     *
     * @param body where to
     */
    public void definitions(Body<?> body) {
        Map<String, String> metrics = new TreeMap<>();
        Map<String, String> methods = new TreeMap<>();
        evidence.measurements().forEach(m -> {
            metrics.put(m.metric().name(), m.metric().definition());
            String method = m.estimate().intervalEstimate().method();
            if (!method.equals(NO_METHOD)) {
                methods.put(method, IntervalMethods.describe(method));
            }
        });
        body.section("Definitions", section -> {
            Table.Builder table = Table.captioned("Metrics").rowNames("Metric").text("Definition");
            metrics.forEach((name, definition) -> table.row(name, definition));
            section.table(table.build());
            Table.Builder intervals =
                    Table.captioned("Intervals").rowNames("Method").text("What it is");
            methods.forEach((id, text) -> intervals.row(id, text));
            if (!methods.isEmpty()) {
                section.table(intervals.build());
            }
            if (!remarked) {
                beyondRange(section, evidence.measurements());
            }
        });
    }

    /**
     * Adds how the evidence came to be and where it is.
     *
     * @param body where to
     */
    public void provenance(Body<?> body) {
        body.section("Provenance", section -> {
            Facts facts = Facts.of(
                            "Made by",
                            evidence.provenance().producer(),
                            "Software",
                            evidence.provenance().software())
                    .and("Evidence", Inline.code(evidence.schema()))
                    .and("Recorded", reference());
            for (Map.Entry<String, String> setting :
                    evidence.provenance().settings().entrySet()) {
                facts = facts.and(setting.getKey().replace('_', ' '), setting.getValue());
            }
            section.facts(facts);
            List<ArtifactRef> inputs = evidence.provenance().inputs();
            if (!inputs.isEmpty()) {
                Table.Builder table = Table.captioned("Made from")
                        .rowNames("Kind")
                        .text("Identifier")
                        .text("Version")
                        .text("SHA-256");
                inputs.forEach(i -> table.row(
                        Inline.text(i.kind().word()),
                        Inline.text(i.id()),
                        Inline.text(i.version()),
                        Inline.code(i.digest().hex())));
                section.table(table.build());
                digests(evidence.provenance()).ifPresent(section::paragraph);
            }
        });
    }

    /** What the digests are of, where a file is among the inputs. */
    private static Optional<String> digests(Provenance provenance) {
        List<ArtifactRef> inputs = provenance.inputs();
        Set<Digest> files = inputs.stream()
                .filter(i -> i.kind() == ArtifactRef.Kind.FILE)
                .map(ArtifactRef::digest)
                .collect(Collectors.toSet());
        if (files.isEmpty()) {
            return Optional.empty();
        }
        boolean named =
                inputs.stream().noneMatch(i -> i.kind() == ArtifactRef.Kind.DATASET && !files.contains(i.digest()));
        DigestOf digest = named ? DigestOf.FILE : provenance.digestOf().orElse(DigestOf.TABLE);
        return Optional.of("The SHA-256 of a file is that of its bytes. "
                + switch (digest) {
                    case FILE -> "The data set is named by the bytes of its file.";
                    case TABLE ->
                        "That of the data set is of the content of the table as read, with the settings above, so that"
                                + " the two differ.";
                    case COHORT ->
                        "That of the data set is of the content of the table with the roles of its columns, so that it"
                                + " differs from that of the file and from that of the table as read"
                                + (provenance.table().isPresent() ? ", which is above as table sha256." : ".");
                    case STATED -> "That of the data set is stated by the caller, and not computed from the rows.";
                }
                + " Reports on one file have the SHA-256 of the file in common.");
    }

    /**
     * Names an artefact for people.
     *
     * @param reference the artefact
     * @return kind, identifier and version
     */
    public static String words(ArtifactRef reference) {
        String kind = reference.kind() == ArtifactRef.Kind.DATASET
                ? "data set"
                : reference.kind().word();
        return kind + " " + reference.id() + " " + reference.version();
    }
}
