package io.medml.examples.defects;

import io.medml.core.evidence.Evidence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A public data set, how it is looked at, and what has to be found in it.
 *
 * @param name its name, which is that of its folder
 * @param files its files below the folder of all data sets
 * @param runs the looks at it by name; each makes evidence from the folder of all data sets
 * @param expectations what has to be found, and what not
 */
public record KnownData(
        String name, List<String> files, Map<String, Function<Path, Evidence>> runs, List<Expectation> expectations) {

    /** Copies the collections. */
    public KnownData {
        Objects.requireNonNull(name, "name");
        files = List.copyOf(files);
        runs = new LinkedHashMap<>(runs);
        expectations = List.copyOf(expectations);
    }

    /**
     * Whether all its files are there.
     *
     * @param folder the folder of all data sets
     * @return whether they are
     */
    public boolean isIn(Path folder) {
        return files.stream().allMatch(file -> Files.exists(folder.resolve(file)));
    }

    /**
     * The looks at the data of a folder; each is taken once, when it is first asked for.
     *
     * @param folder the folder of all data sets
     * @return the looks by name
     */
    public Map<String, Supplier<Evidence>> in(Path folder) {
        Map<String, Supplier<Evidence>> looks = new LinkedHashMap<>();
        runs.forEach((run, look) -> looks.put(run, new Once(() -> look.apply(folder))));
        return looks;
    }

    /** Keeps what was computed. Confined to one thread. */
    private static final class Once implements Supplier<Evidence> {
        private final Supplier<Evidence> first;
        private @Nullable Evidence known;

        private Once(Supplier<Evidence> first) {
            this.first = first;
        }

        @Override
        public Evidence get() {
            Evidence kept = known;
            if (kept == null) {
                kept = first.get();
                known = kept;
            }
            return kept;
        }
    }

    static Builder of(String name, String... files) {
        return new Builder(name, List.of(files));
    }

    /** Puts one together. Confined to one thread. */
    static final class Builder {
        private final String name;
        private final List<String> files;
        private final Map<String, Function<Path, Evidence>> runs = new LinkedHashMap<>();

        private Builder(String name, List<String> files) {
            this.name = name;
            this.files = files;
        }

        Builder run(String run, Function<Path, Evidence> look) {
            runs.put(run, look);
            return this;
        }

        KnownData expect(Expectation... expectations) {
            return new KnownData(name, files, runs, List.of(expectations));
        }
    }
}
