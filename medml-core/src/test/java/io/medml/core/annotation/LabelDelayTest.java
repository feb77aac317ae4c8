package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * How late labels come.
 *
 * <p>Expected values: R 4.2.2, survival 3.5-3: {@code f <- survfit(Surv(d, e) ~ 1, conf.type = "log-log"); quantile(f, 0.5);
 * summary(f, times = c(7, 30))} on the delays below.
 */
class LabelDelayTest {

    private static final Instant CUT_OFF = Instant.parse("2026-06-30T00:00:00Z");
    /** Days to the label; negative: open since so many days. */
    private static final double[] DAYS = {
        1, 2, 2, 3, 5, 6, 8, 9, 12, 14, 15, 21, 28, 35, 50, -4, -10, -20, -40, -60, -60
    };

    private static final double[] MEDIAN = {14, 6, 35};
    private static final double[] SEVEN = {0.7083333333333333, 0.4618878986669031, 0.8573161162664547};
    private static final double[] THIRTY = {0.3153988868274582, 0.1230795451417100, 0.5296199513311268};

    private static Instant before(double days) {
        return CUT_OFF.minus(Duration.ofSeconds(Math.round(days * 86_400)));
    }

    private static LabelDelay.Items items() {
        LabelDelay.Items items = LabelDelay.until(CUT_OFF).named("outcomes", "1");
        for (double d : DAYS) {
            if (d > 0) {
                items.add(before(100), before(100 - d));
            } else {
                items.addOpen(before(-d));
            }
        }
        return items;
    }

    @Test
    void median_and_shares_without_a_label_are_those_of_survfit() {
        DelayReport report = LabelDelay.inDays(7, 30).measure(items());

        Estimate median = report.overall(Metric.MEDIAN_LABEL_DELAY).orElseThrow();
        assertThat(median.point()).hasValue(MEDIAN[0]);
        assertThat(median.interval().orElseThrow().lower()).isEqualTo(MEDIAN[1]);
        assertThat(median.interval().orElseThrow().upper()).isEqualTo(MEDIAN[2]);
        shares(report, 7, SEVEN);
        shares(report, 30, THIRTY);
        assertThat(report.count()).isEqualTo(21);
        assertThat(report.open()).isEqualTo(6);
        assertThat(Annotated.codes(report)).containsExactly("UNLABELLED_ITEMS");
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("label-delay-report/1");
    }

    private static void shares(DelayReport report, double age, double[] expected) {
        Estimate share = report.overall(Metric.UNLABELLED_SHARE.atTime(age)).orElseThrow();
        assertThat(share.point().orElseThrow()).isCloseTo(expected[0], within(1e-12));
        assertThat(share.interval().orElseThrow().lower()).isCloseTo(expected[1], within(1e-12));
        assertThat(share.interval().orElseThrow().upper()).isCloseTo(expected[2], within(1e-12));
    }

    @Test
    void a_label_before_its_prediction_and_a_prediction_after_the_cut_off_are_left_out_and_found() {
        DelayReport report = LabelDelay.inDays(7)
                .measure(items().add(before(5), before(9)).addOpen(before(-1)).add(before(3), before(-2)));

        assertThat(report.count()).isEqualTo(22);
        assertThat(report.open()).isEqualTo(7);
        assertThat(Annotated.finding(report, "LABEL_BEFORE_PREDICTION").details())
                .containsEntry("items", "1");
        assertThat(Annotated.finding(report, "PREDICTED_AFTER_CUT_OFF").details())
                .containsEntry("items", "1");
    }

    @Test
    void where_fewer_than_half_have_a_label_there_is_no_median() {
        LabelDelay.Items items =
                LabelDelay.until(CUT_OFF).named("outcomes", "1").add(before(9), before(5));
        for (int i = 0; i < 5; i++) {
            items.addOpen(before(20 + i));
        }

        Estimate median = LabelDelay.inHours(24)
                .measure(items)
                .overall(Metric.MEDIAN_LABEL_DELAY)
                .orElseThrow();

        assertThat(((Estimate.NotEstimable) median).reason()).isEqualTo(Reason.OUTSIDE_DOMAIN);
    }

    @Test
    void what_has_no_delay_at_all_and_ages_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> LabelDelay.inDays(7)
                        .measure(LabelDelay.until(CUT_OFF).named("a", "1").addOpen(before(-3))))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected at least one item that was predicted before the cut-off and not labelled before its"
                                + " prediction, found none among 1");
        assertThatThrownBy(() -> LabelDelay.inDays(30, 7))
                .hasMessage("ages must be positive, below 1e9 and ascending, got [30.0, 7.0]");
        assertThatThrownBy(LabelDelay::inDays).hasMessage("at least one age is needed, got none");
    }
}
