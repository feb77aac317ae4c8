package io.medml.core.cohort;

import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the records of a cohort, one for each of several names, such as classes. Joined by record identifier, never by position. Immutable.
 */
public final class RecordScores {

    private final List<String> names;
    private final List<String> records;
    private final double[][] scores;

    private RecordScores(List<String> names, List<String> records, double[][] scores) {
        this.names = names;
        this.records = records;
        this.scores = scores;
    }

    /**
     * Takes numbers: copies them, so that whoever checks them further checks what is kept, by {@link #row(int)}.
     *
     * @param cohort whose records they are of
     * @param names what they are, each once
     * @param scores for each record, in the cohort's order, one number a name, in the order of the names
     * @return the numbers
     * @throws IllegalArgumentException when names repeat, or a number of numbers differs
     */
    public static RecordScores of(Cohort cohort, List<String> names, double[][] scores) {
        List<String> copied = distinct(names);
        if (scores.length != cohort.size()) {
            throw new IllegalArgumentException("expected scores for each of the " + cohort.size() + " records of "
                    + cohort.name() + ", got " + scores.length + "; give them in the order of recordIds()");
        }
        double[][] kept = new double[cohort.size()][];
        for (int row = 0; row < kept.length; row++) {
            // deliberate: each array is read once, since another thread may write to the outer one
            double @Nullable [] own = scores[row];
            if (own == null) {
                throw new IllegalArgumentException("expected one score for each of the " + copied.size()
                        + " classes, got none (null) at position " + row
                        + "; leave records without scores out of the cohort with a stated reason");
            }
            if (own.length != copied.size()) {
                throw new IllegalArgumentException("expected one score for each of the " + copied.size()
                        + " classes, got " + own.length + " at position " + row);
            }
            kept[row] = own.clone();
        }
        return new RecordScores(copied, List.copyOf(cohort.recordIds()), kept);
    }

    /**
     * Checks names of classes.
     *
     * @param names the names
     * @return a copy
     * @throws IllegalArgumentException when one is no name, or there twice
     */
    public static List<String> distinct(List<String> names) {
        List<String> copied = List.copyOf(names);
        Set<String> seen = new HashSet<>();
        for (String name : copied) {
            if (!seen.add(Name.require(name, "a class"))) {
                throw new IllegalArgumentException("the names of classes must differ, got " + copied);
            }
        }
        return copied;
    }

    private static double[][] copy(double[][] scores) {
        return Arrays.stream(scores).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * What the numbers are.
     *
     * @return the names, in the order they were given
     */
    public List<String> names() {
        return names;
    }

    /**
     * Whose numbers they are.
     *
     * @return the identifiers of the records, in the order of the cohort they were given for
     */
    public List<String> records() {
        return records;
    }

    /**
     * The numbers of one name.
     *
     * @param index its place among the names
     * @return one number a record, in the order of {@link #records()}; a fresh array
     */
    public double[] of(int index) {
        return Arrays.stream(scores).mapToDouble(row -> row[index]).toArray();
    }

    /**
     * The numbers of one record.
     *
     * @param index its place among {@link #records()}
     * @return one number a name, in the order of {@link #names()}; a fresh array
     */
    public double[] row(int index) {
        return scores[index].clone();
    }

    /**
     * The numbers in the order of a cohort that holds the same records. That its content is the same is for whoever calls to check.
     *
     * @param cohort the cohort
     * @return for each of its records one number a name; a fresh array
     */
    public double[][] alignedTo(Cohort cohort) {
        if (cohort.recordIds().equals(records)) {
            return copy(scores);
        }
        double[][] aligned = new double[scores.length][];
        for (int row = 0; row < scores.length; row++) {
            aligned[cohort.row(records.get(row)).orElseThrow()] = scores[row].clone();
        }
        return aligned;
    }

    /**
     * Pins them: SHA-256 over the names, then the records in sorted order, each text as UTF-8 with its length, each record with the bits of
     * its numbers.
     *
     * @return the digest
     */
    public Digest digest() {
        MessageDigest sha = Digest.newSha256();
        names.forEach(name -> update(sha, name));
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, row -> row);
        Arrays.sort(order, (a, b) -> records.get(a).compareTo(records.get(b)));
        for (int row : order) {
            update(sha, records.get(row));
            for (double score : scores[row]) {
                sha.update(ByteBuffer.allocate(8)
                        .putLong(Double.doubleToLongBits(score))
                        .array());
            }
        }
        return Digest.of(sha.digest());
    }

    private static void update(MessageDigest sha, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        sha.update(bytes);
    }

    /** Gives the numbers of records and names. */
    @Override
    public String toString() {
        return records.size() + " records with " + names.size() + " numbers each";
    }
}
