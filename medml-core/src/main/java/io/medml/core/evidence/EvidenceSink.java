package io.medml.core.evidence;

/** Takes evidence, such as a ledger does. A door that a host may implement. */
@FunctionalInterface
public interface EvidenceSink {

    /**
     * Takes one piece of evidence. When this returns, the evidence is kept; otherwise it throws.
     *
     * @param evidence the evidence
     */
    void accept(Evidence evidence);
}
