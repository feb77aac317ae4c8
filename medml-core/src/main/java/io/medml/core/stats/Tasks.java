package io.medml.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** Work split into tasks on the caller's executor, which stays the caller's. */
final class Tasks {

    /** More cost memory for nothing. */
    private static final int MOST = 10_000;

    private Tasks() {}

    static void requireCount(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("tasks must be at least 1, got " + tasks);
        }
        if (tasks > MOST) {
            throw new IllegalArgumentException("tasks must be at most " + MOST + ", got " + tasks
                    + "; one for each thread, or a few, is what helps");
        }
    }

    /** The results in the order of the tasks; what a task throws is thrown here. */
    static <T> List<T> run(ExecutorService executor, List<Callable<T>> tasks) {
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> done : executor.invokeAll(tasks)) {
                results.add(done.get());
            }
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(
                    "expected an executor that takes " + tasks.size()
                            + " tasks, found one that refuses them: it is shut down or full; give a running one",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while statistics were computed");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a statistic failed", e.getCause());
        }
        return results;
    }
}
