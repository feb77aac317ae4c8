package io.medml.core.document;

import java.util.ArrayDeque;
import java.util.Deque;

/** Well-formed markup being written: every text and attribute is escaped, every element is closed. */
final class Markup {

    private final StringBuilder out = new StringBuilder(8192);
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element with attributes, given as name and value in turn. */
    Markup open(String name, String... attributes) {
        tag(name, attributes);
        out.append('>');
        open.push(name);
        return this;
    }

    /** An element that never has content: a void element of HTML, or any of SVG. */
    Markup empty(String name, String... attributes) {
        tag(name, attributes);
        out.append("/>");
        return this;
    }

    /** An element with nothing but text. */
    Markup element(String name, String text, String... attributes) {
        return open(name, attributes).text(text).close();
    }

    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** A line break of the file, where white space has no meaning. */
    Markup newline() {
        out.append('\n');
        return this;
    }

    /** Text of a page: line breaks are kept, hidden characters are set apart. */
    Markup text(String text) {
        String visible = Visible.of(text);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            if (c == '\n') {
                out.append("<br/>");
            } else {
                escape(c);
            }
        }
        return this;
    }

    /** Text on one line, for places that take no elements. */
    Markup line(String text) {
        String visible = Visible.line(text);
        for (int i = 0; i < visible.length(); i++) {
            escape(visible.charAt(i));
        }
        return this;
    }

    /** Our own markup, already well-formed. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    private void tag(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            line(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(char c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.append(c);
        }
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("elements are still open: " + open);
        }
        return out.toString();
    }
}
