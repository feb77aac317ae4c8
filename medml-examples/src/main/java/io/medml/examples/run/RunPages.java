package io.medml.examples.run;

import io.medml.compliance.modelcard.ModelCardLayout;
import io.medml.compliance.pccp.DecisionLayout;
import io.medml.compliance.pccp.PlanLayout;
import io.medml.compliance.regression.RegressionLayout;
import io.medml.compliance.signature.ElectronicSignature;
import io.medml.core.calibration.CalibrationLayout;
import io.medml.core.cohort.CohortLayout;
import io.medml.core.criteria.JudgementLayout;
import io.medml.core.document.Document;
import io.medml.core.document.Html;
import io.medml.core.document.Json;
import io.medml.core.document.Markdown;
import io.medml.core.document.Notice;
import io.medml.core.evaluation.EvaluationLayout;
import io.medml.core.evaluation.FailureLayout;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.SeparationLayout;
import io.medml.core.ledger.BlobRef;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.LineageLayout;
import io.medml.core.segment.SegmentLayout;
import io.medml.core.validation.ValidationLayout;
import io.medml.fairness.BiasLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages and evidence documents of a run, as files. */
final class RunPages {

    private final RunConfig config;
    private final boolean demonstration;
    private final Recording recording;
    private final Path staging;

    RunPages(RunConfig config, RunOptions options, Recording recording, Path staging) {
        this.config = config;
        this.demonstration = options.data().isEmpty();
        this.recording = recording;
        this.staging = staging;
    }

    /** What every page of this run says. */
    private List<Notice> general() {
        List<Notice> notices = new ArrayList<>();
        if (demonstration) {
            notices.add(new Notice(
                    Notice.Kind.DEMONSTRATION,
                    "Demonstration plan and demonstration signer; no regulator and no person stands behind them."));
            notices.add(new Notice(Notice.Kind.SYNTHETIC, "The data of this run are generated, not from patients."));
        } else if (config.plan.demonstration()) {
            notices.add(new Notice(Notice.Kind.DEMONSTRATION, "Demonstration plan; no regulator has seen it."));
        }
        return notices;
    }

    /** What pages about the candidate say as well. */
    private Notice[] notices() {
        List<Notice> notices = general();
        if (recording.standing == RunOutcome.Standing.AWAITING_SIGNATURE) {
            notices.add(
                    new Notice(Notice.Kind.NOT_RELEASED, "Awaiting signature; the candidate is not released for use."));
        } else if (recording.standing == RunOutcome.Standing.NOT_RELEASED) {
            notices.add(new Notice(
                    Notice.Kind.NOT_RELEASED,
                    "The candidate is not released for use: "
                            + recording.decision.evidence().kind().words() + "."));
        }
        return notices.toArray(new Notice[0]);
    }

    /** What pages about the first version say as well. */
    private Notice[] firstNotices() {
        List<Notice> notices = general();
        if (!recording.firstStanding.equals(Recording.FIRST_RELEASED)) {
            notices.add(new Notice(
                    Notice.Kind.NOT_RELEASED, "Version " + config.firstVersion + ": " + recording.firstStanding + "."));
        }
        return notices.toArray(new Notice[0]);
    }

    private static List<String> manifestations(List<ElectronicSignature> signatures) {
        return signatures.stream().map(ElectronicSignature::manifestation).toList();
    }

    /** Pins every page and every evidence file by its digest, so that one that was altered afterwards shows. */
    private void recordFiles() {
        EntryDraft draft = EntryDraft.of("report.generated")
                .subject(recording.candidate.reference())
                .data(Content.fields()
                        .put("what", "the pages and evidence files of this run")
                        .build());
        for (String folder : List.of("documents", "evidence")) {
            for (Path file : RunFiles.list(staging.resolve(folder))) {
                byte[] bytes = RunFiles.read(file);
                draft.ref(new BlobRef(
                        Digest.sha256(bytes),
                        bytes.length,
                        mediaType(file),
                        folder + "/" + file.getFileName(),
                        BlobRef.Store.EXTERNAL));
            }
        }
        recording.ledger.append(draft);
    }

