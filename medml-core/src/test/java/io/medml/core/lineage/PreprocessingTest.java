package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.lineage.PreprocessingComparison.Difference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

    private static final ArtifactRef NORTH = Chains.ref(ArtifactRef.Kind.DATASET, "north");
    private static final ArtifactRef SOUTH = Chains.ref(ArtifactRef.Kind.DATASET, "south");
    private static final Digest STATE = Digest.sha256("mean 0.5, deviation 0.25");

    private static final PreprocessingStep RESAMPLE =
            PreprocessingStep.stateless("resample", "1.4.0", Map.of("spacing_mm", "0.14", "kernel", "linear"));
    private static final PreprocessingStep WINDOW =
            PreprocessingStep.stateless("window", "1.4.0", Map.of("width", "400"));
    private static final PreprocessingStep NORMALISE =
            PreprocessingStep.fitted("normalise", "1.4.0", Map.of(), STATE, NORTH);

    private static PreprocessingFingerprint of(PreprocessingStep... steps) {
        PreprocessingFingerprint.Builder builder = PreprocessingFingerprint.named("input", "2");
        List.of(steps).forEach(builder::step);
        return builder.build();
    }

    private static PreprocessingComparison compared(PreprocessingFingerprint first, PreprocessingFingerprint other) {
        return PreprocessingComparison.between("site")
                .of("north", first)
                .of("south", other)
                .compare();
    }

    /** By hand: {@code printf '%s' '[{"code_version":"1.4.0","name":"window","parameters":{"width":"400"}}]' | sha256sum}. */
    @Test
    void the_digest_is_that_of_the_canonical_steps() {
        assertThat(of(WINDOW).reference().digest().hex())
                .isEqualTo("c1b7e1f717917ec674bc17b694b163f72d4b157df0ea15495d88cfb844e57a33");
    }

    @Test
    void the_order_of_the_steps_and_every_part_of_them_counts() {
        PreprocessingFingerprint whole = of(RESAMPLE, WINDOW, NORMALISE);

        assertThat(of(RESAMPLE, WINDOW, NORMALISE)).isEqualTo(whole);
        assertThat(List.of(
                        of(WINDOW, RESAMPLE, NORMALISE),
                        of(RESAMPLE, WINDOW),
                        of(RESAMPLE, PreprocessingStep.stateless("window", "1.4.1", Map.of("width", "400")), NORMALISE),
                        of(RESAMPLE, PreprocessingStep.stateless("window", "1.4.0", Map.of("width", "401")), NORMALISE),
                        of(RESAMPLE, WINDOW, PreprocessingStep.fitted("normalise", "1.4.0", Map.of(), STATE, SOUTH))))
                .doesNotContain(whole)
                .doesNotHaveDuplicates();
    }

    @Test
    void a_preprocessing_reads_back_from_json_and_is_written_by_hand_in_yaml() {
        PreprocessingFingerprint whole = of(RESAMPLE, WINDOW, NORMALISE);
        String yaml = """
                form: medml-preprocessing/1
                name: input
                version: '2'
                steps:
                  - name: window
                    code_version: 1.4.0
                    parameters:
                      width: '400'
                """;

        assertThat(PreprocessingFingerprint.from(Content.parse(whole.content().bytes())))
                .isEqualTo(whole);
        assertThat(PreprocessingFingerprint.from(Content.parseYaml(yaml.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(of(WINDOW));
    }

    @Test
    void a_changed_or_misspelt_preprocessing_is_refused() {
        String written = new String(of(RESAMPLE, NORMALISE).content().bytes(), StandardCharsets.UTF_8);

        assertRefused(written.replace("0.14", "0.15"), "to be the digest of the steps");
        assertRefused(written.replace("\"parameters\"", "\"params\""), "steps 1", "only the keys");
        assertRefused(written.replace(STATE.hex(), "ABC"), "steps 2", "64 lower-case hexadecimal digits");
        assertRefused(written.replaceAll("\"steps\":\\[.*]", "\"steps\":[]"), "at least one item");
        assertThatIllegalStateException()
                .isThrownBy(() -> PreprocessingFingerprint.named("x", "1").build())
                .withMessageContaining("at least one step");
    }

    private static void assertRefused(String document, String... said) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(
                        () -> PreprocessingFingerprint.from(Content.parse(document.getBytes(StandardCharsets.UTF_8))))
                .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }

    @Test
    void what_was_applied_names_what_it_was_made_from_and_fitted_on() {
        ArtifactRef to = Chains.ref(ArtifactRef.Kind.DATASET, "prepared");
        PreprocessingRecord record = of(RESAMPLE, NORMALISE).applied(List.of(SOUTH), to);

        assertThat(record.about()).containsExactly(to);
        assertThat(record.provenance().inputs())
                .containsExactly(record.preprocessing().reference(), SOUTH, NORTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(WINDOW).applied(List.of(to), to))
                .withMessageContaining("makes other data than it was given");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(WINDOW).applied(List.of(), to))
                .withMessageContaining("got none");
    }

    // ---- differences

    @Test
    void equal_preprocessings_have_no_difference() {
        PreprocessingComparison comparison = compared(of(RESAMPLE, NORMALISE), of(RESAMPLE, NORMALISE));

        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.findings()).isEmpty();
        assertThat(comparison.about()).hasSize(1);
    }

    @Test
    void each_part_of_a_step_that_differs_is_named() {
        PreprocessingStep other = PreprocessingStep.stateless(
                "resample", "1.5.0", Map.of("spacing_mm", "0.2", "kernel", "linear", "edge", "mirror"));
        PreprocessingStep refitted =
                PreprocessingStep.fitted("normalise", "1.4.0", Map.of(), Digest.sha256("other"), SOUTH);

        PreprocessingComparison comparison = compared(of(RESAMPLE, NORMALISE), of(other, refitted));

        assertThat(comparison.differences())
                .containsExactly(
                        new PreprocessingComparison.StepDifference(
                                "south",
                                "resample",
                                1,
                                List.of(Difference.PARAMETERS, Difference.CODE_VERSION),
                                List.of("edge", "spacing_mm")),
                        new PreprocessingComparison.StepDifference(
                                "south", "normalise", 2, List.of(Difference.STATE, Difference.FITTED_ON), List.of()));
        assertThat(comparison.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("PREPROCESSING_DIFFERS", "site south, step resample"),
                        org.assertj.core.groups.Tuple.tuple("PREPROCESSING_DIFFERS", "site south, step normalise"));
    }

    @Test
    void a_missing_an_added_and_a_moved_step_are_told_apart() {
        assertThat(compared(of(RESAMPLE, WINDOW, NORMALISE), of(RESAMPLE, NORMALISE))
                        .differences())
                .extracting(d -> d.step() + " " + d.kinds() + " " + d.number())
                .containsExactly("window [MISSING] 2");
        assertThat(compared(of(RESAMPLE), of(WINDOW, RESAMPLE)).differences())
                .extracting(d -> d.step() + " " + d.kinds() + " " + d.number())
                .containsExactly("window [ADDED] 0");
        assertThat(compared(of(RESAMPLE, WINDOW), of(WINDOW, RESAMPLE)).differences())
                .extracting(d -> d.step() + " " + d.kinds() + " " + d.number())
                .containsExactlyInAnyOrder("resample [MISSING] 1", "resample [ADDED] 2");
    }

    @Test
    void several_sites_are_each_compared_with_the_first() {
        PreprocessingComparison comparison = PreprocessingComparison.between("site")
                .of("north", of(RESAMPLE))
                .of("south", of(RESAMPLE))
                .of("west", of(RESAMPLE, WINDOW))
                .compare();

        assertThat(comparison.differences()).extracting(d -> d.group()).containsExactly("west");
        assertThatIllegalStateException()
                .isThrownBy(() -> PreprocessingComparison.between("site")
                        .of("north", of(RESAMPLE))
                        .compare())
                .withMessageContaining("at least two preprocessings, got 1");
        assertThatIllegalStateException()
                .isThrownBy(() -> PreprocessingComparison.between("site")
                        .of("north", of(RESAMPLE))
                        .of("north", of(RESAMPLE)));
    }

    /** Power: one change in any one of 30 steps is always found, and only there. */
    @Test
    void one_changed_step_of_thirty_is_found_wherever_it_is() {
        for (int changed = 0; changed < 30; changed++) {
            List<PreprocessingStep> first = new ArrayList<>();
            List<PreprocessingStep> other = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                // names that come again, as resampling or filtering does
                String name = "step " + i % 7;
                first.add(PreprocessingStep.stateless(name, "1", Map.of("strength", "1")));
                other.add(PreprocessingStep.stateless(name, "1", Map.of("strength", i == changed ? "2" : "1")));
            }

            assertThat(compared(
                                    of(first.toArray(new PreprocessingStep[0])),
                                    of(other.toArray(new PreprocessingStep[0])))
                            .differences())
                    .extracting(d -> d.number())
                    .containsExactly(changed + 1);
        }
    }
}
