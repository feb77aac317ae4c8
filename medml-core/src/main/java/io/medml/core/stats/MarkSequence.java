package io.medml.core.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/** Marks by descending score with what they are, and how many lesions each image has, for counts under any multiplicity of images. */
final class MarkSequence {

    private record Entry(double score, int image, boolean hit) {}

    private final int[] images;
    private final boolean[] hits;
    /** Where the marks of a score end, and the score. */
    private final int[] ends;

    private final double[] scores;
    private final int[] lesions;

    private MarkSequence(List<Entry> entries, int[] lesions) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingDouble(Entry::score).reversed());
        this.images = sorted.stream().mapToInt(Entry::image).toArray();
        this.hits = new boolean[images.length];
        this.lesions = lesions;
        int[] last = new int[images.length];
        double[] value = new double[images.length];
        int groups = 0;
        for (int i = 0; i < images.length; i++) {
            hits[i] = sorted.get(i).hit;
            if (i + 1 == images.length || sorted.get(i + 1).score != sorted.get(i).score) {
                last[groups] = i + 1;
                value[groups++] = sorted.get(i).score;
            }
        }
        this.ends = Arrays.copyOf(last, groups);
        this.scores = Arrays.copyOf(value, groups);
    }

    /** Of all categories; repeated marks are left out. */
    static MarkSequence freeResponse(MatchedMarks matched) {
        return of(matched, category -> true, false);
    }

    /** Of one category; repeated marks are false positives. */
    static MarkSequence precision(MatchedMarks matched, int category) {
        return of(matched, c -> c == category, true);
    }

    private static MarkSequence of(MatchedMarks matched, IntPredicate category, boolean repeatedCount) {
        List<Entry> entries = new ArrayList<>();
        int[] lesions = new int[matched.sample().size()];
        for (MatchedMarks.Found lesion : matched.lesions()) {
            if (category.test(lesion.category())) {
                lesions[lesion.image()]++;
                if (lesion.score() > Double.NEGATIVE_INFINITY) {
                    entries.add(new Entry(lesion.score(), lesion.image(), true));
                }
            }
        }
        List<MatchedMarks.Other> others = new ArrayList<>(matched.falsePositives());
        if (repeatedCount) {
            others.addAll(matched.repeated());
        }
        for (MatchedMarks.Other other : others) {
            if (category.test(other.category())) {
                entries.add(new Entry(other.score(), other.image(), false));
            }
        }
        return new MarkSequence(entries, lesions);
    }

    /** The distinct scores, descending. */
    double[] scores() {
        return scores.clone();
    }

    int groups() {
        return scores.length;
    }

    double score(int group) {
        return scores[group];
    }

    /** Lesions found, or false positives, at or above each score. */
    long[] cumulative(int[] times, boolean hit) {
        long[] counts = new long[ends.length];
        long sum = 0;
        int mark = 0;
        for (int g = 0; g < ends.length; g++) {
            for (; mark < ends[g]; mark++) {
                sum += hits[mark] == hit ? times[images[mark]] : 0;
            }
            counts[g] = sum;
        }
        return counts;
    }

    long lesions(int[] times) {
        long sum = 0;
        for (int i = 0; i < lesions.length; i++) {
            sum += (long) times[i] * lesions[i];
        }
        return sum;
    }

    static long images(int[] times) {
        long sum = 0;
        for (int count : times) {
            sum += count;
        }
        return sum;
    }
}
