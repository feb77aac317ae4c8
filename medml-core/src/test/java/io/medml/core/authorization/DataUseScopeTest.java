package io.medml.core.authorization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/**
 * The algebra of scopes. The laws are held against an oracle that knows nothing of boxes: it lists every point of a small world (4
 * purposes, 5 versions, 4 places, 12 days, 2 handlings) and asks of each by itself.
 */
class DataUseScopeTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    private static final int DAYS = 12;
    private static final List<String> PURPOSES = List.of("research", "training", "retraining", "commercial");
    private static final List<String> VERSIONS = List.of("1", "1.9", "1.10", "2.0", "draft");
    private static final List<String> PLACES = List.of("EU", "DE", "hospital a", "cloud");

    /** What includes what, written out by hand, so that the closure of the library is not its own witness. */
    private static final Map<String, Set<String>> INCLUDED = Map.of(
            "research", Set.of("research", "training", "retraining"),
            "training", Set.of("training", "retraining"),
            "retraining", Set.of("retraining"),
            "commercial", Set.of("commercial"),
            "EU", Set.of("EU", "DE", "hospital a"),
            "DE", Set.of("DE", "hospital a"),
            "hospital a", Set.of("hospital a"),
            "cloud", Set.of("cloud"));

    private static final DataUsePolicy POLICY = DataUsePolicy.named("policy", "1")
            .purposeIncludes("research", "training")
            .purposeIncludes("training", "retraining")
            .placeIncludes("EU", "DE")
            .placeIncludes("DE", "hospital a")
            .build();

    /** A permission as the test states it; from and to are days of the world, the last belongs to it. */
    record Permission(
            Set<String> purposes,
            Set<String> versions,
            Set<String> places,
            int from,
            int to,
            boolean transfer,
            boolean conditional) {

        DataUseScope scope() {
            var end = POLICY.scope()
                    .purposes(first(purposes), rest(purposes))
                    .versions(first(versions), rest(versions))
                    .places(first(places), rest(places))
                    .from(FIRST.plusDays(from))
                    .through(FIRST.plusDays(to));
            var last = transfer ? end.transferAllowed() : end.noTransfer();
            return conditional ? last.condition("de-identified").build() : last.build();
        }

        boolean holds(Point point) {
            return purposes.stream().anyMatch(p -> INCLUDED.get(p).contains(point.purpose))
                    && versions.contains(point.version)
                    && places.stream().anyMatch(p -> INCLUDED.get(p).contains(point.place))
                    && from <= point.day
                    && point.day <= to
                    && (transfer || !point.transfer);
        }
    }

    record Point(String purpose, String version, String place, int day, boolean transfer) {}

    record Asked(String purpose, String version, Set<String> places, int from, int to, boolean transfer, boolean met) {

        DataUseRequest request() {
            var builder = DataUseRequest.to(transfer ? DataOperation.EXPORT : DataOperation.TRAIN)
                    .purpose(purpose)
                    .version(version)
                    .at(first(places), rest(places))
                    .during(FIRST.plusDays(from), FIRST.plusDays(to));
            if (transfer) {
                builder.recipient("Cloud Co");
            }
            return met ? builder.conditionMet("de-identified").build() : builder.build();
        }

        List<Point> points() {
            List<Point> points = new ArrayList<>();
            for (String p : INCLUDED.get(purpose)) {
                for (String place : places) {
                    for (String l : INCLUDED.get(place)) {
                        for (int day = from; day <= to; day++) {
                            points.add(new Point(p, version, l, day, transfer));
                        }
                    }
                }
            }
            return points;
        }
    }

    private static String first(Set<String> names) {
        return new TreeSet<>(names).first();
    }

    private static String[] rest(Set<String> names) {
        return new TreeSet<>(names).stream().skip(1).toArray(String[]::new);
    }

    private static DataUseScope scope(List<Permission> permissions) {
        return permissions.stream().map(Permission::scope).reduce(DataUseScope.none(), DataUseScope::union);
    }

    private static boolean holds(List<Permission> permissions, Point point, boolean met) {
        return permissions.stream().anyMatch(p -> (met || !p.conditional) && p.holds(point));
    }

    @Provide
    Arbitrary<List<Permission>> permissions() {
        Arbitrary<Integer> days = Arbitraries.integers().between(0, DAYS - 1);
        return Combinators.combine(
                        Arbitraries.of(PURPOSES).set().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of(VERSIONS).set().ofMinSize(2).ofMaxSize(5),
                        Arbitraries.of(PLACES).set().ofMinSize(1).ofMaxSize(3),
                        days,
                        days,
                        Arbitraries.of(true, false),
                        Arbitraries.of(false, false, true))
                .as((p, v, l, a, b, t, c) -> new Permission(p, v, l, Math.min(a, b), Math.max(a, b), t, c))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Asked> asked() {
        Arbitrary<Integer> days = Arbitraries.integers().between(0, DAYS - 1);
        return Combinators.combine(
                        Arbitraries.of(PURPOSES),
                        Arbitraries.of(VERSIONS),
                        Arbitraries.of(PLACES).set().ofMinSize(1).ofMaxSize(2),
                        days,
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((p, v, l, a, length, t, m) -> new Asked(p, v, l, a, Math.min(DAYS - 1, a + length), t, m));
    }

    // ---- against the oracle

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void a_request_is_covered_exactly_when_each_of_its_points_is(
            @ForAll("permissions") List<Permission> permissions, @ForAll("asked") Asked asked) {
        boolean each = asked.points().stream().allMatch(point -> holds(permissions, point, asked.met));

        Statistics.collect(each);
        Statistics.coverage(checker -> {
            checker.check(true).percentage(p -> p > 5);
            checker.check(false).percentage(p -> p > 5);
        });
        assertThat(scope(permissions).covers(asked.request(), POLICY)).isEqualTo(each);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void a_union_covers_a_request_exactly_when_one_side_or_the_other_has_each_point(
            @ForAll("permissions") List<Permission> a,
            @ForAll("permissions") List<Permission> b,
            @ForAll("asked") Asked asked) {
        boolean each =
                asked.points().stream().allMatch(point -> holds(a, point, asked.met) || holds(b, point, asked.met));

        assertThat(scope(a).union(scope(b)).covers(asked.request(), POLICY)).isEqualTo(each);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void an_intersection_covers_a_request_exactly_when_both_sides_do(
            @ForAll("permissions") List<Permission> a,
            @ForAll("permissions") List<Permission> b,
            @ForAll("asked") Asked asked) {
        boolean both = scope(a).covers(asked.request(), POLICY) && scope(b).covers(asked.request(), POLICY);
        boolean each =
                asked.points().stream().allMatch(point -> holds(a, point, asked.met) && holds(b, point, asked.met));

        assertThat(scope(a).intersect(scope(b)).covers(asked.request(), POLICY))
                .isEqualTo(each)
                .isEqualTo(both);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void a_difference_covers_a_request_exactly_when_no_point_is_taken_out(
            @ForAll("permissions") List<Permission> a,
            @ForAll("permissions") List<Permission> b,
            @ForAll("asked") Asked asked) {
        boolean each = asked.points().stream().allMatch(point -> holds(a, point, asked.met) && !holds(b, point, true));

        assertThat(scope(a).without(scope(b)).covers(asked.request(), POLICY)).isEqualTo(each);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_reason_is_given_exactly_where_a_request_is_not_covered(
            @ForAll("permissions") List<Permission> permissions, @ForAll("asked") Asked asked) {
        DataUseScope scope = scope(permissions);

        assertThat(scope.reasons(asked.request().box(POLICY).orElseThrow()).isEmpty())
                .isEqualTo(scope.covers(asked.request(), POLICY));
    }

    // ---- laws

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void union_and_intersection_are_idempotent_and_commutative(
            @ForAll("permissions") List<Permission> a, @ForAll("permissions") List<Permission> b) {
        DataUseScope one = scope(a);
        DataUseScope other = scope(b);

        assertThat(one.union(one)).isEqualTo(one);
        assertThat(one.intersect(one)).isEqualTo(one);
        assertThat(one.union(other)).isEqualTo(other.union(one));
        assertThat(one.intersect(other)).isEqualTo(other.intersect(one));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void union_and_intersection_are_associative_absorb_and_distribute(
            @ForAll("permissions") List<Permission> a,
            @ForAll("permissions") List<Permission> b,
            @ForAll("permissions") List<Permission> c) {
        DataUseScope one = scope(a);
        DataUseScope two = scope(b);
        DataUseScope three = scope(c);

        assertThat(one.union(two).union(three)).isEqualTo(one.union(two.union(three)));
        assertThat(one.intersect(two).intersect(three).allowsTheSameAs(one.intersect(two.intersect(three))))
                .isTrue();
        assertThat(one.union(one.intersect(two))).isEqualTo(one);
        assertThat(one.intersect(one.union(two)).allowsTheSameAs(one)).isTrue();
        assertThat(one.intersect(two.union(three))
                        .allowsTheSameAs(one.intersect(two).union(one.intersect(three))))
                .isTrue();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void an_intersection_never_allows_more_and_a_union_never_less(
            @ForAll("permissions") List<Permission> a,
            @ForAll("permissions") List<Permission> b,
            @ForAll("asked") Asked asked) {
        DataUseScope one = scope(a);
        DataUseScope other = scope(b);
        boolean covered = one.covers(asked.request(), POLICY);

        assertThat(!one.intersect(other).covers(asked.request(), POLICY) || covered)
                .isTrue();
        assertThat(!covered || one.union(other).covers(asked.request(), POLICY)).isTrue();
        assertThat(!one.without(other).covers(asked.request(), POLICY) || covered)
                .isTrue();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_is_taken_out_is_gone_and_the_rest_with_what_both_have_is_the_whole(
            @ForAll("permissions") List<Permission> a, @ForAll("permissions") List<Permission> b) {
        // without conditions, which what is taken out does not look at
        DataUseScope one = scope(a.stream().filter(p -> !p.conditional).toList());
        DataUseScope other = scope(b.stream().filter(p -> !p.conditional).toList());

        assertThat(one.without(one).isEmpty()).isTrue();
        assertThat(one.without(other).intersect(other).isEmpty()).isTrue();
        assertThat(one.without(other).union(one.intersect(other)).allowsTheSameAs(one))
                .isTrue();
        assertThat(one.without(DataUseScope.none())).isEqualTo(one);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_is_written_reads_back_equal(
            @ForAll("permissions") List<Permission> a, @ForAll("permissions") List<Permission> b) {
        DataUseScope scope = scope(a).without(scope(b));
        Content content = Content.parse(scope.content().bytes());

        assertThat(DataUseScope.from(content, "scope", POLICY)).isEqualTo(scope);
    }

    // ---- by hand

    private static DataUseRequest on(String purpose, String place, String first, String last) {
        return DataUseRequest.to(DataOperation.TRAIN)
                .purpose(purpose)
                .version("1")
                .at(place)
                .during(LocalDate.parse(first), LocalDate.parse(last))
                .build();
    }

    private static DataUseScope of(String purpose, String place, String first, String last) {
        return POLICY.scope()
                .purposes(purpose)
                .anyVersion()
                .places(place)
                .from(LocalDate.parse(first))
                .through(LocalDate.parse(last))
                .noTransfer()
                .build();
    }

    @Test
    void two_permissions_cover_together_what_neither_covers_alone() {
        DataUseScope spring = of("training", "EU", "2026-01-01", "2026-06-30");
        DataUseScope autumn = of("training", "EU", "2026-07-01", "2026-12-31");
        DataUseRequest run = on("training", "hospital a", "2026-06-25", "2026-07-05");

        assertThat(spring.covers(run, POLICY)).isFalse();
        assertThat(autumn.covers(run, POLICY)).isFalse();
        assertThat(spring.union(autumn).covers(run, POLICY)).isTrue();
    }

    @Test
    void two_permissions_do_not_lend_each_other_a_part() {
        DataUseScope scope = of("training", "cloud", "2026-01-01", "2026-12-31")
                .union(of("commercial", "EU", "2026-01-01", "2026-12-31"));
        DataUseRequest both = on("commercial", "cloud", "2026-03-01", "2026-03-01");

        assertThat(scope.covers(both, POLICY)).isFalse();
        assertThat(scope.reasons(both.box(POLICY).orElseThrow())).containsExactly(Uncovered.COMBINATION);
    }

    @Test
    void who_may_train_may_not_do_all_research_and_who_may_do_research_may_train() {
        DataUseScope training = of("training", "EU", "2026-01-01", "2026-12-31");
        DataUseScope research = of("research", "EU", "2026-01-01", "2026-12-31");

        assertThat(training.covers(on("research", "EU", "2026-03-01", "2026-03-01"), POLICY))
                .isFalse();
        assertThat(research.covers(on("training", "DE", "2026-03-01", "2026-03-01"), POLICY))
                .isTrue();
    }

    @Test
    void research_without_training_does_not_cover_research_as_a_whole() {
        DataUseScope rest = of("research", "EU", "2026-01-01", "2026-12-31")
                .without(of("training", "EU", "2026-01-01", "2026-12-31"));

        assertThat(rest.covers(on("research", "EU", "2026-03-01", "2026-03-01"), POLICY))
                .isFalse();
        assertThat(rest.covers(on("retraining", "EU", "2026-03-01", "2026-03-01"), POLICY))
                .isFalse();
        assertThat(rest.isEmpty()).isFalse();
    }

    @Test
    void a_purpose_that_nobody_declared_is_covered_by_its_own_name_only() {
        DataUseScope scope = of("teaching", "EU", "2026-01-01", "2026-12-31");

        assertThat(scope.covers(on("teaching", "EU", "2026-03-01", "2026-03-01"), POLICY))
                .isTrue();
        assertThat(scope.covers(on("Teaching", "EU", "2026-03-01", "2026-03-01"), POLICY))
                .isFalse();
    }

    @Test
    void the_last_day_of_through_belongs_to_it_and_the_day_of_before_does_not() {
        LocalDate end = LocalDate.parse("2026-12-31");
        var stage = POLICY.scope().anyPurpose().anyVersion().anyPlace().fromAnyDay();
        DataUseScope through = stage.through(end).noTransfer().build();
        DataUseScope before = POLICY.scope()
                .anyPurpose()
                .anyVersion()
                .anyPlace()
                .fromAnyDay()
                .before(end)
                .noTransfer()
                .build();

        assertThat(through.covers(on("training", "EU", "2026-12-31", "2026-12-31"), POLICY))
                .isTrue();
        assertThat(through.covers(on("training", "EU", "2027-01-01", "2027-01-01"), POLICY))
                .isFalse();
        assertThat(before.covers(on("training", "EU", "2026-12-31", "2026-12-31"), POLICY))
                .isFalse();
        assertThat(before.covers(on("training", "EU", "2026-12-30", "2026-12-30"), POLICY))
                .isTrue();
    }

    @Test
    void versions_are_ordered_number_by_number_and_others_only_named() {
        DataUseScope scope = POLICY.scope()
                .anyPurpose()
                .versionRange("1.9", "2")
                .anyPlace()
                .fromAnyDay()
                .withoutEnd()
                .noTransfer()
                .build();

        assertThat(List.of("1.9", "1.10", "1.99.3", "2", "2.0")).allMatch(v -> covers(scope, v));
        assertThat(List.of("1.8", "1.1", "2.0.1", "3", "draft", "v1.9", "1.9-rc1"))
                .noneMatch(v -> covers(scope, v));
    }

    private static boolean covers(DataUseScope scope, String version) {
        return scope.covers(
                DataUseRequest.to(DataOperation.EVALUATE)
                        .purpose("training")
                        .version(version)
                        .at("EU")
                        .on(FIRST)
                        .build(),
                POLICY);
    }

    @Test
    void a_request_without_a_day_is_never_covered() {
        DataUseRequest undated = DataUseRequest.to(DataOperation.TRAIN)
                .purpose("training")
                .version("1")
                .at("EU")
                .onTheDayOfAsking()
                .build();
        DataUseScope all = POLICY.scope()
                .anyPurpose()
                .anyVersion()
                .anyPlace()
                .fromAnyDay()
                .withoutEnd()
                .transferAllowed()
                .build();

        assertThat(all.covers(undated, POLICY)).isFalse();
        assertThat(DataUseScope.none().covers(on("training", "EU", "2026-03-01", "2026-03-01"), POLICY))
                .isFalse();
    }

    @Test
    void a_scope_of_too_many_permissions_is_refused() {
        List<Content> items = new ArrayList<>();
        for (int i = 0; i <= DataUseScope.MAX_PERMISSIONS; i++) {
            DataUseScope one = of("p" + i, "EU", "2026-01-01", "2026-12-31");
            items.add(((Content.Items) one.content()).values().get(0));
        }

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataUseScope.from(new Content.Items(items), "scope", POLICY))
                .withMessageContaining("expected at most 1000 permissions, found 1001");
    }

    @Test
    void what_cannot_be_a_scope_is_refused_where_it_is_said() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.scope().anyPurpose().versionRange("2", "1"))
                .withMessageContaining("from a lower to a higher");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.scope().anyPurpose().versionsFrom("draft"))
                .withMessageContaining("only they have an order");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("training", "EU", "2026-02-01", "2026-01-01"))
                .withMessageContaining("a period of at least one day");
    }
}
