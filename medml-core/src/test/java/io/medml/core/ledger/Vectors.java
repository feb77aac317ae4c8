package io.medml.core.ledger;

import io.medml.core.evidence.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The vectors of the format, which another implementation wrote. */
final class Vectors {

    static final String ORIGIN = "example.org/medml/audit";
    static final String VKEY = "example.org/medml/audit+5a10ad2b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

    private Vectors() {}

    static Content.Fields json(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/ledger-vectors/" + name)) {
            return Content.parse(Objects.requireNonNull(in, name).readAllBytes())
                    .asFields();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Content.Fields> objects(Content.Fields parent, String key) {
        return parent.list(key).stream().map(Content::asFields).toList();
    }

    static List<String> texts(Content.Fields parent, String key) {
        return parent.list(key).stream().map(c -> ((Content.Text) c).value()).toList();
    }

    static List<byte[]> hashes(Content.Fields parent, String key) {
        return texts(parent, key).stream().map(HexFormat.of()::parseHex).toList();
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A copy of one of the sample ledgers. */
    static Path copyOf(String ledger, Path target) {
        try {
            Path from = Path.of(Objects.requireNonNull(
                                    Vectors.class.getResource("/ledger-vectors/" + ledger + "/checkpoint"))
                            .toURI())
                    .getParent();
            copy(from, target);
            return target;
        } catch (IOException | java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static void copy(Path from, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Path to = target.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    static byte[] testEntry(int i) {
        return ("medml-test-entry-" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    static MerkleTree treeOf(int size) {
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < size; i++) {
            tree.append(MerkleTree.leafHash(testEntry(i)));
        }
        return tree;
    }
}
