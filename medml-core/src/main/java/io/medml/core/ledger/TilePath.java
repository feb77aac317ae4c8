package io.medml.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a tile lies (C2SP tlog-tiles).
 *
 * @param level tile level; -1 for an entry bundle
 * @param row number of the tile within its level
 * @param width number of hashes or entries, 1 to 256; 256 is a full tile
 */
record TilePath(int level, long row, int width) {

    static final int BUNDLE = -1;
    private static final Pattern FORM =
            Pattern.compile("tile/(entries|[0-7])/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    /** The path below the ledger's directory, as in {@code tile/0/x001/x234/067.p/12}. */
    String path() {
        return base() + (width == MerkleTree.TILE ? "" : ".p/" + width);
    }

    /** The path of the full tile, whether it exists or not. */
    String base() {
        StringBuilder number = new StringBuilder(String.format(Locale.ROOT, "%03d", row % 1000));
        for (long rest = row / 1000; rest > 0; rest /= 1000) {
            number.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        return "tile/" + (level == BUNDLE ? "entries" : Integer.toString(level)) + "/" + number;
    }

    /** The number of leaves that the tree has at least when this tile exists. */
    long leavesNeeded() {
        long hashes = row * MerkleTree.TILE + width;
        for (int i = 0; i < level; i++) {
            if (hashes > Long.MAX_VALUE / MerkleTree.TILE) {
                return Long.MAX_VALUE; // no tree is that large
            }
            hashes *= MerkleTree.TILE;
        }
        return hashes;
    }

    /** The tile at a path; empty when it is not exactly the path of one. */
    static Optional<TilePath> parse(String path) {
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            return Optional.empty();
        }
        long row = Long.parseLong(form.group(2).replace("x", "").replace("/", ""));
        int width = form.group(3) == null ? MerkleTree.TILE : Integer.parseInt(form.group(3));
        if (form.group(3) != null && width >= MerkleTree.TILE) {
            return Optional.empty();
        }
        TilePath tile =
                new TilePath(form.group(1).equals("entries") ? BUNDLE : Integer.parseInt(form.group(1)), row, width);
        return tile.path().equals(path) ? Optional.of(tile) : Optional.empty();
    }

    /** The tiles of one level in a tree of this size, full ones first. */
    static List<TilePath> ofLevel(int level, long size) {
        List<TilePath> tiles = new ArrayList<>();
        long hashes = level > 0 ? (level * 8 >= 63 ? 0 : size >> (8 * level)) : size;
        for (long row = 0; row < hashes / MerkleTree.TILE; row++) {
            tiles.add(new TilePath(level, row, MerkleTree.TILE));
        }
        if (hashes % MerkleTree.TILE > 0) {
            tiles.add(new TilePath(level, hashes / MerkleTree.TILE, (int) (hashes % MerkleTree.TILE)));
        }
        return tiles;
    }
}
