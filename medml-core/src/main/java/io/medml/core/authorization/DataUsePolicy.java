package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The host's words for the use of data: which purpose includes which, which place lies in which, and the scopes that consents and
 * approvals refer to by name, such as the versions of a consent form. Immutable.
 *
 * <pre>{@code
 * DataUsePolicy words = DataUsePolicy.named("hospital a", "3")
 *     .purposeIncludes("research", "training", "evaluation")
 *     .placeIncludes("EU", "DE", "FR").placeIncludes("DE", "hospital a")
 *     .build();
 * DataUsePolicy policy = words.with("consent 2.1", words.scope().purposes("research") ... .build());
 * }</pre>
 *
 * <p>No hierarchy is built in: a purpose includes another only where the policy says so, and a name that it does not mention includes
 * nothing but itself. Inclusions are what the host takes its consents and approvals to say; whether they do, this library cannot know.
 */
public final class DataUsePolicy {

    private static final String FORM = "medml-data-use-policy/1";

    /** The most scopes that a policy names: 10,000. */
    private static final int MAX_SCOPES = 10_000;

    private final String name;
    private final String version;
    private final NameOrder purposes;
    private final NameOrder places;
    private final SortedMap<String, DataUseScope> scopes;
    private final ArtifactRef reference;

    private DataUsePolicy(
            String name, String version, NameOrder purposes, NameOrder places, Map<String, DataUseScope> scopes) {
        this.name = name;
        this.version = version;
        this.purposes = purposes;
        this.places = places;
        this.scopes = Collections.unmodifiableSortedMap(new TreeMap<>(scopes));
        if (scopes.size() > MAX_SCOPES) {
            throw new IllegalArgumentException("a policy names at most " + MAX_SCOPES + " scopes, got " + scopes.size()
                    + "; a scope for each subject belongs into a register");
        }
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
     * Starts a scope in the words of this policy.
     *
     * @return the first stage, which asks for the purposes
     */
    public DataUseScope.PurposeStage scope() {
        return new DataUseScope.PurposeStage(this);
    }

    /**
     * The policy with one more scope.
     *
     * @param scopeName the name by which records refer to it, such as {@code consent 2.1}
     * @param scope the scope
     * @return a copy with the scope
     */
    public DataUsePolicy with(String scopeName, DataUseScope scope) {
        SortedMap<String, DataUseScope> copy = new TreeMap<>(scopes);
        if (copy.put(Name.requireTrimmed(scopeName, "the name of a scope"), requireNonNull(scope, "scope")) != null) {
            throw new IllegalArgumentException(
                    "the scope \"" + scopeName + "\" is already there; a scope does not change");
        }
        return new DataUsePolicy(name, version, purposes, places, copy);
    }

    /**
     * A scope by name.
     *
     * @param scopeName its name
     * @return the scope, or empty when the policy has none of this name
     */
    public Optional<DataUseScope> scope(String scopeName) {
        return Optional.ofNullable(scopes.get(scopeName));
    }

    /**
     * The scopes by name.
     *
     * @return them, sorted by name
     */
    public SortedMap<String, DataUseScope> scopes() {
        return scopes;
    }

    /**
     * Names the policy and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return reference;
    }

    NameOrder purposes() {
        return purposes;
    }

    NameOrder places() {
        return places;
    }

    /**
     * The policy as a JSON value, which {@link #from} reads back.
     *
     * @return the content
     */
    public Content content() {
        Content.Builder named = Content.fields();
        scopes.forEach((key, scope) -> named.put(key, scope.content()));
        return Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("purposes", purposes.content())
                .put("places", places.content())
                .put("scopes", named.build())
                .build();
    }

    /**
     * Reads a policy: {@code form} ({@code medml-data-use-policy/1}), {@code name}, {@code version}, {@code purposes} and
     * {@code places} (lists of what a name includes, by name), and {@code scopes} by name, each as {@link DataUseScope#from} has it.
     *
     * @param content the policy, out of JSON or YAML
     * @return the policy
     * @throws DataException when it is no such policy; names the place
     */
    public static DataUsePolicy from(Content content) {
        StrictFields fields =
                StrictFields.of(content, "data-use policy", "form", "name", "version", "purposes", "places", "scopes");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\"; this version of medml reads only this one");
        }
        DataUsePolicy words = new DataUsePolicy(
                NameOrder.checked(fields, "name", fields.text("name")),
                NameOrder.checked(fields, "version", fields.text("version")),
                NameOrder.from(fields, "purposes", "purpose"),
                NameOrder.from(fields, "places", "place"),
                Map.of());
        Map<String, DataUseScope> scopes = new LinkedHashMap<>();
        Content.Fields named = fields.open("scopes");
        if (named.values().size() > MAX_SCOPES) {
            throw fields.wrong("scopes", "to name at most " + MAX_SCOPES);
        }
        named.values().forEach((key, value) -> {
            NameOrder.checked(fields, "scopes", key);
            scopes.put(key, DataUseScope.from(value, "data-use policy, scope \"" + key + "\"", words));
        });
        return new DataUsePolicy(words.name, words.version, words.purposes, words.places, scopes);
    }

    @Override
    public String toString() {
        return "data-use policy " + name + " " + version;
    }

    /** Takes what names include. Confined to one thread. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final Map<String, SortedSet<String>> purposes = new TreeMap<>();
        private final Map<String, SortedSet<String>> places = new TreeMap<>();

        private Builder(String name, String version) {
            this.name = Name.requireTrimmed(name, "the name of a policy");
            this.version = Name.requireTrimmed(version, "the version of a policy");
        }

        /**
         * Says that a purpose includes others: who allows it allows them, and who asks for it asks for them as well.
         *
         * @param broader the purpose
         * @param narrower those that it includes
         * @return this
         */
        public Builder purposeIncludes(String broader, String... narrower) {
            return add(purposes, "purpose", broader, narrower);
        }

        /**
         * Says that other places lie in a place. A place may lie in several, as a data centre in a country and in a cloud.
         *
         * @param place the place
         * @param within those that lie in it
         * @return this
         */
        public Builder placeIncludes(String place, String... within) {
            return add(places, "place", place, within);
        }

        private Builder add(Map<String, SortedSet<String>> order, String what, String name, String... parts) {
            if (parts.length == 0) {
                throw new IllegalArgumentException(
                        "a " + what + " that includes nothing else needs no line; leave it out");
            }
            SortedSet<String> names = new TreeSet<>();
            for (String part : parts) {
                names.add(requireNonNull(part, what));
            }
            if (order.putIfAbsent(name, names) != null) {
                throw new IllegalStateException("what the " + what + " \"" + name + "\" includes is already set");
            }
            return this;
        }

        /**
         * Finishes the policy, without scopes.
         *
         * @return the policy
         * @throws IllegalArgumentException when a name would include itself
         */
        public DataUsePolicy build() {
            return new DataUsePolicy(
                    name, version, new NameOrder(purposes, "purpose"), new NameOrder(places, "place"), Map.of());
        }
    }
}
