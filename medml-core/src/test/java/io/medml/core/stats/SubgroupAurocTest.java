package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.measure.Reason;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SubgroupAurocTest {

    private static final ScoredLabels EIGHT =
            ScoredLabels.of(new int[] {0, 0, 1, 1, 0, 1, 0, 1}, new double[] {0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9});
    private static final int[] GROUPS = {0, 0, 0, 0, 1, 1, 1, 1};

    private static double area(Auroc auroc) {
        return Expect.point(auroc.estimate(0.95));
    }

    // scikit-learn 1.2.1, roc_auc_score on the subsets; also by hand, of four pairs each
    @Test
    void eight_records_in_two_groups_have_the_areas_of_scikit_learn() {
        SubgroupAuroc a = SubgroupAuroc.of(EIGHT, GROUPS, 0);
        SubgroupAuroc b = SubgroupAuroc.of(EIGHT, GROUPS, 1);

        assertThat(area(a.subgroup())).isEqualTo(0.75);
        assertThat(area(a.bpsn())).isEqualTo(0.875);
        assertThat(area(a.bnsp())).isEqualTo(0.75);
        assertThat(area(b.subgroup())).isEqualTo(0.875);
        assertThat(area(b.bpsn())).isEqualTo(0.75);
        assertThat(area(b.bnsp())).isEqualTo(0.875);
    }

    @Test
    void a_group_without_negatives_has_no_area_with_its_negatives() {
        ScoredLabels sample = ScoredLabels.of(new int[] {1, 1, 0, 0, 1}, new double[] {0.9, 0.8, 0.1, 0.8, 0.3});
        SubgroupAuroc areas = SubgroupAuroc.of(sample, new int[] {0, 0, 1, 1, 1}, 0);

        assertThat(Expect.reason(areas.subgroup().estimate(0.95))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(Expect.reason(areas.bpsn().estimate(0.95))).isEqualTo(Reason.NO_NEGATIVES);
        assertThat(area(areas.bnsp())).isEqualTo(0.875);
        assertThat(Expect.reason(SubgroupAuroc.of(sample, new int[] {0, 0, 1, 1, 1}, 2)
                        .subgroup()
                        .estimate(0.95)))
                .isEqualTo(Reason.EMPTY_GROUP);
    }

    @Provide
    Arbitrary<Samples.Raw> tied() {
        return Samples.tied();
    }

    @Property(tries = 100)
    void in_two_groups_the_background_of_one_is_the_other(@ForAll @From("tied") Samples.Raw raw) {
        int[] groups = new int[raw.size()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = i % 2;
        }

        SubgroupAuroc even = SubgroupAuroc.of(raw.sample(), groups, 0);
        SubgroupAuroc odd = SubgroupAuroc.of(raw.sample(), groups, 1);

        assertThat(even.bpsn().estimate(0.95)).isEqualTo(odd.bnsp().estimate(0.95));
        assertThat(even.bnsp().variance()).isEqualTo(odd.bpsn().variance());
    }

    @Property(tries = 100)
    void one_group_alone_has_the_area_of_all(@ForAll @From("tied") Samples.Raw raw) {
        SubgroupAuroc areas = SubgroupAuroc.of(raw.sample(), new int[raw.size()], 0);

        assertThat(areas.subgroup().estimate(0.95)).isEqualTo(Auroc.estimate(raw.sample(), 0.95));
        assertThat(areas.bpsn().estimate(0.95).point()).isEmpty();
    }

    @Test
    void shared_subjects_give_the_clustered_variance() {
        ScoredLabels shared = EIGHT.withSubjects(new int[] {0, 0, 1, 1, 2, 2, 3, 3});

        assertThat(SubgroupAuroc.of(shared, GROUPS, 0)
                        .subgroup()
                        .estimate(0.95)
                        .intervalEstimate()
                        .method())
                .isEqualTo("auroc.clustered.logit");
        assertThat(area(SubgroupAuroc.of(shared, GROUPS, 0).subgroup())).isCloseTo(0.75, within(0.0));
    }

    @Test
    void groups_of_another_length_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubgroupAuroc.of(EIGHT, new int[3], 0))
                .withMessageContaining("groups and labels must have the same length");
    }
}
