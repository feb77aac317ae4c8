package io.medml.core.table;

import com.tngtech.archunit.core.domain.JavaClass;
import io.medml.core.cohort.Cohort;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/** Classes with one fault each that the rules of the house must find, and a clean one. Never loaded by anything but a test. */
@SuppressWarnings("missing-explicit-ctor") // nobody constructs them
public final class PlantedFaults {

    private PlantedFaults() {}

    /** Does nothing that is forbidden. */
    public static final class Clean {
        String text(Clock clock, long seed) {
            return String.format(Locale.ROOT, "%s %d", Instant.now(clock), new Random(seed).nextInt());
        }
    }

    /** Uses a package of a higher step. */
    public static final class LooksUp {
        int size(Cohort cohort) {
            return cohort.size();
        }
    }

    /** Can be extended. */
    public static class Open {}

    /** Names another library's type inside a type argument. */
    public static final class Leaks {
        /**
         * Leaks.
         *
         * @return nothing
         */
        public List<JavaClass> leak() {
            return List.of();
        }
    }

    /** Prints. */
    public static final class Prints {
        void print(Throwable fault) {
            fault.printStackTrace();
        }
    }

    /** Looks at the clock, by a method reference. */
    public static final class Times {
        Supplier<Instant> clock() {
            return Instant::now;
        }
    }

    /** Draws without a seed. */
    public static final class Draws {
        UUID draw() {
            return UUID.randomUUID();
        }
    }

    /** Uses the charset of the machine. */
    public static final class Defaults {
        String name() {
            return Charset.defaultCharset().name();
        }
    }

    /** Leaves the process. */
    public static final class Leaves {
        void leave() {
            System.exit(1);
        }
    }
}
