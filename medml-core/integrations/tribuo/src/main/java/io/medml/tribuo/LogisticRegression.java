package io.medml.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.io.FlatMarshalledProvenance;
import com.oracle.labs.mlrg.olcut.provenance.io.ObjectMarshalledProvenance;
import com.oracle.labs.mlrg.olcut.provenance.io.SimpleMarshalledProvenance;
import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.model.FeatureEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Trains a logistic regression with Tribuo's stochastic gradient descent (AdaGrad).
 *
 * <pre>{@code
 * LogisticModel model = LogisticRegression.builder(42)
 *     .numbers("time_in_hospital", "num_medications")
 *     .categories("admission_type_id", "insulin")
 *     .build()
 *     .train("readmission-risk", "1.0", training);
 * }</pre>
 *
 * <p>Records without a label value never reach it; missing features are features. Every run uses a fresh trainer, so that the
 * same cohort, settings and seed give the same weights on one platform. Immutable and thread-safe.
 */
public final class LogisticRegression {

    private static final String TRIBUO = "Tribuo " + org.tribuo.Tribuo.VERSION;
    private static final OffsetDateTime NO_TIME = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    /** Names of provenance fields that tell a time, a machine or a path. */
    private static final Set<String> REDACTED = Set.of(
            "trained-at",
            "datasource-creation-time",
            "file-modified-time",
            "path",
            "fileModifiedTime",
            "os-name",
            "os-arch",
            "java-version");

    private final long seed;
    private final List<String> numbers;
    private final List<String> categories;
    private final int minimumCount;
    private final int epochs;
    private final double learningRate;
    private final int minibatch;

    private LogisticRegression(Builder builder) {
        this.seed = builder.seed;
        this.numbers = List.copyOf(builder.numbers);
        this.categories = List.copyOf(builder.categories);
        this.minimumCount = builder.minimumCount;
        this.epochs = builder.epochs;
        this.learningRate = builder.learningRate;
        this.minibatch = builder.minibatch;
    }

    /**
     * Starts a trainer.
     *
     * @param seed seed of the order in which records are visited
     * @return a builder; confined to one thread
     */
    public static Builder builder(long seed) {
        return new Builder(seed);
    }

    /**
     * Trains a model.
     *
     * @param id identifier of the model
     * @param version its version
     * @param training the training records, and nothing but them
     * @return the model
     * @throws DataException when a class is absent or a column is missing
     */
    public LogisticModel train(String id, String version, Cohort training) {
        if (training.positives() == 0 || training.positives() == training.size()) {
            throw new DataException("expected records of both classes in " + training.name() + ", found "
                    + training.positives() + " positives in " + training.size()
                    + " records; check the label's positive value and the split");
        }
        FeatureEncoding encoding = FeatureEncoding.builder()
                .numbers(numbers)
                .categories(categories)
                .minimumCount(minimumCount)
                .fit(training.table());
        LinearSGDModel model = new TimelessTrainer(this).train(dataset(training, encoding));
        DenseMatrix matrix = model.getWeightsCopy();
        LabelFactory labels = new LabelFactory();
        int positive = model.getOutputIDInfo().getID(labels.generateOutput("1"));
        int negative = model.getOutputIDInfo().getID(labels.generateOutput("0"));
        List<String> names = encoding.features();
        double[] weights = new double[names.size()];
        for (int j = 0; j < weights.length; j++) {
            int feature = model.getFeatureIDMap().getID(names.get(j));
            // a feature that no training record has is unknown to Tribuo and has no weight
            weights[j] = feature < 0 ? 0 : matrix.get(positive, feature) - matrix.get(negative, feature);
        }
        int bias = matrix.getDimension2Size() - 1;
        return new LogisticModel(
                id,
                version,
                encoding,
                matrix.get(positive, bias) - matrix.get(negative, bias),
                weights,
                aspects(training),
                provenance(model),
                serialized(model));
    }

