package io.medml.core.evaluation;

import java.util.List;
import java.util.Set;

/**
 * Lists of what a report of a study should contain. The items are in our words and by their published numbers; the texts of the
 * guidelines and their explanations are with their authors. Immutable.
 */
public final class ReportingGuideline {
    /** TRIPOD+AI, 27 items in 52 parts. */
    public static final ReportingGuideline TRIPOD_AI_2024 = new ReportingGuideline(
            "TRIPOD+AI (2024)",
            "Collins, Moons, Dhiman and others (2024), BMJ 385:e078378",
            List.of(
                    item(
                            "1",
                            "Title: a study that develops or evaluates a prediction model, its population and outcome"),
                    item("2", "Abstract: structured summary"),
                    item("3a", "Background: clinical context and why the model is needed, with earlier models"),
                    item("3b", "Background: intended population and use in the care pathway, intended users"),
                    item("3c", "Background: known health inequalities between groups"),
                    item(
                            "4",
                            "Objectives: development, evaluation, or both",
                            says(Topic.MODEL, Topic.DATA),
                            author("the objectives, and whether development is reported too")),
                    item(
                            "5a",
                            "Data: sources of development and evaluation data, why these, and whether they represent the population",
                            says(Topic.DATA),
                            holds("how the data compare with the intended population", Topic.POPULATION),
                            author("the source of each data set and why it was used")),
                    item("5b", "Data: dates of the records and of follow-up"),
                    item("6a", "Participants: setting, number and place of centres"),
                    item(
                            "6b",
                            "Participants: eligibility",
                            holds("exclusions from the table", Topic.FLOW),
                            author("the criteria by which records came into the table")),
                    item("6c", "Participants: treatments received and how they were handled"),
                    item(
                            "7",
                            "Data preparation and quality checks, and whether they were alike in all groups",
                            holds("the quality checks", Topic.VALIDATION),
                            author("the preparation of the data, and whether it was alike in all groups")),
                    item(
                            "8a",
                            "Outcome: definition, time horizon, method, why this one, and consistency between groups",
                            says(Topic.OUTCOME),
                            author(
                                    "what the outcome means, its time horizon, how and when it was assessed, why it was chosen, and consistency between groups")),
                    item("8b", "Outcome: who assessed a subjective outcome"),
                    item("8c", "Outcome: blinding of its assessment"),
                    item("9a", "Predictors: how they were chosen"),
                    item("9b", "Predictors: definition, measurement and blinding"),
                    item("9c", "Predictors: who assessed subjective ones"),
                    item("10", "Sample size: how it was determined"),
                    item(
                            "11",
                            "Missing data: how they were handled",
                            says(Topic.ABSENT, Topic.VALIDATION),
                            author("how missing predictor values were handled, and why data were left out")),
                    item(
                            "12a",
                            "Analysis: how the data were used for development and evaluation",
                            holds("how the data were parted", Topic.PARTITION),
                            author("what each part was used for, and the size that it needed")),
                    item("12b", "Analysis: how predictors were handled"),
                    item("12c", "Analysis: type of model, building, tuning and internal validation"),
                    item(
                            "12d",
                            "Analysis: how differences between clusters, such as hospitals, were handled and quantified",
                            says(Topic.CLUSTERS),
                            author("how differences between clusters were handled, and a measure of them")),
                    item(
                            "12e",
                            "Analysis: measures of performance and why these, and how models were compared",
                            holds("the measures with their interval methods", Topic.METHODS),
                            author("why these measures and plots")),
                    item(
                            "12f",
                            "Analysis: updating or recalibration, for all or for some groups or settings",
                            holds("that the model was recalibrated, and how", Topic.RECALIBRATION),
                            author("why, and whether for some groups or settings only")),
                    item(
                            "12g",
                            "Analysis: how the predictions were calculated",
                            says(Topic.MODEL),
                            author("the formula, code or interface that calculated them")),
                    item("13", "Class imbalance: methods, if any"),
                    item(
                            "14",
                            "Fairness between groups: what was done about it, and why",
                            says(Topic.FAIRNESS),
                            author("what was done about differences, and why")),
                    item(
                            "15",
                            "Model output: probabilities or classes, thresholds, how they were chosen and why",
                            holds("the threshold", Topic.THRESHOLD),
                            author("what the output is, and why classes are made at this threshold")),
                    item(
                            "16",
                            "Differences between development and evaluation data in setting, eligibility, outcome and predictors"),
                    item("17", "Ethical approval and consent"),
                    item("18a", "Open science: funding"),
                    item("18b", "Open science: conflicts of interest"),
                    item("18c", "Open science: protocol"),
                    item("18d", "Open science: registration"),
                    item("18e", "Open science: data sharing"),
                    item("18f", "Open science: where the code of the analysis can be had"),
                    item("19", "Patient and public involvement"),
                    item(
                            "20a",
                            "Results: flow of participants, with and without the outcome, with follow-up",
                            holds("the flow from the table on", Topic.FLOW),
                            holds("records with and without the outcome", Topic.COUNTS),
                            author("the flow before the table, and the time of follow-up where there is one")),
                    item(
                            "20b",
                            "Results: characteristics of participants, overall and by source or setting",
                            holds("records by attribute", Topic.CASE_MIX),
                            author("dates, predictors, treatments and follow-up, and the same by source or setting")),
                    item(
                            "20c",
                            "Results: comparison of predictors and outcome with the development data",
                            says(Topic.DEVELOPMENT),
                            author(
                                    "predictors that are no attribute, and the outcome, beside those of the development data")),
                    item(
                            "21",
                            "Results: participants and events in each analysis",
                            holds("those of the evaluation", Topic.COUNTS),
                            author("those of development and tuning")),
                    item("22", "Results: the full model, or how to use it"),
                    item(
                            "23a",
                            "Results: performance with intervals, for key groups too",
                            holds("discrimination or accuracy with an interval", Topic.PERFORMANCE),
                            holds("calibration", Topic.CALIBRATION),
                            holds("performance in groups", Topic.GROUPS),
                            says(Topic.COMPARISON)),
                    item(
                            "23b",
                            "Results: how performance differs between clusters",
                            says(Topic.CLUSTERS),
                            author("a measure of how much performance differs between clusters")),
                    item(
                            "24",
                            "Results: updated model and its performance",
                            holds("the recalibration", Topic.RECALIBRATION),
                            holds("performance after it, on other data", Topic.UPDATED),
                            author("the model that it is applied to")),
                    item("25", "Discussion: interpretation, with fairness"),
                    item(
                            "26",
                            "Discussion: limitations and what they do to the results",
                            says(Topic.LIMITATIONS),
                            author("what they mean for bias, uncertainty and other settings")),
                    item("27a", "Usability: handling of poor or unavailable input"),
                    item("27b", "Usability: what users have to do and to know"),
                    item("27c", "Usability: further research")));

