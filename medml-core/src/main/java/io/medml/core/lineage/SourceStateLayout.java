package io.medml.core.lineage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.Optional;

/** Lays the state of source code out as a page. */
public final class SourceStateLayout {

    private SourceStateLayout() {}

    /**
     * A state that is not recorded; the page says so.
     *
     * @param state the state
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SourceState state, Notice... notices) {
        return layOut(state, Optional.empty(), notices);
    }

    /**
     * A recorded state.
     *
     * @param recorded the state
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SourceState> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SourceState state, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(state, place);
        Document.Builder document = page.open("State of the source code", notices);
        document.facts(Facts.of(
                        "Branch", state.branch().orElse("none"),
                        "Fetched from", state.remote().orElse("no remote"),
                        "Uncommitted", state.uncommitted() ? "yes" : "no")
                .and("Commit", Inline.code(state.commit().orElse("none")))
                .and("Recorded", page.reference()));
        document.section("Files", section -> {
            Table.Builder table = Table.captioned("Files that are not as the commit has them")
                    .rowNames("How")
                    .numbers("Files");
            table.row("Staged", Figures.count(state.changes().staged()));
            table.row("Modified, not staged", Figures.count(state.changes().modified()));
            table.row("Missing", Figures.count(state.changes().missing()));
            table.row("Untracked, not ignored", Figures.count(state.changes().untracked()));
            table.row("In conflict", Figures.count(state.changes().conflicting()));
            section.table(table.note("A file may count more than once. Ignored files are not counted.")
                    .build());
            if (!state.submodules().isEmpty()) {
                Table.Builder inside = Table.captioned("Repositories inside the repository")
                        .rowNames("Number")
                        .text("Commit")
                        .text("State");
                state.submodules()
                        .forEach(s -> inside.row(
                                Inline.text(Figures.count(s.number())),
                                Inline.code(s.recorded()),
                                Inline.text(s.state().word().replace('_', ' '))));
                section.table(inside.build());
            }
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }
}
