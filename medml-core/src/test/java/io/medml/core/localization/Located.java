package io.medml.core.localization;

import io.medml.core.cohort.Cohort;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.ImageRegion;
import io.medml.core.table.Table;
import java.util.stream.IntStream;

/** A cohort of 60 images of 45 patients, 40 of them with a lesion; two models that segment and mark it. */
final class Located {

    static final int IMAGES = 60;

    private Located() {}

    static ArtifactRef model(String version) {
        return new ArtifactRef(ArtifactRef.Kind.MODEL, "locator", version, Digest.sha256("locator " + version));
    }

    static Cohort cohort() {
        return cohort(IntStream.range(0, IMAGES).toArray());
    }

    static Cohort cohort(int[] order) {
        String[] record = new String[IMAGES];
        String[] patient = new String[IMAGES];
        String[] site = new String[IMAGES];
        String[] lesion = new String[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            record[i] = name(i);
            patient[i] = "p" + (i % 4 == 3 ? i - 1 : i);
            site[i] = i / 4 % 3 == 0 ? "north" : "south";
            lesion[i] = i % 3 == 0 ? "no" : "yes";
        }
        return Cohort.from(Table.builder()
                        .category("image", record)
                        .category("patient", patient)
                        .category("site", site)
                        .category("lesion", lesion)
                        .build()
                        .select(order))
                .record("image")
                .subject("patient")
                .label("lesion", "yes", "no")
                .attributes("site")
                .named("images", "1");
    }

    static String name(int image) {
        return String.format("i%02d", image);
    }

    /** A square of 6 by 6 where there is a lesion; the second model's is shifted further. */
    static SegmentedCases segmented(String version, Cohort cohort) {
        SegmentedCases.Builder builder = SegmentedCases.of(model(version), cohort);
        for (int i = 0; i < IMAGES; i++) {
            int shift = (i % 5 + (version.equals("2") ? 0 : i % 2)) % 4;
            boolean there = i % 3 != 0;
            boolean missed = i == 8 && version.equals("1");
            boolean spurious = i == 30;
            builder.add(name(i), square(shift, (there && !missed) || spurious), square(0, there));
        }
        return builder.build();
    }

    private static BinaryMask square(int shift, boolean there) {
        boolean[] pixels = new boolean[16 * 12];
        for (int p = 0; p < pixels.length; p++) {
            int x = p % 16 - shift;
            int y = p / 16;
            pixels[p] = there && x >= 2 && x < 8 && y >= 3 && y < 9;
        }
        return BinaryMask.image(16, 12, pixels).withSpacing(0.5, 0.8);
    }

    static ReferenceLesions lesions(Cohort cohort) {
        ReferenceLesions.Builder builder = ReferenceLesions.of(cohort);
        for (int i = 0; i < IMAGES; i++) {
            if (i % 3 != 0) {
                builder.add(name(i), ImageRegion.box(10, 10, 20, 20), i % 7 == 0 ? "mass" : "nodule");
                if (i % 4 == 0) {
                    builder.add(name(i), ImageRegion.box(50, 50, 62, 60), "nodule");
                }
            }
        }
        return builder.build();
    }

    static DetectedMarks marks(String version, Cohort cohort) {
        DetectedMarks.Builder builder = DetectedMarks.of(model(version), cohort);
        double better = version.equals("2") ? 0.1 : 0;
        for (int i = 0; i < IMAGES; i++) {
            if (i % 3 != 0 && i % 5 != 0) {
                String category = i % 7 == 0 ? "mass" : "nodule";
                builder.add(name(i), ImageRegion.box(11, 10, 21, 20), 0.3 + (i * 37 % 60) / 100.0 + better, category);
                if (i % 11 == 0) {
                    builder.add(name(i), ImageRegion.box(10, 11, 20, 21), 0.2, category);
                }
            }
            if (i % 2 == 0) {
                builder.add(name(i), ImageRegion.box(80, 80, 90, 92), (i * 53 % 70) / 100.0, "nodule");
            }
        }
        return builder.build();
    }
}
