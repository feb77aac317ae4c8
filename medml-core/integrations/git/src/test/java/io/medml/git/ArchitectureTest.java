package io.medml.git;

import io.medml.architecture.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls around medml-git. That no public signature names a type of JGit is among the rules of the house. */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(GitSource.class);
    }

    @TestFactory
    Stream<DynamicTest> the_rules_of_the_house_hold() {
        return rulesOfTheHouse();
    }

    @Test
    void an_integration_knows_lineage_and_nothing_above_it() {
        uses_of_the_house_only("io.medml.git", "io.medml.core.error", "io.medml.core.lineage")
                .because("it states what a repository holds; whoever calls it records and judges")
                .check(module());
    }
}
