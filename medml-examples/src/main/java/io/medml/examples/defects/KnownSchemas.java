package io.medml.examples.defects;

import io.medml.core.table.CsvReader;
import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.Condition;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.ValueRange;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a person who knows the study would have said of each public data set before looking: scales, codes, keys, rules between columns.
 * Columns about which the description says nothing are left out.
 */
final class KnownSchemas {

    private KnownSchemas() {}

    private static DataSchema.Builder named(String name) {
        return DataSchema.named(name, "1").allowUnexpectedColumns();
    }

    /** Answers to be kept apart from values; {@code ?} is the marker of the UCI repository. */
    private static ColumnRule marked(ColumnRule rule) {
        return rule.sentinels("?");
    }

    static DataSchema adult() {
        return named("adult")
                .column(marked(ColumnRule.text("workclass")))
                .column(marked(ColumnRule.text("occupation")))
                .column(marked(ColumnRule.text("native-country")))
                .column(ColumnRule.wholeNumber("age")
                        .range(ValueRange.closed(0, 120))
                        .plausible(ValueRange.below(90)))
                .column(ColumnRule.wholeNumber("capital-gain").plausible(ValueRange.below(99_999)))
                .column(ColumnRule.wholeNumber("hours-per-week")
                        .range(ValueRange.closed(0, 168))
                        .plausible(ValueRange.below(99)))
                .column(ColumnRule.text("sex").allowed("Female", "Male"))
                .column(ColumnRule.text("Salary").allowed("<=50K", ">50K"))
                .noDuplicateRows()
                .build();
    }

    static DataSchema asah() {
        return named("asah")
                .column(ColumnRule.text("outcome").allowed("Good", "Poor"))
                .column(ColumnRule.text("gender").allowed("Female", "Male"))
                .column(ColumnRule.wholeNumber("gos6").range(ValueRange.closed(1, 5)))
                .column(ColumnRule.wholeNumber("wfns").range(ValueRange.closed(1, 5)))
                .column(ColumnRule.number("age").range(ValueRange.closed(0, 120)))
                .build();
    }

    static DataSchema ckd() {
        DataSchema.Builder schema = named("ckd").sentinels("?").rowCount(ValueRange.closed(400, 400));
        for (String column : new String[] {
            "age", "bp", "sg", "al", "su", "bgr", "bu", "sc", "sod", "pot", "hemo", "pcv", "wbcc", "rbcc"
        }) {
            schema.column(ColumnRule.number(column));
        }
        for (String column : new String[] {"rbc", "pc"}) {
            schema.column(ColumnRule.text(column).allowed("normal", "abnormal"));
        }
        for (String column : new String[] {"pcc", "ba"}) {
            schema.column(ColumnRule.text(column).allowed("present", "notpresent"));
        }
        for (String column : new String[] {"htn", "dm", "cad", "pe", "ane"}) {
            schema.column(ColumnRule.text(column).allowed("yes", "no"));
        }
        return schema.column(ColumnRule.text("appet").allowed("good", "poor"))
                .column(ColumnRule.text("class").allowed("ckd", "notckd"))
                .build();
    }

    static DataSchema compas() {
        String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
        return named("compas")
                .column(ColumnRule.text("id"))
                .column(ColumnRule.wholeNumber("decile_score").range(ValueRange.closed(1, 10)))
                .column(ColumnRule.wholeNumber("days_b_screening_arrest").plausible(ValueRange.closed(-30, 30)))
                .column(ColumnRule.date("compas_screening_date").missingAtMost(0))
                .column(ColumnRule.date("screening_date").missingAtMost(0))
                .column(ColumnRule.date("v_screening_date").missingAtMost(0))
                .column(ColumnRule.text("c_jail_in").pattern(time))
                .column(ColumnRule.text("c_jail_out").pattern(time))
                .column(ColumnRule.date("in_custody"))
                .column(ColumnRule.date("out_custody"))
                .column(ColumnRule.wholeNumber("start"))
                .column(ColumnRule.wholeNumber("end"))
                .key("id")
                .require(
                        "custody does not end before it begins",
                        Condition.column("in_custody").atMost("out_custody"))
                .require(
                        "a period does not end before it begins",
                        Condition.column("start").atMost("end"))
                .build();
    }

