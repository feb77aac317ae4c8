package io.medml.core.authorization;

import static java.util.Objects.requireNonNull;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StrictFields;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An agreement between parties on the use of data, such as a business associate agreement or a data use agreement: what it covers, in
 * which period, and the digest of its document. That it was signed is in the document; this library does not read it. Immutable.
 */
public final class UseAgreement {

    private final String id;
    private final String kind;
    private final SortedSet<String> parties;
    private final DataUseScope scope;
    private final LocalDate from;
    private final Optional<LocalDate> before;
    private final Digest document;

    private UseAgreement(Draft draft, Optional<LocalDate> before, Digest document) {
        this.id = draft.id;
        this.kind = draft.kind;
        this.parties = Collections.unmodifiableSortedSet(draft.parties);
        this.scope = draft.scope;
        this.from = draft.from;
        this.before = before;
        this.document = requireNonNull(document, "document");
    }

    /**
     * Starts an agreement.
     *
     * @param id its identifier
     * @param kind what it is, such as {@code business associate agreement}
     * @return the first stage, which asks for the parties
     */
    public static PartiesStage named(String id, String kind) {
        return new PartiesStage(
                Name.requireTrimmed(id, "the identifier of an agreement"),
                Name.requireTrimmed(kind, "the kind of an agreement"));
    }

    /**
     * Its identifier.
     *
     * @return the identifier
     */
    public String id() {
        return id;
    }

    /**
     * What it is.
     *
     * @return the kind
     */
    public String kind() {
        return kind;
    }

    /**
     * Who agreed.
     *
     * @return at least two parties, sorted
     */
    public SortedSet<String> parties() {
        return parties;
    }

    /**
     * What it covers.
     *
     * @return the scope
     */
    public DataUseScope scope() {
        return scope;
    }

    /**
     * The first day.
     *
     * @return the day, which belongs to it
     */
    public LocalDate from() {
        return from;
    }

    /**
     * The last day.
     *
     * @return the day, which belongs to it; empty when it has no end
     */
    public Optional<LocalDate> through() {
        return before.map(day -> day.minusDays(1));
    }

    /**
     * The document.
     *
     * @return its digest
     */
    public Digest document() {
        return document;
    }

    CutSet<LocalDate> days() {
        return Box.window(Optional.of(from), before);
    }

    Content content() {
        return Content.fields()
                .put("id", id)
                .put("kind", kind)
                .put("parties", Content.texts(parties))
                .put("scope", scope.content())
                .put("from", from.toString())
                .put("before", before.map(LocalDate::toString).orElse(Box.OPEN))
                .put("document_sha256", document.hex())
                .build();
    }

    static UseAgreement from(Content content, String where, DataUsePolicy policy) {
        StrictFields fields = StrictFields.of(
                content, where, "id", "kind", "parties", "scope", "from", "through", "before", "document_sha256");
        List<String> parties = new ArrayList<>();
        for (String party : fields.texts("parties")) {
            parties.add(NameOrder.checked(fields, "parties", party));
        }
        if (new TreeSet<>(parties).size() < 2) {
            throw fields.wrong("parties", "to name at least two");
        }
        LocalDate from = Box.day(fields, "from")
                .orElseThrow(() -> fields.wrong("from", "to be a day; an agreement has a first day"));
        if (Box.window(fields).isEmpty()) {
            throw fields.wrong("from", "to be before its end");
        }
        Optional<LocalDate> before =
                fields.has("through") ? Box.day(fields, "through").map(d -> d.plusDays(1)) : Box.day(fields, "before");
        String sha256 = fields.text("document_sha256");
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw fields.wrong(
                    "document_sha256", "to be 64 lower-case hexadecimal digits, the SHA-256 of the signed document");
        }
        Draft draft = new Draft(
                NameOrder.checked(fields, "id", fields.text("id")),
                NameOrder.checked(fields, "kind", fields.text("kind")));
        draft.parties.addAll(parties);
        draft.scope = DataUseScope.from(new Content.Items(fields.list("scope")), where + ", scope", policy);
        draft.from = from;
        return new UseAgreement(draft, before, new Digest(sha256));
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }

    private static final class Draft {
        final String id;
        final String kind;
        final SortedSet<String> parties = new TreeSet<>();
        DataUseScope scope = DataUseScope.none();
        LocalDate from = LocalDate.MIN;

        Draft(String id, String kind) {
            this.id = id;
            this.kind = kind;
        }
    }

    /** Asks for the parties. Confined to one thread. */
    public static final class PartiesStage {
        private final Draft draft;

        private PartiesStage(String id, String kind) {
            this.draft = new Draft(id, kind);
        }

        /**
         * Who agreed.
         *
         * @param one a party
         * @param other another
         * @param more further ones
         * @return the next stage
         */
        public ScopeStage between(String one, String other, String... more) {
            draft.parties.addAll(DataUseScope.names("a party", one, more));
            if (!draft.parties.add(Name.requireTrimmed(other, "a party"))) {
                throw new IllegalArgumentException("an agreement has at least two parties, each named once");
            }
            return new ScopeStage(draft);
        }
    }

    /** Asks for the scope. Confined to one thread. */
    public static final class ScopeStage {
        private final Draft draft;

        private ScopeStage(Draft draft) {
            this.draft = draft;
        }

        /**
         * What it covers.
         *
         * @param scope the scope
         * @return the next stage
         */
        public FromStage covering(DataUseScope scope) {
            draft.scope = requireNonNull(scope, "scope");
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
            draft.from = DataUseScope.day(first);
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
         * @return the last stage
         */
        public DocumentStage through(LocalDate last) {
            if (last.isBefore(draft.from)) {
                throw new IllegalArgumentException(
                        "an agreement ends on the day it begins or later, got " + draft.from + " to " + last);
            }
            return new DocumentStage(draft, Optional.of(DataUseScope.day(last).plusDays(1)));
        }

        /**
         * No end.
         *
         * @return the last stage
         */
        public DocumentStage withoutEnd() {
            return new DocumentStage(draft, Optional.empty());
        }
    }

    /** Asks for the document. Confined to one thread. */
    public static final class DocumentStage {
        private final Draft draft;
        private final Optional<LocalDate> before;

        private DocumentStage(Draft draft, Optional<LocalDate> before) {
            this.draft = draft;
            this.before = before;
        }

        /**
         * The signed document.
         *
         * @param digest its digest
         * @return the agreement
         */
        public UseAgreement document(Digest digest) {
            return new UseAgreement(draft, before, digest);
        }
    }
}
