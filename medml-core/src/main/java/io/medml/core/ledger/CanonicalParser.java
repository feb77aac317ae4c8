package io.medml.core.ledger;

import io.medml.core.ledger.LedgerVerification.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the bytes of an entry and accepts them in canonical form only.
 *
 * <p>It is a recogniser of exactly the language that {@link CanonicalWriter} writes: each production admits one spelling, so
 * what it accepts is what serialising the result again would give. Tests hold the two against each other; nothing is
 * serialised again while verifying.
 */
final class CanonicalParser {

    static final int MAX_BYTES = 65_535;
    static final int MAX_DEPTH = 16;
    static final int MAX_KEY = 64;
    static final long MAX_WHOLE = 9_007_199_254_740_991L;

    private final byte[] in;
    private final int start;
    private final int end;
    private int at;
    private int depth;

    private CanonicalParser(byte[] in, int offset, int length) {
        this.in = in;
        this.start = offset;
        this.at = offset;
        this.end = offset + length;
    }

    static Node parse(byte[] bytes) throws LedgerFault {
        return parse(bytes, 0, bytes.length);
    }

    static Node parse(byte[] bytes, int offset, int length) throws LedgerFault {
        if (length < 2 || length > MAX_BYTES) {
            throw new LedgerFault(Code.E_ENTRY_NOT_CANONICAL, "expected 2 to " + MAX_BYTES + " bytes, found " + length);
        }
        CanonicalParser parser = new CanonicalParser(bytes, offset, length);
        if (bytes[offset] != '{') {
            throw parser.fault("expected an object, found something else");
        }
        Node node = parser.value();
        if (parser.at != parser.end) {
            throw parser.fault("expected the end of the entry, found more bytes");
        }
        return node;
    }

    private LedgerFault fault(String what) {
        return new LedgerFault(Code.E_ENTRY_NOT_CANONICAL, what + " (byte " + (at - start) + " of the entry)");
    }

    private int next() {
        return at < end ? in[at] : -1000;
    }

