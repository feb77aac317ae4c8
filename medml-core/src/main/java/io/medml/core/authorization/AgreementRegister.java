package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The agreements under which data may go to other parties. A gate looks here for the one that covers a transfer. Immutable.
 *
 * <pre>{@code
 * AgreementReview review = agreements.review(LocalDate.now(clock), 60);   // what ends within 60 days, and what has ended
 * }</pre>
 */
public final class AgreementRegister {

    private static final String FORM = "medml-agreement-register/1";

    private final String name;
    private final String version;
    private final DataUsePolicy policy;
    private final SortedMap<String, UseAgreement> agreements = new TreeMap<>();
    private final ArtifactRef reference;

    private AgreementRegister(String name, String version, DataUsePolicy policy, Collection<UseAgreement> agreements) {
        this.name = Name.requireTrimmed(name, "the name of a register");
        this.version = Name.requireTrimmed(version, "the version of a register");
        this.policy = requireNonNull(policy, "policy");
        for (UseAgreement agreement : agreements) {
            if (this.agreements.put(agreement.id(), agreement) != null) {
                throw new IllegalArgumentException(
                        "expected each agreement once, found \"" + agreement.id() + "\" again");
            }
        }
        this.reference = new ArtifactRef(
                ArtifactRef.Kind.CONFIGURATION,
                name,
                version,
                Digest.sha256(content().bytes()));
    }

    /**
     * A register.
     *
     * @param name its name
     * @param version its version
     * @param policy the words in which the scopes of the agreements are stated
     * @param agreements the agreements, each identifier once
     * @return the register
     */
    public static AgreementRegister of(
            String name, String version, DataUsePolicy policy, Collection<UseAgreement> agreements) {
        return new AgreementRegister(name, version, policy, agreements);
    }

    /**
     * The agreements.
     *
     * @return them, by identifier
     */
    public List<UseAgreement> agreements() {
        return List.copyOf(agreements.values());
    }

    /**
     * An agreement.
     *
     * @param id its identifier
     * @return the agreement, or empty
     */
    public Optional<UseAgreement> find(String id) {
        return Optional.ofNullable(agreements.get(id));
    }

    /**
     * Names the register and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return reference;
    }

    DataUsePolicy policy() {
        return policy;
    }

    /**
     * Lists what ends soon.
     *
     * @param day the day of the review
     * @param horizonDays how many days ahead an end counts as soon, at least 0; the host's choice
     * @return the review
     */
    public AgreementReview review(LocalDate day, int horizonDays) {
        return new AgreementReview(this, DataUseScope.day(day), horizonDays);
    }

    /** Why an agreement does not cover a transfer to a party; empty when it does. */
    static Optional<String> fault(UseAgreement agreement, String party, Box asked) {
        if (!agreement.parties().contains(party)) {
            return Optional.of("the recipient is not a party of it");
        }
        if (!asked.dates().minus(agreement.days()).isEmpty()) {
            return Optional.of("it is not in force on all of the days");
        }
        return agreement.scope().reasons(asked).stream().map(Uncovered::words).reduce((a, b) -> a + "; " + b);
    }

    /** The first agreement, by identifier, that covers a transfer to a party. */
    Optional<UseAgreement> covering(String party, Box asked) {
        return agreements.values().stream()
                .filter(a -> fault(a, party, asked).isEmpty())
                .findFirst();
    }

    /** How near the agreements with a party are to covering a transfer; for a message. */
    String nearest(String party, Box asked) {
        List<UseAgreement> with = agreements.values().stream()
                .filter(a -> a.parties().contains(party))
                .toList();
        if (with.isEmpty()) {
            return "no agreement with the recipient is in the register";
        }
        List<String> faults = new ArrayList<>();
        with.forEach(a -> faults.add(a.id() + ": " + fault(a, party, asked).orElse("")));
        return "no agreement with the recipient covers it ("
                + String.join("; ", faults.subList(0, Math.min(3, faults.size())))
                + (faults.size() > 3 ? "; and " + (faults.size() - 3) + " more" : "")
                + ")";
    }

    /**
     * The register as a JSON value, which {@link #from} reads back.
     *
     * @return the content
     */
    public Content content() {
        return Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("policy", policy.reference().digest().hex())
                .put("agreements", Content.items(agreements.values(), UseAgreement::content))
                .build();
    }

    /**
     * Reads a register: {@code form} ({@code medml-agreement-register/1}), {@code name}, {@code version}, {@code agreements}, each with
     * {@code id}, {@code kind}, {@code parties}, {@code scope} (as {@link DataUseScope#from} has it), {@code from}, {@code through} or
     * {@code before}, and {@code document_sha256}. {@code policy}, the digest of the policy, may be left out by people; where it is
     * there it is checked.
     *
     * @param content the register, out of JSON or YAML
     * @param policy the words in which the scopes are stated
     * @return the register
     * @throws DataException when it is no register; names the place
     */
    public static AgreementRegister from(Content content, DataUsePolicy policy) {
        StrictFields fields =
                StrictFields.of(content, "agreement register", "form", "name", "version", "policy", "agreements");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\"; this version of medml reads only this one");
        }
        if (fields.has("policy")
                && !fields.text("policy").equals(policy.reference().digest().hex())) {
            throw fields.wrong("policy", "to be the digest of the policy that is handed in, found another");
        }
        List<UseAgreement> agreements = new ArrayList<>();
        for (Content item : fields.list("agreements")) {
            agreements.add(UseAgreement.from(item, "agreement register, agreement " + (agreements.size() + 1), policy));
        }
        try {
            return new AgreementRegister(
                    NameOrder.checked(fields, "name", fields.text("name")),
                    NameOrder.checked(fields, "version", fields.text("version")),
                    policy,
                    agreements);
        } catch (IllegalArgumentException e) {
            throw new DataException("agreement register: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "agreement register " + name + " " + version + " of " + agreements.size() + " agreements";
    }
}
