package io.medml.core.evaluation;

import io.medml.core.document.Document;
import io.medml.core.document.Facts;
import io.medml.core.document.Figures;
import io.medml.core.document.Inline;
import io.medml.core.document.Notice;
import io.medml.core.document.Table;
import io.medml.core.evaluation.ReportingGuideline.Topic;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ConfusionCounts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lays recorded evidence out by the items of a reporting guideline: for each item what the evidence holds on it and where, what
 * the host states about it, or that there is neither.
 *
 * <pre>{@code
 * Document page = ReportingChecklistLayout.builder(ReportingGuideline.TRIPOD_AI_2024)
 *     .evidence(evaluated)
 *     .evidence(described)
 *     .stated("3b", "Adults in two emergency departments; read by the triage nurse.")
 *     .build()
 *     .page();
 * }</pre>
 *
 * <p>The evidence is about one model: what is about another is refused. Where it is on several data sets, each answer about the model names
 * its own. Of an evaluation the figures stand against an item; of other evidence that it is there, with its findings where it is a check.
 * Each item is {@linkplain Standing reported here, in part, or to be written by the author}, with what is missing. It is where an author
 * starts: whether the item is reported well is for a reader to say, so there is neither a score nor a count. Immutable.
 */
public final class ReportingChecklistLayout {

    private static final Figures FIGURES = Figures.standard();

    private final ReportingGuideline guideline;
    private final List<Recorded<? extends Evidence>> evidence;
    private final List<Item> items;

    private ReportingChecklistLayout(Builder builder) {
        this.guideline = builder.guideline;
        this.evidence = List.copyOf(builder.evidence);
        this.items = guideline.entries().stream()
                .map(entry -> item(entry, Optional.ofNullable(builder.stated.get(entry.number()))))
                .toList();
    }

    /** How far recorded evidence answers an item. */
    public enum Standing {
        /** Every part that the item asks for is in the evidence. */
        REPORTED("reported here"),
        /** The evidence holds a part, or names what the rest is to be said of. */
        IN_PART("in part"),
        /** The evidence holds nothing on it. */
        AUTHOR("to be written by the author");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /**
         * Says it in words.
         *
         * @return for example {@code in part}
         */
        public String words() {
            return words;
        }
    }

    /**
     * An item with what there is on it.
     *
     * @param number its published number
     * @param words what it asks for, in our words
     * @param standing how far the evidence answers it; what the host states does not change it
     * @param answers what the evidence holds on it
     * @param missing what it asks for and the evidence does not hold; empty where it holds all or nothing
     * @param stated what the host states about it; empty where nothing was stated
     */
    public record Item(
            String number,
            String words,
            Standing standing,
            List<Answer> answers,
            List<String> missing,
            Optional<String> stated) {
        /** Copies the lists. */
        public Item {
            answers = List.copyOf(answers);
            missing = List.copyOf(missing);
        }
    }

    /**
     * What one piece of evidence holds on an item.
     *
     * @param text what it says
     * @param place where it is recorded
     */
    public record Answer(String text, String place) {}

    /**
     * Starts a checklist.
     *
     * @param guideline whose items
     * @return a builder; confined to one thread
     */
    public static Builder builder(ReportingGuideline guideline) {
        return new Builder(guideline);
    }

    /**
     * The items in their published order.
     *
     * @return the items
     */
    public List<Item> items() {
        return items;
    }

    /**
     * The page.
     *
     * @param notices notices for every page
     * @return the page
     */
    public Document page(Notice... notices) {
        Document.Builder document = Document.titled("Reporting items").subtitle(guideline.title());
        for (Notice notice : notices) {
            document.notice(notice.kind(), notice.text());
        }
        if (evidence.stream().anyMatch(e -> e.evidence().provenance().synthetic())
                && Stream.of(notices).noneMatch(n -> n.kind() == Notice.Kind.SYNTHETIC)) {
            document.notice(Notice.Kind.SYNTHETIC, "The data are generated, not from patients.");
        }
        document.facts(Facts.of("Items of", guideline.title(), "Published as", guideline.citation()));
        document.paragraph(
                "The items are in our words; read them in the publication. \"Reported here\" says that the evidence holds every part"
                        + " that the item asks for, \"in part\" names what it lacks, and the rest is to be written by the author."
                        + " Whether it is reported well is for a reader to say.");
        Table.Builder table = Table.captioned("Items and what there is on each")
                .rowNames("Item")
                .text("What it asks for")
                .text("Standing")
                .text("In recorded evidence")
                .text("Stated by the host");
        for (Item item : items) {
            table.row(
                    item.number,
                    item.words,
                    item.standing.words()
                            + (item.missing.isEmpty()
                                    ? ""
                                    : "; not in the evidence: " + String.join("; ", item.missing)),
                    item.answers.isEmpty()
                            ? "nothing"
                            : item.answers.stream()
                                    .map(a -> a.text + " [" + a.place + "]")
                                    .collect(Collectors.joining("; ")),
                    item.stated.orElse("nothing stated"));
        }
        document.section("Items", s -> s.table(table.build()));
        document.section("Evidence", s -> {
            Table.Builder sources =
                    Table.captioned("What was read").rowNames("Evidence").text("Where");
            evidence.forEach(e ->
                    sources.row(Inline.text(e.evidence().schema()), Inline.evidence(e.placeAndTime(), e.digest())));
            s.table(sources.build());
        });
        return document.build();
    }