    private static String mediaType(Path file) {
        String name = String.valueOf(file.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html";
            case "json" -> "application/json";
            case "md" -> "text/markdown";
            default -> throw new IllegalStateException("a run writes no file of the kind ." + ending);
        };
    }

    void write() {
        Notice[] notices = notices();
        Path documents = staging.resolve("documents");
        Map<String, Document> pages = new LinkedHashMap<>();
        pages.put(
                "01-data-description",
                CohortLayout.of(recording.described, recording.parts, recording.drawn, config.leftOut, notices));
        pages.put("02-validation", ValidationLayout.of(recording.validated, notices));
        pages.put("03-separation", SeparationLayout.of(recording.separated, notices));
        pages.put(
                "04-evaluation-" + config.firstVersion, EvaluationLayout.of(recording.firstEvaluated, firstNotices()));
        pages.put("05-evaluation-" + config.candidateVersion, EvaluationLayout.of(recording.evaluated, notices));
        pages.put("06-calibration-" + config.candidateVersion, CalibrationLayout.of(recording.calibrated, notices));
        pages.put("07-bias-" + config.candidateVersion, BiasLayout.of(recording.bias, notices));
        pages.put("08-weak-segments-" + config.candidateVersion, SegmentLayout.of(recording.segments, notices));
        pages.put("09-failure-cases-" + config.candidateVersion, FailureLayout.of(recording.failures, notices));
        pages.put(
                "10-regression",
                RegressionLayout.of(
                        recording.regressed,
                        recording.decision.evidence().comparedWith().words(),
                        notices));
        pages.put(
                "11-judgement-" + config.firstVersion,
                JudgementLayout.of(
                        recording.firstJudged,
                        Optional.of(recording.configured),
                        manifestations(recording.firstSignatures),
                        firstNotices()));
        pages.put(
                "12-judgement-" + config.candidateVersion,
                JudgementLayout.of(recording.judged, Optional.of(recording.configured), List.of(), notices));
        pages.put("13-change-control-plan", PlanLayout.of(recording.plan, notices));
        pages.put(
                "14-decision",
                DecisionLayout.of(
                        recording.decision,
                        recording.plan,
                        Optional.of(recording.judged),
                        recording.signatures,
                        notices));
        Document modelCard = ModelCardLayout.of(recording.card, notices);
        pages.put("15-model-card", modelCard);
        pages.put("16-lineage", LineageLayout.of(recording.lineage, notices));
        pages.forEach((name, page) -> Html.write(page, documents.resolve(name + ".html")));
        Markdown.write(modelCard, documents.resolve("15-model-card.md"));
        Json.write(modelCard, documents.resolve("15-model-card.json"));

        Map<String, Recorded<?>> documentsOfEvidence = new LinkedHashMap<>();
        documentsOfEvidence.put("study-configuration", recording.configured);
        documentsOfEvidence.put("data-description", recording.described);
        documentsOfEvidence.put("validation", recording.validated);
        documentsOfEvidence.put("separation", recording.separated);
        documentsOfEvidence.put("evaluation-" + config.firstVersion, recording.firstEvaluated);
        documentsOfEvidence.put("evaluation-" + config.candidateVersion, recording.evaluated);
        documentsOfEvidence.put("calibration-" + config.candidateVersion, recording.calibrated);
        documentsOfEvidence.put("bias-" + config.candidateVersion, recording.bias);
        documentsOfEvidence.put("weak-segments-" + config.candidateVersion, recording.segments);
        documentsOfEvidence.put("failure-cases-" + config.candidateVersion, recording.failures);
        documentsOfEvidence.put("regression", recording.regressed);
        documentsOfEvidence.put("judgement-" + config.firstVersion, recording.firstJudged);
        documentsOfEvidence.put("judgement-" + config.candidateVersion, recording.judged);
        documentsOfEvidence.put("change-control-plan", recording.plan);
        documentsOfEvidence.put("decision", recording.decision);
        documentsOfEvidence.put("model-card", recording.card);
        documentsOfEvidence.put("lineage", recording.lineage);
        documentsOfEvidence.forEach((name, recorded) -> RunFiles.write(
                staging.resolve("evidence").resolve(name + ".json"),
                new String(recorded.evidence().document().bytes(), StandardCharsets.UTF_8)));
        recordFiles();
    }
}