    static DataSchema dcurves() {
        return named("dcurves")
                .column(ColumnRule.text("patientid"))
                .column(ColumnRule.text("cancer").allowed("TRUE", "FALSE"))
                .column(ColumnRule.text("dead").allowed("0", "1"))
                .column(ColumnRule.number("age").range(ValueRange.closed(0, 120)))
                .column(ColumnRule.number("cancerpredmarker").range(ValueRange.closed(0, 1)))
                .key("patientid")
                .build();
    }

    static DataSchema delong() {
        return named("delong")
                .column(ColumnRule.wholeNumber("popind").range(ValueRange.closed(0, 1)))
                .column(ColumnRule.wholeNumber("totscore").range(ValueRange.closed(0, 10)))
                .column(ColumnRule.number("alb").range(ValueRange.above(0)))
                .column(ColumnRule.number("tp").range(ValueRange.above(0)))
                .require(
                        "albumin is a part of the protein",
                        Condition.column("alb").lessThan("tp"))
                .build();
    }

    static DataSchema diabetes() {
        return named("diabetes")
                .column(ColumnRule.text("encounter_id"))
                .column(ColumnRule.text("patient_nbr"))
                .column(marked(ColumnRule.text("race")))
                .column(marked(ColumnRule.text("weight")))
                .column(marked(ColumnRule.text("payer_code")))
                .column(marked(ColumnRule.text("medical_specialty")))
                .column(marked(ColumnRule.number("diag_1")))
                .column(marked(ColumnRule.text("diag_2")))
                .column(marked(ColumnRule.text("diag_3")))
                .column(ColumnRule.text("gender").allowed("Female", "Male"))
                .column(ColumnRule.text("max_glu_serum").allowed("None", "Norm", ">200", ">300"))
                .column(ColumnRule.text("A1Cresult").allowed("None", "Norm", ">7", ">8"))
                .column(ColumnRule.wholeNumber("time_in_hospital").range(ValueRange.closed(1, 14)))
                .column(ColumnRule.text("examide").notConstant())
                .column(ColumnRule.text("citoglipton").notConstant())
                .column(ColumnRule.text("discharge_disposition_id").sentinels("18", "25", "26"))
                .column(ColumnRule.text("admission_type_id").sentinels("5", "6", "8"))
                .column(ColumnRule.text("readmitted").allowed("NO", ">30", "<30"))
                .key("encounter_id")
                .key("patient_nbr")
                .require(
                        "who can be readmitted is alive at discharge",
                        Condition.column("discharge_disposition_id").notIn("11", "19", "20", "21"))
                .require(
                        "who can be readmitted is not in hospice",
                        Condition.column("discharge_disposition_id").notIn("13", "14"))
                .requireIf(
                        "nobody is readmitted after death",
                        Condition.column("discharge_disposition_id").in("11", "19", "20", "21"),
                        Condition.column("readmitted").in("NO"))
                .build();
    }

    /** Made of the published figures of Cleveland, with a margin of 3 percentage points for shares and 3 years for the mean age. */
    static DataSchema heart() {
        return named("heart")
                .column(marked(ColumnRule.wholeNumber("age")
                        .range(ValueRange.closed(0, 120))
                        .mean(ValueRange.closed(51.44, 57.44))))
                .column(marked(ColumnRule.wholeNumber("sex").share("1", ValueRange.closed(0.65, 0.71))))
                .column(marked(ColumnRule.wholeNumber("num")
                        .range(ValueRange.closed(0, 4))
                        .share("0", ValueRange.closed(0.51, 0.57))))
                .column(marked(ColumnRule.number("ca").missingAtMost(0.05)))
                .column(marked(ColumnRule.number("thal").missingAtMost(0.05)))
                .column(marked(ColumnRule.number("slope").missingAtMost(0.05)))
                .column(marked(ColumnRule.number("chol").missingAtMost(0.1)))
                .noDuplicateRows()
                .build();
    }

