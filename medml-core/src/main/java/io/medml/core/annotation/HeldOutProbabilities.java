package io.medml.core.annotation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.RecordScores;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import io.medml.core.leakage.SeparationReport;
import io.medml.core.leakage.SeparationReport.Overlap;
import io.medml.core.leakage.SplitAssignment;
import io.medml.core.stats.ConfidentJoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities of classes that a host's model gave to records which it had not seen, with what shows that it had not. Immutable.
 *
 * <p>A model that learned from a record repeats its label and so hides what is wrong with it. What can be checked is checked: that the
 * parts of the split share no record and, where the cohort names a subject column, no subject; that the content is that which was split;
 * that the training data share no record and no subject with the cohort. That the model of a part learned from the other parts, and from nothing else, is believed.
 */
public final class HeldOutProbabilities {

    private static final double SUM_TOLERANCE = 1e-4;
    private static final String TRAINING = "training";
    private static final String HELD_OUT = "held out";

    /** What shows that no model saw the records that it was asked about. */
    public enum Basis {
        /**
         * Each record was held out in one fold of a cross-validation, whose parts share no record, and no subject where one is named. That
         * the model of each part learned from the other parts only is the host's word.
         */
        FOLDS,
        /**
         * The training data were compared with the cohort and share no record and no subject. That the model learned from these data and
         * no others is the host's word.
         */
        SEPARATED,
        /** Nothing but the host's word. */
        STATED
    }

    private final Basis basis;
    private final String words;
    private final List<ArtifactRef> inputs;
    private final List<Finding> notes;
    private final Digest dataset;
    private final RecordScores probabilities;

    /** What a comparison with the training data says that a reader of the report has to know too. */
    private static final Set<String> PASSED_ON = Set.of(
            "SUBJECT_COLUMN_DIFFERS",
            "FEATURE_ROW_OVERLAP",
            "INPUT_ROW_OVERLAP",
            "FEATURE_ROWS_NOT_COMPARED",
            "FEATURE_ROWS_ALWAYS_DIFFER",
            "FEATURE_COLUMNS_DIFFER");

    private HeldOutProbabilities(
            Basis basis,
            String words,
            List<ArtifactRef> inputs,
            List<Finding> notes,
            Cohort cohort,
            List<String> classes,
            double[][] probabilities) {
        this.basis = basis;
        this.words = words;
        this.inputs = List.copyOf(inputs);
        this.notes = List.copyOf(notes);
        this.dataset = cohort.reference().digest();
        this.probabilities = RecordScores.of(cohort, classes, probabilities);
    }

    private HeldOutProbabilities(HeldOutProbabilities other, List<ArtifactRef> inputs) {
        this.basis = other.basis;
        this.words = other.words;
        this.inputs = List.copyOf(inputs);
        this.notes = other.notes;
        this.dataset = other.dataset;
        this.probabilities = other.probabilities;
    }

    /**
     * Probabilities by folds. Where the cohort names no subject column, whether a patient is both in training and held out cannot be
     * checked; the words say so, and the report has the finding {@code SUBJECT_NOT_DECLARED}.
     *
     * @param cohort the cohort that was split
     * @param assignment its cross-validation, as {@link io.medml.core.leakage.CrossValidation#assignment()} or read back
     * @param classes the names of the classes, each once; 2 to {@value ConfidentJoint#MOST_CLASSES}
     * @param byFold by name of the fold, for each record that it holds out, in the order of
     *     {@link SplitAssignment#parts(String, Cohort)}, one probability a class
     * @return the probabilities
     * @throws IntegrityException when the content of the cohort is not that which was split
     * @throws DataException when a fold has a subject both in training and held out, or a record is not held out exactly once
     */
    public static HeldOutProbabilities ofFolds(
            Cohort cohort, SplitAssignment assignment, List<String> classes, Map<String, double[][]> byFold) {
        List<String> names = names(classes);
        double[][] all = new double[cohort.size()][];
        int twice = 0;
        for (Map.Entry<String, double[][]> fold : new TreeMap<>(byFold).entrySet()) {
            Map<String, Cohort> parts = assignment.parts(fold.getKey(), cohort);
            Cohort training = parts.get(TRAINING);
            Cohort heldOut = parts.get(HELD_OUT);
            if (training == null || heldOut == null) {
                throw new DataException("fold \"" + fold.getKey() + "\": expected the parts \"" + TRAINING + "\" and \""
                        + HELD_OUT + "\", found " + parts.keySet() + "; give the assignment of a cross-validation");
            }
            requireApart(fold.getKey(), training, heldOut);
            double[][] own = checked(fold.getValue(), names, heldOut.size(), "fold \"" + fold.getKey() + "\"");
            for (int i = 0; i < own.length; i++) {
                int row = cohort.row(heldOut.recordIds().get(i)).orElseThrow();
                twice += all[row] == null ? 0 : 1;
                all[row] = own[i];
            }
        }
        long never = Arrays.stream(all).filter(Objects::isNull).count();
        if (twice + never > 0) {
            throw new DataException("expected each of " + cohort.size() + " records to be held out in exactly one of "
                    + byFold.size() + " folds, found " + never + " in none and " + twice
                    + " once more; give all outer folds of one cross-validation and no inner ones");
        }
        boolean declared = cohort.subjectColumn().isPresent();
        return new HeldOutProbabilities(
                Basis.FOLDS,
                byFold.size() + " folds of the assignment "
                        + assignment.digest().hex().substring(0, 12)
                        + (declared
                                ? ", whose parts share no record and no subject"
                                : ", whose parts share no record; subjects are not declared"),
                List.of(new ArtifactRef(
                        ArtifactRef.Kind.CONFIGURATION,
                        "split of " + cohort.name(),
                        cohort.reference().version(),
                        assignment.digest())),
                declared ? List.of() : List.of(notDeclared(cohort)),
                cohort,
                names,
                all);
    }

