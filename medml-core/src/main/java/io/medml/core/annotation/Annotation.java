package io.medml.core.annotation;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One label that one annotator gave to one item, with what is known of how.
 *
 * <pre>{@code
 * Annotation.of("ct-0017").by("reader-2").labelled("nodule")
 *     .subject("P-4").at(OffsetDateTime.parse("2026-03-02T09:15:00+01:00")).protocol("2.1")
 *     .blinding(BlindedTo.MODEL_OUTPUT, Blinding.BLINDED)
 *     .build();
 * }</pre>
 *
 * <p>The label is kept as it was written. What is not said stays not said: it is absent here, counted in the report and never
 * assumed. Immutable; its text names neither item nor subject nor label.
 */
public final class Annotation {

    /** The most characters (code points) of a label. */
    public static final int LONGEST_LABEL = 2000;

    /** The highest number of a reading. */
    public static final int MOST_READINGS = 20;

    private static final String[] KEYS = Stream.concat(
                    Stream.of(
                            "item", "annotator", "label", "reading", "subject", "time", "protocol", "tool", "duration"),
                    Arrays.stream(BlindedTo.values()).map(Annotation::key))
            .toArray(String[]::new);

    private final String item;
    private final String annotator;
    private final String label;
    private final @Nullable String subject;
    private final @Nullable OffsetDateTime time;
    private final @Nullable String protocol;
    private final @Nullable String tool;
    private final Map<BlindedTo, Blinding> blinding;
    private final int reading;
    private final @Nullable Duration duration;

    private Annotation(Builder builder) {
        this.item = builder.item;
        this.annotator = builder.annotator;
        this.label = builder.label;
        this.subject = builder.subject;
        this.time = builder.time;
        this.protocol = builder.protocol;
        this.tool = builder.tool;
        this.blinding = new EnumMap<>(BlindedTo.class);
        for (BlindedTo what : BlindedTo.values()) {
            this.blinding.put(what, builder.blinding.getOrDefault(what, Blinding.NOT_SAID));
        }
        this.reading = builder.reading == 0 ? 1 : builder.reading;
        this.duration = builder.duration;
    }

    /**
     * Starts an annotation.
     *
     * @param item the item's identifier, such as that of an image
     * @return the next step
     */
    public static ItemStage of(String item) {
        return new ItemStage(Name.require(item, "the item of an annotation"));
    }

    /** Names the annotator. Confined to one thread. */
    public static final class ItemStage {
        private final String item;

        private ItemStage(String item) {
            this.item = item;
        }

        /**
         * Names who labelled the item.
         *
         * @param annotator the host's identifier of the person, panel or program
         * @return the next step
         */
        public AnnotatorStage by(String annotator) {
            return new AnnotatorStage(item, Name.require(annotator, "the annotator of an annotation"));
        }
    }

    /** States the label. Confined to one thread. */
    public static final class AnnotatorStage {
        private final String item;
        private final String annotator;

        private AnnotatorStage(String item, String annotator) {
            this.item = item;
            this.annotator = annotator;
        }

        /**
         * States the label.
         *
         * @param label the label as it was written, of 1 to {@value Annotation#LONGEST_LABEL} characters and not blank
         * @return a builder; confined to one thread
         */
        public Builder labelled(String label) {
            labelFault(label).ifPresent(fault -> {
                throw new IllegalArgumentException(
                        "the label of an annotation: expected " + labelRule() + ", found " + fault);
            });
            return new Builder(item, annotator, label);
        }
    }

    static String labelRule() {
        return "a text of 1 to " + LONGEST_LABEL + " characters that is not blank";
    }

