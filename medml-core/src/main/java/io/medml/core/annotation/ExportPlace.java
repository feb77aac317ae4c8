package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Name;
import io.medml.core.table.NumberText;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An object of a Label Studio export with its place, of which only some fields are looked at; no value and null are the same. */
final class ExportPlace {

    private static final double LARGEST_SIDE = 100_000;

    private final String where;
    private final Content.Fields fields;

    ExportPlace(String where, Content content) {
        this.where = where;
        if (!(content instanceof Content.Fields object)) {
            throw new DataException(where + ": expected an object, found something else");
        }
        this.fields = object;
    }

    /** Where it is, by task, annotation and result, from 1. */
    String where() {
        return where;
    }

    boolean has(String key) {
        return fields.has(key) && !(fields.get(key) instanceof Content.None);
    }

    boolean hasFields(String key) {
        return has(key)
                && fields.get(key) instanceof Content.Fields object
                && !object.values().isEmpty();
    }

    DataException wrong(String key, String expected) {
        return new DataException(where + ": expected \"" + key + "\" " + expected);
    }

    ExportPlace part(String key) {
        if (!has(key)) {
            throw wrong(key, "to be there");
        }
        return new ExportPlace(where + ", " + shown(key), fields.get(key));
    }

    private static String shown(String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_]{0,39}") ? key : "a field";
    }

    List<Content> list(String key) {
        if (!has(key)) {
            return List.of();
        }
        if (fields.get(key) instanceof Content.Items items) {
            return items.values();
        }
        throw wrong(key, "to be a list");
    }

    List<ExportPlace> parts(String key, String one) {
        List<ExportPlace> parts = new ArrayList<>();
        for (Content content : list(key)) {
            // older exports name predictions by number only
            if (content instanceof Content.Whole && key.equals("predictions")) {
                parts.add(new ExportPlace(where, Content.fields().build()));
            } else {
                parts.add(new ExportPlace(where + ", " + one + " " + (parts.size() + 1), content));
            }
        }
        return parts;
    }

    Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (fields.get(key) instanceof Content.Text text) {
            return Optional.of(text.value());
        }
        throw wrong(key, "to be a text");
    }

    boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        if (fields.get(key) instanceof Content.Flag flag) {
            return flag.value();
        }
        throw wrong(key, "to be true or false");
    }

    String identifier(String key) {
        if (!has(key)) {
            throw wrong(key, "to be there");
        }
        return identified(key, fields.get(key));
    }

    private String identified(String key, Content content) {
        if (content instanceof Content.Whole number) {
            return String.valueOf(number.value());
        }
        if (content instanceof Content.Text text) {
            Name.fault(text.value()).ifPresent(fault -> {
                throw wrong(key, "to be " + Name.rule() + ", found " + fault);
            });
            return text.value();
        }
        throw wrong(key, "to be a text or a whole number");
    }

    Optional<String> person(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        return Optional.of(
                fields.get(key) instanceof Content.Fields
                        ? part(key).identifier("id")
                        : identified(key, fields.get(key)));
    }

    Optional<OffsetDateTime> time(String key) {
        return text(key).map(text -> {
            try {
                return OffsetDateTime.parse(text);
            } catch (DateTimeException e) {
                throw wrong(key, "to be a time with its offset, such as 2026-03-02T09:15:00Z");
            }
        });
    }

    double number(String key, double lowest, double highest) {
        if (!has(key)) {
            return 0;
        }
        Content content = fields.get(key);
        if (content instanceof Content.Whole || content instanceof Content.Decimal) {
            double value = content.asDecimal();
            if (value >= lowest && value <= highest) {
                return value;
            }
        }
        throw wrong(key, "to be a number from " + lowest + " to " + highest);
    }

    double side(String key) {
        double side = number(key, 1, LARGEST_SIDE);
        if (side < 1 || side != Math.rint(side)) {
            throw wrong(key, "to be the size of the image in pixels");
        }
        return side;
    }

    Optional<Double> seconds(String key) {
        return has(key) ? Optional.of(number(key, 0, 1e9)) : Optional.empty();
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Content content : list(key)) {
            if (!(content instanceof Content.Text text)) {
                throw wrong(key, "to be a list of texts");
            }
            texts.add(text.value());
        }
        return texts;
    }

    /** What a result of a label control says. */
    List<String> values() {
        String type = text("type").orElse("");
        ExportPlace value = part("value");
        return switch (type) {
            case "choices" -> value.texts("choices");
            case "rating", "number" -> {
                if (!value.has(type)) {
                    yield List.of();
                }
                Content number = value.fields.get(type);
                if (number instanceof Content.Whole whole) {
                    yield List.of(String.valueOf(whole.value()));
                }
                if (number instanceof Content.Decimal decimal) {
                    yield List.of(NumberText.write(decimal.value()));
                }
                throw value.wrong(type, "to be a number");
            }
            case "textarea" ->
                value.has("text") && value.fields.get("text") instanceof Content.Text text
                        ? List.of(text.value())
                        : value.texts("text");
            default ->
                throw wrong(
                        "type", "to be choices, rating, number or textarea, since its control was named as the label");
        };
    }
}
