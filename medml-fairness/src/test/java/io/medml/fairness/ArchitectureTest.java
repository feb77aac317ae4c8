package io.medml.fairness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.medml.architecture.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls around medml-fairness. */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(BiasDetector.class);
    }

    @TestFactory
    Stream<DynamicTest> the_rules_of_the_house_hold() {
        return rulesOfTheHouse();
    }

    @Test
    void fairness_measures_and_does_not_judge() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.medml.core.criteria")
                .because("no library can say that a model is fair; people state the bound, criteria apply it")
                .check(module());
    }

    @Test
    void fairness_knows_nothing_of_compliance_integrations_or_the_registry() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.medml.compliance..", "io.medml.tribuo..", "io.medml.examples..", "io.medml.core.registry")
                .because("the groups of a cohort are the same whoever trained the model and whoever releases it")
                .check(module());
    }

    @Test
    void only_layouts_know_documents_and_the_ledger() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Layout")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.medml.core.document", "io.medml.core.ledger")
                .because("an analysis works alone: no ledger, no files, no pages")
                .check(module());
    }

    @Test
    void fairness_uses_no_library_but_core() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.medml.fairness..", "io.medml.core..", "java..", "org.jspecify.annotations..", "")
                .because("its mathematics is in core's statistics, where it is checked against published values")
                .check(module());
    }
}
