package io.medml.core.table;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows that another thread reads in advance, in batches that go round between the two. That thread also helps with tasks that are shared
 * with it: what it has to do comes to it in one queue, empty batches to fill and tasks.
 */
final class AheadRowReader implements RowReader {

    /** One is filled, one waits, one is worked on. */
    static final int BATCHES = 3;

    /** So long a task may wait for a thread: a minute. */
    static final int SECONDS_TO_BEGIN = 60;

    private final RowReader rows;
    private final Executor executor;
    private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Step> filled = new ArrayBlockingQueue<>(BATCHES + 1);
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private boolean asked;
    private @Nullable Step last;
    private Optional<EmptyLines> emptyLines = Optional.empty();

    private enum State {
        NEW,
        READING,
        CLOSED
    }

    /** What the reading thread has to do next. */
    private sealed interface Job permits Filling, SharedTasks {}

    private record Filling(RowBatch batch) implements Job {}

    /** What a reading came to: rows, or their end where there is no batch, which a failure may be the reason of. */
    private record Step(@Nullable RowBatch batch, @Nullable Throwable failure, Optional<EmptyLines> emptyLines) {}

    AheadRowReader(RowReader rows, Executor executor) {
        this.rows = rows;
        this.executor = executor;
        for (int i = 1; i < BATCHES; i++) {
            jobs.add(new Filling(rows.newBatch()));
        }
    }

    private void begin(Thread caller) {
        if (Thread.currentThread() == caller) {
            throw new IllegalArgumentException("readAhead(..) needs an executor that runs tasks on another thread");
        }
        if (state.compareAndSet(State.NEW, State.READING)) {
            readAll();
        }
    }

    private void readAll() {
        Throwable failure = null;
        try {
            boolean more = true;
            while (more) {
                Job job = jobs.take();
                if (state.get() != State.READING) {
                    more = false;
                } else if (job instanceof SharedTasks tasks) {
                    tasks.doSome();
                } else {
                    more = fill(((Filling) job).batch());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new IllegalStateException("the executor was stopped while rows were read ahead");
        } catch (Throwable e) { // also checked ones, which a host's iterator can throw unchecked
            failure = e; // thrown where the rows are read
        } finally {
            filled.add(new Step(null, failure, rows.emptyLines()));
        }
    }

    private boolean fill(RowBatch batch) {
        if (!rows.read(batch)) {
            return false;
        }
        if (!(rows instanceof TableRowReader)) { // its cells stay where they are
            batch.keep();
        }
        filled.add(new Step(batch, null, rows.emptyLines()));
        return true;
    }

    @Override
    public void share(int tasks, IntConsumer task) {
        SharedTasks shared = new SharedTasks(tasks, task);
        if (asked && last == null) {
            jobs.add(shared);
        }
        shared.doAll();
    }

    @Override
    public List<String> columns() {
        return rows.columns();
    }

    @Override
    public Column.Kind kind(int column) {
        return rows.kind(column);
    }

    @Override
    public boolean read(RowBatch batch) {
        if (state.get() == State.CLOSED) {
            throw new IllegalStateException("the reader is closed");
        }
        if (!asked) {
            Thread caller = Thread.currentThread();
            executor.execute(() -> begin(caller));
            asked = true;
        }
        Step step = last == null ? next() : last;
        emptyLines = step.emptyLines;
        if (step.batch != null) {
            batch.swap(step.batch);
            jobs.add(new Filling(step.batch));
            return true;
        }
        last = step;
        batch.clear();
        if (step.failure instanceof Error error) {
            throw error;
        }
        if (step.failure instanceof RuntimeException failure) {
            throw failure;
        }
        if (step.failure != null) {
            throw new IllegalStateException("expected rows, found that what makes them threw "
                    + step.failure.getClass().getName());
        }
        return false;
    }

    private Step next() {
        try {
            for (int waited = 0; state.get() == State.READING || waited < SECONDS_TO_BEGIN; waited++) {
                Step step = filled.poll(1, TimeUnit.SECONDS);
                if (step != null) {
                    return step;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for rows that another thread reads");
        }
        throw new IllegalStateException("expected the executor to begin reading within " + SECONDS_TO_BEGIN
                + " s, found that it has not; give readAhead(..) one with a free thread");
    }

    @Override
    public Optional<EmptyLines> emptyLines() {
        return emptyLines;
    }

    @Override
    public void close() {
        boolean reading = state.getAndSet(State.CLOSED) == State.READING;
        if (reading && last == null) {
            jobs.add(new Filling(rows.newBatch())); // it may wait for one
            last = lastStep();
        }
        rows.close();
    }

    /** Gives up what was read in advance; the last step says that nobody reads any more. The interruption of this thread is kept. */
    private Step lastStep() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Step step = filled.take();
                    if (step.batch == null) {
                        return step;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tasks that two threads take from, each one once. */
    private static final class SharedTasks implements Job {

        private static final int SPINS = 10_000;

        /** In nanoseconds. */
        private static final long PAUSE = 10_000;

        private final int count;
        private final IntConsumer task;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        SharedTasks(int count, IntConsumer task) {
            this.count = count;
            this.task = task;
        }

        /** Takes tasks for as long as there are any; one that fails is done. */
        void doSome() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    task.accept(i);
                } catch (Throwable e) { // thrown where the tasks were shared
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        /** Takes tasks and waits for those that the other thread took. */
        void doAll() {
            doSome();
            for (int spins = 0; done.get() < count; spins++) {
                if (spins < SPINS) { // what is left of one task is mostly shorter than a wait
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(PAUSE);
                }
            }
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
