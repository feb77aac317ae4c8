package io.medml.core.criteria;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Objects;

/**
 * What one criterion says about the evidence.
 *
 * @param criterion the criterion
 * @param outcome what it says
 * @param observed the measurements it was applied to; empty when there was none
 * @param explanation why, in a sentence
 */
public record CriterionResult(Criterion criterion, Outcome outcome, List<Measurement> observed, String explanation) {

    /** What a criterion, or all of them, say. */
    public enum Outcome {
        /** The condition holds. */
        MET("met"),
        /** The condition does not hold. */
        NOT_MET("not met"),
        /** Nothing can be said: evidence is missing, not estimable, ambiguous or too imprecise. */
        UNDECIDED("undecided");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /**
         * Says the outcome in words.
         *
         * @return for example {@code not met}
         */
        public String words() {
            return words;
        }
    }

    /** Copies the measurements. */
    public CriterionResult {
        Objects.requireNonNull(criterion, "criterion");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(explanation, "explanation");
        observed = List.copyOf(observed);
    }

    Content content() {
        return Content.fields()
                .put("criterion", criterion.content())
                .put("text", criterion.text())
                .put("outcome", outcome.name())
                .put("explanation", explanation)
                .put(
                        "observed",
                        Content.items(
                                observed,
                                m -> Content.fields()
                                        .put("metric", m.metric().id())
                                        .put("slice", EvidenceDocument.slice(m.slice()))
                                        .put("estimate", EvidenceDocument.estimate(m.estimate()))
                                        .build()))
                .build();
    }
}
