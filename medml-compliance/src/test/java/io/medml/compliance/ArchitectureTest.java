package io.medml.compliance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.medml.architecture.HouseRules;
import io.medml.compliance.pccp.PccpManager;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls inside medml-compliance, and those around it. */
class ArchitectureTest extends HouseRules {

    private static final String COMPLIANCE = "io.medml.compliance.";
    private static final String CORE = "io.medml.core.";

    ArchitectureTest() {
        super(PccpManager.class);
    }

    @Override
    protected Map<String, String> openTypes() {
        return Map.of(
                COMPLIANCE + "signature.IdentityProvider",
                "door: who somebody is, is known to the host's directory and not to a library");
    }

    @TestFactory
    Stream<DynamicTest> the_rules_of_the_house_hold() {
        return rulesOfTheHouse();
    }

    @Test
    void compliance_knows_no_integration() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.medml.tribuo..", "io.medml.examples..")
                .because("decisions rest on evidence about a model, whatever trained it")
                .check(module());
    }

    @Test
    void people_and_roles_rest_on_nothing() {
        uses_of_the_house_only(COMPLIANCE + "access")
                .because("who a person is does not depend on what they may sign")
                .check(module());
    }

    @Test
    void a_signature_binds_an_entry_whatever_it_holds() {
        uses_of_the_house_only(
                        COMPLIANCE + "signature",
                        COMPLIANCE + "access",
                        CORE + "error",
                        CORE + "evidence",
                        CORE + "ledger")
                .because("people sign plans, judgements, decisions and records that do not exist yet")
                .check(module());
    }

    @Test
    void change_control_decides_by_kind_and_criteria_and_knows_no_tester() {
        noClasses()
                .that()
                .resideInAPackage(COMPLIANCE + "pccp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        COMPLIANCE + "regression",
                        COMPLIANCE + "modelcard",
                        "io.medml.fairness..",
                        CORE + "evaluation",
                        CORE + "validation",
                        CORE + "leakage",
                        CORE + "cohort",
                        CORE + "stats",
                        CORE + "model")
                .because(
                        "evidence that was read back from the ledger has no class but its kind, and must be held to the"
                                + " same checks; a plan may ask for kinds that do not exist yet")
                .check(module());
    }

    @Test
    void comparing_versions_measures_and_does_not_judge() {
        noClasses()
                .that()
                .resideInAPackage(COMPLIANCE + "regression")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE + "criteria", CORE + "registry", COMPLIANCE + "pccp", COMPLIANCE + "signature")
                .because("margins are the plan's, and the plan applies them with criteria")
                .check(module());
    }

    @Test
    void a_model_card_computes_no_statistic() {
        noClasses()
                .that()
                .resideInAPackage(COMPLIANCE + "modelcard")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE + "stats", CORE + "model", CORE + "table", COMPLIANCE + "regression")
                .because("a number of a card comes from recorded evidence and carries its entry")
                .check(module());
    }

    @Test
    void only_layouts_turn_evidence_into_documents() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Layout")
                // deliberate, for now: a card's rows are sentences, and numbers in sentences are written by Figures
                .and()
                .doNotHaveSimpleName("CardEntries")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE + "document")
                .because("a decision that renders itself changes its bytes when a page changes its wording")
                .check(module());
    }

    @Test
    void compliance_uses_no_library_but_core_and_fairness() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.medml.compliance..",
                        "io.medml.fairness..",
                        "io.medml.core..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify.annotations..",
                        "")
                .because("what decides and signs is read by inspectors; every library in it would have to be read too")
                .check(module());
    }
}
