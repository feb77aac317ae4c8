package io.medml.core.table;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that another thread reads in advance, in batches that go round between the two; or, where workers go through a file of
 * comma-separated values, rows of which both threads take parts in turn.
 */
final class AheadRowReader implements RowReader {

    /** One is filled, one waits, one is worked on. */
    static final int BATCHES = 3;

    /** So long a task may wait for a thread: a minute. */
    static final int SECONDS_TO_BEGIN = 60;

    private final RowReader rows;
    private final Executor executor;
    private final BlockingQueue<RowBatch> empty = new ArrayBlockingQueue<>(BATCHES);
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

    /** What a reading came to: rows, or their end where there is no batch, which a failure may be the reason of. */
    private record Step(@Nullable RowBatch batch, @Nullable Throwable failure, Optional<EmptyLines> emptyLines) {}

    AheadRowReader(RowReader rows, Executor executor) {
        this.rows = rows;
        this.executor = executor;
    }

    private static void requireOther(Thread caller) {
        if (Thread.currentThread() == caller) {
            throw new IllegalArgumentException("readAhead(..) needs an executor that runs tasks on another thread");
        }
    }

    private void begin(Thread caller) {
        requireOther(caller);
        if (state.compareAndSet(State.NEW, State.READING)) {
            readAll();
        }
    }

    private void readAll() {
        Throwable failure = null;
        try {
            for (RowBatch batch = empty.take();
                    state.get() == State.READING && rows.read(batch);
                    batch = empty.take()) {
                if (!(rows instanceof TableRowReader)) { // its cells stay where they are
                    batch.keep();
                }
                filled.add(new Step(batch, null, rows.emptyLines()));
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

    @Override
    public List<String> columns() {
        return rows.columns();
    }

    @Override
    public Column.Kind kind(int column) {
        return rows.kind(column);
    }

    @Override
    public void forEachBatch(Supplier<? extends RowWorker> workers) {
        if (asked || state.get() == State.CLOSED || !(rows instanceof CsvRowReader csv)) {
            forEachBatch(workers.get());
            return;
        }
        requireNonNull(workers, "workers");
        asked = true;
        Throwable failure = null;
        try {
            inTurn(csv, workers.get(), workers.get());
        } catch (Throwable e) { // thrown below
            failure = e;
        }
        last = new Step(null, failure, rows.emptyLines());
        emptyLines = last.emptyLines;
        throwFailure(last);
    }

    /** Both threads work on parts of the file where these are plain, and this thread on batches of the rest, after each stop on twice as many. */
    private void inTurn(CsvRowReader csv, RowWorker own, RowWorker other) throws Throwable {
        for (int alone = 1; ; alone = Math.max(alone, 2 * alone)) {
            if (csv.isPlain()) {
                CsvRelay relay = csv.relay(2);
                run(relay, own, other, alone > 1);
                Throwable failure = relay.failure();
                if (failure != null) {
                    throw failure;
                }
                csv.resume(relay.following());
            }
            RowBatch batch = newBatch();
            for (int i = 0; i < alone; i++) {
                long row = csv.rowCount();
                if (!csv.read(batch)) {
                    return;
                }
                own.work(batch);
                own.handOver(batch, row);
            }
        }
    }

    /** Has both threads run, or only this one where the other does not begin before the end, or not again. */
    private void run(CsvRelay relay, RowWorker own, RowWorker other, boolean again) {
        Thread caller = Thread.currentThread();
        CompletableFuture<Void> done = new CompletableFuture<>();
        // what a task needs that begins late is given up
        AtomicReference<@Nullable Runnable> help = new AtomicReference<>(() -> relay.run(other));
        try {
            executor.execute(() -> {
                Runnable given = help.getAndSet(null);
                if (given != null) {
                    try {
                        requireOther(caller);
                        given.run();
                    } finally {
                        done.complete(null);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            if (!again) {
                throw e;
            }
            // it was ended meanwhile, and nobody helps with the rest
        }
        try {
            relay.run(own);
        } finally {
            if (help.getAndSet(null) == null) {
                done.join(); // what is left of two parts; not ended by an interruption
            }
        }
    }

    @Override
    public boolean read(RowBatch batch) {
        if (state.get() == State.CLOSED) {
            throw new IllegalStateException("the reader is closed");
        }
        if (!asked) {
            for (int i = 1; i < BATCHES; i++) {
                empty.add(rows.newBatch());
            }
            Thread caller = Thread.currentThread();
            executor.execute(() -> begin(caller));
            asked = true;
        }
        Step step = last == null ? next() : last;
        emptyLines = step.emptyLines;
        if (step.batch != null) {
            batch.swap(step.batch);
            empty.add(step.batch);
            return true;
        }
        last = step;
        batch.clear();
        throwFailure(step);
        return false;
    }

    private static void throwFailure(Step step) {
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
            empty.offer(rows.newBatch()); // it may wait for one
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
}
