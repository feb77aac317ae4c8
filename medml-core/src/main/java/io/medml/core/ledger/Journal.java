package io.medml.core.ledger;

import io.medml.core.ledger.LedgerVerification.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The journal of the format's section 10: frames, groups, and what an interrupted write may leave behind.
 *
 * <p>A tail is taken for torn only where no acknowledged group can be in it: an open group, a frame that ends with the file,
 * or one whose missing rest is zero bytes, in the last segment, with no whole commit after it. A commit frame states its own
 * length twice (in the frame and by its text, which is known beforehand), so a changed length is not mistaken for a tear.
 */
final class Journal {

    static final byte[] HEADER = "medml-wal/v1\n\0\0\0".getBytes(StandardCharsets.US_ASCII);
    static final int ENTRY = 1;
    static final int COMMIT = 2;
    static final int SEAL = 3;
    static final int MAX_GROUP = 1024;
    static final long MAX_SEGMENT = 8L * 1024 * 1024;
    private static final int HEAD = 13;

    /** Greatest size of a segment: one that is not yet full, and one more group of the longest frames. */
    static final int MAX_SEGMENT_FILE = (int) MAX_SEGMENT + (MAX_GROUP + 1) * (HEAD + CanonicalParser.MAX_BYTES + 4);

    private static final byte[] COMMIT_START = "medml-wal/v1 ".getBytes(StandardCharsets.US_ASCII);

    private Journal() {}

    /** A frame within a segment. */
    record Frame(int type, long index, int from, int length, int end) {
        byte[] body(byte[] segment) {
            return Arrays.copyOfRange(segment, from, from + length);
        }
    }

    /** Entries and the commit or seal that makes them one. */
    record Group(List<Frame> entries, Frame commit) {}

    /** A segment: its whole groups, where they end, and whether something unfinished follows. */
    record Segment(List<Group> groups, int goodEnd, boolean torn) {}

