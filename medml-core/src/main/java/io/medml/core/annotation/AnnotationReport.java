package io.medml.core.annotation;

import io.medml.core.agreement.AgreementReport;
import io.medml.core.agreement.RatingScale;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Slice;
import io.medml.core.stats.HypothesisTest;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of the labels of a study. Only {@link AnnotationStudy} makes one. It holds counts and positions, no identifier of an
 * item or a subject. Immutable.
 *
 * <p>Measurements: the share of items with several annotators, the agreement, and the difference of each annotator from the others.
 */
public final class AnnotationReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "annotation-report";

    private final ArtifactRef annotations;
    private final Provenance provenance;
    private final RatingScale scale;
    private final double level;
    private final long items;
    private final long given;
    private final Optional<Integer> subjects;
    private final SortedMap<Integer, Long> annotationsPerItem;
    private final List<AnnotatorCounts> annotators;
    private final List<ProtocolCounts> protocols;
    private final List<Long> labels;
    private final List<MonthCounts> months;
    private final List<BlindingCounts> blinding;
    private final List<Deviation> deviations;
    private final Optional<AgreementReport> agreement;
    private final List<AgreementReport> repeatability;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    AnnotationReport(
            ArtifactRef annotations,
            Provenance provenance,
            RatingScale scale,
            double level,
            long items,
            long given,
            Optional<Integer> subjects,
            SortedMap<Integer, Long> annotationsPerItem,
            List<AnnotatorCounts> annotators,
            List<ProtocolCounts> protocols,
            List<Long> labels,
            List<MonthCounts> months,
            List<BlindingCounts> blinding,
            List<Deviation> deviations,
            Optional<AgreementReport> agreement,
            List<AgreementReport> repeatability,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.annotations = annotations;
        this.provenance = provenance;
        this.scale = scale;
        this.level = level;
        this.items = items;
        this.given = given;
        this.subjects = subjects;
        this.annotationsPerItem = Collections.unmodifiableSortedMap(new TreeMap<>(annotationsPerItem));
        this.annotators = List.copyOf(annotators);
        this.protocols = List.copyOf(protocols);
        this.labels = List.copyOf(labels);
        this.months = List.copyOf(months);
        this.blinding = List.copyOf(blinding);
        this.deviations = List.copyOf(deviations);
        this.agreement = agreement;
        this.repeatability = List.copyOf(repeatability);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * What an annotator gave.
     *
     * @param annotator the annotator
     * @param role the registered role, or empty when the annotator is not registered
     * @param annotations number of annotations
     * @param items number of items among them
     * @param firstDay day of the first, or empty when no annotation has a time
     * @param lastDay day of the last
     * @param medianSeconds median duration, or empty when no annotation has one
     */
    public record AnnotatorCounts(
            String annotator,
            Optional<String> role,
            long annotations,
            long items,
            Optional<LocalDate> firstDay,
            Optional<LocalDate> lastDay,
            OptionalDouble medianSeconds) {
        /** Checks that all are there. */
        public AnnotatorCounts {
            Objects.requireNonNull(annotator, "annotator");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(firstDay, "firstDay");
            Objects.requireNonNull(lastDay, "lastDay");
            Objects.requireNonNull(medianSeconds, "medianSeconds");
        }

        Content content() {
            Content.Builder content = Content.fields()
                    .put("annotator", annotator)
                    .put("annotations", annotations)
                    .put("items", items);
            role.ifPresent(r -> content.put("role", r));
            firstDay.ifPresent(d -> content.put("first_day", d.toString()));
            lastDay.ifPresent(d -> content.put("last_day", d.toString()));
            medianSeconds.ifPresent(s -> content.put("median_seconds", s));
            return content.build();
        }
    }

    /**
     * The annotations under a version of the protocol.
     *
     * @param version the version, as annotations name it
     * @param registered what is registered under it, or empty when nothing is
     * @param annotations number of annotations that name it
     */
    public record ProtocolCounts(String version, Optional<ProtocolVersion> registered, long annotations) {
        /** Checks that all are there. */
        public ProtocolCounts {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(registered, "registered");
        }

        Content content() {
            Content.Builder content = Content.fields().put("version", version).put("annotations", annotations);
            registered.ifPresent(r -> {
                content.put("name", r.name())
                        .put("document", r.document().hex())
                        .put("from", r.from().toString())
                        .put("categories", Content.texts(r.categories()));
                r.until().ifPresent(day -> content.put("until", day.toString()));
            });
            return content.build();
        }
    }

    /**
     * The labels of a month.
     *
     * @param month the month
     * @param labels annotations by category of the scale, and last those with another label
     */
    public record MonthCounts(YearMonth month, List<Long> labels) {
        /** Copies the numbers. */
        public MonthCounts {
            Objects.requireNonNull(month, "month");
            labels = List.copyOf(labels);
        }
    }

    /**
     * Whether annotators were blinded to something.
     *
     * @param what to what
     * @param blinded annotations that say so
     * @param notBlinded annotations that say that they were not
     * @param notSaid annotations that do not say
     */
    public record BlindingCounts(BlindedTo what, long blinded, long notBlinded, long notSaid) {}

    /**
     * How an annotator differs from the others on the same items.
     *
     * @param annotator the annotator
     * @param category the category
     * @param difference share of the annotator minus that of the others
     * @param test the test that the annotator is like the others
     * @param adjustedP the p-value adjusted by Holm over all annotators and categories, or empty when there is none
     */
    public record Deviation(
            String annotator, String category, Estimate difference, HypothesisTest test, OptionalDouble adjustedP) {
        /** Checks that all are there. */
        public Deviation {
            Objects.requireNonNull(annotator, "annotator");
            Objects.requireNonNull(category, "category");
            Objects.requireNonNull(difference, "difference");
            Objects.requireNonNull(test, "test");
            Objects.requireNonNull(adjustedP, "adjustedP");
        }

        /**
         * How measurements name it.
         *
         * @return the slice of annotator and category
         */
        public Slice slice() {
            return Slice.of("annotator", annotator).and("category", category);
        }

        Content content() {
            Content.Builder content = Content.fields()
                    .put("annotator", annotator)
                    .put("category", category)
                    .put("items", difference.support().n())
                    .put("mixed_items", difference.support().counts().getOrDefault("mixed_items", 0L))
                    .put("method", test.method())
                    .put("p_value", number(test.pValue()));
            adjustedP.ifPresent(p -> content.put("p_value_holm", p));
            return content.build();
        }
    }

    private static Content number(Estimate estimate) {
        return estimate.fold(
                is -> Content.decimal(is.value()),
                not -> Content.fields()
                        .put("not_estimable", not.reason().name())
                        .build());
    }

    /**
     * The annotations.
     *
     * @return the set with its digest
     */
    public ArtifactRef annotations() {
        return annotations;
    }

    /**
     * What annotators labelled on.
     *
     * @return the scale
     */
    public RatingScale scale() {
        return scale;
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
     * The number of items.
     *
     * @return at least 1
     */
    public long items() {
        return items;
    }

    /**
     * The number of annotations.
     *
     * @return at least 1
     */
    public long given() {
        return given;
    }

    /**
     * The number of subjects.
     *
     * @return the number, items without a stated one counting as one each; empty when no annotation names any
     */
    public Optional<Integer> subjects() {
        return subjects;
    }

    /**
     * How many items have how many annotations.
     *
     * @return number of items by number of annotations
     */
    public SortedMap<Integer, Long> annotationsPerItem() {
        return annotationsPerItem;
    }

    /**
     * What each annotator gave.
     *
     * @return by identifier; also those who are registered and gave nothing
     */
    public List<AnnotatorCounts> annotators() {
        return annotators;
    }

    /**
     * The annotations under each version of the protocol.
     *
     * @return by version; also those that are registered and were not used
     */
    public List<ProtocolCounts> protocols() {
        return protocols;
    }

    /**
     * The labels.
     *
     * @return annotations by category of the scale, and last those with another label
     */
    public List<Long> labels() {
        return labels;
    }

    /**
     * The labels over time.
     *
     * @return by month; annotations without a time are in none
     */
    public List<MonthCounts> months() {
        return months;
    }

    /**
     * Whether annotators were blinded.
     *
     * @return one for each thing that there is blinding to
     */
    public List<BlindingCounts> blinding() {
        return blinding;
    }

    /**
     * How each annotator differs from the others.
     *
     * @return by annotator and category; empty where no item has two annotators, or the scale has no categories
     */
    public List<Deviation> deviations() {
        return deviations;
    }

    /**
     * The agreement of first readings in full, as evidence of its own.
     *
     * @return the report, or empty where agreement was not measured
     */
    public Optional<AgreementReport> agreement() {
        return agreement;
    }

    /**
     * The agreement of annotators with themselves on the items that they read again, each as evidence of its own.
     *
     * @return one for each annotator with a further reading
     */
    public List<AgreementReport> repeatability() {
        return repeatability;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(annotations);
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
    public Content body() {
        Content.Builder content = Content.fields()
                .put("level", level)
                .put("items", items)
                .put("annotations", given)
                .put("categories", Content.texts(scale.categories()))
                .put(
                        "annotations_per_item",
                        Content.items(
                                annotationsPerItem.entrySet(),
                                e -> Content.fields()
                                        .put("annotations", e.getKey())
                                        .put("items", e.getValue())
                                        .build()))
                .put("annotators", Content.items(annotators, AnnotatorCounts::content))
                .put("protocols", Content.items(protocols, ProtocolCounts::content))
                .put("labels", Content.items(labels, Content.Whole::new))
                .put(
                        "months",
                        Content.items(
                                months,
                                m -> Content.fields()
                                        .put("month", m.month().toString())
                                        .put("labels", Content.items(m.labels(), Content.Whole::new))
                                        .build()))
                .put(
                        "blinding",
                        Content.items(
                                blinding,
                                b -> Content.fields()
                                        .put("blinded_to", b.what().name())
                                        .put("blinded", b.blinded())
                                        .put("not_blinded", b.notBlinded())
                                        .put("not_said", b.notSaid())
                                        .build()))
                .put("deviations", Content.items(deviations, Deviation::content))
                .put(
                        "repeatability",
                        Content.items(
                                repeatability,
                                report ->
                                        Content.text(report.document().digest().hex())));
        subjects.ifPresent(n -> content.put("subjects", n));
        agreement.ifPresent(
                report -> content.put("agreement", report.document().digest().hex()));
        return content.build();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%d annotations of %d items by %d annotators", given, items, annotators.size());
    }
}
