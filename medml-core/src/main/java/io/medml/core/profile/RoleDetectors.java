package io.medml.core.profile;

import static io.medml.core.profile.Suspicions.finding;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** What can be suspicious once it is known what columns are: identifiers, label, site, attributes of people. */
final class RoleDetectors {

    private static final int LEAST_AT_SITE = 20;
    private static final double DIFFERENCE_BETWEEN_SITES = 0.2;
    private static final int FEW_OF_CLASS = 100;
    private static final int MOST_GROUPS = 50;
    private static final String NOT_NAMED = "(not named)";
    private static final Map<String, Set<String>> DEMOGRAPHICS = demographics();

    private final Map<String, ProfiledColumn> columns;
    private final int rows;
    private final Roles roles;
    private final int thin;
    private final NameableLevels nameable;
    private final Suspicions found;

    RoleDetectors(
            Map<String, ProfiledColumn> columns,
            int rows,
            Roles roles,
            int thin,
            NameableLevels nameable,
            Suspicions found) {
        this.columns = columns;
        this.rows = rows;
        this.roles = roles;
        this.thin = thin;
        this.nameable = nameable;
        this.found = found;
    }

    private static Map<String, Set<String>> demographics() {
        Map<String, Set<String>> words = new LinkedHashMap<>();
        words.put("age", Set.of("age"));
        words.put("sex", Set.of("sex", "gender"));
        words.put("race", Set.of("race", "ethnicity", "ethnic"));
        return words;
    }

    void run(Set<String> repeatedIdentifiers) {
        roles.record()
                .ifPresent(name -> repeats(name, Suspicion.RECORD_REPEATED, "rows share the identifier of a record"));
        roles.subject()
                .ifPresent(name -> repeats(
                        name,
                        Suspicion.SUBJECT_REPEATED,
                        "rows belong to subjects that have several; split by subject"));
        roles.subject().ifPresent(this::changes);
        roles.label().ifPresent(label -> {
            Set<String> identifiers = new LinkedHashSet<>(repeatedIdentifiers);
            roles.subject().ifPresent(identifiers::add);
            roles.record().ifPresent(identifiers::add);
            identifiers.forEach(identifier -> conflicts(identifier, label));
        });
        roles.site().ifPresent(this::bySite);
        groups();
        demographicsFound();
    }

    private ProfiledColumn column(String name) {
        ProfiledColumn column = columns.get(name);
        if (column == null) {
            throw new IllegalStateException("column \"" + name + "\" was checked before and is not there");
        }
        return column;
    }

    private void repeats(String name, Suspicion suspicion, String message) {
        Repeats repeats = Repeats.of(column(name));
        if (repeats.sharedGroups() > 0) {
            found.rows(
                    finding(suspicion, name, message)
                            .with("values", repeats.groups())
                            .with("shared_values", repeats.sharedGroups())
                            .with("largest_group", repeats.largest()),
                    repeats::shared);
        }
    }

    // ---- within subjects ----

    private Set<String> unchanging() {
        return roles.unchanging().isEmpty()
                ? columns.keySet().stream()
                        .filter(name -> named(name, "sex") || named(name, "race"))
                        .collect(Collectors.toCollection(LinkedHashSet::new))
                : roles.unchanging();
    }

    private static boolean named(String column, String attribute) {
        Set<String> words = Names.words(column);
        return DEMOGRAPHICS.getOrDefault(attribute, Set.of()).stream().anyMatch(words::contains);
    }

    private void changes(String subject) {
        Repeats subjects = Repeats.of(column(subject));
        for (String name : unchanging()) {
            ProfiledColumn column = column(name);
            boolean[] changing = changing(subjects, column, row -> true);
            boolean[] known = changing(
                    subjects,
                    column,
                    row -> !column.missing(row) && !ColumnDetectors.unknown(column, column.code(row)));
            if (count(changing) > 0) {
                found.rows(
                        finding(
                                        Suspicion.CHANGES_WITHIN_SUBJECT,
                                        roles.unchanging().isEmpty() ? Severity.INFO : Severity.WARNING,
                                        name,
                                        "subjects have several values of what should not change")
                                .with("subjects", count(changing))
                                .with("subjects_without_unknown", count(known)),
                        row -> subjects.group(row) >= 0 && changing[subjects.group(row)]);
            }
        }
    }

