package io.medml.core.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.Golden;
import io.medml.core.cohort.Cohort;
import io.medml.core.document.Document;
import io.medml.core.document.Figures;
import io.medml.core.document.Html;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Provenance;
import io.medml.core.leakage.FittingDetector.Statistic;
import io.medml.core.table.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The canonical form of the package's evidence and its pages, as reviewed. The files change only with {@code -Dmedml.golden.update=true}. They
 * hold the exact text but for line breaks between neighbouring objects, the version of the software and the digest that it moves.
 */
class GoldenLeakageTest {

    private static final int SIZE = 120;

    /** Every third patient has the outcome; a copy of the label with an error, a level of the dead, a value asked of the ill, times. */
    private static Cohort cohort(String name, int from) {
        String[] ids = new String[SIZE];
        String[] subjects = new String[SIZE];
        String[] labels = new String[SIZE];
        double[] ages = new double[SIZE];
        double[] later = new double[SIZE];
        double[] lactates = new double[SIZE];
        String[] dispositions = new String[SIZE];
        String[] admitted = new String[SIZE];
        String[] lactateTimes = new String[SIZE];
        String[] sites = new String[SIZE];
        String[] hashes = new String[SIZE];
        for (int i = 0; i < SIZE; i++) {
            int k = from + i;
            boolean ill = k % 3 == 0;
            ids[i] = "r" + k;
            subjects[i] = "p" + k / 2;
            labels[i] = ill ? "yes" : "no";
            ages[i] = 40 + k * 7 % 41;
            later[i] = (ill ? 10 : 0) + (k == from + 1 ? 20 : k * 3 % 8);
            lactates[i] = !ill && k % 2 == 0 ? Double.NaN : 1 + k * 5 % 17 / 4.0;
            dispositions[i] = !ill && k % 4 == 0 ? "deceased" : "home " + k % 2;
            admitted[i] = "2026-0" + (1 + k / 60) + "-" + (10 + k % 15);
            lactateTimes[i] = "2026-0" + (1 + k / 60) + "-" + (10 + k % 15 + (k % 10 == 0 ? 2 : 0));
            sites[i] = k < 60 ? "north" : k < 180 ? "south" : "west";
            hashes[i] = String.format(java.util.Locale.ROOT, "%016x", k % 50 * 0x9E3779B97F4A7C15L);
        }
        return Cohort.from(Table.builder()
                        .category("id", ids)
                        .category("patient", subjects)
                        .category("label", labels)
                        .number("age", ages)
                        .number("later_score", later)
                        .number("lactate", lactates)
                        .category("disposition", dispositions)
                        .category("admitted", admitted)
                        .category("lactate_at", lactateTimes)
                        .category("site", sites)
                        .category("phash", hashes)
                        .build())
                .record("id")
                .subject("patient")
                .label("label", "yes", "no")
                .synthetic(true)
                .named(name, "1");
    }

    private static FeatureLeakageReport features() {
        return FeatureLeakageDetector.builder()
                .features("age", "later_score", "lactate", "disposition", "site")
                .build()
                .detect(cohort("training", 0));
    }

    private static TimingReport timing() {
        return AvailabilityRegistry.builder("ward", "2", "admission")
                .indexTime("admitted", TimeForm.iso(ZoneId.of("UTC")))
                .feature("age", Availability.atIndex(), "master data", "years")
                .feature("lactate", Availability.stamped("lactate_at"), "laboratory", "mmol/L")
                .feature("disposition", Availability.neverServed(), "billing", "")
                .build()
                .check(cohort("training", 0), Duration.ZERO, List.of("age", "lactate", "disposition", "later_score"));
    }

    private static NearDuplicateReport duplicates() {
        return NearDuplicateDetector.builder()
                .rows(1)
                .columns("lactate", "disposition", "site")
                .tolerance("age", 1)
                .imageHash("phash", 2)
                .build()
                .between(cohort("training", 0), cohort("test", 100));
    }

