package io.medml.core.holdout;

import io.medml.core.holdout.AnalysisPlan.Allocation;
import io.medml.core.holdout.AnalysisPlan.Endpoint;
import io.medml.core.holdout.AnalysisPlan.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of alpha reaches each secondary endpoint through its gates, by the rule that {@link AnalysisPlan} states.
 *
 * <p>The gates are the nodes of a graph without cycles. Under a split each primary endpoint is a node with its own share; otherwise all of them are one node
 * with alpha, which is met when all are. A node passes its share on in equal parts to the secondary endpoints that stand directly behind it:
 * those that name it and name no other gate that stands behind it too. A claim on a point estimate has no share and passes none on. That is a graph of Bretz and others (2009) with equal weights on
 * the edges; as a secondary endpoint is claimed only when all of its gates are met, what is claimed is at most what their procedure rejects.
 */
final class AlphaShares {

    /** The node of all primary endpoints together; no endpoint has an empty identifier. */
    private static final String ALL = "";

    private final List<Endpoint> endpoints;
    private final boolean split;
    private final Set<String> primary = new HashSet<>();
    private final Map<String, Set<String>> before = new HashMap<>();
    private final Map<String, Set<String>> direct = new LinkedHashMap<>();
    private final Map<String, List<String>> behind = new LinkedHashMap<>();
    private final Map<String, Double> shares = new HashMap<>();

    AlphaShares(double alpha, Optional<Allocation> allocation, List<Endpoint> endpoints) {
        this.endpoints = endpoints;
        this.split = allocation.filter(Allocation.SPLIT::equals).isPresent();
        // deliberate: beside a claim on a limit one on a point estimate is a condition more; alone it passes none on
        shares.put(ALL, endpoints.stream().anyMatch(e -> e.role() == Role.PRIMARY && e.onInterval()) ? alpha : 0);
        Set<String> earlier = new HashSet<>();
        for (Endpoint e : endpoints) {
            if (e.role() == Role.PRIMARY) {
                primary.add(e.id());
                shares.put(e.id(), e.alpha().orElse(0));
                before.put(e.id(), Set.copyOf(earlier));
                // deliberate: the second of a sequence is met only where the first is
                if (allocation.filter(Allocation.FIXED_SEQUENCE::equals).isPresent()) {
                    earlier.add(e.id());
                }
            }
        }
        for (Endpoint e : endpoints) {
            if (e.role() == Role.SECONDARY) {
                gates(e);
            }
        }
        Set<String> points = new HashSet<>();
        endpoints.stream().filter(e -> !e.onInterval()).forEach(e -> points.add(e.id()));
        direct.forEach((id, gates) -> {
            if (!points.contains(id)) {
                gates.forEach(gate ->
                        behind.computeIfAbsent(gate, none -> new ArrayList<>()).add(id));
            }
        });
        direct.forEach((id, gates) -> shares.put(
                id,
                points.contains(id)
                        ? 0.0
                        : gates.stream().mapToDouble(this::part).sum()));
    }

    /** What a gate passes on to each of those directly behind it. */
    private double part(String gate) {
        return share(gate) / behind.getOrDefault(gate, List.of()).size();
    }

    private double share(String node) {
        return shares.getOrDefault(node, 0.0);
    }

    private void gates(Endpoint e) {
        Set<String> all = new TreeSet<>();
        for (String gate : e.after()) {
            all.add(gate);
            all.addAll(before.getOrDefault(gate, Set.of()));
        }
        before.put(e.id(), all);
        Set<String> nodes = new TreeSet<>();
        e.after().forEach(gate -> nodes.add(!split && primary.contains(gate) ? ALL : gate));
        Set<String> nearest = new TreeSet<>(nodes);
        nearest.removeIf(node -> nodes.stream().anyMatch(other -> !other.equals(node) && standsBefore(node, other)));
        direct.put(e.id(), nearest);
    }

    private boolean standsBefore(String node, String other) {
        Set<String> gates = before.getOrDefault(other, Set.of());
        return node.equals(ALL) ? gates.containsAll(primary) : gates.contains(node);
    }

    /** The secondary endpoints that name some primary ones where alpha is free only when all of them are met. */
    List<String> behindSome() {
        List<String> found = new ArrayList<>();
        for (Endpoint e : endpoints) {
            if (!split && e.role() == Role.SECONDARY) {
                Set<String> gates = before.getOrDefault(e.id(), Set.of());
                if (gates.stream().anyMatch(primary::contains) && !gates.containsAll(primary)) {
                    found.add(e.id());
                }
            }
        }
        return found;
    }

    /** The share of a secondary endpoint; empty where no part of alpha reaches it. */
    OptionalDouble of(String secondary) {
        return share(secondary) > 0 ? OptionalDouble.of(share(secondary)) : OptionalDouble.empty();
    }

    /** The secondary endpoints that have a part only, since another stands directly behind the same gate. */
    Set<String> divided() {
        Set<String> found = new TreeSet<>();
        behind.forEach((gate, followers) -> {
            if (followers.size() > 1 && share(gate) > 0) {
                found.addAll(followers);
            }
        });
        return found;
    }
}
