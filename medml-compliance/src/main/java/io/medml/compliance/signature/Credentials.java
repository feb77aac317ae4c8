package io.medml.compliance.signature;

import java.util.Arrays;

/**
 * What a person shows to prove who they are: a password that is wiped after use. Confined to one thread; close it.
 *
 * <p>With the identifier it makes the two distinct identification components of 21 CFR 11.200(a)(1).
 */
public final class Credentials implements AutoCloseable {

    private final char[] password;

    private Credentials(char[] password) {
        this.password = password;
    }

    /**
     * A password.
     *
     * @param password the characters; copied, so the caller can wipe its own
     * @return the credentials
     */
    public static Credentials password(char[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        return new Credentials(password.clone());
    }

    /**
     * The password, for an identity provider to check.
     *
     * @return a copy, which the provider wipes
     */
    public char[] passwordCopy() {
        return password.clone();
    }

    @Override
    public void close() {
        Arrays.fill(password, '\0');
    }

    @Override
    public String toString() {
        return "credentials";
    }
}
