package io.medml.core.validation;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** Those of some texts that are whole numbers in their one plain form, by which {@code 1.0} is found under {@code 1}. */
final class WholeNumbers {

    private final double[] values;

    WholeNumbers(Collection<String> texts) {
        values = texts.stream()
                .map(WholeNumbers::whole)
                .flatMap(Optional::stream)
                .mapToDouble(Long::doubleValue)
                .sorted()
                .toArray();
    }

    private static Optional<Long> whole(String text) {
        try {
            long value = Long.parseLong(text);
            return Long.toString(value).equals(text) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // the exception is the parser's way to say no
        }
    }

    boolean contains(double value) {
        return Arrays.binarySearch(values, value + 0.0) >= 0; // -0 is 0
    }
}
