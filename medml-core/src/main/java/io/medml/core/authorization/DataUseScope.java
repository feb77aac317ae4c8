package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.authorization.CutSet.Cut;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What data may be used for: a set of permissions, each of purposes, versions, places, days, and whether the data may leave where
 * they are; with conditions in words.
 *
 * <pre>{@code
 * DataUseScope consent = policy.scope()
 *     .purposes("research").versionRange("2.0", "3.4").places("EU")
 *     .from(LocalDate.parse("2024-01-01")).through(LocalDate.parse("2027-12-31"))
 *     .noTransfer()
 *     .build();
 * }</pre>
 *
 * <p><b>Meaning.</b> A permission is a set of points (purpose, version, place, day, handling): every combination of what it names. A
 * scope is the union of its permissions, and a request is a set of points too: its purpose and all that the policy says the purpose
 * includes, likewise its places, all of its days. {@link #covers} holds where every point of the request is in a permission whose
 * conditions the request states as met. So a request may be covered by several permissions together that none covers alone; of a
 * request of one point, one of them covers it.
 *
 * <p><b>Algebra.</b> {@link #union}, {@link #intersect} and {@link #without} are those of sets of points, exactly and without
 * rounding. Conditions are kept with the permission they belong to; an intersection has those of both sides; what is taken out by
 * {@link #without} is taken out whatever its conditions.
 *
 * <p><b>Versions</b> of numbers and dots are ordered number by number (1.9 before 1.10) and zeros at the end do not count (3 is 3.0);
 * other versions have no order and belong to a scope by name only. <b>Days</b> are those of the calendar, without a time zone: who
 * asks for today states the zone. Immutable; two are equal when they list the same permissions. Two that mean the same may list
 * different ones: see {@link #allowsTheSameAs}.
 */
public final class DataUseScope {

    /** The most permissions that a scope has: 1,000. A safeguard against differences that fall into ever smaller parts. */
    public static final int MAX_PERMISSIONS = 1000;

    private static final DataUseScope NONE = new DataUseScope(List.of());

    private final List<Box> boxes;
    private final int hash;

    private DataUseScope(List<Box> boxes) {
        this.boxes = boxes;
        this.hash = boxes.hashCode();
    }

    /** In one order, without those that another one holds under no more conditions. */
    private static DataUseScope of(Collection<Box> given) {
        TreeMap<String, Box> sorted = new TreeMap<>();
        for (Box box : given) {
            if (!box.isEmpty()) {
                sorted.put(Digest.sha256(box.content().bytes()).hex(), box);
            }
        }
        List<Box> distinct = List.copyOf(sorted.values());
        List<Box> kept = new ArrayList<>();
        for (Box box : distinct) {
            boolean held = distinct.stream()
                    .anyMatch(other ->
                            !other.equals(box) && box.conditions().containsAll(other.conditions()) && other.holds(box));
            if (!held) {
                kept.add(box);
            }
        }
        if (kept.size() > MAX_PERMISSIONS) {
            throw new IllegalArgumentException("a scope has at most " + MAX_PERMISSIONS
                    + " permissions, this one would have " + kept.size() + "; state it in fewer");
        }
        return new DataUseScope(List.copyOf(kept));
    }

    /**
     * The scope that allows nothing.
     *
     * @return a scope without permissions
     */
    public static DataUseScope none() {
        return NONE;
    }

    /** Everything within a period: a limit to be laid on another scope. */
    static DataUseScope within(CutSet<LocalDate> days) {
        return of(List.of(Box.anyUse(days)));
    }

    /**
     * Whether a request is allowed.
     *
     * @param request what is asked for
     * @param policy says what its purpose and its places include
     * @return whether every part of it is in a permission whose conditions it states as met; false for a request without a day
     */
    public boolean covers(DataUseRequest request, DataUsePolicy policy) {
        requireNonNull(policy, "policy");
        return request.box(policy).map(this::covers).orElse(false);
    }

    boolean covers(Box asked) {
        return !asked.isEmpty() && rest(asked, true).isEmpty();
    }

    /** What is left of a request when all is taken out that is allowed; conditions count, or do not. */
    private List<Box> rest(Box asked, boolean conditions) {
        List<Box> rest = List.of(asked);
        for (Box box : boxes) {
            if (conditions && !asked.conditions().containsAll(box.conditions())) {
                continue;
            }
            List<Box> next = new ArrayList<>();
            rest.forEach(part -> next.addAll(part.minus(box)));
            rest = next;
            if (rest.isEmpty()) {
                break;
            }
        }
        return rest;
    }

    /** Why a request is not covered; empty when it is. */
    Set<Uncovered> reasons(Box asked) {
        Set<Uncovered> reasons = new LinkedHashSet<>();
        if (covers(asked)) {
            return reasons;
        }
        if (boxes.isEmpty()) {
            return Set.of(Uncovered.NOTHING_ALLOWED);
        }
        NameSet purposes = NameSet.NONE;
        VersionSet versions = VersionSet.NONE;
        NameSet places = NameSet.NONE;
        CutSet<LocalDate> dates = CutSet.none();
        NameSet handling = NameSet.NONE;
        for (Box box : boxes) {
            purposes = purposes.or(box.purposes());
            versions = versions.or(box.versions());
            places = places.or(box.places());
            dates = dates.or(box.dates());
            handling = handling.or(box.handling());
        }
        if (!asked.purposes().minus(purposes).isEmpty()) {
            reasons.add(Uncovered.PURPOSE);
        }
        if (!asked.versions().minus(versions).isEmpty()) {
            reasons.add(Uncovered.VERSION);
        }
        if (!asked.places().minus(places).isEmpty()) {
            reasons.add(Uncovered.PLACE);
        }
        reasons.addAll(ofDays(asked.dates().minus(dates), dates));
        if (!asked.handling().minus(handling).isEmpty()) {
            reasons.add(Uncovered.TRANSFER);
        }
        if (reasons.isEmpty()) {
            reasons.add(rest(asked, false).isEmpty() ? Uncovered.CONDITION_NOT_STATED : Uncovered.COMBINATION);
        }
        return reasons;
    }

    private static Set<Uncovered> ofDays(CutSet<LocalDate> missing, CutSet<LocalDate> allowed) {
        Set<Uncovered> reasons = new LinkedHashSet<>();
        if (missing.isEmpty()) {
            return reasons;
        }
        List<Cut<LocalDate>> ends = allowed.cuts();
        CutSet<LocalDate> early =
                allowed.fromTheStart() || ends.isEmpty() ? CutSet.none() : new CutSet<>(true, List.of(ends.get(0)));
        boolean open = ends.size() % 2 == 0 == allowed.fromTheStart();
        CutSet<LocalDate> late =
                open || ends.isEmpty() ? CutSet.none() : new CutSet<>(false, List.of(ends.get(ends.size() - 1)));
        if (!missing.and(early).isEmpty()) {
            reasons.add(Uncovered.NOT_YET_VALID);
        }
        if (!missing.and(late).isEmpty()) {
            reasons.add(Uncovered.EXPIRED);
        }
        if (reasons.isEmpty()) {
            reasons.add(Uncovered.BETWEEN_PERIODS);
        }
        return reasons;
    }

    /**
     * What both allow.
     *
     * @param other the other scope
     * @return the points of both, each under the conditions of both
     */
    public DataUseScope intersect(DataUseScope other) {
        List<Box> both = new ArrayList<>();
        for (Box mine : boxes) {
            for (Box theirs : other.boxes) {
                both.add(mine.and(theirs));
            }
        }
        return of(both);
    }

    /**
     * What either allows.
     *
     * @param other the other scope
     * @return the permissions of both
     */
    public DataUseScope union(DataUseScope other) {
        List<Box> either = new ArrayList<>(boxes);
        either.addAll(other.boxes);
        return of(either);
    }

    /**
     * What this allows but for what the other names, whatever the conditions of the other.
     *
     * @param other what is taken out
     * @return the rest, under the conditions of this one
     */
    public DataUseScope without(DataUseScope other) {
        List<Box> rest = boxes;
        for (Box out : other.boxes) {
            List<Box> next = new ArrayList<>();
            for (Box part : rest) {
                next.addAll(part.minus(out));
            }
            rest = of(next).boxes;
        }
        return of(rest);
    }

    /**
     * Whether nothing is allowed.
     *
     * @return whether there is no permission
     */
    public boolean isEmpty() {
        return boxes.isEmpty();
    }

    /**
     * Whether this and another allow the same, however they list it.
     *
     * @param other the other scope
     * @return whether each holds the permissions of the other, under no more conditions
     */
    public boolean allowsTheSameAs(DataUseScope other) {
        return boxes.stream().allMatch(other::covers) && other.boxes.stream().allMatch(this::covers);
    }

    /**
     * The conditions that any permission has.
     *
     * @return the texts, sorted; empty when there are none
     */
    public SortedSet<String> conditions() {
        SortedSet<String> all = new TreeSet<>();
        boxes.forEach(box -> all.addAll(box.conditions()));
        return all;
    }

    List<Box> boxes() {
        return boxes;
    }

    /**
     * The scope as a JSON value, which {@link #from} reads back to an equal one. Names stand for themselves in it: what they
     * include has been written out.
     *
     * @return the content
     */
    public Content content() {
        return Content.items(boxes, Box::content);
    }

    /**
     * Reads a scope: a list of permissions, each an object with
     *
     * <ul>
     * <li>{@code purposes} and {@code places}: a list of names, each with all that the policy says it includes; or {@code any}; or an
     *     object with {@code exactly} or {@code all_but} and a list of names that stand for themselves;
     * <li>{@code versions}: a list; or {@code any}; or an object with {@code from}, {@code through} or both, which belong to it;
     * <li>{@code from}: the first day; and {@code through}: the last, or {@code before}: the one after the last; an open end is the
     *     text {@code open};
     * <li>{@code transfer}: {@code allowed}, {@code not allowed} or {@code only};
     * <li>{@code conditions}: a list of texts, which may be left out.
     * </ul>
     *
     * @param content such a list, or what {@link #content()} gives
     * @param where where it stands, for messages
     * @param policy says what the names include
     * @return the scope
     * @throws DataException when it is no such list; names the place
     */
    public static DataUseScope from(Content content, String where, DataUsePolicy policy) {
        requireNonNull(policy, "policy");
        if (!(content instanceof Content.Items items)) {
            throw new DataException(where + ": expected a list of permissions, found something else");
        }
        if (items.values().size() > MAX_PERMISSIONS) {
            throw new DataException(where + ": expected at most " + MAX_PERMISSIONS + " permissions, found "
                    + items.values().size() + "; state the scope in fewer");
        }
        List<Box> boxes = new ArrayList<>();
        for (Content item : items.values()) {
            boxes.add(Box.from(item, where + ", permission " + (boxes.size() + 1), policy));
        }
        return of(boxes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataUseScope that && hash == that.hash && boxes.equals(that.boxes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return boxes.isEmpty() ? "no use" : boxes.size() + " permissions";
    }

    /** What the stages gather. */
    private static final class Draft {
        final DataUsePolicy policy;
        NameSet purposes = NameSet.NONE;
        VersionSet versions = VersionSet.NONE;
        NameSet places = NameSet.NONE;
        Optional<LocalDate> from = Optional.empty();
        Optional<LocalDate> before = Optional.empty();

        Draft(DataUsePolicy policy) {
            this.policy = policy;
        }
    }

    static List<String> names(String what, String first, String... more) {
        List<String> names = new ArrayList<>();
        names.add(Name.requireTrimmed(first, what));
        for (String name : more) {
            names.add(Name.requireTrimmed(name, what));
        }
        return names;
    }

    static LocalDate day(LocalDate day) {
        if (day.getYear() < 1 || day.getYear() > 9998) {
            throw new IllegalArgumentException(
                    "expected a day of the years 1 to 9998, found another; leave the end open");
        }
        return day;
    }

    /** Asks for the purposes. Confined to one thread. */
    public static final class PurposeStage {
        private final Draft draft;

        PurposeStage(DataUsePolicy policy) {
            this.draft = new Draft(policy);
        }

        /**
         * The purposes, with all that the policy says they include.
         *
         * @param first a purpose
         * @param more further ones
         * @return the next stage
         */
        public VersionStage purposes(String first, String... more) {
            draft.purposes = draft.policy.purposes().closed(names("a purpose", first, more));
            return new VersionStage(draft);
        }

        /**
         * Any purpose.
         *
         * @return the next stage
         */
        public VersionStage anyPurpose() {
            draft.purposes = NameSet.ALL;
            return new VersionStage(draft);
        }
    }

    /** Asks for the versions of the data or of the protocol. Confined to one thread. */
    public static final class VersionStage {
        private final Draft draft;

        private VersionStage(Draft draft) {
            this.draft = draft;
        }

        /**
         * These versions and no others.
         *
         * @param first a version
         * @param more further ones
         * @return the next stage
         */
        public PlaceStage versions(String first, String... more) {
            return with(VersionSet.of(names("a version", first, more)));
        }

        /**
         * The versions from one to another.
         *
         * @param first the first, of numbers and dots
         * @param last the last, which belongs to it
         * @return the next stage
         */
        public PlaceStage versionRange(String first, String last) {
            VersionSet range = VersionSet.range(Optional.of(dotted(first)), Optional.of(dotted(last)));
            if (range.isEmpty()) {
                throw new IllegalArgumentException(
                        "a range of versions goes from a lower to a higher one, got " + first + " to " + last);
            }
            return with(range);
        }

        /**
         * A version and all later ones.
         *
         * @param first the first, of numbers and dots
         * @return the next stage
         */
        public PlaceStage versionsFrom(String first) {
            return with(VersionSet.range(Optional.of(dotted(first)), Optional.empty()));
        }

        /**
         * Any version.
         *
         * @return the next stage
         */
        public PlaceStage anyVersion() {
            return with(VersionSet.ALL);
        }

        private static Dotted dotted(String version) {
            return Dotted.parse(version)
                    .orElseThrow(
                            () -> new IllegalArgumentException("a range of versions needs versions of numbers and dots,"
                                    + " such as 2.1, since only they have an order; name others with versions(..)"));
        }

        private PlaceStage with(VersionSet versions) {
            draft.versions = versions;
            return new PlaceStage(draft);
        }
    }

    /** Asks for the places. Confined to one thread. */
    public static final class PlaceStage {
        private final Draft draft;

        private PlaceStage(Draft draft) {
            this.draft = draft;
        }

        /**
         * The places, with all that the policy says lie in them.
         *
         * @param first a place, such as a site, a country, or a cloud
         * @param more further ones
         * @return the next stage
         */
        public FromStage places(String first, String... more) {
            draft.places = draft.policy.places().closed(names("a place", first, more));
            return new FromStage(draft);
        }

        /**
         * Any place.
         *
         * @return the next stage
         */
        public FromStage anyPlace() {
            draft.places = NameSet.ALL;
            return new FromStage(draft);
        }
    }

    /** Asks for the first day. Confined to one thread. */
    public static final class FromStage {
        private final Draft draft;

        private FromStage(Draft draft) {
            this.draft = draft;
        }

        /**
         * The first day, which belongs to it.
         *
         * @param first the day
         * @return the next stage
         */
        public UntilStage from(LocalDate first) {
            draft.from = Optional.of(day(first));
            return new UntilStage(draft);
        }

        /**
         * Any day up to the end.
         *
         * @return the next stage
         */
        public UntilStage fromAnyDay() {
            return new UntilStage(draft);
        }
    }

    /** Asks for the last day. Confined to one thread. */
    public static final class UntilStage {
        private final Draft draft;

        private UntilStage(Draft draft) {
            this.draft = draft;
        }

        /**
         * The last day, which belongs to it.
         *
         * @param last the day
         * @return the next stage
         */
        public TransferStage through(LocalDate last) {
            return before(day(last).plusDays(1));
        }

        /**
         * The day that ends it, which does not belong to it.
         *
         * @param end the day after the last
         * @return the next stage
         */
        public TransferStage before(LocalDate end) {
            if (draft.from.isPresent() && !end.isAfter(draft.from.get())) {
                throw new IllegalArgumentException("expected a period of at least one day, found that it ends on " + end
                        + " and begins on " + draft.from.get());
            }
            draft.before = Optional.of(end);
            return new TransferStage(draft);
        }

        /**
         * No end.
         *
         * @return the next stage
         */
        public TransferStage withoutEnd() {
            return new TransferStage(draft);
        }
    }

    /** Asks whether the data may leave where they are. Confined to one thread. */
    public static final class TransferStage {
        private final Draft draft;

        private TransferStage(Draft draft) {
            this.draft = draft;
        }

        /**
         * They may be exported and moved.
         *
         * @return the last stage
         */
        public Builder transferAllowed() {
            return new Builder(draft, true);
        }

        /**
         * They stay where they are.
         *
         * @return the last stage
         */
        public Builder noTransfer() {
            return new Builder(draft, false);
        }
    }

    /** Takes conditions. Confined to one thread. */
    public static final class Builder {
        private final Draft draft;
        private final boolean transfer;
        private final SortedSet<String> conditions = new TreeSet<>();

        private Builder(Draft draft, boolean transfer) {
            this.draft = draft;
            this.transfer = transfer;
        }

        /**
         * A condition under which the permission holds. Nothing checks it: a request states which conditions are met.
         *
         * @param text the condition in words
         * @return this
         */
        public Builder condition(String text) {
            if (!conditions.add(StatedText.require(text, "a condition"))) {
                throw new IllegalStateException("this condition is already there");
            }
            return this;
        }

        /**
         * Finishes the scope, of one permission.
         *
         * @return the scope
         */
        public DataUseScope build() {
            return of(List.of(new Box(
                    draft.purposes,
                    draft.versions,
                    draft.places,
                    Box.window(draft.from, draft.before),
                    Box.handling(true, transfer),
                    conditions)));
        }
    }
}
