package io.medml.core.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Ratings from the literature, and what tests say about estimates. */
final class Rated {

    /** Fleiss (1971), Table 1: number of 6 psychiatrists who put each of 30 patients in each of 5 diagnoses. */
    private static final int[][] FLEISS = {
        {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0},
        {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
        {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0},
        {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0},
        {1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}
    };

    private static final double NAN = Double.NaN;

    /** Krippendorff (2011), section C: 4 observers, 12 units, values 1 to 5, some missing. */
    static final double[][] KRIPPENDORFF = {
        {1, 1, NAN, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3}, {2, 2, 2, 2}, {1, 2, 3, 4},
        {4, 4, 4, 4}, {1, 1, 2, 1}, {2, 2, 2, 2}, {NAN, 5, 5, 5}, {NAN, NAN, 1, 1}, {NAN, NAN, 3, NAN}
    };

    /** Shrout and Fleiss (1979), Table 2: four judges, six targets. */
    static final double[][] SHROUT = {
        {9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}
    };

    /** Bland and Altman (1986), Table 1: peak flow of 17 people, l/min: large meter twice, mini meter twice. */
    static final double[][] PEFR = {
        {494, 490, 512, 525}, {395, 397, 430, 415}, {516, 512, 520, 508}, {434, 401, 428, 444},
        {476, 470, 500, 500}, {557, 611, 600, 625}, {413, 415, 364, 460}, {442, 431, 380, 390},
        {650, 638, 658, 642}, {433, 429, 445, 432}, {417, 420, 432, 420}, {656, 633, 626, 605},
        {267, 275, 260, 227}, {478, 492, 477, 467}, {178, 165, 259, 268}, {423, 372, 350, 370},
        {427, 421, 451, 443}
    };

    static final String[] FIVE = {"1", "2", "3", "4", "5"};

    private Rated() {}

    static ArtifactRef dataset(String name) {
        return new ArtifactRef(ArtifactRef.Kind.DATASET, name, "1", Digest.sha256(name));
    }

    static RatedItems items(double[][] ratings, String... raters) {
        return RatedItems.of(dataset("ratings"), List.of(raters), ratings);
    }

    static RatedItems fleiss() {
        double[][] ratings = new double[FLEISS.length][6];
        for (int i = 0; i < ratings.length; i++) {
            int rater = 0;
            for (int category = 0; category < 5; category++) {
                for (int c = 0; c < FLEISS[i][category]; c++) {
                    ratings[i][rater++] = category + 1;
                }
            }
        }
        return items(ratings, "1", "2", "3", "4", "5", "6");
    }

    /** Two raters from the table of their counts. */
    static RatedItems ofTable(int[][] table) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < table.length; j++) {
                for (int c = 0; c < table[i][j]; c++) {
                    rows.add(new double[] {i + 1, j + 1});
                }
            }
        }
        return items(rows.toArray(double[][]::new), "A", "B");
    }

    /** Both meters as raters with a second reading each. */
    static RatedItems meters(int[] order) {
        Table.Builder table = Table.builder()
                .category(
                        "person",
                        IntStream.of(order).mapToObj(i -> "P" + (10 + i)).toList());
        String[] columns = {"large", "large again", "mini", "mini again"};
        for (int c = 0; c < columns.length; c++) {
            int column = c;
            table.number(
                    columns[c],
                    IntStream.of(order).mapToDouble(i -> PEFR[i][column]).toArray());
        }
        return RatedItems.from(table.build(), "person")
                .subject("person")
                .named("peak flow", "1986")
                .rater("large meter", "large", "large again")
                .rater("mini meter", "mini", "mini again")
                .build();
    }

    static int[] inOrder(int n) {
        return IntStream.range(0, n).toArray();
    }

    static double point(Estimate estimate) {
        assertThat(estimate).isInstanceOf(Estimate.Estimated.class);
        return estimate.point().orElseThrow();
    }

    static Interval interval(Estimate estimate) {
        assertThat(estimate.intervalEstimate()).isInstanceOf(IntervalEstimate.Known.class);
        return estimate.interval().orElseThrow();
    }

    static Reason reason(IntervalEstimate interval) {
        assertThat(interval).isInstanceOf(IntervalEstimate.Unknown.class);
        return ((IntervalEstimate.Unknown) interval).reason();
    }
}
