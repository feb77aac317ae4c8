package io.medml.core.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With Hibernate Validator 9.1.6.Final, without an expression language. */
class RecordValidatorTest {

    private static final ArtifactRef DATASET =
            new ArtifactRef(ArtifactRef.Kind.DATASET, "registry", "1", Digest.sha256(new byte[0]));

    private static final String SECRET = "Zyxwvu";

    interface Plausibility extends Payload {}

    interface InUse {}

    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Constraint(validatedBy = InOrderValidator.class)
    @interface InOrder {
        String message() default "${validatedValue}";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};
    }

    public static final class InOrderValidator implements ConstraintValidator<InOrder, Stay> {
        @Override
        public boolean isValid(Stay stay, ConstraintValidatorContext context) {
            return stay.from() == null || stay.to() == null || !stay.to().isBefore(stay.from());
        }
    }

    @InOrder
    record Stay(LocalDate from, LocalDate to) {}

    record Address(@NotBlank String city) {}

    record Patient(
            @NotNull @Size(min = 3, max = 8, message = "{validatedValue} ${validatedValue}")
            String id,

            @Min(0) @Max(value = 120, payload = Plausibility.class)
            int age,

            @DecimalMax("20") Double lactate,
            @NotNull(groups = InUse.class) String device,
            @Valid Address address,
            List<@Valid Stay> stays,
            Map<@Pattern(regexp = "[a-z]+") String, @Positive Integer> laboratory) {

        static Patient sound() {
            return new Patient(
                    "A-001",
                    61,
                    1.2,
                    "x",
                    new Address("Ulm"),
                    List.of(new Stay(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 2))),
                    Map.of("crp", 3));
        }

        Patient id(String other) {
            return new Patient(other, age, lactate, device, address, stays, laboratory);
        }

        Patient age(int other) {
            return new Patient(id, other, lactate, device, address, stays, laboratory);
        }

        Patient lactate(double other) {
            return new Patient(id, age, other, device, address, stays, laboratory);
        }

        Patient device(String other) {
            return new Patient(id, age, lactate, other, address, stays, laboratory);
        }

        Patient address(Address other) {
            return new Patient(id, age, lactate, device, other, stays, laboratory);
        }

        Patient stays(List<Stay> other) {
            return new Patient(id, age, lactate, device, address, other, laboratory);
        }

        Patient laboratory(Map<String, Integer> other) {
            return new Patient(id, age, lactate, device, address, stays, other);
        }
    }

    private static ValidationReport validate(Patient... patients) {
        return RecordValidator.of(Patient.class).validate(List.of(patients), DATASET);
    }

    private static List<Arguments> planted_faults() {
        Patient sound = Patient.sound();
        return List.of(
                new Arguments("id @NotNull", sound.id(null)),
                new Arguments("id @Size(max = 8, min = 3)", sound.id(SECRET + SECRET)),
                new Arguments("age @Max(value = 120)", sound.age(121)),
                new Arguments("age @Min(value = 0)", sound.age(-1)),
                new Arguments("lactate @DecimalMax(inclusive = true, value = 20)", sound.lactate(20.5)),
                new Arguments("address.city @NotBlank", sound.address(new Address(" "))),
                new Arguments(
                        "stays[] @InOrder",
                        sound.stays(List.of(new Stay(LocalDate.of(2026, 1, 2), LocalDate.of(2026, 1, 1))))),
                new Arguments("laboratory[].<map key> @Pattern(regexp = [a-z]+)", sound.laboratory(Map.of(SECRET, 3))),
                new Arguments("laboratory[].<map value> @Positive", sound.laboratory(Map.of("crp", -3))));
    }

    private record Arguments(String where, Patient patient) {}

    @ParameterizedTest
    @MethodSource("planted_faults")
    void a_planted_fault_is_found_at_its_path_and_sound_objects_have_none(Arguments fault) {
        ValidationReport report = validate(Patient.sound(), fault.patient(), Patient.sound(), fault.patient());

        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("VALUE_CONSTRAINT");
            assertThat(finding.where()).isEqualTo(fault.where());
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.message())
                    .isEqualTo("2 of 4 rows: expected that the constraint holds, found that it does not");
            assertThat(finding.details()).containsEntry("rows", "2").containsEntry("first_row", "2");
        });
        assertThat(report.rows())
                .extracting(RowResult::row, RowResult::reasons)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, List.of("VALUE_CONSTRAINT " + fault.where())),
                        org.assertj.core.groups.Tuple.tuple(3, List.of("VALUE_CONSTRAINT " + fault.where())));
        assertThat(report.quarantine()).containsExactly(1, 3);
        assertThat(report.reasons(3)).containsExactly("VALUE_CONSTRAINT " + fault.where());
        assertThat(report.reasons(0)).isEmpty();
        assertThat(new String(report.body().bytes(), StandardCharsets.UTF_8) + report.findings())
                .doesNotContain(SECRET)
                .doesNotContain("121");
    }

    @Test
    void sound_objects_give_no_finding_and_every_rule_is_listed_all_the_same() {
        ValidationReport report = validate(Patient.sound());

        assertThat(report.findings()).isEmpty();
        assertThat(report.assessed()).isTrue();
        assertThat(report.body().asFields().list("rules"))
                .extracting(rule -> rule.asFields().text("where"))
                .containsExactly(
                        "",
                        "address.city @NotBlank",
                        "age @Max(value = 120)",
                        "age @Min(value = 0)",
                        "id @NotNull",
                        "id @Size(max = 8, min = 3)",
                        "laboratory[].<map key> @Pattern(regexp = [a-z]+)",
                        "laboratory[].<map value> @Positive",
                        "lactate @DecimalMax(inclusive = true, value = 20)",
                        "stays[] @InOrder");
        assertThat(report.schemaReference().orElseThrow().id()).isEqualTo(Patient.class.getName());
        assertThat(report.provenance().settings())
                .containsEntry("provider", "org.hibernate.validator/9.1.6.Final")
                .containsEntry("type", Patient.class.getName());
    }

    @Test
    void one_row_with_several_faults_has_all_of_them_in_order() {
        ValidationReport report =
                validate(Patient.sound().id(null).age(121).laboratory(new TreeMap<>(Map.of("A", -1, "B", -2))));

        assertThat(report.rows().get(0).reasons())
                .containsExactly(
                        "VALUE_CONSTRAINT age @Max(value = 120)",
                        "VALUE_CONSTRAINT id @NotNull",
                        "VALUE_CONSTRAINT laboratory[].<map key> @Pattern(regexp = [a-z]+)",
                        "VALUE_CONSTRAINT laboratory[].<map value> @Positive");
        assertThat(report.findings()).extracting(f -> f.details().get("rows")).containsOnly("1");
    }

    @Test
    void a_severity_is_that_of_the_path_else_of_the_payload_else_of_the_annotation() {
        RecordValidator<Patient> validator = RecordValidator.of(Patient.class)
                .withSeverity(Plausibility.class, Severity.WARNING)
                .withSeverity(Min.class, Severity.INFO)
                .withSeverity("id", Severity.WARNING);

        ValidationReport report = validator.validate(
                List.of(
                        Patient.sound().age(121),
                        Patient.sound().age(-1),
                        Patient.sound().id("x")),
                DATASET);

        assertThat(report.findings())
                .extracting(Finding::where, Finding::severity)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("age @Max(value = 120)", Severity.WARNING),
                        org.assertj.core.groups.Tuple.tuple("age @Min(value = 0)", Severity.INFO),
                        org.assertj.core.groups.Tuple.tuple("id @Size(max = 8, min = 3)", Severity.WARNING));
        assertThat(report.failingRowCount())
                .as("what is only information fails no row")
                .isEqualTo(2);
        assertThat(report.quarantine()).isEmpty();
    }

    @Test
    void groups_choose_the_constraints() {
        RecordValidator<Patient> inUse = RecordValidator.of(Patient.class).withGroups(InUse.class);

        ValidationReport report =
                inUse.validate(List.of(Patient.sound().device(null).age(200)), DATASET);

        assertThat(report.findings()).extracting(Finding::where).containsExactly("device @NotNull");
        assertThat(report.schemaReference()).isNotEqualTo(validate().schemaReference());
        assertThat(validate(Patient.sound().device(null)).findings()).isEmpty();
    }

    @Test
    void a_type_without_constraints_is_not_assessed_and_never_passes() {
        ValidationReport report = RecordValidator.of(String.class).validate(List.of("a"), DATASET);

        assertThat(report.assessed()).isFalse();
        assertThat(report.worst()).hasValue(Severity.ERROR);
        assertThat(report.findings()).extracting(Finding::code).containsExactly("NOT_ASSESSED");
    }

    @Test
    void no_object_is_a_finding() {
        assertThat(validate().findings()).extracting(Finding::code).containsExactly("TABLE_EMPTY");
    }

    @Test
    void objects_are_gone_through_once_and_not_kept() {
        int[] iterators = new int[1];
        Iterable<Patient> many = () -> {
            iterators[0]++;
            Iterator<Integer> ages = IntStream.range(0, 20_000).iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return ages.hasNext();
                }

                @Override
                public Patient next() {
                    return Patient.sound().age(ages.next() % 200);
                }
            };
        };

        ValidationReport report =
                RecordValidator.of(Patient.class).withRowLimit(3).validate(many, DATASET);

        assertThat(iterators[0]).isEqualTo(1);
        assertThat(report.failingRowCount()).as("79 of each 200 are 121 to 199").isEqualTo(7900);
        assertThat(report.rows()).extracting(RowResult::row).containsExactly(121, 122, 123);
    }

    record Node(@NotNull String name, @Valid Node next) {}

    @Test
    void a_type_that_contains_itself_is_followed_as_far_as_the_objects_go() {
        Node chain = new Node("a", new Node("b", new Node(null, null)));

        ValidationReport report = RecordValidator.of(Node.class).validate(List.of(chain), DATASET);

        assertThat(report.findings()).extracting(Finding::where).containsExactly("next.next.name @NotNull");
        Node endless = new Node(null, null);
        for (int i = 0; i < 1100; i++) {
            endless = new Node(null, endless);
        }
        Node deep = endless;
        assertThatThrownBy(() -> RecordValidator.of(Node.class).validate(List.of(deep), DATASET))
                .isInstanceOf(DataException.class)
                .hasMessage("expected at most 1000 rules for objects of type Node, found more; look for a type that"
                        + " contains itself through @Valid");
    }

    @Test
    void null_in_place_of_an_object_is_refused_with_its_row() {
        assertThatThrownBy(
                        () -> RecordValidator.of(Patient.class).validate(Arrays.asList(Patient.sound(), null), DATASET))
                .isInstanceOf(DataException.class)
                .hasMessage("row 2: expected an object of type Patient, found null or another; correct what gives the"
                        + " objects");
    }

    record Failing(String name) {
        @SuppressWarnings("DoNotCallSuggester") // the validator calls it
        @NotNull
        public String getName() {
            throw new IllegalStateException(name);
        }
    }

    @Test
    void a_getter_that_fails_is_named_by_its_exception_and_not_by_what_it_says() {
        assertThatThrownBy(() -> RecordValidator.of(Failing.class).validate(List.of(new Failing(SECRET)), DATASET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("row 1: expected that the constraints of Failing can be checked, found that a getter or a"
                        + " validator of the host fails with java.lang.IllegalStateException; run it on this"
                        + " object by itself")
                .hasNoCause();
    }

    record Contradictory(@Past String name) {}

    @Test
    void constraints_that_do_not_fit_the_type_are_the_callers_mistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RecordValidator.of(Contradictory.class).validate(List.of(new Contradictory(SECRET)), DATASET))
                .withMessageContaining("found that they do not: HV000030")
                .withMessageNotContaining(SECRET);
    }

    @Test
    void settings_are_checked() {
        RecordValidator<Patient> validator = RecordValidator.of(Patient.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> validator.withRowLimit(-1))
                .withMessage("the row limit must not be negative, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> validator.withGroups())
                .withMessage("expected at least one group and none twice, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> validator.withGroups(String.class))
                .withMessage("a group is an interface, got java.lang.String");
        assertThatIllegalStateException()
                .isThrownBy(() -> validator.withSeverity("a", Severity.INFO).withSeverity("a", Severity.INFO))
                .withMessage("the severity of path \"a\" is already set");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> validator.withSeverity("weight", Severity.INFO).validate(List.of(), DATASET))
                .withMessage("a severity was set for path \"weight\", but Patient has no property \"weight\" with"
                        + " constraints");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        validator.withSeverity(String.class, Severity.INFO).validate(List.of(), DATASET))
                .withMessage(
                        "a severity was set for java.lang.String, which is neither an annotation with @Constraint nor a"
                                + " Payload; name one of these");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> validator.validate(
                        List.of(), new ArtifactRef(ArtifactRef.Kind.MODEL, "m", "1", Digest.sha256(new byte[0]))))
                .withMessage("expected a reference to a data set, got one of kind MODEL");
    }

    @Test
    void the_same_objects_give_the_same_bytes_whatever_the_order_in_which_breaches_are_found() {
        Patient faulty = Patient.sound().id(null).age(-1).laboratory(Map.of("A", -1, "B", -2, "C", -3));

        byte[] first = validate(faulty).body().bytes();

        for (int i = 0; i < 20; i++) {
            assertThat(validate(faulty).body().bytes()).isEqualTo(first);
        }
    }

    record Vitals(
            @Positive Double meanBloodPressure,
            @Positive Double heartRate,
            @Max(90) Double age) {

        static Double number(Table table, String column, int row) {
            return table.column(column).isMissing(row)
                    ? null
                    : table.number(column).value(row);
        }
    }

    /**
     * The SUPPORT study (Knaus et al., Annals of Internal Medicine 122, 1995); counts by pandas on the same file: meanbp <= 0 51, hrt <= 0 83
     * (first at index 96), age > 90 163, either of the first two 87. Skipped where the data are not there.
     */
    @Test
    void values_of_the_support_study_that_cannot_be_are_counted_as_pandas_counts_them() {
        String shared = System.getProperty("medml.shared", "");
        Path path = Path.of(shared.isEmpty() ? "shared" : shared, "data", "support2", "support2.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(path), "no support2.csv.gz under the folder of system property medml.shared");
        String[] names = IntStream.rangeClosed(1, 48).mapToObj(i -> "c" + i).toArray(String[]::new);
        Table table = CsvReader.builder()
                .replaceHeader(names)
                .number("c2", "c31", "c33")
                .build()
                .read(path);
        Iterable<Vitals> vitals = () -> IntStream.range(0, table.rowCount())
                .mapToObj(row -> new Vitals(
                        Vitals.number(table, "c31", row),
                        Vitals.number(table, "c33", row),
                        Vitals.number(table, "c2", row)))
                .iterator();

        ValidationReport report = RecordValidator.of(Vitals.class)
                .withSeverity(Max.class, Severity.WARNING)
                .validate(vitals, DATASET);

        assertThat(report.findings())
                .extracting(Finding::where, f -> f.details().get("rows"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("age @Max(value = 90)", "163"),
                        org.assertj.core.groups.Tuple.tuple("heartRate @Positive", "83"),
                        org.assertj.core.groups.Tuple.tuple("meanBloodPressure @Positive", "51"));
        assertThat(report.findings().get(1).details()).containsEntry("first_row", "97");
        assertThat(report.quarantine()).hasSize(87);
    }
}
