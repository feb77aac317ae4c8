package io.medml.core.validation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.DigestOf;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintDefinitionException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.GroupDefinitionException;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.NoProviderFoundException;
import jakarta.validation.Path;
import jakarta.validation.Payload;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.groups.Default;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ContainerElementTypeDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One run of a validator of records. All that touches Jakarta Validation is here, so that nothing else needs it. */
final class RecordValidation<T> {

    /** More rules than these mean a type that contains itself, whose paths have no end. */
    private static final int MOST_RULES = 1000;

    private static final int DEEPEST = 8;
    private static final int LONGEST_ATTRIBUTES = 200;

    /** Says nothing, whatever the value: a message may hold the value that is checked. */
    private static final MessageInterpolator SILENT = new MessageInterpolator() {
        @Override
        public String interpolate(String template, Context context) {
            return "";
        }

        @Override
        public String interpolate(String template, Context context, Locale locale) {
            return "";
        }
    };

    /** A constraint at a path, and the rows that break it. */
    private record Rule(String where, String constraint, Severity severity, FailingRows rows) {
        String reason() {
            return Check.VALUE_CONSTRAINT + " " + where;
        }
    }

    private final Class<T> type;
    private final List<Class<?>> groups;
    private final SortedMap<String, Severity> byPath;
    private final Map<Class<?>, Severity> byType;
    private final int rowLimit;
    private final SortedMap<String, Rule> rules = new TreeMap<>();

    RecordValidation(
            Class<T> type,
            List<Class<?>> groups,
            SortedMap<String, Severity> byPath,
            Map<Class<?>, Severity> byType,
            int rowLimit) {
        this.type = type;
        this.groups = groups;
        this.byPath = byPath;
        this.byType = byType;
        this.rowLimit = rowLimit;
    }

    ValidationReport run(Iterable<? extends T> records, ArtifactRef dataset, boolean synthetic) {
        requireKnownTypes();
        try (ValidatorFactory factory = factory()) {
            Validator validator = factory.getValidator();
            BeanDescriptor description = describe(validator);
            Provenance provenance = Provenance.of(RecordValidator.class)
                    .from(dataset)
                    .withDigestOf(DigestOf.STATED)
                    .with("row_limit", rowLimit)
                    .with("type", type.getName())
                    .with("groups", groups.isEmpty() ? Default.class.getName() : names(groups))
                    .with("provider", provider(factory))
                    .synthetic(synthetic);
            boolean cascades = description.getConstrainedProperties().stream().anyMatch(PropertyDescriptor::isCascaded);
            boolean assessed = !rules.isEmpty() || cascades;
            ArtifactRef schema = assessed ? reference() : null;
            int count = check(validator, records);
            return assessed && schema != null
                    ? report(count, dataset, schema, provenance.from(schema))
                    : notAssessed(count, dataset, provenance);
        } catch (ConstraintDefinitionException | ConstraintDeclarationException | GroupDefinitionException e) {
            throw new IllegalArgumentException(
                    "expected constraints of " + type.getName() + " that fit it, found that they do not: "
                            + e.getMessage() + "; correct the annotations",
                    e);
        }
    }

    private static ValidatorFactory factory() {
        try {
            return jakarta.validation.Validation.byDefaultProvider()
                    .configure()
                    .messageInterpolator(SILENT)
                    .buildValidatorFactory();
        } catch (NoProviderFoundException e) {
            throw new IllegalStateException(
                    "expected a provider of Jakarta Validation among the host's dependencies, found none; add"
                            + " org.hibernate.validator:hibernate-validator",
                    e);
        }
    }

    /** The package and version of the provider, as far as it says them. */
    private static String provider(ValidatorFactory factory) {
        Class<?> implementation = factory.getClass();
        Optional<String> version = Optional.ofNullable(
                        implementation.getPackage().getImplementationVersion())
                .or(() -> Optional.ofNullable(implementation.getModule().getDescriptor())
                        .flatMap(java.lang.module.ModuleDescriptor::rawVersion));
        String name = implementation.getPackageName();
        int internal = name.indexOf(".internal");
        return (internal < 0 ? name : name.substring(0, internal))
                + version.map(v -> "/" + v).orElse("");
    }

    // ---- rules ----