    private static FittingReport fitting() {
        return FittingDetector.builder()
                .statistic("age", Statistic.MEAN, "60.10")
                .statistic("age", Statistic.MINIMUM, "40")
                .categories("site", "north", "south", "west")
                .build()
                .detect(cohort("training", 0), cohort("test", 100));
    }

    private static IndependenceReport independence() {
        return IndependenceDetector.builder()
                .source("site")
                .period("admitted", TimeForm.iso(ZoneId.of("UTC")))
                .build()
                .compare(cohort("training", 0), cohort("test", 100));
    }

    /** Records 100 to 119 are in both; patients 50 to 59 with them. */
    private static SeparationReport separation() {
        return LeakageDetector.separation(cohort("training", 0), cohort("test", 100));
    }

    @Test
    void evidence_and_pages_are_as_reviewed() {
        check("separation", separation(), SeparationLayout.of(separation()));
        check("feature-leakage", features(), FeatureLeakageLayout.of(features()));
        check("timing", timing(), TimingLayout.of(timing()));
        check("near-duplicates", duplicates(), NearDuplicateLayout.of(duplicates()));
        check("fitting", fitting(), FittingLayout.of(fitting()));
        check("independence", independence(), IndependenceLayout.of(independence()));
    }

    private static void check(String name, Evidence evidence, Document page) {
        Golden.check(
                GoldenLeakageTest.class,
                name + ".json",
                masked(new String(evidence.document().bytes(), StandardCharsets.UTF_8), evidence)
                                .replace("},{", "},\n{")
                        + "\n");
        Golden.check(GoldenLeakageTest.class, name + ".html", masked(Html.text(page), evidence));
    }

    private static String masked(String text, Evidence evidence) {
        String hex = evidence.document().digest().hex();
        return text.replace(Provenance.SOFTWARE, "medml/VERSION")
                .replace(hex, "0".repeat(hex.length()))
                .replace(evidence.document().digest().abbreviated(), "DIGEST");
    }

    @Test
    void pairs_by_chance_are_rounded_once_for_table_and_finding() {
        String page = Html.text(NearDuplicateLayout.of(duplicates()));

        assertThat(duplicates().results()).isNotEmpty().allSatisfy(each -> {
            String text = Figures.significant(each.expectedPairs()).replace("<", "&lt;");
            assertThat(page).contains(">" + text + "</td>").contains("pairs expected by chance: " + text);
        });
    }

    @Test
    void what_was_reviewed_still_reads_as_evidence() {
        for (String name : List.of("feature-leakage", "timing", "near-duplicates", "fitting", "independence")) {
            assertThat(EvidenceDocument.parse(Golden.bytes(GoldenLeakageTest.class, name + ".json"))
                            .findings())
                    .as(name)
                    .isNotEmpty();
        }
    }

    @Test
    void names_and_values_out_of_data_are_escaped_on_every_page() {
        String hostile = "<img src=x onerror=alert(1)>";
        Planted data = new Planted(1, 300, 0.5);
        String[] levels = new String[data.n];
        for (int i = 0; i < data.n; i++) {
            levels[i] = data.labels[i] == 1 ? hostile : "b";
        }
        data.table.category(hostile, levels);
        Cohort cohort = data.cohort();
        FeatureLeakageReport features = FeatureLeakageDetector.builder().build().detect(cohort);

        assertThat(features.findings().toString()).contains(hostile);
        for (Document page : List.of(
                FeatureLeakageLayout.of(features),
                TimingLayout.of(AvailabilityRegistry.builder(hostile, "1", hostile)
                        .features(Availability.neverServed(), hostile)
                        .build()
                        .check(cohort, Duration.ZERO, List.of(hostile))),
                NearDuplicateLayout.of(
                        NearDuplicateDetector.builder().rows(0).build().within(cohort)),
                FittingLayout.of(FittingDetector.builder()
                        .categories(hostile, hostile)
                        .build()
                        .detect(cohort, cohort.subset(new int[] {0, 1}, "other"))),
                IndependenceLayout.of(
                        IndependenceDetector.builder().source(hostile).build().compare(cohort, cohort)))) {
            assertThat(Html.text(page)).doesNotContain("<img").contains("&lt;img");
        }
    }
}
