package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The performance in every group of several groupings at once, such as by sex, by age and by both: confusion counts, area under the
 * ROC curve and Brier score.
 *
 * <p>The numbers are those of {@link ConfusionCounts}, {@link Auroc} and {@link BrierScore} on the records of each group; what is
 * saved is that every group would be selected and sorted. Measures of the counts, with intervals, are in {@link TwoByTwo}.
 *
 * <ul>
 * <li><b>How:</b> records are counted in cells, one for each combination of all attributes that occurs, and every group is a sum of
 *     cells. The scores are sorted once; in one walk a record moves the counters of its group in each grouping, a block of tied scores
 *     all at once.
 * <li><b>Same bits:</b> areas and their variances are whole numbers until the last step, so the order of rows changes nothing; sums of
 *     the Brier score are compensated within a cell.
 * <li><b>No group is left out:</b> one without records is there, and everything in it is {@code EMPTY_GROUP}.
 * <li><b>Dependence:</b> where records of the sample share subjects, in one group or across groups, areas and Brier scores have no
 *     interval ({@code DEPENDENT_RECORDS}); measure the groups one by one with {@link Auroc#clustered}.
 * <li><b>Weights</b> are refused: groups are counted in records.
 * <li><b>Undefined:</b> as in {@link Auroc} and {@link BrierScore}; a Brier score of scores that are not all in [0, 1] is
 *     {@code OUTSIDE_DOMAIN}.
 * <li><b>Cost:</b> one sort, 28 bytes a record, then (records times groupings).
 * <li><b>Reference:</b> those of the three types named. Agrees with scikit-learn on the subsets, and with DeLong et al. (1988).
 * </ul>
 *
 * <p><em>Immutable.</em>
 */
public final class GroupPerformance {

    private static final String BRIER = BrierScore.INTERVAL;

    private final int[] offsets;
    private final long[] outcomes;
    private final PlacementSums[] sums;
    private final double[] brierMean;
    private final double[] brierSquares;
    private final boolean dependent;
    private final boolean probabilities;

    private GroupPerformance(
            int[] offsets,
            long[] outcomes,
            PlacementSums[] sums,
            double[] brierMean,
            double[] brierSquares,
            boolean dependent,
            boolean probabilities) {
        this.offsets = offsets;
        this.outcomes = outcomes;
        this.sums = sums;
        this.brierMean = brierMean;
        this.brierSquares = brierSquares;
        this.dependent = dependent;
        this.probabilities = probabilities;
    }

    /**
     * Measures all groups.
     *
     * <p>The groups of a grouping are numbered by the codes of its attributes, the last one fastest: of attributes with 6 and 3 levels,
     * codes 4 and 2 are the group {@code 4 * 3 + 2}.
     *
     * @param sample the records, without weights
     * @param predicted the predicted classes, 0 or 1
     * @param attributes for each attribute the code of each record, from 0
     * @param levels for each attribute the number of its codes
     * @param groupings for each grouping the attributes that it combines, by their position above
     * @return the performance in all groups
     */
    public static GroupPerformance of(
            ScoredLabels sample, int[] predicted, List<int[]> attributes, List<Integer> levels, List<int[]> groupings) {
        Arguments.sameLength("predicted", predicted.length, "labels", sample.size());
        Arguments.sameLength("attributes", attributes.size(), "levels", levels.size());
        Arguments.binary("predicted", predicted);
        if (sample.weighted()) {
            throw new IllegalArgumentException(
                    "groups are counted in records, but the sample has weights; use GroupMetrics, or leave the weights out");
        }
        JointCells cells = JointCells.of(sample.size(), attributes, levels);
        int[] offsets = offsets(groupings, levels);
        int[] slots = cells.slots(attributes, levels, groupings, offsets);
        Tally tally = new Tally(sample, predicted, cells);
        int slotCount = offsets[groupings.size()];
        long[] outcomes = new long[4 * slotCount];
        CompensatedSum[] losses = new CompensatedSum[slotCount];
        Arrays.setAll(losses, slot -> new CompensatedSum());
        int width = groupings.size();
        for (int cell = 0; cell < cells.count(); cell++) {
            for (int g = 0; g < width; g++) {
                int slot = slots[cell * width + g];
                for (int outcome = 0; outcome < 4; outcome++) {
                    outcomes[4 * slot + outcome] += tally.outcomes[4 * cell + outcome];
                }
                losses[slot].add(tally.losses[cell].value());
            }
        }
        double[] mean = new double[slotCount];
        for (int slot = 0; slot < slotCount; slot++) {
            mean[slot] = losses[slot].value() / Math.max(1, records(outcomes, slot));
        }
        double[] squares = tally.squares(slots, width, mean);
        return new GroupPerformance(
                offsets,
                outcomes,
                Walk.of(sample, tally.marks, slots, width, outcomes),
                mean,
                squares,
                sample.hasRepeatedSubjects(),
                tally.probabilities);
    }

    private static int[] offsets(List<int[]> groupings, List<Integer> levels) {
        if (groupings.isEmpty()) {
            throw new IllegalArgumentException("groupings must hold at least one grouping, got none");
        }
        int[] offsets = new int[groupings.size() + 1];
        for (int g = 0; g < groupings.size(); g++) {
            if (groupings.get(g).length == 0) {
                throw new IllegalArgumentException("grouping " + g + " must combine at least one attribute");
            }
            long groups = offsets[g];
            long combinations = 1;
            for (int attribute : groupings.get(g)) {
                combinations *= levels.get(Arguments.index("groupings[" + g + "] attribute", attribute, levels.size()));
                if (groups + combinations > Integer.MAX_VALUE / 8) {
                    throw new IllegalArgumentException(
                            "grouping " + g + ", with those before it, has more combinations than can be counted;"
                                    + " combine fewer attributes, or number the combinations that occur and hand them in as one");
                }
            }
            offsets[g + 1] = (int) (groups + combinations);
        }
        return offsets;
    }

    private static long records(long[] outcomes, int slot) {
        return outcomes[4 * slot] + outcomes[4 * slot + 1] + outcomes[4 * slot + 2] + outcomes[4 * slot + 3];
    }

    /**
     * The number of groupings.
     *
     * @return the number
     */
    public int groupings() {
        return offsets.length - 1;
    }

    /**
     * The number of groups of a grouping, those without records too.
     *
     * @param grouping its position
     * @return the number
     */
    public int groups(int grouping) {
        Objects.checkIndex(grouping, groupings());
        return offsets[grouping + 1] - offsets[grouping];
    }

    /**
     * The confusion counts of a group.
     *
     * @param grouping position of the grouping
     * @param group number of the group in it
     * @return the counts
     */
    public ConfusionCounts counts(int grouping, int group) {
        int at = 4 * slot(grouping, group);
        return new ConfusionCounts(outcomes[at + 3], outcomes[at + 1], outcomes[at], outcomes[at + 2]);
    }

    /**
     * The area under the ROC curve in a group, with DeLong's variance.
     *
     * @param grouping position of the grouping
     * @param group number of the group in it
     * @return the area
     */
    public Auroc auroc(int grouping, int group) {
        ConfusionCounts counts = counts(grouping, group);
        return Auroc.delong(
                Support.ofClasses(counts.positives(), counts.negatives()),
                counts.positives(),
                counts.negatives(),
                dependent,
                sums[slot(grouping, group)]);
    }

    /**
     * The Brier score in a group, with the interval of {@link BrierScore}.
     *
     * @param grouping position of the grouping
     * @param group number of the group in it
     * @param level confidence level, a fraction in (0, 1)
     * @return the score
     */
    public Estimate brier(int grouping, int group, double level) {
        Arguments.level(level);
        Estimate error = brierStandardError(grouping, group);
        int slot = slot(grouping, group);
        if (error instanceof Estimate.NotEstimable none
                && (none.reason() == Reason.EMPTY_GROUP || none.reason() == Reason.OUTSIDE_DOMAIN)) {
            return none;
        }
        double score = brierMean[slot];
        IntervalEstimate interval = error.fold(
                known -> BrierScore.interval(
                        score, known.value(), counts(grouping, group).total(), level, BRIER),
                none -> Arguments.unknown(none.reason(), BRIER));
        return Estimate.of(score, interval, error.support());
    }

    /**
     * The standard error of the Brier score in a group, {@code s / sqrt(n)} with {@code s} the sample standard deviation of the
     * squared errors.
     *
     * @param grouping position of the grouping
     * @param group number of the group in it
     * @return the error; {@code TOO_FEW} for a single record
     */
    public Estimate brierStandardError(int grouping, int group) {
        int slot = slot(grouping, group);
        ConfusionCounts counts = counts(grouping, group);
        Support support = Support.ofClasses(counts.positives(), counts.negatives());
        long n = counts.total();
        Reason reason = n == 0
                ? Reason.EMPTY_GROUP
                : !probabilities
                        ? Reason.OUTSIDE_DOMAIN
                        : dependent ? Reason.DEPENDENT_RECORDS : n == 1 ? Reason.TOO_FEW : null;
        return reason != null
                ? Estimate.notEstimable(reason, BRIER, support)
                : Arguments.value(Math.sqrt(brierSquares[slot] / (n - 1.0) / n), BRIER, support);
    }

    private int slot(int grouping, int group) {
        return offsets[Objects.checkIndex(grouping, groupings())] + Objects.checkIndex(group, groups(grouping));
    }

    /** Of each cell the outcomes and the squared errors, in two passes over the records. */
    private static final class Tally {
        private final ScoredLabels sample;
        private final JointCells cells;
        private final long[] outcomes;
        private final int[] marks;
        private final CompensatedSum[] losses;
        private final boolean probabilities;

        Tally(ScoredLabels sample, int[] predicted, JointCells cells) {
            this.sample = sample;
            this.cells = cells;
            this.outcomes = new long[4 * cells.count()];
            this.marks = new int[sample.size()];
            this.losses = new CompensatedSum[cells.count()];
            Arrays.setAll(losses, cell -> new CompensatedSum());
            boolean inside = true;
            for (int i = 0; i < marks.length; i++) {
                int cell = cells.of(i);
                int label = sample.label(i);
                double score = sample.score(i);
                inside &= score >= 0 && score <= 1;
                marks[i] = 2 * cell + label;
                outcomes[4 * cell + 2 * label + predicted[i]]++;
                losses[cell].add((score - label) * (score - label));
            }
            this.probabilities = inside;
        }

        /**
         * Of each group the sum of squared deviations from its mean: those within its cells, and of the means of its cells; all
         * terms are positive, so nothing cancels.
         */
        double[] squares(int[] slots, int width, double[] groupMean) {
            double[] mean = new double[cells.count()];
            double[] records = new double[mean.length];
            CompensatedSum[] within = new CompensatedSum[mean.length];
            Arrays.setAll(within, cell -> new CompensatedSum());
            for (int cell = 0; cell < mean.length; cell++) {
                records[cell] = records(outcomes, cell);
                mean[cell] = losses[cell].value() / Math.max(1, records[cell]);
            }
            for (int i = 0; i < marks.length; i++) {
                double distance = sample.score(i) - sample.label(i);
                double deviation = distance * distance - mean[cells.of(i)];
                within[cells.of(i)].add(deviation * deviation);
            }
            CompensatedSum[] sums = new CompensatedSum[groupMean.length];
            Arrays.setAll(sums, slot -> new CompensatedSum());
            for (int cell = 0; cell < mean.length; cell++) {
                for (int g = 0; g < width; g++) {
                    int slot = slots[cell * width + g];
                    double distance = mean[cell] - groupMean[slot];
                    sums[slot].add(within[cell].value());
                    sums[slot].add(records[cell] * distance * distance);
                }
            }
            return Arrays.stream(sums).mapToDouble(CompensatedSum::value).toArray();
        }
    }

    /** The walk over the sorted scores, in which each record moves the counters of its groups. */
    private static final class Walk {
        private final int[] slots;
        private final int width;
        private final PlacementSums[] sums;
        private final long[] positives;
        private final long[] positivesBelow;
        private final long[] negativesBelow;
        private final long[] negativesAdded;
        private final int[] inBlock;
        private final int[] tiedPositives;
        private final int[] tiedNegatives;
        private final int[] touchedSlots;

        private Walk(int[] slots, int width, long[] outcomes) {
            int count = outcomes.length / 4;
            this.slots = slots;
            this.width = width;
            this.sums = new PlacementSums[count];
            Arrays.setAll(sums, slot -> new PlacementSums());
            this.positives = new long[count];
            Arrays.setAll(positives, slot -> outcomes[4 * slot + 2] + outcomes[4 * slot + 3]);
            this.positivesBelow = new long[count];
            this.negativesBelow = new long[count];
            this.negativesAdded = new long[count];
            this.inBlock = new int[2 * (slots.length / Math.max(1, width))];
            this.tiedPositives = new int[count];
            this.tiedNegatives = new int[count];
            this.touchedSlots = new int[count];
        }

        static PlacementSums[] of(ScoredLabels sample, int[] marks, int[] slots, int width, long[] outcomes) {
            Walk walk = new Walk(slots, width, outcomes);
            Scores.Order order = Scores.Order.of(sample, marks);
            int[] sorted = order.rows();
            int start = 0;
            while (start < sorted.length) {
                int end = order.endOfTies(start);
                if (end == start + 1) {
                    walk.single(sorted[start]);
                } else {
                    walk.block(sorted, start, end);
                }
                start = end;
            }
            return walk.sums;
        }

        private void single(int mark) {
            int from = (mark >> 1) * width;
            if ((mark & 1) == 0) {
                for (int k = from; k < from + width; k++) {
                    negativesBelow[slots[k]]++;
                }
            } else {
                for (int k = from; k < from + width; k++) {
                    add(slots[k], 1, 0);
                }
            }
        }

        /** Ties are counted by cell, then by group; all counters are left at zero. */
        private void block(int[] marks, int start, int end) {
            for (int i = start; i < end; i++) {
                inBlock[marks[i]]++;
            }
            int touched = 0;
            for (int i = start; i < end; i++) {
                int mark = marks[i];
                int count = inBlock[mark];
                if (count > 0) {
                    inBlock[mark] = 0;
                    int[] counts = (mark & 1) == 1 ? tiedPositives : tiedNegatives;
                    int from = (mark >> 1) * width;
                    for (int k = from; k < from + width; k++) {
                        int slot = slots[k];
                        if (tiedPositives[slot] + tiedNegatives[slot] == 0) {
                            touchedSlots[touched++] = slot;
                        }
                        counts[slot] += count;
                    }
                }
            }
            for (int t = 0; t < touched; t++) {
                int slot = touchedSlots[t];
                add(slot, tiedPositives[slot], tiedNegatives[slot]);
                tiedPositives[slot] = 0;
                tiedNegatives[slot] = 0;
            }
        }

        /** Adds a block of tied records; negatives wait until a positive changes what is above them. */
        private void add(int slot, long ones, long zeros) {
            if (ones > 0) {
                long above = positives[slot] - positivesBelow[slot];
                sums[slot].negatives(negativesBelow[slot] - negativesAdded[slot], 2 * above);
                sums[slot].positives(ones, 2 * negativesBelow[slot] + zeros);
                sums[slot].negatives(zeros, 2 * (above - ones) + ones);
                positivesBelow[slot] += ones;
                negativesAdded[slot] = negativesBelow[slot] + zeros;
            }
            negativesBelow[slot] += zeros;
        }
    }
}
