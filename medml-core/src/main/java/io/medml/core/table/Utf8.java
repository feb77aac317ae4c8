package io.medml.core.table;

/** UTF-8 as the Unicode standard defines it (table 3-7): no overlong forms, no surrogates. */
final class Utf8 {

    private Utf8() {}

    /** Where the first byte is that begins no character; -1 when there is none. */
    static int fault(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            int first = b[i] & 0xff;
            if (first < 0x80) {
                i++;
                continue;
            }
            int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
            int second = i + 1 < to ? b[i + 1] & 0xff : 0;
            int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            boolean sound = first >= 0xc2 && first <= 0xf4 && second >= lowest && second <= highest && i + more < to;
            for (int k = 2; sound && k <= more; k++) {
                sound = (b[i + k] & 0xc0) == 0x80;
            }
            if (!sound) {
                return i;
            }
            i += more + 1;
        }
        return -1;
    }
}
