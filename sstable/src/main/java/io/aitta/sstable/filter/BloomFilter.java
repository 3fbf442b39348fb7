package io.aitta.sstable.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Tells "certainly not in the table" from "perhaps". Never a false "not". Immutable once built,
 * safe on any thread; asking allocates nothing.
 */
public final class BloomFilter {
  /** Name of the filter's block in a table. */
  public static final String NAME = "aitta.filter.bloom-line64";

  /** How many hashes a piece holds for {@link #build(List, int, int)}. */
  public static final int PIECE_HASHES = 4 << 10;

  private static final int LINE_WORDS = 8;
  private static final int LINE_BITS = LINE_WORDS * Long.SIZE;
  private static final int PROBE_BITS = 9;
  private static final int PROBES_MAX = 7;
  private static final int TAIL_BYTES = 5;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final long[] words;
  private final int lines;
  private final int probes;

  private BloomFilter(long[] words, int probes) {
    this.words = words;
    this.lines = words.length / LINE_WORDS;
    this.probes = probes;
  }

  /**
   * Builds a filter.
   *
   * @param hashes {@link io.aitta.core.format.KeyHash} of each key, in any order
   * @param count how many of them count
   * @param bitsPerKey at least 1
   */
  public static BloomFilter build(long[] hashes, int count, int bitsPerKey) {
    BloomFilter filter = empty(count, bitsPerKey);
    for (int i = 0; i < count; i++) {
      filter.set(hashes[i]);
    }
    return filter;
  }

  /**
   * As {@link #build(long[], int, int)}, from pieces of {@link #PIECE_HASHES}, of which the last
   * may hold fewer.
   */
  public static BloomFilter build(List<long[]> pieces, int count, int bitsPerKey) {
    BloomFilter filter = empty(count, bitsPerKey);
    int left = count;
    for (long[] piece : pieces) {
      int held = Math.min(left, PIECE_HASHES);
      for (int i = 0; i < held; i++) {
        filter.set(piece[i]);
      }
      left -= held;
    }
    return filter;
  }

  private static BloomFilter empty(int count, int bitsPerKey) {
    long bits = Math.max(1L, (long) count * bitsPerKey);
    int lines = (int) Math.min((bits + LINE_BITS - 1) / LINE_BITS, Integer.MAX_VALUE / LINE_BITS);
    long[] words = new long[lines * LINE_WORDS];
    return new BloomFilter(words, probes(bitsPerKey));
  }

  /** A little under ln 2 a bit: lines fill unevenly, and fewer probes are faster. */
  private static int probes(int bitsPerKey) {
    return Math.max(1, Math.min(PROBES_MAX, Math.round(bitsPerKey * 0.6f)));
  }

  private void set(long hash) {
    int line = line(hash);
    long rest = spread(hash);
    for (int i = 0; i < probes; i++) {
      words[line + ((int) (rest >>> 6) & 7)] |= 1L << rest;
      rest >>>= PROBE_BITS;
    }
  }

  /** Whether a key of this hash may be among those the filter was built from. */
  public boolean mayContain(long hash) {
    int line = line(hash);
    long rest = spread(hash);
    for (int i = 0; i < probes; i++) {
      if (((words[line + ((int) (rest >>> 6) & 7)] >>> rest) & 1) == 0) {
        return false;
      }
      rest >>>= PROBE_BITS;
    }
    return true;
  }

  /** Reads the line that {@link #mayContain} asks, so that it finds it near soon after. */
  public int touch(long hash) {
    return (int) words[line(hash)];
  }

  private int line(long hash) {
    return (int) (((hash >>> 32) * lines) >>> 32) * LINE_WORDS;
  }

  /** The line took the upper half of the hash; the probes need bits that do not hang on it. */
  private static long spread(long hash) {
    long product = hash * MULTIPLIER;
    return product ^ (product >>> 32);
  }

  /** Bytes of heap the filter takes. */
  public long bytes() {
    return (long) words.length * Long.BYTES;
  }

  /** The filter's bytes in a file; see the package. */
  public byte[] encode() {
    ByteBuffer target =
        ByteBuffer.allocate(words.length * Long.BYTES + TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      target.putLong(word);
    }
    return target.putInt(lines).put((byte) probes).array();
  }

  /**
   * The filter that {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  public static BloomFilter decode(byte[] array, int from, int length) {
    ByteBuffer source = ByteBuffer.wrap(array, from, length).order(ByteOrder.LITTLE_ENDIAN);
    long wordsBytes = (long) length - TAIL_BYTES;
    if (wordsBytes < LINE_BITS / 8 || wordsBytes % (LINE_BITS / 8) != 0) {
      throw new IllegalArgumentException("a filter of " + length + " bytes");
    }
    int lines = source.getInt(from + (int) wordsBytes);
    int probes = source.get(from + length - 1);
    if ((long) lines * (LINE_BITS / 8) != wordsBytes || probes < 1 || probes > PROBES_MAX) {
      throw new IllegalArgumentException(
          "a filter of " + lines + " lines and " + probes + " probes in " + length + " bytes");
    }
    long[] words = new long[lines * LINE_WORDS];
    source.asLongBuffer().get(words);
    return new BloomFilter(words, probes);
  }
}