    static byte[] frame(int type, long index, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(HEAD + body.length + 4);
        out.putInt(body.length).put((byte) type).putLong(index).put(body);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, HEAD + body.length);
        out.putInt((int) crc.getValue());
        return out.array();
    }

    static byte[] group(long firstIndex, List<byte[]> entries, byte[] note) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long index = firstIndex;
        for (byte[] entry : entries) {
            out.writeBytes(frame(ENTRY, index++, entry));
        }
        out.writeBytes(frame(COMMIT, index, note));
        return out.toByteArray();
    }

    static String segmentName(long firstIndex) {
        return String.format(Locale.ROOT, "wal/%020d", firstIndex);
    }

    static boolean isSegment(String name) {
        return name.matches("0[0-9]{19}");
    }

    /** The segments, by their first index; other names but left temporary files are a fault. */
    static List<Long> segments(LedgerFiles files) throws IOException, LedgerFault {
        List<Long> found = new ArrayList<>();
        for (String name : files.list("wal")) {
            if (isSegment(name)) {
                found.add(Long.parseLong(name));
            } else if (!name.endsWith(".tmp")) {
                throw corrupt("wal/" + name, "expected only segments named by 20 digits, found another name");
            }
        }
        return found;
    }

    private static LedgerFault corrupt(String path, String message) {
        return new LedgerFault(Code.E_WAL_CORRUPT, -1, path, message);
    }

    /** Reads a segment. Only the last one may end in something unfinished. */
    static Segment scan(byte[] bytes, long firstIndex, String path, String origin, boolean last) throws LedgerFault {
        int headed = Math.min(bytes.length, HEADER.length);
        int mismatch = Arrays.mismatch(bytes, 0, headed, HEADER, 0, headed);
        if (bytes.length < HEADER.length || mismatch >= 0) {
            if (last && zeroFrom(bytes, mismatch < 0 ? headed : mismatch)) {
                return new Segment(List.of(), 0, true);
            }
            throw corrupt(path, "expected a segment header, found something else");
        }
        List<Group> groups = new ArrayList<>();
        List<Frame> open = new ArrayList<>();
        int goodEnd = HEADER.length;
        int at = HEADER.length;
        long next = firstIndex;
        while (at < bytes.length) {
            Frame frame = whole(bytes, at);
            if (frame == null) {
                if (last && isTorn(bytes, at, next, origin, !open.isEmpty()) && !hasCommitAfter(bytes, at)) {
                    return new Segment(groups, goodEnd, true);
                }
                throw corrupt(path, "expected a whole frame at byte " + at + ", found a damaged one");
            }
            if (frame.type == ENTRY) {
                if (frame.index != next || open.size() == MAX_GROUP) {
                    throw corrupt(
                            path, "expected entry " + next + " in a group of at most " + MAX_GROUP + " at byte " + at);
                }
                open.add(frame);
                next++;
            } else {
                if (frame.index != next || open.isEmpty()) {
                    throw corrupt(
                            path, "expected a commit of size " + next + " after at least one entry at byte " + at);
                }
                groups.add(new Group(List.copyOf(open), frame));
                open.clear();
                goodEnd = frame.end;
            }
            at = frame.end;
        }
        if (!open.isEmpty() && !last) {
            throw corrupt(path, "expected the last group of this segment to be committed");
        }
        return new Segment(groups, goodEnd, !open.isEmpty());
    }

    private static boolean zeroFrom(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The frame that starts here, if it is whole and its checksum fits. */
    private static @Nullable Frame whole(byte[] bytes, int at) {
        if (bytes.length - at < HEAD + 1 + 4) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, at, bytes.length - at);
        int length = in.getInt();
        int type = in.get();
        long index = in.getLong();
        if (length < 1 || length > CanonicalParser.MAX_BYTES || type < ENTRY || type > SEAL || index < 0) {
            return null;
        }
        if (bytes.length - at - HEAD - 4 < length) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, HEAD + length);
        in.position(at + HEAD + length);
        if (in.getInt() != (int) crc.getValue()) {
            return null;
        }
        return new Frame(type, index, at + HEAD, length, at + HEAD + length + 4);
    }

    /** Whether what starts here, and is no whole frame, is what a write leaves that stopped: a beginning, then nothing or zeros. */
    private static boolean isTorn(byte[] bytes, int at, long next, String origin, boolean inGroup) {
        int left = bytes.length - at;
        int written = left; // how much is not the run of zeros at the end
        while (written > 0 && bytes[at + written - 1] == 0) {
            written--;
        }
        if (written == 0) {
            return true;
        }
        if (left < HEAD) {
            return plausible(bytes, at, written, next, origin, inGroup);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, at, left);
        int length = in.getInt();
        int end = HEAD + length + 4;
        if (written <= HEAD) {
            return plausible(bytes, at, written, next, origin, inGroup);
        }
        if (length < 1 || length > CanonicalParser.MAX_BYTES || !plausible(bytes, at, HEAD, next, origin, inGroup)) {
            return false;
        }
        if (left < end && written <= HEAD + length) {
            return true;
        }
        if (written <= HEAD + length) {
            return true; // the frame has its length, and zeros from within its body to the end of the file
        }
        // the body is whole: what there is of the checksum must fit
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, HEAD + length);
        byte[] sum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        int there = written - HEAD - length;
        return there <= 4 && Arrays.equals(sum, 0, there, bytes, at + HEAD + length, at + HEAD + length + there);
    }

    /** Whether the first bytes of a frame head are those of the next entry, or of the commit that may come now. */
    private static boolean plausible(byte[] bytes, int at, int known, long next, String origin, boolean inGroup) {
        TreeHead head = new TreeHead(origin, next, new byte[MerkleTree.HASH]);
        int text = head.journalText().length();
        // empty line, dash and space (4 bytes), name, space, base64 of 4 + 64 bytes, line feed
        int note = text + 1 + 4 + origin.length() + 1 + 92 + 1;
        return (inGroup
                        && (starts(bytes, at, known, head(note, COMMIT, next))
                                || starts(bytes, at, known, head(text, SEAL, next))))
                || startsEntry(bytes, at, known, next);
    }

    private static byte[] head(int length, int type, long index) {
        return ByteBuffer.allocate(HEAD)
                .putInt(length)
                .put((byte) type)
                .putLong(index)
                .array();
    }

    private static boolean starts(byte[] bytes, int at, int known, byte[] head) {
        return Arrays.equals(bytes, at, at + Math.min(known, HEAD), head, 0, Math.min(known, HEAD));
    }

    private static boolean startsEntry(byte[] bytes, int at, int known, long next) {
        byte[] head = head(0, ENTRY, next);
        System.arraycopy(bytes, at, head, 0, Math.min(4, known)); // any length; of the rest every byte is known
        return bytes[at] == 0 && (known < 2 || bytes[at + 1] == 0) && starts(bytes, at, known, head);
    }

    private static boolean hasCommitAfter(byte[] bytes, int at) {
        for (int i = at + 1; i + HEAD + COMMIT_START.length <= bytes.length; i++) {
            int type = bytes[i + 4];
            if ((type == COMMIT || type == SEAL)
                    && Arrays.equals(
                            bytes, i + HEAD, i + HEAD + COMMIT_START.length, COMMIT_START, 0, COMMIT_START.length)
                    && whole(bytes, i) != null) {
                return true;
            }
        }
        return false;
    }

    /** What reading the journal gave. */
    static final class Replay {
        /** Entries that are in the journal and in no tile yet. */
        final List<byte[]> unpublished = new ArrayList<>();

        /** First and last entry that only checksums vouch for; -1 where none. */
        long unsignedFrom = -1;

        long unsignedTo = -1;

        /** The last segment, where its good groups end, and what follows them. */
        @Nullable
        String lastSegment;

        int goodEnd;
        byte[] tail = {};
        boolean torn;
    }

    /**
     * Reads all segments on top of the tree that the tiles hold, and takes their further entries into the state.
     *
     * @param origin the ledger's origin, known before its first entry is read
     * @param taken is told each further entry
     * @param every whether each signature is verified, as a verification does, or the last one only, as opening does
     */
    static Replay replay(
            LedgerFiles files, LedgerState state, String origin, boolean every, LedgerVerifier.EntryReader taken)
            throws IOException, LedgerFault {
        Replay replay = new Replay();
        long published = state.size();
        List<Long> segments = segments(files);
        long expected = -1;
        TreeHead lastSigned = null;
        SignedNote lastNote = null;
        String lastPath = "";
        for (int i = 0; i < segments.size(); i++) {
            long first = segments.get(i);
            String path = segmentName(first);
            if (i == 0 ? first > published : first != expected) {
                throw corrupt(
                        path, "expected a segment that starts at " + (i == 0 ? "most at " + published : expected));
            }
            byte[] bytes = files.read(path, MAX_SEGMENT_FILE, Code.E_WAL_CORRUPT);
            Segment segment = scan(bytes, first, path, origin, i == segments.size() - 1);
            expected = first;
            for (Group group : segment.groups) {
                for (Frame frame : group.entries) {
                    take(state, bytes, frame, path, published, group.entries.size() == 1, replay, taken);
                }
                expected = group.commit.index;
                TreeHead head = new TreeHead(origin, expected, state.tree().root(expected));
                if (group.commit.type == SEAL) {
                    if (!Arrays.equals(
                            group.commit.body(bytes), head.journalText().getBytes(StandardCharsets.UTF_8))) {
                        throw new LedgerFault(
                                Code.E_WAL_MISMATCH,
                                expected - 1,
                                path,
                                "expected the seal to state the root of the tree");
                    }
                    if (replay.unsignedFrom < 0) {
                        replay.unsignedFrom = group.entries.get(0).index;
                    }
                    replay.unsignedTo = expected - 1;
                    continue;
                }
                Optional<SignedNote> note = SignedNote.parse(group.commit.body(bytes));
                if (note.isEmpty() || TreeHead.parseJournal(note.get().text()).isEmpty()) {
                    throw corrupt(path, "expected a commit note before byte " + group.commit.end);
                }
                if (!note.get().text().equals(head.journalText())) {
                    throw new LedgerFault(
                            Code.E_WAL_MISMATCH,
                            expected - 1,
                            path,
                            "expected the commit to state the root of the tree");
                }
                replay.unsignedFrom = -1;
                replay.unsignedTo = -1;
                lastSigned = head;
                lastNote = note.get();
                lastPath = path;
                if (every) {
                    checkSigned(state, head, note.get(), path);
                }
            }
            replay.lastSegment = path;
            replay.goodEnd = segment.goodEnd;
            replay.torn = segment.torn;
            replay.tail = Arrays.copyOfRange(bytes, segment.goodEnd, bytes.length);
        }
        if (!every && lastSigned != null && lastNote != null) {
            checkSigned(state, lastSigned, lastNote, lastPath);
        }
        if (replay.unsignedTo >= 0 && replay.unsignedTo < published) {
            replay.unsignedFrom = -1; // a signed checkpoint covers them by now
            replay.unsignedTo = -1;
        }
        replay.unsignedFrom = replay.unsignedFrom < 0 ? -1 : Math.max(replay.unsignedFrom, published);
        return replay;
    }

    private static void take(
            LedgerState state,
            byte[] bytes,
            Frame frame,
            String path,
            long published,
            boolean alone,
            Replay replay,
            LedgerVerifier.EntryReader taken)
            throws LedgerFault {
        if (frame.index < published) {
            byte[] leaf = MerkleTree.leafHash(frame.body(bytes));
            if (!Arrays.equals(leaf, state.tree().leaf(frame.index))) {
                throw new LedgerFault(
                        Code.E_WAL_MISMATCH,
                        frame.index,
                        path,
                        "expected the entry that the tree holds, found another");
            }
            return;
        }
        try {
            Node entry = state.add(bytes, frame.from, frame.length, null);
            taken.read(entry, bytes, frame.from, frame.length);
            if (!alone && "ledger.key.rotated".equals(entry.textOf("type"))) {
                throw new LedgerFault(Code.E_KEY_CHAIN, "expected a key rotation to be alone in its group");
            }
        } catch (LedgerFault fault) {
            throw fault.at(frame.index, path);
        }
        replay.unpublished.add(frame.body(bytes));
    }

    private static void checkSigned(LedgerState state, TreeHead head, SignedNote note, String path) throws LedgerFault {
        if (!note.isSignedBy(state.keyFor(head.size))) {
            throw new LedgerFault(
                    Code.E_WAL_SIGNATURE,
                    head.size - 1,
                    path,
                    "expected the commit to be signed by the ledger's active key");
        }
    }
}
