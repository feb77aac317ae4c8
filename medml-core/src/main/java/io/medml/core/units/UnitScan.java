package io.medml.core.units;

import io.medml.core.cohort.Grouping;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Support;
import io.medml.core.stats.BinomialInterval;
import io.medml.core.stats.ClusteredProportion;
import io.medml.core.stats.Descriptive;
import io.medml.core.stats.SecondHeap;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import io.medml.core.units.UnitDetector.Measured;
import io.medml.core.units.UnitReport.Candidate;
import io.medml.core.units.UnitReport.SiteValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One column at all sites. */
final class UnitScan {

    private static final double NORMAL_99 = 2.5758293035489004; // quantile 0.995 of the standard normal distribution
    private static final double IQR_OF_NORMAL = 1.3489795003921634; // its quantiles 0.75 minus 0.25
    private static final double LEAST_MOVED = 0.2;
    private static final int FEWEST_USUAL = 10;
    private static final double LEAST_USUAL = 0.1;

    private final String column;
    private final Measured measured;
    private final double level;
    private final double caseMix;
    private final String siteColumn;
    private final List<SiteValues> sites = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** The positive values of a site, with their subjects. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Values(String site, double[] values, int[] subjects, long notPositive) {

        long subjectsWith(DoublePredicate test) {
            return IntStream.range(0, values.length)
                    .filter(i -> test.test(values[i]))
                    .map(i -> subjects[i])
                    .distinct()
                    .count();
        }

        long count(DoublePredicate test) {
            return Arrays.stream(values).filter(test).count();
        }
    }

    UnitScan(
            String column,
            Measured measured,
            double[] numbers,
            int[] subjects,
            Grouping groups,
            double caseMix,
            double level) {
        this.column = column;
        this.measured = measured;
        this.level = level;
        this.caseMix = caseMix;
        this.siteColumn = groups.attribute();
        List<Values> all = new ArrayList<>();
        for (int code = 0; code < groups.count(); code++) {
            int[] rows = groups.rows(code);
            int[] positive = Arrays.stream(rows)
                    .filter(row -> numbers[row] > 0 && numbers[row] < Double.POSITIVE_INFINITY)
                    .toArray();
            all.add(new Values(
                    groups.names().get(code),
                    Arrays.stream(positive).mapToDouble(row -> numbers[row]).toArray(),
                    Arrays.stream(positive).map(row -> subjects[row]).toArray(),
                    Arrays.stream(rows).filter(row -> numbers[row] <= 0).count()));
        }
        List<Values> assessed = all.stream()
                .filter(v -> v.subjectsWith(x -> true) >= UnitDetector.FEWEST_VALUES)
                .toList();
        double centre =
                assessed.isEmpty() ? Double.NaN : lowerMedian(assessed.stream().mapToDouble(this::logMedian));
        List<Values> reference = assessed.stream()
                .filter(v -> Math.abs(logMedian(v) - centre) <= StrictMath.log(caseMix))
                .toList();
        describe(all, reference);
        for (Values site : all) {
            if (site.values.length > 0 && !assessed.contains(site)) {
                notAssessed(
                        site.site,
                        "fewer than " + UnitDetector.FEWEST_VALUES + " subjects with a value",
                        site.values.length);
            }
        }
        if (assessed.size() < 2) {
            notAssessed("", "fewer than two sites with enough values", assessed.size());
            return;
        }
        double scale = lowerMedian(assessed.stream().mapToDouble(UnitScan::logScale));
        long distinct = reference.stream()
                .flatMapToDouble(v -> Arrays.stream(v.values))
                .distinct()
                .count();
        if (distinct < UnitDetector.FEWEST_DISTINCT || !(scale > 0)) {
            notAssessed("", "too few distinct values, as of a grade or score", distinct);
            return;
        }
        for (Values site : assessed) {
            Values others = pooled(
                    reference.stream().filter(v -> !v.site.equals(site.site)).toList());
            if (others.values.length == 0) {
                continue; // the only site of its kind is what the others are compared with
            }
            for (UnitConversion conversion : measured.conversions()) {
                look(site, others, conversion, centre, scale);
                look(site, others, conversion.inverse(), centre, scale);
            }
        }
    }

    private double logMedian(Values values) {
        return StrictMath.log(Descriptive.quantile(values.values, 0.5).orElseThrow());
    }

    private static double logScale(Values values) {
        return (StrictMath.log(Descriptive.quantile(values.values, 0.75).orElseThrow())
                        - StrictMath.log(
                                Descriptive.quantile(values.values, 0.25).orElseThrow()))
                / IQR_OF_NORMAL;
    }

    private static double lowerMedian(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }

    private static Values pooled(List<Values> parts) {
        return new Values(
                "",
                parts.stream().flatMapToDouble(v -> Arrays.stream(v.values)).toArray(),
                parts.stream().flatMapToInt(v -> Arrays.stream(v.subjects)).toArray(),
                0);
    }

    private void describe(List<Values> all, List<Values> reference) {
        long notPositive = 0;
        for (Values v : all) {
            Support support = Support.of(v.values.length);
            sites.add(new SiteValues(
                    column,
                    measured.words(),
                    v.site,
                    v.values.length,
                    v.notPositive,
                    v.values.length == 0
                            ? Estimate.notEstimable(Reason.EMPTY_GROUP, "none", support)
                            : Estimate.of(
                                    Descriptive.quantile(v.values, 0.5).orElseThrow(),
                                    new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                                    support),
                    reference.contains(v)));
            notPositive += v.notPositive;
        }
        if (notPositive > 0) {
            findings.add(Finding.of(
                            "VALUES_NOT_POSITIVE",
                            Severity.WARNING,
                            column,
                            "Values that are zero or negative have no logarithm and were left out.")
                    .with("values", notPositive));
        }
    }

