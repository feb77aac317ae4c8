package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadAheadTest {

    @TempDir
    Path folder;

    private static List<String> cells(RowSource source) {
        List<String> cells = new ArrayList<>();
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            while (reader.read(batch)) {
                for (int row = 0; row < batch.rows(); row++) {
                    for (int column = 0; column < batch.columns(); column++) {
                        cells.add(batch.line(row) + " " + batch.state(column, row) + " " + batch.text(column, row) + " "
                                + batch.shortCells(column)[row]);
                    }
                }
            }
        }
        return cells;
    }

    private final AtomicInteger running = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(r -> new Thread(r, "ahead"));
    private final Executor pool = task -> threads.execute(() -> {
        running.incrementAndGet();
        task.run();
        running.decrementAndGet();
    });

    @AfterEach
    void nobody_reads_any_more() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(running.get()).isZero();
    }

    @Test
    void rows_are_those_of_the_source() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder csv = new StringBuilder("a,b,c\n");
        for (int row = 0; row < 20_000; row++) {
            csv.append(row)
                    .append(",\"x\"\"")
                    .append("y".repeat(random.nextInt(40)))
                    .append("\",")
                    .append(random.nextInt(5) == 0 ? "?" : "z")
                    .append('\n');
        }
        csv.append("\n\n");
        Path file = Files.writeString(folder.resolve("rows.csv"), csv);
        RowSource source = CsvReader.builder().missingMarkers("?").build().source(file);

        assertThat(cells(source.readAhead(pool))).hasSize(60_000).isEqualTo(cells(source));
        assertThat(cells(source.readAhead(pool).readAhead(pool))).isEqualTo(cells(source));
        assertThat(source.readAhead(pool).name()).isEqualTo("rows.csv");
        assertThat(cells(source.read().source().readAhead(pool)))
                .isEqualTo(cells(source.read().source()));
        assertThat(source.readAhead(pool).read().emptyLines()).contains(new EmptyLines(2, 20_002));
        assertThat(source.readAhead(pool).read().contentDigest())
                .isEqualTo(source.read().contentDigest());
    }

    @Test
    void what_the_host_makes_is_read_once_and_closed_by_the_callers_thread() {
        Thread[] used = new Thread[2];
        class Rows implements Iterator<List<String>>, AutoCloseable {
            private int next;

            @Override
            public boolean hasNext() {
                return next < 5_000;
            }

            @Override
            public List<String> next() {
                used[0] = Thread.currentThread();
                return List.of("v" + next++);
            }

            @Override
            public void close() {
                used[1] = Thread.currentThread();
            }
        }

        List<String> cells = cells(RowSource.of("view", List.of("v"), Rows::new).readAhead(pool));

        assertThat(cells).hasSize(5_000).element(4_999).asString().contains("v4999");
        assertThat(used[0].getName()).isEqualTo("ahead");
        assertThat(used[1]).isSameAs(Thread.currentThread());
    }

    @Test
    void a_failure_comes_after_the_rows_before_it() {
        RowSource source = RowSource.of(
                        "failing",
                        List.of("v"),
                        () -> Stream.concat(
                                        IntStream.range(0, 3_000).mapToObj(i -> List.of("v" + i)),
                                        Stream.of(List.of("a", "b")))
                                .iterator())
                .readAhead(pool);

        List<Integer> sizes = new ArrayList<>();
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            assertThatThrownBy(() -> {
                        while (reader.read(batch)) {
                            sizes.add(batch.rows());
                        }
                    })
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("row 3001");
            assertThatThrownBy(() -> reader.read(batch)).isInstanceOf(DataException.class);
        }
        assertThat(sizes).isEqualTo(List.of(1024, 1024));
    }

    @Test
    void a_reader_that_is_closed_early_leaves_no_task() {
        RowSource source = RowSource.of(
                "endless",
                List.of("v"),
                () -> Stream.generate(() -> List.of("v")).iterator());

        try (RowReader reader = source.readAhead(pool).open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            assertThat(running.get()).isEqualTo(1);
        }
    }

    @Test
    void an_executor_of_the_callers_thread_is_refused() {
        RowReader reader = RowSource.of(
                        "own", List.of("v"), () -> Stream.of(List.of("v")).iterator())
                .readAhead(Runnable::run)
                .open();

        assertThatThrownBy(() -> reader.read(reader.newBatch()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("readAhead(..) needs an executor that runs tasks on another thread");
        reader.close();
    }

    @Test
    void an_interruption_of_the_caller_ends_the_wait_and_is_kept() {
        RowSource source = RowSource.of(
                "interrupted",
                List.of("v"),
                () -> Stream.generate(() -> List.of("v")).iterator());

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> cells(source.readAhead(pool)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("interrupted while waiting for rows that another thread reads");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_executor_that_is_stopped_ends_the_rows_with_a_failure() {
        RowSource source = RowSource.of(
                "stopped",
                List.of("v"),
                () -> Stream.generate(() -> List.of("v")).iterator());

        try (RowReader reader = source.readAhead(pool).open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            threads.shutdownNow();

            assertThatThrownBy(() -> {
                        while (reader.read(batch)) {
                            assertThat(batch.rows()).isPositive();
                        }
                    })
                    .hasMessage("the executor was stopped while rows were read ahead");
        }
    }

    @Test
    void a_task_that_the_executor_drops_is_not_waited_for_when_the_reader_is_closed() {
        RowReader reader = RowSource.of(
                        "dropped", List.of("v"), () -> Stream.of(List.of("v")).iterator())
                .readAhead(task -> {})
                .open();
        Thread caller = Thread.currentThread();
        threads.execute(() -> {
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            caller.interrupt();
        });

        assertThatThrownBy(() -> reader.read(reader.newBatch())).hasMessageStartingWith("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        reader.close();
    }

    @Test
    void a_checked_exception_that_a_host_throws_unchecked_ends_the_rows_without_its_text() {
        class Rows implements Iterator<List<String>> {
            @Override
            public boolean hasNext() {
                throw ReadAheadTest.<RuntimeException>unchecked(new IOException("Jane Doe"));
            }

            @Override
            public List<String> next() {
                return List.of("v");
            }
        }

        assertThatThrownBy(() ->
                        cells(RowSource.of("sneaky", List.of("v"), Rows::new).readAhead(pool)))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessage("expected rows, found that what makes them threw java.io.IOException");
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void a_reader_that_was_not_used_closes_what_was_opened() {
        boolean[] closed = new boolean[1];
        class Rows implements Iterator<List<String>>, AutoCloseable {
            @Override
            public boolean hasNext() {
                return false;
            }

            @Override
            public List<String> next() {
                throw new IllegalStateException();
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        }
        RowReader reader =
                RowSource.of("unused", List.of("v"), Rows::new).readAhead(pool).open();

        reader.close();

        assertThat(closed[0]).isTrue();
        assertThatThrownBy(() -> reader.read(reader.newBatch())).hasMessage("the reader is closed");
    }

    private static RowSource numbered(int rows) {
        List<List<String>> all =
                IntStream.range(0, rows).mapToObj(i -> List.of("v" + i)).toList();
        return RowSource.of("numbered", List.of("v"), all::iterator);
    }

    @Test
    void the_reading_thread_helps_with_tasks_that_are_shared() {
        try (RowReader reader = numbered(3_000).readAhead(pool).open()) {
            RowBatch batch = reader.newBatch();
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            CyclicBarrier both = new CyclicBarrier(2);
            int batches = 0;
            while (reader.read(batch)) {
                batches++;
                if (batches == 1) { // only two threads at once come past the barrier
                    reader.share(2, task -> {
                        threads.add(Thread.currentThread());
                        try {
                            both.await(60, TimeUnit.SECONDS);
                        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                }
            }
            assertThat(threads).hasSize(2).contains(Thread.currentThread());
            assertThat(batches).isEqualTo(3);
        }
    }

    @Test
    void tasks_are_done_once_each_before_the_caller_goes_on() {
        for (RowSource source : List.of(numbered(20_000), numbered(20_000).readAhead(pool))) {
            try (RowReader reader = source.open()) {
                RowBatch batch = reader.newBatch();
                int[] done = new int[100];
                int batches = 0;
                while (reader.read(batch)) {
                    reader.share(done.length, task -> done[task]++);
                    batches++;
                    assertThat(done).containsOnly(batches);
                }
                reader.share(done.length, task -> done[task]++); // nobody reads any more
                assertThat(done).containsOnly(batches + 1);
            }
        }
    }

    @Test
    void a_task_that_fails_does_so_where_it_was_shared_and_the_others_are_done() {
        try (RowReader reader = numbered(5_000).readAhead(pool).open()) {
            RowBatch batch = reader.newBatch();
            AtomicInteger done = new AtomicInteger();
            assertThat(reader.read(batch)).isTrue();
            assertThatThrownBy(() -> reader.share(50, task -> {
                        if (task % 10 == 3) {
                            throw new IllegalArgumentException("not this one");
                        }
                        done.incrementAndGet();
                    }))
                    .hasMessage("not this one");
            assertThat(done).hasValue(45);
            int rows = batch.rows();
            while (reader.read(batch)) {
                rows += batch.rows();
            }
            assertThat(rows).isEqualTo(5_000);
        }
    }

    @Test
    void numbers_of_a_table_are_those_of_their_row_however_far_ahead_it_is_read() {
        int rows = 50_000;
        RowSource source = Table.builder()
                .number("value", IntStream.range(0, rows).asDoubleStream().toArray())
                .build()
                .source();
        try (RowReader reader = source.readAhead(pool).open()) {
            RowBatch batch = reader.newBatch();
            int row = 0;
            int wrong = 0;
            while (reader.read(batch)) {
                for (int pass = 0; pass < 20; pass++) { // slow enough for the other thread to be ahead
                    for (int i = 0; i < batch.rows(); i++) {
                        wrong += batch.text(0, i).equals(String.valueOf(row + i)) ? 0 : 1;
                    }
                }
                row += batch.rows();
            }
            assertThat(row).isEqualTo(rows);
            assertThat(wrong).isZero();
        }
    }
}
