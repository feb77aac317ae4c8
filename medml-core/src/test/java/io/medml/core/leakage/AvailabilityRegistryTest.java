package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.leakage.TimingReport.Status;
import io.medml.core.leakage.TimingReport.Timed;
import io.medml.core.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvailabilityRegistryTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static AvailabilityRegistry registry() {
        return AvailabilityRegistry.builder("sepsis", "1", "admission")
                .indexTime("admitted_at", TimeForm.iso(BERLIN))
                .feature("age", Availability.before(Duration.ofDays(1)), "master data", "years")
                .feature("lactate", Availability.stamped("lactate_at", Duration.ofMinutes(30)), "laboratory", "mmol/L")
                .feature("culture", Availability.after(Duration.ofDays(2)), "laboratory", "")
                .feature("discharge", Availability.neverServed(), "", "")
                .build();
    }

    private static Cohort cohort(String... lactateTimes) {
        int n = lactateTimes.length;
        String[] ids = new String[n];
        String[] labels = new String[n];
        String[] admitted = new String[n];
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            ids[i] = "p" + i;
            labels[i] = i % 2 == 0 ? "1" : "0";
            admitted[i] = "2026-03-01T10:00";
            numbers[i] = i;
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("label", labels)
                        .category("admitted_at", admitted)
                        .category("lactate_at", lactateTimes)
                        .number("lactate", numbers)
                        .number("age", numbers)
                        .number("culture", numbers)
                        .number("discharge", numbers)
                        .number("surprise", numbers)
                        .build())
                .record("id")
                .subject("id")
                .label("label", "1", "0")
                .named("ward", "1");
    }

    private static TimingReport check(Cohort cohort, String... used) {
        return registry().check(cohort, Duration.ofHours(6), List.of(used));
    }

    @Test
    void features_that_are_there_in_time_have_no_finding() {
        TimingReport report = check(cohort("2026-03-01T11:00", "2026-03-01T15:30"), "age", "lactate");

        assertThat(report.findings()).isEmpty();
        assertThat(report.features()).extracting(Timed::status).containsExactly(Status.IN_TIME, Status.STAMPED);
        assertThat(report.features().get(1).compared()).isEqualTo(2);
    }

    @Test
    void features_that_come_later_or_never_or_were_not_stated_are_errors() {
        TimingReport report = check(cohort("2026-03-01T11:00"), "culture", "discharge", "surprise");

        assertThat(report.findings())
                .extracting(Finding::code, Finding::severity, Finding::where)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("FEATURE_AVAILABLE_LATER", Severity.ERROR, "culture"),
                        org.assertj.core.groups.Tuple.tuple("FEATURE_NEVER_SERVED", Severity.ERROR, "discharge"),
                        org.assertj.core.groups.Tuple.tuple("FEATURE_NOT_REGISTERED", Severity.ERROR, "surprise"));
        assertThat(report.findings().get(0).details()).containsEntry("available", "PT48H");
    }

    @Test
    void a_feature_that_comes_later_is_in_time_for_a_later_prediction() {
        TimingReport report = registry().check(cohort("2026-03-01T11:00"), Duration.ofDays(2), List.of("culture"));

        assertThat(report.findings()).isEmpty();
    }

    // prediction at 16:00 of the zone; the laboratory takes 30 minutes; Berlin is at +01:00 on that day
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T15:30, STAMPED, 0, 0",
        "2026-03-01T15:30:00.000000001, STAMPED_LATER, 1, 0",
        "2026-03-01T15:31, STAMPED_LATER, 1, 0",
        "2026-03-01T14:30Z, STAMPED, 0, 0",
        "2026-03-01T14:31Z, STAMPED_LATER, 1, 0",
        "2026-02-28, STAMPED, 0, 0",
        "2026-03-01, STAMPED, 0, 1",
        "2026-03-02, STAMPED_LATER, 1, 0"
    })
    void a_time_stamp_is_compared_to_the_moment_and_a_date_to_the_day(
            String stamp, Status status, long later, long undecided) {
        Timed lactate = check(cohort(stamp), "lactate").features().get(0);

        assertThat(lactate.status()).isEqualTo(status);
        assertThat(lactate.later()).isEqualTo(later);
        assertThat(lactate.undecided()).isEqualTo(undecided);
    }

    @Test
    void later_values_are_counted_with_their_lines_and_no_time_is_shown() {
        TimingReport report =
                check(cohort("2026-03-01T11:00", "2026-03-05T11:00", "", "yesterday", "2026-02-30T01:00"), "lactate");

        Timed lactate = report.features().get(0);
        assertThat(lactate.compared()).isEqualTo(2);
        assertThat(lactate.lines()).containsExactly(2L);
        assertThat(lactate.missingStamps()).isEqualTo(1);
        assertThat(lactate.unreadableStamps()).isEqualTo(2);
        assertThat(report.findings())
                .extracting(Finding::code)
                .containsExactly("VALUE_STAMPED_LATER", "TIME_STAMP_UNKNOWN");
        assertThat(report.document().bytes())
                .asString(StandardCharsets.UTF_8)
                .doesNotContain("2026-03")
                .doesNotContain("yesterday");
    }

    @Test
    void the_time_stamp_of_a_missing_value_is_nothing_to_compare() {
        Cohort cohort = Cohort.from(Table.builder()
                        .category("id", "a", "b")
                        .category("label", "1", "0")
                        .category("admitted_at", "2026-03-01T10:00", "2026-03-01T10:00")
                        .category("lactate_at", "2027-01-01T10:00", "2026-03-01T10:00")
                        .number("lactate", Double.NaN, 1)
                        .build())
                .record("id")
                .subject("id")
                .label("label", "1", "0")
                .named("ward", "1");

        assertThat(check(cohort, "lactate").features().get(0).later()).isZero();
    }

    @Test
    void a_pattern_is_resolved_strictly_in_its_zone() {
        TimeForm form = TimeForm.pattern("dd.MM.uuuu HH:mm", BERLIN);

        assertThat(form.read("01.07.2026 12:00").orElseThrow().earliest()).isEqualTo("2026-07-01T10:00:00Z");
        assertThat(form.read("31.06.2026 12:00")).isEmpty();
        assertThat(form.read("2026-07-01T12:00")).isEmpty();
        assertThatThrownBy(() -> TimeForm.pattern("not a pattern {", BERLIN))
                .hasMessage("expected a pattern of dates or times, such as uuuu-MM-dd HH:mm, found another text");
    }

    @Test
    void what_can_be_served_comes_from_the_same_statements() {
        AvailabilityRegistry.Serving serving = registry().availableAt(Duration.ofHours(6));

        assertThat(serving.always())
                .extracting(AvailabilityRegistry.Registered::column)
                .containsExactly("age");
        assertThat(serving.whereStamped())
                .extracting(AvailabilityRegistry.Registered::column)
                .containsExactly("lactate");
        assertThat(serving.notYet())
                .extracting(AvailabilityRegistry.Registered::column)
                .containsExactly("culture", "discharge");
        assertThat(registry().availableAt(Duration.ofDays(-2)).always()).isEmpty();
    }

    @Test
    void a_registry_is_read_back_as_it_was_written(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("r.json");
        Files.write(json, registry().content().bytes());
        Path yaml = folder.resolve("r.yaml");
        Files.writeString(yaml, """
                form: medml-availability/1
                name: sepsis
                version: "1"
                index_event: admission
                index_time: {column: admitted_at, pattern: ISO-8601, zone: Europe/Berlin}
                features:
                  - {column: lactate, available: stamped, stamp: lactate_at, delay: PT30M, source: laboratory, unit: mmol/L}
                  - {column: age, available: relative, offset: PT-24H, source: master data, unit: years}
                  - {column: discharge, available: never}
                  - {column: culture, available: relative, offset: PT48H, source: laboratory}
                """);

        assertThat(AvailabilityRegistry.read(json).reference())
                .isEqualTo(registry().reference());
        assertThat(AvailabilityRegistry.read(yaml).reference())
                .isEqualTo(registry().reference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"never\"}] | \"never\",\"offset\":\"PT1H\"}] | registry, features 1: expected \"offset\" to be left out where available is never",
                "\"never\"}] | \"later\"}] | registry, features 1: expected \"available\" to be relative, stamped or never",
                "\"never\"}] | \"relative\",\"offset\":\"P1Y\"}] | registry, features 1: expected \"offset\" to be a duration of days and less, such as PT6H, P1D or -PT30M",
                "\"never\"}] | \"never\",\"when\":\"x\"}] | registry, features 1: expected only the keys [column, available, offset, stamp, delay, source, unit], found \"when\"; correct its spelling or remove it",
                "\"never\"}] | \"never\"},{\"column\":\"a\",\"available\":\"never\"}] | registry, features 2: feature \"a\" is already there",
                "\"never\"}] | \"stamped\",\"stamp\":\"t\"}] | registry: a feature is known from a time stamp, which is compared with the index time; call indexTime(..)",
                "availability/1 | availability/2 | registry: expected \"form\" to be \"medml-availability/1\", the only one that this version reads"
            })
    void a_faulty_registry_is_refused_with_its_place(String sound, String faulty, String message) {
        String json =
                "{\"form\":\"medml-availability/1\",\"name\":\"n\",\"version\":\"1\",\"index_event\":\"e\",\"features\":"
                        + "[{\"column\":\"a\",\"available\":\"never\"}]}";

        assertThatThrownBy(() -> AvailabilityRegistry.from(
                        Content.parse(json.replace(sound, faulty).getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    @Property(tries = 300)
    void bytes_give_a_registry_or_say_what_is_wrong(@ForAll @Size(max = 200) byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 500)
    void a_changed_byte_gives_a_registry_or_says_what_is_wrong(
            @ForAll @IntRange(max = 5000) int at, @ForAll byte value) {
        byte[] bytes = registry().content().bytes();
        bytes[at % bytes.length] = value;

        read(bytes);
    }

    private static void read(byte[] bytes) {
        for (boolean yaml : new boolean[] {false, true}) {
            try {
                AvailabilityRegistry.from(yaml ? Content.parseYaml(bytes) : Content.parse(bytes));
            } catch (DataException | UncheckedIOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void an_unusable_question_is_refused() {
        Cohort cohort = cohort("2026-03-01T11:00");

        assertThatThrownBy(() -> check(cohort)).hasMessage("the used features need at least one column, and each once");
        assertThatThrownBy(() -> check(cohort, "absent"))
                .hasMessage("expected used feature \"absent\" to be a column of the cohort; correct the features");
        assertThatThrownBy(() -> Availability.before(Duration.ofHours(-1)))
                .hasMessage("the lead must not be negative, got PT-1H; use after(..)");
    }

    // what no figure of support2 shows (see FeatureLeakageDetectorTest), a person can state
    @Test
    void support2_columns_of_the_stay_and_earlier_predictions_are_told_by_the_registry() {
        Cohort cohort = RealLeakage.support2();
        String[] later = {"death", "d.time", "slos", "charges", "totcst", "totmcst", "sfdm2", "dnr", "dnrday"};
        String[] models = {"aps", "sps", "surv2m", "surv6m", "prg2m", "prg6m"};
        String[] early = {"age", "sex", "meanbp", "wblc", "hrt", "resp", "temp", "num.co", "diabetes", "dementia"};
        AvailabilityRegistry registry = AvailabilityRegistry.builder("support2", "1", "third day of the study")
                .features(Availability.atIndex(), early)
                .features(Availability.neverServed(), later)
                .features(Availability.neverServed(), models)
                .build();

        TimingReport sound = registry.check(cohort, Duration.ZERO, List.of(early));
        TimingReport unsound = registry.check(
                cohort,
                Duration.ZERO,
                java.util.stream.Stream.of(early, later, models)
                        .flatMap(java.util.Arrays::stream)
                        .toList());

        assertThat(sound.findings().stream().filter(f -> f.severity() == Severity.ERROR))
                .isEmpty();
        assertThat(unsound.findings().stream()
                        .filter(f -> f.code().equals("FEATURE_NEVER_SERVED"))
                        .map(Finding::where))
                .containsExactlyInAnyOrder(java.util.stream.Stream.of(later, models)
                        .flatMap(java.util.Arrays::stream)
                        .toArray(String[]::new));
    }

    // counts by pandas of r_offense_date and out_custody against compas_screening_date, all dates
    @Test
    void compas_offences_of_the_recidivism_are_stamped_after_the_screening() {
        AvailabilityRegistry registry = AvailabilityRegistry.builder("compas", "1", "screening")
                .indexTime("compas_screening_date", TimeForm.iso(ZoneId.of("America/New_York")))
                .feature("r_charge_degree", Availability.stamped("r_offense_date"), "court records", "")
                .feature("out_custody", Availability.stamped("out_custody"), "jail records", "")
                .feature("age", Availability.atIndex(), "court records", "years")
                .build();

        TimingReport report =
                registry.check(RealLeakage.compas(), Duration.ZERO, List.of("age", "out_custody", "r_charge_degree"));

        Timed custody = report.features().get(1);
        assertThat(custody.compared()).isEqualTo(6978);
        assertThat(custody.later()).isEqualTo(4770);
        assertThat(custody.undecided()).isEqualTo(1617);
        Timed charge = report.features().get(2);
        assertThat(charge.compared()).isEqualTo(3471);
        assertThat(charge.later()).isEqualTo(3471);
        assertThat(report.findings()).extracting(Finding::code).contains("VALUE_STAMPED_LATER");
    }
}
