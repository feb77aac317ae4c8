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

    /** Finite numbers: what counts on a score that is none is a number that nobody can defend. */
    double[] scores(String column) {
        return doubles(column, -Double.MAX_VALUE, Double.MAX_VALUE, "a finite score");
    }

    double[] probabilities(String column) {
        return doubles(column, 0, 1, "a probability from 0 to 1");
    }

    private double[] doubles(String column, double least, double most, String expected) {
        String file = column + ".f64";
        double[] values = new double[n];
        map(file, 8).asDoubleBuffer().get(values);
        for (int i = 0; i < n; i++) {
            if (!(values[i] >= least && values[i] <= most)) { // refuses NaN too
                throw wrong(file, i, expected, String.valueOf(values[i]));
            }
        }
        return values;
    }

    /** Identifiers of patients: whole numbers from 0. */
    int[] patients() {
        String file = "patient.i32";
        int[] values = new int[n];
        map(file, 4).asIntBuffer().get(values);
        for (int i = 0; i < n; i++) {
            if (values[i] < 0) {
                throw wrong(file, i, "the number of a patient, at least 0", String.valueOf(values[i]));
            }
        }
        return values;
    }

    int[] labels() {
        return codes("label", 2);
    }

    /** Codes from 0 to below the number of levels; another one would be counted under a group that is not its own. */
    int[] codes(String column, int levels) {
        String file = column + ".u8";
        ByteBuffer buffer = map(file, 1);
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = buffer.get(i) & 0xff;
            if (values[i] >= levels) {
                throw wrong(file, i, "a whole number from 0 to " + (levels - 1), String.valueOf(values[i]));
            }
        }
        return values;
    }

    private DataException wrong(String column, int row, String expected, String found) {
        return new DataException("expected " + expected + " in every row of "
                + directory.resolve(prefix + "_" + n + "." + column) + ", found " + found + " in row " + row
                + " (from 0); write it again with the generator of the workloads");
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
