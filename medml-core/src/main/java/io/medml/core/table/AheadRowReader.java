package io.medml.core.table;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Rows that another thread reads in advance, in batches that go round between the two. */
final class AheadRowReader implements RowReader {

    /** One is filled, one waits, one is worked on. */
    static final int BATCHES = 3;

    private final RowReader rows;
    private final Executor executor;
    private final BlockingQueue<RowBatch> empty = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<Step> filled = new ArrayBlockingQueue<>(BATCHES + 1);
    private volatile boolean closed;
    private boolean started;
    private @Nullable Step last;

    private Optional<EmptyLines> emptyLines = Optional.empty();

    /** What a reading came to: rows, or their end where there is no batch, which a failure may be the reason of. */
    private record Step(@Nullable RowBatch batch, @Nullable Throwable failure, Optional<EmptyLines> emptyLines) {}

    AheadRowReader(RowReader rows, Executor executor) {
        this.rows = rows;
        this.executor = executor;
        for (int i = 1; i < BATCHES; i++) {
            empty.add(rows.newBatch());
        }
    }

    private void readAll() {
        Throwable failure = null;
        try {
            for (RowBatch batch = take(empty); !closed && rows.read(batch); batch = take(empty)) {
                if (!(rows instanceof TableRowReader)) { // its cells stay where they are
                    batch.keep();
                }
                filled.add(new Step(batch, null, rows.emptyLines()));
            }
        } catch (RuntimeException | Error e) {
            failure = e; // thrown where the rows are read
        }
        filled.add(new Step(null, failure, rows.emptyLines()));
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
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        if (!started) {
            Thread caller = Thread.currentThread();
            executor.execute(() -> {
                if (Thread.currentThread() == caller) {
                    throw new IllegalArgumentException(
                            "readAhead(..) needs an executor that runs tasks on another thread");
                }
                readAll();
            });
            started = true;
        }
        Step step = last == null ? take(filled) : last;
        emptyLines = step.emptyLines;
        if (step.batch != null) {
            batch.swap(step.batch);
            empty.add(step.batch);
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
        return false;
    }

    @Override
    public Optional<EmptyLines> emptyLines() {
        return emptyLines;
    }

    /** Waits for an element, also when the thread is interrupted; the interruption is kept. */
    private static <T> T take(BlockingQueue<T> queue) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return queue.take();
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

    @Override
    public void close() {
        closed = true;
        if (started && last == null) {
            empty.offer(rows.newBatch()); // it may wait for one
            while (take(filled).batch != null) {
                // what was read in advance is given up; the last step says that nobody reads any more
            }
        }
        rows.close();
    }
}
