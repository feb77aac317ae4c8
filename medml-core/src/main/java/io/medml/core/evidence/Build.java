package io.medml.core.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Which build of this library runs. Beside the version, which several builds can share, it names the commit that the build was made of.
 *
 * <p>It is no part of the provenance of each piece of evidence, so that two builds whose numbers agree write the same bytes; a run records it once.
 */
public final class Build {

    /** Where the commit is not known, as of sources that are no git checkout. */
    public static final String UNKNOWN = "unknown";

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}(-dirty)?");

    private Build() {}

    /**
     * The commit that this build was made of.
     *
     * @return its 40 hexadecimal digits, with {@code -dirty} behind them where files differed from it; {@link #UNKNOWN} where the build
     *     could not tell
     */
    public static String commit() {
        Properties properties = new Properties();
        try (InputStream file = Build.class.getResourceAsStream("build.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties of medml-core cannot be read", e);
        }
        String commit = properties.getProperty("commit", UNKNOWN);
        // a build by other means than Maven leaves the placeholder
        return COMMIT.matcher(commit).matches() ? commit : UNKNOWN;
    }
}
