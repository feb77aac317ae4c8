package io.medml.core.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is measured: its identifier, name, range, direction and definition. Two metrics are equal when their identifiers
 * are. Derived metrics have derived identifiers: {@code sensitivity.difference}, {@code sensitivity.gap},
 * {@code sensitivity.gap_ratio}, {@code sensitivity.ratio}, {@code sensitivity.change}, {@code sensitivity.versus_predicate},
 * {@code ipcw_brier_score.at_180}.
 *
 * @param id identifier, {@code [a-z0-9_.]+}
 * @param name name in words
 * @param better which way it is better
 * @param lowest smallest possible value
 * @param highest largest possible value
 * @param definition the formula, in words and symbols
 */
public record Metric(String id, String name, Direction better, double lowest, double highest, String definition) {

    private static final Map<String, Metric> CATALOGUE = new LinkedHashMap<>();

    /** Area under the ROC curve: {@code P(S+ > S-) + P(S+ = S-)/2 by midranks}. */
    public static final Metric AUROC = standard(
            "auroc", "area under the ROC curve", Direction.HIGHER, 0, 1, "P(S+ > S-) + P(S+ = S-)/2 by midranks");

    /** Average precision: {@code sum over distinct thresholds of (R_n - R_(n-1)) P_n, no interpolation}. */
    public static final Metric AVERAGE_PRECISION = standard(
            "average_precision",
            "average precision",
            Direction.HIGHER,
            0,
            1,
            "sum over distinct thresholds of (R_n - R_(n-1)) P_n, no interpolation");

    /** Sensitivity: {@code TP / (TP + FN); also called true-positive rate or recall}. */
    public static final Metric SENSITIVITY = standard(
            "sensitivity",
            "sensitivity",
            Direction.HIGHER,
            0,
            1,
            "TP / (TP + FN); also called true-positive rate or recall");

    /** Specificity: {@code TN / (TN + FP); also called true-negative rate}. */
    public static final Metric SPECIFICITY = standard(
            "specificity", "specificity", Direction.HIGHER, 0, 1, "TN / (TN + FP); also called true-negative rate");

    /** Positive predictive value: {@code TP / (TP + FP), at the prevalence of the sample}. */
    public static final Metric POSITIVE_PREDICTIVE_VALUE = standard(
            "positive_predictive_value",
            "positive predictive value",
            Direction.HIGHER,
            0,
            1,
            "TP / (TP + FP), at the prevalence of the sample");

    /** Negative predictive value: {@code TN / (TN + FN), at the prevalence of the sample}. */
    public static final Metric NEGATIVE_PREDICTIVE_VALUE = standard(
            "negative_predictive_value",
            "negative predictive value",
            Direction.HIGHER,
            0,
            1,
            "TN / (TN + FN), at the prevalence of the sample");

    /** Accuracy: {@code (TP + TN) / n}. */
    public static final Metric ACCURACY = standard("accuracy", "accuracy", Direction.HIGHER, 0, 1, "(TP + TN) / n");

    /** Balanced accuracy: {@code (sensitivity + specificity) / 2}. */
    public static final Metric BALANCED_ACCURACY = standard(
            "balanced_accuracy", "balanced accuracy", Direction.HIGHER, 0, 1, "(sensitivity + specificity) / 2");

    /** F1 score: {@code 2 TP / (2 TP + FP + FN)}. */
    public static final Metric F1 = standard("f1", "F1 score", Direction.HIGHER, 0, 1, "2 TP / (2 TP + FP + FN)");

    /** Matthews correlation coefficient: {@code (TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN))}. */
    public static final Metric MATTHEWS_CORRELATION = standard(
            "matthews_correlation",
            "Matthews correlation coefficient",
            Direction.HIGHER,
            -1,
            1,
            "(TP TN - FP FN) / sqrt((TP+FP)(TP+FN)(TN+FP)(TN+FN))");

    /** Youden index: {@code sensitivity + specificity - 1}. */
    public static final Metric YOUDEN_INDEX =
            standard("youden_index", "Youden index", Direction.HIGHER, -1, 1, "sensitivity + specificity - 1");

    /** Positive likelihood ratio: {@code sensitivity / (1 - specificity)}. */
    public static final Metric POSITIVE_LIKELIHOOD_RATIO = standard(
            "positive_likelihood_ratio",
            "positive likelihood ratio",
            Direction.HIGHER,
            0,
            Double.POSITIVE_INFINITY,
            "sensitivity / (1 - specificity)");

    /** Negative likelihood ratio: {@code (1 - sensitivity) / specificity}. */
    public static final Metric NEGATIVE_LIKELIHOOD_RATIO = standard(
            "negative_likelihood_ratio",
            "negative likelihood ratio",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "(1 - sensitivity) / specificity");

    /** Diagnostic odds ratio: {@code TP TN / (FP FN)}. */
    public static final Metric DIAGNOSTIC_ODDS_RATIO = standard(
            "diagnostic_odds_ratio",
            "diagnostic odds ratio",
            Direction.HIGHER,
            0,
            Double.POSITIVE_INFINITY,
            "TP TN / (FP FN)");

    /** Prevalence: {@code (TP + FN) / n in the sample}. */
    public static final Metric PREVALENCE =
            standard("prevalence", "prevalence", Direction.NEITHER, 0, 1, "(TP + FN) / n in the sample");

    /** Selection rate: {@code (TP + FP) / n; the share that is predicted positive}. */
    public static final Metric SELECTION_RATE = standard(
            "selection_rate",
            "selection rate",
            Direction.NEITHER,
            0,
            1,
            "(TP + FP) / n; the share that is predicted positive");

    /** False-positive rate: {@code FP / (FP + TN)}. */
    public static final Metric FALSE_POSITIVE_RATE =
            standard("false_positive_rate", "false-positive rate", Direction.LOWER, 0, 1, "FP / (FP + TN)");

    /** False-negative rate: {@code FN / (FN + TP)}. */
    public static final Metric FALSE_NEGATIVE_RATE =
            standard("false_negative_rate", "false-negative rate", Direction.LOWER, 0, 1, "FN / (FN + TP)");

    /** Error rate: {@code (FP + FN) / n}. */
    public static final Metric ERROR_RATE =
            standard("error_rate", "error rate", Direction.LOWER, 0, 1, "(FP + FN) / n");

    /** False omission rate: {@code FN / (FN + TN)}. */
    public static final Metric FALSE_OMISSION_RATE =
            standard("false_omission_rate", "false omission rate", Direction.LOWER, 0, 1, "FN / (FN + TN)");

    /** Equalized odds: {@code the larger of the gaps in sensitivity and in false-positive rate}. */
    public static final Metric EQUALIZED_ODDS = standard(
            "equalized_odds",
            "equalized odds",
            Direction.LOWER,
            0,
            1,
            "the larger of the gaps in sensitivity and in false-positive rate");

    /** Equalized odds, ratio: {@code the smaller of the ratios of smallest to largest sensitivity and false-positive rate}. */
    public static final Metric EQUALIZED_ODDS_RATIO = standard(
            "equalized_odds_ratio",
            "equalized odds, ratio",
            Direction.HIGHER,
            0,
            1,
            "the smaller of the ratios of the smallest to the largest group in sensitivity and in false-positive rate");

    /** Equalized odds, mean: {@code the mean of the gaps in sensitivity and in false-positive rate}. */
    public static final Metric EQUALIZED_ODDS_MEAN = standard(
            "equalized_odds_mean",
            "equalized odds, mean of both gaps",
            Direction.LOWER,
            0,
            1,
            "the mean of the gaps in sensitivity and in false-positive rate; a small one can hide a large other");