    private Node value() throws LedgerFault {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> Node.text(text());
            case 't' -> word("true", Node.TRUE);
            case 'f' -> word("false", Node.FALSE);
            case 'n' -> word("null", Node.NULL);
            default -> Node.whole(whole());
        };
    }

    private Node word(String word, Node node) throws LedgerFault {
        for (int i = 0; i < word.length(); i++) {
            if (next() != word.charAt(i)) {
                throw fault("expected " + word);
            }
            at++;
        }
        return node;
    }

    private void enter() throws LedgerFault {
        if (++depth > MAX_DEPTH) {
            throw fault("expected at most " + MAX_DEPTH + " levels of nesting, found more");
        }
        at++;
    }

    private Node object() throws LedgerFault {
        enter();
        String[] keys = new String[8];
        Node[] values = new Node[8];
        int count = 0;
        if (next() == '}') {
            at++;
        } else {
            while (true) {
                String key = key();
                if (count > 0 && keys[count - 1].compareTo(key) >= 0) {
                    throw fault("expected sorted keys without repetition, found key \"" + key + "\" out of order");
                }
                if (next() != ':') {
                    throw fault("expected a colon");
                }
                at++;
                if (count == keys.length) {
                    keys = Arrays.copyOf(keys, count * 2);
                    values = Arrays.copyOf(values, count * 2);
                }
                keys[count] = key;
                values[count++] = value();
                int c = next();
                at++;
                if (c == '}') {
                    break;
                }
                if (c != ',') {
                    at--;
                    throw fault("expected a comma or the end of the object");
                }
            }
        }
        depth--;
        return Node.object(Arrays.copyOf(keys, count), Arrays.copyOf(values, count));
    }

    private Node array() throws LedgerFault {
        enter();
        Node[] values = new Node[4];
        int count = 0;
        if (next() == ']') {
            at++;
        } else {
            while (true) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, count * 2);
                }
                values[count++] = value();
                int c = next();
                at++;
                if (c == ']') {
                    break;
                }
                if (c != ',') {
                    at--;
                    throw fault("expected a comma or the end of the list");
                }
            }
        }
        depth--;
        return Node.array(Arrays.copyOf(values, count));
    }

    private long whole() throws LedgerFault {
        boolean negative = next() == '-';
        if (negative) {
            at++;
        }
        int c = next();
        if (c < '0' || c > '9' || (negative && c == '0')) {
            throw fault("expected a value in canonical form");
        }
        long value = 0;
        int first = at;
        while ((c = next()) >= '0' && c <= '9') {
            if (at - first >= 16) {
                throw fault("expected a whole number of at most 2^53 - 1");
            }
            value = value * 10 + (c - '0');
            at++;
        }
        if (at - first > 1 && in[first] == '0') {
            throw fault("expected a whole number without leading zero");
        }
        if (value > MAX_WHOLE) {
            throw fault("expected a whole number of at most 2^53 - 1");
        }
        return negative ? -value : value;
    }

    private String key() throws LedgerFault {
        if (next() != '"') {
            throw fault("expected a key");
        }
        int first = ++at;
        while (at < end && isKeyByte(in[at])) {
            at++;
        }
        int length = at - first;
        if (length < 1 || length > MAX_KEY || next() != '"') {
            throw fault("expected a key of 1 to " + MAX_KEY + " of A-Z a-z 0-9 _ . : -");
        }
        at++;
        return new String(in, first, length, StandardCharsets.ISO_8859_1);
    }

    static boolean isKeyByte(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == ':'
                || c == '-';
    }

    private String text() throws LedgerFault {
        int first = ++at;
        while (at < end) {
            int c = in[at];
            if (c == '"') {
                return new String(in, first, at++ - first, StandardCharsets.ISO_8859_1);
            }
            if (c < 0x20 || c == '\\') { // also every byte of a character beyond ASCII, which is negative
                return anyText(first);
            }
            at++;
        }
        throw fault("expected the end of a text");
    }

    private String anyText(int first) throws LedgerFault {
        StringBuilder out = new StringBuilder(64);
        at = first;
        while (at < end) {
            int c = in[at] & 0xff;
            if (c == '"') {
                at++;
                return out.toString();
            } else if (c == '\\') {
                at++;
                out.append(escaped());
            } else if (c < 0x20) {
                throw fault("expected a control character to be escaped");
            } else if (c < 0x80) {
                out.append((char) c);
                at++;
            } else if (c < 0xc2 || c > 0xf4) {
                throw fault("expected UTF-8");
            } else if (c < 0xe0) {
                out.append((char) ((c & 0x1f) << 6 | tail(1)));
                at += 2;
            } else if (c < 0xf0) {
                int code = (c & 0x0f) << 12 | tail(1) << 6 | tail(2);
                if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) {
                    throw fault("expected UTF-8 in shortest form and without surrogates");
                }
                out.append((char) code);
                at += 3;
            } else {
                int code = (c & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
                if (code < 0x10000 || code > 0x10ffff) {
                    throw fault("expected UTF-8 in shortest form");
                }
                out.appendCodePoint(code);
                at += 4;
            }
        }
        throw fault("expected the end of a text");
    }

    private int tail(int distance) throws LedgerFault {
        if (at + distance >= end || (in[at + distance] & 0xc0) != 0x80) {
            throw fault("expected UTF-8");
        }
        return in[at + distance] & 0x3f;
    }

    private char escaped() throws LedgerFault {
        int c = next();
        at++;
        return switch (c) {
            case '"' -> '"';
            case '\\' -> '\\';
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> control();
            default -> throw fault("expected one of the permitted escapes");
        };
    }

    private char control() throws LedgerFault {
        if (at + 4 > end || in[at] != '0' || in[at + 1] != '0') {
            throw fault("expected only control characters to be escaped by number");
        }
        int high = in[at + 2] - '0';
        int low = in[at + 3] >= 'a' ? in[at + 3] - 'a' + 10 : in[at + 3] - '0';
        boolean lowIsHex = (in[at + 3] >= '0' && in[at + 3] <= '9') || (in[at + 3] >= 'a' && in[at + 3] <= 'f');
        int code = high << 4 | low;
        if ((high != 0 && high != 1)
                || !lowIsHex
                || code == 0
                || code == '\b'
                || code == '\t'
                || code == '\n'
                || code == '\f'
                || code == '\r') {
            throw fault("expected only control characters without a short form to be escaped by number, in lower case");
        }
        at += 4;
        return (char) code;
    }
}
