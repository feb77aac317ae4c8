package io.medml.tribuo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.medml.architecture.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls around medml-tribuo. That no public signature names a type of Tribuo is among the rules of the house. */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(LogisticModel.class);
    }

    @TestFactory
    Stream<DynamicTest> the_rules_of_the_house_hold() {
        return rulesOfTheHouse();
    }

    @Test
    void an_integration_knows_tables_cohorts_and_the_door_it_stands_behind() {
        uses_of_the_house_only(
                        "io.medml.tribuo",
                        "io.medml.core.error",
                        "io.medml.core.evidence",
                        "io.medml.core.table",
                        "io.medml.core.cohort",
                        "io.medml.core.model")
                .because("training neither measures, records nor releases; whoever calls it does")
                .check(module());
    }

    @Test
    void a_trained_model_scores_without_tribuo() {
        noClasses()
                .that()
                .haveSimpleName("LogisticModel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.tribuo..", "com.oracle..", "com.google.protobuf..")
                .because("the weights that are registered must give the same scores when Tribuo is gone")
                .check(module());
    }
}
