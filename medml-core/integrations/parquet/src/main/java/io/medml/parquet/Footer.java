package io.medml.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What stands at the end of a file.
 *
 * @param columns the columns that are read, in the order of the cells
 * @param groups the groups of rows
 */
record Footer(List<Schema.Leaf> columns, List<Group> groups) {

    /**
     * Rows that stand together.
     *
     * @param rows how many
     * @param chunks where the values of each column are that is read
     */
    record Group(long rows, List<Chunk> chunks) {}

    /**
     * Where the values of a column stand.
     *
     * @param codec the number of the codec
     * @param start the first byte
     * @param size how many bytes
     * @param values how many values, missing ones included
     */
    record Chunk(int codec, long start, long size, long values) {}

    /** Reads what the bytes say; {@code choose} says which columns are read, and in which order. */
    static Footer read(ThriftReader in, Function<List<Schema.Leaf>, List<Schema.Leaf>> choose) {
        List<Schema.Leaf> columns = List.of();
        boolean described = false;
        List<Group> groups = new ArrayList<>();
        long rows = -1;
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            switch (id) {
                case 2 -> {
                    columns = choose.apply(Schema.read(in));
                    described = true;
                }
                case 3 -> rows = in.large();
                case 4 -> {
                    if (!described) {
                        throw Malformed.damaged("a description of the columns before the rows", "none");
                    }
                    int size = in.list();
                    int elementType = in.elementType();
                    for (int i = 0; i < size; i++) {
                        in.elementType(elementType);
                        groups.add(group(in, columns));
                    }
                }
                case 8 -> throw encrypted();
                default -> in.skip();
            }
        }
        if (!described) {
            throw Malformed.damaged("a description of the columns", "none");
        }
        long sum = 0;
        for (Group group : groups) {
            sum += group.rows();
            if (sum < 0) {
                break;
            }
        }
        if (rows < 0 || sum != rows) {
            throw Malformed.damaged("as many rows in the groups as in the file", "another number");
        }
        return new Footer(columns, groups);
    }

    static Malformed encrypted() {
        return Malformed.refused(
                "a file that is not encrypted",
                "an encrypted one",
                "write it without Parquet's own encryption, to a place that is protected otherwise");
    }

    private static Group group(ThriftReader in, List<Schema.Leaf> columns) {
        in.structure();
        List<Chunk> chunks = new ArrayList<>();
        long rows = -1;
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            switch (id) {
                case 1 -> chunks.addAll(chunks(in, columns));
                case 3 -> rows = in.large();
                default -> in.skip();
            }
        }
        if (rows < 0 || chunks.size() != columns.size()) {
            throw Malformed.damaged("a group of rows with their number and all columns", "one without");
        }
        for (Chunk chunk : chunks) {
            if (chunk.values() != rows) {
                throw Malformed.damaged("a value or a missing value for each row of a group", "another number");
            }
        }
        return new Group(rows, List.copyOf(chunks));
    }

    private static List<Chunk> chunks(ThriftReader in, List<Schema.Leaf> columns) {
        int size = in.list();
        int elementType = in.elementType();
        // what is kept is bounded by the columns that are read, each found by its place
        Chunk[] found = new Chunk[columns.size()];
        int[] columnAt = new int[size];
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).place() >= size) {
                throw Malformed.damaged("a chunk for each column in each group of rows", "fewer");
            }
            columnAt[columns.get(c).place()] = c + 1;
        }
        for (int i = 0; i < size; i++) {
            in.elementType(elementType);
            if (columnAt[i] == 0) {
                in.structure();
                in.skip();
            } else {
                int c = columnAt[i] - 1;
                found[c] = chunk(in, columns.get(c));
            }
        }
        return List.of(found);
    }

    private static Chunk chunk(ThriftReader in, Schema.Leaf column) {
        in.structure();
        Chunk chunk = null;
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            switch (id) {
                case 1 ->
                    throw Malformed.refused(
                            "a file that holds its rows itself",
                            "one that names other files",
                            "read those, or write all rows to one file");
                case 3 -> chunk = description(in, column);
                case 8 -> throw encrypted();
                default -> in.skip();
            }
        }
        if (chunk == null) {
            throw Malformed.damaged("a chunk with its place in the file", "one without");
        }
        return chunk;
    }

    private static Chunk description(ThriftReader in, Schema.Leaf column) {
        in.structure();
        int type = -1;
        int codec = -1;
        long values = -1;
        long size = -1;
        long data = -1;
        long dictionary = -1;
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            switch (id) {
                case 1 -> type = in.whole();
                case 4 -> codec = in.whole();
                case 5 -> values = in.large();
                case 7 -> size = in.large();
                case 9 -> data = in.large();
                case 11 -> dictionary = in.large();
                default -> in.skip();
            }
        }
        if (column.type() != null && column.type().physical() != Physical.of(type)) {
            throw Malformed.damaged("values of the type that the columns are described with", "another");
        }
        // some writers say 0 where there is no dictionary
        long start = dictionary > 0 && dictionary < data ? dictionary : data;
        return new Chunk(codec, start, size, values);
    }
}
