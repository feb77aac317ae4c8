package io.medml.examples.defects;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** PTB-XL metadata with atrial fibrillation. Not looked for: drift of device and site. */
class PtbxlMetadataTest {

    @TestFactory
    Stream<DynamicTest> known_defects() {
        return KnownDefectsCheck.of(KnownDefects.ptbxlMetadata());
    }
}
