package io.medml.examples;

import io.medml.compliance.pccp.ChangeRequest;
import io.medml.core.calibration.Calibrator;
import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.FailureLister;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.MulticlassEvaluator;
import io.medml.core.evaluation.MultilabelEvaluator;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryRef;
import io.medml.core.localization.DetectedMarks;
import io.medml.core.localization.DetectionEvaluator;
import io.medml.core.localization.LocalizationComparison.Against;
import io.medml.core.localization.ReferenceLesions;
import io.medml.core.localization.SegmentationEvaluator;
import io.medml.core.localization.SegmentedCases;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.ClassPredictions;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.profile.DataProfile;
import io.medml.core.profile.DataProfiler;
import io.medml.core.registry.ModelVersion;
import io.medml.core.segment.Loss;
import io.medml.core.segment.SegmentFinder;
import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.ImageRegion;
import io.medml.core.stats.MatchingRule;
import io.medml.core.table.Table;
import io.medml.core.validation.DataValidator;
import io.medml.fairness.AttributeFlip;
import io.medml.fairness.BiasComparison;
import io.medml.fairness.BiasDetector;
import io.medml.fairness.BiasReport;
import io.medml.fairness.ConsistencyCheck;
import io.medml.fairness.GapDecomposer;
import io.medml.fairness.MitigationComparison;
import io.medml.fairness.ProxyCheck;
import io.medml.fairness.UseRestriction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Evidence of the kinds that neither the demonstration run nor a golden file holds, and of forms that those lack. */
final class SampleDocuments {

    private static final LockedOperatingPoint HALF = LockedOperatingPoint.at(0.5);
    private static final Slice FEMALE = Slice.of("sex", "female");
    private static final ScoringModel MODEL = ScoringModel.of(
            "sample",
            "1",
            Digest.sha256("sample"),
            ScoreKind.PROBABILITY,
            (table, row) -> Math.min(
                    0.95,
                    table.number("lactate").value(row) / 5
                            + (table.category("sex").value(row).equals("male") ? 0.1 : 0)));

    private SampleDocuments() {}

    static List<Evidence> all() {
        Cohort cohort = cohort(600);
        Predictions scores = MODEL.score(cohort);
        CohortSplit split = SubjectSplitter.builder(1)
                .part("tuning", 0.5)
                .part("test", 0.5)
                .build()
                .split(cohort);
        Cohort tuning = split.part("tuning");
        Cohort test = split.part("test");
        List<Evidence> all = new ArrayList<>(List.of(
                split,
                DataValidator.withoutSchema().validate(cohort),
                FailureLister.at(HALF)
                        .severity("ward", "intensive", "general")
                        .neverMiss("intensive")
                        .build()
                        .list(
                                cohort,
                                scores,
                                FingerprintKey.of("a made-up key of a test".getBytes(StandardCharsets.US_ASCII))),
                SegmentFinder.builder(Loss.ERRORS)
                        .operatingPoint(HALF)
                        .by("sex", "ward")
                        .minimumSubjects(20)
                        .build()
                        .find(cohort, scores),
                GapDecomposer.builder(FEMALE, Slice.of("sex", "male"))
                        .caseMix("ward")
                        .operatingPoint(HALF)
                        .bootstrap(1, 200)
                        .build()
                        .decompose(cohort, scores),
                ProxyCheck.of(MODEL.reference(), cohort, "sex", List.of("lactate", "ward"), 0.95),
                AttributeFlip.of(MODEL, cohort, FEMALE, "male", HALF, 0.95),
                ConsistencyCheck.of(cohort, scores, HALF, List.of("lactate"), 3),
                MitigationComparison.of("sex", tuning, MODEL.score(tuning), test, MODEL.score(test), HALF, 0.95),
                UseRestriction.without(FEMALE, cohort, scores, HALF, 0.95),
                change()));
        DataProfile profile = DataProfiler.builder().build().profile(cohort);
        all.add(profile);
        all.add(profile.proposedSchema("sample", "1")
                .approve(
                        Actor.human("u:keller", "Maria Keller", "data manager"),
                        "limits agreed with the laboratory",
                        Clock.fixed(Instant.parse("2026-03-03T10:00:00Z"), ZoneOffset.UTC)));
        BiasReport bias = BiasDetector.builder()
                .sensitiveAttributes("sex", "ward")
                .intersections(2)
                .expectedGroups("sex", "female", "male", "other")
                .margin(Metric.SENSITIVITY, 0.1)
                .metricChoice("A missed case costs more than a recall.")
                .operatingPoint(HALF)
                .build()
                .analyze(cohort, scores);
        BiasReport fewer = BiasDetector.builder()
                .sensitiveAttributes("sex")
                .operatingPoint(HALF)
                .build()
                .analyze(cohort, scores);
        all.add(bias);
        all.add(BiasComparison.of(bias, fewer));
        for (Calibrator calibrator : List.of(
                Calibrator.isotonic(),
                Calibrator.platt(),
                Calibrator.logistic(),
                Calibrator.beta(),
                Calibrator.temperature(),
                Calibrator.histogram(20))) {
            all.add(calibrator.fit(cohort, scores));
        }
        all.add(MulticlassEvaluator.builder("ward").build().evaluate(cohort, classes(cohort, "general", "intensive")));
        all.add(MultilabelEvaluator.builder("1", "0")
                .operatingPoint("outcome", HALF)
                .build()
                .evaluate(cohort, classes(cohort, "outcome", "again")));
        locate(cohort(40), all);
        Cohort one = cohort(1);
        all.add(Calibrator.logistic().fit(one, MODEL.score(one)));
        return all;
    }

