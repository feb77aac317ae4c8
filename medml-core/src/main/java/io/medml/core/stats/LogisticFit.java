package io.medml.core.stats;

import io.medml.core.measure.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression on up to two covariates, by Newton steps that are halved while the likelihood falls.
 *
 * <p>Targets are fractions in [0, 1], so Platt's smoothed targets fit in. With an intercept the covariates are centred and scaled, so
 * that their unit does not show in the convergence. Converged when every step is below 1e-12 relative. Separation is the caller's to
 * find. Immutable.
 */
final class LogisticFit {

    private static final int MAXIMUM_STEPS = 100;

    private final @Nullable Reason reason;
    private final double intercept;
    private final double[] slopes;
    private final double logLikelihood;

    private LogisticFit(@Nullable Reason reason, double intercept, double[] slopes, double logLikelihood) {
        this.reason = reason;
        this.intercept = intercept;
        this.slopes = slopes;
        this.logLikelihood = logLikelihood;
    }

    /** With an intercept. The covariates are finite, each has at least two values, and none is a line of the other. */
    static LogisticFit withIntercept(double[] targets, double[] weights, double[]... covariates) {
        double total = Descriptive.sum(weights);
        double[][] columns = new double[covariates.length + 1][];
        double[] centre = new double[covariates.length];
        double[] scale = new double[covariates.length];
        columns[0] = new double[targets.length];
        Arrays.fill(columns[0], 1);
        for (int j = 0; j < covariates.length; j++) {
            double[] x = covariates[j];
            CompensatedSum sum = new CompensatedSum();
            for (int i = 0; i < x.length; i++) {
                sum.add(weights[i] * x[i]);
            }
            centre[j] = sum.value() / total;
            CompensatedSum squares = new CompensatedSum();
            for (int i = 0; i < x.length; i++) {
                squares.add(weights[i] * (x[i] - centre[j]) * (x[i] - centre[j]));
            }
            scale[j] = Math.sqrt(squares.value() / total);
            columns[j + 1] = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                columns[j + 1][i] = (x[i] - centre[j]) / scale[j];
            }
        }
        LogisticFit scaled = fit(targets, weights, columns);
        double[] slopes = new double[covariates.length];
        double intercept = scaled.slopes[0];
        for (int j = 0; j < slopes.length; j++) {
            slopes[j] = scaled.slopes[j + 1] / scale[j];
            intercept -= slopes[j] * centre[j];
        }
        return new LogisticFit(scaled.reason, intercept, slopes, scaled.logLikelihood);
    }

    /** On one covariate through the origin. */
    static LogisticFit throughOrigin(double[] targets, double[] weights, double[] covariate) {
        return fit(targets, weights, new double[][] {covariate});
    }

    private static LogisticFit fit(double[] targets, double[] weights, double[][] columns) {
        int k = columns.length;
        double[] b = new double[k];
        Sums sums = Sums.of(targets, weights, columns, b);
        for (int step = 0; step < MAXIMUM_STEPS; step++) {
            double[] d = solve(sums.information, sums.score);
            double size = 1;
            double[] next = moved(b, d, size);
            Sums there = Sums.of(targets, weights, columns, next);
            // the tolerance lets the last steps pass, where the likelihood no longer moves
            for (int half = 0;
                    half < 40 && !(there.logLikelihood >= sums.logLikelihood - 1e-12 * Math.abs(sums.logLikelihood));
                    half++) {
                size /= 2;
                next = moved(b, d, size);
                there = Sums.of(targets, weights, columns, next);
            }
            boolean converged = true;
            for (int j = 0; j < k; j++) {
                if (!Double.isFinite(next[j])) {
                    return new LogisticFit(Reason.NOT_CONVERGED, 0, new double[k], 0);
                }
                converged &= Math.abs(next[j] - b[j]) <= 1e-12 * (1 + Math.abs(next[j]));
            }
            b = next;
            sums = there;
            if (converged) {
                return new LogisticFit(null, 0, b, sums.logLikelihood);
            }
        }
        return new LogisticFit(Reason.NOT_CONVERGED, 0, new double[k], 0);
    }

    private static double[] moved(double[] from, double[] direction, double size) {
        double[] to = from.clone();
        for (int j = 0; j < to.length; j++) {
            to[j] += size * direction[j];
        }
        return to;
    }

    /** Solves a symmetric system by elimination; a singular one gives values that are not finite. */
    private static double[] solve(double[][] symmetric, double[] right) {
        int k = right.length;
        double[][] m = new double[k][];
        double[] v = right.clone();
        for (int i = 0; i < k; i++) {
            m[i] = symmetric[i].clone();
        }
        for (int i = 0; i < k; i++) {
            for (int r = i + 1; r < k; r++) {
                double factor = m[r][i] / m[i][i];
                for (int j = i; j < k; j++) {
                    m[r][j] -= factor * m[i][j];
                }
                v[r] -= factor * v[i];
            }
        }
        for (int i = k - 1; i >= 0; i--) {
            for (int j = i + 1; j < k; j++) {
                v[i] -= m[i][j] * v[j];
            }
            v[i] /= m[i][i];
        }
        return v;
    }

    @Nullable
    Reason reason() {
        return reason;
    }

    double intercept() {
        return intercept;
    }

    double slope(int covariate) {
        return slopes[covariate];
    }

    double logLikelihood() {
        return logLikelihood;
    }

    /** Log-likelihood, score and information at some coefficients. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sums(double logLikelihood, double[] score, double[][] information) {

        static Sums of(double[] targets, double[] weights, double[][] columns, double[] b) {
            int k = b.length;
            CompensatedSum likelihood = new CompensatedSum();
            CompensatedSum[] score = new CompensatedSum[k];
            CompensatedSum[] information = new CompensatedSum[k * k];
            Arrays.setAll(score, j -> new CompensatedSum());
            Arrays.setAll(information, j -> new CompensatedSum());
            for (int i = 0; i < targets.length; i++) {
                double eta = 0;
                for (int j = 0; j < k; j++) {
                    eta += b[j] * columns[j][i];
                }
                double e = StrictMath.exp(-Math.abs(eta));
                double q = (eta >= 0 ? 1 : e) / (1 + e);
                double v = weights[i] * e / ((1 + e) * (1 + e));
                double log = StrictMath.log1p(e);
                // t ln q + (1 - t) ln(1 - q), each from its small side
                likelihood.add(
                        weights[i] * (targets[i] * Math.min(eta, 0) + (1 - targets[i]) * Math.min(-eta, 0) - log));
                double residual = weights[i] * (targets[i] - q);
                for (int j = 0; j < k; j++) {
                    score[j].add(residual * columns[j][i]);
                    for (int l = 0; l <= j; l++) {
                        information[j * k + l].add(v * columns[j][i] * columns[l][i]);
                    }
                }
            }
            double[][] matrix = new double[k][k];
            for (int j = 0; j < k; j++) {
                for (int l = 0; l <= j; l++) {
                    matrix[j][l] = information[j * k + l].value();
                    matrix[l][j] = matrix[j][l];
                }
            }
            return new Sums(
                    likelihood.value(),
                    Arrays.stream(score).mapToDouble(CompensatedSum::value).toArray(),
                    matrix);
        }
    }
}
