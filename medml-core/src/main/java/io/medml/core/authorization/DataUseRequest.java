package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.authorization.CutSet.Cut;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What somebody wants to do with data: an operation for a purpose, with a version of the data, at places, on days. Immutable.
 *
 * <pre>{@code
 * DataUseRequest request = DataUseRequest.to(DataOperation.TRAIN)
 *     .purpose("training").version("3.0").at("hospital a")
 *     .on(LocalDate.parse("2026-03-01"))
 *     .build();
 * }</pre>
 *
 * <p>It asks for all that the policy says its purpose and its places include. A transfer states who receives the data, or why it needs
 * no agreement.
 */
public final class DataUseRequest {

    private final DataOperation operation;
    private final String purpose;
    private final String version;
    private final List<String> places;
    private final Optional<Days> days;
    private final SortedSet<String> conditions;
    private final Optional<String> recipient;
    private final Optional<String> noAgreementBecause;

    /**
     * Days without a gap.
     *
     * @param first the first
     * @param last the last, which belongs to it
     */
    public record Days(LocalDate first, LocalDate last) {
        /** Checks the order. */
        public Days {
            DataUseScope.day(first);
            DataUseScope.day(last);
            if (last.isBefore(first)) {
                throw new IllegalArgumentException(
                        "expected days from a first to a last one, found " + first + " to " + last);
            }
        }

        @Override
        public String toString() {
            return first.equals(last) ? first.toString() : first + " to " + last;
        }
    }

    private DataUseRequest(Builder builder, Optional<Days> days) {
        this.operation = builder.stage.operation;
        this.purpose = builder.stage.purpose;
        this.version = builder.stage.version;
        this.places = builder.stage.places;
        this.days = days;
        this.conditions = Collections.unmodifiableSortedSet(new TreeSet<>(builder.conditions));
        this.recipient = builder.recipient;
        this.noAgreementBecause = builder.noAgreementBecause;
    }

    private DataUseRequest(DataUseRequest other, Optional<Days> days) {
        this.operation = other.operation;
        this.purpose = other.purpose;
        this.version = other.version;
        this.places = other.places;
        this.days = days;
        this.conditions = other.conditions;
        this.recipient = other.recipient;
        this.noAgreementBecause = other.noAgreementBecause;
    }

    /**
     * Starts a request.
     *
     * @param operation what is to be done
     * @return the first stage, which asks for the purpose
     */
    public static PurposeStage to(DataOperation operation) {
        return new PurposeStage(requireNonNull(operation, "operation"));
    }

    /**
     * What is to be done.
     *
     * @return the operation
     */
    public DataOperation operation() {
        return operation;
    }

    /**
     * What for.
     *
     * @return the purpose
     */
    public String purpose() {
        return purpose;
    }

    /**
     * The version of the data.
     *
     * @return the version
     */
    public String version() {
        return version;
    }

    /**
     * Where; of a transfer, where the data go.
     *
     * @return the places, in the order given
     */
    public List<String> places() {
        return places;
    }

    /**
     * When.
     *
     * @return the days, or empty when the gate is to take today
     */
    public Optional<Days> days() {
        return days;
    }

    /**
     * The conditions that whoever asks states as met. Nothing checks them.
     *
     * @return the texts, sorted
     */
    public SortedSet<String> conditionsMet() {
        return conditions;
    }

    /**
     * Who receives the data.
     *
     * @return the party; empty when it is no transfer or one within the organisation
     */
    public Optional<String> recipient() {
        return recipient;
    }

    /**
     * Why a transfer needs no agreement.
     *
     * @return the reason as stated; empty when it is no transfer or one to another party
     */
    public Optional<String> noAgreementBecause() {
        return noAgreementBecause;
    }

    DataUseRequest on(Days stated) {
        return new DataUseRequest(this, Optional.of(stated));
    }

    /** All that is asked for; empty without days. */
    Optional<Box> box(DataUsePolicy policy) {
        return days.map(d -> new Box(
                policy.purposes().closed(List.of(purpose)),
                VersionSet.of(List.of(version)),
                policy.places().closed(places),
                CutSet.between(
                        Optional.of(new Cut<>(d.first, false)), Optional.of(new Cut<>(d.last.plusDays(1), false))),
                Box.handling(!operation.transfers(), operation.transfers()),
                conditions));
    }

    Content content() {
        Content.Builder builder = Content.fields()
                .put("operation", operation.word())
                .put("purpose", purpose)
                .put("version", version)
                .put("places", Content.texts(places))
                .put("conditions_met", Content.texts(conditions));
        days.ifPresent(d -> builder.put("first_day", d.first.toString()).put("last_day", d.last.toString()));
        recipient.ifPresent(party -> builder.put("recipient", party));
        noAgreementBecause.ifPresent(why -> builder.put("no_agreement_because", why));
        return builder.build();
    }

