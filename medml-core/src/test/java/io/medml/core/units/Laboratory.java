package io.medml.core.units;

import io.medml.core.cohort.Cohort;
import io.medml.core.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Generated values of three sites with equally many patients. */
final class Laboratory {

    private final SplittableRandom random;
    private final List<String> sites = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<String> subjects = new ArrayList<>();

    Laboratory(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A number that is nearly normal. */
    static double bell(SplittableRandom random) {
        double sum = -6;
        for (int k = 0; k < 12; k++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    /** Patients of a site with lognormal values, a share of them in another unit. */
    Laboratory site(String name, int n, double median, double sd, double share, DoubleUnaryOperator other) {
        for (int i = 0; i < n; i++) {
            double value = median * StrictMath.exp(sd * bell(random));
            add(name, subjects.size(), random.nextDouble() < share ? other.applyAsDouble(value) : value);
        }
        return this;
    }

    /** Patients of a site with values of another kind. */
    Laboratory site(String name, int n, DoubleUnaryOperator ofUniform) {
        for (int i = 0; i < n; i++) {
            add(name, subjects.size(), ofUniform.applyAsDouble(random.nextDouble()));
        }
        return this;
    }

    /** One record. */
    Laboratory add(String site, int subject, double value) {
        sites.add(site);
        subjects.add("s" + subject);
        values.add(value);
        return this;
    }

    Cohort cohort() {
        int n = values.size();
        return Cohort.from(Table.builder()
                        .category(
                                "record",
                                IntStream.range(0, n).mapToObj(i -> "r" + i).toList())
                        .category("subject", subjects)
                        .category("hospital", sites)
                        .number("value", values.stream().mapToDouble(v -> v).toArray())
                        .category(
                                "y",
                                IntStream.range(0, n)
                                        .mapToObj(i -> i % 4 == 0 ? "1" : "0")
                                        .toList())
                        .build())
                .record("record")
                .subject("subject")
                .label("y", "1", "0")
                .site("hospital")
                .synthetic(true)
                .named("laboratory", "1");
    }
}
