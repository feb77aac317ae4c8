package io.medml.core.confounding;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.confounding.ConfoundingDetector.Settings;
import io.medml.core.confounding.ConfoundingReport.MissingShare;
import io.medml.core.confounding.ConfoundingReport.Missingness;
import io.medml.core.measure.Estimate;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.CrossFittedProbe;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.StratifiedAuroc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What tells whether a cell is missing. */
final class MissingCells {

    static final String OUTCOME = "(outcome)";
    static final String OTHER_COLUMNS = "(other columns)";

    private final Settings settings;
    private final Columns columns;
    private final Cohort cohort;

    MissingCells(Settings settings, Columns columns) {
        this.settings = settings;
        this.columns = columns;
        this.cohort = columns.cohort();
    }

    /** Something that may tell it: bins, and the groups whose shares are shown. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record By(String name, List<int[]> bins, List<String> groups, int[] groupOf) {}

    List<Missingness> test() {
        Set<String> attributes = new LinkedHashSet<>(cohort.attributes());
        cohort.site().ifPresent(attributes::add);
        List<By> common = new ArrayList<>();
        int[] labels = cohort.labels();
        common.add(new By(OUTCOME, List.of(labels), List.of("negative", "positive"), labels));
        for (String attribute : attributes) {
            Grouping groups = cohort.groups(attribute);
            common.add(new By(attribute, List.of(groups.codes()), groups.names(), groups.codes()));
        }
        List<Missingness> raw = new ArrayList<>();
        for (String column : settings.missing()) {
            List<By> each = new ArrayList<>(
                    common.stream().filter(by -> !by.name.equals(column)).toList());
            List<int[]> others = settings.missing().stream()
                    .filter(other -> !other.equals(column))
                    .map(columns::bins)
                    .toList();
            if (!others.isEmpty()) {
                each.add(new By(OTHER_COLUMNS, others, List.of(), new int[0]));
            }
            raw.addAll(test(column, each));
        }
        ConfoundingDetector.requirePermutations(settings, raw.size());
        List<Estimate> adjusted = WorkflowProbes.holm(
                raw.stream().map(Missingness::test).toList(),
                raw.stream().map(Missingness::permuted).toList());
        return IntStream.range(0, raw.size())
                .mapToObj(i -> {
                    Missingness m = raw.get(i);
                    return new Missingness(
                            m.column(), m.by(), m.area(), m.permuted(), m.test(), adjusted.get(i), m.shares());
                })
                .toList();
    }

    private List<Missingness> test(String column, List<By> each) {
        int[] missing = columns.missing(column);
        CrossFittedProbe probe = CrossFittedProbe.of(missing, cohort.subjects(), settings.folds(), settings.seed());
        List<CrossFittedProbe.Control> controls = probe.controls(
                each.stream().map(By::bins).toList(),
                new int[missing.length],
                ResamplePlan.seeded(settings.seed() + 1, settings.permutations()));
        List<Missingness> results = new ArrayList<>();
        for (int i = 0; i < each.size(); i++) {
            By by = each.get(i);
            StratifiedAuroc area = probe.area(by.bins);
            HypothesisTest test = area.greaterThan(settings.areaLimit());
            results.add(new Missingness(
                    column,
                    by.name,
                    area.estimate(settings.level()),
                    controls.get(i).test(),
                    test,
                    test.pValue(),
                    shares(missing, by)));
        }
        return results;
    }

    private List<MissingShare> shares(int[] missing, By by) {
        int[] subjects = cohort.subjects();
        boolean dependent = cohort.subjectCount() < cohort.size();
        List<MissingShare> shares = new ArrayList<>();
        for (int code = 0; code < by.groups.size(); code++) {
            int group = code;
            int[] rows = IntStream.range(0, missing.length)
                    .filter(row -> by.groupOf[row] == group)
                    .toArray();
            int[] gaps = Arrays.stream(rows).map(row -> missing[row]).toArray();
            shares.add(new MissingShare(
                    by.groups.get(code),
                    dependent
                            ? ClusteredProportion.estimate(
                                    gaps,
                                    Arrays.stream(rows)
                                            .map(row -> subjects[row])
                                            .toArray(),
                                    settings.level())
                            : BinomialInterval.WILSON.estimate(
                                    Arrays.stream(gaps).sum(), gaps.length, settings.level())));
        }
        return shares;
    }
}