    /** What is wrong with a label, without the label; goes on after "found". */
    static Optional<String> labelFault(String label) {
        int length = label.codePointCount(0, label.length());
        if (label.isBlank()) {
            return Optional.of(label.isEmpty() ? "an empty one" : "nothing but blanks");
        }
        if (length > LONGEST_LABEL) {
            return Optional.of("one of " + length + " characters");
        }
        return label.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)
                ? Optional.of("half of a surrogate pair")
                : Optional.empty();
    }

    /** States what else is known. Confined to one thread. */
    public static final class Builder {
        private final String item;
        private final String annotator;
        private final String label;
        private @Nullable String subject;
        private @Nullable OffsetDateTime time;
        private @Nullable String protocol;
        private @Nullable String tool;
        private final Map<BlindedTo, Blinding> blinding = new EnumMap<>(BlindedTo.class);
        private int reading;
        private @Nullable Duration duration;

        private Builder(String item, String annotator, String label) {
            this.item = item;
            this.annotator = annotator;
            this.label = label;
        }

        /**
         * Names the subject, such as the patient, whom the item is of.
         *
         * @param id the subject's identifier
         * @return this
         */
        public Builder subject(String id) {
            unset(subject, "subject");
            subject = Name.require(id, "the subject of an annotation");
            return this;
        }

        /**
         * States when the label was given.
         *
         * @param moment the time with its offset
         * @return this
         */
        public Builder at(OffsetDateTime moment) {
            unset(time, "time");
            time = Objects.requireNonNull(moment, "moment");
            return this;
        }

        /**
         * Names the version of the protocol that the annotator worked under at that time.
         *
         * @param version the version
         * @return this
         */
        public Builder protocol(String version) {
            unset(protocol, "protocol version");
            protocol = Name.require(version, "the protocol version of an annotation");
            return this;
        }

        /**
         * Names the tool that the label was given with.
         *
         * @param name name and version of the tool
         * @return this
         */
        public Builder tool(String name) {
            unset(tool, "tool");
            tool = Name.require(name, "the tool of an annotation");
            return this;
        }

        /**
         * Says whether the annotator was blinded to something; not said unless stated.
         *
         * @param what to what
         * @param whether whether blinded
         * @return this
         */
        public Builder blinding(BlindedTo what, Blinding whether) {
            Objects.requireNonNull(whether, "whether");
            unset(blinding.put(Objects.requireNonNull(what, "what"), whether), "blinding to " + what.words());
            return this;
        }

        /**
         * Numbers the reading: 2 where the annotator reads the item a second time to see how far readings repeat; 1 unless set.
         *
         * @param number from 1 to {@value Annotation#MOST_READINGS}
         * @return this
         */
        public Builder reading(int number) {
            if (reading != 0) {
                throw new IllegalStateException("the reading is already set to " + reading);
            }
            if (number < 1 || number > MOST_READINGS) {
                throw new IllegalArgumentException(
                        "the number of a reading must be from 1 to " + MOST_READINGS + ", got " + number);
            }
            reading = number;
            return this;
        }

        /**
         * States how long the annotator took.
         *
         * @param time the duration, not negative
         * @return this
         */
        public Builder took(Duration time) {
            unset(duration, "duration");
            if (time.isNegative()) {
                throw new IllegalArgumentException("the duration of an annotation must not be negative");
            }
            duration = time;
            return this;
        }

        private static void unset(@Nullable Object value, String what) {
            if (value != null) {
                throw new IllegalStateException("the " + what + " of the annotation is already set");
            }
        }

        /**
         * Finishes the annotation.
         *
         * @return the annotation
         */
        public Annotation build() {
            return new Annotation(this);
        }
    }

    /**
     * What was labelled.
     *
     * @return the item's identifier
     */
    public String item() {
        return item;
    }

    /**
     * Who labelled it.
     *
     * @return the annotator's identifier
     */
    public String annotator() {
        return annotator;
    }

    /**
     * The label.
     *
     * @return as it was written
     */
    public String label() {
        return label;
    }

    /**
     * Whom the item is of.
     *
     * @return the subject's identifier, or empty when it is not said
     */
    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * When the label was given.
     *
     * @return the time, or empty when it is not said
     */
    public Optional<OffsetDateTime> time() {
        return Optional.ofNullable(time);
    }

    /**
     * The version of the protocol at that time.
     *
     * @return the version, or empty when it is not said
     */
    public Optional<String> protocol() {
        return Optional.ofNullable(protocol);
    }

    /**
     * What the label was given with.
     *
     * @return the tool, or empty when it is not said
     */
    public Optional<String> tool() {
        return Optional.ofNullable(tool);
    }

    /**
     * Whether the annotator was blinded to something.
     *
     * @param what to what
     * @return whether, or that it is not said
     */
    public Blinding blinding(BlindedTo what) {
        return Objects.requireNonNull(blinding.get(what));
    }

    /**
     * The number of the reading.
     *
     * @return 1, or more for a repeated reading
     */
    public int reading() {
        return reading;
    }

    /**
     * How long the annotator took.
     *
     * @return the duration, or empty when it is not said
     */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** All that it says, for the digest of a set and for a document that {@link #from} reads back. */
    Content content() {
        Content.Builder content = Content.fields()
                .put("item", item)
                .put("annotator", annotator)
                .put("label", label)
                .put("reading", reading);
        subject().ifPresent(s -> content.put("subject", s));
        time().ifPresent(t -> content.put("time", t.toString()));
        protocol().ifPresent(p -> content.put("protocol", p));
        tool().ifPresent(t -> content.put("tool", t));
        duration().ifPresent(d -> content.put("duration", d.toString()));
        blinding.forEach((what, whether) -> {
            if (whether != Blinding.NOT_SAID) {
                content.put(key(what), whether.name());
            }
        });
        return content.build();
    }

    static Annotation from(Content content, String where) {
        StrictFields fields = StrictFields.of(content, where, KEYS);
        Builder builder = of(fields.text("item"))
                .by(fields.text("annotator"))
                .labelled(fields.text("label"))
                .reading((int) fields.whole("reading", 1, MOST_READINGS));
        fields.optionalText("subject").ifPresent(builder::subject);
        fields.optionalText("protocol").ifPresent(builder::protocol);
        fields.optionalText("tool").ifPresent(builder::tool);
        if (fields.has("time")) {
            builder.at(time(fields));
        }
        if (fields.has("duration")) {
            try {
                builder.took(Duration.parse(fields.text("duration")));
            } catch (DateTimeParseException e) {
                throw fields.wrong("duration", "to be a duration, such as PT40S");
            }
        }
        for (BlindedTo what : BlindedTo.values()) {
            if (fields.has(key(what))) {
                builder.blinding(what, Words.of(Blinding.values(), fields, key(what)));
            }
        }
        return builder.build();
    }

    private static String key(BlindedTo what) {
        return "blinded_to_" + what.name().toLowerCase(Locale.ROOT);
    }

    /** The time of an object; the message does not quote it. */
    static OffsetDateTime time(StrictFields fields) {
        try {
            return OffsetDateTime.parse(fields.text("time"));
        } catch (DateTimeParseException e) {
            throw fields.wrong("time", "to be a time with its offset, such as 2026-05-04T14:00:00+02:00");
        }
    }

    @Override
    public String toString() {
        return "annotation by " + annotator + ", reading " + reading;
    }
}
