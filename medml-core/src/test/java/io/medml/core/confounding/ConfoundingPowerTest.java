package io.medml.core.confounding;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the findings about strata, sites and missing cells come with a fault and with its clean twin: 100 generated wards each, fixed
 * seeds. A stated power is the simulated one less three standard errors of a share of 100, rounded down; a stated rate of false alarms the
 * simulated one plus as much, rounded up, and at least 3 of 100, which none of 100 leaves open. Other sizes and effects have other rates.
 */
@Tag("simulation")
class ConfoundingPowerTest {

    private static final int RUNS = 100;

    private static int fired(IntPredicate run) {
        return (int) IntStream.range(0, RUNS).filter(run).count();
    }

    private static boolean has(ConfoundingReport report, String code) {
        return report.findings().stream().map(Finding::code).anyMatch(code::equals);
    }

    /** The risk of the disease, and beside it so much of something else. */
    private static double[] weighted(Ward ward, String[] column, String value, double weight) {
        double[] scores = new double[ward.n];
        for (int i = 0; i < ward.n; i++) {
            scores[i] = ward.risk[i] + (column[i].equals(value) ? weight : 0);
        }
        return scores;
    }

    private static boolean confounded(int run, int records, double weight) {
        Ward ward = Ward.of(90_000 + run, records, 0.2, 0.5);
        Cohort cohort = ward.cohort();
        ConfoundingReport report = ConfoundingDetector.builder(0.55)
                .withinStrataOf(0.02, "portable")
                .build()
                .analyze(cohort, Ward.scores("m", cohort, weighted(ward, ward.portable, "yes", weight)));
        return has(report, "DISCRIMINATION_FROM_CONFOUNDER");
    }

    /** The lower limit of the drop is held against 0.02, so that a fall of 0.07 needs many records: of 500 it is seldom found. */
    @Test
    void a_score_that_rests_on_the_device_is_found_in_2000_records_and_seldom_in_500() {
        assertThat(fired(run -> confounded(run, 2000, 0.6))).isGreaterThanOrEqualTo(54);
        assertThat(fired(run -> confounded(run, 500, 0.6))).isBetween(5, 29);
        assertThat(fired(run -> confounded(run, 500, 0))).isLessThanOrEqualTo(3);
        assertThat(fired(run -> confounded(run, 2000, 0))).isLessThanOrEqualTo(3);
    }

    private static boolean shows(int run, double weight) {
        Ward ward = Ward.of(91_000 + run, 500, 0.3, 0.3);
        Cohort cohort = ward.cohort();
        ConfoundingReport report = ConfoundingDetector.builder(0.55)
                .sites()
                .build()
                .analyze(cohort, Ward.scores("m", cohort, weighted(ward, ward.site, "north", weight)));
        return has(report, "SITE_SHOWS_IN_SCORES");
    }

    @Test
    void a_score_that_shows_the_site_is_found_in_500_records() {
        assertThat(fired(run -> shows(run, 0.2))).isGreaterThanOrEqualTo(97);
        assertThat(fired(run -> shows(run, 0))).isLessThanOrEqualTo(3);
    }

    private static boolean drops(int run, boolean planted) {
        Ward ward = Ward.of(92_000 + run, 800, 0.3, 0.3);
        Cohort cohort = ward.cohort();
        double[] others = planted ? ward.noise : weighted(ward, ward.site, "nowhere", 0);
        ConfoundingReport report = ConfoundingDetector.builder(0.55)
                .sites()
                .leaveOneSiteOut(0.05)
                .build()
                .analyze(
                        cohort,
                        Ward.scores("all", cohort, ward.risk),
                        Map.of("north", Ward.scores("without north", cohort, others)));
        return has(report, "HELD_OUT_SITE_DROP");
    }

    @Test
    void a_model_that_fails_at_a_site_it_did_not_see_is_found_in_800_records() {
        assertThat(fired(run -> drops(run, true))).isGreaterThanOrEqualTo(96);
        assertThat(fired(run -> drops(run, false))).isZero();
    }

    private static boolean gaps(int run, double withOutcome) {
        Ward ward = Ward.of(93_000 + run, 400, 0.3, 0.3);
        SplittableRandom random = new SplittableRandom(run);
        for (int i = 0; i < ward.n; i++) {
            boolean missing = random.nextDouble() < (ward.outcome[i].equals("1") ? withOutcome : 0.3);
            ward.lactate[i] = missing ? null : "1";
        }
        ConfoundingReport report =
                ConfoundingDetector.builder(0.55).missingness("lactate").build().analyze(ward.cohort());
        return has(report, "MISSINGNESS_NOT_COMPLETELY_AT_RANDOM");
    }

    @Test
    void gaps_in_six_of_ten_with_the_outcome_against_three_are_found_in_400_records() {
        assertThat(fired(run -> gaps(run, 0.6))).isGreaterThanOrEqualTo(69);
        assertThat(fired(run -> gaps(run, 0.3))).isLessThanOrEqualTo(3);
    }
}
