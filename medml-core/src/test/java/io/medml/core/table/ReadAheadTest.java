package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.medml.core.error.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
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

    /** Keeps what it was given, and hands it over to all. */
    private static class Keeper implements RowWorker {

        private final List<String> all;
        private final Set<Thread> threads;
        private final List<String> own = new ArrayList<>();

        Keeper(List<String> all, Set<Thread> threads) {
            this.all = all;
            this.threads = threads;
        }

        @Override
        public void work(RowBatch batch) {
            own.clear();
            for (int row = 0; row < batch.rows(); row++) {
                own.add(batch.text(0, row) + " " + batch.state(1, row));
            }
        }

        @Override
        public void handOver(RowBatch batch, long firstRow) {
            assertThat(own).hasSize(batch.rows());
            for (int row = 0; row < batch.rows(); row++) {
                all.add(firstRow + row + " " + batch.line(row) + " " + own.get(row));
            }
            threads.add(Thread.currentThread());
        }
    }

    private RowSource file(int rows, String last) throws IOException {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int row = 0; row < rows; row++) {
            csv.append(row % 7 == 0 ? "\"x\ny\"" : "v" + row)
                    .append(',')
                    .append(row % 3 == 0 ? "?" : "z")
                    .append('\n');
        }
        return CsvReader.builder()
                .missingMarkers("?")
                .build()
                .source(Files.writeString(folder.resolve("rows.csv"), csv.append(last)));
    }

    private static List<String> kept(RowSource source, Set<Thread> threads) {
        List<String> kept = new ArrayList<>();
        try (RowReader reader = source.open()) {
            reader.forEachBatch(() -> new Keeper(kept, threads));
            assertThat(reader.read(reader.newBatch())).isFalse();
        }
        return kept;
    }

    /** Begins when all that share the latch have rows to look at. */
    private static final class Patient extends Keeper {

        private final CountDownLatch all;

        Patient(List<String> kept, Set<Thread> threads, CountDownLatch all) {
            super(kept, threads);
            this.all = all;
        }

        @Override
        public void work(RowBatch batch) {
            all.countDown();
            try {
                assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.work(batch);
        }
    }

    @Test
    void two_threads_take_batches_of_a_file_in_turn_and_hand_over_in_the_order_of_its_rows() throws IOException {
        RowSource source = file(100_000, "\n");
        Set<Thread> one = ConcurrentHashMap.newKeySet();
        Set<Thread> two = ConcurrentHashMap.newKeySet();
        List<String> kept = new ArrayList<>();
        CountDownLatch both = new CountDownLatch(2);

        List<String> expected = kept(source, one);
        try (RowReader reader = source.readAhead(pool).open()) {
            reader.forEachBatch(() -> new Patient(kept, two, both));
            assertThat(reader.emptyLines()).contains(new EmptyLines(1, 114_288));
        }

        assertThat(expected).hasSize(100_000);
        assertThat(kept).isEqualTo(expected);
        assertThat(one).containsExactly(Thread.currentThread());
        assertThat(two).hasSize(2).contains(Thread.currentThread());
        assertThat(kept(source.readAhead(pool).readAhead(pool), ConcurrentHashMap.newKeySet()))
                .isEqualTo(expected);
    }

    @Test
    void rows_that_a_host_makes_are_made_by_the_one_thread_and_worked_on_by_the_callers() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        RowSource source = RowSource.of(
                "two",
                List.of("a", "b"),
                () -> IntStream.range(0, 5_000)
                        .mapToObj(i -> List.of("v" + i, "w"))
                        .iterator());

        assertThat(kept(source.readAhead(pool), threads)).hasSize(5_000).isEqualTo(kept(source, threads));
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void who_has_read_goes_on_with_the_rows_that_are_left() throws IOException {
        try (RowReader reader = file(5_000, "").readAhead(pool).open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            List<String> rest = new ArrayList<>();
            reader.forEachBatch(() -> new Keeper(rest, ConcurrentHashMap.newKeySet()));
            assertThat(batch.rows() + rest.size()).isEqualTo(5_000);
            assertThat(rest.get(0)).startsWith("0 ").contains(" v" + batch.rows());
        }
    }

    @Test
    void a_line_that_is_refused_ends_the_rows_of_both_threads_with_the_same_message() throws IOException {
        RowSource source = file(50_000, "\"never closed");

        Outcome expected = sameOnTwoThreads(source);

        assertThat(expected.rows).hasSizeGreaterThan(48_000);
        assertThat(expected.failure).contains("a quote that is never closed");
    }

    @Test
    void of_several_failures_of_workers_the_first_in_the_order_of_the_rows_is_thrown() throws IOException {
        StringBuilder csv = new StringBuilder("a,b\n");
        IntStream.range(0, 50_000).forEach(row -> csv.append('v').append(row).append(",z\n"));
        RowSource source = CsvReader.builder()
                .build()
                .source(Files.writeString(folder.resolve("rows.csv"), csv))
                .readAhead(pool);
        for (int run = 0; run < 20; run++) {
            AtomicInteger handedOver = new AtomicInteger();
            Supplier<RowWorker> failing = () -> new RowWorker() {
                @Override
                public void work(RowBatch batch) {
                    int row = Integer.parseInt(batch.text(0, 0).substring(1));
                    if (row >= 20_000) {
                        throw new IllegalArgumentException("at " + row);
                    }
                }

                @Override
                public void handOver(RowBatch batch, long firstRow) {
                    handedOver.addAndGet(batch.rows());
                }
            };
            try (RowReader reader = source.open()) {
                assertThatThrownBy(() -> reader.forEachBatch(failing)).hasMessage("at " + handedOver);
                assertThatThrownBy(() -> reader.read(reader.newBatch())).hasMessage("at " + handedOver);
            }
            assertThat(handedOver).hasValueGreaterThanOrEqualTo(20_000);
        }
    }

    /** What came of all rows: the rows, the message of a failure or none, otherwise the lines without characters. */
    private record Outcome(List<String> rows, String failure, Optional<EmptyLines> emptyLines) {

        static Outcome of(RowSource source) {
            List<String> kept = new ArrayList<>();
            try (RowReader reader = source.open()) {
                reader.forEachBatch(() -> new Keeper(kept, ConcurrentHashMap.newKeySet()));
                return new Outcome(kept, "", reader.emptyLines());
            } catch (DataException e) {
                return new Outcome(kept, e.getMessage(), Optional.empty());
            }
        }

        /** How many rows are seen before a failure depends on where batches begin. */
        void requireSame(Outcome other) {
            assertThat(other.failure).isEqualTo(failure);
            assertThat(other.emptyLines).isEqualTo(emptyLines);
            if (failure.isEmpty()) {
                assertThat(other.rows).isEqualTo(rows);
                return;
            }
            assertThat(other.rows.size()).isCloseTo(rows.size(), within(RowBatch.MOST_ROWS));
            int both = Math.min(rows.size(), other.rows.size());
            assertThat(other.rows.subList(0, both)).isEqualTo(rows.subList(0, both));
        }
    }

    private Outcome sameOnTwoThreads(RowSource source) {
        Outcome expected = Outcome.of(source);
        expected.requireSame(Outcome.of(source.readAhead(pool)));
        return expected;
    }

    private static final List<String> FIELDS = List.of(
            "a",
            "",
            "12.5",
            "\"q\"",
            "\"q,r\"",
            "\"a \"\"b\"\" c\"",
            "\"\"",
            "\"two\nlines\"",
            "\"two\r\nlines\"",
            "ö",
            "\"\"\"\"");

    /** Lines of some shape: plain, with stray quotes, with lone carriage returns, without characters, of another width, refused. */
    private static void appendLines(StringBuilder csv, SplittableRandom random) {
        int shape = random.nextInt(12);
        int count = shape > 9 ? 1 : random.nextInt(3_000);
        for (int row = 0; row < count; row++) {
            String field = FIELDS.get(random.nextInt(FIELDS.size()));
            String line = switch (shape) {
                case 6 -> field + ",5\" wide\n";
                case 7 -> field + ",b\r";
                case 8 -> "\n" + field + ",b\n";
                case 9 -> "5\"" + row + ",\"x\ny\"\n";
                case 10 -> random.nextInt(4) > 0 ? "\"" + "long ".repeat(60_000) + "\",b\n" : "a,b,c\n";
                case 11 -> random.nextInt(4) > 0 ? "a,b\n" : random.nextBoolean() ? "a\0,b\n" : "\"a\"b,c\n";
                default -> field + "," + field + (shape == 5 ? "\r\n" : "\n");
            };
            csv.append(line);
        }
    }

    @Test
    void files_of_every_shape_come_out_as_they_do_on_one_thread() throws IOException {
        int failed = 0;
        for (int run = 0; run < 60; run++) {
            SplittableRandom random = new SplittableRandom(run);
            StringBuilder csv = new StringBuilder(random.nextBoolean() ? "\uFEFFa,b\n" : "a,b\n");
            for (int part = random.nextInt(12); part >= 0; part--) {
                appendLines(csv, random);
            }
            csv.append(random.nextBoolean() ? "last,\"one\"" : "");
            CsvReader.Builder reader =
                    CsvReader.builder().maxFieldSize(1 << 20).maxRows(random.nextInt(4) > 0 ? 1_000_000 : 3_000);
            if (random.nextBoolean()) {
                reader.trim();
            }
            RowSource source = reader.build().source(Files.writeString(folder.resolve("rows" + run + ".csv"), csv));

            Outcome expected = sameOnTwoThreads(source);

            failed += expected.failure.isEmpty() ? 0 : 1;
        }
        assertThat(failed).isBetween(10, 50);
    }

    @Test
    void a_compressed_file_that_ends_early_is_refused_with_the_same_line() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("a,b\n".getBytes(StandardCharsets.UTF_8));
            for (int row = 0; row < 30_000; row++) {
                gzip.write((random.nextLong() + ",\"x\ny\"\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = Files.write(folder.resolve("rows.csv.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
        RowSource source = CsvReader.builder().build().source(file);

        Outcome expected = sameOnTwoThreads(source);

        assertThat(expected.rows).hasSizeGreaterThan(5_000);
        assertThat(expected.failure).contains("found that it ends early");
    }

    @Test
    void bytes_that_are_no_text_are_refused_with_the_same_place() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int row = 0; row < 20_000; row++) {
            bytes.writeBytes(("ä" + row + ",b\n").getBytes(StandardCharsets.UTF_8));
        }
        bytes.writeBytes(new byte[] {'a', (byte) 0xe4, ',', 'b', '\n'});
        Path file = Files.write(folder.resolve("rows.csv"), bytes.toByteArray());
        RowSource source = CsvReader.builder().withoutHeader("a", "b").build().source(file);

        Outcome expected = sameOnTwoThreads(source);

        assertThat(expected.failure).contains("line 20001, byte ");
    }

    @Test
    void a_text_of_another_encoding_is_refused_with_the_same_message_also_behind_an_unusual_line() throws IOException {
        StringBuilder csv = new StringBuilder();
        IntStream.range(0, 30_000).forEach(row -> csv.append(row == 25_000 ? "\n" : "v" + row + ",b\n"));
        csv.append("v\0,b\n");
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_16LE);
        Path file = Files.write(folder.resolve("rows.csv"), bytes);
        RowSource source = CsvReader.builder()
                .withoutHeader("a", "b")
                .charset(StandardCharsets.UTF_16LE)
                .build()
                .source(file);

        Outcome expected = sameOnTwoThreads(source);

        assertThat(expected.failure).contains("line 30001").contains("NUL");
    }

    @Test
    void a_task_that_begins_when_all_is_done_does_nothing() throws IOException {
        List<Runnable> late = new ArrayList<>();
        RowSource source = file(5_000, "\n\nv,z\n").readAhead(late::add);

        assertThat(Outcome.of(source).rows).hasSize(5_001);

        assertThat(late).hasSizeGreaterThan(1);
        late.forEach(Runnable::run);
    }

    @Test
    void an_executor_that_ends_meanwhile_is_done_without() throws IOException {
        AtomicInteger tasks = new AtomicInteger();
        Executor ending = task -> {
            if (tasks.incrementAndGet() > 1) {
                throw new RejectedExecutionException("ended");
            }
            pool.execute(task);
        };

        assertThat(Outcome.of(file(5_000, "\n\nv,z\n").readAhead(ending)).rows).hasSize(5_001);

        assertThat(tasks).hasValueGreaterThan(1);
        assertThatThrownBy(() -> Outcome.of(file(5, "").readAhead(ending)))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void an_executor_that_never_begins_is_not_waited_for_and_one_of_the_callers_thread_is_refused() throws IOException {
        RowSource source = file(5_000, "");

        assertThat(kept(source.readAhead(task -> {}), ConcurrentHashMap.newKeySet()))
                .hasSize(5_000);
        Outcome unusual = Outcome.of(file(5_000, "\n\nv,z\n").readAhead(task -> {}));
        assertThat(unusual.rows).hasSize(5_001);
        assertThat(unusual.emptyLines).contains(new EmptyLines(2, 5_717));
        try (RowReader reader = source.readAhead(Runnable::run).open()) {
            assertThatThrownBy(() ->
                            reader.forEachBatch(() -> new Keeper(new ArrayList<>(), ConcurrentHashMap.newKeySet())))
                    .hasMessage("readAhead(..) needs an executor that runs tasks on another thread");
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
