package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MultiplicityTest {

    @Property
    void adjusted_values_keep_the_order_and_no_method_is_weaker_than_the_one_it_improves(
            @ForAll @Size(min = 1, max = 12) double @DoubleRange(min = 0, max = 1) [] raw) {
        double[] p =
                Arrays.stream(raw).map(Math::abs).map(v -> v - Math.floor(v)).toArray();
        double[] bonferroni = Multiplicity.BONFERRONI.adjust(p);
        double[] holm = Multiplicity.HOLM.adjust(p);
        double[] hochberg = Multiplicity.HOCHBERG.adjust(p);
        double[] hommel = Multiplicity.HOMMEL.adjust(p);
        double[] bh = Multiplicity.BENJAMINI_HOCHBERG.adjust(p);

        for (int i = 0; i < p.length; i++) {
            assertThat(bonferroni[i]).isGreaterThanOrEqualTo(holm[i]).isLessThanOrEqualTo(1);
            assertThat(holm[i]).isGreaterThanOrEqualTo(hochberg[i]);
            assertThat(hochberg[i]).isGreaterThanOrEqualTo(hommel[i] - 1e-15);
            assertThat(hommel[i]).isGreaterThanOrEqualTo(bh[i] - 1e-15);
            assertThat(bh[i]).isGreaterThanOrEqualTo(p[i]);
            for (int j = 0; j < p.length; j++) {
                if (p[i] < p[j]) {
                    assertThat(holm[i]).isLessThanOrEqualTo(holm[j]);
                }
            }
        }
    }

    // the definition of a closed test: adjusted p = largest p of the local test over all subsets that hold the
    // hypothesis
    @Property(tries = 200)
    void holm_and_hommel_are_the_closed_tests_of_bonferroni_and_simes(
            @ForAll @Size(min = 1, max = 6) double @DoubleRange(min = 0, max = 1) [] raw) {
        double[] p =
                Arrays.stream(raw).map(Math::abs).map(v -> v - Math.floor(v)).toArray();
        double[] holm = Multiplicity.HOLM.adjust(p);
        double[] hommel = Multiplicity.HOMMEL.adjust(p);

        for (int h = 0; h < p.length; h++) {
            double bonferroni = 0;
            double simes = 0;
            for (int subset = 1; subset < 1 << p.length; subset++) {
                if ((subset >> h & 1) == 1) {
                    int chosen = subset;
                    double[] local = IntStream.range(0, p.length)
                            .filter(i -> (chosen >> i & 1) == 1)
                            .mapToDouble(i -> p[i])
                            .sorted()
                            .toArray();
                    bonferroni = Math.max(bonferroni, Math.min(1, local.length * local[0]));
                    double least = 1;
                    for (int i = 0; i < local.length; i++) {
                        least = Math.min(least, local.length * local[i] / (i + 1));
                    }
                    simes = Math.max(simes, least);
                }
            }
            assertThat(holm[h]).isCloseTo(bonferroni, within(1e-14));
            assertThat(hommel[h]).isCloseTo(simes, within(1e-14));
        }
    }

    @Test
    void a_test_without_a_p_value_counts_in_the_family() {
        assertThat(Multiplicity.HOLM.adjust(new double[] {0.01, 0.02}, 3)).containsExactly(0.03, 0.04);
        assertThat(Multiplicity.BENJAMINI_HOCHBERG.adjust(new double[] {0.01}, 4))
                .containsExactly(0.04);
        assertThatThrownBy(() -> Multiplicity.HOLM.adjust(new double[] {0.01, 0.02}, 1))
                .hasMessageContaining("familySize");
        assertThatThrownBy(() -> Multiplicity.HOLM.adjust(new double[] {0.01, Double.NaN}))
                .hasMessage("pValues[1] must be in [0, 1]");
    }
}
