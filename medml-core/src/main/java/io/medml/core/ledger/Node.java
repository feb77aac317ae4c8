package io.medml.core.ledger;

import io.medml.core.evidence.Content;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value of an entry, leaner than {@link Content} so that verification can read a hundred thousand entries a second.
 * Immutable by agreement: the arrays stay within the package.
 */
final class Node {

    enum Kind {
        OBJECT,
        ARRAY,
        TEXT,
        WHOLE,
        TRUE,
        FALSE,
        NULL
    }

    private static final String[] NO_KEYS = {};
    private static final Node[] NO_VALUES = {};

    static final Node TRUE = new Node(Kind.TRUE, "", 0, NO_KEYS, NO_VALUES);
    static final Node FALSE = new Node(Kind.FALSE, "", 0, NO_KEYS, NO_VALUES);
    static final Node NULL = new Node(Kind.NULL, "", 0, NO_KEYS, NO_VALUES);

    final Kind kind;
    final String text;
    final long whole;
    final String[] keys;
    final Node[] values;

    private Node(Kind kind, String text, long whole, String[] keys, Node[] values) {
        this.kind = kind;
        this.text = text;
        this.whole = whole;
        this.keys = keys;
        this.values = values;
    }

    static Node text(String value) {
        return new Node(Kind.TEXT, value, 0, NO_KEYS, NO_VALUES);
    }

    static Node whole(long value) {
        return new Node(Kind.WHOLE, "", value, NO_KEYS, NO_VALUES);
    }

    static Node array(Node... values) {
        return new Node(Kind.ARRAY, "", 0, NO_KEYS, values);
    }

    /** An object whose keys are sorted already, as the parser finds them. */
    static Node object(String[] sortedKeys, Node[] values) {
        return new Node(Kind.OBJECT, "", 0, sortedKeys, values);
    }

    static Node object(SortedMap<String, Node> fields) {
        return object(fields.keySet().toArray(String[]::new), fields.values().toArray(Node[]::new));
    }

    /** The value of a key; null when this is no object or has no such key. */
    @Nullable
    Node get(String key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return values[i];
            }
        }
        return null;
    }

    /** The text of a key; null when there is none or it is no text. */
    @Nullable
    String textOf(String key) {
        Node node = get(key);
        return node == null || node.kind != Kind.TEXT ? null : node.text;
    }

    Content content() {
        return switch (kind) {
            case OBJECT -> {
                Content.Builder fields = Content.fields();
                for (int i = 0; i < keys.length; i++) {
                    fields.put(keys[i], values[i].content());
                }
                yield fields.build();
            }
            case ARRAY -> Content.items(List.of(values), Node::content);
            case TEXT -> Content.text(text);
            case WHOLE -> new Content.Whole(whole);
            case TRUE -> new Content.Flag(true);
            case FALSE -> new Content.Flag(false);
            case NULL -> Content.none();
        };
    }

    static Node of(Content content) {
        if (content instanceof Content.Fields fields) {
            SortedMap<String, Node> map = new TreeMap<>();
            fields.values().forEach((key, value) -> map.put(key, of(value)));
            return object(map);
        }
        if (content instanceof Content.Items items) {
            return array(items.values().stream().map(Node::of).toArray(Node[]::new));
        }
        if (content instanceof Content.Text text) {
            return text(text.value());
        }
        if (content instanceof Content.Whole number) {
            return whole(number.value());
        }
        if (content instanceof Content.Flag flag) {
            return flag.value() ? TRUE : FALSE;
        }
        if (content instanceof Content.None) {
            return NULL;
        }
        throw new IllegalArgumentException("an entry holds texts, whole numbers and flags, and no decimal;"
                + " write a decimal as a text, such as \"0.9731\", or put it into an evidence document");
    }
}
