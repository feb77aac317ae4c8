package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against notes.json and proofs.json; two of its keys are examples that the note format publishes. */
class SignedNoteTest {

    private static final Content.Fields VECTORS = Vectors.json("notes.json");
    private static final Ed25519Signer SIGNER = Ed25519Signer.ofVector(
            Vectors.ORIGIN, Vectors.hex(VECTORS.fields("log_key").text("seed")));
    private static final byte[] ROOT = Vectors.treeOf(1000).root();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is a checkpoint of the test ledger that its key signed. */
    private static boolean accepted(String note) {
        Optional<SignedNote> parsed = SignedNote.parse(utf8(note));
        return parsed.map(SignedNote::text).flatMap(TreeHead::parseCheckpoint).isPresent()
                && parsed.get().isSignedBy(SIGNER.key());
    }

    @Test
    void keys_have_the_ids_and_text_forms_of_the_vectors() {
        Content.Fields log = VECTORS.fields("log_key");
        assertThat(SIGNER.key().vkey()).isEqualTo(log.text("vkey"));
        assertThat(SIGNER.key().keyId()).isEqualTo(log.text("key_id"));
        assertThat(Vectors.hex(SIGNER.key().publicKey())).isEqualTo(log.text("public"));
        Content.Fields rotated = VECTORS.fields("rotated_key");
        assertThat(Ed25519Signer.ofVector(Vectors.ORIGIN, Vectors.hex(rotated.text("seed")))
                        .key())
                .isEqualTo(VerifierKey.parse(rotated.text("vkey")));
        for (String vkey : List.of(
                VECTORS.fields("witness_key").text("vkey"),
                VECTORS.fields("published_examples").text("vkey"),
                VECTORS.fields("published_examples").text("vkey2"))) {
            assertThat(VerifierKey.parse(vkey).vkey()).isEqualTo(vkey);
        }
    }

    @Test
    void checkpoints_and_journal_commits_are_signed_to_the_bytes_of_the_vectors() {
        TreeHead head = new TreeHead(Vectors.ORIGIN, 1000, ROOT);
        TreeHead empty = new TreeHead(Vectors.ORIGIN, 0, MerkleTree.emptyRoot());

        assertThat(SignedNote.sign(head.checkpointText(), SIGNER))
                .isEqualTo(utf8(VECTORS.text("checkpoint_size_1000")));
        assertThat(SignedNote.sign(head.journalText(), SIGNER)).isEqualTo(utf8(VECTORS.text("journal_commit_note")));
        assertThat(SignedNote.sign(empty.checkpointText(), SIGNER)).isEqualTo(utf8(VECTORS.text("empty_checkpoint")));
    }

    @Test
    void notes_of_the_vectors_verify() {
        assertThat(accepted(VECTORS.text("checkpoint_size_1000"))).isTrue();
        assertThat(accepted(VECTORS.text("empty_checkpoint"))).isTrue();
        assertThat(accepted(VECTORS.text("cosigned_checkpoint"))).isTrue();
        VerifierKey witness = VerifierKey.parse(VECTORS.fields("witness_key").text("vkey"));
        assertThat(SignedNote.parse(utf8(VECTORS.text("cosigned_checkpoint")))
                        .orElseThrow()
                        .signers(List.of(witness, SIGNER.key())))
                .containsExactlyInAnyOrder(witness, SIGNER.key());
        Content.Fields published = VECTORS.fields("published_examples");
        SignedNote example = SignedNote.parse(utf8(published.text("note"))).orElseThrow();
        assertThat(example.isSignedBy(VerifierKey.parse(published.text("vkey"))))
                .isTrue();
        assertThat(example.text()).isEqualTo("This is an example message.\n");
    }

