package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the verification of a ledger found: all in order, or the first fault. Immutable. */
public sealed interface LedgerVerification {

    /**
     * What a reader should know although it is no fault.
     *
     * @return the warnings, in the order in which they were met
     */
    List<Warning> warnings();

    /**
     * Handles both cases.
     *
     * @param whenOk what to do when all is in order
     * @param whenFault what to do with a fault
     * @param <R> type of the result
     * @return the result
     */
    default <R> R fold(Function<? super Ok, ? extends R> whenOk, Function<? super Fault, ? extends R> whenFault) {
        return this instanceof Ok ok ? whenOk.apply(ok) : whenFault.apply((Fault) this);
    }

    /**
     * All that is published is in order.
     *
     * @param size number of entries under the checkpoint
     * @param root root hash of the checkpoint
     * @param unpublished number of entries that only the journal holds yet, verified as well
     * @param reach what was compared besides, and what was not
     * @param warnings what a reader should know
     */
    record Ok(long size, Digest root, long unpublished, Reach reach, List<Warning> warnings)
            implements LedgerVerification {
        /** Copies the warnings. */
        public Ok {
            Objects.requireNonNull(root, "root");
            Objects.requireNonNull(reach, "reach");
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * How far a verification reached beyond the entries: a ledger that is in order says nothing about content that was not
     * compared, and without a checkpoint that was kept apart nothing about what the holder of its key did.
     *
     * @param artefacts number of artefacts in the ledger's own directory, each compared with its digest
     * @param external number of references to artefacts that are kept elsewhere
     * @param compared how many of those were compared with the files of a directory
     * @param superseded how many of those are named again by a later reference, so that no file of theirs is left to compare
     * @param unnamed files of that directory that no entry names, sorted; empty when no directory was given
     * @param trusted number of checkpoints, kept apart from the ledger, that it was held against
     */
    record Reach(long artefacts, long external, long compared, long superseded, List<String> unnamed, int trusted) {
        /** Copies the names. */
        public Reach {
            unnamed = List.copyOf(unnamed);
        }

        /**
         * References to artefacts that were not compared with any content.
         *
         * @return their number
         */
        public long notCompared() {
            return external - compared;
        }
    }

    /**
     * The first fault, in the order of the format's section 12.
     *
     * @param code stable code
     * @param index the entry it was found at, where it was found at one
     * @param path the file, relative to the ledger's directory; for an artefact that is kept elsewhere its name; empty where it
     *     is none
     * @param message what was expected and what was found; never a patient's value
     * @param warnings what was met before
     */
    record Fault(Code code, OptionalLong index, Optional<String> path, String message, List<Warning> warnings)
            implements LedgerVerification {
        /** Copies the warnings. */
        public Fault {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(index, "index");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(message, "message");
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Something that is no fault and that a reader should know.
     *
     * @param code stable code
     * @param message a sentence for people
     */
    record Warning(WarningCode code, String message) {
        /** Checks that both are there. */
        public Warning {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
        }
    }

    /** Kinds of warning. */
    enum WarningCode {
        /** The journal ends in an unfinished write. Opening the ledger for writing sets it aside. */
        TORN_TAIL,
        /** Journal entries after the last signed commit rest on checksums only. */
        UNSIGNED_ENTRIES,
        /** A person set the ledger's clock back. */
        CLOCK_CORRECTED,
        /** A temporary file of an interrupted write is left. */
        TEMPORARY_FILE,
        /** A file that the format does not know lies in the directory. */
        UNKNOWN_FILE,
        /** An anchor of a kind that this version does not check. */
        ANCHOR_NOT_CHECKED
    }

    /** Kinds of fault. */
    enum Code {
        /** There is no checkpoint. */
        E_CHECKPOINT_MISSING,
        /** The checkpoint is not a signed note of three lines. */
        E_CHECKPOINT_SYNTAX,
        /** The checkpoint, the first entry and the key do not name the same ledger. */
        E_ORIGIN,
        /** An entry bundle is not there. */
        E_BUNDLE_MISSING,
        /** An entry bundle does not hold the entries that it should. */
        E_BUNDLE_SYNTAX,
        /** A hash tile is not there. */
        E_TILE_MISSING,
        /** An entry is not the one that its tile was made of. */
        E_LEAF_MISMATCH,
        /** An entry is not in canonical form. */
        E_ENTRY_NOT_CANONICAL,
        /** An entry breaks the schema or lacks what its type needs. */
        E_ENTRY_SCHEMA,
        /** An entry does not stand at its position. */
        E_INDEX,
        /** Time runs backwards. */
        E_TIME_ORDER,
        /** Two entries within the window have one identifier. */
        E_DUPLICATE_ID,
        /** A key rotation is not in order, or the given key never signed for this ledger. */
        E_KEY_CHAIN,
        /** A link does not lead to the entry that it names. */
        E_LINK,
        /** A personal signature does not verify. */
        E_SIGNATURE_EVENT,
        /** A tile is not the hash of what lies below it. */
        E_TILE_MISMATCH,
        /** The tree does not have the checkpoint's root. */
        E_ROOT_MISMATCH,
        /** The checkpoint is not signed by the ledger's active key. */
        E_CHECKPOINT_SIGNATURE,
        /** The journal is damaged. */
        E_WAL_CORRUPT,
        /** The journal holds other entries than the tree, or a commit another root. */
        E_WAL_MISMATCH,
        /** A journal commit is not signed by the ledger's active key. */
        E_WAL_SIGNATURE,
        /**
         * A file among the tiles belongs to no tree of this ledger; or, anywhere in the directory, there is a symbolic link or
         * a special file, behind which content can change outside the ledger.
         */
        E_ORPHAN_FILE,
        /** The ledger is shorter than a checkpoint that was kept. */
        E_ROLLBACK,
        /** The ledger has another history than a checkpoint that was kept. */
        E_FORK,
        /** A kept checkpoint is not one of this ledger. */
        E_ANCHOR,
        /** An anchor's time contradicts the entries. */
        E_ANCHOR_TIME,
        /** An artefact is not there. */
        E_BLOB_MISSING,
        /** An artefact is not what was recorded. */
        E_BLOB_MISMATCH
    }
}
