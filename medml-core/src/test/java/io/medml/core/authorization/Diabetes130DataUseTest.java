package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.medml.core.authorization.DataUseDecision.Outcome;
import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.table.CsvReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The gate on 101,766 real encounters of 71,518 patients (Diabetes 130-US, see the README beside the data). The data come without any
 * consent: all scopes here are generated from a seed, and what is made of them says so. The expected counts are those that the
 * generator kept, not the gate's. Skipped where the shared data are not there (system property {@code medml.shared}).
 */
class Diabetes130DataUseTest {

    private static Cohort cohort() {
        Path path = Path.of(System.getProperty("medml.shared", ""), "data/diabetes130/diabetic_data.csv.gz");
        assumeTrue(Files.exists(path), "no diabetes130 under the folder of system property medml.shared");
        return Cohort.from(CsvReader.builder().build().read(path))
                .record("encounter_id")
                .subject("patient_nbr")
                .label("readmitted", "<30")
                .named("diabetes130", "1");
    }

    @Test
    void every_planted_encounter_is_counted_with_its_reason_and_no_other() {
        Cohort cohort = cohort();
        LocalDate start = LocalDate.parse("2025-01-01");
        ConsentRegister.Builder builder = ConsentRegister.named("generated consents", "1", Sample.POLICY, Sample.KEY)
                .generated();
        SplittableRandom random = new SplittableRandom(130);
        Map<String, Set<Uncovered>> planted = new HashMap<>();
        for (String patient : new HashSet<>(cohort.subjectIds())) {
            switch (random.nextInt(100)) {
                case 0 -> planted.put(patient, Set.of(Uncovered.NOT_IN_REGISTER));
                case 1 -> {
                    builder.consent(patient, "consent 1", start);
                    planted.put(patient, Set.of(Uncovered.PURPOSE));
                }
                case 2 -> {
                    builder.consent(patient, "consent 2", start).withdrawn(patient, Sample.MARCH.minusDays(5));
                    planted.put(patient, Set.of(Uncovered.WITHDRAWN));
                }
                case 3 -> {
                    builder.consent(patient, "consent 2", start, Sample.MARCH.minusDays(1));
                    planted.put(patient, Set.of(Uncovered.EXPIRED));
                }
                default -> builder.consent(patient, "consent 2", start);
            }
        }

        DataUseDecision decision =
                Sample.gate().decide(RecordScopes.byRegister(cohort, builder.build()), Sample.training());

        Map<Uncovered, Integer> expected = new TreeMap<>();
        int records = 0;
        List<String> subjects = cohort.subjectIds();
        for (int subject : cohort.subjects()) {
            Set<Uncovered> reasons = planted.getOrDefault(subjects.get(subject), Set.of());
            records += reasons.isEmpty() ? 0 : 1;
            reasons.forEach(reason -> expected.merge(reason, 1, Integer::sum));
        }
        assertThat(cohort.size()).isEqualTo(101_766);
        assertThat(cohort.subjectCount()).isEqualTo(71_518);
        assertThat(decision.counts()).isEqualTo(expected).hasSize(4);
        assertThat(decision.rowsToLeaveOut()).hasSize(records);
        assertThat(decision.provenance().synthetic()).isTrue();
        assertThat(decision.findings())
                .extracting(Finding::code)
                .containsExactly("RECORDS_NOT_COVERED", "SYNTHETIC_DATA");
        assertThat(decision.body().asFields().list("positions")).hasSize(DataUseDecision.LISTED);
    }

    @Test
    void where_every_patient_consented_nothing_is_found_but_that_the_consents_are_generated() {
        Cohort cohort = cohort();
        ConsentRegister.Builder builder = ConsentRegister.named("generated consents", "1", Sample.POLICY, Sample.KEY)
                .generated();
        cohort.subjectIds().forEach(patient -> builder.consent(patient, "consent 2", LocalDate.parse("2025-01-01")));

        DataUseDecision decision =
                Sample.gate().decide(RecordScopes.byRegister(cohort, builder.build()), Sample.training());

        assertThat(decision.outcome()).isEqualTo(Outcome.COVERED);
        assertThat(decision.findings())
                .extracting(Finding::code, Finding::severity)
                .containsExactly(tuple("SYNTHETIC_DATA", Severity.WARNING));
    }

    @Test
    void the_data_as_they_come_have_no_scope_so_that_nothing_can_be_said() {
        DataUseDecision decision =
                Sample.gate().decide(RecordScopes.notStated(cohort(), Sample.POLICY), Sample.training());

        assertThat(decision.outcome()).isEqualTo(Outcome.UNDECIDED);
        assertThat(decision.rowsToLeaveOut()).hasSize(101_766);
    }
}
