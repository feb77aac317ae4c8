package io.medml.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.table.Table;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;

class LogisticRegressionTest {

    private static final int RECORDS = 600;

    private static LogisticRegression.Builder trainer(long seed) {
        return LogisticRegression.builder(seed)
                .numbers("pressure", "lactate", "visits")
                .categories("ward")
                .minimumCount(20);
    }

    /** Records whose risk is logistic in the columns; each twentieth lactate is missing and one ward is rare. */
    private static Table table(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> ids = new ArrayList<>();
        List<String> wards = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        double[] pressure = new double[RECORDS];
        double[] lactate = new double[RECORDS];
        long[] visits = new long[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            ids.add("R" + i);
            pressure[i] = 90 + 60 * random.nextDouble();
            lactate[i] = i % 20 == 0 ? Double.NaN : 4 * random.nextDouble();
            visits[i] = random.nextInt(5);
            wards.add(i % 97 == 0 ? "rare" : i % 13 == 0 ? null : random.nextBoolean() ? "north" : "south");
            double logit = -0.06 * (pressure[i] - 120)
                    + (Double.isNaN(lactate[i]) ? 0 : lactate[i] - 2)
                    + 0.3 * visits[i]
                    + ("north".equals(wards.get(i)) ? 1 : 0)
                    - 1;
            outcomes.add(random.nextDouble() < 1 / (1 + StrictMath.exp(-logit)) ? "1" : "0");
        }
        return Table.builder()
                .category("id", ids)
                .number("pressure", pressure)
                .number("lactate", lactate)
                .wholeNumber("visits", visits)
                .category("ward", wards)
                .category("outcome", outcomes)
                .build();
    }

    private static Cohort cohort(long seed) {
        return Cohort.from(table(seed))
                .record("id")
                .label("outcome", "1", "0")
                .synthetic(true)
                .named("planted-" + seed, "1.0");
    }

