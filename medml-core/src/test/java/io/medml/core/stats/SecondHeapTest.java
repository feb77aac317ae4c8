package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecondHeapTest {

    // scipy 1.10: truncnorm(a=-centre/s, b=inf, loc=centre, scale=s).pdf and expon(scale=mean).pdf, largest over the
    // five centres
    @Test
    void the_ratio_is_that_of_scipy() {
        double[] t = {0.1, 0.4, 1.9, 2.1, 2.2, 2.4, 2.7};

        assertThat(SecondHeap.logRatio(t, 2, 0.35, 0.4)).isCloseTo(4.280805609891112, within(1e-9));
        assertThat(SecondHeap.logRatio(t, 0.2, 0.2, 0)).isCloseTo(-5.908110363382445, within(1e-9));
    }

    @Test
    void a_heap_is_told_from_a_tail() {
        double[] tail = IntStream.range(0, 200)
                .mapToDouble(i -> -StrictMath.log((i + 0.5) / 200))
                .toArray();
        double[] heap =
                IntStream.range(0, 20).mapToDouble(i -> 2 + 0.05 * (i - 9.5)).toArray();

        assertThat(SecondHeap.logRatio(tail, 2, 0.35, 0.4)).isNegative();
        assertThat(SecondHeap.logRatio(heap, 2, 0.35, 0.4)).isPositive();
        assertThat(SecondHeap.logRatio(new double[0], 2, 0.35, 0.4)).isZero();
        assertThat(SecondHeap.logRatio(new double[3], 2, 0.35, 0.4)).isZero();
    }

    @Test
    void wrong_arguments_are_refused() {
        assertThatThrownBy(() -> SecondHeap.logRatio(new double[] {-1}, 1, 1, 0))
                .hasMessage("distances[0] must not be negative");
        assertThatThrownBy(() -> SecondHeap.logRatio(new double[] {1}, 1, 0, 0))
                .hasMessageStartingWith("place must be finite, spread positive and shift not negative");
    }
}