    /** For each group whether it holds two different values, of the rows that count. */
    private static boolean[] changing(Repeats groups, ProfiledColumn column, IntPredicate counts) {
        int none = -2;
        int[] first = new int[groups.groups()];
        Arrays.fill(first, none);
        boolean[] changing = new boolean[first.length];
        for (int row = 0; row < column.rows; row++) {
            int group = groups.group(row);
            if (group < 0 || !counts.test(row)) {
                continue;
            }
            if (first[group] == none) {
                first[group] = column.level(row);
            } else if (first[group] != column.level(row)) {
                changing[group] = true;
            }
        }
        return changing;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private void conflicts(String identifier, String label) {
        ProfiledColumn labels = column(label);
        Repeats values = Repeats.of(column(identifier));
        boolean[] changing = changing(values, labels, row -> !labels.missing(row));
        if (count(changing) > 0) {
            found.rows(
                    finding(
                                    Suspicion.LABEL_CONFLICT,
                                    identifier,
                                    "rows of one identifier have different labels: a conflict, or a change over time")
                            .with("values", count(changing))
                            .with("label", label),
                    row -> values.group(row) >= 0 && changing[values.group(row)] && !labels.missing(row));
        }
    }

    // ---- sites ----

    private void bySite(String site) {
        ProfiledColumn sites = column(site);
        int[] sizes = new int[sites.texts()];
        for (int row = 0; row < rows; row++) {
            if (!sites.missing(row)) {
                sizes[sites.level(row)]++;
            }
        }
        roles.label().ifPresent(label -> labelsBySite(sites, sizes, column(label)));
        for (ProfiledColumn column : columns.values()) {
            if (column.missingCount() > 0 && column != sites) {
                missingBySite(sites, sizes, column);
            }
        }
    }

    private void labelsBySite(ProfiledColumn sites, int[] sizes, ProfiledColumn label) {
        if (label.distinct() > MOST_GROUPS) {
            return;
        }
        boolean[][] used = new boolean[sizes.length][label.texts()];
        for (int row = 0; row < rows; row++) {
            if (!sites.missing(row) && !label.missing(row)) {
                used[sites.level(row)][label.level(row)] = true;
            }
        }
        int compared = 0;
        int fewest = Integer.MAX_VALUE;
        int most = 0;
        boolean[] missing = new boolean[label.texts()];
        int[] values = label.values().toArray();
        for (int s = 0; s < sizes.length; s++) {
            if (sizes[s] < LEAST_AT_SITE) {
                continue;
            }
            compared++;
            fewest = Math.min(fewest, count(used[s]));
            most = Math.max(most, count(used[s]));
            for (int code : values) {
                missing[code] |= !used[s][code];
            }
        }
        if (compared > 1 && count(missing) > 0) {
            found.rows(
                    finding(
                                    Suspicion.LABELS_DIFFER_BY_SITE,
                                    label.name,
                                    "labels occur at some sites only: another definition or granularity, or few rows")
                            .with("labels", count(missing))
                            .with("fewest_labels_at_a_site", fewest)
                            .with("most_labels_at_a_site", most),
                    row -> !label.missing(row) && missing[label.level(row)]);
        }
    }

    private void missingBySite(ProfiledColumn sites, int[] sizes, ProfiledColumn column) {
        int[] missing = new int[sizes.length];
        for (int row = 0; row < rows; row++) {
            if (!sites.missing(row) && column.missing(row)) {
                missing[sites.level(row)]++;
            }
        }
        double lowest = 1;
        double highest = 0;
        for (int s = 0; s < sizes.length; s++) {
            if (sizes[s] >= LEAST_AT_SITE) {
                lowest = Math.min(lowest, (double) missing[s] / sizes[s]);
                highest = Math.max(highest, (double) missing[s] / sizes[s]);
            }
        }
        if (highest - lowest >= DIFFERENCE_BETWEEN_SITES) {
            found.rows(
                    finding(
                                    Suspicion.MISSING_DIFFERS_BY_SITE,
                                    column.name,
                                    "missing at some sites far more often than at others: a model that needs it cannot run there")
                            .with("lowest_share", share(lowest))
                            .with("highest_share", share(highest)),
                    column::missing);
        }
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.4f", share);
    }

    // ---- groups of people ----

    /** The declared attributes, else the columns of sex and race by their names, as far as they have few levels. */
    private Set<String> attributes() {
        Set<String> names = roles.attributes().isEmpty()
                ? columns.keySet().stream()
                        .filter(name -> named(name, "sex") || named(name, "race"))
                        .collect(Collectors.toCollection(LinkedHashSet::new))
                : roles.attributes();
        return names.stream()
                .filter(name -> column(name).distinct() > 0 && column(name).distinct() <= MOST_GROUPS)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void groups() {
        Set<String> attributes = attributes();
        Severity severity = roles.attributes().isEmpty() ? Severity.INFO : Severity.WARNING;
        for (String name : attributes) {
            ProfiledColumn column = column(name);
            column.values()
                    .filter(code -> column.valueCount(code) < thin)
                    .forEach(code -> found.rows(
                            named(
                                    finding(
                                                    Suspicion.THIN_GROUP,
                                                    severity,
                                                    name,
                                                    "a group of fewer than " + thin + " rows: figures of it are wide")
                                            .with("limit", thin),
                                    column,
                                    code),
                            row -> column.level(row) == code));
        }
        roles.label()
                .map(this::column)
                .filter(label -> label.distinct() <= MOST_GROUPS)
                .ifPresent(label -> {
                    classes(label, "", row -> true, "");
                    for (String name : attributes) {
                        ProfiledColumn column = column(name);
                        column.values()
                                .forEach(code -> classes(
                                        label,
                                        name,
                                        row -> column.level(row) == code,
                                        nameable.named(column, code) ? column.stripped(code) : ""));
                    }
                });
    }

    private Finding named(Finding finding, ProfiledColumn column, int code) {
        return nameable.named(column, code) ? finding.with("level", column.stripped(code)) : finding;
    }

    /** One finding for the smallest class of a group, when that is small. */
    private void classes(ProfiledColumn label, String where, IntPredicate of, String level) {
        int[] counts = new int[label.texts()];
        for (int row = 0; row < rows; row++) {
            if (!label.missing(row) && of.test(row)) {
                counts[label.level(row)]++;
            }
        }
        int rarest = -1;
        for (int code : label.values().toArray()) {
            if (rarest < 0 || counts[code] < counts[rarest]) {
                rarest = code;
            }
        }
        if (rarest >= 0 && counts[rarest] < FEW_OF_CLASS) {
            Finding finding = finding(
                            Suspicion.FEW_OF_CLASS,
                            where.isEmpty() ? label.name : where,
                            "the rarest label has fewer than " + FEW_OF_CLASS + " rows"
                                    + (where.isEmpty() ? "" : " in a group"))
                    .with("rows", counts[rarest])
                    .with("label", label.name);
            found.add(level.isEmpty() ? finding : finding.with("level", level));
        }
    }

    private void demographicsFound() {
        List<String> absent = new ArrayList<>();
        DEMOGRAPHICS.forEach((attribute, words) -> {
            boolean declared = attribute.equals("age") && roles.age().isPresent();
            if (!declared && columns.keySet().stream().noneMatch(name -> named(name, attribute))) {
                absent.add(attribute);
            }
        });
        if (!absent.isEmpty()) {
            found.add(finding(
                            Suspicion.DEMOGRAPHIC_NOT_FOUND,
                            "",
                            "no column of " + String.join(" or ", absent)
                                    + " by its name: without one, nothing can be said about those groups")
                    .with("not_found", String.join(", ", absent)));
        }
    }

    /** How complete each attribute is, in all rows and at each site. */
    List<Measurement> documentation() {
        List<Measurement> measured = new ArrayList<>();
        for (String name : attributes()) {
            ProfiledColumn column = column(name);
            measured.add(documented(Slice.of("column", name), column, row -> true));
            roles.site()
                    .map(this::column)
                    .filter(s -> s.distinct() <= MOST_GROUPS)
                    .ifPresent(sites -> documentedBySite(name, column, sites, measured));
        }
        return measured;
    }

    /** Each site that may be named; those that may not, together. */
    private void documentedBySite(
            String name, ProfiledColumn column, ProfiledColumn sites, List<Measurement> measured) {
        boolean[] named = new boolean[sites.texts()];
        boolean others = false;
        for (int code : sites.values().toArray()) {
            named[code] = nameable.named(sites, code) && !sites.stripped(code).equals(NOT_NAMED);
            others |= !named[code];
            if (named[code]) {
                measured.add(documented(
                        Slice.of("column", name).and("site", sites.stripped(code)),
                        column,
                        row -> sites.level(row) == code));
            }
        }
        if (others) {
            measured.add(documented(
                    Slice.of("column", name).and("site", NOT_NAMED),
                    column,
                    row -> sites.level(row) >= 0 && !named[sites.level(row)]));
        }
    }

    private Measurement documented(Slice slice, ProfiledColumn column, IntPredicate of) {
        int all = 0;
        int present = 0;
        for (int row = 0; row < rows; row++) {
            if (of.test(row)) {
                all++;
                present += column.missing(row) ? 0 : 1;
            }
        }
        return new Measurement(CohortDescription.DOCUMENTATION_RATE, slice, share(present, all));
    }

    static Estimate share(int part, int whole) {
        return whole == 0
                ? Estimate.notEstimable(Reason.EMPTY_GROUP, "none", Support.of(0))
                : Estimate.of(
                        (double) part / whole,
                        new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                        Support.ofProportion(part, whole));
    }
}
