package io.medml.core.lineage;

import java.util.Locale;
import java.util.Objects;

/**
 * A digest that another tool computed, with the algorithm that it used. It never stands for a {@link io.medml.core.evidence.Digest}:
 * those of MD5 can be made equal for different files on purpose, and an entity tag is whatever a store says it is. Immutable.
 *
 * @param algorithm the algorithm
 * @param value the digest as the tool writes it
 * @param ofDirectory whether it is of the list of a directory and not of a file
 */
public record ForeignDigest(Algorithm algorithm, String value, boolean ofDirectory) {

    /** How a digest was computed. */
    public enum Algorithm {
        /** MD5 over the bytes; DVC since version 3. */
        MD5,
        /** MD5 over the bytes of a text with line ends made those of Unix; DVC before version 3. */
        MD5_DOS2UNIX,
        /** An entity tag of a web server or object store. */
        ETAG,
        /** A checksum of HDFS. */
        CHECKSUM;

        /**
         * The name that DVC uses.
         *
         * @return such as {@code md5-dos2unix}
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Checks that all parts are there. */
    public ForeignDigest {
        Objects.requireNonNull(algorithm, "algorithm");
        if (value.isBlank()) {
            throw new IllegalArgumentException("a digest is not blank");
        }
    }

    @Override
    public String toString() {
        return algorithm.word() + ":" + value;
    }
}
