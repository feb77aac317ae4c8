package io.medml.core.validation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.util.Optional;

/**
 * Who approved a schema, and what they left open.
 *
 * @param name the person's name
 * @param id the person's identifier
 * @param at when, as the approval writes it
 * @param questions how many questions the proposal had
 * @param open how many of them have no answer
 */
record ApprovedSchema(String name, String id, String at, long questions, long open) {

    /** Reads an approval. Answers are counted here, whatever number the document states. */
    static ApprovedSchema of(Evidence approval) {
        try {
            Content.Fields body = approval.body().asFields();
            Content.Fields person = body.fields("person");
            long open = body.list("questions").stream()
                    .filter(question -> question.asFields().text("answer").isBlank())
                    .count();
            return new ApprovedSchema(
                    person.text("name"),
                    person.text("id"),
                    body.text("at"),
                    body.list("questions").size(),
                    open);
        } catch (DataException e) {
            throw new DataException("approval of a schema: " + e.getMessage(), e);
        }
    }

    /** What a report says where a question is open; no schema can make it weigh less. */
    Optional<Finding> finding() {
        return open == 0
                ? Optional.empty()
                : Optional.of(Finding.of(
                                DataValidator.QUESTIONS_LEFT_OPEN,
                                Severity.WARNING,
                                "",
                                "the schema was approved with " + open + " of " + questions
                                        + " questions of its proposal left open, so some of its rules are what the data"
                                        + " looked like")
                        .with("questions", questions)
                        .with("open", open));
    }

    Content content() {
        return Content.fields()
                .put("by", name)
                .put("by_id", id)
                .put("at", at)
                .put("questions", questions)
                .put("questions_open", open)
                .build();
    }
}
