package io.medml.core.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the names of columns hint at. A name proves nothing, so a finding that rests on one is only information. */
final class Names {

    private static final Pattern NO_LETTER = Pattern.compile("[^a-z]+");
    private static final Pattern NEW_WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

    private static final Set<String> NO_YEARS = Set.of(
            "month", "months", "week", "weeks", "day", "days", "hour", "hours", "decade", "group", "band", "cat");

    private Names() {}

    /** Whether a name is that of an age in years. */
    static boolean age(String name) {
        Set<String> words = words(name);
        return words.contains("age") && words.stream().noneMatch(NO_YEARS::contains);
    }

    /** The words of a name in lower case: {@code Patient ID} and {@code patientId} have patient and id, {@code Race1} has race. */
    static Set<String> words(String name) {
        String apart = NEW_WORD.matcher(name.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
        Set<String> words = new TreeSet<>(Arrays.asList(NO_LETTER.split(apart)));
        words.remove("");
        return words;
    }
}
