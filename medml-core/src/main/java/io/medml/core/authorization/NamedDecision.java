package io.medml.core.authorization;

import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.ledger.Ledger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The decision of the gate that an entry of the log names, as the ledger holds it. */
record NamedDecision(
        boolean covered,
        String hash,
        String operation,
        String purpose,
        List<String> places,
        Optional<LocalDate> first,
        Optional<LocalDate> last,
        Optional<String> recipient,
        Optional<String> noAgreementBecause,
        List<String> conditions) {

    /** The decision at a position; empty where the entry holds no decision of the gate, or one whose document cannot be read. */
    static Optional<NamedDecision> at(long index, Ledger ledger) {
        try {
            Evidence decision = ledger.recorded(index).evidence();
            if (!decision.schema().equals("data-use-decision/1")) {
                return Optional.empty();
            }
            Content.Fields body = decision.body().asFields();
            Content.Fields request = body.fields("request");
            return Optional.of(new NamedDecision(
                    body.text("outcome").equals(DataUseDecision.Outcome.COVERED.name()),
                    decision.about().get(0).digest().hex(),
                    request.text("operation"),
                    request.text("purpose"),
                    texts(request, "places"),
                    text(request, "first_day").map(LocalDate::parse),
                    text(request, "last_day").map(LocalDate::parse),
                    text(request, "recipient"),
                    text(request, "no_agreement_because"),
                    texts(request, "conditions_met")));
        } catch (IllegalArgumentException | DataException | DateTimeException | IntegrityException e) {
            // deliberate: the entry records no evidence, other evidence, or a document that is gone; who asks takes it
            // for
            // no permission
            return Optional.empty();
        }
    }

    /** A text; empty where it is not stated, or what is stated is no text. */
    static Optional<String> text(Content.Fields fields, String key) {
        return fields.values().get(key) instanceof Content.Text text ? Optional.of(text.value()) : Optional.empty();
    }

    /** The texts of a list; empty where it is not stated. What is no text is left out. */
    static List<String> texts(Content.Fields fields, String key) {
        List<String> texts = new ArrayList<>();
        if (fields.values().get(key) instanceof Content.Items items) {
            items.values().forEach(item -> {
                if (item instanceof Content.Text text) {
                    texts.add(text.value());
                }
            });
        }
        return texts;
    }

    /** What it is not about, of a use of the data with this digest. */
    List<String> outside(String data, String use, String place, LocalDate day) {
        List<String> outside = new ArrayList<>();
        if (!covered) {
            outside.add("it permits nothing");
        }
        if (!hash.equals(data)) {
            outside.add("it is about another data set");
        }
        if (!purpose.equals(use)) {
            outside.add("it is for another purpose");
        }
        if (!places.contains(place)) {
            outside.add("it is for another place");
        }
        if (first.isEmpty() || last.isEmpty() || day.isBefore(first.get()) || day.isAfter(last.get())) {
            outside.add("it is for other days");
        }
        return outside;
    }
}
