package io.medml.examples.bench;

import io.medml.core.error.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The door of this package: measures a workload by its name. */
public final class Benchmark {

    private static final int MOST_THREADS = 1024;

    private Benchmark() {}

    /**
     * Measures a workload.
     *
     * @param workload its name, such as {@code w1}
     * @param input folder with the generated inputs
     * @param n number of rows of the input
     * @param threads number of threads the workload may use
     * @return one JSON object in one line
     */
    public static String line(String workload, Path input, int n, int threads) {
        Workload found = Arrays.stream(Workload.values())
                .filter(w -> w.id().equals(workload))
                .findFirst()
                .orElseThrow(() -> new DataException("expected one of the workloads " + Workload.ids() + ", found \""
                        + workload + "\"; correct the first argument"));
        if (threads < 1 || threads > MOST_THREADS) {
            throw new DataException("expected --threads to be from 1 to " + MOST_THREADS + ", found " + threads);
        }
        return new String(found.measure(input, n, threads).bytes(), StandardCharsets.UTF_8);
    }
}
