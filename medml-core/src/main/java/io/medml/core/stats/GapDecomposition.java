package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a gap between a group and its reference comes from: parts that sum to the gap.
 *
 * <pre>{@code
 * v(S)        = the group's rate after the factors S have been made those of the reference
 * ACQUISITION   records reweighted, within each class, to the reference's distribution of the acquisition code
 * CASE_MIX      the same for the case-mix code; with ACQUISITION, to the joint distribution of both
 * PREVALENCE    the classes reweighted to the reference's prevalence
 * CALIBRATION   scores moved so that the group's calibration line is the reference's:
 *               logit p' = (a_g - a_r + b_g logit p) / b_r,   a, b of the logistic calibration model
 * part of f   = mean over all orders of the four factors of v(before f) - v(with f)              (Shapley value)
 * rest        = v(all four) - reference rate, in two parts, with ROC* the curve of the adjusted group:
 * THRESHOLD     sensitivity* - ROC*(FPR of reference): the common threshold falls elsewhere on the group's own curve
 * DISCRIMINATION  ROC*(FPR of reference) - sensitivity of reference: at the same FPR the curve is higher or lower
 * }</pre>
 *
 * Where the curve is vertical at that FPR, the point nearest to the reference's is taken: a reference on the curve has no distance.
 *
 * For specificity the two last are taken at the sensitivity of the reference, for the selection rate the sensitivities count with
 * the prevalence of the reference and the difference in false-positive rate goes to THRESHOLD.
 *
 * <ul>
 * <li><b>Exact:</b> the parts sum to the gap, group minus reference. Each is a share of the difference, signed, in [-2, 2]; parts may
 *     cancel.
 * <li><b>An order is needed</b> and every order is a choice; the Shapley value takes the mean over all 24. It describes the data; it
 *     shows no cause. A factor that was not recorded is in the rest.
 * <li><b>Prevalence</b> has no part in sensitivity and specificity by definition; scores that are no probabilities have no
 *     CALIBRATION part.
 * <li><b>Records:</b> n is the number in the denominators of the rate, in the group and the reference: the positives for a sensitivity. The
 *     parts CALIBRATION, THRESHOLD and DISCRIMINATION look at the records of the other class as well.
 * <li><b>Intervals:</b> percentile, resampling subjects; everything is fitted anew in each replicate.
 * <li><b>Undefined:</b> {@code NO_POSITIVES}, {@code NO_NEGATIVES} in the group or the reference; {@code NO_OVERLAP} where the
 *     reference has a code that the group lacks in that class; the reason of the calibration model where that cannot be fitted;
 *     {@code OUTSIDE_DOMAIN} where its slope is not positive.
 * <li><b>Ties</b> at one score are one step of the curve, interpolated linearly.
 * <li><b>Reference:</b> Shapley (1953), Contributions to the Theory of Games II; Kitagawa (1955), JASA 50, 1168-1194 (direct
 *     standardisation of a difference); Shorrocks (2013), J. Economic Inequality 11, 99-126.
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class GapDecomposition {

    /** The rate whose gap is decomposed. */
    public enum Rate {
        /** Share of positives at or above the threshold. */
        SENSITIVITY,
        /** Share of negatives below the threshold. */
        SPECIFICITY,
        /** Share of all records at or above the threshold. */
        SELECTION_RATE
    }

    /** What the scores are. */
    public enum Scores {
        /** Probabilities; calibration is a part. */
        PROBABILITIES,
        /** Any scores; calibration is no part. */
        RANKS
    }

    /** A part of the gap. */
    public enum Part {
        /** Distribution of the acquisition code, such as device or site. */
        ACQUISITION,
        /** Distribution of the case-mix code, such as severity or age band. */
        CASE_MIX,
        /** Prevalence. */
        PREVALENCE,
        /** Calibration line. */
        CALIBRATION,
        /** Where the threshold falls on the group's own ROC curve. */
        THRESHOLD,
        /** The ROC curve itself. */
        DISCRIMINATION
    }

    private static final String METHOD = "gap_decomposition.shapley";
    private static final int FACTORS = 4;
    private static final List<Part> ORDER = List.of(
            Part.ACQUISITION, Part.CASE_MIX, Part.PREVALENCE, Part.CALIBRATION, Part.THRESHOLD, Part.DISCRIMINATION);
    private static final int PREVALENCE = 1 << ORDER.indexOf(Part.PREVALENCE);
    private static final int CALIBRATION = 1 << ORDER.indexOf(Part.CALIBRATION);
    private static final int CODES = 3; // acquisition, case mix or both

    /** Differences below this are rounding of weights and of moved scores. */
    private static final double ROUNDING = 1e-12;

    /** {@code s! (3 - s)! / 4!} for s factors that come before. */
    private static final double[] SHAPLEY = {1.0 / 4, 1.0 / 12, 1.0 / 12, 1.0 / 4};

    private final Estimate gap;
    private final Map<Part, Estimate> parts;

    private GapDecomposition(Estimate gap, Map<Part, Estimate> parts) {
        this.gap = gap;
        this.parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    }

    /**
     * Decomposes a gap.
     *
     * @param sample the records of the group and of the reference, with subjects where they share them, without weights
     * @param inGroup 1 for a record of the group, 0 for one of the reference
     * @param acquisition the acquisition code of each record; all equal where there is none
     * @param caseMix the case-mix code of each record; all equal where there is none
     * @return the question, to which {@link Question#at} gives the answer
     */
    public static Question of(ScoredLabels sample, int[] inGroup, int[] acquisition, int[] caseMix) {
        return new Question(sample, inGroup, acquisition, caseMix);
    }

    /**
     * The gap itself, group minus reference.
     *
     * @return the gap with its interval
     */
    public Estimate gap() {
        return gap;
    }

    /**
     * The parts, which sum to the gap.
     *
     * @return every part, in the order of {@link Part}
     */
    public Map<Part, Estimate> parts() {
        return parts;
    }

    /** The gap and the parts of one sample or replicate, or why there are none. */
    private static final class Outcome {
        private final double[] values;
        private final @Nullable Reason reason;

        private Outcome(double[] values, @Nullable Reason reason) {
            this.values = values;
            this.reason = reason;
        }

        static Outcome none(Reason reason) {
            return new Outcome(new double[0], reason);
        }
    }

    /** The records of a group and its reference, ready to be decomposed. Immutable. */
    public static final class Question {
        private final ScoredLabels sample;
        private final int[] side;
        private final int[][] codes;
        private final int[] counts;
        private final Integer[] byScore;

        private Question(ScoredLabels sample, int[] inGroup, int[] acquisition, int[] caseMix) {
            int n = sample.size();
            Arguments.sameLength("inGroup", inGroup.length, "labels", n);
            Arguments.sameLength("acquisition", acquisition.length, "labels", n);
            Arguments.sameLength("caseMix", caseMix.length, "labels", n);
            Arguments.binary("inGroup", inGroup);
            if (sample.weighted()) {
                throw new IllegalArgumentException("a decomposition takes records without weights");
            }
            this.sample = sample;
            this.side = inGroup.clone();
            int[] first = ScoredLabels.dense(acquisition, ScoredLabels.distinct(acquisition));
            int[] second = ScoredLabels.dense(caseMix, ScoredLabels.distinct(caseMix));
            int width = Arrays.stream(second).max().orElse(0) + 1;
            int[] both = new int[n];
            for (int i = 0; i < n; i++) {
                both[i] = Math.addExact(Math.multiplyExact(first[i], width), second[i]);
            }
            this.codes = new int[][] {new int[n], first, second, ScoredLabels.dense(both, ScoredLabels.distinct(both))};
            this.counts = Arrays.stream(codes)
                    .mapToInt(c -> Arrays.stream(c).max().orElse(0) + 1)
                    .toArray();
            this.byScore = IntStream.range(0, n)
                    .filter(i -> side[i] == 1)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -sample.score(i)))
                    .toArray(Integer[]::new);
        }

        /**
         * Decomposes the gap of a rate.
         *
         * @param rate which rate
         * @param threshold a score at or above it predicts the condition
         * @param scores what the scores are
         * @param plan the replicates, which draw subjects
         * @param level confidence level, a fraction in (0, 1)
         * @return the decomposition
         */
        public GapDecomposition at(Rate rate, double threshold, Scores scores, ResamplePlan plan, double level) {
            Arguments.level(level);
            if (scores == Scores.PROBABILITIES) {
                Arguments.probabilities(sample);
            }
            if (Double.isNaN(threshold)) {
                throw new IllegalArgumentException("threshold must be a number");
            }
            int n = sample.size();
            double[] ones = new double[n];
            Arrays.fill(ones, 1);
            Outcome original = evaluate(Objects.requireNonNull(rate, "rate"), threshold, scores, ones);
            int subjects = sample.subjects();
            Support support = support(rate).with("subjects", subjects).with("replicates", plan.replicates());
            if (original.reason != null) {
                Estimate none = Estimate.notEstimable(original.reason, METHOD, support);
                Map<Part, Estimate> all = new EnumMap<>(Part.class);
                for (Part part : ORDER) {
                    all.put(part, none);
                }
                return new GapDecomposition(none, all);
            }
            double[][] replicates = new double[ORDER.size() + 1][plan.replicates()];
            int defined = 0;
            for (int r = 0; r < plan.replicates(); r++) {
                double[] times = new double[subjects];
                for (int subject : plan.draw(r, subjects)) {
                    times[subject]++;
                }
                double[] weights = new double[n];
                for (int i = 0; i < n; i++) {
                    weights[i] = times[sample.subject(i)];
                }
                Outcome outcome = evaluate(rate, threshold, scores, weights);
                if (outcome.reason == null) {
                    for (int k = 0; k < replicates.length; k++) {
                        replicates[k][defined] = outcome.values[k];
                    }
                    defined++;
                }
            }
            Map<Part, Estimate> all = new EnumMap<>(Part.class);
            for (Part part : ORDER) {
                int k = ORDER.indexOf(part);
                all.put(part, estimate(original.values[k], replicates[k], defined, support, level));
            }
            int last = ORDER.size();
            return new GapDecomposition(
                    estimate(original.values[last], replicates[last], defined, support, level), all);
        }

        /** The records in the denominators of the rate. */
        private Support support(Rate rate) {
            long[] counted = new long[2];
            for (int i = 0; i < side.length; i++) {
                boolean counts = switch (rate) {
                    case SENSITIVITY -> sample.label(i) == 1;
                    case SPECIFICITY -> sample.label(i) == 0;
                    case SELECTION_RATE -> true;
                };
                counted[side[i]] += counts ? 1 : 0;
            }
            return Support.of(counted[0] + counted[1])
                    .with("n_first", counted[1])
                    .with("n_second", counted[0])
                    .with("positives", sample.positives())
                    .with("negatives", sample.negatives());
        }

        private static Estimate estimate(
                double value, double[] replicates, int defined, Support support, double level) {
            long undefined = replicates.length - (long) defined;
            IntervalEstimate interval = BootstrapDistribution.of(
                            OptionalDouble.of(value), Arrays.copyOf(replicates, defined), undefined)
                    .percentile(level);
            return Estimate.of(value, interval, support.with("undefined_replicates", undefined));
        }

        /** The six parts and the gap, for weighted records. */
        private Outcome evaluate(Rate rate, double threshold, Scores scores, double[] weights) {
            double[][] totals = new double[2][2];
            for (int i = 0; i < weights.length; i++) {
                totals[side[i]][sample.label(i)] += weights[i];
            }
            for (double[] total : totals) {
                if (!(total[1] > 0)) {
                    return Outcome.none(Reason.NO_POSITIVES);
                }
                if (!(total[0] > 0)) {
                    return Outcome.none(Reason.NO_NEGATIVES);
                }
            }
            double[] moved = new double[weights.length];
            Reason reason = move(scores, weights, moved);
            if (reason != null) {
                return Outcome.none(reason);
            }
            double[][] factors = new double[CODES + 1][];
            for (int code = 0; code <= CODES; code++) {
                double[] standardized = standardize(code, weights, totals);
                if (standardized.length != weights.length) {
                    return Outcome.none(Reason.NO_OVERLAP);
                }
                factors[code] = standardized;
            }
            double[] v = new double[1 << FACTORS];
            double[] prevalence = new double[2];
            for (int s = 0; s < 2; s++) {
                prevalence[s] = totals[s][1] / (totals[s][0] + totals[s][1]);
            }
            for (int set = 0; set < v.length; set++) {
                boolean calibrated = (set & CALIBRATION) != 0;
                double[] rates = above(1, threshold, factors[set & CODES], calibrated ? moved : null);
                v[set] = value(rate, prevalence[(set & PREVALENCE) != 0 ? 0 : 1], rates[1], rates[0]);
            }
            double[] reference = above(0, threshold, weights, null);
            double referenceRate = value(rate, prevalence[0], reference[1], reference[0]);
            double[] result = new double[ORDER.size() + 1];
            for (int f = 0; f < FACTORS; f++) {
                CompensatedSum sum = new CompensatedSum();
                for (int set = 0; set < v.length; set++) {
                    if ((set >> f & 1) == 0) {
                        sum.add(SHAPLEY[Integer.bitCount(set)] * (v[set] - v[set | 1 << f]));
                    }
                }
                result[f] = sum.value();
            }
            double rest = v[v.length - 1] - referenceRate;
            double discrimination = switch (rate) {
                case SENSITIVITY -> curve(factors[CODES], moved, 0, reference) - reference[1];
                case SPECIFICITY -> reference[0] - curve(factors[CODES], moved, 1, reference);
                case SELECTION_RATE -> prevalence[0] * (curve(factors[CODES], moved, 0, reference) - reference[1]);
            };
            // the threshold part is the rest less the part of the curve, so that the sum is exact
            result[ORDER.indexOf(Part.THRESHOLD)] = rest - discrimination;
            result[ORDER.indexOf(Part.DISCRIMINATION)] = discrimination;
            result[ORDER.size()] = v[0] - referenceRate;
            return new Outcome(result, null);
        }

        private static double value(Rate rate, double prevalence, double sensitivity, double falsePositiveRate) {
            return switch (rate) {
                case SENSITIVITY -> sensitivity;
                case SPECIFICITY -> 1 - falsePositiveRate;
                case SELECTION_RATE -> prevalence * sensitivity + (1 - prevalence) * falsePositiveRate;
            };
        }

        /** Moves the scores of the group to the calibration line of the reference; the reason where that is not possible. */
        private @Nullable Reason move(Scores scores, double[] weights, double[] moved) {
            if (scores == Scores.RANKS) {
                for (int i = 0; i < moved.length; i++) {
                    moved[i] = sample.score(i);
                }
                return null;
            }
            double[] intercept = new double[2];
            double[] slope = new double[2];
            for (int s = 0; s < 2; s++) {
                int wanted = s;
                int[] rows = IntStream.range(0, weights.length)
                        .filter(i -> side[i] == wanted && weights[i] > 0)
                        .toArray();
                CalibrationLogistic fit = CalibrationLogistic.of(
                        sample.select(rows)
                                .withWeights(IntStream.of(rows)
                                        .mapToDouble(i -> weights[i])
                                        .toArray()),
                        0.95,
                        CalibrationLogistic.StandardErrors.MODEL);
                if (fit.slope() instanceof Estimate.NotEstimable not) {
                    return not.reason();
                }
                intercept[s] = fit.intercept().point().orElseThrow();
                slope[s] = fit.slope().point().orElseThrow();
                if (!(slope[s] > 0)) {
                    return Reason.OUTSIDE_DOMAIN;
                }
            }
            for (int i = 0; i < moved.length; i++) {
                double x = Arguments.logit(sample.score(i));
                moved[i] = Arguments.expit((intercept[1] - intercept[0] + slope[1] * x) / slope[0]);
            }
            return null;
        }

        /** Weights of the group's records with the reference's distribution of a code in each class; empty without overlap. */
        private double[] standardize(int which, double[] weights, double[][] totals) {
            int[] code = codes[which];
            double[][][] cells = new double[2][2][counts[which]];
            for (int i = 0; i < weights.length; i++) {
                cells[side[i]][sample.label(i)][code[i]] += weights[i];
            }
            for (int label = 0; label < 2; label++) {
                for (int c = 0; c < counts[which]; c++) {
                    if (cells[0][label][c] > 0 && !(cells[1][label][c] > 0)) {
                        return new double[0];
                    }
                }
            }
            double[] result = new double[weights.length];
            for (int i = 0; i < weights.length; i++) {
                int label = sample.label(i);
                if (side[i] == 1 && weights[i] > 0) {
                    result[i] = weights[i]
                            * (cells[0][label][code[i]] / totals[0][label])
                            / (cells[1][label][code[i]] / totals[1][label]);
                }
            }
            return result;
        }

        /** Shares of negatives and of positives of one side at or above the threshold. */
        private double[] above(int wanted, double threshold, double[] weights, double @Nullable [] moved) {
            double[] hits = new double[2];
            double[] all = new double[2];
            for (int i = 0; i < weights.length; i++) {
                if (side[i] == wanted && weights[i] > 0) {
                    int label = sample.label(i);
                    all[label] += weights[i];
                    // a moved score carries rounding: one that was at the threshold stays there
                    boolean hit = moved == null ? sample.score(i) >= threshold : moved[i] >= threshold - ROUNDING;
                    hits[label] += hit ? weights[i] : 0;
                }
            }
            return new double[] {hits[0] / all[0], hits[1] / all[1]};
        }

        /**
         * Where the group's weighted curve passes the reference's point: the share of the other class at the score at which class
         * {@code given} reaches the reference's share. Where the curve runs along that share, the nearest to the reference's own.
         */
        private double curve(double[] weights, double[] moved, int given, double[] reference) {
            int other = 1 - given;
            double share = reference[given];
            double[] all = new double[2];
            for (int i : byScore) {
                all[sample.label(i)] += weights[i];
            }
            double[] passed = new double[2];
            double[] before = new double[2];
            double lowest = share <= ROUNDING ? 0 : -1;
            int i = 0;
            while (i < byScore.length) {
                double score = moved[byScore[i]];
                System.arraycopy(passed, 0, before, 0, 2);
                while (i < byScore.length && moved[byScore[i]] == score) {
                    passed[sample.label(byScore[i])] += weights[byScore[i]];
                    i++;
                }
                double from = before[given] / all[given];
                double to = passed[given] / all[given];
                double part = to > from ? Math.min(1, Math.max(0, (share - from) / (to - from))) : 1;
                double here = (before[other] + part * (passed[other] - before[other])) / all[other];
                if (lowest < 0 && to >= share - ROUNDING) {
                    lowest = here;
                }
                if (to > share + ROUNDING) {
                    return Math.max(lowest, Math.min(reference[other], here));
                }
            }
            return Math.max(lowest, reference[other]);
        }
    }
}
