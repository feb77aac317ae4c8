package io.medml.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.document.Html;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.NearDuplicateDetector;
import io.medml.core.leakage.NearDuplicateReport;
import io.medml.core.ledger.Ledger;
import io.medml.core.measure.Slice;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DataProfilerTest {

    private static Table csv(String text) {
        return CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "t.csv");
    }

    private static DataProfile profile(Table table) {
        return DataProfiler.builder().build().profile(table, "t", "1");
    }

    private static ContentKind kind(String... cells) {
        return profile(Table.builder().category("x", cells).build())
                .columns()
                .get(0)
                .kind();
    }

    private static String text(DataProfile profile) {
        return new String(profile.document().bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void content_is_told_by_all_cells() {
        assertThat(kind("63.0", "28", "1e2")).isEqualTo(ContentKind.WHOLE_NUMBER);
        assertThat(kind("63.5", "28", "?")).isEqualTo(ContentKind.DECIMAL);
        assertThat(kind(" 63", "28 ")).isEqualTo(ContentKind.WHOLE_NUMBER);
        assertThat(kind("007", "28")).isEqualTo(ContentKind.CODE);
        assertThat(kind("250.83", "401", "V57", "E909")).isEqualTo(ContentKind.CODE);
        assertThat(kind("2012-02-29", "2013-01-01")).isEqualTo(ContentKind.DATE);
        assertThat(kind("2012-02-30", "2013-01-01")).isEqualTo(ContentKind.CATEGORY);
        assertThat(kind("2012-02-29 08:30:00", "2013-01-01T08:30")).isEqualTo(ContentKind.DATE_TIME);
        assertThat(kind("{'a': 1}", "[1, 2]")).isEqualTo(ContentKind.SERIALISED);
        assertThat(kind("[0-10)", "[10-20)")).isEqualTo(ContentKind.CATEGORY);
        assertThat(kind("?", " ", "NA")).isEqualTo(ContentKind.NO_VALUES);
    }

    @Test
    void a_number_is_one_value_however_it_is_written_and_a_text_is_not() {
        DataProfile profile = profile(csv("n,t\n63,a\n63.0,A\n6.3e1,a\n"));

        assertThat(profile.column("n").orElseThrow().different()).isEqualTo(1);
        assertThat(profile.column("t").orElseThrow().different()).isEqualTo(2);
    }

    @Test
    void cells_are_counted_by_why_they_are_missing() {
        Table table = CsvReader.builder()
                .number("x")
                .missingMarkers("NULL")
                .build()
                .read(
                        new ByteArrayInputStream(
                                "x,y\n1,?\n,a\nNULL,b\nabc,n/a\n2,c\n".getBytes(StandardCharsets.UTF_8)),
                        "t");

        ColumnProfile x = profile(table).column("x").orElseThrow();
        ColumnProfile y = profile(table).column("y").orElseThrow();

        assertThat(List.of(x.present(), x.missing(), x.empty(), x.unreadable(), x.takenForMissing()))
                .containsExactly(2L, 3L, 2L, 1L, 0L);
        assertThat(List.of(y.present(), y.missing(), y.empty(), y.unreadable(), y.takenForMissing()))
                .containsExactly(3L, 2L, 0L, 0L, 2L);
    }

    @Test
    void a_rare_category_and_an_identifier_are_nowhere_in_the_document() {
        StringBuilder file = new StringBuilder("id,name,age,note\n");
        IntStream.range(0, 300)
                .forEach(i -> file.append(81_000_017L + 13L * i)
                        .append(i == 7 ? ",Unknown Erika Mustermann," : i * 7919 % 13 < 6 ? ",ward A," : ",ward B,")
                        .append(20 + i % 60)
                        .append(",was seen by doctor ")
                        .append(i)
                        .append('\n'));

        DataProfile profile = DataProfiler.builder()
                .record("id")
                .attributes("name")
                .label("name")
                .build()
                .profile(csv(file.toString()), "t", "1");
        String proposal = new String(profile.proposedSchema("s", "1").content().bytes(), StandardCharsets.UTF_8);

        assertThat(text(profile))
                .doesNotContain("Mustermann", "81000017", "81003904", "seen by")
                .contains("ward A");
        assertThat(proposal)
                .doesNotContain("Mustermann", "81000017", "81003904", "seen by")
                .contains("ward A");
        assertThat(profile.column("id").orElseThrow().numbers()).isEmpty();
        assertThat(profile.column("age").orElseThrow().numbers()).isPresent();
    }

    /**
     * 40 patients of 20 visits each, in one of two wards and with a column that is A or B, and what few have or what one patient has in
     * all visits: a text of each column that is somebody's name.
     */
    private static Table visits() {
        StringBuilder file = new StringBuilder("patient,site,sex,told,race,ward,score\n");
        IntStream.range(0, 800).forEach(i -> {
            int patient = i / 20;
            boolean one = patient == 7;
            file.append("p")
                    .append(7919 * patient % 100_003)
                    .append(one ? ",Mustermann Hospital" : patient % 2 == 0 ? ",north" : ",south")
                    .append(one ? ",Mustermann f" : patient % 3 == 0 ? ",f" : ",m")
                    .append(one ? ",unknown to Mustermann" : ",by phone")
                    .append(one ? ",Mustermann Erika" : i % 7 == 0 ? ",a" : ",b")
                    .append(one ? ",Mustermann's bed" : i % 11 < 5 ? ",A" : ",B")
                    .append(one ? "," : "," + i * 31 % 17)
                    .append('\n');
        });
        return csv(file.toString());
    }

    @Test
    void a_level_of_one_patient_with_many_rows_is_nowhere_once_the_subject_is_named() {
        DataProfiler.Builder profiler =
                DataProfiler.builder().site("site").attributes("sex", "race").label("ward");

        DataProfile profile = profiler.subject("patient").build().profile(visits(), "t", "1");
        String proposal = new String(profile.proposedSchema("s", "1").content().bytes(), StandardCharsets.UTF_8);

        assertThat(text(profile)).doesNotContain("Mustermann").contains("north");
        assertThat(Html.text(DataProfileLayout.of(profile))).doesNotContain("Mustermann");
        assertThat(proposal).doesNotContain("Mustermann").contains("\"A\"", "by phone");
        // of the patient's rows a column is missing, by a level that is not named
        assertThat(profile.findings(Suspicion.MISSING_BY_DESIGN))
                .anySatisfy(f -> assertThat(f.details()).containsEntry("levels", "(1 not named)"));
        assertThat(profile.on(
                                CohortDescription.DOCUMENTATION_RATE,
                                Slice.of("column", "sex").and("site", "(not named)"))
                        .orElseThrow()
                        .point())
                .hasValue(1);
    }

    @Test
    void without_a_subject_it_is_asked_of_each_column_with_levels_whether_one_is_a_name() {
        ProposedSchema without =
                DataProfiler.builder().build().profile(visits(), "t", "1").proposedSchema("s", "1");
        ProposedSchema with = DataProfiler.builder()
                .subject("patient")
                .build()
                .profile(visits(), "t", "1")
                .proposedSchema("s", "1");
        String question =
                "Each allowed value is listed since at least 10 rows have it. No column was named as the subject,"
                        + " so they may all be of one person. Is none of them a name? Take names out of \"allowed\".";

        assertThat(without.questions())
                .filteredOn(q -> q.text().equals(question))
                .extracting(ProposedSchema.Question::column)
                .contains("site", "sex", "told", "race", "ward");
        assertThat(with.questions()).noneMatch(q -> q.text().equals(question)).anySatisfy(q -> {
            assertThat(q.column()).isEqualTo("ward");
            assertThat(q.text())
                    .isEqualTo("Left out of the allowed values: 1 level with fewer than 10 subjects. Are they values,"
                            + " slips, or names? Add values to \"allowed\".");
        });
    }

    @Test
    void a_row_without_a_subject_counts_for_none() {
        Table table = Table.builder()
                .category(
                        "patient",
                        IntStream.range(0, 60)
                                .mapToObj(i -> i < 51 ? "p" + i : "")
                                .toList())
                .category(
                        "g",
                        IntStream.range(0, 60)
                                .mapToObj(i -> i % 6 == 0 ? "few" : "many")
                                .toList())
                .build();

        // 10 rows have it, and 9 subjects
        String proposal = new String(
                DataProfiler.builder()
                        .subject("patient")
                        .build()
                        .profile(table, "t", "1")
                        .proposedSchema("s", "1")
                        .content()
                        .bytes(),
                StandardCharsets.UTF_8);

        assertThat(proposal).contains("\"many\"").doesNotContain("\"few\"");
    }

    @Test
    void a_limit_for_small_cells_of_its_own_is_kept_and_recorded() {
        Table table = Table.builder()
                .category(
                        "g",
                        IntStream.range(0, 60)
                                .mapToObj(i -> i < 12 ? "unknown here" : "b")
                                .toList())
                .build();

        assertThat(text(DataProfiler.builder().smallCell(12).build().profile(table, "t", "1")))
                .contains("unknown here");
        assertThat(text(DataProfiler.builder().smallCell(13).build().profile(table, "t", "1")))
                .doesNotContain("unknown here")
                .contains("\"small_cell\":\"13\"");
    }

    @Test
    void names_are_hints_that_give_information_only() {
        StringBuilder file = new StringBuilder("patient,sex,age\n");
        IntStream.range(0, 60)
                .forEach(i -> file.append(i / 2 + 500).append(i == 9 ? ",f,130\n" : i % 4 < 2 ? ",f,30\n" : ",m,40\n"));
        Table table = csv(file.toString());

        List<Finding> guessed = profile(table).findings(Suspicion.AGE_BEYOND_120);
        List<Finding> told = DataProfiler.builder()
                .age("age")
                .build()
                .profile(table, "t", "1")
                .findings(Suspicion.AGE_BEYOND_120);

        assertThat(guessed).singleElement().extracting(Finding::severity).isEqualTo(Severity.INFO);
        assertThat(told).singleElement().extracting(Finding::severity).isEqualTo(Severity.WARNING);
    }

    @Test
    void a_cohort_brings_its_roles_and_takes_no_others() {
        Cohort cohort = Cohort.from(csv("id,p,y,sex\n1,a,1,f\n2,a,0,m\n3,b,0,m\n"))
                .record("id")
                .subject("p")
                .label("y", "1")
                .attributes("sex")
                .named("c", "1");

        DataProfile profile = DataProfiler.builder().unchanging("sex").build().profile(cohort);

        assertThat(profile.dataset()).isEqualTo(cohort.reference());
        assertThat(profile.findings(Suspicion.SUBJECT_REPEATED)).hasSize(1);
        assertThat(profile.findings(Suspicion.CHANGES_WITHIN_SUBJECT)).hasSize(1);
        assertThatThrownBy(() -> DataProfiler.builder().label("y").build().profile(cohort))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a cohort says itself");
    }

    @Test
    void settings_that_do_nothing_or_name_nothing_are_refused() {
        Table table = csv("a,b\n1,x\n2,y\n");

        assertThatThrownBy(() -> DataProfiler.builder().label("c").build().profile(table, "t", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no column \"c\"");
        assertThatThrownBy(() -> DataProfiler.builder().unchanging("b").build().profile(table, "t", "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a subject");
        assertThatThrownBy(() -> DataProfiler.builder().label("a").label("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("label is already set");
        assertThatThrownBy(() -> DataProfiler.builder().thinBelow(0)).hasMessageContaining("at least 1 row");
        assertThatThrownBy(() -> DataProfiler.builder().attributes("a", "a")).hasMessageContaining("twice");
        assertThatThrownBy(() -> DataProfiler.builder().multivariateOutliers("a"))
                .hasMessageContaining("at least two");
        assertThatThrownBy(() -> DataProfiler.builder()
                        .multivariateOutliers("a", "b")
                        .build()
                        .profile(table, "t", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected numbers, found categories");
    }

    @Test
    void the_document_reads_back_and_is_recorded() {
        DataProfile profile = profile(csv("a,b\n1,x\n2,y\n"));
        Ledger ledger = Ledger.inMemory(Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC));

        assertThat(EvidenceDocument.parse(profile.document().bytes()).document().digest())
                .isEqualTo(profile.document().digest());
        assertThat(ledger.record(profile).evidence()).isSameAs(profile);
        assertThat(profile.on(CohortDescription.MISSING_SHARE, Slice.of("column", "a")))
                .isPresent();
        assertThat(profile).hasToString("profile of 2 columns and 2 rows of " + profile.dataset());
    }

    @Test
    void documentation_is_measured_by_site() {
        DataProfile profile = DataProfiler.builder()
                .site("site")
                .attributes("race")
                .smallCell(2)
                .build()
                .profile(csv("site,race\nA,w\nA,?\nB,b\nB,w\n"), "t", "1");

        assertThat(profile.on(
                                CohortDescription.DOCUMENTATION_RATE,
                                Slice.of("column", "race").and("site", "A"))
                        .orElseThrow()
                        .point())
                .hasValue(0.5);
        assertThat(profile.overall(CohortDescription.DOCUMENTATION_RATE)).isEmpty();
    }

    /** Whatever cells hold, a profile is made, its counts add up, it reads back, and no long text of a cell is in it. */
    @Property(tries = 300)
    void any_cells_give_a_profile(@ForAll @Size(max = 40) List<String> cells) {
        List<String> texts = cells.stream()
                .map(cell -> StandardCharsets.UTF_8.newEncoder().canEncode(cell) ? cell : "?")
                .toList();
        Table table = Table.builder()
                .category("x", texts)
                .category(
                        "y",
                        texts.stream().map(t -> t + "#secret#" + t.length()).toList())
                .build();

        DataProfile profile = DataProfiler.builder()
                .label("x")
                .site("y")
                .attributes("y")
                .build()
                .profile(table, "t", "1");

        ColumnProfile x = profile.column("x").orElseThrow();
        assertThat(x.present() + x.missing()).isEqualTo(texts.size());
        assertThat(Content.parse(profile.document().bytes()))
                .isEqualTo(profile.document().content());
        if (!texts.isEmpty()) {
            assertThat(profile.proposedSchema("s", "1").content().bytes()).isNotEmpty();
        }
    }

    @Test
    void extreme_numbers_do_no_harm() {
        Table table = Table.builder()
                .category(
                        "x",
                        IntStream.range(0, 60)
                                .mapToObj(i -> i == 3 ? "1e308" : i == 4 ? "-1e308" : i + ".5")
                                .toList())
                .number(
                        "y",
                        IntStream.range(0, 60)
                                .mapToDouble(i -> i == 3 ? 1e308 : i == 5 ? Double.NaN : i)
                                .toArray())
                .build();

        DataProfile profile = profile(table);

        assertThat(profile.column("x").orElseThrow().numbers().orElseThrow().outliers())
                .isEmpty();
        assertThat(profile.proposedSchema("s", "1").questions()).isNotEmpty();
    }

    // P6 is of two rows and P0 of three, two of them equal; one age is 777 and one dose has a letter in it
    /** Another implementation of the same figures, which takes rows that differ in some columns as well. */
    @Test
    void the_chance_of_equal_rows_is_that_of_the_near_duplicate_detector() {
        SplittableRandom random = new SplittableRandom(5);
        String[] names = {"c0", "c1", "c2", "c3", "c4"};
        Table.Builder table = Table.builder();
        for (String name : names) {
            // levels of uneven shares, and missing cells
            table.category(
                    name,
                    IntStream.range(0, 150)
                            .map(i -> random.nextInt(100))
                            .mapToObj(v -> v < 15 ? "" : v < 50 ? "a" : v < 75 ? "b" : v < 90 ? "c" : "d")
                            .toList());
        }
        Table rows = table.category(
                        "y",
                        IntStream.range(0, 150)
                                .mapToObj(i -> i % 2 == 0 ? "0" : "1")
                                .toList())
                .build();
        Finding found = DataProfiler.builder()
                .build()
                .profile(rows, "t", "1")
                .findings(Suspicion.ROW_DUPLICATE)
                .get(0);

        NearDuplicateReport.Compared expected = NearDuplicateDetector.builder()
                .rows(0)
                .columns("c0", "c1", "c2", "c3", "c4", "y")
                .build()
                .within(Cohort.from(rows.numbered("row"))
                        .record("row")
                        .label("y", "1")
                        .named("t", "1"))
                .results()
                .get(0);

        assertThat(expected.pairs()).isPositive();
        assertThat(found.details())
                .containsEntry("pairs", Long.toString(expected.pairs()))
                .containsEntry("pairs_expected_by_chance", String.format(Locale.ROOT, "%.3g", expected.expectedPairs()))
                .containsEntry("chance_of_as_many", String.format(Locale.ROOT, "%.3g", expected.chanceOfAsMany()));
    }

    @Test
    void rows_are_named_by_warnings_about_single_rows_only() {
        StringBuilder text = new StringBuilder("id,age,dose,arm\n");
        for (int i = 0; i < 200; i++) {
            text.append(i == 7 ? "P6" : "P" + i)
                    .append(',')
                    .append(i == 20 ? "777" : 30 + i % 40)
                    .append(',')
                    .append(i == 50 ? "1O" : i % 37 + 0.5)
                    .append(",?\n");
        }
        text.append("P0,30,0.5,?\nP0,30,0.5,?\n");
        DataProfiler profiler =
                DataProfiler.builder().record("id").age("age").attributes("arm").build();

        DataProfile profile = profiler.profile(csv(text.toString()), "t", "1");

        assertThat(profile.suspectRows()).containsExactly(0, 6, 7, 20, 50, 200, 201);
        assertThat(profile.reasons(0)).containsExactly("RECORD_REPEATED id");
        assertThat(profile.reasons(20)).containsExactly("AGE_BEYOND_120 age");
        assertThat(profile.reasons(50)).containsExactly("TEXTS_AMONG_NUMBERS dose");
        assertThat(profile.reasons(201)).containsExactly("ROW_DUPLICATE", "RECORD_REPEATED id");
        assertThat(profile.reasons(1)).isEmpty();
        assertThat(profile.findings(Suspicion.SENTINEL_NUMBER)).isNotEmpty(); // answered once for the column
        assertThat(profile(csv("id,age\nA,30\nB,31\n")).suspectRows()).isEmpty();
    }

    @Test
    void many_texts_among_numbers_are_a_question_about_the_column_and_name_no_row() {
        String text = "n\n" + "1\n2\n3\n".repeat(16) + "V1\nV 2\n";

        DataProfile profile = profile(csv(text));

        assertThat(profile.findings(Suspicion.TEXTS_AMONG_NUMBERS)).hasSize(1);
        assertThat(profile.reasons(48)).doesNotContain("TEXTS_AMONG_NUMBERS n");
    }
}
