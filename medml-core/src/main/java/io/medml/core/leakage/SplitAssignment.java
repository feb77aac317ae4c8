package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which record of a cohort is in which part of a split, in a form that can be kept and read back. Immutable.
 *
 * <p>It holds no identifier: a record is its position in {@link Cohort#canonicalOrder()}, and the digest of the cohort's content
 * says which records these are. A split of one cohort is one cut, named {@value #PARTS}; a cross-validation has one cut for each fold,
 * named as the fold, and one for each inner fold, named {@code fold / inner fold}.
 */
public final class SplitAssignment {

    /** The name of the only cut of a split that is no cross-validation. */
    public static final String PARTS = "parts";

    /** The most parts that a cut has: each is one character. */
    public static final int MOST_PARTS = 62;

    private static final String FORM = "medml-split-assignment/1";
    private static final String CODES = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final char NONE = '-';

    /** One way to cut the records: the part of each in canonical order, as a digit into the names of the parts. */
    private record Cut(List<String> parts, String codes) {}

    private final ArtifactRef dataset;
    private final int records;
    private final Map<String, Cut> cuts;

    private SplitAssignment(ArtifactRef dataset, int records, Map<String, Cut> cuts) {
        this.dataset = dataset;
        this.records = records;
        this.cuts = Collections.unmodifiableMap(new LinkedHashMap<>(cuts));
    }

    /** Collects cuts of a cohort by rows. */
    static final class Writer {
        private final Cohort cohort;
        private final int[] order;
        private final Map<String, Cut> cuts = new LinkedHashMap<>();

        Writer(Cohort cohort) {
            this.cohort = cohort;
            this.order = cohort.canonicalOrder();
        }

        /** Adds a cut; {@code partOf} is by row, -1 for a record in no part. */
        Writer cut(String name, List<String> parts, int[] partOf) {
            StringBuilder codes = new StringBuilder(order.length);
            for (int row : order) {
                codes.append(partOf[row] < 0 ? NONE : CODES.charAt(partOf[row]));
            }
            cuts.put(name, new Cut(List.copyOf(parts), codes.toString()));
            return this;
        }

        SplitAssignment done() {
            return new SplitAssignment(cohort.reference(), order.length, cuts);
        }
    }

    /**
     * Reads an assignment, as {@link #content()} writes it.
     *
     * @param content what was written
     * @return the assignment
     * @throws DataException when it is something else, has a field that nobody reads, a record in an unknown part or a part without
     *     records
     */
    public static SplitAssignment from(Content content) {
        StrictFields fields = StrictFields.of(content, "split assignment", "form", "dataset", "records", "cuts");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\"; this version of medml reads only this one");
        }
        StrictFields data = fields.part("dataset", "id", "version", "sha256");
        ArtifactRef dataset;
        try {
            dataset = new ArtifactRef(
                    ArtifactRef.Kind.DATASET, data.text("id"), data.text("version"), new Digest(data.text("sha256")));
        } catch (IllegalArgumentException e) {
            throw new DataException("split assignment, dataset: " + e.getMessage(), e);
        }
        int records = (int) fields.whole("records", 1, Integer.MAX_VALUE);
        Map<String, Cut> cuts = new LinkedHashMap<>();
        for (StrictFields item : fields.parts("cuts", "name", "parts", "codes")) {
            if (cuts.put(name(item, item.text("name")), cut(item, records)) != null) {
                throw item.wrong("name", "to be another than that of each cut before; remove one of the two");
            }
        }
        if (cuts.isEmpty()) {
            throw fields.wrong("cuts", "to have at least one cut, found none");
        }
        return new SplitAssignment(dataset, records, cuts);
    }

    private static Cut cut(StrictFields item, int records) {
        List<String> parts = item.texts("parts");
        parts.forEach(part -> name(item, part));
        if (parts.isEmpty() || parts.size() > MOST_PARTS || new LinkedHashSet<>(parts).size() != parts.size()) {
            throw item.wrong("parts", "to be 1 to " + MOST_PARTS + " different names, found " + parts.size());
        }
        String codes = item.text("codes");
        if (codes.length() != records) {
            throw item.wrong(
                    "codes",
                    "to have one character for each of " + records + " records, found " + codes.length()
                            + "; fetch the assignment again");
        }
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < records; i++) {
            int part = CODES.indexOf(codes.charAt(i));
            if (codes.charAt(i) != NONE && (part < 0 || part >= parts.size())) {
                throw item.wrong(
                        "codes",
                        "to name one of " + parts.size() + " parts at position " + (i + 1)
                                + ", found another character; fetch the assignment again");
            }
            seen.add(part);
        }
        seen.remove(-1);
        if (seen.size() != parts.size()) {
            throw item.wrong("codes", "to have a record in each of " + parts.size() + " parts, found " + seen.size());
        }
        return new Cut(parts, codes);
    }

    private static String name(StrictFields item, String name) {
        Optional<String> fault = Name.fault(name);
        if (fault.isPresent()) {
            throw new DataException(item.where() + ": expected " + Name.rule() + ", found " + fault.get());
        }
        return name;
    }

    /**
     * The assignment as a JSON value.
     *
     * @return the content, without an identifier of a record or a subject
     */
    public Content.Fields content() {
        List<Content> items = new ArrayList<>();
        cuts.forEach((name, cut) -> items.add(Content.fields()
                .put("name", name)
                .put("parts", Content.texts(cut.parts))
                .put("codes", cut.codes)
                .build()));
        return Content.fields()
                .put("form", FORM)
                .put(
                        "dataset",
                        Content.fields()
                                .put("id", dataset.id())
                                .put("version", dataset.version())
                                .put("sha256", dataset.digest().hex())
                                .build())
                .put("records", records)
                .put("cuts", new Content.Items(items))
                .build();
    }

    /**
     * Pins the assignment.
     *
     * @return the SHA-256 of the canonical bytes of {@link #content()}
     */
    public Digest digest() {
        return Digest.sha256(content().bytes());
    }

    /**
     * The cohort that was split.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The names of the cuts.
     *
     * @return {@value #PARTS} alone, or the folds and their inner folds
     */
    public List<String> cuts() {
        return List.copyOf(cuts.keySet());
    }

    /**
     * Makes the parts of a cut again.
     *
     * @param cut its name, such as {@value #PARTS}
     * @param cohort the cohort that was split, its rows in any order
     * @return the parts by name; a record in no part is in none of them
     * @throws IntegrityException when the content of the cohort is not that which was split
     * @throws IllegalArgumentException when there is no such cut
     */
    public Map<String, Cohort> parts(String cut, Cohort cohort) {
        Cut known = cuts.get(requireNonNull(cut, "cut"));
        if (known == null) {
            throw new IllegalArgumentException("there is no cut of that name; the cuts are " + cuts.keySet());
        }
        if (!cohort.reference().digest().equals(dataset.digest())) {
            throw new IntegrityException("expected the content that was split, " + dataset + ", found "
                    + cohort.reference() + "; load the data as they were when they were split, with the same roles");
        }
        int[] order = cohort.canonicalOrder();
        int[] partOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            partOf[order[i]] = CODES.indexOf(known.codes.charAt(i));
        }
        Map<String, Cohort> parts = new LinkedHashMap<>();
        for (int part = 0; part < known.parts.size(); part++) {
            String name = known.parts.get(part);
            parts.put(name, cohort.subset(rows(partOf, part), cohort.name() + "." + name));
        }
        return parts;
    }

    static int[] rows(int[] partOf, int part) {
        return IntStream.range(0, partOf.length)
                .filter(row -> partOf[row] == part)
                .toArray();
    }

    static int[] none(int rows) {
        int[] partOf = new int[rows];
        Arrays.fill(partOf, -1);
        return partOf;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SplitAssignment that && content().equals(that.content());
    }

    @Override
    public int hashCode() {
        return dataset.hashCode();
    }

    /** Gives the data set and the number of cuts. */
    @Override
    public String toString() {
        return "assignment of " + records + " records of " + dataset + " in " + cuts.size()
                + (cuts.size() == 1 ? " cut" : " cuts");
    }
}
