package io.medml.core.representativeness;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A cohort beside the population that a device is meant for, as evidence.
 *
 * <p>Measurements: {@code population_share} and its standardised difference of each stratum, {@code effective_subjects} of each table of
 * strata, {@code documentation_rate} of each attribute, overall and by site. Immutable.
 */
public final class RepresentativenessReport implements Evidence {

    /** Share of the subjects that are in a stratum. */
    public static final Metric POPULATION_SHARE = new Metric(
            "population_share",
            "share of subjects",
            Direction.NEITHER,
            0,
            1,
            "subjects in the stratum / subjects with a value of every attribute of it");

    /** Standardised difference of that share, data minus population. */
    public static final Metric POPULATION_SHARE_DIFFERENCE = new Metric(
            "population_share.standardized_difference",
            "standardised difference from the population",
            Direction.TARGET,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "(p - q) / sqrt((p (1 - p) + q (1 - q)) / 2), p the share in the data, q that in the population");

    /** Effective number of subjects after weighting to the population. */
    public static final Metric EFFECTIVE_SUBJECTS = new Metric(
            "effective_subjects",
            "effective subjects after post-stratification",
            Direction.HIGHER,
            0,
            Double.POSITIVE_INFINITY,
            "(sum q)^2 / sum (q^2 / n) over the strata with subjects, q the share in the population, n the subjects (Kish 1965)");

    /** What is there of a stratum. */
    public enum Presence {
        /** At least the minimum of subjects. */
        PRESENT,
        /** Fewer than the minimum. */
        BELOW_MINIMUM,
        /** Nobody. */
        NOT_REPRESENTED,
        /** In the data and not in the declared population. */
        NOT_DECLARED
    }

    /**
     * A stratum.
     *
     * @param slice the stratum
     * @param declared its share of the population; empty where it is not declared
     * @param subjects subjects in it
     * @param positives those of them with the condition
     * @param share their share of the subjects with a value
     * @param ratio that share over the declared one
     * @param difference standardised difference from the population
     * @param presence what is there
     */
    public record Stratum(
            Slice slice,
            OptionalDouble declared,
            long subjects,
            long positives,
            Estimate share,
            Estimate ratio,
            Estimate difference,
            Presence presence) {

        Content content() {
            Content.Builder item = Content.fields()
                    .put("slice", slice.toString())
                    .put("subjects", subjects)
                    .put("positives", positives)
                    .put("share", EvidenceDocument.estimate(share))
                    .put("ratio", EvidenceDocument.estimate(ratio))
                    .put("standardized_difference", EvidenceDocument.estimate(difference))
                    .put("presence", presence.name());
            declared.ifPresent(q -> item.put("declared_share", q));
            return item.build();
        }
    }

    /**
     * A table of strata.
     *
     * @param attributes the attributes
     * @param absent those that the data do not have; then nothing else is known
     * @param subjects subjects with a value of every attribute
     * @param without subjects without one
     * @param undeclared subjects in strata that are not declared
     * @param notRepresented share of the population in strata without subjects
     * @param effective effective number of subjects after weighting
     * @param pValue of the test that the subjects in declared strata come from the population
     * @param strata the strata
     */
    public record StrataTable(
            List<String> attributes,
            List<String> absent,
            long subjects,
            long without,
            long undeclared,
            double notRepresented,
            Estimate effective,
            Estimate pValue,
            List<Stratum> strata) {
        /** Copies the lists. */
        public StrataTable {
            attributes = List.copyOf(attributes);
            absent = List.copyOf(absent);
            strata = List.copyOf(strata);
        }

        Content content() {
            return Content.fields()
                    .put("attributes", Content.texts(attributes))
                    .put("absent", Content.texts(absent))
                    .put("subjects", subjects)
                    .put("subjects_without_value", without)
                    .put("subjects_not_declared", undeclared)
                    .put("population_not_represented", notRepresented)
                    .put("effective_subjects", EvidenceDocument.estimate(effective))
                    .put("p_value", EvidenceDocument.estimate(pValue))
                    .put("strata", Content.items(strata, Stratum::content))
                    .build();
        }
    }

    /**
     * A declared range of a number.
     *
     * @param range the range
     * @param absent whether the data have no such column
     * @param subjects subjects with a value
     * @param below those below the range
     * @param above those above it
     * @param bands subjects in five bands of equal width, from the lowest
     * @param mean mean of the subjects within the range
     * @param difference that mean minus the declared one, over the declared standard deviation; not offered where these are not stated
     */
    public record RangeTable(
            IntendedPopulation.Range range,
            boolean absent,
            long subjects,
            long below,
            long above,
            List<Long> bands,
            Estimate mean,
            Estimate difference) {
        /** Copies the list. */
        public RangeTable {
            bands = List.copyOf(bands);
        }

        /** The limits of a band. */
        double[] limits(int band) {
            double width = (range.to() - range.from()) / bands.size();
            return new double[] {range.from() + band * width, range.from() + (band + 1) * width};
        }

        Content content() {
            return Content.fields()
                    .put("column", range.column())
                    .put("from", range.from())
                    .put("to", range.to())
                    .put("absent", absent)
                    .put("subjects", subjects)
                    .put("below", below)
                    .put("above", above)
                    .put("bands", Content.items(bands, Content.Whole::new))
                    .put("mean", EvidenceDocument.estimate(mean))
                    .put("standardized_difference", EvidenceDocument.estimate(difference))
                    .build();
        }
    }