    private static Finding notDeclared(Cohort cohort) {
        return Finding.of(
                "SUBJECT_NOT_DECLARED",
                Severity.WARNING,
                cohort.name(),
                "No subject column was given, so it is not shown that no patient is both in training and held out. A"
                        + " model that saw a patient repeats what it saw and hides what is to be found. Name the column,"
                        + " or name the record column as subject if every record is a patient of its own.");
    }

    private static void requireApart(String fold, Cohort training, Cohort heldOut) {
        Set<String> learned = new HashSet<>(training.subjectIds());
        long shared = heldOut.subjectIds().stream().filter(learned::contains).count();
        if (shared > 0) {
            throw new DataException(
                    "fold \"" + fold + "\": expected no subject both in training and held out, found " + shared
                            + "; a model that saw a patient repeats what it saw, so split by subject and predict"
                            + " again");
        }
    }

    /**
     * Probabilities of a model whose training data were compared with the cohort.
     *
     * @param cohort the cohort
     * @param separation a comparison of the training data with the cohort, as by
     *     {@link io.medml.core.leakage.LeakageDetector#separation(Cohort...)}
     * @param classes the names of the classes, each once; 2 to {@value ConfidentJoint#MOST_CLASSES}
     * @param probabilities for each record, in the cohort's order, one probability a class
     * @return the probabilities
     * @throws DataException when the comparison is of other data, found something shared, or could not compare subjects, since one of the
     *     two names no subject column
     */
    public static HeldOutProbabilities separated(
            Cohort cohort, SeparationReport separation, List<String> classes, double[][] probabilities) {
        List<String> names = names(classes);
        Digest own = cohort.reference().digest();
        List<ArtifactRef> others = new ArrayList<>();
        List<Finding> notes = new ArrayList<>();
        for (Overlap overlap : separation.overlaps()) {
            boolean first = overlap.first().digest().equals(own);
            if (!first && !overlap.second().digest().equals(own)) {
                continue;
            }
            ArtifactRef other = first ? overlap.second() : overlap.first();
            int subjects = overlap.sharedSubjects()
                    .orElseThrow(
                            () -> new DataException("expected a comparison of the subjects of " + cohort.reference()
                                    + " with those of " + other
                                    + ", found one of records only; name the subject column of both, or the record"
                                    + " column as subject if every record is a patient of its own, or give the"
                                    + " probabilities as stated"));
            if (overlap.sharedRecords() > 0 || subjects > 0) {
                throw new DataException("expected training data that share nothing with " + cohort.reference()
                        + ", found " + overlap.sharedRecords() + " records and " + subjects
                        + " subjects that are also in " + other + "; predict these by a model that did not see them");
            }
            String pair =
                    Name.composed(overlap.first().id() + " " + overlap.first().version()) + " vs "
                            + Name.composed(overlap.second().id() + " "
                                    + overlap.second().version());
            separation.findings().stream()
                    .filter(f -> PASSED_ON.contains(f.code()) && f.where().equals(pair))
                    .forEach(notes::add);
            others.add(other);
        }
        if (others.isEmpty()) {
            throw new DataException("expected a comparison of " + cohort.reference()
                    + " with training data, found one of other data; compare the training data with this cohort");
        }
        String words = "training data that share no record and no subject: "
                + String.join(
                        ", ",
                        others.stream().map(o -> o.id() + " " + o.version()).toList());
        return new HeldOutProbabilities(
                Basis.SEPARATED,
                words,
                others,
                notes,
                cohort,
                names,
                checked(probabilities, names, cohort.size(), cohort.name()));
    }