    /** Generalized entropy of order 2 of the benefits {@code 1 + predicted - label}. */
    public static final Metric GENERALIZED_ENTROPY = standard(
            "generalized_entropy_2",
            "generalized entropy of order 2",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean of ((b/m)^2 - 1)/2 over records, b = 1 + predicted - label, m the mean of b");

    /** Part of the generalized entropy of order 2 that is between groups. */
    public static final Metric GENERALIZED_ENTROPY_BETWEEN = standard(
            "generalized_entropy_2_between",
            "generalized entropy of order 2, part between groups",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "the same with the mean benefit of its group in the place of each benefit");

    /** Average odds: {@code (sensitivity + false-positive rate) / 2}. */
    public static final Metric AVERAGE_ODDS = standard(
            "average_odds", "average odds", Direction.NEITHER, 0, 1, "(sensitivity + false-positive rate) / 2");

    /** Share of errors that are false negatives: {@code FN / (FN + FP)}, what treatment equality compares. */
    public static final Metric FALSE_NEGATIVE_SHARE_OF_ERRORS = standard(
            "false_negative_share_of_errors",
            "share of errors that are false negatives",
            Direction.NEITHER,
            0,
            1,
            "FN / (FN + FP); treatment equality compares the ratio FN / FP, of which this is a one-to-one function");

    /** Share of records with a prediction: {@code records with a score / all records}. */
    public static final Metric SCORED_SHARE = standard(
            "scored_share",
            "share of records with a prediction",
            Direction.HIGHER,
            0,
            1,
            "records with a score / all records of the slice");

    /** Sensitivity by intention to diagnose: {@code TP / all records with the condition, those without a usable result included}. */
    public static final Metric SENSITIVITY_INTENTION_TO_DIAGNOSE = standard(
            "sensitivity_intention_to_diagnose",
            "sensitivity by intention to diagnose",
            Direction.HIGHER,
            0,
            1,
            "TP / all records with the condition, those without a usable result included");

    /** Specificity by intention to diagnose: {@code TN / all records without the condition, those without a usable result included}. */
    public static final Metric SPECIFICITY_INTENTION_TO_DIAGNOSE = standard(
            "specificity_intention_to_diagnose",
            "specificity by intention to diagnose",
            Direction.HIGHER,
            0,
            1,
            "TN / all records without the condition, those without a usable result included");

    /** Accuracy by intention to diagnose: {@code (TP + TN) / all records, those without a usable result included}. */
    public static final Metric ACCURACY_INTENTION_TO_DIAGNOSE = standard(
            "accuracy_intention_to_diagnose",
            "accuracy by intention to diagnose",
            Direction.HIGHER,
            0,
            1,
            "(TP + TN) / all records, those without a usable result included");

    /** Best-case sensitivity: {@code as by intention to diagnose, with every absent result right}. */
    public static final Metric SENSITIVITY_BEST_CASE = standard(
            "sensitivity_best_case",
            "sensitivity if every absent result were right",
            Direction.HIGHER,
            0,
            1,
            "(TP + records with the condition and without a usable result) / all records with the condition; only a bound");

    /** Best-case specificity: {@code as by intention to diagnose, with every absent result right}. */
    public static final Metric SPECIFICITY_BEST_CASE = standard(
            "specificity_best_case",
            "specificity if every absent result were right",
            Direction.HIGHER,
            0,
            1,
            "(TN + records without the condition and without a usable result) / all records without the condition; only a"
                    + " bound");

    /** Standardised difference of a group's share: {@code these records minus a reference}. */
    public static final Metric CASE_MIX_DIFFERENCE = standard(
            "case_mix_difference",
            "standardised difference of the group's share",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "(p - q) / sqrt((p (1 - p) + q (1 - q)) / 2), p the group's share of these records, q of the reference");

    /** Sensitivity corrected for verification bias: {@code P(+) PPV / (P(+) PPV + P(-) (1 - NPV))}. */
    public static final Metric SENSITIVITY_VERIFICATION_CORRECTED = standard(
            "sensitivity_verification_corrected",
            "sensitivity corrected for partial verification",
            Direction.HIGHER,
            0,
            1,
            "P(+) PPV / (P(+) PPV + P(-) (1 - NPV)), predictive values of the verified records, P(+) and P(-) of all; assumes that"
                    + " whether a record is verified depends on the prediction only");

    /** Specificity corrected for verification bias: {@code P(-) NPV / (P(-) NPV + P(+) (1 - PPV))}. */
    public static final Metric SPECIFICITY_VERIFICATION_CORRECTED = standard(
            "specificity_verification_corrected",
            "specificity corrected for partial verification",
            Direction.HIGHER,
            0,
            1,
            "P(-) NPV / (P(-) NPV + P(+) (1 - PPV)), predictive values of the verified records, P(+) and P(-) of all; assumes that"
                    + " whether a record is verified depends on the prediction only");

    /** Background-positive, subgroup-negative area: {@code AUROC of all other positives against the group's negatives}. */
    public static final Metric BPSN_AUROC = standard(
            "bpsn_auroc",
            "background-positive, subgroup-negative AUROC",
            Direction.HIGHER,
            0,
            1,
            "AUROC of the positives outside of the group against the negatives of the group");

    /** Background-negative, subgroup-positive area: {@code AUROC of the group's positives against all other negatives}. */
    public static final Metric BNSP_AUROC = standard(
            "bnsp_auroc",
            "background-negative, subgroup-positive AUROC",
            Direction.HIGHER,
            0,
            1,
            "AUROC of the positives of the group against the negatives outside of the group");

    /** Cross-group area: {@code P(S+ of the group > S- of the reference) + ties/2}; its difference is that of both directions. */
    public static final Metric CROSS_GROUP_AUROC = standard(
            "cross_group_auroc",
            "cross-group AUROC (xAUC)",
            Direction.HIGHER,
            0,
            1,
            "P(S+ of the group > S- of the reference) + P(equal)/2; compared with the same of the reference over the group");

    /** Brier score: {@code mean of (p - y)^2}. */
    public static final Metric BRIER_SCORE =
            standard("brier_score", "Brier score", Direction.LOWER, 0, 1, "mean of (p - y)^2");

    /** Brier skill score: {@code 1 - Brier / (prevalence (1 - prevalence))}. */
    public static final Metric BRIER_SKILL_SCORE = standard(
            "brier_skill_score",
            "Brier skill score",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "1 - Brier / (prevalence (1 - prevalence))");

    /** Log loss: {@code mean of -(y ln p + (1-y) ln(1-p)), not clipped}. */
    public static final Metric LOG_LOSS = standard(
            "log_loss",
            "log loss",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean of -(y ln p + (1-y) ln(1-p)), not clipped");

    /** Expected calibration error, 10 equal-width bins: {@code sum over bins (a,b] of n_b/n |mean p - observed share|; biased upward in small samples}. */
    public static final Metric EQUAL_WIDTH_ECE = standard(
            "equal_width_ece_10",
            "expected calibration error, 10 equal-width bins",
            Direction.LOWER,
            0,
            1,
            "sum over bins (a,b] of n_b/n |mean p - observed share|; biased upward in small samples");

    /** What the equal-width error would be if every forecast were the true probability: {@code sum over bins of sqrt(2/pi sum p (1 - p)) / n}. */
    public static final Metric EQUAL_WIDTH_ECE_IF_CALIBRATED = standard(
            "equal_width_ece_10_if_calibrated",
            "expected calibration error if perfectly calibrated",
            Direction.NEITHER,
            0,
            1,
            "sum over 10 equal-width bins of sqrt(2/pi sum of p (1 - p)) / n; what noise alone makes of it");

    /** Expected calibration error, 10 equal-mass bins: {@code as equal-width, with bins at the deciles of p, duplicates merged}. */
    public static final Metric EQUAL_MASS_ECE = standard(
            "equal_mass_ece_10",
            "expected calibration error, 10 equal-mass bins",
            Direction.LOWER,
            0,
            1,
            "as equal-width, with bins at the deciles of p, duplicates merged");

    /** Calibration slope: {@code coefficient of logit(p) in a logistic regression of the label on logit(p)}. */
    public static final Metric CALIBRATION_SLOPE = standard(
            "calibration_slope",
            "calibration slope",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "coefficient of logit(p) in a logistic regression of the label on logit(p)");

    /** Calibration intercept: {@code intercept of the logistic regression of the label on logit(p)}. */
    public static final Metric CALIBRATION_INTERCEPT = standard(
            "calibration_intercept",
            "calibration intercept",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "intercept of the logistic regression of the label on logit(p)");

    /** Calibration in the large: {@code intercept of the logistic regression with logit(p) as offset}. */
    public static final Metric CALIBRATION_IN_THE_LARGE = standard(
            "calibration_in_the_large",
            "calibration in the large",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "intercept of the logistic regression with logit(p) as offset");

    /** Observed-to-expected ratio: {@code sum of labels / sum of predicted probabilities}. */
    public static final Metric OBSERVED_EXPECTED_RATIO = standard(
            "observed_expected_ratio",
            "observed-to-expected ratio",
            Direction.TARGET,
            0,
            Double.POSITIVE_INFINITY,
            "sum of labels / sum of predicted probabilities");

    /** Maximum calibration error, 10 equal-mass bins: {@code largest |mean p - observed share| over the deciles of p; biased upward}. */
    public static final Metric MAXIMUM_CALIBRATION_ERROR = standard(
            "equal_mass_mce_10",
            "maximum calibration error, 10 equal-mass bins",
            Direction.LOWER,
            0,
            1,
            "largest |mean p - observed share| over the deciles of p; biased upward");

    /** Top-label expected calibration error: {@code as equal-width, of the confidence max(p, 1 - p) against the share of correct predictions at 1/2}. */
    public static final Metric TOP_LABEL_ECE = standard(
            "top_label_ece_10",
            "top-label expected calibration error, 10 equal-width bins",
            Direction.LOWER,
            0,
            1,
            "as equal-width, of the confidence max(p, 1 - p) against the share of correct predictions at 1/2");

    /** Class-wise expected calibration error: {@code mean over both classes of the equal-width error of the probability of the class}. */
    public static final Metric CLASS_WISE_ECE = standard(
            "class_wise_ece_10",
            "class-wise expected calibration error, 10 equal-width bins",
            Direction.LOWER,
            0,
            1,
            "mean over both classes of the equal-width error of the probability of the class");

    /** Integrated calibration index: {@code mean of |p - curve(p)|, curve a local quadratic regression (loess) with span 0.75}. */
    public static final Metric INTEGRATED_CALIBRATION_INDEX = standard(
            "integrated_calibration_index",
            "integrated calibration index (ICI)",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean of |p - curve(p)|, curve a local quadratic regression (loess) with span 0.75");

    /** E50: {@code median of |p - curve(p)|, curve as for the integrated calibration index}. */
    public static final Metric CALIBRATION_E50 = standard(
            "calibration_e50",
            "median calibration error (E50)",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "median of |p - curve(p)|, curve as for the integrated calibration index");

    /** E90: {@code 90th centile of |p - curve(p)|, curve as for the integrated calibration index}. */
    public static final Metric CALIBRATION_E90 = standard(
            "calibration_e90",
            "90th centile of the calibration error (E90)",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "90th centile of |p - curve(p)|, curve as for the integrated calibration index");

    /** Emax: {@code largest |p - curve(p)|, curve as for the integrated calibration index}. */
    public static final Metric CALIBRATION_EMAX = standard(
            "calibration_emax",
            "largest calibration error (Emax)",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "largest |p - curve(p)|, curve as for the integrated calibration index");

    /** Macro AUROC: {@code mean over classes of the area of that class against all others}. */
    public static final Metric MACRO_AUROC = standard(
            "macro_auroc",
            "macro AUROC",
            Direction.HIGHER,
            0,
            1,
            "mean over classes, or labels, of the area under the ROC curve of that one against all else");

    /** Prevalence-weighted AUROC: {@code the same, weighted by the records of each class}. */
    public static final Metric WEIGHTED_AUROC = standard(
            "weighted_auroc",
            "prevalence-weighted AUROC",
            Direction.HIGHER,
            0,
            1,
            "mean over classes of the area of that class against all others, weighted by the share of the class");

    /** Hand and Till's M: {@code mean over pairs of classes of (A(i|j) + A(j|i)) / 2}. */
    public static final Metric HAND_TILL_AUROC = standard(
            "hand_till_auroc",
            "Hand and Till's M",
            Direction.HIGHER,
            0,
            1,
            "mean over pairs of classes i, j of (A(i|j) + A(j|i)) / 2, A(i|j) the area between their records by the score of i;"
                    + " other classes do not enter");

    /** Macro F1: {@code mean over classes of 2 TP / (2 TP + FP + FN)}. */
    public static final Metric MACRO_F1 = standard(
            "macro_f1", "macro F1 score", Direction.HIGHER, 0, 1, "mean over classes of 2 TP / (2 TP + FP + FN)");

    /** Micro F1: {@code F1 of the counts of all classes added up}. */
    public static final Metric MICRO_F1 = standard(
            "micro_f1",
            "micro F1 score",
            Direction.HIGHER,
            0,
            1,
            "F1 of the counts of all classes added up; where each record has one class, the accuracy");

    /** Weighted F1: {@code mean over classes of F1, weighted by the records of each class}. */
    public static final Metric WEIGHTED_F1 = standard(
            "weighted_f1",
            "weighted F1 score",
            Direction.HIGHER,
            0,
            1,
            "mean over classes of F1, weighted by the records of each class");

    /** Macro sensitivity: {@code mean over classes of the share of its records that are predicted as it}. */
    public static final Metric MACRO_SENSITIVITY = standard(
            "macro_sensitivity",
            "macro sensitivity",
            Direction.HIGHER,
            0,
            1,
            "mean over classes of TP / (TP + FN); the balanced accuracy of several classes");

    /** Macro positive predictive value: {@code mean over classes of TP / (TP + FP)}. */
    public static final Metric MACRO_POSITIVE_PREDICTIVE_VALUE = standard(
            "macro_positive_predictive_value",
            "macro positive predictive value",
            Direction.HIGHER,
            0,
            1,
            "mean over classes of TP / (TP + FP), at the class shares of the sample");

    /** Exact match: {@code share of records all of whose labels are predicted as they are}. */
    public static final Metric EXACT_MATCH = standard(
            "exact_match",
            "exact match",
            Direction.HIGHER,
            0,
            1,
            "share of records all of whose labels are predicted as they are");

    /** Brier score of several classes: {@code mean over records of sum over classes of (p - y)^2}, from 0 to 2. */
    public static final Metric MULTICLASS_BRIER_SCORE = standard(
            "multiclass_brier_score",
            "Brier score of several classes",
            Direction.LOWER,
            0,
            2,
            "mean over records of sum over classes of (p - y)^2; for two classes twice the Brier score");

    /** Log loss of several classes: {@code mean of -ln p of the true class}. */
    public static final Metric MULTICLASS_LOG_LOSS = standard(
            "multiclass_log_loss",
            "log loss of several classes",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over records of -ln p, p the probability of the true class, not clipped");

    /** Top-label calibration error of several classes: {@code of the largest probability against the share of right predictions}. */
    public static final Metric MULTICLASS_TOP_LABEL_ECE = standard(
            "multiclass_top_label_ece_10",
            "top-label expected calibration error of several classes, 10 equal-width bins",
            Direction.LOWER,
            0,
            1,
            "as equal-width, of the largest probability against the share of right predictions; biased upward in small samples");

    /** Class-wise calibration error of several classes: {@code mean over classes of the equal-width error of that class}. */
    public static final Metric MULTICLASS_CLASS_WISE_ECE = standard(
            "multiclass_class_wise_ece_10",
            "class-wise expected calibration error of several classes, 10 equal-width bins",
            Direction.LOWER,
            0,
            1,
            "mean over classes of the equal-width error of the probability of that class; biased upward in small samples");

    /** Quadratically weighted kappa of prediction and truth: {@code Cohen's kappa with weights 1 - (i - j)^2 / (k - 1)^2}. */
    public static final Metric QUADRATIC_KAPPA_WITH_TRUTH = standard(
            "quadratic_kappa_with_truth",
            "quadratically weighted kappa of prediction and truth",
            Direction.HIGHER,
            -1,
            1,
            "Cohen's kappa with weights 1 - (i - j)^2 / (k - 1)^2, i the true and j the predicted of k ordered classes");

    /** Reader-averaged area: {@code mean over readers of each reader's area under the ROC curve by midranks}. */
    public static final Metric READER_AVERAGED_AUROC = standard(
            "reader_averaged_auroc",
            "reader-averaged area under the ROC curve",
            Direction.HIGHER,
            0,
            1,
            "mean over readers of each reader's area under the ROC curve by midranks");

    /** Change of decisions: {@code readings whose decision differs with and without advice / all readings}. */
    public static final Metric DECISION_CHANGE_RATE = standard(
            "decision_change_rate",
            "share of decisions that change with advice",
            Direction.NEITHER,
            0,
            1,
            "readings whose decision differs with and without advice / all readings");

    /** Override: {@code readings whose decision differs from the advice / all readings with advice}. */
    public static final Metric OVERRIDE_RATE = standard(
            "override_rate",
            "override rate",
            Direction.NEITHER,
            0,
            1,
            "readings whose decision differs from the advice / all readings with advice");

    /** Override of wrong advice: {@code readings whose decision differs from the advice / readings whose advice is wrong}. */
    public static final Metric OVERRIDE_OF_WRONG_ADVICE = standard(
            "override_of_wrong_advice",
            "override rate of wrong advice",
            Direction.HIGHER,
            0,
            1,
            "readings whose decision differs from the advice / readings whose advice is wrong");

    /** Override of right advice: {@code readings whose decision differs from the advice / readings whose advice is right}. */
    public static final Metric OVERRIDE_OF_RIGHT_ADVICE = standard(
            "override_of_right_advice",
            "override rate of right advice",
            Direction.LOWER,
            0,
            1,
            "readings whose decision differs from the advice / readings whose advice is right");

    /** Automation bias: {@code readings that are wrong with advice / readings that were right without it and whose advice is wrong}. */
    public static final Metric AUTOMATION_BIAS = standard(
            "automation_bias",
            "automation bias",
            Direction.LOWER,
            0,
            1,
            "readings that are wrong with advice / readings that were right without it and whose advice is wrong");

    /** Beneficial change: {@code readings that are right with advice / readings that were wrong without it and whose advice is right}. */
    public static final Metric BENEFICIAL_CHANGE = standard(
            "beneficial_change",
            "beneficial change of decisions",
            Direction.HIGHER,
            0,
            1,
            "readings that are right with advice / readings that were wrong without it and whose advice is right");

    /** Reading time: {@code mean over readings of the seconds that they took}. */
    public static final Metric READING_TIME = standard(
            "reading_time",
            "mean reading time in seconds",
            Direction.NEITHER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over readings of the seconds that they took");

    /** Observed agreement: {@code share of pairs of ratings of one item that are in the same category, mean over items with at least two}. */
    public static final Metric OBSERVED_AGREEMENT = standard(
            "observed_agreement",
            "observed agreement",
            Direction.HIGHER,
            0,
            1,
            "share of pairs of ratings of one item that are in the same category, mean over items with at least two");

    /** Cohen's kappa: {@code (po - pe) / (1 - pe), pe from each rater's own margins; low where one category prevails}. */
    public static final Metric COHEN_KAPPA = standard(
            "cohen_kappa",
            "Cohen's kappa",
            Direction.HIGHER,
            -1,
            1,
            "(po - pe) / (1 - pe), pe from each rater's own margins; low where one category prevails");

    /** Weighted kappa, linear: {@code (po - pe) / (1 - pe) with weights 1 - d / (k - 1) for ratings d places apart on a scale of k}. */
    public static final Metric COHEN_KAPPA_LINEAR = standard(
            "cohen_kappa_linear",
            "Cohen's kappa, linear weights",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "(po - pe) / (1 - pe) with weights 1 - d / (k - 1) for ratings d places apart on a scale of k");

    /** Weighted kappa, quadratic: {@code (po - pe) / (1 - pe) with weights 1 - d^2 / (k - 1)^2 for ratings d places apart on a scale of k}. */
    public static final Metric COHEN_KAPPA_QUADRATIC = standard(
            "cohen_kappa_quadratic",
            "Cohen's kappa, quadratic weights",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "(po - pe) / (1 - pe) with weights 1 - d^2 / (k - 1)^2 for ratings d places apart on a scale of k");

    /** Fleiss' kappa: {@code (po - pe) / (1 - pe), pe from the shares of all raters together}. */
    public static final Metric FLEISS_KAPPA = standard(
            "fleiss_kappa",
            "Fleiss' kappa",
            Direction.HIGHER,
            -1,
            1,
            "(po - pe) / (1 - pe), pe from the shares of all raters together");

    /** Krippendorff's alpha, nominal: {@code 1 - observed / expected disagreement, 1 for any two different categories}. */
    public static final Metric KRIPPENDORFF_ALPHA_NOMINAL = standard(
            "krippendorff_alpha_nominal",
            "Krippendorff's alpha, nominal level",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "1 - observed / expected disagreement, 1 for any two different categories");

    /** Krippendorff's alpha, ordinal: {@code 1 - observed / expected disagreement, squared differences of ranks}. */
    public static final Metric KRIPPENDORFF_ALPHA_ORDINAL = standard(
            "krippendorff_alpha_ordinal",
            "Krippendorff's alpha, ordinal level",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "1 - observed / expected disagreement, squared differences of ranks");

    /** Krippendorff's alpha, interval: {@code 1 - observed / expected disagreement, squared differences of values}. */
    public static final Metric KRIPPENDORFF_ALPHA_INTERVAL = standard(
            "krippendorff_alpha_interval",
            "Krippendorff's alpha, interval level",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "1 - observed / expected disagreement, squared differences of values");

    /** Gwet's AC1: {@code (pa - pe) / (1 - pe), pe = sum pi_k (1 - pi_k) / (K - 1)}. */
    public static final Metric GWET_AC1 = standard(
            "gwet_ac1",
            "Gwet's AC1",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "(pa - pe) / (1 - pe), pe = sum pi_k (1 - pi_k) / (K - 1)");

    /** Gwet's AC2, linear: {@code as AC1 with weights 1 - d / (k - 1) for ratings d places apart on a scale of k}. */
    public static final Metric GWET_AC2_LINEAR = standard(
            "gwet_ac2_linear",
            "Gwet's AC2, linear weights",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "as AC1 with weights 1 - d / (k - 1) for ratings d places apart on a scale of k");

    /** Gwet's AC2, quadratic: {@code as AC1 with weights 1 - d^2 / (k - 1)^2 for ratings d places apart on a scale of k}. */
    public static final Metric GWET_AC2_QUADRATIC = standard(
            "gwet_ac2_quadratic",
            "Gwet's AC2, quadratic weights",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "as AC1 with weights 1 - d^2 / (k - 1)^2 for ratings d places apart on a scale of k");

    /** Prevalence-adjusted bias-adjusted kappa: {@code (k pa - 1) / (k - 1), pa the observed agreement, k the number of categories}. */
    public static final Metric PABAK = standard(
            "pabak",
            "prevalence-adjusted bias-adjusted kappa",
            Direction.HIGHER,
            -1,
            1,
            "(k pa - 1) / (k - 1), pa the observed agreement, k the number of categories");

    /** Prevalence index: {@code (items both raters put in the second category - items both put in the first) / items, of two categories}. */
    public static final Metric PREVALENCE_INDEX = standard(
            "prevalence_index",
            "prevalence index",
            Direction.NEITHER,
            -1,
            1,
            "(items both raters put in the second category - items both put in the first) / items, of two categories");

    /** Bias index: {@code (items only the first rater puts in the second category - items only the second does) / items, of two categories}. */
    public static final Metric BIAS_INDEX = standard(
            "bias_index",
            "bias index",
            Direction.TARGET,
            -1,
            1,
            "(items only the first rater puts in the second category - items only the second does) / items, of two categories");

    /** Positive percent agreement: {@code both positive / comparator positive; says nothing of who is right}. */
    public static final Metric POSITIVE_PERCENT_AGREEMENT = standard(
            "positive_percent_agreement",
            "positive percent agreement",
            Direction.HIGHER,
            0,
            1,
            "both positive / comparator positive; says nothing of who is right");

    /** Negative percent agreement: {@code both negative / comparator negative; says nothing of who is right}. */
    public static final Metric NEGATIVE_PERCENT_AGREEMENT = standard(
            "negative_percent_agreement",
            "negative percent agreement",
            Direction.HIGHER,
            0,
            1,
            "both negative / comparator negative; says nothing of who is right");

    /** ICC(1,1): {@code one-way, one measurement: (MSR - MSW) / (MSR + (k - 1) MSW)}. */
    public static final Metric ICC_1_1 = standard(
            "icc_1_1",
            "intraclass correlation ICC(1,1)",
            Direction.HIGHER,
            -1,
            1,
            "one-way, one measurement: (MSR - MSW) / (MSR + (k - 1) MSW)");

    /** ICC(2,1): {@code two-way random, absolute agreement, one measurement: (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)}. */
    public static final Metric ICC_2_1 = standard(
            "icc_2_1",
            "intraclass correlation ICC(2,1)",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "two-way random, absolute agreement, one measurement: (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)");

    /** ICC(3,1): {@code two-way mixed, consistency, one measurement: (MSR - MSE) / (MSR + (k - 1) MSE)}. */
    public static final Metric ICC_3_1 = standard(
            "icc_3_1",
            "intraclass correlation ICC(3,1)",
            Direction.HIGHER,
            -1,
            1,
            "two-way mixed, consistency, one measurement: (MSR - MSE) / (MSR + (k - 1) MSE)");

    /** ICC(1,k): {@code one-way, mean of k measurements: (MSR - MSW) / MSR}. */
    public static final Metric ICC_1_K = standard(
            "icc_1_k",
            "intraclass correlation ICC(1,k)",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "one-way, mean of k measurements: (MSR - MSW) / MSR");

    /** ICC(2,k): {@code two-way random, absolute agreement, mean of k measurements: (MSR - MSE) / (MSR + (MSC - MSE) / n)}. */
    public static final Metric ICC_2_K = standard(
            "icc_2_k",
            "intraclass correlation ICC(2,k)",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "two-way random, absolute agreement, mean of k measurements: (MSR - MSE) / (MSR + (MSC - MSE) / n)");

    /** ICC(3,k): {@code two-way mixed, consistency, mean of k measurements: (MSR - MSE) / MSR}. */
    public static final Metric ICC_3_K = standard(
            "icc_3_k",
            "intraclass correlation ICC(3,k)",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "two-way mixed, consistency, mean of k measurements: (MSR - MSE) / MSR");

    /** Mean difference: {@code mean of first - second, in the unit of the measurements}. */
    public static final Metric MEAN_DIFFERENCE = standard(
            "mean_difference",
            "mean difference",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "mean of first - second, in the unit of the measurements");

    /** Standard deviation of differences: {@code standard deviation of first - second, divisor n - 1, in the unit of the measurements}. */
    public static final Metric DIFFERENCE_DEVIATION = standard(
            "difference_deviation",
            "standard deviation of differences",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "standard deviation of first - second, divisor n - 1, in the unit of the measurements");

    /** Lower limit of agreement: {@code mean - 1.96 standard deviation of first - second, in the unit of the measurements}. */
    public static final Metric LOWER_LIMIT_OF_AGREEMENT = standard(
            "lower_limit_of_agreement",
            "lower limit of agreement",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "mean - 1.96 standard deviation of first - second, in the unit of the measurements");

    /** Upper limit of agreement: {@code mean + 1.96 standard deviation of first - second, in the unit of the measurements}. */
    public static final Metric UPPER_LIMIT_OF_AGREEMENT = standard(
            "upper_limit_of_agreement",
            "upper limit of agreement",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "mean + 1.96 standard deviation of first - second, in the unit of the measurements");

    /** Proportional bias: {@code slope of the least-squares line of first - second on their mean}. */
    public static final Metric PROPORTIONAL_BIAS = standard(
            "proportional_bias",
            "proportional bias",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "slope of the least-squares line of first - second on their mean");

    /** Lin's concordance: {@code 2 s12 / (s1^2 + s2^2 + (m1 - m2)^2), variances with divisor n}. */
    public static final Metric LIN_CONCORDANCE = standard(
            "lin_concordance",
            "Lin's concordance correlation",
            Direction.HIGHER,
            -1,
            1,
            "2 s12 / (s1^2 + s2^2 + (m1 - m2)^2), variances with divisor n");

    /** Slope of Deming's line: {@code slope of first = intercept + slope * second, both with error, for a stated ratio of error variances}. */
    public static final Metric DEMING_SLOPE = standard(
            "deming_slope",
            "slope of Deming's line",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "slope of first = intercept + slope * second, both with error, for a stated ratio of error variances");

    /** Intercept of Deming's line: {@code mean of first - slope * mean of second, in the unit of the measurements}. */
    public static final Metric DEMING_INTERCEPT = standard(
            "deming_intercept",
            "intercept of Deming's line",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "mean of first - slope * mean of second, in the unit of the measurements");

    /** Mean error: {@code mean of measured - reference, in the unit of the measurements}. */
    public static final Metric MEAN_ERROR = standard(
            "mean_error",
            "mean error",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "mean of measured - reference, in the unit of the measurements");

    /** Mean absolute error: {@code mean of |measured - reference|, in the unit of the measurements}. */
    public static final Metric MEAN_ABSOLUTE_ERROR = standard(
            "mean_absolute_error",
            "mean absolute error",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean of |measured - reference|, in the unit of the measurements");

    /** Root mean squared error: {@code square root of the mean of (measured - reference)^2, in the unit of the measurements}. */
    public static final Metric ROOT_MEAN_SQUARED_ERROR = standard(
            "root_mean_squared_error",
            "root mean squared error",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "square root of the mean of (measured - reference)^2, in the unit of the measurements");

    /** Within-subject standard deviation: {@code root of the pooled variance of repeated measurements of one item, in the unit of the measurements}. */
    public static final Metric WITHIN_SUBJECT_DEVIATION = standard(
            "within_subject_deviation",
            "within-subject standard deviation",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "root of the pooled variance of repeated measurements of one item, in the unit of the measurements");

    /** Repeatability coefficient: {@code 1.96 sqrt(2) within-subject standard deviation: two measurements of one item differ by less in 95 of 100 cases}. */
    public static final Metric REPEATABILITY_COEFFICIENT = standard(
            "repeatability_coefficient",
            "repeatability coefficient",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "1.96 sqrt(2) within-subject standard deviation: two measurements of one item differ by less in 95 of 100 cases");

    /** Prediction flip rate: {@code share of records whose predicted class differs between two versions}. */
    public static final Metric PREDICTION_FLIP_RATE = standard(
            "prediction_flip_rate",
            "prediction flip rate",
            Direction.LOWER,
            0,
            1,
            "share of records whose predicted class differs between two versions");

    /** Harrell's c: {@code share of comparable pairs in which the earlier event had the higher risk, ties of risk 1/2; depends on censoring}. */
    public static final Metric HARRELL_C = standard(
            "harrell_c",
            "Harrell's c",
            Direction.HIGHER,
            0,
            1,
            "share of comparable pairs in which the earlier event had the higher risk, ties of risk 1/2; depends on censoring");

    /** Uno's c: {@code as Harrell's c, pairs weighted by 1/G(T-)^2 of their earlier event, events up to tau; G censoring by Kaplan-Meier}. */
    public static final Metric UNO_C = standard(
            "uno_c",
            "Uno's c",
            Direction.HIGHER,
            0,
            1,
            "as Harrell's c, pairs weighted by 1/G(T-)^2 of their earlier event, events up to tau; G censoring by Kaplan-Meier");

    /** Cumulative/dynamic area under the ROC curve: {@code P(risk of a record with the event up to t > risk of one free of it at t) + ties/2, cases weighted by 1/G(T-)}. */
    public static final Metric CUMULATIVE_DYNAMIC_AUROC = standard(
            "cumulative_dynamic_auroc",
            "cumulative/dynamic AUROC",
            Direction.HIGHER,
            0,
            1,
            "P(risk of a record with the event up to t > risk of one free of it at t) + ties/2, cases weighted by 1/G(T-)");

    /** Brier score under censoring: {@code mean of I(T <= t, event) (1 - p)^2 / G(T-) + I(T > t) p^2 / G(t)}. */
    public static final Metric IPCW_BRIER_SCORE = standard(
            "ipcw_brier_score",
            "Brier score under censoring",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean of I(T <= t, event) (1 - p)^2 / G(T-) + I(T > t) p^2 / G(t)");

    /** Brier score of the null model: {@code S(t) (1 - S(t)), S by Kaplan-Meier: the Brier score of predicting 1 - S(t) for everybody}. */
    public static final Metric NULL_IPCW_BRIER_SCORE = standard(
            "null_ipcw_brier_score",
            "Brier score of the null model",
            Direction.NEITHER,
            0,
            Double.POSITIVE_INFINITY,
            "S(t) (1 - S(t)), S by Kaplan-Meier: the Brier score of predicting 1 - S(t) for everybody");

    /** Index of prediction accuracy: {@code 1 - Brier score under censoring / Brier score of the null model}. */
    public static final Metric INDEX_OF_PREDICTION_ACCURACY = standard(
            "index_of_prediction_accuracy",
            "index of prediction accuracy",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "1 - Brier score under censoring / Brier score of the null model");

    /** Integrated Brier score: {@code mean over a range of times of the Brier score under censoring, trapezoid on the stated grid}. */
    public static final Metric INTEGRATED_BRIER_SCORE = standard(
            "integrated_brier_score",
            "integrated Brier score",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over a range of times of the Brier score under censoring, trapezoid on the stated grid");

    /** Integrated Brier score of the null model: {@code mean over the same grid of S(t) (1 - S(t))}. */
    public static final Metric NULL_INTEGRATED_BRIER_SCORE = standard(
            "null_integrated_brier_score",
            "integrated Brier score of the null model",
            Direction.NEITHER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over the same grid of S(t) (1 - S(t))");

    /** Scaled integrated Brier score: {@code 1 - integrated Brier score / that of the null model}. */
    public static final Metric SCALED_INTEGRATED_BRIER_SCORE = standard(
            "scaled_integrated_brier_score",
            "scaled integrated Brier score",
            Direction.HIGHER,
            Double.NEGATIVE_INFINITY,
            1,
            "1 - integrated Brier score / that of the null model");

    /** Observed risk of the event: {@code 1 - S(t), S by Kaplan-Meier}. */
    public static final Metric EVENT_RISK = standard(
            "event_risk", "observed risk of the event", Direction.NEITHER, 0, 1, "1 - S(t), S by Kaplan-Meier");

    /** Observed over expected risk: {@code (1 - S(t)) / mean predicted risk up to t, S by Kaplan-Meier}. */
    public static final Metric OBSERVED_EXPECTED_RISK_RATIO = standard(
            "observed_expected_risk_ratio",
            "observed-to-expected ratio of risk",
            Direction.TARGET,
            0,
            Double.POSITIVE_INFINITY,
            "(1 - S(t)) / mean predicted risk up to t, S by Kaplan-Meier");

    /** Dice coefficient: {@code mean over cases of 2 |P and R| / (|P| + |R|), P the segmented voxels, R the reference's; cases where both are empty are left out and counted}. */
    public static final Metric DICE = standard(
            "dice",
            "Dice coefficient",
            Direction.HIGHER,
            0,
            1,
            "mean over cases of 2 |P and R| / (|P| + |R|), P the segmented voxels, R the reference's; cases where both are empty are left out and counted");

    /** Jaccard coefficient: {@code mean over cases of |P and R| / |P or R|; cases where both are empty are left out and counted}. */
    public static final Metric JACCARD = standard(
            "jaccard",
            "Jaccard coefficient",
            Direction.HIGHER,
            0,
            1,
            "mean over cases of |P and R| / |P or R|; cases where both are empty are left out and counted");

    /** Voxel sensitivity: {@code mean over cases of |P and R| / |R|; cases without reference voxels are left out and counted}. */
    public static final Metric VOXEL_SENSITIVITY = standard(
            "voxel_sensitivity",
            "voxel sensitivity",
            Direction.HIGHER,
            0,
            1,
            "mean over cases of |P and R| / |R|; cases without reference voxels are left out and counted");

    /** Voxel precision: {@code mean over cases of |P and R| / |P|; cases without segmented voxels are left out and counted}. */
    public static final Metric VOXEL_PRECISION = standard(
            "voxel_precision",
            "voxel precision",
            Direction.HIGHER,
            0,
            1,
            "mean over cases of |P and R| / |P|; cases without segmented voxels are left out and counted");

    /** Relative volume difference: {@code mean over cases of (|P| - |R|) / |R|; cases without reference voxels are left out and counted}. */
    public static final Metric RELATIVE_VOLUME_DIFFERENCE = standard(
            "relative_volume_difference",
            "relative volume difference",
            Direction.TARGET,
            -1,
            Double.POSITIVE_INFINITY,
            "mean over cases of (|P| - |R|) / |R|; cases without reference voxels are left out and counted");

    /** Hausdorff distance: {@code mean over cases of the largest distance of a surface voxel to the other surface; cases with an empty mask are left out and counted}. */
    public static final Metric HAUSDORFF_DISTANCE = standard(
            "hausdorff_distance",
            "Hausdorff distance",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over cases of the largest distance of a surface voxel to the other surface; cases with an empty mask are left out and counted");

    /** 95 percent Hausdorff distance (HD95): {@code mean over cases of the larger of the two directed 95th percentiles of surface distances; cases with an empty mask are left out and counted}. */
    public static final Metric HAUSDORFF_95 = standard(
            "hausdorff_95",
            "95 percent Hausdorff distance (HD95)",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over cases of the larger of the two directed 95th percentiles of surface distances; cases with an empty mask are left out and counted");

    /** Average symmetric surface distance (ASSD): {@code mean over cases of the mean distance of the surface voxels of both masks to the other surface; cases with an empty mask are left out and counted}. */
    public static final Metric AVERAGE_SYMMETRIC_SURFACE_DISTANCE = standard(
            "average_symmetric_surface_distance",
            "average symmetric surface distance (ASSD)",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "mean over cases of the mean distance of the surface voxels of both masks to the other surface; cases with an empty mask are left out and counted");

    /** Missed structures: {@code share of the cases with the structure in which nothing was segmented}. */
    public static final Metric MISSED_STRUCTURE_RATE = standard(
            "missed_structure_rate",
            "missed structures",
            Direction.LOWER,
            0,
            1,
            "share of the cases with the structure in which nothing was segmented");

    /** Spurious segmentations: {@code share of the cases without the structure in which something was segmented}. */
    public static final Metric SPURIOUS_SEGMENTATION_RATE = standard(
            "spurious_segmentation_rate",
            "spurious segmentations",
            Direction.LOWER,
            0,
            1,
            "share of the cases without the structure in which something was segmented");

    /** Lesion sensitivity: {@code share of the lesions that have a mark at or above the stated threshold}. */
    public static final Metric LESION_SENSITIVITY = standard(
            "lesion_sensitivity",
            "lesion sensitivity",
            Direction.HIGHER,
            0,
            1,
            "share of the lesions that have a mark at or above the stated threshold");

    /** False positives per image: {@code false-positive marks at or above the stated threshold / images, those with lesions and those without}. */
    public static final Metric FALSE_POSITIVES_PER_IMAGE = standard(
            "false_positives_per_image",
            "false positives per image",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "false-positive marks at or above the stated threshold / images, those with lesions and those without");

    /** Mean sensitivity of the FROC curve: {@code mean, over the stated rates, of the highest lesion sensitivity that a threshold attains with at most so many false positives per image}. */
    public static final Metric MEAN_FROC_SENSITIVITY = standard(
            "mean_froc_sensitivity",
            "mean sensitivity of the FROC curve",
            Direction.HIGHER,
            0,
            1,
            "mean, over the stated rates, of the highest lesion sensitivity that a threshold attains with at most so many false positives per image");

    /** Area under the AFROC curve: {@code P(mark of a lesion scores above the highest false positive of an image without lesions) + P(equal)/2; no mark is below every mark (JAFROC)}. */
    public static final Metric AFROC_AREA = standard(
            "afroc_area",
            "area under the AFROC curve",
            Direction.HIGHER,
            0,
            1,
            "P(mark of a lesion scores above the highest false positive of an image without lesions) + P(equal)/2; no mark is below every mark (JAFROC)");

    /** Area under the weighted AFROC curve: {@code as the AFROC area, each image with lesions having the same weight}. */
    public static final Metric WEIGHTED_AFROC_AREA = standard(
            "weighted_afroc_area",
            "area under the weighted AFROC curve",
            Direction.HIGHER,
            0,
            1,
            "as the AFROC area, each image with lesions having the same weight");

    /** Area under the AFROC1 curve: {@code as the AFROC area, with the highest false positives of all images}. */
    public static final Metric AFROC1_AREA = standard(
            "afroc1_area",
            "area under the AFROC1 curve",
            Direction.HIGHER,
            0,
            1,
            "as the AFROC area, with the highest false positives of all images");

    /** Average precision of detection: {@code area under the envelope of precision over recall, all points (PASCAL VOC from 2010), mean over the categories that lesions have; further marks at a lesion are false positives}. */
    public static final Metric DETECTION_AVERAGE_PRECISION = standard(
            "detection_average_precision",
            "average precision of detection",
            Direction.HIGHER,
            0,
            1,
            "area under the envelope of precision over recall, all points (PASCAL VOC from 2010), mean over the categories that lesions have; further marks at a lesion are false positives");

    /** Mean average precision of detection: {@code mean of the envelope of precision at 101 recalls (COCO), over the categories that lesions have and the stated overlaps}. */
    public static final Metric MEAN_AVERAGE_PRECISION = standard(
            "mean_average_precision",
            "mean average precision of detection",
            Direction.HIGHER,
            0,
            1,
            "mean of the envelope of precision at 101 recalls (COCO), over the categories that lesions have and the stated overlaps");

    /** Share of items with several annotators: {@code items labelled by at least two annotators / items}. */
    public static final Metric MULTIPLE_ANNOTATION_SHARE = standard(
            "multiple_annotation_share",
            "share of items with several annotators",
            Direction.HIGHER,
            0,
            1,
            "items labelled by at least two annotators / items");

    /** Difference of an annotator: {@code mean over items of 1 where the annotator gives the category, minus the share of the item's other annotators who do}. */
    public static final Metric ANNOTATOR_LABEL_DIFFERENCE = standard(
            "annotator_label_difference",
            "difference of an annotator from the others",
            Direction.TARGET,
            -1,
            1,
            "mean over items of 1 where the annotator gives the category, minus the share of the item's other annotators who do");

    /** Share of labels to look at: {@code records whose likely class is another than the given one / records}. */
    public static final Metric LABEL_CANDIDATE_SHARE = standard(
            "label_candidate_share",
            "share of labels to look at",
            Direction.NEITHER,
            0,
            1,
            "records whose likely class is another than the given one / records");

    /** Rate of a class counted to another: {@code records of the given class counted to the likely one / records of the given class counted to any}. */
    public static final Metric LABEL_DIFFERENCE_RATE = standard(
            "label_difference_rate",
            "rate of a given class counted to another",
            Direction.NEITHER,
            0,
            1,
            "records of the given class counted to the likely one / records of the given class counted to any");

    /** Excess of labels against the probabilities: {@code mean of 1 where the given class is not the likely one, minus the probability of that; over records with a likely class}. */
    public static final Metric LABEL_CONTRADICTION_EXCESS = standard(
            "label_contradiction_excess",
            "excess of labels against the probabilities",
            Direction.TARGET,
            -1,
            1,
            "mean of 1 where the given class is not the likely one, minus the probability of that; over records with a likely class");

    /** Share of items in disagreement: {@code items that the rule sends to adjudication / items with several annotators}. */
    public static final Metric DISAGREEMENT_SHARE = standard(
            "disagreement_share",
            "share of items in disagreement",
            Direction.LOWER,
            0,
            1,
            "items that the rule sends to adjudication / items with several annotators");

    /** Share of items without a reference label: {@code items whose label is not resolved / items}. */
    public static final Metric UNRESOLVED_SHARE = standard(
            "unresolved_share",
            "share of items without a reference label",
            Direction.LOWER,
            0,
            1,
            "items whose label is not resolved / items");

    /** Median time to the label: {@code first time at which at most half of the items are without a label, by Kaplan and Meier}. */
    public static final Metric MEDIAN_LABEL_DELAY = standard(
            "median_label_delay",
            "median time to the label",
            Direction.LOWER,
            0,
            Double.POSITIVE_INFINITY,
            "first time at which at most half of the items are without a label, by Kaplan and Meier");

    /** Share without a label at an age: {@code Kaplan-Meier share of items that are without a label at that age}. */
    public static final Metric UNLABELLED_SHARE = standard(
            "unlabelled_share",
            "share of items without a label",
            Direction.LOWER,
            0,
            1,
            "Kaplan-Meier share of items that are without a label at that age");

    /** What the baseline of a metric is. */
    private static final Map<String, String> BASELINES = new TreeMap<>(Map.of(
            AUROC.id, "a random order (0.5)",
            AVERAGE_PRECISION.id, "a random order (the prevalence)",
            ACCURACY.id, "always answering the more frequent class",
            BALANCED_ACCURACY.id, "the same answer for all (0.5)",
            F1.id, "always answering positive",
            POSITIVE_PREDICTIVE_VALUE.id, "positive answers at random (the prevalence)",
            NEGATIVE_PREDICTIVE_VALUE.id, "negative answers at random (1 - prevalence)",
            BRIER_SCORE.id, "forecasting the prevalence for all",
            LOG_LOSS.id, "forecasting the prevalence for all"));

    /** Checks the identifier and the range. */
    public Metric {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(better, "better");
        Objects.requireNonNull(definition, "definition");
        if (!id.matches("[a-z0-9_.]+")) {
            throw new IllegalArgumentException(
                    "metric id must match [a-z0-9_.]+, such as sensitivity; this one does not");
        }
        if (!(lowest <= highest)) {
            throw new IllegalArgumentException("metric " + id + " needs lowest <= highest");
        }
    }

    private static Metric standard(
            String id, String name, Direction better, double lowest, double highest, String definition) {
        Metric metric = new Metric(id, name, better, lowest, highest, definition);
        CATALOGUE.put(id, metric);
        return metric;
    }

    /**
     * Finds a metric of this library, or one derived from it, by its identifier.
     *
     * @param id the identifier, such as {@code auroc} or {@code sensitivity.gap}
     * @return the metric, or empty for an identifier that is not ours
     */
    public static Optional<Metric> byId(String id) {
        Metric plain = CATALOGUE.get(id);
        if (plain != null) {
            return Optional.of(plain);
        }
        int dot = id.lastIndexOf('.');
        Metric base = dot < 0 ? null : CATALOGUE.get(id.substring(0, dot));
        if (base == null) {
            return Optional.empty();
        }
        String suffix = id.substring(dot + 1);
        if (suffix.matches("at_[0-9]+(p[0-9]+)?")) {
            Metric timed = base.atTime(Double.parseDouble(suffix.substring(3).replace('p', '.')));
            return timed.id.equals(id) ? Optional.of(timed) : Optional.empty();
        }
        return switch (suffix) {
            case "difference" -> Optional.of(base.difference());
            case "ratio" -> Optional.of(base.ratio());
            case "gap" -> Optional.of(base.gap());
            case "gap_ratio" -> Optional.of(base.gapRatio());
            case "change" -> Optional.of(base.change());
            case "versus_predicate" -> Optional.of(base.versusPredicate());
            case "shrunken" -> Optional.of(base.shrunken());
            case "baseline" -> BASELINES.containsKey(base.id) ? Optional.of(base.baseline()) : Optional.empty();
            case "over_baseline" ->
                BASELINES.containsKey(base.id) ? Optional.of(base.overBaseline()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * The difference of this metric between two groups, group minus reference.
     *
     * @return the derived metric
     */
    public Metric difference() {
        return derived(
                "difference", "difference in " + name, Direction.TARGET, span(-1), span(1), "group minus reference");
    }

    /**
     * The ratio of this metric between two groups, group over reference.
     *
     * @return the derived metric
     */
    public Metric ratio() {
        return derived(
                "ratio", "ratio of " + name, Direction.TARGET, 0, Double.POSITIVE_INFINITY, "group over reference");
    }

    /**
     * The gap of this metric across all groups of an attribute: largest minus smallest.
     *
     * @return the derived metric
     */
    public Metric gap() {
        return derived("gap", "gap in " + name, Direction.LOWER, 0, span(1), "largest minus smallest group");
    }

    /**
     * The ratio of this metric across all groups of an attribute: smallest over largest.
     *
     * @return the derived metric
     */
    public Metric gapRatio() {
        return derived(
                "gap_ratio", "ratio across groups of " + name, Direction.HIGHER, 0, 1, "smallest over largest group");
    }

    /**
     * The change of this metric between two versions on the same records, candidate minus reference.
     *
     * @return the derived metric
     */
    public Metric change() {
        return derived("change", "change in " + name, better, span(-1), span(1), "candidate minus reference, paired");
    }

    /**
     * The difference of this metric between a candidate and a predicate, on the same or on other records, candidate minus
     * predicate.
     *
     * @return the derived metric
     */
    public Metric versusPredicate() {
        return derived(
                "versus_predicate",
                "difference in " + name + " to the predicate",
                better,
                span(-1),
                span(1),
                "candidate minus predicate");
    }

    /**
     * This metric in one group of many, drawn towards the mean of all groups; beside the raw value, never instead of it.
     *
     * @return the derived metric
     */
    public Metric shrunken() {
        return derived(
                "shrunken",
                name + ", shrunken",
                better,
                lowest,
                highest,
                "drawn towards the mean of all groups of a partition");
    }

    /**
     * This metric at a time since the prediction, in the unit of the data; its identifier is such as {@code ipcw_brier_score.at_180}, and
     * {@code at_0p5} for a half.
     *
     * @param time the time, from 0, with at most nine decimals and below 1e15
     * @return the derived metric
     */
    public Metric atTime(double time) {
        if (!(time >= 0 && time < 1e15)) {
            throw new IllegalArgumentException("a time is from 0 and below 1e15, got " + time);
        }
        BigDecimal decimal = new BigDecimal(time).setScale(9, RoundingMode.HALF_EVEN);
        if (decimal.doubleValue() != time) {
            throw new IllegalArgumentException("a time that names a metric has at most nine decimals, got " + time
                    + "; round it, or change its unit");
        }
        String text = decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        return derived("at_" + text.replace('.', 'p'), name + " at " + text, better, lowest, highest, "at t = " + text);
    }

    /**
     * What chance, or a rule that looks at no patient, gives of this metric on the same records.
     *
     * @return the derived metric
     * @throws IllegalArgumentException when no such rule is defined for this metric
     */
    public Metric baseline() {
        return derived("baseline", name + " of " + rule(), Direction.NEITHER, lowest, highest, "that of " + rule());
    }

    /**
     * How much better than its {@link #baseline()} a model is: the difference, turned so that positive is better.
     *
     * @return the derived metric
     * @throws IllegalArgumentException when no such rule is defined for this metric
     */
    public Metric overBaseline() {
        return derived(
                "over_baseline",
                "gain in " + name + " over " + rule(),
                Direction.HIGHER,
                span(-1),
                span(1),
                (better == Direction.LOWER ? "baseline minus model" : "model minus baseline") + ", baseline " + rule());
    }

    private String rule() {
        String rule = BASELINES.get(id);
        if (rule == null) {
            throw new IllegalArgumentException(
                    "no baseline is defined for " + id + "; there is one for " + BASELINES.keySet());
        }
        return rule;
    }

    private double span(int sign) {
        return sign * (highest - lowest);
    }

    private Metric derived(
            String suffix, String derivedName, Direction direction, double low, double high, String how) {
        return new Metric(id + "." + suffix, derivedName, direction, low, high, how + " of: " + definition);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metric that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
