package io.medml.core.leakage;

import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays the balance of a split out as a page. */
public final class SplitBalanceLayout {

    private static final Figures SHARES = Figures.percentWithFractionDigits(1);
    private static final Figures DIFFERENCES = Figures.withFractionDigits(3);

    private SplitBalanceLayout() {}

    /**
     * A balance that is not recorded; the page says so.
     *
     * @param balance the balance
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(SplitBalance balance, Notice... notices) {
        return layOut(balance, Optional.empty(), notices);
    }

    /**
     * A recorded balance.
     *
     * @param recorded the balance
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<SplitBalance> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(SplitBalance balance, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(balance, place);
        Document.Builder document = page.open("Balance of a split", notices);
        Map<String, Long> parts = new LinkedHashMap<>();
        Map<String, List<SplitBalance.Row>> attributes = new LinkedHashMap<>();
        for (SplitBalance.Row row : balance.rows()) {
            parts.putIfAbsent(row.part(), row.all());
            attributes.computeIfAbsent(row.attribute(), k -> new ArrayList<>()).add(row);
        }
        boolean declared =
                balance.findings().stream().noneMatch(finding -> finding.code().equals(SplitBalance.NOT_DECLARED));
        String counted = declared ? "Subjects" : "Records";
        document.facts(Facts.of(
                        "Outcome",
                        page.outcome(),
                        "Parts",
                        Figures.count(parts.size()),
                        counted,
                        Figures.count(parts.values().stream()
                                .mapToLong(Long::longValue)
                                .sum()),
                        "Smallest part",
                        Figures.count(parts.values().stream()
                                        .mapToLong(Long::longValue)
                                        .min()
                                        .orElse(0))
                                + (declared ? " subjects" : " records"))
                .and("Recorded", page.reference()));
        attributes.forEach((attribute, rows) -> document.section(attribute, s -> {
            Table.Builder table = Table.captioned(counted + " of each part by " + attribute)
                    .rowNames("Group")
                    .text("Part")
                    .numbers(counted)
                    .numbers("of")
                    .numbers("Share")
                    .numbers(Figures.confidence(balance.level()) + " interval")
                    .numbers("Standardised difference")
                    .numbers(Figures.confidence(balance.level()) + " interval");
            for (SplitBalance.Row row : rows) {
                table.row(
                        row.group(),
                        row.part(),
                        Figures.count(row.subjects()),
                        Figures.count(row.all()),
                        SHARES.value(row.share()),
                        SHARES.interval(row.share()),
                        DIFFERENCES.value(row.difference()),
                        DIFFERENCES.interval(row.difference()));
            }
            s.table(table.note("The difference is that of the part from all other parts together. "
                            + (declared
                                    ? "By subject: one has the condition where one of its records in the part has, and"
                                            + " the group of its first record there, by record identifier in the order"
                                            + " of its characters."
                                    : "No subject column was given: a patient with several records counts once for"
                                            + " each, and may be in several parts."))
                    .build());
        }));
        page.findings(document);
        page.definitions(document);
        page.provenance(document);
        return document.build();
    }
}
