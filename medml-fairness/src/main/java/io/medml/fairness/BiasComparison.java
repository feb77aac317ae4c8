package io.medml.fairness;

import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which groups an earlier bias report had and a later one has not.
 *
 * <p>A group that vanishes takes its disparities with it, and a report without them looks better than one with them. So each is a
 * finding of its own, of severity error, which a criterion can refuse with {@code allowNoFinding("bias-comparison", ERROR)}:
 *
 * <ul>
 *   <li>{@code ATTRIBUTE_VANISHED}: an attribute, or a combination, that is not analysed any more;
 *   <li>{@code GROUP_VANISHED}: a group that had records and has none;
 *   <li>{@code ESTIMATE_VANISHED}: a figure of a group that was estimable and is not any more.
 * </ul>
 *
 * <p>{@code GROUP_NEW} is information. The comparison holds no differences between the figures: those of two versions on the same
 * records are paired and belong to a regression test. Immutable.
 */
public final class BiasComparison implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "bias-comparison";

    private static final List<Metric> WATCHED = List.of(
            Metric.SELECTION_RATE,
            Metric.SENSITIVITY,
            Metric.SPECIFICITY,
            Metric.POSITIVE_PREDICTIVE_VALUE,
            Metric.NEGATIVE_PREDICTIVE_VALUE,
            Metric.AUROC);

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final List<Finding> findings;
    private final List<Slice> vanished;

    private BiasComparison(
            List<ArtifactRef> about, Provenance provenance, List<Finding> findings, List<Slice> vanished) {
        this.about = List.copyOf(about);
        this.provenance = provenance;
        this.findings = List.copyOf(findings);
        this.vanished = List.copyOf(vanished);
    }

    /**
     * Compares two reports.
     *
     * @param earlier the earlier report, such as of the version in use
     * @param later the later report, such as of the candidate; the comparison is about its model and data set
     * @return the comparison
     */
    public static BiasComparison of(BiasReport earlier, BiasReport later) {
        List<Finding> findings = new ArrayList<>();
        List<Slice> vanished = new ArrayList<>();
        earlier.groups().forEach((partition, before) -> {
            List<SlicePerformance> now = later.groups().get(partition);
            if (now == null) {
                findings.add(Finding.of(
                                "ATTRIBUTE_VANISHED",
                                Severity.ERROR,
                                partition,
                                "These groups were analysed before and are not any more.")
                        .with("groups", before.size()));
                before.forEach(group -> vanished.add(group.slice()));
                return;
            }
            Map<Slice, SlicePerformance> bySlice = new LinkedHashMap<>();
            now.forEach(group -> bySlice.put(group.slice(), group));
            for (SlicePerformance group : before) {
                SlicePerformance same = bySlice.remove(group.slice());
                if (same == null) {
                    vanished.add(group.slice());
                    findings.add(Finding.of(
                                    "GROUP_VANISHED",
                                    Severity.ERROR,
                                    group.slice().toString(),
                                    "This group had records before and has none now; nothing is known about it.")
                            .with("n_before", n(group)));
                } else {
                    lost(group, same, findings);
                }
            }
            bySlice.keySet()
                    .forEach(slice -> findings.add(Finding.of(
                            "GROUP_NEW",
                            Severity.INFO,
                            slice.toString(),
                            "This group has records now and had none before.")));
        });
        Provenance provenance = Provenance.of(BiasComparison.class)
                .from(earlier.model())
                .from(earlier.dataset())
                .from(later.model())
                .from(later.dataset())
                .with("earlier_report", earlier.document().digest().hex())
                .with("later_report", later.document().digest().hex())
                .synthetic(
                        earlier.provenance().synthetic() || later.provenance().synthetic());
        return new BiasComparison(List.of(later.model(), later.dataset()), provenance, findings, vanished);
    }

    private static void lost(SlicePerformance before, SlicePerformance now, List<Finding> findings) {
        for (Metric metric : WATCHED) {
            Estimate then = before.estimate(metric).orElseThrow();
            if (then.point().isPresent() && now.estimate(metric).orElseThrow() instanceof Estimate.NotEstimable not) {
                findings.add(Finding.of(
                                "ESTIMATE_VANISHED",
                                Severity.ERROR,
                                before.slice().toString(),
                                "The " + metric.name() + " was estimable in this group before and is not now: "
                                        + not.reason().text() + ".")
                        .with("metric", metric.id())
                        .with("n_before", n(before))
                        .with("n_now", n(now)));
            }
        }
    }

    private static long n(SlicePerformance group) {
        return group.estimate(Metric.PREVALENCE).orElseThrow().support().n();
    }

    /**
     * The groups that had records in the earlier report and have none in the later one.
     *
     * @return the groups in the order of the earlier report
     */
    public List<Slice> vanished() {
        return vanished;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return about;
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
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
                .put("vanished", Content.items(vanished, EvidenceDocument::slice))
                .build();
    }
}
