package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * That data went from one place to another: why, how they were encrypted, on which legal basis, under which agreement. All of it is
 * what the host states; {@link DataUseLog#moved} puts it on record. Immutable.
 *
 * <pre>{@code
 * DataMovement.of(cohort.reference()).from("hospital a").to("cloud eu-west")
 *     .purpose("training").because("training runs on rented machines").legalBasis("GDPR Art. 28, contract 2026-4")
 *     .encryption("TLS 1.3 in transit, AES-256-GCM at rest")
 *     .recipient("Cloud Co").agreement("BAA-2026-4").build();
 * }</pre>
 */
public final class DataMovement {

    private final Stage stage;
    private final Optional<String> encryption;
    private final Optional<String> unencryptedBecause;
    private final Optional<String> recipient;
    private final Optional<String> noAgreementBecause;
    private final Optional<String> agreement;
    private final SortedSet<String> conditions;
    private final Optional<DataUseAuthorization> authorization;

    private DataMovement(Builder builder) {
        this.stage = builder.stage;
        this.encryption = builder.encryption;
        this.unencryptedBecause = builder.unencryptedBecause;
        this.recipient = builder.recipient;
        this.noAgreementBecause = builder.noAgreementBecause;
        this.agreement = builder.agreement;
        this.conditions = Collections.unmodifiableSortedSet(new TreeSet<>(builder.conditions));
        this.authorization = builder.authorization;
    }

    /**
     * Starts a movement.
     *
     * @param dataset what was moved
     * @return the first stage, which asks where from
     */
    public static FromStage of(ArtifactRef dataset) {
        return new FromStage(new Stage(requireNonNull(dataset, "dataset")));
    }

    ArtifactRef dataset() {
        return stage.dataset;
    }

    String from() {
        return stage.from;
    }

    String to() {
        return stage.to;
    }

    String purpose() {
        return stage.purpose;
    }

    String why() {
        return stage.why;
    }

    String legalBasis() {
        return stage.legalBasis;
    }

    Optional<String> encryption() {
        return encryption;
    }

    Optional<String> unencryptedBecause() {
        return unencryptedBecause;
    }

    Optional<String> recipient() {
        return recipient;
    }

    Optional<String> noAgreementBecause() {
        return noAgreementBecause;
    }

    Optional<String> agreement() {
        return agreement;
    }

    SortedSet<String> conditions() {
        return conditions;
    }

    Optional<DataUseAuthorization> authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return stage.dataset + " from " + stage.from + " to " + stage.to;
    }

    private static final class Stage {
        final ArtifactRef dataset;
        String from = "";
        String to = "";
        String purpose = "";
        String why = "";
        String legalBasis = "";

        Stage(ArtifactRef dataset) {
            this.dataset = dataset;
        }
    }

    /** Asks where from. Confined to one thread. */
    public static final class FromStage {
        private final Stage stage;

        private FromStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * Where the data were.
         *
         * @param place the place
         * @return the next stage
         */
        public ToStage from(String place) {
            stage.from = Name.requireTrimmed(place, "a place");
            return new ToStage(stage);
        }
    }

    /** Asks where to. Confined to one thread. */
    public static final class ToStage {
        private final Stage stage;

        private ToStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * Where the data went.
         *
         * @param place the place
         * @return the next stage
         */
        public PurposeStage to(String place) {
            stage.to = Name.requireTrimmed(place, "a place");
            return new PurposeStage(stage);
        }
    }

    /** Asks what for. Confined to one thread. */
    public static final class PurposeStage {
        private final Stage stage;

        private PurposeStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * What for.
         *
         * @param purpose a purpose of the policy
         * @return the next stage
         */
        public WhyStage purpose(String purpose) {
            stage.purpose = Name.requireTrimmed(purpose, "a purpose");
            return new WhyStage(stage);
        }
    }

    /** Asks why. Confined to one thread. */
    public static final class WhyStage {
        private final Stage stage;

        private WhyStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * Why they were moved.
         *
         * @param reason the reason in words
         * @return the next stage
         */
        public BasisStage because(String reason) {
            stage.why = StatedText.require(reason, "why data were moved");
            return new BasisStage(stage);
        }
    }

    /** Asks for the legal basis. Confined to one thread. */
    public static final class BasisStage {
        private final Stage stage;

        private BasisStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * The legal basis, as the host takes it to be.
         *
         * @param basis the basis in words
         * @return the next stage
         */
        public EncryptionStage legalBasis(String basis) {
            stage.legalBasis = StatedText.require(basis, "the legal basis");
            return new EncryptionStage(stage);
        }
    }

    /** Asks how the data were encrypted. Confined to one thread. */
    public static final class EncryptionStage {
        private final Stage stage;

        private EncryptionStage(Stage stage) {
            this.stage = stage;
        }

        /**
         * How they were encrypted.
         *
         * @param method the method in words
         * @return the last stage
         */
        public Builder encryption(String method) {
            return new Builder(stage, Optional.of(StatedText.require(method, "the encryption")), Optional.empty());
        }

        /**
         * That they were not encrypted.
         *
         * @param reason why not
         * @return the last stage
         */
        public Builder unencrypted(String reason) {
            return new Builder(
                    stage, Optional.empty(), Optional.of(StatedText.require(reason, "why data were not encrypted")));
        }
    }

    /** Takes who received them. Confined to one thread. */
    public static final class Builder {
        private final Stage stage;
        private final Optional<String> encryption;
        private final Optional<String> unencryptedBecause;
        private final SortedSet<String> conditions = new TreeSet<>();
        private Optional<String> recipient = Optional.empty();
        private Optional<String> noAgreementBecause = Optional.empty();
        private Optional<String> agreement = Optional.empty();
        private Optional<DataUseAuthorization> authorization = Optional.empty();

        private Builder(Stage stage, Optional<String> encryption, Optional<String> unencryptedBecause) {
            this.stage = stage;
            this.encryption = encryption;
            this.unencryptedBecause = unencryptedBecause;
        }

        /**
         * Who received the data.
         *
         * @param party the party
         * @return this
         */
        public Builder recipient(String party) {
            recipient = once(recipient, Name.requireTrimmed(party, "a party"), "the recipient");
            return this;
        }

        /**
         * Says that no agreement is needed, such as within one organisation.
         *
         * @param reason why
         * @return this
         */
        public Builder noAgreementNeeded(String reason) {
            noAgreementBecause = once(
                    noAgreementBecause,
                    StatedText.require(reason, "why no agreement is needed"),
                    "why no agreement is needed");
            return this;
        }

        /**
         * The agreement under which they were moved.
         *
         * @param id its identifier in the register
         * @return this
         */
        public Builder agreement(String id) {
            agreement = once(agreement, Name.requireTrimmed(id, "the identifier of an agreement"), "the agreement");
            return this;
        }

        /**
         * States that a condition of the agreement is met. Nothing checks it.
         *
         * @param condition the condition, in the words of the agreement's scope
         * @return this
         */
        public Builder conditionMet(String condition) {
            if (!conditions.add(StatedText.require(condition, "a condition"))) {
                throw new IllegalStateException("this condition is already there");
            }
            return this;
        }

        /**
         * The permission that the gate gave.
         *
         * @param permission the permission, for an export or a move of these data to this place
         * @return this
         * @throws IllegalArgumentException when it is for something else
         */
        public Builder under(DataUseAuthorization permission) {
            if (!permission.dataset().equals(stage.dataset)
                    || !permission.request().operation().transfers()
                    || !permission.request().places().contains(stage.to)
                    || !permission.request().purpose().equals(stage.purpose)) {
                throw new IllegalArgumentException("expected a permission to export or move " + stage.dataset + " to "
                        + stage.to + " for " + stage.purpose + ", found one to " + permission);
            }
            authorization = once(authorization, permission, "the permission");
            return this;
        }

        private static <T> Optional<T> once(Optional<T> current, T value, String what) {
            if (current.isPresent()) {
                throw new IllegalStateException(what + " is already set");
            }
            return Optional.of(value);
        }

        /**
         * Finishes the movement.
         *
         * @return the movement
         * @throws IllegalStateException when neither a recipient nor why no agreement is needed is stated, or both are
         */
        public DataMovement build() {
            if (recipient.isPresent() == noAgreementBecause.isPresent()) {
                throw new IllegalStateException(
                        "a movement states its recipient(..), or why there is noAgreementNeeded(..), one of the two");
            }
            if (agreement.isPresent() && recipient.isEmpty()) {
                throw new IllegalStateException("an agreement is with a recipient; state recipient(..)");
            }
            return new DataMovement(this);
        }
    }
}