    @Test
    void notes_that_must_fail_do() {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "must_fail");
        assertThat(cases).hasSize(10);
        for (Content.Fields one : cases) {
            assertThat(accepted(one.text("note"))).as(one.text("why")).isFalse();
        }
    }

    @Test
    void a_known_key_whose_line_fails_rejects_the_whole_note() {
        String good = VECTORS.text("cosigned_checkpoint");
        VerifierKey witness = VerifierKey.parse(VECTORS.fields("witness_key").text("vkey"));
        String altered = good.replace("zZGTjgAAAABpW2+A", "zZGTjgAAAABpW2+B");

        assertThat(SignedNote.parse(utf8(altered)).orElseThrow().signers(List.of(witness, SIGNER.key())))
                .isEmpty();
        assertThat(altered).isNotEqualTo(good);
    }

    @Test
    void a_note_with_33_signature_lines_is_refused() {
        String note = VECTORS.text("checkpoint_size_1000");
        String line = note.substring(note.indexOf("\n\n") + 2);
        String text = note.substring(0, note.indexOf("\n\n") + 2);

        assertThat(SignedNote.parse(utf8(text + line.repeat(32)))).isPresent();
        assertThat(SignedNote.parse(utf8(text + line.repeat(33)))).isEmpty();
    }

    @Test
    void the_receipt_of_the_vectors_is_written_and_verified() {
        Content.Fields proofs = Vectors.json("proofs.json");
        byte[] checkpoint = utf8(VECTORS.text("cosigned_checkpoint"));

        String written = Receipt.text(256, Vectors.treeOf(1000).inclusion(256, 1000), checkpoint);

        assertThat(written).isEqualTo(proofs.text("tlog_proof"));
        Receipt receipt = Receipt.parse(proofs.text("tlog_proof"));
        assertThat(receipt.proves(utf8(proofs.text("entry")), SIGNER.key())).isTrue();
        assertThat(receipt.proves(utf8("medml-test-entry-257"), SIGNER.key())).isFalse();
        assertThat(receipt.proves(
                        utf8(proofs.text("entry")),
                        VerifierKey.parse(VECTORS.fields("rotated_key").text("vkey"))))
                .isFalse();
        assertThatThrownBy(() -> Receipt.parse(written.replace("index 256", "index 0256")))
                .isInstanceOf(DataException.class);
    }

    @Test
    void a_key_text_with_another_id_is_refused() {
        assertThatThrownBy(() -> VerifierKey.parse(Vectors.VKEY.replace("5a10ad2b", "5a10ad2c")))
                .hasMessageContaining("key id");
        assertThatThrownBy(() -> VerifierKey.parse("a b+5a10ad2b+AQOh")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VerifierKey.parse("nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_published_test_seeds_are_refused_outside_tests_of_the_vectors(@TempDir Path dir) {
        for (String key : List.of("log_key", "rotated_key", "witness_key")) {
            byte[] seed = Vectors.hex(VECTORS.fields(key).text("seed"));
            assertThatThrownBy(() -> Ed25519Signer.fromSeed("any", seed)).hasMessageContaining("test vectors");
        }
        Path file = dir.resolve("key.pem");
        SIGNER.save(file);
        assertThatThrownBy(() -> Ed25519Signer.load(Vectors.ORIGIN, file)).hasMessageContaining("test vectors");
        assertThatThrownBy(() -> Ledger.open(dir.resolve("l"), java.time.Clock.systemUTC(), SIGNER))
                .hasMessageContaining("test vectors");
    }

    @Test
    void a_saved_key_is_loaded_as_the_same_key_and_only_its_owner_can_read_it(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("key.pem");
        Ed25519Signer signer = Ed25519Signer.generate("example.org/test");
        signer.save(file);

        assertThat(Ed25519Signer.load("example.org/test", file).key()).isEqualTo(signer.key());
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThatThrownBy(() -> signer.save(file)).isInstanceOf(java.io.UncheckedIOException.class);
        Files.writeString(dir.resolve("other.pem"), "nothing");
        assertThatThrownBy(() -> Ed25519Signer.load("x", dir.resolve("other.pem")))
                .isInstanceOf(DataException.class);
    }

    @Test
    void the_private_key_of_rfc_8032_test_1_has_its_public_key_and_signature() {
        // RFC 8032, section 7.1, TEST 1
        Ed25519Signer signer = Ed25519Signer.fromSeed(
                "rfc8032", Vectors.hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

        assertThat(Vectors.hex(signer.key().publicKey()))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(Vectors.hex(signer.sign(new byte[0])))
                .isEqualTo("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    }
}
