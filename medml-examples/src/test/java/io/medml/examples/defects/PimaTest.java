package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Pima Indians diabetes, raw and corrected. */
class PimaTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.pima());
    }
}
