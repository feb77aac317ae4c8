package io.medml.core.evidence;

import io.medml.core.error.DataException;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The canonical form of a piece of evidence: one JSON object with {@code schema}, {@code about}, {@code provenance},
 * {@code measurements}, {@code findings} and {@code body}, and the digest of its bytes.
 *
 * <p>Any document reads back as {@link Stored} evidence without the class that made it. Immutable.
 */
public final class EvidenceDocument {

    private static final Pattern SCHEMA = Pattern.compile("[a-z0-9.-]+/[0-9]+");

    /** By how much rounding may leave the range of a metric. */
    private static final double ROUNDING = 1e-9;

    private final Content.Fields content;
    private final byte[] bytes;
    private final Digest digest;

    private EvidenceDocument(Content.Fields content, byte[] bytes) {
        this.content = content;
        this.bytes = bytes;
        this.digest = Digest.sha256(bytes);
    }

    /**
     * The document of a piece of evidence.
     *
     * @param evidence the evidence
     * @return its canonical form
     */
    public static EvidenceDocument of(Evidence evidence) {
        if (evidence instanceof Stored stored) {
            return stored.document;
        }
        if (!SCHEMA.matcher(evidence.schema()).matches()) {
            throw new IllegalArgumentException(
                    "an evidence schema is a name and a version, such as evaluation-report/1, got "
                            + evidence.schema());
        }
        if (evidence.about().isEmpty()) {
            throw new IllegalArgumentException(
                    "evidence " + evidence.schema() + " must be about at least one artefact");
        }
        Content.Fields content = contentOf(evidence);
        return new EvidenceDocument(content, content.bytes());
    }

    private static Content.Fields contentOf(Evidence evidence) {
        return Content.fields()
                .put("schema", evidence.schema())
                .put("about", Content.items(evidence.about(), ArtifactRef::content))
                .put("provenance", evidence.provenance().content())
                .put("measurements", Content.items(evidence.measurements(), EvidenceDocument::measurement))
                .put("findings", Content.items(evidence.findings(), Finding::content))
                .put("body", evidence.body())
                .put("entry_type", evidence.entryType())
                .build();
    }

    private static void requireSame(String where, Content given, Content understood) {
        if (given instanceof Content.Fields a && understood instanceof Content.Fields b) {
            for (String name : a.values().keySet()) {
                String place = (where.isEmpty() ? "" : where + ".") + Content.Fields.shown(name);
                if (!b.has(name)) {
                    throw new DataException("evidence, " + place
                            + ": expected no such field here, found one; the document was changed, or a later version"
                            + " of medml wrote it");
                }
                requireSame(place, a.get(name), b.get(name));
            }
            return;
        }
        if (given instanceof Content.Items a
                && understood instanceof Content.Items b
                && a.values().size() == b.values().size()) {
            for (int i = 0; i < a.values().size(); i++) {
                requireSame(where + "[" + i + "]", a.values().get(i), b.values().get(i));
            }
            return;
        }
        if (!given.equals(understood)) {
            throw new DataException(
                    "evidence, " + where
                            + ": expected the form that medml writes, found another form of the same; fetch the document again");
        }
    }

    /** Reads the items of a list; what an item refuses is told with its place. */
    private static <T> List<T> items(String name, List<Content> items, Function<Content.Fields, T> read) {
        List<T> result = new ArrayList<>();
        for (Content item : items) {
            result.add(at(name + "[" + result.size() + "]", () -> read.apply(item.asFields())));
        }
        return List.copyOf(result);
    }