    /** Who receives data, in words. */
    static String receiver(Optional<String> recipient, Optional<String> noAgreementBecause) {
        return recipient
                .map(party -> "to " + party)
                .orElse("without an agreement because \"" + noAgreementBecause.orElse("") + "\"");
    }

    @Override
    public String toString() {
        return operation.word() + " for " + purpose + " with version " + version + " at " + String.join(", ", places)
                + (operation.transfers() ? ", " + receiver(recipient, noAgreementBecause) + "," : "")
                + days.map(d -> " on " + d).orElse("");
    }

    private static final class Stage {
        final DataOperation operation;
        String purpose = "";
        String version = "";
        List<String> places = List.of();

        Stage(DataOperation operation) {
            this.operation = operation;
        }
    }

    /** Asks for the purpose. Confined to one thread. */
    public static final class PurposeStage {
        private final Stage stage;

        private PurposeStage(DataOperation operation) {
            this.stage = new Stage(operation);
        }

        /**
         * What for.
         *
         * @param purpose the purpose
         * @return the next stage
         */
        public VersionStage purpose(String purpose) {
            stage.purpose = Name.requireTrimmed(purpose, "a purpose");
            return new VersionStage(stage);
        }
    }

    /** Asks for the version. Confined to one thread. */
    public static final class VersionStage {
        private final Stage stage;

        private VersionStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * The version of the data.
         *
         * @param version the version, as the data set has it
         * @return the next stage
         */
        public PlaceStage version(String version) {
            stage.version = Name.requireTrimmed(version, "a version");
            return new PlaceStage(stage);
        }
    }

    /** Asks for the places. Confined to one thread. */
    public static final class PlaceStage {
        private final Stage stage;

        private PlaceStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * Where it is done; of a transfer, where the data go.
         *
         * @param first a place
         * @param more further ones
         * @return the next stage
         */
        public DayStage at(String first, String... more) {
            stage.places = List.copyOf(DataUseScope.names("a place", first, more));
            return new DayStage(stage);
        }
    }

    /** Asks for the days. Confined to one thread. */
    public static final class DayStage {
        private final Stage stage;

        private DayStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * On one day.
         *
         * @param day the day
         * @return the last stage
         */
        public Builder on(LocalDate day) {
            return during(day, day);
        }

        /**
         * On all days of a period, such as those of a training run.
         *
         * @param first the first day
         * @param last the last day, which belongs to it
         * @return the last stage
         */
        public Builder during(LocalDate first, LocalDate last) {
            return new Builder(stage, Optional.of(new Days(first, last)));
        }

        /**
         * On the day on which the gate is asked, by the gate's clock.
         *
         * @return the last stage
         */
        public Builder onTheDayOfAsking() {
            return new Builder(stage, Optional.empty());
        }
    }

    /** Takes what else is stated. Confined to one thread. */
    public static final class Builder {
        private final Stage stage;
        private final Optional<Days> days;
        private final SortedSet<String> conditions = new TreeSet<>();
        private Optional<String> recipient = Optional.empty();
        private Optional<String> noAgreementBecause = Optional.empty();

        private Builder(Stage stage, Optional<Days> days) {
            this.stage = stage;
            this.days = days;
        }

        /**
         * States that a condition is met. The decision lists what was stated; nothing checks it.
         *
         * @param condition the condition, in the words of the scope
         * @return this
         */
        public Builder conditionMet(String condition) {
            if (!conditions.add(StatedText.require(condition, "a condition"))) {
                throw new IllegalStateException("this condition is already there");
            }
            return this;
        }

        /**
         * Who receives the data. The gate looks for an agreement with this party.
         *
         * @param party the party
         * @return this
         */
        public Builder recipient(String party) {
            transferOnly();
            recipient = Optional.of(Name.requireTrimmed(party, "a party"));
            return this;
        }

        /**
         * Says that the transfer needs no agreement, such as one from one place to another of the same organisation.
         *
         * @param reason why
         * @return this
         */
        public Builder noAgreementNeeded(String reason) {
            transferOnly();
            noAgreementBecause = Optional.of(StatedText.require(reason, "why no agreement is needed"));
            return this;
        }

        private void transferOnly() {
            if (!stage.operation.transfers()) {
                throw new IllegalStateException(
                        "only an export or a move has a recipient; this is to " + stage.operation.word());
            }
            if (recipient.isPresent() || noAgreementBecause.isPresent()) {
                throw new IllegalStateException(
                        "who receives the data, or why no agreement is needed, is already set; state one of them once");
            }
        }

        /**
         * Finishes the request.
         *
         * @return the request
         * @throws IllegalStateException when a transfer does not say who receives the data or why no agreement is needed
         */
        public DataUseRequest build() {
            if (stage.operation.transfers() && recipient.isEmpty() && noAgreementBecause.isEmpty()) {
                throw new IllegalStateException("to " + stage.operation.word()
                        + " data needs recipient(..), or noAgreementNeeded(..) with the reason");
            }
            return new DataUseRequest(this, days);
        }
    }
}
