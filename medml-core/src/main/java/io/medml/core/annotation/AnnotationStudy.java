package io.medml.core.annotation;

import io.medml.core.agreement.AgreementAnalyzer;
import io.medml.core.agreement.AgreementReport;
import io.medml.core.agreement.RatedItems;
import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.AnnotationReport.AnnotatorCounts;
import io.medml.core.annotation.AnnotationReport.BlindingCounts;
import io.medml.core.annotation.AnnotationReport.Deviation;
import io.medml.core.annotation.AnnotationReport.MonthCounts;
import io.medml.core.annotation.AnnotationReport.ProtocolCounts;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.Descriptive;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.RaterDeviation;
import io.medml.core.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the annotations of a study: who labelled what, when, under which protocol, knowing what, and how far the labels agree.
 *
 * <pre>{@code
 * AnnotationReport report = AnnotationStudy.builder(RatingScale.nominal("nodule", "no nodule"))
 *     .protocols(ProtocolVersion.of("nodule reading", "2.1", digest, LocalDate.of(2026, 1, 1)).allowing("nodule", "no nodule"))
 *     .annotators(Annotator.of("reader-1", "radiologist").qualified("board certification", LocalDate.of(2015, 6, 1)))
 *     .blindedTo(BlindedTo.MODEL_OUTPUT)
 *     .requireQualification("board certification")
 *     .build()
 *     .analyze(annotations);
 * }</pre>
 *
 * <ul>
 * <li><b>What is not registered is found:</b> annotations by unknown annotators, under unknown protocol versions or outside the days
 *     on which those hold, by somebody without the required qualification on that day, with labels that the protocol does not allow.
 * <li><b>Blinding has three values.</b> Where the study is blinded, an annotation that was not, and one that does not say, are findings.
 *     That annotators saw a model's output is a finding in any study.
 * <li><b>Who counts:</b> where annotators are registered, agreement, repeatability, deviations and the share of items with several
 *     annotators are of these alone. One row by somebody else would leave few items that all rated.
 * <li><b>Agreement</b> is measured by {@link AgreementAnalyzer} on first readings, of each pair, and of each annotator with a second
 *     reading; Gwet's AC1 stands beside kappa. Intervals resample subjects where items share them. Labels that are not on the scale
 *     count as missing there and are a finding.
 * <li><b>Deviating annotators:</b> for each annotator and category the {@link RaterDeviation} from the others on the same items, with
 *     Holm's adjustment over all of them. Of two categories the first is tested. Power, by 2000 simulations of three annotators, one
 *     of whom calls an item without the finding positive 15 (30) percentage points more often than the others' 5 percent, prevalence
 *     0.3, sensitivity 0.9: with 100 items 0.58 (0.99), with 200 items 0.92 (1.00); where nobody deviates 0.03 of the studies name
 *     somebody. Where items share subjects the test is by subject and has less power, with two annotators none at all in fewer than
 *     six. Copies of an item that name no common subject count as independent. The finding says who differs, not who is right.
 * </ul>
 *
 * <p>Immutable and thread-safe; the same input, seed and settings give the same bytes.
 */
public final class AnnotationStudy {

    /** The most annotators for whom agreement is measured; every pair of them is compared. */
    public static final int MOST_COMPARED = 30;

    private final RatingScale scale;
    private final List<ProtocolVersion> protocols;
    private final List<Annotator> annotators;
    private final Set<BlindedTo> blindedTo;
    private final @Nullable String qualification;
    private final double level;
    private final double familyError;
    private final long seed;
    private final int replicates;

    private AnnotationStudy(Builder builder) {
        this.scale = builder.scale;
        this.protocols = List.copyOf(builder.protocols);
        this.annotators = List.copyOf(builder.annotators);
        this.blindedTo = builder.blindedTo;
        this.qualification = builder.qualification;
        this.level = Double.isNaN(builder.level) ? 0.95 : builder.level;
        this.familyError = Double.isNaN(builder.familyError) ? 0.05 : builder.familyError;
        this.seed = builder.seed;
        this.replicates = builder.replicates == 0 ? 2000 : builder.replicates;
    }

