package io.medml.examples.validate;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.ledger.Actor;
import io.medml.core.profile.ProposedSchema;
import io.medml.core.profile.SchemaApproval;
import io.medml.core.profile.SchemaApprovalLayout;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

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
     * @param profile the profile that the proposal came from, with which it is compared; empty where it is not at hand
     * @param person who approves
     * @param reason why
     * @param clock says when
     * @param out a folder without results of another step; made if absent
     * @return the approval
     */
    public static SchemaApproval approve(
            Path proposal, Optional<Path> profile, Actor person, String reason, Clock clock, Path out) {
        Optional<Evidence> look = profile.map(file -> RegularFile.read(file, "a profile", EvidenceDocument::parse));
        SchemaApproval approval = RegularFile.read(proposal, "a proposed schema", bytes -> {
            ProposedSchema read = ProposedSchema.from(Content.parse(bytes));
            return look.map(read::proposedBy).orElse(read).approve(person, reason, clock);
        });
        try (ResultFolder results = ResultFolder.at(out)) {
            results.bytes(SCHEMA, approval.dataSchema().content().bytes());
            results.bytes(REPORT, approval.document().bytes());
            results.page(PAGE, SchemaApprovalLayout.of(approval));
        }
        return approval;
    }
}
