package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.leakage.FingerprintKey;
import io.medml.core.lineage.LineageGraph;
import java.time.LocalDate;

/**
 * A subject's withdrawal of consent, and how far it reaches.
 *
 * <pre>{@code
 * WithdrawalImpact impact = Withdrawal.of(key.subjectPseudonym(id), day).trace(LineageGraph.of(ledger), key, today);
 * }</pre>
 *
 * <p>The subject is a keyed digest. Whoever holds the key can tell whether a known person is meant: guard it like the identifiers. In
 * a ledger it stands in the document of the impact, which can be erased, and not in the entry, which cannot. Immutable.
 */
public final class Withdrawal {

    private final String pseudonym;
    private final LocalDate on;

    private Withdrawal(String pseudonym, LocalDate on) {
        this.pseudonym = requirePseudonym(pseudonym);
        this.on = DataUseScope.day(on);
    }

    static String requirePseudonym(String pseudonym) {
        if (!requireNonNull(pseudonym, "pseudonym").matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException(
                    "expected the pseudonym of a subject, 32 lower-case hexadecimal digits as FingerprintKey.subjectPseudonym"
                            + " gives them, found another text of " + pseudonym.length()
                            + " characters; never hand in an identifier");
        }
        return pseudonym;
    }

    /**
     * A withdrawal.
     *
     * @param pseudonym the keyed digest of the subject, 32 hexadecimal digits
     * @param on the first day on which nothing is allowed any more
     * @return the withdrawal
     */
    public static Withdrawal of(String pseudonym, LocalDate on) {
        return new Withdrawal(pseudonym, on);
    }

    /**
     * The subject.
     *
     * @return the keyed digest
     */
    public String pseudonym() {
        return pseudonym;
    }

    /**
     * The first day on which nothing is allowed any more.
     *
     * @return the day
     */
    public LocalDate on() {
        return on;
    }

    /** Without the pseudonym, which an entry could never lose again; its digest says which withdrawal it is. */
    ArtifactRef reference() {
        return new ArtifactRef(
                ArtifactRef.Kind.DOCUMENT,
                "withdrawal",
                on.toString(),
                Digest.sha256(Content.fields()
                        .put("subject", pseudonym)
                        .put("on", on.toString())
                        .build()
                        .bytes()));
    }

    /**
     * Finds what the withdrawal reaches in a lineage.
     *
     * <p>Reads and movements of data that a replayed ledger holds ({@code dataset.accessed}) are uses too, whoever recorded them; so is the
     * opening of a sealed test set. A movement says where else the data are.
     *
     * <p>What the lineage does not know comes through as errors: data sets whose subjects are not known under this key, models that may
     * have learned from them, breaks of chains, days that are not known. None of it is taken for "not affected".
     *
     * <p>The impact rests on the report of the lineage: to record it, record {@code lineage.report()} first.
     *
     * @param lineage the lineage, built by hand or from a ledger
     * @param key the key that the pseudonym was made with
     * @param day the day as of which models are looked at as in use
     * @return the impact
     */
    public WithdrawalImpact trace(LineageGraph lineage, FingerprintKey key, LocalDate day) {
        return trace(UsesInLineage.of(pseudonym, lineage, key), day);
    }

    /**
     * Finds what the withdrawal reaches, from uses that are stated by hand.
     *
     * @param uses where the subject's data are and what came of them
     * @param day the day as of which models are looked at as in use
     * @return the impact
     * @throws IllegalArgumentException when the uses are those of another subject
     */
    public WithdrawalImpact trace(SubjectUses uses, LocalDate day) {
        if (!uses.pseudonym().equals(pseudonym)) {
            throw new IllegalArgumentException(
                    "expected the uses of the subject who withdrew, found those of another; trace each by itself");
        }
        return new WithdrawalImpact(this, uses, DataUseScope.day(day));
    }

    /** Gives the day only. */
    @Override
    public String toString() {
        return "withdrawal on " + on;
    }
}
