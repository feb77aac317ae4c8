package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Cuts a cohort into folds that share no subject, for a cross-validation that may be nested: settings are chosen on inner folds of the
 * training part, so that no held-out record has had a say in them.
 *
 * <pre>{@code
 * CrossValidation nested = FoldSplitter.builder(20260101L).folds(5).inner(3).stratified("sex").build().split(cohort);
 * }</pre>
 *
 * <p>Within each stratum the subjects are sorted by their number of records, the most first, where folds are stratified then by that of
 * their positive records, and then by
 * {@code SHA-256("medml-folds/1" 0x00 | seed as 8 bytes | identifier as UTF-8)}, and dealt to the folds in turn; the next stratum goes on
 * where the last one ended.
 *
 * <ul>
 * <li><b>Strata</b> are, where asked for, whether a subject has a positive record, and its value of stated attributes in its first record
 *     by {@link Cohort#canonicalOrder()}. Without them all subjects are one stratum.
 * <li><b>Balance:</b> in each stratum, and over all, the numbers of subjects of two folds differ by at most one; the numbers of records of
 *     two folds differ in a stratum by at most those of its largest subject.
 * <li><b>Inner folds</b> are dealt anew among the training subjects, with the seed {@code seed + 0x9E3779B97F4A7C15 i} for the outer fold
 *     {@code i} from 1.
 * <li><b>Same seed, same records</b> in any order of the rows: same folds. A cohort that grows is dealt anew.
 * </ul>
 *
 * <p>Immutable and reusable.
 */
public final class FoldSplitter {

    private static final String FORM = "medml-folds/1";
    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final int MOST = 100;

    private final long seed;
    private final int folds;
    private final int inner;
    private final boolean stratified;
    private final List<String> attributes;

    private FoldSplitter(Builder builder) {
        this.seed = builder.seed;
        this.folds = builder.folds;
        this.inner = builder.inner;
        this.stratified = builder.stratified;
        this.attributes = List.copyOf(builder.attributes);
    }

    /**
     * Starts a splitter.
     *
     * @param seed decides which subject goes where; it is in the evidence
     * @return a builder; confined to one thread
     */
    public static Builder builder(long seed) {
        return new Builder(seed);
    }

    /**
     * Cuts a cohort.
     *
     * @param cohort the cohort
     * @return its folds
     * @throws DataException when a fold, or an inner fold, would get no subject
     * @throws IllegalArgumentException when an attribute is none of the cohort's
     */
    public CrossValidation split(Cohort cohort) {
        int[] stratumOf = strata(cohort);
        long[] sizes = new long[cohort.subjectCount()];
        int[] subjects = cohort.subjects();
        int[] labels = cohort.labels();
        for (int row = 0; row < subjects.length; row++) {
            // records first, then the positive ones among them
            sizes[subjects[row]] += (1L << 32) + (stratified ? labels[row] : 0);
        }
        int[] everybody = IntStream.range(0, sizes.length).toArray();
        int[] foldOf = deal(cohort, everybody, seed, folds, stratumOf, sizes);
        List<CrossValidation.Fold> made = new ArrayList<>();
        for (int i = 0; i < folds; i++) {
            int fold = i;
            int[] partOf = IntStream.of(subjects)
                    .map(subject -> foldOf[subject] == fold ? 1 : 0)
                    .toArray();
            String name = String.valueOf(i + 1);
            made.add(new CrossValidation.Fold(
                    cohort, name, name, partOf, innerFolds(cohort, foldOf, i, stratumOf, sizes)));
        }
        return new CrossValidation(cohort, made, provenance(cohort), findings(cohort, stratumOf));
    }

    private List<CrossValidation.Fold> innerFolds(
            Cohort cohort, int[] foldOf, int outer, int[] stratumOf, long[] sizes) {
        List<CrossValidation.Fold> made = new ArrayList<>();
        if (inner == 0) {
            return made;
        }
        int[] training = IntStream.range(0, foldOf.length)
                .filter(subject -> foldOf[subject] != outer)
                .toArray();
        int[] innerOf = deal(cohort, training, seed + STEP * (outer + 1), inner, stratumOf, sizes);
        int[] subjects = cohort.subjects();
        for (int i = 0; i < inner; i++) {
            int fold = i;
            int[] partOf = IntStream.of(subjects)
                    .map(subject -> foldOf[subject] == outer ? -1 : innerOf[subject] == fold ? 1 : 0)
                    .toArray();
            String name = String.valueOf(i + 1);
            made.add(new CrossValidation.Fold(cohort, name, (outer + 1) + " / " + name, partOf, List.of()));
        }
        return made;
    }

    /** The fold of each of some subjects, by code of the subject. */
    private static int[] deal(Cohort cohort, int[] who, long seed, int folds, int[] stratumOf, long[] sizes) {
        if (who.length < folds) {
            throw new DataException("cohort \"" + cohort.name() + "\": expected at least one subject for each of "
                    + folds + " folds, found " + who.length + " subjects; ask for fewer folds");
        }
        List<Mark> positions = SubjectOrder.positions(FORM, seed, cohort.subjectIds());
        int[] foldOf = new int[cohort.subjectCount()];
        int next = 0;
        int[] order = IntStream.of(who)
                .boxed()
                .sorted(Comparator.comparingInt((Integer subject) -> stratumOf[subject])
                        .thenComparingLong(subject -> -sizes[subject])
                        .thenComparing(positions::get)
                        .thenComparing(cohort.subjectIds()::get))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int subject : order) {
            foldOf[subject] = next++ % folds;
        }
        return foldOf;
    }

    /** The stratum of each subject: a number that depends on the content of the cohort only. */
    private int[] strata(Cohort cohort) {
        int[] subjects = cohort.subjects();
        int[] labels = cohort.labels();
        int[] stratumOf = new int[cohort.subjectCount()];
        if (stratified) {
            for (int row = 0; row < subjects.length; row++) {
                stratumOf[subjects[row]] |= labels[row];
            }
        }
        for (String attribute : attributes) {
            Grouping groups = cohort.groups(attribute);
            int[] groupOf = firstGroup(cohort, groups);
            Map<Long, Integer> codes = new TreeMap<>();
            long[] joint = new long[stratumOf.length];
            for (int subject = 0; subject < joint.length; subject++) {
                joint[subject] = (long) stratumOf[subject] * groups.count() + groupOf[subject];
                codes.put(joint[subject], 0);
            }
            int next = 0;
            for (Map.Entry<Long, Integer> code : codes.entrySet()) {
                code.setValue(next++);
            }
            Arrays.setAll(stratumOf, subject -> codes.getOrDefault(joint[subject], 0));
        }
        return stratumOf;
    }

    /** The group of each subject in its first record by canonical order. */
    static int[] firstGroup(Cohort cohort, Grouping groups) {
        int[] subjects = cohort.subjects();
        int[] groupOf = new int[cohort.subjectCount()];
        Arrays.fill(groupOf, -1);
        for (int row : cohort.canonicalOrder()) {
            if (groupOf[subjects[row]] < 0) {
                groupOf[subjects[row]] = groups.code(row);
            }
        }
        return groupOf;
    }

    private Provenance provenance(Cohort cohort) {
        return Provenance.of(FoldSplitter.class)
                .from(cohort.reference())
                .with("seed", seed)
                .with("method", inner == 0 ? "folds by subject" : "nested folds by subject")
                .with("folds", folds)
                .with("inner_folds", inner)
                .with("strata", strataInWords())
                .synthetic(cohort.synthetic());
    }

    private String strataInWords() {
        List<String> words = new ArrayList<>(attributes);
        if (stratified) {
            words.add(0, "label");
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private List<Finding> findings(Cohort cohort, int[] stratumOf) {
        List<Finding> findings = SubjectOrder.findings(cohort);
        int[] counts = new int[IntStream.of(stratumOf).max().orElse(0) + 1];
        for (int stratum : stratumOf) {
            counts[stratum]++;
        }
        long thin =
                IntStream.of(counts).filter(count -> count > 0 && count < folds).count();
        if (thin > 0) {
            findings.add(Finding.of(
                            "STRATA_TOO_THIN",
                            Severity.WARNING,
                            cohort.name(),
                            "Some strata have fewer subjects than there are folds, so that they are missing from some folds.")
                    .with(
                            "strata",
                            IntStream.of(counts).filter(count -> count > 0).count())
                    .with("thin_strata", thin)
                    .with(
                            "fewest_subjects",
                            IntStream.of(counts).filter(c -> c > 0).min().orElse(0))
                    .with("folds", folds));
        }
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return findings;
    }

    /** Says how many folds there are. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final long seed;
        private int folds;
        private int inner;
        private boolean stratified;
        private final Set<String> attributes = new LinkedHashSet<>();

        private Builder(long seed) {
            this.seed = seed;
        }

        /**
         * Sets the number of folds.
         *
         * @param number 2 to 100
         * @return this
         */
        public Builder folds(int number) {
            if (folds != 0) {
                throw new IllegalStateException("the number of folds is already set");
            }
            folds = checked(number, "folds");
            return this;
        }

        /**
         * Cuts the training part of each fold again.
         *
         * @param number number of inner folds, 2 to 100
         * @return this
         */
        public Builder inner(int number) {
            if (inner != 0) {
                throw new IllegalStateException("the number of inner folds is already set");
            }
            inner = checked(number, "inner folds");
            return this;
        }

        private static int checked(int number, String what) {
            if (number < 2 || number > MOST) {
                throw new IllegalArgumentException("the number of " + what + " is 2 to " + MOST + ", got " + number);
            }
            return number;
        }

        /**
         * Deals the subjects with a positive record and the others each on their own, and those of each group of stated attributes.
         *
         * @param byAttributes attributes of the cohort, or its site; none for the label alone
         * @return this
         */
        public Builder stratified(String... byAttributes) {
            if (stratified) {
                throw new IllegalStateException("stratified is already set");
            }
            stratified = true;
            for (String attribute : byAttributes) {
                if (!attributes.add(attribute)) {
                    throw new IllegalArgumentException("attribute \"" + attribute + "\" is named twice");
                }
            }
            return this;
        }

        /**
         * Finishes the splitter.
         *
         * @return the splitter
         * @throws IllegalStateException when the number of folds is not set
         */
        public FoldSplitter build() {
            if (folds == 0) {
                throw new IllegalStateException("the number of folds is not set; call folds(5), say");
            }
            return new FoldSplitter(this);
        }
    }
}
