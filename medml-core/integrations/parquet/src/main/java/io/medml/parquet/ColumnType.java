package io.medml.parquet;

import io.medml.core.table.Column;
import io.medml.core.table.NumberText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * The type of a column: what a value is in the file, and how it is written as text.
 *
 * @param physical what it is in the file
 * @param width bytes of a value, or 0 where values say it themselves
 * @param form how it is written
 * @param digits of a DECIMAL, how many digits it has at most
 * @param scale of a DECIMAL, how many digits follow the point
 * @param perSecond of a time, the units in a second
 * @param utc of a time, whether it is one in UTC
 */
record ColumnType(Physical physical, int width, Form form, int digits, int scale, long perSecond, boolean utc) {

    /** How values are written. */
    enum Form {
        TEXT,
        UUID,
        FLAG,
        WHOLE,
        UNSIGNED,
        DECIMAL,
        SINGLE,
        DOUBLE,
        DATE,
        TIME,
        TIMESTAMP,
        NOTHING
    }

    /** Decimals that a double gives back as they were: 15 digits. */
    private static final int DIGITS_OF_A_DOUBLE = 15;

    private static final int DIGITS_OF_A_WHOLE_NUMBER = 18;

    /** Enough for the digits that {@link Schema} lets a DECIMAL have. */
    private static final int BYTES_OF_A_DECIMAL = 512;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_OF_A_DAY = 86_400;

    /** The kind of the column, unless another is declared. */
    Column.Kind kind() {
        return switch (form) {
            case WHOLE -> Column.Kind.WHOLE_NUMBER;
            // of 64 bits, they may have 20 digits
            case UNSIGNED -> physical == Physical.INT32 ? Column.Kind.WHOLE_NUMBER : Column.Kind.CATEGORY;
            case SINGLE, DOUBLE -> Column.Kind.NUMBER;
            case DECIMAL -> {
                if (scale == 0 && digits <= DIGITS_OF_A_WHOLE_NUMBER) {
                    yield Column.Kind.WHOLE_NUMBER;
                }
                yield digits <= DIGITS_OF_A_DOUBLE ? Column.Kind.NUMBER : Column.Kind.CATEGORY;
            }
            case TEXT, UUID, FLAG, DATE, TIME, TIMESTAMP, NOTHING -> Column.Kind.CATEGORY;
        };
    }

    /** The text of a value. */
    String text(Values value, int maxFieldSize) {
        if (physical.isBytes()) {
            requireSize(value.length, maxFieldSize);
        }
        return switch (form) {
            case TEXT -> utf8(value);
            case UUID -> uuid(value);
            case FLAG -> Boolean.toString(value.number == 1);
            case WHOLE -> Long.toString(value.number);
            case UNSIGNED ->
                physical == Physical.INT32
                        ? Long.toString(value.number & 0xffff_ffffL)
                        : Long.toUnsignedString(value.number);
            case DECIMAL -> new BigDecimal(unscaled(value), scale).toPlainString();
            case SINGLE -> NumberText.write(Float.intBitsToFloat((int) value.number));
            case DOUBLE -> NumberText.write(Double.longBitsToDouble(value.number));
            case DATE -> LocalDate.ofEpochDay(value.number).toString();
            case TIME -> time(value.number);
            case TIMESTAMP -> timestamp(value.number);
            case NOTHING -> throw Malformed.damaged("no value in a column of missing values", "one");
        };
    }

    static void requireSize(long size, int maxFieldSize) {
        if (size > maxFieldSize) {
            throw Malformed.refused(
                    "a value of at most " + maxFieldSize + " bytes",
                    "one of " + size,
                    "raise maxFieldSize(..), or leave the column out with columns(..)");
        }
    }

    private static String utf8(Values value) {
        boolean ascii = true;
        for (int i = value.offset; i < value.offset + value.length; i++) {
            ascii &= value.bytes[i] >= 0;
        }
        if (ascii) {
            return new String(value.bytes, value.offset, value.length, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.bytes, value.offset, value.length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Malformed.refused(
                    "a text in UTF-8",
                    "bytes that are not",
                    "write the file anew, or leave the column out with columns(..)");
        }
    }

    private static String uuid(Values value) {
        String hex = HexFormat.of().formatHex(value.bytes, value.offset, value.offset + value.length);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    private BigInteger unscaled(Values value) {
        if (!physical.isBytes()) {
            return BigInteger.valueOf(value.number);
        }
        if (value.length < 1 || value.length > BYTES_OF_A_DECIMAL) {
            throw Malformed.damaged("a decimal of 1 to " + BYTES_OF_A_DECIMAL + " bytes", "one of " + value.length);
        }
        return new BigInteger(value.bytes, value.offset, value.length);
    }

    private String time(long units) {
        if (units < 0 || units >= SECONDS_OF_A_DAY * perSecond) {
            throw Malformed.refused("a time of the day", "one beyond it", "correct it where the file is written");
        }
        LocalTime time = LocalTime.ofNanoOfDay(units * (NANOS_PER_SECOND / perSecond));
        return DateTimeFormatter.ISO_LOCAL_TIME.format(time) + (utc ? "Z" : "");
    }

    private String timestamp(long units) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(units, perSecond),
                (int) (Math.floorMod(units, perSecond) * (NANOS_PER_SECOND / perSecond)),
                ZoneOffset.UTC);
        return utc
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.of(time, ZoneOffset.UTC))
                : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
}
