package io.medml.core.criteria;

import io.medml.core.criteria.CriterionResult.Outcome;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Applies criteria to evidence. */
final class Judge {

    private Judge() {}

    static Judgement judge(
            AcceptanceCriteria criteria,
            List<? extends Recorded<?>> recorded,
            BiPredicate<? super Criterion, ? super Recorded<?>> applies) {
        if (recorded.isEmpty()) {
            throw new IllegalArgumentException(
                    "criteria \"" + criteria.name() + "\" need at least one piece of recorded evidence to judge");
        }
        Set<ArtifactRef> models = new LinkedHashSet<>();
        Set<ArtifactRef> others = new LinkedHashSet<>();
        Provenance provenance = Provenance.of(AcceptanceCriteria.class).from(criteria.reference());
        for (Recorded<?> each : recorded) {
            Evidence evidence = each.evidence();
            ArtifactRef subject = evidence.about().get(0);
            if (subject.kind() == ArtifactRef.Kind.MODEL) {
                models.add(subject);
            }
            others.addAll(evidence.about());
            provenance = provenance
                    .from(evidence.document().reference())
                    .synthetic(evidence.provenance().synthetic());
        }
        if (models.size() > 1) {
            throw new IllegalArgumentException("criteria \"" + criteria.name()
                    + "\" judge evidence about one model, and were given evidence about " + models
                    + "; judge each model on its own, and versions against each other on a regression report");
        }
        List<ArtifactRef> about = new ArrayList<>(models);
        others.stream().filter(o -> !models.contains(o)).forEach(about::add);
        List<CriterionResult> results = criteria.criteria().stream()
                .map(c -> apply(
                        c,
                        recorded.stream().filter(each -> applies.test(c, each)).toList()))
                .toList();
        if (results.stream().anyMatch(r -> r.outcome() == Outcome.NOT_MET)) {
            return new Judgement.NotMet(criteria, results, about, provenance);
        }
        return results.stream().allMatch(r -> r.outcome() == Outcome.MET)
                ? new Judgement.Met(criteria, results, about, provenance)
                : new Judgement.Undecided(criteria, results, about, provenance);
    }

    private static CriterionResult apply(Criterion criterion, List<? extends Recorded<?>> recorded) {
        return criterion instanceof Criterion.MetricCriterion metric
                ? apply(metric, recorded)
                : apply((Criterion.NoFinding) criterion, recorded);
    }

    private static CriterionResult apply(Criterion.NoFinding criterion, List<? extends Recorded<?>> recorded) {
        List<Evidence> sources = sources(criterion.source(), recorded);
        if (sources.isEmpty()) {
            return undecided(criterion, "There is no " + criterion.source() + " among the evidence.");
        }
        List<Finding> against = sources.stream()
                .flatMap(e -> e.findings().stream())
                .filter(f -> f.severity().compareTo(criterion.severity()) >= 0)
                .toList();
        if (against.isEmpty()) {
            return new CriterionResult(
                    criterion, Outcome.MET, List.of(), "No such finding in " + sources.size() + " report(s).");
        }
        String codes = against.stream()
                .map(f -> f.code() + (f.where().isEmpty() ? "" : " (" + f.where() + ")"))
                .distinct()
                .limit(5)
                .collect(Collectors.joining(", "));
        return new CriterionResult(
                criterion, Outcome.NOT_MET, List.of(), against.size() + " finding(s), among them " + codes + ".");
    }

