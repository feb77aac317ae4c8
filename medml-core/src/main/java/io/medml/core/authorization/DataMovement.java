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
 * DataMovement.moveOf(cohort.reference()).from("hospital a").to("cloud eu-west")
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
     * Starts the movement of data that are kept at another place from then on.
     *
     * @param dataset what was moved
     * @return the first stage, which asks where from
     */
    public static FromStage moveOf(ArtifactRef dataset) {
        return new FromStage(new Stage(DataOperation.MOVE, requireNonNull(dataset, "dataset")));
    }

    /**
     * Starts the movement of data of which a copy was given out.
     *
     * @param dataset what was given out
     * @return the first stage, which asks where from
     */
    public static FromStage exportOf(ArtifactRef dataset) {
        return new FromStage(new Stage(DataOperation.EXPORT, requireNonNull(dataset, "dataset")));
    }

    DataOperation operation() {
        return stage.operation;
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
        return stage.operation.word() + " of " + stage.dataset + " from " + stage.from + " to " + stage.to;
    }

    private static final class Stage {
        final DataOperation operation;
        final ArtifactRef dataset;
        String from = "";
        String to = "";
        String purpose = "";
        String why = "";
        String legalBasis = "";

        Stage(DataOperation operation, ArtifactRef dataset) {
            this.operation = operation;
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
         * The permission that the gate gave. That it is for this recipient, or rests on the same statement of why no agreement is
         * needed, is checked when the movement is built. Conditions on which the decision rests are stated anew by {@link #conditionMet}.
         *
         * @param permission the permission, for this operation with these data at this place
         * @return this
         * @throws IllegalArgumentException when it is for something else
         */
        public Builder under(DataUseAuthorization permission) {
            if (!permission.dataset().equals(stage.dataset)
                    || permission.request().operation() != stage.operation
                    || !permission.request().places().contains(stage.to)
                    || !permission.request().purpose().equals(stage.purpose)) {
                throw new IllegalArgumentException("expected a permission to " + stage.operation.word() + " "
                        + stage.dataset + " to " + stage.to + " for " + stage.purpose + ", found one to " + permission);
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
         * @throws IllegalStateException when neither a recipient nor why no agreement is needed is stated, or both are; or the permission
         *     is for another recipient, or rests on another statement of why no agreement is needed
         */
        public DataMovement build() {
            if (recipient.isPresent() == noAgreementBecause.isPresent()) {
                throw new IllegalStateException(
                        "a movement states its recipient(..), or why there is noAgreementNeeded(..), one of the two");
            }
            if (agreement.isPresent() && recipient.isEmpty()) {
                throw new IllegalStateException("an agreement is with a recipient; state recipient(..)");
            }
            authorization.ifPresent(permission -> {
                DataUseRequest permitted = permission.request();
                if (!permitted.recipient().equals(recipient)
                        || !permitted.noAgreementBecause().equals(noAgreementBecause)) {
                    throw new IllegalStateException("expected a permission for a transfer "
                            + DataUseRequest.receiver(recipient, noAgreementBecause) + ", found one "
                            + DataUseRequest.receiver(permitted.recipient(), permitted.noAgreementBecause())
                            + "; ask the gate for this transfer");
                }
            });
            return new DataMovement(this);
        }
    }
}
