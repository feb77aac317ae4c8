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
                    item("4", "Objectives: development, evaluation, or both", Topic.MODEL, Topic.DATA),
                    item(
                            "5a",
                            "Data: sources of development and evaluation data, and whether they represent the population",
                            Topic.DATA,
                            Topic.POPULATION),
                    item("5b", "Data: dates of the records and of follow-up"),
                    item("6a", "Participants: setting, number and place of centres"),
                    item("6b", "Participants: eligibility", Topic.FLOW),
                    item("6c", "Participants: treatments received and how they were handled"),
                    item("7", "Data preparation and quality checks", Topic.VALIDATION),
                    item(
                            "8a",
                            "Outcome: definition, time horizon, method and consistency between groups",
                            Topic.OUTCOME),
                    item("8b", "Outcome: who assessed a subjective outcome"),
                    item("8c", "Outcome: blinding of its assessment"),
                    item("9a", "Predictors: how they were chosen"),
                    item("9b", "Predictors: definition, measurement and blinding"),
                    item("9c", "Predictors: who assessed subjective ones"),
                    item("10", "Sample size: how it was determined"),
                    item("11", "Missing data: how they were handled", Topic.ABSENT, Topic.VALIDATION),
                    item("12a", "Analysis: how the data were used for development and evaluation", Topic.PARTITION),
                    item("12b", "Analysis: how predictors were handled"),
                    item("12c", "Analysis: type of model, building, tuning and internal validation"),
                    item("12d", "Analysis: differences between clusters, such as hospitals", Topic.GROUPS),
                    item("12e", "Analysis: measures of performance and how they were compared", Topic.METHODS),
                    item("12f", "Analysis: updating or recalibration", Topic.RECALIBRATION),
                    item("12g", "Analysis: how the predictions were calculated", Topic.MODEL),
                    item("13", "Class imbalance: methods, if any"),
                    item("14", "Fairness between groups: how it was addressed", Topic.FAIRNESS),
                    item(
                            "15",
                            "Model output: probabilities or classes, thresholds and how they were chosen",
                            Topic.THRESHOLD),
                    item(
                            "16",
                            "Differences between development and evaluation data",
                            Topic.POPULATION,
                            Topic.PARTITION),
                    item("17", "Ethical approval and consent"),
                    item("18a", "Open science: funding"),
                    item("18b", "Open science: conflicts of interest"),
                    item("18c", "Open science: protocol"),
                    item("18d", "Open science: registration"),
                    item("18e", "Open science: data sharing"),
                    item("18f", "Open science: code sharing", Topic.SOFTWARE),
                    item("19", "Patient and public involvement"),
                    item(
                            "20a",
                            "Results: flow of participants, with and without the outcome",
                            Topic.FLOW,
                            Topic.COUNTS),
                    item("20b", "Results: characteristics of participants, overall and by setting", Topic.CASE_MIX),
                    item("20c", "Results: comparison of predictors with the development data", Topic.POPULATION),
                    item("21", "Results: participants and events in each analysis", Topic.COUNTS),
                    item("22", "Results: the full model, or how to use it", Topic.MODEL),
                    item(
                            "23a",
                            "Results: performance with intervals, for key groups too",
                            Topic.PERFORMANCE,
                            Topic.GROUPS),
                    item("23b", "Results: differences in performance between clusters", Topic.GROUPS),
                    item("24", "Results: updated model and its performance", Topic.RECALIBRATION),
                    item("25", "Discussion: interpretation, with fairness"),
                    item("26", "Discussion: limitations", Topic.LIMITATIONS),
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
                    item("4", "Objectives and hypotheses", Topic.HYPOTHESES),
                    item("5", "Design: data collected before or after the tests"),
                    item("6", "Participants: eligibility", Topic.FLOW),
                    item("7", "Participants: how they were identified"),
                    item("8", "Participants: where and when"),
                    item("9", "Participants: consecutive, random or convenience series"),
                    item("10a", "Index test, in enough detail to repeat it", Topic.MODEL),
                    item("10b", "Reference standard, in enough detail to repeat it", Topic.OUTCOME),
                    item("11", "Why this reference standard"),
                    item("12a", "Index test: cut-offs, and whether they were fixed beforehand", Topic.THRESHOLD),
                    item("12b", "Reference standard: cut-offs, and whether they were fixed beforehand", Topic.OUTCOME),
                    item("13a", "What readers of the index test knew"),
                    item("13b", "What assessors of the reference standard knew"),
                    item("14", "Analysis: how accuracy was estimated or compared", Topic.METHODS),
                    item("15", "Analysis: indeterminate results", Topic.ABSENT),
                    item("16", "Analysis: missing results", Topic.ABSENT, Topic.VERIFICATION),
                    item("17", "Analysis: variability of accuracy, planned or exploratory", Topic.GROUPS),
                    item("18", "Intended sample size"),
                    item("19", "Results: flow of participants", Topic.FLOW),
                    item("20", "Results: characteristics of participants", Topic.CASE_MIX),
                    item("21a", "Results: severity of disease in those with the condition"),
                    item("21b", "Results: other diagnoses in those without it"),
                    item("22", "Results: time and treatment between the tests"),
                    item("23", "Results: cross tabulation of index test and reference standard", Topic.TABLE),
                    item("24", "Results: accuracy with its precision", Topic.PERFORMANCE),
                    item("25", "Results: adverse events"),
                    item("26", "Discussion: limitations", Topic.LIMITATIONS),
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
        PARTITION,
        THRESHOLD,
        METHODS,
        HYPOTHESES,
        ABSENT,
        VERIFICATION,
        TABLE,
        PERFORMANCE,
        GROUPS,
        FAIRNESS,
        RECALIBRATION,
        LIMITATIONS,
        SOFTWARE
    }

    private final String title;
    private final String citation;
    private final List<Entry> entries;

    ReportingGuideline(String title, String citation, List<Entry> entries) {
        this.title = title;
        this.citation = citation;
        this.entries = List.copyOf(entries);
    }

    /** An item with the topics that evidence may hold on it. */
    record Entry(String number, String words, Set<Topic> topics) {}

    private static Entry item(String number, String words, Topic... topics) {
        return new Entry(number, words, Set.of(topics));
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
