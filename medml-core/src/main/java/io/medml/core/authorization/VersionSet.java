package io.medml.core.authorization;

import io.medml.core.authorization.CutSet.Cut;
import io.medml.core.authorization.CutSet.Span;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A set of versions: those of numbers and dots by ranges, all others by name. Immutable. */
record VersionSet(CutSet<Dotted> numbers, NameSet names) {

    static final VersionSet NONE = new VersionSet(CutSet.none(), NameSet.NONE);
    static final VersionSet ALL = new VersionSet(CutSet.all(), NameSet.ALL);

    static VersionSet of(Collection<String> versions) {
        CutSet<Dotted> numbers = CutSet.none();
        TreeSet<String> names = new TreeSet<>();
        for (String version : versions) {
            Optional<Dotted> dotted = Dotted.parse(version);
            if (dotted.isPresent()) {
                numbers = numbers.or(CutSet.of(dotted.get()));
            } else {
                names.add(version);
            }
        }
        return new VersionSet(numbers, NameSet.of(names));
    }

    /** Both ends belong to it. */
    static VersionSet range(Optional<Dotted> first, Optional<Dotted> last) {
        return new VersionSet(
                CutSet.between(first.map(v -> new Cut<>(v, false)), last.map(v -> new Cut<>(v, true))), NameSet.NONE);
    }

    boolean contains(String version) {
        return Dotted.parse(version).map(numbers::contains).orElseGet(() -> names.contains(version));
    }

    boolean isEmpty() {
        return numbers.isEmpty() && names.isEmpty();
    }

    VersionSet and(VersionSet other) {
        return new VersionSet(numbers.and(other.numbers), names.and(other.names));
    }

    VersionSet or(VersionSet other) {
        return new VersionSet(numbers.or(other.numbers), names.or(other.names));
    }

    VersionSet minus(VersionSet other) {
        return new VersionSet(numbers.minus(other.numbers), names.minus(other.names));
    }

    Content content() {
        return Content.fields()
                .put("ranges", Content.items(numbers.spans(), VersionSet::span))
                .put("names", names.content())
                .build();
    }

    private static Content span(Span<Dotted> span) {
        Content.Builder builder = Content.fields();
        span.lower()
                .ifPresent(cut ->
                        builder.put(cut.after() ? "above" : "from", cut.value().toString()));
        span.upper()
                .ifPresent(cut -> builder.put(
                        cut.after() ? "through" : "before", cut.value().toString()));
        return builder.build();
    }

    static VersionSet from(StrictFields fields) {
        CutSet<Dotted> numbers = CutSet.none();
        for (StrictFields span : fields.parts("ranges", "from", "above", "through", "before")) {
            Optional<Cut<Dotted>> lower = bound(span, "from", "above");
            Optional<Cut<Dotted>> upper = bound(span, "before", "through");
            CutSet<Dotted> range = CutSet.between(lower, upper);
            if (range.isEmpty()) {
                throw new DataException(span.where() + ": expected a range that holds a version, found none in it");
            }
            numbers = numbers.or(range);
        }
        return new VersionSet(numbers, NameSet.from(fields.part("names", NameSet.EXACTLY, NameSet.ALL_BUT)));
    }

    /** A bound of a range, given by the key of the place before the version or by that of the place after it. */
    private static Optional<Cut<Dotted>> bound(StrictFields span, String before, String after) {
        if (span.has(before) && span.has(after)) {
            throw span.wrong(before, "or \"" + after + "\", not both");
        }
        if (!span.has(before) && !span.has(after)) {
            return Optional.empty();
        }
        String key = span.has(before) ? before : after;
        return Optional.of(new Cut<>(dotted(span, key), key.equals(after)));
    }

    static Dotted dotted(StrictFields fields, String key) {
        return Dotted.parse(fields.text(key))
                .orElseThrow(() -> fields.wrong(
                        key,
                        "to be a version of numbers and dots in quotes, such as \"2.1\"; only such have an order"));
    }

    /** In words, for pages. */
    String words() {
        List<String> words = new ArrayList<>();
        if (equals(ALL)) {
            return "any";
        }
        for (Span<Dotted> span : numbers.spans()) {
            Optional<Dotted> only = span.lower()
                    .map(Cut::value)
                    .filter(v -> span.upper().map(Cut::value).filter(v::equals).isPresent());
            words.add(only.map(Dotted::toString)
                    .orElseGet(() -> span.lower()
                                    .map(cut -> (cut.after() ? "above " : "from ") + cut.value())
                                    .orElse("any number")
                            + span.upper()
                                    .map(cut -> (cut.after() ? " to " : " to before ") + cut.value())
                                    .orElse("")));
        }
        if (!names.isEmpty()) {
            words.add(names.words());
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
