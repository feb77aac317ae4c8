package io.medml.core.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.IntUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * Which units each bootstrap replicate draws, with replacement: explicit indices from outside, or a seed and a named
 * generator.
 *
 * <p>With a seed, each replicate has a generator of its own, seeded from the seed and the number of the replicate. Which
 * thread computes a replicate, and in which order, therefore changes nothing. The draws are unbiased (Lemire 2019, ACM
 * Trans. Modeling and Computer Simulation 29). <em>Immutable.</em>
 */
public final class ResamplePlan {

    /** The generator of a seeded plan: xoshiro256++ of Blackman and Vigna (2021), ACM Trans. Mathematical Software 47. */
    public static final String GENERATOR = "XO_SHI_RO_256_PP";

    private static final int MOST_REPLICATES = 10_000_000;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final int @Nullable [][] indices;
    private final long seed;
    private final int replicates;

    private ResamplePlan(int @Nullable [][] indices, long seed, int replicates) {
        this.indices = indices;
        this.seed = seed;
        this.replicates = replicates;
    }

    /**
     * Explicit indices, so that an interval rule can be checked apart from the generator.
     *
     * @param indices for each replicate the units it draws, from 0
     * @return the plan
     */
    public static ResamplePlan ofIndices(int[][] indices) {
        int[][] copy = new int[indices.length][];
        for (int r = 0; r < copy.length; r++) {
            copy[r] = Objects.requireNonNull(indices[r], "indices").clone();
            for (int i = 0; i < copy[r].length; i++) {
                if (copy[r][i] < 0) {
                    throw Arguments.at("indices[" + r + "]", i, "must not be negative");
                }
            }
        }
        return new ResamplePlan(copy, 0, copy.length);
    }

    /**
     * A seed; each replicate draws as many units as there are.
     *
     * @param seed any number; it belongs in the report
     * @param replicates number of replicates, from 1 to ten million; at least 2000 for percentile and 5000 for BCa intervals
     * @return the plan
     */
    public static ResamplePlan seeded(long seed, int replicates) {
        if (replicates < 1) {
            throw new IllegalArgumentException("replicates must be at least 1, got " + replicates);
        }
        if (replicates > MOST_REPLICATES) {
            throw new IllegalArgumentException("replicates must be at most " + MOST_REPLICATES + ", got " + replicates);
        }
        return new ResamplePlan(null, seed, replicates);
    }

    /**
     * The number of replicates.
     *
     * @return the number
     */
    public int replicates() {
        return replicates;
    }

    /**
     * What the plan is, for a report.
     *
     * @return seed, number of replicates and generator, or that the indices are explicit
     */
    public String description() {
        return indices != null
                ? String.format(Locale.ROOT, "%d replicates, explicit indices", replicates)
                : String.format(
                        Locale.ROOT,
                        "%d replicates, seed %d, generator %s, one stream per replicate",
                        replicates,
                        seed,
                        GENERATOR);
    }

    /**
     * The units that a replicate draws.
     *
     * @param replicate its number, from 0
     * @param units number of units to draw from
     * @return indices of units, from 0, with repetition
     */
    public int[] draw(int replicate, int units) {
        Arguments.index("replicate", replicate, replicates);
        if (units < 0) {
            throw new IllegalArgumentException("units must not be negative, got " + units);
        }
        if (indices != null) {
            int[] drawn = indices[replicate].clone();
            for (int i = 0; i < drawn.length; i++) {
                if (drawn[i] >= units) {
                    throw Arguments.at("indices[" + replicate + "]", i, "must be below the number of units, " + units);
                }
            }
            return drawn;
        }
        int[] drawn = new int[units];
        fill(drawn, 0, units, RandomSource.XO_SHI_RO_256_PP.create(stream(replicate)));
        return drawn;
    }

