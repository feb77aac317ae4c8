package io.medml.examples;

import static java.util.Objects.requireNonNull;

import io.medml.compliance.access.Person;
import io.medml.compliance.access.Role;
import io.medml.compliance.signature.Credentials;
import io.medml.compliance.signature.PasswordDirectory;
import io.medml.core.error.DataException;
import io.medml.core.error.MedmlException;
import io.medml.core.evidence.Content;
import io.medml.core.ledger.LedgerVerification;
import io.medml.core.ledger.LedgerVerifier;
import io.medml.examples.bench.Benchmark;
import io.medml.examples.defects.DefectTable;
import io.medml.examples.qualify.KnownAnswers;
import io.medml.examples.run.RunOptions;
import io.medml.examples.run.RunOutcome;
import io.medml.examples.run.StudyRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line of medml: {@code run}, {@code validate}, {@code approve-schema}, {@code verify-ledger}, {@code qualify}, {@code bench}, {@code evidence},
 * {@code identity}.
 */
@Command(
        name = "medml",
        mixinStandardHelpOptions = true,
        versionProvider = Medml.Version.class,
        description = "Turns the life of a medical AI model into evidence.",
        subcommands = {
            Medml.Run.class,
            ValidateCommand.class,
            ApproveSchemaCommand.class,
            Medml.VerifyLedger.class,
            Medml.Qualify.class,
            Medml.Bench.class,
            Medml.KnownDefectsFound.class,
            Medml.Identity.class
        },
        footer = {"", "Exit codes: 0 done, 1 a fault was found, 2 unusable input or usage."})
