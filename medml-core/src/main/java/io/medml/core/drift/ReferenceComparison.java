package io.medml.core.drift;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Interval;
import io.medml.core.measure.Metric;
import io.medml.core.stats.ContingencyTable;
import io.medml.core.stats.DistributionDistance;
import io.medml.core.stats.KolmogorovSmirnov;
import io.medml.core.stats.MeanShift;
import io.medml.core.stats.Multiplicity;
import io.medml.core.stats.StabilityIndex;
import io.medml.core.stats.UnpairedDifference;
import io.medml.core.table.RowSource;
import io.medml.core.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * Holds rows against the profile of a reference, column by column.
 *
 * <pre>{@code
 * ArtifactRef dataset = ArtifactRef.datasetFile("stays", "2026-03", file);
 * DriftReport report = ReferenceComparison.builder(profile, 0.1)
 *     .build()
 *     .compare(CsvReader.builder().missingMarkers("?").build().source(file), dataset);
 * }</pre>
 *
 * <ul>
 * <li><b>Effect</b> in shares of rows. Numbers: the largest difference of cumulative shares at the points of the profile
 *     ({@link KolmogorovSmirnov}); it is at most the distance of the values, and falls short of it by at most the share of rows between two
 *     points. Categories: the largest difference of the share of one category, all categories that the reference does not have together as
 *     one; its interval joins Newcombe's intervals of all ({@link UnpairedDifference#NEWCOMBE}, Bonferroni). Missing cells: the difference
 *     of their shares (Newcombe), unreadable cells counting as missing.
 * <li><b>Test</b> that nothing changed. Numbers: Smirnov's, of the counts between points; categories and missing cells: Pearson's or Fisher's
 *     ({@link ContingencyTable#test}), new categories apart from each other: joined, they would differ by chance alone wherever
 *     a column has many rare categories, since which ones are new depends on the reference. Adjusted over all tests of the report, by Benjamini and Hochberg unless another way is chosen.
 * <li><b>Answer</b> ({@link DriftReport.Answer}): beyond the limit where the adjusted p-value is at most {@code 1 - level} and the effect is
 *     at least the stated limit; within it where the upper limit of the effect is below; else undecided, since the rows are too few to
 *     tell, or since the interval, which joins new categories, does not hold 0 and the test finds no more than chance (the finding
 *     says which). Many rows alone thus raise nothing, and few rows hide nothing. The limit has no default: what matters depends on the
 *     model and on what is at stake, and no authority sets one.
 * <li><b>Beside them</b>, without influence on the answer: {@link StabilityIndex} with missing cells and new categories as bins of their own
 *     and half a record more in each, and, with at least 5 rows to a bin, the value that chance alone exceeds with {@code 1 - level}; the distance of Jensen and Shannon;
 *     {@link MeanShift}; the distance of Wasserstein ({@link DistributionDistance}) of the cells of the profile, each at its middle and the
 *     outer ones at the outer points, over the standard deviation of the reference; the total variation of categories.
 * <li><b>Columns</b> that are absent, unexpected, or hold no number any more are findings. Categories are texts as written: how many of the new
 *     ones are known in another notation (1 for 1.0, other capitals or blanks) is a detail of the finding. Unit and meaning are not seen, nor are
 *     relations between columns that each look as before.
 * <li><b>Rows</b> are taken as independent. Where subjects repeat, name them in the profile: only the first row of each, in the order of the rows, then
 *     counts. Both sets must then be sorted alike, such as by time: the same rows in another order give other counts, and may give findings of
 *     their own. {@code ROWS_LEFT_OUT} says that this rule left rows out. A subject in
 *     both sets is not known here; see {@code io.medml.core.leakage} for that.
 * <li><b>Power</b>, simulated (400 deliveries each, fixed seed; what is stated is the simulated share less 2.6 standard errors; reference of
 *     2,000 rows, level 0.95, limit 0.1, ten columns of which one moved). Normal numbers moved by half a standard deviation (a difference of
 *     0.20): 72 percent at 100 rows, 97 at 200; by one (0.38): 98 at 50; by 0.3 (0.12, near the limit): 79 at 500, 87 at 2,000. One of four
 *     categories grown by 0.15: 33 percent at 100 rows, 73 at 200, 94 at 500; by 0.3: 99 at 100. Where nothing moved, at most 4 percent
 *     of deliveries of 30 or 100 rows have any such finding, 2 of 500 and 1 of 5,000 (plus 2.6 standard errors).
 * <li><b>Memory</b> does not grow with the rows that are compared, unless subjects are named.
 * </ul>
 *
 * <p>Immutable and thread-safe; nothing is drawn at random. Where all rows count, their order changes no count. Where subjects are named,
 * the order decides which row of a subject is its first.
 */
public final class ReferenceComparison {

    /** Largest difference of a share of rows. */
    public static final Metric LARGEST_SHIFT = new Metric(
            "largest_share_shift",
            "largest difference of shares",
            Direction.LOWER,
            0,
            1,
            "numbers: max |F(x) - G(x)| over the points of the profile; categories: max |share - share in the"
                    + " reference|");

    /** Change of the share of missing cells. */
    public static final Metric MISSING_CHANGE = new Metric(
            "missing_share_change",
            "change of the share of missing cells",
            Direction.TARGET,
            -1,
            1,
            "share of cells without a value - the same in the reference");

    /** Population stability index. */
    public static final Metric STABILITY_INDEX = new Metric(
            "stability_index",
            "population stability index",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "sum over bins of (q - p) ln(q / p), half a record more in every bin, missing cells and new categories"
                    + " bins of their own");

    /** Distance of Jensen and Shannon. */
    public static final Metric JENSEN_SHANNON = new Metric(
            "jensen_shannon_distance",
            "Jensen-Shannon distance",
            Direction.LOWER,
            0,
            1,
            "sqrt((KL(p, m) + KL(q, m)) / (2 ln 2)), m = (p + q) / 2, over bins or categories");

    /** Shift of the mean. */
    public static final Metric MEAN_SHIFT = new Metric(
            "mean_shift",
            "shift of the mean",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "(mean - mean of the reference) / standard deviation of the reference");

    /** Wasserstein's distance. */
    public static final Metric TRANSPORT = new Metric(
            "wasserstein_distance",
            "Wasserstein distance in standard deviations",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "integral of |F(x) - G(x)| dx over the cells of the profile / standard deviation of the reference");

    /** Total variation. */
    public static final Metric TOTAL_VARIATION = new Metric(
            "total_variation", "total variation", Direction.LOWER, 0, 1, "sum over categories of |q - p| / 2");

    final ReferenceProfile profile;
    final double limit;
    final double level;
    final Multiplicity multiplicity;
    final @Nullable ArtifactRef model;

    private ReferenceComparison(Builder builder) {
        this.profile = builder.profile;
        this.limit = builder.limit;
        this.level = builder.level;
        this.multiplicity = builder.multiplicity;
        this.model = builder.model;
    }

    /**
     * Starts a comparison.
     *
     * @param profile what is compared with
     * @param limit the smallest difference of shares that matters, in (0, 1); the caller's, with a reason of his own
     * @return a builder; confined to one thread
     */
    public static Builder builder(ReferenceProfile profile, double limit) {
        return new Builder(requireNonNull(profile, "profile"), limit);
    }

    /**
     * Compares the rows of a cohort.
     *
     * @param cohort the cohort
     * @return a report about {@link Cohort#reference()}
     */
    public DriftReport compare(Cohort cohort) {
        return Comparing.run(this, cohort.table().source(), cohort.reference(), cohort.synthetic());
    }

    /**
     * Compares the rows of a table.
     *
     * @param table the table
     * @param name name of the data set
     * @param version version of the data set
     * @return a report about the data set of that name and version, whose digest is {@link Table#contentDigest()}
     */
    public DriftReport compare(Table table, String name, String version) {
        return Comparing.run(
                this,
                table.source(),
                new ArtifactRef(ArtifactRef.Kind.DATASET, name, version, table.contentDigest()),
                false);
    }

    /**
     * Compares rows that are gone through once and never kept.
     *
     * @param source the rows
     * @param dataset what they are, with the digest of their content; the caller's word
     * @return a report about the data set
     * @throws io.medml.core.error.DataException when the source is refused, or lacks the column of subjects that the profile names
     */
    public DriftReport compare(RowSource source, ArtifactRef dataset) {
        if (dataset.kind() != ArtifactRef.Kind.DATASET) {
            throw new IllegalArgumentException("expected a reference to a data set, got one of kind " + dataset.kind());
        }
        return Comparing.run(this, requireNonNull(source, "source"), dataset, false);
    }

    /** States how sets are compared. Confined to one thread. */
    public static final class Builder {

        private final ReferenceProfile profile;
        private final double limit;
        private double level = 0.95;
        private Multiplicity multiplicity = Multiplicity.BENJAMINI_HOCHBERG;
        private @Nullable ArtifactRef model;

        private Builder(ReferenceProfile profile, double limit) {
            if (!(limit > 0 && limit < 1)) {
                throw new IllegalArgumentException("limit must be a share in (0, 1), got " + limit
                        + "; it is the smallest difference of shares that matters");
            }
            this.profile = profile;
            this.limit = limit;
        }

        /**
         * Changes the confidence level, 0.95 unless set; findings are made at 1 minus it.
         *
         * @param confidence a fraction in (0, 1)
         * @return this
         */
        public Builder level(double confidence) {
            level = Interval.checkLevel(confidence);
            return this;
        }

        /**
         * Changes how p-values are adjusted for the number of tests, by Benjamini and Hochberg unless set.
         *
         * @param way such as {@link Multiplicity#HOLM}, where no false finding at all is to be expected
         * @return this
         */
        public Builder multiplicity(Multiplicity way) {
            multiplicity = requireNonNull(way, "way");
            return this;
        }

        /**
         * Names the model for which the sets are compared. The report is then about it too, and is recorded as {@code drift.recorded}, which needs
         * the model to be registered.
         *
         * @param reference the model
         * @return this
         */
        public Builder model(ArtifactRef reference) {
            if (reference.kind() != ArtifactRef.Kind.MODEL) {
                throw new IllegalArgumentException(
                        "expected a reference to a model, got one of kind " + reference.kind());
            }
            model = reference;
            return this;
        }

        /**
         * Finishes the settings.
         *
         * @return the comparison
         */
        public ReferenceComparison build() {
            return new ReferenceComparison(this);
        }
    }
}
