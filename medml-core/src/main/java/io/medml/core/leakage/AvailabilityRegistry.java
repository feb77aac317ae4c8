package io.medml.core.leakage;

import static java.util.Objects.requireNonNull;

import io.medml.core.cohort.Cohort;
import io.medml.core.error.DataException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.evidence.StatedText;
import io.medml.core.evidence.StrictFields;
import io.medml.core.leakage.TimingReport.Status;
import io.medml.core.leakage.TimingReport.Timed;
import io.medml.core.table.CellState;
import io.medml.core.table.Column;
import io.medml.core.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * States of each feature when it becomes available, relative to an index event such as admission. One source for two uses: which features
 * can be served at a prediction time, and whether a data set holds values from after it.
 *
 * <pre>{@code
 * AvailabilityRegistry registry = AvailabilityRegistry.builder("sepsis", "1", "admission")
 *     .indexTime("admitted_at", TimeForm.iso(ZoneId.of("Europe/Berlin")))
 *     .feature("age", Availability.before(Duration.ofDays(1)), "master data", "years")
 *     .feature("lactate", Availability.stamped("lactate_at", Duration.ofMinutes(30)), "laboratory", "mmol/L")
 *     .feature("discharge_code", Availability.neverServed(), "billing", "")
 *     .build();
 * TimingReport report = registry.check(cohort, Duration.ofHours(6), List.of("age", "lactate"));
 * }</pre>
 *
 * <p>A value counts as available when its time is not later than the prediction time. A date without a time is the whole day; what is of one day
 * is counted as undecided, and is neither later nor in time. It knows what people stated and what time stamps say: a time stamp that is
 * wrong is believed. Every record is compared, so each value that is stamped later is found (power 1) and no other is.
 *
 * <p>Immutable and thread-safe. As a file it is JSON or YAML of the form {@code medml-availability/1}, read strictly.
 */
public final class AvailabilityRegistry {

    private static final String FORM = "medml-availability/1";
    private static final int MOST_FEATURES = 100_000;
    private static final long MOST_BYTES = 50_000_000;
    private static final int LISTED_LINES = 10;

    /**
     * A feature with its availability.
     *
     * @param column the column
     * @param availability when its value becomes available
     * @param source where it comes from, in words; may be empty
     * @param unit its unit; empty where it has none
     */
    public record Registered(String column, Availability availability, String source, String unit) {
        /** Checks all. */
        public Registered {
            Name.require(column, "the column of a feature");
            requireNonNull(availability, "availability");
            if (!source.isEmpty()) {
                StatedText.require(source, "the source of a feature");
            }
            if (!unit.isEmpty()) {
                StatedText.require(unit, "the unit of a feature");
            }
        }
    }

    /**
     * What can be served at a prediction time.
     *
     * @param predictionTime relative to the index event
     * @param always features that every record has by then
     * @param whereStamped features that a record has only where its time stamp is not later
     * @param notYet features that come later, or never
     */
    public record Serving(
            Duration predictionTime, List<Registered> always, List<Registered> whereStamped, List<Registered> notYet) {
        /** Copies the lists. */
        public Serving {
            always = List.copyOf(always);
            whereStamped = List.copyOf(whereStamped);
            notYet = List.copyOf(notYet);
        }
    }

    private final String name;
    private final String version;
    private final String indexEvent;
    private final @Nullable String indexColumn;
    private final @Nullable TimeForm form;
    private final Map<String, Registered> features;

    private AvailabilityRegistry(Builder builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.indexEvent = builder.indexEvent;
        this.indexColumn = builder.indexColumn;
        this.form = builder.form;
        this.features = new TreeMap<>(builder.features);
    }

    /**
     * Starts a registry.
     *
     * @param name its name
     * @param version its version
     * @param indexEvent what times are relative to, in words
     * @return a builder; confined to one thread
     */
    public static Builder builder(String name, String version, String indexEvent) {
        return new Builder(name, version, indexEvent);
    }

    /**
     * The features, by name of column.
     *
     * @return the features
     */
    public List<Registered> features() {
        return List.copyOf(features.values());
    }

    /**
     * Names the registry and pins its content.
     *
     * @return a reference of kind {@link ArtifactRef.Kind#CONFIGURATION}
     */
    public ArtifactRef reference() {
        return new ArtifactRef(
                ArtifactRef.Kind.CONFIGURATION,
                name,
                version,
                Digest.sha256(content().bytes()));
    }

