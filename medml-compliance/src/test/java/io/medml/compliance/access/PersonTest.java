package io.medml.compliance.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonTest {

    private static Person in(String zone) {
        return new Person("j.doe", "Jo Doe", Set.of(Role.QUALITY_MANAGER), ZoneId.of(zone));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York"})
    void a_person_lives_in_a_zone_with_a_name(String zone) {
        assertThat(in(zone).zone().getId()).isEqualTo(zone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z", "+01:00", "UTC+01:00"})
    void an_offset_is_refused_here_and_not_only_when_the_person_signs(String zone) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> in(zone))
                .withMessageContaining("IANA time zone such as Europe/Berlin or UTC, got " + zone);
    }

    @Test
    void a_person_has_an_identifier_a_name_and_a_role() {
        ZoneId utc = ZoneId.of("UTC");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Person(" ", "Jo Doe", Set.of(Role.DEVELOPER), utc))
                .withMessageContaining("needs an id and a printed name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Person("j.doe", "Jo Doe", Set.of(), utc))
                .withMessageContaining("needs at least one role");
    }
}