    private Item item(ReportingGuideline.Entry entry, Optional<String> stated) {
        Map<Topic, List<Answer>> found = new EnumMap<>(Topic.class);
        entry.parts().stream()
                .flatMap(part -> part.topics().stream())
                .forEach(topic -> found.computeIfAbsent(topic, this::answers));
        List<Answer> answers =
                found.values().stream().flatMap(List::stream).distinct().toList();
        List<String> missing = entry.parts().stream()
                .filter(part -> !part.words().isEmpty())
                .filter(part -> part.topics().stream()
                        .allMatch(topic -> found.getOrDefault(topic, List.of()).isEmpty()))
                .map(ReportingGuideline.Part::words)
                .toList();
        if (answers.isEmpty()) {
            return new Item(entry.number(), entry.words(), Standing.AUTHOR, answers, List.of(), stated);
        }
        return new Item(
                entry.number(),
                entry.words(),
                missing.isEmpty() ? Standing.REPORTED : Standing.IN_PART,
                answers,
                missing,
                stated);
    }

    private List<Answer> answers(Topic topic) {
        List<Answer> answers = new ArrayList<>();
        for (Recorded<? extends Evidence> recorded : evidence) {
            Optional<String> text = recorded.evidence() instanceof EvaluationReport report
                    ? switch (topic) {
                        case CLUSTERS -> clusters(report);
                        case DEVELOPMENT -> development(report);
                        default -> ofEvaluation(topic, report);
                    }
                    : ofKind(topic, recorded.evidence());
            text.ifPresent(t -> answers.add(new Answer(t + on(topic, recorded.evidence()), recorded.place())));
        }
        return answers;
    }

    /** Names the data where there are several: an item that one data set answers in half and another in half is read so. */
    private String on(Topic topic, Evidence report) {
        List<ArtifactRef> own = data(report).toList();
        boolean several = evidence.stream()
                        .map(Recorded::evidence)
                        .flatMap(ReportingChecklistLayout::data)
                        .distinct()
                        .count()
                > 1;
        return several && !own.isEmpty() && topic != Topic.MODEL && topic != Topic.DATA
                ? own.stream().map(d -> d.id() + " " + d.version()).collect(Collectors.joining(" and ", ", on ", ""))
                : "";
    }

    /** The data that a report on a model is about. */
    private static Stream<ArtifactRef> data(Evidence report) {
        return report.about().get(0).kind() == ArtifactRef.Kind.MODEL
                ? report.about().stream().filter(about -> about.kind() == ArtifactRef.Kind.DATASET)
                : Stream.empty();
    }

    /** Performance by the column that a description of the same data declares as the site; other groups are no clusters. */
    private Optional<String> clusters(EvaluationReport report) {
        return ofKind("dataset-description")
                .filter(description -> description.about().contains(report.dataset()))
                .map(description -> description.body().asFields().fields("roles"))
                .filter(roles -> roles.has("site"))
                .map(roles -> roles.text("site"))
                .filter(site -> attributes(report).contains(site))
                .map(site -> "performance by " + site + ", declared as the site, each with its interval")
                .findFirst();
    }

    /** Case mix beside data that a separation report holds against those evaluated on; a published population is none. */
    private Optional<String> development(EvaluationReport report) {
        return report.caseMix()
                .reference()
                .filter(reference -> reference
                        .cohort()
                        .filter(cohort -> ofKind("separation-report")
                                .anyMatch(e -> e.about().contains(cohort)
                                        && e.about().contains(report.dataset())
                                        && !cohort.equals(report.dataset())))
                        .isPresent())
                .map(reference -> "standardised differences to " + reference.description() + " by "
                        + String.join(", ", attributes(report)));
    }

    private Stream<? extends Evidence> ofKind(String kind) {
        return evidence.stream().map(Recorded::evidence).filter(e -> kind(e).equals(kind));
    }

    private static String kind(Evidence evidence) {
        String schema = evidence.schema();
        return schema.substring(0, schema.indexOf('/'));
    }

