package io.medml.tribuo;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.model.FeatureEncoding;
import io.medml.core.model.ScoringModel;
import io.medml.core.table.Table;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A trained logistic regression.
 *
 * <pre>{@code  score = 1 / (1 + exp(-(intercept + sum of weight_j x_j))) }</pre>
 *
 * where {@code x} is the row in the model's own {@link FeatureEncoding}. The score is the model's probability of the
 * condition. Immutable and thread-safe; the same row gives the same bits on every machine.
 */
public final class LogisticModel implements ScoringModel {

    private static final String FORMAT = "medml-logistic/1";

    private final ArtifactRef reference;
    private final FeatureEncoding encoding;
    private final double intercept;
    private final double[] weights;
    private final byte[] bytes;
    private final SortedMap<String, String> aspects;
    private final Content provenance;
    private final byte[] tribuoModel;

    LogisticModel(
            String id,
            String version,
            FeatureEncoding encoding,
            double intercept,
            double[] weights,
            SortedMap<String, String> aspects,
            Content provenance,
            byte[] tribuoModel) {
        this.encoding = encoding;
        this.intercept = intercept;
        this.weights = weights;
        this.bytes = Content.fields()
                .put("format", FORMAT)
                .put("encoding", encoding.content())
                .put("intercept", intercept)
                .put("weights", Content.decimals(weights))
                .build()
                .bytes();
        this.reference = new ArtifactRef(ArtifactRef.Kind.MODEL, id, version, Digest.sha256(bytes));
        this.aspects = Collections.unmodifiableSortedMap(new TreeMap<>(aspects));
        this.provenance = provenance;
        this.tribuoModel = tribuoModel;
    }

    /**
     * Reads a model back from its weights, such as a registry keeps them.
     *
     * @param id identifier of the model
     * @param version its version
     * @param weights what {@link #weights()} gave
     * @return a model with the same identity and scores; without Tribuo's own form and provenance
     * @throws DataException when the bytes are something else
     */
    public static LogisticModel read(String id, String version, byte[] weights) {
        Content.Fields fields = Content.parse(weights).asFields();
        if (!fields.text("format").equals(FORMAT)) {
            throw new DataException("expected weights in the form " + FORMAT + ", found " + fields.text("format"));
        }
        List<Content> values = fields.list("weights");
        double[] read = values.stream().mapToDouble(Content::asDecimal).toArray();
        FeatureEncoding encoding = FeatureEncoding.from(fields.fields("encoding"));
        if (read.length != encoding.features().size()) {
            throw new DataException("expected " + encoding.features().size() + " weights, found " + read.length);
        }
        LogisticModel model = new LogisticModel(
                id, version, encoding, fields.decimal("intercept"), read, new TreeMap<>(), Content.none(), new byte[0]);
        if (!Arrays.equals(model.bytes, weights)) {
            // its digest would be another than that of the bytes that were given
            throw new DataException(
                    "expected the bytes that weights() gave, found another form of the same; fetch them again");
        }
        return model;
    }

    @Override
    public ArtifactRef reference() {
        return reference;
    }

    @Override
    public ScoreKind scoreKind() {
        return ScoreKind.PROBABILITY;
    }

    @Override
    public double[] scores(Table table) {
        double[] scores = new double[table.rowCount()];
        encoding.encode(table, (row, feature, value) -> scores[row] += weights[feature] * value);
        for (int row = 0; row < scores.length; row++) {
            // deliberate: StrictMath, since scores feed digests
            scores[row] = 1 / (1 + StrictMath.exp(-(intercept + scores[row])));
        }
        return scores;
    }

    /**
     * The fitted encoding and the weights, whose digest is the model's identity.
     *
     * @return canonical JSON; a fresh array
     */
    public byte[] weights() {
        return bytes.clone();
    }

    /**
     * What the model is made of, for a registry to compare versions by.
     *
     * @return architecture, hyper-parameters, features, preprocessing, seed and training data
     */
    public SortedMap<String, String> aspects() {
        return aspects;
    }

    /**
     * The provenance that Tribuo kept: trainer, optimiser, objective, data set, with all settings. Times, which the ledger
     * holds, and everything that names a machine or a path are left out.
     *
     * @return one object for each of Tribuo's provenance objects
     */
    public Content provenance() {
        return provenance;
    }

    /**
     * The model in Tribuo's own protobuf form, with Tribuo's provenance. Its time of training is 1970-01-01T00:00:00Z and it
     * names no platform, so that the same training gives the same bytes; the ledger holds the time.
     *
     * @return a fresh array; empty for a model that was read back from its weights
     */
    public byte[] tribuoModel() {
        return tribuoModel.clone();
    }

    /**
     * The fitted encoding.
     *
     * @return the encoding
     */
    public FeatureEncoding encoding() {
        return encoding;
    }
}
