package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.ClusteredMean;
import io.medml.core.stats.MaskOverlap;
import io.medml.core.stats.Staple;
import io.medml.core.stats.SurfaceDistance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures how far annotators who outline the same structure agree, by their masks.
 *
 * <pre>{@code
 * MaskAgreementReport report = MaskAgreement.of("mass").analyze("lesion outlines", "1.0", export.regions());
 * }</pre>
 *
 * <ul>
 * <li><b>Figures:</b> {@link MaskOverlap Dice and Jaccard} and the {@link SurfaceDistance 95th percentile of the surface distance}, in the
 *     unit of the masks' spacing, as means over the items that both annotators of a pair outlined; over all annotators the mean of each
 *     item's pairs, averaged over items. Intervals by {@link ClusteredMean}, over subjects; items without a stated subject count as one each.
 * <li><b>Empty masks:</b> an item that both left empty has no figure; where one did, overlap is 0 and there is no distance. Both are
 *     counted.
 * <li><b>Presence is another question.</b> An item that an annotator did not outline is not compared for that annotator, since it is
 *     not known whether they looked; the finding {@code OUTLINED_BY_ONE} counts items that only one outlined. An empty mask says that
 *     there is nothing.
 * <li><b>There is no reference:</b> all three figures are the same with the annotators exchanged.
 * <li><b>Consensus:</b> for every item with masks of three annotators or more, {@link Staple} with the share of voxels marked as prior;
 *     each annotator's sensitivity and specificity against it, as means over items. It is made of the annotators' own masks: what most
 *     of them get wrong is in it.
 * </ul>
 *
 * <p>Immutable and thread-safe; the result does not depend on the order of regions.
 */
public final class MaskAgreement {

    private final String label;
    private final double level;

    private MaskAgreement(String label, double level) {
        this.label = label;
        this.level = level;
    }

    /**
     * Compares masks of one label.
     *
     * @param label the label of the structure
     * @return the measurement, with intervals of 95 percent
     */
    public static MaskAgreement of(String label) {
        return new MaskAgreement(Objects.requireNonNull(label, "label"), 0.95);
    }

