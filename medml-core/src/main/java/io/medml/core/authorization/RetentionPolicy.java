package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long each kind of artefact is kept, and what a legal hold keeps longer. It says what may be deleted and deletes nothing.
 * Immutable.
 *
 * <pre>{@code
 * RetentionReport report = RetentionPolicy.named("hospital a", "1")
 *     .keep("training data", Period.ofYears(10), "contract 2026-4, section 7")
 *     .build()
 *     .review(holdings, holds, today);
 * }</pre>
 *
 * <p>The periods are the host's; none is built in. A period counts from the day that the holding states, and its last day is the day
 * before the same day so many years, months and days later. An artefact of a kind without a rule is never due.
 */
public final class RetentionPolicy {

    private static final String FORM = "medml-retention-policy/1";
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

    /**
     * How long artefacts of a kind are kept.
     *
     * @param kind the kind, as holdings name it
     * @param period for how long; at least one day, without negative parts
     * @param basis why, in words
     */
    public record Rule(String kind, Period period, String basis) {
        /** Checks all parts. */
        public Rule {
            Name.requireTrimmed(kind, "the kind of an artefact");
            StatedText.require(basis, "the basis of a rule of retention");
            if (!isOfUse(period)) {
                throw new IllegalArgumentException(
                        "a period of retention is at least one day and at most 1,000 years, got " + period);
            }
        }

        private static boolean isOfUse(Period period) {
            try {
                LocalDate end = EPOCH.plus(period);
                return !period.isNegative() && end.isAfter(EPOCH) && !end.isAfter(EPOCH.plusYears(1000));
            } catch (DateTimeException | ArithmeticException e) {
                return false; // beyond what a calendar holds
            }
        }
    }

    /**
     * An artefact that is kept.
     *
     * @param artefact the artefact
     * @param kind its kind, as the rules name it
     * @param since the day from which the period counts
     */
    public record Holding(ArtifactRef artefact, String kind, LocalDate since) {
        /** Checks all parts. */
        public Holding {
            requireNonNull(artefact, "artefact");
            Name.requireTrimmed(kind, "the kind of an artefact");
            DataUseScope.day(since);
        }
    }

    /**
     * A legal hold: artefacts that are kept whatever the rules say.
     *
     * @param id its identifier
     * @param reason why, in words
     * @param from its first day
     * @param released the day from which on it holds no more; empty while it does
     * @param artefacts what it keeps
     */
    public record LegalHold(
            String id, String reason, LocalDate from, Optional<LocalDate> released, List<ArtifactRef> artefacts) {
        /** Checks all parts and copies the artefacts. */
        public LegalHold {
            Name.requireTrimmed(id, "the identifier of a legal hold");
            StatedText.require(reason, "the reason for a legal hold");
            DataUseScope.day(from);
            artefacts = List.copyOf(artefacts);
            if (artefacts.isEmpty()) {
                throw new IllegalArgumentException("a legal hold keeps at least one artefact");
            }
            if (released.filter(day -> day.isBefore(from)).isPresent()) {
                throw new IllegalArgumentException(
                        "a legal hold is released on its first day or later, got " + released.get() + " and " + from);
            }
        }

        boolean isInForce(LocalDate day) {
            return !day.isBefore(from) && released.map(day::isBefore).orElse(true);
        }
    }

    private final String name;
    private final String version;
    private final SortedMap<String, Rule> rules;
    private final ArtifactRef reference;

    private RetentionPolicy(String name, String version, SortedMap<String, Rule> rules) {
        this.name = name;
        this.version = version;
        this.rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        this.reference = new ArtifactRef(
                ArtifactRef.Kind.CONFIGURATION,
                name,
                version,
                Digest.sha256(content().bytes()));
    }

    /**
     * Starts a policy.
     *
     * @param name its name
     * @param version its version
     * @return a builder; confined to one thread
     */
    public static Builder named(String name, String version) {
        return new Builder(name, version);
    }

    /**
     * The rules.
     *
     * @return them, by kind
     */
    public List<Rule> rules() {
        return List.copyOf(rules.values());
    }

    /**
     * Names the policy and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return reference;
    }

    Optional<Rule> rule(String kind) {
        return Optional.ofNullable(rules.get(kind));
    }

    /**
     * Lists what may be deleted, what is kept and what is on hold.
     *
     * @param holdings the artefacts that are kept
     * @param holds the legal holds, those that were released too
     * @param day the day of the review
     * @return the report
     */
    public RetentionReport review(Collection<Holding> holdings, Collection<LegalHold> holds, LocalDate day) {
        return new RetentionReport(this, List.copyOf(holdings), List.copyOf(holds), DataUseScope.day(day));
    }

    /**
     * The policy as a JSON value, which {@link #from} reads back.
     *
     * @return the content
     */
    public Content content() {
        return Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put(
                        "rules",
                        Content.items(
                                rules.values(),
                                rule -> Content.fields()
                                        .put("kind", rule.kind())
                                        .put("period", rule.period().toString())
                                        .put("basis", rule.basis())
                                        .build()))
                .build();
    }

    /**
     * Reads a policy: {@code form} ({@code medml-retention-policy/1}), {@code name}, {@code version} and {@code rules}, each with
     * {@code kind}, {@code period} as {@code P10Y}, {@code P6M} or {@code P30D}, and {@code basis}.
     *
     * @param content the policy, out of JSON or YAML
     * @return the policy
     * @throws DataException when it is no policy; names the place
     */
    public static RetentionPolicy from(Content content) {
        StrictFields fields = StrictFields.of(content, "retention policy", "form", "name", "version", "rules");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\"; this version of medml reads only this one");
        }
        List<Rule> rules = new ArrayList<>();
        for (StrictFields item : fields.parts("rules", "kind", "period", "basis")) {
            try {
                rules.add(new Rule(item.text("kind"), Period.parse(item.text("period")), item.text("basis")));
            } catch (DateTimeException | ArithmeticException e) {
                throw item.wrong("period", "to be a period such as P10Y, P6M or P30D");
            } catch (IllegalArgumentException e) {
                throw new DataException(item.where() + ": " + e.getMessage(), e);
            }
        }
        try {
            Builder builder = named(fields.text("name"), fields.text("version"));
            rules.forEach(rule -> builder.keep(rule.kind(), rule.period(), rule.basis()));
            return builder.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DataException("retention policy: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "retention policy " + name + " " + version;
    }

    /** Takes rules. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final SortedMap<String, Rule> rules = new TreeMap<>();

        private Builder(String name, String version) {
            this.name = Name.requireTrimmed(name, "the name of a policy");
            this.version = Name.requireTrimmed(version, "the version of a policy");
        }

        /**
         * How long artefacts of a kind are kept.
         *
         * @param kind the kind
         * @param period for how long
         * @param basis why, in words
         * @return this
         */
        public Builder keep(String kind, Period period, String basis) {
            if (rules.putIfAbsent(kind, new Rule(kind, period, basis)) != null) {
                throw new IllegalStateException("the rule for \"" + kind + "\" is already set");
            }
            return this;
        }

        /**
         * Finishes the policy.
         *
         * @return the policy
         */
        public RetentionPolicy build() {
            if (rules.isEmpty()) {
                throw new IllegalStateException("a policy of retention needs at least one rule; call keep(..)");
            }
            return new RetentionPolicy(name, version, rules);
        }
    }
}
