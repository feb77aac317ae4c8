package io.medml.examples.run;

import io.medml.compliance.signature.ElectronicSignature;
import io.medml.core.criteria.CriterionResult;
import io.medml.core.criteria.Judgement;
import io.medml.core.document.Figures;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.nio.file.Path;
import java.util.Optional;

/** One page for people: what went in, what came out, what was decided, where everything is. */
final class RunSummary {

    private static final Figures FIGURES = Figures.standard();

    private final RunConfig config;
    private final Prepared data;
    private final Recording recording;
    private final Path out;
    private final String origin;
    private final String verified;
    private final StringBuilder text = new StringBuilder();

    RunSummary(RunConfig config, Prepared data, Recording recording, Path out, String origin, String verified) {
        this.config = config;
        this.data = data;
        this.recording = recording;
        this.out = out;
        this.origin = origin;
        this.verified = verified;
    }

    String text() {
        line("medml run: " + config.name + " " + config.version);
        if (data.cohort.synthetic()) {
            line("SYNTHETIC DATA, DEMONSTRATION PLAN AND SIGNER: nothing here says anything about patients.");
        } else if (config.plan.demonstration()) {
            line("DEMONSTRATION PLAN: no regulator has seen it.");
        }
        line("");
        line("Data      "
                + Figures.count(
                        data.cohort.flow().isEmpty()
                                ? data.cohort.size()
                                : data.cohort.flow().get(0).recordsIn())
                + " records read, " + Figures.count(data.cohort.size()) + " of "
                + Figures.count(data.cohort.subjectCount()) + " patients in the cohort, "
                + Figures.share(data.cohort.positives(), data.cohort.size()) + " positive");
        line("          training " + Figures.count(data.training.size()) + ", tuning "
                + Figures.count(data.tuning.size()) + ", test " + Figures.count(data.test.size())
                + " records; findings: validation "
                + data.validation.findings().size() + ", separation "
                + data.separation.findings().size());
        model("Version " + config.firstVersion, recording.tested.firstEvaluation);
        model("Version " + config.candidateVersion, recording.tested.candidateEvaluation);
        line("Change    AUROC " + change(Metric.AUROC) + ", sensitivity " + change(Metric.SENSITIVITY)
                + ", specificity " + change(Metric.SPECIFICITY));
        judgement("Criteria for version " + config.firstVersion, recording.firstJudged.evidence());
        judgement("Criteria for version " + config.candidateVersion, recording.judged.evidence());
        line("Plan      \"" + config.plan.title() + "\" " + config.plan.version() + ", authorization: "
                + config.plan.authorization().orElse("none"));
        line("Decision  " + recording.decision.evidence().kind().words());
        recording.decision.evidence().reasons().forEach(r -> line("          - " + r));
        line("Version " + config.firstVersion + ": " + recording.firstStanding);
        line("Version " + config.candidateVersion + ": " + recording.standing.words());
        for (ElectronicSignature signature : recording.signatures) {
            line("          signed by " + signature.manifestation());
        }
        recording.refusal.ifPresent(reason -> line("          " + reason));
        line("Ledger    " + origin + ": " + verified);
        line("");
        line("Files in " + out);
        line("  documents/   16 pages (HTML), the model card also as Markdown; start at 15-model-card.html;"
                + " 15-model-card.json is that page as a tree for other renderers, not evidence");
        line("  evidence/    the evidence documents (JSON), as the ledger holds them; the card's is model-card.json");
        line("  ledger/      the ledger; ledger.vkey its verifier key, ledger.key its private key (keep it apart)");
        line("Verify with: java -jar medml.jar verify-ledger " + out.resolve("ledger") + " --vkey "
                + out.resolve("ledger.vkey") + " --files " + out);
        line(
                "          and keep ledger/checkpoint elsewhere: only with it (--trusted) a history cut off or rewritten shows");
        return text.toString();
    }

    private void model(String name, EvaluationReport report) {
        line(name + "  AUROC " + figure(report, Metric.AUROC) + ", sensitivity " + figure(report, Metric.SENSITIVITY));
        line("          specificity " + figure(report, Metric.SPECIFICITY) + ", calibration slope "
                + figure(report, Metric.CALIBRATION_SLOPE));
    }

    private static String figure(EvaluationReport report, Metric metric) {
        return figure(report.overall(metric));
    }

    private String change(Metric metric) {
        return figure(recording.tested.regression.change(metric, Slice.overall()));
    }

    private static String figure(Optional<Estimate> estimate) {
        return estimate.map(e -> FIGURES.value(e) + (e.interval().isPresent() ? " (" + FIGURES.interval(e) + ")" : ""))
                .orElse("not measured");
    }

    private void judgement(String name, Judgement judgement) {
        line(name + ": "
                + judgement.results(CriterionResult.Outcome.MET).size() + " met, "
                + judgement.results(CriterionResult.Outcome.NOT_MET).size() + " not met, "
                + judgement.results(CriterionResult.Outcome.UNDECIDED).size() + " undecided");
        judgement.results().stream()
                .filter(r -> r.outcome() != CriterionResult.Outcome.MET)
                .forEach(r -> line("          - " + r.criterion().id() + " "
                        + r.criterion().text() + ". " + r.explanation()));
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