    /**
     * The units that a replicate draws within strata, from each as many as it has, by one generator stratum after stratum.
     * Explicit indices number the units of the whole sample and are taken as they are.
     */
    int[] drawWithin(int replicate, int[][] strata) {
        int units = 0;
        for (int[] stratum : strata) {
            units += stratum.length;
        }
        if (indices != null) {
            return draw(replicate, units);
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(stream(replicate));
        int[] drawn = new int[units];
        int from = 0;
        for (int[] stratum : strata) {
            fill(drawn, from, stratum.length, random);
            for (int end = from + stratum.length; from < end; from++) {
                drawn[from] = stratum[drawn[from]];
            }
        }
        return drawn;
    }

    /** As many draws from that many units, with replacement. */
    private static void fill(int[] drawn, int from, int units, UniformRandomProvider random) {
        if (units == 0) {
            return;
        }
        // 2^32 mod units: products whose low half lies below it would favour some units
        long threshold = 0x1_0000_0000L % units;
        int i = from;
        int end = from + units;
        while (i < end) {
            long bits = random.nextLong();
            long high = (bits >>> 32) * units;
            if ((high & 0xffff_ffffL) >= threshold) {
                drawn[i++] = (int) (high >>> 32);
            }
            long low = (bits & 0xffff_ffffL) * units;
            if (i < end && (low & 0xffff_ffffL) >= threshold) {
                drawn[i++] = (int) (low >>> 32);
            }
        }
    }

    /**
     * The units that a replicate draws within strata: from each stratum as many as it has.
     *
     * <p>The strata of a seeded plan draw one after the other, in ascending order of their codes, from the replicate's one
     * generator, so that their draws are independent.
     *
     * @param replicate its number, from 0
     * @param strata stratum of each unit, any codes
     * @return indices of units, from 0, with repetition; those of a stratum together for a seeded plan
     * @throws IllegalArgumentException when explicit indices do not draw from each stratum as many units as it has
     */
    int[] draw(int replicate, int[] strata) {
        Objects.checkIndex(replicate, replicates);
        int[] distinct = ScoredLabels.distinct(strata);
        int[] stratum = ScoredLabels.dense(strata, distinct);
        int[] sizes = new int[distinct.length];
        for (int s : stratum) {
            sizes[s]++;
        }
        if (indices != null) {
            int[] drawn = draw(replicate, strata.length);
            int[] counts = new int[distinct.length];
            for (int unit : drawn) {
                counts[stratum[unit]]++;
            }
            if (!Arrays.equals(counts, sizes)) {
                throw new IllegalArgumentException(
                        "indices[" + replicate + "] must draw from each stratum as many units as it"
                                + " has; make the plan within strata, or use a seeded one");
            }
            return drawn;
        }
        int[][] members = new int[distinct.length][];
        Arrays.setAll(members, s -> new int[sizes[s]]);
        int[] next = new int[distinct.length];
        for (int unit = 0; unit < stratum.length; unit++) {
            members[stratum[unit]][next[stratum[unit]]++] = unit;
        }
        return drawWithin(replicate, members);
    }

    /**
     * The random numbers of a replicate, for draws that are no draws of units.
     *
     * @param uniform gives a number in [0, 1)
     * @param below gives a whole number from 0 that is below the one stated
     */
    record Numbers(DoubleSupplier uniform, IntUnaryOperator below) {}

    /** The random numbers of a replicate. Needs a seeded plan. */
    Numbers numbers(int replicate) {
        Objects.checkIndex(replicate, replicates);
        if (indices != null) {
            throw new IllegalStateException("counts are drawn from a seed, but this plan has explicit indices;"
                    + " use ResamplePlan.seeded, or a bootstrap that draws the units themselves");
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(stream(replicate));
        return new Numbers(random::nextDouble, random::nextInt);
    }

    /** Draws outcomes with the stated probabilities, in their order, and counts the ones in each cell. Needs a seeded plan. */
    long[] successes(int replicate, double[] probabilities, int[] cells, int cellCount) {
        Objects.checkIndex(replicate, replicates);
        if (indices != null) {
            throw new IllegalStateException("outcomes are drawn from a seed; this plan has explicit indices");
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(stream(replicate));
        long[] successes = new long[cellCount];
        for (int i = 0; i < probabilities.length; i++) {
            successes[cells[i]] += random.nextDouble() < probabilities[i] ? 1 : 0;
        }
        return successes;
    }

    /**
     * The units that a replicate puts into one of two samples, without repetition, as a permutation test needs them.
     *
     * @param replicate its number, from 0
     * @param units number of units to choose from
     * @param chosen how many are chosen
     * @return indices of units, all different
     */
    int[] choose(int replicate, int units, int chosen) {
        Objects.checkIndex(replicate, replicates);
        if (indices != null) {
            int[] drawn = draw(replicate, units);
            if (drawn.length != chosen || Arrays.stream(drawn).distinct().count() != chosen) {
                throw new IllegalArgumentException("indices[" + replicate + "] must name " + chosen
                        + " different units, one for each value of the smaller sample");
            }
            return drawn;
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(stream(replicate));
        int[] order = new int[units];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < chosen; i++) {
            int j = i + random.nextInt(units - i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return Arrays.copyOf(order, chosen);
    }

    /** Whether the plan draws from a generator; if not, its indices are explicit. */
    boolean seeded() {
        return indices == null;
    }

    /**
     * Adds to each unit's count how often a replicate draws it. Of several strata each is drawn from in turn, from the one stream
     * of the replicate, as often as it has units; of one stratum these are the units of {@link #draw}.
     */
    void tally(int replicate, char[]... strata) {
        Objects.checkIndex(replicate, replicates);
        if (indices != null) {
            if (strata.length != 1) {
                throw new IllegalArgumentException("explicit indices name units of one stratum, got " + strata.length);
            }
            for (int unit : draw(replicate, strata[0].length)) {
                if (++strata[0][unit] == 0) {
                    throw new IllegalArgumentException(
                            "indices[" + replicate + "] must not name a unit more than 65535 times");
                }
            }
            return;
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(stream(replicate));
        for (char[] counts : strata) {
            tally(random, counts);
        }
    }

    /** The loop of {@link #draw}; a count of 65536 among that many draws or more has a chance that no double can hold. */
    private static void tally(UniformRandomProvider random, char[] counts) {
        int units = counts.length;
        long threshold = units == 0 ? 0 : 0x1_0000_0000L % units;
        int left = units;
        while (left > 0) {
            long bits = random.nextLong();
            long high = (bits >>> 32) * units;
            if ((high & 0xffff_ffffL) >= threshold) {
                counts[(int) (high >>> 32)]++;
                left--;
            }
            long low = (bits & 0xffff_ffffL) * units;
            if (left > 0 && (low & 0xffff_ffffL) >= threshold) {
                counts[(int) (low >>> 32)]++;
                left--;
            }
        }
    }

    /** Four words of a SplitMix64 sequence, at positions that no other replicate uses. */
    private long[] stream(int replicate) {
        long[] words = new long[4];
        long start = mix(seed);
        Arrays.setAll(words, k -> mix(start + GOLDEN_GAMMA * (4L * replicate + k + 1)));
        return words;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