    private void requireKnownTypes() {
        for (Class<?> known : byType.keySet()) {
            boolean constraint = known.isAnnotation() && known.isAnnotationPresent(jakarta.validation.Constraint.class);
            if (!constraint && !Payload.class.isAssignableFrom(known)) {
                throw new IllegalStateException("a severity was set for " + known.getName()
                        + ", which is neither an annotation with @Constraint nor a Payload; name one of these");
            }
        }
    }

    private BeanDescriptor describe(Validator validator) {
        BeanDescriptor description = validator.getConstraintsForClass(type);
        add(validator, description, "", new HashSet<>(), 0);
        for (String path : byPath.keySet()) {
            String property = path.split("[.\\[]", 2)[0];
            if (!property.isEmpty() && description.getConstraintsForProperty(property) == null) {
                throw new IllegalStateException("a severity was set for path \"" + path + "\", but "
                        + type.getSimpleName() + " has no property \"" + property + "\" with constraints");
            }
        }
        return description;
    }

    private void add(Validator validator, BeanDescriptor bean, String path, Set<Class<?>> around, int depth) {
        if (depth > DEEPEST || !around.add(bean.getElementClass())) {
            return;
        }
        addAll(bean, path);
        for (PropertyDescriptor property : bean.getConstrainedProperties()) {
            String own = path.isEmpty() ? property.getPropertyName() : path + "." + property.getPropertyName();
            addAll(property, own);
            boolean whole = Iterable.class.isAssignableFrom(property.getElementClass())
                    || Map.class.isAssignableFrom(property.getElementClass())
                    || property.getElementClass().isArray();
            if (property.isCascaded() && !whole) {
                add(validator, validator.getConstraintsForClass(property.getElementClass()), own, around, depth + 1);
            }
            addElements(validator, property.getConstrainedContainerElementTypes(), own, around, depth);
        }
        around.remove(bean.getElementClass());
    }

    private void addElements(
            Validator validator,
            Set<ContainerElementTypeDescriptor> elements,
            String path,
            Set<Class<?>> around,
            int depth) {
        for (ContainerElementTypeDescriptor element : elements) {
            boolean iterable = Iterable.class.isAssignableFrom(element.getContainerClass())
                    || Map.class.isAssignableFrom(element.getContainerClass());
            String holder = iterable ? path + "[]" : path;
            String name = elementName(element);
            String own = name.isEmpty() ? holder : holder + "." + name;
            addAll(element, own);
            if (element.isCascaded()) {
                add(validator, validator.getConstraintsForClass(element.getElementClass()), holder, around, depth + 1);
            }
            if (depth < DEEPEST) {
                addElements(validator, element.getConstrainedContainerElementTypes(), own, around, depth + 1);
            }
        }
    }

    /** As paths of violations name them. */
    private static String elementName(ContainerElementTypeDescriptor element) {
        if (Map.class.isAssignableFrom(element.getContainerClass())) {
            return element.getTypeArgumentIndex() == 0 ? "<map key>" : "<map value>";
        }
        if (List.class.isAssignableFrom(element.getContainerClass())) {
            return "<list element>";
        }
        return Iterable.class.isAssignableFrom(element.getContainerClass()) ? "<iterable element>" : "";
    }

    private void addAll(ElementDescriptor element, String path) {
        Class<?>[] asked = groups.isEmpty() ? new Class<?>[] {Default.class} : groups.toArray(Class<?>[]::new);
        for (ConstraintDescriptor<?> constraint :
                element.findConstraints().unorderedAndMatchingGroups(asked).getConstraintDescriptors()) {
            addParts(path, constraint);
        }
    }

    /** A constraint composed of others breaks as these do, unless it says to be one. */
    private void addParts(String path, ConstraintDescriptor<?> constraint) {
        if (!constraint.getConstraintValidatorClasses().isEmpty()
                || constraint.isReportAsSingleViolation()
                || constraint.getComposingConstraints().isEmpty()) {
            rule(path, constraint);
        }
        if (!constraint.isReportAsSingleViolation()) {
            constraint.getComposingConstraints().forEach(part -> addParts(path, part));
        }
    }

