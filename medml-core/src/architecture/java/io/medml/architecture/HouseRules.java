package io.medml.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What holds in every module of the library, whatever it is about.
 *
 * <p>One file for all modules: the build adds it to the test sources of each. A module's own test extends it, names its open
 * types and the few places with permission, and adds the module's walls.
 */
public abstract class HouseRules {

    /** The packages of the house from the ground up; a package may use those of its own step and of the steps below. */
    private static final List<Set<String>> STEPS = List.of(
            Set.of("core.error", "core.measure", "core.evidence", "core.document"),
            Set.of("core.stats"),
            Set.of("core.table"),
            Set.of("core.cohort", "core.ledger"),
            Set.of("core.criteria"),
            Set.of(
                    "core.validation",
                    "core.leakage",
                    "core.agreement",
                    "core.authorization",
                    "core.lineage",
                    "core.holdout",
                    "core.representativeness",
                    "core.units",
                    "core.annotation",
                    "core.profile"),
            Set.of("core.model"),
            Set.of(
                    "core.evaluation",
                    "core.calibration",
                    "core.uncertainty",
                    "core.segment",
                    "core.reader",
                    "core.localization",
                    "core.survival",
                    "core.confounding"),
            Set.of("core.site"),
            Set.of("core.registry"),
            Set.of("core.drift"),
            Set.of("tribuo", "git", "parquet"),
            Set.of("fairness"),
            Set.of("compliance.access", "compliance.signature"),
            Set.of("compliance.regression", "compliance.pccp"),
            Set.of("compliance.modelcard"));

    private static final String ROOT = "io.medml.";

    private final URL location;
    private final JavaClasses classes;

    /**
     * Reads the production classes of a module.
     *
     * @param anchor any class of it
     */
    protected HouseRules(Class<?> anchor) {
        location = anchor.getProtectionDomain().getCodeSource().getLocation();
        classes = Imported.CLASSES.computeIfAbsent(
                location.toString(), l -> new ClassFileImporter().importLocations(List.of(Location.of(location))));
    }

    /**
     * Reads only some classes, for showing that the rules find what is planted in them.
     *
     * @param anchor a class of the module
     * @param only the classes
     */
    protected HouseRules(Class<?> anchor, Collection<Class<?>> only) {
        location = anchor.getProtectionDomain().getCodeSource().getLocation();
        classes = new ClassFileImporter().importClasses(only);
    }

    /** Reading class files takes seconds, and they do not change while tests run. */
    private static final class Imported {
        static final Map<String, JavaClasses> CLASSES = new ConcurrentHashMap<>();
    }

    /**
     * The classes under test.
     *
     * @return production classes only
     */
    protected final JavaClasses module() {
        return classes;
    }

    /**
     * The public types of this module that others may implement, each with the reason; none unless a module names some.
     *
     * @return reason by class name
     */
    protected Map<String, String> openTypes() {
        return Map.of();
    }

    /**
     * Code that may do what is forbidden elsewhere, each with the reason; none unless a module names some.
     *
     * @return reason by the beginning of a member's full name
     */
    protected Map<String, String> permissions() {
        return Map.of();
    }

