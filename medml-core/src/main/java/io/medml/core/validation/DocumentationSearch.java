package io.medml.core.validation;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.Name;
import io.medml.core.measure.Slice;
import io.medml.core.table.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** In how many rows an attribute is documented, in all and by site. */
final class DocumentationSearch implements RowSearch {

    private final ColumnSpec spec;
    private final @Nullable ColumnTally column;
    private final @Nullable String siteName;
    private final @Nullable ColumnTally site;
    private final TextCodes sites = new TextCodes();
    private final List<int[]> counts = new ArrayList<>();
    private final int[] withoutSite = new int[2];
    private boolean tooMany;

    DocumentationSearch(ColumnSpec spec, @Nullable String siteName, Map<String, ColumnTally> tallies) {
        this.spec = spec;
        this.column = tallies.get(spec.name());
        this.siteName = siteName;
        this.site = siteName == null ? null : tallies.get(siteName);
    }

    @Override
    public void scan(RowBatch batch, int firstRow) {
        if (column == null || site == null || tooMany) {
            return;
        }
        for (int row = 0; row < batch.rows(); row++) {
            int[] count = withoutSite;
            if (!site.isMissing(row)) {
                int code = sites.of(batch, site.index(), row);
                if (code == counts.size()) {
                    counts.add(new int[2]);
                    tooMany |= code >= Cohort.MAX_GROUPS;
                }
                count = counts.get(code);
            }
            count[0] += column.isMissing(row) ? 0 : 1;
            count[1]++;
        }
    }

    /** Documented and all rows by the name of the site. */
    private SortedMap<String, int[]> bySite() {
        SortedMap<String, int[]> result = new TreeMap<>();
        if (withoutSite[1] > 0) {
            result.put(Slice.MISSING, withoutSite);
        }
        for (int code = 0; code < counts.size(); code++) {
            int[] count = result.computeIfAbsent(sites.text(code), key -> new int[2]);
            count[0] += counts.get(code)[0];
            count[1] += counts.get(code)[1];
        }
        return result;
    }

    @Override
    public void report(ValidationFindings findings) {
        if (column == null) {
            if (!spec.required()) { // a required column that is not there is a finding already
                failed(findings, "the column is not there, so nothing is documented");
            }
            return;
        }
        int rows = findings.rowCount();
        Slice all = Slice.of("column", spec.name());
        documented(findings, all, "", Math.toIntExact(rows - column.missingCount()), rows);
        if (siteName == null) {
            return;
        }
        if (site == null) {
            failed(findings, "the site column \"" + siteName + "\" is not there, so sites were not assessed");
            return;
        }
        if (tooMany) {
            failed(
                    findings,
                    "the site column has more than " + Cohort.MAX_GROUPS
                            + " values and is taken for an identifier, so sites were not assessed");
            return;
        }
        SortedMap<String, int[]> sitesByName = bySite();
        if (sitesByName.keySet().stream().anyMatch(name -> Name.fault(name).isPresent())) {
            failed(
                    findings,
                    "the site column holds a value that is no " + Name.rule().substring(2)
                            + ", so sites were not assessed");
            return;
        }
        sitesByName.forEach(
                (name, count) -> documented(findings, all.and("site", name), " at site " + name, count[0], count[1]));
    }

    private void failed(ValidationFindings findings, String message) {
        findings.rule(Check.DOCUMENTATION_RATE, spec.name(), 1, message, Map.of());
    }

    private void documented(ValidationFindings findings, Slice slice, String place, int documented, int all) {
        findings.share(CohortDescription.DOCUMENTATION_RATE, slice, documented, all);
        boolean below = all > 0 && (double) documented / all < spec.minDocumented();
        findings.rule(
                Check.DOCUMENTATION_RATE,
                spec.name(),
                below ? 1 : 0,
                "documented in " + documented + " of " + all + " rows" + place + ", less than the share of "
                        + ValueRange.text(spec.minDocumented()),
                Map.of(
                        "documented",
                        documented,
                        "rows",
                        all,
                        "limit",
                        ValueRange.text(spec.minDocumented()),
                        "slice",
                        slice));
    }
}