    static DataSchema readers() {
        return named("readings")
                .column(ColumnRule.text("reader"))
                .column(ColumnRule.text("treatment"))
                .column(ColumnRule.text("case"))
                .column(ColumnRule.text("truth").allowed("0", "1"))
                .column(ColumnRule.wholeNumber("rating").range(ValueRange.closed(1, 5)))
                .key("reader", "treatment", "case")
                .key("reader", "case")
                .key("case")
                .build();
    }

    static DataSchema nhanes() {
        return named("nhanes")
                .column(ColumnRule.text("ID"))
                .column(ColumnRule.text("SurveyYr").allowed("2009_10", "2011_12"))
                .column(ColumnRule.text("Race3"))
                .column(ColumnRule.wholeNumber("Age")
                        .range(ValueRange.closed(0, 120))
                        .plausible(ValueRange.below(80)))
                .column(ColumnRule.text("Gender").allowed("female", "male"))
                .column(ColumnRule.text("MaritalStatus"))
                .column(ColumnRule.text("Education"))
                .key("ID")
                .noDuplicateRows()
                .requireIf(
                        "Race3 was asked in 2009_10",
                        Condition.column("SurveyYr").in("2009_10"),
                        Condition.column("Race3").present())
                .requireIf(
                        "Race3 was asked in 2011_12",
                        Condition.column("SurveyYr").in("2011_12"),
                        Condition.column("Race3").present())
                .requireIf(
                        "below 20 nobody is asked about marriage",
                        Condition.column("Age").within(ValueRange.below(20)),
                        Condition.column("MaritalStatus").missing())
                .requireIf(
                        "below 20 nobody is asked about education",
                        Condition.column("Age").within(ValueRange.below(20)),
                        Condition.column("Education").missing())
                .build();
    }

    static DataSchema chestXray() {
        return named("chest radiographs")
                .column(ColumnRule.text("Image Index"))
                .column(ColumnRule.text("Patient ID"))
                .column(ColumnRule.wholeNumber("Patient Age")
                        .range(ValueRange.closed(0, 120))
                        .plausible(ValueRange.above(0)))
                .column(ColumnRule.text("Patient Gender").allowed("F", "M"))
                .column(ColumnRule.text("View Position").allowed("AP", "PA"))
                .key("Image Index")
                .key("Patient ID")
                .rowCount(ValueRange.closed(112_120, 112_120))
                .build();
    }

    static DataSchema pbc() {
        DataSchema.Builder schema = named("pbc")
                .column(ColumnRule.text("id"))
                .column(ColumnRule.text("status").allowed("0", "2"))
                .column(ColumnRule.text("sex").allowed("f", "m"))
                .column(ColumnRule.number("time").range(ValueRange.above(0)))
                .column(ColumnRule.text("trt"))
                .key("id")
                .require("a patient was randomised", Condition.column("trt").present());
        for (String column : new String[] {"ascites", "hepato", "spiders", "alk.phos", "ast"}) {
            schema.column(ColumnRule.number(column))
                    .requireIf(
                            "who was randomised has " + column,
                            Condition.column("trt").present(),
                            Condition.column(column).present())
                    .requireIf(
                            "who was not randomised has no " + column,
                            Condition.column("trt").missing(),
                            Condition.column(column).missing());
        }
        return schema.build();
    }

    static DataSchema pima() {
        DataSchema.Builder schema = named("pima")
                .column(ColumnRule.wholeNumber("pregnant").range(ValueRange.atLeast(0)))
                .column(ColumnRule.text("diabetes").allowed("neg", "pos"));
        for (String column : new String[] {"glucose", "pressure", "triceps", "insulin", "mass"}) {
            schema.column(ColumnRule.number(column).range(ValueRange.above(0)));
        }
        return schema.build();
    }

