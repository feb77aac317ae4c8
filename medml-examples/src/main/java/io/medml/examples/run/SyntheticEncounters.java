package io.medml.examples.run;

import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * A generated table of hospital encounters. Nobody in it exists.
 *
 * <p>Patients have one to four encounters. The risk of deterioration is logistic in heart rate, pressure, lactate, creatinine,
 * prior admissions, admission type and age, with an effect of the patient that no column shows.
 */
public final class SyntheticEncounters {

    private static final int PATIENTS = 15000;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final UniformRandomProvider random;
    private final List<String> encounter = new ArrayList<>();
    private final List<String> patient = new ArrayList<>();
    private final List<String> site = new ArrayList<>();
    private final List<@Nullable String> sex = new ArrayList<>();
    private final List<String> ageGroup = new ArrayList<>();
    private final List<String> admission = new ArrayList<>();
    private final List<String> disposition = new ArrayList<>();
    private final List<Double> heartRate = new ArrayList<>();
    private final List<Double> pressure = new ArrayList<>();
    private final List<Double> lactate = new ArrayList<>();
    private final List<Double> creatinine = new ArrayList<>();
    private final List<Long> prior = new ArrayList<>();
    private final List<String> outcome = new ArrayList<>();

    private SyntheticEncounters(long seed) {
        this.random = RandomSource.XO_SHI_RO_256_PP.create(seed);
    }

    /**
     * Generates the table.
     *
     * @param seed decides what is generated
     * @return 15,000 patients with one to four encounters each
     */
    public static Table generate(long seed) {
        SyntheticEncounters made = new SyntheticEncounters(seed);
        for (int p = 0; p < PATIENTS; p++) {
            made.addPatient(p);
        }
        return made.table();
    }

    private double normal() {
        return NORMAL.inverseCumulativeProbability(random.nextDouble(Double.MIN_NORMAL, 1));
    }

    private String pick(String... values) {
        return values[random.nextInt(values.length)];
    }

    private void addPatient(int index) {
        String id = String.format(Locale.ROOT, "P%05d", index);
        String home = pick("north", "north", "south", "west");
        @Nullable String recordedSex = random.nextInt(100) < 2 ? null : pick("female", "male");
        int age = random.nextInt(4);
        double frailty = 0.6 * normal();
        int count = 1 + (random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0);
        for (int e = 0; e < count; e++) {
            encounter.add(String.format(Locale.ROOT, "E%05d-%d", index, e));
            patient.add(id);
            site.add(home);
            sex.add(recordedSex);
            ageGroup.add(List.of("18-39", "40-59", "60-79", "80+").get(age));
            String type = pick("elective", "emergency", "emergency", "transfer");
            admission.add(type);
            disposition.add(random.nextInt(50) == 0 ? "hospice" : pick("home", "home", "facility"));
            double hr = 80 + 15 * normal();
            double bp = 125 + 20 * normal();
            double lac = StrictMath.exp(0.3 + 0.5 * normal());
            double crea = StrictMath.exp(0.05 + 0.4 * normal());
            long before = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 0;
            heartRate.add(rounded(Math.min(Math.max(hr, 30), 220), 1));
            pressure.add(rounded(Math.min(Math.max(bp, 60), 250), 1));
            lactate.add(random.nextInt(12) == 0 ? Double.NaN : rounded(lac, 100));
            creatinine.add(random.nextInt(20) == 0 ? Double.NaN : rounded(crea, 100));
            prior.add(before);
            double logit = -4.4
                    + 0.05 * (hr - 80)
                    - 0.03 * (bp - 125)
                    + 1.0 * (lac - 1.5)
                    + 0.8 * (crea - 1.1)
                    + 0.3 * before
                    + 0.4 * age
                    + (type.equals("emergency") ? 0.7 : 0)
                    + frailty;
            outcome.add(random.nextDouble() < 1 / (1 + StrictMath.exp(-logit)) ? "1" : "0");
        }
    }

    private static double rounded(double value, double scale) {
        return Math.rint(value * scale) / scale;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private Table table() {
        return Table.builder()
                .category("encounter", encounter)
                .category("patient", patient)
                .category("site", site)
                .category("sex", sex)
                .category("age_group", ageGroup)
                .category("admission", admission)
                .category("disposition", disposition)
                .number("heart_rate", array(heartRate))
                .number("systolic_pressure", array(pressure))
                .number("lactate", array(lactate))
                .number("creatinine", array(creatinine))
                .wholeNumber(
                        "prior_admissions",
                        prior.stream().mapToLong(Long::longValue).toArray())
                .category("deterioration", outcome)
                .build();
    }
}