    private Rule rule(String path, ConstraintDescriptor<?> constraint) {
        Class<? extends Annotation> annotation = constraint.getAnnotation().annotationType();
        String where = (path.isEmpty() ? "" : path + " ") + "@" + annotation.getSimpleName() + attributes(constraint);
        Rule known = rules.get(where);
        if (known != null) {
            return known;
        }
        if (rules.size() == MOST_RULES) {
            throw new DataException("expected at most " + MOST_RULES + " rules for objects of type "
                    + type.getSimpleName() + ", found more; look for a type that contains itself through @Valid");
        }
        Rule rule = new Rule(where, annotation.getName(), severity(path, constraint), new FailingRows());
        rules.put(where, rule);
        return rule;
    }

    private Severity severity(String path, ConstraintDescriptor<?> constraint) {
        Severity atPath = byPath.get(path);
        if (atPath != null) {
            return atPath;
        }
        for (Map.Entry<Class<?>, Severity> entry : byType.entrySet()) {
            if (constraint.getPayload().stream().anyMatch(entry.getKey()::isAssignableFrom)) {
                return entry.getValue();
            }
        }
        return byType.getOrDefault(
                constraint.getAnnotation().annotationType(), Check.VALUE_CONSTRAINT.defaultSeverity());
    }

    /** What the annotation says, as in the source; not its message, groups and payload. */
    private static String attributes(ConstraintDescriptor<?> constraint) {
        List<String> shown = new ArrayList<>();
        new TreeMap<>(constraint.getAttributes()).forEach((name, value) -> {
            boolean plain = !name.equals("message") && !name.equals("groups") && !name.equals("payload");
            String text = plain ? attribute(value) : "";
            if (!text.isEmpty()) {
                shown.add(name + " = " + text);
            }
        });
        String all = String.join(", ", shown);
        if (all.length() > LONGEST_ATTRIBUTES) {
            int end = Character.isHighSurrogate(all.charAt(LONGEST_ATTRIBUTES - 1))
                    ? LONGEST_ATTRIBUTES - 1
                    : LONGEST_ATTRIBUTES;
            all = all.substring(0, end) + "\u2026";
        }
        return shown.isEmpty() ? "" : "(" + all + ")";
    }

