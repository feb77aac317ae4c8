package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import io.medml.core.leakage.FingerprintKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which scope each subject consented to, from when on, and who has withdrawn. Subjects are keyed digests (the pseudonyms of
 * {@link FingerprintKey#subjectPseudonym}), so that a register can be kept and handed on without identifiers. Immutable.
 *
 * <p>A subject with several consents may be used for what any of them allows in its time. A withdrawal ends every consent that was given
 * before its day; one that was given on that day or later is a new consent and holds.
 */
public final class ConsentRegister {

    private static final String FORM = "medml-consent-register/1";

    private record Consent(String scope, Optional<LocalDate> from, Optional<LocalDate> before) {
        CutSet<LocalDate> days() {
            return Box.window(from, before);
        }

        boolean isAfter(Optional<LocalDate> withdrawal) {
            return withdrawal.isPresent()
                    && from.filter(day -> !day.isBefore(withdrawal.get())).isPresent();
        }
    }

    private record Subject(List<Consent> consents, Optional<LocalDate> withdrawnOn) {}

    private final String name;
    private final String version;
    private final DataUsePolicy policy;
    private final FingerprintKey key;
    private final boolean synthetic;
    private final SortedMap<String, Subject> subjects;
    private final ArtifactRef reference;

    private ConsentRegister(
            String name,
            String version,
            DataUsePolicy policy,
            FingerprintKey key,
            boolean synthetic,
            Map<String, Subject> subjects) {
        this.name = name;
        this.version = version;
        this.policy = policy;
        this.key = key;
        this.synthetic = synthetic;
        this.subjects = new TreeMap<>(subjects);
        this.reference = new ArtifactRef(
                ArtifactRef.Kind.CONFIGURATION,
                name,
                version,
                Digest.sha256(content().bytes()));
    }

    /**
     * Starts a register.
     *
     * @param name its name
     * @param version its version
     * @param policy names the scopes
     * @param key makes the pseudonyms of the subjects; the host keeps it
     * @return a builder; confined to one thread
     */
    public static Builder named(String name, String version, DataUsePolicy policy, FingerprintKey key) {
        return new Builder(name, version, policy, key);
    }

    /**
     * The days on which consent was withdrawn.
     *
     * @return them by the pseudonym of the subject, sorted
     */
    public SortedMap<String, LocalDate> withdrawals() {
        SortedMap<String, LocalDate> days = new TreeMap<>();
        subjects.forEach((pseudonym, subject) -> subject.withdrawnOn.ifPresent(day -> days.put(pseudonym, day)));
        return Collections.unmodifiableSortedMap(days);
    }

    /**
     * The number of subjects.
     *
     * @return at least 0
     */
    public int size() {
        return subjects.size();
    }

    /**
     * Whether the register is generated, as for a test.
     *
     * @return what was said
     */
    public boolean synthetic() {
        return synthetic;
    }

    /**
     * Names the register and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return reference;
    }

    DataUsePolicy policy() {
        return policy;
    }

    RowScope scopeOf(String subjectId) {
        Subject subject = subjects.get(key.subjectPseudonym(subjectId));
        if (subject == null) {
            return RowScope.absent(Uncovered.NOT_IN_REGISTER);
        }
        Optional<LocalDate> withdrawn = subject.withdrawnOn;
        boolean again = subject.consents.stream().anyMatch(consent -> consent.isAfter(withdrawn));
        DataUseScope allowed = DataUseScope.none();
        for (Consent consent : subject.consents) {
            // who consented again is not withdrawn; only the consents from before have an end then
            CutSet<LocalDate> days = again && !consent.isAfter(withdrawn)
                    ? consent.days().and(Box.window(Optional.empty(), withdrawn))
                    : consent.days();
            DataUseScope scope = policy.scope(consent.scope).orElseThrow();
            allowed = allowed.union(scope.intersect(DataUseScope.within(days)));
        }
        return new RowScope(List.of(allowed), again ? Optional.empty() : withdrawn, Set.of());
    }

    /**
     * The register as a JSON value, with pseudonyms and without the key.
     *
     * @return the content
     */
    public Content content() {
        List<Content> items = new ArrayList<>();
        subjects.forEach((pseudonym, subject) -> {
            Content.Builder item = Content.fields()
                    .put("subject", pseudonym)
                    .put("consents", Content.items(subject.consents, consent -> {
                        Content.Builder one = Content.fields().put("scope", consent.scope);
                        one.put("from", consent.from.map(LocalDate::toString).orElse(Box.OPEN));
                        one.put(
                                "before",
                                consent.before.map(LocalDate::toString).orElse(Box.OPEN));
                        return one.build();
                    }));
            subject.withdrawnOn.ifPresent(day -> item.put("withdrawn_on", day.toString()));
            items.add(item.build());
        });
        return Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("policy", policy.reference().digest().hex())
                .put("key_check", key.check().hex())
                .put("synthetic", synthetic)
                .put("subjects", new Content.Items(items))
                .build();
    }

    /**
     * Reads a register.
     *
     * @param content what {@link #content()} gives
     * @param policy the policy that it was made with
     * @param key the secret that it was made with
     * @return the register
     * @throws DataException when the content is no register
     * @throws IntegrityException when it was made with another key or another policy
     */
    public static ConsentRegister from(Content content, DataUsePolicy policy, FingerprintKey key) {
        StrictFields fields = StrictFields.of(
                content, "consent register", "form", "name", "version", "policy", "key_check", "synthetic", "subjects");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\"; this version of medml reads only this one");
        }
        if (!fields.text("key_check").equals(key.check().hex())) {
            throw new IntegrityException(
                    "consent register: expected the key that it was made with, found another; no subject"
                            + " would be found. Ask whoever made the register for its key.");
        }
        if (!fields.text("policy").equals(policy.reference().digest().hex())) {
            throw new IntegrityException("consent register: expected the policy that it was made with, found " + policy
                    + " with other content; its scopes may mean something else. Read the policy that belongs to it.");
        }
        Map<String, Subject> subjects = new TreeMap<>();
        for (StrictFields item : fields.parts("subjects", "subject", "consents", "withdrawn_on")) {
            String pseudonym = item.text("subject");
            if (!pseudonym.matches("[0-9a-f]{32}")) {
                throw item.wrong("subject", "to be a pseudonym of 32 lower-case hexadecimal digits");
            }
            List<Consent> consents = new ArrayList<>();
            for (StrictFields one : item.parts("consents", "scope", "from", "before")) {
                Consent consent = new Consent(one.text("scope"), Box.day(one, "from"), Box.day(one, "before"));
                if (policy.scope(consent.scope).isEmpty()) {
                    throw one.wrong("scope", "to be the name of a scope of the policy");
                }
                if (consent.days().isEmpty()) {
                    throw one.wrong("before", "to be later than \"from\"");
                }
                consents.add(consent);
            }
            Optional<LocalDate> withdrawn = Optional.empty();
            if (item.has("withdrawn_on")) {
                withdrawn = Optional.of(Box.date(item.text("withdrawn_on"))
                        .orElseThrow(() -> item.wrong("withdrawn_on", "to be a day as \"2026-12-31\"")));
            }
            if (subjects.put(pseudonym, new Subject(List.copyOf(consents), withdrawn)) != null) {
                throw item.wrong("subject", "to be there once, found it again");
            }
        }
        return new ConsentRegister(
                NameOrder.checked(fields, "name", fields.text("name")),
                NameOrder.checked(fields, "version", fields.text("version")),
                policy,
                key,
                fields.flag("synthetic"),
                subjects);
    }

    /** Gives the name and the size. */
    @Override
    public String toString() {
        return "consent register " + name + " " + version + " of " + subjects.size() + " subjects";
    }

    /** Takes consents and withdrawals. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final DataUsePolicy policy;
        private final FingerprintKey key;
        private final Map<String, List<Consent>> consents = new TreeMap<>();
        private final Map<String, LocalDate> withdrawals = new TreeMap<>();
        private boolean generated;

        private Builder(String name, String version, DataUsePolicy policy, FingerprintKey key) {
            this.name = Name.requireTrimmed(name, "the name of a register");
            this.version = Name.requireTrimmed(version, "the version of a register");
            this.policy = requireNonNull(policy, "policy");
            this.key = requireNonNull(key, "key");
        }

        /**
         * A consent.
         *
         * @param subjectId identifier of the subject, of which only the pseudonym is kept
         * @param scopeName name of a scope of the policy
         * @param from the first day
         * @return this
         */
        public Builder consent(String subjectId, String scopeName, LocalDate from) {
            return add(subjectId, new Consent(scopeName, Optional.of(DataUseScope.day(from)), Optional.empty()));
        }

        /**
         * A consent with an end.
         *
         * @param subjectId identifier of the subject, of which only the pseudonym is kept
         * @param scopeName name of a scope of the policy
         * @param from the first day
         * @param through the last day, which belongs to it
         * @return this
         */
        public Builder consent(String subjectId, String scopeName, LocalDate from, LocalDate through) {
            if (through.isBefore(from)) {
                throw new IllegalArgumentException(
                        "a consent ends on the day it begins or later, got " + from + " to " + through);
            }
            return add(
                    subjectId,
                    new Consent(
                            scopeName,
                            Optional.of(DataUseScope.day(from)),
                            Optional.of(DataUseScope.day(through).plusDays(1))));
        }

        private Builder add(String subjectId, Consent consent) {
            if (policy.scope(consent.scope).isEmpty()) {
                throw new IllegalArgumentException("expected the name of a scope of " + policy
                        + ", found another; it has " + policy.scopes().keySet());
            }
            consents.computeIfAbsent(key.subjectPseudonym(subjectId), s -> new ArrayList<>())
                    .add(consent);
            return this;
        }

        /**
         * A withdrawal.
         *
         * @param subjectId identifier of the subject, of which only the pseudonym is kept
         * @param on the first day on which nothing is allowed any more
         * @return this
         */
        public Builder withdrawn(String subjectId, LocalDate on) {
            String pseudonym = key.subjectPseudonym(subjectId);
            if (withdrawals.putIfAbsent(pseudonym, DataUseScope.day(on)) != null) {
                throw new IllegalStateException("the withdrawal of this subject is already set");
            }
            consents.computeIfAbsent(pseudonym, s -> new ArrayList<>());
            return this;
        }

        /**
         * Says that the consents were generated, as for a test: what is made of them says so.
         *
         * @return this
         */
        public Builder generated() {
            generated = true;
            return this;
        }

        /**
         * Finishes the register.
         *
         * @return the register
         */
        public ConsentRegister build() {
            Map<String, Subject> subjects = new TreeMap<>();
            consents.forEach((pseudonym, given) -> subjects.put(
                    pseudonym, new Subject(List.copyOf(given), Optional.ofNullable(withdrawals.get(pseudonym)))));
            return new ConsentRegister(name, version, policy, key, generated, subjects);
        }
    }
}
