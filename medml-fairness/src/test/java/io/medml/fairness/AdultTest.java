package io.medml.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Slice;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.CategoryColumn;
import io.medml.core.table.CsvReader;
import io.medml.core.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Census income 1994 (UCI data set 2), with the rule "flag whoever has at least 13 years of education". The counts and
 * limits were computed apart from this library, in Python 3 from the raw file, with Newcombe's formula written out; the
 * shares of the label are the published ones. Skipped where the data are not there (system property {@code medml.shared}).
 */
class AdultTest {

    private static String text(CategoryColumn column, int row) {
        return column.text(row).orElseThrow();
    }

    @Test
    void differences_between_women_and_men_are_those_computed_apart() {
        String shared = System.getProperty("medml.shared", "");
        Path file = Path.of(shared.isEmpty() ? "shared" : shared, "data").resolve("adult/adult.data.csv.gz");
        Assumptions.assumeTrue(
                Files.exists(file), "no adult/adult.data.csv.gz under the folder of system property medml.shared");
        Table raw =
                CsvReader.builder().trim().wholeNumber("education-num").build().read(file);
        List<String> ids = new ArrayList<>();
        List<String> income = new ArrayList<>();
        List<String> sex = new ArrayList<>();
        double[] scores = new double[raw.rowCount()];
        for (int row = 0; row < raw.rowCount(); row++) {
            ids.add("row-" + row);
            income.add(text(raw.category("Salary"), row));
            sex.add(text(raw.category("sex"), row));
            scores[row] = raw.wholeNumber("education-num").value(row) / 16.0;
        }
        Cohort cohort = Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("income", income)
                        .category("sex", sex)
                        .build())
                .record("id")
                .label("income", ">50K", "<=50K")
                .attributes("sex")
                .named("adult", "1");
        Predictions predictions = Predictions.of(
                new ArtifactRef(ArtifactRef.Kind.MODEL, "years-of-education", "1", Digest.sha256("at least 13 years")),
                ScoreKind.PROBABILITY,
                cohort,
                scores);

        BiasReport report = BiasDetector.builder()
                .sensitiveAttributes("sex")
                .operatingPoint(LockedOperatingPoint.at(13 / 16.0))
                .bootstrap(1, 200)
                .build()
                .analyze(cohort, predictions);

        Slice female = Slice.of("sex", "Female");
        assertThat(report.groups().get("sex").get(0).slice()).isEqualTo(female);
        assertThat(report.groups()
                        .get("sex")
                        .get(0)
                        .estimate(Metric.PREVALENCE)
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isCloseTo(0.1094606, within(5e-8));
        assertThat(report.groups()
                        .get("sex")
                        .get(1)
                        .estimate(Metric.PREVALENCE)
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isCloseTo(0.3057366, within(5e-8));
        check(report, female, Metric.SELECTION_RATE, -0.046548103155818976, -0.0562235367341766, -0.03676130340441054);
        check(report, female, Metric.SENSITIVITY, 0.02219097897790534, -0.008765113167262063, 0.05304084928226807);
        check(
                report,
                female,
                Metric.FALSE_POSITIVE_RATE,
                0.018669047756613655,
                0.009058466314489986,
                0.028379247814700685);
        check(
                report,
                female,
                Metric.POSITIVE_PREDICTIVE_VALUE,
                -0.31387415303187716,
                -0.33546242761118705,
                -0.2915899483966533);
        assertThat(report.disparities(female).stream()
                        .filter(d -> d.metric().equals(Metric.SELECTION_RATE))
                        .findFirst()
                        .orElseThrow()
                        .ratio()
                        .orElseThrow()
                        .point()
                        .orElseThrow())
                .isCloseTo(0.8231107136788811, within(1e-12));
    }

    private static void check(BiasReport report, Slice group, Metric metric, double value, double lower, double upper) {
        Estimate found = report.disparities(group).stream()
                .filter(d -> d.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .difference();
        assertThat(found.point().orElseThrow()).isCloseTo(value, within(1e-12));
        assertThat(found.interval().orElseThrow().lower()).isCloseTo(lower, within(1e-12));
        assertThat(found.interval().orElseThrow().upper()).isCloseTo(upper, within(1e-12));
    }
}
