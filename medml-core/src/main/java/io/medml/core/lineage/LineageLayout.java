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
import java.util.stream.Collectors;

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
        document.facts(Facts.of(
                        "Released models with a whole chain",
                        released == 0 ? "no model was released" : Figures.share(whole, released),
                        "Models",
                        Figures.count(report.chains().size()),
                        "Artefacts",
                        Figures.count(report.graph().artifacts().size()),
                        "Steps between them",
                        Figures.count(report.graph().edges().size()))
                .and("Recorded", page.reference()));
        document.paragraph(
                "A chain leads from the collection of raw data over preparation, data set and run to a model, its evaluation"
                        + " and its use. It is whole when no link is missing. That says nothing of whether the data were fit for the purpose.");
        document.section("Models", section -> models(section, report));
        document.section("Breaks", section -> breaks(section, report));
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
            List<String> sites = report.graph().sitesOf(chain.model());
            table.row(
                    EvidencePage.words(chain.model()),
                    chain.released() ? "yes" : "no",
                    chain.inUse() ? "yes" : "no",
                    sites.isEmpty() ? "none known" : String.join(", ", sites),
                    chain.whole() ? "whole" : "broken",
                    Figures.count(chain.breaks().size()));
        }
        section.table(table.build());
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
                        Inline.text(entry.getKey().kind().message()),
                        Inline.code(entry.getKey().kind().name()),
                        Inline.text(entry.getValue().stream()
                                .map(chain -> EvidencePage.words(chain.model()))
                                .collect(Collectors.joining("; ")))));
        if (breaks.size() > MOST_LINES) {
            table.note((breaks.size() - MOST_LINES) + " more are in the evidence document.");
        }
        section.table(table.build());
    }

    private record Line(String number, ArtifactRef artifact, String how) {}

    private static void chain(Body<?> section, LineageReport report, Chain chain) {
        List<Line> lines = new ArrayList<>();
        Map<ArtifactRef, String> numbers = new LinkedHashMap<>();
        add(lines, numbers, report.graph(), chain.model(), "1", "");
        int next = 2;
        for (ArtifactRef evaluation : report.graph().evaluationsOf(chain.model())) {
            add(lines, numbers, report.graph(), evaluation, String.valueOf(next++), "evaluates 1");
        }
        for (LineageEdge edge : report.graph().stepsOutOf(chain.model())) {
            if (edge.relation() == LineageEdge.Relation.DEPLOYED) {
                lines.add(new Line(String.valueOf(next++), edge.to(), "runs 1"));
            }
        }
        Map<ArtifactRef, String> broken = new LinkedHashMap<>();
        chain.breaks().forEach(at -> broken.merge(at.at(), at.kind().name(), (a, b) -> a + ", " + b));
        Table.Builder table = Table.captioned(
                        "What " + EvidencePage.words(chain.model()) + " came of, and what came of it")
                .rowNames("Number")
                .text("Artefact")
                .text("How it is joined")
                .text("Digest")
                .text("Breaks here");
        lines.stream()
                .limit(MOST_LINES)
                .forEach(line -> table.row(
                        Inline.text(line.number()),
                        Inline.text(words(report.graph(), line.artifact())),
                        Inline.text(line.how()),
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
            String how) {
        String before = numbers.putIfAbsent(artifact, number);
        lines.add(new Line(number, artifact, how + (before == null ? "" : "; told at " + before)));
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
            add(
                    lines,
                    numbers,
                    graph,
                    edge.from(),
                    number + "." + child++,
                    edge.by().isPresent() ? words + ", by the preprocessing below" : words);
            if (edge.by().isPresent()) {
                add(lines, numbers, graph, edge.by().get(), number + "." + child++, parent + " was prepared by this");
            }
        }
    }

    private static String words(LineageGraph graph, ArtifactRef artifact) {
        String words = (graph.isRaw(artifact) ? "raw " : "") + EvidencePage.words(artifact);
        return graph.origin(artifact)
                .filter(origin -> origin != DataOrigin.COLLECTED)
                .map(origin -> words + " (" + origin.word() + ")")
                .orElse(words);
    }
}
