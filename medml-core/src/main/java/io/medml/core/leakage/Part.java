package io.medml.core.leakage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Name;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One side of a comparison.
 *
 * @param dataset what it is
 * @param subjectColumn the subject's column and its kind, such as {@code patient_nbr WHOLE_NUMBER}; empty when the cohort has
 *     none, and then subjects are not compared
 * @param features the columns that make a feature row, sorted; empty when rows are not compared
 * @param records marks of the record identifiers
 * @param subjects marks of the subjects
 * @param rows marks of the feature rows
 * @param synthetic whether the data are generated
 */
record Part(
        ArtifactRef dataset,
        Optional<String> subjectColumn,
        List<String> features,
        Set<Mark> records,
        Set<Mark> subjects,
        Set<Mark> rows,
        boolean synthetic) {

    String label() {
        return Name.composed(dataset.id() + " " + dataset.version());
    }
}
