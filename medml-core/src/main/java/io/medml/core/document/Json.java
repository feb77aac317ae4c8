package io.medml.core.document;

import java.nio.file.Path;

/** Writes a document as JSON text. */
@SuppressWarnings("DoNotCallSuggester") // until the writer stands
public final class Json {

    private Json() {}

    /**
     * The document as text.
     *
     * @param document the document
     * @return the text
     */
    public static String text(Document document) {
        throw new UnsupportedOperationException("not written yet: " + document.title());
    }

    /**
     * Writes the document to a file, in UTF-8, whole or not at all.
     *
     * @param document the document
     * @param path the file; replaced if it exists
     */
    public static void write(Document document, Path path) {
        throw new UnsupportedOperationException("not written yet: " + document.title() + path);
    }
}
