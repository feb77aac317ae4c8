package io.medml.core.authorization;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one record may be used for: all of the scopes must allow it. What is absent is a reason, and a record with one is never
 * covered.
 *
 * @param scopes the scopes
 * @param withdrawnOn the day from which on nothing is allowed any more
 * @param absent why nothing can be allowed whatever is asked
 */
record RowScope(List<DataUseScope> scopes, Optional<LocalDate> withdrawnOn, Set<Uncovered> absent) {

    RowScope {
        scopes = List.copyOf(scopes);
        absent = Set.copyOf(absent);
    }

    static RowScope absent(Uncovered reason) {
        return new RowScope(List.of(), Optional.empty(), Set.of(reason));
    }

    RowScope and(RowScope other) {
        List<DataUseScope> all = new ArrayList<>(scopes);
        all.addAll(other.scopes);
        Set<Uncovered> reasons = EnumSet.noneOf(Uncovered.class);
        reasons.addAll(absent);
        reasons.addAll(other.absent);
        Optional<LocalDate> first = withdrawnOn.isPresent()
                        && (other.withdrawnOn.isEmpty() || withdrawnOn.get().isBefore(other.withdrawnOn.get()))
                ? withdrawnOn
                : other.withdrawnOn;
        return new RowScope(all, first, reasons);
    }

    /** Why the request is not covered; empty when it is. */
    Set<Uncovered> reasons(Box asked, LocalDate lastDay) {
        Set<Uncovered> reasons = EnumSet.noneOf(Uncovered.class);
        reasons.addAll(absent);
        if (withdrawnOn.filter(day -> !day.isAfter(lastDay)).isPresent()) {
            reasons.add(Uncovered.WITHDRAWN);
        }
        scopes.forEach(scope -> reasons.addAll(scope.reasons(asked)));
        if (scopes.isEmpty() && absent.isEmpty()) {
            reasons.add(Uncovered.NO_SCOPE);
        }
        return Collections.unmodifiableSet(reasons);
    }
}
