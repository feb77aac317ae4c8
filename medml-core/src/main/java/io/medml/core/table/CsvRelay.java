package io.medml.core.table;

import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of comma-separated values, of which each of several threads takes a part, splits it and works on it while others do so
 * with theirs: rows stay in the cache of the core that found them. It ends before the first part that is not plain: that has a line without
 * characters, another number of fields, something to refuse, or an end that is not that of a record.
 */
final class CsvRelay {

    private static final int SPINS = 10_000;

    /** In nanoseconds. */
    private static final long PAUSE = 10_000;

    /** A part of the file, with what splits it. */
    private static final class Part {

        private final byte[] bytes = new byte[CsvParts.LONGEST];
        private final CsvBytes text;
        private final RowBatch batch;
        private int length;
        private boolean plain;
        private long number = -1;

        Part(CsvRowReader rows) {
            text = rows.partBytes();
            batch = rows.newBatch();
        }
    }

    /** The part that is not handed over, nor any behind it; there is a failure unless it is only not plain. */
    private record Stop(long part, @Nullable Throwable failure) {}

    private final CsvRowReader rows;
    private final CsvParts parts;
    private final ReentrantLock cutting = new ReentrantLock();
    private long cut;

    /** So many parts were handed over; what that changes is seen by who hands over the next. */
    private final AtomicLong handedOver = new AtomicLong();

    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private final List<Part> all;
    private final Queue<Part> free;

    /**
     * Makes room for the parts.
     *
     * @param following the text
     * @param workers {@link #run} may be called so often
     */
    CsvRelay(CsvRowReader rows, InputStream following, int workers) {
        this.rows = rows;
        this.parts = new CsvParts(following);
        this.all = Stream.generate(() -> new Part(rows)).limit(2L * workers).toList();
        this.free = new ConcurrentLinkedQueue<>(all);
    }

    /** What ended the work before the end of the rows. */
    @Nullable
    Throwable failure() {
        Stop first = stop.get();
        return first == null ? null : first.failure;
    }

    /** The bytes that were not handed over, once nobody works any more. */
    InputStream following() {
        InputStream following = parts.following();
        List<Part> left = all.stream()
                .filter(part -> part.number >= handedOver.get())
                .sorted(Comparator.comparingLong((Part part) -> part.number).reversed())
                .toList();
        for (Part part : left) {
            following = JoinedStream.of(part.bytes, part.length, following);
        }
        return following;
    }

    /** Takes parts until there is none that is plain. While it waits for its turn to hand one over, it splits the next. */
    void run(RowWorker worker) {
        try {
            Part part = free.remove();
            Part next = free.remove();
            boolean more = take(part);
            while (more) {
                more = work(part, worker, next) && (next.number > part.number || take(next));
                Part done = part;
                part = next;
                next = done;
            }
        } catch (Throwable e) { // given to the caller; nobody waits for the parts of this thread
            stop(-1, e);
        }
    }

    /** Cuts a part and splits it; what is wrong with it ends the work once those before it were handed over. */
    private boolean take(Part part) {
        part.plain = false;
        cutting.lock();
        try {
            if (stop.get() != null) {
                return false;
            }
            part.length = parts.next(part.bytes);
            if (part.length == 0) {
                return false;
            }
            part.text.begin(part.bytes, part.length, parts.isAtEnd());
            part.number = cut++;
        } catch (Throwable e) { // given to the caller
            stop(cut, e);
            return false;
        } finally {
            cutting.unlock();
        }
        try {
            part.plain = rows.readPlain(part.text, part.batch);
        } catch (Throwable e) { // given to the caller
            stop(part.number, e);
        }
        return true;
    }

    private boolean work(Part part, RowWorker worker, Part next) {
        try {
            if (part.plain) {
                worker.work(part.batch);
            }
            if (handedOver.get() < part.number) {
                take(next);
            }
            if (!awaitTurn(part.number)) {
                return false;
            }
            long firstRow = rows.rowCount();
            if (!part.plain || !rows.pass(part.text, part.length, part.batch)) {
                stop(part.number, null);
                return false;
            }
            worker.handOver(part.batch, firstRow);
        } catch (Throwable e) { // given to the caller
            stop(part.number, e);
            return false;
        }
        handedOver.set(part.number + 1);
        return true;
    }

    /** Waits until the parts before it were handed over; false when one of them is not. */
    private boolean awaitTurn(long number) {
        for (int spins = 0; handedOver.get() < number; spins++) {
            Stop first = stop.get();
            if (first != null && first.part < number) {
                return false;
            }
            if (spins < SPINS) { // what is left of one part is mostly shorter than a wait
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return true;
    }

    private void stop(long part, @Nullable Throwable failure) {
        stop.accumulateAndGet(
                new Stop(part, failure),
                (known, other) -> known == null || (other != null && other.part < known.part) ? other : known);
    }
}
