package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.ledger.LedgerVerification.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Against jcs.json; and the parser against the writer, each of which must accept exactly what the other does. */
class CanonicalFormTest {

    private static final Content.Fields VECTORS = Vectors.json("jcs.json");

    @Test
    void values_have_the_bytes_of_the_vectors() throws LedgerFault {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "canonical");
        assertThat(cases).hasSize(6);
        for (Content.Fields one : cases) {
            byte[] bytes = CanonicalWriter.bytes(Node.of(one.get("value")));
            assertThat(Vectors.hex(bytes)).isEqualTo(one.text("bytes"));
            assertThat(Digest.sha256(bytes).hex()).isEqualTo(one.text("sha256"));
            assertThat(CanonicalParser.parse(bytes).content()).isEqualTo(one.get("value"));
        }
    }

    @Test
    void texts_that_must_be_refused_are() {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "reject_text");
        assertThat(cases).hasSize(24);
        for (Content.Fields one : cases) {
            assertRefused(one.text("text").getBytes(StandardCharsets.UTF_8), one.text("why"));
        }
    }

    @Test
    void bytes_that_must_be_refused_are() {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "reject_bytes");
        assertThat(cases).hasSize(3);
        for (Content.Fields one : cases) {
            assertRefused(Vectors.hex(one.text("hex")), one.text("why"));
        }
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> CanonicalParser.parse(bytes))
                .as(why)
                .isInstanceOfSatisfying(
                        LedgerFault.class, fault -> assertThat(fault.code()).isEqualTo(Code.E_ENTRY_NOT_CANONICAL));
    }

    @Test
    void sixteen_levels_are_read_and_seventeen_are_not() throws LedgerFault {
        String sixteen = "{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}";
        String seventeen = "{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}";

        Node node = CanonicalParser.parse(sixteen.getBytes(StandardCharsets.UTF_8));

        assertThat(new String(CanonicalWriter.bytes(node), StandardCharsets.UTF_8))
                .isEqualTo(sixteen);
        assertRefused(seventeen.getBytes(StandardCharsets.UTF_8), "depth 17");
    }

    @Test
    void the_writer_refuses_what_has_no_canonical_form() {
        for (String text : List.of("\u0000", "\ud800", "\udc00\ud800", "a\ud83d")) {
            assertThatThrownBy(() -> CanonicalWriter.bytes(Node.array(Node.text(text))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String key : List.of("", "a b", "\u00e9", "k".repeat(65))) {
            assertThatThrownBy(() -> CanonicalWriter.bytes(Node.object(new String[] {key}, new Node[] {Node.NULL})))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CanonicalWriter.bytes(Node.whole(9_007_199_254_740_992L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Node.of(Content.decimal(0.5))).hasMessageContaining("no decimal");
    }

    @Property(tries = 500)
    void what_is_written_is_read_back_as_the_same_bytes(@ForAll("objects") Node node) throws LedgerFault {
        byte[] bytes = CanonicalWriter.bytes(node);
        assertThat(CanonicalWriter.bytes(CanonicalParser.parse(bytes))).isEqualTo(bytes);
    }

    @Property(tries = 3000)
    void whatever_the_parser_accepts_of_altered_bytes_serialises_to_exactly_them(
            @ForAll("objects") Node node, @ForAll int where, @ForAll byte value, @ForAll int cut) {
        byte[] bytes = CanonicalWriter.bytes(node);
        bytes[Math.floorMod(where, bytes.length)] = value;
        if (cut % 5 == 0) {
            bytes = Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length) + 1);
        }
        Node parsed;
        try {
            parsed = CanonicalParser.parse(bytes);
        } catch (LedgerFault refused) {
            assertThat(refused.code()).isEqualTo(Code.E_ENTRY_NOT_CANONICAL);
            return;
        }
        assertThat(CanonicalWriter.bytes(parsed)).isEqualTo(bytes);
    }

    @Provide
    Arbitrary<Node> objects() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars(
                        '"', '\\', '/', '\b', '\t', '\n', '\f', '\r', '\u0001', '\u001f', '\u007f', '\u00e9', '\u2028')
                .withChars("abc\u20ac")
                .ofMaxLength(6)
                .map(s -> s.length() % 3 == 0 ? s + "\ud83d\ude00" : s);
        Arbitrary<Node> leaf = Arbitraries.oneOf(
                text.map(Node::text),
                Arbitraries.longs()
                        .between(-CanonicalParser.MAX_WHOLE, CanonicalParser.MAX_WHOLE)
                        .map(Node::whole),
                Arbitraries.of(Node.TRUE, Node.FALSE, Node.NULL));
        Arbitrary<Node> value = Arbitraries.lazyOf(
                () -> leaf,
                () -> leaf,
                () -> leaf.list().ofMaxSize(3).map(list -> Node.array(list.toArray(Node[]::new))),
                () -> object(leaf));
        return object(value);
    }

    private static Arbitrary<Node> object(Arbitrary<Node> value) {
        Arbitrary<String> key =
                Arbitraries.strings().withChars("abAB01_.:-").ofMinLength(1).ofMaxLength(4);
        return Arbitraries.maps(key, value).ofMaxSize(4).map(map -> {
            SortedMap<String, Node> sorted = new TreeMap<>(map);
            return Node.object(sorted);
        });
    }
}
