package io.medml.core.cohort;

import io.medml.core.error.DataException;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads identifiers and labels from the columns of a cohort, and refuses a record without one. No message quotes an identifier. */
final class RoleCells {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{0,18})?");

    private final Table table;

    RoleCells(Table table) {
        this.table = table;
    }

    List<String> identifiers(String columnName, String role) {
        Column column = table.column(columnName);
        String[] ids = new String[table.rowCount()];
        for (int row = 0; row < ids.length; row++) {
            int where = row;
            ids[row] = column.text(row)
                    .orElseThrow(() -> new DataException(table.place(where) + ", column \"" + columnName
                            + "\": expected a " + role + " identifier, found "
                            + (column.state(where) == CellState.UNREADABLE ? "a value that cannot be read" : "none")
                            + "; correct the source, or exclude the record with exclude(..) and a reason"));
        }
        return Arrays.asList(ids);
    }

    void requireUnique(String recordColumn, List<String> ids) {
        Map<String, Integer> first = new HashMap<>(ids.size() * 2);
        for (int row = 0; row < ids.size(); row++) {
            Integer earlier = first.putIfAbsent(ids.get(row), row);
            if (earlier != null) {
                throw new DataException(table.place(row) + ", column \"" + recordColumn
                        + "\": expected a record identifier that no other record has, found the one of "
                        + table.place(earlier)
                        + "; remove the repeated record or name a column that identifies records (a patient with"
                        + " several records is a subject)");
            }
        }
    }

    /** 1 for the positive label, 0 for another. */
    int[] labels(String labelColumn, String positive, List<String> negatives) {
        Column column = table.column(labelColumn);
        int[] result = new int[table.rowCount()];
        for (int row = 0; row < result.length; row++) {
            Optional<String> text = column.text(row);
            if (text.isEmpty()) {
                throw new DataException(table.place(row) + ", column \"" + labelColumn
                        + "\": expected a label, found "
                        + (column.state(row) == CellState.UNREADABLE ? "a value that cannot be read" : "none")
                        + "; correct the source, or say dropUnlabelled(reason) to leave such records out and"
                        + " count them");
            }
            if (text.get().equals(positive)) {
                result[row] = 1;
            } else if (!negatives.isEmpty() && !negatives.contains(text.get())) {
                throw new DataException(table.place(row) + ", column \"" + labelColumn
                        + "\": expected one of the declared labels \"" + positive + "\" and " + negatives
                        + ", found another; declare it, correct the source or exclude the record");
            } else if (negatives.isEmpty() && sameButForm(text.get(), positive)) {
                throw new DataException(table.place(row) + ", column \"" + labelColumn
                        + "\": expected the positive label \"" + positive
                        + "\" or another, found one that differs from it by letter case, blanks around it or decimals"
                        + " only, and would count as negative; write the positive label as the data do, correct the"
                        + " source, or declare the negative labels in label(column, positive, negatives..)");
            }
        }
        return result;
    }

    /** Whether two labels would be taken for the same by a person: Yes and yes, 1 and 1.0. */
    private static boolean sameButForm(String found, String positive) {
        String first = found.strip();
        String second = positive.strip();
        return first.equalsIgnoreCase(second)
                || (DECIMAL.matcher(first).matches()
                        && DECIMAL.matcher(second).matches()
                        && new BigDecimal(first).compareTo(new BigDecimal(second)) == 0);
    }
}
