package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often label noise is found, and how often something is found where there is none. Seeds 1 to the number of runs; each bound lies
 * three standard errors of the simulation below (above) the share that it stands for.
 */
@Tag("simulation")
class LabelNoisePowerTest {

    /** How many runs have the one finding, and how many the other. */
    private record Found(int suspected, int differ) {}

    private static Found found(int runs, boolean learned, LongFunction<Noisy> make) {
        LabelNoiseDetector detector =
                LabelNoiseDetector.builder("label").by("site").bootstrap(1, 100).build();
        int suspected = 0;
        int differ = 0;
        for (long seed = 1; seed <= runs; seed++) {
            Noisy noisy = make.apply(seed);
            Cohort cohort = noisy.cohort();
            List<String> codes =
                    Annotated.codes(detector.analyze(cohort, learned ? noisy.learned(cohort) : noisy.known(cohort)));
            suspected += codes.contains("LABELS_SUSPECTED") ? 1 : 0;
            differ += codes.contains("CANDIDATES_DIFFER_BETWEEN_GROUPS") ? 1 : 0;
        }
        return new Found(suspected, differ);
    }

    // simulated: 28, 40 and 18 of 1,000 for labels, 42 and 29 for sites
    @Test
    void labels_drawn_from_their_probabilities_are_suspected_no_more_often_than_stated() {
        Found two = found(1000, false, s -> Noisy.of(s, 500, 2, 2, 1));
        Found three = found(1000, false, s -> Noisy.of(s, 500, 3, 1.5, 1));
        Found five = found(1000, false, s -> Noisy.of(s, 500, 2, 2, 5));

        assertThat(List.of(two.suspected, three.suspected, five.suspected)).allMatch(runs -> runs <= 58);
        assertThat(List.of(two.differ, three.differ, five.differ)).allMatch(runs -> runs <= 61);
    }

    // ten records of a subject that go together, or are copies: where so few subjects by chance have no candidate, the
    // standard error of their site is too small
    @Test
    void small_sites_of_few_subjects_are_told_from_a_large_one_no_more_often_than_stated() {
        for (int[] sites : new int[][] {{10, 10, 100}, {20, 20, 100}, {10, 50, 50}}) {
            IntUnaryOperator at = subject -> subject < sites[0] ? 0 : subject < sites[0] + sites[1] ? 1 : 2;
            int records = 10 * (sites[0] + sites[1] + sites[2]);
            int alike = found(400, false, s -> Noisy.of(s, records, 2, 2, 10).at(at)).differ;
            int copies = found(
                            400,
                            false,
                            s -> Noisy.of(s, records, 2, 2, 10).copied().at(at))
                    .differ;
            assertThat(List.of(alike, copies))
                    .as("sites of %s subjects", Arrays.toString(sites))
                    .allMatch(runs -> runs <= 33);
        }
    }

    // simulated: 171, 129, 100 and 164 of 200
    @Test
    void five_percent_of_changed_labels_are_found_by_probabilities_of_the_labels_as_they_were() {
        assertThat(found(200, false, s -> Noisy.of(s, 500, 2, 2, 1).changed(-s, 0.05, -1)).suspected)
                .isGreaterThanOrEqualTo(156);
        assertThat(found(200, false, s -> Noisy.of(s, 500, 3, 2, 1).changed(-s, 0.05, -1)).suspected)
                .isGreaterThanOrEqualTo(109);
        assertThat(found(200, false, s -> Noisy.of(s, 200, 2, 2, 1).changed(-s, 0.05, -1)).suspected)
                .isGreaterThanOrEqualTo(79);
        assertThat(found(200, false, s -> Noisy.of(s, 500, 2, 2, 5).changed(-s, 0.05, -1)).suspected)
                .isGreaterThanOrEqualTo(147);
    }

    // simulated: 30 of 200 and 86 of 100, and 0 without a changed label
    @Test
    void a_model_that_learned_from_changed_labels_suspects_them_only_where_classes_are_far_apart() {
        assertThat(found(200, true, s -> Noisy.of(s, 500, 2, 2, 1).changed(-s, 0.05, -1)).suspected)
                .isBetween(14, 46);
        assertThat(found(100, true, s -> Noisy.of(s, 2000, 2, 4, 1).changed(-s, 0.05, -1)).suspected)
                .isGreaterThanOrEqualTo(75);
        assertThat(found(200, true, s -> Noisy.of(s, 500, 2, 2, 1)).suspected).isLessThanOrEqualTo(3);
        assertThat(found(100, true, s -> Noisy.of(s, 2000, 2, 4, 1)).suspected).isLessThanOrEqualTo(3);
    }

    // simulated: 190, 142 and 183 of 200
    @Test
    void a_site_with_fifteen_percent_of_changed_labels_is_told_from_the_others() {
        assertThat(found(200, false, s -> Noisy.of(s, 600, 2, 2, 1).changed(-s, 0.15, 1)).differ)
                .isGreaterThanOrEqualTo(180);
        assertThat(found(200, false, s -> Noisy.of(s, 600, 2, 2, 5).changed(-s, 0.15, 1)).differ)
                .isGreaterThanOrEqualTo(122);
        assertThat(found(200, true, s -> Noisy.of(s, 600, 2, 2, 1).changed(-s, 0.15, 1)).differ)
                .isGreaterThanOrEqualTo(171);
    }
}