    private LinearSGDTrainer trainer() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(learningRate, 0.1), epochs, -1, minibatch, seed);
    }

    /**
     * Tribuo's trainer, but the model's provenance does not state when and on which machine it was made: the ledger holds the
     * time, and with either the same training would never give the same bytes twice.
     */
    private static final class TimelessTrainer extends LinearSGDTrainer {
        private final LogisticRegression settings;

        TimelessTrainer(LogisticRegression settings) {
            super(
                    new LogMulticlass(),
                    new AdaGrad(settings.learningRate, 0.1),
                    settings.epochs,
                    -1,
                    settings.minibatch,
                    settings.seed);
            this.settings = settings;
        }

        @Override
        protected LinearSGDModel createModel(
                String name,
                ModelProvenance provenance,
                ImmutableFeatureMap features,
                ImmutableOutputInfo<Label> outputs,
                LinearParameters parameters) {
            ModelProvenance timeless = new ModelProvenance(
                    LinearSGDModel.class.getName(),
                    NO_TIME,
                    provenance.getDatasetProvenance(),
                    settings.trainer().getProvenance(),
                    Map.of(),
                    false);
            return super.createModel(name, timeless, features, outputs, parameters);
        }
    }

    private static MutableDataset<Label> dataset(Cohort training, FeatureEncoding encoding) {
        LabelFactory labels = new LabelFactory();
        MutableDataset<Label> dataset = new MutableDataset<>(
                new SimpleDataSourceProvenance(training.reference().toString(), NO_TIME, labels), labels);
        List<String> names = encoding.features();
        List<List<String>> rowNames = new ArrayList<>();
        List<List<Double>> rowValues = new ArrayList<>();
        for (int row = 0; row < training.size(); row++) {
            rowNames.add(new ArrayList<>());
            rowValues.add(new ArrayList<>());
        }
        encoding.encode(training.table(), (row, feature, value) -> {
            rowNames.get(row).add(names.get(feature));
            rowValues.get(row).add(value);
        });
        int[] y = training.labels();
        for (int row = 0; row < y.length; row++) {
            dataset.add(new ArrayExample<>(
                    labels.generateOutput(String.valueOf(y[row])),
                    rowNames.get(row).toArray(new String[0]),
                    rowValues.get(row).stream().mapToDouble(Double::doubleValue).toArray()));
        }
        return dataset;
    }

    private SortedMap<String, String> aspects(Cohort training) {
        SortedMap<String, String> aspects = new TreeMap<>();
        List<String> features = new ArrayList<>(numbers);
        features.addAll(categories);
        aspects.put("architecture", "logistic regression, " + TRIBUO + " linear SGD with multinomial log loss");
        aspects.put(
                "hyper_parameters",
                "AdaGrad, learning rate " + learningRate + ", epsilon 0.1, epochs " + epochs + ", minibatch "
                        + minibatch + ", seed " + seed);
        aspects.put("features", String.join(", ", features));
        aspects.put(
                "preprocessing",
                "numbers standardised with a missing indicator; categories one-hot, values with fewer than "
                        + minimumCount + " training records pooled, missing a value of its own");
        aspects.put("training_data", training.reference().toString());
        return aspects;
    }

    private static Content provenance(LinearSGDModel model) {
        List<Content> objects = new ArrayList<>();
        for (ObjectMarshalledProvenance object : ProvenanceUtil.marshalProvenance(model.getProvenance())) {
            Content.Builder settings = Content.fields();
            new TreeMap<>(object.getMap()).forEach((String key, FlatMarshalledProvenance value) -> {
                if (!REDACTED.contains(key) && value instanceof SimpleMarshalledProvenance simple) {
                    settings.put(key, simple.getValue());
                }
            });
            objects.add(Content.fields()
                    .put("name", object.getName())
                    .put("class", object.getObjectClassName())
                    .put("settings", settings.build())
                    .build());
        }
        return new Content.Items(objects);
    }

    private static byte[] serialized(LinearSGDModel model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            model.serializeToStream(out);
        } catch (IOException e) {
            throw new UncheckedIOException("the model could not be written in Tribuo's own form", e);
        }
        return out.toByteArray();
    }

    /** Sets how to train. Confined to one thread. */
    public static final class Builder {
        private final long seed;
        private final List<String> numbers = new ArrayList<>();
        private final List<String> categories = new ArrayList<>();
        private int minimumCount = 1;
        private int epochs = 10;
        private double learningRate = 0.1;
        private int minibatch = 16;

        private final Set<String> stated = new HashSet<>();

        private Builder(long seed) {
            this.seed = seed;
        }

        private void once(String setting) {
            if (!stated.add(setting)) {
                throw new IllegalStateException("the " + setting + " is already set");
            }
        }

        /**
         * Columns of numbers to learn from.
         *
         * @param columns their names
         * @return this
         */
        public Builder numbers(String... columns) {
            numbers.addAll(List.of(columns));
            return this;
        }

        /**
         * Columns of categories to learn from.
         *
         * @param columns their names
         * @return this
         */
        public Builder categories(String... columns) {
            categories.addAll(List.of(columns));
            return this;
        }

        /**
         * Pools category values with fewer training records than this; 1 unless set.
         *
         * @param records number of records, at least 1
         * @return this
         */
        public Builder minimumCount(int records) {
            once("minimum count");
            minimumCount = atLeastOne("minimumCount", records);
            return this;
        }

        /**
         * Passes over the training records; 10 unless set.
         *
         * @param passes number of passes, at least 1
         * @return this
         */
        public Builder epochs(int passes) {
            once("number of epochs");
            epochs = atLeastOne("epochs", passes);
            return this;
        }

        /**
         * AdaGrad's initial learning rate; 0.1 unless set.
         *
         * @param rate the rate, positive
         * @return this
         */
        public Builder learningRate(double rate) {
            if (!(rate > 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException("the learning rate must be positive and finite, got " + rate);
            }
            once("learning rate");
            learningRate = rate;
            return this;
        }

        /**
         * Records in a gradient step; 16 unless set.
         *
         * @param records number of records, at least 1
         * @return this
         */
        public Builder minibatch(int records) {
            once("minibatch");
            minibatch = atLeastOne("minibatch", records);
            return this;
        }

        private static int atLeastOne(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, got " + value);
            }
            return value;
        }

        /**
         * Finishes the trainer.
         *
         * @return the trainer
         */
        public LogisticRegression build() {
            if (numbers.isEmpty() && categories.isEmpty()) {
                throw new IllegalStateException(
                        "a logistic regression needs at least one column; call numbers(..) or categories(..)");
            }
            return new LogisticRegression(this);
        }
    }
}
