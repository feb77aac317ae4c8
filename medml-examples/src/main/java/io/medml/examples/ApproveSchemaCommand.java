package io.medml.examples;

import static java.util.Objects.requireNonNull;

import io.medml.core.ledger.Actor;
import io.medml.core.profile.SchemaApproval;
import io.medml.core.profile.SchemaEdits;
import io.medml.examples.validate.ProposalCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps that a person approved a proposed schema. */
@Command(
        name = "approve-schema",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Turns the proposal of validate --infer, which a person has read and edited, into a schema that checks.",
            "Answers to its questions stand in the file, in the field \"answer\" of each; what is left open is printed"
                    + " and kept. An answer changes no rule: edit the column as its question says. Who approved is taken"
                    + " from --by and not proved; sign the approval where that is needed."
        })
final class ApproveSchemaCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--proposal", paramLabel = "FILE", required = true, description = "proposed-schema.json, as edited")
    private @Nullable Path proposal;

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            description =
                    "profile.json of the look that made the proposal; its questions and proposed rules are compared"
                            + " with it, and the approval says so")
    private @Nullable Path profile;

    @Option(names = "--by", paramLabel = "NAME", required = true, description = "full name of the person who approves")
    private @Nullable String by;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "that person's identifier in the organisation; the name unless given")
    private @Nullable String id;

    @Option(names = "--role", paramLabel = "TEXT", description = "the role in which that person approves")
    private @Nullable String role;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why the schema is right")
    private @Nullable String reason;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "receives schema.json, approval.json and approval.html; made if absent")
    private @Nullable Path out;

    @Override
    public Integer call() {
        PrintWriter printed = requireNonNull(spec).commandLine().getOut();
        String name = requireNonNull(by);
        Actor person = new Actor(
                id == null ? name : id,
                Actor.Kind.HUMAN,
                Optional.of(name),
                Optional.ofNullable(role),
                Optional.empty());
        SchemaApproval approval = ProposalCheck.approve(
                requireNonNull(proposal),
                Optional.ofNullable(profile),
                person,
                requireNonNull(reason),
                Clock.systemUTC(),
                requireNonNull(out));
        approval.leftOpen()
                .forEach(question -> printed.println(Medml.plain("left open"
                        + (question.column().isEmpty() ? "" : " " + question.column()) + ": " + question.text())));
        printed.println(stated(
                name,
                approval.at().toString(),
                approval.leftOpen().size(),
                approval.questions().size()));
        SchemaEdits edits = approval.edits();
        printed.println("answers change no rule; of " + edits.columnsProposed() + " proposed columns "
                + edits.columnsChanged() + " were changed and " + edits.columnsRemoved() + " taken out; "
                + edits.columnsAdded() + " were added, with " + edits.rulesOfColumnsAdded() + " rules");
        if (!approval.profileCompared()) {
            printed.println("the proposal was not compared with its profile (--profile FILE)");
        }
        printed.println("written to " + out);
        printed.flush();
        return 0;
    }

    /** Who approved, and what was left open, in one line. */
    static String stated(String by, String at, long open, long questions) {
        return Medml.plain("the schema was approved by " + by + " at " + at + "; " + open + " of " + questions
                + " questions of its proposal were left open");
    }
}
