package io.medml.parquet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.medml.architecture.HouseRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls around medml-parquet. */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(ParquetReader.class);
    }

    @TestFactory
    Stream<DynamicTest> the_rules_of_the_house_hold() {
        return rulesOfTheHouse();
    }

    @Test
    void an_integration_knows_tables_and_nothing_above_them() {
        uses_of_the_house_only(
                        "io.medml.parquet", "io.medml.core.error", "io.medml.core.evidence", "io.medml.core.table")
                .because("it gives rows; whoever calls it validates, measures and records")
                .check(module());
    }

    @Test
    void only_the_codec_knows_the_library_that_undoes_compression() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Codec")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.airlift..", "sun.misc..", "org.apache.parquet..", "org.apache.hadoop..")
                .because("sizes are held against their bounds before bytes reach another library, and it can be"
                        + " replaced in one place")
                .check(module());
    }
}
