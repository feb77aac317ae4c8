package io.medml.core.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
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

    /**
     * The results in the order of the tasks; what a task throws is thrown here. The calling thread works too, so that only the other
     * threads have to be woken, and takes what no other thread has begun.
     */
    static <T> List<T> run(ExecutorService executor, List<Callable<T>> tasks) {
        List<FutureTask<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            futures.add(new FutureTask<>(task));
        }
        try {
            for (FutureTask<T> other : futures.subList(1, futures.size())) {
                executor.execute(other);
            }
            for (FutureTask<T> future : futures) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                future.run(); // does nothing if another thread has it
            }
            List<T> results = new ArrayList<>();
            for (FutureTask<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(
                    "expected an executor that takes " + (tasks.size() - 1)
                            + " tasks beside the caller's own, found one that refuses them: it is shut down or full; give a running one",
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
        } finally {
            futures.forEach(future -> future.cancel(true)); // those that are not done
        }
    }
}
