package io.medml.parquet;

import io.medml.parquet.ColumnType.Form;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a file as its footer describes them. */
final class Schema {

    /** The most digits of a DECIMAL; databases have 38 to 131,072 of them, files so far 76. */
    private static final int MOST_DIGITS = 1_000;

    private static final long MILLIS = 1_000;
    private static final long MICROS = 1_000_000;
    private static final long NANOS = 1_000_000_000;

    private Schema() {}

    /**
     * A column.
     *
     * @param name its name
     * @param place its place among the chunks of a row group
     * @param optional whether values may be missing
     * @param type its type, or nothing when it cannot be read
     * @param fault what it is instead, when it cannot be read
     */
    record Leaf(
            String name,
            int place,
            boolean optional,
            @Nullable ColumnType type,
            String fault) {}

    /** An element as it stands in the footer; what is not said is -1. */
    private static final class Element {
        int type = -1;
        int length = -1;
        int repetition;
        String name = "";
        int children = -1;
        int converted = -1;
        int scale;
        int precision = -1;
        int logical = -1;
        boolean utc;
        int unit = -1;
        int bits = -1;
        boolean signed = true;
    }

    /** Reads the list of elements, of which the first is the root. Columns that hold others are one leaf with a fault. */
    static List<Leaf> read(ThriftReader in) {
        int size = in.list();
        int elementType = in.elementType();
        List<Leaf> leaves = new ArrayList<>();
        int place = 0;
        long open = 0; // elements that the group at hand still has, itself and its groups flattened
        for (int i = 0; i < size; i++) {
            in.elementType(elementType);
            Element element = element(in);
            boolean group = element.type < 0;
            if (i == 0) {
                if (element.children < 0) {
                    throw Malformed.damaged("a description of columns that starts with their number", "another");
                }
                continue;
            }
            if (open > 0) {
                open += (group ? Math.max(0, element.children) : 0) - 1;
            } else if (group) {
                open = Math.max(0, element.children);
                leaves.add(new Leaf(
                        element.name, place, false, null, "a column of nested values (a list, a map or a structure)"));
            } else {
                leaves.add(leaf(element, place));
            }
            if (!group) {
                place++;
            }
        }
        if (open > 0) {
            throw Malformed.cut("as many columns as the footer announces");
        }
        return leaves;
    }

    private static Leaf leaf(Element element, int place) {
        if (element.repetition == 2) {
            return new Leaf(element.name, place, false, null, "a column of repeated values");
        }
        Physical physical = Physical.of(element.type);
        int width = physical == Physical.FIXED_LEN_BYTE_ARRAY ? element.length : physical.width;
        if (physical == Physical.FIXED_LEN_BYTE_ARRAY && width < 1) {
            throw Malformed.damaged("values of a stated number of bytes", "none stated");
        }
        Form form = form(element, physical);
        if (form == null) {
            return new Leaf(element.name, place, false, null, fault(element, physical));
        }
        boolean utc = element.utc;
        long perSecond = switch (element.unit) {
            case 1 -> MILLIS;
            case 2 -> MICROS;
            default -> NANOS;
        };
        return new Leaf(
                element.name,
                place,
                element.repetition == 1,
                new ColumnType(physical, width, form, element.precision, element.scale, perSecond, utc),
                "");
    }

    /** How values are written, or null when they are of a type that this reader has no text for. */
    private static @Nullable Form form(Element element, Physical physical) {
        if (element.logical < 0) {
            convert(element);
        }
        boolean bytes = physical == Physical.BYTE_ARRAY;
        boolean fixed = physical == Physical.FIXED_LEN_BYTE_ARRAY;
        boolean small = physical == Physical.INT32;
        boolean large = physical == Physical.INT64;
        switch (element.logical) {
            case -1 -> {
                return switch (physical) {
                    case BOOLEAN -> Form.FLAG;
                    case INT32, INT64 -> Form.WHOLE;
                    case FLOAT -> Form.SINGLE;
                    case DOUBLE -> Form.DOUBLE;
                    case INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> null;
                };
            }
            case Logical.STRING, Logical.ENUM, Logical.JSON -> {
                return bytes ? Form.TEXT : null;
            }
            case Logical.DECIMAL -> {
                boolean sound = element.precision >= 1
                        && element.precision <= MOST_DIGITS
                        && element.scale >= 0
                        && element.scale <= element.precision;
                return sound && (small || large || bytes || fixed) ? Form.DECIMAL : null;
            }
            case Logical.DATE -> {
                return small ? Form.DATE : null;
            }
            case Logical.TIME -> {
                return element.unit == 1 ? (small ? Form.TIME : null) : element.unit > 0 && large ? Form.TIME : null;
            }
            case Logical.TIMESTAMP -> {
                return element.unit > 0 && large ? Form.TIMESTAMP : null;
            }
            case Logical.INTEGER -> {
                boolean fits = element.bits == 64 ? large : small;
                return fits ? (element.signed ? Form.WHOLE : Form.UNSIGNED) : null;
            }
            case Logical.UNKNOWN -> {
                return Form.NOTHING;
            }
            case Logical.UUID -> {
                return fixed && element.length == 16 ? Form.UUID : null;
            }
            default -> {
                return null;
            }
        }
    }

