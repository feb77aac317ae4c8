package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordReaderTest {

    private record Patient(String id, int age, Double lactate, Boolean treated, LocalDate seen) {}

    private static final RecordReader<Patient> READER = RecordReader.of(Patient.class)
            .text("id", Patient::id)
            .wholeNumber("age", Patient::age)
            .number("lactate", Patient::lactate)
            .flag("treated", Patient::treated)
            .date("seen", Patient::seen)
            .build();

    private static final List<Patient> PATIENTS =
            List.of(new Patient("007", 61, 1.1, true, LocalDate.of(2026, 3, 1)), new Patient("", 7, null, null, null));

    @Test
    void each_object_is_a_row_and_each_function_a_column() {
        Table table = READER.read("registry", PATIENTS);

        assertThat(table.columnNames()).containsExactly("id", "age", "lactate", "treated", "seen");
        assertThat(table.category("id").value(0)).isEqualTo("007");
        assertThat(table.wholeNumber("age").value(1)).isEqualTo(7);
        assertThat(table.number("lactate").value(0)).isEqualTo(1.1);
        assertThat(table.category("treated").value(0)).isEqualTo("true");
        assertThat(table.category("seen").value(0)).isEqualTo("2026-03-01");
        assertThat(table.place(1)).isEqualTo("registry, row 2");
    }

    @Test
    void null_and_an_empty_text_are_missing() {
        Table table = READER.read("registry", PATIENTS);

        assertThat(table.columns()).extracting(Column::missingCount).containsExactly(1, 0, 1, 1, 1);
        assertThat(table.failureCount()).isZero();
    }

    @Test
    void the_table_is_the_same_as_one_of_arrays() {
        Table arrays = Table.builder()
                .category("id", "007", null)
                .wholeNumber("age", 61, 7)
                .number("lactate", 1.1, Double.NaN)
                .category("treated", "true", null)
                .category("seen", "2026-03-01", null)
                .build();

        assertThat(READER.read("registry", PATIENTS).contentDigest()).isEqualTo(arrays.contentDigest());
        assertThat(READER.source("registry", PATIENTS).read().contentDigest()).isEqualTo(arrays.contentDigest());
    }

    private static String written(Number number) {
        RowSource source =
                RecordReader.of(Number.class).number("x", n -> n).build().source("t", List.of(number));
        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            return batch.text(0, 0);
        }
    }

    @Test
    void numbers_are_written_without_loss() {
        assertThat(written(0.1f)).isEqualTo("0.1");
        assertThat(written(0.1)).isEqualTo("0.1");
        assertThat(written(Double.parseDouble("1e23"))).isEqualTo("1.0E23");
        assertThat(Double.parseDouble(written(Math.nextUp(1.0)))).isEqualTo(Math.nextUp(1.0));
        assertThat(Float.parseFloat(written(Float.MIN_VALUE))).isEqualTo(Float.MIN_VALUE);
        assertThat(written(9999999f)).isEqualTo("9999999");
        assertThat(written(16777216f)).isEqualTo("1.6777216E7");
        assertThat(written(-0.0)).isEqualTo("0");
        assertThat(written(new BigDecimal("0.100"))).isEqualTo("0.100");
        assertThat(written(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(written(new BigDecimal("1E+99999999"))).isEqualTo("1E+99999999");
        assertThat(written(new BigInteger("123456789012345678901234567890")))
                .isEqualTo("123456789012345678901234567890");
        assertThat(written((byte) -1)).isEqualTo("-1");
        assertThat(written(Double.NaN)).isEmpty();
    }

    @Test
    void a_whole_number_that_a_column_cannot_hold_stays_as_an_unreadable_cell() {
        Table table =
                RecordReader.of(Long.class).wholeNumber("x", n -> n).build().read("t", List.of(1L, Long.MAX_VALUE));

        assertThat(table.column("x").state(1)).isEqualTo(CellState.UNREADABLE);
        assertThat(table.failures())
                .containsExactly(new ParseFailure(
                        2,
                        "x",
                        "a whole number of at most 18 digits",
                        "19 characters that are not a whole number of at most 18 digits"));
    }

    @Test
    void an_object_that_is_none_is_refused_with_its_row() {
        assertThatThrownBy(() -> READER.read("registry", Arrays.asList(PATIENTS.get(0), null)))
                .isInstanceOf(DataException.class)
                .hasMessage("registry, row 2: expected an object of type Patient, found null; correct what gives the"
                        + " objects");
        @SuppressWarnings({"unchecked", "rawtypes"})
        Iterable<Patient> others = (Iterable) List.of("Smith");
        assertThatThrownBy(() -> READER.read("registry", others))
                .hasMessage("registry, row 1: expected an object of type Patient, found another; correct what gives the"
                        + " objects");
    }

    @Test
    void a_number_that_has_no_text_is_refused_with_row_and_column() {
        RecordReader<Number> reader = RecordReader.of(Number.class)
                .text("a", n -> "x")
                .number("x", n -> n)
                .build();

        assertThatThrownBy(() -> reader.read("t", List.of(1, Double.NEGATIVE_INFINITY)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "t, row 2, column \"x\": expected a finite number, or NaN for no value, found an infinite one;"
                                + " correct the value");
        assertThatThrownBy(() -> reader.read("t", List.of(new AtomicInteger(1))))
                .hasMessage(
                        "t, row 1, column \"x\": expected a number of type Byte, Short, Integer, Long, Float, Double,"
                                + " BigInteger or BigDecimal, found one of type AtomicInteger; convert it in the"
                                + " function");
        assertThatThrownBy(() -> RecordReader.of(Number.class)
                        .wholeNumber("x", n -> n)
                        .build()
                        .read("t", List.of(1.0)))
                .hasMessage(
                        "t, row 1, column \"x\": expected a number of type Byte, Short, Integer, Long or BigInteger,"
                                + " found one of type Double; convert it in the function");
    }

    @Test
    void half_of_a_pair_and_nul_are_refused() {
        RecordReader<String> reader =
                RecordReader.of(String.class).text("x", s -> s).build();

        assertThatThrownBy(() -> reader.read("t", List.of("\uD83D\uDE00", "a\uDE00")))
                .isInstanceOf(DataException.class)
                .hasMessage("t, row 2, column \"x\": expected text, found half of a surrogate pair; correct the value"
                        + " where the rows are made");
        assertThatThrownBy(() -> reader.read("t", List.of("a\0b"))).hasMessageContaining("found a NUL character");
    }

    @Test
    void a_stream_is_made_for_each_reader_and_closed() {
        List<String> closed = new ArrayList<>();
        RowSource source = RecordReader.of(Integer.class)
                .wholeNumber("i", i -> i)
                .build()
                .streamed("t", () -> IntStream.range(0, 5000).boxed().onClose(() -> closed.add("x")));

        assertThat(source.read().rowCount()).isEqualTo(5000);
        assertThat(source.read().wholeNumber("i").value(4999)).isEqualTo(4999);
        assertThat(closed).hasSize(2);
        RowSource failing = RecordReader.of(Integer.class)
                .wholeNumber("i", i -> {
                    throw new ArithmeticException("the host's");
                })
                .build()
                .streamed("t", () -> Stream.of(1).onClose(() -> closed.add("x")));
        assertThatThrownBy(failing::read).isInstanceOf(ArithmeticException.class);
        assertThat(closed)
                .as("after a failure of the host's function, which comes through")
                .hasSize(3);
    }

    @Test
    void a_column_needs_a_name_of_its_own() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RecordReader.of(String.class).build())
                .withMessage("a reader of records needs at least one column; call text(..), number(..) or another");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> RecordReader.of(String.class).text("a", s -> s).flag("a", s -> true))
                .withMessage("column \"a\" is already there");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordReader.of(String.class).text(" ", s -> s));
    }
}
