package io.medml.examples.run;

import io.medml.compliance.access.Person;
import io.medml.compliance.access.Role;
import io.medml.compliance.modelcard.IntendedUse;
import io.medml.compliance.pccp.ChangeControlPlan;
import io.medml.compliance.pccp.RequiredSignature;
import io.medml.core.criteria.AcceptanceCriteria;
import io.medml.core.error.DataException;
import io.medml.core.evaluation.LockedOperatingPoint.Rule;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import io.medml.core.validation.DataSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The configuration of a run, read strictly from YAML: an unknown key, a missing one or a wrong value is an error. */
final class RunConfig {

    /** Column values whose records are left out. */
    record Exclusion(String column, List<String> values, String reason) {}

    /** Someone who acts in the run, with the verifier of their password if it is set. */
    record Identity(Person person, Optional<String> verifier) {}

    final String name;
    final String version;
    final List<String> missing;
    final String record;
    final Optional<String> subject;
    final String label;
    final String positive;
    final List<String> negatives;
    final List<String> attributes;
    final List<Exclusion> exclusions;
    final Map<String, String> leftOut = new LinkedHashMap<>();
    final Content.Fields schemaContent;
    final DataSchema schema;
    final List<String> numbers;
    final List<String> categories;
    final int minimumCount;
    final long splitSeed;
    final Map<String, Double> parts = new LinkedHashMap<>();
    final double firstShare;
    final String modelId;
    final String firstVersion;
    final String candidateVersion;
    final long modelSeed;
    final int epochs;
    final double learningRate;
    final int minibatch;
    final Rule rule;
    final double level;
    final long bootstrapSeed;
    final int replicates;
    final List<Double> prevalences;
    final int intersections;
    final Map<String, String> referenceGroups;
    final OptionalDouble imprecisionBound;
    final Optional<String> metricChoice;
    final AcceptanceCriteria releaseCriteria;
    final ChangeControlPlan plan;
    final String changeId;
    final String modification;
    final String changeDescription;
    final String proposer;
    final RequiredSignature firstRelease;
    final List<Identity> identities = new ArrayList<>();
    final IntendedUse use;
    /** What was read, without password verifiers. */
    final Content.Fields content;

    /** Finds files that a configuration names. */
    private interface Sibling {
        ChangeControlPlan plan(String file);
    }

