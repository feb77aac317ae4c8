package io.medml.core.annotation;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What people decided on an item whose annotators disagreed.
 *
 * <pre>{@code
 * AdjudicationDecision.on("ct-0017").byThirdReader("reader-9").label("nodule")
 *     .because("visible in two planes").at(OffsetDateTime.parse("2026-05-04T14:00:00+02:00"))
 * }</pre>
 *
 * <p>Immutable; its text names neither item nor label.
 */
public final class AdjudicationDecision {

    static final String[] KEYS = {"item", "method", "people", "label", "reason", "time"};

    private final String item;
    private final Method method;
    private final List<String> people;
    private final Optional<String> label;
    private final String reason;
    private final OffsetDateTime time;

    private AdjudicationDecision(
            String item,
            Method method,
            List<String> people,
            Optional<String> label,
            String reason,
            OffsetDateTime time) {
        this.item = item;
        this.method = method;
        this.people = people;
        this.label = label;
        this.reason = reason;
        this.time = time;
    }

    /** How a decision came about. */
    public enum Method {
        /** People talked the item over; its annotators may be among them. */
        CONSENSUS_MEETING,
        /** Somebody who did not label the item decided. */
        THIRD_READER
    }

    /**
     * Starts a decision.
     *
     * @param item the item's identifier
     * @return the next step
     */
    public static ItemStage on(String item) {
        return new ItemStage(Name.require(item, "the item of a decision"));
    }

    /** Says who decided. Confined to one thread. */
    public static final class ItemStage {
        private final String item;

        private ItemStage(String item) {
            this.item = item;
        }

        /**
         * Somebody who did not label the item.
         *
         * @param person the host's identifier
         * @return the next step
         */
        public PeopleStage byThirdReader(String person) {
            return new PeopleStage(item, Method.THIRD_READER, List.of(Name.require(person, "an adjudicator")));
        }

        /**
         * A meeting.
         *
         * @param people the host's identifiers of at least two people
         * @return the next step
         */
        public PeopleStage byConsensusOf(String... people) {
            List<String> all = List.of(people);
            all.forEach(person -> Name.require(person, "an adjudicator"));
            if (all.size() < 2 || new TreeSet<>(all).size() < all.size()) {
                throw new IllegalArgumentException(
                        "a consensus meeting needs at least two people, each named once, got "
                                + new TreeSet<>(all).size());
            }
            return new PeopleStage(item, Method.CONSENSUS_MEETING, all);
        }
    }

    /** Says what was decided. Confined to one thread. */
    public static final class PeopleStage {
        private final String item;
        private final Method method;
        private final List<String> people;

        private PeopleStage(String item, Method method, List<String> people) {
            this.item = item;
            this.method = method;
            this.people = people;
        }

        /**
         * A label.
         *
         * @param label the label as it was written
         * @return the next step
         */
        public LabelStage label(String label) {
            Annotation.labelFault(label).ifPresent(fault -> {
                throw new IllegalArgumentException(
                        "the label of a decision: expected " + Annotation.labelRule() + ", found " + fault);
            });
            return new LabelStage(this, Optional.of(label));
        }

        /**
         * That no label can be given; the item stays without a reference.
         *
         * @return the next step
         */
        public LabelStage unresolved() {
            return new LabelStage(this, Optional.empty());
        }
    }

    /** Says why. Confined to one thread. */
    public static final class LabelStage {
        private final PeopleStage people;
        private final Optional<String> label;

        private LabelStage(PeopleStage people, Optional<String> label) {
            this.people = people;
            this.label = label;
        }

        /**
         * States the reason. It is part of the evidence, which is kept for good, so it must name no patient.
         *
         * @param reason why, in the people's own words, which name no patient and no item
         * @return the next step
         */
        public ReasonStage because(String reason) {
            return new ReasonStage(this, StatedText.require(reason, "the reason for a decision"));
        }
    }

    /** Says when. Confined to one thread. */
    public static final class ReasonStage {
        private final LabelStage label;
        private final String reason;

        private ReasonStage(LabelStage label, String reason) {
            this.label = label;
            this.reason = reason;
        }

        /**
         * States the time and finishes the decision.
         *
         * @param time the time with its offset
         * @return the decision
         */
        public AdjudicationDecision at(OffsetDateTime time) {
            return new AdjudicationDecision(
                    label.people.item,
                    label.people.method,
                    label.people.people,
                    label.label,
                    reason,
                    Objects.requireNonNull(time, "time"));
        }
    }

    /**
     * What it is about.
     *
     * @return the item's identifier
     */
    public String item() {
        return item;
    }

    /**
     * How it came about.
     *
     * @return the method
     */
    public Method method() {
        return method;
    }

    /**
     * Who decided.
     *
     * @return their identifiers
     */
    public List<String> people() {
        return people;
    }

    /**
     * What was decided.
     *
     * @return the label, or empty where none could be given
     */
    public Optional<String> label() {
        return label;
    }

    /**
     * Why.
     *
     * @return in the people's own words
     */
    public String reason() {
        return reason;
    }

    /**
     * When.
     *
     * @return the time
     */
    public OffsetDateTime time() {
        return time;
    }

    Content content() {
        Content.Builder content = Content.fields()
                .put("item", item)
                .put("method", method.name())
                .put("people", Content.texts(people))
                .put("reason", reason)
                .put("time", time.toString());
        label.ifPresent(l -> content.put("label", l));
        return content.build();
    }

    static AdjudicationDecision from(StrictFields fields) {
        ItemStage item = on(fields.text("item"));
        List<String> by = fields.texts("people");
        PeopleStage people = switch (Words.of(Method.values(), fields, "method")) {
            case CONSENSUS_MEETING -> item.byConsensusOf(by.toArray(String[]::new));
            case THIRD_READER -> {
                if (by.size() != 1) {
                    throw fields.wrong("people", "to be one person, the third reader, found " + by.size());
                }
                yield item.byThirdReader(by.get(0));
            }
        };
        return (fields.has("label") ? people.label(fields.text("label")) : people.unresolved())
                .because(fields.text("reason"))
                .at(Annotation.time(fields));
    }

    @Override
    public String toString() {
        return "decision by " + String.join(", ", people) + " at " + time;
    }
}
