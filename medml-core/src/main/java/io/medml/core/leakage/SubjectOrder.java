package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where subjects stand under a seed: a digest that neither the order of the rows nor any other subject influences. */
final class SubjectOrder {

    private SubjectOrder() {}

    /** {@code SHA-256(form 0x00 | seed as 8 bytes | identifier as UTF-8)} of each, of which the first 128 bits. */
    static List<Mark> positions(String form, long seed, List<String> ids) {
        byte[] prefix = (form + "\0").getBytes(StandardCharsets.UTF_8);
        List<Mark> positions = new ArrayList<>(ids.size());
        for (String id : ids) {
            byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
            positions.add(Mark.of(Digest.newSha256()
                    .digest(ByteBuffer.allocate(prefix.length + 8 + utf8.length)
                            .put(prefix)
                            .putLong(seed)
                            .put(utf8)
                            .array())));
        }
        return positions;
    }

    /** What every split of a cohort has to say about its subjects and its data. */
    static List<Finding> findings(Cohort cohort) {
        List<Finding> findings = new ArrayList<>();
        if (cohort.subjectColumn().isEmpty()) {
            findings.add(
                    Finding.of(
                            "SUBJECT_NOT_DECLARED",
                            Severity.WARNING,
                            "",
                            "no subject column was given, so the split is by record; repeated patients may be in several parts"));
        }
        return findings;
    }
}
