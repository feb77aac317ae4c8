package io.medml.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReferenceProfileTest {

    private static final byte[] SOUND =
            Deliveries.profile(new Deliveries(1).rows(60)).body().bytes();

    private static ReferenceProfile read(String text) {
        return ReferenceProfile.from(Content.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_profile_reads_back_as_the_same_evidence_and_compares_the_same_without_the_rows() {
        ReferenceProfile profile = Deliveries.reference();

        ReferenceProfile read =
                ReferenceProfile.from(Content.parse(profile.body().bytes()));

        assertThat(read.document().digest()).isEqualTo(profile.document().digest());
        Table delivery = new Deliveries(2).older(6).rows(300);
        assertThat(ReferenceComparison.builder(read, 0.1)
                        .build()
                        .compare(delivery, "d", "1")
                        .document()
                        .digest())
                .isEqualTo(ReferenceComparison.builder(profile, 0.1)
                        .build()
                        .compare(delivery, "d", "1")
                        .document()
                        .digest());
    }

    @Test
    void a_profile_of_a_cohort_reads_back_as_the_same_evidence() {
        ReferenceProfile profile = ReferenceProfile.builder()
                .leaveOut("record")
                .profile(Cohort.from(new Deliveries(1).rows(60))
                        .record("record")
                        .label("sex", "f")
                        .named("reference", "1"));

        assertThat(ReferenceProfile.from(Content.parse(profile.body().bytes()))
                        .document()
                        .digest())
                .isEqualTo(profile.document().digest());
    }

    @Test
    void a_whole_document_is_refused_with_the_way_to_its_body() {
        Content document = Content.parse(Deliveries.reference().document().bytes());

        assertThatThrownBy(() -> ReferenceProfile.from(document))
                .isInstanceOf(DataException.class)
                .hasMessage("reference profile: expected the body of a profile, found a whole document; give its field"
                        + " \"body\": Content.parse(bytes).asFields().get(\"body\")");
        assertThat(ReferenceProfile.from(document.asFields().get("body")).body())
                .isEqualTo(Deliveries.reference().body());
    }

    @Test
    void numbers_are_kept_as_quantiles_counts_mean_and_standard_deviation() {
        Table table = Table.builder()
                .number("x", DoubleStream.iterate(1, v -> v + 1).limit(100).toArray())
                .build();

        ProfiledColumn.Numbers x = (ProfiledColumn.Numbers)
                ReferenceProfile.builder().profile(table, "r", "1").columns().get(0);

        // ten quantiles at j / 11 of 1 to 100, type 1: the ceil(100 j / 11)-th value
        assertThat(x.points()).containsExactly(10.0, 19.0, 28.0, 37.0, 46.0, 55.0, 64.0, 73.0, 82.0, 91.0);
        assertThat(x.counts().subList(0, 4)).containsExactly(9L, 1L, 8L, 1L);
        assertThat(x.counts().get(20)).isEqualTo(9);
        assertThat(x.bins()).containsOnly(10L);
        assertThat(x.moments().orElseThrow().mean()).isCloseTo(50.5, within(1e-12));
        // the variance of 1 to n is n (n + 1) / 12
        assertThat(x.moments().orElseThrow().standardDeviation()).isCloseTo(Math.sqrt(100 * 101 / 12.0), within(1e-12));
    }

    @Test
    void no_value_of_few_rows_is_kept_beyond_one_quantile_for_ten_of_them_and_no_extreme() {
        Table table = Table.builder()
                .number("x", 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 97531)
                .build();

        String text = new String(
                ReferenceProfile.builder()
                        .bins(2)
                        .profile(table, "r", "1")
                        .body()
                        .bytes(),
                StandardCharsets.UTF_8);

        assertThat(text).contains("\"points\":[5.0]").doesNotContain("97531");
    }

    @Test
    void a_column_of_many_categories_is_not_kept_and_said_not_to_be_compared() {
        Table table = Table.builder()
                .category(
                        "note",
                        IntStream.range(0, 201).mapToObj(i -> "text " + i).toList())
                .build();

        ReferenceProfile profile = ReferenceProfile.builder().profile(table, "r", "1");
        DriftReport report = ReferenceComparison.builder(profile, 0.1).build().compare(table, "c", "1");

        assertThat(new String(profile.body().bytes(), StandardCharsets.UTF_8)).doesNotContain("text 7");
        assertThat(report.notCompared()).containsExactly("note");
        assertThat(Deliveries.codes(report)).containsExactly("COLUMN_NOT_COMPARED note");
        Table without = Table.builder().category("other", "a").build();
        assertThat(Deliveries.codes(
                        ReferenceComparison.builder(profile, 0.1).build().compare(without, "c", "1")))
                .containsExactly("COLUMN_ABSENT note", "COLUMN_UNEXPECTED other");
    }

    @Test
    void a_profile_with_categories_of_fewer_than_ten_rows_says_so_with_counts_and_without_their_names() {
        Table table = Table.builder()
                .category(
                        "comment",
                        IntStream.range(0, 40)
                                .mapToObj(i -> i < 3 ? "Miller, Anna " + i / 2 : "A")
                                .toList())
                .category(
                        "sex", IntStream.range(0, 40).mapToObj(i -> "" + i % 4).toList())
                .build();

        ReferenceProfile profile = ReferenceProfile.builder().profile(table, "r", "1");

        assertThat(profile.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("RARE_CATEGORIES_KEPT");
            assertThat(finding.where()).isEqualTo("comment");
            assertThat(finding.message()).doesNotContain("Miller");
            assertThat(finding.details())
                    .containsEntry("categories", "2")
                    .containsEntry("rows", "3")
                    .hasSize(2);
        });
        assertThat(ReferenceProfile.from(profile.body()).findings()).isEqualTo(profile.findings());
        assertThat(ReferenceProfile.builder()
                        .leaveOut("comment")
                        .profile(table, "r", "1")
                        .findings())
                .isEmpty();
    }

    @Test
    void a_changed_profile_is_refused_by_what_does_not_add_up() {
        String text = new String(SOUND, StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(text.replace("\"rows\":60", "\"rows\":61")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("to sum to the number of rows");
        assertThatThrownBy(() -> read(text.replace("\"kind\":\"numbers\"", "\"kind\":\"other\"")))
                .hasMessageContaining("kind")
                .hasMessageContaining("numbers, categories or not_kept");
        assertThatThrownBy(() -> read(text.replace("\"bins\":10", "\"bins\":10,\"more\":1")))
                .hasMessageContaining("more");
        assertThatThrownBy(() -> read(text.replaceFirst("\"counts\":\\[", "\"counts\":[1,")))
                .hasMessageContaining("counts");
    }

    @Property(tries = 2000)
    void a_sound_profile_with_changed_bytes_is_read_or_refused_by_a_data_exception(
            @ForAll @IntRange(max = 100_000) int at,
            @ForAll @ByteRange(min = 9) byte changed,
            @ForAll @IntRange(max = 3) int cut) {
        byte[] bytes = SOUND.clone();
        bytes[at % bytes.length] = changed;
        byte[] shorter = cut == 0 ? java.util.Arrays.copyOf(bytes, at % bytes.length) : bytes;

        try {
            assertThat(ReferenceProfile.from(Content.parse(shorter)).rows()).isNotNegative();
        } catch (DataException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Test
    void a_cohort_and_its_table_have_the_same_columns() {
        assertThat(Deliveries.reference().columnNames()).isEqualTo(List.of("age", "creatinine", "sex", "device"));
        assertThat(Deliveries.reference())
                .hasToString("profile of dataset development 1 ("
                        + Deliveries.reference().dataset().digest().abbreviated() + "): 2000 rows, 4 columns");
    }
}
