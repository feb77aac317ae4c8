package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** COMPAS by ProPublica. Not looked for: columns that reveal the outcome, unequal error rates, the 30 days of the study. */
class CompasTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.compas());
    }
}
