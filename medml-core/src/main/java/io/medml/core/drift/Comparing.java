package io.medml.core.drift;

import io.medml.core.drift.DriftReport.Answer;
import io.medml.core.drift.DriftReport.CategoryCount;
import io.medml.core.drift.DriftReport.ColumnComparison;
import io.medml.core.drift.DriftReport.Difference;
import io.medml.core.drift.DriftReport.Form;
import io.medml.core.drift.DriftReport.FurtherCategories;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import io.medml.core.stats.ContingencyTable;
import io.medml.core.stats.DistributionDistance;
import io.medml.core.stats.HypothesisTest;
import io.medml.core.stats.KolmogorovSmirnov;
import io.medml.core.stats.MeanShift;
import io.medml.core.stats.ShareDivergence;
import io.medml.core.stats.StabilityIndex;
import io.medml.core.stats.UnpairedCounts;
import io.medml.core.stats.UnpairedDifference;
import io.medml.core.table.NumberColumn;
import io.medml.core.table.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** One run of a comparison. Confined to one thread. */
final class Comparing {

    /** A category is named from so many rows of one set on, since a rarer one may be a patient's. */
    static final int FEWEST_NAMED = 10;

    private final ReferenceComparison settings;
    private final RowTally tally;
    private final List<Raw> raw = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** A column before its p-values are adjusted. */
    private record Raw(
            ProfiledColumn column,
            RowTally.ColumnTally tally,
            ProfiledColumn.Cells reference,
            ProfiledColumn.Cells current,
            Estimate effect,
            HypothesisTest test,
            Estimate missing,
            HypothesisTest missingTest,
            OptionalDouble byChance) {}

    private Comparing(ReferenceComparison settings, RowTally tally) {
        this.settings = settings;
        this.tally = tally;
    }

    static DriftReport run(ReferenceComparison settings, RowSource source, ArtifactRef dataset, boolean synthetic) {
        ReferenceProfile profile = settings.profile;
        RowTally tally =
                RowTally.of(source, profile.columns(), profile.subject().orElse(null), profile.leftOut());
        return new Comparing(settings, tally).report(dataset, synthetic || profile.synthetic());
    }