    /**
     * The rules of the house, each a test. A module's test hands them on from a test factory of its own, since JUnit may look
     * into the packages of a module's tests only.
     *
     * @return the tests
     */
    protected final Stream<DynamicTest> rulesOfTheHouse() {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "every_package_has_its_step_and_uses_no_package_of_a_higher_one",
                        this::every_package_has_its_step_and_uses_no_package_of_a_higher_one),
                DynamicTest.dynamicTest("packages_form_no_cycle", this::packages_form_no_cycle),
                DynamicTest.dynamicTest("every_package_is_null_marked", this::every_package_is_null_marked),
                DynamicTest.dynamicTest(
                        "the_module_exports_exactly_its_packages", this::the_module_exports_exactly_its_packages),
                DynamicTest.dynamicTest(
                        "every_public_type_is_closed_or_a_listed_door",
                        this::every_public_type_is_closed_or_a_listed_door),
                DynamicTest.dynamicTest(
                        "every_listed_open_type_exists_and_is_an_interface",
                        this::every_listed_open_type_exists_and_is_an_interface),
                DynamicTest.dynamicTest(
                        "no_public_signature_names_a_type_of_another_library",
                        this::no_public_signature_names_a_type_of_another_library),
                DynamicTest.dynamicTest("nothing_is_printed", this::nothing_is_printed),
                DynamicTest.dynamicTest(
                        "nobody_looks_at_the_clock_of_the_system", this::nobody_looks_at_the_clock_of_the_system),
                DynamicTest.dynamicTest(
                        "nothing_is_drawn_at_random_without_a_seed", this::nothing_is_drawn_at_random_without_a_seed),
                DynamicTest.dynamicTest(
                        "nothing_depends_on_the_default_charset_locale_or_time_zone",
                        this::nothing_depends_on_the_default_charset_locale_or_time_zone),
                DynamicTest.dynamicTest(
                        "nothing_reaches_into_private_members_or_leaves_the_process",
                        this::nothing_reaches_into_private_members_or_leaves_the_process),
                DynamicTest.dynamicTest("every_listed_permission_is_used", this::every_listed_permission_is_used));
    }

    // ---- layers ----

    private void every_package_has_its_step_and_uses_no_package_of_a_higher_one() {
        ArchRuleDefinition.classes()
                .should(new ArchCondition<>("have a step of the house and use no package above it") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        int own = step(item.getPackageName());
                        if (own < 0) {
                            events.add(SimpleConditionEvent.violated(
                                    item, item.getName() + " is in a package that has no step; give it one"));
                            return;
                        }
                        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
                            String target = dependency
                                    .getTargetClass()
                                    .getBaseComponentType()
                                    .getPackageName();
                            if (target.startsWith(ROOT) && step(target) > own) {
                                events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                            }
                        }
                    }
                })
                .because("a reader, and a host that embeds only the lower floors, must be able to stop at any step")
                .check(classes);
    }

    private void packages_form_no_cycle() {
        SlicesRuleDefinition.slices()
                .matching("io.medml.(**)")
                .should()
                .beFreeOfCycles()
                .because("packages in a cycle can only be understood, tested and replaced together")
                .check(classes);
    }

    private static int step(String packageName) {
        String name = packageName.startsWith(ROOT) ? packageName.substring(ROOT.length()) : packageName;
        for (int i = 0; i < STEPS.size(); i++) {
            if (STEPS.get(i).contains(name)) {
                return i;
            }
        }
        return -1;
    }

    // ---- shape of what is published ----

    private void every_package_is_null_marked() {
        Set<String> marked = classes.stream()
                .filter(c -> c.getSimpleName().equals("package-info"))
                .filter(c -> c.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(marked)
                .as("packages whose package-info says @NullMarked, so that a missing null check is a compiler error")
                .isNotEmpty()
                .isEqualTo(packages());
    }

    private void the_module_exports_exactly_its_packages() throws IOException {
        ModuleDescriptor module;
        try (InputStream in = new URL(location + "module-info.class").openStream()) {
            module = ModuleDescriptor.read(in);
        }

        assertThat(module.exports())
                .as("each export is to everybody; what is not public is package-private, not hidden by an export")
                .allMatch(e -> !e.isQualified());
        assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
                .as("exports of %s, compared with its packages", module.name())
                .containsExactlyInAnyOrderElementsOf(packages());
        assertThat(module.isOpen() || !module.opens().isEmpty())
                .as("nothing is open to reflection: evidence is written by explicit code")
                .isFalse();
    }

    private void every_public_type_is_closed_or_a_listed_door() {
        ArchRuleDefinition.classes()
                .that(arePublished())
                .should(
                        new ArchCondition<>(
                                "be final, sealed, a record, an enum, an annotation or a listed open type") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                Class<?> type = item.reflect();
                                boolean closed = Modifier.isFinal(type.getModifiers())
                                        || type.isSealed()
                                        || type.isEnum()
                                        || type.isAnnotation();
                                if (!closed && !openTypes().containsKey(item.getName())) {
                                    events.add(SimpleConditionEvent.violated(item, item.getName() + " is open"));
                                }
                            }
                        })
                .because("a host that could extend a report or a decision could make one up;"
                        + " what may be implemented is a short list, so that it stays compatible")
                .check(classes);
    }

    private void every_listed_open_type_exists_and_is_an_interface() {
        Set<String> stale = new TreeSet<>(openTypes().keySet());
        classes.stream()
                .filter(c -> arePublished().test(c)
                        && c.isInterface()
                        && !c.reflect().isSealed())
                .forEach(c -> stale.remove(c.getName()));

        assertThat(stale)
                .as("names in the list that are no public, unsealed interface")
                .isEmpty();
    }

    private void no_public_signature_names_a_type_of_another_library() {
        ArchRuleDefinition.classes()
                .that(arePublished())
                .should(new ArchCondition<>("have only types of the JDK and of this library in their signatures") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        Stream.concat(item.getRawSuperclass().stream(), item.getRawInterfaces().stream())
                                .forEach(type -> report(item, type, item.getName() + " extends", events));
                        for (JavaCodeUnit unit : item.getCodeUnits()) {
                            if (isVisible(unit.getModifiers())) {
                                List<JavaType> types = new ArrayList<>(unit.getParameterTypes());
                                types.add(unit.getReturnType());
                                types.addAll(unit.getExceptionTypes());
                                types.forEach(type -> type.getAllInvolvedRawTypes()
                                        .forEach(raw -> report(item, raw, unit.getFullName(), events)));
                            }
                        }
                        for (JavaField field : item.getFields()) {
                            if (isVisible(field.getModifiers())) {
                                field.getType()
                                        .getAllInvolvedRawTypes()
                                        .forEach(raw -> report(item, raw, field.getFullName(), events));
                            }
                        }
                    }

                    private void report(JavaClass item, JavaClass type, String where, ConditionEvents events) {
                        JavaClass base = type.getBaseComponentType();
                        boolean ours = base.isPrimitive()
                                || base.getPackageName().startsWith("java.")
                                || base.getPackageName().equals("io.medml")
                                || base.getPackageName().startsWith(ROOT);
                        if (!ours) {
                            events.add(SimpleConditionEvent.violated(item, where + " names " + base.getName()));
                        }
                    }
                })
                .because("a library in a public signature becomes the host's: it could no longer be replaced, nor its"
                        + " version raised, without breaking every caller")
                .check(classes);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    // ---- behaviour ----

    private void nothing_is_printed() {
        forbid(
                "print to the console or print a stack trace",
                "a library is a guest in another's process: what matters to a reader is in the evidence, what matters to"
                        + " an operator goes to System.Logger",
                access -> isMember(access, System.class, "out")
                        || isMember(access, System.class, "err")
                        || (access.getName().equals("printStackTrace")
                                && access.getTargetOwner().isAssignableTo(Throwable.class)));
    }

    private void nobody_looks_at_the_clock_of_the_system() {
        forbid(
                "ask the system for the time",
                "the same input gives the same bytes, and a test or a host must be able to say what time it is",
                access -> isMember(access, System.class, "currentTimeMillis")
                        || isMember(access, System.class, "nanoTime")
                        || (access.getTargetOwner().isEquivalentTo(Clock.class)
                                && (access.getName().startsWith("system")
                                        || (access.getName().startsWith("tick")
                                                && !access.getName().equals("tick"))))
                        || (access.getTargetOwner().getPackageName().startsWith("java.time")
                                && access.getName().equals("now")
                                && !takes(access, Clock.class))
                        || isNew(access, Date.class)
                        || (access.getTargetOwner().isAssignableTo("java.util.Calendar")
                                && access.getName().equals("getInstance")));
    }

    private void nothing_is_drawn_at_random_without_a_seed() {
        forbid(
                "draw random numbers without a seed",
                "randomness in evidence comes from a seed that is in the report; randomness in keys has its listed homes",
                access -> isMember(access, Math.class, "random")
                        || isMember(access, StrictMath.class, "random")
                        || isNew(access, Random.class)
                        || isNew(access, SplittableRandom.class)
                        || access.getTargetOwner().isEquivalentTo(ThreadLocalRandom.class)
                        || isMember(access, UUID.class, "randomUUID")
                        || access.getTargetOwner().isEquivalentTo(RandomGeneratorFactory.class)
                        || access.getTargetOwner().isEquivalentTo(RandomGenerator.class)
                        || (isMember(access, Collections.class, "shuffle") && !takes(access, Random.class))
                        || (access.getTargetOwner().isEquivalentTo(SecureRandom.class)
                                && (isNew(access, SecureRandom.class)
                                        || access.getName().startsWith("getInstance")))
                        || (access.getTargetOwner().getName().equals("org.apache.commons.rng.simple.RandomSource")
                                && (access.getName().equals("createInt")
                                        || access.getName().equals("createLong")
                                        || access.getName().endsWith("Array")
                                        || access.getName().equals("createSeed")
                                        || (access.getName().equals("create")
                                                && parameters(access).isEmpty()))));
    }

    private void nothing_depends_on_the_default_charset_locale_or_time_zone() {
        forbid(
                "use the default charset, locale or time zone",
                "the same input gives the same bytes on a machine in Ankara as on one in Boston",
                access -> isMember(access, Locale.class, "getDefault")
                        || isMember(access, Charset.class, "defaultCharset")
                        || isMember(access, ZoneId.class, "systemDefault")
                        || isMember(access, TimeZone.class, "getDefault")
                        || (isMember(access, String.class, "getBytes")
                                && parameters(access).isEmpty())
                        || ((isMember(access, String.class, "toLowerCase")
                                        || isMember(access, String.class, "toUpperCase"))
                                && parameters(access).isEmpty())
                        || isMember(access, String.class, "formatted")
                        || ((isMember(access, String.class, "format")
                                        || (access.getTargetOwner().isAssignableTo(PrintStream.class)
                                                && access.getName().endsWith("f")))
                                && !takes(access, Locale.class))
                        || (isNew(access, String.class) && !takesText(access) && takes(access, byte[].class))
                        || (access.getTargetOwner().isAssignableTo("java.util.Formatter")
                                && isConstructor(access)
                                && !takes(access, Locale.class))
                        || (isConstructor(access)
                                && Set.of(
                                                "java.io.InputStreamReader",
                                                "java.io.OutputStreamWriter",
                                                "java.io.FileReader",
                                                "java.io.FileWriter",
                                                "java.util.Scanner",
                                                "java.io.PrintWriter")
                                        .contains(access.getTargetOwner().getName())
                                && !takes(access, Charset.class)
                                && !takesText(access)
                                && !takes(access, Writer.class)
                                && !takes(access, Readable.class))
                        || (access.getTargetOwner().getName().equals("java.time.format.DateTimeFormatter")
                                && access.getName().equals("ofPattern")
                                && !takes(access, Locale.class))
                        || (access.getTargetOwner().getPackageName().equals("java.text")
                                && (isConstructor(access) || access.getName().startsWith("get"))
                                && (access.getName().contains("Instance") || isConstructor(access))
                                && !access.getTargetOwner().getSimpleName().equals("Normalizer")
                                && !takes(access, Locale.class)));
    }

    private void nothing_reaches_into_private_members_or_leaves_the_process() {
        forbid(
                "use reflection on private members, end the virtual machine, start a process or open the network",
                "a host must be able to see from the signatures what a call can do",
                access -> access.getName().equals("setAccessible")
                        || isMember(access, System.class, "exit")
                        || isMember(access, Runtime.class, "exec")
                        || isMember(access, Runtime.class, "addShutdownHook")
                        || isNew(access, ProcessBuilder.class)
                        || isMember(access, System.class, "getenv")
                        || access.getTargetOwner().getName().equals("java.net.Socket")
                        || access.getTargetOwner().getName().equals("java.net.URLConnection")
                        || access.getTargetOwner().getPackageName().equals("java.net.http"));
    }

    private void every_listed_permission_is_used() {
        Set<String> unused = new TreeSet<>(permissions().keySet());
        classes.stream()
                .flatMap(c -> c.getCodeUnits().stream())
                .map(JavaCodeUnit::getFullName)
                .forEach(name -> unused.removeIf(name::startsWith));

        assertThat(unused).as("permissions for code that does not exist").isEmpty();
    }

    // ---- words for walls ----

    /**
     * Types that a host can name: public, and so are the types around them.
     *
     * @return the predicate
     */
    protected static DescribedPredicate<JavaClass> arePublished() {
        return DescribedPredicate.describe("are published", item -> {
            JavaClass type = item;
            while (true) {
                if (!Modifier.isPublic(type.reflect().getModifiers())
                        || item.getSimpleName().equals("package-info")) {
                    return false;
                }
                if (type.getEnclosingClass().isEmpty()) {
                    return true;
                }
                type = type.getEnclosingClass().get();
            }
        });
    }

    /**
     * A wall: the classes of some packages use nothing of this library but some packages.
     *
     * @param from the package, such as {@code io.medml.core.stats}
     * @param allowed the packages of this library that it may use besides itself
     * @return the rule; give it its reason
     */
    protected static ArchRule uses_of_the_house_only(String from, String... allowed) {
        List<String> names = new ArrayList<>(List.of(allowed));
        names.add(from);
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of this library and not in " + names,
                        (JavaClass target) ->
                                target.getPackageName().startsWith(ROOT) && !names.contains(target.getPackageName())));
    }

    /**
     * Classes that use another library; a rule over them fails when nobody does, and the library can go.
     *
     * @param packages beginnings of its package names
     * @return the predicate
     */
    protected static DescribedPredicate<JavaClass> use(String... packages) {
        return DescribedPredicate.describe(
                "use " + List.of(packages),
                item -> item.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getName())
                        .anyMatch(name -> Stream.of(packages).anyMatch(name::startsWith)));
    }

    /** The packages of the module that hold a type. */
    private Set<String> packages() {
        return classes.stream()
                .filter(c -> !c.getSimpleName().equals("module-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void forbid(String what, String reason, Predicate<JavaAccess<?>> forbidden) {
        ArchRuleDefinition.noClasses()
                .should(new ArchCondition<>(what) {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        for (JavaAccess<?> access : item.getAccessesFromSelf()) {
                            boolean permitted = permissions().keySet().stream()
                                    .anyMatch(access.getOrigin().getFullName()::startsWith);
                            if (!permitted && forbidden.test(access)) {
                                events.add(SimpleConditionEvent.satisfied(item, access.getDescription()));
                            }
                        }
                    }
                })
                .because(reason)
                .check(classes);
    }

    private static boolean isMember(JavaAccess<?> access, Class<?> owner, String name) {
        return access.getTargetOwner().isEquivalentTo(owner) && access.getName().equals(name);
    }

    private static boolean isConstructor(JavaAccess<?> access) {
        return access.getName().equals(JavaConstructor.CONSTRUCTOR_NAME);
    }

    /** A constructor call without an argument that could be a seed, or, for other types, any constructor call. */
    private static boolean isNew(JavaAccess<?> access, Class<?> type) {
        if (!access.getTargetOwner().isEquivalentTo(type) || !isConstructor(access)) {
            return false;
        }
        boolean seeded = Set.<Class<?>>of(Random.class, SplittableRandom.class, Date.class)
                .contains(type);
        return !seeded || parameters(access).isEmpty();
    }

    private static boolean takes(JavaAccess<?> access, Class<?> type) {
        return parameters(access).stream().anyMatch(p -> p.isAssignableTo(type));
    }

    /** A charset may be given by its name. */
    private static boolean takesText(JavaAccess<?> access) {
        List<JavaClass> parameters = List.copyOf(parameters(access));
        boolean onlyText = parameters.size() == 1 && parameters.get(0).isEquivalentTo(String.class);
        return takes(access, Charset.class) || (!onlyText && takes(access, String.class));
    }

    private static Collection<JavaClass> parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                ? target.getRawParameterTypes()
                : List.of();
    }
}
