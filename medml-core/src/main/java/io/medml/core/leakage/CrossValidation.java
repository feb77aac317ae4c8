package io.medml.core.leakage;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.stats.ClusteredProportion;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The folds of a cross-validation, as evidence: in each, one part is held out and the model is made on the rest. The two share no
 * subject. The body holds names and counts and the digest of the {@link #assignment()}, never an identifier.
 *
 * <p>Measurements: {@code prevalence} of each part that is held out, with an interval that respects subjects. Immutable.
 */
public final class CrossValidation implements Evidence {

    private static final int TRAINING = 0;
    private static final int HELD_OUT = 1;
    private static final List<String> PARTS = List.of("training", "held out");

    /** One fold. Immutable; its cohorts are made when they are asked for. */
    public static final class Fold {
        private final Cohort whole;
        private final String name;
        private final String path;
        private final int[] partOf;
        private final List<Fold> inner;

        Fold(Cohort whole, String name, String path, int[] partOf, List<Fold> inner) {
            this.whole = whole;
            this.name = name;
            this.path = path;
            this.partOf = partOf;
            this.inner = List.copyOf(inner);
        }

        /**
         * Its name.
         *
         * @return a number from 1, or the site that is held out
         */
        public String name() {
            return name;
        }

        /**
         * What a model is made on.
         *
         * @return a fresh cohort
         */
        public Cohort training() {
            return part(TRAINING);
        }

        /**
         * What it is tried on.
         *
         * @return a fresh cohort
         */
        public Cohort heldOut() {
            return part(HELD_OUT);
        }

        private Cohort part(int part) {
            String made = whole.name() + "." + path + "." + PARTS.get(part);
            return whole.subset(
                    SplitAssignment.rows(partOf, part),
                    made.codePointCount(0, made.length()) <= Name.LONGEST
                            ? made
                            : made.substring(0, made.offsetByCodePoints(0, Name.LONGEST - 1)) + "\u2026");
        }

        /**
         * The folds that the training part is cut into again, for choosing settings.
         *
         * @return the inner folds; empty unless the cross-validation is nested
         */
        public List<Fold> inner() {
            return inner;
        }

        private void write(SplitAssignment.Writer writer) {
            writer.cut(path, PARTS, partOf);
            inner.forEach(fold -> fold.write(writer));
        }

        private Content content(boolean outer) {
            long left = IntStream.of(partOf).filter(p -> p < 0).count();
            Content.Builder item = Content.fields()
                    .put("name", name)
                    .put("training", counts(TRAINING))
                    .put("held_out", counts(HELD_OUT));
            if (outer) {
                item.put("left_out_records", left).put("inner", Content.items(inner, fold -> fold.content(false)));
            }
            return item.build();
        }

        private Content counts(int part) {
            int[] labels = whole.labels();
            int[] subjects = whole.subjects();
            BitSet seen = new BitSet();
            long positives = 0;
            long records = 0;
            for (int row = 0; row < partOf.length; row++) {
                if (partOf[row] == part) {
                    records++;
                    positives += labels[row];
                    seen.set(subjects[row]);
                }
            }
            return Content.fields()
                    .put("records", records)
                    .put("subjects", seen.cardinality())
                    .put("positives", positives)
                    .build();
        }
    }

    private final ArtifactRef source;
    private final List<Fold> folds;
    private final Provenance provenance;
    private final List<Measurement> measurements;
    private final List<Finding> findings;
    private final SplitAssignment assignment;

    CrossValidation(Cohort cohort, List<Fold> folds, Provenance provenance, List<Finding> findings) {
        this.source = cohort.reference();
        this.folds = List.copyOf(folds);
        this.provenance = provenance;
        this.measurements = folds.stream()
                .map(fold -> prevalence("fold", fold.name, fold.heldOut()))
                .toList();
        this.findings = List.copyOf(findings);
        SplitAssignment.Writer writer = new SplitAssignment.Writer(cohort);
        folds.forEach(fold -> fold.write(writer));
        this.assignment = writer.done();
    }

    static Measurement prevalence(String attribute, String name, Cohort part) {
        return new Measurement(
                Metric.PREVALENCE,
                Slice.of(attribute, name),
                ClusteredProportion.estimate(part.labels(), part.subjects(), 0.95));
    }

    /**
     * The folds.
     *
     * @return at least two, in their order
     */
    public List<Fold> folds() {
        return folds;
    }

    /**
     * Which record is where in which fold, to be kept and read back.
     *
     * @return the assignment, whose digest is in the body
     */
    public SplitAssignment assignment() {
        return assignment;
    }

    @Override
    public String schema() {
        return "cross-validation/1";
    }

    @Override
    public String entryType() {
        return "dataset.split";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(source);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("folds", Content.items(folds, fold -> fold.content(true)))
                .put("assignment_sha256", assignment.digest().hex())
                .build();
    }

    @Override
    public String toString() {
        return "cross-validation of " + source + " in " + folds.size() + " folds";
    }
}
