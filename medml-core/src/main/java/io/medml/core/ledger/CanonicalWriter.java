package io.medml.core.ledger;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes the canonical form of an entry (RFC 8785 over the value set of the format's section 2), refusing what has none. */
final class CanonicalWriter {

    private CanonicalWriter() {}

    static byte[] bytes(Node node) {
        StringBuilder out = new StringBuilder(512);
        write(node, out, 1);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Node node, StringBuilder out, int depth) {
        switch (node.kind) {
            case OBJECT -> {
                checkDepth(depth);
                out.append('{');
                for (int i = 0; i < node.keys.length; i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    out.append('"').append(checkedKey(node.keys[i])).append("\":");
                    write(node.values[i], out, depth + 1);
                }
                out.append('}');
            }
            case ARRAY -> {
                checkDepth(depth);
                out.append('[');
                for (int i = 0; i < node.values.length; i++) {
                    if (i > 0) {
                        out.append(',');
                    }
                    write(node.values[i], out, depth + 1);
                }
                out.append(']');
            }
            case TEXT -> quote(node.text, out);
            case WHOLE -> {
                if (node.whole > CanonicalParser.MAX_WHOLE || node.whole < -CanonicalParser.MAX_WHOLE) {
                    throw new IllegalArgumentException(
                            "a whole number in an entry is at most 2^53 - 1 in size; write a larger one as a text");
                }
                out.append(node.whole);
            }
            case TRUE -> out.append("true");
            case FALSE -> out.append("false");
            case NULL -> out.append("null");
        }
    }

    private static void checkDepth(int depth) {
        if (depth > CanonicalParser.MAX_DEPTH) {
            throw new IllegalArgumentException("an entry is nested at most " + CanonicalParser.MAX_DEPTH
                    + " levels deep, and this one goes deeper; put the content into a blob and refer to it");
        }
    }

    private static String checkedKey(String key) {
        boolean good = !key.isEmpty() && key.length() <= CanonicalParser.MAX_KEY;
        for (int i = 0; good && i < key.length(); i++) {
            good = CanonicalParser.isKeyByte(key.charAt(i));
        }
        if (!good) {
            throw new IllegalArgumentException("a key in an entry is 1 to " + CanonicalParser.MAX_KEY
                    + " of A-Z a-z 0-9 _ . : - and this one is not; names that users choose are values, not keys");
        }
        return key;
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
                case 0 ->
                    throw new IllegalArgumentException(
                            "a text in an entry holds no character U+0000, found one at position " + i);
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
                    } else if (!Character.isSurrogate(c)) {
                        out.append(c);
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        throw new IllegalArgumentException(
                                "a text in an entry holds half of a surrogate pair at position " + i);
                    }
                }
            }
        }
        out.append('"');
    }
}
