package io.medml.core.stats;

/**
 * The distribution of the time to censoring, {@code G(t) = P(censoring after t)}, by Kaplan-Meier over all records, and what
 * its estimation adds to the derivative of a weighted statistic by the weight of each record.
 *
 * <p>Events come before censorings of the same time: {@code G} falls at {@code u} by the factor {@code 1 - c(u) / (Y(u) - d(u))}.
 * Then {@code S(t) G(t)} is the share of the records with a time above {@code t}, and an event's {@code G(t-)} is never 0.
 */
final class Censoring {

    private final FollowUp sample;
    private final TimeBlocks blocks;
    private final double[] before;
    private final double[] from;

    Censoring(FollowUp sample) {
        this.sample = sample;
        this.blocks = new TimeBlocks(sample);
        this.before = new double[blocks.size()];
        this.from = new double[blocks.size()];
        double g = 1;
        for (int b = 0; b < blocks.size(); b++) {
            before[b] = g;
            if (blocks.censored(b) > 0) {
                g *= blocks.later(b) / (blocks.later(b) + blocks.censored(b));
            }
            from[b] = g;
        }
    }

    TimeBlocks blocks() {
        return blocks;
    }

    /** {@code G(T-)} of a record that carries weight. */
    double before(int row) {
        return before[blocks.of(row)];
    }

    /** {@code G(t)}, which is 0 from the longest time on where that is censored. */
    double at(double time) {
        int b = blocks.upTo(time);
        return b < 0 ? 1 : from[b];
    }

    /**
     * Adds to the derivatives what goes through G.
     *
     * @param derivatives by row, added to
     * @param ofBefore by block, the derivative of the statistic by {@code ln G(time-)}
     * @param ofAt the derivative of the statistic by {@code ln G(time)}; {@code G(time)} is not 0 unless this is
     * @param time the time
     */
    void addTo(double[] derivatives, double[] ofBefore, double ofAt, double time) {
        int size = blocks.size();
        double[] beyond = new double[size];
        CompensatedSum suffix = new CompensatedSum();
        for (int b = size - 1; b >= 0; b--) {
            beyond[b] = suffix.value() + (blocks.time(b) <= time ? ofAt : 0);
            suffix.add(ofBefore[b]);
        }
        double[] passed = new double[size];
        CompensatedSum prefix = new CompensatedSum();
        for (int b = 0; b < size; b++) {
            passed[b] = prefix.value();
            if (blocks.censored(b) > 0 && beyond[b] != 0) {
                double atRisk = blocks.later(b) + blocks.censored(b);
                prefix.add(beyond[b] * blocks.censored(b) / (atRisk * blocks.later(b)));
            }
        }
        for (int row = 0; row < derivatives.length; row++) {
            if (sample.weight(row) > 0) {
                int b = blocks.of(row);
                derivatives[row] += passed[b];
                if (!sample.event(row) && beyond[b] != 0) {
                    derivatives[row] -= beyond[b] / (blocks.later(b) + blocks.censored(b));
                }
            }
        }
    }
}