    /**
     * The features that can be served at a prediction time, from the same statements that the check of a data set uses.
     *
     * @param predictionTime relative to the index event; negative before it
     * @return the features
     */
    public Serving availableAt(Duration predictionTime) {
        List<Registered> always = new ArrayList<>();
        List<Registered> stamped = new ArrayList<>();
        List<Registered> not = new ArrayList<>();
        for (Registered each : features.values()) {
            if (each.availability() instanceof Availability.Stamped) {
                stamped.add(each);
            } else if (each.availability() instanceof Availability.Relative relative
                    && relative.offset().compareTo(predictionTime) <= 0) {
                always.add(each);
            } else {
                not.add(each);
            }
        }
        return new Serving(requireNonNull(predictionTime, "predictionTime"), always, stamped, not);
    }

    /**
     * Holds the features that a model uses, and their time stamps in a data set, against a prediction time.
     *
     * @param cohort the data set
     * @param predictionTime relative to the index event; negative before it
     * @param used the columns that the model reads, each once
     * @return the report
     * @throws IllegalArgumentException when none is used, one is named twice or is no column, or the index time is needed and no column
     */
    public TimingReport check(Cohort cohort, Duration predictionTime, Collection<String> used) {
        Table table = cohort.table();
        if (used.isEmpty() || new HashSet<>(used).size() < used.size()) {
            throw new IllegalArgumentException("the used features need at least one column, and each once");
        }
        for (String column : used) {
            if (!table.has(column)) {
                throw new IllegalArgumentException(
                        "expected used feature \"" + column + "\" to be a column of the cohort; correct the features");
            }
        }
        List<String> sorted = used.stream().sorted().toList();
        Serving serving = availableAt(predictionTime);
        boolean stamps = sorted.stream()
                .map(features::get)
                .anyMatch(each -> each != null && each.availability() instanceof Availability.Stamped);
        Times times = stamps ? times(table, predictionTime) : new Times(List.of(), 0, 0);
        List<Finding> findings = new ArrayList<>();
        if (times.missing + times.unreadable > 0) {
            findings.add(Finding.of(
                            "INDEX_TIME_UNKNOWN",
                            Severity.WARNING,
                            String.valueOf(indexColumn),
                            "Some records have no readable index time, so time stamps of these were not compared.")
                    .with("missing", times.missing)
                    .with("unreadable", times.unreadable));
        }
        List<Timed> timed = new ArrayList<>();
        for (String column : sorted) {
            Registered registered = features.get(column);
            Timed each = registered == null
                    ? Timed.of(column, Status.NOT_REGISTERED)
                    : registered.availability() instanceof Availability.Stamped stamp
                            ? stamped(table, column, stamp, times)
                            : Timed.of(
                                    column,
                                    serving.always().contains(registered)
                                            ? Status.IN_TIME
                                            : registered.availability() instanceof Availability.NeverServed
                                                    ? Status.NEVER_SERVED
                                                    : Status.LATER);
            timed.add(each);
            find(each, registered, findings);
        }
        for (Registered each : features.values()) {
            if (!table.has(each.column())) {
                findings.add(Finding.of(
                        "REGISTERED_FEATURE_ABSENT",
                        Severity.INFO,
                        each.column(),
                        "The registry states this feature, and the data set has no such column."));
            }
        }
        if (cohort.synthetic()) {
            findings.add(Finding.syntheticData(cohort.name()));
        }
        Provenance provenance = Provenance.of(AvailabilityRegistry.class)
                .from(cohort.reference())
                .from(reference())
                .with("prediction_time", predictionTime)
                .with("index_event", indexEvent)
                .synthetic(cohort.synthetic());
        if (form != null && indexColumn != null) {
            provenance = provenance.with("index_time", indexColumn).with("time_form", form);
        }
        return new TimingReport(
                cohort.reference(),
                reference(),
                provenance,
                indexEvent,
                predictionTime,
                cohort.size(),
                timed,
                findings);
    }

    /** The prediction time of each row, where it is known. */
    private record Times(List<Optional<TimeForm.Moment>> of, long missing, long unreadable) {}

