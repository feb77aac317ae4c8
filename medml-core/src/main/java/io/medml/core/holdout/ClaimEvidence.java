package io.medml.core.holdout;

import io.medml.core.criteria.Criterion;
import io.medml.core.criteria.Judgement;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.holdout.AnalysisPlan.Endpoint;
import io.medml.core.holdout.RecordedFigures.Piece;
import io.medml.core.ledger.EntryRef;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the evidence that counts each claim of a plan is judged on: by model, by the level that its interval needs, and whether the pieces
 * agree. Immutable.
 */
final class ClaimEvidence {

    private final AnalysisPlan plan;
    private final List<Piece> counted;
    private final Map<EntryRef, Set<String>> passedOver = new HashMap<>();

    ClaimEvidence(AnalysisPlan plan, List<Piece> counted) {
        this.plan = plan;
        this.counted = counted;
        counted.forEach(this::passOver);
    }

    /** The pieces that count for a model; those about none count for each. */
    List<Piece> of(Optional<ArtifactRef> model) {
        return counted.stream()
                .filter(each -> model.map(each::isOf)
                        .orElseGet(() -> each.source().model().isEmpty()))
                .toList();
    }

    /**
     * Notes the endpoints for which a piece is passed over: its intervals of them have another level than is needed, and all its values of them are in
     * other pieces of the same model at the level that is needed.
     */
    private void passOver(Piece piece) {
        List<Piece> its = of(piece.source().model());
        for (Endpoint endpoint : plan.endpoints()) {
            if (otherLevels(endpoint, piece).isEmpty()) {
                continue;
            }
            PlannedFigure figure = PlannedFigure.of(endpoint);
            List<Piece> fit = its.stream()
                    .filter(each -> otherLevels(endpoint, each).isEmpty())
                    .toList();
            Set<OptionalDouble> values =
                    figure.in(fit).stream().map(m -> m.estimate().point()).collect(Collectors.toSet());
            if (figure.in(List.of(piece)).stream()
                    .allMatch(m -> values.contains(m.estimate().point()))) {
                passedOver
                        .computeIfAbsent(piece.source().entry(), entry -> new HashSet<>())
                        .add(endpoint.id());
            }
        }
    }

    private boolean isPassedOver(String endpoint, Piece piece) {
        return passedOver.getOrDefault(piece.source().entry(), Set.of()).contains(endpoint);
    }

    /** The level that an endpoint needs in a piece of evidence that counts. */
    private OptionalDouble needed(Endpoint endpoint, Piece in) {
        return plan.level(endpoint, in.source().level().orElseThrow());
    }

    /** The levels of the intervals of an endpoint in a piece of evidence that are not the one that is needed. */
    private List<Double> otherLevels(Endpoint endpoint, Piece in) {
        return needed(endpoint, in).isEmpty()
                ? List.of()
                : PlannedFigure.of(endpoint).in(List.of(in)).stream()
                        .flatMap(m -> m.estimate().interval().stream())
                        .map(Interval::level)
                        .filter(level ->
                                !plan.fits(endpoint, in.source().level().orElseThrow(), level))
                        .toList();
    }

    /** Whether the level of an interval is one that another endpoint needs, so that the piece was made for that one. */
    private boolean isForAnother(double level, Piece piece) {
        return plan.endpoints().stream()
                .anyMatch(endpoint -> needed(endpoint, piece).isPresent()
                        && Math.abs(needed(endpoint, piece).getAsDouble() - level) <= 1e-9);
    }

    /** Says where intervals of an endpoint have another level than it needs. */
    List<Finding> otherLevels(Endpoint endpoint) {
        List<Finding> findings = new ArrayList<>();
        for (Piece each : counted) {
            boolean passed = isPassedOver(endpoint.id(), each);
            for (double has : otherLevels(endpoint, each)) {
                if (passed && isForAnother(has, each)) {
                    continue;
                }
                findings.add(Finding.of(
                                "INTERVAL_LEVEL_DIFFERS",
                                passed ? Severity.WARNING : Severity.ERROR,
                                endpoint.id(),
                                "The interval that the criterion is judged on has another level than the endpoint's"
                                        + " alpha and the level of the opening ask for.")
                        .with("level_needed", needed(endpoint, each).orElseThrow())
                        .with("level_found", has)
                        .with("entry", each.source().entry().index())
                        .with("opening", each.source().opening().orElseThrow()));
            }
        }
        return findings;
    }

