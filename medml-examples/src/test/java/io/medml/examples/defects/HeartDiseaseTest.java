package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Heart disease, Cleveland and Hungary, UCI data set 45. Not looked for: shift between the sites (drift). */
class HeartDiseaseTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.heart());
    }
}
