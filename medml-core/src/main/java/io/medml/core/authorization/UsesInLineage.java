package io.medml.core.authorization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.lineage.DatasetAccess;
import io.medml.core.lineage.LineageEdge;
import io.medml.core.lineage.LineageEdge.Relation;
import io.medml.core.lineage.LineageGraph;
import io.medml.core.lineage.LineageReport;
import io.medml.core.lineage.SubjectTrace;
import io.medml.core.lineage.SubjectTrace.Learned;
import io.medml.core.lineage.SubjectTrace.TracedModel;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the uses of a subject out of a lineage. Used once. */
final class UsesInLineage {

    /** What a lineage report finds that says nothing of which uses are known. */
    private static final Set<String> NOT_OF_COMPLETENESS =
            Set.of("NO_RELEASED_MODEL", "SYNTHETIC_DATA", "TEST_DATA_IN_TRAINING", "TEST_DATA_NOT_COLLECTED");

    /** Breaks that hide no use of the subject's data: a source of data is asked for where the data may hold the subject. */
    private static final Set<String> HIDING_NO_USE = Set.of(
            "MODEL_WITHOUT_EVALUATION",
            "DATASET_WITHOUT_SOURCE",
            "DEPLOYED_WITHOUT_RELEASE",
            "ORIGIN_DIFFERS",
            "STATED_NOT_RECORDED");

    private final LineageGraph graph;
    private final SubjectTrace trace;
    private final SubjectUses.Builder uses;

    private UsesInLineage(String pseudonym, LineageGraph graph, FingerprintKey key) {
        this.graph = graph;
        this.trace = graph.traceOfPseudonym(pseudonym, key);
        this.uses = SubjectUses.of(pseudonym);
    }

    static SubjectUses of(String pseudonym, LineageGraph graph, FingerprintKey key) {
        return new UsesInLineage(pseudonym, graph, key).read();
    }

    private SubjectUses read() {
        trace.dataSets().forEach(uses::heldIn);
        trace.unknownDataSets().forEach(uses::mayHold);
        graph.artifacts().stream()
                .filter(artifact -> artifact.kind() == ArtifactRef.Kind.DATASET
                        && !trace.dataSets().contains(artifact)
                        && !trace.unknownDataSets().contains(artifact))
                .forEach(uses::notHeldIn);
        trace.dataSets().forEach(this::usesOf);
        trace.unknownDataSets().forEach(this::usesOf);
        trace.accesses().forEach(this::access);
        graph.ledger().ifPresent(uses::ledger);
        for (TracedModel model : trace.models()) {
            if (model.learned() != Learned.NO) {
                model(model);
            }
        }
        if (!graph.artifacts().isEmpty()) {
            LineageReport report = graph.report();
            uses.lineage(report.document().reference());
            report.findings().stream()
                    .filter(finding -> !NOT_OF_COMPLETENESS.contains(finding.code()))
                    .forEach(this::broken);
        }
        return uses.build();
    }

    /** What the ledger holds of reads and movements of a version that holds the subject or may. */
    private void access(DatasetAccess access) {
        uses.used(access.dataset(), access.words(), Optional.of(access.day()));
        access.destination()
                .ifPresent(to ->
                        uses.transferred(access.dataset(), to, Optional.of(access.day()), Optional.of(access.entry())));
    }

    /**
     * What was made of a version that holds the subject or may, where that holds the subject too or may, and what was tested on it.
     */
    private void usesOf(ArtifactRef dataset) {
        for (LineageEdge edge : graph.stepsOutOf(dataset)) {
            if (edge.relation() == Relation.TESTED) {
                uses.used(dataset, "evaluation", graph.dayOf(edge.to()));
            } else if (edge.to().kind() == ArtifactRef.Kind.DATASET
                    && (trace.dataSets().contains(edge.to())
                            || trace.unknownDataSets().contains(edge.to()))) {
                uses.used(
                        dataset, "making of " + edge.to().id() + " " + edge.to().version(), graph.dayOf(edge.to()));
            }
        }
    }

