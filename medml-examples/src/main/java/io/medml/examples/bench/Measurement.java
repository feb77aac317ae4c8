package io.medml.examples.bench;

import com.sun.management.OperatingSystemMXBean;
import io.medml.core.evidence.Content;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Times one workload in this process: the first call, two more to warm up, then the median of five.
 *
 * <p>Processor time is that of the whole process, with its compiler and garbage collector. A call of ten seconds or more is its own
 * warm-up.
 */
final class Measurement {

    private static final int WARM_UP = 2;
    private static final int RUNS = 5;
    private static final double LONG = 10;

    private Measurement() {}

    /**
     * Measures.
     *
     * @param workload its name
     * @param n number of rows
     * @param threads number of threads it may use
     * @param body computes the result
     * @return the measurement, one object
     */
    static Content of(String workload, int n, int threads, Supplier<Content> body) {
        long begin = System.nanoTime();
        Content result = body.get();
        double first = seconds(begin);
        double firstMemory = peakMemory();
        double sinceStart = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        for (int i = 0; i < WARM_UP && first < LONG; i++) {
            result = body.get();
        }
        List<Double> wall = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            long before = system.getProcessCpuTime();
            long start = System.nanoTime();
            result = body.get();
            wall.add(seconds(start));
            processor.add((system.getProcessCpuTime() - before) / 1e9);
        }
        double[] sorted = sorted(wall);
        return Content.fields()
                .put("workload", workload)
                .put("peer", "medml")
                .put("n", n)
                .put("threads", threads)
                .put("wall_s", rounded(sorted[RUNS / 2]))
                .put("cpu_s", rounded(sorted(processor)[RUNS / 2]))
                .put("wall_min_s", rounded(sorted[0]))
                .put("wall_max_s", rounded(sorted[RUNS - 1]))
                .put("runs", RUNS)
                .put("first_call_s", rounded(first))
                .put("first_call_since_process_start_s", rounded(sinceStart))
                .put("first_call_rss_mb", firstMemory)
                .put("peak_rss_mb", peakMemory())
                .put("result", result)
                .build();
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The largest resident memory of this process so far in megabytes, as Linux tells it; -1 elsewhere. */
    private static double peakMemory() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToDouble(line -> Math.round(Long.parseLong(line.replaceAll("[^0-9]", "")) / 102.4) / 10.0)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }
}
