package io.medml.core.site;

import io.medml.core.cohort.Cohort;
import io.medml.core.evaluation.EvaluationReport;
import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.core.evaluation.ModelEvaluator;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.model.Predictions;
import io.medml.core.model.ScoringModel.ScoreKind;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Generated patients of several hospitals, whose measured value is shifted, and the one model that all of them use. */
final class Hospitals {

    static final ArtifactRef MODEL =
            new ArtifactRef(ArtifactRef.Kind.MODEL, "sepsis", "2.1", Digest.sha256("sepsis 2.1"));
    static final LockedOperatingPoint POINT = LockedOperatingPoint.at(0.5);

    private Hospitals() {}

    /** What makes one hospital differ from another. */
    record Shape(String name, int patients, int recordsPerPatient, double shift, double rate, String positive) {
        Shape named(String other) {
            return new Shape(other, patients, recordsPerPatient, shift, rate, positive);
        }

        Shape records(int perPatient) {
            return new Shape(name, patients, perPatient, shift, rate, positive);
        }

        Shape rate(double other) {
            return new Shape(name, patients, recordsPerPatient, shift, other, positive);
        }

        Shape positive(String other) {
            return new Shape(name, patients, recordsPerPatient, shift, rate, other);
        }
    }

    static Shape shape(String name, int patients, double shift) {
        return new Shape(name, patients, 1, shift, 0.4, "yes");
    }

    static Cohort cohort(Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.name().hashCode());
        List<String> records = new ArrayList<>();
        List<String> patients = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> sexes = new ArrayList<>();
        List<String> wards = new ArrayList<>();
        List<Double> risks = new ArrayList<>();
        for (int i = 0; i < shape.patients(); i++) {
            boolean ill = random.nextDouble() < shape.rate();
            double severity = random.nextDouble();
            String sex = random.nextBoolean() ? "female" : "male";
            for (int r = 0; r < shape.recordsPerPatient(); r++) {
                double noise = (random.nextDouble() - 0.5) / 10;
                double risk = (ill ? 0.25 : 0.05) + 0.5 * severity + (ill ? shape.shift() : 0) + noise;
                records.add(String.format(Locale.ROOT, "%s-%04d-%d", shape.name(), i, r));
                patients.add(shape.name() + "-" + i);
                labels.add(ill == shape.positive().equals("yes") ? "yes" : "no");
                sexes.add(sex);
                wards.add(shape.name().equals("north") && i % 3 == 0 ? "intensive" : "general");
                risks.add(Math.max(0.01, Math.min(0.99, risk)));
            }
        }
        return Cohort.from(Table.builder()
                        .category("record", records.toArray(String[]::new))
                        .category("patient", patients.toArray(String[]::new))
                        .category("sepsis", labels.toArray(String[]::new))
                        .category("sex", sexes.toArray(String[]::new))
                        .category("ward", wards.toArray(String[]::new))
                        .number(
                                "risk",
                                risks.stream().mapToDouble(Double::doubleValue).toArray())
                        .build())
                .record("record")
                .subject("patient")
                .label("sepsis", shape.positive(), shape.positive().equals("yes") ? "no" : "yes")
                .attributes("sex", "ward")
                .named(shape.name() + "-2026", "1.0");
    }

    static EvaluationReport report(Shape shape, ArtifactRef model, ModelEvaluator evaluator) {
        Cohort cohort = cohort(shape);
        return evaluator.evaluate(
                cohort,
                Predictions.of(
                        model,
                        ScoreKind.PROBABILITY,
                        cohort,
                        IntStream.range(0, cohort.size())
                                .mapToDouble(i -> cohort.table().number("risk").value(i))
                                .toArray()));
    }

    static ModelEvaluator evaluator() {
        return ModelEvaluator.builder().operatingPoint(POINT).bootstrap(1, 200).build();
    }

    static SiteReport site(Shape shape) {
        return SiteReport.of(shape.name(), report(shape, MODEL, evaluator()))
                .describedBy(cohort(shape).describe());
    }

    /** Three hospitals; one has a ward that the others lack. */
    static List<SiteReport> three() {
        return List.of(
                site(shape("west", 160, 0.05)),
                site(shape("north", 120, 0.2)),
                site(shape("south", 90, 0.12).records(2)));
    }
}
