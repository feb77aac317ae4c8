package io.medml.core.stats;

import io.medml.core.measure.Estimate;
import io.medml.core.measure.Reason;
import io.medml.core.stats.NonInferiority.Conclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Plans for several hypotheses, declared before the data are seen: which may be claimed at which level.
 *
 * <ul>
 * <li><b>Decision:</b> a hypothesis is shown where its adjusted p-value is at most alpha.
 * <li><b>Missing p-values:</b> a test that is not estimable stays in the family and is undecided. It counts in the number of
 *     hypotheses of {@link #HOLM}; in {@link #FIXED_SEQUENCE} the gate behind it stays closed, so what follows is not shown where
 *     its own p-value or one before it exceeds alpha, and undecided otherwise.
 * <li><b>Reference:</b> Maurer, Hothorn and Lehmacher (1995), in Vollmar (ed.), Biometrie in der chemisch-pharmazeutischen
 *     Industrie 6; Holm (1979), Scandinavian Journal of Statistics 6; Berger (1982), Technometrics 24 (all must pass).
 * </ul>
 */
public enum Gatekeeping {
    /**
     * All must be shown, each at the full level; the claim is all of them together, such as sensitivity and specificity. The
     * p-values are not adjusted: the probability that a false joint claim passes is at most alpha (intersection-union test).
     */
    CO_PRIMARY("co_primary") {
        @Override
        List<Optional<Double>> adjusted(List<Estimate> pValues) {
            return pValues.stream()
                    .map(p -> p.<Optional<Double>>fold(v -> Optional.of(v.value()), none -> Optional.empty()))
                    .toList();
        }
    },
    /**
     * In the order stated, each at the full level, up to the first that is not shown. The adjusted p-value is the largest so
     * far.
     */
    FIXED_SEQUENCE("fixed_sequence") {
        @Override
        List<Optional<Double>> adjusted(List<Estimate> pValues) {
            List<Optional<Double>> adjusted = new ArrayList<>();
            Optional<Double> largest = Optional.of(0.0);
            for (Estimate p : pValues) {
                largest = p.point().isEmpty()
                        ? Optional.empty()
                        : largest.map(l -> Math.max(l, p.point().getAsDouble()));
                adjusted.add(largest);
                if (largest.isEmpty()) {
                    break;
                }
            }
            while (adjusted.size() < pValues.size()) {
                adjusted.add(Optional.empty());
            }
            return adjusted;
        }
    },
    /** Each on its own, by Holm's step-down adjustment: the error rate of the family is at most alpha. */
    HOLM("holm") {
        @Override
        List<Optional<Double>> adjusted(List<Estimate> pValues) {
            double[] known =
                    pValues.stream().flatMapToDouble(p -> p.point().stream()).toArray();
            double[] stepDown = Multiplicity.HOLM.adjust(known, pValues.size());
            List<Optional<Double>> adjusted = new ArrayList<>();
            int next = 0;
            for (Estimate p : pValues) {
                adjusted.add(p.point().isPresent() ? Optional.of(stepDown[next++]) : Optional.empty());
            }
            return adjusted;
        }
    };

    private final String method;

    Gatekeeping(String name) {
        this.method = "multiplicity." + name;
    }

    /**
     * What the plan says about one hypothesis.
     *
     * @param adjustedP the p-value adjusted for the plan, in [0, 1]; not estimable where the test is not, or a gate before it
     * @param conclusion shown, not shown, or undecided
     */
    public record Decision(Estimate adjustedP, Conclusion conclusion) {
        /** Checks that both are there. */
        public Decision {
            Objects.requireNonNull(adjustedP, "adjustedP");
            Objects.requireNonNull(conclusion, "conclusion");
        }
    }

    abstract List<Optional<Double>> adjusted(List<Estimate> pValues);

    /**
     * Applies the plan.
     *
     * @param pValues the p-values of all hypotheses in the order stated, one-sided or two-sided as {@code alpha} is; not
     *     estimable where a test could not be made
     * @param alpha the significance level of the family, in (0, 0.5)
     * @return one decision a hypothesis, in the same order
     */
    public List<Decision> decide(List<Estimate> pValues, double alpha) {
        NonInferiority.requireAlpha(alpha);
        for (int i = 0; i < pValues.size(); i++) {
            double p = pValues.get(i).point().orElse(0);
            if (!(p >= 0 && p <= 1)) {
                throw Arguments.at("pValues", i, "must be in [0, 1]");
            }
        }
        List<Optional<Double>> adjusted = adjusted(pValues);
        List<Decision> decisions = new ArrayList<>();
        Reason gate = null;
        boolean closed = false;
        for (int i = 0; i < pValues.size(); i++) {
            Estimate p = pValues.get(i);
            if (gate == null && p instanceof Estimate.NotEstimable not) {
                gate = not.reason();
            }
            closed |= this == FIXED_SEQUENCE && p.point().orElse(0) > alpha;
            if (adjusted.get(i).isPresent()) {
                double value = adjusted.get(i).get();
                decisions.add(new Decision(
                        Arguments.value(value, method, p.support()),
                        value <= alpha ? Conclusion.SHOWN : Conclusion.NOT_SHOWN));
            } else {
                Reason own = p instanceof Estimate.NotEstimable not ? not.reason() : Objects.requireNonNull(gate);
                decisions.add(new Decision(
                        Estimate.notEstimable(own, method, p.support()),
                        closed && p.point().isPresent() ? Conclusion.NOT_SHOWN : Conclusion.UNDECIDED));
            }
        }
        return decisions;
    }

    /**
     * The conclusion of all hypotheses together.
     *
     * @param decisions the decisions, at least one
     * @return shown if all are, not shown if one is not, undecided otherwise
     */
    public static Conclusion together(List<Decision> decisions) {
        return decisions.stream()
                .map(Decision::conclusion)
                .reduce(Conclusion::and)
                .orElseThrow(() -> new IllegalArgumentException("no hypothesis to conclude about"));
    }

    /**
     * The identifier of the plan, such as {@code multiplicity.holm}.
     *
     * @return the identifier
     */
    public String method() {
        return method;
    }
}
