package io.medml.compliance.pccp;

import io.medml.core.criteria.AcceptanceCriteria;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One modification that a plan describes in advance.
 *
 * @param id identifier within the plan, such as {@code M1}
 * @param title what changes, in a line
 * @param type kind of modification, as the guidance groups them
 * @param rationale why
 * @param implementation automatic, manual or a combination
 * @param adaptation global or local
 * @param frequency how often at most
 * @param labelling sections of the labelling that are affected; empty when none is
 * @param mayChange aspects of a model version that this modification may change, and no others
 * @param protocol the four parts of the modification protocol by name
 * @param impact the statements of the impact assessment by name
 * @param evidence names of the evidence schemas that must be on record
 * @param confidenceLevel the level of all intervals that criteria judge on
 * @param criteria what the evidence has to meet
 * @param signatures the signatures that are due
 */
public record PlannedModification(
        String id,
        String title,
        String type,
        String rationale,
        String implementation,
        String adaptation,
        String frequency,
        List<String> labelling,
        Set<String> mayChange,
        Map<String, ProtocolPart> protocol,
        Map<String, String> impact,
        List<String> evidence,
        double confidenceLevel,
        AcceptanceCriteria criteria,
        List<RequiredSignature> signatures) {

    /** Copies the collections. */
    public PlannedModification {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(criteria, "criteria");
        labelling = List.copyOf(labelling);
        mayChange = Collections.unmodifiableSet(new TreeSet<>(mayChange));
        protocol = Collections.unmodifiableMap(new TreeMap<>(protocol));
        impact = Collections.unmodifiableMap(new TreeMap<>(impact));
        evidence = List.copyOf(evidence);
        signatures = List.copyOf(signatures);
    }
}
