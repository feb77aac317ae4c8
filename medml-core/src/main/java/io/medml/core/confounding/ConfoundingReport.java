package io.medml.core.confounding;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.HypothesisTest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far workflow, site and missing cells tell the outcome or show in a model's scores. Only {@link ConfoundingDetector} makes one.
 * Immutable.
 *
 * <p>Findings: {@code WORKFLOW_PREDICTS_OUTCOME}, {@code DISCRIMINATION_FROM_CONFOUNDER}, {@code SITE_SHOWS_IN_SCORES},
 * {@code SITE_SHOWS_IN_FEATURES}, {@code HELD_OUT_SITE_DROP}, {@code MISSINGNESS_NOT_COMPLETELY_AT_RANDOM} are warnings;
 * {@code CONSTANT_VARIABLE}, {@code SUBJECTS_NOT_DECLARED} and {@code DEPENDENT_RECORDS} are information.
 */
public final class ConfoundingReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "confounding-report";

    private final List<ArtifactRef> about;
    private final Provenance provenance;
    private final double level;
    private final double areaLimit;
    private final long records;
    private final long positives;
    private final long subjects;
    private final List<Probe> probes;
    private final List<Conditioned> conditioned;
    private final List<SiteResult> sites;
    private final List<Missingness> missingness;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    ConfoundingReport(
            List<ArtifactRef> about,
            Provenance provenance,
            double level,
            double areaLimit,
            long records,
            long positives,
            long subjects,
            List<Probe> probes,
            List<Conditioned> conditioned,
            List<SiteResult> sites,
            List<Missingness> missingness,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.about = List.copyOf(about);
        this.provenance = provenance;
        this.level = level;
        this.areaLimit = areaLimit;
        this.records = records;
        this.positives = positives;
        this.subjects = subjects;
        this.probes = List.copyOf(probes);
        this.conditioned = List.copyOf(conditioned);
        this.sites = List.copyOf(sites);
        this.missingness = List.copyOf(missingness);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * A small model of workflow variables only.
     *
     * @param name how measurements name it: the column, or {@code (row order)}, {@code (missing cells)}, {@code (all together)}
     * @param variable what it records
     * @param bins number of bins or categories, that of missing values included; of several columns the distinct combinations are not
     *     counted and this is 0
     * @param area cross-fitted area of the outcome from it alone
     * @param permutedMean mean area of the negative control: the same with permuted labels
     * @param permutedUpper 95th percentile of those areas
     * @param permuted share of those areas that are at least as large, as a permutation test
     * @param test one-sided test that the area is at most the stated limit, or the mean of the control where that is larger
     * @param adjusted the larger of the two p-values, adjusted by Holm over all probes
     * @param share share of the model's discrimination beyond chance that it reaches; {@code NOT_OFFERED} without predictions
     */
    public record Probe(
            String name,
            WorkflowVariable variable,
            int bins,
            Estimate area,
            double permutedMean,
            double permutedUpper,
            HypothesisTest permuted,
            HypothesisTest test,
            Estimate adjusted,
            Estimate share) {
        /** Checks that all are there. */
        public Probe {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(variable, "variable");
            Objects.requireNonNull(area, "area");
            Objects.requireNonNull(permuted, "permuted");
            Objects.requireNonNull(test, "test");
            Objects.requireNonNull(adjusted, "adjusted");
            Objects.requireNonNull(share, "share");
        }

        Content content() {
            return Content.fields()
                    .put("name", name)
                    .put("variable", variable.name())
                    .put("bins", bins)
                    .put("area", EvidenceDocument.estimate(area))
                    .put("permuted_mean", permutedMean)
                    .put("permuted_upper", permutedUpper)
                    .put("p_value_permutation", EvidenceDocument.estimate(permuted.pValue()))
                    .put("p_value", EvidenceDocument.estimate(test.pValue()))
                    .put("p_value_holm", EvidenceDocument.estimate(adjusted))
                    .put("share_of_discrimination", EvidenceDocument.estimate(share))
                    .build();
        }
    }

    /**
     * The model among the records with one value of a confounder.
     *
     * @param value the value
     * @param records its records
     * @param positives the positive ones
     * @param area the model's area among them
     */
    public record Stratum(String value, long records, long positives, Estimate area) {
        /** Checks that all are there. */
        public Stratum {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(area, "area");
        }
    }

    /**
     * The model within the strata of a confounder, beside all records together.
     *
     * @param column the confounder
     * @param crude area of all records
     * @param within pooled area within strata
     * @param drop crude minus within
     * @param strata each stratum
     */
    public record Conditioned(String column, Estimate crude, Estimate within, Estimate drop, List<Stratum> strata) {
        /** Copies the list. */
        public Conditioned {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(crude, "crude");
            Objects.requireNonNull(within, "within");
            Objects.requireNonNull(drop, "drop");
            strata = List.copyOf(strata);
        }

        Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("crude", EvidenceDocument.estimate(crude))
                    .put("within", EvidenceDocument.estimate(within))
                    .put("drop", EvidenceDocument.estimate(drop))
                    .put(
                            "strata",
                            Content.items(
                                    strata,
                                    s -> Content.fields()
                                            .put("value", s.value())
                                            .put("records", s.records())
                                            .put("positives", s.positives())
                                            .put("area", EvidenceDocument.estimate(s.area()))
                                            .build()))
                    .build();
        }
    }

    /**
     * One site against all others. The intervals hold for all sites at once (Bonferroni).
     *
     * @param site the site
     * @param records its records
     * @param positives the positive ones
     * @param fromScore area of the model's score for telling this site from the others among records with the same label; 1/2 where the
     *     score does not show the site; {@code NOT_OFFERED} without predictions
     * @param fromFeatures cross-fitted area of stated features for telling it; {@code NOT_OFFERED} where none are stated
     * @param seen area at this site of the model that saw it
     * @param heldOut area at this site of a model that did not; {@code NOT_OFFERED} where there is none
     * @param drop seen minus held out
     */
    public record SiteResult(
            String site,
            long records,
            long positives,
            Estimate fromScore,
            Estimate fromFeatures,
            Estimate seen,
            Estimate heldOut,
            Estimate drop) {
        /** Checks that all are there. */
        public SiteResult {
            Objects.requireNonNull(site, "site");
            Objects.requireNonNull(fromScore, "fromScore");
            Objects.requireNonNull(fromFeatures, "fromFeatures");
            Objects.requireNonNull(seen, "seen");
            Objects.requireNonNull(heldOut, "heldOut");
            Objects.requireNonNull(drop, "drop");
        }

        Content content() {
            return Content.fields()
                    .put("site", site)
                    .put("records", records)
                    .put("positives", positives)
                    .put("area_from_score", EvidenceDocument.estimate(fromScore))
                    .put("area_from_features", EvidenceDocument.estimate(fromFeatures))
                    .put("area_seen", EvidenceDocument.estimate(seen))
                    .put("area_held_out", EvidenceDocument.estimate(heldOut))
                    .put("drop", EvidenceDocument.estimate(drop))
                    .build();
        }
    }

    /**
     * The missing share of a column in one group.
     *
     * @param group the group, such as {@code positive} or a value of the attribute
     * @param missing records without a value, with its interval
     */
    public record MissingShare(String group, Estimate missing) {
        /** Checks that both are there. */
        public MissingShare {
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(missing, "missing");
        }
    }

    /**
     * How far something tells whether a cell of a column is missing.
     *
     * @param column the column with missing cells
     * @param by {@code (outcome)}, an attribute, the site, or {@code (other columns)}
     * @param area cross-fitted area of the missing cell from it
     * @param permuted permutation test
     * @param test one-sided test that the area is at most the stated limit
     * @param adjusted the larger of the two p-values, adjusted by Holm over all tests of missing cells
     * @param shares the missing share in each group; empty for other columns
     */
    public record Missingness(
            String column,
            String by,
            Estimate area,
            HypothesisTest permuted,
            HypothesisTest test,
            Estimate adjusted,
            List<MissingShare> shares) {
        /** Copies the list. */
        public Missingness {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(area, "area");
            Objects.requireNonNull(permuted, "permuted");
            Objects.requireNonNull(test, "test");
            Objects.requireNonNull(adjusted, "adjusted");
            shares = List.copyOf(shares);
        }

        Content content() {
            return Content.fields()
                    .put("column", column)
                    .put("by", by)
                    .put("area", EvidenceDocument.estimate(area))
                    .put("p_value_permutation", EvidenceDocument.estimate(permuted.pValue()))
                    .put("p_value", EvidenceDocument.estimate(test.pValue()))
                    .put("p_value_holm", EvidenceDocument.estimate(adjusted))
                    .put(
                            "shares",
                            Content.items(
                                    shares,
                                    s -> Content.fields()
                                            .put("group", s.group())
                                            .put("missing", EvidenceDocument.estimate(s.missing()))
                                            .build()))
                    .build();
        }
    }

    /**
     * The confidence level of all intervals, but for those of sites, which hold for all sites at once.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The area above which something is a finding, as the caller stated it.
     *
     * @return an area in [0.5, 1)
     */
    public double areaLimit() {
        return areaLimit;
    }

    /**
     * The records of the cohort.
     *
     * @return their number
     */
    public long records() {
        return records;
    }

    /**
     * The positive ones.
     *
     * @return their number
     */
    public long positives() {
        return positives;
    }

    /**
     * The subjects of the cohort.
     *
     * @return their number
     */
    public long subjects() {
        return subjects;
    }

    /**
     * The probes of workflow.
     *
     * @return single variables in the order in which they were named, then all together where there are several
     */
    public List<Probe> probes() {
        return probes;
    }

    /**
     * A probe.
     *
     * @param name its name
     * @return the probe, or empty when there is none of that name
     */
    public Optional<Probe> probe(String name) {
        return probes.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /**
     * The model within strata.
     *
     * @return one for each confounder, in the order in which they were named
     */
    public List<Conditioned> conditioned() {
        return conditioned;
    }

    /**
     * The sites.
     *
     * @return each site, sorted; empty where sites were not looked at
     */
    public List<SiteResult> sites() {
        return sites;
    }

    /**
     * What tells whether cells are missing.
     *
     * @return by column in the order in which they were named, and for each by outcome, attributes, site and other columns
     */
    public List<Missingness> missingness() {
        return missingness;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return about;
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
                .put("area_limit", areaLimit)
                .put("records", records)
                .put("positives", positives)
                .put("subjects", subjects)
                .put("probes", Content.items(probes, Probe::content))
                .put("within_strata", Content.items(conditioned, Conditioned::content))
                .put("sites", Content.items(sites, SiteResult::content))
                .put("missingness", Content.items(missingness, Missingness::content))
                .build();
    }

    @Override
    public String toString() {
        return "confounding of " + about.get(about.size() - 1) + ": " + probes.size() + " probes, " + findings.size()
                + " findings";
    }
}
