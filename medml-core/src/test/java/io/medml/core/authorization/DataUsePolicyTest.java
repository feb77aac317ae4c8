package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataUsePolicyTest {

    private static final String YAML = """
            form: medml-data-use-policy/1
            name: hospital a
            version: "3"
            purposes:
              research: [training, evaluation]
              training: [retraining]
            places:
              EU: [DE, FR]
              DE: [hospital a]
            scopes:
              consent 2.1:
                - purposes: [research]
                  versions: {from: "2", through: "3.4"}
                  places: [EU]
                  from: "2024-01-01"
                  through: "2027-12-31"
                  transfer: not allowed
                  conditions: [de-identified before use]
                - purposes: any
                  versions: any
                  places: [hospital a]
                  from: open
                  before: open
                  transfer: allowed
              consent 1.0:
                - purposes: {exactly: [evaluation]}
                  versions: ["1.0", draft]
                  places: {all_but: [cloud]}
                  from: open
                  before: "2026-01-01"
                  transfer: only
            """;

    private static DataUsePolicy read(String yaml) {
        return DataUsePolicy.from(Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    private static DataUseRequest request(String purpose, String version, String place) {
        return DataUseRequest.to(DataOperation.TRAIN)
                .purpose(purpose)
                .version(version)
                .at(place)
                .on(LocalDate.parse("2026-03-01"))
                .conditionMet("de-identified before use")
                .build();
    }

    @Test
    void a_policy_of_yaml_means_what_it_says() {
        DataUsePolicy policy = read(YAML);
        DataUseScope scope = policy.scope("consent 2.1").orElseThrow();

        assertThat(policy.scopes()).containsOnlyKeys("consent 1.0", "consent 2.1");
        assertThat(scope.conditions()).containsExactly("de-identified before use");
        assertThat(scope.covers(request("retraining", "3.4", "FR"), policy)).isTrue();
        assertThat(scope.covers(request("research", "2.0", "EU"), policy)).isTrue();
        assertThat(scope.covers(request("research", "3.5", "FR"), policy)).isFalse();
        assertThat(scope.covers(request("commercial", "2", "FR"), policy)).isFalse();
        assertThat(scope.covers(request("commercial", "9", "hospital a"), policy))
                .isTrue();
    }

    @Test
    void a_policy_reads_back_from_its_canonical_form() {
        DataUsePolicy policy = read(YAML);

        DataUsePolicy again = DataUsePolicy.from(Content.parse(policy.content().bytes()));

        assertThat(again.reference()).isEqualTo(policy.reference());
        assertThat(again.scopes()).isEqualTo(policy.scopes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "transfer: not allowed|transfer: maybe|expected \"transfer\" to be one of allowed, not allowed and only",
                "places: [EU]|place: [EU]|expected only the keys",
                "from: \"2024-01-01\"|from: \"2024-02-30\"|expected \"from\" to be a day",
                "through: \"2027-12-31\"|through: \"2023-12-31\"|expected a permission of some use, found one of none",
                "through: \"2027-12-31\"|transfer2: x|expected only the keys",
                "purposes: [research]|purposes: []|to name at least one, or to be the text any",
                "versions: any|versions: {}|to state from, through or both",
                "{from: \"2\", through: \"3.4\"}|{from: \"two\"}|a version of numbers and dots",
                "training: [retraining]|training: [research]|would include itself",
                "form: medml-data-use-policy/1|form: medml-data-use-policy/2|reads only this one",
                "transfer: allowed|transfer:|expected \"transfer\" to be a text that is not blank",
                "{all_but: [cloud]}|{all_but: [cloud], exactly: [EU]}|one of them, found"
            })
    void a_mistake_in_a_file_is_named_with_its_place(String before, String after, String expected) {
        assertThat(YAML).contains(before);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read(YAML.replaceFirst(Pattern.quote(before), after)))
                .withMessageContaining("data-use policy")
                .withMessageContaining(expected);
    }

    @Test
    void a_name_that_includes_itself_through_others_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataUsePolicy.named("p", "1")
                        .purposeIncludes("a", "b")
                        .purposeIncludes("b", "c")
                        .purposeIncludes("c", "a")
                        .build())
                .withMessageContaining("would include itself");
    }

    @Test
    void a_scope_of_a_policy_does_not_change() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.POLICY.with("consent 1", DataUseScope.none()))
                .withMessageContaining("is already there");
    }

    // ---- bad input

    private static final List<byte[]> SOUND = List.of(
            YAML.getBytes(StandardCharsets.UTF_8),
            read(YAML).content().bytes(),
            Sample.agreements().content().bytes(),
            RetentionPolicyTest.policy().content().bytes());

    /** Reads bytes as everything that this package reads; only a stated kind of exception may come out. */
    private static void readAll(byte[] bytes) {
        for (int i = 0; i < 8; i++) {
            try {
                Content content = i % 2 == 0 ? Content.parse(bytes) : Content.parseYaml(bytes);
                switch (i / 2) {
                    case 0 -> DataUsePolicy.from(content);
                    case 1 -> AgreementRegister.from(content, Sample.POLICY);
                    case 2 -> RetentionPolicy.from(content);
                    default -> ConsentRegister.from(content, Sample.POLICY, Sample.KEY);
                }
            } catch (DataException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.FIRST)
    void any_bytes_are_read_or_refused(@ForAll @Size(max = 60) byte[] bytes) {
        readAll(bytes);
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void sound_files_with_changed_bytes_are_read_or_refused(
            @ForAll @IntRange(max = 3) int which,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 100_000) Integer> where,
            @ForAll byte with,
            @ForAll boolean cut) {
        byte[] bytes = SOUND.get(which).clone();
        where.forEach(place -> bytes[place % bytes.length] = with);

        readAll(cut ? Arrays.copyOf(bytes, where.get(0) % bytes.length) : bytes);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void sound_files_with_words_put_elsewhere_are_read_or_refused(
            @ForAll @IntRange(max = 3) int which,
            @ForAll @IntRange(max = 400) int from,
            @ForAll @IntRange(max = 400) int to) {
        String text = new String(SOUND.get(which), StandardCharsets.UTF_8);
        String[] words = text.split("(?<=\\W)|(?=\\W)");
        words[to % words.length] = words[from % words.length];

        readAll(String.join("", words).getBytes(StandardCharsets.UTF_8));
    }
}
