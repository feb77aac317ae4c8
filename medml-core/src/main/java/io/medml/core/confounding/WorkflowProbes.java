package io.medml.core.confounding;

import io.medml.core.confounding.ConfoundingDetector.Settings;
import io.medml.core.confounding.ConfoundingDetector.Variable;
import io.medml.core.confounding.ConfoundingReport.Probe;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.CrossFittedProbe;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.StratifiedAuroc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The probes of workflow, each alone and all together, with their negative control. */
final class WorkflowProbes {

    /** The method of what was not asked for. */
    static final String NOT_ASKED = "none";

    private final Settings settings;
    private final Columns columns;

    WorkflowProbes(Settings settings, Columns columns) {
        this.settings = settings;
        this.columns = columns;
    }

    List<Probe> probe(Optional<double[]> scores) {
        List<Variable> variables = new ArrayList<>(settings.variables());
        if (settings.sites()) {
            String site = SiteShortcuts.column(columns.cohort());
            if (variables.stream().noneMatch(v -> v.name().equals(site))) {
                variables.add(new Variable(WorkflowVariable.SITE, site, List.of(site)));
            }
        }
        if (variables.isEmpty()) {
            return List.of();
        }
        List<int[]> bins = variables.stream().map(this::bins).toList();
        List<List<int[]>> probes = new ArrayList<>(bins.stream().map(List::of).toList());
        if (bins.size() > 1) {
            probes.add(bins);
            variables.add(new Variable(WorkflowVariable.SEVERAL, ConfoundingDetector.ALL_TOGETHER, List.of()));
        }
        int[] labels = columns.cohort().labels();
        int[] subjects = columns.cohort().subjects();
        CrossFittedProbe fitted = CrossFittedProbe.of(labels, subjects, settings.folds(), settings.seed());
        List<CrossFittedProbe.Control> controls = fitted.controls(
                probes,
                columns.strata(settings.controlled()),
                ResamplePlan.seeded(settings.seed() + 1, settings.permutations()));
        List<StratifiedAuroc> areas = probes.stream().map(fitted::area).toList();
        List<HypothesisTest> tests = IntStream.range(0, probes.size())
                .mapToObj(i -> areas.get(i)
                        .greaterThan(
                                Math.max(settings.areaLimit(), controls.get(i).meanPermuted())))
                .toList();
        List<Estimate> adjusted = holm(
                tests, controls.stream().map(CrossFittedProbe.Control::test).toList());
        Optional<StratifiedAuroc> model =
                scores.map(s -> StratifiedAuroc.of(ScoredLabels.of(labels, s).withSubjects(subjects)));
        return IntStream.range(0, probes.size())
                .mapToObj(i -> new Probe(
                        variables.get(i).name(),
                        variables.get(i).what(),
                        probes.get(i).size() > 1
                                ? 0
                                : Columns.used(probes.get(i).get(0)),
                        areas.get(i).estimate(settings.level()),
                        controls.get(i).meanPermuted(),
                        controls.get(i).upperPermuted(),
                        controls.get(i).test(),
                        tests.get(i),
                        adjusted.get(i),
                        model.map(m -> areas.get(i).excessShare(m, settings.level()))
                                .orElseGet(() -> none(labels.length))))
                .toList();
    }

    private int[] bins(Variable variable) {
        return switch (variable.what()) {
            case ROW_ORDER -> columns.rowOrder();
            case MISSING_COUNT ->
                variable.name().equals(ConfoundingDetector.MISSING_CELLS)
                        ? columns.missingCount(variable.columns())
                        : columns.bins(variable.name());
            default -> columns.bins(variable.name());
        };
    }

    /** What was not asked for. */
    static Estimate none(long records) {
        return Estimate.notEstimable(Reason.NOT_OFFERED, NOT_ASKED, Support.of(records));
    }

    /** Of each pair of tests the larger p-value, adjusted over the family; a pair without one counts in it. */
    static List<Estimate> holm(List<HypothesisTest> tests, List<HypothesisTest> permuted) {
        int[] known = IntStream.range(0, tests.size())
                .filter(i -> tests.get(i).pValue().point().isPresent()
                        && permuted.get(i).pValue().point().isPresent())
                .toArray();
        double[] adjusted = Multiplicity.HOLM.adjust(
                IntStream.of(known)
                        .mapToDouble(i -> Math.max(
                                tests.get(i).pValue().point().getAsDouble(),
                                permuted.get(i).pValue().point().getAsDouble()))
                        .toArray(),
                tests.size());
        List<Estimate> all =
                new ArrayList<>(tests.stream().map(HypothesisTest::pValue).toList());
        for (int i = 0; i < known.length; i++) {
            all.set(
                    known[i],
                    Estimate.of(
                            adjusted[i],
                            new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "holm"),
                            all.get(known[i]).support()));
        }
        return all;
    }
}