    private static <T> T at(String where, Supplier<T> read) {
        try {
            return read.get();
        } catch (DataException | IllegalArgumentException | IllegalStateException e) {
            throw new DataException("evidence, " + where + ": " + e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> E word(Class<E> type, Content.Fields fields, String name) {
        String word = fields.text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new DataException("expected field \"" + name + "\" to be one of "
                        + Arrays.toString(type.getEnumConstants()) + ", found another word"));
    }

    /**
     * Reads a document back.
     *
     * @param bytes its bytes
     * @return the evidence it holds
     * @throws DataException when the bytes are not an evidence document: a field is missing, unknown or given beside one that
     *     excludes it, a word is not one of its list, limits are out of order, a value lies outside the range of its metric, or
     *     counts exceed their total; names the place
     */
    public static Evidence parse(byte[] bytes) {
        Content.Fields fields = Content.parse(bytes).asFields();
        if (fields.has("schema") && fields.has("blocks")) {
            throw new DataException("expected an evidence document, found a page that was laid out for people;"
                    + " hand in the bytes of the report, report.document().bytes()");
        }
        Evidence evidence = new Stored(new EvidenceDocument(fields, bytes.clone()));
        // what the reader did not take in, it does not write: an unknown field, or a value beside the reason for none
        requireSame("", fields, contentOf(evidence));
        return evidence;
    }

    /**
     * The bytes: UTF-8 JSON, fields sorted, no white space.
     *
     * @return a fresh array
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The digest of the bytes.
     *
     * @return the SHA-256
     */
    public Digest digest() {
        return digest;
    }

    /**
     * The document as a value.
     *
     * @return the content
     */
    public Content.Fields content() {
        return content;
    }

    /**
     * Names this document.
     *
     * @return a reference whose id is the schema's name and whose version is the schema's version
     */
    public ArtifactRef reference() {
        String schema = content.text("schema");
        int slash = schema.indexOf('/');
        return new ArtifactRef(
                ArtifactRef.Kind.EVIDENCE, schema.substring(0, slash), schema.substring(slash + 1), digest);
    }

    private static Content measurement(Measurement measurement) {
        return Content.fields()
                .put("metric", metric(measurement.metric()))
                .put("slice", slice(measurement.slice()))
                .put("estimate", estimate(measurement.estimate()))
                .build();
    }

    private static Content metric(Metric metric) {
        if (Metric.byId(metric.id()).isPresent()) {
            return Content.text(metric.id());
        }
        return Content.fields()
                .put("id", metric.id())
                .put("name", metric.name())
                .put("better", metric.better().name())
                .put("lowest", metric.lowest())
                .put("highest", metric.highest())
                .put("definition", metric.definition())
                .build();
    }

    private static Metric metric(Content content) {
        if (content instanceof Content.Text text) {
            return Metric.byId(text.value())
                    .orElseThrow(
                            () -> new DataException(
                                    "expected field \"metric\" to be a metric that this version of"
                                            + " medml knows, found another; read the document with the version that wrote it or a later one"));
        }
        Content.Fields fields = content.asFields();
        return new Metric(
                fields.text("id"),
                fields.text("name"),
                word(Direction.class, fields, "better"),
                fields.decimal("lowest"),
                fields.decimal("highest"),
                fields.text("definition"));
    }

    /**
     * The content of a slice, as evidence writes it.
     *
     * @param slice the slice
     * @return the content
     * @throws IllegalArgumentException when an attribute or group is no {@linkplain Name name}
     */
    public static Content slice(Slice slice) {
        Content.Builder builder = Content.fields();
        if (!slice.conditions().isEmpty()) {
            builder.put(
                    "where",
                    Content.items(
                            slice.conditions(),
                            c -> Content.fields()
                                    .put("attribute", attribute(c.attribute()))
                                    .put("value", group(c.value()))
                                    .build()));
        }
        if (!slice.acrossAttributes().isEmpty()) {
            builder.put("across", Content.items(slice.acrossAttributes(), a -> Content.text(attribute(a))));
        }
        slice.reference().ifPresent(reference -> builder.put("versus", slice(reference)));
        return builder.build();
    }

    private static String attribute(String name) {
        return Name.require(name, "the attribute of a slice");
    }

    private static String group(String name) {
        return Name.requireComposed(name, "the group of a slice");
    }

    private static String text(Content content) {
        if (content instanceof Content.Text text) {
            return text.value();
        }
        throw new DataException("expected a list of texts, found something else in it");
    }

    private static Slice slice(Content.Fields fields) {
        Slice slice = Slice.overall();
        if (fields.has("across")) {
            slice = Slice.across(fields.list("across").stream()
                    .map(EvidenceDocument::text)
                    .map(EvidenceDocument::attribute)
                    .toList());
        }
        if (fields.has("where")) {
            for (Content condition : fields.list("where")) {
                slice = slice.and(
                        attribute(condition.asFields().text("attribute")),
                        group(condition.asFields().text("value")));
            }
        }
        return fields.has("versus") ? slice.versus(slice(fields.fields("versus"))) : slice;
    }

    /**
     * The content of an estimate, as evidence writes it.
     *
     * @param estimate the estimate
     * @return the content
     */
    public static Content estimate(Estimate estimate) {
        Content.Builder counts = Content.fields();
        for (Map.Entry<String, Long> entry : estimate.support().counts().entrySet()) {
            counts.put(entry.getKey(), entry.getValue());
        }
        Content.Builder builder =
                Content.fields().put("n", estimate.support().n()).put("counts", counts.build());
        if (!estimate.support().effective().isEmpty()) {
            Content.Builder effective = Content.fields();
            estimate.support().effective().forEach(effective::put);
            builder.put("effective", effective.build());
        }
        estimate.fold(
                estimated -> builder.put("value", estimated.value()),
                not -> builder.put("not_estimable", not.reason().name()));
        builder.put("interval", interval(estimate.intervalEstimate()));
        return builder.build();
    }

    private static Content interval(IntervalEstimate interval) {
        if (interval instanceof IntervalEstimate.Known known) {
            return Content.fields()
                    .put("method", known.method())
                    .put("lower", known.value().lower())
                    .put("upper", known.value().upper())
                    .put("level", known.value().level())
                    .build();
        }
        IntervalEstimate.Unknown unknown = (IntervalEstimate.Unknown) interval;
        return Content.fields()
                .put("method", unknown.method())
                .put("not_estimable", unknown.reason().name())
                .build();
    }

    private static Estimate estimate(Content.Fields fields) {
        SortedMap<String, Double> effective =
                fields.has("effective") ? fields.decimalsByName("effective") : new TreeMap<>();
        Support support = new Support(fields.whole("n"), fields.wholesByName("counts"), effective);
        requireWithin(support);
        Content.Fields interval = fields.fields("interval");
        IntervalEstimate intervalEstimate = interval.has("not_estimable")
                ? new IntervalEstimate.Unknown(word(Reason.class, interval, "not_estimable"), interval.text("method"))
                : IntervalEstimate.of(
                        interval.decimal("lower"),
                        interval.decimal("upper"),
                        interval.decimal("level"),
                        interval.text("method"));
        return fields.has("not_estimable")
                ? new Estimate.NotEstimable(word(Reason.class, fields, "not_estimable"), intervalEstimate, support)
                : new Estimate.Estimated(fields.decimal("value"), intervalEstimate, support);
    }

    /** Parts that have a fixed meaning cannot exceed the whole. */
    private static void requireWithin(Support support) {
        long n = support.n();
        long positives = support.counts().getOrDefault("positives", 0L);
        long negatives = support.counts().getOrDefault("negatives", 0L);
        long successes = support.counts().getOrDefault("successes", 0L);
        if (successes > n || positives > n || (negatives > n - positives)) {
            throw new DataException("expected counts of at most n, found more");
        }
        if (support.effectiveN() > n) {
            throw new DataException("expected an effective number of at most n, found more");
        }
    }

    private static Measurement measurement(Content.Fields fields) {
        Measurement measurement = new Measurement(
                metric(fields.get("metric")), slice(fields.fields("slice")), estimate(fields.fields("estimate")));
        Metric metric = measurement.metric();
        double value = measurement.estimate().point().orElse(metric.lowest());
        if (!(value >= metric.lowest() - ROUNDING && value <= metric.highest() + ROUNDING)) {
            throw new DataException("expected " + metric.id() + " in [" + metric.lowest() + ", " + metric.highest()
                    + "], found a value outside");
        }
        return measurement;
    }

    private static final class Stored implements Evidence {
        private final EvidenceDocument document;
        private final String schema;
        private final List<ArtifactRef> about;
        private final Provenance provenance;
        private final List<Measurement> measurements;
        private final List<Finding> findings;
        private final Content body;
        private final String entryType;

        Stored(EvidenceDocument document) {
            this.document = document;
            Content.Fields fields = document.content;
            this.schema = fields.text("schema");
            if (!SCHEMA.matcher(schema).matches()) {
                throw new DataException("evidence, schema: expected a name and a version, such as evaluation-report/1,"
                        + " found another text");
            }
            if (fields.list("about").isEmpty()) {
                throw new DataException("evidence, about: expected at least one artefact, found none");
            }
            this.about = items("about", fields.list("about"), ArtifactRef::from);
            this.provenance = at("provenance", () -> Provenance.from(fields.fields("provenance")));
            this.measurements = items("measurements", fields.list("measurements"), EvidenceDocument::measurement);
            this.findings = items("findings", fields.list("findings"), Finding::from);
            this.body = fields.get("body");
            this.entryType = fields.text("entry_type");
        }

        @Override
        public String schema() {
            return schema;
        }

        @Override
        public List<ArtifactRef> about() {
            return about;
        }

        @Override
        public Provenance provenance() {
            return provenance;
        }

        @Override
        public List<Measurement> measurements() {
            return measurements;
        }

        @Override
        public List<Finding> findings() {
            return findings;
        }

        @Override
        public Content body() {
            return body;
        }

        @Override
        public String entryType() {
            return entryType;
        }

        @Override
        public String toString() {
            return Objects.requireNonNull(schema) + " " + document.digest();
        }
    }
}
