package io.medml.core.ledger;

import io.medml.core.evidence.Digest;
import io.medml.core.ledger.LedgerVerification.Code;
import java.io.IOException;
import java.util.List;

/**
 * The few file operations that a ledger needs, below one directory, so that a test can put a faulty disk in their place.
 *
 * <p>Paths are relative to the directory, with {@code /}. What an operation changes is durable only after the sync that
 * belongs to it: of the file for content, of the directory for names. A write may be cut short by a failure.
 */
interface LedgerFiles {

    /** The directory, for messages to its operator. */
    String where();

    /** The names directly in a directory, sorted; those of directories end in {@code /}. None when it does not exist. */
    List<String> list(String directory) throws IOException;

    boolean exists(String file);

    /**
     * The content up to a number of bytes, whatever the file claims to hold;
     * {@link java.nio.file.NoSuchFileException} when there is no such file.
     */
    byte[] head(String file, int most) throws IOException;

    /**
     * The whole content of a file that has a greatest size. No file of a ledger is read in another way, since a file that was
     * swapped for a huge one would otherwise end the process instead of being named.
     */
    default byte[] read(String file, int most, Code whenLarger) throws IOException, LedgerFault {
        byte[] content = head(file, most + 1);
        if (content.length > most) {
            throw new LedgerFault(whenLarger, -1, file, "expected at most " + most + " bytes, found more");
        }
        return content;
    }

    long size(String file) throws IOException;

    /** The digest of a file's content, for which it need not fit into memory. */
    Digest sha256(String file) throws IOException;

    /**
     * What lies below the directory and is neither a regular file nor a directory, sorted: symbolic links, which lead to
     * content that this directory does not keep, and special files.
     */
    default List<String> strange() throws IOException {
        return List.of();
    }

    /** Makes one directory, whose parent exists, and says whether it was not there. The empty path is the ledger's own. */
    boolean makeDirectory(String directory) throws IOException;

    /** Removes a directory when it is there and empty. */
    void removeIfEmpty(String directory) throws IOException;

    /** Opens a new, empty file for writing; what was there under this name is cut to nothing. */
    Output create(String file) throws IOException;

    /** Opens an existing file for writing at its end. */
    Output append(String file) throws IOException;

    /** Renames a file; one that bears the new name already is replaced in one step. */
    void rename(String from, String to) throws IOException;

    void delete(String file) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(String directory) throws IOException;

    /**
     * Takes the lock of the directory for this process. Closing the result gives it back.
     *
     * @throws IOException whose message names the holder, when somebody else has it
     */
    Lock lock() throws IOException;

    /** A lock that is held. */
    interface Lock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** A file that is open for writing at its end. */
    interface Output extends AutoCloseable {
        void write(byte[] bytes) throws IOException;

        /** Makes content and length durable. */
        void sync() throws IOException;

        /** Cuts the file; later writes go on from there. */
        void truncate(long size) throws IOException;

        long size() throws IOException;

        @Override
        void close() throws IOException;
    }
}
