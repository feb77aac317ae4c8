package io.medml.examples.validate;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.Actor;
import io.medml.core.profile.ProposedSchema;
import io.medml.core.profile.SchemaApproval;
import io.medml.core.profile.SchemaApprovalLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Turns a proposed schema that a person has read and edited into one that checks, with the approval and its page. */
public final class ProposalCheck {

    /** The schema, for a later check. */
    public static final String SCHEMA = "schema.json";

    /** The approval, as the evidence that a ledger would keep. */
    public static final String REPORT = "approval.json";

    /** The page. */
    public static final String PAGE = "approval.html";

    private ProposalCheck() {}

    /**
     * Approves and writes.
     *
     * @param proposal the file
     * @param person who approves
     * @param reason why
     * @param clock says when
     * @param out a folder without results of another step; made if absent
     * @return the approval
     */
    public static SchemaApproval approve(Path proposal, Actor person, String reason, Clock clock, Path out) {
        RegularFile.require(proposal, "a proposed schema");
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(proposal);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "expected a proposed schema at " + proposal + ", found no file that can be read; correct the path",
                    e);
        }
        SchemaApproval approval;
        try {
            approval = ProposedSchema.from(Content.parse(bytes)).approve(person, reason, clock);
        } catch (DataException | IllegalArgumentException | IllegalStateException e) {
            throw new DataException(proposal.getFileName() + ": " + e.getMessage(), e);
        }
        try (ResultFolder results = ResultFolder.at(out)) {
            results.bytes(SCHEMA, approval.dataSchema().content().bytes());
            results.bytes(REPORT, approval.document().bytes());
            results.page(PAGE, SchemaApprovalLayout.of(approval));
        }
        return approval;
    }
}
