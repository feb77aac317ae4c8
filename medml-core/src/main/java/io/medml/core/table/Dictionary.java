package io.medml.core.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The distinct texts of a column being read: finds the code of a slice of characters without making a String of it. */
final class Dictionary {

    private final List<String> texts = new ArrayList<>();
    private int[] hashes = new int[16];
    private int[] slots = new int[32];
    private int last = -1;

    Dictionary() {
        Arrays.fill(slots, -1);
    }

    int code(char[] text, int length) {
        if (last >= 0 && same(texts.get(last), text, length)) {
            return last;
        }
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + text[i];
        }
        hash ^= hash >>> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >>> 12;
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] >= 0) {
            int code = slots[slot];
            if (hashes[code] == hash && same(texts.get(code), text, length)) {
                last = code;
                return code;
            }
            slot = (slot + 1) & mask;
        }
        int code = texts.size();
        texts.add(new String(text, 0, length));
        if (code == hashes.length) {
            hashes = Arrays.copyOf(hashes, code * 2);
        }
        hashes[code] = hash;
        slots[slot] = code;
        if (texts.size() * 2 > slots.length) {
            grow();
        }
        last = code;
        return code;
    }

    List<String> texts() {
        return texts;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        Arrays.fill(slots, -1);
        int mask = slots.length - 1;
        for (int code = 0; code < texts.size(); code++) {
            int slot = hashes[code] & mask;
            while (slots[slot] >= 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = code;
        }
    }

    private static boolean same(String known, char[] text, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
