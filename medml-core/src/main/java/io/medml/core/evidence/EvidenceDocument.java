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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The canonical form of a piece of evidence: one JSON object with {@code schema}, {@code about}, {@code provenance},
 * {@code measurements}, {@code findings} and {@code body}, and the digest of its bytes.
 *
 * <p>Any document reads back as {@link Stored} evidence without the class that made it. Immutable.
 */
public final class EvidenceDocument {

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
        if (!evidence.schema().matches("[a-z0-9.-]+/[0-9]+")) {
            throw new IllegalArgumentException(
                    "an evidence schema is a name and a version, such as evaluation-report/1, got "
                            + evidence.schema());
        }
        if (evidence.about().isEmpty()) {
            throw new IllegalArgumentException(
                    "evidence " + evidence.schema() + " must be about at least one artefact");
        }
        Content.Fields content = Content.fields()
                .put("schema", evidence.schema())
                .put("about", Content.items(evidence.about(), ArtifactRef::content))
                .put("provenance", evidence.provenance().content())
                .put("measurements", Content.items(evidence.measurements(), EvidenceDocument::measurement))
                .put("findings", Content.items(evidence.findings(), Finding::content))
                .put("body", evidence.body())
                .put("entry_type", evidence.entryType())
                .build();
        return new EvidenceDocument(content, content.bytes());
    }

    /**
     * Reads a document back.
     *
     * @param bytes its bytes
     * @return the evidence it holds
     * @throws DataException when the bytes are not an evidence document
     */
    public static Evidence parse(byte[] bytes) {
        Content.Fields fields = Content.parse(bytes).asFields();
        return new Stored(new EvidenceDocument(fields, bytes.clone()));
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
                    .orElseThrow(() -> new DataException("this version of medml does not know the metric "
                            + text.value() + "; read the document with the version that wrote it or a later one"));
        }
        Content.Fields fields = content.asFields();
        return new Metric(
                fields.text("id"),
                fields.text("name"),
                Direction.valueOf(fields.text("better")),
                fields.decimal("lowest"),
                fields.decimal("highest"),
                fields.text("definition"));
    }

    /**
     * The content of a slice, as evidence writes it.
     *
     * @param slice the slice
     * @return the content
     */
    public static Content slice(Slice slice) {
        Content.Builder builder = Content.fields();
        if (!slice.conditions().isEmpty()) {
            builder.put(
                    "where",
                    Content.items(
                            slice.conditions(),
                            c -> Content.fields()
                                    .put("attribute", c.attribute())
                                    .put("value", c.value())
                                    .build()));
        }
        if (!slice.acrossAttributes().isEmpty()) {
            builder.put("across", Content.texts(slice.acrossAttributes()));
        }
        slice.reference().ifPresent(reference -> builder.put("versus", slice(reference)));
        return builder.build();
    }

    private static Slice slice(Content.Fields fields) {
        Slice slice = Slice.overall();
        if (fields.has("across")) {
            slice = Slice.across(fields.list("across").stream()
                    .map(c -> ((Content.Text) c).value())
                    .toList());
        }
        if (fields.has("where")) {
            for (Content condition : fields.list("where")) {
                slice = slice.and(
                        condition.asFields().text("attribute"),
                        condition.asFields().text("value"));
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
        SortedMap<String, Long> counts = new TreeMap<>();
        Content.Fields countFields = fields.fields("counts");
        for (String name : countFields.values().keySet()) {
            counts.put(name, countFields.whole(name));
        }
        Support support = new Support(fields.whole("n"), counts);
        Content.Fields interval = fields.fields("interval");
        IntervalEstimate intervalEstimate = interval.has("not_estimable")
                ? new IntervalEstimate.Unknown(Reason.valueOf(interval.text("not_estimable")), interval.text("method"))
                : IntervalEstimate.of(
                        interval.decimal("lower"),
                        interval.decimal("upper"),
                        interval.decimal("level"),
                        interval.text("method"));
        return fields.has("not_estimable")
                ? new Estimate.NotEstimable(Reason.valueOf(fields.text("not_estimable")), intervalEstimate, support)
                : new Estimate.Estimated(fields.decimal("value"), intervalEstimate, support);
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
            this.about = fields.list("about").stream()
                    .map(c -> ArtifactRef.from(c.asFields()))
                    .toList();
            this.provenance = Provenance.from(fields.fields("provenance"));
            this.measurements = fields.list("measurements").stream()
                    .map(Content::asFields)
                    .map(m -> new Measurement(
                            metric(m.get("metric")), slice(m.fields("slice")), estimate(m.fields("estimate"))))
                    .toList();
            this.findings = fields.list("findings").stream()
                    .map(c -> Finding.from(c.asFields()))
                    .toList();
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
