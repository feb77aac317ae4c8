package io.medml.core.table;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A column of texts, kept as codes into the list of its distinct texts. Texts are kept exactly as written. Immutable.
 *
 * <p>Codes run from 0 in the order in which the texts first appear; {@link #MISSING_CODE} stands for a cell without value.
 * They are storage, not content: two columns with equal texts may have different codes.
 */
public final class CategoryColumn extends StoredColumn implements Column {

    /** The code of a cell without value. */
    public static final int MISSING_CODE = -1;

    private final int[] codes;
    private final List<String> categories;

    /** Takes ownership of the codes. Every category has at least one row; a missing cell has the code -1. */
    CategoryColumn(String name, int[] codes, List<String> categories, CellStates states) {
        super(name, states);
        this.codes = codes;
        this.categories = List.copyOf(categories);
    }

    @Override
    public Kind kind() {
        return Kind.CATEGORY;
    }

    /**
     * The code of a cell.
     *
     * @param row index from 0
     * @return an index into {@link #categories()}, or {@link #MISSING_CODE}
     */
    public int code(int row) {
        return codes[row];
    }

    /**
     * The codes of all rows.
     *
     * @return a fresh array
     */
    public int[] codes() {
        return codes.clone();
    }

    /**
     * The distinct texts. Each is in at least one row.
     *
     * @return the texts by code
     */
    public List<String> categories() {
        return categories;
    }

    /**
     * The text in a cell.
     *
     * @param row index from 0
     * @return the text
     * @throws IllegalStateException when the cell has no value; ask {@link #isMissing} first
     */
    public String value(int row) {
        needValue(row);
        return categories.get(codes[row]);
    }

    @Override
    public Optional<String> text(int row) {
        int code = codes[Objects.checkIndex(row, codes.length)];
        return code == MISSING_CODE ? Optional.empty() : Optional.of(categories.get(code));
    }

    CategoryColumn select(int[] rows) {
        int[] renumbered = new int[categories.size()];
        Arrays.fill(renumbered, MISSING_CODE);
        String[] kept = new String[Math.min(rows.length, categories.size())];
        int count = 0;
        int[] selected = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int code = codes[rows[i]];
            if (code == MISSING_CODE) {
                selected[i] = MISSING_CODE;
                continue;
            }
            if (renumbered[code] == MISSING_CODE) {
                kept[count] = categories.get(code);
                renumbered[code] = count++;
            }
            selected[i] = renumbered[code];
        }
        return new CategoryColumn(name(), selected, Arrays.asList(kept).subList(0, count), states().select(rows));
    }
}
