package io.medml.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.medml.architecture.HouseRules;
import io.medml.core.evidence.Evidence;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls inside medml-core, and those around it. */
class ArchitectureTest extends HouseRules {

    private static final String CORE = "io.medml.core.";
    private static final String ERROR = CORE + "error";
    private static final String MEASURE = CORE + "measure";
    private static final String EVIDENCE = CORE + "evidence";
    private static final String DOCUMENT = CORE + "document";
    private static final String STATS = CORE + "stats";
    private static final String TABLE = CORE + "table";
    private static final String COHORT = CORE + "cohort";
    private static final String LEDGER = CORE + "ledger";
    private static final String CRITERIA = CORE + "criteria";
    private static final String MODEL = CORE + "model";

    ArchitectureTest() {
        super(Evidence.class);
    }

    @Override
    protected Map<String, String> openTypes() {
        return Map.of(
                CORE + "evidence.Evidence", "door: a vendor's own kinds of evidence, recorded as the vendor's",
                CORE + "evidence.EvidenceSink", "door: where evidence goes",
                CORE + "document.Layout", "door: a vendor's own forms",
                CORE + "model.ScoringModel", "door: the host's own model",
                CORE + "ledger.CheckpointSigner", "door: a key in the host's key store or hardware",
                CORE + "registry.PromotionGuard", "door: who may let a version go into use",
                CORE + "model.FeatureEncoding$FeatureSink",
                        "parameter: a function of two ints and a double, which the JDK has none of; boxing millions of"
                                + " cells would cost more than the encoding",
                CORE + "table.RowWorker",
                        "parameter: what goes through the batches of a source on one thread or two, in two calls of which"
                                + " the second is in the order of the rows",
                CORE + "stats.PartitionedConfusion$Groups",
                        "parameter: a view of one bootstrap replicate, handed to the caller's function and valid in it"
                                + " only");
    }

    @Override
    protected Map<String, String> permissions() {
        return Map.of(
                CORE + "ledger.Ledger.inMemory()",
                "a ledger for exploring, for which nobody should have to bring a clock",
                CORE + "ledger.Ledger$Builder.open()",
                "compares the host's clock, when it is the system's, with the monotonic one",
                CORE + "ledger.Ed25519Signer.generate(",
                "a private key must not be derivable from anything",
                CORE + "ledger.Ed25519Signer$Fixed.<init>(",
                "hands a seed to the JDK's key generator, which takes it from nothing but a SecureRandom",
                CORE + "ledger.DiskFiles.host(",
                "the file of the lock names its holder for the operator who finds it; it is no evidence");
    }

    @TestFactory
    Stream<DynamicTest> the_rules_of_the_house_hold() {
        return rulesOfTheHouse();
    }

    // ---- around the module ----

    @Test
    void core_knows_nothing_of_fairness_compliance_or_any_integration() {
        noClasses()
                .that()
                .resideInAPackage("io.medml.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.medml.fairness..", "io.medml.compliance..", "io.medml.tribuo..", "io.medml.examples..")
                .because("a hospital may embed the measurements without the records system, and without any trainer")
                .check(module());
    }

    // ---- words ----

    @Test
    void errors_rest_on_nothing() {
        uses_of_the_house_only(ERROR).because("everything else throws them").check(module());
    }

    @Test
    void measurements_rest_on_nothing() {
        uses_of_the_house_only(MEASURE)
                .because("every other package speaks these words, so they can lean on none of them")
                .check(module());
    }

    @Test
    void evidence_knows_no_particular_report() {
        uses_of_the_house_only(EVIDENCE, ERROR, MEASURE)
                .because("a kind of evidence that nobody has thought of yet must fit without a change here")
                .check(module());
    }

    @Test
    void documents_know_evidence_and_measurements_and_no_report() {
        uses_of_the_house_only(DOCUMENT, EVIDENCE, MEASURE)
                .because("a page tree serves reports that do not exist yet, and vendors' own")
                .check(module());
    }

    // ---- numbers ----

    @Test
    void statistics_know_measurements_only() {
        uses_of_the_house_only(STATS, MEASURE)
                .because("who checks a statistic against published values needs arrays and nothing else")
                .check(module());
    }

