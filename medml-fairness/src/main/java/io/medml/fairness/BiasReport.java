package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
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
    private final Map<String, List<SlicePerformance>> groups;
    private final List<Disparity> disparities;
    private final List<Measurement> gaps;
    private final List<Finding> findings;

    BiasReport(
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            Map<String, List<SlicePerformance>> groups,
            List<Disparity> disparities,
            List<Measurement> gaps,
            List<Finding> findings) {
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        Map<String, List<SlicePerformance>> copy = new LinkedHashMap<>();
        groups.forEach((attribute, list) -> copy.put(attribute, List.copyOf(list)));
        this.groups = Collections.unmodifiableMap(copy);
        this.disparities = List.copyOf(disparities);
        this.gaps = List.copyOf(gaps);
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
     * The performance in every group, by attribute or combination of attributes such as {@code race x sex}.
     *
     * @return the groups in a stable order
     */
    public Map<String, List<SlicePerformance>> groups() {
        return groups;
    }

    /**
     * How groups differ from their references.
     *
     * @return the disparities in a stable order
     */
    public List<Disparity> disparities() {
        return disparities;
    }

    /**
     * The disparities of one group.
     *
     * @param group the group
     * @return its disparities, one a metric and reference
     */
    public List<Disparity> disparities(Slice group) {
        return disparities.stream().filter(d -> d.group().equals(group)).toList();
    }

    /**
     * The gaps between the largest and the smallest group of each attribute.
     *
     * @return the gaps in a stable order
     */
    public List<Measurement> gaps() {
        return gaps;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
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
        groups.values().forEach(list -> list.forEach(g -> all.addAll(g.measurements())));
        for (Disparity disparity : disparities) {
            Slice comparison = disparity.group().versus(disparity.reference());
            all.add(new Measurement(disparity.metric().difference(), comparison, disparity.difference()));
            Optional<Measurement> ratio = disparity
                    .ratio()
                    .map(r -> new Measurement(disparity.metric().ratio(), comparison, r));
            ratio.ifPresent(all::add);
        }
        all.addAll(gaps);
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
        return Content.fields()
                .put("attributes", Content.texts(groups.keySet()))
                .put(
                        "group_count",
                        groups.values().stream().mapToLong(List::size).sum())
                .put("disparity_count", disparities.size())
                .build();
    }
}