    /**
     * The same with intervals of another level.
     *
     * @param confidence a fraction in (0, 1)
     * @return the copy
     */
    public MaskAgreement withLevel(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("the confidence level must be a fraction in (0, 1), got " + confidence);
        }
        return new MaskAgreement(label, confidence);
    }

    /** One item by two annotators. */
    private record Compared(
            int item, Estimate dice, Estimate jaccard, Estimate distance, boolean bothEmpty, boolean oneEmpty) {}

    /**
     * Measures agreement.
     *
     * @param name the name of the outlines
     * @param version their version
     * @param regions the regions; boxes and masks of other labels are left out
     * @return the report
     * @throws DataException when no item was outlined by two annotators, an annotator outlined an item twice, or masks of an item lie on
     *     different grids
     */
    public MaskAgreementReport analyze(String name, String version, Collection<AnnotatedRegion> regions) {
        SortedMap<String, SortedMap<String, BinaryMask>> byItem = new TreeMap<>();
        Map<String, String> subjects = new HashMap<>();
        TreeSet<String> annotators = new TreeSet<>();
        int number = 0;
        for (AnnotatedRegion region : regions) {
            number++;
            if (region.mask().isEmpty() || !region.label().equals(label)) {
                continue;
            }
            if (byItem.computeIfAbsent(region.item(), i -> new TreeMap<>())
                            .put(region.annotator(), region.mask().get())
                    != null) {
                throw new DataException(
                        "region " + number + ": expected one mask of an item by an annotator, found a second; join"
                                + " them, or compare repeated outlines under another name of the annotator");
            }
            annotators.add(region.annotator());
            subjects.put(region.item(), region.subject().map(s -> "s" + s).orElse("i" + region.item()));
        }
        List<String> items = byItem.keySet().stream().toList();
        int[] codes = codes(items, subjects);
        Map<List<String>, List<Compared>> pairs =
                new TreeMap<>((a, b) -> (a.get(0) + '\0' + a.get(1)).compareTo(b.get(0) + '\0' + b.get(1)));
        long byOne = 0;
        for (int i = 0; i < items.size(); i++) {
            SortedMap<String, BinaryMask> masks = Objects.requireNonNull(byItem.get(items.get(i)));
            byOne += masks.size() == 1 ? 1 : 0;
            List<String> who = List.copyOf(masks.keySet());
            for (int a = 0; a < who.size(); a++) {
                for (int b = a + 1; b < who.size(); b++) {
                    pairs.computeIfAbsent(List.of(who.get(a), who.get(b)), p -> new ArrayList<>())
                            .add(compare(
                                    i,
                                    Objects.requireNonNull(masks.get(who.get(a))),
                                    Objects.requireNonNull(masks.get(who.get(b)))));
                }
            }
        }
        if (pairs.isEmpty()) {
            throw new DataException("expected an item with masks of the label by two annotators, found none among "
                    + items.size() + " items with such a mask; check the label");
        }
        List<Compared> all = pairs.values().stream().flatMap(List::stream).toList();
        List<Measurement> measurements = new ArrayList<>();
        measure(Slice.overall(), all, codes, measurements);
        List<MaskAgreementReport.Pair> counted = new ArrayList<>();
        pairs.forEach((who, compared) -> {
            if (annotators.size() > 2) {
                measure(
                        Slice.of("annotator", who.get(0)).versus(Slice.of("annotator", who.get(1))),
                        compared,
                        codes,
                        measurements);
            }
            counted.add(new MaskAgreementReport.Pair(
                    who.get(0),
                    who.get(1),
                    compared.size(),
                    compared.stream().filter(Compared::bothEmpty).count(),
                    compared.stream().filter(Compared::oneEmpty).count()));
        });
        ArtifactRef reference = reference(name, version, items, codes, pairs);
        SortedMap<String, Staple> consensus = new TreeMap<>();
        Map<String, SortedMap<Integer, Estimate[]>> rates = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            SortedMap<String, BinaryMask> masks = Objects.requireNonNull(byItem.get(items.get(i)));
            if (masks.size() >= 3) {
                Staple staple = consensus(i, List.copyOf(masks.values()));
                consensus.put(items.get(i), staple);
                int rater = 0;
                for (String annotator : masks.keySet()) {
                    rates.computeIfAbsent(annotator, a -> new TreeMap<>())
                            .put(i, new Estimate[] {staple.sensitivity(rater), staple.specificity(rater)});
                    rater++;
                }
            }
        }
        rates.forEach((annotator, ofItems) -> {
            Slice slice = Slice.of("annotator", annotator);
            measurements.add(
                    new Measurement(MaskAgreementReport.CONSENSUS_SENSITIVITY, slice, meanRate(ofItems, codes, 0)));
            measurements.add(
                    new Measurement(MaskAgreementReport.CONSENSUS_SPECIFICITY, slice, meanRate(ofItems, codes, 1)));
        });
        long ofTwo = byItem.values().stream().filter(m -> m.size() == 2).count();
        List<Finding> findings = findings(name, items.size(), byOne, subjects);
        long open = consensus.values().stream().filter(s -> !s.converged()).count();
        if (open > 0) {
            findings.add(Finding.of(
                            "CONSENSUS_NOT_CONVERGED",
                            Severity.WARNING,
                            name,
                            "The estimation of the consensus did not end for some items; they have no consensus and are in no figure of"
                                    + " it.")
                    .with("items_not_converged", open)
                    .with("items", consensus.size()));
        }
        return new MaskAgreementReport(
                reference,
                Provenance.of(MaskAgreement.class)
                        .from(reference)
                        .with("label", label)
                        .with("confidence_level", level)
                        .with("consensus", "STAPLE, prior: share of voxels marked"),
                level,
                items.size(),
                annotators.size(),
                counted,
                consensus,
                ofTwo,
                measurements,
                findings);
    }

    private static int[] codes(List<String> items, Map<String, String> subjects) {
        Map<String, Integer> codes = new HashMap<>();
        return items.stream()
                .mapToInt(item -> codes.computeIfAbsent(Objects.requireNonNull(subjects.get(item)), s -> codes.size()))
                .toArray();
    }

    private static Compared compare(int item, BinaryMask first, BinaryMask second) {
        try {
            MaskOverlap overlap = MaskOverlap.of(first, second);
            boolean none = overlap.segmented() == 0 && overlap.reference() == 0;
            boolean one = !none && (overlap.segmented() == 0 || overlap.reference() == 0);
            return new Compared(
                    item,
                    overlap.dice(),
                    overlap.jaccard(),
                    SurfaceDistance.between(first, second).hausdorff95(),
                    none,
                    one);
        } catch (IllegalArgumentException e) {
            throw new DataException("item at position " + (item + 1) + " of those with a mask: " + e.getMessage(), e);
        }
    }

    private void measure(Slice slice, List<Compared> compared, int[] codes, List<Measurement> into) {
        into.add(new Measurement(Metric.DICE, slice, mean(compared, codes, Metric.DICE)));
        into.add(new Measurement(Metric.JACCARD, slice, mean(compared, codes, Metric.JACCARD)));
        into.add(new Measurement(Metric.HAUSDORFF_95, slice, mean(compared, codes, Metric.HAUSDORFF_95)));
    }

    /** Mean over items of the mean of an item's pairs that have the figure. */
    private Estimate mean(List<Compared> compared, int[] codes, Metric metric) {
        SortedMap<Integer, double[]> sums = new TreeMap<>();
        long without = 0;
        for (Compared c : compared) {
            OptionalDouble value = (metric.equals(Metric.DICE)
                            ? c.dice
                            : metric.equals(Metric.JACCARD) ? c.jaccard : c.distance)
                    .point();
            if (value.isPresent()) {
                double[] sum = sums.computeIfAbsent(c.item, i -> new double[2]);
                sum[0] += value.getAsDouble();
                sum[1]++;
            } else {
                without++;
            }
        }
        double[] values = sums.values().stream().mapToDouble(s -> s[0] / s[1]).toArray();
        int[] subjects = sums.keySet().stream().mapToInt(i -> codes[i]).toArray();
        Estimate mean = ClusteredMean.estimate(values, subjects, level);
        Support support = mean.support()
                .with("comparisons", compared.size() - without)
                .with("comparisons_without_value", without);
        return mean.fold(
                is -> Estimate.of(is.value(), is.intervalEstimate(), support),
                not -> Estimate.notEstimable(not.reason(), ClusteredMean.METHOD, support));
    }

    private static Staple consensus(int item, List<BinaryMask> masks) {
        try {
            return Staple.of(masks);
        } catch (IllegalArgumentException e) {
            throw new DataException("item at position " + (item + 1) + " of those with a mask: " + e.getMessage(), e);
        }
    }

    /** Mean over the items in which the rate has a value. */
    private Estimate meanRate(SortedMap<Integer, Estimate[]> ofItems, int[] codes, int which) {
        List<Integer> with = ofItems.entrySet().stream()
                .filter(e -> e.getValue()[which].point().isPresent())
                .map(Map.Entry::getKey)
                .toList();
        double[] values = with.stream()
                .mapToDouble(i ->
                        Objects.requireNonNull(ofItems.get(i))[which].point().orElseThrow())
                .toArray();
        int[] subjects = with.stream().mapToInt(i -> codes[i]).toArray();
        Estimate mean = ClusteredMean.estimate(values, subjects, level);
        Support support = mean.support().with("items_without_value", ofItems.size() - with.size());
        return mean.fold(
                is -> Estimate.of(is.value(), is.intervalEstimate(), support),
                not -> Estimate.notEstimable(not.reason(), ClusteredMean.METHOD, support));
    }

    /** Covers what was compared: items, subjects, annotators and every figure. */
    private ArtifactRef reference(
            String name, String version, List<String> items, int[] codes, Map<List<String>, List<Compared>> pairs) {
        List<Content> lines = new ArrayList<>();
        pairs.forEach((who, compared) -> compared.forEach(c -> lines.add(Content.fields()
                .put("item", items.get(c.item))
                .put("subject", codes[c.item])
                .put("annotators", Content.texts(who))
                .put("dice", figure(c.dice))
                .put("jaccard", figure(c.jaccard))
                .put("hausdorff_95", figure(c.distance))
                .build())));
        Content content = Content.fields()
                .put("form", "medml-compared-masks/1")
                .put("label", label)
                .put("compared", Content.items(lines, line -> line))
                .build();
        return new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, Digest.sha256(content.bytes()));
    }

    private static Content figure(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.text(not.reason().name()));
    }

    private static List<Finding> findings(String where, int items, long byOne, Map<String, String> subjects) {
        List<Finding> findings = new ArrayList<>();
        if (byOne > 0) {
            findings.add(Finding.of(
                            "OUTLINED_BY_ONE",
                            Severity.WARNING,
                            where,
                            "Some items were outlined by one annotator only. Whether the others saw nothing or did not look is not known,"
                                    + " and no figure of agreement holds it.")
                    .with("items_of_one_annotator", byOne)
                    .with("items", items));
        }
        if (subjects.values().stream().anyMatch(s -> s.startsWith("i"))) {
            findings.add(Finding.of(
                    "SUBJECTS_NOT_STATED",
                    Severity.INFO,
                    where,
                    "It is not stated for every item whom it is of; such items are taken as of a subject each."));
        }
        return findings;
    }
}