    private DriftReport report(ArtifactRef dataset, boolean synthetic) {
        ReferenceProfile profile = settings.profile;
        List<String> absent = new ArrayList<>();
        List<String> notCompared = new ArrayList<>();
        for (ProfiledColumn column : profile.columns()) {
            if (!tally.has(column.name())) {
                absent.add(column.name());
            } else if (column instanceof ProfiledColumn.NotKept) {
                notCompared.add(column.name());
            } else {
                RowTally.ColumnTally counted = tally.column(column.name()).orElseThrow();
                raw.add(
                        column instanceof ProfiledColumn.Numbers numbers
                                ? numbers(numbers, counted)
                                : categories((ProfiledColumn.Categories) column, counted));
            }
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(dataset.id()));
        }
        leftOut();
        columnFindings(absent, notCompared);
        List<ColumnComparison> columns = adjusted();
        Provenance provenance = Provenance.of(ReferenceComparison.class)
                .from(dataset)
                .from(profile.document().reference())
                .with("limit", settings.limit)
                .with("level", settings.level)
                .with("multiplicity", settings.multiplicity)
                .synthetic(synthetic);
        return new DriftReport(
                dataset,
                settings.model == null ? provenance : provenance.from(settings.model),
                settings,
                tally.rows(),
                tally.left(),
                absent,
                tally.unexpected(),
                notCompared,
                columns,
                measurements,
                findings);
    }

    private void leftOut() {
        long reference = settings.profile.rowsLeftOut();
        if (tally.left() > 0 || reference > 0) {
            findings.add(Finding.of(
                            "ROWS_LEFT_OUT",
                            Severity.INFO,
                            "rows",
                            "Only the first row of each subject counts, in the order of the rows. What differs may come from another"
                                    + " order: see that the reference and the data are sorted alike.")
                    .with("rows_left_out", tally.left())
                    .with("reference_rows_left_out", reference));
        }
    }

    private void columnFindings(List<String> absent, List<String> notCompared) {
        if (tally.rows() == 0) {
            findings.add(Finding.of(
                    "NO_ROWS", Severity.ERROR, "rows", "The data have no row, so that nothing is compared."));
        }
        absent.forEach(column -> findings.add(Finding.of(
                "COLUMN_ABSENT", Severity.ERROR, column, "The reference has this column, the data do not.")));
        tally.unexpected()
                .forEach(column -> findings.add(Finding.of(
                        "COLUMN_UNEXPECTED",
                        Severity.WARNING,
                        column,
                        "The data have this column, the reference does not.")));
        notCompared.forEach(column -> findings.add(Finding.of(
                        "COLUMN_NOT_COMPARED",
                        Severity.INFO,
                        column,
                        "The reference has too many categories in this column; its values are not compared.")
                .with("most_categories", ReferenceProfile.MOST_CATEGORIES)));
    }

    // ---- one column

    private Raw numbers(ProfiledColumn.Numbers column, RowTally.ColumnTally counted) {
        long[] reference = unboxed(column.counts());
        long[] current = counted.cells();
        KolmogorovSmirnov distance = KolmogorovSmirnov.ofCounts(reference, current);
        Slice slice = slice(column);
        Estimate effect = distance.distance(settings.level);
        measure(ReferenceComparison.LARGEST_SHIFT, slice, effect);
        Raw made = withMissing(
                column,
                counted,
                column.cells(),
                effect,
                distance.test(),
                stability(slice, column.cells(), unboxed(column.bins()), counted.counted(), counted.bins()));
        measure(
                ReferenceComparison.JENSEN_SHANNON,
                slice,
                ShareDivergence.of(unboxed(column.bins()), counted.bins()).jensenShannonDistance());
        Support support = effect.support();
        measure(
                ReferenceComparison.MEAN_SHIFT,
                slice,
                column.moments().isPresent() && counted.moments().isPresent()
                        ? MeanShift.estimate(
                                column.moments().get(), counted.moments().get(), settings.level)
                        : Estimate.notEstimable(Reason.EMPTY_GROUP, "mean_shift.glass", support));
        measure(ReferenceComparison.TRANSPORT, slice, transport(column, reference, current, support));
        return made;
    }

    private static Estimate transport(
            ProfiledColumn.Numbers column, long[] reference, long[] current, Support support) {
        String method = "distance.wasserstein.cells";
        if (LongStream.of(reference).sum() == 0 || LongStream.of(current).sum() == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, method, support);
        }
        double deviation = column.moments().orElseThrow().standardDeviation();
        if (!(deviation > 0)) {
            return Estimate.notEstimable(Reason.ZERO_VARIANCE, method, support);
        }
        double[] points = column.pointArray();
        double[] places = new double[reference.length];
        for (int i = 0; i < places.length; i++) {
            double below = points[Math.max(0, (i - 1) / 2)];
            double above = points[Math.min(points.length - 1, i / 2)];
            places[i] = i % 2 == 1 ? points[i / 2] : below + (above - below) / 2;
        }
        places[0] = points[0];
        return DistributionDistance.weighted(places, decimals(reference), places, decimals(current))
                .wasserstein()
                .mapped(distance -> distance / deviation, method, support);
    }

    private Raw categories(ProfiledColumn.Categories column, RowTally.ColumnTally counted) {
        Map<String, Long> fresh = counted.fresh();
        long freshRows = counted.otherFresh()
                + fresh.values().stream().mapToLong(Long::longValue).sum();
        long[] known = unboxed(column.counts());
        int extra = freshRows > 0 ? 1 : 0;
        long[] reference = Arrays.copyOf(known, known.length + extra);
        long[] current = Arrays.copyOf(counted.cells(), known.length + extra);
        if (extra > 0) {
            current[known.length] = freshRows;
        }
        // new categories apart in the test, as far as they are kept
        long[] apart = LongStream.concat(
                        LongStream.of(counted.cells()),
                        LongStream.concat(
                                fresh.values().stream().mapToLong(Long::longValue),
                                LongStream.of(counted.otherFresh())))
                .toArray();
        Slice slice = slice(column);
        Estimate effect = largest(reference, current);
        HypothesisTest test = apart.length == 0
                ? ContingencyTable.of(new long[1], new long[1]).test()
                : ContingencyTable.of(Arrays.copyOf(known, apart.length), apart).test();
        measure(ReferenceComparison.LARGEST_SHIFT, slice, effect);
        Raw made = withMissing(
                column,
                counted,
                column.cells(),
                effect,
                test,
                stability(slice, column.cells(), reference, counted.counted(), current));
        ShareDivergence divergence = ShareDivergence.of(reference, current);
        measure(ReferenceComparison.JENSEN_SHANNON, slice, divergence.jensenShannonDistance());
        measure(ReferenceComparison.TOTAL_VARIATION, slice, divergence.totalVariation());
        return made;
    }

    /** The largest difference of the share of one category, with Newcombe's intervals of all at once. */
    private Estimate largest(long[] reference, long[] current) {
        String method = "largest_share_shift.newcombe.bonferroni";
        long n = LongStream.of(reference).sum();
        long m = LongStream.of(current).sum();
        Support support = Support.of(n + m).with("n_first", n).with("n_second", m);
        if (n == 0 || m == 0) {
            return Estimate.notEstimable(Reason.EMPTY_GROUP, method, support);
        }
        // two shares mirror each other
        int family = reference.length == 2 ? 1 : reference.length;
        double each = 1 - (1 - settings.level) / family;
        double most = 0;
        double lower = 0;
        double upper = 0;
        for (int i = 0; i < reference.length; i++) {
            UnpairedCounts counts = new UnpairedCounts(current[i], m, reference[i], n);
            var interval = UnpairedDifference.NEWCOMBE.of(counts, each);
            most = Math.max(most, Math.abs((double) current[i] / m - (double) reference[i] / n));
            lower = Math.max(lower, Math.max(interval.lower(), -interval.upper()));
            upper = Math.max(upper, Math.max(interval.upper(), -interval.lower()));
        }
        return Estimate.of(
                most,
                IntervalEstimate.of(Math.min(lower, most), Math.max(upper, most), settings.level, method),
                support);
    }

    /** Measures the index with missing cells as a bin; gives what chance alone exceeds. */
    private OptionalDouble stability(
            Slice slice, ProfiledColumn.Cells before, long[] reference, ProfiledColumn.Cells now, long[] current) {
        long[] p = reference;
        long[] q = current;
        if (before.without() + now.without() > 0) {
            p = Arrays.copyOf(reference, reference.length + 1);
            q = Arrays.copyOf(current, current.length + 1);
            p[reference.length] = before.without();
            q[current.length] = now.without();
        }
        Estimate index = StabilityIndex.of(p, q, StabilityIndex.EmptyBins.HALF_A_RECORD);
        measure(ReferenceComparison.STABILITY_INDEX, slice, index);
        return index.point().isEmpty() ? OptionalDouble.empty() : StabilityIndex.quantile(p, q, 1 - settings.level);
    }

    private Raw withMissing(
            ProfiledColumn column,
            RowTally.ColumnTally counted,
            ProfiledColumn.Cells before,
            Estimate effect,
            HypothesisTest test,
            OptionalDouble byChance) {
        ProfiledColumn.Cells now = counted.counted();
        Estimate missing = UnpairedDifference.NEWCOMBE.estimate(
                new UnpairedCounts(now.without(), now.rows(), before.without(), before.rows()), settings.level);
        measure(ReferenceComparison.MISSING_CHANGE, slice(column), missing);
        HypothesisTest missingTest = ContingencyTable.of(
                        new long[] {before.without(), before.values()}, new long[] {now.without(), now.values()})
                .test();
        return new Raw(column, counted, before, now, effect, test, missing, missingTest, byChance);
    }

    // ---- all columns

    private List<ColumnComparison> adjusted() {
        List<HypothesisTest> tests = new ArrayList<>();
        raw.forEach(each -> {
            tests.add(each.test);
            tests.add(each.missingTest);
        });
        double[] known = tests.stream()
                .flatMapToDouble(test -> test.pValue().point().stream())
                .toArray();
        // a test without a p-value is one of the family all the same
        double[] adjusted = settings.multiplicity.adjust(known, tests.size());
        List<Estimate> estimates = new ArrayList<>();
        int next = 0;
        for (HypothesisTest test : tests) {
            Estimate p = test.pValue();
            estimates.add(
                    p.point().isEmpty()
                            ? p
                            : Estimate.of(
                                    adjusted[next++],
                                    new IntervalEstimate.Unknown(Reason.NOT_OFFERED, method(test)),
                                    p.support()));
        }
        List<ColumnComparison> columns = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            columns.add(column(raw.get(i), estimates.get(2 * i), estimates.get(2 * i + 1)));
        }
        return columns;
    }

    private String method(HypothesisTest test) {
        return test.method() + "." + settings.multiplicity.name().toLowerCase(Locale.ROOT);
    }

    private ColumnComparison column(Raw each, Estimate p, Estimate missingP) {
        Difference values =
                new Difference(each.effect, each.test.method(), each.test.pValue(), p, answer(each.effect, p));
        Difference missing = new Difference(
                each.missing,
                each.missingTest.method(),
                each.missingTest.pValue(),
                missingP,
                answer(each.missing, missingP));
        Map<String, Long> fresh = each.column instanceof ProfiledColumn.Categories ? each.tally.fresh() : Map.of();
        long freshRows = each.tally.otherFresh()
                + fresh.values().stream().mapToLong(Long::longValue).sum();
        List<CategoryCount> counts = each.column instanceof ProfiledColumn.Categories categories
                ? counts(categories, each.tally, fresh)
                : List.of();
        ColumnComparison column = new ColumnComparison(
                each.column.name(),
                each.column instanceof ProfiledColumn.Numbers ? Form.NUMBERS : Form.CATEGORIES,
                each.reference.values(),
                each.reference.without(),
                each.current.values(),
                each.current.without(),
                each.current.unreadable(),
                values,
                missing,
                each.byChance,
                freshRows,
                fresh.size(),
                named(counts),
                further(counts, each.tally.otherFresh()));
        find(column, each, counts);
        return column;
    }

    private static List<CategoryCount> counts(
            ProfiledColumn.Categories column, RowTally.ColumnTally counted, Map<String, Long> fresh) {
        List<CategoryCount> counts = new ArrayList<>();
        long[] now = counted.cells();
        for (int i = 0; i < now.length; i++) {
            counts.add(new CategoryCount(
                    column.categories().get(i), column.counts().get(i), now[i]));
        }
        new TreeMap<>(fresh).forEach((name, count) -> counts.add(new CategoryCount(name, 0, count)));
        return counts;
    }

    private static boolean isNamed(CategoryCount count) {
        return Math.max(count.reference(), count.current()) >= FEWEST_NAMED;
    }

    private static List<CategoryCount> named(List<CategoryCount> counts) {
        return counts.stream().filter(Comparing::isNamed).toList();
    }

    private static FurtherCategories further(List<CategoryCount> counts, long others) {
        List<CategoryCount> rare =
                counts.stream().filter(count -> !isNamed(count)).toList();
        return new FurtherCategories(
                rare.size(),
                rare.stream().mapToLong(CategoryCount::reference).sum(),
                others + rare.stream().mapToLong(CategoryCount::current).sum());
    }

    private Answer answer(Estimate effect, Estimate p) {
        if (effect.point().isEmpty() || effect.interval().isEmpty()) {
            return Answer.UNDECIDED;
        }
        double size = Math.abs(effect.point().getAsDouble());
        boolean chance = p.point().isEmpty() || p.point().getAsDouble() > 1 - settings.level;
        if (!chance && size >= settings.limit) {
            return Answer.BEYOND_LIMIT;
        }
        double farthest = Math.max(
                Math.abs(effect.interval().get().lower()),
                Math.abs(effect.interval().get().upper()));
        return farthest < settings.limit ? Answer.WITHIN_LIMIT : Answer.UNDECIDED;
    }

    private void find(ColumnComparison column, Raw each, List<CategoryCount> counts) {
        shifted(
                "VALUES_SHIFTED",
                column,
                column.valuesDiffer(),
                "The values differ from those of the reference by at least the stated"
                        + " limit, and by more than chance explains.");
        shifted(
                "MISSING_SHARE_CHANGED",
                column,
                column.missingDiffers(),
                "The share of missing cells differs from that of the reference"
                        + " by at least the stated limit, and by more than chance explains.");
        if (column.form() == Form.NUMBERS && column.unreadable() > 0 && column.values() == 0) {
            findings.add(Finding.of(
                            "COLUMN_TYPE_CHANGED",
                            Severity.ERROR,
                            column.column(),
                            "The reference has numbers in this column, the data have none; nothing of it is compared"
                                    + " but missing cells.")
                    .with("unreadable", column.unreadable()));
        } else if (column.unreadable() > 0 && each.reference.unreadable() == 0) {
            findings.add(Finding.of(
                            "CELLS_NOT_NUMBERS",
                            Severity.WARNING,
                            column.column(),
                            "Cells of a column of numbers hold something else, which the reference does not; they"
                                    + " count as missing.")
                    .with("unreadable", column.unreadable()));
        }
        if (column.newRows() > 0) {
            findings.add(Finding.of(
                            "NEW_CATEGORIES",
                            Severity.WARNING,
                            column.column(),
                            "Rows have categories that the reference does not have.")
                    .with("rows", column.newRows())
                    .with("categories", column.newCategories())
                    .with("written_otherwise", writtenOtherwise((ProfiledColumn.Categories) each.column, each.tally)));
        }
        vanished(column, counts);
        if (column.valuesDiffer().answer() == Answer.UNDECIDED
                || column.missingDiffers().answer() == Answer.UNDECIDED) {
            findings.add(Finding.of("COLUMN_UNDECIDED", Severity.INFO, column.column(), undecided(column))
                    .with("values", column.valuesDiffer().answer().text())
                    .with("missing", column.missingDiffers().answer().text()));
        }
    }

    /** Why a column is undecided: too few rows, unless interval and test speak of different tables and disagree. */
    private String undecided(ColumnComparison column) {
        String few = "There are too few rows to tell whether a difference is beyond the stated limit or within it.";
        if (!column.testDisagrees(settings.level)) {
            return few;
        }
        return "The interval, which takes all new categories as one, does not hold 0; the test, which keeps them apart,"
                + " finds no more than chance explains. Categories that are new only because they are rare look so, and"
                + " a change looks so too: compare the rows with new categories, or join rare categories in both sets."
                + (column.missingDiffers().answer() == Answer.UNDECIDED ? " Missing cells: " + few : "");
    }

    /** New categories that are one of the reference in another notation: 1 for 1.0, or with other capitals or blanks. */
    private static long writtenOtherwise(ProfiledColumn.Categories column, RowTally.ColumnTally counted) {
        Set<String> known = new HashSet<>();
        column.categories().forEach(name -> known.add(plain(name)));
        return counted.fresh().keySet().stream()
                .filter(name -> known.contains(plain(name)))
                .count();
    }

    private static String plain(String name) {
        String text = name.strip().toLowerCase(Locale.ROOT);
        OptionalDouble number = NumberColumn.parse(text);
        return number.isPresent() ? String.valueOf(number.getAsDouble()) : text;
    }

    private void shifted(String code, ColumnComparison column, Difference difference, String message) {
        if (difference.answer() == Answer.BEYOND_LIMIT) {
            findings.add(Finding.of(code, Severity.WARNING, column.column(), message)
                    .with("effect", difference.effect().point().orElseThrow())
                    .with("limit", settings.limit)
                    .with("p_value_adjusted", p(difference.adjusted().point().orElseThrow())));
        }
    }

    /** A p-value is never 0. */
    private static String p(double value) {
        return value < 1e-300 ? "< 1e-300" : String.valueOf(value);
    }

    /** Categories whose absence chance does not explain, by Fisher's test with Bonferroni's correction. */
    private void vanished(ColumnComparison column, List<CategoryCount> counts) {
        Set<String> gone = new HashSet<>();
        long known = counts.stream().filter(c -> c.reference() > 0).count();
        for (CategoryCount count : counts) {
            if (count.reference() > 0 && count.current() == 0 && column.values() > 0) {
                double p = UnpairedDifference.fisher(
                                new UnpairedCounts(0, column.values(), count.reference(), column.referenceValues()))
                        .pValue()
                        .point()
                        .orElse(1);
                if (p * known <= 1 - settings.level) {
                    gone.add(count.category());
                }
            }
        }
        if (!gone.isEmpty()) {
            findings.add(Finding.of(
                            "CATEGORIES_VANISHED",
                            Severity.WARNING,
                            column.column(),
                            "No row has categories that the reference has, by more than chance explains.")
                    .with("categories", gone.size()));
        }
    }

    // ---- words

    private void measure(Metric metric, Slice slice, Estimate estimate) {
        measurements.add(new Measurement(metric, slice, estimate));
    }

    private static Slice slice(ProfiledColumn column) {
        return Slice.of("column", column.name());
    }

    private static long[] unboxed(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    private static double[] decimals(long[] counts) {
        return LongStream.of(counts).asDoubleStream().toArray();
    }
}
