package io.medml.core.units;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Interval;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.stats.Multiplicity;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.Column;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.WholeNumberColumn;
import io.medml.core.units.UnitReport.Candidate;
import io.medml.core.units.UnitReport.SiteValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds values of a site that look as if they were in another unit than those of the other sites, all of them or a share.
 *
 * <pre>{@code
 * UnitReport report = UnitDetector.builder(1.5)
 *     .column("chol", Quantity.CHOLESTEROL)
 *     .build()
 *     .analyze(cohort);
 * }</pre>
 *
 * <p>For each column, site and conversion {@code g}, with logarithms of positive values:
 *
 * <pre>{@code
 * usual   = [exp(m - 2.576 s), exp(m + 2.576 s)]   m the median of the sites' medians (the lower of two), s the same of their
 *                                                  interquartile ranges / 1.349
 * wide    = usual, stretched by the stated factor c of case mix at both ends
 * region  = what of g(usual) lies outside of wide, on the side to which g moves the median
 * share   = (q - p) / a      q, p the shares of the site's and the reference's values in the region, a that of the reference's values
 *                            that g moves into it; cut to [0, 1]
 * }</pre>
 *
 * <ul>
 * <li><b>Reference:</b> all other sites whose median lies within the factor {@code c} of {@code exp(m)}. A conversion is thus looked for
 *     against the majority of sites; of two sites with different units the one with the larger values is named, and which is right the data
 *     cannot say.
 * <li><b>Test:</b> Fisher's exact test of subjects with a value in the region against those of the reference with a value in the region
 *     stretched by {@code c}, so that a case mix within that factor is no reason; adjusted by Holm over all candidates. Subjects count once.
 * <li><b>Apart:</b> sicker patients make a long tail, another unit makes a second heap. The values beyond usual must look more like a heap
 *     where {@code g} leads than like a tail ({@link io.medml.core.stats.SecondHeap}), and the median of the site's values before the region
 *     must lie within the stated factor; or the site's own median lies outside of the factor, and within it when it is converted back. A
 *     site whose median lies outside of the factor and that no conversion explains is a finding of its own, {@code CASE_MIX_BEYOND_STATED}.
 * <li><b>A finding</b> takes an adjusted p-value of at most {@code 1 - level}, a site's share above that of the reference, and values apart:
 *     one for each column and site, of the conversion with the most subjects in its region. Where sites differ by no more than the stated factor and
 *     have tails alike, the probability of any finding in a report is at most {@code 1 - level}.
 * <li><b>Not told apart</b> ({@code OUTSIDE_DOMAIN}): where {@code g} moves fewer than one in five reference values outside of wide, such as
 *     a small factor beside a wide distribution, or a large stated {@code c}. Not assessed: a column with fewer than
 *     {@value #FEWEST_DISTINCT} distinct values in the reference (grades, scores), a site with fewer than {@value #FEWEST_VALUES}
 *     subjects with a value, fewer than two sites.
 * <li><b>Bias</b> of the share: it takes the site's values for distributed as the reference's. Where they lie lower, and {@code g} moves up,
 *     fewer reach the region and the share is too small; where they lie higher too large.
 * <li><b>Interval</b> of the share: that of {@code q} (Wilson; at the effective number of records where subjects repeat), moved; the
 *     uncertainty of the reference is not in it.
 * <li><b>Power</b>, simulated (300 samples each, fixed seeds, standard error at most 3 points; three sites of equal size with medians of 0.9, 1
 *     and 1.1, log standard deviation 0.35, creatinine, {@code c} of 1.5, level 0.95; a share of one site's values in umol/L):
 *     share 0.02: 35 percent at 200 subjects a site, 95 at 500; share 0.05: 11 at 50, 98 at 200; share 0.1: 55 at 50, 100 at 200; share 0.3
 *     or all values: 100 at 50. Weight, a share of one site's in pounds (medians of 75, 78 and 72 kg, log standard deviation 0.2,
 *     {@code c} of 1.2): share 0.05: 27 at 200, 73 at 500, 98 at 1000; share 0.1: 45 at 100, 82 at 200; share 0.3: 96 at 100. No finding in
 *     300 samples of each without a mixture (upper limit 1.2 percent), nor where medians differ by the factor {@code c}.
 * <li><b>Hidden:</b> the same mixture at most sites, and values that were rounded or cut on the way.
 * </ul>
 *
 * <p>Immutable and thread-safe; neither row order nor the order of columns changes a number.
 */
public final class UnitDetector {

    /** Fewest subjects with a value for a site to be assessed. */
    public static final int FEWEST_VALUES = 20;

    /** Fewest distinct values of the reference for a column to be assessed. */
    public static final int FEWEST_DISTINCT = 10;

    /** Estimated share of a site's values that are in another unit. */
    public static final Metric OTHER_UNIT_SHARE = new Metric(
            "other_unit_share",
            "share of values in another unit",
            Direction.LOWER,
            0,
            1,
            "(share of the site's values where only converted ones are expected - that of the reference) / share of the reference's"
                    + " values that the conversion moves there");

    private final double caseMix;
    private final Map<String, Measured> columns;
    private final double level;

    /** What a column holds. */
    record Measured(String words, List<UnitConversion> conversions) {}

    private UnitDetector(Builder builder) {
        this.caseMix = builder.caseMix;
        this.columns = new LinkedHashMap<>(builder.columns);
        this.level = builder.level;
    }

    /**
     * Starts a detector.
     *
     * @param caseMix by which factor the values of sites may differ because their patients do, in (1, 10]; the caller's, with a reason of his
     *     own. A conversion by a factor near it cannot be told from case mix
     * @return a builder; confined to one thread
     */
    public static Builder builder(double caseMix) {
        return new Builder(caseMix);
    }

    /**
     * Looks at the columns of a cohort by site.
     *
     * @param cohort the cohort, which names its site
     * @return the report
     * @throws IllegalArgumentException when the cohort names no site, or a column is not there or holds texts
     */
    public UnitReport analyze(Cohort cohort) {
        Grouping sites = cohort.groups(cohort.site()
                .orElseThrow(() -> new IllegalArgumentException("cohort \"" + cohort.name()
                        + "\" names no site; declare it with site(..) when the cohort is made")));
        List<SiteValues> values = new ArrayList<>();
        List<Candidate> raw = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, Measured> each : columns.entrySet()) {
            UnitScan scan = new UnitScan(
                    each.getKey(),
                    each.getValue(),
                    numbers(cohort, each.getKey()),
                    cohort.subjects(),
                    sites,
                    caseMix,
                    level);
            values.addAll(scan.sites());
            raw.addAll(scan.candidates());
            findings.addAll(scan.findings());
        }
        List<Candidate> candidates = adjusted(raw);
        List<Measurement> measurements = new ArrayList<>();
        for (Map.Entry<String, List<Candidate>> each : candidates.stream()
                .collect(Collectors.groupingBy(
                        c -> c.column() + "\n" + c.site(), LinkedHashMap::new, Collectors.toList()))
                .entrySet()) {
            Candidate best = each.getValue().get(0);
            for (Candidate candidate : each.getValue()) {
                if (fits(candidate, best)) {
                    best = candidate;
                }
            }
            measurements.add(new Measurement(
                    OTHER_UNIT_SHARE,
                    Slice.of(sites.attribute(), best.site()).and("column", best.column()),
                    best.share()));
            if (best.adjusted().point().orElse(1) <= alpha() && best.apart()) {
                findings.add(finding(best, sites));
            }
        }
        for (SiteValues each : values) {
            boolean looked = candidates.stream()
                    .anyMatch(c -> c.column().equals(each.column()) && c.site().equals(each.site()));
            boolean explained = findings.stream()
                    .anyMatch(f -> f.code().equals("UNIT_MIXED_UP")
                            && f.where().equals(each.column())
                            && each.site().equals(f.details().get("site")));
            if (looked && !each.reference() && !explained) {
                findings.add(Finding.of(
                                "CASE_MIX_BEYOND_STATED",
                                Severity.WARNING,
                                each.column(),
                                "The median of this site differs from that of most sites by more than the stated factor, and no"
                                        + " conversion that was looked for explains it: other patients, another method, or another unit.")
                        .with("site", each.site())
                        .with("factor", caseMix));
            }
        }
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        return new UnitReport(
                cohort.reference(), provenance(cohort), level, caseMix, values, candidates, measurements, findings);
    }

    /** More subjects in the region, and if as many the smaller p-value; a candidate that is apart before one that is not. */
    private static boolean fits(Candidate candidate, Candidate best) {
        if (candidate.apart() != best.apart()) {
            return candidate.apart();
        }
        if (candidate.pValue().point().isPresent() != best.pValue().point().isPresent()) {
            return candidate.pValue().point().isPresent();
        }
        return candidate.inRegion() != best.inRegion()
                ? candidate.inRegion() > best.inRegion()
                : candidate.pValue().point().orElse(1) < best.pValue().point().orElse(1);
    }

    private static double[] numbers(Cohort cohort, String name) {
        Column column = cohort.table().column(name);
        if (column instanceof CategoryColumn) {
            throw new IllegalArgumentException("column \"" + name
                    + "\" holds texts and cannot be looked at for units; read it as number or wholeNumber");
        }
        if (column instanceof NumberColumn numbers) {
            return numbers.values(Double.NaN);
        }
        WholeNumberColumn wholes = (WholeNumberColumn) column;
        double[] values = new double[cohort.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = wholes.isMissing(row) ? Double.NaN : wholes.value(row);
        }
        return values;
    }

    private static List<Candidate> adjusted(List<Candidate> raw) {
        int[] known = IntStream.range(0, raw.size())
                .filter(i -> raw.get(i).pValue().point().isPresent())
                .toArray();
        double[] adjusted = Multiplicity.HOLM.adjust(IntStream.of(known)
                .mapToDouble(i -> raw.get(i).pValue().point().getAsDouble())
                .toArray());
        List<Candidate> all = new ArrayList<>(raw);
        for (int i = 0; i < known.length; i++) {
            Candidate c = raw.get(known[i]);
            all.set(
                    known[i],
                    new Candidate(
                            c.column(),
                            c.site(),
                            c.conversion(),
                            c.inRegion(),
                            c.subjects(),
                            c.referenceInRegion(),
                            c.referenceSubjects(),
                            c.share(),
                            c.pValue(),
                            Estimate.of(
                                    adjusted[i],
                                    new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "holm"),
                                    c.pValue().support()),
                            c.apart()));
        }
        return all;
    }

    /** The error rate as written, so that 0.95 gives 0.05 and not a little more. */
    private double alpha() {
        return BigDecimal.ONE.subtract(BigDecimal.valueOf(level)).doubleValue();
    }

    private Finding finding(Candidate candidate, Grouping sites) {
        UnitConversion conversion = candidate.conversion();
        Finding finding = Finding.of(
                        "UNIT_MIXED_UP",
                        Severity.ERROR,
                        candidate.column(),
                        sites.count() == 2
                                ? "Values of one of the two sites look as if they were in another unit than those of the other. Which"
                                        + " unit is the declared one, the data cannot say."
                                : "Values of this site look as if they were in another unit than those of most sites.")
                .with("site", candidate.site())
                .with("conversion", conversion)
                .with("factor", conversion.factor())
                .with("source", conversion.source())
                .with("subjects_in_region", candidate.inRegion())
                .with("subjects", candidate.subjects())
                .with("p_value_holm", candidate.adjusted().point().orElse(1))
                .with("error_rate_of_all_findings", alpha());
        if (conversion.offset() != 0) {
            finding = finding.with("offset", conversion.offset());
        }
        if (candidate.share().point().isPresent()) {
            finding = finding.with("share", candidate.share().point().getAsDouble());
        }
        if (candidate.share().interval().isPresent()) {
            Interval interval = candidate.share().interval().get();
            finding = finding.with("share_lower", interval.lower()).with("share_upper", interval.upper());
        }
        return finding;
    }

    private Provenance provenance(Cohort cohort) {
        return Provenance.of(UnitDetector.class)
                .from(cohort.reference())
                .with("case_mix_factor", caseMix)
                .with("confidence_level", level)
                .with(
                        "columns",
                        columns.entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue().words)
                                .collect(Collectors.joining("; ")))
                .with("site", cohort.site().orElse(""))
                .synthetic(cohort.synthetic());
    }

    /** Takes the columns. Confined to one thread. */
    public static final class Builder {

        private static final double MOST_CASE_MIX = 10;

        private final double caseMix;
        private final Map<String, Measured> columns = new LinkedHashMap<>();
        private double level = 0.95;

        private Builder(double caseMix) {
            if (!(caseMix > 1 && caseMix <= MOST_CASE_MIX)) {
                throw new IllegalArgumentException("the factor of case mix must be in (1, 10], got " + caseMix);
            }
            this.caseMix = caseMix;
        }

        /**
         * A column and what it measures; its usual conversions are looked for in both directions.
         *
         * @param column its name; of numbers
         * @param quantity what it measures
         * @return this
         */
        public Builder column(String column, Quantity quantity) {
            return add(column, quantity.words(), quantity.conversions());
        }

        /**
         * A column and the conversions that are looked for in it, each in both directions.
         *
         * @param column its name; of numbers
         * @param conversion a conversion
         * @param further further ones
         * @return this
         */
        public Builder column(String column, UnitConversion conversion, UnitConversion... further) {
            List<UnitConversion> all = new ArrayList<>(List.of(conversion));
            all.addAll(List.of(further));
            return add(column, "as stated", all);
        }

        private Builder add(String column, String words, List<UnitConversion> conversions) {
            if (columns.putIfAbsent(requireNonNull(column, "column"), new Measured(words, conversions)) != null) {
                throw new IllegalArgumentException("column \"" + column + "\" is already there");
            }
            return this;
        }

        /**
         * The confidence level; 1 minus it is the error rate of all findings together.
         *
         * @param fraction in (0, 1); 0.95 unless set
         * @return this
         */
        public Builder level(double fraction) {
            Interval.checkLevel(fraction);
            level = fraction;
            return this;
        }

        /**
         * Finishes the detector.
         *
         * @return the detector
         * @throws IllegalStateException when no column is named
         */
        public UnitDetector build() {
            if (columns.isEmpty()) {
                throw new IllegalStateException(
                        "UnitDetector needs at least one column; call column(..) before build()");
            }
            return new UnitDetector(this);
        }
    }
}
