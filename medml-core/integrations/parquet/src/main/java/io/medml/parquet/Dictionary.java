package io.medml.parquet;

/** The values that a column's pages name by their places: the page, and where in it each value starts. */
final class Dictionary {

    private final Physical type;
    private final Cursor page;
    private final int width;
    private final int[] starts;
    private final int count;

    Dictionary(ColumnType column, byte[] bytes, int count) {
        this.type = column.physical();
        this.page = new Cursor(bytes, 0, bytes.length);
        this.width = column.width();
        int smallest = type == Physical.BYTE_ARRAY ? Integer.BYTES : width;
        if (type == Physical.BOOLEAN || count < 0 || (long) count * smallest > bytes.length) {
            throw Malformed.cut("as many values as the dictionary announces");
        }
        this.count = count;
        this.starts = new int[type == Physical.BYTE_ARRAY ? count : 0];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = page.position();
            page.advance(page.unsigned(Integer.BYTES));
        }
    }

    /** What is held besides the page. */
    long size() {
        return (long) Integer.BYTES * starts.length;
    }

    void put(long place, Values into) {
        if (place >= count) {
            throw Malformed.damaged("a place in a dictionary of " + count + " values", "one beyond it");
        }
        int from = type == Physical.BYTE_ARRAY ? starts[(int) place] : (int) place * width;
        Cursor value = new Cursor(page.bytes, from, page.end);
        switch (type) {
            case INT32 -> into.number = (int) value.unsigned(4);
            case FLOAT -> into.number = value.unsigned(4);
            case INT64, DOUBLE -> into.number = value.unsigned(8);
            case BYTE_ARRAY -> {
                into.length = (int) value.unsigned(Integer.BYTES);
                into.bytes = page.bytes;
                into.offset = from + Integer.BYTES;
            }
            case FIXED_LEN_BYTE_ARRAY, INT96 -> {
                into.length = width;
                into.bytes = page.bytes;
                into.offset = from;
            }
            case BOOLEAN -> throw new AssertionError(type);
        }
    }
}
