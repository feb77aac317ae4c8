package io.medml.examples.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Evidence;
import io.medml.examples.defects.Expectation.Kind;
import io.medml.examples.defects.Expectation.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Makes a test of every sentence about a data set, from the list that the table of the command {@code evidence} is made of. Skipped
 * where the data are not there (system property {@code medml.shared}).
 */
final class KnownDefectsCheck {

    private static final Map<String, Map<String, Supplier<Evidence>>> LOOKS = new HashMap<>();

    private KnownDefectsCheck() {}

    static Path folder() {
        String shared = System.getProperty("medml.shared", "");
        return Path.of(shared.isEmpty() ? "shared" : shared, "data");
    }

    /** The looks at a data set, which all tests share, since some take seconds. */
    static synchronized Map<String, Supplier<Evidence>> looks(KnownData data) {
        return LOOKS.computeIfAbsent(data.name(), name -> data.in(folder()));
    }

    static Stream<DynamicTest> of(KnownData data) {
        Assumptions.assumeTrue(
                data.isIn(folder()), "no " + data.files() + " under the folder of system property medml.shared");
        Map<String, Supplier<Evidence>> runs = looks(data);
        Stream<DynamicTest> sentences = data.expectations().stream()
                .map(e -> DynamicTest.dynamicTest(e.sentence(), () -> {
                    Assumptions.assumeFalse(e.kind() == Kind.ELSEWHERE, "not looked for: " + e.code());
                    assertThat(e.outcome(runs)).as(e.toString()).isEqualTo(Outcome.HOLDS);
                }));
        return Stream.concat(
                sentences,
                Stream.of(DynamicTest.dynamicTest(
                        "every warning is in the list, as a defect or judged",
                        () -> assertThat(DefectTable.unjudged(data, runs)).isEmpty())));
    }
}
