package io.medml.compliance.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.compliance.Study;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordDirectoryTest {

    private static final String SALT =
            Base64.getEncoder().encodeToString("0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    private static final String HASH = Base64.getEncoder().encodeToString(new byte[32]);

    private static Credentials password(String text) {
        return Credentials.password(text.toCharArray());
    }

    @Test
    void a_verifier_made_here_lets_its_password_in_and_no_other() {
        String verifier = PasswordDirectory.verifier(password("correct horse"), new SecureRandom());
        PasswordDirectory directory =
                PasswordDirectory.builder().add(Study.QUALITY, verifier).build();

        assertThat(verifier).matches("pbkdf2-sha256:600000:[A-Za-z0-9+/=]{24}:[A-Za-z0-9+/=]{44}");
        assertThat(verifier).doesNotContain("correct");
        assertThat(directory.authenticate("q.manager", password("correct horse")))
                .hasValue(Study.QUALITY);
        assertThat(directory.authenticate("q.manager", password("correct horsf")))
                .isEmpty();
        assertThat(directory.authenticate("nobody", password("correct horse"))).isEmpty();
        assertThat(directory.components()).containsExactly("user-id", "password");
    }

    // hashlib.pbkdf2_hmac("sha256", b"correct horse", b"0123456789abcdef", 600000, 32) of CPython 3
    @Test
    void a_verifier_computed_by_another_implementation_is_understood() {
        PasswordDirectory directory = PasswordDirectory.builder()
                .add(Study.QUALITY, "pbkdf2-sha256:600000:" + SALT + ":kYKAg/dg7WC7VQ4k8+iaopu8snxCGdA0xMTwPC5tudk=")
                .build();

        assertThat(directory.authenticate("q.manager", password("correct horse")))
                .hasValue(Study.QUALITY);
        assertThat(directory.authenticate("q.manager", password("Correct horse")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "pbkdf2-sha256:600000:SALT",
                "pbkdf2-sha1:600000:SALT:HASH",
                "pbkdf2-sha256:0600000:SALT:HASH",
                "pbkdf2-sha256:-600000:SALT:HASH",
                "pbkdf2-sha256:600000.0:SALT:HASH",
                "pbkdf2-sha256:9999999999:SALT:HASH",
                "pbkdf2-sha256:600000:SALT:HASH:more"
            })
    void a_malformed_verifier_is_refused(String form) {
        refused(form, "must have the form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pbkdf2-sha256:599999:SALT:HASH",
                "pbkdf2-sha256:1:SALT:HASH",
                "pbkdf2-sha256:600000:AAAA:HASH",
                "pbkdf2-sha256:600000::HASH",
                "pbkdf2-sha256:600000:SALT:AAAA",
                "pbkdf2-sha256:600000:SALT:"
            })
    void a_weak_verifier_is_refused(String form) {
        refused(form, "too weak");
    }

    @Test
    void a_verifier_that_is_not_base64_is_refused() {
        refused("pbkdf2-sha256:600000:SALT:not*base64", "not Base64");
    }

    private static void refused(String form, String why) {
        String verifier = form.replace("SALT", SALT).replace("HASH", HASH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PasswordDirectory.builder().add(Study.QUALITY, verifier))
                .withMessageContaining(why)
                .withMessageContaining("q.manager")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain(HASH));
    }

    @Test
    void an_identifier_is_given_to_one_person_only() {
        String verifier = "pbkdf2-sha256:600000:" + SALT + ":" + HASH;

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        PasswordDirectory.builder().add(Study.QUALITY, verifier).add(Study.QUALITY, verifier))
                .withMessageContaining("used twice");
    }

    @Test
    void credentials_are_wiped_when_closed_and_say_nothing_of_themselves() {
        Credentials credentials = password("secret");

        assertThat(credentials).hasToString("credentials");
        credentials.close();
        assertThat(credentials.passwordCopy()).containsOnly('\0');
        assertThatIllegalArgumentException().isThrownBy(() -> password(""));
    }
}
