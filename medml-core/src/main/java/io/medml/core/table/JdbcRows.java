package io.medml.core.table;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Name;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The rows of a result set as texts. */
final class JdbcRows implements Iterator<List<@Nullable String>>, AutoCloseable {

    /** Decimals that a double gives back as they were: 15 digits. */
    private static final int DIGITS_OF_A_DOUBLE = 15;

    private static final int DIGITS_OF_A_WHOLE_NUMBER = 18;

    /** How the values of a column are asked for and written. */
    private enum Form {
        TEXT,
        LONG_TEXT,
        WHOLE,
        DECIMAL,
        SINGLE,
        DOUBLE,
        FLAG,
        DATE,
        TIME,
        ZONED_TIME,
        TIMESTAMP,
        ZONED_TIMESTAMP
    }

    private final JdbcReader settings;
    private final String name;
    private final ResultSet result;
    private final Map<String, Column.Kind> columns = new LinkedHashMap<>();
    private final List<Form> forms = new ArrayList<>();
    private boolean looked;
    private boolean present;
    private long row;

    private JdbcRows(JdbcReader settings, String name, ResultSet result) throws SQLException {
        this.settings = settings;
        this.name = name;
        this.result = result;
        if (settings.fetchSize > 0) {
            result.setFetchSize(settings.fetchSize);
        }
        describe(result.getMetaData());
    }

