package io.medml.core.drift;

import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.table.Table;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Generated deliveries of a laboratory: age, creatinine, sex and device, some cells missing. */
final class Deliveries {

    private final SplittableRandom random;
    private double older;
    private double factor = 1;
    private double newDevice;
    private double women = 0.5;
    private double missing = 0.05;

    Deliveries(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Deliveries older(double years) {
        older = years;
        return this;
    }

    Deliveries creatinineTimes(double by) {
        factor = by;
        return this;
    }

    Deliveries newDevice(double share) {
        newDevice = share;
        return this;
    }

    Deliveries women(double share) {
        women = share;
        return this;
    }

    Deliveries missing(double share) {
        missing = share;
        return this;
    }

    Table rows(int n) {
        double[] age = new double[n];
        double[] creatinine = new double[n];
        String[] sex = new String[n];
        String[] device = new String[n];
        for (int i = 0; i < n; i++) {
            age[i] = Math.rint(60 + older + 12 * random.nextGaussian());
            creatinine[i] = random.nextDouble() < missing
                    ? Double.NaN
                    : Math.rint(100 * factor * Math.exp(0.35 * random.nextGaussian())) / 100;
            sex[i] = random.nextDouble() < women ? "f" : "m";
            device[i] = random.nextDouble() < newDevice ? "D4" : "D" + (1 + random.nextInt(3));
        }
        return Table.builder()
                .category("record", IntStream.range(0, n).mapToObj(i -> "r" + i).toList())
                .number("age", age)
                .number("creatinine", creatinine)
                .category("sex", List.of(sex))
                .category("device", List.of(device))
                .build();
    }

    static ReferenceProfile reference() {
        return profile(new Deliveries(1).rows(2000));
    }

    static ReferenceProfile profile(Table table) {
        return ReferenceProfile.builder().leaveOut("record").profile(table, "development", "1");
    }

    static DriftReport compare(Table table) {
        return ReferenceComparison.builder(reference(), 0.1).build().compare(table, "delivery", "2");
    }

    static List<String> codes(Evidence evidence) {
        return evidence.findings().stream()
                .filter(f -> !f.code().equals("COLUMN_UNDECIDED"))
                .map(f -> f.code() + " " + f.where())
                .toList();
    }

    static Finding finding(Evidence evidence, String code) {
        return evidence.findings().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " among " + codes(evidence)));
    }
}
