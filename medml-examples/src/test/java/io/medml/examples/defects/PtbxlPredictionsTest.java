package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** PTB-XL benchmark, labels and predictions. Not looked for: several positives in a row, calibration. */
class PtbxlPredictionsTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.ptbxlPredictions());
    }
}
