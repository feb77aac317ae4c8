package io.medml.core.authorization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.StatedText;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Measurement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a person decided about a model that was trained on data of a subject who withdrew: a statement with a reason, as evidence. Only
 * {@link #record} makes one. Immutable.
 */
public final class WithdrawalDecision implements Evidence {

    private static final String SCHEMA = "withdrawal-decision/1";

    /** What is to become of the model. */
    public enum Choice {
        /** It is trained again without the subject. */
        RETRAIN,
        /** It stays as it is. */
        RETAIN,
        /** It is taken out of use. */
        RETIRE;

        /**
         * The word used in records.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A decision as a ledger holds it.
     *
     * @param model identifier and version of the model
     * @param choice what was chosen
     * @param reason why, as stated
     * @param by full name and identifier of who decided
     * @param entry position of the entry
     * @param time when the ledger took it
     */
    public record Made(String model, Choice choice, String reason, String by, long entry, Instant time) {}

    private final ArtifactRef impact;
    private final ArtifactRef model;
    private final Choice choice;
    private final String reason;

    private WithdrawalDecision(ArtifactRef impact, ArtifactRef model, Choice choice, String reason) {
        this.impact = impact;
        this.model = model;
        this.choice = choice;
        this.reason = reason;
    }

    /**
     * Records what a person decided.
     *
     * @param ledger the ledger that holds the impact
     * @param impact the impact
     * @param model one of its models
     * @param choice what is to become of it
     * @param reason why, in words
     * @param who who decided, a person
     * @return the decision with its place
     * @throws IllegalArgumentException when the impact is of another ledger, does not reach the model, or nobody decided
     */
    public static Recorded<WithdrawalDecision> record(
            Ledger ledger,
            Recorded<WithdrawalImpact> impact,
            ArtifactRef model,
            Choice choice,
            String reason,
            Actor who) {
        if (!ledger.holds(impact)) {
            throw new IllegalArgumentException(
                    "expected an impact that is recorded in " + ledger.origin() + ", found one of " + impact.origin());
        }
        if (impact.evidence().models().stream().noneMatch(one -> one.model().equals(model))) {
            throw new IllegalArgumentException("expected a model that the withdrawal reaches, found " + model);
        }
        if (who.kind() != Actor.Kind.HUMAN) {
            throw new IllegalArgumentException("what becomes of a model is decided by a person, got actor \"" + who.id()
                    + "\" of kind " + who.kind().word() + "; use Actor.human(id, name, role)");
        }
        return ledger.record(
                new WithdrawalDecision(
                        impact.evidence().document().reference(),
                        model,
                        choice,
                        StatedText.require(reason, "the reason for the decision")),
                who);
    }

    /**
     * The decisions that a ledger holds on an impact.
     *
     * @param ledger the ledger
     * @param impact the impact
     * @return them in the order of the ledger; a later one about the same model stands beside the earlier one
     */
    public static List<Made> of(Ledger ledger, Recorded<WithdrawalImpact> impact) {
        ArtifactRef wanted = impact.evidence().document().reference();
        List<Made> made = new ArrayList<>();
        ledger.entries()
                .filter(entry -> entry.type().equals("evidence.recorded")
                        && entry.data().has("schema")
                        && entry.data().get("schema").equals(Content.text(SCHEMA)))
                .forEach(entry -> {
                    Evidence decision = ledger.recorded(entry.index()).evidence();
                    if (decision.provenance().inputs().contains(wanted)) {
                        Content.Fields body = decision.body().asFields();
                        ArtifactRef about = decision.about().get(0);
                        Actor actor = entry.actor();
                        made.add(new Made(
                                about.id() + " " + about.version(),
                                Choice.valueOf(body.text("choice")),
                                body.text("reason"),
                                actor.name().orElse("") + " (" + actor.id() + ")",
                                entry.index(),
                                entry.time()));
                    }
                });
        return List.copyOf(made);
    }

    /**
     * The models of an impact on which a ledger holds no decision.
     *
     * @param ledger the ledger
     * @param impact the impact
     * @return the models
     */
    public static List<ArtifactRef> due(Ledger ledger, Recorded<WithdrawalImpact> impact) {
        List<Made> made = of(ledger, impact);
        return impact.evidence().models().stream()
                .map(WithdrawalImpact.AffectedModel::model)
                .filter(model -> made.stream().noneMatch(one -> one.model().equals(model.id() + " " + model.version())))
                .toList();
    }

    /**
     * What was chosen.
     *
     * @return the choice
     */
    public Choice choice() {
        return choice;
    }

    /**
     * Why.
     *
     * @return the reason as stated
     */
    public String reason() {
        return reason;
    }

    @Override
    public String schema() {
        return SCHEMA;
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(model);
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(WithdrawalDecision.class).from(impact).from(model);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("choice", choice.name())
                .put("reason", reason)
                .build();
    }

    @Override
    public String toString() {
        return "decision after a withdrawal of " + model + ": " + findings().size() + " findings";
    }
}