    /** Runs the query and looks at its columns. */
    static JdbcRows open(JdbcReader settings, String name, Callable<ResultSet> query) {
        ResultSet result;
        try {
            result = query.call();
        } catch (SQLException e) {
            throw failed(name, "the query", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw broken(name, "the query", e);
        }
        if (result == null) {
            throw new DataException(name + ": expected the result of a query, found null; correct what runs it");
        }
        try {
            return new JdbcRows(settings, name, result);
        } catch (SQLException | RuntimeException e) {
            RuntimeException failure = e instanceof SQLException sql
                    ? failed(name, "the description of the columns", sql)
                    : (RuntimeException) e;
            try {
                result.close();
            } catch (SQLException atClosing) {
                failure.addSuppressed(failed(name, "closing the result", atClosing));
            }
            throw failure;
        }
    }

    Map<String, Column.Kind> columns() {
        return columns;
    }

    private void describe(ResultSetMetaData description) throws SQLException {
        for (int c = 1; c <= description.getColumnCount(); c++) {
            String label = description.getColumnLabel(c);
            Optional<String> fault = Name.fault(label == null ? "" : label);
            if (label == null || fault.isPresent()) {
                throw new DataException(name + ", column " + c + ": expected " + Name.rule() + ", found "
                        + fault.orElse("none") + "; give the column a name in the query with AS");
            }
            Form form = form(description, c, label);
            Column.Kind kind = settings.kinds.getOrDefault(label, kind(form, description, c));
            if (columns.putIfAbsent(label, kind) != null) {
                throw new DataException(name + ", column " + c
                        + ": expected a name that no other column has, found that" + " of an earlier one, \"" + label
                        + "\"; give one of them another name in the query with AS");
            }
            forms.add(form);
        }
        for (String declared : settings.kinds.keySet()) {
            if (!columns.containsKey(declared)) {
                throw new DataException(name + ": expected a column \"" + declared
                        + "\", which the reader was told about, found only " + columns.keySet()
                        + "; correct its spelling, capitals included");
            }
        }
    }

    private Form form(ResultSetMetaData description, int column, String label) throws SQLException {
        String type = String.valueOf(description.getColumnTypeName(column)).toLowerCase(Locale.ROOT);
        // some drivers give the code of the type without zone for both
        boolean zoned = type.contains("with time zone") || type.equals("timestamptz") || type.equals("timetz");
        switch (description.getColumnType(column)) {
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.NULL -> {
                return Form.TEXT;
            }
            case Types.CLOB, Types.NCLOB -> {
                return Form.LONG_TEXT;
            }
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> {
                return Form.WHOLE;
            }
            case Types.NUMERIC, Types.DECIMAL -> {
                return Form.DECIMAL;
            }
            case Types.REAL -> {
                return Form.SINGLE;
            }
            case Types.FLOAT, Types.DOUBLE -> {
                return Form.DOUBLE;
            }
            case Types.BOOLEAN -> {
                return Form.FLAG;
            }
            case Types.BIT -> {
                if (description.getPrecision(column) <= 1) {
                    return Form.FLAG;
                }
            }
            case Types.DATE -> {
                return Form.DATE;
            }
            case Types.TIME -> {
                return zoned ? Form.ZONED_TIME : Form.TIME;
            }
            case Types.TIME_WITH_TIMEZONE -> {
                return Form.ZONED_TIME;
            }
            case Types.TIMESTAMP -> {
                return zoned ? Form.ZONED_TIMESTAMP : Form.TIMESTAMP;
            }
            case Types.TIMESTAMP_WITH_TIMEZONE -> {
                return Form.ZONED_TIMESTAMP;
            }
            default -> {}
        }
        throw new DataException(name + ", column \"" + label
                + "\": expected a type of texts, numbers, booleans, dates or times, found "
                + (Name.fault(type).isPresent() ? "another" : type)
                + "; leave the column out of the query, or turn it into a text there with CAST");
    }

    private static Column.Kind kind(Form form, ResultSetMetaData description, int column) throws SQLException {
        return switch (form) {
            case WHOLE -> Column.Kind.WHOLE_NUMBER;
            case SINGLE, DOUBLE -> Column.Kind.NUMBER;
            case DECIMAL -> {
                int digits = description.getPrecision(column);
                int scale = description.getScale(column);
                if (digits >= 1 && scale == 0 && digits <= DIGITS_OF_A_WHOLE_NUMBER) {
                    yield Column.Kind.WHOLE_NUMBER;
                }
                // a type of unknown size says 0 digits
                boolean exact = digits >= 1 && scale >= 0 && digits <= DIGITS_OF_A_DOUBLE;
                yield exact ? Column.Kind.NUMBER : Column.Kind.CATEGORY;
            }
            default -> Column.Kind.CATEGORY;
        };
    }

    @Override
    public boolean hasNext() {
        if (!looked) {
            try {
                present = result.next();
            } catch (SQLException e) {
                throw failed(name, "the row after row " + row, e);
            } catch (RuntimeException e) {
                throw broken(name, "the row after row " + row, e);
            }
            looked = true;
            row++;
            if (present && row > settings.maxRows) {
                throw new DataException(name + ": expected at most " + settings.maxRows
                        + " rows, found more; raise maxRows(..) or limit the query");
            }
        }
        return present;
    }

    @Override
    public List<@Nullable String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the result has no further row");
        }
        looked = false;
        List<@Nullable String> cells = new ArrayList<>(forms.size());
        int column = 0;
        for (String label : columns.keySet()) {
            try {
                cells.add(text(forms.get(column), column + 1, label));
            } catch (SQLException e) {
                throw failed(name, "row " + row + ", column \"" + label + "\"", e);
            } catch (DataException e) {
                throw e;
            } catch (RuntimeException e) {
                throw broken(name, "row " + row + ", column \"" + label + "\"", e);
            }
            column++;
        }
        return cells;
    }

    private @Nullable String text(Form form, int column, String label) throws SQLException {
        switch (form) {
            case TEXT -> {
                String text = result.getString(column);
                return text == null ? null : bounded(text, text.length(), label);
            }
            case LONG_TEXT -> {
                Clob clob = result.getClob(column);
                if (clob == null) {
                    return null;
                }
                try {
                    bounded("", clob.length(), label);
                    return clob.length() == 0 ? "" : clob.getSubString(1, (int) clob.length());
                } finally {
                    clob.free();
                }
            }
            case WHOLE, DECIMAL -> {
                BigDecimal number = result.getBigDecimal(column);
                return number == null ? null : RecordReader.text(number);
            }
            case SINGLE -> {
                float number = result.getFloat(column);
                return result.wasNull() ? null : NumberText.write(number);
            }
            case DOUBLE -> {
                double number = result.getDouble(column);
                return result.wasNull() ? null : NumberText.write(number);
            }
            case FLAG -> {
                boolean flag = result.getBoolean(column);
                return result.wasNull() ? null : Boolean.toString(flag);
            }
            case DATE -> {
                LocalDate date = result.getObject(column, LocalDate.class);
                return date == null ? null : date.toString();
            }
            case TIME -> {
                LocalTime time = result.getObject(column, LocalTime.class);
                return time == null ? null : DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            }
            case ZONED_TIME -> {
                OffsetTime time = result.getObject(column, OffsetTime.class);
                return time == null ? null : DateTimeFormatter.ISO_OFFSET_TIME.format(time);
            }
            case TIMESTAMP -> {
                LocalDateTime time = result.getObject(column, LocalDateTime.class);
                return time == null ? null : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
            }
            case ZONED_TIMESTAMP -> {
                OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
                return time == null
                        ? null
                        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.withOffsetSameInstant(ZoneOffset.UTC));
            }
        }
        throw new AssertionError(form);
    }

    private String bounded(String text, long length, String label) {
        if (length > settings.maxFieldSize) {
            throw new DataException(name + ", row " + row + ", column \"" + label + "\": expected a text of at most "
                    + settings.maxFieldSize + " characters, found " + length
                    + "; raise maxFieldSize(..), or cut the text in the query");
        }
        return text;
    }

    /** A failure without what the driver says, which may quote a value. */
    private static UncheckedIOException failed(String name, String where, SQLException e) {
        String state = e.getSQLState() != null && e.getSQLState().matches("[0-9A-Z]{5}") ? e.getSQLState() : "unknown";
        return new UncheckedIOException(
                name + ": expected that the database gives " + where + ", found that it fails with SQL state " + state
                        + " and code " + e.getErrorCode() + "; look them up, and run the query by itself",
                new IOException("SQL state " + state + ", code " + e.getErrorCode()));
    }

    /** An exception of the driver or of what runs the query, without its text, which may quote a value. */
    private static UncheckedIOException broken(String name, String where, Exception e) {
        String kind = e.getClass().getName();
        return new UncheckedIOException(
                name + ": expected that the database gives " + where + ", found that its driver throws " + kind
                        + "; run the query by itself",
                new IOException(kind));
    }

    @Override
    public void close() {
        try {
            result.close();
        } catch (SQLException e) {
            throw failed(name, "closing the result", e);
        }
    }
}
