package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class BinaryMaskTest {

    @Test
    void a_mask_of_a_set_is_that_of_its_values_and_does_not_change_with_it() {
        int columns = 11;
        int rows = 13;
        boolean[] values = new boolean[columns * rows];
        BitSet set = new BitSet();
        for (int i = 0; i < values.length; i += 7) {
            values[i] = true;
            set.set(i);
        }

        BinaryMask ofValues = BinaryMask.image(columns, rows, values);
        BinaryMask ofSet = BinaryMask.image(columns, rows, set);
        set.clear();
        values[0] = false;

        for (int i = 0; i < values.length; i++) {
            assertThat(ofSet.get(i)).isEqualTo(i % 7 == 0).isEqualTo(ofValues.get(i));
            assertThat(ofSet.get(i % columns, i / columns, 0)).isEqualTo(i % 7 == 0);
        }
        assertThat(ofSet.count()).isEqualTo(21).isEqualTo(ofValues.count());
        assertThat(ofSet.size()).isEqualTo(143);
        assertThat(ofSet.get(-1, 0, 0) || ofSet.get(0, 13, 0)).isFalse();
    }

    @Test
    void a_pixel_beyond_the_image_is_refused() {
        BitSet set = new BitSet();
        set.set(6);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BinaryMask.image(3, 2, set))
                .withMessageEndingWith("and none beyond its own, got one with number 6");
    }
}
