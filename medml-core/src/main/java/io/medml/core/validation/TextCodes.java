package io.medml.core.validation;

import io.medml.core.table.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A number for each distinct text, from 0 in the order in which they come. For columns of few texts. */
final class TextCodes {

    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private byte[] last = {};
    private int lastCode = -1;

    int of(RowBatch batch, int column, int row) {
        if (lastCode >= 0 && batch.holds(column, row, last)) {
            return lastCode;
        }
        String text = batch.text(column, row);
        last = text.getBytes(StandardCharsets.UTF_8);
        lastCode = codes.computeIfAbsent(text, key -> texts.size());
        if (lastCode == texts.size()) {
            texts.add(text);
        }
        return lastCode;
    }

    String text(int code) {
        return texts.get(code);
    }
}