    /** What evidence of other kinds holds is named, not repeated. */
    private static Optional<String> ofKind(Topic topic, Evidence evidence) {
        String kind = kind(evidence);
        return switch (topic) {
            case FLOW ->
                kind.equals("dataset-description")
                        ? Optional.of("inclusion and exclusion step by step")
                        : Optional.empty();
            case OUTCOME ->
                kind.equals("dataset-description")
                        ? Optional.of("column and value that define the condition")
                        : Optional.empty();
            case CASE_MIX ->
                kind.equals("dataset-description")
                        ? Optional.of("records and completeness by group")
                        : Optional.empty();
            case VALIDATION ->
                kind.equals("validation-report")
                        ? Optional.of("checks of the data, " + findings(evidence))
                        : Optional.empty();
            case PARTITION ->
                kind.equals("dataset-split")
                        ? Optional.of("split by subject")
                        : kind.equals("separation-report")
                                ? Optional.of("check that development and evaluation share no records or subjects, "
                                        + findings(evidence))
                                : Optional.empty();
            case FAIRNESS, GROUPS ->
                kind.equals("bias-report") ? Optional.of("performance and gaps by group") : Optional.empty();
            case RECALIBRATION ->
                kind.equals("recalibration")
                        ? Optional.of("recalibration, with the data it was fitted on")
                        : Optional.empty();
            case UPDATED ->
                kind.equals("recalibration-comparison")
                        ? Optional.of("calibration and scores before and after recalibration")
                        : Optional.empty();
            case HYPOTHESES ->
                kind.equals("predicate-comparison")
                        ? Optional.of("claims and margins, stated to the library before it saw the data")
                        : Optional.empty();
            case CALIBRATION ->
                kind.equals("calibration-report") ? Optional.of("calibration, with intervals") : Optional.empty();
            case COMPARISON ->
                kind.equals("predicate-comparison") ? Optional.of("comparison with a predicate") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static String findings(Evidence evidence) {
        long errors = evidence.findings().stream()
                .filter(f -> f.severity() == Severity.ERROR)
                .count();
        return Figures.count(evidence.findings().size()) + " findings, of them " + Figures.count(errors) + " errors";
    }

    private static Optional<String> ofEvaluation(Topic topic, EvaluationReport report) {
        return switch (topic) {
            case MODEL -> Optional.of(report.model().id() + " " + report.model().version() + ", pinned by its digest");
            case DATA ->
                Optional.of("evaluated on " + report.dataset().id() + " "
                        + report.dataset().version());
            case COUNTS ->
                Optional.of(Figures.count(report.records()) + " records of " + Figures.count(report.subjects())
                        + " subjects, " + Figures.share(report.positives(), report.records()) + " with the condition");
            case CASE_MIX ->
                report.caseMix().rows().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "records with and without the condition by " + String.join(", ", attributes(report)));
            case POPULATION ->
                report.caseMix()
                        .reference()
                        .map(r -> "standardised differences to " + r.description() + " by "
                                + String.join(", ", attributes(report)));
            case THRESHOLD ->
                report.operatingPoint()
                        .map(point -> point
                                + point.chosenOn()
                                        .map(c -> ", chosen on " + c.id() + " " + c.version()
                                                + (c.digest()
                                                                .equals(report.dataset()
                                                                        .digest())
                                                        ? ", the data evaluated on"
                                                        : ""))
                                        .orElse(", as stated by the host"));
            case METHODS ->
                Optional.of(report.measurements().stream()
                        .map(m -> m.estimate().intervalEstimate().method())
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining(
                                ", ",
                                Figures.count(report.measurements().stream()
                                                .map(m -> m.metric().id())
                                                .distinct()
                                                .count())
                                        + " metrics with their definitions; interval methods ",
                                "")));
            case HYPOTHESES ->
                report.goals()
                        .map(goals -> goals.endpoints().stream()
                                .map(e -> e.metric().name() + " above " + FIGURES.format(e.goal()))
                                .collect(Collectors.joining(
                                        ", ", "goals, stated to the library before it saw the data: ", "")));
            case ABSENT -> Optional.of(absent(report));
            case ABSENCE_COUNTED ->
                report.absentPredictions().isEmpty() ? Optional.empty() : Optional.of(absent(report));
            case VERIFICATION ->
                report.verification()
                        .map(v -> Figures.count(v.unverifiedPositive() + v.unverifiedNegative())
                                + " records without an established truth, corrected after Begg and Greenes");
            case TABLE -> report.counts().map(ReportingChecklistLayout::table);
            case DISCRIMINATION -> figures(report, Metric.AUROC);
            case ACCURACY ->
                Stream.of(Metric.SENSITIVITY, Metric.SPECIFICITY)
                                .allMatch(metric -> report.overall(metric)
                                        .flatMap(Estimate::interval)
                                        .isPresent())
                        ? figures(report, Metric.SENSITIVITY, Metric.SPECIFICITY)
                        : Optional.empty();
            case PERFORMANCE -> figures(report, Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY);
            case CALIBRATION -> figures(report, Metric.CALIBRATION_SLOPE, Metric.CALIBRATION_IN_THE_LARGE);
            case GROUPS -> {
                List<String> by = attributes(report);
                yield by.isEmpty() ? Optional.empty() : Optional.of("performance by " + String.join(", ", by));
            }
            case LIMITATIONS -> limitations(report);
            default -> Optional.empty();
        };
    }

