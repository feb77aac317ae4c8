package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Provenance;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The scope of each record of a data set. Immutable.
 *
 * <pre>{@code
 * RecordScopes scopes = RecordScopes.byColumns(cohort, policy)
 *     .scopeNamedIn("consent_version").scopeNamedIn("site")
 *     .validFrom("consent_date").withdrawnOnWhereGiven("withdrawn_on")
 *     .build();
 * }</pre>
 *
 * <p>A record is covered where every scope that is named for it allows what is asked. A record without a scope is not covered: a
 * missing cell, a name that the policy does not have, a day that cannot be read and a subject that is not in the register are reasons,
 * which the decision counts.
 */
public final class RecordScopes {

    private final ArtifactRef dataset;
    private final DataUsePolicy policy;
    private final List<ArtifactRef> sources;
    private final SortedMap<String, String> settings;
    private final boolean stated;
    private final boolean synthetic;
    private final List<RowScope> distinct;
    private final int[] codes;

    private RecordScopes(
            ArtifactRef dataset,
            DataUsePolicy policy,
            List<ArtifactRef> sources,
            Map<String, String> settings,
            boolean stated,
            boolean synthetic,
            int size,
            IntFunction<RowScope> row) {
        this.dataset = dataset;
        this.policy = requireNonNull(policy, "policy");
        this.sources = List.copyOf(sources);
        this.settings = new TreeMap<>(settings);
        this.stated = stated;
        this.synthetic = synthetic;
        this.codes = new int[size];
        Map<RowScope, Integer> known = new HashMap<>();
        List<RowScope> found = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            RowScope scope = row.apply(i);
            Integer code = known.get(scope);
            if (code == null) {
                code = found.size();
                known.put(scope, code);
                found.add(scope);
            }
            codes[i] = code;
        }
        this.distinct = List.copyOf(found);
    }

    /**
     * Takes the scopes from columns of the cohort.
     *
     * @param cohort the cohort
     * @param policy names the scopes
     * @return a builder; confined to one thread
     */
    public static Builder byColumns(Cohort cohort, DataUsePolicy policy) {
        return new Builder(cohort, policy);
    }

    /**
     * Takes the scopes from a register of subjects.
     *
     * @param cohort the cohort, which names a subject column
     * @param register the register
     * @return the scopes
     */
    public static RecordScopes byRegister(Cohort cohort, ConsentRegister register) {
        if (cohort.subjectColumn().isEmpty()) {
            throw new IllegalArgumentException("cohort \"" + cohort.name()
                    + "\" names no subject column, and the register knows subjects; declare it with subject(..)");
        }
        List<String> ids = cohort.subjectIds();
        int[] subjects = cohort.subjects();
        List<RowScope> bySubject = ids.stream().map(register::scopeOf).toList();
        return new RecordScopes(
                cohort.reference(),
                register.policy(),
                List.of(register.policy().reference(), register.reference()),
                Map.of("scopes", "register " + register.reference().id()),
                true,
                cohort.synthetic() || register.synthetic(),
                cohort.size(),
                row -> bySubject.get(subjects[row]));
    }

    /**
     * One scope for all records, such as that of an approval under which all were collected.
     *
     * @param cohort the cohort
     * @param policy names the scope
     * @param scopeName its name
     * @return the scopes
     */
    public static RecordScopes sameForAll(Cohort cohort, DataUsePolicy policy, String scopeName) {
        DataUseScope scope = policy.scope(scopeName)
                .orElseThrow(() -> new IllegalArgumentException("expected the name of a scope of " + policy
                        + ", found another; it has " + policy.scopes().keySet()));
        RowScope row = new RowScope(List.of(scope), Optional.empty(), Set.of());
        return new RecordScopes(
                cohort.reference(),
                policy,
                List.of(policy.reference()),
                Map.of("scopes", "\"" + scopeName + "\" for all records"),
                true,
                cohort.synthetic(),
                cohort.size(),
                i -> row);
    }

    /**
     * Says that no scope is known. A gate that is asked answers that nothing can be said.
     *
     * @param cohort the cohort
     * @param policy the policy that a scope would be of
     * @return scopes that cover no record
     */
    public static RecordScopes notStated(Cohort cohort, DataUsePolicy policy) {
        RowScope none = RowScope.absent(Uncovered.NO_SCOPE);
        return new RecordScopes(
                cohort.reference(),
                policy,
                List.of(policy.reference()),
                Map.of("scopes", "not stated"),
                false,
                cohort.synthetic(),
                cohort.size(),
                i -> none);
    }

    /**
     * Both these and other scopes of the same records: a record is covered where both cover it.
     *
     * @param other the other scopes, such as those of the sites' approvals
     * @return the two together
     * @throws IllegalArgumentException when they are of another data set or another policy
     */
    public RecordScopes and(RecordScopes other) {
        if (!dataset.equals(other.dataset) || !policy.reference().equals(other.policy.reference())) {
            throw new IllegalArgumentException("expected scopes of " + dataset + " in the words of " + policy
                    + ", found those of " + other.dataset + " in the words of " + other.policy);
        }
        List<ArtifactRef> all = new ArrayList<>(sources);
        all.addAll(other.sources);
        String both = settings.get("scopes") + "; and " + other.settings.get("scopes");
        return new RecordScopes(
                dataset,
                policy,
                all,
                Map.of("scopes", both),
                stated && other.stated,
                synthetic || other.synthetic,
                codes.length,
                row -> row(row).and(other.row(row)));
    }

    /**
     * Says that the scopes were generated, as for a test: what is made of them says so.
     *
     * @return a copy that is synthetic
     */
    public RecordScopes generated() {
        return new RecordScopes(dataset, policy, sources, settings, stated, true, codes.length, this::row);
    }

    /**
     * The data set whose records these are.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The words in which the scopes are stated.
     *
     * @return the policy
     */
    public DataUsePolicy policy() {
        return policy;
    }

    /**
     * The number of records.
     *
     * @return at least 1
     */
    public int size() {
        return codes.length;
    }

    /**
     * Whether the data or the scopes are generated, and not from patients.
     *
     * @return what was said
     */
    public boolean synthetic() {
        return synthetic;
    }

    /** Whether scopes were given at all. */
    boolean stated() {
        return stated;
    }

    List<RowScope> distinct() {
        return distinct;
    }

    int code(int row) {
        return codes[row];
    }

    RowScope row(int row) {
        return distinct.get(codes[row]);
    }

    Provenance addTo(Provenance provenance) {
        Provenance result = provenance.from(dataset);
        for (ArtifactRef source : sources) {
            result = result.from(source);
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            result = result.with(setting.getKey(), setting.getValue());
        }
        return result.synthetic(synthetic);
    }

    /** Gives sizes only. */
    @Override
    public String toString() {
        return "scopes of " + codes.length + " records of " + dataset;
    }

    /** Says which columns hold what. Confined to one thread. */
    public static final class Builder {

        private final Cohort cohort;
        private final DataUsePolicy policy;
        private final List<Column> named = new ArrayList<>();
        private final StringBuilder described = new StringBuilder("columns:");
        private @Nullable Column from;
        private @Nullable Column through;
        private boolean throughMayBeBlank;
        private @Nullable Column withdrawn;
        private String withdrawnWord = "";
        private String validWord = "";
        private @Nullable Column withdrawnOn;

        private Builder(Cohort cohort, DataUsePolicy policy) {
            this.cohort = requireNonNull(cohort, "cohort");
            this.policy = requireNonNull(policy, "policy");
        }

        /**
         * A column that holds the name of a scope of the policy, such as the version of the consent form or the site. Where several
         * are named, all of them must allow a use.
         *
         * @param column its name
         * @return this
         */
        public Builder scopeNamedIn(String column) {
            Column found = cohort.table().column(column);
            if (named.contains(found)) {
                throw new IllegalStateException("column \"" + column + "\" is already there");
            }
            named.add(found);
            describe("scope named in", column);
            return this;
        }

        /**
         * A column with the first day, as {@code YYYY-MM-DD}. A record without one is not covered.
         *
         * @param column its name
         * @return this
         */
        public Builder validFrom(String column) {
            from = once(from, column, "first day in");
            return this;
        }

        /**
         * A column with the last day, as {@code YYYY-MM-DD}, which belongs to the scope. A record without one is not covered.
         *
         * @param column its name
         * @return this
         */
        public Builder validThrough(String column) {
            through = once(through, column, "last day in");
            return this;
        }

        /**
         * A column with the last day, in which a blank cell says that there is none.
         *
         * @param column its name
         * @return this
         */
        public Builder validThroughWhereGiven(String column) {
            through = once(through, column, "last day, where given, in");
            throughMayBeBlank = true;
            return this;
        }

        /**
         * A column that says whether consent was withdrawn, without a day: nothing is allowed then, whatever day is asked for. A blank
         * cell or another word says nothing, so that the record is not covered.
         *
         * @param column its name
         * @param withdrawnWord the word for withdrawn, such as {@code yes}
         * @param validWord the word for not withdrawn
         * @return this
         */
        public Builder withdrawnWhere(String column, String withdrawnWord, String validWord) {
            if (requireNonNull(withdrawnWord, "withdrawnWord").equals(requireNonNull(validWord, "validWord"))) {
                throw new IllegalArgumentException("the words for withdrawn and for not withdrawn must differ");
            }
            withdrawn = once(withdrawn, column, "withdrawn by word in");
            this.withdrawnWord = withdrawnWord;
            this.validWord = validWord;
            return this;
        }

        /**
         * A column with the day from which on consent is withdrawn, as {@code YYYY-MM-DD}; a blank cell says that it is not.
         *
         * @param column its name
         * @return this
         */
        public Builder withdrawnOnWhereGiven(String column) {
            withdrawnOn = once(withdrawnOn, column, "day of withdrawal in");
            return this;
        }

        private Column once(@Nullable Column current, String column, String what) {
            if (current != null) {
                throw new IllegalStateException("the column with the " + what + " it is already set");
            }
            describe(what, column);
            return cohort.table().column(column);
        }

        private void describe(String what, String column) {
            described
                    .append(described.charAt(described.length() - 1) == ':' ? " " : "; ")
                    .append(what)
                    .append(" \"")
                    .append(column)
                    .append('"');
        }

        /**
         * Finishes the scopes.
         *
         * @return the scopes
         * @throws IllegalStateException when no column names a scope
         */
        public RecordScopes build() {
            if (named.isEmpty()) {
                throw new IllegalStateException(
                        "scopes by columns need a column that names them; call scopeNamedIn(..)");
            }
            return new RecordScopes(
                    cohort.reference(),
                    policy,
                    List.of(policy.reference()),
                    Map.of("scopes", described.toString()),
                    true,
                    cohort.synthetic(),
                    cohort.size(),
                    this::row);
        }

        private RowScope row(int row) {
            RowScope scope = new RowScope(List.of(), Optional.empty(), Set.of());
            for (Column column : named) {
                scope = scope.and(column.text(row)
                        .map(name -> policy.scope(name)
                                .map(s -> new RowScope(List.of(s), Optional.empty(), Set.of()))
                                .orElseGet(() -> RowScope.absent(Uncovered.UNKNOWN_SCOPE)))
                        .orElseGet(() -> RowScope.absent(Uncovered.NO_SCOPE)));
            }
            scope = scope.and(period(row));
            if (withdrawn != null) {
                String word = withdrawn.text(row).orElse("");
                if (word.equals(withdrawnWord)) {
                    scope = scope.and(RowScope.absent(Uncovered.WITHDRAWN));
                } else if (!word.equals(validWord)) {
                    scope = scope.and(RowScope.absent(Uncovered.WITHDRAWAL_UNKNOWN));
                }
            }
            if (withdrawnOn != null && !isBlank(withdrawnOn, row)) {
                Optional<LocalDate> day = day(withdrawnOn, row);
                scope = scope.and(
                        day.isPresent()
                                ? new RowScope(List.of(), day, Set.of())
                                : RowScope.absent(Uncovered.WITHDRAWAL_UNKNOWN));
            }
            return scope;
        }

        private RowScope period(int row) {
            Optional<LocalDate> first = Optional.empty();
            Optional<LocalDate> last = Optional.empty();
            boolean readable = true;
            if (from != null) {
                first = day(from, row);
                readable = first.isPresent();
            }
            if (through != null && !(throughMayBeBlank && isBlank(through, row))) {
                last = day(through, row);
                readable &= last.isPresent();
            }
            if (!readable) {
                return RowScope.absent(Uncovered.UNREADABLE_DAY);
            }
            return first.isEmpty() && last.isEmpty()
                    ? new RowScope(List.of(), Optional.empty(), Set.of())
                    : new RowScope(
                            List.of(DataUseScope.within(Box.window(first, last.map(d -> d.plusDays(1))))),
                            Optional.empty(),
                            Set.of());
        }

        /** Whether the cell is empty; one that cannot be read is not. */
        private static boolean isBlank(Column column, int row) {
            return column.state(row) == CellState.EMPTY
                    || column.text(row).map(String::isBlank).orElse(false);
        }

        private static Optional<LocalDate> day(Column column, int row) {
            return column.text(row).flatMap(Box::date);
        }
    }
}