    /** STARD 2015, 30 items in 34 parts. */
    public static final ReportingGuideline STARD_2015 = new ReportingGuideline(
            "STARD 2015",
            "Bossuyt, Reitsma, Bruns and others (2015), BMJ 351:h5527",
            List.of(
                    item("1", "Title or abstract: a study of diagnostic accuracy, named by at least one measure"),
                    item("2", "Abstract: structured summary"),
                    item("3", "Background: intended use and clinical role of the index test"),
                    item(
                            "4",
                            "Objectives and hypotheses",
                            holds("the hypotheses", Topic.HYPOTHESES),
                            author("the objectives")),
                    item("5", "Design: data collected before or after the tests"),
                    item(
                            "6",
                            "Participants: eligibility",
                            holds("exclusions from the table", Topic.FLOW),
                            author("the criteria by which records came into the table")),
                    item("7", "Participants: how they were identified"),
                    item("8", "Participants: where and when"),
                    item("9", "Participants: consecutive, random or convenience series"),
                    item(
                            "10a",
                            "Index test, in enough detail to repeat it",
                            says(Topic.MODEL),
                            author("inputs, software and how the test is run")),
                    item(
                            "10b",
                            "Reference standard, in enough detail to repeat it",
                            says(Topic.OUTCOME),
                            author("what the reference standard is and how it is carried out")),
                    item("11", "Why this reference standard"),
                    item(
                            "12a",
                            "Index test: cut-offs, why these, and whether they were fixed beforehand",
                            holds("the cut-off", Topic.THRESHOLD),
                            author("why this cut-off, and whether it was fixed before anybody saw the data")),
                    item(
                            "12b",
                            "Reference standard: cut-offs, why these, and whether they were fixed beforehand",
                            says(Topic.OUTCOME),
                            author(
                                    "cut-offs of the reference standard, why these, and whether they were fixed beforehand")),
                    item("13a", "What readers of the index test knew"),
                    item("13b", "What assessors of the reference standard knew"),
                    item(
                            "14",
                            "Analysis: how accuracy was estimated or compared",
                            holds("how accuracy was estimated", Topic.METHODS)),
                    item(
                            "15",
                            "Analysis: indeterminate results",
                            says(Topic.ABSENT),
                            author(
                                    "indeterminate results of the reference standard, and of the index test where none were handed in")),
                    item(
                            "16",
                            "Analysis: missing results",
                            says(Topic.ABSENT),
                            holds("missing results of the index test", Topic.ABSENCE_COUNTED),
                            holds("missing results of the reference standard", Topic.VERIFICATION)),
                    item(
                            "17",
                            "Analysis: variability of accuracy, planned or exploratory",
                            holds("accuracy by group", Topic.GROUPS),
                            author("which of these were planned and which explored")),
                    item("18", "Intended sample size"),
                    item(
                            "19",
                            "Results: flow of participants",
                            holds("the flow from the table on", Topic.FLOW),
                            author("the flow before the table")),
                    item(
                            "20",
                            "Results: characteristics of participants",
                            holds("records by attribute", Topic.CASE_MIX),
                            author("demographic and clinical characteristics that are no attribute")),
                    item("21a", "Results: severity of disease in those with the condition"),
                    item("21b", "Results: other diagnoses in those without it"),
                    item("22", "Results: time and treatment between the tests"),
                    item(
                            "23",
                            "Results: cross tabulation of index test and reference standard",
                            holds("the table", Topic.TABLE)),
                    item(
                            "24",
                            "Results: accuracy with its precision",
                            says(Topic.DISCRIMINATION),
                            holds("sensitivity and specificity at a threshold, with intervals", Topic.ACCURACY)),
                    item("25", "Results: adverse events"),
                    item(
                            "26",
                            "Discussion: limitations",
                            says(Topic.LIMITATIONS),
                            author("what they mean for bias, uncertainty and other settings")),
                    item("27", "Discussion: implications for practice"),
                    item("28", "Registration"),
                    item("29", "Protocol"),
                    item("30", "Funding")));

