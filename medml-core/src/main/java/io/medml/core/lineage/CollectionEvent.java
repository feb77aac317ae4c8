package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Objects;

/**
 * How raw data came into being: an export, a study, a scanner's archive. All of it is stated by the host. Immutable.
 *
 * @param id its identifier, such as {@code pacs-export-2026-03}
 * @param site where, as the host names its sites
 * @param from first day of the period that the data are of
 * @param to last day
 * @param how what was collected and how, in people's own words
 */
public record CollectionEvent(String id, String site, LocalDate from, LocalDate to, String how) {

    /** Checks names, text and the order of the days. */
    public CollectionEvent {
        Name.requireTrimmed(id, "the id of a collection event");
        Name.requireTrimmed(site, "the site of a collection event");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (to.isBefore(from)) {
            throw new IllegalArgumentException(
                    "a collection event ends on or after the day it begins, got " + from + " to " + to);
        }
        StatedText.require(how, "how the data were collected");
    }

    /**
     * Names the event and pins what is stated of it.
     *
     * @return a reference whose version is the period
     */
    public ArtifactRef reference() {
        return new ArtifactRef(
                ArtifactRef.Kind.COLLECTION,
                id,
                from + "/" + to,
                Digest.sha256(content().bytes()));
    }

    Content content() {
        return Content.fields()
                .put("id", id)
                .put("site", site)
                .put("from", from.toString())
                .put("to", to.toString())
                .put("how", how)
                .build();
    }

    static CollectionEvent from(StrictFields fields) {
        try {
            return new CollectionEvent(
                    fields.text("id"),
                    fields.text("site"),
                    LocalDate.parse(fields.text("from")),
                    LocalDate.parse(fields.text("to")),
                    fields.text("how"));
        } catch (DateTimeParseException e) {
            throw new DataException(fields.where() + ": expected days such as 2026-03-31, found something else", e);
        } catch (IllegalArgumentException e) {
            throw new DataException(fields.where() + ": " + e.getMessage(), e);
        }
    }
}
