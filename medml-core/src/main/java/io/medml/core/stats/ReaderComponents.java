package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import java.util.Objects;

/**
 * Variance components of the Obuchowski-Rockette model of a reader study. A negative one is kept as it comes out: it says that the
 * component is small against its uncertainty.
 *
 * @param reader variance between readers, {@code (MS(R) - MS(MR)) / t - Cov1 + Cov3}
 * @param modalityByReader variance of the interaction, {@code MS(MR) - Var + Cov1 + max(Cov2 - Cov3, 0)}
 * @param error error variance {@code Var} of one area, averaged over readers and modalities
 * @param covariance1 {@code Cov1}: same reader, different modalities
 * @param covariance2 {@code Cov2}: different readers, same modality
 * @param covariance3 {@code Cov3}: different readers, different modalities
 */
public record ReaderComponents(
        Estimate reader,
        Estimate modalityByReader,
        Estimate error,
        Estimate covariance1,
        Estimate covariance2,
        Estimate covariance3) {

    /** Checks that all are there. */
    public ReaderComponents {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(modalityByReader, "modalityByReader");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(covariance1, "covariance1");
        Objects.requireNonNull(covariance2, "covariance2");
        Objects.requireNonNull(covariance3, "covariance3");
    }
}
