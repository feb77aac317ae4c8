package io.medml.examples.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param standing where the candidate stands
 * @param files every file that was written
 * @param summary one page for people
 * @param refusal why a signature or release that was asked for was refused, if it was; the ledger holds the attempt
 */
public record RunOutcome(Standing standing, List<Path> files, String summary, Optional<String> refusal) {

    /** Where the candidate stands at the end. */
    public enum Standing {
        /** Released under a signature. */
        RELEASED("RELEASED"),
        /** Within the plan; a person has to sign before it may be released. */
        AWAITING_SIGNATURE("AWAITING SIGNATURE"),
        /** Not to be released on this decision. */
        NOT_RELEASED("NOT RELEASED");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /**
         * Says it in words.
         *
         * @return for example {@code AWAITING SIGNATURE}
         */
        public String words() {
            return words;
        }
    }

    /** Copies the files. */
    public RunOutcome {
        files = List.copyOf(files);
    }
}