    /**
     * Starts a study.
     *
     * @param scale what annotators label on: categories, or measurements
     * @return a builder; confined to one thread
     */
    public static Builder builder(RatingScale scale) {
        return new Builder(scale);
    }

    /** Settings of a study. Confined to one thread. */
    public static final class Builder {
        private final RatingScale scale;
        private final List<ProtocolVersion> protocols = new ArrayList<>();
        private final List<Annotator> annotators = new ArrayList<>();
        private final Set<BlindedTo> blindedTo = EnumSet.noneOf(BlindedTo.class);
        private @Nullable String qualification;
        private double level = Double.NaN;
        private double familyError = Double.NaN;
        private long seed = 1;
        private int replicates;

        private Builder(RatingScale scale) {
            this.scale = Objects.requireNonNull(scale, "scale");
        }

        /**
         * Registers versions of the protocol.
         *
         * @param versions the versions, each version text once
         * @return this
         */
        public Builder protocols(ProtocolVersion... versions) {
            for (ProtocolVersion version : versions) {
                if (protocols.stream().anyMatch(p -> p.version().equals(version.version()))) {
                    throw new IllegalArgumentException(
                            "protocol version \"" + version.version() + "\" is already registered");
                }
                protocols.add(version);
            }
            return this;
        }

        /**
         * Registers annotators.
         *
         * @param people the annotators, each id once
         * @return this
         */
        public Builder annotators(Annotator... people) {
            for (Annotator one : people) {
                if (annotators.stream().anyMatch(a -> a.id().equals(one.id()))) {
                    throw new IllegalArgumentException("annotator \"" + one.id() + "\" is already registered");
                }
                annotators.add(one);
            }
            return this;
        }

        /**
         * Says to what annotators of this study are blinded. Annotations that were not, or do not say, are findings.
         *
         * @param what to what
         * @return this
         */
        public Builder blindedTo(BlindedTo... what) {
            for (BlindedTo one : what) {
                if (!blindedTo.add(one)) {
                    throw new IllegalArgumentException("the study is already blinded to " + one.words());
                }
            }
            return this;
        }

        /**
         * Names the qualification that every annotator has to have on the day of an annotation.
         *
         * @param name its name
         * @return this
         */
        public Builder requireQualification(String name) {
            if (qualification != null) {
                throw new IllegalStateException(
                        "the required qualification is already set to \"" + qualification + "\"");
            }
            qualification = Name.requireTrimmed(name, "the required qualification");
            return this;
        }

        /**
         * The confidence level of all intervals; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = Settings.fractionOnce(level, confidence, "the confidence level");
            return this;
        }

        /**
         * The chance, where no annotator differs from the others, that the study names one; 0.05 unless set.
         *
         * @param probability a fraction in (0, 1)
         * @return this
         */
        public Builder familyError(double probability) {
            familyError = Settings.fractionOnce(familyError, probability, "the error rate of the family");
            return this;
        }

        /**
         * The seed and number of bootstrap replicates, for items that share subjects; 1 and 2000 unless set.
         *
         * @param randomSeed the seed
         * @param number number of replicates, at least 200
         * @return this
         */
        public Builder bootstrap(long randomSeed, int number) {
            if (replicates != 0) {
                throw new IllegalStateException(
                        "the bootstrap is already set to seed " + seed + " and " + replicates + " replicates");
            }
            if (number < 200) {
                throw new IllegalArgumentException(
                        "a percentile interval needs at least 200 replicates, got " + number);
            }
            seed = randomSeed;
            replicates = number;
            return this;
        }

        /**
         * Finishes the study.
         *
         * @return the study
         */
        public AnnotationStudy build() {
            return new AnnotationStudy(this);
        }
    }

