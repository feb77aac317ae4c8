package io.medml.core.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A version of whole numbers and dots, ordered number by number: 1.9 before 1.10. Zeros at the end do not count: 3 is 3.0.
 *
 * @param parts the numbers without zeros at the end
 */
record Dotted(List<Integer> parts) implements Comparable<Dotted> {

    Dotted {
        parts = List.copyOf(parts);
    }

    /** The version of a text; empty when the text has another form. */
    static Optional<Dotted> parse(String text) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9}){0,7}")) {
            return Optional.empty();
        }
        List<Integer> parts = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            parts.add(Integer.parseInt(part));
        }
        while (!parts.isEmpty() && parts.get(parts.size() - 1) == 0) {
            parts.remove(parts.size() - 1);
        }
        return Optional.of(new Dotted(parts));
    }

    @Override
    public int compareTo(Dotted other) {
        for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
            int order = Integer.compare(parts.get(i), other.parts.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    @Override
    public String toString() {
        return parts.isEmpty() ? "0" : parts.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
