package io.medml.core.holdout;

import io.medml.core.criteria.Criterion;
import io.medml.core.document.Document;
import io.medml.core.document.EvidencePage;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Metric;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays an analysis plan out as a page. */
public final class AnalysisPlanLayout {

    private static final Figures ALPHA = Figures.withFractionDigits(5);

    private AnalysisPlanLayout() {}

    /**
     * A plan that is not recorded; the page says so.
     *
     * @param plan the plan
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(AnalysisPlan plan, Notice... notices) {
        return layOut(plan, Optional.empty(), notices);
    }

    /**
     * A recorded plan.
     *
     * @param recorded the plan
     * @param notices notices for every page
     * @return the page
     */
    public static Document of(Recorded<AnalysisPlan> recorded, Notice... notices) {
        return layOut(recorded.evidence(), Optional.of(recorded.placeAndTime()), notices);
    }

    private static Document layOut(AnalysisPlan plan, Optional<String> place, Notice... notices) {
        EvidencePage page = EvidencePage.of(plan, place);
        Document.Builder document = page.open("Analysis plan", notices);
        Facts facts = Facts.of(
                "Objective",
                plan.content().text("objective"),
                "One-sided alpha",
                ALPHA.format(plan.alpha()),
                "Shared by",
                plan.allocation().map(a -> a.word().replace('_', ' ')).orElse("one primary endpoint"),
                "Missing data",
                plan.content().text("missing_data"));
        for (String what : new String[] {"records", "subjects", "positives", "negatives"}) {
            if (plan.planned(what).isPresent()) {
                facts = facts.and(
                        "Planned " + what, Figures.count(plan.planned(what).getAsLong()));
            }
        }
        if (plan.content().has("sample_size")) {
            facts = facts.and(
                    "Why this size", plan.content().fields("sample_size").text("because"));
        }
        if (plan.content().has("operating_point")) {
            facts = facts.and(
                            "Operating point",
                            plan.content().fields("operating_point").text("id"))
                    .and(
                            "Why this operating point",
                            plan.content().fields("operating_point").text("because"));
        }
        if (plan.amends().isPresent()) {
            facts = facts.and(
                    "Amends version " + plan.amends().get().version(),
                    plan.amends().get().reason());
        }
        document.facts(facts.and("Recorded", page.reference()));
        document.section("Endpoints", s -> {
            Table.Builder table = Table.captioned("Endpoints in their order")
                    .rowNames("Endpoint")
                    .text("Role")
                    .text("Figure")
                    .text("Criterion")
                    .text("After")
                    .text("One-sided alpha");
            plan.endpoints()
                    .forEach(e -> table.row(
                            e.id(),
                            e.role().word(),
                            e.metric().name() + ", " + e.slice(),
                            e.criterion().map(Criterion::text).orElse("none"),
                            String.join(", ", e.after()),
                            alpha(plan, e)));
            s.table(table.note(
                            "A secondary endpoint is claimed when all that it stands behind are met, at what of alpha these pass on. An"
                                    + " opening of a test set that has a part of alpha leaves that part of each.")
                    .build());
            Table.Builder why =
                    Table.captioned("Why these limits").rowNames("Criterion").text("Reason");
            plan.endpoints().forEach(e -> e.criterion().ifPresent(c -> why.row(c.text(), c.rationale())));
            s.table(why.build());
        });
        document.section("Subgroups", s -> {
            if (plan.subgroups().isEmpty()) {
                s.paragraph("None is planned.");
                return;
            }
            Table.Builder table = Table.captioned("Figures by group")
                    .rowNames("Attribute")
                    .text("Groups")
                    .text("Metrics")
                    .text("Why");
            plan.subgroups()
                    .forEach(g -> table.row(
                            g.attribute(),
                            g.groups().isEmpty() ? "all" : String.join(", ", g.groups()),
                            g.metrics().stream().map(Metric::name).collect(Collectors.joining(", ")),
                            g.because()));
            s.table(table.build());
        });
        page.findings(document);
        page.provenance(document);
        return document.build();
    }

    private static String alpha(AnalysisPlan plan, AnalysisPlan.Endpoint endpoint) {
        if (plan.alpha(endpoint).isEmpty()) {
            if (endpoint.role() == AnalysisPlan.Role.DESCRIPTIVE) {
                return "none";
            }
            return endpoint.onInterval() ? "by Holm's procedure" : "none, on the point estimate";
        }
        String alpha = ALPHA.format(plan.alpha(endpoint).getAsDouble());
        return plan.isOutside(endpoint) ? alpha + ", outside of the family" : alpha;
    }
}
