package io.medml.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.compliance.modelcard.ModelCardLayout;
import io.medml.compliance.pccp.DecisionLayout;
import io.medml.compliance.pccp.GateDecision;
import io.medml.compliance.pccp.PccpManager;
import io.medml.compliance.pccp.PlanLayout;
import io.medml.compliance.regression.RegressionLayout;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.ledger.Recorded;
import io.medml.fairness.BiasLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages of these modules say, and the pinned form of their evidence. */
class PagesTest {

    private static final List<String> NEVER = List.of(
            "compliant",
            "approved",
            "validated",
            "submission ready",
            "submission-ready",
            "substantially equivalent",
            "no 510(k)");

    private static final Study STUDY = new Study();
    private static final Released ALL = Released.through(STUDY);

    private static List<Recorded<GateDecision>> decisions() {
        List<Recorded<GateDecision>> decisions = new ArrayList<>();
        decisions.add(ALL.decision);
        List<Recorded<?>> evidence = List.of(ALL.separation, ALL.evaluated, ALL.bias, ALL.regression, ALL.judged);
        decisions.add(
                STUDY.ledger.record(PccpManager.under(STUDY.ledger, ALL.plan).decide(STUDY.request("M9"), evidence)));
        decisions.add(
                STUDY.ledger.record(PccpManager.under(STUDY.ledger, ALL.plan).decide(STUDY.request("M1"), List.of())));
        decisions.add(STUDY.ledger.record(PccpManager.under(
                        STUDY.ledger, STUDY.ledger.record(Study.plan(p -> p.replaceFirst("authorization: .*\n", ""))))
                .decide(STUDY.request("M1"), evidence)));
        decisions.add(STUDY.ledger.record(PccpManager.under(
                        STUDY.ledger,
                        STUDY.ledger.record(Study.plan(p -> p.replace("at_least: 0.6\n", "at_least: 0.61\n"))))
                .decide(STUDY.request("M1"), evidence)));
        Study weak = new Study();
        Map<String, Recorded<?>> found = weak.evidence(0.0);
        decisions.add(weak.ledger.record(PccpManager.under(weak.ledger, weak.ledger.record(Study.plan()))
                .decide(
                        weak.request("M1"),
                        weak.judged(
                                found,
                                Study.plan().modification("M1").orElseThrow().criteria()))));
        return decisions;
    }

    private static Map<String, Document> pages() {
        Map<String, Document> pages = new LinkedHashMap<>();
        pages.put("bias", BiasLayout.of(ALL.bias));
        pages.put("bias, not recorded", BiasLayout.of(ALL.bias.evidence()));
        pages.put("regression", RegressionLayout.of(ALL.regression));
        pages.put("regression, not recorded", RegressionLayout.of(ALL.regression.evidence()));
        pages.put("plan", PlanLayout.of(ALL.plan));
        pages.put(
                "incomplete plan",
                PlanLayout.of(STUDY.ledger.record(
                        Study.plan(p -> p.replaceFirst("(?s)    protocol:.*?    evidence:", "    evidence:")
                                .replaceFirst("authorization: .*\n", "")
                                .replaceFirst("if_criteria.*\n", "")))));
        for (Recorded<GateDecision> decision : decisions()) {
            pages.put(
                    "decision " + decision.evidence().kind(),
                    DecisionLayout.of(
                            decision,
                            ALL.plan,
                            Optional.of(ALL.judged),
                            decision.equals(ALL.decision) ? List.of(ALL.approval, ALL.review) : List.of()));
        }
        pages.put("card", ModelCardLayout.of(ALL.card));
        return pages;
    }

    @Test
    void no_page_says_what_only_people_and_regulators_can_say() {
        Map<String, Document> pages = pages();

        assertThat(pages.keySet()).hasSize(7 + GateDecision.Kind.values().length);
        pages.forEach((name, page) -> {
            for (String text : List.of(Html.text(page), Markdown.text(page), Json.text(page))) {
                assertThat(text.toLowerCase(Locale.ROOT)).as(name).doesNotContain(NEVER);
                assertThat(text).as(name).doesNotContain("NaN");
            }
        });
        // the words of the pages themselves, so that an empty page would not pass
        assertThat(Html.text(pages.get("decision WITHIN_PLAN")))
                .contains("meaning: approval", "People sign, regulators authorize");
    }

