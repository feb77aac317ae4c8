package io.medml.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Finding;
import io.medml.core.stats.BinaryMask;
import io.medml.core.stats.ImageRegion;
import io.medml.core.stats.MaskOverlap;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exports of Label Studio, in the form of its own documentation and of the exports in its converter's tests.
 *
 * <p>The packed pixels were made by an encoder and checked by a decoder written apart in Python 3 with numpy 2.4.6 from the description
 * of the format: an image of 9 by 6 pixels whose fourth channel paints {@code [1:4, 2:7]}, {@code [4, 3]} and {@code [5, 8]}.
 */
class LabelStudioReaderTest {

    /** The first channel runs from 0 to 53, the second and third are 0, the fourth is the mask with 255, 128 and 1. */
    private static final String PACKED =
            "[0, 0, 0, 216, 57, 27, 252, 96, 0, 0, 196, 0, 0, 20, 64, 0, 1, 196, 0, 0, 36, 64, 0, 2,"
                    + " 196, 0, 0, 52, 64, 0, 3, 196, 0, 0, 68, 64, 0, 4, 196, 0, 0, 84, 64, 8, 80, 44, 0, 3, 252, 48, 0, 3, 252, 52, 0,"
                    + " 3, 252, 56, 0, 3, 252, 60, 0, 3, 252, 66, 32, 0, 4, 98, 0, 0, 74, 32, 0, 4, 226, 0, 66, 130, 128, 0, 31, 226,"
                    + " 160, 0, 31, 226, 192, 0, 31, 226, 224, 0, 31, 227, 0, 0, 31, 227, 49, 0, 0, 53, 16, 0, 3, 113, 0, 0, 57, 16, 2,"
                    + " 20, 29, 0, 0, 255, 30, 0, 0, 255, 31, 0, 0, 255, 32, 0, 0, 255, 33, 0, 0, 255, 34, 136, 0, 2, 56, 128, 0, 36,"
                    + " 136, 0, 2, 88, 128, 0, 38, 136, 0, 66, 112, 0, 8, 2, 136, 128, 0, 41, 136, 0, 2, 168, 128, 0, 43, 136, 0, 2,"
                    + " 200, 128, 0, 45, 136, 0, 2, 232, 128, 0, 47, 136, 0, 3, 8, 128, 0, 49, 136, 0, 3, 40, 128, 0, 51, 136, 0, 3, 72,"
                    + " 128, 3, 53, 0, 0, 1]";

    /** The same mask in all four channels, as the program itself writes it. */
    private static final String PACKED_RUNS =
            "[0, 0, 0, 216, 57, 27, 254, 43, 0, 194, 127, 247, 192, 48, 159, 253, 240, 12, 39,"
                    + " 255, 132, 192, 35, 128, 198, 96, 17, 128, 128]";

    private static final String CHOICE =
            "{'id':'a1','type':'choices','value':{'choices':['Positive']},'origin':'manual',"
                    + "'to_name':'image','from_name':'dx'}";

    private static String annotation(String by, String result, String further) {
        return "{'id':22,'completed_by':" + by + ",'result':[" + result
                + "],'was_cancelled':false,'ground_truth':false,"
                + "'created_at':'2024-01-30T02:40:43.893565Z','updated_at':'2024-01-30T02:40:43.893578Z','lead_time':8.65,"
                + "'prediction':{},'parent_prediction':null,'parent_annotation':null,'unknown_to_us':[1,{'x':2}]"
                + further
                + "}";
    }

    private static String task(String annotations, String further) {
        return "{'id':87,'annotations':[" + annotations + "],'drafts':[],'predictions':[],'data':{'image':'scan-77',"
                + "'patient':4711},'meta':{}" + further + "}";
    }

    private static String export(String... tasks) {
        return "[" + String.join(",", tasks).replace('\'', '"') + "]";
    }

    private static LabelStudioReader.Builder reader() {
        return LabelStudioReader.itemFrom("image")
                .subject("patient")
                .label("dx")
                .regions("tag");
    }

    private static LabelStudioExport read(String... tasks) {
        return reader().build().read(export(tasks).getBytes(StandardCharsets.UTF_8), "reading", "1");
    }

    private static Finding note(LabelStudioExport export, String code) {
        return export.annotations().orElseThrow().notes().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow();
    }

    // ---- labels

