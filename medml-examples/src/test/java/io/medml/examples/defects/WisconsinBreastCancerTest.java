package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Wisconsin breast cancer, original. */
class WisconsinBreastCancerTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.wisconsin());
    }
}
