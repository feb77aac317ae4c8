package io.medml.examples.defects;

import static io.medml.examples.defects.Expectation.content;
import static io.medml.examples.defects.Expectation.elsewhere;
import static io.medml.examples.defects.Expectation.exactly;
import static io.medml.examples.defects.Expectation.found;
import static io.medml.examples.defects.Expectation.refused;
import static io.medml.examples.defects.Expectation.silent;
import static io.medml.examples.defects.Expectation.sum;
import static io.medml.examples.defects.Expectation.trueBeside;

import io.medml.core.cohort.Cohort;
import io.medml.core.confounding.ConfoundingDetector;
import io.medml.core.confounding.WorkflowVariable;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.Availability;
import io.medml.core.leakage.AvailabilityRegistry;
import io.medml.core.leakage.FeatureLeakageDetector;
import io.medml.core.leakage.LeakageDetector;
import io.medml.core.profile.DataProfiler;
import io.medml.core.profile.Suspicion;
import io.medml.core.reader.ReaderReadings;
import io.medml.core.reader.ReaderStudyEvaluator;
import io.medml.core.table.Column;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import io.medml.core.units.Quantity;
import io.medml.core.units.UnitDetector;
import io.medml.core.validation.Check;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.DataValidator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is wrong with each public data set, as its description says, with the counts given there (published, and recounted apart from
 * this library), and what looks wrong and is not. A detector adds a look to a data set ({@code run}) and its sentences.
 */
public final class KnownDefects {

    /** Why a defect is not looked for here. */
    private static final String DRIFT = "changes over time, which drift detection is about";

    private static final String CALIBRATION = "calibration, which the evaluation of a model measures";
    private static final String PEOPLE = "knowledge of the study; nothing in the data says it";

    /** Looks that several data sets share. */
    private static final String SCHEMA = "against a schema";

    private static final String COLUMNS = "columns against the outcome";
    private static final String TIMES = "times of columns";
    private static final String SPLIT = "split by row";

    /** Codes of findings. */
    private static final String MISSINGNESS = "MISSINGNESS_GOES_WITH_OUTCOME";

    private static final String LEVEL = "LEVEL_REVEALS_OUTCOME";
    private static final String IDENTIFIER = "IDENTIFIER_AMONG_FEATURES";

    private KnownDefects() {}

    /**
     * All data sets.
     *
     * @return them in the order of their names
     */
    public static List<KnownData> all() {
        return List.of(
                adult(),
                asah(),
                ckd(),
                compas(),
                dcurves(),
                delong(),
                diabetes(),
                heart(),
                readers(),
                nhanes(),
                chestXray(),
                pbc(),
                pima(),
                ptbxlPredictions(),
                ptbxlMetadata(),
                support2(),
                wisconsin());
    }

    private static Function<Path, Evidence> profile(
            DataProfiler.Builder settings, CsvReader.Builder reader, String file) {
        DataProfiler profiler = settings.build();
        CsvReader csv = reader.build();
        return folder -> profiler.profile(csv.read(folder.resolve(file)), name(file), "1");
    }

    private static Function<Path, Evidence> profile(DataProfiler.Builder settings, String file) {
        return profile(settings, CsvReader.builder(), file);
    }

    private static Function<Path, Evidence> schema(DataSchema schema, CsvReader.Builder reader, String file) {
        DataValidator validator = DataValidator.of(schema);
        CsvReader csv = reader.build();
        return folder -> {
            Path path = folder.resolve(file);
            return validator.validate(
                    csv.source(path), new ArtifactRef(ArtifactRef.Kind.DATASET, name(file), "1", digest(path)));
        };
    }

    private static Digest digest(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return Digest.sha256(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("expected a file that can be read at " + file + "; fetch it again", e);
        }
    }

    private static Function<Path, Evidence> columns(Function<Path, Cohort> cohort) {
        FeatureLeakageDetector detector = FeatureLeakageDetector.builder().build();
        return folder -> detector.detect(cohort.apply(folder));
    }

    /** All columns that a registry states, held against the time of the index event. */
    private static Function<Path, Evidence> times(Function<Path, Cohort> cohort, AvailabilityRegistry registry) {
        return folder -> registry.check(
                cohort.apply(folder),
                Duration.ZERO,
                registry.features().stream()
                        .map(AvailabilityRegistry.Registered::column)
                        .toList());
    }

    /** Every fifth row for a test, the others for training, whoever they are of. */
    private static Function<Path, Evidence> splitByRow(Function<Path, Cohort> cohort) {
        return folder -> {
            List<Cohort> parts = KnownCohorts.parts(cohort.apply(folder), row -> row % 5 == 0);
            return LeakageDetector.separation(parts.get(0), parts.get(1));
        };
    }

    private static Availability after(Duration time) {
        return new Availability.Relative(time);
    }

    private static Availability known() {
        return new Availability.Relative(Duration.ZERO);
    }

    private static String name(String file) {
        return file.substring(file.indexOf('/') + 1);
    }

