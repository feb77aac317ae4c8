package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.SlicePerformance;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.stats.ConfusionCounts;
import io.medml.core.table.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * COMPAS two-year scores of Broward County (ProPublica, 7214 rows): label two_year_recid, high risk is a decile score of 5 or more
 * (score_text Medium or High). Skipped where the data are not there (system property {@code medml.shared}).
 */
class CompasTest {

    private static BiasReport report;

    /** Splits a line at commas outside of quotes. */
    private static List<String> split(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    @BeforeAll
    static void analyse() {
        String shared = System.getProperty("medml.shared", "");
        Path file =
                Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve("compas/compas-scores-two-years.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(file),
                "no compas/compas-scores-two-years.csv.gz under the folder of system property medml.shared");
        List<String> ids = new ArrayList<>();
        List<String> recidivism = new ArrayList<>();
        List<String> race = new ArrayList<>();
        List<String> sex = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        // read here and not by CsvReader: the published file has two headers twice
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            List<String> header = split(in.readLine());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                List<String> cells = split(line);
                ids.add(cells.get(header.indexOf("id")));
                recidivism.add(cells.get(header.indexOf("two_year_recid")));
                race.add(cells.get(header.indexOf("race")));
                sex.add(cells.get(header.indexOf("sex")));
                scores.add(Double.valueOf(cells.get(header.indexOf("decile_score"))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Cohort cohort = Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("recidivism", recidivism)
                        .category("race", race)
                        .category("sex", sex)
                        .build())
                .record("id")
                .label("recidivism", "1", "0")
                .attributes("race", "sex")
                .named("compas", "1");
        Predictions predictions = Predictions.of(
                new ArtifactRef(ArtifactRef.Kind.MODEL, "compas", "1", Digest.sha256("decile score")),
                ScoreKind.RANK,
                cohort,
                scores.stream().mapToDouble(Double::doubleValue).toArray());
        report = BiasDetector.builder()
                .sensitiveAttributes("race", "sex")
                .referenceGroup("race", "Caucasian")
                .operatingPoint(LockedOperatingPoint.at(5))
                .margin(Metric.POSITIVE_PREDICTIVE_VALUE, 0.1)
                .bootstrap(1, 200)
                .build()
                .analyze(cohort, predictions);
    }

    private static SlicePerformance group(String attribute, String value) {
        return report.groups().get(attribute).stream()
                .filter(g -> g.slice().equals(Slice.of(attribute, value)))
                .findFirst()
                .orElseThrow();
    }

    private static double value(SlicePerformance group, Metric metric) {
        return group.estimate(metric)
                .flatMap(e -> e.point().stream().boxed().findFirst())
                .orElseThrow();
    }

    // Angwin, Larson, Mattu and Kirchner, "How We Analyzed the COMPAS Recidivism Algorithm", ProPublica (2016): truth
    // tables by
    // race; false-positive rate 44.85 and 23.45, false-negative rate 27.99 and 47.72 percent, PPV 0.63 and 0.59
    @Test
    void false_positive_and_false_negative_rates_by_race_are_those_of_propublica() {
        SlicePerformance black = group("race", "African-American");
        SlicePerformance white = group("race", "Caucasian");

        assertThat(black.counts()).hasValue(new ConfusionCounts(1369, 805, 990, 532));
        assertThat(white.counts()).hasValue(new ConfusionCounts(505, 349, 1139, 461));
        assertThat(value(black, Metric.FALSE_POSITIVE_RATE)).isCloseTo(0.4485, within(5e-5));
        assertThat(value(white, Metric.FALSE_POSITIVE_RATE)).isCloseTo(0.2345, within(5e-5));
        assertThat(value(black, Metric.FALSE_NEGATIVE_RATE)).isCloseTo(0.2799, within(5e-5));
        assertThat(value(white, Metric.FALSE_NEGATIVE_RATE)).isCloseTo(0.4772, within(5e-5));
        assertThat(value(black, Metric.POSITIVE_PREDICTIVE_VALUE)).isCloseTo(0.63, within(5e-3));
        assertThat(value(white, Metric.POSITIVE_PREDICTIVE_VALUE)).isCloseTo(0.59, within(5e-3));
    }

    // Dieterich, Mendoza and Brennan, "COMPAS Risk Scales" (Northpointe, 2016): the areas by race do not differ; the
    // values to seven
    // digits were computed apart from this library (README of the data)
    @Test
    void areas_by_race_do_not_differ() {
        assertThat(value(group("race", "African-American"), Metric.AUROC)).isCloseTo(0.6918344, within(5e-8));
        assertThat(value(group("race", "Caucasian"), Metric.AUROC)).isCloseTo(0.6931463, within(5e-8));
        Disparity area = disparity(Metric.AUROC);
        assertThat(area.difference().interval().orElseThrow().contains(0)).isTrue();
        assertThat(area.test().pValue().point().orElseThrow()).isGreaterThan(0.8);
    }

    private static Disparity disparity(Metric metric) {
        return report.disparities(Slice.of("race", "African-American")).stream()
                .filter(d -> d.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    // Chouldechova, Big Data 5 (2017) 153-163: near predictive parity, and false-positive rates that differ, as they
    // must where base
    // rates do
    @Test
    void predictive_values_are_near_and_false_positive_rates_are_not() {
        assertThat(disparity(Metric.POSITIVE_PREDICTIVE_VALUE)
                        .margin()
                        .orElseThrow()
                        .shown())
                .isEqualTo(MarginAnswer.Shown.SMALLER);
        assertThat(disparity(Metric.FALSE_POSITIVE_RATE)
                        .difference()
                        .interval()
                        .orElseThrow()
                        .lower())
                .isGreaterThan(0.15);
        assertThat(disparity(Metric.FALSE_POSITIVE_RATE)
                        .adjusted()
                        .holm()
                        .point()
                        .orElseThrow())
                .isLessThan(1e-20);
    }

    @Test
    void the_table_by_sex_is_that_of_the_published_data() {
        assertThat(group("sex", "Female").counts()).hasValue(new ConfusionCounts(303, 288, 609, 195));
        assertThat(group("sex", "Male").counts()).hasValue(new ConfusionCounts(1732, 994, 2072, 1021));
    }

    @Test
    void the_smallest_groups_are_in_the_table_with_wide_intervals() {
        Estimate sensitivity =
                group("race", "Native American").estimate(Metric.SENSITIVITY).orElseThrow();
        assertThat(group("race", "Native American").counts().orElseThrow().total())
                .isEqualTo(18);
        assertThat(sensitivity.interval().orElseThrow().width()).isGreaterThan(0.3);
    }
}