    private static ClassPredictions classes(Cohort cohort, String first, String second) {
        double[][] halves = new double[cohort.size()][2];
        for (int i = 0; i < halves.length; i++) {
            halves[i][0] = (i % 10 + 0.5) / 10;
            halves[i][1] = 1 - halves[i][0];
        }
        return ClassPredictions.of(MODEL.reference(), ScoreKind.PROBABILITY, cohort, List.of(first, second), halves);
    }

    private static Cohort cohort(int size) {
        SplittableRandom random = new SplittableRandom(20261121);
        List<String> ids = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        List<String> sexes = new ArrayList<>();
        List<String> wards = new ArrayList<>();
        double[] lactates = new double[size];
        for (int i = 0; i < size; i++) {
            ids.add("P-" + i);
            lactates[i] = 0.5 + 3.5 * random.nextDouble();
            sexes.add(random.nextBoolean() ? "female" : "male");
            wards.add(random.nextInt(3) == 0 ? "intensive" : "general");
            outcomes.add(random.nextDouble() < lactates[i] / 5 ? "1" : "0");
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("outcome", outcomes)
                        .category("again", outcomes)
                        .category("sex", sexes)
                        .category("ward", wards)
                        .number("lactate", lactates)
                        .build())
                .record("id")
                .label("outcome", "1", "0")
                .attributes("sex", "ward")
                .named("sample", "1");
    }

    /** A square and a mark in each image, of two models; in some images nothing. */
    private static void locate(Cohort cohort, List<Evidence> all) {
        List<SegmentedCases> segmented = new ArrayList<>();
        List<DetectedMarks> marked = new ArrayList<>();
        ReferenceLesions.Builder lesions = ReferenceLesions.of(cohort);
        for (String version : List.of("1", "2")) {
            ArtifactRef model =
                    new ArtifactRef(ArtifactRef.Kind.MODEL, "locator", version, Digest.sha256("locator " + version));
            SegmentedCases.Builder cases = SegmentedCases.of(model, cohort);
            DetectedMarks.Builder marks = DetectedMarks.of(model, cohort);
            for (int i = 0; i < cohort.size(); i++) {
                String record = cohort.recordIds().get(i);
                int shift = i % (version.equals("1") ? 4 : 3);
                cases.add(record, square(i % 9 == 0 ? 8 : shift), square(i % 4 == 0 ? 8 : 0));
                marks.add(record, ImageRegion.box(shift, 0, shift + 4, 4), (i * 7 % 20) / 20.0);
                if (i % 4 != 0 && version.equals("1")) {
                    lesions.add(record, ImageRegion.box(0, 0, 4, 4));
                }
            }
            segmented.add(cases.build());
            marked.add(marks.build());
        }
        SegmentationEvaluator segmentation = SegmentationEvaluator.builder()
                .nonInferiority(Metric.HAUSDORFF_95, 2, "two pixels")
                .build();
        DetectionEvaluator detection = DetectionEvaluator.by(MatchingRule.overlap(0.5))
                .falsePositiveRates(0.25, 0.5)
                .meanAveragePrecision(0.5, 0.75)
                .threshold(0.5)
                .bootstrap(1, 200)
                .nonInferiority(Metric.AFROC_AREA, 0.2, "a sample")
                .build();
        all.add(segmentation.evaluate(cohort, segmented.get(0)));
        all.add(segmentation.compare(cohort, segmented.get(1), segmented.get(0), Against.EARLIER_VERSION));
        all.add(detection.evaluate(cohort, lesions.build(), marked.get(0)));
        all.add(detection.evaluate(cohort, ReferenceLesions.of(cohort).build(), marked.get(0)));
        all.add(detection.compare(cohort, lesions.build(), marked.get(1), marked.get(0), Against.PREDICATE));
    }

    /** A square of four by four in an image of eight by four, none from column 8 on. */
    private static BinaryMask square(int column) {
        boolean[] pixels = new boolean[32];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = p % 8 >= column && p % 8 < column + 4;
        }
        return BinaryMask.image(8, 4, pixels);
    }

    private static ChangeRequest change() {
        return ChangeRequest.of("CR-1", version("1"), version("2"), "M1", "Re-trained on more patients.", "d.veloper");
    }

    private static ModelVersion version(String version) {
        TreeMap<String, String> aspects = new TreeMap<>();
        aspects.put("training data", "cohort " + version);
        return new ModelVersion(
                new ArtifactRef(ArtifactRef.Kind.MODEL, "sample", version, Digest.sha256(version)),
                new EntryRef(3, Digest.sha256("entry " + version)),
                aspects);
    }
}
