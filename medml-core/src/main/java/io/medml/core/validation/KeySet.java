package io.medml.core.validation;

/** Hashes of 128 bits; open addressing. */
final class KeySet {

    private long[] words = new long[64];
    private int size;
    private boolean holdsZero;

    void add(long high, long low) {
        if (high == 0 && low == 0) {
            holdsZero = true;
            return;
        }
        int slot = slot(high, low);
        if (words[slot] == high && words[slot + 1] == low) {
            return;
        }
        words[slot] = high;
        words[slot + 1] = low;
        size++;
        if (4L * size > words.length) {
            long[] old = words;
            words = new long[Math.multiplyExact(2, old.length)];
            for (int i = 0; i < old.length; i += 2) {
                if (old[i] != 0 || old[i + 1] != 0) {
                    int to = slot(old[i], old[i + 1]);
                    words[to] = old[i];
                    words[to + 1] = old[i + 1];
                }
            }
        }
    }

    boolean contains(long high, long low) {
        if (high == 0 && low == 0) {
            return holdsZero;
        }
        int slot = slot(high, low);
        return words[slot] == high && words[slot + 1] == low;
    }

    /** Where the hash is, or the free place for it. */
    private int slot(long high, long low) {
        int mask = words.length / 2 - 1;
        int place = (int) (high ^ (high >>> 32)) & mask;
        while (true) {
            int slot = 2 * place;
            boolean free = words[slot] == 0 && words[slot + 1] == 0;
            if (free || (words[slot] == high && words[slot + 1] == low)) {
                return slot;
            }
            place = (place + 1) & mask;
        }
    }
}
