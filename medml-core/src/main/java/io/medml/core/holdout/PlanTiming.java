package io.medml.core.holdout;

import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.AnalysisPlan.Endpoint;
import io.medml.core.holdout.PlanAdherence.Timing;
import io.medml.core.holdout.SealedTestSet.PlanVersion;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When what a plan asks came into it: the version that was sealed, the one that was in force at the first opening, and those after. Immutable. */
final class PlanTiming {

    private final List<PlanVersion> versions;
    private final AnalysisPlan first;
    private final PlanVersion counts;
    private final AnalysisPlan inForce;

    PlanTiming(List<PlanVersion> versions) {
        this.versions = versions;
        this.first = versions.get(0).plan();
        this.counts = versions.stream()
                .filter(PlanVersion::beforeFirstOpening)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        this.inForce = counts.plan();
    }

    /** The version that counts. */
    PlanVersion counts() {
        return counts;
    }

    Timing of(Metric metric, Slice slice, String kind) {
        if (!inForce.covers(metric, slice, kind)) {
            return Timing.POST_HOC;
        }
        return before(first.covers(metric, slice, kind)
                && inForce.endpoints().stream()
                        .filter(e -> e.metric().equals(metric)
                                && e.slice().equals(slice)
                                && (e.evidence().isEmpty() || e.evidence().equals(kind)))
                        .allMatch(this::isOfFirstVersion));
    }

    Timing of(PlannedFigure figure) {
        if (figure.endpoint().isPresent()) {
            return before(isOfFirstVersion(figure.endpoint().get()));
        }
        if (figure.slice().isPresent()) {
            return of(figure.metric(), figure.slice().get(), figure.evidence());
        }
        String attribute = figure.subgroup().orElseThrow().attribute();
        return before(first.subgroups().stream()
                .anyMatch(g -> g.attribute().equals(attribute)
                        && g.groups().isEmpty()
                        && g.metrics().contains(figure.metric())));
    }

    private static Timing before(boolean sealed) {
        return sealed ? Timing.PRE_SPECIFIED : Timing.AMENDED_BEFORE_OPENING;
    }

    boolean isInLaterAmendment(Metric metric, Slice slice, String kind) {
        return versions.stream()
                .filter(v -> !v.beforeFirstOpening())
                .anyMatch(v -> v.plan().covers(metric, slice, kind));
    }

    /** Whether some version, also one from after the first opening, plans a figure of a report. */
    boolean planFigureOf(Evidence report, String kind) {
        return versions.stream().anyMatch(v -> planned(v.plan(), report, kind) > 0);
    }

    /** How many figures of a report the version that counts plans. */
    int plannedIn(Evidence report, String kind) {
        return planned(inForce, report, kind);
    }

    private static int planned(AnalysisPlan plan, Evidence report, String kind) {
        return (int) report.measurements().stream()
                .filter(m -> plan.covers(m.metric(), m.slice(), kind))
                .count();
    }

    /** Whether the version that was sealed asks the same of an endpoint, under whatever identifier. */
    private boolean isOfFirstVersion(Endpoint endpoint) {
        return first.endpoints().stream()
                .anyMatch(e ->
                        AnalysisPlan.sameFigure(e, endpoint) && first.terms(e).equals(inForce.terms(endpoint)));
    }

    /** The endpoint of one version that stands for one of another: of the same figure, best with the same identifier, else with the same identifier. */
    private static Optional<Endpoint> counterpart(Endpoint endpoint, AnalysisPlan in) {
        Optional<Endpoint> named = in.endpoints().stream()
                .filter(e -> e.id().equals(endpoint.id()))
                .findFirst();
        return named.filter(e -> AnalysisPlan.sameFigure(e, endpoint))
                .or(() -> in.endpoints().stream()
                        .filter(e -> AnalysisPlan.sameFigure(e, endpoint))
                        .findFirst())
                .or(() -> named);
    }

    /** Says for each endpoint that was amended, put in or taken out before the first opening what it was and what it is. */
    List<Finding> amended() {
        List<Finding> findings = new ArrayList<>();
        for (Endpoint endpoint : inForce.endpoints()) {
            if (!isOfFirstVersion(endpoint)) {
                findings.add(amended(
                        endpoint.id(),
                        counterpart(endpoint, first).map(first::terms).orElse("none"),
                        inForce.terms(endpoint)));
            }
        }
        for (Endpoint endpoint : first.endpoints()) {
            if (counterpart(endpoint, inForce).isEmpty()) {
                findings.add(amended(endpoint.id(), first.terms(endpoint), "none"));
            }
        }
        return findings;
    }

    private Finding amended(String endpoint, String sealed, String now) {
        return Finding.of(
                        "ENDPOINT_AMENDED",
                        Severity.INFO,
                        endpoint,
                        "What the plan asks of the endpoint was amended between the seal and the first opening.")
                .with("sealed_version", first.version())
                .with("sealed", sealed)
                .with("counts_version", inForce.version())
                .with("counts", now);
    }
}
