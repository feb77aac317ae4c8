package io.medml.core.calibration;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.CohortMembers;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.BetaMap;
import io.medml.core.stats.HistogramMap;
import io.medml.core.stats.IsotonicMap;
import io.medml.core.stats.RecalibrationFit;
import io.medml.core.stats.RecalibrationMap;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.SigmoidMap;
import io.medml.core.stats.TemperatureMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Fits a recalibration of a model's scores.
 *
 * <pre>{@code
 * Recalibration recalibration = Calibrator.isotonic().fit(tuning, model.score(tuning));
 * Predictions better = recalibration.apply(test, model.score(test));
 * }</pre>
 *
 * <p>The cohort it is fitted on is neither the one that the model was trained on nor the one that it will be tested on. Records that
 * share a subject count each for itself: the map is the same, and only the report of it says so.
 *
 * <p>Immutable and thread-safe; the same cohort and predictions give the same bytes, in whatever order the records come.
 */
public final class Calibrator {

    private final String method;
    private final boolean needsProbabilities;
    private final Content settings;
    private final Function<ScoredLabels, RecalibrationFit<? extends RecalibrationMap>> fit;

    private Calibrator(
            String method,
            boolean needsProbabilities,
            Content settings,
            Function<ScoredLabels, RecalibrationFit<? extends RecalibrationMap>> fit) {
        this.method = method;
        this.needsProbabilities = needsProbabilities;
        this.settings = settings;
        this.fit = fit;
    }

    /**
     * The non-decreasing step function nearest to the outcomes, linear between its steps; see {@link IsotonicMap}. For scores of any
     * kind. It follows noise in small samples.
     *
     * @return the calibrator
     */
    public static Calibrator isotonic() {
        return new Calibrator("isotonic", false, Content.fields().build(), IsotonicMap::fit);
    }

    /**
     * Platt's logistic curve of the score with smoothed targets; see {@link SigmoidMap#platt}. For scores of any kind.
     *
     * @return the calibrator
     */
    public static Calibrator platt() {
        return new Calibrator("platt", false, Content.fields().build(), SigmoidMap::platt);
    }

    /**
     * Logistic recalibration, intercept and slope on the logit of a probability; see {@link SigmoidMap#logisticOfLogit}.
     *
     * @return the calibrator
     */
    public static Calibrator logistic() {
        return new Calibrator("logistic", true, Content.fields().build(), SigmoidMap::logisticOfLogit);
    }

    /**
     * Beta calibration of a probability; see {@link BetaMap}.
     *
     * @return the calibrator
     */
    public static Calibrator beta() {
        return new Calibrator("beta", true, Content.fields().build(), BetaMap::fit);
    }

    /**
     * Temperature scaling of a probability; see {@link TemperatureMap}.
     *
     * @return the calibrator
     */
    public static Calibrator temperature() {
        return new Calibrator("temperature", true, Content.fields().build(), TemperatureMap::fit);
    }

    /**
     * Histogram binning of a probability; see {@link HistogramMap}.
     *
     * @param bins number of bins of equal width, at least 1
     * @return the calibrator
     */
    public static Calibrator histogram(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1, got " + bins);
        }
        return new Calibrator(
                "histogram",
                true,
                Content.fields().put("bins", bins).build(),
                sample -> HistogramMap.fit(sample, bins));
    }

    /**
     * The name of the method.
     *
     * @return such as {@code isotonic}
     */
    public String method() {
        return method;
    }

    /**
     * Fits the recalibration.
     *
     * @param tuning records that the model was not trained on and will not be tested on
     * @param predictions the model's scores on them
     * @return the recalibration; when no map can be fitted, with the reason and a finding in place of it
     * @throws io.medml.core.error.DataException when the predictions are not on this cohort
     * @throws IllegalArgumentException when the method needs probabilities and the scores are none
     */
    public Recalibration fit(Cohort tuning, Predictions predictions) {
        Objects.requireNonNull(tuning, "tuning");
        Objects.requireNonNull(predictions, "predictions");
        if (needsProbabilities && predictions.kind() != ScoreKind.PROBABILITY) {
            throw new IllegalArgumentException("method " + method + " recalibrates probabilities, and the scores of "
                    + predictions.model() + " are " + predictions.kind()
                    + "; use Calibrator.platt() or Calibrator.isotonic() for such scores");
        }
        int[] order = tuning.canonicalOrder();
        ScoredLabels sample =
                ScoredLabels.of(tuning.labels(), predictions.alignedTo(tuning)).select(order);
        RecalibrationFit<? extends RecalibrationMap> fitted = fit.apply(sample);
        boolean synthetic = tuning.synthetic() || predictions.synthetic();
        List<Finding> findings = new ArrayList<>();
        fitted.fold(
                        map -> MapContent.findings(map),
                        reason -> List.of(
                                Finding.of("NOT_FITTED", Severity.ERROR, method, "No recalibration could be fitted.")
                                        .with("reason", reason)
                                        .with("n", sample.size())
                                        .with("positives", sample.positives())))
                .forEach(findings::add);
        if (tuning.subjectCount() < tuning.size()) {
            findings.add(Finding.of(
                            "DEPENDENT_RECORDS",
                            Severity.INFO,
                            tuning.name(),
                            "Some subjects have several records; each record counts for itself in the fit.")
                    .with("records", tuning.size())
                    .with("subjects", tuning.subjectCount()));
        }
        if (synthetic) {
            findings.add(Finding.syntheticData(tuning.name()));
        }
        return new Recalibration(
                method,
                predictions.model(),
                tuning.reference(),
                CohortMembers.of(tuning),
                predictions.digest(),
                fitted.fold(java.util.Optional::<RecalibrationMap>of, reason -> java.util.Optional.empty()),
                fitted.fold(map -> java.util.Optional.empty(), java.util.Optional::of),
                tuning.size(),
                tuning.subjectCount(),
                sample.positives(),
                Provenance.of(Calibrator.class)
                        .from(predictions.model())
                        .from(tuning.reference())
                        .with("method", method)
                        .with("predictions_sha256", predictions.digest().hex())
                        .with("settings", new String(settings.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                        .synthetic(synthetic),
                findings);
    }

    @Override
    public String toString() {
        return "calibrator " + method;
    }
}
