package io.medml.fairness;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.GapDecomposition;
import io.medml.core.stats.ResamplePlan;
import io.medml.core.stats.ScoredLabels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits the gap between a group and its reference into parts: prevalence, case mix, acquisition, calibration, where the threshold
 * falls, and the discrimination that remains.
 *
 * <pre>{@code
 * GapDecompositionReport report = GapDecomposer.builder(Slice.of("sex", "female"), Slice.of("sex", "male"))
 *     .caseMix("age_group")
 *     .acquisition("device")
 *     .operatingPoint(locked)
 *     .build()
 *     .decompose(cohort, predictions);
 * }</pre>
 *
 * <p>The parts sum to the gap; {@link GapDecomposition} says how each is defined. They describe these data and show no cause; what was
 * not recorded, such as how well a group was represented when the model was trained, is in none of them or in all. Immutable and
 * thread-safe.
 */
public final class GapDecomposer {

    private static final List<Metric> RATES = List.of(Metric.SENSITIVITY, Metric.SPECIFICITY, Metric.SELECTION_RATE);

    private final Slice group;
    private final Slice reference;
    private final LockedOperatingPoint operatingPoint;
    private final Optional<String> caseMix;
    private final Optional<String> acquisition;
    private final double level;
    private final long seed;
    private final int replicates;

    private GapDecomposer(Builder builder, LockedOperatingPoint operatingPoint) {
        this.group = builder.group;
        this.reference = builder.reference;
        this.operatingPoint = operatingPoint;
        this.caseMix = Optional.ofNullable(builder.caseMix);
        this.acquisition = Optional.ofNullable(builder.acquisition);
        this.level = builder.level;
        this.seed = builder.seed;
        this.replicates = builder.replicates;
    }

    /**
     * Starts a decomposer.
     *
     * @param group the group
     * @param reference what it is compared with; shares no record with the group
     * @return a builder; confined to one thread
     */
    public static Builder builder(Slice group, Slice reference) {
        return new Builder(group, reference);
    }

    /**
     * Decomposes the gaps in sensitivity, specificity and selection rate.
     *
     * @param cohort the cohort, which has the attributes
     * @param predictions a model's scores on it; where they are no probabilities, calibration is no part
     * @return the report
     * @throws IllegalArgumentException when a group does not occur, the two share records, or the operating point is not for these
     *     predictions
     */
    public GapDecompositionReport decompose(Cohort cohort, Predictions predictions) {
        operatingPoint.requireFor(predictions);
        boolean[] first = Members.of(cohort, group);
        boolean[] second = Members.of(cohort, reference);
        long shared = IntStream.range(0, first.length)
                .filter(i -> first[i] && second[i])
                .count();
        if (shared > 0) {
            throw new IllegalArgumentException("expected a group and a reference without records in common, found "
                    + shared + " in both " + group + " and " + reference);
        }
        int[] rows = IntStream.of(cohort.canonicalOrder())
                .filter(row -> first[row] || second[row])
                .toArray();
        double[] scores = predictions.alignedTo(cohort);
        ScoredLabels sample = ScoredLabels.of(
                        select(cohort.labels(), rows),
                        IntStream.of(rows).mapToDouble(row -> scores[row]).toArray())
                .withSubjects(select(cohort.subjects(), rows));
        GapDecomposition.Question question = GapDecomposition.of(
                sample,
                IntStream.of(rows).map(row -> first[row] ? 1 : 0).toArray(),
                codes(cohort, acquisition, rows),
                codes(cohort, caseMix, rows));
        GapDecomposition.Scores kind = predictions.kind() == ScoreKind.PROBABILITY
                ? GapDecomposition.Scores.PROBABILITIES
                : GapDecomposition.Scores.RANKS;
        ResamplePlan plan = ResamplePlan.seeded(seed, replicates);
        List<Measurement> measurements = new ArrayList<>();
        Slice comparison = group.versus(reference);
        for (Metric metric : RATES) {
            GapDecomposition found = question.at(
                    GapDecomposition.Rate.valueOf(metric.id().toUpperCase(Locale.ROOT)),
                    operatingPoint.threshold(),
                    kind,
                    plan,
                    level);
            measurements.add(new Measurement(metric.difference(), comparison, found.gap()));
            found.parts().forEach((part, estimate) -> {
                if (applies(metric, part, kind)) {
                    measurements.add(new Measurement(part(metric, part), comparison, estimate));
                }
            });
        }
        Provenance provenance = Provenance.of(GapDecomposer.class)
                .from(predictions.model())
                .from(cohort.reference())
                .with("group", group)
                .with("reference", reference)
                .with("case_mix", caseMix.orElse("none"))
                .with("acquisition", acquisition.orElse("none"))
                .with("operating_point", operatingPoint)
                .with("threshold", operatingPoint.threshold())
                .with("confidence_level", level)
                .with("bootstrap", plan.description())
                .synthetic(cohort.synthetic());
        List<Finding> findings = new ArrayList<>();
        operatingPoint.optimisticOn("operating point", cohort).ifPresent(findings::add);
        findings.add(Finding.of(
                "PARTS_ARE_NO_CAUSES",
                Severity.INFO,
                comparison.toString(),
                "The parts describe where the gap lies in these data; what caused it, or would remove it, is another question."
                        + " How well the group was represented in training is not among them."));
        return new GapDecompositionReport(predictions.model(), cohort.reference(), provenance, measurements, findings);
    }

