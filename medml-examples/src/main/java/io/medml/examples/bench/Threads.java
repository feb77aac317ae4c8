package io.medml.examples.bench;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The executor of a measurement, which is the host's business and not the library's. <em>Confined</em>. */
final class Threads implements AutoCloseable {

    private final ExecutorService executor;
    private final int count;

    Threads(int count) {
        this.count = count;
        this.executor = Executors.newFixedThreadPool(count);
    }

    int count() {
        return count;
    }

    ExecutorService executor() {
        return executor;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
