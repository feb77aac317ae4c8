package io.medml.examples.run;

import io.medml.compliance.signature.Credentials;
import io.medml.core.error.DataException;
import io.medml.core.error.IntegrityException;
import io.medml.core.ledger.Actor;
import io.medml.core.ledger.Ed25519Signer;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerVerification;
import io.medml.core.ledger.LedgerVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The main job: from a table to a signed, recorded release decision and a model card.
 *
 * <p>It is the lines that a host would write itself, in their order; nothing in the library knows this class. The data
 * are read and checked first; then a ledger is opened in a folder of its own beside the target, configuration, criteria and
 * plan are pinned in it before anything is trained or tested, and everything is moved to the target when it is whole.
 */
public final class StudyRun {

    private final RunConfig config;
    private final RunOptions options;
    private final Progress progress;

    private StudyRun(RunConfig config, RunOptions options, Progress progress) {
        this.config = config;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Runs the job.
     *
     * @param options what to do
     * @param progress hears of each step
     * @return how it ended
     * @throws io.medml.core.error.MedmlException when the input is unusable; nothing is left behind
     */
    public static RunOutcome run(RunOptions options, Progress progress) {
        if (options.data().isPresent() != options.config().isPresent()) {
            throw new DataException("expected --data and --config together, found only one of them;"
                    + " give both for real data, or none for the embedded demonstration");
        }
        if (options.signAs().isPresent() != options.credentials().isPresent()) {
            throw new DataException("expected --sign-as and --credentials together, found only one of them");
        }
        if (options.signAs().isPresent() && options.data().isEmpty()) {
            throw new DataException("expected --sign-as only with --data: the demonstration has its own signer");
        }
        progress.step("reading the configuration");
        RunConfig config = options.config().map(RunConfig::read).orElseGet(RunConfig::embedded);
        StudyRun run = new StudyRun(config, options, progress);
        Optional<Signer> signer = Signer.of(config, options);
        try {
            Path staging = RunFiles.stage(options.out());
            try {
                return run.carryOut(staging, signer);
            } finally {
                RunFiles.delete(staging);
            }
        } finally {
            signer.ifPresent(Signer::close);
        }
    }

    /**
     * Reads a password from the first line of a file.
     *
     * @param file the file
     * @return the password
     */
    public static Credentials readCredentials(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            String password = lines.findFirst().orElse("").strip();
            if (password.isEmpty()) {
                throw new DataException("expected a password in the first line of " + file + ", found none");
            }
            return Credentials.password(password.toCharArray());
        } catch (IOException e) {
            throw new DataException(
                    "expected a readable file with the password at " + file + ", found none; correct --credentials", e);
        }
    }

    private RunOutcome carryOut(Path staging, Optional<Signer> signer) {
        Prepared data = new Prepared(config, options, progress);
        progress.step("opening the ledger; pinning configuration, criteria and plan");
        Ed25519Signer key =
                Ed25519Signer.generate("medml.example/" + config.name.replaceAll("[^A-Za-z0-9._~-]", "-") + "/audit");
        Clock clock = options.clock().map(t -> Clock.fixed(t, ZoneOffset.UTC)).orElse(Clock.systemUTC());
        RunFiles.createDirectory(staging.resolve("documents"));
        RunFiles.createDirectory(staging.resolve("evidence"));
        String origin = key.key().name();
        Recording recording;
        try (Ledger ledger = Ledger.builder(staging.resolve("ledger"))
                .clock(clock)
                .signer(key)
                .actor(Actor.service("svc:medml-run"))
                .open()) {
            recording = new Recording(config, options, progress, ledger, data, signer);
            progress.step("writing the documents");
            new RunPages(config, options, recording, staging).write();
        }
        key.save(staging.resolve("ledger.key"));
        RunFiles.write(staging.resolve("ledger.vkey"), key.key().vkey() + "\n");
        progress.step("verifying the ledger");
        LedgerVerification verification = LedgerVerifier.of(staging.resolve("ledger"))
                .key(key.key())
                .files(staging)
                .verify();
        String verified = verification.fold(
                ok -> "OK, " + ok.size() + " entries, root " + ok.root().hex() + ", "
                        + ok.reach().compared() + " files as recorded",
                fault -> {
                    throw new IntegrityException("the ledger that was just written does not verify: " + fault.code()
                            + ", " + fault.message());
                });
        String summary = new RunSummary(config, data, recording, options.out(), origin, verified).text();
        RunFiles.write(staging.resolve("summary.txt"), summary);
        List<Path> files = RunFiles.publish(staging, options.out());
        return new RunOutcome(recording.standing, files, summary, recording.refusal);
    }
}
