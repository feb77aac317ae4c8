package io.medml.core.stats;

/**
 * McNemar's test of equal marginal proportions, in four forms.
 *
 * @param asymptotic chi-square without continuity correction
 * @param continuityCorrected chi-square with continuity correction
 * @param exact exact conditional
 * @param midP mid-p, the default
 */
@SuppressWarnings("DoNotCallSuggester") // skeleton
public record McNemar(
        HypothesisTest asymptotic, HypothesisTest continuityCorrected, HypothesisTest exact, HypothesisTest midP) {

    /** Makes the tests. */
    public static McNemar of(PairedCounts counts) {
        throw new UnsupportedOperationException("not yet");
    }
}
