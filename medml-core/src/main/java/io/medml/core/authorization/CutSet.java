package io.medml.core.authorization;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * A set of ordered values that is a finite number of intervals, each end open, closed or nowhere. It is held as the places where
 * membership changes, which is unique for each set. Immutable.
 *
 * @param <T> type of a value
 */
record CutSet<T extends Comparable<? super T>>(boolean fromTheStart, List<Cut<T>> cuts) {

    /** A place just before or just after a value. */
    record Cut<T extends Comparable<? super T>>(T value, boolean after) implements Comparable<Cut<T>> {
        @Override
        public int compareTo(Cut<T> other) {
            int byValue = value.compareTo(other.value);
            return byValue != 0 ? byValue : Boolean.compare(after, other.after);
        }
    }

    /** One of the intervals; a bound that is not there is no bound. */
    record Span<T extends Comparable<? super T>>(Optional<Cut<T>> lower, Optional<Cut<T>> upper) {}

    CutSet {
        cuts = List.copyOf(cuts);
    }

    static <T extends Comparable<? super T>> CutSet<T> none() {
        return new CutSet<>(false, List.of());
    }

    static <T extends Comparable<? super T>> CutSet<T> all() {
        return new CutSet<>(true, List.of());
    }

    /** All values between two places. */
    static <T extends Comparable<? super T>> CutSet<T> between(Optional<Cut<T>> lower, Optional<Cut<T>> upper) {
        CutSet<T> above = lower.map(cut -> new CutSet<>(false, List.of(cut))).orElse(all());
        CutSet<T> below = upper.map(cut -> new CutSet<>(true, List.of(cut))).orElse(all());
        return above.and(below);
    }

    static <T extends Comparable<? super T>> CutSet<T> of(T value) {
        return new CutSet<>(false, List.of(new Cut<>(value, false), new Cut<>(value, true)));
    }

    boolean contains(T value) {
        boolean in = fromTheStart;
        for (Cut<T> cut : cuts) {
            int order = cut.value.compareTo(value);
            if (order > 0 || (order == 0 && cut.after)) {
                break;
            }
            in = !in;
        }
        return in;
    }

    boolean isEmpty() {
        return !fromTheStart && cuts.isEmpty();
    }

    boolean isAll() {
        return fromTheStart && cuts.isEmpty();
    }

    CutSet<T> and(CutSet<T> other) {
        return combined(other, (a, b) -> a && b);
    }

    CutSet<T> or(CutSet<T> other) {
        return combined(other, (a, b) -> a || b);
    }

    CutSet<T> minus(CutSet<T> other) {
        return combined(other, (a, b) -> a && !b);
    }

    private CutSet<T> combined(CutSet<T> other, BinaryOperator<Boolean> rule) {
        TreeSet<Cut<T>> all = new TreeSet<>(Comparator.naturalOrder());
        all.addAll(cuts);
        all.addAll(other.cuts);
        boolean mine = fromTheStart;
        boolean theirs = other.fromTheStart;
        boolean start = rule.apply(mine, theirs);
        boolean before = start;
        List<Cut<T>> kept = new ArrayList<>();
        for (Cut<T> cut : all) {
            mine ^= cuts.contains(cut);
            theirs ^= other.cuts.contains(cut);
            boolean now = rule.apply(mine, theirs);
            if (now != before) {
                kept.add(cut);
                before = now;
            }
        }
        return new CutSet<>(start, kept);
    }

    /** The intervals in ascending order. */
    List<Span<T>> spans() {
        List<Span<T>> spans = new ArrayList<>();
        Optional<Cut<T>> lower = Optional.empty();
        boolean in = fromTheStart;
        for (Cut<T> cut : cuts) {
            if (in) {
                spans.add(new Span<>(lower, Optional.of(cut)));
            }
            lower = Optional.of(cut);
            in = !in;
        }
        if (in) {
            spans.add(new Span<>(lower, Optional.empty()));
        }
        return spans;
    }
}