    static RunConfig read(Path file) {
        try {
            String fileName = String.valueOf(file.getFileName());
            return new RunConfig(parsed(Files.readAllBytes(file), fileName), fileName, name -> {
                Path parent = file.toAbsolutePath().getParent();
                return ChangeControlPlan.read(parent == null ? Path.of(name) : parent.resolve(name));
            });
        } catch (NoSuchFileException e) {
            throw new DataException(
                    "expected the configuration at " + file + ", found no file there; correct --config", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the configuration at " + file + " cannot be read", e);
        }
    }

    private static Content parsed(byte[] yaml, String file) {
        try {
            return Content.parseYaml(yaml);
        } catch (DataException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    static RunConfig embedded() {
        return new RunConfig(
                Content.parseYaml(resource("demonstration.yaml")),
                "demonstration.yaml (embedded)",
                name -> ChangeControlPlan.of(Content.parseYaml(resource(name)).asFields(), name + " (embedded)"));
    }

    private static byte[] resource(String name) {
        try (InputStream in = RunConfig.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded " + name + " cannot be read", e);
        }
    }

    private RunConfig(Content read, String file, Sibling sibling) {
        StrictFields root = StrictFields.of(
                read,
                file,
                "form",
                "name",
                "version",
                "data",
                "schema",
                "features",
                "split",
                "model",
                "operating_point",
                "evaluation",
                "release_criteria",
                "plan",
                "change",
                "first_release",
                "identities",
                "card");
        if (!root.text("form").equals("medml-run/1")) {
            throw root.wrong("form", "to be medml-run/1, which is what this version reads");
        }
        name = root.text("name");
        version = root.text("version");

        StrictFields data =
                root.part("data", "missing", "record", "subject", "label", "attributes", "exclude", "left_out");
        missing = data.texts("missing");
        record = data.text("record");
        subject = data.optionalText("subject");
        StrictFields labelPart = data.part("label", "column", "positive", "negative");
        label = labelPart.text("column");
        positive = labelPart.text("positive");
        negatives = labelPart.texts("negative");
        attributes = data.texts("attributes");
        exclusions = data.has("exclude")
                ? data.parts("exclude", "column", "values", "reason").stream()
                        .map(e -> new Exclusion(e.text("column"), e.texts("values"), e.text("reason")))
                        .toList()
                : List.of();
        if (data.has("left_out")) {
            for (StrictFields part : data.parts("left_out", "columns", "reason")) {
                part.texts("columns").forEach(c -> leftOut.put(c, part.text("reason")));
            }
        }

        schemaContent = root.open("schema");
        try {
            schema = DataSchema.from(schemaContent);
        } catch (DataException e) {
            throw new DataException(file + ", schema: " + e.getMessage(), e);
        }

        StrictFields features = root.part("features", "numbers", "categories", "minimum_count");
        numbers = features.texts("numbers");
        categories = features.texts("categories");
        minimumCount = (int) features.whole("minimum_count", 1, 1_000_000);

        StrictFields split = root.part("split", "seed", "parts", "first_version_share");
        splitSeed = split.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        StrictFields fractions = split.part("parts", "train", "tuning", "test");
        for (String part : List.of("train", "tuning", "test")) {
            parts.put(part, fractions.number(part, 0.01, 0.98));
        }
        firstShare = split.number("first_version_share", 0.05, 0.95);

        StrictFields model = root.part(
                "model", "id", "first_version", "candidate_version", "seed", "epochs", "learning_rate", "minibatch");
        modelId = model.text("id");
        firstVersion = model.text("first_version");
        candidateVersion = model.text("candidate_version");
        modelSeed = model.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        epochs = (int) model.whole("epochs", 1, 1000);
        learningRate = model.number("learning_rate", 1e-9, 100);
        minibatch = (int) model.whole("minibatch", 1, 1_000_000);

        rule = rule(root);

        StrictFields evaluation = root.part(
                "evaluation",
                "level",
                "bootstrap",
                "prevalences",
                "intersections",
                "reference_groups",
                "imprecision_bound",
                "metric_choice");
        level = evaluation.number("level", 0.5, 0.9999);
        StrictFields bootstrap = evaluation.part("bootstrap", "seed", "replicates");
        bootstrapSeed = bootstrap.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        replicates = (int) bootstrap.whole("replicates", 200, 1_000_000);
        prevalences = evaluation.has("prevalences") ? evaluation.fractions("prevalences") : List.of();
        intersections = (int) evaluation.whole("intersections", 1, 2);
        referenceGroups = evaluation.has("reference_groups") ? evaluation.textsByKey("reference_groups") : Map.of();
        imprecisionBound = evaluation.has("imprecision_bound")
                ? OptionalDouble.of(evaluation.number("imprecision_bound", 0.001, 0.499))
                : OptionalDouble.empty();
        metricChoice =
                evaluation.has("metric_choice") ? Optional.of(prose(evaluation, "metric_choice")) : Optional.empty();

        releaseCriteria = AcceptanceCriteria.read(
                name + ", release", version, file + ", release_criteria", root.list("release_criteria"));
        plan = sibling.plan(root.text("plan"));

        StrictFields change = root.part("change", "id", "modification", "description", "proposer");
        changeId = change.text("id");
        modification = change.text("modification");
        changeDescription = change.text("description");
        proposer = change.text("proposer");

        StrictFields release = root.part("first_release", "role", "meaning");
        try {
            firstRelease = RequiredSignature.of(release.text("role"), release.text("meaning"));
        } catch (IllegalArgumentException e) {
            throw new DataException(release.where() + ": " + e.getMessage(), e);
        }
        identities(root);
        use = IntendedUse.read(root.open("card"), file + ", card");
        content = withoutVerifiers(read.asFields());
        checkColumns(file);
    }

    /** A few sentences that evidence quotes: readable, of a length that people read, and writable as UTF-8. */
    private static String prose(StrictFields part, String key) {
        // a text block of YAML is one text, whatever the width of its lines
        String text = part.text(key).strip().replaceAll(" *\n *", " ");
        Optional<String> fault = StatedText.fault(text);
        if (fault.isPresent()) {
            throw part.wrong(key, "to be " + StatedText.rule() + ", found " + fault.get());
        }
        return text;
    }

    private static Content.Fields withoutVerifiers(Content.Fields all) {
        SortedMap<String, Content> values = new TreeMap<>(all.values());
        values.put("identities", Content.items(all.list("identities"), identity -> {
            SortedMap<String, Content> kept = new TreeMap<>(identity.asFields().values());
            kept.remove("verifier");
            return new Content.Fields(kept);
        }));
        return new Content.Fields(values);
    }

    private static Rule rule(StrictFields root) {
        StrictFields point = root.part("operating_point", "rule", "target", "beta");
        String word = point.text("rule");
        return switch (word) {
            case "youden" -> Rule.youden();
            case "fixed_sensitivity" -> Rule.fixedSensitivity(point.number("target", 0, 1));
            case "fixed_specificity" -> Rule.fixedSpecificity(point.number("target", 0, 1));
            case "max_fbeta" -> Rule.maximumFBeta(point.number("beta", 0.01, 100));
            default ->
                throw point.wrong(
                        "rule",
                        "to be youden, fixed_sensitivity, fixed_specificity or max_fbeta, found \"" + word + "\"");
        };
    }

    private void identities(StrictFields root) {
        Set<String> ids = new HashSet<>();
        for (StrictFields part : root.parts("identities", "id", "name", "roles", "zone", "verifier")) {
            try {
                Person person = new Person(
                        part.text("id"),
                        part.text("name"),
                        part.texts("roles").stream().map(Role::new).collect(Collectors.toSet()),
                        ZoneId.of(part.text("zone")));
                if (!ids.add(person.id())) {
                    throw part.wrong("id", "to be used once, found it twice");
                }
                identities.add(new Identity(person, part.optionalText("verifier")));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw new DataException(part.where() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Every column that the configuration names is in its schema, and every column of the schema has a use or a reason. */
    private void checkColumns(String file) {
        List<String> described = schema.columnNames();
        Set<String> used = new HashSet<>(List.of(record, label));
        subject.ifPresent(used::add);
        used.addAll(attributes);
        used.addAll(numbers);
        used.addAll(categories);
        exclusions.forEach(e -> used.add(e.column()));
        for (String column : used) {
            if (!described.contains(column)) {
                throw new DataException(file + ": expected the schema to describe column \"" + column
                        + "\", which the configuration uses; add it under schema, columns or correct the name");
            }
        }
        for (String column : described) {
            if (!used.contains(column) && !leftOut.containsKey(column)) {
                throw new DataException(file + ": column \"" + column
                        + "\" is neither used nor left out; list it under data, left_out with the reason");
            }
        }
        Map<String, String> types = new LinkedHashMap<>();
        schemaContent.list("columns").stream()
                .map(Content::asFields)
                .forEach(c -> types.put(c.text("name"), c.text("type")));
        for (String column : numbers) {
            if (!List.of("NUMBER", "WHOLE_NUMBER").contains(types.get(column))) {
                throw new DataException(file + ": expected feature \"" + column
                        + "\" under numbers to be NUMBER or WHOLE_NUMBER in the schema, found " + types.get(column)
                        + "; list it under categories or correct its type");
            }
        }
        for (String column : categories) {
            if (!"TEXT".equals(types.get(column))) {
                throw new DataException(file + ": expected feature \"" + column
                        + "\" under categories to be TEXT in the schema, found " + types.get(column)
                        + "; list it under numbers or correct its type");
            }
        }
        List<String> roles = new ArrayList<>(List.of(record, label));
        subject.ifPresent(roles::add);
        for (String column : roles) {
            if (numbers.contains(column) || categories.contains(column)) {
                throw new DataException(file + ": column \"" + column
                        + "\" is the record, the subject or the label and cannot be a feature; a model that sees it"
                        + " learns the answer");
            }
        }
        for (String column : leftOut.keySet()) {
            if (numbers.contains(column) || categories.contains(column)) {
                throw new DataException(
                        file + ": column \"" + column + "\" is both a feature and left out; remove one of the two");
            }
        }
    }
}
