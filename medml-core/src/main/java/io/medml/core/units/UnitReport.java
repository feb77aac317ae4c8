package io.medml.core.units;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import java.util.List;
import java.util.Objects;

/**
 * Which values of which site look as if they were in another unit. Only {@link UnitDetector} makes one. Immutable.
 *
 * <p>Measurements: {@code other_unit_share} by column and site, of the conversion that fits best. Findings: {@code UNIT_MIXED_UP} is an error;
 * {@code CASE_MIX_BEYOND_STATED}, {@code UNITS_NOT_ASSESSED} and {@code VALUES_NOT_POSITIVE} are warnings.
 */
public final class UnitReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "unit-report";

    private final ArtifactRef dataset;
    private final Provenance provenance;
    private final double level;
    private final double caseMix;
    private final List<SiteValues> sites;
    private final List<Candidate> candidates;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    UnitReport(
            ArtifactRef dataset,
            Provenance provenance,
            double level,
            double caseMix,
            List<SiteValues> sites,
            List<Candidate> candidates,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.dataset = dataset;
        this.provenance = provenance;
        this.level = level;
        this.caseMix = caseMix;
        this.sites = List.copyOf(sites);
        this.candidates = List.copyOf(candidates);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The values of a column at a site.
     *
     * @param column the column
     * @param quantity what it measures, in words
     * @param site the site
     * @param values positive values
     * @param notPositive values that are zero or negative and were left out
     * @param median their median; {@code EMPTY_GROUP} without values
     * @param reference whether the site is one of those that others are compared with
     */
    public record SiteValues(
            String column,
            String quantity,
            String site,
            long values,
            long notPositive,
            Estimate median,
            boolean reference) {
        /** Checks that all are there. */
        public SiteValues {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(quantity, "quantity");
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(median, "median");
        }

        Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("quantity", quantity)
                    .put("site", site)
                    .put("values", values)
                    .put("not_positive", notPositive)
                    .put("median", EvidenceDocument.estimate(median))
                    .put("reference", reference)
                    .build();
        }
    }

    /**
     * One conversion looked for at one site.
     *
     * @param column the column
     * @param site the site
     * @param conversion what the values in question would have gone through
     * @param inRegion subjects of the site with a value where only converted ones are expected
     * @param subjects subjects of the site with a value
     * @param referenceInRegion subjects of the reference sites with a value there, or as near to it as case mix may bring one
     * @param referenceSubjects subjects of the reference sites with a value
     * @param share estimated share of the site's values in the other unit
     * @param pValue Fisher's exact test that the site has no more there than the reference; not estimable where the two units cannot be
     *     told apart
     * @param adjusted the same adjusted by Holm over all candidates of the report
     * @param apart whether the values there stand apart from the others, and are no long tail of theirs
     */
    public record Candidate(
            String column,
            String site,
            UnitConversion conversion,
            long inRegion,
            long subjects,
            long referenceInRegion,
            long referenceSubjects,
            Estimate share,
            Estimate pValue,
            Estimate adjusted,
            boolean apart) {
        /** Checks that all are there. */
        public Candidate {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(conversion, "conversion");
            Objects.requireNonNull(share, "share");
            Objects.requireNonNull(pValue, "pValue");
            Objects.requireNonNull(adjusted, "adjusted");
        }

        Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("site", site)
                    .put("from", conversion.from())
                    .put("to", conversion.to())
                    .put("factor", conversion.factor())
                    .put("offset", conversion.offset())
                    .put("source", conversion.source())
                    .put("in_region", inRegion)
                    .put("subjects", subjects)
                    .put("reference_in_region", referenceInRegion)
                    .put("reference_subjects", referenceSubjects)
                    .put("share", EvidenceDocument.estimate(share))
                    .put("p_value", EvidenceDocument.estimate(pValue))
                    .put("p_value_holm", EvidenceDocument.estimate(adjusted))
                    .put("apart", apart)
                    .build();
        }
    }

    /**
     * The data set.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The confidence level of all intervals; the error rate of all findings together is 1 minus it.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * By which factor case mix may move values of a site, as the caller stated it.
     *
     * @return more than 1
     */
    public double caseMix() {
        return caseMix;
    }

    /**
     * The values by column and site.
     *
     * @return columns in the order in which they were named, sites sorted
     */
    public List<SiteValues> sites() {
        return sites;
    }

    /**
     * What was looked for.
     *
     * @return by column, site and conversion
     */
    public List<Candidate> candidates() {
        return candidates;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset);
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
                .put("level", level)
                .put("case_mix", caseMix)
                .put("sites", Content.items(sites, SiteValues::content))
                .put("candidates", Content.items(candidates, Candidate::content))
                .build();
    }

    @Override
    public String toString() {
        return "units of " + dataset + ": " + candidates.size() + " candidates, " + findings.size() + " findings";
    }
}