    private boolean applies(Metric metric, GapDecomposition.Part part, GapDecomposition.Scores kind) {
        return switch (part) {
            case ACQUISITION -> acquisition.isPresent();
            case CASE_MIX -> caseMix.isPresent();
            case PREVALENCE -> metric.equals(Metric.SELECTION_RATE);
            case CALIBRATION -> kind == GapDecomposition.Scores.PROBABILITIES;
            case THRESHOLD, DISCRIMINATION -> true;
        };
    }

    /** The metric of a part of a difference. */
    static Metric part(Metric metric, GapDecomposition.Part part) {
        Metric difference = metric.difference();
        String word = part.name().toLowerCase(Locale.ROOT);
        return new Metric(
                difference.id() + "." + word,
                difference.name() + ", part " + word.replace('_', ' '),
                difference.better(),
                -2,
                2,
                "part of the difference by a Shapley decomposition over acquisition, case mix, prevalence and calibration; the rest"
                        + " by where the threshold falls on the group's ROC curve and by the curve itself");
    }

    private static int[] select(int[] values, int[] rows) {
        return IntStream.of(rows).map(row -> values[row]).toArray();
    }

    private static int[] codes(Cohort cohort, Optional<String> attribute, int[] rows) {
        if (attribute.isEmpty()) {
            return new int[rows.length];
        }
        Grouping grouping = cohort.groups(attribute.get());
        return IntStream.of(rows).map(grouping::code).toArray();
    }

    /** Sets what the gap is split by. Confined to one thread. */
    public static final class Builder {
        private final Slice group;
        private final Slice reference;
        private @Nullable String caseMix;
        private @Nullable String acquisition;
        private @Nullable LockedOperatingPoint operatingPoint;
        private double level = 0.95;
        private long seed = 1;
        private int replicates = 1000;

        private final Set<String> stated = new HashSet<>();

        private Builder(Slice group, Slice reference) {
            this.group = Objects.requireNonNull(group, "group");
            this.reference = Objects.requireNonNull(reference, "reference");
        }

        private <T> T once(String setting, T value) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
            return value;
        }

        /**
         * The attribute whose distribution is the case mix, such as an age band or a severity. None unless set.
         *
         * @param attribute an attribute of the cohort
         * @return this
         */
        public Builder caseMix(String attribute) {
            if (caseMix != null) {
                throw new IllegalStateException("the case mix is already set to \"" + caseMix + "\"");
            }
            caseMix = Objects.requireNonNull(attribute, "attribute");
            return this;
        }

        /**
         * The attribute that says how the data were acquired, such as a device or a site. None unless set.
         *
         * @param attribute an attribute of the cohort, or its site
         * @return this
         */
        public Builder acquisition(String attribute) {
            if (acquisition != null) {
                throw new IllegalStateException("the acquisition is already set to \"" + acquisition + "\"");
            }
            acquisition = Objects.requireNonNull(attribute, "attribute");
            return this;
        }

        /**
         * The operating point at which classes are predicted. Required.
         *
         * @param point the operating point
         * @return this
         */
        public Builder operatingPoint(LockedOperatingPoint point) {
            if (operatingPoint != null) {
                throw new IllegalStateException("the operating point is already set to " + operatingPoint);
            }
            operatingPoint = Objects.requireNonNull(point, "point");
            return this;
        }

        /**
         * The confidence level; 0.95 unless set.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = once("level", Interval.checkLevel(confidence));
            return this;
        }

        /**
         * The bootstrap, which resamples subjects; seed 1 and 1000 replicates unless set.
         *
         * @param randomSeed the seed
         * @param number number of replicates, at least 200
         * @return this
         */
        public Builder bootstrap(long randomSeed, int number) {
            if (number < 200) {
                throw new IllegalArgumentException(
                        "a percentile interval needs at least 200 replicates, got " + number);
            }
            seed = once("bootstrap", randomSeed);
            replicates = number;
            return this;
        }

        /**
         * Finishes the decomposer.
         *
         * @return the decomposer
         * @throws IllegalStateException when the operating point is missing
         */
        public GapDecomposer build() {
            if (operatingPoint == null) {
                throw new IllegalStateException(
                        "GapDecomposer needs the operating point at which classes are predicted;"
                                + " call operatingPoint(..) before build().");
            }
            return new GapDecomposer(this, operatingPoint);
        }
    }
}