    private static DataSchema numbers(String name, int columns, ValueRange range, boolean whole) {
        DataSchema.Builder schema = DataSchema.named(name, "1");
        Arrays.stream(columns("statement_", columns))
                .forEach(column -> schema.column((whole ? ColumnRule.wholeNumber(column) : ColumnRule.number(column))
                        .range(range)
                        .missingAtMost(0)));
        return schema.build();
    }

    private static String[] columns(String prefix, int number) {
        return IntStream.rangeClosed(1, number).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    /** Names for a file without a header. */
    static CsvReader.Builder withoutHeader(int columns) {
        return CsvReader.builder().withoutHeader(columns("statement_", columns));
    }

    static DataSchema ptbxlLabels() {
        return numbers("labels of 71 statements", 71, ValueRange.closed(0, 1), true);
    }

    static DataSchema ptbxlPredictions() {
        return numbers("predictions of 71 statements", 71, ValueRange.closed(0, 1), false);
    }

    /** Numbers of the 2,193 rows from 0. */
    static DataSchema ptbxlResamples() {
        return numbers("rows of resamples", 2193, ValueRange.closed(0, 2192), true);
    }

    static DataSchema ptbxlMetadata() {
        return named("ptbxl")
                .column(ColumnRule.text("ecg_id"))
                .column(ColumnRule.text("patient_id").pattern("\\d+"))
                .column(ColumnRule.text("sex").allowed("0", "1"))
                .column(ColumnRule.number("age").range(ValueRange.closed(0, 120)))
                .column(ColumnRule.text("labels")
                        .allowed("AFIB", "nAFIB")
                        .share("AFIB", ValueRange.closed(0.05, 0.1))) // PTB-XL: 1,514 of 21,837
                .column(ColumnRule.wholeNumber("strat_fold").range(ValueRange.closed(1, 10)))
                .key("ecg_id")
                .key("patient_id")
                .build();
    }

    static DataSchema support2() {
        DataSchema.Builder schema = named("support2")
                .column(ColumnRule.text("row"))
                .column(ColumnRule.text("death").allowed("0", "1"))
                .column(ColumnRule.text("hospdead").allowed("0", "1"))
                .column(ColumnRule.number("totmcst").range(ValueRange.atLeast(0)))
                .column(ColumnRule.text("income").allowed("under $11k", "$11-$25k", "$25-$50k", ">$50k"))
                .column(ColumnRule.text("race").allowed("white", "black", "hispanic", "asian", "other"))
                .key("row")
                .requireIf(
                        "who died in hospital died",
                        Condition.column("hospdead").in("1"),
                        Condition.column("death").in("1"));
        for (String column : new String[] {"surv2m", "surv6m", "prg2m", "prg6m"}) {
            schema.column(ColumnRule.number(column).range(ValueRange.closed(0, 1)));
        }
        return schema.build();
    }

    static DataSchema wisconsin() {
        DataSchema.Builder schema = named("wisconsin")
                .column(ColumnRule.text("Id"))
                .column(ColumnRule.text("Class").allowed("benign", "malignant"))
                .key("Id")
                .noDuplicateRows();
        for (String column : new String[] {
            "Cl.thickness",
            "Cell.size",
            "Cell.shape",
            "Marg.adhesion",
            "Epith.c.size",
            "Bl.cromatin",
            "Normal.nucleoli",
            "Mitoses"
        }) {
            schema.column(ColumnRule.wholeNumber(column)
                    .range(ValueRange.closed(1, 10))
                    .missingAtMost(0));
        }
        return schema.column(ColumnRule.wholeNumber("Bare.nuclei")
                        .range(ValueRange.closed(1, 10))
                        .missingAtMost(0))
                .build();
    }
}
