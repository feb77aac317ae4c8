package io.medml.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against tiles.json. */
class TilePathTest {

    private static final Content.Fields VECTORS = Vectors.json("tiles.json");

    private static byte[] content(TilePath tile, MerkleTree tree) {
        if (tile.level() != TilePath.BUNDLE) {
            return tree.tile(tile.level(), tile.row(), tile.width());
        }
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < tile.width(); i++) {
            entries.add(Vectors.testEntry((int) tile.row() * 256 + i));
        }
        return Bundle.of(entries);
    }

    private static List<TilePath> all(long size) {
        List<TilePath> tiles = new ArrayList<>(TilePath.ofLevel(TilePath.BUNDLE, size));
        for (int level = 0; level < 8; level++) {
            tiles.addAll(TilePath.ofLevel(level, size));
        }
        return tiles;
    }

    @Test
    void paths_are_those_of_the_vectors() {
        Content.Fields paths = VECTORS.fields("paths");
        for (String row : paths.values().keySet()) {
            TilePath tile = new TilePath(0, Long.parseLong(row), 256);
            assertThat(tile.path()).isEqualTo(paths.text(row));
            assertThat(TilePath.parse(paths.text(row))).contains(tile);
        }
    }

    @Test
    void every_tile_and_bundle_of_the_vectors_has_its_path_length_and_digest_and_there_are_no_others() {
        Content.Fields sizes = VECTORS.fields("sizes");
        assertThat(sizes.values()).hasSize(10);
        for (String size : sizes.values().keySet()) {
            MerkleTree tree = Vectors.treeOf(Integer.parseInt(size));
            Set<String> expected = new HashSet<>();
            for (Content.Fields tile : Vectors.objects(sizes.fields(size), "tiles")) {
                expected.add(tile.text("path") + " " + tile.whole("bytes") + " " + tile.text("sha256"));
            }
            Set<String> found = new HashSet<>();
            for (TilePath tile : all(Long.parseLong(size))) {
                byte[] bytes = content(tile, tree);
                found.add(tile.path() + " " + bytes.length + " "
                        + Digest.sha256(bytes).hex());
            }
            assertThat(found).as(size).isEqualTo(expected);
            assertThat(Vectors.hex(tree.root())).isEqualTo(sizes.fields(size).text("root"));
        }
    }

    @Test
    void a_tree_of_70000_leaves_has_the_tiles_of_the_vectors() {
        Content.Fields large = VECTORS.fields("size_70000");
        MerkleTree tree = Vectors.treeOf(70_000);

        assertThat(Vectors.hex(tree.root())).isEqualTo(large.text("root"));
        for (int level = 0; level < 3; level++) {
            assertThat((long) TilePath.ofLevel(level, 70_000).size())
                    .isEqualTo(large.fields("count_by_level").whole(Integer.toString(level)));
        }
        for (Content.Fields one : Vectors.objects(large, "tiles")) {
            TilePath tile = TilePath.parse(one.text("path")).orElseThrow();
            assertThat(all(70_000)).contains(tile);
            assertThat(Digest.sha256(content(tile, tree)).hex()).isEqualTo(one.text("sha256"));
        }
    }

    @Test
    void tile_bytes_are_those_of_the_vectors() {
        Content.Fields bytes = VECTORS.fields("tile_bytes");
        for (String path : bytes.values().keySet()) {
            TilePath tile = TilePath.parse(path).orElseThrow();
            assertThat(Vectors.hex(content(tile, Vectors.treeOf(600)))).isEqualTo(bytes.text(path));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tile/0/1", "tile/0/0001", "tile/0/x001", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256",
                "tile/0/000.p/01", "tile/8/000", "tile/-1/000", "tile/entries/000.p/", "tile/0/001/000", "tile/00/000",
                "tile/0/000.p/1/", "tile/0/../0/000"
            })
    void other_spellings_are_no_tile_paths(String path) {
        assertThat(TilePath.parse(path)).isEmpty();
    }
}
