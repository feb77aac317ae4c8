package io.medml.core.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A flow of records through inclusion and exclusion, in the manner of the CONSORT and STARD diagrams. The numbers add up, or
 * the flow cannot be built: a stage has what the stage before it had, less what was excluded between; branches share out
 * the last stage.
 *
 * @param caption what it shows
 * @param stages the stages from top to bottom, at least one
 * @param branches what the last stage is divided into; may be empty
 */
public record Flow(String caption, List<Stage> stages, List<Box> branches) implements Chart {

    /**
     * A label and a count.
     *
     * @param label what is counted
     * @param count how many, at least 0
     */
    public record Box(String label, long count) {
        /** Checks both. */
        public Box {
            Charts.named(label, "the label of a box");
            Charts.count(count, "the count of a box");
        }
    }

    /**
     * A stage and what is excluded after it.
     *
     * @param box the stage
     * @param recounted whether it counts in another unit than the stage before (patients after encounters), so that the two
     *     need not agree
     * @param excluded what is excluded between this stage and the next, by reason
     */
    public record Stage(Box box, boolean recounted, List<Box> excluded) {
        /** Copies the exclusions. */
        public Stage {
            Objects.requireNonNull(box, "box");
            excluded = List.copyOf(excluded);
        }

        long left() {
            long left = box.count();
            for (Box out : excluded) {
                left = Math.subtractExact(left, out.count());
            }
            return left;
        }
    }

    /** Checks that the numbers add up, and copies. */
    public Flow {
        Charts.named(caption, "the caption of a chart");
        stages = List.copyOf(stages);
        branches = List.copyOf(branches);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a flow needs at least one stage");
        }
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            if (stage.left() < 0) {
                throw new IllegalArgumentException(
                        "after \"" + stage.box().label() + "\" more is excluded than was there");
            }
            if (i > 0 && !stage.recounted()) {
                balance(
                        stages.get(i - 1).left(),
                        stage.box().count(),
                        "stage \"" + stage.box().label() + "\"");
            }
        }
        if (!branches.isEmpty()) {
            long sum = 0;
            for (Box branch : branches) {
                sum = Math.addExact(sum, branch.count());
            }
            balance(stages.get(stages.size() - 1).left(), sum, "the branches");
        }
    }

    private static void balance(long expected, long found, String where) {
        if (expected != found) {
            throw new IllegalArgumentException("the numbers of a flow add up: expected " + expected + " in " + where
                    + ", found " + found + "; name what was excluded, or mark a change of unit with recounted");
        }
    }

    @Override
    public Kind kind() {
        return Kind.FLOW;
    }

    /**
     * The count of the first stage.
     *
     * @return the count
     */
    @Override
    public long n() {
        return stages.get(0).box().count();
    }

    /**
     * Starts a flow.
     *
     * @param caption what it shows
     * @param label the first stage
     * @param count how many are in it
     * @return a builder
     */
    public static Builder captioned(String caption, String label, long count) {
        return new Builder(caption).add(label, count, false);
    }

    /** Builds a flow. Confined to one thread. */
    public static final class Builder {
        private final String caption;
        private final List<Stage> stages = new ArrayList<>();
        private final List<Box> branches = new ArrayList<>();

        private Builder(String caption) {
            this.caption = caption;
        }

        private Builder add(String label, long count, boolean recounted) {
            if (!branches.isEmpty()) {
                throw new IllegalStateException("branches come last");
            }
            stages.add(new Stage(new Box(label, count), recounted, List.of()));
            return this;
        }

        /**
         * Excludes records after the stage added last.
         *
         * @param reason why
         * @param count how many
         * @return this
         */
        public Builder exclude(String reason, long count) {
            if (!branches.isEmpty()) {
                throw new IllegalStateException("branches come last");
            }
            Stage last = stages.remove(stages.size() - 1);
            List<Box> excluded = new ArrayList<>(last.excluded());
            excluded.add(new Box(reason, count));
            stages.add(new Stage(last.box(), last.recounted(), excluded));
            return this;
        }

        /**
         * Adds a stage.
         *
         * @param label what is left
         * @param count how many
         * @return this
         */
        public Builder stage(String label, long count) {
            return add(label, count, false);
        }

        /**
         * Adds a stage that counts in another unit, such as patients after encounters.
         *
         * @param label what is counted now
         * @param count how many
         * @return this
         */
        public Builder recounted(String label, long count) {
            return add(label, count, true);
        }

        /**
         * Adds a branch of the last stage.
         *
         * @param label what it is
         * @param count how many
         * @return this
         */
        public Builder branch(String label, long count) {
            branches.add(new Box(label, count));
            return this;
        }

        /**
         * Finishes the flow.
         *
         * @return the flow
         */
        public Flow build() {
            return new Flow(caption, stages, branches);
        }
    }
}
