package io.aitta.sstable.block;

import io.aitta.core.format.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The fixed parts of a block; see the package. Positions are absolute in the array given, and
 * {@code end} is where the block ends in it.
 */
public final class BlockFormat {
  static final int TAIL_BYTES = 12;

  /** The least an entry takes: two lengths and the trailer. */
  static final int ENTRY_BYTES_MIN = 2 + Long.BYTES;

  /** A bucket without keys. */
  static final int BUCKET_EMPTY = 255;

  /** Beyond this many entries a bucket a search does better without them. */
  static final int BUCKET_SHIFT_MAX = 3;

  static final int INTERVAL_LOG_MAX = 10;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private BlockFormat() {}

  static int getShort(byte[] array, int at) {
    return (short) SHORT.get(array, at) & 0xFFFF;
  }

  static void putShort(byte[] array, int at, int value) {
    SHORT.set(array, at, (short) value);
  }

  static int getInt(byte[] array, int at) {
    return (int) INT.get(array, at);
  }

  static void putInt(byte[] array, int at, int value) {
    INT.set(array, at, value);
  }

  static long getLong(byte[] array, int at) {
    return (long) LONG.get(array, at);
  }

  static void putLong(byte[] array, int at, long value) {
    LONG.set(array, at, value);
  }

  static int bucket(long hash, int buckets) {
    return (int) (((hash & 0xFFFFFFFFL) * buckets) >>> 32);
  }

  static int entries(byte[] array, int end) {
    return getInt(array, end - TAIL_BYTES);
  }

  static int buckets(byte[] array, int end) {
    return getInt(array, end - TAIL_BYTES + 4);
  }

  static int intervalLog(byte[] array, int end) {
    return array[end - 4];
  }

  static int offsetBytes(byte[] array, int end) {
    return array[end - 3];
  }

  static int bucketShift(byte[] array, int end) {
    return array[end - 2];
  }

  /** Where the offsets begin, which is where the entries end. */
  static int offsetsAt(byte[] array, int end) {
    return end - TAIL_BYTES - buckets(array, end) - entries(array, end) * offsetBytes(array, end);
  }

  /** Where an entry begins; for one behind the last, where the last ends. */
  static int entryAt(
      byte[] array, int from, int offsetsAt, int offsetBytes, int entries, int index) {
    if (index >= entries) {
      return offsetsAt;
    }
    return from
        + (offsetBytes == 2
            ? getShort(array, offsetsAt + 2 * index)
            : getInt(array, offsetsAt + 4 * index));
  }

  /**
   * Checks what searches rely on: that the counts fit and the entries stand behind each other.
   *
   * @throws MalformedBlockException if they do not
   */
  public static void check(byte[] array, int from, int length) {
    if (length < ENTRY_BYTES_MIN + 2 + TAIL_BYTES) {
      throw new MalformedBlockException("a block of at least one entry", length + " bytes");
    }
    int end = from + length;
    int entries = entries(array, end);
    int buckets = buckets(array, end);
    int offsetBytes = offsetBytes(array, end);
    long entriesBytes = length - TAIL_BYTES - buckets - (long) entries * offsetBytes;
    boolean shaped =
        (offsetBytes == 2 || offsetBytes == 4)
            && (intervalLog(array, end) & 0xFF) <= INTERVAL_LOG_MAX
            && (bucketShift(array, end) & 0xFF) <= BUCKET_SHIFT_MAX;
    if (!shaped || entries < 1 || buckets < 0 || entriesBytes < (long) entries * ENTRY_BYTES_MIN) {
      throw new MalformedBlockException(
          "counts that fit into " + length + " bytes",
          entries + " entries, " + buckets + " buckets, " + offsetBytes + " bytes an offset");
    }
    checkOffsets(array, from, from + (int) entriesBytes, offsetBytes, entries);
  }

  private static void checkOffsets(
      byte[] array, int from, int offsetsAt, int offsetBytes, int entries) {
    int at = entryAt(array, from, offsetsAt, offsetBytes, entries, 0);
    int damaged = at - from;
    for (int i = 1; i <= entries; i++) {
      int next = entryAt(array, from, offsetsAt, offsetBytes, entries, i);
      damaged |= next - at - ENTRY_BYTES_MIN; // negative if the entry cannot be one
      damaged |= offsetsAt - next;
      at = next;
    }
    int first = entryAt(array, from, offsetsAt, offsetBytes, entries, 0);
    if (damaged < 0 || first != from) {
      throw new MalformedBlockException(
          "entries that follow each other within " + (offsetsAt - from) + " bytes",
          "offsets out of order");
    }
  }

  /**
   * Reads a length of up to five bytes: the value in the low 32 bits, the position behind it above.
   *
   * @throws MalformedBlockException if it runs past {@code end} or above 31 bits
   */
  static long length(byte[] array, int at, int end) {
    int value = 0;
    int next = at;
    for (int shift = 0; shift < 7 * Varint.INT_BYTES_MAX && next < end; shift += 7) {
      int read = array[next++];
      value |= (read & 0x7F) << shift;
      if (read >= 0) {
        if (value < 0 || (shift == 28 && read > 7)) {
          break;
        }
        return (long) next << 32 | value;
      }
    }
    throw new MalformedBlockException("a length in an entry", "none");
  }

  static MalformedBlockException badEntry(int index) {
    return new MalformedBlockException(
        "an entry that fits its place", "lengths beyond it in entry " + index);
  }
}