    private void notAssessed(String site, String reason, long count) {
        Finding finding = Finding.of(
                        "UNITS_NOT_ASSESSED", Severity.WARNING, column, "Units could not be looked at: " + reason + ".")
                .with("found", count);
        findings.add(site.isEmpty() ? finding : finding.with("site", site));
    }

    private void look(Values site, Values others, UnitConversion conversion, double centre, double scale) {
        double low = StrictMath.exp(centre - NORMAL_99 * scale);
        double high = StrictMath.exp(centre + NORMAL_99 * scale);
        double movedLow = conversion.convert(low);
        double movedHigh = conversion.convert(high);
        boolean up = conversion.convert(StrictMath.exp(centre)) > StrictMath.exp(centre);
        double from = up ? Math.max(movedLow, high * caseMix) : Math.max(movedLow, Double.MIN_NORMAL);
        double to = up ? movedHigh : Math.min(movedHigh, low / caseMix);
        DoublePredicate region = x -> x > 0 && from < to && (up ? x > from && x <= to : x >= from && x < to);
        DoublePredicate near = x -> from < to && x >= from / caseMix && x <= to * caseMix;
        long n = site.subjectsWith(x -> true);
        long n0 = others.subjectsWith(x -> true);
        long k = site.subjectsWith(region);
        long k0 = others.subjectsWith(near);
        double moved = (double) others.count(x -> region.test(conversion.convert(x))) / others.values.length;
        Support support = Support.ofProportion(k, n);
        if (moved < LEAST_MOVED) {
            Estimate none = Estimate.notEstimable(Reason.OUTSIDE_DOMAIN, "unit_share", support);
            candidates.add(new Candidate(column, site.site, conversion, k, n, k0, n0, none, none, none, false));
            return;
        }
        Estimate p = (double) k / n > (double) k0 / n0
                ? UnpairedDifference.fisher(new UnpairedCounts(k, n, k0, n0)).pValue()
                : Estimate.of(1, new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "unpaired_test.fisher"), support);
        candidates.add(new Candidate(
                column,
                site.site,
                conversion,
                k,
                n,
                k0,
                n0,
                share(site, others, region, moved),
                p,
                p,
                apart(site, conversion, centre, scale, up, up ? from : to)));
    }

    /**
     * Whether the values beyond the edge are a second heap beside usual ones, or all values of the site are moved as the conversion moves
     * them.
     */
    private boolean apart(
            Values site, UnitConversion conversion, double centre, double scale, boolean up, double edge) {
        double factor = StrictMath.log(caseMix);
        double back = conversion.inverse().convert(StrictMath.exp(logMedian(site)));
        boolean moved = Math.abs(logMedian(site) - centre) > factor
                && back > 0
                && Math.abs(StrictMath.log(back) - centre) <= factor;
        double[] rest = Arrays.stream(site.values)
                .filter(x -> up ? x <= edge : x >= edge)
                .toArray();
        if (rest.length < FEWEST_USUAL || rest.length < LEAST_USUAL * site.values.length) {
            return moved;
        }
        double usual = StrictMath.log(Descriptive.quantile(rest, 0.5).orElseThrow());
        if (Math.abs(usual - centre) > factor) {
            return false; // the site's other values are not usual either: its patients differ by more than was stated
        }
        if (moved) {
            return true;
        }
        double bound = centre + (up ? 1 : -1) * NORMAL_99 * scale;
        double sign = up ? 1 : -1;
        double[] beyond = Arrays.stream(site.values)
                .map(x -> sign * (StrictMath.log(x) - bound))
                .filter(t -> t > 0)
                .toArray();
        double low = Math.max(conversion.convert(StrictMath.exp(centre - scale)), Double.MIN_NORMAL);
        double high = conversion.convert(StrictMath.exp(centre + scale));
        double place = StrictMath.log(conversion.convert(StrictMath.exp(centre)));
        double spread = (StrictMath.log(high) - StrictMath.log(low)) / 2;
        return SecondHeap.logRatio(beyond, sign * (place - bound), spread, factor) > 0;
    }

    private Estimate share(Values site, Values others, DoublePredicate region, double moved) {
        int[] inside =
                Arrays.stream(site.values).mapToInt(x -> region.test(x) ? 1 : 0).toArray();
        boolean repeated = Arrays.stream(site.subjects).distinct().count() < inside.length;
        Estimate observed = repeated
                ? ClusteredProportion.estimate(inside, site.subjects, level)
                : BinomialInterval.WILSON.estimate(Arrays.stream(inside).sum(), inside.length, level);
        double usual = (double) others.count(region) / others.values.length;
        return observed.mapped(
                q -> Math.max(0, Math.min(1, (q - usual) / moved)),
                "unit_share." + observed.intervalEstimate().method(),
                observed.support());
    }

    List<SiteValues> sites() {
        return sites;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    List<Finding> findings() {
        return findings;
    }

    @Override
    public String toString() {
        return column + " by " + siteColumn;
    }
}