    /**
     * Looks at annotations.
     *
     * @param set the annotations
     * @return the report
     */
    public AnnotationReport analyze(AnnotationSet set) {
        Map<String, Annotator> known = new HashMap<>();
        annotators.forEach(a -> known.put(a.id(), a));
        ReadItems items = ReadItems.of(set);
        ReadItems counted = known.isEmpty() ? items : items.of(known.keySet());
        Map<String, ProtocolVersion> versions = new HashMap<>();
        protocols.forEach(p -> versions.put(p.version(), p));

        List<Finding> findings = new ArrayList<>();
        List<BlindingCounts> blinding =
                new AnnotationRules(scale, known, versions, blindedTo, qualification).check(set, findings);
        long several = severalAnnotators(counted, findings);

        Optional<AgreementReport> agreement = agreement(set, counted, findings);
        List<AgreementReport> repeatability = repeatability(set, counted);
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(new Measurement(
                Metric.MULTIPLE_ANNOTATION_SHARE,
                Slice.overall(),
                BinomialInterval.WILSON.estimate(several, items.items().size(), level)));
        Stream.concat(agreement.stream(), repeatability.stream()).forEach(report -> {
            measurements.addAll(report.measurements());
            report.findings().stream()
                    .filter(f -> !f.code().equals("SYNTHETIC_DATA") && !findings.contains(f))
                    .filter(f -> !f.code().equals("KAPPA_PARADOX") || mostComplete(report, f))
                    .forEach(findings::add);
        });
        List<Deviation> deviations = deviations(set, counted, findings);
        deviations.forEach(
                d -> measurements.add(new Measurement(Metric.ANNOTATOR_LABEL_DIFFERENCE, d.slice(), d.difference())));
        findings.addAll(set.notes());
        if (set.synthetic()) {
            findings.add(Finding.syntheticData(set.reference().id()));
        }
        return new AnnotationReport(
                set.reference(),
                provenance(set, agreement, repeatability),
                scale,
                level,
                items.items().size(),
                set.annotations().size(),
                items.subjectsStated() ? Optional.of(new HashSet<>(items.subjectTexts()).size()) : Optional.empty(),
                annotationsPerItem(items),
                annotatorCounts(set, known),
                protocolCounts(set, versions),
                labelCounts(set.annotations()),
                months(set),
                blinding,
                deviations,
                agreement,
                repeatability,
                measurements,
                findings);
    }

    private Provenance provenance(
            AnnotationSet set, Optional<AgreementReport> agreement, List<AgreementReport> repeatability) {
        Provenance provenance = Provenance.of(AnnotationStudy.class)
                .from(set.reference())
                .with("scale", scale)
                .with("confidence_level", level)
                .with("family_error", familyError)
                .with("blinded_to", blindedTo.isEmpty() ? "nothing stated" : words(blindedTo))
                .with("required_qualification", qualification == null ? "none" : qualification)
                .with("registered_annotators", annotators.size())
                .with(
                        "protocols",
                        protocols.isEmpty()
                                ? "none"
                                : protocols.stream()
                                        .map(p -> p.name() + " " + p.version() + " ("
                                                + p.document().abbreviated() + "), " + p.from() + " to "
                                                + p.until()
                                                        .map(LocalDate::toString)
                                                        .orElse("further notice"))
                                        .collect(Collectors.joining("; ")))
                .synthetic(set.synthetic());
        for (AgreementReport report :
                Stream.concat(agreement.stream(), repeatability.stream()).toList()) {
            provenance = provenance.from(report.dataset());
            if (report.provenance().settings().containsKey("bootstrap")) {
                provenance = provenance.with(
                        "bootstrap", report.provenance().settings().get("bootstrap"));
            }
        }
        return provenance;
    }

    private static String words(Set<BlindedTo> what) {
        return what.stream().map(BlindedTo::words).collect(Collectors.joining(", "));
    }

