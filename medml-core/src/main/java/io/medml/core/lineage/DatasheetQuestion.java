package io.medml.core.lineage;

import java.util.Locale;

/**
 * The questions of a datasheet, after Gebru, Morgenstern, Vecchione, Wortman Vaughan, Wallach, Daumé III and Crawford, "Datasheets for
 * Datasets", Communications of the ACM 64(12), 2021, 86-92, in short words of our own. Their last question of each section, for
 * anything else, is left out.
 */
public enum DatasheetQuestion {
    /** Motivation. */
    PURPOSE(Section.MOTIVATION, "For what purpose were the data put together?"),
    /** Motivation. */
    CREATORS(Section.MOTIVATION, "Who put them together, and for whom?"),
    /** Motivation. */
    FUNDING(Section.MOTIVATION, "Who paid for it?"),

    /** Composition. */
    INSTANCES(Section.COMPOSITION, "What does one record or file stand for?"),
    /** Composition. */
    NUMBER(Section.COMPOSITION, "How many are there?"),
    /** Composition. */
    SAMPLE(Section.COMPOSITION, "Are they all there are, or a selection, and how was it made?"),
    /** Composition. */
    CONTENT(Section.COMPOSITION, "What does each consist of?"),
    /** Composition. */
    LABEL(Section.COMPOSITION, "Is there a label, and which?"),
    /** Composition. */
    MISSING(Section.COMPOSITION, "What is missing, and why?"),
    /** Composition. */
    RELATIONS(Section.COMPOSITION, "Do records belong together, such as those of one patient?"),
    /** Composition. */
    SPLITS(Section.COMPOSITION, "Which split into parts is recommended?"),
    /** Composition. */
    ERRORS(Section.COMPOSITION, "Which errors, noise or repetitions are known?"),
    /** Composition. */
    EXTERNAL(Section.COMPOSITION, "Do the data depend on anything outside, and will it last?"),
    /** Composition. */
    CONFIDENTIAL(Section.COMPOSITION, "Is anything in them confidential?"),
    /** Composition. */
    DISTRESSING(Section.COMPOSITION, "Could anything in them offend or distress?"),
    /** Composition. */
    GROUPS(Section.COMPOSITION, "Which groups of people are in them, and how many of each?"),
    /** Composition. */
    IDENTIFIABLE(Section.COMPOSITION, "Can people be identified, directly or with other data?"),
    /** Composition. */
    SENSITIVE(Section.COMPOSITION, "What in them is sensitive?"),

    /** Collection. */
    ACQUISITION(Section.COLLECTION, "How was each record acquired?"),
    /** Collection. */
    MECHANISM(Section.COLLECTION, "With which devices, procedures or software, and how were these checked?"),
    /** Collection. */
    SAMPLING(Section.COLLECTION, "By which strategy were records sampled?"),
    /** Collection. */
    COLLECTORS(Section.COLLECTION, "Who collected them, and how were they paid?"),
    /** Collection. */
    PERIOD(Section.COLLECTION, "Over which period, and are the records of that period?"),
    /** Collection. */
    ETHICS(Section.COLLECTION, "Was there an ethical review, with which outcome?"),
    /** Collection. */
    SOURCE(Section.COLLECTION, "Were the data had from the people themselves or from elsewhere?"),
    /** Collection. */
    NOTICE(Section.COLLECTION, "Were the people told?"),
    /** Collection. */
    CONSENT(Section.COLLECTION, "Did they consent, and to what?"),
    /** Collection. */
    WITHDRAWAL(Section.COLLECTION, "How can consent be withdrawn?"),
    /** Collection. */
    IMPACT(Section.COLLECTION, "Was the impact on these people analysed?"),

    /** Preparation. */
    PREPARATION(Section.PREPARATION, "What was done to the raw data?"),
    /** Preparation. */
    RAW(Section.PREPARATION, "Is the raw data kept?"),
    /** Preparation. */
    SOFTWARE(Section.PREPARATION, "Is the software that prepared them to be had?"),

    /** Uses. */
    USED(Section.USES, "What have they been used for?"),
    /** Uses. */
    PUBLICATIONS(Section.USES, "Where are uses of them listed?"),
    /** Uses. */
    OTHER_USES(Section.USES, "What else could they be used for?"),
    /** Uses. */
    CAVEATS(Section.USES, "What about them may harm later uses?"),
    /** Uses. */
    NOT_FOR(Section.USES, "What should they not be used for?"),

    /** Distribution. */
    THIRD_PARTIES(Section.DISTRIBUTION, "Are they given to others?"),
    /** Distribution. */
    CHANNEL(Section.DISTRIBUTION, "How are they given, and under which identifier?"),
    /** Distribution. */
    RELEASE(Section.DISTRIBUTION, "From when on?"),
    /** Distribution. */
    LICENCE(Section.DISTRIBUTION, "Under which licence or terms?"),
    /** Distribution. */
    THIRD_PARTY_RIGHTS(Section.DISTRIBUTION, "Do others hold rights in them?"),
    /** Distribution. */
    EXPORT(Section.DISTRIBUTION, "Do export controls or other rules apply?"),

    /** Maintenance. */
    MAINTAINER(Section.MAINTENANCE, "Who keeps them?"),
    /** Maintenance. */
    CONTACT(Section.MAINTENANCE, "How can they be reached?"),
    /** Maintenance. */
    ERRATA(Section.MAINTENANCE, "Where are corrections told?"),
    /** Maintenance. */
    UPDATES(Section.MAINTENANCE, "Will they be updated, how often and by whom?"),
    /** Maintenance. */
    RETENTION(Section.MAINTENANCE, "For how long may they be kept?"),
    /** Maintenance. */
    VERSIONS(Section.MAINTENANCE, "Which version is this, and are earlier ones kept?"),
    /** Maintenance. */
    CONTRIBUTIONS(Section.MAINTENANCE, "How can others add to them?");

    /** The sections of a datasheet. */
    public enum Section {
        /** Why the data exist. */
        MOTIVATION("Motivation"),
        /** What they are. */
        COMPOSITION("Composition"),
        /** How they came into being. */
        COLLECTION("Collection"),
        /** What was done to them. */
        PREPARATION("Preparation"),
        /** What they are for. */
        USES("Uses"),
        /** Who gets them. */
        DISTRIBUTION("Distribution"),
        /** Who keeps them. */
        MAINTENANCE("Maintenance");

        private final String title;

        Section(String title) {
            this.title = title;
        }

        /**
         * The title of the section.
         *
         * @return the title
         */
        public String title() {
            return title;
        }
    }

    private final Section section;
    private final String text;

    DatasheetQuestion(Section section, String text) {
        this.section = section;
        this.text = text;
    }

    /**
     * The section.
     *
     * @return where the question stands
     */
    public Section section() {
        return section;
    }

    /**
     * The question.
     *
     * @return the question in words
     */
    public String text() {
        return text;
    }

    /**
     * The word used in records.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
