package io.medml.core.lineage;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads what DVC keeps of data: {@code .dvc} files, {@code dvc.lock} and the lists of directories. It only reads; no path is opened, no
 * command run.
 *
 * <p>What is read is strict in the fields that are used and leaves others, which DVC has many of, alone. A digest keeps the name of its
 * algorithm: an {@code md5} without {@code hash: md5} beside it is of DVC before version 3, which changed line ends first. Neither is a
 * SHA-256, and {@link #findings} says so.
 */
public final class DvcFiles {

    private static final int MOST_YAML_BYTES = 3_000_000;
    private static final int MOST_LIST_BYTES = 500_000_000;
    private static final int LONGEST_TEXT = 10_000;

    private DvcFiles() {}

    /**
     * Reads a {@code .dvc} file.
     *
     * @param yaml its bytes
     * @param where what messages call it, such as {@code data.dvc}
     * @return what it tracks, its outputs
     * @throws DataException when it is no such file
     */
    public static List<DvcEntry> readDvcFile(byte[] yaml, String where) {
        Content.Fields fields = object(yaml(yaml, where), where);
        if (!fields.has("outs")) {
            throw new DataException(
                    where + ": expected a key \"outs\" with what the file tracks, found none; hand in a .dvc file");
        }
        return entries(fields, "outs", where);
    }

    /**
     * Reads what the outputs of a {@code .dvc} file were imported from.
     *
     * @param yaml its bytes
     * @param where what messages call it
     * @return its dependencies; empty for data that were added and not imported
     * @throws DataException when it is no such file
     */
    public static List<DvcEntry> readImports(byte[] yaml, String where) {
        return entries(object(yaml(yaml, where), where), "deps", where);
    }

    /**
     * Reads {@code dvc.lock}.
     *
     * @param yaml its bytes
     * @param where what messages call it
     * @return the stages, in the order of their names
     * @throws DataException when it is no such file, or of another version of the form than 2.0
     */
    public static List<DvcStage> readLock(byte[] yaml, String where) {
        Content.Fields fields = object(yaml(yaml, where), where);
        if (!fields.has("schema")
                || !(fields.get("schema") instanceof Content.Text schema)
                || !schema.value().equals("2.0")) {
            throw new DataException(
                    where + ": expected schema '2.0', found another or none; let DVC 2 or later write the file again");
        }
        List<DvcStage> stages = new ArrayList<>();
        if (fields.has("stages")) {
            Content.Fields named = object(fields.get("stages"), where + ", stages");
            for (Map.Entry<String, Content> stage : named.values().entrySet()) {
                String place = where + ", stage " + (stages.size() + 1);
                Content.Fields body = object(stage.getValue(), place);
                stages.add(new DvcStage(
                        text(new Content.Text(stage.getKey()), place + ", its name"),
                        commands(body, place),
                        entries(body, "deps", place),
                        parameters(body, place),
                        entries(body, "outs", place)));
            }
        }
        return List.copyOf(stages);
    }

    /**
     * Reads the list of a directory, the file of the cache whose name ends with {@code .dir}.
     *
     * @param json its bytes
     * @param digest the digest that the tracked directory has
     * @param where what messages call it
     * @return its files, with their paths below the directory
     * @throws DataException when it is no such list, is not the one with this digest, or holds a path that leads out of the directory
     */
    public static List<DvcEntry> readDirectory(byte[] json, ForeignDigest digest, String where) {
        if (!digest.ofDirectory()) {
            throw new IllegalArgumentException("the digest is of a file and not of a directory");
        }
        requireSize(json, MOST_LIST_BYTES, where);
        if (digest.algorithm() != ForeignDigest.Algorithm.MD5
                && digest.algorithm() != ForeignDigest.Algorithm.MD5_DOS2UNIX) {
            throw new DataException(where + ": expected a directory whose digest is an MD5, found "
                    + digest.algorithm().word());
        }
        if (!md5(json).equals(digest.value())) {
            throw new DataException(where
                    + ": expected the list whose MD5 is that of the tracked directory, found another; fetch it with"
                    + " dvc pull");
        }
        if (!(Content.parse(json) instanceof Content.Items list)) {
            throw new DataException(where + ": expected a list, found something else");
        }
        List<DvcEntry> entries = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (Content item : list.values()) {
            String place = where + ", file " + (entries.size() + 1);
            Content.Fields file = object(item, place);
            if (!file.has("relpath")) {
                throw new DataException(place + ": expected a key \"relpath\", found none");
            }
            String path = text(file.get("relpath"), place + ", relpath");
            RelativePath.fault(path).ifPresent(fault -> {
                throw new DataException(place + ", relpath: expected " + RelativePath.RULE + ", found " + fault);
            });
            if (!paths.add(path)) {
                throw new DataException(place + ": expected each path once, found it again");
            }
            // its files were hashed as the directory was, whatever each says of itself
            Optional<ForeignDigest> own =
                    digest(file, place).map(d -> new ForeignDigest(digest.algorithm(), d.value(), d.ofDirectory()));
            if (own.isEmpty()) {
                throw new DataException(place + ": expected a key \"md5\", found none");
            }
            entries.add(new DvcEntry(path, own, OptionalLong.empty(), OptionalLong.empty()));
        }
        return List.copyOf(entries);
    }

    /**
     * What a reader of these digests should know.
     *
     * @param entries what was read
     * @param where what findings call it
     * @return findings on digests that are no SHA-256, and on entries without any
     */
    public static List<Finding> findings(List<DvcEntry> entries, String where) {
        List<Finding> findings = new ArrayList<>();
        long md5 = count(entries, ForeignDigest.Algorithm.MD5);
        long legacy = count(entries, ForeignDigest.Algorithm.MD5_DOS2UNIX);
        long other = count(entries, ForeignDigest.Algorithm.ETAG) + count(entries, ForeignDigest.Algorithm.CHECKSUM);
        long none = entries.stream().filter(e -> e.digest().isEmpty()).count();
        if (md5 + legacy > 0) {
            findings.add(Finding.of(
                            "DIGEST_IS_MD5",
                            Severity.WARNING,
                            where,
                            "The digests are MD5. They show a change by accident; two files can be made on purpose that have the same one."
                                    + " A manifest with SHA-256 shows both.")
                    .with("entries", md5 + legacy));
        }
        if (legacy > 0) {
            findings.add(Finding.of(
                            "DIGEST_IGNORES_LINE_ENDS",
                            Severity.WARNING,
                            where,
                            "Digests of DVC before version 3 are of texts with line ends of Unix; files that differ in line ends only have"
                                    + " the same one.")
                    .with("entries", legacy));
        }
        if (other > 0) {
            findings.add(Finding.of(
                            "DIGEST_OF_A_STORE",
                            Severity.WARNING,
                            where,
                            "Some digests are entity tags or checksums of a store; nobody can recompute them from the files alone.")
                    .with("entries", other));
        }
        if (none > 0) {
            findings.add(Finding.of(
                            "DIGEST_MISSING",
                            Severity.ERROR,
                            where,
                            "Some entries have no digest, so nothing pins what they stand for.")
                    .with("entries", none));
        }
        return List.copyOf(findings);
    }

    private static long count(List<DvcEntry> entries, ForeignDigest.Algorithm algorithm) {
        return entries.stream()
                .flatMap(e -> e.digest().stream())
                .filter(d -> d.algorithm() == algorithm)
                .count();
    }

    // ---- parts

    private static Content yaml(byte[] bytes, String where) {
        requireSize(bytes, MOST_YAML_BYTES, where);
        try {
            return Content.parseYaml(bytes);
        } catch (DataException e) {
            throw new DataException(where + ": " + e.getMessage(), e);
        }
    }

    private static void requireSize(byte[] bytes, int most, String where) {
        if (bytes.length > most) {
            throw new DataException(where + ": expected at most " + most + " bytes, found " + bytes.length
                    + "; check that it is the file that was meant");
        }
    }

    private static Content.Fields object(Content content, String where) {
        if (content instanceof Content.Fields fields) {
            return fields;
        }
        throw new DataException(where + ": expected keys and values, found something else");
    }

    private static List<Content> list(Content.Fields fields, String key, String where) {
        if (!fields.has(key) || fields.get(key) instanceof Content.None) {
            return List.of();
        }
        if (fields.get(key) instanceof Content.Items items) {
            return items.values();
        }
        throw new DataException(where + ": expected \"" + key + "\" to be a list, found something else");
    }

    private static String text(Content content, String where) {
        if (content instanceof Content.Text text) {
            String value = text.value();
            if (value.isBlank() || value.length() > LONGEST_TEXT) {
                throw new DataException(where + ": expected a text of 1 to " + LONGEST_TEXT + " characters, found "
                        + (value.isBlank() ? "a blank one" : "one of " + value.length()));
            }
            return value;
        }
        throw new DataException(where + ": expected a text, found something else; put numbers and dates in quotes");
    }

    private static List<DvcEntry> entries(Content.Fields fields, String key, String where) {
        List<DvcEntry> entries = new ArrayList<>();
        for (Content item : list(fields, key, where)) {
            String place = where + ", " + key + " " + (entries.size() + 1);
            Content.Fields entry = object(item, place);
            if (!entry.has("path")) {
                throw new DataException(place + ": expected a key \"path\", found none");
            }
            String path = text(entry.get("path"), place + ", path");
            if (path.chars().anyMatch(Character::isISOControl)) {
                throw new DataException(place + ", path: expected one line without control characters, found some");
            }
            entries.add(new DvcEntry(
                    path, digest(entry, place), whole(entry, "size", place), whole(entry, "nfiles", place)));
        }
        return List.copyOf(entries);
    }

    private static OptionalLong whole(Content.Fields fields, String key, String where) {
        if (!fields.has(key)) {
            return OptionalLong.empty();
        }
        if (fields.get(key) instanceof Content.Whole whole && whole.value() >= 0) {
            return OptionalLong.of(whole.value());
        }
        throw new DataException(
                where + ": expected \"" + key + "\" to be a whole number of at least 0, found something else");
    }

    private static Optional<ForeignDigest> digest(Content.Fields entry, String where) {
        List<String> keys =
                Stream.of("md5", "etag", "checksum").filter(entry::has).toList();
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        String key = keys.get(
                0); // of a tracked file in cloud storage both may be there; the first is the one of the content
        String value = text(entry.get(key), where + ", " + key);
        boolean directory = value.endsWith(".dir");
        String bare = directory ? value.substring(0, value.length() - 4) : value;
        if (key.equals("etag")) {
            return Optional.of(new ForeignDigest(ForeignDigest.Algorithm.ETAG, bare, directory));
        }
        if (key.equals("checksum")) {
            return Optional.of(new ForeignDigest(ForeignDigest.Algorithm.CHECKSUM, bare, directory));
        }
        if (!bare.matches("[0-9a-f]{32}")) {
            throw new DataException(where + ", md5: expected 32 lower-case hexadecimal digits, found " + bare.length()
                    + " characters that are not");
        }
        return Optional.of(new ForeignDigest(algorithm(entry, where), bare, directory));
    }

    private static ForeignDigest.Algorithm algorithm(Content.Fields entry, String where) {
        if (!entry.has("hash")) {
            return ForeignDigest.Algorithm.MD5_DOS2UNIX;
        }
        String hash = text(entry.get("hash"), where + ", hash");
        for (ForeignDigest.Algorithm algorithm :
                List.of(ForeignDigest.Algorithm.MD5, ForeignDigest.Algorithm.MD5_DOS2UNIX)) {
            if (algorithm.word().equals(hash)) {
                return algorithm;
            }
        }
        throw new DataException(where
                + ": expected \"hash\" to be md5 or md5-dos2unix, found another; read the file with a later version");
    }

    private static List<String> commands(Content.Fields stage, String where) {
        if (!stage.has("cmd")) {
            return List.of();
        }
        if (stage.get("cmd") instanceof Content.Text one) {
            return List.of(text(one, where + ", cmd"));
        }
        List<String> commands = new ArrayList<>();
        for (Content item : list(stage, "cmd", where)) {
            commands.add(text(item, where + ", cmd " + (commands.size() + 1)));
        }
        return commands;
    }

    private static Map<String, Map<String, String>> parameters(Content.Fields stage, String where) {
        Map<String, Map<String, String>> parameters = new LinkedHashMap<>();
        if (stage.has("params")) {
            Content.Fields files = object(stage.get("params"), where + ", params");
            files.values().forEach((file, values) -> {
                Map<String, String> named = new LinkedHashMap<>();
                object(values, where + ", params " + (parameters.size() + 1))
                        .values()
                        .forEach((name, value) -> named.put(name, json(value)));
                parameters.put(file, named);
            });
        }
        return parameters;
    }

    private static String json(Content value) {
        return new String(value.bytes(), StandardCharsets.UTF_8);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks MD5, which its specification requires", e);
        }
    }
}
