package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured in every group, and how the groups differ. Only {@link BiasDetector} makes one. Immutable. */
public final class BiasReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "bias-report";

    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final Parts parts;
    private final List<Finding> findings;

    /** What was measured; package-private, since only a detector makes it. */
    record Parts(
            SlicePerformance overall,
            Map<String, List<SlicePerformance>> groups,
            List<Slice> emptyGroups,
            List<Disparity> disparities,
            List<Integer> familySizes,
            List<Measurement> gaps,
            List<GroupTest> tests,
            List<Measurement> crossAurocs,
            List<Measurement> ifCalibrated,
            List<Measurement> shrunken,
            Optional<String> metricChoice) {

        Parts {
            Map<String, List<SlicePerformance>> copy = new LinkedHashMap<>();
            groups.forEach((attribute, list) -> copy.put(attribute, List.copyOf(list)));
            groups = Collections.unmodifiableMap(copy);
            emptyGroups = List.copyOf(emptyGroups);
            disparities = List.copyOf(disparities);
            familySizes = List.copyOf(familySizes);
            gaps = List.copyOf(gaps);
            tests = List.copyOf(tests);
            crossAurocs = List.copyOf(crossAurocs);
            ifCalibrated = List.copyOf(ifCalibrated);
            shrunken = List.copyOf(shrunken);
        }
    }

    BiasReport(ArtifactRef model, ArtifactRef dataset, Provenance provenance, Parts parts, List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.parts = parts;
        this.findings = List.copyOf(findings);
    }

    /**
     * The model that was measured.
     *
     * @return its reference
     */
    public ArtifactRef model() {
        return model;
    }

    /**
     * The data set it was measured on.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The performance on all records, to stand beside the groups. It is in the body of the evidence and not among the measurements, where
     * it could be taken for that of an evaluation.
     *
     * @return the performance
     */
    public SlicePerformance overall() {
        return parts.overall;
    }

    /**
     * The performance in every group, by attribute or combination of attributes such as {@code race x sex}.
     *
     * @return the groups in a stable order
     */
    public Map<String, List<SlicePerformance>> groups() {
        return parts.groups;
    }

    /**
     * How groups differ from their references.
     *
     * @return the disparities in a stable order
     */
    public List<Disparity> disparities() {
        return parts.disparities;
    }

    /**
     * The disparities of one group.
     *
     * @param group the group
     * @return its disparities, one a metric and reference
     */
    public List<Disparity> disparities(Slice group) {
        return parts.disparities.stream().filter(d -> d.group().equals(group)).toList();
    }

    /**
     * The figures across all groups of each attribute, and of each combination of attributes: gaps between the largest and the smallest
     * group, ratios of the smallest to the largest, equalized odds; and the generalized entropy of all records.
     *
     * @return the figures in a stable order
     */
    public List<Measurement> gaps() {
        return parts.gaps;
    }

    /**
     * The tests that a metric is the same in all groups at once.
     *
     * @return the tests in a stable order, adjusted as one family
     */
    public List<GroupTest> tests() {
        return parts.tests;
    }

    /**
     * Why which of the measures counts, as it was stated.
     *
     * @return the reason, or empty where none was stated
     */
    public Optional<String> metricChoice() {
        return parts.metricChoice;
    }

    /**
     * What the expected calibration error of each attribute's groups would be if every forecast were right: what noise alone makes of it.
     *
     * @return the measurements in a stable order; not estimable where records share subjects
     */
    public List<Measurement> errorsIfCalibrated() {
        return parts.ifCalibrated;
    }

    /**
     * The groups without a record: combinations of values that occur, but not together, and declared groups that do not occur.
     *
     * @return the groups in a stable order; of each combination of attributes at most 1000, the number of all in the findings
     */
    public List<Slice> emptyGroups() {
        return parts.emptyGroups;
    }

    /**
     * The groups of each attribute against all others: the areas under the ROC curve of the group's positives against the other
     * negatives, and of the other positives against the group's negatives; and the cross-group areas of each group and its reference, in
     * both directions.
     *
     * @return the measurements in a stable order
     */
    public List<Measurement> crossAurocs() {
        return parts.crossAurocs;
    }

    /**
     * Rates of many groups, drawn towards their mean; to be read beside the raw rates, never instead.
     *
     * @return the measurements in a stable order
     */
    public List<Measurement> shrunken() {
        return parts.shrunken;
    }

    /**
     * The number of tests in each family within which p-values are adjusted.
     *
     * @return the numbers in a stable order
     */
    public List<Integer> familySizes() {
        return parts.familySizes;
    }

    @Override
    public String schema() {
        return SCHEMA + "/3";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(model, dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>();
        parts.groups.values().forEach(list -> list.forEach(g -> all.addAll(g.measurements())));
        for (Disparity disparity : parts.disparities) {
            Slice comparison = disparity.group().versus(disparity.reference());
            all.add(new Measurement(disparity.metric().difference(), comparison, disparity.difference()));
            Optional<Measurement> ratio = disparity
                    .ratio()
                    .map(r -> new Measurement(disparity.metric().ratio(), comparison, r));
            ratio.ifPresent(all::add);
        }
        all.addAll(parts.gaps);
        all.addAll(parts.crossAurocs);
        all.addAll(parts.ifCalibrated);
        all.addAll(parts.shrunken);
        return all;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public String entryType() {
        return "fairness.recorded";
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields();
        parts.metricChoice.ifPresent(reason -> body.put("metric_choice", reason));
        return body.put(
                        "overall",
                        Content.items(
                                parts.overall.measurements(),
                                m -> Content.fields()
                                        .put("metric", m.metric().id())
                                        .put("estimate", EvidenceDocument.estimate(m.estimate()))
                                        .build()))
                .put("group_tests", Content.items(parts.tests, BiasReport::test))
                .put("attributes", Content.texts(parts.groups.keySet()))
                .put(
                        "group_count",
                        parts.groups.values().stream().mapToLong(List::size).sum())
                .put("disparity_count", parts.disparities.size())
                .put("empty_groups", Content.items(parts.emptyGroups, EvidenceDocument::slice))
                .put("family_sizes", Content.items(parts.familySizes, size -> new Content.Whole(size)))
                .put("comparisons", Content.items(parts.disparities, BiasReport::comparison))
                .build();
    }

    private static Content test(GroupTest test) {
        Content.Builder content = Content.fields()
                .put("metric", test.metric().id())
                .put("slice", EvidenceDocument.slice(test.across()))
                .put("test", test.test().method())
                .put("statistic", number(test.test().statistic()))
                .put("p", number(test.test().pValue()))
                .put("p_holm", number(test.adjusted().holm()))
                .put("p_benjamini_hochberg", number(test.adjusted().benjaminiHochberg()));
        test.test().degreesOfFreedom().ifPresent(df -> content.put("degrees_of_freedom", df));
        return content.build();
    }

    /** Test and margin of a disparity; its difference and ratio are among the measurements. */
    private static Content comparison(Disparity disparity) {
        Content.Builder content = Content.fields()
                .put("metric", disparity.metric().id())
                .put("slice", EvidenceDocument.slice(disparity.group().versus(disparity.reference())))
                .put("test", disparity.test().method())
                .put("statistic", number(disparity.test().statistic()))
                .put("p", number(disparity.test().pValue()))
                .put("p_holm", number(disparity.adjusted().holm()))
                .put("p_benjamini_hochberg", number(disparity.adjusted().benjaminiHochberg()));
        disparity
                .margin()
                .ifPresent(answer -> content.put(
                        "margin",
                        Content.fields()
                                .put("margin", answer.margin())
                                .put("shown", answer.shown().name())
                                .put("power", number(answer.power().power()))
                                .put(
                                        "smallest_detectable",
                                        number(answer.power().smallestDetectable()))
                                .put("needed_group", number(answer.power().neededFirst()))
                                .put("needed_reference", number(answer.power().neededSecond()))
                                .build()));
        return content.build();
    }

    /** A value, or the reason there is none. */
    private static Content number(Estimate estimate) {
        return estimate.fold(
                estimated -> Content.decimal(estimated.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }
}
