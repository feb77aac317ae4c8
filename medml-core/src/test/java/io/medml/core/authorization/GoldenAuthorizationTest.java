package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.authorization.WithdrawalDecision.Choice;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with
 * {@code -Dmedml.golden.update=true}. They hold the exact text but for line breaks between neighbouring objects, the version
 * of the software, which each release changes, and the digests that the version moves.
 */
class GoldenAuthorizationTest {

    private static final String[] NAMES = {
        "data-use-decision",
        "data-use-refusal",
        "agreement-review",
        "data-use-log",
        "withdrawal-impact",
        "withdrawal-decision",
        "retention-report"
    };

    @Test
    void a_decision_that_refuses_is_as_reviewed() {
        DataUseDecision decision = Sample.gate().decide(Sample.scopes(Sample.mixed()), Sample.training());

        check("data-use-refusal", decision, DataUseLayout.of(decision));
    }

    @Test
    void a_decision_on_a_move_is_as_reviewed() {
        DataUseDecision decision = Sample.gate().decide(Sample.scopes(Sample.clean()), Sample.move("Cloud Co"));

        check("data-use-decision", decision, DataUseLayout.of(decision));
    }

    @Test
    void a_review_of_agreements_is_as_reviewed() {
        AgreementReview review = Sample.agreements().review(Sample.MARCH, 60);

        check("agreement-review", review, AgreementReviewLayout.of(review));
    }

    @Test
    void a_report_of_retention_is_as_reviewed() {
        RetentionReport report = RetentionPolicyTest.report();

        check("retention-report", report, RetentionLayout.of(report));
    }

    @Test
    void an_impact_and_a_decision_on_it_are_as_reviewed() {
        try (Ledger ledger = Sample.ledger()) {
            Recorded<WithdrawalImpact> impact = ledger.record(WithdrawalTest.impact(WithdrawalTest.after()
                    .movedTo(WithdrawalTest.V2, "Cloud Co, at cloud eu-west", LocalDate.parse("2026-01-12"))
                    .notHeldIn(Sample.dataset("registry", "7"))));
            Recorded<WithdrawalDecision> decision = WithdrawalDecision.record(
                    ledger, impact, WithdrawalTest.OLD, Choice.RETAIN, "one of many patients; see note 4", Sample.ANA);

            check("withdrawal-impact", impact.evidence(), WithdrawalLayout.of(impact, ledger));
            String hex = impact.digest().hex();
            Golden.check(
                    GoldenAuthorizationTest.class,
                    "withdrawal-decision.json",
                    json(decision.evidence()).replace(hex, "0".repeat(64)));
        }
    }

    @Test
    void a_log_is_as_reviewed() {
        try (Ledger ledger = Sample.ledger()) {
            DataUseLog log = DataUseLog.on(ledger);
            var cohort = Sample.clean();
            log.accessed(cohort.reference(), "evaluation", "hospital a", "a look at the labels", Sample.ANA);
            DataUseRequest request = DataUseRequest.to(DataOperation.MOVE)
                    .purpose("training")
                    .version("1")
                    .at("cloud eu-west")
                    .during(Sample.MARCH, Sample.MARCH.plusDays(30))
                    .conditionMet("names are removed")
                    .recipient("Cloud Co")
                    .build();
            DataUseAuthorization permission =
                    Sample.gate().requireAuthorized(Sample.scopes(cohort), request, ledger, Sample.ANA);
            log.moved(
                    DataMovement.moveOf(cohort.reference())
                            .from("hospital a")
                            .to("cloud eu-west")
                            .purpose("training")
                            .because("training runs on rented machines")
                            .legalBasis("contract 2026-4, section 2")
                            .encryption("TLS 1.3, AES-256-GCM at rest")
                            .recipient("Cloud Co")
                            .agreement("BAA-1")
                            .under(permission)
                            .build(),
                    Sample.ANA);
            log.moved(
                    DataMovement.exportOf(cohort.reference())
                            .from("hospital a")
                            .to("FR")
                            .purpose("training")
                            .because("a second site trains too")
                            .legalBasis("not stated by the site")
                            .unencrypted("sent on a disk")
                            .recipient("Old Co")
                            .build(),
                    Sample.ANA);
            refuse(ledger);
            LedgerEntry opening = log.accessed(
                    Sample.gate()
                            .requireAuthorized(
                                    Sample.scopes(cohort),
                                    DataUseRequest.to(DataOperation.TRAIN)
                                            .purpose("training")
                                            .version("1")
                                            .at("cloud eu-west")
                                            .on(Sample.MARCH)
                                            .conditionMet("names are removed")
                                            .build(),
                                    ledger,
                                    Sample.ANA),
                    "copy for the training machines",
                    Sample.ANA);
            ledger.append(EntryDraft.of("access.denied")
                    .actor(Sample.ANA)
                    .subject(cohort.reference())
                    .reason("a second look at the test data")
                    .data(Content.fields()
                            .put("hash", cohort.reference().digest().hex())
                            .put("cause", "budget spent")
                            .build()));
            ledger.append(EntryDraft.of("access.denied")
                    .actor(Sample.ANA)
                    .subject(cohort.reference())
                    .reason("copy for the training machines")
                    .data(Content.fields()
                            .put("hash", cohort.reference().digest().hex())
                            .put("cause", "load failed")
                            .build())
                    .link("opening", opening.ref()));

            DataUseLogReport report = log.report(Sample.agreements());

            // the leaf of the last entry, which the report is about, moves with the version of the software
            String leaf = report.about().get(0).digest().hex();
            Golden.check(
                    GoldenAuthorizationTest.class,
                    "data-use-log.json",
                    json(report).replace(leaf, "0".repeat(64)));
            Golden.check(
                    GoldenAuthorizationTest.class,
                    "data-use-log.html",
                    html(DataUseLogLayout.of(report), report)
                            .replace(leaf, "0".repeat(64))
                            .replace(leaf.substring(0, 12), "DIGEST"));
        }
    }

    private static void refuse(Ledger ledger) {
        try {
            Sample.gate().requireAuthorized(Sample.scopes(Sample.mixed()), Sample.training(), ledger, Sample.ANA);
        } catch (AuthorizationException e) {
            assertThat(e.getMessage()).contains("3 of 5 records");
        }
    }

    private static void check(String name, Evidence evidence, Document page) {
        Golden.check(GoldenAuthorizationTest.class, name + ".json", json(evidence));
        Golden.check(GoldenAuthorizationTest.class, name + ".html", html(page, evidence));
    }

    private static String json(Evidence evidence) {
        return masked(new String(evidence.document().bytes(), StandardCharsets.UTF_8), evidence)
                        .replace("},{", "},\n{")
                + "\n";
    }

    private static String html(Document document, Evidence evidence) {
        return masked(Html.text(document), evidence);
    }

    private static String masked(String text, Evidence evidence) {
        String hex = evidence.document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(evidence.document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : NAMES) {
            assertThat(EvidenceDocument.parse(Golden.bytes(GoldenAuthorizationTest.class, name + ".json"))
                            .schema())
                    .endsWith("/1");
        }
    }
}
