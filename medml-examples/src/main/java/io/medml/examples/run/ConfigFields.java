package io.medml.examples.run;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a configuration with its place, so that every error names where it is. */
final class ConfigFields {

    private final Content.Fields fields;
    private final String where;

    ConfigFields(Content.Fields fields, String where, String... allowed) {
        this.fields = fields.allow(where, allowed);
        this.where = where;
    }

    String where() {
        return where;
    }

    boolean has(String key) {
        return fields.has(key) && !(fields.get(key) instanceof Content.None);
    }

    Content get(String key) {
        if (!has(key)) {
            throw new DataException(where + ": expected a key \"" + key + "\", found only "
                    + fields.values().keySet());
        }
        return fields.get(key);
    }

    ConfigFields part(String key, String... allowed) {
        if (get(key) instanceof Content.Fields part) {
            return new ConfigFields(part, where + ", " + key, allowed);
        }
        throw wrong(key, "to have keys of its own");
    }

    Content.Fields open(String key) {
        if (get(key) instanceof Content.Fields part) {
            return part;
        }
        throw wrong(key, "to have keys of its own");
    }

    List<ConfigFields> parts(String key, String... allowed) {
        List<Content> items = list(key);
        return java.util.stream.IntStream.range(0, items.size())
                .mapToObj(i -> {
                    if (items.get(i) instanceof Content.Fields part) {
                        return new ConfigFields(part, where + ", " + key + " " + (i + 1), allowed);
                    }
                    throw wrong(key, "to be a list whose items have keys of their own");
                })
                .toList();
    }

    List<Content> list(String key) {
        if (get(key) instanceof Content.Items items) {
            return items.values();
        }
        throw wrong(key, "to be a list");
    }

    String text(String key) {
        if (get(key) instanceof Content.Text text && !text.value().isBlank()) {
            return text.value();
        }
        throw wrong(key, "to be a text that is not blank; put numbers in quotes");
    }

    List<String> texts(String key) {
        return list(key).stream()
                .map(item -> {
                    if (item instanceof Content.Text text) {
                        return text.value();
                    }
                    throw wrong(key, "to be a list of texts; put numbers in quotes");
                })
                .toList();
    }

    Map<String, String> textsByKey(String key) {
        Map<String, String> result = new LinkedHashMap<>();
        Content.Fields part = open(key);
        for (String name : part.values().keySet()) {
            if (!(part.get(name) instanceof Content.Text text)) {
                throw wrong(key, "to hold texts only; put numbers in quotes");
            }
            result.put(name, text.value());
        }
        return result;
    }

    double decimal(String key, double lowest, double highest) {
        Content content = get(key);
        double value;
        if (content instanceof Content.Decimal decimal) {
            value = decimal.value();
        } else if (content instanceof Content.Whole whole) {
            value = whole.value();
        } else {
            throw wrong(key, "to be a number");
        }
        if (!(value >= lowest && value <= highest)) {
            throw wrong(key, "to be a number from " + lowest + " to " + highest);
        }
        return value;
    }

    List<Double> decimals(String key, double lowest, double highest) {
        return list(key).stream()
                .map(item -> {
                    double value = item instanceof Content.Decimal decimal
                            ? decimal.value()
                            : item instanceof Content.Whole whole ? whole.value() : Double.NaN;
                    if (!(value > lowest && value < highest)) {
                        throw wrong(key, "to be a list of numbers between " + lowest + " and " + highest);
                    }
                    return value;
                })
                .toList();
    }

    long whole(String key, long lowest, long highest) {
        if (get(key) instanceof Content.Whole whole && whole.value() >= lowest && whole.value() <= highest) {
            return whole.value();
        }
        throw wrong(key, "to be a whole number from " + lowest + " to " + highest);
    }

    DataException wrong(String key, String expected) {
        return new DataException(where + ": expected \"" + key + "\" " + expected);
    }
}
