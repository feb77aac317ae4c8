package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The consensus of several raters' masks of one structure, and each rater's sensitivity and specificity against it: simultaneous truth
 * and performance level estimation (STAPLE), for binary masks.
 *
 * <pre>{@code
 *  a_i = f    product over raters j of  ( p_j       where D_ij = 1,  1 - p_j  where D_ij = 0 )
 *  b_i = (1-f) product over raters j of ( 1 - q_j   where D_ij = 1,  q_j      where D_ij = 0 )
 *  W_i = a_i / (a_i + b_i)                                            expectation: probability that voxel i belongs
 *  p_j = sum of W_i where D_ij = 1 / sum of W_i                       maximisation: sensitivity of rater j
 *  q_j = sum of (1 - W_i) where D_ij = 0 / sum of (1 - W_i)           specificity of rater j
 * }</pre>
 *
 * <ul>
 *   <li><b>Prior:</b> {@code f} is the same for every voxel: the share of voxels marked, over all raters, unless another is given. No
 *       spatial prior: neighbouring voxels are taken as independent.
 *   <li><b>Start and end:</b> all {@code p_j = q_j = 0.99999}; it ends when no {@code p_j} or {@code q_j} changes by more than 1e-10,
 *       or after 10,000 rounds, {@link Reason#NOT_CONVERGED}. Each round raises the likelihood; another start may end elsewhere.
 *   <li><b>Consensus:</b> the voxels with {@code W_i >= 0.5}.
 *   <li><b>The grid counts:</b> specificity and, through {@code f}, the consensus depend on how much background the masks hold.
 *       Masks of one study need one rule for their borders.
 *   <li><b>What it assumes:</b> raters err independently of each other given the truth, each at the same rates in all voxels. What most
 *       raters get wrong in the same place becomes the consensus: it is an estimate, not a reference standard.
 *   <li><b>Undefined:</b> fewer than three masks are refused, since two say too little for two rates each. All masks empty: the
 *       consensus is empty, sensitivity {@link Reason#NO_POSITIVES}, specificity 1; all masks full: the mirror image,
 *       {@link Reason#NO_NEGATIVES}.
 *   <li><b>Range and intervals:</b> [0, 1], higher is better; voxels are no sample, so there is no interval from one case.
 *   <li><b>Cost:</b> one pass over the voxels, then rounds over the distinct patterns of marks.
 *   <li><b>Reference:</b> Warfield, Zou and Wells (2004), IEEE Transactions on Medical Imaging 23, 903-921, with one prior for all voxels.
 * </ul>
 *
 * <p><em>Immutable and thread-safe.</em>
 */
public final class Staple {

    /** Where all sensitivities and specificities start. */
    public static final double START = 0.99999;

    /** The largest change of a sensitivity or specificity at which the rounds end. */
    public static final double TOLERANCE = 1e-10;

    /** The most rounds. */
    public static final int MOST_ROUNDS = 10_000;

    /** A pattern of marks is kept in the bits of a long. */
    private static final int MOST_RATERS = 63;

    private static final String METHOD = "overlap.staple";

    private final List<BinaryMask> masks;
    private final double prior;
    private final double[] sensitivity;
    private final double[] specificity;
    private final SortedMap<Long, Double> probability = new TreeMap<>();
    private final boolean anyMarked;
    private final boolean anyUnmarked;
    private final int rounds;
    private final boolean converged;

    private Staple(List<BinaryMask> masks, Optional<Double> statedPrior) {
        this.masks = List.copyOf(masks);
        int raters = masks.size();
        if (raters < 3 || raters > MOST_RATERS) {
            throw new IllegalArgumentException("a consensus needs masks of 3 to " + MOST_RATERS + " raters, got "
                    + raters + "; two masks do not tell which of them errs");
        }
        masks.forEach(mask -> mask.requireGrid(masks.get(0)));
        SortedMap<Long, Long> counts = patterns();
        long full = (1L << raters) - 1;
        anyMarked = counts.lastKey() != 0;
        anyUnmarked = counts.firstKey() != full;
        prior = statedPrior.orElseGet(
                () -> marked(counts) / ((double) raters * masks.get(0).size()));
        sensitivity = new double[raters];
        specificity = new double[raters];
        int round = 0;
        boolean settled = true;
        if (anyMarked && anyUnmarked) {
            Arrays.fill(sensitivity, START);
            Arrays.fill(specificity, START);
            double change;
            do {
                change = round(counts);
                round++;
            } while (change > TOLERANCE && round < MOST_ROUNDS);
            settled = change <= TOLERANCE;
            expect(counts);
        } else {
            counts.keySet().forEach(pattern -> probability.put(pattern, pattern == 0 ? 0.0 : 1.0));
        }
        rounds = round;
        converged = settled;
    }

    /**
     * The consensus of masks on one grid, with the share of voxels marked as prior.
     *
     * @param masks the mask of each rater, 3 to 63
     * @return the consensus
     */
    public static Staple of(List<BinaryMask> masks) {
        return new Staple(Objects.requireNonNull(masks, "masks"), Optional.empty());
    }

    /**
     * The consensus of masks on one grid, with a prior of the host's.
     *
     * @param masks the mask of each rater, 3 to 63
     * @param prior the share of voxels that belong to the structure, a fraction in (0, 1)
     * @return the consensus
     */
    public static Staple of(List<BinaryMask> masks, double prior) {
        if (!(prior >= 1e-12 && prior <= 1 - 1e-12)) {
            throw new IllegalArgumentException(
                    "the prior must be a fraction from 1e-12 to 1 - 1e-12, got " + prior + "; it may be left out");
        }
        return new Staple(Objects.requireNonNull(masks, "masks"), Optional.of(prior));
    }

    /** How many voxels have each pattern of marks; bit j is rater j. */
    private SortedMap<Long, Long> patterns() {
        SortedMap<Long, Long> counts = new TreeMap<>();
        long last = -1;
        long run = 0;
        for (int i = 0; i < masks.get(0).size(); i++) {
            long pattern = pattern(i);
            if (pattern != last && run > 0) {
                counts.merge(last, run, Long::sum);
                run = 0;
            }
            last = pattern;
            run++;
        }
        counts.merge(last, run, Long::sum);
        return counts;
    }

    private long pattern(int voxel) {
        long pattern = 0;
        for (int j = 0; j < masks.size(); j++) {
            pattern |= masks.get(j).get(voxel) ? 1L << j : 0;
        }
        return pattern;
    }

    private static double marked(SortedMap<Long, Long> counts) {
        double marked = 0;
        for (var entry : counts.entrySet()) {
            marked += (double) Long.bitCount(entry.getKey()) * entry.getValue();
        }
        return marked;
    }

    private void expect(SortedMap<Long, Long> counts) {
        for (long pattern : counts.keySet()) {
            double belongs = StrictMath.log(prior);
            double not = StrictMath.log1p(-prior);
            for (int j = 0; j < masks.size(); j++) {
                boolean marked = ((pattern >> j) & 1) == 1;
                belongs += StrictMath.log(marked ? sensitivity[j] : 1 - sensitivity[j]);
                not += StrictMath.log(marked ? 1 - specificity[j] : specificity[j]);
            }
            // each pattern that occurs keeps a likelihood above zero, so that not both are minus infinity
            probability.put(pattern, 1 / (1 + StrictMath.exp(not - belongs)));
        }
    }

    /** One round; gives the largest change, and NaN where the structure or its background has vanished below what a double holds. */
    private double round(SortedMap<Long, Long> counts) {
        expect(counts);
        double belong = 0;
        double not = 0;
        double[] hits = new double[masks.size()];
        double[] rejections = new double[masks.size()];
        for (var entry : counts.entrySet()) {
            double w = Objects.requireNonNull(probability.get(entry.getKey())) * entry.getValue();
            double v = entry.getValue() - w;
            belong += w;
            not += v;
            for (int j = 0; j < masks.size(); j++) {
                if (((entry.getKey() >> j) & 1) == 1) {
                    hits[j] += w;
                } else {
                    rejections[j] += v;
                }
            }
        }
        if (!(belong > 0 && not > 0)) {
            return Double.NaN;
        }
        double change = 0;
        for (int j = 0; j < masks.size(); j++) {
            double p = Math.min(1, hits[j] / belong);
            double q = Math.min(1, rejections[j] / not);
            change = Math.max(change, Math.max(Math.abs(p - sensitivity[j]), Math.abs(q - specificity[j])));
            sensitivity[j] = p;
            specificity[j] = q;
        }
        return change;
    }

    /**
     * The number of raters.
     *
     * @return at least 3
     */
    public int raters() {
        return masks.size();
    }

    /**
     * The prior that was used.
     *
     * @return the share of voxels that belong to the structure
     */
    public double prior() {
        return prior;
    }

    /**
     * The number of rounds.
     *
     * @return the number; 0 where all masks are empty, or all full
     */
    public int rounds() {
        return rounds;
    }

    /**
     * Whether the rounds ended by themselves.
     *
     * @return whether no figure changed by more than the tolerance
     */
    public boolean converged() {
        return converged;
    }

    /**
     * The sensitivity of a rater against the consensus.
     *
     * @param rater position of the rater's mask, from 0
     * @return the value, without an interval
     */
    public Estimate sensitivity(int rater) {
        return rate(sensitivity, rater, anyMarked, Reason.NO_POSITIVES);
    }

    /**
     * The specificity of a rater against the consensus.
     *
     * @param rater position of the rater's mask, from 0
     * @return the value, without an interval
     */
    public Estimate specificity(int rater) {
        return rate(specificity, rater, anyUnmarked, Reason.NO_NEGATIVES);
    }

    private Estimate rate(double[] rates, int rater, boolean defined, Reason otherwise) {
        int of = Arguments.index("rater", rater, raters());
        Support support = Support.of(masks.get(0).size()).with("rounds", rounds);
        if (!defined) {
            return Estimate.notEstimable(otherwise, METHOD, support);
        }
        if (!converged) {
            return Estimate.notEstimable(Reason.NOT_CONVERGED, METHOD, support);
        }
        return Arguments.value(anyMarked && anyUnmarked ? rates[of] : 1, METHOD, support);
    }

    /**
     * The probability of each voxel that it belongs to the structure.
     *
     * @return in the order of the masks' voxels; of the last round where the rounds did not end by themselves
     */
    public double[] probabilities() {
        double[] all = new double[masks.get(0).size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = Objects.requireNonNull(probability.get(pattern(i)));
        }
        return all;
    }

    /**
     * The voxels that belong to the structure with a probability of at least 0.5.
     *
     * @return the mask; empty where the rounds did not end by themselves
     */
    public Optional<BinaryMask> consensus() {
        if (!converged) {
            return Optional.empty();
        }
        boolean[] voxels = new boolean[masks.get(0).size()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = Objects.requireNonNull(probability.get(pattern(i))) >= 0.5;
        }
        return Optional.of(masks.get(0).withVoxels(voxels));
    }

    @Override
    public String toString() {
        return "consensus of " + raters() + " masks after " + rounds + " rounds";
    }
}