    private Times times(Table table, Duration predictionTime) {
        if (indexColumn == null || form == null || !table.has(indexColumn)) {
            throw new IllegalArgumentException(
                    "a used feature is known from a time stamp, which needs the index time of each record: name its column with"
                            + " indexTime(..), and give a cohort that has it");
        }
        Column column = table.column(indexColumn);
        List<Optional<TimeForm.Moment>> times = new ArrayList<>();
        long missing = 0;
        long unreadable = 0;
        for (int row = 0; row < table.rowCount(); row++) {
            Optional<String> text = column.text(row);
            Optional<TimeForm.Moment> moment = text.flatMap(form::read).flatMap(m -> shifted(m, predictionTime));
            missing += text.isEmpty() && column.state(row) != CellState.UNREADABLE ? 1 : 0;
            unreadable += (text.isPresent() && moment.isEmpty()) || column.state(row) == CellState.UNREADABLE ? 1 : 0;
            times.add(moment);
        }
        return new Times(times, missing, unreadable);
    }

    private static Optional<TimeForm.Moment> shifted(TimeForm.Moment moment, Duration by) {
        try {
            Instant earliest = moment.earliest().plus(by);
            return Optional.of(new TimeForm.Moment(earliest, moment.latest().plus(by)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private Timed stamped(Table table, String column, Availability.Stamped stamp, Times times) {
        if (!table.has(stamp.column())) {
            return Timed.of(column, Status.STAMP_ABSENT);
        }
        Column values = table.column(column);
        Column stamps = table.column(stamp.column());
        long checked = 0;
        long later = 0;
        long undecided = 0;
        long missing = 0;
        long unreadable = 0;
        List<Long> lines = new ArrayList<>();
        for (int row = 0; row < table.rowCount(); row++) {
            if (values.isMissing(row) || times.of.get(row).isEmpty()) {
                continue;
            }
            TimeForm.Moment prediction = times.of.get(row).get();
            Optional<String> text = stamps.text(row);
            Optional<TimeForm.Moment> moment =
                    text.flatMap(requireNonNull(form)::read).flatMap(m -> shifted(m, stamp.delay()));
            if (moment.isEmpty()) {
                boolean none = text.isEmpty() && stamps.state(row) != CellState.UNREADABLE;
                missing += none ? 1 : 0;
                unreadable += none ? 0 : 1;
                continue;
            }
            checked++;
            if (moment.get().earliest().isAfter(prediction.latest())) {
                later++;
                if (lines.size() < LISTED_LINES) {
                    lines.add(table.sourceLine(row).orElse(row + 1L));
                }
            } else if (moment.get().latest().isAfter(prediction.earliest())) {
                undecided++;
            }
        }
        return new Timed(
                column,
                later > 0 ? Status.STAMPED_LATER : Status.STAMPED,
                checked,
                later,
                undecided,
                missing,
                unreadable,
                lines);
    }

    private void find(Timed each, @Nullable Registered registered, List<Finding> findings) {
        switch (each.status()) {
            case IN_TIME, STAMPED -> {}
            case NOT_REGISTERED ->
                findings.add(Finding.of(
                        "FEATURE_NOT_REGISTERED",
                        Severity.ERROR,
                        each.column(),
                        "The feature is used and nobody stated when it becomes available."));
            case LATER ->
                findings.add(Finding.of(
                                "FEATURE_AVAILABLE_LATER",
                                Severity.ERROR,
                                each.column(),
                                "The feature is used and is stated to become available only after the prediction time.")
                        .with(
                                "available",
                                requireNonNull((Availability.Relative)
                                                requireNonNull(registered).availability())
                                        .offset()));
            case NEVER_SERVED ->
                findings.add(Finding.of(
                        "FEATURE_NEVER_SERVED",
                        Severity.ERROR,
                        each.column(),
                        "The feature is used and is stated never to be available when the model is in use."));
            case STAMP_ABSENT ->
                findings.add(
                        Finding.of(
                                "TIME_STAMP_ABSENT",
                                Severity.ERROR,
                                each.column(),
                                "The registry states the column of this feature's time stamp, and the data set has no such column."));
            case STAMPED_LATER ->
                findings.add(Finding.of(
                                "VALUE_STAMPED_LATER",
                                Severity.ERROR,
                                each.column(),
                                "Some records hold a value whose time stamp is later than the prediction time.")
                        .with("records", each.later())
                        .with("compared", each.compared())
                        .with(
                                "lines",
                                each.lines().stream()
                                                .map(String::valueOf)
                                                .reduce((a, b) -> a + ", " + b)
                                                .orElseThrow()
                                        + (each.later() > each.lines().size() ? ", …" : "")));
        }
        if (each.undecided() > 0) {
            findings.add(Finding.of(
                            "TIME_STAMP_UNDECIDED",
                            Severity.WARNING,
                            each.column(),
                            "Of some records the dates do not say whether the value was there by the prediction time.")
                    .with("records", each.undecided()));
        }
        if (each.missingStamps() + each.unreadableStamps() > 0) {
            findings.add(Finding.of(
                            "TIME_STAMP_UNKNOWN",
                            Severity.WARNING,
                            each.column(),
                            "Some records hold a value without a readable time stamp, so it is not shown that it was there in time.")
                    .with("missing", each.missingStamps())
                    .with("unreadable", each.unreadableStamps()));
        }
    }

    /**
     * The registry as a JSON value.
     *
     * @return the content
     */
    public Content content() {
        Content.Builder builder = Content.fields()
                .put("form", FORM)
                .put("name", name)
                .put("version", version)
                .put("index_event", indexEvent)
                .put("features", Content.items(features.values(), AvailabilityRegistry::content));
        if (indexColumn != null && form != null) {
            builder.put(
                    "index_time",
                    Content.fields()
                            .put("column", indexColumn)
                            .put("pattern", form.pattern())
                            .put("zone", form.zone().getId())
                            .build());
        }
        return builder.build();
    }

    private static Content content(Registered each) {
        Content.Builder builder = Content.fields().put("column", each.column());
        if (each.availability() instanceof Availability.Relative relative) {
            builder.put("available", "relative").put("offset", relative.offset().toString());
        } else if (each.availability() instanceof Availability.Stamped stamped) {
            builder.put("available", "stamped")
                    .put("stamp", stamped.column())
                    .put("delay", stamped.delay().toString());
        } else {
            builder.put("available", "never");
        }
        if (!each.source().isEmpty()) {
            builder.put("source", each.source());
        }
        if (!each.unit().isEmpty()) {
            builder.put("unit", each.unit());
        }
        return builder.build();
    }

    /**
     * Reads a file.
     *
     * @param file JSON, or YAML where its name ends in {@code .yaml} or {@code .yml}
     * @return the registry
     * @throws DataException when it is not of the form
     * @throws UncheckedIOException when it cannot be read
     */
    public static AvailabilityRegistry read(Path file) {
        Path last = file.getFileName();
        String where = last == null ? "registry" : last.toString();
        byte[] bytes;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DataException(where + ": expected at most " + MOST_BYTES + " bytes, found more");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + where, e);
        }
        String lower = where.toLowerCase(Locale.ROOT);
        boolean yaml = lower.endsWith(".yaml") || lower.endsWith(".yml");
        return from(yaml ? Content.parseYaml(bytes) : Content.parse(bytes), where);
    }

    /**
     * Reads what {@link #content()} gives.
     *
     * @param content the content
     * @return the registry
     * @throws DataException when it is not of the form
     */
    public static AvailabilityRegistry from(Content content) {
        return from(content, "registry");
    }

    private static AvailabilityRegistry from(Content content, String where) {
        StrictFields fields =
                StrictFields.of(content, where, "form", "name", "version", "index_event", "index_time", "features");
        if (!fields.text("form").equals(FORM)) {
            throw fields.wrong("form", "to be \"" + FORM + "\", the only one that this version reads");
        }
        Builder builder =
                stating(fields, () -> builder(fields.text("name"), fields.text("version"), fields.text("index_event")));
        if (fields.has("index_time")) {
            StrictFields index = fields.part("index_time", "column", "pattern", "zone");
            stating(
                    index,
                    () -> builder.indexTime(index.text("column"), TimeForm.of(index.text("pattern"), zone(index))));
        }
        if (fields.list("features").size() > MOST_FEATURES) {
            throw fields.wrong("features", "to have at most " + MOST_FEATURES + " items");
        }
        for (StrictFields each :
                fields.parts("features", "column", "available", "offset", "stamp", "delay", "source", "unit")) {
            stating(
                    each,
                    () -> builder.feature(
                            each.text("column"),
                            availability(each),
                            each.optionalText("source").orElse(""),
                            each.optionalText("unit").orElse("")));
        }
        return stating(fields, builder::build);
    }

    private static Availability availability(StrictFields each) {
        String word = each.text("available");
        List<String> allowed;
        Availability availability;
        switch (word) {
            case "relative" -> {
                allowed = List.of("offset");
                availability = new Availability.Relative(duration(each, "offset"));
            }
            case "stamped" -> {
                allowed = List.of("stamp", "delay");
                availability = new Availability.Stamped(
                        each.text("stamp"), each.has("delay") ? duration(each, "delay") : Duration.ZERO);
            }
            case "never" -> {
                allowed = List.of();
                availability = new Availability.NeverServed();
            }
            default -> throw each.wrong("available", "to be relative, stamped or never");
        }
        for (String key : List.of("offset", "stamp", "delay")) {
            if (each.has(key) && !allowed.contains(key)) {
                throw each.wrong(key, "to be left out where available is " + word);
            }
        }
        return availability;
    }

    private static Duration duration(StrictFields fields, String key) {
        try {
            return Duration.parse(fields.text(key));
        } catch (DateTimeException e) {
            throw new DataException(
                    fields.where() + ": expected \"" + key
                            + "\" to be a duration of days and less, such as PT6H, P1D or -PT30M",
                    e);
        }
    }

    private static ZoneId zone(StrictFields fields) {
        try {
            return ZoneId.of(fields.text("zone"));
        } catch (DateTimeException e) {
            throw new DataException(
                    fields.where() + ": expected \"zone\" to be a time zone, such as UTC or Europe/Berlin", e);
        }
    }

    /** What the builder refuses is a fault of the file. */
    private static <T> T stating(StrictFields fields, java.util.function.Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DataException(fields.where() + ": " + e.getMessage(), e);
        }
    }

    /** Gives name, version and the number of features. */
    @Override
    public String toString() {
        return name + " " + version + ": " + features.size() + " features relative to " + indexEvent;
    }

    /** States features. Confined to one thread; saying the same thing twice is an error. */
    public static final class Builder {
        private final String name;
        private final String version;
        private final String indexEvent;
        private @Nullable String indexColumn;
        private @Nullable TimeForm form;
        private final Map<String, Registered> features = new TreeMap<>();

        private Builder(String name, String version, String indexEvent) {
            this.name = Name.requireTrimmed(name, "the name of a registry");
            this.version = Name.requireTrimmed(version, "the version of a registry");
            this.indexEvent = StatedText.require(indexEvent, "the index event");
        }

        /**
         * The column of the index event's time, and how it and all time stamps are written. Needed where a feature is known from a time
         * stamp.
         *
         * @param column the column
         * @param times how times are written
         * @return this
         */
        public Builder indexTime(String column, TimeForm times) {
            if (indexColumn != null) {
                throw new IllegalStateException("the index time is already set to \"" + indexColumn + "\"");
            }
            indexColumn = Name.require(column, "the column of the index time");
            form = requireNonNull(times, "times");
            return this;
        }

        /**
         * States a feature.
         *
         * @param column its column
         * @param availability when it becomes available
         * @param source where it comes from, in words; empty to leave it out
         * @param unit its unit; empty where it has none
         * @return this
         */
        public Builder feature(String column, Availability availability, String source, String unit) {
            Registered registered = new Registered(column, availability, source, unit);
            if (features.putIfAbsent(column, registered) != null) {
                throw new IllegalStateException("feature \"" + column + "\" is already there");
            }
            return this;
        }

        /**
         * States several features that become available at the same time.
         *
         * @param availability when they become available
         * @param columns their columns
         * @return this
         */
        public Builder features(Availability availability, String... columns) {
            Arrays.stream(columns).forEach(column -> feature(column, availability, "", ""));
            return this;
        }

        /**
         * Finishes the registry.
         *
         * @return the registry
         * @throws IllegalStateException when there is no feature, or one is known from a time stamp and there is no index time
         */
        public AvailabilityRegistry build() {
            if (features.isEmpty()) {
                throw new IllegalStateException("a registry needs at least one feature; call feature(..)");
            }
            if (indexColumn == null
                    && features.values().stream()
                            .anyMatch(each -> each.availability() instanceof Availability.Stamped)) {
                throw new IllegalStateException(
                        "a feature is known from a time stamp, which is compared with the index time; call indexTime(..)");
            }
            return new AvailabilityRegistry(this);
        }
    }
}
