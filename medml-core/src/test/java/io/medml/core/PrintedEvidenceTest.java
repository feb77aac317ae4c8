package io.medml.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log or a shell prints of evidence is a line that says what it is, and not the identity of an object. */
class PrintedEvidenceTest {

    private static boolean printsIdentity(Class<?> type) {
        try {
            return type.getMethod("toString").getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void every_public_kind_of_evidence_and_the_ledger_print_a_line_of_their_own() {
        List<? extends Class<?>> evidence = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.medml.core").stream()
                        .filter(type -> type.isAssignableTo(Evidence.class) && !type.isInterface())
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect)
                        .toList();

        assertThat(evidence).hasSizeGreaterThan(50).noneMatch(PrintedEvidenceTest::printsIdentity);
        try (Ledger ledger = Ledger.inMemory()) {
            assertThat(ledger).hasToString("ledger " + ledger.origin());
        }
        assertThat(List.of(Ledger.class, Recorded.class)).noneMatch(PrintedEvidenceTest::printsIdentity);
    }
}