    @Test
    void a_page_of_a_report_that_is_not_recorded_says_so() {
        assertThat(Html.text(BiasLayout.of(ALL.bias.evidence()))).containsIgnoringCase("not recorded");
        assertThat(Html.text(BiasLayout.of(ALL.bias))).doesNotContainIgnoringCase("not recorded");
        assertThat(Html.text(RegressionLayout.of(ALL.regression.evidence()))).containsIgnoringCase("not recorded");
        assertThat(Html.text(RegressionLayout.of(ALL.regression))).doesNotContainIgnoringCase("not recorded");
    }

    @Test
    void a_page_of_a_plan_shows_what_is_missing() {
        assertThat(Markdown.text(pages().get("incomplete plan")))
                .contains("Not available: missing in the plan", "Not available: the plan does not say", "PCCP-MP-DM");
    }

    @Test
    void the_decision_page_lists_what_differs_and_who_signed() {
        assertThat(Markdown.text(pages().get("decision WITHIN_PLAN")))
                .contains("first-data", "one-fixed-set", "within the plan", "Quinn Manager", "Sam Officer");
        assertThat(Markdown.text(pages().get("decision OUTSIDE_PLAN"))).contains("None is due", "does not describe");
    }

    @Test
    void a_version_is_called_in_use_only_where_the_ledger_holds_its_release() {
        String unreleased = Html.text(pages().get("decision WITHIN_PLAN"));
        assertThat(unreleased)
                .contains("Compared with", "model risk 1.0 (not released)")
                .doesNotContain("Version in use");
        assertThat(ALL.decision
                        .evidence()
                        .body()
                        .asFields()
                        .fields("compared_with")
                        .values())
                .containsOnlyKeys("stage");
        assertThat(Html.text(ModelCardLayout.of(ALL.card)))
                .contains("Candidate minus model risk 1.0 (not released) on the same records")
                .contains("Differences from model risk 1.0 (not released)");

        Study study = new Study();
        long entry = study.release(study.inUse).index();
        Released released = Released.through(study);
        String standing = "released, entry " + entry;
        assertThat(Html.text(DecisionLayout.of(
                        released.decision, released.plan, Optional.of(released.judged), List.of(released.approval))))
                .contains("Version in use when decided", "model risk 1.0 (" + standing + ")");
        assertThat(Html.text(RegressionLayout.of(
                        released.regression,
                        released.decision.evidence().comparedWith().words())))
                .contains("model risk 1.0 (" + standing + ")");
        assertThat(Html.text(ModelCardLayout.of(released.card)))
                .as("the card is made after the release of the next version")
                .contains("Candidate minus model risk 1.0 (" + standing + ", and out of use)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bias-report", "regression-report", "gate-decision", "change-control-plan", "model-card"})
    void the_form_of_evidence_is_pinned(String schema) {
        Study fresh = new Study();
        Released released = Released.through(fresh);
        Map<String, Evidence> all = Map.of(
                "bias-report", released.bias.evidence(),
                "regression-report", released.regression.evidence(),
                "gate-decision", released.decision.evidence(),
                "change-control-plan", released.plan.evidence(),
                "model-card", released.card.evidence());
        Evidence evidence = all.get(schema);
        int version = schema.equals("bias-report") ? 3 : 1;
        assertThat(evidence.schema()).isEqualTo(schema + "/" + version);

        golden(
                schema + "-" + version + ".json",
                new String(evidence.document().bytes(), StandardCharsets.UTF_8) + "\n");
    }

    // 1 was written by the version that gave disparities without tests and margins, 2 by the one without tests of all
    // groups; they read
    // and verify for ever
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_bias_report_of_an_earlier_form_still_reads_to_the_same_bytes(int form) throws IOException {
        byte[] stored;
        try (InputStream in =
                PagesTest.class.getResourceAsStream("/io/medml/compliance/golden/bias-report-" + form + ".json")) {
            stored = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .getBytes(StandardCharsets.UTF_8);
        }

        Evidence old = EvidenceDocument.parse(stored);

        assertThat(old.schema()).isEqualTo("bias-report/" + form);
        assertThat(old.measurements()).isNotEmpty();
        assertThat(old.document().bytes()).isEqualTo(stored);
    }

    /** Compares with a file that changes only with {@code -Dmedml.golden.update=true} and is reviewed as output. */
    private static void golden(String name, String text) {
        String place = "io/medml/compliance/golden/" + name;
        try {
            if (Boolean.getBoolean("medml.golden.update")) {
                Path file = Path.of("src/test/resources", place);
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return;
            }
            try (InputStream in = PagesTest.class.getResourceAsStream("/" + place)) {
                assertThat(in)
                        .as("golden file %s; write it with -Dmedml.golden.update=true and review it", name)
                        .isNotNull();
                assertThat(text).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
