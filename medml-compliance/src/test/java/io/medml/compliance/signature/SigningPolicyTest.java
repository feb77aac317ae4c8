package io.medml.compliance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.compliance.Study;
import io.medml.compliance.access.Person;
import io.medml.compliance.access.Role;
import io.medml.compliance.pccp.Elsewhere;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningPolicyTest {

    private final Study study = new Study();
    private final Recorded<?> record = study.ledger.record(study.test.describe());

    private ElectronicSignature sign(String id, String password, Role role, SignatureMeaning meaning) {
        try (Credentials credentials = Credentials.password(password.toCharArray())) {
            return study.signing().sign(record, id, credentials, role, meaning);
        }
    }

    private void refused(String id, String password, Role role, SignatureMeaning meaning, String why) {
        long size = study.ledger.size();
        assertThatThrownBy(() -> sign(id, password, role, meaning))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("The attempt is on record.")
                .hasMessageNotContaining(password);
        assertThat(study.ledger.size()).isEqualTo(size + 1);
        assertThat(study.count("signature.applied")).isZero();
        LedgerEntry denied = study.last();
        assertThat(denied.type()).isEqualTo("access.denied");
        assertThat(denied.data().text("action")).isEqualTo("signature.applied");
        assertThat(denied.data().text("claimed_id")).isEqualTo(id);
        assertThat(denied.data().text("meaning")).isEqualTo(meaning.word());
        assertThat(denied.data().list("reasons"))
                .singleElement()
                .satisfies(r -> assertThat(((Content.Text) r).value()).contains(why));
        assertThat(denied.links()).extracting(l -> l.target()).containsExactly(record.ref());
        assertThat(new String(denied.bytes(), StandardCharsets.UTF_8)).doesNotContain(password);
    }

    @Test
    void the_right_password_signs_and_the_entry_has_the_fields_of_the_format() {
        ElectronicSignature signature = sign("q.manager", "right", Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL);

        LedgerEntry entry = study.last();
        assertThat(entry.type()).isEqualTo("signature.applied");
        assertThat(entry.actor().kind()).isEqualTo(Actor.Kind.HUMAN);
        assertThat(entry.actor().id()).isEqualTo("q.manager");
        assertThat(entry.actor().role()).hasValue("quality-manager");
        assertThat(entry.data().values().keySet())
                .containsExactlyInAnyOrder("printed_name", "meaning", "zone", "components", "session_first");
        assertThat(entry.data().text("printed_name")).isEqualTo("Quinn Manager");
        assertThat(entry.data().text("meaning")).isEqualTo("approval");
        assertThat(entry.data().text("zone")).isEqualTo("Europe/Berlin");
        assertThat(entry.data().flag("session_first")).isTrue();
        assertThat(entry.data().list("components"))
                .extracting(c -> ((Content.Text) c).value())
                .containsExactly("user-id", "password");
        assertThat(entry.links()).singleElement().satisfies(l -> {
            assertThat(l.rel()).isEqualTo("signs");
            assertThat(l.target()).isEqualTo(record.ref());
        });
        assertThat(new String(entry.bytes(), StandardCharsets.UTF_8)).doesNotContain("right");
        assertThat(signature).isEqualTo(ElectronicSignature.from(entry));
        assertThat(signature.signed()).isEqualTo(record.ref());
        assertThat(study.count("access.denied")).isZero();
    }

    @Test
    void the_manifestation_has_name_role_utc_time_zone_and_meaning() {
        assertThat(sign("q.manager", "right", Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL)
                        .manifestation())
                .isEqualTo("Quinn Manager (quality-manager), 2026-03-01 09:30:00 UTC"
                        + " (2026-03-01 10:30:00 Europe/Berlin), meaning: approval");
        assertThat(sign("s.officer", "right", Role.CLINICAL_SAFETY_OFFICER, SignatureMeaning.REVIEW)
                        .manifestation())
                .isEqualTo("Sam Officer (clinical-safety-officer), 2026-03-01 09:30:00 UTC"
                        + " (2026-03-01 04:30:00 America/New_York), meaning: review");
    }

    @Test
    void a_wrong_password_is_refused_and_on_record() {
        refused(
                "q.manager",
                "hunter2-wrong",
                Role.QUALITY_MANAGER,
                SignatureMeaning.APPROVAL,
                "could not be authenticated");
    }

    @Test
    void an_unknown_identifier_is_refused_with_the_same_words() {
        refused("nobody", "right", Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL, "could not be authenticated");
    }

    @Test
    void a_role_that_the_person_does_not_hold_is_refused() {
        refused(
                "s.officer",
                "right",
                Role.QUALITY_MANAGER,
                SignatureMeaning.APPROVAL,
                "does not hold the role quality-manager");
    }

    @Test
    void a_meaning_that_the_role_may_not_sign_with_is_refused() {
        refused(
                "q.manager",
                "right",
                Role.QUALITY_MANAGER,
                SignatureMeaning.RESPONSIBILITY,
                "may not sign with meaning responsibility");
    }

    @Test
    void an_author_does_not_sign_their_own_work() {
        refused("d.veloper", "right", Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL, "is not independent");
    }

    @Test
    void whoever_recorded_it_does_not_sign_it() {
        Recorded<?> own = study.ledger.record(
                study.training.describe(), Actor.human("q.manager", "Quinn Manager", "quality-manager"));

        assertThatThrownBy(() -> study.signing()
                        .sign(own, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("is not independent");
        assertThat(study.last().type()).isEqualTo("access.denied");
    }

    @Test
    void evidence_of_another_ledger_is_refused_and_on_record(@TempDir Path directory) {
        Recorded<?> elsewhere = Elsewhere.ledger(directory).record(study.test.describe());
        long size = study.ledger.size();

        assertThatThrownBy(() -> study.signing()
                        .sign(elsewhere, "q.manager", Study.right(), Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not recorded in this ledger");
        assertThat(study.ledger.size()).isEqualTo(size + 1);
        assertThat(study.last().type()).isEqualTo("access.denied");
        assertThat(study.last().data().text("claimed_id")).isEqualTo("q.manager");
        assertThat(study.last().links()).isEmpty();
    }

    @Test
    void only_a_signature_entry_reads_as_a_signature() {
        assertThatThrownBy(() -> ElectronicSignature.from(record.entry()))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("expected a signature");
    }

    @Test
    void a_policy_that_lets_nobody_sign_or_checks_one_component_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SigningPolicy.builder(study.ledger, new Study.Everybody())
                        .build())
                .withMessageContaining("lets nobody sign");
        IdentityProvider oneFactor = new IdentityProvider() {
            @Override
            public Optional<Person> authenticate(String id, Credentials credentials) {
                return Optional.empty();
            }

            @Override
            public List<String> components() {
                return List.of("password", "password");
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> SigningPolicy.builder(study.ledger, oneFactor)
                        .allow(Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL)
                        .build())
                .withMessageContaining("two distinct components");
    }
}
