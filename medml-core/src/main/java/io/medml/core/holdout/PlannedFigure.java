package io.medml.core.holdout;

import io.medml.core.holdout.AnalysisPlan.Endpoint;
import io.medml.core.holdout.AnalysisPlan.Role;
import io.medml.core.holdout.AnalysisPlan.Subgroup;
import io.medml.core.holdout.RecordedFigures.Piece;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A figure that a plan plans: an endpoint, a metric on a named group, or a metric on every group of an attribute.
 *
 * @param item the endpoint's identifier, or {@code subgroup ATTRIBUTE}
 * @param role what it is for, in the word of the plan
 * @param metric the metric
 * @param evidence the kind of evidence that has to carry it; empty for any
 * @param slice the slice; empty for every group
 * @param endpoint the endpoint, if it is one
 * @param subgroup the subgroup, if it is of one
 */
record PlannedFigure(
        String item,
        String role,
        Metric metric,
        String evidence,
        Optional<Slice> slice,
        Optional<Endpoint> endpoint,
        Optional<Subgroup> subgroup) {

    static PlannedFigure of(Endpoint endpoint) {
        return new PlannedFigure(
                endpoint.id(),
                endpoint.role().word(),
                endpoint.metric(),
                endpoint.evidence(),
                Optional.of(endpoint.slice()),
                Optional.of(endpoint),
                Optional.empty());
    }

    /** The figures of a plan in its order. */
    static List<PlannedFigure> of(AnalysisPlan plan) {
        List<PlannedFigure> figures = new ArrayList<>();
        plan.endpoints().forEach(endpoint -> figures.add(of(endpoint)));
        for (Subgroup subgroup : plan.subgroups()) {
            for (Metric metric : subgroup.metrics()) {
                if (subgroup.groups().isEmpty()) {
                    figures.add(of(subgroup, metric, Optional.empty()));
                }
                for (String group : subgroup.groups()) {
                    figures.add(of(subgroup, metric, Optional.of(Slice.of(subgroup.attribute(), group))));
                }
            }
        }
        return figures;
    }

    private static PlannedFigure of(Subgroup subgroup, Metric metric, Optional<Slice> slice) {
        return new PlannedFigure(
                "subgroup " + subgroup.attribute(),
                "subgroup",
                metric,
                subgroup.evidence(),
                slice,
                Optional.empty(),
                Optional.of(subgroup));
    }

    /** The slice in words. */
    String on() {
        return slice.map(Slice::toString)
                .orElseGet(() -> "every group of " + subgroup.orElseThrow().attribute());
    }

    boolean isClaim() {
        return endpoint.filter(e -> e.role() != Role.DESCRIPTIVE).isPresent();
    }

    private boolean covers(Slice other) {
        return slice.map(other::equals).orElseGet(() -> subgroup.orElseThrow().covers(metric, other));
    }

    /** The figures that are this one, in the order of the pieces. */
    List<Measurement> in(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> evidence.isEmpty() || evidence.equals(piece.kind()))
                .flatMap(piece -> piece.evidence().measurements().stream())
                .filter(m -> m.metric().equals(metric) && covers(m.slice()))
                .toList();
    }

    /** Those that a criterion takes: of a host's own kind only where the plan names it. */
    List<Measurement> judgedIn(Piece piece) {
        boolean taken = !isClaim() || !evidence.isEmpty() || !piece.isOfHost();
        return taken ? in(List.of(piece)) : List.of();
    }
}