    private long severalAnnotators(ReadItems items, List<Finding> findings) {
        long several = IntStream.range(0, items.items().size())
                .filter(i -> items.of(i).size() > 1)
                .count();
        long one = items.items().size() - several;
        if (one > 0) {
            findings.add(Finding.of(
                            "ONE_ANNOTATOR",
                            Severity.WARNING,
                            items.set().reference().id(),
                            annotators.isEmpty()
                                    ? "Some items were labelled by one annotator only, so nothing shows how sure their"
                                            + " labels are."
                                    : "Some items were labelled by one registered annotator only or by none, so"
                                            + " nothing shows how sure their labels are.")
                    .with("items_of_one_annotator", one)
                    .with("items", items.items().size()));
        }
        return several;
    }

    private Optional<AgreementReport> agreement(AnnotationSet set, ReadItems items, List<Finding> findings) {
        int people = items.annotators().size();
        int[] all = IntStream.range(0, items.items().size())
                .filter(i -> !items.of(i).isEmpty())
                .toArray();
        boolean shared = IntStream.of(all).anyMatch(i -> items.first(i).size() > 1);
        if (people > MOST_COMPARED || !shared) {
            findings.add(Finding.of(
                            "AGREEMENT_NOT_MEASURED",
                            Severity.WARNING,
                            set.reference().id(),
                            people > MOST_COMPARED
                                    ? "There are more annotators than are compared with each other; take out those"
                                            + " whose agreement is asked for."
                                    : annotators.isEmpty()
                                            ? "No item was labelled by two annotators, so their agreement is not known."
                                            : "No item was labelled by two registered annotators, so their agreement"
                                                    + " is not known.")
                    .with("annotators", people)
                    .with("most_compared", MOST_COMPARED));
            return Optional.empty();
        }
        Table.Builder table = items(items, all);
        for (int a = 0; a < people; a++) {
            column(table, column(a, 1), items, all, a, 1);
        }
        RatedItems.Builder rated = rated(set, items, table, "first readings");
        for (int a = 0; a < people; a++) {
            rated.rater(items.annotators().get(a), column(a, 1));
        }
        return Optional.of(analyzer().analyze(rated.build()));
    }

    /** Where few items have every annotator, Fleiss' kappa and AC1 are of different items, and their gap is no paradox. */
    private static boolean mostComplete(AgreementReport report, Finding paradox) {
        return report.comparisons().stream()
                .filter(c -> c.slice().toString().equals(paradox.where()))
                .allMatch(c -> 2 * c.completeItems() > report.items());
    }

    /** Of each annotator the items that were read again: those that were not are no missing ratings. */
    private List<AgreementReport> repeatability(AnnotationSet set, ReadItems items) {
        List<AgreementReport> reports = new ArrayList<>();
        for (int a = 0; a < items.annotators().size(); a++) {
            int annotator = a;
            int[] again = IntStream.range(0, items.items().size())
                    .filter(i -> items.label(i, annotator, 1) != null
                            && IntStream.rangeClosed(2, Annotation.MOST_READINGS)
                                    .anyMatch(reading -> items.label(i, annotator, reading) != null))
                    .toArray();
            if (again.length == 0) {
                continue;
            }
            Table.Builder table = items(items, again);
            List<String> columns = new ArrayList<>();
            for (int reading = 1; reading <= Annotation.MOST_READINGS; reading++) {
                int number = reading;
                if (IntStream.of(again).anyMatch(i -> items.label(i, annotator, number) != null)) {
                    column(table, column(a, reading), items, again, a, reading);
                    columns.add(column(a, reading));
                }
            }
            RatedItems.Builder rated = rated(set, items, table, "repeated readings of annotator " + (a + 1))
                    .rater(
                            items.annotators().get(a),
                            columns.get(0),
                            columns.subList(1, columns.size()).toArray(new String[0]));
            reports.add(analyzer().analyze(rated.build()));
        }
        return reports;
    }

    private AgreementAnalyzer analyzer() {
        return AgreementAnalyzer.builder(scale)
                .level(level)
                .bootstrap(seed, replicates)
                .build();
    }

    private static String column(int annotator, int reading) {
        return "annotator " + (annotator + 1) + ", reading " + reading;
    }

