package io.medml.compliance.signature;

import io.medml.compliance.access.Person;
import io.medml.compliance.access.Role;
import io.medml.core.error.AuthorizationException;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may sign what, and the act of signing.
 *
 * <pre>{@code
 * SigningPolicy signing = SigningPolicy.builder(ledger, identities)
 *     .allow(Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL)
 *     .build();
 * ElectronicSignature signature = signing.sign(decision, "j.doe", credentials, Role.QUALITY_MANAGER, SignatureMeaning.APPROVAL);
 * }</pre>
 *
 * <p>The signer is authenticated at every signing with all components. Nobody signs what they recorded themselves, nor what
 * an {@linkplain Builder#independentOf author} on the list made. A refused attempt is recorded as {@code access.denied}
 * before the exception is thrown. Immutable; thread-safe as far as the ledger and the identity provider are.
 */
public final class SigningPolicy {

    private final Ledger ledger;
    private final IdentityProvider identities;
    private final SortedMap<Role, Set<SignatureMeaning>> allowed;
    private final Set<String> authors;

    private SigningPolicy(Builder builder) {
        this.ledger = builder.ledger;
        this.identities = builder.identities;
        this.allowed = new TreeMap<>();
        builder.allowed.forEach((role, meanings) -> allowed.put(role, Set.copyOf(meanings)));
        this.authors = Set.copyOf(builder.authors);
    }

    /**
     * Starts a policy.
     *
     * @param ledger where signatures and refused attempts are recorded
     * @param identities knows who people are
     * @return a builder; confined to one thread
     */
    public static Builder builder(Ledger ledger, IdentityProvider identities) {
        return new Builder(ledger, identities);
    }

    /**
     * Signs a recorded piece of evidence.
     *
     * @param recorded what is signed, recorded in this policy's ledger
     * @param personId who signs
     * @param credentials what they show
     * @param role the role in which they sign
     * @param meaning what the signature says
     * @return the recorded signature
     * @throws IllegalArgumentException when it is recorded in another ledger; the attempt is on record
     * @throws AuthorizationException when the person is not who they say, does not hold the role, the role may not sign with
     *     this meaning, or the person is not independent; the attempt is on record
     */
    public ElectronicSignature sign(
            Recorded<?> recorded, String personId, Credentials credentials, Role role, SignatureMeaning meaning) {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(meaning, "meaning");
        if (!ledger.holds(recorded)) {
            // no link: what is refused is not an entry of this ledger
            denied(personId, meaning, "what was to be signed is not recorded in this ledger", List.of());
            throw new IllegalArgumentException("what is to be signed is not recorded in this ledger; record it here"
                    + " first. The attempt is on record.");
        }
        Optional<Person> person = identities.authenticate(personId, credentials);
        if (person.isEmpty()) {
            throw refuse(recorded, personId, meaning, "the person could not be authenticated");
        }
        Person signer = person.get();
        if (!signer.roles().contains(role)) {
            throw refuse(recorded, personId, meaning, "the person does not hold the role " + role);
        }
        if (!allowed.getOrDefault(role, Set.of()).contains(meaning)) {
            throw refuse(recorded, personId, meaning, "role " + role + " may not sign with meaning " + meaning.word());
        }
        if (authors.contains(personId) || recorded.entry().actor().id().equals(personId)) {
            throw refuse(recorded, personId, meaning, "the person made what is to be signed and is not independent");
        }
        LedgerEntry entry = ledger.append(EntryDraft.of("signature.applied")
                .actor(Actor.human(signer.id(), signer.printedName(), role.name())
                        .withAuth(String.join("+", identities.components())))
                .data(Content.fields()
                        .put("printed_name", signer.printedName())
                        .put("meaning", meaning.word())
                        .put("zone", signer.zone().getId())
                        .put("components", Content.texts(identities.components()))
                        .put("session_first", true)
                        .build())
                .link("signs", recorded.ref()));
        return ElectronicSignature.from(entry);
    }

    private AuthorizationException refuse(
            Recorded<?> recorded, String personId, SignatureMeaning meaning, String reason) {
        denied(personId, meaning, reason, List.of(recorded.ref()));
        return new AuthorizationException("signature by \"" + personId + "\" on " + recorded.ref() + " refused: "
                + reason + ". The attempt is on record.");
    }

    private void denied(String personId, SignatureMeaning meaning, String reason, List<EntryRef> refused) {
        EntryDraft draft = EntryDraft.of("access.denied")
                .actor(Actor.system("svc:signing"))
                .data(Content.fields()
                        .put("action", "signature.applied")
                        .put("claimed_id", personId)
                        .put("meaning", meaning.word())
                        .put("reasons", Content.texts(List.of(reason)))
                        .build());
        refused.forEach(ref -> draft.link("refused", ref));
        ledger.append(draft);
    }

    /** Sets who may sign. Confined to one thread. */
    public static final class Builder {
        private final Ledger ledger;
        private final IdentityProvider identities;
        private final Map<Role, Set<SignatureMeaning>> allowed = new TreeMap<>();
        private final Set<String> authors = new HashSet<>();

        private Builder(Ledger ledger, IdentityProvider identities) {
            this.ledger = Objects.requireNonNull(ledger, "ledger");
            this.identities = Objects.requireNonNull(identities, "identities");
        }

        /**
         * Lets a role sign with a meaning.
         *
         * @param role the role
         * @param meaning the meaning
         * @return this
         */
        public Builder allow(Role role, SignatureMeaning meaning) {
            allowed.computeIfAbsent(Objects.requireNonNull(role, "role"), r -> new TreeSet<>())
                    .add(Objects.requireNonNull(meaning, "meaning"));
            return this;
        }

        /**
         * Keeps the authors of the work from signing it.
         *
         * @param personIds identifiers of the authors
         * @return this
         */
        public Builder independentOf(String... personIds) {
            authors.addAll(List.of(personIds));
            return this;
        }

        /**
         * Finishes the policy.
         *
         * @return the policy
         * @throws IllegalStateException when nobody may sign, or fewer than two components are checked
         */
        public SigningPolicy build() {
            if (allowed.isEmpty()) {
                throw new IllegalStateException("the policy lets nobody sign; call allow(role, meaning)");
            }
            if (Set.copyOf(identities.components()).size() < 2) {
                throw new IllegalStateException("the identity provider checks " + identities.components()
                        + "; a signature needs two distinct components (21 CFR 11.200(a)(1))");
            }
            return new SigningPolicy(this);
        }
    }
}
