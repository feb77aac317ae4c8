package io.medml.core.annotation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The annotations of a set by item and annotator: items and annotators sorted by identifier, so that the order given does not matter. */
final class ReadItems {

    /** An annotator's reading of an item. Several annotations of one reading that differ say nothing that could be used. */
    record Cell(String label, int given, boolean conflicting) {}

    private final AnnotationSet set;
    private final List<String> items;
    private final List<String> annotators;
    private final List<SortedMap<Integer, SortedMap<Integer, Cell>>> cells;
    private final List<Optional<String>> subjects;

    private ReadItems(
            AnnotationSet set,
            List<String> items,
            List<String> annotators,
            List<SortedMap<Integer, SortedMap<Integer, Cell>>> cells,
            List<Optional<String>> subjects) {
        this.set = set;
        this.items = items;
        this.annotators = annotators;
        this.cells = cells;
        this.subjects = subjects;
    }

    static ReadItems of(AnnotationSet set) {
        TreeSet<String> itemIds = new TreeSet<>();
        TreeSet<String> annotatorIds = new TreeSet<>();
        for (Annotation annotation : set.annotations()) {
            itemIds.add(annotation.item());
            annotatorIds.add(annotation.annotator());
        }
        List<String> items = List.copyOf(itemIds);
        List<String> annotators = List.copyOf(annotatorIds);
        Map<String, Integer> itemIndex = index(items);
        Map<String, Integer> annotatorIndex = index(annotators);
        List<SortedMap<Integer, SortedMap<Integer, Cell>>> cells = new ArrayList<>();
        items.forEach(i -> cells.add(new TreeMap<>()));
        @Nullable String[] subjects = new @Nullable String[items.size()];
        for (Annotation annotation : set.annotations()) {
            int item = Objects.requireNonNull(itemIndex.get(annotation.item()));
            int annotator = Objects.requireNonNull(annotatorIndex.get(annotation.annotator()));
            annotation.subject().ifPresent(subject -> subjects[item] = subject);
            cells.get(item)
                    .computeIfAbsent(annotator, a -> new TreeMap<>())
                    .merge(
                            annotation.reading(),
                            new Cell(annotation.label(), 1, false),
                            (before, again) -> new Cell(
                                    before.label,
                                    before.given + 1,
                                    before.conflicting || !before.label.equals(again.label)));
        }
        return new ReadItems(
                set,
                items,
                annotators,
                cells,
                Arrays.stream(subjects).map(Optional::ofNullable).toList());
    }

    /** The same items, read by some annotators only; an item that none of them read has no reading. */
    ReadItems of(Set<String> some) {
        List<String> kept = annotators.stream().filter(some::contains).toList();
        Map<String, Integer> index = index(kept);
        List<SortedMap<Integer, SortedMap<Integer, Cell>>> theirs = new ArrayList<>();
        for (SortedMap<Integer, SortedMap<Integer, Cell>> item : cells) {
            SortedMap<Integer, SortedMap<Integer, Cell>> left = new TreeMap<>();
            item.forEach((annotator, readings) -> {
                Integer now = index.get(annotators.get(annotator));
                if (now != null) {
                    left.put(now, readings);
                }
            });
            theirs.add(left);
        }
        return new ReadItems(set, items, kept, theirs, subjects);
    }

    private static Map<String, Integer> index(List<String> names) {
        Map<String, Integer> index = new HashMap<>();
        IntStream.range(0, names.size()).forEach(i -> index.put(names.get(i), i));
        return index;
    }

    AnnotationSet set() {
        return set;
    }

    List<String> items() {
        return items;
    }

    List<String> annotators() {
        return annotators;
    }

    /** The readings of an item by annotator and number of reading. */
    SortedMap<Integer, SortedMap<Integer, Cell>> of(int item) {
        return cells.get(item);
    }

    /** The first readings of an item by annotator; one that was never read first, or ambiguously, is left out. */
    SortedMap<Integer, String> first(int item) {
        SortedMap<Integer, String> first = new TreeMap<>();
        cells.get(item).forEach((annotator, readings) -> {
            Cell cell = readings.get(1);
            if (cell != null && !cell.conflicting) {
                first.put(annotator, cell.label);
            }
        });
        return first;
    }

    boolean conflicting(int item) {
        return cells.get(item).values().stream()
                .anyMatch(readings -> readings.containsKey(1) && Objects.requireNonNull(readings.get(1)).conflicting);
    }

    @Nullable
    String label(int item, int annotator, int reading) {
        SortedMap<Integer, Cell> readings = cells.get(item).get(annotator);
        Cell cell = readings == null ? null : readings.get(reading);
        return cell == null || cell.conflicting ? null : cell.label;
    }

    /** The highest number of a reading of an annotator. */
    int readings(int annotator) {
        int most = 0;
        for (SortedMap<Integer, SortedMap<Integer, Cell>> item : cells) {
            SortedMap<Integer, Cell> readings = item.get(annotator);
            most = readings == null ? most : Math.max(most, readings.lastKey());
        }
        return most;
    }

    Optional<String> subject(int item) {
        return subjects.get(item);
    }

    boolean subjectsStated() {
        return subjects.stream().anyMatch(Optional::isPresent);
    }

    /** A text for each item that items of one subject share; items without a stated subject have one of their own. */
    List<String> subjectTexts() {
        return IntStream.range(0, items.size())
                .mapToObj(i -> subjects.get(i).map(s -> "s" + s).orElse("i" + items.get(i)))
                .toList();
    }

    /** The same as codes. */
    int[] subjectCodes() {
        Map<String, Integer> codes = new HashMap<>();
        List<String> texts = subjectTexts();
        return texts.stream()
                .mapToInt(text -> codes.computeIfAbsent(text, t -> codes.size()))
                .toArray();
    }
}
