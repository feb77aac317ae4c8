package io.medml.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With H2 2.5.252, in memory. */
class JdbcReaderTest {

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:h2:mem:;DATABASE_TO_UPPER=FALSE");
        statement = connection.createStatement();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private Callable<ResultSet> query(String sql) {
        return () -> statement.executeQuery(sql);
    }

    private Table read(String sql) {
        return JdbcReader.builder().build().read("view", query(sql));
    }

    private static void refused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading)
                .isInstanceOf(DataException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CAST('007 é' AS VARCHAR(20))|007 é|CATEGORY",
                "CAST('ab' AS CHAR(4))|`ab  `|CATEGORY",
                "CAST('long' AS CLOB)|long|CATEGORY",
                "CAST(7 AS TINYINT)|7|WHOLE_NUMBER",
                "CAST(-7 AS INTEGER)|-7|WHOLE_NUMBER",
                "CAST(123456789012345678 AS BIGINT)|123456789012345678|WHOLE_NUMBER",
                "CAST(12 AS NUMERIC(18,0))|12|WHOLE_NUMBER",
                "CAST(0.1 AS NUMERIC(15,3))|0.1|NUMBER",
                "CAST('0.10' AS NUMERIC(16,2))|0.10|CATEGORY",
                "CAST('12345678901234567890.10' AS DECIMAL(38,2))|12345678901234567890.10|CATEGORY",
                "CAST(0.1 AS REAL)|0.1|NUMBER",
                "CAST(0.1 AS DOUBLE PRECISION)|0.1|NUMBER",
                "TRUE|true|CATEGORY",
                "DATE '1582-10-10'|1582-10-10|CATEGORY",
                "TIME '09:30:00'|09:30:00|CATEGORY",
                "TIMESTAMP '2026-03-29 02:30:00'|2026-03-29T02:30:00|CATEGORY",
                "TIMESTAMP '2026-03-01 09:30:00.120'|2026-03-01T09:30:00.12|CATEGORY",
                "TIMESTAMP WITH TIME ZONE '2026-03-01 09:30:00+01:00'|2026-03-01T08:30:00Z|CATEGORY",
                "TIME WITH TIME ZONE '09:30:00+01:00'|09:30:00+01:00|CATEGORY"
            })
    void a_value_is_written_and_its_column_kept_as_the_table_of_types_says(
            String value, String text, Column.Kind kind) {
        Table table = read("SELECT " + value + " AS x");

        assertThat(table.column("x").kind()).isEqualTo(kind);
        assertThat(table.column("x").text(0)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Asia/Kolkata", "Europe/Berlin"})
    void the_zone_of_the_machine_has_no_part_in_it(String zone) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            Table table = read("SELECT TIMESTAMP '2026-03-29 02:30:00' AS t, DATE '2026-03-29' AS d");

            assertThat(table.column("t").text(0))
                    .as("an hour that Berlin does not have")
                    .contains("2026-03-29T02:30:00");
            assertThat(table.column("d").text(0)).contains("2026-03-29");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VARCHAR(5)",
                "CLOB",
                "BIGINT",
                "DECIMAL(10,2)",
                "REAL",
                "DOUBLE PRECISION",
                "BOOLEAN",
                "DATE",
                "TIME",
                "TIMESTAMP",
                "TIMESTAMP WITH TIME ZONE",
                "TIME WITH TIME ZONE"
            })
    void null_of_every_type_is_missing(String type) {
        Table table = read("SELECT CAST(NULL AS " + type + ") AS x");

        assertThat(table.column("x").state(0)).isEqualTo(CellState.EMPTY);
    }

    @Test
    void a_column_of_nothing_but_null_and_an_empty_text_are_missing() {
        assertThat(read("SELECT NULL AS x, '' AS y").columns())
                .extracting(Column::missingCount)
                .containsExactly(1, 1);
    }

    @Test
    void what_a_double_cannot_hold_is_a_word_that_no_number_column_takes() {
        Table table = read("SELECT CAST('NaN' AS DOUBLE PRECISION) AS x, CAST('Infinity' AS REAL) AS y");

        assertThat(table.column("x").state(0)).isEqualTo(CellState.UNREADABLE);
        assertThat(table.column("y").state(0)).isEqualTo(CellState.UNREADABLE);
        assertThat(table.failures()).extracting(ParseFailure::line).containsExactly(1L, 1L);
    }

    @Test
    void a_bigint_of_nineteen_digits_is_unreadable_unless_the_column_is_declared() {
        String sql = "SELECT CAST(1234567890123456789 AS BIGINT) AS id";

        assertThat(read(sql).column("id").state(0)).isEqualTo(CellState.UNREADABLE);
        assertThat(JdbcReader.builder()
                        .category("id")
                        .build()
                        .read("v", query(sql))
                        .column("id")
                        .text(0))
                .contains("1234567890123456789");
        refused(
                () -> JdbcReader.builder().strict().build().read("view", query(sql)),
                "view, row 1, column \"id\": expected a whole number of at most 18 digits, found 19 characters that"
                        + " are not a whole number of at most 18 digits; correct the value, or declare the column as"
                        + " category(..)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CAST(X'00' AS BLOB)|binary large object",
                "X'00'|binary varying",
                "ARRAY[1, 2]|integer array",
                "CAST('00000000-0000-0000-0000-000000000000' AS UUID)|uuid",
                "INTERVAL '1' DAY|interval day"
            })
    void a_type_without_a_text_is_refused_by_the_name_of_its_column(String value, String type) {
        refused(
                () -> read("SELECT 1 AS a, " + value + " AS note"),
                "view, column \"note\": expected a type of texts, numbers, booleans, dates or times, found " + type
                        + "; leave the column out of the query, or turn it into a text there with CAST");
    }

    @Test
    void names_are_labels_and_have_to_differ() {
        assertThat(read("SELECT 1 AS \"age at visit\"").columnNames()).containsExactly("age at visit");
        refused(
                () -> read("SELECT 1 AS a, 2 AS a"),
                "view, column 2: expected a name that no other column has, found that of an earlier one, \"a\"; give"
                        + " one of them another name in the query with AS");
        refused(
                () -> read("SELECT 1 AS \" \""),
                "view, column 1: expected a name of 1 to 200 characters on one line that is not blank, found nothing"
                        + " but blanks; give the column a name in the query with AS");
    }

    @Test
    void a_declared_column_that_is_not_there_is_refused() {
        refused(
                () -> JdbcReader.builder().number("Age").build().read("view", query("SELECT 1 AS age")),
                "view: expected a column \"Age\", which the reader was told about, found only [age]; correct its"
                        + " spelling, capitals included");
    }

    @Test
    void what_the_driver_says_is_left_out_since_it_may_quote_a_value() {
        assertThatThrownBy(() -> read("SELECT CAST(name AS INTEGER) AS x FROM (VALUES ('Smith')) AS p(name)"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("view: expected that the database gives the query, found that it fails with SQL state 22018"
                        + " and code 22018; look them up, and run the query by itself")
                .satisfies(e -> assertThat(e.getCause())
                        .hasMessage("SQL state 22018, code 22018")
                        .hasNoCause());
    }

    @Test
    void a_failure_in_the_middle_names_row_and_column_and_closes_the_result() throws SQLException {
        List<ResultSet> opened = new ArrayList<>();
        Callable<ResultSet> query = () -> {
            ResultSet result = statement.executeQuery("SELECT X AS x FROM SYSTEM_RANGE(1, 5000)");
            opened.add(result);
            return result;
        };
        RowSource source = JdbcReader.builder().build().source("view", query);

        try (RowReader reader = source.open()) {
            RowBatch batch = reader.newBatch();
            assertThat(reader.read(batch)).isTrue();
            opened.get(0).close();
            assertThatThrownBy(() -> reader.read(batch))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith(
                            "view: expected that the database gives the row after row 1024, found that it fails with"
                                    + " SQL state 90007 and code 90007");
        }
        assertThat(source.read().rowCount()).isEqualTo(5000);
        assertThat(opened.get(1).isClosed()).isTrue();
        assertThat(statement.isClosed()).as("the host's").isFalse();
    }

    @Test
    void limits_are_kept() {
        refused(
                () -> JdbcReader.builder()
                        .maxRows(2)
                        .build()
                        .read("view", query("SELECT X AS x FROM SYSTEM_RANGE(1, 3)")),
                "view: expected at most 2 rows, found more; raise maxRows(..) or limit the query");
        refused(
                () -> JdbcReader.builder().maxFieldSize(3).build().read("view", query("SELECT 'Smith' AS x")),
                "view, row 1, column \"x\": expected a text of at most 3 characters, found 5; raise maxFieldSize(..),"
                        + " or cut the text in the query");
        refused(
                () -> JdbcReader.builder()
                        .maxFieldSize(3)
                        .build()
                        .read("view", query("SELECT CAST('Smith' AS CLOB) AS x")),
                "view, row 1, column \"x\": expected a text of at most 3 characters, found 5; raise maxFieldSize(..),"
                        + " or cut the text in the query");
        assertThat(JdbcReader.builder()
                        .maxRows(3)
                        .build()
                        .read("view", query("SELECT X AS x FROM SYSTEM_RANGE(1, 3)"))
                        .rowCount())
                .isEqualTo(3);
    }

    @Test
    void the_fetch_size_is_told_to_the_result_and_only_when_one_is_set() throws SQLException {
        List<Object> told = new ArrayList<>();
        ResultSet result = statement.executeQuery("SELECT 1 AS x");
        Callable<ResultSet> query = () -> (ResultSet) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setFetchSize")) {
                        told.add(arguments[0]);
                        return null;
                    }
                    return method.invoke(result, arguments);
                });

        JdbcReader.builder().build().source("view", query).open();
        JdbcReader.builder().fetchSize(77).build().source("view", query).open();

        assertThat(told).as("H2 keeps none itself").containsExactly(77);
    }

    @Test
    void what_a_driver_throws_beside_sql_exceptions_is_said_without_its_text() throws SQLException {
        ResultSet result = statement.executeQuery("SELECT CAST('7.5' AS DECIMAL(5, 1)) AS x");
        Callable<ResultSet> query = () -> (ResultSet) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getBigDecimal")) {
                        throw new NumberFormatException("For input string: \"Jane Doe\"");
                    }
                    return method.invoke(result, arguments);
                });

        assertThatThrownBy(() -> JdbcReader.builder().build().read("view", query))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("view: expected that the database gives row 1, column \"x\", found that its driver throws"
                        + " java.lang.NumberFormatException; run the query by itself")
                .satisfies(e -> assertThat(e.getCause())
                        .hasMessage("java.lang.NumberFormatException")
                        .hasNoCause());
        assertThatThrownBy(() -> JdbcReader.builder().build().read("view", () -> {
                    throw new Exception("Jane Doe");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageNotContaining("Jane")
                .satisfies(e -> assertThat(e.getCause())
                        .hasMessage("java.lang.Exception")
                        .hasNoCause());
    }

    @Test
    void settings_are_checked_where_they_are_set() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcReader.builder().fetchSize(0))
                .withMessage("a limit is from 1 to 1000000, got 0");
        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcReader.builder().strict().strict())
                .withMessage("strict is already set");
        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcReader.builder().number("a").wholeNumber("a"))
                .withMessage("column \"a\" is already declared as NUMBER");
    }

    @Test
    void a_query_that_fails_otherwise_is_the_hosts_failure() {
        assertThatThrownBy(() -> JdbcReader.builder().build().read("view", () -> {
                    throw new IllegalArgumentException("the host's");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the host's");
    }
}
