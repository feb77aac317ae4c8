package io.medml.core.criteria;

import io.medml.core.measure.Slice;
import java.util.List;
import java.util.Objects;

/** The slices on which a criterion has to hold. */
public sealed interface Scope {

    /**
     * One slice.
     *
     * @param slice the slice
     */
    record On(Slice slice) implements Scope {
        /** Checks that it is there. */
        public On {
            Objects.requireNonNull(slice, "slice");
        }

        @Override
        public String toString() {
            return slice.isOverall() ? "overall" : "on " + slice;
        }
    }

    /**
     * Every group of an attribute that the evidence lists, the group of missing values included.
     *
     * @param attribute the attribute
     * @param required groups that must be listed, so that a group that vanished is undecided and not passed over
     */
    record EveryGroup(String attribute, List<String> required) implements Scope {
        /** Copies the groups. */
        public EveryGroup {
            Objects.requireNonNull(attribute, "attribute");
            required = required.stream().sorted().toList();
        }

        @Override
        public String toString() {
            return "in every group of " + attribute;
        }
    }

    /** Tells whether a measurement's slice belongs to this scope. */
    default boolean covers(Slice slice) {
        if (this instanceof On on) {
            return on.slice.equals(slice);
        }
        EveryGroup every = (EveryGroup) this;
        return slice.acrossAttributes().isEmpty()
                && slice.conditions().size() == 1
                && slice.conditions().get(0).attribute().equals(every.attribute);
    }
}