    private static double auroc(LogisticModel model, Cohort cohort) {
        double[] scores = model.scores(cohort.table());
        int[] y = cohort.labels();
        // by its definition, a count over all pairs, so that nothing of ours is both ruler and measured
        double wins = 0;
        long pairs = 0;
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < y.length; j++) {
                if (y[i] == 1 && y[j] == 0) {
                    pairs++;
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }

    @Test
    void scores_equal_what_tribuos_own_model_predicts() {
        Cohort unseen = cohort(2);
        LogisticModel model = trainer(1).build().train("risk", "1.0", cohort(1));

        assertThat(model.scores(unseen.table())).containsExactly(tribuo(model, unseen.table()), within(1e-12));
    }

    @Test
    void scores_equal_tribuos_when_a_feature_never_occurred_in_training() {
        // no training record lacks a pressure, so Tribuo has no feature "pressure:missing"
        Cohort training = cohort(1);
        LogisticModel model = trainer(1).build().train("risk", "1.0", training);
        Table unseen = Table.builder()
                .number("pressure", new double[] {Double.NaN, 100})
                .number("lactate", new double[] {Double.NaN, 1})
                .wholeNumber("visits", new long[] {1, 40})
                .category("ward", Arrays.asList("never seen", null))
                .build();

        assertThat(model.scores(unseen)).containsExactly(tribuo(model, unseen), within(1e-12));
    }

    /** Scores by the protobuf that the model keeps, read back and run by Tribuo alone. */
    private static double[] tribuo(LogisticModel model, Table table) {
        Model<Label> read;
        try {
            read = Model.deserializeFromStream(new BufferedInputStream(new ByteArrayInputStream(model.tribuoModel())))
                    .castModel(Label.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<List<String>> names = new ArrayList<>();
        List<List<Double>> values = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            names.add(new ArrayList<>());
            values.add(new ArrayList<>());
        }
        model.encoding().encode(table, (row, feature, value) -> {
            names.get(row).add(model.encoding().features().get(feature));
            values.get(row).add(value);
        });
        double[] scores = new double[table.rowCount()];
        for (int row = 0; row < scores.length; row++) {
            ArrayExample<Label> example = new ArrayExample<>(
                    new Label("0"),
                    names.get(row).toArray(new String[0]),
                    values.get(row).stream().mapToDouble(Double::doubleValue).toArray());
            scores[row] = read.predict(example).getOutputScores().get("1").getScore();
        }
        return scores;
    }

    @Test
    void training_twice_gives_the_same_digest_and_the_same_bytes() {
        LogisticRegression trainer = trainer(7).build();
        LogisticModel once = trainer.train("risk", "1.0", cohort(1));
        LogisticModel again = trainer.train("risk", "1.0", cohort(1));
        LogisticModel byAnother = trainer(7).build().train("risk", "1.0", cohort(1));

        assertThat(again.reference()).isEqualTo(once.reference());
        assertThat(byAnother.reference()).isEqualTo(once.reference());
        assertThat(again.weights()).isEqualTo(once.weights());
        assertThat(again.tribuoModel()).isEqualTo(once.tribuoModel());
        assertThat(again.provenance().bytes()).isEqualTo(once.provenance().bytes());
    }

    @Test
    void another_seed_gives_another_model() {
        LogisticModel first = trainer(7).build().train("risk", "1.0", cohort(1));
        LogisticModel second = trainer(8).build().train("risk", "1.0", cohort(1));

        assertThat(second.reference().digest()).isNotEqualTo(first.reference().digest());
        assertThat(first.aspects()).containsEntry("hyper_parameters", settings(7));
        assertThat(second.aspects()).containsEntry("hyper_parameters", settings(8));
    }

    private static String settings(long seed) {
        return "AdaGrad, learning rate 0.1, epsilon 0.1, epochs 10, minibatch 16, seed " + seed;
    }

    @Test
    void other_training_records_give_another_model() {
        LogisticRegression trainer = trainer(7).build();

        assertThat(trainer.train("risk", "1.0", cohort(2)).reference().digest())
                .isNotEqualTo(
                        trainer.train("risk", "1.0", cohort(1)).reference().digest());
    }

    @Test
    void tribuos_provenance_is_kept_with_every_setting() {
        Cohort training = cohort(1);
        LogisticModel model =
                trainer(7).epochs(3).learningRate(0.25).minibatch(8).build().train("risk", "1.0", training);

        String kept = text(model);
        assertThat(kept)
                .contains("\"class\":\"org.tribuo.classification.sgd.linear.LinearSGDTrainer\"")
                .contains("\"epochs\":\"3\"", "\"minibatchSize\":\"8\"", "\"seed\":\"7\"", "\"shuffle\":\"true\"")
                .contains("\"class\":\"org.tribuo.math.optimisers.AdaGrad\"", "\"initialLearningRate\":\"0.25\"")
                .contains("\"class\":\"org.tribuo.classification.sgd.objectives.LogMulticlass\"")
                .contains("\"num-examples\":\"" + RECORDS + "\"")
                .contains("\"description\":\"" + training.reference() + "\"");
    }

    @Test
    void provenance_holds_no_path_host_time_or_platform() throws IOException {
        LogisticModel model = trainer(7).build().train("risk", "1.0", cohort(1));
        String kept = text(model);
        String own = new String(model.tribuoModel(), StandardCharsets.ISO_8859_1);

        assertThat(kept).doesNotContain("/", "\\");
        for (String form : List.of(kept, own)) {
            assertThat(form)
                    .doesNotContain(Path.of("").toAbsolutePath().toString())
                    .doesNotContain(System.getProperty("java.version"))
                    .doesNotContain(System.getProperty("os.name"))
                    .doesNotContain(InetAddress.getLocalHost().getHostName())
                    .doesNotContainPattern("20[2-9][0-9]-[01][0-9]-[0-3][0-9]");
        }
        assertThat(own).contains("trained-at", "1970-01-01T00:00");
        assertThat(settingNames(model)).doesNotContain("trained-at", "datasource-creation-time", "os-name", "os-arch");
    }

    private static Set<String> settingNames(LogisticModel model) {
        Set<String> names = new TreeSet<>();
        for (Content object : ((Content.Items) model.provenance()).values()) {
            names.addAll(object.asFields().fields("settings").values().keySet());
        }
        return names;
    }

    private static String text(LogisticModel model) {
        return new String(model.provenance().bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_model_read_back_from_its_weights_is_the_same_model() {
        LogisticModel model = trainer(7).build().train("risk", "1.0", cohort(1));
        LogisticModel read = LogisticModel.read("risk", "1.0", model.weights());
        Table unseen = table(3);

        assertThat(read.reference()).isEqualTo(model.reference());
        assertThat(read.scores(unseen)).isEqualTo(model.scores(unseen));
        assertThat(read.tribuoModel()).isEmpty();
        assertThat(read.provenance()).isEqualTo(Content.none());
    }

    @Test
    void weights_of_another_form_are_refused() {
        byte[] weights = "{\"format\":\"other/1\"}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> LogisticModel.read("risk", "1.0", weights))
                .isInstanceOf(DataException.class)
                .hasMessage("expected weights in the form medml-logistic/1, found other/1");
    }

    @Test
    void weights_that_do_not_fit_their_encoding_are_refused() {
        byte[] weights = trainer(7).build().train("risk", "1.0", cohort(1)).weights();
        String cut = new String(weights, StandardCharsets.UTF_8).replaceFirst("\"weights\":\\[[^,]*,", "\"weights\":[");

        assertThatThrownBy(() -> LogisticModel.read("risk", "1.0", cut.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataException.class)
                .hasMessageMatching("expected 10 weights, found 9");
    }

    @Test
    void records_of_one_class_are_refused_with_the_counts_and_a_remedy() {
        Cohort all = Cohort.from(table(1))
                .record("id")
                .label("outcome", "never")
                .synthetic(true)
                .named("none", "1.0");

        assertThatThrownBy(() -> trainer(7).build().train("risk", "1.0", all))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected records of both classes in none, found 0 positives in 600 records; check the label's"
                                + " positive value and the split");
    }

    @Test
    void a_planted_signal_is_found_in_unseen_records_and_noise_is_not() {
        LogisticModel model = trainer(7).build().train("risk", "1.0", cohort(1));

        // the planted risks themselves separate at about 0.85; 600 records have a standard error of about 0.015
        assertThat(auroc(model, cohort(2))).isBetween(0.78, 0.92);

        LogisticModel blind = LogisticRegression.builder(7)
                .categories("id")
                .minimumCount(2)
                .build()
                .train("blind", "1.0", cohort(1));
        assertThat(auroc(blind, cohort(2))).isEqualTo(0.5);
    }

    @Test
    void scores_are_probabilities_that_add_up_to_about_the_positives() {
        Cohort training = cohort(1);
        LogisticModel model = trainer(7).epochs(50).build().train("risk", "1.0", training);
        double[] scores = model.scores(training.table());

        double sum = 0;
        for (double score : scores) {
            assertThat(score).isBetween(0.0, 1.0);
            sum += score;
        }
        // at the maximum likelihood the two are equal; gradient descent stops near it
        assertThat(sum / training.positives()).isCloseTo(1, within(0.1));
    }

    @Test
    void a_column_missing_at_scoring_time_is_named_with_a_remedy() {
        LogisticModel model = trainer(7).build().train("risk", "1.0", cohort(1));
        Table without = Table.builder()
                .number("pressure", new double[] {100})
                .number("lactate", new double[] {1})
                .category("ward", List.of("north"))
                .build();

        assertThatThrownBy(() -> model.scores(without))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "expected a column \"visits\" that the model was trained with, found only [pressure, lactate, ward];"
                                + " give the model a table with all its columns");
    }

    @Test
    void a_column_of_another_kind_at_scoring_time_is_named_with_a_remedy() {
        LogisticModel model = trainer(7).build().train("risk", "1.0", cohort(1));
        Table asText = Table.builder()
                .category("pressure", List.of("J. Miller"))
                .number("lactate", new double[] {1})
                .wholeNumber("visits", new long[] {1})
                .category("ward", List.of("north"))
                .build();

        assertThatThrownBy(() -> model.scores(asText))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected column \"pressure\" to hold numbers")
                .hasMessageNotContaining("Miller");
    }

    @Test
    void settings_out_of_range_are_refused() {
        LogisticRegression.Builder builder = LogisticRegression.builder(1);

        assertThatThrownBy(() -> builder.epochs(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochs must be at least 1, got 0");
        assertThatThrownBy(() -> builder.minibatch(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.minimumCount(0)).isInstanceOf(IllegalArgumentException.class);
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> builder.learningRate(rate)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call numbers(..) or categories(..)");
    }

    @Test
    void weights_in_another_form_of_the_same_are_refused_since_their_digest_is_another() {
        byte[] weights = trainer(7).build().train("risk", "1.0", cohort(1)).weights();
        String wider = new String(weights, StandardCharsets.UTF_8).replace(",", ", ");

        assertThatThrownBy(() -> LogisticModel.read("risk", "1.0", wider.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataException.class)
                .hasMessage("expected the bytes that weights() gave, found another form of the same; fetch them again");
    }
}
