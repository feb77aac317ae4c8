package io.medml.core.annotation;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Name;
import io.medml.core.evidence.Severity;
import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.ImageRegion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the full JSON export of Label Studio: tasks with {@code annotations}.
 *
 * <pre>{@code
 * LabelStudioExport export = LabelStudioReader.itemFrom("image").subject("patient").label("diagnosis").regions("lesion").build()
 *     .read(file, "lesion reading", "1.0");
 * AnnotationReport report = study.analyze(export.annotations().orElseThrow());
 * }</pre>
 *
 * <ul>
 * <li><b>Labels</b> of one control, of type {@code choices}, {@code rating}, {@code number} or {@code textarea}; several values of an annotation
 *     are sorted and joined by {@code " | "}. Annotations without a value of it are counted and left out.
 * <li><b>Regions</b> of type {@code rectanglelabels} and {@code rectangle} as boxes in pixels, {@code brushlabels} and {@code brush} as
 *     masks, those of one label and annotation together. Rotated ones, ellipses, polygons and others are counted and not read.
 * <li><b>Annotator:</b> {@code completed_by}, a number, an address or an object with {@code id}. <b>Time:</b> {@code created_at}; annotations
 *     updated later are counted, and those whose {@code history} has another label. <b>Duration:</b> {@code lead_time}.
 * <li><b>Not blinded to model output</b> is an annotation with a {@code parent_prediction} or a copied {@code prediction}, with a result
 *     whose {@code origin} is a prediction, or of a task with {@code predictions} that are not later than it, which Label Studio shows unless told otherwise;
 *     say {@link Builder#predictionsWereHidden()} where it was told. <b>Not blinded to other readers</b> is one with a
 *     {@code parent_annotation}. Else neither is said.
 * <li><b>Cancelled</b> annotations and drafts are counted and not read; ground truth annotations are read and counted.
 * <li><b>Strict</b> on what is used, with the place of a fault by task, annotation and result, from 1, and never a value; fields that are not
 *     used are not looked at. At most {@value #MOST_BYTES} bytes and {@value #MOST_PIXELS} pixels of masks, all
 *     together; a pixel is a bit, so the masks of an export are at most {@value #MOST_MASK_BYTES} bytes, and that of one annotation twice
 *     while it is read.
 * </ul>
 *
 * <p>Immutable and reusable.
 */
public final class LabelStudioReader {

    /** Most bytes of an export: 64 MiB. */
    public static final int MOST_BYTES = 1 << 26;

    /** Most pixels of all masks of an export. */
    public static final int MOST_PIXELS = 200_000_000;

    /** Most bytes that all masks of an export are held in: 25 million, one for 8 pixels. */
    public static final int MOST_MASK_BYTES = MOST_PIXELS / 8;

    private final @Nullable String itemKey;
    private final @Nullable String subjectKey;
    private final @Nullable String label;
    private final Set<String> regions;
    private final @Nullable String protocol;
    private final boolean hidden;

    private LabelStudioReader(Builder builder) {
        this.itemKey = builder.itemKey;
        this.subjectKey = builder.subjectKey;
        this.label = builder.label;
        this.regions = new TreeSet<>(builder.regions);
        this.protocol = builder.protocol;
        this.hidden = builder.hidden;
    }

    /**
     * Takes the identifier of an item from the data of its task.
     *
     * @param dataKey the key below {@code data}
     * @return a builder; confined to one thread
     */
    public static Builder itemFrom(String dataKey) {
        return new Builder(Objects.requireNonNull(dataKey, "dataKey"));
    }

    /**
     * Takes the number of a task for its item.
     *
     * @return a builder; confined to one thread
     */
    public static Builder itemIsTask() {
        return new Builder(null);
    }

    /** Says what to read. Confined to one thread. */
    public static final class Builder {
        private final @Nullable String itemKey;
        private final Set<String> regions = new TreeSet<>();
        private @Nullable String subjectKey;
        private @Nullable String label;
        private @Nullable String protocol;
        private boolean hidden;

        private Builder(@Nullable String itemKey) {
            this.itemKey = itemKey;
        }

        private static void unset(@Nullable String value, String what) {
            if (value != null) {
                throw new IllegalStateException("the " + what + " is already set to \"" + value + "\"");
            }
        }

        /**
         * Takes the subject from the data of its task.
         *
         * @param dataKey the key below {@code data}
         * @return this
         */
        public Builder subject(String dataKey) {
            unset(subjectKey, "key of the subject");
            subjectKey = Objects.requireNonNull(dataKey, "dataKey");
            return this;
        }

        /**
         * Names the control whose values are labels.
         *
         * @param fromName its name, {@code from_name} of the results
         * @return this
         */
        public Builder label(String fromName) {
            unset(label, "control of the label");
            label = Objects.requireNonNull(fromName, "fromName");
            return this;
        }

        /**
         * Names a control whose values are regions; may be called for several.
         *
         * @param fromName its name, {@code from_name} of the results
         * @return this
         */
        public Builder regions(String fromName) {
            if (!regions.add(fromName)) {
                throw new IllegalArgumentException("the control \"" + fromName + "\" is already read for regions");
            }
            return this;
        }

        /**
         * States under which version of the protocol all annotations of the export were made; an export does not tell.
         *
         * @param version the version
         * @return this
         */
        public Builder protocol(String version) {
            unset(protocol, "protocol version");
            protocol = Name.require(version, "a protocol version");
            return this;
        }

        /**
         * States that the project did not show predictions to annotators. What was made from a prediction stays not blinded.
         *
         * @return this
         */
        public Builder predictionsWereHidden() {
            hidden = true;
            return this;
        }

        /**
         * Finishes the reader.
         *
         * @return the reader
         * @throws IllegalStateException when neither a label nor regions are asked for
         */
        public LabelStudioReader build() {
            if (label == null && regions.isEmpty()) {
                throw new IllegalStateException(
                        "name the control of the labels, or one of regions; call label(..) or regions(..)");
            }
            return new LabelStudioReader(this);
        }
    }

    /**
     * Reads a file.
     *
     * @param file the export
     * @param name the name of the set of annotations
     * @param version its version
     * @return what was read
     * @throws DataException when the file is too large, or not what it should be
     */
    public LabelStudioExport read(Path file, String name, String version) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(MOST_BYTES + 1), name, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads bytes.
     *
     * @param json the export
     * @param name the name of the set of annotations
     * @param version its version
     * @return what was read
     * @throws DataException when there are too many, or they are not what they should be
     */
    public LabelStudioExport read(byte[] json, String name, String version) {
        if (json.length > MOST_BYTES) {
            throw new DataException(
                    "expected an export of at most " + MOST_BYTES + " bytes, found a larger one; export in parts");
        }
        if (!(Content.parse(json) instanceof Content.Items tasks)) {
            throw new DataException(
                    "expected the full JSON export of Label Studio, a list of tasks, found something else;"
                            + " export with the format JSON, not JSON_MIN");
        }
        Reading reading = new Reading(AnnotationSet.named(name, version));
        for (int t = 0; t < tasks.values().size(); t++) {
            reading.task(tasks.values().get(t), t + 1);
        }
        return reading.finish(name, tasks.values().size());
    }

    /** One pass over an export. */
    private final class Reading {
        private final AnnotationSet.Builder set;
        private final List<AnnotatedRegion> found = new ArrayList<>();
        private final SortedMap<String, Long> unread = new TreeMap<>();
        private long annotations;
        private long cancelled;
        private long drafts;
        private long withoutAnnotator;
        private long withoutLabel;
        private long updated;
        private long changed;
        private long groundTruth;
        private long knowingModel;
        private long pixels;

        Reading(AnnotationSet.Builder set) {
            this.set = set;
        }

        void task(Content content, int number) {
            ExportPlace task = new ExportPlace("task " + number, content);
            String item =
                    itemKey == null ? task.identifier("id") : task.part("data").identifier(itemKey);
            Optional<String> subject = subjectKey == null
                    ? Optional.empty()
                    : Optional.of(task.part("data").identifier(subjectKey));
            if (!task.has("annotations")) {
                throw task.wrong("annotations", "to be there; export with the format JSON, not JSON_MIN");
            }
            List<ExportPlace> predictions = task.parts("predictions", "prediction");
            drafts += task.parts("drafts", "draft").size();
            for (ExportPlace annotation : task.parts("annotations", "annotation")) {
                annotation(annotation, item, subject, predictions);
            }
        }

        private void annotation(
                ExportPlace place, String item, Optional<String> subject, List<ExportPlace> predictions) {
            if (place.flag("was_cancelled")) {
                cancelled++;
                return;
            }
            groundTruth += place.flag("ground_truth") ? 1 : 0;
            Optional<String> annotator = place.person("completed_by");
            if (annotator.isEmpty()) {
                withoutAnnotator++;
                return;
            }
            Optional<OffsetDateTime> created = place.time("created_at");
            Optional<OffsetDateTime> changed = place.time("updated_at");
            if (created.isPresent()
                    && changed.isPresent()
                    && changed.get().isAfter(created.get().plusSeconds(1))) {
                updated++;
            }
            List<ExportPlace> results = place.parts("result", "result");
            boolean fromModel = place.has("parent_prediction")
                    || place.hasFields("prediction")
                    || results.stream()
                            .anyMatch(r -> r.text("origin")
                                    .filter(o -> o.startsWith("prediction"))
                                    .isPresent())
                    || (!hidden && predictions.stream().anyMatch(p -> !later(p, created)));
            boolean copied = place.has("parent_annotation");
            TreeSet<String> values = new TreeSet<>();
            Map<String, Mask> masks = new LinkedHashMap<>();
            for (ExportPlace result : results) {
                String control = result.text("from_name").orElse("");
                if (control.equals(label)) {
                    values.addAll(result.values());
                } else if (regions.contains(control)) {
                    region(result, item, subject, annotator.get(), masks);
                }
            }
            masks.forEach((regionLabel, mask) -> found.add(new AnnotatedRegion(
                    item,
                    subject,
                    annotator.get(),
                    regionLabel,
                    Optional.empty(),
                    Optional.of(BinaryMask.image(mask.columns, mask.rows, mask.painted)))));
            annotations++;
            knowingModel += fromModel ? 1 : 0;
            if (label == null) {
                return;
            }
            String joined = String.join(" | ", values);
            if (values.isEmpty()) {
                withoutLabel++;
                return;
            }
            Annotation.labelFault(joined).ifPresent(fault -> {
                throw place.wrong("result", "to give " + Annotation.labelRule() + ", found " + fault);
            });
            this.changed += place.parts("history", "history entry").stream().anyMatch(h -> differs(h, values)) ? 1 : 0;
            Annotation.Builder annotation = Annotation.of(item)
                    .by(annotator.get())
                    .labelled(joined)
                    .tool("Label Studio")
                    .blinding(BlindedTo.MODEL_OUTPUT, fromModel ? Blinding.NOT_BLINDED : Blinding.NOT_SAID)
                    .blinding(BlindedTo.OTHER_READERS, copied ? Blinding.NOT_BLINDED : Blinding.NOT_SAID);
            subject.ifPresent(annotation::subject);
            created.ifPresent(annotation::at);
            if (protocol != null) {
                annotation.protocol(protocol);
            }
            place.seconds("lead_time").ifPresent(s -> annotation.took(AnnotationColumns.seconds(s)));
            set.add(annotation.build());
        }

        /** Whether an entry of the history has other values of the label's control; one without any says nothing. */
        private boolean differs(ExportPlace entry, Set<String> last) {
            TreeSet<String> values = new TreeSet<>();
            for (ExportPlace result : entry.parts("result", "result")) {
                if (result.text("from_name").orElse("").equals(label)) {
                    values.addAll(result.values());
                }
            }
            return !values.isEmpty() && !values.equals(last);
        }

        private boolean later(ExportPlace prediction, Optional<OffsetDateTime> created) {
            Optional<OffsetDateTime> made = prediction.time("created_at");
            return made.isPresent() && created.isPresent() && made.get().isAfter(created.get());
        }

        private void region(
                ExportPlace result, String item, Optional<String> subject, String annotator, Map<String, Mask> masks) {
            String type = result.text("type").orElse("");
            boolean box = type.equals("rectanglelabels") || type.equals("rectangle");
            boolean brush = type.equals("brushlabels") || type.equals("brush");
            if (!box && !brush) {
                unread.merge(type.matches("[a-z]{1,30}") ? type : "(another type)", 1L, Long::sum);
                return;
            }
            ExportPlace value = result.part("value");
            if (value.number("rotation", 0, 360) != 0 || result.number("image_rotation", 0, 360) != 0) {
                unread.merge("rotated " + type, 1L, Long::sum);
                return;
            }
            List<String> labels = value.texts(type.replace("labels", "") + "labels");
            String regionLabel = labels.isEmpty() ? "(no label)" : String.join(" | ", new TreeSet<>(labels));
            Annotation.labelFault(regionLabel).ifPresent(fault -> {
                throw value.wrong(type, "to give " + Annotation.labelRule() + ", found " + fault);
            });
            double width = result.side("original_width");
            double height = result.side("original_height");
            if (box) {
                double x = value.number("x", -1, 101) / 100 * width;
                double y = value.number("y", -1, 101) / 100 * height;
                double across = value.number("width", 0, 101) / 100 * width;
                double down = value.number("height", 0, 101) / 100 * height;
                if (!(across > 0 && down > 0)) {
                    unread.merge("empty " + type, 1L, Long::sum);
                    return;
                }
                found.add(new AnnotatedRegion(
                        item,
                        subject,
                        annotator,
                        regionLabel,
                        Optional.of(ImageRegion.box(x, y, x + across, y + down)),
                        Optional.empty()));
                return;
            }
            Mask mask = masks.get(regionLabel);
            if (mask == null) {
                if (width * height > MOST_PIXELS - pixels) {
                    throw new DataException(result.where() + ": expected masks of at most " + MOST_PIXELS
                            + " pixels in an export, found more; export in parts");
                }
                pixels += (long) (width * height);
                mask = new Mask((int) width, (int) height);
                masks.put(regionLabel, mask);
            } else if (mask.columns != (int) width || mask.rows != (int) height) {
                throw result.wrong("original_width", "to be that of the other regions of the annotation");
            }
            if (!value.text("format").equals(Optional.of("rle"))) {
                throw value.wrong("format", "to be \"rle\"");
            }
            try {
                BrushMask.paint(value.list("rle"), mask.columns * mask.rows, mask.painted);
            } catch (BrushMask.Broken e) {
                throw value.wrong("rle", "to be the packed pixels of the image, found " + e.getMessage());
            }
        }

        LabelStudioExport finish(String where, long tasks) {
            note(
                    cancelled,
                    "CANCELLED_ANNOTATIONS",
                    Severity.WARNING,
                    where,
                    "Some annotations were cancelled and are not read. Annotators skip what is hard, so what is left"
                            + " is easier.");
            note(drafts, "DRAFTS_NOT_READ", Severity.INFO, where, "Some drafts were never submitted and are not read.");
            note(
                    withoutAnnotator,
                    "ANNOTATOR_NOT_SAID",
                    Severity.ERROR,
                    where,
                    "Some annotations do not say who made them and are not read.");
            note(
                    withoutLabel,
                    "ANNOTATIONS_WITHOUT_LABEL",
                    Severity.WARNING,
                    where,
                    "Some annotations hold no value of the control of the label and are not read.");
            note(
                    updated,
                    "UPDATED_ANNOTATIONS",
                    Severity.INFO,
                    where,
                    "Some annotations were updated after they had been submitted; the last label is read.");
            note(
                    changed,
                    "LABELS_CHANGED_IN_HISTORY",
                    Severity.INFO,
                    where,
                    "By their history some annotations had another label before; the last one is read.");
            note(
                    groundTruth,
                    "GROUND_TRUTH_ANNOTATIONS",
                    Severity.INFO,
                    where,
                    "Some annotations are marked as ground truth; they are read as those of their annotators.");
            note(
                    knowingModel,
                    "PRE_ANNOTATED",
                    Severity.WARNING,
                    where,
                    "Some annotations were made from or beside a prediction of a model.");
            unread.forEach((type, count) -> note(
                    count,
                    "REGIONS_NOT_READ",
                    Severity.WARNING,
                    type,
                    "Regions of this type are not read; they are only counted."));
            return new LabelStudioExport(
                    label == null || annotations == withoutLabel ? Optional.empty() : Optional.of(set.build()),
                    found,
                    tasks,
                    cancelled);
        }

        private void note(long count, String code, Severity severity, String where, String message) {
            if (count > 0) {
                set.note(Finding.of(code, severity, where, message).with("count", count));
            }
        }
    }

    /** Pixels that regions of one label and annotation paint together. */
    private static final class Mask {
        private final int columns;
        private final int rows;
        private final BitSet painted = new BitSet();

        Mask(int columns, int rows) {
            this.columns = columns;
            this.rows = rows;
        }
    }
}