    /** Says for each model where a planned figure differs between, or within, pieces that count. */
    List<Finding> repeated(PlannedFigure figure) {
        Set<Optional<ArtifactRef>> models = new LinkedHashSet<>();
        counted.forEach(each -> models.add(each.source().model()));
        if (models.size() > 1) {
            models.remove(Optional.<ArtifactRef>empty());
        }
        boolean levelNeeded =
                figure.endpoint().filter(e -> plan.level(e).isPresent()).isPresent();
        List<Finding> findings = new ArrayList<>();
        for (Optional<ArtifactRef> model : models) {
            Map<Slice, Set<Measurement>> different = new LinkedHashMap<>();
            Map<Slice, Set<EntryRef>> entries = new LinkedHashMap<>();
            for (Piece each : of(model)) {
                if (!isPassedOver(figure.item(), each)) {
                    for (Measurement m : figure.judgedIn(each)) {
                        different
                                .computeIfAbsent(m.slice(), slice -> new HashSet<>())
                                .add(m);
                        entries.computeIfAbsent(m.slice(), slice -> new LinkedHashSet<>())
                                .add(each.source().entry());
                    }
                }
            }
            different.forEach((slice, figures) -> {
                int number = different(figures, levelNeeded);
                if (number > 1) {
                    Finding finding = Finding.of(
                                    "PLANNED_MORE_THAN_ONCE",
                                    figure.isClaim() ? Severity.ERROR : Severity.WARNING,
                                    figure.item(),
                                    "The evidence that counts has different values or intervals of a planned figure of one model;"
                                            + " which of them is the planned one cannot be known. Name the kind of evidence in the"
                                            + " plan of the next test set.")
                            .with("metric", figure.metric().id())
                            .with("slice", slice)
                            .with("different", number)
                            .with("entries", PlanAdherence.indices(entries.getOrDefault(slice, Set.of())));
                    findings.add(model.map(m -> finding.with("model", m)).orElse(finding));
                }
            });
        }
        return findings;
    }

    /**
     * How many different figures these are. Where no level is needed, the same value with intervals of different levels is one figure.
     */
    private static int different(Set<Measurement> figures, boolean levelNeeded) {
        if (levelNeeded) {
            return figures.size();
        }
        Map<Optional<Double>, Integer> byLevel = new HashMap<>();
        Set<OptionalDouble> values = new HashSet<>();
        for (Measurement m : figures) {
            values.add(m.estimate().point());
            byLevel.merge(m.estimate().interval().map(Interval::level), 1, Integer::sum);
        }
        return Math.max(
                values.size(),
                byLevel.values().stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    /** Whether some evidence about a model counts. */
    boolean has(ArtifactRef model) {
        return counted.stream().anyMatch(each -> each.source().model().isPresent() && each.isOf(model));
    }

    /** Judges each criterion on the pieces of its endpoint; by the rule of {@link PlanAdherence#judge}. */
    Judgement judge(ArtifactRef model) {
        List<Piece> its = of(Optional.of(model));
        Map<Criterion, Set<EntryRef>> chosen = new HashMap<>();
        Set<EntryRef> judged = new HashSet<>();
        for (Endpoint endpoint : plan.endpoints()) {
            endpoint.criterion().ifPresent(criterion -> {
                Set<EntryRef> pieces = piecesFor(endpoint, its);
                chosen.put(criterion, pieces);
                judged.addAll(pieces);
            });
        }
        List<Piece> named = its.stream()
                .filter(each -> judged.contains(each.source().entry())
                        || (!passedOver.containsKey(each.source().entry())
                                && each.source()
                                        .model()
                                        .filter(m -> !m.equals(model))
                                        .isEmpty()))
                .toList();
        // deliberate: the same model under another name is in the judgement only where something is judged on it, since
        // criteria take one name
        return plan.criteria()
                .judge(
                        (named.isEmpty() ? its : named)
                                .stream().map(Piece::recorded).toList(),
                        (criterion, each) ->
                                chosen.getOrDefault(criterion, Set.of()).contains(each.ref()));
    }

    /** The pieces that have figures of an endpoint at the level that it needs; one of them where they have the same value and no level is needed. */
    private Set<EntryRef> piecesFor(Endpoint endpoint, List<Piece> its) {
        PlannedFigure figure = PlannedFigure.of(endpoint);
        Set<EntryRef> pieces = new LinkedHashSet<>();
        Set<Measurement> found = new HashSet<>();
        for (Piece each : its) {
            if (isPassedOver(endpoint.id(), each)) {
                continue;
            }
            List<Double> other = otherLevels(endpoint, each);
            if (!other.isEmpty()) {
                throw new IllegalStateException("plan " + plan.name() + " " + plan.version() + ", endpoint "
                        + endpoint.id() + ": expected an interval of level "
                        + needed(endpoint, each).orElseThrow() + " at entry "
                        + each.source().entry().index() + ", found " + other.get(0) + "; evaluate at that level");
            }
            List<Measurement> figures = figure.judgedIn(each);
            if (!figures.isEmpty()) {
                pieces.add(each.source().entry());
                found.addAll(figures);
            }
        }
        return plan.level(endpoint).isEmpty() && different(found, false) == 1
                ? Set.copyOf(pieces.stream().limit(1).toList())
                : pieces;
    }
}
