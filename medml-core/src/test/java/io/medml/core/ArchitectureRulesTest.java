package io.medml.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.architecture.HouseRules;
import io.medml.core.evidence.Evidence;
import io.medml.core.table.PlantedFaults;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of the house finds the fault that is planted for it, and is silent on the class beside it. */
class ArchitectureRulesTest {

    private static final class Over extends HouseRules {
        Over(Class<?>... only) {
            super(Evidence.class, List.of(only));
        }

        Stream<DynamicTest> rules() {
            return rulesOfTheHouse();
        }

        @Override
        protected Map<String, String> openTypes() {
            return Map.of("io.medml.core.no.such.Door", "a name that is stale");
        }

        @Override
        protected Map<String, String> permissions() {
            return Map.of("io.medml.core.no.such.Code", "a permission that is stale");
        }

        Executable rule(String name) {
            return rules().filter(test -> test.getDisplayName().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .getExecutable();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LooksUp, every_package_has_its_step_and_uses_no_package_of_a_higher_one",
        "Open, every_public_type_is_closed_or_a_listed_door",
        "Leaks, no_public_signature_names_a_type_of_another_library",
        "Prints, nothing_is_printed",
        "Times, nobody_looks_at_the_clock_of_the_system",
        "Draws, nothing_is_drawn_at_random_without_a_seed",
        "Defaults, nothing_depends_on_the_default_charset_locale_or_time_zone",
        "Leaves, nothing_reaches_into_private_members_or_leaves_the_process"
    })
    void a_planted_fault_is_found_and_its_clean_twin_is_not(String fault, String rule) throws ClassNotFoundException {
        Class<?> planted = Class.forName(PlantedFaults.class.getName() + "$" + fault);

        assertThatThrownBy(() -> new Over(planted).rule(rule).execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PlantedFaults$" + fault);
        assertThatCode(() -> new Over(PlantedFaults.Clean.class).rule(rule).execute())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "every_package_is_null_marked, @NullMarked",
        "the_module_exports_exactly_its_packages, exports of io.medml.core",
        "every_listed_open_type_exists_and_is_an_interface, io.medml.core.no.such.Door",
        "every_listed_permission_is_used, io.medml.core.no.such.Code"
    })
    void a_list_that_is_not_what_is_there_is_found(String rule, String message) {
        assertThatThrownBy(() -> new Over(PlantedFaults.Clean.class).rule(rule).execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    @Test
    void every_rule_fails_when_there_is_no_class_to_check() {
        List<DynamicTest> rules = new Over().rules().toList();

        assertThat(rules).hasSizeGreaterThan(10);
        assertThat(rules)
                .allSatisfy(
                        rule -> assertThatThrownBy(() -> rule.getExecutable().execute())
                                .as(rule.getDisplayName())
                                .isInstanceOf(AssertionError.class));
    }
}
