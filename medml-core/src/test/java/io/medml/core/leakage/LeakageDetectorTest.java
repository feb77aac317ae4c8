package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.document.Markdown;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LeakageDetectorTest {

    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static Cohort cohort(String name, String csv) {
        Table table = CsvReader.builder()
                .build()
                .read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), name + ".csv");
        return Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named(name, "1");
    }

    private static final Cohort TRAIN =
            cohort("train", "id,patient,age,sex,y\nr1,p1,61,F,1\nr2,p1,62,F,0\nr3,p2,70,M,0\n");
    private static final Cohort CLEAN = cohort("test", "id,patient,age,sex,y\nr7,p7,33,F,0\nr8,p8,34,M,1\n");

    private static List<String> codes(SeparationReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    @Test
    void parts_that_share_nothing_give_no_finding() {
        SeparationReport report = LeakageDetector.separation(TRAIN, CLEAN);

        assertThat(report.findings()).isEmpty();
        assertThat(report.overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.sharedRecords()).isZero();
            assertThat(overlap.sharedSubjects()).hasValue(0);
            assertThat(overlap.sharedFeatureRows()).hasValue(0);
        });
        assertThat(report).hasToString("separation of 2 data sets: 1 pairs, 0 findings");
    }

    /** So many rows with the same 3 ages again and again, and the name of a file from a number on. */
    private static Cohort files(String name, int rows, int from) {
        StringBuilder csv = new StringBuilder("id,patient,age,file,y\n");
        for (int i = from; i < from + rows; i++) {
            csv.append("r" + i + ",p" + i + "," + (60 + i % 3) + ",record" + i + ".dat," + i % 2 + "\n");
        }
        return cohort(name, csv.toString());
    }

    @Test
    void a_column_that_differs_in_every_row_hides_all_copies_and_is_named_in_place_of_a_0() {
        SeparationReport report = LeakageDetector.separation(files("train", 20, 0), files("test", 10, 20));

        assertThat(report.overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.alwaysDiffering()).containsExactly("file");
            assertThat(overlap.sharedFeatureRows()).isEmpty();
        });
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("FEATURE_ROWS_ALWAYS_DIFFER");
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.details()).containsEntry("columns", "file");
        });
        assertThat(report.measurements().stream()
                        .filter(m -> m.metric().equals(LeakageDetector.SHARED_FEATURE_ROW_SHARE)))
                .singleElement()
                .satisfies(m -> assertThat(m.estimate().point()).isEmpty());
        assertThat(Markdown.text(SeparationLayout.of(report)))
                .contains("not comparable: file differs in every row")
                .doesNotContain("None by the rules that were applied");
    }

    @Test
    void a_column_of_which_one_value_is_in_both_parts_or_twice_in_one_hides_nothing_that_is_not_counted() {
        assertThat(LeakageDetector.separation(files("train", 20, 0), files("test", 20, 19))
                        .overlaps())
                .singleElement()
                .satisfies(overlap -> {
                    assertThat(overlap.alwaysDiffering()).isEmpty();
                    assertThat(overlap.sharedFeatureRows()).hasValue(1);
                });
        assertThat(LeakageDetector.separation(files("train", 20, 0), files("test", 9, 20))
                        .overlaps())
                .as("too few rows to take it for more than chance")
                .singleElement()
                .satisfies(overlap -> assertThat(overlap.sharedFeatureRows()).hasValue(0));
    }

    @Test
    void one_shared_patient_is_found_as_an_error() {
        Cohort leaky = cohort("test", "id,patient,age,sex,y\nr7,p7,33,F,0\nr8,p1,34,M,1\nr9,p1,35,M,1\n");

        SeparationReport report = LeakageDetector.separation(TRAIN, leaky);

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SUBJECT_OVERLAP");
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.where()).isEqualTo("train 1 vs test 1");
            assertThat(finding.details()).containsEntry("subjects", "1").containsEntry("records_of_second", "2");
        });
        assertThat(value(report, LeakageDetector.SHARED_SUBJECT_SHARE.id())).isEqualTo(0.5);
    }

    private static double value(SeparationReport report, String metric) {
        return report.measurements().stream()
                .filter(m -> m.metric().id().equals(metric))
                .map(Measurement::estimate)
                .findFirst()
                .orElseThrow()
                .point()
                .orElseThrow();
    }

    @Test
    void one_shared_record_is_found_as_an_error() {
        Cohort leaky = cohort("test", "id,patient,age,sex,y\nr3,p7,33,F,0\nr8,p8,34,M,1\n");

        assertThat(codes(LeakageDetector.separation(TRAIN, leaky))).containsExactly("RECORD_OVERLAP");
    }

    @Test
    void a_copied_row_under_another_identifier_is_found_as_a_warning() {
        Cohort leaky = cohort("test", "id,patient,age,sex,y\nr7,p7,70,M,1\nr8,p8,34,M,1\n");

        SeparationReport report = LeakageDetector.separation(TRAIN, leaky);

        assertThat(codes(report)).containsExactly("FEATURE_ROW_OVERLAP");
        assertThat(report.findings().get(0).severity()).isEqualTo(Severity.WARNING);
        assertThat(report.overlaps().get(0).sharedFeatureRows()).hasValue(1);
    }

    @Test
    void a_number_is_the_same_whichever_way_it_is_written_or_stored() {
        Cohort stored = Cohort.from(Table.builder()
                        .category("id", "r7", "r8")
                        .category("patient", "p7", "p8")
                        .category("sex", "M", "F")
                        .number("age", 70, 5)
                        .category("y", "0", "1")
                        .build())
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named("stored", "1");
        Cohort written = cohort("written", "id,patient,age,sex,y\nr7,p7,70.0,M,1\n");

        assertThat(codes(LeakageDetector.separation(TRAIN, stored))).containsExactly("FEATURE_ROW_OVERLAP");
        assertThat(codes(LeakageDetector.separation(TRAIN, written))).containsExactly("FEATURE_ROW_OVERLAP");
    }

    @Test
    void texts_that_run_into_each_other_are_told_apart() {
        Cohort one = cohort("one", "id,patient,a,b,y\n1,1,xTy,z,1\n");
        Cohort two = cohort("two", "id,patient,a,b,y\n2,2,x,yTz,1\n");

        assertThat(LeakageDetector.separation(one, two).findings()).isEmpty();
    }

    @Test
    void rows_with_an_unreadable_cell_are_not_compared() {
        Table table = CsvReader.builder()
                .number("age")
                .build()
                .read(
                        new ByteArrayInputStream(
                                "id,patient,age,y\n1,1,x,1\n2,2,y,1\n".getBytes(StandardCharsets.UTF_8)),
                        "f");
        Cohort both = Cohort.from(table)
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named("b", "1");

        assertThat(LeakageDetector.separation(both.subset(new int[] {0}, "a"), both.subset(new int[] {1}, "c"))
                        .findings())
                .isEmpty();
    }

    @Test
    void subjects_that_nobody_named_are_an_error_and_no_pass() {
        Cohort unnamed = Cohort.from(CLEAN.table()).record("id").label("y", "1").named("test", "1");

        SeparationReport report = LeakageDetector.separation(TRAIN, unnamed);

        assertThat(codes(report)).containsExactly("SUBJECT_NOT_COMPARED");
        assertThat(report.findings().get(0).severity()).isEqualTo(Severity.ERROR);
        assertThat(report.overlaps().get(0).sharedSubjects()).isEmpty();
    }

    @Test
    void differing_columns_are_named_and_the_common_ones_compared() {
        Cohort other = cohort("test", "id,patient,age,bmi,y\nr7,p7,70,25,0\n");

        SeparationReport report = LeakageDetector.separation(TRAIN, other);

        assertThat(codes(report)).containsExactly("FEATURE_COLUMNS_DIFFER", "FEATURE_ROW_OVERLAP");
        assertThat(report.findings().get(0).details()).containsEntry("columns", "bmi, sex");
    }

    @Test
    void subjects_under_another_column_name_are_compared_with_a_warning() {
        Table table = Table.builder()
                .category("id", "r9")
                .category("mrn", "p1")
                .category("y", "1")
                .build();
        Cohort other =
                Cohort.from(table).record("id").subject("mrn").label("y", "1").named("o", "1");

        assertThat(codes(LeakageDetector.separation(cohort("t", "id,patient,y\nr1,p1,1\n"), other)))
                .containsExactly("SUBJECT_COLUMN_DIFFERS", "SUBJECT_OVERLAP", "FEATURE_ROWS_NOT_COMPARED");
    }

    @Test
    void every_pair_of_several_parts_is_compared() {
        Cohort third = cohort("third", "id,patient,age,sex,y\nr20,p8,1,F,0\n");

        SeparationReport report = LeakageDetector.separation(TRAIN, CLEAN, third);

        assertThat(report.overlaps()).hasSize(3);
        assertThat(report.findings()).extracting(Finding::where).containsExactly("test 1 vs third 1");
        assertThatIllegalArgumentException().isThrownBy(() -> LeakageDetector.separation(TRAIN));
    }

    @Test
    void the_report_holds_no_identifier_and_reads_back() {
        SeparationReport report = LeakageDetector.separation(TRAIN, TRAIN.subset(new int[] {0}, "again"));

        assertThat(new String(report.document().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("\"r1\"", "\"p1\"", "p1 ");
        assertThat(EvidenceDocument.parse(report.document().bytes()).measurements())
                .isEqualTo(report.measurements());
        assertThat(report.about())
                .containsExactly(
                        TRAIN.reference(), TRAIN.subset(new int[] {0}, "again").reference());
    }

    // the law: the counts are those of plain set intersections
    @Property(tries = 200)
    void counts_are_those_of_set_intersections(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 9) Integer> a,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 9) Integer> b) {
        SeparationReport.Overlap overlap = LeakageDetector.separation(random("a", a), random("b", b))
                .overlaps()
                .get(0);

        Set<Integer> both = new TreeSet<>(a);
        both.retainAll(b);
        assertThat(overlap.sharedSubjects()).hasValue(both.size());
        assertThat(overlap.recordsOfSharedSubjects())
                .hasValue((int) b.stream().filter(both::contains).count());
        assertThat(overlap.sharedRecords()).isZero();
        Set<Integer> features = new TreeSet<>();
        a.forEach(patient -> features.add(patient % 4));
        assertThat(overlap.sharedFeatureRows())
                .hasValue((int) b.stream().filter(p -> features.contains(p % 4)).count());
    }

    private static Cohort random(String name, List<Integer> patients) {
        List<String> ids = new ArrayList<>();
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < patients.size(); i++) {
            ids.add(name + i);
            subjects.add("p" + patients.get(i));
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("patient", subjects)
                        .number("x", patients.stream().mapToDouble(p -> p % 4).toArray())
                        .category("y", java.util.Collections.nCopies(ids.size(), "1"))
                        .build())
                .record("id")
                .subject("patient")
                .label("y", "1")
                .named(name, "1");
    }

    @Test
    void rows_are_compared_a_second_time_by_what_the_model_reads_and_both_are_on_the_page() {
        // the visit differs in every row, so no whole row equals another; the model reads age and sex
        Cohort training = cohort("train", "id,patient,visit,age,sex,y\nr1,p1,1,61,F,1\nr2,p2,2,70,M,0\n");
        Cohort test = cohort("test", "id,patient,visit,age,sex,y\nr7,p7,3,70,M,0\nr8,p8,4,70,M,1\nr9,p9,5,33,F,1\n");

        SeparationReport blind = LeakageDetector.separation(training, test);
        SeparationReport report =
                LeakageDetector.builder().inputs("sex", "age").build().compare(training, test);

        assertThat(blind.findings()).isEmpty();
        assertThat(blind.overlaps().get(0).sharedInputRows()).isEmpty();
        assertThat(report.features()).containsExactly("age", "sex", "visit");
        assertThat(report.inputs()).containsExactly("age", "sex");
        assertThat(report.overlaps().get(0).sharedFeatureRows()).hasValue(0);
        assertThat(report.overlaps().get(0).sharedInputRows()).hasValue(2);
        assertThat(codes(report)).containsExactly("INPUT_ROW_OVERLAP");
        assertThat(value(report, LeakageDetector.SHARED_INPUT_ROW_SHARE.id())).isEqualTo(2.0 / 3);
        assertThat(Markdown.text(SeparationLayout.of(report)))
                .containsPattern("data set train 1 *\\| *2 *\\| *2 *\\|")
                .containsPattern("data set test 1 *\\| *3 *\\| *3 *\\|")
                .containsPattern("Features *\\| *3 *\\| *age, sex, visit *\\|")
                .containsPattern("Model inputs *\\| *2 *\\| *age, sex *\\|");
        assertThat(EvidenceDocument.parse(report.document().bytes()).schema()).isEqualTo("separation-report/1");
    }

    @Test
    void a_set_that_was_drawn_from_another_is_compared_with_all_others_and_not_with_it() {
        Cohort first = TRAIN.subset(new int[] {2}, "first");
        Cohort leaky = cohort("test", "id,patient,age,sex,y\nr7,p2,33,F,0\n");

        SeparationReport report =
                LeakageDetector.builder().within(first, TRAIN).build().compare(first, TRAIN, leaky);

        assertThat(report.overlaps())
                .extracting(o -> o.first().id() + " " + o.second().id())
                .containsExactly(first.reference().id() + " test", "train test");
        assertThat(codes(report)).containsExactly("SUBJECT_OVERLAP", "SUBJECT_OVERLAP");
        assertThat(report.sets())
                .extracting(SeparationReport.ComparedSet::within)
                .containsExactly(Optional.of(TRAIN.reference()), Optional.empty(), Optional.empty());
        assertThat(Markdown.text(SeparationLayout.of(report))).contains("data set train 1, of which it is a part");
    }

    @Test
    void inputs_that_are_no_common_columns_and_sets_that_are_no_parts_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LeakageDetector.builder().inputs("patient").build().compare(TRAIN, CLEAN))
                .withMessageContaining("expected input \"patient\" to be a column of every part");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeakageDetector.builder().inputs("age", "age"));
        assertThatThrownBy(() -> LeakageDetector.builder().inputs("age").inputs("sex"))
                .hasMessageContaining("already set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeakageDetector.builder().within(CLEAN, TRAIN))
                .withMessageContaining("expected every record of test in train");
        Cohort first = TRAIN.subset(new int[] {2}, "first");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        LeakageDetector.builder().within(first, TRAIN).build().compare(TRAIN, CLEAN))
                .withMessageContaining("among the parts to compare");
    }

    @Test
    void a_fingerprint_finds_what_the_data_find() {
        FingerprintKey key = FingerprintKey.of(SECRET);
        Cohort leaky = cohort("test", "id,patient,age,sex,y\nr3,p7,70,M,0\nr8,p1,34,M,1\n");
        DatasetFingerprint read = DatasetFingerprint.from(
                Content.parse(DatasetFingerprint.of(TRAIN, key).content().bytes()), FingerprintKey.of(SECRET));

        SeparationReport report = LeakageDetector.separation(read, leaky);

        assertThat(report.overlaps())
                .isEqualTo(LeakageDetector.separation(TRAIN, leaky).overlaps());
        assertThat(codes(report)).containsExactly("RECORD_OVERLAP", "SUBJECT_OVERLAP", "FEATURE_ROW_OVERLAP");
        assertThat(report.about()).containsExactly(leaky.reference(), TRAIN.reference());
        assertThat(LeakageDetector.separation(read, CLEAN).findings()).isEmpty();
    }

    @Test
    void a_fingerprint_whose_features_are_not_all_there_compares_no_rows_and_says_so() {
        DatasetFingerprint fingerprint = DatasetFingerprint.of(TRAIN, FingerprintKey.of(SECRET));
        Cohort other = cohort("test", "id,patient,age,y\nr7,p7,70,0\n");

        SeparationReport report = LeakageDetector.separation(fingerprint, other);

        assertThat(codes(report)).containsExactly("FEATURE_ROWS_NOT_COMPARED");
        assertThat(report.overlaps().get(0).sharedFeatureRows()).isEmpty();
    }

    // HMAC-SHA256(key, "subject" 00 "p1"), first 16 bytes, by the platform's HMAC
    @Test
    void a_mark_is_the_documented_keyed_digest() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        String expected = HexFormat.of().formatHex(mac.doFinal("subject\0p1".getBytes(StandardCharsets.UTF_8)), 0, 16);

        Content.Fields content = DatasetFingerprint.of(TRAIN, FingerprintKey.of(SECRET))
                .content()
                .asFields();

        assertThat(content.list("subjects")).hasSize(2).contains(Content.text(expected));
        assertThat(new String(content.bytes(), StandardCharsets.UTF_8))
                .doesNotContain("p1", "r1", "0123456789abcdef")
                .doesNotContain(HexFormat.of().formatHex(SECRET));
    }

    @Test
    void another_key_is_refused_instead_of_finding_nothing() {
        Content content =
                DatasetFingerprint.of(TRAIN, FingerprintKey.of(SECRET)).content();
        FingerprintKey other = FingerprintKey.of("another-key-of-16".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> DatasetFingerprint.from(content, other))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("every comparison would miss every match");
    }

    @Test
    void a_damaged_fingerprint_is_refused() {
        FingerprintKey key = FingerprintKey.of(SECRET);
        String text = new String(DatasetFingerprint.of(TRAIN, key).content().bytes(), StandardCharsets.UTF_8);

        for (String damaged : List.of(
                text.replace("medml-fingerprint/1", "medml-fingerprint/2"),
                text.replace("\"rows\"", "\"lines\""),
                text.replaceFirst("\"sha256\":\"[0-9a-f]", "\"sha256\":\""),
                text.replace("\"id\":\"train\"", "\"id\":\"\""),
                text.replaceFirst("\"subjects\":\\[\"[0-9a-f]{2}", "\"subjects\":[\"zz"),
                text.replaceFirst("\"subjects\":\\[\"[0-9a-f]{32}\"", "\"subjects\":[7"))) {
            assertThat(damaged).isNotEqualTo(text);
            assertThatThrownBy(
                            () -> DatasetFingerprint.from(Content.parse(damaged.getBytes(StandardCharsets.UTF_8)), key))
                    .isInstanceOf(DataException.class);
        }
    }

    @Test
    void a_key_is_long_enough_was_filled_and_shows_nothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> FingerprintKey.of(new byte[15]));
        for (byte[] forgotten : List.of(
                new byte[16],
                new byte[64],
                "aaaaaaaaaaaaaaaaaaaa".getBytes(StandardCharsets.US_ASCII),
                "1234567123456712345671234567".getBytes(StandardCharsets.US_ASCII))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FingerprintKey.of(forgotten))
                    .withMessageContaining("at least 8 distinct values among them")
                    .withMessageContaining("SecureRandom");
        }
        assertThatNoException()
                .isThrownBy(() -> FingerprintKey.of("1234567812345678".getBytes(StandardCharsets.US_ASCII)));
        assertThat(FingerprintKey.of(SECRET).toString()).isEqualTo("FingerprintKey");
    }
}
