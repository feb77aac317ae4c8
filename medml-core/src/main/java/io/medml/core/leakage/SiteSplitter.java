package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Holds out one site after the other: each site is the test set once, and the model is made on the others. What it does at a site that it has
 * never seen is the question that a split by patient cannot answer.
 *
 * <pre>{@code
 * CrossValidation sites = SiteSplitter.leavingOneOut(SiteSplitter.SharedSubjects.NOT_IN_TRAINING).split(cohort);
 * }</pre>
 *
 * <p>The sites are the values of the cohort's site column, in their order. A subject with records at several sites is treated by the
 * stated rule and counted in each fold that it concerns. Nothing is drawn at random. Immutable and reusable.
 */
public final class SiteSplitter {

    /** What becomes of a subject with records at the held-out site and at another. */
    public enum SharedSubjects {
        /** Its records at the other sites are left out of the training part of that fold; the test set is whole. */
        NOT_IN_TRAINING("records elsewhere of subjects of the held-out site are left out of training"),
        /** Its records at the held-out site are left out of the test set of that fold; the training part is whole. */
        NOT_HELD_OUT("records at the held-out site of subjects who are also elsewhere are left out of the test set"),
        /** The split is refused. */
        REFUSED("refused");

        private final String text;

        SharedSubjects(String text) {
            this.text = text;
        }

        /**
         * Says the rule in words.
         *
         * @return a phrase in lower case
         */
        public String text() {
            return text;
        }
    }

    private final SharedSubjects rule;

    private SiteSplitter(SharedSubjects rule) {
        this.rule = rule;
    }

    /**
     * A splitter that holds out each site once.
     *
     * @param rule what becomes of subjects at several sites
     * @return the splitter
     */
    public static SiteSplitter leavingOneOut(SharedSubjects rule) {
        return new SiteSplitter(requireNonNull(rule, "rule"));
    }

    /**
     * Splits a cohort.
     *
     * @param cohort the cohort, whose site column was declared
     * @return a fold for each site
     * @throws DataException when a record has no site, there are fewer than two, subjects are at several sites and that is to be refused,
     *     or the rule leaves a part without records
     * @throws IllegalArgumentException when the cohort has no site column
     */
    public CrossValidation split(Cohort cohort) {
        Grouping sites = cohort.groups(cohort.site()
                .orElseThrow(
                        () -> new IllegalArgumentException("leaving one site out needs the site column of cohort \""
                                + cohort.name() + "\"; declare it with site(..) when the cohort is made")));
        int missing = sites.names().indexOf(Slice.MISSING);
        if (missing >= 0) {
            throw new DataException(
                    "cohort \"" + cohort.name() + "\": expected a site for every record, found " + sites.size(missing)
                            + " records without one; leave them out with excludeMissing(..) and a reason");
        }
        if (sites.count() < 2) {
            throw new DataException(
                    "cohort \"" + cohort.name()
                            + "\": expected at least two sites, found one; a model cannot be tried at a site that it has not seen");
        }
        int[] subjects = cohort.subjects();
        int[] codes = sites.codes();
        int[] firstSite = new int[cohort.subjectCount()];
        Arrays.fill(firstSite, -1);
        BitSet shared = new BitSet();
        for (int row = 0; row < codes.length; row++) {
            if (firstSite[subjects[row]] >= 0 && firstSite[subjects[row]] != codes[row]) {
                shared.set(subjects[row]);
            }
            firstSite[subjects[row]] = codes[row];
        }
        if (rule == SharedSubjects.REFUSED && !shared.isEmpty()) {
            throw new DataException("cohort \"" + cohort.name() + "\": expected each subject at one site, found "
                    + shared.cardinality() + " of " + cohort.subjectCount()
                    + " at several; choose another rule of SharedSubjects, or keep one record of each");
        }
        List<CrossValidation.Fold> folds = new ArrayList<>();
        List<Finding> findings = SubjectOrder.findings(cohort);
        for (int site = 0; site < sites.count(); site++) {
            folds.add(fold(cohort, sites, site, shared, findings));
        }
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return new CrossValidation(
                cohort,
                folds,
                Provenance.of(SiteSplitter.class)
                        .from(cohort.reference())
                        .with("method", "leave one site out")
                        .with("site_column", sites.attribute())
                        .with("subjects_at_several_sites", rule.text())
                        .synthetic(cohort.synthetic()),
                findings);
    }

    private CrossValidation.Fold fold(Cohort cohort, Grouping sites, int site, BitSet shared, List<Finding> findings) {
        int[] subjects = cohort.subjects();
        BitSet here = new BitSet();
        for (int row = 0; row < subjects.length; row++) {
            if (sites.code(row) == site && shared.get(subjects[row])) {
                here.set(subjects[row]);
            }
        }
        int[] partOf = new int[subjects.length];
        int left = 0;
        int[] sizes = new int[2];
        for (int row = 0; row < partOf.length; row++) {
            int part = sites.code(row) == site ? 1 : 0;
            boolean out = here.get(subjects[row]) && part == (rule == SharedSubjects.NOT_HELD_OUT ? 1 : 0);
            partOf[row] = out ? -1 : part;
            left += out ? 1 : 0;
            sizes[part] += out ? 0 : 1;
        }
        String name = sites.names().get(site);
        if (sizes[0] == 0 || sizes[1] == 0) {
            throw new DataException("cohort \"" + cohort.name() + "\", site " + (site + 1) + " of " + sites.count()
                    + ": expected records to hold out and records to train on, found " + sizes[1] + " and " + sizes[0]
                    + " after subjects at several sites were left out; merge sites, or choose another rule");
        }
        if (!here.isEmpty()) {
            findings.add(Finding.of(
                            "SUBJECTS_AT_SEVERAL_SITES",
                            Severity.INFO,
                            name,
                            "Some subjects of the held-out site have records elsewhere too; what the rule takes is in no part of"
                                    + " the fold.")
                    .with("subjects", here.cardinality())
                    .with("records_left_out", left));
        }
        return new CrossValidation.Fold(cohort, name, name, partOf, List.of());
    }
}
