package io.medml.core.evidence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.medml.core.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes content as canonical text and reads strict text. */
final class ContentText {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxNumberLength(64)
            .build();
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(CONSTRAINTS)
            .build();
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(CONSTRAINTS)
            .build();

    private ContentText() {}

    static void write(Content content, StringBuilder out) {
        if (content instanceof Content.Fields fields) {
            String separator = "{";
            for (Map.Entry<String, Content> entry : fields.values().entrySet()) {
                out.append(separator);
                quote(entry.getKey(), out);
                out.append(':');
                write(entry.getValue(), out);
                separator = ",";
            }
            out.append(fields.values().isEmpty() ? "{}" : "}");
        } else if (content instanceof Content.Items items) {
            String separator = "[";
            for (Content item : items.values()) {
                out.append(separator);
                write(item, out);
                separator = ",";
            }
            out.append(items.values().isEmpty() ? "[]" : "]");
        } else if (content instanceof Content.Text text) {
            quote(text.value(), out);
        } else if (content instanceof Content.Decimal decimal) {
            out.append(shortest(decimal.value() == 0 ? 0.0 : decimal.value()));
        } else if (content instanceof Content.Whole whole) {
            out.append(whole.value());
        } else if (content instanceof Content.Flag flag) {
            out.append(flag.value());
        } else {
            out.append("null");
        }
    }

    /** The shortest form by Jackson, deliberately: Double.toString changed with Java 19. */
    private static String shortest(double value) {
        return NumberOutput.toString(value, true);
    }

    /** The text of a setting or a detail: of a double as evidence writes it, of anything else by {@link String#valueOf(Object)}. */
    static String detail(Object value) {
        return value instanceof Double number && Double.isFinite(number) ? shortest(number) : String.valueOf(value);
    }

    /** Writes a value over several lines; {@code line} is a line break and the blanks of the level. Lists of plain values stay on a line. */
    static void indent(Content content, String line, StringBuilder out) {
        if (content instanceof Content.Fields fields && !fields.values().isEmpty()) {
            String separator = "{";
            for (Map.Entry<String, Content> entry : fields.values().entrySet()) {
                out.append(separator).append(line).append("  ");
                quote(entry.getKey(), out);
                out.append(": ");
                indent(entry.getValue(), line + "  ", out);
                separator = ",";
            }
            out.append(line).append('}');
        } else if (content instanceof Content.Items items && !items.values().isEmpty()) {
            boolean plain = items.values().stream()
                    .noneMatch(item -> item instanceof Content.Fields || item instanceof Content.Items);
            String separator = "[";
            for (Content item : items.values()) {
                out.append(separator).append(plain ? "" : line + "  ");
                indent(item, line + "  ", out);
                separator = plain ? ", " : ",";
            }
            out.append(plain ? "" : line).append(']');
        } else {
            write(content, out);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else if (Character.isSurrogate(c)) {
                        if (Character.isLowSurrogate(c)
                                || i + 1 >= text.length()
                                || !Character.isLowSurrogate(text.charAt(i + 1))) {
                            throw new IllegalArgumentException(
                                    "a text holds half of a surrogate pair at position " + i);
                        }
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    static Content read(byte[] utf8) {
        return read(JSON, "JSON", utf8);
    }

    static Content readYaml(byte[] utf8) {
        return read(YAML, "YAML", utf8);
    }

    /** Without the parser's exceptions as causes: they quote the text, which may be a patient's. */
    private static Content read(JsonFactory factory, String form, byte[] utf8) {
        try (JsonParser parser = factory.createParser(utf8)) {
            parser.nextToken();
            Content content = value(parser);
            if (parser.nextToken() != null) {
                throw new DataException(
                        "expected one " + form + " value, found more text after it at " + place(parser));
            }
            return content;
        } catch (StreamConstraintsException e) {
            throw new DataException("expected " + form + " of at most " + CONSTRAINTS.getMaxNestingDepth()
                    + " levels, with numbers of at most " + CONSTRAINTS.getMaxNumberLength()
                    + " characters, found something larger; check how the text was written");
        } catch (JsonProcessingException e) {
            throw new DataException("expected " + form + ", found something else at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + "; check the text there, and that no key is repeated");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(JsonParser parser) {
        return place(parser.currentLocation());
    }

    private static String place(JsonLocation at) {
        return "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static double finite(JsonParser parser) throws IOException {
        String text = parser.getText();
        if (!DECIMAL.matcher(text).matches()) {
            // YAML has .inf, .nan and 1_000.5 as well
            throw new DataException("expected a finite number such as 0.95 or 1e-3, found another form at "
                    + place(parser.currentTokenLocation()) + "; write it out, or leave out what has no value");
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new DataException(
                    "expected a number in the range of doubles, found a larger one at " + place(parser));
        }
        return value;
    }

    private static Content value(JsonParser parser) throws IOException {
        @Nullable JsonToken token = parser.currentToken();
        if (token == null) {
            throw new DataException("expected a " + (parser instanceof YAMLParser ? "YAML" : "JSON")
                    + " value, found none before the end of the text; write keys and values into it");
        }
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new DataException("expected a value written out, found a YAML alias at " + place(parser));
        }
        return switch (token) {
            case START_OBJECT -> {
                Content.Builder builder = Content.fields();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    builder.put(name, value(parser));
                }
                yield builder.build();
            }
            case START_ARRAY -> {
                List<Content> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new Content.Items(items);
            }
            case VALUE_STRING -> new Content.Text(parser.getText());
            case VALUE_NUMBER_INT -> new Content.Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Content.Decimal(finite(parser));
            case VALUE_TRUE -> new Content.Flag(true);
            case VALUE_FALSE -> new Content.Flag(false);
            case VALUE_NULL -> new Content.None();
            default -> throw new DataException("expected a JSON value at " + place(parser));
        };
    }
}
