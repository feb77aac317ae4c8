package io.medml.examples.run;

import io.medml.compliance.access.Person;
import io.medml.compliance.signature.Credentials;
import io.medml.compliance.signature.PasswordDirectory;
import io.medml.core.error.DataException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Who signs, with what they show. Closing it wipes the password. */
final class Signer implements AutoCloseable {
    final String id;
    final Credentials credentials;
    final PasswordDirectory directory;

    private Signer(String id, Credentials credentials, PasswordDirectory directory) {
        this.id = id;
        this.credentials = credentials;
        this.directory = directory;
    }

    /**
     * Who signs: the demonstration's own signer, or the person that was named.
     *
     * @throws DataException when the person is none of the configuration, or has no verifier or password
     */
    static Optional<Signer> of(RunConfig config, RunOptions options) {
        if (options.data().isEmpty()) {
            byte[] secret = new byte[24];
            SecureRandom random = new SecureRandom();
            random.nextBytes(secret);
            Credentials credentials = Credentials.password(
                    Base64.getEncoder().encodeToString(secret).toCharArray());
            Person person = config.identities.stream()
                    .map(RunConfig.Identity::person)
                    .filter(p -> p.roles().contains(config.firstRelease.role()))
                    .findFirst()
                    .orElseThrow();
            PasswordDirectory directory = PasswordDirectory.builder()
                    .add(person, PasswordDirectory.verifier(credentials, random))
                    .build();
            return Optional.of(new Signer(person.id(), credentials, directory));
        }
        return options.signAs().map(id -> {
            RunConfig.Identity identity = config.identities.stream()
                    .filter(i -> i.person().id().equals(id))
                    .findFirst()
                    .orElseThrow(() ->
                            new DataException("expected --sign-as to name an identity of the configuration, found \""
                                    + id + "\"; it has "
                                    + config.identities.stream()
                                            .map(i -> i.person().id())
                                            .toList()));
            String verifier = identity.verifier()
                    .orElseThrow(() -> new DataException("identity \"" + id
                            + "\" has no password verifier in the configuration, so nobody can sign as it; make one with the"
                            + " command 'identity' and put it there"));
            return new Signer(
                    id,
                    StudyRun.readCredentials(options.credentials().orElseThrow()),
                    PasswordDirectory.builder().add(identity.person(), verifier).build());
        });
    }

    @Override
    public void close() {
        credentials.close();
    }
}
