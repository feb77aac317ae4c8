package io.medml.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Figures;
import io.medml.core.document.Html;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.leakage.SubjectSplitter;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class SegmentFinderTest {

    private static final LockedOperatingPoint HALF = LockedOperatingPoint.at(0.5);

    /** Half of the records have the condition; scores are right in 80 percent of them, in the weak segment in {@code weak}. */
    private static Cohort cohort(int records, long seed, double weak) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(seed);
        String[] record = new String[records];
        String[] patient = new String[records];
        String[] outcome = new String[records];
        String[] site = new String[records];
        String[] sex = new String[records];
        double[] age = new double[records];
        double[] score = new double[records];
        for (int i = 0; i < records; i++) {
            record[i] = String.format("r%05d", i);
            // every fourth record is of the patient before it
            patient[i] = "p" + (i % 4 == 3 ? i - 1 : i);
            outcome[i] = i % 2 == 0 ? "yes" : "no";
            site[i] = i % 4 == 3 ? site[i - 1] : "ABC".charAt(random.nextInt(3)) + "";
            sex[i] = random.nextInt(20) == 0 ? null : random.nextBoolean() ? "f" : "m";
            age[i] = 20 + random.nextInt(70);
            boolean right = random.nextDouble() < ("B".equals(site[i]) && age[i] >= 72 ? weak : 0.8);
            score[i] = right == "yes".equals(outcome[i]) ? 0.75 : 0.25;
        }
        return Cohort.from(Table.builder()
                        .category("record", record)
                        .category("patient", patient)
                        .category("outcome", outcome)
                        .category("site", site)
                        .category("sex", sex)
                        .number("age", age)
                        .number("risk", score)
                        .build())
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .attributes("site", "sex")
                .named("segments", "1.0");
    }

    private static Predictions scores(Cohort cohort) {
        return ScoringModel.of(
                        "planted",
                        "1.0",
                        Digest.sha256("planted"),
                        ScoreKind.PROBABILITY,
                        (table, row) -> table.number("risk").value(row))
                .score(cohort);
    }

    private static SegmentReport find(Cohort cohort, long seed) {
        return SegmentFinder.builder(Loss.ERRORS)
                .operatingPoint(HALF)
                .by("site", "sex", "age")
                .seed(seed)
                .build()
                .find(cohort, scores(cohort));
    }

    @Test
    void a_planted_weak_segment_is_found_and_confirmed() {
        Cohort cohort = cohort(6000, 1, 0.45);

        SegmentReport report = find(cohort, 1);

        SegmentReport.Segment worst = report.segments().get(0);
        assertThat(worst.conclusion()).isEqualTo(SegmentReport.Conclusion.SHOWN);
        assertThat(worst.slice().conditions())
                .contains(new Slice.Condition("site", "B"))
                .anyMatch(c -> c.attribute().equals("age") && c.value().endsWith("or more"));
        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("WEAK_SEGMENT")
                        && f.where().equals(worst.slice().toString()));
    }

    @Test
    void a_threshold_that_was_chosen_on_the_searched_records_is_marked() {
        Cohort cohort = cohort(800, 1, 0.8);
        LockedOperatingPoint chosen = LockedOperatingPoint.Rule.youden()
                .chooseOn(
                        cohort.subset(new int[] {0, 1, 4, 5}, "few"),
                        scores(cohort.subset(new int[] {0, 1, 4, 5}, "few")));

        SegmentReport report = SegmentFinder.builder(Loss.ERRORS)
                .operatingPoint(chosen)
                .by("site")
                .seed(1)
                .build()
                .find(cohort, scores(cohort));

        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("OPTIMISTIC_OPERATING_POINT")
                        && "4".equals(f.details().get("shared_records")));
    }

    // 200 clean twins: by Holm at 0.025 one-sided, the number with any segment shown is at most binomial(200, 0.025);
    // its 99.9
    // percent quantile is 13 (scipy 1.17.1 stats.binom.ppf(0.999, 200, 0.025))
    @Test
    void on_clean_data_the_error_rate_of_the_whole_search_is_kept() {
        long shown = IntStream.range(0, 200)
                .mapToObj(i -> find(cohort(800, 1000 + i, 0.8), i))
                .filter(r -> r.segments().stream().anyMatch(s -> s.conclusion() == SegmentReport.Conclusion.SHOWN))
                .count();

        assertThat(shown).isLessThanOrEqualTo(13);
    }

    @Test
    void the_confirmation_is_the_loss_on_the_subjects_that_were_not_searched() {
        Cohort cohort = cohort(6000, 1, 0.45);
        SegmentReport.Segment worst = find(cohort, 1).segments().get(0);
        Cohort other = SubjectSplitter.builder(1)
                .part("search", 0.5)
                .part("confirmation", 0.5)
                .stratified()
                .build()
                .split(cohort)
                .part("confirmation");
        double edge = worst.slice().conditions().stream()
                .filter(c -> c.attribute().equals("age"))
                .mapToDouble(c -> Double.parseDouble(c.value().replace(" or more", "")))
                .findFirst()
                .orElseThrow();
        double[] errors = new double[2];
        double[] counts = new double[2];
        for (int row = 0; row < other.size(); row++) {
            int inside = other.table().category("site").value(row).equals("B")
                            && other.table().number("age").value(row) >= edge
                    ? 1
                    : 0;
            boolean flagged = other.table().number("risk").value(row) >= 0.5;
            counts[inside]++;
            errors[inside] += flagged == (other.labels()[row] == 1) ? 0 : 1;
        }

        assertThat(worst.loss().support().n()).isEqualTo((long) counts[1]);
        assertThat(worst.loss().point().orElseThrow()).isCloseTo(errors[1] / counts[1], within(1e-12));
        assertThat(worst.difference().point().orElseThrow())
                .isCloseTo(errors[1] / counts[1] - errors[0] / counts[0], within(1e-12));
    }

    @Test
    void the_order_of_the_records_changes_no_byte() {
        Cohort cohort = cohort(1000, 5, 0.5);
        int[] reversed = IntStream.range(0, 1000).map(i -> 999 - i).toArray();
        Cohort other = Cohort.from(cohort.table().select(reversed))
                .record("record")
                .subject("patient")
                .label("outcome", "yes")
                .attributes("site", "sex")
                .named("segments", "1.0");

        assertThat(find(other, 3).document().bytes())
                .isEqualTo(find(cohort, 3).document().bytes());
    }

    @Test
    void one_column_is_enough_and_missing_values_are_a_group() {
        Cohort cohort = cohort(3000, 2, 0.8);

        SegmentReport report = SegmentFinder.builder(Loss.SQUARED_ERROR)
                .by("sex")
                .minimumSubjects(20)
                .build()
                .find(cohort, scores(cohort));

        // f, m and (missing)
        assertThat(report.effort().tried()).isEqualTo(3);
    }

    @Test
    void a_candidate_with_few_subjects_is_counted_and_not_tried() {
        Cohort cohort = cohort(400, 2, 0.8);

        SegmentReport report = SegmentFinder.builder(Loss.MISSED_CASES)
                .operatingPoint(HALF)
                .by("sex")
                .minimumSubjects(60)
                .build()
                .find(cohort, scores(cohort));

        assertThat(report.effort().tried()).isZero();
        assertThat(report.effort().tooSmall()).isEqualTo(3);
        assertThat(report.segments()).isEmpty();
        assertThat(report.findings()).anyMatch(f -> f.code().equals("NOTHING_CARRIED_FORWARD"));
    }

    @Test
    void the_report_reads_back_and_its_page_names_the_segments() {
        SegmentReport report = find(cohort(6000, 1, 0.45), 1);

        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("segment-report/1");
        assertThat(Html.text(SegmentLayout.of(report)))
                .contains(report.segments().get(0).slice().toString().replace("&", "&amp;"))
                .contains("took no part in the search");
        Estimate loss = report.segments().get(0).loss();
        assertThat(Html.text(SegmentLayout.of(report)))
                .contains(Figures.standard().value(loss) + " ("
                        + Figures.standard().interval(loss) + ")")
                .contains(Figures.count(loss.support().n()) + " ("
                        + Figures.count(report.segments().get(0).subjects()) + ")");
    }

    @Test
    void a_column_of_too_many_texts_is_named_in_a_finding_and_not_searched() {
        Cohort cohort = cohort(1000, 2, 0.8);
        Table table = cohort.table();
        Table.Builder wider = Table.builder();
        for (String name : List.of("record", "patient", "outcome", "sex")) {
            wider.category(
                    name,
                    IntStream.range(0, 1000)
                            .mapToObj(row -> table.column(name).text(row).orElse(null))
                            .toArray(String[]::new));
        }
        Cohort free = Cohort.from(wider.category(
                                "remark",
                                IntStream.range(0, 1000)
                                        .mapToObj(i -> "remark " + i)
                                        .toArray(String[]::new))
                        .number("risk", table.number("risk").values(0))
                        .build())
                .record("record")
                .label("outcome", "yes")
                .attributes("sex")
                .named("segments", "1.0");

        SegmentReport report = SegmentFinder.builder(Loss.ERRORS)
                .operatingPoint(HALF)
                .by("sex", "remark")
                .depth(1)
                .minimumSubjects(10)
                .build()
                .find(free, scores(free));

        assertThat(report.effort().tried()).isEqualTo(3);
        assertThat(report.findings())
                .anyMatch(f -> f.code().equals("TOO_MANY_VALUES") && f.where().equals("remark"));
    }

    @Test
    void columns_that_cannot_form_segments_are_refused() {
        Cohort cohort = cohort(1000, 2, 0.8);

        assertThatThrownBy(() -> SegmentFinder.builder(Loss.ERRORS)
                        .operatingPoint(HALF)
                        .by("patient")
                        .build()
                        .find(cohort, scores(cohort)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"patient\" is the record, subject or label column of cohort \"segments\", by which segments"
                                + " cannot be formed");
        assertThatThrownBy(() -> SegmentFinder.builder(Loss.ERRORS)
                        .operatingPoint(HALF)
                        .by("scanner")
                        .build()
                        .find(cohort, scores(cohort)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"scanner\" is not a column of cohort \"segments\"; its columns are [record,");
    }

    @Test
    void a_loss_with_a_threshold_needs_an_operating_point() {
        assertThatThrownBy(() -> SegmentFinder.builder(Loss.MISSED_CASES).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "MISSED_CASES needs an operating point; call operatingPoint(..) before build(), or use SQUARED_ERROR");
        assertThatThrownBy(() -> SegmentFinder.builder(Loss.SQUARED_ERROR)
                        .operatingPoint(HALF)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("SQUARED_ERROR uses no operating point; leave operatingPoint(..) out, or use another loss");
        assertThatThrownBy(() -> SegmentFinder.builder(Loss.ERRORS).depth(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("depth must be from 1 to 3, got 4");
    }

    @Test
    void the_one_sided_level_is_the_number_that_is_written() {
        assertThat(SegmentFinder.alpha(0.95)).isEqualTo(0.025);
        assertThat(SegmentFinder.alpha(0.90)).isEqualTo(0.05);
        assertThat(SegmentFinder.alpha(0.99)).isEqualTo(0.005);
    }
}