public final class Medml implements Callable<Integer> {

    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");
    static final int FAULT = 1;
    private static final int UNUSABLE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    Medml() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        // deliberate: Tribuo reports each training on this logger; progress says it already
        TRIBUO.setLevel(Level.WARNING);
        int code = execute(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /**
     * Runs a command.
     *
     * @param out receives results
     * @param err receives progress and errors
     * @param arguments the command line
     * @return 0 done, 1 a fault was found, 2 unusable input or usage
     */
    public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Medml());
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText("medml: " + paragraph(message(exception))));
            return UNUSABLE;
        });
        line.setParameterExceptionHandler((exception, parsed) -> {
            CommandLine command = exception.getCommandLine();
            command.getErr()
                    .println(command.getColorScheme()
                            .errorText("medml: " + paragraph(ValidateCommand.usage(exception)) + "; see '"
                                    + command.getCommandSpec().qualifiedName() + " --help'"));
            return UNUSABLE;
        });
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError e) {
            err.println("medml: the memory of this process was not enough ("
                    + e.getClass().getSimpleName()
                    + "); nothing was released; give it more with java -Xmx, or give less data");
            return UNUSABLE;
        }
    }

    /** One paragraph that says what, where and what to do. */
    private static String message(Throwable exception) {
        if (exception instanceof MedmlException
                || exception instanceof IllegalArgumentException
                || exception instanceof IllegalStateException) {
            return String.valueOf(exception.getMessage());
        }
        if (exception instanceof UncheckedIOException io) {
            String text = String.valueOf(io.getMessage());
            String cause = String.valueOf(io.getCause());
            return text.equals(cause)
                    ? "a file could not be read or written: " + cause + "; check that it is there and its permissions"
                    : text + " (" + cause + ")";
        }
        return "something went wrong that medml does not know: " + exception
                + "; please report it with the command that you ran";
    }

    private static String paragraph(String text) {
        return plain(text.strip().replaceAll("\\s*\\R\\s*", " "));
    }

    /** Text out of files cannot move the cursor, recolour the terminal or turn the direction of what is printed. */
    static String plain(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE) {
                kept.append(String.format(Locale.ROOT, "\\u{%x}", c));
            } else {
                kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }

    @Override
    public Integer call() {
        requireNonNull(spec).commandLine().usage(spec.commandLine().getOut());
        return UNUSABLE;
    }

    /** The version that the jar states. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Medml.class.getPackage().getImplementationVersion();
            return new String[] {
                "medml " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version(),
            };
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Walks the whole chain: validate, split by patient, train two versions, evaluate, check calibration,"
                        + " audit bias, search weak segments, list failure cases, compare, judge, decide under the plan,"
                        + " sign, release, write the documents, verify the ledger.",
                "Without --data and --config: an embedded demonstration on generated data."
            })
    static final class Run implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Option(names = "--data", paramLabel = "FILE", description = "the table, CSV or CSV.gz")
        private @Nullable Path data;

        @Option(names = "--config", paramLabel = "FILE", description = "the configuration, YAML")
        private @Nullable Path config;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                required = true,
                description = "receives everything; made if absent, and empty of former results")
        private @Nullable Path out;

        @Option(names = "--seed", paramLabel = "N", description = "replaces all seeds of the configuration")
        private @Nullable Long seed;

        @Option(
                names = "--clock",
                paramLabel = "INSTANT",
                description = "a fixed time such as 2026-01-01T00:00:00Z, to make a run repeatable")
        private @Nullable String clock;

        @Option(
                names = "--sign-as",
                paramLabel = "ID",
                description = "the person who signs, an identity of the configuration")
        private @Nullable String signAs;

        @Option(
                names = "--credentials",
                paramLabel = "FILE",
                description = "file with that person's password in its first line")
        private @Nullable Path credentials;

        @Override
        public Integer call() {
            CommandLine line = requireNonNull(spec).commandLine();
            long start = System.nanoTime();
            int[] count = {0};
            RunOutcome outcome = StudyRun.run(
                    new RunOptions(
                            Optional.ofNullable(data),
                            Optional.ofNullable(config),
                            requireNonNull(out),
                            seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                            Optional.ofNullable(clock).map(Run::instant),
                            Optional.ofNullable(signAs),
                            Optional.ofNullable(credentials)),
                    step -> line.getErr()
                            .printf(
                                    Locale.ROOT,
                                    "[%2d] %6.1f s  %s%n",
                                    ++count[0],
                                    Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0,
                                    step));
            line.getOut().println(outcome.summary());
            line.getOut().println("Every file:");
            outcome.files().forEach(file -> line.getOut().println("  " + file));
            line.getOut()
                    .printf(
                            Locale.ROOT,
                            "%nDone in %.1f s: %s%n",
                            Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0,
                            outcome.standing().words());
            return outcome.refusal()
                    .map(reason -> {
                        line.getErr()
                                .println("medml: " + paragraph(reason)
                                        + " Everything else is done and the candidate is not released; correct"
                                        + " --sign-as, --credentials or the plan and run again into another folder.");
                        return UNUSABLE;
                    })
                    .orElse(0);
        }

        private static Instant instant(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new DataException(
                        "expected --clock to be an instant such as 2026-01-01T00:00:00Z, found \"" + text + "\"", e);
            }
        }
    }

    @Command(
            name = "verify-ledger",
            mixinStandardHelpOptions = true,
            description = {
                "Verifies a ledger with nothing but its files and its public key. Read-only.",
                "After OK it says what was compared and what was not."
            })
    static final class VerifyLedger implements Callable<Integer> {
        private static final int NAMES = 10;

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = "the ledger's directory")
        private @Nullable Path directory;

        @Option(
                names = "--vkey",
                paramLabel = "KEY",
                required = true,
                description = "the verifier key, or a file that holds it")
        private @Nullable String vkey;

        @Option(
                names = "--trusted",
                paramLabel = "FILE",
                description = "a checkpoint kept elsewhere, that the ledger must extend; may be repeated")
        private List<Path> trusted = List.of();

        @Option(
                names = "--files",
                paramLabel = "DIR",
                description = "directory of the artefacts kept elsewhere, such as that of a run; each is compared")
        private @Nullable Path files;

        @Override
        public Integer call() {
            CommandLine line = requireNonNull(spec).commandLine();
            Path ledger = requireNonNull(directory);
            if (!Files.isDirectory(ledger)) {
                throw new DataException("expected the directory of a ledger at " + ledger
                        + ", found none; give the folder that holds its checkpoint");
            }
            LedgerVerifier verifier = LedgerVerifier.of(ledger).key(key(requireNonNull(vkey)));
            for (Path checkpoint : trusted) {
                verifier = verifier.trusted(bytes(checkpoint));
            }
            if (files != null) {
                if (!Files.isDirectory(files)) {
                    throw new DataException("expected a directory with the files to compare at " + files
                            + ", found none; correct --files");
                }
                verifier = verifier.files(files);
            }
            LedgerVerification verification = verifier.verify();
            verification
                    .warnings()
                    .forEach(w -> line.getOut().println(plain("warning " + w.code() + ": " + w.message())));
            return verification.fold(
                    ok -> {
                        line.getOut()
                                .println("OK " + ok.size() + " entries, root "
                                        + ok.root().hex());
                        reach(ok.reach()).forEach(words -> line.getOut().println(plain(words)));
                        return 0;
                    },
                    fault -> {
                        line.getOut()
                                .println(plain(fault.code()
                                        + (fault.index().isPresent()
                                                ? " at entry " + fault.index().getAsLong()
                                                : "")
                                        + fault.path().map(p -> " in " + p).orElse("") + ": " + fault.message()));
                        return FAULT;
                    });
        }

        /** What OK rests on, and what it does not say. */
        private List<String> reach(LedgerVerification.Reach reach) {
            List<String> lines = new ArrayList<>();
            lines.add("checked: entries, hashes, signatures, journal; "
                    + counted(reach.artefacts(), "artefact") + " in the ledger's own directory"
                    + (files == null ? "" : "; " + counted(reach.compared(), "file") + " in " + files)
                    + (reach.trusted() == 0 ? "" : "; " + counted(reach.trusted(), "trusted checkpoint")));
            long absent = reach.notCompared() - reach.superseded();
            if (absent > 0) {
                lines.add("NOT checked: " + counted(absent, "external artefact")
                        + " not compared with what was recorded; give the directory with --files");
            }
            if (reach.superseded() > 0) {
                lines.add("NOT checked: " + counted(reach.superseded(), "external artefact")
                        + " not compared, whose name a later entry gives to another content");
            }
            if (!reach.unnamed().isEmpty()) {
                lines.add("NOT checked: " + counted(reach.unnamed().size(), "file") + " in " + files
                        + " that no entry names: "
                        + reach.unnamed().stream().limit(NAMES).collect(Collectors.joining(", "))
                        + (reach.unnamed().size() > NAMES ? ", ..." : ""));
            }
            if (reach.trusted() == 0) {
                lines.add("NOT checked: no trusted checkpoint given, so it is not excluded that the end was cut off or"
                        + " that the holder of the key wrote another history; give one that was kept elsewhere"
                        + " with --trusted");
            }
            return lines;
        }

        private static String counted(long number, String word) {
            return number + " " + word + (number == 1 ? "" : "s");
        }

        private static String key(String given) {
            if (given.contains("+") && !Files.exists(Path.of(given))) {
                return given;
            }
            return new String(bytes(Path.of(given)), StandardCharsets.UTF_8).strip();
        }

        private static byte[] bytes(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new DataException("expected a readable file at " + file + ", found none; correct the path", e);
            }
        }
    }

    @Command(
            name = "qualify",
            mixinStandardHelpOptions = true,
            description = "Runs every case with a known answer in a folder through the public API.")
    static final class Qualify implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Option(names = "--cases", paramLabel = "DIR", required = true, description = "folder with the cases")
        private @Nullable Path cases;

        @Override
        public Integer call() {
            CommandLine line = requireNonNull(spec).commandLine();
            KnownAnswers.Summary summary = KnownAnswers.run(requireNonNull(cases), line.getOut());
            line.getOut().flush();
            return summary.total().failed() == 0 ? 0 : FAULT;
        }
    }

    @Command(
            name = "evidence",
            mixinStandardHelpOptions = true,
            description = {
                "Prints, as Markdown, which known defects of public data sets are found, missed, and raised without"
                        + " need.",
                "The data sets are not part of medml; --data names the folder that holds theirs."
            })
    static final class KnownDefectsFound implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Option(names = "--data", paramLabel = "DIR", required = true, description = "folder of the data sets")
        private @Nullable Path data;

        @Override
        public Integer call() {
            PrintWriter out = requireNonNull(spec).commandLine().getOut();
            boolean all = DefectTable.print(requireNonNull(data), out);
            out.flush();
            return all ? 0 : FAULT;
        }
    }

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = "Measures time and memory of the statistics on a generated input and prints one JSON line.")
    static final class Bench implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "WORKLOAD", description = "what to measure, such as w1 or w2_cluster")
        private @Nullable String workload;

        @Option(names = "--input", paramLabel = "DIR", required = true, description = "folder with the inputs")
        private @Nullable Path input;

        @Option(names = "--n", paramLabel = "N", required = true, description = "number of rows of the input")
        private int n;

        @Option(names = "--threads", paramLabel = "T", description = "threads it may use; 1 unless given")
        private int threads = 1;

        @Override
        public Integer call() {
            String line = Benchmark.line(requireNonNull(workload), requireNonNull(input), n, threads);
            requireNonNull(spec).commandLine().getOut().println(line);
            return 0;
        }
    }

    @Command(
            name = "identity",
            mixinStandardHelpOptions = true,
            description = "Prints an identity with a password verifier, to be put into a configuration.")
    static final class Identity implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Option(names = "--id", required = true, description = "identifier that belongs to one person for ever")
        private @Nullable String id;

        @Option(names = "--name", required = true, description = "printed name")
        private @Nullable String name;

        @Option(names = "--role", required = true, description = "role such as quality-manager; may be repeated")
        private List<String> roles = List.of();

        @Option(names = "--zone", description = "time zone such as Europe/Berlin; UTC unless given")
        private String zone = "UTC";

        @Option(
                names = "--credentials",
                paramLabel = "FILE",
                required = true,
                description = "file with the password in its first line")
        private @Nullable Path credentials;

        @Override
        public Integer call() {
            CommandLine line = requireNonNull(spec).commandLine();
            Person person = person();
            try (Credentials password = StudyRun.readCredentials(requireNonNull(credentials))) {
                line.getOut()
                        .println("- {id: " + quoted(person.id()) + ", name: " + quoted(person.printedName())
                                + ", roles: ["
                                + person.roles().stream()
                                        .map(role -> quoted(role.name()))
                                        .collect(Collectors.joining(", "))
                                + "], zone: " + quoted(person.zone().getId()) + ", verifier: "
                                + quoted(PasswordDirectory.verifier(password, new SecureRandom())) + "}");
            }
            return 0;
        }

        private Person person() {
            try {
                return new Person(
                        requireNonNull(id),
                        requireNonNull(name),
                        roles.stream().map(Role::new).collect(Collectors.toSet()),
                        ZoneId.of(zone));
            } catch (DateTimeException e) {
                throw new DataException(
                        "expected --zone to be a time zone such as Europe/Berlin, found \"" + zone + "\"", e);
            }
        }

        /** A JSON text is a YAML text, whatever is in it. */
        private static String quoted(String text) {
            return new String(Content.text(text).bytes(), StandardCharsets.UTF_8);
        }
    }
}
