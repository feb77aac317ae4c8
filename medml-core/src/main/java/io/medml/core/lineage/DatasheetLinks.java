package io.medml.core.lineage;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.ledger.Recorded;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of the evidence of a datasheet is shown to be of its data set. Immutable. */
final class DatasheetLinks {
    private final ArtifactRef data;
    private final Set<Digest> same = new HashSet<>();

    DatasheetLinks(
            @Nullable Recorded<CohortDescription> cohort,
            @Nullable Recorded<DatasetVersion> files,
            @Nullable Recorded<CohortSplit> split,
            @Nullable Recorded<PreprocessingRecord> preprocessing) {
        Recorded<? extends Evidence> first = cohort != null ? cohort : Objects.requireNonNull(files);
        data = first.evidence().about().get(0);
        same.add(first.digest());
        Optional<Recorded<PreprocessingRecord>> made = Optional.ofNullable(preprocessing);
        boolean madeData = made.filter(one -> is(data, to(one))).isPresent();
        boolean madeOfFiles =
                cohort == null && made.filter(one -> from(one, data)).isPresent();
        if (split != null) {
            ArtifactRef whole = split.evidence().about().get(0);
            boolean madeWhole = madeOfFiles && is(whole, to(made.get()));
            if (is(data, whole) || madeWhole) {
                same.add(split.digest());
            } else if (cohort != null) {
                throw new IllegalArgumentException("expected a split of " + data + ", found one of " + whole
                        + "; split this cohort, or leave the split out");
            }
            madeData |= madeWhole;
        }
        if (madeData) {
            same.add(made.get().digest());
        }
        if (files != null) {
            ArtifactRef delivered = files.evidence().dataset();
            if (is(data, delivered)
                    || made.filter(one -> is(data, to(one)) && from(one, delivered))
                            .isPresent()) {
                same.add(files.digest());
            }
        }
    }

    private static boolean is(ArtifactRef data, ArtifactRef other) {
        return data.digest().equals(other.digest());
    }

    private static ArtifactRef to(Recorded<PreprocessingRecord> made) {
        return made.evidence().about().get(0);
    }

    private static boolean from(Recorded<PreprocessingRecord> made, ArtifactRef data) {
        return made.evidence().from().stream().anyMatch(one -> is(data, one));
    }

    /** The data set that the datasheet is of. */
    ArtifactRef data() {
        return data;
    }

    boolean isSame(Recorded<?> evidence) {
        return same.contains(evidence.digest());
    }
}
