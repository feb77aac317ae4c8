package io.medml.compliance.signature;

import io.medml.compliance.access.Person;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A small directory of people and password verifiers, for hosts that have none. Immutable and thread-safe.
 *
 * <p>A verifier is {@code pbkdf2-sha256:ROUNDS:SALT:HASH} with PBKDF2-HMAC-SHA-256, 600,000 rounds, a 16-byte random salt and
 * a 32-byte hash, both in Base64. It has no lock-out and no ageing.
 */
public final class PasswordDirectory implements IdentityProvider {

    private static final int ROUNDS = 600_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final String SCHEME = "pbkdf2-sha256";

    private final Map<String, Person> people;
    private final Map<String, String> verifiers;

    private PasswordDirectory(Map<String, Person> people, Map<String, String> verifiers) {
        this.people = Map.copyOf(people);
        this.verifiers = Map.copyOf(verifiers);
    }

    /**
     * Starts a directory.
     *
     * @return a builder; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a verifier for a password.
     *
     * @param credentials the password
     * @param random source of the salt
     * @return the verifier; it does not reveal the password
     */
    public static String verifier(Credentials credentials, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = derive(credentials, salt, ROUNDS);
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + ":" + ROUNDS + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    @Override
    public Optional<Person> authenticate(String id, Credentials credentials) {
        String verifier = verifiers.get(id);
        if (verifier == null) {
            // deliberate: as slow as a wrong password, so that the time does not tell which identifiers exist
            derive(credentials, new byte[SALT_BYTES], ROUNDS);
            return Optional.empty();
        }
        String[] parts = verifier.split(":", -1);
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        byte[] shown = derive(credentials, Base64.getDecoder().decode(parts[2]), Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(expected, shown) ? Optional.ofNullable(people.get(id)) : Optional.empty();
    }

    @Override
    public List<String> components() {
        return List.of("user-id", "password");
    }

    private static byte[] derive(Credentials credentials, byte[] salt, int rounds) {
        char[] password = credentials.passwordCopy();
        PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(password, '\0');
        }
    }

    /** Collects people. Confined to one thread. */
    public static final class Builder {
        private final Map<String, Person> people = new LinkedHashMap<>();
        private final Map<String, String> verifiers = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a person.
         *
         * @param person the person
         * @param verifier a verifier made by {@link PasswordDirectory#verifier}
         * @return this
         */
        public Builder add(Person person, String verifier) {
            String[] parts = verifier.split(":", -1);
            if (parts.length != 4 || !parts[0].equals(SCHEME) || !parts[1].matches("[1-9][0-9]{0,8}")) {
                throw new IllegalArgumentException("the password verifier of " + person.id()
                        + " must have the form pbkdf2-sha256:ROUNDS:SALT:HASH; make one with the command 'identity'");
            }
            if (Integer.parseInt(parts[1]) < ROUNDS
                    || bytes(parts[2], person) < SALT_BYTES
                    || bytes(parts[3], person) != HASH_BYTES) {
                throw new IllegalArgumentException("the password verifier of " + person.id() + " is too weak: at least "
                        + ROUNDS + " rounds, " + SALT_BYTES + " bytes of salt and a hash of " + HASH_BYTES
                        + " bytes are needed; make one with the command 'identity'");
            }
            if (people.putIfAbsent(person.id(), person) != null) {
                throw new IllegalArgumentException(
                        "identifier " + person.id() + " is used twice; an identifier belongs to one person for ever");
            }
            verifiers.put(person.id(), verifier);
            return this;
        }

        private static int bytes(String base64, Person person) {
            try {
                return Base64.getDecoder().decode(base64).length;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "the password verifier of " + person.id() + " holds a part that is not Base64", e);
            }
        }

        /**
         * Finishes the directory.
         *
         * @return the directory
         */
        public PasswordDirectory build() {
            return new PasswordDirectory(people, verifiers);
        }
    }
}
