package io.medml.core.evaluation;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What was measured of one model of several classes, or of several labels, on one cohort. Only {@link MulticlassEvaluator} and
 * {@link MultilabelEvaluator} make one. Immutable.
 */
public final class ClassReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "class-report";

    private final Task task;
    private final ArtifactRef model;
    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final long records;
    private final long subjects;
    private final List<NamedClass> classes;
    private final List<List<Long>> confusion;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    ClassReport(
            Task task,
            ArtifactRef model,
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            long records,
            long subjects,
            List<NamedClass> classes,
            long[][] confusion,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.task = task;
        this.model = model;
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.records = records;
        this.subjects = subjects;
        this.classes = List.copyOf(classes);
        List<List<Long>> table = new ArrayList<>();
        for (long[] row : confusion) {
            table.add(LongStream.of(row).boxed().toList());
        }
        this.confusion = List.copyOf(table);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /** How the classes of a record belong together. */
    public enum Task {
        /** Each record has exactly one of the classes. */
        MULTICLASS,
        /** Each record has any number of the labels. */
        MULTILABEL
    }

    /**
     * A class, or label.
     *
     * @param name its name
     * @param slice the slice under which its measurements stand: it against all else
     * @param records number of records that have it
     * @param operatingPoint from which score on a label is predicted; empty for classes, of which the one with the largest score
     *     is predicted, and for a label without an operating point
     */
    public record NamedClass(String name, Slice slice, long records, Optional<LockedOperatingPoint> operatingPoint) {
        /** Checks that all are there. */
        public NamedClass {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(slice, "slice");
            Objects.requireNonNull(operatingPoint, "operatingPoint");
        }
    }

    /**
     * How the classes of a record belong together.
     *
     * @return one of several classes, or any number of labels
     */
    public Task task() {
        return task;
    }

    /**
     * The confidence level of all intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The number of records.
     *
     * @return the number
     */
    public long records() {
        return records;
    }

    /**
     * The number of subjects the records belong to.
     *
     * @return the number
     */
    public long subjects() {
        return subjects;
    }

    /**
     * The classes, or labels.
     *
     * @return at least two, in the order of the predictions
     */
    public List<NamedClass> classes() {
        return classes;
    }

    /**
     * How many records of each class were predicted as each class.
     *
     * @return a row for each true class with a count for each predicted class, in the order of {@link #classes()}; empty for
     *     labels
     */
    public List<List<Long>> confusion() {
        return confusion;
    }

    /**
     * The estimate of a metric of one class against all else.
     *
     * @param metric the metric
     * @param className name of the class, or label
     * @return the estimate, or empty when it was not measured
     * @throws IllegalArgumentException when there is no such class
     */
    public Optional<Estimate> of(Metric metric, String className) {
        NamedClass named = classes.stream()
                .filter(c -> c.name.equals(className))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + className + "\" is not one of the classes "
                        + classes.stream().map(NamedClass::name).toList()));
        return on(metric, named.slice);
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
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public String entryType() {
        return "evaluation.recorded";
    }

    @Override
    public Content body() {
        Content.Builder body = Content.fields()
                .put("task", task.name().toLowerCase(Locale.ROOT))
                .put("level", level)
                .put("records", records)
                .put("subjects", subjects)
                .put("classes", Content.items(classes, c -> {
                    Content.Builder content = Content.fields()
                            .put("name", c.name)
                            .put("measured_as", c.slice.toString())
                            .put("records", c.records);
                    c.operatingPoint.ifPresent(point -> content.put("operating_point", point.content()));
                    return content.build();
                }));
        if (task == Task.MULTICLASS) {
            body.put(
                    "confusion",
                    Content.items(
                            confusion,
                            row -> Content.fields()
                                    .put("predicted", Content.items(row, Content.Whole::new))
                                    .build()));
        }
        return body.build();
    }

    @Override
    public String toString() {
        return "evaluation by class of " + model + " on " + dataset + ": "
                + findings().size() + " findings";
    }
}