    private static String fault(Element element, Physical physical) {
        String logical = switch (element.logical) {
            case -1 -> "";
            case Logical.BSON -> "BSON on ";
            case Logical.INTERVAL -> "INTERVAL on ";
            case Logical.FLOAT16 -> "FLOAT16 on ";
            case Logical.DECIMAL -> "DECIMAL(" + element.precision + "," + element.scale + ") on ";
            default -> "another logical type on ";
        };
        return logical
                + physical
                + (physical == Physical.INT96 ? ", a form of time that does not say whether it is in UTC" : "");
    }

    /** What older files say in place of a logical type. */
    private static void convert(Element element) {
        int converted = element.converted;
        element.utc = true; // deliberate: the format's own rule for the older types of time
        switch (converted) {
            case -1 -> {}
            case 0 -> element.logical = Logical.STRING;
            case 4 -> element.logical = Logical.ENUM;
            case 5 -> element.logical = Logical.DECIMAL;
            case 6 -> element.logical = Logical.DATE;
            case 7, 8 -> {
                element.logical = Logical.TIME;
                element.unit = converted - 6;
            }
            case 9, 10 -> {
                element.logical = Logical.TIMESTAMP;
                element.unit = converted - 8;
            }
            case 11, 12, 13, 14 -> integer(element, 8 << (converted - 11), false);
            case 15, 16, 17, 18 -> integer(element, 8 << (converted - 15), true);
            case 19 -> element.logical = Logical.JSON;
            case 20 -> element.logical = Logical.BSON;
            case 21 -> element.logical = Logical.INTERVAL;
            default -> element.logical = Logical.OTHER;
        }
    }

    private static void integer(Element element, int bits, boolean signed) {
        element.logical = Logical.INTEGER;
        element.bits = bits;
        element.signed = signed;
    }

    /** Numbers of the logical types in the format, and of two that it has only in the older list. */
    private static final class Logical {
        static final int STRING = 1;
        static final int ENUM = 4;
        static final int DECIMAL = 5;
        static final int DATE = 6;
        static final int TIME = 7;
        static final int TIMESTAMP = 8;
        static final int INTEGER = 10;
        static final int UNKNOWN = 11;
        static final int JSON = 12;
        static final int BSON = 13;
        static final int UUID = 14;
        static final int FLOAT16 = 15;
        static final int INTERVAL = 1_000;
        static final int OTHER = 1_001;
    }

    private static Element element(ThriftReader in) {
        in.structure();
        Element element = new Element();
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            switch (id) {
                case 1 -> element.type = in.whole();
                case 2 -> element.length = in.whole();
                case 3 -> element.repetition = in.whole();
                case 4 -> element.name = in.text();
                case 5 -> element.children = in.whole();
                case 6 -> element.converted = in.whole();
                case 7 -> element.scale = in.whole();
                case 8 -> element.precision = in.whole();
                case 10 -> logical(in, element);
                default -> in.skip();
            }
        }
        return element;
    }

    /** A union: one field, whose number is the type. */
    private static void logical(ThriftReader in, Element element) {
        in.structure();
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            element.logical = id;
            if (id == Logical.DECIMAL || id == Logical.TIME || id == Logical.TIMESTAMP || id == Logical.INTEGER) {
                parameters(in, element);
            } else {
                in.skip();
            }
        }
    }

    private static void parameters(ThriftReader in, Element element) {
        in.structure();
        int type = element.logical;
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            if (type == Logical.DECIMAL && id <= 2) {
                int value = in.whole();
                if (id == 1) {
                    element.scale = value;
                } else {
                    element.precision = value;
                }
            } else if (type == Logical.INTEGER && id == 1) {
                element.bits = in.whole();
            } else if (type == Logical.INTEGER && id == 2) {
                element.signed = in.flag();
            } else if (type != Logical.INTEGER && type != Logical.DECIMAL && id == 1) {
                element.utc = in.flag();
            } else if (type != Logical.INTEGER && type != Logical.DECIMAL && id == 2) {
                element.unit = unit(in);
            } else {
                in.skip();
            }
        }
    }

    private static int unit(ThriftReader in) {
        in.structure();
        int unit = -1;
        int id = 0;
        while ((id = in.field(id)) != ThriftReader.STOP) {
            unit = id <= 3 ? id : -1;
            in.skip();
        }
        return unit;
    }
}
