package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against merkle.json, which an independent implementation wrote, and the inputs of public RFC 6962 logs in it. */
class MerkleTreeTest {

    private static final Content.Fields VECTORS = Vectors.json("merkle.json");
    private static final MerkleTree TREE = Vectors.treeOf(1000);

    @Test
    void leaf_hashes_are_those_of_the_vectors() {
        List<byte[]> expected = Vectors.hashes(VECTORS, "leaf_hashes_0_to_19");

        assertThat(expected).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(TREE.leaf(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void roots_are_those_of_the_vectors() {
        Content.Fields roots = VECTORS.fields("roots");

        assertThat(roots.values()).hasSize(28);
        for (String size : roots.values().keySet()) {
            assertThat(Vectors.hex(TREE.root(Integer.parseInt(size)))).as(size).isEqualTo(roots.text(size));
            assertThat(Vectors.hex(Vectors.treeOf(Integer.parseInt(size)).root()))
                    .as(size)
                    .isEqualTo(roots.text(size));
        }
    }

    @Test
    void roots_of_the_reference_inputs_of_public_logs_match() {
        Content.Fields reference = VECTORS.fields("rfc6962_reference_inputs");
        List<String> entries = Vectors.texts(reference, "entries");
        List<String> leaves = Vectors.texts(reference, "leaf_hashes");
        List<String> roots = Vectors.texts(reference, "roots");
        MerkleTree tree = new MerkleTree();

        assertThat(Vectors.hex(tree.root())).isEqualTo(roots.get(0));
        for (int i = 0; i < entries.size(); i++) {
            tree.append(MerkleTree.leafHash(Vectors.hex(entries.get(i))));
            assertThat(Vectors.hex(tree.leaf(i))).isEqualTo(leaves.get(i));
            assertThat(Vectors.hex(tree.root())).isEqualTo(roots.get(i + 1));
        }
    }

    @Test
    void inclusion_proofs_are_those_of_the_vectors_and_verify() {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "inclusion");

        assertThat(cases).hasSize(221);
        for (Content.Fields one : cases) {
            long index = one.whole("index");
            long size = one.whole("size");
            List<byte[]> proof = Vectors.hashes(one, "proof");
            assertThat(TREE.inclusion(index, size)).usingRecursiveComparison().isEqualTo(proof);
            assertThat(MerkleTree.includes(TREE.leaf(index), index, size, proof, TREE.root(size)))
                    .isTrue();
        }
    }

    @Test
    void inclusion_proofs_that_must_fail_do() {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "inclusion_must_fail");

        assertThat(cases).hasSize(6);
        for (Content.Fields one : cases) {
            long size = one.whole("size");
            assertThat(MerkleTree.includes(
                            TREE.leaf(one.whole("leaf_of")),
                            one.whole("index"),
                            size,
                            Vectors.hashes(one, "proof"),
                            TREE.root(size)))
                    .as(one.text("what"))
                    .isFalse();
        }
    }

    @Test
    void consistency_proofs_are_those_of_the_vectors_and_verify() {
        List<Content.Fields> cases = Vectors.objects(VECTORS, "consistency");

        assertThat(cases).hasSize(222);
        for (Content.Fields one : cases) {
            long old = one.whole("old");
            long now = one.whole("new");
            List<byte[]> proof = Vectors.hashes(one, "proof");
            assertThat(TREE.consistency(old, now)).usingRecursiveComparison().isEqualTo(proof);
            assertThat(MerkleTree.extendsTree(old, now, proof, TREE.root(old), TREE.root(now)))
                    .isTrue();
        }
    }

    @Test
    void an_empty_older_tree_with_any_root_but_that_of_nothing_is_refused() {
        assertThat(MerkleTree.extendsTree(0, 5, List.of(), MerkleTree.emptyRoot(), TREE.root(5)))
                .isTrue();
        assertThat(MerkleTree.extendsTree(0, 5, List.of(), TREE.root(5), TREE.root(5)))
                .isFalse();
        assertThat(MerkleTree.extendsTree(0, 0, List.of(), TREE.root(5), TREE.root(5)))
                .isFalse();
    }

    @Property(tries = 300)
    void a_proof_fails_for_every_other_leaf_index_size_root_or_altered_hash(
            @ForAll @IntRange(min = 1, max = 1000) int size,
            @ForAll @IntRange(max = 999) int at,
            @ForAll @IntRange(max = 255) int flip) {
        int index = at % size;
        List<byte[]> proof = TREE.inclusion(index, size);
        byte[] leaf = TREE.leaf(index);
        byte[] root = TREE.root(size);
        assertThat(MerkleTree.includes(leaf, index, size, proof, root)).isTrue();

        assertThat(MerkleTree.includes(flipped(leaf, flip), index, size, proof, root))
                .isFalse();
        assertThat(MerkleTree.includes(leaf, index, size, proof, flipped(root, flip)))
                .isFalse();
        assertThat(MerkleTree.includes(leaf, index + 1L, size, proof, root)).isFalse();
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(root);
        assertThat(MerkleTree.includes(leaf, index, size, longer, root)).isFalse();
        if (!proof.isEmpty()) {
            List<byte[]> altered = new ArrayList<>(proof);
            altered.set(flip % proof.size(), flipped(proof.get(flip % proof.size()), flip));
            assertThat(MerkleTree.includes(leaf, index, size, altered, root)).isFalse();
            assertThat(MerkleTree.includes(leaf, index, size, proof.subList(1, proof.size()), root))
                    .isFalse();
        }
    }

    @Property(tries = 300)
    void a_consistency_proof_fails_for_an_altered_root_or_hash(
            @ForAll @IntRange(min = 1, max = 1000) int first,
            @ForAll @IntRange(min = 1, max = 1000) int second,
            @ForAll @IntRange(max = 255) int flip) {
        int old = Math.min(first, second);
        int now = Math.max(first, second);
        List<byte[]> proof = TREE.consistency(old, now);
        assertThat(MerkleTree.extendsTree(old, now, proof, TREE.root(old), TREE.root(now)))
                .isTrue();

        assertThat(MerkleTree.extendsTree(old, now, proof, flipped(TREE.root(old), flip), TREE.root(now)))
                .isFalse();
        assertThat(MerkleTree.extendsTree(old, now, proof, TREE.root(old), flipped(TREE.root(now), flip)))
                .isFalse();
        if (!proof.isEmpty()) {
            List<byte[]> altered = new ArrayList<>(proof);
            altered.set(flip % proof.size(), flipped(proof.get(flip % proof.size()), flip));
            assertThat(MerkleTree.extendsTree(old, now, altered, TREE.root(old), TREE.root(now)))
                    .isFalse();
        }
    }

    @Property(tries = 100)
    void cutting_a_tree_and_growing_it_again_is_growing_it_once(
            @ForAll @IntRange(max = 700) int cut, @ForAll @IntRange(max = 700) int size) {
        MerkleTree tree = Vectors.treeOf(Math.max(cut, 300));
        tree.truncate(Math.min(cut, size));
        for (int i = Math.min(cut, size); i < size; i++) {
            tree.append(MerkleTree.leafHash(Vectors.testEntry(i)));
        }
        assertThat(tree.root()).isEqualTo(TREE.root(size));
    }

    private static byte[] flipped(byte[] hash, int bit) {
        byte[] copy = Arrays.copyOf(hash, hash.length);
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }
}
