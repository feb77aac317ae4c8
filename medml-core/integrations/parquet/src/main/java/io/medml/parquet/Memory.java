package io.medml.parquet;

/** The bytes that the pages of all columns may take together. */
final class Memory {

    private final long most;
    private long held;

    Memory(long most) {
        this.most = most;
    }

    void take(long bytes) {
        if (bytes > most - held) {
            throw Malformed.refused(
                    "pages that take at most " + most + " bytes of memory together",
                    "larger ones",
                    "raise maxMemory(..) if the file is sound, or read fewer columns with columns(..)");
        }
        held += bytes;
    }

    void give(long bytes) {
        held -= bytes;
    }
}
