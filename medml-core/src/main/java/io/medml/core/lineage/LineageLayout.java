package io.medml.core.lineage;

import io.medml.core.document.Body;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.LineageReport.At;
import io.medml.core.lineage.LineageReport.Chain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays a lineage report out as a page. */
public final class LineageLayout {

    /** The most chains that a page shows in full, and the most lines of each. */
    private static final int MOST_CHAINS = 10;

    private static final int MOST_LINES = 200;

    private LineageLayout() {}

    /**
     * A report that is not recorded; the page says so.
     *
     * @param report the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(LineageReport report, Notice... notices) {
        return layOut(report, Optional.empty(), notices);
    }

    /**
     * A recorded report.
     *
     * @param recorded the report
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<LineageReport> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(LineageReport report, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(report, place);
        Document.Builder document = page.open("Lineage report", notices);
        long released = report.chains().stream().filter(Chain::released).count();
        long whole =
                report.chains().stream().filter(c -> c.released() && c.whole()).count();
        int steps = report.graph().edges().size();
        document.facts(Facts.of(
                        "Read from",
                        report.graph()
                                .replayed()
                                .map(read -> Figures.count(read.entries()) + " entries of the ledger " + read.origin())
                                .orElse("no ledger; all is as stated by hand"),
                        "Released models with a whole chain",
                        released == 0 ? "no model was released" : Figures.share(whole, released),
                        "Models",
                        Figures.count(report.chains().size()),
                        "Artefacts",
                        Figures.count(report.graph().artifacts().size()),
                        "Steps between them",
                        Figures.count(steps),
                        "Steps stated by hand",
                        steps == 0 ? "0" : Figures.share(report.statedSteps(), steps))
                .and("Recorded", page.reference()));
        document.paragraph(
                "A chain leads from the collection of raw data over preparation, data set and run to a model, its evaluation"
                        + " and its use. It is whole when no link is missing. That says nothing of whether the data were fit for the purpose. What an entry of the"
                        + " ledger says is marked with the entry; all else is marked as stated, and the ledger does not bear it out.");
        document.section("Models", section -> models(section, report));
        document.section("Breaks", section -> breaks(section, report));
        if (!report.graph().accesses().isEmpty()) {
            document.section("Reads and movements of data", section -> accesses(section, report.graph()));
        }
        report.chains().stream()
                .sorted((a, b) -> Boolean.compare(b.released(), a.released()))
                .limit(MOST_CHAINS)
                .forEach(chain -> document.section(
                        "Chain of " + EvidencePage.words(chain.model()), section -> chain(section, report, chain)));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }

    private static void models(Body<?> section, LineageReport report) {
        if (report.chains().isEmpty()) {
            section.paragraph("No model is known.");
            return;
        }
        Table.Builder table = Table.captioned("Models and their chains")
                .rowNames("Model")
                .text("Released")
                .text("In use")
                .text("Sites")
                .text("Chain")
                .numbers("Breaks");
        for (Chain chain : report.chains()) {
            List<String> sites = sites(report.graph(), chain.model());
            table.row(
                    EvidencePage.words(chain.model()),
                    chain.released() ? "yes (" + from(chain.releaseEntry()) + ")" : "no",
                    use(report.graph(), chain),
                    sites.isEmpty() ? "none known" : String.join(", ", sites),
                    chain.whole() ? "whole" : "broken",
                    Figures.count(chain.breaks().size()));
        }
        section.table(table.build());
    }

    private static String from(Optional<Long> entry) {
        return entry.map(index -> "entry " + index).orElse("stated");
    }

    private static String use(LineageGraph graph, Chain chain) {
        String word = chain.inUse() ? "yes" : "no";
        return chain.released() || graph.isOutOfUse(chain.model()) ? word + " (" + from(chain.useEntry()) + ")" : word;
    }

    /** The sites of a model, each with the first entry that deploys it there. */
    private static List<String> sites(LineageGraph graph, ArtifactRef model) {
        Map<String, Optional<Long>> sites = new TreeMap<>();
        graph.stepsOutOf(model).stream()
                .filter(step -> step.relation() == LineageEdge.Relation.DEPLOYED)
                .forEach(step -> sites.merge(
                        graph.siteOf(step.to()).orElse(step.to().id()),
                        graph.entryOf(step),
                        (one, other) ->
                                Stream.concat(one.stream(), other.stream()).min(Long::compare)));
        return sites.entrySet().stream()
                .map(site -> site.getKey() + " (" + from(site.getValue()) + ")")
                .toList();
    }

