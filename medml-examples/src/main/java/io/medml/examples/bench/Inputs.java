package io.medml.examples.bench;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The input of one workload: columns of {@code n} values in files {@code <prefix>_<n>.<column>}, raw, little endian, without a
 * header; {@code .f64} doubles, {@code .i32} whole numbers, {@code .u8} bytes. Immutable.
 *
 * @param directory where the files are
 * @param prefix of the names of the files, such as {@code w1}
 * @param n number of rows
 */
record Inputs(Path directory, String prefix, int n) {

    /** Checks the number of rows. */
    Inputs {
        if (n < 1) {
            throw new DataException("expected --n to be the number of rows of an input, found " + n
                    + "; give a size that the generator wrote, such as 100000");
        }
    }

    double[] doubles(String column) {
        double[] values = new double[n];
        map(column + ".f64", 8).asDoubleBuffer().get(values);
        return values;
    }

    int[] integers(String column) {
        int[] values = new int[n];
        map(column + ".i32", 4).asIntBuffer().get(values);
        return values;
    }

    int[] bytes(String column) {
        ByteBuffer buffer = map(column + ".u8", 1);
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = buffer.get(i) & 0xff;
        }
        return values;
    }

    private ByteBuffer map(String column, int width) {
        Path file = directory.resolve(prefix + "_" + n + "." + column);
        if (!Files.isRegularFile(file)) {
            throw new DataException("expected the input " + file + ", found none; write it with the generator of the"
                    + " workloads, or correct --input and --n");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long expected = (long) n * width;
            if (channel.size() != expected) {
                throw new DataException("expected " + expected + " bytes in " + file + ", found " + channel.size()
                        + "; write it again with the generator of the workloads");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, expected).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new DataException("expected a readable file at " + file + "; check its permissions", e);
        }
    }
}
