package io.medml.core.annotation;

import io.medml.core.annotation.HeldOutProbabilities.Basis;
import io.medml.core.annotation.LabelNoiseReport.Band;
import io.medml.core.annotation.LabelNoiseReport.Candidate;
import io.medml.core.annotation.LabelNoiseReport.ClassRow;
import io.medml.core.annotation.LabelNoiseReport.Comparison;
import io.medml.core.annotation.LabelNoiseReport.Group;
import io.medml.core.annotation.LabelNoiseReport.GroupTest;
import io.medml.core.annotation.LabelNoiseReport.Overview;
import io.medml.core.annotation.LabelNoiseReport.Pair;
import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ConfidentJoint;
import io.medml.core.stats.EventExcess;
import io.medml.core.stats.Homogeneity;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.ResamplePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Labels that a model which did not see them would not have given, by confident learning.
 *
 * <pre>{@code
 * LabelNoiseReport report = LabelNoiseDetector.builder("diagnosis")
 *     .by("site", "annotator")
 *     .build()
 *     .analyze(cohort, HeldOutProbabilities.ofFolds(cohort, folds.assignment(), classes, byFold));
 * }</pre>
 *
 * <p>It trains no model. A record whose likely class ({@link ConfidentJoint}) is another than the given one is a candidate: somebody should
 * look at it again. Candidates there are in all data whose classes overlap. {@code LABELS_SUSPECTED} is a finding only where the labels
 * contradict the model more often than its own probabilities expect.
 *
 * <ul>
 * <li><b>Comparison:</b> the records whose likely class has a probability of at least 0.9, or as stated. Of these {@code sum of 1 - p} are
 *     expected to have another label; {@link EventExcess} tests at 0.05, or as stated, that there are no more.
 * <li><b>It cannot tell labels from probabilities.</b> A model that is too sure gives the same picture, above all of rare groups. The bands help
 *     to judge: labels changed by chance are contradicted however sure the model is.
 * <li><b>What is learned is not seen.</b> A model made on labels of which some are changed expects such labels and becomes less sure.
 *     Simulated with 5 percent of the labels changed by chance in 500 records of two classes, that is found in 0.86 of samples by the
 *     probabilities of the labels as they were, and in 0.15 by a logistic model that was cross-fitted on the changed ones
 *     (docs/detector-powers.md). Errors that follow the features, as of an annotator with an own rule, are learned whole. The candidates
 *     stay worth a look: of 34 labels changed in 683 records of the Wisconsin breast cancer data 28 were among 32 of them, without this
 *     finding. Silence is no evidence of right labels.
 * <li><b>Groups:</b> of each named column, such as site or annotator, the excess of candidates over what is expected is compared by
 *     {@link Homogeneity}, Holm over the columns. Groups in which fewer than 5 are expected, divided by the
 *     {@link EventExcess#designEffect(int[]) design effect} about the means of the groups where subjects have several records, are compared as
 *     one; {@code GROUPS_NOT_COMPARED} says where fewer than two are left, which is no evidence that groups are alike. How an annotator differs from
 *     others on the same items is for {@link AnnotationStudy}.
 * <li><b>Candidates</b> are ranked by {@code p of the class given - largest p of the others}, the smallest first.
 * </ul>
 *
 * <p>Immutable and thread-safe; the same input, seed and settings give the same bytes, whatever the order of the rows.
 */
public final class LabelNoiseDetector {

    /** Fewer expected candidates than this, divided by their design effect, and a group is compared together with the other small ones. */
    public static final int SMALLEST_GROUP = 5;

    /** Fewer records than this make the threshold of a class rough. */
    public static final int RARE = 20;

    private static final double[] BANDS = {0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1};

    private final String column;
    private final List<String> by;
    private final double level;
    private final double familyError;
    private final double sureFrom;
    private final long seed;
    private final int replicates;
    private final int most;
    private final @Nullable FingerprintKey key;

    private LabelNoiseDetector(Builder builder) {
        this.column = builder.column;
        this.by = List.copyOf(builder.by);
        this.level = Double.isNaN(builder.level) ? 0.95 : builder.level;
        this.familyError = Double.isNaN(builder.familyError) ? 0.05 : builder.familyError;
        this.sureFrom = Double.isNaN(builder.sureFrom) ? 0.9 : builder.sureFrom;
        this.seed = builder.seed;
        this.replicates = builder.replicates == 0 ? 1000 : builder.replicates;
        this.most = builder.most < 0 ? 100 : builder.most;
        this.key = builder.key;
    }

    /**
     * Starts a detector.
     *
     * @param labelColumn the column of the cohort's table that holds the labels
     * @return a builder; confined to one thread
     */
    public static Builder builder(String labelColumn) {
        return new Builder(Objects.requireNonNull(labelColumn, "labelColumn"));
    }

    /** Settings of a detector. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final String column;
        private final Set<String> by = new LinkedHashSet<>();
        private double level = Double.NaN;
        private double familyError = Double.NaN;
        private double sureFrom = Double.NaN;
        private long seed = 1;
        private int replicates;
        private int most = -1;
        private @Nullable FingerprintKey key;

        private Builder(String column) {
            this.column = column;
        }

        /**
         * Gives candidates by the groups of columns, such as site, annotator or sex.
         *
         * @param columns attributes of the cohort, or its site
         * @return this
         */
        public Builder by(String... columns) {
            for (String each : columns) {
                if (!by.add(Objects.requireNonNull(each, "column"))) {
                    throw new IllegalArgumentException("column \"" + each + "\" is named twice");
                }
            }
            return this;
        }

        /**
         * The probability of its likely class from which a record is in the comparison; 0.9 unless set. Where records share subjects and it
         * is below 0.7, or subjects have very many records, the comparison has the power of one record of each subject ({@link EventExcess}).
         *
         * @param probability at least 0.5 and below 1
         * @return this
         */
        public Builder sureFrom(double probability) {
            if (!Double.isNaN(sureFrom)) {
                throw new IllegalStateException("the probability of the comparison is already set to " + sureFrom);
            }
            if (!(probability >= 0.5 && probability < 1)) {
                throw new IllegalArgumentException(
                        "the probability of the comparison must be at least 0.5 and below 1, got " + probability);
            }
            sureFrom = probability;
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
         * The error rate of the comparison, and that of all comparisons of groups together; 0.05 unless set.
         *
         * @param probability a fraction in (0, 1)
         * @return this
         */
        public Builder familyError(double probability) {
            familyError = Settings.fractionOnce(familyError, probability, "the error rate");
            return this;
        }

        /**
         * The seed and number of bootstrap replicates of the rates; 1 and 1000 unless set.
         *
         * @param randomSeed the seed
         * @param number number of replicates, 100 to 100,000
         * @return this
         */
        public Builder bootstrap(long randomSeed, int number) {
            if (replicates != 0) {
                throw new IllegalStateException("the bootstrap is already set");
            }
            if (number < 100 || number > 100_000) {
                throw new IllegalArgumentException("replicates must be 100 to 100000, got " + number);
            }
            seed = randomSeed;
            replicates = number;
            return this;
        }

        /**
         * The most candidates that are listed; 100 unless set. All are counted.
         *
         * @param candidates 0 to 10,000
         * @return this
         */
        public Builder listAtMost(int candidates) {
            if (most >= 0) {
                throw new IllegalStateException("the most candidates listed is already set to " + most);
            }
            if (candidates < 0 || candidates > 10_000) {
                throw new IllegalArgumentException("the most candidates listed is 0 to 10000, got " + candidates);
            }
            most = candidates;
            return this;
        }

        /**
         * Gives candidates keyed pseudonyms beside their positions.
         *
         * @param fingerprintKey makes them; the host keeps it
         * @return this
         */
        public Builder pseudonyms(FingerprintKey fingerprintKey) {
            if (key != null) {
                throw new IllegalStateException("the key of pseudonyms is already set");
            }
            key = Objects.requireNonNull(fingerprintKey, "fingerprintKey");
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         */
        public LabelNoiseDetector build() {
            return new LabelNoiseDetector(this);
        }
    }

    /**
     * Looks for labels that contradict the probabilities.
     *
     * @param cohort the cohort, in whose table the label column is
     * @param probabilities what a model said that did not see the labels
     * @return the report
     * @throws DataException when the probabilities are of other content, or a record has no label or one that is none of the classes
     */
    public LabelNoiseReport analyze(Cohort cohort, HeldOutProbabilities probabilities) {
        LabelledSample sample = new LabelledSample(cohort, column, probabilities);
        List<Measurement> measurements = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        EventExcess all = sample.excess(x -> true);
        measurements.add(
                new Measurement(Metric.LABEL_CANDIDATE_SHARE, Slice.overall(), sample.share(x -> true, level)));
        measurements.add(new Measurement(Metric.LABEL_CONTRADICTION_EXCESS, Slice.overall(), all.excess(level)));
        List<Pair> pairs = pairs(sample);
        pairs.forEach(
                pair -> measurements.add(new Measurement(Metric.LABEL_DIFFERENCE_RATE, pair.slice(), pair.rate())));
        basis(cohort, probabilities, findings);
        List<ClassRow> classes = classes(sample, findings);
        Comparison comparison = comparison(sample, findings);
        ruledOut(sample, findings);
        List<GroupTest> groups = groups(sample, measurements, findings);
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return new LabelNoiseReport(
                cohort.reference(),
                provenance(cohort, probabilities),
                new Overview(
                        sample.size(),
                        cohort.subjectColumn().isPresent()
                                ? OptionalLong.of(cohort.subjectCount())
                                : OptionalLong.empty(),
                        probabilities.basis(),
                        probabilities.words(),
                        level,
                        all.records(),
                        all.observed(),
                        all.expected()),
                classes,
                pairs,
                bands(sample),
                comparison,
                groups,
                listed(sample),
                measurements,
                findings);
    }

    private Provenance provenance(Cohort cohort, HeldOutProbabilities probabilities) {
        Provenance provenance = Provenance.of(LabelNoiseDetector.class).from(cohort.reference());
        for (ArtifactRef input : probabilities.inputs()) {
            provenance = provenance.from(input);
        }
        return provenance
                .with("label_column", column)
                .with("probabilities_sha256", probabilities.digest().hex())
                .with("by", by.isEmpty() ? "none" : String.join(", ", by))
                .with("sure_from", sureFrom)
                .with("confidence_level", level)
                .with("error_rate", familyError)
                .with("bootstrap_seed", seed)
                .with("bootstrap_replicates", replicates)
                .with("most_listed", most)
                .synthetic(cohort.synthetic());
    }

    private static void basis(Cohort cohort, HeldOutProbabilities probabilities, List<Finding> findings) {
        if (probabilities.basis() == Basis.STATED) {
            findings.add(Finding.of(
                    "OUT_OF_SAMPLE_STATED",
                    Severity.WARNING,
                    cohort.name(),
                    "That the model did not see these records or patients is stated and not shown. A model that saw"
                            + " them repeats their labels and hides what is to be found."));
        }
        findings.addAll(probabilities.notes());
    }

    private static List<ClassRow> classes(LabelledSample sample, List<Finding> findings) {
        List<ClassRow> rows = new ArrayList<>();
        for (int j = 0; j < sample.classes.size(); j++) {
            int code = j;
            String name = sample.classes.get(j);
            long records = sample.count(x -> sample.given[x] == code);
            rows.add(new ClassRow(name, records, sample.joint.threshold(j)));
            if (records < RARE) {
                findings.add(Finding.of(
                                "FEW_RECORDS_OF_CLASS",
                                Severity.WARNING,
                                Slice.of("given", name).toString(),
                                "Few records were given this class, so its threshold is rough, and without any it is"
                                        + " never a likely class. Models are least calibrated for rare classes.")
                        .with("records", records));
            }
        }
        return rows;
    }

    private List<Pair> pairs(LabelledSample sample) {
        List<List<Estimate>> rates = sample.joint.rates(sample.subjects, ResamplePlan.seeded(seed, replicates), level);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < sample.classes.size(); i++) {
            for (int j = 0; j < sample.classes.size(); j++) {
                if (i != j) {
                    pairs.add(new Pair(
                            sample.classes.get(i),
                            sample.classes.get(j),
                            sample.joint.count(i, j),
                            sample.joint.expected(i, j),
                            sample.joint.calibrated(i, j),
                            rates.get(i).get(j)));
                }
            }
        }
        return pairs;
    }

    private static List<Band> bands(LabelledSample sample) {
        List<Band> bands = new ArrayList<>();
        for (int b = 0; b + 1 < BANDS.length; b++) {
            double from = BANDS[b];
            double to = BANDS[b + 1];
            EventExcess own =
                    sample.excess(x -> sample.probability(x) >= from && (sample.probability(x) < to || to == 1));
            if (own.records() > 0) {
                bands.add(new Band(from, to, own.records(), own.observed(), own.expected()));
            }
        }
        return bands;
    }

    private Comparison comparison(LabelledSample sample, List<Finding> findings) {
        EventExcess sure = sample.excess(x -> sample.probability(x) >= sureFrom);
        HypothesisTest test = sure.test();
        OptionalDouble p = test.pValue().point();
        if (p.isEmpty()) {
            findings.add(Finding.of(
                            "NOT_COMPARED",
                            Severity.INFO,
                            sample.cohort.name(),
                            "There are no records, or too few subjects, of whose class the model was sure, so whether"
                                    + " labels contradict it too often was not tested.")
                    .with("records", sure.records()));
        } else if (p.getAsDouble() < familyError) {
            findings.add(Finding.of(
                            "LABELS_SUSPECTED",
                            Severity.WARNING,
                            sample.cohort.name(),
                            "Labels contradict the model where it was sure more often than its own probabilities"
                                    + " expect. Either some labels need another look, or the model is too sure; this does"
                                    + " not show which. The candidates are questions to a reviewer.")
                    .with("records", sure.records())
                    .with("contradictions", sure.observed())
                    .with("expected", rounded(sure.expected())));
        }
        return new Comparison(sureFrom, sure.records(), sure.observed(), sure.expected(), test);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static void ruledOut(LabelledSample sample, List<Finding> findings) {
        long ruledOut = sample.count(x -> sample.p[x][sample.given[x]] == 0);
        if (ruledOut > 0) {
            findings.add(Finding.of(
                            "LABEL_RULED_OUT",
                            Severity.WARNING,
                            sample.cohort.name(),
                            "Some records have a label to which the model gave a probability of 0. Either the label"
                                    + " needs another look, or such a probability is not to be taken at its word, and the"
                                    + " comparison, which does so, is not either.")
                    .with("records", ruledOut));
        }
    }

    private List<GroupTest> groups(LabelledSample sample, List<Measurement> measurements, List<Finding> findings) {
        List<GroupTest> without = new ArrayList<>();
        for (String each : by) {
            without.add(group(sample, sample.cohort.groups(each), measurements));
        }
        double[] known = without.stream()
                .flatMapToDouble(g -> g.test().pValue().point().stream())
                .toArray();
        double[] adjusted = Multiplicity.HOLM.adjust(known, without.size());
        List<GroupTest> groups = new ArrayList<>();
        int next = 0;
        for (GroupTest group : without) {
            if (group.test().pValue().point().isEmpty()) {
                groups.add(group);
                findings.add(Finding.of(
                                "GROUPS_NOT_COMPARED",
                                Severity.INFO,
                                group.column(),
                                "Too few groups of this column have enough expected candidates, or a group has too few"
                                        + " subjects, so whether labels contradict the model more often in some of them"
                                        + " was not tested. This is no evidence that they are alike.")
                        .with("groups", group.groups().size())
                        .with("groups_large_enough", group.tested()));
                continue;
            }
            double p = adjusted[next++];
            groups.add(group.adjusted(p));
            if (p < familyError) {
                findings.add(Finding.of(
                                "CANDIDATES_DIFFER_BETWEEN_GROUPS",
                                Severity.WARNING,
                                group.column(),
                                "Labels contradict the model in some groups of this column more often than in others,"
                                        + " beyond what its probabilities expect. Labels may differ there, or the model"
                                        + " may be less calibrated there; this does not show which.")
                        .with("groups", group.groups().size())
                        .with("groups_compared", group.tested()));
            }
        }
        return groups;
    }

    private GroupTest group(LabelledSample sample, Grouping grouping, List<Measurement> measurements) {
        double designEffect = sample.designEffect(x -> grouping.code(sample.order[x]));
        List<Group> groups = new ArrayList<>();
        List<EventExcess> compared = new ArrayList<>();
        boolean[] small = new boolean[grouping.count()];
        for (int g = 0; g < small.length; g++) {
            int code = g;
            IntPredicate own = x -> grouping.code(sample.order[x]) == code;
            EventExcess excess = sample.excess(own);
            Slice slice = grouping.slice(g);
            measurements.add(new Measurement(Metric.LABEL_CANDIDATE_SHARE, slice, sample.share(own, level)));
            measurements.add(new Measurement(Metric.LABEL_CONTRADICTION_EXCESS, slice, excess.excess(level)));
            groups.add(new Group(
                    grouping.names().get(g),
                    sample.count(own),
                    excess.records(),
                    excess.observed(),
                    excess.expected()));
            small[g] = excess.expected() / designEffect < SMALLEST_GROUP;
            if (!small[g]) {
                compared.add(excess);
            }
        }
        EventExcess rest = sample.excess(x -> small[grouping.code(sample.order[x])]);
        if (rest.expected() / designEffect >= SMALLEST_GROUP) {
            compared.add(rest);
        }
        HypothesisTest test = Homogeneity.ofErrors(
                compared.stream().map(e -> e.excess(level)).toList(),
                compared.stream().map(EventExcess::standardError).toList());
        return new GroupTest(grouping.attribute(), groups, designEffect, compared.size(), test, OptionalDouble.empty());
    }

    private List<Candidate> listed(LabelledSample sample) {
        return IntStream.range(0, sample.size())
                .filter(sample::candidate)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(sample::margin).thenComparing(x -> x))
                .limit(most)
                .map(x -> new Candidate(
                        x + 1,
                        Optional.ofNullable(key)
                                .map(k -> k.pseudonym(sample.cohort.recordIds().get(sample.order[x]))),
                        sample.classes.get(sample.given[x]),
                        sample.classes.get(sample.likely[x]),
                        sample.p[x][sample.given[x]],
                        sample.probability(x),
                        sample.margin(x)))
                .toList();
    }
}