    @Test
    void an_annotation_has_item_subject_annotator_label_time_and_duration() {
        LabelStudioExport export = read(task(annotation("14", CHOICE, ""), ""));

        AnnotationSet set = export.annotations().orElseThrow();
        assertThat(set.notes()).isEmpty();
        assertThat(set.annotations()).singleElement().satisfies(a -> {
            assertThat(a.item()).isEqualTo("scan-77");
            assertThat(a.subject()).hasValue("4711");
            assertThat(a.annotator()).isEqualTo("14");
            assertThat(a.label()).isEqualTo("Positive");
            assertThat(a.time().orElseThrow()).hasToString("2024-01-30T02:40:43.893565Z");
            assertThat(a.duration()).hasValue(Duration.ofMillis(8650));
            assertThat(a.blinding(BlindedTo.MODEL_OUTPUT)).isEqualTo(Blinding.NOT_SAID);
        });
        assertThat(export.tasks()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "`{'id':14,'email':'a@example.org','first_name':''}`; 14",
                "`'a@example.org'`; a@example.org",
                "7; 7"
            })
    void an_annotator_is_a_number_an_address_or_an_object_with_one(String by, String annotator) {
        assertThat(read(task(annotation(by, CHOICE, ""), ""))
                        .annotations()
                        .orElseThrow()
                        .annotations()
                        .get(0)
                        .annotator())
                .isEqualTo(annotator);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "choices; `{'choices':['B','A']}`; A | B",
                "rating; `{'rating':4}`; 4",
                "number; `{'number':7.5}`; 7.5",
                "number; `{'number':7.0}`; 7",
                "textarea; `{'text':['two words']}`; two words",
                "textarea; `{'text':'two words'}`; two words"
            })
    void labels_of_four_kinds_are_read(String type, String value, String label) {
        String result = "{'type':'" + type + "','value':" + value + ",'from_name':'dx'}";

        assertThat(read(task(annotation("1", result, ""), ""))
                        .annotations()
                        .orElseThrow()
                        .annotations()
                        .get(0)
                        .label())
                .isEqualTo(label);
    }

    @Test
    void what_is_not_read_is_counted() {
        String cancelled = annotation("1", CHOICE, "").replace("'was_cancelled':false", "'was_cancelled':true");
        String nobody = annotation("null", CHOICE, "");
        String withoutLabel = annotation("2", "", "");
        String updated = annotation("3", CHOICE, "").replace("43.893578Z", "59.893578Z");
        String truth = annotation("4", CHOICE, "").replace("'ground_truth':false", "'ground_truth':true");

        LabelStudioExport export =
                read(task(cancelled + "," + nobody + "," + withoutLabel + "," + updated + "," + truth, "")
                        .replace("'drafts':[]", "'drafts':[{},{}]"));

        assertThat(export.cancelled()).isEqualTo(1);
        assertThat(export.annotations().orElseThrow().annotations()).hasSize(2);
        assertThat(export.annotations().orElseThrow().notes())
                .extracting(f -> f.code() + " " + f.details().get("count"))
                .containsExactly(
                        "CANCELLED_ANNOTATIONS 1",
                        "DRAFTS_NOT_READ 2",
                        "ANNOTATOR_NOT_SAID 1",
                        "ANNOTATIONS_WITHOUT_LABEL 1",
                        "UPDATED_ANNOTATIONS 1",
                        "GROUND_TRUTH_ANNOTATIONS 1");
        AnnotationReport report = AnnotationStudy.builder(Annotated.NODULES)
                .build()
                .analyze(export.annotations().orElseThrow());
        assertThat(Annotated.codes(report)).contains("CANCELLED_ANNOTATIONS", "ANNOTATOR_NOT_SAID");
    }

    @Test
    void a_label_that_was_another_in_the_history_is_counted() {
        String history = ",'history':[{'action':'submitted','result':[" + CHOICE.replace("Positive", "Negative")
                + "]},{'action':'updated','result':[" + CHOICE + "]}]";
        String same = ",'history':[{'action':'submitted','result':[" + CHOICE + "]}]";

        assertThat(note(read(task(annotation("1", CHOICE, history), "")), "LABELS_CHANGED_IN_HISTORY")
                        .details())
                .containsEntry("count", "1");
        assertThat(read(task(annotation("1", CHOICE, same), ""))
                        .annotations()
                        .orElseThrow()
                        .notes())
                .isEmpty();
    }

    // ---- models and other readers

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "`'parent_prediction':null`; `'parent_prediction':5`",
                "`'prediction':{}`; `'prediction':{'model_version':'m1'}`",
                "`'origin':'manual'`; `'origin':'prediction-changed'`",
                "`'predictions':[]`; `'predictions':[{'model_version':'m1','created_ago':'3 hours','result':[]}]`",
                "`'predictions':[]`; `'predictions':[17]`",
                "`'predictions':[]`; `'predictions':[{'created_at':'2024-01-30T02:40:00Z'}]`"
            })
    void an_annotation_beside_a_prediction_is_not_blinded(String without, String with) {
        String task = task(annotation("1", CHOICE, ""), "");
        LabelStudioExport export = read(task.replace(without, with));

        assertThat(export.annotations().orElseThrow().annotations().get(0).blinding(BlindedTo.MODEL_OUTPUT))
                .isEqualTo(Blinding.NOT_BLINDED);
        assertThat(note(export, "PRE_ANNOTATED").details()).containsEntry("count", "1");
    }

    @Test
    void predictions_that_came_later_or_were_hidden_say_nothing() {
        String task = task(annotation("1", CHOICE, ""), "");
        LabelStudioExport later =
                read(task.replace("'predictions':[]", "'predictions':[{'created_at':'2024-01-31T02:40:00Z'}]"));
        LabelStudioExport hidden = reader().predictionsWereHidden()
                .build()
                .read(
                        export(task.replace("'predictions':[]", "'predictions':[{}]"))
                                .getBytes(StandardCharsets.UTF_8),
                        "reading",
                        "1");

        for (LabelStudioExport export : List.of(later, hidden)) {
            assertThat(export.annotations().orElseThrow().notes()).isEmpty();
            assertThat(export.annotations().orElseThrow().annotations().get(0).blinding(BlindedTo.MODEL_OUTPUT))
                    .isEqualTo(Blinding.NOT_SAID);
        }
    }

    @Test
    void an_annotation_made_from_that_of_another_is_not_blinded_to_readers() {
        assertThat(read(task(
                                annotation("1", CHOICE, "")
                                        .replace("'parent_annotation':null", "'parent_annotation':9"),
                                ""))
                        .annotations()
                        .orElseThrow()
                        .annotations()
                        .get(0)
                        .blinding(BlindedTo.OTHER_READERS))
                .isEqualTo(Blinding.NOT_BLINDED);
    }

    // ---- regions

    private static String brush(String packed, String label) {
        return "{'type':'brushlabels','from_name':'tag','original_width':9,'original_height':6,'image_rotation':0,'value':"
                + "{'format':'rle','rle':" + packed + ",'brushlabels':['" + label + "']}}";
    }

    private static final String BOX =
            "{'type':'rectanglelabels','from_name':'tag','original_width':200,'original_height':100,"
                    + "'image_rotation':0,'value':{'x':10,'y':20,'width':30.5,'height':40,'rotation':0,'rectanglelabels':['mass']}}";

    @Test
    void a_box_is_read_in_pixels() {
        LabelStudioExport export = read(task(annotation("1", CHOICE + "," + BOX, ""), ""));

        assertThat(export.regions()).singleElement().satisfies(r -> {
            assertThat(r.box()).hasValue(ImageRegion.box(20, 20, 81, 60));
            assertThat(r.label()).isEqualTo("mass");
            assertThat(r.item() + " " + r.annotator()).isEqualTo("scan-77 1");
            assertThat(r).hasToString("box by 1");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {PACKED, PACKED_RUNS})
    void a_brush_mask_has_the_painted_pixels(String packed) {
        LabelStudioExport export = read(task(annotation("1", CHOICE + "," + brush(packed, "mass"), ""), ""));

        String drawn = ".........|..#####..|..#####..|..#####..|...#.....|........#";
        boolean[] pixels = new boolean[54];
        for (int i = 0; i < 54; i++) {
            pixels[i] = drawn.replace("|", "").charAt(i) == '#';
        }
        MaskOverlap overlap =
                MaskOverlap.of(export.regions().get(0).mask().orElseThrow(), BinaryMask.image(9, 6, pixels));
        assertThat(overlap.both()).isEqualTo(17);
        assertThat(overlap.segmentedOnly() + overlap.referenceOnly()).isZero();
    }

    @Test
    void strokes_of_one_label_are_one_mask_and_those_of_another_another() {
        LabelStudioExport export = read(task(
                annotation(
                        "1",
                        CHOICE + "," + brush(PACKED, "mass") + "," + brush(PACKED_RUNS, "mass") + ","
                                + brush(PACKED, "cyst"),
                        ""),
                ""));

        assertThat(export.regions()).extracting(AnnotatedRegion::label).containsExactly("mass", "cyst");
    }

    @Test
    void regions_that_are_not_read_are_counted() {
        String rotated = BOX.replace("'rotation':0", "'rotation':12.5");
        String polygon = BOX.replace("rectanglelabels", "polygonlabels");
        String empty = BOX.replace("'width':30.5", "'width':0");

        LabelStudioExport export =
                read(task(annotation("1", String.join(",", CHOICE, rotated, polygon, polygon, empty), ""), ""));

        assertThat(export.regions()).isEmpty();
        assertThat(export.annotations().orElseThrow().notes())
                .extracting(f -> f.code() + " " + f.where() + " " + f.details().get("count"))
                .containsExactly(
                        "REGIONS_NOT_READ empty rectanglelabels 1",
                        "REGIONS_NOT_READ polygonlabels 2",
                        "REGIONS_NOT_READ rotated rectanglelabels 1");
    }

    // ---- bad input

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "`'image':'scan-77'`; `'image':['scan-77']`; `task 1, data: expected \"image\" to be a text or a whole number`",
                "`'image':'scan-77',`; ``; `task 1, data: expected \"image\" to be there`",
                "`'choices':['Positive']`; `'choices':'Positive'`; `task 1, annotation 1, result 1, value: expected \"choices\" to be a"
                        + " list`",
                "`'was_cancelled':false`; `'was_cancelled':0`; `task 1, annotation 1: expected \"was_cancelled\" to be true or false`",
                "`2024-01-30T02:40:43.893565Z`; `30.1.2024`; `task 1, annotation 1: expected \"created_at\" to be a time with its"
                        + " offset, such as 2026-03-02T09:15:00Z`",
                "`'lead_time':8.65`; `'lead_time':-1`; `task 1, annotation 1: expected \"lead_time\" to be a number from 0.0 to 1.0E9`",
                "`'annotations':[`; `'completions':[`; `task 1: expected \"annotations\" to be there; export with the format JSON, not"
                        + " JSON_MIN`",
                "`'type':'choices'`; `'type':'taxonomy'`; `task 1, annotation 1, result 1: expected \"type\" to be choices, rating,"
                        + " number or textarea, since its control was named as the label`"
            })
    void a_fault_is_named_with_its_place_and_without_its_value(String sound, String faulty, String message) {
        assertThatThrownBy(() -> read(task(annotation("1", CHOICE, ""), "").replace(sound, faulty)))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0; 0; 0; 216, 0; 0; 0; 217, the number of another image's pixels",
        "57; 27, 65; 27, words of 9 bits",
        "128; 128, 128; 300, something that is no byte",
        "; 17; 128; 128, '', fewer pixels than the image has"
    })
    void packed_pixels_that_cannot_be_are_refused(String sound, String broken, String found) {
        String packed = PACKED_RUNS.replace(sound.replace(';', ','), broken.replace(';', ','));

        assertThatThrownBy(() -> read(task(annotation("1", brush(packed, "mass"), ""), "")))
                .hasMessage(
                        "task 1, annotation 1, result 1, value: expected \"rle\" to be the packed pixels of the image, found "
                                + found);
    }

    @Test
    void another_format_and_a_reader_of_nothing_are_refused() {
        assertThatThrownBy(() -> reader().build().read("{}".getBytes(StandardCharsets.UTF_8), "a", "1"))
                .hasMessage(
                        "expected the full JSON export of Label Studio, a list of tasks, found something else; export with the"
                                + " format JSON, not JSON_MIN");
        assertThatThrownBy(() -> LabelStudioReader.itemIsTask().build())
                .hasMessage("name the control of the labels, or one of regions; call label(..) or regions(..)");
        assertThatThrownBy(() -> reader().build().read(new byte[LabelStudioReader.MOST_BYTES + 1], "a", "1"))
                .hasMessage("expected an export of at most 67108864 bytes, found a larger one; export in parts");
        assertThatThrownBy(() -> read(task(
                        annotation(
                                "1",
                                brush("[]", "mass").replace(":9,", ":90000,").replace(":6,", ":90000,"),
                                ""),
                        "")))
                .hasMessageContaining("expected masks of at most 200000000 pixels in an export, found more");
    }

    /** An image of which all pixels are painted, or none, packed as runs. */
    private static String packed(int side, boolean painted) {
        StringBuilder bits = new StringBuilder();
        long words = 4L * side * side;
        bits(bits, words, 32);
        bits(bits, 7, 5);
        for (int i = 0; i < 4; i++) {
            bits(bits, 15, 4);
        }
        for (long at = 0; at < words; ) {
            long length = Math.min(65_536, words - at);
            bits(bits, 1, 1);
            bits(bits, 0, 2);
            bits(bits, length - 1, 16);
            bits(bits, painted ? 255 : 0, 8);
            at += length;
        }
        while (bits.length() % 8 != 0) {
            bits.append('0');
        }
        List<String> bytes = new ArrayList<>();
        for (int i = 0; i < bits.length(); i += 8) {
            bytes.add(Integer.toString(Integer.parseInt(bits.substring(i, i + 8), 2)));
        }
        return "[" + String.join(",", bytes) + "]";
    }

    private static void bits(StringBuilder bits, long value, int number) {
        for (int i = number - 1; i >= 0; i--) {
            bits.append(value >> i & 1);
        }
    }

    /** It was a byte a pixel, 200 million for this, and another while the annotation was read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_small_export_of_a_large_mask_is_held_in_the_stated_bytes(boolean painted)
            throws ReflectiveOperationException {
        int side = 14_142;
        String brush = brush(packed(side, painted), "mass")
                .replace(":9,", ":" + side + ",")
                .replace(":6,", ":" + side + ",");
        byte[] json =
                export(task(annotation("1", CHOICE + "," + brush, ""), "")).getBytes(StandardCharsets.UTF_8);
        assertThat(json.length).isLessThan(200_000);

        LabelStudioExport export = reader().build().read(json, "reading", "1");

        BinaryMask mask = export.regions().get(0).mask().orElseThrow();
        assertThat(mask.count()).isEqualTo(painted ? (long) side * side : 0);
        assertThat(LabelStudioReader.MOST_MASK_BYTES).isEqualTo(25_000_000);
        assertThat(8L * words(mask).length).isLessThanOrEqualTo(painted ? LabelStudioReader.MOST_MASK_BYTES : 0);
    }

    /** All that a mask holds for its pixels. */
    private static long[] words(BinaryMask mask) throws ReflectiveOperationException {
        Field words = BinaryMask.class.getDeclaredField("words");
        words.setAccessible(true);
        return (long[]) words.get(mask);
    }

    @Test
    void masks_of_one_file_are_bounded_together() {
        int side = 10_000;
        String brush = brush(packed(side, false), "mass")
                .replace(":9,", ":" + side + ",")
                .replace(":6,", ":" + side + ",");
        String two = annotation("1", CHOICE + "," + brush, "") + "," + annotation("2", CHOICE + "," + brush, "");

        assertThat(read(task(two, "")).regions()).hasSize(2);
        assertThatThrownBy(() -> read(task(two + "," + annotation("3", CHOICE + "," + brush, ""), "")))
                .hasMessage(
                        "task 1, annotation 3, result 2: expected masks of at most 200000000 pixels in an export, found"
                                + " more; export in parts");
    }

    // ---- hostile input

    private static void harmless(byte[] bytes, String... secrets) {
        try {
            reader().build().read(bytes, "reading", "1");
        } catch (DataException e) {
            for (String secret : secrets) {
                assertThat(String.valueOf(e.getMessage())).doesNotContain(secret);
            }
        }
    }

    @Property(tries = 1000)
    void any_bytes_are_read_or_refused(@ForAll byte[] bytes) {
        harmless(bytes);
    }

    @Property(tries = 3000)
    void a_mutated_export_is_read_or_refused_without_naming_a_patient(@ForAll long seed) {
        byte[] sound = export(
                        task(annotation("{'id':14}", CHOICE + "," + BOX + "," + brush(PACKED_RUNS, "mass"), ""), ""),
                        task(annotation("'a@example.org'", CHOICE, ",'history':[{'result':[" + CHOICE + "]}]"), ""))
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        List<Byte> bytes = new ArrayList<>();
        for (byte b : sound) {
            bytes.add(b);
        }
        String signs = "{}[]\",:0123456789-.eEtfn \\'a";
        for (int change = 0; change < 1 + random.nextInt(4); change++) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(4)) {
                case 0 -> bytes.remove(at);
                case 1 -> bytes.add(at, (byte) signs.charAt(random.nextInt(signs.length())));
                case 2 -> bytes.set(at, (byte) signs.charAt(random.nextInt(signs.length())));
                default ->
                    bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(40)))
                            .clear();
            }
        }
        byte[] mutated = new byte[bytes.size()];
        for (int i = 0; i < mutated.length; i++) {
            mutated[i] = bytes.get(i);
        }
        harmless(mutated, "scan-77", "4711", "Positive", "example.org");
    }
}
