package io.medml.examples.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run is asked to do.
 *
 * @param data the table; without it, the embedded demonstration on generated data
 * @param config the configuration; there exactly when there is data
 * @param out the folder that receives everything
 * @param seed replaces the seeds of the configuration
 * @param clock a fixed time for the ledger, so that a run can be repeated
 * @param signAs identifier of the person who signs
 * @param credentials file with that person's password
 */
public record RunOptions(
        Optional<Path> data,
        Optional<Path> config,
        Path out,
        OptionalLong seed,
        Optional<Instant> clock,
        Optional<String> signAs,
        Optional<Path> credentials) {}
