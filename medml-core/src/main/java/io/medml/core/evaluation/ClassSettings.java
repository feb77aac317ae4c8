package io.medml.core.evaluation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.ClassPredictions;
import io.medml.core.stats.ClassAverage;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the evaluators of several classes and of several labels have in common: level, bootstrap and slices. */
final class ClassSettings {

    private static final int FEWEST_REPLICATES = 2000;

    private double level = 0.95;
    private boolean levelIsSet;
    private long seed = 1;
    private int replicates = FEWEST_REPLICATES;
    private boolean bootstrapIsSet;
    private @Nullable List<String> slices;

    ClassSettings() {}

    ClassSettings(ClassSettings other) {
        this.level = other.level;
        this.seed = other.seed;
        this.replicates = other.replicates;
        this.slices = other.slices;
    }

    void level(double confidence) {
        Interval.checkLevel(confidence);
        if (levelIsSet) {
            throw new IllegalStateException("the level is already set to " + level);
        }
        levelIsSet = true;
        level = confidence;
    }

    void bootstrap(long randomSeed, int number) {
        if (number < FEWEST_REPLICATES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "percentile intervals of averages over classes need at least %d replicates, got %d",
                    FEWEST_REPLICATES,
                    number));
        }
        if (bootstrapIsSet) {
            throw new IllegalStateException(
                    "the bootstrap is already set to seed " + seed + " and " + replicates + " replicates");
        }
        bootstrapIsSet = true;
        seed = randomSeed;
        replicates = number;
    }

    void slices(String... attributes) {
        if (slices != null) {
            throw new IllegalStateException("slices are already set to " + slices);
        }
        slices = List.of(attributes);
    }

    double level() {
        return level;
    }

    ResamplePlan plan() {
        return ResamplePlan.seeded(seed, replicates);
    }

    /** The groups to measure, by slice; rows in canonical order. */
    Map<Slice, int[]> groups(Cohort cohort, List<String> notThese) {
        List<String> attributes = slices == null
                ? cohort.attributes().stream()
                        .filter(a -> !notThese.contains(a))
                        .toList()
                : slices;
        int[] order = cohort.canonicalOrder();
        Map<Slice, int[]> groups = new LinkedHashMap<>();
        for (String attribute : attributes) {
            Grouping grouping = cohort.groups(attribute);
            for (int code = 0; code < grouping.count(); code++) {
                int group = code;
                groups.put(
                        grouping.slice(code),
                        IntStream.range(0, order.length)
                                .filter(i -> grouping.code(order[i]) == group)
                                .toArray());
            }
        }
        return groups;
    }

    Provenance provenance(Class<?> producer, Cohort cohort, ClassPredictions predictions, Map<Slice, int[]> groups) {
        return Provenance.of(producer)
                .from(predictions.model())
                .from(cohort.reference())
                .with("predictions_sha256", predictions.digest().hex())
                .with("classes", predictions.classes().size())
                .with("confidence_level", level)
                .with("bootstrap", plan().description())
                .with(
                        "slices",
                        String.join(
                                ",",
                                groups.keySet().stream()
                                        .map(s -> s.conditions().get(0).attribute())
                                        .distinct()
                                        .toList()))
                .synthetic(cohort.synthetic() || predictions.synthetic());
    }

    static Metric metric(ClassAverage average) {
        return switch (average) {
            case MACRO_F1 -> Metric.MACRO_F1;
            case MICRO_F1 -> Metric.MICRO_F1;
            case WEIGHTED_F1 -> Metric.WEIGHTED_F1;
            case MACRO_SENSITIVITY -> Metric.MACRO_SENSITIVITY;
            case MACRO_POSITIVE_PREDICTIVE_VALUE -> Metric.MACRO_POSITIVE_PREDICTIVE_VALUE;
        };
    }

    static <K> List<Measurement> measurements(Slice slice, Map<K, Estimate> estimates, Function<K, Metric> metric) {
        List<Measurement> result = new ArrayList<>();
        estimates.forEach((key, estimate) -> result.add(new Measurement(metric.apply(key), slice, estimate)));
        return result;
    }

    /** What every report of several classes says about its data. */
    static List<Finding> findings(
            Cohort cohort, ClassPredictions predictions, boolean dependent, List<ClassReport.NamedClass> classes) {
        List<Finding> findings = new ArrayList<>();
        if (cohort.synthetic() || predictions.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        if (dependent) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            cohort.name(),
                            "Some subjects have several records; intervals take it into account.")
                    .with("records", cohort.size())
                    .with("subjects", cohort.subjectCount()));
        }
        for (ClassReport.NamedClass each : classes) {
            if (each.records() == 0) {
                findings.add(Finding.of(
                        "ABSENT_CLASS",
                        Severity.WARNING,
                        each.slice().toString(),
                        "No record has this class, so averages over classes are not estimable."));
            } else if (each.records() == cohort.size()) {
                findings.add(Finding.of(
                        "ONLY_CLASS",
                        Severity.WARNING,
                        each.slice().toString(),
                        "Every record has this class, so it has no area and averages of areas are not estimable."));
            } else if (each.records() < FEW) {
                findings.add(Finding.of(
                                "FEW_RECORDS_OF_CLASS",
                                Severity.WARNING,
                                each.slice().toString(),
                                "So few records have this class that its figures say little; averages over classes count"
                                        + " it as much as any other.")
                        .with("records", each.records()));
            }
        }
        return findings;
    }

    /** Fewer records of a class than this are named; a convention of ours. */
    private static final int FEW = 10;
}
