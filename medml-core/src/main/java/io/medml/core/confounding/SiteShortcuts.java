package io.medml.core.confounding;

import io.medml.core.cohort.Cohort;
import io.medml.core.cohort.Grouping;
import io.medml.core.confounding.ConfoundingDetector.Settings;
import io.medml.core.confounding.ConfoundingReport.SiteResult;
import io.medml.core.error.DataException;
import io.medml.core.measure.Estimate;
import io.medml.core.model.Predictions;
import io.medml.core.stats.CrossFittedProbe;
import io.medml.core.stats.ScoredLabels;
import io.medml.core.stats.StratifiedAuroc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What shows the site: score, features, and what a model loses at a site that it did not see. */
final class SiteShortcuts {

    private final Settings settings;
    private final Columns columns;
    private final Cohort cohort;
    private final Grouping sites;

    SiteShortcuts(Settings settings, Columns columns) {
        this.settings = settings;
        this.columns = columns;
        this.cohort = columns.cohort();
        this.sites = cohort.groups(column(cohort));
        if (sites.count() < 2) {
            throw new IllegalArgumentException("expected at least two sites in column \"" + sites.attribute()
                    + "\" of cohort \"" + cohort.name() + "\", found one; leave sites(..) out");
        }
    }

    static String column(Cohort cohort) {
        return cohort.site()
                .orElseThrow(() -> new IllegalArgumentException("cohort \"" + cohort.name()
                        + "\" names no site; declare it with site(..) when the cohort is made"));
    }

    List<SiteResult> look(
            @Nullable Predictions predictions, Optional<double[]> scores, Map<String, Predictions> withoutSite) {
        for (String site : withoutSite.keySet()) {
            if (!sites.names().contains(site)) {
                throw new IllegalArgumentException(
                        "predictions were given for a site \"" + site + "\" that is not among " + sites.names());
            }
        }
        // intervals that hold for all sites at once
        double level = 1 - (1 - settings.level()) / sites.count();
        int[] labels = cohort.labels();
        int[] subjects = cohort.subjects();
        List<int[]> features =
                settings.siteFeatures().stream().map(columns::bins).toList();
        List<SiteResult> results = new ArrayList<>();
        for (int code = 0; code < sites.count(); code++) {
            String name = sites.names().get(code);
            int[] rows = sites.rows(code);
            int[] here = new int[labels.length];
            for (int row : rows) {
                here[row] = 1;
            }
            Estimate none = WorkflowProbes.none(rows.length);
            Estimate fromScore = scores.map(
                            s -> StratifiedAuroc.of(ScoredLabels.of(here, s).withSubjects(subjects), labels)
                                    .estimate(level))
                    .orElse(none);
            Estimate fromFeatures = features.isEmpty()
                    ? none
                    : CrossFittedProbe.of(here, subjects, settings.folds(), settings.seed())
                            .area(features)
                            .estimate(level);
            Estimate seen = none;
            Estimate heldOut = none;
            Estimate drop = none;
            Predictions without = withoutSite.get(name);
            if (without != null && predictions != null) {
                if (without.model().equals(predictions.model())) {
                    throw new DataException("expected another model for site \"" + name
                            + "\", trained without it, found the one that saw all sites");
                }
                StratifiedAuroc with = area(rows, scores.orElseThrow(), labels, subjects);
                StratifiedAuroc other = area(rows, scoresAt(rows, without), labels, subjects);
                seen = with.estimate(level);
                heldOut = other.estimate(level);
                drop = with.minus(other, level);
            }
            results.add(new SiteResult(
                    name,
                    rows.length,
                    Arrays.stream(rows).filter(row -> labels[row] == 1).count(),
                    fromScore,
                    fromFeatures,
                    seen,
                    heldOut,
                    drop));
        }
        return results;
    }

    private static StratifiedAuroc area(int[] rows, double[] scores, int[] labels, int[] subjects) {
        return StratifiedAuroc.of(
                ScoredLabels.of(labels, scores).withSubjects(subjects).select(rows));
    }

    /** Scores by row of the cohort; those of other sites are not read. */
    private double[] scoresAt(int[] rows, Predictions predictions) {
        predictions.requireOn(cohort);
        double[] scores = new double[cohort.size()];
        for (int row : rows) {
            int at = row;
            scores[row] = predictions
                    .score(cohort.recordIds().get(row))
                    .orElseThrow(() -> new DataException(cohort.table().place(at)
                            + ": expected a prediction of the model that was trained without this site, found none"));
        }
        return scores;
    }
}