    static KnownData adult() {
        String file = "adult/adult.data.csv.gz";
        String trimmed = "read with blanks taken off";
        String written = "read as written";
        return KnownData.of("adult", file)
                .run(
                        trimmed,
                        profile(
                                DataProfiler.builder().label("Salary").attributes("sex", "race"),
                                CsvReader.builder().trim(),
                                file))
                .run(written, profile(DataProfiler.builder(), file))
                .run(SCHEMA, schema(KnownSchemas.adult(), CsvReader.builder().trim(), file))
                .expect(
                        found("1: schema: ? in workclass", SCHEMA, Check.SENTINEL, "workclass", "rows", 1836),
                        found("1: schema: ? in occupation", SCHEMA, Check.SENTINEL, "occupation", "rows", 1843),
                        found("1: schema: ? in native-country", SCHEMA, Check.SENTINEL, "native-country", "rows", 583),
                        found("2: schema: 24 exact duplicate rows", SCHEMA, Check.ROW_DUPLICATE, "", "rows", 24),
                        found(
                                "3: schema: capital-gain 99999 in 159 rows",
                                SCHEMA,
                                Check.VALUE_IMPLAUSIBLE,
                                "capital-gain",
                                "rows",
                                159),
                        found(
                                "3: schema: hours-per-week 99 in 85 rows",
                                SCHEMA,
                                Check.VALUE_IMPLAUSIBLE,
                                "hours-per-week",
                                "rows",
                                85),
                        found("3: schema: age 90 in 43 rows", SCHEMA, Check.VALUE_IMPLAUSIBLE, "age", "rows", 43),
                        found(
                                "4: schema: one empty last line, the 32,563rd",
                                SCHEMA,
                                Check.EMPTY_LINES,
                                "",
                                "lines",
                                1,
                                "first_line",
                                32_563),
                        silent("schema: sexes and salaries are as described", SCHEMA, Check.VALUE_NOT_ALLOWED, "*"),
                        silent("schema: no number is impossible", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        found(
                                "1: ? in workclass, 1,836",
                                trimmed,
                                Suspicion.MISSING_MARKER,
                                "workclass",
                                "rows",
                                1836,
                                "text",
                                "?"),
                        found(
                                "1: ? in occupation, 1,843",
                                trimmed,
                                Suspicion.MISSING_MARKER,
                                "occupation",
                                "rows",
                                1843),
                        found(
                                "1: ? in native-country, 583",
                                trimmed,
                                Suspicion.MISSING_MARKER,
                                "native-country",
                                "rows",
                                583),
                        found("2: 24 exact duplicate rows", trimmed, Suspicion.ROW_DUPLICATE, "", "rows", 24),
                        found(
                                "3: capital-gain 99999 in 159 rows",
                                trimmed,
                                Suspicion.SENTINEL_NUMBER,
                                "capital-gain",
                                "rows",
                                159,
                                "value",
                                99_999),
                        found(
                                "3: hours-per-week 99 in 85 rows",
                                trimmed,
                                Suspicion.SPIKE_AT_MAXIMUM,
                                "hours-per-week",
                                "rows",
                                85,
                                "value",
                                99),
                        found(
                                "3: age 90 in 43 rows",
                                trimmed,
                                Suspicion.SPIKE_AT_MAXIMUM,
                                "age",
                                "rows",
                                43,
                                "value",
                                90),
                        found(
                                "4: a blank after each comma, in names and values",
                                written,
                                Suspicion.BLANKS_AROUND,
                                " workclass",
                                "rows",
                                32_561,
                                "name",
                                "yes"),
                        silent("4: none once blanks are taken off", trimmed, Suspicion.BLANKS_AROUND, "*"),
                        found(
                                "4: one empty last line, the 32,563rd",
                                trimmed,
                                Suspicion.EMPTY_LINES,
                                "",
                                "lines",
                                1,
                                "first_line",
                                32_563),
                        found(
                                "5: education and education-num say the same",
                                trimmed,
                                Suspicion.COLUMNS_ONE_TO_ONE,
                                "education",
                                "other_column",
                                "education-num"),
                        elsewhere("5: fnlwgt is a survey weight, not a feature", PEOPLE),
                        silent(
                                "5: fnlwgt is no identifier, though rows share it",
                                trimmed,
                                Suspicion.IDENTIFIER_REPEATED,
                                "*"),
                        found(
                                "6: race Other, 271 rows",
                                trimmed,
                                Suspicion.THIN_GROUP,
                                "race",
                                "rows",
                                271,
                                "level",
                                "Other"),
                        silent("a capital-gain of 0 is real", trimmed, Suspicion.ZERO_APART, "*"),
                        trueBeside(
                                "the sentinel 99999 is the largest number too",
                                Suspicion.SPIKE_AT_MAXIMUM,
                                "*capital-gain"),
                        trueBeside("blanks in the other columns", Suspicion.BLANKS_AROUND, "*"),
                        trueBeside(
                                "few rows of a salary over 50K in small groups of race",
                                Suspicion.FEW_OF_CLASS,
                                "race"));
    }

    static KnownData asah() {
        String file = "asah/aSAH.csv";
        String run = "with label and gender";
        return KnownData.of("asah", file)
                .run(run, profile(DataProfiler.builder().label("outcome").attributes("gender"), file))
                .run(COLUMNS, columns(KnownCohorts::asah))
                .run(SCHEMA, schema(KnownSchemas.asah(), CsvReader.builder(), file))
                .expect(
                        exactly("1: gos6 is the outcome, and no other column", COLUMNS, "DETERMINES_OUTCOME", "gos6"),
                        exactly("1: gos6 by its area", COLUMNS, "OUTCOME_SUSPECTED", "gos6"),
                        exactly("1: gos6 by its levels", COLUMNS, LEVEL, "gos6"),
                        silent("schema: gos6, wfns and age are on their scales", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("schema: outcome and gender are as described", SCHEMA, Check.VALUE_NOT_ALLOWED, "*"),
                        found("2: 41 positives in all", run, Suspicion.FEW_OF_CLASS, "outcome", "rows", 41),
                        found(
                                "2: men are thin, 42 rows",
                                run,
                                Suspicion.THIN_GROUP,
                                "gender",
                                "rows",
                                42,
                                "level",
                                "Male"),
                        found(
                                "3: wfns is ordinal with heavy ties, 5 levels",
                                run,
                                Suspicion.ORDINAL_TIES,
                                "wfns",
                                "levels",
                                5,
                                "rows",
                                113),
                        silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"),
                        silent("nothing is missing", run, Suspicion.MISSING_CELLS, "*"),
                        trueBeside("women are thin, 71 rows", Suspicion.THIN_GROUP, "gender"),
                        trueBeside("few poor outcomes of either sex", Suspicion.FEW_OF_CLASS, "gender"));
    }

    static KnownData ckd() {
        String file = "ckd/chronic_kidney_disease_full.arff";
        String run = "without commas at the end of lines";
        String written = "lines as written";
        DataProfiler profiler = DataProfiler.builder().label("class").build();
        List<Expectation> expectations = new ArrayList<>(List.of(
                sum("1: 1,012 cells hold ?", run, Suspicion.MISSING_MARKER, 1012),
                sum("1: schema: 1,012 cells hold ?", SCHEMA, Check.SENTINEL, 1012),
                found("1: how much is missing goes with the class", COLUMNS, MISSINGNESS, ""),
                found("1: so does whether rbc is missing", COLUMNS, MISSINGNESS, "rbc"),
                found("2: schema: one cell with a leading blank", SCHEMA, Check.VALUE_NOT_ALLOWED, "dm", "rows", 1),
                silent("2: schema: with both lines there are 400 rows", SCHEMA, Check.ROW_COUNT_OUT_OF_RANGE, "*"),
                silent("4: schema: sg and the others hold numbers", SCHEMA, Check.VALUE_UNREADABLE, "*"),
                refused("2: two lines have a field too many and are refused, not dropped", written, "found 26 on line"),
                found("2: one cell with a leading blank", run, Suspicion.BLANKS_AROUND, "dm", "rows", 1, "name", "no"),
                found("2: the level with the blank is another level", run, Suspicion.LEVELS_ALIKE, "dm"),
                content("4: sg holds numbers, stored as nominal text", run, "sg", "DECIMAL"),
                found("5: hemo almost separates the classes", COLUMNS, "OUTCOME_SUSPECTED", "hemo"),
                found(
                        "5: sc does, at a limit of 0.90 (its area is 0.923)",
                        "columns at a limit of 0.90",
                        "OUTCOME_SUSPECTED",
                        "sc"),
                found(
                        "5: al 1 has the disease in all of 44 patients (its area is 0.871)",
                        COLUMNS,
                        LEVEL,
                        "al",
                        "records",
                        44,
                        "positives",
                        44),
                trueBeside("pcv almost separates the classes too, at 0.90 rbcc and sg", "OUTCOME_SUSPECTED", "*"),
                trueBeside("at 0.90 hemo and pcv separate with their intervals", "OUTCOME_REVEALING", "*"),
                trueBeside("signs of the disease that none of the healthy has", LEVEL, "*"),
                trueBeside("cells of the healthy are complete in other columns too", MISSINGNESS, "*"),
                found("6: no column of sex", run, Suspicion.DEMOGRAPHIC_NOT_FOUND, "", "not_found", "sex, race"),
                silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*")));
        return KnownData.of("ckd", file)
                .run(
                        run,
                        folder -> profiler.profile(
                                ArffFile.read(folder.resolve(file)).withoutTrailingCommas(), "ckd", "1"))
                .run(COLUMNS, columns(KnownCohorts::ckd))
                .run(
                        "columns at a limit of 0.90",
                        folder -> FeatureLeakageDetector.builder()
                                .aurocLimit(0.9)
                                .build()
                                .detect(KnownCohorts.ckd(folder)))
                .run(
                        SCHEMA,
                        folder -> DataValidator.of(KnownSchemas.ckd())
                                .validate(ArffFile.read(folder.resolve(file)).withoutTrailingCommas(), "ckd", "1"))
                .run(
                        written,
                        folder -> profiler.profile(
                                ArffFile.read(folder.resolve(file)).asWritten(), "ckd", "1"))
                .expect(expectations.toArray(Expectation[]::new));
    }

    static final String[] COMPAS = {
        "id",
        "compas_screening_date",
        "sex",
        "age",
        "age_cat",
        "race",
        "juv_fel_count",
        "decile_score",
        "juv_misd_count",
        "juv_other_count",
        "priors_count",
        "days_b_screening_arrest",
        "c_jail_in",
        "c_jail_out",
        "c_offense_date",
        "c_arrest_date",
        "c_days_from_compas",
        "c_charge_degree",
        "c_charge_desc",
        "is_recid",
        "r_charge_degree",
        "r_days_from_arrest",
        "r_offense_date",
        "r_charge_desc",
        "r_jail_in",
        "r_jail_out",
        "violent_recid",
        "is_violent_recid",
        "vr_charge_degree",
        "vr_offense_date",
        "vr_charge_desc",
        "type_of_assessment",
        "decile_score again",
        "score_text",
        "screening_date",
        "v_type_of_assessment",
        "v_decile_score",
        "v_score_text",
        "v_screening_date",
        "in_custody",
        "out_custody",
        "priors_count again",
        "start",
        "end",
        "event",
        "two_year_recid"
    };

    static KnownData compas() {
        String file = "compas/compas-scores-two-years.csv.gz";
        String run = "with names of our own";
        String written = "with the names of the file";
        return KnownData.of("compas", file)
                .run(
                        run,
                        profile(
                                DataProfiler.builder().label("two_year_recid").attributes("race", "sex"),
                                CsvReader.builder().replaceHeader(COMPAS),
                                file))
                .run(written, profile(DataProfiler.builder(), file))
                .run(COLUMNS, columns(KnownCohorts::compas))
                .run(
                        TIMES,
                        times(
                                KnownCohorts::compas,
                                AvailabilityRegistry.builder("compas", "1", "screening")
                                        .features(
                                                known(),
                                                "age",
                                                "sex",
                                                "priors_count",
                                                "juv_fel_count",
                                                "juv_misd_count",
                                                "c_charge_degree",
                                                "days_b_screening_arrest",
                                                "decile_score")
                                        .features(
                                                after(Duration.ofDays(730)),
                                                "is_recid",
                                                "is_violent_recid",
                                                "r_charge_degree",
                                                "r_days_from_arrest",
                                                "r_offense_date",
                                                "r_charge_desc",
                                                "r_jail_in",
                                                "r_jail_out",
                                                "vr_charge_degree",
                                                "vr_offense_date",
                                                "vr_charge_desc",
                                                "event",
                                                "end",
                                                "out_custody")
                                        .build()))
                .run(SCHEMA, schema(KnownSchemas.compas(), CsvReader.builder().replaceHeader(COMPAS), file))
                .expect(
                        refused(
                                "1: two names stand twice, and the file is refused",
                                written,
                                "a name that no other column has"),
                        found(
                                "1: decile_score stands twice with the same values",
                                run,
                                Suspicion.COLUMNS_EQUAL,
                                "decile_score",
                                "other_column",
                                "decile_score again"),
                        found(
                                "1: priors_count stands twice with the same values",
                                run,
                                Suspicion.COLUMNS_EQUAL,
                                "priors_count",
                                "other_column",
                                "priors_count again"),
                        found("2: is_recid separates the outcome", COLUMNS, "OUTCOME_REVEALING", "is_recid"),
                        exactly(
                                "2: whether r_charge_degree, r_charge_desc, r_offense_date have a value separates it, and the number of gaps",
                                COLUMNS,
                                "MISSINGNESS_REVEALS_OUTCOME",
                                "r_charge_degree",
                                "r_charge_desc",
                                "r_offense_date",
                                ""),
                        found(
                                "2: whether r_days_from_arrest is there goes with it",
                                COLUMNS,
                                MISSINGNESS,
                                "r_days_from_arrest"),
                        found("2: so does r_jail_in", COLUMNS, MISSINGNESS, "r_jail_in"),
                        found("2: so does r_jail_out", COLUMNS, MISSINGNESS, "r_jail_out"),
                        found("2: so does vr_charge_degree", COLUMNS, MISSINGNESS, "vr_charge_degree"),
                        found("2: so does vr_charge_desc", COLUMNS, MISSINGNESS, "vr_charge_desc"),
                        found("2: so does vr_offense_date", COLUMNS, MISSINGNESS, "vr_offense_date"),
                        found("2: so does out_custody", COLUMNS, MISSINGNESS, "out_custody"),
                        exactly(
                                "2: all 14, among them event, end and is_violent_recid, of which values tell nothing, once their times are stated",
                                TIMES,
                                "FEATURE_AVAILABLE_LATER",
                                "is_recid",
                                "is_violent_recid",
                                "r_charge_degree",
                                "r_days_from_arrest",
                                "r_offense_date",
                                "r_charge_desc",
                                "r_jail_in",
                                "r_jail_out",
                                "vr_charge_degree",
                                "vr_offense_date",
                                "vr_charge_desc",
                                "event",
                                "end",
                                "out_custody"),
                        silent("2: the score itself does not separate the outcome", COLUMNS, "OUTCOME_SUSPECTED", "*"),
                        found(
                                "3: Asian is thin, 32 rows",
                                run,
                                Suspicion.THIN_GROUP,
                                "race",
                                "rows",
                                32,
                                "level",
                                "Asian"),
                        found(
                                "3: Native American is thin, 18 rows",
                                run,
                                Suspicion.THIN_GROUP,
                                "race",
                                "rows",
                                18,
                                "level",
                                "Native American"),
                        elsewhere(
                                "4: equal areas and unequal error rates",
                                "a property of the score, which bias detection measures"),
                        found(
                                "5: schema: days_b_screening_arrest beyond 30 days, 735 rows (recounted)",
                                SCHEMA,
                                Check.VALUE_IMPLAUSIBLE,
                                "days_b_screening_arrest",
                                "rows",
                                735),
                        silent(
                                "5: schema: the description speaks of empty dates of the score; none is empty",
                                SCHEMA,
                                Check.MISSING_SHARE,
                                "*"),
                        silent(
                                "5: schema: within a column jail dates have one form",
                                SCHEMA,
                                Check.PATTERN_MISMATCH,
                                "*"),
                        silent("schema: no id twice", SCHEMA, Check.KEY_DUPLICATE, "*"),
                        silent("schema: scores are from 1 to 10", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent(
                                "schema: custody does not end before it begins",
                                SCHEMA,
                                Check.ROW_RULE,
                                "custody does not end before it begins"),
                        trueBeside(
                                "3 periods end before they begin",
                                Check.ROW_RULE,
                                "a period does not end before it begins"),
                        trueBeside("the number in the file is an identifier", IDENTIFIER, "id"),
                        trueBeside("(nearly) each row has its own times of jail", IDENTIFIER, "*"),
                        trueBeside("who had no date of jail offended less often", MISSINGNESS, "*"),
                        trueBeside("levels of later charges that only who offended has", LEVEL, "*"),
                        found(
                                "5: no date of jail and no days, in the same 307 rows",
                                run,
                                Suspicion.MISSING_TOGETHER,
                                "days_b_screening_arrest",
                                "rows",
                                307,
                                "columns",
                                "days_b_screening_arrest, c_jail_in, c_jail_out"),
                        found(
                                "5: jail dates in mixed forms",
                                run,
                                Suspicion.MIXED_DATES,
                                "",
                                "dates_with_times",
                                "c_jail_in, c_jail_out"),
                        silent(
                                "days before the arrest are negative and real",
                                run,
                                Suspicion.NEGATIVE_RARE,
                                "days_b_screening_arrest"),
                        silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"),
                        trueBeside("dates of screening stand three times", Suspicion.COLUMNS_EQUAL, "*screening_date"),
                        trueBeside("exact times of jail", Suspicion.EXACT_TIMES, "*"),
                        trueBeside(
                                "columns that are missing in half of the rows and more", Suspicion.MISSING_CELLS, "*"),
                        trueBeside("violent_recid has no value", Suspicion.NO_VALUES, "violent_recid"),
                        trueBeside("charges that differ in case or blanks", Suspicion.LEVELS_ALIKE, "vr_charge_desc"),
                        trueBeside("one value in a column", Suspicion.CONSTANT_COLUMN, "*type_of_assessment"),
                        trueBeside("few of a class in those groups", Suspicion.FEW_OF_CLASS, "race"),
                        Expectation.falseAlarm(
                                "-1 day from arrest is a day, no sentinel",
                                Suspicion.SENTINEL_NUMBER,
                                "r_days_from_arrest"));
    }

    static KnownData dcurves() {
        String file = "dcurves_binary/df_binary.csv";
        String run = "with label";
        return KnownData.of("dcurves_binary", file)
                .run(run, profile(DataProfiler.builder().label("cancer"), file))
                .run(COLUMNS, columns(KnownCohorts::dcurves))
                .run(
                        TIMES,
                        times(
                                KnownCohorts::dcurves,
                                AvailabilityRegistry.builder("dcurves", "1", "visit")
                                        .features(known(), "age", "famhistory", "marker")
                                        .features(after(Duration.ofDays(1)), "dead")
                                        .build()))
                .run(SCHEMA, schema(KnownSchemas.dcurves(), CsvReader.builder(), file))
                .expect(
                        elsewhere("trap: perfect calibration is apparent only", CALIBRATION),
                        exactly(
                                "trap: dead is a later outcome, once that is stated",
                                TIMES,
                                "FEATURE_AVAILABLE_LATER",
                                "dead"),
                        silent("the published model does not separate the outcome", COLUMNS, "OUTCOME_SUSPECTED", "*"),
                        silent("schema: no patientid twice", SCHEMA, Check.KEY_DUPLICATE, "*"),
                        silent("schema: predictions are probabilities", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        trueBeside("patientid is an identifier", IDENTIFIER, "patientid"),
                        found("patientid numbers the 750 rows", run, Suspicion.ROW_NUMBER, "patientid", "rows", 750),
                        silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"),
                        silent("nothing is missing", run, Suspicion.MISSING_CELLS, "*"),
                        silent("105 cancers are enough for that rule", run, Suspicion.FEW_OF_CLASS, "*"));
    }

    static KnownData delong() {
        String file = "delong_ovarian/delong_ovarian.csv";
        String run = "with label";
        return KnownData.of("delong_ovarian", file)
                .run(run, profile(DataProfiler.builder().label("popind"), file))
                .run(SCHEMA, schema(KnownSchemas.delong(), CsvReader.builder(), file))
                .expect(
                        elsewhere("trap: totscore must be turned round", PEOPLE),
                        silent("schema: no measurement is impossible", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("schema: albumin is below protein", SCHEMA, Check.ROW_RULE, "*"),
                        found("trap: 12 controls only", run, Suspicion.FEW_OF_CLASS, "popind", "rows", 12),
                        silent("nothing is missing", run, Suspicion.MISSING_CELLS, "*"),
                        silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"));
    }

    static KnownData diabetes() {
        String file = "diabetes130/diabetic_data.csv.gz";
        String recoded = "diabetes130/diabetic_preprocessed.csv.gz";
        String roles = "with roles";
        String alone = "without roles";
        String after = "preprocessed";
        return KnownData.of("diabetes130", file, recoded)
                .run(
                        roles,
                        profile(
                                DataProfiler.builder()
                                        .record("encounter_id")
                                        .subject("patient_nbr")
                                        .label("readmitted")
                                        .attributes("race", "gender", "age")
                                        .unchanging("race", "gender"),
                                file))
                .run(alone, profile(DataProfiler.builder(), file))
                .run(after, profile(DataProfiler.builder(), recoded))
                .run(
                        COLUMNS,
                        folder -> FeatureLeakageDetector.builder()
                                .features("discharge_disposition_id", "admission_type_id")
                                .build()
                                .detect(KnownCohorts.diabetes(folder, "discharge_disposition_id", "admission_type_id")))
                .run(SPLIT, splitByRow(folder -> KnownCohorts.diabetes(folder)))
                .run(SCHEMA, schema(KnownSchemas.diabetes(), CsvReader.builder(), file))
                .expect(
                        found("1: ? in race, 2,273", roles, Suspicion.MISSING_MARKER, "race", "rows", 2273),
                        found("1: ? in weight, 98,569", roles, Suspicion.MISSING_MARKER, "weight", "rows", 98_569),
                        found(
                                "1: ? in payer_code, 40,256",
                                roles,
                                Suspicion.MISSING_MARKER,
                                "payer_code",
                                "rows",
                                40_256),
                        found(
                                "1: ? in medical_specialty, 49,949",
                                roles,
                                Suspicion.MISSING_MARKER,
                                "medical_specialty",
                                "rows",
                                49_949),
                        found("1: ? in diag_1, 21", roles, Suspicion.MISSING_MARKER, "diag_1", "rows", 21),
                        found("1: ? in diag_2, 358", roles, Suspicion.MISSING_MARKER, "diag_2", "rows", 358),
                        found("1: ? in diag_3, 1,423", roles, Suspicion.MISSING_MARKER, "diag_3", "rows", 1423),
                        silent(
                                "None in max_glu_serum is not missing",
                                roles,
                                Suspicion.MISSING_MARKER,
                                "max_glu_serum"),
                        silent("None in A1Cresult is not missing", roles, Suspicion.MISSING_MARKER, "A1Cresult"),
                        silent(
                                "no cell of max_glu_serum counts as missing",
                                roles,
                                Suspicion.MISSING_CELLS,
                                "max_glu_serum"),
                        found(
                                "None in max_glu_serum is asked about, 96,420",
                                roles,
                                Suspicion.LEVEL_NONE,
                                "max_glu_serum",
                                "rows",
                                96_420),
                        found(
                                "None in A1Cresult is asked about, 84,748",
                                roles,
                                Suspicion.LEVEL_NONE,
                                "A1Cresult",
                                "rows",
                                84_748),
                        found(
                                "2: 47,021 encounters of 16,773 patients with several, one with 40",
                                roles,
                                Suspicion.SUBJECT_REPEATED,
                                "patient_nbr",
                                "rows",
                                47_021,
                                "shared_values",
                                16_773,
                                "values",
                                71_518,
                                "largest_group",
                                40),
                        found(
                                "2: the same without being told which column is the patient",
                                alone,
                                Suspicion.IDENTIFIER_REPEATED,
                                "patient_nbr",
                                "rows",
                                47_021,
                                "shared_values",
                                16_773),
                        found(
                                "3: nobody of the 1,642 with discharge 11 (expired) is readmitted",
                                COLUMNS,
                                LEVEL,
                                "discharge_disposition_id",
                                "value",
                                11,
                                "records",
                                1642,
                                "positives",
                                0),
                        found(
                                "3: schema: 1,652 encounters end in death",
                                SCHEMA,
                                Check.ROW_RULE,
                                "who can be readmitted is alive at discharge",
                                "rows",
                                1652),
                        found(
                                "3: schema: 771 go to hospice",
                                SCHEMA,
                                Check.ROW_RULE,
                                "who can be readmitted is not in hospice",
                                "rows",
                                771),
                        silent(
                                "3: schema: nobody is readmitted after death",
                                SCHEMA,
                                Check.ROW_RULE,
                                "nobody is readmitted after death"),
                        silent("3: admission_type_id has no such level", COLUMNS, LEVEL, "admission_type_id"),
                        found("1: schema: ? in race", SCHEMA, Check.SENTINEL, "race", "rows", 2273),
                        found("1: schema: ? in weight", SCHEMA, Check.SENTINEL, "weight", "rows", 98_569),
                        found("1: schema: ? in payer_code", SCHEMA, Check.SENTINEL, "payer_code", "rows", 40_256),
                        found(
                                "1: schema: ? in medical_specialty",
                                SCHEMA,
                                Check.SENTINEL,
                                "medical_specialty",
                                "rows",
                                49_949),
                        found("1: schema: ? in diag_1", SCHEMA, Check.SENTINEL, "diag_1", "rows", 21),
                        found("1: schema: ? in diag_2", SCHEMA, Check.SENTINEL, "diag_2", "rows", 358),
                        found("1: schema: ? in diag_3", SCHEMA, Check.SENTINEL, "diag_3", "rows", 1423),
                        silent(
                                "schema: None is an answer in max_glu_serum",
                                SCHEMA,
                                Check.VALUE_NOT_ALLOWED,
                                "max_glu_serum"),
                        silent("schema: None is an answer in A1Cresult", SCHEMA, Check.VALUE_NOT_ALLOWED, "A1Cresult"),
                        found(
                                "2: schema: a patient a row is broken by 47,021 encounters of 16,773 patients",
                                SCHEMA,
                                Check.KEY_DUPLICATE,
                                "patient_nbr",
                                "rows",
                                47_021,
                                "keys",
                                16_773),
                        trueBeside(
                                "2: of that split only identifiers and outcome were read",
                                "FEATURE_ROWS_NOT_COMPARED",
                                "*"),
                        silent("2: schema: no encounter twice", SCHEMA, Check.KEY_DUPLICATE, "encounter_id"),
                        found(
                                "2: a split by row leaks patients",
                                SPLIT,
                                "SUBJECT_OVERLAP",
                                "diabetes130 training 1 vs diabetes130 test 1"),
                        found(
                                "4: schema: gender Unknown/Invalid, 3",
                                SCHEMA,
                                Check.VALUE_NOT_ALLOWED,
                                "gender",
                                "rows",
                                3),
                        exactly(
                                "5: schema: examide and citoglipton are constant",
                                SCHEMA,
                                "COLUMN_CONSTANT",
                                "citoglipton",
                                "examide"),
                        found(
                                "6: schema: as a number diag_1 would lose 1,645 codes",
                                SCHEMA,
                                Check.VALUE_UNREADABLE,
                                "diag_1",
                                "rows",
                                1645),
                        silent("schema: stays are of 1 to 14 days", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        found("4: gender Unknown/Invalid, 3", roles, Suspicion.UNKNOWN_LEVEL, "gender", "rows", 3),
                        found(
                                "4: 249 patients change race",
                                roles,
                                Suspicion.CHANGES_WITHIN_SUBJECT,
                                "race",
                                "subjects",
                                249,
                                "subjects_without_unknown",
                                123),
                        found(
                                "4: 3 patients change gender",
                                roles,
                                Suspicion.CHANGES_WITHIN_SUBJECT,
                                "gender",
                                "subjects",
                                3),
                        found("5: examide is constant", alone, Suspicion.CONSTANT_COLUMN, "examide", "rows", 101_766),
                        found(
                                "5: citoglipton is constant",
                                alone,
                                Suspicion.CONSTANT_COLUMN,
                                "citoglipton",
                                "rows",
                                101_766),
                        found(
                                "5: schema: discharge ids coded as unknown, 4,680",
                                SCHEMA,
                                Check.SENTINEL,
                                "discharge_disposition_id",
                                "rows",
                                4680),
                        found(
                                "5: schema: admission types coded as unknown, 10,396",
                                SCHEMA,
                                Check.SENTINEL,
                                "admission_type_id",
                                "rows",
                                10_396),
                        found(
                                "6: 1,645 codes with letters in diag_1",
                                alone,
                                Suspicion.CODES_AMONG_NUMBERS,
                                "diag_1",
                                "rows",
                                1645),
                        silent("the most common discharge code is no spike", alone, Suspicion.SPIKE_AT_MINIMUM, "*"),
                        silent("no encounter repeats another", alone, Suspicion.ROW_DUPLICATE, "*"),
                        found(
                                "preprocessed: medical_specialty Missing, 49,949",
                                after,
                                Suspicion.UNKNOWN_LEVEL,
                                "medical_specialty",
                                "rows",
                                49_949,
                                "level",
                                "Missing"),
                        found(
                                "preprocessed: race Unknown, 2,273",
                                after,
                                Suspicion.UNKNOWN_LEVEL,
                                "race",
                                "rows",
                                2273),
                        silent("preprocessed: no marker is left", after, Suspicion.MISSING_MARKER, "*"),
                        trueBeside("weight is missing in nearly all rows", Suspicion.MISSING_CELLS, "weight"),
                        trueBeside("codes with letters in diag_2 and diag_3", Suspicion.CODES_AMONG_NUMBERS, "*"),
                        trueBeside(
                                "one patient is readmitted once and not another time",
                                Suspicion.LABEL_CONFLICT,
                                "patient_nbr"),
                        trueBeside("thin groups", Suspicion.THIN_GROUP, "*"),
                        trueBeside("few of a class in those groups", Suspicion.FEW_OF_CLASS, "*"),
                        trueBeside("gender Unknown/Invalid, preprocessed too", Suspicion.UNKNOWN_LEVEL, "gender"),
                        trueBeside(
                                "preprocessed: without identifiers 6 rows equal others", Suspicion.ROW_DUPLICATE, ""));
    }

    private static final String[] HEART = {
        "age",
        "sex",
        "cp",
        "trestbps",
        "chol",
        "fbs",
        "restecg",
        "thalach",
        "exang",
        "oldpeak",
        "slope",
        "ca",
        "thal",
        "num"
    };

    static CsvReader.Builder heartReader() {
        return CsvReader.builder().withoutHeader(HEART);
    }

    /** Both sites below each other, with a column of the site. */
    static Table bothSites(Path folder) {
        List<Table> sites = List.of(
                heartReader().build().read(folder.resolve("heart_disease/processed.cleveland.data")),
                heartReader().build().read(folder.resolve("heart_disease/processed.hungarian.data")));
        Table.Builder both = Table.builder().source("Cleveland and Hungary");
        for (String column : HEART) {
            both.category(
                    column,
                    sites.stream()
                            .flatMap(site -> IntStream.range(0, site.rowCount())
                                    .mapToObj(
                                            row -> site.column(column).text(row).orElse("")))
                            .toList());
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            names.addAll(Collections.nCopies(
                    sites.get(i).rowCount(), List.of("Cleveland", "Hungary").get(i)));
        }
        return both.category("site", names).build();
    }

    static KnownData heart() {
        String cleveland = "heart_disease/processed.cleveland.data";
        String hungary = "heart_disease/processed.hungarian.data";
        String one = "Cleveland";
        String other = "Hungary";
        String together = "both sites";
        String oneSchema = "Cleveland against a schema";
        String otherSchema = "Hungary against a schema";
        String sites = "sites";
        String units = "units";
        DataProfiler profiler = DataProfiler.builder().label("num").site("site").build();
        List<Expectation> expectations = new ArrayList<>(List.of(
                found("missing ca in Cleveland, 4", one, Suspicion.MISSING_MARKER, "ca", "rows", 4),
                found("missing thal in Cleveland, 2", one, Suspicion.MISSING_MARKER, "thal", "rows", 2)));
        String[] columns = {"trestbps", "chol", "fbs", "restecg", "thalach", "exang", "slope", "ca", "thal"};
        int[] counts = {1, 23, 8, 1, 1, 1, 190, 291, 266};
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "missing " + columns[i] + " in Hungary, " + counts[i],
                    other,
                    Suspicion.MISSING_MARKER,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        expectations.addAll(List.of(
                found(
                        "1: ca is missing in 99 % of Hungary and 1 % of Cleveland",
                        together,
                        Suspicion.MISSING_DIFFERS_BY_SITE,
                        "ca",
                        "lowest_share",
                        "0.0132",
                        "highest_share",
                        "0.9898"),
                found("1: thal too", together, Suspicion.MISSING_DIFFERS_BY_SITE, "thal"),
                found(
                        "2: Hungary has labels 0 and 1 only, Cleveland five",
                        together,
                        Suspicion.LABELS_DIFFER_BY_SITE,
                        "num",
                        "fewest_labels_at_a_site",
                        2,
                        "most_labels_at_a_site",
                        5),
                found("3: Hungary has one exact duplicate row", other, Suspicion.ROW_DUPLICATE, "", "rows", 1),
                silent("3: Cleveland has none", one, Suspicion.ROW_DUPLICATE, "*"),
                content("4: 63.0 in Cleveland is a whole number", one, "age", "WHOLE_NUMBER"),
                content("4: 28 in Hungary is the same type", other, "age", "WHOLE_NUMBER"),
                silent("4: 63.0 beside 28 is no mixed notation", together, Suspicion.MIXED_NOTATION, "*"),
                silent("4: 63.0 is no identifier as a decimal", one, Suspicion.FLOAT_IDENTIFIER, "*"),
                found(
                        "1: schema: ca is missing in 291 of 294 in Hungary",
                        otherSchema,
                        Check.MISSING_SHARE,
                        "ca",
                        "missing",
                        291),
                found("1: schema: thal in 266", otherSchema, Check.MISSING_SHARE, "thal", "missing", 266),
                silent("1: schema: Cleveland has both", oneSchema, Check.MISSING_SHARE, "*"),
                found(
                        "3: schema: Hungary has one exact duplicate row",
                        otherSchema,
                        Check.ROW_DUPLICATE,
                        "",
                        "rows",
                        1),
                silent("3: schema: Cleveland has none", oneSchema, Check.ROW_DUPLICATE, "*"),
                silent("4: schema: 63.0 is a whole number", oneSchema, Check.VALUE_UNREADABLE, "*"),
                silent("4: schema: so is 28", otherSchema, Check.VALUE_UNREADABLE, "*"),
                found(
                        "5: schema of Cleveland's figures: Hungary is younger",
                        otherSchema,
                        Check.MEAN_OUT_OF_RANGE,
                        "age"),
                found(
                        "5: schema of Cleveland's figures: 213 of Hungary's 294 are men",
                        otherSchema,
                        Check.SHARE_OUT_OF_RANGE,
                        "sex",
                        "equal",
                        213),
                found(
                        "5: schema of Cleveland's figures: 188 of Hungary's 294 are without disease",
                        otherSchema,
                        Check.SHARE_OUT_OF_RANGE,
                        "num",
                        "equal",
                        188),
                silent(
                        "5: schema of Cleveland's figures: Cleveland's mean age",
                        oneSchema,
                        Check.MEAN_OUT_OF_RANGE,
                        "*"),
                silent(
                        "5: schema of Cleveland's figures: Cleveland's shares",
                        oneSchema,
                        Check.SHARE_OUT_OF_RANGE,
                        "*"),
                found(
                        "5: age, sex and measurements tell the sites apart",
                        sites,
                        "SITE_SHOWS_IN_FEATURES",
                        "site=Hungary"),
                silent("5: the sites differ in patients, not in units", units, "UNIT_MIXED_UP", "*"),
                trueBeside("Cleveland is told apart from Hungary as well", "SITE_SHOWS_IN_FEATURES", "site=Cleveland"),
                trueBeside("slope too is missing in more than the stated share", Check.MISSING_SHARE, "slope"),
                trueBeside("columns missing in half of Hungary and more", Suspicion.MISSING_CELLS, "*"),
                trueBeside("ca has one value in the 3 rows of Hungary that have any", Suspicion.CONSTANT_COLUMN, "ca"),
                trueBeside("? of both sites together", Suspicion.MISSING_MARKER, "*"),
                trueBeside("the duplicate row of Hungary, of both sites together", Suspicion.ROW_DUPLICATE, ""),
                trueBeside("slope too is missing at one site", Suspicion.MISSING_DIFFERS_BY_SITE, "slope"),
                trueBeside("few rows of the rarest of five labels", Suspicion.FEW_OF_CLASS, "*")));
        return KnownData.of("heart_disease", cleveland, hungary)
                .run(one, profile(DataProfiler.builder().label("num"), heartReader(), cleveland))
                .run(other, profile(DataProfiler.builder().label("num"), heartReader(), hungary))
                .run(together, folder -> profiler.profile(bothSites(folder), "heart disease", "1"))
                .run(oneSchema, schema(KnownSchemas.heart(), heartReader(), cleveland))
                .run(otherSchema, schema(KnownSchemas.heart(), heartReader(), hungary))
                .run(
                        sites,
                        folder -> ConfoundingDetector.builder(0.55)
                                .sites("age", "sex", "chol", "trestbps", "thalach")
                                .build()
                                .analyze(KnownCohorts.heart(folder)))
                .run(
                        units,
                        folder -> UnitDetector.builder(1.5)
                                .column("chol", Quantity.CHOLESTEROL)
                                .build()
                                .analyze(KnownCohorts.heart(folder)))
                .expect(expectations.toArray(Expectation[]::new));
    }

    private static ReaderReadings readings(Path file) {
        return ReaderReadings.from(CsvReader.builder()
                        .inferTypes()
                        .number("rating")
                        .build()
                        .read(file))
                .modality("treatment")
                .reader("reader")
                .caseId("case")
                .truth("truth", "1", "0")
                .rating("rating")
                .named("kundel", "1");
    }

    static KnownData readers() {
        String vanDyke = "mrmc_readers/VanDyke.csv";
        String kundel = "mrmc_readers/Kundel.csv";
        String alone = "VanDyke without roles";
        String roles = "VanDyke with the case as subject";
        String other = "Kundel without roles";
        return KnownData.of("mrmc_readers", vanDyke, kundel)
                .run(alone, profile(DataProfiler.builder(), vanDyke))
                .run(roles, profile(DataProfiler.builder().subject("case").label("truth"), vanDyke))
                .run(other, profile(DataProfiler.builder(), kundel))
                .run(SCHEMA, schema(KnownSchemas.readers(), CsvReader.builder(), vanDyke))
                .run("Kundel against a schema", schema(KnownSchemas.readers(), CsvReader.builder(), kundel))
                .run(
                        "Kundel compared",
                        folder -> ReaderStudyEvaluator.comparing("1", "2")
                                .build()
                                .evaluate(readings(folder.resolve(kundel))))
                .expect(
                        found(
                                "trap: 1,140 rows are 114 cases",
                                roles,
                                Suspicion.SUBJECT_REPEATED,
                                "case",
                                "rows",
                                1140,
                                "values",
                                114,
                                "largest_group",
                                10),
                        found(
                                "trap: a column with case in its name repeats",
                                alone,
                                Suspicion.IDENTIFIER_REPEATED,
                                "case",
                                "rows",
                                1140,
                                "values",
                                114),
                        found("trap: so it does in Kundel", other, Suspicion.IDENTIFIER_REPEATED, "case", "rows", 1140),
                        silent("the truth of a case does not change", roles, Suspicion.LABEL_CONFLICT, "*"),
                        refused(
                                "trap: Kundel's treatments 1 and 2 share no case, and their paired comparison is refused",
                                "Kundel compared",
                                "no case that was read throughout"),
                        found(
                                "trap: schema: treatments 2 and 3 use the same 95 case numbers (380 pairs of reader and case), against the"
                                        + " description",
                                "Kundel against a schema",
                                Check.KEY_DUPLICATE,
                                "reader, case",
                                "rows",
                                760,
                                "keys",
                                380),
                        found(
                                "trap: schema: a case a row is broken by 1,140 rows of 114 cases",
                                SCHEMA,
                                Check.KEY_DUPLICATE,
                                "case",
                                "rows",
                                1140,
                                "keys",
                                114),
                        silent(
                                "schema: nobody reads a case twice in a treatment",
                                SCHEMA,
                                Check.KEY_DUPLICATE,
                                "reader, treatment, case"),
                        silent(
                                "schema: nor does anybody in Kundel",
                                "Kundel against a schema",
                                Check.KEY_DUPLICATE,
                                "reader, treatment, case"),
                        silent("schema: ratings are from 1 to 5", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("schema: and in Kundel", "Kundel against a schema", Check.VALUE_OUT_OF_RANGE, "*"),
                        trueBeside("each case is read in two treatments by the same readers", Check.KEY_DUPLICATE, "*"),
                        silent("no row repeats another", alone, Suspicion.ROW_DUPLICATE, "*"),
                        trueBeside(
                                "case2 and case3 are codes: 1.1 and 1.10 are two cases", Suspicion.TRAILING_ZEROS, "*"),
                        trueBeside(
                                "case 1.1 has three times the rows, as number, for that reason",
                                Suspicion.SPIKE_AT_MINIMUM,
                                "case3"));
    }

    static KnownData nhanes() {
        String file = "nhanes_resampled/NHANES.csv.gz";
        String run = "without roles";
        return KnownData.of("nhanes_resampled", file)
                .run(run, profile(DataProfiler.builder(), file))
                .run(SPLIT, splitByRow(KnownCohorts::nhanes))
                .run(SCHEMA, schema(KnownSchemas.nhanes(), CsvReader.builder().missingMarkers("NA"), file))
                .expect(
                        found(
                                "1: a split by row leaks people",
                                SPLIT,
                                "SUBJECT_OVERLAP",
                                "nhanes training 1 vs nhanes test 1"),
                        found("1: and whole rows", SPLIT, "FEATURE_ROW_OVERLAP", "nhanes training 1 vs nhanes test 1"),
                        found("1: schema: 2,168 exact duplicate rows", SCHEMA, Check.ROW_DUPLICATE, "", "rows", 2168),
                        found("1: schema: 3,221 rows repeat an ID", SCHEMA, Check.KEY_DUPLICATE, "ID", "repeats", 3221),
                        found(
                                "2: schema: Race3 is empty in all 5,000 rows of 2009_10",
                                SCHEMA,
                                Check.ROW_RULE,
                                "Race3 was asked in 2009_10",
                                "rows",
                                5000),
                        silent(
                                "2: schema: and in none of 2011_12",
                                SCHEMA,
                                Check.ROW_RULE,
                                "Race3 was asked in 2011_12"),
                        found(
                                "3: schema: age is capped at 80, 333 rows",
                                SCHEMA,
                                Check.VALUE_IMPLAUSIBLE,
                                "Age",
                                "rows",
                                333),
                        silent(
                                "4: schema: below 20 nobody is asked about marriage",
                                SCHEMA,
                                Check.ROW_RULE,
                                "below 20 nobody is asked about marriage"),
                        silent(
                                "4: schema: nor about education",
                                SCHEMA,
                                Check.ROW_RULE,
                                "below 20 nobody is asked about education"),
                        found("1: 2,168 exact duplicate rows", run, Suspicion.ROW_DUPLICATE, "", "rows", 2168),
                        found(
                                "1: 3,221 rows repeat an ID, 6,779 distinct",
                                run,
                                Suspicion.IDENTIFIER_REPEATED,
                                "ID",
                                "repeating_rows",
                                3221,
                                "values",
                                6779),
                        found("2: Race3 is empty in 5,000 rows", run, Suspicion.MISSING_CELLS, "Race3", "rows", 5000),
                        found(
                                "2: on all rows of 2009_10",
                                run,
                                Suspicion.MISSING_BY_DESIGN,
                                "SurveyYr",
                                "levels",
                                "2009_10",
                                "rows",
                                5000),
                        found(
                                "3: age is capped at 80, 333 rows",
                                run,
                                Suspicion.SPIKE_AT_MAXIMUM,
                                "Age",
                                "rows",
                                333,
                                "value",
                                80),
                        found(
                                "4: questions for adults are empty for children",
                                run,
                                Suspicion.MISSING_BY_DESIGN,
                                "AgeDecade"),
                        elsewhere("5: two survey cycles: drift", DRIFT),
                        silent("an age of 0 is real: infants", run, Suspicion.ZERO_APART, "Age"),
                        silent("ages are possible", run, Suspicion.AGE_BEYOND_120, "*"),
                        trueBeside("Sex and Gender are the same column", Suspicion.COLUMNS_EQUAL, "Sex"),
                        trueBeside(
                                "questions to some only are missing in half of the rows and more",
                                Suspicion.MISSING_CELLS,
                                "*"),
                        trueBeside("a blank before bands of age and income", Suspicion.BLANKS_AROUND, "*"),
                        trueBeside("income over poverty is capped at 5", Suspicion.SPIKE_AT_MAXIMUM, "Poverty"),
                        trueBeside("diastolic pressures of 0 mean not heard", Suspicion.ZERO_APART, "*"),
                        trueBeside("30 days of 30 are the end of the scale", Suspicion.SPIKE_AT_MAXIMUM, "*HlthBad"),
                        trueBeside(
                                "364 days stand for each day of the year", Suspicion.SPIKE_AT_MAXIMUM, "AlcoholYear"),
                        trueBeside("PregnantNow Unknown", Suspicion.UNKNOWN_LEVEL, "PregnantNow"));
    }

    static KnownData chestXray() {
        String file = "nih_chestxray14/Data_Entry_2017_v2020.csv.gz";
        String roles = "with the patient as subject";
        String alone = "without roles";
        String workflow = "workflow";
        return KnownData.of("nih_chestxray14", file)
                .run(roles, profile(DataProfiler.builder().subject("Patient ID").age("Patient Age"), file))
                .run(alone, profile(DataProfiler.builder(), file))
                .run(SPLIT, splitByRow(KnownCohorts::chestXray))
                .run(SCHEMA, schema(KnownSchemas.chestXray(), CsvReader.builder(), file))
                .run(
                        workflow,
                        folder -> ConfoundingDetector.builder(0.52)
                                .workflow(WorkflowVariable.VIEW_POSITION, "View Position")
                                .permutations(99, 1)
                                .build()
                                .analyze(KnownCohorts.chestXray(folder)))
                .expect(
                        found(
                                "1: 13,302 of 30,805 patients have several images, one 184",
                                roles,
                                Suspicion.SUBJECT_REPEATED,
                                "Patient ID",
                                "shared_values",
                                13_302,
                                "values",
                                30_805,
                                "largest_group",
                                184),
                        found(
                                "1: the same without being told",
                                alone,
                                Suspicion.IDENTIFIER_REPEATED,
                                "Patient ID",
                                "shared_values",
                                13_302),
                        found(
                                "1: a split by row leaks patients",
                                SPLIT,
                                "SUBJECT_OVERLAP",
                                "nih_chestxray14 training 2020 vs nih_chestxray14 test 2020"),
                        found(
                                "1: schema: a patient a row is broken by 13,302 patients",
                                SCHEMA,
                                Check.KEY_DUPLICATE,
                                "Patient ID",
                                "keys",
                                13_302),
                        silent("1: schema: no image twice", SCHEMA, Check.KEY_DUPLICATE, "Image Index"),
                        silent("1: schema: 112,120 rows", SCHEMA, Check.ROW_COUNT_OUT_OF_RANGE, "*"),
                        found("2: the view is a confounder", workflow, "WORKFLOW_PREDICTS_OUTCOME", "View Position"),
                        found(
                                "5: schema: age 0 in 14 rows",
                                SCHEMA,
                                Check.VALUE_IMPLAUSIBLE,
                                "Patient Age",
                                "rows",
                                14),
                        silent("5: schema: no age is impossible", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("schema: sexes and views are as described", SCHEMA, Check.VALUE_NOT_ALLOWED, "*"),
                        Expectation.falseAlarm(
                                "sex, age, view and number of follow-up of different patients agree by chance; without the image a row"
                                        + " identifies nobody",
                                "FEATURE_ROW_OVERLAP",
                                "*"),
                        found(
                                "3: a name is cut at a comma in brackets",
                                alone,
                                Suspicion.HEADER_SPLIT,
                                "OriginalImage[Width",
                                "next_column",
                                "Height]"),
                        found("3: and another", alone, Suspicion.HEADER_SPLIT, "OriginalImagePixelSpacing[x"),
                        found(
                                "4: several labels in a cell, the rarest in 227 rows",
                                alone,
                                Suspicion.SEVERAL_VALUES_IN_CELL,
                                "Finding Labels",
                                "values",
                                15,
                                "rows_of_rarest",
                                227),
                        found("5: age 0 in 14 rows", roles, Suspicion.AGE_ZERO, "Patient Age", "rows", 14),
                        silent("5: no age is impossible in this release", roles, Suspicion.AGE_BEYOND_120, "*"),
                        elsewhere("6: labels were mined from texts", PEOPLE),
                        silent("the sex of a patient does not change", roles, Suspicion.CHANGES_WITHIN_SUBJECT, "*"),
                        silent("no row repeats another", alone, Suspicion.ROW_DUPLICATE, "*"),
                        trueBeside(
                                "pixels are square: two columns are equal",
                                Suspicion.COLUMNS_EQUAL,
                                "OriginalImagePixelSpacing[x"));
    }

    static KnownData pbc() {
        String file = "pbc/pbc.csv";
        String run = "with sex as attribute";
        List<Expectation> expectations = new ArrayList<>(List.of(
                found(
                        "1: trt, ascites, hepato, spiders, alk.phos, ast are missing in the same 106 rows",
                        run,
                        Suspicion.MISSING_TOGETHER,
                        "trt",
                        "rows",
                        106,
                        "columns",
                        "trt, ascites, hepato, spiders, alk.phos, ast"),
                found(
                        "1: chol, copper, trig are missing wherever trt is: by design",
                        run,
                        Suspicion.MISSING_BY_DESIGN,
                        "trt",
                        "rows",
                        106,
                        "levels",
                        "(missing)",
                        "columns",
                        "chol (106 of 134), copper (106 of 108), trig (106 of 136)")));
        String[] columns = {"copper", "chol", "trig", "platelet", "stage", "protime"};
        int[] counts = {108, 134, 136, 11, 6, 2};
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "1: " + columns[i] + " is missing in " + counts[i],
                    run,
                    Suspicion.MISSING_CELLS,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        expectations.addAll(List.of(
                found("2: 44 men", run, Suspicion.THIN_GROUP, "sex", "rows", 44, "level", "m"),
                found(
                        "1: schema: the 106 not randomised",
                        SCHEMA,
                        Check.ROW_RULE,
                        "a patient was randomised",
                        "rows",
                        106),
                exactly(
                        "1: schema: the other five are missing in the same rows and in no other",
                        SCHEMA,
                        "ROW_RULE",
                        "a patient was randomised"),
                found(
                        "3: schema: 25 transplants are neither censored nor dead",
                        SCHEMA,
                        Check.VALUE_NOT_ALLOWED,
                        "status",
                        "rows",
                        25),
                exactly("4: status is the outcome", COLUMNS, "DETERMINES_OUTCOME", "status"),
                exactly(
                        "4: time and status are outcomes, once that is stated",
                        TIMES,
                        "FEATURE_AVAILABLE_LATER",
                        "time",
                        "status"),
                silent("schema: no id twice", SCHEMA, Check.KEY_DUPLICATE, "*"),
                trueBeside("status has an area of 1", "OUTCOME_REVEALING", "status"),
                trueBeside("so have its levels", LEVEL, "status"),
                trueBeside("id is an identifier", IDENTIFIER, "id"),
                silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"),
                silent("time in days is no identifier", run, Suspicion.IDENTIFIER_REPEATED, "*"),
                trueBeside("id numbers the rows", Suspicion.ROW_NUMBER, "id")));
        return KnownData.of("pbc", file)
                .run(run, profile(DataProfiler.builder().attributes("sex"), file))
                .run(COLUMNS, columns(KnownCohorts::pbc))
                .run(
                        TIMES,
                        times(
                                KnownCohorts::pbc,
                                AvailabilityRegistry.builder("pbc", "1", "registration")
                                        .features(
                                                known(), "trt", "age", "sex", "edema", "bili", "albumin", "protime",
                                                "stage")
                                        .features(after(Duration.ofDays(41)), "time", "status")
                                        .build()))
                .run(SCHEMA, schema(KnownSchemas.pbc(), CsvReader.builder(), file))
                .expect(expectations.toArray(Expectation[]::new));
    }

    static KnownData pima() {
        String raw = "pima/pima_raw.csv";
        String corrected = "pima/pima_corrected.csv";
        String before = "raw";
        String after = "corrected";
        String afterSchema = "corrected, against a schema";
        List<Expectation> expectations = new ArrayList<>();
        String[] columns = {"glucose", "pressure", "triceps", "insulin", "mass"};
        int[] counts = {5, 35, 227, 374, 11};
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "1: 0 in " + columns[i] + " is missing, " + counts[i],
                    before,
                    Suspicion.ZERO_APART,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "1: schema: 0 in " + columns[i] + " is impossible, " + counts[i],
                    SCHEMA,
                    Check.VALUE_OUT_OF_RANGE,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "corrected: " + columns[i] + " is empty in " + counts[i],
                    after,
                    Suspicion.MISSING_CELLS,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        expectations.addAll(List.of(
                silent("pregnant = 0 in 111 rows is real", before, Suspicion.ZERO_APART, "pregnant"),
                silent("1: schema: pregnant = 0 is possible", SCHEMA, Check.VALUE_OUT_OF_RANGE, "pregnant"),
                silent("1: schema: corrected, no number is impossible", afterSchema, Check.VALUE_OUT_OF_RANGE, "*"),
                silent("corrected: no zero stands apart", after, Suspicion.ZERO_APART, "*"),
                found(
                        "2: no column of sex or race",
                        before,
                        Suspicion.DEMOGRAPHIC_NOT_FOUND,
                        "",
                        "not_found",
                        "sex, race"),
                silent("no row repeats another", before, Suspicion.ROW_DUPLICATE, "*")));
        return KnownData.of("pima", raw, corrected)
                .run(before, profile(DataProfiler.builder().label("diabetes"), raw))
                .run(after, profile(DataProfiler.builder().label("diabetes"), corrected))
                .run(SCHEMA, schema(KnownSchemas.pima(), CsvReader.builder(), raw))
                .run(
                        afterSchema,
                        schema(KnownSchemas.pima(), CsvReader.builder().missingMarkers("NA"), corrected))
                .expect(expectations.toArray(Expectation[]::new));
    }

    private static String[] statements() {
        return IntStream.rangeClosed(1, 71).mapToObj(i -> "statement_" + i).toArray(String[]::new);
    }

    static KnownData ptbxlPredictions() {
        String labels = "ptbxl_benchmark_val/labels.csv.gz";
        String predictions = "ptbxl_benchmark_val/predictions.csv.gz";
        String one = "labels";
        String other = "predictions";
        String resamples = "ptbxl_benchmark_val/bootstrap_indices.csv.gz";
        String otherSchema = "predictions against a schema";
        String resampled = "resamples against a schema";
        return KnownData.of("ptbxl_benchmark_val", labels, predictions, resamples)
                .run(SCHEMA, schema(KnownSchemas.ptbxlLabels(), KnownSchemas.withoutHeader(71), labels))
                .run(otherSchema, schema(KnownSchemas.ptbxlPredictions(), KnownSchemas.withoutHeader(71), predictions))
                .run(resampled, schema(KnownSchemas.ptbxlResamples(), KnownSchemas.withoutHeader(2193), resamples))
                .run(one, profile(DataProfiler.builder(), CsvReader.builder().withoutHeader(statements()), labels))
                .run(
                        other,
                        profile(DataProfiler.builder(), CsvReader.builder().withoutHeader(statements()), predictions))
                .expect(
                        elsewhere(
                                "trap 1: a row has several positives",
                                "several columns of labels, which the multi-label evaluation takes as they are"),
                        found(
                                "trap 2: the rarest statement has 1 positive of 2,193",
                                one,
                                Suspicion.NEAR_CONSTANT,
                                "*",
                                "rows",
                                2192,
                                "other_rows",
                                1),
                        elsewhere("trap 3: predictions are not calibrated", CALIBRATION),
                        silent("trap 3: schema: labels are 0 and 1", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("trap 3: schema: nothing is missing", SCHEMA, Check.MISSING_SHARE, "*"),
                        silent(
                                "trap 3: schema: predictions are from 0 to 1",
                                otherSchema,
                                Check.VALUE_OUT_OF_RANGE,
                                "*"),
                        silent("trap 3: schema: 8.34e-14 is a number", otherSchema, Check.VALUE_UNREADABLE, "*"),
                        silent("schema: resamples name rows from 0 to 2,192", resampled, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("schema: no resample has a gap", resampled, Check.MISSING_SHARE, "*"),
                        silent("labels of 0 and 1 are no spikes", one, Suspicion.SPIKE_AT_MAXIMUM, "*"),
                        silent("8.34e-14 needs its exponent", other, Suspicion.MIXED_NOTATION, "*"),
                        silent("probabilities near 0 stand nowhere apart", other, Suspicion.ZERO_APART, "*"),
                        trueBeside("a prediction of 1 is float rounding, 33 rows", Suspicion.SPIKE_AT_MAXIMUM, "*"),
                        trueBeside(
                                "three records have the predictions of others to the last digit",
                                Suspicion.ROW_DUPLICATE,
                                ""));
    }

    static KnownData ptbxlMetadata() {
        String file = "ptbxl_metadata_afib/ptbxl_database_afib.csv.gz";
        String run = "without roles";
        String folds = "split by strat_fold";
        List<Expectation> expectations = new ArrayList<>(List.of(
                found(
                        "1: 303 records repeat a patient_id, 2,725 patients",
                        run,
                        Suspicion.IDENTIFIER_REPEATED,
                        "patient_id",
                        "repeating_rows",
                        303,
                        "values",
                        2725),
                found("2: scp_codes hold the answer", COLUMNS, "DETERMINES_OUTCOME", "scp_codes"),
                exactly(
                        "2: the words of scp_codes and report say it",
                        COLUMNS,
                        "OUTCOME_REVEALING",
                        "report",
                        "scp_codes"),
                found("2: whether heart_axis is there goes with it", COLUMNS, MISSINGNESS, "heart_axis"),
                exactly(
                        "2: scp_codes, report, heart_axis are never there before a reading, once that is stated",
                        TIMES,
                        "FEATURE_NEVER_SERVED",
                        "scp_codes",
                        "report",
                        "heart_axis"),
                found(
                        "1: a split by row leaks patients",
                        SPLIT,
                        "SUBJECT_OVERLAP",
                        "ptbxl_metadata_afib training 1 vs ptbxl_metadata_afib test 1"),
                silent("1: strat_fold keeps patients apart", folds, "SUBJECT_OVERLAP", "*"),
                found(
                        "1: schema: 303 records repeat a patient_id",
                        SCHEMA,
                        Check.KEY_DUPLICATE,
                        "patient_id",
                        "repeats",
                        303),
                silent("schema: no ecg_id twice", SCHEMA, Check.KEY_DUPLICATE, "ecg_id"),
                found(
                        "5: schema: patient_id is written as 17787.0",
                        SCHEMA,
                        Check.PATTERN_MISMATCH,
                        "patient_id",
                        "rows",
                        3028),
                silent("schema: ages and folds are possible", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                silent("schema: sex is 0 or 1", SCHEMA, Check.VALUE_NOT_ALLOWED, "*")));
        String[] columns = {"height", "weight", "nurse", "age", "site"};
        int[] counts = {2055, 1884, 203, 25, 3};
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "3: " + columns[i] + " is missing in " + counts[i],
                    run,
                    Suspicion.MISSING_CELLS,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        expectations.addAll(List.of(
                elsewhere("4: device and site change over 17 years", DRIFT),
                found(
                        "5: patient_id is written as 17787.0",
                        run,
                        Suspicion.FLOAT_IDENTIFIER,
                        "patient_id",
                        "rows",
                        3028),
                found("5: device has inner blanks", run, Suspicion.BLANKS_INSIDE, "device"),
                found("5: dicts in a cell", run, Suspicion.SERIALISED_CELLS, "scp_codes", "rows", 3028),
                found("6: free text in report", run, Suspicion.FREE_TEXT, "report", "rows", 3028),
                found("6: exact recording times", run, Suspicion.EXACT_TIMES, "recording_date", "rows", 3028),
                found(
                        "7: schema: 1,514 of 3,028 with fibrillation, of PTB-XL 1,514 of 21,837",
                        SCHEMA,
                        Check.SHARE_OUT_OF_RANGE,
                        "labels",
                        "equal",
                        1514,
                        "present",
                        3028),
                trueBeside("file names and exact times are identifiers", IDENTIFIER, "*"),
                trueBeside("whether a remark or a measure is there goes with the rhythm", MISSINGNESS, "*"),
                trueBeside("no second opinion was asked about fibrillation", LEVEL, "second_opinion"),
                silent("height as 164.0 is no identifier", run, Suspicion.FLOAT_IDENTIFIER, "height"),
                silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"),
                trueBeside("columns missing in half of the rows and more", Suspicion.MISSING_CELLS, "*"),
                trueBeside("blanks around remarks on the signal and reports", Suspicion.BLANKS_AROUND, "*"),
                trueBeside("remarks that differ in blanks or case only", Suspicion.LEVELS_ALIKE, "*"),
                trueBeside("infarction_stadium1 unknown", Suspicion.UNKNOWN_LEVEL, "infarction_stadium1"),
                trueBeside("source has one value", Suspicion.CONSTANT_COLUMN, "source")));
        return KnownData.of("ptbxl_metadata_afib", file)
                .run(run, profile(DataProfiler.builder(), file))
                .run(COLUMNS, columns(KnownCohorts::ptbxl))
                .run(
                        TIMES,
                        times(
                                KnownCohorts::ptbxl,
                                AvailabilityRegistry.builder("ptbxl", "1", "recording")
                                        .features(known(), "age", "sex", "device", "site")
                                        .features(new Availability.NeverServed(), "scp_codes", "report", "heart_axis")
                                        .build()))
                .run(SPLIT, splitByRow(KnownCohorts::ptbxl))
                .run(folds, folder -> {
                    Cohort cohort = KnownCohorts.ptbxl(folder);
                    Column fold = cohort.table().column("strat_fold");
                    List<Cohort> parts = KnownCohorts.parts(
                            cohort, row -> fold.text(row).orElseThrow().equals("10"));
                    return LeakageDetector.separation(parts.get(0), parts.get(1));
                })
                .run(SCHEMA, schema(KnownSchemas.ptbxlMetadata(), CsvReader.builder(), file))
                .expect(expectations.toArray(Expectation[]::new));
    }

    static final String[] SUPPORT2 = {
        "row",
        "age",
        "death",
        "sex",
        "hospdead",
        "slos",
        "d.time",
        "dzgroup",
        "dzclass",
        "num.co",
        "edu",
        "income",
        "scoma",
        "charges",
        "totcst",
        "totmcst",
        "avtisst",
        "race",
        "sps",
        "aps",
        "surv2m",
        "surv6m",
        "hday",
        "diabetes",
        "dementia",
        "ca",
        "prg2m",
        "prg6m",
        "dnr",
        "dnrday",
        "meanbp",
        "wblc",
        "hrt",
        "resp",
        "temp",
        "pafi",
        "alb",
        "bili",
        "crea",
        "sod",
        "ph",
        "glucose",
        "bun",
        "urine",
        "adlp",
        "adls",
        "sfdm2",
        "adlsc"
    };

    static KnownData support2() {
        String file = "support2/support2.csv.gz";
        String run = "with label, sex and race";
        String written = "with the names of the file";
        List<Expectation> expectations = new ArrayList<>(List.of(
                found("1: d.time separates the outcome", COLUMNS, "OUTCOME_REVEALING", "d.time"),
                found(
                        "1: nobody who lives died in hospital: death, 2,904",
                        COLUMNS,
                        LEVEL,
                        "death",
                        "records",
                        2904,
                        "positives",
                        0),
                found("1: whether sfdm2 is there goes with it", COLUMNS, MISSINGNESS, "sfdm2"),
                found("1: so does totcst", COLUMNS, MISSINGNESS, "totcst"),
                found("1: so does totmcst", COLUMNS, MISSINGNESS, "totmcst"),
                exactly(
                        "1: all 9, among them slos, charges, dnr and dnrday, of which values tell nothing, once their times are"
                                + " stated",
                        TIMES,
                        "FEATURE_AVAILABLE_LATER",
                        "death",
                        "d.time",
                        "slos",
                        "charges",
                        "totcst",
                        "totmcst",
                        "sfdm2",
                        "dnr",
                        "dnrday"),
                exactly(
                        "1: 6 outputs of earlier models and judgements, once stated",
                        TIMES,
                        "FEATURE_NEVER_SERVED",
                        "aps",
                        "sps",
                        "surv2m",
                        "surv6m",
                        "prg2m",
                        "prg6m"),
                exactly("1: no other column separates it", COLUMNS, "OUTCOME_REVEALING", "d.time")));
        String[] columns = {
            "adlp", "urine", "glucose", "bun", "totmcst", "alb", "income", "adls", "bili", "pafi", "ph", "prg2m", "edu",
            "race"
        };
        int[] counts = {5641, 4862, 4500, 4352, 3475, 3372, 2982, 2867, 2601, 2325, 2284, 1649, 1634, 42};
        for (int i = 0; i < columns.length; i++) {
            expectations.add(found(
                    "2: " + columns[i] + " is missing in " + counts[i],
                    run,
                    Suspicion.MISSING_CELLS,
                    columns[i],
                    "rows",
                    counts[i]));
        }
        expectations.addAll(List.of(
                found("2: prg2m is not missing at random: it goes with the outcome", COLUMNS, MISSINGNESS, "prg2m"),
                elsewhere("2: why prg2m is missing (the physician was not asked)", PEOPLE),
                found("3: a running number among the columns", COLUMNS, IDENTIFIER, "row", "records", 9105),
                silent("3: schema: no number twice", SCHEMA, Check.KEY_DUPLICATE, "*"),
                silent("4: schema: 0.5 and 2.50E-01 are numbers", SCHEMA, Check.VALUE_UNREADABLE, "*"),
                silent("4: schema: income has four bands", SCHEMA, Check.VALUE_NOT_ALLOWED, "*"),
                silent("schema: who died in hospital died", SCHEMA, Check.ROW_RULE, "*"),
                trueBeside("schema: two costs are negative", Check.VALUE_OUT_OF_RANGE, "totmcst"),
                trueBeside("what is measured goes with the outcome in other columns too", MISSINGNESS, "*"),
                refused("3: the first column has no name, and the file is refused", written, "expected a column name"),
                found("3: the first column numbers the rows", run, Suspicion.ROW_NUMBER, "row", "rows", 9105),
                found("4: 2.50E-01 in prg6m", run, Suspicion.MIXED_NOTATION, "prg6m"),
                silent("4: 0.5 in prg2m needs no remark", run, Suspicion.MIXED_NOTATION, "prg2m"),
                content("4: income is a text band", run, "income", "CATEGORY"),
                found("5: asian is thin, 79", run, Suspicion.THIN_GROUP, "race", "rows", 79, "level", "asian"),
                found("5: other is thin, 112", run, Suspicion.THIN_GROUP, "race", "rows", 112, "level", "other"),
                silent("hospital day 1 is no detection limit", run, Suspicion.SPIKE_AT_MINIMUM, "*"),
                silent("no row repeats another", run, Suspicion.ROW_DUPLICATE, "*"),
                trueBeside("hispanic is thin, 290", Suspicion.THIN_GROUP, "race"),
                trueBeside("few deaths in those groups", Suspicion.FEW_OF_CLASS, "race"),
                trueBeside("two costs are negative", Suspicion.NEGATIVE_RARE, "totmcst")));
        return KnownData.of("support2", file)
                .run(
                        run,
                        profile(
                                DataProfiler.builder().label("hospdead").attributes("sex", "race"),
                                CsvReader.builder().replaceHeader(SUPPORT2),
                                file))
                .run(COLUMNS, columns(KnownCohorts::support2))
                .run(
                        TIMES,
                        times(
                                KnownCohorts::support2,
                                AvailabilityRegistry.builder("support2", "1", "third day of the stay")
                                        .features(known(), "age", "sex", "dzgroup", "num.co", "meanbp", "hrt", "temp")
                                        .features(
                                                after(Duration.ofDays(1)),
                                                "death",
                                                "d.time",
                                                "slos",
                                                "charges",
                                                "totcst",
                                                "totmcst",
                                                "sfdm2",
                                                "dnr",
                                                "dnrday")
                                        .features(
                                                new Availability.NeverServed(),
                                                "aps",
                                                "sps",
                                                "surv2m",
                                                "surv6m",
                                                "prg2m",
                                                "prg6m")
                                        .build()))
                .run(SCHEMA, schema(KnownSchemas.support2(), CsvReader.builder().replaceHeader(SUPPORT2), file))
                .run(written, profile(DataProfiler.builder(), file))
                .expect(expectations.toArray(Expectation[]::new));
    }

    static KnownData wisconsin() {
        String file = "wbc_original/wbc_original.csv";
        String run = "with label";
        return KnownData.of("wbc_original", file)
                .run(run, profile(DataProfiler.builder().label("Class"), file))
                .run(SCHEMA, schema(KnownSchemas.wisconsin(), CsvReader.builder(), file))
                .expect(
                        found(
                                "1: schema: 16 missing Bare.nuclei",
                                SCHEMA,
                                Check.MISSING_SHARE,
                                "Bare.nuclei",
                                "missing",
                                16),
                        found(
                                "2: schema: 54 rows repeat an Id, 100 rows share one",
                                SCHEMA,
                                Check.KEY_DUPLICATE,
                                "Id",
                                "repeats",
                                54,
                                "rows",
                                100),
                        found("2: schema: 8 exact duplicate rows", SCHEMA, Check.ROW_DUPLICATE, "", "rows", 8),
                        silent("schema: scores are from 1 to 10", SCHEMA, Check.VALUE_OUT_OF_RANGE, "*"),
                        silent("schema: classes are as described", SCHEMA, Check.VALUE_NOT_ALLOWED, "*"),
                        found("1: 16 missing Bare.nuclei", run, Suspicion.MISSING_CELLS, "Bare.nuclei", "rows", 16),
                        found(
                                "2: 54 rows repeat an Id (645 distinct), 100 rows share one",
                                run,
                                Suspicion.IDENTIFIER_REPEATED,
                                "Id",
                                "repeating_rows",
                                54,
                                "values",
                                645,
                                "rows",
                                100),
                        found("2: 8 exact duplicate rows", run, Suspicion.ROW_DUPLICATE, "", "rows", 8),
                        found("3: 4 Ids appear with both classes", run, Suspicion.LABEL_CONFLICT, "Id", "values", 4),
                        found(
                                "4: no demographics",
                                run,
                                Suspicion.DEMOGRAPHIC_NOT_FOUND,
                                "",
                                "not_found",
                                "age, sex, race"),
                        silent("241 malignant are enough for that rule", run, Suspicion.FEW_OF_CLASS, "*"),
                        silent("scores from 1 to 10 are no caps", run, Suspicion.SPIKE_AT_MAXIMUM, "*"));
    }
}