    private static void breaks(Body<?> section, LineageReport report) {
        Map<At, List<Chain>> breaks = new LinkedHashMap<>();
        report.chains()
                .forEach(chain -> chain.breaks()
                        .forEach(at -> breaks.computeIfAbsent(at, k -> new ArrayList<>())
                                .add(chain)));
        if (breaks.isEmpty()) {
            section.paragraph("None.");
            return;
        }
        Table.Builder table = Table.captioned("Where chains break")
                .rowNames("At")
                .text("What is missing")
                .text("Code")
                .text("Chains of");
        breaks.entrySet().stream()
                .limit(MOST_LINES)
                .forEach(entry -> table.row(
                        Inline.text(EvidencePage.words(entry.getKey().at())),
                        Inline.text(ChainBreaks.message(report.graph(), entry.getKey())),
                        Inline.code(entry.getKey().kind().name()),
                        Inline.text(entry.getValue().stream()
                                .map(chain -> EvidencePage.words(chain.model()))
                                .collect(Collectors.joining("; ")))));
        if (breaks.size() > MOST_LINES) {
            table.note((breaks.size() - MOST_LINES) + " more are in the evidence document.");
        }
        section.table(table.build());
    }

    private static void accesses(Body<?> section, LineageGraph graph) {
        Table.Builder table = Table.captioned("What the ledger holds of reads and movements")
                .rowNames("Data set")
                .text("What was done")
                .text("Day of the entry");
        graph.accesses().stream()
                .limit(MOST_LINES)
                .forEach(access -> table.row(
                        EvidencePage.words(access.dataset()),
                        access.words(),
                        access.day().toString()));
        int more = graph.accesses().size() - MOST_LINES;
        section.table(table.note("A read that nobody recorded is not among them."
                        + (more > 0 ? " " + more + " more are in the evidence document." : ""))
                .build());
    }

    private record Line(String number, ArtifactRef artifact, String how, String from) {}

    private static void chain(Body<?> section, LineageReport report, Chain chain) {
        List<Line> lines = new ArrayList<>();
        Map<ArtifactRef, String> numbers = new LinkedHashMap<>();
        add(lines, numbers, report.graph(), chain.model(), "1", "", "");
        int next = 2;
        for (LineageEdge edge : report.graph().stepsOutOf(chain.model())) {
            if (edge.relation() == LineageEdge.Relation.EVALUATED) {
                String from = from(report.graph().entryOf(edge));
                add(lines, numbers, report.graph(), edge.to(), String.valueOf(next++), "evaluates 1", from);
            }
        }
        for (LineageEdge edge : report.graph().stepsOutOf(chain.model())) {
            if (edge.relation() == LineageEdge.Relation.DEPLOYED) {
                String from = from(report.graph().entryOf(edge));
                lines.add(new Line(String.valueOf(next++), edge.to(), "runs 1", from));
            }
        }
        Map<ArtifactRef, String> broken = new LinkedHashMap<>();
        chain.breaks().forEach(at -> broken.merge(at.at(), at.kind().name(), (a, b) -> a + ", " + b));
        Table.Builder table = Table.captioned(
                        "What " + EvidencePage.words(chain.model()) + " came of, and what came of it")
                .rowNames("Number")
                .text("Artefact")
                .text("How it is joined")
                .text("From")
                .text("Digest")
                .text("Breaks here");
        lines.stream()
                .limit(MOST_LINES)
                .forEach(line -> table.row(
                        Inline.text(line.number()),
                        Inline.text(words(report.graph(), line.artifact())),
                        Inline.text(line.how()),
                        Inline.text(line.from()),
                        Inline.code(line.artifact().digest().abbreviated()),
                        Inline.text(broken.getOrDefault(line.artifact(), ""))));
        table.note("What stands under a number, as 1.2 under 1, is what that came of. "
                + (lines.size() > MOST_LINES
                        ? (lines.size() - MOST_LINES) + " more lines are in the evidence document."
                        : "An artefact that stands in several places is told in full at its first one."));
        section.table(table.build());
    }

    private static void add(
            List<Line> lines,
            Map<ArtifactRef, String> numbers,
            LineageGraph graph,
            ArtifactRef artifact,
            String number,
            String joined,
            String from) {
        String before = numbers.putIfAbsent(artifact, number);
        lines.add(new Line(number, artifact, joined + (before == null ? "" : "; told at " + before), from));
        if (before != null) {
            return;
        }
        String parent = number;
        int child = 1;
        for (LineageEdge edge : graph.stepsInto(artifact)) {
            if (edge.relation() == LineageEdge.Relation.EVALUATED) {
                continue; // the model that is evaluated is the one whose chain this is
            }
            String words = parent + " " + edge.relation().words() + " this";
            String source = from(graph.entryOf(edge));
            add(
                    lines,
                    numbers,
                    graph,
                    edge.from(),
                    number + "." + child++,
                    edge.by().isPresent() ? words + ", by the preprocessing below" : words,
                    source);
            if (edge.by().isPresent()) {
                String how = parent + " was prepared by this";
                add(lines, numbers, graph, edge.by().get(), number + "." + child++, how, source);
            }
        }
    }

    private static String words(LineageGraph graph, ArtifactRef artifact) {
        String words = (graph.isRaw(artifact) ? "raw " : "") + EvidencePage.words(artifact);
        return graph.origin(artifact)
                .filter(origin -> origin != DataOrigin.COLLECTED)
                .map(origin -> words + " (" + origin.word() + ", " + from(graph.originEntry(artifact)) + ")")
                .orElse(words);
    }
}
