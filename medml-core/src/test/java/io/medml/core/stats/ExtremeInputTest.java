package io.medml.core.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every public factory of the package is called with numbers at the ends of their ranges, samples of 0, 1 and 2 records, one
 * class, ties and weights that differ by many powers of ten. It gives an object whose accessors give values or reasons, or it
 * refuses the argument by a message of its own; nothing of the inside shows.
 */
class ExtremeInputTest {

    private static final double[] NUMBERS = {
        0,
        -0.0,
        1,
        0.5,
        0.95,
        -1,
        1e-12,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        1e308,
        -1e308,
        Double.MAX_VALUE,
        1e60,
        Math.nextDown(1.0),
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final double[] PROBABILITIES = {0, 1, 0.5, 0.3, Double.MIN_VALUE, Math.nextDown(1.0), 1e-300};
    private static final long[] COUNTS = {
        0, 1, 2, 100, Integer.MAX_VALUE, 1L << 32, 1_000_000_000_000_000L, 1L << 53, Long.MAX_VALUE, -1, Long.MIN_VALUE
    };
    private static final int[] SIZES = {0, 1, 2, 3, 5, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};

    /** Words of checks further in, which say nothing of what the caller passed. */
    private static final Pattern INSIDE = Pattern.compile("never NaN|lower <= upper|out of bounds|overflow|Invalid");

    private static final List<Class<?>> TYPES = publicTypes();
    private static final Map<Class<?>, List<Executable>> MAKERS = makers();

    private record Kind(Type type) {
        Class<?> raw() {
            return type instanceof Class<?> c ? c : (Class<?>) ((ParameterizedType) type).getRawType();
        }
    }

    /** No value of this type can be made. */
    private static final class NoValue extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void most_factories_of_the_package_are_reached() {
        long reached = factories()
                .filter(factory -> {
                    for (int seed = 0; seed < 300; seed++) {
                        if (called(factory, seed)) {
                            return true;
                        }
                    }
                    return false;
                })
                .count();

        assertThat((double) reached / factories().count()).isGreaterThan(0.85);
    }

    @Property(tries = 60)
    void each_call_gives_an_object_or_refuses_by_a_message_of_its_own(@ForAll long seed) {
        factories().forEach(factory -> called(factory, seed ^ factory.toString().hashCode()));
    }

    @Property(tries = 40)
    void what_happens_to_an_array_after_it_was_handed_over_or_given_out_changes_nothing(@ForAll long seed) {
        factories().forEach(factory -> {
            @Nullable Object[] arguments;
            Object made;
            try {
                arguments = new Input(new Random(seed ^ factory.toString().hashCode())).arguments(factory);
                made = factory.invoke(null, arguments);
            } catch (NoValue | InvocationTargetException refused) {
                return; // what is refused is another test's matter
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            if (made == null || made instanceof double[]) {
                return;
            }
            Map<String, String> before = answers(made);
            Arrays.stream(arguments).forEach(ExtremeInputTest::spoil);
            assertThat(answers(made)).as("%s keeps copies", factory).isEqualTo(before);
        });
    }

    /** What the accessors of an object answer, each in words; arrays that they give are spoiled. */
    private static Map<String, String> answers(Object object) {
        Map<String, String> answers = new HashMap<>();
        for (Method accessor : object.getClass().getDeclaredMethods()) {
            boolean asked = Modifier.isPublic(accessor.getModifiers())
                    && !Modifier.isStatic(accessor.getModifiers())
                    && accessor.getParameterCount() == 0
                    && !accessor.isSynthetic()
                    && !accessor.getName().equals("hashCode");
            if (asked) {
                accessor.setAccessible(true);
                try {
                    Object answer = accessor.invoke(object);
                    boolean told = answer == null
                            || answer.getClass().isArray()
                            || answer.getClass().isRecord()
                            || answer instanceof Number
                            || answer instanceof List;
                    answers.put(
                            accessor.getName(),
                            told ? Arrays.deepToString(new @Nullable Object[] {answer}) : String.valueOf(told));
                    spoil(answer);
                } catch (InvocationTargetException refused) {
                    answers.put(accessor.getName(), String.valueOf(refused.getCause()));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return answers;
    }

    private static void spoil(@Nullable Object array) {
        if (array instanceof double[] numbers) {
            Arrays.fill(numbers, -7);
        } else if (array instanceof int[] numbers) {
            Arrays.fill(numbers, -7);
        } else if (array instanceof long[] numbers) {
            Arrays.fill(numbers, -7);
        } else if (array instanceof boolean[] flags) {
            Arrays.fill(flags, true);
        } else if (array instanceof Object[] arrays) {
            Arrays.stream(arrays).forEach(ExtremeInputTest::spoil);
        }
    }

    /** Whether the factory gave an object. */
    private static boolean called(Method factory, long seed) {
        Input input = new Input(new Random(seed));
        @Nullable Object[] arguments;
        try {
            arguments = input.arguments(factory);
        } catch (NoValue none) {
            return false;
        }
        @Nullable Object made = run(factory, null, arguments, arguments);
        if (made != null && made.getClass().getPackage() == ExtremeInputTest.class.getPackage()) {
            for (Method accessor : made.getClass().getDeclaredMethods()) {
                boolean asked = Modifier.isPublic(accessor.getModifiers())
                        && !Modifier.isStatic(accessor.getModifiers())
                        && accessor.getParameterCount() == 0
                        && !accessor.isSynthetic();
                if (asked) {
                    accessor.setAccessible(true);
                    run(accessor, made, new Object[0], arguments);
                }
            }
        }
        return made != null;
    }

    private static @Nullable Object run(
            Method method, @Nullable Object on, @Nullable Object[] arguments, @Nullable Object[] shown) {
        try {
            Object value = method.invoke(on, arguments);
            boolean number = value instanceof Double d
                    ? !d.isNaN()
                    : !(value instanceof double[] many) || Arrays.stream(many).noneMatch(Double::isNaN);
            assertThat(number)
                    .as("%s gives no NaN for %s", method, Arrays.deepToString(shown))
                    .isTrue();
            return value;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            boolean own = (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
                    && cause.getStackTrace()[0].getClassName().startsWith("io.medml")
                    && cause.getMessage() != null
                    && !INSIDE.matcher(cause.getMessage()).find();
            if (!own) {
                fail(method + " fails inside for " + Arrays.deepToString(shown), cause);
            }
            return null;
        }
    }

    private static Stream<Method> factories() {
        return TYPES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers())
                        && Modifier.isStatic(method.getModifiers())
                        && !method.isSynthetic()
                        && !method.getName().startsWith("value"))
                .sorted(Comparator.comparing(Method::toString));
    }

    private static List<Class<?>> publicTypes() {
        try {
            Path directory = Path.of(Objects.requireNonNull(Auroc.class.getResource("Auroc.class"))
                            .toURI())
                    .getParent();
            try (Stream<Path> files = Files.list(Objects.requireNonNull(directory))) {
                List<Class<?>> types = new ArrayList<>();
                for (Path file : files.sorted().toList()) {
                    String name = String.valueOf(file.getFileName());
                    if (name.endsWith(".class") && !name.startsWith("package-info")) {
                        Class<?> type = Class.forName(Auroc.class.getPackageName() + "."
                                + name.substring(0, name.length() - ".class".length()));
                        if (Modifier.isPublic(type.getModifiers())) {
                            types.add(type);
                        }
                    }
                }
                return types;
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<Class<?>, List<Executable>> makers() {
        Map<Class<?>, List<Executable>> makers = new HashMap<>();
        for (Class<?> type : TYPES) {
            makers.computeIfAbsent(type, t -> new ArrayList<>()).addAll(List.of(type.getConstructors()));
        }
        factories()
                .forEach(method -> makers.computeIfAbsent(method.getReturnType(), t -> new ArrayList<>())
                        .add(method));
        return makers;
    }

    /** Arguments drawn from the ends of the ranges; arrays of one call mostly have one length. */
    private static final class Input {
        private final Random random;
        private final int length;

        Input(Random random) {
            this.random = random;
            this.length = new int[] {0, 1, 2, 3, 5, 8}[random.nextInt(6)];
        }

        @Nullable
        Object[] arguments(Executable executable) {
            return arguments(executable, 0);
        }

        private @Nullable Object[] arguments(Executable executable, int depth) {
            Type[] types = executable.getGenericParameterTypes();
            @Nullable Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = of(new Kind(types[i]), depth);
            }
            return arguments;
        }

        private Object of(Kind kind, int depth) {
            Class<?> type = kind.raw();
            if (type == double.class || type == Double.class) {
                return random.nextBoolean()
                        ? new double[] {0.95, 0.025, 0.5, 0.1}[random.nextInt(4)]
                        : NUMBERS[random.nextInt(NUMBERS.length)];
            } else if (type == long.class || type == Long.class) {
                return random.nextBoolean() ? random.nextInt(30) : COUNTS[random.nextInt(COUNTS.length)];
            } else if (type == int.class || type == Integer.class) {
                // most ask for a size: of the largest that are allowed nothing would be learned slowly
                return random.nextInt(4) > 0 ? random.nextInt(6) : SIZES[random.nextInt(SIZES.length)];
            } else if (type == boolean.class) {
                return random.nextBoolean();
            } else if (type == double[].class) {
                return doubles();
            } else if (type == int[].class) {
                int most = new int[] {1, 2, 2, 4}[random.nextInt(4)];
                int from = most == 1 ? random.nextInt(2) : 0;
                return random.ints(size(), from, from + most).toArray();
            } else if (type == long[].class) {
                return random.ints(size(), 0, 9).asLongStream().toArray();
            } else if (type == boolean[].class) {
                boolean[] flags = new boolean[size()];
                for (int i = 0; i < flags.length; i++) {
                    flags[i] = random.nextBoolean();
                }
                return flags;
            } else if (type.isArray()) {
                Object array = Array.newInstance(type.getComponentType(), size());
                for (int i = 0; i < Array.getLength(array); i++) {
                    Array.set(array, i, of(new Kind(type.getComponentType()), depth));
                }
                return array;
            } else if (type.isEnum()) {
                return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
            } else if (type == OptionalDouble.class) {
                return OptionalDouble.empty();
            } else if (type == List.class && kind.type instanceof ParameterizedType list) {
                List<Object> items = new ArrayList<>();
                for (int i = size(); i > 0; i--) {
                    items.add(of(new Kind(list.getActualTypeArguments()[0]), depth));
                }
                return items;
            }
            return made(type, depth);
        }

        private Object made(Class<?> type, int depth) {
            List<Executable> makers = MAKERS.getOrDefault(type, List.of());
            for (int attempt = 0; attempt < 8 && depth < 4 && !makers.isEmpty(); attempt++) {
                Executable maker = makers.get(random.nextInt(makers.size()));
                try {
                    @Nullable Object[] arguments = arguments(maker, depth + 1);
                    return maker instanceof Method method
                            ? Objects.requireNonNull(method.invoke(null, arguments))
                            : ((java.lang.reflect.Constructor<?>) maker).newInstance(arguments);
                } catch (InvocationTargetException | NoValue | InstantiationException refused) {
                    // another attempt; what a maker refuses is tested as a call of its own
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
            throw new NoValue();
        }

        private double[] doubles() {
            int choice = random.nextInt(5);
            double constant = PROBABILITIES[random.nextInt(PROBABILITIES.length)];
            return random.doubles(size())
                    .map(u -> switch (choice) {
                        case 0 -> constant;
                        case 1 -> u;
                        case 2 -> PROBABILITIES[(int) (u * PROBABILITIES.length)];
                        case 3 -> Math.floor(4 * u);
                        default -> NUMBERS[(int) (u * NUMBERS.length)];
                    })
                    .toArray();
        }

        private int size() {
            return random.nextInt(30) == 0 ? random.nextInt(4) : length;
        }
    }
}
