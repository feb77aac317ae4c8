package io.medml.compliance.regression;

import io.medml.core.evidence.Content;

/**
 * Records whose predicted class differs between two versions.
 *
 * @param fixedPositives with the condition: missed by the reference, found by the candidate
 * @param brokenPositives with the condition: found by the reference, missed by the candidate
 * @param fixedNegatives without it: flagged by the reference, cleared by the candidate
 * @param brokenNegatives without it: cleared by the reference, flagged by the candidate
 * @param records number of records compared
 */
public record Flips(
        long fixedPositives, long brokenPositives, long fixedNegatives, long brokenNegatives, long records) {

    /**
     * All flips.
     *
     * @return their number
     */
    public long total() {
        return fixedPositives + brokenPositives + fixedNegatives + brokenNegatives;
    }

    Content content() {
        return Content.fields()
                .put("fixed_positives", fixedPositives)
                .put("broken_positives", brokenPositives)
                .put("fixed_negatives", fixedNegatives)
                .put("broken_negatives", brokenNegatives)
                .put("records", records)
                .build();
    }
}
