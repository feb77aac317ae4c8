package io.medml.core.evidence;

import io.medml.core.error.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object that people wrote, such as a configuration or a plan, with its place: a key that nobody reads, one that is missing
 * and a value of the wrong kind are errors that name where they stand. A key without a value is an error too, unless its text
 * is optional: who left it blank may think that something was said. Immutable.
 */
public final class StrictFields {

    private final Content.Fields fields;
    private final String where;

    private StrictFields(Content.Fields fields, String where, List<String> allowed) {
        this.fields = fields;
        this.where = where;
        for (String key : fields.values().keySet()) {
            if (!allowed.contains(key)) {
                throw new DataException(where + ": expected only the keys " + allowed + ", found \"" + key
                        + "\"; correct its spelling or remove it");
            }
        }
    }

    /**
     * Takes an object that holds no other keys than these.
     *
     * @param content the object
     * @param where where it stands, for messages, such as {@code plan.yaml, baseline}
     * @param allowed the keys that may be there
     * @return the object with its place
     * @throws DataException when it is no object, or holds another key
     */
    public static StrictFields of(Content content, String where, String... allowed) {
        if (content instanceof Content.Fields fields) {
            return new StrictFields(fields, where, List.of(allowed));
        }
        throw new DataException(where + ": expected keys and values, found something else");
    }

    /**
     * Where it stands.
     *
     * @return such as {@code plan.yaml, baseline}
     */
    public String where() {
        return where;
    }

    /**
     * The keys that are there.
     *
     * @return the keys, sorted
     */
    public List<String> keys() {
        return List.copyOf(fields.values().keySet());
    }

    /**
     * Tells whether a key is there, with a value or without.
     *
     * @param key the key
     * @return whether it is
     */
    public boolean has(String key) {
        return fields.has(key);
    }

    /**
     * Tells whether a key is there and has a value.
     *
     * @param key the key
     * @return whether it is
     */
    public boolean hasValue(String key) {
        return has(key) && !(fields.get(key) instanceof Content.None);
    }

    private Content get(String key) {
        if (!has(key)) {
            throw new DataException(where + ": expected a key \"" + key + "\", found only " + keys());
        }
        return fields.get(key);
    }

    private String place(String key) {
        return where + ", " + key;
    }

    /**
     * An object with keys of its own.
     *
     * @param key the key
     * @param allowed the keys that may be there
     * @return the object with its place
     */
    public StrictFields part(String key, String... allowed) {
        return new StrictFields(open(key), place(key), List.of(allowed));
    }

    /**
     * An object that need not be there.
     *
     * @param key the key
     * @param allowed the keys that may be there
     * @return the object with its place; without keys when it is not there
     */
    public StrictFields partOrNone(String key, List<String> allowed) {
        return new StrictFields(has(key) ? open(key) : Content.fields().build(), place(key), allowed);
    }

    /**
     * An object whose keys are read elsewhere.
     *
     * @param key the key
     * @return the object
     */
    public Content.Fields open(String key) {
        if (get(key) instanceof Content.Fields part) {
            return part;
        }
        throw wrong(key, "to have keys of its own");
    }

    /**
     * A list of objects; the place of each ends with its number, from 1.
     *
     * @param key the key
     * @param allowed the keys that may be in each
     * @return the objects with their places
     */
    public List<StrictFields> parts(String key, String... allowed) {
        List<StrictFields> parts = new ArrayList<>();
        for (Content item : list(key)) {
            parts.add(of(item, place(key) + " " + (parts.size() + 1), allowed));
        }
        return parts;
    }

    /**
     * A list.
     *
     * @param key the key
     * @return the items
     */
    public List<Content> list(String key) {
        if (get(key) instanceof Content.Items items) {
            return items.values();
        }
        throw wrong(key, "to be a list");
    }

    /**
     * A text that is not blank.
     *
     * @param key the key
     * @return the text
     */
    public String text(String key) {
        if (get(key) instanceof Content.Text text && !text.value().isBlank()) {
            return text.value();
        }
        throw wrong(key, "to be a text that is not blank; put a number or date in quotes");
    }

    /**
     * A text that need not be there.
     *
     * @param key the key
     * @return the text, or empty when the key is not there or has no value
     */
    public Optional<String> optionalText(String key) {
        return hasValue(key) ? Optional.of(text(key)) : Optional.empty();
    }

    /**
     * A list of texts.
     *
     * @param key the key
     * @return the texts
     */
    public List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Content item : list(key)) {
            if (!(item instanceof Content.Text text)) {
                throw wrong(key, "to be a list of texts; put numbers and dates in quotes");
            }
            texts.add(text.value());
        }
        return List.copyOf(texts);
    }

    /**
     * Texts by keys of any name.
     *
     * @param key the key
     * @return the texts, in the order of their keys
     */
    public Map<String, String> textsByKey(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        open(key).values().forEach((name, value) -> {
            if (!(value instanceof Content.Text text)) {
                throw wrong(key, "to hold texts only; put numbers and dates in quotes");
            }
            texts.put(name, text.value());
        });
        return texts;
    }

    /**
     * A number.
     *
     * @param key the key
     * @return the number; may be infinite where the file says so
     */
    public double number(String key) {
        return number(key, get(key));
    }

    private double number(String key, Content content) {
        try {
            return content.asDecimal();
        } catch (DataException e) {
            throw new DataException(
                    where + ": expected \"" + key + "\" to be a number, found something else; write it without quotes",
                    e);
        }
    }

    /**
     * A number in a range.
     *
     * @param key the key
     * @param lowest the lowest that is accepted
     * @param highest the highest that is accepted
     * @return the number
     */
    public double number(String key, double lowest, double highest) {
        double value = number(key);
        if (!(value >= lowest && value <= highest)) {
            throw wrong(key, "to be a number from " + lowest + " to " + highest);
        }
        return value;
    }

    /**
     * A fraction that is neither 0 nor 1.
     *
     * @param key the key
     * @return the fraction
     */
    public double fraction(String key) {
        return fraction(key, get(key));
    }

    private double fraction(String key, Content content) {
        double value = number(key, content);
        if (!(value > 0 && value < 1)) {
            throw wrong(key, "to be a fraction in (0, 1), such as 0.95");
        }
        return value;
    }

    /**
     * A list of fractions that are neither 0 nor 1.
     *
     * @param key the key
     * @return the fractions
     */
    public List<Double> fractions(String key) {
        return list(key).stream().map(item -> fraction(key, item)).toList();
    }

    /**
     * A whole number in a range.
     *
     * @param key the key
     * @param lowest the lowest that is accepted
     * @param highest the highest that is accepted
     * @return the number
     */
    public long whole(String key, long lowest, long highest) {
        if (get(key) instanceof Content.Whole whole && whole.value() >= lowest && whole.value() <= highest) {
            return whole.value();
        }
        throw wrong(key, "to be a whole number from " + lowest + " to " + highest);
    }

    /**
     * A flag.
     *
     * @param key the key
     * @return true or false
     */
    public boolean flag(String key) {
        if (get(key) instanceof Content.Flag flag) {
            return flag.value();
        }
        throw wrong(key, "to be true or false");
    }

    /**
     * The error of a value that only the reader can judge.
     *
     * @param key the key
     * @param expected goes on after "expected KEY", such as {@code to be one of a and b}
     * @return the exception, to be thrown
     */
    public DataException wrong(String key, String expected) {
        return new DataException(where + ": expected \"" + key + "\" " + expected);
    }
}