    /**
     * How well an attribute is documented.
     *
     * @param attribute the attribute
     * @param site the site; empty for all records
     * @param rate records with a value over records, with an interval that respects subjects
     */
    public record Documented(String attribute, Optional<String> site, Estimate rate) {}

    /**
     * A proposed limit of the labelling, for people to decide on.
     *
     * @param about the stratum, attribute or range in words
     * @param sentence what no evidence, or little, was found for
     */
    public record ProposedLimit(String about, String sentence) {

        Content content() {
            return Content.fields()
                    .put("about", about)
                    .put("sentence", sentence)
                    .build();
        }
    }

    private final ArtifactRef dataset;
    private final IntendedPopulation population;
    private final Provenance provenance;
    private final double level;
    private final int minimum;
    private final long subjects;
    private final List<StrataTable> tables;
    private final List<RangeTable> ranges;
    private final List<Documented> documented;
    private final List<Adequacy> adequacy;
    private final List<ProposedLimit> limits;
    private final List<Finding> findings;

    RepresentativenessReport(
            ArtifactRef dataset,
            IntendedPopulation population,
            Provenance provenance,
            double level,
            int minimum,
            long subjects,
            List<StrataTable> tables,
            List<RangeTable> ranges,
            List<Documented> documented,
            List<Adequacy> adequacy,
            List<ProposedLimit> limits,
            List<Finding> findings) {
        this.dataset = dataset;
        this.population = population;
        this.provenance = provenance;
        this.level = level;
        this.minimum = minimum;
        this.subjects = subjects;
        this.tables = List.copyOf(tables);
        this.ranges = List.copyOf(ranges);
        this.documented = List.copyOf(documented);
        this.adequacy = List.copyOf(adequacy);
        this.limits = List.copyOf(limits);
        this.findings = List.copyOf(findings);
    }

    /**
     * The declared population.
     *
     * @return the declaration
     */
    public IntendedPopulation population() {
        return population;
    }

    /**
     * The confidence level of the intervals.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return level;
    }

    /**
     * The least number of subjects of a stratum that was asked for.
     *
     * @return at least 1
     */
    public int minimum() {
        return minimum;
    }

    /**
     * The number of subjects.
     *
     * @return at least 1
     */
    public long subjects() {
        return subjects;
    }

    /**
     * The tables of strata.
     *
     * @return in the order of the declaration
     */
    public List<StrataTable> tables() {
        return tables;
    }

    /**
     * The ranges.
     *
     * @return in the order of the declaration
     */
    public List<RangeTable> ranges() {
        return ranges;
    }

    /**
     * Documentation rates.
     *
     * @return by attribute, all records first, then each site
     */
    public List<Documented> documented() {
        return documented;
    }

    /**
     * Precision by group.
     *
     * @return by goal and group; empty where no goal was stated
     */
    public List<Adequacy> adequacy() {
        return adequacy;
    }

    /**
     * What is missing, as proposed limits of the labelling.
     *
     * @return for people to decide on
     */
    public List<ProposedLimit> limits() {
        return limits;
    }

    @Override
    public String schema() {
        return "representativeness-report/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset, population.reference());
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        List<Measurement> measurements = new ArrayList<>();
        for (StrataTable table : tables) {
            for (Stratum stratum : table.strata) {
                measurements.add(new Measurement(POPULATION_SHARE, stratum.slice, stratum.share));
                if (stratum.declared.isPresent()) {
                    measurements.add(new Measurement(POPULATION_SHARE_DIFFERENCE, stratum.slice, stratum.difference));
                }
            }
            measurements.add(new Measurement(EFFECTIVE_SUBJECTS, Slice.across(table.attributes), table.effective));
        }
        for (Documented each : documented) {
            Slice slice = Slice.of("column", each.attribute);
            measurements.add(new Measurement(
                    CohortDescription.DOCUMENTATION_RATE,
                    each.site.map(site -> slice.and("site", site)).orElse(slice),
                    each.rate));
        }
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        return Content.fields()
                .put("population", population.name())
                .put("population_version", population.version())
                .put("source", population.source())
                .put("date", population.date())
                .put("level", level)
                .put("minimum", minimum)
                .put("subjects", subjects)
                .put("strata_tables", Content.items(tables, StrataTable::content))
                .put("ranges", Content.items(ranges, RangeTable::content))
                .put("precision", Content.items(adequacy, RepresentativenessReport::precision))
                .put("proposed_limits", Content.items(limits, ProposedLimit::content))
                .build();
    }

    private static Content precision(Adequacy each) {
        return Content.fields()
                .put("metric", each.goal().metric().id())
                .put("expected", each.goal().expected())
                .put("half_width", each.goal().halfWidth())
                .put("slice", each.slice().toString())
                .put("positives", each.positives())
                .put("negatives", each.negatives())
                .put("needed", EvidenceDocument.estimate(each.needed()))
                .put("reached", EvidenceDocument.estimate(each.reached()))
                .put("detectable", EvidenceDocument.estimate(each.detectable()))
                .put("reaches", each.reaches())
                .build();
    }

    @Override
    public String toString() {
        return "representativeness of " + dataset + ": " + findings().size() + " findings";
    }
}
