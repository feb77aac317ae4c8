package io.medml.core.localization;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.StrictFields;
import io.medml.core.stats.ImageRegion;
import java.util.ArrayList;
import java.util.List;

/** Reads regions that other software wrote as JSON. */
final class RegionReader {

    private RegionReader() {}

    static List<StrictFields> items(byte[] json, String where, String list, String... allowed) {
        Content content;
        try {
            content = Content.parse(json);
        } catch (DataException e) {
            throw new DataException(where + ": " + e.getMessage(), e);
        }
        return StrictFields.of(content, where, list).parts(list, allowed);
    }

    /** Adds what an item says, and tells the place of the item where that is refused. */
    static void add(StrictFields item, Runnable addition) {
        try {
            addition.run();
        } catch (DataException | IllegalArgumentException e) {
            throw new DataException(item.where() + ": " + e.getMessage(), e);
        }
    }

    /** A box of 4 or 6 numbers, the lower corner first, or a point of 2 or 3. */
    static ImageRegion region(StrictFields item) {
        if (item.has("box") == item.has("point")) {
            throw new DataException(item.where() + ": expected either \"box\" or \"point\", found "
                    + (item.has("box") ? "both" : "neither"));
        }
        String key = item.has("box") ? "box" : "point";
        List<Double> at = new ArrayList<>();
        for (Content number : item.list(key)) {
            if (!(number instanceof Content.Whole) && !(number instanceof Content.Decimal)) {
                throw item.wrong(key, "to be a list of numbers");
            }
            at.add(number.asDecimal());
        }
        try {
            return switch (key + at.size()) {
                case "box4" -> ImageRegion.box(at.get(0), at.get(1), at.get(2), at.get(3));
                case "box6" -> ImageRegion.box(at.get(0), at.get(1), at.get(2), at.get(3), at.get(4), at.get(5));
                case "point2" -> ImageRegion.point(at.get(0), at.get(1));
                case "point3" -> ImageRegion.point(at.get(0), at.get(1), at.get(2));
                default ->
                    throw item.wrong(
                            key,
                            key.equals("box")
                                    ? "to have 4 numbers (x1, y1, x2, y2) or 6 (x1, y1, z1, x2, y2, z2)"
                                    : "to have 2 numbers or 3");
            };
        } catch (IllegalArgumentException e) {
            throw new DataException(item.where() + ", " + key + ": " + e.getMessage(), e);
        }
    }
}
