package io.medml.parquet;

/** What stands before a page: what it is, its sizes, and how its values are encoded. */
final class PageHeader {

    static final int DATA = 0;
    static final int DICTIONARY = 2;
    static final int DATA_V2 = 3;

    int type = -1;
    int size = -1;
    int compressedSize = -1;
    boolean hasChecksum;
    int checksum;
    int values = -1;
    int encoding = -1;
    int levelEncoding = -1;
    int levelBytes;
    int repetitionBytes;
    boolean compressed = true;

    static PageHeader read(ThriftReader in) {
        PageHeader header = new PageHeader();
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            switch (id) {
                case 1 -> header.type = in.whole();
                case 2 -> header.size = in.whole();
                case 3 -> header.compressedSize = in.whole();
                case 4 -> {
                    header.checksum = in.whole();
                    header.hasChecksum = true;
                }
                case 5, 7, 8 -> header.readKind(in, id);
                default -> in.skip();
            }
        }
        if (header.type < 0 || header.size < 0 || header.compressedSize < 0) {
            throw Malformed.damaged("a page with its type and its sizes", "one without");
        }
        boolean described = header.values >= 0 && header.encoding >= 0;
        if ((header.type == DATA || header.type == DICTIONARY || header.type == DATA_V2) && !described) {
            throw Malformed.damaged("a page with its number of values and their encoding", "one without");
        }
        return header;
    }

    private void readKind(ThriftReader in, int kind) {
        in.structure();
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            if (id == 1) {
                values = in.whole();
            } else if (id == (kind == 8 ? 4 : 2)) {
                encoding = in.whole();
            } else if (kind == 5 && id == 3) {
                levelEncoding = in.whole();
            } else if (kind == 8 && id == 5) {
                levelBytes = in.whole();
            } else if (kind == 8 && id == 6) {
                repetitionBytes = in.whole();
            } else if (kind == 8 && id == 7) {
                compressed = in.flag();
            } else {
                in.skip();
            }
        }
        if (levelBytes < 0 || repetitionBytes < 0) {
            throw Malformed.damaged("a page with sound sizes", "negative ones");
        }
    }
}
