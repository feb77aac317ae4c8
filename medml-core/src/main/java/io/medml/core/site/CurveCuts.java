package io.medml.core.site;

import io.medml.core.evidence.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The thresholds at which the curves of an evaluation report count all records, whatever curve they are of. */
final class CurveCuts {

    private static final String TABLE = "confusion";

    /**
     * A threshold, by what lies at or above it.
     *
     * @param of the field of the report that shows it
     * @param truePositives records with the condition
     * @param falsePositives records without it
     */
    private record Cut(String of, long truePositives, long falsePositives) {
        boolean sameAs(Cut other) {
            return truePositives == other.truePositives && falsePositives == other.falsePositives;
        }
    }

    private final List<Cut> cuts = new ArrayList<>();

    private CurveCuts() {}

    /** Gathers what is in the body of a report of so many records with and without the condition. */
    static CurveCuts of(Content.Fields body, long positives, long negatives) {
        CurveCuts all = new CurveCuts();
        all.cuts.add(new Cut(TABLE, 0, 0));
        all.cuts.add(new Cut(TABLE, positives, negatives));
        if (body.has(TABLE)) {
            Content.Fields table = body.fields(TABLE);
            all.cuts.add(new Cut(TABLE, table.whole("true_positives"), table.whole("false_positives")));
        }
        for (Content.Fields point : list(body, "curve_for_drawing")) {
            all.cuts.add(new Cut(
                    "curve_for_drawing",
                    Math.round(point.decimal("sensitivity") * positives),
                    Math.round(point.decimal("false_positive_rate") * negatives)));
        }
        for (Content.Fields point : list(body, "decision_curve")) {
            all.cuts.add(new Cut("decision_curve", point.whole("true_positives"), point.whole("false_positives")));
        }
        for (Content.Fields curve : list(body, "iso_curves")) {
            for (Content.Fields point : list(curve, "points")) {
                Optional<Long> with = successes(point.fields("sensitivity_optimistic"));
                Optional<Long> without = successes(point.fields("specificity_optimistic"));
                with.ifPresent(tp -> without.ifPresent(tn -> all.cuts.add(new Cut("iso_curves", tp, negatives - tn))));
            }
        }
        all.reliability(list(body, "reliability"), positives, negatives);
        all.cuts.sort(Comparator.comparingLong(Cut::truePositives).thenComparingLong(Cut::falsePositives));
        return all;
    }

    /** Bins rise, and what lies above each is what the ones up to it leave. */
    private void reliability(List<Content.Fields> bins, long positives, long negatives) {
        long with = positives;
        long without = negatives;
        for (Content.Fields bin : bins) {
            Content.Fields observed = bin.fields("observed");
            Optional<Long> successes = successes(observed);
            if (successes.isEmpty()) {
                return;
            }
            with -= successes.get();
            without -= observed.whole("n") - successes.get();
            cuts.add(new Cut("reliability", with, without));
        }
    }

    private static List<Content.Fields> list(Content.Fields fields, String name) {
        return fields.has(name)
                ? fields.list(name).stream().map(Content::asFields).toList()
                : List.of();
    }

    private static Optional<Long> successes(Content.Fields estimate) {
        return estimate.has("counts") && estimate.fields("counts").has("successes")
                ? Optional.of(estimate.fields("counts").whole("successes"))
                : Optional.empty();
    }

    /** The curves with a threshold that encloses, with the next one, fewer records of a class; the table alone is not a curve. */
    Set<String> closerThan(long minimum) {
        Set<String> close = new TreeSet<>();
        Set<String> last = Set.of();
        int from = 0;
        while (from < cuts.size()) {
            Cut first = cuts.get(from);
            Set<String> here = new TreeSet<>();
            int to = from;
            while (to < cuts.size() && cuts.get(to).sameAs(first)) {
                here.add(cuts.get(to++).of());
            }
            // what the table alone shows are small counts, which have a finding of their own
            if (from > 0
                    && !(last.contains(TABLE) && here.contains(TABLE))
                    && (first.truePositives() - cuts.get(from - 1).truePositives() < minimum
                            || first.falsePositives() - cuts.get(from - 1).falsePositives() < minimum)) {
                close.addAll(last);
                close.addAll(here);
            }
            last = here;
            from = to;
        }
        close.remove(TABLE);
        return close;
    }
}
