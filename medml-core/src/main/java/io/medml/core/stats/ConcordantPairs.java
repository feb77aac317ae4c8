package io.medml.core.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;

/**
 * The pairs, and for each record its partners. One sweep through time from the end finds for each event the records that outlive
 * it; one from the beginning finds for each record the events it outlives. Risks below and above come from two trees rather
 * than from a difference, so that with weights no small number is left over where there is nothing. A pair counts the product of
 * both weights and the factor of its earlier event.
 */
final class ConcordantPairs {
    private final CompensatedSum concordant = new CompensatedSum();
    private final CompensatedSum discordant = new CompensatedSum();
    private final CompensatedSum tiedRisk = new CompensatedSum();
    private final CompensatedSum tiedTime = new CompensatedSum();
    private final CompensatedSum tiedBoth = new CompensatedSum();
    private final double[] ofConcordant;
    private final double[] ofDiscordant;
    private final double[] ofTied;
    private final double[] ownConcordant;
    private final double[] ownDiscordant;
    private final double[] ownTied;
    private final TimedRisks sample;
    private final IntToDoubleFunction factors;
    private final int[] order;
    private final RankBlocks blocks;

    ConcordantPairs(TimedRisks sample, IntToDoubleFunction factors) {
        this.sample = sample;
        this.factors = factors;
        this.order = sample.orderOfTimes();
        this.blocks = sample.blocksOfRisk();
        this.ofConcordant = new double[sample.size()];
        this.ofDiscordant = new double[sample.size()];
        this.ofTied = new double[sample.size()];
        fromTheEnd();
        this.ownConcordant = ofConcordant.clone();
        this.ownDiscordant = ofDiscordant.clone();
        this.ownTied = ofTied.clone();
        fromTheBeginning();
    }

    /** With c split over its terms, so that nothing large cancels near 0 and 1: C + T/2 - c (C + D + T) over all partners. */
    double gain(int row, double index) {
        return ofConcordant[row] * (1 - index) + ofTied[row] * (0.5 - index) - ofDiscordant[row] * index;
    }

    /** The same over the partners that outlive the record's own event. */
    double ownGain(int row, double index) {
        return ownConcordant[row] * (1 - index) + ownTied[row] * (0.5 - index) - ownDiscordant[row] * index;
    }

    double comparable() {
        return concordant.value() + discordant.value() + tiedRisk.value();
    }

    double concordant() {
        return concordant.value();
    }

    double discordant() {
        return discordant.value();
    }

    double tiedRisk() {
        return tiedRisk.value();
    }

    double tiedTime() {
        return tiedTime.value();
    }

    double tiedBoth() {
        return tiedBoth.value();
    }

    private void fromTheEnd() {
        Risks outliving = new Risks();
        int end = order.length;
        while (end > 0) {
            int start = end - 1;
            while (start > 0 && sample.time(order[start - 1]) == sample.time(order[end - 1])) {
                start--;
            }
            outliving.addAll(order, start, end, false, sample::weight);
            for (int i = start; i < end; i++) {
                int row = order[i];
                if (sample.event(row)) {
                    double factor = factors.applyAsDouble(row);
                    double below = factor * outliving.below(row);
                    double above = factor * outliving.above(row);
                    double tied = factor * outliving.tied(row);
                    ofConcordant[row] += below;
                    ofDiscordant[row] += above;
                    ofTied[row] += tied;
                    double weight = sample.weight(row);
                    concordant.add(weight * below);
                    discordant.add(weight * above);
                    tiedRisk.add(weight * tied);
                }
            }
            outliving.addAll(order, start, end, true, sample::weight);
            end = start;
        }
    }

    private void fromTheBeginning() {
        Risks earlier = new Risks();
        int start = 0;
        while (start < order.length) {
            int end = start + 1;
            while (end < order.length && sample.time(order[end]) == sample.time(order[start])) {
                end++;
            }
            partners(earlier, start, end, true);
            earlier.addAll(order, start, end, true, row -> sample.weight(row) * factors.applyAsDouble(row));
            partners(earlier, start, end, false);
            tiedEvents(start, end);
            start = end;
        }
    }

    private void partners(Risks earlier, int start, int end, boolean event) {
        for (int i = start; i < end; i++) {
            int row = order[i];
            if (sample.event(row) == event) {
                ofConcordant[row] += earlier.above(row);
                ofDiscordant[row] += earlier.below(row);
                ofTied[row] += earlier.tied(row);
            }
        }
    }

    /** Pairs of events at one time, by way of the events with each risk in ascending order. */
    private void tiedEvents(int start, int end) {
        int[] events = Arrays.stream(order, start, end)
                .filter(sample::event)
                .boxed()
                .sorted(Comparator.comparingInt(blocks::of))
                .mapToInt(Integer::intValue)
                .toArray();
        CompensatedSum before = new CompensatedSum();
        int i = 0;
        while (i < events.length) {
            CompensatedSum inBlock = new CompensatedSum();
            int block = blocks.of(events[i]);
            while (i < events.length && blocks.of(events[i]) == block) {
                double weight = sample.weight(events[i++]);
                tiedBoth.add(weight * inBlock.value());
                inBlock.add(weight);
            }
            tiedTime.add(before.value() * inBlock.value());
            before.add(inBlock.value());
        }
    }

    /** The weights of some records by block of risk. */
    private final class Risks {
        private final PrefixSums ascending;
        private final PrefixSums descending;
        private final double[] inBlock;

        Risks() {
            this.ascending = new PrefixSums(blocks.size());
            this.descending = new PrefixSums(blocks.size());
            this.inBlock = new double[blocks.size()];
        }

        void addAll(int[] order, int start, int end, boolean event, IntToDoubleFunction weights) {
            for (int i = start; i < end; i++) {
                int row = order[i];
                if (sample.event(row) == event) {
                    int block = blocks.of(row);
                    double weight = weights.applyAsDouble(row);
                    ascending.add(block, weight);
                    descending.add(blocks.size() - 1 - block, weight);
                    inBlock[block] += weight;
                }
            }
        }

        double below(int row) {
            return ascending.below(blocks.of(row));
        }

        double above(int row) {
            return descending.below(blocks.size() - 1 - blocks.of(row));
        }

        double tied(int row) {
            return inBlock[blocks.of(row)];
        }
    }
}
