package io.medml.compliance.modelcard;

import java.util.Locale;
import java.util.Optional;

/** The fields of a model card for medical AI, merged from the common formats. */
public enum CardField {
    /** Device name. */
    DEVICE_NAME("MC-001", Section.IDENTITY, "Device name", Need.REQUIRED),
    /** Device version. */
    DEVICE_VERSION("MC-002", Section.IDENTITY, "Device version", Need.REQUIRED),
    /** Model version and SHA-256. */
    MODEL_VERSION_AND_SHA256("MC-003", Section.IDENTITY, "Model version and SHA-256", Need.REQUIRED),
    /** Date released or updated. */
    DATE_RELEASED_OR_UPDATED("MC-004", Section.IDENTITY, "Date released or updated", Need.REQUIRED),
    /** Change summary since previous. */
    CHANGE_SUMMARY_SINCE_PREVIOUS("MC-005", Section.IDENTITY, "Change summary since previous", Need.CONDITIONAL),
    /** Developer name and contact. */
    DEVELOPER_NAME_AND_CONTACT("MC-006", Section.IDENTITY, "Developer name and contact", Need.REQUIRED),
    /** Funding source. */
    FUNDING_SOURCE("MC-007", Section.IDENTITY, "Funding source", Need.REQUIRED),
    /** Release stage and availability. */
    RELEASE_STAGE_AND_AVAILABILITY("MC-008", Section.IDENTITY, "Release stage and availability", Need.OPTIONAL),
    /** UDI device identifier. */
    UDI_DI("MC-009", Section.IDENTITY, "UDI device identifier", Need.CONDITIONAL),
    /** Licence. */
    LICENCE("MC-010", Section.IDENTITY, "Licence", Need.OPTIONAL),
    /** Card schema version and language. */
    CARD_SCHEMA_VERSION_AND_LANGUAGE("MC-011", Section.IDENTITY, "Card schema version and language", Need.REQUIRED),
    /** Authorization status per jurisdiction. */
    AUTHORIZATION_STATUS_PER_JURISDICTION(
            "MC-020", Section.REGULATORY, "Authorization status per jurisdiction", Need.REQUIRED),
    /** PCCP status. */
    PCCP_STATUS("MC-021", Section.REGULATORY, "PCCP status", Need.CONDITIONAL),
    /** Device class and regulation and product code. */
    DEVICE_CLASS_AND_REGULATION_AND_PRODUCT_CODE(
            "MC-022", Section.REGULATORY, "Device class and regulation and product code", Need.CONDITIONAL),
    /** Clinical risk level. */
    CLINICAL_RISK_LEVEL("MC-023", Section.REGULATORY, "Clinical risk level", Need.REQUIRED),
    /** Intended use. */
    INTENDED_USE("MC-030", Section.USE, "Intended use", Need.REQUIRED),
    /** Indications for use. */
    INDICATIONS_FOR_USE("MC-031", Section.USE, "Indications for use", Need.CONDITIONAL),
    /** Intended users. */
    INTENDED_USERS("MC-032", Section.USE, "Intended users", Need.REQUIRED),
    /** Intended patient population. */
    INTENDED_PATIENT_POPULATION("MC-033", Section.USE, "Intended patient population", Need.REQUIRED),
    /** Use environment and workflow phase. */
    USE_ENVIRONMENT_AND_WORKFLOW_PHASE("MC-034", Section.USE, "Use environment and workflow phase", Need.REQUIRED),
    /** Decision role and degree of automation. */
    DECISION_ROLE_AND_DEGREE_OF_AUTOMATION(
            "MC-035", Section.USE, "Decision role and degree of automation", Need.REQUIRED),
    /** Instructions for use. */
    INSTRUCTIONS_FOR_USE("MC-036", Section.USE, "Instructions for use", Need.REQUIRED),
    /** Clinical benefits. */
    CLINICAL_BENEFITS("MC-037", Section.USE, "Clinical benefits", Need.REQUIRED),
    /** Out of scope uses. */
    OUT_OF_SCOPE_USES("MC-038", Section.USE, "Out of scope uses", Need.REQUIRED),
    /** Patient consent or disclosure. */
    PATIENT_CONSENT_OR_DISCLOSURE("MC-039", Section.USE, "Patient consent or disclosure", Need.OPTIONAL),
    /** Architecture. */
    ARCHITECTURE("MC-050", Section.MODEL, "Architecture", Need.REQUIRED),
    /** Learning approach and task. */
    LEARNING_APPROACH_AND_TASK("MC-051", Section.MODEL, "Learning approach and task", Need.REQUIRED),
    /** Inputs. */
    INPUTS("MC-052", Section.MODEL, "Inputs", Need.REQUIRED),
    /** Outputs and type. */
    OUTPUTS_AND_TYPE("MC-053", Section.MODEL, "Outputs and type", Need.REQUIRED),
    /** Use of sensitive variables as inputs. */
    USE_OF_SENSITIVE_VARIABLES_AS_INPUTS(
            "MC-054", Section.MODEL, "Use of sensitive variables as inputs", Need.REQUIRED),
    /** Base or foundation models. */
    BASE_OR_FOUNDATION_MODELS("MC-055", Section.MODEL, "Base or foundation models", Need.CONDITIONAL),
    /** Operating points and thresholds. */
    OPERATING_POINTS_AND_THRESHOLDS("MC-056", Section.MODEL, "Operating points and thresholds", Need.REQUIRED),
    /** Locked or adaptive. */
    LOCKED_OR_ADAPTIVE("MC-057", Section.MODEL, "Locked or adaptive", Need.REQUIRED),
    /** Computational resources. */
    COMPUTATIONAL_RESOURCES("MC-058", Section.MODEL, "Computational resources", Need.OPTIONAL),
    /** Environmental impact. */
    ENVIRONMENTAL_IMPACT("MC-059", Section.MODEL, "Environmental impact", Need.OPTIONAL),
    /** Sources sites period devices. */
    SOURCES_SITES_PERIOD_DEVICES("MC-070", Section.DEVELOPMENT_DATA, "Sources sites period devices", Need.REQUIRED),
    /** Inclusion exclusion criteria. */
    INCLUSION_EXCLUSION_CRITERIA("MC-071", Section.DEVELOPMENT_DATA, "Inclusion exclusion criteria", Need.REQUIRED),
    /** Sample sizes per split. */
    SAMPLE_SIZES_PER_SPLIT("MC-072", Section.DEVELOPMENT_DATA, "Sample sizes per split", Need.REQUIRED),
    /** Demographic representativeness. */
    DEMOGRAPHIC_REPRESENTATIVENESS("MC-073", Section.DEVELOPMENT_DATA, "Demographic representativeness", Need.REQUIRED),
    /** Relevance to deployment setting. */
    RELEVANCE_TO_DEPLOYMENT_SETTING(
            "MC-074", Section.DEVELOPMENT_DATA, "Relevance to deployment setting", Need.REQUIRED),
    /** Reference standard. */
    REFERENCE_STANDARD("MC-075", Section.DEVELOPMENT_DATA, "Reference standard", Need.REQUIRED),
    /** Preprocessing and augmentation. */
    PREPROCESSING_AND_AUGMENTATION("MC-076", Section.DEVELOPMENT_DATA, "Preprocessing and augmentation", Need.REQUIRED),
    /** Known gaps in data. */
    KNOWN_GAPS_IN_DATA("MC-077", Section.DEVELOPMENT_DATA, "Known gaps in data", Need.REQUIRED),
    /** Test data description. */
    TEST_DATA_DESCRIPTION("MC-090", Section.EVALUATION, "Test data description", Need.REQUIRED),
    /** Independence of test data. */
    INDEPENDENCE_OF_TEST_DATA("MC-091", Section.EVALUATION, "Independence of test data", Need.REQUIRED),
    /** Internal performance. */
    INTERNAL_PERFORMANCE("MC-092", Section.EVALUATION, "Internal performance", Need.REQUIRED),
    /** External validation process. */
    EXTERNAL_VALIDATION_PROCESS("MC-093", Section.EVALUATION, "External validation process", Need.REQUIRED),
    /** External validation party. */
    EXTERNAL_VALIDATION_PARTY("MC-094", Section.EVALUATION, "External validation party", Need.REQUIRED),
    /** External data representativeness. */
    EXTERNAL_DATA_REPRESENTATIVENESS("MC-095", Section.EVALUATION, "External data representativeness", Need.REQUIRED),
    /** External performance. */
    EXTERNAL_PERFORMANCE("MC-096", Section.EVALUATION, "External performance", Need.REQUIRED),
    /** Subgroup performance. */
    SUBGROUP_PERFORMANCE("MC-097", Section.EVALUATION, "Subgroup performance", Need.REQUIRED),
    /** Fairness, internal and external. */
    FAIRNESS_INTERNAL_AND_EXTERNAL("MC-098", Section.EVALUATION, "Fairness, internal and external", Need.REQUIRED),
    /** Precision repeatability reproducibility. */
    PRECISION_REPEATABILITY_REPRODUCIBILITY(
            "MC-099", Section.EVALUATION, "Precision repeatability reproducibility", Need.CONDITIONAL),
    /** Calibration. */
    CALIBRATION("MC-100", Section.EVALUATION, "Calibration", Need.CONDITIONAL),
    /** Human-AI team results. */
    HUMAN_AI_TEAM_RESULTS("MC-101", Section.EVALUATION, "Human-AI team results", Need.CONDITIONAL),
    /** Safety reliability results. */
    SAFETY_RELIABILITY_RESULTS("MC-102", Section.EVALUATION, "Safety reliability results", Need.REQUIRED),
    /** Metric goals and interpretation. */
    METRIC_GOALS_AND_INTERPRETATION("MC-103", Section.EVALUATION, "Metric goals and interpretation", Need.REQUIRED),
    /** Evidence references. */
    EVIDENCE_REFERENCES("MC-104", Section.EVALUATION, "Evidence references", Need.REQUIRED),
    /** Outcome evaluations. */
    OUTCOME_EVALUATIONS("MC-105", Section.EVALUATION, "Outcome evaluations", Need.OPTIONAL),
    /** Local validity and fairness. */
    LOCAL_VALIDITY_AND_FAIRNESS("MC-106", Section.EVALUATION, "Local validity and fairness", Need.CONDITIONAL),
    /** Known limitations. */
    KNOWN_LIMITATIONS("MC-120", Section.LIMITS_AND_RISK, "Known limitations", Need.REQUIRED),
    /** Known biases and failure modes. */
    KNOWN_BIASES_AND_FAILURE_MODES("MC-121", Section.LIMITS_AND_RISK, "Known biases and failure modes", Need.REQUIRED),
    /** Input mismatch circumstances. */
    INPUT_MISMATCH_CIRCUMSTANCES("MC-122", Section.LIMITS_AND_RISK, "Input mismatch circumstances", Need.REQUIRED),
    /** Fairness approach and mitigation. */
    FAIRNESS_APPROACH_AND_MITIGATION(
            "MC-123", Section.LIMITS_AND_RISK, "Fairness approach and mitigation", Need.REQUIRED),
    /** Potential risks. */
    POTENTIAL_RISKS("MC-124", Section.LIMITS_AND_RISK, "Potential risks", Need.REQUIRED),
    /** Tradeoffs. */
    TRADEOFFS("MC-125", Section.LIMITS_AND_RISK, "Tradeoffs", Need.OPTIONAL),
    /** Ethical considerations. */
    ETHICAL_CONSIDERATIONS("MC-126", Section.LIMITS_AND_RISK, "Ethical considerations", Need.OPTIONAL),
    /** Security. */
    SECURITY("MC-127", Section.LIMITS_AND_RISK, "Security", Need.REQUIRED),
    /** Explanation of output basis. */
    EXPLANATION_OF_OUTPUT_BASIS("MC-128", Section.LIMITS_AND_RISK, "Explanation of output basis", Need.OPTIONAL),
    /** Validity monitoring process and frequency. */
    VALIDITY_MONITORING_PROCESS_AND_FREQUENCY(
            "MC-140", Section.LIFE_CYCLE, "Validity monitoring process and frequency", Need.REQUIRED),
    /** Fairness monitoring process and frequency. */
    FAIRNESS_MONITORING_PROCESS_AND_FREQUENCY(
            "MC-141", Section.LIFE_CYCLE, "Fairness monitoring process and frequency", Need.REQUIRED),
    /** Update process and frequency. */
    UPDATE_PROCESS_AND_FREQUENCY("MC-142", Section.LIFE_CYCLE, "Update process and frequency", Need.REQUIRED),
    /** Correction process and frequency. */
    CORRECTION_PROCESS_AND_FREQUENCY("MC-143", Section.LIFE_CYCLE, "Correction process and frequency", Need.REQUIRED),
    /** Local acceptance testing. */
    LOCAL_ACCEPTANCE_TESTING("MC-144", Section.LIFE_CYCLE, "Local acceptance testing", Need.REQUIRED),
    /** User communication and feedback channel. */
    USER_COMMUNICATION_AND_FEEDBACK_CHANNEL(
            "MC-145", Section.LIFE_CYCLE, "User communication and feedback channel", Need.REQUIRED),
    /** Stakeholders consulted and third parties. */
    STAKEHOLDERS_CONSULTED_AND_THIRD_PARTIES(
            "MC-146", Section.LIFE_CYCLE, "Stakeholders consulted and third parties", Need.OPTIONAL),
    /** Evidence index. */
    EVIDENCE_INDEX("MC-147", Section.LIFE_CYCLE, "Evidence index", Need.REQUIRED);