    private static Table.Builder items(ReadItems items, int[] which) {
        Table.Builder table = Table.builder()
                .category(
                        "item", IntStream.of(which).mapToObj(items.items()::get).toList());
        if (items.subjectsStated()) {
            List<String> subjects = items.subjectTexts();
            table.category(
                    "subject", IntStream.of(which).mapToObj(subjects::get).toList());
        }
        return table;
    }

    /** Ratings made from the set are other data than the set, and have a name that says so. */
    private static RatedItems.Builder rated(AnnotationSet set, ReadItems items, Table.Builder table, String what) {
        RatedItems.TableStage stage = RatedItems.from(table.build(), "item");
        if (items.subjectsStated()) {
            stage.subject("subject");
        }
        if (set.synthetic()) {
            stage.synthetic();
        }
        String whole = set.reference().id();
        int room = Name.LONGEST - what.length() - 3;
        String id = whole.codePointCount(0, whole.length()) <= room
                ? whole
                : whole.substring(0, whole.offsetByCodePoints(0, room)) + "\u2026";
        return stage.named(id + ", " + what, set.reference().version());
    }

    private void column(Table.Builder table, String name, ReadItems items, int[] which, int annotator, int reading) {
        int size = which.length;
        if (scale.kind() == RatingScale.Kind.CONTINUOUS) {
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                String label = items.label(which[i], annotator, reading);
                values[i] = label == null ? Double.NaN : AnnotationRules.number(label);
            }
            table.number(name, values);
        } else {
            @Nullable String[] values = new @Nullable String[size];
            for (int i = 0; i < size; i++) {
                String label = items.label(which[i], annotator, reading);
                values[i] = label != null && AnnotationRules.onScale(scale, label) ? label : null;
            }
            table.category(name, values);
        }
    }

    List<Deviation> deviations(AnnotationSet set, ReadItems items, List<Finding> findings) {
        List<Deviation> without = new ArrayList<>();
        List<String> tested =
                scale.categories().size() == 2 ? scale.categories().subList(0, 1) : scale.categories();
        int[] subjects = items.subjectCodes();
        List<List<Integer>> rated = new ArrayList<>();
        items.annotators().forEach(a -> rated.add(new ArrayList<>()));
        List<SortedMap<Integer, String>> firsts = new ArrayList<>();
        for (int i = 0; i < subjects.length; i++) {
            SortedMap<Integer, String> first = items.first(i);
            first.values().removeIf(label -> !AnnotationRules.onScale(scale, label));
            firsts.add(first);
            if (first.size() > 1) {
                for (int a : first.keySet()) {
                    rated.get(a).add(i);
                }
            }
        }
        for (int a = 0; a < items.annotators().size(); a++) {
            List<Integer> own = rated.get(a);
            if (own.isEmpty()) {
                continue;
            }
            int[][] raters =
                    own.stream().map(i -> codes(firsts.get(i).keySet())).toArray(int[][]::new);
            int[] subject = own.stream().mapToInt(i -> subjects[i]).toArray();
            for (String category : tested) {
                int[][] given = own.stream()
                        .map(i -> firsts.get(i).values().stream()
                                .mapToInt(label -> category.equals(label) ? 1 : 0)
                                .toArray())
                        .toArray(int[][]::new);
                RaterDeviation deviation = RaterDeviation.of(a, raters, given, subject);
                without.add(new Deviation(
                        items.annotators().get(a),
                        category,
                        deviation.difference(level),
                        deviation.test(),
                        OptionalDouble.empty()));
            }
        }
        return adjusted(set, without, findings);
    }

    private static int[] codes(Set<Integer> annotators) {
        return annotators.stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Deviation> adjusted(AnnotationSet set, List<Deviation> without, List<Finding> findings) {
        double[] known = without.stream()
                .flatMapToDouble(d -> d.test().pValue().point().stream())
                .toArray();
        double[] adjusted = Multiplicity.HOLM.adjust(known, without.size());
        List<Deviation> deviations = new ArrayList<>();
        int next = 0;
        for (Deviation deviation : without) {
            HypothesisTest test = deviation.test();
            if (test.pValue().point().isEmpty()) {
                deviations.add(deviation);
                continue;
            }
            double p = adjusted[next++];
            Deviation with = new Deviation(
                    deviation.annotator(), deviation.category(), deviation.difference(), test, OptionalDouble.of(p));
            deviations.add(with);
            if (p < familyError) {
                Support support = with.difference().support();
                findings.add(Finding.of(
                                "ANNOTATOR_DIFFERS",
                                Severity.WARNING,
                                with.slice().toString(),
                                "This annotator gives the category more or less often than the others give it on the"
                                        + " same items. It does not show who is right.")
                        .with("items", support.n())
                        .with("mixed_items", support.counts().getOrDefault("mixed_items", 0L))
                        .with("comparisons", without.size())
                        .with("dataset", set.reference().id()));
            }
        }
        return deviations;
    }

    private static SortedMap<Integer, Long> annotationsPerItem(ReadItems items) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int i = 0; i < items.items().size(); i++) {
            int given = items.of(i).values().stream()
                    .flatMap(readings -> readings.values().stream())
                    .mapToInt(ReadItems.Cell::given)
                    .sum();
            counts.merge(given, 1L, Long::sum);
        }
        return counts;
    }

    private static List<AnnotatorCounts> annotatorCounts(AnnotationSet set, Map<String, Annotator> known) {
        SortedMap<String, List<Annotation>> byAnnotator = new TreeMap<>();
        set.annotations()
                .forEach(a -> byAnnotator
                        .computeIfAbsent(a.annotator(), x -> new ArrayList<>())
                        .add(a));
        known.keySet().forEach(id -> byAnnotator.putIfAbsent(id, List.of()));
        List<AnnotatorCounts> counts = new ArrayList<>();
        byAnnotator.forEach((id, annotations) -> counts.add(new AnnotatorCounts(
                id,
                Optional.ofNullable(known.get(id)).map(Annotator::role),
                annotations.size(),
                new HashSet<>(annotations.stream().map(Annotation::item).toList()).size(),
                annotations.stream()
                        .flatMap(a -> a.time().stream())
                        .map(OffsetDateTime::toLocalDate)
                        .min(LocalDate::compareTo),
                annotations.stream()
                        .flatMap(a -> a.time().stream())
                        .map(OffsetDateTime::toLocalDate)
                        .max(LocalDate::compareTo),
                Descriptive.quantile(
                        annotations.stream()
                                .flatMap(a -> a.duration().stream())
                                .mapToDouble(AnnotationStudy::seconds)
                                .toArray(),
                        0.5))));
        return counts;
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static List<ProtocolCounts> protocolCounts(AnnotationSet set, Map<String, ProtocolVersion> versions) {
        SortedMap<String, Long> counts = new TreeMap<>();
        versions.keySet().forEach(v -> counts.put(v, 0L));
        set.annotations().forEach(a -> a.protocol().ifPresent(p -> counts.merge(p, 1L, Long::sum)));
        List<ProtocolCounts> all = new ArrayList<>();
        counts.forEach(
                (version, n) -> all.add(new ProtocolCounts(version, Optional.ofNullable(versions.get(version)), n)));
        return all;
    }

    /** Annotations by category of the scale, and last those that are on none. */
    private List<Long> labelCounts(List<Annotation> annotations) {
        List<String> categories = scale.categories();
        long[] counts = new long[categories.size() + 1];
        for (Annotation annotation : annotations) {
            int code = categories.indexOf(annotation.label());
            counts[code < 0 ? categories.size() : code]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    private List<MonthCounts> months(AnnotationSet set) {
        SortedMap<YearMonth, List<Annotation>> months = new TreeMap<>();
        for (Annotation annotation : set.annotations()) {
            annotation
                    .time()
                    .ifPresent(time -> months.computeIfAbsent(YearMonth.from(time), m -> new ArrayList<>())
                            .add(annotation));
        }
        List<MonthCounts> counts = new ArrayList<>();
        months.forEach((month, annotations) -> counts.add(new MonthCounts(month, labelCounts(annotations))));
        return counts;
    }
}
