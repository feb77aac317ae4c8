package io.medml.core.annotation;

import io.medml.core.evidence.Content;
import java.util.BitSet;
import java.util.List;

/**
 * Decodes a brush mask of Label Studio: a stream of bits that packs the four channels of each pixel, of which the fourth tells
 * whether the pixel is painted.
 *
 * <pre>{@code
 *  32 bits  number n of words, 4 x width x height      5 bits  word size - 1, here 7
 *   4 x 4 bits  sizes s0 to s3 of lengths, each - 1
 *  then until n words are there:  1 bit  run or not,  2 bits  which size,  s bits  length - 1,
 *                                 a run: one word, repeated;  else: as many words
 * }</pre>
 */
final class BrushMask {

    private final byte[] bytes;
    private long position;

    private BrushMask(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Thrown where the stream is not what it should be; the caller knows the place. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String found) {
            super(found);
        }
    }

    /**
     * Paints the mask over what is there. The number of words is looked at before a pixel is painted, and a set of bits grows as far as
     * the last painted pixel only.
     */
    static void paint(List<Content> rle, int pixels, BitSet painted) throws Broken {
        byte[] bytes = new byte[rle.size()];
        for (int i = 0; i < bytes.length; i++) {
            if (!(rle.get(i) instanceof Content.Whole number) || number.value() < 0 || number.value() > 255) {
                throw new Broken("something that is no byte");
            }
            bytes[i] = (byte) number.value();
        }
        new BrushMask(bytes).decode(pixels, painted);
    }

    private void decode(int pixels, BitSet painted) throws Broken {
        long words = read(32);
        if (words != 4L * pixels) {
            throw new Broken("the number of another image's pixels");
        }
        int wordSize = (int) read(5) + 1;
        if (wordSize != 8) {
            throw new Broken("words of " + wordSize + " bits");
        }
        int[] sizes = new int[4];
        for (int i = 0; i < 4; i++) {
            sizes[i] = (int) read(4) + 1;
        }
        long at = 0;
        while (at < words) {
            boolean run = read(1) == 1;
            long end = at + 1 + read(sizes[(int) read(2)]);
            if (end > words) {
                throw new Broken("more pixels than the image has");
            }
            if (run) {
                if (read(8) > 0) {
                    // the fourth words of pixels from the first to the last in the run
                    painted.set((int) (at / 4), (int) (end / 4));
                }
                at = end;
            }
            for (; at < end; at++) {
                if (read(8) > 0 && at % 4 == 3) {
                    painted.set((int) (at / 4));
                }
            }
        }
    }

    private long read(int bits) throws Broken {
        if (position + bits > 8L * bytes.length) {
            throw new Broken("fewer pixels than the image has");
        }
        long value = 0;
        for (int i = 0; i < bits; i++, position++) {
            value = (value << 1) | ((bytes[(int) (position >> 3)] >> (7 - (int) (position & 7))) & 1);
        }
        return value;
    }
}
