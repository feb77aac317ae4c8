/**
 * A page tree that layouts make out of evidence, and its writers.
 *
 * <p>Start at {@link io.medml.core.document.Document}: a title, notices, and blocks (sections, paragraphs, facts, tables,
 * figures, lists, callouts). A {@link io.medml.core.document.Layout} makes one out of a report;
 * {@link io.medml.core.document.Html}, {@link io.medml.core.document.Markdown} and {@link io.medml.core.document.Json} write
 * it. Numbers become text in {@link io.medml.core.document.Figures} and nowhere else; a {@link
 * io.medml.core.document.Chart} is data until a writer draws it.
 *
 * <p>Every text is plain text. A writer shows it as it is: markup in it is escaped, and a character that would be invisible
 * or would reorder its neighbours is shown by its number, such as {@code U+202E} in angle brackets. All types are immutable,
 * except builders, which are confined to one thread.
 */
@NullMarked
package io.medml.core.document;

import org.jspecify.annotations.NullMarked;