    /** The sections of the card, in their order. */
    public enum Section {
        /** Identity. */
        IDENTITY("Identity"),
        /** Regulatory. */
        REGULATORY("Regulatory"),
        /** Use. */
        USE("Use"),
        /** Model. */
        MODEL("Model"),
        /** Development data. */
        DEVELOPMENT_DATA("Development data"),
        /** Evaluation. */
        EVALUATION("Evaluation"),
        /** Limits and risk. */
        LIMITS_AND_RISK("Limits and risk"),
        /** Life cycle. */
        LIFE_CYCLE("Life cycle");

        private final String title;

        Section(String title) {
            this.title = title;
        }

        /**
         * The heading.
         *
         * @return the heading
         */
        public String title() {
            return title;
        }
    }

    /** Whether a card has to have a field. */
    public enum Need {
        /** Every card. */
        REQUIRED,
        /** A card of a device that it applies to. */
        CONDITIONAL,
        /** Nobody has to. */
        OPTIONAL
    }

    private final String id;
    private final Section section;
    private final String label;
    private final Need need;

    CardField(String id, Section section, String label, Need need) {
        this.id = id;
        this.section = section;
        this.label = label;
        this.need = need;
    }

    /**
     * The stable identifier.
     *
     * @return for example {@code MC-030}
     */
    public String id() {
        return id;
    }

    /**
     * The section it stands in.
     *
     * @return the section
     */
    public Section section() {
        return section;
    }

    /**
     * The label for people.
     *
     * @return the label
     */
    public String label() {
        return label;
    }

    /**
     * Whether a card has to have it.
     *
     * @return the need
     */
    public Need need() {
        return need;
    }

    /**
     * The key used in files.
     *
     * @return the name in lower case, such as {@code intended_use}
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the key used in files.
     *
     * @param key a name in lower case
     * @return the field, or empty when there is none of this name
     */
    public static Optional<CardField> ofKey(String key) {
        for (CardField field : values()) {
            if (field.key().equals(key)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
