package io.medml.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.StatedEvidence;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.criteria.Judgement;
import io.medml.core.error.AuthorizationException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.EntryDraft;
import io.medml.core.ledger.EntryRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {

    private static final Actor ENGINEER = Actor.human("engineer-1", "E. Engineer", "engineer");
    private static final PromotionGuard OPEN = request -> new PromotionPermission.Granted("the test permits it");
    private static final PromotionGuard CLOSED =
            request -> new PromotionPermission.Refused(List.of("no signature", "no plan"));

    /** One second later at each look. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-03-01T08:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public synchronized Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }
    }

    private static StatedEvidence measured(ArtifactRef model, double lower) {
        return StatedEvidence.of("evaluation-report/1", model)
                .from(model)
                .measuring(List.of(new Measurement(
                        Metric.AUROC,
                        Slice.overall(),
                        Estimate.of(0.9, IntervalEstimate.of(lower, 0.95, 0.95, "test"), Support.of(100)))));
    }

    private final Ledger ledger = Ledger.inMemory(new Ticking());
    private final ModelRegistry registry = ModelRegistry.on(ledger, OPEN);

    private static byte[] weights(String version) {
        return ("weights " + version).getBytes(StandardCharsets.UTF_8);
    }

    private static ArtifactRef reference(String version) {
        return new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", version, Digest.sha256(weights(version)));
    }

    private static ModelVersion register(ModelRegistry registry, String version) {
        return registry.register(
                reference(version), weights(version), Map.of("architecture", "logistic"), List.of(), ENGINEER);
    }

    private static Recorded<Judgement> judged(Ledger ledger, ModelVersion version, double lower) {
        Judgement judgement = AcceptanceCriteria.named("PQ-07", "1")
                .require(Metric.AUROC)
                .lowerLimitAtLeast(0.6)
                .because("claim")
                .build()
                .judge(List.of(ledger.record(measured(version.reference(), lower))));
        return ledger.record(judgement);
    }

    private static ModelVersion staged(Ledger ledger, ModelRegistry registry, String version) {
        ModelVersion registered = register(registry, version);
        registry.qualify(registered, judged(ledger, registered, 0.8), ENGINEER);
        return registered;
    }

    /** Any entry will do for a guard that does not look. */
    private static EntryRef signature(Ledger ledger) {
        return ledger.entry(0).ref();
    }

    @Test
    void legal_transitions_are_these_and_no_others() {
        Map<Stage, Set<Stage>> table = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            table.put(stage, stage.next());
        }

        assertThat(table)
                .isEqualTo(Map.of(
                        Stage.DEVELOPMENT, Set.of(Stage.STAGING, Stage.ARCHIVED),
                        Stage.STAGING, Set.of(Stage.PRODUCTION, Stage.ARCHIVED),
                        Stage.PRODUCTION, Set.of(Stage.ARCHIVED),
                        Stage.ARCHIVED, Set.of()));
    }

    @Test
    void a_version_goes_from_development_over_staging_into_production() {
        ModelVersion version = register(registry, "1.0");
        assertThat(registry.stage(version)).isEqualTo(Stage.DEVELOPMENT);
        assertThat(registry.inProduction("sepsis")).isEmpty();

        Recorded<Judgement> judgement = judged(ledger, version, 0.8);
        LedgerEntry qualified = registry.qualify(version, judgement, ENGINEER);
        assertThat(registry.stage(version)).isEqualTo(Stage.STAGING);

        LedgerEntry released = registry.release(version, signature(ledger), ENGINEER);
        assertThat(registry.stage(version)).isEqualTo(Stage.PRODUCTION);
        assertThat(registry.inProduction("sepsis")).contains(version);
        assertThat(registry.releaseSignature(version)).contains(signature(ledger));
        assertThat(qualified.links()).extracting("rel").containsExactlyInAnyOrder("model", "evidence");
        assertThat(qualified.links()).extracting("target").contains(version.registered(), judgement.ref());
        assertThat(released.links())
                .extracting("target")
                .containsExactlyInAnyOrder(version.registered(), qualified.ref(), signature(ledger));
        assertThat(released.data().text("basis")).isEqualTo("the test permits it");
    }

    @Test
    void the_standing_of_a_version_is_what_the_ledger_holds_of_it() {
        assertThat(registry.standing(reference("1.0")).words()).isEqualTo("not registered");

        ModelVersion first = staged(ledger, registry, "1.0");
        assertThat(registry.standing(first.reference()).words()).isEqualTo("not released");
        assertThat(registry.standing(first.reference()).inUse()).isFalse();
        ArtifactRef otherWeights =
                new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.0", Digest.sha256(weights("other")));
        assertThat(registry.standing(otherWeights).words()).isEqualTo("not registered");

        LedgerEntry released = registry.release(first, signature(ledger), ENGINEER);
        VersionStanding live = registry.standing(first.reference());
        assertThat(live.words()).isEqualTo("released, entry " + released.index());
        assertThat(live.inUse()).isTrue();
        assertThat(live.stage()).contains(Stage.PRODUCTION);

        registry.release(staged(ledger, registry, "2.0"), signature(ledger), ENGINEER);
        VersionStanding superseded = registry.standing(first.reference());
        assertThat(superseded.words()).isEqualTo("released, entry " + released.index() + ", and out of use");
        assertThat(superseded.inUse()).isFalse();
    }

    @Test
    void weights_are_kept_under_their_digest_and_other_weights_are_refused() {
        ModelVersion version = register(registry, "1.0");
        long before = ledger.size();

        assertThat(registry.weights(version)).isEqualTo(weights("1.0"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(reference("1.1"), weights("1.0"), Map.of(), List.of(), ENGINEER))
                .withMessageContaining("pins other weights");
        assertThat(ledger.size()).isEqualTo(before);
    }

    @Test
    void a_version_is_registered_once_even_with_the_same_weights() {
        register(registry, "1.0");
        long before = ledger.size();
        byte[] other = weights("1.0, retrained");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> register(registry, "1.0"))
                .withMessageContaining("registered already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register(
                        new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.0", Digest.sha256(other)),
                        other,
                        Map.of(),
                        List.of(),
                        ENGINEER))
                .withMessageContaining("registered already");
        assertThat(ledger.size()).isEqualTo(before);
    }

    @Test
    void a_judgement_that_is_not_met_does_not_qualify() {
        ModelVersion version = register(registry, "1.0");
        Recorded<Judgement> notMet = judged(ledger, version, 0.5);
        Recorded<Judgement> undecided = ledger.record(AcceptanceCriteria.named("PQ-08", "1")
                .require(Metric.SENSITIVITY)
                .lowerLimitAtLeast(0.6)
                .because("claim")
                .build()
                .judge(List.of(ledger.record(measured(version.reference(), 0.8)))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.qualify(version, notMet, ENGINEER))
                .withMessageContaining("NOT_MET");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.qualify(version, undecided, ENGINEER))
                .withMessageContaining("UNDECIDED");
        assertThat(registry.stage(version)).isEqualTo(Stage.DEVELOPMENT);
    }

    @Test
    void a_judgement_about_another_version_does_not_qualify() {
        ModelVersion one = register(registry, "1.0");
        ModelVersion two = register(registry, "1.1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.qualify(two, judged(ledger, one, 0.8), ENGINEER))
                .withMessageContaining("not about model sepsis 1.1");
    }

    @Test
    void a_judgement_of_another_ledger_does_not_qualify() {
        ModelVersion version = register(registry, "1.0");
        // the other ledger has the same origin and more entries, so that only the content of the entry tells them apart
        Ledger elsewhere = Ledger.inMemory(new Ticking());
        register(ModelRegistry.on(elsewhere, OPEN), "0.9");
        Recorded<Judgement> foreign = judged(elsewhere, version, 0.8);
        ledger.record(measured(version.reference(), 0.1));
        ledger.record(measured(version.reference(), 0.1));
        ledger.record(measured(version.reference(), 0.1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.qualify(version, foreign, ENGINEER))
                .withMessageContaining("not recorded in this ledger");
    }

    @Test
    void a_version_is_qualified_once() {
        ModelVersion version = staged(ledger, registry, "1.0");

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.qualify(version, judged(ledger, version, 0.8), ENGINEER))
                .withMessageContaining("is in STAGING and cannot enter STAGING; from there it can enter")
                .withMessageContaining("[PRODUCTION, ARCHIVED]");
    }

    @Test
    void a_refusal_by_the_guard_is_recorded_and_thrown_with_every_reason() {
        ModelRegistry closed = ModelRegistry.on(ledger, CLOSED);
        ModelVersion version = staged(ledger, closed, "1.0");
        long before = ledger.size();

        assertThatThrownBy(() -> closed.release(version, signature(ledger), ENGINEER))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContainingAll("sepsis 1.0 may not be released", "no signature; no plan", "on record");

        assertThat(ledger.size()).isEqualTo(before + 1);
        LedgerEntry denied = ledger.entry(before);
        assertThat(denied.type()).isEqualTo("access.denied");
        assertThat(denied.actor().id()).isEqualTo("engineer-1");
        assertThat(denied.data().text("action")).isEqualTo("model.released");
        assertThat(denied.data().list("reasons")).hasSize(2);
        assertThat(closed.stage(version)).isEqualTo(Stage.STAGING);
        assertThat(closed.inProduction("sepsis")).isEmpty();
    }

    @Test
    void a_version_that_is_not_in_staging_is_not_released_and_the_guard_is_not_even_asked() {
        List<PromotionRequest> asked = new ArrayList<>();
        ModelRegistry counting = ModelRegistry.on(ledger, request -> {
            asked.add(request);
            return new PromotionPermission.Granted("yes");
        });
        ModelVersion version = register(counting, "1.0");

        assertThatThrownBy(() -> counting.release(version, signature(ledger), ENGINEER))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("is in DEVELOPMENT and cannot enter PRODUCTION");
        assertThat(asked).isEmpty();
        assertThat(ledger.entry(ledger.size() - 1).type()).isEqualTo("access.denied");

        counting.qualify(version, judged(ledger, version, 0.8), ENGINEER);
        counting.release(version, signature(ledger), ENGINEER);
        assertThat(asked)
                .containsExactly(new PromotionRequest(version, Stage.STAGING, Stage.PRODUCTION, signature(ledger)));
        assertThatThrownBy(() -> counting.release(version, signature(ledger), ENGINEER))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("is in PRODUCTION and cannot enter PRODUCTION");
    }

    @Test
    void a_guard_that_fails_or_says_nothing_releases_nothing() {
        ModelVersion version = staged(ledger, registry, "1.0");
        long before = ledger.size();

        assertThatThrownBy(() -> ModelRegistry.on(ledger, request -> {
                            throw new IllegalStateException("the directory is down");
                        })
                        .release(version, signature(ledger), ENGINEER))
                .hasMessage("the directory is down");
        assertThat(ledger.size()).isEqualTo(before);
        assertThat(registry.stage(version)).isEqualTo(Stage.STAGING);
    }

    @Test
    void releasing_a_version_retires_the_one_before_in_the_same_group() {
        ModelVersion one = staged(ledger, registry, "1.0");
        ModelVersion two = staged(ledger, registry, "1.1");
        registry.release(one, signature(ledger), ENGINEER);
        LedgerEntry release = registry.release(two, signature(ledger), ENGINEER);

        LedgerEntry retired = ledger.entry(release.index() + 1);
        assertThat(retired.type()).isEqualTo("model.retired");
        assertThat(retired.subject().orElseThrow().version()).isEqualTo("1.0");
        assertThat(retired.reason()).contains("superseded by version 1.1");
        assertThat(registry.stage(one)).isEqualTo(Stage.ARCHIVED);
        assertThat(registry.stage(two)).isEqualTo(Stage.PRODUCTION);
        assertThat(registry.inProduction("sepsis")).contains(two);
        assertThatThrownBy(() -> registry.release(one, signature(ledger), ENGINEER))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("is in ARCHIVED");
    }

    /** Out of use by an entry that other software wrote: with the link that the format asks for, and no subject. */
    private LedgerEntry out(String type, ModelVersion version) {
        return ledger.append(EntryDraft.of(type)
                .actor(ENGINEER)
                .reason("more missed than on the test set")
                .link("model", version.registered()));
    }

    @Test
    void a_rollback_takes_its_version_out_of_use_and_puts_no_other_in_its_place() {
        ModelVersion one = staged(ledger, registry, "1.0");
        ModelVersion two = staged(ledger, registry, "1.1");
        registry.release(one, signature(ledger), ENGINEER);
        Instant released = registry.release(two, signature(ledger), ENGINEER).time();

        Instant back = out("model.rolledback", two).time();

        assertThat(registry.stage(two)).isEqualTo(Stage.ARCHIVED);
        assertThat(registry.stage(one)).isEqualTo(Stage.ARCHIVED);
        assertThat(registry.inProduction("sepsis")).isEmpty();
        assertThat(registry.inProductionAt("sepsis", released)).contains(two);
        assertThat(registry.inProductionAt("sepsis", back)).isEmpty();
    }

    @Test
    void a_retirement_without_a_subject_is_about_the_version_that_it_links_to() {
        ModelVersion one = staged(ledger, registry, "1.0");
        ModelVersion two = staged(ledger, registry, "1.1");
        registry.release(two, signature(ledger), ENGINEER);

        out("model.retired", two);

        assertThat(registry.stage(two)).isEqualTo(Stage.ARCHIVED);
        assertThat(registry.stage(one)).isEqualTo(Stage.STAGING);
        assertThat(registry.inProduction("sepsis")).isEmpty();
    }

    @Test
    void a_registry_for_reading_answers_and_releases_nothing() {
        ModelVersion version = staged(ledger, registry, "1.0");
        ModelRegistry reading = ModelRegistry.reading(ledger);

        assertThat(reading.holds(version)).isTrue();
        assertThat(reading.stage(version)).isEqualTo(Stage.STAGING);
        assertThatThrownBy(() -> reading.release(version, signature(ledger), ENGINEER))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("this registry is for reading only");
        assertThat(registry.stage(version)).isEqualTo(Stage.STAGING);
    }

    @Test
    void what_was_in_production_at_any_time_can_be_asked() {
        ModelVersion one = staged(ledger, registry, "1.0");
        ModelVersion two = staged(ledger, registry, "1.1");
        Instant first = registry.release(one, signature(ledger), ENGINEER).time();
        Instant second = registry.release(two, signature(ledger), ENGINEER).time();

        assertThat(registry.inProductionAt("sepsis", first.minusMillis(1))).isEmpty();
        assertThat(registry.inProductionAt("sepsis", first)).contains(one);
        assertThat(registry.inProductionAt("sepsis", second.minusMillis(1))).contains(one);
        assertThat(registry.inProductionAt("sepsis", second.plusSeconds(60))).contains(two);
        assertThat(registry.inProductionAt("another", second)).isEmpty();
    }

    @Test
    void models_do_not_retire_each_other() {
        ModelVersion sepsis = staged(ledger, registry, "1.0");
        registry.release(sepsis, signature(ledger), ENGINEER);
        ArtifactRef other = new ArtifactRef(ArtifactRef.Kind.MODEL, "stroke", "1.0", Digest.sha256(weights("stroke")));
        ModelVersion stroke = registry.register(other, weights("stroke"), Map.of(), List.of(), ENGINEER);
        registry.qualify(stroke, judged(ledger, stroke, 0.8), ENGINEER);
        registry.release(stroke, signature(ledger), ENGINEER);

        assertThat(registry.inProduction("sepsis")).contains(sepsis);
        assertThat(registry.inProduction("stroke")).contains(stroke);
    }

    @Test
    void a_version_that_somebody_made_up_is_neither_qualified_nor_released() {
        ModelVersion real = staged(ledger, registry, "1.0");
        long before = ledger.size();
        List<ModelVersion> forged = List.of(
                new ModelVersion(reference("9.9"), real.registered(), real.aspects()),
                new ModelVersion(
                        new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "1.0", Digest.sha256("other weights")),
                        real.registered(),
                        real.aspects()),
                new ModelVersion(real.reference(), ledger.entry(0).ref(), real.aspects()),
                new ModelVersion(
                        real.reference(), real.registered(), new TreeMap<>(Map.of("architecture", "network"))));

        assertThat(registry.holds(real)).isTrue();
        for (ModelVersion version : forged) {
            assertThat(registry.holds(version)).isFalse();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.release(version, signature(ledger), ENGINEER))
                    .withMessageContaining("not registered in this ledger as it is stated");
        }
        assertThat(ledger.size()).isEqualTo(before);
        Recorded<Judgement> judgement = judged(ledger, forged.get(0), 0.8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.qualify(forged.get(0), judgement, ENGINEER))
                .withMessageContaining("not registered in this ledger as it is stated");
    }

    @Test
    void a_registration_that_other_software_wrote_has_no_aspects_and_is_a_version() {
        ArtifactRef reference = reference("0.5");
        ledger.append(EntryDraft.of("model.registered")
                .subject(reference)
                .data(Content.fields().put("sha256", reference.digest().hex()).build()));

        ModelVersion found = registry.find("sepsis", "0.5").orElseThrow();

        assertThat(found.reference()).isEqualTo(reference);
        assertThat(found.aspects()).isEmpty();
        assertThat(registry.find("sepsis", "0.6")).isEmpty();
    }

    @Test
    void a_registration_without_the_digest_of_the_weights_is_told_with_its_entry_and_what_makes_one() {
        LedgerEntry bare = ledger.append(EntryDraft.of("model.registered").subject(reference("0.5")));

        assertThatThrownBy(() -> registry.find("sepsis", "0.5"))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("entry " + bare.index())
                .hasMessageContaining("to state data.sha256, the digest of its weights")
                .hasMessageContaining("ModelRegistry.register(..)");
    }

    @Test
    void stages_are_rebuilt_when_the_ledger_is_opened_again(@TempDir Path directory) {
        Path place = directory.resolve("ledger");
        Ed25519Signer signer = Ed25519Signer.fromSeed(
                "test.example/registry", Digest.sha256("a seed for tests").bytes());
        Clock clock = new Ticking();
        ModelVersion one;
        ModelVersion two;
        try (Ledger first = Ledger.open(place, clock, signer)) {
            ModelRegistry before = ModelRegistry.on(first, OPEN);
            one = staged(first, before, "1.0");
            two = staged(first, before, "1.1");
            before.release(one, signature(first), ENGINEER);
            before.release(two, signature(first), ENGINEER);
            register(before, "1.2");
        }
        try (Ledger second = Ledger.open(place, clock, signer)) {
            ModelRegistry after = ModelRegistry.on(second, OPEN);

            assertThat(after.find("sepsis", "1.0")).contains(one);
            assertThat(after.stage(one)).isEqualTo(Stage.ARCHIVED);
            assertThat(after.inProduction("sepsis")).contains(two);
            assertThat(after.stage(after.find("sepsis", "1.2").orElseThrow())).isEqualTo(Stage.DEVELOPMENT);
            assertThat(after.weights(two)).isEqualTo(weights("1.1"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> register(after, "1.2"))
                    .withMessageContaining("registered already");
        }
    }

    @Test
    void a_refusal_states_a_reason_and_a_version_names_a_model() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PromotionPermission.Refused(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModelVersion(
                        new ArtifactRef(ArtifactRef.Kind.DATASET, "rows", "1", Digest.sha256("rows")),
                        signature(ledger),
                        new TreeMap<>()))
                .withMessageContaining("DATASET");
    }
}