    @Test
    void statistics_touch_no_file_no_clock_and_no_database() {
        noClasses()
                .that()
                .resideInAPackage(STATS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.time..", "java.net..", "java.sql..")
                .because("a number is a function of its arguments, or it cannot be recomputed by hand")
                .check(module());
    }

    // ---- data ----

    @Test
    void tables_know_no_clinical_roles() {
        uses_of_the_house_only(TABLE, ERROR, EVIDENCE)
                .because("drift is watched on data without labels, patients or cohorts")
                .check(module());
    }

    @Test
    void the_ledger_knows_the_envelope_of_an_entry_and_not_what_is_in_it() {
        uses_of_the_house_only(LEDGER, ERROR, EVIDENCE)
                .because("it keeps records for longer than the classes that made them exist")
                .check(module());
    }

    // ---- judging and measuring ----

    @Test
    void criteria_know_no_particular_report() {
        uses_of_the_house_only(CRITERIA, ERROR, MEASURE, EVIDENCE, DOCUMENT, LEDGER)
                .because("one grammar of acceptance serves release, regression, qualification and change control alike")
                .check(module());
    }

    @Test
    void what_measures_does_not_judge() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        STATS,
                        TABLE,
                        COHORT,
                        CORE + "validation",
                        CORE + "leakage",
                        MODEL,
                        CORE + "evaluation",
                        CORE + "calibration",
                        CORE + "segment",
                        CORE + "survival",
                        CORE + "uncertainty")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CRITERIA)
                .because("a measurement that knows its threshold is no longer only a measurement")
                .check(module());
    }

    @Test
    void the_registry_knows_neither_how_models_are_measured_nor_how_they_run() {
        uses_of_the_house_only(CORE + "registry", ERROR, EVIDENCE, LEDGER, CRITERIA)
                .because("it asks a guard, so that it serves hosts with other plans and other people")
                .check(module());
    }

    @Test
    void models_know_tables_and_cohorts_and_neither_ledger_nor_evaluation() {
        uses_of_the_house_only(MODEL, ERROR, EVIDENCE, STATS, TABLE, COHORT)
                .because("a model runs where no ledger is, for instance in an integration's own tests")
                .check(module());
    }

    // ---- rendering ----

    @Test
    void only_layouts_turn_evidence_into_documents() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DOCUMENT)
                .and()
                .haveSimpleNameNotEndingWith("Layout")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(DOCUMENT)
                .because("a report that renders itself changes its bytes when a page changes its wording")
                .check(module());
    }

    // ---- other libraries ----

    @Test
    void json_and_yaml_are_read_and_written_where_canonical_form_is_made() {
        classes()
                .that(use("com.fasterxml.jackson.", "org.yaml."))
                .should()
                .resideInAnyPackage(EVIDENCE, DOCUMENT, TABLE)
                .because("there is one canonical form and one shortest decimal; changing the library is then one place")
                .check(module());
    }

    @Test
    void constraints_of_the_hosts_types_are_asked_for_in_one_place() {
        classes()
                .that(use("jakarta.validation."))
                .should()
                .haveNameMatching("io\\.medml\\.core\\.validation\\.RecordValidation(\\$.*)?")
                .because("these interfaces are the host's to bring; whoever does not use them must never need them")
                .check(module());
    }

    @Test
    void databases_are_read_in_one_place() {
        classes()
                .that(use("java.sql."))
                .should()
                .haveNameMatching("io\\.medml\\.core\\.table\\.Jdbc(Reader|Rows)(\\$.*)?")
                .because("a runtime image without java.sql must run all the rest")
                .check(module());
    }

    @Test
    void random_numbers_are_drawn_in_one_place() {
        classes()
                .that(use("org.apache.commons.rng."))
                .should()
                .haveFullyQualifiedName(STATS + ".ResamplePlan")
                .because("seed, generator and order of drawing are one decision, stated in one description")
                .check(module());
    }

    @Test
    void distributions_are_used_by_statistics_and_by_the_evaluation_only() {
        classes()
                .that(use("org.apache.commons.statistics."))
                .should()
                .resideInAnyPackage(STATS, CORE + "evaluation")
                .because("a quantile used elsewhere is a statistic in the wrong place")
                .check(module());
    }

    @Test
    void no_code_of_core_uses_a_library_that_is_not_listed_here() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.medml.core..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify.annotations..",
                        "jakarta.validation..",
                        "com.fasterxml.jackson.core..",
                        "com.fasterxml.jackson.dataformat.yaml..",
                        "org.apache.commons.rng..",
                        "org.apache.commons.statistics.distribution..",
                        "")
                .because("each library on a hospital's class path is one more to watch; docs/dependencies.md says why"
                        + " each of these is there")
                .check(module());
    }
}