    /**
     * Probabilities of which the host says that they are out of sample. The report has a finding for it.
     *
     * @param cohort the cohort
     * @param why how they came to be, so that a reader can judge it
     * @param classes the names of the classes, each once; 2 to {@value ConfidentJoint#MOST_CLASSES}
     * @param probabilities for each record, in the cohort's order, one probability a class
     * @return the probabilities
     */
    public static HeldOutProbabilities stated(
            Cohort cohort, String why, List<String> classes, double[][] probabilities) {
        List<String> names = names(classes);
        return new HeldOutProbabilities(
                Basis.STATED,
                StatedText.require(why, "why the probabilities are out of sample"),
                List.of(),
                List.of(),
                cohort,
                names,
                checked(probabilities, names, cohort.size(), cohort.name()));
    }

    private static List<String> names(List<String> classes) {
        if (classes.size() < 2 || classes.size() > ConfidentJoint.MOST_CLASSES) {
            throw new IllegalArgumentException(
                    "expected 2 to " + ConfidentJoint.MOST_CLASSES + " classes, got " + classes.size());
        }
        return RecordScores.distinct(classes);
    }

    /** A copy, which is what is checked: another thread may write to what was given. */
    private static double[][] checked(double[][] given, List<String> classes, int records, String where) {
        if (given.length != records) {
            throw new DataException(where + ": expected probabilities for each of " + records + " records, found "
                    + given.length + "; give them in the order of the records");
        }
        double[][] kept = new double[records][];
        for (int i = 0; i < records; i++) {
            double @Nullable [] row = given[i];
            double @Nullable [] own = row == null ? null : row.clone();
            if (own == null || own.length != classes.size()) {
                throw new DataException(where + ": expected one probability for each of " + classes.size()
                        + " classes, found " + (own == null ? "none" : own.length) + " at position " + i);
            }
            if (Arrays.stream(own).anyMatch(p -> !(p >= 0 && p <= 1))
                    || Math.abs(Arrays.stream(own).sum() - 1) > SUM_TOLERANCE) {
                throw new DataException(
                        where + ": expected probabilities in [0, 1] that add up to 1, found others at position " + i
                                + "; ranks and uncalibrated scores are no probabilities");
            }
            kept[i] = own;
        }
        return kept;
    }

    /**
     * Names a model that made them, so that the report can be followed to it; call again for each further model, such as one a fold.
     *
     * @param model the model
     * @return the same probabilities with this model among the inputs of a report
     * @throws IllegalArgumentException when it is no model
     */
    public HeldOutProbabilities withModel(ArtifactRef model) {
        if (model.kind() != ArtifactRef.Kind.MODEL) {
            throw new IllegalArgumentException("expected a model, got " + model);
        }
        List<ArtifactRef> more = new ArrayList<>(inputs);
        more.add(model);
        return new HeldOutProbabilities(this, more);
    }

    /**
     * What shows that they are out of sample.
     *
     * @return the basis
     */
    public Basis basis() {
        return basis;
    }

    /**
     * The basis in words.
     *
     * @return the folds, the training data, or what the host states
     */
    public String words() {
        return words;
    }

    /**
     * The names of the classes.
     *
     * @return at least two names, in the order they were given
     */
    public List<String> classes() {
        return probabilities.names();
    }

    /** What the basis rests on. */
    List<ArtifactRef> inputs() {
        return inputs;
    }

    /** What a report on them has to say about the basis. */
    List<Finding> notes() {
        return notes;
    }

    /** By record of a cohort with the same content, its rows in any order. */
    double[][] alignedTo(Cohort cohort) {
        if (!cohort.reference().digest().equals(dataset)) {
            throw new DataException("expected probabilities on " + cohort.reference()
                    + ", found some on other content; predict this cohort");
        }
        return probabilities.alignedTo(cohort);
    }

    /**
     * Pins them: SHA-256 over the names of the classes, then the records in sorted order, each text as UTF-8 with its length, each record
     * with the bits of its probabilities.
     *
     * @return the digest
     */
    public Digest digest() {
        return probabilities.digest();
    }

    /** Gives the numbers of records and classes. */
    @Override
    public String toString() {
        return "probabilities of " + classes().size() + " classes for "
                + probabilities.records().size() + " records";
    }
}