    /** What evidence can hold on an item. */
    enum Topic {
        MODEL,
        DATA,
        FLOW,
        OUTCOME,
        VALIDATION,
        COUNTS,
        CASE_MIX,
        POPULATION,
        DEVELOPMENT,
        PARTITION,
        THRESHOLD,
        METHODS,
        HYPOTHESES,
        ABSENT,
        ABSENCE_COUNTED,
        VERIFICATION,
        TABLE,
        PERFORMANCE,
        DISCRIMINATION,
        ACCURACY,
        CALIBRATION,
        COMPARISON,
        GROUPS,
        CLUSTERS,
        FAIRNESS,
        RECALIBRATION,
        UPDATED,
        LIMITATIONS
    }

    private final String title;
    private final String citation;
    private final List<Entry> entries;

    ReportingGuideline(String title, String citation, List<Entry> entries) {
        this.title = title;
        this.citation = citation;
        this.entries = List.copyOf(entries);
    }

    /** An item with the parts that it asks for. */
    record Entry(String number, String words, List<Part> parts) {}

    /**
     * A part of an item.
     *
     * @param words what it asks for; empty where the topics have something to say on the item and none of it is asked for
     * @param topics any of them holds it; empty where no evidence can
     */
    record Part(String words, Set<Topic> topics) {}

    private static Entry item(String number, String words, Part... parts) {
        return new Entry(number, words, List.of(parts));
    }

    /** What evidence on a topic holds in full. */
    private static Part holds(String words, Topic... topics) {
        return new Part(words, Set.of(topics));
    }

    /** What is near an item and holds no part of it. */
    private static Part says(Topic... topics) {
        return new Part("", Set.of(topics));
    }

    /** What no evidence holds. */
    private static Part author(String words) {
        return new Part(words, Set.of());
    }

    /** The items in their published order. */
    List<Entry> entries() {
        return entries;
    }

    /**
     * The name of the list with its year.
     *
     * @return the name
     */
    public String title() {
        return title;
    }

    /**
     * Where the list was published.
     *
     * @return the citation
     */
    public String citation() {
        return citation;
    }

    /**
     * The numbers of the items and their parts.
     *
     * @return the numbers in their published order, such as {@code 12e}
     */
    public List<String> numbers() {
        return entries.stream().map(Entry::number).toList();
    }
}
