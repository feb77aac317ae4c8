package io.medml.core.lineage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The rule for paths of files in a manifest: what every common file system can hold and no reader can be led astray by. */
final class RelativePath {

    static final String RULE =
            "names joined by \"/\", none of them empty, \".\" or \"..\", of at most 255 bytes each and 4096 in all,"
                    + " without control characters, backslashes and characters that are no text";

    private static final int LONGEST = 4096;
    private static final int LONGEST_NAME = 255;

    private RelativePath() {}

    static byte[] key(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /** Sorts as {@code LC_ALL=C sort} does: by the bytes of UTF-8, which is by code points, and not by code units as texts do. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    /** Code units with the surrogates, of which every code point above U+FFFF begins with one, after all others. */
    private static int rank(char c) {
        return c < 0xd800 ? c : c >= 0xe000 ? c - 0x800 : c + 0x2000;
    }

    /** What is wrong with a path, without the path; goes on after "found". */
    static Optional<String> fault(String path) {
        if (path.isEmpty()) {
            return Optional.of("an empty path");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                return Optional.of("a control character or line break at position " + (i + 1));
            }
            if (c == '\\') {
                return Optional.of("a backslash at position " + (i + 1));
            }
            if (c == 0xfffd || c == 0xfffe || c == 0xffff) {
                return Optional.of("a character that is no text at position " + (i + 1)
                        + ", as a name has whose encoding is not the one of this process");
            }
            if (Character.isHighSurrogate(c) && i + 1 < path.length() && Character.isLowSurrogate(path.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of("half of a surrogate pair at position " + (i + 1));
            }
        }
        if (key(path).length > LONGEST) {
            return Optional.of("one of " + key(path).length + " bytes");
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()) {
                return Optional.of("an empty name in it");
            }
            if (name.equals(".") || name.equals("..")) {
                return Optional.of("a step to the same or an upper folder in it");
            }
            if (key(name).length > LONGEST_NAME) {
                return Optional.of("a name of " + key(name).length + " bytes");
            }
        }
        return Optional.empty();
    }

    /** The path of a file below a folder. */
    static String of(Path folder, Path file) {
        StringBuilder path = new StringBuilder();
        for (Path name : folder.relativize(file)) {
            path.append(path.isEmpty() ? "" : "/").append(name);
        }
        return path.toString();
    }
}
