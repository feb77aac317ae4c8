package io.medml.core.stats;

import io.medml.core.measure.Support;
import java.util.Arrays;
import java.util.Locale;

/**
 * The ratings of a fully crossed reader study: every reader rates every case once in every modality.
 *
 * <p>A modality is a way of reading: two devices, or the same images unaided and aided by a model. A higher rating speaks for the
 * condition. Modalities, readers and cases are numbered from 0 in ascending order of their codes. Cases must be of different
 * patients. Arrays are copied in; the ratings are <em>immutable</em>.
 */
public final class ReaderRatings {

    private final int[] truth;
    private final double[][][] ratings;

    private ReaderRatings(int[] truth, double[][][] ratings) {
        this.truth = truth;
        this.ratings = ratings;
    }

    /**
     * From one row for each rating, in any order.
     *
     * <p>A study whose cases differ between modalities or readers is refused: the covariances that make the test a paired one
     * cannot be estimated from it.
     *
     * @param modalities code of the modality of each rating; any whole numbers, as the other codes
     * @param readers code of the reader
     * @param cases code of the case
     * @param truth 1 if the case has the condition, else 0; the same in all ratings of a case
     * @param ratings the rating, not NaN
     * @return the ratings
     */
    public static ReaderRatings of(int[] modalities, int[] readers, int[] cases, int[] truth, double[] ratings) {
        int n = ratings.length;
        Arguments.sameLength("modalities", modalities.length, "ratings", n);
        Arguments.sameLength("readers", readers.length, "ratings", n);
        Arguments.sameLength("cases", cases.length, "ratings", n);
        Arguments.sameLength("truth", truth.length, "ratings", n);
        Arguments.binary("truth", truth);
        int[] modalityCodes = ScoredLabels.distinct(modalities);
        int[] readerCodes = ScoredLabels.distinct(readers);
        int[] caseCodes = ScoredLabels.distinct(cases);
        long cells = (long) modalityCodes.length * readerCodes.length * caseCodes.length;
        if (n == 0 || n != cells) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a reader study needs every reader to rate every case once in every modality: %d modalities, %d readers"
                            + " and %d cases make %d ratings, got %d; leave out cases that were not read throughout, and say"
                            + " how many; a study with other cases in each modality cannot be compared in pairs",
                    modalityCodes.length,
                    readerCodes.length,
                    caseCodes.length,
                    cells,
                    n));
        }
        int[] modality = ScoredLabels.dense(modalities, modalityCodes);
        int[] reader = ScoredLabels.dense(readers, readerCodes);
        int[] number = ScoredLabels.dense(cases, caseCodes);
        double[][][] crossed = new double[modalityCodes.length][readerCodes.length][caseCodes.length];
        for (double[][] ofModality : crossed) {
            for (double[] ofReader : ofModality) {
                Arrays.fill(ofReader, Double.NaN);
            }
        }
        int[] ofCase = new int[caseCodes.length];
        Arrays.fill(ofCase, -1);
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(ratings[i])) {
                throw Arguments.at("ratings", i, "must not be NaN");
            }
            double[] row = crossed[modality[i]][reader[i]];
            if (!Double.isNaN(row[number[i]])) {
                throw Arguments.at("ratings", i, "is a second rating of one case by one reader in one modality");
            }
            if (ofCase[number[i]] >= 0 && ofCase[number[i]] != truth[i]) {
                throw Arguments.at("truth", i, "differs from the truth of the same case in another rating");
            }
            ofCase[number[i]] = truth[i];
            row[number[i]] = ratings[i];
        }
        return new ReaderRatings(ofCase, crossed);
    }

    /**
     * The number of modalities.
     *
     * @return the number
     */
    public int modalities() {
        return ratings.length;
    }

    /**
     * The number of readers.
     *
     * @return the number
     */
    public int readers() {
        return ratings[0].length;
    }

    /**
     * The number of cases.
     *
     * @return the number
     */
    public int cases() {
        return truth.length;
    }

    /**
     * What one reader said in one modality.
     *
     * @param modality the modality, from 0
     * @param reader the reader, from 0
     * @return the cases with the ratings as scores
     * @throws IllegalArgumentException when there is no such modality or reader
     */
    public ScoredLabels of(int modality, int reader) {
        Arguments.index("modality", modality, modalities());
        Arguments.index("reader", reader, readers());
        return ScoredLabels.of(truth, ratings[modality][reader]);
    }

    Support support() {
        int positives = Arrays.stream(truth).sum();
        return Support.ofClasses(positives, (long) truth.length - positives)
                .with("modalities", modalities())
                .with("readers", readers());
    }
}
