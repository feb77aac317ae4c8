package io.medml.core.evidence;

import io.medml.core.error.DataException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that was seen and that a reader should know. It is never an exception and never a verdict.
 *
 * @param code stable code, {@code UPPER_SNAKE_CASE}; part of the evidence's contract
 * @param severity how much it weighs
 * @param where the column, slice, file or rule it is about; empty for the whole
 * @param message a sentence for people; never a patient's value
 * @param details counts and settings by name, sorted
 */
public record Finding(String code, Severity severity, String where, String message, SortedMap<String, String> details) {

    /** Copies the details and checks the code. */
    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(message, "message");
        if (!code.matches("[A-Z][A-Z0-9_]*")) {
            throw new IllegalArgumentException(
                    "a finding's code is UPPER_SNAKE_CASE, such as FEW_CASES; this one is not");
        }
        details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
    }

    /**
     * A finding without details.
     *
     * @param code stable code
     * @param severity how much it weighs
     * @param where what it is about
     * @param message a sentence for people
     * @return the finding
     */
    public static Finding of(String code, Severity severity, String where, String message) {
        return new Finding(code, severity, where, message, new TreeMap<>());
    }

    /**
     * The warning that data are generated, which every report on such data has.
     *
     * @param where the data set
     * @return the finding {@code SYNTHETIC_DATA}
     */
    public static Finding syntheticData(String where) {
        return of("SYNTHETIC_DATA", Severity.WARNING, where, "The data are generated, not from patients.");
    }

    /**
     * Adds a detail.
     *
     * @param name its name
     * @param value its value, as text
     * @return a copy with the detail
     */
    public Finding with(String name, Object value) {
        SortedMap<String, String> copy = new TreeMap<>(details);
        copy.put(name, ContentText.detail(value));
        return new Finding(code, severity, where, message, copy);
    }

    Content content() {
        Content.Builder detail = Content.fields();
        for (Map.Entry<String, String> entry : details.entrySet()) {
            detail.put(entry.getKey(), entry.getValue());
        }
        return Content.fields()
                .put("code", code)
                .put("severity", severity.name())
                .put("where", where)
                .put("message", message)
                .put("details", detail.build())
                .build();
    }

    private static Severity severity(String word) {
        for (Severity severity : Severity.values()) {
            if (severity.name().equals(word)) {
                return severity;
            }
        }
        throw new DataException("expected field \"severity\" to be INFO, WARNING or ERROR, found another word");
    }

    static Finding from(Content.Fields fields) {
        return new Finding(
                fields.text("code"),
                severity(fields.text("severity")),
                fields.text("where"),
                fields.text("message"),
                fields.textsByName("details"));
    }
}