    /** Empty for a list of nothing, which is a default that says nothing. */
    private static String attribute(Object value) {
        if (value instanceof Class<?> named) {
            return named.getSimpleName();
        }
        if (value instanceof Annotation annotation) {
            return "@" + annotation.annotationType().getSimpleName();
        }
        if (value.getClass().isArray()) {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(attribute(Array.get(value, i)));
            }
            return items.isEmpty() ? "" : "{" + String.join(", ", items) + "}";
        }
        return String.valueOf(value);
    }

    private static String names(List<Class<?>> classes) {
        return String.join(", ", classes.stream().map(Class::getName).toList());
    }

    /** What the type asks for, as far as its description shows it. */
    private ArtifactRef reference() {
        Content content = Content.fields()
                .put("form", "record-constraints/1")
                .put("type", type.getName())
                .put("groups", Content.texts(groups.stream().map(Class::getName).toList()))
                .put(
                        "rules",
                        Content.items(
                                rules.values(),
                                rule -> Content.fields()
                                        .put("where", rule.where())
                                        .put("constraint", rule.constraint())
                                        .put("severity", rule.severity().name())
                                        .build()))
                .build();
        String name = type.getName();
        return new ArtifactRef(
                ArtifactRef.Kind.SCHEMA,
                name.length() <= 200 ? name : name.substring(name.length() - 200),
                "unversioned",
                Digest.sha256(content.bytes()));
    }

    // ---- records ----

    private int check(Validator validator, Iterable<? extends T> records) {
        Class<?>[] asked = groups.toArray(Class<?>[]::new);
        int row = 0;
        for (T record : records) {
            if (row == Integer.MAX_VALUE) {
                throw new DataException("expected at most " + row + " objects, found more; split the data");
            }
            if (!type.isInstance(record)) {
                throw new DataException("row " + (row + 1L) + ": expected an object of type " + type.getSimpleName()
                        + ", found null or another; correct what gives the objects");
            }
            for (ConstraintViolation<T> violation : violations(validator, record, asked, row)) {
                rule(path(violation.getPropertyPath()), violation.getConstraintDescriptor())
                        .rows()
                        .add(row);
            }
            row++;
        }
        return row;
    }

    private Set<ConstraintViolation<T>> violations(Validator validator, T record, Class<?>[] asked, int row) {
        try {
            return validator.validate(record, asked);
        } catch (ConstraintDefinitionException | ConstraintDeclarationException | GroupDefinitionException e) {
            throw e;
        } catch (ValidationException e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getCause() != cause) {
                cause = cause.getCause();
            }
            // deliberate: without the cause, whose message may quote the object
            throw new IllegalStateException("row " + (row + 1L) + ": expected that the constraints of "
                    + type.getSimpleName()
                    + " can be checked, found that a getter or a validator of the host fails with "
                    + cause.getClass().getName() + "; run it on this object by itself");
        }
    }

    /** The names on the way, without positions and keys. */
    private static String path(Path path) {
        StringBuilder text = new StringBuilder();
        for (Path.Node node : path) {
            if (node.isInIterable()) {
                text.append("[]");
            }
            String name = node.getName();
            if (name != null) {
                text.append(text.length() == 0 ? "" : ".").append(name);
            }
        }
        return text.toString();
    }

    // ---- report ----

    private static ValidationReport notAssessed(int count, ArtifactRef dataset, Provenance provenance) {
        Finding finding = Finding.of(
                Check.NOT_ASSESSED.name(),
                Check.NOT_ASSESSED.defaultSeverity(),
                "",
                "the type declares no constraint in these groups, so nothing was checked; this is no pass");
        return new ValidationReport(
                dataset,
                null,
                provenance,
                List.of(),
                List.of(finding),
                List.of(),
                0,
                new int[0],
                row -> List.of(),
                Content.fields()
                        .put("status", Check.NOT_ASSESSED.name())
                        .put("rows", count)
                        .build());
    }

    private ValidationReport report(int count, ArtifactRef dataset, ArtifactRef schema, Provenance provenance) {
        List<Finding> findings = new ArrayList<>();
        List<Content> listed = new ArrayList<>();
        listed.add(content(Check.TABLE_EMPTY, "", Check.TABLE_EMPTY.defaultSeverity(), count == 0 ? 1 : 0));
        if (count == 0) {
            findings.add(Finding.of(
                    Check.TABLE_EMPTY.name(), Check.TABLE_EMPTY.defaultSeverity(), "", "there is no object"));
        }
        BitSet failing = new BitSet();
        BitSet quarantine = new BitSet();
        for (Rule rule : rules.values()) {
            int broken = rule.rows().count();
            listed.add(content(Check.VALUE_CONSTRAINT, rule.where(), rule.severity(), broken));
            if (broken == 0) {
                continue;
            }
            findings.add(Finding.of(
                            Check.VALUE_CONSTRAINT.name(),
                            rule.severity(),
                            rule.where(),
                            broken + " of " + count
                                    + " rows: expected that the constraint holds, found that it does not")
                    .with("constraint", rule.constraint())
                    .with("rows", broken)
                    .with("first_row", rule.rows().first() + 1L));
            if (rule.severity() != Severity.INFO) {
                rule.rows().addTo(failing);
            }
            if (rule.severity() == Severity.ERROR) {
                rule.rows().addTo(quarantine);
            }
        }
        List<RowResult> rows = failing.stream()
                .limit(rowLimit)
                .mapToObj(row -> new RowResult(row, OptionalLong.empty(), reasons(row)))
                .toList();
        Content body = Content.fields()
                .put("status", "ASSESSED")
                .put("rows", count)
                .put("failing_rows", failing.cardinality())
                .put("quarantined_rows", quarantine.cardinality())
                .put(
                        "listed_rows",
                        Content.items(
                                rows,
                                row -> Content.fields()
                                        .put("row", row.row() + 1L)
                                        .put("reasons", Content.texts(row.reasons()))
                                        .build()))
                .put("row_limit", rowLimit)
                .put("rules", new Content.Items(listed))
                .build();
        return new ValidationReport(
                dataset,
                schema,
                provenance,
                List.of(),
                findings,
                rows,
                failing.cardinality(),
                quarantine.stream().toArray(),
                this::reasons,
                body);
    }

    private List<String> reasons(int row) {
        return rules.values().stream()
                .filter(rule -> rule.severity() != Severity.INFO && rule.rows().contains(row))
                .map(Rule::reason)
                .toList();
    }

    private static Content content(Check check, String where, Severity severity, long failing) {
        return Content.fields()
                .put("check", check.name())
                .put("where", where)
                .put("severity", severity.name())
                .put("failing", failing)
                .build();
    }
}
