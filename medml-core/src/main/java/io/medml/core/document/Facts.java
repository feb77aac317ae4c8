package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Named values, such as the identity of a data set.
 *
 * @param facts the names and values, in reading order; none is shown as "none"
 */
public record Facts(List<Fact> facts) implements Block {

    /**
     * A name and its value.
     *
     * @param name the name
     * @param value the value
     */
    public record Fact(String name, Inline value) {
        /** Checks that both are there. */
        public Fact {
            Objects.requireNonNull(value, "value");
            if (Objects.requireNonNull(name, "name").isBlank()) {
                throw new IllegalArgumentException("a fact needs a name");
            }
        }
    }

    /** Copies the facts. */
    public Facts {
        facts = List.copyOf(facts);
    }

    /**
     * Facts from names and values in turn.
     *
     * @param namesAndValues name, value, name, value, and so on
     * @return the facts
     */
    public static Facts of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "facts are names and values in turn, got an odd number of texts: " + namesAndValues.length);
        }
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.add(new Fact(namesAndValues[i], Inline.text(namesAndValues[i + 1])));
        }
        return new Facts(facts);
    }

    /**
     * Adds a fact.
     *
     * @param name its name
     * @param value its value
     * @return a copy with the fact at the end
     */
    public Facts and(String name, Inline value) {
        List<Fact> copy = new ArrayList<>(facts);
        copy.add(new Fact(name, value));
        return new Facts(copy);
    }

    /**
     * Adds a fact.
     *
     * @param name its name
     * @param value its value
     * @return a copy with the fact at the end
     */
    public Facts and(String name, String value) {
        return and(name, Inline.text(value));
    }

    @Override
    public Kind kind() {
        return Kind.FACTS;
    }
}