    private void model(TracedModel traced) {
        ArtifactRef model = traced.model();
        Set<ArtifactRef> upstream = new LinkedHashSet<>(graph.whatMade(model));
        upstream.add(model);
        if (traced.learned() == Learned.YES) {
            for (ArtifactRef dataset : traced.through()) {
                learned(model, dataset, upstream);
            }
        } else {
            uses.mayHaveTrained(model, traced.through());
        }
        for (ArtifactRef run : upstream) {
            for (LineageEdge edge : graph.stepsInto(run)) {
                if (edge.relation() == Relation.INITIALISED && isDirect(run, model)) {
                    uses.began(model, edge.from(), graph.dayOf(run));
                }
            }
        }
        places(traced);
    }

    private boolean isDirect(ArtifactRef run, ArtifactRef model) {
        return graph.stepsInto(model).stream().anyMatch(edge -> edge.from().equals(run));
    }

    /** A model whose record names its data, and whose run does too, learned from them once. */
    private void learned(ArtifactRef model, ArtifactRef dataset, Set<ArtifactRef> upstream) {
        List<LineageEdge> steps = graph.stepsOutOf(dataset).stream()
                .filter(edge -> edge.relation().learns() && upstream.contains(edge.to()))
                .toList();
        boolean byRun = steps.stream().anyMatch(edge -> edge.relation() != Relation.NAMED);
        for (LineageEdge edge : steps) {
            if (edge.relation() != Relation.NAMED || !byRun) {
                String how = edge.relation() == Relation.NAMED
                        ? "named in its record"
                        : edge.relation().name().toLowerCase(Locale.ROOT);
                boolean direct = edge.to().equals(model) || isDirect(edge.to(), model);
                uses.trained(
                        model,
                        dataset,
                        direct
                                ? how
                                : how + ", before it, by " + edge.to().kind().word() + " "
                                        + edge.to().id(),
                        graph.dayOf(edge.to()));
            }
        }
    }

    private void places(TracedModel traced) {
        ArtifactRef model = traced.model();
        Optional<LocalDate> last = graph.lastDayOf(model);
        List<ArtifactRef> deployments = graph.stepsOutOf(model).stream()
                .filter(edge -> edge.relation() == Relation.DEPLOYED)
                .map(LineageEdge::to)
                .distinct()
                .toList();
        for (ArtifactRef deployment : deployments) {
            Optional<LocalDate> from = graph.dayOf(deployment);
            // a deployment after the last day shows that it was taken into use again
            Optional<LocalDate> through =
                    last.filter(day -> from.filter(day::isBefore).isEmpty());
            uses.inUse(model, graph.siteOf(deployment).orElse(deployment.id()), from, through);
        }
        if (deployments.isEmpty() && traced.inUse()) {
            uses.inUse(model, "place not stated", Optional.empty(), Optional.empty());
            uses.gap("model " + model.id() + " " + model.version()
                    + " is released, and no deployment says where it runs.");
        }
        if (!deployments.isEmpty() && graph.isOutOfUse(model) && last.isEmpty()) {
            uses.gap(
                    "model " + model.id() + " " + model.version()
                            + " was taken out of use on a day that is not stated; it is counted as in use. State the day of it.");
        }
    }

    private void broken(Finding finding) {
        boolean ofSubject = concerned().contains(finding.where());
        Severity weight = !HIDING_NO_USE.contains(finding.code())
                        || (finding.code().equals("DATASET_WITHOUT_SOURCE") && ofSubject)
                ? Severity.ERROR
                : Severity.WARNING;
        uses.brokenAt(finding.code(), finding.where(), finding.message(), weight);
    }

    /** The data sets that hold the subject or may, as a lineage report names them. */
    private Set<String> concerned() {
        Set<ArtifactRef> sets = new LinkedHashSet<>(trace.dataSets());
        sets.addAll(trace.unknownDataSets());
        return sets.stream()
                .map(set -> set.kind().word() + " " + set.id() + " " + set.version())
                .collect(Collectors.toSet());
    }
}
