package io.medml.parquet;

/** What a value is in the file, in the order of the numbers that the format gives. */
enum Physical {
    BOOLEAN(0),
    INT32(4),
    INT64(8),
    INT96(12),
    FLOAT(4),
    DOUBLE(8),
    BYTE_ARRAY(0),
    FIXED_LEN_BYTE_ARRAY(0);

    /** Bytes of a value, or 0 where the type alone does not say it. */
    final int width;

    Physical(int width) {
        this.width = width;
    }

    static Physical of(int number) {
        if (number < 0 || number >= values().length) {
            throw Malformed.damaged("a type of the format", "an unknown number");
        }
        return values()[number];
    }

    boolean isBytes() {
        return this == BYTE_ARRAY || this == FIXED_LEN_BYTE_ARRAY || this == INT96;
    }
}
