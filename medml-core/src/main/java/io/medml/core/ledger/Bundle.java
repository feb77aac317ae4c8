package io.medml.core.ledger;

import io.medml.core.ledger.LedgerVerification.Code;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** An entry bundle: entries one after the other, each after its length in two bytes, big-endian (C2SP tlog-tiles). */
final class Bundle {

    /** Greatest size of a bundle: 256 entries of 65,535 bytes, each after its length. */
    static final int MAX_BYTES = MerkleTree.TILE * (2 + CanonicalParser.MAX_BYTES);

    private Bundle() {}

    static byte[] of(List<byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            out.write(entry.length >>> 8);
            out.write(entry.length);
            out.writeBytes(entry);
        }
        return out.toByteArray();
    }

    /** Where each entry starts, and one more: where the last one's successor would, past its length. */
    static int[] starts(byte[] bundle, int width) throws LedgerFault {
        int[] starts = new int[width + 1];
        int at = 0;
        for (int i = 0; i < width; i++) {
            if (at + 2 > bundle.length) {
                throw new LedgerFault(Code.E_BUNDLE_SYNTAX, "expected " + width + " entries, found " + i);
            }
            starts[i] = at + 2;
            at += 2 + length(bundle, at + 2);
        }
        if (at != bundle.length) {
            throw new LedgerFault(
                    Code.E_BUNDLE_SYNTAX,
                    at > bundle.length
                            ? "expected " + width + " whole entries, found the last one cut short"
                            : "expected " + width + " entries, found more bytes after them");
        }
        starts[width] = at + 2;
        return starts;
    }

    /** The length of the entry that starts here. */
    static int length(byte[] bundle, int start) {
        return (bundle[start - 2] & 0xff) << 8 | (bundle[start - 1] & 0xff);
    }
}
