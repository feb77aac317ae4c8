package io.medml.core.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.document.Html;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.IntervalMethods;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.AgreementWeights;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementLayoutTest {

    private static final String NOT_RECORDED = "This report is not in a ledger";

    private static AgreementReport measured() {
        return AgreementAnalyzer.builder(RatingScale.continuous("l/min"))
                .reference("mini meter")
                .errorVarianceRatio(1)
                .build()
                .analyze(Rated.meters(Rated.inOrder(17)));
    }

    private static AgreementReport rated(String first) {
        return AgreementAnalyzer.builder(RatingScale.ordinal(AgreementWeights.LINEAR, Rated.FIVE))
                .build()
                .analyze(Rated.items(Rated.KRIPPENDORFF, first, "B", "C", "D"));
    }

    @Test
    void a_page_says_whether_its_report_is_recorded() {
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

        assertThat(Html.text(AgreementLayout.of(measured()))).contains(NOT_RECORDED);
        assertThat(Html.text(AgreementLayout.of(ledger.record(measured())))).doesNotContain(NOT_RECORDED);
    }

    @Test
    void markup_in_the_name_of_a_rater_is_text() {
        String page = Html.text(AgreementLayout.of(rated("<script>alert(1)</script>")));

        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
    }

    @Test
    void measurements_have_a_plot_of_differences_with_the_limits_and_their_unit() {
        assertThat(Html.text(AgreementLayout.of(measured())))
                .contains("Bland-Altman plot", "lower limit of agreement", "upper limit of agreement", "l/min");
    }

    @Test
    void measurements_are_close_and_do_not_say_the_same_and_no_figure_stands_twice() {
        String measured = Html.text(AgreementLayout.of(measured()));
        String rated = Html.text(AgreementLayout.of(rated("A")));

        assertThat(measured)
                .contains("how close readings of the same item are")
                .contains("readings of one item no closer than those of different items")
                .contains("The mean error against the reference is the mean difference.")
                .doesNotContain("how often raters say the same", "beyond chance")
                .doesNotContain("<th scope=\"row\">mean error</th><td class=\"number\">");
        assertThat(rated)
                .contains("how often raters say the same", "no agreement beyond chance")
                .doesNotContain("no closer than");
    }

    @Test
    void categories_have_the_table_of_disagreement() {
        assertThat(Html.text(AgreementLayout.of(rated("A"))))
                .contains("Pairs of ratings of one item by their categories");
    }

    // twelve items of four raters: normal intervals of several kappas run beyond 1; those of method comparison cannot
    @Test
    void limits_beyond_the_range_are_remarked_beside_the_figures_and_only_there() {
        assertThat(rated("A").measurements()).anyMatch(Measurement::limitBeyondRange);
        assertThat(Html.text(AgreementLayout.of(rated("A"))))
                .contains("Limits beyond the range of the figure: ")
                .contains("(possible: −1 to 1; ")
                .contains("printed as they come out");

        assertThat(measured().measurements()).noneMatch(Measurement::limitBeyondRange);
        assertThat(Html.text(AgreementLayout.of(measured()))).doesNotContain("Limits beyond the range");
    }

    @Test
    void every_interval_method_is_explained() {
        for (AgreementReport report : List.of(measured(), rated("A"))) {
            assertThat(report.measurements())
                    .allSatisfy(m -> assertThat(IntervalMethods.describe(
                                    m.estimate().intervalEstimate().method()))
                            .as(m.estimate().intervalEstimate().method())
                            .doesNotContain("see the documentation"));
        }
    }
}