    /** Figures of all records; nothing where none has an interval, since a point alone reports no precision. */
    private static Optional<String> figures(EvaluationReport report, Metric... metrics) {
        List<Metric> measured = Stream.of(metrics)
                .filter(metric -> report.overall(metric).isPresent())
                .toList();
        return measured.stream()
                        .allMatch(metric -> report.overall(metric)
                                .flatMap(Estimate::interval)
                                .isEmpty())
                ? Optional.empty()
                : Optional.of(measured.stream()
                        .map(metric -> metric.name() + " "
                                + FIGURES.format(report.overall(metric).orElseThrow()))
                        .collect(Collectors.joining(", ")));
    }

    private static String absent(EvaluationReport report) {
        if (report.absentPredictions().isEmpty()) {
            return "every record handed in has a prediction; absent ones were not accepted";
        }
        AbsentPredictions all = report.absentPredictions().get(0);
        return Figures.share(all.absent(), all.records())
                + " of the predictions absent, counted by reason; complete cases beside intention to diagnose";
    }

    private static String table(ConfusionCounts c) {
        return "TP " + c.truePositives() + ", FP " + c.falsePositives() + ", FN " + c.falseNegatives() + ", TN "
                + c.trueNegatives();
    }

    private static List<String> attributes(EvaluationReport report) {
        return report.slices().stream()
                .filter(slice -> slice.conditions().size() == 1
                        && report.on(Metric.PREVALENCE, slice).isPresent())
                .map(Slice::conditions)
                .map(conditions -> conditions.get(0).attribute())
                .distinct()
                .toList();
    }

    private static Optional<String> limitations(EvaluationReport report) {
        List<String> codes = report.findings().stream()
                .filter(f -> f.severity() != Severity.INFO)
                .map(Finding::code)
                .distinct()
                .toList();
        return codes.isEmpty() ? Optional.empty() : Optional.of("findings " + String.join(", ", codes));
    }

    /** Takes the evidence and what the host states. Confined to one thread. */
    public static final class Builder {
        private final ReportingGuideline guideline;
        private final List<Recorded<? extends Evidence>> evidence = new ArrayList<>();
        private final Map<String, String> stated = new LinkedHashMap<>();
        private @Nullable ArtifactRef model;

        private Builder(ReportingGuideline guideline) {
            this.guideline = Objects.requireNonNull(guideline, "guideline");
        }

        /**
         * Adds recorded evidence of any kind; what holds nothing on an item is listed only.
         *
         * @param recorded the evidence; where it is about a model, about the same as the evidence before. What compares two is about the
         *     first
         * @return this
         * @throws IllegalArgumentException when it is about another model
         */
        public Builder evidence(Recorded<? extends Evidence> recorded) {
            ArtifactRef subject = recorded.evidence().about().get(0);
            if (subject.kind() == ArtifactRef.Kind.MODEL) {
                if (model != null && !model.equals(subject)) {
                    throw new IllegalArgumentException("the checklist is about " + model + ", and " + recorded
                            + " is about " + subject + "; lay out the evidence on each model by itself");
                }
                model = subject;
            }
            evidence.add(recorded);
            return this;
        }

        /**
         * States what the evidence cannot hold, such as funding; the page says that it is the host's word.
         *
         * @param number the number of the item, such as {@code 18a}
         * @param text what the host states, or where to read it
         * @return this
         */
        public Builder stated(String number, String text) {
            if (!guideline.numbers().contains(number)) {
                throw new IllegalArgumentException(
                        guideline.title() + " has no item \"" + number + "\"; it has " + guideline.numbers());
            }
            if (text.isBlank()) {
                throw new IllegalArgumentException("the statement on item " + number
                        + " is blank; leave it out, and the page says that nothing is stated");
            }
            if (stated.putIfAbsent(number, text) != null) {
                throw new IllegalStateException("item " + number + " is already stated");
            }
            return this;
        }

        /**
         * Finishes the checklist.
         *
         * @return the checklist
         */
        public ReportingChecklistLayout build() {
            if (evidence.isEmpty()) {
                throw new IllegalStateException(
                        "a checklist is laid out from recorded evidence; call evidence(..) before build()");
            }
            return new ReportingChecklistLayout(this);
        }
    }
}