    private static CriterionResult apply(Criterion.MetricCriterion criterion, List<? extends Recorded<?>> recorded) {
        Map<Slice, Measurement> observed = new LinkedHashMap<>();
        for (Evidence evidence : sources(criterion.source(), recorded)) {
            for (Measurement measurement : evidence.measurements()) {
                if (!measurement.metric().equals(criterion.metric())
                        || !criterion.scope().covers(measurement.slice())) {
                    continue;
                }
                Measurement before = observed.putIfAbsent(measurement.slice(), measurement);
                if (before != null && !before.equals(measurement)) {
                    return new CriterionResult(
                            criterion,
                            Outcome.UNDECIDED,
                            List.of(before, measurement),
                            "Two reports measure it differently on " + measurement.slice()
                                    + "; name the evidence that counts with from(..).");
                }
            }
        }
        if (observed.isEmpty()) {
            return undecided(criterion, "No evidence measures it.");
        }
        Set<String> absent = new TreeSet<>();
        if (criterion.scope() instanceof Scope.EveryGroup every) {
            absent.addAll(every.required());
            observed.keySet().forEach(s -> absent.remove(s.conditions().get(0).value()));
        }
        boolean several = observed.size() > 1 || !absent.isEmpty();
        List<String> notMet = new ArrayList<>();
        List<String> open = new ArrayList<>();
        absent.forEach(group -> open.add("group \"" + group + "\" is not in the evidence"));
        for (Measurement measurement : observed.values()) {
            String where = several ? measurement.slice() + ": " : "";
            OptionalDouble value = criterion.bound().compared(measurement.estimate());
            if (value.isEmpty()) {
                open.add(where + unknown(criterion, measurement));
            } else if (!criterion.bound().isKeptBy(value.getAsDouble()) && tooWide(criterion, measurement)) {
                open.add(where + "the interval is wider than "
                        + criterion.undecidedBeyond().getAsDouble() + ", too wide to judge");
            } else if (!criterion.bound().isKeptBy(value.getAsDouble())) {
                notMet.add(where + criterion.bound().side().part() + " is " + figure(value.getAsDouble())
                        + (crosses(criterion, measurement)
                                ? ", and the limit lies within the interval"
                                : criterion.bound().side().isOnInterval()
                                        ? ", and the whole interval lies beyond the limit"
                                        : ""));
            }
        }
        List<Measurement> all = List.copyOf(observed.values());
        if (!notMet.isEmpty()) {
            return new CriterionResult(
                    criterion, Outcome.NOT_MET, all, several ? sentence(notMet) : upper(sentence(notMet)));
        }
        if (!open.isEmpty()) {
            boolean named = several && absent.isEmpty();
            return new CriterionResult(
                    criterion, Outcome.UNDECIDED, all, named ? sentence(open) : upper(sentence(open)));
        }
        return new CriterionResult(criterion, Outcome.MET, all, met(criterion, all));
    }

    private static String met(Criterion.MetricCriterion criterion, List<Measurement> all) {
        boolean upward = criterion.bound().isKeptBy(Double.POSITIVE_INFINITY);
        Measurement nearest = all.get(0);
        for (Measurement each : all) {
            double value = compared(criterion, each);
            double best = compared(criterion, nearest);
            if (upward ? value < best : value > best) {
                nearest = each;
            }
        }
        return (all.size() == 1 ? "The " : "Nearest to the limit is " + nearest.slice() + ", whose ")
                + criterion.bound().side().part() + " is " + figure(compared(criterion, nearest)) + ".";
    }

    private static double compared(Criterion.MetricCriterion criterion, Measurement measurement) {
        return criterion.bound().compared(measurement.estimate()).orElseThrow();
    }

    private static boolean crosses(Criterion.MetricCriterion criterion, Measurement measurement) {
        return criterion.bound().side().isOnInterval()
                && measurement
                        .estimate()
                        .interval()
                        .filter(i -> i.contains(criterion.bound().limit()))
                        .isPresent();
    }

    private static boolean tooWide(Criterion.MetricCriterion criterion, Measurement measurement) {
        return criterion.undecidedBeyond().isPresent()
                && measurement
                        .estimate()
                        .interval()
                        .map(Interval::width)
                        .filter(w -> w > criterion.undecidedBeyond().getAsDouble())
                        .isPresent();
    }

    private static String unknown(Criterion.MetricCriterion criterion, Measurement measurement) {
        Reason reason = measurement
                .estimate()
                .fold(
                        estimated -> estimated.intervalEstimate()
                                        instanceof io.medml.core.measure.IntervalEstimate.Unknown unknown
                                ? unknown.reason()
                                : Reason.NOT_OFFERED,
                        io.medml.core.measure.Estimate.NotEstimable::reason);
        return criterion.bound().side().part() + " is not estimable: " + reason.text();
    }

    private static String sentence(List<String> parts) {
        String text = parts.stream().limit(6).collect(Collectors.joining("; "));
        String more = parts.size() > 6 ? "; and " + (parts.size() - 6) + " more" : "";
        return text + more + ".";
    }

    /** For a sentence that begins with words of ours; one that begins with the name of a column quotes it as it is. */
    private static String upper(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static CriterionResult undecided(Criterion criterion, String why) {
        return new CriterionResult(criterion, Outcome.UNDECIDED, List.of(), why);
    }

    private static List<Evidence> sources(String schema, List<? extends Recorded<?>> recorded) {
        List<Evidence> sources = new ArrayList<>();
        for (Recorded<?> each : recorded) {
            Evidence evidence = each.evidence();
            boolean named = evidence.schema().startsWith(schema + "/");
            // deliberate: a host's own kind counts only where a criterion names it
            if (schema.isEmpty() ? !evidence.schema().startsWith("x.") : named) {
                sources.add(settled(evidence));
            }
        }
        return sources;
    }

    /** A host's own class may answer differently each time; what counts is what its document says. */
    private static Evidence settled(Evidence evidence) {
        return evidence.schema().startsWith("x.")
                ? EvidenceDocument.parse(EvidenceDocument.of(evidence).bytes())
                : evidence;
    }
}
