package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.Content;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Against wal.json: framing, and what a file cut at every byte keeps. */
class JournalTest {

    private static final Content.Fields VECTORS = Vectors.json("wal.json");
    private static final Content.Fields SEGMENT = VECTORS.fields("segment");
    private static final byte[] BYTES = Vectors.hex(SEGMENT.text("hex"));
    private static final List<Long> ENDS = SEGMENT.list("group_end_offsets").stream()
            .map(c -> ((Content.Whole) c).value())
            .toList();

    private static Journal.Segment scan(byte[] bytes) throws LedgerFault {
        return Journal.scan(bytes, 0, SEGMENT.text("file"), Vectors.ORIGIN, true);
    }

    @Test
    void header_checksum_and_frame_are_those_of_the_vectors() {
        CRC32C crc = new CRC32C();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(Long.toHexString(crc.getValue()))
                .isEqualTo(VECTORS.fields("crc32c_check").text("crc"));
        assertThat(Vectors.hex(Journal.HEADER)).isEqualTo(VECTORS.text("header"));
        Content.Fields frame = VECTORS.fields("frame_example");
        assertThat(Vectors.hex(Journal.frame(
                        (int) frame.whole("type"),
                        frame.whole("index"),
                        frame.text("payload").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(frame.text("hex"));
        assertThat(Journal.segmentName(0)).isEqualTo(SEGMENT.text("file"));
    }

    @Test
    void the_segment_of_the_vectors_is_written_again_to_the_same_bytes() throws LedgerFault {
        byte[] again = Journal.HEADER;
        for (Journal.Group group : scan(BYTES).groups()) {
            again = VerifierKey.concat(
                    again,
                    Journal.group(
                            group.entries().get(0).index(),
                            group.entries().stream()
                                    .map(frame -> frame.body(BYTES))
                                    .toList(),
                            group.commit().body(BYTES)));
        }
        assertThat(again).isEqualTo(BYTES);
    }

    @Test
    void the_segment_of_the_vectors_has_their_groups() throws LedgerFault {
        Journal.Segment segment = scan(BYTES);

        assertThat(segment.torn()).isFalse();
        assertThat(segment.groups()).extracting(g -> (long) g.commit().end()).isEqualTo(ENDS);
        assertThat(segment.groups())
                .extracting(g -> g.commit().index())
                .isEqualTo(SEGMENT.list("group_sizes_after").stream()
                        .map(c -> ((Content.Whole) c).value())
                        .toList());
    }

    @Test
    void a_file_cut_at_any_byte_keeps_exactly_the_groups_that_end_before() throws LedgerFault {
        for (int cut = 0; cut < BYTES.length; cut++) {
            assertKept(Arrays.copyOf(BYTES, cut), cut);
        }
    }

    @Test
    void a_file_whose_rest_is_zero_from_any_byte_keeps_exactly_the_groups_that_end_before() throws LedgerFault {
        for (int cut = 0; cut < BYTES.length; cut++) {
            byte[] zeros = Arrays.copyOf(Arrays.copyOf(BYTES, cut), BYTES.length);
            if (!Arrays.equals(zeros, BYTES)) {
                assertKept(zeros, cut);
            }
            assertKept(Arrays.copyOf(zeros, BYTES.length + 300), cut);
        }
    }

    @Test
    void a_header_of_which_any_part_is_missing_or_zero_is_torn() throws LedgerFault {
        for (int length = 0; length <= 16; length++) {
            for (int cut = 0; cut < Math.min(length, 13); cut++) {
                byte[] header = Arrays.copyOf(Arrays.copyOf(BYTES, cut), length);
                assertThat(scan(header).torn()).as(cut + " of " + length).isTrue();
            }
        }
    }

    private static void assertKept(byte[] bytes, int cut) throws LedgerFault {
        long expected = ENDS.stream().filter(end -> end <= cut).count();
        Journal.Segment segment = scan(bytes);
        assertThat((long) segment.groups().size()).as("cut at " + cut).isEqualTo(expected);
        boolean atEnd = segment.goodEnd() == bytes.length && bytes.length >= 16;
        assertThat(segment.torn()).as("cut at " + cut).isEqualTo(!atEnd);
    }

    @Test
    void no_changed_byte_passes_for_a_whole_segment_and_almost_none_for_a_torn_one() {
        int torn = 0;
        for (int at = 0; at < BYTES.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = BYTES.clone();
                changed[at] ^= (byte) (1 << bit);
                try {
                    Journal.Segment segment = scan(changed);
                    assertThat(segment.torn()).as(at + "/" + bit).isTrue();
                    torn++;
                } catch (LedgerFault fault) {
                    assertThat(fault.code()).isEqualTo(LedgerVerification.Code.E_WAL_CORRUPT);
                }
            }
        }
        // the one case that cannot be told from a tear: the last byte of the last checksum becomes zero
        assertThat(torn).isLessThanOrEqualTo(1);
    }

    @Test
    void a_torn_end_is_accepted_in_the_last_segment_only() {
        byte[] cut = Arrays.copyOf(BYTES, BYTES.length - 1);
        assertThatThrownBy(() -> Journal.scan(cut, 0, "wal/x", Vectors.ORIGIN, false))
                .isInstanceOf(LedgerFault.class);
        byte[] open = Arrays.copyOf(BYTES, (int) (ENDS.get(1) + 27));
        assertThatThrownBy(() -> Journal.scan(open, 0, "wal/x", Vectors.ORIGIN, false))
                .isInstanceOf(LedgerFault.class);
    }

    @Test
    void damage_before_a_whole_commit_is_never_taken_for_a_tear() {
        byte[] hole = BYTES.clone();
        Arrays.fill(hole, (int) (ENDS.get(1) + 5), (int) (ENDS.get(1) + 27), (byte) 0);
        assertThatThrownBy(() -> scan(hole)).isInstanceOf(LedgerFault.class).hasMessageContaining("damaged");
    }
}
