package io.medml.core.document;

/**
 * A way to set a subject as a document: which numbers are shown, in which order, in which words. A door: bring your own to
 * match your forms.
 *
 * <p>A layout selects, words and rounds (with {@link Figures}); it computes nothing. It is a pure function: the same subject
 * gives an equal document. A layout of a report that is not recorded adds {@link Notice.Kind#NOT_RECORDED}.
 *
 * @param <T> the subject, such as a report
 */
@FunctionalInterface
public interface Layout<T> {

    /**
     * Sets the subject as a document.
     *
     * @param subject what to show
     * @return the document
     */
    Document layOut(T subject);
}
