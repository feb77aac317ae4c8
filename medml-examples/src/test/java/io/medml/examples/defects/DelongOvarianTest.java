package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Ovarian cancer of DeLong et al. Not looked for: the direction of totscore. */
class DelongOvarianTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.delong());
    }
}
